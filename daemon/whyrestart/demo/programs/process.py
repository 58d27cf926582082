"""What every program of the demo does to look like a container's first process.

It bears its own name in the process table, logs in klog's format, sees only the files that its manifest mounts, and
ends when the simulated kubelet that started it is gone.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import NoReturn

from whyrestart.demo import leash
from whyrestart.model.version import Version

# The simulated kubelet's way to tell a process what a container would have around it.
VERSION_VARIABLE = "WHYRESTART_DEMO_VERSION"
MOUNTS_VARIABLE = "WHYRESTART_DEMO_MOUNTS"
KUBELET_VARIABLE = "WHYRESTART_DEMO_KUBELET"
ETCD_PATIENCE_VARIABLE = "WHYRESTART_DEMO_ETCD_PATIENCE_SECONDS"

_lock = threading.Lock()

# Enough of a stack to bury the fatal line, as the real ones do (RIG.md: line 213 of 11,398).
_STACK = """
goroutine {number} [{state}]:
k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/wait.BackoffUntil(0xc000{number:04x}00, 0x4a52000, 0x1)
\t/workspace/vendor/k8s.io/apimachinery/pkg/util/wait/wait.go:{number} +0x98
"""


class Exit(Exception):  # noqa: N818  # it is no error of this program: it is how the process it plays ends
    """The process ends with this code, having printed `text` to standard error."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def begin(name: str) -> None:
    """Take the program's name, as the process table shows it, and hold on to the kubelet's life."""
    # The kernel keeps 15 bytes of it, as it does for the real kube-controller-manager.
    Path("/proc/self/comm").write_text(name, encoding="ascii")
    parent = os.environ.get(KUBELET_VARIABLE)
    leash.hold(int(parent) if parent else None)


def version() -> Version:
    """The version that the container's image names."""
    return Version.parse(os.environ.get(VERSION_VARIABLE)) or Version(1, 17, 17)


def on_host(path: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Where a path inside the container lies; outside every mount it does not exist: FileNotFoundError."""
    mounts = json.loads(environment.get(MOUNTS_VARIABLE, "[]"))
    inside = PurePosixPath(path)
    for mounted, host in sorted(mounts, key=lambda mount: -len(mount[0])):
        if inside.is_relative_to(mounted):
            found = Path(host) / inside.relative_to(mounted)
            if not found.exists():
                break
            return found
    raise FileNotFoundError(path)


def say(text: str) -> None:
    """One line or more to standard error, whole."""
    with _lock:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def klog(severity: str, where: str, message: str) -> None:
    """One line as klog writes it: `I1123 08:00:55.794796       1 secure_serving.go:197] Serving securely on ...`."""
    now = datetime.now(UTC)
    say(f"{severity}{now:%m%d %H:%M:%S.%f} {1:7d} {where}] {message}")


def fatal(where: str, message: str) -> NoReturn:
    """klog.Fatal: the line, the stacks of all goroutines after it, exit code 255."""
    klog("F", where, message)
    stacks = (_STACK.format(number=number, state="running" if number == 1 else "select") for number in range(1, 60))
    raise Exit(255, "".join(stacks).strip("\n"))


def panic(message: str) -> NoReturn:
    """A Go panic: the line, the first goroutine's stack, exit code 2."""
    raise Exit(2, f"panic: {message}\n{_STACK.format(number=1, state='running')}".rstrip("\n"))


class Termination:
    """SIGTERM as an event that any thread can wait for."""

    def __init__(self) -> None:
        self._event = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: self._event.set())
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    @property
    def asked(self) -> bool:
        """Whether SIGTERM has come."""
        return self._event.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for SIGTERM that long; whether it has come."""
        return self._event.wait(seconds)


def run(name: str, main: Callable[[list[str], Termination], None]) -> NoReturn:
    """The program's life: `main` until it returns (exit code 0) or raises Exit."""
    begin(name)
    try:
        main(sys.argv[1:], Termination())
    except Exit as end:
        if end.text:
            say(end.text)
        os._exit(end.code)
    # Threads that still answer somebody do not keep a real program alive either.
    os._exit(0)
