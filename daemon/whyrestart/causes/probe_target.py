"""The probe asks in the wrong place: port, scheme, host, path, a port that is off, or one that wants a certificate."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whyrestart.causes.logs import any_log, last_said
from whyrestart.causes.probing import Probed, complaint, complaints, killing_probe, listens, probed, target
from whyrestart.causes.rule import Rule, finding, from_flag, from_kubelet, from_last_end, from_log, note
from whyrestart.foresight import kill_grace, kill_windows, kubelet_version
from whyrestart.knowledge.serving import PLAIN_GONE, listeners
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Exec, Flag, HttpGet, Probe, ProbeKind, TcpSocket
from whyrestart.model.observation import (
    CertificateFileSeen,
    ContainerState,
    FileSeen,
    HostSeen,
    Outcome,
    Source,
    Variant,
)

_REFUSED = re.compile(r"connection refused|\[Errno 111\]|ECONNREFUSED", re.IGNORECASE)
_UNREACHABLE = re.compile(
    r"no route to host|network is unreachable|i/o timeout|deadline exceeded|refused", re.IGNORECASE
)
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

# Which flag names the port and the address that a component serves its health path on, and the port's default.
_SERVING = {
    "kube-apiserver": ("secure-port", "bind-address", 6443),
    "kube-controller-manager": ("secure-port", "bind-address", 10257),
    "kube-scheduler": ("secure-port", "bind-address", 10259),
}
_PLAIN = {
    "kube-apiserver": ("insecure-port", "insecure-bind-address", 8080),
    "kube-controller-manager": ("port", "address", 10252),
    "kube-scheduler": ("port", "address", 10251),
}
# --service-node-port-range by default.
NODE_PORTS = range(30000, 32768)
_HEALTH_PATHS = frozenset({"/healthz", "/livez", "/readyz", "/health"})


def _alive(episode: Episode) -> bool:
    """The process is up: a refused port of a dead process is no fault of the probe's."""
    current = episode.current
    if current is None:
        return bool(listens(episode))
    return current.state is ContainerState.RUNNING or bool(listens(episode))


def _refused(each: Probed) -> bool:
    return each.kubelet.status is None and _REFUSED.search(each.kubelet.error or "") is not None


def _port_flag(episode: Episode, port: int | None) -> Flag | None:
    """The flag that says that this port is off: its value is 0 and the port is its default, or what others say."""
    if episode.container is None:
        return None
    for name in (_PLAIN.get(episode.program, ("",))[0], _SERVING.get(episode.program, ("",))[0]):
        flag = episode.container.flag(name) if name else None
        if flag is not None and flag.value == "0" and port == _default_port(episode.program, name):
            return flag
    return None


def _default_port(program: str, flag: str) -> int | None:
    for table in (_PLAIN, _SERVING):
        row = table.get(program)
        if row is not None and row[0] == flag:
            return row[2]
    return None


def _off_by_version(episode: Episode, port: int | None) -> str | None:
    """Why this port is off without any flag: the version serves nothing there (KUBELET.md 2.4)."""
    row, version = _PLAIN.get(episode.program), episode.version
    if row is None or version is None or port != row[2] or episode.container is None:
        return None
    if version >= PLAIN_GONE[episode.program]:
        return f"{episode.program} {version} no longer serves plain HTTP"
    return None


def _own_port(episode: Episode) -> int | None:
    """The port that the component's flags and defaults make it serve its health path on over TLS."""
    row = _SERVING.get(episode.program)
    if row is None or episode.container is None:
        return None
    value = episode.container.flag_value(row[0])
    return int(value) if value and value.isdigit() and value != "0" else row[2] if value is None else None


def probe_targets_disabled_port(episode: Episode) -> Finding | None:
    """The port that the probe dials is switched off by a flag or by the version, and is refused."""
    each = complaint(episode)
    probe = (each.probe if each else None) or killing_probe(episode)
    _, port = target(probe, episode)
    if each is not None and (port is None or not _refused(each)):
        return None
    if each is None and _last_succeeded(episode):
        return None
    flag, why = _port_flag(episode, port), _off_by_version(episode, port)
    if port is None or (flag is None and why is None):
        return None
    if not _plain_scheme(probe) and flag is None:
        return None
    reason = f"{flag} switches it off" if flag else why
    return finding(
        Cause.PROBE_TARGETS_DISABLED_PORT,
        Confidence.PROVEN if each is not None else Confidence.POSSIBLE,
        f"The probe of {episode.program} dials port {port}, but {reason}.",
        [
            each.shown(each.counter.get(Variant.ACTUAL_PORT)) if each else None,
            from_flag(episode, flag) if flag else None,
        ],
        ruled_out=[RuledOut(cause=Cause.PROBE_WRONG_PORT, because="the port is the component's own, but switched off")],
        port=port,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=probe.line if probe else None,
    )


def _plain_scheme(probe: Probe | None) -> bool:
    handler = probe.handler if probe else None
    return isinstance(handler, TcpSocket) or (isinstance(handler, HttpGet) and handler.scheme == "HTTP")


def _last_succeeded(episode: Episode) -> bool:
    return any(each.kubelet.outcome is Outcome.SUCCESS and each.fatal for each in probed(episode))


def probe_wrong_port(episode: Episode) -> Finding | None:
    """Refused on the probe's port while the process is up and answers on another."""
    each = complaint(episode)
    probe = (each.probe if each else None) or killing_probe(episode)
    host, port = target(probe, episode)
    own = _own_port(episode)
    if each is None:
        return _wrong_port_foreseen(episode, probe, port, own)
    own = own or _etcds_port(episode, port)
    actual = each.counter.get(Variant.ACTUAL_PORT)
    elsewhere = sorted({p for _, p in listens(episode) if p != port})
    if port is None or not _refused(each) or _port_flag(episode, port) or _off_by_version(episode, port):
        return None
    if any(p == port for _, p in listens(episode)):
        return None
    answered = actual is not None and actual.outcome is not Outcome.UNKNOWN and actual.status is not None
    mismatch = own is not None and port not in {own, _PLAIN.get(episode.program, ("", "", None))[2]}
    # Of a process that exits by itself every port is refused: the kubelet's line is then no more than that.
    up = _alive(episode) or answered or (each.logged is not None and episode.origin is not Origin.SELF)
    if not up or not (answered or elsewhere or mismatch):
        return None
    real = _port_of(actual.url) if answered and actual else (own if mismatch else elsewhere[0])
    proven = answered or (bool(elsewhere) and own in elsewhere)
    return finding(
        Cause.PROBE_WRONG_PORT,
        Confidence.PROVEN if proven else Confidence.LIKELY,
        f"The probe dials {host or 'the pod address'}:{port}, where nothing listens; {episode.program} listens on port {real}.",
        [each.shown(actual), _listening(episode), _flag_evidence(episode, "secure-port")],
        ruled_out=[
            RuledOut(cause=Cause.PROBE_TARGETS_DISABLED_PORT, because="no flag and no default switches that port off")
        ],
        port=port,
        actual_port=real,
        file=episode.manifest.path if episode.manifest else None,
        line=probe.line if probe else None,
    )


def _etcds_port(episode: Episode, port: int | None) -> int | None:
    """The port that is asked, where etcd's settings open it; else the one for metrics and health, or the clients'."""
    if episode.program != "etcd" or episode.container is None:
        return None
    opened = {each.flag: each.port for each in listeners("etcd", episode.container, episode.version) or ()}
    named = opened.get("listen-metrics-urls", opened.get("listen-client-urls"))
    return port if port in opened.values() else named


def _wrong_port_foreseen(episode: Episode, probe: Probe | None, port: int | None, own: int | None) -> Finding | None:
    """Flags and probe disagree, read from the manifest alone."""
    handler = probe.handler if probe else None
    plain = _PLAIN.get(episode.program, ("", "", None))
    if own is None or port is None or not isinstance(handler, HttpGet) or _last_succeeded(episode):
        return None
    set_plain = episode.container.flag_value(plain[0]) if episode.container else None
    if port in {own, plain[2]} or (set_plain is not None and str(port) == set_plain) or not _ours(episode, handler):
        return None
    killed = _ends_at_its_age(episode)
    return finding(
        Cause.PROBE_WRONG_PORT,
        Confidence.LIKELY if killed else Confidence.POSSIBLE,
        f"The probe dials port {port}, but {episode.program} {'listens' if killed else 'will listen'} on port {own}.",
        [
            _flag_evidence(episode, "secure-port") or note("manifest", f"no --secure-port: the default is {own}"),
            from_last_end(episode) if killed else None,
        ],
        port=port,
        actual_port=own,
        file=episode.manifest.path if episode.manifest else None,
        line=probe.line if probe else None,
    )


def _ends_at_its_age(episode: Episode) -> bool:
    """Whether it is told to end, again and again, at the age at which a probe that always fails kills."""
    ended, container, pod = episode.last_ended, episode.container, episode.pod
    if ended is None or ended.lifetime is None or container is None or pod is None or episode.restarts < 2:
        return False
    version = kubelet_version(episode.node)
    windows, probe = kill_windows(container, version=version), killing_probe(episode)
    if not windows or probe is None or ended.exit_code not in {0, 137, 143}:
        return False
    earliest, latest = min(w.earliest for w in windows), max(w.latest for w in windows)
    return earliest <= ended.lifetime <= latest + kill_grace(probe, pod, version)


def _ours(episode: Episode, handler: HttpGet) -> bool:
    """Whether the port can only be meant to be this container's: no sidecar of the pod declares or serves it."""
    others = [c for c in (episode.pod.containers if episode.pod else ()) if c is not episode.container]
    return not others and handler.path.partition("?")[0] in _HEALTH_PATHS


def _port_of(url: str) -> int | None:
    match = re.search(r":(\d+)(?:/|$)", url)
    return int(match[1]) if match else None


def _listening(episode: Episode) -> Evidence | None:
    where = listens(episode)
    if not where:
        return None
    shown = ", ".join(sorted({f"{address}:{port}" for address, port in where}))
    return note("sockets", f"{episode.program} listens on {shown}")


def _flag_evidence(episode: Episode, name: str) -> Evidence | None:
    flag = episode.container.flag(name) if episode.container else None
    return from_flag(episode, flag) if flag else None


def probe_wrong_scheme(episode: Episode) -> Finding | None:
    """HTTP to a TLS port or TLS to a plain one; the other scheme answers."""
    each = complaint(episode)
    if each is None:
        return None
    said = f"{each.kubelet.error or ''} {each.kubelet.body}"
    _, port = target(each.probe, episode)
    own = port is not None and port == _own_port(episode)
    # The kubelet logs the status alone; a port that speaks only TLS answers plain HTTP with 400 and nothing else.
    bare = each.kubelet.status == 400 and own and each.get is not None and each.get.scheme == "HTTP"
    http_to_tls = bare or _HTTP_TO_TLS.search(said) is not None
    tls_to_http = _TLS_TO_HTTP.search(said) is not None
    if answered_by_another(episode, each):
        return None
    other = each.counter.get(Variant.OTHER_SCHEME)
    answers = other is not None and other.status is not None and other.status != 400
    if not (http_to_tls or tls_to_http):
        if not (each.kubelet.status is None and answers and not _refused(each) and each.succeeds(Variant.OTHER_SCHEME)):
            return None
        tls_to_http = each.kubelet.url.startswith("https")
        http_to_tls = not tls_to_http
    written, right = ("HTTP", "HTTPS") if http_to_tls else ("HTTPS", "HTTP")
    return finding(
        Cause.PROBE_WRONG_SCHEME,
        Confidence.PROVEN if answers or _HTTP_TO_TLS.search(said) or tls_to_http else Confidence.LIKELY,
        f"The probe speaks {written} to port {port or _port_of(each.kubelet.url)}, on which {episode.program} speaks {right}.",
        [each.shown(other), note("probe", f"it said: {said.strip()}") if said.strip() and not each.logged else None],
        ruled_out=[
            RuledOut(
                cause=Cause.PROBE_NEEDS_CLIENT_CERTIFICATE, because="the other scheme is answered without a certificate"
            )
        ]
        if answers
        else [],
        scheme=written,
        right_scheme=right,
        port=port,
        file=episode.manifest.path if episode.manifest else None,
        line=each.probe.line if each.probe else None,
    )


def answered_by_another(episode: Episode, each: Probed) -> bool:
    """The port where the component serves nothing but TLS answers in plain HTTP: it is not the component that answers."""
    port = target(each.probe, episode)[1] or _port_of(each.kubelet.url)
    row = _SERVING.get(episode.program)
    # Without a manifest the default is all that is known.
    own = _own_port(episode) if episode.container is not None else row[2] if row else None
    said = f"{each.kubelet.error or ''} {each.kubelet.body}"
    return port is not None and port == own and _TLS_TO_HTTP.search(said) is not None


def probe_wrong_host(episode: Episode) -> Finding | None:
    """Refused or unreachable on the probe's host, answered on another local address."""
    each = complaint(episode)
    if each is None or each.kubelet.status is not None:
        return None
    host, port = target(each.probe, episode)
    if not _UNREACHABLE.search(each.kubelet.error or ""):
        return None
    loopback = each.counter.get(Variant.LOOPBACK)
    answers = loopback is not None and loopback.status is not None
    here = sorted({address for address, p in listens(episode) if p == port}) or _bind_address(episode, port)
    bound = [a for a in here if a not in {"0.0.0.0", "::", "*", ""}]
    up = _alive(episode) or (each.logged is not None and episode.origin is not Origin.SELF)
    away = _not_here(episode, host)
    if not answers and not ((bound or away) and not _is_among(host, here) and up):
        return None
    where = "loopback" if answers else ", ".join(bound) or "the addresses of this node"
    flag = next((n for n in _BINDS if episode.container and episode.container.flag(n)), "")
    return finding(
        Cause.PROBE_WRONG_HOST,
        Confidence.PROVEN if answers or (bound and listens(episode)) else Confidence.LIKELY,
        f"The probe dials {host or 'the pod address'}:{port}, but {episode.program} answers only on {where}.",
        [each.shown(loopback), _listening(episode), _flag_evidence(episode, flag) if flag else None],
        ruled_out=[RuledOut(cause=Cause.PROBE_WRONG_PORT, because=f"port {port} is answered on another address")],
        host=host,
        port=port,
        actual_host=where,
        file=episode.manifest.path if episode.manifest else None,
        line=each.probe.line if each.probe else None,
    )


_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _is_among(host: str | None, addresses: Iterable[str]) -> bool:
    """Whether it listens there, as far as can be told: the pod's address may be any but the node's own loopback."""
    if host is None:
        return any(address not in _LOOPBACK for address in addresses)
    by_name = host in _LOOPBACK and any(a in _LOOPBACK and "localhost" in {a, host} for a in addresses)
    return host in addresses or by_name


_BINDS = ("bind-address", "advertise-address", "listen-metrics-urls", "listen-client-urls")


def _not_here(episode: Episode, host: str | None) -> bool:
    """Whether that is an address, and none of this node's, as far as those are known."""
    seen = episode.node.last(HostSeen)
    if not host or seen is None or not seen.addresses or _ADDRESS.fullmatch(host) is None:
        return False
    return host not in seen.addresses and not host.startswith("127.") and host != "::1"


_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*+:[0-9a-fA-F:.]*")


def _bind_address(episode: Episode, port: int | None) -> list[str]:
    """Where the flags make it listen on that port, if they name one address: nobody looked at its sockets."""
    if episode.container is None:
        return []
    if episode.program == "etcd":
        opened = [each for each in listeners("etcd", episode.container, episode.version) or () if each.port == port]
        return [each.address for each in opened if each.address] if all(each.address for each in opened) else []
    for row in (_SERVING.get(episode.program), _PLAIN.get(episode.program)):
        address = episode.container.flag_value(row[1]) if row else None
        if row and address and str(port) == (episode.container.flag_value(row[0]) or str(row[2])):
            return [address]
    return []


def probe_wrong_path(episode: Episode) -> Finding | None:
    """404: this version of the component has no such path."""
    each = complaint(episode)
    if each is None or each.kubelet.status != 404 or each.succeeds(Variant.LOOPBACK):
        return None
    path = each.get.path if each.get else each.kubelet.url
    bare = path.partition("?")[0]
    version = episode.version
    new = bare.startswith(("/livez", "/readyz")) and version is not None and not version.at_least(1, 16)
    why = f": {episode.program} {version} does not have it (/livez and /readyz came with 1.16)" if new else ""
    other = each.counter.get(Variant.OTHER_PATH)
    answers = other is not None and other.status not in {None, 404}
    _, port = target(each.probe, episode)
    return finding(
        Cause.PROBE_WRONG_PATH,
        # Where NAT rules may take the packets, who answers is not known.
        Confidence.PROVEN if new or answers else Confidence.POSSIBLE if port in NODE_PORTS else Confidence.LIKELY,
        f"The probe asks {episode.program} for {path}, which answers 404{why}.",
        [each.shown(other or each.counter.get(Variant.AUTHENTICATED))],
        ruled_out=[RuledOut(cause=Cause.ANONYMOUS_AUTH_DISABLED, because="the answer is 404, not 401")],
        path=path,
        file=episode.manifest.path if episode.manifest else None,
        line=each.probe.line if each.probe else None,
    )


def probe_needs_client_certificate(episode: Episode) -> Finding | None:
    """The port demands a certificate in the TLS handshake; etcd's client port with client-cert-auth is the classic."""
    each = complaint(episode)
    if each is None:
        return _seen_by_etcd(episode)
    said = (
        f"{each.kubelet.error or ''} {(each.counter[Variant.TLS].error or '') if Variant.TLS in each.counter else ''}"
    )
    demanded = _WANTS_CERTIFICATE.search(said) is not None
    flag = episode.container.flag("client-cert-auth") if episode.container else None
    with_certificate = each.counter.get(Variant.AUTHENTICATED)
    answered = with_certificate is not None and with_certificate.status is not None
    refused_anonymous = each.kubelet.status == 401 and flag is not None and (flag.value or "true") == "true"
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
        file=episode.manifest.path if episode.manifest else None,
        line=each.probe.line if each.probe else None,
    )


def _seen_by_etcd(episode: Episode) -> Finding | None:
    """No probe was seen to fail, but etcd turns away who comes to its client port without a certificate, as it must."""
    probe = killing_probe(episode)
    handler, flag = (
        probe.handler if probe else None,
        episode.container.flag("client-cert-auth") if episode.container else None,
    )
    if not isinstance(handler, HttpGet) or handler.scheme != "HTTPS" or flag is None or flag.value == "false":
        return None
    _, port = target(probe, episode)
    urls = (episode.container.flag_value("listen-client-urls") or "") if episode.container else ""
    said = last_said(any_log(episode), _TURNED_AWAY)
    if said is None or f":{port}" not in urls or episode.restarts == 0 or _last_succeeded(episode):
        return None
    return finding(
        Cause.PROBE_NEEDS_CLIENT_CERTIFICATE,
        Confidence.LIKELY,
        f"Port {port} of {episode.program} demands a client certificate, which an httpGet probe can never present.",
        [from_log(episode, said.entry), from_flag(episode, flag)],
        port=port,
        flag=str(flag),
        file=episode.manifest.path if episode.manifest else None,
        line=probe.line if probe else None,
    )


_TURNED_AWAY = re.compile(r"rejected connection.*tls: client didn't provide a certificate")


def probe_command_broken(episode: Episode) -> Finding | None:
    """An exec probe that cannot succeed: a file it names is not in the container, or has expired."""
    if episode.container is None:
        return None
    probe = next(
        (p for p in episode.container.probes if isinstance(p.handler, Exec) and p.kind is not ProbeKind.READINESS), None
    )
    if probe is None or not isinstance(probe.handler, Exec):
        return None
    logged = complaints(episode)
    missing = _missing_in_command(episode, probe.handler)
    match = _COMMAND_FAILED.search(logged[-1].output) if logged else None
    unstarted = _NOT_STARTED.search(logged[-1].output) if logged else None
    if (match := match or unstarted) is not None:
        return finding(
            Cause.PROBE_COMMAND_BROKEN,
            Confidence.LIKELY if match is unstarted else Confidence.PROVEN,
            f"The exec probe of {episode.program} fails for a reason of its own: {' '.join(match[0].split())}.",
            [from_kubelet(logged[-1].entry)],
            command=" ".join(probe.handler.command),
            unstarted="by the runtime" if match is unstarted else None,
            file=episode.manifest.path if episode.manifest else None,
            line=probe.line,
        )
    if missing is None or episode.restarts == 0:
        return None
    path, why = missing
    if logged and not _bears_out(logged[-1].output, why):
        return None
    return finding(
        Cause.PROBE_COMMAND_BROKEN,
        Confidence.LIKELY,
        f"The exec probe of {episode.program} needs {path}, which {why}.",
        [note("files", f"{path} {why}")],
        command=" ".join(probe.handler.command),
        path=path,
        file=episode.manifest.path if episode.manifest else None,
        line=probe.line,
    )


_COMMAND_FAILED = re.compile(
    r"(?i)executable file not found in \$PATH|exec: \\?\"[^\"]+\\?\": [^\"]*no such file or directory"
    r"|(?:sh|bash|ash|dash): (?:(?:line )?\d+: )?[\w./-]+: (?:command )?not found|no such file or directory"
    r"|x509: certificate has expired[^\"]*|unable to load client cert[^\"]*|could not load client certificate[^\"]*"
)
# The runtime could not start the command, which says nothing of the component: runc's words from its first release on,
# in Docker's, containerd's and CRI-O's, and crun's. In a container that has ended, or is about to, none can be started.
_NOT_STARTED = re.compile(
    r"(?i)(?:oci runtime (?:exec failed|error)|failed to (?:start|create) exec|exec failed: (?:unable to start|container_linux))"
    r"(?![^\n]{0,2000}(?:stopped|not running|not found in|paused|no such process|already finished|deadline exceeded|shim|ttrpc))"
    r"[^\n]{0,400}"
)
_REFUSED_AS_CLIENT = re.compile(r"(?i)unauthorized|expired|bad certificate|must be logged in|forbidden")


def _bears_out(output: str, why: str) -> bool:
    """Whether what the command said agrees: one that was answered had its files, and one with an expired one is refused."""
    return "expired" in why and _REFUSED_AS_CLIENT.search(output) is not None


_PATH = re.compile(r"(?<![\w.+-])(/[\w.+-]+(?:/[\w.+-]+)+\.(?:crt|key|pem|conf))")


def _missing_in_command(episode: Episode, handler: Exec) -> tuple[str, str] | None:
    """A file in the command that no volume brings in, that is absent on the host, or whose certificate has expired."""
    if episode.pod is None or episode.container is None:
        return None
    files = {seen.path: seen for seen in episode.node.newest(FileSeen).values()}
    certificates = {seen.path: seen for seen in episode.node.newest(CertificateFileSeen).values()}
    for path in _PATH.findall(" ".join(handler.command)):
        host = episode.pod.host_path_of(episode.container, path)
        if host is None:
            return path, "no volume of the pod brings into the container"
        if host in files and files[host].type is None:
            return path, "does not exist on the host"
        certificate = next(iter(certificates[host].certificates), None) if host in certificates else None
        if certificate is not None and certificate.not_after < episode.at:
            return path, f"expired on {certificate.not_after:%Y-%m-%d}"
    return None


RULES = (
    Rule(cause=Cause.PROBE_TARGETS_DISABLED_PORT, find=probe_targets_disabled_port, needs=frozenset({Source.PROBE})),
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
    Rule(
        cause=Cause.PROBE_WRONG_HOST,
        find=probe_wrong_host,
        needs=frozenset({Source.PROBE}),
        yields_to=frozenset({Cause.NODE_ADDRESS_MISSING}),
        settles="compare the probe's host with the addresses it listens on: `ss -ltnp`",
    ),
    Rule(
        cause=Cause.PROBE_WRONG_PORT,
        find=probe_wrong_port,
        needs=frozenset({Source.PROBE}),
        yields_to=frozenset({Cause.PROBE_TARGETS_DISABLED_PORT, Cause.PROBE_WRONG_HOST}),
        settles="compare the probe's port with the ports it listens on: `ss -ltnp`",
    ),
    Rule(cause=Cause.PROBE_WRONG_PATH, find=probe_wrong_path, needs=frozenset({Source.PROBE})),
    Rule(
        cause=Cause.PROBE_COMMAND_BROKEN,
        find=probe_command_broken,
        settles="run the probe's command in the container by hand: `crictl exec`",
    ),
)
