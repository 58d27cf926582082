"""The kernel killed a container that reached the memory limit of its own cgroup."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.dependencies.away import LOST
from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.evidence.probing import is_program
from whyrestart.causes.evidence.refusals import runtime_says
from whyrestart.causes.resources.node_shortage import LATELY, SIGKILLED
from whyrestart.causes.rule import Rule, finding, from_end, in_manifest, note
from whyrestart.episodes import kernel_lines
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.observation import HostSeen, JournalLine, Source
from whyrestart.parsing.kernel_words import cgroup_is_out_of_memory, limit_of, pods_are_out_of_memory, victim
from whyrestart.parsing.last_words import is_an_end

# The kernel logs the kill before the runtime reports the exit.
REPORTING_LAG = timedelta(seconds=15)
# runc's guess, and a sound one: its init had no more to do than to start the command (process_linux.go).
_INIT_KILLED = re.compile(r"container init was OOM-killed")


def oom_killed(episode: Episode) -> Finding | None:
    """The container's own limit, by the runtime's word, the cgroup's counter, or the kernel's line. 137 is not enough."""
    ended = episode.last_ended
    if ended is not None and _is_of_all_pods(episode, ended):
        return None
    says = (note(source, words, at) for source, words, at in runtime_says(episode) if _INIT_KILLED.search(words))
    told = next(says, None)
    by_runtime = told is not None or (ended is not None and ended.reason == "OOMKilled")
    own = _kernel_line(episode, ended) if ended is not None else None
    line = own or _line_of_a_namesake(episode)
    # A probe's command or a child may have been killed at any time before.
    kills = _counted(episode, ended) if ended is not None and episode.origin is not Origin.PROBE else 0
    if not (by_runtime or line or kills):
        return None
    limit = episode.container.memory_limit_bytes if episode.container else None
    shown = f" of {limit / 2**20:.0f} MiB" if limit else ""
    by_signal = told is not None or ended is None or ended.exit_code in {None, SIGKILLED}
    sure = (by_signal and (by_runtime or kills)) or own
    return finding(
        Cause.OOM_KILLED,
        Confidence.POSSIBLE
        if not by_signal and not own and _ended_otherwise(episode)
        else Confidence.PROVEN
        if sure
        else Confidence.LIKELY,
        f"{episode.program} reached the memory limit{shown} of its container and the kernel killed it.",
        [
            from_end(ended) if ended is not None else None,
            told,
            note("kernel_log", line.message, line.at) if line else None,
            note("host", f"the container's cgroup counts {kills} OOM kills") if kills else None,
        ],
        ruled_out=[
            RuledOut(cause=Cause.NODE_OUT_OF_MEMORY, because="the kill was for the container's own cgroup limit")
        ],
        limit_bytes=limit,
        place=in_manifest(episode, episode.container),
    )


def unit_over_its_limit(episode: Episode) -> Finding | None:
    """A unit's own limit (MemoryMax=), by the kernel's line that names its cgroup as the one that was used up."""
    ended, kubelet = episode.last_ended, episode.is_kubelet
    unit = episode.unit.unit if episode.unit is not None else str(episode.subject)
    killed = ended is not None and ended.exit_code in {None, SIGKILLED}
    if kubelet:
        killed = episode.unit is not None and episode.unit.result == "oom-kill"
    if episode.ref is not None or episode.is_node or not killed:
        return None
    lines = (line for line in _near(episode, ended) if limit_of(line.message).rpartition("/")[2] == unit)
    line = next((each for each in lines if cgroup_is_out_of_memory(each.message)), None)
    if line is None:
        return None
    return finding(
        Cause.OOM_KILLED,
        Confidence.PROVEN,
        f"{unit.removesuffix('.service')} reached the memory limit of its unit, and the kernel killed it.",
        [from_end(ended) if ended is not None else None, note("kernel_log", line.message, line.at)],
        ruled_out=[RuledOut(cause=Cause.NODE_OUT_OF_MEMORY, because="the kill was for the unit's own limit")],
        unit=unit.removesuffix(".service"),
    )


def _ended_otherwise(episode: Episode) -> bool:
    """What was not killed itself has said what it ends with, or has no limit that it is known to have.

    A runtime says OOMKilled wherever the kernel killed anything in the cgroup, a probe's command or a child, however
    long before (containerd's event of the task's cgroup).
    """
    ended, container = episode.last_ended, episode.container
    spoke = ended is not None and last_said(ended.log, *LOST) is not None
    return (
        spoke
        or (ended is not None and any(is_an_end(entry) for entry in ended.log))
        or container is None
        or container.memory_limit_bytes is None
    )


def _near(episode: Episode, ended: Attempt | None) -> list[JournalLine]:
    """The kernel's lines around the end; where nobody saw one, those of late."""
    at, lag = (ended.finished_at, REPORTING_LAG) if ended is not None else (episode.at, LATELY)
    return [line for line in kernel_lines(episode.node) if at is None or abs(at - line.at) <= lag]


def _kernel_line(episode: Episode, ended: Attempt) -> JournalLine | None:
    """A kernel line that names this container's cgroup, or its pod's, as the one whose limit was reached."""
    uid = ended.key.pod_uid
    mine = {each for each in (ended.container_id, uid, uid.replace("-", "_")) if each}
    for line in _near(episode, ended):
        # Where the line does not tell whose limit it was, it is the one of the cgroup it names.
        told = limit_of(line.message) or (line.message if ended.container_id in line.message else "")
        if cgroup_is_out_of_memory(line.message) and any(each in told for each in mine):
            return line
    return None


def _is_of_all_pods(episode: Episode, ended: Attempt) -> bool:
    """Whether the kernel names this container as the one it chose where all pods together had used up what they may."""
    return bool(ended.container_id) and any(
        pods_are_out_of_memory(line.message) and ended.container_id in line.message for line in _near(episode, ended)
    )


def _line_of_a_namesake(episode: Episode) -> JournalLine | None:
    """A process of this name was killed for a cgroup's limit, and no line tells of whose."""
    ended, container = episode.last_ended, episode.container
    if container is None or container.memory_limit_bytes is None:
        return None
    if ended is not None and ended.exit_code != SIGKILLED:
        return None
    near = _near(episode, ended)
    if any(limit_of(line.message) for line in near):
        return None
    killed = (line for line in near if "Memory cgroup out of memory" in line.message)
    return next((line for line in killed if is_program(victim(line.message), episode)), None)


def _counted(episode: Episode, ended: Attempt) -> int:
    """The OOM kills that the cgroup of a container counts which ended by SIGKILL."""
    if ended.exit_code != SIGKILLED or not ended.container_id:
        return 0
    cgroups = (cgroup for seen in reversed(episode.node.all(HostSeen)) for cgroup in seen.cgroups)
    return next((each.oom_kill or 0 for each in cgroups if each.container_id == ended.container_id), 0)


RULES = (
    Rule(
        cause=Cause.OOM_KILLED,
        find=unit_over_its_limit,
        applies=lambda episode: not episode.is_node,
        needs=frozenset({Source.KERNEL_LOG}),
        settles="`systemctl show -p MemoryMax` of the unit; `journalctl -k` names the cgroup",
    ),
    Rule(
        cause=Cause.OOM_KILLED,
        find=oom_killed,
        needs=frozenset({Source.CRI}),
        settles="`crictl inspect` shows reason OOMKilled; `journalctl -k` names the cgroup",
    ),
)
