"""Restarts that are no fault of anything: said to be expected, and nothing more."""

from __future__ import annotations

from datetime import timedelta

from whyrestart.causes.dependencies.away import apiserver_unreachable, leader_election_lost
from whyrestart.causes.etcd.client import etcd_unreachable
from whyrestart.causes.rule import Rule, about_node, finding, from_end, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import HostSeen, ManifestGone, ManifestSeen, Source

AFTER_BOOT = timedelta(minutes=15)
# What began with the boot is still told of that day.
_OF_LATE = timedelta(days=1)
# Who waited in vain for those that came up with it stands by then, or has ended again.
STANDS_AFTER = timedelta(minutes=1)


def node_rebooted(episode: Episode) -> Finding | None:
    """The boot id changed, and the machine came up a short while ago."""
    host = episode.node.last(HostSeen)
    if host is None or host.previous_boot_id is None or host.previous_boot_id == host.boot_id:
        return None
    return finding(
        Cause.NODE_REBOOTED,
        Confidence.PROVEN,
        "The node was rebooted; every pod on it restarted for that.",
        [note("host", f"boot id {host.previous_boot_id} was followed by {host.boot_id}", host.booted_at)],
        booted_at=host.booted_at.isoformat() if host.booted_at else None,
    )


def of_late(episode: Episode) -> Finding | None:
    """The same where it is not long ago: after that the boot explains nothing of what is seen now."""
    host = episode.node.last(HostSeen)
    long_ago = host is not None and host.booted_at is not None and episode.at - host.booted_at > _OF_LATE
    return None if long_ago else node_rebooted(episode)


def stopped_by_operator(episode: Episode) -> Finding | None:
    """The manifest that declared this pod was taken away, and the pod ended."""
    ended = episode.last_ended
    if episode.pod is not None or episode.manifest is not None or ended is None or episode.ref is None:
        return None
    paths = {
        seen.manifest.path
        for seen in episode.node.all(ManifestSeen)
        if seen.manifest.pod is not None and episode.ref.pod.startswith(f"{seen.manifest.pod.name}-")
    }
    gone = [seen for seen in episode.node.all(ManifestGone) if seen.path in paths or not paths]
    if not gone or (episode.current is not None and not episode.current.ended):
        return None
    return finding(
        Cause.STOPPED_BY_OPERATOR,
        Confidence.LIKELY,
        f"The manifest of {episode.ref.pod} was removed, so the kubelet stopped it.",
        [note("manifest", f"{gone[-1].path} was removed", gone[-1].at), from_end(ended)],
        file=gone[-1].path,
    )


def restarted_by_reboot(episode: Episode) -> Finding | None:
    """A container that the reboot ended, and that has since ended only for want of others that were not up yet."""
    host, current, ended = episode.node.last(HostSeen), episode.current, episode.last_ended
    rebooted = node_rebooted(episode)
    if rebooted is None or host is None or host.booted_at is None or current is None or current.ended:
        return None
    started = current.started_at or current.created_at
    if started is None or not timedelta(0) <= started - host.booted_at <= AFTER_BOOT:
        return None
    lives = [a for a in episode.attempts if a.started_at is not None and a.started_at >= host.booted_at]
    if len(lives) > 1 and not (episode.at - started >= STANDS_AFTER and _waited_in_vain(episode)):
        return None
    return rebooted if lives and ended is not None else None


def _waited_in_vain(episode: Episode) -> bool:
    """The last end is a consequence of another component that was away."""
    return any(find(episode) is not None for find in (leader_election_lost, apiserver_unreachable, etcd_unreachable))


RULES = (
    Rule(cause=Cause.NODE_REBOOTED, find=restarted_by_reboot, needs=frozenset({Source.HOST})),
    Rule(cause=Cause.NODE_REBOOTED, find=of_late, applies=about_node, needs=frozenset({Source.HOST})),
    Rule(cause=Cause.STOPPED_BY_OPERATOR, find=stopped_by_operator, needs=frozenset({Source.MANIFESTS})),
)
