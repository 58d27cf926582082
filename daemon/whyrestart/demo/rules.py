"""The kubelet's rules as values and time in, decisions out: which files, when a probe counts, when to wait.

Written from KUBELET.md 1.6, 1.8, 1.9 and 1.11, without a look at the daemon's own probe schedule.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from whyrestart.demo.podspec import ProbeSpec

_LOG_NAME = re.compile(r"(\d+)\.log(\..*)?")


def manifest_names(names: Iterable[str]) -> list[str]:
    """The names that the kubelet reads, in the order in which it reads them: no dotfiles, any extension, byte order."""
    return sorted((name for name in names if not name.startswith(".")), key=os.fsencode)


def next_attempt(log_names: Iterable[str]) -> int:
    """The number after the highest `N.log`, rotated ones counted; 0 in an empty directory (1.22 and later)."""
    found = [int(match[1]) for match in map(_LOG_NAME.fullmatch, log_names) if match]
    return max(found, default=-1) + 1


class Answer(StrEnum):
    """One execution of a probe. An error is thrown away: it counts neither for nor against."""

    SUCCESS = "successful"
    FAILURE = "failed"
    ERROR = "unknown"


@dataclass(kw_only=True)
class Worker:
    """One probe of one container through all its restarts: what it has counted, and whether it is on hold.

    A new container lifts the hold but does not clear the count; only a kill that the count caused clears it.
    """

    probe: ProbeSpec
    container_id: str | None = None
    last: Answer | None = None
    run: int = 0
    on_hold: bool = False
    good: bool | None = None
    totals: dict[Answer, int] = field(default_factory=dict)

    @property
    def consecutive_failures(self) -> int:
        """Failures counted so far towards the threshold."""
        return self.run if self.last is Answer.FAILURE else 0

    def due(self, container_id: str, running_seconds: float, *, started: bool) -> bool:
        """Whether this tick probes. `running_seconds` since the container's start, whole seconds count."""
        if container_id != self.container_id:
            self.container_id = container_id
            self.on_hold = False
            self.good = {"livenessProbe": True, "readinessProbe": False}.get(self.probe.kind)
        if self.on_hold or int(running_seconds) < self.probe.initial_delay_seconds:
            return False
        return started != (self.probe.kind == "startupProbe")

    def count(self, answer: Answer) -> bool | None:
        """Take an answer in. The newly published result, or None while nothing is published.

        A published failure of a startup or liveness probe puts the worker on hold until the next container.
        """
        self.totals[answer] = self.totals.get(answer, 0) + 1
        if answer is Answer.ERROR:
            return None
        self.run = self.run + 1 if answer is self.last else 1
        self.last = answer
        good = answer is Answer.SUCCESS
        if self.run < (self.probe.success_threshold if good else self.probe.failure_threshold):
            return None
        self.good = good
        if not good and self.probe.kind != "readinessProbe":
            self.on_hold = True
            self.run = 0
        return good


@dataclass(kw_only=True)
class BackOff:
    """doBackOff: the wait before a container's next start, counted from the exit that the kubelet looks at.

    Doubles from `initial_seconds` to `maximum_seconds`; forgotten when twice the maximum lies between two exits.
    """

    initial_seconds: float = 10.0
    maximum_seconds: float = 300.0
    _entries: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, key: str, finished_at: float | None, now: float) -> float:
        """Seconds still to wait; 0 starts the container now and makes the next wait longer."""
        if finished_at is None:
            return 0.0
        seconds, updated_at = self._entries.get(key, (0.0, finished_at))
        fresh = key in self._entries and finished_at - updated_at <= 2 * self.maximum_seconds
        if fresh and now - finished_at < seconds:
            return seconds - (now - finished_at)
        longer = min(2 * seconds, self.maximum_seconds) if fresh else self.initial_seconds
        self._entries[key] = (longer, now)
        return 0.0

    def seconds(self, key: str) -> float:
        """The wait in force, 0 where there is none."""
        return self._entries.get(key, (0.0, 0.0))[0]
