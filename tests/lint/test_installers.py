"""Nothing is found in what installers write, and one fault put into it is found."""

import pytest

from lint.manifests import NAMES, changed, directory, found, given, read, rules
from whyrestart.model.version import Version

KUBEADM = [name for name in NAMES if name.startswith("kubeadm")]


@pytest.mark.parametrize("installer", NAMES)
def test_finds_nothing_in_what_an_installer_writes(installer):
    files = directory(installer)

    assert len(files) >= 3
    assert [f"{each.path}: {each.summary}" for each in found(*files)] == []


@pytest.mark.parametrize("installer", NAMES)
def test_finds_nothing_either_when_told_the_installers_own_release(installer):
    release = {"kops": "1.30", "kubespray": "1.32", "rke2": "1.28", "talos": "1.31", "openshift": "1.29"}
    name, _, number = installer.partition("-")
    version = "1.34" if installer == "talos-1.14" else release.get(name, number)

    assert found(*directory(installer), version=version) == ()


def one_fault(installer, old, new, rule, component="kube-apiserver"):
    return pytest.param(installer, component, old, new, rule, id=f"{installer}: {component}: {rule}")


FAULTS = [
    *(
        one_fault(name, "- --allow-privileged=true", "- --allow-privileged=true\n    - --anonymous-auth=false",
                  "anonymous_auth_disabled")
        for name in KUBEADM
    ),
    *(one_fault(name, "--secure-port=6443", "--secure-port=8443", "probe_wrong_port") for name in KUBEADM[:5]),
    *(one_fault(name, "scheme: HTTPS", "scheme: HTTP", "probe_wrong_scheme") for name in KUBEADM),
    *(one_fault(name, "pki/etcd\n      name: etcd-certs", "pki/etcd\n      name: certs", "manifest_invalid", "etcd")
        for name in ("kubeadm-1.18", "kubeadm-1.34")),
    one_fault("kubeadm-1.18", "port: 2381", "port: 2379", "probe_needs_client_certificate", "etcd"),
    one_fault("kubeadm-1.18", "port: 2381", "port: 2382", "probe_wrong_port", "etcd"),
    one_fault("kubeadm-1.18", "path: /health", "path: /healthz", "probe_wrong_path", "etcd"),
    one_fault("kubeadm-1.29", "path: /health?exclude=NOSPACE&serializable=true", "path: /ready", "probe_wrong_path",
              "etcd"),
    one_fault("kubeadm-1.13", "path: /healthz", "path: /livez", "probe_wrong_path"),
    one_fault("kubeadm-1.22", "--port=0", "--port=0\n    - --secure-port=10250", "probe_wrong_port", "kube-scheduler"),
    one_fault("kubeadm-1.13", "--address=127.0.0.1", "--port=0", "probe_targets_disabled_port",
              "kube-controller-manager"),
    one_fault("kubeadm-1.22", "--bind-address=127.0.0.1", "--bind-address=10.0.0.10", "probe_wrong_host",
              "kube-scheduler"),
    one_fault("kubeadm-1.33", "--secure-port=6443", "--secure-port=6443\n    - --bind-address=127.0.0.1",
              "probe_wrong_host"),
    one_fault("kubeadm-1.34", "name: probe-port", "name: probeport", "probe_wrong_port"),
    one_fault("kubeadm-1.34", "initialDelaySeconds: 10\n      periodSeconds: 10\n      timeoutSeconds: 15\n    volume",
              "periodSeconds: 1\n      timeoutSeconds: 1\n    volume", "probe_too_aggressive"),
    one_fault("kubeadm-1.29", "cpu: 250m", "cpu: 250m\n      limits:\n        memory: 64Mi", "oom_killed"),
    one_fault("kubeadm-1.29", "--authorization-mode=Node,RBAC", "--authorization-mode=AlwaysAllow",
              "always_allow_resets_anonymous_auth"),
    one_fault("kubeadm-1.29", "    - --authorization-mode=Node,RBAC\n", "", "always_allow_resets_anonymous_auth"),
    one_fault("kubeadm-1.22", "--authorization-mode", "--insecure-port=8080\n    - --authorization-mode",
              "invalid_flag_value"),
    one_fault("kubeadm-1.22", "    - --service-account-issuer=https://kubernetes.default.svc.cluster.local\n", "",
              "missing_required_flag"),
    one_fault("kubeadm-1.33", "tls-cert-file=/etc/kubernetes/pki", "tls-cert-file=/etc/kubernetes/tls",
              "file_not_mounted"),
    one_fault("kubeadm-1.34", "priorityClassName", "serviceAccountName: admin\n  priorityClassName",
              "static_pod_references_api_object"),
    one_fault("kubespray-1.32", "--anonymous-auth=True", "--anonymous-auth=False", "anonymous_auth_disabled"),
    one_fault("kubespray-1.32", "--profiling=False", "--insecure-port=0", "unknown_flag"),
    one_fault("kops-1.30", "--storage-backend=etcd3", "--target-ram-mb=0", "unknown_flag"),
    one_fault("kops-1.30", "ValidatingAdmissionPolicy", "PodSecurityPolicy", "unknown_admission_plugin"),
    one_fault("kops-1.30", "port: 10257", "port: 10252", "probe_wrong_port", "kube-controller-manager"),
    one_fault("kops-1.30", "mountPath: /srv/kubernetes/kube-scheduler", "mountPath: /srv/scheduler", "file_not_mounted",
              "kube-scheduler"),
    one_fault("rke2-1.28", "--bind-address=127.0.0.1", "--feature-gates=CSIMigration=true", "feature_gate_rejected",
              "kube-scheduler"),
    one_fault("rke2-1.28", "mountPath: /var/lib/rancher/rke2/server/tls/server-ca.crt",
              "mountPath: /var/lib/rancher/rke2/server/ca.crt", "probe_command_broken"),
    one_fault("rke2-1.28", "port: 10259", "port: 10251", "probe_wrong_port", "kube-scheduler"),
    one_fault("openshift-4.16", "name: audit-dir\n      livenessProbe", "name: no-dir\n      livenessProbe",
              "manifest_invalid"),
    one_fault("openshift-4.16", "failureThreshold: 30", "failureThreshold: 3", "probe_too_aggressive"),
    one_fault("openshift-4.16", "scheme: HTTPS", "scheme: HTTP", "probe_wrong_scheme", "kube-scheduler"),
    one_fault("openshift-4.16", "hostNetwork: true", "hostNetwork: yes please", "manifest_invalid", "etcd"),
    one_fault("talos-1.8", "--secure-port=6443", "--secure-port=6443\n    - --insecure-port=0", "unknown_flag",
              "kube-apiserver"),
    one_fault("talos-1.8", "host: localhost", "host: 10.5.0.2", "probe_wrong_host", "kube-scheduler"),
    one_fault("talos-1.14", "--bind-address=0.0.0.0", "--bind-address=0.0.0.0\n    - --oidc-issuer-url=https://i",
              "authentication_config_invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("installer", "component", "old", "new", "rule"), FAULTS)
def test_finds_one_fault_that_is_put_into_it(installer, component, old, new, rule):
    text = changed(read(installer, component), (old, new))

    assert rule in rules(given(text, f"{component}.yaml"))


def test_talos_own_list_of_paths_is_what_lets_the_probe_in():
    """The configuration lies elsewhere on the node, and is given to lint beside the manifests."""
    files = directory("talos-1.14")
    config = next(file for file in files if file.name == "authentication-config.yaml")
    narrow = given(config.data.replace(b"- path: /livez", b"- path: /live"), config.name, config.directory, named=False)

    assert found(*files) == ()
    assert rules(*(narrow if file is config else file for file in files)) == {"anonymous_auth_disabled"}


def test_both_ways_of_saying_anonymous_exclude_each_other():
    files = directory("talos-1.14")
    text = changed(
        read("talos-1.14"), ("--bind-address=0.0.0.0", "--bind-address=0.0.0.0\n    - --anonymous-auth=true")
    )
    both = [given(text, f.name, f.directory) if f.name == "kube-apiserver.yaml" else f for f in files]

    assert rules(*both) == {"anonymous_flag_conflicts_with_config"}


@pytest.mark.parametrize(
    ("installer", "version", "expected"),
    [
        pytest.param("kubeadm-1.22", "1.24", {"unknown_flag"}, id="--port of scheduler and controller-manager is gone"),
        pytest.param("kubeadm-1.18", "1.20", {"missing_required_flag"}, id="the token issuer became a duty"),
        pytest.param("kubeadm-1.18", "1.19", set(), id="one release up nothing changes"),
        pytest.param("kubeadm-1.33", "1.34", set(), id="a plain kubeadm upgrade is sound"),
        pytest.param("kubeadm-1.18", "1.15", set(), id="and so is one back to where /healthz was all there is"),
        pytest.param("kubeadm-1.22", "1.15", {"probe_wrong_path", "manifest_invalid"},
                     id="but /livez and startupProbe came with 1.16"),
    ],
)  # fmt: skip
def test_tells_what_another_release_will_make_of_it(installer, version, expected):
    assert rules(*directory(installer), version=Version.parse(version)) == expected
