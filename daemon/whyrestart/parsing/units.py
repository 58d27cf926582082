"""systemd units: from the properties that the bus and `systemctl show` give, from and to `systemd/units.json`.

{"kubelet.service": {"LoadState": "loaded", "ActiveState": "activating", "SubState": "auto-restart",
 "Result": "exit-code", "NRestarts": 110, "ExecMainCode": 1, "ExecMainStatus": 1}}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from whyrestart.model.observation import UnitSeen
from whyrestart.parsing import json_value as read


def from_properties(unit: str, properties: Mapping[str, object], at: datetime) -> UnitSeen:
    """A unit by its properties. Numbers may be decimal text, times microseconds or text; zero times mean never."""
    return UnitSeen(
        at=at,
        unit=unit,
        load_state=read.text(properties.get("LoadState")) or "",
        active_state=read.text(properties.get("ActiveState")) or "",
        sub_state=read.text(properties.get("SubState")) or "",
        result=read.text(properties.get("Result")) or "",
        n_restarts=read.integer(properties.get("NRestarts")),
        exec_main_status=read.integer(properties.get("ExecMainStatus")),
        exec_main_code=read.integer(properties.get("ExecMainCode")),
        main_pid=read.integer(properties.get("MainPID")) or None,
        active_since=_time(properties.get("ActiveEnterTimestamp")),
        main_started_at=_time(properties.get("ExecMainStartTimestamp")),
        main_exited_at=_time(properties.get("ExecMainExitTimestamp")),
    )


def from_json(data: bytes, at: datetime) -> tuple[UnitSeen, ...]:
    """`systemd/units.json`; what is no object in it is left out."""
    return tuple(
        from_properties(unit[:256], properties, at)
        for unit, properties in read.mapping(read.load(data)).items()
        if isinstance(properties, dict)
    )


def to_json(units: Iterable[UnitSeen]) -> dict[str, dict[str, object]]:
    """The same as plain values; what is not known is left out."""
    return {unit.unit: {key: value for key, value in _properties(unit).items() if value not in {None, ""}}
            for unit in units}  # fmt: skip


def _properties(unit: UnitSeen) -> dict[str, object]:
    return {
        "LoadState": unit.load_state,
        "ActiveState": unit.active_state,
        "SubState": unit.sub_state,
        "Result": unit.result,
        "NRestarts": unit.n_restarts,
        "ExecMainStatus": unit.exec_main_status,
        "ExecMainCode": unit.exec_main_code,
        "MainPID": unit.main_pid,
        "ActiveEnterTimestamp": read.rfc3339(unit.active_since),
        "ExecMainStartTimestamp": read.rfc3339(unit.main_started_at),
        "ExecMainExitTimestamp": read.rfc3339(unit.main_exited_at),
    }


def _time(value: object) -> datetime | None:
    """Microseconds since the epoch, RFC 3339, or `Mon 2026-11-23 08:00:00 UTC` as systemctl prints it."""
    micros = read.integer(value)
    if micros is not None:
        with suppress(OverflowError):
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros) if micros > 0 else None
        return None
    if isinstance(value, str) and value.endswith(" UTC"):
        with suppress(ValueError):
            return datetime.strptime(value, "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    return read.time(value)
