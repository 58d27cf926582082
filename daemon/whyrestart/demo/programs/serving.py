"""HTTP and TLS as Go's net/http serves them, as far as a probe can tell the difference."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

_TLS_HANDSHAKE = b"\x16"
_PLAIN_TO_TLS = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request. `user` and `groups` are the client certificate's CN and O; None and empty without one."""

    method: str
    path: str
    query: dict[str, list[str]] = field(default_factory=dict)
    authorization: str = ""
    body: bytes = b""
    secure: bool = True
    user: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Response:
    """One answer."""

    status: int = 200
    body: bytes = b"ok"
    content_type: str = "text/plain; charset=utf-8"

    @classmethod
    def of(cls, value: object, status: int = 200) -> Response:
        """A JSON answer in Go's compact form, with its newline."""
        body = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        return cls(status=status, body=body, content_type="application/json")


# What socketserver hands around without saying what it is.
_Connection: TypeAlias = Any

Application = Callable[[Request], Response]


def _identity(connection: object) -> tuple[str | None, tuple[str, ...]]:
    certificate = connection.getpeercert() if isinstance(connection, ssl.SSLSocket) else None
    if not certificate:
        return None, ()
    subject: Any = certificate.get("subject", ())
    pairs = [pair for part in subject for pair in part]
    user = next((value for name, value in pairs if name == "commonName"), "")
    return user, tuple(value for name, value in pairs if name == "organizationName")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE_SECONDS
    server: Server

    def _answer(self) -> None:
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        user, groups = _identity(self.connection)
        request = Request(
            method=self.command,
            path=url.path,
            query=parse_qs(url.query, keep_blank_values=True),
            authorization=self.headers.get("Authorization", ""),
            body=self.rfile.read(length) if length else b"",
            secure=self.server.tls is not None,
            user=user,
            groups=groups,
        )
        response = self.server.application(request)
        self.send_response_only(response.status)
        self.send_header("Cache-Control", "no-cache, private")
        self.send_header("Content-Type", response.content_type)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def do_GET(self) -> None:  # the base class looks for these names
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Health checks are not logged at the default verbosity."""


class Server(ThreadingHTTPServer):
    """Answers on one address in threads of its own, over TLS where a context is given. OSError if it cannot bind."""

    daemon_threads = True
    # Go's listener sets SO_REUSEADDR and nothing more: two listeners on one port fail, as they must.
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: str, port: int, application: Application, tls: ssl.SSLContext | None = None) -> None:
        self.application = application
        self.tls = tls
        super().__init__((address, port), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; requests under way are finished by their threads."""
        self.shutdown()
        self.server_close()

    def finish_request(self, request: _Connection, client_address: _Connection) -> None:
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(_PATIENCE_SECONDS)
        try:
            if request.recv(1, socket.MSG_PEEK) != _TLS_HANDSHAKE:
                request.recv(65536)
                request.sendall(_PLAIN_TO_TLS)
                return
            secure = self.tls.wrap_socket(request, server_side=True)
        except OSError:
            return
        try:
            super().finish_request(secure, client_address)
        finally:
            secure.close()

    def handle_error(self, request: _Connection, client_address: _Connection) -> None:
        """A client that went away is nobody's fault."""


def context(certificate: str, key: str, client_ca: str | None = None, *, demand: bool = False) -> ssl.SSLContext:
    """A server's TLS. With `client_ca` a certificate is asked for, with `demand` it is required.

    Go lets a certificate of a foreign CA through the handshake and answers 401; OpenSSL refuses it in the handshake.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, key)
    if client_ca is not None:
        made.load_verify_locations(client_ca)
        made.verify_mode = ssl.CERT_REQUIRED if demand else ssl.CERT_OPTIONAL
    return made
