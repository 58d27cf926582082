"""The probe asks rightly and gives up too soon: too early, too impatiently, of a throttled or of a starved process."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from whyrestart.causes.evidence.logs import Said, any_log, last_said
from whyrestart.causes.evidence.probing import (
    TIMED_OUT,
    complaint,
    edited_at,
    failing,
    killing_probe,
    kubelet_status,
    probed,
    timed_out,
)
from whyrestart.causes.rule import Rule, finding, from_end, from_kubelet, from_log, from_probe, note
from whyrestart.episodes import kubelets_journal, start_hooks_unfinished
from whyrestart.foresight import kill_windows, kubelet_version
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Probe, ProbeKind
from whyrestart.model.observation import HostSeen, Outcome, ProbeResult, Source, Variant
from whyrestart.parsing.kubelet_words import failed_probe

# Hooks that an apiserver still has to finish are `[-]poststarthook/...`; ping, log and etcd are not among them.
_FAILING = re.compile(r"\[-\](?P<check>[\w./-]+)")
_STILL_STARTING = re.compile(
    r"\[-\]poststarthook/|\[-\]autoregister-completion|\[-\]informer-sync|created cluster(?:role|rolebinding)\.|Serving (?:securely|insecurely) on|"
    r"Starting \w+(?:Controller| controller)|Caches are synced"
)
# What follows a signal to end, within milliseconds: nobody starts after that.
_TOLD_TO_END = re.compile(
    r"Shutting down|Stopped listening|[Rr]eceived (?:termination )?signal|[Ss]hutting down gracefully"
)
# It waits for nothing but that or its end (apiextensions-apiserver, apiserver.go, PollImmediateUntil of the stop channel).
_CUT_SHORT = re.compile(r"PostStartHook \"crd-informer-synced\" failed: timed out waiting for the condition")
# So do its controllers for what they are to be filled with, and nothing but its end breaks that off (controller_utils.go,
# cache.go, shared_informer.go, customresource_discovery_controller.go). An etcd that hangs keeps them waiting as well.
_NEVER_FILLED = re.compile(r"[Uu]nable to sync caches\b|timed out waiting for caches to sync")
# Between the last line of a start and the signal: the answers to the probes that failed.
START_TO_SIGNAL = timedelta(seconds=5)
# From the last line to the end: the grace of a pod, and what a start may be silent for.
SILENCE = timedelta(seconds=60)
# So long kubeadm waits for an apiserver (timeoutForControlPlane): what has not started by then waits for something else.
PATIENT = timedelta(minutes=4)
# etcd opens its metrics' port, of which the kubelet asks, only when its database is read and its index rebuilt.
_ETCD_READS = re.compile(
    r"starting an etcd server|opened backend db|recovered (?:v[23] )?(?:store|backend) from snapshot|recovered store from snapshot|"
    r"restore(?:d last)? compact|kvstore restored|Recovering WAL from scratch|restarting (?:local )?member"
)
_ETCD_SERVES = re.compile(
    r"serving (?:client|insecure client|metrics|peer|/health|/metrics)|ready to serve client requests|election at term|"
    r"(?:became|elected) leader|published (?:local member|\{)|listening for metrics|apply request took too long"
)
_GRAVE = re.compile(r"etcd|kms|connection refused|x509|panic|too many open files|out of memory", re.IGNORECASE)
# An apiserver that shuts down still calls itself, and its port is closed by then.
_CALLS_ITSELF = re.compile(r"https://(?:127\.0\.0\.1|\[::1\]|localhost):\d+/apis?/[^\n]*connection refused")
PRESSURE = 40.0
THROTTLED_SECONDS = 1.0
THROTTLED_AT_ONCE, THROTTLED_SHARE = 60.0, 0.02
# Health endpoints on loopback answer in milliseconds; the kubelet's own default patience is a second.
SLOW_SECONDS = 1.0
# What starves one component starves its neighbours in the same moments.
MEANWHILE = timedelta(seconds=60)


def probe_throttled(episode: Episode) -> Finding | None:
    """429: max-in-flight counted the probe too; from 1.20 or so the flow schema `probes` exempts it."""
    each = failing(episode)
    logged = kubelet_status(episode)
    if not (each is not None and each.kubelet.status == 429) and not (each is None and logged and logged[0] == 429):
        return None
    count = sum("429" in entry.text for entry in episode.kubelet_log)
    flag = next(
        (f for n in ("max-requests-inflight", "max-mutating-requests-inflight") if (f := episode.flag(n))),
        None,
    )
    return finding(
        Cause.PROBE_THROTTLED,
        Confidence.PROVEN if each is not None or count >= 2 else Confidence.LIKELY,
        f"{episode.program} answers the probe with 429 Too Many Requests: it sheds load, the probe included, and is killed for it.",
        [from_probe(each.kubelet) if each else None, note("kubelet_log", f"kubelet: {logged[1]}") if logged else None],
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
    )


def probe_timeout_too_short(episode: Episode) -> Finding | None:
    """It answers, rightly, but later than timeoutSeconds: now, or in the life that ended last."""
    for each in probed(episode):
        late = next((r for r in reversed(episode.probes(Variant.KUBELET, each.kind)) if timed_out(r)), None)
        patient = next(
            (r for r in reversed(episode.probes(Variant.PATIENT, each.kind)) if r.outcome is Outcome.SUCCESS), None
        )
        if late is None or patient is None or abs(patient.at - late.at) > MEANWHILE:
            continue
        if (edited := edited_at(episode)) is not None and late.at < edited:
            continue
        if not (each.fails and timed_out(each.kubelet)) and not _ended_since(episode, late.at):
            continue
        limit = each.probe.timeout_seconds if each.probe else None
        spent = patient.duration_seconds
        if limit is not None and spent is not None and spent <= limit:
            continue
        took = f" after {spent:.1f} s" if spent is not None else ""
        return finding(
            Cause.PROBE_TIMEOUT_TOO_SHORT,
            Confidence.PROVEN,
            f"{episode.program} answers its {each.kind} probe with {patient.status}{took}, but the kubelet waits only {limit} s.",
            [from_probe(late, patient)],
            ruled_out=[RuledOut(cause=Cause.PROBE_WRONG_PORT, because="the same URL answers, given time")],
            timeout_seconds=limit,
            answered_after_seconds=f"{spent:.2f}" if spent is not None else None,
            probe=each.kind.value,
            file=episode.manifest.path if episode.manifest else None,
            line=each.probe.line if each.probe else None,
        )
    return None


def _ended_since(episode: Episode, at: datetime) -> bool:
    """Whether the life that was asked at that moment is the one that ended last."""
    ended = episode.last_ended
    return (
        ended is not None
        and ended.finished_at is not None
        and ended.finished_at >= at
        and (ended.started_at is None or ended.started_at <= at)
    )


def component_overloaded(episode: Episode) -> Finding | None:
    """Time-outs while its CPU is throttled, or while the node is under pressure and its neighbours are slow too.

    Pressure alone accuses nobody: a busy node answers its probes as a rule, and a peer that dawdles needs no load.
    """
    each = complaint(episode)
    if each is None or not timed_out(each.kubelet) or (each.logged and episode.origin is not Origin.PROBE):
        return None
    throttled = _throttled(episode)
    starved, agreeing = throttled or _pressed(episode), _slow_neighbour(episode, each.kubelet.at)
    if starved is None:
        return None
    likely = throttled is not None or agreeing is not None
    return finding(
        Cause.COMPONENT_OVERLOADED,
        Confidence.LIKELY if likely else Confidence.POSSIBLE,
        f"{episode.program} is too slow to answer its probe, because it is starved: {starved}."
        if likely
        else f"{episode.program} does not answer its probe in time, and {starved}; nothing else on it is seen to be slow.",
        [each.shown(each.counter.get(Variant.PATIENT)), note("host", starved), agreeing],
        why=starved,
    )


def _slow_neighbour(episode: Episode, at: datetime) -> Evidence | None:
    """Another component of the control plane that was slow to answer its own probe in the same moments."""
    for result in reversed(episode.node.all(ProbeResult)):
        late = timed_out(result) or (result.duration_seconds or 0.0) >= SLOW_SECONDS
        if (
            result.ref != episode.ref
            and result.variant is Variant.KUBELET
            and late
            and abs(result.at - at) <= MEANWHILE
        ):
            return from_probe(result)
    for entry in kubelets_journal(episode.node):
        failed = failed_probe(entry)
        if (
            failed is not None
            and episode.ref is not None
            and failed.ref != episode.ref
            and failed.ref.namespace == episode.ref.namespace
            and entry.at is not None
            and abs(entry.at - at) <= MEANWHILE
            and TIMED_OUT.search(failed.output)
        ):
            return from_kubelet(entry)
    return None


def _throttled(episode: Episode) -> str | None:
    """How much this container's CPU limit held it back within the last looks."""
    looks = episode.node.all(HostSeen)[-12:]
    ids = {a.container_id for a in episode.attempts[-2:] if a.container_id}
    throttled = [
        c.cpu_throttled_seconds
        for h in looks
        for c in h.cgroups
        if c.container_id in ids and c.cpu_throttled_seconds is not None
    ]
    if len(throttled) >= 2 and throttled[-1] - throttled[0] >= THROTTLED_SECONDS:
        return f"its CPU limit held it back for {throttled[-1] - throttled[0]:.1f} s within the last looks"
    # One look tells of its whole life: a little in a month is nothing.
    born = episode.current.started_at if episode.current is not None else None
    age = (episode.at - born).total_seconds() if born is not None else 0.0
    if len(looks) == 1 and throttled and throttled[0] >= max(THROTTLED_AT_ONCE, age * THROTTLED_SHARE):
        return f"its CPU limit has held it back for {throttled[0]:.0f} s"
    return None


def _pressed(episode: Episode) -> str | None:
    """What tasks of the whole node waited for within the last looks."""
    looks = episode.node.all(HostSeen)[-12:]
    for name, value in (
        ("CPU", max((h.pressure_cpu or 0 for h in looks), default=0)),
        ("I/O", max((h.pressure_io or 0 for h in looks), default=0)),
        ("memory", max((h.pressure_memory or 0 for h in looks), default=0)),
    ):
        if value >= PRESSURE:
            return f"tasks on this node waited for {name} {value:.0f} % of the last minute"
    return None


def probe_too_aggressive(episode: Episode) -> Finding | None:
    """Killed while it was still starting: every life ends at the age that the probe allows, with hooks unfinished."""
    probe = killing_probe(episode)
    container, ended = episode.container, episode.last_ended
    if probe is None or container is None or of_the_former(episode):
        return None
    log = ended.log if ended is not None and ended.log else any_log(episode)
    if episode.origin is not Origin.PROBE:
        return _cut_short(episode, probe, log)
    hooks = [e for e in log if _FAILING.search(e.text)]
    checks = {m["check"] for e in hooks for m in _FAILING.finditer(e.text)} | _failing_now(episode)
    grave = _is_grave(log)
    starting = _still_starts(log, ended) or _still_reads(episode, log)
    only_hooks = bool(checks) and all(_is_hook(check) for check in checks)
    if grave or not (only_hooks or (starting is not None and not checks)) or _refused_as_anonymous(episode):
        return _cut_short(episode, probe, log)
    allowed = time_allowed(episode, probe)
    lived = ended.lifetime if ended is not None else None
    fits = lived is None or lived <= allowed + timedelta(seconds=60)
    if not fits:
        return None
    gate = container.probe(ProbeKind.STARTUP)
    return finding(
        Cause.PROBE_TOO_AGGRESSIVE,
        Confidence.POSSIBLE
        if allowed >= PATIENT
        else Confidence.PROVEN
        if only_hooks and (lived is not None or episode.restarts >= 2)
        else Confidence.LIKELY,
        f"The kubelet gives {episode.program} about {allowed.total_seconds():.0f} s to start and kills it while it still does: "
        f"{'only start hooks are unfinished' if only_hooks else 'its log ends among the lines of a start'}.",
        [
            from_log(episode, hooks[-1]) if hooks else None,
            from_log(episode, starting.entry) if starting else None,
            from_probe(episode.last_probe()) if only_hooks and not hooks else None,
            note("probe", f"unfinished: {', '.join(sorted(checks))}") if only_hooks else None,
            from_end(ended) if ended is not None else None,
            note("manifest", terms(probe)),
            note("manifest", "there is no startupProbe") if gate is None else None,
        ],
        allowed_seconds=f"{allowed.total_seconds():.0f}",
        probe=probe.kind.value,
        file=episode.manifest.path if episode.manifest else None,
        line=probe.line,
    )


def _cut_short(episode: Episode, probe: Probe, log: tuple[LogEntry, ...]) -> Finding | None:
    """It was told to end before it had started, as a hook that was cut short or its log's end says; by whom, its age."""
    ended = episode.last_ended
    said = last_said(log, _CUT_SHORT) or (None if _is_grave(log) else last_said(log, _NEVER_FILLED))
    if said is None and ended is not None and ended.exit_code == 0:
        said = _still_starts(log, ended)
    allowed = time_allowed(episode, probe)
    if said is None or ended is None or ended.lifetime is None or episode.restarts < 2:
        return None
    # Each failure may take as long as the probe waits, where the port is open and nobody answers.
    waits = timedelta(seconds=probe.failure_threshold * max(0, probe.timeout_seconds - probe.period_seconds))
    if not allowed - timedelta(seconds=probe.period_seconds) <= ended.lifetime <= allowed + waits + START_TO_SIGNAL:
        return None
    return finding(
        Cause.PROBE_TOO_AGGRESSIVE,
        Confidence.LIKELY,
        f"{episode.program} is told to end at an age of {ended.lifetime.total_seconds():.0f} s, before it has started; its "
        f"{probe.kind} probe gives it about {allowed.total_seconds():.0f} s.",
        [from_log(episode, said.entry), from_end(ended), note("manifest", terms(probe))],
        allowed_seconds=f"{allowed.total_seconds():.0f}",
        probe=probe.kind.value,
        file=episode.manifest.path if episode.manifest else None,
        line=probe.line,
    )


def _is_grave(log: tuple[LogEntry, ...]) -> bool:
    """Whether it complains of what no patience cures: another program, a certificate, the node."""
    return any(e.severity.is_error and _GRAVE.search(e.text) and not _CALLS_ITSELF.search(e.text) for e in log)


def _still_starts(log: tuple[LogEntry, ...], ended: Attempt | None) -> Said | None:
    """The last line of a start, where nothing but the signal to end came soon after it, and its end not much later."""
    starting = last_said(log, _STILL_STARTING)
    if starting is None or starting.entry.at is None:
        return starting
    after = [e for e in log if e.at is not None and e.at >= starting.entry.at]
    told = next((entry for entry in after if _TOLD_TO_END.search(entry.text)), after[-1])
    # Who had started and then was silent, until it was told to end, was well or hung.
    end, last = ended.finished_at if ended is not None else None, after[-1].at
    silent = end is not None and last is not None and end - last > SILENCE
    return starting if told.at is not None and told.at - starting.entry.at <= START_TO_SIGNAL and not silent else None


def of_the_former(episode: Episode) -> bool:
    """Whether the life that ended was one of the manifest before its last edit, which may have cured it."""
    ended, edited = episode.last_ended, edited_at(episode)
    return ended is not None and ended.started_at is not None and edited is not None and ended.started_at < edited


def _still_reads(episode: Episode, log: tuple[LogEntry, ...]) -> Said | None:
    """The last that an etcd told of reading its data, if it told of nothing after that."""
    if episode.program != "etcd" or last_said(log, _ETCD_SERVES) is not None:
        return None
    return last_said(log, _ETCD_READS)


def _is_hook(check: str) -> bool:
    return check.startswith("poststarthook/") or check in {"autoregister-completion", "informer-sync"}


def _failing_now(episode: Episode) -> set[str]:
    """The checks that the kubelet was told of; where it is refused now, those of an answer just before."""
    each = failing(episode)
    if each is None:
        return set()
    lately = episode.probes(Variant.KUBELET, each.kind)[-3:] if each.kubelet.status == 403 else (each.kubelet,)
    told = [result for result in lately if result.status == 500]
    return set(_FAILING.findall(told[-1].body)) if told else set()


def _refused_as_anonymous(episode: Episode) -> bool:
    """Who asks is refused, and not only because RBAC's own hook has not run yet."""
    if start_hooks_unfinished(episode):
        return False
    each = failing(episode)
    logged = kubelet_status(episode)
    return (each is not None and each.kubelet.status in {401, 403, 404, 429}) or (
        logged is not None and logged[0] in {401, 403, 404, 429}
    )


def time_allowed(episode: Episode, probe: Probe) -> timedelta:
    """How old a container may be, at the most, before that probe has failed often enough to kill it."""
    windows = kill_windows(episode.container, version=kubelet_version(episode.node)) if episode.container else ()
    mine = [window.latest for window in windows]
    return (
        min(mine)
        if mine
        else timedelta(seconds=probe.initial_delay_seconds + probe.period_seconds * probe.failure_threshold)
    )


def terms(probe: Probe) -> str:
    """What the manifest grants, in words."""
    return (
        f"{probe.kind} probe: first after {probe.initial_delay_seconds} s, every {probe.period_seconds} s, "
        f"{probe.failure_threshold} failures, timeout {probe.timeout_seconds} s"
    )


RULES = (
    Rule(cause=Cause.PROBE_THROTTLED, find=probe_throttled, needs=frozenset({Source.PROBE})),
    Rule(
        cause=Cause.PROBE_TOO_AGGRESSIVE,
        find=probe_too_aggressive,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.ETCD_UNREACHABLE, Cause.ADMISSION_WEBHOOK_DEADLOCK, Cause.KMS_PLUGIN_UNAVAILABLE}),
        settles="how long a start takes undisturbed: compare the log's first lines with the time of the kill",
    ),
    Rule(
        cause=Cause.PROBE_TIMEOUT_TOO_SHORT,
        find=probe_timeout_too_short,
        needs=frozenset({Source.PROBE}),
        yields_to=frozenset({Cause.COMPONENT_OVERLOADED, Cause.ETCD_SLOW_DISK}),
        settles="ask with a longer timeout: `whyrestart probe`",
    ),
    Rule(
        cause=Cause.COMPONENT_OVERLOADED,
        find=component_overloaded,
        needs=frozenset({Source.PROBE, Source.HOST}),
        yields_to=frozenset({Cause.ETCD_SLOW_DISK}),
        settles="the cgroup's cpu.stat and /proc/pressure while it is slow",
    ),
)
