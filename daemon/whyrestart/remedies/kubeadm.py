"""What kubeadm can make anew on a node, and the command's name by version."""

from __future__ import annotations

from pathlib import PurePosixPath

from whyrestart.model.version import Version

# The phases of `kubeadm init phase certs` and of `certs renew`, by the file below the certificate directory (1.13 on).
CERTIFICATES = {
    "apiserver": "apiserver",
    "apiserver-kubelet-client": "apiserver-kubelet-client",
    "apiserver-etcd-client": "apiserver-etcd-client",
    "front-proxy-client": "front-proxy-client",
    "etcd/server": "etcd-server",
    "etcd/peer": "etcd-peer",
    "etcd/healthcheck-client": "etcd-healthcheck-client",
}
# What every control-plane node holds alike: a new one here would cut this node off from all others.
SHARED = frozenset({"ca", "etcd/ca", "front-proxy-ca", "sa"})
KUBECONFIGS = {"admin": "admin", "controller-manager": "controller-manager", "scheduler": "scheduler"}


def certificate_name(path: str, directory: str = "/etc/kubernetes") -> str:
    """`etcd/server` for DIRECTORY/pki/etcd/server.crt; empty for a file that kubeadm does not know."""
    file = PurePosixPath(path)
    if not file.is_relative_to(f"{directory}/pki"):
        return ""
    name = str(file.relative_to(f"{directory}/pki").with_suffix(""))
    return name if name in CERTIFICATES or name in SHARED else ""


def kubeconfig_name(path: str, directory: str = "/etc/kubernetes") -> str:
    """`scheduler` for DIRECTORY/scheduler.conf; empty for a file that kubeadm does not know."""
    file = PurePosixPath(path)
    return KUBECONFIGS.get(file.stem, "") if str(file.parent) == directory and file.suffix == ".conf" else ""


def certs(version: Version | None) -> str:
    """`kubeadm certs`, which was `kubeadm alpha certs` up to 1.19."""
    return "kubeadm alpha certs" if version is not None and not version.at_least(1, 20) else "kubeadm certs"


def renew(version: Version | None, *names: str) -> tuple[str, ...]:
    """Commands that renew certificates with the CA of this node; there is none before 1.15."""
    if version is not None and not version.at_least(1, 15):
        return ()
    return tuple(f"{certs(version)} renew {name}" for name in names)


def make(version: Version | None, path: str, directory: str = "/etc/kubernetes") -> tuple[str, ...]:
    """The command that makes a missing certificate or kubeconfig, where kubeadm has one (1.13 and later)."""
    if version is not None and not version.at_least(1, 13):
        return ()
    name = certificate_name(path, directory)
    if name in CERTIFICATES:
        return (f"kubeadm init phase certs {CERTIFICATES[name]}",)
    config = kubeconfig_name(path, directory)
    return (f"kubeadm init phase kubeconfig {config}",) if config else ()
