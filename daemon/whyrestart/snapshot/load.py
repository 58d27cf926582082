"""A snapshot directory to the view of a node. Any file may be missing: that source is then a gap."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TypeVar

from whyrestart.errors import SnapshotError
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    CertificateFileSeen,
    ContainerGone,
    FileSeen,
    FileText,
    Gap,
    JournalLine,
    ManifestGone,
    ManifestSeen,
    Observation,
    RuntimeSeen,
    Source,
)
from whyrestart.model.version import Version
from whyrestart.parsing import (
    certificate,
    cri,
    etcd,
    files_json,
    gaps_json,
    host_json,
    journal,
    json_value,
    kubelet_pods,
    probe_json,
    probe_metrics,
    processes_json,
    sockets,
    units,
)
from whyrestart.parsing.manifest import parse as parse_manifest
from whyrestart.parsing.redaction import redact
from whyrestart.parsing.runtime_values import moment
from whyrestart.snapshot import places
from whyrestart.snapshot.copies import Copies

T = TypeVar("T", bound=Observation)

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_FILES = 20_000
KUBELET_CONFIG = "/var/lib/kubelet/config.yaml"
CONTAINERD_CONFIG = "/etc/containerd/config.toml"


def load(directory: Path) -> NodeView:
    """Read a snapshot; raises SnapshotError where the directory is none, and only then."""
    head = _head(directory)
    taken_at = moment(head.get("taken_at")) or datetime.now(UTC)
    return _Loader(directory, head, taken_at).view()


def _head(directory: Path) -> dict[str, object]:
    if not directory.is_dir():
        raise SnapshotError(
            f"{directory} is not a directory; a snapshot written by `whyrestart capture DIR` was expected"
        )
    path = directory / places.HEAD
    data = _read(path)
    if data is None:
        raise SnapshotError(f"{path} is missing or unreadable; every snapshot has one")
    head = json_value.mapping(json_value.load(data))
    if head.get("schema") != places.SCHEMA:
        raise SnapshotError(
            f"{path}: schema is {head.get('schema')!r}; this whyrestart reads schema {places.SCHEMA}"
            " (was the snapshot made by a newer version?)"
        )
    return head


def _read(path: Path) -> bytes | None:
    """A regular file's bytes, at most MAX_FILE_BYTES; None for anything that cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES)
    except OSError:
        return None


class _Loader:
    def __init__(self, directory: Path, head: dict[str, object], taken_at: datetime) -> None:
        self._directory = directory
        self._head = head
        self._at = taken_at
        self._seen: list[Observation] = []
        self._gaps: list[Gap] = []
        # The newest of each type and key that history.jsonl tells of, with the time at which it was first seen.
        self._before: dict[tuple[type[Observation], Hashable], Observation] = {}
        told = _read(directory / places.GAPS)
        self._knows_gaps = told is not None
        self._told = gaps_json.from_json(told) if told is not None else ()

    def view(self) -> NodeView:
        self._history()
        files = self._files()
        manifest_directory = self._copies(files)
        for name, sources in _SOURCES.items():
            self._one(name, sources)
        self._journals()
        return NodeView.of(
            self._seen,
            name=json_value.text(self._head.get("node")) or "node",
            at=self._at,
            version=Version.parse(json_value.text(self._head.get("kubernetes_version"))) or _by_image(self._seen),
            manifest_directory=manifest_directory,
            gaps=(*self._told, *self._gaps),
        )

    def _gap(self, source: Source, why: str) -> None:
        if not any(gap.source is source and gap.until is None for gap in self._told):
            self._gaps.append(Gap(source=source, why=why))

    def _add(self, seen: Iterable[Observation]) -> None:
        """Take in what a file says, but for what the history has already told with a better time."""
        for each in seen:
            before = self._before.get((type(each), each.key))
            if before is None or replace(each, at=before.at) != before:
                self._seen.append(each)

    def _one(self, name: str, sources: tuple[Source, ...]) -> None:
        """A file of the snapshot by its parser; where it is missing, its sources are blind."""
        data = _read(self._directory / name)
        if data is not None:
            self._add(_PARSERS[name](data, self._at))
        elif not any(gap.source in sources and gap.until is None for gap in self._told):
            for source in sources:
                self._gap(source, f"{name} is not in the snapshot")

    def _kubelet_log(self) -> list[JournalLine]:
        """The log file of a kubelet that writes one."""
        copies = (_read(self._directory / places.FS / path.lstrip("/")) for path in places.KUBELET_LOGS)
        text = next((data for data in copies if data is not None), b"").decode("utf-8", "replace")
        file = journal.KubeletLogFile(now=self._at, zone=UTC)
        return [line for line in map(file.line, text.splitlines()) if line is not None]

    # ---- before -----------------------------------------------------------------------------------------------------

    def _history(self) -> None:
        for line in (_read(self._directory / places.HISTORY) or b"").split(b"\n"):
            entry = json_value.mapping(json_value.load(line)) if line.strip() else {}
            name, at = json_value.text(entry.get("file")), json_value.time(entry.get("at"))
            if not name or at is None:
                continue
            for seen in self._earlier(name, at, entry.get("value")):
                self._seen.append(seen)
                self._before[type(seen), seen.key] = seen

    def _earlier(self, name: str, at: datetime, value: object) -> Iterable[Observation]:
        text = json_value.text(value)
        if name in _PARSERS:
            return _PARSERS[name]((json.dumps(value) if text is None else text).encode("utf-8", "replace"), at)
        path = name.removeprefix(places.FS)
        if not path.startswith("/"):
            return ()
        if text is None:
            return (ManifestGone(at=at, path=path),)
        if self._is_manifest(path):
            return (ManifestSeen(at=at, manifest=parse_manifest(path, text.encode("utf-8", "replace"))),)
        return (FileText(at=at, path=path, text=redact(text)),)

    def _is_manifest(self, path: str) -> bool:
        directory = json_value.text(self._head.get("manifest_directory"))
        return directory is not None and PurePosixPath(directory) in {PurePosixPath(path), PurePosixPath(path).parent}

    # ---- files of the node ------------------------------------------------------------------------------------------

    def _files(self) -> tuple[FileSeen, ...]:
        data = _read(self._directory / places.FILES)
        if data is None:
            self._gap(Source.FILES, f"{places.FILES} is not in the snapshot")
            return ()
        listed = files_json.from_json(data, self._at)
        self._add(listed)
        return listed

    def _texts(self) -> Iterator[tuple[str, bytes]]:
        """Every file below fs/, by its path on the node. Links inside the snapshot are not followed out of it."""
        root = self._directory / places.FS
        count = 0
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_symlink() or not path.is_file():
                continue
            count += 1
            if count > MAX_FILES:
                self._gap(Source.FILES, f"more than {MAX_FILES} files below fs/; the rest was left out")
                return
            data = _read(path)
            if data is not None:
                yield "/" + path.relative_to(root).as_posix(), data

    def _copies(self, listed: tuple[FileSeen, ...]) -> str:
        texts = dict(self._texts())
        told = json_value.mapping(json_value.load(_read(self._directory / places.COPIES) or b""))
        copies = Copies(
            at=self._at,
            texts=texts,
            listed={seen.path: seen for seen in listed},
            told={path: json_value.mapping(facts) for path, facts in told.items()},
        )
        directory = copies.manifest_directory(json_value.text(self._head.get("manifest_directory")))
        listing = _read(self._directory / places.MANIFEST_DIRECTORY)
        found = [*copies.manifests(directory, json_value.mapping(json_value.load(listing or b"")))]
        if len(found) > 1 or listing is not None or self._holds(directory):
            self._add(found)
        else:
            self._gap(Source.MANIFESTS, f"{directory} is not in the snapshot")
        self._add(copies.logs())
        if not any("/log/pods" in path for path in texts) and not self._holds(places.POD_LOGS):
            self._gap(Source.POD_LOGS, f"{places.POD_LOGS[1:]} is not in the snapshot")
        others = tuple(copies.configuration(directory))
        self._add(others)
        if not self._knows_gaps:
            self._configuration_gaps(texts, others)
        return directory

    def _configuration_gaps(self, texts: Mapping[str, bytes], seen: Iterable[Observation]) -> None:
        """What a snapshot made by hand does not tell of: `capture` knows its gaps itself."""
        if not any(isinstance(each, CertificateFileSeen) for each in seen):
            self._gap(Source.CERTIFICATES, "no certificate is in the snapshot")
        if KUBELET_CONFIG not in texts:
            self._gap(Source.KUBELET_CONFIG, f"{KUBELET_CONFIG} is not in the snapshot")
        if CONTAINERD_CONFIG not in texts and not (self._directory / places.RUNTIME).is_file():
            self._gap(Source.RUNTIME_CONFIG, f"neither {places.RUNTIME} nor {CONTAINERD_CONFIG} is in the snapshot")

    def _holds(self, directory: str) -> bool:
        return (self._directory / places.FS / directory.lstrip("/")).is_dir()

    # ---- journals ---------------------------------------------------------------------------------------------------

    def _journals(self) -> None:
        found: set[Source] = set()
        root = self._directory / places.JOURNAL
        for path in sorted(root.glob("*.jsonl")) if root.is_dir() else ():
            data = _read(path)
            if data is not None:
                found.add(journal.source_of(path.stem))
                self._seen += journal.from_jsonl(data, path.stem)
        if Source.KUBELET_LOG not in found and (lines := self._kubelet_log()):
            found.add(Source.KUBELET_LOG)
            self._seen += lines
        names = {
            Source.KUBELET_LOG: "journal/kubelet.jsonl",
            Source.RUNTIME_LOG: "the runtime's journal",
            Source.KERNEL_LOG: "journal/kernel.jsonl",
        }
        for source, name in names.items():
            if source not in found:
                self._gap(source, f"{name} is not in the snapshot")


def _runtime(data: bytes, at: datetime) -> tuple[RuntimeSeen, ...]:
    value = json_value.mapping(json_value.load(data))
    name, version = json_value.text(value.get("name")) or "", json_value.text(value.get("version")) or ""
    config = json_value.text(value.get("config"))
    if not (name or version or config):
        return ()
    return (RuntimeSeen(at=at, name=name, version=version, config=redact(config) if config else None),)


def _containers(data: bytes, at: datetime) -> Iterator[Observation]:
    yield from cri.load_containers(data, at=at)
    for gone in json_value.items(json_value.mapping(json_value.load(data)).get("gone")):
        known, when = json_value.text(gone.get("id")), json_value.time(gone.get("at"))
        if known and when:
            yield ContainerGone(at=when, container_id=known)


def _known(seen: T | None) -> tuple[T, ...]:
    return () if seen is None else (seen,)


_PARSERS: Mapping[str, Callable[[bytes, datetime], Iterable[Observation]]] = {
    places.CONTAINERS: _containers,
    places.SANDBOXES: lambda data, at: cri.load_sandboxes(data, at=at),
    places.RUNTIME: _runtime,
    places.PODS: lambda data, at: kubelet_pods.load(data, at=at) or (),
    places.PROBE_METRICS: lambda data, at: probe_metrics.load(data, at=at),
    places.UNITS: units.from_json,
    places.PROBES: lambda data, at: probe_json.load(data, at=at),
    places.SOCKETS: lambda data, at: _known(sockets.from_json(data, at)),
    places.SERVED: certificate.served_from_json,
    places.ETCD: lambda data, at: _known(etcd.from_json(data, at)),
    places.HOST: lambda data, at: _known(host_json.from_json(data, at)),
    places.PROCESSES: processes_json.from_json,
}
_SOURCES: Mapping[str, tuple[Source, ...]] = {
    places.CONTAINERS: (Source.CRI, Source.DOCKER),
    places.SANDBOXES: (),
    places.RUNTIME: (),
    places.PODS: (Source.KUBELET_API,),
    places.PROBE_METRICS: (),
    places.UNITS: (Source.UNITS,),
    places.PROBES: (Source.PROBE,),
    places.SOCKETS: (Source.SOCKETS,),
    places.SERVED: (Source.SERVED_CERTIFICATES,),
    places.ETCD: (Source.ETCD,),
    places.HOST: (Source.HOST,),
    places.PROCESSES: (Source.PROCESSES,),
}


def _by_image(seen: Iterable[Observation]) -> Version | None:
    """The apiserver's version by its image, where the snapshot names none."""
    for each in seen:
        if isinstance(each, ManifestSeen) and each.manifest.pod is not None:
            for container in each.manifest.pod.containers:
                if "apiserver" in container.program and container.version is not None:
                    return container.version
    return None
