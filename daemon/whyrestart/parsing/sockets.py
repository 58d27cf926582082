"""Listening sockets: from the kernel's tables, and from and to a snapshot's `sockets.json`.

sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 0: 0100007F:192B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 21391 1 ...
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from whyrestart.model.observation import ListeningSocket, SocketsSeen
from whyrestart.parsing import json_value as read

_LISTEN = "0A"


@dataclass(frozen=True)
class KernelSocket:
    """A listening TCP socket in `/proc/net/tcp` or `tcp6`; its owner is who has the inode open."""

    address: str
    port: int
    inode: int


def listening(lines: Iterable[str]) -> Iterator[KernelSocket]:
    """The listening sockets of a table; the kernel gives them first, so reading ends at the first one that is not."""
    for line in lines:
        fields = line.split(maxsplit=10)
        if len(fields) < 10 or not fields[0].endswith(":"):
            continue
        if fields[3] != _LISTEN:
            return
        host, _, port = fields[1].partition(":")
        try:
            yield KernelSocket(_address(host), int(port, 16), int(fields[9]))
        except ValueError:
            continue


def from_json(data: bytes, at: datetime) -> SocketsSeen | None:
    """`sockets.json`; None where it is not a list. Entries without a port are left out."""
    value = read.load(data)
    if not isinstance(value, list):
        return None
    return SocketsSeen(at=at, sockets=tuple(_sockets(value)))


def to_json(seen: SocketsSeen) -> list[dict[str, object]]:
    """The same as plain values."""
    return [
        {
            "protocol": socket.protocol,
            "address": socket.address,
            "port": socket.port,
            "pid": socket.pid,
            "program": socket.program,
            "pod_uid": socket.pod_uid,
            "container_id": socket.container_id,
        }
        for socket in seen.sockets
    ]


def _sockets(value: object) -> Iterator[ListeningSocket]:
    for item in read.items(value):
        port = read.integer(item.get("port"))
        if port is None or not 0 < port < 65536:
            continue
        yield ListeningSocket(
            protocol=(read.text(item.get("protocol")) or "tcp").removesuffix("6"),
            address=read.text(item.get("address")) or "0.0.0.0",
            port=port,
            pid=read.integer(item.get("pid")),
            program=read.text(item.get("program")) or "",
            pod_uid=read.text(item.get("pod_uid")),
            container_id=read.text(item.get("container_id")),
        )


def _address(field: str) -> str:
    """The kernel prints 32-bit words in the machine's own byte order."""
    raw = bytes.fromhex(field)
    if sys.byteorder == "little":
        raw = b"".join(raw[start : start + 4][::-1] for start in range(0, len(raw), 4))
    found = ipaddress.ip_address(raw)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)
