"""What a probe asks, ready to be sent, and what came back: the values between the specification and the sockets."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from enum import StrEnum

from whyrestart.model.observation import Outcome
from whyrestart.model.secret import Secret
from whyrestart.model.version import Version
from whyrestart.probes.go_url import GoUrl


class Redirects(StrEnum):
    """Which redirects are followed: any (kubelet 1.13 and older), or those to the first request's hostname."""

    ANY = "any"
    SAME_HOST = "same_host"


@dataclass(frozen=True, kw_only=True)
class ClientCertificate:
    """A credential to ask again with. `label` is what people are told; the key is read by OpenSSL alone.

    `key_file` None means that the certificate's file holds the key too. A kubeconfig that carries both as data is
    `kubeconfig`.
    """

    label: str
    certificate_file: str = ""
    key_file: str | None = None
    kubeconfig: str | None = None


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """A GET as the kubelet sends it.

    `headers` are the manifest's own, by the name under which Go keeps them, values in order. `dial` overrides the
    address, never the URL. `client_certificate` is only for counter-probes: the kubelet has none.
    """

    url: GoUrl
    headers: tuple[tuple[str, tuple[Secret, ...]], ...] = ()
    host_header: str = ""
    timeout_seconds: float = 1.0
    version: Version | None = None
    redirects: Redirects = Redirects.SAME_HOST
    client_certificate: ClientCertificate | None = None
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The URL without its credentials."""
        return self.url.shown

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every value of it that must not be shown."""
        credentials = tuple(value for name, values in self.headers if is_credential(name) for value in values)
        basic = basic_authorization(self.url)
        return credentials if basic is None else (*credentials, basic)


@dataclass(frozen=True, kw_only=True)
class TcpRequest:
    """A connection opened and closed."""

    host: str
    port: int
    timeout_seconds: float = 1.0
    version: Version | None = None
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The address as a URL."""
        return f"tcp://{join_host_port(self.host, self.port)}"


@dataclass(frozen=True, kw_only=True)
class TlsRequest:
    """A TLS handshake and nothing after it: a counter-probe only."""

    host: str
    port: int
    timeout_seconds: float = 1.0
    version: Version | None = None
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The address as a URL."""
        return f"tls://{join_host_port(self.host, self.port)}"


@dataclass(frozen=True, kw_only=True)
class GrpcRequest:
    """`grpc.health.v1.Health/Check` in plaintext."""

    host: str
    port: int
    service: str = ""
    timeout_seconds: float = 1.0
    version: Version | None = None
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The address as a URL."""
        return f"grpc://{join_host_port(self.host, self.port)}/{self.service}"


@dataclass(frozen=True, kw_only=True)
class Unaskable:
    """No request can be made of this probe, and why.

    `outcome` is what the kubelet makes of it: FAILURE where it counts one, UNKNOWN where it throws the attempt away
    or where only this program cannot ask.
    """

    shown: str
    error: str
    outcome: Outcome = Outcome.UNKNOWN


Request = HttpRequest | TcpRequest | TlsRequest | GrpcRequest


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one attempt gave. `error` None and `status` set: an HTTP answer, whose status decides."""

    outcome: Outcome
    status: int | None = None
    error: str | None = None
    body: bytes = field(default=b"", repr=False)


# Header names whose values are not credentials: they may be shown where a server repeats them.
_HARMLESS = frozenset({
    "accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "connection", "content-type",
    "host", "pragma", "referer", "user-agent", "x-forwarded-host", "x-forwarded-proto",
})  # fmt: skip


def basic_authorization(url: GoUrl) -> Secret | None:
    """The Authorization header that Go makes of a URL's userinfo."""
    if url.user is None:
        return None
    name, password = url.user
    plain = f"{name}:{password.reveal() if password is not None else ''}"
    return Secret("Basic " + base64.b64encode(plain.encode()).decode())


def is_credential(header: str) -> bool:
    """Whether the value of this header must be hidden."""
    return header.lower() not in _HARMLESS


def join_host_port(host: str, port: int) -> str:
    """Go's net.JoinHostPort: IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host or "%" in host else f"{host}:{port}"
