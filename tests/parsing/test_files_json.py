import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.observation import FileSeen
from whyrestart.parsing.files_json import from_json, to_json

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_survives_the_way_out_and_back():
    seen = (
        FileSeen(at=NOW, path="/a", type="file", mode=0o600, uid=0, gid=7, size=240, modified_at=NOW),
        FileSeen(at=NOW, path="/b", type=None),
        FileSeen(at=NOW, path="/c", type="link", target="/a"),
        FileSeen(at=NOW, path="/d", type="dir", mode=0o1777),
    )

    assert from_json(json.dumps(to_json(seen)).encode(), NOW) == seen
    assert to_json(seen)["/a"]["mode"] == "0600"
    assert to_json(seen)["/b"] is None


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        pytest.param({"type": "directory", "mode": "0755"}, {"type": "dir", "mode": 0o755}, id="as-find-says-it"),
        pytest.param({"type": "symlink", "target": "/x"}, {"type": "link", "target": "/x"}, id="symlink"),
        pytest.param({"mode": 420}, {"mode": 0o644}, id="mode-as-a-number"),
        pytest.param({"mode": "rwx", "uid": "0", "size": None, "mtime": 5}, {"mode": None, "uid": 0}, id="wrong-types"),
        pytest.param({"mode": "100644"}, {"mode": 0o644}, id="mode-with-the-type-in-it"),
        pytest.param(None, {"type": None}, id="absent"),
        pytest.param({}, {"type": "file"}, id="there-and-no-more-is-known"),
    ],
)
def test_reads_every_spelling(properties, expected):
    (seen,) = from_json(json.dumps({"/p": properties}).encode(), NOW)

    assert {key: getattr(seen, key) for key in expected} == expected


@pytest.mark.parametrize("data", [b"", b"[]", b'{"relative": {}}', b'{"/p": 7}', b"\xff", b"{"])
def test_what_is_unusable_tells_nothing(data):
    assert from_json(data, NOW) == ()


@given(st.binary())
def test_no_bytes_are_an_error(data):
    from_json(data, NOW)
