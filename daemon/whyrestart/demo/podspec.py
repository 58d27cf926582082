"""A static pod as the simulated kubelet reads it: on its own, without the daemon's parser, to be a second opinion."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from whyrestart.model.version import Version

# YAML as it comes, before anything is known of its shape.
_Tree: TypeAlias = object

_PROBES = ("startupProbe", "livenessProbe", "readinessProbe")

MAX_BYTES = 10 * 2**20


class PodError(ValueError):
    """A file is not a static pod; the text is what the kubelet would log."""


@dataclass(frozen=True, kw_only=True)
class ProbeSpec:
    """A probe with the API's defaults filled in. `port` None means that there is no handler that this kubelet runs."""

    kind: str
    scheme: str = "HTTP"
    host: str = "127.0.0.1"
    port: int | str | None = None
    path: str = "/"
    headers: tuple[tuple[str, str], ...] = ()
    tcp: bool = False
    initial_delay_seconds: int = 0
    timeout_seconds: int = 1
    period_seconds: int = 10
    success_threshold: int = 1
    failure_threshold: int = 3


@dataclass(frozen=True, kw_only=True)
class ContainerSpec:
    """A container. `mounts` are pairs of the path inside and the path on the host."""

    name: str
    image: str
    command: tuple[str, ...]
    ports: Mapping[str, int]
    probes: tuple[ProbeSpec, ...]
    mounts: tuple[tuple[str, str], ...]

    def probe(self, kind: str) -> ProbeSpec | None:
        """The probe of that kind."""
        return next((probe for probe in self.probes if probe.kind == kind), None)


@dataclass(frozen=True, kw_only=True)
class PodSpec:
    """A pod as the kubelet runs it; `name` bears the node's name, `uid` is a hash of the content."""

    namespace: str
    name: str
    uid: str
    file: str
    containers: tuple[ContainerSpec, ...]
    grace_seconds: int
    labels: Mapping[str, str]

    @property
    def key(self) -> str:
        """What makes it the same pod as another file's."""
        return f"{self.namespace}/{self.name}"

    @property
    def full_name(self) -> str:
        """As the kubelet logs it: `kube-apiserver-node_kube-system(uid)`."""
        return f"{self.name}_{self.namespace}({self.uid})"


def _mapping(value: _Tree, what: str) -> Mapping[str, _Tree]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise PodError(f"{what} must be an object")
    return value


def _sequence(value: _Tree, what: str) -> list[_Tree]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise PodError(f"{what} must be a list")
    return value


def _integer(value: _Tree, default: int, what: str) -> int:
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PodError(f"{what} must be a whole number of at least 0, not {value!r}")
    return value


def _probe(kind: str, value: _Tree) -> ProbeSpec:
    tree = _mapping(value, kind)
    handler = _mapping(tree.get("httpGet") or tree.get("tcpSocket"), f"{kind} handler")
    headers = [_mapping(item, "httpHeaders") for item in _sequence(handler.get("httpHeaders"), "httpHeaders")]
    port = handler.get("port")
    # 0 means the default for these four (pkg/apis/core/v1/defaults.go).
    return ProbeSpec(
        kind=kind,
        scheme=str(handler.get("scheme") or "HTTP"),
        # A pod on the host network has the node's address; on this node that is loopback.
        host=str(handler.get("host") or "127.0.0.1"),
        port=port if isinstance(port, int | str) else None,
        path=str(handler.get("path") or "/"),
        headers=tuple((str(item.get("name")), str(item.get("value"))) for item in headers),
        tcp="tcpSocket" in tree,
        initial_delay_seconds=_integer(tree.get("initialDelaySeconds"), 0, "initialDelaySeconds"),
        timeout_seconds=_integer(tree.get("timeoutSeconds"), 0, "timeoutSeconds") or 1,
        period_seconds=_integer(tree.get("periodSeconds"), 0, "periodSeconds") or 10,
        success_threshold=_integer(tree.get("successThreshold"), 0, "successThreshold") or 1,
        failure_threshold=_integer(tree.get("failureThreshold"), 0, "failureThreshold") or 3,
    )


def _container(value: _Tree, host_paths: Mapping[str, str]) -> ContainerSpec:
    tree = _mapping(value, "containers")
    mounts = [_mapping(item, "volumeMounts") for item in _sequence(tree.get("volumeMounts"), "volumeMounts")]
    ports = [_mapping(item, "ports") for item in _sequence(tree.get("ports"), "ports")]
    words = (*_sequence(tree.get("command"), "command"), *_sequence(tree.get("args"), "args"))
    name = tree.get("name")
    if not isinstance(name, str):
        raise PodError("spec.containers[0].name: Required value")
    return ContainerSpec(
        name=name,
        image=str(tree.get("image", "")),
        command=tuple(str(word) for word in words),
        ports={str(port.get("name")): _integer(port.get("containerPort"), 0, "containerPort") for port in ports},
        probes=tuple(_probe(kind, tree[kind]) for kind in _PROBES if tree.get(kind)),
        mounts=tuple(
            (str(mount.get("mountPath")), host_paths[str(mount.get("name"))])
            for mount in mounts
            if str(mount.get("name")) in host_paths
        ),
    )


def parse(text: bytes, *, file: str, node_name: str, version: Version) -> PodSpec:
    """Read one manifest as the kubelet does: only its first document, one pod. PodError says why it is none."""
    if len(text) > MAX_BYTES:
        raise PodError(f"{file}: file too large")
    try:
        tree = next(iter(yaml.safe_load_all(text)), None)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise PodError(f"{file}: couldn't parse as pod({error}), please check config file") from error
    pod = _mapping(tree, "the document")
    if pod.get("kind") != "Pod" or pod.get("apiVersion") != "v1":
        raise PodError(f"{file}: couldn't parse as pod(no kind Pod of v1), please check config file")
    metadata, spec = _mapping(pod.get("metadata"), "metadata"), _mapping(pod.get("spec"), "spec")
    name = metadata.get("name")
    containers = _sequence(spec.get("containers"), "spec.containers")
    if not isinstance(name, str) or not containers:
        raise PodError(f"{file}: invalid pod: metadata.name and spec.containers: Required value")
    volumes = [_mapping(item, "volumes") for item in _sequence(spec.get("volumes"), "volumes")]
    host_paths = {
        str(volume.get("name")): str(_mapping(volume.get("hostPath"), "hostPath").get("path"))
        for volume in volumes
        if volume.get("hostPath")
    }
    labels = {str(key): str(value) for key, value in _mapping(metadata.get("labels"), "labels").items()}
    return PodSpec(
        namespace=str(metadata.get("namespace") or "default"),
        name=f"{name}-{node_name.lower()}",
        uid=str(metadata.get("uid") or _hash(pod, file, node_name, version)),
        file=file,
        containers=tuple(_container(container, host_paths) for container in containers),
        grace_seconds=_integer(spec.get("terminationGracePeriodSeconds"), 30, "terminationGracePeriodSeconds"),
        labels=labels,
    )


def _hash(pod: Mapping[str, _Tree], file: str, node_name: str, version: Version) -> str:
    """A hash of the content, as the kubelet's UID is; the node and the path count since 1.21 (KUBELET.md 1.11)."""
    parts = [json.dumps(pod, sort_keys=True, default=str)]
    if version.at_least(1, 21):
        parts += [f"host:{node_name}", f"file:{file}"]
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
