"""The kubelet does not come to life for what fells any program: its binary, a full or damaged disk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from whyrestart.causes.containers.start_command import NO_BINARY, NO_HANDOVER, NOT_FOR_HERE
from whyrestart.causes.evidence.living import LATELY
from whyrestart.causes.evidence.logs import QUIET, all_said, last_said
from whyrestart.causes.evidence.security_words import APPARMOR, AVC
from whyrestart.causes.files.systemd_denied import (
    MAY_NOT_EXECUTE,
    denied_to_systemd,
    execution_denied_to_systemd,
    may_not_execute,
)
from whyrestart.causes.kubelet.words import (
    LOG,
    fatal_words,
    last_word,
    who,
)
from whyrestart.causes.resources.exhausted import (
    CGROUP_FS,
    DAMAGED,
    INOTIFY,
    KERNELS_OWN,
    NO_SPACE,
)
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import JournalLine, Source

_ENDS = re.compile(
    r"[Ff]ailed to (?:run [Kk]ubelet|construct kubelet dependencies|initialize internal modules|start ContainerManager)|command failed"
)
# A script that should begin it, for bash and dash.
_SCRIPTS = re.compile(
    r"^(?:[^\s:]{1,200}+: )?(?:line )?\d{1,4}: (?:exec: )?(?P<command>(?:/[^\s:]{0,300}/)?(?:kubelet|hyperkube)): "
    r"(?P<why>(?:command )?not found|No such file or directory|cannot execute[^\n]{0,80})"
)
_ITS_BINARY = re.compile(r"(?:^|/)(?:kubelet|hyperkube)$")
# It runs as root: a mode does not keep it out.
_DENIED = re.compile(r"(?P<path>/[^\s:\"',\\]{1,500}+)\\?\"?: (?:(?:bind|connect): )?permission denied")


def command_not_found(episode: Episode) -> Finding | None:
    """The unit names a binary that is not there, or not for this machine."""
    if episode.state is State.HEALTHY:
        return None
    said = last_said(_managers_newest(episode), NO_BINARY)
    # Where the kubelet is a container itself, its runtime speaks in its place.
    said = said or last_word(episode, NO_HANDOVER, _SCRIPTS)
    # What a script executes beside it may be made for another machine as well.
    said = said or last_word(episode, NOT_FOR_HERE, where=lambda said: bool(_ITS_BINARY.search(said["command"])))
    if said is None:
        return None
    return finding(
        Cause.COMMAND_NOT_FOUND,
        Confidence.PROVEN,
        f"{said['command'] or 'The kubelet'} cannot be started: {said['why']}.",
        [note("journal", said.entry.text, said.entry.at)],
        command=said["command"],
        why=said["why"],
    )


def execution_denied(episode: Episode, cause: Cause) -> Finding | None:
    """Systemd may not execute the unit's binary, and the kernel tells of no security module."""
    return may_not_execute(episode, _managers_newest(episode), cause) if episode.state is not State.HEALTHY else None


def _managers_newest(episode: Episode) -> tuple[LogEntry, ...]:
    """What the service manager said since the kubelet spoke last: that could be executed.

    Who is to execute it says so by another name, `(kubelet)`: its words are in no logger's form.
    """
    log = episode.journal
    spoke = [at for at, e in enumerate(log) if e.origin != "systemd" and e.severity is not Severity.PLAIN]
    return tuple(e for e in log[spoke[-1] + 1 if spoke else 0 :] if e.origin == "systemd" or _AT_EXEC.match(e.message))


_AT_EXEC = re.compile(r"[\w@.-]{1,100}\.service: (?:Failed|Unable) ")


def security_module_denied(episode: Episode) -> Finding | None:
    """The kernel says that SELinux or AppArmor kept systemd from executing the binary; mode and owner may do so too."""
    if episode.state is State.HEALTHY:
        return _manifest_denied(episode)
    systemd = _managers_newest(episode)
    said = last_said(systemd, MAY_NOT_EXECUTE)
    if said is None:
        return (
            denied_to_systemd(episode, systemd)
            or execution_denied_to_systemd(episode, systemd)
            or _denied_to_the_kubelet(episode)
        )
    return _denied(
        episode,
        said["command"],
        lambda match: "exec" in match["what"],
        "{module} forbids systemd to execute {path}, so the kubelet does not start.",
        note("journal", said.entry.text, said.entry.at),
    ) or execution_denied_to_systemd(episode, systemd)


# Said at each full read, every 20 s (pkg/kubelet/config/file.go); from 1.20 on with the error in a field.
_UNREAD_MANIFEST = re.compile(
    r"(?:process (?:manifest|config) file|read (?:manifest|config) path)[^\n]{0,500}?"
    r"open (?P<path>/[^\s:\"',\\]{1,500}+): permission denied"
)


def _manifest_denied(episode: Episode) -> Finding | None:
    """It lives, may not read a manifest, and the kernel says that a security module forbids it: its pod is not run."""
    lately = (e for e in episode.journal if e.at is not None and episode.at - e.at <= LATELY)
    told = list(all_said(lately, _UNREAD_MANIFEST))
    if not told:
        return None
    said = told[-1]
    proven = _denied(
        episode,
        said["path"],
        lambda match: (match["comm"] or "").startswith(("kubelet", "k3s", "rke2", "hyperkube")),
        "{module} denies the kubelet access to {path}, so it does not run the pods that stand there.",
        from_kubelet(said.entry),
    )
    if proven is not None or len(told) < 2:
        return proven
    return finding(
        Cause.SECURITY_MODULE_DENIED,
        Confidence.POSSIBLE,
        f"The kubelet may not read {said['path']}, so it does not run the pods that stand there. No mode keeps root out: "
        "SELinux or AppArmor may, or a filesystem of another host.",
        [from_kubelet(said.entry)],
        path=said["path"],
    )


def _denied_to_the_kubelet(episode: Episode) -> Finding | None:
    """It ends because it may not open or make something, and the kernel says that a security module forbade it that."""
    said = last_said(_ends(episode), _DENIED)
    if said is None:
        return None
    return _denied(
        episode,
        said["path"],
        lambda match: match["comm"] == "kubelet",
        "{module} denies the kubelet access to {path}, which root's rights would allow; it exits at once.",
        from_kubelet(said.entry),
    )


def _denied(
    episode: Episode, path: str, fits: Callable[[re.Match[str]], bool], says: str, seen: Evidence
) -> Finding | None:
    """The kernel's last word of a denial that fits and names the same leaf: it need not know the whole path."""
    for line in reversed(episode.node.all(JournalLine)):
        match = AVC.search(line.message) or APPARMOR.search(line.message)
        if (
            match is None
            or "permissive=1" in line.message
            or not fits(match)
            or _leaf(match["path"] or "") != _leaf(path)
        ):
            continue
        module = "AppArmor" if "apparmor" in line.message else "SELinux"
        return finding(
            Cause.SECURITY_MODULE_DENIED,
            Confidence.PROVEN,
            says.format(module=module, path=path),
            [seen, note("kernel_log", line.message, line.at)],
            path=path,
            module=module,
            operation=match["what"].strip(),
        )
    return None


def _leaf(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _ends(episode: Episode) -> Iterator[LogEntry]:
    """The lines that tell of its end itself. Up to 1.20 a fatal line holds the error alone."""
    return (e for e in fatal_words(episode) if _ENDS.search(e.text) or e.severity is Severity.FATAL)


def disk_full(episode: Episode) -> Finding | None:
    """The kubelet could not write what it needs to start."""
    said = last_word(
        episode,
        NO_SPACE,
        where=lambda said: (
            said.entry.severity not in QUIET
            and not INOTIFY.search(said.entry.text)
            and not CGROUP_FS.search(said.entry.text)
        ),
    )
    if said is None:
        return None
    return finding(
        Cause.DISK_FULL,
        Confidence.PROVEN,
        f"{who(episode)} could not write {said['path'] or 'what it needs'}: no space was left on the device.",
        [from_kubelet(said.entry)],
        path=said["path"],
    )


def filesystem_damaged(episode: Episode) -> Finding | None:
    """What the kubelet keeps its state on can be written no more, or read."""
    said = last_said(_ends(episode), DAMAGED, where=lambda said: not KERNELS_OWN.search(said.entry.text))
    if said is None:
        return None
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        # EIO and EUCLEAN are the disk's and the filesystem's own; read-only is some distributions' way, below /usr above all.
        Confidence.PROVEN
        if "read-only" not in said["why"].lower()
        else Confidence.POSSIBLE
        if (said["path"] or "").startswith("/usr/")
        else Confidence.LIKELY,
        f"{who(episode)} cannot use {said['path'] or 'its files'}: {said['why']}; the filesystem is damaged or read-only.",
        [from_kubelet(said.entry)],
        path=said["path"],
    )


RULES = (
    Rule(cause=Cause.COMMAND_NOT_FOUND, find=command_not_found, applies=about_kubelet, needs=LOG),
    Rule(
        cause=Cause.SECURITY_MODULE_DENIED,
        find=security_module_denied,
        applies=about_kubelet,
        needs=LOG | {Source.KERNEL_LOG},
        settles="`ausearch -m avc -ts recent`, and `ls -lZ` of the binary",
    ),
    *(
        Rule(cause=cause, find=partial(execution_denied, cause=cause), applies=about_kubelet, needs=LOG)
        for cause in (Cause.FILE_PERMISSION_DENIED, Cause.SECURITY_MODULE_DENIED)
    ),
    Rule(cause=Cause.DISK_FULL, find=disk_full, applies=about_kubelet, needs=LOG, settles="`df` and `df -i`"),
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=filesystem_damaged,
        applies=about_kubelet,
        needs=LOG,
        yields_to=frozenset({Cause.DISK_FULL}),
        settles="`journalctl -k` and `findmnt -o TARGET,OPTIONS`",
    ),
)
