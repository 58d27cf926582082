"""`$(VARIABLE)` in a container's words and environment, as the kubelet fills it in before it starts the container."""

from __future__ import annotations

import re

# More than Linux hands to a program in all (MAX_ARG_STRLEN is 128 KiB, ARG_MAX mostly 2 MiB): such a container never
# starts, and variables that name each other many times over would fill the memory instead.
LIMIT_CHARACTERS = 2**20
_REFERENCE = re.compile(r"\$(?:(?P<escaped>\$)|\((?P<name>[^)]{0,1000})\))")


class Variables:
    """What the manifest itself gives a value, in its order: later ones may name earlier ones.

    third_party/forked/golang/expansion (1.6 to 1.36): `$$` is a dollar, and a reference to what is not known stays as
    written. So stays what only the node knows (`valueFrom`), and all beyond a mebibyte.
    """

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._left = LIMIT_CHARACTERS

    def define(self, name: str, value: str | None) -> str:
        """The value with its references filled in, empty where it is None: known to the node alone."""
        if value is None:
            self._values.pop(name, None)
            return ""
        self._values[name] = filled = self.fill(value)
        return filled

    def fill(self, text: str) -> str:
        """The text with its references filled in."""
        return _REFERENCE.sub(self._value, text) if "$" in text else text

    def _value(self, found: re.Match[str]) -> str:
        if found["escaped"]:
            return "$"
        value = self._values.get(found["name"])
        if value is None or len(value) > self._left:
            return found[0]
        self._left -= len(value)
        return value
