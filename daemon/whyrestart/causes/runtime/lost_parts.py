"""A kubelet that lives and makes no pod: its runtime has lost what every sandbox begins with."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.living import just_failed
from whyrestart.causes.evidence.logs import all_said
from whyrestart.causes.kubelet.stuck import complaints
from whyrestart.causes.kubelet.words import LOG
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode

# Docker 1.11 to 18.06: containerd, of its shim, and that one, of runc (runtime/process.go, containerd-shim/process.go).
# containers/storage, where CRI-O makes a sandbox of the pause image: after a machine lost power, its layers may be gone.
_LOST = re.compile(
    r"(?P<why>shim error: \S{1,100} not installed on system|containerd-shim not installed on system)|"
    r"[Ee]rror creating pod sandbox with name \W{1,4}[\w.-]{1,400}\W{1,4}: (?P<layer>layer not known)"
)


def container_create_failed(episode: Episode) -> Finding | None:
    """Docker's runc is gone, or the layers of the image in which each sandbox begins."""
    told = list(all_said(complaints(episode), _LOST))
    if not told or not just_failed(episode, told[-1].entry):
        return None
    why = told[-1]["why"] or told[-1]["layer"]
    of = "the layers of the pause image" if told[-1]["layer"] else "a program that it makes each container with"
    return finding(
        Cause.CONTAINER_CREATE_FAILED,
        Confidence.LIKELY if len(told) > 1 else Confidence.POSSIBLE,
        f"The kubelet starts no pod, for the runtime has lost {of}: {why}.",
        [from_kubelet(told[-1].entry)],
        why=why,
        lost="layers" if told[-1]["layer"] else "program",
    )


RULES = (
    Rule(
        cause=Cause.CONTAINER_CREATE_FAILED,
        find=container_create_failed,
        applies=about_kubelet,
        needs=LOG,
        yields_to=frozenset({Cause.DISK_FULL, Cause.FILESYSTEM_DAMAGED, Cause.IMAGE_UNAVAILABLE}),
        settles="`crictl runp` of any pod, and the runtime's own log",
    ),
)
