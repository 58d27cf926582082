"""A process that dies with the one that started it, so that a killed demo leaves nothing running."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

# include/uapi/linux/prctl.h; it survives execve, as prctl(2) says.
_PR_SET_PDEATHSIG = 1


def hold(parent: int | None = None) -> None:
    """Ask the kernel for SIGKILL when the parent ends; leave at once if it is no longer `parent`."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        raise SystemExit(1)


if __name__ == "__main__":
    # leash.py PARENT PROGRAM ARGUMENT...: becomes that program.
    hold(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  # only ever this demo's own Python
