"""What a person may do about each cause: edits as unified diffs by version, and commands. None is applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.parsing.manifest import parse
from whyrestart.remedies import probe_auth, probe_target

Make = Callable[[Episode, Finding], Iterable[Remedy]]

REMEDIES: Mapping[Cause, Make] = MappingProxyType({**probe_auth.REMEDIES, **probe_target.REMEDIES})


def remedies(episode: Episode, found: Finding | None) -> tuple[Remedy, ...]:
    """The ways out of a finding, best first; for an unknown cause, how to ask a colleague.

    An edit whose result the kubelet would not take as a pod is never shown: that remedy is then told in words alone.
    """
    if found is None:
        return (Remedy(title="Ask a colleague: capture what this node knows", commands=("whyrestart capture DIR",)),)
    make = REMEDIES.get(found.cause)
    if make is None:
        return ()
    return tuple(_sound(episode, remedy) for remedy in make(episode, found))


def _sound(episode: Episode, remedy: Remedy) -> Remedy:
    return remedy if all(_is_sound(episode, edit) for edit in remedy.edits) else replace(remedy, edits=())


def _is_sound(episode: Episode, edit: FileEdit) -> bool:
    if episode.manifest is None or edit.path != episode.manifest.path:
        return True
    manifest = parse(edit.path, edit.after.encode())
    return manifest.problem is None and manifest.pod is not None and edit.after != edit.before
