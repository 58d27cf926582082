"""Observations: one timestamped fact from one source; gaps: the times when a source was blind."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.manifest import Manifest, ProbeKind


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


# ---- the manifest directory ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ManifestSeen(Observation):
    """A file of the manifest directory, read. A new one is recorded only when its content changed."""

    keep: ClassVar[int] = 30
    source: Source = Source.MANIFESTS
    manifest: Manifest

    @property
    def key(self) -> Hashable:
        return self.manifest.path


@dataclass(frozen=True, kw_only=True)
class ManifestGone(Observation):
    """A file left the manifest directory."""

    keep: ClassVar[int] = 30
    source: Source = Source.MANIFESTS
    path: str

    @property
    def key(self) -> Hashable:
        return self.path


@dataclass(frozen=True, kw_only=True)
class ManifestDirectorySeen(Observation):
    """The directory itself: every name in it that the kubelet would read, in byte order."""

    source: Source = Source.MANIFESTS
    path: str
    names: tuple[str, ...]


class DirectoryChange(StrEnum):
    """What the kernel told of a name in the manifest directory."""

    CREATED = "created"
    MODIFIED = "modified"
    DELETED = "deleted"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"


@dataclass(frozen=True, kw_only=True)
class ManifestDirectoryEvent(Observation):
    """A name came, changed or went, as inotify told it: also of a file that was gone again before it could be read."""

    keep: ClassVar[int] = 20
    source: Source = Source.MANIFESTS
    name: str
    what: DirectoryChange

    @property
    def key(self) -> Hashable:
        return self.name


# ---- containers ---------------------------------------------------------------------------------------------------


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


# ---- logs ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """A line of a log; `at` is the time that the runtime or the journal put on it, None where it has none."""

    text: str
    at: datetime | None = None
    stream: str = "stderr"


@dataclass(frozen=True, kw_only=True)
class PodLogSeen(Observation):
    """One attempt's log: its beginning, its end and every line between that tells of an error, secrets redacted.

    `skipped_lines` counts what was left out between; `size_bytes` is the file's.
    """

    source: Source = Source.POD_LOGS
    attempt_key: AttemptKey
    path: str
    lines: tuple[LogLine, ...] = ()
    skipped_lines: int = 0
    size_bytes: int = 0
    modified_at: datetime | None = None

    @property
    def key(self) -> Hashable:
        return self.attempt_key


@dataclass(frozen=True, kw_only=True)
class JournalLine(Observation):
    """A line of the journal. `unit` is `kubelet`, `containerd`, `kernel` and so on, without `.service`.

    `identifier` is `systemd` for the service manager's own lines about the unit. Lines of one `boot_id` are in order
    of `monotonic_seconds`, whatever the wall clock did meanwhile.
    """

    keep: ClassVar[int] = 3000
    source: Source = Source.KUBELET_LOG
    unit: str
    message: str
    priority: int | None = None
    pid: int | None = None
    identifier: str = ""
    boot_id: str = ""
    monotonic_seconds: float | None = None
    cursor: str = ""

    @property
    def key(self) -> Hashable:
        return self.unit


# ---- units, processes, sockets --------------------------------------------------------------------------------------


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


# ---- probes -------------------------------------------------------------------------------------------------------


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


# ---- files and certificates -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class FileSeen(Observation):
    """A path that was looked for. `type` None means it is not there; else file, dir, link, socket, fifo, device."""

    source: Source = Source.FILES
    path: str
    type: str | None
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    size: int | None = None
    modified_at: datetime | None = None
    target: str | None = None

    @property
    def key(self) -> Hashable:
        return self.path


@dataclass(frozen=True, kw_only=True)
class FileText(Observation):
    """The redacted text of a configuration file that something on the node names; never a private key's."""

    keep: ClassVar[int] = 5
    source: Source = Source.FILES
    path: str
    text: str

    @property
    def key(self) -> Hashable:
        return self.path


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What is public in an X.509 certificate. Key identifiers and fingerprints are lower-case hex."""

    subject: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    fingerprint_sha256: str
    public_key_sha256: str = ""
    subject_key_id: str = ""
    authority_key_id: str = ""
    is_ca: bool = False
    dns_names: tuple[str, ...] = ()
    ip_addresses: tuple[str, ...] = ()
    extended_usages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CertificateFileSeen(Observation):
    """The certificates in one file, leaf first as they stand there; `problem` says why none could be read.

    Neither: the file, or its place in the kubeconfig, is there no more.
    `inline_in` is the kubeconfig that carries them as data; `path` is then that file's, `#` and the key.
    `named`: a flag, a kubeconfig or the kubelet is known to name the file. False for one that only lies where
    certificates lie, such as a copy that somebody kept.
    """

    keep: ClassVar[int] = 5
    source: Source = Source.CERTIFICATES
    path: str
    inline_in: str | None = None
    certificates: tuple[Certificate, ...] = ()
    modified_at: datetime | None = None
    problem: str | None = None
    named: bool = True

    @property
    def key(self) -> Hashable:
        return self.path


@dataclass(frozen=True, kw_only=True)
class ServedCertificateSeen(Observation):
    """The leaf certificate that a listening port presented; `pem` is the certificate itself."""

    keep: ClassVar[int] = 5
    source: Source = Source.SERVED_CERTIFICATES
    address: str
    port: int
    certificate: Certificate
    pem: str = field(default="", repr=False)

    @property
    def key(self) -> Hashable:
        return (self.address, self.port)


# ---- the node -----------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, kw_only=True)
class NodeSeen(Observation):
    """The node's name and the Kubernetes version where something states it."""

    source: Source = Source.MANIFESTS
    name: str
    kubernetes_version: str | None = None
    manifest_directory: str = field(default="/etc/kubernetes/manifests")
