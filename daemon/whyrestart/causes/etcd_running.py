"""What an etcd runs on with and cannot serve for: no leader, or no room in its database."""

from __future__ import annotations

import re

from whyrestart.causes.living import after_last, kubelets_newest, newest_lines, newest_lines_of
from whyrestart.causes.logs import (
    Said,
    all_said,
    any_log,
    but_for_passing,
    death_log,
    is_an_end,
    last_said,
    nobody_saw_it,
)
from whyrestart.causes.presented import ended_otherwise, running_since
from whyrestart.causes.probing import failing
from whyrestart.causes.rule import Rule, finding, from_kubelet, from_last_end, from_log, from_probe, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerState, EtcdSeen, Source

STALLED = re.compile(r"slow fdatasync|sync duration of [\d.]+\w*s, expected less than")
NO_LEADER = (
    re.compile(
        r"RAFT NO LEADER|etcdserver: no leader|has no leader|lost leader|no leader in the cluster|/health \w+; no leader"
    ),
    re.compile(r"is starting a new election at term|became (?:pre-)?candidate at term"),
    re.compile(r"publish error: etcdserver: request timed out|failed to publish local member to cluster through raft"),
)
# It follows or leads, and what is written is agreed upon.
_WORKS = re.compile(
    r"became leader at term|elected leader \w+ at term|changed leader from|published (?:local member|\{Name:[^\n]{0,600}\}) to cluster|"
    r"ready to serve client requests|set the initial cluster version|finished scheduled compaction|(?:saved|triggering) snapshot"
)
# What it says of requests, which none sends to an etcd that does not serve.
_SERVED = re.compile(r"took too long|compacted|snapshot|leader is overloaded|failed to apply request")
# raft's own words (raft.go): it asks for votes again, it has won or follows one who did, another one has spoken to it.
_ASKS_FOR_VOTES = re.compile(
    r"is starting a new election at term (?P<term>\d+)|sent Msg(?:Pre)?Vote request to \w+ at term (?P<asked>\d+)"
)
_LED = re.compile(r"became leader at term|elected leader \w+ at term")
_HEARD = re.compile(
    r"\b(?P<me>[0-9a-f]{1,16}) (?:\[[^\]]{0,200}\] )?(?:received|ignored|rejected|cast)\b[^\n]{0,200}? from (?P<other>[0-9a-f]{1,16})\b"
)
PEER_GONE = re.compile(
    r"prober detected unhealthy status|health check for peer \S+ could not connect|lost the TCP streaming connection with peer|"
    r"failed to (?:dial|reach the peer)|dial tcp \S+:2380: .*(?:refused|no route|timeout)"
)
# `alarm NOSPACE raised by peer X` up to 3.3 (etcdserver/apply.go), then `alarm raised` with the alarm as a field.
_RAISED = re.compile(r"ALARM NOSPACE|alarm:NOSPACE|alarm NOSPACE raised|alarm raised[^\n]*NOSPACE")
# What it refuses a write with: to its clients, and in its own log (etcdserver/errors).
_NO_ROOM = re.compile(r"mvcc: database space exceeded|etcdserver: no space\b(?! left)")
NOSPACE = (_RAISED, _NO_ROOM)
_DISARMED = re.compile(r"alarm NOSPACE disarmed|alarm disarmed(?![^\n]*CORRUPT)")


def is_etcd(episode: Episode) -> bool:
    """Whether it is an etcd, by what runs or by the container's name."""
    return episode.program == "etcd" or (episode.ref is not None and episode.ref.container == "etcd")


def is_apiserver(episode: Episode) -> bool:
    """Whether it is an apiserver of any kind: what keeps its objects in an etcd."""
    return "apiserver" in episode.program or (
        episode.container is not None and episode.container.flag("etcd-servers") is not None
    )


def ended_itself(episode: Episode) -> bool:
    """It exited with an error: etcd waits for its peers and for a slow disk, and does not end for them."""
    return episode.last_ended is not None and episode.last_ended.exit_code not in {None, 0, 137, 143}


def etcd_no_quorum(episode: Episode) -> Finding | None:
    """Etcd itself runs; its cluster has no leader because too few members are up."""
    if not is_etcd(episode):
        return _told_of_no_leader(episode)
    seen = episode.node.last(EtcdSeen)
    without = seen is not None and (seen.has_leader is False or "NO LEADER" in seen.reason.upper())
    log = any_log(episode)
    elections = [said.entry for said in all_said(log, *NO_LEADER)]
    peers = last_said(log, PEER_GONE)
    each = failing(episode)
    told = each is not None and NO_LEADER[0].search(each.kubelet.body) is not None
    stuck = leaderless(episode)
    troubled = (episode.state is not State.HEALTHY or nobody_saw_it(episode)) and not ended_itself(episode)
    # What it says of its own health is said to whoever asks: to the kubelet that kills it for that, most often.
    refused = [entry for entry in elections if "/health" in entry.text or "Health check error" in entry.text]
    unheard = peers is not None or len(refused) >= 2 or votes_alone(log)
    if not (without or told or stuck or (troubled and len(elections) >= 2 and unheard)):
        return None
    return finding(
        Cause.ETCD_NO_QUORUM,
        Confidence.PROVEN if without or told else Confidence.LIKELY,
        "etcd runs on this node, but its cluster has no leader: too few of the other members can be reached.",
        [
            note("etcd", f"no leader; health: {seen.reason or seen.healthy}", seen.at) if seen and without else None,
            from_probe(each.kubelet) if told and each else None,
            from_log(episode, elections[-1]) if elections else None,
            from_log(episode, peers.entry) if peers else None,
        ],
    )


def _told_of_no_leader(episode: Episode) -> Finding | None:
    """An apiserver that ends with what an etcd without a leader answers; it lives on with the same of a request."""
    log = death_log(episode) if is_apiserver(episode) else ()
    said = last_said((entry for entry in log if is_an_end(entry)), re.compile(r"etcdserver: no leader"))
    if said is None:
        return None
    return finding(
        Cause.ETCD_NO_QUORUM,
        Confidence.LIKELY,
        f"{episode.program} ends because the etcd it asks has no leader: too few of that cluster's members are up.",
        [from_log(episode, said.entry), from_last_end(episode)],
    )


def votes_alone(log: tuple[LogEntry, ...]) -> bool:
    """Election after election, to the log's end, with no vote but its own: a cluster of one elects itself at once."""
    since = after_last(log, _LED)
    # What votes for itself writes that down first.
    stalled = last_said(since, STALLED) is not None
    return not _hears_others(since) and not stalled and _elections(since) >= 2


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
    since = after_last(newest_lines(episode), _WORKS) if is_etcd(episode) else ()
    if _hears_others(since) or last_said(since, STALLED) is not None:
        return ()
    gone = last_said(since, PEER_GONE) is not None
    published = len(list(all_said(since, NO_LEADER[2])))
    asked = len(list(all_said(since, NO_LEADER[0])))
    enough = _elections(since) >= (2 if gone else 3) or published >= (1 if gone else 2) or asked >= 3
    return since if enough else ()


def never_served(episode: Episode) -> tuple[LogEntry, ...]:
    """The newest lines of an etcd that lives and has not served a client since it was started."""
    current = episode.current
    if not is_etcd(episode) or current is None or last_said(current.log, _WORKS, _SERVED) is not None:
        return ()
    return newest_lines(episode)


def etcd_nospace_alarm(episode: Episode) -> Finding | None:
    """The quota is used up: reads go on, every write is refused, and a health check that counts alarms fails."""
    seen = episode.node.last(EtcdSeen)
    alarm = seen is not None and any("NOSPACE" in alarm.upper() for alarm in (*seen.alarms, seen.reason))
    each = failing(episode)
    probed = each is not None and any(p.search(each.kubelet.body) for p in NOSPACE)
    own = is_etcd(episode)
    said = _says_so_itself(episode) if own else last_said(but_for_passing(any_log(episode)), *NOSPACE)
    refused = _refuses_others(episode) if not own or said is None else None
    if not (own and (alarm or probed)) and refused is None and (said is None or episode.is_unit):
        return None
    if refused is None and not alarm and not probed and not own and episode.state is State.HEALTHY:
        return None
    quota = episode.container.flag_value("quota-backend-bytes") if episode.container else None
    # etcd lives on with the alarm: what it ended with by itself is another matter.
    beside = said is not None and own and _ended_of_another(episode)
    told = Confidence.POSSIBLE if beside else Confidence.PROVEN if own and said else Confidence.LIKELY
    return finding(
        Cause.ETCD_NOSPACE_ALARM,
        Confidence.PROVEN if alarm or probed else told,
        f"etcd's NOSPACE alarm is raised: its database has used up the quota{f' of {quota} bytes' if quota else ''}, and writes are refused.",
        [
            note("etcd", f"alarms: {', '.join(seen.alarms) or seen.reason}", seen.at) if seen and alarm else None,
            from_probe(each.kubelet) if probed and each else None,
            from_log(episode, said.entry) if said else None,
            refused if said is None else None,
        ],
        quota_bytes=quota,
    )


def _says_so_itself(episode: Episode) -> Said | None:
    """It raised the alarm and has not taken it back, or it refuses a write: lately, where it lives."""
    log = after_last(any_log(episode), _DISARMED)
    lately = after_last(newest_lines(episode), _DISARMED) if episode.state is State.HEALTHY else log
    return last_said(log, _RAISED) or last_said(lately, _NO_ROOM)


def _refuses_others(episode: Episode) -> Evidence | None:
    """The answer that the apiserver, and by way of it the kubelet, gets to its writes to this moment.

    It is told of the etcd that lives on this node, and where there is none, of the apiserver.
    """
    if is_etcd(episode):
        alive = episode.current is not None and episode.current.state is ContainerState.RUNNING
        if not alive or last_said(any_log(episode), _DISARMED) is not None:
            return None
        asked = last_said(kubelets_newest(episode), _NO_ROOM)
        heard = last_said(newest_lines_of(episode, "kube-apiserver"), _NO_ROOM)
        return (
            from_kubelet(asked.entry) if asked else note("pod_log", heard.entry.text, heard.entry.at) if heard else None
        )
    if not is_apiserver(episode) or any(running_since(episode, "etcd")):
        return None
    said = last_said(newest_lines(episode), _NO_ROOM)
    return from_log(episode, said.entry) if said else None


def _ended_of_another(episode: Episode) -> bool:
    return ended_itself(episode) or ended_otherwise(episode, death_log(episode), _RAISED)


RULES = (
    Rule(
        cause=Cause.ETCD_NOSPACE_ALARM,
        find=etcd_nospace_alarm,
        needs=frozenset({Source.ETCD}),
        settles="`etcdctl alarm list`",
    ),
    Rule(
        cause=Cause.ETCD_NO_QUORUM,
        find=etcd_no_quorum,
        needs=frozenset({Source.ETCD, Source.POD_LOGS}),
        yields_to=frozenset(
            {
                Cause.ETCD_MEMBERSHIP_MISMATCH,
                Cause.ETCD_SERVER_CERTIFICATE_EXPIRED,
                Cause.CERTIFICATE_AUTHORITY_MISMATCH,
                Cause.CLOCK_SKEW,
            }
        ),
        settles="`etcdctl endpoint status --cluster` shows who is up",
    ),
)
