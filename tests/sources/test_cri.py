"""The CRI source against a runtime that behaves, and against sockets that do not."""

import asyncio
import copy
import json
import socket
from pathlib import Path

import pytest
from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bad_servers import garbage, hangs_up, listening, silent
from fake_cri import FakeRuntime, serving
from whyrestart.model.observation import (
    ContainerGone,
    ContainerSeen,
    ContainerState,
    RuntimeSeen,
    SandboxSeen,
    Source,
)
from whyrestart.sources.cri import CriSource
from whyrestart.timeline import Timeline

DATA = Path(__file__).parents[1] / "data" / "cri"
FIRST = "723286b64a22a07eae1d3b05303fcf3b52ed3d145ef82b6e5c47fcf9bc40d65b"
RUNNING = "00bda35975093a8619608ce23f53952e73bd009eebed6d75253b1e44ecf677d1"


def recorded(name):
    return json.loads((DATA / name).read_text())


@pytest.fixture
def runtime():
    statuses = {status["status"]["id"]: status for status in recorded("v1_ContainerStatus.json").values()}
    return FakeRuntime(
        containers=recorded("v1_ListContainers.json"),
        statuses=statuses,
        sandboxes=recorded("v1_ListPodSandbox.json"),
        sandbox_statuses=recorded("v1_PodSandboxStatus.json"),
    )


@pytest.fixture
async def source(tmp_path, clock):
    source = CriSource(f"unix://{tmp_path}/cri.sock", clock, call_seconds=0.5)
    yield source
    await source.close()


def of(look, kind):
    return {seen.key: seen for seen in look.observations if isinstance(seen, kind)}


@pytest.mark.parametrize("package", ["runtime.v1", "runtime.v1alpha2"])
async def test_sees_every_container_with_its_end_and_process(runtime, source, tmp_path, package):
    runtime.package = package
    async with serving(runtime, tmp_path / "cri.sock"):
        look = await source.look()

    assert look.gaps == ()
    containers = of(look, ContainerSeen)
    assert len(containers) == 4
    dead = containers[FIRST]
    assert (dead.state, dead.exit_code, dead.reason) == (ContainerState.EXITED, 0, "Completed")
    assert dead.finished_at - dead.started_at > dead.started_at - dead.created_at
    assert dead.sandbox_id == "78671b287e9267568b29db892c79d751148db92377a2e75b784c2af30f2a9a43"
    alive = containers[RUNNING]
    assert (alive.state, alive.attempt_key.attempt, alive.exit_code) == (ContainerState.RUNNING, 1, None)
    assert alive.pid > 0
    assert {seen.config_source for seen in of(look, SandboxSeen).values()} == {"file"}
    assert [(seen.name, seen.version) for seen in of(look, RuntimeSeen).values()] == [("containerd", "1.6.20")]


async def test_asks_for_a_status_once_for_each_state(runtime, source, tmp_path):
    async with serving(runtime, tmp_path / "cri.sock"):
        await source.look()
        runtime.asked.clear()
        await source.look()
        quiet = list(runtime.asked)
        runtime.containers[-1]["state"] = runtime.statuses[RUNNING]["status"]["state"] = "CONTAINER_EXITED"
        runtime.statuses[RUNNING]["status"]["exitCode"] = 137
        runtime.statuses[RUNNING]["status"]["finishedAt"] = "1795420822000000000"
        ended = of(await source.look(), ContainerSeen)[RUNNING]

    assert quiet == ["ListContainers", "ListPodSandbox"]
    assert runtime.asked.count("ContainerStatus") == 1
    assert (ended.state, ended.exit_code) == (ContainerState.EXITED, 137)


async def test_a_container_that_matters_not_is_listed_and_not_asked_for(runtime, source, tmp_path):
    for sandbox in runtime.sandboxes:
        sandbox["annotations"]["kubernetes.io/config.source"] = "api"
    async with serving(runtime, tmp_path / "cri.sock"):
        containers = of(await source.look(), ContainerSeen)

    assert len(containers) == 4
    assert runtime.asked.count("ContainerStatus") == 1
    assert containers[FIRST].exit_code is None
    assert containers[RUNNING].started_at is not None


async def test_a_crowd_of_other_pods_does_not_displace_a_static_one(runtime, source, tmp_path):
    for number in range(ContainerSeen.most + 100):
        other = copy.deepcopy(runtime.containers[0])
        other["id"] = f"{number:064x}"
        other["labels"] |= {"io.kubernetes.pod.uid": f"{number:08x}-0000-4000-8000-000000000000"}
        other["labels"] |= {"io.kubernetes.pod.name": f"job-{number}"}
        runtime.containers.append(other)
    static = {seen["id"] for seen in recorded("v1_ListContainers.json")}
    timeline = Timeline()

    async with serving(runtime, tmp_path / "cri.sock"):
        first, second = [(await source.look()).observations for _ in range(2)]
    news = [[timeline.add(seen) for seen in look] for look in (first, second)]

    assert static <= {seen.container_id for seen in timeline.newest(ContainerSeen)}
    assert not any(news[1])


async def test_tells_of_containers_that_the_runtime_forgot(runtime, source, tmp_path):
    async with serving(runtime, tmp_path / "cri.sock"):
        await source.look()
        runtime.containers.pop(0)
        look = await source.look()

    assert list(of(look, ContainerGone)) == [FIRST]
    assert FIRST not in of(look, ContainerSeen)


async def test_a_container_removed_between_list_and_status_is_still_told(runtime, source, tmp_path):
    del runtime.statuses[FIRST]
    async with serving(runtime, tmp_path / "cri.sock"):
        look = await source.look()

    assert look.gaps == ()
    assert of(look, ContainerSeen)[FIRST].state is ContainerState.EXITED


async def test_one_detail_that_is_refused_is_a_part_of_the_look(runtime, source, tmp_path):
    def refuses(_):
        raise GRPCError(Status.INTERNAL, "task is stuck")

    runtime.container_status = refuses
    async with serving(runtime, tmp_path / "cri.sock"):
        look = await source.look()

    assert look.gaps
    assert look.partial
    assert len(of(look, ContainerSeen)) == 4


async def test_an_event_wakes_it(runtime, source, tmp_path):
    runtime.event_stream = asyncio.Queue()
    async with serving(runtime, tmp_path / "cri.sock"):
        await source.look()
        assert not source.woken.is_set()
        runtime.event_stream.put_nowait(True)
        await asyncio.wait_for(source.woken.wait(), 5)
        runtime.event_stream.put_nowait(False)


async def test_a_runtime_without_cri_is_told_apart(source, tmp_path):
    async with serving(FakeRuntime("containerd.services.version.v1"), tmp_path / "cri.sock"):
        gap = (await source.look()).gaps[0]

    assert gap.source is Source.CRI
    assert "disabled_plugins" in gap.why


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        pytest.param(silent, "no answer within 0.5 s", id="hung"),
        pytest.param(garbage, "no runtime listens there", id="garbage"),
        pytest.param(hangs_up, "broke off", id="hangs-up"),
    ],
)
async def test_a_socket_that_misbehaves_is_a_gap(source, tmp_path, behaviour, says):
    async with listening(behaviour, tmp_path / "cri.sock"):
        look = await source.look()

    assert look.observations == ()
    assert says in look.gaps[0].why
    assert str(tmp_path / "cri.sock") in look.gaps[0].why


async def test_recovers_as_soon_as_the_runtime_is_back(runtime, source, tmp_path):
    path = tmp_path / "cri.sock"
    before = await source.look()
    async with listening(silent, path):
        hung = await source.look()
    path.unlink(missing_ok=True)
    async with serving(runtime, path):
        back = await source.look()

    assert "no such socket" in before.gaps[0].why
    assert hung.gaps
    assert back.gaps == ()
    assert len(of(back, ContainerSeen)) == 4


async def test_a_stale_socket_says_that_the_runtime_has_stopped(source, tmp_path):
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(tmp_path / "cri.sock"))

    assert "connection refused" in (await source.look()).gaps[0].why


async def test_an_endless_answer_is_not_taken_in(runtime, clock, tmp_path):
    source = CriSource(str(tmp_path / "cri.sock"), clock, call_seconds=100)
    runtime.containers = [{"id": str(number), "labels": {"bulk": "x" * 1024 * 1024}} for number in range(20)]
    async with serving(runtime, tmp_path / "cri.sock"):
        look = await source.look()
    await source.close()

    assert "larger than 8 MiB" in look.gaps[0].why
