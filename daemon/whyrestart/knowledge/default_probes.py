"""The probes that installers write, to tell a default from an edit and to say what an edit should go back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from whyrestart.knowledge.lifetime import minor, release, table
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.version import Version

_TIMING = ("initial_delay_seconds", "timeout_seconds", "period_seconds", "failure_threshold")


@dataclass(frozen=True, kw_only=True)
class DefaultProbe:
    """A probe as an installer writes it for the releases `since` to `until`, both included; None is open.

    `command` describes an exec probe, whose other fields are empty. `host` and `port` are empty where they follow the
    component's flags; the timing is None where it is not known.
    """

    installer: str
    component: str
    kind: ProbeKind
    since: Version | None = None
    until: Version | None = None
    scheme: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    command: str = ""
    initial_delay_seconds: int | None = None
    timeout_seconds: int | None = None
    period_seconds: int | None = None
    failure_threshold: int | None = None

    def holds_for(self, version: Version) -> bool:
        """Whether the installer writes it for that release."""
        asked = minor(version)
        return (self.since is None or self.since <= asked) and (self.until is None or asked <= self.until)


@dataclass(frozen=True, kw_only=True)
class Installer:
    """What an installer does about anonymous requests to the apiserver."""

    name: str
    anonymous: bool
    note: str = ""


@cache
def installers() -> tuple[Installer, ...]:
    """The installers whose habits are known."""
    return tuple(Installer(name=name, **entry) for name, entry in table("default_probes")["installer"].items())


@cache
def default_probes(installer: str, component: str, version: Version) -> tuple[DefaultProbe, ...]:
    """The probes of a component as the installer writes them for a release; empty where it writes none, or unknown."""
    entries = table("default_probes").get(installer, {}).get(component, ())
    probes = (_probe(installer, component, entry) for entry in entries)
    return tuple(probe for probe in probes if probe.holds_for(version))


def _probe(installer: str, component: str, entry: Mapping[str, Any]) -> DefaultProbe:
    timing = dict(zip(_TIMING, entry.get("timing", ()), strict=False))
    plain = {key: value for key, value in entry.items() if key not in {"kind", "since", "until", "timing"}}
    return DefaultProbe(
        installer=installer,
        component=component,
        kind=ProbeKind(entry["kind"]),
        since=release(entry["since"]) if "since" in entry else None,
        until=release(entry["until"]) if "until" in entry else None,
        **plain,
        **timing,
    )
