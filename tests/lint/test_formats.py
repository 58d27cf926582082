"""What lint prints, for people and for programs."""

import io
import json

import jsonschema
import pytest
from rich.console import Console

from lint.manifests import changed, given, read
from whyrestart.lint import LintFinding, Report, lint
from whyrestart.model.cause import Cause, Confidence
from whyrestart.sinks import lint_json, lint_text

API = changed(read("kubeadm-1.18"), ("    - --allow-privileged=true", "    - --anonymous-auth=false"))
REPORT = lint([given(API), given("a: [", "broken.yaml")])
# The parts of the OASIS schema of SARIF 2.1.0 that concern what is written here.
URI = {"type": "string", "format": "uri-reference"}
TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}},
    "additionalProperties": False,
}
POSITIVE = {"type": "integer", "minimum": 1}
REGION = {
    "type": "object",
    "properties": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), POSITIVE),
    "additionalProperties": False,
}
ARTIFACT = {"type": "object", "required": ["uri"], "properties": {"uri": URI}, "additionalProperties": False}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "help": TEXT,
                                                "properties": {"type": "object"},
                                            },
                                            "additionalProperties": False,
                                        },
                                    },
                                },
                                "additionalProperties": False,
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {"type": "array", "items": {"required": ["executionSuccessful"]}},
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": TEXT,
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation"],
                                                "properties": {"artifactLocation": ARTIFACT, "region": REGION},
                                                "additionalProperties": False,
                                            }
                                        }
                                    },
                                },
                                "properties": {"type": "object"},
                                "fixes": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "required": ["artifactChanges"],
                                        "properties": {
                                            "description": TEXT,
                                            "artifactChanges": {
                                                "type": "array",
                                                "minItems": 1,
                                                "items": {
                                                    "required": ["artifactLocation", "replacements"],
                                                    "properties": {
                                                        "artifactLocation": ARTIFACT,
                                                        "replacements": {
                                                            "type": "array",
                                                            "minItems": 1,
                                                            "items": {
                                                                "required": ["deletedRegion"],
                                                                "properties": {
                                                                    "deletedRegion": REGION,
                                                                    "insertedContent": TEXT,
                                                                },
                                                                "additionalProperties": False,
                                                            },
                                                        },
                                                    },
                                                },
                                            },
                                        },
                                    },
                                },
                            },
                            "additionalProperties": False,
                        },
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def odd(path="a:b/50%,\n.yaml", summary="50% of it,\r\nall", line=3):
    finding = LintFinding(
        path=path, rule="manifest_invalid", cause=Cause.MANIFEST_INVALID, confidence=Confidence.LIKELY, summary=summary,
        line=line, column=2,
    )  # fmt: skip
    return Report(findings=(finding,), linted=1)


@pytest.mark.parametrize(
    "report",
    [
        pytest.param(REPORT, id="findings with and without an edit"),
        pytest.param(Report(), id="nothing"),
        pytest.param(odd(), id="odd characters"),
        pytest.param(odd(line=None), id="a whole file"),
        pytest.param(Report(unreadable=("/x: Permission denied",)), id="something unreadable"),
        pytest.param(Report(unjudged=("kubelet.env",), linted=1), id="something that was not judged"),
    ],
)
def test_sarif_is_valid(report):
    document = json.loads(lint_json.sarif(report))

    jsonschema.validate(document, SARIF, format_checker=jsonschema.FormatChecker())
    run = document["runs"][0]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert len(run["results"]) == len(report.findings)


def test_a_fix_in_sarif_does_what_the_diff_does():
    document = json.loads(lint_json.sarif(REPORT))
    (change,) = next(r["fixes"][0]["artifactChanges"] for r in document["runs"][0]["results"] if "fixes" in r)
    lines = API.splitlines(keepends=True)
    for each in reversed(change["replacements"]):
        region = each["deletedRegion"]
        lines[region["startLine"] - 1 : region["endLine"] - 1] = [each["insertedContent"]["text"]]

    assert "".join(lines) == changed(API, ("    - --anonymous-auth=false\n", ""))


def fingerprints(text):
    document = json.loads(lint_json.sarif(lint([given(text)])))
    marks = [result["partialFingerprints"]["ruleSubjectLine/v1"] for result in document["runs"][0]["results"]]
    assert [each["fingerprint"] for each in json.loads(lint_json.dumps(lint([given(text)])))["findings"]] == marks
    return marks


FLAG = "    - --anonymous-auth=false\n"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        pytest.param(f"# a comment\n{API}", True, id="the line has moved"),
        pytest.param(changed(API, (FLAG, f"{FLAG}    - --v=2\n")), True, id="another line follows"),
        pytest.param(changed(API, (FLAG, "    - --anonymous_auth=false\n")), False, id="it reads otherwise"),
        pytest.param(changed(API, ("  name: kube-apiserver\n  namespace", "  name: other\n  namespace")), False,
                     id="of another pod"),
    ],
)  # fmt: skip
def test_a_finding_is_known_again_by_rule_subject_and_line(text, same):
    assert (fingerprints(text) == fingerprints(API)) == same


def test_findings_that_are_alike_are_counted():
    twice = changed(API, (FLAG, "    - --no-such-thing\n" + "    - --insecure-port=0\n" * 2))
    marks = fingerprints(twice.replace("v1.18", "v1.24"))

    assert len(set(marks)) == len(marks)
    assert any(mark.endswith(":2") for mark in marks)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("manifests/a b.yaml", "manifests/a%20b.yaml"),
        ("/etc/kubernetes/manifests/a.yaml", "file:///etc/kubernetes/manifests/a.yaml"),
        ("a:b.yaml", "./a%3Ab.yaml"),
        ("50%.yaml", "50%25.yaml"),
        ("ä.yaml", "%C3%A4.yaml"),
        ("\udcff.yaml", "%FF.yaml"),
    ],
)
def test_paths_become_uris(path, expected):
    assert lint_json.uri(path).removeprefix("./") == expected.removeprefix("./")


def test_github_s_commands_are_escaped():
    assert lint_json.github(odd()) == (
        "::error file=a%3Ab/50%25%2C%0A.yaml,line=3,col=2,title=manifest_invalid::50%25 of it, all\n"
    )


def test_github_s_commands_leave_out_what_is_not_known():
    assert lint_json.github(odd("a.yaml", "x", line=None)).startswith("::error file=a.yaml,col=2,")
    assert lint_json.github(Report()) == ""


def test_json_has_one_object_for_each_finding():
    document = json.loads(lint_json.dumps(REPORT))

    assert (document["schema"], document["files"], document["unreadable"]) == (1, 2, [])
    flag = next(each for each in document["findings"] if each["cause"] == "anonymous_auth_disabled")
    assert flag["remedy"]["diff"].startswith("--- a/manifests/kube-apiserver.yaml\n")
    assert (flag["level"], flag["confidence"], flag["column"]) == ("warning", "possible", 7)


def text(report):
    out = io.StringIO()
    lint_text.show(report, Console(file=out, width=80))
    return out.getvalue()


def test_text_is_one_line_for_each_finding_as_compilers_print_them():
    lines = text(REPORT).splitlines()

    assert any(line.startswith("manifests/kube-apiserver.yaml:15:7: warning: ") for line in lines)
    assert "      -    - --anonymous-auth=false" in lines
    assert lines[-1] == "2 files: 2 findings"


def test_text_shows_no_control_characters_of_a_file():
    assert "\x1b" not in text(odd(path="a\x1b[2J.yaml", summary="b\x1b[31m"))


def test_text_says_when_there_was_nothing_to_lint():
    assert text(Report()).startswith("nothing to lint")
    assert text(Report(linted=1)) == "1 file: nothing found\n"


def test_every_form_says_what_was_not_judged():
    report = Report(unjudged=("kubelet.env",), linted=1)
    run = json.loads(lint_json.sarif(report))["runs"][0]

    assert text(report).splitlines()[0] == "kubelet.env: flags are judged by the kubelet's release: give --kube-version"
    assert json.loads(lint_json.dumps(report))["unjudged"] == ["kubelet.env"]
    assert [n["level"] for n in run["invocations"][0]["toolExecutionNotifications"]] == ["note"]
