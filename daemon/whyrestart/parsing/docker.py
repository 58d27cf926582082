"""Docker Engine API answers to containers and sandboxes, as dockershim (until 1.23) and cri-dockerd name them.

/k8s_<container>_<pod>_<namespace>_<uid>_<attempt>              dockershim; container `POD` is the sandbox
/k8s_<container>_<pod>_<namespace>_<uid>_<attempt>_<8 hex>      the same, after a name conflict
/k8s_<container>.<hash>_<pod>_<namespace>_<uid>_<8 hex>         before CRI (1.5 and older): no attempt in the name
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    MountSeen,
    RuntimeSeen,
    SandboxSeen,
    Source,
)
from whyrestart.parsing import json_value
from whyrestart.parsing.cri import CONFIG_SOURCE, GRACE_PERIOD, RESTART_COUNT
from whyrestart.parsing.json_value import integer, mapping
from whyrestart.parsing.runtime_values import message, moment, text

SANDBOX = "POD"
# dockershim keeps a CRI annotation as a label with this in front (pkg/kubelet/dockershim/helpers.go, 1.6 to 1.23).
ANNOTATION = "annotation."
LOG_PATH = "io.kubernetes.container.logpath"
SANDBOX_ID = "io.kubernetes.sandbox.id"

_HEX8 = re.compile(r"[0-9a-f]{1,8}")
_ATTEMPT = re.compile(r"\d{1,9}", re.ASCII)
_EXITED = re.compile(r"Exited \((-?\d{1,9})\)", re.ASCII)
_STATES = {
    "created": ContainerState.CREATED,
    "running": ContainerState.RUNNING,
    "paused": ContainerState.RUNNING,
    "restarting": ContainerState.RUNNING,
    "removing": ContainerState.EXITED,
    "exited": ContainerState.EXITED,
    "dead": ContainerState.EXITED,
}


@dataclass(frozen=True, kw_only=True)
class DockerName:
    """What the kubelet wrote into a container's name; `attempt` is None before CRI."""

    ref: ContainerRef
    pod_uid: str
    attempt: int | None

    @property
    def is_sandbox(self) -> bool:
        """Whether it is the pod's sandbox (`pause`)."""
        return self.ref.container == SANDBOX


def parse_name(name: str) -> DockerName | None:
    """A container's name, with or without the API's leading slash; None where the kubelet did not make it."""
    fields = name.removeprefix("/").split("_")
    if len(fields) not in {6, 7} or fields[0] != "k8s" or not all(fields):
        return None
    container, pod, namespace, uid, last = fields[1:6]
    bare, dot, code = container.partition(".")
    if dot and len(fields) == 6 and _HEX8.fullmatch(code) and _HEX8.fullmatch(last):
        return DockerName(ref=ContainerRef(namespace=namespace, pod=pod, container=bare), pod_uid=uid, attempt=None)
    if dot or not _ATTEMPT.fullmatch(last) or (len(fields) == 7 and not _HEX8.fullmatch(fields[6])):
        return None
    ref = ContainerRef(namespace=namespace, pod=pod, container=container)
    return DockerName(ref=ref, pod_uid=uid, attempt=int(last))


def listed(value: object, *, at: datetime) -> ContainerSeen | SandboxSeen | None:
    """An entry of `/containers/json?all=1`; None for containers that are none of the kubelet's.

    It tells no times but the creation's; the exit code stands in its `Status` text.
    """
    entry = mapping(value)
    names = json_value.strings(entry.get("Names"))
    name = next((found for found in map(parse_name, names) if found), None)
    container_id, labels = text(entry.get("Id")), mapping(entry.get("Labels"))
    if name is None or not container_id:
        return None
    created = integer(entry.get("Created"))
    created_at = moment(created * 10**9) if created is not None else None
    state = _STATES.get(text(entry.get("State")).lower(), ContainerState.UNKNOWN)
    status = text(entry.get("Status"))
    if state is ContainerState.UNKNOWN and status:  # `State` is told since API 1.23 (Docker 1.11)
        state = ContainerState.RUNNING if status.startswith("Up") else _STATES.get(status.split()[0].lower(), state)
    if name.is_sandbox:
        return _sandbox(
            name, container_id, labels, at=at, created_at=created_at, running=state is ContainerState.RUNNING
        )
    exited = _EXITED.match(status)
    ended = state is ContainerState.EXITED
    return ContainerSeen(
        at=at,
        source=Source.DOCKER,
        attempt_key=_attempt_key(name, labels),
        container_id=container_id,
        state=state,
        sandbox_id=text(labels.get(SANDBOX_ID)) or None,
        created_at=created_at,
        exit_code=int(exited[1]) if ended and exited else None,
        image=text(entry.get("Image")),
        log_path=text(labels.get(LOG_PATH)),
        restart_count=_number(labels, RESTART_COUNT),
        termination_grace_seconds=_number(labels, GRACE_PERIOD),
    )


def inspected(value: object, *, at: datetime) -> ContainerSeen | SandboxSeen | None:
    """`/containers/<id>/json`, with state and reason as dockershim told them to the kubelet."""
    found = mapping(value)
    name, container_id = parse_name(text(found.get("Name"))), text(found.get("Id"))
    if name is None or not container_id:
        return None
    state, config, host = (mapping(found.get(key)) for key in ("State", "Config", "HostConfig"))
    labels = mapping(config.get("Labels"))
    created_at = moment(found.get("Created"))
    running = state.get("Running") is True
    if name.is_sandbox:
        return _sandbox(
            name,
            container_id,
            labels,
            at=at,
            created_at=created_at,
            running=running,
            ip=text(mapping(found.get("NetworkSettings")).get("IPAddress")),
            host_network=text(host.get("NetworkMode")) == "host",
        )
    finished_at = None if running else moment(state.get("FinishedAt"))
    exit_code = integer(state.get("ExitCode")) or 0
    # A container that never ran has an exit code and no end (dockershim's ContainerStatus, case 2).
    cannot_run = not running and finished_at is None and exit_code != 0
    ended = finished_at is not None or cannot_run
    return ContainerSeen(
        at=at,
        source=Source.DOCKER,
        attempt_key=_attempt_key(name, labels),
        container_id=container_id,
        state=ContainerState.RUNNING if running else ContainerState.EXITED if ended else ContainerState.CREATED,
        sandbox_id=text(labels.get(SANDBOX_ID)) or None,
        created_at=created_at,
        started_at=moment(state.get("StartedAt")),
        finished_at=(finished_at or created_at) if ended else None,
        exit_code=exit_code if ended else None,
        reason=_reason(exit_code, cannot_run=cannot_run, oom_killed=state.get("OOMKilled") is True) if ended else "",
        message=message(state.get("Error")) if ended else "",
        image=text(config.get("Image")),
        pid=(integer(state.get("Pid")) or None) if running else None,
        log_path=text(labels.get(LOG_PATH)) or text(found.get("LogPath")),
        restart_count=_number(labels, RESTART_COUNT),
        termination_grace_seconds=_number(labels, GRACE_PERIOD),
        mounts=tuple(_mounts(found.get("Mounts"))),
    )


def engine(value: object, *, at: datetime) -> RuntimeSeen | None:
    """`/version`; None where it is no Docker engine's."""
    version = text(mapping(value).get("Version"))
    return RuntimeSeen(at=at, source=Source.DOCKER, name="docker", version=version) if version else None


def _sandbox(
    name: DockerName,
    sandbox_id: str,
    labels: Mapping[str, object],
    *,
    at: datetime,
    created_at: datetime | None,
    running: bool,
    ip: str = "",
    host_network: bool = False,
) -> SandboxSeen:
    return SandboxSeen(
        at=at,
        source=Source.DOCKER,
        sandbox_id=sandbox_id,
        namespace=name.ref.namespace,
        pod=name.ref.pod,
        pod_uid=name.pod_uid,
        attempt=name.attempt or 0,
        ready=running,
        created_at=created_at,
        ip=ip,
        host_network=host_network,
        config_source=text(labels.get(ANNOTATION + CONFIG_SOURCE)),
    )


def _attempt_key(name: DockerName, labels: Mapping[str, object]) -> AttemptKey:
    """Before CRI the restart count, a label, is the attempt's number."""
    attempt = name.attempt if name.attempt is not None else _number(labels, RESTART_COUNT) or 0
    return AttemptKey(ref=name.ref, pod_uid=name.pod_uid, attempt=attempt)


def _number(labels: Mapping[str, object], name: str) -> int | None:
    return integer(labels.get(ANNOTATION + name, labels.get(name)))


def _reason(exit_code: int, *, cannot_run: bool, oom_killed: bool) -> str:
    """The reason as dockershim words it."""
    if cannot_run:
        return "ContainerCannotRun"
    if oom_killed:
        return "OOMKilled"
    return "Error" if exit_code else "Completed"


def _mounts(value: object) -> Iterator[MountSeen]:
    for mount in json_value.items(value):
        yield MountSeen(
            container_path=text(mount.get("Destination")),
            host_path=text(mount.get("Source")),
            read_only=mount.get("RW") is False,
        )
