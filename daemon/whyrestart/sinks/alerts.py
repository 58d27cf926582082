"""The alerts that a node can raise about itself: same names, labels, severities and waits as whyrestart.rules.yaml.

Two paths that carry equal labels give one notification. What only a view of several nodes or of the daemon from outside
can tell (fleet rules, a daemon that is down) stays with Prometheus.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause, Role
from whyrestart.model.diagnosis import Diagnosis, State
from whyrestart.model.identity import KUBELET, Subject
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.observation import Outcome, Variant
from whyrestart.sinks import words
from whyrestart.sinks.advice import ADVICE
from whyrestart.sinks.diagnosis_json import cause_of
from whyrestart.sinks.labels import label, subject_labels
from whyrestart.sinks.status import ContainerStatus, NodeStatus, ProbeStatus

# Told by an alert of its own, or expected.
NOT_SUSPECT = frozenset({Cause.MANIFEST_INVALID, Cause.MANIFEST_CHANGED})
STRAY_FILES = frozenset({Cause.DUPLICATE_MANIFEST, Cause.EDITOR_TEMPORARY_FILE, Cause.STALE_MANIFEST})
SLOW_SHARE = 0.6
RECENTLY = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What is the same for all alerts of one name; `hold` is how long the condition must last, the rule's `for`."""

    name: str
    severity: str
    summary: str
    hold: timedelta = timedelta(0)


LOOPING = Kind(
    name="WhyRestartLooping",
    severity="critical",
    summary="A static pod restarts in a loop.",
    hold=timedelta(minutes=1),
)
ABSENT = Kind(
    name="WhyRestartStaticPodAbsent",
    severity="critical",
    summary="A static pod is not running at all.",
    hold=timedelta(minutes=2),
)
KUBELET_LOOPING = Kind(
    name="WhyRestartKubeletLooping",
    severity="critical",
    summary="The kubelet restarts in a loop or does not run.",
    hold=timedelta(minutes=1),
)
DOWNSTREAM = Kind(
    name="WhyRestartDownstreamLooping",
    severity="warning",
    summary="A component restarts because another one does.",
    hold=timedelta(minutes=2),
)
KILL_FORESEEN = Kind(
    name="WhyRestartKillForeseen", severity="warning", summary="The kubelet is about to kill a container."
)
AT_RISK = Kind(
    name="WhyRestartAtRisk",
    severity="warning",
    summary="Something will bring a static pod or the node down.",
    hold=timedelta(minutes=2),
)
PROBE_FAILING = Kind(
    name="WhyRestartProbeFailing",
    severity="warning",
    summary="A liveness probe fails, but not yet often enough for a kill.",
    hold=timedelta(seconds=30),
)
PROBE_SLOW = Kind(
    name="WhyRestartProbeSlow",
    severity="warning",
    summary="A probe's answer takes nearly as long as its timeout allows.",
    hold=timedelta(minutes=5),
)
PROBE_ERRORS = Kind(
    name="WhyRestartProbeErrors",
    severity="warning",
    summary="A probe ends in errors, which the kubelet never counts.",
    hold=timedelta(minutes=5),
)
RESTARTED = Kind(name="WhyRestartRestarted", severity="info", summary="A container restarted once, without a loop.")
MANIFEST_INVALID = Kind(
    name="WhyRestartManifestInvalid",
    severity="warning",
    summary="A file in the manifest directory is not a static pod.",
    hold=timedelta(minutes=1),
)
MANIFEST_DUPLICATE = Kind(
    name="WhyRestartManifestDuplicate",
    severity="warning",
    summary="A file does not belong in the manifest directory.",
    hold=timedelta(minutes=1),
)
MANIFEST_SUSPECT = Kind(
    name="WhyRestartManifestSuspect",
    severity="info",
    summary="A manifest holds what usually brings its pod down.",
    hold=timedelta(minutes=1),
)
CERTIFICATE_EXPIRING = Kind(
    name="WhyRestartCertificateExpiring",
    severity="warning",
    summary="A certificate of the control plane expires soon and was not renewed.",
    hold=timedelta(minutes=10),
)
CERTIFICATE_EXPIRED = Kind(
    name="WhyRestartCertificateExpired",
    severity="critical",
    summary="A certificate of the control plane has expired.",
    hold=timedelta(minutes=1),
)
SOURCE_BLIND = Kind(
    name="WhyRestartSourceBlind",
    severity="warning",
    summary="The daemon cannot see one of its sources.",
    hold=timedelta(minutes=10),
)
HISTORY_DEGRADED = Kind(
    name="WhyRestartHistoryDegraded",
    severity="warning",
    summary="Restarts are not being kept on disk.",
    hold=timedelta(minutes=5),
)


_DOWN = {State.LOOPING: LOOPING, State.ABSENT: ABSENT}


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One condition that holds now. `labels` are without the node's own; `page` is the path of its explanation."""

    kind: Kind
    labels: tuple[tuple[str, str], ...]
    description: str
    page: str = "/"


def alerts(status: NodeStatus, now: datetime) -> tuple[Alert, ...]:
    """Every condition that holds at `now`, whether or not it has lasted long enough."""
    found = (*_diagnoses(status), *_probes(status), *_restarts(status, now), *_files(status), *_rest(status, now))
    return tuple({(alert.kind.name, alert.labels): alert for alert in found}.values())


def _diagnoses(status: NodeStatus) -> Iterator[Alert]:
    for each in status.diagnosis.diagnoses:
        cause = cause_of(each)
        if cause is None:
            continue
        for kind in _kinds(each, _role(each, cause)):
            yield Alert(
                kind=kind,
                labels=(*_subject(each.subject), ("cause", str(cause))),
                description=_why(each, cause),
                page=f"/causes/{cause}",
            )


def _kinds(diagnosis: Diagnosis, role: Role) -> Iterator[Kind]:
    down = diagnosis.state in {State.LOOPING, State.ABSENT}
    foreseen = diagnosis.next_kill_at is not None
    if foreseen and diagnosis.state is not State.LOOPING:
        yield KILL_FORESEEN
    if down and role is Role.DOWNSTREAM:
        yield DOWNSTREAM
    elif down and role is Role.ROOT:
        yield KUBELET_LOOPING if diagnosis.subject == KUBELET else _DOWN[diagnosis.state]
    elif diagnosis.state is State.AT_RISK and role is Role.ROOT and not foreseen:
        yield AT_RISK


def _role(diagnosis: Diagnosis, cause: Cause) -> Role:
    return CAUSES[cause].role if diagnosis.downstream_of is None else Role.DOWNSTREAM


def _why(diagnosis: Diagnosis, cause: Cause) -> str:
    """What the node itself can say better than a rule: the diagnosis' own sentence, and the remedy made for it."""
    remedy = diagnosis.remedies[0].title if diagnosis.remedies else ADVICE[cause]
    when = "" if diagnosis.next_kill_at is None else f" Next kill at {diagnosis.next_kill_at:%H:%M:%S} UTC."
    summary = diagnosis.summary or f"{words.headline(diagnosis)}."
    return f"{summary}{when} {remedy}"


def _probes(status: NodeStatus) -> Iterator[Alert]:
    for container in status.containers:
        for probe in container.probes:
            yield from _probe(container, probe)


def _probe(container: ContainerStatus, probe: ProbeStatus) -> Iterator[Alert]:
    labels = (*_subject(container.ref), ("probe", str(probe.kind)))
    what = f"The {probe.kind} probe of {container.ref}"
    asked = next((variant.last for variant in probe.variants if variant.variant is Variant.KUBELET), None)
    failures = 0 if probe.forecast is None else probe.forecast.consecutive_failures
    if probe.kind is ProbeKind.LIVENESS and failures:
        yield Alert(kind=PROBE_FAILING, labels=labels, description=f"{what} failed {failures} times in a row.")
    if asked is not None and asked.outcome is Outcome.UNKNOWN:
        yield Alert(
            kind=PROBE_ERRORS,
            labels=labels,
            description=f"{what} cannot be carried out ({asked.error or 'no reason told'}). However unhealthy the "
            "container is, the kubelet will not restart it.",
        )
    if probe.mean_seconds is not None and probe.mean_seconds > SLOW_SHARE * probe.timeout_seconds:
        yield Alert(
            kind=PROBE_SLOW,
            labels=labels,
            description=f"{what} takes {probe.mean_seconds:.3g} s of its {probe.timeout_seconds:g} s on average.",
            page=f"/causes/{Cause.PROBE_TIMEOUT_TOO_SHORT}",
        )


def _restarts(status: NodeStatus, now: datetime) -> Iterator[Alert]:
    diagnoses = {each.subject: each for each in status.diagnosis.diagnoses}
    for container in status.containers:
        diagnosis = diagnoses.get(container.ref)
        at = container.last_restart_at or (None if diagnosis is None else diagnosis.last_restart_at)
        cause = None if diagnosis is None else cause_of(diagnosis)
        if at is None or now - at > RECENTLY or not container.restarts_total:
            continue
        if diagnosis is not None and diagnosis.state in {State.LOOPING, State.ABSENT}:
            continue
        if diagnosis is not None and cause is not None and _role(diagnosis, cause) is Role.BENIGN:
            continue
        why = "" if cause is None else f" because of {cause}"
        yield Alert(
            kind=RESTARTED,
            labels=_subject(container.ref),
            description=f"{container.ref} restarted at {at:%H:%M:%S} UTC{why}.",
        )


def _files(status: NodeStatus) -> Iterator[Alert]:
    for manifest in status.manifests:
        if not manifest.present:
            continue
        file = ("file", label(manifest.path.rpartition("/")[2]))
        if manifest.valid is False:
            yield Alert(
                kind=MANIFEST_INVALID,
                labels=(file,),
                description=f"{manifest.path}: {manifest.problem or 'not a static pod'}. "
                "The kubelet removes the pod that ran from it, or never starts it.",
                page=f"/causes/{Cause.MANIFEST_INVALID}",
            )
        for cause, _ in manifest.findings:
            if cause in NOT_SUSPECT:
                continue
            yield Alert(
                kind=MANIFEST_DUPLICATE if cause in STRAY_FILES else MANIFEST_SUSPECT,
                labels=(file, ("cause", str(cause))),
                description=f"{manifest.path} suggests {cause}. {ADVICE[cause]}",
                page=f"/causes/{cause}",
            )


def _rest(status: NodeStatus, now: datetime) -> Iterator[Alert]:
    for certificate in status.certificates:
        left = certificate.not_after - now
        expired = left <= timedelta(0)
        if (expired and certificate.used) or (not expired and certificate.expires_soon(now)):
            says = "has expired" if expired else f"expires in {words.span(left)}"
            yield Alert(
                kind=CERTIFICATE_EXPIRED if expired else CERTIFICATE_EXPIRING,
                labels=(("certificate", label(certificate.name)),),
                description=f"The certificate {certificate.name} ({certificate.path or 'path unknown'}) {says}.",
                page=f"/causes/{Cause.SERVING_CERTIFICATE_EXPIRED}",
            )
    for source in status.sources:
        if not source.up:
            yield Alert(
                kind=SOURCE_BLIND,
                labels=(("source", str(source.source)),),
                description=f"The source {source.source} is blind: {source.why or 'no reason told'}.",
            )
    if status.history_problem is not None:
        yield Alert(kind=HISTORY_DEGRADED, labels=(), description=status.history_problem)


def _subject(subject: Subject) -> tuple[tuple[str, str], ...]:
    names = ("namespace", "pod", "container")
    return tuple((name, value) for name, value in zip(names, subject_labels(subject), strict=True) if value)
