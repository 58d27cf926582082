"""A simulated control-plane node on loopback, broken on purpose and diagnosed live: `run_demo` and what it can do.

The names are looked up when they are asked for: the node's programs live in this package too, start every few seconds,
and need none of the show.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whyrestart.demo.entry import DEFAULT_SCENARIO, DEFAULT_VERSION, SCENARIOS, VERSIONS, run_demo

__all__ = ["DEFAULT_SCENARIO", "DEFAULT_VERSION", "SCENARIOS", "VERSIONS", "run_demo"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("whyrestart.demo.entry"), name)
