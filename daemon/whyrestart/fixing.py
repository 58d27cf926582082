"""`fix`: the best edit of a diagnosis, applied to the real files when a person typed `--write`, and followed.

The diagnosis was made of redacted text. An edit is a change of lines, so it is applied to the file as it lies there,
and only if that file, redacted, is exactly what was diagnosed. The order is one in which a crash leaves nothing half
done: back up, write new files, write the rest beside the manifest directory (never in it: the kubelet would read it),
rename over the manifest last.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from whyrestart.errors import WhyrestartError
from whyrestart.lint import LintFile, lint
from whyrestart.linting import look_at_disk
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Diagnosis, NodeDiagnosis
from whyrestart.model.identity import ContainerRef
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.model.secret import REDACTED
from whyrestart.model.version import Version
from whyrestart.parsing.manifest import parse
from whyrestart.parsing.redaction import redact
from whyrestart.parsing.yaml_tree import YamlProblem, load_first

MAX_BYTES = 10 * 1024 * 1024
BACKUPS = "backups"
# What a new file of a configuration is readable for: nobody but the program that reads it.
NEW_FILE_MODE = 0o600
_OF_ABSENT_FILES = frozenset({Cause.FILE_MISSING, Cause.HOST_PATH_UNUSABLE})


class FixError(WhyrestartError):
    """An edit is not applied; nothing has been changed, or what had been was put back."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What would be written: a diagnosis and the best of its remedies that has an edit."""

    diagnosis: Diagnosis
    remedy: Remedy


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written, and where the files as they were lie now."""

    paths: tuple[str, ...]
    backup: str
    at: datetime


def plan(found: NodeDiagnosis) -> Plan | None:
    """The first edit in order of blame: the verdict's, else that of whatever comes after it."""
    first = (found.verdict,) if found.verdict is not None else ()
    for diagnosis in (*first, *found.diagnoses):
        remedy = next((each for each in diagnosis.remedies if each.edits and not each.stopgap), None)
        if remedy is not None:
            return Plan(diagnosis=diagnosis, remedy=remedy)
        if diagnosis is found.verdict:
            # What lies above the broken layer is no place to begin, whatever edit it has.
            return None
    return None


def write(
    chosen: Plan,
    *,
    manifest_directory: str,
    state_directory: Path,
    now: datetime,
    sha256: dict[str, str] | None = None,
    version: Version | None = None,
) -> Written:
    """Apply the plan's edits. Raises FixError, and then everything is as it was.

    `sha256` are the digests of manifests as they were diagnosed, by path.
    """
    targets = [_Target.of(edit, manifest_directory, (sha256 or {}).get(edit.path)) for edit in chosen.remedy.edits]
    targets.sort(key=lambda each: (each.edit.before is not None, each.is_manifest))
    owner = next((each.runs_as for each in targets if each.runs_as is not None), None)
    _validate(targets, version)
    backup = _back_up(targets, state_directory, now)
    done = _Undo()
    try:
        for each in targets:
            if each.edit.before is None:
                _create(each, owner)
                done.add(each.path.unlink)
            else:
                _replace(each)
                done.add(partial(_put_back, each))
    except OSError as error:
        done.run()
        raise FixError(f"{error.filename or chosen.remedy.title}: {error.strerror}; {_advice(error)}") from error
    except FixError:
        done.run()
        raise
    return Written(paths=tuple(str(each.path) for each in targets), backup=backup, at=now)


@dataclass
class _Undo:
    steps: list[Callable[[], None]] = field(default_factory=list)

    def add(self, step: Callable[[], None]) -> None:
        self.steps.append(step)

    def run(self) -> None:
        for step in reversed(self.steps):
            with contextlib.suppress(OSError):
                step()


def _advice(error: OSError) -> str:
    return "run as root" if isinstance(error, PermissionError) else "nothing was changed"


# ---- what is there ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Target:
    """One file of the edit as it lies there; `data` is empty for one that is to be created."""

    edit: FileEdit
    path: Path
    is_manifest: bool
    data: bytes = b""
    after: bytes = b""
    mode: int = NEW_FILE_MODE
    uid: int = -1
    gid: int = -1

    @classmethod
    def of(cls, edit: FileEdit, manifest_directory: str, sha256: str | None) -> _Target:
        directory = os.path.realpath(manifest_directory)
        parent = os.path.realpath(PurePosixPath(edit.path).parent)
        path = Path(parent, PurePosixPath(edit.path).name)
        is_manifest = parent == directory
        if edit.before is None:
            return cls(edit=edit, path=_absent(path, is_manifest=is_manifest), is_manifest=False,
                       after=edit.created.encode())  # fmt: skip
        path = _not_led_away(path)
        data, seen = _read(path)
        if sha256 and is_manifest and hashlib.sha256(data).hexdigest() != sha256:
            raise FixError(f"{path} has changed since it was diagnosed; run `whyrestart fix` again")
        return cls(
            edit=edit,
            path=path,
            is_manifest=is_manifest,
            data=data,
            after=_edited(edit, path, data),
            mode=stat.S_IMODE(seen.st_mode),
            uid=seen.st_uid,
            gid=seen.st_gid,
        )

    @property
    def runs_as(self) -> int | None:
        """The user that the pod's containers run as, where the manifest names one."""
        if not self.is_manifest:
            return None
        try:
            tree = load_first(self.data)
        except YamlProblem:
            return None
        spec = tree.get("spec") if tree else None
        containers = spec.get("containers") if spec else None
        places = (*(containers.items() if containers else ()), *((spec,) if spec else ()))
        users = (user.integer for place in places if (user := place.at("securityContext", "runAsUser")) is not None)
        return next((user for user in users if user is not None and user >= 0), None)


def _not_led_away(path: Path) -> Path:
    """The file itself; a link is followed only to a file of the same directory."""
    if not path.is_symlink():
        return path
    end = Path(os.path.realpath(path))
    if end.parent != path.parent:
        raise FixError(f"{path} is a link to {end}, outside its directory; edit that file by hand")
    return end


def _absent(path: Path, *, is_manifest: bool) -> Path:
    if is_manifest:
        raise FixError(f"{path} would be a new file in the manifest directory, which the kubelet would run")
    if os.path.lexists(path):
        raise FixError(f"{path} exists already; the edit would create it: look at it, and edit by hand")
    return path


def _read(path: Path) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file; a link, a FIFO or a device is never opened."""
    try:
        handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            seen = os.fstat(handle)
            if not stat.S_ISREG(seen.st_mode):
                raise FixError(f"{path} is not a regular file; it is not edited")
            descriptor = os.open(f"/proc/self/fd/{handle}", os.O_RDONLY | os.O_CLOEXEC)
        finally:
            os.close(handle)
        with open(descriptor, "rb") as file:  # noqa: PTH123  # a descriptor, not a path
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FixError(f"{path}: {error.strerror}; {_advice(error)}") from error
    if len(data) > MAX_BYTES:
        raise FixError(f"{path} is larger than the {MAX_BYTES // 2**20} MiB that the kubelet takes")
    return data, seen


def _edited(edit: FileEdit, path: Path, data: bytes) -> bytes:
    """The real text after the edit; only if it is, redacted, the text that the edit was made for."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise FixError(f"{path} is not UTF-8; edit it by hand") from None
    shown = parse(edit.path, data).text
    if edit.before not in {shown, redact(text), text}:
        raise FixError(f"{path} is not the text that was diagnosed; run `whyrestart fix` again")
    if len((edit.before or "").splitlines()) != len(text.splitlines()):
        raise FixError(f"{path} cannot be edited by line without touching what was redacted; edit it by hand")
    if any(REDACTED in line for each in edit.edits for line in each.new):
        raise FixError(f"the edit of {path} would write over a secret that was not read; edit it by hand")
    return edit.apply(text).encode()


# ---- whether it may be written ---------------------------------------------------------------------------------------


def _validate(targets: Sequence[_Target], version: Version | None) -> None:
    """Each manifest must still be that pod, and lint must find nothing in any file that it does not find now."""
    created = [_as_linted(each, each.after) for each in targets if each.edit.before is None]
    for each in targets:
        if each.is_manifest:
            _keeps_the_pod(each)
        before = _rules(each, each.data, created, version) if each.edit.before is not None else set()
        new = _rules(each, each.after, created, version) - before
        if new:
            raise FixError(f"the edit of {each.path} would bring another fault with it: {', '.join(sorted(new))}")


def _keeps_the_pod(target: _Target) -> None:
    before, after = parse(str(target.path), target.data), parse(str(target.path), target.after)
    if after.pod is None:
        raise FixError(f"the edit of {target.path} would leave no valid pod: {_problem(after.problem)}")
    if before.pod is not None and (before.pod.namespace, before.pod.name) != (after.pod.namespace, after.pod.name):
        raise FixError(f"the edit of {target.path} would change the pod's name")


def _problem(problem: object) -> str:
    return str(getattr(problem, "message", problem))


def _as_linted(target: _Target, data: bytes) -> LintFile:
    return LintFile(
        path=str(target.path),
        data=data,
        directory=str(target.path.parent),
        named=target.is_manifest,
        on_node=target.is_manifest,
    )


def _rules(target: _Target, data: bytes, created: Sequence[LintFile], version: Version | None) -> set[str]:
    file = _as_linted(target, data)
    disk = look_at_disk([file])
    coming = {f.path for f in created}
    together = [file, *(each for each in created if each.path != file.path)]
    found = [each for each in lint(together, version=version, disk=disk).findings if each.path == file.path]
    return {
        each.rule
        for each in found
        if each.cause not in _OF_ABSENT_FILES
        or coming.isdisjoint({each.detail.get("host_path"), each.detail.get("path")})
    }


# ---- writing ---------------------------------------------------------------------------------------------------------


def _back_up(targets: Sequence[_Target], state_directory: Path, now: datetime) -> str:
    """Every file as it is now, below one new directory that only root can read."""
    place = state_directory / BACKUPS / f"{now:%Y%m%dT%H%M%S.%fZ}"
    try:
        place.mkdir(mode=0o700, parents=True)
        for each in targets:
            if each.edit.before is None:
                continue
            copy = place / str(each.path).lstrip("/")
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            _fill(descriptor, each.data)
    except OSError as error:
        raise FixError(f"no backup could be made at {place}: {error.strerror}; {_advice(error)}") from error
    return str(place)


def _fill(descriptor: int, data: bytes) -> None:
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _create(target: _Target, owner: int | None) -> None:
    """A new file, whole from its first moment on; never over one that came meanwhile."""
    if not target.path.parent.is_dir():
        raise FixError(f"{target.path.parent} does not exist; make it, and run `whyrestart fix` again")
    with _temporary(target.path.parent, target.after, NEW_FILE_MODE, owner=(owner or -1, -1)) as temporary:
        os.link(temporary, target.path)
    _sync(target.path.parent)


def _replace(target: _Target) -> None:
    """Rename the new text over the old, with the owner, mode and labels of the old."""
    beside = _beside(target)
    if beside.stat().st_dev != target.path.parent.stat().st_dev:
        raise FixError(
            f"{target.path.parent} is a filesystem of its own: no file beside it can be renamed into it. Apply the "
            "diff by hand, to a copy elsewhere that is then moved in whole"
        )
    with _temporary(beside, target.after, target.mode, owner=(target.uid, target.gid)) as temporary:
        _copy_labels(target.path, temporary)
        now, seen = _read(target.path)
        if now != target.data or (seen.st_uid, seen.st_gid) != (target.uid, target.gid):
            raise FixError(f"{target.path} was changed by somebody else meanwhile; run `whyrestart fix` again")
        temporary.rename(target.path)
    _sync(target.path.parent)
    _sync(beside)


def _beside(target: _Target) -> Path:
    """Where the new text waits: never in the manifest directory, in which every name is a manifest."""
    return target.path.parent.parent if target.is_manifest else target.path.parent


def _put_back(target: _Target) -> None:
    with _temporary(_beside(target), target.data, target.mode, owner=(target.uid, target.gid)) as temporary:
        temporary.rename(target.path)


@contextlib.contextmanager
def _temporary(directory: Path, data: bytes, mode: int, *, owner: tuple[int, int] = (-1, -1)) -> Iterator[Path]:
    """A whole file under a hidden name; gone afterwards unless it was renamed."""
    path = directory / f".whyrestart-{os.urandom(8).hex()}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, NEW_FILE_MODE)
    try:
        _fill(descriptor, data)
        os.chown(path, *owner)
        path.chmod(mode)
        yield path
    finally:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def _copy_labels(source: Path, target: Path) -> None:
    """SELinux' label and access lists; a filesystem without them has none to lose."""
    with contextlib.suppress(OSError):
        for name in os.listxattr(source):
            os.setxattr(target, name, os.getxattr(source, name))


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def subject_name(diagnosis: Diagnosis) -> str:
    """The container or unit in short."""
    subject = diagnosis.subject
    return subject.container if isinstance(subject, ContainerRef) else str(subject)
