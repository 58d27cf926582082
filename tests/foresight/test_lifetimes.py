"""Lives that only a probe can have ended, against the table of KUBELET.md 1.6."""

from datetime import timedelta

import pytest

from whyrestart.foresight import fingerprint, kill_grace, kill_windows
from whyrestart.foresight.lifetimes import kill_window
from whyrestart.model.manifest import Container, HttpGet, Probe, ProbeKind, StaticPod
from whyrestart.model.version import Version

LIVENESS, STARTUP = ProbeKind.LIVENESS, ProbeKind.STARTUP


def probe(kind, delay, timeout, period, failures, *, grace=None):
    return Probe(
        kind=kind,
        handler=HttpGet(port=6443),
        initial_delay_seconds=delay,
        timeout_seconds=timeout,
        period_seconds=period,
        failure_threshold=failures,
        termination_grace_seconds=grace,
    )


OLD_KUBEADM = probe(LIVENESS, 15, 15, 10, 8)
KUBEADM_STARTUP = probe(STARTUP, 10, 15, 10, 24)
KUBEADM_LIVENESS = probe(LIVENESS, 10, 15, 10, 8)
OPENSHIFT_STARTUP = probe(STARTUP, 0, 10, 5, 30)
OPENSHIFT_LIVENESS = probe(LIVENESS, 0, 10, 10, 3)


@pytest.mark.parametrize(
    ("declared", "at_once", "by_timeout"),
    [
        pytest.param(OLD_KUBEADM, (85, 95), (135, 145), id="kubeadm-1.18-liveness"),
        pytest.param(KUBEADM_STARTUP, (240, 250), (370, 380), id="kubeadm-1.19-startup"),
        pytest.param(OPENSHIFT_LIVENESS, (20, 30), (30, 40), id="openshift-liveness"),
        pytest.param(OPENSHIFT_STARTUP, (145, 150), (300, 305), id="openshift-startup"),
    ],
)
def test_windows_of_well_known_probes(declared, at_once, by_timeout):
    new = Version(1, 30)

    fast = kill_window(declared, version=new)
    slow = kill_window(declared, version=new, duration_seconds=declared.timeout_seconds)

    assert (fast.earliest.total_seconds(), fast.latest.total_seconds()) == at_once
    assert (slow.earliest.total_seconds(), slow.latest.total_seconds()) == by_timeout


@pytest.mark.parametrize(
    ("version", "kind", "latest"),
    [
        pytest.param("v1.20.2", STARTUP, 340, id="1.20-acts-on-a-startup-failure-at-its-next-sync"),
        pytest.param("v1.21.0", STARTUP, 250, id="1.21-acts-at-once"),
        pytest.param("v1.20.2", LIVENESS, 250, id="liveness-was-always-acted-on-at-once"),
    ],
)
def test_the_lag_of_startup_kills(version, kind, latest):
    window = kill_window(probe(kind, 10, 1, 10, 24), version=Version.parse(version))

    assert window.latest == timedelta(seconds=latest)


@pytest.mark.parametrize(
    ("version", "kinds"),
    [
        pytest.param("v1.30.0", {STARTUP}, id="the-startup-probe-speaks-first"),
        pytest.param("v1.17.0", {LIVENESS}, id="no-startup-probe-before-1.18"),
        pytest.param("v1.20.6", {LIVENESS}, id="1.20.6-skips-it-after-a-restart"),
    ],
)
def test_which_probe_ends_a_life(version, kinds):
    container = Container(name="c", probes=(KUBEADM_STARTUP, KUBEADM_LIVENESS))

    assert {window.kind for window in kill_windows(container, version=Version.parse(version))} == kinds


@pytest.mark.parametrize(
    ("lives", "matches"),
    [
        pytest.param([247, 249, 246], True, id="metalk8s-4900's-250-s"),
        pytest.param([271, 249, 243], True, id="one-used-some-of-its-grace"),
        pytest.param([248], False, id="a-single-life-is-no-pattern"),
        pytest.param([248, 3, 247], False, id="one-died-by-itself"),
        pytest.param([230, 231], False, id="too-short"),
        pytest.param([371, 379], True, id="every-probe-timed-out"),
        pytest.param([3600, 7000], False, id="hours"),
    ],
)
def test_fingerprint_of_a_kubeadm_startup_probe(lives, matches):
    container = Container(name="kube-apiserver", probes=(KUBEADM_STARTUP, KUBEADM_LIVENESS))

    window = fingerprint(
        [timedelta(seconds=life) for life in lives], container, StaticPod(name="a"), version=Version(1, 30)
    )

    assert (window is not None) == matches


def test_a_container_without_probes_has_no_fingerprint():
    lives = [timedelta(seconds=90)] * 3

    assert fingerprint(lives, Container(name="c"), StaticPod(name="a")) is None


@pytest.mark.parametrize(
    ("own", "pods", "version", "seconds"),
    [
        pytest.param(None, 30, "v1.30.0", 30, id="the-pod's"),
        pytest.param(10, 30, "v1.30.0", 10, id="the-probe's-own"),
        pytest.param(10, 30, "v1.24.0", 30, id="the-probe's-own-was-off-before-1.25"),
        pytest.param(None, 0, "v1.30.0", 2, id="never-below-two"),
    ],
)
def test_grace(own, pods, version, seconds):
    declared = probe(LIVENESS, 0, 1, 10, 3, grace=own)
    pod = StaticPod(name="a", termination_grace_seconds=pods)

    assert kill_grace(declared, pod, Version.parse(version)) == timedelta(seconds=seconds)
