"""The real daemon on a made-up node: a runtime on a socket, pod logs as the kubelet leaves them, counts by metrics."""

import asyncio
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from fake_cri import FakeRuntime, serving
from whyrestart.history import read
from whyrestart.model.observation import ContainerState
from whyrestart.model.record import Restart

_COUNT = re.compile(
    r'^whyrestart_container_restarts_total\{container="([^"]+)",namespace="([^"]+)",pod="([^"]+)"\} (\S+)$',
    re.MULTILINE,
)


class RuntimeThread:
    """A container runtime on a unix socket, served from a thread so that the oracle need not be asynchronous."""

    def __init__(self, socket_path):
        self.runtime = FakeRuntime()
        self._ready, self._stop = threading.Event(), None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(socket_path)), daemon=True)
        self._thread.start()
        self._ready.wait()

    async def _serve(self, socket_path):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with serving(self.runtime, socket_path):
            self._ready.set()
            await self._stop.wait()

    def show(self, containers):
        self.runtime.containers, self.runtime.statuses = spoken(containers)

    def close(self):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()


def spoken(containers):
    """Containers as CRI lists them, and the status of each."""
    rows = {seen.container_id: _row(seen) for seen in containers}
    return [*rows.values()], {
        seen.container_id: {"status": rows[seen.container_id] | _details(seen)} for seen in containers
    }


def _row(seen):
    key = seen.attempt_key
    return {
        "id": seen.container_id,
        "podSandboxId": seen.sandbox_id,
        "metadata": {"name": key.ref.container, "attempt": key.attempt},
        "state": "CONTAINER_RUNNING" if seen.state is ContainerState.RUNNING else "CONTAINER_EXITED",
        "createdAt": _nanoseconds(seen.created_at),
        "labels": {
            "io.kubernetes.pod.name": key.ref.pod,
            "io.kubernetes.pod.namespace": key.ref.namespace,
            "io.kubernetes.pod.uid": hashlib.md5(key.pod_uid.encode()).hexdigest(),
            "io.kubernetes.container.name": key.ref.container,
        },
        "annotations": {"io.kubernetes.container.restartCount": str(key.attempt)},
    }


def _details(seen):
    details = {"startedAt": _nanoseconds(seen.created_at)}
    if seen.finished_at is not None:
        details |= {"finishedAt": _nanoseconds(seen.finished_at), "exitCode": 0, "reason": "Completed"}
    return details


def _nanoseconds(moment):
    return str(int(moment.timestamp() * 1e9))


class DaemonSubject:
    """`whyrestart run` under a configuration of its own, with a runtime that speaks CRI and a directory of pod logs."""

    sees_ids = True

    def __init__(self, directory, *, runtime=RuntimeThread):
        self.state = directory / "state"
        self._logs = directory / "pods"
        self._process = None
        self._output = (directory / "daemon.log").open("ab")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        for name in ("pods", "manifests", "pki"):
            (directory / name).mkdir()
        self._runtime = runtime(directory / "cri.sock")
        self._config = directory / "config.yaml"
        self._config.write_text(
            f"node_name: master-1\nmanifest_directory: {directory}/manifests\npod_log_directory: {self._logs}\n"
            f"certificate_directory: {directory}/pki\nruntime_endpoint: unix://{directory}/cri.sock\n"
            f"state_directory: {self.state}\nkubelet_url: https://127.0.0.1:1\n"
            f"kubelet_read_only_url: http://127.0.0.1:1\nlisten: 127.0.0.1:{self._port}\n"
        )

    def show(self, node):
        containers = tuple(node.containers())
        self._runtime.show(containers)
        wanted = {}
        for seen in containers:
            key = seen.attempt_key
            uid = hashlib.md5(key.pod_uid.encode()).hexdigest()
            pod = self._logs / f"{key.ref.namespace}_{key.ref.pod}_{uid}" / key.ref.container
            wanted[pod / f"{key.attempt}.log"] = seen
        for path, seen in wanted.items():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"{seen.created_at.isoformat()} stderr F attempt {seen.attempt_key.attempt}\n")
        for path in self._logs.rglob("*.log"):
            if path not in wanted:
                path.unlink()
        for pod in list(self._logs.iterdir()):
            if not any(path.is_relative_to(pod) for path in wanted):
                shutil.rmtree(pod)

    def start(self):
        root = Path(__file__).parents[2]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root / "daemon"), "LANG": "C.UTF-8"}
        command = [sys.executable, "-m", "whyrestart", "run", "--config", str(self._config)]
        self._process = subprocess.Popen(command, env=environment, stdout=self._output, stderr=self._output)

    def metrics(self):
        """The page as it is now; None while it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics", timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            return None

    def published(self):
        """The counts now, none while it does not answer yet."""
        time.sleep(0.05)
        text = self.metrics()
        if text is None:
            return []
        counts = self.counts(text)
        return [counts] if counts else []

    @staticmethod
    def counts(text):
        """The restarts by container that a page of metrics tells."""
        return {f"{pod[1]}/{pod[2]}/{pod[0]}": int(float(pod[3])) for pod in _COUNT.findall(text)}

    def kill(self):
        found = self.published()
        self._process.kill()
        self._process.wait()
        return found

    def kept(self):
        """The restarts that the history holds, counted by container; called once, at the end."""
        self._runtime.close()
        self._output.close()
        return kept(self.state)


def kept(state):
    """The counted restarts of a history, by container."""
    found = {}
    for record in read(state, limit=None):
        if isinstance(record, Restart) and record.counted:
            found[str(record.subject)] = found.get(str(record.subject), 0) + record.times
    return found
