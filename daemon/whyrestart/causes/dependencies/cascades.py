"""Who ended in the moments when etcd did not answer in time: one late answer is common, one with victims is not.

etcd itself lives on, and so does an apiserver that waits for it; those above exit when they cannot renew their leases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from whyrestart.attempts import attempts
from whyrestart.causes.dependencies.away import LOST, RENEWAL
from whyrestart.causes.evidence.apiserver_calls import LOCK
from whyrestart.causes.evidence.logs import QUIET, last_said
from whyrestart.causes.rule import from_end
from whyrestart.model.diagnosis import Evidence
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.parsing.last_words import is_an_end

# A request that failed for lateness, in capnslog's and in zap's words; one that its client gave up tells of the client.
_FAILED = re.compile(r"error(?:=|:) ?(?:context deadline exceeded|etcdserver: request timed out)")
# Its own /health reads as an apiserver does, and waits for five seconds and more (etcdhttp/metrics.go, from 3.5 health.go).
ITS_OWN_HEALTH = re.compile(
    r"/health error; Q?GET failed (?:with )?(?:etcdserver: request timed out|context deadline exceeded)|"
    r"serving /health false; (?:Q?GET|RANGE) fails\b[^\n]{0,200}?(?:request timed out|deadline exceeded)"
)
_TOOK = re.compile(r"(?:took(?: too long [(\[]|=|\W{1,9})|sync duration of )(?P<number>[\d.]{1,20}+)(?P<unit>s\b|m\d)")
# Who renews a lease waits no longer for an answer.
PATIENCE_SECONDS = 5.0
_WAITED = re.compile(
    r"Client\.Timeout exceeded|deadline exceeded|TLS handshake timeout|timed out|etcdserver: leader changed"
)
_APISERVER_WAITED = re.compile(
    r"etcdserver: request timed out|\betcd failed: [^\n]{0,200}(?:deadline exceeded|timed out)"
)
# A lease is given up after ten seconds, and a probe after a minute or so.
NEAR = timedelta(minutes=3)
# What ends for one and the same stall ends within one renewal of the other.
TOGETHER = timedelta(seconds=30)
_COMPANION = re.compile(r"controller-manager|scheduler")
# The key that an apiserver reads for its own health, and how long it waits for it (--etcd-healthcheck-timeout).
_ITS_HEALTH = re.compile(r"/registry/health\b|/health (?:error|false); ")
HEALTH_PATIENCE_SECONDS = 2.0
# One that is refused its settings ends sooner: this one had come to its storage.
_CAME_TO_ITS_STORAGE = timedelta(seconds=30)


def failed_late(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """Those of etcd's complaints that are of what nobody waited for: a request that failed, or took all too long."""
    return [e for e in entries if _FAILED.search(e.text) or ITS_OWN_HEALTH.search(e.text) or _took_all_too_long(e)]


def _took_all_too_long(entry: LogEntry) -> bool:
    match = _TOOK.search(entry.text)
    patience = HEALTH_PATIENCE_SECONDS if _ITS_HEALTH.search(entry.text) else PATIENCE_SECONDS
    return match is not None and (match["unit"] != "s" or float(match["number"]) >= patience)


def victims(episode: Episode, late: Sequence[LogEntry]) -> tuple[Evidence, ...]:
    """The ends that those late answers account for: of one that says that it waited, or of two silent ones together.

    A silent apiserver is one as well, if what it reads for its own health came later than it waits for that.
    """
    if not late:
        return ()
    ends = [
        (name, attempt)
        for name, attempt in other_ends(episode)
        if any(_near(attempt.finished_at, entry.at) for entry in late)
    ]
    waited = [attempt for name, attempt in ends if _says_that_it_waited(name, attempt)]
    silent = [
        attempt
        for name, attempt in ends
        if _COMPANION.search(name) and not attempt.log and attempt.exit_code in {1, 255}
    ]
    of_health = [entry for entry in late if _ITS_HEALTH.search(entry.text)]
    unwell = [a for name, a in ends if of_health and _ended_unwell(name, a) and _near_one(a, of_health)]
    times = sorted(attempt.finished_at for attempt in silent if attempt.finished_at is not None)
    together = len(times) >= 2 and times[-1] - times[0] <= TOGETHER
    return tuple(from_end(attempt) for attempt in (*waited, *unwell, *(silent if together else ())))


def _near_one(ended: Attempt, entries: Sequence[LogEntry]) -> bool:
    return any(_near(ended.finished_at, entry.at) for entry in entries)


def _ended_unwell(name: str, ended: Attempt) -> bool:
    """An apiserver that ended by itself, past its first steps, and of which no word is left."""
    lived = ended.lifetime
    came = lived is not None and lived >= _CAME_TO_ITS_STORAGE
    return "apiserver" in name and not ended.log and ended.exit_code in {1, 255} and came


def other_ends(episode: Episode) -> Iterator[tuple[str, Attempt]]:
    """The newest end of each other container of the node, with its name; not one that its machine took with it."""
    for ref, lives in attempts(episode.node).items():
        ended = next((attempt for attempt in reversed(lives) if attempt.ended), None)
        if ref != episode.ref and ended is not None and not ended.end_unseen:
            yield ref.container, ended


def _near(end: datetime | None, at: datetime | None) -> bool:
    return end is None or at is None or abs(end - at) <= NEAR


def may_have_waited(name: str, ended: Attempt) -> bool:
    """Whether nothing is left of its words, or they are of that."""
    return not ended.log or _says_that_it_waited(name, ended)


def _says_that_it_waited(name: str, ended: Attempt) -> bool:
    """Its last words are of a lease, or of etcd, that did not come in time, and of nothing else."""
    log = [entry for entry in ended.log if entry.severity not in QUIET or RENEWAL.search(entry.text)]
    if "apiserver" in name:
        waited = last_said(log, _APISERVER_WAITED)
        return waited is not None and _near(ended.finished_at, waited.entry.at)
    # The stacks of all goroutines may follow a lease that is lost.
    if last_said(log, *LOST) is None and any(is_an_end(entry) for entry in log):
        return False
    told = last_said(log, LOCK, RENEWAL, where=lambda said: _WAITED.search(said.entry.text) is not None)
    return told is not None and ended.exit_code != 0
