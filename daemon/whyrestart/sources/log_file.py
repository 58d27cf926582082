"""A log that is a plain file (a kubelet without a journal), followed through renaming and truncation."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from whyrestart.clock import Clock
from whyrestart.model.observation import Gap, JournalLine, Source
from whyrestart.parsing.journal import KubeletLogFile
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.look import Look
from whyrestart.sources.regular_file import opened, reason

# How much of a log that is seen for the first time is read, from its end.
FIRST_BYTES = 2 * 1024 * 1024
MAX_BYTES_PER_LOOK = 4 * 1024 * 1024
MAX_LINE = 64 * 1024


class LogFileSource(BlockingSource):
    """Tells of each new line of the kubelet's log file; its cursor is `device:inode:offset`.

    A file that was renamed is read to its end before the new one is begun. Where that cannot be, as after truncation
    or a rotation while the daemon was away, there is a closed gap.
    """

    sources = (Source.KUBELET_LOG,)
    period_seconds = 1.0

    def __init__(self, path: str, clock: Clock, *, cursor: str | None = None, zone: tzinfo | None = None) -> None:
        super().__init__(clock)
        self.woken: asyncio.Event = asyncio.Event()
        self._path = path
        self._resume = cursor
        self._zone = zone
        self._lines: KubeletLogFile | None = None
        self._descriptor: int | None = None
        self._identity = ""
        self._offset = 0
        self._rest = b""
        self._read_at: datetime | None = None
        self._more = False

    async def look(self) -> Look:
        look = await super().look()
        if self._more:
            self.woken.set()
        return look

    def see(self) -> Look:
        missed: list[Gap] = []
        lines: list[JournalLine] = []
        try:
            if self._descriptor is None:
                missed += self._open()
            lines += self._drain()
            if not self._more and self._replaced():
                lines += self._line(self._rest)
                self._close()
                missed += self._open()
                lines += self._drain()
            elif not self._more and self._size() < self._offset:
                missed += self._missed("was truncated")
                self._offset, self._rest = 0, b""
                lines += self._drain()
        except OSError as error:
            self._close()
            return Look(observations=tuple(lines), gaps=(*missed, *self.gaps(f"kubelet_log: {reason(error)}")))
        self._read_at = self._clock.now()
        return Look(observations=tuple(lines), gaps=tuple(missed))

    def release(self) -> None:
        self._close()

    def _open(self) -> Iterator[Gap]:
        self._descriptor, seen = opened(self._path)
        self._identity = f"{seen.st_dev}:{seen.st_ino}"
        self._offset, self._rest = max(0, seen.st_size - FIRST_BYTES), b""
        written = datetime.fromtimestamp(seen.st_mtime, UTC)
        if self._lines is None:
            self._lines = KubeletLogFile(now=written, zone=self._zone or _local_zone())
        resume, self._resume = self._resume, None
        if resume is None and self._read_at is not None:
            if self._offset:
                yield from self._missed("was rotated and has grown by more than is read at once")
            return
        if resume is None:
            self._skip_to_line()
            return
        identity, _, offset = resume.rpartition(":")
        if identity == self._identity and offset.isdecimal() and int(offset) <= seen.st_size:
            self._offset = int(offset)
            return
        yield from self._missed("was rotated while nobody read it")
        self._skip_to_line()

    def _skip_to_line(self) -> None:
        """The middle of a line is no line."""
        if self._offset:
            self._rest = self._read()
            _, _, self._rest = self._rest.partition(b"\n")

    def _missed(self, what: str) -> Iterator[Gap]:
        why = f"{self._path} {what}: lines may be missing"
        yield Gap(source=Source.KUBELET_LOG, why=why, since=self._read_at, until=self._clock.now())

    def _replaced(self) -> bool:
        try:
            seen = Path(self._path).stat()
        except FileNotFoundError:
            return False  # between a rename and the new file
        return f"{seen.st_dev}:{seen.st_ino}" != self._identity

    def _drain(self) -> Iterator[JournalLine]:
        budget = MAX_BYTES_PER_LOOK
        while budget > 0:
            data = self._read()
            if not data and b"\n" not in self._rest:
                self._more = False
                return
            budget -= len(data)
            end = self._offset - len(data) - len(self._rest)
            *whole, self._rest = (self._rest + data).split(b"\n")
            for line in whole:
                end += len(line) + 1
                yield from self._line(line, end)
            # A line without end is cut, and what follows is taken for a line of its own.
            if len(self._rest) > MAX_LINE:
                yield from self._line(self._rest)
                self._rest = b""
        self._more = True

    def _line(self, line: bytes, end: int | None = None) -> Iterator[JournalLine]:
        if self._lines is not None and line.strip():
            cursor = f"{self._identity}:{self._offset if end is None else end}"
            found = self._lines.line(line.decode("utf-8", "replace"), now=self._clock.now(), cursor=cursor)
            if found is not None:
                yield found

    def _read(self) -> bytes:
        assert self._descriptor is not None  # noqa: S101  # _open came first
        data = os.pread(self._descriptor, 256 * 1024, self._offset)
        self._offset += len(data)
        return data

    def _size(self) -> int:
        return os.fstat(self._descriptor).st_size if self._descriptor is not None else 0

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _local_zone() -> tzinfo:
    """The node's zone with its summer time, which klog's times are in."""
    try:
        with Path("/etc/localtime").open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC
