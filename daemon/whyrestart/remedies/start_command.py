"""Ways out of a command that cannot be started: the program's right name, or an image that has it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from whyrestart.knowledge import flags
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import Remedy
from whyrestart.remedies.editing import edit_of, place, unit_of, where_possible

_MACHINE = "this machine's architecture"


def command_not_found(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Name the program as the image has it."""
    if episode.ref is None and not episode.is_kubelet:
        yield Remedy(
            title=f"Put {found['command'] or 'the program'}, built for {_MACHINE}, where {place(episode)} names it",
            commands=(f"systemctl cat {unit_of(episode)}", f"systemctl restart {unit_of(episode)}"),
            caution="It does not run now; look that nothing else was started in its place.",
        )
        return
    words = found["command"].split()
    line = int(found["line"]) if found["line"].isdigit() else 0
    if "exec format" in found["why"]:
        image, binary = (
            f"image of {_MACHINE} instead of {found['image']}",
            f"binary of {_MACHINE} in place of {found['command']}",
        )
        yield Remedy(title=f"Use the {image if found['image'] else binary}")
        return
    if any(word in found["why"] for word in ("shared librar", "GLIBC", "glibc", "microarchitecture")):
        lacks = found["why"].partition(" (required")[0]
        yield Remedy(
            title=f"Use an image whose program this machine can run, or a machine that can ({lacks})",
            caution="A virtual machine shows a newer processor once its host passes the model through.",
        )
        return
    if "ermission denied" in found["why"]:
        yield Remedy(
            title=f"Let the container's user execute {found['command']}: run as root, or use an image in which all may",
            caution="Security profiles and a volume mounted noexec over the command refuse it in the same words.",
        )
        return
    if len(words) > 1 and not found["command"].startswith("/bin/"):
        yield Remedy(
            title=f"Write each word of {found['command']!r} as an item of its own at {place(episode, found['line'])}",
            edits=where_possible(lambda: edit_of(episode).replace_word(line, words).done),
        )
        return
    right = _program_of(found["image"], found["command"])
    yield Remedy(
        title=f"Name the program {right} instead of {found['command']} at {place(episode, found['line'])}"
        if right
        else f"Correct the command {found['command']} at {place(episode, found['line'])}, or use an image that has it "
        f"({found['image']} has not)",
        edits=where_possible(lambda: edit_of(episode).replace_word(line, [right]).done) if right else (),
        caution="The image is taken for what its name says: the official one has the program of that name in its path."
        if right
        else "",
    )


def _program_of(image: str, command: str) -> str:
    """What the official image of a component calls its program, where the command is a misspelling of it."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    written = command.rstrip("/").rpartition("/")[2]
    if name not in flags.COMPONENTS:
        return ""
    return name if written == "hyperkube" or difflib.SequenceMatcher(None, name, written).ratio() >= 0.8 else ""


REMEDIES = {Cause.COMMAND_NOT_FOUND: command_not_found}
