"""What the node is short of, in the sentences of to 1.20 and in the fields since."""

import pytest

from incidents.corpus import view
from incidents.own.eleventh_kubelet import error
from incidents.own.twentieth_mends import worker
from whyrestart.diagnosing import diagnose


@pytest.mark.parametrize("does", ["must evict pod(s)", "attempting"])
@pytest.mark.parametrize(
    "said", ["eviction manager: {} to reclaim memory", '"Eviction manager: {} to reclaim" resourceName="memory"']
)
def test_the_resource_is_named(said, does):
    node = worker((5, error(said.format(does), "eviction_manager.go:377", "I")))

    (diagnosis,) = diagnose(view(node.contents())).diagnoses

    assert dict(diagnosis.detail)["resource"] == "memory"
