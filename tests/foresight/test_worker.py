"""The worker's count, as tables of what happens and what it then knows (KUBELET.md 1.6)."""

import pytest

from whyrestart.foresight import Worker, startup_gates
from whyrestart.foresight.worker import INITIAL
from whyrestart.model.manifest import Container, HttpGet, Probe, ProbeKind
from whyrestart.model.observation import Outcome
from whyrestart.model.version import Version

OUTCOMES = {"S": Outcome.SUCCESS, "F": Outcome.FAILURE, "E": Outcome.UNKNOWN}


def probe(kind=ProbeKind.LIVENESS, failures=3, successes=1):
    return Probe(kind=kind, handler=HttpGet(port=1), failure_threshold=failures, success_threshold=successes)


def after(history, *, version=None, **kwargs):
    """Play a history: S, F and E are probes' outcomes, a digit is a container's first sight."""
    worker = Worker(probe=probe(**kwargs), version=Version.parse(version))
    for step in history:
        worker = worker.counted(OUTCOMES[step]) if step in OUTCOMES else worker.attached(step)
    return worker


@pytest.mark.parametrize(
    ("history", "failures", "kills"),
    [
        pytest.param("1", 0, False, id="nothing-probed-yet"),
        pytest.param("1FF", 2, False, id="below-the-threshold"),
        pytest.param("1FFF", 3, True, id="threshold-reached"),
        pytest.param("1FFSFF", 2, False, id="a-success-begins-anew"),
        pytest.param("1FFEF", 3, True, id="an-error-between-neither-counts-nor-begins-anew"),
        pytest.param("1EEEEEE", 0, False, id="errors-never-kill"),
        pytest.param("1FFFFF", 3, True, id="on-hold-it-does-not-count-on"),
        pytest.param("1FFFS", 3, True, id="on-hold-a-success-does-not-save"),
        pytest.param("1FFF2", 0, False, id="a-new-container-ends-the-hold-and-the-kill-emptied-the-count"),
        pytest.param("1FFF2F", 1, False, id="after-a-kill-the-count-begins-at-one"),
        pytest.param("1FF2F", 3, True, id="failures-of-a-container-that-died-by-itself-are-carried-over"),
        pytest.param("1FF2S", 0, False, id="carried-over-failures-are-forgotten-at-the-first-success"),
        pytest.param("1FF11F", 3, True, id="the-same-container-seen-again-changes-nothing"),
    ],
)
def test_liveness(history, failures, kills):
    worker = after(history)

    assert (worker.failures, worker.kills) == (failures, kills)


@pytest.mark.parametrize(
    ("version", "history", "kills"),
    [
        pytest.param("v1.6.13", "1FFF2F", True, id="before-1.7-one-failure-kills-the-next-container"),
        pytest.param("v1.7.0", "1FFF2F", False, id="since-1.7-the-kill-empties-the-count"),
    ],
)
def test_the_count_after_a_kill_by_version(version, history, kills):
    assert after(history, version=version).kills is kills


@pytest.mark.parametrize(
    ("version", "history", "on_hold"),
    [
        pytest.param("v1.31.9", "1S", False, id="startup-success-does-not-hold-up-to-1.31"),
        pytest.param("v1.32.0", "1S", True, id="startup-success-holds-since-1.32"),
        pytest.param("v1.20.2", "1FFF", True, id="startup-failure-holds-in-every-version"),
        pytest.param("v1.32.0", "1S2", False, id="until-a-new-container"),
    ],
)
def test_startup_hold_by_version(version, history, on_hold):
    assert after(history, version=version, kind=ProbeKind.STARTUP).on_hold is on_hold


def test_readiness_never_holds_and_never_kills():
    worker = after("1FFFFFF", kind=ProbeKind.READINESS)

    assert (worker.failures, worker.on_hold, worker.kills) == (6, False, False)


@pytest.mark.parametrize(
    ("history", "published"),
    [
        pytest.param("1", Outcome.FAILURE, id="not-ready-at-first"),
        pytest.param("1S", Outcome.FAILURE, id="one-success-of-two"),
        pytest.param("1SS", Outcome.SUCCESS, id="two-successes"),
        pytest.param("1SSF", Outcome.SUCCESS, id="one-failure-does-not-unpublish"),
        pytest.param("1SSFFF2", Outcome.FAILURE, id="a-new-container-is-not-ready"),
    ],
)
def test_readiness_is_published_at_its_thresholds(history, published):
    assert after(history, kind=ProbeKind.READINESS, successes=2).published is published


@pytest.mark.parametrize("kind", list(ProbeKind))
def test_a_new_container_begins_with_its_kind_s_initial_result(kind):
    assert after("1", kind=kind).published is INITIAL[kind]


@pytest.mark.parametrize(
    ("version", "restarted", "gates"),
    [
        pytest.param("v1.17.9", False, False, id="alpha-and-off-in-1.17"),
        pytest.param("v1.18.0", True, True, id="on-since-1.18"),
        pytest.param("v1.20.6", False, True, id="1.20.6-in-the-first-life"),
        pytest.param("v1.20.6", True, False, id="1.20.6-skips-it-after-a-restart"),
        pytest.param("v1.20.7", True, True, id="1.20.7-repaired"),
        pytest.param("v1.21.0", True, False, id="1.21.0-skips-it-after-a-restart"),
        pytest.param("v1.19.10+rke2r1", True, False, id="a-distributor's-build-of-1.19.10"),
        pytest.param("", True, True, id="unknown-version-is-taken-for-a-recent-one"),
    ],
)
def test_startup_gating_by_version(version, restarted, gates):
    container = Container(name="c", probes=(probe(kind=ProbeKind.STARTUP), probe()))

    assert startup_gates(container, Version.parse(version), restarted=restarted) is gates


def test_without_a_startup_probe_nothing_gates():
    assert not startup_gates(Container(name="c", probes=(probe(),)), None, restarted=False)
