"""What is seen of containers and sandboxes, by the runtime and by the kubelet's status."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.observation.base import Observation, Source


class ContainerState(StrEnum):
    """CRI's states, and WAITING for what only the kubelet tells of."""

    CREATED = "created"
    RUNNING = "running"
    EXITED = "exited"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class MountSeen:
    """A mount as the runtime made it."""

    container_path: str
    host_path: str
    read_only: bool = False


@dataclass(frozen=True, kw_only=True)
class ContainerSeen(Observation):
    """One container as the runtime knows it. Times that CRI leaves at zero are None.

    `finished_at`, `exit_code`, `reason` and `message` are set only for an exited container.
    """

    most: ClassVar[int] = 400
    source: Source = Source.CRI
    attempt_key: AttemptKey
    container_id: str
    state: ContainerState
    sandbox_id: str | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    exit_code: int | None = None
    reason: str = ""
    message: str = ""
    image: str = ""
    pid: int | None = None
    log_path: str = ""
    restart_count: int | None = None
    termination_grace_seconds: int | None = None
    mounts: tuple[MountSeen, ...] = ()

    @property
    def key(self) -> Hashable:
        return self.container_id


@dataclass(frozen=True, kw_only=True)
class ContainerGone(Observation):
    """The runtime no longer knows a container that it knew before."""

    source: Source = Source.CRI
    container_id: str

    @property
    def key(self) -> Hashable:
        return self.container_id


@dataclass(frozen=True, kw_only=True)
class SandboxSeen(Observation):
    """A pod sandbox as the runtime knows it."""

    source: Source = Source.CRI
    sandbox_id: str
    namespace: str
    pod: str
    pod_uid: str
    attempt: int = 0
    ready: bool = True
    created_at: datetime | None = None
    ip: str = ""
    host_network: bool = False
    config_source: str = ""

    @property
    def key(self) -> Hashable:
        return self.sandbox_id


@dataclass(frozen=True, kw_only=True)
class ContainerReport:
    """A container state inside a pod's status: what the kubelet says of it now, or of its last termination."""

    state: ContainerState
    container_id: str = ""
    reason: str = ""
    message: str = ""
    exit_code: int | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ContainerStatusSeen(Observation):
    """A container in the kubelet's `/pods`: the restart count as the kubelet has it, which may fall."""

    keep: ClassVar[int] = 30
    source: Source = Source.KUBELET_API
    ref: ContainerRef
    pod_uid: str
    restart_count: int
    now: ContainerReport
    last: ContainerReport | None = None
    ready: bool = False
    started: bool | None = None
    image: str = ""

    @property
    def key(self) -> Hashable:
        return self.ref


@dataclass(frozen=True, kw_only=True)
class PodStatusSeen(Observation):
    """A pod in the kubelet's `/pods`: its phase, and reason and message where the kubelet rejected or evicted it.

    `static` means that it comes from a manifest file, `mirror` that it is the API server's copy of such a pod;
    `pod_uid` is the static pod's in both cases.
    """

    keep: ClassVar[int] = 10
    source: Source = Source.KUBELET_API
    namespace: str
    pod: str
    pod_uid: str
    phase: str = ""
    reason: str = ""
    message: str = ""
    mirror: bool = False
    static: bool = False
    ip: str = ""

    @property
    def key(self) -> Hashable:
        return (self.namespace, self.pod)
