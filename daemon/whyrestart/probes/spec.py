"""From what a manifest declares to the request that the kubelet would send, by the kubelet's version.

Sources: pkg/kubelet/prober/prober.go and pkg/probe/http (1.15 to 1.35), as told in KUBELET.md 1.1 to 1.5.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace

from whyrestart.model.manifest import Container, Exec, Grpc, Header, HttpGet, Probe, TcpSocket
from whyrestart.model.observation import Outcome
from whyrestart.model.secret import Secret
from whyrestart.model.version import Version
from whyrestart.probes.go_url import GoUrl, GoUrlError
from whyrestart.probes.request import (
    GrpcRequest,
    HttpRequest,
    Redirects,
    Request,
    TcpRequest,
    Unaskable,
    join_host_port,
)

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# What Go escapes in a host when it writes a URL, and refuses when it reads it again.
_NO_HOST = re.compile(r"[\x00-\x20/?#@\\^`{|}\x7f]")
_ATOI = re.compile(r"[+-]?[0-9]+")
NEVER_EXECUTED = "exec probe: whyrestart recognises it and never executes what a manifest names"


def request_for(
    probe: Probe, container: Container, *, pod_ip: str | None, version: Version | None
) -> Request | Unaskable:
    """What the kubelet of that version asks for this probe, or why nothing can be asked.

    `pod_ip` is the pod's address as the kubelet knows it: None where nobody told it, the empty string where the
    kubelet itself has none, and then dials this machine. `version` None is taken for a recent kubelet.
    """
    handler, timeout = probe.handler, float(probe.timeout_seconds)
    if handler is None:
        return Unaskable(shown="", error="missing probe handler")
    if isinstance(handler, Exec):
        program = handler.command[0] if handler.command else ""
        return Unaskable(shown=f"exec:{program}", error=NEVER_EXECUTED)
    port = resolve_port(handler.port, container)
    host = pod_ip if isinstance(handler, Grpc) else handler.host or pod_ip
    if isinstance(port, str):
        return Unaskable(shown=f"{_kind(handler)}://{host or ''}:{handler.port}", error=port)
    if host is None:
        return Unaskable(
            shown=f"{_kind(handler)}://:{port}",
            error="the probe names no host, and the pod's address is not known yet (kubelet API, sandbox or node)",
        )
    if isinstance(handler, TcpSocket):
        return TcpRequest(host=host, port=port, timeout_seconds=timeout, version=version)
    if isinstance(handler, Grpc):
        return GrpcRequest(host=host, port=port, service=handler.service, timeout_seconds=timeout, version=version)
    return http_request(handler, host=host, port=port, timeout_seconds=timeout, version=version)


def http_request(
    handler: HttpGet, *, host: str, port: int, timeout_seconds: float, version: Version | None
) -> HttpRequest | Unaskable:
    """The GET of an httpGet handler whose host and port are settled."""
    headers = headers_for(handler.headers, version)
    url = url_for(handler.scheme, host, port, handler.path)
    shown = f'Get "{url.shown}"'
    if url.opaque:
        return Unaskable(shown=url.shown, error=f"{shown}: http: no Host in request URL", outcome=Outcome.FAILURE)
    if bad := _NO_HOST.search(host):
        # Up to 1.24 the request was built inside the prober, and its refusal counted as a failure.
        counted = version is not None and not version.at_least(1, 25)
        return Unaskable(
            shown=url.shown,
            error=f'parse "{url.shown}": invalid URL escape "%{ord(bad[0]):02X}"',
            outcome=Outcome.FAILURE if counted else Outcome.UNKNOWN,
        )
    return HttpRequest(
        url=url,
        headers=tuple((name, tuple(values)) for name, values in sorted(headers.items())),
        host_header=headers["Host"][0].reveal() if headers.get("Host") else "",
        timeout_seconds=timeout_seconds,
        version=version,
        redirects=Redirects.SAME_HOST if version is None or version.at_least(1, 14) else Redirects.ANY,
        notes=_notes(host, version),
    )


def url_for(scheme: str, host: str, port: int, path: str) -> GoUrl:
    """The probe's URL (formatURL): the path is read as a URL, and its scheme and host are then replaced.

    `livez?exclude=etcd` keeps its query and gains a slash; a path that is a whole URL keeps its userinfo; a text
    that Go cannot read as a URL is taken whole for a path.
    """
    try:
        read = GoUrl.parse(path)
    except GoUrlError:
        read = GoUrl.of_path(path)
    return replace(read, scheme=scheme.lower() or "http", host=join_host_port(host, port))


def resolve_port(port: int | str, container: Container) -> int | str:
    """The port to dial: a number, or one of this container's named ports. A string says, in Go's words, why not."""
    if isinstance(port, str):
        named = next((number for name, number in container.ports if name == port), None)
        if named is None and not _ATOI.fullmatch(port):
            return f'strconv.Atoi: parsing "{port}": invalid syntax'
        port = int(port) if named is None else named
    return port if 0 < port < 65536 else f"invalid port number: {port}"


def headers_for(declared: tuple[Header, ...], version: Version | None) -> dict[str, list[Secret]]:
    """The request's headers by the name under which Go keeps them.

    Before 1.24 names were kept as written, so that `host` or `user-agent` override nothing and are sent beside the
    real one. User-Agent is the kubelet's since 1.8, `Accept: */*` since 1.20; an empty Accept removes it.
    """
    headers: dict[str, list[Secret]] = {}
    for header in declared:
        name = canonical(header.name) if version is None or version.at_least(1, 24) else header.name
        headers.setdefault(name, []).append(header.value)
    if "User-Agent" not in headers:
        headers["User-Agent"] = [Secret(user_agent(version))]
    if version is None or version.at_least(1, 20):
        if "Accept" not in headers:
            headers["Accept"] = [Secret("*/*")]
        elif not headers["Accept"][0].reveal():
            del headers["Accept"]
    return headers


def user_agent(version: Version | None) -> str:
    """`kube-probe/1.20`. A kubelet of unknown version is not guessed; servers look at `kube-probe/` alone."""
    if version is None:
        return "kube-probe/unknown"
    return f"kube-probe/{version.major}.{version.minor}" if version.at_least(1, 8) else "Go-http-client/1.1"


def canonical(name: str) -> str:
    """Go's textproto.CanonicalMIMEHeaderKey: `x-api-key` becomes `X-Api-Key`; what is no token stays as it is."""
    if not _TOKEN.fullmatch(name):
        return name
    return "-".join(part[:1].upper() + part[1:].lower() for part in name.split("-"))


def _kind(handler: HttpGet | TcpSocket | Grpc) -> str:
    if isinstance(handler, HttpGet):
        return handler.scheme.lower() or "http"
    return "tcp" if isinstance(handler, TcpSocket) else "grpc"


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by its loopback interface."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in {"", "localhost"}


def _notes(host: str, version: Version | None) -> tuple[str, ...]:
    if version is None or version.at_least(1, 14) or is_loopback(host):
        return ()
    note = (
        f"kubelet {version} sends probes through HTTP_PROXY and HTTPS_PROXY of its own environment unless NO_PROXY "
        f"names {host} (until 1.14); this replay goes straight to the target"
    )
    return (note,)
