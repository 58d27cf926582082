"""A histogram as a plain value, and the bounds of the lifetimes that tell causes apart."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

# The bounds lie around what the kubelet's own arithmetic gives (KUBELET.md 1.6): 85-95 s for kubeadm up to 1.18,
# 240-250 s for a startup probe of 24 failures, 20-30 s for OpenShift's three, and the 600 s after which back-off ends.
LIFETIME_BOUNDS_SECONDS = (15.0, 30.0, 60.0, 80.0, 100.0, 130.0, 160.0, 230.0, 260.0, 300.0, 600.0, 3600.0, 86400.0)


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """Observed values by bucket: `counts[i]` of those at most `bounds[i]` and over the bound before, not cumulated.

    The last count is of those over every bound. `observe` gives a new histogram.
    """

    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    sum: float = 0.0

    @classmethod
    def empty(cls, bounds: tuple[float, ...]) -> Histogram:
        """A histogram of these ascending bounds that has seen nothing."""
        return cls(bounds=bounds, counts=(0,) * (len(bounds) + 1))

    def observe(self, value: float) -> Histogram:
        """This histogram with one more value."""
        counts = list(self.counts)
        counts[bisect_left(self.bounds, value)] += 1
        return replace(self, counts=tuple(counts), sum=self.sum + value)

    @property
    def count(self) -> int:
        """How many values it has seen."""
        return sum(self.counts)


NO_LIFETIMES = Histogram.empty(LIFETIME_BOUNDS_SECONDS)
