"""What counts as a slip of the finger, and what is another name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.knowledge.likeness import is_slip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("etcd-server", True, id="last-letter-left-out"),
        pytest.param("ectd-servers", True, id="two-swapped"),
        pytest.param("etcd-servres", True, id="two-swapped-near-the-end"),
        pytest.param("etcd--servers", True, id="one-twice"),
        pytest.param("etcd_servers", True, id="one-wrong"),
        pytest.param("etcdservers", True, id="hyphen-left-out"),
        pytest.param("etcd-servers", False, id="itself"),
        pytest.param("etcd-serve", False, id="two-left-out"),
        pytest.param("ecdt-servers", False, id="rotated"),
        pytest.param("etcd-cafile", False, id="another"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_one_slip_and_no_more(name, expected):
    assert is_slip(name, "etcd-servers") is expected
    assert is_slip("etcd-servers", name) is expected


@given(st.text(min_size=1), st.data())
def test_a_letter_left_out_is_always_a_slip(name, data):
    at = data.draw(st.integers(0, len(name) - 1))

    assert is_slip(name[:at] + name[at + 1 :], name)
