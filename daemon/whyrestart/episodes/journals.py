"""A unit's journal, line by line, as its program meant it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from whyrestart.model.identity import CARRIERS, KUBELET, KUBELETS
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.node import NodeView
from whyrestart.model.observation import JournalLine, UnitSeen
from whyrestart.parsing.component_log import parse

# A supervisor's mark of what it passes on of a kubelet (k0s' pkg/supervisor).
OF_KUBELET = re.compile(r"\bcomponent=\"?kubelet\b")

# Docker's errors end with a line's end, in the midst of what an old kubelet says (dockertools/manager.go, to 1.6).
_GOES_ON = "; Skipping pod "


def journal(view: NodeView, unit: str) -> tuple[LogEntry, ...]:
    """A unit's lines, parsed, oldest first. The service manager's own lines about it have `origin` `systemd`."""
    if unit not in view.parsed:
        view.parsed[unit] = tuple(_entries(view, unit))
    return view.parsed[unit]


def _entries(view: NodeView, unit: str) -> Iterator[LogEntry]:
    held: LogEntry | None = None
    for line in view.journals.get(unit, ()):
        if held is not None and line.message.startswith(_GOES_ON):
            held = replace(held, text=held.text + line.message, raw=held.raw + line.message)
            continue
        if held is not None:
            yield held
        entry = _parsed(line.message, line.at)
        # Its child speaks as `(kubelet)` until it has become that program (core/exec-invoke.c).
        manager = line.identifier.startswith(("systemd", "("))
        held = replace(entry, origin="systemd") if manager else entry
    if held is not None:
        yield held


def kubelets_unit(view: NodeView) -> str:
    """The unit in which nothing but the kubelet runs: its own, unless that is not there, or unused, and another one is.

    A kubelet that logs to a file has its lines under its own name, whatever its unit is called.
    """
    seen = view.newest(UnitSeen)
    own = seen.get(KUBELET.unit)
    used = own is not None and own.load_state != "not-found" and not never_started(own)
    if used or "kubelet" in view.journals:
        return KUBELET.unit
    carriers = [
        name for name in CARRIERS if (unit := seen.get(name)) and _is_installed(unit) and not never_started(unit)
    ]
    installed = [name for name in KUBELETS[1:] if (unit := seen.get(name)) and _is_installed(unit)]
    # One that rests was left behind by an earlier version, or an earlier use, where what carries a kubelet does not.
    if others := [name for name in installed if not (carriers and never_started(seen[name]))]:
        return max(others, key=lambda name: seen[name].active_state in {"activating", "active"})
    unseen = {*KUBELETS, *CARRIERS}.difference(seen)
    heard = [unit for unit in view.journals if f"{unit}.service" in unseen and not carriers]
    newest = max(heard, key=lambda unit: view.journals[unit][-1].at, default="kubelet")
    return f"{newest}.service" if f"{newest}.service" in KUBELETS else KUBELET.unit


def _is_installed(unit: UnitSeen) -> bool:
    return unit.load_state in {"loaded", ""}


def never_started(unit: UnitSeen) -> bool:
    """Whether it is installed and is left alone."""
    return unit.active_state == "inactive" and unit.result in {"", "success"} and not unit.n_restarts


def kubelets_lines(view: NodeView) -> tuple[JournalLine, ...]:
    """The journal of the unit in which nothing but the kubelet runs, or the log file of its own."""
    return view.journals.get(kubelets_unit(view).removesuffix(".service"), ())


def kubelets_journal(view: NodeView) -> Iterator[LogEntry]:
    """What the node's kubelet said, in a unit or a log file of its own, or as k0s passes it on."""
    own = kubelets_lines(view)
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
