"""A real containerd stopped with SIGSTOP for minutes, below a real kubelet and beside the real daemon.

    python tests/faults/stopped_containerd.py [--minutes 2] [--periods 2] [--seed 1]

Needs root and the rig of the real suite (built where it is missing). Containers are killed before each stop and during
it. The daemon must say that it is blind, go on serving, count nothing twice when it is started anew meanwhile, and come
to the runtime's own numbers as soon as that goes on.
"""

import argparse
import random
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / "daemon"), str(Path(__file__).parents[1])]

import psutil

from real.program import Program
from real.rig import build, node, processes
from real.rig.oracle import Oracle
from real.rig.places import APISERVER, CASES

CONTAINERS = ("etcd", "kube-apiserver")
# A look of the runtime ends within 20 s, a blind source is asked again every 30 s; the kubelet's back-off is longer.
PATIENCE_SECONDS = 150.0
POLL_SECONDS = 0.5


@dataclass
class Figures:
    """`told`: periods in which the source was said to be down; `restarts` by the runtime's own numbers."""

    seed: int
    periods: int = 0
    told: int = 0
    resumed: int = 0
    starts: int = 0
    kills: int = 0
    restarts: int = 0
    lost: int = 0
    twice: int = 0
    fell: int = 0
    stopped_seconds: float = 0.0
    slowest_told: float = 0.0
    slowest_resumed: float = 0.0
    slowest_page: float = 0.0

    @property
    def clean(self):
        return not (self.lost or self.twice or self.fell) and self.told == self.resumed == self.periods

    def __str__(self):
        return (
            f"seed {self.seed}: containerd stopped {self.periods} times, {self.stopped_seconds:.0f} s in all, "
            f"{self.kills} processes killed, {self.starts} starts of the daemon meanwhile: told {self.told} times (at "
            f"the latest after {self.slowest_told:.1f} s), seen again {self.resumed} times (after "
            f"{self.slowest_resumed:.1f} s), slowest page {self.slowest_page:.2f} s; of {self.restarts} restarts "
            f"{self.lost} lost, {self.twice} counted twice, {self.fell} counts fell"
        )


class _Trial:
    def __init__(self, program, oracle, seed):
        self.rng = random.Random(seed)
        self.figures = Figures(seed=seed)
        self._program, self._oracle = program, oracle
        self._highest = dict.fromkeys(CONTAINERS, 0)

    def stop(self, seconds, *, anew):
        """Once: stopped for that long, and the daemon started anew meanwhile or not."""
        figures, (first, second) = self.figures, self.rng.sample(CONTAINERS, 2)
        self._kill(first)
        self._until(lambda: self._oracle.restarts(first) > 0 and self._agrees(), f"{first} is counted")
        self._until(lambda: node.status(APISERVER, "/readyz") == 200, "the apiserver is ready")
        before = self._oracle.restarts(second)
        containerd = processes.running("containerd")
        containerd.send_signal(signal.SIGSTOP)
        figures.periods += 1
        stopped = time.monotonic()
        try:
            self._kill(second)
            took = self._until(lambda: self._up() is False, "the daemon says that it is blind")
            figures.told += 1
            figures.slowest_told = max(figures.slowest_told, took)
            if anew:
                self._program.start_anew()
                figures.starts += 1
            while time.monotonic() - stopped < seconds:
                self._look()
                time.sleep(POLL_SECONDS)
        finally:
            figures.stopped_seconds += time.monotonic() - stopped
            containerd.send_signal(signal.SIGCONT)
        took = self._until(
            lambda: self._up() and self._oracle.restarts(second) > before and self._agrees(), "all is seen again"
        )
        figures.resumed += 1
        figures.slowest_resumed = max(figures.slowest_resumed, took)

    def end(self):
        truth = {name: self._oracle.restarts(name) for name in CONTAINERS}
        self.figures.restarts = sum(truth.values())
        self.figures.lost = sum(max(count - self._highest[name], 0) for name, count in truth.items())
        self.figures.twice = sum(max(self._highest[name] - count, 0) for name, count in truth.items())

    def _kill(self, name):
        for process in psutil.process_iter(["name"]):
            if process.info["name"] == name:
                process.kill()
                self.figures.kills += 1

    def _look(self):
        """The page once: counts must not fall."""
        began = time.monotonic()
        samples = self._program.samples()
        self.figures.slowest_page = max(self.figures.slowest_page, time.monotonic() - began)
        for (metric, labels), value in samples.items():
            container = dict(labels).get("container")
            if metric == "whyrestart_container_restarts_total" and container in self._highest:
                self.figures.fell += value < self._highest[container]
                self._highest[container] = max(self._highest[container], int(value))
        return samples

    def _up(self):
        return self._look().get(("whyrestart_source_up", frozenset({("source", "cri")}))) == 1

    def _agrees(self):
        self._look()
        return all(self._highest[name] == self._oracle.restarts(name) for name in CONTAINERS)

    def _until(self, holds, what):
        began = time.monotonic()
        while not holds():
            assert time.monotonic() - began < PATIENCE_SECONDS, f"{what}: not within {PATIENCE_SECONDS:.0f} s; {self}"
            time.sleep(POLL_SECONDS)
        return time.monotonic() - began

    def __str__(self):
        truth = {name: self._oracle.restarts(name) for name in CONTAINERS}
        return f"{self.figures}; the runtime counts {truth}, the daemon {self._highest}"


def run(minutes, periods, seed):
    """On a fresh node, which is cleared away."""
    try:
        node.up()
        with Oracle() as oracle, Program(place=CASES / "stopped-containerd") as program:
            trial = _Trial(program, oracle, seed)
            for number in range(periods):
                trial.stop(60 * minutes, anew=number % 2 == 0)
            trial.end()
    finally:
        node.down()
    return trial.figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=2.0, help="how long it is stopped each time")
    parser.add_argument("--periods", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    arguments = parser.parse_args()
    with node.claimed():
        build.build()
        node.down()
        figures = run(arguments.minutes, arguments.periods, arguments.seed)
    sys.stdout.write(f"{figures}\n")
    return 0 if figures.clean else 1


if __name__ == "__main__":
    sys.exit(main())
