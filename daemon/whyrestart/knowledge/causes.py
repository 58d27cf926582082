"""What each cause is, as `causes.toml` states it: the closed set that JSON, metrics and docs share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from whyrestart.model.cause import Cause, Origin, Role


@dataclass(frozen=True, kw_only=True)
class CauseFacts:
    """One cause in the words of the contract.

    `says` is one sentence for a person, `tell` what gives it away, `confusers` what it is easily taken for.
    """

    family: str
    origin: Origin
    role: Role
    says: str
    tell: str
    confusers: tuple[str, ...]


def _load() -> Mapping[Cause, CauseFacts]:
    text = (resources.files(__package__) / "causes.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            Cause(slug): CauseFacts(
                family=entry["family"],
                origin=Origin(entry["origin"]),
                role=Role(entry["role"]),
                says=entry["says"],
                tell=entry["tell"],
                confusers=tuple(part.strip(" .") for part in entry["not"].split(";")),
            )
            for slug, entry in tomllib.loads(text).items()
        }
    )


CAUSES: Mapping[Cause, CauseFacts] = _load()
