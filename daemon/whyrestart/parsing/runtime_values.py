"""Values as container runtimes and the kubelet write them: times that may be "never", texts that may hold secrets."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from whyrestart.parsing import json_value
from whyrestart.parsing.redaction import redact

_RFC3339 = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Before this lie Go's zero time, the epoch, and what a clock shows that was never set: all of them mean "never".
_FIRST_BELIEVED = datetime(1971, 1, 1, tzinfo=UTC)
# A termination message is at most 4 KiB (kubelet: 12 KiB a pod), Docker's error text is not bounded.
MAX_MESSAGE = 16 * 1024


def moment(value: object) -> datetime | None:
    """A time as RFC 3339 or as nanoseconds since 1970, in UTC to the microsecond; None for "never" and nonsense."""
    try:
        if (nanoseconds := json_value.integer(value)) is not None:
            at = _EPOCH + timedelta(microseconds=nanoseconds // 1000)
        elif isinstance(value, str) and (match := _RFC3339.fullmatch(value)):
            day, clock, fraction, zone = match.groups()
            zone = "+00:00" if zone in "Zz" else zone
            at = datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0')[:6]:0<6}{zone}").astimezone(UTC)
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return at if at >= _FIRST_BELIEVED else None


def rfc3339(at: datetime | None) -> str:
    """A time as crictl prints it; Go's zero time for None."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else "0001-01-01T00:00:00Z"


def text(value: object) -> str:
    """A string that can be written as UTF-8; empty for anything else."""
    found = json_value.text(value) or ""
    return found if found.isascii() else found.encode("utf-8", "replace").decode("utf-8")


def message(value: object) -> str:
    """What a program or runtime said, cut to MAX_MESSAGE characters from its end, secrets redacted."""
    return redact(text(value)[-4 * MAX_MESSAGE :])[-MAX_MESSAGE:]
