"""A snapshot directory to the view of a node. Any file may be missing: that source is then a gap."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TypeVar

from whyrestart.errors import SnapshotError
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    FileSeen,
    FileText,
    Gap,
    ManifestDirectorySeen,
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
    host_json,
    journal,
    json_value,
    kubelet_pods,
    pod_log,
    pod_log_path,
    probe_json,
    probe_metrics,
    sockets,
    units,
)
from whyrestart.parsing.kubelet_config import static_pod_path
from whyrestart.parsing.manifest import parse as parse_manifest
from whyrestart.parsing.redaction import redact
from whyrestart.parsing.runtime_values import moment

T = TypeVar("T", bound=Observation)

SCHEMA = 1
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_FILES = 20_000
# Where installers put static pods, the usual one first (KUBELET.md 2.5).
MANIFEST_DIRECTORIES = (
    "/etc/kubernetes/manifests",
    "/var/lib/rancher/rke2/agent/pod-manifests",
    "/etc/kubernetes/static-pods",
)
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
    path = directory / "snapshot.json"
    data = _read(path)
    if data is None:
        raise SnapshotError(f"{path} is missing or unreadable; every snapshot has one")
    head = json_value.mapping(json_value.load(data))
    if head.get("schema") != SCHEMA:
        raise SnapshotError(
            f"{path}: schema is {head.get('schema')!r}; this whyrestart reads schema {SCHEMA}"
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

    def view(self) -> NodeView:
        listed = tuple(self._files_json())
        self._seen += listed
        times = {seen.path: seen.modified_at for seen in listed}
        texts = dict(self._texts())
        manifest_directory = self._manifests(texts, times)
        self._logs(texts, times)
        self._configuration(texts, times, manifest_directory)
        self._one("cri/containers.json", (Source.CRI, Source.DOCKER), lambda d: cri.load_containers(d, at=self._at))
        self._one("cri/sandboxes.json", (), lambda d: cri.load_sandboxes(d, at=self._at))
        self._one("runtime.json", (), self._runtime)
        self._one("kubelet/pods.json", (Source.KUBELET_API,), lambda d: kubelet_pods.load(d, at=self._at) or ())
        self._one("kubelet/probes.prom", (), lambda d: probe_metrics.load(d, at=self._at))
        self._one("systemd/units.json", (Source.UNITS,), lambda d: units.from_json(d, self._at))
        self._one("probes.json", (Source.PROBE,), lambda d: probe_json.load(d, at=self._at))
        self._one("sockets.json", (Source.SOCKETS,), lambda d: _known(sockets.from_json(d, self._at)))
        self._one(
            "served_certificates.json",
            (Source.SERVED_CERTIFICATES,),
            lambda d: certificate.served_from_json(d, self._at),
        )
        self._one("etcd.json", (Source.ETCD,), lambda d: _known(etcd.from_json(d, self._at)))
        self._one("host.json", (Source.HOST,), lambda d: _known(host_json.from_json(d, self._at)))
        self._journals()
        self._gap(Source.PROCESSES, "a snapshot holds no processes")
        name = json_value.text(self._head.get("node")) or "node"
        version = Version.parse(json_value.text(self._head.get("kubernetes_version"))) or _by_image(self._seen)
        return NodeView.of(
            self._seen,
            name=name,
            at=self._at,
            version=version,
            manifest_directory=manifest_directory,
            gaps=self._gaps,
        )

    def _gap(self, source: Source, why: str) -> None:
        self._gaps.append(Gap(source=source, why=why))

    def _one(self, name: str, sources: tuple[Source, ...], parse: Callable[[bytes], Iterable[Observation]]) -> None:
        """A file of the snapshot by its parser; where it is missing, its sources are blind."""
        data = _read(self._directory / name)
        if data is None:
            for source in sources:
                self._gap(source, f"{name} is not in the snapshot")
            return
        self._seen += parse(data)

    def _files_json(self) -> Iterator[FileSeen]:
        data = _read(self._directory / "files.json")
        if data is None:
            self._gap(Source.FILES, "files.json is not in the snapshot")
            return
        yield from files_json.from_json(data, self._at)

    def _texts(self) -> Iterator[tuple[str, bytes]]:
        """Every file below fs/, by its path on the node. Links inside the snapshot are not followed out of it."""
        root = self._directory / "fs"
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

    def _manifests(self, texts: dict[str, bytes], times: dict[str, datetime | None]) -> str:
        configured = static_pod_path(
            {path: data.decode("utf-8", "replace") for path, data in texts.items() if _may_configure_kubelet(path)}
        )
        places = (*((configured,) if configured else ()), *MANIFEST_DIRECTORIES)
        here = next((place for place in places if any(_inside(path, place) for path in texts)), places[0])
        directory = configured or here
        paths = [path for path in texts if _inside(path, directory)]
        if not paths and not (self._directory / "fs" / directory.lstrip("/")).is_dir():
            self._gap(Source.MANIFESTS, f"{directory} is not in the snapshot")
            return directory
        names = sorted(name for path in paths if not (name := PurePosixPath(path).name).startswith("."))
        self._seen.append(ManifestDirectorySeen(at=self._at, path=directory, names=tuple(names)))
        for path in paths:
            if not PurePosixPath(path).name.startswith("."):
                manifest = parse_manifest(path, texts[path], times.get(path))
                self._seen.append(ManifestSeen(at=times.get(path) or self._at, manifest=manifest))
        return directory

    def _logs(self, texts: dict[str, bytes], times: dict[str, datetime | None]) -> None:
        files = [file for path in texts if "/log/" in path and (file := pod_log_path.parse(path))]
        if not any("/log/pods" in path for path in texts) and not (self._directory / "fs/var/log/pods").is_dir():
            self._gap(Source.POD_LOGS, "var/log/pods is not in the snapshot")
        for file in pod_log_path.best_of_each_attempt(files):
            seen = pod_log.pod_log(file.path, texts[file.path], at=self._at, modified_at=times.get(file.path))
            self._seen += _known(seen)

    def _configuration(self, texts: dict[str, bytes], times: dict[str, datetime | None], manifests: str) -> None:
        """Certificates, kubeconfigs and every other text that something on the node names."""
        certificates = False
        listed = {seen.path for seen in self._seen if isinstance(seen, FileSeen)}
        for path, data in texts.items():
            if path not in listed:
                self._seen.append(FileSeen(at=self._at, path=path, type="file", size=len(data)))
            if _inside(path, manifests) or pod_log_path.parse(path) is not None:
                continue
            when = times.get(path)
            if b"-----BEGIN CERTIFICATE-----" in data or path.endswith(".crt"):
                certificates = True
                self._seen.append(certificate.file_seen(path, data, self._at, when))
                continue
            if b"client-certificate" in data or b"certificate-authority" in data:
                certificates = True
                self._seen += certificate.kubeconfig_seen(path, data, self._at, when)
            self._seen.append(FileText(at=self._at, path=path, text=redact(data.decode("utf-8", "replace"))))
        if not certificates:
            self._gap(Source.CERTIFICATES, "no certificate is in the snapshot")
        if KUBELET_CONFIG not in texts:
            self._gap(Source.KUBELET_CONFIG, f"{KUBELET_CONFIG} is not in the snapshot")
        if CONTAINERD_CONFIG not in texts and not (self._directory / "runtime.json").is_file():
            self._gap(Source.RUNTIME_CONFIG, f"neither runtime.json nor {CONTAINERD_CONFIG} is in the snapshot")

    def _journals(self) -> None:
        found: set[Source] = set()
        root = self._directory / "journal"
        for path in sorted(root.glob("*.jsonl")) if root.is_dir() else ():
            data = _read(path)
            if data is not None:
                found.add(journal.source_of(path.stem))
                self._seen += journal.from_jsonl(data, path.stem)
        names = {
            Source.KUBELET_LOG: "journal/kubelet.jsonl",
            Source.RUNTIME_LOG: "the runtime's journal",
            Source.KERNEL_LOG: "journal/kernel.jsonl",
        }
        for source, name in names.items():
            if source not in found:
                self._gap(source, f"{name} is not in the snapshot")

    def _runtime(self, data: bytes) -> tuple[RuntimeSeen, ...]:
        value = json_value.mapping(json_value.load(data))
        name = json_value.text(value.get("name"))
        if not name:
            return ()
        config = json_value.text(value.get("config"))
        version = json_value.text(value.get("version")) or ""
        return (RuntimeSeen(at=self._at, name=name, version=version, config=redact(config) if config else None),)


def _known(seen: T | None) -> tuple[T, ...]:
    return () if seen is None else (seen,)


def _inside(path: str, directory: str) -> bool:
    return str(PurePosixPath(path).parent) == directory.rstrip("/")


def _may_configure_kubelet(path: str) -> bool:
    return "kubelet" in path


def _by_image(seen: Iterable[Observation]) -> Version | None:
    """The apiserver's version by its image, where the snapshot names none."""
    for each in seen:
        if isinstance(each, ManifestSeen) and each.manifest.pod is not None:
            for container in each.manifest.pod.containers:
                if "apiserver" in container.program and container.version is not None:
                    return container.version
    return None
