r"""Pod log files to the lines that tell why an attempt ended.

    2026-11-23T07:59:38.8Z stderr F Error: unknown flag: --bogus                CRI; P marks a part of a longer line
    {"log":"Error: ...\n","stream":"stderr","time":"2020-02-11T10:19:27.9Z"}     Docker's json-file

A log of any length becomes a bounded excerpt: its beginning, its end and what tells of an error between, because a
fatal line may be followed by megabytes of goroutine stacks. Secrets are gone from what is kept.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from whyrestart.model.log_entry import Severity
from whyrestart.model.observation import LogLine, PodLogSeen
from whyrestart.parsing import component_log, pod_log_path
from whyrestart.parsing.redaction import LineRedactor
from whyrestart.parsing.runtime_values import moment, rfc3339

HEAD_LINES = 200
TAIL_LINES = 400
ERROR_LINES = 200
FATAL_LINES = 40
# What follows a fatal line often finishes its sentence: a wrapped error, the first frames of a panic.
LINES_AFTER_FATAL = 3
# Longer lines are request dumps; their beginning says enough.
MAX_LINE = 8192

# Runtimes of before 1.9 write no tag.
_CRI = re.compile(rb"(\d{4}-\d\d-\d\dT\S{8,30}) (stdout|stderr)(?: ([FP](?::\S*)?)(?= |$))?(?: (.*))?", re.DOTALL)
_CONTROL = dict.fromkeys([*range(9), *range(10, 32), 127])


class LineReader:
    """Feeds on the bytes of one log file in pieces of any size and gives its whole lines, partial ones joined."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipping = False
        self._parts: dict[str, tuple[datetime | None, list[str], int]] = {}
        self._redact = LineRedactor()

    def feed(self, data: bytes) -> Iterator[LogLine]:
        """The lines that these bytes complete."""
        pieces = (self._rest + data).split(b"\n")
        self._rest = pieces.pop()
        for piece in pieces:
            if self._skipping:
                self._skipping = False
                continue
            yield from self._line(piece)
        # Docker writes at most 16 KiB to a line and CRI runtimes too, so this is no log line: its beginning is enough.
        if len(self._rest) > 4 * MAX_LINE:
            if not self._skipping:
                yield from self._line(self._rest)
            self._rest, self._skipping = b"", True

    def skip(self) -> None:
        """What is fed next begins somewhere in a line: the rest of that line is passed over."""
        self._rest, self._skipping, self._parts = b"", True, {}

    def end(self) -> Iterator[LogLine]:
        """What was written last without an end of line, and lines of which no last part came."""
        if self._rest and not self._skipping:
            yield from self._line(self._rest)
        for stream, (at, parts, _) in self._parts.items():
            yield self._whole(at, stream, parts)
        self._rest, self._skipping, self._parts = b"", False, {}

    def _line(self, raw: bytes) -> Iterator[LogLine]:
        at, stream, partial, text = _split(raw)
        begun, parts, length = self._parts.pop(stream, (at, [], 0))
        if text and length < MAX_LINE:
            parts.append(text[: MAX_LINE - length])
        if partial:
            self._parts[stream] = (begun, parts, length + len(text))
        elif parts or at is not None:
            yield self._whole(begun, stream, parts)

    def _whole(self, at: datetime | None, stream: str, parts: list[str]) -> LogLine:
        return LogLine(text=self._redact("".join(parts).translate(_CONTROL)), at=at, stream=stream)


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """The lines kept of a log, in its order, and how many were left out between them."""

    lines: tuple[LogLine, ...] = ()
    skipped_lines: int = 0


class Excerpting:
    """Takes a log's lines one by one and keeps the excerpt of all so far, in bounded memory."""

    def __init__(self) -> None:
        self._count = 0
        self._after_fatal = 0
        self._head: list[LogLine] = []
        self._tail: deque[tuple[int, LogLine]] = deque()
        # Of each kind the first and the last ones: the first tell what began it, the last what ended it.
        self._kept = [_FirstAndLast(FATAL_LINES * (1 + LINES_AFTER_FATAL)), _FirstAndLast(ERROR_LINES)]

    def add(self, line: LogLine) -> None:
        """Take the next line."""
        self._count += 1
        if len(self._head) < HEAD_LINES:
            self._head.append(line)
            return
        self._tail.append((self._count, line))
        if len(self._tail) > TAIL_LINES:
            self._judge(*self._tail.popleft())

    def skip(self, count: int) -> None:
        """So many lines, by estimate, were not even read."""
        self._count += count

    @property
    def count(self) -> int:
        """How many lines there were so far."""
        return self._count

    @property
    def excerpt(self) -> Excerpt:
        """What is kept now."""
        between = sorted((entry for kept in self._kept for entry in kept), key=lambda entry: entry[0])
        lines = (*self._head, *(line for _, line in between), *(line for _, line in self._tail))
        return Excerpt(lines=lines, skipped_lines=self._count - len(lines))

    def _judge(self, number: int, line: LogLine) -> None:
        fatals, errors = self._kept
        severity = component_log.parse(line.text).severity
        if severity is Severity.FATAL:
            self._after_fatal = LINES_AFTER_FATAL
            fatals.add(number, line)
        elif self._after_fatal:
            self._after_fatal -= 1
            fatals.add(number, line)
        elif severity is Severity.ERROR:
            errors.add(number, line)


class _FirstAndLast:
    """The first and the last so many lines of one kind."""

    def __init__(self, limit: int) -> None:
        self._limit = limit // 2
        self._first: list[tuple[int, LogLine]] = []
        self._last: deque[tuple[int, LogLine]] = deque(maxlen=limit // 2)

    def add(self, number: int, line: LogLine) -> None:
        (self._first if len(self._first) < self._limit else self._last).append((number, line))

    def __iter__(self) -> Iterator[tuple[int, LogLine]]:
        yield from self._first
        yield from self._last


def lines(data: bytes) -> Iterator[LogLine]:
    """Every line of a whole log file."""
    reader = LineReader()
    yield from reader.feed(data)
    yield from reader.end()


def excerpt(log: Iterable[LogLine]) -> Excerpt:
    """The beginning, the end and the errors between of a whole log."""
    excerpting = Excerpting()
    for line in log:
        excerpting.add(line)
    return excerpting.excerpt


def pod_log(path: str, data: bytes, *, at: datetime, modified_at: datetime | None = None) -> PodLogSeen | None:
    """One pod log file as it lies there; None where the path is no pod log's.

    Of a compressed file only the attempt is told. Where several files are of one attempt, choose by
    `pod_log_path.best_of_each_attempt` first.
    """
    file = pod_log_path.parse(path)
    if file is None:
        return None
    found = Excerpt() if file.compressed else excerpt(lines(data))
    return PodLogSeen(
        at=at,
        attempt_key=file.attempt_key,
        path=path,
        lines=found.lines,
        skipped_lines=found.skipped_lines,
        size_bytes=len(data),
        modified_at=modified_at,
    )


def to_bytes(log: Iterable[LogLine]) -> bytes:
    """A log file in CRI's format that reads back as these lines; those without a time stay bare."""
    return b"".join(
        (f"{rfc3339(line.at)} {line.stream} F {line.text}\n" if line.at else f"{line.text}\n").encode() for line in log
    )


def _split(raw: bytes) -> tuple[datetime | None, str, bool, str]:
    """Time, stream, whether more of the line follows, and the text."""
    if match := _CRI.fullmatch(raw):
        stamp, stream, tags, rest = match.groups()
        return moment(stamp.decode("ascii", "replace")), stream.decode(), (tags or b"F").startswith(b"P"), _text(rest or b"")
    if raw.startswith(b"{") and b'"log"' in raw:
        try:
            entry = json.loads(raw)
        except (ValueError, RecursionError):
            entry = None
        if isinstance(entry, dict) and isinstance(entry.get("log"), str):
            stream = "stdout" if entry.get("stream") == "stdout" else "stderr"
            log = entry["log"].encode("utf-8", "replace").decode("utf-8")
            return moment(entry.get("time")), stream, not log.endswith("\n"), log.rstrip("\r\n")
    return None, "stderr", False, _text(raw)


def _text(raw: bytes) -> str:
    return raw[: 4 * MAX_LINE].decode("utf-8", "replace").rstrip("\r")
