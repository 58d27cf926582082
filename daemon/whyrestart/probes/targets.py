"""From a view of the node to the containers whose probes can be replayed now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from whyrestart.attempts import attempts
from whyrestart.episodes import Declared, declared
from whyrestart.foresight import kubelet_version
from whyrestart.model.episode import Attempt
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Container, StaticPod
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerState,
    ContainerStatusSeen,
    ListeningSocket,
    ManifestSeen,
    PodStatusSeen,
    ProcessSeen,
    SandboxSeen,
    SocketsSeen,
    Source,
)
from whyrestart.model.version import Version

# After an edit the container of the old manifest lives on for its grace period; its probes are no longer in force.
CHANGEOVER = timedelta(seconds=60)
# Restartable init containers: KEP-753, alpha in 1.28. A kubelet without the gate refuses such a pod as a whole.
SIDECARS = (1, 28)


@dataclass(frozen=True, kw_only=True)
class ProbedContainer:
    """A running container of a static pod with at least one probe.

    `pod_ip` None: nobody told. `started` is the kubelet's own word on its startup probe, None where it said nothing.
    `manifest_sha256` is of the file that declares it.
    """

    ref: ContainerRef
    pod: StaticPod
    container: Container
    pod_uid: str
    container_id: str
    started_at: datetime
    restarted: bool = False
    started: bool | None = None
    pod_ip: str | None = None
    manifest_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Targets:
    """All of them, and what is around them."""

    containers: tuple[ProbedContainer, ...] = ()
    version: Version | None = None
    sockets: tuple[ListeningSocket, ...] = ()


def targets(view: NodeView) -> Targets:
    """The running containers with probes; none of a container that is down, or that an edit is about to end."""
    lives = attempts(view)
    pods = declared(view, frozenset((ref.namespace, ref.pod) for ref in lives))
    seen, version = view.last(SocketsSeen), kubelet_version(view)
    found: list[ProbedContainer] = []
    for (namespace, name), what in pods.items():
        for container in what.pod.containers:
            ref = ContainerRef(namespace=namespace, pod=name, container=container.name)
            running = _running(view, container, lives.get(ref, ()))
            if running is not None and container.probes and _is_probed(container, version):
                target = _target(view, ref, what, container, running)
                if not _outdated(view, what, target):
                    found.append(target)
    return Targets(containers=tuple(found), version=version, sockets=seen.sockets if seen else ())


def _is_probed(container: Container, version: Version | None) -> bool:
    """Whether the kubelet probes it at all: of init containers only sidecars, from the release that knows them on."""
    return not container.is_init or (container.is_sidecar and (version is None or version.at_least(*SIDECARS)))


def _running(view: NodeView, container: Container, lives: Sequence[Attempt]) -> Attempt | ProcessSeen | None:
    """The attempt that runs. Where a log alone tells of one, or nothing does, the one process that runs its program.

    A process is told of once and is there until it is gone, as long as processes can be seen.
    """
    newest = lives[-1] if lives else None
    if newest is not None and newest.state is not ContainerState.UNKNOWN:
        runs = newest.state is ContainerState.RUNNING and newest.started_at is not None
        return newest if runs else None
    mine = [p for p in view.newest(ProcessSeen).values() if p.program == container.program]
    if len(mine) != 1 or view.blind(Source.PROCESSES) is not None:
        return None
    process = mine[0]
    return process if newest is None else replace(newest, started_at=process.started_at)


def _target(
    view: NodeView, ref: ContainerRef, what: Declared, container: Container, running: Attempt | ProcessSeen
) -> ProbedContainer:
    if isinstance(running, Attempt):
        uid, number = running.key.pod_uid, running.key.attempt
        name, began = running.container_id or f"attempt {number}", running.started_at or view.at
    else:
        uid, number = running.pod_uid or "", 0
        name, began = running.container_id or f"process {running.pid}", running.started_at
    status = view.newest(ContainerStatusSeen).get(ref)
    same = status is not None and status.now.container_id.rpartition("/")[2] == name
    return ProbedContainer(
        ref=ref,
        pod=what.pod,
        container=container,
        pod_uid=uid,
        container_id=name,
        started_at=began,
        restarted=number > 0,
        started=status.started if status is not None and same else None,
        pod_ip=next(_pod_ips(view, ref, what.pod, uid), None),
        manifest_sha256=what.manifest.sha256,
    )


def _pod_ips(view: NodeView, ref: ContainerRef, pod: StaticPod, uid: str) -> Iterator[str]:
    """The pod's address by the kubelet, by its sandbox; on the host's network what is the node's own."""
    statuses = [seen for seen in view.newest(PodStatusSeen).values() if seen.ip]
    yield from (seen.ip for seen in statuses if (seen.namespace, seen.pod) == (ref.namespace, ref.pod))
    sandboxes = [seen for seen in view.newest(SandboxSeen).values() if seen.pod_uid == uid and seen.ip]
    yield from (seen.ip for seen in sandboxes)
    if pod.host_network:
        networks = {(s.namespace, s.pod) for s in view.newest(SandboxSeen).values() if s.host_network}
        yield from (seen.ip for seen in statuses if (seen.namespace, seen.pod) in networks)
        for each in view.newest(ManifestSeen).values():
            for container in each.manifest.pod.containers if each.manifest.pod else ():
                address = container.flag_value("advertise-address")
                if address:
                    yield address


def _outdated(view: NodeView, what: Declared, target: ProbedContainer) -> bool:
    """Whether the container began under an earlier content of its manifest, which changed a moment ago."""
    versions = [seen for seen in view.all(ManifestSeen) if seen.manifest.path == what.manifest.path]
    if len(versions) < 2:
        return False
    changed_at = versions[-1].at
    return target.started_at < changed_at and view.at - changed_at < CHANGEOVER
