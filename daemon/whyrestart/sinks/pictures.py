"""Where the bars of a container's timeline stand: attempts over time, in units of a picture 1000 wide."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from whyrestart.model.cause import Cause, Origin
from whyrestart.sinks import words
from whyrestart.sinks.status import PastAttempt

WIDTH = 1000.0
# Shorter lives are still drawn, and can be pointed at.
MIN_WIDTH = 3.0
MAX_BARS = 200
# The picture shows the newest attempts well rather than all of them badly.
IN_SIGHT = 16

_WINDOWS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 180, 360, 720, 1440, 4320, 10080, 43200, 525600)
)
_ENDED_BY = {
    Origin.SELF: "exited by itself",
    Origin.PROBE: "killed after a failed probe",
    Origin.SANDBOX: "ended with its pod's sandbox",
    Origin.KERNEL: "killed by the kernel",
    Origin.MANIFEST: "ended by a changed manifest",
    Origin.NEVER: "never came to life",
    Origin.ABSENT: "not run by the kubelet",
    Origin.KUBELET: "ended with the kubelet",
}


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One attempt; `kind` is the origin of its end, `running`, or `ended` where that is unknown."""

    x: float
    width: float
    kind: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Key:
    """One line of the legend: how often attempts in sight ended so."""

    kind: str
    says: str
    cause: Cause | None
    times: int


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A container's attempts from `since` to `until`; `earlier` counts those out of sight."""

    since: datetime
    until: datetime
    bars: tuple[Bar, ...]
    legend: tuple[Key, ...]
    earlier: int

    @property
    def dated(self) -> bool:
        """Whether its beginning needs a date, not only a time of day."""
        return self.until - self.since >= timedelta(days=1)

    @property
    def window(self) -> str:
        """How much time it shows, in words."""
        return words.span(self.until - self.since)


def timeline(attempts: tuple[PastAttempt, ...], now: datetime) -> Timeline | None:
    """The picture of these attempts, oldest first; None where no attempt has a known start."""
    known = [attempt for attempt in attempts if attempt.started_at is not None][-MAX_BARS:]
    if not known:
        return None
    since = now - _window(known, now)
    shown = [attempt for attempt in known if (attempt.finished_at or now) > since]
    return Timeline(
        since=since,
        until=now,
        bars=tuple(_bar(attempt, since, now) for attempt in shown),
        legend=_legend(shown),
        earlier=len(attempts) - len(shown),
    )


def ended_by(attempt: PastAttempt) -> str:
    """How it ended, in words."""
    if attempt.origin is not None:
        return _ENDED_BY[attempt.origin]
    return "runs" if attempt.finished_at is None else "ended"


def _window(attempts: list[PastAttempt], now: datetime) -> timedelta:
    starts = [attempt.started_at for attempt in attempts[-IN_SIGHT:] if attempt.started_at is not None]
    # A first attempt that lived for days would squeeze the loop that followed it to nothing.
    oldest = now - (starts[1] if len(starts) > 3 else starts[0])
    return next((window for window in _WINDOWS if oldest <= window), oldest)


def _bar(attempt: PastAttempt, since: datetime, now: datetime) -> Bar:
    start = max(attempt.started_at or since, since)
    end = min(max(attempt.finished_at or now, start), now)
    scale = WIDTH / (now - since).total_seconds()
    width = min(max((end - start).total_seconds() * scale, MIN_WIDTH), WIDTH)
    x = min((start - since).total_seconds() * scale, WIDTH - width)
    return Bar(x=round(x, 1), width=round(width, 1), kind=_kind(attempt), says=_says(attempt, now))


def _kind(attempt: PastAttempt) -> str:
    if attempt.origin is not None:
        return str(attempt.origin)
    return "running" if attempt.finished_at is None else "ended"


def _says(attempt: PastAttempt, now: datetime) -> str:
    start = attempt.started_at or now
    begun = words.moment(start, now)
    if attempt.finished_at is None:
        return f"attempt {attempt.attempt}: {ended_by(attempt)} since {begun} ({words.span(now - start)})"
    because = "" if attempt.cause is None else f", {attempt.cause}"
    code = "" if attempt.exit_code is None else f", exit code {attempt.exit_code}"
    life = words.span(attempt.finished_at - start)
    return f"attempt {attempt.attempt}: lived {life} from {begun}, {ended_by(attempt)}{code}{because}"


def _legend(attempts: list[PastAttempt]) -> tuple[Key, ...]:
    counts = Counter((_kind(attempt), ended_by(attempt), attempt.cause) for attempt in attempts)
    return tuple(Key(kind=kind, says=says, cause=cause, times=times) for (kind, says, cause), times in counts.items())
