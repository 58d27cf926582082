"""Whether an edit may be shown: its result is a pod the kubelet takes, of flags the version knows, and no new loop.

What a file alone foretells is asked of the rules themselves: before the edit and after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from whyrestart.causes import ALL
from whyrestart.knowledge import flags, gates
from whyrestart.knowledge.flags import Verdict
from whyrestart.knowledge.gates import GateVerdict
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Container, Manifest
from whyrestart.model.node import NodeView
from whyrestart.model.observation import FileSeen, FileText, ManifestSeen, Observation
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.model.secret import REDACTED
from whyrestart.parsing import containerd_config, kubelet_config
from whyrestart.parsing.manifest import parse

_REFUSED = frozenset({Verdict.REMOVED, Verdict.NOT_YET, Verdict.MISSPELT})
_GATE_REFUSED = frozenset({GateVerdict.REMOVED, GateVerdict.NOT_YET, GateVerdict.MISSPELT, GateVerdict.LOCKED})


def sound(episode: Episode, cause: Cause, remedy: Remedy) -> Remedy:
    """The remedy, told in words alone where one of its edits would not do what its title says."""
    if not remedy.edits:
        return remedy
    good = all(_is_sound(episode, edit) for edit in remedy.edits) and not _foretold(episode, cause, remedy.edits)
    return remedy if good else replace(remedy, edits=())


def _is_sound(episode: Episode, edit: FileEdit) -> bool:
    if edit.after == edit.before or not _keeps_secrets(edit):
        return False
    if episode.manifest is not None and edit.path == episode.manifest.path:
        manifest = _read(edit.path, edit.after)
        return manifest.problem is None and manifest.pod is not None and _same_pod(episode.manifest, manifest)
    if edit.path.endswith("/containerd/config.toml"):
        config = containerd_config.parse(edit.after, edit.path)
        return config.problem is None and config.cri_refused is None
    if edit.path in kubelet_config.files(_texts(episode)):
        return kubelet_config.parse(edit.after).problem is None
    return True


@lru_cache(maxsize=64)
def _read(path: str, text: str) -> Manifest:
    """The same edits are made at every look."""
    return parse(path, text.encode())


def _keeps_secrets(edit: FileEdit) -> bool:
    """What was redacted stands on lines that no edit writes: the file itself would lose it."""
    return not any(REDACTED in line for each in edit.edits for line in each.new) and REDACTED not in edit.created


def _same_pod(before: Manifest, after: Manifest) -> bool:
    """Where the file was a pod before, it is that pod still."""
    if before.pod is None or after.pod is None:
        return True
    return (before.pod.namespace, before.pod.name) == (after.pod.namespace, after.pod.name)


def _texts(episode: Episode) -> Mapping[str, str]:
    return {seen.path: seen.text for seen in episode.node.newest(FileText).values()}


# ---- what the file alone foretells ---------------------------------------------------------------------------------


def _foretold(episode: Episode, cause: Cause, edits: Iterable[FileEdit]) -> frozenset[str]:
    """What the edited manifest would still, or newly, end in by the rules and the tables; empty is well."""
    after = tuple(edits)
    mine = next((edit for edit in after if episode.manifest and edit.path == episode.manifest.path), None)
    if mine is None or episode.manifest is None:
        return frozenset()
    then = frozenset(_troubles(episode, _read(mine.path, mine.after), after))
    before = frozenset(_troubles(episode, episode.manifest, ())) if then else then
    return frozenset(trouble for trouble in then if trouble not in before or trouble == cause.value)


def _troubles(episode: Episode, manifest: Manifest, edits: tuple[FileEdit, ...]) -> Iterator[str]:
    alone = _alone(episode, manifest, edits)
    if alone is None or alone.container is None:
        return
    for rule in ALL:
        found = rule.find(alone) if rule.applies(alone) else None
        if found is not None:
            yield found.cause.value
    yield from _refused_flags(episode, alone.container)


def _alone(episode: Episode, manifest: Manifest, edits: tuple[FileEdit, ...]) -> Episode | None:
    """The container as if nothing had been seen of it but files."""
    pod, name = manifest.pod, episode.container.name if episode.container else ""
    container = pod.container(name) if pod is not None else None
    if pod is None or container is None:
        return None
    at = episode.at
    written = {edit.path: edit.after for edit in edits if edit.path != manifest.path}
    seen: list[Observation] = [ManifestSeen(at=at, manifest=manifest)]
    seen += [each for each in episode.node.newest(FileText).values() if each.path not in written]
    seen += [each for each in episode.node.newest(FileSeen).values() if each.path not in written]
    for path, text in written.items():
        seen += [FileText(at=at, path=path, text=text), FileSeen(at=at, path=path, type="file", size=len(text))]
    node = episode.node
    view = NodeView.of(seen, name=node.name, at=at, version=node.version, manifest_directory=node.manifest_directory)
    return Episode(
        subject=episode.subject, node=view, state=State.HEALTHY, manifest=manifest, pod=pod, container=container
    )


def _refused_flags(episode: Episode, container: Container) -> Iterator[str]:
    """Flags and gates that the version is known to refuse."""
    version = episode.version
    if version is None or container.program not in flags.COMPONENTS:
        return
    for flag in container.flags:
        if flags.judge(container.program, flag.name, version).verdict in _REFUSED:
            yield f"--{flag.name}"
        if flag.name == "feature-gates" and container.program != "etcd":
            for item in (flag.value or "").split(","):
                gate, _, value = item.strip().partition("=")
                on = {"true": True, "false": False}.get(value.strip().lower())
                if gate and gates.judge(gate, version, value=on).verdict in _GATE_REFUSED:
                    yield f"--feature-gates={gate}"
