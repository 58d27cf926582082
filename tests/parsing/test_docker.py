"""Docker's names of all generations, and its states as dockershim tells them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.identity import ContainerRef
from whyrestart.model.observation import ContainerSeen, ContainerState, MountSeen, SandboxSeen
from whyrestart.parsing.docker import engine, inspected, listed, parse_name

DATA = Path(__file__).parents[1] / "data" / "docker"
AT = datetime(2020, 2, 11, 10, 30, tzinfo=UTC)
UID = "bb81060dd8ec6c7ea3953855a46fff59"
REF = ContainerRef(namespace="kube-system", pod="etcd-m1", container="etcd")
NAME = f"/k8s_etcd_etcd-m1_kube-system_{UID}_4"


@pytest.mark.parametrize(
    ("name", "attempt", "sandbox"),
    [
        pytest.param(NAME, 4, False, id="dockershim"),
        pytest.param(NAME.removeprefix("/"), 4, False, id="without-the-slash"),
        pytest.param(NAME + "_8c3f0a1b", 4, False, id="after-a-name-conflict"),
        pytest.param(f"/k8s_POD_etcd-m1_kube-system_{UID}_0", 0, True, id="sandbox"),
        pytest.param(f"/k8s_etcd.7a11b2c3_etcd-m1_kube-system_{UID}_0d1e2f3a", None, False, id="before-cri"),
        pytest.param(f"/k8s_POD.d8dbe16c_etcd-m1_kube-system_{UID}_12345678", None, True, id="sandbox-before-cri"),
    ],
)
def test_the_kubelets_names(name, attempt, sandbox):
    found = parse_name(name)

    assert found.pod_uid == UID
    assert (found.ref.namespace, found.ref.pod) == (REF.namespace, REF.pod)
    assert (found.attempt, found.is_sandbox) == (attempt, sandbox)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("/registry", id="somebody-elses"),
        pytest.param("/k8s_etcd_etcd-m1_kube-system", id="too-short"),
        pytest.param(NAME + "_8c3f0a1b_x", id="too-long"),
        pytest.param(NAME + "_zzzz", id="a-suffix-that-is-no-hex"),
        pytest.param(f"/k8s_etcd_etcd-m1_kube-system_{UID}_four", id="an-attempt-that-is-no-number"),
        pytest.param(f"/k8s_etcd_etcd-m1__{UID}_4", id="an-empty-field"),
        pytest.param(f"/k8S_etcd_etcd-m1_kube-system_{UID}_4", id="another-prefix"),
        pytest.param("", id="empty"),
    ],
)
def test_other_names_are_not_the_kubelets(name):
    assert parse_name(name) is None


def test_an_inspected_container_has_its_end_and_its_mounts():
    dead, alive, box = (inspected(found, at=AT) for found in json.loads((DATA / "inspect.json").read_text()))

    assert (dead.state, dead.exit_code, dead.reason) == (ContainerState.EXITED, 137, "OOMKilled")
    assert dead.finished_at == datetime(2020, 2, 11, 10, 17, 55, 123456, tzinfo=UTC)
    assert dead.mounts[0] == MountSeen(
        container_path="/etc/kubernetes/pki", host_path="/etc/kubernetes/pki", read_only=True
    )
    assert dead.log_path.endswith("/kube-apiserver/4.log")
    assert (dead.restart_count, dead.termination_grace_seconds, dead.pid) == (4, 30, None)
    assert (alive.state, alive.pid, alive.exit_code, alive.finished_at) == (ContainerState.RUNNING, 4711, None, None)
    assert alive.sandbox_id == box.sandbox_id
    assert (box.config_source, box.ready, box.host_network) == ("file", True, True)


def test_the_list_tells_exit_codes_in_words():
    found = [listed(entry, at=AT) for entry in json.loads((DATA / "containers.json").read_text())]

    dead, alive, box, foreign = found
    assert (dead.state, dead.exit_code, dead.started_at) == (ContainerState.EXITED, 137, None)
    assert (alive.state, alive.exit_code) == (ContainerState.RUNNING, None)
    assert isinstance(box, SandboxSeen)
    assert foreign is None


STATE = {"Running": False, "OOMKilled": False, "ExitCode": 0, "Error": "", "StartedAt": "2020-02-11T10:00:00Z",
         "FinishedAt": "2020-02-11T10:01:00Z", "Pid": 0}  # fmt: skip
NEVER = "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param({}, ("exited", 0, "Completed"), id="by-itself"),
        pytest.param({"ExitCode": 1}, ("exited", 1, "Error"), id="with-an-error"),
        pytest.param({"ExitCode": 137}, ("exited", 137, "Error"), id="137-alone-is-no-oom"),
        pytest.param({"ExitCode": 137, "OOMKilled": True}, ("exited", 137, "OOMKilled"), id="oom"),
        pytest.param(
            {"ExitCode": 127, "StartedAt": NEVER, "FinishedAt": NEVER, "Error": "exec: not found"},
            ("exited", 127, "ContainerCannotRun"),
            id="could-not-run",
        ),
        pytest.param({"StartedAt": NEVER, "FinishedAt": NEVER}, ("created", None, ""), id="created"),
        pytest.param({"Running": True, "FinishedAt": NEVER}, ("running", None, ""), id="running"),
        pytest.param({"Running": True}, ("running", None, ""), id="running-again-after-docker-restarted-it"),
    ],
)
def test_ends_are_told_as_dockershim_told_them(state, expected):
    found = inspected({"Id": "c1", "Name": NAME, "Created": "2020-02-11T09:59:59Z", "State": STATE | state}, at=AT)

    assert (found.state, found.exit_code, found.reason) == expected
    assert (found.finished_at is None) is (expected[1] is None)


def test_before_cri_the_restart_count_is_the_attempt():
    name = f"/k8s_etcd.7a11b2c3_etcd-m1_kube-system_{UID}_0d1e2f3a"
    labels = {"io.kubernetes.container.restartCount": "6"}

    found = listed({"Id": "c1", "Names": [name], "Labels": labels, "Status": "Exited (2) 3 minutes ago"}, at=AT)

    assert (found.attempt_key.attempt, found.state, found.exit_code) == (6, ContainerState.EXITED, 2)


def test_an_error_text_is_redacted():
    state = STATE | {"ExitCode": 1, "Error": "--token=hunter2"}

    assert "hunter2" not in inspected({"Id": "c1", "Name": NAME, "State": state}, at=AT).message


def test_the_engine_says_its_version():
    assert engine({"Version": "19.03.15"}, at=AT).version == "19.03.15"
    assert engine({"message": "page not found"}, at=AT) is None


KEYS = ["Id", "Name", "Names", "State", "Config", "HostConfig", "Labels", "Created", "Status", "Mounts", "ExitCode",
        "FinishedAt", "Image", "NetworkSettings", "Running", "Error", "Pid"]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(NAME),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)


@given(JSON)
def test_no_json_is_too_strange(value):
    for parse in (listed, inspected, engine):
        parse(value, at=AT)
    if isinstance(value, dict):
        assert isinstance(inspected(value | {"Id": "c1", "Name": NAME}, at=AT), ContainerSeen)
        listed(value | {"Id": "c1", "Names": [NAME]}, at=AT)
