"""The table that the real suite prints at its end: measured, never asserted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .judging import foretold
from .watching import Seen

_HEADS = ("case", "verdict", "confidence", "first right, s", "restarts said/real", "foretold, s before", "off, s",
          "fix", "RSS, MB", "CPU, %", "took, s")  # fmt: skip


def table(cases: Sequence[Seen]) -> str:
    """One line a case, in columns."""
    rows = [_HEADS, *(_row(seen) for seen in cases)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(seen: Seen) -> tuple[str, ...]:
    verdict = (seen.after[-1].verdict if seen.after else None) or {}
    counted = seen.counted.get(seen.fault.subject)
    stated = foretold(seen)
    kill = seen.kills[0] if seen.kills else None
    return (
        seen.name,
        verdict.get("cause", "nothing"),
        verdict.get("confidence", "-"),
        _seconds(seen.first_right_at, seen.broken_at) if seen.fault.cause else "-",
        f"{counted.metric:.0f}/{counted.oracle_total}" if counted and counted.metric is not None else "-",
        _seconds(kill, stated[0][0]) if stated else "-",
        _seconds(stated[-1][1], kill) if stated else "-",
        _fix(seen),
        f"{seen.ran.peak_rss_bytes / 2**20:.0f}",
        f"{100 * seen.ran.cpu_seconds / seen.ran.lived_seconds:.1f}" if seen.ran.lived_seconds else "-",
        " ".join(f"{phase} {seconds:.0f}" for phase, seconds in seen.seconds.items()),
    )


def _fix(seen: Seen) -> str:
    fixed = seen.fixed
    if fixed is None or not fixed.wrote:
        return "no edit"
    return f"healed, {fixed.seconds:.0f} s" if fixed.healed else "not healed"


def _seconds(later: datetime | None, earlier: datetime | None) -> str:
    return "-" if later is None or earlier is None else f"{(later - earlier).total_seconds():.1f}"
