"""What every observation is: one timestamped fact from one source; and a gap: the time when a source was blind."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar


class Source(StrEnum):
    """Where an observation comes from; a gap names one of these."""

    MANIFESTS = "manifests"
    POD_LOGS = "pod_logs"
    CRI = "cri"
    DOCKER = "docker"
    KUBELET_API = "kubelet_api"
    KUBELET_LOG = "kubelet_log"
    RUNTIME_LOG = "runtime_log"
    KERNEL_LOG = "kernel_log"
    JOURNAL = "journal"
    UNITS = "units"
    PROCESSES = "processes"
    SOCKETS = "sockets"
    PROBE = "probe"
    CERTIFICATES = "certificates"
    SERVED_CERTIFICATES = "served_certificates"
    FILES = "files"
    HOST = "host"
    ETCD = "etcd"
    RUNTIME_CONFIG = "runtime_config"
    KUBELET_CONFIG = "kubelet_config"


@dataclass(frozen=True, kw_only=True)
class Observation:
    """A fact and when it was seen. Two with equal `key` are about one thing.

    At most `keep` of those are kept, and of at most `most` keys; the least recently seen key is forgotten first.
    """

    keep: ClassVar[int] = 1
    most: ClassVar[int] = 2000

    at: datetime
    source: Source

    @property
    def key(self) -> Hashable:
        """What this is about: the newest observation of a key supersedes or follows the older ones."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Gap:
    """From `since` (None: from the start) to `until` (None: still) a source saw nothing; `why` is for people.

    `intended`: the operator turned the source off, or the node does not have what it looks at. Rules are as blind as
    ever, but there is nothing to mend.
    """

    source: Source
    why: str
    since: datetime | None = None
    until: datetime | None = None
    intended: bool = False

    def covers(self, moment: datetime) -> bool:
        """Whether the source was blind at that moment."""
        return (self.since is None or self.since <= moment) and (self.until is None or moment < self.until)
