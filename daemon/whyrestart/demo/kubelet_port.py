"""The simulated kubelet's read-only port: /pods, /metrics/probes and /healthz, as 10255 gives them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from whyrestart.demo.kubelet import Kubelet, RunningPod, Slot
from whyrestart.demo.programs.serving import Request, Response, Server
from whyrestart.demo.rules import Answer
from whyrestart.demo.runtime import Container

_KINDS = {"livenessProbe": "Liveness", "readinessProbe": "Readiness", "startupProbe": "Startup"}
_ADDRESS = "127.0.0.1"


def _time(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else None


def _terminated(container: Container) -> dict[str, object]:
    return {
        "terminated": {
            "exitCode": container.exit_code,
            "reason": container.reason,
            **({"message": container.message} if container.message else {}),
            "startedAt": _time(container.started_at),
            "finishedAt": _time(container.finished_at),
            "containerID": f"containerd://{container.id}",
        }
    }


def _status(slot: Slot) -> dict[str, object]:
    current, last = slot.current, slot.previous
    state: dict[str, object]
    if slot.waiting:
        state, last = {"waiting": {"reason": slot.waiting, "message": slot.waiting_message}}, current
    elif current is None:
        state = {"waiting": {"reason": "ContainerCreating"}}
    elif current.running:
        state = {"running": {"startedAt": _time(current.started_at)}}
    else:
        state = _terminated(current)
    return {
        "name": slot.spec.name,
        "state": state,
        "lastState": _terminated(last) if last is not None and last.ended.is_set() else {},
        "ready": slot.ready,
        "restartCount": slot.restarts,
        "image": slot.spec.image,
        "imageID": "",
        "containerID": f"containerd://{current.id}" if current else "",
        "started": slot.started,
    }


def pod_list(pods: Iterable[RunningPod]) -> dict[str, object]:
    """v1 PodList of what runs, with the parts of the status that the kubelet fills in."""
    items = [
        {
            "metadata": {
                "name": running.pod.name,
                "namespace": running.pod.namespace,
                "uid": running.pod.uid,
                "labels": dict(running.pod.labels),
                "annotations": {
                    "kubernetes.io/config.hash": running.pod.uid,
                    "kubernetes.io/config.seen": running.seen_at.isoformat(),
                    "kubernetes.io/config.source": "file",
                },
            },
            "spec": {
                "containers": [{"name": spec.name, "image": spec.image} for spec in running.pod.containers],
                "hostNetwork": True,
            },
            "status": {
                "phase": "Running" if any(slot.current for slot in running.slots.values()) else "Pending",
                "hostIP": _ADDRESS,
                "podIP": _ADDRESS,
                "startTime": _time(running.seen_at),
                "containerStatuses": [_status(slot) for slot in running.slots.values()],
            },
        }
        for running in pods
    ]
    return {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": items}


def probe_metrics(pods: Iterable[RunningPod]) -> str:
    """prober_probe_total, with the labels of 1.15 and later; a series appears with its first probe."""
    help_text = "Cumulative number of a liveness, readiness or startup probe for a container by result."
    lines = [f"# HELP prober_probe_total [ALPHA] {help_text}", "# TYPE prober_probe_total counter"]
    for running in pods:
        for slot in running.slots.values():
            for worker in slot.workers.values():
                labels = (
                    f'container="{slot.spec.name}",namespace="{running.pod.namespace}",pod="{running.pod.name}",'
                    f'pod_uid="{running.pod.uid}",probe_type="{_KINDS[worker.probe.kind]}"'
                )
                # Errors are not counted (KUBELET.md 1.10).
                lines.extend(
                    f'prober_probe_total{{{labels},result="{answer.value}"}} {worker.totals[answer]}'
                    for answer in (Answer.SUCCESS, Answer.FAILURE)
                    if answer in worker.totals
                )
    return "\n".join([*lines, ""])


def serve(kubelet: Kubelet, port: int) -> Server:
    """Answer on that loopback port until stopped; OSError if it is taken."""

    def answer(request: Request) -> Response:
        pods = list(kubelet.pods.values())
        match request.path.rstrip("/"):
            case "/pods":
                return Response.of(pod_list(pods))
            case "/metrics/probes":
                return Response(body=probe_metrics(pods).encode(), content_type="text/plain; version=0.0.4")
            case "/healthz":
                return Response()
        return Response(status=404, body=b"404 page not found\n")

    server = Server(_ADDRESS, port, answer)
    server.start()
    return server
