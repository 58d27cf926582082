"""What the manifest directory declares: static pods, files that should declare one and do not, and etcd's settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import CONFIG_FILE, Container, Flag, Manifest, StaticPod
from whyrestart.model.node import NodeView
from whyrestart.model.observation import FileText, ManifestGone, ManifestSeen
from whyrestart.parsing.etcd_settings import of_environment, settings


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A static pod as the manifest that counts declares it, and the other files that declare it too."""

    manifest: Manifest
    pod: StaticPod
    rivals: tuple[Manifest, ...] = ()


def manifests(view: NodeView) -> tuple[Manifest, ...]:
    """The files now in the manifest directory, in byte order of their names, as the kubelet lists them."""
    gone = {seen.path: seen.at for seen in view.newest(ManifestGone).values()}
    now = [
        seen.manifest
        for seen in view.newest(ManifestSeen).values()
        if seen.manifest.path not in gone or gone[seen.manifest.path] < seen.at
    ]
    return tuple(sorted(now, key=lambda manifest: manifest.path_bytes))


def declared(view: NodeView, pods: frozenset[tuple[str, str]] = frozenset()) -> Mapping[tuple[str, str], Declared]:
    """Static pods by namespace and full name. Of several files for one pod the last in byte order counts.

    That is the kubelet's own rule at each full read (config/file.go up to 1.36; k/k#136962). `pods` are the full
    names that runtime or kubelet told of: they settle the node's suffix, which the view's name may not.
    """
    here = manifests(view)
    bare = [(manifest.pod.namespace, manifest.pod.name) for manifest in here if manifest.pod]
    found: dict[tuple[str, str], Declared] = {}
    for manifest in here:
        if (pod := manifest.pod) is None:
            continue
        name = (pod.namespace, _full_name(pod, view.name, pods, bare))
        earlier = found.get(name)
        rivals = (*earlier.rivals, earlier.manifest) if earlier else ()
        found[name] = Declared(manifest=manifest, pod=pod, rivals=rivals)
    return found


def _full_name(pod: StaticPod, node: str, known: frozenset[tuple[str, str]], bare: list[tuple[str, str]]) -> str:
    """The one known name that begins with the pod's, but for those of longer names; else the one by the node's name."""
    full = f"{pod.name}-{node.lower()}"
    if (pod.namespace, full) in known:
        return full
    longer = [name for space, name in bare if space == pod.namespace and name.startswith(f"{pod.name}-")]
    others = {
        name
        for space, name in known
        if space == pod.namespace
        and (name == pod.name or name.startswith(f"{pod.name}-"))
        and not any(name == other or name.startswith(f"{other}-") for other in longer)
    }
    return others.pop() if len(others) == 1 else full


_DECLARES_POD = re.compile(r"""["']?kind["']?\s*:\s*["']?Pod\b""")
_NAME = re.compile(r"""(?ms)^metadata:.*?^\s+["']?name["']?\s*:\s*["']?(?P<name>[a-z0-9][a-z0-9.-]*)""")


def unreadable(
    view: NodeView, valid: Mapping[tuple[str, str], Declared], known: Iterable[ContainerRef]
) -> Mapping[ContainerRef, Manifest]:
    """Files that should declare a static pod and do not, by the container that each should have brought.

    The name is the one that stands in the text, else the file's. A broken copy beside a sound manifest of the same pod
    is passed over, and so is what bears no likeness to a pod: the kubelet complains of both and does nothing.
    """
    found: dict[ContainerRef, Manifest] = {}
    refs = tuple(known)
    for manifest in manifests(view):
        if manifest.problem is None:
            continue
        stem = manifest.path.rpartition("/")[2].partition(".")[0]
        named = _NAME.search(manifest.text)
        name = named["name"] if named else stem
        if any(each.pod.name == name for each in valid.values()):
            continue
        told = [ref for ref in refs if ref.pod.startswith(f"{name}-") and (ref.namespace, ref.pod) not in valid]
        if told:
            found |= dict.fromkeys(told, manifest)
        elif _DECLARES_POD.search(manifest.text) or name.startswith(("kube-", "etcd")):
            found[ContainerRef(namespace="kube-system", pod=f"{name}-{view.name.lower()}", container=name)] = manifest
    return found


def with_settings(view: NodeView, pod: StaticPod) -> StaticPod:
    """The pod, and of each etcd in it what its --config-file says, where that was read, or its environment."""
    found = {each.name: _settings(view, pod, each) for each in pod.containers}
    if not any(found.values()):
        return pod
    return replace(pod, containers=tuple(replace(each, settings=found[each.name]) for each in pod.containers))


def _settings(view: NodeView, pod: StaticPod, container: Container) -> tuple[Flag, ...]:
    if container.program != "etcd":
        return ()
    path = container.flag_value(CONFIG_FILE)
    if path is None:
        given = of_environment(container.env)
        return (*given, *container.flags) if given else ()
    texts = view.newest(FileText)
    read = texts.get(pod.host_path_of(container, path) or path)
    return (settings(read.path, read.text) or ()) if read is not None else ()
