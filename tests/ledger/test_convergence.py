"""Whatever the witnesses show, in whatever order and however often: never too many, never fewer than before, in the
end exactly what happened."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.world import ETCD, T0, World, log, seen, status, view
from whyrestart import ledger
from whyrestart.model.observation import ContainerReport, ContainerState

EVENTS = st.lists(
    st.sampled_from(["start", "start", "start", "replace_pod", "reset", "reboot"]), min_size=1, max_size=14
)
STEPS = st.sampled_from([timedelta(hours=1), timedelta(hours=-1), timedelta(seconds=-90), timedelta(days=-400), None])


def settled():
    return ledger.update(ledger.begin(T0), view(seen(ETCD, "e1"), boot="boot-1")).ledger


def lived(events):
    world = World()
    world.start()
    for event in events:
        getattr(world, event)()
    return world


def restarts(book, world):
    return book.books[world.ref].restarts if world.ref in book.books else 0


def as_witness(one, kind):
    """The same attempt as another witness tells of it."""
    key = one.attempt_key
    if kind == "log":
        return log(key.attempt, key.ref, key.pod_uid)
    if kind == "kubelet":
        report = ContainerReport(
            state=ContainerState.EXITED, container_id=f"containerd://{one.container_id}", started_at=one.created_at
        )
        return status(key.attempt, key.ref, key.pod_uid, now=report)
    return one


@given(
    events=EVENTS,
    looks=st.lists(
        st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["runtime", "kubelet", "log"])), max_size=6), max_size=12
    ),
)
@settings(max_examples=400, deadline=None)
def test_any_order_and_any_subset_converges(events, looks):
    world = lived(events)
    world.end()
    book = settled()
    count = 0
    for look in looks:
        shown = [as_witness(world.starts[index % len(world.starts)], kind) for index, kind in look]
        book = ledger.update(book, world.view(*shown)).ledger
        assert count <= restarts(book, world) <= world.truth
        count = restarts(book, world)

    done = ledger.update(book, world.all()).ledger
    assert restarts(done, world) == world.truth
    assert ledger.update(done, world.all()).ledger is done


@given(
    life=st.lists(
        st.tuples(
            st.sampled_from(["start", "start", "start", "replace_pod", "reboot", "nothing"]),
            st.one_of(st.none(), STEPS.map(lambda step: (step,))),
            st.sampled_from(["blind", "newest", "newest and dead", "log only"]),
        ),
        max_size=40,
    )
)
@settings(max_examples=400, deadline=None)
def test_a_clock_that_jumps_counts_nothing_twice_and_loses_nothing(life):
    """Live: looks see the newest attempt, perhaps the dead one before it; the clock goes an hour, or to 1970."""
    world = World()
    world.start()
    book = ledger.update(settled(), world.view(*world.left())).ledger
    count = 0
    for event, step, look in life:
        if step is not None:
            world.step_clock(step[0])
        if event != "nothing":
            getattr(world, event)()
        shown = {
            "blind": [],
            "newest": world.left(0),
            "newest and dead": world.left(1),
            "log only": [as_witness(one, "log") for one in world.left(0)],
        }[look]
        book = ledger.update(book, world.view(*shown)).ledger
        assert count <= restarts(book, world) <= world.truth
        count = restarts(book, world)

    unseen = {one.attempt_key.pod_uid for one in world.starts} - {
        lineage.uid for lineage in book.books[world.ref].lineages
    }
    book = ledger.update(book, world.view(*world.left())).ledger
    # Of a pod that came and went while nobody looked nothing is left; every other one is counted to its last number.
    last_of = {one.attempt_key.pod_uid: one.attempt_key.attempt for one in world.starts}
    current = f"uid-{world.uid}"
    missed = {uid for uid in unseen if uid != current}
    seen_tops = {lineage.uid: lineage.top for lineage in book.books[world.ref].lineages}
    assert seen_tops[current] == last_of[current]
    assert restarts(book, world) == sum(seen_tops[uid] for uid in last_of if uid not in missed)


@given(resets=st.lists(st.integers(1, 6), min_size=1, max_size=5), step=st.one_of(st.none(), STEPS.map(lambda s: (s,))))
@settings(max_examples=200, deadline=None)
def test_counts_that_fall_under_one_uid_are_followed_live(resets, step):
    """Each generation begins at 0 again, the runtime's memory of the one before gone; the clock may jump between."""
    world = World()
    book = settled()
    for index, length in enumerate(resets):
        if index and step is not None:
            world.step_clock(step[0])
        for attempt in range(length):
            (world.reset if attempt == 0 and index else world.start)()
            book = ledger.update(book, world.view(*world.left())).ledger

    assert restarts(book, world) == world.truth
    assert book.books[world.ref].resets == len(resets) - 1
