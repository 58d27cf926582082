"""One probe from beginning to end: asked, asked again where the kubelet would, and told as an observation."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Iterable

from whyrestart.clock import Clock
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.observation import Outcome, ProbeResult, Variant
from whyrestart.model.secret import REDACTED
from whyrestart.parsing.redaction import redact
from whyrestart.probes.grpc import grpc_check
from whyrestart.probes.http_get import BODY_BYTES, http_get
from whyrestart.probes.request import Answer, GrpcRequest, HttpRequest, Request, TcpRequest, TlsRequest, Unaskable
from whyrestart.probes.tcp_socket import tcp_socket, tls_handshake

# maxProbeRetries of the kubelet: an attempt that gave an error is repeated at once.
MAX_ATTEMPTS = 3
# What is shorter may stand in any text without being the secret.
_SHORTEST_SECRET = 4

ProbeFunction = Callable[..., Awaitable[ProbeResult]]


async def probe(
    request: Request | Unaskable,
    *,
    ref: ContainerRef,
    kind: ProbeKind,
    clock: Clock,
    variant: Variant = Variant.KUBELET,
) -> ProbeResult:
    """Ask once as the kubelet does, and for its own question up to three times while the outcome is an error.

    Never raises for what a target does. `url`, `error` and `body` are free of the probe's and of other credentials;
    `duration_seconds` covers every attempt.
    """
    began = clock.monotonic()
    answer = await _answer(request)
    for _ in range(1, MAX_ATTEMPTS if variant is Variant.KUBELET else 1):
        if answer.outcome is not Outcome.UNKNOWN or isinstance(request, Unaskable):
            break
        answer = await _answer(request)
    hide = _Hider(request)
    certificate = request.client_certificate if isinstance(request, HttpRequest) else None
    return ProbeResult(
        at=clock.now(),
        ref=ref,
        kind=kind,
        variant=variant,
        url=redact(request.shown),
        outcome=answer.outcome,
        status=answer.status,
        error=redact(hide(answer.error)) if answer.error is not None else None,
        body=redact(hide(answer.body[:BODY_BYTES].decode("utf-8", "replace"))),
        duration_seconds=clock.monotonic() - began,
        credential=certificate.label if certificate is not None else None,
    )


async def _answer(request: Request | Unaskable) -> Answer:
    match request:
        case Unaskable():
            return Answer(outcome=request.outcome, error=request.error)
        case HttpRequest():
            return await http_get(request)
        case TcpRequest():
            return await tcp_socket(request)
        case TlsRequest():
            return await tls_handshake(request)
        case GrpcRequest():
            return await grpc_check(request)


class _Hider:
    """Takes the request's credentials out of what a server may have repeated."""

    def __init__(self, request: Request | Unaskable) -> None:
        secrets = {secret.reveal().strip() for secret in request.secrets} if isinstance(request, HttpRequest) else set()
        self._hidden = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._hidden:
            text = text.replace(secret, REDACTED)
            # The cap on the body may have cut one in two.
            for length in range(min(len(secret), len(text)), _SHORTEST_SECRET - 1, -1):
                if len(text) >= BODY_BYTES - len(secret) and text.endswith(secret[:length]):
                    text = text[:-length] + REDACTED
                    break
        return text


def _forms(secret: str) -> Iterable[str]:
    """The value, each word of it (`Bearer x`), and what Basic hides in base64."""
    for word in {secret, *secret.split()}:
        if len(word) >= _SHORTEST_SECRET and word.lower() not in {"bearer", "basic", "digest", "negotiate"}:
            yield word
    scheme, _, coded = secret.partition(" ")
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(coded, validate=True).decode("utf-8", "replace").partition(":")
        except ValueError:
            return
        yield from (form for form in (f"{user}:{password}", password) if len(form) >= _SHORTEST_SECRET)
