"""The printed edit is applied as printed, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.demo.patching import PatchError, apply, patched
from whyrestart.model.remedy import FileEdit, LineEdit

LINES = st.lists(st.text(alphabet="ab -:@+", max_size=6), max_size=30)


@st.composite
def edited(draw):
    """A text and an edit of it, as remedies make them."""
    lines = draw(LINES)
    first = draw(st.integers(1, len(lines) + 1))
    last = draw(st.integers(first - 1, len(lines)))
    edit = LineEdit(first=first, last=last, new=tuple(draw(LINES)))
    return FileEdit(path="/m.yaml", before="".join(f"{line}\n" for line in lines), edits=(edit,))


@given(edited())
def test_gives_what_the_remedy_means(edit):
    assert patched(edit.before, edit.diff.splitlines()[2:]) == edit.after


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_changes_and_creates_files_under_the_root(tmp_path):
    manifest = write(tmp_path / "kube-apiserver.yaml", "a\nb\n")
    changed = FileEdit(path=str(manifest), before="a\nb\n", edits=(LineEdit(first=2, last=2, new=("c",)),))
    created = FileEdit(path=str(tmp_path / "new" / "conf.yaml"), before=None, created="x\n")

    apply(changed.diff + created.diff, tmp_path)

    assert manifest.read_text(encoding="utf-8") == "a\nc\n"
    assert (tmp_path / "new" / "conf.yaml").read_text(encoding="utf-8") == "x\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kube-apiserver.yaml", "new"]


def test_writes_nothing_when_one_file_does_not_fit(tmp_path):
    good, bad = write(tmp_path / "good", "a\n"), write(tmp_path / "bad", "something else\n")
    diffs = [
        FileEdit(path=str(path), before="a\n", edits=(LineEdit(first=1, last=1, new=("b",)),)).diff
        for path in (good, bad)
    ]

    with pytest.raises(PatchError, match="line 1: the diff expects 'a'"):
        apply("".join(diffs), tmp_path)

    assert good.read_text(encoding="utf-8") == "a\n"


def test_leaves_files_elsewhere_alone(tmp_path):
    outside = write(tmp_path / "outside", "a\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    edit = FileEdit(path=f"{inside}/../outside", before="a\n", edits=(LineEdit(first=1, last=1, new=("b",)),))

    with pytest.raises(PatchError, match="is not under"):
        apply(edit.diff, inside)

    assert outside.read_text(encoding="utf-8") == "a\n"
