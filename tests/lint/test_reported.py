"""Lint on the manifests of reported incidents: it foretells what a manifest can tell, and blames nothing else.

Most of these loops have causes that no manifest shows (a disk, a certificate, a runtime): there it must be silent.
"""

import json
from pathlib import Path

import pytest

from lint.manifests import given
from whyrestart.lint import lint

REPORTED = Path(__file__).parents[1] / "incidents" / "reported"
FILES = ("etc/containerd/config.toml", "var/lib/kubelet/config.yaml")
# What lint says beside the cause, and why it is right to.
BESIDE = {
    # The file that the other flag names is not given: whether flag or file wins is not to be seen.
    "gardener-12191": {"anonymous_auth_disabled"},
    "k8s-130318": {"anonymous_auth_disabled"},
    # The same file sets the cgroup driver where no containerd of that version reads it.
    "nvidia-ctk-410": {"cgroup_driver_mismatch"},
}
FORETOLD = {
    "eks-anywhere-10820", "evalle-blog", "k8s-102619", "k8s-106464", "k8s-43784", "k8s-68407", "kamaji-199",
    "kthw-626", "kube-spawn-15", "kubeadm-196", "kubeadm-3174", "kubespray-12257", "kubespray-6242", "nvidia-ctk-410",
    "ocp-ckao-1347", "rancher-33252",
}  # fmt: skip


def linted(case):
    fs = REPORTED / case / "node" / "fs"
    paths = [
        *sorted((fs / "etc/kubernetes/manifests").glob("*")),
        *(fs / name for name in FILES if (fs / name).is_file()),
    ]
    files = [given(path.read_bytes(), path.name, str(path.parent.relative_to(fs)), named=False) for path in paths]
    return {each.rule for each in lint(files).findings}


def expected(case):
    cause = json.loads((REPORTED / case / "expected.json").read_text())["cause"]
    return {cause} if isinstance(cause, str) else set() if isinstance(cause, dict) else set(cause)


CASES = sorted(path.name for path in REPORTED.iterdir() if (path / "expected.json").is_file())


@pytest.mark.parametrize("case", CASES)
def test_blames_nothing_but_what_it_was(case):
    assert linted(case) <= expected(case) | BESIDE.get(case, set())


@pytest.mark.parametrize("case", sorted(FORETOLD))
def test_foretells_what_a_manifest_shows(case):
    assert linted(case) & expected(case)
