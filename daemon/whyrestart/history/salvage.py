"""A damaged history: set aside under another name, and what can still be read of it saved."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from whyrestart.history import codec
from whyrestart.history.store import PAGE_BYTES, Saved, decoded, intact
from whyrestart.ledger import Ledger
from whyrestart.model.record import Record

# The newest ones are kept for a look; each is at most as large as the history may be.
MAX_QUARANTINED = 3
COMPANIONS = ("-wal", "-shm")


@dataclass(frozen=True, kw_only=True)
class Salvage:
    """What could be read of a damaged history, records oldest first, and where the file is now."""

    moved_to: Path
    saved: Saved
    records: tuple[Record, ...]


def set_aside(path: Path, now: datetime) -> Salvage:
    """Read what can be read, then rename the file (and its log) to `<name>.corrupt-<time>`. OSError if it cannot be."""
    saved, records = _rescue(path)
    target = _free_name(path, now)
    for companion in COMPANIONS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + companion).rename(target.with_name(target.name + companion))
    path.rename(target)
    for old in sorted(path.parent.glob(f"{path.name}.corrupt-*[0-9]"))[:-MAX_QUARANTINED]:
        for name in (old.name, *(old.name + companion for companion in COMPANIONS)):
            old.with_name(name).unlink(missing_ok=True)
    return Salvage(moved_to=target, saved=saved, records=records)


def _free_name(path: Path, now: datetime) -> Path:
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (path.with_name(f"{path.name}.corrupt-{stamp}-{number:02}") for number in range(1000))
    return next(name for name in names if not name.exists())


def _rescue(path: Path) -> tuple[Saved, tuple[Record, ...]]:
    """What can be read; where that is nothing, what can be read once the file's header says what it always says."""
    saved, records = _readable(path)
    if saved.ledger is not None or records:
        return saved, records
    copy = path.with_name(f"{path.name}.rescue")
    companions = [(path.with_name(path.name + each), copy.with_name(copy.name + each)) for each in COMPANIONS]
    try:
        with path.open("rb") as damaged, copy.open("wb") as repaired:
            header = bytearray(damaged.read(100))
            for place, constant in _HEADER:
                header[place : place + len(constant)] = constant
            repaired.write(header)
            shutil.copyfileobj(damaged, repaired)
        for source, target in companions:
            if source.exists():
                shutil.copyfile(source, target)
        return _readable(copy)
    except OSError:
        return saved, records
    finally:
        for file in (copy, *(target for _, target in companions)):
            file.unlink(missing_ok=True)


# SQLite's file format, 1.3: the fields of the header that never differ in a history, at their offsets.
_HEADER = (
    (0, b"SQLite format 3\0"),
    (16, PAGE_BYTES.to_bytes(2, "big") + b"\x02\x02\x00\x40\x20\x20"),
    (44, (4).to_bytes(4, "big")),
    (52, bytes(4) + (1).to_bytes(4, "big")),
)


def _readable(path: Path) -> tuple[Saved, tuple[Record, ...]]:
    rows: dict[str, tuple[int, Record]] = {}
    state: dict[str, str] = {}
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA cell_size_check = ON")
            # From both ends, and past the indexes: what lies before a damaged page and what lies behind it.
            for order in ("id", "id DESC"):
                query = "SELECT id, identity, kind, at, subject, body, digest FROM record NOT INDEXED ORDER BY "
                for found in _rows(db, query + order):
                    row = found[1:]
                    record = decoded(str(row[1]), str(row[4])) if intact(row) else None
                    if record is not None:
                        rows[str(row[0])] = (int(str(found[0])), record)
            kept = _rows(db, "SELECT name, body, digest FROM state NOT INDEXED")
            state = {str(row[0]): str(row[1]) for row in kept if intact(row)}
    except (sqlite3.Error, UnicodeDecodeError):
        pass
    cursors = {name.removeprefix("cursor "): body for name, body in state.items() if name.startswith("cursor ")}
    ledger = None
    with suppress(KeyError, ValueError):
        ledger = codec.loads(Ledger, state["ledger"])
    ordered = sorted(rows.values(), key=lambda pair: pair[0])
    return Saved(ledger=ledger, cursors=cursors), tuple(record for _, record in ordered)


def _rows(db: sqlite3.Connection, query: str) -> Iterator[tuple[object, ...]]:
    """Rows until the first one that cannot be read."""
    with suppress(sqlite3.Error, UnicodeDecodeError):
        yield from db.execute(query)
