"""The probe comes to the component's port and asks wrongly: its scheme, its path, or no certificate where one is due."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import any_log, last_said
from whyrestart.causes.evidence.probing import Probed, complaint, killing_probe, target
from whyrestart.causes.probes.target import (
    ends_at_its_age,
    is_ours,
    last_succeeded,
    own_port,
    port_of,
    refused,
    told_to_end,
)
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log, in_manifest, note
from whyrestart.knowledge.serving import LIVEZ_SINCE, SECURE, Listener, listeners, serves, wants_certificates
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Flag, HttpGet
from whyrestart.model.observation import Source, Variant

# Go's TLS server, older and newer words; a plain server that is spoken TLS to, in the prober's words.
_HTTP_TO_TLS = re.compile(
    r"Client sent an HTTP request to an HTTPS server|malformed HTTP response \"\\x15\\x03", re.IGNORECASE
)
_TLS_TO_HTTP = re.compile(
    r"server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|wrong version number"
    r"|record layer failure|unknown protocol",
    re.IGNORECASE,
)
_WANTS_CERTIFICATE = re.compile(
    r"tls: (?:client didn't provide a certificate|certificate required|bad certificate|handshake failure)"
    r"|remote error: tls: (?:bad certificate|certificate required|handshake failure)"
    r"|alert (?:bad certificate|certificate required)|CERTIFICATE_REQUIRED|BAD_CERTIFICATE",
    re.IGNORECASE,
)
_NO_COMMON = re.compile(r"tls: handshake failure", re.IGNORECASE)
_TURNED_AWAY = re.compile(r"rejected connection.*tls: client didn't provide a certificate")
# --service-node-port-range by default.
NODE_PORTS = range(30000, 32768)
_NO_CERTIFICATE_WANTED = RuledOut(
    cause=Cause.PROBE_NEEDS_CLIENT_CERTIFICATE, because="the other scheme is answered without a certificate"
)


def probe_wrong_scheme(episode: Episode) -> Finding | None:
    """HTTP to a TLS port or TLS to a plain one; the other scheme answers."""
    each = complaint(episode)
    if each is None:
        return _wrong_scheme_by_the_manifest(episode)
    if answered_by_another(episode, each):
        return None
    said = _said(each)
    _, port = target(each.probe, episode)
    # The kubelet logs the status alone; a port that speaks only TLS answers plain HTTP with 400 and nothing else.
    own = port is not None and (port == own_port(episode) or {x.scheme for x in _open(episode, port)} == {"HTTPS"})
    bare = each.kubelet.status == 400 and own and each.get is not None and each.get.scheme == "HTTP"
    http_to_tls = bare or _HTTP_TO_TLS.search(said) is not None
    tls_to_http = _TLS_TO_HTTP.search(said) is not None
    other = each.counter.get(Variant.OTHER_SCHEME)
    answers = other is not None and other.status is not None and other.status != 400
    if not (http_to_tls or tls_to_http):
        if not (each.kubelet.status is None and answers and not refused(each) and each.succeeds(Variant.OTHER_SCHEME)):
            return None
        tls_to_http = each.kubelet.url.startswith("https")
        http_to_tls = not tls_to_http
    written, right = ("HTTP", "HTTPS") if http_to_tls else ("HTTPS", "HTTP")
    return finding(
        Cause.PROBE_WRONG_SCHEME,
        Confidence.PROVEN if answers or _HTTP_TO_TLS.search(said) or tls_to_http else Confidence.LIKELY,
        f"The probe speaks {written} to port {port or port_of(each.kubelet.url)}, on which {episode.program} speaks {right}.",
        [each.shown(other), note("probe", f"it said: {said.strip()}") if said.strip() and not each.logged else None],
        ruled_out=[_NO_CERTIFICATE_WANTED] if answers else [],
        scheme=written,
        right_scheme=right,
        port=port,
        place=in_manifest(episode, each.probe),
    )


def _wrong_scheme_by_the_manifest(episode: Episode) -> Finding | None:
    """Nobody saw its probe fail, but it is told to end again and again, and by its flags the port speaks otherwise."""
    probe, opened = killing_probe(episode), _opened(episode)
    handler, port = probe.handler if probe else None, target(probe, episode)[1]
    spoken = {each.scheme.upper() for each in opened}
    if not isinstance(handler, HttpGet) or len(spoken) != 1 or handler.scheme in spoken:
        return None
    right = spoken.pop()
    return finding(
        Cause.PROBE_WRONG_SCHEME,
        Confidence.LIKELY if ends_at_its_age(episode) else Confidence.POSSIBLE,
        f"The probe speaks {handler.scheme} to port {port}, on which {episode.program} by its flags speaks {right}.",
        [from_last_end(episode)],
        scheme=handler.scheme,
        right_scheme=right,
        port=port,
        place=in_manifest(episode, probe),
    )


def _opened(episode: Episode) -> tuple[Listener, ...]:
    """What the probe's port is, by the flags of one that is told to end again and again; nothing where it may be another's."""
    probe = killing_probe(episode)
    handler = probe.handler if probe else None
    if not isinstance(handler, HttpGet) or episode.container is None or not is_ours(episode, handler):
        return ()
    if episode.restarts < 2 or not told_to_end(episode) or last_succeeded(episode):
        return ()
    return _open(episode, target(probe, episode)[1])


def _open(episode: Episode, port: int | None) -> tuple[Listener, ...]:
    """What the flags make it serve on that port."""
    opened = listeners(episode.program, episode.container, episode.version) if episode.container is not None else None
    return tuple(each for each in opened or () if each.port == port)


def answered_by_another(episode: Episode, each: Probed) -> bool:
    """The port where the component serves nothing but TLS answers in plain HTTP: it is not the component that answers."""
    port = target(each.probe, episode)[1] or port_of(each.kubelet.url)
    row = SECURE.get(episode.program)
    # Without a manifest the default is all that is known.
    own = own_port(episode) if episode.container is not None else row[2] if row else None
    return port is not None and port == own and _TLS_TO_HTTP.search(_said(each)) is not None


def _said(each: Probed) -> str:
    """What the prober got: its error, and what it was answered."""
    return f"{each.kubelet.error or ''} {each.kubelet.body}"


def probe_wrong_path(episode: Episode) -> Finding | None:
    """404: this version of the component has no such path."""
    each = complaint(episode)
    if each is None or each.kubelet.status != 404 or each.succeeds(Variant.LOOPBACK):
        return None
    path = each.get.path if each.get else each.kubelet.url
    other = each.counter.get(Variant.OTHER_PATH)
    bare = path.partition("?")[0]
    version = episode.version
    # What it answers itself, it knows: where that is 404, somebody else answers.
    known = each.get is not None and episode.program in LIVEZ_SINCE and bool(serves(episode.program, path, version))
    new = bare.startswith(("/livez", "/readyz")) and version is not None and not version.at_least(1, 16)
    why = f": {episode.program} {version} does not have it (/livez and /readyz came with 1.16)" if new else ""
    answers = other is not None and other.status not in {None, 404}
    _, port = target(each.probe, episode)
    return finding(
        Cause.PROBE_WRONG_PATH,
        # Where NAT rules may take the packets, who answers is not known.
        Confidence.PROVEN
        if new or answers
        else Confidence.POSSIBLE
        if port in NODE_PORTS or known
        else Confidence.LIKELY,
        f"The probe asks {episode.program} for {path}, which answers 404{why}.",
        [each.shown(other or each.counter.get(Variant.AUTHENTICATED))],
        ruled_out=[RuledOut(cause=Cause.ANONYMOUS_AUTH_DISABLED, because="the answer is 404, not 401")],
        path=path,
        place=in_manifest(episode, each.probe),
    )


def probe_needs_client_certificate(episode: Episode) -> Finding | None:
    """The port demands a certificate in the TLS handshake; etcd's client port with client-cert-auth is the classic."""
    each = complaint(episode)
    if each is None:
        return _seen_by_etcd(episode) or _wanted_by_the_flags(episode)
    spoken = (each.kubelet, each.counter.get(Variant.TLS))
    demanded = any(result is not None and _WANTS_CERTIFICATE.search(result.error or "") for result in spoken)
    # Kubernetes' own ask for a certificate and do without: they end a handshake where no cipher or version is common.
    if (
        demanded
        and episode.program in SECURE
        and all(_NO_COMMON.search(r.error or "") for r in spoken if r is not None)
    ):
        return None
    flag = _wants(episode)
    with_certificate = each.counter.get(Variant.AUTHENTICATED)
    answered = with_certificate is not None and with_certificate.status is not None
    refused_anonymous = each.kubelet.status == 401 and flag is not None
    if not (demanded or refused_anonymous) or each.kubelet.status not in {None, 401}:
        return None
    _, port = target(each.probe, episode)
    return finding(
        Cause.PROBE_NEEDS_CLIENT_CERTIFICATE,
        Confidence.PROVEN if demanded and (answered or flag is not None) else Confidence.LIKELY,
        f"Port {port} of {episode.program} demands a client certificate, which an httpGet probe can never present.",
        [each.shown(with_certificate), from_flag(episode, flag) if flag else None],
        ruled_out=[
            RuledOut(cause=Cause.PROBE_WRONG_SCHEME, because="the handshake goes as far as the certificate request")
        ],
        port=port,
        flag=str(flag) if flag else None,
        place=in_manifest(episode, each.probe),
    )


def _wants(episode: Episode) -> Flag | None:
    return wants_certificates(episode.container) if episode.container is not None else None


def _seen_by_etcd(episode: Episode) -> Finding | None:
    """No probe was seen to fail, but etcd turns away who comes to its client port without a certificate, as it must."""
    probe = killing_probe(episode)
    handler = probe.handler if probe else None
    flag = _wants(episode)
    if not isinstance(handler, HttpGet) or handler.scheme != "HTTPS" or flag is None:
        return None
    _, port = target(probe, episode)
    urls = episode.flag_value("listen-client-urls") or ""
    said = last_said(any_log(episode), _TURNED_AWAY)
    if said is None or f":{port}" not in urls or episode.restarts == 0 or last_succeeded(episode):
        return None
    return finding(
        Cause.PROBE_NEEDS_CLIENT_CERTIFICATE,
        Confidence.LIKELY,
        f"Port {port} of {episode.program} demands a client certificate, which an httpGet probe can never present.",
        [from_log(episode, said.entry), from_flag(episode, flag)],
        port=port,
        flag=str(flag),
        place=in_manifest(episode, probe),
    )


def _wanted_by_the_flags(episode: Episode) -> Finding | None:
    """Nobody saw its probe fail, but it is told to end again and again, and its flags make the port want a certificate."""
    probe, opened = killing_probe(episode), _opened(episode)
    handler = probe.handler if probe else None
    flag = _wants(episode)
    if not opened or not all(each.wants_certificate for each in opened) or flag is None:
        return None
    if not isinstance(handler, HttpGet) or handler.scheme != "HTTPS":
        return None
    _, port = target(probe, episode)
    return finding(
        Cause.PROBE_NEEDS_CLIENT_CERTIFICATE,
        Confidence.LIKELY if ends_at_its_age(episode) else Confidence.POSSIBLE,
        f"Port {port} of {episode.program} by its flags demands a client certificate, which an httpGet probe can never present.",
        [from_flag(episode, flag), from_last_end(episode)],
        port=port,
        flag=str(flag),
        place=in_manifest(episode, probe),
    )


RULES = (
    Rule(
        cause=Cause.PROBE_WRONG_SCHEME,
        find=probe_wrong_scheme,
        needs=frozenset({Source.PROBE}),
        settles="ask the port with the other scheme: `whyrestart probe`",
    ),
    Rule(
        cause=Cause.PROBE_NEEDS_CLIENT_CERTIFICATE,
        find=probe_needs_client_certificate,
        needs=frozenset({Source.PROBE}),
        settles="`openssl s_client -connect HOST:PORT` without a certificate",
    ),
    Rule(cause=Cause.PROBE_WRONG_PATH, find=probe_wrong_path, needs=frozenset({Source.PROBE})),
)
