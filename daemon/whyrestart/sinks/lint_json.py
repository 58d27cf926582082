"""Lint's findings for programs: JSON of our own, SARIF 2.1.0, and GitHub's workflow commands."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from whyrestart import __version__
from whyrestart.knowledge.causes import CAUSES
from whyrestart.lint import LintFinding, Report
from whyrestart.lint.findings import BAD_IGNORE, UNJUDGED, UNUSED_IGNORE
from whyrestart.model.cause import Cause
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.model.secret import REDACTED
from whyrestart.sinks.advice import ADVICE
from whyrestart.sinks.escaping import one_line

SCHEMA = 1
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# Names are versioned, so that another way to make them gets another (SARIF 2.1.0, 3.27.17).
FINGERPRINT = "ruleSubjectLine/v1"
_COMMENTS = {
    UNUSED_IGNORE: "A comment ignores a finding that is not there.",
    BAD_IGNORE: "A comment that ignores findings is not written as it must be.",
}

Json = dict[str, Any]


def dumps(report: Report) -> str:
    """The findings as JSON: one object each, `diff` where an edit is known."""
    document = {
        "schema": SCHEMA,
        "files": report.linted,
        "findings": [_finding(each) for each in report.findings],
        "unreadable": list(report.unreadable),
        "unjudged": list(report.unjudged),
    }
    return _text(document)


def _text(document: Json) -> str:
    """In ASCII, which every locale can print; what is no character at all is replaced."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    known = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.dumps(json.loads(known), indent=2)


def _finding(each: LintFinding) -> Json:
    return {
        "file": each.path,
        "line": each.line,
        "column": each.column,
        "rule": each.rule,
        "cause": each.cause.value if each.cause else None,
        "confidence": each.confidence.value,
        "level": _level(each),
        "summary": each.summary,
        "subject": each.subject or None,
        "fingerprint": each.fingerprint or None,
        "remedy": _remedy(each.remedy) if each.remedy else None,
    }


def _remedy(remedy: Remedy) -> Json:
    return {
        "title": remedy.title,
        "diff": remedy.diff,
        "commands": list(remedy.commands),
        "valid_for": remedy.valid_for,
        "caution": remedy.caution,
    }


def _level(each: LintFinding) -> str:
    return "error" if each.is_certain else "warning"


# ---- SARIF ----------------------------------------------------------------------------------------------------------


def sarif(report: Report) -> str:
    """A SARIF 2.1.0 log of one run; edits of a file that need no other file stand in it as fixes."""
    rules = sorted({each.rule for each in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "whyrestart",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.unreadable,
                "toolExecutionNotifications": [
                    *(_notification("error", f"cannot read {problem}") for problem in report.unreadable),
                    *(_notification("note", f"{path}: {UNJUDGED}") for path in report.unjudged),
                ],
            }
        ],
        "results": [_result(each, rules.index(each.rule)) for each in report.findings],
    }
    return _text({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _notification(level: str, text: str) -> Json:
    return {"level": level, "message": {"text": text}}


def _rule(rule: str) -> Json:
    if rule in _COMMENTS:
        return {"id": rule, "shortDescription": {"text": _COMMENTS[rule]}}
    cause = Cause(rule)
    facts = CAUSES[cause]
    return {
        "id": rule,
        "shortDescription": {"text": facts.says},
        "help": {"text": ADVICE.get(cause, facts.tell)},
        "properties": {"tags": [facts.family]},
    }


def _result(each: LintFinding, index: int) -> Json:
    place: Json = {"artifactLocation": {"uri": uri(each.path)}}
    if each.line is not None:
        place["region"] = {"startLine": each.line} | ({"startColumn": each.column} if each.column else {})
    result: Json = {
        "ruleId": each.rule,
        "ruleIndex": index,
        "level": _level(each),
        "message": {"text": each.summary},
        "locations": [{"physicalLocation": place}],
        "properties": {"confidence": each.confidence.value},
    }
    if each.fingerprint:
        result["partialFingerprints"] = {FINGERPRINT: each.fingerprint}
    fix = _fix(each)
    return result | ({"fixes": [fix]} if fix else {})


def uri(path: str) -> str:
    """A path as a URI reference: relative ones stay relative."""
    quoted = quote(path.encode("utf-8", "surrogateescape"))
    if PurePosixPath(path).is_absolute():
        return f"file://{quoted}"
    return quoted if ":" not in quoted.partition("/")[0] else f"./{quoted}"


def _fix(each: LintFinding) -> Json | None:
    edits = each.remedy.edits if each.remedy else ()
    if len(edits) != 1 or edits[0].before is None or edits[0].path != each.path:
        return None
    replacements = [_replacement(edits[0], index) for index in range(len(edits[0].edits))]
    if any(REDACTED in change["insertedContent"]["text"] for change in replacements):
        return None
    return {
        "description": {"text": each.remedy.title if each.remedy else ""},
        "artifactChanges": [{"artifactLocation": {"uri": uri(each.path)}, "replacements": replacements}],
    }


def _replacement(edit: FileEdit, index: int) -> Json:
    """Whole lines: from the beginning of the first to the beginning of the one after the last."""
    change = edit.edits[index]
    return {
        "deletedRegion": {"startLine": change.first, "startColumn": 1, "endLine": change.last + 1, "endColumn": 1},
        "insertedContent": {"text": "".join(f"{line}\n" for line in change.new)},
    }


# ---- GitHub ---------------------------------------------------------------------------------------------------------


def github(report: Report) -> str:
    """Workflow commands, one a line, which GitHub shows beside the lines concerned."""
    return "".join(f"{_command(each)}\n" for each in report.findings)


def _command(each: LintFinding) -> str:
    properties = {"file": each.path, "line": each.line, "col": each.column, "title": each.rule}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    fix = f" Fix: {each.remedy.title}." if each.remedy else ""
    return f"::{_level(each)} {given}::{_data(one_line(each.summary) + fix)}"


def _data(text: str) -> str:
    """The runner's own escapes (actions/toolkit, command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
