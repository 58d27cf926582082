"""Edits of containerd's configuration, by line, at the place that the file's version reads (containerd 1.3 to 2.3)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping

from whyrestart.model.remedy import FileEdit, LineEdit
from whyrestart.parsing import containerd_config
from whyrestart.parsing.containerd_config import DEFAULT_PATH
from whyrestart.remedies.yaml_edit import CannotEdit

_PLUGIN = {
    2: "io.containerd.grpc.v1.cri",
    3: "io.containerd.cri.v1.runtime",
    4: "io.containerd.cri.v1.runtime",
}
_HEADER = re.compile(r"\s*\[(?!\[)(?P<keys>.+)\]\s*(?:#.*)?")
_CGROUP = re.compile(r"(?i)(?P<head>\s*)\"?systemd_?cgroup\"?\s*=\s*(?P<value>[^#]*?)(?P<tail>\s*(?:#.*)?)")
_DISABLED = re.compile(r"(?P<head>\s*disabled_plugins\s*=\s*)(?P<list>\[[^\]]*\])(?P<tail>.*)")

Table = tuple[str, ...]


class ContainerdEdit:
    """Collects edits of one file; `done` gives them, after a look at what containerd would make of the result.

    Methods raise CannotEdit where the file's layout (a version 1 with settings of its own, a list over several lines)
    leaves no place to edit.
    """

    def __init__(self, texts: Mapping[str, str], path: str = DEFAULT_PATH) -> None:
        if path not in texts:
            raise CannotEdit
        self._texts = texts
        self._path = path
        self._text = texts[path]
        self._lines = self._text.splitlines()
        self._edits: list[LineEdit] = []
        try:
            self._tree = tomllib.loads(self._text)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            raise CannotEdit from error
        config = containerd_config.parse(self._text, path)
        self._runtime = config.default_runtime
        self._version = config.version

    @property
    def done(self) -> FileEdit:
        """The edit; raises CannotEdit where containerd would not start with it, or not load its CRI plugin."""
        edit = FileEdit(path=self._path, before=self._text, edits=tuple(self._edits))
        after = containerd_config.effective({**self._texts, self._path: edit.after}, self._path)
        if not self._edits or after.problem is not None or after.cri_refused is not None:
            raise CannotEdit
        return edit

    def use_systemd(self) -> ContainerdEdit:
        """`SystemdCgroup = true` for the default runtime, where this version of the file looks for it."""
        if self._version not in _PLUGIN:
            self._version = self._raise_version()
        plugin = _PLUGIN[self._version]
        runtime: Table = ("plugins", plugin, "containerd", "runtimes", self._runtime)
        options: Table = (*runtime, "options")
        header, key = self._header_of(options), self._key_in(options)
        if key is not None:
            number, indent, tail = key
            self._edits.append(LineEdit(first=number, last=number, new=(f"{indent}SystemdCgroup = true{tail}",)))
        elif header is not None:
            number, indent = header
            self._edits.append(LineEdit(first=number + 1, last=number, new=(f"{indent}  SystemdCgroup = true",)))
        else:
            new = [""] if self._lines and self._lines[-1].strip() else []
            if self._header_of(runtime) is None:
                new += [_header(runtime), '  runtime_type = "io.containerd.runc.v2"']
            new += [_header(options), "  SystemdCgroup = true"]
            end = len(self._lines)
            self._edits.append(LineEdit(first=end + 1, last=end, new=tuple(new)))
        self._drop_old_setting()
        if not containerd_config.effective({**self._texts, self._path: self.done.after}, self._path).systemd_cgroup:
            raise CannotEdit
        return self

    def enable_cri(self) -> ContainerdEdit:
        """Take the CRI plugin out of `disabled_plugins`."""
        for number, line in enumerate(self._lines, 1):
            match = _DISABLED.fullmatch(line)
            if match is None:
                continue
            listed = tomllib.loads(f"x = {match['list']}")["x"]
            kept = [name for name in listed if name != "cri" and not str(name).startswith(("io.containerd.grpc.v1.cri",
                    "io.containerd.cri.v1"))]  # fmt: skip
            new = f"{match['head']}{json.dumps(kept)}{match['tail']}"
            self._edits.append(LineEdit(first=number, last=number, new=(new,)))
            return self
        raise CannotEdit

    def _drop_old_setting(self) -> None:
        """Remove `systemd_cgroup = true` of the plugin itself, with which it refuses to load beside a v2 shim."""
        key = self._key_in(("plugins", _PLUGIN[self._version]))
        if key is not None and "true" in self._lines[key[0] - 1]:
            self._edits.append(LineEdit(first=key[0], last=key[0], new=()))

    def _raise_version(self) -> int:
        """A file without a version is of version 1; where it has none of that version's settings it can say 2."""
        plugins = self._tree.get("plugins", {})
        if "version" in self._tree or not isinstance(plugins, dict):
            raise CannotEdit
        if any(not name.startswith("io.containerd.") for name in plugins):
            raise CannotEdit
        first = next(
            (n for n, line in enumerate(self._lines, 1) if line.strip() and not line.lstrip().startswith("#")), 1
        )
        self._edits.append(LineEdit(first=first, last=first - 1, new=("version = 2",)))
        return 2

    def _tables(self) -> Iterator[tuple[int, str, Table | None]]:
        """Each line with its number and the table that it stands in; None for a header."""
        here: Table = ()
        for number, line in enumerate(self._lines, 1):
            match = _HEADER.fullmatch(line)
            if match is not None:
                here = _keys(match["keys"])
                yield number, line, None
            else:
                yield number, line, here

    def _header_of(self, table: Table) -> tuple[int, str] | None:
        for number, line in enumerate(self._lines, 1):
            match = _HEADER.fullmatch(line)
            if match is not None and _keys(match["keys"]) == table:
                return number, line[: len(line) - len(line.lstrip())]
        return None

    def _key_in(self, table: Table) -> tuple[int, str, str] | None:
        for number, line, here in self._tables():
            match = _CGROUP.fullmatch(line)
            if match is not None and here == table:
                return number, match["head"], match["tail"]
        return None


def created(path: str = DEFAULT_PATH) -> FileEdit:
    """A file for a node that has none: containerd's defaults hold for what it does not say. Read from 1.3 on."""
    runtime: Table = ("plugins", _PLUGIN[2], "containerd", "runtimes", "runc")
    lines = (
        "version = 2",
        "",
        _header(runtime),
        '  runtime_type = "io.containerd.runc.v2"',
        _header((*runtime, "options")),
        "  SystemdCgroup = true",
        "",
    )
    return FileEdit(path=path, before=None, created="\n".join(lines))


def _header(table: Table) -> str:
    return f"[{'.'.join(json.dumps(key) if '.' in key else key for key in table)}]"


def _keys(header: str) -> Table:
    try:
        tree = tomllib.loads(f"[{header}]")
    except tomllib.TOMLDecodeError:
        return ()
    keys: list[str] = []
    while tree:
        key, tree = next(iter(tree.items()))
        keys.append(key)
    return tuple(keys)
