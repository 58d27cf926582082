"""The demo's face: a live view on a terminal, plain lines elsewhere; at the end the verdict, its evidence, the edit."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from whyrestart.demo.manifests import FAILURE_THRESHOLD, GRACE_SECONDS, INITIAL_DELAY_SECONDS, PERIOD_SECONDS
from whyrestart.demo.node import Node
from whyrestart.demo.scenarios import APISERVER, Scenario
from whyrestart.demo.story import Story, Tone
from whyrestart.demo.watching import Fix, Said
from whyrestart.sinks import words
from whyrestart.sinks.escaping import one_line, visible

_STYLES = {
    Tone.STAGE: ("", "        "),
    Tone.DEED: ("bold", "someone "),
    Tone.KUBELET: ("dim", "kubelet "),
    Tone.KILL: ("bold red", "kubelet "),
    Tone.DAEMON: ("cyan", "whyrestart"),
    Tone.GOOD: ("green", "        "),
    Tone.BAD: ("bold red", "        "),
}
_DIFF_STYLES = (("+++", "bold"), ("---", "bold"), ("@@", "cyan"), ("+", "green"), ("-", "red"))
_SHOWN_LINES = 14
_REFRESHES_PER_SECOND = 4
_WIDEST_SPEAKER = 10


def introduction(scenario: Scenario, node: Node) -> RenderableType:
    """What is simulated, what is real, and where to look."""
    layout = node.layout
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    table.add_row("scenario", f"{scenario.name}: {escape(scenario.description)}")
    table.add_row(
        "node", f"simulated, Kubernetes {layout.version}, in {layout.root}, on loopback only; gone at the end"
    )
    table.add_row(
        "periods",
        f"shortened: probe after {INITIAL_DELAY_SECONDS} s, every {PERIOD_SECONDS} s, {FAILURE_THRESHOLD} failures, "
        f"grace {GRACE_SECONDS} s. kubeadm's are 15, 10, 8 and 30, and the kill comes 85 to 95 s after the start",
    )
    table.add_row("whyrestart", f"the real daemon, {node.url}")
    table.add_row("metrics", f"{node.url}/metrics")
    return Group(Rule("whyrestart demo", align="left"), table, Rule())


def line(tone: Tone, text: str, seconds: float) -> Text:
    """One turn of the story."""
    style, speaker = _STYLES[tone]
    return Text.assemble(
        (f"{seconds:6.1f} s  ", "dim"), (f"{speaker:<{_WIDEST_SPEAKER}}  ", style), (one_line(text), style)
    )


def verdict(said: Said) -> RenderableType:
    """The verdict first, then the evidence, then the edit."""
    parts: list[RenderableType] = [
        Text(f"==> {said.container or said.subject}: {said.cause} ({said.confidence})", style="bold red"),
        Padding.indent(Text(visible(said.summary)), 4),
    ]
    if said.evidence:
        parts += [Text("Evidence", style="bold"), _pairs(said.evidence)]
    if said.ruled_out:
        parts += [Text("Ruled out", style="bold"), _pairs(said.ruled_out)]
    if said.fixes:
        parts += _edit(said.fixes[0])
        parts += [Text(f"Or: {one_line(fix.title)}", style="dim") for fix in said.fixes[1:]]
    return Group(*parts)


def _pairs(rows: tuple[tuple[str, str], ...]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(overflow="fold")
    for name, text in rows:
        table.add_row(Text(one_line(name)), Text(one_line(text)))
    return Padding.indent(table, 4)


def _edit(fix: Fix) -> list[RenderableType]:
    valid = f" (Kubernetes {fix.valid_for})" if fix.valid_for else ""
    heading = "The edit" if fix.diff else "What to do"
    parts: list[RenderableType] = [Text(f"{heading}: {one_line(fix.title)}{valid}", style="bold")]
    for text in fix.diff.splitlines():
        style = next((style for start, style in _DIFF_STYLES if text.startswith(start)), "")
        parts.append(Text(visible(text), style=style, no_wrap=True, overflow="ignore"))
    if fix.caution:
        parts.append(Padding.indent(Text(f"Caution: {one_line(fix.caution)}", style="yellow"), 4))
    return parts


class Show:
    """Takes the story's lines: printed at once, or on a terminal drawn while `following`."""

    def __init__(self, console: Console, scenario: Scenario, node: Node, *, interactive: bool) -> None:
        self._console = console
        self._lines: deque[Text] = deque(maxlen=_SHOWN_LINES)
        self._began = time.monotonic()
        self._story: Story | None = None
        self._live = (
            Live(
                get_renderable=self._view,
                console=console,
                refresh_per_second=_REFRESHES_PER_SECOND,
                transient=True,
                vertical_overflow="crop",
            )
            if interactive
            else None
        )
        console.print(introduction(scenario, node))

    @contextlib.contextmanager
    def following(self, story: Story) -> Iterator[None]:
        """On a terminal, draw this story's lines, countdown and verdict until the block ends."""
        self._story = story
        if self._live is None:
            yield
            return
        try:
            with self._live:
                yield
        finally:
            for each in self._lines:
                self._console.print(each)

    def say(self, tone: Tone, text: str) -> None:
        """One turn of the story."""
        said = line(tone, text, time.monotonic() - self._began)
        self._lines.append(said)
        if self._live is None:
            self._console.print(said, soft_wrap=True)

    def _view(self) -> RenderableType:
        parts: list[RenderableType] = list(self._lines)
        story = self._story
        said = story.report.of(APISERVER) if story and story.report else None
        if said is not None:
            parts += [Rule(), _countdown(said)]
        if story is not None and story.report is not None and story.report.verdict is not None:
            parts += [Text(), verdict(story.report.verdict)]
        elif story is not None and story.diagnosed:
            parts += [Text(), Text("whyrestart has nothing to repair.", style="bold green")]
        return Group(*parts, Rule(), Text("Ctrl-C ends the demo", style="dim"))

    def finish(self, story: Story, metrics: list[str]) -> None:
        """The verdict in full, and what the metrics say of it."""
        if story.verdict is not None:
            self._console.print()
            self._console.print(verdict(story.verdict))
        if metrics:
            self._console.print()
            self._console.print(Text("Metrics", style="bold"))
            for each in metrics:
                self._console.print(Text(f"    {one_line(each)}"), soft_wrap=True)


def _countdown(said: Said) -> Text:
    text = Text.assemble(
        f"{APISERVER}: ", (said.state.replace("_", " "), "bold"), f", {words.times(said.restarts, 'restart')}"
    )
    if said.next_kill_at is not None:
        seconds = (said.next_kill_at - datetime.now(UTC)).total_seconds()
        text.append(f", next kill in {seconds:.1f} s" if seconds > 0 else ", next kill due now", style="bold red")
    return text
