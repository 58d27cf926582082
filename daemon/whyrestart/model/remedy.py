"""What a person may do: an edit of lines shown as a diff, or commands to run. Never executed by the daemon."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

# Lines as patch has them: YAML ends some at other characters too.
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def _header(name: str) -> str:
    """A name in a diff's head as git writes it: what would end it is quoted, a blank has a tab at the end."""
    if any(each in name[2:] for each in '\\"') or not name.isprintable():
        quoted = (_ESCAPED.get(c) or (c if c.isprintable() else _octal(c)) for c in name)
        return f'"{"".join(quoted)}"'
    return f"{name}\t" if " " in name else name


def _octal(character: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))


@dataclass(frozen=True, kw_only=True)
class LineEdit:
    """Replace the 1-based lines `first` to `last` with `new`. `last` = `first - 1` inserts before `first`."""

    first: int
    last: int
    new: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FileEdit:
    """Line edits of one file, in terms of the text they were made for; `before` None creates the file."""

    path: str
    before: str | None
    edits: tuple[LineEdit, ...] = ()
    created: str = ""

    def apply(self, text: str) -> str:
        """The text after the edits. They are applied to lines, so redacted and real text give the same change.

        New lines end as the file's first line does. Of several insertions before one line the first given comes first.
        """
        lines = text.splitlines(keepends=True)
        end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
        if lines and not lines[-1].endswith(("\n", "\r")) and any(edit.first > len(lines) for edit in self.edits):
            lines[-1] += end
        order = sorted(enumerate(self.edits), key=lambda each: (each[1].first, each[1].last, each[0]), reverse=True)
        for _, edit in order:
            lines[edit.first - 1 : edit.last] = [f"{line}{end}" for line in edit.new]
        return "".join(lines)

    @property
    def after(self) -> str:
        """The whole file as it will read."""
        return self.created if self.before is None else self.apply(self.before)

    @property
    def diff(self) -> str:
        """As a unified diff that `patch -p1 -d /` takes."""
        old, new = ([] if text is None else _LINE.findall(text) for text in (self.before, self.after))
        name = self.path.lstrip("/")
        origin = "/dev/null" if self.before is None else _header(f"a/{name}")
        lines = difflib.unified_diff(old, new, origin, _header(f"b/{name}"))
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """One way out. `valid_for` is a version range such as `>=1.6,<1.20`; empty means any.

    `stopgap`: its edit buys time at a price and cures nothing; it is shown, and never chosen for anybody.
    """

    title: str
    edits: tuple[FileEdit, ...] = ()
    commands: tuple[str, ...] = ()
    valid_for: str = ""
    caution: str = ""
    stopgap: bool = False

    @property
    def diff(self) -> str:
        """All edits as one unified diff; empty where there is none."""
        return "".join(edit.diff for edit in self.edits)
