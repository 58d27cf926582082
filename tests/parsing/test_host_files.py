import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.observation import CgroupSeen
from whyrestart.parsing.host_files import cgroup_v1, cgroup_v2, keyed, pressure

PSI = "some avg10=12.34 avg60=5.67 avg300=1.00 total=123456\nfull avg10=0.00 avg60=99.00 avg300=0.00 total=1\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(PSI, 5.67, id="some-and-full"),
        pytest.param("full avg10=0.00 avg60=99.00 avg300=0.00 total=1\n", None, id="only-full"),
        pytest.param("some avg10=1.0\n", None, id="no-minute"),
        pytest.param("some avg60=lots\n", None, id="no-number"),
        pytest.param("", None, id="a-kernel-without-psi"),
    ],
)
def test_reads_pressure(text, expected):
    assert pressure(text) == expected


def test_reads_a_container_of_cgroup_v2():
    files = {
        "memory.max": "536870912\n",
        "memory.peak": "536870000\n",
        "memory.events": "low 0\nhigh 0\nmax 812\noom 3\noom_kill 2\noom_group_kill 0\n",
        "cpu.stat": "usage_usec 1000\nnr_periods 10\nnr_throttled 9\nthrottled_usec 91203\n",
    }

    assert cgroup_v2("c", files) == CgroupSeen(
        container_id="c",
        memory_limit_bytes=536870912,
        memory_peak_bytes=536870000,
        oom_kill=2,
        cpu_throttled_seconds=0.091203,
    )


def test_reads_a_container_of_cgroup_v1():
    files = {
        "memory.limit_in_bytes": "536870912\n",
        "memory.max_usage_in_bytes": "536870912\n",
        "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
        "cpu.stat": "nr_periods 10\nnr_throttled 9\nthrottled_time 1500000000\n",
    }

    assert cgroup_v1("c", files) == CgroupSeen(
        container_id="c",
        memory_limit_bytes=536870912,
        memory_peak_bytes=536870912,
        oom_kill=1,
        cpu_throttled_seconds=1.5,
    )


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(cgroup_v2("c", {"memory.max": "max\n"}), id="v2"),
        pytest.param(cgroup_v1("c", {"memory.limit_in_bytes": "9223372036854771712\n"}), id="v1"),
        pytest.param(cgroup_v2("c", {}), id="gone-while-it-was-read"),
    ],
)
def test_no_limit_is_none_and_what_is_not_there_is_not_known(seen):
    assert seen == CgroupSeen(container_id="c")


@given(st.text())
def test_no_text_is_an_error(text):
    pressure(text)
    keyed(text)
    cgroup_v1("c", {"memory.limit_in_bytes": text, "cpu.stat": text})
