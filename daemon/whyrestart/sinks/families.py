"""Metric families from rows: one call a family, no two samples with equal labels, no family without a sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import Metric
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    UntypedMetricFamily,
)

from whyrestart.model.histogram import Histogram

PREFIX = "whyrestart_"

Labels = tuple[str, ...]
Rows = Iterable[tuple[Labels, float | None]]


def gauge(name: str, text: str, labels: Labels, rows: Rows) -> Iterator[Metric]:
    """A gauge; rows without a value are left out."""
    yield from _filled(GaugeMetricFamily(PREFIX + name, text, labels=labels), rows)


def untyped(name: str, text: str, labels: Labels, rows: Rows) -> Iterator[Metric]:
    """A value of no type; rows without a value are left out."""
    yield from _filled(UntypedMetricFamily(PREFIX + name, text, labels=labels), rows)


def counter(name: str, text: str, labels: Labels, rows: Rows) -> Iterator[Metric]:
    """A counter, to whose name `_total` is added; never with a `_created` series, for it outlives the process."""
    yield from _filled(CounterMetricFamily(PREFIX + name, text, labels=labels), rows)


def histogram(name: str, text: str, labels: Labels, rows: Iterable[tuple[Labels, Histogram]]) -> Iterator[Metric]:
    """A histogram, its buckets cumulated."""
    family = HistogramMetricFamily(PREFIX + name, text, labels=labels)
    for values, value in dict(rows).items():
        family.add_metric(values, _cumulated(value), sum_value=value.sum)
    yield from _unless_empty(family)


def info(name: str, text: str, labels: Labels, rows: Iterable[Labels]) -> Iterator[Metric]:
    """A gauge of 1, to whose name `_info` is added."""
    family = InfoMetricFamily(PREFIX + name, text)
    for values in dict.fromkeys(rows):
        family.add_metric((), dict(zip(labels, values, strict=True)))
    yield from _unless_empty(family)


def _filled(family: GaugeMetricFamily | UntypedMetricFamily | CounterMetricFamily, rows: Rows) -> Iterator[Metric]:
    for values, value in dict(rows).items():
        if value is not None:
            family.add_metric(values, value)
    yield from _unless_empty(family)


def _unless_empty(family: Metric) -> Iterator[Metric]:
    if family.samples:
        yield family


def _cumulated(histogram: Histogram) -> list[tuple[str, float]]:
    buckets: list[tuple[str, float]] = []
    total = 0
    for bound, count in zip((*map(str, histogram.bounds), "+Inf"), histogram.counts, strict=True):
        total += count
        buckets.append((bound, float(total)))
    return buckets
