"""What many rules ask of the same episode is found once, and kept with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from whyrestart.model.episode import Episode

T = TypeVar("T")


def once(find: Callable[[Episode], T]) -> Callable[[Episode], T]:
    """`find`, asked once an episode: it must look at that alone, and nobody may change what it gives."""

    @wraps(find)
    def kept(episode: Episode) -> T:
        if find not in episode.memory:
            episode.memory[find] = find(episode)
        return cast("T", episode.memory[find])

    return kept
