"""Values out of JSON that nobody promised the shape of: each is what was expected, or None."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime

# Snapshots are made by people too: what is larger than this was not written by `capture`.
MAX_BYTES = 64 * 1024 * 1024


def load(data: bytes) -> object:
    """Any JSON, None for what is none: not UTF-8, too large, too deep."""
    if len(data) > MAX_BYTES:
        return None
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value


def mapping(value: object) -> dict[str, object]:
    """A JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Iterator[dict[str, object]]:
    """The objects of a JSON list; what else stands in it is left out."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def strings(value: object) -> tuple[str, ...]:
    """The strings of a JSON list."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def text(value: object) -> str | None:
    """A string."""
    return value if isinstance(value, str) else None


def integer(value: object) -> int | None:
    """A whole number, also as a decimal string, as protobuf's JSON and journald write them."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and len(value) <= 20 and value.lstrip("-").isdecimal():
        try:
            return int(value)
        except ValueError:
            return None
    return None


def number(value: object) -> float | None:
    """A finite number, also as a string."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def boolean(value: object) -> bool | None:
    """`true` or `false`."""
    return value if isinstance(value, bool) else None


def time(value: object) -> datetime | None:
    """An RFC 3339 time, aware, in UTC; a time without a zone is taken for UTC; fractions beyond µs are cut."""
    if not isinstance(value, str) or not 10 <= len(value) <= 40:
        return None
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rfc3339(moment: datetime | None) -> str | None:
    """A time as RFC 3339 in UTC with `Z`."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
