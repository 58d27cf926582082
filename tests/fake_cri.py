"""A container runtime that speaks CRI on a unix socket, with containers from recordings."""

from contextlib import asynccontextmanager

from google.protobuf import json_format
from grpclib.const import Cardinality, Handler, Status
from grpclib.exceptions import GRPCError
from grpclib.server import Server

from whyrestart.sources.cri_api import message_type

STATES = {"CONTAINER_RUNNING": 1, "CONTAINER_EXITED": 2, "SANDBOX_NOTREADY": 1, "NODE": 2, "CONTAINER": 1}


def message(name, recorded):
    return json_format.ParseDict(_numbers(recorded), message_type(name)(), ignore_unknown_fields=True)


def _numbers(value):
    """Recordings name enumerations; on the wire they are numbers."""
    if isinstance(value, dict):
        return {
            k: STATES.get(v, v) if isinstance(v, str) and k in {"state", "network"} else _numbers(v)
            for k, v in value.items()
        }
    return [_numbers(v) for v in value] if isinstance(value, list) else value


class FakeRuntime:
    """Serves `containers`, `sandboxes` and the statuses of them; counts what it is asked."""

    def __init__(self, package="runtime.v1", *, containers=(), statuses=None, sandboxes=(), sandbox_statuses=None):
        self.package = package
        self.containers, self.statuses = list(containers), dict(statuses or {})
        self.sandboxes, self.sandbox_statuses = list(sandboxes), dict(sandbox_statuses or {})
        self.asked = []
        self.event_stream = None

    def __mapping__(self):
        calls = {
            "Version": (self.version, "Empty", "VersionResponse"),
            "ListContainers": (self.list_containers, "Empty", "ListContainersResponse"),
            "ListPodSandbox": (self.list_sandboxes, "Empty", "ListPodSandboxResponse"),
            "ContainerStatus": (self.container_status, "ContainerStatusRequest", "ContainerStatusResponse"),
            "PodSandboxStatus": (self.sandbox_status, "PodSandboxStatusRequest", "PodSandboxStatusResponse"),
        }
        mapping = {
            f"/{self.package}.RuntimeService/{name}": Handler(
                self._counted(name, call), Cardinality.UNARY_UNARY, message_type(request), message_type(reply)
            )
            for name, (call, request, reply) in calls.items()
        }
        empty = message_type("Empty")
        for package in {"runtime.v1", "runtime.v1alpha2"} - {self.package}:
            foreign = Handler(_unknown_service(package), Cardinality.UNARY_UNARY, empty, empty)
            mapping |= {f"/{package}.RuntimeService/{name}": foreign for name in calls}
        if self.event_stream is not None:
            path = f"/{self.package}.RuntimeService/GetContainerEvents"
            types = message_type("Empty"), message_type("ContainerEventResponse")
            mapping[path] = Handler(self.events, Cardinality.UNARY_STREAM, *types)
        return mapping

    def _counted(self, name, call):
        async def counted(stream):
            request = await stream.recv_message()
            self.asked.append(name)
            await stream.send_message(call(request))

        return counted

    def version(self, _):
        return message("VersionResponse", {"runtimeName": "containerd", "runtimeVersion": "1.6.20"})

    def list_containers(self, _):
        return message("ListContainersResponse", {"containers": self.containers})

    def list_sandboxes(self, _):
        return message("ListPodSandboxResponse", {"items": self.sandboxes})

    def container_status(self, request):
        return self._status("ContainerStatusResponse", self.statuses, request.container_id)

    def sandbox_status(self, request):
        return self._status("PodSandboxStatusResponse", self.sandbox_statuses, request.pod_sandbox_id)

    def _status(self, name, statuses, wanted):
        if wanted not in statuses:
            raise GRPCError(Status.NOT_FOUND, f"an error occurred when try to find {wanted}: not found")
        return message(name, statuses[wanted])

    async def events(self, stream):
        await stream.recv_message()
        while await self.event_stream.get():
            await stream.send_message(message("ContainerEventResponse", {"containerId": "c1"}))


@asynccontextmanager
async def serving(runtime, path):
    server = Server([runtime])
    await server.start(path=str(path))
    try:
        yield
    finally:
        server.close()
        await server.wait_closed()


def _unknown_service(package):
    """What Go's gRPC answers for a service that nobody registered, as containerd 1.6.20 was seen to do."""

    async def refuse(stream):
        raise GRPCError(Status.UNIMPLEMENTED, f"unknown service {package}.RuntimeService")

    return refuse
