"""The Docker source against a socket that speaks the Engine API, and against ones that do not."""

import json
import re
from pathlib import Path

import pytest

from bad_servers import garbage, hangs_up, http, http_drip, http_flood, listening, silent
from whyrestart.model.observation import ContainerGone, ContainerSeen, ContainerState, RuntimeSeen, SandboxSeen, Source
from whyrestart.sources.docker import DockerSource
from whyrestart.timeline import Timeline

DATA = Path(__file__).parents[1] / "data" / "docker"
DEAD = "5c0f" * 16
ALIVE = "7e1a" * 16


class FakeEngine:
    """Answers as dockerd does, from recorded answers; counts what it is asked."""

    def __init__(self):
        self.listed = json.loads((DATA / "containers.json").read_text())
        self.inspected = {found["Id"]: found for found in json.loads((DATA / "inspect.json").read_text())}
        self.asked = []

    async def __call__(self, reader, writer):
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = request.split()[1]
        self.asked.append(path)
        found = self.answer(path)
        body = json.dumps({"message": "No such container"} if found is None else found)
        await http(body.encode(), status="404 Not Found" if found is None else "200 OK")(_Read(), writer)

    def answer(self, path):
        if path == "/version":
            return {"Version": "19.03.15", "ApiVersion": "1.40"}
        if path == "/containers/json?all=1":
            return self.listed
        match = re.fullmatch(r"/containers/([0-9a-f]+)/json", path)
        return self.inspected.get(match[1]) if match else None


class _Read:
    async def readuntil(self, _):
        return b""


@pytest.fixture
async def source(tmp_path, clock):
    source = DockerSource(f"unix://{tmp_path}/docker.sock", clock, call_seconds=0.5)
    yield source
    await source.close()


def of(look, kind):
    return {seen.key: seen for seen in look.observations if isinstance(seen, kind)}


async def test_sees_the_kubelets_containers_with_their_ends(source, tmp_path):
    async with listening(FakeEngine(), tmp_path / "docker.sock"):
        look = await source.look()

    assert look.gaps == ()
    containers = of(look, ContainerSeen)
    assert set(containers) == {DEAD, ALIVE}
    assert {seen.source for seen in look.observations} == {Source.DOCKER}
    dead, alive = containers[DEAD], containers[ALIVE]
    assert (dead.state, dead.exit_code, dead.reason) == (ContainerState.EXITED, 137, "OOMKilled")
    assert (alive.state, alive.pid, alive.attempt_key.attempt) == (ContainerState.RUNNING, 4711, 5)
    assert [(seen.config_source, seen.host_network) for seen in of(look, SandboxSeen).values()] == [("file", True)]
    assert [(seen.name, seen.version) for seen in of(look, RuntimeSeen).values()] == [("docker", "19.03.15")]


async def test_a_crowd_of_other_pods_does_not_displace_a_static_one(tmp_path, clock):
    engine = FakeEngine()
    names = (f"/k8s_app_job-{n}_default_{n:08x}-0000-4000-8000-000000000000_0" for n in range(ContainerSeen.most + 100))
    engine.listed += [{"Id": f"{n:064x}", "Names": [name], "State": "exited"} for n, name in enumerate(names)]
    source = DockerSource(f"unix://{tmp_path}/docker.sock", clock)
    timeline = Timeline()

    async with listening(engine, tmp_path / "docker.sock"):
        for seen in (await source.look()).observations:
            timeline.add(seen)
    await source.close()

    assert {DEAD, ALIVE} <= {seen.container_id for seen in timeline.newest(ContainerSeen)}


async def test_inspects_once_for_each_state(source, tmp_path):
    engine = FakeEngine()
    async with listening(engine, tmp_path / "docker.sock"):
        await source.look()
        engine.asked.clear()
        await source.look()
        quiet = list(engine.asked)
        engine.listed[1]["State"], engine.listed[1]["Status"] = "exited", "Exited (1) 1 second ago"
        engine.inspected[ALIVE]["State"] |= {"Running": False, "ExitCode": 1, "FinishedAt": "2020-02-11T10:25:00Z"}
        ended = of(await source.look(), ContainerSeen)[ALIVE]

    assert quiet == ["/containers/json?all=1"]
    assert engine.asked[-1] == f"/containers/{ALIVE}/json"
    assert (ended.state, ended.exit_code, ended.reason) == (ContainerState.EXITED, 1, "Error")


async def test_tells_of_containers_that_docker_forgot_and_of_those_removed_meanwhile(source, tmp_path):
    engine = FakeEngine()
    async with listening(engine, tmp_path / "docker.sock"):
        await source.look()
        engine.listed = [entry for entry in engine.listed if entry["Id"] != DEAD]
        look = await source.look()
    other = DockerSource(str(tmp_path / "docker.sock"), source._clock)
    (tmp_path / "docker.sock").unlink(missing_ok=True)
    engine = FakeEngine()
    del engine.inspected[DEAD]
    async with listening(engine, tmp_path / "docker.sock"):
        listed_only = of(await other.look(), ContainerSeen)[DEAD]
    await other.close()

    assert list(of(look, ContainerGone)) == [DEAD]
    assert (listed_only.state, listed_only.exit_code) == (ContainerState.EXITED, 137)


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        pytest.param(silent, "no answer within 0.5 s", id="hung"),
        pytest.param(http_drip, "no answer within 0.5 s", id="drips"),
        pytest.param(http_flood(), "larger than 8 MiB", id="floods"),
        pytest.param(http(b"<html>"), "no Docker engine", id="another-server"),
        pytest.param(http(b"[" * 100_000), "not JSON", id="deeply-nested"),
        pytest.param(http(b"busy", status="503 Service Unavailable"), "503 busy", id="refuses"),
        pytest.param(garbage, "docker.sock", id="garbage"),
        pytest.param(hangs_up, "docker.sock", id="hangs-up"),
    ],
)
async def test_a_socket_that_misbehaves_is_a_gap(source, tmp_path, behaviour, says):
    async with listening(behaviour, tmp_path / "docker.sock"):
        look = await source.look()

    assert look.observations == ()
    assert look.gaps[0].source is Source.DOCKER
    assert says in look.gaps[0].why
    assert str(tmp_path / "docker.sock") in look.gaps[0].why


async def test_a_missing_socket_says_what_to_set(source):
    assert "set runtime_endpoint" in (await source.look()).gaps[0].why
