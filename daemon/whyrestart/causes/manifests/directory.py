"""What lies in the manifest directory: a second file for one pod, a file of old; and whether it is the directory read."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import PurePosixPath

from whyrestart.attempts import attempts
from whyrestart.causes.rule import Rule, about_kubelet, finding, note
from whyrestart.episodes import RECENT, manifests
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Manifest
from whyrestart.model.observation import (
    FileText,
    ManifestDirectoryEvent,
    ProcessSeen,
    SandboxSeen,
    Source,
)
from whyrestart.parsing import kubelet_config
from whyrestart.parsing.kubelet_config import static_pod_path

# pkg/kubelet/config: file.go and file_linux.go, klog and structured.
NOT_PROCESSED = re.compile(
    r"(?:[Cc]ould not process manifest file|[Cc]an't process manifest file|[Cc]an't process config file|couldn't parse as pod|"
    r"[Uu]nable to process watch event|[Ii]nvalid pod)"
)
PATH_IN_LOG = re.compile(r"(?P<path>/(?:[^\s/\"':]++/++){1,40}+(?P<name>[^\s/\"':]++))\"?:? ")
# Names that editors and tools give to what they write beside, or for a moment instead of, the file itself.
EDITOR_NAMES = re.compile(
    r"^(?:4913|.*~|.*\.tmp|.*\.swp|.*\.swx|sed[A-Za-z0-9]{6}|#.*#|\.#.*|.*\.part|.*\.partial|.*___jb_(?:tmp|old)___|\d{4,5})$"
)
EDITOR_LEAVES = timedelta(seconds=15)
# The directory is read whole every 20 s; after so long the file has been read several times.
FULL_READS = timedelta(seconds=60)


def rivals(episode: Episode) -> tuple[Manifest, ...]:
    """Every file that declares this pod, in byte order of the names: the last one wins each full read."""
    if episode.pod is None:
        return ()
    mine = (episode.pod.namespace, episode.pod.name)
    return tuple(m for m in manifests(episode.node) if m.pod and (m.pod.namespace, m.pod.name) == mine)


def file_name(manifest: Manifest) -> str:
    """Its name in the directory."""
    return PurePosixPath(manifest.path).name


def duplicate_manifest(episode: Episode) -> Finding | None:
    """Two files, one pod. An identical copy does nothing (RIG.md); a differing one replaces the original silently."""
    files = rivals(episode)
    if len(files) < 2:
        return None
    winner, losers = files[-1], files[:-1]
    differ = [m for m in losers if not _same_pod(m, winner)]
    names = ", ".join(file_name(m) for m in files)
    troubled = episode.state in {State.LOOPING, State.RESTARTED, State.AT_RISK, State.ABSENT}
    if not differ:
        return finding(
            Cause.DUPLICATE_MANIFEST,
            Confidence.POSSIBLE,
            f"{names} declare the same pod. They agree today; an edit of one will be undone by the other within 20 s.",
            [_listing(files)],
            files=names,
            winner=file_name(winner),
        )
    what = "; ".join(_difference(differ[0], winner))
    idle = all(_lies_idle(each, winner) for each in losers)
    passing = any(may_pass(episode, m) for m in files)
    return finding(
        Cause.DUPLICATE_MANIFEST,
        Confidence.POSSIBLE if passing else Confidence.PROVEN if troubled and not idle else Confidence.LIKELY,
        f"{names} declare the same pod and differ; the kubelet runs {file_name(winner)}, the last in byte order, "
        f"not {file_name(differ[0])}.",
        [
            _listing(files),
            note("manifest", f"{file_name(winner)} differs from {file_name(differ[0])}: {what}") if what else None,
        ],
        files=names,
        winner=file_name(winner),
        file=winner.path,
        loser=differ[0].path,
    )


def may_pass(episode: Episode, manifest: Manifest) -> bool:
    """Whether a file of an editor's kind of name is not known to have been there for long: as a rule it is gone at once.

    A backup that is the former file renamed has its old time, so that the directory's own events tell more.
    """
    name = file_name(manifest)
    told = [e.at for e in episode.node.all(ManifestDirectoryEvent) if e.name == name]
    since = max(told) if told else manifest.modified_at
    return EDITOR_NAMES.match(name) is not None and (since is None or episode.at - since < EDITOR_LEAVES)


_PLAIN_NAMES = (".yaml", ".yml", ".json", ".manifest")


def _lies_idle(loser: Manifest, winner: Manifest) -> bool:
    """Whether it is a backup that changes nothing: the kubelet runs the file that was written last, by its name the pod's own."""
    if loser.modified_at is None or winner.modified_at is None or file_name(loser).endswith(_PLAIN_NAMES):
        return False
    return file_name(winner).endswith(_PLAIN_NAMES) and loser.modified_at < winner.modified_at


def _same_pod(first: Manifest, second: Manifest) -> bool:
    return first.sha256 == second.sha256 or first.text == second.text


def _difference(first: Manifest, second: Manifest, limit: int = 4) -> list[str]:
    """The first few lines that only the winner has."""
    old = {line.strip() for line in first.text.splitlines()}
    return [line.strip() for line in second.text.splitlines() if line.strip() and line.strip() not in old][:limit]


def _listing(files: tuple[Manifest, ...]) -> Evidence:
    return note("manifest", "in the manifest directory: " + ", ".join(m.path for m in files), files[-1].modified_at)


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
    if _began_of_late(episode):
        return None
    return finding(
        Cause.STATIC_POD_PATH_WRONG,
        Confidence.PROVEN if configured else Confidence.LIKELY,
        f"The kubelet does not read the directory in which {len(lying)} manifests lie ({PurePosixPath(lying[0]).parent}): {why}.",
        [note("kubelet_config", f"staticPodPath: {configured or 'not set'}"), note("manifest", ", ".join(lying[:4]))],
        configured=configured,
        directory=str(PurePosixPath(lying[0]).parent),
    )


_OF_A_FILE = re.compile(r"[0-9a-f]{32}")
# The longest wait for the next life is five minutes (KUBELET.md 1.8).
_A_LOOPS_PACE = timedelta(minutes=7)


def _began_of_late(episode: Episode) -> bool:
    """Whether a static pod's container, by its UID, has begun within a loop's pace: so its file is read, wherever it lies."""
    lives = (life for of_one in attempts(episode.node).values() for life in of_one[-1:])
    begun = ((life, life.started_at or life.created_at) for life in lives if _OF_A_FILE.fullmatch(life.key.pod_uid))
    return any(at is not None and episode.at - at <= _A_LOOPS_PACE for _, at in begun)


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
        "bind: address already in use" in entry.text
        for ref, lives in attempts(episode.node).items()
        if ref.container == "kube-apiserver"
        for life in lives[-2:]
        if life.finished_at is None or episode.at - life.finished_at <= RECENT
        for entry in life.log
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
    Rule(cause=Cause.STALE_MANIFEST, find=stale_manifest, needs=frozenset({Source.MANIFESTS})),
    Rule(
        cause=Cause.DUPLICATE_MANIFEST,
        find=duplicate_manifest,
        needs=frozenset({Source.MANIFESTS}),
        settles="list the manifest directory: every name that does not begin with a dot is read",
    ),
)
