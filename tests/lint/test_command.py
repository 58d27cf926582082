"""The command: which files a path stands for, exit statuses, and files that cannot be read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lint.manifests import INSTALLERS, changed, read
from whyrestart.linting import Asked, collect, run

FAULTY = changed(read("kubeadm-1.18"), ("    - --allow-privileged=true", "    - --anonymous-auth=false"))


def whyrestart(*arguments, cwd=None):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "daemon"), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "whyrestart", "lint", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def write(root, **files):
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def names(collected):
    return sorted(file.name for file in collected.files)


def test_exits_with_0_where_nothing_is_found():
    code, out, _ = whyrestart(INSTALLERS)

    assert (code, out) == (0, "54 files: nothing found\n")


def test_exits_with_1_where_something_is(tmp_path):
    write(tmp_path, a_yaml=FAULTY)
    code, out, _ = whyrestart("a.yaml", cwd=tmp_path)

    assert code == 1
    assert out.startswith("a.yaml:15:7: warning: ")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="no path"),
        pytest.param(("--kube-version", "newest", "."), id="a version that is none"),
        pytest.param(("-o", "xml", "."), id="a format that is none"),
    ],
)
def test_exits_with_2_where_it_was_used_wrongly(arguments):
    assert whyrestart(*arguments)[0] == 2


def test_exits_with_3_where_something_cannot_be_read(tmp_path):
    code, out, err = whyrestart(tmp_path / "none.yaml", "-o", "json")

    assert code == 3
    assert "none.yaml" in err
    assert json.loads(out)["unreadable"]


def test_a_finding_counts_more_than_what_could_not_be_read(tmp_path):
    write(tmp_path, a_yaml=FAULTY)

    assert whyrestart(tmp_path / "none.yaml", tmp_path / "a.yaml")[0] == 1


@pytest.mark.parametrize("form", ["sarif", "json"])
def test_formats_for_programs_are_documents(tmp_path, form):
    write(tmp_path, a_yaml=FAULTY)
    code, out, _ = whyrestart("a.yaml", "-o", form, cwd=tmp_path)

    assert code == 1
    assert json.loads(out)


def test_judges_by_the_release_that_it_is_told():
    assert whyrestart(INSTALLERS / "kubeadm-1.22", "--kube-version", "v1.24.3")[0] == 1


# ---- which files ----------------------------------------------------------------------------------------------------


def test_a_directory_stands_for_what_lies_below_it(tmp_path):
    write(tmp_path, a_yaml=FAULTY, sub__b_yaml=FAULTY, README="text\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.yaml").write_text(FAULTY)
    (tmp_path / "image.png").write_bytes(b"\x89PNG")

    assert names(collect([tmp_path / "sub"])) == ["b.yaml"]
    assert names(collect([tmp_path])) == ["README", "a.yaml", "b.yaml", "image.png"]


def test_templates_are_left_out_of_a_directory_and_read_when_named(tmp_path):
    write(tmp_path, a_yaml="kind: Pod\nname: {{ name }}\n")

    assert names(collect([tmp_path])) == []
    assert names(collect([tmp_path / "a.yaml"])) == ["a.yaml"]


def test_a_file_that_is_given_twice_is_read_once(tmp_path):
    write(tmp_path, a_yaml=FAULTY)

    assert len(collect([tmp_path, tmp_path / "a.yaml"]).files) == 1


def test_a_fifo_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "a.yaml")
    found = collect([tmp_path])

    assert found.files == []
    assert "fifo" in found.unreadable[0]


def test_what_lies_in_the_nodes_own_directory_is_of_the_node(tmp_path):
    write(tmp_path, manifests__a_yaml=FAULTY, other__b_yaml=FAULTY)
    (tmp_path / "link").symlink_to(tmp_path / "manifests")
    found = collect(
        [tmp_path / "manifests", tmp_path / "other", tmp_path / "link"], manifest_directory=str(tmp_path / "link")
    )

    assert [(file.name, file.on_node) for file in found.files] == [
        ("a.yaml", True),
        ("b.yaml", False),
        ("a.yaml", True),
    ]


def test_the_nodes_disk_is_asked_about_its_own_manifests(tmp_path):
    config = tmp_path / "policy.yaml"
    mount = f"""    volumeMounts:
    - mountPath: {config}
      name: policy
"""
    volume = f"""  volumes:
  - hostPath:
      path: {config}
      type: File
    name: policy
"""
    text = changed(
        read("kubeadm-1.18"),
        ("    - --allow-privileged=true", f"    - --audit-policy-file={config}"),
        ("    volumeMounts:\n", mount),
        ("  volumes:\n", volume),
    )
    write(tmp_path, a_yaml=text)
    asked = Asked(paths=[tmp_path / "a.yaml"], on_node=True)

    def rules():
        return {f.rule for f in run(asked).findings if str(config) in f.summary}

    assert rules() == {"file_missing", "host_path_unusable"}
    config.write_text("apiVersion: audit.k8s.io/v1\nkind: Policy\n")
    assert rules() == set()


def test_a_kubelets_and_a_containerds_file_are_taken_for_what_they_are_given_as(tmp_path):
    write(tmp_path, a_yaml=read("kubeadm-1.29"), kubelet="kind: Pod\n", runtime="version = 2\n[")
    report = run(
        Asked(paths=[tmp_path / "a.yaml"], kubelet_config=tmp_path / "kubelet", containerd_config=tmp_path / "runtime")
    )

    assert {(f.path.rpartition("/")[2], f.rule) for f in report.findings} == {
        ("kubelet", "kubelet_config_invalid"),
        ("runtime", "runtime_unavailable"),
    }
