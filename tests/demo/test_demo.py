"""The demo whole: each scenario with the real daemon beside it, and what is left when it ends."""

import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from whyrestart.demo import SCENARIOS, run_demo
from whyrestart.demo.scenarios import BY_NAME

PATIENCE_SECONDS = 100


def processes_of(directory):
    """Processes whose command line names that directory: the node's programs, and the daemon by its configuration."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(directory) in word for word in process.info["cmdline"] or ())
    ]


@pytest.fixture
def directory():
    """A directory of its own for the demo's node, with a path short enough for the sockets in it."""
    with tempfile.TemporaryDirectory(prefix="wr-", dir="/tmp") as path:
        yield Path(path)


@pytest.fixture
def temporary(directory, monkeypatch):
    """The same, as this process' own $TMPDIR."""
    monkeypatch.setenv("TMPDIR", str(directory))
    monkeypatch.setattr("tempfile.tempdir", None)
    return directory


@pytest.mark.parametrize("name", SCENARIOS)
async def test_reaches_the_right_verdict_and_leaves_nothing(name, temporary):
    output = io.StringIO()
    began = time.monotonic()

    code = await run_demo(name, console=Console(file=output, width=200), interactive=False)

    told = output.getvalue()
    assert code == 0, told
    assert f"Diagnosed: {BY_NAME[name].cause}" in told
    assert f": {BY_NAME[name].cause} (" in told.partition("==> ")[2].partition("\n")[0]
    # Whatever is broken on purpose can be mended, and the verdict says how.
    assert "The edit: " in told or "What to do: " in told
    assert "/metrics" in told
    assert "shortened" in told
    assert list(temporary.iterdir()) == []
    assert processes_of(temporary) == []
    assert time.monotonic() - began < PATIENCE_SECONDS


@pytest.mark.parametrize("version", ["v1.20.2", "v1.32.0"])
async def test_the_printed_edit_heals_later_versions_too(version, temporary):
    output = io.StringIO()

    code = await run_demo("fixed", console=Console(file=output, width=200), interactive=False, version=version)

    assert code == 0, output.getvalue()
    assert "Healed" in output.getvalue()


async def test_foretells_the_kill_before_it_comes(temporary):
    output = io.StringIO()

    await run_demo("anonymous-auth", console=Console(file=output, width=200), interactive=False)

    lines = output.getvalue().splitlines()
    foretold = next(number for number, line in enumerate(lines) if "the kubelet will kill kube-apiserver in" in line)
    killed = next(number for number, line in enumerate(lines) if "killed: its liveness probe failed too often" in line)
    assert foretold < killed
    assert "(as foretold, " in lines[killed]


async def test_refuses_a_version_it_does_not_know():
    with pytest.raises(ValueError, match="the demo knows the versions"):
        await run_demo("fixed", console=Console(file=io.StringIO()), interactive=False, version="v1.0.0")


class Running:
    """`whyrestart demo` as a process of its own."""

    def __init__(self, directory):
        self.directory = directory
        self.process = subprocess.Popen(
            [sys.executable, "-m", "whyrestart", "demo"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TMPDIR": str(directory)},
        )

    def wait_for(self, condition, seconds=40):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline
            assert self.process.poll() is None, self.process.stdout.read()
            time.sleep(0.1)

    def of(self, program):
        return [each for each in processes_of(self.directory) if each.name() == program]

    def end(self, seconds=30):
        output, _ = self.process.communicate(timeout=seconds)
        return self.process.returncode, output


@pytest.fixture
def started(directory):
    running = Running(directory)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    running.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_order(started, number):
    started.wait_for(lambda: started.of("kube-apiserver"))

    started.process.send_signal(number)
    code, _ = started.end()

    assert code == 1
    assert list(started.directory.iterdir()) == []
    assert processes_of(started.directory) == []


def test_a_dead_daemon_ends_it_with_a_word_about_it(started):
    def daemons():
        return [each for each in processes_of(started.directory) if "run" in each.cmdline()]

    started.wait_for(lambda: started.of("kube-apiserver") and daemons())
    for daemon in daemons():
        daemon.kill()
    code, output = started.end()

    assert code == 1
    assert "whyrestart run ended with -9" in output
    assert list(started.directory.iterdir()) == []
    assert processes_of(started.directory) == []


def test_nothing_runs_on_when_it_is_killed_outright(started):
    started.wait_for(lambda: started.of("kube-apiserver") and started.of("etcd"))

    started.process.kill()
    started.process.wait()

    deadline = time.monotonic() + 10
    while processes_of(started.directory):
        assert time.monotonic() < deadline
        time.sleep(0.1)
