"""Looking for a program's own words in the log that tells of its end."""

from __future__ import annotations

import functools
import operator
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise, takewhile

from whyrestart.causes.once import once
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import ContainerState
from whyrestart.parsing.last_words import closes_with_an_end, is_an_end


@dataclass(frozen=True, kw_only=True)
class Said:
    """A line that matched, and what the pattern took out of it (`said["flag"]`; empty where it took nothing)."""

    entry: LogEntry
    match: re.Match[str]

    def __getitem__(self, name: str) -> str:
        return (self.match.groupdict().get(name) or "").strip()


# How a container ends that is told to: well, or by SIGKILL or SIGTERM.
TOLD_TO_END = frozenset({0, 137, 143})
# Lines in which a program tells how it is getting on, not what it died of.
QUIET = frozenset({Severity.INFO, Severity.DEBUG})
# What a last word may be: whatever is neither told in passing nor a mere warning.
ENDS = frozenset({Severity.FATAL, Severity.PLAIN, Severity.ERROR})


class _Memory:
    """Remembers in which texts which patterns are not found: the same logs are judged again at every look.

    One integer a text, one bit a pattern. Patterns are module constants: few, and alive as long as the process.
    """

    MAX_TEXTS = 20_000

    def __init__(self) -> None:
        self._bits: dict[int, int] = {}
        # An identity is one only as long as its pattern lives.
        self._patterns: list[re.Pattern[str]] = []
        self._absent: dict[str, int] = {}

    def bit(self, pattern: re.Pattern[str]) -> int:
        # By identity: hashing a compiled pattern takes as long as many a search with it.
        known = self._bits.get(id(pattern))
        if known is None:
            self._patterns.append(pattern)
            known = self._bits[id(pattern)] = 1 << len(self._bits)
        return known

    def find(
        self, text: str, patterns: tuple[re.Pattern[str], ...], bits: tuple[int, ...], every: int
    ) -> re.Match[str] | None:
        absent = self._absent.get(text, 0)
        if absent & every == every:
            return None
        for pattern, bit in zip(patterns, bits, strict=True):
            if absent & bit:
                continue
            match = pattern.search(text)
            if match is not None:
                return match
            absent |= bit
        if len(self._absent) >= self.MAX_TEXTS:
            self._absent.clear()
        self._absent[text] = absent
        return None


_memory = _Memory()


def all_said(entries: Iterable[LogEntry], *patterns: re.Pattern[str]) -> Iterator[Said]:
    """Every line that one of the patterns is found in, in order."""
    bits = tuple(_memory.bit(pattern) for pattern in patterns)
    every = functools.reduce(operator.or_, bits, 0)
    for entry in entries:
        match = _memory.find(entry.text, patterns, bits, every)
        if match is not None:
            yield Said(entry=entry, match=match)


def last_said(
    entries: Iterable[LogEntry], *patterns: re.Pattern[str], where: Callable[[Said], bool] | None = None
) -> Said | None:
    """The last line that one of the patterns is found in, and that `where`, if given, holds of."""
    newest = deque((said for said in all_said(entries, *patterns) if where is None or where(said)), maxlen=1)
    return newest[0] if newest else None


def first_said(entries: Iterable[LogEntry], *patterns: re.Pattern[str]) -> Said | None:
    """The first line that one of the patterns is found in."""
    return next(all_said(entries, *patterns), None)


@once
def death_log(episode: Episode) -> tuple[LogEntry, ...]:
    """The lines of the attempt that ended; nothing where all that has a log is a process that lives and is well.

    Where no witness says whether the process lives (only a log is left), its log is taken to tell of its end.
    """
    if episode.is_kubelet:
        return episode.journal
    ended = episode.last_ended
    if ended is not None:
        return but_for_passing(episode.log)
    newest = episode.current
    if newest is None:
        return ()
    lives = newest.state is ContainerState.RUNNING
    return () if lives and episode.state in {State.HEALTHY, State.AT_RISK} else but_for_passing(newest.log)


# Go's words where a bug of its own ends a program. A fault in mapped memory, or too little memory, is none.
_BUG = re.compile(r"panic: runtime error: |fatal error: (?!fault\b|runtime: )")
_FAULT = re.compile(r"fault address|fatal error: fault\b")
_NO_SUCH_MEMORY = "[signal SIGSEGV: segmentation violation"


def but_for_passing(entries: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    """Without what a program said in passing before a bug ended it."""
    if not any(entry.severity is Severity.FATAL and _BUG.match(entry.message) for entry in entries) and not (
        # What follows the panic's own line is enough; of mapped memory it is a fault.
        any(entry.message.startswith(_NO_SUCH_MEMORY) for entry in entries) and last_said(entries, _FAULT) is None
    ):
        return entries
    return tuple(entry for entry in entries if entry.severity in {Severity.FATAL, Severity.PLAIN})


# Flags and the files they name are judged before anything else is done: what has run for longer had accepted them.
# OpenShift's wrappers wait for the port first.
JUDGED_WITHIN = timedelta(minutes=5)


@once
def starting_log(episode: Episode) -> tuple[LogEntry, ...]:
    """The lines of an end that came at the start: nothing where the process had run for longer than that.

    Without the usage text, which is indented and speaks of what flags must be whatever was wrong.
    """
    if _lived_on(episode) or _lives_on(episode):
        return ()
    return tuple(entry for entry in death_log(episode) if not entry.raw.startswith("  "))


@once
def ending_log(episode: Episode) -> tuple[LogEntry, ...]:
    """The lines that may tell what it ended of: all of a start's, of a longer life those alone with which it ended.

    What a program meets in the middle of its life (a file that it reads again, a caller's) it lives on with.
    """
    if not _lived_on(episode):
        return starting_log(episode)
    return tuple(entry for entry in death_log(episode) if is_an_end(entry))


def _lived_on(episode: Episode) -> bool:
    """Whether the life that ended had lasted for longer than a start."""
    ended = episode.last_ended
    began = ended.started_at if ended is not None else None
    return ended is not None and began is not None and (ended.finished_at or began) - began > JUDGED_WITHIN


def _lives_on(episode: Episode) -> bool:
    """Whether one that began after an end has passed its start: it has accepted what the one before may have refused."""
    now = episode.current
    runs = now is not None and now.state is ContainerState.RUNNING and episode.last_ended is not None
    return runs and now is not None and now.started_at is not None and episode.at - now.started_at > JUDGED_WITHIN


def nobody_saw_it(episode: Episode) -> bool:
    """Only a log is left, and no witness says whether its process lives."""
    return episode.current is not None and episode.current.state is ContainerState.UNKNOWN


def ended_by_itself(ended: Attempt | None) -> bool:
    """Whether a life ended with an error: by its exit code, and where nobody told that, by the last words of its log."""
    if ended is None or ended.end_unseen:
        return False
    return closes_with_an_end(ended.log) if ended.exit_code is None else ended.exit_code not in TOLD_TO_END


def breaks_off(episode: Episode, entry: LogEntry) -> bool:
    """Whether it is the last that a process said of late, of which nobody saw what became, and which was begun anew before.

    It may have ended of that; as well it may live on: what follows from it is possible, no more.
    """
    lately = entry.at is not None and timedelta(0) <= episode.at - entry.at <= JUDGED_WITHIN
    log = death_log(episode)
    return lately and nobody_saw_it(episode) and episode.restarts > 0 and bool(log) and entry == log[-1]


def its_first_unseen(episode: Episode) -> bool:
    """The same of the container's first life: nothing tells that there ever was an end."""
    return nobody_saw_it(episode) and len(episode.attempts) == 1 and episode.attempts[0].key.attempt == 0


_WORKS_FOR_OTHERS = re.compile(r"controller-manager|scheduler|^kube-apiserver")


def of_itself(episode: Episode, entries: Iterable[LogEntry]) -> Iterator[LogEntry]:
    """Without the errors that a controller or an apiserver meets in its work for others, and lives on with."""
    works = _WORKS_FOR_OTHERS.search(episode.program) is not None
    return (entry for entry in entries if not works or is_an_end(entry))


COMPONENTS = frozenset({"kube-apiserver", "kube-controller-manager", "kube-scheduler", "cloud-controller-manager"})


# kubectl's, which refers to its own help (cmd/util/helpers.go), and the usage that cobra, or etcdctl, shows beneath an error.
_SEE = re.compile(r"^\s*See '[\w-]{1,60} [^\n]{0,200}--help'")
_USAGE, _SHOWN = re.compile(r"^\s*(?:Usage|USAGE):\s*$"), re.compile(r"^\s+[a-z][\w-]{0,60} [^\n]{1,200}")


@once
def _of_tools(episode: Episode) -> frozenset[LogEntry]:
    """What a tool that a script calls says of its own command line, as the help beneath it tells."""
    if episode.program not in {*COMPONENTS, "etcd"}:
        return frozenset()
    log, found = death_log(episode), set[LogEntry]()
    # Several may be one program, and a cloud's name may stand before it.
    own = re.compile(rf"{re.escape(episode.program)}(?![\w-])")
    for at, (entry, after) in enumerate(pairwise(log)):
        if _SEE.match(after.raw) and not own.search(after.raw):
            found.add(entry)
        if _USAGE.match(entry.raw) and _SHOWN.match(after.raw) and not own.search(after.raw):
            found.update(takewhile(lambda each: not each.origin, reversed(log[:at])))
    return frozenset(found)


# client-go's exec.go, of a plugin that is to give it a token: what that had to say, it said before.
_A_PLUGIN_FAILED = re.compile(r"getting credentials: exec: executable \S{1,300} failed with exit code")


def last_words(episode: Episode, entries: Iterable[LogEntry]) -> Iterator[LogEntry]:
    """Of a component of Kubernetes, what it ends with: its errors before that are of requests, as others sent them.

    What names no place in a source is not by its own logger: a supervisor's, say, which tells how it ended. But where
    its own logger tells the error that it ends with, what stands before is another's: a plugin's that it executed.
    """
    tools = _of_tools(episode)
    lines = tuple(entry for entry in entries if entry not in tools)
    executed = last_said(lines, _A_PLUGIN_FAILED)
    lines = lines[lines.index(executed.entry) :] if executed is not None else lines
    ends = (
        number
        for number, e in enumerate(lines)
        if e.origin and (e.severity is Severity.FATAL or e.message.startswith("command failed"))
    )
    last = max(ends, default=0)
    if episode.program not in COMPONENTS:
        # What tells why it ends may stand before its end, but is by its own logger then.
        told = (e for number, e in enumerate(lines) if number >= last or e.origin)
        return of_itself(episode, told)
    lines = lines[last:]
    return (entry for entry in of_itself(episode, lines) if is_an_end(entry) or not entry.origin)


def of_an_end(episode: Episode, entries: Iterable[LogEntry]) -> Iterator[LogEntry]:
    """Those that may be of an end: any of an attempt that was seen to end, else those that are an end themselves."""
    unseen = nobody_saw_it(episode)
    return (entry for entry in entries if not unseen or is_an_end(entry))


def any_log(episode: Episode) -> tuple[LogEntry, ...]:
    """The lines of the newest attempts, dead or alive: for signs that a living process shows too."""
    lines: list[LogEntry] = []
    for attempt in episode.attempts[-2:]:
        lines += attempt.log
    return tuple(lines)
