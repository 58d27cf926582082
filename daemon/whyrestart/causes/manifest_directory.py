"""What lies in the manifest directory: a second file for one pod, a file that is no pod, or simply an edit."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import PurePosixPath

from whyrestart.causes.rule import Rule, finding, from_kubelet, note
from whyrestart.episodes import manifests
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Manifest
from whyrestart.model.observation import ManifestSeen, Source

# pkg/kubelet/config: file.go and file_linux.go, klog and structured.
_NOT_PROCESSED = re.compile(
    r"(?:[Cc]ould not process manifest file|[Cc]an't process manifest file|can't process config file|couldn't parse as pod|"
    r"[Uu]nable to process watch event|[Ii]nvalid pod)"
)
# An edit is followed by the new pod within a second or two, and by the old one's end within its grace period.
EDIT_TO_END = timedelta(seconds=90)


def _rivals(episode: Episode) -> tuple[Manifest, ...]:
    """Every file that declares this pod, in byte order of the names: the last one wins each full read."""
    if episode.pod is None:
        return ()
    mine = (episode.pod.namespace, episode.pod.name)
    return tuple(m for m in manifests(episode.node) if m.pod and (m.pod.namespace, m.pod.name) == mine)


def _name(manifest: Manifest) -> str:
    return PurePosixPath(manifest.path).name


def duplicate_manifest(episode: Episode) -> Finding | None:
    """Two files, one pod. An identical copy does nothing (RIG.md); a differing one replaces the original silently."""
    files = _rivals(episode)
    if len(files) < 2:
        return None
    winner, losers = files[-1], files[:-1]
    differ = [m for m in losers if not _same_pod(m, winner)]
    names = ", ".join(_name(m) for m in files)
    troubled = episode.state in {State.LOOPING, State.RESTARTED, State.AT_RISK, State.ABSENT}
    if not differ:
        return finding(
            Cause.DUPLICATE_MANIFEST,
            Confidence.POSSIBLE,
            f"{names} declare the same pod. They agree today; an edit of one will be undone by the other within 20 s.",
            [_listing(files)],
            files=names,
            winner=_name(winner),
        )
    what = "; ".join(_difference(differ[0], winner))
    return finding(
        Cause.DUPLICATE_MANIFEST,
        Confidence.PROVEN if troubled else Confidence.LIKELY,
        f"{names} declare the same pod and differ; the kubelet runs {_name(winner)}, the last in byte order, "
        f"not {_name(differ[0])}.",
        [
            _listing(files),
            note("manifest", f"{_name(winner)} differs from {_name(differ[0])}: {what}") if what else None,
        ],
        files=names,
        winner=_name(winner),
        file=winner.path,
        loser=differ[0].path,
    )


def _same_pod(first: Manifest, second: Manifest) -> bool:
    return first.sha256 == second.sha256 or first.text == second.text


def _difference(first: Manifest, second: Manifest, limit: int = 4) -> list[str]:
    """The first few lines that only the winner has."""
    old = {line.strip() for line in first.text.splitlines()}
    return [line.strip() for line in second.text.splitlines() if line.strip() and line.strip() not in old][:limit]


def _listing(files: tuple[Manifest, ...]) -> Evidence:
    return note("manifest", "in the manifest directory: " + ", ".join(m.path for m in files), files[-1].modified_at)


def manifest_invalid(episode: Episode) -> Finding | None:
    """The file that should declare this pod is none: the kubelet removes the pod at its next full read."""
    manifest = episode.manifest
    logged = next((e for e in reversed(episode.kubelet_log) if _NOT_PROCESSED.search(e.text)), None)
    if manifest is None or manifest.problem is None:
        return None
    problem = manifest.problem
    where = f"{manifest.path}:{problem.line}" if problem.line else manifest.path
    column = f", column {problem.column}" if problem.column else ""
    absent = episode.state is State.ABSENT
    consequence = (
        "so the kubelet does not run the pod" if absent else "so the kubelet will stop the pod at its next full read"
    )
    return finding(
        Cause.MANIFEST_INVALID,
        Confidence.PROVEN,
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


def manifest_changed(episode: Episode) -> Finding | None:
    """One edit, one replacement: the pod of the old UID ended because the manifest changed."""
    if episode.origin is not Origin.MANIFEST or episode.manifest is None:
        return None
    ended, current = episode.last_ended, episode.current
    if ended is None or current is None or current.key.pod_uid == ended.key.pod_uid:
        return None
    edits = [s for s in episode.node.all(ManifestSeen) if s.manifest.path == episode.manifest.path]
    edited = episode.manifest.modified_at
    moment = ended.finished_at or current.started_at
    near = edited is not None and moment is not None and abs(moment - edited) <= EDIT_TO_END
    return finding(
        Cause.MANIFEST_CHANGED,
        Confidence.PROVEN if near or len(edits) > 1 else Confidence.LIKELY,
        f"{episode.manifest.path} was changed, so the kubelet replaced the pod: an expected restart.",
        [
            note("manifest", f"{episode.manifest.path} modified", edited),
            note("runtime", f"pod UID {ended.key.pod_uid} was followed by {current.key.pod_uid}", current.started_at),
        ],
        ruled_out=[RuledOut(cause=Cause.MANIFEST_REWRITTEN, because="one change, not one after another")],
        file=episode.manifest.path,
    )


RULES = (
    Rule(cause=Cause.MANIFEST_INVALID, find=manifest_invalid, needs=frozenset({Source.MANIFESTS})),
    Rule(
        cause=Cause.DUPLICATE_MANIFEST,
        find=duplicate_manifest,
        needs=frozenset({Source.MANIFESTS}),
        settles="list the manifest directory: every name that does not begin with a dot is read",
    ),
    Rule(
        cause=Cause.MANIFEST_CHANGED,
        find=manifest_changed,
        needs=frozenset({Source.MANIFESTS, Source.CRI}),
    ),
)
