"""Files to findings: every rule that foresees and every check of lint's own, asked of every container of every pod."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from whyrestart.causes import ALL
from whyrestart.causes.rule import about_containers
from whyrestart.knowledge.causes import CAUSES
from whyrestart.lint import command_line, configs, directory, fields, files, kubeadm, kubelet_flags, probes
from whyrestart.lint.configs import kind_of
from whyrestart.lint.findings import Disk, Kind, LintFile, LintFinding, Report
from whyrestart.lint.fingerprints import with_fingerprints
from whyrestart.lint.ignoring import without_ignored
from whyrestart.lint.kubeadm import KubeadmFile
from whyrestart.lint.subjects import as_given, episodes, version_among, with_only
from whyrestart.model.cause import Cause, Confidence, Role
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Manifest, ProbeKind
from whyrestart.model.observation import FileSeen, FileText, Observation
from whyrestart.model.remedy import Remedy
from whyrestart.model.version import Version
from whyrestart.parsing.manifest import parse, tree_of
from whyrestart.parsing.redaction import redact
from whyrestart.parsing.yaml_tree import as_utf8
from whyrestart.remedies import remedies

Progress = Callable[[str], None]

_PROBE_FAMILIES = frozenset({"probe_auth", "probe_target", "probe_timing"})
# What lies beside each other is judged once a directory.
_OF_DIRECTORIES = frozenset({Cause.DUPLICATE_MANIFEST, Cause.STALE_MANIFEST})
# These read from flags that are absent what a default does; a script may give them all the same.
_BY_DEFAULTS = frozenset({Cause.PROBE_WRONG_PORT, Cause.PROBE_TARGETS_DISABLED_PORT})
_RULES = tuple(
    rule
    for rule in ALL
    if rule.applies is about_containers and rule.cause not in _OF_DIRECTORIES and CAUSES[rule.cause].role is Role.ROOT
)
_PROBE_RULES = tuple(rule for rule in _RULES if CAUSES[rule.cause].family in _PROBE_FAMILIES)
_OTHER_RULES = tuple(rule for rule in _RULES if rule not in _PROBE_RULES)
_CHECKS = (*command_line.CHECKS, *probes.CHECKS, *files.CHECKS)
_SAME = ("file", "line", "flag", "gate", "plugin", "path", "port", "host")
_YIELDS = {rule.cause: rule.yields_to for rule in ALL}
_COMPONENT = re.compile(rb"kube-(?:apiserver|controller-manager|scheduler)|\betcd\b")
# A remedy's edit is linted in turn, whole: of a manifest with thousands of mistakes the first remedies are a beginning.
MOST_REMEDIES = 50
_CONTENT = re.compile(r"^\s*(?:- +)*")


def lint(
    given: Iterable[LintFile],
    *,
    version: Version | None = None,
    disk: Disk | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """Judge files by themselves and by what lies beside them. Reads nothing, and never raises for what they hold.

    `version` is the Kubernetes release to judge by; without it each image's own tag counts. `disk` is what was seen of
    the node; it is asked about files whose `on_node` is set.
    """
    found: list[LintFinding] = []
    linted = 0
    everything = tuple(replace(file, data=as_utf8(file.data)) for file in given)
    by_directory: dict[str, list[LintFile]] = {}
    for file in everything:
        by_directory.setdefault(file.directory, []).append(file)
    shared = tuple(_authentication_configs(everything))
    versions: list[Version] = []
    for inside in by_directory.values():
        judged = _Directory(inside, version=version, disk=disk, shared=shared, progress=progress)
        found += judged.findings()
        linted += judged.linted
        versions += [judged.version] if judged.version else []
    control_plane = next(iter(versions), None)
    flags = [file.path for file in everything if kind_of(file) is Kind.KUBELET_FLAGS]
    for file in everything:
        if kind_of(file) in {Kind.KUBELET_FLAGS, Kind.KUBEADM}:
            progress(file.path)
            found += _beside(file, stated=version, control_plane=control_plane)
            linted += 1
    found += _pairs(everything, version or next(iter(versions), None))
    texts = {file.path: file.data.decode("utf-8", "replace") for file in everything}
    told: list[LintFinding] = []
    for path, text in texts.items():
        mine = [each for each in found if each.path == path]
        told += with_fingerprints(text, _sorted(without_ignored(path, text, _sorted(mine))))
    unjudged = () if version or control_plane else tuple(flags)
    return Report(findings=tuple(_sorted(told)), linted=linted, unjudged=unjudged)


def _sorted(findings: Iterable[LintFinding]) -> list[LintFinding]:
    first: dict[tuple[object, ...], LintFinding] = {}
    for each in findings:
        first.setdefault(each.key, each)
    return sorted(first.values(), key=lambda f: (f.path, f.line or 0, f.confidence.rank, f.rule, f.subject))


def _authentication_configs(given: Iterable[LintFile]) -> Iterator[tuple[str, str]]:
    for file in given:
        if b"AuthenticationConfiguration" in file.data and kind_of(file) is Kind.COMPONENT:
            yield file.name, redact(file.data.decode("utf-8", "replace"))


def _beside(file: LintFile, *, stated: Version | None, control_plane: Version | None) -> Iterator[LintFinding]:
    """What decides over a node without lying in its manifest directory: the kubelet's flags, kubeadm's configuration.

    `control_plane` is the release of the manifests that were given too.
    """
    if kind_of(file) is Kind.KUBELET_FLAGS:
        for each in kubelet_flags.of_file(file, stated or control_plane, stated=stated is not None):
            yield _told(file, each)
        return
    config = KubeadmFile(file)
    for problem in config.problems:
        yield _told(file, configs.broken(file, Cause.COMPONENT_CONFIG_INVALID, "kubeadm's configuration", problem))
    for manifest, release in config.manifests(stated):
        for episode in episodes(manifest, version=release, stated=release is not None):
            for each in foreseen(episode):
                if each.cause in kubeadm.DECIDED:
                    yield _told(file, each)
    release = stated or config.version or control_plane
    for each in kubelet_flags.judged(config.kubelet_flags(), release, stated=stated is not None):
        yield _told(file, each)
    for data in config.kubelet_configurations:
        for each in configs.kubelet(replace(file, data=data), stated):
            yield _told(file, each)


def _pairs(given: Sequence[LintFile], version: Version | None) -> Iterator[LintFinding]:
    """Kubelet and containerd, where exactly one of each was given: of more nobody knows which go together."""
    kubelets = [file for file in given if kind_of(file) is Kind.KUBELET]
    runtimes = [file for file in given if kind_of(file) is Kind.CONTAINERD]
    if len(kubelets) == len(runtimes) == 1:
        for each in configs.between(kubelets[0], runtimes[0], version):
            yield _told(kubelets[0], each)


class _Directory:
    """The files of one directory."""

    def __init__(
        self,
        given: Sequence[LintFile],
        *,
        version: Version | None,
        disk: Disk | None,
        shared: tuple[tuple[str, str], ...],
        progress: Progress,
    ) -> None:
        self._files = given
        self._stated = version
        self._disk = disk
        self._shared = shared
        self._progress = progress
        self._kinds = {file.path: kind_of(file) for file in given}
        self.linted = 0
        self.version: Version | None = version

    def findings(self) -> list[LintFinding]:
        found: list[LintFinding] = []
        whole = self._is_manifest_directory()
        manifests: list[tuple[LintFile, Manifest]] = []
        for file in self._files:
            if self._is_manifest(file, whole=whole):
                self._progress(file.path)
                manifests.append((file, parse(file.path, file.data, file.modified_at)))
        if self.version is None:
            self.version = version_among(manifest.pod for _, manifest in manifests if manifest.pod)
        for file, manifest in manifests:
            found += self._manifest(file, manifest, whole=whole)
        by_path = {file.path: file for file in self._files}
        for manifest, each in directory.together([manifest for _, manifest in manifests], self.version):
            found.append(_told(by_path[manifest.path], each))
        for file in self._files:
            found += [_told(file, each) for each in self._configuration(file)]
        self.linted += len(manifests)
        return found

    def _is_manifest_directory(self) -> bool:
        """The node's own, or one in which a component of the control plane lies: the kubelet reads all of it."""
        return any(
            kind is Kind.POD and (file.on_node or _COMPONENT.search(file.data) is not None)
            for file, kind in zip(self._files, self._kinds.values(), strict=True)
        )

    def _is_manifest(self, file: LintFile, *, whole: bool) -> bool:
        """A pod; what somebody asked for by name and is nothing else; what lies among manifests, dotfiles left out."""
        kind = self._kinds[file.path]
        if kind is Kind.POD:
            return True
        return kind is Kind.OTHER and (file.named or (whole and not file.name.startswith(".")))

    def _manifest(self, file: LintFile, manifest: Manifest, *, whole: bool) -> Iterator[LintFinding]:
        lost = directory.stray(manifest) if whole and not file.named else None
        if lost is not None:
            yield _told(file, lost)
            return
        for each in directory.invalid(manifest):
            yield _told(file, each)
        tree = tree_of(file.data) if self._kinds[file.path] is Kind.POD else None
        for each in fields.of_pod(file.path, tree, self.version) if tree is not None else ():
            yield _told(file, each)
        seen = (*self._seen(file), *self._configurations_of(manifest))
        for episode in episodes(manifest, version=self.version, stated=self._stated is not None, seen=seen):
            for number, each in enumerate(foreseen(episode)):
                yield _told(file, each, episode, remedied=number < MOST_REMEDIES)

    def _seen(self, file: LintFile) -> tuple[Observation, ...]:
        return self._disk.observations if self._disk is not None and file.on_node else ()

    def _configurations_of(self, manifest: Manifest) -> Iterator[Observation]:
        """An AuthenticationConfiguration that was given too stands for the one of that name that a flag names."""
        for container in manifest.pod.containers if manifest.pod and self._shared else ():
            named = container.flag_value("authentication-config") or ""
            text = dict(self._shared).get(named.rpartition("/")[2])
            if text is not None:
                yield from as_given(named, text)
                host = manifest.pod.host_path_of(container, named) if manifest.pod else None
                yield from as_given(host, text) if host else ()

    def _configuration(self, file: LintFile) -> Iterator[Finding]:
        kind = self._kinds[file.path]
        swap = self._disk.swap_bytes if self._disk else None
        match kind:
            case Kind.KUBELET:
                yield from configs.kubelet(file, self.version, swap_bytes=swap if file.on_node else None)
            case Kind.CONTAINERD:
                yield from configs.containerd(file)
            case Kind.COMPONENT:
                yield from configs.component_kind(file, self.version)
            case _:
                return
        self.linted += 1


def foreseen(episode: Episode) -> list[Finding]:
    """Everything that the manifest alone foretells of one container, the better explanations first."""
    found: list[Finding] = []
    for rule in _OTHER_RULES:
        answer = rule.find(episode)
        found += [answer] if answer else []
    for index, probe in enumerate(episode.container.probes if episode.container else ()):
        if probe.kind is ProbeKind.READINESS:
            continue
        single = with_only(episode, index)
        found += [answer for rule in _PROBE_RULES if (answer := rule.find(single)) is not None]
    if episode.container is not None and episode.container.is_scripted:
        found = [each for each in found if each.cause not in _BY_DEFAULTS]
    found += [each for check in _CHECKS for each in check(episode)]
    # Startup and liveness probe are alike as a rule, and what is said of both is said once.
    once = {(each.cause, *(each[name] for name in _SAME)): each for each in reversed(found)}
    causes = {(each.cause, each["line"]) for each in found}
    return [each for each in reversed(once.values()) if not _yields(each, causes)]


def foretold(episode: Episode) -> tuple[Finding, ...]:
    """What the files alone foretell of a container that is being observed, as if nothing had been seen of it yet."""
    if episode.manifest is None or episode.container is None:
        return ()
    alone = episodes(episode.manifest, version=episode.node.version, seen=_files(_texts_of(episode)))
    name = episode.container.name
    mine = next((each for each in alone if each.container is not None and each.container.name == name), None)
    return tuple(foreseen(mine)) if mine is not None else ()


def _yields(mine: Finding, causes: set[tuple[Cause, str]]) -> bool:
    """A finding steps back behind a better explanation of the same line."""
    return any((other, mine["line"]) in causes for other in _YIELDS.get(mine.cause, ()))


def _told(file: LintFile, found: Finding, episode: Episode | None = None, *, remedied: bool = True) -> LintFinding:
    line = int(found["line"]) if found["line"].isdigit() else None
    column = int(found["column"]) if found["column"].isdigit() else None
    confidence = max(found.confidence, Confidence.LIKELY, key=lambda c: c.rank)
    return LintFinding(
        path=file.path,
        rule=found.cause.value,
        cause=found.cause,
        confidence=confidence,
        summary=found.summary,
        line=line,
        column=column or _column(file, line),
        subject=str(episode.subject) if episode else "",
        remedy=_best(episode, remedies(episode, found)) if episode and remedied else None,
        detail=dict(found.detail),
    )


def _column(file: LintFile, line: int | None) -> int | None:
    """Where on its line the thing begins: after the indentation and a list's dash."""
    if line is None:
        return None
    lines = file.data.decode("utf-8", "replace").split("\n", line)
    match = _CONTENT.match(lines[line - 1]) if line <= len(lines) else None
    return match.end() + 1 if match else None


def _best(episode: Episode, made: Sequence[Remedy]) -> Remedy | None:
    """The first with an edit that cures and leads nowhere else, or else the first, in words alone."""
    cures = (each for each in made if each.edits and not each.stopgap)
    good = next((each for each in cures if _leads_nowhere_else(episode, each)), None)
    return good or (replace(made[0], edits=()) if made else None)


# ---- remedies -------------------------------------------------------------------------------------------------------


def checked(episode: Episode, made: Sequence[Remedy]) -> tuple[Remedy, ...]:
    """The remedies, those whose edit would lead into another loop told in words alone.

    An edited manifest must be a pod that the kubelet takes, and lint must find nothing in it that it did not find
    before.
    """
    return tuple(remedy if _leads_nowhere_else(episode, remedy) else replace(remedy, edits=()) for remedy in made)


def _leads_nowhere_else(episode: Episode, remedy: Remedy) -> bool:
    manifest = episode.manifest
    edit = next((e for e in remedy.edits if manifest is not None and e.path == manifest.path), None)
    if manifest is None or edit is None or edit.before is None:
        return True
    created = tuple((e.path, e.created) for e in remedy.edits if e.before is None)
    disk = _texts_of(episode)
    version = episode.node.version
    before, after = (
        _causes_of(manifest.path, text, version, new, disk) for text, new in ((edit.before, ()), (edit.after, created))
    )
    return after is not None and before is not None and not (after - before)


def _texts_of(episode: Episode) -> tuple[tuple[str, str | None], ...]:
    """What the episode knows of files, as plain values: texts by path, None for what is not there."""
    texts: dict[str, str | None] = {s.path: None for s in episode.node.newest(FileSeen).values() if s.type is None}
    texts |= {s.path: s.text for s in episode.node.newest(FileText).values()}
    return tuple(sorted(texts.items(), key=lambda item: item[0]))


@lru_cache(maxsize=64)
def _causes_of(
    path: str,
    text: str,
    version: Version | None,
    created: tuple[tuple[str, str], ...],
    disk: tuple[tuple[str, str | None], ...],
) -> Counter[Cause] | None:
    """How often each cause is foreseen in a text; None where it is no pod."""
    manifest = parse(path, text.encode("utf-8", "surrogatepass"))
    if manifest.pod is None:
        return None
    seen = _files((*disk, *created))
    return Counter(f.cause for e in episodes(manifest, version=version, seen=seen) for f in foreseen(e))


def _files(texts: Iterable[tuple[str, str | None]]) -> tuple[Observation, ...]:
    return tuple(o for path, text in texts for o in (_absent(path) if text is None else as_given(path, text)))


def _absent(path: str) -> tuple[Observation, ...]:
    return (replace(as_given(path, "")[1], type=None, size=None),)  # type: ignore[call-arg]  # it is a FileSeen
