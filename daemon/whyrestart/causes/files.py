"""A file that the program needs is not where it looks: missing on the host, or on the host but not in the container."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.kubelet import CLIENT_CA, initialised
from whyrestart.causes.logs import QUIET, Said, death_log, last_said, of_an_end, of_itself, starting_log
from whyrestart.causes.refusals import runtime_says
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_flag, from_kubelet, from_last_end, from_log, note
from whyrestart.causes.trust import of_no_account
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import Severity
from whyrestart.model.manifest import Container, Flag
from whyrestart.model.observation import (
    CertificateFileSeen,
    ContainerState,
    FileSeen,
    FileText,
    JournalLine,
    Source,
)

# Go's *PathError: `open /x: no such file or directory`, also `stat` and `lstat`.
_NO_FILE = (
    re.compile(
        r"(?:open|stat|lstat|read|unable to read|reading) \"?(?P<path>/[^\s:\"',]+)\"?: no such file or directory"
    ),
    # The same error printed as Go prints a value (%#v): the cloud providers' way. 2 is ENOENT.
    re.compile(r"PathError\{Op:\\?\"\w+\\?\", Path:\\?\"(?P<path>/[^\"\\]+)\\?\", Err:(?:0x)?2\}"),
    # The scheduler asks for its policy by stat and says so in its own words (scheduler.go, to 1.22).
    re.compile(r"missing policy config file (?P<path>/\S+)"),
    # So does the apiserver of its egress selector (to 1.20).
    re.compile(r"[a-z]-(?:file|dir) \\?\"?(?P<path>/[^\s\"\\]+)\\?\"? does not exist"),
)


def _missing(episode: Episode) -> tuple[Said, Flag | None] | None:
    """The last path that the program could not find, and the flag that names it (or its directory)."""
    lines = of_an_end(episode, of_itself(episode, death_log(episode)))
    said = last_said(lines, *_NO_FILE, where=lambda said: _NOT_ITS_OWN.search(said.entry.text) is None)
    if said is None:
        return None
    return said, _flag_naming(episode, said["path"])


# A certificate that is read again every minute (apiserver/pkg/server/dynamiccertificates): what was read before serves on.
_READ_AGAIN = r"\bkey failed with ?: "
# Read when present, done without when absent: token and CA of a service account, resolv.conf of systemd. A signer
# without its files was skipped (kube-controller-manager to 1.18), whose default path nobody has; etcd's files that are gone
# when they are to be removed, and systemd's socket. A command that is executed is no file that is read.
_NOT_ITS_OWN = re.compile(
    r"/var/run/secrets/kubernetes\.io|/run/systemd/|in-cluster|/etc/resolv\.conf|Failed to start certificate controller|"
    r"failed to (?:purge|notify systemd)"
    r"|\bexec: \\?\"|fork/exec |" + _READ_AGAIN
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


def _on_host(episode: Episode, path: str) -> bool | None:
    """Whether the host has that path: seen there, looked for and absent, or not known."""
    for kind in (FileText, CertificateFileSeen):
        if path in {seen.path for seen in episode.node.newest(kind).values()}:  # type: ignore[attr-defined]  # both have a path
            return True
    seen = episode.node.newest(FileSeen).get(path)
    return None if seen is None else seen.type is not None


def file_not_mounted(episode: Episode) -> Finding | None:
    """The host has the file; no volume brings it to where the flag says."""
    found = _missing(episode)
    if found is None or episode.pod is None or episode.container is None:
        return None
    said, flag = found
    path = said["path"]
    mounted = episode.pod.host_path_of(episode.container, path)
    here = _on_host(episode, path)
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


def _brought_by_other_volume(episode: Episode, path: str) -> bool:
    """A volume that is not a hostPath covers the path: what lies there cannot be seen from the host."""
    mounts = episode.container.mounts if episode.container else ()
    return any(path == m.path or path.startswith(f"{m.path.rstrip('/')}/") for m in mounts)


def file_missing(episode: Episode) -> Finding | None:
    """Neither the container nor the host has the file."""
    found = _missing(episode)
    if found is None:
        return None
    said, flag = found
    path = said["path"]
    mounted = episode.pod.host_path_of(episode.container, path) if episode.pod and episode.container else None
    host = mounted or path
    here = _on_host(episode, host)
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
    said = last_said(lines, *_NO_FILE, _NO_PLUGIN, where=lambda said: _NO_ONES_FILE.match(said["path"]) is None)
    if said is None or _on_host(episode, said["path"]) is True:
        return None
    path, here = said["path"], _on_host(episode, said["path"])
    # The client CA comes with `kubeadm init` or `join`, and nothing is wrong before that.
    known = initialised(episode)
    awaited = CLIENT_CA.search(said.entry.text) is not None and known is not True
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


def _host_evidence(path: str, *, here: bool | None) -> Evidence | None:
    if here is None:
        return None
    return note("files", f"{path} exists on the host" if here else f"{path} does not exist on the host")


# ---- permissions ----------------------------------------------------------------------------------------------------

_DENIED = re.compile(
    r"(?:(?P<call>open|stat|mkdir|chmod|chown|unlink|rename|create|read|write|listen|access) )?\"?(?P<path>/[^\s:\"',]{1,500}+)\"?: "
    r"(?:permission denied|operation not permitted)"
    # etcd 3.4.10 and 3.5.0 refuse a mode that they would not have made; others only warn (fileutil.CheckDirPermission).
    r"|cannot access data directory: directory \"(?P<directory>/[^\"]+)\",\"[\w-]+\" exist without desired file permission"
    # etcd up to 3.4 keeps the reason to itself (etcdmain.identifyDataDirOrDie).
    r"|error listing data dir: (?P<listed>/\S+)"
)
# The kernel's audit lines: SELinux' AVC and AppArmor's.
AVC = re.compile(
    r"avc: +denied +\{ (?P<what>[^}]*)\}.*?comm=\"(?P<comm>[^\"]+)\"(?:.*?(?:path|name)=\"(?P<path>[^\"]+)\")?"
)
APPARMOR = re.compile(
    r"apparmor=\"DENIED\" operation=\"(?P<what>(?!ptrace|signal|dbus|unix|mount|umount|pivotroot)[^\"]+)\"(?:.*? name=\"(?P<path>[^\"]+)\")?(?:.*? comm=\"(?P<comm>[^\"]+)\")?"
)
AVC_NEAR = timedelta(minutes=2)
# An audit log that cannot be written loses events and stops nothing (rke2#692).
_ONLY_LOSES = re.compile(r"[Ee]rror in audit plugin|unable to (?:open|write) audit|audit backend|" + _READ_AGAIN)


def _denied(episode: Episode) -> Said | None:
    return last_said(
        of_itself(episode, death_log(episode)),
        _DENIED,
        where=lambda said: said.entry.severity not in QUIET and _ONLY_LOSES.search(said.entry.text) is None,
    )


def _refusal_in_kernel(episode: Episode, path: str) -> tuple[JournalLine, re.Match[str]] | None:
    """The newest refusal of a security module that names the path's last part or the program, near the end."""
    ended = episode.last_ended
    host = episode.pod.host_path_of(episode.container, path) if episode.pod and episode.container else None
    leaf = path.rstrip("/").rpartition("/")[2]
    for line in reversed(episode.node.all(JournalLine)):
        match = AVC.search(line.message) or APPARMOR.search(line.message)
        if match is None:
            continue
        mine = (match["path"] or "").endswith(leaf) if leaf else False
        mine = mine or (
            (match["comm"] or "") in {episode.program, episode.program[:15]}
            and not _elsewhere(match["path"] or "", path, host or path)
        )
        near = ended is None or ended.finished_at is None or abs(line.at - ended.finished_at) <= AVC_NEAR
        if mine and near:
            return line, match
    return None


def _elsewhere(refused: str, *paths: str) -> bool:
    """The refusal names a whole path that is neither one of these nor above it."""
    return refused.startswith("/") and not any(f"{path}/".startswith(f"{refused.rstrip('/')}/") for path in paths)


def security_module_denied(episode: Episode) -> Finding | None:
    """The kernel says that SELinux or AppArmor refused what owner and mode would have allowed."""
    said = _denied(episode)
    if said is None:
        return None
    refused = _refusal_in_kernel(episode, said["path"])
    if refused is None:
        return None
    line, match = refused
    module = "AppArmor" if "apparmor" in line.message else "SELinux"
    return finding(
        Cause.SECURITY_MODULE_DENIED,
        Confidence.PROVEN,
        f"{module} denies {episode.program} access to {said['path']}, which owner and mode would allow.",
        [from_log(episode, said.entry), note("kernel_log", line.message, line.at)],
        ruled_out=[RuledOut(cause=Cause.FILE_PERMISSION_DENIED, because=f"{module} logged the refusal at that moment")],
        path=said["path"],
        module=module,
        operation=match["what"],
    )


def file_permission_denied(episode: Episode) -> Finding | None:
    """Owner or mode keeps the process out, and no security module says that it did."""
    said = _denied(episode)
    if said is None or _refusal_in_kernel(episode, said["path"]) is not None:
        return None
    path = said["path"] or said["directory"] or said["listed"]
    host = episode.pod.host_path_of(episode.container, path) if episode.pod and episode.container else None
    seen = _nearest_seen(episode, host or path)
    user = episode.container.run_as_user if episode.container else None
    shown = (
        f"{seen.path} has mode {seen.mode:04o}, owner {seen.uid}:{seen.gid}" if seen and seen.mode is not None else ""
    )
    lets_in = _lets_in(host or path, seen, episode.container)
    if said["listed"] and lets_in is not False:
        return None
    why = {
        True: "although owner and mode let it in, as far as is known: a security module, dropped capabilities or a "
        "network file system may be why",
        False: "owner or mode keeps it out",
        None: "owner or mode keeps it out, as it seems",
    }[lets_in]
    return finding(
        Cause.FILE_PERMISSION_DENIED,
        {True: Confidence.POSSIBLE, False: Confidence.PROVEN, None: Confidence.LIKELY}[lets_in],
        f"{episode.program} may not {said['call'] or 'open'} {path}: {why}{f' ({shown})' if shown else ''}.",
        [from_log(episode, said.entry), note("files", shown) if shown else None, from_last_end(episode)],
        path=path,
        host_path=host,
        run_as_user=user,
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


def _nearest_seen(episode: Episode, path: str) -> FileSeen | None:
    """The path itself or the closest directory above it that was looked at."""
    seen = episode.node.newest(FileSeen)
    here = path
    while here and here != "/":
        if here in seen and seen[here].type is not None:
            return seen[here]
        here = here.rpartition("/")[0]
    return None


# ---- never created --------------------------------------------------------------------------------------------------

HOST_PATH = (
    re.compile(r"hostPath type check failed: (?P<path>\S+) (?P<why>is not [\w ]+)"),
    re.compile(
        r"(?:error while creating mount source path|failed to (?:generate container|mkdir)[^\n]*?) '?\"?(?P<path>/[^\s'\":]+)'?\"?: (?P<why>[^\n]*)"
    ),
    # runc before 1.0.0-rc94 quotes itself, once or twice: mounting \\\"/x\\\" to rootfs \\\"/merged\\\" at \\\"/x\\\" caused \\\"not a directory.
    re.compile(
        r"mounting \\*\"(?P<path>/[^\s\"\\]+)\\*\" to rootfs[^\n]{0,1000}?(?:: |caused:? )\\*\"?(?P<why>[^\n]*)"
    ),
    re.compile(r"(?P<why>bind source path does not exist): (?P<path>/[^\s\"\\]+)"),
    re.compile(
        r"MountVolume\.SetUp failed for volume \\?\"(?P<volume>[^\"\\]+)\\?\"[^\n]{0,500}? : mkdir (?P<path>/[^\s:\"\\]{1,500}+): (?P<why>[^\n]*)"
    ),
    re.compile(r"MountVolume\.SetUp failed for volume \\?\"(?P<volume>[^\"\\]+)\\?\"[^\n]*: (?P<why>[^\n]*)"),
    re.compile(r"failed to stat \\?\"(?P<path>/[^\s\"\\]+)\\?\": (?P<why>no such file or directory|not a directory)"),
)
_INIT = re.compile(
    r"error (?:reopening|mounting|setting up|during container init)[^\n]*?(?P<path>/dev/null|/dev/\S+|/proc\S*)[^\n]*: (?P<why>permission denied|no such file or directory|read-only file system)"
)
APPARMOR_PARSER = re.compile(r"apparmor_parser[^\n]*(?:executable file not found|no such file or directory)")
CA_BUNDLE = re.compile(r"x509: (?:certificate signed by unknown authority|failed to load system roots)")


def _found_in_runtime(episode: Episode, *patterns: re.Pattern[str]) -> tuple[re.Match[str], Evidence] | None:
    for source, words, at in runtime_says(episode):
        for pattern in patterns:
            if match := pattern.search(words):
                return match, note(source, words, at)
    return None


def apparmor_parser_missing(episode: Episode) -> Finding | None:
    """Containerd asks apparmor_parser for its version before it creates a container, wherever the kernel has AppArmor."""
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    found = _found_in_runtime(episode, APPARMOR_PARSER)
    if found is None:
        return None
    return finding(
        Cause.APPARMOR_PARSER_MISSING,
        Confidence.PROVEN,
        "The kernel has AppArmor on, but apparmor_parser is not installed, so the runtime can create no container.",
        [found[1]],
        ruled_out=[
            RuledOut(cause=Cause.SECURITY_MODULE_DENIED, because="nothing was denied: the parser itself is missing")
        ],
    )


def host_path_unusable(episode: Episode) -> Finding | None:
    """A hostPath volume that is missing, of the wrong type, or that covers what the container needs."""
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    if (directory := _made_a_directory(episode)) is not None:
        return directory
    root = _root_mount(episode)
    found = _found_in_runtime(episode, *HOST_PATH) or (_found_in_runtime(episode, _INIT) if root else None)
    if found is None:
        return None
    match, evidence = found
    groups = match.groupdict()
    volume = groups.get("volume") or ""
    if volume and episode.pod is not None and _path_of(episode, volume) is None:
        return None
    path = _path_of(episode, volume) or groups.get("path") or ""
    why = " ".join((groups.get("why") or "").split())[:160]
    if root:
        path = root
    declared = _declares(episode, path)
    if not (declared or volume or root or episode.pod is None):
        return None
    return finding(
        Cause.HOST_PATH_UNUSABLE,
        Confidence.PROVEN if declared or volume else Confidence.LIKELY,
        f"The hostPath {path or volume} cannot be mounted ({why}), so the container is never created.",
        [evidence, from_last_end(episode)],
        path=path,
        volume=volume,
        why=why,
        file=episode.manifest.path if episode.manifest else None,
        line=declared,
    )


_IS_DIRECTORY = re.compile(r"(?:read|open) \"?(?P<path>/[^\s:\"',]+)\"?: is a directory")


def _made_a_directory(episode: Episode) -> Finding | None:
    """A hostPath without a type that was missing: the runtime made an empty directory where a file should lie."""
    said = last_said(death_log(episode), _IS_DIRECTORY, where=lambda said: said.entry.severity not in QUIET)
    if said is None or episode.pod is None or episode.container is None:
        return None
    path = said["path"]
    host = episode.pod.host_path_of(episode.container, path)
    if host is None:
        return None
    seen = episode.node.newest(FileSeen).get(host)
    return finding(
        Cause.HOST_PATH_UNUSABLE,
        Confidence.PROVEN if seen is not None and seen.type == "dir" else Confidence.LIKELY,
        f"{episode.program} expects a file at {path}, but the hostPath {host} is a directory: "
        "a missing hostPath without a type is made into one.",
        [
            from_log(episode, said.entry),
            note("files", f"{host} is a directory") if seen is not None and seen.type == "dir" else None,
        ],
        ruled_out=[RuledOut(cause=Cause.FILE_MISSING, because=f"something lies at {host}: a directory")],
        path=host,
        file=episode.manifest.path if episode.manifest else None,
        line=_declares(episode, host),
    )


def _root_mount(episode: Episode) -> str | None:
    """A volume that lays the host's root, /dev or /proc over the container's own."""
    for mount in episode.container.mounts if episode.container else ():
        if mount.path.rstrip("/") in {"", "/dev", "/proc", "/sys"} or mount.path in {".", "-"}:
            return mount.path
    for volume in episode.pod.volumes if episode.pod else ():
        if volume.host_path in {"/", ".", "-"}:
            return volume.host_path
    return None


def _path_of(episode: Episode, volume: str) -> str | None:
    found = episode.pod.volume(volume) if episode.pod and volume else None
    return found.host_path if found else None


def _declares(episode: Episode, path: str) -> int | None:
    """The line of the volume whose hostPath is that path or lies above it."""
    for volume in episode.pod.volumes if episode.pod else ():
        if (
            volume.host_path
            and path
            and (path == volume.host_path or path.startswith(volume.host_path.rstrip("/") + "/"))
        ):
            return volume.line
    return None


def host_ca_bundle_missing(episode: Episode) -> Finding | None:
    """An endpoint outside the cluster cannot be verified, and nothing brings the host's CA bundle in."""
    if episode.is_unit or episode.is_node:
        return None
    lines = (e for e in of_an_end(episode, starting_log(episode)) if not of_no_account(episode, e))
    said = last_said((e for e in lines if _outside(e.text)), CA_BUNDLE)
    if said is None:
        return None
    mounted = [m.path for m in (episode.container.mounts if episode.container else ()) if m.path.startswith(BUNDLES)]
    url = re.search(r"https://[^\s\"\\]+", said.entry.text)
    where = url[0].rstrip(":") if url else "an external endpoint"
    return finding(
        Cause.HOST_CA_BUNDLE_MISSING,
        Confidence.PROVEN if not mounted and episode.container is not None else Confidence.LIKELY,
        f"{episode.program} cannot verify {where}: "
        + (
            "no volume brings the host's CA bundle into the container."
            if not mounted
            else f"the CA bundle in {mounted[0]} does not know its issuer."
        ),
        [from_log(episode, said.entry), from_last_end(episode)],
        ruled_out=[
            RuledOut(cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH, because="the endpoint lies outside the cluster")
        ],
        url=where,
        file=episode.manifest.path if episode.manifest else None,
    )


BUNDLES = (
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
)
_HOST = re.compile(r"https://\[?(?P<host>[\w.-]+)")
_INSIDE = re.compile(
    r"^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|localhost$)|\.svc(?:\.|$)|\.cluster\.local$|^[\w-]+$"
)


def _outside(text: str) -> bool:
    match = _HOST.search(text)
    return match is not None and _INSIDE.search(match["host"]) is None


RULES = (
    Rule(
        cause=Cause.APPARMOR_PARSER_MISSING,
        find=apparmor_parser_missing,
        needs=frozenset({Source.RUNTIME_LOG, Source.KUBELET_LOG}),
    ),
    Rule(
        cause=Cause.HOST_PATH_UNUSABLE,
        find=host_path_unusable,
        needs=frozenset({Source.CRI, Source.KUBELET_LOG}),
        settles="the runtime's message in `crictl inspect` or the kubelet's log",
    ),
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
    Rule(
        cause=Cause.HOST_CA_BUNDLE_MISSING,
        find=host_ca_bundle_missing,
        needs=frozenset({Source.POD_LOGS}),
    ),
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
