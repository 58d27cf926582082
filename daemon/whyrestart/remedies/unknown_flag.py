"""Ways out of a flag that the program does not have: out with it, or its right name, by the version."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from whyrestart.knowledge import flags
from whyrestart.knowledge.flags import FlagVerdict, Verdict
from whyrestart.knowledge.serving import PLAIN
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.model.version import Version
from whyrestart.remedies.editing import edit_of, place, where_possible
from whyrestart.remedies.manifest_edit import ManifestEdit
from whyrestart.remedies.probe_target import point, secure_port
from whyrestart.remedies.yaml_edit import CannotEdit

# Flags that took another name and kept the meaning of their value.
_RENAMED = {
    "address": "bind-address",
    "alpha-endpoint-reconciler-type": "endpoint-reconciler-type",
    "audit-webhook-batch-initial-backoff": "audit-webhook-initial-backoff",
    "experimental-bootstrap-token-auth": "enable-bootstrap-token-auth",
    "lock-object-name": "leader-elect-resource-name",
    "lock-object-namespace": "leader-elect-resource-namespace",
    "log-output": "log-outputs",
    "service-account-api-audiences": "api-audiences",
}
_REFUSED = frozenset({Verdict.REMOVED, Verdict.NOT_YET, Verdict.MISSPELT})


def unknown_flag(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Rename the flag where it has a new name; else, and in any case, it can go. A misspelt one is not dropped."""
    name, version = found["flag"].lstrip("-").partition("=")[0], episode.version
    verdict = flags.judge(episode.program, name, version) if version and episode.program in flags.COMPONENTS else None
    if found["flag"].startswith(f"-{name}") and verdict is not None and verdict.verdict is Verdict.KNOWN:
        yield Remedy(
            title=f"Write --{name} instead of -{name} at {place(episode, found['line'])}: a name takes two dashes"
        )
        return
    new = _new_name(episode, name, verdict)
    others = [other for other in _refused(episode) if flags.canonical(other) != flags.canonical(name)]
    too = f"; with it {', '.join(f'--{other}' for other in others)}, which it does not have either" if others else ""
    if new:
        yield Remedy(
            title=f"Write --{new} instead of --{name} at {place(episode, found['line'])}{too}",
            edits=where_possible(lambda: corrected(episode, name, new)),
            valid_for=_since(verdict),
            caution="Look at the value: it is kept as it stands."
            if verdict and verdict.verdict is Verdict.REMOVED
            else "",
        )
    if new and verdict is not None and verdict.verdict not in {Verdict.REMOVED, Verdict.NOT_YET}:
        # What was meant would not be set: who is let in, say, or where its data lie.
        return
    yield Remedy(
        title=f"Drop --{name} at {place(episode, found['line'])}: {_why_gone(episode, verdict)}{too}",
        edits=where_possible(lambda: corrected(episode, name)),
        valid_for=_since(verdict),
        caution=_what_goes(verdict),
    )


def _new_name(episode: Episode, name: str, verdict: FlagVerdict | None) -> str:
    """What the flag is called in this version, where one is surely or probably meant; never one that is given."""
    if verdict is None or episode.version is None:
        return ""
    new = verdict.nearest or ""
    if verdict.verdict is Verdict.MISSPELT and verdict.facts is not None:
        return new
    name = flags.canonical(name)
    if verdict.verdict is Verdict.REMOVED:
        new = _RENAMED.get(name, "") or _graduated(name, verdict)
    elif verdict.verdict is Verdict.NOT_YET and verdict.facts is not None:
        new = _former_name(verdict.facts.note)
    given = episode.container is None or episode.container.flag(new) is None
    known = new and flags.judge(episode.program, new, episode.version).verdict is Verdict.KNOWN
    plain = name == "address" and episode.container is not None and episode.container.flag("bind-address") is not None
    return new if known and given and not plain else ""


def _graduated(name: str, verdict: FlagVerdict) -> str:
    """The flag without its `experimental-`, where the table says that it went on under that name."""
    bare = name.removeprefix("experimental-")
    return bare if bare != name and verdict.facts is not None and verdict.facts.instead == f"--{bare}" else ""


def _former_name(text: str) -> str:
    """What a flag was called before it got its present name, as the table's note says it."""
    match = re.match(r"until [\d.]+: --(?P<name>[\w-]+)$", text)
    return match["name"] if match else ""


def _since(verdict: FlagVerdict | None) -> str:
    if verdict is None or verdict.facts is None:
        return ""
    if verdict.verdict is Verdict.REMOVED:
        end = verdict.removed_in or verdict.facts.life.gone
        return f">={end.major}.{end.minor}" if end else ""
    since = verdict.since
    return f"<{since.major}.{since.minor}" if verdict.verdict is Verdict.NOT_YET and since else ""


def _why_gone(episode: Episode, verdict: FlagVerdict | None) -> str:
    program = episode.program
    if verdict is None or verdict.facts is None:
        return f"this {program} has no such flag"
    facts = verdict.facts
    if verdict.verdict is Verdict.REMOVED:
        when = f"since {_minor(verdict.removed_in)}" if verdict.removed_in else "any more"
        return f"{program} does not have it {when}{_instead(facts.instead)}"
    if verdict.verdict is Verdict.NOT_YET:
        when = f" before {_minor(verdict.since)}" if verdict.since else " yet"
        return f"{program} does not have it{when}"
    return f"this {program} has no such flag"


def _instead(instead: str) -> str:
    """What takes a flag's place, or why nothing does, as the tables say it."""
    nothing, _, why = instead.partition(": ")
    return f" ({why})" if nothing == "nothing" and why else f"; use {instead}" if instead else ""


def _minor(version: Version | None) -> str:
    return f"{version.major}.{version.minor}" if version else ""


def _what_goes(verdict: FlagVerdict | None) -> str:
    if verdict is not None and verdict.verdict is Verdict.NOT_YET:
        return "What the flag was to do is not done until the component is upgraded."
    return ""


def corrected(episode: Episode, name: str, new: str = "") -> FileEdit:
    """The manifest without the flag, or with its new name, and without what else the version is known to refuse.

    Where the flag opened a port that a probe dials, the probe is led to the secure one.
    """
    edit = edit_of(episode)
    version = episode.version
    if new:
        edit.rename_flag(name, new)
    else:
        edit.drop_flag(name)
    for other in _refused(episode):
        if flags.canonical(other) == flags.canonical(name) or version is None:
            continue
        right = _new_name(episode, other, flags.judge(episode.program, other, version))
        edit.rename_flag(other, right) if right else edit.drop_flag(other)
    _lead_probe(episode, edit, name)
    return edit.done


def _refused(episode: Episode) -> tuple[str, ...]:
    """Flags that the version surely does not have: one comes to light only after the other."""
    version, container = episode.version, episode.container
    if version is None or container is None or episode.program not in flags.COMPONENTS:
        return ()
    names = {flags.canonical(flag.name): flag.name for flag in container.flags}
    judged = {name: flags.judge(episode.program, name, version) for name in names.values()}
    return tuple(name for name, answer in judged.items() if answer.facts is not None and answer.verdict in _REFUSED)


def opens_plain_port(program: str, name: str) -> bool:
    """Whether the flag opens the component's port for plain HTTP; the apiserver's was once called --port, too."""
    return program in PLAIN and name in {PLAIN[program][0], "port"}


def _lead_probe(episode: Episode, edit: ManifestEdit, name: str) -> None:
    """Where the flag opened the plain port that a probe dials, let it dial the secure one."""
    secure = secure_port(episode)
    if not opens_plain_port(episode.program, name) or not secure or episode.container is None:
        return
    value = episode.container.flag_value(name) or "0"
    dialled = str(PLAIN[episode.program][2]) if value == "0" else value
    with contextlib.suppress(CannotEdit):
        point(episode, edit, dialled, port=secure, scheme="HTTPS")


REMEDIES = {Cause.UNKNOWN_FLAG: unknown_flag}
