"""The kubelet, or a program in a unit of its own, lacks a file: one that its settings name, or that systemd needs to start it."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.files.host import NO_FILE, host_evidence, on_host
from whyrestart.causes.kubelet.config import CLIENT_CA, NO_KUBECONFIG, before_its_own_file, initialised
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.episodes import RECENT
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import Severity
from whyrestart.model.observation import FileText, Source
from whyrestart.parsing.systemd_unit_file import required_environment_files

# What the kubelet ends with, in any of its forms; its own configuration and its bootstrap credentials have other causes.
_KUBELET_ENDS = re.compile(
    r"[Ff]ailed to (?:run|construct) [Kk]ubelet|command failed|unable to load client CA file|"
    r"Failed to (?:register CRI auth plugins|listen and serve)"
)
# client-go's cert: one of its own pair is there, and the other is not.
_NO_PAIR = re.compile(r"error reading (?P<path>/[^\s,]{1,500}+), certificate and key must be supplied as a pair")
# credentialprovider/plugin: it looks for them itself.
_NO_PLUGIN = re.compile(r"plugin binary (?:directory|executable) (?P<path>/\S+) did not exist")
_OTHERS_FILE = re.compile(r"kubelet config file|bootstrap kubeconfig|ContainerManager|cAdvisor")
# Devices and what the kernel shows are no files that a setting names: a machine that is itself a container lacks them.
_NO_ONES_FILE = re.compile(r"/(?:dev|proc|sys)/")


def file_missing_for_kubelet(episode: Episode) -> Finding | None:
    """The kubelet ends because a file that its configuration or flags name is not there: a client CA, a key."""
    if episode.state is State.HEALTHY:
        return None
    # Up to 1.20 a fatal line holds the error alone.
    ends = (e for e in episode.journal if _KUBELET_ENDS.search(e.text) or e.severity is Severity.FATAL)
    lines = (e for e in ends if not _OTHERS_FILE.search(e.text))
    said = last_said(
        lines, *NO_FILE, _NO_PLUGIN, _NO_PAIR, where=lambda said: _NO_ONES_FILE.match(said["path"]) is None
    )
    if said is None:
        return _environment_missing(episode) or _unit_lacks(episode)
    if on_host(episode, said["path"]) is True:
        return None
    path, here = said["path"], on_host(episode, said["path"])
    # The client CA comes with `kubeadm init` or `join`, and nothing is wrong before that.
    known = initialised(episode)
    first = CLIENT_CA.search(said.entry.text) is not None or (
        NO_KUBECONFIG.search(said.entry.text) is not None and before_its_own_file(episode)
    )
    awaited = first and known is not True
    seen_to_lack = here is False and known is None
    return finding(
        Cause.FILE_MISSING,
        Confidence.PROVEN if not awaited else Confidence.LIKELY if seen_to_lack else Confidence.POSSIBLE,
        f"The kubelet needs {path}, which does not exist; it exits at once"
        f"{' (`kubeadm init` or `join` brings it, if none has run here yet)' if awaited else ''}.",
        [from_kubelet(said.entry), host_evidence(path, here=here)],
        path=path,
        host_path=path,
    )


# systemd's words, without a path (core/service.c); what stands behind a minus may be missing.
_NO_ENVIRONMENT = re.compile(r"Failed to load environment files: No such file or directory")


# core/exec-invoke.c: the steps before it executes the binary; only the sandbox's names its path.
_UNIT_LACKS = re.compile(
    r"Changing to the requested working directory failed: No such file|"
    r"Failed at step (?P<step>CHDIR|CHROOT|STDOUT|STDERR|NAMESPACE) spawning \S{1,300}: No such file|"
    r"Failed to set up mount namespacing: (?:/run/systemd/unit-root)?(?P<path>/[^\s:]{1,500}+): No such file"
)


def not_executed(episode: Episode, why: re.Pattern[str]) -> Said | None:
    """The last that systemd says of that, unless the program has spoken since: then it was executed.

    Of what is tried again and again it would say so again.
    """
    said = last_said((entry for entry in episode.journal if entry.origin == "systemd"), why)
    at = said.entry.at if said is not None else None
    own = (entry.at for entry in episode.journal if entry.origin != "systemd" and not entry.origin.startswith("("))
    tried = episode.unit is not None and episode.unit.sub_state == "auto-restart"
    over = at is not None and (
        (tried and episode.at - at > RECENT) or any(each is not None and each > at for each in own)
    )
    return None if over else said


def start_lacks(episode: Episode) -> Finding | None:
    """What systemd lacks to start a program of which nothing runs: of one that does, its words are of an earlier start."""
    down = episode.current is None or episode.current.ended
    return (_environment_missing(episode) or _unit_lacks(episode)) if down else None


def _unit_lacks(episode: Episode) -> Finding | None:
    """Systemd does not execute it, for want of a directory or file that its unit names."""
    said = not_executed(episode, _UNIT_LACKS)
    if said is None:
        return None
    path = said["path"]
    directory = said["step"] in {"", "CHDIR"}
    what = path or ("the working directory" if directory else "a directory or file")
    return finding(
        Cause.FILE_MISSING,
        Confidence.LIKELY,
        f"systemd does not execute {_whose(episode)}: {what}, which its unit names, does not exist.",
        [note("journal", said.entry.text, said.entry.at)],
        path=path or f"{what} that its unit names",
        host_path=path,
        flag="WorkingDirectory" if directory and not path else "its unit",
    )


def _environment_missing(episode: Episode) -> Finding | None:
    """Systemd does not so much as start it, for want of a file with its environment."""
    said = not_executed(episode, _NO_ENVIRONMENT)
    if said is None:
        return None
    unit = episode.unit.unit if episode.unit is not None else str(episode.subject)
    texts = {file.path: file.text for file in episode.node.newest(FileText).values()}
    named = required_environment_files(texts, unit)
    path = next((each for each in named if on_host(episode, each) is False), named[0] if len(named) == 1 else "")
    return finding(
        Cause.FILE_MISSING,
        Confidence.PROVEN if path and on_host(episode, path) is False else Confidence.LIKELY,
        f"systemd does not start {_whose(episode)}: {path or 'a file'} with its environment, which its unit names, does not exist.",
        [note("journal", said.entry.text, said.entry.at), host_evidence(path, here=on_host(episode, path))],
        path=path or "the file that EnvironmentFile= names",
        host_path=path,
        flag="EnvironmentFile",
    )


def _whose(episode: Episode) -> str:
    return "the kubelet" if episode.is_kubelet else episode.program


RULES = (
    Rule(
        cause=Cause.FILE_MISSING,
        find=file_missing_for_kubelet,
        applies=about_kubelet,
        yields_to=frozenset({Cause.KUBELET_NOT_INITIALISED}),
        needs=frozenset({Source.KUBELET_LOG}),
        settles="look for the file on the host",
    ),
)
