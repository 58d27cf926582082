"""Fields that the kubelet passes over, of pods and of its own configuration: the misspelt, the misplaced, the new."""

from pathlib import Path

import pytest

from lint.manifests import changed, found, given, read
from whyrestart.knowledge import gates
from whyrestart.knowledge.fields import fields, judge
from whyrestart.knowledge.flags import Verdict
from whyrestart.knowledge.lifetime import Presence
from whyrestart.lint.fields import of_kubelet, of_pod
from whyrestart.lint.values import refused
from whyrestart.model.cause import Confidence
from whyrestart.model.version import Version
from whyrestart.parsing.manifest import tree_of
from whyrestart.parsing.yaml_tree import YamlProblem, load_first

API = read("kubeadm-1.29")
TESTS = Path(__file__).parents[1]
NETWORK = "  hostNetwork: true\n"
IMAGE = "    image: registry.k8s.io/kube-apiserver:v1.29.15\n"


def with_container(text):
    return changed(API, (IMAGE, f"{IMAGE}{text}"))


MISSPELT = [
    pytest.param(changed(API, ("hostNetwork:", "hostNetwrk:")), "spec.hostNetwrk", "hostNetwork is the nearest",
                 id="of the pod"),
    pytest.param(changed(API, ("hostNetwork:", "hostnetwork:")), "spec.hostnetwork", "hostNetwork is the nearest",
                 id="its case"),
    pytest.param(changed(API, ("periodSeconds: 1\n", "periodSecond: 1\n")),
                 "spec.containers[0].readinessProbe.periodSecond", "periodSeconds is", id="of a probe"),
    pytest.param(changed(API, (NETWORK, f"{NETWORK}  securityContext:\n    seccompProfile:\n      typ: Localhost\n")),
                 "spec.securityContext.seccompProfile.typ", "type is the nearest", id="deep inside"),
    pytest.param(changed(API, ("        cpu: 250m", "        cpu: 250m\n      limit:\n        cpu: 1")),
                 "spec.containers[0].resources.limit", "limits is the nearest", id="singular"),
    pytest.param(changed(API, (NETWORK, f"{NETWORK}  livenessProbe: {{}}\n")), "spec.livenessProbe",
                 "it is one of Container", id="a container's, given to the pod"),
    pytest.param(with_container("    hostNetwork: true\n"), "spec.containers[0].hostNetwork", "it is one of PodSpec",
                 id="the pod's, given to a container"),
    pytest.param(changed(API, ("kind: Pod\n", "kind: Pod\nspecs: {}\n")), "specs", "spec is the nearest",
                 id="at the top"),
    pytest.param(changed(API, ("metadata:\n", "metadata:\n  rank: high\n")), "metadata.rank",
                 "no release is known to have this field in ObjectMeta", id="like nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "why"), MISSPELT)
def test_tells_of_a_field_that_the_kubelet_drops(text, key, why):
    (finding,) = found(given(text))

    assert (finding.rule, finding.confidence) == ("manifest_invalid", Confidence.POSSIBLE)
    assert finding.detail["key"] == key
    assert why in finding.summary
    assert text.splitlines()[finding.line - 1][finding.column - 1 :].startswith(key.rpartition(".")[2] + ":")


NEAR_MISSES = [
    pytest.param(changed(API, ("  labels:\n", "  labels:\n    hostNetwrk: any\n")), id="a label is called anything"),
    pytest.param(changed(API, ("        cpu: 250m", "        cpu: 250m\n        example.org/gpus: 1")),
                 id="and a resource"),
    pytest.param(changed(API, (NETWORK, f"{NETWORK}  nodeSelector:\n    zone: a\n")), id="and what chooses nodes"),
    pytest.param(changed(API, ("kind: Pod\n", "kind: Pod\nx-probe: &probe\n  periodSecond: 1\n")),
                 id="an anchor's place, called so on purpose"),
    pytest.param(f"{API}status:\n  phase: Running\n  made: up\n", id="a status, which nobody reads"),
    pytest.param(with_container("    startupProbe:\n      <<: &a\n        periodSeconds: 3\n      exec:\n"
                                "        command: [true]\n").replace("[true]", "['true']"), id="merged in"),
    pytest.param(API.replace("spec:\n", "spec:\n  dnsPolicy: null\n"), id="null"),
]  # fmt: skip


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_a_users_own_names_are_no_fields(text):
    tree = tree_of(text.encode())

    assert [each.summary for each in of_pod("a.yaml", tree, None)] == []


@pytest.mark.parametrize(
    ("release", "kept"),
    [
        pytest.param("1.22", False, id="a release too early"),
        pytest.param("1.23", True, id="its own"),
        pytest.param("1.36", True, id="later"),
    ],
)
def test_a_field_of_a_later_release_is_dropped_too(release, kept):
    tree = load_first(b"spec:\n  containers:\n  - livenessProbe:\n      grpc:\n        port: 2379\n")
    findings = [each.summary for each in of_pod("a.yaml", tree, Version.parse(release))]

    assert len(findings) == (0 if kept else 1)
    assert kept or "it comes with 1.23" in findings[0]


@pytest.mark.parametrize(("release", "told"), [("1.36", 1), ("1.37", 0)])
def test_a_release_beyond_the_table_may_have_fields_of_its_own(release, told):
    tree = load_first(b"spec:\n  hostNetworks: []\n")

    assert len(list(of_pod("a.yaml", tree, Version.parse(release)))) == told


def test_an_alias_bomb_is_walked_once():
    bomb = "a: &a {x: {}}\n" + "".join(
        f"{n}: &{n} {{p: *{b}, q: *{b}}}\n" for b, n in zip("abcdefg", "bcdefgh", strict=True)
    )

    assert len(list(of_pod("a.yaml", load_first(bomb.encode()), None))) == 8


def manifests():
    for path in sorted(TESTS.rglob("*")):
        if path.is_file() and path.suffix not in {".py", ".pyc", ".jsonl"} and path.stat().st_size < 100_000:
            data = path.read_bytes()
            if b"Pod\n" in data or b'"Pod"' in data or b"KubeletConfiguration" in data:
                yield path, data


def test_finds_nothing_strange_in_any_manifest_of_the_suite():
    looked_at = 0
    strange = []
    for path, data in manifests():
        try:
            tree = load_first(data)
        except YamlProblem:
            continue
        kind = tree.get("kind") if tree else None
        if kind is not None and kind.text == "Pod":
            looked_at += 1
            strange += [each.summary for each in of_pod(str(path), tree, None)]
        if kind is not None and kind.text == "KubeletConfiguration":
            looked_at += 1
            strange += [each.summary for each in (*of_kubelet(str(path), tree, None), *refused(str(path), tree, None))]

    assert looked_at > 100
    assert strange == []


# ---- the tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pod", "kubelet"])
def test_a_table_names_no_type_that_it_does_not_have(kind):
    known = fields(kind)
    plain = {"", "string", "bool", "int", "float", "duration", "any"}
    types = {each.type.strip("[]{}") for inside in known.types.values() for each in inside.values()}

    assert known.root in known.types
    assert types - plain <= set(known.types)
    assert all(known.types[name.partition(".")[0]][name.partition(".")[2]].type == "string" for name in known.values)


@pytest.mark.parametrize(
    ("kind", "within", "name", "gate"),
    [
        ("pod", "Container", "startupProbe", "StartupProbe"),
        ("pod", "Container", "resizePolicy", "InPlacePodVerticalScaling"),
        ("pod", "Container", "restartPolicy", "SidecarContainers"),
        ("pod", "Container", "restartPolicyRules", "ContainerRestartRules"),
        ("pod", "Probe", "grpc", "GRPCContainerProbe"),
        ("pod", "Probe", "terminationGracePeriodSeconds", "ProbeTerminationGracePeriod"),
        ("pod", "Handler", "sleep", "PodLifecycleSleepAction"),
        ("pod", "Lifecycle", "stopSignal", "ContainerStopSignals"),
        ("pod", "PodSpec", "hostUsers", "UserNamespacesStatelessPodsSupport"),
        ("pod", "PodSpec", "os", "IdentifyPodOS"),
        ("pod", "PodSpec", "resourceClaims", "DynamicResourceAllocation"),
        ("pod", "PodSpec", "schedulingGates", "PodSchedulingReadiness"),
        ("pod", "PodSpec", "resources", "PodLevelResources"),
        ("pod", "PodSpec", "hostnameOverride", "HostnameOverride"),
        ("pod", "PodSpec", "topologySpreadConstraints", "EvenPodsSpread"),
        ("pod", "PodSpec", "shareProcessNamespace", "PodShareProcessNamespace"),
        ("pod", "PodSecurityContext", "seLinuxChangePolicy", "SELinuxChangePolicy"),
        ("pod", "PodSecurityContext", "supplementalGroupsPolicy", "SupplementalGroupsPolicy"),
        ("pod", "Volume", "image", "ImageVolume"),
        ("pod", "Volume", "ephemeral", "GenericEphemeralVolume"),
        ("pod", "VolumeMount", "recursiveReadOnly", "RecursiveReadOnlyMounts"),
        ("pod", "EnvVarSource", "fileKeyRef", "EnvFiles"),
        ("pod", "VolumeProjection", "podCertificate", "PodCertificateRequest"),
        ("pod", "VolumeProjection", "clusterTrustBundle", "ClusterTrustBundleProjection"),
        ("pod", "TopologySpreadConstraint", "minDomains", "MinDomainsInPodTopologySpread"),
        ("kubelet", "KubeletConfiguration", "memorySwap", "NodeSwap"),
        ("kubelet", "KubeletConfiguration", "seccompDefault", "SeccompDefault"),
        ("kubelet", "KubeletConfiguration", "tracing", "KubeletTracing"),
        ("kubelet", "KubeletConfiguration", "crashLoopBackOff", "KubeletCrashLoopBackOffMax"),
        ("kubelet", "KubeletConfiguration", "imageMaximumGCAge", "ImageMaximumGCAge"),
        ("kubelet", "KubeletConfiguration", "memoryManagerPolicy", "MemoryManager"),
        ("kubelet", "KubeletConfiguration", "enableSystemLogQuery", "NodeLogQuery"),
    ],
)
def test_a_field_came_with_its_gate(kind, within, name, gate):
    assert fields(kind).types[within][name].life.since == gates.lookup(gate).stages[0].since


@pytest.mark.parametrize("kind", ["pod", "kubelet"])
def test_the_newest_release_has_every_field(kind):
    newest = Version(1, 36)
    lives = [each.life for inside in fields(kind).types.values() for each in inside.values()]

    assert all(life.at(newest) is not Presence.NOT_YET for life in lives)


def test_a_field_that_is_known_is_not_judged_by_its_neighbours():
    known = fields("pod")

    assert judge(known, "PodSpec", "hostIPC", None).verdict is Verdict.KNOWN
    assert judge(known, "PodSpec", "hostIP", None).nearest == "hostIPC"
    assert judge(known, "ContainerPort", "hostIP", None).verdict is Verdict.KNOWN
