"""Lint's hands: which files a path stands for, their bytes, and what the node's disk says of what they name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from whyrestart.clock import SystemClock
from whyrestart.config import Settings
from whyrestart.lint import Disk, Kind, LintFile, Progress, Report, lint
from whyrestart.model.version import Version
from whyrestart.parsing.manifest import parse
from whyrestart.sources.files import FileSource
from whyrestart.sources.layout import find
from whyrestart.sources.regular_file import read, reason

# The kubelet's own limit for a manifest (KUBELET.md 1.11).
MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 20_000
SWAPS = Path("/proc/swaps")
_DATA = frozenset({".yaml", ".yml", ".json", ".manifest", ".toml", ".env", ".conf", ".service", ""})
_TEMPLATE = (b"{{", b"{%")


@dataclass
class Collected:
    """The files that paths stand for, and why some could not be read."""

    files: list[LintFile] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be linted: paths, and two files that are known by what they are asked for as."""

    paths: Sequence[Path]
    on_node: bool = False
    kubelet_config: Path | None = None
    containerd_config: Path | None = None
    settings: Settings = field(default_factory=Settings)


def run(asked: Asked, *, version: Version | None = None, progress: Progress = lambda _: None) -> Report:
    """Read what was asked for, look on the disk where it lies on this node, and lint it all."""
    home = find(asked.settings).manifest_directory
    collected = collect(asked.paths, manifest_directory=home, on_node=asked.on_node)
    for path, kind in ((asked.kubelet_config, Kind.KUBELET), (asked.containerd_config, Kind.CONTAINERD)):
        for file in _named(path, collected) if path is not None else ():
            collected.files = [f for f in collected.files if f.path != file.path]
            collected.files.append(replace(file, kind=kind, on_node=asked.on_node))
    stated = version or Version.parse(asked.settings.kubernetes_version)
    report = lint(collected.files, version=stated, disk=look_at_disk(collected.files), progress=progress)
    return replace(report, unreadable=tuple(collected.unreadable))


def collect(paths: Iterable[Path], *, manifest_directory: str | None = None, on_node: bool = False) -> Collected:
    """Read files, and directories with all that lies below them; hidden directories are left out.

    Files in `manifest_directory`, or all of them with `on_node`, are judged by the node's disk too. Of a directory,
    templates are left out, and so is whatever has an ending that manifests do not have, unless the kubelet reads it.
    """
    found = Collected()
    home = os.path.realpath(manifest_directory) if manifest_directory else None
    seen: set[str] = set()
    for path in paths:
        for file in _directory(path, home, found) if path.is_dir() else _named(path, found):
            if file.path in seen:
                continue
            seen.add(file.path)
            here = on_node or (home is not None and os.path.realpath(file.directory or ".") == home)
            found.files.append(replace(file, on_node=here))
            if len(found.files) >= MAX_FILES:
                found.unreadable.append(f"{path}: more than {MAX_FILES} files; the rest was left out")
                return found
    return found


def _named(path: Path, found: Collected) -> Iterator[LintFile]:
    file = _read(str(path), found)
    if file is not None:
        yield file


def _directory(root: Path, home: str | None, found: Collected) -> Iterator[LintFile]:
    def complain(error: OSError) -> None:
        found.unreadable.append(reason(error))

    for place, below, names in os.walk(root, onerror=complain):
        below[:] = sorted(name for name in below if not name.startswith("."))
        is_home = home is not None and os.path.realpath(place) == home
        usual = sorted(name for name in names if not name.startswith("."))
        likely = [name for name in usual if is_home or Path(name).suffix in _DATA]
        files = [f for name in likely if (f := _read(str(Path(place, name)), found)) is not None]
        if not is_home:
            files = [file for file in files if not any(mark in file.data for mark in _TEMPLATE)]
        if any(b"Pod" in file.data for file in files) and not is_home:
            others = [name for name in usual if name not in likely]
            files += [f for name in others if (f := _read(str(Path(place, name)), found)) is not None]
        yield from (replace(file, named=False) for file in files)


def _read(path: str, found: Collected) -> LintFile | None:
    try:
        contents = read(path, MAX_BYTES)
    except OSError as error:
        found.unreadable.append(reason(error))
        return None
    return LintFile(path=path, data=contents.data, directory=path.rpartition("/")[0], modified_at=contents.modified_at)


def look_at_disk(files: Sequence[LintFile]) -> Disk | None:
    """What the disk has of the paths that the files on this node name; None where none of them lies on it."""
    here = [file for file in files if file.on_node]
    if not here:
        return None
    manifests = tuple(parse(file.path, file.data, file.modified_at) for file in here)
    look = FileSource(SystemClock(), manifests=lambda: manifests).see()
    return Disk(observations=tuple(look.observations), swap_bytes=_swap_bytes())


def _swap_bytes() -> int | None:
    """The size of all swap that is on; /proc/swaps has it in KiB, in its third column."""
    try:
        rows = [line.split() for line in SWAPS.read_text(encoding="utf-8").splitlines()[1:]]
    except OSError:
        return None
    return sum(int(row[2]) * 1024 for row in rows if len(row) > 2 and row[2].isdigit())
