"""The pages about the causes."""

from __future__ import annotations

import click

from whyrestart.cli.options import completed_by
from whyrestart.cli.terminal import console
from whyrestart.knowledge.causes import CAUSES
from whyrestart.knowledge.explanations import explanation
from whyrestart.model.cause import Cause


@click.command()
@click.argument("cause", required=False, shell_complete=completed_by(lambda: [each.value for each in Cause]))
def explain(cause: str | None) -> None:
    """Explain a cause: meaning, impact, how to confirm, how to fix. Without one, list them all."""
    screen = console()
    if cause is None:
        from rich.table import Table

        table = Table(box=None, pad_edge=False, show_header=False)
        for slug, facts in CAUSES.items():
            table.add_row(slug.value, facts.says)
        screen.print(table)
        return
    try:
        page = explanation(Cause(cause.strip().lower().replace("-", "_")))
    except ValueError:
        import difflib

        near = difflib.get_close_matches(cause, [each.value for each in Cause], n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `whyrestart explain` lists them all"
        raise click.BadArgumentUsage(f"there is no cause {cause!r}{hint}") from None
    if screen.is_terminal:
        from rich.markdown import Markdown

        screen.print(Markdown(page.markdown))
    else:
        click.echo(page.markdown)
