"""What the kubelet will do next about a container, by its own rules: count, kill, wait and start again.

Nothing here looks or waits: observed probe results, attempts and a time go in, and what follows from them comes out.
`worker` is the kubelet's probe worker as a state machine, `forecast` tells when it kills, `lifetimes` which lives only
a probe can have ended, and `backoff` how long the kubelet waits before the next start.
"""

from whyrestart.foresight.backoff import BackoffPolicy, End, Regime, backoff_until, backoff_waits
from whyrestart.foresight.forecast import forecast, forecasts, reached_threshold_at
from whyrestart.foresight.kubelet_version import kubelet_version
from whyrestart.foresight.lifetimes import KillWindow, fingerprint, kill_grace, kill_overdue_after, kill_windows
from whyrestart.foresight.worker import Worker, inherits_started, startup_gates

__all__ = [
    "BackoffPolicy",
    "End",
    "KillWindow",
    "Regime",
    "Worker",
    "backoff_until",
    "backoff_waits",
    "fingerprint",
    "forecast",
    "forecasts",
    "inherits_started",
    "kill_grace",
    "kill_overdue_after",
    "kill_windows",
    "kubelet_version",
    "reached_threshold_at",
    "startup_gates",
]
