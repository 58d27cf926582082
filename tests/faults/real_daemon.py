"""The real daemon on a made-up node: pod logs as the kubelet leaves them, counts read from its metrics."""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from whyrestart.history import read
from whyrestart.model.record import Restart

_COUNT = re.compile(
    r'^whyrestart_container_restarts_total\{container="([^"]+)",namespace="([^"]+)",pod="([^"]+)"\} (\S+)$',
    re.MULTILINE,
)


class DaemonSubject:
    """`whyrestart run` under a configuration of its own; its only witness of containers is the log directory.

    A log's number tells nothing of a count that began anew, so the oracle lets none do so.
    """

    sees_ids = False

    def __init__(self, directory):
        self.state = directory / "state"
        self._logs = directory / "pods"
        self._process = None
        self._output = (directory / "daemon.log").open("ab")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        for name in ("pods", "manifests", "pki"):
            (directory / name).mkdir()
        self._config = directory / "config.yaml"
        self._config.write_text(
            f"node_name: master-1\nmanifest_directory: {directory}/manifests\npod_log_directory: {self._logs}\n"
            f"certificate_directory: {directory}/pki\nruntime_endpoint: 'off'\nstate_directory: {self.state}\n"
            f"kubelet_url: https://127.0.0.1:1\nkubelet_read_only_url: http://127.0.0.1:1\n"
            f"listen: 127.0.0.1:{self._port}\n"
        )

    def show(self, node):
        wanted = {}
        for seen in node.containers():
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

    def published(self):
        """The counts now, none while it does not answer yet."""
        time.sleep(0.05)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics", timeout=2) as answer:
                text = answer.read().decode()
        except OSError:
            return []
        counts = {f"{pod[1]}/{pod[2]}/{pod[0]}": int(float(pod[3])) for pod in _COUNT.findall(text)}
        return [counts] if counts else []

    def kill(self):
        found = self.published()
        self._process.kill()
        self._process.wait()
        return found

    def kept(self):
        """The restarts that the history holds, counted by container."""
        return kept(self.state)


def kept(state):
    """The counted restarts of a history, by container."""
    found = {}
    for record in read(state, limit=None):
        if isinstance(record, Restart) and record.counted:
            found[str(record.subject)] = found.get(str(record.subject), 0) + record.times
    return found
