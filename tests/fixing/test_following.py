"""Whether the loop ended is told by the new life of the container, not by how it was when the edit was written."""

from datetime import timedelta

import pytest

from fixing.nodes import NOW
from lint.manifests import read
from whyrestart.following import Result, follow
from whyrestart.model.identity import AttemptKey, ContainerRef, UnitRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    ManifestSeen,
    Outcome,
    ProbeResult,
    UnitSeen,
    Variant,
)
from whyrestart.model.version import Version
from whyrestart.parsing.manifest import parse

REF = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container="kube-apiserver")
MANIFEST = parse("/etc/kubernetes/manifests/kube-apiserver.yaml", read("kubeadm-1.18").encode())


def at(seconds):
    return NOW + timedelta(seconds=seconds)


def container(number, state, started, *, uid="new", ended=None, code=None):
    return ContainerSeen(
        at=at(started),
        attempt_key=AttemptKey(ref=REF, pod_uid=uid, attempt=number),
        container_id=f"{uid}-{number}",
        state=state,
        created_at=at(started),
        started_at=at(started),
        finished_at=None if ended is None else at(ended),
        exit_code=code,
    )


OLD = container(7, ContainerState.EXITED, -90, uid="old", ended=-1, code=137)
NEW = container(0, ContainerState.RUNNING, 5)


def probe(seconds, status):
    outcome = Outcome.SUCCESS if status == 200 else Outcome.FAILURE
    return ProbeResult(
        at=at(seconds), ref=REF, kind=ProbeKind.LIVENESS, variant=Variant.KUBELET, url="https://10.0.0.10:6443/healthz",
        outcome=outcome, status=status,
    )  # fmt: skip


async def followed(*looks, subject=REF, seconds=120):
    """What is said when the looks are these, one every ten seconds; the last one stays."""
    times = []

    async def look():
        now = 10 * (len(times) + 1)
        times.append(now)
        seen = looks[min(len(times), len(looks)) - 1]
        return NodeView.of(
            [ManifestSeen(at=NOW, manifest=MANIFEST), *seen], name="master-1", at=at(now), version=Version(1, 18, 20)
        )

    async def sleep(_):
        return None

    return await follow(subject, written_at=NOW, look=look, seconds=seconds, sleep=sleep)


@pytest.mark.parametrize(
    ("looks", "result", "says"),
    [
        pytest.param([(OLD, NEW, probe(9, 200))], Result.HEALED, "its probes succeed", id="the new life answers"),
        pytest.param(
            [(OLD,), (OLD, NEW), (OLD, NEW, probe(19, 500)), (OLD, NEW, probe(29, 200))],
            Result.HEALED,
            "its probes succeed",
            id="a start takes its time",
        ),
        pytest.param(
            [(OLD, container(0, ContainerState.EXITED, 5, ended=6, code=1))],
            Result.GOES_ON,
            "exit code 1",
            id="the new life dies too",
        ),
        pytest.param(
            [(OLD, probe(-20, 200))], Result.UNDECIDED, "has not started the edited pod", id="only the old life answers"
        ),
        pytest.param(
            [(OLD, NEW, probe(-5, 200))], Result.UNDECIDED, "have not been answered", id="an answer of the old life's"
        ),
        pytest.param(
            [(OLD, NEW, probe(9, 401))], Result.UNDECIDED, "still fails (401)", id="still refused, still alive"
        ),
        pytest.param([()], Result.UNDECIDED, "has not started", id="nothing runs at all"),
    ],
)
async def test_follows_the_container_that_the_edit_brought(looks, result, says):
    end = await followed(*looks)

    assert (end.result, says in end.says) == (result, True), end.says


async def test_stops_looking_when_the_time_is_up():
    end = await followed((OLD,), seconds=45)

    assert end.result is Result.UNDECIDED
    assert end.seconds <= 45


@pytest.mark.parametrize(
    ("started", "state", "result"),
    [
        pytest.param(5, "active", Result.HEALED, id="active for long enough"),
        pytest.param(-300, "active", Result.UNDECIDED, id="active since before the edit"),
        pytest.param(115, "active", Result.UNDECIDED, id="active for a moment"),
        pytest.param(5, "activating", Result.UNDECIDED, id="not active"),
    ],
)
async def test_follows_a_unit_by_its_main_process(started, state, result):
    unit = UnitSeen(
        at=NOW, unit="kubelet.service", active_state=state, sub_state="running", main_started_at=at(started)
    )

    end = await followed((unit,), subject=UnitRef(unit="kubelet.service"))

    assert end.result is result
