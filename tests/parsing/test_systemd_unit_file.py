import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.parsing.systemd_unit_file import carried_flags, carried_settings, directives, unit_paths, written_flags

UNIT = "[Unit]\nDescription=kubelet\n[Service]\nExecStart=/usr/bin/kubelet --from-the-unit\nRestart=always\n"
# kubeadm's own, 1.20.
KUBEADM = """# Note: This dropin only works with kubeadm and kubelet v1.11+
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/bootstrap.conf --kubeconfig=/etc/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
"""
DROP_IN = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf"
ENV = "/var/lib/kubelet/kubeadm-flags.env"
NODE = {
    "/lib/systemd/system/kubelet.service": UNIT,
    DROP_IN: KUBEADM,
    ENV: 'KUBELET_KUBEADM_ARGS="--network-plugin=cni --pod-infra-container-image=k8s.gcr.io/pause:3.5"\n',
    "/etc/default/kubelet": "# added by hand\nKUBELET_EXTRA_ARGS=--fail-swap-on=false --node-ip 10.0.0.4 -v=2\n",
}


def flags(texts):
    return [(flag.name, flag.value, flag.path, flag.line) for flag in carried_flags(texts)]


def test_says_which_file_and_line_carries_which_flag():
    assert flags(NODE) == [
        ("bootstrap-kubeconfig", "/etc/bootstrap.conf", DROP_IN, 3),
        ("kubeconfig", "/etc/kubelet.conf", DROP_IN, 3),
        ("config", "/var/lib/kubelet/config.yaml", DROP_IN, 4),
        ("network-plugin", "cni", ENV, 1),
        ("pod-infra-container-image", "k8s.gcr.io/pause:3.5", ENV, 1),
        ("fail-swap-on", "false", "/etc/default/kubelet", 2),
        ("node-ip", "10.0.0.4", "/etc/default/kubelet", 2),
        ("v", "2", "/etc/default/kubelet", 2),
    ]
    assert carried_flags(NODE)[3].variable == "KUBELET_KUBEADM_ARGS"


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        pytest.param("ExecStart=/k --a=1\nExecStart=\nExecStart=/k --b=2", ["b=2"], id="an-empty-one-forgets"),
        pytest.param("ExecStart=/k \\\n  --a=1 \\\n# a comment between\n  --b=2", ["a=1", "b=2"], id="continued"),
        pytest.param('Environment="A=--a=1 --b=2"\nExecStart=/k $A', ["a=1", "b=2"], id="a-variable-splits"),
        pytest.param('Environment="A=1 2"\nExecStart=/k --a=${A}', ["a=1 2"], id="braces-do-not-split"),
        pytest.param('Environment="A=--a"\nEnvironment=\nExecStart=/k $A --b', ["b"], id="forgotten-environment"),
        pytest.param('Environment=A=--a=1 "B=--b=2"\nExecStart=/k $A $B', ["a=1", "b=2"], id="two-on-a-line"),
        pytest.param("ExecStart=/k $NOT_SET --a", ["a"], id="a-variable-that-is-not-set"),
        pytest.param("ExecStart=/k '--a=x y' --b=\"z\"", ["a=x y", "b=z"], id="quotes"),
        pytest.param(r'ExecStart=/k "--a=\"x\"" --b="y\\z"', ['a="x"', r"b=y\z"], id="escapes-within-quotes"),
        pytest.param("ExecStart=-/k --a -- --b", ["a", "b"], id="prefix-of-the-program"),
        pytest.param("#ExecStart=/k --a\n;ExecStart=/k --b\nExecStart=/k --c", ["c"], id="comments"),
    ],
)
def test_expands_a_command_line_as_systemd_does(service, expected):
    found = carried_flags({"/etc/systemd/system/kubelet.service": f"[Service]\n{service}\n"})

    assert [flag.name if flag.value is None else f"{flag.name}={flag.value}" for flag in found] == expected


def test_only_the_service_section_counts():
    assert (
        flags({"/etc/systemd/system/kubelet.service": "[Unit]\nExecStart=/k --a\n[Install]\nExecStart=/k --b\n"}) == []
    )


def test_an_environment_file_beats_an_environment_line():
    texts = {
        "/etc/systemd/system/kubelet.service": "[Service]\nEnvironmentFile=/e\nEnvironment=A=--line\nExecStart=/k $A\n",
        "/e": "\n# x\nexport A='--file'\n",
    }

    assert flags(texts) == [("file", None, "/e", 3)]


def test_drop_ins_are_read_by_name_and_etc_beats_usr():
    paths = [
        "/usr/lib/systemd/system/kubelet.service",
        "/etc/systemd/system/kubelet.service",
        "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf",
        "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf",
        "/run/systemd/system/kubelet.service.d/05-run.conf",
        "/etc/systemd/system/kubelet.service.d/20-more.conf",
        "/etc/systemd/system/kubelet.service.d/20-more.conf.bak",
        "/etc/systemd/system/containerd.service.d/1.conf",
    ]

    assert unit_paths(paths, "kubelet.service") == (
        "/etc/systemd/system/kubelet.service",
        "/run/systemd/system/kubelet.service.d/05-run.conf",
        "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf",
        "/etc/systemd/system/kubelet.service.d/20-more.conf",
    )


def test_without_units_the_environment_files_of_kubeadm_tell():
    assert flags({ENV: NODE[ENV]})[0] == ("network-plugin", "cni", ENV, 1)


def test_a_line_number_is_that_of_the_first_of_a_continued_line():
    found = list(directives("/u", "[Service]\n\nExecStart=/k \\\n --a\nRestart=always\n"))

    assert [(one.key, one.line) for one in found] == [("ExecStart", 3), ("Restart", 5)]


def test_variables_that_stand_for_flags():
    texts = {
        "/usr/lib/systemd/system/etcd.service": (
            "[Service]\nEnvironment=ETCD_NAME=a GOMAXPROCS=2\nEnvironmentFile=/etc/etcd.conf\nExecStart=/e\n"
        ),
        "/etc/etcd.conf": '# of this member\nETCD_INITIAL_CLUSTER="a=https://10.0.0.4:2380"\n',
    }

    assert [(f.name, f.value, f.path, f.line) for f in carried_settings(texts, "etcd.service", "ETCD_")] == [
        ("name", "a", "/usr/lib/systemd/system/etcd.service", 2),
        ("initial-cluster", "a=https://10.0.0.4:2380", "/etc/etcd.conf", 2),
    ]


@given(st.text(), st.text())
def test_no_text_is_an_error(unit, environment):
    carried_flags({"/etc/systemd/system/kubelet.service": unit, ENV: environment})
    carried_flags(
        {"/etc/systemd/system/kubelet.service": f"[Service]\nEnvironment={unit}\nExecStart=/k $A {environment}"}
    )


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        pytest.param('A="--x=1 --y"\nB=--z\n', [("x", "1", 1), ("y", None, 1), ("z", None, 2)], id="environment"),
        pytest.param("[Service]\nExecStart=-/usr/bin/kubelet --x 1 $A\nEnvironment=A=--y B=--z\n",
                     [("x", "1", 2), ("y", None, 3)], id="a unit, and the variable that it names"),
        pytest.param("[Service]\nExecStart=/usr/bin/kubelet --x\nExecStart=\nExecStart=/usr/bin/kubelet --y\n",
                     [("y", None, 4)], id="a command that was emptied"),
        pytest.param("[Service]\nEnvironment=A=--y\n", [("y", None, 2)], id="a drop-in without a command"),
        pytest.param("[Service]\nExecStart=/bin/other --x\n[Install]\nEnvironment=A=--y\n", [], id="another program"),
    ],
)  # fmt: skip
def test_one_file_s_own_flags(text, flags):
    assert [(f.name, f.value, f.line) for f in written_flags("file", text)] == flags
