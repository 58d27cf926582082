"""The container runtime over CRI: every container and sandbox that it still knows, dead ones included.

Listing is two cheap calls. Exit codes and times stand only in a container's own status, which is asked once for each
state of each container that matters: those of static pods and those that restarted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from whyrestart.clock import Clock
from whyrestart.model.observation import (
    ContainerGone,
    ContainerSeen,
    ContainerState,
    Gap,
    Observation,
    RuntimeSeen,
    SandboxSeen,
    Source,
)
from whyrestart.parsing import cri as parsing
from whyrestart.parsing.json_value import items, mapping
from whyrestart.parsing.runtime_values import text
from whyrestart.sources import crowded_node
from whyrestart.sources.cri_api import message_type
from whyrestart.sources.cri_client import CriClient, NotFoundError
from whyrestart.sources.look import Look
from whyrestart.sources.runtime_socket import RuntimeRefusedError, path_of

CALL_SECONDS = 2.0
# Statuses that could not be asked for within this are asked for at the next look.
DETAIL_SECONDS = 5.0


@dataclass(frozen=True)
class _Listed:
    containers: tuple[ContainerSeen, ...]
    sandboxes: tuple[SandboxSeen, ...]


class CriSource:
    """Looks every two seconds, and at once when the runtime tells of an event (containerd 1.7, CRI-O 1.26)."""

    sources = (Source.CRI,)
    period_seconds = 2.0
    timeout_seconds = 20.0

    def __init__(self, endpoint: str, clock: Clock, *, call_seconds: float = CALL_SECONDS) -> None:
        self.woken: asyncio.Event = asyncio.Event()
        self._clock = clock
        self._client = CriClient(path_of(endpoint), call_seconds=call_seconds)
        self._events: asyncio.Task[None] | None = None
        self._present: set[str] = set()
        # The statuses that were asked for, by id; those of what is gone are dropped.
        self._containers: dict[str, ContainerSeen] = {}
        self._sandboxes: dict[str, SandboxSeen] = {}

    async def look(self) -> Look:
        at = self._clock.now()
        seen: list[Observation] = []
        try:
            seen += await self._greet(at)
            listed = await self._list(at)
            static = {sandbox.pod_uid for sandbox in listed.sandboxes if sandbox.config_source == "file"}
            containers = crowded_node.containers(listed.containers, static)
            problem = await self._detail(containers, listed.sandboxes, static, at)
        except RuntimeRefusedError as error:
            return Look(observations=tuple(seen), gaps=(self._gap(error, at),))
        seen += self._gone(listed, at)
        seen += (self._with_details(sandbox, at) for sandbox in crowded_node.sandboxes(listed.sandboxes, static))
        seen += (self._newest_of(container, at) for container in containers)
        return Look(observations=tuple(seen), gaps=(self._gap(problem, at),) if problem else (), partial=True)

    async def close(self) -> None:
        if self._events is not None:
            self._events.cancel()
            await asyncio.gather(self._events, return_exceptions=True)
        self._client.close()

    async def _greet(self, at: datetime) -> Iterable[Observation]:
        """On a new connection: who answers, and does it tell of events?"""
        if self._client.connected:
            return ()
        version = await self._client.call("Version", "VersionResponse")
        if self._events is None or self._events.done():
            self._events = asyncio.create_task(self._wake())
        name = text(version.get("runtimeName"))
        return (RuntimeSeen(at=at, source=Source.CRI, name=name, version=text(version.get("runtimeVersion"))),)

    async def _wake(self) -> None:
        async for _ in self._client.events():
            self.woken.set()

    async def _list(self, at: datetime) -> _Listed:
        containers = await self._client.call("ListContainers", "ListContainersResponse")
        sandboxes = await self._client.call("ListPodSandbox", "ListPodSandboxResponse")
        return _Listed(
            tuple(c for entry in items(containers.get("containers")) if (c := parsing.container(entry, at=at))),
            tuple(s for entry in items(sandboxes.get("items")) if (s := parsing.sandbox(entry, at=at))),
        )

    async def _detail(
        self, containers: Sequence[ContainerSeen], sandboxes: Iterable[SandboxSeen], static: set[str], at: datetime
    ) -> RuntimeRefusedError | None:
        """Ask for the statuses that are not known yet; what went wrong, if anything did."""
        deadline = self._clock.monotonic() + DETAIL_SECONDS
        try:
            for container in self._unknown(reversed(containers), static):
                if self._clock.monotonic() > deadline:
                    break
                await self._ask_container(container, at)
            for sandbox in sandboxes:
                if sandbox.pod_uid in static and sandbox.sandbox_id not in self._sandboxes:
                    await self._ask_sandbox(sandbox, at)
        except RuntimeRefusedError as error:
            return error
        return None

    def _unknown(self, containers: Iterable[ContainerSeen], static: set[str]) -> Iterator[ContainerSeen]:
        for container in containers:
            key = container.attempt_key
            matters = key.pod_uid in static or key.attempt > 0 or bool(container.restart_count)
            known = self._containers.get(container.container_id)
            if matters and (known is None or known.state is not container.state):
                yield container

    async def _ask_container(self, container: ContainerSeen, at: datetime) -> None:
        running = container.state is ContainerState.RUNNING
        # Only the verbose answer has the process; it is large, so it is asked for while there is one.
        request = message_type("ContainerStatusRequest")(container_id=container.container_id, verbose=running)
        try:
            answer = await self._client.call("ContainerStatus", "ContainerStatusResponse", request)
        except NotFoundError:
            return
        seen = parsing.container(answer, at=at, sandbox_id=container.sandbox_id)
        if seen is not None:
            self._containers[container.container_id] = seen

    async def _ask_sandbox(self, sandbox: SandboxSeen, at: datetime) -> None:
        request = message_type("PodSandboxStatusRequest")(pod_sandbox_id=sandbox.sandbox_id)
        try:
            answer = await self._client.call("PodSandboxStatus", "PodSandboxStatusResponse", request)
        except NotFoundError:
            return
        seen = parsing.sandbox(mapping(answer), at=at)
        if seen is not None:
            self._sandboxes[sandbox.sandbox_id] = seen

    def _gone(self, listed: _Listed, at: datetime) -> Iterator[ContainerGone]:
        present = {container.container_id for container in listed.containers}
        yield from (ContainerGone(at=at, container_id=known) for known in sorted(self._present - present))
        self._present = present
        self._containers = {known: seen for known, seen in self._containers.items() if known in present}
        ready = {sandbox.sandbox_id for sandbox in listed.sandboxes}
        self._sandboxes = {known: seen for known, seen in self._sandboxes.items() if known in ready}

    def _newest_of(self, container: ContainerSeen, at: datetime) -> ContainerSeen:
        """The container's status where one of this state is known, else what the list says."""
        known = self._containers.get(container.container_id)
        believed = known is not None and (known.state is container.state or known.at == at)
        return replace(known, at=at) if known and believed else container

    def _with_details(self, sandbox: SandboxSeen, at: datetime) -> SandboxSeen:
        """A sandbox's address does not change; whether it is ready does."""
        return replace(self._sandboxes.get(sandbox.sandbox_id, sandbox), ready=sandbox.ready, at=at)

    def _gap(self, why: object, at: datetime) -> Gap:
        return Gap(source=Source.CRI, why=str(why), since=at)
