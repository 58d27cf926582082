"""From which release to which a flag, gate, plugin or kind exists, as far as that is proved.

What is not proved stays open: between the last release that is known to have a thing and the first that is known to
lack it, and before the first sighting, nothing is said. A table that guesses would make `lint` cry wolf.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

from whyrestart.model.version import Version


class Presence(StrEnum):
    """Whether a release has a thing."""

    PRESENT = "present"
    NOT_YET = "not_yet"
    REMOVED = "removed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Lifetime:
    """`since` and `removed` are exact: the first release with the thing and the first without it again.

    Where they are not established, `absent` is a release that does not have it yet, `gone` one that has it no more, and
    `seen` the first and last release that are known to have it. All are minor releases.
    """

    since: Version | None = None
    absent: Version | None = None
    seen: tuple[Version, Version] | None = None
    deprecated: Version | None = None
    removed: Version | None = None
    gone: Version | None = None

    def at(self, version: Version) -> Presence:
        """Whether the release has the thing; patch releases are taken for their minor release."""
        release = minor(version)
        end = self.removed or self.gone
        if end is not None and release >= end:
            return Presence.REMOVED
        if (self.since is not None and release < self.since) or (self.absent is not None and release <= self.absent):
            return Presence.NOT_YET
        first, last = self.seen or (self.since, self.since)
        first = self.since or first
        if first is None or last is None or release < first:
            return Presence.UNKNOWN
        return Presence.PRESENT if self.removed is not None or release <= last else Presence.UNKNOWN


def minor(version: Version) -> Version:
    """The minor release that a version belongs to."""
    return Version(version.major, version.minor)


def release(text: str) -> Version:
    """Read `1.20`; ValueError for anything else, since tables are ours."""
    version = Version.parse(text)
    if version is None:
        raise ValueError(f"{text!r} is not a release")
    return version


def lifetime(entry: Mapping[str, Any]) -> Lifetime:
    """The lifetime that a table's entry states; its keys are named as the fields of Lifetime."""
    named = {key: release(entry[key]) for key in ("since", "absent", "deprecated", "removed", "gone") if key in entry}
    seen = entry.get("seen")
    return Lifetime(**named, seen=(release(seen[0]), release(seen[1])) if seen else None)


def table(name: str) -> dict[str, Any]:
    """A table of `knowledge/data`; each states where it comes from under the key `source`."""
    text = (resources.files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
