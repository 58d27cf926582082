"""The files that the kubelet merges over its configuration: everything that ends in .conf below `--config-dir`."""

from __future__ import annotations

import os
from collections.abc import Iterator

MAX_FILES = 100
MAX_DEPTH = 5


def listed(directory: str) -> list[str]:
    """Their paths below `directory`, in the kubelet's order; raises OSError where one of the directories refuses.

    As filepath.WalkDir goes: by name, into directories, not through links to directories (cmd/kubelet/app/server.go).
    """
    found: list[str] = []
    for path in _walk(directory, "", MAX_DEPTH):
        found.append(path)
        if len(found) >= MAX_FILES:
            break
    return found


def _walk(directory: str, below: str, depth: int) -> Iterator[str]:
    with os.scandir(directory) as entries:
        ordered = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    for entry in ordered:
        if entry.is_dir(follow_symlinks=False):
            if depth > 1:
                yield from _walk(entry.path, f"{below}{entry.name}/", depth - 1)
        elif entry.name.endswith(".conf"):
            yield f"{below}{entry.name}"
