"""Clients of the apiserver that live, wait for it, and have been answered by nobody since they were started."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from whyrestart.causes.dependencies.away import UNREACHABLE, of_apiserver
from whyrestart.causes.evidence.apiserver_calls import LOCK
from whyrestart.causes.evidence.living import (
    ASKS,
    STILL,
    TURNED_AWAY,
    fell_silent,
    never_answered,
    newest_lines,
    was_answered,
)
from whyrestart.causes.evidence.logs import all_said, last_said
from whyrestart.causes.rule import Rule, finding, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Source

# One that waits tries again every few seconds.
MANY = 3
# Of one that is older than that, what answered it may be told in lines that are no longer there: an apiserver that is
# merely started anew is away for less than this.
YOUNG, LONG = timedelta(hours=1), timedelta(minutes=2)


def apiserver_unreachable(episode: Episode) -> Finding | None:
    """It does not end, but nothing that it asks for has come since its start, and it says so to this moment."""
    said = never_answered(episode, UNREACHABLE, of_apiserver)
    asked = [each.entry for each in all_said(newest_lines(episode), ASKS, LOCK)]
    # Who is refused by name is answered.
    answered = last_said(asked[-1:], *UNREACHABLE) is None
    times = [each.entry.at for each in all_said(asked, *UNREACHABLE) if each.entry.at is not None]
    # Who is answered that another has the lease says nothing of it.
    if said is None or answered or len(times) < MANY or episode.at - times[-1] > STILL:
        return None
    if not ((_is_young(episode) and not _paused(episode)) or times[-1] - times[0] >= LONG):
        return None
    # Its lock it asks for every few seconds.
    if fell_silent(episode, [each.entry for each in all_said(asked, LOCK)]):
        return None
    where = said["url"]
    return finding(
        Cause.APISERVER_UNREACHABLE,
        Confidence.LIKELY,
        f"{episode.program} waits for the apiserver{f' at {where}' if where else ''}, which has not answered it since it was started.",
        [from_log(episode, said.entry)],
        address=where,
    )


# It tries again every few seconds, or up to a minute of a list.
_AGAIN_AFTER = timedelta(seconds=10)


def certificate_authority_mismatch(episode: Episode) -> Finding | None:
    """It is let in by nobody, to this moment: the apiserver alone knows why."""
    current, lines = episode.current, newest_lines(episode)
    if "apiserver" in episode.program or episode.program == "etcd" or current is None or was_answered(episode):
        return None
    asked = [said.entry for said in all_said(lines, ASKS, LOCK)]
    away = [said.entry for said in all_said(lines, TURNED_AWAY)]
    times = [entry.at for entry in away if entry.at is not None]
    # Of its lock at that: one list of many may be another's matter.
    locks = len(list(all_said(away, LOCK)))
    if len(times) < MANY or locks < 2 or asked[-1:] != away[-1:] or episode.at - times[-1] > _AGAIN_AFTER:
        return None
    return finding(
        Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        Confidence.POSSIBLE,
        f"No apiserver takes {episode.program} for who it is: its client certificate is of another CA than the apiserver's, or "
        "has expired (`openssl x509 -noout -enddate -issuer` of the one in its kubeconfig).",
        [from_log(episode, away[-1])],
    )


def _is_young(episode: Episode) -> bool:
    current = episode.current
    started = current.started_at if current is not None else None
    return started is not None and episode.at - started <= YOUNG


def _paused(episode: Episode) -> bool:
    """Whether it said nothing for long before it complained: who waits says so again and again, and who is answered does not."""
    log = episode.current.log if episode.current is not None else ()
    last = last_said(log, *UNREACHABLE)
    times = [
        entry.at for entry in log if entry.at is not None and (last is None or entry.at <= (last.entry.at or entry.at))
    ]
    return any(later - earlier > LONG for earlier, later in pairwise(times))


RULES = (
    Rule(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        find=certificate_authority_mismatch,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.SERVING_CERTIFICATE_EXPIRED}),
        settles="the apiserver's log at that moment",
    ),
    Rule(
        cause=Cause.APISERVER_UNREACHABLE,
        find=apiserver_unreachable,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset(
            {Cause.CERTIFICATE_AUTHORITY_MISMATCH, Cause.SERVING_CERTIFICATE_EXPIRED, Cause.NODE_REBOOTED}
        ),
    ),
)
