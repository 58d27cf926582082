"""One case from beginning to end: a fresh node, the program beside it, a fault, and all that both then said and did."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from .program import Document, Program, Ran, Statement
from .rig import node
from .rig.faults import Fault
from .rig.oracle import Ended, Oracle
from .rig.places import APISERVER, MANIFESTS

_CONTAINERS = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
_CALM_SECONDS = 2.0  # of a healthy node before the fault: whatever is said then is a false alarm
_SETTLE_SECONDS = 25.0  # after the last restart waited for: the program may still come to its verdict
_TRIES = 2
_YOUNG_SECONDS = 9.0  # the first probe comes 10 s after the start
_READY_SECONDS = 90.0  # after an edit: the old pod's grace, the start, and what etcd was away for
_LASTING_SECONDS = 20.0  # of QUICK's probe, which kills after 10 s and one period more
_ANSWER_SECONDS = 180.0  # the back-off may have begun


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Restarts of one container: by the program's metric and diagnosis, and by the oracle."""

    metric: float | None
    diagnosis: int | None
    oracle_total: int
    oracle_count: int


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """What `fix --write` said and did; `healed` by the rig's own look: the apiserver is ready, and nothing ends."""

    exit_code: int
    output: str
    wrote: bool
    healed: bool
    seconds: float


@dataclass(kw_only=True)
class Seen:
    """All that one case showed."""

    name: str
    fault: Fault
    applied_at: datetime
    broken_at: datetime
    statements: list[Statement] = field(default_factory=list)
    kills: list[datetime] = field(default_factory=list)
    ends: list[Ended] = field(default_factory=list)
    restarts_by_oracle: int = 0
    counted: dict[str, Counted] = field(default_factory=dict)
    live: Document = field(default_factory=dict)
    live_exit: int = -1
    capture_problem: str = ""
    compared_still: bool = False  # nothing restarted between the live diagnosis and the capture
    replayed: Document = field(default_factory=dict)
    replayed_exit: int = -1
    fixed: Fixed | None = None
    ran: Ran = field(default_factory=Ran)
    seconds: dict[str, float] = field(default_factory=dict)  # by phase

    @property
    def before(self) -> list[Statement]:
        """Statements about the healthy node, before the fault."""
        return [statement for statement in self.statements if statement.at < self.applied_at]

    @property
    def after(self) -> list[Statement]:
        """Statements since the fault was there; while it is made, what has to stop for it is stopped."""
        return [statement for statement in self.statements if statement.at >= self.broken_at]

    @property
    def first_right_at(self) -> datetime | None:
        """When the verdict first named the right cause."""
        return next((statement.at for statement in self.statements if says(statement, self.fault)), None)


def says(statement: Statement, fault: Fault) -> bool:
    """Whether the verdict names the fault's cause with one of the confidences allowed."""
    verdict = statement.verdict
    if verdict is None or fault.cause is None:
        return verdict is None and fault.cause is None
    return verdict["cause"] == fault.cause and verdict["confidence"] in fault.confidence


def watch(name: str, fault: Fault, place: Path) -> Seen:
    """Run one case on a fresh node and clear it away."""
    phases = _Phases()
    try:
        node.up(fault.setup)
        phases.end("up")
        with Oracle() as oracle, Program(place=place) as program:
            phases.end("service")
            time.sleep(_CALM_SECONDS)
            applied_at = datetime.now(UTC)
            fault.apply()
            seen = Seen(name=name, fault=fault, applied_at=applied_at, broken_at=datetime.now(UTC), ran=program.ran)
            seen.statements, seen.seconds = program.statements, phases.seconds
            _wait_for_restarts(fault, oracle)
            phases.end("restarts")
            _wait_for_verdict(seen)
            seen.counted = _counted(program, oracle)
            phases.end("verdict")
            _compare(seen, program, oracle)
            seen.kills = oracle.kills(fault.subject)
            seen.ends = oracle.ends(fault.subject)
            seen.restarts_by_oracle = oracle.restarts(fault.subject)
            # What the service says of the healed node is no verdict on the fault.
            seen.statements = list(program.statements)
            phases.end("commands")
            seen.fixed = _fix(fault, program, oracle)
            phases.end("fix")
    finally:
        node.down()
        phases.end("down")
    return seen


class _Phases:
    """How long each part of a case took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.monotonic()

    def end(self, phase: str) -> None:
        now = time.monotonic()
        self.seconds[phase], self._since = now - self._since, now


def _wait_for_restarts(fault: Fault, oracle: Oracle) -> None:
    end = time.monotonic() + fault.seconds
    wanted = [fault.subject] if fault.restarts else []
    clients = ["kube-controller-manager", "kube-scheduler"] if fault.cascade else []
    while time.monotonic() < end:
        enough = [oracle.restarts(name) >= fault.restarts for name in wanted] + [oracle.restarts(c) for c in clients]
        if enough and all(enough):
            return
        time.sleep(0.3)
    assert not wanted, (
        f"the rig itself: within {fault.seconds:.0f} s {fault.subject} restarted "
        f"{oracle.restarts(fault.subject)} times, expected {fault.restarts}"
    )


def _wait_for_verdict(seen: Seen) -> None:
    end = time.monotonic() + _SETTLE_SECONDS
    while time.monotonic() < end and not (seen.after and says(seen.after[-1], seen.fault)):
        time.sleep(0.3)


def _compare(seen: Seen, program: Program, oracle: Oracle) -> None:
    """Diagnose live and capture side by side, then diagnose the capture; again where something restarted meanwhile.

    Where probes kill an apiserver that answers, the look is taken soon after it began to: an instance that still
    starts cannot be asked, and a single look then rightly knows less than the service.
    """
    for _ in range(_TRIES):
        if seen.fault.foretold_within is not None:
            node.wait(lambda: _answers(oracle), "a new apiserver is well", seconds=_ANSWER_SECONDS)
        before = _marks(oracle)
        with ThreadPoolExecutor() as pool:
            live, captured = pool.submit(program.diagnose), pool.submit(program.capture)
            seen.live_exit, seen.live = live.result()
            snapshot, seen.capture_problem = captured.result()
        seen.compared_still = before == _marks(oracle)
        if not seen.capture_problem:
            seen.replayed_exit, seen.replayed = program.diagnose("--snapshot", str(snapshot))
        if seen.compared_still or seen.capture_problem:
            return


def _fix(fault: Fault, program: Program, oracle: Oracle) -> Fixed:
    before = _manifests()
    began = time.monotonic()
    done = program.fix()
    seconds = time.monotonic() - began
    # Where others write all the while, only its own words tell.
    wrote = "whyrestart: written:" in done.stderr or (not fault.restless and _manifests() != before)
    healed = wrote and _lasts(oracle)
    return Fixed(
        exit_code=done.returncode, output=done.stdout + done.stderr, wrote=wrote, healed=healed, seconds=seconds
    )


def _lasts(oracle: Oracle) -> bool:
    """The apiserver gets ready and stays so for longer than its probe takes to kill it, and nothing ends meanwhile."""
    end = time.monotonic() + _READY_SECONDS
    while node.status(APISERVER, "/readyz") != HTTPStatus.OK:
        if time.monotonic() > end:
            return False
        time.sleep(0.5)
    before = _newest(oracle)
    time.sleep(_LASTING_SECONDS)
    return node.status(APISERVER, "/readyz") == HTTPStatus.OK and _newest(oracle) == before and None not in before


def _newest(oracle: Oracle) -> list[str | None]:
    """The newest attempts that run now; the pod before the edit may be ending beside them, or tried once more."""
    names = [name for name in ("etcd", "kube-apiserver") if oracle.attempts(name)]
    return [running[-1].id if (running := oracle.running(name)) else None for name in names]


def _manifests() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in MANIFESTS.iterdir() if path.is_file()}


def _marks(oracle: Oracle) -> list[tuple[int, int, int]]:
    return [(len(oracle.attempts(name)), len(oracle.ends(name)), len(oracle.kills(name))) for name in _CONTAINERS]


def _answers(oracle: Oracle) -> bool:
    """The newest apiserver is young and has started: until its start hooks have run, 403 and 500 are nobody's fault."""
    age = oracle.age_seconds("kube-apiserver")
    young = age is not None and age < _YOUNG_SECONDS
    return young and node.status(APISERVER, "/healthz") == HTTPStatus.OK


def _counted(program: Program, oracle: Oracle) -> dict[str, Counted]:
    """Both counts of every container, taken while the oracle stood still; the program has ten seconds to follow."""
    end = time.monotonic() + 10
    while True:
        before = {name: (oracle.restarts(name), oracle.count(name)) for name in _CONTAINERS}
        said = program.statements[-1]
        counted = {}
        for name, (total, count) in before.items():
            diagnosis = said.of(name)
            counted[name] = Counted(
                metric=program.restarts(name),
                diagnosis=diagnosis["restarts"] if diagnosis else None,
                oracle_total=total,
                oracle_count=count,
            )
        still = before == {name: (oracle.restarts(name), oracle.count(name)) for name in _CONTAINERS}
        agreed = all(
            one.metric == one.oracle_total and one.diagnosis == one.oracle_count
            for name, one in counted.items()
            if oracle.attempts(name)
        )
        if (still and agreed) or time.monotonic() > end:
            return {name: one for name, one in counted.items() if oracle.attempts(name)}
        time.sleep(0.5)
