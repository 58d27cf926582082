"""The libraries that the packages carry: fetched by pip at locked versions, unpacked without their compiled parts."""

import contextlib
import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

LOCKS = Path(__file__).parent / "lock"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One lock file, and how pip is told to take nothing but the wheels that it names, whatever machine this is."""

    file: str
    options: tuple[str, ...]


PURE = Kind(
    file="pure.txt",
    options=("--only-binary", ":all:", "--platform", "any", "--implementation", "py", "--abi", "none",
             "--python-version", "3.11"),
)  # fmt: skip
STRIPPED = Kind(
    file="stripped.txt",
    options=("--only-binary", ":all:", "--platform", "manylinux2014_x86_64", "--platform", "manylinux_2_17_x86_64",
             "--implementation", "cp", "--abi", "cp311", "--abi", "none", "--python-version", "3.11"),
)  # fmt: skip
# Whose compiled parts may be left out: each falls back on its own Python, which the tests of the package run.
MAY_BE_STRIPPED = frozenset({"markupsafe", "pyyaml", "watchdog"})

_COMPILED = (".so", ".pyd", ".dylib", ".a")
_NEEDLESS_DIRECTORIES = frozenset({"tests"})
# Pygments knows 600 languages, a third of all that is carried; `explain` shows these.
_LANGUAGES = frozenset({"__init__", "_mapping", "configs", "data", "diff", "python", "shell", "special"})


@dataclass(frozen=True, kw_only=True)
class Library:
    """One library as it was unpacked, to which top-level files and directories: what its metadata and licence say."""

    name: str
    version: str
    author: str
    licence_name: str
    licence: str
    homepage: str
    places: tuple[str, ...]


def fetch(cache: Path) -> list[Path]:
    """The locked wheels, from `cache` or else by pip, which holds each to its hash."""
    wheels: list[Path] = []
    for kind in (PURE, STRIPPED):
        lock = LOCKS / kind.file
        into = cache / f"{lock.stem}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
        if not into.exists():
            _download(kind, lock, into)
        wheels += into.iterdir()
    return sorted(wheels, key=lambda wheel: wheel.name.lower())


def _download(kind: Kind, lock: Path, into: Path) -> None:
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent) as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--require-hashes", *kind.options, "-d", f"{scratch}/wheels", "-r", str(lock)]  # fmt: skip
        if subprocess.run(command, check=False).returncode != 0:
            sys.exit(f"build: pip could not fetch what {lock} names; is a package index reachable?")
        # Whole or not at all, whoever else builds at the same time.
        with contextlib.suppress(OSError):
            Path(scratch, "wheels").rename(into)


def unpack(wheels: list[Path], into: Path) -> list[Library]:
    """Lay the libraries out below `into`, each with its METADATA, by which scanners and importlib know it."""
    return [_unpack(wheel, into) for wheel in wheels]


def _unpack(path: Path, into: Path) -> Library:
    with zipfile.ZipFile(path) as wheel:
        members = [PurePosixPath(name) for name in sorted(wheel.namelist()) if not name.endswith("/")]
        metadata = next(each for each in members if each.name == "METADATA" and each.parent.suffix == ".dist-info")
        library = _library(wheel, members, metadata)
        for member in members:
            if member.suffix in _COMPILED:
                if library.name.lower() not in MAY_BE_STRIPPED:
                    sys.exit(f"build: {path.name} carries {member}, and is not known to work without it")
                continue
            if _is_needless(member) and member != metadata:
                continue
            target = into / member
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(wheel.read(str(member)))
    return library


def _is_needless(member: PurePosixPath) -> bool:
    top = member.parts[0]
    return (
        top.endswith((".dist-info", ".data"))
        or member.suffix in {".pyi", ".pyx", ".pxd", ".c", ".h"}
        or member.name == "py.typed"
        or not _NEEDLESS_DIRECTORIES.isdisjoint(member.parts[:-1])
        or (member.parts[:2] == ("pygments", "lexers") and member.stem not in _LANGUAGES)
    )


def _library(wheel: zipfile.ZipFile, members: list[PurePosixPath], metadata: PurePosixPath) -> Library:
    text = wheel.read(str(metadata)).decode()
    head = text.partition("\n\n")[0]
    licences = sorted(
        member
        for member in members
        if member.parts[0] == metadata.parts[0] and re.match(r"(?i)(licen[cs]e|copying|authors|notice)", member.name)
    )
    written = "\n".join(wheel.read(str(each)).decode().strip() + "\n" for each in licences)
    author = _field(head, "Author") or _field(head, "Author-email") or _field(head, "Maintainer-email")
    return Library(
        name=_field(head, "Name"),
        version=_field(head, "Version"),
        author=author or f"the authors of {_field(head, 'Name')}",
        licence_name=_licence_name(head, written),
        licence=written,
        homepage=_field(head, "Home-page") or next(_urls(head), ""),
        places=tuple(sorted({each.parts[0] for each in members if not each.parts[0].endswith(".data")})),
    )


def _field(head: str, name: str) -> str:
    found = re.search(rf"(?mi)^{name}: (.*)$", head)
    return found[1].strip() if found else ""


def _urls(head: str) -> Iterator[str]:
    for label, url in re.findall(r"(?mi)^Project-URL: ([^,]+), (\S+)$", head):
        if label.strip().lower() in {"homepage", "source", "source code", "repository", "github", "code"}:
            yield url


def _licence_name(head: str, text: str) -> str:
    """An SPDX expression, of what the library's metadata says in one way or another."""
    classifier = re.search(r"(?m)^Classifier: License :: (?:OSI Approved :: )?(.*)$", head)
    said = _field(head, "License-Expression") or _field(head, "License") or (classifier[1] if classifier else "")
    if "MIT" in said:
        return "MIT"
    if said in {"BSD License", "3-Clause BSD License", "BSD"}:
        return "BSD-3-Clause" if "either the name" in text else "BSD-2-Clause"
    return said
