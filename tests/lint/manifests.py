"""Manifests to lint: the installers' own, and changes of them."""

from pathlib import Path

from whyrestart.lint import LintFile, lint
from whyrestart.model.version import Version

INSTALLERS = Path(__file__).parent.parent / "data" / "installers"
NAMES = sorted(path.name for path in INSTALLERS.iterdir() if path.is_dir())


def read(installer, component="kube-apiserver"):
    """The text of a component's manifest as that installer writes it."""
    return next(p for p in (INSTALLERS / installer).iterdir() if p.name.startswith(component)).read_text()


def changed(text, *pairs):
    """The text with each first string replaced; one that is not there is a mistake of the test's."""
    for old, new in pairs:
        assert old in text, f"{old!r} is not in the manifest"
        text = text.replace(old, new)
    return text


def given(text, name="kube-apiserver.yaml", directory="manifests", **facts):
    """A file to lint."""
    data = text if isinstance(text, bytes) else text.encode()
    return LintFile(path=f"{directory}/{name}" if directory else name, data=data, directory=directory, **facts)


def directory(installer):
    """All files of an installer's manifest directory, as a walk gives them."""
    return [
        given(path.read_bytes(), path.name, str(path.parent.relative_to(INSTALLERS)), named=False)
        for path in sorted((INSTALLERS / installer).rglob("*"))
        if path.is_file()
    ]


def found(*files, version=None, disk=None):
    """The findings in those files."""
    stated = Version.parse(version) if isinstance(version, str) else version
    return lint([f if isinstance(f, LintFile) else given(f) for f in files], version=stated, disk=disk).findings


def rules(*files, **how):
    """The rules that found something."""
    return {each.rule for each in found(*files, **how)}
