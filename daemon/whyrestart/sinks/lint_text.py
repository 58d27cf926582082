"""Lint's findings for a terminal, one a line as compilers print them, each followed by its edit.

kube-apiserver.yaml:17:7: warning: The kubelet will probe /livez without credentials ... [anonymous_auth_disabled]
"""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from whyrestart.lint import LintFinding, Report
from whyrestart.lint.findings import UNJUDGED
from whyrestart.sinks.escaping import name, one_line, visible

_DIFF_STYLE = {"+": "green", "-": "red", "@": "cyan"}


def show(report: Report, console: Console) -> None:
    """Write the findings, then one line that sums them up. Diffs are never wrapped: `patch -p1` takes them."""
    for each in report.findings:
        _show(each, console)
    for problem in report.unreadable:
        console.print(Text(f"cannot read {one_line(problem)}", style="yellow"), soft_wrap=True)
    for path in report.unjudged:
        console.print(Text(f"{name(path)}: {UNJUDGED}", style="yellow"), soft_wrap=True)
    console.print(Text(summary(report), style="bold red" if report.findings else "bold green"), soft_wrap=True)


def summary(report: Report) -> str:
    """How many files and findings."""
    files = f"{report.linted} file{'' if report.linted == 1 else 's'}"
    if not report.findings:
        return f"{files}: nothing found" if report.linted else "nothing to lint: no manifest or configuration was found"
    count = len(report.findings)
    return f"{files}: {count} finding{'' if count == 1 else 's'}"


def _show(each: LintFinding, console: Console) -> None:
    place = ":".join(str(part) for part in (name(each.path), each.line, each.column) if part is not None)
    level, style = ("error", "bold red") if each.is_certain else ("warning", "bold yellow")
    line = Text.assemble(
        (f"{place}: ", "bold"), (f"{level}: ", style), one_line(each.summary), (f" [{each.rule}]", "dim")
    )
    console.print(line, soft_wrap=True)
    remedy = each.remedy
    if remedy is None:
        return
    console.print(Text(f"    {one_line(remedy.title)}"), soft_wrap=True)
    for text in visible(remedy.diff).splitlines():
        console.print(Text(f"      {text}", style=_DIFF_STYLE.get(text[:1], "")), soft_wrap=True)
    for command in remedy.commands:
        console.print(Text(f"      $ {visible(command)}"), soft_wrap=True)
    if remedy.caution:
        console.print(Text(f"    Caution: {one_line(remedy.caution)}", style="dim"), soft_wrap=True)
