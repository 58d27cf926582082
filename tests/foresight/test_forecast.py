"""From probe results to the foretold kill, against a kubelet simulated tick by tick where that is the best witness."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.foresight import Worker, forecast, forecasts, reached_threshold_at
from whyrestart.model.episode import Attempt
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.manifest import Container, HttpGet, Probe, ProbeKind, StaticPod
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerReport,
    ContainerState,
    ContainerStatusSeen,
    Outcome,
    ProbeResult,
    UnitSeen,
    Variant,
)
from whyrestart.model.version import Version

REF = ContainerRef(namespace="kube-system", pod="kube-apiserver-m", container="kube-apiserver")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
NEW = Version(1, 30)


def at(seconds):
    return BEGIN + timedelta(seconds=seconds)


def seconds(moment):
    return None if moment is None else (moment - BEGIN).total_seconds()


def probe(kind=ProbeKind.LIVENESS, delay=10, period=10, failures=3, timeout=1):
    return Probe(
        kind=kind,
        handler=HttpGet(port=6443),
        initial_delay_seconds=delay,
        period_seconds=period,
        failure_threshold=failures,
        timeout_seconds=timeout,
    )


def result(when, outcome="F", kind=ProbeKind.LIVENESS, duration=0.0, variant=Variant.KUBELET):
    outcomes = {"S": Outcome.SUCCESS, "F": Outcome.FAILURE, "E": Outcome.UNKNOWN}
    return ProbeResult(
        at=at(when),
        ref=REF,
        kind=kind,
        variant=variant,
        url="https://127.0.0.1:6443/livez",
        outcome=outcomes[outcome],
        duration_seconds=duration,
    )


def life(number, began, ended=None, exit_code=0, uid="u"):
    return Attempt(
        key=AttemptKey(ref=REF, pod_uid=uid, attempt=number),
        state=ContainerState.RUNNING if ended is None else ContainerState.EXITED,
        container_id=f"{uid}{number}",
        started_at=at(began),
        finished_at=None if ended is None else at(ended),
        exit_code=None if ended is None else exit_code,
    )


FIRST_LIFE = (life(0, 0),)


def foretell(results, attempts, now=10_000, declared=None, version=NEW, **kwargs):
    return forecast(
        probe=declared or probe(), attempts=attempts, results=results, version=version, now=at(now), **kwargs
    )


@pytest.mark.parametrize(
    ("results", "failures", "window"),
    [
        pytest.param([], 0, None, id="nothing-seen"),
        pytest.param([result(10, "S")], 0, None, id="well"),
        pytest.param([result(10)], 1, (30, 40), id="fresh-container-fails-from-its-first-probe"),
        pytest.param([result(10), result(20)], 2, (30, 40), id="the-window-stays-as-failures-come"),
        pytest.param([result(10), result(20), result(30)], 3, (30, 40), id="reached"),
        pytest.param([result(10, "S"), result(20)], 1, (30, 50), id="the-kubelet-may-have-failed-earlier-or-later"),
        pytest.param([result(10), result(20, "E")], 1, (30, 40), id="an-error-does-not-count"),
        pytest.param([result(10, "E"), result(20, "E")], 0, None, id="errors-alone-foretell-nothing"),
        pytest.param([result(10), result(20, "S")], 0, None, id="recovered"),
        pytest.param([result(25, duration=15)], 1, (55, 65), id="slow-failures-stretch-the-spacing"),
    ],
)
def test_kill_of_a_container_started_at_zero(results, failures, window):
    told = foretell(results, [life(0, 0)])

    assert told.consecutive_failures == failures
    expected = window or (None, None)
    assert (seconds(told.next_kill_at), seconds(told.latest_kill_at)) == expected


def test_a_daemon_that_came_late_does_not_promise_more_time_than_there_is():
    told = foretell([result(500)], [life(0, 0)])

    assert (seconds(told.next_kill_at), seconds(told.latest_kill_at)) == (490, 530)


def test_failures_of_a_life_that_ended_by_itself_are_carried_over():
    told = foretell([result(10), result(20), result(35)], [life(0, 0, ended=21, exit_code=1), life(1, 25)])

    assert told.consecutive_failures == 3
    assert told.reached
    assert seconds(told.first_failure_at) == 10


def test_nothing_is_foretold_of_a_new_life_that_has_not_failed_yet():
    told = foretell([result(10), result(20)], [life(0, 0, ended=21, exit_code=1), life(1, 25)])

    assert (told.consecutive_failures, told.next_kill_at) == (2, None)


def test_a_kill_that_came_one_of_our_probes_early_carries_nothing_over():
    told = foretell([result(10), result(20), result(40)], [life(0, 0, ended=31, exit_code=0), life(1, 32)])

    assert told.consecutive_failures == 1


@pytest.mark.parametrize(
    ("exit_code", "ended", "failures"),
    [
        pytest.param(0, 31, 1, id="told-to-end-when-the-kill-was-due"),
        pytest.param(137, 62, 1, id="killed-at-the-end-of-its-grace"),
        pytest.param(143, 31, 1, id="ended-by-sigterm"),
        pytest.param(1, 31, 3, id="failed-by-itself-when-the-kill-was-due"),
        pytest.param(0, 22, 3, id="ended-long-before-the-kill-was-due"),
    ],
)
def test_who_ended_the_last_life_decides_what_is_carried_over(exit_code, ended, failures):
    told = foretell(
        [result(10), result(20), result(ended + 20)],
        [life(0, 0, ended=ended, exit_code=exit_code), life(1, ended + 1)],
    )

    assert told.consecutive_failures == failures


def test_probes_of_a_dead_container_count_for_nothing():
    told = foretell([result(10, "S"), result(22), result(24)], [life(0, 0, ended=21), life(1, 30)])

    assert told.consecutive_failures == 0


@pytest.mark.parametrize(
    ("version", "latest"),
    [
        pytest.param("v1.20.2", 130, id="1.20-acts-at-the-next-pod-sync"),
        pytest.param("v1.21.1", 40, id="1.21-acts-at-once"),
        pytest.param("", 130, id="unknown-version-promises-the-wider-window"),
    ],
)
def test_startup_kills_lag_before_1_21(version, latest):
    declared = probe(kind=ProbeKind.STARTUP)
    told = foretell(
        [result(10, kind=ProbeKind.STARTUP)], [life(0, 0)], declared=declared, version=Version.parse(version)
    )

    assert (seconds(told.next_kill_at), seconds(told.latest_kill_at)) == (30, latest)


def test_readiness_is_counted_and_kills_nothing():
    declared = probe(kind=ProbeKind.READINESS)
    told = foretell([result(n * 10, kind=ProbeKind.READINESS) for n in range(1, 8)], [life(0, 0)], declared=declared)

    assert (told.consecutive_failures, told.next_kill_at, told.on_hold) == (7, None, False)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"variant": Variant.AUTHENTICATED}, id="counter-probe"),
        pytest.param({"kind": ProbeKind.READINESS}, id="other-kind"),
    ],
)
def test_only_the_kubelet_s_own_question_counts(other):
    assert foretell([result(10, **other)], [life(0, 0)]).consecutive_failures == 0


def test_a_new_pod_uid_has_a_new_worker():
    told = foretell(
        [result(10), result(20), result(40)], [life(0, 0, ended=21, exit_code=1, uid="old"), life(0, 25, uid="new")]
    )

    assert told.consecutive_failures == 1


def test_a_kubelet_that_started_anew_has_a_new_worker():
    told = foretell([result(10), result(20), result(30)], [life(0, 0)], kubelet_started_at=at(25))

    assert told.consecutive_failures == 1


def test_without_any_attempt_the_results_are_one_container_s():
    told = foretell([result(10), result(20)], [])

    assert (told.consecutive_failures, seconds(told.latest_kill_at)) == (2, 40)


def test_nothing_is_foretold_of_a_container_that_is_down():
    assert foretell([result(10), result(20)], [life(0, 0, ended=21, exit_code=1)]).next_kill_at is None


def test_results_of_the_future_are_not_known_yet():
    assert foretell([result(10), result(20)], [life(0, 0)], now=15).consecutive_failures == 1


@pytest.mark.parametrize(
    ("next_probe", "failures", "reached"),
    [
        pytest.param(60, 3, True, id="still-within-its-grace"),
        pytest.param(100, 1, False, id="long-overdue"),
    ],
)
def test_a_kill_that_does_not_come_is_not_awaited_for_ever(next_probe, failures, reached):
    told = foretell([result(10), result(20), result(30), result(next_probe)], [life(0, 0)])

    assert (told.consecutive_failures, told.reached) == (failures, reached)


def test_when_the_threshold_was_reached():
    reached = reached_threshold_at(
        probe=probe(),
        attempts=[life(0, 0)],
        results=[result(10), result(20), result(30), result(40)],
        version=NEW,
        now=at(100),
    )

    assert seconds(reached) == 30


def view(*observations, now=1000, version=NEW):
    return NodeView.of(observations, name="m", at=at(now), version=version)


def container(*kinds):
    return Container(name="kube-apiserver", probes=tuple(probe(kind=kind) for kind in kinds))


def told_of(seen, *kinds, attempts=FIRST_LIFE):
    told = forecasts(
        view=seen, ref=REF, pod=StaticPod(name="kube-apiserver"), container=container(*kinds), attempts=attempts
    )
    return {each.kind: each.consecutive_failures for each in told}


STARTUP, LIVENESS, READINESS = ProbeKind


@pytest.mark.parametrize(
    ("seen", "counted"),
    [
        pytest.param([result(12, kind=STARTUP), result(12)], {STARTUP: 1, LIVENESS: 0}, id="startup-still-failing"),
        pytest.param([result(12, "S", STARTUP), result(20)], {STARTUP: 0, LIVENESS: 1}, id="startup-has-succeeded"),
        pytest.param([result(20)], {STARTUP: 0, LIVENESS: 1}, id="no-witness-of-the-start"),
        pytest.param(
            [
                ContainerStatusSeen(
                    at=at(15),
                    ref=REF,
                    pod_uid="u",
                    restart_count=0,
                    started=False,
                    now=ContainerReport(state=ContainerState.RUNNING),
                ),
                result(20),
            ],
            {STARTUP: 0, LIVENESS: 0},
            id="the-kubelet-says-not-started",
        ),
    ],
)
def test_liveness_waits_for_startup(seen, counted):
    assert told_of(view(*seen), STARTUP, LIVENESS) == counted


def test_a_restart_under_1_20_6_puts_liveness_in_charge():
    seen = view(result(40, kind=STARTUP), result(40), version=Version(1, 20, 6))

    assert told_of(seen, STARTUP, LIVENESS, attempts=(life(0, 0, ended=25), life(1, 26))) == {STARTUP: 0, LIVENESS: 1}


def test_the_kubelet_unit_s_start_is_taken_into_account():
    seen = view(result(10), result(20), UnitSeen(at=at(30), unit="kubelet.service", active_since=at(15)))

    assert told_of(seen, LIVENESS) == {LIVENESS: 1}


def test_an_undeclared_container_has_no_forecast():
    assert forecasts(view=view(), ref=REF, pod=None, container=None, attempts=()) == ()


@given(
    phase=st.floats(min_value=0, max_value=9.9),
    our_phase=st.floats(min_value=0, max_value=9.9),
    fails_from=st.floats(min_value=0, max_value=120),
    duration=st.sampled_from([0.0, 0.5, 15.0]),
    threshold=st.integers(min_value=1, max_value=8),
)
def test_a_simulated_kubelet_kills_within_every_window_foretold(phase, our_phase, fails_from, duration, threshold):
    """Whatever the two tick phases and the onset, each forecast made before the kill holds the kill."""
    declared = probe(failures=threshold)
    kill = next(
        began + took for worker, began, took in ticks(declared, 10 + phase, fails_from, duration) if worker.kills
    )
    ours = []
    for _, began, took in ticks(declared, 10 + our_phase, fails_from, duration):
        if began + took > kill:
            break
        ours.append(result(began + took, "F" if began >= fails_from else "S", duration=took))
        told = foretell(list(ours), [life(0, 0)], now=began + took + 0.001, declared=declared)
        if told.next_kill_at is not None:
            assert (
                told.next_kill_at - timedelta(seconds=0.01) <= at(kill) <= told.latest_kill_at + timedelta(seconds=0.01)
            )


def ticks(declared, first, fails_from, duration):
    """A worker probing from `first` on a component that fails from a moment on: worker, began, took."""
    worker, began = Worker(probe=declared, version=NEW).attached("c"), first
    for _ in range(200):
        failing = began >= fails_from
        took = duration if failing else 0.0
        worker = worker.counted(Outcome.FAILURE if failing else Outcome.SUCCESS)
        yield worker, began, took
        began += max(declared.period_seconds, took)
