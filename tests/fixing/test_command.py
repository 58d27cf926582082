"""The command against a temporary directory for a node and an apiserver that answers 401."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fixing.nodes import Place
from lint.manifests import changed, read
from probes.listeners import Authority, Web, ok

UNAUTHORIZED = ok(b'{"kind":"Status","status":"Failure","reason":"Unauthorized","code":401}', "401 Unauthorized")


class Node(Place):
    """The files of a node, and a configuration that keeps the command from looking at this machine's own."""

    def __init__(self, root, port, flag):
        super().__init__(
            root,
            changed(
                read("kubeadm-1.18"),
                ("- --allow-privileged=true", f"- --allow-privileged=true\n    - {flag}"),
                ("host: 10.0.0.10", "host: 127.0.0.1"),
                ("6443", str(port)),
            ),
        )
        (root / "config.yaml").write_text(
            f"""node_name: master-1
manifest_directory: {self.directory}
pod_log_directory: {root}/log
runtime_endpoint: "off"
certificate_directory: {root}/pki
kubelet_config: {root}/kubelet.yaml
kubelet_url: http://127.0.0.1:9
kubelet_read_only_url: http://127.0.0.1:9
kubelet_log: {root}/kubelet.log
state_directory: {self.state}
"""
        )

    async def fix(self, *arguments):
        """Exit status, standard output and standard error of `whyrestart fix kube-apiserver`."""
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "daemon"), "NO_COLOR": "1"}
        command = ("-m", "whyrestart", "fix", "--config", str(self.root / "config.yaml"), "kube-apiserver", *arguments)
        running = await asyncio.create_subprocess_exec(
            sys.executable, *command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        out, err = await asyncio.wait_for(running.communicate(), 100)
        return running.returncode, out.decode(), err.decode()


def patch(diff):
    subprocess.run(["patch", "-p1", "-d", "/"], input=diff, text=True, check=True, capture_output=True)


@pytest.fixture
def tls(tmp_path):
    (tmp_path / "tls").mkdir()
    return Authority(tmp_path / "tls").server()


@pytest.fixture
async def node(tmp_path, tls):
    async with Web(UNAUTHORIZED).listening(tls=tls) as port:
        yield Node(tmp_path / "node", port, "--anonymous-auth=false")


async def test_without_write_it_prints_the_diff_and_writes_nothing(node):
    code, out, err = await node.fix()

    assert (code, node.manifest.read_text()) == (0, node.text), err
    assert "-    - --anonymous-auth=false\n" in out
    assert "nothing was written" in err
    assert not node.state.exists()


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
async def test_the_diff_is_one_that_patch_takes(node):
    _, out, _ = await node.fix()

    await asyncio.to_thread(patch, out)

    assert "anonymous-auth" not in node.manifest.read_text()


async def test_with_write_it_writes_and_says_where_the_old_file_is(node):
    code, out, err = await node.fix("--write", "--wait", "0")

    assert (code, node.manifest.read_text()) == (0, node.text.replace("    - --anonymous-auth=false\n", "")), out + err
    assert str(node.state) in err


async def test_says_that_it_cannot_decide_where_nothing_can_be_seen(node):
    code, _, err = await node.fix("--write", "--wait", "1")

    assert code == 0, err
    assert "not decided yet" in err


async def test_leaves_a_sound_manifest_alone(tmp_path, tls):
    async with Web(ok()).listening(tls=tls) as port:
        sound = Node(tmp_path / "node", port, "--anonymous-auth=true")

        code, out, err = await sound.fix("--write", "--wait", "0")

    assert sound.manifest.read_text() == sound.text
    assert (code, out) == (0, "Nothing is wrong that an edit would cure.\n"), err
