"""A kubelet that its unit runs as a container, by docker or podman, of which no container comes about."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.kubelet.words import LOG, carried, its_unit, last_life
from whyrestart.causes.resources.exhausted import DAMAGED, NO_SPACE
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
# The daemon's words of a bind mount (moby, daemon/volumes*.go, oci_linux.go and mounts): of the host's file system.
UNUSABLE_MOUNT = (
    r"error while creating mount source path '(?P<path>/[^'\n]{1,300}+)': (?P<why>[^\n]{1,300})|"
    r"(?:linux mounts: )?[Pp]ath (?P<shared>/\S{1,300}) is mounted on \S{1,300} but it is "
    r"(?P<but>not a (?:shared|slave)(?: or slave)? mount)|"
    r"invalid mount config for type \\*\"bind\\*\": (?P<missing>bind source path does not exist): (?P<source>/[^\s\"]{1,300}+)"
)
# What the daemon answers to `docker run`, of a command, of a bind mount, of anything else. That there is no container to
# be removed or stopped before is the rule.
_ANSWERS = {
    Cause.COMMAND_NOT_FOUND: re.compile(
        r"Error response from daemon: (?!OCI runtime exec failed)[^\n]{0,400}?exec: \\*\"(?P<command>[^\"\\\n]{1,300}+)\\*\": "
        r"(?P<why>executable file not found in \$PATH|stat [^:\n]{1,300}: no such file or directory|permission denied)"
    ),
    Cause.HOST_PATH_UNUSABLE: re.compile(rf"Error response from daemon: (?:{UNUSABLE_MOUNT})"),
    Cause.CONTAINER_CREATE_FAILED: re.compile(
        r"(?:^|/)docker: Error response from daemon: (?![Nn]o such container)(?P<why>[^\n]{1,600})"
    ),
}


# `docker run` ends with these of its own, `docker pull` with 1; with anything else the container that came about ended.
_OF_DOCKER = frozenset({None, 0, 1, 125, 126, 127})
# What keeps docker itself from its work, and is no matter of this container's.
_OF_ANOTHER = re.compile(
    r"\bdial unix\b|cannot allocate memory|resource temporarily unavailable|(?:address|port) is already"
)


_ENDED = re.compile(r"[Mm]ain process exited")
# A unit ends with docker's client; what is tried again by a script before that takes a little longer.
_ENDS_WITHIN = timedelta(seconds=30)


def _last_answer(episode: Episode) -> Said | None:
    """What docker or podman answered last of all of a unit that ends; no kubelet has begun since that could speak."""
    if episode.state is State.HEALTHY or carried(episode):
        return None
    life = last_life(episode)
    # A kubelet tells at a level what was answered to it, of a pod; the service manager is no answer either.
    plain = (entry for entry in life if entry.severity is Severity.PLAIN and entry.origin != "systemd")
    said = last_said(plain, _NOT_PULLED, *_ANSWERS.values())
    # It may be told in several lines; what a kubelet says is of one that came about.
    if said is None or any(entry.severity is not Severity.PLAIN for entry in life[life.index(said.entry) + 1 :]):
        return None
    # Since then its unit has ended without an answer: a container came about, whose words are kept elsewhere.
    ends = [e.at for e in episode.journal if e.origin == "systemd" and e.at is not None and _ENDED.search(e.message)]
    if ends and said.entry.at is not None and ends[-1] - said.entry.at > _ENDS_WITHIN:
        return None
    return said


def _sure(episode: Episode) -> Confidence:
    """No more than possible where the unit ended as a kubelet does: what was pulled in vain was there already."""
    ended = episode.unit.exec_main_status if episode.unit is not None else None
    return Confidence.LIKELY if ended in _OF_DOCKER else Confidence.POSSIBLE


def image_unavailable(episode: Episode) -> Finding | None:
    """The unit's own `docker run` or `podman run` cannot pull the image."""
    said = _last_answer(episode)
    if said is None or said.match.re is not _NOT_PULLED:
        return None
    image = next(filter(None, (said[name] for name in _NAMES)), "")
    image = f"{image}:{said['tag']}" if said["tag"] else image
    where = image or (f"of {said['registry']}" if said["registry"] else "that its unit names")
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        _sure(episode),
        f"The kubelet is run as a container here, and its image {where} cannot be pulled, so it never starts.",
        [from_kubelet(said.entry), its_unit(episode)],
        image=image,
        tool="podman" if said["source"] else "docker",
    )


def refused(episode: Episode, cause: Cause) -> Finding | None:
    """The daemon does not begin the container, for that cause; where its words fit several, for the first of them."""
    said = _last_answer(episode)
    if said is None or said.match.re is not _ANSWERS[cause]:
        return None
    words = said.entry.text
    full_or_damaged = NO_SPACE.search(words) or (DAMAGED.search(words) and "read-only" not in words)
    if full_or_damaged:
        return None
    why = (said["why"] or said["but"] or said["missing"]).rstrip(".")
    path = said["path"] or said["shared"] or said["source"]
    return finding(
        cause,
        Confidence.POSSIBLE if _OF_ANOTHER.search(words) else _sure(episode),
        f"The kubelet is run as a container here, and docker does not begin it: {path}{': ' if path else ''}{why}.",
        [from_kubelet(said.entry), its_unit(episode)],
        command=said["command"],
        image="the one that its unit names" if said["command"] else "",
        tool="docker",
        path=path,
        why=why,
    )


RULES = (
    Rule(
        cause=Cause.IMAGE_UNAVAILABLE,
        find=image_unavailable,
        needs=LOG,
        applies=about_kubelet,
        settles="`docker images`, and `docker pull` of the image that the unit names",
    ),
    *(Rule(cause=cause, find=partial(refused, cause=cause), needs=LOG, applies=about_kubelet) for cause in _ANSWERS),
)
