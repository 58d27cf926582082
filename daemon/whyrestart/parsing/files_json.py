"""Paths that were looked for, from and to a snapshot's `files.json` (DESIGN.md 6).

    {"/etc/kubernetes/pki": {"type": "dir", "mode": "0755", "uid": 0}, "/etc/kubernetes/kubelet.conf": null}

null means: looked for and absent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from whyrestart.model.observation import FileSeen
from whyrestart.parsing import json_value as read

# Other tools' words for the same.
_TYPES = {"directory": "dir", "symlink": "link", "regular": "file", "pipe": "fifo", "block": "device", "char": "device"}


def from_json(data: bytes, at: datetime) -> tuple[FileSeen, ...]:
    """What is neither an object nor null in it is left out."""
    return tuple(
        _seen(path, properties, at)
        for path, properties in read.mapping(read.load(data)).items()
        if path.startswith("/") and (properties is None or isinstance(properties, dict))
    )


def to_json(seen: Iterable[FileSeen]) -> dict[str, dict[str, object] | None]:
    """The same as plain values; what is not known is left out."""
    return {file.path: None if file.type is None else _properties(file) for file in seen}


def _seen(path: str, properties: object, at: datetime) -> FileSeen:
    if not isinstance(properties, dict):
        return FileSeen(at=at, path=path, type=None)
    kind = read.text(properties.get("type")) or "file"
    return FileSeen(
        at=at,
        path=path,
        type=_TYPES.get(kind, kind),
        mode=_mode(properties.get("mode")),
        uid=read.integer(properties.get("uid")),
        gid=read.integer(properties.get("gid")),
        size=read.integer(properties.get("size")),
        modified_at=read.time(properties.get("mtime")),
        target=read.text(properties.get("target")),
    )


def _properties(file: FileSeen) -> dict[str, object]:
    values: dict[str, object] = {
        "type": file.type,
        "mode": None if file.mode is None else f"{file.mode:04o}",
        "uid": file.uid,
        "gid": file.gid,
        "size": file.size,
        "mtime": read.rfc3339(file.modified_at),
        "target": file.target,
    }
    return {key: value for key, value in values.items() if value is not None}


def _mode(value: object) -> int | None:
    """Octal text, as `stat` prints it; a number is taken as it is."""
    if isinstance(value, str) and 0 < len(value) <= 8:
        try:
            return int(value.removeprefix("0o"), 8) & 0o7777
        except ValueError:
            return None
    number = read.integer(value)
    return None if number is None else number & 0o7777
