"""Gaps from and to a snapshot's `gaps.json`: what was not visible when it was taken, and why.

[{"source": "journal", "why": "permission denied", "since": "2026-11-23T08:00:00Z", "until": null}]
Where the operator wants it so, `"intended": true` besides.
"""

from __future__ import annotations

from collections.abc import Iterable

from whyrestart.model.observation import Gap, Source
from whyrestart.parsing import json_value as read
from whyrestart.parsing.redaction import redact


def from_json(data: bytes) -> tuple[Gap, ...]:
    """Every gap of a source that is known here."""
    return tuple(
        Gap(
            source=Source(source),
            why=redact(read.text(item.get("why")) or ""),
            since=read.time(item.get("since")),
            until=read.time(item.get("until")),
            intended=item.get("intended") is True,
        )
        for item in read.items(read.load(data))
        if (source := read.text(item.get("source"))) in _KNOWN
    )


def to_json(gaps: Iterable[Gap]) -> list[dict[str, object]]:
    """The same as plain values."""
    return [
        {
            "source": gap.source.value,
            "why": gap.why,
            "since": read.rfc3339(gap.since),
            "until": read.rfc3339(gap.until),
            **({"intended": True} if gap.intended else {}),
        }
        for gap in gaps
    ]


_KNOWN = frozenset(source.value for source in Source)
