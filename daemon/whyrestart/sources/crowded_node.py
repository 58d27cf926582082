"""Static pods among hundreds of others: what is remembered is bounded, and they must never be what is forgotten.

The timeline drops what it was told of longest ago, so static pods are told of last.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from whyrestart.model.observation import ContainerSeen, ContainerState, SandboxSeen
from whyrestart.parsing.pod_log_path import is_static

# Of pods that the API gave; static pods' containers find room beside them in the timeline.
MAX_OTHERS = 300


def containers(listed: Iterable[ContainerSeen], static: Container[str]) -> tuple[ContainerSeen, ...]:
    """Every container of a static pod, after so many of others: running ones first, the same ones at each look.

    `static` are the UIDs of static pods, besides those that tell it by themselves.
    """
    mine: list[ContainerSeen] = []
    others: list[ContainerSeen] = []
    for seen in listed:
        key = seen.attempt_key
        (mine if key.pod_uid in static or is_static(key.ref.pod, key.pod_uid) else others).append(seen)
    if len(others) > MAX_OTHERS:
        others.sort(key=lambda seen: (seen.state is not ContainerState.RUNNING, seen.container_id))
    return (*others[:MAX_OTHERS], *mine)


def sandboxes(listed: Iterable[SandboxSeen], static: Container[str]) -> tuple[SandboxSeen, ...]:
    """Every sandbox, static pods' last."""
    return tuple(sorted(listed, key=lambda seen: seen.pod_uid in static or is_static(seen.pod, seen.pod_uid)))
