"""The file that etcd's --config-file names to the flags that it stands for: with it, etcd reads no flag besides.

listen-metrics-urls: http://10.0.0.4:2381           --listen-metrics-urls
client-transport-security: {cert-file: ...}         --cert-file
peer-transport-security: {cert-file: ...}           --peer-cert-file (server/embed/config.go)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from whyrestart.model.manifest import Flag
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, load_first

_SECURITY = {"client-transport-security": "", "peer-transport-security": "peer-"}


def of_environment(given: Iterable[tuple[str, str]]) -> tuple[Flag, ...]:
    """What ETCD_LISTEN_CLIENT_URLS and the like stand for; nothing where one of their values is not in the manifest."""
    mine = [(name.removeprefix("ETCD_"), value) for name, value in given if name.startswith("ETCD_")]
    if not all(value for _, value in mine):
        return ()
    return tuple(Flag(name=name.lower().replace("_", "-"), value=value) for name, value in mine)


@lru_cache(maxsize=16)
def settings(path: str, text: str) -> tuple[Flag, ...] | None:
    """What the file at that path says, each as the flag of its name; None where it is no mapping of settings."""
    try:
        tree = load_first(text.encode())
    except YamlProblem:
        return None
    return tuple(_flags(tree, path)) if tree is not None and tree.is_mapping else None


def _flags(tree: Tree, path: str) -> Iterator[Flag]:
    for name, _, value in tree.pairs():
        if name in _SECURITY:
            for inner, _, each in value.pairs():
                yield Flag(name=f"{_SECURITY[name]}{inner}", value=each.text, file=path)
        elif value.text is not None:
            yield Flag(name=name, value=value.text, file=path)
