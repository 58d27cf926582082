"""Bytes of the database flipped while the daemon is away: it starts, it says so, counts stay, nothing false is read.

    python tests/faults/byte_flips.py [--flips 500] [--seed 1]

Each flip damages one to eight bytes of a history as a clean stop (one file) or a kill -9 (file and write-ahead log)
left it. Every other time the first 100 bytes, SQLite's header, are among them.
"""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / "daemon"), str(Path(__file__).parents[1])]

from ledger.world import World
from whyrestart import ledger
from whyrestart.clock import SystemClock
from whyrestart.history import Batch, History
from whyrestart.history.keeper import FILE_NAME
from whyrestart.model.identity import AttemptKey
from whyrestart.model.record import LastWords


@dataclass
class Figures:
    """`silent`: something was missing and nobody was told. `false`: something was read that was never written."""

    seed: int
    flips: int = 0
    unharmed: int = 0
    told: int = 0
    silent: int = 0
    false: int = 0
    counts_changed: int = 0
    crashed: int = 0
    not_resumed: int = 0
    records: int = 0
    records_lost: int = 0
    seconds: float = 0.0
    crashes: Counter = field(default_factory=Counter)

    @property
    def clean(self):
        return not (self.silent or self.false or self.counts_changed or self.crashed or self.not_resumed)

    def __str__(self):
        return (
            f"seed {self.seed}: {self.flips} flips: {self.unharmed} did no harm, {self.told} were told; "
            f"{self.silent} silent, {self.false} false records, {self.counts_changed} counts changed, "
            f"{self.crashed} crashes, {self.not_resumed} not resumed; of {self.records} records in told ones "
            f"{self.records_lost} lost ({self.seconds:.0f} s) {dict(self.crashes) or ''}"
        )


def run(flips, seed, directory):
    rng = random.Random(seed)
    figures = Figures(seed=seed)
    began = time.monotonic()
    stopped, killed = directory / "stopped", directory / "killed"
    whole, book = asyncio.run(_fill(stopped, killed))
    for number in range(flips):
        victim = directory / "victim"
        shutil.rmtree(victim, ignore_errors=True)
        shutil.copytree(killed if number % 3 == 2 else stopped, victim)
        _damage(victim, rng, header=number % 2 == 0)
        figures.flips += 1
        try:
            asyncio.run(_judge(victim, whole, book, figures))
        except Exception as error:  # noqa: BLE001  # a crash is a figure here
            figures.crashed += 1
            figures.crashes[repr(error)[:200]] += 1
    figures.seconds = time.monotonic() - began
    return figures


async def _fill(stopped, killed):
    """A history of some hundred records, as a stop and as a kill leave it."""
    world = World()
    history = History(stopped, clock=SystemClock())
    await history.open()
    book = ledger.begin(world.now)
    for number in range(150):
        (world.replace_pod if number % 40 == 39 else world.start)()
        step = ledger.update(book, world.view(*world.left()))
        book = step.ledger
        key = AttemptKey(ref=world.ref, pod_uid=f"uid-{world.uid}", attempt=world.attempt)
        words = LastWords(key=key, at=world.now, lines=tuple(f"line {line} of {number}" for line in range(20)))
        await history.record(Batch(records=(*step.records, words), ledger=book, cursors={"journal": f"s={number}"}))
        if number == 120:
            # From here on the log holds what the file does not, as far as SQLite has not folded it in.
            await history.close()
            history = History(stopped, clock=SystemClock())
            await history.open()
    killed.mkdir()
    for file in stopped.iterdir():
        if not file.name.endswith("-shm"):
            (killed / file.name).write_bytes(file.read_bytes())
    whole = frozenset(await history.records(limit=None))
    await history.close()
    return whole, book


def _damage(directory, rng, *, header):
    files = [path for path in directory.iterdir() if path.name.startswith(FILE_NAME) and path.stat().st_size]
    path = rng.choice(files)
    data = bytearray(path.read_bytes())
    for _ in range(rng.randrange(1, 9)):
        place = rng.randrange(100) if header and rng.random() < 0.5 else rng.randrange(len(data))
        data[place] ^= rng.randrange(1, 256)
    path.write_bytes(data)


async def _judge(victim, whole, book, figures):
    history = History(victim, clock=SystemClock())
    saved = await history.open()
    found = await history.records(limit=None)
    told = bool(history.notices or history.problem)
    figures.counts_changed += saved.ledger != book
    figures.false += len(set(found) - whole)
    missing = len(whole) - len(set(found) & whole)
    if told:
        figures.told += 1
        figures.records += len(whole)
        figures.records_lost += missing
    else:
        figures.silent += missing > 0
        figures.unharmed += missing == 0
    extra = LastWords(key=next(iter(whole)).key, at=book.began_at, lines=("after",), generation=99)
    kept = await history.record(Batch(records=(extra,), ledger=book))
    await history.close()
    again = History(victim, clock=SystemClock())
    saved = await again.open()
    resumed = kept and saved.ledger == book and extra in await again.records(limit=1)
    figures.not_resumed += not (resumed and not again.notices and not again.problem)
    await again.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flips", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        figures = run(arguments.flips, arguments.seed, Path(directory))
    sys.stdout.write(f"{figures}\n")
    return 0 if figures.clean else 1


if __name__ == "__main__":
    sys.exit(main())
