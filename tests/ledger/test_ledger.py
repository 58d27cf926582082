from dataclasses import replace
from datetime import timedelta

import pytest

from ledger.world import APISERVER, ETCD, T0, exited, log, seen, status, view
from whyrestart import ledger
from whyrestart.model.cause import Cause
from whyrestart.model.identity import AttemptKey, NodeRef, UnitRef
from whyrestart.model.observation import ContainerReport, ContainerState, SandboxSeen, UnitSeen
from whyrestart.model.record import RestartKind

LATER = T0 + timedelta(minutes=10)


def settled():
    """A ledger that began while nothing but etcd's first attempt was there."""
    return ledger.update(ledger.begin(T0), view(seen(ETCD, "e1"), boot="b1")).ledger


def counted(book, *looks):
    """The apiserver's count after these looks, one after the other."""
    for look in looks:
        book = ledger.update(book, look).ledger
    return book.books[APISERVER].restarts


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        pytest.param([[seen(attempt=0)]], 0, id="first-attempt-is-no-restart"),
        pytest.param([[seen(attempt=0)], [exited(attempt=0), seen(attempt=1)]], 1, id="second-attempt"),
        pytest.param([[seen(attempt=4)], [seen(attempt=7)]], 7, id="attempt-7-after-4-means-5-6-and-7"),
        pytest.param([[seen(attempt=3)]], 3, id="new-container-first-seen-at-3-restarted-three-times"),
        pytest.param([[log(2)], [seen(attempt=2)]], 2, id="log-and-runtime-tell-of-the-same"),
        pytest.param([[log(0), log(1), log(2), seen(attempt=2), status(2)]], 2, id="three-witnesses-one-truth"),
        pytest.param([[seen(attempt=2)], [log(0)], [log(1)], [exited(attempt=1)]], 2, id="late-news-of-old-attempts"),
        pytest.param([[seen(attempt=0)], [status(3)]], 3, id="kubelet-counted-what-the-runtime-forgot"),
        pytest.param([[seen(uid="u1", attempt=2)], [seen(uid="u2", attempt=0)]], 2, id="new-uid-is-no-restart"),
        pytest.param(
            [[seen(uid="u1", attempt=2)], [seen(uid="u2", attempt=2)]], 4, id="two-uids-each-by-its-own-count"
        ),
        pytest.param(
            [[seen(attempt=0, container_id="a")], [seen(attempt=0, container_id="b")]], 1, id="number-used-again"
        ),
        pytest.param(
            [[seen(attempt=12, container_id="a")], [seen(attempt=0, container_id="b", at=LATER)]],
            13,
            id="count-fell-to-0-under-the-same-uid",
        ),
        pytest.param(
            [
                [seen(attempt=12, container_id="a")],
                [exited(attempt=0, container_id="b", at=LATER), seen(attempt=1, container_id="c", at=LATER)],
            ],
            14,
            id="count-fell-and-went-on-to-1-unseen",
        ),
        pytest.param(
            [
                [seen(attempt=5, container_id="first boot")],
                [seen(attempt=3, container_id="second boot", at=LATER)],
                [seen(attempt=4, container_id="third boot", at=LATER + timedelta(hours=1))],
            ],
            10,
            id="three-boots-begin-anew-and-the-third-passes-the-second-unseen",
        ),
        pytest.param(
            [
                [seen(attempt=5, container_id="first boot")],
                [seen(attempt=3, container_id="second boot", at=LATER)],
                [seen(attempt=2, container_id="third boot", at=LATER + timedelta(hours=1))],
                [seen(attempt=9, container_id="much later", at=LATER + timedelta(hours=2))],
            ],
            19,
            id="the-third-boot-goes-farthest",
        ),
        pytest.param([[log(12)], [seen(attempt=0)]], 13, id="logs-of-a-former-beginning"),
        pytest.param([[log(5)], [seen(attempt=4)]], 5, id="a-log-is-seen-just-before-its-container"),
        pytest.param(
            [[seen(attempt=2, at=LATER)], [exited(attempt=1, container_id="late", at=T0)]],
            2,
            id="dead-container-seen-late-is-not-a-fallen-count",
        ),
        pytest.param([[seen(attempt=2, at=LATER)], [status(1)]], 2, id="status-that-lags-behind-the-runtime"),
    ],
)
def test_counts_each_restart_once(looks, expected):
    assert counted(settled(), *(view(*look) for look in looks)) == expected


def test_a_kubelets_invented_status_counts_nothing():
    gone = ContainerReport(state=ContainerState.EXITED, reason="ContainerStatusUnknown", exit_code=137)
    before = view(seen(attempt=1))

    assert counted(settled(), before, view(status(2, now=gone))) == 1
    assert counted(settled(), before, view(status(2, last=gone))) == 1
    alive = ContainerReport(state=ContainerState.RUNNING, container_id="containerd://new", started_at=LATER)
    assert counted(settled(), before, view(status(2, now=alive, last=gone))) == 2


def test_a_container_that_waits_for_its_image_has_not_started():
    waiting = ContainerReport(state=ContainerState.WAITING, reason="ErrImagePull")

    step = ledger.update(settled(), view(status(0, now=waiting)))

    assert step.ledger.books[APISERVER].restarts == 0
    assert not step.restarts
    assert APISERVER not in ledger.update(ledger.begin(T0), view(status(0, now=waiting))).ledger.books


def test_the_kubelets_prefixed_id_is_the_runtimes():
    alive = ContainerReport(state=ContainerState.RUNNING, container_id="containerd://abc", started_at=T0)

    assert counted(settled(), view(status(1, now=alive)), view(seen(attempt=1, container_id="abc"))) == 1


def test_what_was_there_at_first_sight_is_told_but_not_counted():
    first = view(exited(attempt=6, code=137), seen(attempt=7), at=LATER)

    step = ledger.update(ledger.begin(T0), first)

    book = step.ledger.books[APISERVER]
    assert book.restarts == 0
    assert book.lifetimes.count == 0
    assert [(r.attempt, r.counted) for r in step.restarts] == [(6, False), (7, False)]
    assert [(d.exit_code, d.counted) for d in step.deaths] == [(137, False)]
    assert counted(step.ledger, view(seen(attempt=8))) == 1


def test_nothing_is_new_until_every_witness_was_asked():
    book = ledger.begin(T0)
    for look in (view(log(3, ETCD, "e1")), view(seen(attempt=9)), view(seen(attempt=9), log(7, uid="old"))):
        book = ledger.update(book, look, complete=False).ledger
    assert not book.settled

    book = ledger.update(book, view(seen(attempt=9)), complete=True).ledger
    assert book.settled
    assert {ref: each.restarts for ref, each in book.books.items()} == {APISERVER: 0, ETCD: 0}
    assert counted(book, view(seen(attempt=10))) == 1


def test_a_node_on_which_nothing_was_seen_has_not_begun():
    book = ledger.update(ledger.begin(T0), view(boot="b1")).ledger

    assert not book.settled
    assert counted(book, view(seen(attempt=9)), view(seen(attempt=10))) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(T0 - timedelta(hours=1), 2, id="before-the-ledger-began"),
        pytest.param(T0 + timedelta(hours=1), 9, id="after"),
        pytest.param(None, 9, id="nobody-knows-when"),
    ],
)
def test_old_logs_of_a_pod_that_is_gone_are_history(written, expected):
    """A kubelet that stands still leaves the logs of former pods; a source that was blind shows them late."""
    late = replace(log(7, uid="former"), modified_at=written)

    assert counted(settled(), view(seen(attempt=2)), view(seen(attempt=2), late)) == expected


def test_the_same_view_again_gives_the_very_same_ledger():
    look = view(seen(attempt=3), exited(attempt=2), log(1), status(3), boot="b1")
    once = ledger.update(settled(), look).ledger

    again = ledger.update(once, look)

    assert again.ledger is once
    assert not again.restarts
    assert not again.deaths


def kinds(step):
    return [(restart.kind, restart.attempt, restart.counted) for restart in step.restarts]


def test_an_edited_manifest_is_a_replaced_pod_and_a_count_that_fell():
    before = ledger.update(settled(), view(seen(uid="u1", attempt=2))).ledger

    step = ledger.update(before, view(exited(uid="u1", attempt=2, code=0), seen(uid="u2", attempt=0, at=LATER)))

    assert kinds(step) == [(RestartKind.POD_REPLACED, 0, False), (RestartKind.COUNT_RESET, 0, False)]
    assert step.restarts[0].exit_code == 0
    assert step.ledger.books[APISERVER].resets == 1
    assert step.ledger.books[APISERVER].restarts == 2


def test_a_pod_replaced_before_it_ever_restarted_resets_nothing():
    before = ledger.update(settled(), view(seen(uid="u1", attempt=0))).ledger

    step = ledger.update(before, view(seen(uid="u2", attempt=0, at=LATER)))

    assert kinds(step) == [(RestartKind.POD_REPLACED, 0, False)]
    assert step.ledger.books[APISERVER].resets == 0


def test_a_new_sandbox_is_told_apart():
    before = ledger.update(settled(), view(seen(attempt=0, sandbox_id="s1"))).ledger

    step = ledger.update(before, view(exited(attempt=0, sandbox_id="s1"), seen(attempt=1, sandbox_id="s2")))

    assert kinds(step) == [(RestartKind.SANDBOX_CHANGED, 1, True)]


def test_a_reboot_is_the_first_restart_of_the_new_boot_and_only_that():
    before = ledger.update(settled(), view(seen(attempt=4, sandbox_id="s1"), boot="b1")).ledger

    step = ledger.update(
        before,
        view(
            exited(attempt=5, sandbox_id="s2", at=LATER),
            seen(attempt=6, sandbox_id="s2", at=LATER + timedelta(seconds=30)),
            at=LATER,
            boot="b2",
        ),
    )

    assert kinds(step) == [
        (RestartKind.NODE_REBOOT, 0, False),
        (RestartKind.NODE_REBOOT, 5, True),
        (RestartKind.CONTAINER_RESTART, 6, True),
    ]
    assert step.restarts[0].subject == NodeRef(node="master-1")
    after = ledger.update(step.ledger, view(seen(attempt=7), at=LATER, boot="b2"))
    assert kinds(after) == [(RestartKind.CONTAINER_RESTART, 7, True)]


def test_a_restart_from_before_the_boot_is_not_blamed_on_it():
    before = ledger.update(settled(), view(seen(attempt=4), boot="b1")).ledger
    early = exited(attempt=5, at=LATER - timedelta(minutes=5))

    step = ledger.update(before, view(early, seen(attempt=6, at=LATER), at=LATER, boot="b2"))

    assert (RestartKind.CONTAINER_RESTART, 5, True) in kinds(step)
    assert (RestartKind.NODE_REBOOT, 6, True) in kinds(step)


def test_a_reboot_with_a_wiped_runtime_and_a_dead_clock_loses_nothing():
    """Up to 1.21 the count begins anew after such a reboot, and without a battery the clock stands in 1970."""
    dawn = T0.replace(year=1970)
    before = ledger.update(settled(), view(seen(attempt=12, container_id="a"), boot="b1")).ledger

    step = ledger.update(before, view(seen(attempt=0, container_id="b", at=dawn), at=dawn, boot="b2"))

    assert step.ledger.books[APISERVER].restarts == 13
    assert step.ledger.books[APISERVER].resets == 1


def test_lifetimes_are_of_each_death_once():
    ended = replace(exited(attempt=0), finished_at=T0 + timedelta(seconds=92))
    looks = [view(seen(attempt=0)), view(ended), view(ended, seen(attempt=1)), view(ended, status(1))]
    book = settled()
    deaths = []
    for look in looks:
        step = ledger.update(book, look)
        book, deaths = step.ledger, [*deaths, *step.deaths]

    assert [death.lifetime_seconds for death in deaths] == [92.0]
    lifetimes = book.books[APISERVER].lifetimes
    assert (lifetimes.count, lifetimes.sum) == (1, 92.0)


def test_a_lifetime_over_a_clock_set_back_is_not_told():
    ended = replace(exited(attempt=0), finished_at=T0 - timedelta(hours=1))

    step = ledger.update(settled(), view(ended))

    assert step.deaths[0].lifetime_seconds is None
    assert step.ledger.books[APISERVER].lifetimes.count == 0


def test_a_restart_tells_how_the_attempt_before_it_ended():
    ended = replace(exited(attempt=0, code=137, reason="OOMKilled"), finished_at=T0 + timedelta(seconds=20))
    before = ledger.update(settled(), view(seen(attempt=0))).ledger

    (restart,) = ledger.update(before, view(ended, seen(attempt=1, at=LATER))).restarts

    assert (restart.exit_code, restart.reason, restart.lifetime_seconds) == (137, "OOMKilled", 20.0)
    assert (restart.at, restart.inferred) == (LATER, False)
    assert restart.key == AttemptKey(ref=APISERVER, pod_uid="u1", attempt=1)


def test_a_gap_of_thousands_of_attempts_is_counted_in_full_and_told_in_few_records():
    before = ledger.update(settled(), view(seen(attempt=0))).ledger

    step = ledger.update(before, view(seen(attempt=5000)))

    assert step.ledger.books[APISERVER].restarts == 5000
    assert sum(restart.times for restart in step.restarts) == 5000
    assert len(step.restarts) < 100


def test_a_cause_is_booked_once_and_late():
    before = ledger.update(settled(), view(seen(attempt=0))).ledger
    after = ledger.update(before, view(seen(attempt=2), at=LATER)).ledger

    undecided = ledger.attribute(after, {APISERVER: Cause.UNKNOWN}, LATER)
    assert undecided.ledger is after

    booked = ledger.attribute(after, {APISERVER: Cause.OOM_KILLED}, LATER)
    assert [restart.cause for restart in booked.restarts] == [Cause.OOM_KILLED] * 2
    assert dict(booked.ledger.books[APISERVER].by_cause) == {Cause.OOM_KILLED: 2}
    assert not ledger.attribute(booked.ledger, {APISERVER: Cause.DISK_FULL}, LATER).restarts


@pytest.mark.parametrize("wait", [ledger.PATIENCE + timedelta(seconds=1), -timedelta(hours=1)], ids=["late", "clock"])
def test_without_a_diagnosis_a_restart_is_booked_as_unknown_in_the_end(wait):
    after = ledger.update(settled(), view(seen(attempt=1), at=LATER)).ledger

    booked = ledger.attribute(after, {}, LATER + wait)

    assert dict(booked.ledger.books[APISERVER].by_cause) == {Cause.UNKNOWN: 1}


def unit(n_restarts, started, *, pid=100, sub="running", at=T0, **rest):
    return UnitSeen(
        at=at,
        unit="kubelet.service",
        n_restarts=n_restarts,
        main_pid=pid,
        sub_state=sub,
        main_started_at=started,
        **rest,
    )


def kubelet_count(*looks):
    book = settled()
    found = []
    for look in looks:
        step = ledger.update(book, look)
        book, found = step.ledger, [*found, *step.restarts]
    return book.units["kubelet.service"].restarts, [
        r.kind for r in found if r.subject == UnitRef(unit="kubelet.service")
    ]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param([unit(3, T0)], 0, id="first-sight-is-history"),
        pytest.param([unit(0, T0), unit(0, T0)], 0, id="nothing-happened"),
        pytest.param([unit(0, T0), unit(1, LATER)], 1, id="restarted-by-systemd"),
        pytest.param([unit(2, T0), unit(6, LATER)], 4, id="restarts-between-two-looks"),
        pytest.param([unit(5, T0), unit(0, LATER)], 1, id="started-by-hand-resets-systemds-number"),
        pytest.param([unit(None, T0), unit(None, LATER)], 1, id="systemd-before-235-has-no-number"),
        pytest.param([unit(1, T0), unit(2, T0, sub="start-pre")], 1, id="counted-before-its-process-runs"),
        pytest.param([unit(1, T0), unit(2, T0, sub="start-pre"), unit(2, LATER)], 1, id="and-not-again-after"),
        pytest.param([unit(1, T0), unit(1, T0, pid=0, sub="auto-restart")], 0, id="dead-and-waiting"),
    ],
)
def test_a_units_restarts_are_counted_by_runs(runs, expected):
    assert kubelet_count(*(view(run) for run in runs))[0] == expected


def test_a_kubelet_restart_restarts_no_container():
    count, told = kubelet_count(view(unit(0, T0), seen()), view(unit(1, LATER), seen()))

    assert (count, told) == (1, [RestartKind.KUBELET_RESTART])


def test_a_reboot_is_not_a_restart_of_the_kubelet():
    count, told = kubelet_count(
        view(unit(4, T0), boot="b1"), view(unit(1, LATER), at=LATER, boot="b2"), view(unit(1, LATER), boot="b2")
    )

    assert (count, told) == (1, [RestartKind.NODE_REBOOT, RestartKind.KUBELET_RESTART])


def test_a_kubelets_restart_tells_how_the_run_before_it_ended():
    dead = unit(0, T0, pid=0, sub="auto-restart", exec_main_code=1, exec_main_status=1, result="exit-code")
    book = ledger.update(settled(), view(unit(0, T0))).ledger
    book = ledger.update(book, view(dead)).ledger

    (restart,) = ledger.update(book, view(unit(1, LATER))).restarts

    assert (restart.exit_code, restart.reason) == (1, "exit-code")


def test_forgets_old_pods_but_not_their_count():
    book = settled()
    for number in range(60):
        book = ledger.update(book, view(seen(uid=f"u{number}", attempt=1, at=T0 + timedelta(hours=number)))).ledger

    account = book.books[APISERVER]
    assert account.restarts == 60
    assert len(account.lineages) < 30
    assert counted(book, view(seen(uid="u0", attempt=1))) == 60


@pytest.mark.parametrize("former", [False, True], ids=["current-pod", "replaced-pod"])
def test_more_dead_containers_than_are_remembered_are_counted_and_told_once(former):
    """An operator may let the runtime keep hundreds (--maximum-dead-containers-per-container)."""
    dead = [exited(attempt=number, at=T0 + timedelta(minutes=number)) for number in range(200)]
    look = view(*dead, *([seen(uid="u2", attempt=0, at=T0 + timedelta(days=1))] if former else []))
    first = ledger.update(settled(), look)
    again = ledger.update(ledger.update(first.ledger, view(*dead)).ledger, look)

    assert len(first.deaths) == 200
    assert again.ledger is first.ledger
    assert first.ledger.books[APISERVER].restarts == 199
    assert first.ledger.books[APISERVER].lifetimes.count == 200


@pytest.mark.parametrize(
    ("origin", "expected"), [pytest.param("file", 3, id="static"), pytest.param("", 3, id="not-told")]
)
def test_static_pods_are_counted(origin, expected):
    sandbox = SandboxSeen(at=T0, sandbox_id="s", namespace="n", pod="p", pod_uid="u1", config_source=origin)

    assert counted(settled(), view(sandbox, seen(attempt=3), log(3), status(3))) == expected


def test_pods_of_the_api_are_not():
    sandbox = SandboxSeen(at=T0, sandbox_id="s", namespace="n", pod="p", pod_uid="u1", config_source="api")

    step = ledger.update(settled(), view(sandbox, seen(attempt=3), exited(attempt=2), log(3), status(3)))

    assert APISERVER not in step.ledger.books
    assert not step.restarts
    assert not step.deaths


def test_an_end_is_told_when_its_details_are():
    unexplained = replace(exited(attempt=0, code=None), finished_at=None)
    before = ledger.update(settled(), view(unexplained, seen(attempt=1)))
    assert not before.deaths

    (death,) = ledger.update(before.ledger, view(exited(attempt=0, code=137), seen(attempt=1))).deaths
    assert death.exit_code == 137
