"""What is seen of the node: units, processes, sockets, file systems, memory."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from whyrestart.model.observation.base import Observation, Source


@dataclass(frozen=True, kw_only=True)
class UnitSeen(Observation):
    """A systemd unit's properties, as `systemctl show` names them; numbers already parsed, None where not told.

    `main_started_at` and `main_exited_at` are of the newest main process, the second None while it runs.
    """

    keep: ClassVar[int] = 30
    source: Source = Source.UNITS
    unit: str
    load_state: str = ""
    active_state: str = ""
    sub_state: str = ""
    result: str = ""
    n_restarts: int | None = None
    exec_main_status: int | None = None
    exec_main_code: int | None = None
    main_pid: int | None = None
    active_since: datetime | None = None
    main_started_at: datetime | None = None
    main_exited_at: datetime | None = None

    @property
    def key(self) -> Hashable:
        return self.unit


@dataclass(frozen=True, kw_only=True)
class ProcessSeen(Observation):
    """A process that belongs to a static pod or is the kubelet or a runtime; never its environment."""

    source: Source = Source.PROCESSES
    pid: int
    program: str
    started_at: datetime
    container_id: str | None = None
    pod_uid: str | None = None
    command_line: tuple[str, ...] = ()

    @property
    def key(self) -> Hashable:
        return self.pid


@dataclass(frozen=True, kw_only=True)
class ProcessGone(Observation):
    """A process that was seen before is no more."""

    source: Source = Source.PROCESSES
    pid: int

    @property
    def key(self) -> Hashable:
        return self.pid


@dataclass(frozen=True, kw_only=True)
class ListeningSocket:
    """A listening socket and its owner; `address` `0.0.0.0` or `::` is every address."""

    address: str
    port: int
    protocol: str = "tcp"
    pid: int | None = None
    program: str = ""
    pod_uid: str | None = None
    container_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class SocketsSeen(Observation):
    """All listening sockets of the node at one moment."""

    keep: ClassVar[int] = 5
    source: Source = Source.SOCKETS
    sockets: tuple[ListeningSocket, ...] = ()

    def on_port(self, port: int) -> tuple[ListeningSocket, ...]:
        """Those that listen on that port."""
        return tuple(socket for socket in self.sockets if socket.port == port)


@dataclass(frozen=True, kw_only=True)
class Filesystem:
    """A mounted filesystem's room."""

    mount: str
    size_bytes: int | None = None
    free_bytes: int | None = None
    free_inodes: int | None = None
    read_only: bool = False


@dataclass(frozen=True, kw_only=True)
class CgroupSeen:
    """A static pod container's cgroup counters."""

    container_id: str
    memory_limit_bytes: int | None = None
    memory_peak_bytes: int | None = None
    oom_kill: int | None = None
    cpu_throttled_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class HostSeen(Observation):
    """The host at one moment; None and empty mean not known. Pressures are PSI's `some avg60`, in per cent."""

    keep: ClassVar[int] = 120
    source: Source = Source.HOST
    boot_id: str | None = None
    previous_boot_id: str | None = None
    booted_at: datetime | None = None
    interfaces: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    filesystems: tuple[Filesystem, ...] = ()
    memory_total_bytes: int | None = None
    memory_available_bytes: int | None = None
    pressure_cpu: float | None = None
    pressure_io: float | None = None
    pressure_memory: float | None = None
    swap_bytes: int | None = None
    clock_synchronised: bool | None = None
    clock_now: datetime | None = None
    inotify_instances_used: int | None = None
    inotify_max_instances: int | None = None
    inotify_watches_used: int | None = None
    inotify_max_watches: int | None = None
    cgroup_version: int | None = None
    cgroups: tuple[CgroupSeen, ...] = ()
    sysctls: tuple[tuple[str, str], ...] = ()
    security_modules: tuple[str, ...] = ()

    @property
    def addresses(self) -> frozenset[str]:
        """Every address on every interface."""
        return frozenset(address for _, addresses in self.interfaces or () for address in addresses)


@dataclass(frozen=True, kw_only=True)
class NodeSeen(Observation):
    """The node's name and the Kubernetes version where something states it."""

    source: Source = Source.MANIFESTS
    name: str
    kubernetes_version: str | None = None
    manifest_directory: str = field(default="/etc/kubernetes/manifests")
