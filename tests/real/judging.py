"""What a case must show: each function gives the ways in which it did not, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from .program import Document, Statement
from .watching import Seen, says

READING = timedelta(seconds=5)
_CLIENTS = ("kube-controller-manager", "kube-scheduler")


def problems(seen: Seen) -> list[str]:
    """Everything that was not as it must be."""
    found = [*_quiet_before(seen), *_verdict(seen), *_counts(seen), *_commands(seen), *_fixed(seen), *_service(seen)]
    if seen.fault.foretold_within is not None:
        found += _foretold(seen, seen.fault.foretold_within)
    if seen.fault.cascade:
        found += _cascade(seen)
    return found


def foretold(seen: Seen) -> list[tuple[datetime, datetime]]:
    """When the first kill was foretold, and for when, before it came; the last one is what it stood at."""
    if not seen.kills:
        return []
    found = []
    for statement in seen.statements:
        diagnosis = statement.of(seen.fault.subject)
        if diagnosis and diagnosis["next_kill_at"] and seen.applied_at <= statement.at < seen.kills[0]:
            found.append((statement.at, datetime.fromisoformat(diagnosis["next_kill_at"])))
    return found


def _quiet_before(seen: Seen) -> Iterator[str]:
    for statement in seen.before:
        if statement.verdict is not None:
            yield f"before the fault, of a healthy node: {_short(statement.verdict)}"
            return
    if not seen.before:
        yield "the service said nothing before the fault"


def _verdict(seen: Seen) -> Iterator[str]:
    if not seen.after:
        yield "the service said nothing after the fault"
        return
    fault = seen.fault
    last = seen.after[-1]
    if not says(last, fault):
        yield f"verdict {_short(last.verdict)}, expected {fault.cause} ({' or '.join(sorted(fault.confidence))})"
    if fault.cause is None:
        yield from (f"without a fault: {_short(s.verdict)}" for s in seen.after[:-1] if s.verdict is not None)
        yield from (
            f"{one['subject']}: {_short(one)}" for one in last.document["diagnoses"] if one["state"] == "looping"
        )
        return
    right = seen.first_right_at
    # A proof may fade while a new instance starts and cannot be asked; the cause must stand.
    later = [] if right is None else [s for s in seen.after if s.at > right and not _stands(s, seen)]
    if right is not None and later:
        yield f"right at {right:%H:%M:%S}, but at {later[0].at:%H:%M:%S} it said {_short(later[0].verdict)}"
    for statement in seen.after:
        verdict = statement.verdict
        if verdict and verdict["confidence"] == "proven" and verdict["cause"] not in {fault.cause, *fault.also}:
            yield f"confidently wrong at {statement.at:%H:%M:%S}: {_short(verdict)}"
            return


def _stands(statement: Statement, seen: Seen) -> bool:
    """Whether it names the cause, or does not know for the moment in which the words of a new end are read."""
    if _cause(statement) == seen.fault.cause:
        return True
    soon = (s for s in seen.after if timedelta(0) < s.at - statement.at <= READING)
    return _cause(statement) == "unknown" and any(_cause(s) == seen.fault.cause for s in soon)


def _counts(seen: Seen) -> Iterator[str]:
    for name, counted in seen.counted.items():
        if counted.metric != counted.oracle_total:
            yield f"{name}: whyrestart_container_restarts_total {counted.metric}, the runtime {counted.oracle_total}"
        if counted.diagnosis != counted.oracle_count:
            yield f"{name}: the diagnosis counts {counted.diagnosis}, the runtime's attempt is {counted.oracle_count}"


def _commands(seen: Seen) -> Iterator[str]:
    live = seen.live["verdict"]
    # One look may fall into the start of an instance, where nothing can be proven by asking it, or between two changes.
    unsure = seen.fault.passing and (live["confidence"] in {"none", "possible"} if live else seen.fault.restless)
    expected = 0 if seen.fault.cause is None or (unsure and live is None) else 1
    if seen.live_exit != expected:
        yield f"diagnose ended with {seen.live_exit}, expected {expected}"
    if seen.fault.cause is not None and not unsure and (live is None or live["cause"] != seen.fault.cause):
        yield f"diagnose says {_short(seen.live['verdict'])}"
    if seen.capture_problem:
        yield seen.capture_problem
        return
    if seen.replayed_exit != expected:
        yield f"diagnose --snapshot ended with {seen.replayed_exit}, expected {expected}"
    if seen.compared_still and _core(live) != _core(seen.replayed["verdict"]):
        yield f"live verdict {_core(live)}, of the capture {_core(seen.replayed['verdict'])}"
    theirs = {one["subject"]: _core(one) for one in seen.replayed["diagnoses"]}
    for one in seen.live["diagnoses"] if seen.compared_still else ():
        if theirs.get(one["subject"]) != _core(one):
            yield f"{one['subject']}: live {_core(one)}, of the capture {theirs.get(one['subject'])}"


def _fixed(seen: Seen) -> Iterator[str]:
    fixed, fault = seen.fixed, seen.fault
    if fixed is None:
        yield "fix --write was not tried"
    elif fault.cause is None:
        if fixed.exit_code != 0 or fixed.wrote:
            yield f"fix --write of a healthy node ended with {fixed.exit_code}: {fixed.output}"
    elif fault.passing and not fixed.wrote and fixed.exit_code == 0:
        if "Nothing is wrong" not in fixed.output:
            yield f"fix --write, between two lives, ended with 0: {fixed.output}"
    elif fault.no_edit or (fault.passing and not fixed.wrote):
        if fixed.wrote or fixed.exit_code != 1 or "no safe edit is known" not in fixed.output:
            yield f"fix --write should know no edit ({fault.no_edit}); it ended with {fixed.exit_code}: {fixed.output}"
    elif not fixed.healed or fixed.exit_code != 0 or "the loop has ended" not in fixed.output:
        outcome = "healed" if fixed.healed else "not healed"
        yield f"after fix --write the node is {outcome}; it ended with {fixed.exit_code}: {fixed.output}"


def _service(seen: Seen) -> Iterator[str]:
    if seen.ran.exit_code != 0:
        yield f"the service ended with {seen.ran.exit_code} on SIGTERM"
    if "Traceback" in seen.ran.output:
        yield "the service printed a traceback:\n" + seen.ran.output[seen.ran.output.index("Traceback") :][:2000]


def _foretold(seen: Seen, within_seconds: float) -> Iterator[str]:
    stated = foretold(seen)
    if not seen.kills:
        yield "the rig itself: the runtime's log tells of no kill"
        return
    kill = seen.kills[0]
    if not stated:
        yield f"the first kill, at {kill:%H:%M:%S.%f}, was not foretold"
        return
    error_seconds = abs((stated[-1][1] - kill).total_seconds())
    if error_seconds > within_seconds:
        yield f"the kill at {kill:%H:%M:%S} was foretold for {stated[-1][1]:%H:%M:%S}: {error_seconds:.1f} s off"
    metrics = [s for s in seen.statements if seen.fault.subject in s.next_kills and seen.applied_at <= s.at < kill]
    if not metrics:
        yield "whyrestart_next_kill_timestamp_seconds was absent before the first kill"
    if before := [s for s in seen.before if s.next_kills]:
        yield f"a kill was foretold for a healthy node at {before[0].at:%H:%M:%S}"


def _cascade(seen: Seen) -> Iterator[str]:
    for name in _CLIENTS:
        diagnosis = seen.after[-1].of(name)
        if diagnosis is None:
            yield f"no diagnosis of {name}"
        elif "kube-apiserver" not in str(diagnosis["downstream_of"]):
            yield f"{name}: downstream of {diagnosis['downstream_of']}, {_short(diagnosis)}"


def _cause(statement: Statement) -> str | None:
    return statement.verdict["cause"] if statement.verdict else None


def _core(said: Document | None) -> Document | None:
    """What a live diagnosis and that of a capture have in common: all but times and wording."""
    keys = ("subject", "cause", "confidence", "state", "origin", "restarts", "downstream_of")
    return None if said is None else {key: said[key] for key in keys if key in said}


def _short(said: Document | None) -> str:
    return (
        "nothing" if said is None else f"{said['cause']} ({said['confidence']}) of {said['subject']}: {said['summary']}"
    )
