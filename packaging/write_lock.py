"""Write packaging/lock/*.txt: the pure-Python libraries that the packages carry, at exact versions with hashes.

    python3.11 packaging/write_lock.py

What has compiled parts that are needed comes from the distribution (DISTRIBUTED). `pure.txt` holds wheels that run
anywhere; `stripped.txt` those published per platform whose compiled parts are only faster and are left out; `build.txt`
what builds our own wheel.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from vendoring import PURE, STRIPPED, Kind

HERE = Path(__file__).parent
# pyproject.toml's names: their distribution packages stand in debian/control and rpm/whyrestart.spec.
DISTRIBUTED = frozenset({"bcrypt", "cryptography", "psutil"})
HEADER = "# Written by packaging/write_lock.py; run it again after a change of pyproject.toml's dependencies.\n"


def main() -> None:
    """Resolve, fetch and write."""
    if sys.version_info[:2] != (3, 11):
        sys.exit("write_lock.py: pip resolves for the Python it runs with; run this with the oldest supported, 3.11")
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [each for each in project["dependencies"] if name_of(each) not in DISTRIBUTED]
    lines: dict[str, list[str]] = {PURE.file: [], STRIPPED.file: []}
    with tempfile.TemporaryDirectory() as scratch:
        for pinned in resolve(wanted):
            for kind in (PURE, STRIPPED):
                wheel = download(pinned, kind, Path(scratch) / kind.file / pinned)
                if wheel is not None:
                    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
                    lines[kind.file].append(f"{pinned} \\\n    --hash=sha256:{digest}\n")
                    break
            else:
                sys.exit(f"write_lock.py: {pinned} has no wheel that could be carried; it must come from elsewhere")
        setuptools = download("setuptools", PURE, Path(scratch) / "build")
        if setuptools is None:
            sys.exit("write_lock.py: setuptools cannot be had, with which the wheel is built")
        digest = hashlib.sha256(setuptools.read_bytes()).hexdigest()
        lines["build.txt"] = [f"setuptools=={setuptools.name.split('-')[1]} \\\n    --hash=sha256:{digest}\n"]
    for file, entries in lines.items():
        (HERE / "lock" / file).write_text(HEADER + "".join(entries), encoding="utf-8")


def name_of(requirement: str) -> str:
    """The project's name, as pip writes it, of a requirement such as `PyYAML>=6.0`."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def resolve(requirements: list[str]) -> list[str]:
    """Every library needed, as `name==version`, in the order of the alphabet."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-",
               "--only-binary", ":all:", *requirements]  # fmt: skip
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    chosen = (each["metadata"] for each in report["install"])
    return sorted(f"{name_of(each['name'])}=={each['version']}" for each in chosen)


def download(pinned: str, kind: Kind, into: Path) -> Path | None:
    """The wheel of that kind; None where there is none."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *kind.options, "-d", str(into), pinned]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        return None
    (wheel,) = into.iterdir()
    return wheel


if __name__ == "__main__":
    main()
