"""Where the rig lies, and what belongs to it."""

from __future__ import annotations

import os
from pathlib import Path


def _base() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("WHYRESTART_RIG") or cache / "whyrestart-rig").absolute()


BASE = _base()
BIN = BASE / "bin"  # programs, built once
IMAGES = BASE / "images"  # one archive a program, built once
UNPACKED = BASE / "containerd"  # the images as containerd unpacked them, kept because that takes seconds
CASES = BASE / "cases"  # what each case of the suite showed the last time
RUN = BASE / "run"  # everything of one life of the rig; removed when it ends
PKI = RUN / "pki"
MANIFESTS = RUN / "manifests"
FILES = RUN / "files"  # files that flags name; mounted into the apiserver
ETCD_DATA = RUN / "etcd"
PIDS = RUN / "pids"
SOCKET = RUN / "containerd" / "containerd.sock"
KUBELET_LOG = RUN / "kubelet.log"
CONTAINERD_LOG = RUN / "containerd.log"
KUBELET_CONFIG = RUN / "kubelet.yaml"
CONTAINERD_CONFIG = RUN / "containerd.toml"
POD_LOGS = Path("/var/log/pods")  # the kubelet 1.20 takes no other
CONTAINER_LOGS = Path("/var/log/containers")

NODE = "rig-node"
ADDRESS = "127.0.0.1"  # all that the rig starts listens here alone
KUBERNETES = "v1.20.2"
ETCD = "3.4.23"
PAUSE = "3.2"
REGISTRY = "k8s.gcr.io"  # images are imported under these names; nothing is ever pulled
APISERVER, ETCD_CLIENT, ETCD_PEER, ETCD_METRICS = 6443, 2379, 2380, 2381
CONTROLLER_MANAGER, SCHEDULER = 10257, 10259
KUBELET, KUBELET_HEALTH, KUBELET_READ_ONLY = 10250, 10248, 10255

FROM_DEBIAN = ("containerd", "ctr", "containerd-shim-runc-v2", "etcd", "etcdctl", "kubectl", "runc")
COMPILED = ("kubelet", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
IMAGE_NAMES = {
    "pause": f"{REGISTRY}/pause:{PAUSE}",
    "etcd": f"{REGISTRY}/etcd:{ETCD}",
    "kube-apiserver": f"{REGISTRY}/kube-apiserver:{KUBERNETES}",
    "kube-controller-manager": f"{REGISTRY}/kube-controller-manager:{KUBERNETES}",
    "kube-scheduler": f"{REGISTRY}/kube-scheduler:{KUBERNETES}",
}

_SOCKET_LIMIT = 100  # sun_path holds 108 bytes, and containerd adds a suffix of its own


class RigError(Exception):
    """The rig cannot be built, started or cleared away; the text says what to do."""


def check() -> None:
    """Raise RigError where the place cannot hold a rig."""
    if len(str(SOCKET)) > _SOCKET_LIMIT:
        raise RigError(f"{BASE} is too long a path for a Unix socket below it: set WHYRESTART_RIG to a shorter one")
    if not all(part.replace("-", "").replace("_", "").replace(".", "").isalnum() for part in BASE.parts[1:]):
        raise RigError(f"{BASE}: only letters, digits and ._- may stand in the rig's path, since it goes into flags")
