"""SARIF as lint writes it, held against all of the standard's types: no property of another name, kind or place."""

import json
import subprocess

import pytest

import npm
from lint.test_formats import REPORT, odd
from whyrestart.lint import Report
from whyrestart.sinks import lint_json

pytestmark = pytest.mark.components
COMPILER, TYPES = "typescript@5.9.3", "@types/sarif@2.1.7"


def complaints(directory, *documents):
    """What TypeScript's compiler says of these documents as values of the standard's type."""
    modules = npm.installed(COMPILER, TYPES)
    for number, document in enumerate(documents):
        text = f'import type {{ Log }} from "sarif";\nexport const log: Log = {json.dumps(document)};\n'
        (directory / f"log{number}.ts").write_text(text)
    (directory / "node_modules").symlink_to(modules)
    done = subprocess.run(
        ["node", str(modules / "typescript" / "bin" / "tsc"), "--noEmit", "--strict", "--types", "sarif"]
        + [f"log{number}.ts" for number in range(len(documents))],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done.stdout


def test_every_report_is_of_the_standards_type(tmp_path):
    reports = (REPORT, Report(), odd(), odd(line=None), Report(unreadable=("/x: Permission denied",)))

    assert complaints(tmp_path, *(json.loads(lint_json.sarif(each)) for each in reports)) == ""


def test_a_property_that_the_standard_does_not_have_is_told(tmp_path):
    document = json.loads(lint_json.sarif(REPORT))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["line"] = 1

    assert "does not exist in type 'Region'" in complaints(tmp_path, document)
