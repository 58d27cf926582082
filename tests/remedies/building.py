"""Episodes of one manifest, findings of one cause, and what a remedy's edits change, line by line."""

from datetime import UTC, datetime, timedelta

from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import KUBELET, AttemptKey, ContainerRef
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerState, FileSeen, FileText, ManifestSeen
from whyrestart.model.version import Version
from whyrestart.parsing.manifest import parse
from whyrestart.remedies import remedies

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MANIFESTS = "/etc/kubernetes/manifests"
CONFIG = "/var/lib/kubelet/config.yaml"
CONTAINER_ID = "ad1fd61a3cc51cd7a0f1"

SCHEDULER_FLAGS = ("--bind-address=127.0.0.1", "--kubeconfig=/etc/kubernetes/scheduler.conf")
APISERVER_FLAGS = (
    "--advertise-address=10.0.0.4",
    "--authorization-mode=Node,RBAC",
    "--etcd-servers=https://127.0.0.1:2379",
    "--secure-port=6443",
    "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
    "--service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
)
ETCD_FLAGS = (
    "--data-dir=/var/lib/etcd",
    "--initial-advertise-peer-urls=https://10.0.0.4:2380",
    "--initial-cluster=master-1=https://10.0.0.4:2380",
    "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.4:2379",
    "--name=master-1",
)
FLAGS = {"kube-apiserver": APISERVER_FLAGS, "kube-scheduler": SCHEDULER_FLAGS, "etcd": ETCD_FLAGS}
PORTS = {"kube-apiserver": 6443, "kube-controller-manager": 10257, "kube-scheduler": 10259, "etcd": 2379}


def manifest(program="kube-apiserver", *extra, version="v1.28.4", flags=None, image=None, probe=None, more=""):
    """A manifest as kubeadm lays it out, with a comment that edits must leave alone. `more` is at the spec's level."""
    shown = image or (f"registry.k8s.io/{program}:{version}" if version else f"registry.k8s.io/{program}")
    words = [program, *(FLAGS.get(program, ()) if flags is None else flags), *extra]
    lines = ["apiVersion: v1", "kind: Pod", "metadata:", f"  name: {program}", "  namespace: kube-system", "spec:"]
    lines += ["  containers:", "  - command:  # kept"]
    lines += [f"    - {word}" for word in words]
    lines += [f"    image: {shown}"]
    lines += (probe or http_probe(PORTS.get(program, 8080))).splitlines()
    lines += [f"    name: {program}", "    resources:", "      limits:", "        memory: 512Mi  # kept too"]
    lines += [
        "    volumeMounts:",
        "    - mountPath: /etc/kubernetes/pki",
        "      name: k8s-certs",
        "      readOnly: true",
    ]
    lines += ["  hostNetwork: true", "  volumes:", "  - hostPath:", "      path: /etc/kubernetes/pki"]
    lines += ["      type: DirectoryOrCreate", "    name: k8s-certs"]
    return "\n".join(lines) + "\n" + more


def http_probe(port, path="/livez", scheme="HTTPS", host="10.0.0.4", kind="livenessProbe"):
    """A probe in block style, as kubeadm writes it."""
    return (
        f"    {kind}:\n      failureThreshold: 8\n      httpGet:\n        host: {host}\n        path: {path}\n"
        f"        port: {port}\n        scheme: {scheme}\n      initialDelaySeconds: 10\n      periodSeconds: 10\n"
        "      timeoutSeconds: 15\n"
    )


def episode(text=None, *, version="v1.28.4", texts=None, seen=None, directory=MANIFESTS, observations=(), **fields):
    """An episode of the manifest's first container; of the kubelet where there is no manifest.

    `texts` are files by path, `seen` their types by path (None: looked for and absent).
    """
    name = parse("x", text.encode()).pod.name if text is not None and parse("x", text.encode()).pod else "kubelet"
    path = f"{directory}/{name}.yaml"
    read = parse(path, text.encode(), NOW) if text is not None else None
    view = NodeView.of(
        (
            *([ManifestSeen(at=NOW, manifest=read)] if read else []),
            *(FileText(at=NOW, path=p, text=t) for p, t in (texts or {}).items()),
            *(FileSeen(at=NOW, path=p, type=t) for p, t in (seen or {}).items()),
            *observations,
        ),
        name="master-1",
        at=NOW,
        version=Version.parse(version),
        manifest_directory=directory,
    )
    pod = read.pod if read else None
    container = pod.containers[0] if pod else None
    subject = KUBELET
    if text is not None:
        full = f"{name}-master-1"
        subject = ContainerRef(namespace="kube-system", pod=full, container=container.name if container else name)
    return Episode(
        subject=subject,
        node=view,
        state=State.LOOPING,
        manifest=read,
        pod=pod,
        container=container,
        attempts=(_attempt(subject),) if isinstance(subject, ContainerRef) else (),
        **fields,
    )


def _attempt(ref):
    key = AttemptKey(ref=ref, pod_uid="u", attempt=3)
    return Attempt(
        key=key, state=ContainerState.RUNNING, container_id=CONTAINER_ID, started_at=NOW - timedelta(minutes=2)
    )


def finding(cause, summary="", says="", **detail):
    """A finding as its rule would give it."""
    evidence = (Evidence(source="pod_log", at=NOW, says=says),) if says else ()
    return Finding(
        cause=Cause(cause),
        confidence=Confidence.PROVEN,
        summary=summary,
        evidence=evidence,
        detail=tuple((key, str(value)) for key, value in detail.items()),
    )


def ways(cause, about, summary="", says="", **detail):
    """The remedies of a finding about an episode."""
    return remedies(about, finding(cause, summary, says, **detail))


def changes(remedy, path=None):
    """The lines that a remedy's edits take away and put in, without their place."""
    shown = [edit for edit in remedy.edits if path is None or edit.path == path]
    lines = "".join(edit.diff for edit in shown).splitlines()
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def after(remedy, path):
    """A file as the remedy leaves it."""
    return next(edit.after for edit in remedy.edits if edit.path == path)
