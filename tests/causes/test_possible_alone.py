"""What is no more than possible where nothing else tells: it is named beside `unknown`, and not where something tells."""

from datetime import timedelta

import pytest

from incidents.builder import Node, http_probe
from incidents.corpus import view
from whyrestart.diagnosing import diagnose
from whyrestart.model.cause import Cause, Confidence

A, E = "kube-apiserver", "etcd"
KILLS = 'I0312 10:28:59.402117    1702 kuberuntime_manager.go:575] Container "{0}" ({{"docker" "1"}}) of pod {0}-master-1_kube-system(6fe0ba4d8d1e7e3e5c2d1e9f0b2a3c44): Container failed liveness probe.. Container will be killed and recreated.'
FAILED = 'I0312 10:29:27.1    1702 prober.go:111] Liveness probe for "{0}-master-1_kube-system(6fe0ba4d8d1e7e3e5c2d1e9f0b2a3c44):{0}" failed (failure): {1}'
LATE = "Error:  context deadline exceeded"
PROBE = http_probe(port=8080, scheme="HTTP", delay=45, failures=3)
BIG, LITTLE = 38 << 30, 5 << 20


def possible(node):
    told = diagnose(view(node.contents())).diagnoses
    return {found.cause for each in told for found in each.findings if found.confidence is Confidence.POSSIBLE}


def killed(*, log="", lived=76, code=137):
    """Twice at that age, and begun anew."""
    node = Node().unit("kubelet").static_pod(A, probe=PROBE)
    node.died(A, log, code=code, attempt=4, lived=timedelta(seconds=lived), ago=timedelta(seconds=160))
    return node.died(A, log, code=code, attempt=5, lived=timedelta(seconds=lived), ago=timedelta(seconds=30))


def begun_anew(attempt=5):
    return Node().unit("kubelet").static_pod(A, probe=PROBE).runs(A, attempt=attempt, since=timedelta(seconds=58))


@pytest.mark.parametrize(
    ("node", "is_possible"),
    [
        pytest.param(begun_anew().kubelet(KILLS.format(A), ago=timedelta(seconds=59)), True, id="by-the-kubelets-word"),
        pytest.param(killed().kubelet(FAILED.format(A, LATE)), True, id="at-its-age-and-waited-for"),
        pytest.param(killed(lived=20).kubelet(FAILED.format(A, LATE)), False, id="too-young"),
        pytest.param(killed(code=1).kubelet(FAILED.format(A, LATE)), False, id="ends-by-itself"),
        pytest.param(
            killed().kubelet(FAILED.format(A, "HTTP probe failed with statuscode: 500")), False, id="it-answers"
        ),
        pytest.param(killed(log="E0312 1 x.go:1] x").kubelet(FAILED.format(A, LATE)), False, id="its-log-is-there"),
        pytest.param(
            begun_anew(0).kubelet(KILLS.format(A), ago=timedelta(seconds=59)), False, id="first-life-of-its-pod"
        ),
        pytest.param(begun_anew().kubelet(KILLS.format(E), ago=timedelta(seconds=59)), False, id="another-is-killed"),
    ],
)
def test_a_kill_without_a_log_may_have_come_too_early(node, is_possible):
    assert (Cause.PROBE_TOO_AGGRESSIVE in possible(node)) is is_possible


def etcd(
    *filesystems, code=1, log="2024-03-12 10:29:40.402377 W | snap: skipped unexpected non snapshot file 1.snap.broken"
):
    node = Node().static_pod(E, flags=("--data-dir=/var/lib/etcd",), probe="").died(E, log, code=code)
    return node.host(
        filesystems=[{"mount": mount, "size_bytes": BIG, "free_bytes": free} for mount, free in filesystems]
    )


@pytest.mark.parametrize(
    ("node", "is_possible"),
    [
        pytest.param(etcd(("/", LITTLE)), True, id="root"),
        pytest.param(etcd(("/", BIG), ("/var/lib/etcd", LITTLE)), True, id="its-own-disk"),
        pytest.param(etcd(("/", LITTLE), ("/var/lib/etcd", BIG)), False, id="its-own-disk-has-room"),
        pytest.param(etcd(("/", BIG), ("/var/lib/etcd-backup", LITTLE)), False, id="a-disk-beside-it"),
        pytest.param(etcd(("/", LITTLE), code=143), False, id="told-to-end"),
    ],
)
def test_an_etcd_may_end_for_want_of_room_that_it_does_not_tell_of(node, is_possible):
    assert (Cause.DISK_FULL in possible(node)) is is_possible
