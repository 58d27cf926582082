"""A second copy of the ledger beside the database, for the day that the database is damaged or lost."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from whyrestart.history import codec
from whyrestart.ledger import Ledger

NAME = "ledger.json"
# A ledger of 500 containers with all that each may hold stays below this.
MAX_BYTES = 64 * 1024 * 1024


def write(directory: Path, ledger: Ledger) -> None:
    """Replace the copy by rename, on disk when this returns. OSError where the disk says no."""
    body = codec.dumps(ledger).encode()
    temporary = directory / f"{NAME}.new"
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body + b"\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(directory / NAME)
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(directory: Path) -> Ledger | None:
    """The copy; None where there is none, or none that is as it was written."""
    try:
        with (directory / NAME).open("rb") as file:
            digest, _, rest = file.read(MAX_BYTES).partition(b"\n")
        body = rest.rstrip(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        return codec.loads(Ledger, body.decode())
    except (OSError, ValueError):
        return None
