"""Files as a hostile or a tired person leaves them: written rightly, or not at all."""

from dataclasses import replace

import pytest

from fixing.nodes import FAULT, NOW, SECRET, Place
from lint.manifests import changed, read
from whyrestart.fixing import FixError, write
from whyrestart.model.remedy import FileEdit, LineEdit, Remedy

TEXT = changed(read("kubeadm-1.18"), FAULT, SECRET)
LINE = "    - --anonymous-auth=false\n"


def place_of(tmp_path, data):
    place = Place(tmp_path)
    place.manifest.write_bytes(data)
    return place


def apply(place, chosen=None):
    return write(chosen or place.plan(), manifest_directory=str(place.directory), state_directory=place.state, now=NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(TEXT.replace("\n", "\r\n"), TEXT.replace(LINE, "").replace("\n", "\r\n"), id="crlf"),
        pytest.param("\ufeff" + TEXT, "\ufeff" + TEXT.replace(LINE, ""), id="bom"),
        pytest.param(TEXT.rstrip("\n"), TEXT.replace(LINE, "").rstrip("\n"), id="no newline at its end"),
        pytest.param("---\n" + TEXT + "---\n# second\n", "---\n" + TEXT.replace(LINE, "") + "---\n# second\n",
                     id="two"),
        pytest.param(TEXT.replace("hunter2", "|\n        hunter2\n        more"),
                     TEXT.replace("hunter2", "|\n        hunter2\n        more").replace(LINE, ""), id="a long secret"),
        pytest.param(TEXT.replace("command:", "command:  # a\u2028"),
                     TEXT.replace("command:", "command:  # a\u2028").replace(LINE, ""), id="a line separator"),
    ],
)  # fmt: skip
def test_only_the_flag_goes_from_an_odd_file(tmp_path, before, after):
    place = place_of(tmp_path, before.encode())
    apply(place)

    assert place.manifest.read_bytes().decode() == after


def test_a_secret_below_the_fault_is_neither_lost_nor_shown(tmp_path):
    text = changed(TEXT, (LINE, f"{LINE}    - --etcd-password=hunter3\n    - --token\n    - hunter4\n"))
    place = place_of(tmp_path, text.encode())
    chosen = place.plan()
    assert "hunter" not in chosen.remedy.diff
    apply(place, chosen)

    assert place.manifest.read_text() == text.replace(LINE, "")


def test_a_path_that_climbs_is_held_to_be_the_manifest_directory(tmp_path):
    place = Place(tmp_path)
    path = f"{place.directory.parent}/pki/../manifests/new.yaml"
    chosen = replace(place.plan(), remedy=Remedy(title="x", edits=(FileEdit(path=path, before=None, created="a"),)))
    with pytest.raises(FixError):
        apply(place, chosen)

    assert place.leftovers == []


def test_two_edits_of_one_file_are_both_there_or_none(tmp_path):
    place = Place(tmp_path)
    before = place.plan().remedy.edits[0].before
    number = before.splitlines().index("    - --anonymous-auth=false") + 1
    one = FileEdit(path=str(place.manifest), before=before, edits=(LineEdit(first=number, last=number, new=()),))
    two = FileEdit(
        path=f"{place.directory}/../manifests/kube-apiserver.yaml",
        before=before,
        edits=(LineEdit(first=1, last=0, new=("# mine",)),),
    )
    chosen = replace(place.plan(), remedy=Remedy(title="x", edits=(one, two)))
    with pytest.raises(FixError):
        apply(place, chosen)

    assert place.manifest.read_text() == place.text
