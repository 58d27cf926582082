"""A file that the program needs is not where it looks: missing on the host, or on the host but not in the container."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.evidence.logs import JUDGED_WITHIN, QUIET, Said, ending_log, last_said, last_words, of_an_end
from whyrestart.causes.files.ca_bundle import BUNDLES
from whyrestart.causes.files.host import (
    NO_FILE,
    brought_from,
    host_evidence,
    is_redirected,
    leads_to,
    lies_alike,
    made_mounts,
    on_host,
    sees_the_host,
)
from whyrestart.causes.files.units import start_lacks
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log, note
from whyrestart.causes.settings.command_line import odd_path
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.identity import UnitRef
from whyrestart.model.log_entry import Severity
from whyrestart.model.manifest import Flag, Volume
from whyrestart.model.observation import FileSeen, Source


def _missing(episode: Episode) -> tuple[Said, Flag | None] | None:
    """The last path that the program could not find, and the flag that names it (or its directory)."""
    # There is no file whose name has quotes about it, or a blank behind it.
    if odd_path(episode) is not None:
        return None
    quiet = QUIET if episode.program == "etcd" else QUIET | {Severity.WARNING}
    lines = (e for e in of_an_end(episode, last_words(episode, ending_log(episode))) if e.severity not in quiet)
    said = last_said(
        lines,
        *NO_FILE,
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
    for flag in episode.flags:
        if flag.value and path in flag.value.split(","):
            return flag
    return next(
        (f for f in episode.flags if f.value and f.value in path and f.value.startswith("/")),
        None,
    )


def file_not_mounted(episode: Episode) -> Finding | None:
    """The host has the file; no volume brings it to where the flag says."""
    found = _missing(episode)
    if found is not None and episode.manifest is None and made_mounts(episode):
        return _is_mounted_nowhere(episode, found[0])
    if found is not None and lies_alike(episode):
        return _is_on_the_host(episode, found[0])
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
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, host_evidence(path, here=here)],
        ruled_out=[RuledOut(cause=Cause.FILE_MISSING, because=f"{path} exists on the host")] if here else [],
        path=path,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def _is_mounted_nowhere(episode: Episode, said: Said) -> Finding | None:
    """The same where nobody knows its manifest, and the runtime tells what it mounted."""
    path, here = said["path"], on_host(episode, said["path"])
    if brought_from(episode, path) is not None or here is False:
        return None
    return finding(
        Cause.FILE_NOT_MOUNTED,
        Confidence.PROVEN if here else Confidence.LIKELY,
        f"{episode.program} cannot open {path}: nothing that the runtime mounted brings it into the container"
        f"{', though the host has it' if here else ''}.",
        [from_log(episode, said.entry), host_evidence(path, here=here), from_last_end(episode)],
        path=path,
    )


def _is_on_the_host(episode: Episode, said: Said) -> Finding | None:
    """The same where nobody knows its manifest: what the host has at that place, and the container has not."""
    path, ended = said["path"], episode.last_ended
    seen = episode.node.newest(FileSeen).get(path)
    since = ended.finished_at if ended is not None else None
    if not on_host(episode, path) or leads_to(episode, path) is not None:
        return None
    if seen is not None and since is not None and seen.modified_at is not None and seen.modified_at > since:
        return None
    return finding(
        Cause.FILE_NOT_MOUNTED,
        Confidence.LIKELY,
        f"{episode.program} cannot open {path}, which the host has: no volume of the pod brings it into the container, or one brings "
        "another directory there.",
        [from_log(episode, said.entry), host_evidence(path, here=True), from_last_end(episode)],
        ruled_out=[RuledOut(cause=Cause.FILE_MISSING, because=f"{path} exists on the host")],
        path=path,
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
            [from_flag(episode, flag), host_evidence(host or path, here=here), from_last_end(episode)],
            path=path,
            host_path=host,
            flag=str(flag),
            file=episode.manifest.path if episode.manifest else None,
            line=flag.line,
        )
    return None


def _is_plain(episode: Episode, flag: Flag) -> bool:
    """Whether it is of TLS to an etcd's clients or peers, which it is not told to speak: then etcd passes over it."""
    if episode.program != "etcd":
        return False
    urls = episode.flag("listen-peer-urls" if flag.name.startswith("peer-") else "listen-client-urls")
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
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, host_evidence(path, here=here)],
        path=path,
        volume=volume.name,
        host_path=volume.host_path,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=volume.line,
    )


def file_missing(episode: Episode) -> Finding | None:
    """Neither the container nor the host has the file."""
    if isinstance(episode.subject, UnitRef) and not episode.is_kubelet and (lacks := start_lacks(episode)) is not None:
        return lacks
    found = _missing(episode)
    if found is None:
        return _unread(episode, mounted=True)
    if _brought_from_elsewhere(episode, found[0]["path"]):
        return None
    said, flag = found
    path = said["path"]
    mounted = episode.pod.host_path_of(episode.container, path) if episode.pod and episode.container else None
    told = episode.manifest is None and bool(made_mounts(episode))
    mounted = brought_from(episode, path) if told else mounted
    host = mounted or path
    here = on_host(episode, host)
    if told and mounted is None and here is not False:
        return None
    if here is True or (mounted is None and here is None and episode.container is not None):
        return None
    where = f" ({host} on the host)" if host != path else ""
    # Neither the volumes nor the host are known: it may as well be there and not be mounted, or come from elsewhere.
    untold = episode.container is None and episode.ref is not None and not mounted
    alike = Confidence.LIKELY if lies_alike(episode) else Confidence.POSSIBLE
    absent = alike if untold else Confidence.PROVEN
    known = bool(mounted) or episode.container is not None or sees_the_host(episode)
    or_mount = ", or no volume of the pod brings it there" if untold else ""
    return finding(
        Cause.FILE_MISSING,
        absent if here is False else Confidence.LIKELY if known else Confidence.POSSIBLE,
        f"{episode.program} cannot open {path}{where}: there is no such file{or_mount}.",
        [
            from_log(episode, said.entry),
            from_flag(episode, flag) if flag else None,
            host_evidence(host, here=here),
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
)
