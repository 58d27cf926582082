"""A diagnosis as the JSON of `diagnose -o json` and `/api/v1/diagnosis`; its schema is `diagnosis.schema.json`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Diagnosis, Inconclusive, NodeDiagnosis, State
from whyrestart.model.identity import ContainerRef
from whyrestart.model.observation import Gap
from whyrestart.model.remedy import Remedy

SCHEMA = 1

Json = dict[str, Any]


def dumps(diagnosis: NodeDiagnosis) -> str:
    """The document as indented text; bytes that were not UTF-8 where they were read become U+FFFD."""
    text = json.dumps(to_json(diagnosis), indent=2, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def to_json(diagnosis: NodeDiagnosis) -> Json:
    """The document as plain values, for `json.dumps`."""
    return {
        "schema": SCHEMA,
        "node": diagnosis.node,
        "at": timestamp(diagnosis.at),
        "kubernetes_version": None if diagnosis.version is None else str(diagnosis.version),
        "verdict": None if diagnosis.verdict is None else _verdict(diagnosis.verdict),
        "diagnoses": [_diagnosis(each) for each in diagnosis.diagnoses],
        "gaps": [_gap(gap) for gap in diagnosis.gaps],
        "not_static_pods": [{"file": each.path, "line": each.line, "why": each.why} for each in diagnosis.refused],
    }


def timestamp(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC with `Z`; fractions only where there are any."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def cause_of(diagnosis: Diagnosis) -> Cause | None:
    """The cause; `unknown` where something is wrong and nothing was found, None where nothing is wrong."""
    if diagnosis.cause is None and diagnosis.state is not State.HEALTHY:
        return Cause.UNKNOWN
    return diagnosis.cause


def _verdict(diagnosis: Diagnosis) -> Json:
    return {
        "subject": str(diagnosis.subject),
        "cause": str(cause_of(diagnosis) or Cause.UNKNOWN),
        "confidence": str(diagnosis.confidence),
        "summary": diagnosis.summary,
    }


def _diagnosis(diagnosis: Diagnosis) -> Json:
    ref = diagnosis.subject if isinstance(diagnosis.subject, ContainerRef) else None
    return {
        "subject": str(diagnosis.subject),
        "namespace": None if ref is None else ref.namespace,
        "pod": None if ref is None else ref.pod,
        "container": None if ref is None else ref.container,
        "state": str(diagnosis.state),
        "origin": None if diagnosis.origin is None else str(diagnosis.origin),
        "restarts": diagnosis.restarts,
        "last_restart_at": timestamp(diagnosis.last_restart_at),
        "next_kill_at": timestamp(diagnosis.next_kill_at),
        "cause": None if (cause := cause_of(diagnosis)) is None else str(cause),
        "confidence": str(diagnosis.confidence),
        "summary": diagnosis.summary,
        "detail": dict(diagnosis.detail),
        "evidence": [
            {"source": each.source, "at": timestamp(each.at), "says": each.says} for each in diagnosis.evidence
        ],
        "ruled_out": [{"cause": str(each.cause), "because": each.because} for each in diagnosis.ruled_out],
        "inconclusive": [_inconclusive(each) for each in diagnosis.inconclusive],
        "downstream_of": None if diagnosis.downstream_of is None else str(diagnosis.downstream_of),
        "remedies": [_remedy(remedy) for remedy in diagnosis.remedies],
    }


def _inconclusive(inconclusive: Inconclusive) -> Json:
    return {
        "cause": str(inconclusive.cause),
        "blind": [str(source) for source in inconclusive.blind],
        "settles": inconclusive.settles,
    }


def _remedy(remedy: Remedy) -> Json:
    return {
        "title": remedy.title,
        "diff": remedy.diff,
        "commands": list(remedy.commands),
        "valid_for": remedy.valid_for,
        "caution": remedy.caution,
    }


def _gap(gap: Gap) -> Json:
    return {
        "source": str(gap.source),
        "why": gap.why,
        "since": timestamp(gap.since),
        "until": timestamp(gap.until),
        "intended": gap.intended,
    }
