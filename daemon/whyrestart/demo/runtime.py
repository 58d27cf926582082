"""The simulated container runtime: the demo's own programs as real processes, their output as CRI log files.

A manifest names a program; only a name of PROGRAMS is ever run, and what runs is this package's module of that name.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import whyrestart
from whyrestart.demo.podspec import ContainerSpec, PodSpec
from whyrestart.demo.programs import process as process_rules

_MODULES = "whyrestart.demo.programs"
PROGRAMS = MappingProxyType(
    {
        "etcd": (f"{_MODULES}.etcd",),
        "kube-apiserver": (f"{_MODULES}.apiserver",),
        "kube-controller-manager": (f"{_MODULES}.leader", "kube-controller-manager"),
        "kube-scheduler": (f"{_MODULES}.leader", "kube-scheduler"),
    }
)

# A line longer than this is cut in two by the CRI log format too (containerd: 16 KiB).
_LINE_BYTES = 16 * 1024
# What a real node takes 20 s for (kube-apiserver's wait for etcd), shortened.
_ETCD_PATIENCE_SECONDS = 4


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """A pod's sandbox: nothing runs in it here, but a runtime tells of it."""

    id: str
    pod: PodSpec
    created_at: datetime


@dataclass(kw_only=True, eq=False)
class Container:
    """One attempt. `finished_at`, `exit_code` and `reason` are set once it has ended; `ended` says so."""

    id: str
    spec: ContainerSpec
    sandbox: Sandbox
    attempt: int
    log_path: Path
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    exit_code: int | None = None
    reason: str = ""
    message: str = ""
    process: Process | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pod(self) -> PodSpec:
        """The pod that it belongs to."""
        return self.sandbox.pod

    @property
    def running_seconds(self) -> float:
        """Since its start."""
        return (datetime.now(UTC) - self.started_at).total_seconds() if self.started_at else 0.0

    @property
    def running(self) -> bool:
        """Whether it has started and not ended."""
        return self.started_at is not None and not self.ended.is_set()


def pod_log_directory(root: Path, pod: PodSpec) -> Path:
    """Where a pod's logs lie (1.14 and later, k/k#74441)."""
    return root / f"{pod.namespace}_{pod.name}_{pod.uid}"


def cri_time(moment: datetime) -> str:
    """`2026-11-23T08:00:55.794796123Z`; the last three digits are noughts here."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"


class Runtime:
    """Starts and stops containers. Every process it has started is stopped by `close`.

    `containers` are those that it still knows: the running ones, and of each name in a pod the last dead one.
    """

    def __init__(self, pod_logs: Path) -> None:
        self._pod_logs = pod_logs
        self.containers: list[Container] = []
        self._sandboxes: dict[str, Sandbox] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def sandboxes(self) -> list[Sandbox]:
        """Every pod's that has ever run."""
        return list(self._sandboxes.values())

    async def start(self, pod: PodSpec, spec: ContainerSpec, attempt: int) -> Container:
        """Start an attempt. A program that this runtime does not have gives an ended container, 128 StartError."""
        directory = pod_log_directory(self._pod_logs, pod) / spec.name
        directory.mkdir(parents=True, exist_ok=True)
        sandbox = self._sandboxes.setdefault(
            pod.uid, Sandbox(id=secrets.token_hex(32), pod=pod, created_at=datetime.now(UTC))
        )
        container = Container(
            id=secrets.token_hex(32),
            spec=spec,
            sandbox=sandbox,
            attempt=attempt,
            log_path=directory / f"{attempt}.log",
            created_at=datetime.now(UTC),
        )
        container.log_path.touch(mode=0o640)
        self._forget_older(container)
        program = PurePosixPath(spec.command[0]).name if spec.command else ""
        if program not in PROGRAMS:
            container.finished_at = datetime.now(UTC)
            container.exit_code, container.reason = 128, "StartError"
            container.message = (
                "failed to create containerd task: OCI runtime create failed: container_linux.go:380: starting "
                f'container process caused: exec: "{program}": executable file not found in $PATH: unknown'
            )
            container.ended.set()
            return container
        container.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *PROGRAMS[program],
            *spec.command[1:],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            env=_environment(spec),
            # Ctrl-C at the terminal is for the demo, which then stops its node in order.
            start_new_session=True,
            limit=_LINE_BYTES,
        )
        container.started_at = datetime.now(UTC)
        task = asyncio.create_task(self._attend(container, container.process))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return container

    def _forget_older(self, new: Container) -> None:
        """Keep of the dead attempts only the last (MaxPerPodContainer=1, KUBELET.md 1.9)."""
        self.containers = [
            known
            for known in self.containers
            if known.pod.uid != new.pod.uid
            or known.spec.name != new.spec.name
            or not known.ended.is_set()
            or known.attempt >= new.attempt - 1
        ]
        self.containers.append(new)

    async def _attend(self, container: Container, process: Process) -> None:
        with container.log_path.open("a", encoding="utf-8", errors="replace") as log:

            async def copy(stream: asyncio.StreamReader | None, name: str) -> None:
                while stream is not None and (line := await stream.readline()):
                    text = line.decode(errors="replace").rstrip("\n")
                    log.write(f"{cri_time(datetime.now(UTC))} {name} F {text}\n")
                    log.flush()

            await asyncio.gather(copy(process.stdout, "stdout"), copy(process.stderr, "stderr"))
            code = await process.wait()
        container.finished_at = datetime.now(UTC)
        # A shell's way to tell a signal, which is also the runtime's: 137 is SIGKILL.
        container.exit_code = 128 - code if code < 0 else code
        container.reason = "Completed" if code == 0 else "Error"
        container.ended.set()

    async def stop(self, container: Container, grace_seconds: float) -> None:
        """SIGTERM, then SIGKILL when the grace period is over; returns once it has ended."""
        _send(container, signal.SIGTERM)
        try:
            async with asyncio.timeout(grace_seconds):
                await container.ended.wait()
        except TimeoutError:
            _send(container, signal.SIGKILL)
            await container.ended.wait()

    async def close(self) -> None:
        """End every process at once: the demo is over, nobody waits for a graceful end."""
        for container in self.containers:
            _send(container, signal.SIGKILL)
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)


def _send(container: Container, number: signal.Signals) -> None:
    process = container.process
    if process is not None and process.returncode is None:
        process.send_signal(number)


def _environment(spec: ContainerSpec) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(whyrestart.__file__).parents[1]),
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        process_rules.VERSION_VARIABLE: spec.image.rpartition(":")[2].removesuffix("-0"),
        process_rules.MOUNTS_VARIABLE: json.dumps(spec.mounts),
        process_rules.KUBELET_VARIABLE: str(os.getpid()),
        process_rules.ETCD_PATIENCE_VARIABLE: str(_ETCD_PATIENCE_SECONDS),
    }
