"""A static pod as its manifest declares it, with the line of each thing that a finding may point at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest
from pathlib import PurePosixPath

from whyrestart.model.secret import Secret
from whyrestart.model.version import Version

# Boolean flags, to which Go's flag packages give no following word: `--anonymous-auth false` turns it on, and `false`
# is an argument. From the --help of the components at 1.20.2 and 1.35 and of etcd 3.4 and 3.5.
SWITCHES = frozenset({
    "allocate-node-cidrs", "allow-privileged", "alsologtostderr", "anonymous-auth", "audit-log-batch-throttle-enable",
    "audit-log-compress", "audit-log-truncate-enabled", "audit-webhook-batch-throttle-enable",
    "audit-webhook-truncate-enabled", "authentication-skip-lookup", "authentication-tolerate-lookup-failure",
    "auto-tls", "client-cert-auth", "configure-cloud-routes", "contention-profiling", "debug",
    "enable-aggregator-routing", "enable-bootstrap-token-auth", "enable-dynamic-provisioning",
    "enable-garbage-collector", "enable-grpc-gateway", "enable-hostpath-provisioner", "enable-leader-migration",
    "enable-logs-handler", "enable-pprof", "enable-priority-and-fairness", "enable-swagger-ui",
    "enable-taint-manager", "enable-v2", "encryption-provider-config-automatic-reload",
    "experimental-initial-corrupt-check", "force-new-cluster", "help", "initial-election-tick-advance",
    "kubelet-https", "leader-elect", "logtostderr", "peer-auto-tls", "peer-client-cert-auth",
    "permit-address-sharing", "permit-port-sharing", "pre-vote", "profiling",
    "service-account-extend-token-expiration", "service-account-lookup", "strict-reconfig-check", "unsafe-no-fsync",
    "use-service-account-credentials", "watch-cache",
})  # fmt: skip


class ProbeKind(StrEnum):
    """The three probes of a container, in the order in which the kubelet runs them."""

    STARTUP = "startup"
    LIVENESS = "liveness"
    READINESS = "readiness"

    @property
    def field(self) -> str:
        """The container's key for it."""
        return f"{self.value}Probe"


@dataclass(frozen=True, kw_only=True)
class Header:
    """One entry of httpHeaders; the value is a credential until proven otherwise."""

    name: str
    value: Secret


@dataclass(frozen=True, kw_only=True)
class HttpGet:
    """`httpGet`, as written: `host` None means the pod's IP, a `port` that is a string names a container port."""

    port: int | str
    path: str = "/"
    scheme: str = "HTTP"
    host: str | None = None
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TcpSocket:
    """`tcpSocket`, as written."""

    port: int | str
    host: str | None = None


@dataclass(frozen=True, kw_only=True)
class Grpc:
    """`grpc`, as written."""

    port: int
    service: str = ""


@dataclass(frozen=True, kw_only=True)
class Exec:
    """`exec`, recognised and never executed."""

    command: tuple[str, ...]


Handler = HttpGet | TcpSocket | Grpc | Exec


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One probe with the API's defaults filled in (pkg/apis/core/v1/defaults.go, the same from 1.15 to 1.32)."""

    kind: ProbeKind
    handler: Handler | None
    initial_delay_seconds: int = 0
    timeout_seconds: int = 1
    period_seconds: int = 10
    success_threshold: int = 1
    failure_threshold: int = 3
    termination_grace_seconds: int | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One word of `command` or `args`, and the line it stands on (1-based)."""

    text: str
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Flag:
    """`--name=value`; `value` is None for a bare `--name`. Secret values are already redacted.

    `file` is set where it stands in a file of settings and not in the manifest.
    """

    name: str
    value: str | None
    line: int | None = None
    file: str = ""

    def __str__(self) -> str:
        return f"--{self.name}" if self.value is None else f"--{self.name}={self.value}"

    @property
    def stated(self) -> str:
        """Its value; `true` where it is bare."""
        return "true" if self.value is None else self.value


@dataclass(frozen=True, kw_only=True)
class Mount:
    """A volumeMount; `volume` is the name of a pod volume."""

    path: str
    volume: str
    read_only: bool = False
    sub_path: str | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Volume:
    """A pod volume; `host_path` None means it is of another kind, which `kind` names (`emptyDir`, `secret`)."""

    name: str
    kind: str
    host_path: str | None = None
    host_path_type: str = ""
    line: int | None = None


# What comes before the program's own name, with flags of its own (`go-runner --log-file=... kube-apiserver`).
_LAUNCHERS = frozenset({"exec", "env", "hyperkube", "go-runner", "kube-log-runner", "tini", "dumb-init"})
_HYPERKUBE = {
    "apiserver": "kube-apiserver", "controller-manager": "kube-controller-manager", "scheduler": "kube-scheduler"
}  # fmt: skip
_SHELLS = frozenset({"sh", "bash", "ash", "dash"})


def _base_name(text: str) -> str:
    words = text.split(maxsplit=1)
    return words[0] if words and words[0].startswith("-") else words[0].rstrip("/").rpartition("/")[2] if words else ""


# Names etcd's file of settings.
CONFIG_FILE = "config-file"


@dataclass(frozen=True, kw_only=True)
class Container:
    """A container as the manifest declares it.

    `run_as_user` is its own or the pod's, None where the image decides; `overrides_modes` is whether root keeps the
    capability to pass over owner and mode. `restart_policy` is its own, which makes a sidecar of an init container;
    empty where it has none. `settings` are what counts in place of the flags, where a file or the environment sets some
    of them.
    """

    name: str
    image: str = ""
    command: tuple[Argument, ...] = ()
    args: tuple[Argument, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    ports: tuple[tuple[str, int], ...] = ()
    probes: tuple[Probe, ...] = ()
    mounts: tuple[Mount, ...] = ()
    memory_limit_bytes: int | None = None
    cpu_limit_cores: float | None = None
    run_as_user: int | None = None
    overrides_modes: bool = True
    is_init: bool = False
    restart_policy: str = ""
    settings: tuple[Flag, ...] = ()
    line: int | None = None

    @property
    def is_sidecar(self) -> bool:
        """Whether it is an init container that lives as long as the pod, and is probed (KEP-753)."""
        return self.is_init and self.restart_policy == "Always"

    @property
    def lives_on(self) -> bool:
        """Whether it is to run as long as the pod: an init container that is no sidecar ends, and is to end."""
        return not self.is_init or self.is_sidecar

    @cached_property
    def is_scripted(self) -> bool:
        """Whether a shell runs a script, in which flags and the program's name are not looked for."""
        return any(_base_name(word.text) in _SHELLS for word in (*self.command, *self.args)[:3])

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Every `--flag` that the program gets, in order; `--flag value` in two words is joined as Go's pflag does."""
        return self._command_line[0]

    @property
    def strays(self) -> tuple[tuple[Flag | None, Argument], ...]:
        """Words that are neither flags nor values, each with the flag before it: `false` after a switch is one."""
        return self._command_line[1]

    @cached_property
    def _command_line(self) -> tuple[tuple[Flag, ...], tuple[tuple[Flag | None, Argument], ...]]:
        if self.is_scripted:
            return (), ()
        at = self._program_at
        words = (*self.command, *self.args)[0 if at is None else at + 1 :]
        flags: list[Flag] = []
        strays: list[tuple[Flag | None, Argument]] = []
        skip = False
        for word, following in zip_longest(words, words[1:]):
            if skip or word is None:
                skip = False
                continue
            if word.text == "--":
                # What follows is no flag, neither to pflag nor to Go's own package.
                strays += [(None, each) for each in words[words.index(word) + 1 :]]
                break
            if not word.text.startswith("-") or word.text == "-":
                strays.append((flags[-1] if flags else None, word))
                continue
            name, equals, value = word.text.lstrip("-").partition("=")
            takes_next = not equals and following is not None and not following.text.startswith("-")
            if equals:
                flags.append(Flag(name=name, value=value, line=word.line))
            elif takes_next and following is not None and name.replace("_", "-") not in SWITCHES:
                flags.append(Flag(name=name, value=following.text, line=word.line))
                skip = True
            else:
                flags.append(Flag(name=name, value=None, line=word.line))
        return tuple(flags), tuple(strays)

    def flag(self, name: str) -> Flag | None:
        """The flag that counts: the last of that name. Underscores and dashes are one, as in Kubernetes' pflag."""
        wanted = name.replace("_", "-")
        given = self.settings if self.settings and wanted != CONFIG_FILE else self.flags
        return next((flag for flag in reversed(given) if flag.name.replace("_", "-") == wanted), None)

    def flag_value(self, name: str, default: str | None = None) -> str | None:
        """That flag's value, `true` where it is bare, and `default` where it is absent."""
        flag = self.flag(name)
        return default if flag is None else flag.stated

    def probe(self, kind: ProbeKind) -> Probe | None:
        """The probe of that kind, if declared."""
        return next((probe for probe in self.probes if probe.kind is kind), None)

    @cached_property
    def program(self) -> str:
        """The program's base name (`kube-apiserver`): the first word that is one, else the container's name."""
        at = self._program_at
        if at is None:
            return self.name
        words = [_base_name(word.text) for word in (*self.command, *self.args)[: at + 1]]
        return _HYPERKUBE.get(words[at], words[at]) if "hyperkube" in words else words[at]

    @cached_property
    def _program_at(self) -> int | None:
        """Which word names the program; None where only a script does, or the image's own entry point."""
        if self.is_scripted:
            return None
        for index, word in enumerate((*self.command, *self.args)):
            name = _base_name(word.text)
            if name.startswith("-") and index == 0:
                return None
            if name and not name.startswith("-") and name not in _LAUNCHERS:
                return index
        return None

    @property
    def version(self) -> Version | None:
        """The component's version by its image's tag, None where the tag is none."""
        _, _, tag = self.image.partition("@")[0].rpartition(":")
        return Version.parse(tag.removesuffix("-0")) if "/" not in tag else None


@dataclass(frozen=True, kw_only=True)
class StaticPod:
    """A pod as its manifest declares it. `name` is without the node's suffix, which the kubelet appends."""

    name: str
    namespace: str = "default"
    uid: str | None = None
    host_network: bool = False
    containers: tuple[Container, ...] = ()
    volumes: tuple[Volume, ...] = ()
    annotations: tuple[tuple[str, str], ...] = ()
    termination_grace_seconds: int = 30
    priority_class: str | None = None
    api_references: tuple[tuple[str, int | None], ...] = ()
    line: int | None = None

    def container(self, name: str) -> Container | None:
        """The container of that name."""
        return next((container for container in self.containers if container.name == name), None)

    def volume(self, name: str) -> Volume | None:
        """The volume of that name."""
        return next((volume for volume in self.volumes if volume.name == name), None)

    def host_path_of(self, container: Container, path: str) -> str | None:
        """Where `path` inside the container lies on the host; None where no hostPath volume brings it in."""
        inside = PurePosixPath(path)
        best = max(
            (mount for mount in container.mounts if inside.is_relative_to(mount.path)),
            key=lambda mount: len(PurePosixPath(mount.path).parts),
            default=None,
        )
        volume = self.volume(best.volume) if best else None
        if best is None or volume is None or volume.host_path is None:
            return None
        root = PurePosixPath(volume.host_path) / (best.sub_path or "")
        return str(root / inside.relative_to(best.path))


@dataclass(frozen=True, kw_only=True)
class ManifestProblem:
    """Why a file is not a static pod. `line` and `column` are 1-based, `key` is a path such as `spec.containers[0]`.

    `unread` is a file beyond a limit of ours: what the kubelet makes of it is not known.
    """

    message: str
    line: int | None = None
    column: int | None = None
    key: str | None = None
    unread: bool = False


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One file of the manifest directory, read: a pod, or the problem that keeps it from being one.

    `text` has its secrets redacted and keeps its lines; `sha256` is of the bytes as they lie there.
    """

    path: str
    text: str = ""
    sha256: str = ""
    pod: StaticPod | None = None
    problem: ManifestProblem | None = None
    modified_at: datetime | None = None
    warnings: tuple[ManifestProblem, ...] = field(default=())

    @property
    def path_bytes(self) -> bytes:
        """By what the directory's files are sorted: a name need not be UTF-8."""
        return self.path.encode("utf-8", "surrogateescape")
