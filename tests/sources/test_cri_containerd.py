"""The CRI source against a containerd of its own: both versions of the API, and a containerd that is stopped."""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from whyrestart.clock import SystemClock
from whyrestart.model.observation import RuntimeSeen
from whyrestart.sources.cri import CriSource
from whyrestart.sources.cri_client import PACKAGES, CriClient

RIG = Path(os.environ.get("WHYRESTART_RIG") or Path.home() / ".cache" / "whyrestart-rig")
CONTAINERD = shutil.which("containerd") or shutil.which(RIG / "bin" / "containerd")

pytestmark = [
    pytest.mark.components,
    pytest.mark.skipif(
        CONTAINERD is None,
        reason="NO CONTAINERD: CRI is not tested against a real runtime; apt-get install containerd",
    ),
]

CONFIG = """version = 2
root = "{0}/root"
state = "{0}/state"
disabled_plugins = [{1}]
[grpc]
address = "{0}/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
path = "{0}/opt"
[plugins."io.containerd.grpc.v1.cri"]
disable_apparmor = true
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "native"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "{0}/cni/bin"
conf_dir = "{0}/cni/conf"
"""


@contextmanager
def containerd(directory, *, disabled=""):
    config = directory / "config.toml"
    config.write_text(CONFIG.format(directory, disabled))
    with (directory / "containerd.log").open("wb") as log:
        process = subprocess.Popen([CONTAINERD, "--config", str(config)], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while b"containerd successfully booted" not in (directory / "containerd.log").read_bytes():
            assert process.poll() is None, (directory / "containerd.log").read_text()
            assert time.monotonic() < deadline, "containerd did not boot"
            time.sleep(0.05)
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(20)


def source(directory, call_seconds=1.0):
    return CriSource(f"unix://{directory}/containerd.sock", SystemClock(), call_seconds=call_seconds)


async def test_both_versions_of_the_api_answer(tmp_path):
    with containerd(tmp_path):
        for package in PACKAGES:
            client = CriClient(f"{tmp_path}/containerd.sock", call_seconds=5)
            client._package = package
            version = await client.call("Version", "VersionResponse")
            listed = await client.call("ListContainers", "ListContainersResponse")
            assert client._package == package
            client.close()
            assert version["runtimeName"] == "containerd"
            assert listed == {}


async def test_falls_back_when_the_first_version_is_unknown(tmp_path):
    with containerd(tmp_path):
        client = CriClient(f"{tmp_path}/containerd.sock", call_seconds=5)
        client._package = "runtime.v1alpha1"

        assert (await client.call("Version", "VersionResponse"))["runtimeName"] == "containerd"
        client.close()


async def test_a_stopped_containerd_is_a_gap_at_the_timeout_and_is_seen_again(tmp_path):
    looking = source(tmp_path)
    with containerd(tmp_path) as process:
        before = await looking.look()
        process.send_signal(signal.SIGSTOP)
        stopped = await looking.look()
        still = await looking.look()
        process.send_signal(signal.SIGCONT)
        after = await looking.look()
        await looking.close()
    gone = await looking.look()
    await looking.close()

    assert before.gaps == after.gaps == ()
    assert "no answer within 1 s" in stopped.gaps[0].why
    assert "no answer within 1 s" in still.gaps[0].why
    assert [seen.name for seen in after.observations if isinstance(seen, RuntimeSeen)] == ["containerd"]
    assert "the container runtime" in gone.gaps[0].why


async def test_a_containerd_without_cri_is_told_apart(tmp_path):
    looking = source(tmp_path)
    with containerd(tmp_path, disabled='"io.containerd.grpc.v1.cri"'):
        why = (await looking.look()).gaps[0].why
        await looking.close()
        await asyncio.sleep(0)

    assert "unknown service" in why
    assert "disabled_plugins" in why
