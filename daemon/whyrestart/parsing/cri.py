"""CRI's containers and pod sandboxes as JSON, in each spelling in which they come, to observations and back.

Two spellings of the same message (cri-api, runtime/v1/api.proto, read in Kubernetes 1.20; v1alpha2 is equal here):
`crictl inspect`: `"createdAt": "2026-11-23T08:00:00.1Z"`, defaults present, a time that never was is year 1 or 1970;
protobuf's JSON: `"createdAt": "1795420778702856498"`, whatever is zero left out, so that no state means CREATED.
Each may stand alone, in a list, wrapped as `{"status": ..., "info": ...}`, or under `containers` or `items`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.observation import ContainerSeen, ContainerState, MountSeen, SandboxSeen, Source
from whyrestart.parsing import json_value, pod_log_path
from whyrestart.parsing.json_value import integer, mapping
from whyrestart.parsing.runtime_values import message, moment, rfc3339, text

POD_NAME = "io.kubernetes.pod.name"
POD_NAMESPACE = "io.kubernetes.pod.namespace"
POD_UID = "io.kubernetes.pod.uid"
CONTAINER_NAME = "io.kubernetes.container.name"
RESTART_COUNT = "io.kubernetes.container.restartCount"
GRACE_PERIOD = "io.kubernetes.pod.terminationGracePeriod"
CONFIG_SOURCE = "kubernetes.io/config.source"

_STATES = (ContainerState.CREATED, ContainerState.RUNNING, ContainerState.EXITED, ContainerState.UNKNOWN)
_STATE_NAMES = {f"CONTAINER_{state.name}": state for state in _STATES}
_READY = {None, 0, "SANDBOX_READY"}
_HOST_NETWORK = {2, "NODE"}
_CONTAINERS = ("containers", "items")
_SANDBOXES = ("sandboxes", "items")
_WHOLE_PID = re.compile(r'"pid": ?(\d{1,9})[,}\s]')
_SANDBOX_ID = re.compile(r'"sandboxID": ?"([\w.-]{1,128})"')


def load_containers(data: bytes, *, at: datetime) -> tuple[ContainerSeen, ...]:
    """Every container in a file such as `cri/containers.json`; what cannot be understood is left out."""
    found = (container(status, at=at) for status in _each(json_value.load(data), _CONTAINERS))
    return tuple(seen for seen in found if seen is not None)


def load_sandboxes(data: bytes, *, at: datetime) -> tuple[SandboxSeen, ...]:
    """Every sandbox in a file such as `cri/sandboxes.json`; what cannot be understood is left out."""
    found = (sandbox(status, at=at) for status in _each(json_value.load(data), _SANDBOXES))
    return tuple(seen for seen in found if seen is not None)


def container(value: object, *, at: datetime, sandbox_id: str | None = None) -> ContainerSeen | None:
    """A ContainerStatus, or an entry of ListContainers; None where it is no container of a pod.

    An entry of the list tells no exit code and no times but the creation's: those are None, not zero.
    """
    wrapper, status = _unwrap(value)
    labels, annotations, metadata = (mapping(status.get(name)) for name in ("labels", "annotations", "metadata"))
    container_id = text(status.get("id"))
    log_path = text(status.get("logPath"))
    key = _attempt_key(labels, metadata, log_path)
    if key is None or not container_id:
        return None
    info_pid, info_sandbox = _info(wrapper.get("info"))
    finished_at = moment(status.get("finishedAt"))
    state = _state(status.get("state"), finished_at)
    exited = state is ContainerState.EXITED
    told = exited and ("exitCode" in status or finished_at is not None)
    return ContainerSeen(
        at=at,
        source=Source.DOCKER if text(status.get("source")) == Source.DOCKER else Source.CRI,
        attempt_key=key,
        container_id=container_id,
        state=state,
        sandbox_id=text(status.get("sandboxId")) or text(status.get("podSandboxId")) or sandbox_id or info_sandbox,
        created_at=moment(status.get("createdAt")),
        started_at=moment(status.get("startedAt")),
        finished_at=finished_at if exited else None,
        exit_code=(integer(status.get("exitCode")) or 0) if told else None,
        reason=text(status.get("reason")) if exited else "",
        message=message(status.get("message")) if exited else "",
        image=text(mapping(status.get("image")).get("image")),
        pid=integer(status.get("pid")) or info_pid or None,
        log_path=log_path,
        restart_count=integer(annotations.get(RESTART_COUNT)),
        termination_grace_seconds=integer(annotations.get(GRACE_PERIOD)),
        mounts=tuple(_mounts(status.get("mounts"))),
    )


def sandbox(value: object, *, at: datetime) -> SandboxSeen | None:
    """A PodSandboxStatus, or an entry of ListPodSandbox; None where it is no pod's."""
    _, status = _unwrap(value)
    labels, annotations, metadata = (mapping(status.get(name)) for name in ("labels", "annotations", "metadata"))
    sandbox_id = text(status.get("id"))
    pod = text(metadata.get("name")) or text(labels.get(POD_NAME))
    uid = text(metadata.get("uid")) or text(labels.get(POD_UID))
    if not (sandbox_id and pod and uid):
        return None
    options = mapping(mapping(mapping(status.get("linux")).get("namespaces")).get("options"))
    state = status.get("state")
    network = options.get("network")
    return SandboxSeen(
        at=at,
        source=Source.DOCKER if text(status.get("source")) == Source.DOCKER else Source.CRI,
        sandbox_id=sandbox_id,
        namespace=text(metadata.get("namespace")) or text(labels.get(POD_NAMESPACE)),
        pod=pod,
        pod_uid=uid,
        attempt=integer(metadata.get("attempt")) or 0,
        ready=isinstance(state, str | int | None) and state in _READY,
        created_at=moment(status.get("createdAt")),
        ip=text(mapping(status.get("network")).get("ip")),
        host_network=isinstance(network, str | int) and network in _HOST_NETWORK,
        config_source=text(annotations.get(CONFIG_SOURCE)),
    )


def containers_to_json(containers: Iterable[ContainerSeen]) -> dict[str, object]:
    """`cri/containers.json` of a snapshot, in crictl's spelling: `load_containers` reads the same containers back."""
    return {"containers": [_container_to_json(seen) for seen in containers]}


def sandboxes_to_json(sandboxes: Iterable[SandboxSeen]) -> dict[str, object]:
    """`cri/sandboxes.json` of a snapshot, in crictl's spelling: `load_sandboxes` reads the same sandboxes back."""
    return {"sandboxes": [_sandbox_to_json(seen) for seen in sandboxes]}


def _each(value: object, keys: tuple[str, ...]) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
        return
    members = mapping(value)
    for key in keys:
        if isinstance(found := members.get(key), list):
            yield from found
            return
    if "status" in members or "metadata" in members:
        yield value
    else:
        yield from members.values()


def _unwrap(value: object) -> tuple[Mapping[str, object], Mapping[str, object]]:
    wrapper = mapping(value)
    status = wrapper.get("status")
    return (wrapper, status) if isinstance(status, dict) else (wrapper, wrapper)


def _attempt_key(labels: Mapping[str, object], metadata: Mapping[str, object], log_path: str) -> AttemptKey | None:
    name = text(labels.get(CONTAINER_NAME)) or text(metadata.get("name"))
    pod, uid = text(labels.get(POD_NAME)), text(labels.get(POD_UID))
    if name and pod and uid:
        ref = ContainerRef(namespace=text(labels.get(POD_NAMESPACE)), pod=pod, container=name)
        return AttemptKey(ref=ref, pod_uid=uid, attempt=integer(metadata.get("attempt")) or 0)
    file = pod_log_path.parse(log_path)
    return file.attempt_key if file else None


def _state(value: object, finished_at: datetime | None) -> ContainerState:
    if value is None:
        return ContainerState.EXITED if finished_at else ContainerState.CREATED
    if isinstance(value, str):
        return _STATE_NAMES.get(value, ContainerState.UNKNOWN)
    number = integer(value)
    return _STATES[number] if number is not None and 0 <= number < len(_STATES) else ContainerState.UNKNOWN


def _info(value: object) -> tuple[int | None, str | None]:
    """The process and the sandbox out of verbose `info`, where crictl parses the JSON that the runtime gives as text.

    That JSON holds the container's whole environment, so nothing else of it is looked at.
    """
    info = mapping(value)
    if isinstance(inner := info.get("info"), str):
        pid, found = _WHOLE_PID.search(inner), _SANDBOX_ID.search(inner)
        return (int(pid[1]) if pid else None), (found[1] if found else None)
    return integer(info.get("pid")), text(info.get("sandboxID")) or None


def _mounts(value: object) -> Iterator[MountSeen]:
    for mount in json_value.items(value):
        yield MountSeen(
            container_path=text(mount.get("containerPath")),
            host_path=text(mount.get("hostPath")),
            read_only=mount.get("readonly") is True,
        )


def _container_to_json(seen: ContainerSeen) -> dict[str, object]:
    ref = seen.attempt_key.ref
    annotations = {RESTART_COUNT: seen.restart_count, GRACE_PERIOD: seen.termination_grace_seconds}
    status: dict[str, object] = {
        "id": seen.container_id,
        "metadata": {"attempt": seen.attempt_key.attempt, "name": ref.container},
        "state": f"CONTAINER_{'UNKNOWN' if seen.state is ContainerState.WAITING else seen.state.name}",
        "createdAt": rfc3339(seen.created_at),
        "startedAt": rfc3339(seen.started_at),
        "finishedAt": rfc3339(seen.finished_at),
        "image": {"image": seen.image},
        "reason": seen.reason,
        "message": seen.message,
        "labels": {
            CONTAINER_NAME: ref.container,
            POD_NAME: ref.pod,
            POD_NAMESPACE: ref.namespace,
            POD_UID: seen.attempt_key.pod_uid,
        },
        "annotations": {name: str(number) for name, number in annotations.items() if number is not None},
        "mounts": [
            {"containerPath": mount.container_path, "hostPath": mount.host_path, "readonly": mount.read_only}
            for mount in seen.mounts
        ],
        "logPath": seen.log_path,
    }
    optional = {"exitCode": seen.exit_code, "sandboxId": seen.sandbox_id, "pid": seen.pid}
    status |= {name: value for name, value in optional.items() if value is not None}
    return status if seen.source is Source.CRI else {**status, "source": str(seen.source)}


def _sandbox_to_json(seen: SandboxSeen) -> dict[str, object]:
    status: dict[str, object] = {
        "id": seen.sandbox_id,
        "metadata": {
            "attempt": seen.attempt,
            "name": seen.pod,
            "namespace": seen.namespace,
            "uid": seen.pod_uid,
        },
        "state": "SANDBOX_READY" if seen.ready else "SANDBOX_NOTREADY",
        "createdAt": rfc3339(seen.created_at),
        "network": {"ip": seen.ip},
        "linux": {"namespaces": {"options": {"network": "NODE" if seen.host_network else "POD"}}},
        "annotations": {CONFIG_SOURCE: seen.config_source} if seen.config_source else {},
    }
    return status if seen.source is Source.CRI else {**status, "source": str(seen.source)}
