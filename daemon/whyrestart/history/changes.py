"""What of a look is worth keeping: diagnoses that changed, manifests that changed, last words of the dead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from whyrestart.ledger import Ledger
from whyrestart.model.diagnosis import Diagnosis, NodeDiagnosis, State
from whyrestart.model.identity import Subject
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ManifestGone, ManifestSeen, PodLogSeen
from whyrestart.model.record import DiagnosisChange, LastWords, ManifestRevision, Record

MAX_LINES = 40
MAX_LINE = 1000
MAX_WORDS = 8 * 1024
MAX_TEXT = 64 * 1024
MAX_SUMMARY = 2000
# Of so many dead attempts it is remembered that their last words are kept; forgetting one only writes it again.
MAX_KNOWN_WORDS = 500

_ManifestTold = ManifestSeen | ManifestGone


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was kept last: per subject, per manifest, per dead attempt; and what the last look told of manifests."""

    diagnoses: Mapping[Subject, DiagnosisChange] = field(default_factory=lambda: MappingProxyType({}))
    manifests: Mapping[str, ManifestRevision] = field(default_factory=lambda: MappingProxyType({}))
    words: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    told: frozenset[_ManifestTold] = frozenset()

    @classmethod
    def of(cls, newest_first: Iterable[Record]) -> Known:
        """What a history holds, from its records, newest first."""
        diagnoses: dict[Subject, DiagnosisChange] = {}
        manifests: dict[str, ManifestRevision] = {}
        words: dict[str, tuple[str, ...]] = {}
        for record in newest_first:
            if isinstance(record, DiagnosisChange):
                diagnoses.setdefault(record.subject, record)
            elif isinstance(record, ManifestRevision):
                manifests.setdefault(record.path, record)
            elif isinstance(record, LastWords) and len(words) < MAX_KNOWN_WORDS:
                words.setdefault(record.identity, record.lines)
        return cls(diagnoses=diagnoses, manifests=manifests, words=words)


def changes(
    known: Known, view: NodeView, diagnosis: NodeDiagnosis | None, ledger: Ledger
) -> tuple[Known, tuple[Record, ...]]:
    """What this look adds to what is known, and that as records."""
    diagnosed = tuple(_diagnoses(known, diagnosis)) if diagnosis else ()
    told: tuple[_ManifestTold, ...] = (*view.all(ManifestSeen), *view.all(ManifestGone))
    revised = tuple(_manifests(known, tuple(sorted(told, key=_at))))
    spoken = tuple(_words(known, view, ledger))
    words = {**known.words, **{each.identity: each.lines for each in spoken}}
    after = replace(
        known,
        diagnoses={**known.diagnoses, **{each.subject: each for each in diagnosed}},
        manifests={**known.manifests, **{each.path: each for each in revised}},
        words=dict(list(words.items())[-MAX_KNOWN_WORDS:]),
        told=frozenset(told),
    )
    return after, (*revised, *spoken, *diagnosed)


def _diagnoses(known: Known, node: NodeDiagnosis) -> Iterator[DiagnosisChange]:
    for diagnosis in node.diagnoses:
        former = known.diagnoses.get(diagnosis.subject)
        now = _diagnosis(diagnosis)
        nothing_yet = former is None and now.state is State.HEALTHY and now.cause is None
        if not nothing_yet and (former is None or _said(former) != _said(now)):
            yield now


def _diagnosis(diagnosis: Diagnosis) -> DiagnosisChange:
    return DiagnosisChange(
        subject=diagnosis.subject,
        at=diagnosis.at,
        state=diagnosis.state,
        cause=diagnosis.cause,
        confidence=diagnosis.confidence,
        origin=diagnosis.origin,
        summary=diagnosis.summary[:MAX_SUMMARY],
        detail=tuple((key, value[:MAX_SUMMARY]) for key, value in diagnosis.detail),
        remedy=diagnosis.remedies[0].title if diagnosis.remedies else "",
        downstream_of=str(diagnosis.downstream_of or ""),
    )


def _said(change: DiagnosisChange) -> tuple[object, ...]:
    """What makes a diagnosis another one: a summary names times and counts that change at every look."""
    return change.state, change.cause, change.confidence, change.downstream_of


def _manifests(known: Known, told: tuple[_ManifestTold, ...]) -> Iterator[ManifestRevision]:
    """Each revision among what was told since the last look."""
    last = dict(known.manifests)
    for seen in told:
        if seen in known.told:
            continue
        revision = _revision(seen, last.get(_path(seen)))
        if revision is not None:
            last[revision.path] = revision
            yield revision


def _at(seen: _ManifestTold) -> datetime:
    return seen.at


def _path(seen: _ManifestTold) -> str:
    return seen.manifest.path if isinstance(seen, ManifestSeen) else seen.path


def _revision(seen: _ManifestTold, former: ManifestRevision | None) -> ManifestRevision | None:
    if isinstance(seen, ManifestGone):
        if former is None or former.gone:
            return None
        return ManifestRevision(
            path=seen.path, at=seen.at, gone=True, namespace=former.namespace, pod=former.pod, text=former.text
        )
    manifest = seen.manifest
    if former is not None and former.sha256 == manifest.sha256:
        return None
    text = manifest.text[:MAX_TEXT]
    return ManifestRevision(
        path=manifest.path,
        at=seen.at,
        sha256=manifest.sha256,
        text=text,
        diff=_diff(manifest.path, former.text, text) if former else "",
        problem=manifest.problem.message if manifest.problem else "",
        namespace=manifest.pod.namespace if manifest.pod else "",
        pod=manifest.pod.name if manifest.pod else "",
    )


def _diff(path: str, before: str, after: str) -> str:
    name = path.lstrip("/")
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
    return "\n".join(lines)[:MAX_TEXT]


def _words(known: Known, view: NodeView, ledger: Ledger) -> Iterator[LastWords]:
    for log in view.newest(PodLogSeen).values():
        if not log.lines or not ledger.is_dead(log.attempt_key):
            continue
        lines = _tail([line.text for line in log.lines])
        words = LastWords(
            key=log.attempt_key,
            at=log.lines[-1].at or log.modified_at or log.at,
            lines=lines,
            skipped_lines=log.skipped_lines + len(log.lines) - len(lines),
            path=log.path,
            generation=ledger.generation(log.attempt_key),
        )
        if known.words.get(words.identity) != lines:
            yield words


def _tail(lines: list[str]) -> tuple[str, ...]:
    kept: list[str] = []
    room = MAX_WORDS
    for line in reversed(lines[-MAX_LINES:]):
        cut = line[:MAX_LINE]
        room -= len(cut)
        if room < 0 and kept:
            break
        kept.append(cut)
    return tuple(reversed(kept))
