"""From what was seen of a node to the containers whose probes are replayed."""

from datetime import timedelta

import pytest

from probes.fakes import BEGIN
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.manifest import Argument, Container, HttpGet, Manifest, Probe, ProbeKind, StaticPod
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerReport,
    ContainerSeen,
    ContainerState,
    ContainerStatusSeen,
    Gap,
    JournalLine,
    ListeningSocket,
    ManifestSeen,
    PodLogSeen,
    PodStatusSeen,
    ProcessSeen,
    SandboxSeen,
    SocketsSeen,
    Source,
)
from whyrestart.model.version import Version
from whyrestart.probes.targets import targets

POD = "kube-apiserver-m"
REF = ContainerRef(namespace="kube-system", pod=POD, container="kube-apiserver")
PATH = "/etc/kubernetes/manifests/kube-apiserver.yaml"


def at(seconds):
    return BEGIN + timedelta(seconds=seconds)


def manifest(seconds=0, *, sha="one", probes=True, init=False, restarts="", flags=(), host_network=True):
    declared = Container(
        name="kube-apiserver",
        command=tuple(Argument(text=text) for text in ("kube-apiserver", *flags)),
        probes=(Probe(kind=ProbeKind.LIVENESS, handler=HttpGet(port=6443)),) if probes else (),
        is_init=init,
        restart_policy=restarts,
    )
    pod = StaticPod(name="kube-apiserver", namespace="kube-system", host_network=host_network, containers=(declared,))
    return ManifestSeen(at=at(seconds), manifest=Manifest(path=PATH, sha256=sha, pod=pod))


def running(number=0, started=5, *, uid="u", state=ContainerState.RUNNING):
    return ContainerSeen(
        at=at(started + 1),
        attempt_key=AttemptKey(ref=REF, pod_uid=uid, attempt=number),
        container_id=f"{uid}{number}",
        state=state,
        started_at=at(started),
        finished_at=at(started + 9) if state is ContainerState.EXITED else None,
    )


def found(*seen, now=1000):
    return targets(NodeView.of(seen, name="m", at=at(now), version=Version(1, 30)))


def test_a_running_container_is_found_with_all_that_a_probe_needs():
    sockets = SocketsSeen(at=at(7), sockets=(ListeningSocket(address="::", port=6443, pod_uid="u"),))
    all_of_them = found(manifest(sha="two"), running(3), sockets)

    (target,) = all_of_them.containers
    assert (target.ref, target.pod_uid, target.container_id) == (REF, "u", "u3")
    assert (target.started_at, target.restarted, target.manifest_sha256) == (at(5), True, "two")
    assert (all_of_them.version, all_of_them.sockets) == (Version(1, 30), sockets.sockets)


def test_probes_are_sent_as_the_kubelet_s_own_release_sends_them():
    line = JournalLine(at=at(1), unit="kubelet", message="I1123 07:59:02.1     812 server.go:416] Version: v1.20.2")

    assert found(manifest(), running(), line).version == Version(1, 20, 2)


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param([manifest()], id="nothing-runs"),
        pytest.param([manifest(), running(state=ContainerState.EXITED)], id="it-ended"),
        pytest.param([manifest(), running(state=ContainerState.CREATED)], id="not-begun"),
        pytest.param([running()], id="no-manifest"),
        pytest.param([manifest(probes=False), running()], id="no-probe"),
        pytest.param([manifest(init=True), running()], id="init-container"),
    ],
)
def test_nothing_to_ask(seen):
    assert found(*seen).containers == ()


@pytest.mark.parametrize(
    ("version", "restarts", "count"),
    [
        pytest.param(Version(1, 28), "Always", 1, id="the-first-release-that-knows-sidecars"),
        pytest.param(None, "Always", 1, id="a-release-that-nobody-told"),
        pytest.param(Version(1, 27, 9), "Always", 0, id="a-release-that-runs-it-once"),
        pytest.param(Version(1, 34), "Never", 0, id="a-policy-that-makes-no-sidecar"),
    ],
)
def test_a_sidecar_is_probed_like_any_container(version, restarts, count):
    view = NodeView.of((manifest(init=True, restarts=restarts), running()), name="m", at=at(1000), version=version)

    assert len(targets(view).containers) == count


@pytest.mark.parametrize(
    ("now", "count"),
    [
        pytest.param(110, 0, id="the-edit-is-about-to-end-it"),
        pytest.param(300, 1, id="the-kubelet-has-not-acted-on-the-edit"),
    ],
)
def test_a_container_of_an_earlier_content(now, count):
    assert len(found(manifest(), running(), manifest(100, sha="two"), now=now).containers) == count


def test_the_new_container_of_an_edit_is_asked_at_once():
    seen = (manifest(), running(), manifest(100, sha="two"), running(started=102, uid="v"))

    assert [each.container_id for each in found(*seen, now=104).containers] == ["v0"]


def pod_status(ip, pod=POD):
    return PodStatusSeen(at=at(7), namespace="kube-system", pod=pod, pod_uid="u", ip=ip)


def sandbox(ip="", *, pod=POD, uid="u", host_network=True):
    return SandboxSeen(
        at=at(7),
        sandbox_id=f"s-{pod}",
        namespace="kube-system",
        pod=pod,
        pod_uid=uid,
        ip=ip,
        host_network=host_network,
    )


@pytest.mark.parametrize(
    ("seen", "ip"),
    [
        pytest.param([pod_status("10.0.0.9"), sandbox("10.0.0.8")], "10.0.0.9", id="by-the-kubelet"),
        pytest.param([sandbox("10.0.0.8", host_network=False)], "10.0.0.8", id="by-the-sandbox"),
        pytest.param(
            [sandbox(), pod_status("10.0.0.7", "etcd-m"), sandbox(pod="etcd-m", uid="e")],
            "10.0.0.7",
            id="by-another-pod-on-the-host's-network",
        ),
        pytest.param(
            [sandbox(), pod_status("10.9.9.9", "coredns"), sandbox(pod="coredns", uid="d", host_network=False)],
            None,
            id="never-by-a-pod-of-its-own-network",
        ),
        pytest.param([], None, id="nobody-told"),
    ],
)
def test_the_pod_s_address(seen, ip):
    assert found(manifest(), running(), *seen).containers[0].pod_ip == ip


def test_the_advertised_address_stands_in_for_the_node_s():
    seen = (manifest(flags=("--advertise-address=10.0.0.4",)), running())

    assert found(*seen).containers[0].pod_ip == "10.0.0.4"


def status(started, container_id):
    now = ContainerReport(state=ContainerState.RUNNING, container_id=container_id, started_at=at(5))
    return ContainerStatusSeen(at=at(8), ref=REF, pod_uid="u", restart_count=0, now=now, started=started)


@pytest.mark.parametrize(
    ("seen", "started"),
    [
        pytest.param(status(True, "u0"), True, id="started"),
        pytest.param(status(False, "containerd://u0"), False, id="not-started"),
        pytest.param(status(True, "containerd://old"), None, id="of-an-earlier-container"),
    ],
)
def test_the_kubelet_s_word_on_the_startup_probe(seen, started):
    assert found(manifest(), running(), seen).containers[0].started is started


@pytest.mark.parametrize(
    ("processes", "ids"),
    [
        pytest.param([(812, "kube-apiserver")], ["process 812"], id="the-one-process"),
        pytest.param([(812, "kube-apiserver"), (813, "kube-apiserver")], [], id="two-of-them-are-ambiguous"),
        pytest.param([(812, "etcd")], [], id="another-program"),
    ],
)
def test_where_no_runtime_can_be_asked_the_process_stands_in(processes, ids):
    seen = [ProcessSeen(at=at(5), pid=pid, program=name, started_at=at(5)) for pid, name in processes]

    assert [each.container_id for each in found(manifest(), *seen).containers] == ids


def test_an_attempt_of_which_a_log_alone_tells_runs_if_its_process_does():
    log = PodLogSeen(at=at(7), attempt_key=AttemptKey(ref=REF, pod_uid="u", attempt=2), path="/var/log/pods/x/2.log")
    process = ProcessSeen(at=at(6), pid=812, program="kube-apiserver", started_at=at(5))

    (target,) = found(manifest(), log, process).containers

    assert (target.pod_uid, target.container_id, target.restarted) == ("u", "attempt 2", True)
    assert target.started_at == at(5)
    assert found(manifest(), log).containers == ()


def test_processes_that_cannot_be_seen_any_more_stand_in_for_nothing():
    process = ProcessSeen(at=at(6), pid=812, program="kube-apiserver", started_at=at(5))
    view = NodeView.of(
        (manifest(), process), name="m", at=at(1000), gaps=(Gap(source=Source.PROCESSES, why="hidden", since=at(9)),)
    )

    assert targets(view).containers == ()
