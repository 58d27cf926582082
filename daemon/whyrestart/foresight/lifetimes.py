"""How long a container lives when a probe kills it: a fingerprint that needs neither a log nor the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from whyrestart.foresight.worker import startup_gates
from whyrestart.model.manifest import Container, Probe, ProbeKind, StaticPod
from whyrestart.model.version import Version

# Below 1.21 the kubelet's loop does not listen to startup results: it acts at the pod's next sync, which comes 60 to
# 90 s after the last (k/k#98376; 58 and 59 s were seen on 1.20.2).
RESYNC = timedelta(seconds=90)
MINIMUM_GRACE = timedelta(seconds=2)
# Runtimes and the kubelet need this long to stop a container that ends at once.
STOPPING = timedelta(seconds=5)
ALIKE = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class KillWindow:
    """From the container's start to the kubelet's kill, if this probe fails from the beginning."""

    kind: ProbeKind
    earliest: timedelta
    latest: timedelta


def kill_lag(kind: ProbeKind, version: Version | None) -> timedelta:
    """How much later than the last counted failure the kill may come."""
    late = kind is ProbeKind.STARTUP and (version is None or not version.at_least(1, 21))
    return RESYNC if late else timedelta(0)


def kill_overdue_after(probe: Probe, version: Version | None, grace: timedelta) -> timedelta:
    """How long after our own last counted failure a container must be dead, if the kubelet counted it too."""
    return timedelta(seconds=probe.period_seconds) + kill_lag(probe.kind, version) + grace + 2 * STOPPING


def kill_window(probe: Probe, *, version: Version | None = None, duration_seconds: float = 0.0) -> KillWindow:
    """When the kill comes if every probe fails after `duration_seconds` (KUBELET.md 1.6, time to kill).

    The worker ticks on through restarts, so its first probe of a container comes up to one period late.
    """
    duration = timedelta(seconds=duration_seconds)
    period = timedelta(seconds=probe.period_seconds)
    earliest = (
        timedelta(seconds=probe.initial_delay_seconds)
        + (probe.failure_threshold - 1) * max(period, duration)
        + duration
    )
    return KillWindow(kind=probe.kind, earliest=earliest, latest=earliest + period + kill_lag(probe.kind, version))


def kill_windows(
    container: Container, *, version: Version | None = None, restarted: bool = True
) -> tuple[KillWindow, ...]:
    """The windows of the probe that speaks first: failing at once, then failing by its timeout.

    A liveness probe behind a startup probe has none: when it begins is not the manifest's to say.
    """
    first = ProbeKind.STARTUP if startup_gates(container, version, restarted=restarted) else ProbeKind.LIVENESS
    probe = container.probe(first)
    if probe is None:
        return ()
    return (
        kill_window(probe, version=version),
        kill_window(probe, version=version, duration_seconds=float(probe.timeout_seconds)),
    )


def kill_grace(probe: Probe, pod: StaticPod, version: Version | None) -> timedelta:
    """How long the container may take to end after a kill of this probe (KUBELET.md 1.7); at least 2 s."""
    own = probe.termination_grace_seconds
    counts = own is not None and (version is None or version.at_least(1, 25))
    seconds = own if counts and own is not None else pod.termination_grace_seconds
    return max(timedelta(seconds=seconds), MINIMUM_GRACE)


def fingerprint(
    lifetimes: Sequence[timedelta], container: Container, pod: StaticPod, *, version: Version | None = None
) -> KillWindow | None:
    """The window that explains these lives; None where none does, or where there are fewer than two.

    Every life must end inside the window or within the grace period after it, and all of them be alike: to one
    period where they ended at once, to the grace period where they used it up.
    """
    if len(lifetimes) < 2:
        return None
    for window in kill_windows(container, version=version):
        probe = container.probe(window.kind)
        if probe is None:
            continue
        grace = kill_grace(probe, pod, version)
        inside = all(window.earliest <= life <= window.latest + grace + STOPPING for life in lifetimes)
        spread = max(lifetimes) - min(lifetimes)
        if inside and spread <= (window.latest - window.earliest) + grace + ALIKE:
            return window
    return None
