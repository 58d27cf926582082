"""The container runtime: images, sandboxes, its socket, its cgroup driver."""

from __future__ import annotations

import re

from whyrestart.causes.logs import last_said
from whyrestart.causes.rule import Rule, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerState, Source

IMAGE_REASONS = frozenset(
    {
        "ErrImagePull",
        "ImagePullBackOff",
        "ErrImageNeverPull",
        "ImageInspectError",
        "InvalidImageName",
        "RegistryUnavailable",
    }
)
_IMAGE = re.compile(
    r"(?P<reason>ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName)\b|[Ff]ailed to pull image \\?\"(?P<image>[^\"\\]+)"
)


def image_unavailable(episode: Episode) -> Finding | None:
    """The kubelet cannot get the image, so there is no container."""
    current = episode.current
    if current is not None and current.state is ContainerState.RUNNING:
        return None
    said = last_said(episode.kubelet_log, _IMAGE)
    waits = episode.waiting_reason in IMAGE_REASONS
    if not waits and (said is None or _not_this_container(episode, said.entry.raw)):
        return None
    reason = episode.waiting_reason if waits else (said["reason"] if said else "") or "ErrImagePull"
    image = (episode.container.image if episode.container else "") or (said["image"] if said else "")
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
        file=episode.manifest.path if episode.manifest else None,
        line=episode.container.line if episode.container else None,
    )


def _not_this_container(episode: Episode, raw: str) -> bool:
    return (
        episode.ref is not None
        and f'"{episode.ref.container}"' not in raw.replace("\\", "")
        and episode.ref.pod not in raw
    )


RULES = (
    Rule(
        cause=Cause.IMAGE_UNAVAILABLE,
        find=image_unavailable,
        needs=frozenset({Source.KUBELET_API, Source.KUBELET_LOG}),
        settles="`crictl images` and the kubelet's log tell whether the image is there",
    ),
)
