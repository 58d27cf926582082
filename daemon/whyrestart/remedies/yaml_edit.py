"""Smallest edits of a YAML file, by line: what is not touched stays as the operator wrote it, comments included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from whyrestart.model.remedy import FileEdit, LineEdit
from whyrestart.parsing.yaml_tree import Tree, YamlLoader, YamlProblem, load_first

# A plain scalar may not begin with these, nor hold what ends a key or begins a comment (YAML 1.1).
_INDICATORS = frozenset(",[]{}#&*!|>'\"%@`")
_ENDS_IT = re.compile(r":(?:\s|$)|\s#|[^\x20-\x7e]")
# What YAML 1.1 reads as a truth value, a number, a time or nothing.
_NO_STRING = re.compile(
    r"(?i)(?!\d+(?:\.\d+){3}$)(?:y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?\.?[\d.][\w.:+-]*|[-+]?\.(?:inf|nan))"
)
_MAY_ALIAS = re.compile(r"(?m)(?:^|[\s\[{,:-])[*&]\w|<<")


class CannotEdit(Exception):  # noqa: N818  # an answer, not an error: the remedy is then told in words alone
    """The file's layout (flow style, a shell line, an alias) leaves no line to edit."""


def scalar(value: str) -> str:
    """A string as YAML reads it back: plain where that is possible, else in double quotes."""
    bare = value[:1] in {"-", "?", ":"} and value[1:2] in {"", " "}
    begins = value[:1] not in _INDICATORS and not bare and value == value.strip()
    plain = bool(value) and begins and not _ENDS_IT.search(value) and not _NO_STRING.fullmatch(value)
    return value if plain else f'"{"".join(_escaped(each) for each in value)}"'


def _escaped(character: str) -> str:
    """As it stands between double quotes."""
    if character in {'"', "\\"}:
        return f"\\{character}"
    return character if " " <= character <= "~" else f"\\U{ord(character):08x}"


def like(old: Tree, value: str) -> str:
    """A string quoted as the scalar was in whose place it comes."""
    style = old.node.style if isinstance(old.node, ScalarNode) else None
    if style in {"'", '"'} and not re.search(r"['\"\\]|[^\x20-\x7e]", value):
        return f"{style}{value}{style}"
    return scalar(value)


class YamlEdit:
    """Collects line edits of one file; `done` gives them as a FileEdit.

    Methods raise CannotEdit where the file is not written in block style at the place concerned.
    """

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text
        self._lines = text.splitlines()
        self._edits: list[LineEdit] = []
        try:
            tree = load_first(text.encode())
        except YamlProblem as problem:
            raise CannotEdit from problem
        if tree is None or not tree.is_mapping or _has_aliases(text):
            raise CannotEdit
        self.tree = tree

    @property
    def done(self) -> FileEdit:
        """The edits so far; raises CannotEdit where there is none, or two of them are about one line."""
        taken: set[int] = set()
        for edit in self._edits:
            lines = set(range(edit.first, edit.last + 1))
            if lines & taken:
                raise CannotEdit
            taken |= lines
        if not self._edits:
            raise CannotEdit
        return FileEdit(path=self._path, before=self._text, edits=tuple(self._edits))

    def set(self, mapping: Tree | None, key: str, value: str) -> None:
        """Give a key its value as YAML text: on its own line where it is there, else after the mapping's last one."""
        if mapping is None or not is_block(mapping.node):
            raise CannotEdit
        pairs = list(mapping.pairs())
        if not pairs:
            raise CannotEdit
        # Of one that is given twice the last counts.
        for name, _, given in reversed(pairs):
            if name == key:
                self.replace(given, value)
                return
        last = pairs[-1][1]
        after = last_line(mapping.node)
        self.insert(after, [f"{' ' * (last.column - 1)}{key}: {value}"])

    def replace(self, old: Tree, value: str) -> None:
        """Put another text in a scalar's place; the rest of its line stays."""
        if not isinstance(old.node, ScalarNode) or old.node.start_mark.line != old.node.end_mark.line:
            raise CannotEdit
        line = self._lines[old.line - 1]
        start, end = old.node.start_mark.column, old.node.end_mark.column
        gap = "" if start == 0 or line[start - 1] in " \t" else " "
        self._edits.append(LineEdit(first=old.line, last=old.line, new=(line[:start] + gap + value + line[end:],)))

    def drop(self, mapping: Tree | None, key: str) -> None:
        """Remove a key and its value, comments between them included, wherever the mapping gives it."""
        if mapping is None or not is_block(mapping.node):
            raise CannotEdit
        pairs = list(mapping.pairs())
        gone = [(where, given) for name, where, given in pairs if name == key]
        if len(gone) in {0, len(pairs)} or not all(self._begins_line(where) for where, _ in gone):
            raise CannotEdit
        for where, given in gone:
            self._edits.append(LineEdit(first=where.line, last=max(where.line, last_line(given.node)), new=()))

    def drop_items(self, parent: Tree | None, key: str, gone: Iterable[Tree]) -> None:
        """Remove items of the list under a key, and the key itself where nothing would be left."""
        sequence = parent.get(key) if parent is not None else None
        mine = list(gone)
        if sequence is None or not mine or not is_block(sequence.node):
            raise CannotEdit
        if len(mine) == len(items(sequence)):
            self.drop(parent, key)
            return
        for item in mine:
            first, last = self._span(item)
            self._edits.append(LineEdit(first=first, last=last, new=()))

    def append(self, parent: Tree | None, key: str, new: Sequence[str]) -> None:
        """Append an item, given as lines beginning with `- `, to the list under a key; the list is made if need be."""
        if parent is None or not is_block(parent.node):
            raise CannotEdit
        sequence = parent.get(key)
        if sequence is None:
            if parent.given(key) is not None:
                raise CannotEdit
            last = [where for _, where, _ in parent.pairs()]
            indent = " " * (last[-1].column - 1)
            self.insert(last_line(parent.node), [f"{indent}{key}:", *(indent + line for line in new)])
            return
        there = items(sequence)
        if not there or not is_block(sequence.node):
            raise CannotEdit
        indent = self._dash(there[0])
        self.insert(last_line(sequence.node), [indent + line for line in new])

    def insert(self, after: int, new: Sequence[str]) -> None:
        """Insert lines after the 1-based line; those inserted in one place stand in the order of the calls."""
        self._edits.append(LineEdit(first=after + 1, last=after, new=tuple(new)))

    def _dash(self, item: Tree) -> str:
        """The indentation of an item's dash."""
        before = self._lines[item.line - 1][: item.column - 1]
        if before.strip() != "-":
            raise CannotEdit
        return before.partition("-")[0]

    def _span(self, item: Tree) -> tuple[int, int]:
        self._dash(item)
        return item.line, max(item.line, last_line(item.node))

    def _begins_line(self, key: Tree) -> bool:
        return not self._lines[key.line - 1][: key.column - 1].strip()


def items(tree: Tree | None) -> tuple[Tree, ...]:
    """The items of a list; nothing for anything else."""
    return tuple(tree.items()) if tree is not None else ()


def is_block(node: Node) -> bool:
    """Whether a mapping or list is written one entry a line."""
    return isinstance(node, CollectionNode) and not node.flow_style


def last_line(node: Node, depth: int = 0) -> int:
    """The 1-based line of the last scalar inside; a block's own end mark lies where the next thing begins."""
    if isinstance(node, ScalarNode) or depth > 20 or not is_block(node):
        end = node.end_mark
        return int(end.line) + (1 if end.column > 0 or end.line == node.start_mark.line else 0)
    children = list(_children(node))
    return max((last_line(child, depth + 1) for child in children), default=int(node.start_mark.line) + 1)


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        for pair in node.value:
            yield from pair
    else:
        yield from node.value


def _has_aliases(text: str) -> bool:
    """An edit of what an alias repeats would change two places at once."""
    if not _MAY_ALIAS.search(text):
        return False
    try:
        tokens = list(yaml.scan(text.removeprefix("\ufeff"), Loader=YamlLoader))
    except yaml.YAMLError:
        return True
    return any(isinstance(token, yaml.tokens.AliasToken | yaml.tokens.AnchorToken) for token in tokens)
