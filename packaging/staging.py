"""The tree that both packages install: program, libraries, unit, configuration, manual pages, completion, examples."""

import gzip
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import vendoring
from vendoring import Library

HERE = Path(__file__).parent
TOP = HERE.parent
LIBRARIES = "usr/lib/whyrestart"
DOCUMENTS = "usr/share/doc/whyrestart"
DROP_INS = ("docker.conf", "socket-owners.conf", "stricter.conf", "without-cri.conf")
EXAMPLES = ("alertmanager", "grafana", "node-problem-detector", "prometheus")
_EXECUTABLE = frozenset({"usr/bin/whyrestart", "usr/share/python3/runtime.d/whyrestart.rtupdate"})


@dataclass(frozen=True, kw_only=True)
class Project:
    """What pyproject.toml says of the project, and the moment that stands in everything built."""

    version: str
    summary: str
    epoch: int


def project(version: str | None, epoch: int) -> Project:
    """`version` other than pyproject.toml's is for trying upgrades."""
    said = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    return Project(version=version or said["version"], summary=said["description"], epoch=epoch)


def stage(root: Path, what: Project, cache: Path) -> list[Library]:
    """Fill `root` with what every family of distributions installs alike; tell which libraries are carried."""
    libraries = vendoring.unpack(vendoring.fetch(cache), root / LIBRARIES)
    _program(root, what)
    for source, target in {
        HERE / "files/launcher.py": "usr/bin/whyrestart",
        HERE / "files/config.yaml": "etc/whyrestart/config.yaml",
        HERE / "files/sysusers.conf": "usr/lib/sysusers.d/whyrestart.conf",
        TOP / "systemd/whyrestart.service": "usr/lib/systemd/system/whyrestart.service",
        TOP / "systemd/whyrestart.catalog": "usr/lib/systemd/catalog/whyrestart.catalog",
        HERE / "INSTALL.md": f"{DOCUMENTS}/README.md",
        HERE / "CHANGELOG.md": f"{DOCUMENTS}/NEWS.md",
        HERE / "docs/fix.md": f"{DOCUMENTS}/fix.md",
        HERE / "docs/lint.md": f"{DOCUMENTS}/lint.md",
        HERE / "container/Containerfile": f"{DOCUMENTS}/examples/container/Containerfile",
    }.items():
        put(source.read_bytes(), root / target)
    for name in DROP_INS:
        put((TOP / "systemd" / name).read_bytes(), root / DOCUMENTS / "drop-ins" / name)
    for directory in EXAMPLES:
        for source in sorted((HERE / directory).glob("*")):
            if source.suffix in {".yaml", ".json", ".md"} and ".in." not in source.name:
                put(source.read_bytes(), root / DOCUMENTS / "examples" / directory / source.name)
    _described(root, what)
    return libraries


def _program(root: Path, what: Project) -> None:
    shutil.copytree(
        TOP / "daemon/whyrestart",
        root / LIBRARIES / "whyrestart",
        ignore=shutil.ignore_patterns("__pycache__", ".*", "py.typed"),
    )
    # By this the program knows its own version, as pip would have told it.
    metadata = f"Metadata-Version: 2.1\nName: whyrestart\nVersion: {what.version}\nSummary: {what.summary}\n"
    put(metadata.encode(), root / LIBRARIES / f"whyrestart-{what.version}.dist-info/METADATA")


def _described(root: Path, what: Project) -> None:
    """Manual pages and completion, made by the staged program itself."""
    out = root.parent / "described"
    command = [sys.executable, "-I", "-B", str(HERE / "describe.py"), str(root / LIBRARIES), str(out)]
    described = subprocess.run(command, check=False, env={**os.environ, "SOURCE_DATE_EPOCH": str(what.epoch)})
    if described.returncode != 0:
        sys.exit("build: the program cannot be started as it is, so that its help cannot be made a manual page")
    for page in ("whyrestart.1", "whyrestart-config.5"):
        put(zipped((out / page).read_bytes()), root / f"usr/share/man/man{page[-1]}/{page}.gz")
    put((out / "bash").read_bytes(), root / "usr/share/bash-completion/completions/whyrestart")
    put((out / "fish").read_bytes(), root / "usr/share/fish/vendor_completions.d/whyrestart.fish")
    put((out / "zsh").read_bytes(), root / "usr/share/zsh/vendor-completions/_whyrestart")
    shutil.rmtree(out)


def put(data: bytes, target: Path) -> None:
    """Write a file, and the directories that lead to it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def zipped(data: bytes) -> bytes:
    """As `gzip -9n`: without the time."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def settle(root: Path, what: Project) -> None:
    """Give every file and directory its mode and its time, whatever the umask and the checkout had."""
    for path in sorted(root.rglob("*"), reverse=True):
        name = str(path.relative_to(root))
        path.chmod(0o755 if path.is_dir() or name in _EXECUTABLE else 0o644)
        os.utime(path, (what.epoch, what.epoch))
    root.chmod(0o755)
    os.utime(root, (what.epoch, what.epoch))


def filled(template: Path, values: dict[str, str]) -> str:
    """A template with each `@NAME@` in it replaced; an unknown one is an error."""
    return re.sub(r"@([A-Z_]+)@", lambda match: values[match[1]], template.read_text("utf-8"))
