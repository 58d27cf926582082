"""A unit's journal, line by line, as its program meant it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from whyrestart.model.identity import KUBELETS_ALONE
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.node import NodeView
from whyrestart.model.observation import JournalLine
from whyrestart.parsing.component_log import parse

# A supervisor's mark of what it passes on of a kubelet (k0s' pkg/supervisor).
OF_KUBELET = re.compile(r"\bcomponent=\"?kubelet\b")

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


def kubelet_lines(view: NodeView) -> tuple[JournalLine, ...]:
    """The journal of the unit in which nothing but the kubelet runs: its own, or a snap's."""
    units = ("kubelet", *sorted(name.removesuffix(".service") for name in KUBELETS_ALONE))
    return next((lines for unit in units if (lines := view.journals.get(unit))), ())


def kubelet_journal(view: NodeView) -> Iterator[LogEntry]:
    """What the node's kubelet said, in its own unit or a snap's, or as k0s passes it on."""
    own = kubelet_lines(view)
    if own:
        yield from journal(view, own[0].unit)
        return
    for unit in ("k0scontroller", "k0sworker"):
        yield from (entry for entry in journal(view, unit) if OF_KUBELET.search(entry.raw))


def own_words(view: NodeView, unit: str) -> list[LogEntry]:
    """A unit's lines but for the service manager's, parsed, oldest first."""
    return [entry for entry in journal(view, unit) if entry.origin != "systemd"]


def kernel_lines(view: NodeView) -> tuple[JournalLine, ...]:
    """What the kernel said, oldest first."""
    return view.journals.get("kernel", ())


@lru_cache(maxsize=20_000)
def _parsed(message: str, at: datetime) -> LogEntry:
    return parse(message, at=at, year=at.year)
