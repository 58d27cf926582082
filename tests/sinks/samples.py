"""Node states that the sinks' tests show: the founding loop, a healthy node, a hostile one, a crowded one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Diagnosis, Evidence, Inconclusive, NodeDiagnosis, RuledOut, State
from whyrestart.model.episode import ProbeForecast
from whyrestart.model.histogram import NO_LIFETIMES
from whyrestart.model.identity import KUBELET, ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.observation import Gap, Outcome, ProbeResult, Source, Variant
from whyrestart.model.remedy import FileEdit, LineEdit, Remedy
from whyrestart.model.version import Version
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

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MANIFEST_PATH = "/etc/kubernetes/manifests/kube-apiserver.yaml"
MANIFEST_TEXT = """apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  namespace: kube-system
spec:
  containers:
  - command:
    - kube-apiserver
    - --advertise-address=10.0.0.4
    - --anonymous-auth=false
    - --authorization-mode=Node,RBAC
    image: k8s.gcr.io/kube-apiserver:v1.20.2
    name: kube-apiserver
"""
APISERVER = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container="kube-apiserver")
ETCD = ContainerRef(namespace="kube-system", pod="etcd-master-1", container="etcd")
MANAGER = ContainerRef(
    namespace="kube-system", pod="kube-controller-manager-master-1", container="kube-controller-manager"
)
HOSTILE = '"><script>alert(1)</script>\n\\" } whyrestart_fake 1\x1b[31m\x00' + "A" * 300

DROP_FLAG = Remedy(
    title="Drop --anonymous-auth=false; RBAC still limits anonymous users to health, version and discovery paths",
    edits=(FileEdit(path=MANIFEST_PATH, before=MANIFEST_TEXT, edits=(LineEdit(first=11, last=11, new=()),)),),
    valid_for=">=1.20,<1.32",
    caution="A CIS scanner will report item 1.2.1 again.",
)
TCP_PROBE = Remedy(
    title="Keep the flag and probe by tcpSocket",
    commands=("kubectl --kubeconfig /etc/kubernetes/admin.conf get --raw /livez",),
    valid_for=">=1.20",
    caution="A server that hangs while its port is open is then never restarted.",
)


def at(seconds):
    """That many seconds before or after the moment of the samples."""
    return AT + timedelta(seconds=seconds)


def replay(variant, *, status=None, outcome=Outcome.FAILURE, error=None, seconds=0.012, ref=APISERVER, body=""):
    return ProbeResult(
        at=at(-3),
        ref=ref,
        kind=ProbeKind.LIVENESS,
        variant=variant,
        url="https://10.0.0.4:6443/livez",
        outcome=outcome,
        status=status,
        error=error,
        duration_seconds=seconds,
        body=body,
    )


def looping_apiserver():
    return Diagnosis(
        subject=APISERVER,
        state=State.LOOPING,
        at=AT,
        origin=Origin.PROBE,
        restarts=12,
        last_restart_at=at(-40),
        next_kill_at=at(50),
        cause=Cause.ANONYMOUS_AUTH_DISABLED,
        confidence=Confidence.PROVEN,
        summary="--anonymous-auth=false makes kube-apiserver answer 401 to its own liveness probe, "
        "so the kubelet kills it every 90 s.",
        detail=(("flag", "--anonymous-auth=false"), ("file", MANIFEST_PATH), ("line", "11")),
        evidence=(
            Evidence(
                source="probe",
                at=at(-3),
                says="GET https://10.0.0.4:6443/livez without credentials: 401; with a client certificate: 200",
            ),
            Evidence(source="manifests", at=at(-1300), says=f"{MANIFEST_PATH}:11: --anonymous-auth=false"),
            Evidence(
                source="kubelet_log",
                at=at(-40),
                says='"Message for Container of pod" containerName="kube-apiserver" '
                'containerMessage="Container kube-apiserver failed liveness probe, will be restarted"',
            ),
        ),
        ruled_out=(
            RuledOut(cause=Cause.ETCD_UNREACHABLE, because="/livez?exclude=etcd with a client certificate is 200"),
            RuledOut(cause=Cause.PROBE_WRONG_PORT, because="the same port answers"),
        ),
        inconclusive=(
            Inconclusive(cause=Cause.OOM_KILLED, blind=(Source.KERNEL_LOG,), settles="read access to the kernel's log"),
        ),
        remedies=(DROP_FLAG, TCP_PROBE),
    )


def downstream_manager():
    return Diagnosis(
        subject=MANAGER,
        state=State.LOOPING,
        at=AT,
        origin=Origin.SELF,
        restarts=9,
        last_restart_at=at(-70),
        cause=Cause.LEADER_ELECTION_LOST,
        confidence=Confidence.LIKELY,
        summary="kube-controller-manager gave up its lease because kube-apiserver was away.",
        downstream_of=APISERVER,
    )


def healthy(ref):
    return Diagnosis(subject=ref, state=State.HEALTHY, at=AT)


def looping_diagnosis():
    verdict = looping_apiserver()
    return NodeDiagnosis(
        node="master-1",
        at=AT,
        version=Version.parse("v1.20.2"),
        verdict=verdict,
        diagnoses=(verdict, downstream_manager(), healthy(ETCD), healthy(KUBELET)),
        gaps=(
            Gap(
                source=Source.KERNEL_LOG, why="/dev/kmsg: permission denied; add the user to group adm", since=at(-900)
            ),
        ),
    )


def healthy_diagnosis():
    return NodeDiagnosis(
        node="master-1",
        at=AT,
        version=Version.parse("v1.20.2"),
        diagnoses=(healthy(APISERVER), healthy(MANAGER), healthy(ETCD), healthy(KUBELET)),
    )


def attempts(count, *, life=90, pause=2, cause=Cause.ANONYMOUS_AUTH_DISABLED, origin=Origin.PROBE):
    """`count` ended attempts and one that runs since 40 seconds ago."""
    start = -40 - count * (life + pause)
    ended = tuple(
        PastAttempt(
            attempt=n,
            started_at=at(start + n * (life + pause)),
            finished_at=at(start + n * (life + pause) + life),
            exit_code=0,
            reason="Completed",
            origin=origin,
            cause=cause,
            confidence=Confidence.PROVEN,
        )
        for n in range(count)
    )
    return (*ended, PastAttempt(attempt=count, started_at=at(-40)))


def _durations(*seconds):
    histogram = NO_DURATIONS
    for value in seconds:
        histogram = histogram.observe(value)
    return histogram


def _lifetimes(*seconds):
    histogram = NO_LIFETIMES
    for value in seconds:
        histogram = histogram.observe(value)
    return histogram


def liveness(*variants, failures=3, next_kill_at=None, last=Outcome.FAILURE):
    return ProbeStatus(
        kind=ProbeKind.LIVENESS,
        timeout_seconds=15,
        period_seconds=10,
        failure_threshold=8,
        target="GET https://10.0.0.4:6443/livez",
        forecast=ProbeForecast(
            kind=ProbeKind.LIVENESS,
            consecutive_failures=failures,
            failure_threshold=8,
            last_outcome=last,
            first_failure_at=at(-23) if failures else None,
            next_kill_at=next_kill_at,
            latest_kill_at=None if next_kill_at is None else next_kill_at + timedelta(seconds=10),
        ),
        mean_seconds=0.0125,
        variants=tuple(VariantStatus(last=result, durations=_durations(0.012, 0.013)) for result in variants),
    )


def looping_status():
    """The founding loop, with the next kill in 50 seconds."""
    return NodeStatus(
        diagnosis=looping_diagnosis(),
        containers=(
            ContainerStatus(
                ref=APISERVER,
                restarts_total=12,
                restarts_by_cause=((Cause.ANONYMOUS_AUTH_DISABLED, 11), (Cause.MANIFEST_CHANGED, 1)),
                restart_count=11,
                restart_count_resets_total=1,
                lifetimes=_lifetimes(*(90.0,) * 11, 4000.0),
                last_restart_at=at(-40),
                probes=(
                    liveness(
                        replay(Variant.KUBELET, status=401, body='{"reason": "Unauthorized"}'),
                        replay(Variant.AUTHENTICATED, status=200, outcome=Outcome.SUCCESS),
                        replay(Variant.TCP, outcome=Outcome.SUCCESS, seconds=0.001),
                        replay(Variant.OTHER_SCHEME, status=400, outcome=Outcome.FAILURE),
                        next_kill_at=at(50),
                    ),
                ),
                attempts=attempts(12),
            ),
            ContainerStatus(
                ref=MANAGER,
                restarts_total=9,
                restarts_by_cause=((Cause.LEADER_ELECTION_LOST, 9),),
                restart_count=9,
                backoff_until=at(120),
                lifetimes=_lifetimes(*(60.0,) * 9),
                attempts=attempts(9, life=60, cause=Cause.LEADER_ELECTION_LOST, origin=Origin.SELF),
            ),
            ContainerStatus(ref=ETCD, restart_count=0, attempts=(PastAttempt(attempt=0, started_at=at(-90000)),)),
        ),
        manifests=(
            ManifestStatus(
                path=MANIFEST_PATH,
                valid=True,
                findings=((Cause.ANONYMOUS_AUTH_DISABLED, Confidence.POSSIBLE),),
                last_change_at=at(-1300),
                last_change_diff=FileEdit(
                    path=MANIFEST_PATH,
                    before=DROP_FLAG.edits[0].after,
                    edits=(LineEdit(first=11, last=10, new=("    - --anonymous-auth=false",)),),
                ).diff,
            ),
            ManifestStatus(
                path="/etc/kubernetes/manifests/etcd.yaml.bak",
                valid=False,
                problem="line 7: found a tab where indentation was expected",
            ),
        ),
        certificates=(
            CertificateStatus(
                name="apiserver",
                not_before=at(86400 * -165),
                not_after=at(86400 * 200),
                path="/etc/kubernetes/pki/apiserver.crt",
            ),
            CertificateStatus(
                name="apiserver-etcd-client",
                not_after=at(86400 * 5),
                path="/etc/kubernetes/pki/apiserver-etcd-client.crt",
            ),
            CertificateStatus(
                name="backup/apiserver",
                not_after=at(86400 * -35),
                path="/etc/kubernetes/pki/backup/apiserver.crt",
                used=False,
            ),
        ),
        units=(UnitStatus(unit="kubelet.service", restarts_total=0, active_state="active"),),
        sources=(
            SourceStatus(source=Source.MANIFESTS, up=True, last_success_at=at(-4)),
            SourceStatus(source=Source.CRI, up=True, last_success_at=at(-1), errors_total=2),
            SourceStatus(source=Source.KERNEL_LOG, up=False, errors_total=90, why="/dev/kmsg: permission denied"),
        ),
        ready=True,
    )


def healthy_status():
    """Nothing wrong, nothing foreseen."""
    return NodeStatus(
        diagnosis=healthy_diagnosis(),
        containers=tuple(
            ContainerStatus(
                ref=ref,
                restart_count=0,
                attempts=(PastAttempt(attempt=0, started_at=at(-90000)),),
                probes=(
                    liveness(
                        replay(Variant.KUBELET, status=200, outcome=Outcome.SUCCESS, ref=ref),
                        failures=0,
                        last=Outcome.SUCCESS,
                    ),
                ),
            )
            for ref in (APISERVER, MANAGER, ETCD)
        ),
        manifests=(ManifestStatus(path=MANIFEST_PATH, valid=True, last_change_at=at(-90000)),),
        certificates=looping_status().certificates[:1],
        units=looping_status().units,
        sources=looping_status().sources[:2],
        ready=True,
    )


def hostile_status():
    """The loop again, every text that a node's owner or an attacker can choose being hostile."""
    ref = ContainerRef(namespace=HOSTILE, pod=HOSTILE, container=HOSTILE)
    other = replace(ref, container=HOSTILE + "B")
    diagnosis = replace(
        looping_apiserver(),
        subject=ref,
        summary=HOSTILE,
        evidence=(Evidence(source="pod_logs", at=AT, says=HOSTILE + "\udcff"),),
        detail=((HOSTILE, HOSTILE),),
    )
    status = looping_status()
    container = replace(
        status.containers[0],
        ref=ref,
        failing_checks=(HOSTILE, *(f"check-{n}" for n in range(200))),
    )
    return replace(
        status,
        diagnosis=replace(
            status.diagnosis,
            node=HOSTILE,
            verdict=diagnosis,
            diagnoses=(diagnosis, replace(healthy(other), summary=HOSTILE)),
            gaps=(Gap(source=Source.CRI, why=HOSTILE, since=None),),
        ),
        containers=(container, replace(container, ref=other)),
        manifests=(
            ManifestStatus(
                path=f"/etc/kubernetes/manifests/{HOSTILE}.yaml",
                valid=False,
                problem=HOSTILE,
                last_change_at=AT,
                last_change_diff=f"--- a\n+++ b\n+{HOSTILE}\n",
            ),
        ),
        certificates=(CertificateStatus(name=HOSTILE, not_after=AT, path=HOSTILE, subject=HOSTILE),),
        units=(UnitStatus(unit=HOSTILE, active_state=HOSTILE),),
        sources=(SourceStatus(source=Source.CRI, up=False, why=HOSTILE),),
    )


def crowded_status(pods=500):
    """Many static pods, the first in a loop."""
    status = looping_status()
    containers = []
    diagnoses = []
    for n in range(pods):
        ref = ContainerRef(namespace="kube-system", pod=f"pod-{n:03}-master-1", container="main")
        diagnoses.append(replace(looping_apiserver(), subject=ref) if n == 0 else healthy(ref))
        containers.append(replace(status.containers[0], ref=ref, attempts=attempts(3)))
    return replace(
        status,
        diagnosis=replace(status.diagnosis, verdict=diagnoses[0], diagnoses=tuple(diagnoses)),
        containers=tuple(containers),
    )
