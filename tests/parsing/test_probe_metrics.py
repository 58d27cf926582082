"""The kubelet's probe counters, and what is no metric."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.parsing.probe_metrics import load

DATA = Path(__file__).parents[1] / "data" / "kubelet"
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LINE = (
    'prober_probe_total{{container="etcd",namespace="kube-system",pod="etcd-m1",pod_uid="u1",probe_type="{}",'
    'result="{}"}} {}\n'
)
ETCD = ContainerRef(namespace="kube-system", pod="etcd-m1", container="etcd")


def test_what_a_kubelet_1_20_counted():
    found = {
        counters.ref.container: counters for counters in load((DATA / "metrics_probes_1.20.txt").read_bytes(), at=AT)
    }

    assert (found["etcd"].successful, found["etcd"].failed) == (3, 0)
    assert (found["kube-apiserver"].successful, found["kube-apiserver"].failed) == (0, 3)
    assert found["kube-apiserver"].kind is ProbeKind.LIVENESS
    assert found["kube-apiserver"].pod_uid == "bb81060dd8ec6c7ea3953855a46fff59"


def test_results_of_one_probe_stand_together_and_kinds_apart():
    text = (
        LINE.format("Startup", "failed", 24) + LINE.format("Liveness", "successful", 1e3)
        + LINE.format("Liveness", "failed", 8) + LINE.format("Liveness", "unknown", 1)
    )  # fmt: skip

    found = {counters.kind: counters for counters in load(text.encode(), at=AT)}

    assert found[ProbeKind.STARTUP].failed == 24
    liveness = found[ProbeKind.LIVENESS]
    assert (liveness.ref, liveness.successful, liveness.failed, liveness.unknown) == (ETCD, 1000, 8, 1)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param('prober_probe_total{container="etcd', id="cut-short"),
        pytest.param('prober_probe_total{container="etcd"} seven', id="no-number"),
        pytest.param('prober_probe_total{container="etcd"}', id="no-value"),
        pytest.param(LINE.format("Liveness", "successful", "NaN").strip(), id="not-a-number"),
        pytest.param(LINE.format("Liveness", "successful", "+Inf").strip(), id="infinite"),
        pytest.param(LINE.format("Liveness", "successful", -1).strip(), id="negative"),
        pytest.param(LINE.format("Liveness", "warning", 1).strip(), id="an-unheard-of-result"),
        pytest.param(LINE.format("Aliveness", "failed", 1).strip(), id="an-unheard-of-probe"),
        pytest.param("prober_probe_total{} 5", id="no-labels"),
        pytest.param("prober_probe_duration_seconds_count{} 5", id="another-family"),
        pytest.param("<html>", id="another-page"),
    ],
)
def test_a_broken_line_costs_no_other(broken):
    found = load(f"{broken}\n{LINE.format('Liveness', 'failed', 8)}".encode(), at=AT)

    assert [(counters.ref, counters.failed, counters.successful) for counters in found] == [(ETCD, 8, 0)]


@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda text: f"prober_probe_total{{{text}".encode()))
def test_no_bytes_are_too_strange(data):
    load(data, at=AT)
