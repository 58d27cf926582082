"""CRI's JSON in each spelling, as real runtimes and crictl give it, and what is no JSON of theirs."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.observation import ContainerSeen, ContainerState, MountSeen, SandboxSeen, Source
from whyrestart.parsing.cri import (
    container,
    containers_to_json,
    load_containers,
    load_sandboxes,
    sandbox,
    sandboxes_to_json,
)

DATA = Path(__file__).parents[1] / "data" / "cri"
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LABELS = {
    "io.kubernetes.container.name": "etcd",
    "io.kubernetes.pod.name": "etcd-m1",
    "io.kubernetes.pod.namespace": "kube-system",
    "io.kubernetes.pod.uid": "u1",
}
STATUS = {"id": "c1", "metadata": {"name": "etcd", "attempt": 3}, "labels": LABELS}


def containers(name):
    return {seen.attempt_key.ref.container: seen for seen in load_containers((DATA / name).read_bytes(), at=AT)}


def seen(**status):
    return container(STATUS | status, at=AT)


def test_protobufs_json_leaves_out_what_is_zero():
    found = load_containers((DATA / "v1_ContainerStatus.json").read_bytes(), at=AT)

    first = found[0]
    assert first.attempt_key.attempt == 0
    assert (first.state, first.exit_code, first.reason) == (ContainerState.EXITED, 0, "Completed")
    assert first.started_at == datetime(2026, 11, 23, 7, 59, 38, 767961, tzinfo=UTC)
    assert first.finished_at == datetime(2026, 11, 23, 7, 59, 52, 702272, tzinfo=UTC)
    assert first.image == "k8s.gcr.io/kube-apiserver:v1.20.2"
    assert (first.restart_count, first.termination_grace_seconds) == (0, 30)
    assert first.mounts[0] == MountSeen(container_path="/srv/rig/pki", host_path="/srv/rig/pki", read_only=True)
    assert first.log_path.endswith("/kube-apiserver/0.log")
    assert first.sandbox_id == "78671b287e9267568b29db892c79d751148db92377a2e75b784c2af30f2a9a43"
    assert first.pid is None
    assert {s.state for s in found} == {ContainerState.EXITED, ContainerState.RUNNING}
    assert all(s.pid for s in found if s.state is ContainerState.RUNNING)


def test_v1alpha2_says_the_same_as_v1():
    v1 = load_containers((DATA / "v1_ContainerStatus.json").read_bytes(), at=AT)
    alpha = {seen.key: seen for seen in load_containers((DATA / "v1alpha2_ContainerStatus.json").read_bytes(), at=AT)}

    both = [replace(seen, pid=None, sandbox_id=None) for seen in v1 if seen.key in alpha]  # not asked to be verbose
    assert both
    assert [alpha[seen.key] for seen in both] == both


def test_crictls_json_has_its_defaults():
    found = containers("crictl_containers.json")["kube-apiserver"]

    assert found.attempt_key.attempt == 5
    assert (found.state, found.exit_code, found.reason) == (ContainerState.EXITED, 1, "Error")
    assert found.finished_at - found.started_at == timedelta(microseconds=118040)


@pytest.mark.parametrize(
    ("name", "state", "exit_code", "reason", "started"),
    [
        pytest.param("v1_ContainerStatus_i-oom.json", "exited", 137, "OOMKilled", True, id="oom"),
        pytest.param("v1_ContainerStatus_j-exec-missing.json", "exited", 128, "StartError", False, id="never-started"),
        pytest.param("crictl_containers_1970.json", "exited", 128, "StartError", False, id="never-started-crictl"),
    ],
)
def test_how_a_container_ended(name, state, exit_code, reason, started):
    found = containers(name)
    dead = next(seen for seen in found.values() if seen.state is ContainerState.EXITED)

    assert (dead.state, dead.exit_code, dead.reason) == (state, exit_code, reason)
    assert (dead.started_at is not None) is started
    assert dead.finished_at is not None


def test_the_list_tells_no_exit_code_and_that_is_not_zero():
    found = load_containers((DATA / "v1_ListContainers.json").read_bytes(), at=AT)

    assert len(found) == 4
    assert {s.exit_code for s in found} == {None}
    assert all(s.sandbox_id for s in found)


def test_sandboxes_of_both_spellings():
    recorded = load_sandboxes((DATA / "v1_PodSandboxStatus.json").read_bytes(), at=AT)
    listed = load_sandboxes((DATA / "v1_ListPodSandbox.json").read_bytes(), at=AT)
    crictl = load_sandboxes((DATA / "crictl_sandboxes.json").read_bytes(), at=AT)

    assert {s.sandbox_id for s in recorded} == {s.sandbox_id for s in listed}
    assert {s.config_source for s in (*recorded, *listed, *crictl)} == {"file"}
    assert all(s.host_network for s in (*recorded, *crictl))
    assert sorted(s.ready for s in recorded) == sorted(s.ready for s in listed) == [False, True, True]
    assert crictl[0].created_at == datetime(2021, 6, 4, 6, 20, 45, 811000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param({"state": "CONTAINER_RUNNING"}, ContainerState.RUNNING, id="name"),
        pytest.param({"state": 2}, ContainerState.EXITED, id="number"),
        pytest.param({}, ContainerState.CREATED, id="left-out"),
        pytest.param({"finishedAt": "1795420792702272293"}, ContainerState.EXITED, id="left-out-of-one-that-ended"),
        pytest.param({"state": "CONTAINER_PAUSED"}, ContainerState.UNKNOWN, id="unheard-of"),
        pytest.param({"state": 7}, ContainerState.UNKNOWN, id="unheard-of-number"),
        pytest.param({"state": []}, ContainerState.UNKNOWN, id="no-state-at-all"),
    ],
)
def test_states(state, expected):
    assert seen(**state).state is expected


@pytest.mark.parametrize(
    "never",
    ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00", "0", 0, None, "", "soon", -1, [],
     "-62135596800000000000", "9" * 30, "2021-02-30T00:00:00Z"],
)  # fmt: skip
def test_a_time_that_never_was_is_none(never):
    assert seen(state="CONTAINER_EXITED", startedAt=never).started_at is None


def test_a_running_container_has_no_end():
    found = seen(state="CONTAINER_RUNNING", exitCode=1, finishedAt="1795420792702272293", reason="x", message="y")

    assert (found.exit_code, found.finished_at, found.reason, found.message) == (None, None, "", "")


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        pytest.param({"pid": 812, "sandboxID": "s9"}, (812, "s9"), id="as-crictl-parses-it"),
        pytest.param({"info": '{"sandboxID":"s9","pid":812,"config":{"pid":1}}'}, (812, "s9"), id="as-text"),
        pytest.param({"info": '{"sandboxID": "s9", "pid": 0}'}, (None, "s9"), id="dead"),
        pytest.param({"info": "no json"}, (None, None), id="something-else"),
    ],
)
def test_process_and_sandbox_out_of_verbose_info(info, expected):
    found = container({"status": STATUS, "info": info}, at=AT)

    assert (found.pid, found.sandbox_id) == expected


def test_without_labels_the_log_path_tells_whose_container_it_is():
    path = "/var/log/pods/kube-system_etcd-m1_u1/etcd/3.log"

    assert container({"id": "c1", "logPath": path}, at=AT).attempt_key == seen().attempt_key
    assert container({"id": "c1", "metadata": {"name": "etcd"}}, at=AT) is None


def test_a_termination_message_is_redacted():
    assert "hunter2" not in seen(state="CONTAINER_EXITED", message="--token=hunter2").message


TIMES = st.none() | st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NAMES = st.text("abcxyz019.-", min_size=1, max_size=12)
NUMBERS = st.none() | st.integers(0, 2**31 - 1)
REFS = st.builds(ContainerRef, namespace=NAMES, pod=NAMES, container=NAMES)
CONTAINERS = st.builds(
    ContainerSeen,
    at=st.just(AT),
    source=st.sampled_from([Source.CRI, Source.DOCKER]),
    attempt_key=st.builds(AttemptKey, ref=REFS, pod_uid=NAMES, attempt=st.integers(0, 2**31 - 1)),
    container_id=NAMES,
    state=st.sampled_from([state for state in ContainerState if state is not ContainerState.WAITING]),
    sandbox_id=st.none() | NAMES,
    created_at=TIMES,
    started_at=TIMES,
    finished_at=TIMES,
    exit_code=st.integers(0, 255),
    reason=NAMES,
    message=NAMES,
    image=NAMES,
    pid=st.none() | st.integers(1, 2**22),
    log_path=NAMES,
    restart_count=NUMBERS,
    termination_grace_seconds=NUMBERS,
    mounts=st.lists(
        st.builds(MountSeen, container_path=NAMES, host_path=NAMES, read_only=st.booleans()), max_size=2
    ).map(tuple),
)
SANDBOXES = st.builds(
    SandboxSeen,
    at=st.just(AT),
    source=st.sampled_from([Source.CRI, Source.DOCKER]),
    sandbox_id=NAMES,
    namespace=NAMES,
    pod=NAMES,
    pod_uid=NAMES,
    attempt=st.integers(0, 100),
    ready=st.booleans(),
    created_at=TIMES,
    ip=st.sampled_from(["", "10.0.0.4"]),
    host_network=st.booleans(),
    config_source=st.sampled_from(["", "file", "api"]),
)


@given(CONTAINERS)
def test_containers_are_read_back_as_they_were_written(found):
    if found.state is not ContainerState.EXITED:
        found = replace(found, finished_at=None, exit_code=None, reason="", message="")

    assert load_containers(json.dumps(containers_to_json([found])).encode(), at=AT) == (found,)


def test_an_end_of_which_no_exit_code_is_known_stays_so():
    found = replace(seen(state="CONTAINER_EXITED"), exit_code=None)

    assert load_containers(json.dumps(containers_to_json([found])).encode(), at=AT) == (found,)


@given(SANDBOXES)
def test_sandboxes_are_read_back_as_they_were_written(found):
    assert load_sandboxes(json.dumps(sandboxes_to_json([found])).encode(), at=AT) == (found,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["c1", "CONTAINER_EXITED", "2021-06-04T06:33:20.01704Z", "1795420792702272293"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "status", "info", "metadata", "labels", "annotations", "state", "createdAt", "mounts",
                         "finishedAt", "exitCode", "image", "logPath", "linux", "network", "containers", "name", "uid",
                         "attempt", "pid", "io.kubernetes.pod.name", "io.kubernetes.pod.uid"]),
        inner,
        max_size=6,
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_no_json_is_too_strange(value):
    container(value, at=AT)
    sandbox(value, at=AT)
    container(STATUS | value if isinstance(value, dict) else value, at=AT)


@given(st.binary(max_size=200))
@pytest.mark.parametrize("load", [load_containers, load_sandboxes])
def test_no_bytes_are_too_strange(load, data):
    assert load(data, at=AT) == () or json.loads(data)


@pytest.mark.parametrize("data", [b"", b"\xff", b"[" * 100_000, b'{"containers":7}', b'{"a":' + b"1" * 5000 + b"}"])
def test_what_is_no_list_of_containers_is_none(data):
    assert load_containers(data, at=AT) == ()
    assert load_sandboxes(data, at=AT) == ()
