"""Processors that hang in the kernel again and again: whatever runs on the node is late."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.evidence.living import LATELY, STILL
from whyrestart.causes.rule import Rule, about_kubelet, finding, note
from whyrestart.episodes import kernel_lines
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Source

# kernel/watchdog.c: each twenty seconds or so for as long as it lasts. A machine that its host stopped for a while tells of
# each processor at once, when it goes on.
_HANGS = re.compile(r"soft lockup - CPU#\d{1,5} stuck for (?P<seconds>\d{1,6})s")
_AGAIN, _LASTS, _ONE_MOMENT = 3, timedelta(seconds=30), timedelta(seconds=2)


def component_overloaded(episode: Episode) -> Finding | None:
    """Soft lockups at three moments and more, to this one."""
    lately = [line for line in kernel_lines(episode.node) if timedelta(0) <= episode.at - line.at <= LATELY]
    hung = [line for line in lately if _HANGS.search(line.message)]
    moments = [line.at for at, line in enumerate(hung) if not at or line.at - hung[at - 1].at > _ONE_MOMENT]
    if episode.state is not State.HEALTHY or len(moments) < _AGAIN:
        return None
    first, last = hung[0].at, hung[-1].at
    if last - first < _LASTS or episode.at - last > STILL:
        return None
    return finding(
        Cause.COMPONENT_OVERLOADED,
        Confidence.POSSIBLE,
        f"The kernel tells of processors that hang for 20 seconds and more, {len(hung)} times within minutes: whatever runs on this "
        "node is late. It is a fault of the kernel's or a driver's, or the host of this machine takes its processors away.",
        [note("kernel_log", hung[-1].message, last)],
        why="its processors hang in the kernel (`journalctl -k -g 'soft lockup'`)",
    )


RULES = (
    Rule(
        cause=Cause.COMPONENT_OVERLOADED,
        find=component_overloaded,
        applies=about_kubelet,
        needs=frozenset({Source.KERNEL_LOG}),
        settles="`journalctl -k`, and what the machine's host says of its load",
    ),
)
