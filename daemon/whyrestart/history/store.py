"""The history's file: one SQLite database, every row with a digest of its own, because SQLite's pages have none.

`record` holds what happened, `state` the ledger and the sources' cursors; both are written in one transaction. The
views (`restart`, `death`, `diagnosis`, `manifest`) are for people with `sqlite3`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from whyrestart.errors import WhyrestartError
from whyrestart.history import codec
from whyrestart.ledger import Ledger
from whyrestart.model.record import Death, DiagnosisChange, LastWords, ManifestRevision, Record, Restart

APPLICATION_ID = 0x77687972  # "whyr"
DEFAULT_MAX_BYTES = 64 * 1024 * 1024
PAGE_BYTES = 4096
# Above this part of the size cap the oldest go, down to the second one: what remains is room for the deletion itself.
TRIM_ABOVE = 0.90
TRIM_TO = 0.80
# What may be long goes first, beyond so many of a kind; restarts and deaths go last.
QUOTA = {"log": 300, "manifest": 300, "diagnosis": 3000}
# Pages and log kept ready inside the files, so that a disk that others have filled does not end the history at once.
RESERVE_BYTES = 512 * 1024
BUSY_SECONDS = 5.0

KINDS: Mapping[str, type[Record]] = MappingProxyType({
    "restart": Restart,
    "death": Death,
    "log": LastWords,
    "diagnosis": DiagnosisChange,
    "manifest": ManifestRevision,
})  # fmt: skip
_NAMES = {kind: name for name, kind in KINDS.items()}

MIGRATIONS = (
    """
    CREATE TABLE record (
        id INTEGER PRIMARY KEY,
        identity TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        at TEXT NOT NULL,
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        digest BLOB NOT NULL
    );
    CREATE INDEX record_by_kind ON record (kind, id);
    CREATE TABLE state (name TEXT PRIMARY KEY, body TEXT NOT NULL, digest BLOB NOT NULL);
    CREATE VIEW restart AS SELECT at, subject, json_extract(body, '$.kind') AS kind,
        json_extract(body, '$.attempt') AS attempt, json_extract(body, '$.exit_code') AS exit_code,
        json_extract(body, '$.reason') AS reason, json_extract(body, '$.cause') AS cause
        FROM record WHERE kind = 'restart';
    CREATE VIEW death AS SELECT at, subject, json_extract(body, '$.key.attempt') AS attempt,
        json_extract(body, '$.exit_code') AS exit_code, json_extract(body, '$.reason') AS reason
        FROM record WHERE kind = 'death';
    CREATE VIEW diagnosis AS SELECT at, subject, json_extract(body, '$.state') AS state,
        json_extract(body, '$.cause') AS cause, json_extract(body, '$.confidence') AS confidence,
        json_extract(body, '$.summary') AS summary FROM record WHERE kind = 'diagnosis';
    CREATE VIEW manifest AS SELECT at, json_extract(body, '$.path') AS path, json_extract(body, '$.diff') AS diff
        FROM record WHERE kind = 'manifest';
    """,
)


class HistoryError(WhyrestartError):
    """The history on disk cannot be used as it is, and must not be touched."""


class CorruptError(Exception):
    """The file is damaged: to be set aside, with what can be read of it saved."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What a history holds besides its records: the ledger (None: there is none yet) and the sources' cursors."""

    ledger: Ledger | None = None
    cursors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Store:
    """An open history. Not safe for threads: one thread opens, uses and closes it. Raises sqlite3.Error."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path, *, max_bytes: int = DEFAULT_MAX_BYTES, migrations: tuple[str, ...] = MIGRATIONS) -> Store:
        """Open for writing, creating and migrating as needed.

        CorruptError where it is damaged, HistoryError where it is a newer version's or no history at all, sqlite3.Error
        where the disk says no. Every row's digest is verified, so it takes about a second for the largest history.
        """
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS, cached_statements=32)
        try:
            store = cls(connection)
            with _damage():
                store._prepare(path, max_bytes, migrations)
        except BaseException:
            connection.close()
            raise
        return store

    @classmethod
    def read(cls, path: Path) -> Store:
        """Open only to read, beside a daemon that writes or without one. Errors as `open`; nothing is verified."""
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        except sqlite3.Error as error:
            raise HistoryError(f"{path}: cannot be opened: {error}") from error
        try:
            store = cls(connection)
            with _damage():
                store._refuse_what_is_not_ours(path, len(MIGRATIONS))
        except BaseException:
            connection.close()
            raise
        return store

    def close(self) -> None:
        """Close it; the write-ahead log is folded in."""
        self._db.close()

    # ---- writing ----------------------------------------------------------------------------------------------

    def write(
        self, records: Iterable[Record], *, ledger: Ledger | None = None, cursors: Mapping[str, str] | None = None
    ) -> None:
        """Keep all of it, or nothing: on disk when this returns. A record of a known identity replaces it."""
        rows = [_row(record) for record in records]
        with _own_errors():
            self._trim(sum(len(row[-1]) for row in rows))
            self._insert(rows, ledger, cursors or {})

    def _insert(
        self, rows: Iterable[tuple[str, str, str, str, str]], ledger: Ledger | None, cursors: Mapping[str, str]
    ) -> None:
        with self._transaction():
            for row in rows:
                self._db.execute(
                    "INSERT INTO record (identity, kind, at, subject, body, digest) VALUES (?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (identity) DO UPDATE SET at = excluded.at, body = excluded.body,"
                    " digest = excluded.digest",
                    (*row, _digest(*row)),
                )
            if ledger is not None:
                self._set("ledger", codec.dumps(ledger))
            for name, cursor in cursors.items():
                self._set(f"cursor {name}", cursor)

    def _set(self, name: str, body: str) -> None:
        self._db.execute(
            "INSERT INTO state (name, body, digest) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET body = excluded.body, digest = excluded.digest",
            (name, body, _digest(name, body)),
        )

    def _trim(self, coming: int) -> None:
        """Delete the oldest while the file is, or with so many bytes more would be, nearly as large as it may be."""
        limit = int(self._pragma("max_page_count"))
        # Beyond half of it the rest of the file would have to go for a batch that may not fit even then.
        pages = min(coming / PAGE_BYTES, limit / 2)
        if self._used_pages() + pages <= limit * TRIM_ABOVE:
            return
        while self._used_pages() + pages > limit * TRIM_TO:
            with self._transaction():
                if not self._delete_oldest():
                    return

    def _delete_oldest(self) -> bool:
        counts = dict(self._db.execute("SELECT kind, count(*) FROM record GROUP BY kind").fetchall())
        for kind, quota in QUOTA.items():
            surplus = counts.get(kind, 0) - quota
            if surplus > 0:
                self._db.execute(
                    "DELETE FROM record WHERE id IN (SELECT id FROM record WHERE kind = ? ORDER BY id LIMIT ?)",
                    (kind, max(surplus // 4, 1)),
                )
                return True
        total = sum(counts.values())
        self._db.execute(
            "DELETE FROM record WHERE id IN (SELECT id FROM record ORDER BY id LIMIT ?)", (max(total // 20, 1),)
        )
        return total > 0

    def _used_pages(self) -> int:
        return int(self._pragma("page_count")) - int(self._pragma("freelist_count"))

    # ---- reading ----------------------------------------------------------------------------------------------

    def saved(self) -> Saved:
        """The ledger and the cursors. CorruptError where a row is not what was written."""
        with _damage():
            rows = self._db.execute("SELECT name, body, digest FROM state").fetchall()
        state: dict[str, str] = {}
        for name, body, digest in rows:
            if _digest(name, body) != digest:
                raise CorruptError(f"state {name!r} is not as it was written")
            state[name] = body
        ledger = state.get("ledger")
        try:
            return Saved(
                ledger=None if ledger is None else codec.loads(Ledger, ledger),
                cursors={
                    name.removeprefix("cursor "): body for name, body in state.items() if name.startswith("cursor ")
                },
            )
        except ValueError as error:
            raise CorruptError(str(error)) from error

    def records(
        self, *, wanted: Callable[[Record], bool] = lambda _: True, kind: str | None = None, limit: int | None = None
    ) -> Iterator[Record]:
        """Records in the order they were made, newest first. CorruptError where one is not what was written."""
        found = 0
        for row in self._intact_rows(kind):
            record = decoded(row[1], row[4])
            if record is not None and wanted(record):
                yield record
                found += 1
            if limit is not None and found >= limit:
                return

    def _intact_rows(self, kind: str | None = None) -> Iterator[tuple[str, str, str, str, str]]:
        """Rows of `record`, newest first, each checked; CorruptError at the first that is not what was written."""
        where, values = ("WHERE kind = ?", (kind,)) if kind else ("", ())
        query = f"SELECT identity, kind, at, subject, body, digest FROM record {where} ORDER BY id DESC"  # noqa: S608  # constants
        with _damage():
            for row in self._db.execute(query, values):
                if not intact(row):
                    raise CorruptError(f"record {row[0]!r} is not as it was written")
                yield row[:-1]

    # ---- opening ----------------------------------------------------------------------------------------------

    def _prepare(self, path: Path, max_bytes: int, migrations: tuple[str, ...]) -> None:
        self._pragma("cell_size_check", "ON")
        self._pragma("trusted_schema", "OFF")
        self._refuse_what_is_not_ours(path, len(migrations))
        self._pragma("page_size", PAGE_BYTES)
        self._pragma("journal_mode", "WAL")
        self._pragma("synchronous", "FULL")
        self._pragma("wal_autocheckpoint", RESERVE_BYTES // PAGE_BYTES // 2)
        self._pragma("journal_size_limit", 8 * RESERVE_BYTES)
        self._pragma("temp_store", "MEMORY")
        self._migrate(migrations)
        self._pragma("max_page_count", max_bytes // PAGE_BYTES)
        self._verify()
        with suppress(sqlite3.OperationalError):
            self._reserve()

    def _refuse_what_is_not_ours(self, path: Path, newest: int) -> None:
        tables = {name for (name,) in self._db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if not tables:
            return
        version = int(self._pragma("user_version"))
        stated = self._stated_version() if "state" in tables else None
        if stated is None and int(self._pragma("application_id")) != APPLICATION_ID:
            raise HistoryError(f"{path}: a SQLite database, but not a whyrestart history. Move it away")
        if stated is not None and stated > newest:
            raise HistoryError(
                f"{path}: written by a newer whyrestart (schema {stated}; this version knows {newest}). "
                "Install that version again, or move the file away to begin a new history"
            )
        if stated != version or int(self._pragma("application_id")) != APPLICATION_ID:
            raise CorruptError(f"{path}: the header says schema {version}, the content {stated}")

    def _stated_version(self) -> int | None:
        row = self._db.execute("SELECT name, body, digest FROM state WHERE name = 'schema'").fetchone()
        return int(row[1]) if row is not None and _digest(row[0], row[1]) == row[2] else None

    def _migrate(self, migrations: tuple[str, ...]) -> None:
        version = int(self._pragma("user_version"))
        for number, script in enumerate(migrations[version:], start=version + 1):
            with self._transaction():
                for statement in script.split(";"):
                    self._db.execute(statement)
                self._set("schema", str(number))
                self._pragma("application_id", APPLICATION_ID)
                self._pragma("user_version", number)

    def _verify(self) -> None:
        problems = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check(1)")]
        if problems != ["ok"]:
            raise CorruptError(problems[0])
        self.saved()
        for _ in self._intact_rows():
            pass

    def _reserve(self) -> None:
        """Have free pages in the file and a log of some length, so that writing goes on for a while on a full disk."""
        if int(self._pragma("freelist_count")) * PAGE_BYTES < RESERVE_BYTES // 2:
            with self._transaction():
                self._db.execute("CREATE TABLE reserve (room BLOB)")
                self._db.execute("INSERT INTO reserve VALUES (zeroblob(?))", (RESERVE_BYTES,))
            self._db.execute("DROP TABLE reserve")
        self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _pragma(self, name: str, value: int | str | None = None) -> str:
        statement = f"PRAGMA {name}" if value is None else f"PRAGMA {name} = {value}"
        row = self._db.execute(statement).fetchone()
        return str(row[0]) if row else ""

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise


def decoded(kind: str, body: str) -> Record | None:
    """A record out of its row; None for one that a newer version wrote and this one does not understand."""
    try:
        return codec.loads(KINDS[kind], body) if kind in KINDS else None
    except ValueError:
        return None


def intact(row: tuple[object, ...]) -> bool:
    """Whether a row, its digest last, is what was written."""
    return _digest(*row[:-1]) == row[-1]


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error tells of a damaged file rather than of a full disk, a missing right or a lock."""
    # Python itself raises without a code where text is not UTF-8.
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or (code & 0xFF) in _DAMAGE


_DAMAGE = frozenset(
    {
        sqlite3.SQLITE_ERROR,  # a table or column that was there is missing
        sqlite3.SQLITE_INTERNAL,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_NOTADB,
    }
)


@contextmanager
def _own_errors() -> Iterator[None]:
    """SQLite quotes a damaged schema in its message, which Python cannot decode: that is an error of SQLite too."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise sqlite3.DatabaseError(error.object.decode("utf-8", "backslashreplace")) from error


@contextmanager
def _damage() -> Iterator[None]:
    try:
        with _own_errors():
            yield
    except sqlite3.Error as error:
        if is_damage(error):
            raise CorruptError(str(error)) from error
        raise


def _row(record: Record) -> tuple[str, str, str, str, str]:
    body = codec.dumps(record)
    subject = record.path if isinstance(record, ManifestRevision) else str(record.subject)
    return record.identity, _NAMES[type(record)], record.at.isoformat(), subject, body


def _digest(*parts: object) -> bytes:
    return hashlib.blake2b("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
