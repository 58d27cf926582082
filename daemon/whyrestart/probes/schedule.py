"""When to replay which probe: the kubelet's own workers kept beside the kubelet's, without clock, socket or task.

One slot stands for one worker. It waits for the initial delay, for the startup probe and for its period as the kubelet
does, stops once its failures have brought the kill, and goes on with the next container. What to ask besides is decided
when an answer comes: at most one round of counter-probes a period, and ever more seldom while nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from whyrestart.foresight import Worker, inherits_started, kill_grace, kill_overdue_after, startup_gates
from whyrestart.foresight.lifetimes import kill_window
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Exec, Probe, ProbeKind
from whyrestart.model.observation import Outcome, ProbeResult, Variant
from whyrestart.probes.counter_probes import CounterProbe, direct, plan, same_place
from whyrestart.probes.request import ClientCertificate, Request, Unaskable
from whyrestart.probes.situation import Situation
from whyrestart.probes.targets import ProbedContainer, Targets

# A readiness probe may fail for ever at one a second; its counter-probes need not.
READINESS_ROUND_SECONDS = 10.0
LONGEST_ROUND_GAP_SECONDS = 300.0
# Two answers that are a period apart may be told a little sooner after one another.
EARLY_SECONDS = 0.5

Credentials = Callable[[ProbedContainer], ClientCertificate | None]


@dataclass(frozen=True, kw_only=True)
class Work:
    """One question that is due."""

    ref: ContainerRef
    kind: ProbeKind
    container_id: str
    request: Request | Unaskable
    variant: Variant = Variant.KUBELET


@dataclass(frozen=True, kw_only=True)
class Round:
    """Counter-probes to ask now, one after the other, begun within `limit_seconds`."""

    ref: ContainerRef
    kind: ProbeKind
    counters: tuple[CounterProbe, ...]
    limit_seconds: float


@dataclass
class _Slot:
    target: ProbedContainer
    probe: Probe
    worker: Worker
    due_at: float
    outlived_startup: bool
    in_flight: bool = False
    answered: bool = False
    reached_at: float | None = None
    changed: bool = False
    next_round_at: float = 0.0
    gap: float = 0.0
    symptom: tuple[Outcome, int | None, str] | None = None
    waiting: frozenset[Request] = frozenset()


class Schedule:
    """Every slot of the node. Seconds are a monotonic clock's; the wall clock only says how old a container is."""

    def __init__(self, *, credentials: Credentials = lambda _: None) -> None:
        self._credentials = credentials
        self._targets = Targets()
        self._slots: dict[tuple[ContainerRef, ProbeKind], _Slot] = {}

    def update(self, now: Targets, *, at: datetime, seconds: float) -> None:
        """Take in what runs now. A container that is gone, or down, is asked nothing more."""
        self._targets = now
        wanted = {
            (target.ref, probe.kind): (target, probe) for target in now.containers for probe in target.container.probes
        }
        for key in self._slots.keys() - wanted.keys():
            del self._slots[key]
        for key, (target, probe) in wanted.items():
            slot = self._slots.get(key)
            if slot is None or slot.target.pod_uid != target.pod_uid or slot.probe != probe:
                changed = slot is not None and slot.target.manifest_sha256 != target.manifest_sha256
                self._slots[key] = self._new(target, probe, at, seconds, changed=changed)
                continue
            if slot.target.container_id != target.container_id:
                # Carried-over failures are the forecast's to judge: here they would silence the replay of a container
                # whose predecessor the kubelet killed one probe ahead of this count.
                slot.worker = slot.worker.killed().attached(target.container_id)
                slot.due_at = _first_due(target, probe, at, seconds)
                slot.reached_at, slot.outlived_startup, slot.answered = None, False, False
                slot.symptom, slot.waiting = None, frozenset()
            slot.worker = replace(slot.worker, version=now.version)
            slot.changed = slot.changed or slot.target.manifest_sha256 != target.manifest_sha256
            slot.target = target

    def due(self, seconds: float) -> list[Work]:
        """What is to be asked now; each is under way until `took` or `failed` is told of it."""
        return [work for slot in self._slots.values() if (work := self._work(slot, seconds)) is not None]

    def next_due(self, seconds: float) -> float | None:
        """When something may be due next; None while there is nothing to wait for."""
        waiting = [slot.due_at for slot in self._slots.values() if not slot.in_flight and self._may(slot)]
        holds = [until for slot in self._slots.values() if (until := self._held_until(slot)) is not None]
        return max(min([*waiting, *holds]), seconds) if waiting or holds else None

    def took(self, work: Work, result: ProbeResult, *, began: float, seconds: float) -> Round | None:
        """Count an answer; the counter-probes that it calls for, if any."""
        slot = self._slots.get((work.ref, work.kind))
        if slot is None:
            return None
        slot.in_flight = False
        slot.due_at = max(began + slot.probe.period_seconds, seconds)
        if slot.target.container_id != work.container_id:
            return None
        slot.answered = True
        if work.variant is Variant.KUBELET:
            slot.worker = slot.worker.counted(result.outcome)
            if slot.worker.kills and slot.reached_at is None:
                slot.reached_at = seconds
        return self._round(slot, result, seconds)

    def put_off(self, following: Round, counters: Sequence[CounterProbe]) -> None:
        """What of a round was not asked: it is the next one, a period later."""
        slot = self._slots.get((following.ref, following.kind))
        if slot is not None:
            slot.waiting = frozenset(counter.request for counter in counters)

    def failed(self, work: Work, *, seconds: float) -> None:
        """A question that could not be put to its end: it is due again in a period."""
        slot = self._slots.get((work.ref, work.kind))
        if slot is not None:
            slot.in_flight = False
            slot.due_at = seconds + slot.probe.period_seconds

    # ---- one slot -------------------------------------------------------------------------------------------------

    def _new(self, target: ProbedContainer, probe: Probe, at: datetime, seconds: float, *, changed: bool) -> _Slot:
        worker = Worker(probe=probe, version=self._targets.version).attached(target.container_id)
        return _Slot(
            target=target,
            probe=probe,
            worker=worker,
            due_at=_first_due(target, probe, at, seconds),
            outlived_startup=self._outlived_startup(target, at),
            changed=changed,
        )

    def _work(self, slot: _Slot, seconds: float) -> Work | None:
        held_until = self._held_until(slot)
        if held_until is not None and seconds >= held_until:
            # The kill that was due has not come: the kubelet does not see what this replay sees.
            slot.worker, slot.reached_at = slot.worker.released(), None
        if slot.in_flight or seconds < slot.due_at or not self._may(slot):
            return None
        question = self._question(slot)
        if question is None:
            return None
        slot.in_flight = True
        request, variant = question
        return Work(
            ref=slot.target.ref,
            kind=slot.probe.kind,
            container_id=slot.target.container_id,
            request=request,
            variant=variant,
        )

    def _may(self, slot: _Slot) -> bool:
        """Whether the worker would probe: not on hold, and in its turn with the startup probe."""
        if slot.worker.on_hold or (isinstance(slot.probe.handler, Exec) and self._question(slot) is None):
            return False
        gated = startup_gates(slot.target.container, self._targets.version, restarted=slot.target.restarted)
        if slot.probe.kind is ProbeKind.STARTUP:
            return gated and not self._started(slot.target)
        return not gated or self._started(slot.target) or self._inherits_started(slot.target)

    def _started(self, target: ProbedContainer) -> bool:
        """Whether its startup probe has succeeded: by our replay, by the kubelet's word, or because it lives yet."""
        startup = self._slots.get((target.ref, ProbeKind.STARTUP))
        if startup is None:
            return True
        if startup.worker.published is Outcome.SUCCESS or startup.outlived_startup:
            return True
        if isinstance(startup.probe.handler, Exec) and target.started is None:
            # Nobody here can tell; asking the others early costs nothing and kills nothing.
            return True
        return target.started is True

    def _inherits_started(self, target: ProbedContainer) -> bool:
        startup = self._slots.get((target.ref, ProbeKind.STARTUP))
        unanswered = startup is None or not startup.answered
        return inherits_started(self._targets.version) and target.restarted and unanswered

    def _outlived_startup(self, target: ProbedContainer, at: datetime) -> bool:
        """Whether, at first sight, it was older than a container can get whose startup probe never succeeded."""
        probe = target.container.probe(ProbeKind.STARTUP)
        if probe is None:
            return True
        version = self._targets.version
        longest = kill_window(probe, version=version, duration_seconds=float(probe.timeout_seconds)).latest
        return at - target.started_at > longest + kill_grace(probe, target.pod, version) + timedelta(seconds=10)

    def _held_until(self, slot: _Slot) -> float | None:
        if not slot.worker.kills or slot.reached_at is None:
            return None
        version = self._targets.version
        grace = kill_grace(slot.probe, slot.target.pod, version)
        return slot.reached_at + kill_overdue_after(slot.probe, version, grace).total_seconds()

    def _question(self, slot: _Slot) -> tuple[Request | Unaskable, Variant] | None:
        situation = self.situation(slot.target, slot.probe)
        if not isinstance(slot.probe.handler, Exec):
            return situation.asked, Variant.KUBELET
        counter = direct(situation)
        return (counter.request, counter.variant) if counter is not None else None

    def situation(self, target: ProbedContainer, probe: Probe, *, credential: bool = False) -> Situation:
        """What a plan for this probe looks at; a client certificate is looked for only where one is wanted."""
        wanted = credential or isinstance(probe.handler, Exec)
        return Situation(
            probe=probe,
            container=target.container,
            pod=target.pod,
            pod_uid=target.pod_uid,
            container_id=target.container_id,
            pod_ip=target.pod_ip,
            version=self._targets.version,
            sockets=self._targets.sockets,
            credential=self._credentials(target) if wanted else None,
        )

    def _round(self, slot: _Slot, result: ProbeResult, seconds: float) -> Round | None:
        """The counter-probes after this answer, unless it is too soon for them.

        The first failure and every new symptom are looked into within a period; an unchanged one ever more seldom.
        """
        if result.outcome is Outcome.SUCCESS and not slot.changed:
            slot.symptom, slot.waiting = None, frozenset()
            return None
        if isinstance(slot.probe.handler, Exec):
            return None
        period = float(slot.probe.period_seconds)
        if slot.probe.kind is ProbeKind.READINESS:
            period = max(period, READINESS_ROUND_SECONDS)
        symptom = (result.outcome, result.status, _kind_of(result.error))
        known = symptom == slot.symptom
        # What was put off must not wait one more period for an answer that came a moment sooner than the last one.
        early = min(period / 10, EARLY_SECONDS) if slot.waiting else 0.0
        if seconds < slot.next_round_at - (early if known else slot.gap - period):
            return None
        if self._asked_beside(slot, seconds):
            return None
        through = known and not slot.waiting and slot.gap
        slot.gap = min(slot.gap * 2, LONGEST_ROUND_GAP_SECONDS) if through else period
        slot.next_round_at, slot.symptom = seconds + slot.gap, symptom
        everything = slot.changed and result.outcome is Outcome.SUCCESS
        slot.changed = False
        counters = plan(self.situation(slot.target, slot.probe, credential=True), None if everything else result)
        if not counters:
            return None
        put_off = tuple(counter for counter in counters if counter.request in slot.waiting)
        counters, slot.waiting = put_off if known and put_off else counters, frozenset()
        return Round(ref=slot.target.ref, kind=slot.probe.kind, counters=counters, limit_seconds=period)

    def _asked_beside(self, slot: _Slot, seconds: float) -> bool:
        """Whether another probe of the container has the same address looked into.

        One that kills tells what readiness would; and of a slow port one question a period is all that is asked.
        """
        mine = self.situation(slot.target, slot.probe).asked
        return any(
            self._speaks_for(other, slot, seconds) and same_place(mine, self.situation(other.target, other.probe).asked)
            for (ref, kind), other in self._slots.items()
            if ref == slot.target.ref and kind is not slot.probe.kind
        )

    def _speaks_for(self, other: _Slot, slot: _Slot, seconds: float) -> bool:
        if slot.probe.kind is ProbeKind.READINESS and other.probe.kind is not ProbeKind.READINESS:
            return other.worker.failures > 0
        return bool(other.waiting) and seconds < other.next_round_at - EARLY_SECONDS


def _first_due(target: ProbedContainer, probe: Probe, at: datetime, seconds: float) -> float:
    """The initial delay counts from the container's start; a clock that was set back does not lengthen it."""
    delay = float(probe.initial_delay_seconds)
    age = (at - target.started_at).total_seconds()
    return seconds + min(max(delay - age, 0.0), delay)


def _kind_of(error: str | None) -> str:
    """The error without its addresses and ports, which differ from one attempt to the next."""
    return "".join(char for char in error or "" if not char.isdigit())


def kinds(target: ProbedContainer) -> Iterator[Probe]:
    """Its probes in the order in which the kubelet runs them."""
    for kind in ProbeKind:
        probe = target.container.probe(kind)
        if probe is not None:
            yield probe
