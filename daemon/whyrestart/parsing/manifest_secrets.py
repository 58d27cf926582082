"""The text of a manifest without the secrets that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.model.manifest import ProbeKind
from whyrestart.model.secret import REDACTED
from whyrestart.parsing.manifest_fields import items
from whyrestart.parsing.redaction import redact_words
from whyrestart.parsing.yaml_tree import Tree

_SECRET_NAME = re.compile(
    r"(?i)(passw|passphrase|pwd|token|secret|credential|api[-_]?key|(?<![a-z])(?:pass|key)(?![a-z]))"
)
# A quoted scalar from its first quote on, to its end or the line's.
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|'(?:[^']|'')*'?")


def is_secret(name: str, value: str) -> bool:
    """Whether a variable's value is a secret, by its name. A path is none: `ETCD_KEY_FILE`."""
    return _SECRET_NAME.search(name) is not None and not value.startswith("/")


def without_secrets(text: str, tree: Tree) -> str:
    """Blank the values of probe headers, of variables and of words after flags named like secrets, where they stand."""
    lines = text.split("\n")
    # From the last to the first: what is blanked moves all that stands behind it on its line.
    for value in sorted(_secrets(tree), key=lambda value: (value.line, value.column), reverse=True):
        for number in range(value.line - 1, min(value.last_line, len(lines))):
            line = lines[number]
            start = value.column - 1 if number == value.line - 1 else 0
            if (secret := value.text or "") in line[start:]:
                lines[number] = line[:start] + line[start:].replace(secret, REDACTED, 1)
            elif number > value.line - 1:
                lines[number] = line[: len(line) - len(line.lstrip())] + REDACTED
            else:
                quoted = _QUOTED.match(line, start)
                lines[number] = line[:start] + REDACTED + (line[quoted.end() :] if quoted else "")
    return "\n".join(lines)


def _secrets(tree: Tree) -> Iterator[Tree]:
    for container in (*items(tree, "spec", "containers"), *items(tree, "spec", "initContainers")):
        variables = items(container, "env")
        values = [item.get("value") for item in variables if is_secret(_text(item, "name"), _text(item, "value"))]
        for kind in ProbeKind:
            values += [item.get("value") for item in items(container, kind.field, "httpGet", "httpHeaders")]
        for key in ("command", "args"):
            words = [word for word in items(container, key) if word.text is not None]
            redacted = redact_words(word.text or "" for word in words)
            values += [word for word, after in zip(words, redacted, strict=True) if after == REDACTED]
        yield from (value for value in values if value is not None and value.text)


def _text(tree: Tree, key: str) -> str:
    found = tree.get(key)
    return (found.text if found else None) or ""
