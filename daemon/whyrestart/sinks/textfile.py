"""Metrics as a file for node_exporter's textfile collector, never seen half written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from whyrestart.errors import WhyrestartError

# node_exporter reads it as another user.
MODE = 0o644


def write(path: Path, exposition: bytes) -> None:
    """Put the exposition (text format 0.0.4, without timestamps) at `path` by rename.

    WhyrestartError where the name is not one that node_exporter reads, or the directory cannot be written to.
    """
    if path.suffix != ".prom":
        raise WhyrestartError(f"{path}: node_exporter reads only files that end in .prom; name it {path.stem}.prom")
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise WhyrestartError(_cannot(path, error)) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(exposition)
            os.fchmod(file.fileno(), MODE)
        Path(temporary).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise WhyrestartError(_cannot(path, error)) from error


def _cannot(path: Path, error: OSError) -> str:
    return (
        f"{path}: cannot be written: {error.strerror or error}; expected node_exporter's "
        "--collector.textfile.directory, writable for this user"
    )
