"""All that sinks may show, put together from the view, the diagnosis and the ledger: a value from values."""

from __future__ import annotations

import difflib
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from whyrestart.attempts import attempts
from whyrestart.causes.evidence.presented import unused
from whyrestart.episodes import declared, manifests
from whyrestart.foresight import End, Regime, backoff_until, forecasts
from whyrestart.ledger import Book, Ledger
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Diagnosis, NodeDiagnosis
from whyrestart.model.episode import Attempt, ProbeForecast
from whyrestart.model.histogram import Histogram
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Exec, Grpc, HttpGet, Manifest, Probe, ProbeKind, TcpSocket
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    CertificateFileSeen,
    ContainerStatusSeen,
    ManifestGone,
    ManifestSeen,
    Outcome,
    ProbeResult,
    UnitSeen,
    Variant,
)
from whyrestart.parsing.redaction import redact
from whyrestart.sinks.status import (
    NO_DURATIONS,
    CertificateStatus,
    ContainerStatus,
    ManifestStatus,
    NodeStatus,
    PastAttempt,
    ProbeStatus,
    SourceStatus,
    UnitStatus,
    VariantStatus,
)

MAX_PAST = 200
LATELY = timedelta(minutes=10)
# One a second, the shortest period there is.
MAX_LATELY = 600
_FAILING = re.compile(r"^\[-\]([\w./-]+)", re.MULTILINE)
ProbeKey = tuple[ContainerRef, ProbeKind, Variant]


@dataclass
class Durations:
    """How long each probe took, from the beginning of this process on: fed with each new result once."""

    _of: dict[ProbeKey, Histogram] = field(default_factory=dict)
    _lately: dict[ProbeKey, deque[ProbeResult]] = field(default_factory=dict)

    def add(self, result: ProbeResult) -> None:
        """Count one result's duration."""
        if result.duration_seconds is not None:
            key = _key(result)
            self._of[key] = self._of.get(key, NO_DURATIONS).observe(result.duration_seconds)
            if result.variant is Variant.KUBELET:
                self._lately.setdefault(key, deque(maxlen=MAX_LATELY)).append(result)

    def of(self, result: ProbeResult) -> Histogram:
        """The durations of that result's probe in its variant."""
        return self._of.get(_key(result), NO_DURATIONS)

    def mean_seconds(self, newest: ProbeResult, now: datetime) -> float | None:
        """The average over the last ten minutes of that probe as the kubelet asks; None where it was not asked then."""
        results = self._lately.get(_key(newest)) or (newest,)
        lately = [each.duration_seconds for each in results if now - each.at <= LATELY]
        told = [seconds for seconds in lately if seconds is not None]
        return sum(told) / len(told) if told else None


def _key(result: ProbeResult) -> ProbeKey:
    return result.ref, result.kind, result.variant


def report(
    view: NodeView,
    diagnosis: NodeDiagnosis,
    ledger: Ledger,
    *,
    sources: tuple[SourceStatus, ...] = (),
    durations: Durations | None = None,
    causes: Mapping[str, tuple[Cause, Confidence]] | None = None,
    ready: bool = True,
    history_problem: str | None = None,
    certificate_directory: str = "/etc/kubernetes/pki",
    history_dropped: int = 0,
) -> NodeStatus:
    """The status of the node at `view.at`.

    `causes` are those with which ended attempts were diagnosed, by container ID or `pod UID/attempt`.
    """
    made = _Report(view, diagnosis, ledger, durations or Durations(), causes or {})
    return NodeStatus(
        diagnosis=diagnosis,
        containers=tuple(made.containers()),
        manifests=tuple(made.manifests()),
        certificates=tuple(made.certificates(certificate_directory)),
        units=tuple(made.units()),
        sources=sources,
        ready=ready,
        history_problem=history_problem,
        history_dropped=history_dropped,
        manifest_directory=view.manifest_directory,
    )


@dataclass(frozen=True)
class _Report:
    view: NodeView
    diagnosis: NodeDiagnosis
    ledger: Ledger
    durations: Durations
    causes: Mapping[str, tuple[Cause, Confidence]]

    def containers(self) -> Iterator[ContainerStatus]:
        lives = attempts(self.view)
        told = frozenset((ref.namespace, ref.pod) for ref in lives)
        pods = declared(self.view, told)
        counts = self.view.newest(ContainerStatusSeen)
        results = self._results()
        for each in self.diagnosis.diagnoses:
            ref = each.subject
            if not isinstance(ref, ContainerRef):
                continue
            what = pods.get((ref.namespace, ref.pod))
            container = what.pod.container(ref.container) if what else None
            foreseen = forecasts(
                view=self.view,
                ref=ref,
                pod=what.pod if what else None,
                container=container,
                attempts=lives.get(ref, ()),
            )
            book = self.ledger.books.get(ref, Book())
            count = counts.get(ref)
            newest = lives[ref][-1] if lives.get(ref) else None
            probes = container.probes if container else ()
            yield ContainerStatus(
                ref=ref,
                restarts_total=book.restarts,
                restarts_by_cause=_by_cause(book, each),
                restart_count=count.restart_count if count else newest.key.attempt if newest else None,
                restart_count_resets_total=book.resets,
                lifetimes=book.lifetimes,
                last_restart_at=book.last_restart_at or each.last_restart_at,
                backoff_until=backoff(lives.get(ref, ()), each),
                failing_checks=_failing_checks(results.get(ref, ())),
                probes=tuple(self._probe(probe, foreseen, results.get(ref, ())) for probe in probes),
                attempts=tuple(self._past(attempt, each) for attempt in lives.get(ref, ())[-MAX_PAST:]),
            )

    def _results(self) -> dict[ContainerRef, tuple[ProbeResult, ...]]:
        found: dict[ContainerRef, list[ProbeResult]] = {}
        for result in self.view.newest(ProbeResult).values():
            found.setdefault(result.ref, []).append(result)
        return {ref: tuple(each) for ref, each in found.items()}

    def _probe(
        self, probe: Probe, foreseen: tuple[ProbeForecast, ...], results: tuple[ProbeResult, ...]
    ) -> ProbeStatus:
        mine = [result for result in results if result.kind is probe.kind]
        asked = next((result for result in mine if result.variant is Variant.KUBELET), None)
        return ProbeStatus(
            kind=probe.kind,
            timeout_seconds=probe.timeout_seconds,
            period_seconds=probe.period_seconds,
            failure_threshold=probe.failure_threshold,
            target=_target(probe, asked.url if asked else ""),
            mean_seconds=self.durations.mean_seconds(asked, self.view.at) if asked else None,
            forecast=next((each for each in foreseen if each.kind is probe.kind), None),
            variants=tuple(VariantStatus(last=result, durations=self.durations.of(result)) for result in mine),
        )

    def _past(self, attempt: Attempt, diagnosis: Diagnosis) -> PastAttempt:
        known = self.causes.get(attempt.container_id) or self.causes.get(f"{attempt.key.pod_uid}/{attempt.key.attempt}")
        cause, confidence = known or (None, Confidence.NONE)
        return PastAttempt(
            attempt=attempt.key.attempt,
            pod_uid=attempt.key.pod_uid,
            started_at=attempt.started_at or attempt.created_at,
            finished_at=attempt.finished_at,
            exit_code=attempt.exit_code,
            reason=attempt.reason,
            origin=diagnosis.origin if attempt.ended and known and cause is diagnosis.cause else None,
            cause=cause if attempt.ended else None,
            confidence=confidence,
        )

    def manifests(self) -> Iterator[ManifestStatus]:
        by_file: dict[str, list[tuple[Cause, Confidence]]] = {}
        for each in self.diagnosis.diagnoses:
            for found in each.findings:
                if found["file"]:
                    by_file.setdefault(found["file"], []).append((found.cause, found.confidence))
        revisions: dict[str, list[ManifestSeen]] = {}
        for seen in self.view.all(ManifestSeen):
            revisions.setdefault(seen.manifest.path, []).append(seen)
        for manifest in manifests(self.view):
            yield _manifest_status(manifest, revisions[manifest.path], tuple(by_file.get(manifest.path, ())))
        here = {manifest.path for manifest in manifests(self.view)}
        for gone in self.view.newest(ManifestGone).values():
            if gone.path not in here:
                yield ManifestStatus(path=gone.path, valid=False, last_change_at=gone.at, present=False)

    def certificates(self, directory: str) -> Iterator[CertificateStatus]:
        found = [seen for seen in self.view.newest(CertificateFileSeen).values() if seen.certificates]
        names = short_names((seen.path for seen in found), directory)
        idle = unused(self.view)
        # Sinks bound how many they show: those that matter come first.
        for seen in sorted(found, key=lambda each: (each.path in idle, names[each.path])):
            leaf = seen.certificates[0]
            yield CertificateStatus(
                name=names[seen.path],
                not_after=leaf.not_after,
                not_before=leaf.not_before,
                path=seen.path,
                subject=leaf.subject,
                used=seen.path not in idle,
            )

    def units(self) -> Iterator[UnitStatus]:
        for seen in self.view.newest(UnitSeen).values():
            book = self.ledger.units.get(seen.unit)
            yield UnitStatus(
                unit=seen.unit,
                restarts_total=book.restarts if book else 0,
                active_state=seen.active_state,
                result=seen.result,
            )


def short_names(paths: Iterable[str], directory: str) -> dict[str, str]:
    """A name for each certificate that depends on nothing but where it lies, as far as names of others allow it.

    Below `directory` the way from there without the ending (`apiserver`, `etcd/ca`), elsewhere the file's own
    (`kubelet`); an authority's in a kubeconfig says so (`kubelet/certificate-authority`). Whoever finds the name taken
    has a longer one, at last its path.
    """
    below = PurePosixPath(directory)

    def forms(path: str) -> tuple[str, ...]:
        file, _, key = path.partition("#")
        part = PurePosixPath(file)
        inside = part.relative_to(below) if below in part.parents else PurePosixPath(part.name)
        of = "/certificate-authority" if key.startswith("certificate-authority") else ""
        return f"{inside.with_suffix('')}{of}", f"{inside}{of}", f"{part.parent.name}/{part.name}{of}", path

    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in sorted(set(paths), key=lambda each: (below not in PurePosixPath(each).parents, each)):
        names[path] = next(form for form in forms(path) if form not in taken or form == path)
        taken.add(names[path])
    return names


def _by_cause(book: Book, diagnosis: Diagnosis) -> tuple[tuple[Cause, int], ...]:
    """What was booked, and a 0 for each cause that is suspected now: an alert on an increase needs the 0 first."""
    counts = dict(book.by_cause)
    for cause in {finding.cause for finding in diagnosis.findings} | ({diagnosis.cause} if diagnosis.cause else set()):
        counts.setdefault(cause, 0)
    return tuple(sorted(counts.items()))


def backoff(lives: tuple[Attempt, ...], diagnosis: Diagnosis) -> datetime | None:
    """The end of the kubelet's back-off, by its own rules, while the newest attempt is dead."""
    if not lives or not lives[-1].ended:
        return None
    uid = lives[-1].key.pod_uid
    mine = [life for life in lives if life.key.pod_uid == uid and life.finished_at is not None]
    regime = Regime.PROBE_KILL if diagnosis.origin is Origin.PROBE else Regime.CRASH
    ends = [
        End(at=life.finished_at, regime=regime, next_started_at=following.started_at if following else None)
        for life, following in zip(mine, [*mine[1:], None], strict=True)
        if life.finished_at is not None
    ]
    return backoff_until(ends) if ends else None


def _failing_checks(results: tuple[ProbeResult, ...]) -> tuple[str, ...]:
    """The names on the `[-]` lines of the newest failed replay as the kubelet asks."""
    failed = [r for r in results if r.variant is Variant.KUBELET and r.outcome is Outcome.FAILURE]
    newest = max(failed, key=lambda r: r.at, default=None)
    return tuple(dict.fromkeys(_FAILING.findall(newest.body))) if newest else ()


def _target(probe: Probe, asked: str) -> str:
    match probe.handler:
        case HttpGet(port=port, path=path, scheme=scheme, host=host):
            return f"GET {asked}" if asked else redact(f"GET {scheme.lower()}://{host or ''}:{port}{path}")
        case TcpSocket(port=port, host=host):
            return asked or f"tcp://{host or ''}:{port}"
        case Grpc(port=port):
            return asked or f"grpc://:{port}"
        case Exec(command=command):
            return f"exec {command[0] if command else ''} (recognised, never executed)"
        case None:
            return "nothing"


def _manifest_status(
    manifest: Manifest, revisions: list[ManifestSeen], findings: tuple[tuple[Cause, Confidence], ...]
) -> ManifestStatus:
    before = revisions[-2].manifest if len(revisions) > 1 else None
    diff = ""
    if before is not None:
        name = manifest.path.lstrip("/")
        old, new = before.text.splitlines(keepends=True), manifest.text.splitlines(keepends=True)
        diff = "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))
    return ManifestStatus(
        path=manifest.path,
        valid=None if manifest.problem and manifest.problem.unread else manifest.problem is None,
        problem=manifest.problem.message if manifest.problem else "",
        findings=findings,
        last_change_at=revisions[-1].at if before else manifest.modified_at,
        last_change_diff=diff,
    )
