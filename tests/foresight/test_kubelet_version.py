"""The kubelet's rules are those of its own release, which its log tells at every start."""

from datetime import UTC, datetime, timedelta

import pytest

from whyrestart.foresight import kubelet_version
from whyrestart.model.node import NodeView
from whyrestart.model.observation import JournalLine
from whyrestart.model.version import Version
from whyrestart.parsing.journal import source_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
APISERVER = Version(1, 21, 5)


def told(*lines, unit="kubelet"):
    said = [
        JournalLine(at=NOW - timedelta(hours=n), unit=unit, message=line, source=source_of(unit))
        for n, line in enumerate(lines)
    ]
    return kubelet_version(NodeView.of(said, name="m", at=NOW, version=APISERVER))


@pytest.mark.parametrize(
    ("line", "version"),
    [
        pytest.param(
            'I0421 00:55:30.937042   13732 server.go:446] "Kubelet version" kubeletVersion="v1.23.5"',
            Version(1, 23, 5),
            id="structured",
        ),
        pytest.param(
            '{"ts":17000000.1,"caller":"app/server.go:467","msg":"Kubelet version","v":0,"kubeletVersion":"v1.28.1"}',
            Version(1, 28, 1),
            id="json",
        ),
        pytest.param("I1123 07:59:02.100000     812 server.go:416] Version: v1.20.2", Version(1, 20, 2), id="text"),
        pytest.param("I1123 07:59:02.100000     812 version.go:1] Version: vulture", APISERVER, id="another-line"),
    ],
)
def test_what_the_kubelet_says_of_itself(line, version):
    assert told(line) == version


def test_its_newest_start_counts():
    old, new = (f"I1123 07:59:02.1     812 server.go:416] Version: v1.{minor}.0" for minor in (19, 20))

    assert told(new, old) == Version(1, 20, 0)


def test_a_version_that_another_unit_tells_as_text_is_not_the_kubelet_s():
    assert told("I1123 07:59:02.1     812 server.go:416] Version: v1.9.0", unit="k3s") == APISERVER


def test_without_its_word_the_node_s_version_stands_in():
    assert told() == APISERVER
