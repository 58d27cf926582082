"""The kubelet's lines about probes and back-off, in each of their forms."""

import json

import pytest

from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.parsing.component_log import parse
from whyrestart.parsing.kubelet_words import failed_probe, kills_by_name, static_container

REF = ContainerRef(namespace="kube-system", pod="etcd-m1", container="etcd")
UID = "9d787158660872c4d40b5cea5e774b2b"
WORDS = 'Get "http://127.0.0.1:2381/health": dial tcp 127.0.0.1:2381: connect: connection refused'
AT = "I0312 10:29:00.1    2999"
NAMED = f'probeType="Liveness" pod="kube-system/etcd-m1" podUID={UID} containerName="etcd"'
FORMS = {
    "structured": f'{AT} prober.go:107] "Probe failed" {NAMED} probeResult="failure" output={json.dumps(WORDS)}',
    "json": json.dumps({
        "ts": 1710239395900.1, "caller": "prober/prober.go:107", "msg": "Probe failed", "v": 1, "probeType": "Liveness",
        "pod": {"name": "etcd-m1", "namespace": "kube-system"}, "podUID": UID, "containerName": "etcd", "output": WORDS,
    }),
    "old": f'{AT} prober.go:111] Liveness probe for "etcd-m1_kube-system({UID}):etcd" failed (failure): {WORDS}',
    "event-old": (
        f'{AT} server.go:422] Event(v1.ObjectReference{{Kind:"Pod", Namespace:"kube-system", Name:"etcd-m1", '
        f'UID:"{UID}", APIVersion:"v1", ResourceVersion:"", FieldPath:"spec.containers{{etcd}}"}}): '
        f"type: 'Warning' reason: 'Unhealthy' Liveness probe failed: {WORDS}"
    ),
    "event": (
        f'{AT} event.go:294] "Event occurred" object="kube-system/etcd-m1" fieldPath="spec.containers{{etcd}}" '
        f'kind="Pod" apiVersion="v1" type="Warning" reason="Unhealthy" '
        f'message={json.dumps(f"Liveness probe failed: {WORDS}")}'
    ),
    "event-sidecar": (
        f'{AT} event.go:294] "Event occurred" object="kube-system/etcd-m1" fieldPath="spec.initContainers{{etcd}}" '
        f'kind="Pod" apiVersion="v1" type="Warning" reason="Unhealthy" '
        f'message={json.dumps(f"Liveness probe failed: {WORDS}")}'
    ),
}  # fmt: skip
BACK_OFF = "restarting failed container=etcd pod=etcd-m1_kube-system"


@pytest.mark.parametrize("line", [pytest.param(line, id=name) for name, line in FORMS.items()])
def test_a_failed_probe_is_read_in_every_form(line):
    failed = failed_probe(parse(line))

    assert failed is not None
    assert (failed.ref, failed.kind, failed.output, failed.status) == (REF, ProbeKind.LIVENESS, WORDS, None)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f'{AT} prober.go:104] "Probe errored" err="rpc error" {NAMED}', id="an-error-is-never-counted"),
        pytest.param(FORMS["old"].replace("failed (failure)", "succeeded"), id="it-succeeded"),
        pytest.param("I0312 10:29:00.1    2999 kubelet.go:2133] SyncLoop (PLEG): probe of nothing", id="another-line"),
    ],
)
def test_what_was_not_counted_is_no_failed_probe(line):
    assert failed_probe(parse(line)) is None


@pytest.mark.parametrize(
    ("line", "static"),
    [
        pytest.param(
            f'{AT} pod_workers.go:951] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"etcd\\"'
            f' with CrashLoopBackOff: \\"back-off 40s {BACK_OFF}({UID})\\""',
            True,
            id="back-off",
        ),
        pytest.param(
            f"{AT} kuberuntime_manager.go:758] Back-off 40s {BACK_OFF}(1e08b17e-ae7d-11e6-8092-42010af00002)",
            False,
            id="back-off-of-a-pod-that-the-apiserver-named",
        ),
        pytest.param(
            f'{AT} kuberuntime_manager.go:612] Container "etcd" ({{"docker" "13fa"}}) of pod etcd-m1_kube-system({UID})'
            ": Container etcd failed liveness probe, will be restarted",
            True,
            id="killed",
        ),
        pytest.param(FORMS["old"], True, id="probed-in-vain"),
        pytest.param(FORMS["old"].replace("Liveness", "Readiness"), False, id="a-readiness-probe-kills-nothing"),
    ],
)
def test_static_pods_in_trouble_are_told_by_their_uid(line, static):
    assert (static_container(parse(line)) == REF) is static


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Container etcd failed liveness probe, will be restarted", True),
        ("Container etcd failed startup probe, will be restarted", True),
        ("Container coredns failed liveness probe, will be restarted", False),
        ("Event of pod x: Container etcd failed liveness probe, will be restarted", False),
    ],
)
def test_an_events_bare_message_names_whom_the_kubelet_kills(line, told):
    assert kills_by_name(parse(line, year=2024), "etcd") is told
