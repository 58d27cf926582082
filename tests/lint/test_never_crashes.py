"""No bytes crash lint, and none of its formats."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint import manifests
from whyrestart.lint import Disk, LintFile, lint
from whyrestart.model.version import Version
from whyrestart.sinks import lint_json

NAMES = st.sampled_from(
    ["kube-apiserver.yaml", "etcd.yaml", "config.toml", "README", "4913", "a.json", "kubeadm-flags.env"]
)
VERSIONS = st.sampled_from([None, Version(1, 6), Version(1, 20, 2), Version(1, 36), Version(9, 9)])
WHOLE = [manifests.read(name, component).encode() for name, component in (
    ("kubeadm-1.18", "kube-apiserver"), ("kubeadm-1.34", "etcd"), ("kops-1.30", "kube-scheduler"),
    ("openshift-4.16", "kube-apiserver"), ("rke2-1.28", "kube-apiserver"),
)]  # fmt: skip
WHOLE += [
    (
        b"apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.31.0\napiServer:\n"
        b"  extraArgs:\n  - name: anonymous-auth\n    value: 'false'\n---\napiVersion: kubeadm.k8s.io/v1beta3\n"
        b"kind: JoinConfiguration\nnodeRegistration:\n  kubeletExtraArgs:\n    v: 2\n"
    ),
    (
        b"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: 110\nevictionHard:\n"
        b"  memory.available: 100Mi\nregisterWithTaints:\n- key: a\nsyncFrequency: 1m\n"
    ),
    (
        b'[Service]\nEnvironment="KUBELET_EXTRA_ARGS=--v=2 --network-plugin=cni"\nExecStart=\n'
        b"ExecStart=/usr/bin/kubelet \\\n  $KUBELET_EXTRA_ARGS ${OTHER} --feature-gates=A=true,\n"
    ),
    b'KUBELET_KUBEADM_ARGS="--container-runtime=remote --feature-gates=A=b"\n',
]
SNIPPETS = st.sampled_from([
    b"", b"\x00", b"\xff", b"\t", b"- ", b"&a *a", b"{{ x }}", b"[" * 200, b"---\n", b"!!python/object:os.system ''",
    b"# whyrestart: ignore=", b"# whyrestart: ignore=unknown x", b"port: -1", b"port: 99999999999999999999",
    b"--secure-port=abc", b"--listen-client-urls=://", b"--feature-gates=,=,A", b"memory: 1e999", b"\xe2\x80\xa8",
    b"httpGet: null", b"containers: {}", b"kind: KubeletConfiguration", b'version = "2"', b"[plugins.cri", b"\r\n",
    b"\xff\xfe", b"kind: JoinConfiguration", b"extraArgs: [", b"maxPods: 1e400", b"maxPods: .nan", b"x-a: &a {<<: *a}",
    b"[Service]", b'ExecStart="', b"--kubernetesVersion: 9999999999999999999.1",
])  # fmt: skip


def check(data, name, version):
    files = [
        LintFile(path=f"m/{name}", data=data, directory="m", on_node=True),
        manifests.given(WHOLE[0], "other.yaml", "m"),
    ]
    report = lint(files, version=version, disk=Disk(swap_bytes=1))
    lines = data.count(b"\n") + 2
    for each in report.findings:
        assert each.summary
        assert each.line is None or (each.path != f"m/{name}") or 1 <= each.line <= lines + data.count(b"\r")
    json.loads(lint_json.dumps(report))
    json.loads(lint_json.sarif(report))
    lint_json.github(report).encode("utf-8", "surrogatepass")


@settings(deadline=None, max_examples=100)
@given(data=st.binary(max_size=400), name=NAMES, version=VERSIONS)
def test_takes_any_bytes(data, name, version):
    check(data, name, version)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), whole=st.sampled_from(WHOLE), name=NAMES, version=VERSIONS)
def test_takes_manifests_with_anything_written_over_them(data, whole, name, version):
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(whole)))
        length = data.draw(st.integers(0, 40))
        whole = whole[:start] + data.draw(SNIPPETS) + whole[start + length :]

    check(whole, name, version)
