"""How a container stands: healthy, at risk, restarted, looping or absent."""

from __future__ import annotations

from datetime import datetime, timedelta

from whyrestart.episodes.ends import NEVER_REASONS, START_REASONS, TOLD_TO_END, pod_failed, probe_fails_now
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerSeen, ContainerState, ProcessSeen, Source
from whyrestart.parsing.kubelet_words import backs_off, kills
from whyrestart.parsing.last_words import closes_with_an_end

# A restart this long ago is history; a loop's slowest phase is two restarts in about 794 s (KUBELET.md 1.8).
RECENT = timedelta(minutes=30)
# Their processes bear these names; another container's program may be whatever its image starts.
CONTROL_PLANE = frozenset({"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"})
# What refuses a start does so within that.
A_START = timedelta(minutes=5)
# Without a runtime a restart is a moment without the process, at most its grace period and a start.
BETWEEN_LIVES = timedelta(seconds=60)


def state(episode: Episode) -> State:
    """How the container stands, by its lives, its forecasts, and what the kubelet says where no life was seen."""
    newest = episode.current
    if pod_failed(episode):
        return State.ABSENT
    problem = episode.manifest.problem if episode.manifest is not None else None
    if problem is not None and not problem.unread and (newest is None or newest.ended):
        return State.ABSENT
    fails = probe_fails_now(episode)
    if newest is None:
        if episode.waiting_reason in NEVER_REASONS:
            return State.ABSENT
        if episode.waiting_reason == "CrashLoopBackOff":
            return State.LOOPING
        if fails or any(forecast.consecutive_failures for forecast in episode.forecasts):
            return State.AT_RISK
        if runtime_unseen(episode.node) and _kubelet_restarts_it(episode):
            return State.LOOPING
        return State.ABSENT if episode.pod is not None and _is_missing(episode) else State.HEALTHY
    if _is_done(episode, newest):
        return State.HEALTHY
    # Where the runtime keeps no record of the life before, the kubelet's word for its end is left.
    succeeds = episode.last_ended is None and newest.key.attempt > 0
    fresh = has_ended_lately(episode) or (succeeds and _kubelet_restarts_it(episode))
    if episode.waiting_reason == "CrashLoopBackOff" or (episode.restarts >= 2 and (fresh or fails)):
        return State.LOOPING
    if newest.ended and (episode.restarts >= 1 or newest.reason in START_REASONS):
        return State.LOOPING
    if fails or any(f.consecutive_failures and f.kind is not ProbeKind.READINESS for f in episode.forecasts):
        return State.AT_RISK
    return State.RESTARTED if newest.ended or fresh else State.HEALTHY


def passed_its_start(current: Attempt, ended: Attempt, at: datetime) -> bool:
    """Whether what refused the start of the life before, so that it ended by itself, has since let one live on."""
    lived, began = ended.lifetime, current.started_at
    by_itself = closes_with_an_end(ended.log) if ended.exit_code is None else ended.exit_code not in TOLD_TO_END
    if lived is None and ended.exit_code is None and ended.created_at is not None and ended.finished_at is not None:
        # Of which only its log is left, from its first line to its last.
        lived = ended.finished_at - ended.created_at
    if lived is None or began is None or not by_itself or ended.reason == "OOMKilled":
        return False
    return lived <= A_START < at - began and at - began > 2 * lived


def _kubelet_restarts_it(episode: Episode) -> bool:
    """The kubelet says that it kills this container for its probe, or that it waits in back-off."""
    name = episode.ref.container if episode.ref else ""
    return any(
        kills(entry, name) or backs_off(entry, name) for entry in episode.kubelet_log if recent(episode.node, entry)
    )


def has_ended_lately(episode: Episode) -> bool:
    """Whether its last end is recent, or of no known time."""
    ended = episode.last_ended
    return ended is not None and (ended.finished_at is None or episode.at - ended.finished_at <= RECENT)


def recent(view: NodeView, entry: LogEntry) -> bool:
    """Whether it was said of late, as far as its time is known."""
    return entry.at is None or view.at - entry.at <= RECENT


def runtime_unseen(view: NodeView) -> bool:
    """Whether the node's runtime could not be asked: the other one has no gap, for nobody asks it."""
    return view.blind(Source.CRI) is not None or view.blind(Source.DOCKER) is not None


def _is_missing(episode: Episode) -> bool:
    """Whether its being there would have been seen: among the processes, else in a runtime's list of the whole node."""
    node = episode.node
    if lacks_process(episode):
        last = episode.last_probe()
        return last is None or node.at - last.at > BETWEEN_LIVES
    if any(seen.program == episode.program and seen.pod_uid for seen in node.newest(ProcessSeen).values()):
        return False
    return not runtime_unseen(node) and not _lists_a_part(node)


def lacks_process(episode: Episode) -> bool:
    """Whether the node's processes could be seen, and none of them runs this program of the control plane."""
    processes = episode.node.newest(ProcessSeen).values()
    # The kubelet or a runtime is among them wherever the node's are seen, and not those of one container alone.
    visible = bool(processes) and episode.node.blind(Source.PROCESSES) is None
    return visible and episode.program in CONTROL_PLANE and all(s.program != episode.program for s in processes)


def _lists_a_part(node: NodeView) -> bool:
    """Whether the runtime's list may be what somebody kept of one failing pod: nothing in it runs, or nothing else."""
    listed = node.newest(ContainerSeen).values()
    states = {seen.state for seen in listed}
    pods = {(seen.attempt_key.ref.namespace, seen.attempt_key.ref.pod) for seen in listed}
    return ContainerState.EXITED in states and (ContainerState.RUNNING not in states or len(pods) == 1)


def _is_done(episode: Episode, newest: Attempt) -> bool:
    """Whether it is an init container that has done its work: to end is what it is for."""
    container = episode.container
    return container is not None and not container.lives_on and newest.ended and newest.exit_code == 0
