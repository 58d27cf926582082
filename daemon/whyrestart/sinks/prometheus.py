"""The node's state as metrics: a snapshot in, an exposition out; rendered only when the snapshot is another one."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from prometheus_client import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from whyrestart import __version__
from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause, Role
from whyrestart.model.diagnosis import Diagnosis, State
from whyrestart.model.identity import Subject
from whyrestart.model.observation import Outcome, Variant
from whyrestart.sinks import families
from whyrestart.sinks.diagnosis_json import cause_of
from whyrestart.sinks.families import Labels, Rows
from whyrestart.sinks.labels import label, subject_labels
from whyrestart.sinks.status import ContainerStatus, NodeStatus, ProbeStatus, VariantStatus

# A node has a handful of static pods. These bounds only keep a hostile manifest directory from flooding Prometheus.
MAX_CONTAINERS = 1000
MAX_FILES = 500
MAX_CERTIFICATES = 200
MAX_UNITS = 50
MAX_CHECKS = 30

CONTAINER = ("namespace", "pod", "container")
PROBE = (*CONTAINER, "probe")
VARIANT = (*PROBE, "variant")

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Build:
    """What `whyrestart_build_info` says."""

    version: str = __version__
    python: str = field(default_factory=platform.python_version)


class Exposition:
    """Renders the newest status and keeps the bytes until another one is set, so that a scrape costs nothing."""

    def __init__(self, build: Build | None = None) -> None:
        self._build = build or Build()
        self._status: NodeStatus | None = None
        self._rendered: dict[str, bytes] = {}

    def set(self, status: NodeStatus) -> None:
        """Take the newest status in."""
        if status is not self._status:
            self._status = status
            self._rendered = {}

    def render(self, accept: str = "") -> tuple[bytes, str]:
        """The exposition and its content type: OpenMetrics where the Accept header asks for it, else text 0.0.4."""
        encode, content_type = choose_encoder(accept)
        if content_type not in self._rendered:
            self._rendered[content_type] = encode(_Snapshot(self._status, self._build))
        return self._rendered[content_type], content_type


class _Snapshot(Collector):
    """One status in the shape that prometheus_client's encoders take."""

    def __init__(self, status: NodeStatus | None, build: Build) -> None:
        self._status = status
        self._build = build

    def collect(self) -> Iterable[Metric]:
        return collect(self._status, self._build)


def collect(status: NodeStatus | None, build: Build) -> Iterator[Metric]:
    """Every family that has a sample; before the first status only `whyrestart_build_info`."""
    yield from families.info(
        "build",
        "The running whyrestart, and the Python it runs on.",
        ("version", "python"),
        [(build.version, build.python)],
    )
    if status is None:
        return
    containers = status.containers[:MAX_CONTAINERS]
    probes = [(container, probe) for container in containers for probe in container.probes]
    replays = [(container, probe, variant) for container, probe in probes for variant in probe.variants]
    yield from _counters(containers, {each.subject: each for each in status.diagnosis.diagnoses})
    yield from _diagnoses(status)
    yield from _probes(probes)
    yield from _replays(replays)
    yield from _manifests(status)
    yield from _surroundings(status)
    yield from _own_health(status)


def _counters(containers: Sequence[ContainerStatus], diagnoses: Mapping[Subject, Diagnosis]) -> Iterator[Metric]:
    yield from families.counter(
        "container_restarts",
        "Restarts seen. Kept on disk, so a restart of the daemon does not reset it.",
        CONTAINER,
        [(subject_labels(c.ref), c.restarts_total) for c in containers],
    )
    yield from families.counter(
        "container_restarts_by_cause",
        "Restarts by diagnosed cause; 0 as soon as the cause is suspected. Kept on disk.",
        (*CONTAINER, "cause"),
        [
            ((*subject_labels(c.ref), str(cause)), total)
            for c in containers
            for cause, total in _by_cause(c, diagnoses.get(c.ref)).items()
        ],
    )
    # A gauge in all but TYPE: promlint keeps the suffix _count for histograms, and only untyped metrics are let off.
    yield from families.untyped(
        "container_restart_count",
        "The kubelet's own restart count. It falls when the pod's UID changes; that is no recovery.",
        CONTAINER,
        [(subject_labels(c.ref), c.restart_count) for c in containers],
    )
    yield from families.counter(
        "restart_count_resets",
        "How often the kubelet's own restart count fell. Kept on disk.",
        CONTAINER,
        [(subject_labels(c.ref), c.restart_count_resets_total) for c in containers],
    )
    yield from families.histogram(
        "container_lifetime_seconds",
        "How long attempts lived that ended. Kept on disk.",
        CONTAINER,
        [(subject_labels(c.ref), c.lifetimes) for c in containers],
    )
    yield from families.gauge(
        "backoff_until_timestamp_seconds",
        "When the kubelet's back-off ends; absent while there is none.",
        CONTAINER,
        [(subject_labels(c.ref), _seconds(c.backoff_until)) for c in containers],
    )
    yield from families.gauge(
        "last_restart_timestamp_seconds",
        "When the newest restart was seen to happen.",
        CONTAINER,
        [(subject_labels(c.ref), _seconds(_last_restart(c, diagnoses.get(c.ref)))) for c in containers],
    )
    yield from families.gauge(
        "failing_check",
        "1 for each check that the newest failed health answer lists with [-].",
        (*CONTAINER, "check"),
        [
            ((*subject_labels(c.ref), label(check)), 1)
            for c in containers
            for check in sorted(set(c.failing_checks))[:MAX_CHECKS]
        ],
    )


def _diagnoses(status: NodeStatus) -> Iterator[Metric]:
    diagnoses = status.diagnosis.diagnoses[:MAX_CONTAINERS]
    yield from families.gauge(
        "restart_loop",
        "1 while it restarts in a loop. For the kubelet and the node, namespace and pod are empty.",
        CONTAINER,
        [(subject_labels(each.subject), each.state is State.LOOPING) for each in diagnoses],
    )
    yield from families.info(
        "diagnosis",
        "How each subject stands and why. For the kubelet and the node, namespace and pod are empty.",
        (*CONTAINER, "state", "cause", "confidence", "role"),
        [(*subject_labels(each.subject), str(each.state), *_judgement(each)) for each in diagnoses],
    )
    yield from families.gauge(
        "next_kill_timestamp_seconds",
        "When the kubelet will kill the container if nothing changes; absent while no kill is foreseen.",
        CONTAINER,
        [(subject_labels(each.subject), _seconds(each.next_kill_at)) for each in diagnoses],
    )
    yield from families.gauge(
        "diagnosis_timestamp_seconds",
        "When the newest diagnosis was made.",
        (),
        [((), _seconds(status.diagnosis.at))],
    )


def _probes(probes: Sequence[tuple[ContainerStatus, ProbeStatus]]) -> Iterator[Metric]:
    def rows(value: Callable[[ProbeStatus], float | None]) -> Rows:
        return [((*subject_labels(c.ref), str(probe.kind)), value(probe)) for c, probe in probes]

    yield from families.gauge(
        "probe_consecutive_failures",
        "Failures in a row as the kubelet counts them.",
        PROBE,
        rows(lambda probe: None if probe.forecast is None else probe.forecast.consecutive_failures),
    )
    yield from families.gauge(
        "probe_failure_threshold",
        "Failures in a row at which the kubelet acts.",
        PROBE,
        rows(lambda probe: probe.failure_threshold),
    )
    yield from families.gauge(
        "probe_timeout_seconds",
        "How long one probe may take.",
        PROBE,
        rows(lambda probe: probe.timeout_seconds),
    )
    yield from families.gauge(
        "probe_mean_duration_seconds",
        "How long replays as the kubelet sends them took on average over ten minutes.",
        PROBE,
        rows(lambda probe: probe.mean_seconds),
    )
    yield from families.gauge(
        "probe_errored",
        "1 while the newest replay as the kubelet sends it ended in an error, which the kubelet never counts.",
        PROBE,
        rows(_errored),
    )


def _replays(replays: Sequence[tuple[ContainerStatus, ProbeStatus, VariantStatus]]) -> Iterator[Metric]:
    def rows(value: Callable[[VariantStatus], T]) -> list[tuple[Labels, T]]:
        return [
            ((*subject_labels(c.ref), str(probe.kind), str(variant.variant)), value(variant))
            for c, probe, variant in replays
        ]

    yield from families.gauge(
        "probe_success",
        "Whether the newest replay succeeded, by variant.",
        VARIANT,
        rows(lambda variant: float(variant.last.outcome is Outcome.SUCCESS)),
    )
    yield from families.gauge(
        "probe_http_status_code",
        "The HTTP status of the newest replay; absent where none came.",
        VARIANT,
        rows(lambda variant: variant.last.status),
    )
    yield from families.histogram(
        "probe_duration_seconds", "How long replays took.", VARIANT, rows(lambda variant: variant.durations)
    )


def _manifests(status: NodeStatus) -> Iterator[Metric]:
    files = [(label(manifest.path.rpartition("/")[2]), manifest) for manifest in status.manifests[:MAX_FILES]]
    yield from families.gauge(
        "manifest_valid",
        "Whether the file is a static pod that the kubelet accepts; absent where that is not known.",
        ("file",),
        [((file,), each.valid) for file, each in files if each.present and each.valid is not None],
    )
    yield from families.gauge(
        "manifest_finding",
        "1 for each cause that reading the manifest suspects.",
        ("file", "cause", "confidence"),
        [
            ((file, str(cause), str(confidence)), 1)
            for file, manifest in files
            if manifest.present
            for cause, confidence in manifest.findings
        ],
    )
    yield from families.gauge(
        "manifest_last_change_timestamp_seconds",
        "When the file was last seen to change.",
        ("file",),
        [((file,), _seconds(manifest.last_change_at)) for file, manifest in files],
    )


def _surroundings(status: NodeStatus) -> Iterator[Metric]:
    yield from families.gauge(
        "certificate_expiry_timestamp_seconds",
        "When the certificate expires.",
        ("certificate",),
        [((label(each.name),), _seconds(each.not_after)) for each in status.certificates[:MAX_CERTIFICATES]],
    )
    yield from families.gauge(
        "certificate_start_timestamp_seconds",
        "When the certificate became valid.",
        ("certificate",),
        [((label(each.name),), _seconds(each.not_before)) for each in status.certificates[:MAX_CERTIFICATES]],
    )
    yield from families.gauge(
        "certificate_used",
        "Whether a flag, a kubeconfig or a port is known to use the certificate; else its expiry harms nobody.",
        ("certificate",),
        [((label(each.name),), each.used) for each in status.certificates[:MAX_CERTIFICATES]],
    )
    yield from families.counter(
        "unit_restarts",
        "Restarts of the systemd unit that were seen. Kept on disk.",
        ("unit",),
        [((label(each.unit),), each.restarts_total) for each in status.units[:MAX_UNITS]],
    )


def _own_health(status: NodeStatus) -> Iterator[Metric]:
    yield from families.gauge(
        "source_up",
        "Whether the source's newest look succeeded.",
        ("source",),
        [((str(each.source),), each.up) for each in status.sources],
    )
    yield from families.gauge(
        "source_last_success_timestamp_seconds",
        "When a look of the source last succeeded.",
        ("source",),
        [((str(each.source),), _seconds(each.last_success_at)) for each in status.sources],
    )
    yield from families.counter(
        "source_errors",
        "Looks of the source that failed.",
        ("source",),
        [((str(each.source),), each.errors_total) for each in status.sources],
    )
    yield from families.counter(
        "alertmanager_alerts",
        "Alerts that the daemon itself tried to send to this Alertmanager.",
        ("alertmanager",),
        [((label(each.peer),), each.sent_total + each.errors_total) for each in status.alert_peers],
    )
    yield from families.counter(
        "alertmanager_failed_alerts",
        "Alerts that this Alertmanager did not take; they are sent again.",
        ("alertmanager",),
        [((label(each.peer),), each.errors_total) for each in status.alert_peers],
    )
    yield from families.gauge(
        "history_up",
        "Whether restarts are being kept on disk.",
        (),
        [((), status.history_problem is None)],
    )
    yield from families.counter(
        "history_dropped_records",
        "Records lost because neither the disk nor memory had room for them. Counts of restarts are never lost.",
        (),
        [((), status.history_dropped)],
    )
    yield from families.gauge(
        "omitted_items",
        "Things left out of these metrics because there are too many of their kind.",
        ("kind",),
        [
            (("container",), max(len(status.containers) - MAX_CONTAINERS, 0)),
            (("manifest",), max(len(status.manifests) - MAX_FILES, 0)),
            (("certificate",), max(len(status.certificates) - MAX_CERTIFICATES, 0)),
            (("unit",), max(len(status.units) - MAX_UNITS, 0)),
        ],
    )


def _by_cause(container: ContainerStatus, diagnosis: Diagnosis | None) -> dict[Cause, int]:
    suspected = None if diagnosis is None else cause_of(diagnosis)
    return ({} if suspected is None else {suspected: 0}) | dict(container.restarts_by_cause)


def _last_restart(container: ContainerStatus, diagnosis: Diagnosis | None) -> datetime | None:
    return container.last_restart_at or (None if diagnosis is None else diagnosis.last_restart_at)


def _judgement(diagnosis: Diagnosis) -> Labels:
    cause = cause_of(diagnosis)
    if cause is None:
        return "none", "none", "none"
    role = Role.ROOT if diagnosis.downstream_of is None else Role.DOWNSTREAM
    facts = CAUSES.get(cause)
    if role is Role.ROOT and facts is not None:
        role = facts.role
    return str(cause), str(diagnosis.confidence), str(role)


def _errored(probe: ProbeStatus) -> float | None:
    asked = next((variant.last for variant in probe.variants if variant.variant is Variant.KUBELET), None)
    return None if asked is None else float(asked.outcome is Outcome.UNKNOWN)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
