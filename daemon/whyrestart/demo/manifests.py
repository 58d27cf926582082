"""The demo node's static pod manifests and kubeconfigs, as kubeadm of that version writes them, on free ports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

from whyrestart.model.version import Version

# kubeadm 1.17 writes 15/15/10 x8 and a grace period of 30 s: 85 to 95 s from start to kill (KUBELET.md 1.6).
INITIAL_DELAY_SECONDS = 2
PERIOD_SECONDS = 2
TIMEOUT_SECONDS = 2
FAILURE_THRESHOLD = 3
GRACE_SECONDS = 4


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The free ports of one demo. `nowhere` is one on which nobody listens."""

    apiserver: int
    insecure: int
    etcd: int
    etcd_metrics: int
    controller_manager: int
    scheduler: int
    kubelet: int
    whyrestart: int
    nowhere: int


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where things are on the demo node, and which version it runs."""

    root: Path
    ports: Ports
    version: Version
    node_name: str

    @property
    def kubernetes(self) -> Path:
        """What is /etc/kubernetes on a real node."""
        return self.root / "etc" / "kubernetes"

    @property
    def manifests(self) -> Path:
        """What is /etc/kubernetes/manifests on a real node."""
        return self.kubernetes / "manifests"

    @property
    def pki(self) -> Path:
        """What is /etc/kubernetes/pki on a real node."""
        return self.kubernetes / "pki"

    @property
    def etcd_data(self) -> Path:
        """What is /var/lib/etcd on a real node."""
        return self.root / "var" / "lib" / "etcd"

    @property
    def pod_logs(self) -> Path:
        """What is /var/log/pods on a real node."""
        return self.root / "var" / "log" / "pods"

    @property
    def kubelet_log(self) -> Path:
        """The kubelet's own log."""
        return self.root / "var" / "log" / "kubelet.log"

    @property
    def kubelet_config(self) -> Path:
        """What is /var/lib/kubelet/config.yaml on a real node."""
        return self.root / "var" / "lib" / "kubelet" / "config.yaml"

    @property
    def state(self) -> Path:
        """What is /var/lib/whyrestart on a real node."""
        return self.root / "var" / "lib" / "whyrestart"

    @property
    def runtime_socket(self) -> Path:
        """What is /run/containerd/containerd.sock on a real node."""
        return self.root / "run" / "containerd.sock"

    def manifest(self, component: str) -> Path:
        """A component's manifest."""
        return self.manifests / f"{component}.yaml"


_POD = """\
apiVersion: v1
kind: Pod
metadata:
  labels:
    component: {component}
    tier: control-plane
  name: {component}
  namespace: kube-system
spec:
  containers:
  - command:
    - {component}
{flags}
    image: k8s.gcr.io/{component}:{tag}
    imagePullPolicy: IfNotPresent
{probes}
    name: {component}
    resources:
      requests:
        cpu: 100m
    volumeMounts:
{mounts}
  hostNetwork: true
  priorityClassName: system-node-critical
  terminationGracePeriodSeconds: {grace}
  volumes:
{volumes}
status: {{}}
"""

_PROBE = """\
{kind}:
  failureThreshold: {threshold}
  httpGet:
    host: 127.0.0.1
    path: {path}
    port: {port}
    scheme: {scheme}
  initialDelaySeconds: {delay}
  periodSeconds: {period}
  timeoutSeconds: {timeout}
"""


def _probe(
    kind: str,
    path: str,
    port: int,
    scheme: str,
    *,
    delay: int = INITIAL_DELAY_SECONDS,
    period: int = PERIOD_SECONDS,
    threshold: int = FAILURE_THRESHOLD,
) -> str:
    return _PROBE.format(
        kind=kind,
        path=path,
        port=port,
        scheme=scheme,
        delay=delay,
        period=period,
        threshold=threshold,
        timeout=TIMEOUT_SECONDS,
    )


def _pod(component: str, tag: str, flags: list[str], probes: list[str], volumes: dict[str, Path]) -> str:
    mounts = "".join(f"- mountPath: {path}\n  name: {name}\n" for name, path in volumes.items())
    paths = "".join(
        f"- hostPath:\n    path: {path}\n    type: {'FileOrCreate' if path.suffix else 'DirectoryOrCreate'}\n"
        f"  name: {name}\n"
        for name, path in volumes.items()
    )
    return _POD.format(
        component=component,
        tag=tag,
        flags=indent("\n".join(f"- --{flag}" for flag in flags), " " * 4),
        probes=indent("".join(probes).rstrip("\n"), " " * 4),
        mounts=indent(mounts.rstrip("\n"), " " * 4),
        volumes=indent(paths.rstrip("\n"), " " * 2),
        grace=GRACE_SECONDS,
    )


def _apiserver(layout: Layout) -> str:
    ports, pki, version = layout.ports, layout.pki, layout.version
    flags = [
        "advertise-address=127.0.0.1",
        "allow-privileged=true",
        "authorization-mode=Node,RBAC",
        "bind-address=127.0.0.1",
        f"client-ca-file={pki}/ca.crt",
        "enable-admission-plugins=NodeRestriction",
        f"etcd-cafile={pki}/etcd/ca.crt",
        f"etcd-certfile={pki}/apiserver-etcd-client.crt",
        f"etcd-keyfile={pki}/apiserver-etcd-client.key",
        f"etcd-servers=https://127.0.0.1:{ports.etcd}",
    ]
    if not version.at_least(1, 22):
        flags.append(f"insecure-port={0 if version.at_least(1, 20) else ports.insecure}")
    flags += [
        f"kubelet-client-certificate={pki}/apiserver-kubelet-client.crt",
        f"kubelet-client-key={pki}/apiserver-kubelet-client.key",
        f"secure-port={ports.apiserver}",
    ]
    if version.at_least(1, 20):
        flags += [
            "service-account-issuer=https://kubernetes.default.svc.cluster.local",
            f"service-account-signing-key-file={pki}/ca.key",
        ]
    flags += [
        "service-cluster-ip-range=10.96.0.0/12",
        f"tls-cert-file={pki}/apiserver.crt",
        f"tls-private-key-file={pki}/apiserver.key",
    ]
    # KUBELET.md 2.5: up to 1.18 a liveness probe of /healthz alone.
    if not version.at_least(1, 19):
        probes = [_probe("livenessProbe", "/healthz", ports.apiserver, "HTTPS")]
    else:
        probes = [
            _probe("livenessProbe", "/livez", ports.apiserver, "HTTPS"),
            _probe("readinessProbe", "/readyz", ports.apiserver, "HTTPS", delay=0, period=1),
            _probe("startupProbe", "/livez", ports.apiserver, "HTTPS", threshold=FAILURE_THRESHOLD + 1),
        ]
    return _pod("kube-apiserver", str(version), flags, probes, {"k8s-certs": pki})


def _etcd(layout: Layout) -> str:
    ports, pki = layout.ports, layout.pki
    flags = [
        f"advertise-client-urls=https://127.0.0.1:{ports.etcd}",
        f"cert-file={pki}/etcd/server.crt",
        "client-cert-auth=true",
        f"data-dir={layout.etcd_data}",
        f"key-file={pki}/etcd/server.key",
        f"listen-client-urls=https://127.0.0.1:{ports.etcd}",
        f"listen-metrics-urls=http://127.0.0.1:{ports.etcd_metrics}",
        f"name={layout.node_name}",
        f"trusted-ca-file={pki}/etcd/ca.crt",
    ]
    probe = _probe("livenessProbe", "/health", ports.etcd_metrics, "HTTP")
    return _pod("etcd", "3.4.3-0", flags, [probe], {"etcd-certs": pki / "etcd", "etcd-data": layout.etcd_data})


def _leader(layout: Layout, component: str, port: int) -> str:
    config = layout.kubernetes / f"{component}.conf"
    flags = [
        "bind-address=127.0.0.1",
        f"kubeconfig={config}",
        "leader-elect=true",
        "leader-elect-lease-duration=6s",
        "leader-elect-renew-deadline=4s",
        "leader-elect-retry-period=1s",
        f"secure-port={port}",
        f"tls-cert-file={layout.pki}/{component}.crt",
        f"tls-private-key-file={layout.pki}/{component}.key",
    ]
    probe = _probe("livenessProbe", "/healthz", port, "HTTPS")
    return _pod(component, str(layout.version), flags, [probe], {"k8s-certs": layout.pki, "kubeconfig": config})


_KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: {pki}/ca.crt
    server: https://127.0.0.1:{port}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: system:{component}
  name: system:{component}@kubernetes
current-context: system:{component}@kubernetes
users:
- name: system:{component}
  user:
    client-certificate: {pki}/{component}.crt
    client-key: {pki}/{component}.key
"""

_KUBELET_CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
staticPodPath: {manifests}
"""


def write(layout: Layout) -> None:
    """Write every manifest, kubeconfig and the kubelet's configuration; the directories are made."""
    for directory in (layout.manifests, layout.pod_logs, layout.etcd_data, layout.state, layout.kubelet_config.parent):
        directory.mkdir(parents=True, exist_ok=True)
    leaders = {
        "kube-controller-manager": layout.ports.controller_manager,
        "kube-scheduler": layout.ports.scheduler,
    }
    for component, port in leaders.items():
        text = _KUBECONFIG.format(pki=layout.pki, port=layout.ports.apiserver, component=component)
        (layout.kubernetes / f"{component}.conf").write_text(text, encoding="utf-8")
        layout.manifest(component).write_text(_leader(layout, component, port), encoding="utf-8")
    layout.manifest("etcd").write_text(_etcd(layout), encoding="utf-8")
    layout.manifest("kube-apiserver").write_text(_apiserver(layout), encoding="utf-8")
    layout.kubelet_config.write_text(_KUBELET_CONFIG.format(manifests=layout.manifests), encoding="utf-8")
