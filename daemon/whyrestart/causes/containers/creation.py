"""There is no container: its image is not on the node, or the runtime cannot make it or its sandbox."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.evidence.probing import edited_at
from whyrestart.causes.evidence.refusals import FRESH, NOT_REFUSED, begun_since, is_there, refusal, refused_to_all
from whyrestart.causes.resources.exhausted import NO_SPACE
from whyrestart.causes.rule import Rule, finding, from_end, from_kubelet, in_manifest, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerState, JournalLine, SandboxSeen, Source

_IMAGE_REASONS = frozenset({
    "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "RegistryUnavailable",
    "SignatureValidationFailed",
})  # fmt: skip
# The runtime failed to tell of the image (image_manager.go): one that is not there is no such failure, but is pulled.
_NOT_TOLD_OF = "ImageInspectError"
# CRI-O takes no name without a registry, and so cannot even look whether the image is there.
_SHORT = r"short-name \\*\"(?P<short>[^\"\\\n]{1,300}+)\\*\" did not resolve"
_SHORT_NAME = re.compile(_SHORT)
_IMAGE = re.compile(
    r"(?P<reason>ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|RegistryUnavailable|SignatureValidationFailed)\b|"
    r"[Ff]ail(?:ed to pull|ed pulling) image \\*\"(?P<image>[^\"\\]+)|"
    r"PullImage \\*\"(?P<asked>[^\"\\]+)\\*\" from image service failed|"
    r"PullImage from image service failed[^\n]* image=\\*\"?(?P<wanted>[^\s\"\\]+)|"
    # containerd's and dockershim's, of the pause image.
    r"(?:failed to get|unable to pull) sandbox image \\*\"(?P<pause>[^\"\\]+)|"
    r"(?:unable|failed) to inspect sandbox image \\*\"(?P<inspected>[^\"\\]+)[\\\"]+:[^\n]{0,200}no such image|"
    # Docker's, by way of the kubelets that spoke to it themselves (dockertools, to 1.6).
    r"image pull failed for (?P<failed>[^\s,\"\\]+)|API error \(\d+\): No such image: (?P<absent>[^\s\"\\]+)|"
    rf"{_NOT_TOLD_OF}\b[^\n]{{0,200}}?{_SHORT}|"
    # CRI-O's, of the same.
    r"[Ii]nitializing source docker://(?P<source>[^\s\"\\]+?):? "
)
# gRPC's, of the runtime's own socket.
_NO_RUNTIME = re.compile(r"code = Unavailable desc = |[Ee]rror while dialing:? (?:dial )?unix ")
# The image that every pod's sandbox is made of; whose pod it was asked for does not matter.
_OF_SANDBOXES = re.compile(
    r"(?:failed|unable) to (?:get|pull|inspect) sandbox image \\*\"(?P<image>[^\"\\\n]{1,300}+)\\*\"|"
    r"[Ff]ail(?:ed to pull|ed pulling) image \\*\"(?P<pause>[^\"\\\n]{0,200}/pause[^\"\\\n]{0,80})\\*\""
)
# The last two are of the kubelet's own managers of CPUs, memory and devices.
_CREATE_REASONS = frozenset({
    "CreateContainerError", "RunContainerError", "CreateContainerConfigError", "StartError", "ContainerCannotRun",
    "PreCreateHookError", "PreStartHookError",
})  # fmt: skip


def image_unavailable(episode: Episode) -> Finding | None:
    """The kubelet cannot get the image, so there is no container."""
    current = episode.current
    if current is not None and current.state is ContainerState.RUNNING:
        return None
    said = last_said(episode.kubelet_log, _IMAGE, where=lambda said: not _started_since(episode, said.entry))
    waits = episode.waiting_reason in _IMAGE_REASONS or (
        episode.waiting_reason == _NOT_TOLD_OF and _SHORT_NAME.search(episode.waiting_message) is not None
    )
    # Who was asked for the image was not there: that tells nothing of the image.
    if _NO_RUNTIME.search(episode.waiting_message if waits else said.entry.text if said else ""):
        return None
    if not waits and said is not None and (_overcome(episode, said.entry) or is_there(episode)):
        return None
    if not waits and (said is None or _not_this_container(episode, said.entry.raw)):
        return (
            _not_pulled_by_the_runtime(episode) or _not_pulled_for_anybody(episode) or _not_pulled_by_its_name(episode)
        )
    reason = episode.waiting_reason if waits else (said["reason"] if said else "") or "ErrImagePull"
    # The reason may stand before the image, and the image of the sandbox beside neither.
    pulled = next(filter(None, map(_named, _IMAGE.finditer(said.entry.text))), "") if said else ""
    image = pulled or (episode.container.image if episode.container else "")
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.PROVEN,
        f"The image {image or 'of the container'} is not on the node and cannot be pulled ({reason}), so {episode.program} never starts.",
        [
            note("kubelet", f"waiting: {episode.waiting_reason}: {episode.waiting_message}") if waits else None,
            from_kubelet(said.entry) if said else None,
        ],
        image=image,
        reason=reason,
        place=in_manifest(episode, episode.container),
    )


def _not_pulled_by_the_runtime(episode: Episode) -> Finding | None:
    """Where the kubelet's log is not at hand, the runtime's tells of this pod's sandbox too."""
    refused = refusal(episode)
    match = _IMAGE.search(refused[0]) if refused else None
    if refused is None or match is None:
        return None
    image = _named(match)
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.PROVEN,
        f"The image {image or 'of the sandbox'} is not on the node and cannot be pulled, so {episode.program} never starts.",
        [refused[1]],
        image=image,
    )


def _not_pulled_for_anybody(episode: Episode) -> Finding | None:
    """The pod is not there, nothing is said of it, and the node cannot make any sandbox: nor this pod's then."""
    missing = episode.state is State.ABSENT or episode.waiting_reason == "ContainerCreating"
    if episode.attempts or episode.ref is None:
        return None
    # Where nobody could see whether it runs: no sandbox of any pod was made since.
    if not missing and (is_there(episode) or refused_to_all(episode, _OF_SANDBOXES) is None):
        return None
    lines = episode.node.told_by(Source.KUBELET_LOG, Source.RUNTIME_LOG)
    told = ((line, m) for line in reversed(lines) if (m := _OF_SANDBOXES.search(line.message)))
    line, match = next(told, (None, None))
    if line is None or match is None or lines[-1].at - line.at > FRESH:
        return None
    image = match["image"] or match["pause"]
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.LIKELY,
        f"The image {image}, which the sandbox of each pod is made of, is not on the node and cannot be pulled, so "
        f"{episode.program} never starts.",
        [note("kubelet_log" if line.source is Source.KUBELET_LOG else "runtime_log", line.message, line.at)],
        image=image,
    )


# containerd's and CRI-O's, and Docker's answer to who asks for an image; what they say when it has come.
_PULL_FAILED = (
    r"PullImage \\*\"{0}\\*\" failed|[Ee]rror pulling image {0}:|source docker://{0}:|manifest for {0} not found"
)
# CRI-O names what has come by its digest. A container of it needs none any more.
_PULLED = r"PullImage \\*\"{0}\\*\" returns image reference|Pulled image: (?:{0}|{1}@)"
_MADE = r"Created container \S{{1,80}} ?{0}/|for &ContainerMetadata\{{Name:{1},[^\n]{{0,200}}returns container id"


def _pulled_in_vain(episode: Episode) -> tuple[JournalLine, bool] | None:
    """Nothing is seen of the pod, and the runtime lately pulled in vain the image that its manifest names.

    And whether its sandbox has been there for longer: then it may run, and the image be pulled for somebody else.
    """
    image = episode.container.image if episode.container else ""
    ref = episode.ref
    if not image or ref is None or episode.attempts or is_there(episode):
        return None
    failed = re.compile(_PULL_FAILED.format(re.escape(image)))
    came = re.compile(_PULLED.format(re.escape(image), re.escape(re.sub(r"[:@][^/]*$", "", image))))
    made = re.compile(_MADE.format(re.escape(f"{ref.namespace}/{ref.pod}"), re.escape(ref.container)))
    lines = episode.node.told_by(Source.RUNTIME_LOG)
    told = [line for line in lines if failed.search(line.message)]
    if not told or lines[-1].at - told[-1].at > FRESH or episode.at - told[-1].at > FRESH:
        return None
    since = (line.message for line in lines if line.at > told[-1].at)
    if begun_since(episode, told[-1].at) or any(came.search(words) or made.search(words) for words in since):
        return None
    boxes = [seen.created_at for seen in episode.node.all(SandboxSeen) if seen.pod == ref.pod]
    return told[-1], any(at is not None and told[0].at - at > FRESH for at in boxes)


def _not_pulled_by_its_name(episode: Episode) -> Finding | None:
    told = _pulled_in_vain(episode)
    if told is None or NO_SPACE.search(told[0].message):
        return None
    line, older = told
    image = episode.container.image if episode.container else ""
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.POSSIBLE if older else Confidence.LIKELY,
        f"The image {image} cannot be pulled, so {episode.program} does not start.",
        [note("runtime_log", line.message, line.at)],
        image=image,
        place=in_manifest(episode, episode.container),
    )


def no_room_for_its_image(episode: Episode) -> Finding | None:
    """The runtime has no room to unpack the image that its manifest names."""
    told = _pulled_in_vain(episode)
    match = NO_SPACE.search(told[0].message) if told is not None else None
    if told is None or match is None:
        return None
    line, older = told
    return finding(
        Cause.DISK_FULL,
        Confidence.POSSIBLE if older else Confidence.LIKELY,
        f"The image of {episode.program} cannot be pulled: no space is left on the device.",
        [note("runtime_log", line.message, line.at)],
        path=match["path"],
    )


def _named(match: re.Match[str]) -> str:
    """The image that it names, if it names one."""
    return next((image for name, image in match.groupdict().items() if image and name != "reason"), "")


def _started_since(episode: Episode, entry: LogEntry) -> bool:
    """What was started after that had its image."""
    at = entry.at
    edited = edited_at(episode)
    # Another image is named since, as like as not.
    if at is not None and edited is not None and at < edited and not _names_its_image(episode, entry.raw):
        return True
    return at is not None and any(
        (a.started_at is not None and a.started_at > at) or any(e.at is not None and e.at > at for e in a.log[-1:])
        for a in episode.attempts
    )


# It tells of a pull in vain at each look at the pod, every ten seconds or so, and pulls again after five minutes at most.
_NEXT_PULL = timedelta(minutes=6)


def _overcome(episode: Episode, entry: LogEntry) -> bool:
    """Whether nobody saw the pod, and the kubelet went on for long and speaks of the image no more."""
    told = episode.node.told_by(Source.KUBELET_LOG)
    unseen = episode.state is not State.ABSENT and not episode.attempts
    return unseen and entry.at is not None and bool(told) and told[-1].at - entry.at > _NEXT_PULL


# kuberuntime's words of which container it is; dockertools' name for a pod's own process is POD.
_OF_CONTAINER = re.compile(r"\"StartContainer\" for \"(?P<container>[\w.-]{1,253}+)\"")


def _names_its_image(episode: Episode, raw: str) -> bool:
    image = episode.container.image if episode.container else ""
    return bool(image) and re.search(re.escape(image) + r"(?![\w.-])", raw) is not None


def _not_this_container(episode: Episode, raw: str) -> bool:
    if _names_its_image(episode, raw):
        return False
    if episode.ref is not None and (named := set(_OF_CONTAINER.findall(raw.replace("\\", "")))):
        return named.isdisjoint({episode.ref.container, "POD"})
    others = (each.image for each in (episode.pod.containers if episode.pod else ()) if each is not episode.container)
    if any(image and image in raw for image in others):
        return True
    return (
        episode.ref is not None
        and f'"{episode.ref.container}"' not in raw.replace("\\", "")
        and episode.ref.pod not in raw
    )


def container_create_failed(episode: Episode) -> Finding | None:
    """The runtime could not create or start the container, for a reason that no other cause covers."""
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    last = episode.last_ended
    ended = last if last is not None and last.reason in _CREATE_REASONS else None
    waits = episode.waiting_reason in _CREATE_REASONS or (
        episode.waiting_reason == _NOT_TOLD_OF
        and bool(episode.waiting_message)
        and NOT_REFUSED.search(episode.waiting_message) is None
    )
    if not (ended or waits):
        return _refused_by_the_journals(episode)
    message = (ended.message if ended else "") or episode.waiting_message
    return finding(
        Cause.CONTAINER_CREATE_FAILED,
        Confidence.LIKELY,
        f"The runtime cannot create the container of {episode.program}: {_tail(message) or episode.waiting_reason}.",
        [
            from_end(ended) if ended else None,
            note("kubelet", f"waiting: {episode.waiting_reason}: {episode.waiting_message}") if waits else None,
        ],
        reason=ended.reason if ended else episode.waiting_reason,
    )


_PODS_OWN = re.compile(r"/pods/[\w-]+/etc-hosts: no such file or directory")


def _refused_by_the_journals(episode: Episode) -> Finding | None:
    """No sandbox, so no container whose status could tell: only the kubelet's and the runtime's own lines do."""
    refused = refusal(episode)
    if refused is None:
        return _no_sandbox_for_anybody(episode)
    if episode.ref is None or (episode.last_ended is not None and episode.last_ended.log):
        return None
    why, evidence = refused
    if ("andbox" in why and _made_since(episode, evidence.at)) or _IMAGE.search(evidence.says):
        return None
    return finding(
        Cause.CONTAINER_CREATE_FAILED,
        # The directory of a pod that is about to go: what is made for it in vain is not what is wrong.
        Confidence.POSSIBLE if _PODS_OWN.search(why) else Confidence.LIKELY,
        f"The runtime cannot make the sandbox or container of {episode.ref.pod}: {_tail(why)}.",
        [evidence],
    )


def _no_sandbox_for_anybody(episode: Episode) -> Finding | None:
    """None is made for any pod, and of this one none is known."""
    refused = refused_to_all(episode)
    if refused is None or episode.ref is None or _IMAGE.search(refused[0]):
        return None
    return finding(
        Cause.CONTAINER_CREATE_FAILED,
        Confidence.LIKELY,
        f"The runtime cannot make sandboxes or containers, and so none of {episode.ref.pod}: {_tail(refused[0])}.",
        [refused[1]],
    )


def _made_since(episode: Episode, at: datetime | None) -> bool:
    """Whether a sandbox of the pod is ready that was made after it was refused."""
    return any(
        seen.ready and episode.ref is not None and (seen.namespace, seen.pod) == (episode.ref.namespace, episode.ref.pod)
        and seen.created_at is not None and at is not None and seen.created_at > at
        for seen in episode.node.newest(SandboxSeen).values()
    )  # fmt: skip


def _tail(message: str, limit: int = 220) -> str:
    """The end of a chain of errors, where its reason stands: whole words."""
    words = " ".join(message.split())
    return words if len(words) <= limit else f"... {words[-limit:].partition(' ')[2] or words[-limit:]}"


RULES = (
    Rule(
        cause=Cause.DISK_FULL,
        find=no_room_for_its_image,
        needs=frozenset({Source.RUNTIME_LOG}),
        settles="`df` and `df -i`",
    ),
    Rule(
        cause=Cause.IMAGE_UNAVAILABLE,
        find=image_unavailable,
        needs=frozenset({Source.KUBELET_API, Source.KUBELET_LOG}),
        settles="`crictl images` and the kubelet's log tell whether the image is there",
    ),
    Rule(
        cause=Cause.CONTAINER_CREATE_FAILED,
        find=container_create_failed,
        needs=frozenset({Source.CRI}),
        yields_to=frozenset(
            {
                Cause.HOST_PATH_UNUSABLE,
                Cause.COMMAND_NOT_FOUND,
                Cause.APPARMOR_PARSER_MISSING,
                Cause.IMAGE_UNAVAILABLE,
                Cause.CGROUP_DRIVER_MISMATCH,
                Cause.DISK_FULL,
                Cause.FILESYSTEM_DAMAGED,
                Cause.STATIC_POD_REFERENCES_API_OBJECT,
            }
        ),
        settles="the message in `crictl inspect`",
    ),
)
