import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.observation import ListeningSocket, SocketsSeen
from whyrestart.parsing.sockets import KernelSocket, from_json, listening, to_json

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
# From a node with etcd on 2379 and the apiserver on 6443.
V4 = [
    HEADER,
    "   0: 0100007F:094B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41591 1 0 100 0 0 10 0",
    "   1: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1141 1 0 100 0 0 10 0",
    "   2: 0100007F:9C10 0100007F:192B 01 00000000:00000000 02:00000944 00000000     0        0 43340 2 0 22 4 1 18 -1",
    "   3: 020200C0:EB24 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99999 3 0",
]
ANY = "0" * 32
REST = "0A 00000000:00000000 00:00000000 00000000     0        0"
V6 = [
    HEADER,
    f"   0: {ANY}:192B {ANY}:0000 {REST} 41834 1 0 100 0 0 10 0",
    f"   1: 0000000000000000FFFF00000100007F:2726 {ANY}:0000 {REST} 41836 1 0 100 0 0 10 0",
]


def test_reads_listeners_up_to_the_first_connection():
    assert list(listening(V4)) == [KernelSocket("127.0.0.1", 2379, 41591), KernelSocket("0.0.0.0", 2024, 1141)]


def test_reads_ipv6_and_mapped_addresses():
    assert list(listening(V6)) == [KernelSocket("::", 6443, 41834), KernelSocket("127.0.0.1", 10022, 41836)]


@given(st.lists(st.text()))
def test_no_lines_are_an_error(lines):
    assert list(listening(lines)) == []


def test_a_snapshots_sockets_survive_the_way_out_and_back():
    seen = SocketsSeen(
        at=NOW,
        sockets=(
            ListeningSocket(
                address="127.0.0.1", port=6443, pid=812, program="kube-apiserver", pod_uid="u", container_id="c"
            ),
            ListeningSocket(address="::", port=22),
        ),
    )

    assert from_json(json.dumps(to_json(seen)).encode(), NOW) == seen


@pytest.mark.parametrize(
    ("data", "ports"),
    [
        pytest.param(b'[{"port": 6443, "surprise": {}}]', [6443], id="keys-missing-and-unknown"),
        pytest.param(b'[{"port": "6443", "protocol": "tcp6"}]', [6443], id="port-as-text"),
        pytest.param(b'[{"port": 0}, {"port": 65536}, {"port": true}, {"port": null}, 7, []]', [], id="no-ports"),
        pytest.param(b'[{"port": 1, "pid": "x", "address": 5, "program": null, "pod_uid": []}]', [1], id="wrong-types"),
    ],
)
def test_takes_what_is_usable_of_a_snapshots_sockets(data, ports):
    assert [socket.port for socket in from_json(data, NOW).sockets] == ports


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"\xff", b"[" * 100_000, b'"[]"'])
def test_what_is_no_list_is_none(data):
    assert from_json(data, NOW) is None


@given(st.binary())
def test_no_bytes_are_an_error(data):
    from_json(data, NOW)
