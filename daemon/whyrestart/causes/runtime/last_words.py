"""A runtime that does not come up for want of room, watches, a sound filesystem or configuration, as its last words tell.

What else it ends with is told of as a runtime that is not there (unavailable.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.kubelet.words import carried, last_life
from whyrestart.causes.resources.exhausted import (
    CGROUP_FS,
    DAMAGED,
    INOTIFY,
    KERNELS_OWN,
    NO_SPACE,
    STATE_FILES,
    kernel_damage,
)
from whyrestart.causes.rule import Rule, about_kubelet, finding, note
from whyrestart.causes.runtime.cri import REFUSED_CONFIG, containerd_text
from whyrestart.causes.runtime.reach import NO_SOCKET, dialled, kubelet_complaints, runtime_units, runtime_units_down
from whyrestart.causes.runtime.unavailable import something_runs, the_only_one
from whyrestart.episodes import ended_runtimes, own_words
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import JournalLine, Source, UnitSeen

# What lies below what answers to the kubelet, the longer name first: a failure of any of them is its failure.
_BELOW = {
    "cri-docker": frozenset({"cri-docker.service", "cri-dockerd.service", "docker.service", "containerd.service"}),
    "docker": frozenset({"docker.service", "containerd.service"}),
    "containerd": frozenset({"containerd.service"}),
    "crio": frozenset({"crio.service", "cri-o.service"}),
}


def _last_words(episode: Episode) -> Iterator[JournalLine]:
    """The last line of each runtime that has failed, or whose state nobody saw; the kubelet does not run without it."""
    alone = _runtime_alone(episode)
    down = {unit.unit for unit in runtime_units_down(episode)}
    # A kubelet outlives its runtime for a while: of one that lives only what is known to be down counts.
    if (episode.state is State.HEALTHY and not down and not alone) or _is_of_another(episode):
        return
    seen = episode.node.newest(UnitSeen)
    told = episode.node.told_by(Source.RUNTIME_LOG)
    last = {line.unit: line for line in told if not line.identifier.startswith("systemd")}
    if alone:
        # What it said before something else ended it is not what it ended with.
        ends = {end.at for end in ended_runtimes(episode.node)}
        last = {unit: line for unit, line in last.items() if line.at in ends}
    mine = _named_by_the_kubelet(episode)
    yield from (
        line
        for unit, line in last.items()
        if ((name := f"{unit}.service") in down or name not in seen) and (not mine or name in mine)
    )


def _named_by_the_kubelet(episode: Episode) -> frozenset[str]:
    """The units on which the socket hangs that the kubelet complains of, if it complains of one and any of them is known."""
    said = last_said(kubelet_complaints(episode), NO_SOCKET)
    socket = dialled(said) if said is not None else ""
    units: frozenset[str] = next((units for name, units in _BELOW.items() if name in socket), frozenset())
    known = {*episode.node.newest(UnitSeen), *(f"{unit}.service" for unit in episode.node.journals)}
    return units if units & known else frozenset()


def _is_of_another(episode: Episode) -> bool:
    """Whether the kubelet does not complain of its runtime and may well have another one than what has failed.

    One is left behind where a node was given another; and containers run.
    """
    down = runtime_units_down(episode)
    if not down or _named_by_the_kubelet(episode):
        return False
    return not the_only_one(episode, down) or (episode.state is State.HEALTHY and something_runs(episode))


def _runtime_alone(episode: Episode) -> bool:
    """Whether nothing is known of the kubelet but that a runtime ended, by that one's journal."""
    return episode.unit is None and not last_life(episode) and bool(ended_runtimes(episode.node))


def _said(episode: Episode, pattern: re.Pattern[str]) -> tuple[JournalLine, re.Match[str]] | None:
    """The first of these last words that says such a thing."""
    return next(((line, match) for line in _last_words(episode) if (match := pattern.search(line.message))), None)


def disk_full(episode: Episode) -> Finding | None:
    """It ended for want of room."""
    said = _said(episode, NO_SPACE)
    if said is None or CGROUP_FS.search(said[0].message) or INOTIFY.search(said[0].message):
        return None
    line, match = said
    return finding(
        Cause.DISK_FULL,
        Confidence.PROVEN,
        f"{line.unit} could not start: no space was left on the device; the kubelet does not run without it.",
        [note("runtime_log", line.message, line.at)],
        path=match["path"],
    )


def filesystem_damaged(episode: Episode) -> Finding | None:
    """It ended for its files. A read-only system is some distributions' way: the kernel tells."""
    said = _said(episode, DAMAGED)
    if said is None or KERNELS_OWN.search(said[0].message):
        return None
    line, match = said
    kernel = kernel_damage(episode)
    by_design = "read-only" in match["why"].lower() and STATE_FILES.match(match["path"] or "") is None
    if kernel is None and (not match["path"] or by_design):
        return None
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        Confidence.PROVEN,
        f"{line.unit} cannot use {match['path'] or 'its files'}: {match['why']}; the filesystem is damaged or read-only, "
        "and the kubelet does not run without its runtime.",
        [
            note("runtime_log", line.message, line.at),
            note("kernel_log", kernel.message, kernel.at) if kernel else None,
        ],
        path=match["path"],
    )


# containerd's own error on stderr; dockerd's, CRI-O's and cri-dockerd's last is fatal. Others complain of a watch and live.
_ENDS = re.compile(r"^(?:containerd: |failed to start daemon: )|\blevel=fatal\b")
_USED_UP = re.compile(r"too many open files|no space left", re.IGNORECASE)


def inotify_limit(episode: Episode) -> Finding | None:
    """It ended where it could watch no file: CRI-O the network's directory, its hooks or its configuration."""
    said = _said(episode, INOTIFY)
    if said is None or not _ENDS.search(said[0].message) or not _USED_UP.search(said[0].message):
        return None
    line = said[0]
    return finding(
        Cause.INOTIFY_LIMIT,
        Confidence.PROVEN,
        f"{line.unit} cannot watch files, and ends for it: the node's inotify instances or watches are used up; the kubelet "
        "does not run without its runtime.",
        [note("runtime_log", line.message, line.at)],
        ruled_out=[
            RuledOut(cause=Cause.DISK_FULL, because="the call that failed is inotify's; the disk is not concerned")
        ],
    )


def cri_plugin_disabled(episode: Episode) -> Finding | None:
    """The node's own containerd does not come up, and the last that it says is that it cannot take its configuration."""
    unit = runtime_units(episode).get("containerd.service")
    # It may be left behind on a node of another runtime's.
    down = unit is not None and unit in runtime_units_down(episode)
    own = down and unit is not None and the_only_one(episode, [unit]) and not _is_of_another(episode)
    said = own_words(episode.node, "containerd") if own else _all_that_is_known(episode)
    if carried(episode) or not said or not REFUSED_CONFIG.search(said[-1].text) or INOTIFY.search(said[-1].text):
        return None
    last, text = said[-1], containerd_text(episode)
    why = last.text.removeprefix("containerd: ")
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.PROVEN,
        f"containerd does not come up, and so offers no CRI: {why}.",
        [
            note("runtime_log", last.text, last.at),
            note("units", f"{unit.unit} is {unit.active_state} ({unit.result})") if unit else None,
        ],
        file=text[0] if text else None,
        why=why,
    )


def _all_that_is_known(episode: Episode) -> tuple[LogEntry, ...]:
    """What a containerd ended with that is the only runtime to be heard, where no more is known of it, nor of a kubelet."""
    heard = {unit for unit, said in episode.node.journals.items() if said[0].source is Source.RUNTIME_LOG}
    known = bool(runtime_units(episode)) or something_runs(episode)
    alone = len(heard) == 1 and all("containerd" in unit for unit in heard) and not known and _runtime_alone(episode)
    return ended_runtimes(episode.node) if alone else ()


_NEEDS = frozenset({Source.KUBELET_LOG})

RULES = (
    Rule(cause=Cause.DISK_FULL, find=disk_full, applies=about_kubelet, needs=_NEEDS, settles="`df` and `df -i`"),
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=filesystem_damaged,
        applies=about_kubelet,
        needs=_NEEDS,
        yields_to=frozenset({Cause.DISK_FULL}),
        settles="`journalctl -k` and `findmnt -o TARGET,OPTIONS`",
    ),
    Rule(cause=Cause.INOTIFY_LIMIT, find=inotify_limit, applies=about_kubelet, needs=_NEEDS),
    Rule(
        cause=Cause.CRI_PLUGIN_DISABLED,
        find=cri_plugin_disabled,
        applies=about_kubelet,
        needs=frozenset({Source.RUNTIME_LOG, Source.UNITS}),
        settles="`journalctl -u containerd`",
    ),
)
