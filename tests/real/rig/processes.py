"""What the rig starts, and ends again: each process in a session of its own, known by its pid and its start.

The start time tells a pid's first owner from a later one, so that nothing foreign is ever ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

from .places import BIN, PIDS

_PATIENCE_SECONDS = 10.0
# A shell that starts the program again two seconds after it ended, as `Restart=always` does for kubelet.service.
_KEEPER = 'while :; do "$@"; sleep 2; done'


def start(name: str, command: Sequence[object], log: Path, *, kept: bool = False) -> None:
    """Start it under that name, appending what it prints to `log`; `kept` starts it anew whenever it ends."""
    words = [str(word) for word in command]
    if kept:
        words = ["/bin/sh", "-c", _KEEPER, name, *words]
    environment = os.environ | {"PATH": f"{BIN}:{os.environ.get('PATH', '/usr/sbin:/usr/bin:/sbin:/bin')}"}
    with log.open("ab") as out:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, start_new_session=True
        )
    process.returncode = 0  # it outlives this program: `down` may be another, so nobody waits for it here
    PIDS.mkdir(parents=True, exist_ok=True)
    (PIDS / name).write_text(f"{process.pid} {psutil.Process(process.pid).create_time()}")


def running(name: str) -> psutil.Process | None:
    """The process of that name, where it still runs."""
    try:
        pid, created = (PIDS / name).read_text().split()
        process = psutil.Process(int(pid))
        if process.create_time() == float(created) and process.status() != psutil.STATUS_ZOMBIE:
            return process
    except (FileNotFoundError, ValueError, psutil.Error):
        pass
    return None


def stop(name: str) -> None:
    """End it and its session: SIGTERM, and SIGKILL to what is left after ten seconds."""
    first = running(name)
    if first is not None:
        family = [first, *first.children(recursive=True)]
        same_session = [one for one in family if _session(one) == first.pid]
        for process in same_session:
            _signal(process, signal.SIGTERM)
        _, left = psutil.wait_procs(same_session, timeout=_PATIENCE_SECONDS)
        for process in left:
            _signal(process, signal.SIGKILL)
        psutil.wait_procs(left, timeout=_PATIENCE_SECONDS)
    (PIDS / name).unlink(missing_ok=True)


def names() -> list[str]:
    """All that were started and not stopped."""
    return sorted(path.name for path in PIDS.iterdir()) if PIDS.is_dir() else []


def _session(process: psutil.Process) -> int:
    try:
        return os.getsid(process.pid)
    except ProcessLookupError:
        return -1


def _signal(process: psutil.Process, number: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)
