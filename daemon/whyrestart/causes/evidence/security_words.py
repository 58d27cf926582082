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
# setroubleshoot's, of the same record: who is kept from it bears a path, what it is kept from often its name alone.
TROUBLESHOT = re.compile(
    r"SELinux is preventing (?P<comm>[^\s\"]{1,200}) from (?:using the )?['\"]?(?P<what>[\w, ]{1,100}?)['\"]? access(?:es)? on the "
    r"(?P<class>file|directory|lnk_file) ['\"]?(?P<path>[^\s'\"]{1,300}?)['\"]?\.(?:\s|$)"
)
AVC_NEAR = timedelta(minutes=2)


def module_of(line: JournalLine) -> str:
    """Which security module the kernel's line is of."""
    return "AppArmor" if "apparmor" in line.message else "SELinux"
