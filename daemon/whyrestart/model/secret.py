"""A value that may be sent where its owner sends it, and shown nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field

REDACTED = "REDACTED"


@dataclass(frozen=True)
class Secret:
    """Holds a credential that a probe must repeat; every way of printing it says REDACTED."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """The value itself: only for the request that the kubelet would send too."""
        return self._value

    def __repr__(self) -> str:
        return REDACTED

    __str__ = __repr__
