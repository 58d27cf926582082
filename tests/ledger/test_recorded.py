"""The ledger on what containerd 1.6.20 and kubelet 1.20.2 really told, looked for every 0.4 s, change by change."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from ledger.world import Runtime
from whyrestart import ledger
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerReport, ContainerSeen, ContainerState, ContainerStatusSeen
from whyrestart.model.record import RestartKind
from whyrestart.timeline import Timeline

RECORDED = sorted((Path(__file__).parents[1] / "data" / "recorded_loops").glob("*.jsonl"))
NEVER = datetime.fromisoformat("2026-01-01T00:00:00Z")


def ref(container):
    return ContainerRef(namespace="kube-system", pod=f"{container}-rig-node", container=container)


def containers(row, at):
    return [
        ContainerSeen(
            at=at,
            attempt_key=AttemptKey(ref=ref(name), pod_uid=uid, attempt=attempt),
            container_id=container_id,
            state=ContainerState(state.lower()),
            sandbox_id=sandbox,
            exit_code=1 if state == "EXITED" else None,
        )
        for name, attempt, container_id, state, sandbox, uid in row
    ]


def report(states):
    for name, state in (("running", ContainerState.RUNNING), ("terminated", ContainerState.EXITED)):
        if name in states:
            # The recorder cut the runtime's IDs as `crictl ps` does, and left the kubelet's whole.
            container_id = states[name].get("containerID", "").removeprefix("containerd://")[:12]
            return ContainerReport(state=state, container_id=container_id, reason=states[name].get("reason", ""))
    return ContainerReport(state=ContainerState.WAITING, reason=states.get("waiting", {}).get("reason", ""))


def statuses(row, at):
    return [
        ContainerStatusSeen(
            at=at,
            ref=ref(pod.get("pod", "kube-apiserver").removesuffix("-rig-node")),
            pod_uid=pod["uid"],
            restart_count=pod["restartCount"],
            now=report(pod["state"]),
            last=report(pod["last"]) if pod["last"] else None,
        )
        for pod in row
        if pod.get("restartCount") is not None
    ]


def replay(path, witnesses):
    """The ledger after all of a recording, and every restart it told of."""
    timeline, runtime, book = Timeline(), Runtime(), ledger.begin(NEVER)
    # The recordings begin with the pods that the rig had started: those are no news.
    book = ledger.update(book, NodeView.of([], name="rig-node", at=NEVER)).ledger
    told = []
    for line in path.read_text().splitlines():
        row = json.loads(line)
        at = datetime.fromisoformat(row["t"])
        seen = []
        if "cri" in witnesses and isinstance(row.get("cri_ps"), list):
            seen += runtime.look(containers(row["cri_ps"], at), at)
        if "kubelet" in witnesses and isinstance(row.get("kubelet_pod"), list):
            seen += statuses(row["kubelet_pod"], at)
        for observation in seen:
            timeline.add(observation)
        view = timeline.view(name="rig-node", at=at, version=None, manifest_directory="/m")
        step = ledger.update(book, view)
        book = step.ledger
        told += step.restarts
    return book, told


def truth(path):
    """By container: attempts that the runtime had after the recording began, beyond the first of each pod UID."""
    ids, first = {}, None
    for line in path.read_text().splitlines():
        row = json.loads(line).get("cri_ps")
        # Where the recorder met a container that was only created, it wrote its own error.
        if not isinstance(row, list):
            continue
        there = {(name, uid, attempt, container_id) for name, attempt, container_id, _, _, uid in row}
        first = there if first is None else first
        for name, uid, attempt, container_id in there:
            ids.setdefault(name, {}).setdefault(uid, {})[container_id] = attempt
    known = {container_id for *_, container_id in first}
    return {
        name: sum(len([a for c, a in each.items() if a > 0 and c not in known]) for each in uids.values())
        for name, uids in ids.items()
    }


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
@pytest.mark.parametrize("witnesses", [("cri",), ("cri", "kubelet")], ids="+".join)
def test_counts_what_the_runtime_had(path, witnesses):
    book, _ = replay(path, witnesses)

    counts = {each.container: account.restarts for each, account in book.books.items()}
    assert counts == truth(path)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_the_kubelet_alone_never_counts_too_many(path):
    """Its status may lag behind, and of a pod that went it tells nothing; what it tells is true."""
    book, _ = replay(path, ("kubelet",))

    for each, account in book.books.items():
        assert account.restarts <= truth(path).get(each.container, 0)


def test_two_manifests_for_one_pod_are_replaced_pods_each_by_its_own_count():
    book, told = replay(next(path for path in RECORDED if path.stem == "g-bak-differs"), ("cri", "kubelet"))

    assert [one.kind for one in told if one.kind is RestartKind.POD_REPLACED]
    assert all(lineage.generations(0) <= 1 for lineage in book.books[ref("kube-apiserver")].lineages)
