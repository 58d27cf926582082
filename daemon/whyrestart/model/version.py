"""Kubernetes and etcd versions, compared by minor release as their documentation does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_VERSION = re.compile(r"v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?!\d)(\S*)")


@dataclass(frozen=True, order=True)
class Version:
    """A release such as v1.20.2; `suffix` (`+rke2r1`, `-beta.0`) is kept for display and never compared."""

    major: int
    minor: int
    patch: int = 0
    suffix: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str | None) -> Version | None:
        """Read `v1.20.2`, `1.20`, `v1.19.7+rke2r1`; anything else, and None, is None."""
        match = _VERSION.fullmatch(text.strip()) if text else None
        if match is None:
            return None
        major, minor, patch, suffix = match.groups()
        return cls(int(major), int(minor), int(patch or 0), suffix)

    def at_least(self, major: int, minor: int) -> bool:
        """Whether this is `major.minor` or later, patches disregarded."""
        return (self.major, self.minor) >= (major, minor)

    def __str__(self) -> str:
        return f"v{self.major}.{self.minor}.{self.patch}{self.suffix}"
