"""The host itself: room on filesystems, memory and pressure, cgroups, inotify, addresses, clock, kernel settings.

A short history of it is kept by the timeline: the disk that was full is free a minute later.
"""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil

from whyrestart.clock import Clock
from whyrestart.model.observation import CgroupSeen, Filesystem, HostSeen, ProcessSeen, Source
from whyrestart.parsing import host_files
from whyrestart.parsing.cgroup import paths
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.look import Look

# Where a control plane writes, or stops without writing.
PLACES = (
    "/", "/var", "/var/lib", "/var/lib/etcd", "/var/lib/kubelet", "/var/lib/containerd", "/var/lib/docker",
    "/var/lib/containers", "/var/lib/rancher", "/var/log", "/var/log/pods", "/etc/kubernetes", "/run",
)  # fmt: skip
# The first six are what the kubelet checks with --protect-kernel-defaults
# (pkg/kubelet/cm/container_manager_linux.go, setupKernelTunables).
SYSCTLS = (
    "vm.overcommit_memory", "vm.panic_on_oom", "kernel.panic", "kernel.panic_on_oops", "kernel.keys.root_maxkeys",
    "kernel.keys.root_maxbytes", "net.ipv4.ip_forward", "net.bridge.bridge-nf-call-iptables", "fs.file-max",
)  # fmt: skip
_V2_FILES = ("memory.max", "memory.peak", "memory.events", "cpu.stat")
_V1_FILES = {
    "memory": ("memory.limit_in_bytes", "memory.max_usage_in_bytes", "memory.oom_control"),
    "cpu": ("cpu.stat",),
}

# Counting inotify watches walks every descriptor of every process.
INOTIFY_SECONDS = 60.0
MAX_DESCRIPTORS = 200_000
_TIME_ERROR = 5


class HostSource(BlockingSource):
    """Tells of the host at each look. What cannot be read is unknown; only a host that tells nothing is a gap.

    `processes` are those whose containers' cgroups are of interest; `places` further paths whose filesystems are.
    """

    sources = (Source.HOST,)
    period_seconds = 10.0

    def __init__(
        self,
        clock: Clock,
        *,
        processes: Callable[[], Iterable[ProcessSeen]] = tuple,
        places: Iterable[str] = (),
        previous_boot_id: str | None = None,
        root: Path = Path("/"),
    ) -> None:
        super().__init__(clock)
        self._processes = processes
        self._places = tuple(dict.fromkeys((*PLACES, *places)))
        self._previous_boot_id = previous_boot_id
        self._root = root
        self._inotify: tuple[int | None, int | None] = (None, None)
        self._inotify_at = -INOTIFY_SECONDS

    def see(self) -> Look:
        proc = self._root / "proc"
        memory = psutil.virtual_memory()
        instances, watches = self._inotify_used()
        return Look(
            observations=(
                HostSeen(
                    at=self._clock.now(),
                    boot_id=_line(proc / "sys/kernel/random/boot_id"),
                    previous_boot_id=self._previous_boot_id,
                    booted_at=datetime.fromtimestamp(psutil.boot_time(), UTC),
                    interfaces=_interfaces(),
                    filesystems=tuple(self._filesystems()),
                    memory_total_bytes=memory.total,
                    memory_available_bytes=memory.available,
                    pressure_cpu=host_files.pressure(_text(proc / "pressure/cpu")),
                    pressure_io=host_files.pressure(_text(proc / "pressure/io")),
                    pressure_memory=host_files.pressure(_text(proc / "pressure/memory")),
                    swap_bytes=_swap(_text(proc / "meminfo")),
                    clock_synchronised=_synchronised(),
                    clock_now=self._clock.now(),
                    inotify_instances_used=instances,
                    inotify_max_instances=_number(proc / "sys/fs/inotify/max_user_instances"),
                    inotify_watches_used=watches,
                    inotify_max_watches=_number(proc / "sys/fs/inotify/max_user_watches"),
                    cgroup_version=self._cgroup_version(),
                    cgroups=tuple(self._cgroups()),
                    sysctls=tuple(
                        (name, value)
                        for name in SYSCTLS
                        if (value := _line(proc / "sys" / name.replace(".", "/"))) is not None
                    ),
                    security_modules=self._security_modules(),
                ),
            )
        )

    def _filesystems(self) -> Iterator[Filesystem]:
        mounts = {partition.mountpoint for partition in psutil.disk_partitions(all=True)}
        for mount in dict.fromkeys(_mount_of(place, mounts) for place in self._places if Path(place).exists()):
            with suppress(OSError):
                room = os.statvfs(mount)
                yield Filesystem(
                    mount=mount,
                    size_bytes=room.f_blocks * room.f_frsize,
                    free_bytes=room.f_bavail * room.f_frsize,
                    # btrfs and others make inodes as they need them and report none at all.
                    free_inodes=room.f_favail if room.f_files else None,
                    read_only=bool(room.f_flag & os.ST_RDONLY),
                )

    def _cgroup_version(self) -> int | None:
        root = self._root / "sys/fs/cgroup"
        if (root / "cgroup.controllers").exists():
            return 2
        return 1 if (root / "memory").exists() or (root / "cpu").exists() else None

    def _cgroups(self) -> Iterator[CgroupSeen]:
        root = self._root / "sys/fs/cgroup"
        pids = {seen.container_id: seen.pid for seen in self._processes() if seen.container_id}
        for container_id, pid in pids.items():
            where = paths(_text(self._root / "proc" / str(pid) / "cgroup"))
            if where.v1:
                files = {
                    name: _text(root / controller / path.lstrip("/") / name)
                    for controller, names in _V1_FILES.items()
                    if (path := where.path(controller)) is not None
                    for name in names
                }
                yield host_files.cgroup_v1(container_id, files)
            elif where.v2 is not None:
                directory = root / where.v2.lstrip("/")
                yield host_files.cgroup_v2(container_id, {name: _text(directory / name) for name in _V2_FILES})

    def _inotify_used(self) -> tuple[int | None, int | None]:
        """Of root's processes, since the limits are each user's; None where other processes may not be looked into."""
        if self._clock.monotonic() - self._inotify_at < INOTIFY_SECONDS:
            return self._inotify
        self._inotify_at = self._clock.monotonic()
        instances = watches = 0
        budget = MAX_DESCRIPTORS
        for pid in psutil.pids():
            directory = f"/proc/{pid}/fd"
            try:
                with os.scandir(directory) as descriptors:
                    for descriptor in descriptors:
                        budget -= 1
                        if os.readlink(descriptor.path) == "anon_inode:inotify":  # noqa: PTH115  # thousands of them
                            instances += 1
                            watches += _text(Path(f"/proc/{pid}/fdinfo/{descriptor.name}")).count("inotify wd:")
            except PermissionError:
                if Path(f"/proc/{pid}").exists():
                    self._inotify = (None, None)
                    return self._inotify
            except OSError:
                continue
            if budget < 0:
                self._inotify = (None, None)
                return self._inotify
        self._inotify = (instances, watches)
        return self._inotify

    def _security_modules(self) -> tuple[str, ...]:
        listed = _line(self._root / "sys/kernel/security/lsm")
        if listed:
            return tuple(listed.split(","))
        found = []
        if _line(self._root / "sys/module/apparmor/parameters/enabled") == "Y":
            found.append("apparmor")
        if (self._root / "sys/fs/selinux/enforce").exists():
            found.append("selinux")
        return tuple(found)


def _text(path: Path) -> str:
    """A file of the kernel's; empty where it may not be read or is not there."""
    try:
        with path.open("rb") as file:
            return file.read(256 * 1024).decode("utf-8", "replace")
    except OSError:
        return ""


def _line(path: Path) -> str | None:
    return _text(path).strip() or None


def _number(path: Path) -> int | None:
    return host_files.keyed(f"value {_text(path)}").get("value")


def _swap(meminfo: str) -> int | None:
    kilobytes = host_files.keyed(meminfo.replace(":", " ").replace(" kB", "")).get("SwapTotal")
    return None if kilobytes is None else kilobytes * 1024


def _interfaces() -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    try:
        found = psutil.net_if_addrs()
    except OSError:
        return None
    families = {socket.AF_INET, socket.AF_INET6}
    return tuple(
        (name, tuple(address.address.partition("%")[0] for address in addresses if address.family in families))
        for name, addresses in sorted(found.items())
    )


def _mount_of(place: str, mounts: set[str]) -> str:
    path = Path(place).resolve()
    return next((str(parent) for parent in (path, *path.parents) if str(parent) in mounts), "/")


def _synchronised() -> bool | None:
    """As the kernel has it, which any time daemon tells, and timedatectl shows: adjtimex(2) that changes nothing.

    chrony without `rtcsync` leaves the kernel unsynchronised, so False is no proof of a wrong clock.
    """
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(1024))
    except (OSError, AttributeError):
        state = -1
    if state < 0:
        # Forbidden by ProtectClock=: systemd-timesyncd at least leaves a file.
        return True if Path("/run/systemd/timesync/synchronized").exists() else None
    return bool(state != _TIME_ERROR)
