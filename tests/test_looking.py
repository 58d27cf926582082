"""How often a one-shot command looks: once where that tells something, a few times where it falls between two lives."""

from datetime import timedelta

import pytest

from incidents.builder import NOW, Node
from incidents.corpus import view
from whyrestart.looking import look_until_decided
from whyrestart.model.cause import Cause

A = "kube-apiserver"


def looping(seconds, log=""):
    """An apiserver whose newest life has just begun, and what the former one left."""
    node = Node(at=NOW + timedelta(seconds=seconds)).static_pod(A)
    for attempt in (3, 4, 5):
        node.died(A, log, code=1, attempt=attempt, ago=timedelta(minutes=7 - attempt))
    return node


def silent(seconds):
    return looping(seconds)


def telling(seconds):
    return looping(seconds, "Error: unknown flag: --no-such-flag\n")


def well(seconds):
    return Node(at=NOW + timedelta(seconds=seconds)).static_pod(A).runs(A)


def failing(seconds):
    """One that lives, and fails its probe for no reason that anything tells."""
    node = Node(at=NOW + timedelta(seconds=seconds)).static_pod(A).died(A, code=0, ago=timedelta(seconds=24))
    return node.runs(A, attempt=1, since=timedelta(seconds=24)).probe(A, None, times=1)


async def looked(*nodes, seconds=30):
    """What is said when the looks meet these nodes, one every ten seconds; the last one stays."""
    slept, looks = [], 0

    async def sleep(pause):
        slept.append(pause)

    async def look():
        nonlocal looks
        node = nodes[min(looks, len(nodes) - 1)](sum(slept))
        looks += 1
        return view(node.contents())

    return await look_until_decided(look, seconds=seconds, sleep=sleep), looks, sum(slept)


@pytest.mark.parametrize(
    ("nodes", "cause", "looks"),
    [
        pytest.param((telling,), Cause.UNKNOWN_FLAG, 1, id="decided-at-once"),
        pytest.param((well,), None, 1, id="nothing-wrong"),
        pytest.param((silent, telling), Cause.UNKNOWN_FLAG, 2, id="told-by-the-second"),
        pytest.param((silent, silent, silent, telling), Cause.UNKNOWN_FLAG, 4, id="told-by-the-last"),
        pytest.param((silent, well), None, 2, id="well-meanwhile"),
        pytest.param((failing, telling), Cause.UNKNOWN_FLAG, 2, id="fails-for-no-reason-yet"),
    ],
)
async def test_looks_until_something_is_told(nodes, cause, looks):
    last, number, _ = await looked(*nodes)

    assert number == looks
    assert (last.found.verdict.cause if last.found.verdict else None) == cause
    assert last.found.at == last.view.at == NOW + timedelta(seconds=10 * (looks - 1))


@pytest.mark.parametrize(("seconds", "looks"), [(0, 1), (9, 1), (10, 2), (30, 4)])
async def test_has_no_more_patience_than_it_was_given(seconds, looks):
    last, number, spent = await looked(silent, seconds=seconds)

    assert last.found.is_undecided
    assert number == looks
    assert spent <= seconds
