"""Programs that stand beside the node and trouble it; run as `python bystanders.py NAME ARGUMENT...`."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from pathlib import Path


def hold_port(port: str) -> None:
    """Listen on a port of the loopback and answer nobody."""

    async def serve() -> None:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", int(port))
        await server.serve_forever()

    asyncio.run(serve())


def rewrite(manifest: str, scratch: str, seconds: str) -> None:
    """Change an annotation of the manifest every few seconds, as a quarrelling configuration tool does."""
    path = Path(manifest)
    for number in range(10**6):
        time.sleep(float(seconds))
        text = re.sub(r"  annotations:\n    revision: .*\n", "", path.read_text())
        partial = Path(scratch) / path.name
        partial.write_text(text.replace("metadata:\n", f"metadata:\n  annotations:\n    revision: '{number}'\n", 1))
        partial.rename(path)


def delay(listen: str, target: str, after: str, seconds: str) -> None:
    """Relay a port to another; what comes back is late by `seconds` on connections older than `after` seconds."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, late: bool) -> None:
        loop = asyncio.get_running_loop()
        opened = loop.time()
        due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def write() -> None:
            while True:
                at, data = await due.get()
                await asyncio.sleep(max(0.0, at - loop.time()))
                writer.write(data)
                if not data:
                    writer.close()
                    return

        writing = asyncio.create_task(write())
        while True:
            try:
                data = await reader.read(65536)
            except OSError:
                data = b""
            slow = late and loop.time() - opened > float(after)
            await due.put((loop.time() + (float(seconds) if slow else 0.0), data))
            if not data:
                await writing
                return

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", int(target))
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, far_writer, late=False), pump(far_reader, writer, late=True))

    async def serve() -> None:
        server = await asyncio.start_server(relay, "127.0.0.1", int(listen))
        await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    {"hold_port": hold_port, "rewrite": rewrite, "delay": delay}[sys.argv[1]](*sys.argv[2:])
