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
# A runtime cuts lines into parts of 16 KiB; with JSON's escapes twice that. What is longer is no runtime's.
MAX_RAW_LINE = 32 * 1024

# Runtimes of before 1.9 write no tag.
_CRI = re.compile(rb"(\d{4}-\d\d-\d\dT\S{8,30}) (stdout|stderr)(?: ([FP](?::\S*)?)(?= |$))?(?: (.*))?", re.DOTALL)
_CONTROL = dict.fromkeys([*range(9), *range(10, 32), 127])

# Looked for in raw lines first, so that only what may be an error is parsed: stacks go by at a microsecond a line.
# One set of first letters makes the search ten times as fast as alternatives do; `stderr` is the stream's name.
_MAYBE_ERROR = re.compile(rb"[CEFPcefpo](?:\d{4} |(?<!stde)rr|RR|atal|ATAL|anic|ANIC|ut of memory| \||rit|RIT)")


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """The lines kept of a log, in its order, and how many were left out between them."""

    lines: tuple[LogLine, ...] = ()
    skipped_lines: int = 0


class Excerpting:
    """Feeds on one log file's bytes in pieces of any size and keeps the excerpt of all so far, in bounded memory."""

    def __init__(self) -> None:
        self._splitter = _Splitter()
        self._count = 0
        self._after_fatal = 0
        self._head: list[bytes] = []
        self._tail: deque[tuple[int, bytes]] = deque()
        # Whether a private key's lines are under way where the tail begins.
        self._in_key = False
        self._leapt = False
        # Of each kind the first and the last ones: the first tell what began it, the last what ended it.
        self._kept = [_FirstAndLast(FATAL_LINES * (1 + LINES_AFTER_FATAL)), _FirstAndLast(ERROR_LINES)]

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        for raw in self._splitter.feed(data):
            self._add(raw)

    def end(self) -> None:
        """No bytes come any more: take also what stands there without an end of line."""
        for raw in self._splitter.end():
            self._add(raw)

    def leap(self, lines: int) -> None:
        """So many lines, by estimate, were not read; what is fed next begins somewhere in a line."""
        self._count += lines
        self._leapt = True
        self._splitter.skip()

    @property
    def count(self) -> int:
        """How many lines there were so far."""
        return self._count

    @property
    def excerpt(self) -> Excerpt:
        """What is kept now."""
        between = sorted((entry for kept in self._kept for entry in kept), key=lambda entry: entry[0])
        beginning = LineRedactor()
        lines = [*_read(self._head, beginning)]
        redactor, last = beginning, len(self._head)
        for number, raw in between:
            # Lines that follow each other may make each other secret; others know nothing of each other.
            redactor = redactor if number == last + 1 and last > len(self._head) else LineRedactor()
            lines += _read([raw], redactor)
            last = number
        follows = bool(self._tail) and self._tail[0][0] == len(self._head) + 1 and not self._leapt
        ending = beginning if follows else LineRedactor(in_key=self._in_key, midway=self._leapt)
        lines += _read((raw for _, raw in self._tail), ending)
        return Excerpt(lines=tuple(lines), skipped_lines=max(0, self._count - len(lines)))

    def _add(self, raw: bytes) -> None:
        self._count += 1
        if len(self._head) < HEAD_LINES:
            self._head.append(raw)
            return
        if not self._tail:
            self._in_key = _key_goes_on(self._head, within=False)
        self._tail.append((self._count, raw))
        if len(self._tail) > TAIL_LINES:
            self._judge(*self._tail.popleft())

    def _judge(self, number: int, raw: bytes) -> None:
        fatals, errors = self._kept
        self._in_key = _key_goes_on((raw,), within=self._in_key)
        severity = component_log.parse(_split(raw)[3]).severity if _MAYBE_ERROR.search(raw) else Severity.PLAIN
        if severity is Severity.FATAL:
            self._after_fatal = LINES_AFTER_FATAL
            fatals.add(number, raw)
        elif self._after_fatal and not self._in_key:
            self._after_fatal -= 1
            fatals.add(number, raw)
        elif severity is Severity.ERROR:
            errors.add(number, raw)


class _Splitter:
    """Bytes in pieces of any size to whole lines; of an endless one the beginning."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipping = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        pieces = (self._rest + data).split(b"\n")
        self._rest = pieces.pop()
        if self._skipping and pieces:
            self._skipping = False
            del pieces[0]
        yield from (piece[:MAX_RAW_LINE] for piece in pieces)
        if self._skipping:
            self._rest = b""
        elif len(self._rest) > MAX_RAW_LINE:
            yield self._rest[:MAX_RAW_LINE]
            self.skip()

    def skip(self) -> None:
        self._rest, self._skipping = b"", True

    def end(self) -> Iterator[bytes]:
        if self._rest:
            yield self._rest
        self._rest = b""


class _FirstAndLast:
    """The first and the last so many lines of one kind."""

    def __init__(self, limit: int) -> None:
        self._limit = limit // 2
        self._first: list[tuple[int, bytes]] = []
        self._last: deque[tuple[int, bytes]] = deque(maxlen=limit // 2)

    def add(self, number: int, raw: bytes) -> None:
        (self._first if len(self._first) < self._limit else self._last).append((number, raw))

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        yield from self._first
        yield from self._last


def lines(data: bytes) -> Iterator[LogLine]:
    """Every line of a whole log file, partial ones joined."""
    splitter = _Splitter()
    yield from _read((*splitter.feed(data), *splitter.end()), LineRedactor())


def excerpt(data: bytes) -> Excerpt:
    """The beginning, the end and the errors between of a whole log file."""
    excerpting = Excerpting()
    excerpting.feed(data)
    excerpting.end()
    return excerpting.excerpt


def pod_log(path: str, data: bytes, *, at: datetime, modified_at: datetime | None = None) -> PodLogSeen | None:
    """One pod log file as it lies there; None where the path is no pod log's.

    Of a compressed file only the attempt is told. Where several files are of one attempt, choose by
    `pod_log_path.best_of_each_attempt` first.
    """
    file = pod_log_path.parse(path)
    if file is None:
        return None
    found = Excerpt() if file.compressed else excerpt(data)
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


def _read(raw_lines: Iterable[bytes], redactor: LineRedactor) -> Iterator[LogLine]:
    """Raw lines parsed, parts of one line joined stream by stream."""
    open_parts: dict[str, tuple[datetime | None, list[str], int]] = {}

    def whole(at: datetime | None, stream: str, parts: list[str]) -> LogLine:
        return LogLine(text=redactor("".join(parts).translate(_CONTROL)), at=at, stream=stream)

    for raw in raw_lines:
        at, stream, partial, text = _split(raw)
        begun, parts, length = open_parts.pop(stream, (at, [], 0))
        if text and length < MAX_LINE:
            parts.append(text[: MAX_LINE - length])
        if partial:
            open_parts[stream] = (begun, parts, length + len(text))
        elif parts or at is not None:
            yield whole(begun, stream, parts)
    for stream, (at, parts, _) in open_parts.items():
        yield whole(at, stream, parts)


def _key_goes_on(raw_lines: Iterable[bytes], *, within: bool) -> bool:
    """Whether a private key that began in these lines, or before them, has not ended yet."""
    for raw in raw_lines:
        if (b"-----BEGIN " in raw and b"PRIVATE KEY" in raw) or within:
            within = b"-----END " not in raw
    return within


def _split(raw: bytes) -> tuple[datetime | None, str, bool, str]:
    """Time, stream, whether more of the line follows, and the text."""
    if match := _CRI.fullmatch(raw):
        stamp, stream, tags, rest = match.groups()
        return (
            moment(stamp.decode("ascii", "replace")),
            stream.decode(),
            (tags or b"F").startswith(b"P"),
            _text(rest or b""),
        )
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
    return raw.decode("utf-8", "replace").rstrip("\r")
