"""What tells a finding of one run from those of the next, when lines have moved and others have come between."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from whyrestart.lint.findings import LintFinding
from whyrestart.parsing.redaction import redact


def with_fingerprints(text: str, findings: Iterable[LintFinding]) -> Iterator[LintFinding]:
    """A file's findings in their order, each with its fingerprint; of those that are alike the later are counted.

    Of the line its text counts and not its indentation, without what may be secret: a hash of that could be guessed.
    """
    lines = text.split("\n")
    seen: Counter[str] = Counter()
    for each in findings:
        line = lines[each.line - 1] if each.line is not None and each.line <= len(lines) else ""
        told = "\0".join((each.rule, each.subject, redact(line.strip())))
        mark = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[mark] += 1
        yield replace(each, fingerprint=f"{mark}:{seen[mark]}")
