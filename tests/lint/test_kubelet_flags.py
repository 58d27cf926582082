"""The kubelet's flags where kubeadm, packages and operators write them."""

import pytest

from lint.manifests import found, given, read, rules
from whyrestart.lint import Kind, lint
from whyrestart.lint.configs import kind_of
from whyrestart.model.cause import Confidence

DROP_IN = """\
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
"""
FLAGS = 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock"\n'


def drop_in(text=DROP_IN):
    return given(text, "10-kubeadm.conf", "etc/systemd/system/kubelet.service.d")


def environment(text=FLAGS, name="kubeadm-flags.env", place="var/lib/kubelet"):
    return given(text, name, place)


def extra(flags, name="KUBELET_EXTRA_ARGS"):
    return environment(f"# mine\n{name}={flags}\n", "kubelet", "etc/default")


def test_finds_nothing_in_what_kubeadm_and_its_packages_write():
    assert found(drop_in(), environment(), extra(""), version="1.31") == ()


@pytest.mark.parametrize(
    ("file", "version", "rule", "says", "line"),
    [
        pytest.param(extra("--container-runtime=remote"), "1.27", "kubelet_unknown_flag", "removed in 1.27", 2,
                     id="removed"),
        pytest.param(extra("--network-plugin=cni", "DAEMON_ARGS"), "1.24", "kubelet_unknown_flag", "removed in 1.24", 2,
                     id="in a variable of another name"),
        pytest.param(extra('"--v=2 --seccomp-default=true"'), "1.20", "kubelet_unknown_flag", "comes with 1.22", 2,
                     id="yet to come"),
        pytest.param(extra("--max-pod=10"), "1.20", "kubelet_unknown_flag", "--max-pods is the nearest", 2,
                     id="misspelt"),
        pytest.param(extra("--feature-gates=CSIMigration=true,NodeSwap=true"), "1.30", "feature_gate_rejected",
                     "removed in 1.27", 2, id="a gate"),
        pytest.param(drop_in(DROP_IN.replace("$KUBELET_EXTRA_ARGS", "\\\n  --allow-privileged=true")), "1.30",
                     "kubelet_unknown_flag", "removed in 1.15", 8, id="on the command's second line"),
        pytest.param(drop_in(DROP_IN.replace("--config=", "--cadvisor-port=0 --config=")), "1.30",
                     "kubelet_unknown_flag", "removed in 1.12", 3, id="in a variable that the command names"),
        pytest.param(drop_in('[Service]\nEnvironment="KUBELET_EXTRA_ARGS=--keep-terminated-pod-volumes"\n'), "1.31",
                     "kubelet_unknown_flag", "removed in 1.31", 2, id="in a drop-in without one"),
    ],
)  # fmt: skip
def test_tells_what_the_release_makes_of_a_flag(file, version, rule, says, line):
    (finding,) = found(file, version=version)

    assert (finding.rule, finding.line, finding.confidence) == (rule, line, Confidence.LIKELY)
    assert says in finding.summary


@pytest.mark.parametrize(
    ("file", "version"),
    [
        pytest.param(extra("--container-runtime=remote"), "1.26", id="not removed yet"),
        pytest.param(extra("--image-pull-progress-deadline=2m"), "1.23", id="nor this"),
        pytest.param(extra("--brand-new-thing=1"), "1.31", id="a flag that no table knows"),
        pytest.param(environment("# KUBELET_EXTRA_ARGS=--container-runtime=remote\n"), "1.31", id="in a comment"),
        pytest.param(drop_in(f'{DROP_IN}Environment="OLD_ARGS=--cadvisor-port=0"\n'), "1.31",
                     id="in a variable that no command names"),
        pytest.param(drop_in(DROP_IN.replace("/usr/bin/kubelet ", "/usr/bin/other --cadvisor-port=0 ")), "1.31",
                     id="of another program"),
        pytest.param(extra("--node-labels=a=b,cadvisor-port=0"), "1.31", id="within a value"),
        pytest.param(extra("--feature-gates=AllAlpha=false"), "1.31", id="a gate of every release"),
    ],
)  # fmt: skip
def test_finds_nothing_in_a_near_miss(file, version):
    assert [each.summary for each in found(file, version=version)] == []


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        pytest.param("default/kubelet", "", Kind.KUBELET_FLAGS, id="by its place"),
        pytest.param("sysconfig/kubelet", "DAEMON_ARGS=\n", Kind.KUBELET_FLAGS, id="and on another system"),
        pytest.param("kubeadm-flags.env", FLAGS, Kind.KUBELET_FLAGS, id="by its name"),
        pytest.param("node.env", f"# x\n\nPATH=/bin\nexport {FLAGS}", Kind.KUBELET_FLAGS, id="by what it assigns"),
        pytest.param("kubelet.service", "[Service]\nExecStart=/usr/bin/kubelet\n", Kind.KUBELET_FLAGS, id="a unit"),
        pytest.param("containerd.service", "[Unit]\nBefore=kubelet.service\n[Service]\nExecStart=/usr/bin/containerd\n",
                     Kind.OTHER, id="another's"),
        pytest.param("install.sh", "set -e\nKUBELET_EXTRA_ARGS=\nrestart kubelet\n", Kind.OTHER, id="a script"),
        pytest.param("other.env", "A=1\n", Kind.OTHER, id="other variables"),
        pytest.param("default/kubelet", "kind: Pod\n", Kind.POD, id="a pod, wherever it lies"),
    ],
)  # fmt: skip
def test_knows_such_a_file_by_its_place_or_look(name, text, kind):
    assert kind_of(given(text, name)) is kind


def test_the_control_planes_release_is_but_a_hint_at_the_kubelets():
    (finding,) = found(given(read("kubeadm-1.29"), directory="manifests"), extra("--container-runtime=remote"))

    assert (finding.rule, finding.confidence) == ("kubelet_unknown_flag", Confidence.POSSIBLE)
    assert "the control plane's release" in finding.summary


def test_without_any_release_it_is_said_that_flags_were_not_judged():
    report = lint([extra("--container-runtime=remote")])

    assert (report.findings, report.unjudged, report.linted) == ((), ("etc/default/kubelet",), 1)


def test_a_comment_keeps_a_flag_quiet():
    comment = "# whyrestart: ignore=kubelet_unknown_flag the wrapper drops it"
    text = f"{comment}\nKUBELET_EXTRA_ARGS=--container-runtime=remote\n"

    assert rules(environment(text), version="1.31") == set()
