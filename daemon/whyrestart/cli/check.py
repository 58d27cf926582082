"""One line, or a file of metrics, for other tools."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whyrestart.cli.options import CONFIG
from whyrestart.cli.terminal import complain, run_showing
from whyrestart.config import Settings, load
from whyrestart.diagnosing import diagnose
from whyrestart.errors import WhyrestartError

if TYPE_CHECKING:
    from whyrestart.sinks.npd import Check


@click.command("check")
@CONFIG
@click.option("--npd", is_flag=True, help="Print one line for node-problem-detector (the default without --textfile).")
@click.option(
    "--textfile",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the metrics for node_exporter's textfile collector, by rename; the name ends in .prom.",
)
def check_(config_file: Path | None, npd: bool, textfile: Path | None) -> None:  # noqa: FBT001  # click hands a flag over as a boolean
    """Say in one line whether something is wrong, for other tools.

    Exit status: 0 nothing is wrong, 1 there is a problem, 2 it is not known.
    """
    from whyrestart.sinks import npd as line

    try:
        checked = _check(load(config_file), textfile)
    except WhyrestartError as error:
        complain(str(error))
        checked = line.failed(str(error))
    if npd or textfile is None or checked.status == line.UNKNOWN:
        click.echo(checked.line)
    sys.exit(checked.status)


def _check(settings: Settings, textfile: Path | None) -> Check:
    from whyrestart.history import read_ledger
    from whyrestart.ledger import begin, update
    from whyrestart.looking import look_once
    from whyrestart.reporting import report
    from whyrestart.sinks import npd
    from whyrestart.sinks import textfile as node_exporter
    from whyrestart.sinks.prometheus import Exposition
    from whyrestart.sources.layout import find

    view = run_showing(look_once(settings), "Looking at the node and replaying its probes")
    found = diagnose(view)
    if textfile is not None:
        # The service's own counts, where it keeps any, so that no counter falls; read, never written.
        ledger = read_ledger(settings.state_directory) or begin(view.at)
        exposition = Exposition()
        books = update(ledger, view).ledger
        exposition.set(report(view, found, books, certificate_directory=find(settings).certificate_directory))
        node_exporter.write(textfile, exposition.render()[0])
    return npd.check(found)
