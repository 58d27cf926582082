"""A file that the program needs is not where it looks: missing on the host, or on the host but not in the container."""

from __future__ import annotations

import re

from whyrestart.causes.logs import Said, death_log, last_said
from whyrestart.causes.rule import Rule, finding, from_end, from_flag, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import CertificateFileSeen, FileSeen, FileText, Source

# Go's *PathError: `open /x: no such file or directory`, also `stat` and `lstat`.
_NO_FILE = re.compile(
    r"(?:open|stat|lstat|read|unable to read|reading) \"?(?P<path>/[^\s:\"',]+)\"?: no such file or directory"
)


def _missing(episode: Episode) -> tuple[Said, Flag | None] | None:
    """The last path that the program could not find, and the flag that names it (or its directory)."""
    said = last_said((e for e in death_log(episode) if not _HARMLESS.search(e.text)), _NO_FILE)
    if said is None:
        return None
    return said, _flag_naming(episode, said["path"])


# Read when present, done without when absent: token and CA of a service account, resolv.conf of systemd.
_HARMLESS = re.compile(r"/var/run/secrets/kubernetes\.io|/run/systemd/resolve|in-cluster|/etc/resolv\.conf")


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
        Confidence.PROVEN if here is False else Confidence.LIKELY,
        f"{episode.program} cannot open {path}{where}: there is no such file.",
        [
            from_log(episode, said.entry),
            from_flag(episode, flag) if flag else None,
            _host_evidence(host, here=here),
            _end(episode),
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


def _host_evidence(path: str, *, here: bool | None) -> Evidence | None:
    if here is None:
        return None
    return note("files", f"{path} exists on the host" if here else f"{path} does not exist on the host")


def _end(episode: Episode) -> Evidence | None:
    ended = episode.last_ended
    return from_end(ended) if ended is not None and ended.exit_code is not None else None


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
