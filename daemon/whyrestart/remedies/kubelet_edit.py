"""Edits of what the kubelet is started with: its configuration file, and the files that carry its flags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, LineEdit
from whyrestart.parsing import kubelet_config
from whyrestart.parsing.systemd_unit_file import CarriedFlag, carried_flags
from whyrestart.parsing.yaml_tree import Tree
from whyrestart.remedies.carriers import settings, unit
from whyrestart.remedies.editing import text_of, texts
from whyrestart.remedies.yaml_edit import CannotEdit, YamlEdit

# The value of a flag as a word of a unit or environment file: quoted, or up to the next blank or quote.
_VALUE = r"(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"'\\]*)|[ \t]+(?![-\"'\\$])[^\s\"'\\]+(?=[\s\"'\\]|$)|(?=[\s\"'\\]|$))"


def flags(episode: Episode) -> tuple[CarriedFlag, ...]:
    """The flags of the kubelet's command line, with the file and line that carry each."""
    return carried_flags(texts(episode)) if _is_of_kubeadms_kind(episode) else ()


def _is_of_kubeadms_kind(episode: Episode) -> bool:
    """Whether its unit is `kubelet`: carriers, snaps and OpenShift read none of its files, which may be left behind."""
    return not episode.is_kubelet or unit(episode) == "kubelet"


def flag(episode: Episode, name: str) -> CarriedFlag | None:
    """The flag that counts."""
    return kubelet_config.effective(flags(episode), name)


def config_path(episode: Episode) -> str:
    """The kubelet's configuration file, or where its settings stand that has none."""
    if not _is_of_kubeadms_kind(episode):
        return settings(episode)
    return kubelet_config.config_path(flags(episode))


def drop_ins(episode: Episode) -> tuple[str, ...]:
    """The files that are merged over it."""
    return tuple(path for path in kubelet_config.files(texts(episode)) if path != config_path(episode))


def carrier(episode: Episode, key: str) -> str:
    """The file whose value of that key counts: the last drop-in that has it, else the configuration file."""
    found = kubelet_config.carrier(texts(episode), key)
    return found[0] if found is not None else config_path(episode)


def config_edit(episode: Episode, path: str | None = None) -> YamlEdit:
    """Begin an edit of the kubelet's configuration file; raises CannotEdit where it was not read."""
    where = path or config_path(episode)
    text = text_of(episode, where)
    left = path is None and not _is_of_kubeadms_kind(episode)
    if text is None or left or kubelet_config.parse(text).problem is not None:
        raise CannotEdit
    return YamlEdit(where, text)


def set_option(episode: Episode, key: str, name: str, value: str) -> FileEdit:
    """Set an option where it takes effect: in the flag that beats the file, where one is given, else in the file."""
    given = flag(episode, name)
    if given is not None:
        return set_flag(episode, given, value)
    edit = config_edit(episode, carrier(episode, key) if _is_of_kubeadms_kind(episode) else None)
    edit.set(edit.tree, key, value)
    return edit.done


def where_set(episode: Episode, key: str, name: str) -> str:
    """Where that option stands, in words: `/etc/default/kubelet:3`, or the configuration file."""
    if not _is_of_kubeadms_kind(episode):
        return settings(episode)
    given = flag(episode, name)
    if given is not None:
        return f"{given.path}:{given.line}"
    found = kubelet_config.carrier(texts(episode), key)
    return f"{found[0]}:{found[1]}" if found is not None else config_path(episode)


def set_flag(episode: Episode, given: CarriedFlag, value: str) -> FileEdit:
    """Give a flag another value on the line that carries it."""
    edit = _rewritten(episode, given.path, [(given.line, given.name)], put=f"--{given.name}={value}")
    wanted = [(f.name, value if f == given else f.value) for f in flags(episode)]
    return _checked(episode, (edit,), wanted)[0]


def drop_flags(episode: Episode, names: Iterable[str], place: tuple[str, int] | None = None) -> tuple[FileEdit, ...]:
    """Take flags out of every line that hands them to the kubelet; `place` is one that is known otherwise."""
    gone = {name.lstrip("-") for name in names}
    found = {(each.path, each.line, each.name) for each in flags(episode) if each.name in gone}
    if place is not None and not found:
        found |= {(*place, name) for name in gone}
    edits = [
        _rewritten(episode, path, [(line, name) for where, line, name in sorted(found) if where == path])
        for path in dict.fromkeys(path for path, _, _ in sorted(found))
    ]
    wanted = [(each.name, each.value) for each in flags(episode) if each.name not in gone]
    if not edits:
        raise CannotEdit
    return _checked(episode, edits, wanted)


def _checked(episode: Episode, edits: Sequence[FileEdit], wanted: list[tuple[str, str | None]]) -> tuple[FileEdit, ...]:
    """The edits, if the kubelet then gets just the flags that are wanted, in their order."""
    written = {edit.path: edit.after for edit in edits}
    if [(each.name, each.value) for each in carried_flags({**texts(episode), **written})] != wanted:
        raise CannotEdit
    return tuple(edits)


def _rewritten(episode: Episode, path: str, places: Iterable[tuple[int, str]], put: str = "") -> FileEdit:
    """Each named flag on its line replaced by `put`."""
    text = text_of(episode, path)
    if text is None:
        raise CannotEdit
    lines = text.splitlines()
    new: dict[int, str] = {}
    for number, name in places:
        if not 0 < number <= len(lines):
            raise CannotEdit
        new[number] = _line(new.get(number, lines[number - 1]), name, put)
    edits = tuple(LineEdit(first=number, last=number, new=(line,)) for number, line in new.items())
    return FileEdit(path=path, before=text, edits=edits)


def _line(line: str, name: str, put: str) -> str:
    """The line with that flag, its value and quotes of its own replaced; or gone, with the blanks after it."""
    match = re.search(rf"(?<![\w-])--?{re.escape(name)}{_VALUE}", line)
    if match is None:
        raise CannotEdit
    start, end = match.span()
    quoted = start > 0 and end < len(line) and line[start - 1] in "\"'" and line[end] == line[start - 1]
    if quoted and line[start - 2 : start - 1] in {" ", "\t", ""}:
        start, end = start - 1, end + 1
    if put:
        return line[:start] + put + line[end:]
    before, after = line[:start], line[end:]
    return before + after.lstrip(" \t") if after[:1] in {" ", "\t"} else before.rstrip(" \t") + after


def drop_key(edit: YamlEdit, *keys: str) -> FileEdit:
    """Remove a key of the configuration, and the key above it where it was the only one."""
    parent: Tree | None = edit.tree.at(*keys[:-1]) if len(keys) > 1 else edit.tree
    if parent is None:
        raise CannotEdit
    if len(keys) > 1 and len(list(parent.pairs())) == 1:
        return drop_key(edit, *keys[:-1])
    edit.drop(parent, keys[-1])
    return edit.done
