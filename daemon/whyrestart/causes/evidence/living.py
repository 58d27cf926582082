"""What lives and is stuck: the newest lines of a process that nothing ended, where they leave no doubt.

A rule that reads them asks for three things: the trouble is told within minutes of now, nothing after it tells of a
success, and it is neither of a start nor of one peer among several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from whyrestart.attempts import attempts
from whyrestart.causes.evidence.apiserver_calls import LOCK, calls_apiserver
from whyrestart.causes.evidence.expiry import CLOCKS_DIFFER
from whyrestart.causes.evidence.logs import Said, all_said, last_said
from whyrestart.episodes import kubelets_journal
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerState, HostSeen

# What goes on is told again within that; what was told before may be over.
LATELY = timedelta(minutes=3)
# Who goes on trying says so again within that; where it then goes well, nothing is said as a rule.
STILL = timedelta(minutes=1)
# Who tries again every few seconds, or ten, has failed within that if he still fails: of what does not pass by itself, once
# is enough for a guess.
_AT_ONCE = timedelta(seconds=15)
# Peers and what one depends on may come later than oneself.
STARTS_FOR = timedelta(minutes=2)
_UNENDED = {State.HEALTHY, State.AT_RISK}


def newest_lines(episode: Episode, starts_for: timedelta = STARTS_FOR) -> tuple[LogEntry, ...]:
    """What a process has said in the last minutes that lives past its start, and of which no end is known lately."""
    newest = episode.current
    if newest is None or newest.state is not ContainerState.RUNNING:
        return ()
    if episode.state not in _UNENDED and not ended_with_its_machine(episode):
        return ()
    if newest.started_at is not None and episode.at - newest.started_at < starts_for:
        return ()
    return _lately(episode, newest.log)


def ended_with_its_machine(episode: Episode) -> bool:
    """Whether the last end was the machine's: nobody saw it, or it was before the boot."""
    ended, host = episode.last_ended, episode.node.last(HostSeen)
    booted = host.booted_at if host is not None else None
    before = booted is not None and ended is not None and ended.finished_at is not None and ended.finished_at < booted
    return ended is not None and (ended.end_unseen or before)


def newest_lines_of(episode: Episode, container: str) -> tuple[LogEntry, ...]:
    """The same of the node's other containers of that name, as far as they live."""
    others = (lives[-1] for ref, lives in attempts(episode.node).items() if ref.container == container and lives)
    running = (other for other in others if other.state is ContainerState.RUNNING)
    return tuple(entry for other in running for entry in _lately(episode, other.log))


def kubelets_newest(episode: Episode) -> tuple[LogEntry, ...]:
    """What the node's kubelet has said in the last minutes, about whomever."""
    return _lately(episode, tuple(kubelets_journal(episode.node)))


def _lately(episode: Episode, log: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    """Those of the last minutes; what is dated later than now was said before the clock was set back."""
    return tuple(entry for entry in log if entry.at is not None and -CLOCKS_DIFFER <= episode.at - entry.at <= LATELY)


def after_last(log: tuple[LogEntry, ...], *patterns: re.Pattern[str]) -> tuple[LogEntry, ...]:
    """The lines that follow the last one in which one of the patterns is found; all where none is."""
    last = last_said(log, *patterns)
    return log[len(log) - log[::-1].index(last.entry) :] if last is not None else log


def without_pause(entries: Sequence[LogEntry], pause: timedelta) -> tuple[LogEntry, ...]:
    """The last of them, back to the first pause that is longer than that: what was told before it was another trouble."""
    kept: list[LogEntry] = []
    for entry in reversed(entries):
        if entry.at is None or (kept and kept[-1].at is not None and kept[-1].at - entry.at > pause):
            break
        kept.append(entry)
    return tuple(reversed(kept))


def goes_on(episode: Episode, said: LogEntry) -> bool:
    """Whether what is said again and again, for as long as it is so, was said just now."""
    return said.at is not None and episode.at - said.at <= STILL


def persisting(
    episode: Episode, said: Sequence[Said], least: int, lasting: timedelta = timedelta(0), *, within: timedelta = STILL
) -> Said | None:
    """The last of them, where there are as many, and for as long, to this moment: the last one so lately."""
    times = [each.entry.at for each in said if each.entry.at is not None]
    if len(times) < max(least, 1) or episode.at - times[-1] > within or times[-1] - times[0] < lasting:
        return None
    return said[-1]


def just_failed(episode: Episode, said: LogEntry) -> bool:
    """Whether it was said so lately that the next try may not have been made yet."""
    return said.at is not None and episode.at - said.at <= _AT_ONCE


_OFTEN, _HANGS_FOR = 3, timedelta(seconds=10)


def fell_silent(episode: Episode, said: Sequence[LogEntry]) -> bool:
    """Whether who told of it again and again at short intervals does so no more: of what goes well nothing is said.

    One try may wait for its end, and the next one twice as long as the longest wait so far.
    """
    times = sorted({entry.at.replace(microsecond=0) for entry in said if entry.at is not None})
    waits = [later - earlier for earlier, later in pairwise(times)]
    return len(times) >= _OFTEN and episode.at - times[-1] > _HANGS_FOR + 2 * max(waits)


# ---- the clients of the apiserver -----------------------------------------------------------------------------------

# client-go's reflector.go: `Failed to list *v1.Node: ...`, `failed to list ...`, from 0.32 `Failed to watch" err=...`.
ASKS = re.compile(r"[Ff]ailed to (?:list|watch)\b")
# A lease that was got, or caches that were filled: it was answered once.
_ANSWERED = re.compile(
    r"successfully acquired lease|became leader|[Cc]aches (?:are synced|populated)|Started controller\b|Starting \w+ controller"
)


def was_answered(episode: Episode) -> bool:
    """Whether the life that goes on has got from the apiserver what it asked for: what kept one before it from that is over."""
    current = episode.current
    runs = current is not None and current.state is ContainerState.RUNNING and "apiserver" not in episode.program
    return runs and current is not None and last_said(current.log, _ANSWERED) is not None


def never_answered(
    episode: Episode,
    complaint: re.Pattern[str] | Sequence[re.Pattern[str]],
    where: Callable[[Said], bool] | None = None,
) -> Said | None:
    """What a client of the apiserver's complains of to this moment, that has got nothing of it since it was started."""
    lines = newest_lines(episode)
    if "apiserver" in episode.program or episode.program == "etcd" or not lines:
        return None
    current = episode.current
    if current is None or last_said(current.log, _ANSWERED) is not None:
        return None
    asked = [said.entry for said in all_said(lines, ASKS, LOCK) if calls_apiserver(said.entry.text)]
    patterns = (complaint,) if isinstance(complaint, re.Pattern) else complaint
    return last_said(asked[-1:], *patterns, where=where)


# To a lease or a list, without a URL: 401 of the apiserver, which tells why in its own log alone (authentication.go).
TURNED_AWAY = re.compile(
    r"(?:resource lock|lease lock|[Ff]ailed to (?:list|watch))\b[^\n]{0,300}?"
    r"(?:\bUnauthorized\b|the server has asked for the client to provide credentials)"
)
_AUTHENTICATES = re.compile(r"Unable to authenticate the request")


def never_let_in(episode: Episode, complaint: re.Pattern[str]) -> tuple[LogEntry, LogEntry] | None:
    """A client's last `Unauthorized`, and what the apiserver beside it says to that of a certificate that it was shown.

    Both again and again to this moment: of others' certificates that it refuses, an apiserver complains at any time.
    """
    current, lines = episode.current, newest_lines(episode)
    if "apiserver" in episode.program or episode.program == "etcd" or current is None:
        return None
    away = list(all_said(lines, TURNED_AWAY))
    if len(away) < 2 or last_said(current.log, _ANSWERED) is not None:
        return None
    refused = all_said(newest_lines_of(episode, "kube-apiserver"), _AUTHENTICATES)
    why = list(all_said((said.entry for said in refused), complaint))
    return (away[-1].entry, why[-1].entry) if len(why) >= 2 else None
