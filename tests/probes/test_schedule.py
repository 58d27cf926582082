"""When which probe is replayed: the schedule driven by hand, second by second, on a clock that stands still."""

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from probes.fakes import BEGIN, FakeClock, FakeProber
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Container, Exec, HttpGet, Probe, ProbeKind, StaticPod
from whyrestart.model.observation import Outcome, Variant
from whyrestart.model.version import Version
from whyrestart.probes.request import ClientCertificate
from whyrestart.probes.scheduler import ProbeScheduler, replay
from whyrestart.probes.targets import ProbedContainer, Targets

REF = ContainerRef(namespace="kube-system", pod="kube-apiserver-m", container="kube-apiserver")
STARTUP, LIVENESS, READINESS = ProbeKind
CERTIFICATE = ClientCertificate(label="c", certificate_file="a.crt", key_file="a.key")


def probe(kind=LIVENESS, *, delay=10, period=10, failures=3, path="/livez", handler=None):
    return Probe(
        kind=kind,
        handler=handler or HttpGet(host="127.0.0.1", port=6443, path=path, scheme="HTTPS"),
        initial_delay_seconds=delay,
        period_seconds=period,
        failure_threshold=failures,
    )


def container(*probes, number=0, started=0, uid="u", sha="one", word=None, ref=REF, program="kube-apiserver"):
    declared = Container(name=program, probes=probes or (probe(),))
    return ProbedContainer(
        ref=ref,
        pod=StaticPod(name=program, host_network=True, containers=(declared,)),
        container=declared,
        pod_uid=uid,
        container_id=f"{uid}{number}",
        started_at=BEGIN + timedelta(seconds=started),
        restarted=number > 0,
        started=word,
        manifest_sha256=sha,
    )


class Bench:
    """A scheduler on a fake clock, and what it asked: (kind, variant, seconds since the beginning)."""

    def __init__(
        self, answer=lambda *_: Outcome.SUCCESS, *, takes=0.0, words="EOF", version="v1.30.0", credential=CERTIFICATE
    ):
        self.clock = FakeClock()
        self.told = []
        self.answer = answer
        self.prober = FakeProber(self.clock, self._answer, takes=takes, words=words)
        self.version = Version.parse(version)
        self.scheduler = ProbeScheduler(
            clock=self.clock, observe=self.told.append, credentials=lambda _: credential, ask=self.prober
        )

    def _answer(self, request, variant):
        """By what the test has put in place by then."""
        return self.answer(request, variant)

    def runs(self, *containers):
        self.scheduler.update(Targets(containers=containers, version=self.version))

    async def until(self, end):
        """Go on until so many seconds since the beginning."""
        while True:
            async with asyncio.TaskGroup() as group:
                self.scheduler.start_due(group)
            wait = self.scheduler.seconds_to_wait()
            if self.clock.seconds - 1000.0 + wait > end:
                self.clock.seconds = max(1000.0 + end, self.clock.seconds)
                return
            self.clock.pass_(wait)

    def asked(self, kind=None, variant=Variant.KUBELET):
        return [
            round(at - 1000.0, 1)
            for each, how, _, at in self.prober.asked
            if (kind is None or each is kind) and how is variant
        ]


async def test_the_first_probe_waits_for_the_initial_delay_and_the_rest_for_the_period():
    bench = Bench()
    bench.runs(container())
    await bench.until(45)

    assert bench.asked() == [10, 20, 30, 40]
    assert [each.outcome for each in bench.told] == [Outcome.SUCCESS] * 4


async def test_a_container_older_than_its_delay_is_asked_at_once():
    bench = Bench()
    bench.runs(container(started=-500))
    await bench.until(15)

    assert bench.asked() == [0, 10]


async def test_a_clock_set_back_does_not_lengthen_the_delay():
    bench = Bench()
    bench.runs(container(started=3600))
    await bench.until(15)

    assert bench.asked() == [10]


async def test_a_probe_longer_than_its_period_is_followed_at_once():
    bench = Bench(takes=15.0)
    bench.runs(container())
    await bench.until(60)

    assert bench.asked() == [10, 25, 40, 55]


async def test_after_the_threshold_it_is_on_hold_until_the_next_container():
    bench = Bench(lambda *_: (Outcome.FAILURE, 401))
    bench.runs(container())
    await bench.until(65)
    assert bench.asked() == [10, 20, 30]

    bench.runs(container(number=1, started=65))
    await bench.until(88)
    assert bench.asked() == [10, 20, 30, 75, 85]


async def test_a_kill_that_does_not_come_ends_the_hold():
    bench = Bench(lambda *_: (Outcome.FAILURE, 401))
    bench.runs(container())
    await bench.until(120)

    assert bench.asked()[:3] == [10, 20, 30]
    assert 80 <= bench.asked()[3] <= 90


async def test_a_kill_one_probe_ahead_of_our_count_does_not_silence_the_next_life():
    bench = Bench(lambda *_: (Outcome.FAILURE, 401))
    bench.runs(container())
    await bench.until(25)
    bench.runs(container(number=1, started=25))
    await bench.until(60)

    assert bench.asked() == [10, 20, 35, 45, 55]


async def test_errors_do_not_count_towards_the_hold():
    bench = Bench(lambda *_: Outcome.UNKNOWN)
    bench.runs(container())
    await bench.until(65)

    assert bench.asked() == [10, 20, 30, 40, 50, 60]


async def test_readiness_is_never_on_hold():
    bench = Bench(lambda *_: (Outcome.FAILURE, 500))
    bench.runs(container(probe(READINESS)))
    await bench.until(65)

    assert bench.asked() == [10, 20, 30, 40, 50, 60]


async def test_nothing_is_asked_of_a_container_that_is_down():
    bench = Bench()
    bench.runs(container())
    await bench.until(15)
    bench.runs()
    await bench.until(100)

    assert bench.asked() == [10]


async def test_an_edited_manifest_s_new_container_begins_anew():
    bench = Bench(lambda *_: (Outcome.FAILURE, 401))
    bench.runs(container())
    await bench.until(25)
    bench.runs(container(probe(delay=5), uid="v", sha="two", started=25))
    await bench.until(55)

    assert bench.asked() == [10, 20, 30, 40, 50]


class Starts:
    """Startup fails until a moment; everything else succeeds."""

    def __init__(self, at):
        self.at, self.clock = at, None

    def __call__(self, request, variant):
        failing = "startup" in request.shown and self.clock.seconds - 1000.0 < self.at
        return (Outcome.FAILURE, 500) if failing else Outcome.SUCCESS


def gated(**kwargs):
    return container(
        probe(STARTUP, failures=24, path="/startup"), probe(LIVENESS), probe(READINESS, delay=0, period=1), **kwargs
    )


async def starting(at, *, version="v1.30.0", until=65.0, **kwargs):
    starts = Starts(at)
    bench = Bench(starts, version=version)
    starts.clock = bench.clock
    bench.runs(gated(**kwargs))
    await bench.until(until)
    return bench


async def test_the_others_wait_for_the_startup_probe_which_then_rests():
    bench = await starting(35, until=52)

    assert bench.asked(STARTUP) == [10, 20, 30, 40]
    assert bench.asked(LIVENESS)[0] == 40
    assert bench.asked(READINESS)[0] == 40


@pytest.mark.parametrize(
    ("kwargs", "version", "startup", "liveness"),
    [
        pytest.param({"word": True}, "v1.30.0", False, True, id="the-kubelet-says-started"),
        pytest.param({"word": False}, "v1.30.0", True, False, id="the-kubelet-says-not-started"),
        pytest.param({"started": -7200}, "v1.30.0", False, True, id="so-old-that-it-must-have-started"),
        pytest.param({"started": -60}, "v1.30.0", True, False, id="young-enough-to-be-starting-still"),
        pytest.param({}, "v1.17.0", False, True, id="before-1.18-there-is-no-startup-probe"),
        pytest.param({"number": 1}, "v1.20.6", False, True, id="1.20.6-skips-it-after-a-restart"),
        pytest.param({"number": 1}, "v1.20.7", True, False, id="1.20.7-does-not"),
        pytest.param({"number": 1, "started": -8}, "v1.35.1", True, True, id="1.35-inherits-started-until-the-tick"),
        pytest.param({"number": 0, "started": -8}, "v1.35.1", True, False, id="1.35-not-in-the-first-life"),
    ],
)
async def test_startup_gating(kwargs, version, startup, liveness):
    bench = await starting(1000, version=version, until=25, **kwargs)

    assert (bool(bench.asked(STARTUP)), bool(bench.asked(LIVENESS))) == (startup, liveness)


async def test_a_new_container_must_start_anew():
    bench = await starting(35, until=60)
    before = len(bench.asked(LIVENESS))
    bench.runs(gated(number=1, started=60))
    bench.answer = lambda *_: (Outcome.FAILURE, 500)
    await bench.until(99)

    assert len(bench.asked(LIVENESS)) == before
    assert bench.asked(STARTUP)[-3:] == [70, 80, 90]


# ---- counter-probes ----


async def test_the_first_failure_is_looked_into_at_once_and_an_unchanged_one_ever_more_seldom():
    bench = Bench(lambda *_: (Outcome.FAILURE, 401))
    bench.runs(container(probe(READINESS)))
    await bench.until(400)

    assert bench.asked(variant=Variant.AUTHENTICATED) == [10, 20, 40, 80, 160, 320]


async def test_never_more_than_one_round_a_period():
    flips = iter(range(1000))

    def flapping(request, variant):
        if variant is not Variant.KUBELET:
            return (Outcome.FAILURE, 401)
        return [(Outcome.FAILURE, 401), (Outcome.FAILURE, 500), Outcome.SUCCESS][next(flips) % 3]

    bench = Bench(flapping)
    bench.runs(container(probe(period=10)))
    await bench.until(200)
    rounds = bench.asked(variant=Variant.AUTHENTICATED)

    assert rounds
    assert all(later - earlier >= 10 for earlier, later in itertools.pairwise(rounds))


async def test_a_readiness_probe_at_one_a_second_is_not_counter_probed_so_often():
    bench = Bench(lambda *_: (Outcome.FAILURE, 401))
    bench.runs(container(probe(READINESS, period=1, delay=0)))
    await bench.until(25)
    rounds = bench.asked(variant=Variant.AUTHENTICATED)

    assert len(bench.asked()) == 26
    assert rounds == [0, 10]


async def test_a_slow_port_is_asked_one_thing_more_a_period_until_all_has_been_asked():
    bench = Bench(lambda *_: Outcome.FAILURE, takes=1.0, words="net/http: TLS handshake timeout")
    bench.runs(container(probe(READINESS, delay=0), probe(path="/livez", delay=0, failures=99)))
    await bench.until(99)

    beside = [(variant, at) for _, variant, _, at in bench.prober.asked if variant is not Variant.KUBELET]
    times = [at for _, at in beside]
    assert len(bench.asked(LIVENESS)) == 10
    assert all(later - earlier >= 9.5 for earlier, later in itertools.pairwise(times))
    assert {variant for variant, _ in beside} == {Variant.AUTHENTICATED, Variant.PATIENT, Variant.TCP, Variant.TLS}


async def test_a_readiness_probe_is_not_looked_into_beside_one_that_kills():
    bench = Bench(lambda *_: (Outcome.FAILURE, 401))
    bench.runs(container(probe(READINESS, delay=1, path="/readyz"), probe(delay=0, failures=99)))
    await bench.until(60)

    kinds = {kind for kind, variant, _, _ in bench.prober.asked if variant is Variant.AUTHENTICATED}
    assert kinds == {LIVENESS}


async def test_a_new_symptom_is_looked_into_soon():
    bench = Bench(lambda *_: (Outcome.FAILURE, 401))
    bench.runs(container(probe(READINESS)))
    await bench.until(100)
    bench.answer = lambda *_: (Outcome.FAILURE, 500)
    await bench.until(125)

    assert bench.asked(variant=Variant.AUTHENTICATED) == [10, 20, 40, 80, 110, 120]


async def test_a_well_probe_is_not_counter_probed():
    bench = Bench()
    bench.runs(container())
    await bench.until(100)

    assert {variant for _, variant, *_ in bench.prober.asked} == {Variant.KUBELET}


async def test_a_changed_manifest_is_looked_into_even_where_the_probe_is_well():
    bench = Bench()
    bench.runs(container())
    await bench.until(15)
    bench.runs(container(uid="v", sha="two", started=15))
    await bench.until(50)

    assert bench.asked(variant=Variant.AUTHENTICATED) == [25]


async def test_without_a_certificate_nobody_is_asked_with_one():
    bench = Bench(lambda *_: (Outcome.FAILURE, 401), credential=None)
    bench.runs(container())
    await bench.until(15)

    assert bench.asked(variant=Variant.AUTHENTICATED) == []


# ---- exec, bugs, and the loop itself ----


async def test_an_exec_probe_is_replaced_by_a_direct_question():
    bench = Bench()
    bench.runs(container(probe(handler=Exec(command=("/health.sh",)))))
    await bench.until(25)

    assert bench.asked() == []
    assert bench.asked(variant=Variant.AUTHENTICATED) == [10, 20]


async def test_an_exec_probe_of_an_unknown_program_is_left_alone():
    bench = Bench()
    bench.runs(container(probe(handler=Exec(command=("/health.sh",))), program="sidecar"))
    await bench.until(25)

    assert bench.prober.asked == []


async def test_a_bug_in_one_probe_stops_no_other(caplog):
    other = replace(REF, pod="etcd-m", container="etcd")

    def broken(request, variant):
        if "broken" in request.shown:
            raise RuntimeError("bug")
        return Outcome.SUCCESS

    bench = Bench(broken)
    bench.runs(container(probe(path="/broken")), container(ref=other))
    await bench.until(25)

    assert [each.ref for each in bench.told] == [other, other]
    assert len(bench.asked()) == 4
    assert "could not be replayed" in caplog.text


async def test_a_late_answer_of_a_dead_container_does_not_count():
    bench = Bench()
    bench.runs(container(probe(failures=1)))

    def dies(request, variant):
        bench.runs(container(probe(failures=1), number=1))
        return (Outcome.FAILURE, 500)

    bench.answer = dies
    await bench.until(10)
    bench.answer = lambda *_: Outcome.SUCCESS
    await bench.until(45)

    assert bench.asked() == [10, 20, 30, 40]


async def test_the_loop_asks_when_told_of_a_container_and_ends_when_cancelled():
    clock = FakeClock()
    asked = asyncio.Event()

    async def ask(request, **how):
        asked.set()
        return await FakeProber(clock, lambda *_: Outcome.SUCCESS)(request, **how)

    scheduler = ProbeScheduler(clock=clock, observe=lambda _: None, ask=ask)
    task = asyncio.create_task(scheduler.run())
    await asyncio.sleep(0)
    scheduler.update(Targets(containers=(container(probe(delay=0)),)))
    async with asyncio.timeout(5):
        await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


# ---- once, on demand ----


async def replayed(target, answer, **kwargs):
    clock = FakeClock()
    ask = FakeProber(clock, answer)
    told = await replay(
        target,
        around=Targets(version=Version(1, 30)),
        clock=clock,
        credentials=lambda _: CERTIFICATE,
        ask=ask,
        **kwargs,
    )
    return ask, [(each.kind, each.variant) for each in told]


async def test_replay_asks_each_probe_once_and_looks_into_failures():
    _, told = await replayed(container(probe(), probe(READINESS, path="/readyz")), lambda *_: (Outcome.FAILURE, 401))

    assert told == [
        (LIVENESS, Variant.KUBELET),
        (LIVENESS, Variant.AUTHENTICATED),
        (READINESS, Variant.KUBELET),
        (READINESS, Variant.AUTHENTICATED),
    ]


async def test_replay_of_the_well_asks_nothing_else():
    _, told = await replayed(container(), lambda *_: Outcome.SUCCESS)

    assert told == [(LIVENESS, Variant.KUBELET)]


async def test_replay_of_everything_asks_everything():
    _, told = await replayed(container(), lambda *_: Outcome.SUCCESS, everything=True)

    assert [variant for _, variant in told][:3] == [Variant.KUBELET, Variant.AUTHENTICATED, Variant.OTHER_SCHEME]


async def test_probes_that_ask_the_same_are_asked_once_and_told_twice():
    ask, told = await replayed(container(probe(STARTUP), probe(LIVENESS)), lambda *_: (Outcome.FAILURE, 401))

    assert len(ask.asked) == 2
    assert told == [
        (STARTUP, Variant.KUBELET),
        (STARTUP, Variant.AUTHENTICATED),
        (LIVENESS, Variant.KUBELET),
        (LIVENESS, Variant.AUTHENTICATED),
    ]


async def test_replay_of_an_exec_probe_tells_that_it_was_not_run_and_what_stands_in():
    ask, told = await replayed(
        container(probe(handler=Exec(command=("/health.sh",)))), lambda *_: (Outcome.UNKNOWN, None)
    )

    assert told == [(LIVENESS, Variant.KUBELET), (LIVENESS, Variant.AUTHENTICATED)]
    assert ask.asked[0][2] == "exec:/health.sh"
