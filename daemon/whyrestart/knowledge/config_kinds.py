"""Which kinds and API versions of configuration files the components read, by release.

kube-controller-manager reads no configuration file of its own: its KubeControllerManagerConfiguration has no flag.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from whyrestart.knowledge.flags import Verdict
from whyrestart.knowledge.lifetime import Lifetime, Presence, lifetime, table
from whyrestart.model.version import Version


@dataclass(frozen=True, kw_only=True)
class KindFacts:
    """One kind in one API version; `flag` names its file, `within` the kind that it stands inside of.

    `plugin` is the admission plugin whose kind it is: some of them share a name.
    """

    kind: str
    api_version: str
    component: str
    flag: str
    within: str
    plugin: str
    life: Lifetime


@dataclass(frozen=True, kw_only=True)
class KindVerdict:
    """The answer for a kind in an API version and a release; `use` is the newest API version that the release reads."""

    verdict: Verdict
    facts: KindFacts | None = None
    use: str | None = None


@cache
def known() -> tuple[KindFacts, ...]:
    """All kinds and API versions, each kind's oldest first."""
    return tuple(
        KindFacts(
            kind=entry["kind"],
            api_version=version["api"],
            component=entry["component"],
            flag=entry["flag"],
            within=entry.get("within", ""),
            plugin=entry.get("plugin", ""),
            life=lifetime(version),
        )
        for entry in table("config_kinds")["kind"]
        for version in entry["versions"]
    )


def kinds_for(component: str, flag: str) -> tuple[str, ...]:
    """The kinds that the file of a flag may hold."""
    return tuple(dict.fromkeys(k.kind for k in known() if k.component == component and k.flag == flag and not k.within))


def judge(kind: str, api_version: str, version: Version) -> KindVerdict:
    """What is to be said of a file's `kind` and `apiVersion` in a release."""
    named = [facts for facts in known() if facts.kind == kind]
    facts = next((f for f in named if f.api_version == api_version), None)
    plugins = {facts.plugin} if facts else {f.plugin for f in named}
    same = [f for f in named if len(plugins) == 1 and f.plugin in plugins]
    use = next((f.api_version for f in reversed(same) if f.life.at(version) is Presence.PRESENT), None)
    if facts is None:
        return KindVerdict(verdict=Verdict.UNKNOWN_TO_US, use=use)
    verdict = {
        Presence.PRESENT: Verdict.KNOWN,
        Presence.REMOVED: Verdict.REMOVED,
        Presence.NOT_YET: Verdict.NOT_YET,
        Presence.UNKNOWN: Verdict.UNKNOWN_TO_US,
    }[facts.life.at(version)]
    return KindVerdict(verdict=verdict, facts=facts, use=use)
