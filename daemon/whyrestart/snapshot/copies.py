"""The files below a snapshot's fs/ to observations: manifests, pod logs, certificates, kubeconfigs and other texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from whyrestart.model.manifest import Manifest, ManifestProblem
from whyrestart.model.observation import (
    CertificateFileSeen,
    DirectoryChange,
    FileSeen,
    FileText,
    ManifestDirectoryEvent,
    ManifestDirectorySeen,
    ManifestSeen,
    Observation,
    PodLogSeen,
)
from whyrestart.parsing import certificate, json_value, pod_log, pod_log_path
from whyrestart.parsing.kubelet_config import static_pod_path
from whyrestart.parsing.manifest import parse as parse_manifest
from whyrestart.parsing.redaction import redact

# Where installers put static pods, the usual one first (KUBELET.md 2.5).
MANIFEST_DIRECTORIES = (
    "/etc/kubernetes/manifests",
    "/var/lib/rancher/rke2/agent/pod-manifests",
    "/etc/kubernetes/static-pods",
)


@dataclass(frozen=True, kw_only=True)
class Copies:
    """`texts` by path on the node, `listed` what files.json says of paths, `told` what fs.json says of the copies."""

    at: datetime
    texts: Mapping[str, bytes]
    listed: Mapping[str, FileSeen]
    told: Mapping[str, dict[str, object]]

    def manifest_directory(self, stated: str | None) -> str:
        """Where the kubelet looks: as stated, as its configuration says, else the usual place that is there."""
        configured = stated or static_pod_path(
            {
                path: data.decode("utf-8", "replace")
                for path, data in self.texts.items()
                if "kubelet" in path or path.endswith(".conf")
            }
        )
        usual = (place for place in MANIFEST_DIRECTORIES if any(_inside(path, place) for path in self.texts))
        return configured or next(usual, MANIFEST_DIRECTORIES[0])

    def manifests(self, directory: str, listing: dict[str, object]) -> Iterator[Observation]:
        """The directory, what happened in it, and each of its files; `listing` is `manifest_directory.json`."""
        paths = [path for path in self.texts if self._is_manifest(path, directory)]
        names = json_value.strings(listing.get("names")) or sorted(
            name for path in paths if not (name := PurePosixPath(path).name).startswith(".")
        )
        yield ManifestDirectorySeen(at=self.at, path=directory, names=tuple(names))
        for event in json_value.items(listing.get("events")):
            changed, changed_at = json_value.text(event.get("name")), json_value.time(event.get("at"))
            what = json_value.text(event.get("what"))
            if changed and changed_at and what in set(DirectoryChange):
                yield ManifestDirectoryEvent(at=changed_at, name=changed, what=DirectoryChange(what))
        for path in paths:
            if not PurePosixPath(path).name.startswith("."):
                manifest = parse_manifest(path, self.texts[path], self._modified_at(path))
                problem = self._problem(path)
                if problem is not None:
                    manifest = replace(manifest, pod=None, problem=problem, warnings=())
                yield ManifestSeen(at=self._seen_at(path) or manifest.modified_at or self.at, manifest=manifest)
        for path in self.told:
            problem = self._problem(path) if path not in self.texts and self._kind(path) == "manifest" else None
            if problem is not None:
                manifest = Manifest(path=path, problem=problem, modified_at=self._modified_at(path))
                yield ManifestSeen(at=self._seen_at(path) or self.at, manifest=manifest)

    def logs(self) -> Iterator[PodLogSeen]:
        """Each attempt's log."""
        files = [
            file
            for path in self.texts
            if ("/log/" in path or self._kind(path) == "pod_log") and (file := pod_log_path.parse(path))
        ]
        for file in pod_log_path.best_of_each_attempt(files):
            path = file.path
            seen = pod_log.pod_log(path, self.texts[path], at=self.at, modified_at=self._modified_at(path))
            if seen is not None:
                facts = self._facts(path)
                yield replace(
                    seen,
                    size_bytes=json_value.integer(facts.get("size_bytes")) or seen.size_bytes,
                    skipped_lines=json_value.integer(facts.get("skipped_lines")) or seen.skipped_lines,
                )

    def configuration(self, directory: str) -> Iterator[Observation]:
        """Certificates, kubeconfigs and every other text that something on the node names."""
        for path, data in self.texts.items():
            if path not in self.listed:
                yield FileSeen(at=self.at, path=path, type="file", size=len(data))
            kind = self._kind(path)
            if kind in {"manifest", "pod_log"} or _inside(path, directory) or pod_log_path.parse(path) is not None:
                continue
            when = self._modified_at(path)
            if b"-----BEGIN CERTIFICATE-----" in data or path.endswith(".crt") or kind == "certificate":
                seen = certificate.file_seen(path, data, self.at, when)
                problem = json_value.text(self._facts(path).get("problem"))
                named = self.told.get(path, {}).get("named") is not False
                yield replace(seen, problem=problem or seen.problem, named=named)
                continue
            if b"client-certificate" in data or b"certificate-authority" in data:
                yield from certificate.kubeconfig_seen(path, data, self.at, when)
            yield FileText(at=self.at, path=path, text=redact(data.decode("utf-8", "replace")))
        for path, facts in self.told.items():
            problem = json_value.text(facts.get("problem"))
            if path not in self.texts and self._kind(path) == "certificate" and problem:
                yield CertificateFileSeen(at=self.at, path=path, problem=problem, modified_at=self._modified_at(path))

    def _is_manifest(self, path: str, directory: str) -> bool:
        return _inside(path, directory) or self._kind(path) == "manifest"

    def _kind(self, path: str) -> str | None:
        return json_value.text(self.told.get(path, {}).get("kind"))

    def _facts(self, path: str) -> dict[str, object]:
        """What was told of exactly this copy; nothing where somebody has changed it since."""
        facts = self.told.get(path, {})
        if path in self.texts and facts.get("sha256") != hashlib.sha256(self.texts[path]).hexdigest():
            return {}
        return facts

    def _problem(self, path: str) -> ManifestProblem | None:
        problem = json_value.mapping(self._facts(path).get("problem"))
        message = json_value.text(problem.get("message"))
        if not message:
            return None
        return ManifestProblem(
            message=message,
            line=json_value.integer(problem.get("line")),
            column=json_value.integer(problem.get("column")),
            key=json_value.text(problem.get("key")),
            unread=problem.get("unread") is True,
        )

    def _seen_at(self, path: str) -> datetime | None:
        return json_value.time(self.told.get(path, {}).get("seen_at"))

    def _modified_at(self, path: str) -> datetime | None:
        listed = self.listed.get(path)
        told = json_value.time(self.told.get(path, {}).get("modified_at"))
        return told or (listed.modified_at if listed else None)


def _inside(path: str, directory: str) -> bool:
    return str(PurePosixPath(path).parent) == (directory.rstrip("/") or "/")
