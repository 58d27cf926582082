"""What is wrong here and what to edit, live or of a snapshot."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from whyrestart.cli.asking import look, must_have_seen, only
from whyrestart.cli.options import CONFIG, PATIENCE, output
from whyrestart.cli.terminal import console, progress
from whyrestart.config import load
from whyrestart.diagnosing import diagnose
from whyrestart.sinks import diagnosis_json


@click.command("diagnose")
@CONFIG
@PATIENCE
@click.option(
    "--snapshot", type=click.Path(path_type=Path, file_okay=False), help="Judge this snapshot, not this node."
)
@click.argument("pod", required=False)
@output("text", "json")
def diagnose_(config_file: Path | None, patience: int, snapshot: Path | None, pod: str | None, form: str) -> None:
    """Say what is wrong and what to edit, on this node or in a snapshot.

    Exit status: 0 nothing is wrong, 1 a cause was found, 2 wrong usage, 3 could not look.
    """
    if snapshot is not None:
        from whyrestart.snapshot.load import load as load_snapshot

        with progress(f"Reading and judging {snapshot}"):
            found = diagnose(load_snapshot(snapshot))
    else:
        found = look(load(config_file), patience).found
    if pod is not None:
        found = only(found, pod)
    if form == "json":
        click.echo(diagnosis_json.dumps(found))
    else:
        from whyrestart.sinks import text

        text.show(found, console())
    must_have_seen(found)
    sys.exit(0 if found.verdict is None else 1)
