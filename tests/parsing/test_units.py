import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.observation import UnitSeen
from whyrestart.parsing.units import from_json, from_properties, to_json

NOW = datetime(2026, 11, 23, tzinfo=UTC)
# Of a node with swap on, as it was reported.
REPORTED = b"""{"kubelet.service": {"LoadState": "loaded", "ActiveState": "activating", "SubState": "auto-restart",
 "Result": "exit-code", "NRestarts": 110, "ExecMainCode": 1, "ExecMainStatus": 1, "UnitFileState": "enabled"}}"""


def test_reads_a_restart_loop():
    assert from_json(REPORTED, NOW) == (
        UnitSeen(
            at=NOW,
            unit="kubelet.service",
            load_state="loaded",
            active_state="activating",
            sub_state="auto-restart",
            result="exit-code",
            n_restarts=110,
            exec_main_code=1,
            exec_main_status=1,
        ),
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(1795420800_000000, datetime(2026, 11, 23, 8, tzinfo=UTC), id="microseconds-of-the-bus"),
        pytest.param("Mon 2026-11-23 08:00:00 UTC", datetime(2026, 11, 23, 8, tzinfo=UTC), id="systemctl"),
        pytest.param("2026-11-23T08:00:00Z", datetime(2026, 11, 23, 8, tzinfo=UTC), id="rfc-3339"),
        pytest.param(0, None, id="never"),
        pytest.param("", None, id="never-of-systemctl"),
        pytest.param("Mon 2026-11-23 08:00:00 CET", None, id="a-zone-that-is-not-utc-is-not-guessed"),
        pytest.param(2**63, None, id="beyond-the-calendar"),
    ],
)
def test_reads_times_of_every_form(value, expected):
    assert from_properties("x", {"ActiveEnterTimestamp": value}, NOW).active_since == expected


def test_numbers_may_be_text_and_a_pid_of_zero_is_none():
    seen = from_properties("x", {"NRestarts": "7", "MainPID": 0, "ExecMainStatus": "203"}, NOW)

    assert (seen.n_restarts, seen.main_pid, seen.exec_main_status) == (7, None, 203)


def test_units_survive_the_way_out_and_back():
    seen = (
        *from_json(REPORTED, NOW),
        UnitSeen(at=NOW, unit="containerd.service", main_pid=812, active_since=NOW, main_started_at=NOW, n_restarts=0),
    )

    assert from_json(json.dumps(to_json(seen)).encode(), NOW) == seen


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"\xff"])
def test_what_is_no_object_tells_nothing(data):
    assert from_json(data, NOW) == ()


json_values = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())
properties = st.dictionaries(st.sampled_from(["NRestarts", "Result", "ExecMainStartTimestamp"]), json_values)


@given(st.dictionaries(st.text(), properties))
def test_no_properties_are_an_error(value):
    assert len(from_json(json.dumps(value).encode(), NOW)) == len(value)


@given(st.binary())
def test_no_bytes_are_an_error(data):
    from_json(data, NOW)
