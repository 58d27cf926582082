"""What is printed beside the answer: complaints, and on a terminal what takes long."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status


T = TypeVar("T")


def complain(message: str) -> None:
    """One message on standard error, in one line: a file's name may hold what a terminal or a runner would obey."""
    from rich.console import Console

    from whyrestart.sinks.escaping import one_line

    Console(stderr=True, highlight=False, soft_wrap=True).print(f"whyrestart: {one_line(message)}", markup=False)


def console() -> Console:
    """What answers are printed on."""
    from rich.console import Console

    return Console(highlight=False)


def run_showing(work: Coroutine[Any, Any, T], doing: str) -> T:
    """Run to the end, showing on a terminal what takes so long."""
    with progress(doing):
        return asyncio.run(work)


def progress(doing: str) -> AbstractContextManager[Status | None]:
    """On a terminal, what takes so long; elsewhere nothing, and rich is not even imported."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console
    from rich.text import Text

    # As Text: to rich a path's brackets are markup.
    return Console(stderr=True).status(Text(doing))
