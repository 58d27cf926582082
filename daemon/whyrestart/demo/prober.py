"""The simulated kubelet's own probes: one request, a fresh connection, one deadline, Go's words for what went wrong."""

from __future__ import annotations

import asyncio
import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from whyrestart.demo.podspec import ProbeSpec
from whyrestart.demo.rules import Answer
from whyrestart.model.version import Version


@dataclass(frozen=True, kw_only=True)
class Probed:
    """What one execution gave; `message` is what the kubelet puts into its log and event."""

    answer: Answer
    message: str = ""


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


_TLS = _tls()


def resolve_port(probe: ProbeSpec, ports: Mapping[str, int]) -> int | None:
    """The port's number: as given, by the container's port names, or as digits in a string. None is an error."""
    port = probe.port
    if isinstance(port, str):
        port = ports.get(port) or (int(port) if port.isdecimal() else None)
    return port if port is not None and 1 <= port <= 65535 else None


def _http(probe: ProbeSpec, port: int, version: Version) -> int:
    address: tuple[str, int] = (probe.host, port)
    if probe.scheme.upper() == "HTTPS":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            *address, timeout=probe.timeout_seconds, context=_TLS
        )
    else:
        connection = http.client.HTTPConnection(*address, timeout=probe.timeout_seconds)
    url = urlsplit(probe.path)
    target = f"/{url.path.lstrip('/')}" + (f"?{url.query}" if url.query else "")
    headers = {
        "User-Agent": f"kube-probe/{version.major}.{version.minor}",
        "Connection": "close",
        **dict(probe.headers),
    }
    try:
        connection.request("GET", target, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def _failure(error: Exception, probe: ProbeSpec, port: int, version: Version) -> str:
    """Go's words: its url.Error quotes the address since Go 1.14, with which 1.19 was built."""
    address = f"{probe.host}:{port}"
    url = f"{probe.scheme.lower()}://{address}/{probe.path.lstrip('/')}"
    get = f'Get "{url}"' if version.at_least(1, 19) else f"Get {url}"
    match error:
        case ConnectionRefusedError():
            return f"{get}: dial tcp {address}: connect: connection refused"
        case TimeoutError():
            return f"{get}: net/http: request canceled (Client.Timeout exceeded while awaiting headers)"
        case ssl.SSLError():
            return f"{get}: http: server gave HTTP response to HTTPS client"
        case http.client.BadStatusLine():
            return f'{get}: net/http: HTTP/1.x transport connection broken: malformed HTTP response "{error}"'
    return f"{get}: {error}"


async def probe(spec: ProbeSpec, ports: Mapping[str, int], version: Version) -> Probed:
    """Run a probe once. An exec or gRPC probe is an error, and so counts nothing: this kubelet executes nothing."""
    port = resolve_port(spec, ports)
    if port is None:
        return Probed(answer=Answer.ERROR, message=f"no port that can be probed: {spec.port!r}")
    if spec.tcp:
        return await _tcp(spec, port)
    try:
        async with asyncio.timeout(spec.timeout_seconds):
            status = await asyncio.to_thread(_http, spec, port, version)
    except (OSError, http.client.HTTPException) as error:
        return Probed(answer=Answer.FAILURE, message=_failure(error, spec, port, version))
    if 200 <= status < 400:
        return Probed(answer=Answer.SUCCESS)
    return Probed(answer=Answer.FAILURE, message=f"HTTP probe failed with statuscode: {status}")


async def _tcp(spec: ProbeSpec, port: int) -> Probed:
    try:
        async with asyncio.timeout(spec.timeout_seconds):
            _, writer = await asyncio.open_connection(spec.host, port)
    except OSError as error:
        why = "connect: connection refused" if isinstance(error, ConnectionRefusedError) else "i/o timeout"
        return Probed(answer=Answer.FAILURE, message=f"dial tcp {spec.host}:{port}: {why}")
    writer.close()
    return Probed(answer=Answer.SUCCESS)
