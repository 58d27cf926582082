"""An edit reaches the file as it lies there, whole or not at all, and nothing else."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from fixing.nodes import FAULT, NOW, Place
from lint.manifests import changed
from whyrestart.fixing import FixError, plan, write
from whyrestart.model.diagnosis import NodeDiagnosis
from whyrestart.model.observation import ManifestSeen
from whyrestart.model.remedy import FileEdit, LineEdit, Remedy


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def apply(place, chosen=None, **facts):
    return write(
        chosen or place.plan(), manifest_directory=str(place.directory), state_directory=place.state, now=NOW, **facts
    )


def with_edits(place, *edits):
    """The plan with other edits than the remedy's own."""
    chosen = place.plan()
    return replace(chosen, remedy=Remedy(title="a test", edits=edits))


def edit(place, *changes, path=None):
    before = place.plan().remedy.edits[0].before
    return FileEdit(path=str(path or place.manifest), before=before, edits=changes)


def line_of(place, text):
    return place.manifest.read_text().splitlines().index(text) + 1


def test_takes_the_flag_out_and_touches_nothing_else(place):
    before = place.manifest.stat()

    apply(place)

    after = place.manifest.stat()
    assert place.manifest.read_text() == changed(place.text, ("    - --anonymous-auth=false\n", ""))
    assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_gid) == (0o640, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino
    assert place.leftovers == []


def test_the_secret_that_was_never_shown_is_still_there(place):
    chosen = place.plan()

    apply(place, chosen)

    assert "hunter2" not in chosen.remedy.diff
    assert "value: hunter2\n" in place.manifest.read_text()


def test_keeps_the_files_as_they_were_where_only_root_can_read_them(place):
    written = apply(place)

    copy = Path(written.backup + str(place.manifest))
    assert copy.read_text() == place.text
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(written.backup).stat().st_mode) == 0o700
    assert place.directory not in copy.parents


def refused(place, chosen=None, *, because, **facts):
    text = place.manifest.read_bytes()
    with pytest.raises(FixError, match=because):
        apply(place, chosen, **facts)
    assert place.manifest.read_bytes() == text
    assert place.leftovers == []


def test_refuses_a_file_that_changed_since_it_was_diagnosed(place):
    chosen = place.plan()
    place.manifest.write_text(place.text.replace("cpu: 250m", "cpu: 300m"))

    refused(place, chosen, because="not the text that was diagnosed")


def test_refuses_by_the_digest_even_where_the_redacted_text_is_the_same(place):
    chosen = place.plan()
    sha256 = {str(place.manifest): place.view().last(ManifestSeen).manifest.sha256}
    place.manifest.write_text(place.text.replace("hunter2", "hunter3"))

    refused(place, chosen, because="has changed since", sha256=sha256)


def test_refuses_a_link_that_leads_out_of_the_directory(place):
    chosen = place.plan()
    elsewhere = place.root / "elsewhere.yaml"
    place.manifest.rename(elsewhere)
    place.manifest.symlink_to(elsewhere)

    with pytest.raises(FixError, match="outside its directory"):
        apply(place, chosen)

    assert elsewhere.read_text() == place.text


def test_follows_a_link_within_the_directory_and_leaves_it_a_link(place):
    real = place.directory / ".current.yaml"
    place.manifest.rename(real)
    place.manifest.symlink_to(real.name)

    apply(place)

    assert place.manifest.is_symlink()
    assert "anonymous-auth" not in real.read_text()


def test_never_opens_a_fifo(place):
    chosen = place.plan()
    place.manifest.unlink()
    os.mkfifo(place.manifest)

    with pytest.raises(FixError, match="not a regular file"):
        apply(place, chosen)


def test_refuses_an_edit_that_leaves_no_pod(place):
    line = line_of(place, "  hostNetwork: true")
    chosen = with_edits(place, edit(place, LineEdit(first=line, last=line, new=("  hostNetwork: maybe",))))

    refused(place, chosen, because="would leave no valid pod")


def test_refuses_an_edit_that_makes_another_pod_of_it(place):
    line = line_of(place, "  name: kube-apiserver")
    chosen = with_edits(place, edit(place, LineEdit(first=line, last=line, new=("  name: other",))))

    refused(place, chosen, because="change the pod's name")


def test_refuses_an_edit_that_brings_another_fault(place):
    line = line_of(place, FAULT[1].splitlines()[1])
    new = ("    - --authentication-config=/nowhere/authn.yaml",)
    chosen = with_edits(place, edit(place, LineEdit(first=line, last=line, new=new)))

    refused(place, chosen, because="another fault with it: .*file_not_mounted")


def test_refuses_an_edit_of_a_line_that_holds_a_secret(place):
    line = line_of(place, "      value: hunter2")
    chosen = with_edits(place, edit(place, LineEdit(first=line, last=line, new=("      value: REDACTED",))))

    refused(place, chosen, because="secret that was not read")


def test_refuses_what_is_not_utf_8(place):
    chosen = place.plan()
    place.manifest.write_bytes(place.text.encode() + b"# \xff\n")

    refused(place, chosen, because="not UTF-8")


class TestNewFiles:
    """A configuration that the edited manifest will name is there before the manifest, and only then."""

    def test_is_made_for_its_reader_alone(self, place):
        config = place.root / "etc" / "kubernetes" / "authn.yaml"
        new = FileEdit(path=str(config), before=None, created="kind: AuthenticationConfiguration\n")

        written = apply(place, with_edits(place, place.plan().remedy.edits[0], new))

        assert config.read_text() == new.created
        assert stat.S_IMODE(config.stat().st_mode) == 0o600
        assert written.paths == (str(config), str(place.manifest))
        assert place.leftovers == ["authn.yaml"]

    def test_belongs_to_the_user_that_the_pod_runs_as(self, tmp_path):
        text = changed(
            Place(tmp_path / "other").text, ("  hostNetwork", "  securityContext:\n    runAsUser: 2001\n  hostNetwork")
        )
        place = Place(tmp_path / "here", text)
        config = place.root / "etc" / "kubernetes" / "authn.yaml"
        new = FileEdit(path=str(config), before=None, created="x: 1\n")

        if os.geteuid() == 0:
            apply(place, with_edits(place, place.plan().remedy.edits[0], new))
            assert config.stat().st_uid == 2001
        else:
            refused(place, with_edits(place, place.plan().remedy.edits[0], new), because="run as root")

    def test_is_never_written_over_one_that_is_there(self, place):
        config = place.root / "authn.yaml"
        config.write_text("mine\n")
        new = FileEdit(path=str(config), before=None, created="theirs\n")

        with pytest.raises(FixError, match="exists already"):
            apply(place, with_edits(place, new))

        assert config.read_text() == "mine\n"

    def test_is_taken_away_again_where_the_rest_fails(self, place):
        first = FileEdit(path=str(place.root / "first.yaml"), before=None, created="a: 1\n")
        second = FileEdit(path=str(place.root / "no" / "such" / "place.yaml"), before=None, created="b: 1\n")

        refused(place, with_edits(place, first, second), because="does not exist")

    def test_is_never_made_in_the_manifest_directory(self, place):
        new = FileEdit(path=str(place.directory / "more.yaml"), before=None, created="a: 1\n")

        refused(place, with_edits(place, new), because="the kubelet would run")


class TestOtherFiles:
    """The configurations of the kubelet and of containerd, which an edit may concern too."""

    def config(self, place, text="kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n"):
        path = place.root / "config.yaml"
        path.write_text(text)
        path.chmod(0o644)
        return path

    def change(self, place, path, line, *new):
        return with_edits(
            place, FileEdit(path=str(path), before=path.read_text(), edits=(LineEdit(first=line, last=line, new=new),))
        )

    def test_are_written_in_the_same_way(self, place):
        path = self.config(place)

        apply(place, self.change(place, path, 1, "kind: KubeletConfiguration", "failSwapOn: false"))

        assert path.read_text().splitlines()[1] == "failSwapOn: false"
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        assert place.manifest.read_text() == place.text

    def test_are_linted_too(self, place):
        path = self.config(place)

        with pytest.raises(FixError, match="kubelet_config_invalid"):
            apply(place, self.change(place, path, 1, "kind: KubeletConfiguration", "\tfailSwapOn: false"))

        assert path.read_text().splitlines()[0] == "kind: KubeletConfiguration"

    def test_are_put_back_where_the_manifest_cannot_follow(self, place):
        path = self.config(place)
        before = path.read_text()
        line = LineEdit(first=1, last=1, new=("kind: KubeletConfiguration", "failSwapOn: false"))
        config = FileEdit(path=str(path), before=before, edits=(line,))
        new = FileEdit(path=str(place.root / "no" / "such" / "place.yaml"), before=None, created="b: 1\n")

        with pytest.raises(FixError, match="does not exist"):
            apply(place, with_edits(place, config, new))

        assert path.read_text() == before


def test_without_a_place_for_the_backup_nothing_is_written(place):
    place.state.parent.mkdir(parents=True)
    place.state.write_text("in the way")

    refused(place, because="no backup could be made")


def test_a_verdict_without_an_edit_is_not_passed_over_for_another_one(place):
    chosen = place.plan()
    unsure = replace(chosen.diagnosis, remedies=(Remedy(title="in words alone"),))
    found = NodeDiagnosis(node="master-1", at=NOW, verdict=unsure, diagnoses=(unsure, chosen.diagnosis))

    assert plan(found) is None
    assert plan(replace(found, verdict=chosen.diagnosis)).remedy == chosen.remedy
