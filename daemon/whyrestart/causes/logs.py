"""Looking for a program's own words in the log that tells of its end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerState


@dataclass(frozen=True, kw_only=True)
class Said:
    """A line that matched, and what the pattern took out of it (`said["flag"]`; empty where it took nothing)."""

    entry: LogEntry
    match: re.Match[str]

    def __getitem__(self, name: str) -> str:
        return (self.match.groupdict().get(name) or "").strip()


def last_said(entries: Iterable[LogEntry], *patterns: re.Pattern[str]) -> Said | None:
    """The last line that one of the patterns is found in."""
    found: Said | None = None
    for entry in entries:
        for pattern in patterns:
            match = pattern.search(entry.text)
            if match is not None:
                found = Said(entry=entry, match=match)
                break
    return found


def first_said(entries: Iterable[LogEntry], *patterns: re.Pattern[str]) -> Said | None:
    """The first line that one of the patterns is found in."""
    for entry in entries:
        for pattern in patterns:
            match = pattern.search(entry.text)
            if match is not None:
                return Said(entry=entry, match=match)
    return None


def death_log(episode: Episode) -> tuple[LogEntry, ...]:
    """The lines of the attempt that ended; nothing where all that has a log is a process that lives and is well.

    Where no witness says whether the process lives (only a log is left), its log is taken to tell of its end.
    """
    if episode.is_unit:
        return episode.journal
    ended = episode.last_ended
    if ended is not None:
        return episode.log
    newest = episode.current
    if newest is None:
        return ()
    lives = newest.state is ContainerState.RUNNING
    return () if lives and episode.state in {State.HEALTHY, State.AT_RISK} else newest.log


def any_log(episode: Episode) -> tuple[LogEntry, ...]:
    """The lines of the newest attempts, dead or alive: for signs that a living process shows too."""
    lines: list[LogEntry] = []
    for attempt in episode.attempts[-2:]:
        lines += attempt.log
    return tuple(lines)
