"""Build the packages; called by build.sh, which sees to a Python that has what it needs.

Same sources, same SOURCE_DATE_EPOCH: the same bytes, on any machine.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import debian_package
import rpm_package
import wheel_package
from staging import TOP, project, stage

FORMATS = ("deb", "rpm", "wheel")
NEEDED = {"deb": ("dpkg-deb", "dpkg-dev"), "rpm": ("rpmbuild", "rpm")}


def main() -> None:
    """Build what is asked for and print the paths of it."""
    asked = _arguments()
    what = project(asked.version, _epoch())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whyrestart" / "wheels"
    asked.output.mkdir(parents=True, exist_ok=True)
    formats = asked.formats or FORMATS
    for each in formats:
        program, package = NEEDED.get(each, ("true", ""))
        if shutil.which(program) is None:
            sys.exit(f"build: {program} is needed for the .{each}: apt-get install {package}")
    with tempfile.TemporaryDirectory(prefix="whyrestart-build.") as scratch:
        staged = Path(scratch) / "staged"
        libraries = stage(staged, what, cache) if {"deb", "rpm"} & set(formats) else []
        for each in formats:
            if each == "wheel":
                made = wheel_package.build(Path(scratch) / each, what, asked.output.resolve())
            else:
                root = Path(scratch) / each / "root"
                shutil.copytree(staged, root)
                packer = debian_package if each == "deb" else rpm_package
                made = packer.build(root, what, libraries, asked.output.resolve())
            print(made)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build.sh", description="Build whyrestart's packages.")
    parser.add_argument("formats", nargs="*", metavar="deb|rpm|wheel", help="which of them; all by default")
    parser.add_argument("-o", "--output", type=Path, default=TOP / "dist", help="where to; %(default)s by default")
    parser.add_argument("--version", help="another version than pyproject.toml's, to try upgrades")
    asked = parser.parse_args()
    if unknown := set(asked.formats) - set(FORMATS):
        parser.error(f"{', '.join(unknown)}: deb, rpm or wheel was expected")
    return asked


def _epoch() -> int:
    """$SOURCE_DATE_EPOCH, else the time of the newest commit, else that of pyproject.toml."""
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated:
        return int(stated)
    try:
        told = subprocess.run(
            ["git", "-C", str(TOP), "log", "-1", "--format=%ct"], check=True, capture_output=True, text=True
        )
        return int(told.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return int((TOP / "pyproject.toml").stat().st_mtime)


if __name__ == "__main__":
    main()
