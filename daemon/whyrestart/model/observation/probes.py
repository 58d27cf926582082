"""What is seen of probes: replayed here, and counted by the kubelet."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.observation.base import Observation, Source


class Outcome(StrEnum):
    """One probe execution's result. UNKNOWN is the kubelet's *error*: thrown away, never counted."""

    SUCCESS = "success"
    FAILURE = "failure"
    UNKNOWN = "unknown"


class Variant(StrEnum):
    """How a probe was asked: as the kubelet does, or changed in one respect to tell causes apart."""

    KUBELET = "kubelet"
    ANONYMOUS = "anonymous"
    AUTHENTICATED = "authenticated"
    INSECURE_PORT = "insecure_port"
    OTHER_SCHEME = "other_scheme"
    ACTUAL_PORT = "actual_port"
    LOOPBACK = "loopback"
    PATIENT = "patient"
    TCP = "tcp"
    TLS = "tls"
    WITHOUT_HEADER = "without_header"
    OTHER_PATH = "other_path"


@dataclass(frozen=True, kw_only=True)
class ProbeResult(Observation):
    """One replayed probe. `error` is in Go's words where the kubelet's prober has words for it.

    `body` is at most 10 KiB, secrets redacted. `at` is when the probe ended.
    """

    keep: ClassVar[int] = 60
    source: Source = Source.PROBE
    ref: ContainerRef
    kind: ProbeKind
    variant: Variant
    url: str
    outcome: Outcome
    status: int | None = None
    error: str | None = None
    body: str = ""
    duration_seconds: float | None = None
    credential: str | None = None

    @property
    def key(self) -> Hashable:
        return (self.ref, self.kind, self.variant)


@dataclass(frozen=True, kw_only=True)
class ProbeCounters(Observation):
    """The kubelet's own `prober_probe_total` of one probe: successes and failures since its worker began."""

    keep: ClassVar[int] = 10
    source: Source = Source.KUBELET_API
    ref: ContainerRef
    pod_uid: str
    kind: ProbeKind
    successful: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def key(self) -> Hashable:
        return (self.ref, self.kind)
