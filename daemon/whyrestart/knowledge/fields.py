"""The fields of a Pod and of a KubeletConfiguration by release: what else stands in such a file is passed over.

`data/fields/<kind>.toml` tells the form of its entries.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from whyrestart.knowledge.flags import Verdict
from whyrestart.knowledge.lifetime import Lifetime, Presence, lifetime, minor, release, table
from whyrestart.model.version import Version

_ALIKE = 0.75


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field; `type` is what its value is, empty where nobody is to look into it."""

    name: str
    type: str
    life: Lifetime


@dataclass(frozen=True, kw_only=True)
class Values:
    """The words that a field takes; `otherwise` is what any other is taken for, None where it is refused."""

    are: tuple[str, ...]
    otherwise: str | None = None


@dataclass(frozen=True, kw_only=True)
class Fields:
    """The fields of one kind, by the type that they stand in; `values` by `Type.field`.

    Of releases after `newest` the table proves nothing about a name that it does not have.
    """

    root: str
    newest: Version
    types: Mapping[str, Mapping[str, Field]]
    values: Mapping[str, Values]


@dataclass(frozen=True, kw_only=True)
class FieldVerdict:
    """KNOWN (or of a release that the table does not reach), NOT_YET, MISSPELT with the `nearest`, or UNKNOWN_TO_US.

    The last two: no release is known to have it. `within` is another type that has a field of that very name.
    """

    verdict: Verdict
    field: Field | None = None
    nearest: str | None = None
    within: str | None = None


def _field(text: str) -> Field:
    name, *rest = text.split()
    bounds = {"since", "absent"}
    kind = rest.pop(0) if rest and rest[0] not in bounds else ""
    return Field(name=name, type=kind, life=lifetime(dict(zip(rest[::2], rest[1::2], strict=True))))


@cache
def fields(kind: str) -> Fields:
    """The table of a kind: `pod` or `kubelet`."""
    data = table(f"fields/{kind}")
    types = {
        name: MappingProxyType({field.name: field for field in map(_field, entries)})
        for name, entries in data["types"].items()
    }
    values = {
        name: Values(are=tuple(entry["are"]), otherwise=entry.get("otherwise"))
        for name, entry in data.get("values", {}).items()
    }
    newest = release(data["newest"])
    return Fields(root=data["root"], newest=newest, types=MappingProxyType(types), values=MappingProxyType(values))


def judge(known: Fields, within: str, name: str, version: Version | None) -> FieldVerdict:
    """What is to be said of a field in that type; without a release, of any."""
    siblings = known.types[within]
    field = siblings.get(name)
    if field is not None:
        early = version is not None and field.life.at(version) is Presence.NOT_YET
        return FieldVerdict(verdict=Verdict.NOT_YET if early else Verdict.KNOWN, field=field)
    if version is not None and minor(version) > known.newest:
        return FieldVerdict(verdict=Verdict.KNOWN)
    same = next((each for each in siblings if each.lower() == name.lower()), None)
    if close := same or next(iter(difflib.get_close_matches(name, siblings, n=1, cutoff=_ALIKE)), None):
        return FieldVerdict(verdict=Verdict.MISSPELT, nearest=close)
    elsewhere = next((each for each, inside in known.types.items() if name in inside), None)
    return FieldVerdict(verdict=Verdict.UNKNOWN_TO_US, within=elsewhere)
