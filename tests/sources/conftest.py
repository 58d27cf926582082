"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

import pytest


class FakeClock:
    def __init__(self):
        self.wall = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
        self.seconds = 1000.0

    def now(self):
        return self.wall

    def monotonic(self):
        return self.seconds

    def move(self, seconds):
        self.wall += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def clock():
    return FakeClock()
