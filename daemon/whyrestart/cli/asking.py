"""One look at this node, and what of it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from whyrestart.cli.terminal import run_showing
from whyrestart.config import Settings
from whyrestart.errors import LookError
from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.diagnosis import Diagnosis, NodeDiagnosis
from whyrestart.model.identity import ContainerRef

if TYPE_CHECKING:
    from whyrestart.looking import Looked


def look(settings: Settings, patience: int) -> Looked:
    """What this node shows now; looked at again for up to `patience` seconds where that decides nothing."""
    from whyrestart.looking import look_once, look_until_decided

    looks = look_until_decided(lambda: look_once(settings), seconds=patience)
    return run_showing(looks, "Looking at the node and replaying its probes")


def must_have_seen(found: NodeDiagnosis) -> None:
    """Not to have seen is not to have found nothing wrong."""
    if found.saw_nothing:
        raise LookError(f"no static pod was seen, and what would show one could not be read: {', '.join(found.blind)}")


def only(found: NodeDiagnosis, pod: str) -> NodeDiagnosis:
    """The diagnoses of one pod, unit or container, by its whole name or the beginning of it."""
    from dataclasses import replace

    mine = tuple(each for each in found.diagnoses if each.subject.is_meant_by(pod))
    if not mine:
        known = ", ".join(sorted({_name(each) for each in found.diagnoses})) or "none"
        raise click.BadArgumentUsage(f"no pod or unit {pod!r} is known on this node; known: {known}")
    verdict = next((each for each in mine if each.cause and CAUSES[each.cause].role.value != "benign"), None)
    return replace(found, diagnoses=mine, verdict=verdict)


def _name(diagnosis: Diagnosis) -> str:
    return diagnosis.subject.pod if isinstance(diagnosis.subject, ContainerRef) else str(diagnosis.subject)
