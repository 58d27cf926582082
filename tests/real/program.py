"""The program under test, from outside: its service as a process, its commands, its HTTP, its metrics."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import psutil
import yaml
from prometheus_client.parser import text_string_to_metric_families

from .rig import places

Document = dict[str, Any]
_START_SECONDS = 30.0
_STOP_SECONDS = 15.0
_COMMAND_SECONDS = 180.0  # limits for a starved machine; how long it takes is measured, not asserted
_FOLLOW_SECONDS = 120
_ANSWER_SECONDS = 20.0
_POLL_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What the service said at one moment: its diagnosis, and its metric of foretold kills by container."""

    at: datetime
    document: Document
    next_kills: dict[str, float]

    @property
    def verdict(self) -> Document | None:
        """The verdict, None where there is nothing to repair."""
        found: Document | None = self.document["verdict"]
        return found

    def of(self, container: str) -> Document | None:
        """The diagnosis of a container."""
        return next((one for one in self.document["diagnoses"] if one["container"] == container), None)


@dataclass(kw_only=True)
class Ran:
    """What the service left when it ended."""

    exit_code: int | None = None
    output: str = ""
    peak_rss_bytes: int = 0
    cpu_seconds: float = 0.0
    lived_seconds: float = 0.0


@dataclass(kw_only=True)
class Program:
    """`whyrestart run` beside the rig, from `__enter__` to `__exit__`; all that it says is kept in `statements`."""

    place: Path
    statements: list[Statement] = field(default_factory=list)
    ran: Ran = field(default_factory=Ran)

    def __post_init__(self) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self._listen = f"127.0.0.1:{one.getsockname()[1]}"
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)
        self._config = self.place / "config.yaml"
        self._log = self.place / "output"
        self._over = threading.Event()
        self._recorder = threading.Thread(target=self._record, name="recorder", daemon=True)

    def __enter__(self) -> Self:
        self._config.write_text(yaml.safe_dump(self._settings()))
        self._start()
        self._recorder.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._recorder.join(30)
        self._measure()
        self._process.send_signal(signal.SIGTERM)
        try:
            self.ran.exit_code = self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.ran.output = self._log.read_text(errors="replace")
        with (self.place / "said.jsonl").open("w") as file:
            file.writelines(f"{json.dumps(statement.document)}\n" for statement in self.statements)

    def start_anew(self) -> None:
        """`kill -9`, and the same service once more."""
        self._process.kill()
        self._process.wait()
        self._start()

    def diagnose(self, *arguments: str) -> tuple[int, Document]:
        """`whyrestart diagnose -o json`, of one look, with its exit status."""
        done = self._command("diagnose", "--patience", "0", "-o", "json", *arguments)
        (self.place / ("replayed.json" if arguments else "live.json")).write_text(done.stdout + done.stderr)
        try:
            return done.returncode, json.loads(done.stdout)
        except ValueError:
            raise AssertionError(f"diagnose ended with {done.returncode}: {done.stdout}\n{done.stderr}") from None

    def capture(self) -> tuple[Path, str]:
        """`whyrestart capture DIR`, of one look: that directory, and what it complained of where it failed."""
        place = self.place / f"snapshot-{len(list(self.place.glob('snapshot-*')))}"
        done = self._command("capture", "--patience", "0", str(place))
        return place, f"capture ended with {done.returncode}: {done.stdout}{done.stderr}" if done.returncode else ""

    def fix(self) -> subprocess.CompletedProcess[str]:
        """`whyrestart fix --write`, which follows the result."""
        done = self._command("fix", "--write", "--wait", str(_FOLLOW_SECONDS))
        (self.place / "fixed").write_text(done.stdout + done.stderr)
        return done

    def samples(self) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
        """Every sample of /metrics by name and labels."""
        families = text_string_to_metric_families(self._get("/metrics").decode())
        return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}

    def restarts(self, container: str) -> float | None:
        """`whyrestart_container_restarts_total` of a container, None where the series is not there."""
        for (name, labels), value in self.samples().items():
            if name == "whyrestart_container_restarts_total" and ("container", container) in labels:
                return value
        return None

    def _settings(self) -> dict[str, str]:
        pki = places.PKI
        return {
            "node_name": places.NODE,
            "manifest_directory": str(places.MANIFESTS),
            "pod_log_directory": str(places.POD_LOGS),
            "runtime_endpoint": f"unix://{places.SOCKET}",
            "client_certificate": f"{pki}/apiserver-kubelet-client.crt",
            "client_key": f"{pki}/apiserver-kubelet-client.key",
            "certificate_directory": str(pki),
            "kubelet_config": str(places.KUBELET_CONFIG),
            "kubelet_url": f"https://127.0.0.1:{places.KUBELET}",
            "kubelet_read_only_url": f"http://127.0.0.1:{places.KUBELET_READ_ONLY}",
            "kubelet_log": str(places.KUBELET_LOG),
            "state_directory": str(self.place / "state"),
            "listen": self._listen,
        }

    def _start(self) -> None:
        self._started = time.monotonic()
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                [*_COMMAND, "run", "--config", str(self._config)], stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise

    def _wait_until_ready(self) -> None:
        while True:
            if self._process.poll() is not None:
                raise AssertionError(f"the service ended with {self._process.returncode}: {self._log.read_text()}")
            try:
                self._get("/-/ready")
            except OSError as error:
                if time.monotonic() - self._started > _START_SECONDS:
                    raise AssertionError(
                        f"after {_START_SECONDS:.0f} s not ready: {error}; {self._log.read_text()}"
                    ) from None
                time.sleep(0.2)
            else:
                return

    def _record(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            try:
                document = json.loads(self._get("/api/v1/diagnosis"))
                foreseen = any(one["next_kill_at"] for one in document["diagnoses"])
                samples = self.samples() if foreseen else {}
                kills = {dict(labels)["container"]: value for (name, labels), value in samples.items()
                         if name == "whyrestart_next_kill_timestamp_seconds"}  # fmt: skip
            except OSError:  # the case notices it by the statements that are missing
                continue
            self.statements.append(Statement(at=datetime.now(UTC), document=document, next_kills=kills))
            self._measure()

    def _measure(self) -> None:
        try:
            process = psutil.Process(self._process.pid)
            self.ran.peak_rss_bytes = max(self.ran.peak_rss_bytes, process.memory_info().rss)
            times = process.cpu_times()
            self.ran.cpu_seconds = times.user + times.system
            self.ran.lived_seconds = time.monotonic() - self._started
        except psutil.Error:
            pass

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://{self._listen}{path}", timeout=_ANSWER_SECONDS) as answer:
            body: bytes = answer.read()
            return body

    def _command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"WHYRESTART_CONFIG": str(self._config)}
        return subprocess.run(
            [*_COMMAND, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_COMMAND_SECONDS,
        )


_COMMAND = (sys.executable, "-m", "whyrestart")
