import asyncio
import shutil
import socket
import sys

import pytest

from whyrestart.model.observation import ProcessGone, ProcessSeen, SocketsSeen, Source
from whyrestart.sources.processes import ProcessSource

UID = "9d787158660872c4d40b5cea5e774b2b"
DASHED = "83db5b8e-0a8b-b89c-7658-1ab0e7ff361a"
ID = "07e7acece13df15f485f20eb2602f8679be7499912c35f467e29710e059f1db7"
SERVE = """
import socket, sys
bound = socket.socket(); bound.bind(("127.0.0.1", 0)); bound.listen()
print(bound.getsockname()[1], flush=True); sys.stdin.read()
"""


@pytest.fixture
async def start(tmp_path):
    """Starts a process of a given name, with its own port, and ends it by its pid."""
    started = []

    async def start(program, *arguments):
        path = tmp_path / program
        if not path.exists():
            path.symlink_to(sys.executable)
        process = await asyncio.create_subprocess_exec(
            str(path), "-c", SERVE, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        started.append(process)
        return process, int(await process.stdout.readline())

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


def of(look, kind):
    return [seen for seen in look.observations if isinstance(seen, kind)]


def by_pid(look):
    return {seen.pid: seen for seen in of(look, ProcessSeen)}


@pytest.fixture
async def source_of(clock):
    sources = []

    def build(cgroups=None, **more):
        sources.append(ProcessSource(clock, read_cgroup=lambda pid: (cgroups or {}).get(pid, "0::/"), **more))
        return sources[-1]

    yield build
    for source in sources:
        await source.close()


async def test_tells_of_a_static_pods_process_its_port_and_its_end(start, source_of):
    process, port = await start(
        "kube-apiserver", "--anonymous-auth=false", "--token", "s3cret-value", "--secure-port=6443"
    )
    source = source_of({process.pid: f"0::/kubepods/burstable/pod{UID}/{ID}"})

    look = await source.look()
    seen = by_pid(look)[process.pid]
    (listening,) = of(look, SocketsSeen)[0].on_port(port)
    process.kill()
    await process.wait()
    after = await source.look()

    assert (seen.program, seen.pod_uid, seen.container_id) == ("kube-apiserver", UID, ID)
    assert "--anonymous-auth=false" in seen.command_line
    assert "s3cret-value" not in seen.command_line
    assert (listening.pid, listening.program, listening.pod_uid, listening.container_id) == (
        process.pid,
        "kube-apiserver",
        UID,
        ID,
    )
    assert [gone.pid for gone in of(after, ProcessGone)] == [process.pid]
    assert of(after, SocketsSeen)[0].on_port(port) == ()


async def test_says_nothing_twice(start, source_of):
    await start("kubelet")
    source = source_of()
    await source.look()

    again = await source.look()

    assert [seen for seen in again.observations if getattr(seen, "program", "") == "kubelet"] == []


@pytest.mark.parametrize(
    ("case", "told"),
    [
        pytest.param(("kubelet", "0::/system.slice/kubelet.service", ()), True, id="the-kubelet"),
        pytest.param(("containerd", "0::/", ()), True, id="a-runtime"),
        pytest.param(("nginx", f"0::/kubepods/pod{UID}/{ID}", ()), True, id="a-static-pod-of-any-program"),
        pytest.param(("kube-apiserver", f"0::/kubepods/pod{DASHED}/{ID}", ()), False, id="a-pod-of-the-api"),
        pytest.param(
            ("kube-apiserver", f"0::/kubepods/pod{DASHED}/{ID}", (DASHED,)), True, id="its-manifest-sets-the-uid"
        ),
        pytest.param(("nginx", "0::/system.slice/nginx.service", ()), False, id="a-service"),
    ],
)
async def test_tells_of_what_matters_only(start, source_of, case, told):
    program, cgroup, static = case
    process, _ = await start(program)
    source = source_of({process.pid: cgroup}, static_pod_uids=lambda: static)

    look = await source.look()

    assert (process.pid in by_pid(look)) == told


async def test_a_service_that_holds_a_port_is_named(start, source_of):
    process, port = await start("nginx")

    look = await source_of().look()

    (listening,) = of(look, SocketsSeen)[0].on_port(port)
    assert (listening.pid, listening.program, listening.pod_uid) == (process.pid, "nginx", None)


async def test_a_port_that_opens_later_is_told_within_seconds(source_of, clock):
    source = source_of()
    await source.look()
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        port = bound.getsockname()[1]
        clock.move(6)
        look = await source.look()

    assert len(of(look, SocketsSeen)[0].on_port(port)) == 1


async def test_a_process_that_has_not_yet_become_its_program_is_looked_at_again(start, source_of):
    process, _ = await start("runc")
    cgroups = {process.pid: "0::/"}
    source = source_of(cgroups)
    before = await source.look()
    cgroups[process.pid] = f"0::/kubepods/pod{UID}/{ID}"

    after = await source.look()

    assert process.pid not in by_pid(before)
    assert by_pid(after)[process.pid].container_id == ID


async def test_a_socket_whose_owner_may_not_be_known_is_told_without_one(source_of, tmp_path):
    proc = tmp_path / "proc"
    (proc / "net").mkdir(parents=True)
    shutil.copy("/proc/net/tcp6", proc / "net" / "tcp6")
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        port = bound.getsockname()[1]
        shutil.copy("/proc/net/tcp", proc / "net" / "tcp")
        look = await source_of(proc=proc).look()

    (listening,) = of(look, SocketsSeen)[0].on_port(port)
    assert (listening.pid, listening.program) == (None, "")


async def test_a_missing_table_blinds_the_sockets_alone(source_of, tmp_path):
    look = await source_of(proc=tmp_path).look()

    assert [gap.source for gap in look.gaps] == [Source.SOCKETS]
