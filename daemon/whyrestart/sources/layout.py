"""Where things are on this node: what the operator set, else what the running kubelet says, else the usual places.

Usual places are those of kubeadm, RKE2 and OpenShift (KUBELET.md 2.5). Nothing is executed to find out.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from whyrestart.config import Settings
from whyrestart.parsing.kubelet_config import KubeletConfig, merged, parse
from whyrestart.sources import kubelet_drop_ins

MANIFEST_DIRECTORIES = (
    "/etc/kubernetes/manifests",
    "/var/lib/rancher/rke2/agent/pod-manifests",
    "/etc/kubernetes/static-pods",
)
DOCKERSHIM_SOCKET = "/var/run/dockershim.sock"
DOCKER_SOCKET = "/var/run/docker.sock"
RUNTIME_SOCKETS = (
    "/run/containerd/containerd.sock",
    "/run/crio/crio.sock",
    "/run/k3s/containerd/containerd.sock",
    "/run/cri-dockerd.sock",
    DOCKER_SOCKET,
)
CERTIFICATE_DIRECTORIES = (
    "/etc/kubernetes/pki",
    "/var/lib/rancher/rke2/server/tls",
    "/etc/kubernetes/static-pod-resources",
)
# Certificates with which the apiserver lets one in, by their directory-relative or absolute path, best first.
CLIENT_CERTIFICATES = (
    ("/etc/kubernetes/pki/apiserver-kubelet-client.crt", "/etc/kubernetes/pki/apiserver-kubelet-client.key"),
    (
        "/var/lib/rancher/rke2/server/tls/client-kube-apiserver.crt",
        "/var/lib/rancher/rke2/server/tls/client-kube-apiserver.key",
    ),
    ("/var/lib/kubelet/pki/kubelet-client-current.pem", "/var/lib/kubelet/pki/kubelet-client-current.pem"),
)
KUBELET_CONFIGS = (
    "/var/lib/kubelet/config.yaml",
    "/etc/kubernetes/kubelet.conf.yaml",
    "/etc/kubernetes/kubelet-config.yaml",
)
MAX_CONFIG_BYTES = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One node's places. `runtime_socket` None: look at none. `client_pairs`: certificates with keys, best first."""

    node_name: str
    manifest_directory: str
    pod_log_directory: str = "/var/log/pods"
    runtime_socket: str | None = None
    is_docker: bool = False
    client_pairs: tuple[tuple[str, str], ...] = ()
    certificate_directory: str = "/etc/kubernetes/pki"
    kubelet_config: str = KUBELET_CONFIGS[0]
    kubelet_url: str = "https://127.0.0.1:10250"
    kubelet_read_only_url: str = "http://127.0.0.1:10255"
    kubelet_log: str | None = None


def find(settings: Settings, command_line: Callable[[], Mapping[str, str]] | None = None) -> Layout:
    """Look for what is not set. Unreadable places are passed over: the sources will say that they are blind."""
    flags = (command_line or kubelet_flags)()
    config_path = str(settings.kubelet_config or flags.get("config") or _first(KUBELET_CONFIGS))
    config = _kubelet_config(config_path, flags.get("config-dir"))
    manifests = str(
        settings.manifest_directory
        or flags.get("pod-manifest-path")
        or (config.static_pod_path if config else None)
        or _first(MANIFEST_DIRECTORIES)
    )
    endpoint = settings.runtime_endpoint
    if endpoint is None:
        stated = flags.get("container-runtime-endpoint") or (config.container_runtime_endpoint if config else None)
        endpoint = stated or f"unix://{_unstated_socket(flags)}"
    runtime = None if endpoint == "off" else endpoint.removeprefix("unix://")
    pairs: tuple[tuple[str, str], ...] = CLIENT_CERTIFICATES
    if settings.client_certificate is not None and settings.client_key is not None:
        pairs = ((str(settings.client_certificate), str(settings.client_key)),)
    return Layout(
        node_name=(settings.node_name or flags.get("hostname-override") or socket.gethostname()).lower(),
        manifest_directory=manifests.rstrip("/") or "/",
        pod_log_directory=str(
            settings.pod_log_directory or (config.pod_logs_dir if config else None) or "/var/log/pods"
        ),
        runtime_socket=runtime,
        is_docker=runtime is not None and runtime.endswith("/docker.sock"),
        client_pairs=pairs,
        certificate_directory=str(settings.certificate_directory or _first(CERTIFICATE_DIRECTORIES)),
        kubelet_config=config_path,
        kubelet_url=settings.kubelet_url or "https://127.0.0.1:10250",
        kubelet_read_only_url=settings.kubelet_read_only_url or "http://127.0.0.1:10255",
        kubelet_log=str(settings.kubelet_log) if settings.kubelet_log else _rke2_log(manifests),
    )


def _rke2_log(manifests: str) -> str | None:
    """The file beside its pod-manifests into which RKE2 has its kubelet write (pkg/podexecutor)."""
    data, _, leaf = manifests.rstrip("/").rpartition("/agent/")
    path = f"{data}/agent/logs/kubelet.log"
    return path if leaf == "pod-manifests" and Path(path).is_file() else None


def _unstated_socket(flags: Mapping[str, str]) -> str:
    """The runtime of a kubelet that names none.

    Up to 1.23 that is Docker, through the kubelet's own dockershim. Docker brings a containerd of its own, whose socket
    is there too and, as it is packaged, speaks no CRI.
    """
    dockershim = flags.get("container-runtime", "docker") == "docker" and os.path.exists(DOCKERSHIM_SOCKET)  # noqa: PTH110
    return DOCKER_SOCKET if dockershim and os.path.exists(DOCKER_SOCKET) else _first(RUNTIME_SOCKETS)  # noqa: PTH110


def kubelet_flags() -> Mapping[str, str]:
    """The running kubelet's `--flag=value` words; empty where none runs or it may not be seen."""
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] in {"kubelet", "hyperkube"}:
            return _flags(process.info["cmdline"] or ())
    return {}


def _flags(words: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = ""
    for word in words:
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            found[name] = value
            waiting = "" if equals else name
        elif waiting:
            found[waiting] = word
            waiting = ""
    return found


def _first(places: tuple[str, ...]) -> str:
    """The first place that exists, else the usual one."""
    return next((place for place in places if os.path.exists(place)), places[0])  # noqa: PTH110  # never raises


def _kubelet_config(path: str, drop_ins: str | None) -> KubeletConfig | None:
    paths = [path]
    if drop_ins:
        with suppress(OSError):
            paths += [f"{drop_ins}/{name}" for name in kubelet_drop_ins.listed(drop_ins)]
    found: list[KubeletConfig] = []
    for each in paths:
        with suppress(OSError), Path(each).open("rb") as file:
            found.append(parse(file.read(MAX_CONFIG_BYTES).decode("utf-8", "replace")))
    return merged(found) if found else None
