"""kubeadm's configuration, of every version that had one: what its extra arguments lead to."""

import pytest

from lint.manifests import found, given, rules
from whyrestart.lint import Kind
from whyrestart.lint.configs import kind_of
from whyrestart.model.cause import Confidence

INIT = """\
apiVersion: kubeadm.k8s.io/{api}
kind: InitConfiguration
localAPIEndpoint:
  advertiseAddress: 10.0.0.10
  bindPort: 6443
nodeRegistration:
  criSocket: unix:///run/containerd/containerd.sock
"""
CLUSTER = """\
apiVersion: kubeadm.k8s.io/{api}
kind: ClusterConfiguration
kubernetesVersion: {release}
networking:
  podSubnet: 10.244.0.0/16
"""
KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"


def config(more="", *, api="v1beta3", release="v1.29.0", init="", after=""):
    parts = (INIT.format(api=api) + init, CLUSTER.format(api=api, release=release) + more, after)
    return given("---\n".join(part for part in parts if part), "kubeadm.yaml", "", named=True)


def as_map(section, **arguments):
    lines = "".join(f"    {name.replace('_', '-')}: {value!r}\n" for name, value in arguments.items())
    return f"{section}:\n  extraArgs:\n{lines}"


def as_list(section, **arguments):
    lines = "".join(f"  - name: {n.replace('_', '-')}\n    value: {v!r}\n" for n, v in arguments.items())
    return f"{section}:\n  extraArgs:\n{lines}"


@pytest.mark.parametrize("api", ["v1beta1", "v1beta2", "v1beta3", "v1beta4"])
def test_a_plain_configuration_is_no_broken_pod(api):
    assert found(config(api=api, after=KUBELET)) == ()


@pytest.mark.parametrize(
    "write", [pytest.param((as_map, "v1beta2"), id="map"), pytest.param((as_list, "v1beta4"), id="list")]
)
@pytest.mark.parametrize(
    ("section", "arguments", "rule", "certain"),
    [
        ("apiServer", {"anonymous_auth": "false"}, "anonymous_auth_disabled", False),
        ("apiServer", {"authorization_mode": "AlwaysAllow"}, "always_allow_resets_anonymous_auth", False),
        ("apiServer", {"insecure_port": "0"}, "unknown_flag", True),
        ("apiServer", {"secure_port": "8443"}, "probe_wrong_port", False),
        ("apiServer", {"enable_admission_plugins": "PodSecurityPolicy"}, "unknown_admission_plugin", True),
        ("controllerManager", {"feature_gates": "CSIMigration=true"}, "feature_gate_rejected", True),
        ("scheduler", {"port": "0"}, "unknown_flag", True),
        ("scheduler", {"secure_port": "10260"}, "probe_wrong_port", False),
    ],
)  # fmt: skip
def test_tells_what_an_argument_will_lead_to(write, section, arguments, rule, certain):
    form, api = write
    file = config(form(section, **arguments), api=api)
    (finding,) = found(file)

    assert (finding.rule, finding.is_certain) == (rule, certain)
    assert next(iter(arguments)).replace("_", "-") in file.data.decode().splitlines()[finding.line - 1]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(as_map("apiServer", anonymous_auth="true", authorization_mode="Node,RBAC"), id="sound"),
        pytest.param(as_map("apiServer", audit_log_path="/var/log/audit.log"), id="a file that kubeadm may mount"),
        pytest.param(as_map("apiServer", secure_port="6443"), id="the port that the probe asks"),
        pytest.param(as_map("scheduler", bind_address="0.0.0.0"), id="of the scheduler"),
        pytest.param("etcd:\n  local:\n    extraArgs:\n      debug: 'true'\n", id="an etcd of unknown release"),
        pytest.param("apiServer:\n  extraArgs: {}\nscheduler: {}\n", id="none"),
        pytest.param("apiServer:\n  extraArgs:\n  - {}\n  - 5\n  - name: null\n", id="items that are none"),
    ],
)
def test_finds_nothing_in_a_near_miss(more):
    assert [each.summary for each in found(config(more))] == []


def test_etcd_is_judged_by_its_image():
    more = "etcd:\n  local:\n    imageTag: {}\n    extraArgs:\n      debug: 'true'\n"

    assert rules(config(more.format("3.5.15-0"))) == {"unknown_flag"}
    assert rules(config(more.format("3.4.13-0"))) == set()


@pytest.mark.parametrize(
    ("release", "stated", "expected"),
    [
        pytest.param("v1.29.0", None, {"unknown_flag"}, id="by its own release"),
        pytest.param("v1.23.0", None, set(), id="which still had the flag"),
        pytest.param("v1.23.0", "1.29", {"unknown_flag"}, id="by the one that is asked about"),
        pytest.param("stable-1", None, set(), id="a label is no release"),
    ],
)
def test_the_release_is_the_configurations_own(release, stated, expected):
    assert rules(config(as_map("apiServer", insecure_port="0"), release=release), version=stated) == expected


@pytest.mark.parametrize("kind", ["InitConfiguration", "JoinConfiguration"])
def test_the_kubelets_arguments_are_judged_by_its_flags(kind):
    head = f"apiVersion: kubeadm.k8s.io/v1beta3\nkind: {kind}\n"
    text = f"{head}nodeRegistration:\n  kubeletExtraArgs:\n    network-plugin: cni\n"

    assert rules(given(text)) == set()
    (stated,) = found(given(text), version="1.29")
    assert (stated.rule, stated.line, stated.confidence) == ("kubelet_unknown_flag", 5, Confidence.LIKELY)
    both = given(f"{text}---\n{CLUSTER.format(api='v1beta3', release='v1.29.0')}")
    assert [each.confidence for each in found(both)] == [Confidence.POSSIBLE]


def test_the_old_forms_have_their_arguments_at_the_top():
    text = CLUSTER.format(api="v1alpha3", release="v1.12.0") + "apiServerExtraArgs:\n  anonymous-auth: 'false'\n"

    assert rules(given(text)) == {"anonymous_auth_disabled"}


def test_the_port_of_the_probe_is_not_guessed_where_another_file_sets_it():
    text = CLUSTER.format(api="v1beta3", release="v1.29.0") + as_map("apiServer", secure_port="8443")

    assert rules(given(text)) == set()


def test_lines_are_those_of_the_whole_file():
    broken = KUBELET + "maxPods: '110'\n"
    (finding,) = found(config(after=broken))

    assert (finding.rule, finding.is_certain) == ("kubelet_config_invalid", True)
    assert config(after=broken).data.decode().splitlines()[finding.line - 1] == "maxPods: '110'"


def test_a_document_that_is_no_yaml_is_told_of():
    (finding,) = found(config("apiServer: [\n"))

    assert finding.rule == "component_config_invalid"
    assert "kubeadm's configuration cannot be parsed" in finding.summary


def test_a_kubelets_configuration_that_stands_first_hides_nothing():
    text = f"{KUBELET}---\n{config(as_map('apiServer', anonymous_auth='false')).data.decode()}"

    assert rules(given(text)) == {"anonymous_auth_disabled"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param('{"apiVersion": "kubeadm.k8s.io/v1beta3", "kind": "ClusterConfiguration"}', Kind.KUBEADM,
                     id="JSON"),
        pytest.param(f"{KUBELET}---\n{CLUSTER}", Kind.KUBEADM, id="a later document"),
        pytest.param("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    apiVersion: kubeadm.k8s.io/v1beta3\n",
                     Kind.OTHER, id="inside of a ConfigMap"),
        pytest.param(KUBELET, Kind.KUBELET, id="the kubelet's own"),
    ],
)  # fmt: skip
def test_knows_such_a_file_by_its_api_group(text, kind):
    assert kind_of(given(text)) is kind
