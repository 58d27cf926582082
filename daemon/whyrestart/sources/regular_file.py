"""Reading files that others own: never a FIFO, a device or a gigabyte, whatever lies at the path."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime

_TYPES = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "link",
    stat.S_IFSOCK: "socket",
    stat.S_IFIFO: "fifo",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}


class NotRegularError(OSError):
    """Something else than a file lies there; `kind` is `dir`, `fifo`, `socket` or `device`."""

    def __init__(self, path: str, kind: str) -> None:
        super().__init__(f"{path} is a {kind}, not a regular file")
        self.kind = kind


class TooLargeError(OSError):
    """The file is larger than what is read of such files."""

    def __init__(self, path: str, size: int, limit: int) -> None:
        super().__init__(f"{path} is {size} bytes, more than the {limit} that are read")


@dataclass(frozen=True, kw_only=True)
class Contents:
    """A file's bytes, and what the kernel says of it."""

    data: bytes
    modified_at: datetime
    mode: int


def opened(path: str) -> tuple[int, os.stat_result]:
    """A descriptor to read a regular file by, symlinks followed; raises OSError or NotRegularError.

    The path is opened with O_PATH first, which touches nothing: opening a device may start a watchdog or rewind a
    tape, and opening a FIFO may wait for ever.
    """
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        seen = os.fstat(handle)
        if stat.S_ISREG(seen.st_mode):
            return os.open(f"/proc/self/fd/{handle}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), seen
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(handle)
    raise NotRegularError(path, type_of(seen.st_mode))


def read(path: str, limit: int) -> Contents:
    """The whole of a regular file; raises as `opened` does, and TooLargeError."""
    descriptor, seen = opened(path)
    with open(descriptor, "rb") as file:  # noqa: PTH123  # a descriptor, not a path
        if seen.st_size > limit:
            raise TooLargeError(path, seen.st_size, limit)
        data = file.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError(path, len(data), limit)
    return Contents(data=data, modified_at=datetime.fromtimestamp(seen.st_mtime, UTC), mode=stat.S_IMODE(seen.st_mode))


def type_of(mode: int) -> str:
    """`file`, `dir`, `link`, `socket`, `fifo` or `device`."""
    return _TYPES.get(stat.S_IFMT(mode), "device")


def reason(error: OSError) -> str:
    """What went wrong, with the path, in words for a gap or a problem."""
    if isinstance(error, NotRegularError | TooLargeError):
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
