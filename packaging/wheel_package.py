"""The wheel, for who installs with pip: built by setuptools at a locked version."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from staging import HERE, TOP, Project


def build(scratch: Path, what: Project, out: Path) -> Path:
    """Build from a copy, so that nothing is left in the checkout."""
    tools, copy, made = scratch / "tools", scratch / "source", scratch / "made"
    _pip("install", "--no-deps", "--require-hashes", "--target", str(tools), "-r", str(HERE / "lock/build.txt"))
    copy.mkdir(parents=True)
    shutil.copytree(TOP / "daemon", copy / "daemon", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (copy / "packaging").mkdir()
    for name in ("README.md", "packaging/LICENSE"):
        shutil.copyfile(TOP / name, copy / name)
    said = (TOP / "pyproject.toml").read_text("utf-8")
    (copy / "pyproject.toml").write_text(
        re.sub(r'(?m)^version = ".*"', f'version = "{what.version}"', said, count=1), "utf-8"
    )
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (what.epoch, what.epoch))
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(what.epoch), "PYTHONPATH": str(tools)}
    _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(made), str(copy), environment=environment)
    (wheel,) = made.glob("*.whl")
    return Path(shutil.move(wheel, out / wheel.name))


def _pip(*words: str, environment: dict[str, str] | None = None) -> None:
    command = [sys.executable, "-m", "pip", words[0], "--quiet", "--disable-pip-version-check", *words[1:]]
    if subprocess.run(command, check=False, env=environment).returncode != 0:
        sys.exit(f"build: `pip {words[0]}` failed; is a package index reachable?")
