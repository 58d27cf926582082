"""What the service kept of past restarts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from whyrestart.cli.options import CONFIG, output
from whyrestart.cli.terminal import console, progress
from whyrestart.config import load
from whyrestart.history import read as read_history
from whyrestart.sinks import history_json


@click.command()
@CONFIG
@click.argument("pod", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True, help="At most so many records.")
@output("text", "json")
def history(config_file: Path | None, pod: str | None, limit: int, form: str) -> None:
    """Show past restarts, how each attempt ended, and what was diagnosed."""
    with progress("Reading the history"):
        records = read_history(load(config_file).state_directory, pod=pod, limit=limit)
    if form == "json":
        click.echo(history_json.dumps(records))
    else:
        from whyrestart.sinks import history_text

        history_text.show(records, console(), now=datetime.now(UTC))
