"""Files that flags, volumes and the kubelet's units name: whether they are there, whose they are, and redacted texts.

Private keys, tokens and passwords are looked at and never opened. What a configuration names in its turn (the socket of
a KMS plugin, a file of an admission plugin) is looked for too.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from whyrestart.clock import Clock
from whyrestart.model.identity import PROGRAMS
from whyrestart.model.manifest import Manifest, StaticPod
from whyrestart.model.observation import FileSeen, FileText, Observation, Source
from whyrestart.parsing.kubelet_config import config_path, drop_in_directory
from whyrestart.parsing.named_files import FileKind, named_files
from whyrestart.parsing.redaction import redact
from whyrestart.parsing.systemd_unit_file import (
    DIRECTORIES,
    KUBEADM_ENVIRONMENT_FILES,
    carried_flags,
    environment_files,
)
from whyrestart.sources import kubelet_drop_ins
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.look import Look
from whyrestart.sources.regular_file import NotRegularError, read, reason, type_of

MAX_TEXT_BYTES = 512 * 1024
MAX_PATHS = 1000
MAX_ENVIRONMENT_FILES = 50

# What tells whether kubeadm has been here, and by what the kubelet is let in.
PLACES = (
    "/etc/kubernetes", "/etc/kubernetes/manifests", "/etc/kubernetes/pki", "/etc/kubernetes/kubelet.conf",
    "/etc/kubernetes/bootstrap-kubelet.conf", "/etc/kubernetes/admin.conf", "/var/lib/kubelet",
    "/var/lib/kubelet/config.yaml", "/var/lib/kubelet/pki/kubelet-client-current.pem", "/var/lib/etcd",
    "/var/lib/etcd/member", "/var/log/pods", "/run/containerd/containerd.sock", "/run/crio/crio.sock",
    "/var/run/dockershim.sock", "/run/cri-dockerd.sock", "/etc/containerd/config.toml", "/etc/ssl/certs",
    "/etc/ca-certificates", "/etc/pki", "/sbin/apparmor_parser",
)  # fmt: skip
# A snap's unit runs `snap run`, which tells no flag.
_OWN_UNITS = tuple(unit for unit in PROGRAMS if not unit.startswith("snap."))
# What systemd lays over a path that the unit hides (InaccessiblePaths=): empty, mode 0000, nothing of what is below.
_HIDING = "/run/systemd/inaccessible"
_NAMED_INSIDE = re.compile(
    r"(?m)^[ \t]*(?:-[ \t]+)?(?:endpoint|path|kubeConfigFile):[ \t]*[\"']?(?:unix://)?(/[^\s\"'#]+)"
)


class FileSource(BlockingSource):
    """Tells of each path when it is first looked for and whenever it changed; `paths` are further ones to look for.

    `kubelet_config` is the kubelet's configuration file, where another one is read than its unit says. The texts that
    make up the kubelet's configuration are of a source of their own.
    """

    sources = (Source.FILES, Source.KUBELET_CONFIG)
    period_seconds = 10.0

    def __init__(
        self,
        clock: Clock,
        *,
        manifests: Callable[[], Iterable[Manifest]] = tuple,
        paths: Iterable[str] = (),
        kubelet_config: str | None = None,
        root: Path = Path("/"),
    ) -> None:
        super().__init__(clock)
        self._manifests = manifests
        self._kubelet_config = kubelet_config
        self._paths = (*PLACES, *paths)
        self._root = root
        self._told: dict[str, FileSeen] = {}
        self._texts: dict[str, str] = {}
        self._merged: set[str] = set()

    def see(self) -> Look:
        found: list[Observation] = []
        unread: dict[Source, list[str]] = {Source.FILES: [], Source.KUBELET_CONFIG: []}
        paths = dict.fromkeys(self._paths)
        kubelet = self._kubelet_texts(unread[Source.KUBELET_CONFIG])
        paths |= dict.fromkeys((*kubelet, *_values_that_are_paths(kubelet, "kubelet.service")))
        found += self._news_of_texts(kubelet, Source.KUBELET_CONFIG)
        texts: dict[str, str] = {}
        for manifest in self._manifests():
            if manifest.pod is None:
                continue
            for named in named_files(manifest.pod):
                paths[named.path] = paths[named.on_host] = None
                if named.kind in {FileKind.CONFIG, FileKind.KUBECONFIG}:
                    text = self._text(named.on_host, unread[Source.FILES])
                    if text is not None:
                        texts[named.on_host] = text
                        paths |= dict.fromkeys(_named_inside(manifest.pod, named.container, text))
        for unit in _OWN_UNITS:
            own = self._unit_texts(unit, unread[Source.FILES])
            paths |= dict.fromkeys(_values_that_are_paths(own, unit))
            texts |= own
        found += self._news_of_texts(texts, Source.FILES)
        for path in list(paths)[:MAX_PATHS]:
            found += self._look_for(path, unread[Source.FILES])
        gaps = [gap for source, why in unread.items() if why for gap in self.gaps("; ".join(why[:3]), source)]
        return Look(observations=tuple(found), gaps=tuple(gaps), partial=True)

    def _look_for(self, path: str, unread: list[str]) -> Iterator[FileSeen]:
        try:
            seen = self._seen(path)
        except OSError as error:
            unread.append(reason(error))
            return
        if seen is None:
            return
        before = self._told.get(path)
        if before is None or _facts(before) != _facts(seen):
            self._told[path] = seen
            yield seen
        if seen.type == "link":
            end = os.path.realpath(self._here(path))
            inside = "/" + str(Path(end).relative_to(self._root)) if Path(end).is_relative_to(self._root) else end
            if inside != path:
                yield from self._look_for(inside, unread)

    def _seen(self, path: str) -> FileSeen | None:
        """What lies there; None where the unit hides it, for then it is as if it had not been looked for."""
        here = self._here(path)
        now = self._clock.now()
        try:
            found = here.lstat()
            target = str(here.readlink()) if stat.S_ISLNK(found.st_mode) else None
        except (FileNotFoundError, NotADirectoryError):
            return FileSeen(at=now, path=path, type=None)
        if stat.S_IMODE(found.st_mode) == 0 and (found.st_dev, found.st_ino) in self._hiding():
            return None
        return FileSeen(
            at=now,
            path=path,
            type=type_of(found.st_mode),
            mode=stat.S_IMODE(found.st_mode),
            uid=found.st_uid,
            gid=found.st_gid,
            size=found.st_size if stat.S_ISREG(found.st_mode) else None,
            modified_at=datetime.fromtimestamp(found.st_mtime, UTC),
            target=target,
        )

    def _hiding(self) -> Iterator[tuple[int, int]]:
        with suppress(OSError), os.scandir(self._here(_HIDING)) as nodes:
            for node in nodes:
                found = node.stat(follow_symlinks=False)
                yield found.st_dev, found.st_ino

    def _text(self, path: str, unread: list[str]) -> str | None:
        try:
            data = read(str(self._here(path)), MAX_TEXT_BYTES).data
        except (FileNotFoundError, NotADirectoryError, NotRegularError):
            return None
        except OSError as error:
            unread.append(reason(error))
            return None
        return redact(data.decode("utf-8", "replace"))

    def _kubelet_texts(self, unread: list[str]) -> dict[str, str]:
        """The kubelet's unit, drop-ins and environment files, and the configuration that they make it read."""
        texts = self._unit_texts("kubelet.service", unread, *KUBEADM_ENVIRONMENT_FILES)
        flags = carried_flags(texts)
        configuration = self._kubelet_config or config_path(flags)
        for path in (configuration, *self._drop_ins(drop_in_directory(flags), unread)):
            text = self._text(path, unread)
            if text is not None:
                texts[path] = text
        if not unread:
            # What was merged over the configuration and is gone must not count any more.
            gone = [path for path in self._merged if path not in texts]
            texts |= dict.fromkeys(gone, "")
        return texts

    def _unit_texts(self, unit: str, unread: list[str], *others: str) -> dict[str, str]:
        """A unit, its drop-ins and the environment files that they name; `others` are read as well."""
        paths = [*others]
        for place in DIRECTORIES:
            paths.append(f"{place}/{unit}")
            drop_ins = f"{place}/{unit}.d"
            try:
                with os.scandir(self._here(drop_ins)) as entries:
                    names = sorted(entry.name for entry in entries if entry.name.endswith(".conf"))[:100]
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                unread.append(reason(error))
                continue
            paths += [f"{drop_ins}/{name}" for name in names]
        texts = {path: text for path in paths if (text := self._text(path, unread)) is not None}
        for path in environment_files(texts, unit)[:MAX_ENVIRONMENT_FILES]:
            if path not in paths and (text := self._text(path, unread)) is not None:
                texts[path] = text
        return texts

    def _drop_ins(self, directory: str | None, unread: list[str]) -> Iterator[str]:
        if directory is None:
            return
        try:
            names = kubelet_drop_ins.listed(str(self._here(directory)))
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            unread.append(reason(error))
            return
        for name in names:
            self._merged.add(f"{directory}/{name}")
            yield f"{directory}/{name}"

    def _news_of_texts(self, texts: dict[str, str], source: Source) -> Iterator[FileText]:
        for path, text in texts.items():
            if self._texts.get(path) != text:
                self._texts[path] = text
                yield FileText(at=self._clock.now(), source=source, path=path, text=text)

    def _here(self, path: str) -> Path:
        return self._root / path.lstrip("/")


def _facts(seen: FileSeen) -> tuple[object, ...]:
    # A directory's time changes with every file in it.
    modified_at = seen.modified_at if seen.type == "file" else None
    return (seen.type, seen.mode, seen.uid, seen.gid, seen.size, modified_at, seen.target)


def _values_that_are_paths(texts: dict[str, str], unit: str) -> Iterator[str]:
    for flag in carried_flags(texts, unit):
        value = (flag.value or "").removeprefix("unix://")
        if value.startswith("/") and value != "/":
            yield value


def _named_inside(pod: StaticPod, container_name: str, text: str) -> Iterator[str]:
    """Paths that a configuration names, as the container sees them and where they lie on the host."""
    container = pod.container(container_name)
    for match in list(_NAMED_INSIDE.finditer(text))[:50]:
        yield match[1]
        on_host = pod.host_path_of(container, match[1]) if container else None
        if on_host is not None:
            yield on_host
