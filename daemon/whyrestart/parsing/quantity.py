"""Kubernetes' resource quantities (`128Mi`, `250m`) to numbers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_QUANTITY = re.compile(r"([+-]?(?:\d++(?:\.\d*+)?|\.\d++))((?:[numkMGTPE]|[KMGTPE]i)?|[eE][+-]?\d+)")
_SUFFIX = {
    "": Decimal(1), "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3"),
    "k": Decimal(10**3), "M": Decimal(10**6),
    "G": Decimal(10**9), "T": Decimal(10**12), "P": Decimal(10**15), "E": Decimal(10**18), "Ki": Decimal(2**10),
    "Mi": Decimal(2**20), "Gi": Decimal(2**30), "Ti": Decimal(2**40), "Pi": Decimal(2**50), "Ei": Decimal(2**60),
}  # fmt: skip


def quantity(text: str | None) -> Decimal | None:
    """The number that a quantity stands for; None for what is not one."""
    match = _QUANTITY.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    number, suffix = match.groups()
    try:
        return Decimal(number) * _SUFFIX[suffix] if suffix in _SUFFIX else Decimal(number + suffix)
    except InvalidOperation:
        return None
