"""YAML to a tree that remembers lines, guarded so that no file can hang or kill the process that reads it.

PyYAML's C loader crashes on deeply nested brackets, and an alias bomb is small to parse and endless to walk. So the
events are counted before anything is composed, only the pure loader is used, and nothing ever walks a whole tree.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import Resolver

MAX_BYTES = 1024 * 1024
MAX_EVENTS = 60_000
MAX_DEPTH = 64
MAX_ALIASES = 256
# A float to go-yaml (resolve.go, yamlStyleFloat), without the point that YAML 1.1 asks for: `2e2` is 200.
_GO_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,300}|[0-9]{1,300}(?:\.[0-9]{0,300})?)[eE][-+]?[0-9]{1,3}")
_BREAKS = "\r\n\x85\u2028\u2029"


@dataclass(frozen=True, kw_only=True)
class YamlProblem(Exception):  # noqa: N818  # it is told as a finding, not raised through the program
    """Why bytes are not usable YAML; `line` and `column` are 1-based. `unread`: a limit of ours, which says nothing."""

    message: str
    line: int | None = None
    column: int | None = None
    unread: bool = False


@dataclass(frozen=True)
class Tree:
    """A node of the document, and the path of keys to it (`spec.containers[0].name`)."""

    node: Node
    path: str = ""

    @property
    def line(self) -> int:
        """The 1-based line on which it starts."""
        return int(self.node.start_mark.line) + 1

    @property
    def column(self) -> int:
        """The 1-based column at which it starts."""
        return int(self.node.start_mark.column) + 1

    @property
    def last_line(self) -> int:
        """The 1-based line on which it ends; a block ends where its last scalar does."""
        end = self.node.end_mark
        return int(end.line) + (1 if end.column > 0 else 0)

    @property
    def is_mapping(self) -> bool:
        """Whether it has keys."""
        return isinstance(self.node, MappingNode)

    @property
    def is_sequence(self) -> bool:
        """Whether it has items."""
        return isinstance(self.node, SequenceNode)

    @property
    def is_null(self) -> bool:
        """Whether it is `null`, `~` or nothing at all."""
        return isinstance(self.node, ScalarNode) and self.node.tag == "tag:yaml.org,2002:null"

    @property
    def is_string(self) -> bool:
        """Whether the kubelet reads it as a string: dates and `12:30`, which are none to YAML 1.1, are some to it."""
        if not isinstance(self.node, ScalarNode):
            return False
        tag = self.node.tag.removeprefix("tag:yaml.org,2002:")
        if self._as_float is not None:
            return False
        return tag in {"str", "timestamp"} or (tag in {"int", "float"} and ":" in str(self.node.value))

    @property
    def text(self) -> str | None:
        """A scalar as written (quotes removed), None for anything else and for null."""
        return str(self.node.value) if isinstance(self.node, ScalarNode) and not self.is_null else None

    @property
    def integer(self) -> int | None:
        """A whole number, None for anything else."""
        if not isinstance(self.node, ScalarNode) or self.node.tag != "tag:yaml.org,2002:int":
            return None
        try:
            return int(str(self.node.value).replace("_", ""), 0)
        except ValueError:
            return None

    @property
    def number(self) -> float | None:
        """A number, whole or not, None for anything else."""
        if self.integer is not None:
            return float(self.integer) if abs(self.integer) < 2**63 else None
        if not isinstance(self.node, ScalarNode) or self.node.tag != "tag:yaml.org,2002:float":
            return self._as_float
        try:
            return float(str(self.node.value).replace("_", ""))
        except ValueError:
            return None

    @property
    def _as_float(self) -> float | None:
        """What is a float to go-yaml and a string to ours; what is too large for one is a string to both."""
        if not self.is_plain or self.node.tag != "tag:yaml.org,2002:str" or not _GO_FLOAT.fullmatch(self.node.value):
            return None
        number = float(self.node.value)
        return None if math.isinf(number) else number

    @property
    def is_plain(self) -> bool:
        """Whether it is a scalar without quotes, which YAML gives a type by its look."""
        return isinstance(self.node, ScalarNode) and self.node.style is None

    @property
    def boolean(self) -> bool | None:
        """A truth value, None for anything else."""
        if not isinstance(self.node, ScalarNode) or self.node.tag != "tag:yaml.org,2002:bool":
            return None
        return str(self.node.value).lower() in {"true", "yes", "on"}

    def get(self, key: str) -> Tree | None:
        """The value of a key; the last one wins where it is given twice, as in the kubelet; null is None."""
        found = self.given(key)
        return None if found is None or found.is_null else found

    def given(self, key: str) -> Tree | None:
        """The value of a key, null included."""
        if not isinstance(self.node, MappingNode):
            return None
        for name, value in reversed(self.node.value):
            if isinstance(name, ScalarNode) and name.value == key:
                return Tree(value, f"{self.path}.{key}".lstrip("."))
        for name, value in self.node.value:
            if isinstance(name, ScalarNode) and name.tag == "tag:yaml.org,2002:merge" and value is not self.node:
                return Tree(value, self.path).given(key)
        return None

    def at(self, *keys: str) -> Tree | None:
        """Follow several keys."""
        here: Tree | None = self
        for key in keys:
            here = here.get(key) if here else None
        return here

    def items(self) -> Iterator[Tree]:
        """The items of a sequence; nothing for anything else."""
        if isinstance(self.node, SequenceNode):
            for index, value in enumerate(self.node.value):
                yield Tree(value, f"{self.path}[{index}]")

    def pairs(self) -> Iterator[tuple[str, Tree, Tree]]:
        """Each key of a mapping as text, with the key's own node and the value."""
        if isinstance(self.node, MappingNode):
            for name, value in self.node.value:
                if isinstance(name, ScalarNode):
                    yield name.value, Tree(name, self.path), Tree(value, f"{self.path}.{name.value}".lstrip("."))

    def repeated_keys(self) -> Iterator[tuple[str, Tree]]:
        """Keys that a mapping, here or anywhere below, gives more than once: the path, and the later key."""
        waiting, visited = [self], set()
        while waiting:
            here = waiting.pop()
            # An alias is the node that it stands for: each is looked at once.
            if id(here.node) in visited:
                continue
            visited.add(id(here.node))
            seen: set[str] = set()
            for name, key, value in here.pairs():
                if name in seen and name != "<<":
                    yield value.path, key
                seen.add(name)
                waiting.append(value)
            waiting += here.items()


def as_utf8(data: bytes) -> bytes:
    """The same text in UTF-8 where its BOM says UTF-16, which go-yaml's reader takes too; other bytes as they are."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        return data.decode("utf-16").encode()
    except UnicodeDecodeError:
        return data


def decode(data: bytes) -> str:
    """UTF-8, or what its BOM says, to text; raises YamlProblem that names the line of the first bad byte."""
    data = as_utf8(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"not UTF-8: byte 0x{data[error.start]:02x}"
        raise YamlProblem(message=message, line=line, column=column) from None


def documents(data: bytes) -> Iterator[bytes]:
    """Each document of a stream with blank lines before it, so that lines keep their numbers; those without text not.

    For programs that read all of them. What is larger than is parsed is one document, which then is refused as such.
    """
    lines = as_utf8(data).split(b"\n") if len(data) <= MAX_BYTES else [data]
    marks = [number for number, line in enumerate(lines) if line.rstrip() == b"---" or line.startswith(b"--- ")]
    for start, end in zip([-1, *marks], [*marks, len(lines)], strict=True):
        inside = lines[start + 1 : end]
        if any(line.strip() and not line.lstrip().startswith(b"#") for line in inside):
            yield b"\n" * (start + 1) + b"\n".join(inside)


@lru_cache(maxsize=64)
def load_first(data: bytes) -> Tree | None:
    """The first document of the bytes (the only one the kubelet reads); None where there is none.

    Raises YamlProblem for anything that is not YAML, and for what is too large, too deep or too full of aliases. The
    newest trees are kept: the same manifests are edited and checked again at every look, and the pure parser is slow.
    """
    if len(data) > MAX_BYTES:
        message = f"larger than the {MAX_BYTES // 1024} KiB that whyrestart parses ({len(data)} bytes)"
        raise YamlProblem(message=message, unread=True)
    text = decode(data)
    try:
        replay = _Replay(_guarded(text))
        node = replay.get_node() if replay.check_node() else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblem(
            message=str(error.problem or error.context or "not YAML"),
            line=mark.line + 1 if mark else None,
            column=mark.column + 1 if mark else None,
        ) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlProblem(message=f"character #x{error.character:04x} is not allowed in YAML", line=line) from None
    except (RecursionError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise YamlProblem(message=f"not YAML: {error}") from None
    return None if node is None else Tree(node)


class YamlLoader(yaml.SafeLoader):
    """The pure loader, with tabs wherever the kubelet's own takes them, which is a port of libyaml.

    PyYAML's scanner refuses every tab between tokens. libyaml's takes those that indent nothing: in brackets, after a
    value, before a comment. A manifest with one behind a flag runs, and must not be called broken.
    """

    def scan_to_next_token(self) -> None:
        if self.index == 0 and self.peek() == "\ufeff":
            self.forward()
        while True:
            while self.peek() == " " or (self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in "\0" + _BREAKS:
                    self.forward()
            if not self.scan_line_break():  # type: ignore[no-untyped-call]  # types-PyYAML has none
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain_spaces(self, indent: int, start_mark: yaml.Mark) -> list[str]:
        within, breaks = "", list[str]()
        while self.peek() in {" ", "\t", *_BREAKS}:
            if self.peek() in _BREAKS:
                breaks.append(self.scan_line_break())  # type: ignore[no-untyped-call]  # types-PyYAML has none
                self.allow_simple_key = True
                if self.prefix(3) in {"---", "..."} and self.peek(3) in " \t\0" + _BREAKS:
                    return []
                continue
            if breaks and self.peek() == "\t" and self.column < indent:
                problem = "found a tab character that violates indentation"
                raise yaml.scanner.ScannerError("while scanning a plain scalar", start_mark, problem, self.get_mark())
            within += self.peek()
            self.forward()
        if not breaks:
            return [within] if within else []
        # A single line break between words is folded to a space, of several the first is.
        folded = [] if breaks[0] == "\n" else breaks[:1]
        return [*folded, *breaks[1:]] or [" "]


class _Replay(Composer, Resolver):
    """Composes nodes, tagged as the safe loader tags them, of events that were read before."""

    def __init__(self, events: list[yaml.events.Event]) -> None:
        Composer.__init__(self)
        Resolver.__init__(self)
        self._events = events
        self._at = 0

    def check_event(self, *choices: type[yaml.events.Event]) -> bool:
        here = self.peek_event()
        return here is not None and (not choices or isinstance(here, choices))

    def peek_event(self) -> yaml.events.Event | None:
        return self._events[self._at] if self._at < len(self._events) else None

    def get_event(self) -> yaml.events.Event | None:
        here = self.peek_event()
        self._at += 1
        return here


def _guarded(text: str) -> list[yaml.events.Event]:
    """The first document's events, counted before anything is built from them."""
    depth = aliases = 0
    events: list[yaml.events.Event] = []
    for event in yaml.parse(text, Loader=YamlLoader):
        events.append(event)
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.events.AliasEvent):
            aliases += 1
        elif isinstance(event, yaml.events.DocumentEndEvent):
            break
        if depth > MAX_DEPTH:
            raise YamlProblem(message=f"nested more than {MAX_DEPTH} levels deep", line=line, unread=True)
        if aliases > MAX_ALIASES:
            raise YamlProblem(message=f"more than {MAX_ALIASES} aliases", line=line, unread=True)
        if len(events) > MAX_EVENTS:
            raise YamlProblem(message=f"more than {MAX_EVENTS} values", line=line, unread=True)
    return events
