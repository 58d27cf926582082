"""The course of a demo: a healthy node, the deed, the foretold kill, the verdict, the edit, the healing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from whyrestart.demo import patching
from whyrestart.demo.kubelet import Slot
from whyrestart.demo.manifests import FAILURE_THRESHOLD, INITIAL_DELAY_SECONDS, PERIOD_SECONDS
from whyrestart.demo.node import Node
from whyrestart.demo.rules import Answer
from whyrestart.demo.scenarios import APISERVER, Scenario
from whyrestart.demo.watching import Report, Said, Watcher

_LOOK_SECONDS = 0.25
_START_SECONDS = 30.0
_DIAGNOSE_SECONDS = 75.0
_HEAL_SECONDS = 45.0
# What a look takes, with a margin: closer than this the two clocks agree.
_EXACT_SECONDS = 0.5
# So long without a restart has outlived every probe's threshold.
_HEALED_AFTER_SECONDS = INITIAL_DELAY_SECONDS + (FAILURE_THRESHOLD + 1) * PERIOD_SECONDS


class Tone(StrEnum):
    """Who speaks."""

    STAGE = "stage"
    DEED = "deed"
    KUBELET = "kubelet"
    KILL = "kill"
    DAEMON = "daemon"
    GOOD = "good"
    BAD = "bad"


Say = Callable[[Tone, str], None]


class Story:
    """Drives one scenario on one node, and tells every turn of it through `say` once.

    `report` is the newest answer of the daemon, `diagnosed` whether the right verdict has been reached, `verdict` that
    verdict, or the newest one until then.
    """

    def __init__(self, scenario: Scenario, node: Node, watcher: Watcher, say: Say) -> None:
        self._scenario = scenario
        self._node = node
        self._watcher = watcher
        self._say = say
        self._told = 0
        self._before: dict[str, tuple[str, str]] = {}
        self._foretold: datetime | None = None
        self.report: Report | None = None
        self.verdict: Said | None = None
        self.diagnosed = False

    # ---- one look -----------------------------------------------------------------------------------------------

    async def look(self) -> None:
        """Ask the daemon, tell what is new. DemoError when a part of the node has died."""
        self._node.check()
        self.report = await self._watcher.report() or self.report
        self._tell_happenings()
        self._tell_report()
        verdict = self.report.verdict if self.report else None
        # What is said for a moment while the cure works is not what the demo has shown.
        if verdict is not None and not self.diagnosed:
            self.verdict = verdict

    def _tell_happenings(self) -> None:
        happenings = self._node.kubelet.happenings
        for happening in happenings[self._told :]:
            if happening.killed and happening.container == APISERVER and self._foretold is not None:
                text = f"{happening.container} {happening.text} ({_as_foretold(happening.at, self._foretold)})"
            else:
                text = f"{happening.container} {happening.text}"
            if happening.killed:
                self._foretold = None
            self._say(Tone.KILL if happening.killed else Tone.KUBELET, text)
        self._told = len(happenings)

    def _tell_report(self) -> None:
        for said in self.report.subjects if self.report else ():
            self._tell_subject(said)

    def _tell_subject(self, said: Said) -> None:
        now = (said.cause, said.confidence)
        if self._before.get(said.subject, ("", "none")) != now:
            self._before[said.subject] = now
            name = said.container or said.subject
            if said.cause:
                after = f", because of {said.downstream_of}" if said.downstream_of else ""
                self._say(Tone.DAEMON, f"{name}: {said.cause} ({said.confidence}{after}): {said.summary}")
            else:
                self._say(Tone.GOOD, f"{name}: nothing wrong any more")
        if said.container != APISERVER or said.next_kill_at is None:
            return
        seconds = (said.next_kill_at - datetime.now(UTC)).total_seconds()
        if seconds > _LOOK_SECONDS:
            if self._foretold is None:
                self._say(Tone.DAEMON, f"the kubelet will kill {APISERVER} in {seconds:.0f} s")
            self._foretold = said.next_kill_at

    async def _until(self, done: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            await self.look()
            if done():
                return True
            await asyncio.sleep(_LOOK_SECONDS)
        return False

    # ---- the turns ----------------------------------------------------------------------------------------------

    async def tell(self) -> bool:
        """The whole scenario; whether it came out as it should."""
        self._say(Tone.STAGE, "The node starts: etcd, kube-apiserver, kube-controller-manager, kube-scheduler.")
        if not await self._until(self._is_healthy, _START_SECONDS):
            self._say(Tone.BAD, f"The node did not become healthy within {_START_SECONDS:.0f} s.")
            return False
        self._say(Tone.GOOD, "All is well: every probe succeeds.")
        await asyncio.to_thread(self._scenario.break_node, self._node.layout)
        self._say(Tone.DEED, self._scenario.deed)
        if not await self._until(self._is_diagnosed, _DIAGNOSE_SECONDS):
            said = self.verdict
            what = f"{said.cause} ({said.confidence})" if said else "nothing"
            self._say(Tone.BAD, f"Expected {self._scenario.cause}, but whyrestart says {what}.")
            return False
        self.diagnosed = True
        self._say(Tone.GOOD, f"Diagnosed: {self._scenario.cause}.")
        return await self._heal() if self._scenario.heals else True

    def _slot(self) -> Slot | None:
        pod = self._node.kubelet.pods.get(f"kube-system/{APISERVER}-{self._node.layout.node_name}")
        return pod.slots.get(APISERVER) if pod else None

    def _is_healthy(self) -> bool:
        """All probes of all pods have succeeded at least once and last, and the daemon has something to say."""
        slots = [slot for pod in self._node.kubelet.pods.values() for slot in pod.slots.values()]
        last = [
            worker.last for slot in slots for worker in slot.workers.values() if worker.probe.kind == "livenessProbe"
        ]
        known = self.report is not None and self.report.of(APISERVER) is not None
        return known and len(last) > 0 and all(answer is Answer.SUCCESS for answer in last)

    def _is_diagnosed(self) -> bool:
        """The right verdict, and the apiserver has restarted and the daemon has counted it."""
        if self.report is None or self.report.verdict is None:
            return False
        said = self.report.of(APISERVER)
        verdict = self.report.verdict
        right = verdict.cause == self._scenario.cause and verdict.certain
        return right and said is not None and said.restarts > 0

    async def _heal(self) -> bool:
        fixes = [fix for fix in self.verdict.fixes if fix.diff] if self.verdict else []
        if not fixes:
            self._say(Tone.BAD, "whyrestart printed no edit.")
            return False
        try:
            paths = patching.apply(fixes[0].diff, self._node.layout.root)
        except (patching.PatchError, OSError) as error:
            self._say(Tone.BAD, f"The printed edit cannot be applied: {error}")
            return False
        names = ", ".join(path.name for path in paths)
        self._say(Tone.DEED, f"The printed edit is applied as it stands to {names}: {fixes[0].title}")
        if not await self._until(self._is_healed, _HEAL_SECONDS):
            self._say(Tone.BAD, f"The loop had not stopped after {_HEAL_SECONDS:.0f} s.")
            return False
        self._say(Tone.GOOD, f"Healed: {APISERVER} has outlived its threshold, and whyrestart has nothing to repair.")
        return True

    def _is_healed(self) -> bool:
        slot = self._slot()
        current = slot.current if slot else None
        lives = current is not None and current.running and current.running_seconds > _HEALED_AFTER_SECONDS
        content = self.report is not None and self.report.verdict is None
        return lives and content


def _as_foretold(at: datetime, foretold: datetime) -> str:
    """The daemon foretells the earliest moment: the kubelet may be up to a period later with its own probes."""
    late = (at - foretold).total_seconds()
    if abs(late) < _EXACT_SECONDS:
        return f"as foretold, to {abs(late):.1f} s"
    return f"as foretold, {late:.1f} s after the earliest moment" if late > 0 else f"foretold {-late:.1f} s too late"
