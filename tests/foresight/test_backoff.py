"""The kubelet's waits, against the tables of KUBELET.md 1.8 and what RIG.md saw."""

from datetime import UTC, datetime, timedelta

import pytest

from whyrestart.foresight import BackoffPolicy, End, Regime, backoff_until, backoff_waits

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def loop(life, times, regime, policy=None):
    """The ends of a container that lives `life` seconds each time and is started as soon as the kubelet may."""
    ends, at = [], BEGIN
    for _ in range(times):
        at += timedelta(seconds=life)
        ends.append(End(at=at, regime=regime))
        wait = backoff_waits(ends, policy)[-1]
        at += wait
        ends[-1] = End(at=ends[-1].at, regime=regime, next_started_at=at)
    return ends


def seconds(ends, policy=None):
    return [int(wait.total_seconds()) for wait in backoff_waits(ends, policy)]


@pytest.mark.parametrize(
    ("life", "regime", "waits"),
    [
        pytest.param(0, Regime.CRASH, [0, 10, 20, 40, 80, 160, 300, 300], id="crash-at-once"),
        pytest.param(60, Regime.CRASH, [0, 10, 20, 40, 80, 160, 300, 300], id="crash-after-a-minute"),
        pytest.param(601, Regime.CRASH, [0, 0, 0], id="crash-after-more-than-the-reset"),
        pytest.param(599, Regime.CRASH, [0, 10, 20], id="crash-just-within-the-reset"),
        pytest.param(247, Regime.PROBE_KILL, [0] * 7 + [300, 0, 300, 0, 300], id="kubeadm-1.19-startup-probe"),
        pytest.param(92, Regime.PROBE_KILL, [0] * 6 + [160, 300, 0, 300, 0], id="kubeadm-1.18-liveness-probe"),
        pytest.param(21, Regime.PROBE_KILL, [0, 0, 0, 0, 40, 80, 160], id="the-rig's-20-second-cycle"),
        pytest.param(19.5, Regime.PROBE_KILL, [0, 0, 0, 20, 40], id="the-rig's-other-run"),
    ],
)
def test_waits_of_a_steady_loop(life, regime, waits):
    assert seconds(loop(life, len(waits), regime)) == waits


def test_a_probe_kill_after_crashes_is_compared_with_the_crash_before_it():
    ends = loop(1, 5, Regime.CRASH)
    killed = End(at=ends[-1].next_started_at + timedelta(seconds=250), regime=Regime.PROBE_KILL)

    assert seconds([*ends, killed])[-1] == 0


def test_a_crash_after_probe_kills_waits_what_they_have_run_up():
    ends = loop(92, 5, Regime.PROBE_KILL)
    crashed = End(at=ends[-1].next_started_at + timedelta(seconds=1))

    assert seconds([*ends, crashed])[-1] == 80


def test_a_configured_maximum_caps_every_wait():
    policy = BackoffPolicy(initial=timedelta(seconds=10), maximum=timedelta(seconds=30))

    assert seconds(loop(1, 5, Regime.CRASH, policy), policy) == [0, 10, 20, 30, 30]


def test_a_maximum_below_the_initial_wait_wins():
    policy = BackoffPolicy(maximum=timedelta(seconds=3))

    assert seconds(loop(1, 4, Regime.CRASH, policy), policy) == [0, 3, 3, 3]


def test_until_is_counted_from_the_end():
    ends = loop(1, 4, Regime.CRASH)
    ended = End(at=ends[-1].next_started_at + timedelta(seconds=1))

    assert backoff_until([*ends, ended]) == ended.at + timedelta(seconds=80)


@pytest.mark.parametrize(
    "ends",
    [
        pytest.param([], id="nothing-ended"),
        pytest.param([End(at=BEGIN)], id="first-crash-starts-at-once"),
        pytest.param(
            [End(at=BEGIN, next_started_at=BEGIN), End(at=BEGIN, next_started_at=BEGIN + timedelta(seconds=10))],
            id="started-already",
        ),
    ],
)
def test_no_back_off(ends):
    assert backoff_until(ends) is None
