"""Whatever a finding names and however a manifest is written: words at least, and never an edit that does not hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remedies.building import CONFIG, NOW, episode, manifest, ways
from remedies.commands import faults
from remedies.test_yaml_and_manifest_edit import ALIAS, FLOW, JSON, SHELL
from whyrestart.model.cause import Cause
from whyrestart.model.observation import HostSeen, RuntimeSeen
from whyrestart.parsing.manifest import parse

KEYS = (
    "flag", "file", "line", "path", "host_path", "port", "actual_port", "gate", "plugin", "value", "why", "setting",
    "address", "socket", "endpoint", "kubelet", "runtime", "files", "winner", "loser", "name", "data_dir", "image",
    "command", "reason", "root", "sysctls", "directory", "volume", "reference", "webhook", "resource", "module", "url",
)  # fmt: skip
BARE = """\
apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  namespace: kube-system
spec:
  containers:
  - name: kube-apiserver
    image: kube-apiserver
"""
TEXTS = {CONFIG: "kind: KubeletConfiguration\nfeatureGates: {}\n", "/etc/containerd/config.toml": "version = 1\n"}
LAYOUTS = {
    "block": manifest(), "flow": FLOW, "json": JSON, "shell": SHELL, "alias": ALIAS, "bare": BARE, "invalid": "kind: [",
    "windows": manifest().replace("\n", "\r\n"), "no-newline": manifest().rstrip("\n"), "no-manifest": None,
    "later-documents": manifest() + "---\nkind: {\n", "etcd": manifest("etcd"), "scheduler": manifest("kube-scheduler"),
}  # fmt: skip
JUNK = st.one_of(
    st.sampled_from(["", "0", "-1", "99999", "a,b", "--x=y", "/", "//", "/a/b.crt", "x=1 y=2", "CPU limit", "v1"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)


@pytest.mark.parametrize(
    "cause", [pytest.param(cause, id=cause.value) for cause in Cause if cause is not Cause.UNKNOWN]
)
@pytest.mark.parametrize("layout", [pytest.param(text, id=name) for name, text in LAYOUTS.items()])
def test_every_layout_has_an_answer(cause, layout):
    seen = [HostSeen(at=NOW), RuntimeSeen(at=NOW, name="containerd")]
    about = episode(layout, texts=TEXTS, observations=seen)

    made = ways(cause, about)

    assert made
    for remedy in made:
        assert not faults(remedy)
        for edit in remedy.edits:
            assert edit.after != edit.before
            if about.manifest is not None and edit.path == about.manifest.path:
                assert parse(edit.path, edit.after.encode()).pod is not None


@given(st.sampled_from([cause for cause in Cause if cause is not Cause.UNKNOWN]), st.sampled_from(sorted(LAYOUTS)),
       st.dictionaries(st.sampled_from(KEYS), JUNK), st.sampled_from([None, "v1.6.0", "v1.20.2", "v1.36.1"]),
       JUNK)  # fmt: skip
def test_no_detail_is_too_strange(cause, layout, detail, version, says):
    about = episode(LAYOUTS[layout], version=version, texts=TEXTS)

    made = ways(cause, about, says, says, **detail)

    for remedy in made:
        assert isinstance(remedy.title, str)
        assert all("\n" not in command or "'" in command for command in remedy.commands)
        _ = remedy.diff
