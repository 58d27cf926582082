"""What the manifest mounts cannot be: a hostPath that is missing or of the wrong type, so no container is created."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import QUIET, ending_log, last_said, last_words
from whyrestart.causes.evidence.refusals import (
    FRESH,
    is_there,
    nobodys,
    of_another_sandbox,
    runtime_says,
    since_its_start,
    waited_for,
)
from whyrestart.causes.files.host import (
    IS_DIRECTORY,
    is_a_files_name,
    is_meant_as_directory,
    is_redirected,
    lies_alike,
    on_host,
)
from whyrestart.causes.rule import Rule, finding, from_kubelet, from_last_end, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerState, FileSeen, JournalLine, SandboxSeen, Source

# runc before 1.0.0-rc94 quotes itself, once or twice: mounting \\\"/x\\\" to rootfs \\\"/merged\\\" at \\\"/x\\\" caused \\\"not a directory.
_MOUNTING = re.compile(
    r"mounting \\*\"(?P<path>/[^\s\"\\]+)\\*\" to rootfs[^\n]{0,1000}?(?:: |caused:? )\\*\"?(?P<why>[^\n]*)"
)
# Docker's to 1.9: the directory that it makes for what is to be mounted (daemon/volumes_unix.go).
_MADE = re.compile(r"Cannot start container [0-9a-f]{12,64}: mkdir (?P<path>/[^\s:\"]{1,500}+): (?P<why>[\w -]{1,60})")
HOST_PATH = (
    re.compile(r"hostPath type check failed: (?P<path>\S+) (?P<why>is not [\w ]+)"),
    re.compile(
        r"(?:error while creating mount source path|failed to (?:generate container|mkdir)[^\n]*?) (?:'|\\*\")?(?P<path>/[^\s'\":\\]+)(?:'|\\*\")?: (?P<why>[^\n]*)"
    ),
    _MOUNTING,
    _MADE,
    re.compile(r"(?P<why>bind source path does not exist): (?P<path>/[^\s\"\\]+)"),
    re.compile(
        r"MountVolume\.SetUp failed for volume \\?\"(?P<volume>[^\"\\]+)\\?\"[^\n]{0,500}?: ?mkdir (?P<path>/[^\s:\"\\]{1,500}+): (?P<why>[^\n]*)"
    ),
    re.compile(r"MountVolume\.SetUp failed for volume \\?\"(?P<volume>[^\"\\]+)\\?\"[^\n]*: (?P<why>[^\n]*)"),
    # rkt's (stage1), CRI-O's of a link that leads nowhere, and crun's.
    re.compile(
        r"stat of host path (?P<path>/[^\s:\"]{1,500}+): [^\n]{0,600}?(?P<why>no such file or directory|not a directory|permission denied)"
    ),
    re.compile(
        r"failed to resolve symlink \\?\"(?P<path>/[^\s\"\\]+)\\?\": [^\n]{0,600}?(?P<why>no such file or directory|not a directory|too many links)"
    ),
    # What is to be mounted with propagation: containerd's words (oci/spec_opts, pkg/cri/opts), Docker's and CRI-O's.
    re.compile(
        r"[Pp]ath \\*\"?(?P<path>/[^\s\"\\]{0,500}+)\\*\"? is mounted on \\*\"?/[^\s\"\\]{0,500}+\\*\"? but it is (?P<why>not a (?:shared|slave)(?: or slave)? mount)"
    ),
    # SELinux' label cannot be set: docker's words, and CRI-O's.
    re.compile(r"relabel(?:ing content in| failed) (?P<path>/[^\s:\"']{1,500}+):? (?P<why>[^\n]*)"),
    re.compile(
        r"(?:cannot stat|mount) `(?P<path>/[^`\n]{1,500}+)`(?: to `[^`\n]{0,500}`)?: (?P<why>(?:[Nn]o such file|[Nn]ot a|[Ii]s a|[Pp]ermission|[Rr]ead-only) [\w ]+)"
    ),
    re.compile(r"failed to stat \\?\"(?P<path>/[^\s\"\\]+)\\?\": (?P<why>no such file or directory|not a directory)"),
)
_INIT = re.compile(
    r"error (?:reopening|mounting|setting up|during container init)[^\n]*?(?P<path>/dev/null|/dev/\S+|/proc\S*)[^\n]*: (?P<why>permission denied|no such file or directory|read-only file system)"
)
APPARMOR_PARSER = re.compile(r"apparmor_parser[^\n]{0,200}?(?:executable file not found|no such file or directory)")


def _found_in_runtime(episode: Episode, *patterns: re.Pattern[str]) -> tuple[re.Match[str], Evidence] | None:
    for source, words, at in since_its_start(episode, runtime_says(episode)):
        for pattern in patterns:
            if match := pattern.search(words):
                return match, note(source, words, at)
    return None


def apparmor_parser_missing(episode: Episode) -> Finding | None:
    """Containerd asks apparmor_parser for its version before it creates a container, wherever the kernel has AppArmor."""
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    found = _found_in_runtime(episode, APPARMOR_PARSER)
    evidence = found[1] if found is not None else _parser_missed_for_anybody(episode)
    if evidence is None:
        return None
    return finding(
        Cause.APPARMOR_PARSER_MISSING,
        Confidence.PROVEN if found is not None else Confidence.LIKELY,
        "The kernel has AppArmor on, but apparmor_parser is not installed, so the runtime can create no container.",
        [evidence],
        ruled_out=[
            RuledOut(cause=Cause.SECURITY_MODULE_DENIED, because="nothing was denied: the parser itself is missing")
        ],
    )


def _parser_missed_for_anybody(episode: Episode) -> Evidence | None:
    """It is missed for each container that is not privileged, whosever: of this pod none was ever seen."""
    if episode.ref is None or episode.attempts or is_there(episode):
        return None
    lines = [line for line in episode.node.all(JournalLine) if line.source in {Source.KUBELET_LOG, Source.RUNTIME_LOG}]
    line = next((each for each in reversed(lines) if APPARMOR_PARSER.search(each.message)), None)
    if line is None or lines[-1].at - line.at > FRESH or of_another_sandbox(episode, line.message):
        return None
    return note(line.source.value, line.message, line.at)


def host_path_unusable(episode: Episode) -> Finding | None:
    """A hostPath volume that is missing, of the wrong type, or that covers what the container needs."""
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    if (directory := _made_a_directory(episode)) is not None:
        return directory
    root = _root_mount(episode)
    found = _found_in_runtime(episode, *HOST_PATH) or (_found_in_runtime(episode, _INIT) if root else None)
    if found is None:
        return _mounted_for_somebody(episode) or _waits_for_volumes(episode) or _of_another_type(episode)
    match, evidence = found
    groups = match.groupdict()
    volume = groups.get("volume") or ""
    made = groups.get("path") or ""
    path = _path_of(episode, volume) or (_below(episode, made) if volume else made)
    if volume and episode.pod is not None and not path:
        return None
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


def _mounted_for_somebody(episode: Episode) -> Finding | None:
    """A mount of a path that this pod declares failed, in a container that only its ID names."""
    told = (
        (match, note(source, words, at))
        for source, words, at in nobodys(episode)
        if (match := _MOUNTING.search(words) or _MADE.search(words)) and _declares(episode, match["path"])
    )
    match, evidence = next(told, (None, None))
    if match is None:
        return None
    why = " ".join(match["why"].split())[-160:]
    return finding(
        Cause.HOST_PATH_UNUSABLE,
        Confidence.LIKELY,
        f"The hostPath {match['path']} cannot be mounted ({why}), so a container that mounts it, as {episode.program}'s does, "
        "is never created.",
        [evidence],
        path=match["path"],
        why=why,
        file=episode.manifest.path if episode.manifest else None,
        line=_declares(episode, match["path"]),
    )


def _waits_for_volumes(episode: Episode) -> Finding | None:
    """The kubelet cannot set up this hostPath, and says only that it waits; the others of the pod are there."""
    waited = waited_for(episode)
    if waited is None:
        return None
    said, names = waited
    paths = [path for name in names if (path := _path_of(episode, name))]
    if paths and all(on_host(episode, path) for path in paths):
        return None
    shown = ", ".join(f"{name} (hostPath {path})" if (path := _path_of(episode, name)) else name for name in names)
    return finding(
        Cause.HOST_PATH_UNUSABLE,
        Confidence.LIKELY,
        f"The kubelet cannot set up the volume {shown} and waits for it in vain, so the container is never created.",
        [from_kubelet(said.entry)],
        path=paths[0] if paths else "",
        volume=names[0],
        file=episode.manifest.path if episode.manifest else None,
        line=_declares(episode, paths[0]) if paths else None,
    )


# pkg/volume/hostpath, checkTypeInternal: what is no directory passes for a file. What is `OrCreate` may be missing.
_TYPES = {
    "Directory": frozenset({"dir"}),
    "File": frozenset({"file", "socket", "fifo", "device"}),
    "Socket": frozenset({"socket"}),
    "CharDevice": frozenset({"device"}),
    "BlockDevice": frozenset({"device"}),
}


def _of_another_type(episode: Episode) -> Finding | None:
    """Nothing says why it is not made, and what lies on the host is not of the type that the manifest demands."""
    absent = episode.state is State.ABSENT and not episode.attempts
    if episode.pod is None or not (absent or episode.waiting_reason == "ContainerCreating"):
        return None
    # Volumes come before the sandbox: where there is one, they were set up.
    pod = episode.ref.pod if episode.ref else ""
    if any(seen.pod == pod for seen in episode.node.all(SandboxSeen)):
        return None
    files = {path.rstrip("/"): seen for path, seen in episode.node.newest(FileSeen).items() if isinstance(path, str)}
    mounted = {mount.volume for container in episode.pod.containers for mount in container.mounts}
    for volume in episode.pod.volumes:
        wanted = _TYPES.get(volume.host_path_type.removesuffix("OrCreate"))
        seen = files.get((volume.host_path or "").rstrip("/"))
        # Where a link leads was not followed.
        if wanted is None or seen is None or seen.type == "link" or volume.name not in mounted or seen.type in wanted:
            continue
        if seen.type is None and volume.host_path_type.endswith("OrCreate"):
            continue
        what = "is not there" if seen.type is None else f"is of another type ({seen.type})"
        return finding(
            Cause.HOST_PATH_UNUSABLE,
            Confidence.LIKELY,
            f"The hostPath {volume.host_path} must be a {volume.host_path_type} and {what}, so the container is never created.",
            [
                note("files", f"{seen.path} {what}", seen.at),
                note("manifest", f"volume {volume.name}: type {volume.host_path_type}"),
            ],
            path=volume.host_path,
            volume=volume.name,
            why=f"{what}, not a {volume.host_path_type}",
            file=episode.manifest.path if episode.manifest else None,
            line=volume.line,
        )
    return None


def _made_a_directory(episode: Episode) -> Finding | None:
    """A hostPath without a type that was missing: the runtime made an empty directory where a file should lie."""
    said = last_said(
        last_words(episode, ending_log(episode)),
        *IS_DIRECTORY,
        where=lambda said: said.entry.severity not in QUIET and is_redirected(episode, said),
    )
    if said is None or is_meant_as_directory(episode, said["path"]):
        return None
    path = said["path"]
    if episode.pod is None or episode.container is None:
        # Without a manifest it lies, by all appearances, where it lies in the container, as the components' files do.
        host = path if lies_alike(episode) else None
    else:
        host = episode.pod.host_path_of(episode.container, path)
    seen = episode.node.newest(FileSeen).get(host or "")
    if host is None or (episode.pod is None and seen is not None and seen.type != "dir"):
        return None
    sure = Confidence.PROVEN if seen is not None and seen.type == "dir" else Confidence.LIKELY
    return finding(
        Cause.HOST_PATH_UNUSABLE,
        # A name without a suffix may be a directory's by right.
        sure if is_a_files_name(path) else Confidence.POSSIBLE,
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


def _below(episode: Episode, path: str) -> str:
    """The hostPath to which a directory that could not be made leads."""
    paths = (v.host_path or "" for v in (episode.pod.volumes if episode.pod else ()))
    return next((each for each in paths if path and f"{each}/".startswith(f"{path}/")), "")


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
)
