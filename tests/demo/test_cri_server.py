"""The simulated runtime's socket, asked by the daemon's own source."""

import tempfile
from pathlib import Path

from whyrestart.clock import SystemClock
from whyrestart.demo import cri_server
from whyrestart.model.observation import ContainerSeen, ContainerState, SandboxSeen
from whyrestart.sources.cri import CriSource


async def look(runtime):
    with tempfile.TemporaryDirectory(prefix="wr-", dir="/tmp") as directory:
        path = Path(directory) / "containerd.sock"
        server = await cri_server.serve(runtime, path)
        source = CriSource(str(path), SystemClock())
        try:
            return await source.look()
        finally:
            await source.close()
            server.close()
            await server.wait_closed()


async def test_tells_the_daemon_of_living_and_dead_containers(make_machine):
    machine = make_machine()
    running = await machine.etcd()
    text = machine.layout.manifest("kube-apiserver").read_text(encoding="utf-8")
    dead = await machine.start("kube-apiserver", text.replace("--secure-port", "--secure-prt"))
    await dead.ended.wait()

    seen = await look(machine.runtime)

    assert seen.gaps == ()
    containers = {each.container_id: each for each in seen.observations if isinstance(each, ContainerSeen)}
    etcd, apiserver = containers[running.id], containers[dead.id]
    assert (etcd.state, etcd.pid, etcd.finished_at) == (ContainerState.RUNNING, running.process.pid, None)
    assert (apiserver.state, apiserver.exit_code, apiserver.reason) == (ContainerState.EXITED, 1, "Error")
    assert apiserver.attempt_key.pod_uid == dead.pod.uid
    assert apiserver.log_path == str(dead.log_path)
    assert abs((apiserver.finished_at - dead.finished_at).total_seconds()) < 0.001
    sandboxes = [each for each in seen.observations if isinstance(each, SandboxSeen)]
    assert {each.pod for each in sandboxes} == {"etcd-demo-node", "kube-apiserver-demo-node"}
    assert all(each.config_source == "file" and each.ready for each in sandboxes)


async def test_knows_of_the_dead_only_the_last(make_machine):
    machine = make_machine()
    text = machine.layout.manifest("kube-apiserver").read_text(encoding="utf-8").replace("--secure-port", "--bogus")
    for attempt in range(3):
        container = await machine.start("kube-apiserver", text, attempt=attempt)
        await container.ended.wait()

    seen = await look(machine.runtime)

    assert sorted(each.attempt_key.attempt for each in seen.observations if isinstance(each, ContainerSeen)) == [1, 2]
