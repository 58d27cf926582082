"""Processes from and to a snapshot's `processes.json`.

[{"pid": 812, "program": "kube-apiserver", "started_at": "2026-11-23T08:00:00Z", "container_id": "4f...",
  "pod_uid": "9d78...", "command_line": ["kube-apiserver", "--secure-port=6443"]}]
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from whyrestart.model.observation import ProcessSeen
from whyrestart.parsing import json_value as read
from whyrestart.parsing.redaction import redact_words


def from_json(data: bytes, at: datetime) -> tuple[ProcessSeen, ...]:
    """Every process with a number, a name and a start; words are redacted once more."""
    found = (_process(item, at) for item in read.items(read.load(data)))
    return tuple(seen for seen in found if seen is not None)


def to_json(seen: Iterable[ProcessSeen]) -> list[dict[str, object]]:
    """The same as plain values."""
    return [
        {
            "pid": each.pid,
            "program": each.program,
            "started_at": read.rfc3339(each.started_at),
            "container_id": each.container_id,
            "pod_uid": each.pod_uid,
            "command_line": list(each.command_line),
        }
        for each in seen
    ]


def _process(item: dict[str, object], at: datetime) -> ProcessSeen | None:
    pid, program = read.integer(item.get("pid")), read.text(item.get("program"))
    started_at = read.time(item.get("started_at"))
    if pid is None or not program or started_at is None:
        return None
    return ProcessSeen(
        at=at,
        pid=pid,
        program=program,
        started_at=started_at,
        container_id=read.text(item.get("container_id")),
        pod_uid=read.text(item.get("pod_uid")),
        command_line=redact_words(read.strings(item.get("command_line"))),
    )
