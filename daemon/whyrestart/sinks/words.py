"""How states, subjects and spans of time are said to people, the same in the terminal, on the page and in alerts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Diagnosis, Inconclusive, NodeDiagnosis, State
from whyrestart.model.identity import KUBELET, ContainerRef, Subject
from whyrestart.sinks.diagnosis_json import cause_of

_STANDING = {
    State.HEALTHY: "runs",
    State.AT_RISK: "is at risk",
    State.RESTARTED: "restarted",
    State.LOOPING: "is in a restart loop",
    State.ABSENT: "is not running",
}
# So many causes are named one by one, and so many of what one source would tell of.
_MOST_CAUSES, _MOST_NAMED = 8, 4


def name(subject: Subject) -> str:
    """The shortest name that a person would use: `kube-apiserver`, `my-pod-master-1/main`, `the kubelet`."""
    if isinstance(subject, ContainerRef):
        return subject.container if subject.pod.startswith(subject.container) else f"{subject.pod}/{subject.container}"
    return "the kubelet" if subject == KUBELET else str(subject)


def headline(diagnosis: Diagnosis) -> str:
    """`kube-apiserver is in a restart loop: anonymous_auth_disabled (proven)`."""
    return f"{sentence(name(diagnosis.subject))} {standing(diagnosis)}{_because(diagnosis)}"


def standing(diagnosis: Diagnosis) -> str:
    """How it stands, in words that follow its name: `is in a restart loop`."""
    if diagnosis.state is State.AT_RISK and diagnosis.next_kill_at is not None:
        return "is about to be killed"
    return _STANDING[diagnosis.state]


def certainty(diagnosis: Diagnosis) -> str:
    """`anonymous_auth_disabled (proven)`, `cause unknown`, or the empty string where nothing is wrong."""
    cause = cause_of(diagnosis)
    if cause is None:
        return ""
    if cause is Cause.UNKNOWN:
        return "cause unknown"
    return str(cause) if diagnosis.confidence is Confidence.NONE else f"{cause} ({diagnosis.confidence})"


def unjudged(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """What could not be judged for want of sight: each cause, and what would show it.

    Of many causes it is told instead what each blind source would tell of, most first, and what can be tried by hand.
    """
    by_cause: dict[Cause, list[Inconclusive]] = {}
    by_source: dict[str, dict[Cause, None]] = {}
    for each in diagnosis.inconclusive:
        by_cause.setdefault(each.cause, []).append(each)
        for source in each.blind:
            by_source.setdefault(str(source), {})[each.cause] = None
    if len(by_cause) > _MOST_CAUSES:
        sources = sorted(by_source.items(), key=lambda item: -len(item[1]))
        by_hand = [each.settles for each in diagnosis.inconclusive if each.settles.startswith("`")]
        rows = [(source, _and_more([str(cause) for cause in causes])) for source, causes in sources]
        if by_hand:
            rows.insert(_MOST_CAUSES - 1, ("by hand", "; ".join(list(dict.fromkeys(by_hand))[:_MOST_NAMED])))
        return rows
    return [(str(cause), _shown_by(each)) for cause, each in by_cause.items()]


def _shown_by(inconclusive: list[Inconclusive]) -> str:
    blind = ", ".join(dict.fromkeys(str(source) for each in inconclusive for source in each.blind))
    settles = next((each.settles for each in inconclusive if each.settles), "")
    return f"{blind}; {settles} would settle it" if settles else blind


def _and_more(names: list[str]) -> str:
    shown, more = names[:_MOST_NAMED], len(names) - _MOST_NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def nothing_wrong(diagnosis: NodeDiagnosis) -> str:
    """The sentence for a node without a verdict; it does not claim more than was seen."""
    if not diagnosis.diagnoses:
        return f"No static pod was seen on {diagnosis.node}."
    if diagnosis.blind:
        blind = ", ".join(diagnosis.blind)
        return f"Nothing to repair was seen on {diagnosis.node}, but these could not be read: {blind}."
    return f"Nothing to repair on {diagnosis.node}."


def course(diagnosis: Diagnosis, now: datetime) -> str:
    """Restarts so far and the next kill: `12 restarts, the last 40 s ago; next kill in 50 s (08:00:50 UTC)`."""
    return "; ".join(part for part in (past(diagnosis, now), coming(diagnosis, now)) if part)


def past(diagnosis: Diagnosis, now: datetime) -> str:
    """Restarts so far: `12 restarts, the last 40 s ago`; empty where there were none."""
    if not diagnosis.restarts:
        return ""
    last = diagnosis.last_restart_at
    when = "" if last is None else f", the last {span(now - last)} ago"
    return f"{times(diagnosis.restarts, 'restart')}{when}"


def coming(diagnosis: Diagnosis, now: datetime) -> str:
    """The next kill: `next kill in 50 s (08:00:50 UTC)`; empty where none is foreseen."""
    if diagnosis.next_kill_at is None:
        return ""
    left = diagnosis.next_kill_at - now
    due = f"in {span(left)}" if left > timedelta(0) else "due now"
    return f"next kill {due} ({diagnosis.next_kill_at:%H:%M:%S} UTC)"


def times(number: int, what: str) -> str:
    """`1 restart`, `2 restarts`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def latency(seconds: float) -> str:
    """A duration that is short as a rule: `under 1 ms`, `12 ms`, `1.25 s`."""
    if seconds < 0.001:
        return "under 1 ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.3g} s"


def moment(at: datetime, now: datetime) -> str:
    """The time alone where it was lately, the day before it otherwise; UTC."""
    lately = abs(now - at) < timedelta(hours=20)
    return f"{at.astimezone(UTC):%H:%M:%S}" if lately else f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def span(length: timedelta) -> str:
    """Two units at most: `40 s`, `3 min 20 s`, `2 h 5 min`, `14 d`. Negative spans are zero."""
    seconds = max(round(length.total_seconds()), 0)
    minutes, rest = divmod(seconds, 60)
    hours, odd_minutes = divmod(minutes, 60)
    days, odd_hours = divmod(hours, 24)
    if not minutes:
        return f"{seconds} s"
    if not hours:
        return _two(minutes, "min", rest, "s")
    if not days:
        return _two(hours, "h", odd_minutes, "min")
    return f"{days} d" if days >= 7 else _two(days, "d", odd_hours, "h")


def sentence(text: str) -> str:
    """`text` as a sentence begins; a program's name keeps its own spelling."""
    return f"The {text.removeprefix('the ')}" if text.startswith("the ") else text


def _because(diagnosis: Diagnosis) -> str:
    certain = certainty(diagnosis)
    return f": {certain}" if certain else ""


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large} {large_unit} {small} {small_unit}" if small else f"{large} {large_unit}"
