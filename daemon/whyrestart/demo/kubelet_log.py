"""The simulated kubelet's own log at -v=2, in the words of 1.20.2 (RIG.md), or of the structured logs since 1.22."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from whyrestart.demo.podspec import PodSpec
from whyrestart.demo.rules import Answer
from whyrestart.demo.runtime import Container
from whyrestart.model.version import Version

_KINDS = {"livenessProbe": "Liveness", "readinessProbe": "Readiness", "startupProbe": "Startup"}


class KubeletLog:
    """Appends lines to one file; each method is one thing that the kubelet tells."""

    def __init__(self, path: Path, version: Version) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        self._path = path
        self._structured = version.at_least(1, 22)

    def write(self, severity: str, where: str, message: str) -> None:
        """One line in klog's format."""
        now = datetime.now(UTC)
        with self._path.open("a", encoding="utf-8") as log:
            log.write(f"{severity}{now:%m%d %H:%M:%S.%f} {os.getpid():7d} {where}] {message}\n")

    def pods(self, operation: str, pods: list[PodSpec]) -> None:
        """SyncLoop ADD, UPDATE or REMOVE of pods from files."""
        if self._structured:
            names = ",".join(f"{pod.namespace}/{pod.name}" for pod in pods)
            self.write("I", "kubelet.go:2053", f'"SyncLoop {operation}" source="file" pods=[{names}]')
        else:
            names = ", ".join(f'"{pod.full_name}"' for pod in pods)
            self.write("I", "kubelet.go:1888", f'SyncLoop ({operation}, "file"): {names}')

    def probe(self, container: Container, kind: str, answer: Answer, message: str) -> None:
        """A probe that did not succeed."""
        pod, name = container.pod, container.spec.name
        word, result = ("errored", "unknown") if answer is Answer.ERROR else ("failed", "failure")
        if self._structured:
            self.write(
                "I",
                "prober.go:116",
                f'"Probe {word}" probeType="{_KINDS[kind]}" pod="{pod.namespace}/{pod.name}" podUID={pod.uid} '
                f'containerName="{name}" probeResult={result} output="{message}"',
            )
        else:
            text = f'{_KINDS[kind]} probe for "{pod.full_name}:{name}" {word} ({result}): {message}'
            self.write("I", "prober.go:117", text)

    def kill(self, container: Container, kind: str, grace_seconds: int) -> None:
        """The decision to restart, and the kill itself."""
        pod, name = container.pod, container.spec.name
        what = f"Container {name} failed {_KINDS[kind].lower()} probe, will be restarted"
        if self._structured:
            self.write(
                "I",
                "kuberuntime_manager.go:715",
                f'"Message for Container of pod" containerName="{name}" containerStatusID={{Type:containerd '
                f'ID:{container.id}}} pod="{pod.namespace}/{pod.name}" containerMessage="{what}"',
            )
            self.write(
                "I",
                "kuberuntime_container.go:723",
                f'"Killing container with a grace period" pod="{pod.namespace}/{pod.name}" podUID={pod.uid} '
                f'containerName="{name}" containerID="containerd://{container.id}" gracePeriod={grace_seconds}',
            )
            return
        self.write(
            "I",
            "kuberuntime_manager.go:656",
            f'Container "{name}" ({{"containerd" "{container.id}"}}) of pod {pod.full_name}: {what}',
        )
        self.write(
            "I",
            "kuberuntime_container.go:636",
            f'Killing container "containerd://{container.id}" with a {grace_seconds} second grace period',
        )

    def pleg(self, container: Container, event: str) -> None:
        """ContainerStarted and ContainerDied."""
        pod = container.pod
        if self._structured:
            self.write(
                "I",
                "kubelet.go:2109",
                f'"SyncLoop (PLEG): event for pod" pod="{pod.namespace}/{pod.name}" '
                f"event=&{{ID:{pod.uid} Type:{event} Data:{container.id}}}",
            )
        else:
            self.write(
                "I",
                "kubelet.go:1926",
                f'SyncLoop (PLEG): "{pod.full_name}", event: &pleg.PodLifecycleEvent'
                f'{{ID:"{pod.uid}", Type:"{event}", Data:"{container.id}"}}',
            )

    def back_off(self, pod: PodSpec, name: str, seconds: float) -> None:
        """CrashLoopBackOff: an error line, so it shows at -v=0 as well."""
        short = f"{seconds:.0f}s"
        why = (
            f'failed to "StartContainer" for "{name}" with CrashLoopBackOff: "back-off {short} restarting failed '
            f'container={name} pod={pod.full_name}"'
        )
        if self._structured:
            self.write(
                "E",
                "pod_workers.go:951",
                f'"Error syncing pod, skipping" err={why!r} pod="{pod.namespace}/{pod.name}" podUID={pod.uid}',
            )
        else:
            text = f'Error syncing pod {pod.uid} ("{pod.full_name}"), skipping: {why}'
            self.write("E", "pod_workers.go:191", text)
