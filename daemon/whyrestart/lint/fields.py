"""Fields of a pod or of the kubelet's configuration that the release passes over: misspelt, misplaced, yet to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from whyrestart.causes.rule import finding, note
from whyrestart.knowledge import fields
from whyrestart.knowledge.fields import Field, Fields
from whyrestart.knowledge.flags import Verdict
from whyrestart.lint import verdicts
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.version import Version
from whyrestart.parsing.yaml_tree import Tree

MAX_FINDINGS = 50
# From 1.17 on the kubelet decodes its configuration strictly first, and warns of what it then passes over
# (kubernetes/kubernetes#83204). Of a manifest it never says a word.
_WARNS = Version(1, 17)


@dataclass(frozen=True, kw_only=True)
class Given:
    """A field as a file gives it: its key, its value, and what the table says of it (None: nothing)."""

    name: str
    within: str
    key: Tree
    value: Tree
    field: Field | None


def given(tree: Tree, known: Fields) -> Iterator[Given]:
    """Every field of the document as far as the table reaches, each place once however many aliases lead there."""
    waiting, seen = [(tree, known.root)], set()
    while waiting:
        here, within = waiting.pop()
        if (id(here.node), within) in seen:
            continue
        seen.add((id(here.node), within))
        for name, key, value in here.pairs():
            if name == "<<":
                waiting += [(each, within) for each in (value, *value.items())]
                continue
            field = known.types[within].get(name)
            yield Given(name=name, within=within, key=key, value=value, field=field)
            inside = field.type.strip("[]{}") if field is not None else ""
            if inside in known.types:
                waiting += [(each, inside) for each in (value, *value.items())]


def of_pod(path: str, tree: Tree, version: Version | None) -> Iterator[Finding]:
    """The fields of a manifest that the kubelet drops."""
    for each, why in _strays(tree, "pod", version):
        yield _told(path, each, Cause.MANIFEST_INVALID, f"{why}; the kubelet passes over it without a word")


def of_kubelet(path: str, tree: Tree, version: Version | None) -> Iterator[Finding]:
    """The fields of a KubeletConfiguration that the kubelet drops."""
    silent = version is not None and version < _WARNS
    how = "without a word" if silent else "with a warning in its log"
    for each, why in _strays(tree, "kubelet", version):
        yield _told(path, each, Cause.KUBELET_CONFIG_INVALID, f"{why}; the kubelet passes over it {how}")


def _strays(tree: Tree, kind: str, version: Version | None) -> Iterator[tuple[Given, str]]:
    known = fields.fields(kind)
    return islice(
        ((each, why) for each in given(tree, known) if (why := _why(each, known, version)) is not None), MAX_FINDINGS
    )


def _told(path: str, each: Given, cause: Cause, why: str) -> Finding:
    return finding(
        cause,
        Confidence.POSSIBLE,
        f"{each.value.path}: {why}.",
        [note("file", f"{path}:{each.key.line}: {each.value.path}")],
        file=path,
        line=each.key.line,
        column=each.key.column,
        key=each.value.path,
    )


def _why(given: Given, known: Fields, version: Version | None) -> str | None:
    # What is only an anchor for others is written so on purpose.
    if given.name.startswith("x-"):
        return None
    answer = fields.judge(known, given.within, given.name, version)
    match answer.verdict:
        case Verdict.NOT_YET if answer.field is not None:
            return f"{version} does not have this field, {verdicts.added(answer.field.life)}"
        case Verdict.MISSPELT:
            return f"no release is known to have this field, {answer.nearest} is the nearest"
        case Verdict.UNKNOWN_TO_US:
            place = f", it is one of {answer.within}" if answer.within else ""
            return f"no release is known to have this field in {given.within}{place}"
    return None
