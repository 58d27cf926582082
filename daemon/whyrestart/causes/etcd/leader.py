"""An etcd runs and its cluster has no leader: too few of its members are up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus

from whyrestart.causes.etcd.itself import ended_itself, is_apiserver, is_etcd
from whyrestart.causes.evidence.living import (
    LATELY,
    STARTS_FOR,
    STILL,
    after_last,
    ended_with_its_machine,
    goes_on,
    newest_lines,
    without_pause,
)
from whyrestart.causes.evidence.logs import Said, all_said, any_log, death_log, last_said, nobody_saw_it
from whyrestart.causes.evidence.presented import CALLER, SERVER_SAW_CLIENT, own_hosts
from whyrestart.causes.evidence.probing import failing
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log, from_probe, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerState, EtcdSeen, ProbeResult, Source
from whyrestart.parsing.last_words import is_an_end

STALLED = re.compile(r"slow fdatasync|sync duration of [\d.]+\w*s, expected less than")
_SAYS_SO = re.compile(
    r"RAFT NO LEADER|etcdserver: no leader|has no leader|lost leader|no leader in the cluster|/health \w+; no leader"
)
_ANSWERS_SO = re.compile(r"etcdserver: no leader")
_STANDS = re.compile(r"is starting a new election at term|became (?:pre-)?candidate at term")
_UNPUBLISHED = re.compile(
    r"publish error: etcdserver: request timed out|failed to publish local member to cluster through raft"
)
NO_LEADER = (_SAYS_SO, _STANDS, _UNPUBLISHED)
# It follows or leads, and what is written is agreed upon.
WORKS = re.compile(
    r"became leader at term|elected leader \w+ at term|changed leader from|published (?:local member|\{Name:[^\n]{0,600}\}) to cluster|"
    r"ready to serve client requests|set the initial cluster version|finished scheduled compaction|(?:saved|triggering) snapshot"
)
# What it says of requests, which none sends to an etcd that does not serve. Not of those that only waited for a leader and
# got no answer: `waiting for ReadIndex response took too long` (3.5 on), a read with the error that it ended with
# (v3_server.go, util.go).
_SERVED = re.compile(
    r"^(?!waiting for ReadIndex|[^\n]{0,2000}?\berror[:=]\W{0,3}(?:context (?:deadline exceeded|canceled)|etcdserver: ))"
    r"[^\n]*?(?:took too long|compacted|snapshot|leader is overloaded|failed to apply request)"
)
# raft's own words (raft.go): it asks for votes again, it has won or follows one who did, another one has spoken to it.
_ASKS_FOR_VOTES = re.compile(
    r"is starting a new election at term (?P<term>\d+)|sent Msg(?:Pre)?Vote request to \w+ at term (?P<asked>\d+)"
)
# It was refused enough votes, or told of a later term: the others are there.
_STEPS_BACK = re.compile(r"became follower at term")
# The last entry's term, and the one of which it asks: since it had a leader, it has asked in vain so many times. What is
# asked before a vote (from 3.4 where set, by default from 3.6) raises no term.
_BEHIND = re.compile(
    r"\[logterm: (?P<last>\d{1,18}), index: (?P<index>\d{1,18})\] sent MsgVote request to \w+ at term (?P<asked>\d{1,18})"
)
_IN_VAIN = 10
# The members that it was told of at its first start are entries of its log, and all of it before a first leader.
_MOST_MEMBERS = 9
# The default is a second; what is set for slow disks and far peers is seldom more than ten.
_ELECTED_WITHIN = timedelta(seconds=20)
# Of a log alone: one election, or two, are soon won.
UNSEEN_ELECTIONS = 4
_ASKS_A_PEER = re.compile(r"sent MsgPreVote request to (?P<peer>\w+) at term")
# Raft's words for a leader that there was, and the transport's for peers that were there.
_HAD_A_LEADER = re.compile(
    r"became (?:leader|follower) at term|(?:elected|lost|changed) leader \w+|lost (?:the )?TCP streaming connection|"
    r"prober detected unhealthy status|became (?:in)?active|established (?:a )?TCP streaming"
)
_LED = re.compile(r"became leader at term|elected leader \w+ at term")
_HEARD = re.compile(
    r"\b(?P<me>[0-9a-f]{1,16}) (?:\[[^\]]{0,200}\] )?(?:received|ignored|rejected|cast)\b[^\n]{0,200}? from (?P<other>[0-9a-f]{1,16})\b"
)
PEER_GONE = re.compile(
    r"prober detected unhealthy status|health check for peer \S+ could not connect|lost the TCP streaming connection with peer|"
    r"the connection to peer \w{1,16} is unhealthy|cannot get the version of member|"
    r"failed to (?:dial|reach the peer)|dial tcp \S+:2380: .*(?:refused|no route|timeout)"
)
_HANDSHAKE = re.compile(r"\b(?:x509|tls): |server gave HTTP response to HTTPS client")


def etcd_no_quorum(episode: Episode) -> Finding | None:
    """Etcd itself runs; its cluster has no leader because too few members are up."""
    if not is_etcd(episode):
        return _told_of_no_leader(episode)
    seen = episode.node.last(EtcdSeen)
    without = (
        seen is not None and not _begins(episode) and (seen.has_leader is False or "NO LEADER" in seen.reason.upper())
    )
    # What it was led by, or did, tells that the elections before that were won.
    log = after_last(any_log(episode), WORKS)
    elections = [said.entry for said in all_said(log, *NO_LEADER)]
    peers = last_said(log, PEER_GONE)
    each = failing(episode)
    told = each is not None and _SAYS_SO.search(each.kubelet.body) is not None
    stuck = leaderless(episode)
    troubled = (episode.state is not State.HEALTHY or nobody_saw_it(episode)) and not ended_itself(episode)
    troubled = troubled and not ended_with_its_machine(episode)
    # What it says of its own health is said to whoever asks: to the kubelet that kills it for that, most often.
    refused = [entry for entry in elections if "/health" in entry.text or "Health check error" in entry.text]
    unheard = peers is not None or len(refused) >= 2 or votes_alone(log)
    # What nobody saw live may have won the last election, or have ended of something else.
    unseen = nobody_saw_it(episode) and len(refused) < 2 and _elections(log) < UNSEEN_ELECTIONS
    if not (without or told or stuck or (troubled and len(elections) >= 2 and unheard)):
        return None
    # Members that are up and end the handshake: then what is wrong with whose certificate is the question.
    handshakes = peers is not None and _HANDSHAKE.search(peers.entry.text) is not None
    # So they may be where it is itself that turns away who calls it, and complains of none that is away.
    away = peers is None and turned_away(episode, stuck or log) is not None
    return finding(
        Cause.ETCD_NO_QUORUM,
        Confidence.POSSIBLE
        if handshakes or (away and not (without or told))
        else Confidence.PROVEN
        if without or told
        else Confidence.POSSIBLE
        if unseen
        else Confidence.LIKELY,
        "etcd runs on this node, but its cluster has no leader: too few of the other members can be reached.",
        [
            note("etcd", f"no leader; health: {seen.reason or seen.healthy}", seen.at) if seen and without else None,
            from_probe(each.kubelet) if told and each else None,
            from_log(episode, elections[-1]) if elections else None,
            from_log(episode, peers.entry) if peers else None,
        ],
    )


def _begins(episode: Episode) -> bool:
    """Whether it is so young that nothing may have been agreed upon yet: no member has a leader when it starts."""
    current = episode.current
    since = current.started_at if current is not None and current.state is ContainerState.RUNNING else None
    return since is not None and episode.at - since <= _ELECTED_WITHIN


def _told_of_no_leader(episode: Episode) -> Finding | None:
    """An apiserver that ends with what an etcd without a leader answers; it lives on with the same of a request."""
    log = death_log(episode) if is_apiserver(episode) else ()
    said = last_said((entry for entry in log if is_an_end(entry)), _ANSWERS_SO)
    if said is None:
        return _goes_on_being_told(episode)
    return finding(
        Cause.ETCD_NO_QUORUM,
        Confidence.LIKELY,
        f"{episode.program} ends because the etcd it asks has no leader: too few of that cluster's members are up.",
        [from_log(episode, said.entry), from_last_end(episode)],
    )


# etcd's client of its v2 API (to 1.12) names the member that has none.
_TOLD_SO = re.compile(r"etcdserver: no leader|client: etcd member \S{1,300} has no leader")


def _goes_on_being_told(episode: Episode) -> Finding | None:
    """An apiserver that lives and is told so to this moment. An election is won within seconds, and may be one of many."""
    lines = newest_lines(episode) if is_apiserver(episode) else ()
    told = list(all_said(lines, _TOLD_SO))
    errors = [entry for entry in lines if entry.severity.is_error]
    if len(told) < 2 or not errors or errors[-1] is not told[-1].entry:
        return None
    # Members that are restarted in turn are without a leader again and again, for a moment.
    run = without_pause([said.entry for said in told], STILL)
    if not goes_on(episode, told[-1].entry) or len(run) < 2:
        return None
    first, last = run[0].at, run[-1].at
    lasts = first is not None and last is not None and last - first >= _ELECTED_WITHIN
    return finding(
        Cause.ETCD_NO_QUORUM,
        Confidence.LIKELY if lasts else Confidence.POSSIBLE,
        f"{episode.program} is told by the etcd it asks, again and again, that it has no leader: too few of that cluster's members "
        "are up, or they lose each other.",
        [from_log(episode, entry) for entry in (run[0], run[-1])],
    )


def votes_alone(log: tuple[LogEntry, ...]) -> bool:
    """Election after election, to the log's end, with no vote but its own: a cluster of one elects itself at once."""
    since = after_last(log, _LED)
    # What votes for itself writes that down first.
    stalled = last_said(since, STALLED) is not None
    return not _hears_others(since) and not stalled and (_elections(since) >= 2 or asks_in_vain(since))


def asks_in_vain(log: tuple[LogEntry, ...]) -> bool:
    """Whether it has asked for votes again and again since its log was last led, as one request's terms tell."""
    said = last_said(log, _BEHIND)
    return said is not None and int(said["asked"]) - int(said["last"]) >= _IN_VAIN and not _hears_others(log)


def never_led(log: tuple[LogEntry, ...]) -> bool:
    """Whether nothing was ever agreed upon in its cluster: it is new, and so is what was made for it."""
    said = last_said(log, _BEHIND)
    return said is not None and int(said["last"]) <= 1 and int(said["index"]) <= _MOST_MEMBERS


def _only_campaigns(episode: Episode, log: tuple[LogEntry, ...]) -> bool:
    """No leader is known in its life, and it asks the same peer for its vote before the vote, and again, for nothing.

    Who has lost its leader a moment ago says that, and of its peers, before it asks.
    """
    current = episode.current
    if current is None or last_said(current.log, _HAD_A_LEADER) is not None:
        return False
    asked = Counter(said["peer"] for said in all_said(log, _ASKS_A_PEER))
    return max(asked.values(), default=0) >= 2


def _waits_for_votes(episode: Episode, log: tuple[LogEntry, ...]) -> bool:
    """Whether nothing came of an election for longer than any election takes: nobody has spoken to it since either."""
    asked = last_said(after_last(log, _STEPS_BACK), _ASKS_FOR_VOTES)
    return asked is not None and asked.entry.at is not None and episode.at - asked.entry.at >= _ELECTED_WITHIN


def _elections(log: tuple[LogEntry, ...]) -> int:
    asked = list(all_said(log, _ASKS_FOR_VOTES))
    # A log that begins within an election begins with the requests of it.
    within = bool(asked) and bool(asked[0]["asked"])
    begun = sum(bool(each["term"]) for each in asked)
    return max(begun + (within and begun > 0), len({each["asked"] for each in asked} - {""}))


def _hears_others(log: tuple[LogEntry, ...]) -> bool:
    return any(said["me"] != said["other"] for said in all_said(log, _HEARD))


def leaderless(episode: Episode) -> tuple[LogEntry, ...]:
    """The newest lines of an etcd that lives and to this moment has no leader; nothing where that may pass.

    One election, or two, are soon won where others can be reached. It publishes itself at its start alone, and again
    and again until that succeeds.
    """
    never = unserved(episode)
    since = never or (after_last(newest_lines(episode), WORKS) if is_etcd(episode) else ())
    if _hears_others(since) or last_said(since, STALLED) is not None:
        return ()
    away = [said.entry for said in all_said(since, PEER_GONE)]
    gone = bool(away)
    unpublished, says_so = len(list(all_said(since, _UNPUBLISHED))), len(list(all_said(since, _SAYS_SO)))
    enough = (
        _elections(since) >= (1 if never else 2 if gone else 3)
        or asks_in_vain(since)
        or _waits_for_votes(episode, since)
        or _only_campaigns(episode, since)
        or unpublished >= (1 if gone else 2)
        or says_so >= 3
        or (bool(never) and len(peers(away)) >= 2)
    )
    return since if enough else ()


# rafthttp's prober and, to 3.3, its monitor, of each peer by its ID; and what a peer that it reaches again is told to be.
_OF_A_PEER = re.compile(
    r"(?:health check for|the connection to) peer (?P<peer>\w{1,16}) (?:could not connect|is unhealthy)|"
    r"(?:remote-(?:peer|member)-id=|\bof member )(?P<id>\w{1,16})\b"
)
REACHED = re.compile(r"peer \w+ became active|peer became active|established (?:a )?TCP streaming connection with")


def of_several_peers(episode: Episode, complaint: re.Pattern[str]) -> Said | None:
    """That complaint, as an etcd that lives makes it to this moment of two of its peers or more: not of one alone."""
    since = after_last(newest_lines(episode), REACHED) if is_etcd(episode) else ()
    said = [each for each in all_said(since, complaint) if PEER_GONE.search(each.entry.text)]
    return said[-1] if len(peers(each.entry for each in said)) >= 2 else None


def peers(entries: Iterable[LogEntry]) -> set[str]:
    """The peers, by their IDs, that are complained of."""
    named = (_OF_A_PEER.search(entry.text) for entry in entries)
    return {match["peer"] or match["id"] for match in named if match is not None}


def of_its_peers(episode: Episode, complaint: re.Pattern[str]) -> Said | None:
    """The same, or of any peer where it never had a leader: with one less than all of them it would have got one."""
    away = (entry for entry in after_last(unserved(episode), REACHED) if PEER_GONE.search(entry.text))
    return of_several_peers(episode, complaint) or last_said(away, complaint)


# One that calls now and then may be anybody.
_AGAIN_AND_AGAIN = 3


def turns_peers_away(episode: Episode, complaint: re.Pattern[str]) -> Said | None:
    """That complaint about two callers or more from elsewhere, or about one that calls on, by an etcd that asks for votes in vain, or has never had a leader."""
    current = episode.current
    if not is_etcd(episode) or current is None or current.state is not ContainerState.RUNNING:
        return None
    lately = tuple(entry for entry in current.log if entry.at is not None and episode.at - entry.at <= LATELY)
    log = after_last(lately, WORKS)
    # Where the others are away, who calls is somebody else.
    away = any(_HANDSHAKE.search(said.entry.text) is None for said in all_said(log, PEER_GONE))
    said = list(all_said((entry for entry in log if CALLER.search(entry.text)), complaint))
    never = bool(unserved(episode))
    alone = asks_in_vain(log) or never
    callers = {match["host"] for each in said if (match := CALLER.search(each.entry.text)) is not None}
    others = len(callers - own_hosts(episode))
    several = others >= 2 or (never and others and len(said) >= _AGAIN_AND_AGAIN)
    return said[-1] if not away and several and alone else None


def lives_on_with(episode: Episode, log: tuple[LogEntry, ...], said: LogEntry) -> bool:
    """Whether it tells of a caller that it turned away, and was ended by others with its peers at hand: not for that."""
    ended = episode.last_ended
    by_others = ended is not None and ended.exit_code in {0, 137, 143}
    return (
        is_etcd(episode)
        and by_others
        and SERVER_SAW_CLIENT.search(said.text) is not None
        and last_said(log, *NO_LEADER, PEER_GONE) is None
    )


def turned_away(episode: Episode, log: tuple[LogEntry, ...]) -> Said | None:
    """The last caller from elsewhere whose TLS handshake it ends, or that ends it."""
    own = own_hosts(episode)
    return last_said(
        (entry for entry in log if _HANDSHAKE.search(entry.text)), CALLER, where=lambda said: said["host"] not in own
    )


def never_served(episode: Episode) -> tuple[LogEntry, ...]:
    """The newest lines of an etcd that lives and has not served a client since it was started."""
    current = episode.current
    if not is_etcd(episode) or current is None or last_said(current.log, WORKS, _SERVED) is not None:
        return ()
    return () if serves_an_apiserver(episode) else newest_lines(episode)


_ASKED_OF_ALL = re.compile(r"/(?:livez|healthz|readyz)\b(?![^\n]*exclude)")


def serves_an_apiserver(episode: Episode) -> bool:
    """Whether the apiserver beside it was found well just now, which asks its etcd for that (apiserver's healthz)."""
    asked = (each for each in episode.node.newest(ProbeResult).values() if "apiserver" in each.ref.container)
    return any(
        each.status == HTTPStatus.OK and _ASKED_OF_ALL.search(each.url) and episode.at - each.at <= STILL
        for each in asked
    )


# An apiserver has etcd compact its history every five minutes, and etcd says so.
_COMPACTED_WITHIN = timedelta(minutes=11)
_YOUNG = timedelta(hours=2)
# Reading its storage and an election or two take less; members that were started with it may take longer.
_ANEW_FOR = timedelta(seconds=45)


def unserved(episode: Episode) -> tuple[LogEntry, ...]:
    """The newest lines of an etcd that lives, where all that it has said since its start tells of no leader.

    The log of an old life may have lost its start: that counts where it reaches back beyond a compaction. What was
    started anew more than once has had its time to start.
    """
    current = episode.current
    if not is_etcd(episode) or current is None or last_said(current.log, WORKS, _SERVED) is not None:
        return ()
    young = current.started_at is not None and episode.at - current.started_at <= _YOUNG
    times = [entry.at for entry in current.log if entry.at is not None]
    if not young and not (times and times[-1] - times[0] >= _COMPACTED_WITHIN):
        return ()
    return newest_lines(episode, _ANEW_FOR if episode.restarts >= 2 else STARTS_FOR)


RULES = (
    Rule(
        cause=Cause.ETCD_NO_QUORUM,
        find=etcd_no_quorum,
        needs=frozenset({Source.ETCD, Source.POD_LOGS}),
        yields_to=frozenset(
            {
                Cause.ETCD_MEMBERSHIP_MISMATCH,
                Cause.ETCD_UPGRADE_INCOMPATIBLE,
                Cause.ETCD_SERVER_CERTIFICATE_EXPIRED,
                Cause.CERTIFICATE_AUTHORITY_MISMATCH,
                Cause.CLOCK_SKEW,
            }
        ),
        settles="`etcdctl endpoint status --cluster` shows who is up",
    ),
)
