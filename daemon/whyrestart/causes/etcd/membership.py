"""An etcd and its cluster, or its data, do not belong together: other members, another cluster, another version."""

from __future__ import annotations

import re
from dataclasses import replace

from whyrestart.causes.etcd.itself import ended_itself, own_words
from whyrestart.causes.etcd.leader import WORKS, leaderless, never_served, unserved
from whyrestart.causes.evidence.logs import (
    Said,
    all_said,
    any_log,
    death_log,
    its_first_unseen,
    last_said,
    nobody_saw_it,
)
from whyrestart.causes.rule import Rule, finding, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import Severity
from whyrestart.model.observation import Source

_INCOMPATIBLE = (
    re.compile(r"detected disallowed v2 WAL"),
    re.compile(r"detected disallowed (?:custom )?content in v2store"),
    re.compile(r"cluster cannot be downgraded"),
    re.compile(
        r"invalid downgrade; server version is (?:lower than determined cluster version|not allowed to join when downgrade is enabled)"
    ),
    # Why it is `incompatible with current running cluster`, which it says as well where it learnt no other's version.
    re.compile(
        r"cluster version of remote member is not compatible; too|the running cluster version\([\d.]+\) is (?:lower|higher) than"
    ),
    # membership/cluster.go, at its start; `etcdserver: too many ...` is the answer to who would join while another does.
    # So is what it says of a change that was asked for and refused (server.go, applyConfChange).
    re.compile(
        r"^(?!Validation on configuration change failed)[^\n]{0,400}?(?<!etcdserver: )too many learner members? in (?:the )?cluster"
    ),
    re.compile(r"v2 http proxy has already been deprecated"),
    # schema.Validate at a start; what cannot be written of the schema later (version/monitor.go) ends nothing.
    re.compile(
        r"(?:Failed to validate schema|discovery failed)[^\n]{0,300}?(?:cannot (?:detect|determine) storage|downgrades are not yet supported|"
        r"version \\?\"[\d.]+\\?\" is not supported|major storage version)"
    ),
)
# membership/cluster.go, in zap: the very member whose log it is. What is added again has another ID.
REMOVED_ITSELF = re.compile(
    r"removed member\b[^\n]{0,200}?local-member-id=(?P<me>\w{1,16})\b[^\n]{0,200}?removed-remote-peer-id=(?P=me)\b"
)
# server.go's last warnings, of whoever is no member any more.
REMOVED = re.compile(
    r"member has been permanently removed from (?:the )?cluster|data-dir used by this member must be removed|"
    # Of 0.5, before it was told what to do (etcd#1554).
    r"^(?:[\d/]{10} [\d:]{8} )?(?:\w+: )?the member has been removed$"
)
_MEMBERSHIP = (
    REMOVED,
    re.compile(r"member \S+ has already been bootstrapped"),
    # The same of who asks a discovery service: it knows the member, whose data directory is empty.
    re.compile(r"member (?:\S+ has previously|has been) registered with discovery service"),
    re.compile(r"member count is unequal|unmatched member while checking PeerURLs|error validating peerURLs"),
    REMOVED_ITSELF,
    # To 2.0 a member that a peer answers so ends for it (etcdserver/sender.go, rafthttp/pipeline.go).
    re.compile(r"conflicting cluster ID with the target cluster"),
    # server/etcdserver/api/membership/cluster.go panics so where its own ID is not among what the data directory holds.
    re.compile(r"failed to update; member unknown"),
)
# A stranger that calls is told of so too, and neither of the two ends for it.
_OTHER_CLUSTER = re.compile(r"(?:request )?cluster ID mismatch")
# What it says of those that it calls, which answer so: rafthttp's stream.go and util.go, in capnslog and in zap.
_IGNORED_AS_OF_ANOTHER = re.compile(
    r"ignored \(cluster ID mismatch: (?:peer|remote)\[(?P<peer>\w{1,16})\]=(?P<theirs>\w{1,16}), local=|"
    r"ignored (?:by remote peer )?due to cluster ID mismatch\b[^\n]{0,200}?\bremote-peer-id=(?P<id>\w{1,16})\b"
    r"[^\n]{0,80}?\bremote-peer-cluster-id=(?P<other>\w{1,16})\b"
)
# Its peers' answers to its calls, 404 and 412 (rafthttp's stream.go and http.go): they do not know it, or its version.
_UNKNOWN_TO_THEM = re.compile(r"failed to find local node")
# Of the same cluster by its ID, and no member that this one knows: rafthttp's http.go. One that joins learns of it soon.
_UNKNOWN_TO_IT = re.compile(r"failed to find (?:remote peer|member \w{1,16}) in cluster")
_IGNORED_FOR_ITS_VERSION = re.compile(
    r"request sent was ignored by (?:remote )?peer\b[^\n]{0,80}?version incompatib(?:le|ility)"
)


_WHY = {_UNKNOWN_TO_THEM: "do not know it as a member", _UNKNOWN_TO_IT: "are no members that it knows"}


def etcd_upgrade_incompatible(episode: Episode) -> Finding | None:
    """This etcd refuses what an older or newer one left, or its peers refuse it for its version."""
    ignored = last_said(leaderless(episode), _IGNORED_FOR_ITS_VERSION)
    if ignored is not None:
        return finding(
            Cause.ETCD_UPGRADE_INCOMPATIBLE,
            Confidence.LIKELY,
            "This etcd member has no leader, and its peers ignore it: their version and its own are too far apart.",
            [from_log(episode, ignored.entry)],
        )
    says = "This version of etcd refuses the data or membership in {data} that another version left: {why}."
    return own_words(episode, Cause.ETCD_UPGRADE_INCOMPATIBLE, _INCOMPATIBLE, says)


def etcd_membership_mismatch(episode: Episode) -> Finding | None:
    """The data directory and the cluster disagree about who is a member."""
    says = "This etcd member does not belong to the cluster it is told to join: {why}."
    ended = ended_itself(episode) or any(entry.severity is Severity.FATAL for entry in death_log(episode))
    # One that has served lives on with a stranger, and what ended it was another.
    log = any_log(episode) if nobody_saw_it(episode) else death_log(episode)
    served = last_said(log, WORKS) is not None
    patterns = _MEMBERSHIP if ended or served else (*_MEMBERSHIP, _OTHER_CLUSTER)
    stranger = (
        last_said(leaderless(episode), _OTHER_CLUSTER, _UNKNOWN_TO_THEM)
        or _ignored_by_several(episode)
        or _again_since_its_start(episode)
    )
    if stranger is not None:
        why = _WHY.get(stranger.match.re, "are of another cluster: cluster ID mismatch")
        return finding(
            Cause.ETCD_MEMBERSHIP_MISMATCH,
            Confidence.LIKELY,
            f"This etcd member has no leader, and those that it is told to join {why}.",
            [from_log(episode, stranger.entry)],
        )
    told = own_words(episode, Cause.ETCD_MEMBERSHIP_MISMATCH, patterns, says)
    # One of another cluster, which calls or is called, is lived with: nothing tells that this etcd ever ended.
    unsure = told is not None and its_first_unseen(episode) and last_said(death_log(episode), *_MEMBERSHIP) is None
    return replace(told, confidence=Confidence.POSSIBLE) if told is not None and unsure else told


def _ignored_by_several(episode: Episode) -> Said | None:
    """Two peers or more ignore an etcd that never served, and are of one cluster: it is this one that is of another."""
    said = list(all_said(never_served(episode), _IGNORED_AS_OF_ANOTHER))
    peers, clusters = {each["peer"] or each["id"] for each in said}, {each["theirs"] or each["other"] for each in said}
    return said[-1] if len(peers) >= 2 and len(clusters) == 1 else None


def _again_since_its_start(episode: Episode) -> Said | None:
    """It never had a leader, and again and again meets who is of another cluster, or who does not know it, or it them.

    That does not pass with time, unlike what it says of peers that are not there yet.
    """
    said = list(all_said(unserved(episode), _OTHER_CLUSTER, *_WHY))
    return said[-1] if len(said) >= 2 else None


RULES = (
    Rule(
        cause=Cause.ETCD_UPGRADE_INCOMPATIBLE,
        find=etcd_upgrade_incompatible,
        needs=frozenset({Source.POD_LOGS}),
    ),
    Rule(
        cause=Cause.ETCD_MEMBERSHIP_MISMATCH,
        find=etcd_membership_mismatch,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.ETCD_UPGRADE_INCOMPATIBLE}),
    ),
)
