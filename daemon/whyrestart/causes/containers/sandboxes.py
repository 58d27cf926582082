"""A pod's sandbox that was replaced, or two of them at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.rule import Rule, finding, from_kubelet, note
from whyrestart.causes.runtime.cgroup_drivers import (
    SANDBOX_REPLACED,
    kubelet_driver,
    many_restarted_together,
    replaced_with_it,
    restarts_of_keepers,
    runtime_driver,
    sandbox_change,
)
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerSeen, ContainerState, HostSeen, SandboxSeen, Source

# From a manifest's return to its pod's: the kubelet's full read, 20 s, and the grace of the pod before.
_EDIT_TO_POD = timedelta(seconds=90)
# So many back-offs take longer than the grace of a pod that is replaced.
_SEVERAL = 3


def sandbox_changed(episode: Episode) -> Finding | None:
    """A new sandbox, no failed probe, drivers that agree: the runtime was restarted, or lost the pause container."""
    change = sandbox_change(episode)
    said, ended = last_said(episode.kubelet_log, SANDBOX_REPLACED), episode.last_ended
    if change is None and said is not None and ended is not None and _was_before(said.entry.at, ended.started_at):
        return None
    if (change is None and said is None) or episode.ref is None:
        return None
    at = change[1].started_at if change else said.entry.at if said else None
    restarted = restarts_of_keepers(episode, at)
    host = episode.node.last(HostSeen)
    booted = host.booted_at if host is not None else None
    if booted is not None and at is not None and timedelta(0) <= at - booted <= timedelta(minutes=15):
        return None
    # All pods at once, and nobody can say that the cgroup drivers agree: then they may well not.
    drivers = kubelet_driver(episode) is not None and runtime_driver(episode) is not None
    unlike = not drivers and max(many_restarted_together(episode), replaced_with_it(episode)[1]) >= 2
    # A file that went and came back unchanged is the same pod to the kubelet, in another sandbox.
    written = episode.manifest.modified_at if episode.manifest else None
    edited = written is not None and at is not None and abs(at - written) <= _EDIT_TO_POD
    doubtful = not restarted and (unlike or edited)
    return finding(
        Cause.SANDBOX_CHANGED,
        Confidence.PROVEN if change and restarted else Confidence.POSSIBLE if doubtful else Confidence.LIKELY,
        f"The sandbox of {episode.ref.pod} was replaced, and its containers with it"
        f"{f', when {restarted[0][0]} was restarted' if restarted else ''}.",
        [
            note(
                "runtime",
                f"sandbox {(change[0].sandbox_id or '')[:12]} was followed by {(change[1].sandbox_id or '')[:12]}",
                at,
            )
            if change
            else None,
            from_kubelet(said.entry) if said else None,
            *(note("units", f"{unit} was started", since) for unit, since in restarted),
        ],
    )


def _was_before(said_at: datetime | None, life_began: datetime | None) -> bool:
    """Whether it was said before that life began, of which it explains nothing."""
    return said_at is not None and life_began is not None and said_at < life_began


def duplicate_sandboxes(episode: Episode) -> Finding | None:
    """Two ready sandboxes of one pod: two instances fight for ports and leases."""
    if episode.ref is None or _one_leaves(episode):
        return None
    many = [
        seen
        for seen in episode.node.newest(SandboxSeen).values()
        if seen.ready and (seen.namespace, seen.pod) == (episode.ref.namespace, episode.ref.pod)
    ]
    containers = episode.node.newest(ContainerSeen).values()
    running = {seen.sandbox_id for seen in containers if seen.state is ContainerState.RUNNING}
    both = [s for s in many if s.sandbox_id in running]
    # What is started anew in one again and again is past each changeover, whatever its sandbox's age.
    lives = [seen for seen in containers if seen.sandbox_id in {s.sandbox_id for s in many}]
    since = min((s.started_at for s in lives if s.state is ContainerState.RUNNING and s.started_at), default=episode.at)
    tried = {
        seen.sandbox_id
        for seen in lives
        if seen.attempt_key.attempt >= _SEVERAL and seen.finished_at is not None and seen.finished_at > since
    }
    old = [
        s for s in many if s.sandbox_id in tried or (s.created_at and episode.at - s.created_at > timedelta(seconds=90))
    ]
    dying = [s for s in many if s.sandbox_id in tried - running]
    if len(both) + (len(dying) if both else 0) < 2 or len(old) < 2:
        return None
    shown = ", ".join(
        f"{s.sandbox_id[:12]} (UID {s.pod_uid[:8]}, since {s.created_at:%H:%M:%S})" for s in many if s.created_at
    )
    return finding(
        Cause.DUPLICATE_SANDBOXES,
        Confidence.PROVEN if len(both) >= 2 else Confidence.LIKELY,
        f"Two sandboxes of {episode.ref.pod} run at the same time"
        f"{'.' if len(both) >= 2 else ': what one runs keeps from the other what it needs, and that ends again and again.'}",
        [note("runtime", f"ready sandboxes: {shown}")],
        sandboxes=" ".join(s.sandbox_id[:12] for s in many),
    )


def _one_leaves(episode: Episode) -> bool:
    """Whether the pod was edited so lately that the former one may still be using its grace."""
    edited = episode.manifest.modified_at if episode.manifest is not None else None
    if edited is None or episode.pod is None:
        return False
    grace = timedelta(seconds=episode.pod.termination_grace_seconds)
    return timedelta(0) <= episode.at - edited <= grace + _EDIT_TO_POD


RULES = (
    Rule(
        cause=Cause.DUPLICATE_SANDBOXES,
        find=duplicate_sandboxes,
        needs=frozenset({Source.CRI}),
        yields_to=frozenset({Cause.PORT_HELD_BY_PREVIOUS_INSTANCE}),
    ),
    Rule(
        cause=Cause.SANDBOX_CHANGED,
        find=sandbox_changed,
        needs=frozenset({Source.CRI}),
        yields_to=frozenset(
            {
                Cause.CGROUP_DRIVER_MISMATCH,
                Cause.NODE_REBOOTED,
                Cause.RUNTIME_UNAVAILABLE,
                Cause.EDITOR_TEMPORARY_FILE,
                Cause.DUPLICATE_MANIFEST,
                Cause.MANIFEST_REWRITTEN,
            }
        ),
        settles="why the sandbox went: the runtime's journal at that moment",
    ),
)
