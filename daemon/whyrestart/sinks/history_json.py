"""The history as the JSON of `history -o json`, and its restarts as `/api/v1/history` gives them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from whyrestart.model.identity import ContainerRef
from whyrestart.model.record import Death, DiagnosisChange, LastWords, ManifestRevision, Record
from whyrestart.sinks.diagnosis_json import timestamp
from whyrestart.sinks.history_rows import Row, past

SCHEMA = 1

Json = dict[str, Any]


def dumps(newest_first: Iterable[Record]) -> str:
    """The document as indented text; bytes that were not UTF-8 where they were read become U+FFFD."""
    text = json.dumps(to_json(newest_first), indent=2, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def to_json(newest_first: Iterable[Record]) -> Json:
    """Restarts, ends that nothing followed yet, changed diagnoses and manifests, each newest first."""
    told = past(newest_first)
    return {
        "schema": SCHEMA,
        "restarts": [_restart(row) for row in told.rows if row.restart is not None],
        "ended": [
            _names(row.death.subject)
            | {"pod_uid": row.death.key.pod_uid, "attempt": row.death.key.attempt}
            | {"ended": _ended(row), "log": _log(row.words)}
            for row in told.rows
            if row.restart is None and row.death is not None
        ],
        "diagnoses": [_diagnosis(each) for each in told.diagnoses],
        "manifests": [_manifest(each) for each in told.manifests],
    }


def restarts(newest_first: Iterable[Record], limit: int | None = None) -> list[Json]:
    """The restarts alone, newest first, at most `limit`."""
    return [_restart(row) for row in past(newest_first).rows if row.restart is not None][:limit]


def _restart(row: Row) -> Json:
    restart = row.restart
    assert restart is not None  # noqa: S101  # the callers see to it
    return _names(restart.subject) | {
        "at": timestamp(restart.at),
        "kind": str(restart.kind),
        "pod_uid": restart.pod_uid,
        "attempt": restart.attempt,
        "generation": restart.generation,
        "times": restart.times,
        "counted": restart.counted,
        "inferred": restart.inferred,
        "cause": None if restart.cause is None else str(restart.cause),
        "ended": _ended(row),
        "log": _log(row.words),
    }


def _names(subject: object) -> Json:
    ref = subject if isinstance(subject, ContainerRef) else None
    return {
        "subject": str(subject),
        "namespace": None if ref is None else ref.namespace,
        "pod": None if ref is None else ref.pod,
        "container": None if ref is None else ref.container,
    }


def _ended(row: Row) -> Json | None:
    """How the attempt before it ended; None where nobody saw that."""
    death: Death | None = row.death
    if death is None and row.exit_code is None and not row.reason:
        return None
    return {
        "at": timestamp(death.at) if death else None,
        "started_at": timestamp(death.started_at) if death else None,
        "exit_code": row.exit_code,
        "reason": row.reason,
        "message": death.message if death else "",
        "lifetime_seconds": row.lifetime_seconds,
    }


def _log(words: LastWords | None) -> Json | None:
    if words is None:
        return None
    return {"lines": list(words.lines), "skipped_lines": words.skipped_lines, "path": words.path}


def _diagnosis(change: DiagnosisChange) -> Json:
    return _names(change.subject) | {
        "at": timestamp(change.at),
        "state": str(change.state),
        "origin": None if change.origin is None else str(change.origin),
        "cause": None if change.cause is None else str(change.cause),
        "confidence": str(change.confidence),
        "summary": change.summary,
        "detail": dict(change.detail),
        "remedy": change.remedy or None,
        "downstream_of": change.downstream_of or None,
    }


def _manifest(revision: ManifestRevision) -> Json:
    return {
        "path": revision.path,
        "at": timestamp(revision.at),
        "namespace": revision.namespace or None,
        "pod": revision.pod or None,
        "sha256": revision.sha256 or None,
        "gone": revision.gone,
        "problem": revision.problem or None,
        "diff": revision.diff or None,
    }
