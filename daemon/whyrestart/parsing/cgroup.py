"""A process's cgroup path to the container and the pod it belongs to.

    /kubepods/burstable/pod9d787158660872c4d40b5cea5e774b2b/c0ffee...                       cgroupfs
    /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod9d78.slice/cri-containerd-c0ffee....scope  systemd
    /system.slice/containerd.service/kubepods-burstable-pod9d78.slice:cri-containerd:c0ffee...
                                     systemd's name under cgroupfs: kubelet and containerd disagree on the driver

The second forms read crio-, docker- or libpod- for the other runtimes, and dashes of a UID become underscores.
Below kind, k3s and the like the whole path stands inside another container's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UID = r"pod(?P<uid>[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(?:[-_][0-9A-Fa-f]{4}){3}[-_][0-9A-Fa-f]{12})"
_ID = r"(?P<id>[0-9a-f]{64}|[0-9a-f]{32})"
_FORMS = (
    re.compile(rf"/{_UID}/{_ID}(?:/|$)"),
    re.compile(rf"-{_UID}\.slice/(?:cri-containerd|crio|docker|libpod)-{_ID}\.scope(?:/|$)"),
    re.compile(rf"-{_UID}\.slice:(?:cri-containerd|crio|docker|libpod):{_ID}(?:/|$)"),
    re.compile(rf"-{_UID}\.slice/{_ID}(?:/|$)"),
)
# cgroup v1's controllers that a runtime always sets, best first; v2's single line has none.
_CONTROLLERS = ("memory", "cpu", "name=systemd", "pids", "")


@dataclass(frozen=True)
class CgroupOwner:
    """Whose process it is; for the pause process `container_id` is the sandbox's."""

    pod_uid: str
    container_id: str


@dataclass(frozen=True)
class CgroupPaths:
    """Where a process's counters lie: v1 paths by controller, v2's one path; both relative to the hierarchy's root."""

    v1: tuple[tuple[str, str], ...] = ()
    v2: str | None = None

    def path(self, controller: str) -> str | None:
        """The v1 path of that controller."""
        return dict(self.v1).get(controller)


def owner(path: str) -> CgroupOwner | None:
    """The container that a cgroup path names; None for anything that is no pod's."""
    for form in _FORMS:
        innermost = list(form.finditer(path))[-1:]
        for found in innermost:
            return CgroupOwner(found["uid"].replace("_", "-").lower(), found["id"])
    return None


def paths(text: str) -> CgroupPaths:
    """The lines of `/proc/PID/cgroup`."""
    v1: list[tuple[str, str]] = []
    v2 = None
    for line in text.splitlines()[:64]:
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if number == "0" and not controllers and path:
            v2 = path
        elif number.isdecimal() and path:
            v1.extend((controller, path) for controller in controllers.split(","))
    return CgroupPaths(tuple(v1), v2)


def owner_of(text: str) -> CgroupOwner | None:
    """The container that `/proc/PID/cgroup` tells of, by whichever hierarchy names one."""
    seen = paths(text)
    ranked = sorted(seen.v1, key=lambda pair: _CONTROLLERS.index(pair[0]) if pair[0] in _CONTROLLERS else 99)
    for path in (*(path for _, path in ranked), seen.v2 or ""):
        if (found := owner(path)) is not None:
            return found
    return None
