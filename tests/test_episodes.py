"""Who ended an attempt, and how a container stands: told from what each witness saw."""

from datetime import timedelta

import pytest

from incidents.builder import Node
from incidents.corpus import view
from whyrestart.episodes import episodes
from whyrestart.model.cause import Origin
from whyrestart.model.diagnosis import State
from whyrestart.model.identity import ContainerRef, UnitRef

A = "kube-apiserver"
POD = f"{A}-master-1"
UNREADABLE = "kind: Pod\nmetadata:\n  name: kube-apiserver\nspec: ["
# Since 1.19, and before.
RESTARTED = (
    'I0312 10:29:20.1    2999 kuberuntime_manager.go:1000] "Message for Container of pod" '
    f'containerName="{A}" pod="kube-system/{POD}" '
    f'containerMessage="Container {A} failed {{kind}} probe, will be restarted"'
)
OLD_WORDS = (
    f'I0312 10:29:20.1    2999 kuberuntime_manager.go:571] Container "{A}" ({{{{"docker" "2a1b"}}}}) of pod '
    f"{POD}_kube-system(b137): Container failed {{kind}} probe.. Container will be killed and recreated."
)


def apiserver(node):
    """The apiserver's episode."""
    return next(each for each in episodes(view(node.contents())) if each.ref and each.ref.container == A)


def looping(code=0, **more):
    """An apiserver whose attempt 4 ended 30 s ago, and whose attempt 5 lives."""
    sandbox = more.pop("new_sandbox", False)
    node = Node().static_pod(A).died(A, code=code, attempt=4, lived=timedelta(seconds=90), **more)
    return node.runs(A, attempt=5, since=timedelta(seconds=25), sandbox=1 if sandbox else 0)


@pytest.mark.parametrize(
    ("node", "origin"),
    [
        pytest.param(looping(1, log="Error: x"), Origin.SELF, id="exit-code-of-its-own"),
        pytest.param(looping(2, log="panic: x"), Origin.SELF, id="panic"),
        pytest.param(looping(0).kubelet(RESTARTED.format(kind="liveness")), Origin.PROBE, id="kubelet-says-liveness"),
        pytest.param(looping(137).kubelet(RESTARTED.format(kind="startup")), Origin.PROBE, id="kubelet-says-startup"),
        pytest.param(looping(1).kubelet(OLD_WORDS.format(kind="liveness")), Origin.PROBE, id="kubelet-says-so-in-1.12"),
        pytest.param(
            looping(1, log="Error: x").kubelet(RESTARTED.format(kind="liveness"), ago=timedelta(hours=2)),
            Origin.SELF,
            id="kubelet-said-so-of-another-end",
        ),
        pytest.param(
            looping(1, log="Error: x").kubelet(RESTARTED.format(kind="liveness").replace(A, "kube-scheduler")),
            Origin.SELF,
            id="kubelet-said-so-of-another-container",
        ),
        pytest.param(looping(0).probe(A, 401, times=3), Origin.PROBE, id="the-probe-fails-now-too"),
        pytest.param(looping(0).probe(A, 401, kind="readiness", times=3), None, id="readiness-kills-nothing"),
        pytest.param(looping(0, new_sandbox=True), Origin.SANDBOX, id="new-sandbox"),
        pytest.param(
            looping(0, new_sandbox=True).kubelet(RESTARTED.format(kind="liveness")),
            Origin.PROBE,
            id="probed-to-death-before-the-sandbox-went",
        ),
        pytest.param(
            Node()
            .static_pod(A)
            .died(A, code=0, attempt=0, uid="1" * 32)
            .runs(A, uid="2" * 32, since=timedelta(seconds=20)),
            Origin.MANIFEST,
            id="new-pod-uid",
        ),
        pytest.param(looping(137, reason="OOMKilled"), Origin.KERNEL, id="runtime-says-oom"),
        pytest.param(looping(137), None, id="137-alone-tells-nothing"),
        pytest.param(looping(143), None, id="143-alone-tells-nothing"),
        pytest.param(
            Node().static_pod(A).died(A, code=128, reason="StartError", message="exec: x", attempt=3),
            Origin.NEVER,
            id="never-started",
        ),
        pytest.param(Node().static_pod(A).waits(A, "ImagePullBackOff"), Origin.NEVER, id="no-image"),
        pytest.param(Node().static_pod(A).failed_pod(A, "Evicted", "low"), Origin.ABSENT, id="pod-given-up"),
        pytest.param(Node().static_pod(A).runs(A), None, id="nothing-ended"),
    ],
)
def test_who_ended_it(node, origin):
    assert apiserver(node).origin is origin


@pytest.mark.parametrize(
    ("node", "state"),
    [
        pytest.param(Node().static_pod(A).runs(A), State.HEALTHY, id="runs-for-days"),
        pytest.param(looping(1), State.LOOPING, id="fifth-life-a-moment-after-the-fourth"),
        pytest.param(Node().static_pod(A).died(A, attempt=3), State.LOOPING, id="dead-in-back-off"),
        pytest.param(
            Node()
            .static_pod(A)
            .died(A, attempt=0, ago=timedelta(minutes=5))
            .runs(A, attempt=1, since=timedelta(minutes=5)),
            State.RESTARTED,
            id="one-restart-of-late",
        ),
        pytest.param(
            Node()
            .static_pod(A)
            .died(A, attempt=0, ago=timedelta(hours=5))
            .runs(A, attempt=1, since=timedelta(hours=5)),
            State.HEALTHY,
            id="one-restart-long-ago",
        ),
        pytest.param(
            Node()
            .static_pod(A)
            .runs(A, attempt=5, since=timedelta(seconds=30))
            .kubelet(OLD_WORDS.format(kind="liveness")),
            State.LOOPING,
            id="killed-a-moment-ago-and-the-runtime-keeps-no-record",
        ),
        pytest.param(
            Node().static_pod(A).runs(A, since=timedelta(seconds=30)).kubelet(OLD_WORDS.format(kind="liveness")),
            State.HEALTHY,
            id="first-life-of-its-pod",
        ),
        pytest.param(Node().static_pod(A).runs(A).probe(A, 500, times=2), State.AT_RISK, id="its-probe-fails"),
        pytest.param(Node().static_pod(A).static_pod("etcd").runs("etcd"), State.ABSENT, id="declared-and-not-there"),
        pytest.param(Node().static_pod(A), State.HEALTHY, id="declared-and-nobody-could-look"),
        pytest.param(Node().static_pod(A).failed_pod(A, "OutOfcpu", "x"), State.ABSENT, id="pod-given-up"),
        pytest.param(
            Node().static_pod(A).waits(A, "CrashLoopBackOff", restarts=7).died(A, attempt=7),
            State.LOOPING,
            id="kubelet-says-back-off",
        ),
        pytest.param(
            Node().manifest(f"{A}.yaml", UNREADABLE).static_pod("etcd").runs("etcd"),
            State.ABSENT,
            id="its-file-cannot-be-read",
        ),
        pytest.param(
            Node().manifest(f"{A}.yaml", UNREADABLE).runs(A),
            State.HEALTHY,
            id="its-file-cannot-be-read-and-it-still-runs",
        ),
    ],
)
def test_how_it_stands(node, state):
    assert apiserver(node).state is state


def beside(program, restart_policy, *, code=0, attempt=0):
    """An apiserver that runs, and an init container of its pod that has ended."""
    node = Node().static_pod(A).runs(A, since=timedelta(minutes=4))
    path = f"/etc/kubernetes/manifests/{A}.yaml"
    init = (
        f"  initContainers:\n  - {{name: {program}, image: busybox, restartPolicy: {restart_policy}}}\n  containers:\n"
    )
    node.files[path] = node.files[path].replace("  containers:\n", init, 1)
    node.died(program, code=code, attempt=attempt)
    node.containers[-1]["labels"] |= {
        key: value for key, value in node.containers[0]["labels"].items() if key.startswith("io.kubernetes.pod.")
    }
    return node


@pytest.mark.parametrize(
    ("node", "state"),
    [
        pytest.param(beside("setup", '""'), State.HEALTHY, id="an-init-container-that-has-done-its-work"),
        pytest.param(beside("setup", '""', attempt=2), State.HEALTHY, id="at-the-third-go"),
        pytest.param(beside("setup", '""', code=1, attempt=4), State.LOOPING, id="one-that-fails-again-and-again"),
        pytest.param(beside("proxy", "Always", attempt=4), State.LOOPING, id="a-sidecar-is-to-live-on"),
    ],
)
def test_how_an_init_container_stands(node, state):
    (episode,) = (each for each in episodes(view(node.contents())) if each.ref and each.ref.container != A)

    assert episode.state is state


def test_sidecar_that_nobody_has_seen_is_missed_and_an_init_container_is_not():
    node = Node().static_pod("etcd").runs("etcd").static_pod(A).runs(A)
    path = f"/etc/kubernetes/manifests/{A}.yaml"
    init = (
        "  initContainers:\n  - {name: proxy, image: x, restartPolicy: Always}\n"
        "  - {name: setup, image: x}\n  containers:\n"
    )
    node.files[path] = node.files[path].replace("  containers:\n", init, 1)

    subjects = {each.ref.container: each.state for each in episodes(view(node.contents())) if each.ref}

    assert subjects == {"etcd": State.HEALTHY, A: State.HEALTHY, "proxy": State.ABSENT}


def test_broken_copy_beside_a_sound_manifest_makes_no_pod_of_its_own():
    node = Node().static_pod(A).runs(A).manifest(f"{A}.yaml.bak", UNREADABLE)

    subjects = [each.subject for each in episodes(view(node.contents())) if each.ref]

    assert subjects == [ContainerRef(namespace="kube-system", pod=POD, container=A)]


def replaced(tried_in, *, tried=timedelta(seconds=5)):
    """A pod that was replaced 40 s ago; its kubelet tried another attempt of it, in a sandbox as old as `tried_in`."""
    node = Node().static_pod(A).sandbox(A, uid="2" * 32, since=timedelta(seconds=40))
    node.sandbox(A, uid="1" * 32, since=tried_in).runs(A, uid="2" * 32, since=timedelta(seconds=39))
    message = "failed to create shim task: namespace path: lstat /proc/7130/ns/ipc: no such file or directory"
    return node.died(A, uid="1" * 32, code=128, reason="StartError", attempt=3, ago=tried, message=message)


@pytest.mark.parametrize(
    ("node", "restarts", "last"),
    [
        pytest.param(replaced(timedelta(minutes=3)), 0, "2" * 32, id="tried-in-the-old-sandbox"),
        pytest.param(replaced(timedelta(seconds=20)), 3, "1" * 32, id="tried-in-a-newer-sandbox"),
    ],
)
def test_what_is_tried_for_a_pod_that_was_replaced_tells_nothing_of_the_one_that_runs(node, restarts, last):
    episode = apiserver(node)
    assert (episode.restarts, episode.attempts[-1].key.pod_uid) == (restarts, last)


def test_file_that_has_nothing_to_do_with_pods_makes_none():
    node = Node().static_pod(A).runs(A).manifest("README", "Put static pods here.\n")

    assert [each.ref.container for each in episodes(view(node.contents())) if each.ref] == [A]


def test_container_that_only_the_runtime_knows_has_an_episode():
    node = Node().died("haproxy", code=1, attempt=9)

    (episode,) = (each for each in episodes(view(node.contents())) if each.ref)

    assert (episode.ref.container, episode.restarts, episode.manifest) == ("haproxy", 9, None)


def test_name_that_the_runtime_told_of_settles_the_node_name():
    node = Node(name="master-1").static_pod(A).runs(A)
    contents = {name: data.replace(b'"node": "master-1"', b'"node": "other"') for name, data in node.contents().items()}

    (episode,) = (each for each in episodes(view(contents)) if each.ref)

    assert episode.ref.pod == POD
    assert episode.container is not None


@pytest.mark.parametrize(
    ("node", "state"),
    [
        pytest.param(Node().unit("kubelet"), State.HEALTHY, id="runs"),
        pytest.param(
            Node().kubelet_loops("F0312 10:29:55.9    1 server.go:1] x"), State.LOOPING, id="restarted-again-and-again"
        ),
        pytest.param(Node().unit("kubelet", "failed", "failed"), State.ABSENT, id="given-up"),
        pytest.param(Node().unit("kubelet", "inactive", "dead"), State.ABSENT, id="stopped"),
        pytest.param(Node().unit("kubelet", restarts=40), State.HEALTHY, id="runs-after-many-restarts"),
        pytest.param(
            Node().kubelet(*["Started kubelet: The Kubernetes Node Agent."] * 3, by="systemd"),
            State.LOOPING,
            id="only-the-journal-tells",
        ),
        pytest.param(
            Node()
            .unit("kubelet", "inactive", "dead", LoadState="not-found")
            .unit("k3s", "activating", "auto-restart", 9),
            State.LOOPING,
            id="the-unit-that-carries-it-loops",
        ),
        pytest.param(Node().unit("rke2-server"), State.HEALTHY, id="the-unit-that-carries-it-runs"),
        pytest.param(
            Node().unit("kubelet").unit("k3s", "failed", "failed"), State.HEALTHY, id="it-has-a-unit-of-its-own"
        ),
    ],
)
def test_how_the_kubelet_stands(node, state):
    (episode,) = (each for each in episodes(view(node.contents())) if isinstance(each.subject, UnitRef))

    assert episode.state is state


def test_node_that_nobody_looked_at_has_no_kubelet_and_no_pods():
    assert [each.is_node for each in episodes(view(Node().contents()))] == [True]


@pytest.mark.parametrize(
    ("files", "flags"),
    [
        pytest.param(
            {
                "/etc/systemd/system/etcd.service": (
                    "[Service]\nEnvironment=ETCD_NAME=a\nEnvironmentFile=-/etc/etcd.env\n"
                    "ExecStart=/usr/bin/etcd --name=b $MORE\n"
                ),
                "/etc/etcd.env": "ETCD_DATA_DIR=/data\nMORE=--snapshot-count=5\n",
            },
            {
                "name": "/etc/systemd/system/etcd.service:4: b",
                "data-dir": "/etc/etcd.env:1: /data",
                "snapshot-count": "/etc/etcd.env:2: 5",
            },
            id="its-own-and-what-it-names",
        ),
        pytest.param(
            {"/etc/systemd/system/kubelet.service": "[Service]\nExecStart=/usr/bin/kubelet --name=b\n"},
            {},
            id="another-units",
        ),
        pytest.param({"/etc/default/kubelet": "KUBELET_EXTRA_ARGS=--name=b\n"}, {}, id="the-kubelets-environment"),
    ],
)
def test_a_program_in_a_unit_has_the_flags_that_its_files_hand_it(files, flags):
    node = Node().unit("etcd", "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=1)
    node.journal("etcd", "panic: x")
    for path, text in files.items():
        node.file(path, text)

    found = next(each for each in episodes(view(node.contents())) if each.program == "etcd")

    told = ((name, found.flag(name)) for name in ("name", "data-dir", "snapshot-count"))
    assert {name: f"{flag.file}:{flag.line}: {flag.value}" for name, flag in told if flag is not None} == flags
