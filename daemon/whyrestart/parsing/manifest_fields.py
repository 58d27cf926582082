"""Fields of a manifest by their type, as the kubelet decodes them: one of another type makes the manifest invalid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from whyrestart.model.manifest import ManifestProblem
from whyrestart.parsing.redaction import redact
from whyrestart.parsing.yaml_tree import Tree


class Invalid(Exception):  # noqa: N818  # whoever reads a manifest tells it as the ManifestProblem that it is
    """What the kubelet refuses."""

    def __init__(self, problem: ManifestProblem) -> None:
        self.problem = problem


def invalid(tree: Tree, message: str, key: str | None = None) -> NoReturn:
    """Refuse the manifest for what stands there."""
    raise Invalid(ManifestProblem(message=message, line=tree.line, column=tree.column, key=key or tree.path or None))


def required(tree: Tree, key: str) -> Tree:
    """The mapping under a key that must be there."""
    found = mapping(tree, key)
    if found is None:
        invalid(tree, f"{key} is missing", f"{tree.path}.{key}".lstrip("."))
    return found


def mapping(tree: Tree, key: str) -> Tree | None:
    """The mapping under the key, if any."""
    found = tree.get(key)
    if found is not None and not found.is_mapping:
        invalid(found, f"{key} is not a mapping")
    return found


def sequence(tree: Tree, key: str) -> tuple[Tree, ...]:
    """The items of the list under the key; none where there is none."""
    found = tree.get(key)
    if found is None:
        return ()
    if not found.is_sequence:
        invalid(found, f"{key} is not a list")
    return tuple(found.items())


def items(tree: Tree, *keys: str) -> tuple[Tree, ...]:
    """What stands in the list at that path, whatever else is wrong with the manifest."""
    found = tree.at(*keys)
    return tuple(found.items()) if found else ()


def string(tree: Tree, key: str) -> str | None:
    """The text under the key, if any; a number or a boolean is none."""
    found = tree.get(key)
    if found is None:
        return None
    if not found.is_string:
        invalid(found, f"{key} is {found.text or 'not a string'}; a string was expected (quote it)")
    return found.text


def integer(tree: Tree, key: str, default: int) -> int:
    """The whole number under the key."""
    found = tree.get(key)
    if found is None:
        return default
    if found.integer is None:
        invalid(found, f"{key} is {found.text!r}; a whole number was expected")
    return found.integer


def boolean(tree: Tree, key: str) -> bool | None:
    """What is under the key, where it is true or false."""
    found = tree.get(key)
    if found is None:
        return None
    if found.boolean is None:
        invalid(found, f"{key} is {found.text!r}; true or false was expected")
    return found.boolean


def pairs(tree: Tree, key: str) -> Iterator[tuple[str, str]]:
    """Names and values, both strings: `true` or `1.20` without quotes is none, and the kubelet cannot decode it."""
    found = mapping(tree, key)
    for name, _, value in found.pairs() if found else ():
        if not value.is_string and not value.is_null:
            invalid(value, f"{key}: {name} is not a string: quote it, or the kubelet cannot decode the pod")
        yield name, redact(value.text or "")


def one_of(tree: Tree, key: str, known: tuple[str, ...]) -> None:
    """Refuse what is under the key where it is none of those."""
    given = string(tree, key)
    if given and given not in known:
        invalid(tree.get(key) or tree, f"{key} is {given!r}; {', '.join(known[:-1])} or {known[-1]} was expected")


def unique(tree: Tree, key: str, names: list[str], what: str = "name") -> None:
    """Refuse the list under the key where one of its names is given twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            invalid(tree.get(key) or tree, f"{what} {name!r} is given twice in {key}")
        seen.add(name)
