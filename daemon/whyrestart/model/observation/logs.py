"""What is seen of logs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from whyrestart.model.identity import AttemptKey
from whyrestart.model.observation.base import Observation, Source


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """A line of a log; `at` is the time that the runtime or the journal put on it, None where it has none."""

    text: str
    at: datetime | None = None
    stream: str = "stderr"


@dataclass(frozen=True, kw_only=True)
class PodLogSeen(Observation):
    """One attempt's log: its beginning, its end and every line between that tells of an error, secrets redacted.

    `skipped_lines` counts what was left out between; `size_bytes` is the file's.
    """

    source: Source = Source.POD_LOGS
    attempt_key: AttemptKey
    path: str
    lines: tuple[LogLine, ...] = ()
    skipped_lines: int = 0
    size_bytes: int = 0
    modified_at: datetime | None = None

    @property
    def key(self) -> Hashable:
        return self.attempt_key


@dataclass(frozen=True, kw_only=True)
class JournalLine(Observation):
    """A line of the journal. `unit` is `kubelet`, `containerd`, `kernel` and so on, without `.service`.

    `identifier` is `systemd` for the service manager's own lines about the unit. Lines of one `boot_id` are in order
    of `monotonic_seconds`, whatever the wall clock did meanwhile.
    """

    keep: ClassVar[int] = 3000
    source: Source = Source.KUBELET_LOG
    unit: str
    message: str
    priority: int | None = None
    pid: int | None = None
    identifier: str = ""
    boot_id: str = ""
    monotonic_seconds: float | None = None
    cursor: str = ""

    @property
    def key(self) -> Hashable:
        return self.unit
