"""Manifests as the simulated kubelet reads them."""

import pytest

from whyrestart.demo import manifests, ports
from whyrestart.demo.podspec import PodError, parse
from whyrestart.demo.prober import resolve_port
from whyrestart.model.version import Version
from whyrestart.parsing import manifest as daemons_own

POD = b"""\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: kube-system}
spec:
  containers:
  - name: web
    image: web:v1.2.3
    command: [web]
    args: [--x=1]
    ports: [{name: probe-port, containerPort: 8443}]
    livenessProbe: {httpGet: {path: /livez, port: probe-port}, failureThreshold: 0}
    volumeMounts: [{mountPath: /inside, name: data}, {mountPath: /other, name: memory}]
  volumes:
  - {name: data, hostPath: {path: /outside}}
  - {name: memory, emptyDir: {}}
"""


def read(text=POD, *, file="/m/web.yaml", version="v1.20.2"):
    return parse(text, file=file, node_name="Node-1", version=Version.parse(version))


def test_fills_in_what_the_api_fills_in():
    pod = read()
    container = pod.containers[0]
    probe = container.probe("livenessProbe")

    assert (pod.name, pod.namespace, pod.grace_seconds) == ("web-node-1", "kube-system", 30)
    assert container.command == ("web", "--x=1")
    assert container.mounts == (("/inside", "/outside"),)
    assert (probe.scheme, probe.timeout_seconds, probe.period_seconds, probe.failure_threshold) == ("HTTP", 1, 10, 3)
    assert resolve_port(probe, container.ports) == 8443


@pytest.mark.parametrize(
    ("version", "same"),
    [
        pytest.param("v1.20.2", True, id="1.20-by-content-alone"),
        pytest.param("v1.21.0", False, id="1.21-by-file-too"),
    ],
)
def test_an_identical_copy_has_the_same_uid_up_to_1_20(version, same):
    assert (read(version=version).uid == read(file="/m/web.yaml.bak", version=version).uid) is same


def test_an_edit_gives_another_uid():
    assert read().uid != read(POD.replace(b"--x=1", b"--x=2")).uid


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe\x00", id="not-text"),
        pytest.param(b"a: [", id="not-yaml"),
        pytest.param(b"- 1", id="a-list"),
        pytest.param(b"apiVersion: v1\nkind: List\nitems: []", id="another-kind"),
        pytest.param(b"apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {}", id="no-container"),
        pytest.param(POD.replace(b"failureThreshold: 0", b"failureThreshold: many"), id="not-a-number"),
        pytest.param(b"# " + b"x" * (10 * 2**20), id="more-than-10-mib"),
    ],
)
def test_refuses_what_is_no_pod(text):
    with pytest.raises(PodError):
        read(text)


def test_only_the_first_document_counts():
    assert read(POD + b"---\n" + POD.replace(b"name: web,", b"name: second,")).name == "web-node-1"


@pytest.mark.parametrize(
    ("port", "number"),
    [
        pytest.param(6443, 6443, id="number"),
        pytest.param("probe-port", 8443, id="name"),
        pytest.param("6443", 6443, id="digits"),
        pytest.param("nobody", None, id="unknown-name"),
        pytest.param(0, None, id="zero"),
        pytest.param(65536, None, id="too-high"),
    ],
)
def test_finds_the_probes_port(port, number):
    container = read(POD.replace(b"port: probe-port", f"port: {port!r}".encode())).containers[0]

    assert resolve_port(container.probe("livenessProbe"), container.ports) == number


@pytest.mark.parametrize("version", ["v1.17.17", "v1.20.2", "v1.32.0"])
def test_both_readers_agree_on_the_demos_manifests(tmp_path, version):
    layout = manifests.Layout(root=tmp_path, ports=ports.free(), version=Version.parse(version), node_name="demo-node")
    manifests.write(layout)

    for path in layout.manifests.iterdir():
        ours = parse(path.read_bytes(), file=str(path), node_name="demo-node", version=layout.version)
        theirs = daemons_own.parse(str(path), path.read_bytes()).pod
        container = theirs.containers[0]
        assert ours.name == f"{theirs.name}-demo-node"
        assert ours.grace_seconds == theirs.termination_grace_seconds
        assert ours.containers[0].command == tuple(word.text for word in container.command)
        assert [
            (probe.port, probe.path, probe.scheme, probe.period_seconds, probe.failure_threshold)
            for probe in sorted(ours.containers[0].probes, key=lambda probe: probe.kind)
        ] == [
            (
                probe.handler.port,
                probe.handler.path,
                probe.handler.scheme,
                probe.period_seconds,
                probe.failure_threshold,
            )
            for probe in sorted(container.probes, key=lambda probe: probe.kind)
        ]
