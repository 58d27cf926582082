"""Whether a name is another with one slip of the finger: what a table that is not complete may still be asked."""

from __future__ import annotations


def is_slip(name: str, meant: str) -> bool:
    """One character too many, too few or wrong, or two neighbours swapped. A name is no slip of itself."""
    if name == meant or abs(len(name) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(name, meant, strict=False)) if a != b), min(len(name), len(meant)))
    mine, other = name[start:], meant[start:]
    swapped = mine[:2] == other[1::-1] and mine[2:] == other[2:]
    return swapped or mine[1:] == other[1:] or mine[1:] == other or mine == other[1:]
