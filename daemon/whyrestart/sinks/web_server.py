"""The HTTP server: uvicorn's protocol on the daemon's own loop, with limits on connections and on idle time.

uvicorn.Server is not used: it takes the process's signals, wakes ten times a second, and waits for ever for a client
that sends half a request or does not read its answer.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from whyrestart.errors import ConfigError
from whyrestart.sinks.file_stamp import stamp
from whyrestart.sinks.web_config import TlsServer, WebConfig

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 64
# Prometheus keeps its connection between scrapes, whose interval is a minute or less almost everywhere.
KEEP_ALIVE_SECONDS = 75
EXCHANGE_SECONDS = 20.0
HANDSHAKE_SECONDS = 5.0
# Before a handshake is done there is no connection yet to count; each costs a descriptor all the same, of which the
# sources need some.
MAX_HANDSHAKES = 256
# Without a descriptor left, trying at once again is of no use.
ACCEPT_AGAIN_SECONDS = 1.0
SWEEP_SECONDS = 5.0
STOP_SECONDS = 3.0


class WebServer:
    """Listens on one address until `stop`; renewed certificates are taken up within seconds."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        host: str,
        port: int,
        config: WebConfig | None = None,
        max_connections: int = MAX_CONNECTIONS,
        exchange_seconds: float = EXCHANGE_SECONDS,
        sweep_seconds: float = SWEEP_SECONDS,
    ) -> None:
        self._host = host
        self._port = port
        self._tls = None if config is None else config.tls
        self._max_connections = max_connections
        self._exchange_seconds = exchange_seconds
        self._sweep_seconds = sweep_seconds
        self._state = ServerState()
        self._uvicorn = uvicorn.Config(
            app,
            log_config=None,
            log_level="error",
            access_log=False,
            ws="none",
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        self._listener: socket.socket | None = None
        self._handshakes: set[asyncio.Task[None]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to listen; ConfigError where the address or the certificate cannot be used."""
        self._uvicorn.load()
        context = None if self._tls is None else self._tls.context()
        try:
            self._listener = _listener(self._host, self._port, self._max_connections)
        except OSError as error:
            raise ConfigError(
                f"listen: cannot listen on {self._host}:{self._port}: {error.strerror or error}; "
                "expected a free address of this node, such as 127.0.0.1:9877"
            ) from error
        self._tasks = [
            asyncio.create_task(self._accept(self._listener, context), name="web listener"),
            asyncio.create_task(self._sweep(context), name="web connections"),
        ]

    @property
    def port(self) -> int:
        """The port that it listens on, also where 0 was asked for."""
        if self._listener is None:
            raise RuntimeError("the server was not started")
        return int(self._listener.getsockname()[1])

    async def stop(self) -> None:
        """Listen no more; let answers under way finish for a moment, then cut them off."""
        if self._listener is None:
            return
        # The listener first: each handshake has then begun, and closes its own connection.
        for tasks in (self._tasks, self._handshakes):
            for task in tuple(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._listener.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        if self._state.tasks:
            await asyncio.wait(self._state.tasks, timeout=STOP_SECONDS)
        for connection in self._connections():
            connection.transport.abort()
        # Once around the loop, for the transports to tell their protocols.
        await asyncio.sleep(0)
        self._listener = None

    async def _accept(self, listener: socket.socket, context: ssl.SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listener)
            except ConnectionError:  # it was gone again
                continue
            except OSError as error:
                log.warning("Connections wait, none can be accepted: %s", error)
                await asyncio.sleep(ACCEPT_AGAIN_SECONDS)
                continue
            if len(self._handshakes) >= MAX_HANDSHAKES:
                connection.close()
                continue
            task = asyncio.create_task(self._shake_hands(connection, context), name="web handshake")
            self._handshakes.add(task)
            task.add_done_callback(self._handshakes.discard)

    async def _shake_hands(self, connection: socket.socket, context: ssl.SSLContext | None) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                self._protocol,
                connection,
                ssl=context,
                ssl_handshake_timeout=None if context is None else HANDSHAKE_SECONDS,
            )
        except OSError:  # ssl.SSLError among them: whoever it was speaks no TLS, or not ours
            connection.close()

    def _protocol(self) -> _Protocol:
        sans = () if self._tls is None else self._tls.client_allowed_sans
        return _Protocol(self._uvicorn, self._state, max_connections=self._max_connections, allowed_sans=sans)

    def _connections(self) -> list[_Protocol]:
        return [connection for connection in self._state.connections if isinstance(connection, _Protocol)]

    async def _sweep(self, context: ssl.SSLContext | None) -> None:
        renewal = None if self._tls is None or context is None else _Renewal(self._tls, context)
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._sweep_seconds)
            for connection in self._connections():
                if connection.busy_for(loop.time()) > self._exchange_seconds:
                    connection.transport.abort()
            if renewal is not None:
                renewal.check()


def _listener(host: str, port: int, backlog: int) -> socket.socket:
    """A listening socket that does not block; of IPv6 alone where the address is one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen(backlog)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


class _Protocol(H11Protocol):
    """uvicorn's protocol that knows how long an exchange has been under way, from its first byte to its last."""

    def __init__(
        self,
        config: uvicorn.Config,
        state: ServerState,
        *,
        max_connections: int,
        allowed_sans: tuple[str, ...],
    ) -> None:
        super().__init__(config, state, {})
        self._max_connections = max_connections
        self._allowed_sans = allowed_sans
        self._busy_since = self.loop.time()
        self._answered = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        if len(self.connections) > self._max_connections or not self._allowed(transport):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._idle():
            self._busy_since = self.loop.time()
        self._answered = False
        super().data_received(data)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # What was pipelined behind the answered request is the next exchange, half a request included.
        self._answered = self.cycle.response_complete and not self.conn.trailing_data[0]

    def busy_for(self, now: float) -> float:
        """Seconds since the first byte of an exchange whose answer was not taken yet; 0 while the connection idles."""
        return 0.0 if self._idle() else now - self._busy_since

    def _idle(self) -> bool:
        return self._answered and not self.transport.get_write_buffer_size() and not self.transport.is_closing()

    def _allowed(self, transport: asyncio.Transport) -> bool:
        if not self._allowed_sans:
            return True
        certificate = transport.get_extra_info("peercert") or {}
        return any(name in self._allowed_sans for _, name in certificate.get("subjectAltName", ()))


class _Renewal:
    """Loads the certificate anew into the context in use when its file changed; new connections then get it."""

    def __init__(self, tls: TlsServer, context: ssl.SSLContext) -> None:
        self._tls = tls
        self._context = context
        self._seen = self._stamps()

    def check(self) -> None:
        stamps = self._stamps()
        if stamps == self._seen:
            return
        self._seen = stamps
        try:
            self._tls.context()
            self._context.load_cert_chain(self._tls.cert_file, self._tls.key_file)
        except (ConfigError, OSError) as error:
            log.warning("The renewed web certificate cannot be used, the old one stays in use: %s", error)

    def _stamps(self) -> list[tuple[int, int] | None]:
        return [stamp(path) for path in self._tls.files]


def address(listen: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:9877`, `[::1]:9877` or `:9877` (every address); ConfigError for anything else."""
    host, colon, port = listen.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535 or (":" in host and not bracketed):
        raise ConfigError(f"listen: {listen!r} is not an address; expected host:port, such as 127.0.0.1:9877")
    return host.strip("[]"), int(port)
