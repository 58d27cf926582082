"""A manifest to the episodes that rules judge: one a container, as if nothing had been seen but the file itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Container, Manifest, StaticPod
from whyrestart.model.node import NodeView
from whyrestart.model.observation import FileSeen, FileText, Gap, ManifestSeen, Observation, Source
from whyrestart.model.version import Version

# Files have no moment: the same bytes are to give the same answer.
DAWN = datetime(2000, 1, 1, tzinfo=UTC)
KUBERNETES = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
_SIGHTED = frozenset({Source.MANIFESTS, Source.FILES})
_GAPS = tuple(Gap(source=s, why="lint looks at files alone") for s in Source if s not in _SIGHTED)
# Builds of the 1.x series carry the component's own version; others (`:1.0.0`, `:20240101.1`) are somebody's count.
_OLDEST, _NEWEST = Version(1, 4), Version(1, 99)


def version_of(container: Container) -> Version | None:
    """The component's release by its image's tag, where the tag can be one."""
    version = container.version
    if version is None:
        return None
    if container.program == "etcd":
        return version if version.major in {2, 3} else None
    return version if container.program in KUBERNETES and _OLDEST <= version < _NEWEST else None


def version_among(pods: Iterable[StaticPod]) -> Version | None:
    """The control plane's release, by the image of the apiserver or else of another component."""
    found = {
        container.program: version
        for pod in pods
        for container in pod.containers
        if container.program in KUBERNETES and (version := version_of(container)) is not None
    }
    return next((found[program] for program in KUBERNETES if program in found), None)


def episodes(
    manifest: Manifest,
    *,
    version: Version | None,
    stated: bool = False,
    rivals: Iterable[Manifest] = (),
    seen: Iterable[Observation] = (),
) -> Iterator[Episode]:
    """One episode for each container of the manifest's pod.

    `version` is the node's; `stated` makes it count above the images' tags. `rivals` are other manifests of the
    directory that rules are to know of, `seen` what was seen on the disk.
    """
    if manifest.pod is None:
        return
    pod = replace(manifest.pod, containers=tuple(_judged(c, version, stated=stated) for c in manifest.pod.containers))
    mine = replace(manifest, pod=pod)
    files = sorted({m.path: m for m in (*rivals, mine)}.values(), key=lambda m: m.path_bytes)
    view = NodeView.of(
        (*(ManifestSeen(at=DAWN, manifest=m) for m in files), *seen),
        name="node",
        at=DAWN,
        version=version,
        manifest_directory=str(PurePosixPath(manifest.path).parent),
        gaps=_GAPS,
    )
    for container in pod.containers:
        if not container.lives_on:
            continue
        ref = ContainerRef(namespace=pod.namespace, pod=pod.name, container=container.name)
        yield Episode(subject=ref, node=view, state=State.HEALTHY, manifest=mine, pod=pod, container=container)


def _judged(container: Container, version: Version | None, *, stated: bool) -> Container:
    """The container with an image whose tag says what it is to be judged by, and no tag that says nothing."""
    real = version_of(container)
    if container.program in KUBERNETES and stated and version is not None:
        real = version
    name = container.image.partition("@")[0]
    if ":" in name.rpartition("/")[2]:
        name = name.rpartition(":")[0]
    return replace(container, image=f"{name}:{real}" if real is not None else name)


def as_given(path: str, text: str) -> tuple[Observation, ...]:
    """A file that will be there, as observations that supersede what the disk has now."""
    return (
        FileText(at=DAWN, path=path, text=text),
        FileSeen(at=DAWN, path=path, type="file", size=len(text)),
    )


def with_only(episode: Episode, index: int) -> Episode:
    """The same episode as if the container had but that one of its probes."""
    container = episode.container
    if container is None or episode.pod is None:
        return episode
    single = replace(container, probes=(container.probes[index],))
    pod = replace(episode.pod, containers=tuple(single if c is container else c for c in episode.pod.containers))
    return replace(episode, container=single, pod=pod)
