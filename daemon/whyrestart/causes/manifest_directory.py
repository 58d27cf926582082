"""What lies in the manifest directory: a second file for one pod, a file that is no pod, or simply an edit."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath

from whyrestart.causes.logs import Said, last_said
from whyrestart.causes.pod_admission import REFERENCE
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.episodes import journal, manifests
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Manifest
from whyrestart.model.observation import (
    FileText,
    ManifestDirectoryEvent,
    ManifestDirectorySeen,
    ManifestSeen,
    PodLogSeen,
    ProcessSeen,
    SandboxSeen,
    Source,
)
from whyrestart.parsing import kubelet_config
from whyrestart.parsing.kubelet_config import static_pod_path

# pkg/kubelet/config: file.go and file_linux.go, klog and structured.
_NOT_PROCESSED = re.compile(
    r"(?:[Cc]ould not process manifest file|[Cc]an't process manifest file|[Cc]an't process config file|couldn't parse as pod|"
    r"[Uu]nable to process watch event|[Ii]nvalid pod)"
)
# An edit is followed by the new pod within a second or two, and by the old one's end within its grace period.
EDIT_TO_END = timedelta(seconds=90)
# Names that editors and tools give to what they write beside, or for a moment instead of, the file itself.
EDITOR_NAMES = re.compile(
    r"^(?:4913|.*~|.*\.tmp|.*\.swp|.*\.swx|sed[A-Za-z0-9]{6}|#.*#|\.#.*|.*\.part|.*\.partial|.*___jb_(?:tmp|old)___|\d{4,5})$"
)
EDITOR_LEAVES = timedelta(seconds=15)
# The directory is read whole every 20 s; after so long the file has been read several times.
FULL_READS = timedelta(seconds=60)


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
    passing = any(_may_pass(episode, m) for m in files)
    return finding(
        Cause.DUPLICATE_MANIFEST,
        Confidence.POSSIBLE if passing else Confidence.PROVEN if troubled else Confidence.LIKELY,
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


def _may_pass(episode: Episode, manifest: Manifest) -> bool:
    """Whether a file of an editor's kind of name is not known to have been there for long: as a rule it is gone at once.

    A backup that is the former file renamed has its old time, so that the directory's own events tell more.
    """
    name = _name(manifest)
    told = [e.at for e in episode.node.all(ManifestDirectoryEvent) if e.name == name]
    since = max(told) if told else manifest.modified_at
    return EDITOR_NAMES.match(name) is not None and (since is None or episode.at - since < EDITOR_LEAVES)


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
    if manifest is None or manifest.problem is None or manifest.problem.unread:
        return None
    logged = next((e for e in reversed(episode.kubelet_log) if _NOT_PROCESSED.search(e.text)), None)
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


# What it cannot read it says again at each full read, every 20 s.
_SAID_LATELY = timedelta(minutes=5)
_NO_POD = re.compile(
    r"couldn't parse as pod\((?P<why>.*?)\)?(?:, please check|\.?$)|[Ii]nvalid pod:? (?P<invalid>[^\n]*)"
)


# It could be read, and is an object of another kind: somebody's addons lie there, and nothing is missing.
_ANOTHER_OBJECT = re.compile(r"[Ii]nvalid pod: &")


def manifest_refused(episode: Episode) -> Finding | None:
    """The kubelet tells of a file that is no pod, and behind which no pod stands that would tell of it itself.

    Where nothing of the directory can be seen, its journal is all there is.
    """
    files = {manifest.path: manifest for manifest in manifests(episode.node)}
    lately = [e for e in episode.journal if e.at is not None and episode.at - e.at <= _SAID_LATELY]

    def counts(said: Said) -> bool:
        path = _PATH_IN_LOG.search(f"{said.entry.text} ")
        if path is None or EDITOR_NAMES.match(path["name"]) or REFERENCE.search(said.entry.text):
            return False
        if _ANOTHER_OBJECT.search(said.entry.text):
            return False
        return not files or _lies_there(files.get(path["path"]), said.entry.at)

    said = last_said((e for e in lately if _NOT_PROCESSED.search(e.text)), _NO_POD, where=counts)
    path = _PATH_IN_LOG.search(f"{said.entry.text} ") if said else None
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


_DECLARES_POD = re.compile(r"""["']?kind["']?\s{0,20}:\s{0,20}["']?Pod\b""")


def _lies_there(manifest: Manifest | None, said_at: datetime | None) -> bool:
    """Whether the file that was complained of is there, no pod still, and of no component that is judged itself."""
    if manifest is None or manifest.problem is None or manifest.problem.unread or manifest.pod is not None:
        return False
    edited = manifest.modified_at
    component = _name(manifest).startswith(("kube-", "etcd")) or _DECLARES_POD.search(manifest.text) is not None
    return not component and (edited is None or said_at is None or edited <= said_at)


def _started_since(episode: Episode, manifest: Manifest) -> bool:
    """Whether a container runs that began when the kubelet had read the file in full, and more than once."""
    seen = [each.at for each in episode.node.all(ManifestSeen) if each.manifest.path == manifest.path]
    written = max((manifest.modified_at or seen[-1], *seen[1:])) if seen else manifest.modified_at
    current = episode.current
    if written is None or current is None or current.ended or current.started_at is None:
        return False
    return current.started_at - written > FULL_READS


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


_PATH_IN_LOG = re.compile(r"(?P<path>/(?:[^\s/\"':]++/++){1,40}+(?P<name>[^\s/\"':]++))\"?:? ")


def editor_temporary_file(episode: Episode) -> Finding | None:
    """A file that an editor made for a moment was seen by the kubelet around the stop (vim's 4913, sed's sedXXXXXX)."""
    if episode.ref is None or episode.state is State.HEALTHY:
        return None
    logged = None
    for entry in journal(episode.node, "kubelet"):
        if entry.at is None or not _NOT_PROCESSED.search(entry.text):
            continue
        match = _PATH_IN_LOG.search(entry.text)
        if match is not None and EDITOR_NAMES.match(match["name"]):
            logged = (entry, match["name"])
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


def _stays(episode: Episode, name: str) -> bool:
    """Whether such a file lies there still, though an editor would long have taken it away."""
    if any(_name(each) == name and not _may_pass(episode, each) for each in manifests(episode.node)):
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


REWRITES = 3
REWRITE_WINDOW = timedelta(minutes=15)


def manifest_rewritten(episode: Episode) -> Finding | None:
    """Content that changes again and again, each time with a new pod. Identical bytes are not even recorded."""
    if episode.manifest is None or episode.ref is None:
        return None
    seen = [s for s in episode.node.all(ManifestSeen) if s.manifest.path == episode.manifest.path]
    lately = [s for s in seen if episode.at - s.at <= REWRITE_WINDOW][-12:]
    changes = sum(1 for a, b in pairwise(lately) if a.manifest.sha256 != b.manifest.sha256)
    uids = list(dict.fromkeys(a.key.pod_uid for a in episode.attempts))
    begun = [a for a in episode.attempts if a.started_at and episode.at - a.started_at <= REWRITE_WINDOW]
    new_uids = len({a.key.pod_uid for a in begun})
    if changes < REWRITES and not (new_uids > REWRITES and len(_rivals(episode)) < 2):
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


# Where installers put static pods (KUBELET.md 2.5).
USUAL_DIRECTORIES = frozenset(
    {"/etc/kubernetes/manifests", "/var/lib/rancher/rke2/agent/pod-manifests", "/etc/kubernetes/static-pods"}
)


def static_pod_path_wrong(episode: Episode) -> Finding | None:
    """Manifests lie in a directory that the kubelet is not told to read."""
    if not episode.is_kubelet or "kubelet" not in str(episode.subject):
        return None
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    configured = static_pod_path(texts) or _running_with(episode)
    config = kubelet_config.of(texts)
    elsewhere = [
        path for path in texts if str(PurePosixPath(path).parent) in USUAL_DIRECTORIES and "kind: Pod" in texts[path]
    ]
    here = [m.path for m in manifests(episode.node)]
    unset = config is not None and config.problem is None and (configured or config.static_pod_path) is None
    if unset and (here or elsewhere):
        lying, why = (here or elsewhere), "its configuration sets no staticPodPath"
    elif configured and configured.rstrip("/") not in USUAL_DIRECTORIES and elsewhere and not here:
        lying, why = elsewhere, f"it reads {configured}"
    else:
        return None
    if any(seen.config_source == "file" and seen.ready for seen in episode.node.newest(SandboxSeen).values()):
        return None
    return finding(
        Cause.STATIC_POD_PATH_WRONG,
        Confidence.PROVEN if configured else Confidence.LIKELY,
        f"The kubelet does not read the directory in which {len(lying)} manifests lie ({PurePosixPath(lying[0]).parent}): {why}.",
        [note("kubelet_config", f"staticPodPath: {configured or 'not set'}"), note("manifest", ", ".join(lying[:4]))],
        configured=configured,
        directory=str(PurePosixPath(lying[0]).parent),
    )


def _running_with(episode: Episode) -> str | None:
    """What the running kubelet was started with: a wrapper or another unit may say what no file that was read does."""
    words = next((p.command_line for p in episode.node.newest(ProcessSeen).values() if p.program == "kubelet"), ())
    for word, following in pairwise((*words, "")):
        name, equals, value = word.partition("=")
        if name in {"--pod-manifest-path", "-pod-manifest-path"}:
            return (value if equals else following) or None
    return None


# What only a worker of Kubespray's or RKE's has: a proxy on the apiserver's own port.
_WORKER_PODS = re.compile(r"^(?:nginx-proxy|haproxy|kube-proxy-lb|k8s-api-proxy)")


def stale_manifest(episode: Episode) -> Finding | None:
    """A manifest of a role that this node no longer has: a worker's proxy beside an apiserver."""
    if episode.pod is None or episode.manifest is None or episode.ref is None:
        return None
    here = [m for m in manifests(episode.node) if m.pod is not None]
    master = any(m.pod is not None and m.pod.name.startswith("kube-apiserver") for m in here)
    if not (_WORKER_PODS.match(episode.pod.name) and master):
        return None
    # A load balancer beside the apiserver is no fault (kubeadm's own advice), unless the apiserver found its port taken.
    conflict = any(
        "bind: address already in use" in line.text
        for seen in episode.node.newest(PodLogSeen).values()
        if seen.attempt_key.ref.container in {"kube-apiserver", ""}
        for line in seen.lines
    )
    return finding(
        Cause.STALE_MANIFEST,
        Confidence.LIKELY if conflict else Confidence.POSSIBLE,
        f"{episode.manifest.path} belongs to a worker, but this node runs an apiserver of its own; the two want the same port.",
        [note("manifest", f"{episode.manifest.path} beside kube-apiserver's", episode.manifest.modified_at)],
        file=episode.manifest.path,
    )


RULES = (
    Rule(
        cause=Cause.STATIC_POD_PATH_WRONG,
        find=static_pod_path_wrong,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_CONFIG, Source.MANIFESTS}),
    ),
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
    Rule(cause=Cause.STALE_MANIFEST, find=stale_manifest, needs=frozenset({Source.MANIFESTS})),
    Rule(cause=Cause.MANIFEST_INVALID, find=manifest_invalid, needs=frozenset({Source.MANIFESTS})),
    Rule(
        cause=Cause.MANIFEST_INVALID,
        find=manifest_refused,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG}),
        settles="the file itself",
    ),
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
        yields_to=frozenset({Cause.MANIFEST_REWRITTEN, Cause.DUPLICATE_MANIFEST}),
    ),
)
