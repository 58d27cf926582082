"""etcd does not write in time: its disk is too slow, and what waits for it ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus

from whyrestart.causes.dependencies.cascades import (
    ITS_OWN_HEALTH,
    NEAR,
    failed_late,
    may_have_waited,
    other_ends,
    victims,
)
from whyrestart.causes.etcd.client import CHECK_OF_ETCD
from whyrestart.causes.etcd.itself import ended_itself, is_etcd
from whyrestart.causes.etcd.leader import NO_LEADER, PEER_GONE, STALLED
from whyrestart.causes.evidence.living import ended_with_its_machine, goes_on, newest_lines
from whyrestart.causes.evidence.logs import all_said, any_log, last_said, nobody_saw_it
from whyrestart.causes.evidence.presented import running_since
from whyrestart.causes.evidence.probing import complaints
from whyrestart.causes.probes.timing import PRESSURE
from whyrestart.causes.rule import Rule, finding, from_kubelet, from_log, note
from whyrestart.episodes import RECENT, kernel_lines, kubelets_journal
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerSeen, EtcdSeen, HostSeen, Outcome, ProbeResult, Source

_SLOW = (
    STALLED,
    # capnslog, to 3.4: `request "header:..." with result "..." took too long (1.2s) to execute`, and `read-only txn request ...`.
    re.compile(r"apply (?:request|entries|the request) took too long|\brequest \".* took too long"),
    re.compile(r"failed to send out heartbeat on time|leader is overloaded likely from slow disk"),
)
# A line or two at a start are common; these many are a state.
_MANY_SLOW_LINES = 3
# A read that waits for the leader's word: v3_server.go, in capnslog and in zap, and what became of the request.
_GIVEN_UP = re.compile(
    r"error:etcdserver: request timed out|(?:QGET failed|unexpected response error|v2 response error[^\n]{0,200}?)\W{0,2}\s?\W{0,2}etcdserver: request timed out|failed to revoke (?:lease\b|\w{1,16})[^\n]{0,200}?etcdserver: request timed out|waiting for ReadIndex response took too long|timed out waiting for read index"
)
# A backup or a defragmentation stalls it for a moment.
_MANY_STALLS, _STALLS_FOR = 5, timedelta(minutes=1)
# A request that took a little longer than 100 ms is complained of on any disk: only long ones count, or very many.
_TOOK = re.compile(r"took(?: too long [(\[]|=|\W+)(?P<number>[\d.]+)(?P<unit>ms|s|m\d)")
_LONG_MILLISECONDS = 500
_VERY_MANY_SLOW_LINES = 30
# Within three minutes, of half a second and more each.
_MANY_LATE = 10
# No backup and no defragmentation makes one entry wait for so long.
_HALF_A_MINUTE = re.compile(r"took(?: too long [(\[]|=|\W{1,9})(?:\d{1,3}h)?(?:[3-5]\d\.\d|\d{1,3}m[\d.]{1,20}s)")
# etcd's documentation asks for 10 ms; what it complains of begins at a second (wal.go, warnSyncDuration).
_FINE_FSYNC_SECONDS = 0.1
_LAST_MINUTES = timedelta(minutes=5)
_SAME_MOMENTS = timedelta(minutes=1)
# kernel/watchdog.c, kernel/rcu/tree_stall.h: a machine that its host stopped, or processors that were taken away; and
# kernel/power/suspend.c, of one that slept. What is late for that is no disk's.
_STUCK = re.compile(
    r"soft lockup - CPU#\d+ stuck for|rcu: INFO: rcu_\w{1,20} (?:self-)?detected (?:expedited )?stalls?|rcu_\w{1,20} kthread starved for|"
    r"^PM: (?:suspend|hibernation:?) exit\b"
)
# Nothing is read or written meanwhile: backend.go from 3.4 on, to 3.4 and in 3.3 maintenance.go of its API.
_DEFRAGMENTS = re.compile(
    r"^(?:defragmenting\b|finished defragmenting (?:directory|the storage backend)|start(?:ing|ed)(?: to)? defragment)"
)
# A backup reads all that it has (its API's maintenance.go, which tells of its beginning and its end).
_BACKED_UP = re.compile(r"^(?:sending|(?:successfully )?sent) database snapshot to client\b")
# What takes long on any disk: an answer of 10 MB and more (util.go), and what `etcdctl check perf` writes to find out.
_FOR_ITS_SIZE = re.compile(r"\brange_response_count:\d{1,10} size:\d{8,}|/etcdctl-check-(?:perf|datascale)/")
_ALARM = re.compile(r"(?i)\balarm\b|NOSPACE|CORRUPT")
_PAST_ITS_FLAGS = timedelta(minutes=1)
_FSYNC_BUCKET = re.compile(r'etcd_disk_wal_fsync_duration_seconds_bucket\{le="(?P<le>[\d.e+-]+|\+Inf)"\}')


def etcd_slow_disk(episode: Episode) -> Finding | None:
    """Long fsyncs, by what complains of them; else no more than that requests are given up."""
    return _syncs_slowly(episode) or (_answers_too_late(episode) if episode.state is State.HEALTHY else None)


def _syncs_slowly(episode: Episode) -> Finding | None:
    """Long fsyncs, by etcd's own complaints in number or by its histogram."""
    if episode.is_kubelet:
        return None
    slow = but_for_moments(episode, _slow_lines(episode)) if is_etcd(episode) and not ended_itself(episode) else []
    alone = last_said(any_log(episode), *NO_LEADER, PEER_GONE) is None
    late = failed_late([*slow, *_unwell(episode, slow)])
    suffered: tuple[Evidence, ...] = ()
    if alone and not _the_processor_is_short(episode):
        suffered = victims(episode, late) or _failed_their_check(episode, late)
    stalls = () if nobody_saw_it(episode) else _goes_on_stalling(episode)
    if (
        not nobody_saw_it(episode)
        and not suffered
        and (episode.state is State.HEALTHY or ended_with_its_machine(episode))
        and not (
            stalls
            or _others_lost_leases(episode, slow)
            or _an_apiserver_gave_up(episode, slow)
            or _fails_its_own_check(episode, slow)
        )
    ):
        return None
    of_the_disk = any(STALLED.search(entry.text) for entry in slow)
    if not of_the_disk and _the_processor_is_short(episode):
        slow = []
    seen = episode.node.last(EtcdSeen) if is_etcd(episode) else None
    fsync = _p99(seen) if seen else None
    if len(slow) < _MANY_SLOW_LINES and not suffered and not (fsync is not None and fsync >= 1.0):
        return None
    # Late heartbeats and requests are a starved processor's as well; a stall that the histogram hardly shows is over.
    hardly = fsync is not None and fsync < _FINE_FSYNC_SECONDS and len(slow) < _VERY_MANY_SLOW_LINES
    of_it = of_the_disk or fsync is not None or suffered or _pressure_known(episode)
    summary = f"etcd's disk is too slow: {len(slow)} complaints of slow writes in its log, so health checks and leases time out."
    if suffered and not of_the_disk:
        summary = (
            f"etcd does not answer in time ({len(slow)} such complaints in its log), and {len(suffered)} above it ended for "
            "that: its disk is too slow, as a rule."
        )
    return finding(
        Cause.ETCD_SLOW_DISK,
        Confidence.POSSIBLE if hardly or not of_it else Confidence.LIKELY,
        summary,
        [
            *(from_log(episode, entry) for entry in slow[-3:]),
            *suffered[:2],
            note("etcd", f"99 % of WAL fsyncs take up to {fsync:.2f} s", seen.at) if fsync and seen else None,
        ],
    )


# prober.go's, with the apiserver's answer (`start-of-body`, or what a command prints of it).
_PROBED = re.compile(r"(?:[Pp]robe failed|[Pp]robe for)\b[^\n]{0,300}?kube-apiserver")


def _failed_their_check(episode: Episode, late: list[LogEntry]) -> tuple[Evidence, ...]:
    """An apiserver that ended then, and told the kubelet's probe that its check of etcd failed."""
    ends = [ended.finished_at for name, ended in other_ends(episode) if "apiserver" in name]
    times = [e.at for e in late if e.at is not None and any(end and abs(end - e.at) <= NEAR for end in ends)]
    asked = (e for e in kubelets_journal(episode.node) if _PROBED.search(e.text) and CHECK_OF_ETCD.search(e.raw))
    told = [e for e in asked if e.at is not None and any(abs(e.at - at) <= NEAR for at in times)]
    return (from_kubelet(told[-1]),) if told else ()


def _unwell(episode: Episode, slow: list[LogEntry]) -> list[LogEntry]:
    """What it says of reads for its own health that came too late, in the moments of a stalled write."""
    stalls = [entry.at for entry in slow if entry.at is not None and STALLED.search(entry.text)]
    said = (said.entry for said in all_said(any_log(episode), ITS_OWN_HEALTH)) if stalls else ()
    return [each for each in said if each.at and any(abs(each.at - stall) <= _SAME_MOMENTS for stall in stalls)]


def _answers_too_late(episode: Episode) -> Finding | None:
    """An etcd that lives gives up requests to this moment: for its disk, its processor, the network or want of a leader."""
    lines = newest_lines(episode) if is_etcd(episode) else ()
    given_up = list(all_said(lines, _GIVEN_UP))
    slow = [said for said in all_said(lines, *_SLOW, _GIVEN_UP) if not _took_little(said.entry)]
    # What ended beside it has a cause of its own to tell, and a guess is no better one.
    beside = any(seen.exit_code not in {None, 0} for seen in episode.node.newest(ContainerSeen).values())
    stuck = any(_HALF_A_MINUTE.search(said.entry.text) and goes_on(episode, said.entry) for said in slow)
    if not (stuck or len(slow) >= _MANY_LATE or (given_up and len(slow) >= 2)) or beside:
        return None
    return finding(
        Cause.ETCD_SLOW_DISK,
        Confidence.POSSIBLE,
        f"etcd {'gives up requests that it cannot answer' if given_up else 'does not answer'} in time: its disk, its processor or "
        "the network to its peers is too slow.",
        [from_log(episode, said.entry) for said in slow[-3:]],
    )


def _goes_on_stalling(episode: Episode) -> tuple[LogEntry, ...]:
    """The writes that took an etcd that lives more than a second, where there are many of them, for long, to this moment."""
    lines = newest_lines(episode) if is_etcd(episode) else ()
    stalls = tuple(said.entry for said in all_said(lines, STALLED))
    times = [entry.at for entry in stalls if entry.at is not None]
    lasts = bool(times) and times[-1] - times[0] >= _STALLS_FOR and episode.at - times[-1] <= _STALLS_FOR
    return stalls if lasts and len(stalls) >= _MANY_STALLS else ()


def _p99(seen: EtcdSeen) -> float | None:
    """How long 99 % of the fsyncs of its WAL took at most, interpolated in the histogram's bucket as Prometheus does."""
    told = ((_FSYNC_BUCKET.fullmatch(name), value) for name, value in seen.metrics)
    buckets = sorted((float(match["le"]), value) for match, value in told if match)
    if not buckets or not buckets[-1][1]:
        return None
    rank = 0.99 * buckets[-1][1]
    below, count = 0.0, 0.0
    for bound, cumulative in buckets:
        if cumulative >= rank:
            return below if bound == float("inf") else below + (bound - below) * (rank - count) / (cumulative - count)
        below, count = bound, cumulative
    return below


def but_for_moments(episode: Episode, slow: list[LogEntry]) -> list[LogEntry]:
    """Those of the minutes in which it or another ended, or of the newest: over days, some are found in any log."""
    lives = (episode.last_ended, *(ended for _, ended in other_ends(episode)))
    ends = (life.finished_at for life in lives if life is not None)
    moments = [episode.at, *(end for end in ends if end is not None and episode.at - end <= RECENT)]
    if nobody_saw_it(episode):
        moments = [entry.at for entry in slow if entry.at is not None][-1:]
    stuck = [line.at for line in kernel_lines(episode.node) if _STUCK.search(line.message)]
    stuck += [
        said.entry.at for said in all_said(any_log(episode), _DEFRAGMENTS, _BACKED_UP) if said.entry.at is not None
    ]
    return [
        e
        for e in slow
        if e.at is None
        or (
            _is_near(e.at, moments, _LAST_MINUTES)
            and not _is_near(e.at, stuck, _SAME_MOMENTS)
            and not _is_a_list_at_a_start(episode, e, e.at)
            and not _FOR_ITS_SIZE.search(e.text)
        )
    ]


_READS = re.compile(r"\bread-only (?:range|txn)\b")


def _is_a_list_at_a_start(episode: Episode, entry: LogEntry, at: datetime) -> bool:
    """Whether it is of a read while an apiserver fills its caches: each lists all that there is, on any disk."""
    begun = any(timedelta(0) <= at - since <= _SAME_MOMENTS for since in running_since(episode, "kube-apiserver"))
    return begun and _READS.search(entry.text) is not None and not failed_late((entry,))


def _is_near(at: datetime, moments: Iterable[datetime], much: timedelta) -> bool:
    return any(abs(at - each) <= much for each in moments)


def _the_processor_is_short(episode: Episode) -> bool:
    """A starved etcd complains of its disk as well: of a slow fsync alone it knows that the disk is to blame."""
    host = episode.node.last(HostSeen)
    return host is not None and (host.pressure_cpu or 0) >= PRESSURE > 4 * (host.pressure_io or 0)


def _pressure_known(episode: Episode) -> bool:
    host = episode.node.last(HostSeen)
    return host is not None and host.pressure_cpu is not None


def _slow_lines(episode: Episode) -> list[LogEntry]:
    complaints = [said.entry for said in all_said(any_log(episode), *_SLOW)]
    return complaints if len(complaints) >= _VERY_MANY_SLOW_LINES else [e for e in complaints if not _took_little(e)]


# To 3.3 of a heartbeat: how long after it was due it left.
_LATE_BY = re.compile(r"exceeded the [\d.]{1,8}m?s timeout for (?P<seconds>[\d.]{1,12})s\b")


def took_a_second(entry: LogEntry) -> bool:
    """Whether it tells of a request or a heartbeat that took a second or more."""
    match = _TOOK.search(entry.text)
    slow = any(pattern.search(entry.text) for pattern in _SLOW)
    late = _LATE_BY.search(entry.text) is not None
    return late or (slow and match is not None and match["unit"] != "ms")


def _took_little(entry: LogEntry) -> bool:
    match = _TOOK.search(entry.text)
    return match is not None and match["unit"] == "ms" and float(match["number"]) < _LONG_MILLISECONDS


def _others_lost_leases(episode: Episode, slow: list[LogEntry]) -> bool:
    """Another container ended for want of its lease then, or fails its check of etcd: its slowness has a victim."""
    if any(
        result.outcome is Outcome.FAILURE and CHECK_OF_ETCD.search(result.body) and _of_then(result.at, slow)
        for result in episode.node.newest(ProbeResult).values()
    ):
        return True
    return any(
        ended.exit_code not in {None, 0}
        and name in {"kube-controller-manager", "kube-scheduler"}
        and _of_then(ended.finished_at, slow)
        and may_have_waited(name, ended)
        for name, ended in other_ends(episode)
    )


def _of_then(at: datetime | None, slow: list[LogEntry]) -> bool:
    return any(at is None or entry.at is None or abs(at - entry.at) <= _LAST_MINUTES for entry in slow)


def _fails_its_own_check(episode: Episode, slow: list[LogEntry]) -> bool:
    """It answers its liveness probe that it cannot serve, in the moments in which it complains of a stalled write.

    /health is 503 where a read is not agreed upon in time, where there is no leader, and where an alarm is raised.
    """
    stalls = [entry.at for entry in slow if entry.at is not None and STALLED.search(entry.text)]
    alone = last_said(any_log(episode), *NO_LEADER, _ALARM) is None
    refused = [each for each in complaints(episode) if each.status == HTTPStatus.SERVICE_UNAVAILABLE]
    times = [each.entry.at for each in refused if each.entry.at is not None]
    return alone and any(abs(at - stall) <= _SAME_MOMENTS for at in times for stall in stalls)


def _an_apiserver_gave_up(episode: Episode, slow: list[LogEntry]) -> bool:
    """An apiserver ended by itself in those moments, long after it had read its flags, and says nothing else of why."""
    return any(
        "apiserver" in name
        and ended.exit_code not in {None, 0, 137, 143}
        and ended.lifetime is not None
        and ended.lifetime >= _PAST_ITS_FLAGS
        and _of_then(ended.finished_at, slow)
        and may_have_waited(name, ended)
        for name, ended in other_ends(episode)
    )


RULES = (
    Rule(
        cause=Cause.ETCD_SLOW_DISK,
        find=etcd_slow_disk,
        needs=frozenset({Source.ETCD, Source.POD_LOGS}),
        yields_to=frozenset({Cause.ETCD_NO_QUORUM, Cause.ETCD_NOSPACE_ALARM, Cause.DISK_FULL}),
        settles="etcd_disk_wal_fsync_duration_seconds in etcd's metrics",
    ),
)
