"""Files that flags and volumes name: against the pod's mounts, and against the node's disk where it was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from whyrestart.causes.rule import finding, from_flag, note
from whyrestart.knowledge.serving import PATHS
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Container, Flag
from whyrestart.model.observation import FileSeen
from whyrestart.parsing.named_files import FileKind, kind_of

# What a component reads when it starts; it does without no such file.
_READ_AT_START = frozenset({FileKind.CERTIFICATE, FileKind.KUBECONFIG, FileKind.CONFIG, FileKind.SECRET})
# What hostPath's types ask of the path (pkg/volume/host_path); the others make what is missing.
_TYPES = {
    "File": ("file",), "Directory": ("dir",), "Socket": ("socket",), "CharDevice": ("device",),
    "BlockDevice": ("device",), "FileOrCreate": ("file",), "DirectoryOrCreate": ("dir",),
}  # fmt: skip


def _read_files(container: Container) -> Iterator[tuple[Flag, str]]:
    for flag in container.flags:
        for part in (flag.value or "").split(","):
            path = part.partition(":")[0]
            if path.startswith("/") and path != "/" and kind_of(flag.name, path) in _READ_AT_START:
                yield flag, path


def _looked_for(episode: Episode, path: str) -> FileSeen | None:
    seen = {each.path: each for each in episode.node.newest(FileSeen).values()}
    return seen.get(path)


def unmounted(episode: Episode) -> Iterator[Finding]:
    """A file that a flag names and no volume brings in: images of the components hold no configuration."""
    container = episode.container
    if container is None or container.is_scripted or episode.program not in PATHS:
        return
    told: set[str] = set()
    for flag, path in _read_files(container):
        inside = PurePosixPath(path)
        if path in told or any(inside.is_relative_to(mount.path) for mount in container.mounts):
            continue
        told.add(path)
        here = _looked_for(episode, path)
        yield finding(
            Cause.FILE_NOT_MOUNTED,
            Confidence.LIKELY if here is not None and here.type is not None else Confidence.POSSIBLE,
            f"{flag} names a file that no volume of the pod brings into the container: {episode.program} will not "
            "find it and exits.",
            [from_flag(episode, flag), note("manifest", f"no volumeMount covers {path}")],
            path=path,
            flag=str(flag),
            file=episode.manifest.path if episode.manifest else None,
            line=flag.line,
        )


def missing(episode: Episode) -> Iterator[Finding]:
    """A file that a volume would bring in, and that the node does not have."""
    container, pod = episode.container, episode.pod
    if container is None or pod is None or container.is_scripted:
        return
    told: set[str] = set()
    for flag, path in _read_files(container):
        host = pod.host_path_of(container, path)
        seen = _looked_for(episode, host) if host else None
        if host is None or host in told or seen is None or seen.type is not None:
            continue
        told.add(host)
        where = f" ({host} on the host)" if host != path else ""
        yield finding(
            Cause.FILE_MISSING,
            Confidence.LIKELY,
            f"{flag} names {path}{where}, which does not exist: {episode.program} will not find it and exits.",
            [from_flag(episode, flag), note("files", f"{host} does not exist on the host")],
            path=path,
            host_path=host,
            flag=str(flag),
            file=episode.manifest.path if episode.manifest else None,
            line=flag.line,
        )


def unusable_volumes(episode: Episode) -> Iterator[Finding]:
    """A hostPath whose type the node's disk does not answer to."""
    pod, container = episode.pod, episode.container
    if pod is None or container is None:
        return
    mounted = {mount.volume for mount in container.mounts}
    for volume in pod.volumes:
        wanted = _TYPES.get(volume.host_path_type)
        seen = _looked_for(episode, volume.host_path) if volume.host_path else None
        if wanted is None or seen is None or volume.name not in mounted or seen.type == "link":
            continue
        if seen.type in wanted or (seen.type is None and volume.host_path_type.endswith("OrCreate")):
            continue
        is_there = f"is a {seen.type}" if seen.type else "does not exist"
        yield finding(
            Cause.HOST_PATH_UNUSABLE,
            Confidence.LIKELY,
            f"The hostPath {volume.host_path} {is_there}, but its type {volume.host_path_type} asks for a "
            f"{wanted[0]}: the container will never be created.",
            [note("files", f"{volume.host_path} {is_there}")],
            path=volume.host_path,
            volume=volume.name,
            file=episode.manifest.path if episode.manifest else None,
            line=volume.line,
        )


CHECKS: tuple[Callable[[Episode], Iterable[Finding]], ...] = (unmounted, missing, unusable_volumes)
