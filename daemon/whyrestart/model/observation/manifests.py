"""What is seen of the manifest directory."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from whyrestart.model.manifest import Manifest
from whyrestart.model.observation.base import Observation, Source


@dataclass(frozen=True, kw_only=True)
class ManifestSeen(Observation):
    """A file of the manifest directory, read. A new one is recorded only when its content changed."""

    keep: ClassVar[int] = 30
    source: Source = Source.MANIFESTS
    manifest: Manifest

    @property
    def key(self) -> Hashable:
        return self.manifest.path


@dataclass(frozen=True, kw_only=True)
class ManifestGone(Observation):
    """A file left the manifest directory."""

    keep: ClassVar[int] = 30
    source: Source = Source.MANIFESTS
    path: str

    @property
    def key(self) -> Hashable:
        return self.path


@dataclass(frozen=True, kw_only=True)
class ManifestDirectorySeen(Observation):
    """The directory itself: every name in it that the kubelet would read, in byte order."""

    source: Source = Source.MANIFESTS
    path: str
    names: tuple[str, ...]


class DirectoryChange(StrEnum):
    """What the kernel told of a name in the manifest directory."""

    CREATED = "created"
    MODIFIED = "modified"
    DELETED = "deleted"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"


@dataclass(frozen=True, kw_only=True)
class ManifestDirectoryEvent(Observation):
    """A name came, changed or went, as inotify told it: also of a file that was gone again before it could be read."""

    keep: ClassVar[int] = 20
    source: Source = Source.MANIFESTS
    name: str
    what: DirectoryChange

    @property
    def key(self) -> Hashable:
        return self.name
