"""`whyrestart run` as its own process, on a node made of a few directories and a fake kubelet."""

import asyncio
import contextlib
import hashlib
import json
import os
import signal
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import yaml

ROOT = Path(__file__).parents[1]
NODE = "master-1"
MANIFEST = """\
apiVersion: v1
kind: Pod
metadata: {{name: kube-apiserver, namespace: kube-system}}
spec:
  hostNetwork: true
  containers:
  - name: kube-apiserver
    image: k8s.gcr.io/kube-apiserver:v1.20.2
    command: [kube-apiserver, --anonymous-auth=false]
    livenessProbe:
      httpGet: {{host: 127.0.0.1, port: {port}, path: /healthz}}
      periodSeconds: 1
      timeoutSeconds: 1
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Kubelet:
    """Answers /pods with one static pod whose restart count the test sets."""

    def __init__(self):
        self.restarts = 1
        self.port = None

    async def answer(self, reader, writer):
        request = await reader.read(65536)
        body = json.dumps(self.pods()).encode() if b" /pods " in request else b""
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    def pods(self):
        ended = datetime.now(UTC) - timedelta(seconds=5)
        last = {"exitCode": 137, "reason": "Error", "containerID": f"containerd://c{self.restarts - 1}"}
        last["finishedAt"] = ended.isoformat()
        status = {
            "name": "kube-apiserver",
            "restartCount": self.restarts,
            "containerID": f"containerd://c{self.restarts}",
            "state": {"running": {"startedAt": (ended + timedelta(seconds=1)).isoformat()}},
            "lastState": {"terminated": last},
        }
        metadata = {
            "name": f"kube-apiserver-{NODE}",
            "namespace": "kube-system",
            "uid": hashlib.md5(b"pod").hexdigest(),
            "annotations": {"kubernetes.io/config.source": "file"},
        }
        return {"items": [{"metadata": metadata, "status": {"phase": "Running", "containerStatuses": [status]}}]}


class Daemon:
    """The process, its files, and what it says."""

    def __init__(self, directory, kubelet, *, wrapper=(), **settings):
        self.directory = directory
        self.kubelet = kubelet
        self.config = directory / "config.yaml"
        self.log = directory / "daemon.log"
        self.port = free_port()
        self._wrapper = wrapper
        self._process = None
        for name in ("manifests", "pods", "pki"):
            (directory / name).mkdir(exist_ok=True)
        self.configure(**settings)

    def configure(self, **settings):
        values = {
            "node_name": NODE,
            "manifest_directory": f"{self.directory}/manifests",
            "pod_log_directory": f"{self.directory}/pods",
            "certificate_directory": f"{self.directory}/pki",
            "kubelet_config": f"{self.directory}/kubelet.yaml",
            "kubelet_log": f"{self.directory}/kubelet.log",
            "runtime_endpoint": "off",
            "kubelet_url": "https://127.0.0.1:1",
            "kubelet_read_only_url": f"http://127.0.0.1:{self.kubelet.port}",
            "state_directory": f"{self.directory}/state",
            "listen": f"127.0.0.1:{self.port}",
            **settings,
        }
        self.config.write_text(yaml.safe_dump(values))

    async def start(self):
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(*self._wrapper, sys.executable, "-m", "whyrestart", "run", "--config", str(self.config)),
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "daemon"), "LANG": "C.UTF-8"},
                stdout=log,
                stderr=log,
            )

    @property
    def said(self):
        return self.log.read_text() if self.log.exists() else ""

    @property
    def alive(self):
        return self._process is not None and self._process.returncode is None

    def signal(self, number):
        self._process.send_signal(number)

    async def end(self, seconds=30):
        """Its exit status, once it has ended by itself."""
        async with asyncio.timeout(seconds):
            return await self._process.wait()

    async def stop(self):
        if self.alive:
            self.signal(signal.SIGTERM)
            try:
                return await self.end()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
                raise
        return self._process.returncode if self._process else None

    async def get(self, path):
        """A page's text; empty while it does not answer."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", trust_env=False) as client:
            with contextlib.suppress(httpx.TransportError):
                return (await client.get(path, timeout=10)).text
        return ""

    async def diagnosis(self):
        nothing = {"diagnoses": [], "gaps": []}
        with contextlib.suppress(ValueError):
            return nothing | json.loads(await self.get("/api/v1/diagnosis"))
        return nothing

    async def gap(self, source):
        """Why that source is blind; None where it is not."""
        found = (gap["why"] for gap in (await self.diagnosis())["gaps"] if gap["source"] == source)
        return next(found, None)

    async def counted(self):
        """The restarts counted so far; None while there is no such series."""
        name = "whyrestart_container_restarts_total{"
        lines = [line for line in (await self.get("/metrics")).splitlines() if line.startswith(name)]
        return float(lines[0].rpartition(" ")[2]) if lines else None

    async def until(self, condition, seconds=60):
        """Wait until that coroutine function gives something true, and give that."""
        async with asyncio.timeout(seconds):
            while True:
                assert self.alive, self.said
                if value := await condition():
                    return value
                await asyncio.sleep(0.1)

    async def still_counts(self):
        """One restart more at the kubelet is one more in the metrics."""

        async def ready():
            return "ready" in await self.get("/-/ready") and await self.counted() is not None

        await self.until(ready)
        before = await self.counted()
        self.kubelet.restarts += 1

        async def more():
            return (await self.counted()) == before + 1

        return await self.until(more)


@contextlib.asynccontextmanager
async def kubelet():
    it = Kubelet()
    server = await asyncio.start_server(it.answer, "127.0.0.1", 0)
    it.port = server.sockets[0].getsockname()[1]
    try:
        yield it
    finally:
        server.close()
        await server.wait_closed()
