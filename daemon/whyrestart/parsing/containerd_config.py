"""containerd's configuration as it takes effect: files merged, plugin paths by version, which settings count.

    version = 2
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = true

A setting in a place that the file's version does not read is there and does nothing. That is the trap: without
`version = 2` containerd 1.x reads `[plugins.cri]` alone, and never says that it passed over the rest.
Facts: containerd 1.4 to 2.1, cmd/containerd/server/config and pkg/cri/config.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

DEFAULT_PATH = "/etc/containerd/config.toml"
MAX_BYTES = 1024 * 1024
MAX_SETTINGS = 5000

# Where the CRI plugin's runtime settings stand, by the file's version.
# Version 4 came with 2.3 and moved nothing of CRI's.
_PLUGIN = {
    1: "cri",
    2: "io.containerd.grpc.v1.cri",
    3: "io.containerd.cri.v1.runtime",
    4: "io.containerd.cri.v1.runtime",
}
_IMAGES = "io.containerd.cri.v1.images"
_CRI_PLUGINS = frozenset(_PLUGIN.values()) | {_IMAGES}
_SHIM_V1 = "io.containerd.runtime.v1.linux"
_SYSTEMD_CGROUP = re.compile(r"systemd_?cgroup", re.IGNORECASE)

Tree = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Ineffective:
    """A cgroup setting that containerd passes over, where it stands (line 1-based) and why it does nothing."""

    key: str
    why: str
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class ContainerdConfig:
    """What takes effect. `systemd_cgroup` is the default runtime's; False is containerd's own default, cgroupfs.

    `cri_refused` is why the CRI plugin does not load, where the configuration decides that; `problem` why containerd
    does not start with it at all, at `problem_path` and `problem_line`.
    """

    version: int = 1
    systemd_cgroup: bool = False
    default_runtime: str = "runc"
    ineffective: tuple[Ineffective, ...] = ()
    disabled_plugins: tuple[str, ...] = ()
    cri_refused: str | None = None
    problem: str | None = None
    problem_path: str = ""
    problem_line: int | None = None

    @property
    def cgroup_driver(self) -> str:
        """`systemd` or `cgroupfs`, in the kubelet's words."""
        return "systemd" if self.systemd_cgroup else "cgroupfs"


def parse(text: str, path: str = DEFAULT_PATH) -> ContainerdConfig:
    """One file alone, or a configuration that is already merged. Never raises."""
    return effective({path: text}, path)


def effective(texts: Mapping[str, str], path: str = DEFAULT_PATH) -> ContainerdConfig:
    """The file at `path` with its imports, as far as `texts` has them; no file at all means containerd's defaults."""
    if path not in texts:
        return ContainerdConfig()
    trees: list[Tree] = []
    for name in merge_order(texts, path):
        tree, problem = _load(texts[name])
        if tree is None:
            line = re.search(r"at line (\d+)", problem)
            return ContainerdConfig(problem=problem, problem_path=name, problem_line=int(line[1]) if line else None)
        trees.append(tree)
    return _effective(_merged(trees), texts)


def merged_text(texts: Mapping[str, str], path: str = DEFAULT_PATH) -> str | None:
    """The merged configuration as TOML; the file itself where it imports nothing or cannot be merged."""
    if path not in texts:
        return None
    order = merge_order(texts, path)
    trees = [tree for name in order if (tree := _load(texts[name])[0]) is not None]
    if len(order) == 1 or len(trees) != len(order):
        return texts[path]
    return "".join(f"{line}\n" for line in _written(_merged(trees), ()))


def imports(text: str, path: str) -> tuple[str, ...]:
    """What a file imports: absolute paths, which may hold `*`; relative ones are relative to the file."""
    tree, _ = _load(text)
    listed = tree.get("imports") if tree else None
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    return tuple(str(PurePosixPath(path).parent / name) for name in names[:100])


def merge_order(texts: Mapping[str, str], path: str) -> list[str]:
    """The files in the order in which they are merged, each once: later ones beat earlier ones."""
    order: list[str] = []
    waiting = [path]
    while waiting and len(order) < 200:
        name = waiting.pop(0)
        if name in order or name not in texts:
            continue
        order.append(name)
        for pattern in imports(texts[name], name):
            waiting += sorted(other for other in texts if PurePosixPath(other).match(pattern))
    return order


def _load(text: str) -> tuple[Tree | None, str]:
    if len(text) > MAX_BYTES:
        return None, f"larger than the {MAX_BYTES // 1024} KiB that are read"
    try:
        return tomllib.loads(text), ""
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return None, f"not TOML: {error}"


def _merged(trees: list[Tree]) -> Tree:
    """Lists are joined. Up to 1.7 the section of a plugin replaces an earlier one whole, from 2.0 they are merged."""
    result: Tree = {}
    deep = any(_version(tree) >= 3 for tree in trees)
    for tree in trees:
        for key, value in tree.items():
            before = result.get(key)
            if isinstance(before, dict) and isinstance(value, dict):
                result[key] = _deep(before, value, 8) if deep else {**before, **value}
            elif isinstance(before, list) and isinstance(value, list):
                result[key] = [*before, *(item for item in value if item not in before)]
            elif key != "version" or not isinstance(before, int):
                result[key] = value
    return result


def _deep(before: Tree, value: Tree, depth: int) -> Tree:
    result = dict(before)
    for key, inner in value.items():
        known = result.get(key)
        if depth and isinstance(known, dict) and isinstance(inner, dict):
            result[key] = _deep(known, inner, depth - 1)
        else:
            result[key] = inner
    return result


def _version(tree: Tree) -> int:
    version = tree.get("version")
    return version if isinstance(version, int) and not isinstance(version, bool) and version > 0 else 1


def _effective(tree: Tree, texts: Mapping[str, str]) -> ContainerdConfig:
    version = _version(tree)
    name = _PLUGIN.get(version, _PLUGIN[3])
    plugin = _table(tree, "plugins", name)
    containerd = _table(plugin, "containerd")
    default = containerd.get("default_runtime_name")
    default = default if isinstance(default, str) and default else "runc"
    runtime = _table(containerd, "runtimes", default)
    option = _table(runtime, "options").get("SystemdCgroup")
    shim_v1 = runtime.get("runtime_type") == _SHIM_V1
    old = plugin.get("systemd_cgroup") is True
    place = f'plugins."{name}".containerd.runtimes.{default}.options.SystemdCgroup'
    counts = {place} if not shim_v1 else {f'plugins."{name}".systemd_cgroup'}
    disabled = tree.get("disabled_plugins")
    plugins = tuple(item for item in disabled if isinstance(item, str)) if isinstance(disabled, list) else ()
    refused = next((f"disabled_plugins names {item!r}" for item in plugins if item in _CRI_PLUGINS), None)
    if refused is None and old and not shim_v1 and version < 3:
        refused = f"systemd_cgroup = true works only with the runtime {_SHIM_V1}; the CRI plugin refuses to load"
    # What a file names besides runc it must define; up to 1.x a `default_runtime` of its own stands for both.
    runtimes = _table(containerd, "runtimes")
    if refused is None and default != "runc" and default not in runtimes and "default_runtime" not in containerd:
        refused = f"default_runtime_name is {default!r}, and no runtime of that name is configured"
    if refused is None:
        refused = _two_registries(_table(tree, "plugins", name if version < 3 else _IMAGES, "registry"))
    return ContainerdConfig(
        version=version,
        systemd_cgroup=(option is True and not shim_v1) or (old and shim_v1),
        default_runtime=default,
        ineffective=tuple(_passed_over(tree, counts, version, default, texts)),
        disabled_plugins=plugins,
        cri_refused=refused,
        problem=None if version in _PLUGIN else f"version = {version} is not known; 1, 2, 3 or 4 was expected",
    )


def _two_registries(registry: Tree) -> str | None:
    """Older settings beside registries that are told of in files of their own: refused (pkg/cri/config, from 1.5)."""
    if not registry.get("config_path"):
        return None
    if _table(registry, "mirrors"):
        return "registry.mirrors is set beside registry.config_path"
    tls = (name for name, each in _table(registry, "configs").items() if isinstance(each, dict) and each.get("tls"))
    name = next(tls, None)
    return f"registry.configs.{name!r}.tls is set beside registry.config_path" if name is not None else None


def _passed_over(
    tree: Tree, counts: set[str], version: int, default: str, texts: Mapping[str, str]
) -> Iterator[Ineffective]:
    """Each cgroup setting that is true somewhere else than where it counts, or is no truth value where it does."""
    for keys, value in _settings(tree):
        if not _SYSTEMD_CGROUP.fullmatch(keys[-1]) or value is False:
            continue
        key = ".".join(f'"{part}"' if "." in part or (keys[0] == "plugins" and index == 1) else part
                       for index, part in enumerate(keys))  # fmt: skip
        if key in counts and value is True:
            continue
        path, line = _place(texts, keys[-1])
        yield Ineffective(key=key, why=_why(keys, value, version, default), path=path, line=line)


def _why(keys: tuple[str, ...], value: object, version: int, default: str) -> str:
    plugin = _PLUGIN.get(version, _PLUGIN[3])
    if keys[0] != "plugins" or len(keys) < 3:
        return f'it stands outside [plugins."{plugin}"]'
    if keys[1] != plugin:
        unsaid = " (no version line means 1)" if version == 1 else ""
        return f'a file of version {version}{unsaid} is read at [plugins."{plugin}"]'
    if keys[2:4] == ("containerd", "runtimes") and len(keys) == 7 and keys[5] == "options":
        if keys[4] != default:
            return f"it is set for the runtime {keys[4]!r}, and the default runtime is {default!r}"
        if keys[6] != "SystemdCgroup":
            return f"the key is spelled {keys[6]!r}; SystemdCgroup was expected"
        return f"its value is {value!r}; true without quotes was expected"
    return f"it belongs into [... .containerd.runtimes.{default}.options] and is called SystemdCgroup"


def _settings(tree: Tree) -> Iterator[tuple[tuple[str, ...], object]]:
    waiting: list[tuple[tuple[str, ...], Tree]] = [((), tree)]
    count = 0
    while waiting:
        keys, table = waiting.pop(0)
        for key, value in table.items():
            count += 1
            if count > MAX_SETTINGS:
                return
            if isinstance(value, dict):
                waiting.append(((*keys, key), value))
            else:
                yield (*keys, key), value


def _place(texts: Mapping[str, str], key: str) -> tuple[str, int | None]:
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=\s*(?!false)", line):
                return path, number
    return "", None


def _table(tree: Tree, *keys: str) -> Tree:
    for key in keys:
        value = tree.get(key)
        if not isinstance(value, dict):
            return {}
        tree = value
    return tree


def _written(tree: Tree, keys: tuple[str, ...]) -> Iterator[str]:
    """Tables of scalars and lists as TOML; JSON's strings are TOML's."""
    plain = {key: value for key, value in tree.items() if not isinstance(value, dict)}
    if keys and (plain or not tree):
        yield f"[{'.'.join(json.dumps(key) for key in keys)}]"
    for key, value in plain.items():
        yield f"{json.dumps(key)} = {json.dumps(value, default=str)}"
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _written(value, (*keys, key))
