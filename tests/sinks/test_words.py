"""Spans, counts and latencies as people read them."""

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
