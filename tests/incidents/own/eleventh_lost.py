"""What a part of the evidence leaves: the witness that would tell a cause from another one was not seen."""

from datetime import timedelta

from incidents.builder import Node
from incidents.corpus import Expected, Incident
from incidents.own.eighth_kubelet import fatal
from incidents.own.eighth_living import lives, rejects
from incidents.own.ninth_carriers import AGENT, K3S, RKE2, TAKEN
from incidents.own.ninth_node import NO_PLUGIN, PARSER, PARSER_OLD, SANDBOX, SANDBOX_OLD, made_anew, pods
from incidents.own.node_words import V3, ends, without_cri
from incidents.own.seventh_etcd import ALONE, raft
from incidents.own.seventh_kubelet import GONE, POD
from incidents.own.shapes import UNIT, A, E, miss, quiet, shows
from incidents.own.tenth_etcd import UNTOLD, ignored
from whyrestart.model.cause import Cause, Confidence

ANY_ADDRESS = "starting kubernetes: preparing server: listen tcp :6443: bind: address already in use"
CRIO = "cri-o configured with {} cgroup manager, but {} as parent: /kubepods/burstable/podbc646bf4-01c0-11e8-9ec7-0a580a2c0a3a"
SYSTEMD, CGROUPFS = CRIO.format("systemd", "did not receive slice"), CRIO.format("cgroupfs", "received systemd slice")
OWN_SANDBOX = "78deccd920aee3c81f6dab8e0eae710d7ffc3cbd96694a3217792657547d9afd"
ASKS_DOCKER = "failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"


def by_its_journal(unit, text):
    """A carrier of which systemd's own word is missing."""
    return Node(version="v1.30.2").journal(unit, fatal(text), by=unit)


def maybe(name, cause, node):
    """What is no more than possible."""
    expected = Expected(causes=frozenset({Cause(cause)}), confidence=frozenset({Confidence.POSSIBLE}))
    return Incident(name=f"own/{name}", expected=expected, contents=node.contents)


def nameless(node):
    """The same, where the runtime did not tell its name."""
    node.documents["runtime.json"]["name"] = None
    return node


def in_a_sandbox(line, *seen):
    """That line, and of the pod its sandboxes alone."""
    node = Node().static_pod(A).kubelet(line)
    for number, _ in enumerate(seen):
        node.sandbox(A, number=number, since=timedelta(minutes=5))
    for sandbox, own in zip(node.sandboxes.values(), seen, strict=True):
        sandbox["id"] = own
    return node


ELEVENTH_LOST = (
    # ---- a unit that systemd did not tell of ------------------------------------------------------------------------
    shows("port_held_by_previous_instance-k3s-by-its-journal", "port_held_by_previous_instance", by_its_journal(K3S, ANY_ADDRESS).socket("k3s-server", 6443, pid=77), UNIT),
    shows("port_held_by_previous_instance-k3s-agent-by-its-journal", "port_held_by_previous_instance", by_its_journal(AGENT, f"Error starting load balancer: {TAKEN.format(6444)}"), UNIT),
    shows("port_held_by_previous_instance-rke2-by-its-journal", "port_held_by_previous_instance", by_its_journal(RKE2, f"starting kubernetes: preparing server: {TAKEN.format(9345)}"), UNIT),
    shows("port_in_use-k3s-by-its-journal", "port_in_use", by_its_journal(K3S, ANY_ADDRESS).socket("haproxy", 6443), UNIT),
    shows("port_in_use-k3s-by-its-journal-unseen", "unknown", by_its_journal(K3S, ANY_ADDRESS), UNIT, sure=False),
    quiet("containerd-of-no-unit", Node(version=None).journal("containerd", NO_PLUGIN)),
    # ---- a refusal that names nobody --------------------------------------------------------------------------------
    *(
        shows(f"cgroup_driver_mismatch-crio-nameless-{number}", "cgroup_driver_mismatch", pods(form.format(words)))
        for number, (form, words) in enumerate((form, words) for form in (SANDBOX, SANDBOX_OLD) for words in (SYSTEMD, CGROUPFS))
    ),
    *(miss(f"apparmor_parser_missing-in-another-sandbox-{number}", "apparmor_parser_missing", in_a_sandbox(line, "a" * 64, "b" * 64)) for number, line in enumerate((PARSER.format(442), PARSER_OLD))),
    *(shows(f"apparmor_parser_missing-in-its-sandbox-{number}", "apparmor_parser_missing", in_a_sandbox(line, OWN_SANDBOX)) for number, line in enumerate((PARSER.format(442), PARSER_OLD))),
    # ---- a runtime that is half known -------------------------------------------------------------------------------
    miss("cri-is-on-by-the-settings-and-containerd-is-silent", "cri_plugin_disabled", without_cri(config=V3)),
    miss("cri-is-on-by-the-settings-of-a-nameless-runtime", "cri_plugin_disabled", nameless(without_cri(config=V3))),
    miss("cgroup_driver_mismatch-over-and-over-runtime-has-no-name", "cgroup_driver_mismatch", nameless(made_anew().runtime("1.7.2", 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n'))),
    miss("runtime_unavailable-no-docker-was-seen", "runtime_unavailable", ends(ASKS_DOCKER, version="v1.22.2", node=Node(version="v1.22.2").absent("/var/run/docker.sock"))),
    shows("runtime_unavailable-docker-is-known", "runtime_unavailable", ends(ASKS_DOCKER, version="v1.22.2", node=Node(version="v1.22.2").absent("/var/run/docker.sock").unit("docker", "failed", "failed")), UNIT),
    miss("file_missing-resolver-of-which-nothing-is-seen", "file_missing", Node(version="v1.11.3").unit("kubelet").static_pod(A).kubelet(f'E0918 06:10:32.901188   10211 kuberuntime_manager.go:646] createPodSandbox for pod "{POD}" failed: {GONE}')),
    # ---- an etcd whose log alone is left ----------------------------------------------------------------------------
    shows("etcd_membership_mismatch-a-later-log", "etcd_membership_mismatch", Node().static_pod(E).died(E, ignored("a1"), status=False), E),
    maybe("etcd-s-first-log-of-another-cluster", "etcd_membership_mismatch", Node().static_pod(E).died(E, ignored("a1"), attempt=0, status=False)),
    maybe("etcd-that-turns-one-away-asks-in-vain", "etcd_no_quorum", lives(E, f"{rejects('10.0.0.5', UNTOLD, form='3.3')}\n{raft('own', *ALONE, second=50)}")),
)  # fmt: skip
