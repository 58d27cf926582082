"""Every incident that the suite knows: a node to look at, and what is wrong with it.

`reported/` are restart loops that people reported in public, `recorded/` those of a real kubelet, `own` and `further`
are made by code (builder.py) from what the programs print.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from whyrestart.diagnosing import diagnose
from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause, Confidence, Role
from whyrestart.model.diagnosis import NodeDiagnosis
from whyrestart.model.identity import ContainerRef
from whyrestart.model.node import NodeView
from whyrestart.snapshot.load import load

HERE = Path(__file__).parent
# Thousands of small directories live for milliseconds; None: where temporary files usually lie.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
SURE = frozenset({Confidence.PROVEN, Confidence.LIKELY})


@dataclass(frozen=True, kw_only=True)
class Expected:
    """`causes`: any of them is right; empty: nothing is to be repaired. `never`: these would be wrong.

    `subject` is a container or a unit; `others` what is said of further containers. `wider` is true as well, and tells
    less: what may be said where the line that tells more is lost.
    """

    causes: frozenset[Cause] = frozenset()
    never: frozenset[Cause] = frozenset()
    wider: frozenset[Cause] = frozenset()
    subject: str | None = None
    confidence: frozenset[Confidence] = SURE
    others: dict[str, Cause] = field(default_factory=dict)
    source: str = ""

    @classmethod
    def read(cls, path: Path) -> "Expected":
        """`cause` is a slug, a list of slugs, `{"not": slug}` or null."""
        value = json.loads(path.read_text())
        cause = value["cause"]
        never = frozenset({Cause(cause["not"])}) if isinstance(cause, dict) else frozenset()
        slugs = [] if cause is None or never else [cause] if isinstance(cause, str) else cause
        return cls(
            causes=frozenset(map(Cause, slugs)),
            never=never,
            subject=value.get("subject"),
            confidence=frozenset(map(Confidence, value["confidence"])) if "confidence" in value else SURE,
            others={name: Cause(slug) for name, slug in value.get("others", {}).items()},
            source=value.get("source", ""),
        )

    @property
    def benign(self) -> bool:
        """Whether what happened is expected, so that there is nothing to repair."""
        return bool(self.causes) and all(CAUSES[cause].role is Role.BENIGN for cause in self.causes)


@dataclass(frozen=True, kw_only=True)
class Incident:
    """`name` is `collection/id`."""

    name: str
    expected: Expected
    contents: Callable[[], dict[str, bytes]]

    def view(self) -> NodeView:
        """The node as the program's own loader reads it."""
        return view(self.contents())

    @property
    def family(self) -> str:
        """The family of the (first) cause; `near miss` where only a wrong one is named, `healthy` where none is."""
        if self.expected.never:
            return "near miss"
        return CAUSES[min(self.expected.causes)].family if self.expected.causes else "healthy"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The program's verdict on an incident, reduced to what is compared."""

    cause: Cause | None
    confidence: Confidence
    subject: str
    benign: frozenset[Cause]
    of: dict[str, Cause | None]

    @classmethod
    def of_node(cls, found: NodeDiagnosis) -> "Answer":
        """Reduce a diagnosis."""
        verdict = found.verdict
        named = {each.cause for each in found.diagnoses if each.cause is not None}
        return cls(
            cause=verdict.cause if verdict else None,
            confidence=verdict.confidence if verdict else Confidence.NONE,
            subject=name(verdict.subject) if verdict else "",
            benign=frozenset(cause for cause in named if CAUSES[cause].role is Role.BENIGN),
            of={name(each.subject): each.cause for each in found.diagnoses},
        )

    @property
    def abstains(self) -> bool:
        """It says that it does not know, or sees nothing to repair."""
        return self.cause in {None, Cause.UNKNOWN}


def view(contents: Mapping[str, bytes]) -> NodeView:
    """A snapshot's files, by name, as the program reads them from a directory."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as directory:
        for each, data in contents.items():
            path = Path(directory, each)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return load(Path(directory))


def name(subject: object) -> str:
    """The container's or unit's name."""
    return subject.container if isinstance(subject, ContainerRef) else str(subject)


def answer(incident: Incident) -> Answer:
    """Diagnose it."""
    return Answer.of_node(diagnose(incident.view()))


def verdict(contents: Mapping[str, bytes]) -> Answer:
    """Diagnose a snapshot's files."""
    return Answer.of_node(diagnose(view(contents)))


def is_right(expected: Expected, given: Answer) -> bool:
    """Whether the verdict is an acceptable one."""
    if expected.never:
        return given.cause not in expected.never and not given.benign & expected.never
    if not expected.causes:
        return given.cause is None
    if expected.benign:
        return given.cause is None and bool(given.benign & expected.causes)
    return given.cause in expected.causes


def is_confidently_wrong(expected: Expected, given: Answer) -> bool:
    """The worst defect: a cause is named as likely or proven, and it is not the cause.

    A consequence that is truly there is not wrong, only not the root of it; nor is what tells less.
    """
    if given.cause is not None and expected.others.get(given.subject) is given.cause:
        return False
    if given.cause in expected.wider:
        return False
    return not is_right(expected, given) and not given.abstains and given.confidence in SURE


def read(directory: Path) -> dict[str, bytes]:
    """A snapshot directory's files, by name."""
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def directories(collection: str) -> tuple[Incident, ...]:
    """The incidents that lie as snapshots in a directory."""
    return tuple(
        Incident(
            name=f"{collection}/{path.parent.name}",
            expected=Expected.read(path),
            contents=lambda path=path: read(path.parent / "node"),
        )
        for path in sorted((HERE / collection).glob("*/expected.json"))
    )


def further() -> Iterator[Incident]:
    """What the modules `further*.py` hold: one tuple each, called as its module is."""
    for module in sorted(path.stem for path in HERE.glob("further*.py")):
        yield from getattr(import_module(f"incidents.{module}"), module.upper())


def corpus() -> tuple[Incident, ...]:
    """All of them."""
    # The builders speak in this module's types.
    from incidents.own.every import OWN

    return (*directories("recorded"), *directories("reported"), *further(), *OWN)
