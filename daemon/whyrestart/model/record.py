"""What is kept for good: restarts, deaths, changed diagnoses, manifest revisions, the last words of dead attempts.

Each record has an `identity`: two with the same one are the same fact, and the later one says it better.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import State
from whyrestart.model.identity import AttemptKey, ContainerRef, NodeRef, Subject


class RestartKind(StrEnum):
    """What happened. These are told apart and never summed up: `Restart.counted` says which ones a counter takes.

    - CONTAINER_RESTART: a further attempt of a container in the same pod.
    - SANDBOX_CHANGED: the same, because the kubelet made the pod a new sandbox.
    - NODE_REBOOT: of a container, its first attempt in a new boot; of the node, the new boot itself.
    - POD_REPLACED: the first attempt of a new pod UID (an edited manifest, an upgraded kubelet).
    - KUBELET_RESTART, UNIT_RESTART: a systemd unit's main process was started again; containers live on.
    - COUNT_RESET: the kubelet's own number fell. Not a restart: the restart that shows it has a record of its own.
    """

    CONTAINER_RESTART = "container_restart"
    SANDBOX_CHANGED = "sandbox_changed"
    NODE_REBOOT = "node_reboot"
    POD_REPLACED = "pod_replaced"
    KUBELET_RESTART = "kubelet_restart"
    UNIT_RESTART = "unit_restart"
    COUNT_RESET = "count_reset"


@dataclass(frozen=True, kw_only=True)
class Restart:
    """Something started again, or a count fell.

    `attempt` is the one that started: the runtime's number, or systemd's NRestarts for a unit. Where the runtime began
    to count anew under one pod UID, `generation` tells equal numbers apart (1 is the first). `times` is above 1 where
    several attempts are known only because later ones followed. `inferred`: no witness saw it start; `at` is then the
    time of the look that showed it. `exit_code`, `reason` and `lifetime_seconds` are of the attempt that ended before,
    None where nobody saw it.
    """

    subject: Subject
    kind: RestartKind
    at: datetime
    pod_uid: str = ""
    attempt: int = 0
    generation: int = 1
    container_id: str = ""
    boot_id: str = ""
    counted: bool = True
    inferred: bool = False
    times: int = 1
    exit_code: int | None = None
    reason: str = ""
    lifetime_seconds: float | None = None
    cause: Cause | None = None

    @property
    def key(self) -> AttemptKey | None:
        """The attempt that started, where the subject is a container."""
        if not isinstance(self.subject, ContainerRef):
            return None
        return AttemptKey(ref=self.subject, pod_uid=self.pod_uid, attempt=self.attempt)

    @property
    def identity(self) -> str:
        """The kind is not part of it, but for a reset: what a start was called may be learnt later."""
        what = "reset" if self.kind is RestartKind.COUNT_RESET else "start"
        return f"{what} {self.subject} {self.pod_uid or self.boot_id} {self.generation}.{self.attempt}"


@dataclass(frozen=True, kw_only=True)
class Death:
    """An attempt's end, as the runtime or the kubelet told it. `counted` is False for one older than the ledger."""

    key: AttemptKey
    container_id: str
    at: datetime
    started_at: datetime | None = None
    exit_code: int | None = None
    reason: str = ""
    message: str = ""
    counted: bool = True

    @property
    def subject(self) -> Subject:
        """The container."""
        return self.key.ref

    @property
    def lifetime_seconds(self) -> float | None:
        """From start to end; None where the start is unknown or the clock was set back in between."""
        if self.started_at is None or self.at < self.started_at:
            return None
        return (self.at - self.started_at).total_seconds()

    @property
    def identity(self) -> str:
        """By the runtime's ID: attempt numbers may be used again."""
        return f"death {self.key.ref} {self.key.pod_uid} {self.key.attempt} {self.container_id}"


@dataclass(frozen=True, kw_only=True)
class LastWords:
    """The end of a dead attempt's log, secrets redacted, with how many lines before it are left out."""

    key: AttemptKey
    at: datetime
    lines: tuple[str, ...]
    skipped_lines: int = 0
    path: str = ""
    generation: int = 1

    @property
    def subject(self) -> Subject:
        """The container."""
        return self.key.ref

    @property
    def identity(self) -> str:
        """One for each attempt; `generation` tells them apart where the number was used again."""
        return f"log {self.key.ref} {self.key.pod_uid} {self.generation}.{self.key.attempt}"


@dataclass(frozen=True, kw_only=True)
class DiagnosisChange:
    """A diagnosis that differs from the one before it about the same subject."""

    subject: Subject
    at: datetime
    state: State
    cause: Cause | None = None
    confidence: Confidence = Confidence.NONE
    origin: Origin | None = None
    summary: str = ""
    detail: tuple[tuple[str, str], ...] = ()
    remedy: str = ""
    downstream_of: str = ""

    @property
    def identity(self) -> str:
        """By time: the same diagnosis may come again."""
        return f"diagnosis {self.subject} {self.at.isoformat()}"


@dataclass(frozen=True, kw_only=True)
class ManifestRevision:
    """A manifest as it was from `at` on, secrets redacted, and what changed; `gone` where the file left.

    `diff` is a unified diff from the revision before, empty for the first. `sha256` is of the bytes as they lay there.
    """

    path: str
    at: datetime
    sha256: str = ""
    text: str = ""
    diff: str = ""
    gone: bool = False
    problem: str = ""
    namespace: str = ""
    pod: str = ""

    @property
    def identity(self) -> str:
        """By time: the same content may come back."""
        return f"manifest {self.path} {self.at.isoformat()} {self.sha256[:16]}"


Record = Restart | Death | LastWords | DiagnosisChange | ManifestRevision


def concerns(record: Record, name: str) -> bool:
    """Whether a record is about what `name` names: a pod with or without namespace and node suffix, or a unit.

    A container may be named too, as `namespace/pod/container`. A node's reboot concerns everything on it.
    """
    if isinstance(record, ManifestRevision):
        return _names(record.namespace, record.pod, name) or record.path.rpartition("/")[2] == name
    subject = record.subject
    if isinstance(subject, ContainerRef):
        return name == str(subject) or _names(subject.namespace, subject.pod, name)
    return isinstance(subject, NodeRef) or name in {str(subject), str(subject).removesuffix(".service")}


def _names(namespace: str, pod: str, name: str) -> bool:
    space, slash, bare = name.rpartition("/")
    if slash and space != namespace:
        return False
    return bool(bare and pod) and (pod == bare or pod.startswith(f"{bare}-") or bare.startswith(f"{pod}-"))
