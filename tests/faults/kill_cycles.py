"""kill -9 again and again while an oracle restarts containers: nothing lost, nothing counted twice, nothing falls.

    python tests/faults/kill_cycles.py [--cycles 1000] [--seed 1]            ledger, timeline and history, forked
    python tests/faults/kill_cycles.py --daemon [--cycles 1000] [--seed 1]   the real daemon, by its metrics

It ends at the first check that fails, with the figures so far and exit status 1.

The first form shows the process what a runtime would: containers by ID, of each pod the newest dead one, counts that
begin anew, pods replaced, reboots. The second serves the daemon the same by CRI, and the pod logs that belong to it.
"""

import argparse
import asyncio
import json
import os
import pickle
import random
import select
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / "daemon"), str(Path(__file__).parents[1])]

from faults.real_daemon import DaemonSubject, kept
from ledger.world import APISERVER, ETCD, Runtime, World
from whyrestart import ledger
from whyrestart.clock import SystemClock
from whyrestart.history import Batch, History
from whyrestart.model.observation import HostSeen
from whyrestart.timeline import Timeline

PATIENCE_SECONDS = 30.0


@dataclass
class Node:
    """The oracle: two containers, what a runtime would still show of them, and how often they really restarted.

    It does nothing of which no trace would be left: a pod is replaced again only after the last time was seen, and a
    count begins anew only where all before it was seen.
    """

    rng: random.Random
    sees_ids: bool = True
    worlds: tuple[World, ...] = field(default_factory=lambda: (World(ref=APISERVER), World(ref=ETCD)))
    boot: int = 1
    replaced: set = field(default_factory=set)

    def begin(self):
        for world in self.worlds:
            world.start()

    def happen(self, *, all_known):
        if all_known:
            self.replaced.clear()
        world = self.rng.choice(self.worlds)
        roll = self.rng.random()
        if roll < 0.06 and world.ref not in self.replaced:
            self.replaced.add(world.ref)
            world.replace_pod()
        elif roll < 0.10 and all_known and world.attempt >= 12 and self.sees_ids:
            world.reset()
        elif roll < 0.12:
            self.boot += 1
            for each in self.worlds:
                each.boot = self.boot
                each.start()
        else:
            world.start()

    def containers(self):
        """What the runtime still knows: the newest, the dead one before it, and the last one of the pod before."""
        for world in self.worlds:
            yield from world.left()
            yield from [one for one in world.starts if one.attempt_key.pod_uid == f"uid-{world.uid - 1}"][-1:]

    def observations(self):
        return tuple(self.containers()), HostSeen(at=self.worlds[0].now, boot_id=f"boot-{self.boot}")

    @property
    def truth(self):
        return {str(world.ref): world.truth for world in self.worlds}


class ForkedSubject:
    """A process with the real timeline, ledger and history; publishes a count only once it is on disk."""

    sees_ids = True

    def __init__(self, directory):
        self.state = directory / "state"
        self._node = directory / "node"
        self._pid = None
        self._pipe = None
        self._rest = b""

    def show(self, node):
        new = self._node.with_suffix(".new")
        new.write_bytes(pickle.dumps(node.observations()))
        new.replace(self._node)

    def start(self):
        ours, theirs = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(ours)
            try:
                asyncio.run(_observe(self.state, self._node, theirs))
            except BaseException:  # noqa: BLE001  # the parent only sees that it is gone
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(theirs)
        self._pipe, self._rest = ours, b""

    def published(self):
        """Every count published since the last call, oldest first."""
        while select.select([self._pipe], [], [], 0)[0]:
            got = os.read(self._pipe, 65536)
            if not got:
                break
            self._rest += got
        *whole, self._rest = self._rest.split(b"\n")
        return [json.loads(line) for line in whole]

    def kill(self):
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        found = self.published()
        os.close(self._pipe)
        return found

    def kept(self):
        """The restarts that the history holds, counted by container."""
        return kept(self.state)


async def _observe(state, node, pipe):
    clock = SystemClock()
    history = History(state, clock=clock)
    saved = await history.open()
    book = saved.ledger or ledger.begin(clock.now())
    timeline, runtime = Timeline(), Runtime()
    seen = None
    while True:
        data = node.read_bytes()
        if data != seen:
            seen = data
            containers, host = pickle.loads(data)
            for observation in (*runtime.look(containers, clock.now()), host):
                timeline.add(observation)
            view = timeline.view(name="master-1", at=clock.now(), version=None, manifest_directory="/m")
            step = ledger.update(book, view)
            book = step.ledger
            if await history.record(Batch(records=step.records, ledger=book)):
                counts = {str(ref): each.restarts for ref, each in book.books.items()}
                os.write(pipe, json.dumps(counts).encode() + b"\n")
        await asyncio.sleep(0.001)


@dataclass
class Figures:
    """What came out. `fell` counts published numbers lower than one published before."""

    seed: int
    cycles: int = 0
    restarts: int = 0
    lost: int = 0
    twice: int = 0
    fell: int = 0
    records_lost: int = 0
    records_twice: int = 0
    checks: int = 0
    seconds: float = 0.0

    @property
    def clean(self):
        return not (self.lost or self.twice or self.fell or self.records_lost or self.records_twice)

    def __str__(self):
        return (
            f"seed {self.seed}: {self.cycles} kill -9, {self.restarts} restarts, {self.checks} checks: "
            f"{self.lost} lost, {self.twice} counted twice, {self.fell} counts fell, "
            f"{self.records_lost} records lost, {self.records_twice} kept twice ({self.seconds:.0f} s)"
        )


def run(cycles, seed, directory, *, subject=None, longest_life=0.12, check_every=25):
    rng = random.Random(seed)
    subject = subject or ForkedSubject(directory)
    node = Node(rng, sees_ids=subject.sees_ids)
    node.begin()
    figures = Figures(seed=seed)
    highest, too_many = {}, {}
    began = time.monotonic()

    def compare(counts):
        for name, count in counts.items():
            figures.fell += count < highest.get(name, 0)
            too_many[name] = max(too_many.get(name, 0), count - node.truth[name])
            highest[name] = max(highest.get(name, 0), count)
        figures.twice = sum(too_many.values())

    def settle():
        """Let it catch up, and compare with the truth; one that has counted too much never comes back to it."""
        until = time.monotonic() + PATIENCE_SECONDS
        while highest != node.truth and figures.clean and time.monotonic() < until:
            for counts in subject.published():
                compare(counts)
            time.sleep(0.002)
        figures.checks += 1
        figures.lost += sum(max(node.truth[name] - highest.get(name, 0), 0) for name in node.truth)

    # The ledger begins before the first restart: what is older is not counted.
    subject.show(node)
    subject.start()
    settle()
    for cycle in range(cycles if figures.clean else 0):
        end = time.monotonic() + rng.uniform(0, longest_life)
        while time.monotonic() < end:
            if rng.random() < 0.5:
                node.happen(all_known=highest == node.truth)
                subject.show(node)
            for counts in subject.published():
                compare(counts)
            time.sleep(rng.uniform(0, longest_life / 8))
        for counts in subject.kill():
            compare(counts)
        figures.cycles += 1
        for _ in range(rng.choice((0, 0, 1, 2, 4))):
            node.happen(all_known=False)
        subject.show(node)
        subject.start()
        if cycle % check_every == check_every - 1 or cycle == cycles - 1:
            settle()
        if not figures.clean:
            break
    subject.kill()
    recorded = subject.kept()
    figures.restarts = sum(node.truth.values())
    if not figures.clean:
        # Killed in the middle of catching up: what is not recorded yet is no finding of its own.
        recorded = {name: max(recorded.get(name, 0), truth) for name, truth in node.truth.items()}
    figures.records_lost = sum(max(truth - recorded.get(name, 0), 0) for name, truth in node.truth.items())
    figures.records_twice = sum(max(recorded.get(name, 0) - truth, 0) for name, truth in node.truth.items())
    figures.seconds = time.monotonic() - began
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--daemon", action="store_true", help="the real daemon instead of its ledger and history")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        subject = DaemonSubject(Path(directory)) if arguments.daemon else None
        life = 2.5 if arguments.daemon else 0.12
        figures = run(arguments.cycles, arguments.seed, Path(directory), subject=subject, longest_life=life)
    sys.stdout.write(f"{figures}\n")
    return 0 if figures.clean else 1


if __name__ == "__main__":
    sys.exit(main())
