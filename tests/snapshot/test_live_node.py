"""A live node and its snapshot are judged alike: the demo's node, watched by every source for a while."""

import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path

import pytest

from whyrestart.config import load as load_settings
from whyrestart.demo.node import running
from whyrestart.demo.scenarios import BY_NAME
from whyrestart.diagnosing import diagnose
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.observation import ProbeResult
from whyrestart.model.version import Version
from whyrestart.observer import Observer
from whyrestart.probes.scheduler import CredentialFinder, ProbeScheduler
from whyrestart.probes.targets import targets
from whyrestart.snapshot.capture import capture
from whyrestart.snapshot.load import load
from whyrestart.snapshot.write import prepare, write
from whyrestart.sources.layout import find
from whyrestart.sources.regular_file import read


@pytest.fixture
def temporary(monkeypatch):
    """A path short enough for the sockets in it."""
    with tempfile.TemporaryDirectory(prefix="wr-", dir="/tmp") as path:
        monkeypatch.setenv("TMPDIR", path)
        monkeypatch.setattr("tempfile.tempdir", None)
        yield Path(path)


@contextlib.asynccontextmanager
async def watching(settings):
    """What the daemon does to know a node: every source followed, every probe replayed as often as the kubelet does."""
    observer = Observer(settings, find(settings))
    credentials = CredentialFinder(
        clock=observer.clock, certificate_directory=observer.layout.certificate_directory, configured=None
    )
    scheduler = ProbeScheduler(clock=observer.clock, observe=observer.observe, credentials=credentials)
    tasks = [asyncio.create_task(observer.follow()), asyncio.create_task(scheduler.run())]

    def look():
        view = observer.view()
        scheduler.update(targets(view))
        return view

    try:
        yield look
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await observer.close()


async def until(look, cause, seconds=60):
    """The first view that is diagnosed with that cause and has seen two attempts of the container."""
    async with asyncio.timeout(seconds):
        while True:
            view = look()
            found = diagnose(view)
            verdict = found.verdict
            proven = verdict is not None and verdict.cause is cause and verdict.confidence is Confidence.PROVEN
            if proven and verdict.restarts >= 1:
                return view
            await asyncio.sleep(0.2)


def bytes_of(path):
    try:
        return read(path, 2**21).data
    except OSError:
        return None


def judgement(view):
    return [
        (each.subject, each.state, each.cause, each.confidence, each.detail, each.summary, each.restarts, each.remedies)
        for each in diagnose(view).diagnoses
    ]


async def test_the_demo_node_is_diagnosed_from_its_snapshot_as_live(temporary, tmp_path):
    async with running(Version.parse("v1.20.2")) as node:
        settings = load_settings(node.layout.root / "etc" / "whyrestart.yaml")
        async with watching(settings) as look:
            await until_up(look)
            BY_NAME["anonymous-auth"].break_node(node.layout)
            view = await until(look, Cause.ANONYMOUS_AUTH_DISABLED)

        prepare(tmp_path / "watched")
        write(capture(view, bytes_of), tmp_path / "watched")
        copy = load(tmp_path / "watched")

        assert judgement(copy) == judgement(view)
        # What else runs on this machine (a runtime with its configuration, processes that end) is no part of the node.
        beside = {"FileSeen", "RuntimeSeen", "ProcessGone"}
        assert {
            kind.__name__: len(seen) for kind, seen in copy.observations.items() if kind.__name__ not in beside
        } == {kind.__name__: len(seen) for kind, seen in view.observations.items() if kind.__name__ not in beside}

        code, printed = await whyrestart("capture", str(tmp_path / "taken"), config=node.layout)
        assert code == 0, printed
        _, live = await whyrestart("diagnose", "-o", "json", config=node.layout)
        _, taken = await whyrestart("diagnose", "-o", "json", "--snapshot", str(tmp_path / "taken"))

    assert told(taken) == told(live)


async def until_up(look, seconds=30):
    async with asyncio.timeout(seconds):
        while True:
            if any(result.status == 200 for result in look().all(ProbeResult)):
                return
            await asyncio.sleep(0.2)


def told(document):
    verdict = json.loads(document)["verdict"]
    return {key: verdict[key] for key in ("subject", "cause", "confidence")}


async def whyrestart(*words, config=None):
    """Run a command; its exit status and what it printed."""
    options = () if config is None else ("--config", str(config.root / "etc" / "whyrestart.yaml"))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "whyrestart", words[0], *options, *words[1:]),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=Path(__file__).parents[2] / "daemon",
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()
