"""A file that the program needs is not where it looks: missing on the host, or on the host but not in the container."""

from __future__ import annotations

import posixpath
import re
from datetime import timedelta

from whyrestart.causes.command_line import quoted_path
from whyrestart.causes.host_ca_bundle import BUNDLES
from whyrestart.causes.kubelet_config import CLIENT_CA, NO_KUBECONFIG, before_its_own_file, initialised
from whyrestart.causes.logs import JUDGED_WITHIN, QUIET, Said, ending_log, last_said, of_an_end, of_itself
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_flag, from_kubelet, from_last_end, from_log, note
from whyrestart.episodes import RECENT
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import UnitRef
from whyrestart.model.log_entry import Severity
from whyrestart.model.manifest import Flag, Volume
from whyrestart.model.observation import CertificateFileSeen, FileSeen, FileText, Source

# dash's, busybox' and bash's words of a file that they are to open or make for the program; bash's are those of a command
# that it does not find, too.
SHELLS_FILE = (
    r"^(?:/bin/|/usr/bin/)?(?:ba|da|a)?sh: (?:(?:line )?\d+: )?(?P<opens>can(?:no|')t (?:create|open) )?"
    r"(?P<path>/[^\s:]{1,500}+): "
)
# Go's *PathError: `open /x: no such file or directory`, also `stat` and `lstat`.
_NO_FILE = (
    re.compile(
        r"(?:open|stat|lstat|read|unable to read|reading) \"?(?P<path>/[^\s:\"',]+)\"?: no such file or directory"
    ),
    re.compile(SHELLS_FILE + "[Nn]o such file"),
    # The same error printed as Go prints a value (%#v): the cloud providers' way. 2 is ENOENT.
    re.compile(r"PathError\{Op:\\?\"\w+\\?\", Path:\\?\"(?P<path>/[^\"\\]+)\\?\", Err:(?:0x)?2\}"),
    # The scheduler asks for its policy by stat and says so in its own words (scheduler.go, to 1.22).
    re.compile(r"missing policy config file (?P<path>/\S+)"),
    # The balancers before the apiservers: haproxy, nginx and keepalived.
    re.compile(r"open configuration file(?:/directory)? (?P<path>/\S+) : No such file or directory"),
    re.compile(r"^\[ALERT\] [^\n]{0,300}? from file '(?P<path>/[^'\n]{1,500}+)' ?: No such file or directory"),
    re.compile(r"nginx: \[emerg\] open\(\) \"(?P<path>/[^\"]+)\" failed \(2: "),
    re.compile(r"Unable to find configuration file (?P<path>/\S+)"),
    # So does the apiserver of its egress selector (to 1.20).
    re.compile(r"[a-z]-(?:file|dir) \\?\"?(?P<path>/[^\s\"\\]+)\\?\"? does not exist"),
)


def _missing(episode: Episode) -> tuple[Said, Flag | None] | None:
    """The last path that the program could not find, and the flag that names it (or its directory)."""
    # There is no file whose name has quotes about it.
    if quoted_path(episode) is not None:
        return None
    quiet = QUIET if episode.program == "etcd" else QUIET | {Severity.WARNING}
    lines = (e for e in of_an_end(episode, of_itself(episode, ending_log(episode))) if e.severity not in quiet)
    said = last_said(
        lines,
        *_NO_FILE,
        where=lambda said: _NOT_ITS_OWN.search(said.entry.text) is None and is_redirected(episode, said),
    )
    if said is None:
        return None
    return said, _flag_naming(episode, said["path"])


# A certificate that is read again every minute (apiserver/pkg/server/dynamiccertificates): what was read before serves on.
READ_AGAIN = r"\bkey failed with ?: "
# Read when present, done without when absent: token and CA of a service account, resolv.conf of systemd. A signer
# without its files was skipped (kube-controller-manager to 1.18), whose default path nobody has; etcd's files that are gone
# when they are to be removed, and systemd's socket. A command that is executed is no file that is read.
_NOT_ITS_OWN = re.compile(
    r"/var/run/secrets/kubernetes\.io|/run/systemd/|in-cluster|/etc/resolv\.conf|Failed to start certificate controller|"
    r"failed to (?:purge|notify systemd)"
    r"|\bexec: \\?\"|fork/exec |" + READ_AGAIN
)


def _flag_naming(episode: Episode, path: str) -> Flag | None:
    for flag in episode.container.flags if episode.container else ():
        if flag.value and path in flag.value.split(","):
            return flag
    return next(
        (
            f
            for f in (episode.container.flags if episode.container else ())
            if f.value and f.value in path and f.value.startswith("/")
        ),
        None,
    )


def on_host(episode: Episode, path: str) -> bool | None:
    """Whether the host has that path: seen there, looked for and absent, or not known."""
    for kind in (FileText, CertificateFileSeen):
        if path in {seen.path for seen in episode.node.newest(kind).values()}:  # type: ignore[attr-defined]  # both have a path
            return True
    seen = episode.node.newest(FileSeen).get(path)
    target = leads_to(episode, path)
    led = episode.node.newest(FileSeen).get(target) if target else None
    # Where a link leads may not have been looked at.
    return None if seen is None else (led or seen).type is not None


_LINKS = 8


def leads_to(episode: Episode, path: str) -> str | None:
    """Where a link of the host's leads in the end; None of what is none."""
    files, here = episode.node.newest(FileSeen), path
    for _ in range(_LINKS):
        seen = files.get(here)
        if seen is None or seen.type != "link" or not seen.target:
            break
        here = posixpath.normpath(posixpath.join(posixpath.dirname(here), seen.target))
    return here if here != path else None


def file_not_mounted(episode: Episode) -> Finding | None:
    """The host has the file; no volume brings it to where the flag says."""
    found = _missing(episode)
    if found is None or episode.pod is None or episode.container is None:
        return _unread(episode, mounted=False)
    said, flag = found
    path = said["path"]
    other = _brought_from_elsewhere(episode, path)
    if other is not None:
        return _another_is_mounted(episode, said, flag, other)
    mounted = episode.pod.host_path_of(episode.container, path)
    here = on_host(episode, path)
    target = _led_out(episode, mounted) if mounted else None
    if target is not None and here is not False:
        return _led_elsewhere(episode, said, flag, target)
    if mounted is not None or here is False or _brought_by_other_volume(episode, path):
        return None
    return finding(
        Cause.FILE_NOT_MOUNTED,
        Confidence.PROVEN if here else Confidence.LIKELY,
        f"{episode.program} cannot open {path}: no volume of the pod brings it into the container"
        f"{', though the host has it' if here else ''}.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, _host_evidence(path, here=here)],
        ruled_out=[RuledOut(cause=Cause.FILE_MISSING, because=f"{path} exists on the host")] if here else [],
        path=path,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


# Whatever else is wrong, a program does not start without what these name; what it makes or does without is not among them.
_READ_AT_START = frozenset(
    {
        *(
            "kubeconfig",
            "config",
            "authentication-kubeconfig",
            "authorization-kubeconfig",
            "client-ca-file",
            "root-ca-file",
        ),
        *("tls-cert-file", "tls-private-key-file", "service-account-key-file", "service-account-private-key-file"),
        *("service-account-signing-key-file", "etcd-cafile", "etcd-certfile", "etcd-keyfile", "audit-policy-file"),
        *(
            "encryption-provider-config",
            "admission-control-config-file",
            "authentication-config",
            "authorization-config",
        ),
        *("token-auth-file", "kubelet-client-certificate", "kubelet-client-key"),
        *("requestheader-client-ca-file", "proxy-client-cert-file", "proxy-client-key-file"),
        *("cert-file", "key-file", "trusted-ca-file", "peer-cert-file", "peer-key-file", "peer-trusted-ca-file"),
    }
)
_AT_ONCE = timedelta(seconds=15)


def _unread(episode: Episode, *, mounted: bool) -> Finding | None:
    """It ends at once, again and again, and left no word; a flag names a file that it cannot have found.

    `mounted`: a volume covers the path, and the host lacks the file; else the host has the file, and no volume brings it.
    """
    ended, pod, container = episode.last_ended, episode.pod, episode.container
    if ended is None or pod is None or container is None or container.is_scripted or episode.restarts < 2:
        return None
    if ended.log or ended.message or ended.exit_code not in {1, 255} or (ended.lifetime or JUDGED_WITHIN) > _AT_ONCE:
        return None
    # What it was told before it was edited is not known.
    edited = episode.manifest.modified_at if episode.manifest else None
    if edited is None or ended.started_at is None or edited > ended.started_at:
        return None
    for flag in container.flags:
        path = flag.value or ""
        # Of a flag given twice the last counts; a key may be one of several.
        if (
            flag.name not in _READ_AT_START
            or (flag != container.flag(flag.name) and flag.name != "service-account-key-file")
            or _is_plain(episode, flag)
            or not path.startswith("/")
            or path.startswith(BUNDLES)
        ):
            continue
        host = pod.host_path_of(container, path)
        here = on_host(episode, host or path)
        if (host is not None) is not mounted or here is not (not mounted):
            continue
        if host is None and _brought_by_other_volume(episode, path):
            continue
        why = "no volume of the pod brings it into the container, though the host has it" if here else "there is none"
        return finding(
            Cause.FILE_MISSING if mounted else Cause.FILE_NOT_MOUNTED,
            Confidence.LIKELY,
            f"{episode.program} ends at once and says nothing; {flag} names a file that it cannot find: {why}.",
            [from_flag(episode, flag), _host_evidence(host or path, here=here), from_last_end(episode)],
            path=path,
            host_path=host,
            flag=str(flag),
            file=episode.manifest.path if episode.manifest else None,
            line=flag.line,
        )
    return None


def _is_plain(episode: Episode, flag: Flag) -> bool:
    """Whether it is of TLS to an etcd's clients or peers, which it is not told to speak: then etcd passes over it."""
    if episode.program != "etcd" or episode.container is None:
        return False
    urls = episode.container.flag("listen-peer-urls" if flag.name.startswith("peer-") else "listen-client-urls")
    return urls is not None and "https:" not in (urls.value or "")


def _brought_by_other_volume(episode: Episode, path: str) -> bool:
    """A volume that is not a hostPath covers the path: what lies there cannot be seen from the host."""
    mounts = episode.container.mounts if episode.container else ()
    return any(path == m.path or path.startswith(f"{m.path.rstrip('/')}/") for m in mounts)


# kubeadm's names of its volumes, all of which lie at the same place inside and outside (phases/controlplane/volumes.go,
# phases/etcd): one that does not was altered.
_SAME_PLACE = frozenset({"k8s-certs", "ca-certs", "etcd-certs", "kubeconfig"})


def _brought_from_elsewhere(episode: Episode, path: str) -> Volume | None:
    """The volume that lays another directory of the host over the file, though the host has it, or should, at its own place."""
    if episode.pod is None or episode.container is None:
        return None
    mounted = episode.pod.host_path_of(episode.container, path)
    if mounted is None or mounted == path or on_host(episode, mounted):
        return None
    covering = [m for m in episode.container.mounts if path == m.path or path.startswith(f"{m.path.rstrip('/')}/")]
    volume = episode.pod.volume(max(covering, key=lambda mount: len(mount.path)).volume) if covering else None
    here = on_host(episode, path)
    return volume if volume and (here or (here is None and volume.name in _SAME_PLACE)) else None


def _led_out(episode: Episode, host: str) -> str | None:
    """Where the host's link leads that a volume brings, if no volume brings that to the same place."""
    target = leads_to(episode, host)
    if target is None or episode.pod is None or episode.container is None:
        return None
    return target if episode.pod.host_path_of(episode.container, target) != target else None


def _led_elsewhere(episode: Episode, said: Said, flag: Flag | None, target: str) -> Finding:
    path = said["path"]
    return finding(
        Cause.FILE_NOT_MOUNTED,
        # Where nobody looked there may be nothing at its end either.
        Confidence.PROVEN if on_host(episode, target) else Confidence.POSSIBLE,
        f"{episode.program} cannot open {path}: it is a link to {target}, which no volume of the pod brings into the container.",
        [from_log(episode, said.entry), note("files", f"{path} is a link to {target}")],
        path=target,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def _another_is_mounted(episode: Episode, said: Said, flag: Flag | None, volume: Volume) -> Finding:
    path, here = said["path"], on_host(episode, said["path"])
    return finding(
        Cause.FILE_NOT_MOUNTED,
        Confidence.PROVEN if here else Confidence.LIKELY,
        f"{episode.program} cannot open {path}: the volume {volume.name} brings {volume.host_path} of the host there, "
        f"{'though the host has the file at its own place' if here else 'and not what lies at that place on the host'}.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, _host_evidence(path, here=here)],
        path=path,
        volume=volume.name,
        host_path=volume.host_path,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=volume.line,
    )


def file_missing(episode: Episode) -> Finding | None:
    """Neither the container nor the host has the file."""
    if isinstance(episode.subject, UnitRef) and not episode.is_kubelet and _is_down(episode):
        lacks = _environment_missing(episode) or _unit_lacks(episode)
        if lacks is not None:
            return lacks
    found = _missing(episode)
    if found is None:
        return _unread(episode, mounted=True)
    if _brought_from_elsewhere(episode, found[0]["path"]):
        return None
    said, flag = found
    path = said["path"]
    mounted = episode.pod.host_path_of(episode.container, path) if episode.pod and episode.container else None
    host = mounted or path
    here = on_host(episode, host)
    if here is True or (mounted is None and here is None and episode.container is not None):
        return None
    where = f" ({host} on the host)" if host != path else ""
    return finding(
        Cause.FILE_MISSING,
        # Neither the volumes nor the host are known: it may as well be there and not be mounted.
        Confidence.PROVEN if here is False else Confidence.POSSIBLE if episode.container is None else Confidence.LIKELY,
        f"{episode.program} cannot open {path}{where}: there is no such file.",
        [
            from_log(episode, said.entry),
            from_flag(episode, flag) if flag else None,
            _host_evidence(host, here=here),
            from_last_end(episode),
        ],
        ruled_out=[RuledOut(cause=Cause.FILE_NOT_MOUNTED, because=f"a volume brings {host} into the container")]
        if mounted
        else [],
        path=path,
        host_path=host,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


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
        lines, *_NO_FILE, _NO_PLUGIN, _NO_PAIR, where=lambda said: _NO_ONES_FILE.match(said["path"]) is None
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
        [from_kubelet(said.entry), _host_evidence(path, here=here)],
        path=path,
        host_path=path,
    )


# systemd's words, without a path (core/service.c); what stands behind a minus may be missing.
_NO_ENVIRONMENT = re.compile(r"Failed to load environment files: No such file or directory")
_ENVIRONMENT = re.compile(r"(?m)^EnvironmentFile=\"?(?P<path>/[^\s\"]{1,500}+)")


# core/exec-invoke.c: the steps before it executes the binary; only the sandbox's names its path.
_UNIT_LACKS = re.compile(
    r"Changing to the requested working directory failed: No such file|"
    r"Failed at step (?P<step>CHDIR|CHROOT|STDOUT|STDERR|NAMESPACE) spawning \S{1,300}: No such file|"
    r"Failed to set up mount namespacing: (?:/run/systemd/unit-root)?(?P<path>/[^\s:]{1,500}+): No such file"
)


def _not_executed(episode: Episode, why: re.Pattern[str]) -> Said | None:
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


def _is_down(episode: Episode) -> bool:
    """Whether nothing of the unit runs: what systemd said of an earlier start is then no more of account."""
    return episode.current is None or episode.current.ended


def _unit_lacks(episode: Episode) -> Finding | None:
    """Systemd does not execute it, for want of a directory or file that its unit names."""
    said = _not_executed(episode, _UNIT_LACKS)
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
    said = _not_executed(episode, _NO_ENVIRONMENT)
    if said is None:
        return None
    files = episode.node.newest(FileText).values()
    units = (f.text for f in files if episode.program in f.path and "/systemd/" in f.path)
    named = [match["path"] for text in units for match in _ENVIRONMENT.finditer(text)]
    path = next((each for each in named if on_host(episode, each) is False), named[0] if len(named) == 1 else "")
    return finding(
        Cause.FILE_MISSING,
        Confidence.PROVEN if path and on_host(episode, path) is False else Confidence.LIKELY,
        f"systemd does not start {_whose(episode)}: {path or 'a file'} with its environment, which its unit names, does not exist.",
        [note("journal", said.entry.text, said.entry.at), _host_evidence(path, here=on_host(episode, path))],
        path=path or "the file that EnvironmentFile= names",
        host_path=path,
        flag="EnvironmentFile",
    )


def _whose(episode: Episode) -> str:
    return "the kubelet" if episode.is_kubelet else episode.program


def is_redirected(episode: Episode, said: Said) -> bool:
    """Whether the file is one that a shell is to open, be it by its script alone, and no command that it is to execute."""
    if "opens" not in said.match.groupdict() or said["opens"]:
        return True
    words = (*episode.container.command, *episode.container.args) if episode.container else ()
    redirection = re.compile(rf"[<>] ?[\"']?{re.escape(said['path'])}(?![\w./-])")
    return any(redirection.search(word.text) for word in words)


def is_meant_as_directory(episode: Episode, path: str) -> bool:
    """Whether what lies there is a directory by right, so that the flag that names it as a file is at fault.

    Other flags name files in it, the volume is declared to be one, or its name has no suffix, as a file's has.
    """
    container, pod = episode.container, episode.pod
    below = any(
        (flag.value or "").startswith(f"{path.rstrip('/')}/") for flag in (container.flags if container else ())
    )
    declared = any(v.host_path == path and "Directory" in v.host_path_type for v in (pod.volumes if pod else ()))
    return below or declared or not posixpath.splitext(path)[1]


def _host_evidence(path: str, *, here: bool | None) -> Evidence | None:
    if here is None:
        return None
    return note("files", f"{path} exists on the host" if here else f"{path} does not exist on the host")


RULES = (
    Rule(
        cause=Cause.FILE_NOT_MOUNTED,
        find=file_not_mounted,
        needs=frozenset({Source.POD_LOGS}),
        settles="look for the file on the host, and for a volumeMount that covers its path",
    ),
    Rule(
        cause=Cause.FILE_MISSING,
        find=file_missing,
        needs=frozenset({Source.POD_LOGS}),
        settles="look for the file on the host",
    ),
    Rule(
        cause=Cause.FILE_MISSING,
        find=file_missing_for_kubelet,
        applies=about_kubelet,
        yields_to=frozenset({Cause.KUBELET_NOT_INITIALISED}),
        needs=frozenset({Source.KUBELET_LOG}),
        settles="look for the file on the host",
    ),
)
