"""The diagnosis document: the contract's shape, whatever the node says."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import whyrestart.sinks
from sinks import samples
from whyrestart.model.cause import Confidence
from whyrestart.model.diagnosis import Diagnosis, State
from whyrestart.model.identity import KUBELET
from whyrestart.sinks import diagnosis_json

SCHEMA = json.loads((Path(whyrestart.sinks.__file__).parent / "diagnosis.schema.json").read_text())


@pytest.mark.parametrize(
    "diagnosis",
    [
        pytest.param(samples.looping_diagnosis(), id="founding-loop"),
        pytest.param(samples.healthy_diagnosis(), id="healthy"),
        pytest.param(samples.hostile_status().diagnosis, id="hostile-texts"),
        pytest.param(replace(samples.healthy_diagnosis(), version=None, diagnoses=()), id="nothing-known"),
    ],
)
def test_documents_keep_the_schema_and_survive_utf_8(diagnosis):
    document = json.loads(diagnosis_json.dumps(diagnosis).encode())

    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda d: d["diagnoses"][0].pop("remedies"), id="key-missing"),
        pytest.param(lambda d: d.update(at="2026-11-23 08:00"), id="time-not-rfc-3339"),
        pytest.param(lambda d: d["diagnoses"][0].update(state="broken"), id="state-outside-the-set"),
        pytest.param(lambda d: d["verdict"].update(confidence=0.9), id="confidence-a-number"),
    ],
)
def test_the_schema_refuses_what_is_not_a_diagnosis(spoil):
    document = diagnosis_json.to_json(samples.looping_diagnosis())
    spoil(document)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_the_founding_loop_reads_as_the_contract_says():
    document = diagnosis_json.to_json(samples.looping_diagnosis())

    assert document["at"] == "2026-11-23T08:00:00Z"
    assert document["kubernetes_version"] == "v1.20.2"
    assert document["verdict"] == {
        "subject": "kube-system/kube-apiserver-master-1/kube-apiserver",
        "cause": "anonymous_auth_disabled",
        "confidence": "proven",
        "summary": samples.looping_apiserver().summary,
    }
    first, second, *_ = document["diagnoses"]
    assert (first["namespace"], first["pod"]) == ("kube-system", "kube-apiserver-master-1")
    assert first["origin"] == "probe"
    assert first["next_kill_at"] == "2026-11-23T08:00:50Z"
    assert first["detail"]["flag"] == "--anonymous-auth=false"
    assert first["remedies"][0]["diff"].startswith("--- a/etc/kubernetes/manifests/kube-apiserver.yaml\n")
    assert first["inconclusive"][0]["blind"] == ["kernel_log"]
    assert second["downstream_of"] == "kube-system/kube-apiserver-master-1/kube-apiserver"
    assert document["gaps"][0]["source"] == "kernel_log"


def test_a_healthy_node_has_no_verdict_and_no_cause():
    document = diagnosis_json.to_json(samples.healthy_diagnosis())

    assert document["verdict"] is None
    assert {each["cause"] for each in document["diagnoses"]} == {None}


def test_what_loops_without_a_finding_is_unknown_not_null():
    undecided = Diagnosis(subject=KUBELET, state=State.LOOPING, at=samples.AT, confidence=Confidence.NONE)
    document = diagnosis_json.to_json(replace(samples.healthy_diagnosis(), verdict=undecided, diagnoses=(undecided,)))

    assert document["verdict"]["subject"] == "kubelet.service"
    assert document["verdict"]["cause"] == "unknown"
    assert document["diagnoses"][0]["cause"] == "unknown"
    assert document["diagnoses"][0]["pod"] is None
