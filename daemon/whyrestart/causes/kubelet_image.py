"""A kubelet that its unit runs as a container, by docker or podman: the image of it is not to be had."""

from __future__ import annotations

import re

from whyrestart.causes.kubelet_words import LOG, carried, its_unit, last_life
from whyrestart.causes.logs import last_said
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import Severity

# What `docker run` says that pulls in vain: of 1.11 and before (`Error pulling image`, `Tag .. not found`), since then the
# daemon's answer; podman's, which tells the registry as CRI-O does. `Unable to find image .. locally` only announces it.
_NOT_PULLED = re.compile(
    r"Error pulling image \((?P<tag>[^)\s]{1,128}+)\) from (?P<of>[^\s,]{1,255}+)|"
    r"Tag (?P<missing>\S{1,128}) not found in repository (?P<in>\S{1,255})|Error: image (?P<absent>\S{1,300}) not found|"
    r"(?:Error response from daemon|Error while pulling image): (?:manifest for (?P<manifest>\S{1,300}) not found|"
    r"pull access denied for (?P<denied>[^\s,]{1,300}+)|repository (?P<repository>\S{1,300}) not found|manifest unknown|toomanyrequests|"
    r"Get \"?https?://(?P<registry>[^/\s]{1,255}+)/v[12]/)|"
    r"[Ii]nitializing source docker://(?P<source>[^\s\"\\]{1,300}?): "
)
_NAMES = ("of", "in", "absent", "manifest", "denied", "repository", "source")


def image_unavailable(episode: Episode) -> Finding | None:
    """The unit's own `docker run` or `podman run` ended with it: no kubelet was begun that could speak."""
    if episode.state is State.HEALTHY or carried(episode):
        return None
    life = last_life(episode)
    said = last_said(life, _NOT_PULLED)
    # A pull may be told in several lines; what a kubelet says is of one that had its image.
    if said is None or any(entry.severity is not Severity.PLAIN for entry in life[life.index(said.entry) + 1 :]):
        return None
    image = next(filter(None, (said[name] for name in _NAMES)), "")
    image = f"{image}:{said['tag']}" if said["tag"] else image
    where = image or (f"of {said['registry']}" if said["registry"] else "that its unit names")
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.LIKELY,
        f"The kubelet is run as a container here, and its image {where} cannot be pulled, so it never starts.",
        [from_kubelet(said.entry), its_unit(episode)],
        image=image,
        tool="podman" if said["source"] else "docker",
    )


RULES = (
    Rule(
        cause=Cause.IMAGE_UNAVAILABLE,
        find=image_unavailable,
        needs=LOG,
        applies=about_kubelet,
        settles="`docker images`, and `docker pull` of the image that the unit names",
    ),
)
