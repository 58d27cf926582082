"""Errors in the words of Go's net, crypto/tls and net/http, as the kubelet's events and logs repeat them.

Kubernetes 1.18 is built with Go 1.13, 1.19 with Go 1.15; the words changed in between. Where a timeout has several
texts in one release, by a race inside net/http, the one that says most is used.
"""

from __future__ import annotations

import os
import ssl

from whyrestart.model.version import Version
from whyrestart.probes.request import join_host_port

# OpenSSL's names of the alerts that a peer sends, and Go's texts for the same (crypto/tls/alert.go).
_ALERTS = {
    "UNEXPECTED_MESSAGE": "unexpected message",
    "BAD_RECORD_MAC": "bad record MAC",
    "RECORD_OVERFLOW": "record overflow",
    "HANDSHAKE_FAILURE": "handshake failure",
    "BAD_CERTIFICATE": "bad certificate",
    "UNSUPPORTED_CERTIFICATE": "unsupported certificate",
    "CERTIFICATE_REVOKED": "revoked certificate",
    "CERTIFICATE_EXPIRED": "expired certificate",
    "CERTIFICATE_UNKNOWN": "unknown certificate",
    "ILLEGAL_PARAMETER": "illegal parameter",
    "UNKNOWN_CA": "unknown certificate authority",
    "ACCESS_DENIED": "access denied",
    "DECODE_ERROR": "error decoding message",
    "DECRYPT_ERROR": "error decrypting message",
    "PROTOCOL_VERSION": "protocol version not supported",
    "INSUFFICIENT_SECURITY": "insufficient security level",
    "INTERNAL_ERROR": "internal error",
    "USER_CANCELLED": "user canceled",
    "NO_RENEGOTIATION": "no renegotiation",
    "MISSING_EXTENSION": "missing extension",
    "UNSUPPORTED_EXTENSION": "unsupported extension",
    "UNRECOGNIZED_NAME": "unrecognized name",
    "CERTIFICATE_REQUIRED": "certificate required",
    "NO_APPLICATION_PROTOCOL": "no application protocol",
}
_NAMED_ESCAPES = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v",
}  # fmt: skip
_TLS_HANDSHAKE_RECORDS = frozenset({20, 21, 22, 23})


class GoError(Exception):
    """An attempt that came to no answer, in Go's words."""


def dial_error(host: str, port: int, error: OSError, version: Version | None) -> GoError:
    """`dial tcp 127.0.0.1:6444: connect: connection refused`; the system call was named getsockopt before 1.11."""
    call = "connect" if version is None or version.at_least(1, 11) else "getsockopt"
    return GoError(f"dial tcp {join_host_port(host, port)}: {call}: {_errno(error)}")


def lookup_error(host: str) -> GoError:
    """A host name that nobody knows."""
    return GoError(f"dial tcp: lookup {host}: no such host")


def read_error(local: str, remote: str, error: OSError) -> GoError:
    """`read tcp 127.0.0.1:48334->127.0.0.1:6443: read: connection reset by peer`."""
    return GoError(f"read tcp {local}->{remote}: read: {_errno(error)}")


def write_error(local: str, remote: str, error: OSError) -> GoError:
    """The same for sending."""
    return GoError(f"write tcp {local}->{remote}: write: {_errno(error)}")


def tls_error(error: ssl.SSLError, first_bytes: bytes) -> GoError:
    """A handshake or record that failed: the peer's alert, or what spoke there instead of TLS."""
    if first_bytes.startswith(b"HTTP/"):
        return GoError("http: server gave HTTP response to HTTPS client")
    if first_bytes and first_bytes[0] not in _TLS_HANDSHAKE_RECORDS:
        return GoError("tls: first record does not look like a TLS handshake")
    reason = error.reason or ""
    _, alert, name = reason.partition("_ALERT_")
    name = name if alert else reason.removeprefix("TLSV1_")
    if name in _ALERTS:
        return GoError(f"remote error: tls: {_ALERTS[name]}")
    return GoError(f"tls: {reason.lower().replace('_', ' ') or 'handshake failed'}")


def awaiting_connection() -> str:
    """The time was up before there was a connection to speak on."""
    return "net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"


def awaiting_headers(version: Version | None) -> str:
    """The time was up before an answer began."""
    return f"{_cancelled(version)} (Client.Timeout exceeded while awaiting headers)"


def reading_body(version: Version | None) -> str:
    """The time was up in the middle of the body."""
    if _old(version):
        return "net/http: request canceled (Client.Timeout exceeded while reading body)"
    return "context deadline exceeded (Client.Timeout or context cancellation while reading body)"


def get(url: str, reason: str, version: Version | None) -> str:
    """`Get "https://10.0.0.1:6443/livez": ...`; without the quotes before 1.19."""
    return f"Get {url}: {reason}" if _old(version) else f'Get "{url}": {reason}'


def quoted(raw: bytes, limit: int = 200) -> str:
    """Go's %q of what a server sent, cut after `limit` bytes."""
    return '"' + "".join(_escaped(char) for char in raw[:limit].decode("utf-8", "surrogateescape")) + '"'


def _escaped(char: str) -> str:
    code = ord(char)
    if char in _NAMED_ESCAPES:
        return _NAMED_ESCAPES[char]
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if char.isprintable():
        return char
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"


def _errno(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else str(error)


def _old(version: Version | None) -> bool:
    return version is not None and not version.at_least(1, 19)


def _cancelled(version: Version | None) -> str:
    return "net/http: request canceled" if _old(version) else "context deadline exceeded"
