"""A printed unified diff applied as printed: strictly, and nowhere but under one directory."""

from __future__ import annotations

import re
from pathlib import Path

from whyrestart.demo.scenarios import write_atomically

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@")
_NO_NEWLINE = "\\"


class PatchError(ValueError):
    """The diff does not fit the file, or leads out of the directory."""


def patched(text: str, hunks: list[str]) -> str:
    """The text after the hunks (`@@` lines and what follows them); every context and old line must be there."""
    old = text.splitlines()
    new: list[str] = []
    position = 0
    for line in hunks:
        if match := _HUNK.match(line):
            # `-7,0` stands after line 7, every other start at its line.
            start = int(match[1]) - (match[2] != "0")
            new += old[position:start]
            position = start
        elif line.startswith("+"):
            new.append(line[1:])
        elif line.startswith(_NO_NEWLINE):
            continue
        else:
            if position >= len(old) or old[position] != line[1:]:
                raise PatchError(f"line {position + 1}: the diff expects {line[1:]!r}")
            new += [line[1:]] if line.startswith(" ") else []
            position += 1
    return "".join(f"{line}\n" for line in (*new, *old[position:]))


def apply(diff: str, root: Path) -> list[Path]:
    """Apply a diff of absolute paths (`--- a/tmp/...`), as `patch -p1 -d /` would; the files changed, new ones too.

    All are checked before the first is written. New files are written first, so that no manifest ever names a file
    that is not there. PatchError where one does not fit or lies outside `root`.
    """
    wanted: dict[Path, tuple[bool, str]] = {}
    for part in re.split(r"^(?=--- )", diff, flags=re.MULTILINE):
        lines = part.splitlines()
        if len(lines) < 3:
            continue
        creates = lines[0].split("\t")[0] == "--- /dev/null"
        path = Path("/") / lines[1].split("\t")[0].removeprefix("+++ b/")
        if not path.resolve().is_relative_to(root.resolve()):
            raise PatchError(f"{path} is not under {root}")
        before = "" if creates else path.read_text(encoding="utf-8")
        wanted[path] = (creates, patched(before, lines[2:]))
    for path, (_, text) in sorted(wanted.items(), key=lambda item: not item[1][0]):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text)
    return list(wanted)
