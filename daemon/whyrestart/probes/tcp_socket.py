"""One tcpSocket attempt: connect and let go; and the TLS handshake alone, for counter-probes."""

from __future__ import annotations

import asyncio

from whyrestart.model.observation import Outcome
from whyrestart.probes.connection import Connection, shared_context
from whyrestart.probes.go_words import GoError
from whyrestart.probes.request import Answer, TcpRequest, TlsRequest, join_host_port


async def tcp_socket(request: TcpRequest) -> Answer:
    """SUCCESS once the port accepts; every error of the dial is a FAILURE (KUBELET.md 1.3)."""
    try:
        async with asyncio.timeout(request.timeout_seconds):
            (await Connection.dial(request.host, request.port, request.version)).close()
    except TimeoutError:
        return Answer(outcome=Outcome.FAILURE, error=_timed_out(request))
    except GoError as error:
        return Answer(outcome=Outcome.FAILURE, error=str(error))
    return Answer(outcome=Outcome.SUCCESS)


async def tls_handshake(request: TlsRequest) -> Answer:
    """SUCCESS once both sides have agreed on TLS; the body then names protocol and cipher."""
    connected = False
    try:
        async with (
            asyncio.timeout(request.timeout_seconds),
            await Connection.dial(request.host, request.port, request.version) as connection,
        ):
            connected = True
            await connection.start_tls(shared_context(request.version), request.host or None)
            return Answer(outcome=Outcome.SUCCESS, body=connection.tls_summary.encode())
    except TimeoutError:
        error = "net/http: TLS handshake timeout" if connected else _timed_out(request)
    except GoError as refused:
        error = str(refused)
    return Answer(outcome=Outcome.FAILURE, error=error)


def _timed_out(request: TcpRequest | TlsRequest) -> str:
    return f"dial tcp {join_host_port(request.host, request.port)}: i/o timeout"
