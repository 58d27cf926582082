"""Attempts put together from every witness: the runtime, the kubelet's status, log files and what is left of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from whyrestart.model.episode import Attempt
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerReport,
    ContainerSeen,
    ContainerState,
    ContainerStatusSeen,
    PodLogSeen,
    PodStatusSeen,
    SandboxSeen,
)
from whyrestart.parsing.component_log import parse_lines

_ONE_MOMENT = timedelta(seconds=5)
_DAWN = datetime.min.replace(tzinfo=UTC)


def attempts(view: NodeView) -> Mapping[ContainerRef, tuple[Attempt, ...]]:
    """Every attempt that any witness told of, by container, oldest first over all pod UIDs.

    The runtime is believed before the kubelet's status, and that before what a log file lets one infer: an attempt
    of which only a log is left, and which a later one followed, has ended at about the time of its last line.
    What the kubelet still tries for a pod that was replaced, beside the one that runs, is left out.
    """
    known: dict[AttemptKey, Attempt] = {}
    for seen in _newest_of_each_number(view):
        known[seen.attempt_key] = _from_runtime(seen)
    for status in view.all(ContainerStatusSeen):
        for key, report in _reports(status):
            known[key] = _merge(_from_status(key, report, status), known.get(key))
    pods = _pods_by_uid(view, known)
    for log in view.newest(PodLogSeen).values():
        named = _named(log.attempt_key, pods)
        if named is not None:
            known[named] = _with_log(known.get(named), log, named, view.at.year)
    by_ref: dict[ContainerRef, list[Attempt]] = defaultdict(list)
    for attempt in known.values():
        by_ref[attempt.key.ref].append(attempt)
    born = {seen.sandbox_id: seen.created_at for seen in view.all(SandboxSeen) if seen.created_at}
    return {ref: _in_order(_of_no_leaving_pod(each, born)) for ref, each in by_ref.items()}


def _newest_of_each_number(view: NodeView) -> Iterable[ContainerSeen]:
    """The runtime's containers; of two with one number, given anew after a reset, the one that was created last."""
    newest: dict[AttemptKey, ContainerSeen] = {}
    for seen in view.newest(ContainerSeen).values():
        other = newest.get(seen.attempt_key)
        if other is None or (seen.created_at or _DAWN) >= (other.created_at or _DAWN):
            newest[seen.attempt_key] = seen
    return newest.values()


def _pods_by_uid(view: NodeView, known: Mapping[AttemptKey, Attempt]) -> dict[str, tuple[str, str]]:
    """Namespace and name of each pod UID that anything but a log told of."""
    pods = {key.pod_uid: (key.ref.namespace, key.ref.pod) for key in known}
    pods |= {seen.pod_uid: (seen.namespace, seen.pod) for seen in view.all(SandboxSeen)}
    return pods | {seen.pod_uid: (seen.namespace, seen.pod) for seen in view.all(PodStatusSeen)}


def _named(key: AttemptKey, pods: Mapping[str, tuple[str, str]]) -> AttemptKey | None:
    """The key with its pod's name: before 1.14 a log's path tells only the UID (KUBELET.md 1.12)."""
    if key.ref.pod:
        return key
    if key.pod_uid not in pods:
        return None
    namespace, pod = pods[key.pod_uid]
    return replace(key, ref=ContainerRef(namespace=namespace, pod=pod, container=key.ref.container))


def _from_runtime(seen: ContainerSeen) -> Attempt:
    return Attempt(
        key=seen.attempt_key,
        state=seen.state,
        container_id=seen.container_id,
        sandbox_id=seen.sandbox_id,
        created_at=seen.created_at,
        started_at=seen.started_at,
        finished_at=seen.finished_at,
        exit_code=seen.exit_code,
        reason=seen.reason,
        message=seen.message,
        image=seen.image,
        pid=seen.pid,
        mounts=seen.mounts,
        log_path=seen.log_path,
        termination_grace_seconds=seen.termination_grace_seconds,
    )


def _reports(status: ContainerStatusSeen) -> Iterable[tuple[AttemptKey, ContainerReport]]:
    """The attempts that a container status speaks of.

    restartCount is the newest created attempt's number. While the container waits, that attempt is `lastState`; else
    it is `state`, and `lastState` the one before (kubelet_pods.go, 1.15 to 1.32).
    """
    number = status.restart_count
    waiting = status.now.state is ContainerState.WAITING
    if not waiting:
        yield AttemptKey(ref=status.ref, pod_uid=status.pod_uid, attempt=number), status.now
    if status.last is not None and (waiting or number > 0):
        before = number if waiting else number - 1
        yield AttemptKey(ref=status.ref, pod_uid=status.pod_uid, attempt=before), status.last


def _from_status(key: AttemptKey, report: ContainerReport, status: ContainerStatusSeen) -> Attempt:
    return Attempt(
        key=key,
        state=report.state,
        container_id=report.container_id,
        started_at=report.started_at,
        finished_at=report.finished_at,
        exit_code=report.exit_code,
        reason=report.reason,
        message=report.message,
        image=status.image,
    )


def _merge(weaker: Attempt | None, stronger: Attempt | None) -> Attempt:
    """The stronger witness's word, completed by the weaker's; an end once told stays told."""
    if stronger is None or weaker is None:
        found = stronger or weaker
        assert found is not None  # noqa: S101  # one of the two is always given
        return found
    ended = weaker.ended and not stronger.ended
    first, second = (weaker, stronger) if ended else (stronger, weaker)
    return replace(
        first,
        container_id=first.container_id or second.container_id,
        sandbox_id=first.sandbox_id or second.sandbox_id,
        created_at=first.created_at or second.created_at,
        started_at=first.started_at or second.started_at,
        finished_at=first.finished_at or second.finished_at,
        exit_code=second.exit_code if first.exit_code is None else first.exit_code,
        reason=first.reason or second.reason,
        message=first.message or second.message,
        image=first.image or second.image,
        pid=first.pid or second.pid,
        mounts=first.mounts or second.mounts,
        log=first.log or second.log,
        log_path=first.log_path or second.log_path,
        log_read_at=first.log_read_at or second.log_read_at,
        termination_grace_seconds=first.termination_grace_seconds or second.termination_grace_seconds,
    )


@lru_cache(maxsize=256)
def entries(log: PodLogSeen, year: int) -> tuple[LogEntry, ...]:
    """The log's lines, parsed; kept, because the same log is judged again at every look."""
    return tuple(parse_lines(log.lines, year=year))


def _with_log(attempt: Attempt | None, log: PodLogSeen, key: AttemptKey, year: int) -> Attempt:
    parsed = entries(log, year)
    first = next((line.at for line in log.lines if line.at), None)
    if attempt is None:
        attempt = Attempt(key=key, state=ContainerState.UNKNOWN)
    created_at = attempt.created_at or first or log.modified_at
    return replace(attempt, log=parsed, log_path=log.path, log_read_at=log.at, created_at=created_at)


def _of_no_leaving_pod(attempts_of_one: list[Attempt], born: Mapping[str, datetime]) -> list[Attempt]:
    """All but the ended attempts of an older sandbox, and another pod UID, that came after the one that runs.

    Where an edit meets a kill by the probe, the kubelet (seen at 1.20.2) starts the container once more, in the old
    pod's sandbox, which is just being stopped: that fails, or ends at once, while the new pod is well.
    """
    running = [each for each in attempts_of_one if each.state is ContainerState.RUNNING and each.sandbox_id in born]
    newest = max(running, key=lambda each: born[each.sandbox_id or ""], default=None)
    if newest is None or newest.created_at is None:
        return attempts_of_one
    began, since = born[newest.sandbox_id or ""], newest.created_at
    return [
        each
        for each in attempts_of_one
        if not each.ended
        or each.key.pod_uid == newest.key.pod_uid
        or born.get(each.sandbox_id or "", began) >= began
        or (_moment(each) or since) <= since
    ]


def _in_order(attempts_of_one: list[Attempt]) -> tuple[Attempt, ...]:
    """By their own moments, then by pod UID and number; followed ones that only a log tells of have ended.

    A pod UID may come back: a static pod's is a hash of its manifest, and an edit may be taken back.
    """
    born: dict[str, datetime] = {}
    for attempt in attempts_of_one:
        when = _moment(attempt)
        if when is not None:
            born[attempt.key.pod_uid] = min(when, born.get(attempt.key.pod_uid, when))

    def place(attempt: Attempt) -> tuple[datetime, str, int]:
        uid = attempt.key.pod_uid
        return _moment(attempt) or born.get(uid, _DAWN), uid, attempt.key.attempt

    ordered = sorted(attempts_of_one, key=place)
    for index, (attempt, following) in enumerate(tuple(pairwise(ordered))):
        same_pod = attempt.key.pod_uid == following.key.pod_uid
        if attempt.state is ContainerState.UNKNOWN and same_pod:
            ended_at = attempt.finished_at or next((e.at for e in reversed(attempt.log) if e.at), None)
            ordered[index] = replace(attempt, state=ContainerState.EXITED, finished_at=ended_at)
        elif (
            same_pod
            and attempt.finished_at
            and (then := _moment(following))
            and then + _ONE_MOMENT < attempt.finished_at
        ):
            # No life outlasts the next one's beginning: the clock was set back in between.
            ordered[index] = replace(attempt, finished_at=then)
    return tuple(ordered)


def _moment(attempt: Attempt) -> datetime | None:
    return attempt.created_at or attempt.started_at or attempt.finished_at
