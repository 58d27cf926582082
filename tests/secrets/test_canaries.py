"""Secrets planted all over a node come out nowhere: not in database, metrics, log, pages, snapshot or any command."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from canary.canaries import Canaries
from canary.node import NODE, POD, Node

ROOT = Path(__file__).parents[2]
PAGES = ("/metrics", "/", "/api/v1/diagnosis", "/api/v1/history", "/causes/anonymous_auth_disabled", "/-/ready")
COMMANDS = {
    "diagnose": (),
    "diagnose as JSON": ("-o", "json"),
    "probe": (),
    "probe as JSON": ("-o", "json"),
    "history": (),
    "history as JSON": ("-o", "json"),
    "fix": (),
    "check": ("--npd",),
}


def run(node, *words, timeout=100):
    """A command's whole output."""
    done = subprocess.run(
        [sys.executable, "-m", "whyrestart", words[0], "--config", str(node.config), *words[1:]],
        env=environment(),
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    return done.stdout + done.stderr


def environment():
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "daemon"), "LANG": "C.UTF-8", "COLUMNS": "4000"}


def page(node, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{node.port}{path}", timeout=10) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        return error.read()
    except OSError:
        return b""


def contents(directory):
    return b"\n".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


def until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Everything that the daemon and the commands let out on such a node, by where, and the canaries."""
    canaries = Canaries()
    node = Node(tmp_path_factory.mktemp("canaries"), canaries)
    node.start()
    outputs = {}
    log = node.directory / "daemon.log"
    try:
        with log.open("wb") as file:
            daemon = subprocess.Popen(
                [sys.executable, "-m", "whyrestart", "run", "--config", str(node.config)],
                env=environment(),
                stdout=file,
                stderr=file,
            )
        try:
            until(lambda: b'"looping"' in page(node, "/api/v1/diagnosis") and node.asked.is_set())
            # A change makes history: a revision with its difference, and one restart more.
            manifest = node.directory / "manifests" / "kube-apiserver.yaml"
            edited = f"--v={canaries.marker('edit')}\n    - --token={canaries.secret('edited flag')},"
            manifest.write_text(manifest.read_text().replace("--token=", edited))
            node.restart()
            until(lambda: canaries.markers["edit"].encode() in page(node, "/"))
            until(lambda: b'"attempt": 4' in page(node, "/api/v1/history"))
            outputs |= {path: page(node, path) for path in PAGES}
        finally:
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(30) == 0
        outputs["log"] = log.read_bytes()
        outputs["state directory"] = contents(node.state)
        outputs |= {name: run(node, name.split()[0], *words) for name, words in COMMANDS.items()}
        manifests = str(node.directory / "manifests")
        for form in ("text", "json", "sarif", "github"):
            outputs[f"lint as {form}"] = run(node, "lint", "-o", form, manifests)
        outputs["capture"] = run(node, "capture", str(node.directory / "snapshot"))
        outputs["snapshot"] = contents(node.directory / "snapshot")
    finally:
        node.stop()
    return canaries, outputs


def test_no_secret_comes_out(shown):
    canaries, outputs = shown

    leaks = {where: found for where, data in outputs.items() if (found := canaries.found_in(data))}

    assert leaks == {}
    assert sum(map(len, canaries.planted.values())) >= 40


def test_each_place_was_read_and_shown(shown):
    """Without this the test above could pass for looking at nothing."""
    canaries, outputs = shown

    assert canaries.unseen_in(outputs["snapshot"]) == []
    assert all(outputs.values())


def test_the_node_was_diagnosed_nevertheless(shown):
    _, outputs = shown

    found = {each["container"]: each for each in json.loads(outputs["/api/v1/diagnosis"])["diagnoses"]}

    assert found[POD]["state"] == "looping"
    assert found[POD]["pod"] == f"{POD}-{NODE}"


def test_the_finder_finds():
    canaries = Canaries()
    secret = canaries.secret("here")

    assert canaries.found_in(f"x{secret}y".encode()) == ["here"]
    assert canaries.found_in(base64.b64encode(f"ab{secret}".encode())) == ["here"]
    assert canaries.found_in(b"nothing") == []
