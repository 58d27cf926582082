"""The eyes: every source of this node, each followed on its own, and the timeline that they fill.

A source that hangs, refuses or breaks is a gap with a reason and stops no other. The daemon follows the sources for
ever; the one-shot commands look as `looking` tells.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from whyrestart.clock import Clock, SystemClock
from whyrestart.config import Settings
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Manifest
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    EtcdSeen,
    Gap,
    HostSeen,
    JournalLine,
    ListeningSocket,
    Observation,
    Outcome,
    ProbeCounters,
    ProbeResult,
    ProcessGone,
    ProcessSeen,
    SandboxSeen,
    SocketsSeen,
    Source,
    Variant,
)
from whyrestart.model.version import Version
from whyrestart.sinks.status import SourceStatus
from whyrestart.sources.certificates import CertificateSource, ServedCertificateSource
from whyrestart.sources.cri import CriSource
from whyrestart.sources.docker import DockerSource
from whyrestart.sources.etcd import EtcdSource
from whyrestart.sources.files import FileSource
from whyrestart.sources.host import HostSource
from whyrestart.sources.journal import JournalSource
from whyrestart.sources.kubelet import KubeletSource
from whyrestart.sources.layout import Layout
from whyrestart.sources.log_file import LogFileSource
from whyrestart.sources.look import Look, NodeSource
from whyrestart.sources.manifests import ManifestSource
from whyrestart.sources.pod_logs import PodLogSource
from whyrestart.sources.processes import ProcessSource
from whyrestart.sources.runtime_config import RuntimeConfigSource
from whyrestart.sources.units import UnitSource
from whyrestart.timeline import Timeline

log = logging.getLogger("whyrestart.observer")

# A blind source is asked again, ever more seldom up to this.
MOST_SECONDS_BETWEEN_LOOKS = 30.0
SECONDS_WITHOUT_RUNTIME = 2.0
# So long those that look at what others have seen wait for them at the start.
FIRST_SIGHT_SECONDS = 3.0
# Names of the cursors that the history keeps.
JOURNAL, KUBELET_LOG = "journal", "kubelet_log"
# kubeadm's pair for etcd's own health check, below the certificate directory.
ETCD_CLIENT = "etcd/healthcheck-client"


@dataclass
class _Health:
    up: bool = False
    last_success_at: datetime | None = None
    errors: int = 0
    why: str = ""


class Observer:
    """All sources of one node and what they have seen so far. `changed` is set when there is something new."""

    def __init__(
        self,
        settings: Settings,
        layout: Layout,
        clock: Clock | None = None,
        *,
        cursors: Mapping[str, str] = MappingProxyType({}),
        previous_boot_id: str | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self._cursors = cursors
        self._previous_boot_id = previous_boot_id
        self.layout = layout
        self.timeline = Timeline()
        self.changed = asyncio.Event()
        self.looked: set[Source] = set()
        self._first_seen = asyncio.Event()
        self._answers: dict[Hashable, Outcome] = {}
        self._settings = settings
        self._health: dict[Source, _Health] = {}
        self._manifests = ManifestSource(layout.manifest_directory, self.clock)
        self.sources: tuple[NodeSource, ...] = tuple(self._assemble())
        self._expected = frozenset(source for each in self.sources for source in each.sources)

    def _assemble(self) -> Iterable[NodeSource]:
        layout, clock = self.layout, self.clock
        yield self._manifests
        yield PodLogSource(layout.pod_log_directory, clock, node_name=layout.node_name)
        if layout.runtime_socket is not None:
            runtime = DockerSource if layout.is_docker else CriSource
            yield runtime(layout.runtime_socket, clock)
        else:
            self.timeline.blind(Source.CRI, "runtime_endpoint is off in the configuration", clock.now(), intended=True)
        yield ProcessSource(clock, static_pod_uids=self._static_pod_uids)
        yield CertificateSource(clock, manifests=self._known_manifests, directory=layout.certificate_directory)
        # etcd logs a handshake without a client certificate as an error.
        yield ServedCertificateSource(
            clock,
            sockets=self._listening,
            silent=self._silent,
            client_certificate=f"{layout.certificate_directory}/{ETCD_CLIENT}.crt",
            client_key=f"{layout.certificate_directory}/{ETCD_CLIENT}.key",
        )
        yield KubeletSource(clock, layout.kubelet_url, layout.kubelet_read_only_url, client_pairs=layout.client_pairs)
        yield JournalSource(
            clock, cursor=self._cursors.get(JOURNAL), kubelet_log_elsewhere=layout.kubelet_log is not None
        )
        if layout.kubelet_log is not None:
            yield LogFileSource(layout.kubelet_log, clock, cursor=self._cursors.get(KUBELET_LOG))
        yield UnitSource(clock)
        yield HostSource(clock, processes=self._processes, previous_boot_id=self._previous_boot_id)
        yield EtcdSource(clock, manifests=self._known_manifests)
        yield FileSource(clock, manifests=self._known_manifests, kubelet_config=layout.kubelet_config)
        yield RuntimeConfigSource(clock, processes=self._processes)

    def _known_manifests(self) -> tuple[Manifest, ...]:
        return self._manifests.manifests

    def _static_pod_uids(self) -> frozenset[str]:
        sandboxes = self.timeline.newest(SandboxSeen)
        return frozenset(seen.pod_uid for seen in sandboxes if seen.config_source == "file")

    def _processes(self) -> tuple[ProcessSeen, ...]:
        return self.timeline.newest(ProcessSeen)

    def _listening(self) -> tuple[ListeningSocket, ...] | None:
        if not self._health_of(Source.SOCKETS).up:
            return None
        return tuple(socket for seen in self.timeline.newest(SocketsSeen) for socket in seen.sockets)

    def _silent(self) -> frozenset[int]:
        """Ports that let the newest replay of a probe end without an answer: they are asked nothing besides."""
        failed = (
            result
            for result in self.timeline.newest(ProbeResult)
            if result.variant is Variant.KUBELET and result.outcome is not Outcome.SUCCESS and result.status is None
        )
        return frozenset(port for result in failed if (port := _port(result.url)) is not None)

    # ---- looking ----------------------------------------------------------------------------------------------------

    async def follow(self) -> None:
        """Look again and again, each source on its own, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for source in self.sources:
                group.create_task(self._follow(source), name=type(source).__name__)

    async def _follow(self, source: NodeSource) -> None:
        if isinstance(source, _SECOND_SIGHT):
            await self._first_sight()
        blind_looks = 0
        while True:
            look = await self._look(source)
            # One that sees a part goes on at its own pace: a journal without a runtime's lines still has the kernel's.
            blind = {gap.source for gap in look.gaps if gap.until is None}
            blind_looks = blind_looks + 1 if blind.issuperset(source.sources) and not look.partial else 0
            pause = source.period_seconds
            if blind_looks:
                pause = max(pause, min(pause * 2.0 ** min(blind_looks, 10), MOST_SECONDS_BETWEEN_LOOKS))
            if source.woken is None:
                await asyncio.sleep(pause)
                continue
            try:
                async with asyncio.timeout(pause):
                    await source.woken.wait()
            except TimeoutError:
                continue
            source.woken.clear()

    async def _first_sight(self) -> None:
        """Until every source that needs no other has looked once, or has had its time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_SIGHT_SECONDS):
                await self._first_seen.wait()

    async def look_once(self) -> None:
        """Let every source look, one after the other where one needs what another saw, else all at once."""
        first = tuple(each for each in self.sources if not isinstance(each, _SECOND_SIGHT))
        second = tuple(each for each in self.sources if isinstance(each, _SECOND_SIGHT))
        for batch in (first, second):
            await asyncio.gather(*(self._look(source) for source in batch))

    async def _look(self, source: NodeSource) -> Look:
        """One look within its time; what goes wrong is a gap. The only place that catches broadly, and logs once."""
        try:
            async with asyncio.timeout(source.timeout_seconds):
                look = await source.look()
        except TimeoutError:
            look = self._blind(source, f"no answer within {source.timeout_seconds:.0f} s")
        except Exception as error:  # a source's bug must not end the others
            if self._health_of(source.sources[0]).up or not self._health_of(source.sources[0]).errors:
                log.exception("%s failed", type(source).__name__)
            look = self._blind(source, f"whyrestart's own fault: {type(error).__name__}: {error}")
        self._take(source, look)
        first = (each for each in self.sources if not isinstance(each, _SECOND_SIGHT))
        if all(self.looked.issuperset(each.sources) for each in first):
            self._first_seen.set()
        return look

    def _blind(self, source: NodeSource, why: str) -> Look:
        return Look(gaps=tuple(Gap(source=each, why=why, since=self.clock.now()) for each in source.sources))

    def _take(self, source: NodeSource, look: Look) -> None:
        now = self.clock.now()
        new = [self._remember(observation) for observation in look.observations]
        blind = {gap.source: gap for gap in look.gaps if gap.until is None}
        for gap in look.gaps:
            if gap.until is not None:
                self.timeline.missed(gap)
        for each in look.elsewhere:
            self._health.pop(each, None)
            if each not in self.looked:
                new.append(True)
            self.looked.add(each)
            self.timeline.blind(each, blind[each].why, blind[each].since or now, intended=True)
        for each in set(source.sources) - look.elsewhere:
            health = self._health_of(each)
            was_up, first = health.up, each not in self.looked
            self.looked.add(each)
            if each in blind:
                gap = blind[each]
                health.up, health.why = False, gap.why
                health.errors += not look.waits
                self.timeline.blind(each, gap.why, gap.since or now)
            else:
                health.up, health.why, health.last_success_at = True, "", now
                self.timeline.sighted(each, now)
            if was_up != health.up or first:
                new.append(True)
                if not health.up:
                    log.warning("%s: blind: %s", each.value, health.why)
        if any(new):
            self.changed.set()

    def _remember(self, observation: Observation) -> bool:
        if isinstance(observation, ProcessGone):
            self.timeline.forget(ProcessSeen, observation.pid)
        return self.timeline.add(observation) and not isinstance(observation, _MEASUREMENTS)

    def _health_of(self, source: Source) -> _Health:
        return self._health.setdefault(source, _Health())

    def observe(self, result: ProbeResult) -> None:
        """Take in a replayed probe. One more success after a success is no news that the judgement must hurry for."""
        before = self._answers.get(result.key)
        self._answers[result.key] = result.outcome
        if self.timeline.add(result) and (result.outcome is not Outcome.SUCCESS or before is not Outcome.SUCCESS):
            self.changed.set()

    @property
    def cursors(self) -> Mapping[str, str]:
        """How far logs were read: to be kept together with what was read there."""
        found: dict[str, str] = {}
        for source in self.sources:
            if isinstance(source, JournalSource) and source.cursor:
                found[JOURNAL] = source.cursor
        if self.layout.kubelet_log is not None:
            for seen in self.timeline.newest(JournalLine):
                if seen.unit == "kubelet" and seen.cursor:
                    found[KUBELET_LOG] = seen.cursor
        return found

    def last_ended(self, ref: ContainerRef) -> str | None:
        """The ID of the container's newest attempt that ended, as the runtime knows it."""
        ended = [
            seen
            for seen in self.timeline.newest(ContainerSeen)
            if seen.attempt_key.ref == ref and seen.state is ContainerState.EXITED and seen.finished_at is not None
        ]
        return max(ended, key=lambda seen: str(seen.finished_at)).container_id if ended else None

    # ---- telling ----------------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether every source has looked once."""
        return self.looked >= self._expected

    @property
    def source_status(self) -> tuple[SourceStatus, ...]:
        """How each source is doing."""
        return tuple(
            SourceStatus(
                source=source, up=each.up, last_success_at=each.last_success_at, errors_total=each.errors, why=each.why
            )
            for source, each in sorted(self._health.items())
        )

    def view(self) -> NodeView:
        """What is known now, as a value."""
        stated = Version.parse(self._settings.kubernetes_version)
        return self.timeline.view(
            name=self.layout.node_name,
            at=self.clock.now(),
            version=stated or self._version_by_image(),
            manifest_directory=self.layout.manifest_directory,
        )

    def _version_by_image(self) -> Version | None:
        for manifest in self._known_manifests():
            for container in manifest.pod.containers if manifest.pod else ():
                if "apiserver" in container.program and container.version is not None:
                    return container.version
        return None

    async def close(self) -> None:
        """Let go of every socket, thread and watch."""
        for source in self.sources:
            await source.close()


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None


# Their numbers differ at every look: they are judged with whatever else is new, and at the latest in a few seconds.
_MEASUREMENTS = (HostSeen, EtcdSeen, ProbeCounters)
# They look at what others have seen: manifests, sockets, processes.
_SECOND_SIGHT = (
    CertificateSource,
    ServedCertificateSource,
    FileSource,
    EtcdSource,
    HostSource,
    RuntimeConfigSource,
)
