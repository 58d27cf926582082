"""The bounded, ordered, de-duplicated memory of the daemon: observations in, views of the node out."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerGone,
    ContainerSeen,
    Gap,
    ManifestGone,
    ManifestSeen,
    Observation,
    Source,
)
from whyrestart.model.version import Version

T = TypeVar("T", bound=Observation)

MAX_CLOSED_GAPS = 200
# What comes back as it was before it went is news, and so is what goes again.
_PAIRS = ((ManifestSeen, ManifestGone), (ContainerSeen, ContainerGone))
_OPPOSITE: Mapping[type[Observation], type[Observation]] = MappingProxyType(
    {**dict(_PAIRS), **{gone: seen for seen, gone in _PAIRS}}
)


class Timeline:
    """Keeps, of each type and key, the newest `keep` observations; says what is known at a moment."""

    def __init__(self) -> None:
        self._kept: dict[type[Observation], dict[Hashable, deque[Observation]]] = {}
        self._open: dict[Source, Gap] = {}
        self._closed: deque[Gap] = deque(maxlen=MAX_CLOSED_GAPS)

    def add(self, observation: Observation) -> bool:
        """Take an observation in; False where it says nothing new: the fact that was known last, seen again.

        Where only the newest of a key is kept, its time is brought forward; else the first sight of it stands.
        """
        keys = self._kept.setdefault(type(observation), {})
        ring = keys.pop(observation.key, None)
        if ring is None:
            ring = deque(maxlen=observation.keep)
            while len(keys) >= observation.most:
                del keys[next(iter(keys))]
        keys[observation.key] = ring
        repeats = bool(ring) and replace(observation, at=ring[-1].at) == ring[-1]
        if repeats and not self._interrupted(observation, since=ring[-1].at):
            if observation.keep == 1:
                ring[-1] = observation
            return False
        if observation in ring:
            return False
        ring.append(observation)
        return True

    def _interrupted(self, observation: Observation, since: datetime) -> bool:
        """Whether the opposite was seen in the meantime: a manifest that was moved away and back, unchanged."""
        opposite = _OPPOSITE.get(type(observation))
        ring = self._kept.get(opposite, {}).get(observation.key) if opposite else None
        return ring is not None and len(ring) > 0 and ring[-1].at >= since

    def forget(self, kind: type[Observation], key: Hashable) -> None:
        """Drop what is known of one key of one type."""
        self._kept.get(kind, {}).pop(key, None)

    def blind(self, source: Source, why: str, since: datetime, *, intended: bool = False) -> None:
        """Open a gap; one that is open already keeps its beginning and takes the newer reason."""
        gap = self._open.get(source)
        self._open[source] = Gap(source=source, why=why, since=gap.since if gap else since, intended=intended)

    def sighted(self, source: Source, at: datetime) -> None:
        """Close the source's open gap, if any."""
        gap = self._open.pop(source, None)
        if gap is not None:
            self._closed.append(replace(gap, until=at))

    def missed(self, gap: Gap) -> None:
        """Record a gap that is over: something was lost in between."""
        if gap not in self._closed:
            self._closed.append(gap)

    def newest(self, kind: type[T]) -> tuple[T, ...]:
        """The newest observation of that type for each key."""
        rings = self._kept.get(kind, {}).values()
        return tuple(ring[-1] for ring in rings if ring)  # type: ignore[misc]  # keyed by type in `add`

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Closed gaps, then those still open."""
        return (*self._closed, *self._open.values())

    def observations(self) -> Iterable[Observation]:
        """Everything remembered, in no order."""
        for keys in self._kept.values():
            for ring in keys.values():
                yield from ring

    def view(self, *, name: str, at: datetime, version: Version | None, manifest_directory: str) -> NodeView:
        """What is known at `at`, as a value that does not change any more."""
        return NodeView.of(
            self.observations(),
            name=name,
            at=at,
            version=version,
            manifest_directory=manifest_directory,
            gaps=self.gaps,
        )
