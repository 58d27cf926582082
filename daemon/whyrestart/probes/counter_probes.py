"""Which other questions tell causes apart once the kubelet's own question has been answered: a pure plan.

Each counter-probe changes the kubelet's question in one respect. If the answer changes with it, that respect is the
cause; which variant means what stands in KUBELET.md 2.7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from whyrestart.clock import Clock
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Exec, ProbeKind
from whyrestart.model.observation import Outcome, ProbeResult, Variant
from whyrestart.probes.endpoints import (
    PROGRAMS,
    Endpoint,
    bound_to,
    declared_endpoints,
    health_path,
    insecure_endpoint,
    own_sockets,
)
from whyrestart.probes.exec_equivalent import exec_equivalent
from whyrestart.probes.go_url import GoUrl
from whyrestart.probes.prober import ProbeFunction
from whyrestart.probes.request import (
    ClientCertificate,
    GrpcRequest,
    HttpRequest,
    Redirects,
    Request,
    TcpRequest,
    TlsRequest,
    Unaskable,
    join_host_port,
)
from whyrestart.probes.situation import Situation, Symptom
from whyrestart.probes.spec import headers_for, is_loopback

# The most that one round asks, and the longest that the patient variant waits.
MAX_ROUND = 8
MAX_PATIENCE_SECONDS = 60.0
_MAX_PORTS = 2


@dataclass(frozen=True, kw_only=True)
class CounterProbe:
    """One question beside the kubelet's."""

    variant: Variant
    request: Request


def plan(situation: Situation, result: ProbeResult | None) -> tuple[CounterProbe, ...]:
    """What to ask after `result`, most telling first; with None, everything that makes sense for this probe.

    Nothing after a success. No two ask the same, none asks what the kubelet asks, and there are at most MAX_ROUND.
    """
    if result is not None and result.outcome is Outcome.SUCCESS:
        return ()
    asked, symptom = situation.asked, Symptom.of(result)
    seen: set[Request | Unaskable] = {asked}
    chosen: list[CounterProbe] = []
    for counter in _candidates(situation, asked, symptom):
        if counter.request not in seen and len(chosen) < MAX_ROUND:
            seen.add(counter.request)
            chosen.append(counter)
    return tuple(chosen)


async def ask_round(
    counters: Sequence[CounterProbe],
    *,
    ref: ContainerRef,
    kind: ProbeKind,
    clock: Clock,
    ask: ProbeFunction,
    observe: Callable[[ProbeResult], None],
    limit_seconds: float,
    spare: bool = False,
) -> tuple[CounterProbe, ...]:
    """Ask one after the other; none is begun once `limit_seconds` have passed. What was put off is given back.

    Of several questions of one variant (two ports, say) those after the first that was answered are left out. With
    `spare`, a port that let one question time out is asked nothing more: it is slow, and each question makes it slower.
    """
    began = clock.monotonic()
    answered: set[Variant] = set()
    slow: set[int] = set()
    put_off: list[CounterProbe] = []
    for counter in counters:
        port = _address(counter.request)[1]
        if counter.variant in answered:
            continue
        if clock.monotonic() - began >= limit_seconds or port in slow:
            put_off.append(counter)
            continue
        result = await ask(counter.request, ref=ref, kind=kind, clock=clock, variant=counter.variant)
        if result.outcome is Outcome.SUCCESS or result.status is not None:
            answered.add(counter.variant)
        if spare and Symptom.of(result).timed_out:
            slow.add(port)
        observe(result)
    return tuple(put_off)


def same_place(first: Request | Unaskable, second: Request | Unaskable) -> bool:
    """Whether both are asked of one address and port."""
    if isinstance(first, Unaskable) or isinstance(second, Unaskable):
        return False
    return _address(first) == _address(second)


def direct(situation: Situation) -> CounterProbe | None:
    """The question that stands in for an exec probe: what its command asks, else the component's own health path."""
    handler = situation.probe.handler
    if not isinstance(handler, Exec):
        return None
    timeout = float(situation.probe.timeout_seconds)
    same = exec_equivalent(
        handler,
        pod=situation.pod,
        container=situation.container,
        timeout_seconds=timeout,
        version=situation.version,
    )
    if same is not None:
        variant = Variant.AUTHENTICATED if same.client_certificate is not None else Variant.ANONYMOUS
        return CounterProbe(variant=variant, request=same)
    for endpoint in declared_endpoints(situation.container, situation.component_version):
        request = _own_health(situation, endpoint, timeout)
        if situation.credential is None or endpoint.scheme != "https":
            return CounterProbe(variant=Variant.ACTUAL_PORT, request=request)
        return CounterProbe(variant=Variant.AUTHENTICATED, request=_with_certificate(request, situation.credential))
    return None


def _candidates(situation: Situation, asked: Request | Unaskable, symptom: Symptom) -> Iterator[CounterProbe]:
    match asked:
        case HttpRequest():
            yield from _for_http(situation, asked, symptom)
        case TcpRequest():
            yield from _elsewhere(situation, asked, symptom)
            yield from _patient(situation, asked, symptom)
        case GrpcRequest():
            yield from _elsewhere(situation, asked, symptom)
            yield from _patient(situation, asked, symptom)
            yield from _lower(asked, symptom, tls=not symptom.refused)
        case Unaskable():
            stand_in = direct(situation)
            if stand_in is not None:
                yield stand_in


def _for_http(situation: Situation, asked: HttpRequest, symptom: Symptom) -> Iterator[CounterProbe]:
    refusal = symptom.unasked or (symptom.status is not None and symptom.status >= 400)
    declared = {name for name, _ in asked.headers}
    plain = headers_for((), situation.version)
    bare = replace(asked, headers=tuple((n, tuple(v)) for n, v in sorted(plain.items())), host_header="")
    if refusal and (declared - set(plain) or asked.host_header):
        yield CounterProbe(variant=Variant.WITHOUT_HEADER, request=bare)
    if refusal and asked.url.user is not None:
        yield CounterProbe(variant=Variant.ANONYMOUS, request=replace(bare, url=replace(bare.url, user=None)))
    # First where it is slow: a slow port is asked one thing a period, and may be killed after three.
    yield from _patient(situation, asked, symptom)
    secure = asked.url.scheme == "https"
    if secure and situation.credential is not None and (refusal or symptom.tls or symptom.timed_out):
        yield CounterProbe(variant=Variant.AUTHENTICATED, request=_with_certificate(asked, situation.credential))
    insecure = insecure_endpoint(situation.container, situation.component_version)
    if insecure is not None:
        request = _moved(asked, insecure.host or "127.0.0.1", insecure.port, "http")
        yield CounterProbe(variant=Variant.INSECURE_PORT, request=request)
    if symptom.misheard or symptom.unasked or (symptom.tls and secure) or (symptom.status == 400 and not secure):
        other = "http" if secure else "https"
        yield CounterProbe(variant=Variant.OTHER_SCHEME, request=replace(asked, url=replace(asked.url, scheme=other)))
    yield from _elsewhere(situation, asked, symptom)
    if symptom.answered(403, 404):
        for path in _other_paths(asked.url, situation):
            yield CounterProbe(
                variant=Variant.OTHER_PATH, request=replace(asked, url=replace(asked.url, path=path, query=None))
            )
    yield from _lower(asked, symptom, tls=secure or symptom.misheard)


def _elsewhere(
    situation: Situation, asked: HttpRequest | TcpRequest | GrpcRequest, symptom: Symptom
) -> Iterator[CounterProbe]:
    """The same on another port of the component's, on the address that it is bound to, and on loopback."""
    host, port = _address(asked)
    lost = symptom.refused or symptom.timed_out or symptom.misheard or symptom.answered(400, 404)
    for endpoint in _actual(situation, host, port, refused=symptom.refused) if lost else ():
        where = endpoint.host or host or "127.0.0.1"
        yield CounterProbe(variant=Variant.ACTUAL_PORT, request=_moved(asked, where, endpoint.port, endpoint.scheme))
    unheard = symptom.refused or symptom.timed_out or symptom.unasked
    if unheard and not is_loopback(host) and situation.pod.host_network:
        loopback = "::1" if ":" in host else "127.0.0.1"
        yield CounterProbe(variant=Variant.LOOPBACK, request=_moved(asked, loopback, port, None))


def _actual(situation: Situation, host: str, port: int, *, refused: bool) -> Sequence[Endpoint]:
    """Where the component really listens, other than where the probe dials; what nobody listens on is left out."""
    declared = declared_endpoints(situation.container, situation.component_version)
    schemes = {each.port: each.scheme for each in declared}
    sockets = own_sockets(
        situation.sockets,
        container=situation.container,
        pod_uid=situation.pod_uid,
        container_id=situation.container_id,
    )
    found = dict.fromkeys(bound_to(each, schemes.get(each.port)) for each in sockets) or dict.fromkeys(declared)
    right = any(each.port == port and each.host in {None, host} for each in found)
    if right and not refused:
        return ()
    elsewhere = sorted(
        (each for each in found if each.port != port or each.host not in {None, host}),
        key=lambda each: (each.port != port, each.port not in schemes, each.port),
    )
    return elsewhere[:_MAX_PORTS]


def _patient(
    situation: Situation, asked: HttpRequest | TcpRequest | GrpcRequest, symptom: Symptom
) -> Iterator[CounterProbe]:
    """Longer than the kubelet waits: twice, and for five seconds or one period of up to 10 s at the least.

    A period may be too short itself: where one second is no patience, an apiserver answers in two or three.
    """
    if symptom.timed_out:
        period = min(max(float(situation.probe.period_seconds), 5.0), 10.0)
        patience = min(max(2 * asked.timeout_seconds, period), MAX_PATIENCE_SECONDS)
        if patience > asked.timeout_seconds:
            yield CounterProbe(variant=Variant.PATIENT, request=replace(asked, timeout_seconds=patience))


def _lower(asked: HttpRequest | GrpcRequest, symptom: Symptom, *, tls: bool) -> Iterator[CounterProbe]:
    """How far one gets below the request: connected at all, TLS spoken at all."""
    host, port = _address(asked)
    if symptom.timed_out:
        yield CounterProbe(
            variant=Variant.TCP,
            request=TcpRequest(host=host, port=port, timeout_seconds=asked.timeout_seconds, version=asked.version),
        )
    if tls and (symptom.timed_out or symptom.tls or symptom.misheard or isinstance(asked, GrpcRequest)):
        yield CounterProbe(
            variant=Variant.TLS,
            request=TlsRequest(host=host, port=port, timeout_seconds=asked.timeout_seconds, version=asked.version),
        )


def _address(asked: Request) -> tuple[str, int]:
    return (asked.url.hostname, asked.url.port) if isinstance(asked, HttpRequest) else (asked.host, asked.port)


def _moved(
    asked: HttpRequest | TcpRequest | GrpcRequest, host: str, port: int, scheme: str | None
) -> HttpRequest | TcpRequest | GrpcRequest:
    if not isinstance(asked, HttpRequest):
        return replace(asked, host=host, port=port)
    url = replace(asked.url, host=join_host_port(host, port), scheme=scheme or asked.url.scheme)
    return replace(asked, url=url)


def _with_certificate(asked: HttpRequest, certificate: ClientCertificate) -> HttpRequest:
    """With the certificate in place of whatever else would say who asks; it is shown to this host alone."""
    return replace(
        asked,
        url=replace(asked.url, user=None),
        headers=tuple(header for header in asked.headers if header[0].lower() != "authorization"),
        client_certificate=certificate,
        redirects=Redirects.SAME_HOST,
    )


def _other_paths(url: GoUrl, situation: Situation) -> Iterator[str]:
    """A path that this component surely serves, where the one asked for may be wrong."""
    program = situation.container.program
    if program == "etcd" or program in PROGRAMS:
        path = "/health" if program == "etcd" else "/healthz"
        if path != url.path:
            yield path


def _own_health(situation: Situation, endpoint: Endpoint, timeout_seconds: float) -> HttpRequest:
    host = endpoint.host or "127.0.0.1"
    headers = headers_for((), situation.version)
    return HttpRequest(
        url=GoUrl(
            scheme=endpoint.scheme or "https",
            host=join_host_port(host, endpoint.port),
            path=health_path(situation.container, situation.component_version),
        ),
        headers=tuple((name, tuple(values)) for name, values in sorted(headers.items())),
        timeout_seconds=timeout_seconds,
        version=situation.version,
    )
