"""A TCP or TLS connection as Go's dialler makes it: fresh for each attempt, unverified, in plain sight of its bytes.

TLS runs over memory buffers, because what stands in the first bytes of the answer tells a plain HTTP server from one
that speaks no HTTP at all, and asyncio's own TLS hides them.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

from whyrestart.model.version import Version
from whyrestart.probes.go_words import GoError, dial_error, lookup_error, read_error, tls_error, write_error
from whyrestart.probes.request import join_host_port

HANDSHAKE_SECONDS = 10.0
_CHUNK = 16 * 1024
# Of their own: a resolver that hangs must not take the threads in which the node is judged.
_LOOKUPS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="lookup")
_Found = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


def shared_context(version: Version | None) -> ssl.SSLContext:
    """The same for everyone who shows no certificate: made once, because making one costs more than a handshake."""
    return _shared(old=_is_old(version))


def client_context(version: Version | None) -> ssl.SSLContext:
    """TLS as the kubelet's prober speaks it: no verification, no certificate, every cipher that OpenSSL still has.

    Go's floor is TLS 1.0 up to Kubernetes 1.23 and TLS 1.2 from 1.24 on. Only HTTP/1.1 is offered; the kubelet
    offers HTTP/2 too, which changes the verdict only where a server's HTTP/2 is broken (k/k#49740).
    """
    return _context(old=_is_old(version))


def _is_old(version: Version | None) -> bool:
    return version is not None and not version.at_least(1, 24)


@lru_cache(maxsize=2)
def _shared(*, old: bool) -> ssl.SSLContext:
    return _context(old=old)


def _context(*, old: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # Without this OpenSSL refuses the short keys and old digests that Go, and so the kubelet, accepts.
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.set_alpn_protocols(["http/1.1"])
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED if old else ssl.TLSVersion.TLSv1_2
    return context


class Connection:
    """One connection. Every failure is a GoError; time limits are the caller's."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._first = b""
        self._local = _address(sock.getsockname())
        self._remote = _address(sock.getpeername())

    @classmethod
    async def dial(cls, host: str, port: int, version: Version | None) -> Self:
        """Connect to the first of the host's addresses that accepts; the error is the first address's.

        An empty host is this machine, as for Go's dialler.

        Raises:
            GoError: no address, or none that accepts.
        """
        loop = asyncio.get_running_loop()
        try:
            found = await _addresses(host or "127.0.0.1", port)
        except (OSError, UnicodeError):
            raise lookup_error(host) from None
        failed: GoError | None = None
        for family, kind, protocol, _, address in found:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.setblocking(False)
                await loop.sock_connect(sock, address)
                return cls(sock)
            except OSError as error:
                sock.close()
                failed = failed or dial_error(str(address[0]), port, error, version)
            except BaseException:
                sock.close()
                raise
        raise failed or lookup_error(host)

    async def start_tls(self, context: ssl.SSLContext, server_name: str | None) -> None:
        """Shake hands, for at most 10 s of its own whatever the probe's timeout is (DefaultTransport).

        Raises:
            GoError: the peer refuses, or does not speak TLS, or takes too long.
        """
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_name)
        handshake = asyncio.timeout(HANDSHAKE_SECONDS)
        try:
            async with handshake:
                while True:
                    try:
                        self._tls.do_handshake()
                        break
                    except ssl.SSLWantReadError:
                        await self._flush()
                        if not await self._fill():
                            raise GoError("EOF") from None
                    except ssl.SSLError as error:
                        raise tls_error(error, self._first) from error
                await self._flush()
        except TimeoutError:
            raise GoError("net/http: TLS handshake timeout") from None

    @property
    def tls_summary(self) -> str:
        """Protocol and cipher, `TLSv1.3 TLS_AES_128_GCM_SHA256`; empty without TLS."""
        cipher = self._tls.cipher() if self._tls is not None else None
        return f"{self._tls.version()} {cipher[0]}" if self._tls is not None and cipher is not None else ""

    async def send(self, data: bytes) -> None:
        """Send everything.

        Raises:
            GoError: the peer has gone.
        """
        if self._tls is None:
            await self._send_raw(data)
            return
        try:
            self._tls.write(data)
        except ssl.SSLError as error:
            raise tls_error(error, self._first) from error
        await self._flush()

    async def receive(self) -> bytes:
        """The next bytes; none when the peer has ended.

        Raises:
            GoError: the peer reset the connection or sent an alert.
        """
        if self._tls is None:
            return await self._receive_raw()
        while True:
            try:
                return self._tls.read(_CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                if not await self._fill():
                    return b""
            except ssl.SSLZeroReturnError:
                return b""
            except ssl.SSLError as error:
                raise tls_error(error, self._first) from error

    def close(self) -> None:
        """Let go of the socket at once."""
        self._sock.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def _fill(self) -> bool:
        data = await self._receive_raw()
        if not data:
            self._incoming.write_eof()
            return False
        if len(self._first) < len(b"HTTP/"):
            self._first += data[: len(b"HTTP/")]
        self._incoming.write(data)
        return True

    async def _flush(self) -> None:
        data = self._outgoing.read()
        if data:
            await self._send_raw(data)

    async def _send_raw(self, data: bytes) -> None:
        try:
            await asyncio.get_running_loop().sock_sendall(self._sock, data)
        except OSError as error:
            raise write_error(self._local, self._remote, error) from error

    async def _receive_raw(self) -> bytes:
        try:
            return await asyncio.get_running_loop().sock_recv(self._sock, _CHUNK)
        except OSError as error:
            raise read_error(self._local, self._remote, error) from error


async def _addresses(host: str, port: int) -> Sequence[_Found]:
    """What the host's name stands for; an address needs no looking up, and so no thread."""
    with contextlib.suppress(socket.gaierror):
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)

    def look_up() -> Sequence[_Found]:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    return await asyncio.get_running_loop().run_in_executor(_LOOKUPS, look_up)


def _address(name: tuple[str, int] | tuple[str, int, int, int]) -> str:
    return join_host_port(name[0], name[1])
