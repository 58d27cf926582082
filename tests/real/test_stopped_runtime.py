"""A containerd that hangs below a real kubelet, in the short form of `tests/faults/stopped_containerd.py`."""

from __future__ import annotations

import pytest

from faults import stopped_containerd

pytestmark = [pytest.mark.real, pytest.mark.timeout(600, func_only=True)]


def test_a_stopped_containerd_costs_nothing(rig):
    figures = stopped_containerd.run(0.75, 1, 1)

    assert figures.clean, figures
    assert figures.starts == 1
    # An apiserver may follow the etcd that was killed, and a process that was ending may be hit as well.
    assert figures.restarts >= 2
    assert figures.kills >= 2
