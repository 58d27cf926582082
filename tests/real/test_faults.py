"""The real daemon beside a real kubelet: every way to break the node that the rig knows."""

from __future__ import annotations

import pytest

from real.judging import problems
from real.rig.faults import BREADTH, FAULTS, FOUNDING
from real.rig.places import CASES
from real.watching import watch

# Of the case alone: the first of them may have the rig built, which takes as long as the machine makes it.
pytestmark = [pytest.mark.real, pytest.mark.timeout(420, func_only=True)]


def test_every_fault_has_a_name_of_its_own():
    assert not FOUNDING.keys() & BREADTH.keys()


@pytest.mark.parametrize("name", FAULTS)
def test_says_why(name, rig, keep):
    seen = watch(name, FAULTS[name], CASES / name)
    keep(seen)
    found = problems(seen)
    (CASES / name / "problems").write_text("\n".join(found))

    assert not found, "\n".join(["", *found])
