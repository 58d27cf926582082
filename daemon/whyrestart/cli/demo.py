"""A simulated node that is broken and diagnosed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable

import click

from whyrestart.cli.options import completed_by
from whyrestart.cli.terminal import console


def _scenarios() -> Iterable[str]:
    from whyrestart.demo import SCENARIOS

    return SCENARIOS


@click.command()
@click.argument("scenario", required=False, shell_complete=completed_by(_scenarios))
@click.option("--list", "listing", is_flag=True, help="List the scenarios.")
def demo(scenario: str | None, listing: bool) -> None:  # noqa: FBT001  # click hands a flag over as a boolean
    """Break a simulated node on this machine and diagnose it live: no root, no Kubernetes.

    It ends by itself when its output is no terminal, else on Ctrl-C, and leaves nothing behind.
    """
    from whyrestart.demo import DEFAULT_SCENARIO, SCENARIOS, run_demo

    screen = console()
    if listing:
        from rich.table import Table

        table = Table(box=None, pad_edge=False, show_header=False)
        for name, says in SCENARIOS.items():
            table.add_row(name, says)
        screen.print(table)
        return
    name = scenario or DEFAULT_SCENARIO
    if name not in SCENARIOS:
        raise click.BadArgumentUsage(f"there is no scenario {name!r}; there are: {', '.join(SCENARIOS)}")
    sys.exit(asyncio.run(run_demo(name, console=screen, interactive=screen.is_terminal)))
