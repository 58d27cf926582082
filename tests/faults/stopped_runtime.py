"""The container runtime stopped with SIGSTOP for minutes: its socket takes calls and answers none.

    python tests/faults/stopped_runtime.py [--minutes 2] [--periods 2] [--seed 1]

The real daemon, by its metrics, beside a process that speaks CRI. It must say that it is blind, go on serving, count
nothing twice when it is started anew meanwhile, and see what happened just before as soon as the runtime goes on.
"""

import argparse
import asyncio
import pickle
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / "daemon"), str(Path(__file__).parents[1])]

from fake_cri import FakeRuntime, serving
from faults.kill_cycles import Node
from faults.real_daemon import DaemonSubject, spoken

# A look of the runtime ends within 20 s, and a blind source is asked again every 30 s.
PATIENCE_SECONDS = 90.0
POLL_SECONDS = 0.5
_UP = re.compile(r'^whyrestart_source_up\{source="(\w+)"\} (\S+)$', re.MULTILINE)
# Those that this made-up node has and that do not depend on the runtime.
OTHERS = frozenset({"pod_logs", "manifests", "processes", "host"})


class StoredRuntime(FakeRuntime):
    """Tells of the containers that lie in a file."""

    def __init__(self, store):
        super().__init__()
        self._store = store

    def list_containers(self, request):
        self.containers, self.statuses = pickle.loads(self._store.read_bytes())
        return super().list_containers(request)


class RuntimeProcess:
    """A container runtime in a process of its own, which can be stopped."""

    def __init__(self, socket_path):
        self._store = socket_path.with_suffix(".containers")
        self.show(())
        command = [sys.executable, __file__, "--serve", str(socket_path), str(self._store)]
        self._process = subprocess.Popen(command)
        until = time.monotonic() + PATIENCE_SECONDS
        while not socket_path.exists():
            assert time.monotonic() < until
            time.sleep(0.02)

    def show(self, containers):
        new = self._store.with_suffix(".new")
        new.write_bytes(pickle.dumps(spoken(containers)))
        new.replace(self._store)

    def send(self, number):
        self._process.send_signal(number)

    def close(self):
        self.send(signal.SIGCONT)
        self._process.kill()
        self._process.wait()


@dataclass
class Figures:
    """`told`: periods in which the source was said to be down. `others_blind`: polls that showed another one down."""

    seed: int
    periods: int = 0
    told: int = 0
    resumed: int = 0
    starts: int = 0
    restarts: int = 0
    lost: int = 0
    twice: int = 0
    fell: int = 0
    records_wrong: int = 0
    others_blind: int = 0
    stopped_seconds: float = 0.0
    slowest_told: float = 0.0
    slowest_resumed: float = 0.0
    slowest_page: float = 0.0
    seconds: float = 0.0

    @property
    def clean(self):
        wrong = self.lost or self.twice or self.fell or self.records_wrong or self.others_blind
        return not wrong and self.told == self.resumed == self.periods

    def __str__(self):
        return (
            f"seed {self.seed}: stopped {self.periods} times, {self.stopped_seconds:.0f} s in all, {self.starts} "
            f"starts of the daemon meanwhile: told {self.told} times (at the latest after {self.slowest_told:.1f} s), "
            f"seen again {self.resumed} times (after {self.slowest_resumed:.1f} s), slowest page "
            f"{self.slowest_page:.2f} s, other sources blind {self.others_blind} times; of {self.restarts} restarts "
            f"{self.lost} lost, {self.twice} counted twice, {self.fell} counts fell, {self.records_wrong} records "
            f"wrong ({self.seconds:.0f} s)"
        )


class _Watch:
    """The daemon's metrics against the truth."""

    def __init__(self, subject, node, figures):
        self._subject, self._node, self._figures = subject, node, figures
        self._highest = {}
        self.up = {}

    def poll(self):
        """Look at the page once, and say whether it answered."""
        began = time.monotonic()
        text = self._subject.metrics()
        if text is None:
            return False
        self._figures.slowest_page = max(self._figures.slowest_page, time.monotonic() - began)
        self.up = {source: float(up) == 1 for source, up in _UP.findall(text)}
        for name, count in self._subject.counts(text).items():
            self._figures.fell += count < self._highest.get(name, 0)
            self._figures.twice = max(self._figures.twice, count - self._node.truth[name])
            self._highest[name] = max(self._highest.get(name, 0), count)
        return True

    @property
    def is_right(self):
        return self._highest == self._node.truth

    def missing(self):
        return sum(max(truth - self._highest.get(name, 0), 0) for name, truth in self._node.truth.items())

    def until(self, holds, seconds=PATIENCE_SECONDS):
        """How long it took until that held; None where it did not."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.poll() and holds():
                return time.monotonic() - began
            time.sleep(POLL_SECONDS / 5)
        return None


class _Trial:
    """One daemon, one runtime, and what came out of them."""

    def __init__(self, seed, directory):
        self.rng = random.Random(seed)
        self.figures = Figures(seed=seed)
        self.runtime = RuntimeProcess(directory / "cri.sock")
        self.subject = DaemonSubject(directory, runtime=lambda _: self.runtime)
        self.node = Node(self.rng)
        self.watch = _Watch(self.subject, self.node, self.figures)

    def begin(self):
        self.node.begin()
        self.subject.show(self.node)
        self.subject.start()
        self.watch.until(lambda: self.watch.is_right and self.watch.up.get("cri"))

    def happen(self):
        self.node.happen(all_known=self.watch.is_right)
        self.subject.show(self.node)

    def stop(self, seconds, *, anew):
        """Once: stopped for that long, and the daemon started anew meanwhile or not."""
        figures, watch = self.figures, self.watch
        for _ in range(self.rng.randrange(2, 5)):
            self.happen()
            watch.until(lambda: watch.is_right)
        # What happens now it learns from logs, or when the runtime goes on.
        self.happen()
        self.runtime.send(signal.SIGSTOP)
        figures.periods += 1
        stopped = time.monotonic()
        took = watch.until(lambda: watch.up.get("cri") is False)
        if took is not None:
            figures.told += 1
            figures.slowest_told = max(figures.slowest_told, took)
        if anew:
            time.sleep(seconds * self.rng.uniform(0, 0.5))
            self.subject.kill()
            self.subject.start()
            figures.starts += 1
            watch.until(lambda: watch.up.get("cri") is False and watch.up.keys() >= OTHERS)
        while time.monotonic() - stopped < seconds:
            if watch.poll():
                figures.others_blind += any(watch.up.get(other) is False for other in OTHERS)
            time.sleep(POLL_SECONDS)
        figures.stopped_seconds += time.monotonic() - stopped
        self.runtime.send(signal.SIGCONT)
        took = watch.until(lambda: watch.up.get("cri") and watch.is_right)
        if took is not None:
            figures.resumed += 1
            figures.slowest_resumed = max(figures.slowest_resumed, took)

    def end(self):
        self.runtime.send(signal.SIGCONT)
        self.subject.kill()
        recorded, truth = self.subject.kept(), self.node.truth
        self.figures.lost = self.watch.missing()
        self.figures.restarts = sum(truth.values())
        self.figures.records_wrong = sum(recorded.get(name, 0) != count for name, count in truth.items())


def run(minutes, periods, seed, directory):
    began = time.monotonic()
    trial = _Trial(seed, directory)
    try:
        trial.begin()
        for number in range(periods):
            trial.stop(60 * minutes, anew=number % 2 == 0)
    finally:
        trial.end()
    trial.figures.seconds = time.monotonic() - began
    return trial.figures


async def _serve(socket_path, store):
    async with serving(StoredRuntime(store), socket_path):
        await asyncio.Event().wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=2.0, help="how long it is stopped each time")
    parser.add_argument("--periods", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--serve", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        return asyncio.run(_serve(*arguments.serve))
    with tempfile.TemporaryDirectory() as directory:
        figures = run(arguments.minutes, arguments.periods, arguments.seed, Path(directory))
    sys.stdout.write(f"{figures}\n")
    return 0 if figures.clean else 1


if __name__ == "__main__":
    sys.exit(main())
