"""Configurations of the kubelet, of containerd and of the components, and what does not fit between two of them."""

import pytest

from lint.manifests import found, given, rules
from whyrestart.lint import Disk, Kind
from whyrestart.lint.configs import kind_of

KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
RUNC = '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n'
CONTAINERD = f"version = 2\n{RUNC}"


def kubelet(text=KUBELET, **facts):
    return given(text, "config.yaml", "var/lib/kubelet", **facts)


def containerd(text=CONTAINERD):
    return given(text, "config.toml", "etc/containerd")


def test_finds_nothing_in_what_kubeadm_and_containerd_s_handbook_say():
    assert found(kubelet(), containerd(), version="1.30") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(RUNC, {"cgroup_driver_mismatch"}, id="no version line: the section is not read"),
        pytest.param(f"version = 3\n{RUNC}", {"cgroup_driver_mismatch"}, id="another version's section"),
        pytest.param(CONTAINERD.replace("true", '"true"'), {"cgroup_driver_mismatch"}, id="quoted"),
        pytest.param(CONTAINERD.replace("true", "false"), set(), id="off by the operator's own word"),
        pytest.param('version = 2\ndisabled_plugins = ["cri"]\n', {"cri_plugin_disabled"}, id="Docker's packaging"),
        pytest.param('version = 2\n[plugins."x"\n', {"runtime_unavailable"}, id="no TOML"),
        pytest.param("version = 9\n[plugins]\n", {"runtime_unavailable"}, id="a version that nobody knows"),
        pytest.param('version = 2\ndisabled_plugins = ["zfs"]\n', set(), id="another plugin is off"),
    ],
)
def test_tells_what_containerd_makes_of_its_file(text, expected):
    assert rules(containerd(text)) == expected


def test_points_at_the_setting_that_does_nothing():
    (finding,) = found(containerd(RUNC))

    assert (finding.line, finding.column) == (2, 3)
    assert "SystemdCgroup" in finding.summary


@pytest.mark.parametrize(
    ("kubelet_text", "containerd_text", "version", "expected"),
    [
        pytest.param(KUBELET, "version = 2\n", "1.30", {"cgroup_driver_mismatch"}, id="systemd and cgroupfs"),
        pytest.param(KUBELET.replace("systemd", "cgroupfs"), CONTAINERD, None, {"cgroup_driver_mismatch"},
                     id="and the other way"),
        pytest.param(KUBELET.replace("cgroupDriver: systemd\n", ""), CONTAINERD, "1.24", {"cgroup_driver_mismatch"},
                     id="not set, which meant cgroupfs"),
        pytest.param(KUBELET.replace("cgroupDriver: systemd\n", ""), CONTAINERD, "1.34", set(),
                     id="not set, and asked of the runtime"),
        pytest.param(KUBELET, 'version = 2\nimports = ["conf.d/*.toml"]\n', "1.30", set(),
                     id="the rest lies elsewhere"),
    ],
)  # fmt: skip
def test_holds_the_kubelet_s_driver_against_containerd_s(kubelet_text, containerd_text, version, expected):
    assert rules(kubelet(kubelet_text), containerd(containerd_text), version=version) == expected


@pytest.mark.parametrize(
    ("text", "version", "line"),
    [
        pytest.param(f"{KUBELET}featureGates:\n  CSIMigration: true\n", "1.30", 5, id="a gate that is gone"),
        pytest.param(f"{KUBELET}featureGates:\n  CSIMigration: true\n", "1.20", None, id="and was there once"),
        pytest.param(KUBELET.replace("cgroupDriver: ", "cgroupDriver\t"), None, 4, id="no YAML"),
        pytest.param(f"{KUBELET}featureGates:\n  CSIMigration: true\n", None, None, id="of no known release"),
    ],
)
def test_tells_what_the_kubelet_makes_of_its_file(text, version, line):
    findings = found(kubelet(text), version=version)

    assert [(f.rule, f.line) for f in findings] == ([("kubelet_config_invalid", line)] if line else [])


@pytest.mark.parametrize(
    ("text", "swap", "expected"),
    [
        pytest.param(KUBELET, 2**30, {"kubelet_swap_on"}, id="swap is on, and refused by default"),
        pytest.param(f"{KUBELET}failSwapOn: true\n", 2**30, {"kubelet_swap_on"}, id="and by the file"),
        pytest.param(f"{KUBELET}failSwapOn: false\n", 2**30, set(), id="suffered"),
        pytest.param(KUBELET, 0, set(), id="off"),
    ],
)
def test_holds_fail_swap_on_against_the_node(text, swap, expected):
    assert rules(kubelet(text, on_node=True), disk=Disk(swap_bytes=swap)) == expected


@pytest.mark.parametrize(
    ("kind", "api", "version", "expected"),
    [
        pytest.param("Policy", "audit.k8s.io/v1beta1", "1.24", {"audit_policy_invalid"}, id="removed"),
        pytest.param("Policy", "audit.k8s.io/v1beta1", "1.23", set(), id="not yet removed"),
        pytest.param("AuthenticationConfiguration", "apiserver.config.k8s.io/v1", "1.33",
                     {"authentication_config_invalid"}, id="not there yet"),
        pytest.param("KubeSchedulerConfiguration", "kubescheduler.config.k8s.io/v1beta3", "1.29",
                     {"component_config_invalid"}, id="the scheduler's own"),
        pytest.param("Policy", "audit.k8s.io/v1", None, set(), id="of no known release"),
    ],
)  # fmt: skip
def test_holds_a_file_s_api_version_against_the_release(kind, api, version, expected):
    assert rules(given(f"apiVersion: {api}\nkind: {kind}\n", "file.yaml"), version=version) == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        pytest.param("1.24", {"component_config_invalid"}, id="not there yet"),
        pytest.param("1.25", set(), id="just in time"),
    ],
)
def test_a_plugin_s_own_configuration_within_the_file_is_held_against_the_release(version, expected):
    text = (
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n- name: EventRateLimit\n"
        "  path: rates.yaml\n- name: PodSecurity\n  configuration:\n"
        "    apiVersion: pod-security.admission.config.k8s.io/v1\n    kind: PodSecurityConfiguration\n"
    )

    assert rules(given(text, "admission.yaml"), version=version) == expected


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        pytest.param("eventratelimit.admission.k8s.io/v1alpha1", Kind.COMPONENT, id="the plugin's"),
        pytest.param("config.example.com/v1", Kind.OTHER, id="somebody else's"),
    ],
)
def test_a_plain_kind_is_a_component_s_by_its_group_only(api, kind):
    assert kind_of(given(f"apiVersion: {api}\nkind: Configuration\n", "limits.yaml")) is kind


def test_a_file_is_judged_as_what_it_was_given_for():
    assert rules(given("[plugins]\n", "kubelet.yaml", kind=Kind.KUBELET)) == {"kubelet_config_invalid"}
    assert rules(given("version = 2\n[", "anything", kind=Kind.CONTAINERD)) == {"runtime_unavailable"}


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        pytest.param('maxPods: "110"', "maxPods", "is '110'; a whole number", id="a quoted number"),
        pytest.param("maxPods: 110.5", "maxPods", "a whole number", id="half a pod"),
        pytest.param("evictionHard: 5", "evictionHard", "is '5'; a map", id="a number for a map"),
        pytest.param("evictionHard:\n  nodefs.inodesFree: 5", "evictionHard.nodefs.inodesFree", "quote it",
                     id="a number among strings"),
        pytest.param("clusterDNS: 10.96.0.10", "clusterDNS", "a list was expected", id="one for a list"),
        pytest.param("clusterDNS: [10.96.0.10, 5]", "clusterDNS[1]", "a string", id="one in a list"),
        pytest.param('failSwapOn: "false"', "failSwapOn", "true or false", id="a quoted boolean"),
        pytest.param("syncFrequency: 60", "syncFrequency", "a duration such as 30s", id="a duration without a unit"),
        pytest.param("syncFrequency: 1 minute", "syncFrequency", "a duration", id="in words"),
        pytest.param("authentication: true", "authentication", "a map was expected", id="a section"),
        pytest.param("authentication:\n  anonymous:\n    enabled: 'no'", "authentication.anonymous.enabled",
                     "true or false", id="deep inside"),
        pytest.param('featureGates:\n  NodeSwap: "true"', "featureGates.NodeSwap", "true or false", id="a gate"),
        pytest.param("hairpinMode: veth", "hairpinMode", "promiscuous-bridge, hairpin-veth or none", id="a word"),
        pytest.param("authorization:\n  mode: RBAC", "authorization.mode", "AlwaysAllow or Webhook", id="a mode"),
        pytest.param("registerWithTaints:\n- key: a\n  value: 1", "registerWithTaints[0].value", "a string",
                     id="in a list of maps"),
    ],
)  # fmt: skip
def test_tells_what_the_kubelet_cannot_decode_or_refuses(text, key, why):
    text = f"{KUBELET}{text}\n"
    (finding,) = found(kubelet(text))

    assert (finding.rule, finding.is_certain, finding.detail["key"]) == ("kubelet_config_invalid", True, key)
    assert why in finding.summary
    assert finding.line > 3


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("maxPods: 110.0", id="whole all the same"),
        pytest.param("maxPods: null", id="null"),
        pytest.param("failSwapOn: no", id="a boolean of YAML 1.1"),
        pytest.param("failSwapOn: n", id="and its short form, which go-yaml knows"),
        pytest.param("syncFrequency: 1m30.5s", id="a duration in two units"),
        pytest.param('syncFrequency: "0"', id="none at all"),
        pytest.param("evictionHard:\n  imagefs.available: 15%\n  memory.available: 100Mi", id="quantities"),
        pytest.param("clusterDomain: 2001-01-01", id="what is a date to YAML and a string to the kubelet"),
        pytest.param("hairpinMode: ''", id="the default, spelt out"),
        pytest.param("logging:\n  flushFrequency: 0\n  options:\n    json:\n      infoBufferSize: '0'\n"
                     "  verbosity: 0", id="kubeadm's logging"),
        pytest.param("memoryThrottlingFactor: 1", id="a whole number for a fraction"),
        pytest.param("reservedMemory:\n- numaNode: 0\n  limits:\n    memory: 1Gi", id="a list of maps"),
        pytest.param("staticPodURLHeader:\n  A: [b]", id="a map of lists"),
    ],
)  # fmt: skip
def test_takes_what_the_kubelet_takes(text):
    assert [each.summary for each in found(kubelet(f"{KUBELET}{text}\n"))] == []


@pytest.mark.parametrize(
    ("text", "version", "why"),
    [
        pytest.param("cgroupDriver: banana", None, "The kubelet takes it for cgroupfs", id="a word for another"),
        pytest.param("MaxPods: 110", None, "maxPods is the nearest; the kubelet passes over it with a warning",
                     id="its case"),
        pytest.param("MaxPods: 110", "1.16", "passes over it without a word", id="before it warned"),
        pytest.param("evictionhard: 5", None, "evictionHard is the nearest", id="of a map, whose shape is nobody's"),
        pytest.param("anonymous:\n  enabled: false", None, "it is one of Authentication", id="misplaced"),
        pytest.param("memorySwap:\n  swapBehavior: LimitedSwap", "1.21", "it comes with 1.22", id="too early"),
        pytest.param("maxPods: 1\nmaxPods: 2", None, "maxPods is given twice", id="twice"),
    ],
)  # fmt: skip
def test_tells_what_the_kubelet_passes_over(text, version, why):
    base = KUBELET if "cgroupDriver" not in text else KUBELET.replace("cgroupDriver: systemd\n", "")
    (finding,) = found(kubelet(f"{base}{text}\n"), version=version)

    assert (finding.rule, finding.is_certain) == ("kubelet_config_invalid", False)
    assert why in finding.summary


def test_fields_of_another_api_version_are_nobodys_to_judge():
    assert found(kubelet(f"{KUBELET.replace('v1beta1', 'v1alpha1')}podManifestPath: /x\n")) == ()


def test_a_kubelets_configuration_in_another_encoding_is_not_read():
    (finding,) = found(kubelet(f"{KUBELET}clusterDomain: caf\xe9\n".encode("latin-1")))

    assert (finding.rule, finding.line) == ("kubelet_config_invalid", 4)
    assert found(kubelet(KUBELET.encode("utf-16"))) == ()
