"""A file in the manifest directory of which the kubelet makes no pod."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from whyrestart.causes.evidence.logs import Said, all_said, last_said
from whyrestart.causes.manifests.admission import REFERENCE
from whyrestart.causes.manifests.directory import (
    EDITOR_NAMES,
    FULL_READS,
    NOT_PROCESSED,
    PATH_IN_LOG,
    file_name,
)
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.episodes import manifests
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Manifest
from whyrestart.model.observation import (
    ManifestSeen,
    Source,
)

# What it cannot read it says again at each full read, every 20 s.
_SAID_LATELY = timedelta(minutes=5)
_NO_POD = re.compile(
    r"couldn't parse as pod\((?P<why>.*?)\)?(?:, please check|\.?$)|[Ii]nvalid pod:? (?P<invalid>[^\n]*)"
)
# It could be read, and is an object of another kind: somebody's addons lie there, and nothing is missing.
_ANOTHER_OBJECT = re.compile(r"[Ii]nvalid pod: &")
# What by its name is meant for people lies among manifests by mistake, and nobody waits for a pod of it.
_OF_NO_OBJECT = re.compile(r"(?i)\.(?:txt|md|rst|log|sh|conf|cfg|crt|key|pem)$|^readme")
_DECLARES_POD = re.compile(r"""["']?kind["']?\s{0,20}:\s{0,20}["']?Pod\b""")


def manifest_invalid(episode: Episode) -> Finding | None:
    """The file that should declare this pod is none: the kubelet removes the pod at its next full read."""
    manifest = episode.manifest
    if manifest is None or manifest.problem is None or manifest.problem.unread:
        return _refused_by_the_kubelet(episode, manifest) if manifest is not None else None
    logged = next((e for e in reversed(episode.kubelet_log) if NOT_PROCESSED.search(e.text)), None)
    problem = manifest.problem
    where = f"{manifest.path}:{problem.line}" if problem.line else manifest.path
    column = f", column {problem.column}" if problem.column else ""
    absent, taken = episode.state is State.ABSENT, _started_since(episode, manifest)
    consequence = (
        "so the kubelet does not run the pod"
        if absent
        else "yet the kubelet has started a container since it was written"
        if taken
        else "so the kubelet will stop the pod at its next full read"
    )
    return finding(
        Cause.MANIFEST_INVALID,
        # What the kubelet has taken it knows better than this reading does.
        Confidence.POSSIBLE if taken else Confidence.PROVEN,
        f"{where} is not a static pod: {problem.message}; {consequence}.",
        [
            note("manifest", f"{where}{column}: {problem.key or 'file'}: {problem.message}", manifest.modified_at),
            from_kubelet(logged) if logged else None,
        ],
        file=manifest.path,
        line=problem.line,
        column=problem.column,
        key=problem.key,
    )


# What is read while it is written is broken for a moment, and the kubelet says so once.
_WRITTEN_WITHIN = timedelta(seconds=5)


def _refused_by_the_kubelet(episode: Episode, manifest: Manifest) -> Finding | None:
    """A file in which nothing is found here, and of which the kubelet, since it is what it is, will make no pod.

    Its validation knows more than this reading, or another version's.
    """
    edited = manifest.modified_at
    if edited is None or _started_since(episode, manifest):
        return None

    def counts(said: Said) -> bool:
        path, at = PATH_IN_LOG.search(f"{said.entry.text} "), said.entry.at
        mine = path is not None and path["path"] == manifest.path
        since = at is not None and at - edited >= _WRITTEN_WITHIN and episode.at - at <= _SAID_LATELY
        return mine and since and not (REFERENCE.search(said.entry.text) or _ANOTHER_OBJECT.search(said.entry.text))

    lines = (entry for entry in episode.kubelet_log if NOT_PROCESSED.search(entry.text))
    told = [each for each in all_said(lines, _NO_POD) if counts(each)]
    if not told:
        return None
    said = told[-1]
    why = said["why"] or said["invalid"]
    return finding(
        Cause.MANIFEST_INVALID,
        # It says so at each full read; once alone, it may have been taken since, and nobody sees what runs.
        Confidence.LIKELY if len(told) >= 2 else Confidence.POSSIBLE,
        f"The kubelet does not take {manifest.path} for a static pod ({why}), so it does not run what the file declares.",
        [from_kubelet(said.entry)],
        file=manifest.path,
        why=why,
    )


def manifest_refused(episode: Episode) -> Finding | None:
    """The kubelet tells of a file that is no pod, and behind which no pod stands that would tell of it itself.

    Where nothing of the directory can be seen, its journal is all there is.
    """
    files = {manifest.path: manifest for manifest in manifests(episode.node)}
    lately = [e for e in episode.journal if e.at is not None and episode.at - e.at <= _SAID_LATELY]

    def counts(said: Said) -> bool:
        path = PATH_IN_LOG.search(f"{said.entry.text} ")
        if path is None or EDITOR_NAMES.match(path["name"]) or REFERENCE.search(said.entry.text):
            return False
        if _ANOTHER_OBJECT.search(said.entry.text) or _OF_NO_OBJECT.search(path["name"]):
            return False
        return not files or _lies_there(files.get(path["path"]), said.entry.at)

    said = last_said((e for e in lately if NOT_PROCESSED.search(e.text)), _NO_POD, where=counts)
    path = PATH_IN_LOG.search(f"{said.entry.text} ") if said else None
    if said is None or path is None:
        return None
    why = said["why"] or said["invalid"]
    return finding(
        Cause.MANIFEST_INVALID,
        Confidence.LIKELY,
        f"{path['path']} is not a static pod ({why}), so the kubelet does not run what it declares.",
        [from_kubelet(said.entry)],
        file=path["path"],
        why=why,
    )


def _lies_there(manifest: Manifest | None, said_at: datetime | None) -> bool:
    """Whether the file that was complained of is there, no pod still, and of no component that is judged itself."""
    if manifest is None or manifest.problem is None or manifest.problem.unread or manifest.pod is not None:
        return False
    edited = manifest.modified_at
    component = file_name(manifest).startswith(("kube-", "etcd")) or _DECLARES_POD.search(manifest.text) is not None
    return not component and (edited is None or said_at is None or edited <= said_at)


def _started_since(episode: Episode, manifest: Manifest) -> bool:
    """Whether a container runs that began when the kubelet had read the file in full, and more than once."""
    seen = [each.at for each in episode.node.all(ManifestSeen) if each.manifest.path == manifest.path]
    written = max((manifest.modified_at or seen[-1], *seen[1:])) if seen else manifest.modified_at
    current = episode.current
    if written is None or current is None or current.ended or current.started_at is None:
        return False
    return current.started_at - written > FULL_READS


RULES = (
    Rule(cause=Cause.MANIFEST_INVALID, find=manifest_invalid, needs=frozenset({Source.MANIFESTS})),
    Rule(
        cause=Cause.MANIFEST_INVALID,
        find=manifest_refused,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG}),
        settles="the file itself",
    ),
)
