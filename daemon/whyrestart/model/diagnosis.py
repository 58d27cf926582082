"""Findings and diagnoses: what a rule says, and what the program tells a person about one subject."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.identity import ContainerRef, Subject
from whyrestart.model.observation import Gap, Source
from whyrestart.model.remedy import Remedy
from whyrestart.model.version import Version


class State(StrEnum):
    """How a subject is doing."""

    HEALTHY = "healthy"
    AT_RISK = "at_risk"
    RESTARTED = "restarted"
    LOOPING = "looping"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One observation in words: where it was seen, when, and what it says."""

    source: str
    at: datetime | None
    says: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A rule's positive answer.

    `summary` is one sentence for a tired person that names the flag, file, port or address concerned; `detail` holds
    those names as data (`{"flag": "--anonymous-auth=false", "file": ..., "line": "27"}`).
    """

    cause: Cause
    confidence: Confidence
    summary: str
    evidence: tuple[Evidence, ...]
    detail: tuple[tuple[str, str], ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()

    def __getitem__(self, key: str) -> str:
        """A detail, or the empty string."""
        return dict(self.detail).get(key, "")


@dataclass(frozen=True, kw_only=True)
class RuledOut:
    """A cause that the evidence speaks against."""

    cause: Cause
    because: str


@dataclass(frozen=True, kw_only=True)
class Inconclusive:
    """A cause that could not be judged, and the sources whose blindness kept it from being judged."""

    cause: Cause
    blind: tuple[Source, ...]
    settles: str = ""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What is said of one subject. `findings` are best first; none means `unknown` or nothing wrong, by `state`."""

    subject: Subject
    state: State
    at: datetime
    origin: Origin | None = None
    restarts: int = 0
    last_restart_at: datetime | None = None
    next_kill_at: datetime | None = None
    cause: Cause | None = None
    confidence: Confidence = Confidence.NONE
    summary: str = ""
    detail: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    inconclusive: tuple[Inconclusive, ...] = ()
    downstream_of: Subject | None = None
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RefusedFile:
    """A file of the manifest directory that the kubelet takes for no static pod, and that no subject was told from."""

    path: str
    why: str
    line: int | None = None

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.why}"


@dataclass(frozen=True, kw_only=True)
class NodeDiagnosis:
    """The whole answer for a node. `verdict` is the one thing to repair first; None when nothing is to be repaired."""

    node: str
    at: datetime
    version: Version | None = None
    verdict: Diagnosis | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    gaps: tuple[Gap, ...] = field(default=())
    refused: tuple[RefusedFile, ...] = ()

    @property
    def saw_nothing(self) -> bool:
        """Whether there is no verdict for want of sight: no static pod was seen, and what would show one is blind."""
        if any(isinstance(each.subject, ContainerRef) for each in self.diagnoses):
            return False
        blind = self.blind
        return self.verdict is None and (Source.MANIFESTS in blind or (bool(blind) and not self.diagnoses))

    @property
    def is_undecided(self) -> bool:
        """Whether what is wrong is unknown, the cause of a loop only possible, or a failing probe unexplained."""
        match self.verdict:
            case None:
                return any(each.cause is None and each.state is State.AT_RISK for each in self.diagnoses)
            case Diagnosis(confidence=Confidence.POSSIBLE, state=state):
                return state in {State.LOOPING, State.ABSENT}
            case Diagnosis(confidence=confidence):
                return confidence is Confidence.NONE

    @property
    def blind(self) -> tuple[Source, ...]:
        """The sources that cannot see now and should."""
        return tuple(sorted({gap.source for gap in self.gaps if gap.covers(self.at) and not gap.intended}))
