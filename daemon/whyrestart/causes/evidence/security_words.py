"""The kernel's words of what a security module refused: SELinux' AVC lines and AppArmor's."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.model.observation import JournalLine

# The kernel's audit lines: SELinux' AVC and AppArmor's.
AVC = re.compile(
    r"avc: +denied +\{ (?P<what>[^}]*)\}.*?comm=\"(?P<comm>[^\"]+)\"(?:.*?(?:path|name)=\"(?P<path>[^\"]+)\")?"
)
APPARMOR = re.compile(
    r"apparmor=\"DENIED\" operation=\"(?P<what>(?!ptrace|signal|dbus|unix|mount|umount|pivotroot)[^\"]+)\"(?:.*? name=\"(?P<path>[^\"]+)\")?(?:.*? comm=\"(?P<comm>[^\"]+)\")?"
)
AVC_NEAR = timedelta(minutes=2)


def module_of(line: JournalLine) -> str:
    """Which security module the kernel's line is of."""
    return "AppArmor" if "apparmor" in line.message else "SELinux"
