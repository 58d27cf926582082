"""How long the kubelet waits before it starts a container again (KUBELET.md 1.8).

`doBackOff` (pkg/kubelet/kuberuntime/kuberuntime_manager.go) looks at the newest *exited* container in the pod status
that the sync was called with. After a crash that is the container that has just ended. When the kubelet itself kills
for a probe, the status predates the kill, so that it is the one *before*: hence loops that never seem to back off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Regime(StrEnum):
    """Who ended the container: itself (or the kernel), or the kubelet because a probe failed."""

    CRASH = "crash"
    PROBE_KILL = "probe_kill"


@dataclass(frozen=True, kw_only=True)
class BackoffPolicy:
    """Initial and longest wait, and the quiet time after which it begins anew.

    The defaults hold from 1.6 to 1.36. `KubeletCrashLoopBackOffMax` (on since 1.35) lets the kubelet's configuration
    shorten `maximum`; `ReduceDefaultCrashLoopBackOffDecay` (off everywhere) makes it 1 s and 60 s.
    """

    initial: timedelta = timedelta(seconds=10)
    maximum: timedelta = timedelta(seconds=300)
    reset: timedelta = timedelta(seconds=600)


@dataclass(frozen=True, kw_only=True)
class End:
    """One container's end, and when the next one was started, where that is known already."""

    at: datetime
    regime: Regime = Regime.CRASH
    next_started_at: datetime | None = None


def backoff_waits(ends: Sequence[End], policy: BackoffPolicy | None = None) -> tuple[timedelta, ...]:
    """The wait after each end, oldest first: all of one container of one pod UID since the kubelet started.

    A real wait overshoots: it ends at the pod's next sync (95 s were seen for 80).
    """
    rule = policy or BackoffPolicy()
    waits: list[timedelta] = []
    delay: timedelta | None = None
    updated_at: datetime | None = None
    for index, end in enumerate(ends):
        previous = ends[index - 1] if index else None
        compared = end if end.regime is Regime.CRASH else previous
        if compared is None:
            # No exited container in the status: started at once, and no entry made.
            waits.append(timedelta(0))
            continue
        held = delay is not None and updated_at is not None and compared.at - updated_at <= rule.reset
        wait = timedelta(0)
        if held and delay is not None and end.at - compared.at < delay:
            # Refused; every later sync sees this end, whatever ended the container, and counts from it.
            wait, compared = delay, end
            held = updated_at is not None and end.at - updated_at <= rule.reset
            wait = wait if held else timedelta(0)
        delay = min(delay * 2, rule.maximum) if held and delay is not None else min(rule.initial, rule.maximum)
        updated_at = end.next_started_at or end.at + wait
        waits.append(wait)
    return tuple(waits)


def backoff_until(ends: Sequence[End], policy: BackoffPolicy | None = None) -> datetime | None:
    """Until when the kubelet does not start the container that ended last; None where it starts it at once."""
    if not ends or ends[-1].next_started_at is not None:
        return None
    wait = backoff_waits(ends, policy)[-1]
    return ends[-1].at + wait if wait else None
