"""A snapshot for a colleague."""

from __future__ import annotations

from pathlib import Path

import click

from whyrestart import __version__
from whyrestart.cli.asking import look
from whyrestart.cli.options import CONFIG, PATIENCE
from whyrestart.config import load

MAX_CERTIFICATE_BYTES = 2 * 1024 * 1024


@click.command("capture")
@CONFIG
@PATIENCE
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def capture_(config_file: Path | None, patience: int, directory: Path) -> None:
    """Write a snapshot of this node for a colleague: `whyrestart diagnose --snapshot DIR` judges it like the node.

    DIR is new or empty. Secrets are redacted and private keys never read; look through it before you send it.

    Exit status: 0 it was written, 2 wrong usage, 3 it could not be.
    """
    from whyrestart.snapshot.capture import capture
    from whyrestart.snapshot.write import prepare, write

    settings = load(config_file)
    prepare(directory)
    view = look(settings, patience).view
    captured = capture(view, _bytes_of, by=f"whyrestart {__version__}")
    written, refused = write(captured, directory)
    for name, data in sorted(captured.files.items()):
        click.echo(f"{len(data):>9}  {name}")
    click.echo(
        f"{written:>9}  bytes of {view.name} in {directory}; judge it: whyrestart diagnose --snapshot {directory}"
    )
    blind = (f"{gap.source}: {gap.why}" for gap in view.gaps if gap.until is None)
    for left_out in (*captured.left_out, *refused, *blind):
        click.echo(f"not in it: {left_out}")


def _bytes_of(path: str) -> bytes | None:
    from whyrestart.sources import regular_file

    try:
        return regular_file.read(path, MAX_CERTIFICATE_BYTES).data
    except OSError:
        return None
