"""Edits of a static pod's manifest: flags, probes, mounts, limits, each at the smallest number of lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from whyrestart.model.manifest import CONFIG_FILE, Container, Manifest, ProbeKind, StaticPod
from whyrestart.model.remedy import LineEdit
from whyrestart.parsing.yaml_tree import Tree
from whyrestart.remedies.yaml_edit import CannotEdit, YamlEdit, is_block, items, last_line, like, scalar

_PROBE_FIELDS = {
    ProbeKind.STARTUP: "startupProbe",
    ProbeKind.LIVENESS: "livenessProbe",
    ProbeKind.READINESS: "readinessProbe",
}
_NO_LABEL = re.compile(r"[^a-z0-9-]+")


def _alike(there: str, wanted: str) -> bool:
    """Whether a hostPath's type lets pass what another wants; none lets anything pass."""
    return there.removesuffix("OrCreate") in {"", wanted.removesuffix("OrCreate")}


class ManifestEdit(YamlEdit):
    """Collects line edits of one container's part of a manifest, and of its pod's volumes.

    Methods raise CannotEdit where the manifest is not written in block style at the place concerned.
    """

    def __init__(self, manifest: Manifest, container: str) -> None:
        super().__init__(manifest.path, manifest.text)
        declared = manifest.pod.container(container) if manifest.pod is not None else None
        if manifest.pod is None or declared is None:
            raise CannotEdit
        self._pod: StaticPod = manifest.pod
        self._declared: Container = declared
        self._container = self._find(container)

    def _find(self, name: str) -> Tree:
        for container in items(self.tree.at("spec", "containers")):
            named = container.get("name")
            if named is not None and named.text == name:
                return container
        raise CannotEdit

    # ---- flags ------------------------------------------------------------------------------------------------------

    def _words(self) -> list[Tree]:
        """The words of the command, one a line; a shell's script is no list of words."""
        if self._declared.is_scripted:
            raise CannotEdit
        words = [*items(self._container.get("command")), *items(self._container.get("args"))]
        for word in words:
            self._dash(word)
            if word.node.start_mark.line != word.node.end_mark.line:
                raise CannotEdit
        return words

    def _given(self, name: str) -> list[tuple[Tree, Tree | None]]:
        """Each place of the program's own `--name`, with the word that holds its value where that is another one."""
        words = self._words()
        mine = {flag.line for flag in self._declared.flags if flag.name.replace("_", "-") == name.replace("_", "-")}
        found: list[tuple[Tree, Tree | None]] = []
        for index, word in enumerate(words):
            if word.line not in mine or not (word.text or "").startswith("-"):
                continue
            following = words[index + 1] if index + 1 < len(words) else None
            takes_next = (
                "=" not in (word.text or "") and following is not None and not (following.text or "-").startswith("-")
            )
            found.append((word, following if takes_next else None))
        return found

    def drop_flag(self, *names: str) -> ManifestEdit:
        """Remove every line of these flags, their values' too where those stand on lines of their own."""
        gone = [word for name in names for pair in self._given(name) for word in pair if word is not None]
        if not gone:
            raise CannotEdit
        self._drop_words(gone)
        return self

    def _drop_words(self, gone: Sequence[Tree]) -> None:
        lines = {word.line for word in gone}
        for key in ("command", "args"):
            mine = [word for word in items(self._container.get(key)) if word.line in lines]
            if mine:
                self.drop_items(self._container, key, mine)

    def set_flag(self, name: str, value: str) -> ManifestEdit:
        """Give `--name=value`, in place of the flag where it is there, else after the last word."""
        given = self._given(name)
        if self._declared.program == "etcd" and self._declared.flag(CONFIG_FILE) is not None:
            raise CannotEdit
        if not given:
            return self.add_words([f"--{name}={value}"])
        return self._rewrite(*given[-1], f"--{name}={value}")

    def correct_flag(self, name: str, wrong: str, right: str | None) -> ManifestEdit:
        """Write another value wherever the flag has the wrong one, or drop it there; what else it is given stays."""
        here = [
            (word, following)
            for word, following in self._given(name)
            if (following.text if following is not None else (word.text or "").partition("=")[2]) == wrong
        ]
        if not here:
            raise CannotEdit
        for word, following in here:
            if right is None:
                self._drop_words([word] if following is None else [word, following])
            else:
                self._rewrite(word, following, f"--{name}={right}")
        return self

    def rename_flag(self, old: str, new: str) -> ManifestEdit:
        """Write another name before the same value, wherever the flag stands."""
        given = self._given(old)
        if not given:
            raise CannotEdit
        for word, _ in given:
            _, equals, value = (word.text or "").partition("=")
            self.replace(word, like(word, f"--{new}{equals}{value}"))
        return self

    def filter_list_flag(self, name: str, keep: Callable[[str], bool]) -> ManifestEdit:
        """Keep some items of a comma-separated flag; where none is left the flag goes. Others of its name are kept."""
        changed = False
        for word, following in self._given(name):
            flag, _, value = (word.text or "").partition("=")
            parts = [part for part in (following.text or "" if following else value).split(",") if part.strip()]
            kept = [part for part in parts if keep(part.strip().strip("\"'"))]
            if kept == parts:
                continue
            changed = True
            if kept:
                self._rewrite(word, following, f"{flag}={','.join(kept)}")
            else:
                self._drop_words([word] if following is None else [word, following])
        if not changed:
            raise CannotEdit
        return self

    def add_words(self, new: Sequence[str]) -> ManifestEdit:
        """Add words after the last one of the command (or args)."""
        words = self._words()
        # Behind `--` nothing is a flag.
        if not words or any(word.text == "--" for word in words):
            raise CannotEdit
        last = words[-1]
        indent = self._dash(last)
        self.insert(last.line, [f"{indent}- {scalar(word)}" for word in new])
        return self

    def replace_word(self, line: int, new: Sequence[str]) -> ManifestEdit:
        """Put one or several words in the place of the one on that line."""
        for word in self._words():
            if word.line == line and new:
                self.replace(word, like(word, new[0]))
                indent = self._dash(word)
                if len(new) > 1:
                    self.insert(line, [f"{indent}- {scalar(each)}" for each in new[1:]])
                return self
        raise CannotEdit

    def _rewrite(self, word: Tree, following: Tree | None, text: str) -> ManifestEdit:
        self.replace(word, like(word, text))
        if following is not None:
            self._drop_words([following])
        return self

    # ---- probes -----------------------------------------------------------------------------------------------------

    def set_probe(self, kind: ProbeKind, key: str, value: str) -> ManifestEdit:
        """Set a key of a probe itself (`failureThreshold`)."""
        self.set(self._container.get(_PROBE_FIELDS[kind]), key, value)
        return self

    def set_handler(self, kind: ProbeKind, handler: str, key: str, value: str) -> ManifestEdit:
        """Set a key of a probe's handler (`httpGet.port`)."""
        self.set(self._container.at(_PROBE_FIELDS[kind], handler), key, value)
        return self

    def replace_handler(self, kind: ProbeKind, old: str, new: Sequence[str]) -> ManifestEdit:
        """Put other lines in a handler's place; they are given without the probe's own indentation."""
        probe = self._container.get(_PROBE_FIELDS[kind])
        if probe is None or not is_block(probe.node):
            raise CannotEdit
        for name, key, value in probe.pairs():
            if name == old and self._begins_line(key) and is_block(value.node):
                lines = tuple(" " * (key.column - 1) + line for line in new)
                self._edits.append(LineEdit(first=key.line, last=last_line(value.node), new=lines))
                return self
        raise CannotEdit

    def add_probe(self, kind: ProbeKind, like: ProbeKind, changed: dict[str, str]) -> ManifestEdit:
        """Add a probe that asks as another one does, with some of its keys changed."""
        model = self._container.get(_PROBE_FIELDS[like])
        if model is None or not is_block(model.node) or self._container.given(_PROBE_FIELDS[kind]) is not None:
            raise CannotEdit
        own = next(key for name, key, _ in self._container.pairs() if name == _PROBE_FIELDS[like])
        indent = " " * (own.column - 1)
        lines = [f"{indent}{_PROBE_FIELDS[kind]}:"]
        inner = ""
        for name, key, value in model.pairs():
            inner = " " * (key.column - 1)
            if name in changed or name == "successThreshold" or not self._begins_line(key):
                continue
            lines += self._lines[key.line - 1 : max(key.line, last_line(value.node))]
        lines += [f"{inner}{key}: {value}" for key, value in changed.items()]
        self.insert(last_line(model.node), lines)
        return self

    def drop_header(self, kind: ProbeKind, name: str) -> ManifestEdit:
        """Remove a header of a probe, and `httpHeaders` itself where it was the only one."""
        get = self._container.at(_PROBE_FIELDS[kind], "httpGet")
        headers = items(get.get("httpHeaders")) if get is not None else ()
        mine = [item for item in headers if (named := item.get("name")) and (named.text or "").lower() == name.lower()]
        self.drop_items(get, "httpHeaders", mine)
        return self

    def set_container_port(self, name: str, number: str) -> ManifestEdit:
        """Give a named container port another number, and the host port that repeats it."""
        for port in items(self._container.get("ports")):
            named = port.get("name")
            if named is not None and named.text == name:
                self.set(port, "containerPort", number)
                if port.get("hostPort") is not None:
                    self.set(port, "hostPort", number)
                return self
        raise CannotEdit

    # ---- the rest of a container ------------------------------------------------------------------------------------

    def set_image(self, image: str) -> ManifestEdit:
        """Name another image."""
        old = self._container.get("image")
        if old is None:
            raise CannotEdit
        self.replace(old, like(old, image))
        return self

    def set_memory_limit(self, value: str) -> ManifestEdit:
        """Set `resources.limits.memory`, which must be there already."""
        self.set(self._container.at("resources", "limits"), "memory", value)
        return self

    def drop_limit(self, resource: str) -> ManifestEdit:
        """Remove one of `resources.limits`, and `limits` itself where it was the only one."""
        resources = self._container.get("resources")
        limits = resources.get("limits") if resources is not None else None
        if limits is None or limits.get(resource) is None:
            raise CannotEdit
        if len(list(limits.pairs())) > 1:
            self.drop(limits, resource)
        elif resources is not None and len(list(resources.pairs())) > 1:
            self.drop(resources, "limits")
        else:
            self.drop(self._container, "resources")
        return self

    def set_env(self, name: str, value: str) -> ManifestEdit:
        """Set an environment variable, in its place where it is there."""
        for item in items(self._container.get("env")):
            named = item.get("name")
            if named is not None and named.text == name:
                self.set(item, "value", scalar(value))
                return self
        self.append(self._container, "env", [f"- name: {name}", f"  value: {scalar(value)}"])
        return self

    def set_spec(self, key: str, value: str) -> ManifestEdit:
        """Set a plain key of the pod's spec (`priorityClassName`)."""
        self.set(self.tree.get("spec"), key, value)
        return self

    def drop_spec(self, key: str) -> ManifestEdit:
        """Remove a key of the pod's spec."""
        self.drop(self.tree.get("spec"), key)
        return self

    # ---- volumes ----------------------------------------------------------------------------------------------------

    def add_host_path(
        self, *, name: str, path: str, kind: str, inside: str | None = None, writable: bool = False
    ) -> ManifestEdit:
        """Bring a path of the host into the container, read-only unless it is to be written, at the same path."""
        where = inside or path
        if any(mount.path.rstrip("/") == where for mount in self._declared.mounts):
            raise CannotEdit
        there = next(
            (v.name for v in self._pod.volumes if v.host_path == path and _alike(v.host_path_type, kind)), None
        )
        volume = there or self._free_name(name)
        read_only = [] if writable else ["  readOnly: true"]
        self.append(self._container, "volumeMounts", [f"- mountPath: {scalar(where)}", f"  name: {volume}", *read_only])
        if there is None:
            new = ["- hostPath:", f"    path: {scalar(path)}", f"    type: {kind}", f"  name: {volume}"]
            self.append(self.tree.get("spec"), "volumes", new)
        return self

    def _free_name(self, wanted: str) -> str:
        """A volume name that is a DNS label and not yet taken."""
        label = _NO_LABEL.sub("-", wanted.lower()).strip("-")[:50].strip("-") or "added"
        taken = {volume.name for volume in self._pod.volumes}
        return next(name for name in (label, *(f"{label}-{n}" for n in range(2, 1000))) if name not in taken)

    def drop_mounts(self, gone: Iterable[str]) -> ManifestEdit:
        """Remove the mounts at these paths, and the volumes that no container mounts any more."""
        paths = set(gone)
        mounts = items(self._container.get("volumeMounts"))
        mine = [m for m in mounts if (path := m.get("mountPath")) is not None and path.text in paths]
        self.drop_items(self._container, "volumeMounts", mine)
        names = {name.text for m in mine if (name := m.get("name")) is not None}
        kept = {
            mount.volume
            for container in self._pod.containers
            for mount in container.mounts
            if container is not self._declared or mount.path not in paths
        }
        volumes = [v for v in items(self.tree.at("spec", "volumes")) if (n := v.get("name")) and n.text in names - kept]
        if volumes:
            self.drop_items(self.tree.get("spec"), "volumes", volumes)
        return self

    def set_volume_type(self, name: str, kind: str) -> ManifestEdit:
        """Give a hostPath volume another type."""
        for volume in items(self.tree.at("spec", "volumes")):
            named = volume.get("name")
            if named is not None and named.text == name:
                self.set(volume.get("hostPath"), "type", kind)
                return self
        raise CannotEdit
