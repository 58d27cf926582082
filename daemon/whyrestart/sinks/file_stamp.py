"""Whether a file that somebody renews beside us is another one now."""

from __future__ import annotations

from pathlib import Path


def stamp(path: Path) -> tuple[int, int] | None:
    """What differs when it was written anew or another took its place; None while it is away."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino
