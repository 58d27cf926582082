"""What the rules of all probe families ask of an episode: which probe is in question, and what its replays say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from whyrestart.causes.rule import from_kubelet, from_probe
from whyrestart.knowledge.serving import port_number
from whyrestart.model.diagnosis import Evidence
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Container, HttpGet, Probe, ProbeKind, TcpSocket
from whyrestart.model.observation import (
    ContainerState,
    ManifestSeen,
    Outcome,
    ProbeResult,
    SocketsSeen,
    Source,
    Variant,
)
from whyrestart.parsing.kubelet_words import FailedProbe, failed_probe

# Go's words for it, of net/http, net and context.
TIMED_OUT = re.compile(
    r"Client\.Timeout exceeded|context deadline exceeded|TLS handshake timeout|i/o timeout|request canceled|timed out",
    re.IGNORECASE,
)
_STATUS = re.compile(r"HTTP probe failed with statuscode: (\d{3})")
# From SIGTERM over the grace period to the next instance's first answer.
CHANGEOVER = timedelta(seconds=75)
# A startup probe that has failed too often is acted upon at the pod's next sync only, and asked no more until then: seen up
# to 77 s later with 1.20.2 (the kubelet's loop listens to liveness results alone; pods are synced anew every 60 to 90 s).
RESYNC = timedelta(seconds=90)
# An apiserver takes connections before it answers them: seconds, or the 20 s for which it waits for an etcd that is away.
FIRST_ANSWER = timedelta(seconds=30)
# /proc/PID/comm
KERNEL_NAME_LENGTH = 15
# The newest complaints tell what a thousand of them would.
ENOUGH = 50
# What fails is asked again every period, and in a back-off of five minutes at the most (KUBELET.md 1.8) nothing is.
OVER = timedelta(minutes=15)
# A life that lasts for so much longer than its probes take to kill, or for the latter, has outlived what was complained
# of before it began.
OUTLIVES, OUTLIVED = timedelta(minutes=3), timedelta(minutes=10)
_URL = re.compile(r"https?://[^\s\"]+")
_KIND = re.compile(r"(?i)(liveness|startup|readiness)")


@dataclass(frozen=True, kw_only=True)
class Probed:
    """A probe whose newest replay is known: `kubelet` as the kubelet asks, `counter` by variant.

    `logged`: it was not replayed; `kubelet` is what the kubelet itself logged of it, in this line.
    """

    kind: ProbeKind
    probe: Probe | None
    kubelet: ProbeResult
    counter: dict[Variant, ProbeResult]
    logged: LogEntry | None = None

    def shown(self, *others: ProbeResult | None) -> Evidence | None:
        """What the kubelet got and, where it was replayed, what the `others` did."""
        return from_kubelet(self.logged) if self.logged is not None else from_probe(self.kubelet, *others)

    @property
    def get(self) -> HttpGet | None:
        """The httpGet of the manifest, if it is one."""
        handler = self.probe.handler if self.probe else None
        return handler if isinstance(handler, HttpGet) else None

    @property
    def fails(self) -> bool:
        """Whether the kubelet would count a failure now."""
        return self.kubelet.outcome is Outcome.FAILURE

    def status(self, variant: Variant) -> int | None:
        """The HTTP status that variant was answered with."""
        result = self.counter.get(variant)
        return result.status if result else None

    def succeeds(self, variant: Variant) -> bool:
        """Whether that variant succeeded."""
        result = self.counter.get(variant)
        return result is not None and result.outcome is Outcome.SUCCESS

    @property
    def fatal(self) -> bool:
        """Whether its failure kills the container; a readiness probe's does not."""
        return self.kind is not ProbeKind.READINESS


def probed(episode: Episode) -> tuple[Probed, ...]:
    """Every probe of the container that was replayed, those that kill first."""
    found: list[Probed] = []
    for kind in (ProbeKind.LIVENESS, ProbeKind.STARTUP, ProbeKind.READINESS):
        kubelet = _telling(episode, kind)
        if kubelet is None:
            continue
        asked = {variant: _newest_answer(episode.probes(variant, kind), kubelet.at, kind) for variant in Variant}
        counter = {variant: result for variant, result in asked.items() if result is not None}
        declared = episode.container.probe(kind) if episode.container else None
        found.append(Probed(kind=kind, probe=declared, kubelet=kubelet, counter=counter))
    return tuple(found)


def _telling(episode: Episode, kind: ProbeKind) -> ProbeResult | None:
    """The newest replay of the manifest as it stands; while nobody listens, the last one that was answered.

    Between SIGTERM and the next instance's first answer the port is refused, or taken and not yet served, which tells
    nothing of the probe. What was answered before an edit tells nothing of the manifest after it.
    """
    asked = episode.probes(Variant.KUBELET, kind) or episode.probes(Variant.ANONYMOUS, kind)
    edited = edited_at(episode)
    since = tuple(result for result in asked if edited is None or result.at >= edited)
    if not since:
        return None
    newest = _newest_answer(since, since[-1].at, kind)
    born = episode.current.started_at if episode.current is not None else None
    if newest is not None and born is not None and timed_out(newest) and born <= newest.at <= born + FIRST_ANSWER:
        former = [r for r in since if r.at < born and tells(r) and newest.at - r.at <= CHANGEOVER]
        return former[-1] if former and former[-1].status is not None else newest
    return newest


def _newest_answer(results: tuple[ProbeResult, ...], at: datetime, kind: ProbeKind) -> ProbeResult | None:
    """The newest result; one of which nobody was there gives way to one that tells and is not much older than `at`."""
    if not results:
        return None
    within = CHANGEOVER + RESYNC if kind is ProbeKind.STARTUP else CHANGEOVER
    telling = [result for result in results if tells(result) and at - result.at <= within]
    newest = results[-1]
    return telling[-1] if telling and not tells(newest) else newest


def tells(result: ProbeResult) -> bool:
    """Whether somebody was there: who answered, or who was waited for in vain."""
    return result.status is not None or result.outcome is Outcome.SUCCESS or timed_out(result)


def timed_out(result: ProbeResult) -> bool:
    """Whether the patience of the probe was over before an answer came."""
    return result.status is None and TIMED_OUT.search(result.error or "") is not None


def edited_at(episode: Episode) -> datetime | None:
    """When the manifest became what it is: by the change that was seen, else by its file's time."""
    if episode.manifest is None:
        return None
    seen = [s for s in episode.node.all(ManifestSeen) if s.manifest.path == episode.manifest.path]
    return seen[-1].at if len(seen) > 1 else episode.manifest.modified_at


def failing(episode: Episode) -> Probed | None:
    """The probe that fails and kills; the first of them where several do.

    A life in which the startup probe never succeeds leaves what the liveness probe met in a former one: it counts no more.
    """
    ill = [each for each in probed(episode) if each.fails and each.fatal]
    newest = max((each.kubelet.at for each in ill), default=episode.at)
    starts = (life.started_at for life in episode.attempts if life.started_at is not None)
    born = max((start for start in starts if start <= newest), default=None)
    return next((each for each in ill if born is None or each.kubelet.at >= born), None)


def complaint(episode: Episode) -> Probed | None:
    """The probe that fails and kills: as replayed or, where none of those was, as the kubelet logged it."""
    if any(each.fatal for each in probed(episode)):
        return failing(episode)
    logged = complaints(episode)
    return _logged(episode, logged[-1]) if logged else None


def complaints(episode: Episode) -> tuple[FailedProbe, ...]:
    """What the kubelet logged of this container's probes that kill, since its manifest is what it is; oldest first."""
    edited, current = edited_at(episode), episode.current
    born = current.started_at if current is not None and current.state is ContainerState.RUNNING else None
    outlived = born is not None and episode.at - born > _patience(episode)
    found: list[FailedProbe] = []
    for entry in reversed(episode.kubelet_log):
        each = failed_probe(entry)
        if each is None or each.ref != episode.ref or each.kind is ProbeKind.READINESS:
            continue
        if entry.at is not None and (
            (edited and entry.at < edited) or (outlived and born and entry.at < born) or episode.at - entry.at > OVER
        ):
            break
        found.append(each)
        if len(found) == ENOUGH:
            break
    return tuple(reversed(found))


def _patience(episode: Episode) -> timedelta:
    """How long a life lasts at the most of which every probe fails, one after the other."""
    kills = [each for each in (episode.container.probes if episode.container else ()) if _kills(each)]
    spent = sum(
        each.initial_delay_seconds + (each.failure_threshold + 1) * max(each.period_seconds, each.timeout_seconds)
        for each in kills
    )
    return min(timedelta(seconds=spent) + OUTLIVES, OUTLIVED) if kills else OUTLIVED


def _kills(probe: Probe) -> bool:
    return probe.kind is not ProbeKind.READINESS


def _logged(episode: Episode, failed: FailedProbe) -> Probed:
    url = _URL.search(failed.output)
    result = ProbeResult(
        at=failed.entry.at or episode.at,
        source=Source.KUBELET_LOG,
        ref=failed.ref,
        kind=failed.kind,
        variant=Variant.KUBELET,
        url=url[0].rstrip(":") if url else "",
        outcome=Outcome.FAILURE,
        status=failed.status,
        error=None if failed.status is not None else failed.output,
    )
    declared = episode.container.probe(failed.kind) if episode.container else None
    return Probed(kind=failed.kind, probe=declared, kubelet=result, counter={}, logged=failed.entry)


def kubelet_status(episode: Episode) -> tuple[int, str] | None:
    """The status that the kubelet itself logged last for a failed probe of this container, and the line.

    None where it has waited in vain since: what answered once, and hangs, is not killed for the answer.
    """
    told = [each for each in complaints(episode) if each.status is not None or TIMED_OUT.search(each.output)]
    if told:
        return (told[-1].status, told[-1].entry.text) if told[-1].status is not None else None
    if _may_be_of_another(episode):
        return None
    for entry in reversed(episode.kubelet_log):
        if failed_probe(entry) is not None or (episode.ref and episode.ref.container not in entry.raw):
            continue
        match = _STATUS.search(entry.text)
        if (
            match
            and (kind := _KIND.search(entry.text) or _KIND.search(entry.raw)) is not None
            and kind[1].lower() != "readiness"
        ):
            return int(match[1]), entry.text
    return None


def _may_be_of_another(episode: Episode) -> bool:
    """Whether a status that names no container may be told of a sidecar, or can be of nobody else."""

    def asks(container: Container) -> bool:
        return any(_kills(each) and isinstance(each.handler, HttpGet) for each in container.probes)

    others = (each for each in (episode.pod.containers if episode.pod else ()) if each is not episode.container)
    return episode.container is not None and (not asks(episode.container) or any(map(asks, others)))


def is_sidecars(episode: Episode, port: int | None) -> bool:
    """Whether another container of the pod declares the port, or is asked there itself: then it is that one who answers."""
    others = [each for each in (episode.pod.containers if episode.pod else ()) if each is not episode.container]
    return port is not None and any(
        port in {number for _, number in each.ports}
        or any(isinstance(p.handler, HttpGet | TcpSocket) and p.handler.port == port for p in each.probes)
        for each in others
    )


def killing_probe(episode: Episode) -> Probe | None:
    """The declared probe whose failure kills: startup while there is one, else liveness."""
    container = episode.container
    if container is None:
        return None
    return container.probe(ProbeKind.LIVENESS) or container.probe(ProbeKind.STARTUP)


def target(probe: Probe | None, episode: Episode) -> tuple[str | None, int | None]:
    """Host and port number that the probe dials; a named port is looked up among the container's."""
    handler = probe.handler if probe else None
    if not isinstance(handler, HttpGet | TcpSocket):
        return None, None
    port = handler.port
    if isinstance(port, str):
        named = dict(episode.container.ports if episode.container else ()).get(port)
        port = named if named is not None else port_number(port) or -1
    return handler.host, port if port > 0 else None


def listens(episode: Episode) -> tuple[tuple[str, int], ...]:
    """Address and port of every socket that this pod's or program's processes listen on; empty if not known."""
    seen = episode.node.last(SocketsSeen)
    current = episode.current
    if seen is None:
        return ()
    uid = current.key.pod_uid if current else None
    return tuple(
        (socket.address, socket.port)
        for socket in seen.sockets
        if (uid is not None and socket.pod_uid == uid)
        or (socket.pod_uid is None and is_program(socket.program, episode))
    )


def is_program(name: str, episode: Episode) -> bool:
    """Whether a process of that name is the episode's program; the kernel keeps fifteen letters of a name."""
    return name == episode.program or (len(name) == KERNEL_NAME_LENGTH and episode.program.startswith(name))
