"""Servers that misbehave: on a unix socket or on loopback, as a node's services do on a bad day."""

import asyncio
import os
from contextlib import asynccontextmanager, suppress

MEGABYTE = 1024 * 1024


async def silent(reader, writer):
    """Takes everything and never answers."""
    while await reader.read(65536):
        pass


async def garbage(reader, writer):
    """Answers what no protocol knows."""
    await reader.read(1)
    writer.write(b"\xff\xfe\xfd" + os.urandom(4096).replace(b"\x04", b"\x05"))
    await writer.drain()
    await silent(reader, writer)


async def hangs_up(reader, writer):
    """Reads a little and hangs up."""
    await reader.read(1)


def http(body, *, status="200 OK", headers=""):
    """Answers every request with that body and no length, as `Connection: close` allows."""

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n".encode() + body)
        await writer.drain()

    return answer


def http_flood(megabytes=100):
    """Answers with so many megabytes of spaces, as fast as they are taken."""

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {megabytes * MEGABYTE}\r\n\r\n".encode())
        for _ in range(megabytes):
            writer.write(b" " * MEGABYTE)
            await writer.drain()

    return answer


async def http_drip(reader, writer):
    """Sends its answer one byte at a time, for ever."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


@asynccontextmanager
async def listening(behaviour, path=None, **options):
    """Serves on that unix socket; without one on a free port of loopback, which is given."""
    connections = set()

    async def handle(reader, writer):
        connections.add(asyncio.current_task())
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await behaviour(reader, writer)
        finally:
            connections.discard(asyncio.current_task())
            writer.close()

    if path is not None:
        server = await asyncio.start_unix_server(handle, str(path), **options)
    else:
        server = await asyncio.start_server(handle, "127.0.0.1", 0, **options)
    try:
        yield None if path is not None else server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in [*connections]:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
