"""The .deb: the staged tree, what Debian adds to it, and dpkg-deb."""

import os
import re
import subprocess
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from staging import DOCUMENTS, HERE, Project, filled, put, settle, zipped
from vendoring import Library

DEBIAN = HERE / "debian"
SCRIPTS = ("preinst", "postinst", "prerm", "postrm")
# Debian carries these texts itself; a copyright file refers to them.
_COMMON = {
    "Apache-2.0": re.compile(r"Apache License\s+Version 2\.0, January 2004"),
    "MPL-2.0": re.compile(r"Mozilla Public License[,]? (?:Version|v\.) 2\.0"),
}


def build(root: Path, what: Project, libraries: list[Library], out: Path) -> Path:
    """Pack `root`, a staged tree that is changed by it."""
    put(_copyright(libraries).encode(), root / DOCUMENTS / "copyright")
    put(zipped(_changelog(what).encode()), root / DOCUMENTS / "changelog.gz")
    put((DEBIAN / "lintian-overrides").read_bytes(), root / "usr/share/lintian/overrides/whyrestart")
    put((HERE / "files/rtupdate.sh").read_bytes(), root / "usr/share/python3/runtime.d/whyrestart.rtupdate")
    size = sum(-(-path.stat().st_size // 1024) if path.is_file() else 1 for path in root.rglob("*"))
    values = {"VERSION": what.version, "INSTALLED_SIZE": str(size)}
    settle(root, what)
    control = root / "DEBIAN"
    control.mkdir(mode=0o755)
    put(filled(DEBIAN / "control.in", values).encode(), control / "control")
    put(b"/etc/whyrestart/config.yaml\n", control / "conffiles")
    put(_checksums(root).encode(), control / "md5sums")
    for name in SCRIPTS:
        template = next(path for path in (DEBIAN / f"{name}.in", DEBIAN / name) if path.exists())
        put(filled(template, values).encode(), control / name)
    for path in control.iterdir():
        path.chmod(0o755 if path.name in SCRIPTS else 0o644)
    package = out / f"whyrestart_{what.version}_all.deb"
    # gzip: xz saves a fifth of two megabytes, and its bytes depend on the number of threads.
    command = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z9", "--build", str(root), str(package)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(what.epoch)}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return package


def _checksums(root: Path) -> str:
    files = sorted(
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in {"DEBIAN", "etc"}
    )
    return subprocess.run(["md5sum", *files], check=True, cwd=root, capture_output=True, text=True).stdout


def _changelog(what: Project) -> str:
    at = format_datetime(datetime.fromtimestamp(what.epoch, UTC))
    return (
        f"whyrestart ({what.version}) unstable; urgency=medium\n\n  * Release {what.version}.\n\n"
        f" -- whyrestart maintainers <maintainers@whyrestart.dev>  {at}\n"
    )


def _copyright(libraries: list[Library]) -> str:
    """In Debian's machine-readable form: the program's licence, and each library's as it states it itself."""
    stanzas = [
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: whyrestart",
        "Files: *\nCopyright: the authors of whyrestart\nLicense: Apache-2.0",
    ]
    stanzas += [
        f"Files: {_places(library)}\n"
        f"Copyright: {library.author}\n"
        f"License: {library.name}\n"
        f"Comment: {library.name} {library.version}, {library.licence_name}. {library.homepage}".rstrip()
        for library in libraries
    ]
    stanzas.append(f"License: Apache-2.0\n{_referred('Apache-2.0')}")
    stanzas += [f"License: {library.name}\n{_licence(library)}" for library in libraries]
    return "\n\n".join(stanzas) + "\n"


def _places(library: Library) -> str:
    """What of the package is this library's. A namespace package is taken whole: here only protobuf has one."""
    return "\n ".join(
        f"usr/lib/whyrestart/{place}" + ("" if place.endswith(".py") else "/*") for place in library.places
    )


def _licence(library: Library) -> str:
    for name, sign in _COMMON.items():
        if sign.search(library.licence):
            return _referred(name)
    if not library.licence:
        return f" {library.licence_name}, as the library's metadata says; it carries no text of its own."
    return "\n".join(f" {line.rstrip()}" if line.strip() else " ." for line in library.licence.splitlines())


def _referred(name: str) -> str:
    return f" On Debian systems, the text of this licence is in /usr/share/common-licenses/{name}."
