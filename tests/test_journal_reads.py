"""A journal is long, and judged every few seconds: what is asked of one unit's lines does not read all the others'."""

import pytest

from incidents.builder import Node
from incidents.corpus import view
from whyrestart.diagnosing import diagnose
from whyrestart.model.observation import JournalLine

LINES = 'time="2024-03-12T10:29:55Z" level=info msg="fine"'


class Counted(tuple):
    __slots__ = ()
    reads = 0

    def __iter__(self):
        Counted.reads += 1
        return super().__iter__()

    def __reversed__(self):
        Counted.reads += 1
        return iter(self[::-1])


@pytest.mark.parametrize(
    "unit", ["k3s", "k0scontroller", "snap.microk8s.daemon-kubelite", "etcd", "kubelet", "origin-node"]
)
def test_units_alone_are_judged_by_their_own_lines(unit):
    node = (
        Node(version=None).unit(unit, "activating", "auto-restart", 9, Result="exit-code").journal(unit, LINES, LINES)
    )
    seen = view(node.contents())
    counted = Counted(seen.all(JournalLine))
    object.__setattr__(seen, "observations", {**seen.observations, JournalLine: counted})
    Counted.reads = 0

    diagnose(seen)

    assert Counted.reads <= 20
