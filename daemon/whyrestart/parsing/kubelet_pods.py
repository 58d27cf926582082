"""The kubelet's `/pods` (a v1 PodList) to what it says of each static pod, container and last termination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from whyrestart.model.identity import ContainerRef
from whyrestart.model.observation import (
    ContainerReport,
    ContainerState,
    ContainerStatusSeen,
    PodStatusSeen,
)
from whyrestart.parsing import json_value
from whyrestart.parsing.json_value import integer, mapping
from whyrestart.parsing.runtime_values import message, moment, text

CONFIG_SOURCE = "kubernetes.io/config.source"
CONFIG_MIRROR = "kubernetes.io/config.mirror"

_STATES = {
    "running": ContainerState.RUNNING,
    "terminated": ContainerState.EXITED,
    "waiting": ContainerState.WAITING,
}


def load(data: bytes, *, at: datetime) -> tuple[PodStatusSeen | ContainerStatusSeen, ...] | None:
    """Every pod of the list and each of its containers; None where the bytes are no PodList.

    A pod without a status (the kubelet has not synced it yet) is told with an empty phase and no containers.
    """
    pods = mapping(json_value.load(data))
    if not isinstance(pods.get("items"), list):
        return () if pods.get("kind") == "PodList" else None
    return tuple(seen for pod in json_value.items(pods["items"]) for seen in _pod(pod, at))


def _pod(pod: Mapping[str, object], at: datetime) -> Iterator[PodStatusSeen | ContainerStatusSeen]:
    metadata, status = mapping(pod.get("metadata")), mapping(pod.get("status"))
    annotations = mapping(metadata.get("annotations"))
    name, namespace = text(metadata.get("name")), text(metadata.get("namespace")) or "default"
    mirrored = text(annotations.get(CONFIG_MIRROR))
    # A mirror pod has a UID of the API's own; runtime and logs know the static pod's, which the annotation repeats.
    uid = mirrored or text(metadata.get("uid"))
    if not name:
        return
    yield PodStatusSeen(
        at=at,
        namespace=namespace,
        pod=name,
        pod_uid=uid,
        phase=text(status.get("phase")),
        reason=text(status.get("reason")),
        message=message(status.get("message")),
        mirror=bool(mirrored),
        static=text(annotations.get(CONFIG_SOURCE)) == "file",
        ip=text(status.get("podIP")),
    )
    for kind in ("initContainerStatuses", "containerStatuses"):
        for container in json_value.items(status.get(kind)):
            if not (container_name := text(container.get("name"))):
                continue
            started = container.get("started")
            yield ContainerStatusSeen(
                at=at,
                ref=ContainerRef(namespace=namespace, pod=name, container=container_name),
                pod_uid=uid,
                restart_count=integer(container.get("restartCount")) or 0,
                now=_report(container.get("state"), container.get("containerID"))
                or ContainerReport(state=ContainerState.WAITING),
                last=_report(container.get("lastState")),
                ready=container.get("ready") is True,
                started=started if isinstance(started, bool) else None,
                image=text(container.get("image")),
            )


def _report(value: object, container_id: object = None) -> ContainerReport | None:
    """The one state that is given; None where none is."""
    for name, state in _STATES.items():
        told = mapping(value).get(name)
        if not isinstance(told, dict):
            continue
        ended = state is ContainerState.EXITED
        waiting = state is ContainerState.WAITING
        return ContainerReport(
            state=state,
            container_id=_bare_id(told.get("containerID")) or ("" if waiting else _bare_id(container_id)),
            reason=text(told.get("reason")),
            message=message(told.get("message")),
            exit_code=(integer(told.get("exitCode")) or 0) if ended else None,
            started_at=moment(told.get("startedAt")),
            finished_at=moment(told.get("finishedAt")) if ended else None,
        )
    return None


def _bare_id(value: object) -> str:
    """`containerd://<id>` and `docker://<id>` without the runtime's name."""
    return text(value).rpartition("://")[2]
