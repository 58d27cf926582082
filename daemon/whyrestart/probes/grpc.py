"""One grpc attempt: `grpc.health.v1.Health/Check` in plaintext, with the kubelet's texts (KUBELET.md 1.5).

grpclib names itself in User-Agent where the kubelet would say kube-probe; no health server looks at it.
"""

from __future__ import annotations

import asyncio

from grpclib.client import Channel, UnaryUnaryMethod
from grpclib.const import Status
from grpclib.encoding.base import CodecBase
from grpclib.exceptions import GRPCError, ProtocolError, StreamTerminatedError

from whyrestart.model.observation import Outcome
from whyrestart.probes.go_words import dial_error
from whyrestart.probes.request import Answer, GrpcRequest, join_host_port

METHOD = "/grpc.health.v1.Health/Check"
# HealthCheckResponse.ServingStatus of grpc/health/v1/health.proto.
SERVING = 1
_STATUSES = {0: "UNKNOWN", SERVING: "SERVING", 2: "NOT_SERVING", 3: "SERVICE_UNKNOWN"}
# grpc-go waits so long before it dials a second time.
_REDIAL_SECONDS = 1.0


class HealthCodec(CodecBase):
    """The two messages of the health service: a string in field 1 of the request, an enum in field 1 of the answer."""

    __content_subtype__ = "proto"

    def encode(self, message: str, _type: object) -> bytes:
        """A HealthCheckRequest for that service; the empty one is the server as a whole."""
        name = message.encode()
        return b"\n" + _varint(len(name)) + name if name else b""

    def decode(self, data: bytes, _type: object) -> int:
        """A HealthCheckResponse's status; absent is 0 (UNKNOWN), and so is what cannot be read."""
        if not data or data[0] != 0x08:
            return 0
        value = 0
        for shift, byte in enumerate(data[1:6]):
            value |= (byte & 0x7F) << (7 * shift)
            if byte < 0x80:
                return value
        return 0


async def grpc_check(request: GrpcRequest) -> Answer:
    """SUCCESS where the service says SERVING; everything else, and every error, is a FAILURE."""
    address, within = join_host_port(request.host, request.port), f"{request.timeout_seconds:g}s"
    channel = Channel(request.host or "127.0.0.1", request.port, codec=HealthCodec())
    refusals: list[str] = []
    try:
        async with asyncio.timeout(request.timeout_seconds):
            await _connected(channel, request, refusals)
            check = UnaryUnaryMethod[str, int](channel, METHOD, str, int)
            status = await check(request.service, timeout=request.timeout_seconds)
    except TimeoutError:
        if not refusals:
            return _failure(f"timeout: health rpc did not complete within {within}")
        return _failure(f'timeout: failed to connect service "{address}" within {within}: {refusals[-1]}')
    except GRPCError as error:
        return _failure(_rpc_error(error, within))
    except (OSError, ProtocolError, StreamTerminatedError) as error:
        return _failure(f"error: health rpc probe failed: {error}")
    finally:
        channel.close()
    if status == SERVING:
        return Answer(outcome=Outcome.SUCCESS, body=b"service healthy")
    return _failure(f'service unhealthy (responded with "{_STATUSES.get(status, str(status))}")')


async def _connected(channel: Channel, request: GrpcRequest, refusals: list[str]) -> None:
    """Dial until it succeeds, as grpc-go's blocking dial does; the caller's time limit ends it."""
    refusals.append("context deadline exceeded")
    while True:
        try:
            await channel.__connect__()
        except OSError as error:
            refusals.append(str(dial_error(request.host, request.port, error, request.version)))
            await asyncio.sleep(_REDIAL_SECONDS)
        else:
            refusals.clear()
            return


def _rpc_error(error: GRPCError, within: str) -> str:
    if error.status is Status.UNIMPLEMENTED:
        return (
            "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
            f"{error.message or ''}"
        )
    if error.status is Status.DEADLINE_EXCEEDED:
        return f"timeout: health rpc did not complete within {within}"
    code = "".join(part.capitalize() for part in error.status.name.split("_"))
    return f"error: health rpc probe failed: rpc error: code = {code} desc = {error.message or ''}"


def _failure(error: str) -> Answer:
    return Answer(outcome=Outcome.FAILURE, error=error)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
