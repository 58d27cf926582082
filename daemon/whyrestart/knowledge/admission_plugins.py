"""Which admission plugins kube-apiserver has, by release: one that it does not know keeps it from starting."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from whyrestart.knowledge.flags import Verdict
from whyrestart.knowledge.lifetime import Lifetime, Presence, lifetime, minor, release, table
from whyrestart.model.version import Version

# Plugin names are short: NamespaceExists and NamespaceLifecycle are no misspellings of each other.
_ALIKE = 0.85


@dataclass(frozen=True, kw_only=True)
class PluginFacts:
    """One admission plugin; `instead` says what does its work now."""

    name: str
    life: Lifetime
    instead: str = ""


@dataclass(frozen=True, kw_only=True)
class PluginVerdict:
    """The answer for a plugin and a release, to be read as that for a flag (`flags.FlagVerdict`)."""

    verdict: Verdict
    facts: PluginFacts | None = None
    nearest: str | None = None
    complete: bool = False


@cache
def known() -> Mapping[str, PluginFacts]:
    """All plugins of all releases, by name."""
    data = table("admission_plugins")
    entries = {name: group for group in data["group"] for name in group["plugins"]} | data["plugin"]
    return MappingProxyType(
        {
            name: PluginFacts(name=name, life=lifetime(entry), instead=entry.get("instead", ""))
            for name, entry in entries.items()
        }
    )


@cache
def complete() -> frozenset[Version]:
    """The releases of which no plugin is missing in the table."""
    return frozenset(map(release, table("admission_plugins")["complete"]))


def lookup(name: str) -> PluginFacts | None:
    """What is known of a plugin, whatever the release."""
    return known().get(name)


def judge(name: str, version: Version) -> PluginVerdict:
    """What is to be said of a plugin named in a flag of kube-apiserver in a release."""
    facts, whole = lookup(name), minor(version) in complete()
    if facts is not None:
        verdict = {
            Presence.PRESENT: Verdict.KNOWN,
            Presence.REMOVED: Verdict.REMOVED,
            Presence.NOT_YET: Verdict.NOT_YET,
            Presence.UNKNOWN: Verdict.UNKNOWN_TO_US,
        }[facts.life.at(version)]
        return PluginVerdict(verdict=verdict, facts=facts, complete=whole and verdict is not Verdict.UNKNOWN_TO_US)
    candidates = [
        plugin.name for plugin in known().values() if plugin.life.at(version) in {Presence.PRESENT, Presence.UNKNOWN}
    ]
    close = next(iter(difflib.get_close_matches(name, candidates, n=1, cutoff=_ALIKE)), None)
    verdict = Verdict.MISSPELT if whole and close else Verdict.UNKNOWN_TO_US
    return PluginVerdict(verdict=verdict, nearest=close, complete=whole)
