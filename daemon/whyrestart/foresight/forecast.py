"""From replayed probes to the moment of the kill.

The kubelet and this program tick at different moments, so a forecast is a window. The kubelet's first failing probe
lies somewhere between the last moment at which the component was known to be well and one period after our own first
failing probe; the kill follows as many probes later as the threshold asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial, reduce

from whyrestart.foresight.kubelet_version import kubelet_version
from whyrestart.foresight.lifetimes import STOPPING, kill_grace, kill_lag, kill_overdue_after
from whyrestart.foresight.worker import Worker, startup_gates
from whyrestart.model.episode import Attempt, ProbeForecast
from whyrestart.model.identity import KUBELETS, ContainerRef
from whyrestart.model.manifest import Container, Probe, ProbeKind, StaticPod
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerState, ContainerStatusSeen, Outcome, ProbeResult, UnitSeen, Variant
from whyrestart.model.version import Version

_DAWN = datetime.min.replace(tzinfo=UTC)
# Exit codes with which a container ends that was told to: orderly, by SIGTERM, by SIGKILL after its grace period.
_TOLD_TO_END = frozenset({None, 0, 143, 137})


@dataclass(frozen=True, kw_only=True)
class _Life:
    """One container's time, as far as the worker sees it. `began_at` None: before anything known."""

    container_id: str
    began_at: datetime | None = None
    ended_at: datetime | None = None
    exit_code: int | None = None

    @property
    def over(self) -> bool:
        return self.ended_at is not None

    def saw(self, result: ProbeResult) -> bool:
        """Whether that probe ran wholly while it lived."""
        return (self.began_at is None or self.began_at <= _began(result)) and (
            self.ended_at is None or result.at <= self.ended_at
        )


@dataclass(frozen=True, kw_only=True)
class _Run:
    """The failures that count now. `here` is the first of this life, None while all were carried over from before.

    `well_at` is the latest moment before `here` at which the kubelet cannot have seen a failure of this life.
    """

    first: ProbeResult
    last: ProbeResult
    here: ProbeResult | None
    well_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class _Track:
    """A worker, and the times of what it counted."""

    worker: Worker
    run: _Run | None = None
    well_at: datetime | None = None
    last: ProbeResult | None = None
    reached_at: datetime | None = None


def forecast(
    *,
    probe: Probe,
    attempts: Sequence[Attempt],
    results: Sequence[ProbeResult],
    version: Version | None,
    now: datetime,
    grace: timedelta = timedelta(seconds=30),
    kubelet_started_at: datetime | None = None,
) -> ProbeForecast:
    """What the kubelet will do about this probe, by the results of our own replay of it.

    Of `results` only those of this kind, as the kubelet asks, count, and of those only the ones that a living
    container answered. Of `attempts` (oldest first) the newest pod UID's count: a new UID has a new worker, and so
    has a kubelet that started anew. `grace` is what a killed container may take to end. Without attempts the results
    are taken as one container's. `next_kill_at` is given only while a failure counts; readiness kills nothing.
    """
    lives = _lives(attempts, kubelet_started_at)
    track = _fold(Worker(probe=probe, version=version), lives, _relevant(results, probe.kind, now), grace)
    worker, run = track.worker, track.run
    alive = not lives[-1].over
    window = _window(worker, run, version) if run is not None and alive else None
    return ProbeForecast(
        kind=probe.kind,
        consecutive_failures=worker.failures,
        failure_threshold=probe.failure_threshold,
        last_outcome=track.last.outcome if track.last else None,
        first_failure_at=run.first.at if run is not None else None,
        next_kill_at=window[0] if window else None,
        latest_kill_at=window[1] if window else None,
        on_hold=worker.on_hold,
        reached=worker.kills,
    )


def reached_threshold_at(
    *, probe: Probe, attempts: Sequence[Attempt], results: Sequence[ProbeResult], version: Version | None, now: datetime
) -> datetime | None:
    """When the running container's failures reached the threshold, by our own replay; None if they have not."""
    lives = _lives(attempts, None)
    track = _fold(
        Worker(probe=probe, version=version), lives, _relevant(results, probe.kind, now), timedelta(seconds=30)
    )
    return track.reached_at if track.worker.kills else None


def forecasts(
    *,
    view: NodeView,
    ref: ContainerRef,
    pod: StaticPod | None,
    container: Container | None,
    attempts: Sequence[Attempt],
) -> tuple[ProbeForecast, ...]:
    """A forecast for each probe of the container, in the order in which the kubelet runs them.

    While a startup probe has not succeeded, the results of the others are no part of the kubelet's count.
    """
    if container is None:
        return ()
    seen = [r for r in view.all(ProbeResult) if r.ref == ref and r.variant is Variant.KUBELET]
    units = view.newest(UnitSeen)
    started = (unit.active_since for name in KUBELETS if (unit := units.get(name)) is not None)
    kubelet_started_at = next((since for since in started if since is not None), None)
    restarted = bool(attempts) and attempts[-1].key.attempt > 0
    version = kubelet_version(view)
    gated = startup_gates(container, version, restarted=restarted)
    told = []
    for kind in ProbeKind:
        probe = container.probe(kind)
        if probe is None:
            continue
        results: Sequence[ProbeResult] = [result for result in seen if result.kind is kind]
        if kind is ProbeKind.STARTUP and not gated:
            results = ()
        elif kind is not ProbeKind.STARTUP and gated:
            results = [r for r in results if _started(view, ref, attempts, seen, r.at)]
        told.append(
            forecast(
                probe=probe,
                attempts=attempts,
                results=results,
                version=version,
                now=view.at,
                grace=kill_grace(probe, pod, version) if pod is not None else timedelta(seconds=30),
                kubelet_started_at=kubelet_started_at,
            )
        )
    return tuple(told)


def _started(
    view: NodeView, ref: ContainerRef, attempts: Sequence[Attempt], seen: Sequence[ProbeResult], moment: datetime
) -> bool:
    """Whether the container of that moment had passed its startup probe, as far as anything says so.

    Nothing speaking against it, it is taken as started: a daemon that came late has no startup result to show.
    """
    began = max((a.started_at for a in attempts if a.started_at is not None and a.started_at <= moment), default=_DAWN)
    of_this_life = [r for r in seen if r.kind is ProbeKind.STARTUP and began <= _began(r) and r.at <= moment]
    if any(result.outcome is Outcome.SUCCESS for result in of_this_life):
        return True
    status = [
        s for s in view.all(ContainerStatusSeen) if s.ref == ref and began <= s.at <= moment and s.started is not None
    ]
    if status:
        return bool(status[-1].started)
    return not of_this_life


def _began(result: ProbeResult) -> datetime:
    return result.at - timedelta(seconds=result.duration_seconds or 0.0)


def _relevant(results: Sequence[ProbeResult], kind: ProbeKind, now: datetime) -> list[ProbeResult]:
    wanted = (r for r in results if r.kind is kind and r.variant is Variant.KUBELET and r.at <= now)
    return sorted(wanted, key=lambda result: result.at)


def _lives(attempts: Sequence[Attempt], kubelet_started_at: datetime | None) -> list[_Life]:
    uid = attempts[-1].key.pod_uid if attempts else None
    found = []
    for attempt in attempts:
        began = attempt.started_at or attempt.created_at
        if attempt.key.pod_uid != uid or began is None or attempt.state is ContainerState.CREATED:
            continue
        ended = attempt.finished_at if attempt.ended else None
        if attempt.ended and ended is None:
            continue
        if kubelet_started_at is not None:
            if ended is not None and ended <= kubelet_started_at:
                continue
            began = max(began, kubelet_started_at)
        name = attempt.container_id or f"attempt {attempt.key.attempt}"
        found.append(_Life(container_id=name, began_at=began, ended_at=ended, exit_code=attempt.exit_code))
    return found or [_Life(container_id="", began_at=kubelet_started_at)]


def _fold(worker: Worker, lives: Sequence[_Life], results: Sequence[ProbeResult], grace: timedelta) -> _Track:
    track = _Track(worker=worker)
    for life in lives:
        delay = timedelta(seconds=worker.probe.initial_delay_seconds)
        well_at = life.began_at + delay if life.began_at is not None else None
        worker = track.worker.attached(life.container_id)
        carried = replace(track.run, here=None, well_at=well_at) if track.run is not None and worker.failures else None
        track = replace(track, worker=worker, run=carried, well_at=well_at, reached_at=None)
        track = reduce(partial(_counted, grace=grace), (result for result in results if life.saw(result)), track)
        if life.ended_at is not None and _probably_killed(track, life.ended_at, life.exit_code, grace):
            track = replace(track, worker=track.worker.killed(), run=None)
    return track


def _counted(track: _Track, result: ProbeResult, *, grace: timedelta) -> _Track:
    if track.worker.kills and track.reached_at is not None:
        due = kill_overdue_after(track.worker.probe, track.worker.version, grace)
        if result.at - track.reached_at > due:
            track = replace(track, worker=track.worker.released(), run=None, reached_at=None)
    worker = track.worker.counted(result.outcome)
    now = replace(track, worker=worker, last=result)
    if track.worker.on_hold or result.outcome is Outcome.UNKNOWN:
        return now
    if result.outcome is Outcome.SUCCESS:
        return replace(now, run=None, well_at=result.at)
    run = track.run
    if run is None:
        run = _Run(first=result, last=result, here=result, well_at=track.well_at)
    else:
        run = replace(run, last=result, here=run.here or result)
    return replace(now, run=run, reached_at=result.at if worker.kills else None)


def _probably_killed(track: _Track, ended_at: datetime, exit_code: int | None, grace: timedelta) -> bool:
    """Whether a life that ended under failing probes, one short of the threshold by our count, was the probe's kill.

    The kubelet's count may be one ahead of ours. A container that was told to end exits 0, 143 or 137.
    """
    worker, run = track.worker, track.run
    if worker.kills:
        return True
    if run is None or worker.probe.kind is ProbeKind.READINESS or exit_code not in _TOLD_TO_END:
        return False
    window = _window(worker, run, worker.version)
    return window is not None and window[0] <= ended_at <= window[1] + grace + STOPPING


def _window(worker: Worker, run: _Run, version: Version | None) -> tuple[datetime, datetime] | None:
    if worker.probe.kind is ProbeKind.READINESS or run.here is None:
        return None
    period = timedelta(seconds=worker.probe.period_seconds)
    spacing = max(period, timedelta(seconds=run.last.duration_seconds or 0.0))
    ours = run.last.at + max(worker.probe.failure_threshold - worker.failures, 0) * spacing
    head_start = max(_began(run.here) - run.well_at, timedelta(0)) if run.well_at is not None else spacing
    # It lived at the last probe, so it was not killed long before, however long nobody watched.
    earliest = max(ours - head_start, run.last.at - spacing)
    return earliest, ours + period + kill_lag(worker.probe.kind, version)
