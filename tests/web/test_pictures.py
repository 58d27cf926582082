"""Where the bars of a timeline stand, whatever the clocks did."""

import pytest

from sinks import samples
from whyrestart.model.cause import Origin
from whyrestart.sinks.pictures import IN_SIGHT, WIDTH, timeline
from whyrestart.sinks.status import PastAttempt


def lived(start, end=None, **rest):
    return PastAttempt(
        attempt=0, started_at=samples.at(start), finished_at=None if end is None else samples.at(end), **rest
    )


@pytest.mark.parametrize(
    ("attempts", "window"),
    [
        pytest.param((lived(-30),), "1 min", id="just-started"),
        pytest.param((lived(-86400 * 3),), "3 d", id="days"),
        pytest.param(samples.attempts(12), "30 min", id="loop"),
        pytest.param((lived(-900000, -1200), *samples.attempts(12)), "30 min", id="loop-after-days-of-health"),
        pytest.param(samples.attempts(200), "30 min", id="only-the-newest-in-sight"),
    ],
)
def test_the_window_shows_the_newest_attempts_well(attempts, window):
    assert timeline(attempts, samples.AT).window == window


@pytest.mark.parametrize(
    "attempts",
    [
        pytest.param((lived(60),), id="starts-in-the-future"),
        pytest.param((lived(-60, -90),), id="ends-before-it-starts"),
        pytest.param((lived(-60, 90),), id="ends-in-the-future"),
        pytest.param((lived(-10, -10), lived(-10, -10), lived(-10)), id="lives-of-no-time"),
        pytest.param((lived(-86400 * 365 * 5),), id="years"),
        pytest.param(samples.attempts(200), id="two-hundred"),
    ],
)
def test_bars_stay_inside_and_can_be_seen(attempts):
    for bar in timeline(attempts, samples.AT).bars:
        assert bar.width > 0
        assert 0 <= bar.x <= WIDTH - bar.width + 0.1


def test_attempts_without_a_start_cannot_be_drawn_but_are_counted():
    picture = timeline((PastAttempt(attempt=0), lived(-30)), samples.AT)

    assert (len(picture.bars), picture.earlier) == (1, 1)
    assert timeline((PastAttempt(attempt=0),), samples.AT) is None


def test_the_legend_counts_what_is_in_sight_by_how_it_ended():
    picture = timeline((*samples.attempts(3), lived(-3, -2, origin=Origin.KERNEL, exit_code=137)), samples.AT)

    assert {(key.kind, key.times) for key in picture.legend} == {("probe", 3), ("running", 1), ("kernel", 1)}
    assert any("exit code 137" in bar.says for bar in picture.bars)


def test_what_is_out_of_sight_is_counted():
    picture = timeline(samples.attempts(200), samples.AT)

    assert len(picture.bars) >= IN_SIGHT
    assert picture.earlier == 201 - len(picture.bars)
