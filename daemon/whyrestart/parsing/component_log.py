"""A line of a component's log to a LogEntry, whatever wrote it.

    E0209 15:16:59.030066       1 metrics.go:109] message               klog and glog
    E0209 15:16:59.030066       1 run.go:74] "command failed" err="..."  klog, structured (1.19 and later)
    {"ts":1580306777.04728,"caller":"app/server.go:1","msg":"...","err":"..."}   --logging-format=json
    {"level":"fatal","ts":"2023-01-02T03:04:05.678Z","msg":"...","error":"..."}  etcd 3.4 and later (zap)
    2019-03-04 11:38:32.123456 C | etcdmain: message                    etcd up to 3.4 (capnslog)
    2019-03-04 11:38:32.123456 [pkg_logger.go:134] C | etcdmain: ...    the same with --debug (formatters.go)
    raft2020/06/21 05:43:45 INFO: message                               its raft, where nobody gave that a logger (3.4)
    time="2023-01-02T03:04:05Z" level=error msg="..." error="..."       containerd, dockerd, CRI-O (logfmt)
    2025/01/21 15:02:06 ERROR message key=value                         kube-vip from 0.9 (slog's own form)
    FATA[0012] message                                                  the same on a terminal (k3s, RKE2, dockerd)
    WARN[2021-01-22 21:28:21] message       component=etcd              the same of k0s, which gives the time
    time="2021-03-03 10:12:01" level=info msg="F0303 ..." component=kubelet       a supervisor's, around another's line

Anything else (usage texts, `Error: ...`, panics, stacks) is a plain line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import LogLine

# Longer lines are cut: a request dump of megabytes must not be matched against a hundred patterns.
MAX_LINE = 8192

_KLOG = re.compile(
    r"(?P<level>[IWEF])(?P<month>\d{2})(?P<day>\d{2}) (?P<clock>\d{2}:\d{2}:\d{2})\.(?P<fraction>\d{1,9})\s+\d+ "
    r"(?P<origin>[^\]\s]+:\d+)\] ?(?P<rest>.*)",
    re.DOTALL,
)
_CAPNSLOG = re.compile(
    r"(?P<at>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{1,9}) (?:\[[\w.-]{1,60}:\d{1,6}\] )?(?P<level>[TDINWEC]) \| "
    r"(?P<origin>[\w./-]+): ?(?P<rest>.*)",
    re.DOTALL,
)
_RAFT = re.compile(r"raft(?P<at>\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}) (?P<level>[A-Z]{4,5}): (?P<rest>.*)", re.DOTALL)
_ZAP_CONSOLE = re.compile(
    r"(?P<at>\d{4}-\d{2}-\d{2}T\S+)\t(?P<level>debug|info|warn|error|dpanic|panic|fatal|[A-Z]{4,6})\t(?P<rest>.*)",
    re.DOTALL,
)
_SLOG = re.compile(
    r"(?P<at>\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2})(?:\.\d{1,9})? (?P<level>DEBUG|INFO|WARN|ERROR) (?P<rest>.*)",
    re.DOTALL,
)
# The seconds since the start, or the time in whatever form was asked for; k0s' has a blank.
_ON_A_TERMINAL = re.compile(
    r"(?P<level>DEBU|INFO|WARN|ERRO|FATA|PANI)\[(?P<at>[^\]\s]{1,40}+(?: [\d:.,]{5,20}+)?)\] (?P<rest>.*)", re.DOTALL
)
# The fields stand behind the message there; by this one a supervisor tells whose words it passes on.
_PASSED_ON = re.compile(r"(?<=\S)\s{1,60}+(?P<fields>component=\S{1,80}(?: stream=\w{1,20})?)$")
_LOGFMT = re.compile(r'(?:time|ts|level)="?[^" ]')
# A line that was cut may end within its last value.
_PAIR = re.compile(r'([A-Za-z_][\w./-]{0,100}+)=("(?:[^"\\]|\\.)*+(?:"|\\?\Z)|<[^>]*+>|\{[^}]*+\}|\[[^\]]*+\]|[^\s"]*)')
# How k3s and RKE2 tell of what ends them: by a fatal line, later by an error before os.Exit, and since 1.34 by what
# asks for their own end, quoted or not (k3s' pkg/daemons/executor, pkg/executor/embed, pkg/signals). The runtime that
# they start is a child of theirs, and has other reasons to end.
_ENDS_ITS_CARRIER = re.compile(
    r"(?:kubelet|kube-proxy|apiserver|scheduler|(?:cloud-)?controller-manager|flannel) exited: |"
    r"Shutdown request received: (?P<why>\"(?!containerd\b|cri-dockerd\b)(?:[^\"\\]|\\.)++\"?$|"
    r"(?!(?:containerd|cri-dockerd)\b)[^\s\"][^\n]{0,4000}+)"
)
# What may follow a structured line's message; else the quotes are the text's own.
_STRUCTURED_REST = re.compile(r"\s*$| [A-Za-z_][\w./-]*=")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')

_LEVELS = {
    "I": Severity.INFO, "W": Severity.WARNING, "E": Severity.ERROR, "F": Severity.FATAL, "C": Severity.FATAL,
    "D": Severity.DEBUG, "T": Severity.DEBUG, "N": Severity.INFO,
    "trace": Severity.DEBUG, "debug": Severity.DEBUG, "info": Severity.INFO, "notice": Severity.INFO,
    "warn": Severity.WARNING, "warning": Severity.WARNING, "error": Severity.ERROR, "err": Severity.ERROR,
    "DEBU": Severity.DEBUG, "INFO": Severity.INFO, "WARN": Severity.WARNING, "ERRO": Severity.ERROR,
    "FATA": Severity.FATAL, "PANI": Severity.FATAL,
    "dpanic": Severity.FATAL, "panic": Severity.FATAL, "fatal": Severity.FATAL, "critical": Severity.FATAL,
}  # fmt: skip
# --audit-log-path=-: each request with all that its caller sent, no word of the apiserver's own (pkg/apis/audit).
_AUDITED = ('{"kind":"Event","apiVersion":"audit.k8s.io/', '{"kind":"EventList","apiVersion":"audit.k8s.io/')
_A_REQUEST = "an event of the audit log"
_FATAL_STARTS = ("panic: ", "fatal error: ", "runtime: out of memory")
_ERROR_STARTS = ("Error: ", "error: ", "Error response", "FATAL", "F | ")


def parse_lines(lines: Iterable[LogLine], *, year: int) -> Iterator[LogEntry]:
    """Parse each line; `year` completes klog's dates, which have none."""
    for line in lines:
        yield parse(line.text, at=line.at, year=line.at.year if line.at else year)


def parse(text: str, *, at: datetime | None = None, year: int | None = None) -> LogEntry:
    """Understand one line. `at`, the time the runtime or journal put on it, is believed before the line's own."""
    raw = text[:MAX_LINE].rstrip("\r\n")
    line = raw.lstrip("\x1b[0m ") if raw.startswith("\x1b") else raw
    if line[:1] in "IWEF" and (match := _KLOG.fullmatch(line)):
        return _klog(match, raw, at, year)
    if line.startswith(_AUDITED):
        return LogEntry(text=_A_REQUEST, message=_A_REQUEST, severity=Severity.INFO, at=at, origin="audit", raw=raw)
    if line.startswith("{") and (entry := _json(line, at)):
        return entry
    if match := _CAPNSLOG.fullmatch(line):
        when = _time(match["at"].replace(" ", "T") + "Z")
        severity = _LEVELS.get(match["level"], Severity.INFO)
        return LogEntry(
            text=match["rest"], message=match["rest"], severity=severity, at=at or when, origin=match["origin"], raw=raw
        )
    if match := _RAFT.fullmatch(line):
        when = _time(match["at"].replace("/", "-").replace(" ", "T") + "Z")
        severity = _LEVELS.get(match["level"].lower(), Severity.INFO)
        return LogEntry(
            text=match["rest"], message=match["rest"], severity=severity, at=at or when, origin="raft", raw=raw
        )
    if match := _ZAP_CONSOLE.fullmatch(line):
        return _zap_console(match, raw, at)
    if match := _SLOG.fullmatch(line):
        when = _time(match["at"].replace("/", "-").replace(" ", "T") + "Z")
        severity = _LEVELS[match["level"].lower()]
        return LogEntry(text=match["rest"], message=match["rest"], severity=severity, at=at or when, raw=raw)
    if _LOGFMT.match(line):
        return _logfmt(line, raw, at, year)
    if line[:1] in "DIWEFP" and (match := _ON_A_TERMINAL.fullmatch(line)):
        return _on_a_terminal(match, raw, at, year)
    severity = Severity.PLAIN
    stripped = line.strip()
    if stripped.startswith(_FATAL_STARTS):
        severity = Severity.FATAL
    elif stripped.startswith(_ERROR_STARTS):
        severity = Severity.ERROR
    return LogEntry(text=stripped, message=stripped, severity=severity, at=at, raw=raw)


def _klog(match: re.Match[str], raw: str, at: datetime | None, year: int | None) -> LogEntry:
    rest = match["rest"]
    when = at
    if when is None and year is not None:
        when = _time(f"{year}-{match['month']}-{match['day']}T{match['clock']}.{match['fraction'][:6]}Z")
    message = rest
    fields: tuple[tuple[str, str], ...] = ()
    if rest.startswith('"') and (quoted := _QUOTED.match(rest)) and _STRUCTURED_REST.match(rest, quoted.end()):
        message, fields = _unquote(quoted[0]), _pairs(rest[quoted.end() :])
    return _entry(
        message, fields, severity=_LEVELS[match["level"]], at=when, origin=match["origin"], raw=raw, unquoted=rest
    )


def _json(line: str, at: datetime | None) -> LogEntry | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    message = next((value[key] for key in ("msg", "message", "MESSAGE") if isinstance(value.get(key), str)), None)
    if message is None:
        return None
    level = value.get("level") or value.get("severity")
    fields = tuple(
        (str(k), v if isinstance(v, str) else json.dumps(v))
        for k, v in value.items()
        if k not in {"msg", "ts", "level"}
    )
    if isinstance(level, str):
        severity = _LEVELS.get(level.lower(), Severity.INFO)
    else:
        # Kubernetes' JSON format has no level: an informational line carries its verbosity `v`, an error does not, and
        # its time is a number (component-base/logs/json).
        kubernetes = "err" in value or isinstance(value.get("ts"), int | float)
        severity = Severity.ERROR if kubernetes and "v" not in value else Severity.INFO
    stamp = value.get("ts", value.get("time"))
    origin = value.get("caller") or value.get("logger") or ""
    return _entry(message, fields, severity=severity, at=at or _time(stamp), origin=str(origin), raw=line)


def _zap_console(match: re.Match[str], raw: str, at: datetime | None) -> LogEntry:
    parts = match["rest"].split("\t")
    origin = parts.pop(0) if len(parts) > 1 and re.fullmatch(r"\S+\.go:\d+", parts[0]) else ""
    fields: tuple[tuple[str, str], ...] = ()
    if len(parts) > 1 and parts[-1].startswith("{"):
        try:
            value = json.loads(parts[-1])
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            fields = tuple((str(k), v if isinstance(v, str) else json.dumps(v)) for k, v in value.items())
            parts.pop()
    severity = _LEVELS.get(match["level"].lower(), Severity.INFO)
    return _entry(" ".join(parts), fields, severity=severity, at=at or _time(match["at"]), origin=origin, raw=raw)


def _logfmt(line: str, raw: str, at: datetime | None, year: int | None) -> LogEntry:
    fields = dict(_pairs(line))
    severity = _LEVELS.get(fields.pop("level", "info").lower(), Severity.INFO)
    stamp = fields.pop("time", None) or fields.pop("ts", None)
    when = at or _time(stamp)
    message = fields.pop("msg", "")
    # k0s passes on whatever its components say as information of its own: only theirs tells how bad it is.
    if "component" in fields and (inner := parse(message, at=when, year=year)).severity is not Severity.PLAIN:
        return replace(inner, raw=raw)
    return _entry(message, tuple(fields.items()), severity=severity, at=when, origin="", raw=raw)


def _on_a_terminal(match: re.Match[str], raw: str, at: datetime | None, year: int | None) -> LogEntry:
    message, when = match["rest"].rstrip(), at or _time(match["at"])
    passed_on = _PASSED_ON.search(message)
    fields: tuple[tuple[str, str], ...] = ()
    if passed_on is not None:
        message, fields = message[: passed_on.start()], _pairs(passed_on["fields"])
        if (inner := parse(message, at=when, year=year)).severity is not Severity.PLAIN:
            return replace(inner, raw=raw)
    return _entry(message, fields, severity=_LEVELS[match["level"]], at=when, origin="", raw=raw, unquoted=message)


def _entry(
    message: str,
    fields: tuple[tuple[str, str], ...],
    *,
    severity: Severity,
    at: datetime | None,
    origin: str,
    raw: str,
    unquoted: str = "",
) -> LogEntry:
    if not origin and (ended := _ENDS_ITS_CARRIER.match(message)) and (ended["why"] or severity is Severity.ERROR):
        message = unquoted = _unquote(ended["why"]) if ended["why"] else message
        severity = Severity.FATAL
    if fields:
        text = " ".join([message, *(f"{key}={value}" for key, value in fields if key not in {"caller", "logger", "v"})])
    else:
        text = unquoted if unquoted and not unquoted.startswith('"') else message
    return LogEntry(text=text, message=message, severity=severity, at=at, fields=fields, origin=origin, raw=raw)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, _unquote(value)) for key, value in _PAIR.findall(text))


def _unquote(value: str) -> str:
    quoted = _QUOTED.fullmatch(value)
    inner = quoted[1] if quoted else value[1:] if value.startswith('"') else None
    if inner is None:
        return value
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), inner)


def _time(stamp: object) -> datetime | None:
    """RFC 3339 text, or seconds or milliseconds since the epoch."""
    try:
        if isinstance(stamp, str):
            trimmed = re.sub(r"(\.\d{6})\d+", r"\1", stamp)
            when = datetime.fromisoformat(trimmed)
            return when if when.tzinfo else when.replace(tzinfo=UTC)
        if isinstance(stamp, int | float):
            return datetime.fromtimestamp(stamp / 1000 if stamp > 1e11 else stamp, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
