"""Options that several commands take, and how shells complete them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click

T = TypeVar("T")


CONFIG = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Configuration file, instead of $WHYRESTART_CONFIG or /etc/whyrestart/config.yaml.",
)


PATIENCE = click.option(
    "--patience",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    help="Where something loops and no cause is found yet, look again for at most so many seconds.",
)


def output(*formats: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """The -o option with these formats, the first of them the default."""
    return click.option(
        "-o",
        "--output",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        help="How to print.",
        show_default=True,
    )


def completed_by(names: Callable[[], Iterable[str]]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completion of these names for shells; they are asked for only when a shell asks."""

    def complete(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
        return [name for name in names() if name.startswith(begun)]

    return complete
