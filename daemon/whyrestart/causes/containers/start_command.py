"""There is no such program in the image, or none that can be executed here."""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePosixPath

from whyrestart.causes.evidence.logs import Said, breaks_off, death_log, last_said
from whyrestart.causes.evidence.probing import edited_at
from whyrestart.causes.evidence.refusals import FRESH, NO_RUNC, nobodys, refusal
from whyrestart.causes.files.systemd_denied import may_not_execute
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log, note
from whyrestart.episodes import kubelets_lines
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import ContainerState, ContainerStatusSeen, JournalLine, Source

# runc's and crun's last words, in the container's own log, when they cannot hand over to the command (libcontainer,
# standard_init; libcrun, container.c), and those of the go-runner that some images begin with.
NO_HANDOVER = re.compile(
    r"^(?:standard_init_linux\.go:\d+: )?(?:exec (?:user process caused:? \"?|"
    r"(?:container process (?:\(missing dynamic library\?\) )?)?`?(?P<command>/[^\s`]+?)`?: )|"
    r"(?:[\d/]+ [\d:]+ )?starting command: (?:fork/)?exec:? \"?(?P<run>[^\s\"]+?)\"?: (?:stat [^\s:]+: )?)"
    r"(?P<why>exec format error|no such file or directory|permission denied|executable file not found in \$PATH)",
    re.IGNORECASE,
)
# The dynamic loader's, the C library's and the Go runtime's: what it is made for is not here.
NOT_FOR_HERE = re.compile(
    r"^(?:(?P<command>/?[\w./-]{1,300}+): )?(?P<why>error while loading shared libraries: [^\s:]{1,200}+: cannot open shared object file: "
    r"No such file or directory|/[^\s:]{1,300}+: version `GLIBC\w{0,4}[\d.]+' not found[^\n]*|Fatal glibc error: CPU does not support [\w-]+|"
    r"This program can only be run on \w+ processors with v\d+ microarchitecture support)"
)
# The inits that images begin with, which end where they cannot hand over: tini (`docker run --init` too), dumb-init,
# catatonit, su-exec.
_INIT = re.compile(
    r"^(?:(?:\[FATAL tini \(\d+\)\] exec |\[dumb-init\] |su-exec: )(?P<command>[^\s:]{1,500}+)(?: failed)?|"
    r"ERROR \(catatonit:\d+\): failed to exec pid1): (?P<why>No such file or directory|Permission denied|Exec format error)"
)
# What hands over for a shell, and ends so with 126 or 127: GNU's and busybox' env, GNU's timeout, nice, nohup and chroot.
_CARRIED_OUT = re.compile(
    r"^(?:/usr/bin/|/bin/)?(?:env|timeout|nice|nohup|chroot|setsid|setpriv): (?:can't execute |failed to (?:run command|execute) )?"
    r"[\u2018'`]?(?P<command>[^\s:'\u2019]{1,500}+)['\u2019]?: (?P<why>No such file or directory|Permission denied|Exec format error)"
)
# A shell that should hand over to the command: bash, dash, busybox.
_SHELL = re.compile(
    r"^(?:/\S+/)?\w*sh: (?:line )?(?:\d+: )?(?:exec: )?(?P<command>[\w./-]+): (?:exec: )?"
    r"(?P<why>(?:command )?not found|No such file or directory|Permission denied|cannot execute[^\n]*)"
)
# A command executed in a container that runs: a probe's or a hook's, not the container's own.
_EXECUTED_INSIDE = re.compile(
    r"exec failed: |exec in container: |[Pp]robe (?:failed|errored|for)\b|[Ll]ifecycle hook|PostStart|PreStop"
)
# What the runtime itself executes beside the container's command.
_HELPERS = re.compile(
    r"(?:^|/)(?:apparmor_parser|(?:docker-)?runc|crun|youki|runsc|conmon(?:rs)?|pinns|(?:docker-)?containerd-shim[\w-]*|docker-init|"
    r"nvidia-[\w.-]+|kata-runtime|iptables[\w-]*|modprobe|getent|unpigz|newuidmap|newgidmap)$"
)
# What the runtime does for the container before it executes the command: mounts, profiles, its own init.
_BEFORE_THE_COMMAND = re.compile(
    r"mount|during container init|container init caused|apparmor|seccomp|cgroup|hook|parent process|namespace"
    # The file that another call than the command's own did not find: Go's PathError.
    r"|\b(?:open|openat2?|l?stat|read|write|mkdir|readlink|unlink|chdir|fork/exec) [^\s:\"]{1,500}+: no such file"
)
_NO_COMMAND = re.compile(
    r"exec: \\*\"(?P<command>[^\"\\]+)\\*\": (?P<why>executable file not found in \$PATH|stat [^:\"]*: no such file or directory|"
    r"permission denied|no such file or directory|is a directory|exec format error)"
    # crun's (libcrun, container.c).
    r"|executable file `(?P<crun>[^`]+)` (?P<missing>not found(?: in \$PATH)?)|open executable: (?P<denied>[Pp]ermission denied)"
    # A supervisor's that starts the command itself: Go's, of a command that it names by its path.
    r"|fork/exec (?P<forked>/[^\s:\"]{1,500}+): (?P<broken>no such file or directory|permission denied|exec format error)"
    # What runc's init and crun hand over to last of all: there, and no program of this machine, or without its interpreter.
    r"|(?<![/:])\bexec (?P<handed>/[^\s:\"]{1,500}+): (?P<unfit>exec format error|no such file or directory)"
    r"|exec container process (?:\(missing dynamic library\?\) )?`(?P<begun>/[^`\n]{1,500}+)`: (?P<unfit2>[Ee]xec format error|[Nn]o such file or directory)"
    # dockershim's, which makes this of Docker's own words (docker_container.go, transformStartContainerError).
    r"|executable (?:\\*\"(?P<asked>[^\"\\\n]{1,300}+)\\*\" )?(?P<shims>not found in \$PATH)"
    r"|(?P<format>exec format error)|"
    # runc and crun name nothing where the command is a script whose interpreter is missing.
    r"(?:caused|container process|create failed): \\*\"?(?P<noexec>no such file or directory)\\*\"?: unknown$"
)


# systemd's own words about a binary that it cannot execute (core/exec-invoke.c); status 203.
NO_BINARY = re.compile(
    r"(?:Failed at step EXEC spawning|(?:Failed|Unable) to locate executable|Failed to execute(?= /)) '?(?P<command>[^\s']+?)'?: "
    r"(?P<why>No such file or directory|Exec format error)"
)
_AT_STEP_EXEC = re.compile(r"Failed at step EXEC spawning '?(?P<command>[^\s':]{1,300}+)'?(?:: (?P<why>[^\n]{1,80}))?")
# systemd's own exit status for that (systemd.exec(5)).
EXIT_EXEC = 203


_WHY = ("why", "missing", "denied", "broken", "unfit", "unfit2", "shims")
_SHIM_STARTS = re.compile(
    r"failed to \\*\"StartContainer\\*\" for \\*\"(?P<container>[\w.-]{1,253}+)\\*\" with RunContainerError: "
    r"[^\n]{0,300}?executable not found in \$PATH"
)
_SHIMS_WORDS = re.compile(r"executable not found in \$PATH")


def _is_said_of_others(episode: Episode) -> bool:
    """Whether another container of the node fails with the same words, that name nothing."""
    statuses = episode.node.newest(ContainerStatusSeen).values()
    told = {seen.ref for seen in statuses if seen.ref != episode.ref and _SHIMS_WORDS.search(seen.now.message)}
    lines = (line.message for line in kubelets_lines(episode.node))
    failed = {match["container"] for line in lines if (match := _SHIM_STARTS.search(line))}
    return bool(told) or len(failed) >= 2


# What is made before the container: its network, and the pod's own process.
_FOR_THE_POD = re.compile(r"(?:Create|Run)PodSandbox|create (?:pod )?sandbox|network for sandbox")


def _is_of_the_container(words: str) -> bool:
    return not any(each.search(words) for each in (NO_RUNC, _EXECUTED_INSIDE, _FOR_THE_POD))


_OF_CONTAINER = re.compile(r"\\*\"StartContainer\\*\" for \\*\"(?P<container>[\w.-]{1,253}+)\\*\"")


def _names_another(episode: Episode, words: str) -> bool:
    """Whether the kubelet names another container of the pod: its line is about that one."""
    named = {match["container"] for match in _OF_CONTAINER.finditer(words)}
    return bool(named) and episode.ref is not None and episode.ref.container not in named


def _told_lately(episode: Episode, said: Said) -> bool:
    """Whether the kubelet says it of the manifest as it is, and of no former end: one that was refused tells why itself."""
    ended, edited, at = episode.last_ended, edited_at(episode), said.entry.at
    if at is None:
        return True
    of_another_end = (
        ended is not None and ended.message and ended.finished_at is not None and ended.finished_at - at > FRESH
    )
    return not (of_another_end or (edited is not None and at < edited))


def _in_the_runtimes_log(episode: Episode) -> tuple[re.Match[str], Evidence] | None:
    """Where the kubelet's log is not at hand: what the runtime lately said of this container itself."""
    refused = refusal(episode)
    if refused is None or refused[1].source != "runtime_log":
        return None
    words = refused[0]
    match = _NO_COMMAND.search(words) if _is_of_the_container(words) else None
    return (match, refused[1]) if match and not (match["noexec"] or match["format"]) else None


def _of_nobody(episode: Episode) -> tuple[re.Match[str], Evidence] | None:
    """The runtime's words about a container that is known by its ID alone: they name this one's command."""
    newest = max((line.at for line in episode.node.all(JournalLine)), default=episode.at)
    for source, words, at in nobodys(episode):
        match = _NO_COMMAND.search(words)
        if match is None or source != "runtime_log" or (at is not None and newest - at > FRESH):
            continue
        named = match["command"] or match["crun"] or ""
        own = episode.container is not None and named and _is_its_command(episode, named)
        if own and not _HELPERS.search(named) and _is_of_the_container(words):
            return match, note(source, words, at)
    return None


def _not_for_here(episode: Episode) -> Said | None:
    """Where the program never came to speak itself, or nothing after that: another one that it executed may fail so as well."""
    log, ended = death_log(episode), episode.last_ended
    if all(entry.severity is Severity.PLAIN for entry in log):
        return last_said(log, NOT_FOR_HERE)
    last = last_said(log[-1:], NOT_FOR_HERE) if ended is not None and ended.exit_code in {1, 127} else None
    return last if last is not None and PurePosixPath(last["command"]).name in {"", episode.program} else None


def _is_its_command(episode: Episode, path: str) -> bool:
    """Whether the manifest names it, if only by what it is called in $PATH; without a manifest, whether the container is called so."""
    name = PurePosixPath(path).name
    if episode.container is None:
        return name == episode.program
    return any(word.text in {path, name} for word in episode.container.command[:1])


def command_not_found(episode: Episode) -> Finding | None:
    """The runtime could not start the command: it is not in the image, or cannot be executed here."""
    ended = episode.last_ended
    if episode.ref is None:
        return _not_executed(episode)
    message = " ".join([ended.message if ended else "", episode.waiting_message])
    match = _NO_COMMAND.search(message) if _is_of_the_container(message) else None
    began = episode.current is not None and episode.current.state is ContainerState.RUNNING
    logged = (
        None
        if match or began
        else last_said(
            episode.kubelet_log,
            _NO_COMMAND,
            where=lambda said: (
                _is_of_the_container(said.entry.text)
                and not _names_another(episode, said.entry.text)
                and _told_lately(episode, said)
            ),
        )
    )
    log = death_log(episode)
    unseen = bool(log) and breaks_off(episode, log[-1])
    shells = (_SHELL, _CARRIED_OUT) if unseen or (ended is not None and ended.exit_code in {126, 127}) else ()
    unsaid = not (match or began or logged)
    told_by_runtime = (_in_the_runtimes_log(episode) or _of_nobody(episode)) if unsaid else None
    handover = None if match else last_said(death_log(episode), NO_HANDOVER, _INIT, *shells) or _not_for_here(episode)
    found = match or (handover.match if handover else None) or (logged.match if logged else None)
    found = found or (told_by_runtime[0] if told_by_runtime else None)
    if found is None:
        return None
    if handover is None and not match and ended is not None and ended.exit_code not in {126, 127, 128, None}:
        return None
    groups = found.groupdict()
    handed = groups.get("forked") or groups.get("handed") or groups.get("begun")
    named = next(filter(None, map(groups.get, ("command", "crun", "run", "asked"))), handed or "")
    unnamed = groups.get("noexec") or groups.get("format")
    told = message if match else logged.entry.text if logged else ""
    if (unnamed and _BEFORE_THE_COMMAND.search(told)) or _HELPERS.search(named):
        return None
    words = episode.container.command if episode.container else ()
    if handed and not _is_its_command(episode, handed):
        return None
    # A helper of the runtime's is missed by all, and the shim does not say what was.
    if groups.get("shims") and not named and _is_said_of_others(episode):
        return None
    command = named or (words[0].text if words else episode.program)
    why = next(filter(None, map(groups.get, _WHY)), unnamed)
    # A shell is denied by a mode, a mount or a security module: it is there, and who forbids it is another's word.
    # The runtime looks at the file's mode before it hands over: what is denied then, a mount or a security module denies.
    forbidden = (
        handover is not None
        and "ermission denied" in (why or "")
        and (handover.match.re is not NO_HANDOVER or groups.get("command"))
    )
    return finding(
        Cause.COMMAND_NOT_FOUND,
        Confidence.POSSIBLE
        if forbidden
        else Confidence.LIKELY
        if groups.get("shims") and not named
        else Confidence.PROVEN,
        f"The container's command {command} cannot be started ({why}); "
        + (
            "it may not be executed."
            if "ermission denied" in (why or "")
            else "the image does not hold it, or not for this machine."
        ),
        [
            from_last_end(episode),
            note("kubelet", f"waiting: {episode.waiting_reason}: {episode.waiting_message}")
            if episode.waiting_message
            else None,
            note("kubelet_log", f"kubelet: {logged.entry.text}", logged.entry.at) if logged else None,
            told_by_runtime[1] if told_by_runtime and found is told_by_runtime[0] else None,
            from_log(episode, handover.entry) if handover else None,
        ],
        command=command,
        image=episode.container.image if episode.container else None,
        why=why,
        file=episode.manifest.path if episode.manifest else None,
        line=words[0].line if words else None,
    )


def _of_the_manager(episode: Episode) -> list[LogEntry] | None:
    """Its words about a unit whose program it could not execute, and does not yet; None of any other."""
    ended = episode.last_ended
    if ended is None or ended.exit_code != EXIT_EXEC or (episode.current is not None and not episode.current.ended):
        return None
    return [entry for entry in episode.journal if not entry.origin or entry.origin == "systemd"]


def execution_denied(episode: Episode, cause: Cause) -> Finding | None:
    """Systemd may not execute what the unit names."""
    said = _of_the_manager(episode) if episode.ref is None else None
    return may_not_execute(episode, said, cause) if said is not None else None


def _not_executed(episode: Episode) -> Finding | None:
    """Systemd could not execute what the unit names: it is not there, or not for this machine."""
    systemds = _of_the_manager(episode)
    said = last_said(systemds, NO_BINARY) or last_said(systemds, _AT_STEP_EXEC) if systemds is not None else None
    why = said["why"] if said else ""
    if systemds is None or "ermission" in why:
        return None
    # What `systemctl status` cuts off at the screen's edge ends anywhere.
    command = said["command"] if said and why else ""
    sure = said is not None and said.match.re is NO_BINARY
    return finding(
        Cause.COMMAND_NOT_FOUND,
        Confidence.PROVEN if sure else Confidence.LIKELY,
        f"systemd cannot execute {command or 'the command'} of {episode.subject}: {why or 'status 203/EXEC'}.",
        [note("journal", said.entry.text, said.entry.at) if said else None, from_last_end(episode)],
        command=command,
        why=why,
    )


RULES = (
    Rule(
        cause=Cause.COMMAND_NOT_FOUND,
        find=command_not_found,
        needs=frozenset({Source.CRI}),
        yields_to=frozenset({Cause.SECURITY_MODULE_DENIED}),
    ),
    *(
        Rule(cause=cause, find=partial(execution_denied, cause=cause), needs=frozenset({Source.UNITS}))
        for cause in (Cause.FILE_PERMISSION_DENIED, Cause.SECURITY_MODULE_DENIED)
    ),
)
