"""Ways out of what lies in the manifest directory; files are moved out of it, never deleted."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ManifestDirectorySeen, ManifestSeen
from whyrestart.model.remedy import FileEdit, LineEdit, Remedy
from whyrestart.remedies.editing import (
    RELOAD_KUBELET,
    command,
    manifest_directory,
    out_of_directory,
    where_possible,
)
from whyrestart.remedies.kubelet_edit import set_option, where_set
from whyrestart.remedies.yaml_edit import scalar

_MANIFEST = re.compile(r".+\.(?:ya?ml|json|manifest)")
_COPY = re.compile(r"(?i)bak|backup|old|orig|copy|save|prev|tmp|new|~$|\d{4,}|\(\d\)|disabled")


def duplicate_manifest(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The copy goes; which one that is, the names tell as a rule."""
    directory = manifest_directory(episode)
    names = [name.strip() for name in found["files"].split(",") if name.strip()]
    copies = _copies(names)
    in_force = found["winner"] in copies
    differ = bool(found["loser"])
    keep = [name for name in names if name not in copies]
    look = (
        (command("diff", f"{directory}/{keep[0]}", f"{directory}/{copies[0]}"),) if keep and copies and differ else ()
    )
    yield Remedy(
        title=f"Move {', '.join(copies) or 'the copy'} out of {directory}: every name in it that does not begin with a "
        "dot is read",
        commands=(*look, *out_of_directory(*(f"{directory}/{name}" for name in copies))),
        caution=(
            f"{found['winner']} is the one in force now: the kubelet replaces the pod within seconds by what "
            f"{keep[0] if keep else 'the other'} says. Read that first, and take over what is to stay. "
            if in_force and differ
            else ""
        )
        + "Let what makes backups (sed -i.bak, configuration management) put them elsewhere.",
    )


def _copies(names: list[str]) -> list[str]:
    """All but the one that is most like a manifest's own name."""

    def rank(name: str) -> tuple[bool, bool, int, str]:
        return (_MANIFEST.fullmatch(name) is None, _COPY.search(name) is not None, len(name), name)

    return sorted(names, key=rank)[1:]


def editor_temporary_file(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Out with what was left; and edit elsewhere."""
    directory, name = manifest_directory(episode), found["name"]
    seen = episode.node.last(ManifestDirectorySeen)
    there = seen is not None and name in seen.names
    yield Remedy(
        title=f"Move {name} out of {directory}, and edit manifests outside it"
        if there
        else f"Edit manifests outside {directory} and rename them into place: {name} is gone again, its pod comes back",
        commands=(command("ls", "-la", directory), *(out_of_directory(f"{directory}/{name}") if there else ())),
        caution="Prepare the new file elsewhere on the same filesystem and `mv` it over the old one: the kubelet "
        "sees one change. In vim: set backupcopy=yes nobackup.",
    )


def stale_manifest(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """It belongs to a role that the node no longer has."""
    yield Remedy(
        title=f"Move {found['file']} out of the manifest directory: the kubelet stops its pod within 20 s",
        commands=out_of_directory(found["file"]),
        caution="Be sure that nothing relies on it. A stale etcd is first removed from the member list, on another "
        "node; keep its data until the cluster has been healthy for a day.",
    )


# A slip in `Pod` is another matter: that file belongs there.
_OF_ANOTHER_KIND = re.compile(r"no kind \\?\"(?P<kind>(?![Pp]\w{0,4}\\?\")\w+)")


def manifest_invalid(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The line that the message names; or what stood there when it last was a pod."""
    problem = episode.manifest.problem if episode.manifest is not None else None
    where = f"{found['file']}:{found['line']}" if found["line"] else found["file"]
    column = f", column {found['column']}" if found["column"] else ""
    before = _last_good(episode)
    if before is not None:
        seen, edit = before
        yield Remedy(
            title=f"Put back what stood in {found['file']} at {seen.at:%Y-%m-%d %H:%M:%S} UTC, when it was a pod",
            edits=where_possible(lambda: edit),
            caution="What was to be changed since is lost with it: keep a copy outside the directory.",
        )
    other = _OF_ANOTHER_KIND.search(found["why"])
    if other is not None and found["file"]:
        yield Remedy(
            title=f"Move {found['file']} out of the manifest directory: it declares a {other['kind']}, and the kubelet "
            "makes pods alone",
            commands=out_of_directory(found["file"]),
            caution="Where a flag names the file, let it name the new place, and mount that, in one edit.",
        )
        return
    yield Remedy(
        title=f"Correct {where}{column}: {problem.message if problem is not None else 'it is not a static pod'}",
        caution="Prepare the new file outside the directory and rename it into place; the kubelet takes it within 20 "
        "s.",
    )


def _last_good(episode: Episode) -> tuple[ManifestSeen, FileEdit] | None:
    """The newest revision of the file that was a pod, and the edit that brings it back."""
    now = episode.manifest
    if now is None:
        return None
    good = [
        seen
        for seen in episode.node.all(ManifestSeen)
        if seen.manifest.path == now.path and seen.manifest.pod is not None
    ]
    if not good or good[-1].manifest.text == now.text:
        return None
    old, new = now.text.splitlines(), good[-1].manifest.text.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    edits = tuple(
        LineEdit(first=a + 1, last=b, new=tuple(new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )
    return (good[-1], FileEdit(path=now.path, before=now.text, edits=edits)) if edits else None


def manifest_rewritten(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Find who writes; let one of them stop."""
    directory = manifest_directory(episode)
    yield Remedy(
        title=f"Find what rewrites {found['file']}, and let it write only when the content differs",
        commands=(
            command("auditctl", "-w", directory, "-p", "wa", "-k", "whyrestart"),
            "ausearch -k whyrestart -i",
            command("auditctl", "-W", directory, "-p", "wa", "-k", "whyrestart"),
        ),
        caution="The first command lets the kernel note who writes, the last one takes the watch away. Two tools that "
        "own one file are the usual reason, or one that writes a date or another order each time. OpenShift and RKE2 "
        "write these files themselves: change their configuration.",
    )


def manifest_changed(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Expected."""
    yield Remedy(title="Nothing is to be repaired: the kubelet replaces a pod whose manifest was edited")


def static_pod_path_wrong(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The setting where it takes effect."""
    option, directory = ("staticPodPath", "pod-manifest-path"), found["directory"]
    yield Remedy(
        title=f"Let the kubelet read {directory}: staticPodPath: {directory} ({where_set(episode, *option)})",
        edits=where_possible(lambda: set_option(episode, *option, scalar(directory))),
        commands=RELOAD_KUBELET,
        caution="Running containers live on. kubeadm keeps the setting in the ConfigMap kube-system/kubelet-config "
        "too.",
    )


REMEDIES = {
    Cause.DUPLICATE_MANIFEST: duplicate_manifest,
    Cause.EDITOR_TEMPORARY_FILE: editor_temporary_file,
    Cause.STALE_MANIFEST: stale_manifest,
    Cause.MANIFEST_INVALID: manifest_invalid,
    Cause.MANIFEST_REWRITTEN: manifest_rewritten,
    Cause.MANIFEST_CHANGED: manifest_changed,
    Cause.STATIC_POD_PATH_WRONG: static_pod_path_wrong,
}
