"""The kubelet's and the runtime's configuration: edited where the setting takes effect, or left to commands."""

import tomllib

import pytest

from remedies.building import CONFIG, after, changes, episode, manifest, ways
from whyrestart.model.observation import RuntimeSeen, SandboxSeen
from whyrestart.parsing import containerd_config
from whyrestart.parsing.systemd_unit_file import carried_flags
from whyrestart.remedies.containerd_edit import ContainerdEdit, created
from whyrestart.remedies.yaml_edit import CannotEdit

CONTAINERD = "/etc/containerd/config.toml"
ENV = "/var/lib/kubelet/kubeadm-flags.env"
EXTRA = "/etc/default/kubelet"
KUBELET = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
# By hand, 2026.
cgroupDriver: cgroupfs  # for now
featureGates:
  GoneForGood: true
  NodeSwap: true
protectKernelDefaults: true
staticPodPath: /etc/kubernetes/manifest
"""
V2 = """\
version = 2

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.9"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
"""
OPTIONS = """\
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = "/usr/sbin/runc"
"""


@pytest.mark.parametrize(
    ("text", "removed", "added"),
    [
        pytest.param(V2 + OPTIONS + "      SystemdCgroup = false  # why\n", ["      SystemdCgroup = false  # why"],
                     ["      SystemdCgroup = true  # why"], id="false"),
        pytest.param(V2 + OPTIONS + "      systemdCgroup = true\n", ["      systemdCgroup = true"],
                     ["      SystemdCgroup = true"], id="misspelt"),
        pytest.param(V2 + OPTIONS, [], ["      SystemdCgroup = true"], id="section-without-it"),
        pytest.param(V2, [], ['[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]',
                              "  SystemdCgroup = true"], id="no-section"),
        pytest.param(V2.replace("version = 2\n\n", "") + OPTIONS + "      SystemdCgroup = true\n", [],
                     ["version = 2"], id="no-version-line"),
        pytest.param("version = 2\n", [], [
            '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]',
            '  runtime_type = "io.containerd.runc.v2"',
            '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]', "  SystemdCgroup = true"],
            id="nothing-yet"),
        pytest.param("version = 3\n", [], [
            '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]',
            '  runtime_type = "io.containerd.runc.v2"',
            '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]', "  SystemdCgroup = true"],
            id="version-3"),
    ],
)  # fmt: skip
def test_the_driver_is_set_where_the_files_version_reads_it(text, removed, added):
    about = episode(manifest("etcd"), texts={CONTAINERD: text})

    remedy = ways("cgroup_driver_mismatch", about, kubelet="systemd", runtime="cgroupfs")[0]

    lines = [line for line in changes(remedy) if line != "+"]
    assert sorted(lines) == sorted([*(f"-{line}" for line in removed), *(f"+{line}" for line in added)])
    assert containerd_config.parse(after(remedy, CONTAINERD)).systemd_cgroup


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("version = [\n", id="not-toml"),
        pytest.param('[plugins.cri]\n  sandbox_image = "x"\n', id="version-1-with-settings-of-its-own"),
        pytest.param('version = 2\nplugins = {"io.containerd.grpc.v1.cri" = {}}\n', id="inline-tables"),
        pytest.param('version = 2\ndisabled_plugins = ["cri", "io.containerd.grpc.v1.cri"]\n', id="cri-off-besides"),
    ],
)
def test_a_layout_that_leaves_no_place_is_told_in_words(text):
    about = episode(manifest("etcd"), texts={CONTAINERD: text})

    remedy = ways("cgroup_driver_mismatch", about, kubelet="systemd", runtime="cgroupfs")[0]

    assert remedy.edits == ()
    assert "version = 2" in remedy.caution


def test_a_node_without_a_file_gets_one_that_containerd_completes():
    about = episode(manifest("etcd"), seen={CONTAINERD: None})

    edit = ways("cgroup_driver_mismatch", about, kubelet="systemd", runtime="cgroupfs")[0].edits[0]

    assert edit.before is None
    assert edit.after == created().after
    assert containerd_config.parse(edit.after).systemd_cgroup
    assert tomllib.loads(edit.after)["version"] == 2


@pytest.mark.parametrize(
    ("why", "text", "expected"),
    [
        pytest.param(
            "disabled_plugins contains cri",
            'disabled_plugins = ["cri"]  # docker\n',
            ['-disabled_plugins = ["cri"]  # docker', "+disabled_plugins = []  # docker"],
            id="listed",
        ),
        pytest.param(
            "disabled_plugins contains cri",
            'disabled_plugins = ["cri", "zfs"]\nversion = 2\n',
            ['-disabled_plugins = ["cri", "zfs"]', '+disabled_plugins = ["zfs"]'],
            id="among-others",
        ),
        pytest.param("disabled_plugins contains cri", 'disabled_plugins = [\n  "cri",\n]\n', [], id="several-lines"),
        pytest.param("it cannot be parsed: not TOML", "x = [\n", [], id="broken"),
    ],
)
def test_cri_is_turned_on_at_its_line(why, text, expected):
    about = episode(texts={CONTAINERD: text})

    made = ways("cri_plugin_disabled", about, file=CONTAINERD, why=why)

    assert changes(made[0]) == expected
    assert made[0].commands == ("systemctl restart containerd", "systemctl restart kubelet")


def test_the_old_setting_gives_way_to_the_one_that_counts():
    text = V2.replace("  sandbox_image", "  systemd_cgroup = true\n  sandbox_image")
    about = episode(texts={CONTAINERD: text})

    remedy = ways("cri_plugin_disabled", about, file=CONTAINERD, why="systemd_cgroup = true works only with")[0]

    assert "-  systemd_cgroup = true" in changes(remedy)
    assert containerd_config.parse(after(remedy, CONTAINERD)).systemd_cgroup


def test_an_edit_that_changes_nothing_is_none():
    with pytest.raises(CannotEdit):
        _ = ContainerdEdit({CONTAINERD: "version = 2\n"}).done


@pytest.mark.parametrize(
    ("cause", "detail", "expected"),
    [
        pytest.param("kubelet_swap_on", {}, ["+failSwapOn: false"], id="swap"),
        pytest.param(
            "kubelet_cgroup_driver_mismatch",
            {"kubelet": "cgroupfs", "runtime": "systemd"},
            ["-cgroupDriver: cgroupfs  # for now", "+cgroupDriver: systemd  # for now"],
            id="driver",
        ),
        pytest.param(
            "cgroup_driver_mismatch",
            {"kubelet": "cgroupfs", "runtime": "systemd"},
            ["-cgroupDriver: cgroupfs  # for now", "+cgroupDriver: systemd  # for now"],
            id="driver-of-a-pod",
        ),
        pytest.param("kubelet_cgroup_unsupported", {}, ["+failCgroupV1: false"], id="cgroup-v1"),
        pytest.param(
            "kubelet_kernel_defaults",
            {"sysctls": "kernel.panic=10"},
            ["-protectKernelDefaults: true", "+protectKernelDefaults: false"],
            id="kernel-defaults",
        ),
        pytest.param(
            "static_pod_path_wrong",
            {"directory": "/etc/kubernetes/manifests"},
            ["-staticPodPath: /etc/kubernetes/manifest", "+staticPodPath: /etc/kubernetes/manifests"],
            id="static-pod-path",
        ),
        pytest.param(
            "runtime_endpoint_wrong",
            {"endpoint": "/run/x.sock", "socket": "/run/containerd/containerd.sock"},
            ["+containerRuntimeEndpoint: unix:///run/containerd/containerd.sock"],
            id="endpoint",
        ),
    ],
)
def test_an_option_is_set_in_the_kubelets_file(cause, detail, expected):
    about = episode(texts={CONFIG: KUBELET})

    made = ways(cause, about, **detail)

    assert expected in [changes(each, CONFIG) for each in made]
    assert any(CONFIG in each.title for each in made)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            'KUBELET_KUBEADM_ARGS="--cgroup-driver=cgroupfs --v=2"\n',
            'KUBELET_KUBEADM_ARGS="--cgroup-driver=systemd --v=2"',
            id="with-equals",
        ),
        pytest.param(
            'KUBELET_KUBEADM_ARGS="--cgroup-driver cgroupfs --v=2"\n',
            'KUBELET_KUBEADM_ARGS="--cgroup-driver=systemd --v=2"',
            id="value-apart",
        ),
        pytest.param(
            "KUBELET_KUBEADM_ARGS=--cgroup-driver=cgroupfs\n",
            "KUBELET_KUBEADM_ARGS=--cgroup-driver=systemd",
            id="no-quotes",
        ),
    ],
)
def test_a_flag_that_beats_the_file_is_set_on_its_own_line(line, expected):
    about = episode(texts={CONFIG: KUBELET, ENV: line})

    remedy = ways("kubelet_cgroup_driver_mismatch", about, kubelet="cgroupfs", runtime="systemd")[0]

    assert after(remedy, ENV).splitlines() == [expected]
    assert f"{ENV}:1" in remedy.title


def test_quotes_that_became_part_of_a_value_go_with_it():
    unit = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf"
    text = f"""[Service]\nExecStart=\nExecStart=/usr/bin/kubelet "--cgroup-driver='systemd'" --config={CONFIG}\n"""
    about = episode(texts={unit: text, CONFIG: KUBELET})

    remedy = ways("kubelet_cgroup_driver_mismatch", about, kubelet="'systemd'", runtime="systemd")[0]

    assert changes(remedy)[-1] == f"+ExecStart=/usr/bin/kubelet --cgroup-driver=systemd --config={CONFIG}"


@pytest.mark.parametrize(
    ("version", "texts", "flag", "kept"),
    [
        pytest.param(
            "v1.24.1",
            {ENV: 'A="--network-plugin=cni --cni-bin-dir=/opt --v=2"\n'},
            "--network-plugin",
            {ENV: 'A="--v=2"\n'},
            id="with-the-others-that-went",
        ),
        pytest.param(
            "v1.27.1",
            {ENV: 'A="--v=2 --container-runtime=remote"\n'},
            "--container-runtime",
            {ENV: 'A="--v=2"\n'},
            id="the-last-word",
        ),
        pytest.param(
            "v1.27.1",
            {ENV: 'A="--container-runtime=remote"\n', EXTRA: "B=--container-runtime=remote\n"},
            "--container-runtime",
            {ENV: 'A=""\n', EXTRA: "B=\n"},
            id="in-two-files",
        ),
        pytest.param("v1.27.1", {ENV: 'A="--bogus x --v=2"\n'}, "--bogus", {ENV: 'A="--v=2"\n'}, id="value-apart"),
    ],
)
def test_an_unknown_flag_goes_from_every_file_that_carries_it(version, texts, flag, kept):
    about = episode(version=version, texts=texts)

    remedy = ways("kubelet_unknown_flag", about, flag=flag, file=ENV, line=1)[0]

    assert {edit.path: edit.after for edit in remedy.edits} == kept
    assert not any(each.name == flag.lstrip("-") for each in carried_flags(kept))
    assert remedy.commands == ("systemctl daemon-reload", "systemctl restart kubelet")


DROP_INS = "/etc/kubernetes/kubelet.conf.d"
UNIT_FILE = f"[Service]\nExecStart=/usr/bin/kubelet --config={CONFIG} --config-dir={DROP_INS}\n"
LATE = f"{DROP_INS}/20-late.conf"


def with_drop_ins(**more):
    late = "kind: KubeletConfiguration\nstaticPodPath: /srv/late\n"
    unit = {"/etc/systemd/system/kubelet.service": UNIT_FILE}
    return episode(texts={**unit, CONFIG: KUBELET, LATE: late}, **more)


def test_a_setting_is_changed_in_the_drop_in_that_overrides_the_file():
    remedy = ways("static_pod_path_wrong", with_drop_ins(), directory="/etc/kubernetes/manifests")[0]

    assert [edit.path for edit in remedy.edits] == [LATE]
    assert changes(remedy) == ["-staticPodPath: /srv/late", "+staticPodPath: /etc/kubernetes/manifests"]
    assert f"{LATE}:2" in remedy.title
    driver = ways("kubelet_cgroup_driver_mismatch", with_drop_ins(), runtime="systemd", kubelet="cgroupfs")[0]
    assert [edit.path for edit in driver.edits] == [CONFIG]


def test_a_configuration_that_is_refused_names_the_drop_ins_that_may_be_at_fault():
    says = "yaml: line 3: mapping values are not allowed"

    assert LATE in ways("kubelet_config_invalid", with_drop_ins(), says=says, file=CONFIG)[0].caution
    assert LATE not in ways("kubelet_config_invalid", with_drop_ins(), says=says, file=LATE)[0].caution
    assert "rop-in" not in ways("kubelet_config_invalid", episode(texts={CONFIG: KUBELET}), says=says)[0].caution


def test_a_drop_in_directory_that_is_not_there_is_made():
    says = f"failed to walk through kubelet dropin directory: lstat {DROP_INS}: no such file or directory"

    remedy = ways("kubelet_config_invalid", with_drop_ins(), says=says, file=DROP_INS)[0]

    assert remedy.commands[0] == f"mkdir -p {DROP_INS}"


def test_a_line_whose_secret_was_redacted_is_not_written():
    about = episode(version="v1.27.1", texts={ENV: 'A="--container-runtime=remote --token=REDACTED"\n'})

    assert ways("kubelet_unknown_flag", about, flag="--container-runtime", file=ENV, line=1)[0].edits == ()


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        pytest.param("unrecognized feature gate: GoneForGood", ["-  GoneForGood: true"], id="gate"),
        pytest.param(
            'strict decoding error: unknown field "staticPodPath"',
            ["-staticPodPath: /etc/kubernetes/manifest"],
            id="field",
        ),
        pytest.param("yaml: line 3: mapping values are not allowed", [], id="anything-else"),
    ],
)
def test_what_the_kubelet_refuses_is_taken_out_of_its_file(says, expected):
    about = episode(texts={CONFIG: KUBELET})

    assert changes(ways("kubelet_config_invalid", about, says=says, file=CONFIG)[0]) == expected


@pytest.mark.parametrize(
    ("version", "command"),
    [
        pytest.param("v1.13.3", "kubeadm upgrade node config --kubelet-version v1.13.3", id="1.13"),
        pytest.param("v1.28.4", "kubeadm upgrade node phase kubelet-config", id="1.28"),
    ],
)
def test_a_lost_configuration_is_fetched_by_the_command_of_the_version(version, command):
    remedy = ways("kubelet_config_invalid", episode(version=version), file=CONFIG, says="no such file or directory")[0]

    assert remedy.commands[0] == command


def test_kernel_settings_are_written_for_the_next_boot():
    remedy = ways("kubelet_kernel_defaults", episode(), sysctls="vm.overcommit_memory=1 kernel.panic=10")[0]

    assert after(remedy, "/etc/sysctl.d/90-kubelet.conf") == "vm.overcommit_memory = 1\nkernel.panic = 10\n"
    assert remedy.commands[0] == "sysctl --system"


def test_a_cgroup_that_is_not_there_is_taken_out_with_what_enforces_it():
    text = KUBELET + "kubeReservedCgroup: /kube\nenforceNodeAllocatable:\n- pods\n- kube-reserved\n"

    remedy = ways("kubelet_cgroup_unsupported", episode(texts={CONFIG: text}), root="kube")[0]

    assert changes(remedy) == ["-kubeReservedCgroup: /kube", "-- kube-reserved"]


def test_swap_is_commented_out_of_fstab():
    fstab = "/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n# /dev/sdb none swap sw 0 0\n"

    remedy = ways("kubelet_swap_on", episode(texts={"/etc/fstab": fstab}))[0]

    assert changes(remedy) == ["-/dev/sda2 none swap sw 0 0", "+# /dev/sda2 none swap sw 0 0"]
    assert "swapoff -a" in remedy.commands
    assert "memory" in remedy.caution


@pytest.mark.parametrize(
    ("socket", "name", "version", "unit"),
    [
        pytest.param("/run/containerd/containerd.sock", "containerd", "v1.28.4", "containerd", id="containerd"),
        pytest.param("/var/run/crio/crio.sock", "", "v1.28.4", "crio", id="cri-o"),
        pytest.param("/var/lib/k0s/run/containerd.sock", "", "v1.28.4", "k0scontroller", id="k0s"),
        pytest.param("/run/k3s/containerd/containerd.sock", "", "v1.28.4+rke2r1", "rke2-server", id="rke2"),
        pytest.param("", "docker", "v1.20.2", "docker", id="docker"),
    ],
)
def test_the_runtimes_own_unit_is_started(socket, name, version, unit):
    seen = [RuntimeSeen(at=episode().at, name=name)] if name else []

    remedy = ways("runtime_unavailable", episode(version=version, observations=seen), socket=socket)[0]

    assert f"systemctl enable --now {unit}" in remedy.commands


def test_the_older_sandbox_is_stopped():
    about = episode(manifest("etcd"))
    pods = [
        SandboxSeen(at=about.at, sandbox_id=name * 20, namespace="kube-system", pod="etcd-master-1", pod_uid="u",
                    created_at=about.at.replace(hour=hour))
        for name, hour in (("b", 7), ("a", 6))
    ]  # fmt: skip

    remedy = ways("duplicate_sandboxes", episode(manifest("etcd"), observations=pods))[0]

    assert remedy.commands[-1] == f"crictl stopp {'a' * 13}"


def test_the_frozen_registry_is_left():
    image = "k8s.gcr.io/kube-apiserver:v1.20.2"

    remedy = ways("image_unavailable", episode(manifest(image=image)), image=image, reason="ErrImagePull")[0]

    assert changes(remedy) == [f"-    image: {image}", "+    image: registry.k8s.io/kube-apiserver:v1.20.2"]


def test_a_static_pod_loses_what_only_the_api_gives():
    text = manifest("kube-apiserver", more="  serviceAccountName: default\n")

    remedy = ways("static_pod_references_api_object", episode(text), reference="ServiceAccount default")[0]

    assert changes(remedy) == ["-  serviceAccountName: default"]
