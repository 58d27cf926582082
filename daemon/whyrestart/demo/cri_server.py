"""The simulated runtime's CRI socket: containers and sandboxes as containerd 1.6 tells of them, read-only."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from google.protobuf import json_format
from google.protobuf.message import Message
from grpclib.const import Cardinality, Handler, Status
from grpclib.exceptions import GRPCError
from grpclib.server import Server, Stream

from whyrestart.demo.runtime import Container, Runtime, Sandbox
from whyrestart.sources.cri_api import message_type

T = TypeVar("T")

_SERVICES = ("runtime.v1.RuntimeService", "runtime.v1alpha2.RuntimeService")
_RUNNING, _EXITED = 1, 2
_HOST_NETWORK = 2


def _nanoseconds(moment: datetime | None) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000 if moment else 0


def _labels(container: Container) -> dict[str, str]:
    return {**_pod_labels(container.sandbox), "io.kubernetes.container.name": container.spec.name}


def _pod_labels(sandbox: Sandbox) -> dict[str, str]:
    pod = sandbox.pod
    return {
        "io.kubernetes.pod.name": pod.name,
        "io.kubernetes.pod.namespace": pod.namespace,
        "io.kubernetes.pod.uid": pod.uid,
    }


def _container(container: Container) -> dict[str, object]:
    """What a list entry and a status have in common."""
    return {
        "id": container.id,
        "metadata": {"name": container.spec.name, "attempt": container.attempt},
        "image": {"image": container.spec.image},
        "state": _EXITED if container.ended.is_set() else _RUNNING,
        "created_at": _nanoseconds(container.created_at),
        "labels": _labels(container),
        "annotations": {
            "io.kubernetes.container.restartCount": str(container.attempt),
            "io.kubernetes.pod.terminationGracePeriod": str(container.pod.grace_seconds),
        },
    }


def _container_status(container: Container) -> dict[str, object]:
    running = container.running and container.process is not None
    info = {"sandboxID": container.sandbox.id, "pid": container.process.pid if running and container.process else 0}
    return {
        "status": {
            **_container(container),
            "started_at": _nanoseconds(container.started_at),
            "finished_at": _nanoseconds(container.finished_at),
            "exit_code": container.exit_code or 0,
            "reason": container.reason,
            "message": container.message,
            "mounts": [{"container_path": inside, "host_path": host} for inside, host in container.spec.mounts],
            "log_path": str(container.log_path),
        },
        "info": {"info": json.dumps(info)},
    }


def _sandbox(sandbox: Sandbox) -> dict[str, object]:
    pod = sandbox.pod
    return {
        "id": sandbox.id,
        "metadata": {"name": pod.name, "uid": pod.uid, "namespace": pod.namespace},
        "state": 0,
        "created_at": _nanoseconds(sandbox.created_at),
        "labels": _pod_labels(sandbox) | dict(pod.labels),
        "annotations": {"kubernetes.io/config.source": "file", "kubernetes.io/config.hash": pod.uid},
    }


class _Service:
    """The calls that a node observer makes; a call that changes something does not exist here."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def __mapping__(self) -> Mapping[str, Handler]:
        calls: dict[str, tuple[str, str, Callable[[Message], dict[str, object]]]] = {
            "Version": ("Empty", "VersionResponse", self._version),
            "ListContainers": ("Empty", "ListContainersResponse", self._containers),
            "ListPodSandbox": ("Empty", "ListPodSandboxResponse", self._sandboxes),
            "ContainerStatus": ("ContainerStatusRequest", "ContainerStatusResponse", self._container_status),
            "PodSandboxStatus": ("PodSandboxStatusRequest", "PodSandboxStatusResponse", self._sandbox_status),
        }
        return {
            f"/{service}/{name}": Handler(
                _answering(answer, message_type(reply)),
                Cardinality.UNARY_UNARY,
                message_type(asked),
                message_type(reply),
            )
            for service in _SERVICES
            for name, (asked, reply, answer) in calls.items()
        }

    def _version(self, _: Message) -> dict[str, object]:
        return {"runtime_name": "containerd", "runtime_version": "1.6.20"}

    def _containers(self, _: Message) -> dict[str, object]:
        entries = [{**_container(each), "pod_sandbox_id": each.sandbox.id} for each in self._runtime.containers]
        return {"containers": entries}

    def _sandboxes(self, _: Message) -> dict[str, object]:
        return {"items": [_sandbox(each) for each in self._runtime.sandboxes]}

    def _container_status(self, request: Message) -> dict[str, object]:
        wanted = _field(request, "container_id")
        return _container_status(_known((each for each in self._runtime.containers if each.id == wanted), wanted))

    def _sandbox_status(self, request: Message) -> dict[str, object]:
        wanted = _field(request, "pod_sandbox_id")
        found = _known((each for each in self._runtime.sandboxes if each.id == wanted), wanted)
        network = {"network": {"ip": ""}, "linux": {"namespaces": {"options": {"network": _HOST_NETWORK}}}}
        return {"status": {**_sandbox(found), **network}}


def _field(request: Message, name: str) -> str:
    return str(json_format.MessageToDict(request, preserving_proto_field_name=True).get(name, ""))


def _known(found: Iterator[T], wanted: str) -> T:
    for each in found:
        return each
    raise GRPCError(Status.NOT_FOUND, f"an error occurred when try to find {wanted}: not found")


def _answering(
    answer: Callable[[Message], dict[str, object]], reply: type[Message]
) -> Callable[[Stream[Message, Message]], Awaitable[None]]:
    async def handle(stream: Stream[Message, Message]) -> None:
        request = await stream.recv_message()
        if request is not None:
            await stream.send_message(json_format.ParseDict(answer(request), reply()))

    return handle


async def serve(runtime: Runtime, path: Path) -> Server:
    """Answer on that unix socket until closed; OSError if it cannot be bound."""
    path.parent.mkdir(parents=True, exist_ok=True)
    server = Server([_Service(runtime)])
    await server.start(path=str(path))
    return server
