"""A captured snapshot into a directory: new or empty, for its owner alone."""

from __future__ import annotations

import errno
import os
from pathlib import Path, PurePosixPath

from whyrestart.errors import SnapshotError
from whyrestart.snapshot.capture import Captured, contents

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NAMES = frozenset({errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL})


def prepare(directory: Path) -> None:
    """Make the directory, mode 0700. SnapshotError where there is something in it, or it cannot be made."""
    try:
        directory.mkdir(mode=0o700, parents=False, exist_ok=True)
        if any(directory.iterdir()):
            raise SnapshotError(f"{directory} is not empty; a new or empty directory was expected")
        directory.chmod(0o700)
    except FileExistsError:
        raise SnapshotError(f"{directory} is no directory; a new or empty directory was expected") from None
    except FileNotFoundError:
        raise SnapshotError(f"{directory.parent} does not exist; make it first, or name another place") from None
    except OSError as error:
        raise SnapshotError(f"{directory}: cannot be written to: {error.strerror}; name another place") from None


def write(captured: Captured, directory: Path) -> tuple[int, tuple[str, ...]]:
    """Write it into a prepared directory, files with mode 0600: bytes written, and which names could not be taken.

    SnapshotError where the disk does not hold it: then there is no snapshot.json, and `load` refuses it.
    """
    size = 0
    refused: list[str] = []
    for name in captured.directories:
        _make(directory, name)
    for name, data in contents(captured):
        path = directory / name
        try:
            _make(directory, str(PurePosixPath(name).parent))
            with os.fdopen(os.open(path, _CREATE, 0o600), "wb") as file:
                file.write(data)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            refused.append(f"{name}: another file of the node stands in its way")
        except OSError as error:
            if error.errno in _NAMES:
                refused.append(f"{name[:100]}: {error.strerror}")
                continue
            raise SnapshotError(
                f"{path}: cannot be written: {error.strerror}; the snapshot is incomplete, remove {directory}"
            ) from None
        else:
            size += len(data)
    return size, tuple(refused)


def _make(directory: Path, name: str) -> None:
    place = directory
    for part in PurePosixPath(name).parts:
        place /= part
        place.mkdir(mode=0o700, exist_ok=True)
