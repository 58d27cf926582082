"""Which files a static pod's flags and volumes name, and what kind each is: what may be read, and what only looked at.

Kinds follow the flags of kube-apiserver, kube-controller-manager, kube-scheduler (1.6 to 1.34) and etcd (3.1 to 3.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from whyrestart.model.manifest import Container, StaticPod


class FileKind(StrEnum):
    """What a named file holds. Only the first three are ever opened; a SECRET's existence and mode are enough."""

    CERTIFICATE = "certificate"
    KUBECONFIG = "kubeconfig"
    CONFIG = "config"
    SECRET = "secret"  # noqa: S105  # a kind of file
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class NamedFile:
    """A path that the program will use, where it lies on the host (None: nothing mounts it), and who names it.

    `flag` is empty for a hostPath volume.
    """

    path: str
    host_path: str | None
    kind: FileKind
    container: str = ""
    flag: str = ""

    @property
    def on_host(self) -> str:
        """Where to look on the host; the same path where no volume brings it in, since people put it there."""
        return self.host_path or self.path


_CERTIFICATES = frozenset(
    {
        "client-ca-file", "cluster-signing-cert-file", "etcd-cafile", "etcd-certfile", "kubelet-certificate-authority",
        "kubelet-client-certificate", "oidc-ca-file", "peer-cert-file", "peer-client-cert-file", "peer-trusted-ca-file",
        "proxy-client-cert-file", "requestheader-client-ca-file", "root-ca-file", "tls-cert-file", "tls-ca-file",
        "trusted-ca-file", "cert-file", "client-cert-file", "ca-file", "cluster-signing-kubelet-serving-cert-file",
        "cluster-signing-kubelet-client-cert-file", "cluster-signing-kube-apiserver-client-cert-file",
        "cluster-signing-legacy-unknown-cert-file", "cacert", "cert",
    }
)  # fmt: skip
_KUBECONFIGS = frozenset(
    {
        "kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig",
        "authentication-token-webhook-config-file",
        "authorization-webhook-config-file", "audit-webhook-config-file", "bootstrap-kubeconfig",
    }
)  # fmt: skip
_CONFIGS = frozenset(
    {
        "admission-control-config-file", "audit-policy-file", "authentication-config", "authorization-config",
        "authorization-policy-file", "config", "config-file", "egress-selector-config-file",
        "encryption-provider-config", "experimental-encryption-provider-config", "policy-config-file",
        "tracing-config-file",
    }
)  # fmt: skip


def named_files(pod: StaticPod) -> Iterator[NamedFile]:
    """Every absolute path in a flag of the pod's containers, then every hostPath of its volumes; each once."""
    seen: set[tuple[str, str]] = set()
    for container in pod.containers:
        for named in _of_flags(pod, container):
            if (named.path, named.on_host) not in seen:
                seen.add((named.path, named.on_host))
                yield named
    for volume in pod.volumes:
        if volume.host_path and (volume.host_path, volume.host_path) not in seen:
            seen.add((volume.host_path, volume.host_path))
            yield NamedFile(path=volume.host_path, host_path=volume.host_path, kind=FileKind.OTHER)


def kind_of(flag: str, path: str) -> FileKind:
    """What that flag's file holds; by the name of the file where one flag takes both halves of a pair."""
    name = flag.replace("_", "-")
    if path.endswith((".key", "-key.pem")) or name.endswith(("key-file", "keyfile")):
        return FileKind.SECRET
    if name in _CERTIFICATES or (name == "tls-sni-cert-key" and path.endswith((".crt", ".pem", ".cert"))):
        return FileKind.CERTIFICATE
    if name in _KUBECONFIGS:
        return FileKind.KUBECONFIG
    if name in _CONFIGS:
        return FileKind.CONFIG
    if any(word in name for word in ("token", "password", "basic-auth", "credential", "key", "secret", "cloud-config")):
        return FileKind.SECRET
    return FileKind.OTHER


def _of_flags(pod: StaticPod, container: Container) -> Iterator[NamedFile]:
    for flag in container.flags:
        for path in (flag.value or "").split(","):
            if not path.startswith("/") or "\0" in path or len(path) > 4096 or path == "/":
                continue
            path = path.partition(":")[0]  # noqa: PLW2901  # --tls-sni-cert-key=/a.crt,/a.key:example.org
            yield NamedFile(
                path=path,
                host_path=pod.host_path_of(container, path),
                kind=kind_of(flag.name, path),
                container=container.name,
                flag=flag.name,
            )
