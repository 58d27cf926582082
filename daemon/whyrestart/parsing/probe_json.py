"""`probes.json` of a snapshot: replayed probes as JSON, both ways (DESIGN.md, part 6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.observation import Outcome, ProbeResult, Variant
from whyrestart.parsing import json_value
from whyrestart.parsing.redaction import redact
from whyrestart.parsing.runtime_values import moment, rfc3339

MAX_BODY = 10 * 1024


def load(data: bytes, *, at: datetime) -> tuple[ProbeResult, ...]:
    """Every result that can be understood; one without a time has the snapshot's."""
    found = (_result(value, at) for value in json_value.items(json_value.load(data)))
    return tuple(result for result in found if result is not None)


def _result(value: dict[str, object], at: datetime) -> ProbeResult | None:
    def text(key: str) -> str:
        return json_value.text(value.get(key)) or ""

    try:
        kind, variant = ProbeKind(text("probe") or "liveness"), Variant(text("variant") or "kubelet")
        outcome = Outcome(text("outcome"))
    except ValueError:
        return None
    if not text("container"):
        return None
    return ProbeResult(
        at=moment(value.get("at")) or at,
        ref=ContainerRef(namespace=text("namespace"), pod=text("pod"), container=text("container")),
        kind=kind,
        variant=variant,
        url=redact(text("url")),
        outcome=outcome,
        status=json_value.integer(value.get("status")),
        error=redact(text("error")) or None,
        body=redact(text("body")[:MAX_BODY]),
        duration_seconds=json_value.number(value.get("duration_seconds")),
        credential=json_value.text(value.get("credential")),
    )


def to_json(results: Iterable[ProbeResult]) -> list[dict[str, object]]:
    """The same as plain values: `load` reads the same results back."""
    return [
        {
            "at": rfc3339(result.at),
            "namespace": result.ref.namespace,
            "pod": result.ref.pod,
            "container": result.ref.container,
            "probe": result.kind.value,
            "variant": result.variant.value,
            "url": result.url,
            "outcome": result.outcome.value,
            "status": result.status,
            "error": result.error,
            "body": result.body,
            "duration_seconds": result.duration_seconds,
            "credential": result.credential,
        }
        for result in results
    ]
