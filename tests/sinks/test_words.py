"""Spans, counts and latencies as people read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from whyrestart.sinks import words


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (0.0, "under 1 ms"),
        (0.0009, "under 1 ms"),
        (0.00366, "4 ms"),
        (0.25, "250 ms"),
        (0.9996, "1 s"),
        (12.345, "12.3 s"),
    ],
)
def test_a_latency_has_the_unit_of_its_size(seconds, says):
    assert words.latency(seconds) == says


@pytest.mark.parametrize(("number", "says"), [(0, "0 restarts"), (1, "1 restart"), (2, "2 restarts")])
def test_one_is_not_many(number, says):
    assert words.times(number, "restart") == says


@pytest.mark.parametrize(
    ("ago", "says"),
    [
        (timedelta(minutes=22), "07:38:00"),
        (timedelta(hours=10), "22:00:00"),
        (timedelta(days=3, minutes=22), "2026-11-20 07:38:00"),
        (timedelta(days=-1), "2026-11-24 08:00:00"),
    ],
)
def test_a_moment_of_another_day_has_its_date(ago, says):
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)

    assert words.moment(now - ago, now) == says
    assert words.moment((now - ago).astimezone(timezone(timedelta(hours=5))), now) == says
