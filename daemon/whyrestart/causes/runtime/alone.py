"""A container runtime that lives and makes no pod, by its own journal, where the kubelet's is not at hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from whyrestart.causes.evidence.living import LATELY, STILL
from whyrestart.causes.evidence.refusals import MADE_ONE
from whyrestart.causes.kubelet.answers import components_here
from whyrestart.causes.kubelet.container import UNUSABLE_MOUNT
from whyrestart.causes.kubelet.stuck import A_PODS_OWN
from whyrestart.causes.resources.exhausted import CGROUP_FS, INOTIFY, NO_SPACE, STATE_FILES
from whyrestart.causes.rule import Rule, about_node, finding, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import JournalLine, ProcessSeen, Source

# The kubelet asks for a sandbox again every ten seconds or so.
# containerd's and CRI-O's of the image that every sandbox is made of; cri-dockerd's and dockershim's.
_PAUSE = re.compile(
    r"RunPodSandbox[^\n]{0,600}?failed to (?:get|pull) sandbox image \\*\"(?P<image>[^\"\\\n]{1,300}+)\\*\"|"
    r"creating pod sandbox with name [^\n]{1,300}?[Ii]nitializing source docker://(?P<crio>[^\s\"\\]{1,300}?): "
)


def _again(
    episode: Episode, pattern: re.Pattern[str], where: Callable[[re.Match[str]], bool] = bool
) -> tuple[JournalLine, re.Match[str]] | None:
    """The last of at least two such lines of a runtime's own, to this moment, since it last made a sandbox or container."""
    if episode.node.told_by(Source.KUBELET_LOG):
        return None
    lines = [line for line in episode.node.told_by(Source.RUNTIME_LOG) if episode.at - line.at <= LATELY]
    made = max((at for at, line in enumerate(lines) if MADE_ONE.search(line.message)), default=-1)
    told = [(line, m) for line in lines[made + 1 :] if (m := pattern.search(line.message)) and where(m)]
    return told[-1] if len(told) >= 2 and episode.at - told[-1][0].at <= STILL else None


def image_unavailable(episode: Episode) -> Finding | None:
    """No pod gets a sandbox, for its image is not to be had."""
    told = _again(episode, _PAUSE)
    # A component that has no sandbox is told of itself.
    if told is None or any(components_here(episode)):
        return None
    line, match = told
    image = match["image"] or match["crio"]
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.LIKELY,
        f"{line.unit} makes no pod: the image {image}, in which each of them begins, is not on the node and cannot be pulled.",
        [note("runtime_log", line.message, line.at)],
        image=image,
    )


def _needed_for_any(match: re.Match[str]) -> bool:
    words = match.string
    path = match["path"] or ""
    own = STATE_FILES.match(path) is not None and not A_PODS_OWN.search(path)
    return own and not CGROUP_FS.search(words) and not INOTIFY.search(words)


def disk_full(episode: Episode) -> Finding | None:
    """What it needs for a pod cannot be written, for want of room."""
    told = _again(episode, NO_SPACE, _needed_for_any)
    if told is None:
        return None
    line, match = told
    return finding(
        Cause.DISK_FULL,
        Confidence.LIKELY,
        f"{line.unit} lives, and {match['path']} cannot be written: no space is left on the device.",
        [note("runtime_log", line.message, line.at)],
        path=match["path"],
    )


# Docker's API server, of a container that was made and cannot be started; it says nothing of those that can.
_NOT_STARTED = re.compile(
    r"Handler for POST /\S{0,20}containers/(?P<id>[0-9a-f]{12,64})/start returned error: (?P<why>[^\n]{1,600})"
)


# A command that its image lacks, or that cannot be executed, and what it is to mount: its pod's own matter, of however many
# replicas.
_ITS_OWN = re.compile(
    r"\brootfs_linux\.go:\d{1,5}: (?:mounting|preparing)|\bexec: \W{0,6}\S{1,300}?\W{1,6}: (?:stat |executable file|permission denied|no such file)|exec format error"
)
_NUMBERS = re.compile(r"[0-9a-f]{12,64}|\d+")


def _for_the_node(match: re.Match[str]) -> bool:
    return _ITS_OWN.search(match["why"]) is None


def container_create_failed(episode: Episode) -> Finding | None:
    """Docker starts none of several containers, for one reason."""
    lines = [line for line in episode.node.told_by(Source.RUNTIME_LOG) if episode.at - line.at <= LATELY]
    told = _again(episode, _NOT_STARTED, where=_for_the_node)
    failed = (m for line in lines if (m := _NOT_STARTED.search(line.message)) and _for_the_node(m))
    whose = {m["id"]: _NUMBERS.sub("", m["why"]) for m in failed}
    if told is None or len(whose) < _SEVERAL or len(set(whose.values())) != 1:
        return None
    line, match = told
    return finding(
        Cause.CONTAINER_CREATE_FAILED,
        Confidence.POSSIBLE,
        f"{line.unit} starts none of {len(whose)} containers: {' '.join(match['why'].split())[:300]}.",
        [note("runtime_log", line.message, line.at)],
        why=match["why"],
    )


_SEVERAL = 3
# RKE and what came after it (services.go) run kubelet and components as Docker's own containers of these names, and Rancher's
# agent tries each two seconds. What keeps one from its start is told of it alone.
_COMPONENT = re.compile(
    r"Handler for POST /\S{0,20}containers/(?P<name>kubelet|etcd|kube-(?:apiserver|controller-manager|scheduler|proxy))/start "
    r"returned error: (?P<why>[^\n]{1,600})"
)
_MOUNT = re.compile(UNUSABLE_MOUNT)


def component_not_started(episode: Episode, cause: Cause) -> Finding | None:
    """Docker has just refused to start the container of a component, which is none of a pod's."""
    lines = [line for line in episode.node.told_by(Source.RUNTIME_LOG) if episode.at - line.at <= LATELY]
    told = [(line, match) for line in lines if (match := _COMPONENT.search(line.message))]
    if not told or episode.at - told[-1][0].at > STILL or _runs(episode, told[-1][1]["name"]):
        return None
    line, match = told[-1]
    why = " ".join(match["why"].split()).rstrip('". ')[:300]
    mount = _MOUNT.search(why)
    if NO_SPACE.search(why) or cause is not (Cause.HOST_PATH_UNUSABLE if mount else Cause.CONTAINER_CREATE_FAILED):
        return None
    path = (mount["path"] or mount["shared"] or mount["source"]) if mount else None
    return finding(
        cause,
        Confidence.LIKELY if mount or len(told) > 1 else Confidence.POSSIBLE,
        f"{line.unit} does not start the container {match['name']}: {why}.",
        [note("runtime_log", line.message, line.at)],
        path=path,
        why=why,
    )


def _runs(episode: Episode, name: str) -> bool:
    """Whether such a program is seen to run, or a kubelet to speak, whoever started it."""
    if name == "kubelet" and episode.node.told_by(Source.KUBELET_LOG):
        return True
    return any(seen.program == name for seen in episode.node.newest(ProcessSeen).values())


_NEEDS = frozenset({Source.RUNTIME_LOG})

RULES = (
    Rule(cause=Cause.CONTAINER_CREATE_FAILED, find=container_create_failed, applies=about_node, needs=_NEEDS),
    *(
        Rule(cause=cause, find=partial(component_not_started, cause=cause), applies=about_node, needs=_NEEDS)
        for cause in (Cause.HOST_PATH_UNUSABLE, Cause.CONTAINER_CREATE_FAILED)
    ),
    Rule(cause=Cause.IMAGE_UNAVAILABLE, find=image_unavailable, applies=about_node, needs=_NEEDS),
    Rule(cause=Cause.DISK_FULL, find=disk_full, applies=about_node, needs=_NEEDS, settles="`df` and `df -i`"),
)
