"""The logs of static pods, copied while they exist: the kubelet keeps only the last dead attempt's and deletes it too.

A log is opened as soon as its file is seen and read on through that descriptor, so that neither deletion nor rotation
loses what was written in between.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from whyrestart.clock import Clock
from whyrestart.model.identity import AttemptKey
from whyrestart.model.observation import PodLogSeen, Source
from whyrestart.parsing.pod_log_path import PodLogFile, best_of_each_attempt, is_static, parse, pod_of_directory
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.followed_log import FollowedLog
from whyrestart.sources.log_directory_watch import LogDirectoryWatch
from whyrestart.sources.look import Look
from whyrestart.sources.regular_file import NotRegularError, reason

PERIOD_SECONDS = 2.0
UNWATCHED_SECONDS = 1.0
# A log that is still being written is told anew no more often than this; a finished one at once.
TELL_SECONDS = 5.0
# So long after its last byte a superseded log is believed to be whole, and let go.
SETTLED_SECONDS = 10.0

MAX_PODS = 2000
MAX_NAMES = 500
MAX_FOLLOWED = 200


class PodLogSource(BlockingSource):
    """Tells the excerpt of each static pod's log as it grows, and of each dead attempt's before it is deleted.

    `node_name` helps to know static pods whose UID an installer wrote. `woken` is set when a log appears or goes.
    """

    sources = (Source.POD_LOGS,)
    period_seconds = PERIOD_SECONDS

    def __init__(self, directory: str, clock: Clock, *, node_name: str = "", watch: bool = True) -> None:
        super().__init__(clock)
        self.woken: asyncio.Event = asyncio.Event()
        self._root = directory
        self._node_name = node_name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch = LogDirectoryWatch(self._wake) if watch else None
        self._followed: dict[AttemptKey, FollowedLog] = {}
        # Superseded logs that were read to their end, by what they were then: they are not read again.
        self._settled: dict[AttemptKey, tuple[str, int, int]] = {}
        self._named: set[PodLogFile] = set()

    async def look(self) -> Look:
        self._loop = asyncio.get_running_loop()
        return await super().look()

    def see(self) -> Look:
        # Watched before it is listed: what appears in between is told by the one or the other.
        watched = self._watch is not None and self._watch.follow(self._root)
        self.period_seconds = PERIOD_SECONDS if watched else UNWATCHED_SECONDS
        problems: list[str] = []
        try:
            files = {file.attempt_key: file for file in best_of_each_attempt(self._list(problems))}
        except OSError as error:
            return Look(observations=tuple(self._ended(set())), gaps=self.gaps(_advice(error)))
        newest = _newest(files)
        seen = [*self._ended(files.keys())]
        for file in self._wanted(files):
            try:
                seen += self._read(file, superseded=file.attempt_key not in newest)
            except NotRegularError:
                continue
            except OSError as error:
                problems.append(_advice(error))
        gaps = self.gaps("; ".join(problems[:3])) if problems else ()
        return Look(observations=tuple(seen), gaps=gaps, partial=True)

    def release(self) -> None:
        if self._watch is not None:
            self._watch.close()
        for followed in self._followed.values():
            followed.close()
        self._followed.clear()

    def _wake(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.woken.set)

    def _list(self, problems: list[str]) -> Iterator[PodLogFile]:
        """Every log file of every static pod, in whatever layout."""
        for directory in _entries(self._root, MAX_PODS, self._is_static):
            try:
                for entry in _entries(directory.path, MAX_NAMES):
                    inner = _entries(entry.path, MAX_NAMES) if entry.is_dir(follow_symlinks=False) else (entry,)
                    yield from (file for found in inner if (file := parse(found.path)))
            except FileNotFoundError:
                continue
            except OSError as error:
                problems.append(_advice(error))

    def _is_static(self, directory: str) -> bool:
        pod = pod_of_directory(directory)
        return pod is not None and is_static(pod[1], pod[2], self._node_name)

    def _wanted(self, files: dict[AttemptKey, PodLogFile]) -> Iterable[PodLogFile]:
        """Those that are followed already, and of the others as many of the highest attempts as may be."""
        ordered = sorted(files.values(), key=lambda f: (f.attempt_key not in self._followed, -f.attempt_key.attempt))
        return ordered[:MAX_FOLLOWED]

    def _read(self, file: PodLogFile, *, superseded: bool) -> Iterator[PodLogSeen]:
        key = file.attempt_key
        if file.compressed:
            yield from self._name_only(file)
            return
        followed = self._followed.get(key)
        if followed is not None and followed.deleted:
            # The number was given anew, as after a runtime that forgot its containers: this is another life.
            yield from self._last_words(key)
            followed = None
        if followed is None:
            try:
                followed = FollowedLog.open(file)
            except FileNotFoundError:
                # A link of docker's whose target is gone: that there was such an attempt is still worth telling.
                yield from self._name_only(file)
                return
            if self._settled.get(key) == followed.state:
                followed.close()
                return
            self._followed[key] = followed
        now = self._clock.monotonic()
        if followed.catch_up():
            followed.grew_at = now
        if superseded and now - followed.grew_at >= SETTLED_SECONDS:
            self._settled[key] = followed.state
            yield from self._last_words(key)
        elif followed.news and (superseded or now - followed.told_at >= TELL_SECONDS):
            followed.told_at = now
            yield followed.told(self._clock.now())

    def _last_words(self, key: AttemptKey) -> Iterator[PodLogSeen]:
        """Read a log to its end, tell what is new, and let it go."""
        followed = self._followed.pop(key)
        followed.finish()
        if followed.news:
            yield followed.told(self._clock.now())
        followed.close()

    def _name_only(self, file: PodLogFile) -> Iterator[PodLogSeen]:
        if file not in self._named:
            self._named.add(file)
            yield PodLogSeen(at=self._clock.now(), attempt_key=file.attempt_key, path=file.path)

    def _ended(self, present: Iterable[AttemptKey]) -> Iterator[PodLogSeen]:
        """The logs that were deleted, read to their end through what is still open of them."""
        there = set(present)
        for key in [key for key in self._followed if key not in there]:
            yield from self._last_words(key)
        self._settled = {key: state for key, state in self._settled.items() if key in there}
        self._named = {file for file in self._named if file.attempt_key in there}


def _newest(files: Iterable[AttemptKey]) -> set[AttemptKey]:
    """The highest attempt of each container of each pod UID."""
    highest: dict[tuple[object, str], AttemptKey] = {}
    for key in files:
        slot = (key.ref, key.pod_uid)
        if slot not in highest or highest[slot].attempt < key.attempt:
            highest[slot] = key
    return set(highest.values())


def _entries(path: str, limit: int, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[os.DirEntry[str]]:
    """So many of the entries whose names are wanted: others do not use up the room."""
    with os.scandir(path) as entries:
        yield from list(islice((entry for entry in entries if wanted(entry.name)), limit))


def _advice(error: OSError) -> str:
    advice = ": run as root or with CAP_DAC_READ_SEARCH" if isinstance(error, PermissionError) else ""
    missing = ": set pod_log_directory to the kubelet's podLogsDir" if isinstance(error, FileNotFoundError) else ""
    return f"{reason(error)}{advice}{missing}"
