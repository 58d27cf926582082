import asyncio
import threading

import pytest

from whyrestart.model.observation import Source
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.look import Look


class Hanging(BlockingSource):
    sources = (Source.FILES, Source.HOST)

    def __init__(self, clock):
        super().__init__(clock)
        self.may_go = threading.Event()
        self.looks = []
        self.came_back = threading.Event()
        self.threads = set()

    def see(self):
        self.threads.add(threading.get_ident())
        assert self.may_go.wait(10)
        self.looks.append(Look(observations=(f"look {len(self.looks)}",)))
        self.came_back.set()
        return self.looks[-1]


async def test_a_hanging_look_is_a_gap_and_its_result_is_not_lost(clock):
    source = Hanging(clock)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await source.look()
    clock.move(43)

    blind = await source.look()
    source.may_go.set()
    assert await asyncio.to_thread(source.came_back.wait, 5)
    await asyncio.sleep(0.05)
    late = await source.look()
    fresh = await source.look()
    await source.close()

    assert [(gap.source, "43 s" in gap.why) for gap in blind.gaps] == [(Source.FILES, True), (Source.HOST, True)]
    assert late.observations == ("look 0",)
    assert fresh.observations == ("look 1",)
    assert len(source.threads) == 1


async def test_a_bug_in_a_look_reaches_the_caller_and_the_next_look_works(clock):
    class Broken(Hanging):
        def see(self):
            if not self.looks:
                self.looks.append(None)
                raise ZeroDivisionError
            return Look()

    source = Broken(clock)
    with pytest.raises(ZeroDivisionError):
        await source.look()

    assert await source.look() == Look()
    await source.close()


async def test_closing_does_not_wait_for_a_thread_that_hangs(clock):
    source = Hanging(clock)
    look = asyncio.create_task(source.look())
    await asyncio.sleep(0.01)
    look.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look

    async with asyncio.timeout(5):
        await source.close()
    source.may_go.set()
