"""The history for a terminal: a line of time for each container, then what happened, newest first.

kube-system/kube-apiserver-master-1/kube-apiserver: 3 restarts
    07:58:20 ━━━━━━━━┃━━━━━━━━┃━━━━━━━━┃━━━ 08:04:00 UTC, a character is 11 s
    08:03:28  restart 3  anonymous_auth_disabled  exit 0 Completed after 1 min 32 s
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whyrestart.model.record import DiagnosisChange, ManifestRevision, Record, Restart, RestartKind
from whyrestart.sinks import words
from whyrestart.sinks.escaping import one_line
from whyrestart.sinks.history_rows import PLAIN, Past, Row, past, timeline

INDENT = 4
# The rest is in `-o json`.
MOST_ROWS = 15
MOST_NAME = 150
MOST_WORDS = 200

_KIND = {
    RestartKind.CONTAINER_RESTART: ("restart", "yellow"),
    RestartKind.SANDBOX_CHANGED: ("restart, new sandbox", "yellow"),
    RestartKind.NODE_REBOOT: ("reboot", "cyan"),
    RestartKind.POD_REPLACED: ("pod replaced", "cyan"),
    RestartKind.KUBELET_RESTART: ("restart", "yellow"),
    RestartKind.UNIT_RESTART: ("restart", "yellow"),
    RestartKind.COUNT_RESET: ("count began anew", "dim"),
}


def show(newest_first: Iterable[Record], console: Console, *, now: datetime) -> None:
    """Write the records to the console. Foreign text is made harmless, colour is rich's business."""
    told = past(newest_first)
    if not (told.rows or told.diagnoses or told.manifests):
        console.print("Nothing is recorded: no restart was seen yet, or no daemon has kept a history here.")
        return
    for subject in told.subjects():
        _show_subject(subject, told, console, now)
    _show_diagnoses(told.diagnoses, console, now)
    _show_manifests(told.manifests, console, now)


def _show_subject(subject: str, told: Past, console: Console, now: datetime) -> None:
    rows = told.of(subject)
    count = sum(row.restart.times for row in rows if row.restart and row.restart.kind is not RestartKind.COUNT_RESET)
    heading = f"{one_line(subject, MOST_NAME)}: {count} restart{'' if count == 1 else 's'}"
    console.print(Text(heading, style="bold"), soft_wrap=True)
    _show_timeline(rows, console, now)
    table = _grid(4)
    for row in rows[:MOST_ROWS]:
        what, style = _what(row)
        cause = row.restart.cause if row.restart else None
        end = Text(_end(row))
        if row.words and row.words.lines and row.exit_code not in {0, None}:
            end.append(f"\n{one_line(row.words.lines[-1], MOST_WORDS)}", style="dim")
        table.add_row(_when(row.at, now), Text(what, style=style), Text(str(cause or "")), end)
    console.print(Padding.indent(table, INDENT))
    if len(rows) > MOST_ROWS:
        console.print(Text(f"    and {len(rows) - MOST_ROWS} before that", style="dim"))
    console.print()


def _grid(columns: int) -> Table:
    table = Table.grid(padding=(0, 2))
    for _ in range(columns - 1):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _show_timeline(rows: tuple[Row, ...], console: Console, now: datetime) -> None:
    room = console.width - INDENT - len("2026-11-23 00:00:00 ") - len(" 00:00:00 UTC, a character is 59 min 59 s")
    line = timeline(rows, until=now, width=max(min(room, 100), 20))
    if line is None:
        return
    drawn = line.text if console.encoding.startswith("utf") else line.text.translate(PLAIN)
    scale = f" {now:%H:%M:%S} UTC, a character is {words.span(timedelta(seconds=line.seconds))}"
    begin = _when(line.since, now)
    text = Text.assemble((f"{begin.plain} ", "dim"), drawn, (scale, "dim"))
    console.print(Padding.indent(text, INDENT), soft_wrap=True)


def _what(row: Row) -> tuple[str, str]:
    restart = row.restart
    if restart is None:
        return "ended", "red"
    name, style = _KIND[restart.kind]
    return f"{name}{_number(restart)}", style


def _number(restart: Restart) -> str:
    if restart.kind in {RestartKind.POD_REPLACED, RestartKind.COUNT_RESET} or (restart.boot_id and not restart.counted):
        return ""
    if restart.times > 1:
        return f" {restart.attempt - restart.times + 1} to {restart.attempt}"
    return f" {restart.attempt}"


def _end(row: Row) -> str:
    """`exit 0 Completed after 1 min 32 s`; says so where nobody saw it."""
    restart = row.restart
    if restart is not None and restart.kind is RestartKind.COUNT_RESET:
        return "the kubelet's number fell; not a restart of its own"
    seen = [f"exit {row.exit_code}"] if row.exit_code is not None else []
    seen += [one_line(row.reason, 60)] if row.reason else []
    if row.lifetime_seconds is not None:
        seen.append(f"after {words.span(timedelta(seconds=row.lifetime_seconds))}")
    if not seen and restart is not None and restart.inferred:
        return "seen by nobody: a later attempt was there"
    return " ".join(seen)


def _show_diagnoses(diagnoses: tuple[DiagnosisChange, ...], console: Console, now: datetime) -> None:
    if not diagnoses:
        return
    console.print(Text("Diagnoses", style="bold"))
    table = _grid(4)
    for change in diagnoses[:MOST_ROWS]:
        certain = f"{change.cause} ({change.confidence})" if change.cause else ""
        says = f"{certain}: {change.summary}" if certain and change.summary else certain or change.summary
        table.add_row(
            _when(change.at, now),
            Text(one_line(words.name(change.subject), MOST_NAME)),
            Text(change.state.replace("_", " ")),
            Text(one_line(says, 300)),
        )
    console.print(Padding.indent(table, INDENT))
    console.print()


def _show_manifests(manifests: tuple[ManifestRevision, ...], console: Console, now: datetime) -> None:
    if not manifests:
        return
    console.print(Text("Manifests", style="bold"))
    table = _grid(3)
    for revision in manifests[:MOST_ROWS]:
        table.add_row(_when(revision.at, now), Text(one_line(revision.path, MOST_NAME)), Text(_change(revision)))
    console.print(Padding.indent(table, INDENT))


def _change(revision: ManifestRevision) -> str:
    if revision.gone:
        return "gone"
    if revision.problem:
        return f"not a static pod: {one_line(revision.problem, 200)}"
    lines = revision.diff.splitlines()[2:]
    added = sum(line.startswith("+") for line in lines)
    removed = sum(line.startswith("-") for line in lines)
    return f"changed (+{added} -{removed} lines)" if lines else "first seen"


def _when(moment: datetime, now: datetime) -> Text:
    return Text(words.moment(moment, now))
