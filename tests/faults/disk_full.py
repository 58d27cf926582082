"""The disk full for a while, as containers restart on: the daemon's memory holds on, says so, and writes it all later.

    python tests/faults/disk_full.py [--restarts 400] [--seed 1] [--tmpfs]

Without root the disk is made full by RLIMIT_FSIZE: no file may grow beyond what it is (SQLite sees an I/O error).
With --tmpfs (root) it is a small file system that is really full (SQLite sees "disk is full").
"""

import argparse
import asyncio
import contextlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / "daemon"), str(Path(__file__).parents[1])]

from faults.real_daemon import kept
from ledger.world import World
from whyrestart import ledger
from whyrestart.clock import SystemClock
from whyrestart.history import Batch, History
from whyrestart.history.keeper import RETRY_SECONDS
from whyrestart.model.identity import AttemptKey
from whyrestart.model.record import LastWords


class FileSizeLimit:
    """No file may become larger than the largest one is now."""

    def __init__(self, state):
        self._state = state
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self):
        largest = max(file.stat().st_size for file in self._state.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, self._before[1]))

    def free(self):
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


class FullFilesystem:
    """A file next to the history takes all that is left."""

    def __init__(self, state):
        self._ballast = state.parent / "ballast"

    def fill(self):
        with contextlib.suppress(OSError), self._ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def free(self):
        self._ballast.unlink(missing_ok=True)


class SteppingClock(SystemClock):
    """The machine's clock, and the monotonic one ahead by what was waited without waiting."""

    def __init__(self):
        self.ahead = 0.0

    def monotonic(self):
        return super().monotonic() + self.ahead


@dataclass
class Figures:
    """`on_reserve`: looks kept on the full disk in what was set aside for it. `in_memory`: those that had to wait."""

    seed: int
    restarts: int = 0
    on_reserve: int = 0
    in_memory: int = 0
    periods: int = 0
    resumed: int = 0
    lost: int = 0
    twice: int = 0
    counted_wrong: int = 0
    seconds: float = 0.0

    @property
    def clean(self):
        return not (self.lost or self.twice or self.counted_wrong) and self.resumed == self.periods

    def __str__(self):
        return (
            f"seed {self.seed}: {self.restarts} restarts, disk full {self.periods} times: {self.on_reserve} looks kept "
            f"on the reserve, {self.in_memory} in memory; resumed {self.resumed} times; {self.lost} records lost, "
            f"{self.twice} kept twice, {self.counted_wrong} counts wrong ({self.seconds:.0f} s)"
        )


async def run(restarts, seed, directory, *, disk=FileSizeLimit):
    rng = random.Random(seed)
    figures = Figures(seed=seed)
    began = time.monotonic()
    state, clock, world = directory / "state", SteppingClock(), World()
    history = History(state, clock=clock)
    await history.open()
    full = disk(state)
    world.start()
    book = ledger.update(ledger.begin(world.now), world.view(*world.left())).ledger
    await history.record(Batch(ledger=book))

    async def one():
        nonlocal book
        (world.replace_pod if rng.random() < 0.05 else world.start)()
        step = ledger.update(book, world.view(*world.left()))
        book = step.ledger
        key = AttemptKey(ref=world.ref, pod_uid=f"uid-{world.uid}", attempt=world.attempt)
        words = LastWords(key=key, at=world.now, lines=("x" * 8000,))
        clock.ahead += rng.uniform(0, 2 * RETRY_SECONDS)
        return await history.record(Batch(records=(*step.records, words), ledger=book))

    try:
        while figures.restarts < restarts:
            for _ in range(rng.randrange(5, 20)):
                assert await one()
                figures.restarts += 1
            full.fill()
            figures.periods += 1
            for _ in range(rng.randrange(60, 120)):
                if await one():
                    figures.on_reserve += 1
                else:
                    figures.in_memory += 1
                figures.restarts += 1
            full.free()
            clock.ahead += 2 * RETRY_SECONDS
            figures.resumed += await history.record(Batch()) and not history.degraded
    finally:
        full.free()
        await history.close()
    again = History(state, clock=clock)
    saved = await again.open()
    await again.close()
    recorded = kept(state).get(str(world.ref), 0)
    figures.counted_wrong = int(saved.ledger is None or saved.ledger.books[world.ref].restarts != world.truth)
    figures.lost = max(world.truth - recorded, 0)
    figures.twice = max(recorded - world.truth, 0)
    figures.seconds = time.monotonic() - began
    return figures


@contextlib.contextmanager
def tmpfs(directory, *, size="48m"):
    """A small file system of its own; needs root."""
    directory.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "whyrestart-test", directory], check=True)
    try:
        yield directory
    finally:
        subprocess.run(["umount", directory], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--restarts", type=int, default=400)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--tmpfs", action="store_true", help="a small file system that is really full; needs root")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        if arguments.tmpfs:
            with tmpfs(directory / "disk") as small:
                figures = asyncio.run(run(arguments.restarts, arguments.seed, small, disk=FullFilesystem))
        else:
            figures = asyncio.run(run(arguments.restarts, arguments.seed, directory))
    sys.stdout.write(f"{figures}\n")
    return 0 if figures.clean else 1


if __name__ == "__main__":
    sys.exit(main())
