"""SQLite under the state directory: restarts, deaths, diagnoses and manifests outlive the daemon, and so do its counts.

`History` is for the daemon, `read` for a command that only looks, `changes` says what of a look is worth keeping.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from whyrestart.history.changes import Known, changes
from whyrestart.history.keeper import FILE_NAME, Batch, History
from whyrestart.history.store import CorruptError, HistoryError, Saved, Store
from whyrestart.ledger import Ledger
from whyrestart.model.record import Record, concerns

__all__ = ["Batch", "History", "HistoryError", "Known", "Saved", "changes", "read", "read_ledger"]

T = TypeVar("T")


def read(directory: Path, *, pod: str | None = None, limit: int | None = 200) -> tuple[Record, ...]:
    """The newest records first, of what `pod` names or of everything; none where no daemon ever kept any.

    HistoryError where there is something that cannot be read.
    """

    def records(store: Store) -> tuple[Record, ...]:
        return tuple(store.records(wanted=lambda record: pod is None or concerns(record, pod), limit=limit))

    return _read(directory, records) or ()


def read_ledger(directory: Path) -> Ledger | None:
    """What the daemon has counted so far; None where none ever did. HistoryError as `read`."""
    return _read(directory, lambda store: store.saved().ledger)


def _read(directory: Path, what: Callable[[Store], T]) -> T | None:
    path = directory / FILE_NAME
    # Of no length: a daemon has just begun it, or found the disk full when it did.
    if not path.exists() or not path.stat().st_size:
        return None
    try:
        with closing(Store.read(path)) as store:
            return what(store)
    except CorruptError as error:
        raise HistoryError(f"{path}: damaged ({error}). The daemon sets it aside when it starts next") from error
    except sqlite3.Error as error:
        raise HistoryError(f"{path}: cannot be read: {error}") from error
