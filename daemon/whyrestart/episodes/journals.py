"""A unit's journal, line by line, as its program meant it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from whyrestart.model.log_entry import LogEntry
from whyrestart.model.node import NodeView
from whyrestart.model.observation import JournalLine
from whyrestart.parsing.component_log import parse

# Docker's errors end with a line's end, in the midst of what an old kubelet says (dockertools/manager.go, to 1.6).
_GOES_ON = "; Skipping pod "


def journal(view: NodeView, unit: str) -> Iterator[LogEntry]:
    """A unit's lines, parsed, oldest first. The service manager's own lines about it have `origin` `systemd`."""
    held: LogEntry | None = None
    for line in view.journals.get(unit, ()):
        if held is not None and line.message.startswith(_GOES_ON):
            held = replace(held, text=held.text + line.message, raw=held.raw + line.message)
            continue
        if held is not None:
            yield held
        entry = _parsed(line.message, line.at)
        held = replace(entry, origin="systemd") if line.identifier.startswith("systemd") else entry
    if held is not None:
        yield held


def own_words(view: NodeView, unit: str) -> list[LogEntry]:
    """A unit's lines but for the service manager's, parsed, oldest first."""
    return [entry for entry in journal(view, unit) if entry.origin != "systemd"]


def kernel_lines(view: NodeView) -> tuple[JournalLine, ...]:
    """What the kernel said, oldest first."""
    return view.journals.get("kernel", ())


@lru_cache(maxsize=20_000)
def _parsed(message: str, at: datetime) -> LogEntry:
    return parse(message, at=at, year=at.year)
