"""Witnesses taken away from a node: what they told is gone, and a gap says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from incidents.corpus import SURE, Answer, Incident, is_right
from whyrestart.diagnosing import diagnose
from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause, Role
from whyrestart.model.node import NodeView
from whyrestart.model.observation import FileText, Gap, Observation, Source

WHY = "taken away by the test"
# In a snapshot the texts that make up the kubelet's and the runtime's configuration are files like others.
_CONFIGURATION = {Source.KUBELET_CONFIG: "kubelet", Source.RUNTIME_CONFIG: "containerd"}


def told_by(observation: Observation) -> Source:
    """Whose word an observation is."""
    if isinstance(observation, FileText):
        named = (source for source, word in _CONFIGURATION.items() if word in observation.path)
        return next(named, observation.source)
    return observation.source


def witnesses(view: NodeView) -> tuple[Source, ...]:
    """The sources that told of anything, in a fixed order."""
    present = {told_by(seen) for kind in view.observations.values() for seen in kind}
    return tuple(source for source in Source if source in present)


def without(view: NodeView, blind: Iterable[Source]) -> NodeView:
    """The view as it were if those sources had been blind from the start."""
    gone = frozenset(blind)
    return NodeView.of(
        (seen for kind in view.observations.values() for seen in kind if told_by(seen) not in gone),
        name=view.name,
        at=view.at,
        version=view.version,
        manifest_directory=view.manifest_directory,
        gaps=(
            *(gap for gap in view.gaps if gap.source not in gone),
            *(Gap(source=source, why=WHY) for source in sorted(gone)),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A subset of witnesses without which something false was said."""

    incident: str
    blind: tuple[Source, ...]
    said: str

    def __str__(self) -> str:
        return f"{self.incident} without {', '.join(self.blind) or 'nothing'}: {self.said}"


class Said(Enum):
    """How an answer with fewer witnesses compares with the truth."""

    RIGHT = "right"
    UNKNOWN = "unknown"
    WRONG = "wrong"


def judged(incident: Incident, view: NodeView, blind: tuple[Source, ...]) -> tuple[Said, str]:
    """The diagnosis without those witnesses, against the truth, and what is false about it.

    Wrong is another root cause as likely or proven, and a blind source that is not named. A cause that is only
    possible, a consequence, and an abstention are honest.
    """
    found = diagnose(without(view, blind))
    unnamed = set(blind) - {gap.source for gap in found.gaps if gap.covers(found.at)}
    if unnamed:
        return Said.WRONG, f"the gap of {', '.join(sorted(unnamed))} is not told"
    expected, given = incident.expected, Answer.of_node(found)
    if is_right(expected, given) or given.cause in expected.causes:
        return Said.RIGHT, ""
    if given.abstains or given.confidence not in SURE or CAUSES[given.cause].role is not Role.ROOT:
        return Said.UNKNOWN, ""
    if given.cause in expected.others.values() or (incident.name, given.cause) in NARROWER:
        return Said.RIGHT, ""
    right = " or ".join(sorted(expected.causes)) or "nothing"
    return Said.WRONG, f"{given.cause} ({given.confidence}) of {given.subject}, not {right}"


def subsets(sources: tuple[Source, ...], most: int) -> Iterable[tuple[Source, ...]]:
    """Every subset of at most so many, the whole of them too."""
    for size in range(1, most + 1):
        yield from combinations(sources, size)
    if len(sources) > most:
        yield sources


# True, and less than the whole truth: what was said, and why it may be.
NARROWER = {
    ("reported/karmada-4769", Cause.ETCD_SERVER_CERTIFICATE_EXPIRED): "the apiserver's log says so itself; that others "
    "expired with it only the certificates tell",
}


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What one incident gave: subsets tried, those still answered right, those that became honestly unknown, faults."""

    tried: int = 0
    right: int = 0
    unknown: int = 0
    wrong: tuple[Wrong, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            tried=self.tried + other.tried,
            right=self.right + other.right,
            unknown=self.unknown + other.unknown,
            wrong=(*self.wrong, *other.wrong),
        )


def try_all(incident: Incident, most: int) -> Tally:
    """Take away every subset of at most so many witnesses, each from the whole again."""
    view = incident.view()
    tally = Tally()
    for blind in subsets(witnesses(view), most):
        said, what = judged(incident, view, blind)
        wrong = (Wrong(incident=incident.name, blind=blind, said=what),) if said is Said.WRONG else ()
        tally += Tally(tried=1, right=said is Said.RIGHT, unknown=said is Said.UNKNOWN, wrong=wrong)
    return tally
