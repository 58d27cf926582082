"""One attempt's log, followed through its descriptor: deletion and rotation lose nothing of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from whyrestart.model.observation import PodLogSeen
from whyrestart.parsing.pod_log import Excerpting
from whyrestart.parsing.pod_log_path import PodLogFile
from whyrestart.sources.regular_file import opened

# Of a log that is longer than both together when it is first seen, only so much of either end is read.
HEAD_BYTES = 1024 * 1024
TAIL_BYTES = 3 * 1024 * 1024
READ_BYTES = 256 * 1024


@dataclass(kw_only=True)
class FollowedLog:
    """What is kept of a log so far. `news` says that more is kept than was told.

    `told_at` and `grew_at` are the caller's monotonic seconds.
    """

    file: PodLogFile
    descriptor: int
    news: bool = True
    told_at: float = float("-inf")
    grew_at: float = float("-inf")
    _offset: int = 0
    _excerpting: Excerpting = field(default_factory=Excerpting)

    @classmethod
    def open(cls, file: PodLogFile) -> FollowedLog:
        """Open the file, reading nothing yet; raises OSError, and NotRegularError for what is no file."""
        descriptor, _ = opened(file.path)
        return cls(file=file, descriptor=descriptor)

    @property
    def state(self) -> tuple[str, int, int]:
        """Path, size and inode: a file that has changed since has another."""
        seen = os.fstat(self.descriptor)
        return self.file.path, seen.st_size, seen.st_ino

    @property
    def deleted(self) -> bool:
        """Whether no name leads to the file any more; a rotated one keeps a name."""
        return os.fstat(self.descriptor).st_nlink == 0

    def catch_up(self) -> bool:
        """Read what is new, also in the file that took this one's place; whether there was anything."""
        grew = self._drain()
        if not self._replaced():
            return grew
        descriptor, _ = opened(self.file.path)
        self._drain()
        self.close()
        self.descriptor, self._offset = descriptor, 0
        self._drain()
        return True

    def finish(self) -> None:
        """Read to the end, and take what stands there without an end of line."""
        self._drain()
        before = self._excerpting.count
        self._excerpting.end()
        self.news |= self._excerpting.count != before

    def close(self) -> None:
        """Let go of the file."""
        os.close(self.descriptor)

    def told(self, at: datetime) -> PodLogSeen:
        """What is kept, as an observation; it is no news any more."""
        self.news = False
        kept, seen = self._excerpting.excerpt, os.fstat(self.descriptor)
        return PodLogSeen(
            at=at,
            attempt_key=self.file.attempt_key,
            path=self.file.path,
            lines=kept.lines,
            skipped_lines=kept.skipped_lines,
            size_bytes=seen.st_size,
            modified_at=datetime.fromtimestamp(seen.st_mtime, UTC),
        )

    def _replaced(self) -> bool:
        """Whether another file lies at the path, as after a rotation."""
        try:
            current = Path(self.file.path).stat()
        except OSError:
            return False
        mine = os.fstat(self.descriptor)
        return (current.st_dev, current.st_ino) != (mine.st_dev, mine.st_ino)

    def _drain(self) -> bool:
        size = os.fstat(self.descriptor).st_size
        if size < self._offset:
            self._offset = 0
        begun = self._offset
        while self._offset < size:
            if self._offset >= HEAD_BYTES and size - self._offset > TAIL_BYTES:
                self._leap(size - TAIL_BYTES)
            data = os.pread(self.descriptor, min(READ_BYTES, size - self._offset), self._offset)
            if not data:
                break
            self._offset += len(data)
            self._excerpting.feed(data)
        grew = self._offset != begun
        self.news |= grew
        return grew

    def _leap(self, offset: int) -> None:
        """Pass over the middle of a log that is too long to be read whole, counting its lines by their mean length."""
        self._excerpting.leap(self._excerpting.count * (offset - self._offset) // self._offset)
        self._offset = offset
