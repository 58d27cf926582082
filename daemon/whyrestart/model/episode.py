"""Attempts and episodes: one attempt's life and end, and everything around it that a rule may judge by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from whyrestart.model.cause import Origin
from whyrestart.model.diagnosis import State
from whyrestart.model.identity import KUBELET, PROGRAMS, AttemptKey, ContainerRef, NodeRef, Subject
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Container, Flag, Manifest, ProbeKind, StaticPod
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerState, MountSeen, Outcome, ProbeResult, UnitSeen, Variant
from whyrestart.model.version import Version


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt of a container, put together from every witness that told of it (runtime, kubelet, log files).

    `exit_code`, `reason` and `message` are of its end and unset while it runs. `log` is what is known of its log,
    parsed, as it was read at `log_read_at`; `log_path` its file.
    """

    key: AttemptKey
    state: ContainerState
    container_id: str = ""
    sandbox_id: str | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    exit_code: int | None = None
    reason: str = ""
    message: str = ""
    image: str = ""
    pid: int | None = None
    mounts: tuple[MountSeen, ...] = ()
    log: tuple[LogEntry, ...] = ()
    log_path: str = ""
    log_read_at: datetime | None = None
    termination_grace_seconds: int | None = None

    @property
    def ended(self) -> bool:
        """Whether it has ended, or never came to life."""
        return self.state is ContainerState.EXITED

    @property
    def end_unseen(self) -> bool:
        """Whether the runtime found it ended, as after a reboot: then 255 is no status of its own (containerd)."""
        return self.exit_code == 255 and self.reason == "Unknown"

    @property
    def log_is_whole(self) -> bool:
        """Whether its log was read after its end, as far as both are known."""
        return self.log_read_at is None or self.finished_at is None or self.log_read_at >= self.finished_at

    @property
    def lifetime(self) -> timedelta | None:
        """From start to end, where both are known."""
        if self.started_at is None or self.finished_at is None:
            return None
        return self.finished_at - self.started_at


@dataclass(frozen=True, kw_only=True)
class ProbeForecast:
    """What the kubelet will do about one probe, by its own rules (KUBELET.md 1.6).

    `next_kill_at` is the earliest moment of the kill, `latest_kill_at` the latest; both None while none is foreseen.
    """

    kind: ProbeKind
    consecutive_failures: int
    failure_threshold: int
    last_outcome: Outcome | None = None
    first_failure_at: datetime | None = None
    next_kill_at: datetime | None = None
    latest_kill_at: datetime | None = None
    on_hold: bool = False
    reached: bool = False


@dataclass(frozen=True, kw_only=True)
class Episode:
    """One subject, how it stands at `node.at`, and all that a rule may look at.

    For a container: `attempts` oldest first over all pod UIDs, `manifest`, `pod` and `container` as the file that
    counts declares them. For a unit: `unit` newest, `journal` its parsed lines; but for the kubelet's, `attempts` are
    its lives, and `carried` are the flags that its files hand a program of its own unit. `kubelet_log` is the part of
    the kubelet's log that names this subject (all of it where the subject is the kubelet). `memory` is what was found
    out about it once, for all that ask (causes/once.py).
    """

    subject: Subject
    node: NodeView
    state: State
    origin: Origin | None = None
    restarts: int = 0
    last_restart_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    manifest: Manifest | None = None
    pod: StaticPod | None = None
    container: Container | None = None
    forecasts: tuple[ProbeForecast, ...] = ()
    unit: UnitSeen | None = None
    journal: tuple[LogEntry, ...] = ()
    kubelet_log: tuple[LogEntry, ...] = ()
    waiting_reason: str = ""
    waiting_message: str = ""
    carried: tuple[Flag, ...] = ()
    memory: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def at(self) -> datetime:
        """The moment of judgement."""
        return self.node.at

    @property
    def ref(self) -> ContainerRef | None:
        """The container, where the subject is one."""
        return self.subject if isinstance(self.subject, ContainerRef) else None

    @property
    def is_kubelet(self) -> bool:
        """Whether the subject is the kubelet's systemd unit."""
        return self.subject == KUBELET

    @property
    def is_node(self) -> bool:
        """Whether the subject is the node itself."""
        return isinstance(self.subject, NodeRef)

    @property
    def is_program(self) -> bool:
        """Whether the subject is a program of a pod's container, or of a unit of its own."""
        return not (self.is_kubelet or self.is_node)

    @property
    def program(self) -> str:
        """`kube-apiserver`, `etcd`, `kubelet` ...: what runs, by the manifest's command or the subject's name."""
        if self.container is not None:
            return self.container.program
        if isinstance(self.subject, ContainerRef):
            return self.subject.container
        return PROGRAMS.get(str(self.subject), str(self.subject).removesuffix(".service"))

    @property
    def version(self) -> Version | None:
        """The component's own version by its image, else the node's; never the node's for a datastore."""
        if self.container is not None and self.container.version is not None:
            return self.container.version
        return None if self.program in {"etcd", "k8s-dqlite"} else self.node.version

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The program's flags, as its container or its unit gives them."""
        return self.container.flags if self.container is not None else self.carried

    @property
    def flags_known(self) -> bool:
        """Whether its command line is known, of which no manifest, a script or a wrapper tells nothing.

        Where it is, a flag that is not in it is not given; where it is not, nothing is to be learnt from that.
        """
        return bool(self.flags or (self.container is not None and self.container.settings))

    def flag(self, name: str) -> Flag | None:
        """The flag that counts: the last of that name."""
        if self.container is not None:
            return self.container.flag(name)
        wanted = name.replace("_", "-")
        return next((each for each in reversed(self.carried) if each.name.replace("_", "-") == wanted), None)

    def flag_value(self, name: str, default: str | None = None) -> str | None:
        """That flag's value, `true` where it is bare, and `default` where it is absent, or where no flags are known."""
        flag = self.flag(name)
        return default if flag is None else flag.stated

    @property
    def last_ended(self) -> Attempt | None:
        """The newest attempt that ended."""
        return next((attempt for attempt in reversed(self.attempts) if attempt.ended), None)

    @property
    def current(self) -> Attempt | None:
        """The newest attempt, whatever became of it."""
        return self.attempts[-1] if self.attempts else None

    @property
    def log(self) -> tuple[LogEntry, ...]:
        """The log that tells of the end: of the newest ended attempt that has one, else of the newest attempt.

        One that was last read before its attempt ended lacks the last words, so an earlier whole one is preferred. What
        ended with another exit code ended of something else.
        """
        code = self.last_ended.exit_code if self.last_ended is not None else None
        told = (attempt for attempt in reversed(self.attempts) if attempt.log)
        rest = [each for each in told if not each.ended or None in {code, each.exit_code} or each.exit_code == code]
        ended = [attempt for attempt in rest if attempt.ended]
        whole = [attempt for attempt in ended if attempt.log_is_whole]
        found = whole or ended or rest
        return found[0].log if found else ()

    @cached_property
    def _answers(self) -> Mapping[tuple[Variant, ProbeKind | None], tuple[ProbeResult, ...]]:
        """This container's replayed probes by variant and kind, and by variant alone: every rule asks for them."""
        found: dict[tuple[Variant, ProbeKind | None], list[ProbeResult]] = {}
        for result in self.node.all(ProbeResult):
            if result.ref == self.subject:
                found.setdefault((result.variant, result.kind), []).append(result)
                found.setdefault((result.variant, None), []).append(result)
        return {key: tuple(results) for key, results in found.items()}

    def probes(self, variant: Variant = Variant.KUBELET, kind: ProbeKind | None = None) -> tuple[ProbeResult, ...]:
        """Replayed probes of this container in that variant, oldest first, of one kind or of all."""
        return self._answers.get((variant, kind), ())

    def last_probe(self, variant: Variant = Variant.KUBELET, kind: ProbeKind | None = None) -> ProbeResult | None:
        """The newest of `probes`."""
        results = self.probes(variant, kind)
        return results[-1] if results else None
