"""The pod log directory and what lies under it, watched through one inotify instance: files that come and go."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

# Writing is left out: every line of every log would wake the daemon.
EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileMovedEvent,
]

# A directory made while its parent is being walked is found by the walk and told by the kernel; watchdog 7 watches it
# anew, which is right, and warns of that, kilobytes at a time, to whoever reads our standard error.
WATCHED_ALREADY = r"Callback with id '\d+' already exists for watch"


class LogDirectoryWatch:
    """Calls `told()` on watchdog's thread whenever a file or directory appears, moves or goes."""

    def __init__(self, told: Callable[[], None]) -> None:
        warnings.filterwarnings("ignore", WATCHED_ALREADY, RuntimeWarning)
        self._handler = _Handler(told)
        self._observer = Observer()
        self._identity: tuple[int, int] | None = None

    def follow(self, path: str) -> bool:
        """Watch what lies at the path now; False where inotify has no room for it or nothing lies there."""
        real = os.path.realpath(path)
        try:
            seen = Path(real).stat()
            if (seen.st_dev, seen.st_ino) != self._identity:
                self.close()
                self._observer = Observer()
                self._observer.schedule(self._handler, real, recursive=True, event_filter=EVENTS)
                self._observer.start()
                self._identity = seen.st_dev, seen.st_ino
        except OSError:
            self.close()
            return False
        return True

    def close(self) -> None:
        """Stop watching and end watchdog's threads."""
        self._identity = None
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join(2.0)


class _Handler(FileSystemEventHandler):
    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in {"created", "deleted", "moved"}:
            self._told()
