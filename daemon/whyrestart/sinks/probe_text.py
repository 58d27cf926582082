"""Replayed probes as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from whyrestart.model.observation import Outcome, ProbeResult
from whyrestart.sinks.escaping import one_line

_STYLES = {Outcome.SUCCESS: "green", Outcome.FAILURE: "bold red", Outcome.UNKNOWN: "yellow"}


def show(results: Iterable[ProbeResult], console: Console) -> None:
    """Print a row for each: who was asked what and in which variant, and what it answered after how long."""
    table = Table(box=None, pad_edge=False)
    for heading in ("container", "probe", "variant", "outcome", "answer", "ms", "asked"):
        table.add_column(heading, overflow="fold")
    for each in results:
        answer = str(each.status) if each.status is not None else each.error or ""
        spent = "" if each.duration_seconds is None else f"{each.duration_seconds * 1000:.0f}"
        # As Text: to rich a string's brackets are markup, and an IPv6 address would be gone.
        told = (each.ref.container, each.kind, each.variant, each.outcome, answer, spent, each.url)
        cells = [Text(one_line(cell)) for cell in told]
        cells[3].stylize(_STYLES[each.outcome])
        table.add_row(*cells)
    console.print(table)
