"""The kubelet's `/pods` as 1.7 and 1.20 give it, and what is no such thing."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.observation import ContainerReport, ContainerState, ContainerStatusSeen, PodStatusSeen
from whyrestart.parsing.kubelet_pods import load

DATA = Path(__file__).parents[1] / "data" / "kubelet"
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def read(name):
    seen = load((DATA / name).read_bytes(), at=AT)
    pods = {s.pod: s for s in seen if isinstance(s, PodStatusSeen)}
    return pods, {s.ref.container: s for s in seen if isinstance(s, ContainerStatusSeen)}


def of_pod(pod):
    return load(json.dumps({"kind": "PodList", "items": [pod]}).encode(), at=AT)


def of_container(**status):
    pod = {"metadata": {"name": "etcd-m1", "namespace": "kube-system", "uid": "u1"}}
    return of_pod(pod | {"status": {"containerStatuses": [{"name": "etcd"} | status]}})[1]


def test_a_restarted_container_has_its_last_end():
    pods, containers = read("pods_1.20.json")

    apiserver = containers["kube-apiserver"]
    assert apiserver.restart_count == 1
    assert apiserver.now.state is ContainerState.RUNNING
    assert apiserver.last.state is ContainerState.EXITED
    assert (apiserver.last.exit_code, apiserver.last.reason) == (0, "Completed")
    assert apiserver.last.finished_at > apiserver.last.started_at
    assert len(apiserver.last.container_id) == 64
    assert apiserver.pod_uid == pods["kube-apiserver-rig-node"].pod_uid == "bb81060dd8ec6c7ea3953855a46fff59"
    assert pods["etcd-rig-node"].static
    assert not pods["etcd-rig-node"].mirror
    assert (containers["etcd"].ready, containers["etcd"].started, containers["etcd"].last) == (True, True, None)


def test_a_container_that_waits_says_why():
    _, containers = read("pods_image_missing_1.20.json")

    waiting = containers["kube-apiserver"].now
    assert waiting.state is ContainerState.WAITING
    assert waiting.reason in {"ErrImagePull", "ErrImageNeverPull", "ImagePullBackOff"}
    assert waiting.message
    assert waiting.container_id == ""


def test_an_old_kubelets_rejected_pod():
    pods, _ = read("pods_1.7.json")

    pod = pods["kube-proxy-worker-2"]
    assert pod.static
    assert pod.pod_uid == "ed3091d2203afe48cd745a7c222fd740"
    assert pod.phase


def test_a_pod_without_a_status_is_told_all_the_same():
    assert of_pod({"metadata": {"name": "etcd-m1"}}) == (
        PodStatusSeen(at=AT, namespace="default", pod="etcd-m1", pod_uid=""),
    )


def test_a_mirror_pod_goes_by_the_static_pods_uid():
    annotations = {"kubernetes.io/config.mirror": "md5", "kubernetes.io/config.source": "file"}

    pod = of_pod({"metadata": {"name": "etcd-m1", "uid": "api-uid", "annotations": annotations}})[0]

    assert (pod.pod_uid, pod.mirror, pod.static) == ("md5", True, True)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param({}, ContainerReport(state=ContainerState.WAITING), id="no-state-is-waiting"),
        pytest.param(
            {"terminated": {"exitCode": 128, "reason": "StartError", "startedAt": "1970-01-01T00:00:00Z"}},
            ContainerReport(state=ContainerState.EXITED, exit_code=128, reason="StartError", container_id="c1"),
            id="never-started",
        ),
        pytest.param(
            {"terminated": {}}, ContainerReport(state=ContainerState.EXITED, exit_code=0, container_id="c1"), id="bare"
        ),
        pytest.param({"running": None}, ContainerReport(state=ContainerState.WAITING), id="a-state-that-is-none"),
    ],
)
def test_states(state, expected):
    assert of_container(state=state, containerID="containerd://c1").now == expected


def test_messages_are_redacted():
    state = {"terminated": {"exitCode": 1, "message": "--token=hunter2"}}

    assert "hunter2" not in repr(of_container(state=state))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b'{"kind":"PodList","items":null}', (), id="an-empty-node"),
        pytest.param(b'{"kind":"PodList"}', (), id="without-items"),
        pytest.param(b'{"kind":"Status","status":"Failure"}', None, id="a-status"),
        pytest.param(b"Unauthorized", None, id="no-json"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b"[" * 100_000, None, id="nested"),
    ],
)
def test_what_is_no_pod_list(data, expected):
    assert load(data, at=AT) == expected


KEYS = ["items", "metadata", "status", "name", "annotations", "containerStatuses", "state", "lastState", "terminated",
        "running", "restartCount", "exitCode", "startedAt", "containerID", "phase", "ready"]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)


@given(JSON)
def test_no_json_is_too_strange(value):
    load(json.dumps(value).encode(), at=AT)
    of_pod(value)
    if isinstance(value, dict):
        assert isinstance(of_container(**value | {"name": "etcd"}), ContainerStatusSeen)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange(data):
    load(data, at=AT)
