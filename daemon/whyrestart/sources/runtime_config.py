"""The container runtime's configuration files: containerd's with its imports, CRI-O's, Docker's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from whyrestart.clock import Clock
from whyrestart.model.observation import FileText, Observation, ProcessSeen, RuntimeSeen, Source
from whyrestart.parsing import containerd_config
from whyrestart.parsing.redaction import redact
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.look import Look
from whyrestart.sources.regular_file import NotRegularError, read, reason

CONTAINERD = (
    containerd_config.DEFAULT_PATH,
    "/var/lib/rancher/rke2/agent/etc/containerd/config.toml",
    "/var/lib/rancher/k3s/agent/etc/containerd/config.toml",
    "/var/snap/microk8s/current/args/containerd.toml",
)
OTHERS = ("/etc/docker/daemon.json", "/etc/crio/crio.conf", "/etc/crio/crio.conf.d/*")
MAX_BYTES = 1024 * 1024
MAX_FILES = 100


class RuntimeConfigSource(BlockingSource):
    """Tells of each file and of the merged configuration of containerd, when they change.

    `processes` may tell with which `--config` containerd runs; else its usual places are looked at.
    """

    sources = (Source.RUNTIME_CONFIG,)
    period_seconds = 30.0

    def __init__(
        self,
        clock: Clock,
        *,
        processes: Callable[[], Iterable[ProcessSeen]] = tuple,
        root: Path = Path("/"),
    ) -> None:
        super().__init__(clock)
        self._processes = processes
        self._root = root
        self._told: dict[str, str] = {}
        self._merged: str | None = None

    def see(self) -> Look:
        unread: list[str] = []
        containerd: dict[str, str] = {}
        path = next(iter(self._stated()), None)
        for main in (path,) if path else CONTAINERD:
            containerd = self._with_imports(main, unread)
            if containerd:
                path = main
                break
        texts = {**containerd, **dict(self._texts(OTHERS, unread))}
        found: list[Observation] = []
        for name, text in texts.items():
            if self._told.get(name) != text:
                found.append(FileText(at=self._clock.now(), source=Source.RUNTIME_CONFIG, path=name, text=text))
        merged = containerd_config.merged_text(containerd, path) if path else None
        if merged is not None and merged != self._merged:
            found.append(RuntimeSeen(at=self._clock.now(), name="containerd", config=merged))
        self._told, self._merged = texts, merged
        gaps = self.gaps("; ".join(unread[:3])) if unread else ()
        return Look(observations=tuple(found), gaps=gaps, partial=bool(texts))

    def _stated(self) -> Iterator[str]:
        for process in self._processes():
            words = process.command_line
            if process.program == "containerd":
                for word, following in zip(words, (*words[1:], ""), strict=True):
                    name, equals, value = word.partition("=")
                    if name in {"--config", "-c"}:
                        yield value if equals else following

    def _with_imports(self, path: str, unread: list[str]) -> dict[str, str]:
        texts: dict[str, str] = {}
        tried: set[str] = set()
        waiting = [path]
        while waiting and len(texts) < MAX_FILES:
            tried.update(waiting)
            texts |= self._texts(waiting, unread)
            imports = [pattern for name in tuple(texts) for pattern in containerd_config.imports(texts[name], name)]
            waiting = [name for name in dict.fromkeys(self._expanded(imports)) if name not in tried]
        return texts

    def _texts(self, patterns: Iterable[str], unread: list[str]) -> Iterator[tuple[str, str]]:
        for name in self._expanded(patterns):
            try:
                data = read(str(self._root / name.lstrip("/")), MAX_BYTES).data
            except (FileNotFoundError, NotADirectoryError, NotRegularError):
                continue
            except OSError as error:
                unread.append(reason(error))
                continue
            yield name, redact(data.decode("utf-8", "replace"))

    def _expanded(self, patterns: Iterable[str]) -> list[str]:
        names: list[str] = []
        for pattern in patterns:
            if "*" not in pattern:
                names.append(pattern)
                continue
            found = islice(self._root.glob(pattern.lstrip("/")), MAX_FILES)
            names += sorted(f"/{path.relative_to(self._root)}" for path in found)
        return names
