"""The journal's entries, and the kubelet's log where it is a file instead, to JournalLines.

    {"__CURSOR": "s=...", "__REALTIME_TIMESTAMP": "1611568653000000", "_BOOT_ID": "...", "PRIORITY": "6", "_PID": "812",
     "SYSLOG_IDENTIFIER": "kubelet", "_SYSTEMD_UNIT": "kubelet.service", "MESSAGE": "I0125 ..."}    journalctl -o json
    I0125 09:57:33.123456     812 prober.go:117] Liveness probe for ... failed                      a log file

MESSAGE is a list of byte values where it is not plain text, and null where it is too long to be shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from whyrestart.model.identity import KUBELETS, RUNTIMES, SNAPS_RUNTIMES
from whyrestart.model.observation import JournalLine, Source
from whyrestart.parsing import json_value as read
from whyrestart.parsing.go_stacks import Stacks
from whyrestart.parsing.redaction import LineRedactor

MAX_MESSAGE = 8192
MAX_KEYS = 100
RUNTIME_UNITS = frozenset(unit.removesuffix(".service") for unit in (*RUNTIMES, *SNAPS_RUNTIMES))

_KLOG = re.compile(r"[IWEF](\d{2})(\d{2}) (\d{2}):(\d{2}):(\d{2})\.(\d{6})\s+(\d+) ")
_JSON_TIME = re.compile(r'"ts":\s*"?([0-9TZ:.+-]+)')
_LEVEL_PRIORITY = {"I": 6, "W": 4, "E": 3, "F": 2}


def source_of(unit: str) -> Source:
    """Whose log a unit's lines are."""
    if f"{unit}.service" in KUBELETS:
        return Source.KUBELET_LOG
    if unit in RUNTIME_UNITS:
        return Source.RUNTIME_LOG
    return Source.KERNEL_LOG if unit == "kernel" else Source.JOURNAL


class Redaction:
    """Secrets out of a journal's messages, also where a program's private key is spread over several entries."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, int | None], LineRedactor] = {}
        # Of these the beginning may lie before what is read here: in another life of the daemon, or too long ago.
        self._met: set[tuple[str, int | None]] = set()

    def __call__(self, message: str, unit: str, pid: int | None) -> str:
        """The next message of that unit's process."""
        whose = (unit, pid)
        redactor = self._waiting.pop(whose, None) or LineRedactor(midway=whose not in self._met)
        if len(self._met) < MAX_KEYS:
            self._met.add(whose)
        redacted = redactor(message)
        if redactor.waits and len(self._waiting) < MAX_KEYS:
            self._waiting[whose] = redactor
        return redacted


class Reading:
    """What was read before of a journal, entry after entry: secrets and stacks reach over several."""

    def __init__(self) -> None:
        self.redact = Redaction()
        self._stacks: dict[tuple[str, int | None], Stacks] = {}

    def keeps(self, message: str, unit: str, pid: int | None) -> bool:
        """Whether the message says something: not what a dying program tells of all its goroutines."""
        if (unit, pid) not in self._stacks:
            while len(self._stacks) >= MAX_KEYS:
                del self._stacks[next(iter(self._stacks))]
            self._stacks[unit, pid] = Stacks()
        return self._stacks[unit, pid].keeps(message)


def from_fields(fields: Mapping[str, object], unit: str = "", reading: Reading | None = None) -> JournalLine | None:
    """One entry, as `journalctl -o json` or systemd-python gives it; None without a time or a message, or in a stack.

    `unit` is the one whose file it stands in, for an entry that names none; `reading` has seen those before.
    """
    reading = reading or Reading()
    at = _moment(read.integer(fields.get("__REALTIME_TIMESTAMP")))
    message = _message(fields.get("MESSAGE"))
    if at is None or message is None:
        return None
    identifier = _text(fields.get("SYSLOG_IDENTIFIER"))
    named = _unit(fields, identifier) or unit
    monotonic = read.integer(fields.get("__MONOTONIC_TIMESTAMP"))
    pid = read.integer(_text(fields.get("_PID")))
    if not reading.keeps(message, named, pid):
        return None
    return JournalLine(
        at=at,
        source=source_of(named),
        unit=named,
        message=reading.redact(message, named, pid),
        priority=read.integer(_text(fields.get("PRIORITY"))),
        pid=pid,
        identifier=identifier,
        boot_id=_text(fields.get("_BOOT_ID")),
        monotonic_seconds=None if monotonic is None else monotonic / 1_000_000,
        cursor=_text(fields.get("__CURSOR")),
    )


def from_jsonl(data: bytes, unit: str) -> Iterator[JournalLine]:
    """`journal/<unit>.jsonl`; lines that are no entry are left out."""
    reading = Reading()
    for line in data.split(b"\n"):
        if line.strip():
            found = from_fields(read.mapping(read.load(line)), unit, reading)
            if found is not None:
                yield found


def to_jsonl(lines: Iterable[JournalLine]) -> bytes:
    """Entries in the form of `journalctl -o json`, one a line."""
    return b"".join(json.dumps(_fields(line)).encode() + b"\n" for line in lines)


def cursor_time(cursor: str) -> datetime | None:
    """The wall-clock time that a journal cursor carries (`...;t=5f1a62e056852;...`, microseconds in hex)."""
    found = re.search(r"(?:^|;)t=([0-9a-f]{1,16})(?:;|$)", cursor)
    return _moment(int(found[1], 16)) if found else None


class KubeletLogFile:
    """Lines of a kubelet's log file, one after the other: completes klog's dates and carries times on.

    klog writes month and day without a year, in the node's time zone. A line without a time of its own (a stack, a
    usage text) has that of the line before.
    """

    def __init__(self, *, now: datetime, zone: tzinfo, unit: str = "kubelet") -> None:
        self._now = now
        self._zone = zone
        self._unit = unit
        self._last = now
        self._redact = LineRedactor(midway=True)
        self._stacks = Stacks()

    def line(self, text: str, *, now: datetime | None = None, cursor: str = "") -> JournalLine | None:
        """One line; None for an empty one, and for those of a stack but the first.

        `now` is the latest time at which it can have been written.
        """
        self._now = now or self._now
        text = text[:MAX_MESSAGE].rstrip("\r\n")
        if not self._stacks.keeps(text) or not text.strip():
            return None
        header = _KLOG.match(text)
        self._last = self._time(text, header) or min(self._last, self._now)
        return JournalLine(
            at=self._last,
            source=source_of(self._unit),
            unit=self._unit,
            message=self._redact(text),
            priority=_LEVEL_PRIORITY[text[0]] if header else None,
            pid=int(header[7]) if header and len(header[7]) < 12 else None,
            identifier=self._unit,
            cursor=cursor,
        )

    def _time(self, text: str, header: re.Match[str] | None) -> datetime | None:
        if header is None:
            stamp = _JSON_TIME.search(text[:200]) if text.startswith("{") else None
            return _json_time(stamp[1]) if stamp else None
        month, day, hour, minute, second, micros = (int(group) for group in header.groups()[:6])
        for year in (self._now.astimezone(self._zone).year, self._now.astimezone(self._zone).year - 1):
            try:
                local = datetime(year, month, day, hour, minute, second, micros, tzinfo=self._zone)
            except ValueError:
                continue
            if local <= self._now + timedelta(days=1):
                return local.astimezone(UTC)
        return None


def _json_time(stamp: str) -> datetime | None:
    seconds = read.number(stamp)
    if seconds is None:
        return read.time(stamp)
    # --logging-format=json: seconds with fractions before 1.20, milliseconds since.
    return _moment(int(seconds * 1_000_000) if seconds < 1e11 else int(seconds * 1000))


def _moment(micros: int | None) -> datetime | None:
    try:
        return None if micros is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    except OverflowError:
        return None


def _message(value: object) -> str | None:
    if isinstance(value, list):
        if all(isinstance(byte, int) and 0 <= byte < 256 for byte in value):
            value = bytes(byte for byte in value if isinstance(byte, int))
        else:
            value = next(iter(read.strings(value)), None)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value[:MAX_MESSAGE] if isinstance(value, str) else None


def _unit(fields: Mapping[str, object], identifier: str) -> str:
    transport = _text(fields.get("_TRANSPORT"))
    if transport in {"kernel", "audit"} or (not transport and identifier == "kernel"):
        return "kernel"
    own = _text(fields.get("_SYSTEMD_UNIT"))
    # What the service manager says about a unit carries that unit in UNIT.
    about = _text(fields.get("UNIT")) if identifier == "systemd" else ""
    return (about or own).removesuffix(".service")


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)[:256]


def _fields(line: JournalLine) -> dict[str, str]:
    micros = (line.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    fields = {"__CURSOR": line.cursor, "__REALTIME_TIMESTAMP": str(micros), "_BOOT_ID": line.boot_id}
    if line.monotonic_seconds is not None:
        fields["__MONOTONIC_TIMESTAMP"] = str(round(line.monotonic_seconds * 1_000_000))
    if line.priority is not None:
        fields["PRIORITY"] = str(line.priority)
    if line.pid is not None:
        fields["_PID"] = str(line.pid)
    if line.unit == "kernel":
        fields["_TRANSPORT"] = "kernel"
    elif line.identifier == "systemd":
        fields["UNIT"] = f"{line.unit}.service"
    else:
        fields["_SYSTEMD_UNIT"] = f"{line.unit}.service"
    return {**{key: value for key, value in fields.items() if value}, "SYSLOG_IDENTIFIER": line.identifier,
            "MESSAGE": line.message}  # fmt: skip
