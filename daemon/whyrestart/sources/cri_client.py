"""CRI calls over the runtime's unix socket: v1, else v1alpha2; each bounded in time and size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from grpclib.client import Channel, UnaryStreamMethod, UnaryUnaryMethod
from grpclib.const import Status
from grpclib.exceptions import GRPCError, StreamTerminatedError
from grpclib.protocol import H2Protocol
from h2.exceptions import ProtocolError

from whyrestart.sources.bounded_http import TooLargeAnswerError
from whyrestart.sources.cri_api import message_type
from whyrestart.sources.runtime_socket import MAX_ANSWER_BYTES, RuntimeRefusedError, refusal

# containerd below 1.6 and CRI-O below 1.20 speak v1alpha2 only; containerd 2.0 and Kubernetes 1.26 have dropped it.
PACKAGES = ("runtime.v1", "runtime.v1alpha2")

# A server's first frame is this one (RFC 9113, 3.4); the type is the fourth byte.
SETTINGS = b"\x04"

# grpclib asserts what it expects of its peer, has no compression, and no transport yet where a peer closes at once.
_BROKEN_PEER = (
    StreamTerminatedError,
    ProtocolError,
    DecodeError,
    AssertionError,
    AttributeError,
    NotImplementedError,
)


class NotFoundError(Exception):
    """The runtime does not know that container or sandbox any more."""


class CriClient:
    """One connection, made when it is needed and dropped after an error; calls are made one at a time."""

    def __init__(self, path: str, *, call_seconds: float) -> None:
        self._path = path
        self._call_seconds = call_seconds
        self._channel: _Channel | None = None
        self._package = PACKAGES[0]

    @property
    def connected(self) -> bool:
        """Whether the connection of the last call is still in use."""
        return self._channel is not None

    async def call(self, method: str, reply: str, request: Message | None = None) -> dict[str, object]:
        """The answer as protobuf's JSON; raises RuntimeRefusedError, and NotFoundError for an id that is gone."""
        try:
            return await self._call(method, reply, request)
        except GRPCError as error:
            if error.status is Status.NOT_FOUND:
                raise NotFoundError(error.message or method) from error
            if not _unknown_service(error):
                raise self._refused(method, error) from error
        # What listens is a runtime, but not with this version of CRI.
        package = next((other for other in PACKAGES if other != self._package), PACKAGES[0])
        self._package = package
        try:
            return await self._call(method, reply, request)
        except GRPCError as error:
            raise self._refused(method, error) from error

    async def events(self) -> AsyncIterator[None]:
        """One tick for each container created, started, stopped or deleted; ends where the runtime tells of none."""
        if self._channel is None:
            return
        empty, event = message_type("Empty"), message_type("ContainerEventResponse")
        path = f"/{self._package}.RuntimeService/GetContainerEvents"
        call = UnaryStreamMethod[Message, Message](self._channel, path, empty, event)
        try:
            async with call.open() as stream:
                await stream.send_message(empty(), end=True)
                async for _ in stream:
                    yield
        except (GRPCError, OSError, *_BROKEN_PEER):
            return

    def close(self) -> None:
        """Drop the connection; the next one begins with v1, for the runtime may have been upgraded meanwhile."""
        if self._channel is not None:
            self._channel.close()
        self._channel = None
        self._package = PACKAGES[0]

    async def _call(self, method: str, reply: str, request: Message | None) -> dict[str, object]:
        channel = self._channel = self._channel or _Channel(self._path)
        channel.meter.reset()
        message = message_type("Empty")() if request is None else request
        path = f"/{self._package}.RuntimeService/{method}"
        call = UnaryUnaryMethod[Message, Message](channel, path, type(message), message_type(reply))
        try:
            async with asyncio.timeout(self._call_seconds):
                answer = await call(message, timeout=self._call_seconds)
        except (OSError, *_BROKEN_PEER) as error:
            self.close()
            if channel.meter.exceeded:
                raise refusal(self._path, TooLargeAnswerError(), seconds=self._call_seconds) from error
            if isinstance(error, _BROKEN_PEER) or channel.lost:
                said = str(error) or "connection lost"
                raise RuntimeRefusedError(
                    f"{self._path}: {method} broke off ({said}): the runtime ended, or no runtime listens there"
                ) from error
            raise refusal(self._path, error, seconds=self._call_seconds) from error
        return json_format.MessageToDict(answer)

    def _refused(self, method: str, error: GRPCError) -> RuntimeRefusedError:
        self.close()
        if _unknown_service(error):
            return RuntimeRefusedError(
                f"{self._path}: the runtime answers, but without CRI ({error.message}): look for "
                'disabled_plugins = ["cri"] in /etc/containerd/config.toml and for a plugin that failed to load in '
                "its log"
            )
        return RuntimeRefusedError(f"{self._path}: {method}: {error.status.name}: {error.message}")


def _unknown_service(error: GRPCError) -> bool:
    """Go's gRPC says `unknown service runtime.v1.RuntimeService` where nobody registered it."""
    return error.status is Status.UNIMPLEMENTED and "unknown service" in (error.message or "")


class _Meter:
    """Counts what came since the last call began."""

    def __init__(self) -> None:
        self._bytes = 0

    def reset(self) -> None:
        self._bytes = 0

    def count(self, length: int) -> None:
        self._bytes += length

    @property
    def exceeded(self) -> bool:
        return self._bytes > MAX_ANSWER_BYTES


class _Channel(Channel):
    """A channel to a unix socket that drops the connection instead of taking in an endless answer."""

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.meter = _Meter()

    @property
    def lost(self) -> bool:
        """Whether the peer is gone: a call begun just then would otherwise seem to hang."""
        return self._protocol is not None and not self._connected

    def _protocol_factory(self) -> H2Protocol:
        # grpclib reads a message of any length into memory before it looks at it, so the bytes are counted below it.
        protocol = super()._protocol_factory()
        receive, meter = protocol.data_received, self.meter
        begun = False

        def data_received(data: bytes) -> None:
            nonlocal begun
            meter.count(len(data))
            if meter.exceeded:
                protocol.processor.close("too large an answer")
            elif not begun and data[3:4] not in {b"", SETTINGS}:
                # h2 would wait for the end of what it takes for a long frame, and the peer would seem to hang.
                protocol.processor.close("not HTTP/2")
            else:
                begun = True
                try:
                    receive(data)
                except NotImplementedError:
                    protocol.processor.close("an unexpected HTTP/2 frame")

        protocol.data_received = data_received  # type: ignore[method-assign]  # a subclass could not reach the meter
        return protocol
