"""What lies in the manifest directory: a second file for one pod, a file of old; and whether it is the directory read."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import PurePosixPath

from whyrestart.causes.rule import Rule, about_kubelet, finding, note
from whyrestart.episodes import manifests
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Manifest
from whyrestart.model.observation import (
    FileText,
    ManifestDirectoryEvent,
    PodLogSeen,
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
    passing = any(may_pass(episode, m) for m in files)
    return finding(
        Cause.DUPLICATE_MANIFEST,
        Confidence.POSSIBLE if passing else Confidence.PROVEN if troubled else Confidence.LIKELY,
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
    Rule(cause=Cause.STALE_MANIFEST, find=stale_manifest, needs=frozenset({Source.MANIFESTS})),
    Rule(
        cause=Cause.DUPLICATE_MANIFEST,
        find=duplicate_manifest,
        needs=frozenset({Source.MANIFESTS}),
        settles="list the manifest directory: every name that does not begin with a dot is read",
    ),
)
