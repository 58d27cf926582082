"""What every source of the node has in common."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from whyrestart.model.observation import Gap, Observation, Source


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look saw, and the sources that it could not see. A source without a gap here was seen.

    `elsewhere` are those among the gaps that this node does not have: the judgement goes without them, and nobody needs
    to mend anything. `partial` says that the gaps are of single things and the rest was seen: it is looked at as often
    as ever. `waits` says that nobody was asked, and the gaps are those of an earlier look: no further failure.
    """

    observations: tuple[Observation, ...] = ()
    gaps: tuple[Gap, ...] = ()
    elsewhere: frozenset[Source] = frozenset()
    partial: bool = False
    waits: bool = False


class NodeSource(Protocol):
    """A source: `look` is called every `period_seconds`, and at once whenever `woken` (if any) is set.

    `look` raises only for bugs: what the node refuses becomes a gap, whose `why` says what and where. It ends within
    `timeout_seconds` or is cancelled; blocking calls go to a thread. `woken` is cleared by the caller.
    """

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources it speaks for."""
        ...

    @property
    def period_seconds(self) -> float:
        """How often it looks when nothing wakes it."""
        ...

    @property
    def timeout_seconds(self) -> float:
        """How long one look may take."""
        ...

    @property
    def woken(self) -> asyncio.Event | None:
        """Set by the source when it should look at once."""
        ...

    async def look(self) -> Look:
        """See what is there now."""
        ...

    async def close(self) -> None:
        """Let go of sockets, threads and watches."""
        ...
