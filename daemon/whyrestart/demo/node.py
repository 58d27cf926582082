"""The demo node as a whole: a directory, a simulated kubelet, the real daemon beside it; all gone when it closes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from grpclib.server import Server

import whyrestart
from whyrestart.demo import certificates, cri_server, kubelet_port, leash, manifests, ports
from whyrestart.demo.kubelet import Kubelet, KubeletSettings
from whyrestart.demo.manifests import Layout
from whyrestart.errors import WhyrestartError
from whyrestart.model.version import Version

NODE_NAME = "demo-node"
_DAEMON_GRACE_SECONDS = 5.0
# 107 bytes are a unix socket's path (unix(7)); some 50 of them lie below $TMPDIR.
_LONGEST_PARENT_BYTES = 55
_TAIL_LINES = 20


class DemoError(WhyrestartError):
    """The demo cannot go on; the text says what died and what it said last."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """A running demo node."""

    layout: Layout
    kubelet: Kubelet
    daemon: Process
    kubelet_task: asyncio.Task[None]

    @property
    def url(self) -> str:
        """The daemon's address."""
        return f"http://127.0.0.1:{self.layout.ports.whyrestart}"

    def check(self) -> None:
        """DemoError if the kubelet or the daemon is no more."""
        if self.kubelet_task.done():
            raise DemoError(f"the simulated kubelet ended: {self.kubelet_task.exception()!r}")
        for name, error in self.kubelet.failures():
            raise DemoError(f"the simulated kubelet lost {name}: {error!r}")
        if self.daemon.returncode is not None:
            said = _tail(daemon_log(self.layout))
            raise DemoError(f"whyrestart run ended with {self.daemon.returncode}; it said last:\n{said}")


def daemon_log(layout: Layout) -> Path:
    """Where the daemon's output goes."""
    return layout.root / "var" / "log" / "whyrestart.log"


def _tail(path: Path) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL_LINES:])
    return ""


def daemon_config(layout: Layout) -> dict[str, str]:
    """The daemon's configuration: everything on this node, nothing of the machine around it."""
    pki = layout.pki
    kubelet = f"http://127.0.0.1:{layout.ports.kubelet}"
    return {
        "node_name": layout.node_name,
        "manifest_directory": str(layout.manifests),
        "pod_log_directory": str(layout.pod_logs),
        "runtime_endpoint": f"unix://{layout.runtime_socket}",
        "client_certificate": str(pki / "apiserver-kubelet-client.crt"),
        "client_key": str(pki / "apiserver-kubelet-client.key"),
        "certificate_directory": str(pki),
        "kubelet_config": str(layout.kubelet_config),
        "kubelet_url": kubelet,
        "kubelet_read_only_url": kubelet,
        "kubelet_log": str(layout.kubelet_log),
        "state_directory": str(layout.state),
        "listen": f"127.0.0.1:{layout.ports.whyrestart}",
    }


async def _start_daemon(layout: Layout) -> Process:
    config = layout.root / "etc" / "whyrestart.yaml"
    config.write_text(yaml.safe_dump(daemon_config(layout), sort_keys=False), encoding="utf-8")
    # Nothing of the caller's own whyrestart or service manager may leak into the demo's.
    foreign = {"WHYRESTART_CONFIG", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment["PYTHONPATH"] = str(Path(whyrestart.__file__).parents[1])
    with daemon_log(layout).open("wb") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            leash.__file__,
            str(os.getpid()),
            *(sys.executable, "-m", "whyrestart", "run", "--config", str(config)),
            stdin=DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )


async def _stop_daemon(daemon: Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if daemon.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                daemon.send_signal(number)
        try:
            async with asyncio.timeout(_DAEMON_GRACE_SECONDS):
                await daemon.wait()
        except TimeoutError:
            continue
        return


def _directory() -> Path:
    """A new one in $TMPDIR, or in /tmp where a socket's path would become too long."""
    usual = Path(tempfile.gettempdir()).resolve()
    parent = usual if len(os.fsencode(usual)) <= _LONGEST_PARENT_BYTES else Path("/tmp")  # noqa: S108  # made by mkdtemp
    return Path(tempfile.mkdtemp(prefix="whyrestart-demo-", dir=parent))


@contextlib.asynccontextmanager
async def running(version: Version) -> AsyncIterator[Node]:
    """A node in a temporary directory, up until the block ends, however it ends; then nothing of it is left."""
    root = _directory()
    async with contextlib.AsyncExitStack() as stack:
        # A late write of an ending process must not keep the directory alive.
        stack.callback(shutil.rmtree, root, ignore_errors=True)
        layout = Layout(root=root, ports=ports.free(), version=version, node_name=NODE_NAME)
        manifests.write(layout)
        certificates.make(layout.pki, layout.node_name)
        kubelet = Kubelet(
            KubeletSettings(
                manifests=layout.manifests,
                pod_logs=layout.pod_logs,
                log=layout.kubelet_log,
                node_name=layout.node_name,
                version=version,
            )
        )
        stack.push_async_callback(kubelet.close)
        runtime = await cri_server.serve(kubelet.runtime, layout.runtime_socket)
        stack.push_async_callback(_close, runtime)
        server = kubelet_port.serve(kubelet, layout.ports.kubelet)
        stack.callback(server.stop)
        task = asyncio.create_task(kubelet.run())
        stack.push_async_callback(_cancel, task)
        daemon = await _start_daemon(layout)
        stack.push_async_callback(_stop_daemon, daemon)
        yield Node(layout=layout, kubelet=kubelet, daemon=daemon, kubelet_task=task)


async def _close(server: Server) -> None:
    server.close()
    await server.wait_closed()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
