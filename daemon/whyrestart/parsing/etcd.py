"""etcd of itself: `/health`, `/livez?verbose`, `/readyz?verbose`, `/metrics`, and from and to a snapshot's `etcd.json`.

{"health":"true"}                                                   until 3.4
{"health":"false","reason":"RAFT NO LEADER"}                        3.5 and later: also ALARM NOSPACE, ALARM CORRUPT
[+]serializable_read ok / [-]data_corruption failed: ...            the other two, 3.5.11, 3.4.29 and later
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from whyrestart.model.observation import EtcdSeen
from whyrestart.parsing import json_value as read

# What rules read, and what tells a slow disk from a full one.
METRICS = frozenset(
    {
        "etcd_server_has_leader", "etcd_server_is_leader", "etcd_server_is_learner",
        "etcd_server_leader_changes_seen_total", "etcd_server_proposals_pending", "etcd_server_proposals_failed_total",
        "etcd_server_slow_apply_total", "etcd_server_slow_read_indexes_total", "etcd_server_health_failures",
        "etcd_server_heartbeat_send_failures_total", "etcd_server_quota_backend_bytes",
        "etcd_mvcc_db_total_size_in_bytes", "etcd_mvcc_db_total_size_in_use_in_bytes",
        "etcd_debugging_mvcc_db_total_size_in_bytes", "etcd_disk_wal_fsync_duration_seconds_sum",
        "etcd_disk_wal_fsync_duration_seconds_count", "etcd_disk_wal_fsync_duration_seconds_bucket",
        "etcd_disk_backend_commit_duration_seconds_sum", "etcd_disk_backend_commit_duration_seconds_count",
    }
)  # fmt: skip
MAX_SAMPLES = 200

_SAMPLE = re.compile(r"([a-zA-Z_:][\w:]*)(\{[^}]*\})? +(\S+)(?: \d+)?\s*")
_ALARM = re.compile(r"\bALARM ([A-Z]+)|\balarm:([A-Z]+)")
MAX_REASON = 500


def seen(at: datetime, *, health: bytes | None = None, live: str = "", ready: str = "", metrics: str = "") -> EtcdSeen:
    """Put together what the endpoints answered; what was not answered is not known.

    `live` and `ready` are the bodies of a failed /livez and /readyz. What fails in both is told of /livez: for that a
    kubelet kills.
    """
    value = read.mapping(read.load(health)) if health is not None else {}
    dead = dict.fromkeys(_failed(live))
    reasons = [
        read.text(value.get("reason")) or "",
        *(f"/livez: {check}" for check in dead),
        *(check for check in _failed(ready) if check not in dead),
    ]
    reason = "; ".join(part for part in reasons if part)[:MAX_REASON]
    samples = tuple(_samples(metrics))
    return EtcdSeen(
        at=at,
        healthy=_healthy(value.get("health")),
        reason=reason,
        alarms=tuple(dict.fromkeys(found[1] or found[2] for found in _ALARM.finditer(reason))),
        has_leader=_has_leader(reason, dict(samples)),
        metrics=samples,
    )


def from_json(data: bytes, at: datetime) -> EtcdSeen | None:
    """`etcd.json`: `health` as /health gives it, `alarms` by name, `metrics` as text; None where it is no object."""
    value = read.load(data)
    if not isinstance(value, dict):
        return None
    health = read.mapping(value.get("health"))
    reason = (read.text(health.get("reason")) or "")[:MAX_REASON]
    samples = tuple(_samples(read.text(value.get("metrics")) or ""))
    named = (found[1] or found[2] for found in _ALARM.finditer(reason))
    return EtcdSeen(
        at=at,
        healthy=_healthy(health.get("health")),
        reason=reason,
        alarms=tuple(dict.fromkeys((*read.strings(value.get("alarms")), *named))),
        has_leader=_has_leader(reason, dict(samples)),
        metrics=samples,
    )


def to_json(etcd: EtcdSeen) -> dict[str, object]:
    """The same as plain values."""
    health: dict[str, object] = {} if etcd.healthy is None else {"health": "true" if etcd.healthy else "false"}
    if etcd.reason:
        health["reason"] = etcd.reason
    return {
        "health": health,
        "alarms": list(etcd.alarms),
        "metrics": "".join(f"{name} {value!r}\n" for name, value in etcd.metrics),
    }


def _healthy(value: object) -> bool | None:
    """3.3 and later say it in text."""
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else read.boolean(value)


def _failed(checks: str) -> Iterator[str]:
    """The failed checks of a verbose answer, as they stand there."""
    for line in checks.splitlines()[:100]:
        if line.startswith("[-]"):
            yield line[3:].strip()


def _has_leader(reason: str, metrics: dict[str, float]) -> bool | None:
    if "NO LEADER" in reason:
        return False
    told = metrics.get("etcd_server_has_leader")
    return None if told is None else told == 1


def _samples(text: str) -> Iterator[tuple[str, float]]:
    """The samples of METRICS; a bucket keeps its labels in its name."""
    count = 0
    for line in text.splitlines():
        if not line.startswith("etcd_"):
            continue
        match = _SAMPLE.fullmatch(line)
        if match is None or match[1] not in METRICS:
            continue
        value = read.number(match[3])
        if value is not None:
            yield match[1] + (match[2] or ""), value
            count += 1
        if count >= MAX_SAMPLES:
            return
