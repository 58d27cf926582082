"""The service, and the validation of its configuration."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from types import ModuleType
from typing import cast

import click

from whyrestart.cli.options import CONFIG
from whyrestart.cli.terminal import complain
from whyrestart.config import Settings, load
from whyrestart.errors import WhyrestartError


@click.command()
@CONFIG
def run(config_file: Path | None) -> None:
    """Run the service: watch, replay probes, diagnose, export metrics.

    Ends with 0 on SIGTERM, and with 1 where it cannot start. SIGHUP reads the configuration again.
    """
    # httpx imports its own command line with rich and pygments, where they are; None makes it do without.
    sys.modules.setdefault("httpx._main", cast("ModuleType", None))
    from whyrestart.daemon import serve

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        status = asyncio.run(serve(lambda: load(config_file)))
    except WhyrestartError as error:
        complain(str(error))
        status = 1
    sys.exit(status)


@click.command("check-config")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def check_config(file: Path | None) -> None:
    """Validate a configuration file, and the files that it names, with the service's own code.

    Exit status: 0 it is valid, 2 it is not.
    """
    from whyrestart.daemon import check as check_named_files

    settings: Settings = load(file)
    check_named_files(settings)
    click.echo(f"{file or 'configuration'}: valid; listens on {settings.listen}, state in {settings.state_directory}")
