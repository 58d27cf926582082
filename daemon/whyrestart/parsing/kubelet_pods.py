"""The kubelet's `/pods` (a v1 PodList) to what it says of each static pod, container and last termination."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from whyrestart.parsing.runtime_values import message, moment, rfc3339, text

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


def to_json(seen: Iterable[PodStatusSeen | ContainerStatusSeen]) -> dict[str, object]:
    """The same as a PodList: `load` reads the same statuses back. Init containers stand among the others."""
    pods: dict[tuple[str, str, str], PodStatusSeen | None] = {}
    containers: dict[tuple[str, str, str], list[object]] = {}
    for each in seen:
        if isinstance(each, PodStatusSeen):
            pods[each.namespace, each.pod, each.pod_uid] = each
        else:
            key = (each.ref.namespace, each.ref.pod, each.pod_uid)
            pods.setdefault(key, None)
            containers.setdefault(key, []).append(_container_to_json(each))
    items = [_pod_to_json(*key, pod, containers.get(key, [])) for key, pod in pods.items()]
    return {"kind": "PodList", "apiVersion": "v1", "items": items}


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


def _pod_to_json(
    namespace: str, name: str, uid: str, pod: PodStatusSeen | None, containers: list[object]
) -> dict[str, object]:
    annotations = {CONFIG_SOURCE: "file"} if pod is not None and pod.static else {}
    if pod is not None and pod.mirror:
        annotations[CONFIG_MIRROR] = uid
    status: dict[str, object] = {"containerStatuses": containers}
    if pod is not None:
        status |= {"phase": pod.phase, "reason": pod.reason, "message": pod.message, "podIP": pod.ip}
    metadata = {"name": name, "namespace": namespace, "uid": uid, "annotations": annotations}
    return {"metadata": metadata, "status": {key: value for key, value in status.items() if value != ""}}


def _container_to_json(seen: ContainerStatusSeen) -> dict[str, object]:
    status: dict[str, object] = {
        "name": seen.ref.container,
        "image": seen.image,
        "containerID": f"cri://{seen.now.container_id}" if seen.now.container_id else "",
        "restartCount": seen.restart_count,
        "ready": seen.ready,
        "state": _report_to_json(seen.now),
        "lastState": _report_to_json(seen.last) if seen.last else {},
    }
    return status if seen.started is None else {**status, "started": seen.started}


def _report_to_json(report: ContainerReport) -> dict[str, object]:
    name = next((name for name, state in _STATES.items() if state is report.state), "waiting")
    told: dict[str, object] = {"reason": report.reason, "message": report.message, "exitCode": report.exit_code}
    if name != "waiting" and report.container_id:
        told["containerID"] = f"cri://{report.container_id}"
    told["startedAt"] = rfc3339(report.started_at) if report.started_at else None
    told["finishedAt"] = rfc3339(report.finished_at) if report.finished_at else None
    return {name: {key: value for key, value in told.items() if value not in {None, ""}}}
