"""A demo node's files, and its programs as real processes on free loopback ports."""

import asyncio
import contextlib
import ssl
import time

import httpx
import pytest

from whyrestart.demo import certificates, manifests, podspec, ports
from whyrestart.demo.manifests import Layout
from whyrestart.demo.runtime import Runtime
from whyrestart.model.version import Version

NODE = "demo-node"


@pytest.fixture(scope="session")
def pki(tmp_path_factory):
    directory = tmp_path_factory.mktemp("pki")
    certificates.make(directory, NODE)
    return directory


@pytest.fixture
def make_layout(tmp_path, pki):
    """A node's files for a version; all nodes of a run share one pki."""

    def make(version="v1.17.17"):
        layout = Layout(root=tmp_path, ports=ports.free(), version=Version.parse(version), node_name=NODE)
        layout.kubernetes.mkdir(parents=True, exist_ok=True)
        layout.pki.symlink_to(pki)
        manifests.write(layout)
        return layout

    return make


class Machine:
    """Starts programs as a manifest says, and asks them questions."""

    def __init__(self, layout):
        self.layout = layout
        self.runtime = Runtime(layout.pod_logs)

    async def start(self, component, text=None, attempt=0):
        path = self.layout.manifest(component)
        data = (text if text is not None else path.read_text(encoding="utf-8")).encode()
        pod = podspec.parse(data, file=str(path), node_name=NODE, version=self.layout.version)
        return await self.runtime.start(pod, pod.containers[0], attempt)

    async def get(self, path, *, port=None, scheme="https", certificate=False, headers=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if certificate:
            stem = self.layout.pki / "apiserver-kubelet-client"
            context.load_cert_chain(stem.with_suffix(".crt"), stem.with_suffix(".key"))
        async with httpx.AsyncClient(verify=context, trust_env=False) as client:
            return await client.get(
                f"{scheme}://127.0.0.1:{port or self.layout.ports.apiserver}{path}", headers=headers or {}
            )

    async def answers(self, path, *, status, port=None, scheme="https", seconds=20, **more):
        """Wait until that answer comes."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(httpx.TransportError):
                answer = await self.get(path, port=port, scheme=scheme, **more)
                if answer.status_code == status:
                    return answer
            assert time.monotonic() < deadline, f"{path} did not answer {status} within {seconds} s"
            await asyncio.sleep(0.05)

    async def etcd(self):
        container = await self.start("etcd")
        await self.answers("/health", status=200, port=self.layout.ports.etcd_metrics, scheme="http")
        return container


@pytest.fixture
async def make_machine(make_layout):
    async with contextlib.AsyncExitStack() as stack:

        def make(version="v1.17.17"):
            machine = Machine(make_layout(version))
            stack.push_async_callback(machine.runtime.close)
            return machine

        yield make
