"""Everything known of one node at one moment: what the pure middle is given, from a live daemon or a snapshot alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from whyrestart.model.klog_blocks import whole
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import Gap, JournalLine, Observation, Source
from whyrestart.model.version import Version

T = TypeVar("T", bound=Observation)


@dataclass(frozen=True, kw_only=True)
class NodeView:
    """Observations by type, each in order of time, and the gaps between them.

    `version` is the control plane's Kubernetes version as far as it is known. `parsed` are the journals that were asked
    for so far, by unit.
    """

    name: str
    at: datetime
    version: Version | None = None
    manifest_directory: str = "/etc/kubernetes/manifests"
    observations: Mapping[type[Observation], tuple[Observation, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    gaps: tuple[Gap, ...] = ()
    parsed: dict[str, tuple[LogEntry, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        observations: Iterable[Observation],
        *,
        name: str,
        at: datetime,
        version: Version | None = None,
        manifest_directory: str = "/etc/kubernetes/manifests",
        gaps: Iterable[Gap] = (),
    ) -> NodeView:
        """Sort observations into a view; those with equal times keep their order."""
        by_type: dict[type[Observation], list[Observation]] = {}
        for observation in sorted(observations, key=lambda o: o.at):
            by_type.setdefault(type(observation), []).append(observation)
        return cls(
            name=name,
            at=at,
            version=version,
            manifest_directory=manifest_directory,
            observations=MappingProxyType({kind: tuple(seen) for kind, seen in by_type.items()}),
            gaps=tuple(gaps),
        )

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Every observation of exactly that type, oldest first."""
        return self.observations.get(kind, ())  # type: ignore[return-value]  # keyed by type in `of`

    @cached_property
    def journals(self) -> Mapping[str, tuple[JournalLine, ...]]:
        """The journal's lines by their units, and the kernel's, each oldest first; what klog cut up is one line."""
        lines: dict[str, list[JournalLine]] = {}
        for line in self.all(JournalLine):
            lines.setdefault(line.unit, []).append(line)
        return {unit: tuple(whole(said)) for unit, said in lines.items()}

    def told_by(self, *sources: Source) -> list[JournalLine]:
        """The journal's lines of the units that are these sources', oldest first."""
        lines = (line for said in self.journals.values() if said[0].source in sources for line in said)
        return sorted(lines, key=lambda line: line.at)

    def newest(self, kind: type[T]) -> dict[object, T]:
        """The newest observation of that type for each key."""
        return {seen.key: seen for seen in self.all(kind)}

    def last(self, kind: type[T]) -> T | None:
        """The newest observation of that type, whatever its key."""
        seen = self.all(kind)
        return seen[-1] if seen else None

    def blind(self, source: Source, moment: datetime | None = None) -> Gap | None:
        """The gap that keeps this source from telling of `moment` (now, if None)."""
        when = moment or self.at
        return next((gap for gap in self.gaps if gap.source is source and gap.covers(when)), None)
