"""Systemd itself has no room, or no sound filesystem, for what it does before it executes a unit's program.

core/exec-invoke.c: the directories that it makes for the unit, the files that it opens as its output, the program's own.
What concerns namespaces and cgroups is on no disk.
"""

from __future__ import annotations

import re
from functools import partial

from whyrestart.causes.files.units import not_executed
from whyrestart.causes.resources.exhausted import kernel_damage
from whyrestart.causes.rule import Rule, about_containers, about_kubelet, finding, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Source

_STEP = re.compile(
    r"Failed at step (?P<step>EXEC|STDOUT|STDERR|(?:STATE|CACHE|LOGS|RUNTIME|CONFIGURATION)_DIRECTORY) spawning \S{1,300}: "
    r"(?P<why>(?P<full>No space left on device)|Read-only file system|Input/output error|Structure needs cleaning)"
)


def step_failed(episode: Episode, cause: Cause) -> Finding | None:
    """A step before the program failed, and nothing of it runs; of one that does, the words are of an earlier start."""
    down = (
        episode.state is not State.HEALTHY if episode.is_kubelet else episode.current is None or episode.current.ended
    )
    said = not_executed(episode, _STEP) if down and episode.ref is None else None
    if said is None or (cause is Cause.DISK_FULL) is not bool(said["full"]):
        return None
    kernel = kernel_damage(episode) if cause is Cause.FILESYSTEM_DAMAGED else None
    whose = "the kubelet" if episode.is_kubelet else episode.program
    return finding(
        cause,
        Confidence.LIKELY,
        f"systemd does not execute {whose}: {said['why']} (step {said['step']}).",
        [
            note("journal", said.entry.text, said.entry.at),
            note("kernel_log", kernel.message, kernel.at) if kernel else None,
        ],
        why=said["why"],
    )


RULES = tuple(
    Rule(
        cause=cause,
        find=partial(step_failed, cause=cause),
        applies=applies,
        needs=frozenset({source}),
        settles="`df` and `df -i`" if cause is Cause.DISK_FULL else "`journalctl -k` and `findmnt -o TARGET,OPTIONS`",
    )
    for cause in (Cause.DISK_FULL, Cause.FILESYSTEM_DAMAGED)
    for applies, source in ((about_kubelet, Source.KUBELET_LOG), (about_containers, Source.UNITS))
)
