"""What lies in one directory together: files that the kubelet would read too, and pods that have two files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whyrestart.causes.manifests.directory import EDITOR_NAMES, duplicate_manifest, stale_manifest
from whyrestart.causes.rule import finding, note
from whyrestart.lint.subjects import episodes
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.manifest import Manifest
from whyrestart.model.version import Version

_DATA = (".yaml", ".yml", ".json", ".manifest")


def together(manifests: Iterable[Manifest], version: Version | None) -> Iterator[tuple[Manifest, Finding]]:
    """Pods declared twice, and manifests of a role that the node no longer has, each with the file concerned."""
    by_pod: dict[tuple[str, str], list[Manifest]] = {}
    for manifest in manifests:
        if manifest.pod is not None:
            by_pod.setdefault((manifest.pod.namespace, manifest.pod.name), []).append(manifest)
    apiservers = [files[-1] for (_, name), files in by_pod.items() if name.startswith("kube-apiserver")]
    for files in by_pod.values():
        if len(files) < 2 and not apiservers:
            continue
        last = max(files, key=lambda m: m.path_bytes)
        rivals = (*files, *apiservers[:1])
        for episode in episodes(last, version=version, rivals=rivals):
            found = duplicate_manifest(episode) if len(files) > 1 else None
            yield from ((last, each) for each in (found, stale_manifest(episode)) if each is not None)
            break


def stray(manifest: Manifest) -> Finding | None:
    """A file that is no pod among those that are: the kubelet reads every name that has no dot before it."""
    name = manifest.path.rpartition("/")[2]
    problem = manifest.problem
    if problem is None or name.endswith(_DATA):
        return None
    if EDITOR_NAMES.match(name):
        return finding(
            Cause.EDITOR_TEMPORARY_FILE,
            Confidence.POSSIBLE,
            f"{name} looks like the temporary file of an editor or tool; the kubelet reads it as a manifest.",
            [note("manifest", problem.message)],
            file=manifest.path,
        )
    return finding(
        Cause.MANIFEST_INVALID,
        Confidence.POSSIBLE,
        f"{name} is no static pod, but the kubelet reads every file of its manifest directory, whatever it is called: "
        "it will complain of this one every 20 s.",
        [note("manifest", problem.message)],
        file=manifest.path,
        key=problem.key,
    )


def invalid(manifest: Manifest) -> Iterator[Finding]:
    """What keeps a file from being a pod, and what the kubelet passes over in it."""
    problem = manifest.problem
    if problem is not None:
        where = f"{manifest.path}:{problem.line}" if problem.line else manifest.path
        refused = "the kubelet will not run it, and stops a pod that runs"
        yield finding(
            Cause.MANIFEST_INVALID,
            Confidence.POSSIBLE if problem.unread else Confidence.LIKELY,
            f"{where} is {problem.message}; it was not judged."
            if problem.unread
            else f"{where} is not a static pod: {problem.message}; {refused}.",
            [note("manifest", f"{where}: {problem.key or 'file'}: {problem.message}")],
            file=manifest.path,
            line=problem.line,
            column=problem.column,
            key=problem.key,
        )
    for warning in manifest.warnings:
        yield finding(
            Cause.MANIFEST_INVALID,
            Confidence.POSSIBLE,
            f"{manifest.path}:{warning.line}: {warning.message}.",
            [note("manifest", warning.message)],
            file=manifest.path,
            line=warning.line,
            column=warning.column,
        )
