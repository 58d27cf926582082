"""The episode of a control plane's program that is a systemd unit of its own: its lives, by its journal and its unit.

Installers by hand, kubespray's etcd and OpenShift 3 run them so. The rules judge such a program as they do in a pod.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from whyrestart.episodes.ends import TOLD_TO_END
from whyrestart.episodes.journals import journal
from whyrestart.episodes.states import RECENT, passed_its_start
from whyrestart.model.cause import Origin
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import PROGRAMS, SERVERS, AttemptKey, ContainerRef, UnitRef
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.manifest import Flag
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerState, FileText, UnitSeen
from whyrestart.parsing.last_words import closes_with_an_end
from whyrestart.parsing.systemd_unit_file import (
    CONTAINER_ENGINES,
    CarriedFlag,
    carried_flags,
    carried_settings,
    started_by,
)

# systemd's of a service's main process, with a capital from 230 on; `n/a` where it knows no name for the status.
_EXITED = re.compile(r"[Mm]ain process exited, code=(?P<how>exited|killed|dumped), status=(?P<status>\d+)")
# The same of a step before it, or after it.
_STEP_EXITED = re.compile(r"[Cc]ontrol process exited, code=(?P<how>exited|killed|dumped),? status=(?P<status>\d+)")
_BEGINS = re.compile(r"^Start(?:ing|ed) ")
_ENDS = frozenset({"auto-restart", "auto-restart-queued", "failed", "dead"})
# CLD_KILLED and CLD_DUMPED of wait(2): then the status is a signal's number.
_BY_SIGNAL = frozenset({2, 3})
# One that lives for so long after its last end is taken for well.
_WELL_AFTER = timedelta(seconds=90)
# One end may be told in several lines.
_ONE_END = timedelta(seconds=5)


def unit_episodes(view: NodeView, elsewhere: Collection[str]) -> Iterator[Episode]:
    """One for each unit that was ever started; none for a program that runs `elsewhere`: in a pod of this node."""
    units = view.newest(UnitSeen)
    texts = {seen.path: seen.text for seen in view.newest(FileText).values()}
    for name, program in PROGRAMS.items():
        spoken = name.removesuffix(".service")
        if program in elsewhere or (name not in units and spoken not in view.journals):
            continue
        subject, unit, log = UnitRef(unit=name), units.get(name), journal(view, spoken)
        if unit is not None and (unit.load_state not in {"loaded", ""} or _rests(unit)):
            continue
        lives = tuple(_lives(subject, unit, log))
        if not lives or _has_successor(view, unit, lives):
            continue
        restarts = max(unit.n_restarts or 0 if unit else 0, len(lives) - 1)
        if len(lives) >= 2 and not lives[-1].ended and passed_its_start(lives[-1], lives[-2], view.at):
            lives = lives[-1:]
        ends = [life for life in lives if life.ended]
        code = ends[-1].exit_code if ends else None
        yield Episode(
            subject=subject,
            node=view,
            state=_state(view, unit, lives, restarts),
            origin=Origin.SELF if code not in TOLD_TO_END | {None} else None,
            restarts=restarts,
            last_restart_at=lives[-1].started_at if restarts else None,
            attempts=tuple(
                replace(life, key=replace(life.key, attempt=max(restarts - len(lives) + 1, 0) + number))
                for number, life in enumerate(lives)
            ),
            unit=unit,
            journal=log,
            carried=_carried(texts, name, program),
        )


def _carried(texts: Mapping[str, str], unit: str, program: str) -> tuple[Flag, ...]:
    """The flags that the unit's files give the program; etcd reads its variables too, and flags count before these."""
    # What starts a container has flags of its own before the program's, OpenShift 3 and snaps keep these elsewhere.
    if started_by(texts, unit) in {"", "openshift", "snap", *CONTAINER_ENGINES}:
        flags: tuple[CarriedFlag, ...] = ()
    else:
        flags = carried_flags(texts, unit)
    variables = carried_settings(texts, unit, "ETCD_") if program == "etcd" else ()
    return tuple(
        Flag(name=each.name, value=each.value, line=each.line, file=each.path) for each in (*variables, *flags)
    )


def _rests(unit: UnitSeen) -> bool:
    """Whether it was never started, or was told to stop and did."""
    return unit.active_state == "inactive" and unit.result in {"", "success"}


def _has_successor(view: NodeView, unit: UnitSeen | None, lives: tuple[Attempt, ...]) -> bool:
    """Whether it failed for good, and what was begun after that runs the same program: it was left behind.

    A carrier's own datastore may be that unit's: only one that has lived for long does without it.
    """
    ended = lives[-1].finished_at
    if unit is None or unit.active_state != "failed" or ended is None:
        return False
    others = (
        other
        for other in view.newest(UnitSeen).values()
        if PROGRAMS.get(other.unit) == PROGRAMS[unit.unit] or other.unit in SERVERS
    )
    return any(
        other.unit != unit.unit
        and other.active_state == "active"
        and (since := other.main_started_at or other.active_since) is not None
        and since > ended
        and (other.unit in PROGRAMS or view.at - since > RECENT)
        for other in others
    )


def _lives(subject: UnitRef, unit: UnitSeen | None, log: tuple[LogEntry, ...]) -> Iterator[Attempt]:
    """A life for each end that systemd tells of, and for what was said after the last one."""
    ref = ContainerRef(namespace="", pod=subject.unit, container=PROGRAMS[subject.unit])
    fresh = Attempt(key=AttemptKey(ref=ref, pod_uid="", attempt=0), state=ContainerState.UNKNOWN)
    life, said, told = fresh, list[LogEntry](), False
    for entry in log:
        if entry.origin != "systemd":
            if _spoke_on(said, entry):
                ended = replace(life, state=ContainerState.EXITED, created_at=said[0].at, finished_at=said[-1].at)
                yield replace(ended, log=tuple(said))
                life, said, told = replace(fresh, started_at=entry.at), [], True
            said.append(entry)
        elif (match := _EXITED.search(entry.text) or _of_a_step(entry, life)) is not None:
            status = int(match["status"])
            code = status if match["how"] == "exited" else 128 + status
            yield replace(life, state=ContainerState.EXITED, exit_code=code, finished_at=entry.at, log=tuple(said))
            life, said, told = fresh, [], True
        elif entry.message.startswith("Stopped "):
            # It ended in good order, of which nothing else is told.
            said = []
        elif _BEGINS.match(entry.message):
            life = replace(life, started_at=entry.at)
    if unit is None:
        if said:
            yield replace(life, log=tuple(said))
        return
    if unit.sub_state not in _ENDS:
        started = unit.main_started_at or life.started_at or unit.active_since
        yield replace(life, state=ContainerState.RUNNING, started_at=started, log=tuple(said))
    elif not told:
        life = replace(life, started_at=unit.main_started_at or life.started_at, finished_at=unit.main_exited_at)
        yield replace(life, state=ContainerState.EXITED, exit_code=_status(unit), log=tuple(said))


def _of_a_step(entry: LogEntry, life: Attempt) -> re.Match[str] | None:
    """The end of a start that did not come to the program; a step that follows upon its end is of no start."""
    return _STEP_EXITED.search(entry.text) if life.started_at is not None else None


def _spoke_on(said: list[LogEntry], entry: LogEntry) -> bool:
    """Whether another life speaks there: nothing is said long after an end, of which the manager's word may be lost."""
    last = said[-1].at if said else None
    later = last is not None and entry.at is not None and entry.at - last > _ONE_END
    return later and entry.severity is not Severity.PLAIN and closes_with_an_end(said)


def _status(unit: UnitSeen) -> int | None:
    status = unit.exec_main_status
    return status if status is None or unit.exec_main_code not in _BY_SIGNAL else 128 + status


def _state(view: NodeView, unit: UnitSeen | None, lives: tuple[Attempt, ...], restarts: int) -> State:
    ends = [life.finished_at for life in lives if life.ended]
    if unit is None:
        return State.LOOPING if len(ends) >= 2 else State.RESTARTED if ends else State.HEALTHY
    if unit.sub_state in _ENDS:
        return State.ABSENT if unit.active_state in {"failed", "inactive"} else State.LOOPING
    last = ends[-1] if ends else None
    if restarts >= 2 and (unit.active_state == "activating" or (last is not None and view.at - last <= _WELL_AFTER)):
        return State.LOOPING
    return State.RESTARTED if last is not None and view.at - last <= RECENT else State.HEALTHY
