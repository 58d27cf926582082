"""Edits of files that are written oddly: right, small, and ones that patch takes, or none at all."""

import shlex
import shutil
import subprocess

import pytest
import yaml

from remedies.building import CONFIG, changes, episode, finding, http_probe, manifest, ways
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.remedy import FileEdit, LineEdit
from whyrestart.parsing import containerd_config, kubelet_config
from whyrestart.parsing.manifest import parse
from whyrestart.parsing.systemd_unit_file import carried_flags
from whyrestart.remedies import remedies
from whyrestart.remedies.containerd_edit import ContainerdEdit
from whyrestart.remedies.editing import edit_of
from whyrestart.remedies.yaml_edit import CannotEdit

HEAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
CONTAINERD = "/etc/containerd/config.toml"
ENV = "/var/lib/kubelet/kubeadm-flags.env"
API = manifest("kube-apiserver", "--anonymous-auth=false")


def words(text):
    """The words of the first container as the kubelet reads them."""
    container = yaml.safe_load(text)["spec"]["containers"][0]
    return [*container.get("command", ()), *container.get("args", ())]


def patched(tmp_path, edit):
    """What patch makes of the file by the edit's own diff."""
    target = tmp_path / edit.path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(edit.before.encode())
    done = subprocess.run(
        ["patch", "--binary", "-p1", "-d", str(tmp_path)], input=edit.diff.encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return target.read_bytes().decode()


needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")


@needs_patch
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(API, id="plain"),
        pytest.param(API.rstrip("\n"), id="no newline at its end"),
        pytest.param(API.replace("\n", "\r\n"), id="crlf"),
        pytest.param("\ufeff" + API, id="bom"),
        pytest.param(API.replace("    - --anon", "    # kept\u2028\n    - --anon"), id="a line separator in a comment"),
        pytest.param(API.replace("    - --anon", "    # kept\x85\n    - --anon"), id="a next line in a comment"),
        pytest.param(API.replace("    - --anon", "    # kept\r    - --anon"), id="a carriage return alone"),
    ],
)
def test_patch_makes_of_the_diff_what_the_edit_does(tmp_path, text):
    made = edit_of(episode(text)).drop_flag("anonymous-auth").done

    assert patched(tmp_path, made) == made.after
    assert "--anonymous-auth=false" not in words(made.after.removeprefix("\ufeff"))


@needs_patch
@pytest.mark.parametrize("name", ["a b.yaml", "a\tb.yaml", 'a"b.yaml', "ключ.yaml", "a\nb.yaml", "a\\b.yaml"])
def test_patch_finds_a_file_of_an_odd_name(tmp_path, name):
    edit = FileEdit(path=f"/etc/{name}", before="a\nb\nc\n", edits=(LineEdit(first=2, last=2, new=("x",)),))

    assert patched(tmp_path, edit) == "a\nx\nc\n"


# ---- keys given twice ---------------------------------------------------------------------------------------------


def test_of_a_key_that_is_given_twice_the_one_that_counts_is_set():
    probe = http_probe(6443).replace(
        "      failureThreshold: 8\n", "      failureThreshold: 8\n      failureThreshold: 1\n"
    )
    edit = edit_of(episode(manifest(probe=probe)))
    made = edit.set_probe(ProbeKind.LIVENESS, "failureThreshold", "24").done

    assert parse("x", made.after.encode()).pod.containers[0].probes[0].failure_threshold == 24


def test_of_a_kubelets_key_that_is_given_twice_the_one_that_counts_is_set():
    text = f"{HEAD}failSwapOn: true\nmaxPods: 110\nfailSwapOn: true\n"
    told = ways("kubelet_swap_on", episode(texts={CONFIG: text}))
    edits = [edit for each in told for edit in each.edits if edit.path == CONFIG]

    assert all(kubelet_config.parse(edit.after).fail_swap_on is False for edit in edits)


def test_a_kubelets_key_that_is_given_twice_goes_altogether_or_stays():
    text = f"{HEAD}bogus: 1\nmaxPods: 110\nbogus: 2\n"
    told = ways(
        "kubelet_config_invalid", episode(texts={CONFIG: text}), says='strict decoding error: unknown field "bogus"'
    )

    assert all("bogus" not in edit.after for each in told for edit in each.edits)


def test_a_gate_that_is_given_twice_goes_altogether_or_stays():
    text = f"{HEAD}featureGates:\n  Gone: true\n  NodeSwap: true\n  Gone: false\n"
    told = ways("kubelet_config_invalid", episode(texts={CONFIG: text}), says="unrecognized feature gate: Gone")

    assert all("Gone" not in edit.after for each in told for edit in each.edits)


# ---- words of the command -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "make", "expected"),
    [
        pytest.param(["--anonymous-auth", "'false'", "--v=2"], lambda e: e.drop_flag("anonymous-auth"), ["--v=2"],
                     id="a switch and a word"),
        pytest.param(["--v=2", "# why", "--anonymous-auth=false # CIS 1.2.1", "# what", "--a=1"],
                     lambda e: e.drop_flag("anonymous-auth"), ["--v=2", "--a=1"], id="comments between"),
        pytest.param(["--feature-gates=A=true", "--feature-gates=B=true,C=true"],
                     lambda e: e.filter_list_flag("feature-gates", lambda i: not i.startswith("A")),
                     ["--feature-gates=B=true,C=true"], id="a list given twice"),
        pytest.param(["--feature_gates", "A=true,B=true", "--v=2"],
                     lambda e: e.filter_list_flag("feature-gates", lambda i: not i.startswith("A")),
                     ["--feature_gates=B=true", "--v=2"], id="a list apart"),
        pytest.param(['"--a=1"', "--", "x"], lambda e: e.set_flag("v", "4"), None, id="after the end of flags"),
        pytest.param(["'--a=it''s'", "--v=2"], lambda e: e.set_flag("a", "it's: #1"), ["--a=it's: #1", "--v=2"],
                     id="quotes in the value"),
        pytest.param(["--a=1", "--a=2"], lambda e: e.set_flag("a", "3"), None, id="set of several"),
        pytest.param(["-v=2", "--a=1"], lambda e: e.drop_flag("v"), ["--a=1"], id="one dash"),
        pytest.param(["--address", "127.0.0.1"], lambda e: e.rename_flag("address", "bind-address"),
                     ["--bind-address", "127.0.0.1"], id="renamed apart"),
    ],
)  # fmt: skip
def test_words_of_an_odd_command(flags, make, expected):
    lines = [each if each.startswith("#") else f"- {each}" for each in flags]
    text = manifest(flags=()).replace(
        "    - kube-apiserver\n", "\n".join(["    - kube-apiserver", *(f"    {x}" for x in lines)]) + "\n"
    )
    about = episode(text)
    try:
        made = make(edit_of(about)).done
    except CannotEdit:
        return
    after = parse("x", made.after.encode()).pod.containers[0]
    if expected is not None:
        assert words(made.after) == ["kube-apiserver", *expected]
    elif "--" in flags:
        assert words(made.after).index("--v=4") < words(made.after).index("--")
    else:
        assert after.flag_value("a") == "3"
    kept = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert all(line in made.after.splitlines() for line in kept)


def test_a_gate_is_spelt_right_in_the_flag_that_has_it_wrong():
    text = manifest(
        "kube-scheduler", "--feature-gates=NodeSwp=true", "--feature-gates=AllBeta=false", version="v1.30.1"
    )
    told = ways("feature_gate_rejected", episode(text, version="v1.30.1"), gate="NodeSwp", flag="--feature-gates")
    for edit in (edit for each in told for edit in each.edits):
        assert "AllBeta=false" in edit.after
        assert "NodeSwp=" not in edit.after


# ---- the kubelet's and the runtime's files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('version = 4\n[plugins."io.containerd.cri.v1.runtime".containerd]\n', id="version 4"),
        pytest.param("version = 2\n[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc]\n"
                     "runtime_type = 'io.containerd.runc.v2'\noptions = {SystemdCgroup = false}\n", id="inline"),
        pytest.param('version = 2\nplugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options.SystemdCgroup'
                     " = false\n", id="dotted"),
        pytest.param('version = 2\n[ plugins . "io.containerd.grpc.v1.cri" . containerd.runtimes.runc.options ]\n'
                     "SystemdCgroup=false#x\n", id="blanks in the header"),
        pytest.param('version = 2\n# [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n'
                     "#   SystemdCgroup = false\n", id="commented out"),
        pytest.param('version = 2\n\n[debug]\nlevel = "info" # a\u2028b\n', id="a line separator"),
        pytest.param('version = 2\nx = """\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n'
                     'SystemdCgroup = false\n"""\n', id="in a string of several lines"),
        pytest.param("version = 2\r\n[debug]\r\nlevel = 'info'\r\n", id="crlf"),
        pytest.param('version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]\ndefault_runtime_name = "a.b"\n'
                     '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes."a.b"]\n'
                     'runtime_type = "io.containerd.runc.v2"\n', id="a dot in the runtime's name"),
    ],
)  # fmt: skip
def test_containerds_driver_is_set_or_left_alone(text):
    try:
        made = ContainerdEdit({CONTAINERD: text}, CONTAINERD).use_systemd().done
    except CannotEdit:
        return
    assert containerd_config.parse(made.after).systemd_cgroup
    gone = [line for line in text.split("\n") if line not in made.after.split("\n")]
    assert all("SystemdCgroup" in line for line in gone)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('KUBELET_KUBEADM_ARGS="--cgroup-driver=cgroupfs --cgroup-driver=cgroupfs"', id="twice on a line"),
        pytest.param('KUBELET_KUBEADM_ARGS="--node-labels=a=--cgroup-driver --cgroup-driver=cgroupfs"', id="in a value"),
        pytest.param("KUBELET_KUBEADM_ARGS='--cgroup-driver=\"cgroupfs\"'", id="quotes within quotes"),
        pytest.param('KUBELET_KUBEADM_ARGS="--cgroup-driver cgroupfs --v 2"', id="apart"),
        pytest.param('#KUBELET_KUBEADM_ARGS="--cgroup-driver=systemd"\nKUBELET_KUBEADM_ARGS="--cgroup-driver=cgroupfs"',
                     id="commented out"),
        pytest.param('KUBELET_KUBEADM_ARGS="--cgroup_driver=cgroupfs --v=2"', id="underscore"),
    ],
)  # fmt: skip
def test_the_kubelets_driver_is_set_or_left_alone(line):
    about = episode(texts={ENV: f"{line}\n", CONFIG: HEAD})
    told = ways("cgroup_driver_mismatch", about, kubelet="cgroupfs", runtime="systemd")
    for edit in (edit for each in told for edit in each.edits if edit.path == ENV):
        assert "cgroupfs" not in edit.after.splitlines()[-1]
        assert edit.after.count("#") == edit.before.count("#")


def test_a_flag_that_stands_in_two_files_goes_altogether_or_stays():
    given = {
        ENV: 'KUBELET_KUBEADM_ARGS="--network-plugin=cni --network-plugin=cni --v=2"\n',
        "/etc/default/kubelet": "KUBELET_EXTRA_ARGS=--network-plugin=cni\n",
        CONFIG: HEAD,
    }
    for each in ways("kubelet_unknown_flag", episode(texts=given), flag="--network-plugin"):
        after = {**given, **{edit.path: edit.after for edit in each.edits}}
        assert not each.edits or [flag.name for flag in carried_flags(after)] == ["v"]


# ---- hostile details ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cause",
    ["port_in_use", "port_held_by_previous_instance", "nodeport_hijacks_port", "node_address_missing", "file_missing"],
)
def test_a_command_is_one_command_whatever_a_finding_holds(cause):
    evil = "/x; reboot $(reboot) `reboot`\nreboot"
    found = finding(cause, **dict.fromkeys(("path", "host_path", "port", "address", "pid", "holder", "flag"), evil))

    for each in remedies(episode(manifest("etcd", version="v3.5.9")), found):
        for command in each.commands:
            assert all(evil in word for word in shlex.split(command) if "reboot" in word), command


def test_a_volume_that_is_there_but_of_another_type_is_not_used_for_a_file():
    more = (
        "  - hostPath:\n      path: /etc/kubernetes/authentication-config.yaml\n      type: Directory\n    name: old\n"
    )
    text = manifest("kube-apiserver", "--anonymous-auth=false", version="v1.34.1", more=more)
    for each in ways("anonymous_auth_disabled", episode(text, version="v1.34.1"), path="/livez"):
        if "AuthenticationConfiguration" in each.diff:
            pod = parse("x", next(e.after for e in each.edits if e.before is not None).encode()).pod
            mount = next(m for m in pod.containers[0].mounts if m.path.endswith("authentication-config.yaml"))
            assert pod.volume(mount.volume).host_path_type in {"File", ""}


def test_a_remedy_touches_one_container_only():
    second = API.replace("  hostNetwork: true\n", "  - name: twin\n    image: x\n    command:\n    - kube-apiserver\n"
                         "    - --anonymous-auth=false\n  hostNetwork: true\n")  # fmt: skip
    first = next(e for e in ways("anonymous_auth_disabled", episode(second), path="/livez") if "Drop" in e.title)

    assert changes(first) == ["-    - --anonymous-auth=false"]
    assert yaml.safe_load(first.edits[0].after)["spec"]["containers"][1]["command"][1] == "--anonymous-auth=false"
