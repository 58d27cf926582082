"""The process may not open what it needs: owner and mode keep it out, or a security module of the kernel does."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import PurePosixPath

from whyrestart.causes.containers.start_command import NO_HANDOVER
from whyrestart.causes.etcd.itself import data_dir, is_etcd
from whyrestart.causes.evidence.logs import (
    QUIET,
    Said,
    breaks_off,
    death_log,
    ending_log,
    last_said,
    nobody_saw_it,
    of_an_end,
    of_itself,
)
from whyrestart.causes.evidence.refusals import is_there
from whyrestart.causes.evidence.security_words import APPARMOR, AVC, AVC_NEAR, module_of
from whyrestart.causes.files.host import NGINX_LOADS, SHELLS_FILE, is_redirected
from whyrestart.causes.files.missing import READ_AGAIN
from whyrestart.causes.files.systemd_denied import denied_to_systemd
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log, note
from whyrestart.episodes import was_seen
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Container
from whyrestart.model.observation import FileSeen, JournalLine, Source

_DENIED = re.compile(
    r"(?:(?P<call>open|stat|mkdir|chmod|chown|unlink|rename|create|read|write|listen|access) )?\"?(?P<path>/[^\s:\"',]{1,500}+)\"?: "
    r"(?:permission denied|operation not permitted)"
    # etcd 3.4.10 and 3.5.0 refuse a mode that they would not have made; others only warn (fileutil.CheckDirPermission).
    r"|cannot access data directory: directory \"(?P<directory>/[^\"]+)\",\"[\w-]+\" exist without desired file permission"
    # The dynamic loader's of a library whose label or mode keeps it from it.
    r"|error while loading shared libraries: (?P<library>[^\s:]{1,200}+): cannot open shared object file: Permission denied"
    # etcd up to 3.4 keeps the reason to itself (etcdmain.identifyDataDirOrDie).
    r"|error listing data dir: (?P<listed>/\S+)"
)
# haproxy's and nginx's words for it.
_BALANCER_DENIED = (
    re.compile(r"open configuration file(?:/directory)? (?P<path>/\S+) : Permission denied"),
    re.compile(r"^\[ALERT\] [^\n]{0,300}? from file '(?P<path>/[^'\n]{1,500}+)' ?: Permission denied"),
    re.compile(r"nginx: \[emerg\] open\(\) \"(?P<path>/[^\"]+)\" failed \(13: "),
    re.compile(NGINX_LOADS + "Permission denied"),
)
# etcd could open its write-ahead log, and may not lock it: the lock's error alone bears no path (fileutil's lock_linux.go).
_NOT_LOCKED = re.compile(
    r"(?:failed to (?:open|create) WAL[^\n]{0,40}? error=|(?:open|create) wal error: )(?P<why>permission denied|operation not permitted)\b"
)
# GNU's and busybox' tools in a script that makes ready for the program, and ends with the tool.
_TOOL_DENIED = re.compile(
    r"^(?:/usr/bin/|/bin/)?(?P<call>mkdir|touch|cp|mv|rm|ln|cat|tee|install|chown|chmod|chgrp|ls|find|truncate): "
    r"(?:(?:can(?:no|')t |failed to |changing )[a-z ]{1,40}? )?[\u2018'`]?(?P<path>/[^\s:'\u2019]{1,500}+)['\u2019]?"
    r"(?: for (?:reading|writing))?: (?:Permission denied|Operation not permitted)"
)
# What lets a program itself be silent where a script's tools are heard.
_LOGS_ELSEWHERE = re.compile(r"--(?:log[-_](?:file|dir|outputs)|logtostderr=false)|>{1,2} ?\"?/(?!dev/)")
# What a shell says of a log that it is to open for the program, and can neither make nor open.
_SHELL_DENIED = (re.compile(SHELLS_FILE + "Permission denied"),)
# What the kernel shows has no owner who could be changed: the host alone may set most of it.
_KERNELS = ("/proc/", "/sys/")
# setroubleshoot's summary of it, where the audit log itself is not read; it names the program's file.
_PREVENTED = re.compile(
    r"SELinux is preventing (?:/\S{0,300}/)?(?P<comm>[\w.-]{1,100}+) from (?:using the )?'?(?P<what>[\w, ]{1,100}?)'? (?:access(?:es)? on the \w{1,30}|capabilit(?:y|ies))"
    r"(?: (?P<path>[^\s]{1,500}?))?\.?(?:\s|$)"
)
# It came to its end, or was killed.
_NOT_BY_ITSELF = frozenset({0, None, 137, 143})
# An audit log that cannot be written loses events and stops nothing (rke2#692).
_ONLY_LOSES = re.compile(r"[Ee]rror in audit plugin|unable to (?:open|write) audit|audit backend|" + READ_AGAIN)


def _denied(episode: Episode) -> Said | None:
    lines = ending_log(episode)
    ended = episode.last_ended
    words = (*episode.container.command, *episode.container.args) if episode.container else ()
    heard = not any(_LOGS_ELSEWHERE.search(word.text) for word in words)
    by_itself = ended is not None and ended.exit_code not in _NOT_BY_ITSELF
    by_itself = by_itself or (bool(lines) and breaks_off(episode, lines[-1]))
    # A script may as well go on after it: then there is more to read.
    return (last_said(lines[-1:], _TOOL_DENIED) if by_itself and heard else None) or last_said(
        of_an_end(episode, of_itself(episode, lines)),
        _DENIED,
        *_BALANCER_DENIED,
        *_SHELL_DENIED,
        where=lambda said: (
            said.entry.severity not in QUIET
            and _ONLY_LOSES.search(said.entry.text) is None
            and is_redirected(episode, said)
        ),
    )


def _is_a_tools(said: Said) -> bool:
    return said.match.re is _TOOL_DENIED


# Go's runtime looks at the first at each start, and does without what it may not read there.
_OF_THE_KERNELS = re.compile(r"\bdev=\"(?:sysfs|proc)\"")


def _refusal_in_kernel(
    episode: Episode, path: str, *, anywhere: bool = False
) -> tuple[JournalLine, re.Match[str]] | None:
    """The newest refusal of a security module that names the path's last part or the program, near the end.

    Of a program that said nothing no path is known; `anywhere`: then it is no matter where that was either.
    """
    ended = episode.last_ended
    host = episode.pod.host_path_of(episode.container, path) if episode.pod and episode.container else None
    leaf = path.rstrip("/").rpartition("/")[2]
    lines = episode.node.all(JournalLine)
    for line in reversed(lines):
        if ended is not None and ended.finished_at is not None and abs(line.at - ended.finished_at) > AVC_NEAR:
            continue
        match = AVC.search(line.message) or APPARMOR.search(line.message) or _PREVENTED.search(line.message)
        if match is None or "permissive=1" in line.message or (not path and _OF_THE_KERNELS.search(line.message)):
            continue
        # The summary does not tell whether the refusal was only noted.
        if match.re is _PREVENTED and any("permissive=1" in each.message for each in lines):
            continue
        named, comm = match["path"] or "", match["comm"] or ""
        # A name alone may be that of any file: others have a ca.crt too.
        of_file = bool(leaf) and named.endswith(leaf) and (named.startswith("/") or not _is_anothers(episode, comm))
        mine = comm in {episode.program, episode.program[:15]}
        itself = mine and (anywhere or not _elsewhere(named, path, host or path))
        if of_file or itself:
            return line, match
    return None


# Who may open a file for the program before it is itself: the runtime's child, a shell, and all of them in one.
_OPENERS = re.compile(r"runc|crun|conmon|exe\b|\d|(?:ba|da)?sh\b|hyperkube|\(|systemd|containerd|docker")


def _is_anothers(episode: Episode, comm: str) -> bool:
    """Whether a process of another name was refused."""
    return bool(comm) and not episode.program.startswith(comm) and _OPENERS.match(comm) is None


def _elsewhere(refused: str, *paths: str) -> bool:
    """The refusal names a whole path that is neither one of these nor above it."""
    return refused.startswith("/") and not any(f"{path}/".startswith(f"{refused.rstrip('/')}/") for path in paths)


def security_module_denied(episode: Episode) -> Finding | None:
    """The kernel says that SELinux or AppArmor refused what owner and mode would have allowed."""
    said = _denied(episode)
    if said is None:
        return (
            denied_to_systemd(episode, death_log(episode))
            or _may_not_be_executed(episode)
            or _denied_without_a_word(episode)
            or _denied_to_one_unseen(episode)
        )
    path = said["path"] or said["library"]
    refused = _refusal_in_kernel(episode, path)
    if refused is None:
        return None
    line, match = refused
    module = module_of(line)
    return finding(
        Cause.SECURITY_MODULE_DENIED,
        Confidence.PROVEN,
        f"{module} denies {episode.program} access to {path}, which owner and mode would allow.",
        [from_log(episode, said.entry), note("kernel_log", line.message, line.at)],
        ruled_out=[RuledOut(cause=Cause.FILE_PERMISSION_DENIED, because=f"{module} logged the refusal at that moment")],
        path=path,
        module=module,
        operation=match["what"],
    )


# What runtimes, runc's init and crun say of the command itself.
_EXECUTION_DENIED = re.compile(r"(?:\bexec|open executable)\b[^\n]{0,400}?[Pp]ermission denied")


def _may_not_be_executed(episode: Episode) -> Finding | None:
    """The command is refused, and the kernel says that a security module forbade its execution."""
    ended = episode.last_ended
    words = [ended.message if ended else "", episode.waiting_message, *(entry.text for entry in death_log(episode))]
    told = next((each for each in words if _EXECUTION_DENIED.search(each)), None)
    command = episode.container.command[0].text if episode.container and episode.container.command else episode.program
    refused = _refusal_in_kernel(episode, command) if told else None
    if told is None or refused is None or not re.search(r"entrypoint|exec", refused[1]["what"]):
        return None
    line, match = refused
    return finding(
        Cause.SECURITY_MODULE_DENIED,
        Confidence.PROVEN,
        f"{module_of(line)} forbids to execute {command}, which its mode would allow, so {episode.program} never starts.",
        [note("runtime", told), note("kernel_log", line.message, line.at)],
        ruled_out=[RuledOut(cause=Cause.COMMAND_NOT_FOUND, because="the command is there: its execution was refused")],
        path=match["path"] or command,
        module=module_of(line),
        operation=match["what"].strip(),
    )


def _denied_without_a_word(episode: Episode) -> Finding | None:
    """The process left no log of its end, and the kernel refused it something at that moment."""
    ended = episode.last_ended
    if ended is None or ended.log or ended.exit_code in _NOT_BY_ITSELF or ended.finished_at is None:
        return None
    refused = _refusal_in_kernel(episode, "")
    if refused is None:
        return None
    line, match = refused
    return finding(
        Cause.SECURITY_MODULE_DENIED,
        # Where all is allowed and only noted, the summary is the same.
        Confidence.POSSIBLE if match.re is _PREVENTED else Confidence.LIKELY,
        f"{module_of(line)} denied {episode.program} {match['what'].strip()} of {match['path'] or 'a file'} as it ended; it left no log.",
        [note("kernel_log", line.message, line.at), from_last_end(episode)],
        path=match["path"] or "",
        module=module_of(line),
        operation=match["what"],
    )


# What fails is tried again within five minutes.
_TRIED_AGAIN = timedelta(minutes=6)


def _denied_to_one_unseen(episode: Episode) -> Finding | None:
    """Nothing tells whether it runs, and of late a security module refused it something: that may be all that it lives on without."""
    if was_seen(episode):
        return None
    refused = _refusal_in_kernel(episode, "", anywhere=True)
    if refused is None or is_there(episode) or episode.at - refused[0].at > _TRIED_AGAIN:
        return None
    line, match = refused
    module, what = module_of(line), match["what"].strip()
    of = f" of {match['path']}" if match["path"] else ""
    return finding(
        Cause.SECURITY_MODULE_DENIED,
        Confidence.POSSIBLE,
        f"{module} denied {episode.program} {what}{of} just now; whether it runs could not be seen.",
        [note(line.source.value, line.message, line.at)],
        path=match["path"] or "",
        module=module,
        operation=what,
    )


def file_permission_denied(episode: Episode) -> Finding | None:
    """Owner or mode keeps the process out, and no security module says that it did."""
    said = _denied(episode)
    if said is None:
        return _may_not_lock(episode)
    if _refusal_in_kernel(episode, said["path"] or said["library"]) is not None:
        return None
    # Whoever makes an image lets everybody read its libraries: what else keeps the loader out is not known.
    if said["library"] or said["path"].startswith(_KERNELS):
        return None
    path = said["path"] or said["directory"] or said["listed"]
    host = episode.pod.host_path_of(episode.container, path) if episode.pod and episode.container else None
    closed = _closed_above(episode, host or path)
    seen = closed or _nearest_seen(episode, host or path)
    user = episode.container.run_as_user if episode.container else None
    shown = (
        f"{seen.path} has mode {seen.mode:04o}, owner {seen.uid}:{seen.gid}" if seen and seen.mode is not None else ""
    )
    lets_in = False if closed else _lets_in(host or path, seen, episode.container)
    if said["listed"] and lets_in is not False:
        return None
    why = {
        True: "although owner and mode let it in, as far as is known: a security module, dropped capabilities or a "
        "network file system may be why",
        False: "owner or mode keeps it out",
        None: "owner or mode keeps it out, as it seems",
    }[lets_in]
    # The runtime looks at the mode of a command before it hands over to it: what is denied then is denied by others.
    of_others = NO_HANDOVER.search(said.entry.text) is not None or (nobody_saw_it(episode) and _is_a_tools(said))
    unseen = Confidence.POSSIBLE if of_others else Confidence.LIKELY
    return finding(
        Cause.FILE_PERMISSION_DENIED,
        {True: Confidence.POSSIBLE, False: Confidence.PROVEN, None: unseen}[lets_in],
        f"{episode.program} may not {said['call'] or 'open'} {path}: {why}{f' ({shown})' if shown else ''}.",
        [from_log(episode, said.entry), note("files", shown) if shown else None, from_last_end(episode)],
        path=path,
        host_path=host,
        closed=closed.path if closed else None,
        run_as_user=user,
        file=episode.manifest.path if episode.manifest else None,
    )


def _may_not_lock(episode: Episode) -> Finding | None:
    """Its file system refuses it a lock of what it may open: one of the network, most often."""
    said = last_said(death_log(episode), _NOT_LOCKED) if is_etcd(episode) else None
    if said is None:
        return None
    data = data_dir(episode)
    return finding(
        Cause.FILE_PERMISSION_DENIED,
        Confidence.POSSIBLE,
        f"etcd may open its write-ahead log below {data or 'its data directory'}, but not lock it ({said['why']}): not owner or mode, but the file "
        "system keeps it from that, as NFS does where it is exported without locks or to other users.",
        [from_log(episode, said.entry), from_last_end(episode)],
        path=data,
        file=episode.manifest.path if episode.manifest else None,
    )


def _lets_in(path: str, seen: FileSeen | None, container: Container | None) -> bool | None:
    """Whether owner and mode of what was seen at or above the path let the container in; None where nobody can tell.

    Root passes whatever the mode (CAP_DAC_OVERRIDE, which runtimes leave to root by default).
    """
    user = container.run_as_user if container else None
    if container is not None and not container.overrides_modes:
        user = user or 0
    elif user == 0:
        return True
    if seen is None or seen.mode is None or user is None:
        return None
    itself, parent = seen.path == path, seen.path == path.rpartition("/")[0]
    # To enter a directory takes x, to make something in it w and x; a file is at least read.
    needed = 0o4 if seen.type != "dir" else 0o3 if itself or parent else 0o1
    mine = seen.mode >> 6 if user == seen.uid else seen.mode
    if mine & needed == needed:
        return True if itself and mine & 0o7 == 0o7 else None
    # Which groups the process is in is not known.
    return None if user != seen.uid and seen.mode >> 3 & needed == needed else False


def _closed_above(episode: Episode, path: str) -> FileSeen | None:
    """The topmost directory above a file that is there through which the container's user may surely not pass."""
    container, seen = episode.container, episode.node.newest(FileSeen)
    user = container.run_as_user if container else None
    # What is to be made needs more than to pass, and so does all that etcd keeps.
    if not user or path not in seen or seen[path].type is None or is_etcd(episode):
        return None
    above = (seen[str(parent)] for parent in reversed(PurePosixPath(path).parents) if str(parent) in seen)
    for each in above:
        if each.type == "dir" and each.mode is not None and each.uid is not None:
            mine = each.mode >> 6 if user == each.uid else each.mode | each.mode >> 3
            if not mine & 0o1:
                return each
    return None


def _nearest_seen(episode: Episode, path: str) -> FileSeen | None:
    """The path itself or the closest directory above it that was looked at."""
    seen = episode.node.newest(FileSeen)
    here = path
    while here and here != "/":
        if here in seen and seen[here].type is not None:
            return seen[here]
        here = here.rpartition("/")[0]
    return None


RULES = (
    Rule(
        cause=Cause.SECURITY_MODULE_DENIED,
        find=security_module_denied,
        needs=frozenset({Source.POD_LOGS, Source.KERNEL_LOG}),
        settles="`journalctl -k` or `ausearch -m avc` at the time of the end",
    ),
    Rule(
        cause=Cause.FILE_PERMISSION_DENIED,
        find=file_permission_denied,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.SECURITY_MODULE_DENIED, Cause.HOST_PATH_UNUSABLE}),
        settles="`ls -ldn` of the path, and the user the container runs as",
    ),
)
