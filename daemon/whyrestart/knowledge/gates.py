"""The feature gates of Kubernetes by release: which exist, which are on by default, which are locked.

The components share them, since they link the same packages. `data/gates.toml` tells the form of its entries.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType

from whyrestart.knowledge.lifetime import Lifetime, Presence, minor, release, table
from whyrestart.model.version import Version

_ALIKE = 0.8


class Maturity(StrEnum):
    """A gate's stage."""

    ALPHA = "alpha"
    BETA = "beta"
    GA = "ga"
    DEPRECATED = "deprecated"


class GateVerdict(StrEnum):
    """What a release's table says of a gate and the value given to it."""

    KNOWN = "known"
    LOCKED = "locked"
    REMOVED = "removed"
    NOT_YET = "not_yet"
    MISSPELT = "misspelt"
    UNKNOWN_TO_US = "unknown_to_us"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """From `since` on the gate has this maturity and default."""

    maturity: Maturity
    default: bool
    since: Version


@dataclass(frozen=True, kw_only=True)
class GateFacts:
    """One gate. `locked_since`: from that release on, at the latest, only the default may be set."""

    name: str
    stages: tuple[Stage, ...]
    locked_since: Version | None
    life: Lifetime

    def stage(self, version: Version) -> Stage | None:
        """The stage in a release; None before the first that is known."""
        return next((stage for stage in reversed(self.stages) if stage.since <= minor(version)), None)

    def locked_to(self, version: Version) -> bool | None:
        """The only value that the release accepts, or None where it is free or not known to be locked."""
        stage = self.stage(version)
        locked = self.locked_since is not None and minor(version) >= self.locked_since
        return stage.default if stage is not None and locked else None


@dataclass(frozen=True, kw_only=True)
class GateAnswer:
    """The answer for a gate and a release. As with flags, UNKNOWN_TO_US asserts nothing unless `complete`."""

    verdict: GateVerdict
    facts: GateFacts | None = None
    nearest: str | None = None
    complete: bool = False


def _facts(name: str, text: str) -> GateFacts:
    stages: list[Stage] = []
    bounds: dict[str, Version] = {}
    exact = True
    for item in text.split(", "):
        match item.split():
            case ["began", "earlier"]:
                exact = False
            case [("locked" | "known" | "gone" | "absent") as bound, when]:
                bounds[bound] = release(when)
            case [maturity, ("on" | "off") as default, when]:
                stages.append(Stage(maturity=Maturity(maturity), default=default == "on", since=release(when)))
            case _:
                raise ValueError(f"gates.toml: {name}: cannot read {item!r}")
    first, last, gone = stages[0].since, bounds["known"], bounds.get("gone")
    next_after = gone == Version(last.major, last.minor + 1)
    life = Lifetime(
        since=first if exact and "absent" not in bounds else None,
        absent=bounds.get("absent"),
        seen=(first, last),
        removed=gone if next_after else None,
        gone=None if next_after else gone,
    )
    return GateFacts(name=name, stages=tuple(stages), locked_since=bounds.get("locked"), life=life)


@cache
def known() -> Mapping[str, GateFacts]:
    """All gates of all releases, by name."""
    return MappingProxyType({name: _facts(name, text) for name, text in table("gates")["gates"].items()})


@cache
def complete() -> frozenset[Version]:
    """The releases of which no gate is missing in the table."""
    return frozenset(map(release, table("gates")["complete"]))


@cache
def foreign() -> frozenset[str]:
    """The gates that a distribution's own build takes besides: no release has them, and yet they are no mistake."""
    return frozenset(table("gates")["foreign"])


def lookup(name: str) -> GateFacts | None:
    """What is known of a gate, whatever the release. Names are case sensitive, as in Kubernetes."""
    return known().get(name)


@lru_cache(maxsize=2**14)
def judge(name: str, version: Version, *, value: bool | None = None) -> GateAnswer:
    """What is to be said of `--feature-gates=<name>=<value>` in a release; without a value, of the name alone."""
    facts, whole = lookup(name), minor(version) in complete()
    if facts is not None:
        match facts.life.at(version):
            case Presence.REMOVED:
                return GateAnswer(verdict=GateVerdict.REMOVED, facts=facts, complete=whole)
            case Presence.NOT_YET:
                return GateAnswer(verdict=GateVerdict.NOT_YET, facts=facts, complete=whole)
            case Presence.UNKNOWN:
                return GateAnswer(verdict=GateVerdict.UNKNOWN_TO_US, facts=facts)
            case Presence.PRESENT:
                fixed = facts.locked_to(version)
                locked = value is not None and fixed is not None and value != fixed
                verdict = GateVerdict.LOCKED if locked else GateVerdict.KNOWN
                return GateAnswer(verdict=verdict, facts=facts, complete=whole)
    if name in foreign():
        return GateAnswer(verdict=GateVerdict.UNKNOWN_TO_US)
    close = next(iter(difflib.get_close_matches(name, _taken(version), n=1, cutoff=_ALIKE)), None)
    verdict = GateVerdict.MISSPELT if whole and close else GateVerdict.UNKNOWN_TO_US
    return GateAnswer(verdict=verdict, nearest=close, complete=whole)


@lru_cache(maxsize=64)
def _taken(version: Version) -> tuple[str, ...]:
    """The gates that the release has or may have."""
    return tuple(
        gate.name for gate in known().values() if gate.life.at(version) in {Presence.PRESENT, Presence.UNKNOWN}
    )
