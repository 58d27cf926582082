"""What a replayed probe costs: milliseconds each, beside a bare exchange of the same bytes; printed, never asserted.

Run with `pytest tests/bench -s`.
"""

import asyncio
import statistics
import sys
import time

from probes.fakes import FakeClock
from probes.listeners import Authority, Web, ok
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Container, HttpGet, Probe, ProbeKind
from whyrestart.probes.prober import probe
from whyrestart.probes.request import TcpRequest
from whyrestart.probes.spec import request_for

REF = ContainerRef(namespace="kube-system", pod="a", container="a")
TIMES = 200


def request(port, scheme):
    handler = HttpGet(host="127.0.0.1", port=port, path="/livez", scheme=scheme)
    return request_for(Probe(kind=ProbeKind.LIVENESS, handler=handler), Container(name="a"), pod_ip=None, version=None)


async def bare(port):
    """The least that Python can do: connect, send, read to the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    await reader.read()
    writer.close()
    await writer.wait_closed()


async def milliseconds(once):
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await once()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), sorted(taken)[int(TIMES * 0.95)]


async def test_latency(tmp_path, capsys):
    clock = FakeClock()
    figures = {}

    def asking(asked):
        return lambda: probe(asked, ref=REF, kind=ProbeKind.LIVENESS, clock=clock)

    async with Web(ok()).listening() as port:
        figures["bare exchange"] = await milliseconds(lambda: bare(port))
        figures["tcpSocket"] = await milliseconds(asking(TcpRequest(host="127.0.0.1", port=port)))
        figures["httpGet, HTTP"] = await milliseconds(asking(request(port, "HTTP")))
    async with Web(ok()).listening(tls=Authority(tmp_path).server()) as port:
        figures["httpGet, HTTPS"] = await milliseconds(asking(request(port, "HTTPS")))

    least = figures["bare exchange"][0]
    lines = [
        f"{name:16} median {median:6.2f} ms, 95 % {slow:6.2f} ms, {median / least:5.1f} x bare"
        for name, (median, slow) in figures.items()
    ]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *lines, ""]))
    assert figures
