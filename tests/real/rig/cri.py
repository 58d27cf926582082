"""A small client of the container runtime's interface (CRI v1), for the rig and its oracle alone.

It shares no code with the program under test. The messages hold only the fields that are used, with the numbers of
`cri-api/pkg/apis/runtime/v1/api.proto`; protobuf passes over the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpclib.client import Channel, UnaryUnaryMethod

T = TypeVar("T")
_MESSAGES: dict[str, dict[str, tuple[int, str]]] = {
    "Metadata": {"name": (1, "string"), "attempt": (2, "uint32")},
    "Label": {"key": (1, "string"), "value": (2, "string")},
    "ListContainersRequest": {},
    "Container": {"id": (1, "string"), "pod_sandbox_id": (2, "string"), "metadata": (3, "Metadata"),
                  "state": (6, "int32"), "labels": (8, "Label*")},
    "ListContainersResponse": {"containers": (1, "Container*")},
    "ContainerStatusRequest": {"container_id": (1, "string")},
    "Status": {"id": (1, "string"), "started_at": (5, "int64"), "finished_at": (6, "int64"), "exit_code": (7, "int32"),
               "reason": (10, "string")},
    "ContainerStatusResponse": {"status": (1, "Status")},
    "StopContainerRequest": {"container_id": (1, "string"), "timeout": (2, "int64")},
    "ListPodSandboxRequest": {},
    "Sandbox": {"id": (1, "string")},
    "ListPodSandboxResponse": {"items": (1, "Sandbox*")},
    "StopPodSandboxRequest": {"pod_sandbox_id": (1, "string")},
    "RemovePodSandboxRequest": {"pod_sandbox_id": (1, "string")},
    "Empty": {},
}  # fmt: skip
_STATES = ("created", "running", "exited", "unknown")
TIMEOUT_SECONDS = 5.0


def _classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(name="rig_cri.proto", package="rig", syntax="proto3")
    kinds = {name: getattr(descriptor_pb2.FieldDescriptorProto, f"TYPE_{name.upper()}")
             for name in ("string", "int32", "int64", "uint32")}  # fmt: skip
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            one = message.field.add(name=field, number=number)
            one.label = one.LABEL_REPEATED if kind.endswith("*") else one.LABEL_OPTIONAL
            one.type = kinds.get(kind.rstrip("*"), one.TYPE_MESSAGE)
            if one.type == one.TYPE_MESSAGE:
                one.type_name = f".rig.{kind.rstrip('*')}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"rig.{name}")) for name in _MESSAGES}


_CLASS = _classes()


@dataclass(frozen=True, kw_only=True)
class Container:
    """One attempt of a container as the runtime lists it."""

    id: str
    sandbox: str
    name: str
    pod: str
    uid: str
    attempt: int
    state: str


@dataclass(frozen=True, kw_only=True)
class End:
    """How an attempt began and ended; None where it has not."""

    exit_code: int
    reason: str
    started_at: datetime | None
    finished_at: datetime | None


class Runtime:
    """Calls to the runtime behind one socket. Raises OSError or grpclib's errors where it does not answer."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def containers(self) -> list[Container]:
        """All containers, running or not."""
        return self._talk(_containers)

    def end(self, container: str) -> End:
        """How that container began and ended."""

        async def ask(channel: Channel) -> End:
            status = (await _call(channel, "ContainerStatus", container_id=container)).status
            return End(
                exit_code=status.exit_code,
                reason=status.reason,
                started_at=_moment(status.started_at),
                finished_at=_moment(status.finished_at),
            )

        return self._talk(ask)

    def clear(self) -> list[str]:
        """Stop and remove every pod, and say what would not go."""

        async def go(channel: Channel) -> list[str]:
            stops = [_call(channel, "StopContainer", reply="Empty", seconds=20, container_id=c.id, timeout=0)
                     for c in await _containers(channel) if c.state == "running"]  # fmt: skip
            troubles = await asyncio.gather(*stops, return_exceptions=True)
            sandboxes = (await _call(channel, "ListPodSandbox")).items
            for method in ("StopPodSandbox", "RemovePodSandbox"):
                calls = [_call(channel, method, reply="Empty", seconds=20, pod_sandbox_id=s.id) for s in sandboxes]
                troubles += await asyncio.gather(*calls, return_exceptions=True)
            return [str(trouble) for trouble in troubles if isinstance(trouble, Exception)]

        return self._talk(go)

    def _talk(self, talk: Callable[[Channel], Awaitable[T]]) -> T:
        async def go() -> T:
            channel = Channel(path=str(self._socket))
            try:
                return await talk(channel)
            finally:
                channel.close()

        return asyncio.run(go())


async def _call(
    channel: Channel, method: str, *, reply: str = "", seconds: float = TIMEOUT_SECONDS, **fields: Any
) -> Any:
    path = f"/runtime.v1.RuntimeService/{method}"
    rpc = UnaryUnaryMethod(channel, path, _CLASS[f"{method}Request"], _CLASS[reply or f"{method}Response"])
    return await rpc(_CLASS[f"{method}Request"](**fields), timeout=seconds)


async def _containers(channel: Channel) -> list[Container]:
    listed = []
    for one in (await _call(channel, "ListContainers")).containers:
        labels = {label.key: label.value for label in one.labels}
        listed.append(
            Container(
                id=one.id,
                sandbox=one.pod_sandbox_id,
                name=one.metadata.name,
                pod=labels.get("io.kubernetes.pod.name", ""),
                uid=labels.get("io.kubernetes.pod.uid", ""),
                attempt=one.metadata.attempt,
                state=_STATES[one.state],
            )
        )
    return listed


def _moment(nanoseconds: int) -> datetime | None:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC) if nanoseconds > 0 else None
