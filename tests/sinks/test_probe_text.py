"""The table of replayed probes shows what was said, whatever it is."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.observation import Outcome, ProbeResult, Variant
from whyrestart.sinks import probe_text


@pytest.mark.parametrize("text", ["dial tcp [fd00::1]:6443: connection refused", "[/b] is no markup", "a \x1b[2J b"])
def test_probe_shows_foreign_text_as_it_is(text):
    result = ProbeResult(
        at=datetime(2026, 11, 23, 8, tzinfo=UTC),
        ref=ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container="kube-apiserver"),
        kind=ProbeKind.LIVENESS,
        variant=Variant.KUBELET,
        url="https://[fd00::1]:6443/livez",
        outcome=Outcome.FAILURE,
        error=text,
    )
    console = Console(file=io.StringIO(), width=200)

    probe_text.show([result], console)

    shown = console.file.getvalue()
    assert text.replace("\x1b", "\\x1b") in shown
    assert "https://[fd00::1]:6443/livez" in shown
