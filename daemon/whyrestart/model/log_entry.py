"""One line of a component's log, understood: severity, time, message and fields, whatever the format was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How bad the program itself says the line is. PLAIN lines carry no severity (usage texts, panics, stacks)."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    FATAL = "fatal"
    PLAIN = "plain"

    @property
    def is_error(self) -> bool:
        """Whether the program complains: error or fatal."""
        return self in {Severity.ERROR, Severity.FATAL}


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """A parsed line. `text` is message and fields in one string (`msg="..." err="..."` joined), to match against.

    `message` is the message alone, `fields` the structured keys (`err`, `path`), `origin` the source file
    (`server.go:205`) or the component, `at` the best time known, `raw` the line as it was.
    """

    text: str
    message: str
    severity: Severity = Severity.PLAIN
    at: datetime | None = None
    fields: tuple[tuple[str, str], ...] = ()
    origin: str = ""
    raw: str = ""

    def field(self, name: str) -> str:
        """A structured field's value, or the empty string."""
        return dict(self.fields).get(name, "")
