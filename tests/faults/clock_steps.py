"""The clock stepped by an hour, by a year and to 1970 while containers restart, pods are replaced and nodes reboot.

    python tests/faults/clock_steps.py [--events 3000] [--seed 1]

The clock is injected. Timeline, ledger and history are the real ones; every few events the daemon is started anew.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / "daemon"), str(Path(__file__).parents[1])]

from faults.real_daemon import kept
from ledger.world import Runtime, World
from whyrestart import ledger
from whyrestart.history import Batch, History
from whyrestart.model.observation import HostSeen
from whyrestart.timeline import Timeline

STEPS = (timedelta(hours=1), timedelta(hours=-1), timedelta(days=366), timedelta(days=-366), None)


@dataclass
class Figures:
    """`lost` and `twice` are of the count at the end, `fell` of every look, the others of the records."""

    seed: int
    events: int = 0
    steps: int = 0
    starts: int = 0
    restarts: int = 0
    lost: int = 0
    twice: int = 0
    fell: int = 0
    records_lost: int = 0
    records_twice: int = 0
    wrong_lifetimes: int = 0
    seconds: float = 0.0

    @property
    def clean(self):
        wrong = (self.lost, self.twice, self.fell, self.records_lost, self.records_twice, self.wrong_lifetimes)
        return not any(wrong)

    def __str__(self):
        return (
            f"seed {self.seed}: {self.restarts} restarts, {self.steps} clock steps, {self.starts} starts of the "
            f"daemon: {self.lost} lost, {self.twice} counted twice, {self.fell} counts fell, {self.records_lost} "
            f"records lost, {self.records_twice} kept twice, {self.wrong_lifetimes} negative lifetimes "
            f"({self.seconds:.0f} s)"
        )


class WorldClock:
    """The node's wall clock; the monotonic one goes on by itself."""

    def __init__(self, world):
        self._world = world
        self._seconds = 0.0

    def now(self):
        return self._world.now

    def monotonic(self):
        self._seconds += 1.0
        return self._seconds


async def run(events, seed, directory):
    rng = random.Random(seed)
    figures = Figures(seed=seed)
    began = time.monotonic()
    world = World()
    clock = WorldClock(world)
    history, count = None, 0
    world.start()
    for number in range(events):
        if history is None or rng.random() < 0.01:
            if history is not None:
                await history.close()
            history, timeline, runtime = History(directory / "state", clock=clock), Timeline(), Runtime()
            book = (await history.open()).ledger or ledger.begin(clock.now())
            figures.starts += 1
        if number:
            figures.events += 1
            if rng.random() < 0.15:
                world.step_clock(rng.choice(STEPS))
                figures.steps += 1
            # A pod goes, or a count begins anew, only once what came before was seen: nothing would be left of it.
            seen = book.books[world.ref].restarts == world.truth
            roll = rng.random()
            if roll < 0.03 and seen:
                world.replace_pod()
            elif roll < 0.05 and seen:
                world.reset()
            else:
                (world.reboot if roll < 0.08 else world.start)()
        # Not every attempt is looked at, but every pod and every beginning is.
        if number and world.attempt > 0 and rng.random() < 0.3:
            continue
        host = HostSeen(at=clock.now(), boot_id=f"boot-{world.boot}")
        for observation in (*runtime.look(world.left(), clock.now()), host):
            timeline.add(observation)
        view = timeline.view(name="master-1", at=clock.now(), version=None, manifest_directory="/m")
        step = ledger.update(book, view)
        book = step.ledger
        figures.fell += book.books[world.ref].restarts < count
        count = book.books[world.ref].restarts
        figures.wrong_lifetimes += sum((death.lifetime_seconds or 0) < 0 for death in step.deaths)
        await history.record(Batch(records=step.records, ledger=book))
    # The last thing is seen in any case.
    step = ledger.update(book, world.view(*world.left()))
    await history.record(Batch(records=step.records, ledger=step.ledger))
    await history.close()
    total = step.ledger.books[world.ref].restarts
    recorded = kept(directory / "state").get(str(world.ref), 0)
    figures.restarts = world.truth
    figures.lost, figures.twice = max(world.truth - total, 0), max(total - world.truth, 0)
    figures.records_lost, figures.records_twice = max(world.truth - recorded, 0), max(recorded - world.truth, 0)
    figures.seconds = time.monotonic() - began
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        figures = asyncio.run(run(arguments.events, arguments.seed, Path(directory)))
    sys.stdout.write(f"{figures}\n")
    return 0 if figures.clean else 1


if __name__ == "__main__":
    sys.exit(main())
