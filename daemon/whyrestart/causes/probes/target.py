"""The probe asks in the wrong place: another port or host than the component's, or a port that is switched off."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whyrestart.causes.evidence.probing import (
    Probed,
    complaint,
    complaints,
    is_sidecars,
    killing_probe,
    listens,
    probed,
    target,
)
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, in_manifest, note
from whyrestart.foresight import kill_grace, kill_windows, kubelet_version
from whyrestart.knowledge.addresses import may_be_translated, plain
from whyrestart.knowledge.serving import ANY, PLAIN, PLAIN_GONE, SECURE, listeners, port_number
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import Severity
from whyrestart.model.manifest import Flag, HttpGet, Probe, TcpSocket
from whyrestart.model.observation import ContainerState, HostSeen, Outcome, Source, Variant

_REFUSED = re.compile(r"connection refused|\[Errno 111\]|ECONNREFUSED", re.IGNORECASE)
_UNREACHABLE = re.compile(
    r"no route to host|network is unreachable|i/o timeout|deadline exceeded|refused", re.IGNORECASE
)
_OF_GOS_RUNTIME = 2
_HEALTH_PATHS = frozenset({"/healthz", "/livez", "/readyz", "/health"})


def probe_targets_disabled_port(episode: Episode) -> Finding | None:
    """The port that the probe dials is switched off by a flag or by the version, and is refused."""
    each = complaint(episode)
    probe = (each.probe if each else None) or killing_probe(episode)
    _, port = target(probe, episode)
    if port is None or (last_succeeded(episode) if each is None else not refused(each)) or is_sidecars(episode, port):
        return None
    flag = _off_by_flag(episode, port)
    reason = f"{flag} switches it off" if flag else _off_by_version(episode, port) if _is_plain(probe) else None
    if reason is None:
        return None
    killed = each is None and ends_at_its_age(episode)
    return finding(
        Cause.PROBE_TARGETS_DISABLED_PORT,
        Confidence.PROVEN if each is not None else Confidence.LIKELY if killed else Confidence.POSSIBLE,
        f"The probe of {episode.program} dials port {port}, but {reason}.",
        [
            each.shown(each.counter.get(Variant.ACTUAL_PORT)) if each else None,
            from_flag(episode, flag) if flag else None,
            from_last_end(episode) if killed else None,
        ],
        ruled_out=[RuledOut(cause=Cause.PROBE_WRONG_PORT, because="the port is the component's own, but switched off")],
        port=port,
        flag=str(flag) if flag else None,
        place=in_manifest(episode, probe),
    )


def refused(each: Probed) -> bool:
    """Whether nobody listened where the probe dialled."""
    return each.kubelet.status is None and _REFUSED.search(each.kubelet.error or "") is not None


def _off_by_flag(episode: Episode, port: int) -> Flag | None:
    """The flag that switches this port off: its value is 0, and the port its default."""
    rows = (table[episode.program] for table in (PLAIN, SECURE) if episode.program in table)
    flags = (episode.container.flag(name) for name, _, default in rows if episode.container and port == default)
    return next((flag for flag in flags if flag is not None and flag.value == "0"), None)


def _off_by_version(episode: Episode, port: int) -> str | None:
    """Why this port is off without any flag: the version serves nothing there (KUBELET.md 2.4)."""
    row, version = PLAIN.get(episode.program), episode.version
    if row is None or version is None or port != row[2] or episode.container is None:
        return None
    if version >= PLAIN_GONE[episode.program]:
        return f"{episode.program} {version} no longer serves plain HTTP"
    return None


def _is_plain(probe: Probe | None) -> bool:
    handler = probe.handler if probe else None
    return isinstance(handler, TcpSocket) or (isinstance(handler, HttpGet) and handler.scheme == "HTTP")


def last_succeeded(episode: Episode) -> bool:
    """Whether a probe that kills was answered as it should be when it was last replayed."""
    return any(each.kubelet.outcome is Outcome.SUCCESS and each.fatal for each in probed(episode))


def probe_wrong_port(episode: Episode) -> Finding | None:
    """Refused on the probe's port while the process is up and answers on another."""
    each = complaint(episode)
    probe = (each.probe if each else None) or killing_probe(episode)
    host, port = target(probe, episode)
    own = own_port(episode)
    if each is None:
        return _wrong_port_foreseen(episode, probe, port, own)
    own = own or _etcds_port(episode, port)
    actual = each.counter.get(Variant.ACTUAL_PORT)
    listened = {p for _, p in listens(episode)}
    elsewhere = sorted(listened - {port})
    if port is None or not refused(each) or _off_by_flag(episode, port) or _off_by_version(episode, port):
        return None
    if port in listened or is_sidecars(episode, port) or _may_be_moved(episode, probe):
        return None
    answered = actual is not None and actual.outcome is not Outcome.UNKNOWN and actual.status is not None
    mismatch = own is not None and port not in {own, PLAIN.get(episode.program, ("", "", None))[2]}
    up = answered or _alive(episode, each)
    if not up or not (answered or elsewhere or mismatch):
        return None
    real = port_of(actual.url) if answered and actual else (own if mismatch else elsewhere[0])
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
        place=in_manifest(episode, probe),
    )


def _alive(episode: Episode, each: Probed) -> bool:
    """The process is up: a refused port of a dead process is no fault of the probe's.

    Of one that exits by itself every port is refused: the kubelet's line is then no more than that.
    """
    if (episode.current is not None and episode.current.state is ContainerState.RUNNING) or listens(episode):
        return True
    return each.logged is not None and episode.origin is not Origin.SELF


def own_port(episode: Episode) -> int | None:
    """The port that the component's flags and defaults make it serve its health path on over TLS."""
    row = SECURE.get(episode.program)
    if row is None or episode.container is None:
        return None
    value = episode.container.flag_value(row[0])
    return port_number(value) or None if value is not None else row[2]


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
    plain = PLAIN.get(episode.program, ("", "", None))
    if own is None or port is None or not isinstance(handler, HttpGet) or last_succeeded(episode):
        return None
    set_plain = episode.flag_value(plain[0])
    if port in {own, plain[2]} or (set_plain is not None and str(port) == set_plain) or not is_ours(episode, handler):
        return None
    if _may_be_moved(episode, probe):
        return None
    killed = ends_at_its_age(episode)
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
        place=in_manifest(episode, probe),
    )


def _may_be_moved(episode: Episode, probe: Probe | None) -> bool:
    """Whether a scheduler's configuration says where it serves in the clear: its healthzBindAddress, up to 1.22."""
    configured = episode.container is not None and episode.container.flag("config") is not None
    version, gone = episode.version, PLAIN_GONE["kube-scheduler"]
    return (
        episode.program == "kube-scheduler" and configured and _is_plain(probe) and (version is None or version < gone)
    )


def ends_at_its_age(episode: Episode) -> bool:
    """Whether it is told to end, again and again, at the age at which a probe that always fails kills."""
    ended, container, pod = episode.last_ended, episode.container, episode.pod
    if ended is None or ended.lifetime is None or container is None or pod is None or episode.restarts < 2:
        return False
    version = kubelet_version(episode.node)
    windows, probe = kill_windows(container, version=version), killing_probe(episode)
    if not windows or probe is None or not told_to_end(episode):
        return False
    earliest, latest = min(w.earliest for w in windows), max(w.latest for w in windows)
    return earliest <= ended.lifetime <= latest + kill_grace(probe, pod, version)


def told_to_end(episode: Episode) -> bool:
    """Whether it ended as one does that is told to: well, by the signal, or, as the first process, with Go's own 2.

    Up to 1.26 the controller manager, and to 1.20 the scheduler, leave SIGTERM to Go's runtime, which cannot end the
    first process by it and exits with 2, as it does for a panic, after which its log is full of stacks.
    """
    ended = episode.last_ended
    if ended is None or episode.origin in {Origin.MANIFEST, Origin.SANDBOX, Origin.KERNEL}:
        return False
    leaves_it = episode.program in {"kube-controller-manager", "kube-scheduler"} and ended.exit_code == _OF_GOS_RUNTIME
    panics = any(entry.severity is Severity.FATAL for entry in ended.log)
    return ended.exit_code in {0, 137, 143} or (leaves_it and not panics)


def is_ours(episode: Episode, handler: HttpGet) -> bool:
    """Whether the port can only be meant to be this container's: no sidecar of the pod declares or serves it."""
    others = [c for c in (episode.pod.containers if episode.pod else ()) if c is not episode.container]
    return not others and handler.path.partition("?")[0] in _HEALTH_PATHS


def port_of(url: str) -> int | None:
    """The port that is written in the URL."""
    match = re.search(r":(\d+)(?:/|$)", url)
    return int(match[1]) if match else None


def _listening(episode: Episode) -> Evidence | None:
    where = listens(episode)
    if not where:
        return None
    shown = ", ".join(sorted({f"{address}:{port}" for address, port in where}))
    return note("sockets", f"{episode.program} listens on {shown}")


def _flag_evidence(episode: Episode, name: str) -> Evidence | None:
    flag = episode.flag(name)
    return from_flag(episode, flag) if flag else None


_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*+:[0-9a-fA-F:.]*")
# A pod of the host's network has the address of its node, which the kubelet asks of the apiserver: while none answers it
# may know none (generateAPIPodStatus), and what has no host Go dials at the loopback.
_NO_HOST = re.compile(r"dial tcp :\d{1,5}: ")
_BINDS = ("bind-address", "advertise-address", "listen-metrics-urls", "listen-client-urls")


_NAMES_NONE = " (it names no host, and without an apiserver the kubelet knows none)"


def probe_wrong_host(episode: Episode) -> Finding | None:
    """Refused or unreachable on the probe's host, answered on another local address."""
    each = complaint(episode)
    if each is None:
        return _wrong_host_by_the_manifest(episode)
    if each.kubelet.status is not None or not _UNREACHABLE.search(each.kubelet.error or ""):
        return None
    host, port = target(each.probe, episode)
    unknown = host is None and _NO_HOST.search(each.kubelet.error or "") is not None and _was_acted_upon(episode, each)
    host = "localhost" if unknown else host
    loopback = each.counter.get(Variant.LOOPBACK)
    answers = loopback is not None and loopback.status is not None
    here = sorted({address for address, p in listens(episode) if p == port}) or _bind_address(episode, port)
    bound = [address for address in here if address not in ANY | {"*"}]
    away = _not_here(episode, host)
    if not answers and not ((bound or away) and not _is_among(host, here) and _alive(episode, each)):
        return None
    seen = episode.node.last(HostSeen)
    translated = bool(host and seen) and may_be_translated(host or "", seen.addresses if seen else ())
    where = "loopback" if answers else ", ".join(bound) or "the addresses of this node"
    flag = next((n for n in _BINDS if episode.container and episode.container.flag(n)), "")
    return finding(
        Cause.PROBE_WRONG_HOST,
        Confidence.PROVEN
        if answers or (bound and listens(episode))
        else Confidence.POSSIBLE
        if translated
        else Confidence.LIKELY,
        f"The probe dials {host or 'the pod address'}:{port}{_NAMES_NONE if unknown else ''}, but {episode.program} answers only on {where}.",
        [each.shown(loopback), _listening(episode), _flag_evidence(episode, flag) if flag else None],
        ruled_out=[RuledOut(cause=Cause.PROBE_WRONG_PORT, because=f"port {port} is answered on another address")],
        host=host,
        port=port,
        actual_host=where,
        place=in_manifest(episode, each.probe),
    )


def _was_acted_upon(episode: Episode, each: Probed) -> bool:
    """Whether that went on until the kubelet killed: once an apiserver answers, it knows the address and asks there."""
    lines = [failed.entry.at for failed in complaints(episode) if _NO_HOST.search(failed.output)]
    now, enough = episode.current, each.probe.failure_threshold if each.probe is not None else 1
    began = now.started_at if now is not None and now.key.attempt > 0 else None
    before = began is not None and any(at is not None and at <= began for at in lines)
    return before or len(lines) >= enough or episode.origin is Origin.PROBE


def _wrong_host_by_the_manifest(episode: Episode) -> Finding | None:
    """Nobody saw its probe fail, but it is killed at the age at which one kills that always does, and listens elsewhere."""
    probe = killing_probe(episode)
    host, port = target(probe, episode)
    handler = probe.handler if probe else None
    bound = _bind_address(episode, port)
    if not isinstance(handler, HttpGet) or not bound or ANY.intersection(bound) or _is_among(host, bound):
        return None
    if host in _LOOPBACK or not is_ours(episode, handler) or last_succeeded(episode) or not ends_at_its_age(episode):
        return None
    where = ", ".join(bound)
    return finding(
        Cause.PROBE_WRONG_HOST,
        Confidence.LIKELY if _LOOPBACK.issuperset(bound) else Confidence.POSSIBLE,
        f"The probe dials {host or 'the pod address'}:{port}, but by its flags {episode.program} listens only on {where}.",
        [from_last_end(episode)],
        host=host,
        port=port,
        actual_host=where,
        place=in_manifest(episode, probe),
    )


def _is_among(host: str | None, addresses: Iterable[str]) -> bool:
    """Whether it listens there, as far as can be told: the pod's address may be any but the node's own loopback."""
    if host is None:
        return any(address not in _LOOPBACK for address in addresses)
    by_name = host in _LOOPBACK and any(a in _LOOPBACK and "localhost" in {a, host} for a in addresses)
    return by_name or plain(host) in map(plain, addresses)


def _not_here(episode: Episode, host: str | None) -> bool:
    """Whether that is an address, and none of this node's, as far as those are known."""
    seen = episode.node.last(HostSeen)
    if not host or seen is None or not seen.addresses or _ADDRESS.fullmatch(host) is None:
        return False
    return plain(host) not in map(plain, seen.addresses) and not host.startswith("127.") and plain(host) != "::1"


def _bind_address(episode: Episode, port: int | None) -> list[str]:
    """Where the flags make it listen on that port, if they name one address: nobody looked at its sockets."""
    if episode.container is None:
        return []
    if episode.program == "etcd":
        opened = [each for each in listeners("etcd", episode.container, episode.version) or () if each.port == port]
        return [each.address for each in opened if each.address] if all(each.address for each in opened) else []
    for row in (SECURE.get(episode.program), PLAIN.get(episode.program)):
        address = episode.container.flag_value(row[1]) if row else None
        if row and address and str(port) == (episode.container.flag_value(row[0]) or str(row[2])):
            return [address]
    return []


RULES = (
    Rule(cause=Cause.PROBE_TARGETS_DISABLED_PORT, find=probe_targets_disabled_port, needs=frozenset({Source.PROBE})),
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
)
