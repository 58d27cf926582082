"""The schedule set going: due questions become tasks, answers become observations; and the same once, on demand."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from whyrestart.clock import Clock
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Exec, ProbeKind
from whyrestart.model.observation import Outcome, ProbeResult, Variant
from whyrestart.probes.counter_probes import ask_round, direct, plan
from whyrestart.probes.credentials import client_certificates, usable
from whyrestart.probes.prober import ProbeFunction, probe
from whyrestart.probes.request import ClientCertificate, Request, Unaskable
from whyrestart.probes.schedule import Credentials, Round, Schedule, Work, kinds
from whyrestart.probes.targets import ProbedContainer, Targets

log = logging.getLogger("whyrestart.probes")

# A wait is never longer, so that a clock which stood still (a suspended machine) is soon noticed.
LONGEST_WAIT_SECONDS = 30.0
CREDENTIAL_SECONDS = 60.0
REPLAY_ROUND_SECONDS = 60.0


class ProbeScheduler:
    """Replays every probe of every running static pod as the kubelet does, and looks into each failure.

    `observe` is called with every answer, in this loop. `ask` puts one question.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        observe: Callable[[ProbeResult], None],
        credentials: Credentials = lambda _: None,
        ask: ProbeFunction = probe,
    ) -> None:
        self._clock = clock
        self._observe = observe
        self._ask = ask
        self._schedule = Schedule(credentials=credentials)
        self._changed = asyncio.Event()
        self._rounds: defaultdict[ContainerRef, asyncio.Lock] = defaultdict(asyncio.Lock)

    def update(self, targets: Targets) -> None:
        """Take in what runs now; cheap, and to be called whenever the view of the node has changed."""
        self._schedule.update(targets, at=self._clock.now(), seconds=self._clock.monotonic())
        running = {target.ref for target in targets.containers}
        for ref in [ref for ref, lock in self._rounds.items() if ref not in running and not lock.locked()]:
            del self._rounds[ref]
        self._changed.set()

    async def run(self) -> None:
        """Go on until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._changed.clear()
                self.start_due(group)
                try:
                    async with asyncio.timeout(self.seconds_to_wait()):
                        await self._changed.wait()
                except TimeoutError:
                    continue

    def start_due(self, group: asyncio.TaskGroup) -> None:
        """Begin everything that is due now."""
        for work in self._schedule.due(self._clock.monotonic()):
            group.create_task(self._work(work), name=f"{work.kind} probe of {work.ref}")

    def seconds_to_wait(self) -> float:
        """Until something is due, as far as is known now."""
        now = self._clock.monotonic()
        due = self._schedule.next_due(now)
        return LONGEST_WAIT_SECONDS if due is None else min(max(due - now, 0.01), LONGEST_WAIT_SECONDS)

    async def _work(self, work: Work) -> None:
        began = self._clock.monotonic()
        try:
            result = await self._ask(
                work.request, ref=work.ref, kind=work.kind, clock=self._clock, variant=work.variant
            )
            self._observe(result)
            following = self._schedule.took(work, result, began=began, seconds=self._clock.monotonic())
            self._changed.set()
            if following is not None:
                await self._round(following)
        except Exception:  # one probe's bug must not end the others
            log.exception("%s probe of %s could not be replayed", work.kind, work.ref)
            self._schedule.failed(work, seconds=self._clock.monotonic())
            self._changed.set()

    async def _round(self, following: Round) -> None:
        lock = self._rounds[following.ref]
        if lock.locked():
            self._schedule.put_off(following, following.counters)
            return
        async with lock:
            put_off = await ask_round(
                following.counters,
                ref=following.ref,
                kind=following.kind,
                clock=self._clock,
                ask=self._ask,
                observe=self._observe,
                limit_seconds=following.limit_seconds,
                spare=True,
            )
        self._schedule.put_off(following, put_off)


async def replay(
    target: ProbedContainer,
    *,
    around: Targets,
    clock: Clock,
    credentials: Credentials = lambda _: None,
    everything: bool = False,
    ask: ProbeFunction = probe,
) -> tuple[ProbeResult, ...]:
    """Each probe of the container once, and what its answer calls for; with `everything`, every counter-probe.

    Two probes that ask the same are asked once and told twice.
    """
    schedule = Schedule(credentials=credentials)
    schedule.update(
        Targets(containers=(target,), version=around.version, sockets=around.sockets), at=clock.now(), seconds=0.0
    )
    told: list[ProbeResult] = []
    answered: dict[tuple[Request | Unaskable, Variant], ProbeResult] = {}

    async def once(
        request: Request | Unaskable, *, ref: ContainerRef, kind: ProbeKind, clock: Clock, variant: Variant
    ) -> ProbeResult:
        if (request, variant) not in answered:
            answered[request, variant] = await ask(request, ref=ref, kind=kind, clock=clock, variant=variant)
        return replace(answered[request, variant], kind=kind)

    for each in kinds(target):
        situation = schedule.situation(target, each, credential=True)
        result = await once(situation.asked, ref=target.ref, kind=each.kind, clock=clock, variant=Variant.KUBELET)
        told.append(result)
        wanted = everything or result.outcome is not Outcome.SUCCESS
        counters = plan(situation, None if everything else result) if wanted else ()
        if isinstance(each.handler, Exec) and not counters and (stand_in := direct(situation)) is not None:
            counters = (stand_in,)
        await ask_round(
            counters,
            ref=target.ref,
            kind=each.kind,
            clock=clock,
            ask=once,
            observe=told.append,
            limit_seconds=REPLAY_ROUND_SECONDS,
        )
    return tuple(told)


class CredentialFinder:
    """The first usable client certificate for a container's program, looked for at most once a minute."""

    def __init__(
        self,
        *,
        clock: Clock,
        configured: tuple[str, str | None] | None = None,
        certificate_directory: str = "/etc/kubernetes/pki",
    ) -> None:
        self._clock = clock
        self._configured = configured
        self._directory = certificate_directory
        self._found: dict[str, tuple[float, ClientCertificate | None]] = {}
        self.passed_over: tuple[str, ...] = ()

    def __call__(self, target: ProbedContainer) -> ClientCertificate | None:
        """The certificate; None where there is none, and then `passed_over` says why for each candidate."""
        program = target.container.program
        now = self._clock.monotonic()
        looked_at, certificate = self._found.get(program, (-CREDENTIAL_SECONDS, None))
        if now - looked_at < CREDENTIAL_SECONDS:
            return certificate
        certificate, self.passed_over = self._look(program, self._clock.now())
        self._found[program] = (now, certificate)
        return certificate

    def _look(self, program: str, now: datetime) -> tuple[ClientCertificate | None, tuple[str, ...]]:
        candidates = client_certificates(
            configured=self._configured, certificate_directory=self._directory, program=program
        )
        return usable(candidates, now)
