"""The observer: sources followed each on its own, what they see remembered, what they cannot see told as gaps."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from whyrestart.config import Settings
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    FileSeen,
    Gap,
    ProcessGone,
    ProcessSeen,
    RuntimeSeen,
    SandboxSeen,
    Source,
    UnitSeen,
)
from whyrestart.observer import JOURNAL, Observer
from whyrestart.sources.layout import Layout
from whyrestart.sources.look import Look

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
REF = ContainerRef(namespace="kube-system", pod="etcd-m", container="etcd")


class FakeSource:
    """Looks as a list says: a Look, an exception to raise, or seconds to hang."""

    woken = None
    timeout_seconds = 0.2

    def __init__(self, *answers, source=Source.UNITS, period_seconds=0.01):
        self.sources = (source,)
        self.period_seconds = period_seconds
        self.answers = list(answers)
        self.looks = 0
        self.closed = False

    async def look(self):
        self.looks += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return Look()
        return answer

    async def close(self):
        self.closed = True


@pytest.fixture
async def observe(tmp_path):
    made = []

    def make(*sources, **settings):
        layout = Layout(
            node_name="m", manifest_directory=str(tmp_path / "manifests"), runtime_socket=settings.pop("socket", None)
        )
        observer = Observer(Settings(**settings), layout)
        if sources:
            observer.sources = sources
            observer._expected = frozenset(source for each in sources for source in each.sources)
        made.append(observer)
        return observer

    yield make
    for observer in made:
        await observer.close()


def of(source, observer):
    """The gaps of one source."""
    return [gap for gap in observer.view().gaps if gap.source is source]


async def until(condition):
    while True:
        if condition():
            return
        await asyncio.sleep(0.01)


def unit(n):
    return UnitSeen(at=NOW + timedelta(seconds=n), unit="kubelet.service", n_restarts=n)


async def test_what_is_seen_is_known_and_news_is_told(observe):
    source = FakeSource(Look(observations=(unit(1),)))
    observer = observe(source)

    await observer.look_once()

    assert observer.view().all(UnitSeen) == (unit(1),)
    assert observer.changed.is_set()
    assert observer.ready
    observer.changed.clear()
    await observer.look_once()
    assert not observer.changed.is_set()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(60.0, "no answer within 0 s", id="hangs"),
        pytest.param(ValueError("bad luck"), "whyrestart's own fault: ValueError: bad luck", id="has-a-bug"),
        pytest.param(Look(gaps=(Gap(source=Source.UNITS, why="refused"),)), "refused", id="says-so"),
    ],
)
async def test_a_source_that_cannot_see_is_a_gap_and_stops_no_other(observe, answer, why):
    other = FakeSource(Look(observations=(FileSeen(at=NOW, path="/x", type="file"),)), source=Source.FILES)
    observer = observe(FakeSource(answer), other)

    await observer.look_once()

    gap = observer.view().blind(Source.UNITS)
    assert gap.why == why
    assert observer.view().blind(Source.FILES) is None
    assert observer.view().all(FileSeen)
    status = {each.source: each for each in observer.source_status}
    assert (status[Source.UNITS].up, status[Source.UNITS].errors_total, status[Source.UNITS].why) == (False, 1, why)
    assert (status[Source.FILES].up, status[Source.FILES].errors_total) == (True, 0)


async def test_a_source_that_sees_again_closes_its_gap(observe):
    observer = observe(FakeSource(Look(gaps=(Gap(source=Source.UNITS, why="refused"),)), Look()))

    await observer.look_once()
    await observer.look_once()

    (gap,) = of(Source.UNITS, observer)
    assert gap.until is not None
    assert observer.view().blind(Source.UNITS) is None


async def test_a_loss_in_between_is_a_gap_that_is_over(observe):
    lost = Gap(source=Source.JOURNAL, why="vacuumed", since=NOW, until=NOW + timedelta(seconds=9))
    observer = observe(FakeSource(Look(gaps=(lost,)), source=Source.JOURNAL))

    await observer.look_once()

    assert of(Source.JOURNAL, observer) == [lost]
    assert observer.source_status[0].up


async def test_one_that_sees_a_part_is_looked_at_as_often_as_ever(observe, monkeypatch):
    monkeypatch.setattr("whyrestart.observer.MOST_SECONDS_BETWEEN_LOOKS", 60.0)
    gaps = (Gap(source=Source.UNITS, why="one of them cannot be read"),)
    partial = FakeSource(Look(gaps=gaps, partial=True))
    blind = FakeSource(Look(gaps=(replace(gaps[0], source=Source.FILES),)), source=Source.FILES)
    observer = observe(partial, blind)
    task = asyncio.create_task(observer.follow())

    async with asyncio.timeout(10):
        await until(lambda: partial.looks >= 40)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert blind.looks < 10
    assert observer.view().blind(Source.UNITS) is not None


async def test_only_looks_that_failed_are_counted_as_failed(observe):
    refused = (Gap(source=Source.UNITS, why="refused"),)
    observer = observe(FakeSource(Look(gaps=refused), *[Look(gaps=refused, waits=True)] * 3, Look(gaps=refused)))

    for _ in range(5):
        await observer.look_once()

    assert observer.source_status[0].errors_total == 2
    assert not observer.source_status[0].up


async def test_served_certificates_are_not_known_where_the_sockets_are_not(observe):
    observer = observe()
    served = next(each for each in observer.sources if Source.SERVED_CERTIFICATES in each.sources)
    blind = Look(gaps=(Gap(source=Source.SOCKETS, why="permission denied"),))
    sockets = FakeSource(blind, Look(), source=Source.SOCKETS)
    observer.sources = (sockets, served)

    await observer.look_once()
    assert "sockets are not known" in observer.view().blind(Source.SERVED_CERTIFICATES).why
    await observer.look_once()
    assert observer.view().blind(Source.SERVED_CERTIFICATES) is None


async def test_each_source_is_followed_on_its_own(observe):
    busy, hung = FakeSource(Look()), FakeSource(60.0, source=Source.FILES)
    observer = observe(busy, hung)
    task = asyncio.create_task(observer.follow())

    async with asyncio.timeout(10):
        await until(lambda: busy.looks >= 20 and hung.looks >= 2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert observer.view().blind(Source.FILES) is not None


async def test_a_blind_source_is_asked_ever_more_seldom(observe):
    seeing = FakeSource(Look(), period_seconds=0.02)
    blind = FakeSource(Look(gaps=(Gap(source=Source.FILES, why="no"),)), source=Source.FILES, period_seconds=0.02)
    observer = observe(seeing, blind)
    task = asyncio.create_task(observer.follow())

    async with asyncio.timeout(20):
        await until(lambda: seeing.looks >= 25)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert 1 <= blind.looks < seeing.looks / 2


async def test_a_source_that_sees_a_part_keeps_its_pace(observe):
    seeing = FakeSource(Look(), period_seconds=0.02)
    partly = FakeSource(Look(gaps=(Gap(source=Source.RUNTIME_LOG, why="no"),)), period_seconds=0.02)
    partly.sources = (Source.RUNTIME_LOG, Source.KERNEL_LOG)
    task = asyncio.create_task(observe(seeing, partly).follow())

    async with asyncio.timeout(20):
        await until(lambda: seeing.looks >= 25)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert partly.looks > seeing.looks / 2


async def test_a_source_that_is_woken_looks_at_once(observe):
    source = FakeSource(Look(), period_seconds=3600.0)
    source.woken = asyncio.Event()
    observer = observe(source)
    task = asyncio.create_task(observer.follow())
    await asyncio.sleep(0.05)

    source.woken.set()
    async with asyncio.timeout(10):
        await until(lambda: source.looks >= 2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert not source.woken.is_set()


async def test_a_process_that_is_gone_is_forgotten(observe):
    process = ProcessSeen(at=NOW, pid=7, program="etcd", started_at=NOW)
    look = Look(observations=(process,)), Look(observations=(ProcessGone(at=NOW, pid=7),))
    observer = observe(FakeSource(*look, source=Source.PROCESSES))

    await observer.look_once()
    assert observer.view().all(ProcessSeen) == (process,)
    await observer.look_once()

    assert observer.view().all(ProcessSeen) == ()


async def test_the_newest_ended_attempt_is_told(observe):
    def container(number, ended):
        return ContainerSeen(
            at=NOW,
            attempt_key=AttemptKey(ref=REF, pod_uid="u", attempt=number),
            container_id=f"c{number}",
            state=ContainerState.EXITED if ended else ContainerState.RUNNING,
            finished_at=NOW + timedelta(seconds=number) if ended else None,
        )

    look = Look(observations=(container(0, ended=True), container(1, ended=True), container(2, ended=False)))
    observer = observe(FakeSource(look, source=Source.CRI))
    await observer.look_once()

    assert observer.last_ended(REF) == "c1"
    assert observer.last_ended(ContainerRef(namespace="n", pod="p", container="c")) is None


async def test_every_source_of_the_program_is_assembled(observe):
    spoken_for = {source for each in observe(socket="/run/x.sock").sources for source in each.sources}

    # The probes are replayed beside the sources; Docker is looked at in place of CRI.
    assert set(Source) - spoken_for == {Source.PROBE, Source.DOCKER}


async def test_a_runtime_that_is_turned_off_is_a_gap(observe):
    observer = observe()

    gap = observer.view().blind(Source.CRI)
    assert (gap.why, gap.intended) == ("runtime_endpoint is off in the configuration", True)


async def test_the_stated_version_beats_what_images_say(observe):
    assert str(observe(kubernetes_version="v1.31").view().version) == "v1.31.0"
    assert observe().view().version is None


async def test_cursors_are_those_of_the_logs(observe):
    assert JOURNAL not in observe(FakeSource(Look())).cursors


async def test_sandboxes_from_files_tell_which_pods_are_static(observe):
    def sandbox(uid, source):
        return SandboxSeen(at=NOW, sandbox_id=uid, namespace="n", pod="p", pod_uid=uid, config_source=source)

    look = Look(observations=(sandbox("a-b", "file"), sandbox("c-d", "api"), RuntimeSeen(at=NOW, name="containerd")))
    observer = observe(FakeSource(look, source=Source.CRI))
    await observer.look_once()

    assert observer._static_pod_uids() == {"a-b"}


async def test_a_source_that_the_node_does_not_have_is_a_gap_and_not_unwell(observe):
    gap = Gap(source=Source.ETCD, why="it does not run on this node", since=NOW)
    source = FakeSource(
        Look(gaps=(gap,)), Look(gaps=(gap,), elsewhere=frozenset({Source.ETCD})), source=Source.ETCD, period_seconds=9
    )
    observer = observe(source)
    await observer.look_once()
    before = [(each.source, each.up) for each in observer.source_status]
    await observer.look_once()

    assert before == [(Source.ETCD, False)]
    assert observer.source_status == ()
    assert observer.ready
    assert [(each.why, each.intended) for each in observer.view().gaps if each.source is Source.ETCD] == [
        ("it does not run on this node", True)
    ]
