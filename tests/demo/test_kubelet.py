"""The simulated kubelet over real processes: what it runs, when it kills, what it leaves of it."""

import asyncio
import contextlib
import json
import time
import urllib.request

import psutil
import pytest

from whyrestart.demo import kubelet_port
from whyrestart.demo.kubelet import Kubelet, KubeletSettings
from whyrestart.demo.runtime import pod_log_directory
from whyrestart.demo.scenarios import add_flag, write_atomically
from whyrestart.parsing.pod_log_path import parse as parse_log_path

KEY = "kube-system/kube-apiserver-demo-node"


class Watched:
    """A running kubelet and what tests want of it."""

    def __init__(self, layout):
        self.layout = layout
        self.kubelet = Kubelet(
            KubeletSettings(
                manifests=layout.manifests,
                pod_logs=layout.pod_logs,
                log=layout.kubelet_log,
                node_name=layout.node_name,
                version=layout.version,
                file_check_seconds=1.0,
                back_off_seconds=1.0,
            )
        )

    @property
    def slot(self):
        pod = self.kubelet.pods.get(KEY)
        return pod.slots["kube-apiserver"] if pod else None

    @property
    def manifest(self):
        return self.layout.manifest("kube-apiserver")

    def edit(self, change, path=None):
        write_atomically(path or self.manifest, change(self.manifest.read_text(encoding="utf-8")))

    def happened(self, text):
        return [each for each in self.kubelet.happenings if text in f"{each.container} {each.text}"]

    async def until(self, condition, seconds=25):
        deadline = time.monotonic() + seconds
        while not condition():
            assert not self.kubelet.failures()
            assert time.monotonic() < deadline, [f"{each.container} {each.text}" for each in self.kubelet.happenings]
            await asyncio.sleep(0.05)


@pytest.fixture
async def make_kubelet(make_layout):
    async with contextlib.AsyncExitStack() as stack:

        async def make(version="v1.17.17", *, only=("etcd", "kube-apiserver")):
            layout = make_layout(version)
            for path in layout.manifests.iterdir():
                if path.stem not in only:
                    path.unlink()
            watched = Watched(layout)
            stack.push_async_callback(watched.kubelet.close)
            task = asyncio.create_task(watched.kubelet.run())

            async def cancel():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

            stack.push_async_callback(cancel)
            return watched

        yield make


def anonymous_off(text):
    return add_flag(text, "--anonymous-auth=false")


async def test_kills_a_healthy_apiserver_for_ever_when_its_probe_gets_401(make_kubelet):
    watched = await make_kubelet()
    watched.edit(anonymous_off)

    await watched.until(lambda: len(watched.happened("killed")) >= 2 and watched.slot.restarts == 2)

    lives = [
        (end.at - start.at).total_seconds()
        for start, end in zip(watched.happened("apiserver attempt"), watched.happened("apiserver killed"), strict=False)
    ]
    # Initial delay 2 s, period 2 s, 3 failures: the first kill within 6 to 8 s, and a wide margin for a busy machine.
    assert all(5.9 < seconds < 14 for seconds in lives[:1])
    assert watched.slot.previous.exit_code == 0
    log = watched.layout.kubelet_log.read_text(encoding="utf-8")
    assert "failed (failure): HTTP probe failed with statuscode: 401" in log
    assert "Container kube-apiserver failed liveness probe, will be restarted" in log


async def test_keeps_the_last_dead_attempts_log_only_in_the_kubelets_own_layout(make_kubelet):
    watched = await make_kubelet(only=["kube-apiserver"])
    watched.edit(lambda text: add_flag(text, "--bogus"))

    await watched.until(lambda: watched.slot is not None and watched.slot.restarts >= 3)

    pod = watched.kubelet.pods[KEY].pod
    directory = pod_log_directory(watched.layout.pod_logs, pod) / "kube-apiserver"
    assert sorted(path.name for path in directory.iterdir()) == ["2.log", "3.log"]
    assert "stderr F Error: unknown flag: --bogus" in (directory / "2.log").read_text(encoding="utf-8")
    # The daemon's own reader takes these paths for what they are.
    found = parse_log_path((directory / "2.log").relative_to(watched.layout.pod_logs).as_posix())
    assert found is not None
    # It crashed at once, so the second restart had to wait.
    assert watched.happened("CrashLoopBackOff")


async def test_a_differing_copy_replaces_the_manifest_and_an_identical_one_does_not(make_kubelet):
    watched = await make_kubelet()
    await watched.until(lambda: watched.slot is not None and watched.slot.current is not None)
    uid = watched.kubelet.pods[KEY].pod.uid
    backup = watched.manifest.with_name("kube-apiserver.yaml.bak")

    watched.edit(lambda text: text, backup)
    await asyncio.sleep(1.5)
    assert watched.kubelet.pods[KEY].pod.uid == uid

    watched.edit(anonymous_off, backup)
    await watched.until(lambda: watched.kubelet.pods[KEY].pod.uid != uid)
    other = watched.kubelet.pods[KEY].pod.uid

    # Editing the original has its effect until the next full read goes back to the copy.
    watched.edit(lambda text: add_flag(text, "--profiling=false"))
    await watched.until(lambda: watched.kubelet.pods[KEY].pod.uid not in {uid, other})
    await watched.until(lambda: watched.kubelet.pods[KEY].pod.uid == other)
    assert watched.kubelet.pods[KEY].pod.file == str(backup)


async def test_a_broken_manifest_ends_its_pod_at_the_next_full_read(make_kubelet):
    watched = await make_kubelet(only=["etcd", "kube-apiserver"])
    await watched.until(lambda: watched.slot is not None and watched.slot.current is not None)

    watched.edit(lambda text: text.replace("spec:", "spec: ["))

    await watched.until(lambda: KEY not in watched.kubelet.pods)
    await watched.until(lambda: "ContainerDied" in watched.layout.kubelet_log.read_text(encoding="utf-8"))
    assert "can't process config file" in watched.layout.kubelet_log.read_text(encoding="utf-8")


async def test_runs_nothing_but_its_own_programs(make_kubelet, tmp_path):
    watched = await make_kubelet(only=["kube-apiserver"])
    trace = tmp_path / "trace"
    watched.edit(lambda text: text.replace("- kube-apiserver\n", f"- /usr/bin/touch\n    - {trace}\n", 1))

    await watched.until(lambda: watched.slot is not None and watched.slot.restarts >= 1)

    assert not trace.exists()
    assert (watched.slot.current.exit_code, watched.slot.current.reason) == (128, "StartError")
    assert 'exec: "touch": executable file not found' in watched.slot.current.message
    assert watched.slot.current.log_path.read_bytes() == b""


async def test_an_exec_probe_is_never_executed_and_never_counts(make_kubelet, tmp_path):
    watched = await make_kubelet(only=["kube-apiserver"])
    trace = tmp_path / "trace"

    def with_exec(text):
        start, end = text.index("      httpGet:"), text.index("      initialDelaySeconds:")
        probed = f"{text[:start]}      exec:\n        command: [touch, {trace}]\n{text[end:]}"
        return probed.replace("initialDelaySeconds: 2", "initialDelaySeconds: 0")

    watched.edit(with_exec)
    await watched.until(lambda: "errored (unknown)" in watched.layout.kubelet_log.read_text(encoding="utf-8"))

    assert not trace.exists()
    assert not watched.happened("killed")


async def test_the_newer_kubelet_lets_the_old_pod_end_first(make_kubelet):
    watched = await make_kubelet("v1.32.0")
    await watched.until(lambda: watched.slot is not None and watched.slot.started)
    old = watched.slot.current

    watched.edit(lambda text: add_flag(text, "--profiling=false"))
    await watched.until(lambda: watched.slot is not None and watched.slot.current not in {None, old})

    assert watched.slot.current.started_at >= old.finished_at


async def test_its_read_only_port_counts_what_happened(make_kubelet):
    watched = await make_kubelet()
    server = kubelet_port.serve(watched.kubelet, watched.layout.ports.kubelet)
    try:
        watched.edit(anonymous_off)
        await watched.until(lambda: watched.slot is not None and watched.slot.restarts == 1)
        base = f"http://127.0.0.1:{watched.layout.ports.kubelet}"

        def get(path):
            with urllib.request.urlopen(f"{base}{path}", timeout=5) as answer:
                return answer.read().decode()

        pods = json.loads(await asyncio.to_thread(get, "/pods"))
        metrics = await asyncio.to_thread(get, "/metrics/probes")
    finally:
        server.stop()

    status = next(item for item in pods["items"] if item["metadata"]["name"] == "kube-apiserver-demo-node")["status"]
    container = status["containerStatuses"][0]
    assert container["restartCount"] == 1
    assert container["lastState"]["terminated"]["reason"] == "Completed"
    assert container["ready"] is True
    assert 'container="kube-apiserver"' in metrics
    assert 'probe_type="Liveness",result="failed"} 3' in metrics


async def test_close_ends_every_process(make_kubelet):
    watched = await make_kubelet(only=["etcd", "kube-apiserver", "kube-scheduler"])
    await watched.until(lambda: len(watched.kubelet.pods) == 3 and watched.slot.current is not None)
    programs = {"etcd", "kube-apiserver", "kube-scheduler"}
    await watched.until(lambda: programs <= {child.name() for child in psutil.Process().children()})

    await watched.kubelet.close()

    assert not psutil.Process().children(recursive=True)
