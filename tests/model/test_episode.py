"""Which log tells of an attempt's end."""

from datetime import UTC, datetime, timedelta

import pytest

from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerState

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
REF = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container="kube-apiserver")


def attempt(number, *, ended=None, log_read_at=None):
    return Attempt(
        key=AttemptKey(ref=REF, pod_uid="u", attempt=number),
        state=ContainerState.EXITED if ended else ContainerState.RUNNING,
        finished_at=ended,
        log=(LogEntry(text=f"last words of {number}", message=f"last words of {number}"),),
        log_read_at=log_read_at,
    )


EARLIER, JUST_NOW = NOW - timedelta(seconds=40), NOW - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("attempts", "teller"),
    [
        pytest.param([attempt(0, ended=EARLIER, log_read_at=NOW), attempt(1)], 0, id="the-dead-before-the-living"),
        pytest.param(
            [attempt(0, ended=EARLIER, log_read_at=NOW), attempt(1, ended=JUST_NOW, log_read_at=NOW)],
            1,
            id="the-newest-of-the-dead",
        ),
        pytest.param(
            [attempt(0, ended=EARLIER, log_read_at=NOW), attempt(1, ended=JUST_NOW, log_read_at=EARLIER)],
            0,
            id="a-log-not-read-since-its-end-lacks-the-last-words",
        ),
        pytest.param(
            [attempt(0, ended=JUST_NOW, log_read_at=EARLIER), attempt(1)], 0, id="half-a-log-before-that-of-the-living"
        ),
        pytest.param(
            [attempt(0, ended=EARLIER, log_read_at=NOW), attempt(1, ended=JUST_NOW)], 1, id="unknown-when-it-was-read"
        ),
    ],
)
def test_the_log_that_tells_of_the_end(attempts, teller):
    view = NodeView.of([], name="master-1", at=NOW)
    episode = Episode(subject=REF, node=view, state=State.LOOPING, attempts=tuple(attempts))

    assert episode.log[0].message == f"last words of {teller}"
