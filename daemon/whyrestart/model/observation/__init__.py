"""Observations: one timestamped fact from one source; gaps: the times when a source was blind."""

from __future__ import annotations

from whyrestart.model.observation.base import Gap, Observation, Source
from whyrestart.model.observation.containers import (
    ContainerGone,
    ContainerReport,
    ContainerSeen,
    ContainerState,
    ContainerStatusSeen,
    MountSeen,
    PodStatusSeen,
    SandboxSeen,
)
from whyrestart.model.observation.files import (
    Certificate,
    CertificateFileSeen,
    FileSeen,
    FileText,
    ServedCertificateSeen,
)
from whyrestart.model.observation.host import (
    CgroupSeen,
    Filesystem,
    HostSeen,
    ListeningSocket,
    NodeSeen,
    ProcessGone,
    ProcessSeen,
    SocketsSeen,
    UnitSeen,
)
from whyrestart.model.observation.logs import JournalLine, LogLine, PodLogSeen
from whyrestart.model.observation.manifests import (
    DirectoryChange,
    ManifestDirectoryEvent,
    ManifestDirectorySeen,
    ManifestGone,
    ManifestSeen,
)
from whyrestart.model.observation.probes import Outcome, ProbeCounters, ProbeResult, Variant
from whyrestart.model.observation.services import EtcdSeen, RuntimeSeen

__all__ = [
    "Certificate",
    "CertificateFileSeen",
    "CgroupSeen",
    "ContainerGone",
    "ContainerReport",
    "ContainerSeen",
    "ContainerState",
    "ContainerStatusSeen",
    "DirectoryChange",
    "EtcdSeen",
    "FileSeen",
    "FileText",
    "Filesystem",
    "Gap",
    "HostSeen",
    "JournalLine",
    "ListeningSocket",
    "LogLine",
    "ManifestDirectoryEvent",
    "ManifestDirectorySeen",
    "ManifestGone",
    "ManifestSeen",
    "MountSeen",
    "NodeSeen",
    "Observation",
    "Outcome",
    "PodLogSeen",
    "PodStatusSeen",
    "ProbeCounters",
    "ProbeResult",
    "ProcessGone",
    "ProcessSeen",
    "RuntimeSeen",
    "SandboxSeen",
    "ServedCertificateSeen",
    "SocketsSeen",
    "Source",
    "UnitSeen",
    "Variant",
]
