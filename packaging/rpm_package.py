"""The .rpm: the staged tree with what differs on Red Hat's and SUSE's side, and rpmbuild."""

import os
import shutil
import subprocess
from pathlib import Path

from staging import DOCUMENTS, HERE, Project, filled, put, settle
from vendoring import Library

_CONFIGURATION = "/etc/whyrestart/config.yaml"
# Directories to remove with the package; those of shells may be other packages' too, and then stay.
_OURS = (
    "/usr/lib/whyrestart", "/usr/share/doc/whyrestart", "/etc/whyrestart",
    "/usr/share/bash-completion", "/usr/share/fish", "/usr/share/zsh",
)  # fmt: skip


def build(root: Path, what: Project, libraries: list[Library], out: Path) -> Path:
    """Pack `root`, a staged tree that is changed by it."""
    completions = root / "usr/share/zsh"
    (completions / "vendor-completions").rename(completions / "site-functions")
    put((HERE / "LICENSE").read_bytes(), root / DOCUMENTS / "licences" / "whyrestart.txt")
    for library in libraries:
        put(library.licence.encode(), root / DOCUMENTS / "licences" / f"{library.name}.txt")
    settle(root, what)
    work = root.parent / "rpmbuild"
    names = {name for each in libraries for name in each.licence_name.split(" AND ")}
    values = {
        "VERSION": what.version,
        "STAGED": str(root),
        "LICENCES": " AND ".join(sorted({"Apache-2.0", *names})),
        "FILES": "\n".join(_listed(root)),
    }
    put(filled(HERE / "rpm/whyrestart.spec.in", values).encode(), work / "whyrestart.spec")
    command = ["rpmbuild", "--quiet", "-bb", "--define", f"_topdir {work}", str(work / "whyrestart.spec")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(what.epoch), "LC_ALL": "C.UTF-8"}
    subprocess.run(command, check=True, env=environment)
    (made,) = work.glob("RPMS/noarch/*.rpm")
    package = out / made.name
    shutil.move(made, package)
    return package


def _listed(root: Path) -> list[str]:
    lines = ["%defattr(-, root, root, -)"]
    for path in sorted(root.rglob("*")):
        name = f"/{path.relative_to(root)}"
        if path.is_dir():
            if name.startswith(_OURS):
                lines.append(f"%dir {name}")
        elif name == _CONFIGURATION:
            lines.append(f"%config(noreplace) {name}")
        else:
            lines.append(name)
    return lines
