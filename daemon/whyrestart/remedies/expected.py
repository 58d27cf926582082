"""What is no fault of this subject: a sentence that says so, and where to look."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import Remedy
from whyrestart.remedies.editing import manifest_directory


def node_rebooted(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Meant or not, the end of the boot before tells."""
    yield Remedy(
        title="Nothing is to be repaired, if the reboot was meant; if not, the end of the boot before tells why",
        commands=("journalctl -b -1 -n 50",),
    )


def stopped_by_operator(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Meant as a rule; what needed it says the same, so this is an order that holds for both."""
    name = found["file"].rpartition("/")[2]
    yield Remedy(
        title=f"Put {name or 'the manifest'} back into {manifest_directory(episode)}, unless it was taken away for good"
    )


def leader_election_lost(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """For a node on which nothing shows what was away."""
    yield Remedy(
        title="Repair what was away: the apiserver or etcd, as their own logs tell; this one recovers by itself",
        caution="If neither ever restarted, look at their latency: etcd's disk, a node without processor time.",
    )


def apiserver_unreachable(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """For a node on which nothing shows why the apiserver does not answer."""
    where = f" at {found['address']}" if found["address"] else ""
    yield Remedy(
        title=f"Repair the apiserver{where}: this one follows it",
        caution="If the kubeconfig names a load balancer or a virtual address: see whether that is up and has this "
        "node as a healthy back end.",
    )


REMEDIES = {
    Cause.NODE_REBOOTED: node_rebooted,
    Cause.STOPPED_BY_OPERATOR: stopped_by_operator,
    Cause.LEADER_ELECTION_LOST: leader_election_lost,
    Cause.APISERVER_UNREACHABLE: apiserver_unreachable,
}
