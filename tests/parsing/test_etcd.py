import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.observation import EtcdSeen
from whyrestart.parsing.etcd import MAX_SAMPLES, from_json, seen, to_json

NOW = datetime(2026, 11, 23, tzinfo=UTC)
# Of etcd 3.4.23 with a quota of 24 MiB, beside a kube-apiserver 1.20.2.
METRICS = (Path(__file__).parents[1] / "data" / "etcd" / "metrics-3.4.23.prom").read_text()


def test_reads_a_healthy_etcd():
    etcd = seen(NOW, health=b'{"health":"true"}', metrics=METRICS)

    assert (etcd.healthy, etcd.reason, etcd.alarms, etcd.has_leader) == (True, "", (), True)
    assert etcd.metric("etcd_server_quota_backend_bytes") == 25165824
    assert etcd.metric("etcd_mvcc_db_total_size_in_bytes") > 0
    assert etcd.metric("etcd_disk_wal_fsync_duration_seconds_count") > 0
    assert etcd.metric('etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"}') == etcd.metric(
        "etcd_disk_wal_fsync_duration_seconds_count"
    )
    assert etcd.metric("process_open_fds") is None


@pytest.mark.parametrize(
    ("health", "healthy", "alarms", "has_leader"),
    [
        pytest.param({"health": "true"}, True, (), None, id="3.4-healthy"),
        pytest.param({"health": "true", "reason": ""}, True, (), None, id="3.5-healthy"),
        pytest.param({"health": "false"}, False, (), None, id="3.4-does-not-say-why"),
        pytest.param({"health": "false", "reason": "ALARM NOSPACE"}, False, ("NOSPACE",), None, id="no-space"),
        pytest.param({"health": "false", "reason": "ALARM CORRUPT"}, False, ("CORRUPT",), None, id="corrupt"),
        pytest.param({"health": "false", "reason": "RAFT NO LEADER"}, False, (), False, id="no-leader"),
        pytest.param({"health": "false", "reason": "QGET ERROR:timeout"}, False, (), None, id="a-read-timed-out"),
        pytest.param({"health": True}, True, (), None, id="old-etcd-without-quotes"),
        pytest.param({"health": "maybe"}, None, (), None, id="an-unknown-word"),
        pytest.param([], None, (), None, id="wrong-type"),
    ],
)
def test_reads_health_of_every_version(health, healthy, alarms, has_leader):
    etcd = seen(NOW, health=json.dumps(health).encode())

    assert (etcd.healthy, etcd.alarms, etcd.has_leader) == (healthy, alarms, has_leader)


def test_the_leader_is_told_by_the_metric_too():
    assert seen(NOW, metrics="etcd_server_has_leader 0\n").has_leader is False
    assert seen(NOW, metrics="etcd_server_has_leader_now 0\n").has_leader is None


def test_failed_checks_are_reasons():
    checks = "[+]serializable_read ok\n[-]data_corruption failed: alarm activated: CORRUPT\nreadyz check failed\n"

    assert seen(NOW, ready=checks).reason == "data_corruption failed: alarm activated: CORRUPT"


@pytest.mark.parametrize(
    "line",
    [
        "etcd_server_has_leader",
        "etcd_server_has_leader x",
        "etcd_server_has_leader NaN",
        "etcd_server_has_leader{ 1",
        "# x",
    ],
)
def test_what_is_no_sample_is_left_out(line):
    assert seen(NOW, metrics=line).metrics == ()


def test_samples_are_bounded():
    assert len(seen(NOW, metrics="etcd_server_has_leader 1\n" * 1000).metrics) == MAX_SAMPLES


@pytest.mark.parametrize(
    "etcd",
    [
        pytest.param(seen(NOW, health=b'{"health":"true"}', metrics=METRICS), id="recorded"),
        pytest.param(seen(NOW, health=b'{"health":"false","reason":"ALARM NOSPACE"}'), id="alarm"),
        pytest.param(
            EtcdSeen(at=NOW, alarms=("CORRUPT",), metrics=(("etcd_server_quota_backend_bytes", 8589934592.5),)),
            id="large",
        ),
        pytest.param(EtcdSeen(at=NOW), id="nothing-known"),
    ],
)
def test_survives_the_way_out_and_back(etcd):
    assert from_json(json.dumps(to_json(etcd)).encode(), NOW) == etcd


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"\xff"])
def test_what_is_no_object_is_none(data):
    assert from_json(data, NOW) is None


@pytest.mark.parametrize(
    "data",
    [
        b'{"health": 7, "alarms": "NOSPACE", "metrics": []}',
        b'{"health": {"reason": 1}, "alarms": [1, null]}',
        b'{"x": 1}',
    ],
)
def test_wrong_types_are_not_known(data):
    assert from_json(data, NOW) == EtcdSeen(at=NOW)


@given(st.binary(), st.text())
def test_no_bytes_are_an_error(data, text):
    from_json(data, NOW)
    seen(NOW, health=data, ready=text, metrics=f"etcd_server_has_leader{text}\n{text}")
