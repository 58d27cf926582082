"""Values of a KubeletConfiguration that the kubelet cannot decode, or refuses once it has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.causes.rule import finding, note
from whyrestart.knowledge import fields
from whyrestart.knowledge.flags import Verdict
from whyrestart.lint.fields import given
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.version import Version
from whyrestart.parsing.yaml_tree import Tree

# time.ParseDuration.
_DURATION = re.compile(r"[-+]?(?:0|(?:(?:\d++(?:\.\d*+)?|\.\d++)(?:ns|us|µs|μs|ms|s|m|h))+)")
# Booleans to go-yaml, and plain words to ours.
_YES_NO = frozenset({"y", "Y", "n", "N"})
_SCALARS = {
    "string": "a string (quote it)", "bool": "true or false", "int": "a whole number", "float": "a number",
    "duration": "a duration such as 30s or 1m30s",
}  # fmt: skip


def refused(path: str, tree: Tree, version: Version | None) -> Iterator[Finding]:
    """Wrong types and shapes, which end the decoding, and words that are none of those that a field takes."""
    known = fields.fields("kubelet")
    for each in given(tree, known):
        field = each.field
        if field is None or fields.judge(known, each.within, field.name, version).verdict is not Verdict.KNOWN:
            continue
        for value, wanted in _misfits(each.value, field.type):
            yield _told(path, value, f"{_shown(value)}; {wanted} was expected", "cannot decode its configuration")
        words = known.values.get(f"{each.within}.{field.name}")
        if words is None or not each.value.is_string or not each.value.text or each.value.text in words.are:
            continue
        why = f"{_shown(each.value)}; {', '.join(words.are[:-1])} or {words.are[-1]} was expected"
        if words.otherwise is None:
            yield _told(path, each.value, why, "refuses it")
        else:
            yield _told(path, each.value, f"{why}. The kubelet takes it for {words.otherwise}", None)


def _told(path: str, value: Tree, why: str, fatal: str | None) -> Finding:
    return finding(
        Cause.KUBELET_CONFIG_INVALID,
        Confidence.LIKELY if fatal else Confidence.POSSIBLE,
        f"{value.path} is {why}{f': the kubelet {fatal} and exits' if fatal else ''}.",
        [note("kubelet_config", f"{path}:{value.line}: {value.path}")],
        file=path,
        line=value.line,
        column=value.column,
        key=value.path,
    )


def _shown(value: Tree) -> str:
    if value.is_mapping:
        return "a map"
    return "a list" if value.is_sequence else repr(value.text)


def _misfits(value: Tree, kind: str) -> Iterator[tuple[Tree, str]]:
    """What in a value is not of its type, and what was expected there; null stands for any value that is not set."""
    if value.is_null or kind == "any":
        return
    if kind.startswith("["):
        if not value.is_sequence:
            yield value, "a list"
        for item in value.items():
            yield from _misfits(item, kind[1:-1])
    elif kind.startswith("{"):
        if not value.is_mapping:
            yield value, "a map"
        for name, _, item in value.pairs():
            yield from _misfits(item, kind[1:-1]) if name != "<<" else ()
    elif kind not in _SCALARS:
        if not value.is_mapping:
            yield value, "a map"
    elif not _fits(value, kind):
        yield value, _SCALARS[kind]


def _fits(value: Tree, kind: str) -> bool:
    if value.text is None:
        return False
    match kind:
        case "string":
            return value.is_string
        case "bool":
            return value.boolean is not None or (value.text in _YES_NO and value.is_plain)
        case "int":
            return value.integer is not None or (value.number is not None and value.number.is_integer())
        case "float":
            return value.number is not None
    return value.is_string and _DURATION.fullmatch(value.text) is not None
