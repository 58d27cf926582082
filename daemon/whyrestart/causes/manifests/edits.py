"""A manifest that is edited: the one restart that follows from it, what an editor leaves beside it, who writes it again and again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise

from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.evidence.refusals import begun_since, is_there
from whyrestart.causes.manifests.directory import (
    EDITOR_LEAVES,
    EDITOR_NAMES,
    NOT_PROCESSED,
    PATH_IN_LOG,
    file_name,
    may_pass,
    rivals,
)
from whyrestart.causes.rule import Rule, finding, from_kubelet, note
from whyrestart.episodes import kubelets_journal, manifests, was_seen
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Manifest
from whyrestart.model.observation import (
    ManifestDirectoryEvent,
    ManifestDirectorySeen,
    ManifestSeen,
    Source,
)

# An edit is followed by the new pod within a second or two, and by the old one's end within its grace period.
EDIT_TO_END = timedelta(seconds=90)
REWRITES = 3
REWRITE_WINDOW = timedelta(minutes=15)


def manifest_changed(episode: Episode) -> Finding | None:
    """One edit, one replacement: the pod of the old UID ended, or is about to, because the manifest changed."""
    if episode.manifest is None:
        return None
    ended, current = episode.last_ended, episode.current
    replaced = ended is not None and current is not None and current.key.pod_uid != ended.key.pod_uid
    if episode.origin is not Origin.MANIFEST or not replaced or ended is None or current is None:
        return _being_replaced(episode, episode.manifest)
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


def _being_replaced(episode: Episode, manifest: Manifest) -> Finding | None:
    """The file changed a moment ago: the old instance runs, or has ended, or the new one has shown nothing yet."""
    edited = untried_edit(episode)
    if edited is None:
        return None
    return finding(
        Cause.MANIFEST_CHANGED,
        Confidence.LIKELY,
        f"{manifest.path} was changed just now; the kubelet replaces the pod for it: an expected restart.",
        [note("manifest", f"{manifest.path} changed", edited)],
        file=manifest.path,
    )


def untried_edit(episode: Episode) -> datetime | None:
    """When the manifest was seen to change, if no instance since then has ended or answered its probe."""
    path = episode.manifest.path if episode.manifest else None
    edits = [seen.at for seen in episode.node.all(ManifestSeen) if seen.manifest.path == path]
    if len(edits) < 2 or episode.at - edits[-1] > EDIT_TO_END:
        return None
    edited = edits[-1]
    since = [a for a in episode.attempts if a.started_at is not None and a.started_at >= edited]
    last = episode.last_probe()
    ended = any(a.finished_at is not None and a.finished_at >= edited for a in since)
    answered = bool(since) and last is not None and last.at >= (since[0].started_at or edited)
    return None if ended or answered else edited


def editor_temporary_file(episode: Episode) -> Finding | None:
    """A file that an editor made for a moment was seen by the kubelet around the stop (vim's 4913, sed's sedXXXXXX)."""
    # Whom the kubelet stops does not end by itself.
    if episode.ref is None or episode.origin in _OTHERWISE:
        return None
    logged = _logged(episode)
    if episode.state is State.HEALTHY:
        return _stopped_unseen(episode, logged)
    told = [e for e in episode.node.all(ManifestDirectoryEvent) if EDITOR_NAMES.match(e.name)]
    name = logged[1] if logged else told[-1].name if told else ""
    at = logged[0].at if logged else told[-1].at if told else None
    if at is None or not _ended_near(episode, at):
        return None
    return finding(
        Cause.EDITOR_TEMPORARY_FILE,
        Confidence.POSSIBLE
        if _stays(episode, name)
        else Confidence.PROVEN
        if logged and _ended_near(episode, at, strict=True)
        else Confidence.LIKELY,
        f"{name}, a temporary file of an editor or tool in the manifest directory, made the kubelet stop {episode.ref.pod}.",
        [
            from_kubelet(logged[0]) if logged else None,
            note("manifest", f"{told[-1].name} was {told[-1].what.value}", told[-1].at) if told else None,
        ],
        ruled_out=[RuledOut(cause=Cause.DUPLICATE_MANIFEST, because="the file was there for a moment only")],
        name=name,
    )


def _logged(episode: Episode) -> tuple[LogEntry, str] | None:
    """The last such name that the kubelet says it could not process."""
    logged = None
    for entry in kubelets_journal(episode.node):
        if entry.at is None or not NOT_PROCESSED.search(entry.text):
            continue
        match = PATH_IN_LOG.search(entry.text)
        if match is not None and EDITOR_NAMES.match(match["name"]):
            logged = (entry, match["name"])
    return logged


# kubelet.go: a warning of what it is about to do to 1.19, then what it has done.
_OUTDATED = re.compile(r"[Dd]elet(?:ing|ed) mirror pod\b[^\n]{0,400}? because it is outdated")


def _stopped_unseen(episode: Episode, logged: tuple[LogEntry, str] | None) -> Finding | None:
    """Nothing tells how the pod stands, but that its file was edited just now, so that the kubelet stops it.

    An edit may as well have gone well by now: the kubelet does not tell of that as a rule.
    """
    at = logged[0].at if logged is not None else None
    seen = was_seen(episode) or is_there(episode)
    if logged is None or at is None or seen or episode.at - at > EDIT_TO_END or begun_since(episode, at):
        return None
    outdated = last_said(episode.kubelet_log, _OUTDATED)
    if episode.ref is None or outdated is None or outdated.entry.at is None or outdated.entry.at < at:
        return None
    return finding(
        Cause.EDITOR_TEMPORARY_FILE,
        Confidence.POSSIBLE,
        f"{logged[1]}, a temporary file of an editor or tool, was in the manifest directory as the kubelet stopped {episode.ref.pod} for "
        "its changed manifest; whether it was started again could not be seen.",
        [from_kubelet(logged[0]), from_kubelet(outdated.entry)],
        name=logged[1],
    )


_OTHERWISE = frozenset({Origin.SELF, Origin.KERNEL, Origin.PROBE, Origin.NEVER})


def _stays(episode: Episode, name: str) -> bool:
    """Whether such a file lies there still, though an editor would long have taken it away."""
    if any(file_name(each) == name and not may_pass(episode, each) for each in manifests(episode.node)):
        return True
    listed = episode.node.last(ManifestDirectorySeen)
    told = [e.at for e in episode.node.all(ManifestDirectoryEvent) if e.name == name]
    return listed is not None and name in listed.names and bool(told) and episode.at - max(told) >= EDITOR_LEAVES


def _ended_near(episode: Episode, at: datetime, *, strict: bool = False) -> bool:
    """This pod ended, or is gone, around that moment."""
    ended = episode.last_ended
    if ended is not None and ended.finished_at is not None:
        return abs(ended.finished_at - at) <= EDIT_TO_END
    if strict:
        mine = [e for e in episode.kubelet_log if e.at is not None and timedelta(0) <= e.at - at <= EDIT_TO_END]
        return bool(mine)
    return episode.state is State.ABSENT


def manifest_rewritten(episode: Episode) -> Finding | None:
    """Content that changes again and again, each time with a new pod. Identical bytes are not even recorded."""
    if episode.manifest is None or episode.ref is None:
        return None
    seen = [s for s in episode.node.all(ManifestSeen) if s.manifest.path == episode.manifest.path]
    lately = [s for s in seen if episode.at - s.at <= REWRITE_WINDOW][-12:]
    changes = sum(1 for a, b in pairwise(lately) if a.manifest.sha256 != b.manifest.sha256)
    # Whoever tries one thing after another stops when it works; what rewrites it does not.
    pauses = [b.at - a.at for a, b in pairwise(lately)]
    over = changes >= REWRITES and episode.at - lately[-1].at > 2 * max(pauses)
    uids = list(dict.fromkeys(a.key.pod_uid for a in episode.attempts))
    begun = [a for a in episode.attempts if a.started_at and episode.at - a.started_at <= REWRITE_WINDOW]
    new_uids = len({a.key.pod_uid for a in begun})
    if over or (changes < REWRITES and not (new_uids > REWRITES and len(rivals(episode)) < 2)):
        return None
    return finding(
        Cause.MANIFEST_REWRITTEN,
        Confidence.PROVEN if changes >= REWRITES and len(uids) >= 2 else Confidence.LIKELY,
        f"Something rewrites {episode.manifest.path} again and again ({max(changes, new_uids - 1)} times in "
        f"{REWRITE_WINDOW.seconds // 60} minutes), and each change replaces the pod.",
        [
            *(
                note("manifest", f"{s.manifest.path} changed (sha256 {s.manifest.sha256[:12]})", s.at)
                for s in lately[-3:]
            ),
            note("runtime", f"pod UIDs one after another: {', '.join(u[:8] for u in uids[-5:])}")
            if len(uids) > 1
            else None,
        ],
        ruled_out=[RuledOut(cause=Cause.MANIFEST_CHANGED, because="not one change but one after another")],
        file=episode.manifest.path,
        changes=changes,
    )


RULES = (
    Rule(
        cause=Cause.EDITOR_TEMPORARY_FILE,
        find=editor_temporary_file,
        needs=frozenset({Source.MANIFESTS}),
        settles="the kubelet's log around the stop: which names in the manifest directory it could not process",
    ),
    Rule(
        cause=Cause.MANIFEST_REWRITTEN,
        find=manifest_rewritten,
        needs=frozenset({Source.MANIFESTS}),
        yields_to=frozenset({Cause.DUPLICATE_MANIFEST}),
        settles="`inotifywait -m` on the directory, or the history of revisions: `whyrestart history`",
    ),
    Rule(
        cause=Cause.MANIFEST_CHANGED,
        find=manifest_changed,
        needs=frozenset({Source.MANIFESTS, Source.CRI}),
        yields_to=frozenset({Cause.MANIFEST_REWRITTEN, Cause.DUPLICATE_MANIFEST}),
    ),
)
