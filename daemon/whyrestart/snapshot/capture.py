"""The view of a node to the files of a snapshot: what the daemon knows, in the form in which `load` reads it back.

Texts in a view are redacted already. Certificates stand in it without their PEM, so they are read once more, and only
their certificate part is taken; nothing that may hold a private key is opened for more than that.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from whyrestart.episodes import manifests
from whyrestart.model.manifest import Manifest
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    CertificateFileSeen,
    ContainerGone,
    ContainerSeen,
    ContainerStatusSeen,
    EtcdSeen,
    FileSeen,
    FileText,
    HostSeen,
    JournalLine,
    ManifestDirectoryEvent,
    ManifestDirectorySeen,
    ManifestGone,
    ManifestSeen,
    Observation,
    PodLogSeen,
    PodStatusSeen,
    ProbeCounters,
    ProbeResult,
    ProcessSeen,
    RuntimeSeen,
    SandboxSeen,
    ServedCertificateSeen,
    SocketsSeen,
    Source,
    UnitSeen,
)
from whyrestart.parsing import (
    certificate,
    cri,
    etcd,
    files_json,
    gaps_json,
    host_json,
    journal,
    kubelet_pods,
    pod_log,
    probe_json,
    probe_metrics,
    processes_json,
    sockets,
    units,
)
from whyrestart.parsing.json_value import rfc3339
from whyrestart.parsing.manifest import parse as parse_manifest
from whyrestart.parsing.named_files import FileKind, named_files
from whyrestart.parsing.redaction import redact
from whyrestart.snapshot import places

# A file's bytes by its path on the node; None where it cannot be read.
Read = Callable[[str], bytes | None]

# Files that hold one moment, their observations, and how one moment of them is written.
_MOMENTS: Mapping[str, tuple[tuple[type[Observation], ...], Callable[[Sequence[Any]], object]]] = {
    places.PODS: ((PodStatusSeen, ContainerStatusSeen), kubelet_pods.to_json),
    places.PROBE_METRICS: ((ProbeCounters,), probe_metrics.to_text),
    places.UNITS: ((UnitSeen,), units.to_json),
    places.SOCKETS: ((SocketsSeen,), lambda seen: sockets.to_json(seen[-1])),
    places.SERVED: ((ServedCertificateSeen,), certificate.served_to_json),
    places.ETCD: ((EtcdSeen,), lambda seen: etcd.to_json(seen[-1])),
    places.HOST: ((HostSeen,), lambda seen: host_json.to_json(seen[-1])),
}
# What an empty file says of a source that looked and saw nothing.
_EMPTY: Mapping[str, tuple[Source, object]] = {
    places.PODS: (Source.KUBELET_API, {"kind": "PodList", "apiVersion": "v1", "items": []}),
    places.UNITS: (Source.UNITS, {}),
    places.SOCKETS: (Source.SOCKETS, []),
    places.SERVED: (Source.SERVED_CERTIFICATES, []),
}
_JOURNALS = (("kubelet", Source.KUBELET_LOG), ("containerd", Source.RUNTIME_LOG), ("kernel", Source.KERNEL_LOG))


@dataclass(frozen=True, kw_only=True)
class Captured:
    """A snapshot before it is written: contents by path within it, directories, and what was left out, in words."""

    files: Mapping[str, bytes]
    directories: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def capture(view: NodeView, read: Read, *, by: str = "") -> Captured:
    """Everything that the view holds. `read` is asked for certificates and kubeconfigs alone; `by` says who took it."""
    made = _Capture(view, read)
    files = {
        path: content if isinstance(content, bytes) else _dumped(content)
        for path, content in (*made.copies(), *made.moments(), *made.journals(), *made.rest())
    }
    files[places.COPIES] = _dumped(made.told)
    if earlier := b"".join(_line(entry) for entry in made.history()):
        files[places.HISTORY] = earlier
    files[places.HEAD] = _dumped(
        {
            "schema": places.SCHEMA,
            "node": view.name,
            "taken_at": rfc3339(view.at),
            "kubernetes_version": str(view.version) if view.version else None,
            "manifest_directory": view.manifest_directory,
            "captured_by": by,
        }
    )
    wanted = [view.manifest_directory] if view.last(ManifestDirectorySeen) else []
    wanted += [] if view.blind(Source.POD_LOGS) else [places.POD_LOGS]
    directories = [place for path in wanted if (place := _below_fs(path)) is not None]
    return Captured(files=files, directories=tuple(directories), left_out=(*made.left_out, *_never_opened(view)))


class _Capture:
    def __init__(self, view: NodeView, read: Read) -> None:
        self._view = view
        self._read = read
        self.told: dict[str, dict[str, object]] = {}
        self.left_out: list[str] = []

    # ---- below fs/ --------------------------------------------------------------------------------------------------

    def copies(self) -> Iterator[tuple[str, bytes]]:
        """The files of the node, later ones of the same path superseding earlier ones."""
        for path, data, facts in (*self._texts(), *self._certificates(), *self._logs(), *self._manifests()):
            place = _below_fs(path)
            if place is None:
                self.left_out.append(f"{path!r}: no path that could lie below fs/")
                continue
            if data is not None:
                facts["sha256"] = hashlib.sha256(data).hexdigest()
                yield place, data
            self.told[path] = {key: value for key, value in facts.items() if value is not None}

    def _manifests(self) -> Iterator[tuple[str, bytes | None, dict[str, object]]]:
        seen_at = {seen.manifest.path: seen.at for seen in self._view.all(ManifestSeen)}
        for manifest in manifests(self._view):
            facts: dict[str, object] = {
                "kind": "manifest",
                "seen_at": rfc3339(seen_at[manifest.path]),
                "modified_at": rfc3339(manifest.modified_at),
            }
            data = manifest.text.encode("utf-8", "replace")
            again = parse_manifest(manifest.path, data, manifest.modified_at)
            if manifest.problem is None and again.problem is not None:
                self.left_out.append(f"{manifest.path}: without its secrets it is no manifest any more")
                continue
            unread = manifest.problem is not None and not manifest.sha256
            if unread or again.problem != manifest.problem:
                facts["problem"] = _problem(manifest)
            yield manifest.path, None if unread else data, facts

    def _logs(self) -> Iterator[tuple[str, bytes, dict[str, object]]]:
        for log in self._view.newest(PodLogSeen).values():
            facts: dict[str, object] = {
                "kind": "pod_log",
                "modified_at": rfc3339(log.modified_at),
                "size_bytes": log.size_bytes,
                "skipped_lines": log.skipped_lines,
            }
            if log.skipped_lines:
                self.left_out.append(f"{log.path}: {log.skipped_lines} lines between its beginning and its end")
            yield log.path, pod_log.to_bytes(log.lines), facts

    def _texts(self) -> Iterator[tuple[str, bytes, dict[str, object]]]:
        for text in self._view.newest(FileText).values():
            yield text.path, text.text.encode("utf-8", "replace"), {"kind": "text"}

    def _certificates(self) -> Iterator[tuple[str, bytes | None, dict[str, object]]]:
        inline: set[str] = set()
        known = self._view.newest(FileText)
        for seen in self._view.newest(CertificateFileSeen).values():
            facts: dict[str, object] = {"kind": "certificate", "modified_at": rfc3339(seen.modified_at)}
            if seen.inline_in is not None:
                if seen.inline_in not in known and seen.inline_in not in inline:
                    inline.add(seen.inline_in)
                    data = self._read(seen.inline_in)
                    if data is None:
                        self.left_out.append(f"{seen.inline_in}: cannot be read now")
                        continue
                    text = redact(data.decode("utf-8", "replace")).encode()
                    yield seen.inline_in, text, {**facts, "kind": "text"}
                continue
            data = self._read(seen.path)
            if data is None and not seen.certificates and seen.problem is None:
                continue  # gone, and known to be
            public = None if data is None else certificate.public_part(data)
            if public is None and seen.certificates:
                self.left_out.append(f"{seen.path}: cannot be read now")
                continue
            if public is None or certificate.file_seen(seen.path, public, seen.at).problem != seen.problem:
                facts["problem"] = seen.problem
            if not seen.named:
                facts["named"] = False
            yield seen.path, public, facts

    # ---- beside fs/ -------------------------------------------------------------------------------------------------

    def moments(self) -> Iterator[tuple[str, object]]:
        """What each file that holds one moment says now."""
        for path, (kinds, encode) in _MOMENTS.items():
            newest = [seen for kind in kinds for seen in self._view.newest(kind).values()]
            if newest:
                yield path, _content(encode(newest))
            elif path in _EMPTY and self._view.blind(_EMPTY[path][0]) is None:
                yield path, _EMPTY[path][1]

    def journals(self) -> Iterator[tuple[str, bytes]]:
        """Each unit's lines; a journal that was looked into and held none is an empty file."""
        lines: dict[str, list[JournalLine]] = defaultdict(list)
        for line in self._view.all(JournalLine):
            lines[_file_name(line.unit)].append(line)
        for unit, source in _JOURNALS:
            if self._view.blind(source) is None and not any(journal.source_of(known) is source for known in lines):
                lines[unit] = []
        for name, its in lines.items():
            yield f"{places.JOURNAL}/{name}.jsonl", journal.to_jsonl(its)

    def rest(self) -> Iterator[tuple[str, object]]:
        """Everything that has one file and no history."""
        view = self._view
        if view.blind(Source.FILES) is None or view.all(FileSeen):
            yield places.FILES, files_json.to_json(view.newest(FileSeen).values())
        containers, sandboxes = view.newest(ContainerSeen).values(), view.newest(SandboxSeen).values()
        if containers or sandboxes or not (view.blind(Source.CRI) or view.blind(Source.DOCKER)):
            gone = [{"id": each.container_id, "at": rfc3339(each.at)} for each in view.newest(ContainerGone).values()]
            yield places.CONTAINERS, {**cri.containers_to_json(containers), "gone": gone}
            yield places.SANDBOXES, cri.sandboxes_to_json(sandboxes)
        runtimes = view.all(RuntimeSeen)
        if runtimes:
            yield (
                places.RUNTIME,
                {
                    "name": runtimes[-1].name,
                    "version": next((seen.version for seen in reversed(runtimes) if seen.version), ""),
                    "config": next((seen.config for seen in reversed(runtimes) if seen.config), None),
                },
            )
        if view.all(ProbeResult) or view.blind(Source.PROBE) is None:
            yield places.PROBES, probe_json.to_json(view.all(ProbeResult))
        if view.all(ProcessSeen) or view.blind(Source.PROCESSES) is None:
            yield places.PROCESSES, processes_json.to_json(view.newest(ProcessSeen).values())
        directory = view.last(ManifestDirectorySeen)
        if directory is not None:
            events = [
                {"at": rfc3339(event.at), "name": event.name, "what": event.what.value}
                for event in view.all(ManifestDirectoryEvent)
            ]
            yield (
                places.MANIFEST_DIRECTORY,
                {"path": directory.path, "names": list(directory.names), "events": events},
            )
        yield places.GAPS, gaps_json.to_json(view.gaps)

    # ---- before -----------------------------------------------------------------------------------------------------

    def history(self) -> Iterator[dict[str, object]]:
        """What was seen more than once, with the times at which it was seen."""
        entries = [*self._earlier_moments(), *self._earlier_texts()]
        entries.sort(key=lambda entry: str(entry["at"]))
        yield from entries

    def _earlier_moments(self) -> Iterator[dict[str, object]]:
        for path, (kinds, encode) in _MOMENTS.items():
            seen = [each for kind in kinds for each in self._view.all(kind)]
            counts = Counter((type(each), each.key) for each in seen)
            moments: dict[object, list[Observation]] = defaultdict(list)
            for each in seen:
                if counts[type(each), each.key] > 1:
                    moments[each.at].append(each)
            for together in moments.values():
                yield {"at": rfc3339(together[0].at), "file": path, "value": encode(together)}

    def _earlier_texts(self) -> Iterator[dict[str, object]]:
        now = {manifest.path for manifest in manifests(self._view)}
        found: list[tuple[Observation, str, str | None]] = []
        newest = self._view.newest(ManifestSeen)
        found += [
            (seen, seen.manifest.path, seen.manifest.text)
            for seen in self._view.all(ManifestSeen)
            if seen is not newest[seen.key] or seen.manifest.path not in now
        ]
        found += [(gone, gone.path, None) for gone in self._view.all(ManifestGone)]
        texts = self._view.newest(FileText)
        found += [(seen, seen.path, seen.text) for seen in self._view.all(FileText) if seen is not texts[seen.key]]
        for seen, path, text in found:
            place = _below_fs(path)
            if place is not None:
                yield {"at": rfc3339(seen.at), "file": place, "value": text}


def _below_fs(path: str) -> str | None:
    """Where a file of the node lies in the snapshot; None for what is no plain absolute path."""
    parts = PurePosixPath(path).parts
    if not path.startswith("/") or len(parts) < 2 or ".." in parts or "\0" in path:
        return None
    return str(PurePosixPath(places.FS, *parts[1:]))


def _file_name(unit: str) -> str:
    """Each line names its unit itself, so units that share a file are told apart."""
    name = "".join(letter if letter.isalnum() or letter in "@._:-" else "_" for letter in unit[:200])
    return name.lstrip(".") or "other"


def _problem(manifest: Manifest) -> dict[str, object] | None:
    problem = manifest.problem
    if problem is None:
        return None
    return {
        "message": problem.message,
        "line": problem.line,
        "column": problem.column,
        "key": problem.key,
        "unread": problem.unread,
    }


def _never_opened(view: NodeView) -> Iterator[str]:
    files = view.newest(FileSeen)
    secrets = {
        named.on_host
        for manifest in manifests(view)
        if manifest.pod is not None
        for named in named_files(manifest.pod)
        if named.kind is FileKind.SECRET
    }
    there = sorted(path for path in secrets if (seen := files.get(path)) is not None and seen.type is not None)
    if there:
        yield f"private keys, tokens and passwords, never opened: {', '.join(there)}"


def _content(value: object) -> object:
    return value.encode() if isinstance(value, str) else value


def _dumped(value: object) -> bytes:
    return json.dumps(value, indent=1).encode() + b"\n"


def _line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"


def contents(captured: Captured) -> Iterable[tuple[str, bytes]]:
    """The files in the order in which they are written: the head last, so that half a snapshot is none."""
    yield from ((path, data) for path, data in captured.files.items() if path != places.HEAD)
    yield places.HEAD, captured.files[places.HEAD]
