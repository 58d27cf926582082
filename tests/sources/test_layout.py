"""Where things are on a node, by what its kubelet says and by what is there."""

import pytest

from whyrestart.config import Settings
from whyrestart.sources import layout

CONTAINERD, DOCKER = "/run/containerd/containerd.sock", "/var/run/docker.sock"
SHIM = "/var/run/dockershim.sock"
REMOTE = {"container-runtime": "remote"}
STATED = {"container-runtime-endpoint": f"unix://{CONTAINERD}"}


@pytest.mark.parametrize(
    ("flags", "there", "expected"),
    [
        pytest.param({"v": "2"}, {CONTAINERD, DOCKER, SHIM}, DOCKER, id="dockershim-beside-docker's-containerd"),
        pytest.param({"container-runtime": "docker"}, {CONTAINERD, DOCKER, SHIM}, DOCKER, id="dockershim-by-flag"),
        pytest.param({}, {CONTAINERD, DOCKER, SHIM}, DOCKER, id="dockershim-of-a-kubelet-that-fell"),
        pytest.param({"v": "2"}, {CONTAINERD, DOCKER}, CONTAINERD, id="docker-for-others"),
        pytest.param({"v": "2"}, {CONTAINERD, SHIM}, CONTAINERD, id="no-docker"),
        pytest.param(STATED, {CONTAINERD, DOCKER, SHIM}, CONTAINERD, id="stated"),
        pytest.param(REMOTE, {CONTAINERD, DOCKER, SHIM}, CONTAINERD, id="remote"),
    ],
)
def test_the_runtime_is_the_one_that_the_kubelet_uses(monkeypatch, flags, there, expected):
    monkeypatch.setattr(layout.os.path, "exists", there.__contains__)

    found = layout.find(Settings(), lambda: flags)

    assert (found.runtime_socket, found.is_docker) == (expected, expected == DOCKER)


@pytest.mark.parametrize(
    ("manifests", "stated", "expected"),
    [
        pytest.param("rke2/agent/pod-manifests", None, "rke2/agent/logs/kubelet.log", id="rke2"),
        pytest.param("rke2/agent/pod-manifests", "kubelet.log", "kubelet.log", id="stated"),
        pytest.param("elsewhere/agent/pod-manifests", None, None, id="rke2-whose-kubelet-writes-none"),
        pytest.param("etc/kubernetes/manifests", None, None, id="kubeadm"),
    ],
)
def test_rke2_s_kubelet_writes_a_file(tmp_path, manifests, stated, expected):
    (tmp_path / "rke2/agent/logs").mkdir(parents=True)
    (tmp_path / "rke2/agent/logs/kubelet.log").touch()
    settings = Settings(kubelet_log=tmp_path / stated) if stated else Settings()

    found = layout.find(settings, lambda: {"pod-manifest-path": f"{tmp_path}/{manifests}"})

    assert found.kubelet_log == (f"{tmp_path}/{expected}" if expected else None)


def test_drop_ins_say_where_static_pods_lie(tmp_path):
    (tmp_path / "config.yaml").write_text("kind: KubeletConfiguration\nstaticPodPath: /srv/a\npodLogsDir: /srv/logs\n")
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d/10.conf").write_text("kind: KubeletConfiguration\nstaticPodPath: /srv/b\n")

    found = layout.find(Settings(), lambda: {"config": f"{tmp_path}/config.yaml", "config-dir": f"{tmp_path}/conf.d"})

    assert (found.manifest_directory, found.pod_log_directory) == ("/srv/b", "/srv/logs")
