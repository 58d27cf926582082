"""The node as a whole ran short, and the kernel chose a process to kill, or the kubelet a pod to evict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.evidence.probing import is_program
from whyrestart.causes.evidence.refusals import begun_since
from whyrestart.causes.rule import Rule, finding, from_end, from_kubelet, note
from whyrestart.episodes import kernel_lines, kubelets_lines
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import CARRIERS, PROCESSES
from whyrestart.model.observation import ContainerState, HostSeen, JournalLine, PodStatusSeen, Source
from whyrestart.parsing.kernel_words import node_is_out_of_memory, pods_are_out_of_memory, victim

# A kill of the kubelet has no attempt to be compared with: only one that is as fresh as a loop tells of it.
LATELY = timedelta(minutes=15)
SIGKILLED = 137
_EVICTED = re.compile(
    r"[Tt]he node was low on resource: (?P<what>[\w\[\]. -]+?)\.|[Ee]viction manager: (?:pod(?: \S+)? is evicted|evicting pod|pods (?:[^\n]{1,4000} )?evicted, waiting|attempting to reclaim (?P<reclaim>[\w-]+))|The node had condition: \[(?P<condition>\w+)\]"
    # Refused at admission for the same reason (pkg/kubelet/eviction, Admit).
    r"|[Ff]ailed to admit pod\b[^\n]*(?:node has conditions: |nodeCondition=)\[\\?\"?(?P<refused>\w+)"
)
# What it says before it chooses: of the node, not of a pod (eviction_manager.go: a sentence to 1.20, then a field).
_TO_RECLAIM = re.compile(
    r"[Ee]viction manager: (?:must evict pod\(s\)|attempting) to reclaim(?: (?!resourceName)|[^\n]{0,200}?resourceName=\\?\"?)(?P<what>[\w-]+)"
)
# eviction_manager.go, localStorageEviction: the pod used more than its own manifest grants it.
_OWN_LIMIT = re.compile(r"exceeds the (?:total )?limit|exceeded its local ephemeral storage limit")


def _carriers_own(episode: Episode) -> frozenset[str]:
    """What ends with the unit in which the kubelet runs, not what that starts anew."""
    unit = episode.unit.unit if episode.unit is not None else ""
    names = next((names for start, names in PROCESSES.items() if unit.startswith(start)), frozenset())
    return names - {"kube-apiserver", "etcd"}


def node_out_of_memory(episode: Episode) -> Finding | None:
    """The whole node ran out and the kernel chose this process (mm/oom_kill.c: CONSTRAINT_NONE)."""
    lines = kernel_lines(episode.node)[::-1]
    shortage = next(
        (line for line in lines if node_is_out_of_memory(line.message) or pods_are_out_of_memory(line.message)), None
    )
    if shortage is None or (episode.is_kubelet and episode.state is State.HEALTHY):
        return None
    near = [line for line in lines if abs(line.at - shortage.at) <= timedelta(minutes=1)]
    own = _carriers_own(episode)
    kill = next((each for each in near if (it := victim(each.message)) in own or is_program(it, episode)), None)
    if kill is None:
        return None
    ended = episode.last_ended
    if (ended is not None and not _is_of(ended, near)) or _ended_by_itself(episode):
        return None
    at = ended.finished_at if ended is not None else None
    # Where no end was seen, what was killed long ago has lived since, as far as is known.
    if abs(at - kill.at) > timedelta(minutes=2) if at is not None else episode.at - kill.at > LATELY:
        return None
    host = episode.node.last(HostSeen)
    of_pods = pods_are_out_of_memory(shortage.message)
    return finding(
        Cause.NODE_OUT_OF_MEMORY,
        Confidence.LIKELY if of_pods else Confidence.PROVEN,
        f"All pods together used up the memory that the node grants them, and the kernel chose {episode.program} to kill."
        if of_pods
        else f"The whole node ran out of memory and the kernel chose {episode.program} to kill.",
        [
            note("kernel_log", shortage.message, shortage.at),
            note("kernel_log", kill.message, kill.at) if kill is not shortage else None,
            note("host", f"{host.memory_available_bytes / 2**20:.0f} MiB of memory are available now")
            if host and host.memory_available_bytes
            else None,
            from_end(ended) if ended is not None else None,
        ],
        ruled_out=[
            RuledOut(
                cause=Cause.OOM_KILLED, because="the kernel's line is of the whole node, not of this container's limit"
            )
        ],
    )


def _ended_by_itself(episode: Episode) -> bool:
    """Whether the kubelet's own unit last ended with a status of its own: then it was another one that was killed, or before."""
    unit = episode.unit
    if unit is None or not episode.is_kubelet or unit.unit in CARRIERS:
        return False
    return unit.result == "exit-code" and unit.exec_main_status not in {None, 9, SIGKILLED}


_TASK_OF = re.compile(r"task_memcg=[^\s,]{0,400}?(?P<id>[0-9a-f]{64})")


def _is_of(ended: Attempt, near: Sequence[JournalLine]) -> bool:
    """Whether it ended as one ends that the kernel kills, and the lines tell of no other containers alone."""
    told = {match["id"] for line in near if (match := _TASK_OF.search(line.message)) is not None}
    return ended.exit_code in {None, SIGKILLED} and (not told or ended.container_id in told)


def node_pressure_eviction(episode: Episode) -> Finding | None:
    """The kubelet itself evicted the pod; a static pod that is no critical one comes back only with luck."""
    if episode.ref is None:
        return None
    seen = episode.node.newest(PodStatusSeen).get((episode.ref.namespace, episode.ref.pod))
    status = seen if seen is not None and seen.reason == "Evicted" else None
    match = _EVICTED.search(status.message) if status else None
    said = last_said(episode.kubelet_log, _EVICTED)
    if status and match is None and _OWN_LIMIT.search(status.message):
        return None
    running = episode.current is not None and episode.current.state is ContainerState.RUNNING
    if status is None and (said is None or running or begun_since(episode, said.entry.at)):
        return None
    groups = match or (said.match if said else None)
    told = next((g for g in groups.groups() if g), "") if groups else ""
    what = told or _lately_reclaimed(episode) or "a resource"
    return finding(
        Cause.NODE_PRESSURE_EVICTION,
        Confidence.PROVEN,
        f"The kubelet evicted {episode.ref.pod} because the node was low on {what}.",
        [
            note("kubelet", f"pod {status.phase}, reason {status.reason}: {status.message}", status.at)
            if status
            else None,
            from_kubelet(said.entry) if said else None,
        ],
        ruled_out=[RuledOut(cause=Cause.STATIC_POD_REJECTED, because="the pod ran and was evicted")],
        resource=what,
    )


def _lately_reclaimed(episode: Episode) -> str:
    lines = reversed(kubelets_lines(episode.node))
    return next((match["what"] for line in lines if (match := _TO_RECLAIM.search(line.message))), "")


RULES = (
    Rule(
        cause=Cause.NODE_OUT_OF_MEMORY,
        find=node_out_of_memory,
        applies=lambda episode: not episode.is_node,
        needs=frozenset({Source.KERNEL_LOG}),
        settles="`journalctl -k -g 'Out of memory'`",
    ),
    Rule(
        cause=Cause.NODE_PRESSURE_EVICTION,
        find=node_pressure_eviction,
        needs=frozenset({Source.KUBELET_API, Source.KUBELET_LOG}),
    ),
)
