"""The page for each cause: what `explain` prints and `/causes/<slug>` serves.

A page is `explanations/<slug>.md`: a title, then the sections of `HEADINGS` in that order, in plain Markdown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from whyrestart.model.cause import Cause

HEADINGS = ("Meaning", "Impact", "How it shows", "How to confirm by hand", "How to fix", "False friends")

_TITLE = re.compile(r"\A# (.+)\n")
_HEADING = re.compile(r"^## (.+)\n", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A cause's page. `sections` are (heading, Markdown) in the order of `HEADINGS`."""

    cause: Cause
    title: str
    sections: tuple[tuple[str, str], ...]

    @property
    def markdown(self) -> str:
        """The whole page, title first."""
        return "\n".join((f"# {self.title}\n", *(f"## {heading}\n\n{text}\n" for heading, text in self.sections)))


def parse(cause: Cause, text: str) -> Explanation:
    """Read a page; ValueError where it has no title, or other sections than `HEADINGS`."""
    title = _TITLE.match(text)
    _, *parts = _HEADING.split(text)
    sections = tuple((heading, body.strip()) for heading, body in zip(parts[::2], parts[1::2], strict=True))
    if title is None or tuple(heading for heading, _ in sections) != HEADINGS:
        raise ValueError(f"explanations/{cause}.md: expected a title and the sections {', '.join(HEADINGS)}")
    return Explanation(cause=cause, title=title[1].strip(), sections=sections)


@cache
def explanation(cause: Cause) -> Explanation:
    """The page of a cause; every cause has one, which a test holds."""
    page = resources.files(__package__) / "explanations" / f"{cause}.md"
    return parse(cause, page.read_text(encoding="utf-8"))
