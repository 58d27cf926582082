"""What the kernel forbids the service manager, so that a unit's program does not start: SELinux' and AppArmor's words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.evidence.security_words import APPARMOR, AVC, AVC_NEAR, TROUBLESHOT, module_of
from whyrestart.causes.rule import finding, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import FileSeen, JournalLine

# systemd's words where it may not read what the unit names, and no path in them (core/exec-invoke.c, core/service.c).
_BEFORE_EXEC = re.compile(r"Failed to (?:load environment files|run '[\w-]{1,40}' task): Permission denied")


def denied_to_systemd(episode: Episode, entries: Iterable[LogEntry]) -> Finding | None:
    """The kernel says that a security module kept the service manager itself from what the program's unit needs."""
    said = last_said(entries, _BEFORE_EXEC)
    if said is None or said.entry.at is None:
        return None
    for line in reversed(episode.node.all(JournalLine)):
        match = AVC.search(line.message) or APPARMOR.search(line.message)
        if match is None or "permissive=1" in line.message or abs(line.at - said.entry.at) > AVC_NEAR:
            continue
        if match["comm"] != "systemd" and not (match["comm"] or "").startswith("("):
            continue
        path = match["path"] or "a file"
        return finding(
            Cause.SECURITY_MODULE_DENIED,
            Confidence.LIKELY,
            f"{module_of(line)} denies systemd {match['what'].strip()} of {path}, without which {episode.program} is not started.",
            [note("journal", said.entry.text, said.entry.at), note("kernel_log", line.message, line.at)],
            path=match["path"] or "",
            module=module_of(line),
            operation=match["what"].strip(),
        )
    return None


# Its own word of a program that it could not execute; the line that says which and why may be missing.
_NOT_EXECUTED = re.compile(r"(?:(?P<unit>[\w@.-]{1,100}+): )?[Mm]ain process exited, code=exited, status=203(?:/EXEC)?")
_EXEC_FAILED = 203


def execution_denied_to_systemd(episode: Episode, entries: Iterable[LogEntry]) -> Finding | None:
    """The kernel says that it forbade systemd's child, named after the program in brackets, to become that program."""
    said = last_said(entries, _NOT_EXECUTED)
    unit = episode.unit
    if said is None and (unit is None or unit.exec_main_status != _EXEC_FAILED):
        return None
    names = [name for name in (said["unit"] if said else "", unit.unit if unit else "") if name]
    for line in reversed(episode.node.all(JournalLine)):
        match = AVC.search(line.message) or APPARMOR.search(line.message)
        if match is None or "permissive=1" in line.message:
            continue
        ended = said.entry.at if said is not None and said.entry.at is not None else episode.at
        far = abs(line.at - ended) > AVC_NEAR
        program = (match["path"] or "").rpartition("/")[2]
        # systemd keeps the last eight letters of a longer name.
        child = re.fullmatch(r"\((?P<name>[^()]+)\)", match["comm"] or "")
        if far or child is None or not program.endswith(child["name"]) or not _of_units(program, names):
            continue
        return finding(
            Cause.SECURITY_MODULE_DENIED,
            Confidence.PROVEN,
            f"{module_of(line)} forbids systemd to execute {match['path']}, so {names[0]} does not start.",
            [
                note("journal", said.entry.text, said.entry.at) if said else None,
                note("kernel_log", line.message, line.at),
            ],
            path=match["path"] or "",
            module=module_of(line),
            operation=match["what"].strip(),
        )
    return None


# core/exec-invoke.c: a mode, a mount without exec and a security module all come out so.
MAY_NOT_EXECUTE = re.compile(
    r"(?:Failed at step EXEC spawning|Failed to (?:locate executable|execute(?= /))) '?(?P<command>[^\s']+?)'?: Permission denied"
)


def may_not_execute(episode: Episode, entries: Iterable[LogEntry], cause: Cause) -> Finding | None:
    """Systemd may not execute the unit's program: by its mode, where that was seen; else a guess, for root may do the rest."""
    said = last_said(entries, MAY_NOT_EXECUTE)
    seen = episode.node.newest(FileSeen).get(said["command"]) if said is not None else None
    by_mode = seen is not None and seen.mode is not None and not seen.mode & 0o111
    if said is None or cause is not (Cause.FILE_PERMISSION_DENIED if by_mode else Cause.SECURITY_MODULE_DENIED):
        return None
    unit = episode.unit.unit if episode.unit is not None else str(episode.subject)
    if not by_mode and (told := _troubleshot(episode, said)) is not None:
        return finding(
            cause,
            Confidence.LIKELY,
            f"SELinux forbids systemd to execute {said['command']}, so {unit} does not start.",
            [note("journal", said.entry.text, said.entry.at), note("journal", told.message, told.at)],
            path=said["command"],
            executed=said["command"],
            module="SELinux",
        )
    why = "nobody may, by its mode" if by_mode else "its mode forbids it, its mount (noexec), or a security module"
    return finding(
        cause,
        Confidence.PROVEN if by_mode else Confidence.POSSIBLE,
        f"systemd may not execute {said['command']}, so {unit} does not start: {why}.",
        [note("journal", said.entry.text, said.entry.at)],
        path=said["command"],
        executed=said["command"],
    )


def _troubleshot(episode: Episode, said: Said) -> JournalLine | None:
    """What setroubleshoot says of that: that systemd, or its child in brackets, may not execute a file of that name."""
    for line in reversed(episode.node.all(JournalLine)):
        match = TROUBLESHOT.search(line.message) if said.entry.at is not None else None
        if match is None or said.entry.at is None or abs(line.at - said.entry.at) > AVC_NEAR:
            continue
        by_systemd = match["comm"].rpartition("/")[2] == "systemd" or match["comm"].startswith("(")
        same = match["path"].rpartition("/")[2] == said["command"].rpartition("/")[2]
        if by_systemd and same and "exec" in match["what"]:
            return line
    return None


def _of_units(program: str, units: Iterable[str]) -> bool:
    """Whether one of these units starts a program of that name: it bears its name, or a kubelet's."""
    return program.startswith(("kubelet", "hyperkube")) or any(unit.startswith(program) for unit in units)
