"""Blocking looks, each source's on a thread of its own: a hung filesystem or service stops that one source alone."""

from __future__ import annotations

import asyncio
import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from whyrestart.clock import Clock
from whyrestart.model.observation import Gap, Source
from whyrestart.sources.look import Look


@dataclass(frozen=True)
class _Call:
    since: datetime
    future: Future[Look]


class BlockingSource(ABC):
    """A source whose `see` blocks. Only one `see` runs at a time, always on the same thread.

    A look that outlives its time limit goes on in its thread; until it comes back there is a gap, and when it does,
    the next call gets what it saw, so that nothing seen is lost.
    """

    sources: tuple[Source, ...] = ()
    period_seconds: float = 10.0
    timeout_seconds: float = 10.0
    woken: asyncio.Event | None = None

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._call: _Call | None = None

    @abstractmethod
    def see(self) -> Look:
        """Look, on the source's own thread."""

    def release(self) -> None:  # noqa: B027  # most sources hold nothing
        """Let go of what `see` holds open, on the source's own thread."""

    async def look(self) -> Look:
        """What `see` saw, or a gap while an earlier one still hangs."""
        call = self._call
        if call is None:
            call = self._call = self._begin()
        elif not call.future.done():
            seconds = (self._clock.now() - call.since).total_seconds()
            why = f"a look has not come back for {seconds:.0f} s: a filesystem, device or service hangs"
            return self.blind(why, since=call.since)
        try:
            look = await asyncio.wrap_future(call.future)
        except asyncio.CancelledError:
            if call.future.cancelled():
                self._call = None
            raise
        except BaseException:
            self._call = None
            raise
        self._call = None
        return look

    async def close(self) -> None:
        """End the thread; one that hangs is left behind, it does not keep the process alive."""
        if self._thread is None:
            return
        self._calls.put(self.release)
        self._calls.put(None)
        await asyncio.to_thread(self._thread.join, 1.0)
        self._thread = None

    def blind(self, why: str, *sources: Source, since: datetime | None = None) -> Look:
        """A look that is one gap, for the given sources or all of this one's."""
        return Look(gaps=self.gaps(why, *sources, since=since))

    def gaps(self, why: str, *sources: Source, since: datetime | None = None) -> tuple[Gap, ...]:
        """Gaps of the given sources, or of all."""
        begun = since or self._clock.now()
        return tuple(Gap(source=source, why=why, since=begun) for source in sources or self.sources)

    def _begin(self) -> _Call:
        future: Future[Look] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(self.see())
            except BaseException as error:  # noqa: BLE001  # handed on to whoever awaits the look
                future.set_exception(error)

        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=type(self).__name__, daemon=True)
            self._thread.start()
        self._calls.put(call)
        return _Call(self._clock.now(), future)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
