"""The command against a node that is a temporary directory: what it prints, what it writes, and with which status."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from fixing.nodes import Place
from lint.manifests import changed, read


@pytest.fixture
def port():
    """A port of loopback on which nobody listens while it is held."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def node(root, port, *, fault):
    flag = "--anonymous-auth=false" if fault else "--anonymous-auth=true"
    text = changed(
        read("kubeadm-1.18"),
        ("- --allow-privileged=true", f"- --allow-privileged=true\n    - {flag}"),
        ("host: 10.0.0.10", "host: 127.0.0.1"),
        ("6443", str(port)),
    )
    place = Place(root, text)
    (root / "config.yaml").write_text(
        f"""node_name: master-1
manifest_directory: {place.directory}
pod_log_directory: {root}/log
runtime_endpoint: "off"
certificate_directory: {root}/pki
kubelet_config: {root}/kubelet.yaml
kubelet_url: https://127.0.0.1:{port}
kubelet_read_only_url: http://127.0.0.1:{port}
kubelet_log: {root}/kubelet.log
state_directory: {place.state}
"""
    )
    return place


def fix(place, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "daemon"), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "whyrestart", "fix", "--config", place.root / "config.yaml", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=100, check=False)
    return done.returncode, done.stdout, done.stderr


def test_without_write_it_prints_the_diff_and_writes_nothing(tmp_path, port):
    place = node(tmp_path, port, fault=True)

    code, out, err = fix(place, "kube-apiserver")

    assert (code, place.manifest.read_text()) == (0, place.text), err
    assert "-    - --anonymous-auth=false\n" in out
    assert "nothing was written" in err
    assert not place.state.exists()


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
def test_the_diff_is_one_that_patch_takes(tmp_path, port):
    place = node(tmp_path, port, fault=True)
    _, out, _ = fix(place, "kube-apiserver")

    subprocess.run(["patch", "-p1", "-d", "/"], input=out, text=True, check=True, capture_output=True)

    assert "anonymous-auth" not in place.manifest.read_text()


def test_with_write_it_writes_and_says_where_the_old_file_is(tmp_path, port):
    place = node(tmp_path, port, fault=True)

    code, _, err = fix(place, "kube-apiserver", "--write", "--wait", "0")

    assert (code, place.manifest.read_text()) == (0, place.text.replace("    - --anonymous-auth=false\n", "")), err
    assert str(place.state) in err


def test_says_that_it_cannot_decide_where_nothing_can_be_seen(tmp_path, port):
    place = node(tmp_path, port, fault=True)

    code, _, err = fix(place, "kube-apiserver", "--write", "--wait", "1")

    assert code == 0, err
    assert "not decided yet" in err


def test_leaves_a_sound_manifest_alone(tmp_path, port):
    place = node(tmp_path, port, fault=False)

    code, out, err = fix(place, "kube-apiserver", "--write", "--wait", "0")

    assert place.manifest.read_text() == place.text
    assert (code, "--- a/" in out) in {(0, False), (1, False)}, err
