"""What a loop costs that goes on for a day: time a judgement and memory, early and late; printed, never asserted.

Run with `pytest tests/bench -s`. The founding loop, an end every two minutes: the sources are left out, all that
remembers and judges is in.
"""

import statistics
import sys
import time
from datetime import timedelta

from incidents.builder import NOW, Node
from incidents.corpus import view
from whyrestart.diagnosing import diagnose
from whyrestart.ledger import begin, update
from whyrestart.timeline import Timeline

LIVES = 720
SAMPLE = 30
A = "kube-apiserver"
NOISE = 40


def life(number):
    """The node two seconds before the kubelet kills the apiserver's attempt of that number."""
    gone = timedelta(minutes=2 * number)
    node = Node(at=NOW + gone).static_pod(A, "--anonymous-auth=false", edited=gone + timedelta(minutes=40))
    node.static_pod("etcd", edited=gone + timedelta(days=3)).runs("etcd", since=gone + timedelta(days=3)).unit(
        "kubelet"
    )
    for attempt in range(max(0, number - 1), number):
        node.died(A, code=137, attempt=attempt, lived=timedelta(seconds=117), ago=timedelta(seconds=118))
    node.runs(A, attempt=number, since=timedelta(seconds=115))
    node.probe(A, 401, body="Unauthorized", times=8, seconds=0.01 + number / 1e6)
    node.probe(A, 200, variant="authenticated", seconds=0.01 + number / 1e6)
    node.kubelet(
        *(f"I0312 10:29:{n:02}.1    11 kubelet.go:1900] SyncLoop (PLEG): event {number}/{n}" for n in range(NOISE))
    )
    return node


def test_long_loop(capsys):
    timeline, ledger = Timeline(), begin(NOW)
    taken, kept = [], []
    for number in range(LIVES):
        seen = view(life(number).contents())
        for kind in seen.observations.values():
            for observation in kind:
                timeline.add(observation)
        now = timeline.view(
            name=seen.name, at=seen.at, version=seen.version, manifest_directory=seen.manifest_directory
        )
        ledger = update(ledger, now).ledger
        sampled = number in range(SAMPLE, 2 * SAMPLE) or number >= LIVES - SAMPLE
        if sampled:
            began = time.perf_counter()
            verdict = diagnose(now).verdict
            taken.append((time.perf_counter() - began) * 1000)
            assert verdict is not None
            assert verdict.cause == "anonymous_auth_disabled"
        del seen
        kept.append(sum(len(keys) for keys in now.observations.values()))
    early, late = statistics.median(taken[:SAMPLE]), statistics.median(taken[SAMPLE:])
    with capsys.disabled():
        sys.stdout.write(f"\na loop of {LIVES} lives, early and late\n")
        for name, first, last in (("ms a judgement", early, late), ("observations", kept[2 * SAMPLE], kept[-1])):
            sys.stdout.write(f"  {name:<16} {first:8.1f} {last:8.1f}  {last / first:5.2f} x\n")
