"""What an etcd that lives complains of again and again to this moment, where its lines do not tell whose fault that is.

A member that works for its clients lives with strangers that call it, and with a peer that is away: nothing is guessed
where its log tells of a leader, or of what clients asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from whyrestart.causes.certificates.clock import SEEN, by_this_clock
from whyrestart.causes.etcd.disk import but_for_moments, took_a_second
from whyrestart.causes.etcd.itself import is_etcd
from whyrestart.causes.etcd.leader import PEER_GONE, REACHED, STALLED, WORKS, never_served, peers
from whyrestart.causes.evidence.expiry import clock_runs_free
from whyrestart.causes.evidence.living import LATELY, STILL, after_last, newest_lines, persisting
from whyrestart.causes.evidence.logs import Said, all_said, last_said
from whyrestart.causes.evidence.presented import CALLER, EXPIRED, REMOTE_BAD, UNKNOWN_AUTHORITY, own_hosts
from whyrestart.causes.rule import Rule, finding, from_log, note
from whyrestart.episodes import kernel_lines
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import Source
from whyrestart.parsing.runtime_values import moment

# Peers call each other ten times a second, a prober every five seconds, and who publishes itself every seven. To 3.1 it
# told of its peers every thirty.
_CALLS_AGAIN, _TOLD_AGAIN = timedelta(seconds=15), timedelta(seconds=35)
# Who is merely started anew is back within that.
_LASTS = timedelta(seconds=5)
_AGAIN = 3


# rafthttp's http.go in zap, which names who calls; who was told of by capnslog may be one alone, and the stranger himself.
_CALLED_BY = re.compile(
    r"request cluster ID mismatch\b[^\n]{0,400}?\bremote-peer-server-name=(?P<who>\w{1,16})\b[^\n]{0,300}?\bremote-peer-cluster-id=(?P<cluster>\w{1,16})"
)


def etcd_membership_mismatch(episode: Episode) -> Finding | None:
    """Two members or more of one other cluster take it for one of theirs, and it has served nobody as far as its log goes back."""
    calls = list(all_said(never_served(episode), _CALLED_BY))
    said = persisting(episode, calls, 2, within=_CALLS_AGAIN)
    if said is None or len({each["who"] for each in calls}) < 2 or len({each["cluster"] for each in calls}) != 1:
        return None
    return finding(
        Cause.ETCD_MEMBERSHIP_MISMATCH,
        Confidence.POSSIBLE,
        "Members of another cluster call this etcd as one of theirs (cluster ID mismatch): its data directory is of another "
        "cluster than the one that it is told to join, or theirs is.",
        [from_log(episode, said.entry)],
    )


# ---- certificates ---------------------------------------------------------------------------------------------------


def _away_for(episode: Episode, complaint: re.Pattern[str], where: Callable[[Said], bool] = bool) -> Said | None:
    """A peer that it does not accept for that, again and again since any peer was reached."""
    since = after_last(newest_lines(episode), REACHED) if is_etcd(episode) else ()
    said = [each for each in all_said(since, complaint) if PEER_GONE.search(each.entry.text) and where(each)]
    return persisting(episode, said, _AGAIN, _LASTS, within=_CALLS_AGAIN)


def _turned_away(episode: Episode, complaint: re.Pattern[str], callers: int) -> Said | None:
    """Who calls from elsewhere and is refused for that, or refuses it, where it serves nobody as far as is known.

    One alone may be anybody. Where its peers are away, or are there, who calls is somebody else.
    """
    own, lines = own_hosts(episode), never_served(episode)
    calls = {said.entry: said["host"] for said in all_said(lines, CALLER) if said["host"] not in own}
    said = list(all_said(calls, complaint))
    if len({calls[each.entry] for each in said}) < callers or last_said(lines, PEER_GONE, REACHED) is not None:
        return None
    return persisting(episode, said, _AGAIN, within=_CALLS_AGAIN)


def certificate_authority_mismatch(episode: Episode) -> Finding | None:
    """It does not trust a peer or its callers, or they do not trust it."""
    said = _away_for(episode, UNKNOWN_AUTHORITY) or _turned_away(episode, UNKNOWN_AUTHORITY, 2)
    if said is None and (said := _turned_away(episode, REMOTE_BAD, 2)) is None:
        return None
    refuses = REMOTE_BAD.search(said.entry.text) is None
    return finding(
        Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        Confidence.POSSIBLE,
        "This etcd does not trust the CA of a member or a client that it meets again and again."
        if refuses
        else "Who calls this etcd does not accept its certificate: for its CA, its names or its dates.",
        [from_log(episode, said.entry)],
    )


def _is_past(said: Said) -> bool:
    return said["side"] == "after"


def etcd_server_certificate_expired(episode: Episode) -> Finding | None:
    """What a peer presents to it is past its time."""
    said = _away_for(episode, EXPIRED, _is_past)
    if said is None or clock_runs_free(episode):
        return None
    return _expired(
        Cause.ETCD_SERVER_CERTIFICATE_EXPIRED, episode, said, "What a peer presents to this etcd has expired"
    )


def etcd_client_certificate_expired(episode: Episode) -> Finding | None:
    """Who calls it again and again shows it what is past its time; to Go 1.14 it may as well be before it."""
    said = _turned_away(episode, EXPIRED, 1)
    if said is None or said["side"] == "before" or clock_runs_free(episode):
        return None
    says = "The certificate with which another node calls this etcd has expired, and etcd rejects the connection"
    return _expired(Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED, episode, said, says)


def _expired(cause: Cause, episode: Episode, said: Said, says: str) -> Finding:
    when = moment(said["limit"])
    return finding(
        cause,
        Confidence.POSSIBLE,
        f"{says}{f' (on {when:%Y-%m-%d})' if when else ''}.",
        [from_log(episode, said.entry)],
        expired_at=when.isoformat() if when else None,
    )


# ---- its leader -----------------------------------------------------------------------------------------------------

_ANSWERS_SO = re.compile(r"/health \w+; no leader|RAFT NO LEADER")
_UNPUBLISHED = re.compile(
    r"publish error: etcdserver: request timed out|failed to publish local member to cluster through raft"
)
_MEMBER = re.compile(r"=https?://")


def etcd_no_quorum(episode: Episode) -> Finding | None:
    """It answers that it has no leader, cannot publish itself, or is without two of its peers."""
    since = after_last(newest_lines(episode), WORKS, REACHED) if is_etcd(episode) else ()
    away = [each for each in all_said(since, PEER_GONE) if _still(episode, each.entry)]
    gone = len(peers(each.entry for each in away))
    flag, current = episode.flag("initial-cluster"), episode.current
    listed = len(_MEMBER.findall(flag.value or "")) if flag is not None else 0
    # It may have been told of others since it began.
    members = max(listed, 1 + len(peers(current.log if current is not None else ())))
    too_few = gone >= 2 and listed > gone and 2 * (members - gone) <= members
    said = (
        persisting(episode, list(all_said(since, _ANSWERS_SO)), 2, _LASTS, within=_CALLS_AGAIN)
        or persisting(episode, list(all_said(never_served(episode), _UNPUBLISHED)), 1, within=_CALLS_AGAIN)
        or (away[-1] if too_few else None)
    )
    if said is None:
        return None
    return finding(
        Cause.ETCD_NO_QUORUM,
        # Members may have been added since those that it began with.
        Confidence.POSSIBLE,
        "etcd runs on this node, but its cluster has no leader, by all appearances: too few of the other members can be reached.",
        [from_log(episode, said.entry)],
    )


def _still(episode: Episode, entry: LogEntry) -> bool:
    return entry.at is not None and episode.at - entry.at <= _TOLD_AGAIN


# ---- its disk -------------------------------------------------------------------------------------------------------

# A backup, a defragmentation or a start stalls it for a moment.
_ONE_STALL = timedelta(seconds=15)
# kernel/hung_task.c looks every two minutes by default.
_HANGS = re.compile(r"^INFO: task (?P<who>etcd):\d{1,10} blocked for more than (?P<seconds>\d{1,6}) seconds")


def etcd_slow_disk(episode: Episode) -> Finding | None:
    """What it does takes seconds, more than once, where nothing in its log goes well; or it hangs in the kernel."""
    if not is_etcd(episode) or episode.state is not State.HEALTHY:
        return None
    lines = newest_lines(episode)
    current = episode.current
    if not lines or current is None or last_said(current.log, WORKS, PEER_GONE) is not None:
        return _changes_leaders(episode) or _hangs(episode)
    slow = but_for_moments(episode, [e for e in lines if STALLED.search(e.text) or took_a_second(e)])
    beats = len(slow) < _AGAIN
    slow = _late_heartbeats(episode) if beats else slow
    times = [entry.at for entry in slow if entry.at is not None]
    if len(times) < _AGAIN or times[-1] - times[0] < _ONE_STALL or episode.at - times[-1] > STILL:
        return _hangs(episode)
    return finding(
        Cause.ETCD_SLOW_DISK,
        Confidence.POSSIBLE,
        f"etcd {'sends its heartbeats too late' if beats else 'needs seconds for what takes milliseconds'}, again and again: its disk, "
        "its processor or the network to its peers is too slow.",
        [from_log(episode, entry) for entry in slow[-3:]],
    )


# To 3.0, to 3.3 and since: how much too late a heartbeat left. A busy processor makes one late by a little now and then.
_LATE = re.compile(
    r"send out heartbeat on time\b[^\n]{0,300}?(?:deadline exceeded for |timeout for |exceeded-duration\W{1,4})"
    r"(?P<number>[\d.]{1,12})(?P<unit>[a-zµ]{1,2})"
)
_MUCH_MILLISECONDS = 100
_ONE_MOMENT = timedelta(seconds=1)


def _late_heartbeats(episode: Episode) -> list[LogEntry]:
    """One of each moment in which heartbeats were late, where any was by much: peers are told of at once."""
    late = list(all_said(newest_lines(episode), _LATE))
    kept: list[LogEntry] = []
    for each in late:
        at = each.entry.at
        if at is not None and (not kept or kept[-1].at is None or at - kept[-1].at > _ONE_MOMENT):
            kept.append(each.entry)
    much = any(
        e["unit"] in {"s", "m"} or (e["unit"] == "ms" and float(e["number"]) >= _MUCH_MILLISECONDS) for e in late
    )
    return but_for_moments(episode, kept) if much else []


# raft's, once a leader is lost or won: where members are upgraded in turn, each of them leads no more than once.
_LEADS = re.compile(r"\b(?:elected leader|changed leader from \w{1,16} to) (?P<who>\w{1,16})")
_MANY_LEADERS = 4


def _changes_leaders(episode: Episode) -> Finding | None:
    """One leader after the other, to this moment: what keeps them from leading is a disk, a processor or the network."""
    led = list(all_said(newest_lines(episode), _LEADS))
    times = [said.entry.at for said in led if said.entry.at is not None]
    if len(times) < _MANY_LEADERS or len({said["who"] for said in led}) == len(led) or episode.at - times[-1] > STILL:
        return None
    return finding(
        Cause.ETCD_SLOW_DISK,
        Confidence.POSSIBLE,
        f"etcd's cluster had {len(times)} new leaders within minutes: its members' disks, processors or the network between them are too slow.",
        [from_log(episode, led[-1].entry)],
    )


def _hangs(episode: Episode) -> Finding | None:
    lately = (line for line in kernel_lines(episode.node) if timedelta(0) <= episode.at - line.at <= LATELY)
    hung = [line for line in lately if _HANGS.search(line.message)]
    # What hangs says nothing.
    if not hung or any(entry.at is not None and entry.at > hung[-1].at for entry in newest_lines(episode)):
        return None
    return finding(
        Cause.ETCD_SLOW_DISK,
        Confidence.POSSIBLE,
        "The kernel tells of an etcd that hangs for minutes in a call, most often for the disk below it.",
        [note("kernel_log", hung[-1].message, hung[-1].at)],
    )


_LOGS = frozenset({Source.POD_LOGS})
_TRUST = frozenset({Cause.CERTIFICATE_AUTHORITY_MISMATCH, Cause.ETCD_SERVER_CERTIFICATE_EXPIRED})

RULES = (
    Rule(cause=Cause.ETCD_MEMBERSHIP_MISMATCH, find=etcd_membership_mismatch, needs=_LOGS),
    Rule(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        find=certificate_authority_mismatch,
        needs=SEEN,
        yields_to=frozenset({Cause.CERTIFICATE_RENEWED_NOT_RELOADED, Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED}),
        settles="`openssl verify -CAfile CA CERTIFICATE` for both sides",
    ),
    Rule(
        cause=Cause.ETCD_SERVER_CERTIFICATE_EXPIRED,
        find=by_this_clock(etcd_server_certificate_expired),
        needs=SEEN,
        yields_to=frozenset({Cause.CLOCK_SKEW, Cause.SERVING_CERTIFICATE_EXPIRED}),
    ),
    Rule(
        cause=Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
        find=by_this_clock(etcd_client_certificate_expired),
        needs=SEEN,
        yields_to=frozenset({Cause.CLOCK_SKEW, Cause.SERVING_CERTIFICATE_EXPIRED}),
    ),
    Rule(
        cause=Cause.ETCD_NO_QUORUM,
        find=etcd_no_quorum,
        needs=_LOGS,
        yields_to=_TRUST | {Cause.ETCD_MEMBERSHIP_MISMATCH, Cause.CLOCK_SKEW},
        settles="`etcdctl endpoint status --cluster` shows who is up",
    ),
    Rule(
        cause=Cause.ETCD_SLOW_DISK,
        find=etcd_slow_disk,
        needs=_LOGS,
        yields_to=frozenset({Cause.ETCD_NO_QUORUM, Cause.ETCD_NOSPACE_ALARM}),
        settles="etcd_disk_wal_fsync_duration_seconds in etcd's metrics",
    ),
)
