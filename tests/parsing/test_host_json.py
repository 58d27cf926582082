import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.observation import CgroupSeen, Filesystem, HostSeen
from whyrestart.parsing.host_json import from_json, to_json

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WHOLE = HostSeen(
    at=NOW,
    boot_id="f4a6e96a-de11-9823-6d9b-12bbfb7ab9bd",
    previous_boot_id="0000",
    booted_at=NOW,
    interfaces=(("eth0", ("10.0.0.4", "fd00::4")), ("lo", ())),
    filesystems=(
        Filesystem(mount="/", size_bytes=10, free_bytes=0, free_inodes=0, read_only=True),
        Filesystem(mount="/var/lib/etcd"),
    ),
    memory_total_bytes=8,
    memory_available_bytes=0,
    pressure_cpu=0.0,
    pressure_io=99.5,
    pressure_memory=1.25,
    swap_bytes=0,
    clock_synchronised=False,
    clock_now=NOW,
    inotify_instances_used=127,
    inotify_max_instances=128,
    inotify_watches_used=0,
    inotify_max_watches=8192,
    cgroup_version=2,
    cgroups=(
        CgroupSeen(container_id="c1", memory_limit_bytes=1, memory_peak_bytes=2, oom_kill=3, cpu_throttled_seconds=4.5),
        CgroupSeen(container_id="c2"),
    ),
    sysctls=(("vm.panic_on_oom", "0"),),
    security_modules=("apparmor",),
)


@pytest.mark.parametrize("seen", [WHOLE, HostSeen(at=NOW)], ids=["everything-known", "nothing-known"])
def test_survives_the_way_out_and_back(seen):
    assert from_json(json.dumps(to_json(seen)).encode(), NOW) == seen


@pytest.mark.parametrize(
    ("data", "field", "value"),
    [
        # As reported with kubernetes issues; most of what a host has was not told.
        pytest.param(b'{"swap_bytes": 1572859904}', "swap_bytes", 1572859904, id="only-swap"),
        pytest.param(b'{"interfaces": {"ens4": ["10.128.0.3"]}}', "addresses", {"10.128.0.3"}, id="only-addresses"),
        pytest.param(
            b'{"filesystems": [{"mount": "/", "free_bytes": 24915230720, "free_inodes": 3641022}]}',
            "filesystems",
            (Filesystem(mount="/", free_bytes=24915230720, free_inodes=3641022),),
            id="only-a-filesystem",
        ),
        pytest.param(b'{"memory": 7, "clock": [], "pressure": {"cpu": 3}}', "pressure_cpu", None, id="wrong-types"),
        pytest.param(b'{"swap_bytes": true}', "swap_bytes", None, id="a-truth-is-no-number"),
        pytest.param(b'{"clock": {"synchronised": "yes"}}', "clock_synchronised", None, id="a-word-is-no-truth"),
        pytest.param(b'{"cgroups": {"c1": null}}', "cgroups", (CgroupSeen(container_id="c1"),), id="no-counters"),
        pytest.param(b'{"sysctls": {"kernel.panic": 10, "x": []}}', "sysctls", (("kernel.panic", "10"),), id="sysctls"),
        pytest.param(b'{"booted_at": "yesterday", "more": {}}', "booted_at", None, id="no-time-and-an-unknown-key"),
    ],
)
def test_takes_what_is_usable(data, field, value):
    assert getattr(from_json(data, NOW), field) == value


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b"{", b"\xff", b'{"a":' * 10_000])
def test_what_is_no_object_is_none(data):
    assert from_json(data, NOW) is None


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(st.dictionaries(st.sampled_from(list(to_json(WHOLE))), values))
def test_no_values_are_an_error(value):
    from_json(json.dumps(value).encode(), NOW)


@given(st.binary())
def test_no_bytes_are_an_error(data):
    from_json(data, NOW)
