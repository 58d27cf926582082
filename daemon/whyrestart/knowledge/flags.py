"""Which flags the components take, release by release: to tell a removed flag from a future one and from a slip.

`data/flags/<component>.toml` lists flags in groups that share a lifetime and one by one where more is known. Keys:
`since`, `absent`, `seen`, `deprecated`, `removed`, `gone` (see `lifetime`), `instead` (what to write now), `note`.
Of a whole table: `complete`, the releases of which no flag is missing; `literal`, the first and last release known to
refuse an underscore for a hyphen; `underscored`, what those releases spell with underscores themselves.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from whyrestart.knowledge.lifetime import Lifetime, Presence, lifetime, minor, release, table
from whyrestart.model.version import Version

COMPONENTS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "etcd")

# Below this likeness two names are more often two flags than one misspelt (measured on the flags of 1.20 themselves).
_ALIKE = 0.8


class Verdict(StrEnum):
    """What a release's table says of a flag."""

    KNOWN = "known"
    REMOVED = "removed"
    NOT_YET = "not_yet"
    MISSPELT = "misspelt"
    UNKNOWN_TO_US = "unknown_to_us"


@dataclass(frozen=True, kw_only=True)
class FlagFacts:
    """One flag of one component; `instead` says what takes its place, `note` what else is to be known."""

    component: str
    name: str
    life: Lifetime
    instead: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class FlagVerdict:
    """The answer for a flag and a release.

    REMOVED: `removed_in` is the exact release, or None where only `facts.life.gone` is known; NOT_YET: so with `since`.
    MISSPELT, given only where `complete`: the release has no such flag and `nearest` is close; with `facts` where an
    underscore stands for a hyphen. UNKNOWN_TO_US asserts nothing, unless `complete`: then the release has no such flag
    and none that resembles it.
    """

    verdict: Verdict
    facts: FlagFacts | None = None
    nearest: str | None = None
    complete: bool = False

    @property
    def removed_in(self) -> Version | None:
        """The first release without the flag."""
        return self.facts.life.removed if self.facts else None

    @property
    def since(self) -> Version | None:
        """The first release with the flag."""
        return self.facts.life.since if self.facts else None


@dataclass(frozen=True, kw_only=True)
class RequiredFlag:
    """A flag without which a component does not start, in the releases from `since` on (None: in all of them).

    `unless` names flags any of which takes its place.
    """

    component: str
    name: str
    since: Version | None
    unless: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Table:
    flags: Mapping[str, FlagFacts]
    complete: frozenset[Version]
    literal: tuple[Version, ...]
    underscored: Mapping[str, str]


@cache
def _table(component: str) -> _Table:
    data = table(f"flags/{component}")
    entries = {name: group for group in data.get("group", ()) for name in group["flags"]} | data["flag"]
    facts = {
        name: FlagFacts(
            component=component,
            name=name,
            life=lifetime(entry),
            instead=entry.get("instead", ""),
            note=entry.get("note", ""),
        )
        for name, entry in entries.items()
    }
    return _Table(
        flags=MappingProxyType(facts),
        complete=frozenset(map(release, data["complete"])),
        literal=tuple(map(release, data.get("literal", ()))),
        underscored=MappingProxyType({canonical(name): name for name in data.get("underscored", ())}),
    )


def canonical(name: str) -> str:
    """A flag's name without its dashes and value, underscores as hyphens: `--insecure_port=0` is `insecure-port`."""
    return _bare(name).replace("_", "-")


def _bare(name: str) -> str:
    return name.lstrip("-").partition("=")[0]


def _spelling(component: str, name: str, version: Version) -> str:
    """How the release spells a flag: hyphens and underscores are one, except where it is known to tell them apart."""
    held, plain = _table(component), canonical(name)
    if not held.literal or not held.literal[0] <= minor(version) <= held.literal[1]:
        return _bare(name)
    return held.underscored.get(plain, plain)


def known(component: str) -> Mapping[str, FlagFacts]:
    """All flags of a component, of any release; empty for a component without a table."""
    return _table(component).flags if component in COMPONENTS else MappingProxyType({})


def lookup(component: str, name: str) -> FlagFacts | None:
    """What is known of a flag, whatever the release; None for one that was never heard of."""
    return known(component).get(canonical(name))


def is_complete(component: str, version: Version) -> bool:
    """Whether the table holds every flag of that release, so that absence from it proves something."""
    return component in COMPONENTS and minor(version) in _table(component).complete


def judge(component: str, name: str, version: Version) -> FlagVerdict:
    """What is to be said of a flag in a release: `version` is etcd's own for etcd, Kubernetes' for the others."""
    facts, complete = lookup(component, name), is_complete(component, version)
    if facts is not None:
        match facts.life.at(version):
            case Presence.PRESENT:
                right = _spelling(component, name, version)
                if right != _bare(name):
                    return FlagVerdict(verdict=Verdict.MISSPELT, facts=facts, nearest=right, complete=True)
                return FlagVerdict(verdict=Verdict.KNOWN, facts=facts, complete=complete)
            case Presence.REMOVED:
                return FlagVerdict(verdict=Verdict.REMOVED, facts=facts, complete=complete)
            case Presence.NOT_YET:
                return FlagVerdict(verdict=Verdict.NOT_YET, facts=facts, complete=complete)
            case Presence.UNKNOWN:
                return FlagVerdict(verdict=Verdict.UNKNOWN_TO_US, facts=facts)
    close = nearest(component, name, version)
    verdict = Verdict.MISSPELT if complete and close else Verdict.UNKNOWN_TO_US
    return FlagVerdict(verdict=verdict, nearest=close, complete=complete)


def nearest(component: str, name: str, version: Version) -> str | None:
    """The flag that was probably meant, of those the release has or may have; None where nothing is close."""
    candidates = [
        flag.name for flag in known(component).values() if flag.life.at(version) in {Presence.PRESENT, Presence.UNKNOWN}
    ]
    return next(iter(difflib.get_close_matches(canonical(name), candidates, n=1, cutoff=_ALIKE)), None)


@cache
def required(component: str) -> tuple[RequiredFlag, ...]:
    """The flags without which a component refuses to start, each with the releases it is required in."""
    return tuple(
        RequiredFlag(
            component=component,
            name=entry["flag"],
            since=release(entry["since"]) if "since" in entry else None,
            unless=tuple(entry.get("unless", ())),
        )
        for entry in table("required_flags")["required"]
        if entry["component"] == component
    )
