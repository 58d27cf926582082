import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.parsing.kubelet_config import carrier, files, of, parse, static_pod_path

# kubeadm's own, 1.20, with two lines added by hand.
CONFIG = """apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
cgroupDriver: systemd
failSwapOn: false
featureGates:
  RotateKubeletServerCertificate: true
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
protectKernelDefaults: true
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
"""
PATH = "/var/lib/kubelet/config.yaml"
UNIT = "/etc/systemd/system/kubelet.service"


def test_reads_what_decides_whether_static_pods_run():
    config = parse(CONFIG)

    assert config.problem is None
    assert config.static_pod_path == "/etc/kubernetes/manifests"
    assert config.cgroup_driver == "systemd"
    assert (config.fail_swap_on, config.protect_kernel_defaults, config.fail_cgroup_v1) == (False, True, None)
    assert config.client_ca_file == "/etc/kubernetes/pki/ca.crt"
    assert config.authorization_mode == "Webhook"
    assert config.feature_gates == (("RotateKubeletServerCertificate", "true"),)
    assert config.container_runtime_endpoint == "unix:///run/containerd/containerd.sock"
    assert (config.line("cgroupDriver"), config.line("authentication.x509.clientCAFile")) == (10, 7)
    assert config.line("podLogsDir") is None


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        pytest.param("", "was expected", 1, id="empty"),
        pytest.param("- a\n- b\n", "was expected", 1, id="a-list"),
        pytest.param("kind: KubeProxyConfiguration\n", "'KubeProxyConfiguration'", 1, id="another-kind"),
        pytest.param("staticPodPath: /x\n", "kind is None", 1, id="no-kind"),
        pytest.param("kind: KubeletConfiguration\na: [\n", "", 3, id="not-yaml"),
        pytest.param("kind: KubeletConfiguration\n\tstaticPodPath: /x\n", "", 2, id="a-tab"),
    ],
)
def test_says_what_is_wrong_and_where(text, says, line):
    config = parse(text)

    assert says in config.problem
    assert config.problem_line == line


def test_a_value_of_the_wrong_type_is_not_known():
    config = parse(
        "kind: KubeletConfiguration\nstaticPodPath: [a]\nfailSwapOn: maybe\nreadOnlyPort: ten\nauthentication: 7\n"
    )

    assert (config.static_pod_path, config.fail_swap_on, config.read_only_port, config.client_ca_file) == (None,) * 4


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param({PATH: CONFIG}, "/etc/kubernetes/manifests", id="kubeadms-file"),
        pytest.param(
            {PATH: CONFIG, UNIT: "[Service]\nExecStart=/k --pod-manifest-path=/f\n"}, "/f", id="a-flag-beats-the-file"
        ),
        pytest.param(
            {
                PATH: CONFIG,
                "/etc/kubelet.yaml": "kind: KubeletConfiguration\nstaticPodPath: /other\n",
                UNIT: "[Service]\nExecStart=/k --config /etc/kubelet.yaml\n",
            },
            "/other",
            id="the-file-that-the-flag-names",
        ),
        pytest.param({UNIT: "[Service]\nExecStart=/k --config=/gone.yaml\n", PATH: CONFIG}, None, id="it-is-not-known"),
        pytest.param({}, None, id="nothing-is-known"),
    ],
)
def test_finds_the_static_pod_directory(texts, expected):
    assert static_pod_path(texts) == expected


@given(st.text())
def test_no_text_is_an_error(text):
    parse(text)
    static_pod_path({PATH: text, UNIT: text})


DROP_INS = "/etc/kubernetes/kubelet.conf.d"
WITH_DROP_INS = {
    UNIT: f"[Service]\nExecStart=/usr/bin/kubelet --config={PATH} --config-dir={DROP_INS}/\n",
    PATH: CONFIG,
    f"{DROP_INS}/20-late.conf": "kind: KubeletConfiguration\ncgroupDriver: systemd\nstaticPodPath: /srv/late\n",
    f"{DROP_INS}/10-early.conf": "kind: KubeletConfiguration\ncgroupDriver: cgroupfs\nstaticPodPath: /srv/early\n"
    "authorization: {mode: AlwaysAllow}\nfeatureGates: {Other: false}\n",
    f"{DROP_INS}/30-more/a.conf": "kind: KubeletConfiguration\nfailSwapOn: true\n",
    f"{DROP_INS}/40-gone.conf": "",
    f"{DROP_INS}/50-not.yaml": "kind: KubeletConfiguration\nstaticPodPath: /srv/not\n",
    "/etc/kubernetes/kubelet.conf.d2/60-not.conf": "kind: KubeletConfiguration\nstaticPodPath: /srv/not\n",
}


def test_drop_ins_are_merged_in_order_of_their_names():
    config = of(WITH_DROP_INS)

    assert files(WITH_DROP_INS) == (
        PATH,
        f"{DROP_INS}/10-early.conf",
        f"{DROP_INS}/20-late.conf",
        f"{DROP_INS}/30-more/a.conf",
    )
    assert (config.static_pod_path, config.cgroup_driver, config.fail_swap_on) == ("/srv/late", "systemd", True)
    assert (config.authorization_mode, config.client_ca_file) == ("AlwaysAllow", "/etc/kubernetes/pki/ca.crt")
    assert dict(config.feature_gates) == {"RotateKubeletServerCertificate": "true", "Other": "false"}
    assert config.problem is None
    assert static_pod_path(WITH_DROP_INS) == "/srv/late"
    assert carrier(WITH_DROP_INS, "cgroupDriver") == (f"{DROP_INS}/20-late.conf", 2)
    assert carrier(WITH_DROP_INS, "authentication.x509.clientCAFile") == (PATH, 7)
    assert carrier(WITH_DROP_INS, "podLogsDir") is None


def test_a_drop_in_without_a_kind_spoils_the_whole():
    """The kubelet refuses to start over it (kubernetes/kubernetes#124796)."""
    assert "kind is None" in of({**WITH_DROP_INS, f"{DROP_INS}/15.conf": "failSwapOn: true\n"}).problem


def test_a_flag_beats_drop_ins_and_without_the_flag_there_are_none():
    unit = WITH_DROP_INS[UNIT].replace("kubelet --config=", "kubelet --pod-manifest-path=/srv/flag --config=")
    assert static_pod_path({**WITH_DROP_INS, UNIT: unit}) == "/srv/flag"
    assert files({**WITH_DROP_INS, UNIT: "[Service]\nExecStart=/usr/bin/kubelet\n"}) == (PATH,)
