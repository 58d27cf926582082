"""Records, ledgers and a clock that stands still, for the history's tests."""

from datetime import UTC, datetime, timedelta

from whyrestart import ledger
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import State
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.record import Death, DiagnosisChange, LastWords, ManifestRevision, Restart, RestartKind

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
APISERVER = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container="kube-apiserver")
ETCD = ContainerRef(namespace="kube-system", pod="etcd-master-1", container="etcd")


class FakeClock:
    def __init__(self, now=T0):
        self.time = now
        self.seconds = 0.0

    def now(self):
        return self.time

    def monotonic(self):
        return self.seconds


def restart(attempt, ref=APISERVER, **rest):
    at = T0 + timedelta(minutes=attempt)
    return Restart(
        subject=ref, kind=RestartKind.CONTAINER_RESTART, at=at, pod_uid="u1", attempt=attempt, exit_code=0, **rest
    )


def death(attempt, ref=APISERVER, **rest):
    key = AttemptKey(ref=ref, pod_uid="u1", attempt=attempt)
    started_at = T0 + timedelta(minutes=attempt)
    return Death(
        key=key, container_id=f"c{attempt}", at=started_at + timedelta(seconds=30), started_at=started_at, **rest
    )


def words(attempt, *lines, ref=APISERVER):
    key = AttemptKey(ref=ref, pod_uid="u1", attempt=attempt)
    return LastWords(key=key, at=T0 + timedelta(minutes=attempt), lines=lines)


def diagnosis(cause=Cause.ANONYMOUS_AUTH_DISABLED, minute=0, ref=APISERVER, **rest):
    return DiagnosisChange(
        subject=ref,
        at=T0 + timedelta(minutes=minute),
        state=State.LOOPING,
        cause=cause,
        confidence=Confidence.PROVEN,
        origin=Origin.PROBE,
        summary="the kubelet's probe gets 401",
        **rest,
    )


def manifest(minute=0, **rest):
    rest.setdefault("path", "/etc/kubernetes/manifests/kube-apiserver.yaml")
    return ManifestRevision(
        at=T0 + timedelta(minutes=minute), namespace="kube-system", pod="kube-apiserver", text="kind: Pod\n", **rest
    )


ALL_KINDS = (restart(1), death(0), words(0, "Error: unknown flag: --bogus"), diagnosis(), manifest())


def book(revision=1, began_at=T0):
    return ledger.Ledger(
        began_at=began_at,
        revision=revision,
        settled=True,
        books={APISERVER: ledger.Book(restarts=revision, by_cause=((Cause.OOM_KILLED, revision),))},
    )
