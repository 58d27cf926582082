"""A simulated kubelet: reads the manifest directory, runs what it may run, probes, kills and restarts it.

By the rules of KUBELET.md 1.6 to 1.12, with two liberties: the file check and the back-off are shortened, and the
manifest directory is looked at five times a second instead of being watched by inotify.
"""

from __future__ import annotations

import asyncio
import contextlib
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from whyrestart.demo import podspec, rules
from whyrestart.demo.kubelet_log import KubeletLog
from whyrestart.demo.podspec import ContainerSpec, PodError, PodSpec, ProbeSpec
from whyrestart.demo.prober import probe
from whyrestart.demo.rules import Answer, BackOff, Worker
from whyrestart.demo.runtime import Container, Runtime, pod_log_directory
from whyrestart.model.version import Version

_WATCH_SECONDS = 0.2
# A pod worker looks again at what it could not do; about a second on a real one (RIG.md, j-exec-missing).
_SYNC_SECONDS = 1.0
# RIG.md: the new pod's container starts 0.5 to 2 s after the edit.
_START_LAG_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class KubeletSettings:
    """What this kubelet was started with. Real ones check files every 20 s and back off from 10 s to 300 s."""

    manifests: Path
    pod_logs: Path
    log: Path
    node_name: str
    version: Version
    file_check_seconds: float = 5.0
    back_off_seconds: float = 2.0
    back_off_maximum_seconds: float = 60.0


@dataclass(kw_only=True)
class Slot:
    """One container of a running pod, through all its attempts."""

    spec: ContainerSpec
    workers: dict[str, Worker]
    current: Container | None = None
    previous: Container | None = None
    restarts: int = 0
    waiting: str = ""
    waiting_message: str = ""
    unhealthy: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def started(self) -> bool:
        """Whether the startup probe has succeeded, or there is none."""
        worker = self.workers.get("startupProbe")
        return self.current is not None and self.current.running and (worker is None or worker.good is True)

    @property
    def ready(self) -> bool:
        """Whether it runs, has started, and the readiness probe (if any) agrees."""
        worker = self.workers.get("readinessProbe")
        return self.started and (worker is None or worker.good is True)


@dataclass(kw_only=True)
class RunningPod:
    """A pod and the task that keeps it running."""

    pod: PodSpec
    slots: dict[str, Slot]
    seen_at: datetime
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that befell a container, in words for the show."""

    at: datetime
    container: str
    text: str
    killed: bool = False


class Kubelet:
    """`run` until cancelled, then `close`. `pods` is what it runs now, by `runtime`, `happenings` what befell them."""

    def __init__(self, settings: KubeletSettings) -> None:
        self._settings = settings
        self.log = KubeletLog(settings.log, settings.version)
        self.runtime = Runtime(settings.pod_logs)
        self._back_off = BackOff(
            initial_seconds=settings.back_off_seconds, maximum_seconds=settings.back_off_maximum_seconds
        )
        self.pods: dict[str, RunningPod] = {}
        self.happenings: list[Happening] = []
        self._ending: dict[str, asyncio.Task[None]] = {}
        self._attempts: dict[tuple[str, str], int] = {}
        self._files: dict[str, str] = {}
        self._marks: dict[str, tuple[int, ...]] = {}

    # ---- the manifest directory ---------------------------------------------------------------------------------

    async def run(self) -> None:
        """Watch the directory and keep the pods of its manifests running, until cancelled."""
        self.log.write("I", "file.go:68", f'Watching path "{self._settings.manifests}"')
        self._list()
        passed = 0.0
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            passed += _WATCH_SECONDS
            self._watch()
            if passed >= self._settings.file_check_seconds:
                passed = 0.0
                self._list()

    def _look(self) -> dict[str, tuple[int, ...]]:
        marks: dict[str, tuple[int, ...]] = {}
        with contextlib.suppress(OSError):
            for name in rules.manifest_names(entry.name for entry in self._settings.manifests.iterdir()):
                with contextlib.suppress(OSError):
                    found = (self._settings.manifests / name).stat()
                    if stat.S_ISREG(found.st_mode):
                        marks[name] = (found.st_mtime_ns, found.st_size, found.st_ino)
        return marks

    def _read(self, name: str) -> PodSpec:
        path = self._settings.manifests / name
        try:
            text = path.read_bytes()
        except OSError as error:
            raise PodError(f"{path}: {error.strerror}") from error
        return podspec.parse(text, file=str(path), node_name=self._settings.node_name, version=self._settings.version)

    def _watch(self) -> None:
        """Events: a written file's pod is taken as it is, a removed file's pod goes, whoever else defines it too."""
        marks = self._look()
        pods = {key: running.pod for key, running in self.pods.items()}
        for name in sorted(marks.keys() | self._marks.keys()):
            if marks.get(name) == self._marks.get(name):
                continue
            if name not in marks:
                pods.pop(self._files.pop(name, ""), None)
                continue
            try:
                pod = self._read(name)
            except PodError as error:
                self.log.write("E", "file.go:187", f"Unable to process watch event: can't process config file {error}")
            else:
                self._files[name] = pod.key
                pods[pod.key] = pod
        self._marks = marks
        self._replace(pods)

    def _list(self) -> None:
        """The full read: of two files with one pod the last in byte order wins, a bad file's pod goes."""
        self._marks = self._look()
        pods: dict[str, PodSpec] = {}
        self._files = {}
        for name in self._marks:
            try:
                pod = self._read(name)
            except PodError as error:
                where = self._settings.manifests / name
                self.log.write("E", "file.go:137", f'Can\'t process manifest file "{where}": {error}')
            else:
                self._files[name] = pod.key
                pods[pod.key] = pod
        self._replace(pods)

    def _replace(self, pods: dict[str, PodSpec]) -> None:
        gone = [running for key, running in self.pods.items() if key not in pods or pods[key].uid != running.pod.uid]
        if gone:
            self.log.pods("REMOVE", [running.pod for running in gone])
        for running in gone:
            del self.pods[running.pod.key]
            self._end(running)
        new = [pod for key, pod in pods.items() if key not in self.pods]
        if new:
            self.log.pods("ADD", new)
        for pod in new:
            self.pods[pod.key] = self._begin(pod)

    # ---- pods ---------------------------------------------------------------------------------------------------

    def _begin(self, pod: PodSpec) -> RunningPod:
        slots = {
            spec.name: Slot(spec=spec, workers={probe.kind: Worker(probe=probe) for probe in spec.probes})
            for spec in pod.containers
        }
        running = RunningPod(pod=pod, slots=slots, seen_at=datetime.now(UTC))
        running.task = asyncio.create_task(self._keep(running))
        return running

    def _end(self, running: RunningPod) -> None:
        async def end() -> None:
            if running.task is not None:
                running.task.cancel()
                await asyncio.gather(running.task, return_exceptions=True)
            alive = [slot.current for slot in running.slots.values() if slot.current and slot.current.running]
            await asyncio.gather(*(self.runtime.stop(container, running.pod.grace_seconds) for container in alive))
            for container in alive:
                self.log.pleg(container, "ContainerDied")
                self._tell(
                    container.spec.name,
                    f"attempt {container.attempt} of the former pod ended: {container.reason}, "
                    f"exit code {container.exit_code}",
                )

        self._ending[running.pod.uid] = task = asyncio.create_task(end())
        task.add_done_callback(lambda _: self._ending.pop(running.pod.uid, None))

    async def _keep(self, running: RunningPod) -> None:
        if self._settings.version.at_least(1, 22):
            # waitingToStartStaticPods: the old pod of this name ends first.
            await asyncio.gather(*self._ending.values(), return_exceptions=True)
        else:
            await asyncio.gather(*(task for uid, task in self._ending.items() if uid == running.pod.uid))
            await asyncio.sleep(_START_LAG_SECONDS)
        async with asyncio.TaskGroup() as group:
            for slot in running.slots.values():
                group.create_task(self._keep_container(running.pod, slot))
                for worker in slot.workers.values():
                    group.create_task(self._keep_probing(slot, worker))

    async def _keep_container(self, pod: PodSpec, slot: Slot) -> None:
        looked_at: Container | None = None
        while True:
            await self._wait(pod, slot, looked_at)
            slot.unhealthy.clear()
            slot.previous, slot.current = slot.current, await self._start(pod, slot.spec)
            slot.restarts = slot.current.attempt
            slot.waiting = slot.waiting_message = ""
            killed = await self._until_end(slot, slot.current)
            # A kill and the next start are decided on a status that predates the kill (KUBELET.md 1.8).
            looked_at = slot.previous if killed else slot.current

    async def _wait(self, pod: PodSpec, slot: Slot, looked_at: Container | None) -> None:
        """Until the back-off lets the next attempt start. Later looks see the newest exit."""
        key = f"{pod.uid}/{slot.spec.name}"
        told = False
        while True:
            now = datetime.now(UTC).timestamp()
            finished = looked_at.finished_at if looked_at is not None else None
            if self._back_off.wait(key, finished.timestamp() if finished else None, now) <= 0:
                return
            seconds = self._back_off.seconds(key)
            slot.waiting = "CrashLoopBackOff"
            slot.waiting_message = (
                f"back-off {seconds:.0f}s restarting failed container={slot.spec.name} pod={pod.full_name}"
            )
            self.log.back_off(pod, slot.spec.name, seconds)
            if not told:
                self._tell(slot.spec.name, f"CrashLoopBackOff: waits up to {seconds:.0f} s before the next attempt")
                told = True
            await asyncio.sleep(_SYNC_SECONDS)
            looked_at = slot.current

    async def _start(self, pod: PodSpec, spec: ContainerSpec) -> Container:
        directory = pod_log_directory(self._settings.pod_logs, pod) / spec.name
        names = [path.name for path in directory.iterdir()] if directory.is_dir() else []
        known = self._attempts.get((pod.uid, spec.name))
        if known is None and self._settings.version.at_least(1, 22):
            known = rules.next_attempt(names) - 1
        attempt = 0 if known is None else known + 1
        self._attempts[pod.uid, spec.name] = attempt
        container = await self.runtime.start(pod, spec, attempt)
        for name in names:
            # Of the dead only the last is kept, and its log with it (KUBELET.md 1.9).
            if rules.next_attempt([name]) < attempt:
                (directory / name).unlink(missing_ok=True)
        self.log.pleg(container, "ContainerStarted")
        self._tell(spec.name, f"attempt {attempt} started")
        return container

    async def _until_end(self, slot: Slot, container: Container) -> bool:
        """Wait for the container's end, by itself or by this kubelet's decision; whether it was the latter."""
        ended = asyncio.create_task(container.ended.wait())
        unhealthy = asyncio.create_task(slot.unhealthy.wait())
        try:
            await asyncio.wait({ended, unhealthy}, return_when=asyncio.FIRST_COMPLETED)
            killed = not container.ended.is_set()
            if killed:
                kind = next(kind for kind, worker in slot.workers.items() if worker.on_hold)
                self.log.kill(container, kind, container.pod.grace_seconds)
                short = kind.removesuffix("Probe")
                self._tell(container.spec.name, f"killed: its {short} probe failed too often", killed=True)
                await self.runtime.stop(container, container.pod.grace_seconds)
        finally:
            ended.cancel()
            unhealthy.cancel()
        self.log.pleg(container, "ContainerDied")
        self._tell(
            container.spec.name,
            f"attempt {container.attempt} ended: {container.reason}, exit code {container.exit_code}",
        )
        return killed

    def _tell(self, container: str, text: str, *, killed: bool = False) -> None:
        self.happenings.append(Happening(at=datetime.now(UTC), container=container, text=text, killed=killed))

    # ---- probes -------------------------------------------------------------------------------------------------

    async def _keep_probing(self, slot: Slot, worker: Worker) -> None:
        """Tick every period, through all attempts; a probe that takes longer delays the next tick, at most one."""
        loop = asyncio.get_running_loop()
        next_tick = loop.time()
        while True:
            await self._tick(slot, worker)
            next_tick = max(next_tick + worker.probe.period_seconds, loop.time())
            await asyncio.sleep(next_tick - loop.time())

    async def _tick(self, slot: Slot, worker: Worker) -> None:
        container = slot.current
        if container is None or not container.running:
            return
        if not worker.due(container.id, container.running_seconds, started=slot.started):
            return
        spec: ProbeSpec = worker.probe
        probed = await probe(spec, slot.spec.ports, self._settings.version)
        if container is not slot.current or not container.running:
            return
        if probed.answer is not Answer.SUCCESS:
            self.log.probe(container, spec.kind, probed.answer, probed.message)
        if worker.count(probed.answer) is False and worker.on_hold:
            if spec.kind == "startupProbe":
                # The loop listens to liveness results only; this one waits for the pod's next sync (RIG.md).
                await asyncio.sleep(_SYNC_SECONDS)
            slot.unhealthy.set()

    def failures(self) -> list[tuple[str, BaseException]]:
        """Pods whose keeper has failed, which is a fault of this program."""
        ended = [(key, running.task) for key, running in self.pods.items() if running.task and running.task.done()]
        return [(key, error) for key, task in ended if not task.cancelled() and (error := task.exception())]

    async def close(self) -> None:
        """Stop every pod and every process."""
        tasks = [running.task for running in self.pods.values() if running.task is not None]
        tasks += self._ending.values()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.runtime.close()
