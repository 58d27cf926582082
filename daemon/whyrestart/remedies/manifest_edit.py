"""Smallest edits of a manifest, by line: what is not touched stays as the operator wrote it, comments included."""

from __future__ import annotations

from collections.abc import Sequence

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from whyrestart.model.manifest import Manifest, ProbeKind
from whyrestart.model.remedy import FileEdit, LineEdit
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, load_first

_PROBE_FIELDS = {
    ProbeKind.STARTUP: "startupProbe",
    ProbeKind.LIVENESS: "livenessProbe",
    ProbeKind.READINESS: "readinessProbe",
}


class CannotEdit(Exception):  # noqa: N818  # an answer, not an error: the remedy is then told in words alone
    """The manifest's layout (flow style, a shell line) leaves no line to edit."""


class ManifestEdit:
    """Collects line edits of one manifest; `done` gives them as a FileEdit.

    Methods raise CannotEdit where the manifest is not written in block style at the place concerned.
    """

    def __init__(self, manifest: Manifest, container: str) -> None:
        self._manifest = manifest
        self._lines = manifest.text.splitlines()
        self._edits: list[LineEdit] = []
        try:
            tree = load_first(manifest.text.encode())
        except YamlProblem as problem:
            raise CannotEdit from problem
        if tree is None:
            raise CannotEdit
        self._tree = tree
        self._container = self._find(container)

    @property
    def done(self) -> FileEdit:
        """The edits so far."""
        return FileEdit(path=self._manifest.path, before=self._manifest.text, edits=tuple(self._edits))

    def _find(self, name: str) -> Tree:
        for container in _items(self._tree.at("spec", "containers")):
            named = container.get("name")
            if named is not None and named.text == name:
                return container
        raise CannotEdit

    def _words(self) -> list[Tree]:
        words = [*_items(self._container.get("command")), *_items(self._container.get("args"))]
        for word in words:
            if word.node.start_mark.line != word.node.end_mark.line or not self._lines[
                word.line - 1
            ].lstrip().startswith("-"):
                raise CannotEdit
        return words

    def drop_flag(self, name: str) -> ManifestEdit:
        """Remove every line of `--name`, its value's too where that stands on a line of its own."""
        words = self._words()
        found = False
        for index, word in enumerate(words):
            text = word.text or ""
            flag, equals, _ = text.lstrip("-").partition("=")
            if not text.startswith("-") or flag.replace("_", "-") != name:
                continue
            found = True
            following = words[index + 1] if index + 1 < len(words) else None
            takes_next = not equals and following is not None and not (following.text or "-").startswith("-")
            last = following.line if takes_next and following is not None else word.line
            self._edits.append(LineEdit(first=word.line, last=last, new=()))
        if not found:
            raise CannotEdit
        return self

    def set_flag(self, name: str, value: str) -> ManifestEdit:
        """Give `--name=value`, on the flag's own line where it is there, else after the last word."""
        words = self._words()
        same = [
            w for w in words if (w.text or "").startswith("-") and (w.text or "").lstrip("-").partition("=")[0] == name
        ]
        if not same:
            return self.add_words([f"--{name}={value}"])
        word = same[-1]
        if "=" not in (word.text or ""):
            raise CannotEdit
        indent = self._lines[word.line - 1].partition("-")[0]
        self._edits.append(LineEdit(first=word.line, last=word.line, new=(f"{indent}- --{name}={value}",)))
        return self

    def add_words(self, new: Sequence[str]) -> ManifestEdit:
        """Add words after the last one of the command (or args)."""
        words = self._words()
        if not words:
            raise CannotEdit
        last = words[-1]
        indent = self._lines[last.line - 1].partition("-")[0]
        self._edits.append(
            LineEdit(first=last.line + 1, last=last.line, new=tuple(f"{indent}- {word}" for word in new))
        )
        return self

    def set_probe(self, kind: ProbeKind, key: str, value: str) -> ManifestEdit:
        """Set a key of a probe itself (`failureThreshold`)."""
        probe = self._container.get(_PROBE_FIELDS[kind])
        if probe is None:
            raise CannotEdit
        self._set(probe, key, value)
        return self

    def set_handler(self, kind: ProbeKind, handler: str, key: str, value: str) -> ManifestEdit:
        """Set a key of a probe's handler (`httpGet.port`)."""
        found = self._container.at(_PROBE_FIELDS[kind], handler)
        if found is None:
            raise CannotEdit
        self._set(found, key, value)
        return self

    def replace_handler(self, kind: ProbeKind, old: str, new: Sequence[str]) -> ManifestEdit:
        """Put other lines in a handler's place; they are given without the probe's own indentation."""
        probe = self._container.get(_PROBE_FIELDS[kind])
        if probe is None or not _is_block(probe.node):
            raise CannotEdit
        for name, key, value in probe.pairs():
            if name == old:
                indent = " " * (key.column - 1)
                self._edits.append(
                    LineEdit(first=key.line, last=_last_line(value.node), new=tuple(indent + line for line in new))
                )
                return self
        raise CannotEdit

    def drop_header(self, kind: ProbeKind, name: str) -> ManifestEdit:
        """Remove a header of a probe, and `httpHeaders` itself where it was the only one."""
        headers = self._container.at(_PROBE_FIELDS[kind], "httpGet", "httpHeaders")
        items = _items(headers)
        mine = [item for item in items if (named := item.get("name")) and (named.text or "").lower() == name.lower()]
        if headers is None or not mine or not all(_is_block(item.node) for item in items):
            raise CannotEdit
        if len(mine) == len(items):
            self._edits.append(LineEdit(first=headers.line - 1, last=_last_line(headers.node), new=()))
        else:
            self._edits += [LineEdit(first=item.line, last=_last_line(item.node), new=()) for item in mine]
        return self

    def add_host_path(self, *, name: str, path: str, kind: str) -> ManifestEdit:
        """Bring a path of the host into the container at the same path, read-only."""
        mounts, volumes = self._container.get("volumeMounts"), self._tree.at("spec", "volumes")
        if mounts is None or volumes is None or not mounts.is_sequence or not volumes.is_sequence:
            raise CannotEdit
        self._append(mounts, (f"- mountPath: {path}", f"  name: {name}", "  readOnly: true"))
        self._append(volumes, ("- hostPath:", f"    path: {path}", f"    type: {kind}", f"  name: {name}"))
        return self

    def set_memory_limit(self, value: str) -> ManifestEdit:
        """Set `resources.limits.memory`, which must be there already."""
        limits = self._container.at("resources", "limits")
        if limits is None:
            raise CannotEdit
        self._set(limits, "memory", value)
        return self

    def _append(self, sequence: Tree, new: Sequence[str]) -> None:
        items = _items(sequence)
        if not items or not _is_block(sequence.node):
            raise CannotEdit
        indent = self._lines[items[0].line - 1].partition("-")[0]
        last = _last_line(sequence.node)
        self._edits.append(LineEdit(first=last + 1, last=last, new=tuple(indent + line for line in new)))

    def _set(self, mapping: Tree, key: str, value: str) -> None:
        if not _is_block(mapping.node):
            raise CannotEdit
        last: Tree | None = None
        for name, where, given in mapping.pairs():
            last = where
            if name != key:
                continue
            if not isinstance(given.node, ScalarNode) or given.node.start_mark.line != given.node.end_mark.line:
                raise CannotEdit
            line = self._lines[given.line - 1]
            changed = line[: given.node.start_mark.column] + value + line[given.node.end_mark.column :]
            self._edits.append(LineEdit(first=given.line, last=given.line, new=(changed,)))
            return
        if last is None:
            raise CannotEdit
        after = _last_line(mapping.node)
        self._edits.append(LineEdit(first=after + 1, last=after, new=(f"{' ' * (last.column - 1)}{key}: {value}",)))


def _items(tree: Tree | None) -> tuple[Tree, ...]:
    return tuple(tree.items()) if tree is not None else ()


def _is_block(node: Node) -> bool:
    return isinstance(node, CollectionNode) and not node.flow_style


def _last_line(node: Node, depth: int = 0) -> int:
    """The 1-based line of the last scalar inside; a block's own end mark lies where the next thing begins."""
    if isinstance(node, ScalarNode) or depth > 20 or not _is_block(node):
        end = node.end_mark
        return int(end.line) + (1 if end.column > 0 or end.line == node.start_mark.line else 0)
    children = [part for pair in node.value for part in pair] if isinstance(node, MappingNode) else list(node.value)
    return max((_last_line(child, depth + 1) for child in children), default=int(node.start_mark.line) + 1)
