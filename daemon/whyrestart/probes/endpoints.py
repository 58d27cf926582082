"""Where a component itself says that it serves: by its flags, by its version's defaults, and by its sockets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from whyrestart.model.manifest import Container
from whyrestart.model.observation import ListeningSocket
from whyrestart.model.version import Version

ANY_ADDRESS = frozenset({"", "*", "0.0.0.0", "::"})


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An address that a component serves on. `host` None: every address; `scheme` None: not known."""

    port: int
    scheme: str | None = None
    host: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Serving:
    """A component's own ports: the flags for port and address, the default, and the versions that have it."""

    scheme: str
    port_flag: str
    address_flag: str
    default: int
    since: tuple[int, int] = (1, 0)
    until: tuple[int, int] = (9, 0)
    default_host: str | None = None


# kube-apiserver: KUBELET.md 2.4. The others: cmd/kube-controller-manager and cmd/kube-scheduler of 1.12 to 1.24; plain
# serving ended with 1.22 and 1.23 (kubernetes/kubeadm#2207), the flags went with 1.24. By 1.20 most set them to 0.
_COMPONENTS: dict[str, tuple[_Serving, ...]] = {
    "kube-apiserver": (
        _Serving(scheme="https", port_flag="secure-port", address_flag="bind-address", default=6443),
        _Serving(
            scheme="http",
            port_flag="insecure-port",
            address_flag="insecure-bind-address",
            default=8080,
            until=(1, 20),
            default_host="127.0.0.1",
        ),
    ),
    "kube-controller-manager": (
        _Serving(scheme="https", port_flag="secure-port", address_flag="bind-address", default=10257, since=(1, 12)),
        _Serving(scheme="http", port_flag="port", address_flag="address", default=10252, until=(1, 22)),
    ),
    "kube-scheduler": (
        _Serving(scheme="https", port_flag="secure-port", address_flag="bind-address", default=10259, since=(1, 13)),
        _Serving(scheme="http", port_flag="port", address_flag="address", default=10251, until=(1, 23)),
    ),
}
PROGRAMS = frozenset(_COMPONENTS)
_ETCD_URL_FLAGS = ("listen-metrics-urls", "listen-client-http-urls", "listen-client-urls")


def declared_endpoints(container: Container, version: Version | None) -> tuple[Endpoint, ...]:
    """Where flags and defaults make the component serve, the best for health questions first.

    Without a version only what a flag states, or what every version does, is told.
    """
    if container.program == "etcd":
        return tuple(_etcd(container))
    return tuple(
        endpoint
        for serving in _COMPONENTS.get(container.program, ())
        if (endpoint := _serving(container, serving, version)) is not None
    )


def insecure_endpoint(container: Container, version: Version | None) -> Endpoint | None:
    """kube-apiserver's port without authentication: up to 1.19, unless a flag says 0; None where there is none."""
    if container.program != "kube-apiserver" or version is None or version.at_least(1, 20):
        return None
    return next((each for each in declared_endpoints(container, version) if each.scheme == "http"), None)


def own_sockets(
    sockets: Sequence[ListeningSocket], *, container: Container, pod_uid: str, container_id: str
) -> tuple[ListeningSocket, ...]:
    """The sockets that this container's processes listen on; by program where nothing tells the container."""
    return tuple(
        each
        for each in sockets
        if each.protocol.startswith("tcp")
        and (
            each.container_id == container_id
            if each.container_id
            else each.pod_uid == pod_uid
            if each.pod_uid
            else each.program == container.program
        )
    )


def health_path(container: Container, version: Version | None) -> str:
    """The component's own health path: etcd's /health, the apiserver's /livez since 1.16, else /healthz."""
    if container.program == "etcd":
        return "/health"
    livez = container.program == "kube-apiserver" and version is not None and version.at_least(1, 16)
    return "/livez" if livez else "/healthz"


def _serving(container: Container, serving: _Serving, version: Version | None) -> Endpoint | None:
    stated = container.flag_value(serving.port_flag)
    if version is not None and not (serving.since <= (version.major, version.minor) < serving.until):
        return None
    if stated is None and version is None and serving.scheme == "http":
        return None
    if stated is None and serving.port_flag == "port" and version is not None and version.at_least(1, 20):
        return None
    number = stated if stated is not None else str(serving.default)
    if not number.isdigit() or not 0 < int(number) < 65536:
        return None
    address = container.flag_value(serving.address_flag, serving.default_host)
    return Endpoint(port=int(number), scheme=serving.scheme, host=None if address in {None, *ANY_ADDRESS} else address)


def _etcd(container: Container) -> Iterator[Endpoint]:
    for name in _ETCD_URL_FLAGS:
        for text in (container.flag_value(name) or "").split(","):
            try:
                url = urlsplit(text.strip())
                port = url.port
            except ValueError:
                continue
            if url.scheme in {"http", "https"} and port:
                host = url.hostname
                yield Endpoint(port=port, scheme=url.scheme, host=None if host in {None, *ANY_ADDRESS} else host)


def bound_to(socket: ListeningSocket, scheme: str | None) -> Endpoint:
    """The socket as an endpoint."""
    return Endpoint(port=socket.port, scheme=scheme, host=None if socket.address in ANY_ADDRESS else socket.address)
