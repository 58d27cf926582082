"""What really happened to the containers, counted without any help from the program under test.

The runtime is asked several times a second; its own log tells when it was asked to stop a container, which is the
moment of the kubelet's kill to the millisecond, whatever the kubelet's verbosity.
"""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from .cri import Container, End
from .node import runtime
from .places import CONTAINERD_LOG

_POLL_SECONDS = 0.4
_STOP = re.compile(r'time="(?P<at>[^"]+)" level=info msg="StopContainer for \\"(?P<id>[0-9a-f]{64})\\" with timeout')


@dataclass(frozen=True, kw_only=True)
class Ended:
    """One attempt that came to its end."""

    container: Container
    end: End


class Oracle:
    """Watches from `__enter__` to `__exit__`. What it says is of all that it has seen so far."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="oracle", daemon=True)
        self._lock = threading.Lock()
        self._seen: dict[str, Container] = {}
        self._since: dict[str, float] = {}
        self._ended: dict[str, Ended] = {}

    def __enter__(self) -> Self:
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(30)

    def restarts(self, name: str) -> int:
        """How often a container of that name was started anew, as the runtime numbers it, over all pod UIDs."""
        highest: dict[str, int] = {}
        for container in self.attempts(name):
            highest[container.uid] = max(container.attempt, highest.get(container.uid, 0))
        return sum(highest.values())

    def count(self, name: str) -> int:
        """The attempt number of its newest pod, which is the kubelet's restart count."""
        attempts = self.attempts(name)
        return max((one.attempt for one in attempts if one.uid == attempts[-1].uid), default=0)

    def replacements(self, name: str) -> int:
        """How often its pod was replaced by one of another UID, as an edit of its manifest does."""
        return max(0, len({container.uid for container in self.attempts(name)}) - 1)

    def attempts(self, name: str) -> list[Container]:
        """Every attempt seen, in the order of sight."""
        with self._lock:
            return [container for container in self._seen.values() if container.name == name]

    def ends(self, name: str) -> list[Ended]:
        """Every end seen."""
        with self._lock:
            return [ended for ended in self._ended.values() if ended.container.name == name]

    def running(self, name: str) -> list[Container]:
        """The attempts of which no end was seen, in the order of sight."""
        attempts = self.attempts(name)
        with self._lock:
            return [container for container in attempts if container.id not in self._ended]

    def age_seconds(self, name: str) -> float | None:
        """How long ago its newest attempt was first seen; None where it has ended."""
        attempts = self.attempts(name)
        newest = attempts[-1].id if attempts else ""
        with self._lock:
            return None if newest in self._ended or not newest else time.monotonic() - self._since[newest]

    def kills(self, name: str) -> list[datetime]:
        """When the kubelet told the runtime to stop an attempt of the newest pod of that name, oldest first."""
        attempts = self.attempts(name)
        if not attempts:
            return []
        newest = {container.id for container in attempts if container.uid == attempts[-1].uid}
        found = [datetime.fromisoformat(match["at"]).astimezone(UTC) for match in _STOP.finditer(_log())
                 if match["id"] in newest]  # fmt: skip
        return sorted(found)

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            try:
                self._look()
            except Exception:  # noqa: BLE001 - faults stop the runtime on purpose; the next look may succeed
                continue

    def _look(self) -> None:
        containers = runtime.containers()
        # New ones sorted by attempt, so that the last one seen of a name is its newest.
        for container in sorted(containers, key=lambda one: one.attempt):
            with self._lock:
                self._seen.setdefault(container.id, container)
                self._since.setdefault(container.id, time.monotonic())
            if container.state == "exited" and container.id not in self._ended:
                ended = Ended(container=container, end=runtime.end(container.id))
                with self._lock:
                    self._ended[container.id] = ended


def _log() -> str:
    return CONTAINERD_LOG.read_text(errors="replace") if CONTAINERD_LOG.exists() else ""
