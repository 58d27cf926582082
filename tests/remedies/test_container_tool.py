"""Commands about containers in the words of the tool that the node has."""

import pytest

from remedies.building import episode, manifest
from whyrestart.model.observation import RuntimeSeen, UnitSeen
from whyrestart.model.remedy import Remedy
from whyrestart.remedies.container_tool import on_this_node

RKE2 = "/var/lib/rancher/rke2/bin/crictl --config /var/lib/rancher/rke2/agent/etc/crictl.yaml"


def commands(*words, unit="", runtime="", version="v1.28.4"):
    about = episode(manifest("etcd"))
    seen = [UnitSeen(at=about.at, unit=unit, load_state="loaded", active_state="active")] if unit else []
    seen += [RuntimeSeen(at=about.at, name=runtime)] if runtime else []
    node = episode(manifest("etcd"), version=version, observations=seen)
    return on_this_node(node, Remedy(title="t", commands=words, caution="crictl removes images.")).commands


@pytest.mark.parametrize(
    ("node", "tool"),
    [
        pytest.param({"unit": "containerd.service"}, "crictl", id="containerd"),
        pytest.param({"unit": "rke2-server.service"}, RKE2, id="rke2"),
        pytest.param({"version": "v1.28.4+rke2r1"}, RKE2, id="rke2-by-its-release"),
        pytest.param({"unit": "k3s.service"}, "crictl", id="k3s"),
        pytest.param({"unit": "k0scontroller.service"}, "crictl --runtime-endpoint unix:///run/k0s/containerd.sock",
                     id="k0s"),
        pytest.param({"unit": "snap.microk8s.daemon-kubelite.service"},
                     "crictl --runtime-endpoint unix:///var/snap/microk8s/common/run/containerd.sock", id="microk8s"),
        pytest.param({"runtime": "docker"}, "docker", id="docker"),
        pytest.param({"runtime": "containerd"}, "crictl", id="containerd-by-itself"),
    ],
)  # fmt: skip
def test_each_node_has_its_tool(node, tool):
    said = commands("ls -l /run", "crictl stop abc", "journalctl -u crio", **node)

    assert said == ("ls -l /run", f"{tool} stop abc", "journalctl -u crio")


@pytest.mark.parametrize(
    ("crictl", "docker"),
    [
        ("ps -a --name etcd", "ps -a --filter name=k8s_etcd_"),
        ("ps", "ps"),
        ("pods", "ps --all --filter name=k8s_POD_"),
        ("inspectp abc", "inspect abc"),
        ("stopp abc", "stop abc"),
        ("images", "images"),
        ("pull registry.k8s.io/pause:3.9", "pull registry.k8s.io/pause:3.9"),
        ("rmi --prune", "image prune --all"),
    ],
)
def test_docker_is_told_in_its_own_words(crictl, docker):
    assert commands(f"crictl {crictl}", runtime="docker") == (f"docker {docker}",)


def test_what_is_cautioned_of_names_the_same_tool():
    seen = [RuntimeSeen(at=episode().at, name="docker")]
    remedy = Remedy(title="t", caution="crictl removes images.")

    assert on_this_node(episode(observations=seen), remedy).caution == "docker removes images."
