"""Comments that keep lint quiet: `# whyrestart: ignore=<cause>[,<cause>] reason`, on the line or above it.

    - --anonymous-auth=false  # whyrestart: ignore=anonymous_auth_disabled the probe is answered by a sidecar

A comment without a reason, with a cause that does not exist or with nothing to ignore is itself told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from whyrestart.lint.findings import BAD_IGNORE, UNUSED_IGNORE, LintFinding
from whyrestart.model.cause import Cause, Confidence

_COMMENT = re.compile(r"(?:^|\s)#\s*whyrestart:\s*ignore\s*=\s*(?P<causes>[\w,-]*)(?P<reason>.*)$")
_SLUGS = frozenset(cause.value for cause in Cause)
MAX_COMMENTS = 1000


@dataclass
class _Ignore:
    line: int
    column: int
    causes: frozenset[str]
    covers: frozenset[int | None]
    used: set[str] = field(default_factory=set)


def without_ignored(path: str, text: str, findings: Iterable[LintFinding]) -> Iterator[LintFinding]:
    """The findings of a file that no comment covers, and then what is wrong with the comments themselves."""
    ignores: list[_Ignore] = []
    complaints: list[LintFinding] = []
    if "whyrestart" in text:
        for comment in _comments(text.removeprefix("\ufeff").splitlines()):
            if isinstance(comment, _Ignore):
                ignores.append(comment)
            else:
                number, column, why = comment
                complaints.append(_complaint(path, BAD_IGNORE, number, column, why))
    for each in findings:
        cover = next((i for i in ignores if each.rule in i.causes and each.line in i.covers), None)
        if cover is None:
            yield each
        else:
            cover.used.add(each.rule)
    yield from complaints
    for ignore in ignores:
        for unused in sorted(ignore.causes - ignore.used):
            why = f"nothing here to ignore: no {unused} is found at this place; take the comment away"
            yield _complaint(path, UNUSED_IGNORE, ignore.line, ignore.column, why)


def _complaint(path: str, rule: str, line: int, column: int, why: str) -> LintFinding:
    return LintFinding(
        path=path, rule=rule, confidence=Confidence.POSSIBLE, summary=f"{why}.", line=line, column=column
    )


def _comments(lines: Sequence[str]) -> Iterator[_Ignore | tuple[int, int, str]]:
    count = 0
    for number, line in enumerate(lines, 1):
        match = _COMMENT.search(line) if "whyrestart" in line else None
        if match is None:
            continue
        count += 1
        if count > MAX_COMMENTS:
            return
        column = line.index("#", match.start()) + 1
        causes = frozenset(filter(None, match["causes"].split(",")))
        unknown = sorted(causes - _SLUGS)
        if not causes or unknown:
            what = f"there is no cause {unknown[0]!r}" if unknown else "no cause is named"
            yield (
                number,
                column,
                f"{what}; write `# whyrestart: ignore=<cause> reason` (`whyrestart explain` lists causes)",
            )
        elif not match["reason"].strip(" \t:-"):
            yield number, column, "the comment gives no reason and is not heeded; write one after the cause"
        else:
            covers = frozenset(_covered(lines, number, alone=line[: match.start() + 1].strip(" #") == ""))
            yield _Ignore(line=number, column=column, causes=causes, covers=covers)


def _covered(lines: Sequence[str], number: int, *, alone: bool) -> Iterator[int | None]:
    """The lines that a comment speaks for: its own, or the next that is no comment.

    A line that only opens a block (`livenessProbe:`) speaks for the block's first line too, which is where a finding
    about the block stands. On the first line of a file it speaks for the whole file.
    """
    if number == 1:
        yield None
    here = number
    if alone:
        while here < len(lines) and (not lines[here].strip() or lines[here].lstrip().startswith("#")):
            here += 1
        here += 1
    yield here
    while here <= len(lines) and lines[here - 1].partition(" #")[0].rstrip().endswith(":"):
        here += 1
        yield here
