"""Memory, disks and kernel limits that are used up."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.rule import Rule, finding, from_end, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.observation import CgroupSeen, HostSeen, JournalLine, Source

# The kernel logs the kill before the runtime reports the exit (mm/oom_kill.c, mm/memcontrol.c).
REPORTING_LAG = timedelta(seconds=15)
_MEMCG = re.compile(r"Memory cgroup out of memory|constraint=CONSTRAINT_MEMCG|oom-kill:.*oom_memcg=/(?P<memcg>\S+?),")


def oom_killed(episode: Episode) -> Finding | None:
    """The container's own limit, by the runtime's word, the cgroup's counter, or the kernel's line. 137 is not enough."""
    ended = episode.last_ended
    if ended is None:
        return None
    by_runtime = ended.reason == "OOMKilled"
    line = _kernel_line(episode, ended)
    counter = _cgroup(episode, ended)
    counted = counter is not None and (counter.oom_kill or 0) > 0 and ended.exit_code == 137
    if not (by_runtime or line or counted):
        return None
    limit = episode.container.memory_limit_bytes if episode.container else None
    shown = f" of {_mebibytes(limit)}" if limit else ""
    return finding(
        Cause.OOM_KILLED,
        Confidence.PROVEN,
        f"{episode.program} reached the memory limit{shown} of its container and the kernel killed it.",
        [
            from_end(ended),
            note("kernel_log", line.message, line.at) if line else None,
            note("host", f"the container's cgroup counts {counter.oom_kill} OOM kills")
            if counter and counted
            else None,
        ],
        ruled_out=[
            RuledOut(cause=Cause.NODE_OUT_OF_MEMORY, because="the kill was for the container's own cgroup limit")
        ],
        limit_bytes=limit,
        file=episode.manifest.path if episode.manifest else None,
        line=episode.container.line if episode.container else None,
    )


def _kernel_line(episode: Episode, ended: Attempt) -> JournalLine | None:
    """A kernel line that names this container's cgroup, near its end."""
    for line in episode.node.all(JournalLine):
        if line.unit != "kernel" or not ended.container_id or ended.container_id not in line.message:
            continue
        near = ended.finished_at is None or abs(ended.finished_at - line.at) <= REPORTING_LAG
        if near and _MEMCG.search(line.message):
            return line
    return None


def _cgroup(episode: Episode, ended: Attempt) -> CgroupSeen | None:
    for seen in reversed(episode.node.all(HostSeen)):
        for cgroup in seen.cgroups:
            if cgroup.container_id == ended.container_id and ended.container_id:
                return cgroup
    return None


def _mebibytes(number: int) -> str:
    return f"{number / 2**20:.0f} MiB"


RULES = (
    Rule(
        cause=Cause.OOM_KILLED,
        find=oom_killed,
        needs=frozenset({Source.CRI}),
        settles="`crictl inspect` shows reason OOMKilled; `journalctl -k` names the cgroup",
    ),
)
