"""What the witnesses of one view say of attempts: the runtime, the kubelet's status, the names of log files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from whyrestart.ledger.lineage import Sight
from whyrestart.model.identity import ContainerRef
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerGone,
    ContainerSeen,
    ContainerState,
    ContainerStatusSeen,
    HostSeen,
    PodLogSeen,
    SandboxSeen,
)

# The kubelet's invention for a container that vanished; its count is one above the truth (KUBELET.md 1.9).
_INVENTED = "ContainerStatusUnknown"


@dataclass(frozen=True, kw_only=True)
class End:
    """How an attempt ended, in the words of the runtime or the kubelet."""

    container_id: str
    at: datetime
    started_at: datetime | None
    exit_code: int | None
    reason: str
    message: str

    @property
    def lifetime_seconds(self) -> float | None:
        """From start to end; None where the start is unknown or the clock was set back in between."""
        if self.started_at is None or self.at < self.started_at:
            return None
        return (self.at - self.started_at).total_seconds()


@dataclass(frozen=True, kw_only=True)
class Look:
    """One view's witnesses, sorted: sights by container and pod UID, ends by container ID; `boot` is the boot id.

    Of pods that are known to come from the API nothing is heard.
    """

    at: datetime
    boot: str
    booted_at: datetime | None
    sights: Mapping[ContainerRef, Mapping[str, tuple[Sight, ...]]]
    ends: Mapping[str, End]

    @classmethod
    def of(cls, view: NodeView, *, boot: str, began_at: datetime) -> Look:
        """Hear every witness of the view; the runtime has the last word on how an attempt ended."""
        sights: dict[ContainerRef, dict[str, list[Sight]]] = defaultdict(lambda: defaultdict(list))
        ends: dict[str, End] = {}
        # Pods that the API gave come and go by the thousand, and are none of a static pod's restarts.
        of_api = {sandbox.pod_uid for sandbox in view.all(SandboxSeen) if sandbox.config_source == "api"}
        for status in view.all(ContainerStatusSeen):
            if status.pod_uid in of_api:
                continue
            sights[status.ref][status.pod_uid] += _sights(status)
            ends |= _ends(status)
        gone = {bare(each.container_id) for each in view.all(ContainerGone)}
        for seen in view.all(ContainerSeen):
            key = seen.attempt_key
            if key.pod_uid in of_api:
                continue
            sights[key.ref][key.pod_uid].append(_sight(seen, gone=bare(seen.container_id) in gone))
            # Without its details an end is not told yet: the runtime is still to be asked for them.
            if seen.state is ContainerState.EXITED and (seen.finished_at or seen.exit_code is not None):
                ends[bare(seen.container_id)] = _end(seen)
        for log in view.all(PodLogSeen):
            key = log.attempt_key
            if key.pod_uid in of_api:
                continue
            old = log.modified_at is not None and log.modified_at < began_at
            sights[key.ref][key.pod_uid].append(Sight(attempt=key.attempt, old=old))
        host = next((host for host in reversed(view.all(HostSeen)) if host.boot_id == boot), None)
        return cls(
            at=view.at,
            boot=boot,
            booted_at=host.booted_at if host else None,
            sights={ref: {uid: tuple(each) for uid, each in uids.items() if each} for ref, uids in sights.items()},
            ends=ends,
        )


def bare(container_id: str) -> str:
    """`containerd://4f2a`, as the kubelet writes it, is the runtime's `4f2a`."""
    return container_id.rpartition("//")[2]


def _sight(seen: ContainerSeen, *, gone: bool) -> Sight:
    return Sight(
        attempt=seen.attempt_key.attempt,
        container_id=bare(seen.container_id),
        started_at=seen.created_at or seen.started_at,
        listed=not gone,
        running=not gone and seen.state is ContainerState.RUNNING,
        gone=gone,
        sandbox_id=seen.sandbox_id or "",
    )


def _end(seen: ContainerSeen) -> End:
    return End(
        container_id=bare(seen.container_id),
        at=seen.finished_at or seen.at,
        started_at=seen.started_at,
        exit_code=seen.exit_code,
        reason=seen.reason,
        message=seen.message,
    )


def _sights(status: ContainerStatusSeen) -> list[Sight]:
    """The attempt that a container status proves. Its count is the newest created attempt's number.

    None for an invented status: no attempt may ever get its count. None while a container waits for its first attempt.
    `running` stays False: the status may lag behind the runtime, which alone says what runs now.
    """
    started = status.now.state in {ContainerState.RUNNING, ContainerState.EXITED}
    container_id = bare(status.now.container_id) if started else ""
    alive = status.now.state is ContainerState.RUNNING and bool(container_id)
    reports = (status.now, *((status.last,) if status.last else ()))
    if not alive and any(report.reason == _INVENTED for report in reports):
        return []
    if not started and status.last is None and status.restart_count == 0:
        return []
    return [Sight(attempt=status.restart_count, container_id=container_id, started_at=status.now.started_at)]


def _ends(status: ContainerStatusSeen) -> dict[str, End]:
    reports = (status.now, *((status.last,) if status.last else ()))
    return {
        bare(report.container_id): End(
            container_id=bare(report.container_id),
            at=report.finished_at or status.at,
            started_at=report.started_at,
            exit_code=report.exit_code,
            reason=report.reason,
            message=report.message,
        )
        for report in reports
        if report.state is ContainerState.EXITED and report.container_id and report.reason != _INVENTED
    }
