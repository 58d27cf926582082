"""tcpSocket, the bare handshake and grpc, against real sockets."""

import asyncio
import contextlib

import pytest
from grpclib.const import Cardinality, Handler, Status
from grpclib.exceptions import GRPCError
from grpclib.server import Server
from hypothesis import given
from hypothesis import strategies as st

from probes.listeners import blocking_tls, listening, ok, says, silent
from whyrestart.model.observation import Outcome
from whyrestart.model.version import Version
from whyrestart.probes.grpc import METHOD, HealthCodec, grpc_check
from whyrestart.probes.request import GrpcRequest, TcpRequest, TlsRequest
from whyrestart.probes.tcp_socket import tcp_socket, tls_handshake


async def free_port():
    async with listening(silent) as port:
        return port


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
async def test_a_port_that_accepts(host):
    async with listening(silent, host=host) as port:
        answer = await tcp_socket(TcpRequest(host=host, port=port))

    assert (answer.outcome, answer.error) == (Outcome.SUCCESS, None)


@pytest.mark.parametrize(("version", "call"), [("v1.30.0", "connect"), ("v1.9.0", "getsockopt")])
async def test_a_port_that_refuses(version, call):
    port = await free_port()
    answer = await tcp_socket(TcpRequest(host="127.0.0.1", port=port, version=Version.parse(version)))

    assert answer.outcome is Outcome.FAILURE
    assert answer.error == f"dial tcp 127.0.0.1:{port}: {call}: connection refused"


async def test_a_port_that_never_accepts():
    full = await fill_backlog()
    async with full as port:
        answer = await tcp_socket(TcpRequest(host="127.0.0.1", port=port, timeout_seconds=0.1))

    assert answer.outcome is Outcome.FAILURE
    assert answer.error == f"dial tcp 127.0.0.1:{port}: i/o timeout"


async def fill_backlog():
    """A listener whose queue is full, so that the kernel drops every further SYN."""
    import socket

    @contextlib.asynccontextmanager
    async def full():
        with contextlib.ExitStack() as open_sockets:
            listener = open_sockets.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            listener.listen(0)
            for _ in range(3):
                client = open_sockets.enter_context(socket.socket())
                client.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    client.connect(listener.getsockname())
            yield listener.getsockname()[1]

    return full()


async def test_a_handshake_tells_protocol_and_cipher(authority):
    with blocking_tls(authority.server(), ok()) as port:
        answer = await tls_handshake(TlsRequest(host="127.0.0.1", port=port))

    assert answer.outcome is Outcome.SUCCESS
    assert answer.body.startswith(b"TLSv1.3 TLS_")


@pytest.mark.parametrize(
    ("listener", "error"),
    [
        pytest.param(silent, "net/http: TLS handshake timeout", id="silence"),
        pytest.param(says(b"HTTP/1.1 400 Bad\r\n\r\n"), "http: server gave HTTP response to HTTPS client", id="http"),
        pytest.param(says(b"+OK\r\n"), "tls: first record does not look like a TLS handshake", id="something-else"),
    ],
)
async def test_a_handshake_with_one_that_speaks_no_tls(listener, error):
    async with listening(listener) as port:
        answer = await tls_handshake(TlsRequest(host="127.0.0.1", port=port, timeout_seconds=0.2))

    assert (answer.outcome, answer.error) == (Outcome.FAILURE, error)


class Health:
    """grpc.health.v1.Health over grpclib's own server; `answer` is a status, an error to raise, or seconds to wait."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def __mapping__(self):
        return {METHOD: Handler(self.check, Cardinality.UNARY_UNARY, str, int)}

    async def check(self, stream):
        self.asked.append(await stream.recv_message())
        if isinstance(self.answer, GRPCError):
            raise self.answer
        if isinstance(self.answer, float):
            await asyncio.sleep(self.answer)
        await stream.send_message(int(self.answer))

    @contextlib.asynccontextmanager
    async def serving(self):
        server = Server([self], codec=ServersCodec())
        await server.start("127.0.0.1", 0)
        try:
            yield server._server.sockets[0].getsockname()[1]
        finally:
            server.close()
            await server.wait_closed()


class ServersCodec(HealthCodec):
    """The other direction: reads the request, writes the response."""

    def encode(self, message, message_type):
        return bytes([0x08, message]) if message else b""

    def decode(self, data, message_type):
        return data[2:].decode()


def request(port, service="etcd", timeout=2.0):
    return GrpcRequest(host="127.0.0.1", port=port, service=service, timeout_seconds=timeout)


@pytest.mark.parametrize(
    ("answer", "outcome", "error"),
    [
        pytest.param(1, Outcome.SUCCESS, None, id="serving"),
        pytest.param(2, Outcome.FAILURE, 'service unhealthy (responded with "NOT_SERVING")', id="not-serving"),
        pytest.param(0, Outcome.FAILURE, 'service unhealthy (responded with "UNKNOWN")', id="says-nothing"),
        pytest.param(3, Outcome.FAILURE, 'service unhealthy (responded with "SERVICE_UNKNOWN")', id="service-unknown"),
        pytest.param(9, Outcome.FAILURE, 'service unhealthy (responded with "9")', id="a-number-of-its-own"),
        pytest.param(
            GRPCError(Status.NOT_FOUND, "unknown service"),
            Outcome.FAILURE,
            "error: health rpc probe failed: rpc error: code = NotFound desc = unknown service",
            id="rpc-error",
        ),
    ],
)
async def test_health(answer, outcome, error):
    health = Health(answer)
    async with health.serving() as port:
        told = await grpc_check(request(port))

    assert (told.outcome, told.error) == (outcome, error)
    assert health.asked == ["etcd"]


async def test_a_server_without_the_health_service():
    async with Health(GRPCError(Status.UNIMPLEMENTED, "unknown service")).serving() as port:
        told = await grpc_check(request(port))

    assert told.outcome is Outcome.FAILURE
    assert told.error.startswith("error: this server does not implement the grpc health protocol")


async def test_an_answer_that_comes_too_late():
    async with Health(30.0).serving() as port:
        told = await grpc_check(request(port, timeout=0.2))

    assert (told.outcome, told.error) == (Outcome.FAILURE, "timeout: health rpc did not complete within 0.2s")


async def test_a_refused_port_is_dialled_until_the_time_is_up():
    port = await free_port()
    told = await grpc_check(request(port, timeout=0.2))

    assert told.outcome is Outcome.FAILURE
    assert told.error == (
        f'timeout: failed to connect service "127.0.0.1:{port}" within 0.2s: '
        f"dial tcp 127.0.0.1:{port}: connect: connection refused"
    )


@pytest.mark.parametrize(
    "listener",
    [
        pytest.param(says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), id="http-1.1"),
        pytest.param(says(b"\x00" * 100), id="zeros"),
        pytest.param(says(), id="hangs-up"),
        pytest.param(silent, id="silence"),
    ],
)
async def test_one_that_speaks_no_grpc_is_a_failure(listener):
    async with listening(listener) as port:
        told = await grpc_check(request(port, timeout=0.5))

    assert told.outcome is Outcome.FAILURE
    assert told.error


@given(st.text(max_size=300))
def test_every_service_name_is_written_as_protobuf_reads_it(name):
    from grpclib.health.v1.health_pb2 import HealthCheckRequest

    assert HealthCheckRequest.FromString(HealthCodec().encode(name, str)).service == name


@given(st.binary(max_size=20))
def test_no_answer_makes_the_codec_fail(data):
    assert HealthCodec().decode(data, int) >= 0


def test_a_status_is_read_as_protobuf_writes_it():
    from grpclib.health.v1.health_pb2 import HealthCheckResponse

    for status in range(4):
        assert HealthCodec().decode(HealthCheckResponse(status=status).SerializeToString(), int) == status
