"""The small outlets: node-problem-detector's line, node_exporter's file, the journal's entries and their catalog."""

import json
import logging
import re
import shutil
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks import samples
from whyrestart.errors import WhyrestartError
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Diagnosis, NodeDiagnosis, State
from whyrestart.model.identity import KUBELET, ContainerRef
from whyrestart.model.observation import Gap, Source
from whyrestart.sinks import journal, npd, textfile
from whyrestart.sinks.journal import DIAGNOSED, FORESEEN, RECOVERED, Journal
from whyrestart.sinks.prometheus import Exposition

ROOT = Path(__file__).parents[2]
CATALOG = ROOT / "systemd" / "whyrestart.catalog"
PLUGIN = json.loads((ROOT / "packaging" / "node-problem-detector" / "whyrestart-plugin.json").read_text())


def of(*diagnoses, verdict=None, gaps=()):
    return NodeDiagnosis(node="master-1", at=samples.AT, verdict=verdict, diagnoses=diagnoses, gaps=gaps)


# ---- node-problem-detector ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("diagnosis", "status", "line"),
    [
        pytest.param(
            samples.looping_diagnosis(),
            1,
            "kube-apiserver loops: anonymous_auth_disabled (proven)",
            id="founding-loop",
        ),
        pytest.param(samples.healthy_diagnosis(), 0, "nothing to repair in the control plane", id="healthy"),
        pytest.param(of(), 2, "no static pod was seen", id="nothing-seen"),
        pytest.param(
            of(gaps=(Gap(source=Source.CRI, why="refused"), Gap(source=Source.MANIFESTS, why="denied"))),
            2,
            "no static pod was seen; blind: cri manifests",
            id="blind",
        ),
        pytest.param(
            of(verdict=Diagnosis(subject=KUBELET, state=State.LOOPING, at=samples.AT)),
            1,
            "the kubelet loops: cause unknown",
            id="undecided",
        ),
    ],
)
def test_the_plugins_line_and_exit_status(diagnosis, status, line):
    check = npd.check(diagnosis)

    assert (check.status, check.line) == (status, line)


@given(name=st.text(max_size=300), cause=st.sampled_from(Cause), confidence=st.sampled_from(Confidence))
def test_the_line_is_one_line_of_80_bytes_and_always_names_the_cause(name, cause, confidence):
    ref = ContainerRef(namespace="kube-system", pod=name, container=name)
    verdict = Diagnosis(subject=ref, state=State.ABSENT, at=samples.AT, cause=cause, confidence=confidence)
    line = npd.check(of(verdict=verdict)).line

    assert len(line.encode()) <= 80
    assert "\n" not in line
    assert cause in line or cause is Cause.UNKNOWN


def test_the_line_stays_the_same_while_the_problem_does():
    later = replace(samples.looping_apiserver(), restarts=99, next_kill_at=None, last_restart_at=samples.AT)

    assert npd.check(of(verdict=later)) == npd.check(samples.looping_diagnosis())


def test_a_kubelet_that_is_well_does_not_speak_for_pods_that_nobody_saw():
    kubelet = Diagnosis(subject=KUBELET, state=State.HEALTHY, at=samples.AT)
    blind = (Gap(source=Source.MANIFESTS, why="permission denied"),)

    seen, unseen = (npd.check(of(kubelet, gaps=gaps)) for gaps in ((), blind))

    assert seen.status == npd.OK
    assert unseen.status == npd.UNKNOWN


def test_a_node_that_cannot_be_looked_at_is_unknown():
    check = npd.failed("cannot read /etc/kubernetes/manifests:\npermission denied " + "x" * 100)

    assert check.status == npd.UNKNOWN
    assert len(check.line.encode()) <= npd.MAX_BYTES


# What pkg/custompluginmonitor/types of node-problem-detector 0.8.20 reads, and its Validate demands.
PLUGIN_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["plugin", "pluginConfig", "source", "conditions", "rules"],
    "properties": {
        "plugin": {"const": "custom"},
        "pluginConfig": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "invoke_interval": {"type": "string", "pattern": r"^\d+s$"},
                "timeout": {"type": "string", "pattern": r"^\d+s$"},
                "max_output_length": {"type": "integer"},
                "concurrency": {"type": "integer"},
                "enable_message_change_based_condition_update": {"type": "boolean"},
                "skip_initial_status": {"type": "boolean"},
            },
        },
        "source": {"type": "string"},
        "metricsReporting": {"type": "boolean"},
        "conditions": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["type", "reason", "message"],
                "properties": {name: {"type": "string"} for name in ("type", "reason", "message")},
            },
        },
        "rules": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["type", "reason", "path"],
                "properties": {
                    "type": {"enum": ["temporary", "permanent"]},
                    "condition": {"type": "string"},
                    "reason": {"type": "string"},
                    "path": {"type": "string"},
                    "args": {"type": "array", "items": {"type": "string"}},
                    "timeout": {"type": "string", "pattern": r"^\d+s$"},
                },
            },
        },
    },
}


def test_the_plugins_configuration_is_one_that_node_problem_detector_takes():
    jsonschema.validate(PLUGIN, PLUGIN_SCHEMA)
    seconds = [int(rule["timeout"].removesuffix("s")) for rule in PLUGIN["rules"]]

    assert max(seconds) <= int(PLUGIN["pluginConfig"]["timeout"].removesuffix("s"))
    assert {rule["condition"] for rule in PLUGIN["rules"]} == {each["type"] for each in PLUGIN["conditions"]}
    assert PLUGIN["pluginConfig"]["max_output_length"] == npd.MAX_BYTES
    assert PLUGIN["conditions"][0]["message"] == npd.check(samples.healthy_diagnosis()).line


@pytest.mark.parametrize("state", [state for state in State if state is not State.HEALTHY])
def test_the_condition_is_named_for_every_state_that_makes_it_true(state):
    check = npd.check(of(verdict=replace(samples.looping_apiserver(), state=state)))
    (rule,), (condition,) = PLUGIN["rules"], PLUGIN["conditions"]

    assert check.status == npd.PROBLEM
    assert not any("Loop" in name for name in (condition["type"], condition["reason"], rule["reason"]))


# ---- node_exporter -----------------------------------------------------------------------------------------------


def test_the_textfile_is_there_whole_readable_and_alone(tmp_path):
    exposition = Exposition()
    exposition.set(samples.looping_status())
    target = tmp_path / "whyrestart.prom"
    textfile.write(target, exposition.render()[0])
    textfile.write(target, exposition.render()[0])

    assert target.read_bytes() == exposition.render()[0]
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert [each.name for each in tmp_path.iterdir()] == ["whyrestart.prom"]


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        pytest.param("whyrestart.txt", "name it whyrestart.prom", id="name-that-is-not-read"),
        pytest.param("none/whyrestart.prom", "No such file or directory; expected", id="no-directory"),
        pytest.param("taken.prom", "cannot be written", id="a-directory-there"),
    ],
)
def test_a_textfile_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path, path, complaint):
    (tmp_path / "taken.prom").mkdir()
    with pytest.raises(WhyrestartError, match=re.escape(complaint)):
        textfile.write(tmp_path / path, b"x 1\n")

    assert [each.name for each in tmp_path.iterdir()] == ["taken.prom"]


# ---- the journal -------------------------------------------------------------------------------------------------


def told(*diagnoses):
    """What the journal is sent for these, one after the other."""
    sent = []
    outlet = Journal(sent.append)
    for diagnosis in diagnoses:
        outlet.tell(diagnosis)
    return sent


def test_the_founding_loop_is_one_line_each_for_cause_and_follower():
    first, second = told(samples.looping_diagnosis())

    assert first["MESSAGE"].startswith(
        "kube-apiserver is in a restart loop: anonymous_auth_disabled (proven); --anonymous-auth=false makes"
    )
    assert "; remedy: Drop --anonymous-auth=false" in first["MESSAGE"]
    assert first["MESSAGE_ID"] == DIAGNOSED
    assert (first["PRIORITY"], second["PRIORITY"]) == ("3", "4")
    assert first["WHYRESTART_VERDICT"] == "yes"
    assert first["WHYRESTART_POD"] == "kube-apiserver-master-1"
    assert first["WHYRESTART_NEXT_KILL_AT"] == "2026-11-23T08:00:50Z"
    assert second["WHYRESTART_DOWNSTREAM_OF"] == "kube-system/kube-apiserver-master-1/kube-apiserver"
    assert "WHYRESTART_NEXT_KILL_AT" not in second


def test_the_same_diagnosis_is_told_once_whatever_it_counts():
    counted = replace(samples.looping_apiserver(), restarts=13, last_restart_at=samples.AT, next_kill_at=samples.at(99))

    assert len(told(of(samples.looping_apiserver()), of(counted), of(counted))) == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"confidence": Confidence.LIKELY}, id="less-sure"),
        pytest.param({"cause": Cause.OOM_KILLED}, id="another-cause"),
        pytest.param({"state": State.ABSENT}, id="another-state"),
        pytest.param({"downstream_of": samples.ETCD}, id="found-to-follow"),
        pytest.param({"next_kill_at": None}, id="kill-no-longer-foreseen"),
    ],
)
def test_what_changes_is_told(change):
    assert len(told(of(samples.looping_apiserver()), of(replace(samples.looping_apiserver(), **change)))) == 2


def test_recovery_is_told_and_health_is_not():
    sent = told(samples.healthy_diagnosis(), samples.looping_diagnosis(), samples.healthy_diagnosis())

    assert [each["MESSAGE_ID"] for each in sent] == [DIAGNOSED, DIAGNOSED, RECOVERED, RECOVERED]
    assert sent[2]["MESSAGE"] == "kube-apiserver runs"
    assert sent[2]["PRIORITY"] == "6"


def test_a_foreseen_kill_has_its_own_message():
    (sent,) = told(of(replace(samples.looping_apiserver(), state=State.AT_RISK)))

    assert sent["MESSAGE_ID"] == FORESEEN
    assert sent["PRIORITY"] == "4"


def test_an_expected_restart_is_no_warning():
    (sent,) = told(of(replace(samples.looping_apiserver(), state=State.RESTARTED, cause=Cause.MANIFEST_CHANGED)))

    assert sent["PRIORITY"] == "6"


def test_hostile_texts_forge_no_line_and_no_field():
    sent = told(samples.hostile_status().diagnosis)

    assert all("\n" not in value and "\x1b" not in value for each in sent for value in each.values())
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for each in sent for name in each)
    assert max(len(each["MESSAGE"]) for each in sent) <= journal.MAX_MESSAGE


def test_without_systemd_python_the_line_goes_to_the_log(monkeypatch, caplog):
    monkeypatch.setattr(journal, "systemd_journal", None)
    with caplog.at_level(logging.INFO):
        Journal().tell(samples.looping_diagnosis())

    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "anonymous_auth_disabled" in caplog.text


def test_without_journald_the_line_is_not_lost(monkeypatch, caplog, tmp_path):
    monkeypatch.setattr(journal, "systemd_journal", object())
    monkeypatch.setattr(journal, "JOURNALD", tmp_path / "socket")
    Journal().tell(of(samples.looping_apiserver()))

    assert "anonymous_auth_disabled" in caplog.text


def test_with_systemd_python_message_and_fields_are_sent(monkeypatch):
    sent = []

    class SystemdJournal:
        @staticmethod
        def send(message, **fields):
            sent.append((message, fields))

    monkeypatch.setattr(journal, "systemd_journal", SystemdJournal)
    monkeypatch.setattr(journal, "JOURNALD", Path("/dev/null"))
    Journal().tell(of(samples.looping_apiserver()))
    ((message, fields),) = sent

    assert message.startswith("kube-apiserver is in a restart loop")
    assert fields["MESSAGE_ID"] == DIAGNOSED
    assert fields["PRIORITY"] == "3"
    assert "MESSAGE" not in fields


def test_the_catalog_explains_every_message_by_fields_that_are_sent():
    texts = dict(re.findall(r"^-- ([0-9a-f]{32})\n(.*?)(?=^-- |\Z)", CATALOG.read_text(), re.MULTILINE | re.DOTALL))
    sent = set(journal.entry(samples.looping_apiserver()).as_fields())

    assert set(texts) == {DIAGNOSED, FORESEEN, RECOVERED}
    assert {name for text in texts.values() for name in re.findall(r"@([A-Z_]+)@", text)} <= sent


@pytest.mark.components
def test_systemd_compiles_the_catalog(tmp_path):
    journalctl = shutil.which("journalctl")
    assert journalctl, "journalctl is missing: apt-get install systemd"
    (tmp_path / "usr/lib/systemd/catalog").mkdir(parents=True)
    (tmp_path / "var/lib/systemd/catalog").mkdir(parents=True)
    shutil.copy(CATALOG, tmp_path / "usr/lib/systemd/catalog")
    subprocess.run([journalctl, "--update-catalog", f"--root={tmp_path}"], check=True, capture_output=True)

    listed = subprocess.run(
        [journalctl, "--list-catalog", f"--root={tmp_path}"], check=True, capture_output=True, text=True
    )

    assert listed.stdout.split("\n")[0].split()[0] in {DIAGNOSED, FORESEEN, RECOVERED}
