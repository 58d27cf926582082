"""An etcd and its cluster, or its data, do not belong together: other members, another cluster, another version."""

from __future__ import annotations

import re
from dataclasses import replace

from whyrestart.causes.etcd.itself import ended_itself, own_words
from whyrestart.causes.etcd.leader import WORKS, leaderless, never_served, unserved
from whyrestart.causes.etcd.storage import NO_SUCH_LENGTH, PADS, misreads_its_log
from whyrestart.causes.evidence.logs import (
    Said,
    all_said,
    any_log,
    death_log,
    its_first_unseen,
    last_said,
    nobody_saw_it,
    starting_log,
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
    # 2.3's, of a data directory with a database, as 3.0 makes it without being asked (etcdserver/server.go; etcd#6883).
    re.compile(r"experimental-v3demo cannot be disabled once it is enabled"),
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
# An image's script asks etcdctl, before it starts etcd, for a change of the member that the data directory was, or is to be
# (bitnami's libetcd.sh: `member update`, `member add`), and ends with its last word (etcd's rpctypes/error.go).
_REFUSED_BY_ITS_CLUSTER = re.compile(
    r"^Error: (?P<why>etcdserver: (?:member not found|Peer URLs already exists|member ID already exists?))$"
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


# What it was built as, and the version that its data's cluster agreed upon (embed's etcd.go, etcdmain; membership/cluster.go).
_BUILT_AS = re.compile(
    r"\b(?:etcd-version|local-server-version)=\W?(?P<built>3\.\d{1,2})\b|etcd Version: (?P<to34>3\.\d)\b"
)
_AGREED_UPON = re.compile(
    r"(?<![\w-])cluster-version=\W?(?P<agreed>3\.\d{1,2})\b|set the cluster version to (?P<to34>3\.\d{1,2}) from store"
)
# pkg/pbutil's panic, of an entry or a snapshot on its disk or from a peer.
_CANNOT_READ = re.compile(r"(?P<why>unmarshal should never fail\b[^\n]{0,200})")


# To 3.3 it tells that first.
_BUILT_BEFORE_3 = re.compile(r"etcd Version: 2\.\d")
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
    own = own_words(episode, Cause.ETCD_UPGRADE_INCOMPATIBLE, _INCOMPATIBLE, says)
    return own or _skipped_a_version(episode) or _meets_padded_records(episode)


def _meets_padded_records(episode: Episode) -> Finding | None:
    """An etcd 2 takes the length of a record, as etcd 3 writes it, for a negative one (wal/decoder.go)."""
    misread = misreads_its_log(episode)
    old = last_said(episode.log, _BUILT_BEFORE_3) is not None or (
        episode.version is not None and episode.version < PADS
    )
    if misread is None or not old or NO_SUCH_LENGTH not in misread[0].entry.text:
        return None
    return finding(
        Cause.ETCD_UPGRADE_INCOMPATIBLE,
        Confidence.LIKELY,
        "This etcd 2 cannot read the lengths in its write-ahead log, as it meets them where an etcd 3 has written: the way "
        "back is a backup of before.",
        [from_log(episode, said.entry) for said in misread],
    )


def _skipped_a_version(episode: Episode) -> Finding | None:
    """It cannot read its data, and is two minor versions or more past the one that they are of: etcd goes up by one each."""
    log = starting_log(episode) if ended_itself(episode) else ()
    built, agreed = last_said(log, _BUILT_AS), last_said(log, _AGREED_UPON)
    if built is None or agreed is None:
        return None
    new, old = built["built"] or built["to34"], agreed["agreed"] or agreed["to34"]
    if int(new.partition(".")[2]) - int(old.partition(".")[2]) < 2:
        return None
    says = f"etcd {new} cannot read the data in {{data}}, which are of {old} ({{why}}): etcd is upgraded by one minor version at a time."
    found = own_words(episode, Cause.ETCD_UPGRADE_INCOMPATIBLE, (_CANNOT_READ,), says)
    return replace(found, confidence=Confidence.LIKELY) if found is not None else None


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
    told = own_words(episode, Cause.ETCD_MEMBERSHIP_MISMATCH, patterns, says) or _refused_by_its_cluster(episode, says)
    # One of another cluster, which calls or is called, is lived with: nothing tells that this etcd ever ended.
    unsure = told is not None and its_first_unseen(episode) and last_said(death_log(episode), *_MEMBERSHIP) is None
    return replace(told, confidence=Confidence.POSSIBLE) if told is not None and unsure else told


def _refused_by_its_cluster(episode: Episode, says: str) -> Finding | None:
    """That etcdctl's answer is the last that its container printed: a script that goes on has taken it."""
    last = next((entry for entry in reversed(death_log(episode)) if entry.text), None)
    refused = last_said((last,), _REFUSED_BY_ITS_CLUSTER) if last is not None and ended_itself(episode) else None
    if refused is None:
        return None
    told = own_words(episode, Cause.ETCD_MEMBERSHIP_MISMATCH, (_REFUSED_BY_ITS_CLUSTER,), says)
    return replace(told, confidence=Confidence.LIKELY) if told is not None else None


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
