"""One httpGet attempt with the kubelet's bytes on the wire and its reading of the answer (KUBELET.md 1.2).

The request is written here and not by an HTTP client, because every client has its own idea of which headers a
request needs and in which order; h11 reads the answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import h11

from whyrestart.model.observation import Outcome
from whyrestart.model.secret import Secret
from whyrestart.model.version import Version
from whyrestart.probes.connection import Connection, client_context, shared_context
from whyrestart.probes.credentials import load_certificate
from whyrestart.probes.go_url import GoUrl, GoUrlError
from whyrestart.probes.go_words import (
    GoError,
    awaiting_connection,
    awaiting_headers,
    get,
    quoted,
    reading_body,
)
from whyrestart.probes.request import Answer, HttpRequest, Redirects, basic_authorization

BODY_BYTES = 10 * 1024
MAX_REDIRECTS = 10
# Go stops at 10 MiB of headers; nothing that is probed sends a tenth of that.
MAX_HEADER_BYTES = 1024 * 1024
_FOLLOWED = frozenset({301, 302, 303, 307, 308})
# net/http lets these stand without Location since Go 1.8; the others only since 1.18.
_FOLLOWED_IF_TOLD_WHERE = frozenset({307, 308})
# What Request.Write keeps for itself: of a GET without a body none of these goes out, whatever a manifest declares.
_UNSENT = ("Host", "User-Agent", "Content-Length", "Transfer-Encoding", "Trailer")
# Of a redirect's body so much is read before the next request (net/http's maxBodySlurpSize).
_SLURP_BYTES = 2 * 1024
_SENSITIVE = frozenset({"authorization", "cookie", "cookie2", "www-authenticate"})


@dataclass
class _Progress:
    """How far an attempt has come, for the words of a timeout."""

    url: str
    connected: bool = False
    status: int | None = None
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class _Reply:
    """A response's head, and its body still to be read."""

    status: int
    location: str | None
    gzip: bool
    chunks: AsyncIterator[bytes]


async def http_get(request: HttpRequest) -> Answer:
    """One attempt, within `timeout_seconds` for everything from the dial to the last byte of the body.

    FAILURE: no answer, or a status outside 200 to 399. UNKNOWN: an answer began, and its body could not be read:
    the kubelet calls that an error, tries again, and never counts it. The body is at most 10 KiB. UNKNOWN too where
    the client certificate of a counter-probe cannot be used: that says nothing of the target.
    """
    progress = _Progress(url=request.shown)
    context = shared_context(request.version)
    try:
        if request.client_certificate is not None:
            context = client_context(request.version)
            load_certificate(context, request.client_certificate)
    except GoError as error:
        return Answer(outcome=Outcome.UNKNOWN, error=str(error))
    limit = asyncio.timeout(request.timeout_seconds)
    try:
        async with limit:
            return await _follow(request, context, progress)
    except TimeoutError:
        reason = awaiting_headers(request.version) if progress.connected else awaiting_connection()
        if progress.status is not None:
            reason = reading_body(request.version)
    except GoError as error:
        reason = str(error)
    if progress.status is not None:
        return Answer(outcome=Outcome.UNKNOWN, status=progress.status, error=reason, body=progress.body)
    return Answer(outcome=Outcome.FAILURE, error=get(progress.url, reason, request.version))


async def _follow(request: HttpRequest, context: ssl.SSLContext, progress: _Progress) -> Answer:
    first = current = request
    for _ in range(MAX_REDIRECTS):
        async with await _connected(current, context, progress) as connection:
            reply = await _asked(connection, current)
            following = _redirected(first, current, reply)
            if following is None:
                progress.status = reply.status
                return await _judged(reply, progress, request.version)
            with contextlib.suppress(GoError):
                await _kept(reply.chunks, _SLURP_BYTES, bytearray())
        current = following
        progress.url, progress.connected = current.shown, False
    raise GoError(f"stopped after {MAX_REDIRECTS} redirects")


async def _connected(request: HttpRequest, context: ssl.SSLContext, progress: _Progress) -> Connection:
    url = request.url
    if url.scheme not in {"http", "https"}:
        raise GoError(f'unsupported protocol scheme "{url.scheme}"')
    connection = await Connection.dial(url.hostname, url.port, request.version)
    try:
        if url.scheme == "https":
            await connection.start_tls(context, url.hostname or None)
    except BaseException:
        connection.close()
        raise
    progress.connected = True
    return connection


async def _asked(connection: Connection, request: HttpRequest) -> _Reply:
    """Send the request and read the answer's head, past any 1xx."""
    message, unsent = on_the_wire(request), None
    try:
        await connection.send(message)
    except GoError as error:
        # What the server said before it hung up (a TLS alert, an early answer) explains more than the broken pipe.
        unsent = error
    reader = h11.Connection(our_role=h11.CLIENT, max_incomplete_event_size=MAX_HEADER_BYTES)
    reader.send(h11.Request(method="GET", target="/", headers=[("Host", "x"), ("Connection", "close")]))
    reader.send(h11.EndOfMessage())
    try:
        first_line = await _first_line(connection, reader)
    except GoError as error:
        raise (error if str(error).startswith("remote error") else unsent or error) from None
    if _status(first_line) == 101:
        return _Reply(status=101, location=None, gzip=False, chunks=_nothing())
    try:
        head = await _next(connection, reader)
        while isinstance(head, h11.InformationalResponse):
            head = await _next(connection, reader)
    except h11.RemoteProtocolError as error:
        raise _broken(_in_go_words(error)) from None
    if not isinstance(head, h11.Response):
        raise _broken("unexpected EOF")
    fields = {bytes(name): bytes(value) for name, value in reversed(list(head.headers))}
    location = fields.get(b"location")
    return _Reply(
        status=head.status_code,
        location=location.decode("utf-8", "replace") if location is not None else None,
        gzip=_offers_gzip(request) and fields.get(b"content-encoding", b"").lower() == b"gzip",
        chunks=_body(connection, reader),
    )


def on_the_wire(request: HttpRequest) -> bytes:
    """The request as Go writes it: Host, User-Agent, the other headers in order of name, then the transport's own.

    Raises:
        GoError: a header that Go refuses to send.
    """
    fields = dict(request.headers)
    basic = basic_authorization(request.url)
    if basic is not None and not (fields.get("Authorization") and fields["Authorization"][0].reveal()):
        fields["Authorization"] = (basic,)
    agents = fields.get("User-Agent", ())
    for name in _UNSENT:
        fields.pop(name, None)
    lines = [f"GET {request.url.request_uri} HTTP/1.1", f"Host: {request.host_header or request.url.host}"]
    if agents and agents[0].reveal():
        lines.append(f"User-Agent: {_value('User-Agent', agents[0])}")
    lines += [f"{name}: {_value(name, value)}" for name in sorted(fields) for value in fields[name]]
    if _offers_gzip(request):
        lines.append("Accept-Encoding: gzip")
    if "close" not in {value.reveal().strip().lower() for value in fields.get("Connection", ())}:
        lines.append("Connection: close")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace")


def _value(name: str, value: Secret) -> str:
    text = value.reveal().strip(" \t")
    if any((ord(char) < 0x20 and char != "\t") or ord(char) == 0x7F for char in text):
        raise GoError(f'net/http: invalid header field value for "{name}"')
    return text


def _offers_gzip(request: HttpRequest) -> bool:
    """Whether Go adds its own Accept-Encoding: it did until the kubelet turned compression off in 1.20."""
    old = request.version is not None and not request.version.at_least(1, 20)
    names = {name for name, _ in request.headers}
    return old and not names & {"Accept-Encoding", "Range"}


async def _first_line(connection: Connection, reader: h11.Connection) -> bytes:
    """Feed the reader until the first line is there; what the peer sent of it when it ended, if anything."""
    begun = b""
    while b"\n" not in begun:
        data = await connection.receive()
        reader.receive_data(data)
        if not data:
            if not begun:
                raise GoError("EOF")
            break
        begun += data
        if len(begun) > MAX_HEADER_BYTES:
            raise GoError(f"net/http: server response headers exceeded {MAX_HEADER_BYTES} bytes; aborted")
    return begun.partition(b"\n")[0].removesuffix(b"\r")


def _status(line: bytes) -> int:
    protocol, space, rest = line.partition(b" ")
    if not space:
        raise _broken(f"malformed HTTP response {quoted(line)}")
    code = rest.lstrip(b" ").partition(b" ")[0]
    if len(code) != 3 or not code.isdigit():
        raise _broken(f"malformed HTTP status code {quoted(code)}")
    major, dot, minor = protocol.removeprefix(b"HTTP/").partition(b".")
    if not (protocol.startswith(b"HTTP/") and dot and major.isdigit() and minor.isdigit()):
        raise _broken(f"malformed HTTP version {quoted(protocol)}")
    return int(code)


def _broken(reason: str) -> GoError:
    return GoError(f"net/http: HTTP/1.x transport connection broken: {reason}")


def _in_go_words(error: h11.RemoteProtocolError) -> str:
    text = str(error)
    if "closed" in text or "incomplete" in text:
        return "unexpected EOF"
    if "too long" in text or "exceeded" in text.lower():
        return f"server response headers exceeded {MAX_HEADER_BYTES} bytes; aborted"
    return f"malformed MIME header: {text}"


async def _next(connection: Connection, reader: h11.Connection) -> h11.Event:
    while True:
        event = reader.next_event()
        if isinstance(event, h11.Event):
            return event
        if event is h11.PAUSED:
            raise _broken("unsolicited response")
        reader.receive_data(await connection.receive())


async def _body(connection: Connection, reader: h11.Connection) -> AsyncIterator[bytes]:
    try:
        while isinstance(event := await _next(connection, reader), h11.Data):
            yield bytes(event.data)
    except h11.RemoteProtocolError:
        raise GoError("unexpected EOF") from None


async def _nothing(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def _kept(chunks: AsyncIterator[bytes], limit: int | None, kept: bytearray) -> bool:
    """Read until `limit` bytes or the end; keep at most BODY_BYTES. True where the limit ended it."""
    seen = 0
    async for chunk in chunks:
        kept += chunk[: max(BODY_BYTES - len(kept), 0)]
        seen += len(chunk)
        if limit is not None and seen >= limit:
            return True
    return False


async def _judged(reply: _Reply, progress: _Progress, version: Version | None) -> Answer:
    """Read the body and judge. Up to 1.15 the kubelet reads all of it, whatever its length."""
    limited = version is None or version.at_least(1, 16)
    kept = bytearray()
    try:
        await _kept(_unzipped(reply.chunks) if reply.gzip else reply.chunks, BODY_BYTES if limited else None, kept)
    finally:
        progress.body = bytes(kept)
    outcome = Outcome.SUCCESS if 200 <= reply.status < 400 else Outcome.FAILURE
    return Answer(outcome=outcome, status=reply.status, body=bytes(kept))


async def _unzipped(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A body that the server compressed because Go, unasked, had offered gzip. Never grows beyond a step at a time."""
    unzip = zlib.decompressobj(wbits=31)
    try:
        async for chunk in chunks:
            pending = chunk
            while pending:
                yield unzip.decompress(pending, BODY_BYTES)
                pending = unzip.unconsumed_tail
    except zlib.error:
        raise GoError("gzip: invalid header") from None
    if not unzip.eof:
        raise GoError("unexpected EOF")


def _redirected(first: HttpRequest, current: HttpRequest, reply: _Reply) -> HttpRequest | None:
    """The next request; None where this answer stands.

    Raises:
        GoError: a redirect that Go cannot follow.
    """
    if reply.status not in _FOLLOWED:
        return None
    if not reply.location:
        # Go 1.18, and so Kubernetes 1.24, lets every redirect without Location stand.
        old = first.version is not None and not first.version.at_least(1, 24)
        if old and reply.status not in _FOLLOWED_IF_TOLD_WHERE:
            raise GoError(f"{reply.status} response missing Location header")
        return None
    try:
        url = current.url.resolved(reply.location)
        absolute = bool(GoUrl.parse(reply.location).scheme)
    except GoUrlError as error:
        raise GoError(f"failed to parse Location header {quoted(reply.location.encode())}: {error}") from None
    if first.redirects is Redirects.SAME_HOST and url.hostname != first.url.hostname:
        return None
    same = url.hostname == first.url.hostname or url.hostname.endswith(f".{first.url.hostname}")
    headers = tuple((name, values) for name, values in first.headers if same or name.lower() not in _SENSITIVE)
    if current.url.scheme != "https" or url.scheme == "https":
        referer = replace(current.url, user=None).shown
        headers = (*(h for h in headers if h[0] != "Referer"), ("Referer", (Secret(referer),)))
    return replace(first, url=url, headers=headers, host_header="" if absolute else current.host_header)
