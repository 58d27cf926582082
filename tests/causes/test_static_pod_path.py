"""Where the kubelet reads static pods may stand in a file, in a flag of its unit, or only in the words it runs with."""

import json

import pytest

from incidents.builder import Node
from incidents.corpus import view
from whyrestart.diagnosing import diagnose
from whyrestart.model.cause import Cause

CONFIG = "/var/lib/kubelet/config.yaml"
UNSET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
SET = f"{UNSET}staticPodPath: /etc/kubernetes/manifests\n"


def causes(path, text, *words):
    """What is found where the configuration lies at that path, and the kubelet runs with these words."""
    contents = Node().static_pod("kube-apiserver").file(path, text).unit("kubelet").contents()
    process = {"pid": 812, "program": "kubelet", "started_at": "2024-03-12T10:00:00Z"}
    contents["processes.json"] = json.dumps([process | {"command_line": ["/usr/bin/kubelet", *words]}]).encode()
    return {each.cause for each in diagnose(view(contents)).diagnoses}


def test_a_path_that_nothing_sets_is_found():
    assert Cause.STATIC_POD_PATH_WRONG in causes(CONFIG, UNSET)


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        pytest.param(CONFIG, SET, (), id="the-file"),
        pytest.param(f"/opt{CONFIG}", SET, (), id="a-file-of-which-no-unit-tells"),
        pytest.param(CONFIG, UNSET, ("--pod-manifest-path=/etc/kubernetes/manifests",), id="the-words-it-runs-with"),
        pytest.param(CONFIG, UNSET, ("--pod-manifest-path", "/etc/kubernetes/manifests"), id="in-two-words"),
    ],
)
def test_a_path_that_is_set_anywhere_is_no_fault(path, text, words):
    assert Cause.STATIC_POD_PATH_WRONG not in causes(path, text, *words)
