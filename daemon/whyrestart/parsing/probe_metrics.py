"""The kubelet's `/metrics/probes`: how many of each probe's executions succeeded and failed (since 1.15, alpha).

    prober_probe_total{container="etcd",namespace="kube-system",pod="etcd-m1",pod_uid="9d78",probe_type="Liveness",
    result="successful"} 3

Prober errors are not counted there (KUBELET.md 1.10).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.observation import ProbeCounters

FAMILY = "prober_probe_total"
MAX_SERIES = 10_000
_KINDS = {kind.value.capitalize(): kind for kind in ProbeKind}
_RESULTS = ("successful", "failed", "unknown")


def load(data: bytes, *, at: datetime) -> tuple[ProbeCounters, ...]:
    """The counters of every probe; lines of other families, and those that cannot be read, are passed over."""
    counts: dict[tuple[ContainerRef, str, ProbeKind], dict[str, int]] = defaultdict(dict)
    for sample in _samples(data.decode("utf-8", "replace")):
        labels = sample.labels
        result, kind = labels.get("result"), _KINDS.get(labels.get("probe_type", ""))
        ref = ContainerRef(
            namespace=labels.get("namespace", ""),
            pod=labels.get("pod", ""),
            container=labels.get("container", ""),
        )
        if result in _RESULTS and kind and ref.container:
            counts[ref, labels.get("pod_uid", ""), kind][result] = int(sample.value)
    return tuple(
        ProbeCounters(
            at=at,
            ref=ref,
            pod_uid=uid,
            kind=kind,
            successful=count.get("successful", 0),
            failed=count.get("failed", 0),
            unknown=count.get("unknown", 0),
        )
        for (ref, uid, kind), count in counts.items()
    )


def to_text(counters: Iterable[ProbeCounters]) -> str:
    """The same as the kubelet prints it: `load` reads the same counters back."""
    lines = [f"# TYPE {FAMILY} counter"]
    for seen in counters:
        labels = {
            "container": seen.ref.container,
            "namespace": seen.ref.namespace,
            "pod": seen.ref.pod,
            "pod_uid": seen.pod_uid,
            "probe_type": seen.kind.value.capitalize(),
        }
        for result, count in (("successful", seen.successful), ("failed", seen.failed), ("unknown", seen.unknown)):
            told = ",".join(f'{name}="{_escaped(value)}"' for name, value in {**labels, "result": result}.items())
            lines.append(f"{FAMILY}{{{told}}} {count}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _samples(text: str) -> Iterator[Sample]:
    """Line by line, so that one broken line loses no other."""
    lines = (line for line in text.split("\n") if line.startswith(f"{FAMILY}{{"))
    for line, _ in zip(lines, range(MAX_SERIES), strict=False):
        try:
            samples = [sample for family in text_string_to_metric_families(line + "\n") for sample in family.samples]
            yield from (sample for sample in samples if sample.name == FAMILY and 0 <= sample.value < float("inf"))
        except (ValueError, IndexError, KeyError):
            continue
