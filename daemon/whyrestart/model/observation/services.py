"""What etcd and the runtime say of themselves."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar

from whyrestart.model.observation.base import Observation, Source


@dataclass(frozen=True, kw_only=True)
class EtcdSeen(Observation):
    """What the local etcd says of itself; `metrics` holds only the few families that rules read."""

    keep: ClassVar[int] = 20
    source: Source = Source.ETCD
    healthy: bool | None = None
    reason: str = ""
    alarms: tuple[str, ...] = ()
    has_leader: bool | None = None
    metrics: tuple[tuple[str, float], ...] = ()

    def metric(self, name: str) -> float | None:
        """The value of that metric, if told."""
        return dict(self.metrics).get(name)


@dataclass(frozen=True, kw_only=True)
class RuntimeSeen(Observation):
    """The container runtime, and its effective configuration as text where it can be had.

    The runtime's own socket tells of its version, its files of its configuration: each supersedes only its own word.
    """

    source: Source = Source.RUNTIME_CONFIG
    name: str
    version: str = ""
    config: str | None = None

    @property
    def key(self) -> Hashable:
        return self.source
