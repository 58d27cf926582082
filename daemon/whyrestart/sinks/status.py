"""What the daemon hands to every sink: one immutable value that says all of a node at one moment.

The daemon builds a new `NodeStatus` when something changed and sets it; sinks only read. Counters in it are lifetime
totals that the history keeps over restarts of the daemon, so they never fall.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import NodeDiagnosis
from whyrestart.model.episode import ProbeForecast
from whyrestart.model.histogram import NO_LIFETIMES, Histogram
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.observation import ProbeResult, Source, Variant

# Up to kubeadm's timeout of 15 s; the kubelet's default of 1 s is a bound.
PROBE_BOUNDS_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)


CERTIFICATE_NOTICE = timedelta(days=14)
CERTIFICATE_LAST_SHARE = 0.1

NO_DURATIONS = Histogram.empty(PROBE_BOUNDS_SECONDS)


@dataclass(frozen=True, kw_only=True)
class PastAttempt:
    """One attempt of a container for the timeline of the status page; what is not known is None.

    `finished_at` None means it still runs (or is not known to have ended). `cause` is the diagnosis made of its end.
    """

    attempt: int
    pod_uid: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    exit_code: int | None = None
    reason: str = ""
    origin: Origin | None = None
    cause: Cause | None = None
    confidence: Confidence = Confidence.NONE


@dataclass(frozen=True, kw_only=True)
class VariantStatus:
    """The newest replay of one probe in one variant, and how long all of them took (those that tell it)."""

    last: ProbeResult
    durations: Histogram = NO_DURATIONS

    @property
    def variant(self) -> Variant:
        """How the probe was asked."""
        return self.last.variant


@dataclass(frozen=True, kw_only=True)
class ProbeStatus:
    """One declared probe: its thresholds, what the kubelet makes of it now, and the newest replay of each variant.

    `timeout_seconds`, `period_seconds` and `failure_threshold` are the manifest's, with the API's defaults filled in.
    `target` says in words what is asked (`GET https://10.0.0.4:6443/livez`). `forecast` None means not told yet.
    `mean_seconds` is how long an answer took lately, on average over ten minutes, as the kubelet asks.
    """

    kind: ProbeKind
    timeout_seconds: float
    period_seconds: float
    failure_threshold: int
    target: str = ""
    forecast: ProbeForecast | None = None
    mean_seconds: float | None = None
    variants: tuple[VariantStatus, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContainerStatus:
    """A static pod's container: its counters, probes and past. How it stands now says `NodeDiagnosis.diagnoses`.

    - `restarts_total`: restarts seen since the history began; never falls.
    - `restarts_by_cause`: the same by cause, plus a 0 for each cause that is suspected; never falls.
    - `restart_count`: the kubelet's own number, which may fall; None where nothing tells it.
    - `restart_count_resets_total`: how often that number fell.
    - `lifetimes`: lifetimes in seconds of the attempts that ended.
    - `last_restart_at`: from the history; None takes the diagnosis' own.
    - `backoff_until`: the end of the kubelet's back-off, None while there is none.
    - `failing_checks`: names on the `[-]` lines of the newest failed replay (`etcd`, `poststarthook/rbac/...`).
    - `probes`: each declared probe; exec probes have no variants.
    - `attempts`: oldest first, at most a few hundred.
    """

    ref: ContainerRef
    restarts_total: int = 0
    restarts_by_cause: tuple[tuple[Cause, int], ...] = ()
    restart_count: int | None = None
    restart_count_resets_total: int = 0
    lifetimes: Histogram = NO_LIFETIMES
    last_restart_at: datetime | None = None
    backoff_until: datetime | None = None
    failing_checks: tuple[str, ...] = ()
    probes: tuple[ProbeStatus, ...] = ()
    attempts: tuple[PastAttempt, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ManifestStatus:
    """One file of the manifest directory (or one that left it: `present` False, kept while its change matters).

    `valid` is None for a file beyond a limit of ours, of which it is not known what the kubelet makes of it.
    `problem` says why it is not a static pod, or was not read; `findings` are what reading it alone (`lint`) suspects.
    `last_change_diff` is the unified diff of the last change seen, secrets redacted; empty when none was seen yet.
    """

    path: str
    valid: bool | None
    problem: str = ""
    findings: tuple[tuple[Cause, Confidence], ...] = ()
    last_change_at: datetime | None = None
    last_change_diff: str = ""
    present: bool = True


@dataclass(frozen=True, kw_only=True)
class CertificateStatus:
    """A certificate on the node. `name` is short and unique there (`apiserver-etcd-client`, `etcd/ca`).

    `used` False: nothing is known to use it, and it harms nobody when it expires.
    """

    name: str
    not_after: datetime
    not_before: datetime | None = None
    path: str = ""
    subject: str = ""
    used: bool = True

    def expires_soon(self, now: datetime) -> bool:
        """Whether a person must see to it: less than a tenth of its life is left, and less than two weeks.

        Whoever issues certificates for days or weeks renews them at four fifths of that: two weeks alone would never
        be quiet there.
        """
        notice = CERTIFICATE_NOTICE
        if self.not_before is not None:
            notice = min(notice, CERTIFICATE_LAST_SHARE * (self.not_after - self.not_before))
        return self.not_after - now < notice


@dataclass(frozen=True, kw_only=True)
class UnitStatus:
    """A systemd unit: restarts seen since the history began (never falls) and its state in systemd's words."""

    unit: str
    restarts_total: int = 0
    active_state: str = ""
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceStatus:
    """A source: whether its newest look succeeded, when one last did, how many failed, and why it is blind now."""

    source: Source
    up: bool
    last_success_at: datetime | None = None
    errors_total: int = 0
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class AlertPeerStatus:
    """An Alertmanager that the daemon sends to; `peer` is host and port. Counts begin with the process."""

    peer: str
    up: bool = True
    sent_total: int = 0
    errors_total: int = 0


@dataclass(frozen=True, kw_only=True)
class NodeStatus:
    """All that a sink may show of the node.

    `ready` is whether every source has looked once (`/-/ready`). `history_problem` says why restarts are not being
    kept on disk, None when they are; `history_dropped` counts the records that memory could not hold meanwhile either.
    `manifest_directory` is where remedies are applied. `alert_peers` is
    `AlertmanagerPush.peers`, empty where alerts are not sent from here.
    """

    diagnosis: NodeDiagnosis
    containers: tuple[ContainerStatus, ...] = ()
    manifests: tuple[ManifestStatus, ...] = ()
    certificates: tuple[CertificateStatus, ...] = ()
    units: tuple[UnitStatus, ...] = ()
    sources: tuple[SourceStatus, ...] = ()
    alert_peers: tuple[AlertPeerStatus, ...] = ()
    ready: bool = False
    history_problem: str | None = None
    history_dropped: int = 0
    manifest_directory: str = field(default="/etc/kubernetes/manifests")

    def container(self, ref: ContainerRef) -> ContainerStatus | None:
        """The container of that name."""
        return next((container for container in self.containers if container.ref == ref), None)
