"""One line for each cause: what a person does about it. Rules and pushed alerts carry the same."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from whyrestart.model.cause import Cause


def _load() -> Mapping[Cause, str]:
    text = (resources.files(__package__) / "advice.toml").read_text(encoding="utf-8")
    return MappingProxyType({Cause(slug): line for slug, line in tomllib.loads(text).items()})


ADVICE: Mapping[Cause, str] = _load()
