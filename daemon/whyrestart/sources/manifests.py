"""The static pod directory, read as the kubelet reads it: on every change, and whole every 20 seconds.

The kubelet's rules (KUBELET.md 1.11, pkg/kubelet/config/file.go): names that begin with a dot are ignored, every other
name is read whatever its ending, in byte order; symlinks are followed; directories are skipped; what is no regular
file, or larger than 10 MiB, is an error of that one name. A path that does not exist means: no static pods.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from whyrestart.clock import Clock
from whyrestart.model.manifest import Manifest, ManifestProblem
from whyrestart.model.observation import (
    DirectoryChange,
    FileSeen,
    ManifestDirectoryEvent,
    ManifestDirectorySeen,
    ManifestGone,
    ManifestSeen,
    Observation,
    Source,
)
from whyrestart.parsing import manifest as parsing
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.directory_watch import DirectoryWatch
from whyrestart.sources.look import Look
from whyrestart.sources.regular_file import NotRegularError, TooLargeError, read, reason

RELIST_SECONDS = 20.0  # the kubelet's fileCheckFrequency
UNWATCHED_SECONDS = 1.0
MAX_BYTES = 10 * 1024 * 1024
MAX_NAMES = 1000
MAX_EVENTS = 500

# An editor writes in several steps; half of a file is not what anybody meant.
SETTLE_SECONDS = 0.1

Parse = Callable[[str, bytes, datetime | None], Manifest]


class ManifestSource(BlockingSource):
    """Tells of changed manifests, of those that went, and of names that came and went too fast to be read.

    `directory` may also be one file, as the kubelet's setting may. `woken` is set within milliseconds of a change;
    where inotify refuses, the directory is read every second instead.
    """

    sources = (Source.MANIFESTS,)
    period_seconds = RELIST_SECONDS

    def __init__(self, directory: str, clock: Clock, *, watch: bool = True, parse: Parse = parsing.parse) -> None:
        super().__init__(clock)
        self.woken: asyncio.Event = asyncio.Event()
        self._path = Path(directory)
        self._parse = parse
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch = DirectoryWatch(self._told) if watch else None
        self._events: deque[ManifestDirectoryEvent] = deque(maxlen=MAX_EVENTS)
        self._known: dict[str, Manifest] = {}
        self._names: tuple[str, ...] | None = None
        self._is_absent = False

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """What lay there at the last look."""
        return tuple(self._known.values())

    async def look(self) -> Look:
        self._loop = asyncio.get_running_loop()
        if self._events:
            await asyncio.sleep(SETTLE_SECONDS)
        return await super().look()

    def see(self) -> Look:
        if self._watch is not None:
            self.period_seconds = RELIST_SECONDS if self._watch.follow(str(self._path)) is None else UNWATCHED_SECONDS
        events = [self._events.popleft() for _ in range(len(self._events))]
        seen: list[Observation] = [*dict.fromkeys(events)]
        try:
            names = self._list()
        except FileNotFoundError:
            # To the kubelet this is an empty directory: it ends every static pod.
            return Look(observations=(*seen, *self._absent(), *self._gone(set())))
        except OSError as error:
            return Look(observations=tuple(seen), gaps=self.gaps(_advice(error)))
        self._is_absent = False
        seen += self._directory(tuple(names))
        unread: list[str] = []
        for path in map(str, names.values()):
            try:
                manifest = self._read(path)
            except PermissionError as error:
                unread.append(_advice(error))
                continue
            before = self._known.get(path)
            self._known[path] = manifest
            if before is None or (before.sha256, before.problem) != (manifest.sha256, manifest.problem):
                seen.append(ManifestSeen(at=self._clock.now(), manifest=manifest))
        seen += self._gone(set(map(str, names.values())))
        gaps = self.gaps("; ".join(unread[:3])) if unread else ()
        return Look(observations=tuple(seen), gaps=gaps, partial=True)

    def release(self) -> None:
        if self._watch is not None:
            self._watch.close()

    def _told(self, name: str, change: DirectoryChange) -> None:
        if name.startswith("."):
            return
        self._events.append(ManifestDirectoryEvent(at=self._clock.now(), name=_printable(name), what=change))
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.woken.set)

    def _list(self) -> dict[str, Path]:
        """Printable names to paths, in byte order, without dotfiles and directories."""
        if not stat.S_ISDIR(self._path.stat().st_mode):
            return {_printable(self._path.name): self._path}
        with os.scandir(self._path) as entries:
            found = [entry.name for entry in islice(entries, MAX_NAMES + 1)]
        if len(found) > MAX_NAMES:
            raise OSError(f"{self._path} holds more than {MAX_NAMES} names; a manifest directory was expected")
        names = sorted((name for name in found if not name.startswith(".")), key=os.fsencode)
        return {_printable(name): path for name in names if not _is_directory(path := self._path / name)}

    def _read(self, path: str) -> Manifest:
        try:
            contents = read(path, MAX_BYTES)
        except PermissionError:
            raise
        except (NotRegularError, TooLargeError) as error:
            problem = f"{reason(error)}: the kubelet refuses it"
        except OSError as error:
            problem = f"cannot be read: {reason(error)}"
        else:
            return self._parse(_printable(path), contents.data, contents.modified_at)
        return Manifest(path=_printable(path), problem=ManifestProblem(message=problem))

    def _directory(self, names: tuple[str, ...]) -> Iterator[Observation]:
        if names != self._names:
            self._names = names
            yield ManifestDirectorySeen(at=self._clock.now(), path=str(self._path), names=names)

    def _absent(self) -> Iterator[Observation]:
        if not self._is_absent:
            self._is_absent = True
            yield FileSeen(at=self._clock.now(), path=str(self._path), type=None)
        yield from self._directory(())

    def _gone(self, present: set[str]) -> Iterator[Observation]:
        for path in [path for path in self._known if path not in present]:
            yield ManifestGone(at=self._clock.now(), path=self._known.pop(path).path)


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _printable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _advice(error: OSError) -> str:
    advice = ": run as root or with CAP_DAC_READ_SEARCH" if isinstance(error, PermissionError) else ""
    return f"{reason(error)}{advice}"
