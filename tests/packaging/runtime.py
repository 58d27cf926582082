"""Stands for containerd on the node: answers CRI on its socket, with one container whose attempts are its logs.

Run by the machine's own Python with the libraries that the package carries.
"""

import asyncio
import os
import sys
from pathlib import Path

sys.path.insert(0, "/usr/lib/whyrestart")

from google.protobuf import json_format
from grpclib.const import Cardinality, Handler
from grpclib.server import Server

from whyrestart.sources.cri_api import message_type

SOCKET = Path("/run/containerd/containerd.sock")
UID = "0123456789abcdef0123456789abcdef"
POD = f"/var/log/pods/kube-system_kube-apiserver-master-1_{UID}"
SANDBOX = "5" * 64
LABELS = {
    "io.kubernetes.pod.name": "kube-apiserver-master-1",
    "io.kubernetes.pod.namespace": "kube-system",
    "io.kubernetes.pod.uid": UID,
}
RUNNING, EXITED = 1, 2


def attempts():
    """Number and beginning (ns) of each attempt."""
    return sorted((int(log.stem), log.stat().st_mtime_ns) for log in Path(POD, "kube-apiserver").glob("*.log"))


def container_id(number):
    return f"{number:064x}"


def described(number, at, newest):
    return {
        "id": container_id(number),
        "metadata": {"name": "kube-apiserver", "attempt": number},
        "image": {"image": "registry.k8s.io/kube-apiserver:v1.19.16"},
        "state": RUNNING if number == newest else EXITED,
        "created_at": at,
        "labels": LABELS | {"io.kubernetes.container.name": "kube-apiserver"},
        "annotations": {"io.kubernetes.container.restartCount": str(number)},
    }


def containers(_):
    known = attempts()
    return {"containers": [{**described(*each, known[-1][0]), "pod_sandbox_id": SANDBOX} for each in known]}


def status(request):
    known = attempts()
    newest = known[-1][0]
    number, at = next(each for each in known if container_id(each[0]) == request.container_id)
    ended = {} if number == newest else {"finished_at": known[number + 1][1], "exit_code": 137, "reason": "Error"}
    log = f"{POD}/kube-apiserver/{number}.log"
    return {"status": {**described(number, at, newest), "started_at": at, "log_path": log, **ended}}


def version(_):
    return {"runtime_name": "containerd", "runtime_version": "1.6.20"}


def sandbox_status(_):
    return {"status": sandbox()}


def sandboxes(_):
    return {"items": [sandbox()]}


def sandbox():
    return {
        "id": SANDBOX,
        "metadata": {"name": "kube-apiserver-master-1", "uid": UID, "namespace": "kube-system"},
        "state": 0,
        "created_at": attempts()[0][1],
        "labels": LABELS,
        "annotations": {"kubernetes.io/config.source": "file", "kubernetes.io/config.hash": UID},
    }


class Runtime:
    def __mapping__(self):
        calls = {
            "Version": ("Empty", "VersionResponse", version),
            "ListContainers": ("Empty", "ListContainersResponse", containers),
            "ListPodSandbox": ("Empty", "ListPodSandboxResponse", sandboxes),
            "ContainerStatus": ("ContainerStatusRequest", "ContainerStatusResponse", status),
            "PodSandboxStatus": ("PodSandboxStatusRequest", "PodSandboxStatusResponse", sandbox_status),
        }
        return {
            f"/runtime.v1.RuntimeService/{name}": Handler(
                answering(answer, message_type(reply)),
                Cardinality.UNARY_UNARY,
                message_type(asked),
                message_type(reply),
            )
            for name, (asked, reply, answer) in calls.items()
        }


def answering(answer, reply):
    async def handle(stream):
        request = await stream.recv_message()
        await stream.send_message(json_format.ParseDict(answer(request), reply()))

    return handle


async def main():
    server = Server([Runtime()])
    await server.start(path=str(SOCKET))
    await server.wait_closed()


# As containerd makes them: 0711 and 0660, root's.
SOCKET.parent.mkdir(mode=0o711, exist_ok=True)
os.umask(0o117)
asyncio.run(main())
