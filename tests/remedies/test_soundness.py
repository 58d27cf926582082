"""An edit that would lead into another loop, or write what was redacted, is told in words alone."""

import pytest

from remedies.building import MANIFESTS, changes, episode, http_probe, manifest, ways
from whyrestart.model.cause import Cause
from whyrestart.model.observation import FileText
from whyrestart.model.remedy import FileEdit, LineEdit, Remedy
from whyrestart.remedies.keepers import with_keeper
from whyrestart.remedies.soundness import sound

PATH = f"{MANIFESTS}/kube-apiserver.yaml"
FLAG_LINE = 10
RULED = "kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint"


def replaced(text, line, *new):
    return FileEdit(path=PATH, before=text, edits=(LineEdit(first=line, last=line, new=new),))


def judged(text, edit, *, version="v1.28.4", cause=Cause.UNKNOWN_FLAG, **fields):
    about = episode(text, version=version, **fields)
    return bool(sound(about, cause, Remedy(title="x", edits=(edit,))).edits)


@pytest.mark.parametrize(
    ("new", "kept"),
    [
        pytest.param(["    - --advertise-address=10.0.0.5"], True, id="harmless"),
        pytest.param(["    - --advertise-address=10.0.0.4"], False, id="no-change"),
        pytest.param(["    - --authentication-token=REDACTED"], False, id="writes-what-was-redacted"),
        pytest.param(["   - --advertise-address=10.0.0.5"], False, id="no-yaml-any-more"),
        pytest.param(["    - --insecure-port=0"], False, id="a-flag-that-is-gone"),
        pytest.param(["    - --feature-gates=Accelerators=true"], False, id="a-gate-that-is-gone"),
        pytest.param(["    - --anonymous-auth=false"], False, id="another-loop-is-foreseen"),
        pytest.param(["    - --secure-port=6444"], True, id="the-later-flag-counts"),
    ],
)
def test_an_edit_is_judged_by_what_it_leaves(new, kept):
    text = manifest("kube-apiserver")

    assert judged(text, replaced(text, FLAG_LINE, *new)) == kept


def test_the_pod_stays_the_pod():
    text = manifest("kube-apiserver")

    assert not judged(text, replaced(text, 4, "  name: another"))


def test_what_was_wrong_before_and_is_no_matter_of_this_edit_does_not_count():
    text = manifest("kube-apiserver", "--anonymous-auth=false")

    assert judged(text, replaced(text, FLAG_LINE, "    - --advertise-address=10.0.0.5"))
    assert not judged(text, replaced(text, FLAG_LINE, "    - --v=3"), cause=Cause.ANONYMOUS_AUTH_DISABLED)


def test_a_probe_on_a_port_that_the_flags_do_not_open_is_foreseen():
    text = manifest("kube-apiserver", probe=http_probe(6443))
    port = next(n for n, line in enumerate(text.splitlines(), 1) if "port: 6443" in line)

    assert not judged(text, replaced(text, port, "        port: 6555"))


def test_a_file_that_the_remedy_writes_counts_as_written():
    text = manifest("kube-apiserver", "--authentication-config=/etc/kubernetes/pki/a.yaml", version="v1.34.0")
    config = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: false\n"
    edit = replaced(text, FLAG_LINE, "    - --advertise-address=10.0.0.5")
    created = FileEdit(path="/etc/kubernetes/pki/a.yaml", before=None, created=config)
    about = episode(text, version="v1.34.0")

    assert not sound(about, Cause.UNKNOWN_FLAG, Remedy(title="x", edits=(created, edit))).edits


@pytest.mark.parametrize(
    ("path", "before", "new", "kept"),
    [
        pytest.param("/etc/containerd/config.toml", "version = 2\n", "version = 2  # two", True, id="containerd"),
        pytest.param("/etc/containerd/config.toml", "version = 2\n", "version = [", False, id="containerd-broken"),
        pytest.param("/etc/containerd/config.toml", "version = 2\n", 'disabled_plugins = ["cri"]', False,
                     id="containerd-without-cri"),
        pytest.param("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n", "kind: Other", False,
                     id="kubelet-of-another-kind"),
    ],
)  # fmt: skip
def test_other_configurations_are_read_again_too(path, before, new, kept):
    about = episode(manifest("etcd"), texts={path: before})
    edit = FileEdit(path=path, before=before, edits=(LineEdit(first=1, last=1, new=(new,)),))

    remedy = sound(about, Cause.CGROUP_DRIVER_MISMATCH, Remedy(title="x", edits=(edit,)))

    assert bool(remedy.edits) == kept
    assert remedy.title == "x"


@pytest.mark.parametrize(
    ("text", "version", "texts", "said"),
    [
        pytest.param(manifest(), "v1.28.4+rke2r1", {}, "RKE2", id="rke2"),
        pytest.param(manifest().replace("/etc/kubernetes/pki", "/etc/kubernetes/static-pod-resources/x"), "v1.24.0", {},
                     "OpenShift", id="openshift"),
        pytest.param(manifest().replace("spec:\n", f"  annotations:\n    {RULED}: x\nspec:\n", 1), "v1.28.4", {},
                     "kubeadm", id="kubeadm-by-its-annotation"),
        pytest.param(manifest(), "v1.28.4", {"/var/lib/kubelet/kubeadm-flags.env": ""}, "kubeadm", id="kubeadm-by-its-file"),
        pytest.param(manifest(), "v1.28.4", {}, "", id="by-hand"),
    ],
)  # fmt: skip
def test_who_writes_the_manifest_anew_is_said_once(text, version, texts, said):
    about = episode(text, version=version, texts=texts)
    edit = Remedy(title="x", edits=(replaced(text, FLAG_LINE, "    - --v=2"),), caution="Mind.")

    first, second = with_keeper(about, [edit, edit])

    assert said in first.caution
    assert (first.caution == "Mind.") == (not said)
    assert second.caution == "Mind."


def test_the_edit_is_shown_with_the_redacted_line_untouched():
    text = manifest("kube-apiserver", "--bogus=1", "--some-token=abcdefgh12345678")
    about = episode(text)

    remedy = ways("unknown_flag", about, flag="--bogus")[0]

    assert changes(remedy) == ["-    - --bogus=1"]
    assert "abcdefgh12345678" not in remedy.diff
    assert "abcdefgh12345678" in remedy.edits[0].apply(text)
    assert about.node.all(FileText) == ()
