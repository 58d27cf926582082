"""The simulated kubelet's rules against KUBELET.md's own figures."""

import pytest

from whyrestart.demo.podspec import ProbeSpec
from whyrestart.demo.rules import Answer, BackOff, Worker, manifest_names, next_attempt

S, F, E = Answer.SUCCESS, Answer.FAILURE, Answer.ERROR


@pytest.mark.parametrize(
    ("names", "read"),
    [
        pytest.param(["b.yaml", "a.yaml"], ["a.yaml", "b.yaml"], id="in-byte-order"),
        pytest.param([".a.yaml.swp", "a.yaml"], ["a.yaml"], id="dotfile-ignored"),
        pytest.param(["a.yaml", "a.yaml.bak", "a.yaml~"], ["a.yaml", "a.yaml.bak", "a.yaml~"], id="any-extension"),
        pytest.param(["b", "B", "ä"], ["B", "b", "ä"], id="bytes-not-letters"),
        pytest.param([], [], id="empty"),
    ],
)
def test_reads_every_name_but_dotfiles_in_byte_order(names, read):
    assert manifest_names(names) == read


@pytest.mark.parametrize(
    ("names", "attempt"),
    [
        pytest.param([], 0, id="first"),
        pytest.param(["0.log"], 1, id="second"),
        pytest.param(["2.log", "10.log"], 11, id="numbers-not-text"),
        pytest.param(["3.log.20261123-080000.gz"], 4, id="rotated-counts"),
        pytest.param(["notes.txt", "x3.log"], 0, id="foreign-files-do-not"),
    ],
)
def test_counts_attempts_from_log_names(names, attempt):
    assert next_attempt(names) == attempt


def worker(kind="livenessProbe", **settings):
    return Worker(probe=ProbeSpec(kind=kind, port=1, failure_threshold=3, **settings))


def published(each, answers):
    return [each.count(answer) for answer in answers]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param([F, F, F], [None, None, False], id="threshold-reached"),
        pytest.param([F, F, S, F, F], [None, None, True, None, None], id="one-success-starts-anew"),
        pytest.param([F, F, E, F], [None, None, None, False], id="an-error-neither-counts-nor-clears"),
        pytest.param([E, E, E, E], [None, None, None, None], id="errors-never-kill"),
    ],
)
def test_publishes_a_result_at_its_threshold(answers, expected):
    assert published(worker(), answers) == expected


def test_stays_on_hold_after_a_failure_until_the_next_container():
    each = worker()
    each.due("c0", 99, started=True)
    published(each, [F, F, F])

    assert not each.due("c0", 99, started=True)
    assert each.due("c1", 99, started=True)
    assert each.consecutive_failures == 0


def test_carries_failures_over_to_the_next_container_when_the_first_died_by_itself():
    each = worker()
    each.due("c0", 99, started=True)
    published(each, [F, F])

    assert each.due("c1", 99, started=True)
    assert published(each, [F]) == [False]


def test_a_failed_readiness_probe_is_never_on_hold():
    each = worker("readinessProbe")
    each.due("c0", 99, started=True)

    assert published(each, [F, F, F]) == [None, None, False]
    assert each.due("c0", 99, started=True)
    assert each.good is False


@pytest.mark.parametrize(
    ("kind", "running_seconds", "started", "due"),
    [
        pytest.param("livenessProbe", 9.99, True, False, id="within-initial-delay"),
        pytest.param("livenessProbe", 10.0, True, True, id="initial-delay-over"),
        pytest.param("livenessProbe", 60, False, False, id="liveness-waits-for-startup"),
        pytest.param("readinessProbe", 60, False, False, id="readiness-waits-for-startup"),
        pytest.param("startupProbe", 60, False, True, id="startup-before-it-has-succeeded"),
        pytest.param("startupProbe", 60, True, False, id="startup-no-more-afterwards"),
    ],
)
def test_probes_when_it_is_due(kind, running_seconds, started, due):
    assert worker(kind, initial_delay_seconds=10).due("c0", running_seconds, started=started) is due


def waits(lifetime_seconds, restarts, *, killed):
    """The pauses between an end and the next start, as the simulated kubelet takes them."""
    back_off, now, found = BackOff(), 0.0, []
    previous = None
    for _ in range(restarts):
        now += lifetime_seconds
        ended = now
        looked_at = previous if killed else ended
        while (wait := back_off.wait("key", looked_at, now)) > 0:
            now += wait
            looked_at = ended
        found.append(round(now - ended))
        previous = ended
    return found


@pytest.mark.parametrize(
    ("lifetime_seconds", "killed", "expected"),
    [
        pytest.param(1, False, [0, 10, 20, 40, 80, 160, 300, 300], id="crash"),
        pytest.param(247, True, [0, 0, 0, 0, 0, 0, 0, 300, 0, 300, 0], id="probe-kill-kubeadm-1.19"),
        pytest.param(92, True, [0, 0, 0, 0, 0, 0, 160, 300, 0, 300, 0], id="probe-kill-kubeadm-1.18"),
        pytest.param(700, False, [0, 0, 0, 0], id="forgotten-after-ten-minutes"),
    ],
)
def test_backs_off_as_the_kubelet_does(lifetime_seconds, killed, expected):
    assert waits(lifetime_seconds, len(expected), killed=killed) == expected
