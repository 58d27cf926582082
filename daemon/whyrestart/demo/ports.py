"""Free loopback ports, all different."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import fields

from whyrestart.demo.manifests import Ports


def free() -> Ports:
    """Ports that nobody listens on at this moment; they are held together while they are chosen."""
    names = [field.name for field in fields(Ports)]
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in names]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return Ports(**dict(zip(names, (one.getsockname()[1] for one in sockets), strict=True)))
