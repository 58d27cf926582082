"""One line for node-problem-detector's custom plugins: exit status 0 OK, 1 problem, 2 unknown; at most 80 bytes.

    kube-apiserver loops: anonymous_auth_disabled (proven)

node-problem-detector (pkg/custompluginmonitor) cuts longer output at `max_output_length`, 80 bytes by default, and
takes the line for a node condition's message: it holds nothing that changes while the problem stays the same. A problem
is whatever is to be repaired, also what only threatens or happened once: the condition is not named after loops.
"""

from __future__ import annotations

from dataclasses import dataclass

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Diagnosis, NodeDiagnosis, State
from whyrestart.sinks import words
from whyrestart.sinks.diagnosis_json import cause_of
from whyrestart.sinks.escaping import cut_bytes, one_line

MAX_BYTES = 80
OK, PROBLEM, UNKNOWN = 0, 1, 2

_VERB = {
    State.LOOPING: "loops",
    State.ABSENT: "is not running",
    State.AT_RISK: "is at risk",
    State.RESTARTED: "restarted",
    State.HEALTHY: "runs",
}


@dataclass(frozen=True, kw_only=True)
class Check:
    """What `check --npd` prints and exits with."""

    status: int
    line: str


def check(diagnosis: NodeDiagnosis) -> Check:
    """The node in one line: its verdict; unknown where nothing at all was seen."""
    if diagnosis.verdict is not None:
        return Check(status=PROBLEM, line=_line(diagnosis.verdict))
    if diagnosis.saw_nothing or not diagnosis.diagnoses:
        why = f"; blind: {' '.join(diagnosis.blind)}" if diagnosis.blind else ""
        return Check(status=UNKNOWN, line=cut_bytes(f"no static pod was seen{why}", MAX_BYTES))
    return Check(status=OK, line="nothing to repair in the control plane")


def failed(why: str) -> Check:
    """The line for a node that could not be looked at."""
    return Check(status=UNKNOWN, line=cut_bytes(one_line(why), MAX_BYTES))


def _line(verdict: Diagnosis) -> str:
    cause = cause_of(verdict)
    because = "cause unknown" if cause in {None, Cause.UNKNOWN} else words.certainty(verdict)
    # The cause is what must survive the cut, so a long name gives way to it.
    rest = f" {_VERB[verdict.state]}: {because}"
    name = cut_bytes(one_line(words.name(verdict.subject)), MAX_BYTES - len(rest.encode()))
    return f"{name}{rest}"
