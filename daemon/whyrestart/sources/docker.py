"""The container runtime over Docker's Engine API: nodes with dockershim (until 1.23) or cri-dockerd."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

import httpx

from whyrestart.clock import Clock
from whyrestart.model.observation import (
    ContainerGone,
    ContainerSeen,
    Gap,
    Observation,
    RuntimeSeen,
    SandboxSeen,
    Source,
)
from whyrestart.parsing import docker as parsing
from whyrestart.parsing import json_value
from whyrestart.parsing.pod_log_path import is_static
from whyrestart.sources import bounded_http, crowded_node
from whyrestart.sources.look import Look
from whyrestart.sources.runtime_socket import MAX_ANSWER_BYTES, RuntimeRefusedError, path_of, refusal

# dockerd is slower than containerd, and a list of all containers makes it look at each.
CALL_SECONDS = 5.0
DETAIL_SECONDS = 5.0
VERSION_SECONDS = 300.0
_ID = re.compile(r"[0-9a-f]{12,64}")

Seen = ContainerSeen | SandboxSeen


class DockerSource:
    """Lists every container at each look and inspects, once for each state, those of static pods and the restarted."""

    sources = (Source.DOCKER,)
    period_seconds = 2.0
    timeout_seconds = 25.0
    woken: asyncio.Event | None = None

    def __init__(self, endpoint: str, clock: Clock, *, call_seconds: float = CALL_SECONDS) -> None:
        self._path = path_of(endpoint)
        self._clock = clock
        self._call_seconds = call_seconds
        # No TLS is spoken here: with a context of its own httpx does not load every public CA.
        transport = httpx.AsyncHTTPTransport(uds=self._path, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://docker", trust_env=False)
        self._version: RuntimeSeen | None = None
        self._version_due = float("-inf")
        self._inspected: dict[str, tuple[object, Seen]] = {}
        self._present: set[str] = set()

    async def look(self) -> Look:
        at = self._clock.now()
        try:
            greeting = await self._greet(at)
            listed = await self._list(at)
        except RuntimeRefusedError as error:
            self._version_due = float("-inf")
            return Look(gaps=(self._gap(error, at),))
        static = _static(listed)
        kept: list[Seen] = [
            *crowded_node.sandboxes((entry for entry in listed if isinstance(entry, SandboxSeen)), static),
            *crowded_node.containers((entry for entry in listed if isinstance(entry, ContainerSeen)), static),
        ]
        problem = await self._inspect(reversed(kept), static, at)
        seen = (*greeting, *self._gone(listed, at), *(self._newest_of(entry, at) for entry in kept))
        return Look(observations=seen, gaps=(self._gap(problem, at),) if problem else (), partial=True)

    async def close(self) -> None:
        await self._client.aclose()

    async def _greet(self, at: datetime) -> tuple[Observation, ...]:
        """Who answers: asked after every refusal, and now and then."""
        if self._clock.monotonic() < self._version_due:
            return ()
        engine = parsing.engine(await self._get("/version"), at=at)
        self._version_due = self._clock.monotonic() + VERSION_SECONDS
        return (engine,) if engine else ()

    async def _list(self, at: datetime) -> list[Seen]:
        found = json_value.items(await self._get("/containers/json?all=1"))
        return [seen for entry in found if (seen := parsing.listed(entry, at=at))]

    async def _inspect(self, listed: Iterable[Seen], static: set[str], at: datetime) -> RuntimeRefusedError | None:
        deadline = self._clock.monotonic() + DETAIL_SECONDS
        for entry in listed:
            known = self._inspected.get(_id(entry))
            if (known and known[0] == _state(entry)) or not _matters(entry, static) or not _ID.fullmatch(_id(entry)):
                continue
            if self._clock.monotonic() > deadline:
                break
            try:
                found = await self._get(f"/containers/{_id(entry)}/json")
            except RuntimeRefusedError as error:
                return error
            if seen := parsing.inspected(found, at=at):
                self._inspected[_id(entry)] = (_state(entry), seen)
        return None

    async def _get(self, path: str) -> object:
        """The answer as JSON, None for 404; raises RuntimeRefusedError."""
        try:
            answer = await bounded_http.get(
                self._client, path, seconds=self._call_seconds, limit_bytes=MAX_ANSWER_BYTES
            )
        except (httpx.HTTPError, OSError, bounded_http.TooLargeAnswerError) as error:
            raise refusal(self._path, error, seconds=self._call_seconds) from error
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise RuntimeRefusedError(f"{self._path}: {path}: {answer.status} {answer.beginning}")
        found = json_value.load(answer.body)
        if found is None:
            raise RuntimeRefusedError(f"{self._path}: {path}: not JSON, so no Docker engine listens there")
        return found

    def _gone(self, listed: list[Seen], at: datetime) -> Iterator[ContainerGone]:
        present = {_id(entry) for entry in listed}
        containers = {_id(entry) for entry in listed if isinstance(entry, ContainerSeen)}
        for known in sorted(self._present - containers):
            yield ContainerGone(at=at, source=Source.DOCKER, container_id=known)
        self._present = containers
        self._inspected = {known: kept for known, kept in self._inspected.items() if known in present}

    def _newest_of(self, entry: Seen, at: datetime) -> Seen:
        """What inspection told of the container in this state, else what the list says."""
        known = self._inspected.get(_id(entry))
        return replace(known[1], at=at) if known and known[0] == _state(entry) else entry

    def _gap(self, why: object, at: datetime) -> Gap:
        return Gap(source=Source.DOCKER, why=str(why), since=at)


def _static(listed: list[Seen]) -> set[str]:
    return {
        entry.pod_uid
        for entry in listed
        if isinstance(entry, SandboxSeen) and (entry.config_source == "file" or is_static(entry.pod, entry.pod_uid))
    }


def _id(entry: Seen) -> str:
    return entry.container_id if isinstance(entry, ContainerSeen) else entry.sandbox_id


def _state(entry: Seen) -> object:
    return entry.state if isinstance(entry, ContainerSeen) else entry.ready


def _matters(entry: Seen, static: set[str]) -> bool:
    if isinstance(entry, SandboxSeen):
        return entry.pod_uid in static
    return entry.attempt_key.pod_uid in static or entry.attempt_key.attempt > 0
