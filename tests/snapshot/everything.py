"""A view in which every kind of observation is told, most of them several times over."""

import base64
import functools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    CgroupSeen,
    ContainerGone,
    ContainerReport,
    ContainerSeen,
    ContainerState,
    ContainerStatusSeen,
    DirectoryChange,
    EtcdSeen,
    FileSeen,
    Filesystem,
    FileText,
    Gap,
    HostSeen,
    JournalLine,
    ListeningSocket,
    LogLine,
    ManifestDirectoryEvent,
    ManifestDirectorySeen,
    ManifestGone,
    ManifestSeen,
    MountSeen,
    Outcome,
    PodLogSeen,
    PodStatusSeen,
    ProbeCounters,
    ProbeResult,
    ProcessSeen,
    RuntimeSeen,
    SandboxSeen,
    SocketsSeen,
    Source,
    UnitSeen,
    Variant,
)
from whyrestart.model.version import Version
from whyrestart.parsing import certificate
from whyrestart.parsing.journal import source_of
from whyrestart.parsing.manifest import parse as parse_manifest

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DIRECTORY = "/etc/kubernetes/manifests"
REF = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container="kube-apiserver")
UID = "9d787158660872c4d40b5cea5e774b2b"
KEY = AttemptKey(ref=REF, pod_uid=UID, attempt=1)
LOG = f"/var/log/pods/kube-system_{REF.pod}_{UID}/kube-apiserver/1.log"
MANIFEST = """\
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  hostNetwork: true
  containers:
  - name: kube-apiserver
    image: k8s.gcr.io/kube-apiserver:v1.20.2
    command: [kube-apiserver, %s --kubelet-client-key=/etc/kubernetes/pki/client.key]
    livenessProbe: {httpGet: {path: /livez, port: 6443, scheme: HTTPS, host: 127.0.0.1}}
"""


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def view():
    return NodeView.of(
        observations(),
        name="master-1",
        at=NOW,
        version=Version.parse("v1.20.2"),
        manifest_directory=DIRECTORY,
        gaps=(
            Gap(source=Source.ETCD, why="it does not run on this node", since=ago(50), intended=True),
            Gap(source=Source.CRI, why="no answer within 2 s", since=ago(500), until=ago(400)),
        ),
    )


def told(seen):
    """What a copy must keep: all of it, but for the bytes that were redacted and when an old file was changed."""
    if isinstance(seen, ManifestSeen):
        return replace(seen, manifest=replace(seen.manifest, modified_at=None, sha256=""))
    if isinstance(seen, FileText | ContainerSeen | SandboxSeen | RuntimeSeen):
        return replace(seen, source=Source.FILES)
    return seen


def in_order(seen):
    """As told, in order of time; what has one time is of different things, whose order means nothing."""
    return sorted(map(told, seen), key=lambda each: (each.at, repr(each.key)))


@functools.cache
def pem(name="kube-apiserver"):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=364))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def certificates():
    """The files that a capture reads once more."""
    data = base64.b64encode(pem()).decode()
    kubeconfig = (
        "current-context: a\ncontexts: [{name: a, context: {user: u, cluster: c}}]\n"
        f"users: [{{name: u, user: {{client-certificate-data: {data}}}}}]\nclusters: []\n"
    )
    return {
        "/etc/kubernetes/pki/apiserver.crt": pem(),
        "/etc/kubernetes/pki/cut.crt": pem()[:100],
        "/etc/kubernetes/pki/backup/kept.crt": pem("kept"),
        "/etc/kubernetes/scheduler.conf": kubeconfig.encode(),
    }


def observations():
    yield from manifests()
    yield from containers()
    yield from statuses()
    yield from logs()
    yield from processes()
    yield from probes()
    yield from files()
    yield from node()


def manifests():
    path = f"{DIRECTORY}/kube-apiserver.yaml"
    for at, flag in ((ago(900), "--v=1,"), (ago(300), "--v=2,"), (ago(120), "--anonymous-auth=false,")):
        yield ManifestSeen(at=at, manifest=parse_manifest(path, (MANIFEST % flag).encode(), at))
    old = parse_manifest(f"{DIRECTORY}/old.yaml", (MANIFEST % "").encode(), ago(900))
    yield ManifestSeen(at=ago(900), manifest=old)
    yield ManifestGone(at=ago(100), path=old.path)
    yield ManifestSeen(at=ago(90), manifest=parse_manifest(f"{DIRECTORY}/bytes.yaml", b"a: \xff\n", ago(95)))
    fifo = f"{DIRECTORY}/fifo"
    unreadable = replace(parse_manifest(fifo, b""), text="", sha256="")
    yield ManifestSeen(at=ago(80), manifest=unreadable)
    names = ("bytes.yaml", "fifo", "kube-apiserver.yaml", "subdirectory-of-nobody")
    yield ManifestDirectorySeen(at=NOW, path=DIRECTORY, names=names)
    yield ManifestDirectoryEvent(at=ago(121), name="4913", what=DirectoryChange.CREATED)
    yield ManifestDirectoryEvent(at=ago(120), name="4913", what=DirectoryChange.DELETED)


def containers():
    yield ContainerSeen(
        at=NOW,
        attempt_key=KEY,
        container_id="c1",
        state=ContainerState.EXITED,
        sandbox_id="s1",
        created_at=ago(60),
        started_at=ago(59),
        finished_at=ago(10),
        exit_code=137,
        reason="Error",
        message="killed",
        image="kube-apiserver:v1.20.2",
        log_path=LOG,
        restart_count=1,
        termination_grace_seconds=30,
        mounts=(MountSeen(container_path="/pki", host_path="/etc/kubernetes/pki", read_only=True),),
    )
    yield ContainerGone(at=ago(5), container_id="c0")
    yield SandboxSeen(
        at=NOW,
        sandbox_id="s1",
        namespace=REF.namespace,
        pod=REF.pod,
        pod_uid=UID,
        created_at=ago(100),
        ip="10.0.0.4",
        host_network=True,
        config_source="file",
    )
    yield RuntimeSeen(at=NOW, source=Source.RUNTIME_CONFIG, name="containerd", version="1.6.20", config="version = 2\n")


def statuses():
    for at, count in ((ago(40), 0), (ago(20), 1), (ago(5), 2)):
        yield PodStatusSeen(
            at=at,
            namespace=REF.namespace,
            pod=REF.pod,
            pod_uid=UID,
            phase=f"Running{count}",
            static=True,
            ip="10.0.0.4",
        )
        yield ContainerStatusSeen(
            at=at,
            ref=REF,
            pod_uid=UID,
            restart_count=count,
            now=ContainerReport(state=ContainerState.RUNNING, container_id="c1", started_at=ago(59)),
            last=ContainerReport(
                state=ContainerState.EXITED,
                container_id="c0",
                reason="Error",
                message="x",
                exit_code=1,
                started_at=ago(99),
                finished_at=ago(61),
            ),
            ready=bool(count),
            started=True,
            image="kube-apiserver:v1.20.2",
        )
        yield ProbeCounters(
            at=at,
            ref=replace(REF, pod='odd"\\\nname'),
            pod_uid=UID,
            kind=ProbeKind.LIVENESS,
            successful=3,
            failed=count,
        )
    waiting = ContainerReport(state=ContainerState.WAITING, reason="CrashLoopBackOff", message="back-off 20s")
    mirror = replace(REF, pod="etcd-master-1", container="etcd")
    yield ContainerStatusSeen(at=NOW, ref=mirror, pod_uid="ee", restart_count=4, now=waiting)
    yield PodStatusSeen(
        at=NOW, namespace="kube-system", pod="etcd-master-1", pod_uid="ee", mirror=True, reason="Evicted"
    )


def logs():
    yield PodLogSeen(
        at=NOW,
        attempt_key=KEY,
        path=LOG,
        lines=(
            LogLine(text="I1123 07:59:00.000000 1 server.go:1] hello", at=ago(58)),
            LogLine(text="to be read", at=ago(57), stream="stdout"),
            LogLine(text="no time of its own"),
        ),
        skipped_lines=40,
        size_bytes=100_000,
        modified_at=ago(11),
    )
    rotated = replace(KEY, attempt=0)
    path = LOG.replace("1.log", "0.log.20261123-075000.gz")
    yield PodLogSeen(at=NOW, attempt_key=rotated, path=path, size_bytes=12, modified_at=ago(61))
    for unit, identifier in (("kubelet", "kubelet"), ("kubelet", "systemd"), ("kernel", "kernel"), ("a/odd:u@1", "x")):
        for second in (70, 30):
            yield JournalLine(
                at=ago(second),
                source=source_of(unit),
                unit=unit,
                message=f"{unit} says: {second}",
                priority=6,
                pid=7,
                identifier=identifier,
                boot_id="b1",
                monotonic_seconds=100.25 - second,
                cursor=f"s=1;i={second}",
            )


def processes():
    for at, count in ((ago(100), 1), (ago(50), 2)):
        yield UnitSeen(
            at=at,
            unit="kubelet.service",
            load_state="loaded",
            active_state="active",
            sub_state="running",
            result="success",
            n_restarts=count,
            exec_main_status=0,
            exec_main_code=0,
            main_pid=count,
            active_since=at,
            main_started_at=at,
            main_exited_at=ago(60) if count == 1 else None,
        )
        sockets = (ListeningSocket(address="::", port=6443, pid=count, program="kube-apiserver", pod_uid=UID),)
        yield SocketsSeen(at=at, sockets=sockets)
    words = ("kubelet", "--config=/var/lib/kubelet/config.yaml")
    yield ProcessSeen(at=NOW, pid=2, program="kubelet", started_at=ago(50), command_line=words)


def probes():
    for second in (30, 20, 10):
        yield ProbeResult(
            at=ago(second),
            ref=REF,
            kind=ProbeKind.LIVENESS,
            variant=Variant.KUBELET,
            url="https://127.0.0.1:6443/livez",
            outcome=Outcome.FAILURE,
            status=401,
            body="Unauthorized",
            duration_seconds=0.01,
        )
    yield ProbeResult(
        at=ago(9),
        ref=REF,
        kind=ProbeKind.LIVENESS,
        variant=Variant.AUTHENTICATED,
        url="https://127.0.0.1:6443/livez",
        outcome=Outcome.UNKNOWN,
        error="EOF",
        credential="/etc/kubernetes/pki/apiserver-kubelet-client.crt",
    )


def files():
    yield FileSeen(at=NOW, path="/etc/kubernetes/pki/sa.key", type=None)
    yield FileSeen(at=NOW, path="/etc/kubernetes/pki/client.key", type="file", mode=0o600, uid=0, gid=0, size=9)
    here = {
        **dict.fromkeys(certificates()),
        **dict.fromkeys(("/etc/audit.yaml", "/var/lib/kubelet/config.yaml", LOG, f"{DIRECTORY}/kube-apiserver.yaml")),
        f"{DIRECTORY}/bytes.yaml": None,
        LOG.replace("1.log", "0.log.20261123-075000.gz"): None,
    }
    for path in here:
        yield FileSeen(at=NOW, path=path, type="file", mode=0o644, modified_at=ago(1000), target=None)
    yield FileText(at=ago(70), path="/etc/audit.yaml", text="kind: Policy\n")
    yield FileText(at=NOW, path="/etc/audit.yaml", text="kind: Policy\nrules: []\n")
    yield FileText(at=NOW, source=Source.KUBELET_CONFIG, path="/var/lib/kubelet/config.yaml", text="kind: x\n")
    for path, data in certificates().items():
        if path.endswith(".conf"):
            yield from certificate.kubeconfig_seen(path, data, NOW, ago(1000))
            yield FileText(at=NOW, path=path, text=data.decode())
        else:
            yield replace(certificate.file_seen(path, data, NOW, ago(1000)), named="backup" not in path)
    for at, name in ((ago(60), "old"), (ago(30), "new")):
        block = pem(name).decode().split("-----")[2]
        yield certificate.served("127.0.0.1", 6443, base64.b64decode(block), at)


def node():
    for at, free in ((ago(60), 0), (ago(30), 10)):
        yield HostSeen(
            at=at,
            boot_id="b1",
            previous_boot_id="b0",
            booted_at=ago(5000),
            interfaces=(("eth0", ("10.0.0.4",)),),
            filesystems=(Filesystem(mount="/var", size_bytes=10, free_bytes=free, free_inodes=3, read_only=True),),
            memory_total_bytes=10,
            memory_available_bytes=free,
            pressure_cpu=1.5,
            pressure_io=0.0,
            pressure_memory=2.5,
            swap_bytes=0,
            clock_synchronised=False,
            clock_now=at,
            inotify_instances_used=1,
            inotify_max_instances=2,
            inotify_watches_used=3,
            inotify_max_watches=4,
            cgroup_version=2,
            cgroups=(CgroupSeen(container_id="c1", memory_limit_bytes=1, memory_peak_bytes=2, oom_kill=3),),
            sysctls=(("vm.panic_on_oom", "0"),),
            security_modules=("apparmor",),
        )
        yield EtcdSeen(
            at=at,
            healthy=bool(free),
            reason="" if free else "RAFT NO LEADER",
            alarms=("NOSPACE",),
            has_leader=bool(free),
            metrics=(("etcd_server_has_leader", 1.0 if free else 0.0),),
        )
