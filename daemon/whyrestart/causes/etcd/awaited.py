"""An apiserver that waits for its etcd: it lives and says so to this moment, or was killed for its own check of that.

What dials is refused for a moment whenever an etcd is started anew, and a check that fails may be a slow disk's: only
where it lasts, or where the etcd of this node is known to be away, is that more than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from whyrestart.attempts import attempts
from whyrestart.causes.etcd.client import DIAL, dials_etcd, servers_of
from whyrestart.causes.etcd.client import RULES as OF_CLIENTS
from whyrestart.causes.etcd.itself import is_apiserver
from whyrestart.causes.evidence.expiry import clock_runs_free
from whyrestart.causes.evidence.living import newest_lines, without_pause
from whyrestart.causes.evidence.logs import Said, all_said, death_log, last_said
from whyrestart.causes.evidence.presented import LOOPBACK, URL_HOST, running_since
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log, note
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Evidence, Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerState, ContainerStatusSeen, Source, UnitSeen
from whyrestart.parsing.last_words import is_an_end

# apiserver's healthz.go: the list of its checks as it answers, and the line in which it logs those that failed.
_CHECK = re.compile(
    r"\[-\]etcd(?:-readiness|-override-\d{1,3})? failed\b|\b(?:healthz|livez|readyz) check failed: (?:[\w/.-]{1,80}+,){0,40}?etcd\b|"
    r"^(?:[\w/.-]{1,80}+,){0,40}?etcd(?:-readiness)?(?:,[\w/.,-]{0,2000}+)? check failed: "
)
# Who checks asks every ten seconds, and so does who dials.
_ASKED_WITHIN = timedelta(seconds=30)
_LASTS = timedelta(seconds=20)
_AGAIN = 3


def _its_own_check(episode: Episode) -> tuple[LogEntry, ...]:
    """The lines in which its own check of etcd fails to this moment, or to the end that somebody put to it."""
    lines = newest_lines(episode)
    until = episode.at
    if not lines:
        ended = episode.last_ended
        killed = ended is not None and (ended.exit_code in {0, 137, 143} or episode.origin is Origin.PROBE)
        lines = death_log(episode) if killed else ()
        until = ended.finished_at or episode.at if ended is not None else episode.at
    failed = tuple(said.entry for said in all_said(lines, _CHECK))
    if not failed or any(is_an_end(entry) and not _CHECKS_LIST.match(entry.text) for entry in lines[-1:]):
        return ()
    at = failed[-1].at
    late = at is not None and until - at > _ASKED_WITHIN
    # One that fails once may have been the other's restart; the last thing that is said is another matter.
    once = len(failed) < 2 and any(_CHECKS_LIST.match(e.text) is None for e in lines[lines.index(failed[-1]) + 1 :])
    return () if late or once else failed


_CHECKS_LIST = re.compile(r"^\"?\[[+-]\]|^(?:healthz|livez|readyz) check failed|^\s*$")


def _refused(episode: Episode) -> tuple[LogEntry, ...]:
    """The dials of its etcd that nobody answers to this moment: of every server, where it has several."""
    said = [each for each in all_said(newest_lines(episode), DIAL) if dials_etcd(episode, each)]
    if len(said) < _AGAIN or not _to_this_moment(episode, said[-1].entry):
        return ()
    servers = servers_of(episode)
    if not episode.flags_known:
        # The etcd of its own node is no one of several.
        here = all(each["address"].rpartition(":")[0].strip("[]") in LOOPBACK for each in said)
        return tuple(each.entry for each in said) if here else ()
    dialled = tuple(each.entry for each in said)
    return dialled if servers and _of_all(episode, dialled) else ()


def _to_this_moment(episode: Episode, said: LogEntry) -> bool:
    """Whether it was said just now, and of no etcd that has been started anew about then."""
    if said.at is None or episode.at - said.at > _ASKED_WITHIN:
        return False
    unit = episode.node.newest(UnitSeen).get("etcd.service")
    began = unit.main_started_at if unit is not None else None
    since = (*running_since(episode, "etcd"), *((began,) if began is not None else ()))
    return all(episode.at - each > _ASKED_WITHIN for each in since)


def _hosts(episode: Episode) -> frozenset[str]:
    return frozenset(match["host"] for each in servers_of(episode) if (match := URL_HOST.search(each)) is not None)


def _of_all(episode: Episode, said: Sequence[LogEntry]) -> bool:
    """Whether each of its servers is spoken of just now: members that are upgraded in turn are away in turn."""
    lately = [entry.text for entry in said if entry.at is not None and episode.at - entry.at <= _ASKED_WITHIN]
    # 10.0.0.1 is not spoken of where 10.0.0.10 is.
    names = [re.compile(rf"(?<![\w.:-]){re.escape(host)}(?![\w.-])") for host in _hosts(episode)]
    return all(any(name.search(text) for text in lately) for name in names)


def _asks_here(episode: Episode) -> bool:
    """Whether the etcd of its own node is the only one that it asks."""
    return _hosts(episode) <= {*LOOPBACK, episode.flag_value("advertise-address")}


def _etcd_is_away(episode: Episode) -> Evidence | None:
    """That the etcd of this node has ended, or waits to be started again; not one that was left behind by another."""
    if any(running_since(episode, "etcd")):
        return None
    for ref, lives in attempts(episode.node).items():
        if ref.container == "etcd" and lives:
            newest = lives[-1]
            if newest.state is ContainerState.EXITED:
                return note(
                    "containers",
                    f"etcd ended with {newest.exit_code} and has not been started since",
                    newest.finished_at,
                )
    for seen in episode.node.newest(ContainerStatusSeen).values():
        if seen.ref.container.startswith("etcd") and seen.now.reason == "CrashLoopBackOff":
            return note("kubelet", f"etcd waits: {seen.now.reason}", seen.at)
    unit = episode.node.newest(UnitSeen).get("etcd.service")
    if unit is not None and (unit.active_state == "failed" or unit.sub_state == "auto-restart"):
        return note("units", f"etcd.service is {unit.active_state} ({unit.sub_state})", unit.at)
    return None


def etcd_unreachable(episode: Episode) -> Finding | None:
    """It says of its etcd that it does not answer, and has not given up."""
    if not is_apiserver(episode) or any(rule.find(episode) is not None for rule in OF_CLIENTS):
        return None
    failed, refused = _its_own_check(episode), _refused(episode)
    if not failed and not refused:
        return None
    times = [entry.at for entry in without_pause(refused, _ASKED_WITHIN) if entry.at is not None]
    lasts = bool(times) and times[-1] - times[0] >= _LASTS
    away = _etcd_is_away(episode) if _asks_here(episode) else None
    tls = last_said((*failed, *refused), _OF_TLS) is not None
    return finding(
        Cause.ETCD_UNREACHABLE,
        Confidence.LIKELY if (lasts or away) and not tls else Confidence.POSSIBLE,
        f"{episode.program} waits for etcd, which "
        + ("does not answer its dials." if refused else "fails its own check: it is away, or answers too late."),
        [
            *(from_log(episode, entry) for entry in failed[-1:]),
            *(from_log(episode, entry) for entry in refused[-1:]),
            away,
            from_last_end(episode),
        ],
    )


_OF_TLS = re.compile(r"x509|tls: |certificate")
# The handshakes of grpc-go's that etcd's client makes: etcd is not trusted, or does not trust.
_HANDSHAKE = re.compile(
    r"(?:createTransport failed to connect to|Failed to dial|etcd-?client)(?=[^\n]{0,400}:(?:2379|4001)\b)[^\n]{0,800}?(?:(?P<unknown>certificate signed by unknown authority)|"
    r"remote error: tls: (?:bad certificate|(?P<authority>unknown certificate authority)|unknown certificate|(?P<expired>expired certificate)))"
)
_ASKS = re.compile(r"controller-manager$|^kube-scheduler$")
_TOO_LATE = re.compile(r"etcdserver: request timed out")


_HERE = re.compile(r"(?:127\.0\.0\.1|\[::1\]|localhost):\d")


def _sure_of_all(episode: Episode, said: Sequence[Said]) -> bool:
    """Whether its servers are known, so that none is missing among those of which it complains; one on its own node has no like."""
    return bool(servers_of(episode)) or all(_HERE.search(each.entry.text) for each in said)


def _apart(episode: Episode) -> list[Said]:
    """The handshakes with its etcd that fail to this moment, with every server that it is known to have."""
    said = list(all_said(newest_lines(episode), _HANDSHAKE)) if is_apiserver(episode) else []
    if len(said) < _AGAIN or not _to_this_moment(episode, said[-1].entry):
        return []
    return said if _of_all(episode, [each.entry for each in said]) else []


def certificate_authority_mismatch(episode: Episode) -> Finding | None:
    """It lives, and is apart from its etcd to this moment for whom the one of them trusts."""
    said = _apart(episode)
    if not said or said[-1]["expired"]:
        return None
    unknown, authority = bool(said[-1]["unknown"]), bool(said[-1]["authority"])
    return finding(
        Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        # What is refused by etcd may have another fault than its issuer.
        Confidence.LIKELY if (unknown or authority) and _sure_of_all(episode, said) else Confidence.POSSIBLE,
        f"{episode.program} does not trust the certificate that its etcd presents."
        if unknown
        else f"etcd does not trust the CA of the certificate with which {episode.program} calls it."
        if authority
        else f"etcd refuses the certificate with which {episode.program} calls it: for its CA, its dates or its usage.",
        [from_log(episode, said[-1].entry)],
    )


def etcd_client_certificate_expired(episode: Episode) -> Finding | None:
    """It lives, and its etcd tells it, as Go's TLS does from 1.20 on, that what it shows is past its time."""
    said = _apart(episode)
    if not said or not said[-1]["expired"] or clock_runs_free(episode):
        return None
    return finding(
        Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
        Confidence.LIKELY if _sure_of_all(episode, said) else Confidence.POSSIBLE,
        f"The certificate with which {episode.program} calls etcd has expired, and etcd rejects the connection.",
        [from_log(episode, said[-1].entry)],
    )


def etcd_slow_disk(episode: Episode) -> Finding | None:
    """It lives, and is told that etcd does not answer in time, again and again: for its disk, the network, a leader's loss.

    Who asks the apiserver for a lease is told so too.
    """
    asks = is_apiserver(episode) or _ASKS.search(episode.program) is not None
    said = list(all_said(newest_lines(episode), _TOO_LATE)) if asks else []
    if len(said) < _AGAIN:
        return _loses_its_leaders(episode) if asks else None
    return finding(
        Cause.ETCD_SLOW_DISK,
        Confidence.POSSIBLE,
        f"The etcd that {episode.program} asks does not answer in time, again and again: its disk or its peers are too slow.",
        [from_log(episode, said[-1].entry)],
    )


# All that is asked for when a leader changes is told so.
_ONE_CHANGE = timedelta(seconds=10)
_LEADER_CHANGED = re.compile(r"etcdserver: leader changed")


def _loses_its_leaders(episode: Episode) -> Finding | None:
    """It is told of one new leader after the other; a cluster whose members are upgraded has as many as members."""
    said = [each.entry for each in all_said(newest_lines(episode), _LEADER_CHANGED)]
    times = [entry.at for entry in said if entry.at is not None]
    changes = sum(later - earlier > _ONE_CHANGE for earlier, later in pairwise(times))
    if changes < _AGAIN or episode.at - times[-1] > _ASKED_WITHIN:
        return None
    return finding(
        Cause.ETCD_SLOW_DISK,
        Confidence.POSSIBLE,
        f"The etcd that {episode.program} asks has one new leader after the other: its members' disks or the network are too slow.",
        [from_log(episode, said[-1])],
    )


RULES = (
    *(
        Rule(
            cause=rule.cause,
            find=etcd_unreachable,
            needs=rule.needs,
            yields_to=rule.yields_to | {Cause.ETCD_SLOW_DISK, Cause.ETCD_NO_QUORUM},
            settles=rule.settles,
        )
        for rule in OF_CLIENTS
        if rule.cause is Cause.ETCD_UNREACHABLE
    ),
    Rule(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        find=certificate_authority_mismatch,
        needs=frozenset({Source.POD_LOGS, Source.CERTIFICATES}),
        yields_to=frozenset(
            {
                Cause.CERTIFICATE_RENEWED_NOT_RELOADED,
                Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
                Cause.SERVING_CERTIFICATE_EXPIRED,
                Cause.CLOCK_SKEW,
            }
        ),
        settles="`openssl verify -CAfile CA CERTIFICATE`",
    ),
    Rule(
        cause=Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
        find=etcd_client_certificate_expired,
        needs=frozenset({Source.POD_LOGS, Source.CERTIFICATES}),
        yields_to=frozenset({Cause.CLOCK_SKEW, Cause.SERVING_CERTIFICATE_EXPIRED}),
        settles="`openssl x509 -enddate -noout -in apiserver-etcd-client.crt`",
    ),
    Rule(
        cause=Cause.ETCD_SLOW_DISK,
        find=etcd_slow_disk,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.ETCD_NO_QUORUM, Cause.ETCD_NOSPACE_ALARM}),
        settles="etcd_disk_wal_fsync_duration_seconds in etcd's metrics",
    ),
)
