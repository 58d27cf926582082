"""The alert rules: promtool's and the mixins' conventions, the metrics they read, the pages they lead to."""

import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause, Role
from whyrestart.sinks.advice import ADVICE

HERE = Path(__file__).parent
PACKAGING = HERE.parent.parent / "packaging" / "prometheus"
RULES = PACKAGING / "whyrestart.rules.yaml"
EXPOSITION = (HERE.parent / "golden" / "metrics.prom").read_text()
GROUPS = yaml.safe_load(RULES.read_text())["groups"]
ALERTS = [rule for group in GROUPS for rule in group["rules"]]
each_alert = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule["alert"]) for rule in ALERTS])


def promtool(*words):
    program = shutil.which("promtool")
    assert program, "promtool is missing: apt-get install prometheus"
    run = subprocess.run([program, *words], cwd=HERE, text=True, capture_output=True, check=False)
    return run.returncode, run.stdout + run.stderr


@pytest.mark.components
def test_promtool_lints_the_rules_without_a_word():
    code, says = promtool("check", "rules", "--lint=all", "--lint-fatal", str(RULES))

    assert code == 0, says


@pytest.mark.components
@pytest.mark.parametrize("cases", ["rules.test.yaml", "beside-kubernetes-mixin.test.yaml"])
def test_the_alerts_fire_when_they_should_and_not_else(cases):
    code, says = promtool("test", "rules", cases)

    assert code == 0, says


@pytest.mark.components
def test_the_example_scrape_configuration_is_valid():
    code, says = promtool("check", "config", str(PACKAGING / "scrape.yaml"))

    assert code == 0, says


def test_the_rules_are_written_from_their_source():
    written = runpy.run_path(str(PACKAGING / "write_rules.py"))["rules"]()

    assert RULES.read_text() == written, "run packaging/prometheus/write_rules.py"


@each_alert
def test_names_and_annotations_keep_the_mixins_conventions(rule):
    annotations = rule["annotations"]

    assert re.fullmatch(r"WhyRestart([A-Z]+[a-z0-9]+)+", rule["alert"])
    assert len(rule["alert"]) <= 40
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert re.fullmatch(r"[A-Za-z].*\.", annotations["summary"])
    assert "{{" not in annotations["summary"]
    assert "{{" in annotations["description"]
    assert not any("{{" in value for value in rule["labels"].values())


def test_groups_stay_small():
    assert all(len(group["rules"]) <= 20 and len(group["name"]) <= 40 for group in GROUPS)


@each_alert
def test_rules_read_only_metrics_and_labels_that_exist(rule):
    metrics = set(re.findall(r"\bwhyrestart_[a-z_]+", rule["expr"]))
    exposed = set(re.findall(r"^(whyrestart_[a-z_]+)\{?", EXPOSITION, re.MULTILINE))

    assert metrics <= exposed


@each_alert
def test_rules_name_only_causes_that_exist(rule):
    named = re.findall(r'cause!?=~?"([a-z_|]+)"', rule["expr"])

    assert {cause for names in named for cause in names.split("|")} <= {*Cause, "none"}


@each_alert
def test_runbooks_lead_to_the_daemons_own_pages(rule):
    if rule["alert"] in {"WhyRestartMissing", "WhyRestartDown"}:  # no daemon answers that could show one
        assert "runbook_url" not in rule["annotations"]
        return
    _, _, path = rule["annotations"]["runbook_url"].partition("://")[2].rpartition("}}/causes/")
    if "/causes/" in rule["annotations"]["runbook_url"]:
        assert path == "{{ $labels.cause }}" or path.removesuffix("{{ end }}") in {*Cause}
    else:
        assert rule["annotations"]["runbook_url"].endswith("$labels.instance }}/")


def test_where_no_page_is_the_alert_says_what_to_read():
    (missing,) = (rule for rule in ALERTS if rule["alert"] == "WhyRestartMissing")
    (path,) = re.findall(r"/usr/share/doc/whyrestart/examples/(\S+)", missing["annotations"]["description"])

    assert (PACKAGING.parent / path).is_file()


def test_every_cause_that_can_be_repaired_has_one_line_of_advice_in_the_loops_alert():
    looping = next(rule for rule in ALERTS if rule["alert"] == "WhyRestartLooping")
    chain = dict(re.findall(r'eq \$labels\.cause "([a-z_]+)" }} (.*?) ?{{-', looping["annotations"]["description"]))

    assert chain == {cause.value: line for cause, line in ADVICE.items() if CAUSES[cause].role is not Role.BENIGN}


def test_advice_is_there_for_every_cause_and_fits_one_line():
    assert set(ADVICE) == set(Cause)
    assert {cause: line for cause, line in ADVICE.items() if len(line) > 120 or not line.endswith(".")} == {}


def test_every_alert_has_a_test():
    tested = (HERE / "rules.test.yaml").read_text()

    assert [rule["alert"] for rule in ALERTS if f"alertname: {rule['alert']}\n        exp_alerts" not in tested] == []
