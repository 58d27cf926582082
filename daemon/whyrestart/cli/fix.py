"""The edit, and on request its writing: the only command that changes anything."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from whyrestart.cli.asking import look, must_have_seen, only
from whyrestart.cli.options import CONFIG, PATIENCE
from whyrestart.cli.terminal import complain, console, run_showing
from whyrestart.config import load
from whyrestart.model.cause import Confidence
from whyrestart.model.observation import ManifestSeen
from whyrestart.sinks.escaping import visible


@click.command("fix")
@CONFIG
@PATIENCE
@click.argument("pod", required=False)
@click.option(
    "--write", "writes", is_flag=True, help="Apply the edit to the files, after a backup, and follow the result."
)
@click.option(
    "--wait",
    "seconds",
    type=click.IntRange(min=0),
    default=300,
    show_default=True,
    help="Follow the result for at most so many seconds.",
)
def fix(config_file: Path | None, patience: int, pod: str | None, *, writes: bool, seconds: int) -> None:
    """Print the best edit as a unified diff; with --write, apply it and say whether the loop ended.

    Nothing is written without --write. With it, the files as they were are kept below the state directory, the edit is
    validated, and the new manifest is renamed into place whole.

    Exit status: 0 there is nothing to edit, or here is the edit, or it was applied; 1 no safe edit is known, it could
    not be applied, or the loop goes on; 2 wrong usage; 3 could not look.
    """
    from whyrestart import fixing  # only this command writes
    from whyrestart.following import Result, follow
    from whyrestart.looking import look_once

    settings = load(config_file)
    looked = look(settings, patience)
    view, found = looked.view, looked.found if pod is None else only(looked.found, pod)
    must_have_seen(found)
    if found.verdict is None:
        click.echo("Nothing is wrong that an edit would cure.")
        return
    chosen = fixing.plan(found)
    if chosen is None:
        from whyrestart.sinks import text

        text.show_subject(found.verdict, console(), now=found.at)
        complain("no safe edit is known for this; what can be done is told above")
        sys.exit(1)
    # For patch as it is; a terminal is not shown what moves its cursor or turns the reading order round.
    click.echo(visible(chosen.remedy.diff) if sys.stdout.isatty() else chosen.remedy.diff, nl=False)
    if chosen.diagnosis.confidence is Confidence.POSSIBLE:
        complain("by reading alone: nothing observed proves this cause yet")
    if not writes:
        complain(f"{chosen.remedy.title}. {chosen.remedy.caution}".strip())
        complain("nothing was written; `whyrestart fix --write` applies this edit")
        return
    digests = {seen.manifest.path: seen.manifest.sha256 for seen in view.newest(ManifestSeen).values()}
    written = fixing.write(
        chosen,
        manifest_directory=view.manifest_directory,
        state_directory=settings.state_directory,
        now=datetime.now(UTC),
        sha256=digests,
        version=view.version,
    )
    complain(f"written: {', '.join(written.paths)}; as they were: {written.backup}")
    for command in chosen.remedy.commands:
        complain(f"to do by hand: {command}")
    if seconds == 0:
        return
    name = fixing.subject_name(chosen.diagnosis)
    followed = run_showing(
        follow(chosen.diagnosis.subject, written_at=written.at, look=lambda: look_once(settings), seconds=seconds),
        f"Following {name} for at most {seconds} s",
    )
    words = {
        Result.HEALED: "the loop has ended",
        Result.GOES_ON: "the loop goes on",
        Result.UNDECIDED: "not decided yet",
    }
    complain(f"{name}: {words[followed.result]} after {followed.seconds:.0f} s: {followed.says}")
    sys.exit(1 if followed.result is Result.GOES_ON else 0)
