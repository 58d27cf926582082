"""A diagnosis for a terminal: the verdict first, then the evidence, then the edit, then the rest of the node.

==> kube-apiserver is in a restart loop: anonymous_auth_disabled (proven)
    --anonymous-auth=false makes kube-apiserver answer 401 to its own liveness probe ...
    12 restarts, the last 40 s ago; next kill in 50 s (08:00:50 UTC)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whyrestart.model.diagnosis import Diagnosis, Evidence, NodeDiagnosis, RefusedFile, State
from whyrestart.model.observation import Gap
from whyrestart.model.remedy import Remedy
from whyrestart.sinks import words
from whyrestart.sinks.escaping import one_line, visible

INDENT = 4
# Longer lists are cut on the screen; `-o json` has them whole.
MOST_ROWS = 8
MOST_NAME = 100

_STATE_STYLE = {
    State.HEALTHY: "green",
    State.AT_RISK: "yellow",
    State.RESTARTED: "yellow",
    State.LOOPING: "bold red",
    State.ABSENT: "bold red",
}
_DIFF_STYLE = {"+++ ": "bold", "--- ": "bold", "@@": "cyan", "+": "green", "-": "red"}


def show(diagnosis: NodeDiagnosis, console: Console) -> None:
    """Write a node's diagnosis to the console.

    Rich leaves colour out where the console is no terminal or NO_COLOR is set. Diff lines are never wrapped, so that
    they can be fed to `patch -p1 -d /`.
    """
    version = "" if diagnosis.version is None else f", Kubernetes {diagnosis.version}"
    _line(console, f"{one_line(diagnosis.node, MOST_NAME)}{version}, {diagnosis.at:%Y-%m-%d %H:%M:%S} UTC", "dim")
    console.print()
    verdict = diagnosis.verdict
    if verdict is None:
        _line(console, f"==> {words.nothing_wrong(diagnosis)}", "bold green" if diagnosis.diagnoses else "yellow")
    else:
        show_subject(verdict, console, now=diagnosis.at, heading="==> ")
    others = tuple(each for each in diagnosis.diagnoses if each is not verdict and each != verdict)
    _show_others(others, diagnosis.refused, console)
    _show_gaps(tuple(gap for gap in diagnosis.gaps if gap.covers(diagnosis.at)), console)


def show_subject(diagnosis: Diagnosis, console: Console, *, now: datetime, heading: str = "") -> None:
    """Write everything that is said of one subject."""
    _line(console, f"{heading}{words.headline(diagnosis)}", _STATE_STYLE[diagnosis.state])
    for text in (diagnosis.summary, words.course(diagnosis, now)):
        if text:
            console.print(Padding.indent(Text(visible(text)), INDENT))
    if diagnosis.downstream_of is not None:
        _line(console, f"    It follows from {words.name(diagnosis.downstream_of)}: repair that first.")
    _show_evidence(diagnosis.evidence, console, now)
    for number, remedy in enumerate(diagnosis.remedies):
        _show_remedy(remedy, console, "Or" if number else "The edit" if remedy.edits else "What to do")
    _show_judgement(diagnosis, console)


def _show_evidence(evidence: Iterable[Evidence], console: Console, now: datetime) -> None:
    rows = [(each.source, "" if each.at is None else words.moment(each.at, now), each.says) for each in evidence]
    if rows:
        _title(console, "Evidence")
        _table(console, rows)


def _show_judgement(diagnosis: Diagnosis, console: Console) -> None:
    if diagnosis.ruled_out:
        _title(console, "Ruled out")
        _table(console, [(str(each.cause), each.because) for each in diagnosis.ruled_out])
    if diagnosis.inconclusive:
        _title(console, "Not judged, for want of sight")
        _table(console, words.unjudged(diagnosis))


def _show_remedy(remedy: Remedy, console: Console, heading: str) -> None:
    valid = f" (Kubernetes {remedy.valid_for})" if remedy.valid_for else ""
    console.print()
    console.print(Text.assemble((f"{heading}: ", "bold"), visible(remedy.title), (valid, "dim")))
    for line in _diff_lines(remedy.diff):
        console.print(line, soft_wrap=True)
    for command in remedy.commands:
        console.print(Text(f"    $ {visible(command)}", style="bold"), soft_wrap=True)
    if remedy.caution:
        console.print(Padding.indent(Text.assemble(("Caution: ", "yellow"), visible(remedy.caution)), INDENT))


def _show_others(others: tuple[Diagnosis, ...], refused: tuple[RefusedFile, ...], console: Console) -> None:
    troubled = [each for each in others if each.state is not State.HEALTHY]
    healthy = [each for each in others if each.state is State.HEALTHY]
    if not others and not refused:
        return
    _title(console, "Else on this node")
    table = _grid(3)
    for each in troubled:
        says = "; ".join(part for part in (_origin(each), each.summary) if part)
        table.add_row(
            Text(one_line(words.name(each.subject), MOST_NAME)),
            Text(each.state.replace("_", " "), style=_STATE_STYLE[each.state]),
            Text(one_line(says)),
        )
    if troubled:
        console.print(Padding.indent(table, INDENT))
    # Of one of which nothing was seen a sentence tells that it is not known to be well.
    _show_names("healthy", "green", _names(each for each in healthy if not each.summary), console)
    _show_names("not seen", "yellow", _names(each for each in healthy if each.summary), console)
    _show_names("not static pods", "yellow", [one_line(str(each)) for each in refused], console, between="; ")


def _names(those: Iterable[Diagnosis]) -> list[str]:
    return [one_line(words.name(each.subject), MOST_NAME) for each in those]


def _show_names(heading: str, style: str, those: Sequence[str], console: Console, between: str = ", ") -> None:
    if not those:
        return
    shown = between.join(those[:MOST_ROWS])
    more = f" and {len(those) - MOST_ROWS} more" if len(those) > MOST_ROWS else ""
    console.print(Padding.indent(Text.assemble((f"{heading}: ", style), shown, more), INDENT))


def _show_gaps(gaps: tuple[Gap, ...], console: Console) -> None:
    if not gaps:
        return
    _title(console, "Could not see")
    _table(console, [(str(gap.source), gap.why) for gap in gaps])


def _origin(diagnosis: Diagnosis) -> str:
    follows = diagnosis.downstream_of
    return "; ".join(
        part
        for part in (
            words.certainty(diagnosis),
            "" if follows is None else f"follows from {words.name(follows)}",
        )
        if part
    )


def _diff_lines(diff: str) -> Iterator[Text]:
    for line in diff.splitlines():
        style = next((style for start, style in _DIFF_STYLE.items() if line.startswith(start)), "")
        yield Text(visible(line), style=style)


def _title(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, style="bold"))


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(Text(one_line(text), style=style))


def _table(console: Console, rows: Sequence[tuple[str, ...]]) -> None:
    table = _grid(len(rows[0]))
    for first, *rest in rows[:MOST_ROWS]:
        table.add_row(Text(one_line(first, MOST_NAME), style="cyan"), *(Text(one_line(cell)) for cell in rest))
    console.print(Padding.indent(table, INDENT))
    if len(rows) > MOST_ROWS:
        _line(console, f"    and {len(rows) - MOST_ROWS} more: see -o json", "dim")


def _grid(columns: int) -> Table:
    table = Table.grid(padding=(0, 2))
    for _ in range(columns - 1):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table
