"""What a view holds, a directory holds: written and read back, a node is diagnosed the same."""

import json
import os
import re
import resource
import stat

import pytest

from incidents.corpus import corpus
from snapshot import everything
from whyrestart.diagnosing import diagnose
from whyrestart.errors import SnapshotError
from whyrestart.model import observation
from whyrestart.model.node import NodeView
from whyrestart.model.observation import FileText, ManifestSeen, Observation, Source
from whyrestart.parsing import certificate, kubelet_config
from whyrestart.parsing.manifest import parse as parse_manifest
from whyrestart.snapshot.capture import capture
from whyrestart.snapshot.load import load
from whyrestart.snapshot.write import prepare, write


def differing(incidents):
    """Every report and recording; of those that are made, one of each set of sources that a node may show."""
    shown = set()
    for each in incidents:
        kinds = frozenset(re.sub(r"^fs/var/log/pods/.*", "a log", name) for name in each.contents())
        if not each.name.startswith("own/") or kinds not in shown:
            shown.add(kinds)
            yield each


CORPUS = list(differing(corpus()))


def written(view, directory, read=lambda _: None):
    prepare(directory)
    captured = capture(view, read, by="a test")
    _, refused = write(captured, directory)
    assert refused == ()
    return captured


def again(view, directory, read=lambda _: None):
    """The view after a journey through a directory."""
    written(view, directory, read)
    return load(directory)


def judgement(view):
    """Everything that is said of every subject."""
    found = diagnose(view)
    return found.verdict, found.diagnoses


def reader(incident):
    files = incident.contents()
    return lambda path: files.get(f"fs{path}")


@pytest.mark.parametrize("incident", [pytest.param(each, id=each.name) for each in CORPUS])
def test_a_captured_incident_is_diagnosed_as_the_node_was(incident, tmp_path):
    view = incident.view()

    copy = again(view, tmp_path / "snapshot", reader(incident))

    assert judgement(copy) == judgement(view)
    assert {kind: len(seen) for kind, seen in copy.observations.items()} == {
        kind: len(seen) for kind, seen in view.observations.items()
    }
    assert set(copy.gaps) == set(view.gaps)


def test_everything_that_was_seen_before_comes_along(tmp_path):
    view = everything.view()

    copy = again(view, tmp_path / "snapshot", everything.certificates().get)

    assert copy.name == view.name
    assert (copy.at, copy.version, copy.manifest_directory) == (view.at, view.version, view.manifest_directory)
    assert set(copy.gaps) == set(view.gaps)
    for kind, seen in view.observations.items():
        assert everything.in_order(copy.all(kind)) == everything.in_order(seen), kind.__name__
    assert judgement(copy) == judgement(view)


def test_no_kind_of_observation_is_forgotten():
    kinds = {kind for kind in vars(observation).values() if isinstance(kind, type) and issubclass(kind, Observation)}
    # Gone processes take what was known of them along; nothing tells of a NodeSeen.
    without_a_place = {Observation, observation.ProcessGone, observation.NodeSeen}

    assert set(everything.view().observations) == kinds - without_a_place


def test_an_empty_view_is_a_snapshot_too(tmp_path):
    view = NodeView.of([], name="master-1", at=everything.NOW)

    copy = again(view, tmp_path / "snapshot")

    assert copy.name == "master-1"
    assert diagnose(copy).verdict is None


@pytest.mark.parametrize(
    ("lost", "source"),
    [
        pytest.param("probes.json", Source.PROBE, id="probes"),
        pytest.param("cri/containers.json", Source.CRI, id="containers"),
        pytest.param("kubelet/pods.json", Source.KUBELET_API, id="pods"),
        pytest.param("host.json", Source.HOST, id="host"),
        pytest.param("processes.json", Source.PROCESSES, id="processes"),
        pytest.param("journal/kernel.jsonl", Source.KERNEL_LOG, id="kernel"),
    ],
)
def test_a_file_that_somebody_took_out_is_a_gap(tmp_path, lost, source):
    directory = tmp_path / "snapshot"
    written(everything.view(), directory)

    (directory / lost).unlink()

    assert load(directory).blind(source) is not None


def test_an_edited_copy_counts_more_than_what_was_told_of_it(tmp_path):
    directory = tmp_path / "snapshot"
    broken = parse_manifest("/etc/kubernetes/manifests/etcd.yaml", b"kind: P\xffd")
    view = NodeView.of([ManifestSeen(at=everything.NOW, manifest=broken)], name="m", at=everything.NOW)
    written(view, directory)
    assert load(directory).last(ManifestSeen).manifest.problem == broken.problem

    (directory / "fs/etc/kubernetes/manifests/etcd.yaml").write_text("kind: List\n")

    assert "List" in load(directory).last(ManifestSeen).manifest.problem.message


def test_it_is_for_its_owner_alone(tmp_path):
    directory = tmp_path / "snapshot"
    directory.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        written(everything.view(), directory)
    finally:
        os.umask(before)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in directory.rglob("*") if path.is_file()}
    directories = {stat.S_IMODE(path.stat().st_mode) for path in (directory, *directory.rglob("*")) if path.is_dir()}

    assert (modes, directories) == ({0o600}, {0o700})


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(lambda p: (p.mkdir(), (p / "x").touch()), "is not empty", id="something-in-it"),
        pytest.param(lambda p: p.touch(), "is no directory", id="a-file"),
        pytest.param(lambda p: p.symlink_to("nowhere"), "is no directory", id="dangling-link"),
    ],
)
def test_it_takes_no_place_that_is_taken(tmp_path, make, says):
    make(tmp_path / "place")

    with pytest.raises(SnapshotError, match=says):
        prepare(tmp_path / "place")


def test_a_parent_that_is_missing_is_named(tmp_path):
    with pytest.raises(SnapshotError, match=f"{tmp_path}/a does not exist"):
        prepare(tmp_path / "a" / "b")


def test_half_a_snapshot_is_none(tmp_path):
    directory = tmp_path / "snapshot"
    prepare(directory)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limit[1]))  # as on a full disk: EFBIG in place of ENOSPC

    try:
        with pytest.raises(SnapshotError, match=f"cannot be written: .* incomplete, remove {directory}"):
            write(capture(everything.view(), lambda _: None), directory)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    with pytest.raises(SnapshotError, match=r"snapshot\.json is missing"):
        load(directory)


def test_paths_that_cannot_lie_below_fs_are_told(tmp_path):
    texts = ("/etc/../../../outside", "relative", "/" + "n" * 300, "/etc/a", "/etc/a/b")
    view = NodeView.of(
        [FileText(at=everything.NOW, path=path, text="x: 1\n") for path in texts], name="m", at=everything.NOW
    )
    directory = tmp_path / "deep" / "snapshot"
    directory.parent.mkdir()
    prepare(directory)

    captured = capture(view, lambda _: None)
    _, refused = write(captured, directory)

    assert [path.name for path in tmp_path.iterdir()] == ["deep"]
    assert {seen.path for seen in load(directory).all(FileText)} == {"/etc/a"}
    assert len([*captured.left_out, *refused]) == 4


def test_only_the_certificate_part_of_a_file_is_taken(tmp_path):
    pem = everything.pem()
    both = b"-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n" + pem
    view = NodeView.of(
        [certificate.file_seen("/etc/kubernetes/pki/both.pem", both, everything.NOW)], name="m", at=everything.NOW
    )

    captured = capture(view, lambda _: both)

    assert captured.files["fs/etc/kubernetes/pki/both.pem"] == pem


def test_the_kubelets_drop_ins_come_along(tmp_path):
    texts = {
        "/etc/systemd/system/kubelet.service": "[Service]\nExecStart=/usr/bin/kubelet --config-dir=/srv/kubelet.d\n",
        kubelet_config.DEFAULT_PATH: "kind: KubeletConfiguration\nstaticPodPath: /srv/a\n",
        "/srv/kubelet.d/10.conf": "kind: KubeletConfiguration\nstaticPodPath: /srv/b\n",
        "/srv/kubelet.d/20.conf": "",
    }
    seen = [
        FileText(at=everything.NOW, source=Source.KUBELET_CONFIG, path=path, text=text) for path, text in texts.items()
    ]

    copy = again(NodeView.of(seen, name="m", at=everything.NOW, manifest_directory=""), tmp_path / "snapshot")

    assert {text.path: text.text for text in copy.all(FileText)} == texts
    assert copy.manifest_directory == "/srv/b"


def test_the_head_says_who_and_when(tmp_path):
    captured = written(everything.view(), tmp_path / "s")

    assert json.loads(captured.files["snapshot.json"]) == {
        "schema": 1,
        "node": "master-1",
        "taken_at": "2026-11-23T08:00:00Z",
        "kubernetes_version": "v1.20.2",
        "manifest_directory": "/etc/kubernetes/manifests",
        "captured_by": "a test",
    }
