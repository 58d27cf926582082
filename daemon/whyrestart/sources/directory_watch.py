"""One directory, or one file, watched through inotify: tells which names came, changed and went."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from whyrestart.model.observation import DirectoryChange

# Opening and reading are left out: the observer's own reads would wake it for ever.
_CHANGES = {
    "created": DirectoryChange.CREATED,
    "modified": DirectoryChange.MODIFIED,
    "closed": DirectoryChange.MODIFIED,
    "attrib": DirectoryChange.MODIFIED,
    "deleted": DirectoryChange.DELETED,
}

Told = Callable[[str, DirectoryChange], None]


class DirectoryWatch:
    """Calls `told(name, change)` on watchdog's thread for each change of a name directly in the watched directory.

    inotify follows the directory itself, not its path: `follow` is called now and then to move the watch when another
    directory lies at the path.
    """

    def __init__(self, told: Told) -> None:
        self._handler = _Handler(told)
        self._observer = Observer()
        self._identity: tuple[int, int] | None = None

    def follow(self, path: str) -> str | None:
        """Watch what lies at the path now; says why that is not possible, or None."""
        real = os.path.realpath(path)
        try:
            seen = Path(real).stat()
        except OSError as error:
            self._drop()
            return f"{path}: {error.strerror}"
        identity = (seen.st_dev, seen.st_ino)
        if identity == self._identity:
            return None
        self._drop()
        try:
            self._observer = Observer()
            self._observer.schedule(self._handler, real, recursive=False)
            self._observer.start()
        except OSError as error:
            return (
                f"no inotify watch on {path} ({error.strerror}): see fs.inotify.max_user_instances and "
                "fs.inotify.max_user_watches"
            )
        self._identity = identity
        return None

    def close(self) -> None:
        """Stop watching and end watchdog's threads."""
        self._drop()

    def _drop(self) -> None:
        self._identity = None
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join(2.0)


class _Handler(FileSystemEventHandler):
    def __init__(self, told: Told) -> None:
        self._told = told

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.is_directory and event.event_type == "modified":
            return
        if event.event_type == "moved":
            self._told(_name(event.src_path), DirectoryChange.MOVED_OUT)
            self._told(_name(event.dest_path), DirectoryChange.MOVED_IN)
        elif (change := _CHANGES.get(event.event_type)) is not None:
            self._told(_name(event.src_path), change)


def _name(path: bytes | str) -> str:
    return Path(os.fsdecode(path)).name
