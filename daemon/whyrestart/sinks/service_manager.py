"""Telling systemd how the service is doing; nothing happens where systemd does not ask or systemd-python is missing."""

from __future__ import annotations

import time

try:
    # From the repository's root a missing systemd-python lets `import systemd` find the directory of unit files.
    import systemd.daemon as systemd_daemon
except ImportError:  # then the unit cannot be Type=notify, and nobody listens
    systemd_daemon = None


def notify(*states: str) -> None:
    """Send assignments such as `READY=1`; line breaks in a value would begin a new one and are taken out."""
    if systemd_daemon is not None:
        systemd_daemon.notify("\n".join(" ".join(state.split()) for state in states))


def reloading() -> None:
    """Say that the configuration is being read again; READY=1 ends it (sd_notify(3))."""
    notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
