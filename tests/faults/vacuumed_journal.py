"""The journal rotated and vacuumed while it is read and while nobody reads: nothing lost in silence, none told twice.

    python tests/faults/vacuumed_journal.py [--steps 400] [--seed 1]

The files are real ones, written by systemd-journal-remote (package systemd-journal-remote). A step writes lines,
rotates, vacuums the oldest files away, looks, or ends the reader and begins another one with the cursor that was kept.
"""

import argparse
import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / "daemon"), str(Path(__file__).parents[1])]

from whyrestart.model.observation import Source
from whyrestart.sources.journal import JournalSource, systemd_journal

PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/lib/systemd", "/lib/systemd"))
JOURNAL_REMOTE = shutil.which("systemd-journal-remote", path=PLACES)
BOOT = "0f2f7f0e5b1c4d3c8a35b8a0f4a1c2d3"
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
ACTIVE = "system"
MOST_FILES = 4
MOST_LOOKS = 20


@dataclass
class Figures:
    """`silent`: lines that were lost and lie in no gap that was told. `needless`: gaps told though nothing was lost."""

    seed: int
    lines: int = 0
    rotations: int = 0
    vacuums: int = 0
    starts: int = 0
    harmful: int = 0
    told: int = 0
    lost: int = 0
    silent: int = 0
    twice: int = 0
    false: int = 0
    needless: int = 0
    seconds: float = 0.0

    @property
    def clean(self):
        return not (self.silent or self.twice or self.false) and self.told == self.harmful

    def __str__(self):
        return (
            f"seed {self.seed}: {self.lines} lines, {self.rotations} rotations, {self.vacuums} vacuums, {self.starts} "
            f"starts of the reader: {self.harmful} times lines were lost ({self.lost} lines), {self.told} times that "
            f"was told; {self.silent} lines lost in silence, {self.twice} told twice, {self.false} never written, "
            f"{self.needless} gaps where the last line was vacuumed and no other ({self.seconds:.0f} s)"
        )


class Clock:
    """The node's, which moves on with the lines."""

    def __init__(self):
        self.time = START

    def now(self):
        return self.time

    def monotonic(self):
        return (self.time - START).total_seconds()


class Journal:
    """A directory of journal files; `at` are the times of all lines by their number, `files` what each file holds."""

    def __init__(self, directory, clock):
        self.directory, self._clock = directory, clock
        self.at = []
        self.files = {ACTIVE: []}
        self._archived = 0
        directory.mkdir()

    def write(self, count):
        for _ in range(count):
            self._clock.time += timedelta(seconds=1)
            self.files[ACTIVE].append(len(self.at))
            self.at.append(self._clock.time)
        self._append(self._entry("kubelet", number) for number in self.files[ACTIVE][-count:])

    def _append(self, entries):
        command = [JOURNAL_REMOTE, "-o", str(self._path(ACTIVE)), "-"]
        subprocess.run(command, input="".join(entries).encode(), check=True, capture_output=True)

    def _entry(self, unit, number):
        at = self.at[number]
        fields = {
            "__REALTIME_TIMESTAMP": round(at.timestamp() * 1e6),
            "__MONOTONIC_TIMESTAMP": round(1e9 + (at - START).total_seconds() * 1e6),
            "_BOOT_ID": BOOT, "_MACHINE_ID": "a" * 32, "_PID": 812, "_SYSTEMD_UNIT": f"{unit}.service",
            "_TRANSPORT": "stdout", "SYSLOG_IDENTIFIER": unit, "PRIORITY": 6,
            "MESSAGE": f"I1123 08:00:00.000000     812 prober.go:117] line {number}",
        }  # fmt: skip
        return "".join(f"{name}={value}\n" for name, value in fields.items()) + "\n"

    def rotate(self):
        """As journald does: the file gets another name, and a new one is begun at once."""
        if not self.files[ACTIVE]:
            return False
        self._archived += 1
        name = f"{ACTIVE}@{self._archived:06}"
        self._path(ACTIVE).rename(self._path(name))
        self.files[name] = self.files.pop(ACTIVE)
        self.files[ACTIVE] = []
        self._append([self._entry("ssh", -1)])
        return True

    def vacuum(self, keep):
        """Delete all archived files but the newest ones; whether there was any."""
        archived = sorted(name for name in self.files if name != ACTIVE)
        gone = archived[: max(len(archived) - keep, 0)]
        for name in gone:
            self._path(name).unlink()
            del self.files[name]
        return bool(gone)

    def _path(self, name):
        return self.directory / f"{name}.journal"


class _Reading:
    """A reader that is ended and begun anew, and what it has told so far."""

    def __init__(self, journal, clock, figures):
        self._journal, self._clock, self._figures = journal, clock, figures
        self._source = None
        self._cursor = None
        self._told = set()
        self._lost = set()

    async def look(self):
        """Until it is at the end; what has not been told by then is lost, and has to lie in a gap."""
        if self._source is None:
            self._source = JournalSource(self._clock, path=str(self._journal.directory), cursor=self._cursor)
            self._figures.starts += 1
        gaps, quiet = [], 0
        for _ in range(MOST_LOOKS):
            look = await self._source.look()
            closed = [gap for gap in look.gaps if gap.until is not None and gap.source is Source.KUBELET_LOG]
            gaps += closed
            self._take(look.observations)
            quiet = 0 if look.observations or closed else quiet + 1
            if quiet == 3:
                break
        self._account(gaps)

    def _take(self, lines):
        for seen in lines:
            number = int(seen.message.rsplit(" ", 1)[1])
            self._figures.twice += number in self._told
            self._figures.false += number >= len(self._journal.at)
            self._told.add(number)

    def _account(self, gaps):
        figures, at = self._figures, self._journal.at
        lost = set(range(len(at))) - self._told - self._lost
        silent = [number for number in lost if not any(gap.since <= at[number] <= gap.until for gap in gaps)]
        self._lost |= lost
        figures.harmful += bool(lost)
        figures.told += bool(lost) and not silent
        figures.lost += len(lost)
        figures.silent += len(silent)
        figures.needless += len(gaps) if not lost else 0

    async def end(self):
        if self._source is not None:
            self._cursor = self._source.cursor
            await self._source.close()
            self._source = None


async def run(steps, seed, directory):
    rng = random.Random(seed)
    figures = Figures(seed=seed)
    began = time.monotonic()
    clock = Clock()
    journal = Journal(directory / "journal", clock)
    reading = _Reading(journal, clock, figures)
    journal.write(3)
    await reading.look()
    for _ in range(steps):
        roll = rng.random()
        if roll < 0.40:
            journal.write(rng.randrange(1, 20))
        elif roll < 0.60:
            figures.rotations += journal.rotate()
        elif roll < 0.70:
            figures.vacuums += journal.vacuum(rng.randrange(MOST_FILES))
        elif roll < 0.85:
            await reading.look()
        else:
            await reading.end()
    await reading.look()
    await reading.end()
    figures.lines = len(journal.at)
    figures.seconds = time.monotonic() - began
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    arguments = parser.parse_args()
    if JOURNAL_REMOTE is None or systemd_journal is None:
        parser.error("it needs systemd-journal-remote, which writes the journal files, and systemd-python")
    with tempfile.TemporaryDirectory() as directory:
        figures = asyncio.run(run(arguments.steps, arguments.seed, Path(directory)))
    sys.stdout.write(f"{figures}\n")
    return 0 if figures.clean else 1


if __name__ == "__main__":
    sys.exit(main())
