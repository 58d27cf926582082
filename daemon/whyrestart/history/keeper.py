"""The history as the daemon uses it: one worker thread, a memory for the time when the disk says no."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from whyrestart.clock import Clock
from whyrestart.history import codec, salvage, sidecar
from whyrestart.history.store import DEFAULT_MAX_BYTES, CorruptError, HistoryError, Saved, Store, is_damage
from whyrestart.ledger import Ledger
from whyrestart.model.record import Death, DiagnosisChange, LastWords, ManifestRevision, Record, Restart, concerns

T = TypeVar("T")

FILE_NAME = "history.db"
# So many records, and so many bytes of them, wait in memory while the disk says no: the unit has 256 MiB for all of the
# daemon. The ledger, which counts, is always kept whole.
RING = 2000
RING_BYTES = 16 * 1024 * 1024
# What a small record costs beyond its text: objects, strings' heads, its place in the ring.
RECORD_BYTES = 1024
# What goes first where there is no more room, and what it is called: long texts before facts, restarts last.
_LEAVE: Mapping[type[Record], tuple[str, str]] = MappingProxyType({
    LastWords: ("last words of one attempt", "last words of {} attempts"),
    ManifestRevision: ("1 manifest revision", "{} manifest revisions"),
    DiagnosisChange: ("1 diagnosis", "{} diagnoses"),
    Death: ("1 death", "{} deaths"),
    Restart: ("1 restart's record", "{} restarts' records"),
})  # fmt: skip
RETRY_SECONDS = 5.0
# A cursor alone is no reason to make the disk that etcd writes to wait: lines read twice are counted once.
CURSOR_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What one look adds: kept together or not at all. `ledger` and `cursors` are left as they are where None."""

    records: tuple[Record, ...] = ()
    ledger: Ledger | None = None
    cursors: Mapping[str, str] | None = None


@dataclass(kw_only=True)
class _Waiting:
    """What is not on disk yet, records by identity, oldest first."""

    records: dict[str, Record] = field(default_factory=dict)
    ledger: Ledger | None = None
    cursors: dict[str, str] = field(default_factory=dict)
    _bytes: dict[str, int] = field(default_factory=dict)
    _total: int = 0

    def add(self, batch: Batch) -> None:
        """Take it in, whatever its size: most of the time it is written at once."""
        for record in batch.records:
            self._forget(record.identity)
            self.records[record.identity] = record
            self._bytes[record.identity] = size = RECORD_BYTES + len(codec.dumps(record))
            self._total += size
        self.ledger = batch.ledger or self.ledger
        self.cursors |= batch.cursors or {}

    def fit(self) -> Counter[type[Record]]:
        """Let go of what there is no room for, the oldest of what can be spared best; how many of each kind went."""
        gone: Counter[type[Record]] = Counter()
        for kind in _LEAVE:
            if not self._is_too_much():
                break
            for identity in [identity for identity, record in self.records.items() if type(record) is kind]:
                if not self._is_too_much():
                    break
                self._forget(identity)
                gone[kind] += 1
        return gone

    def _is_too_much(self) -> bool:
        return len(self.records) > RING or self._total > RING_BYTES

    def _forget(self, identity: str) -> None:
        if self.records.pop(identity, None) is not None:
            self._total -= self._bytes.pop(identity)

    @property
    def is_urgent(self) -> bool:
        """Whether there is more in it than cursors."""
        return bool(self.records) or self.ledger is not None


class History:
    """Keeps what happened. No disk error ever reaches the caller: `problem` says what is wrong, and memory holds on.

    Call `record` at every look, also with an empty batch: that is when it tries again. Methods may be called from any
    task; they run one after the other in one thread.
    """

    def __init__(
        self,
        directory: Path,
        *,
        clock: Clock,
        max_bytes: int = DEFAULT_MAX_BYTES,
        connect: Callable[..., Store] = Store.open,
    ) -> None:
        self._directory = directory
        self._path = directory / FILE_NAME
        self._clock = clock
        self._max_bytes = max_bytes
        self._connect = connect
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="history")
        self._store: Store | None = None
        self._inode: tuple[int, int] | None = None
        self._newest: Ledger | None = None
        self._cursors: dict[str, str] = {}
        self._waiting = _Waiting()
        self._retry_at = 0.0
        self._cursors_at = 0.0
        self._refused = False
        self._problem: str | None = None
        self._dropped: Counter[type[Record]] = Counter()
        self.notices: tuple[str, ...] = ()
        self.dropped = 0

    @property
    def problem(self) -> str | None:
        """Why what happens now is kept in memory only, and what memory could not hold; None while it is on disk."""
        if self._problem is None or not self._dropped:
            return self._problem
        return f"{self._problem}; memory held no more either and lost {_told(self._dropped)}"

    @property
    def degraded(self) -> bool:
        """Whether what happens now is kept in memory only."""
        return self._problem is not None

    async def open(self) -> Saved:
        """Open or create it; what the daemon continues from. Empty where nothing could be read: see `problem`."""
        return await self._do(self._open)

    async def record(self, batch: Batch) -> bool:
        """Keep it; True when all that was ever handed in is on disk (publish counts then), False while degraded.

        Cursors that come alone are kept twice a minute.
        """
        return await self._do(lambda: self._record(batch))

    async def records(self, *, pod: str | None = None, limit: int | None = 200) -> tuple[Record, ...]:
        """The newest records first, of what `pod` names or of everything; those still in memory too."""
        return await self._do(lambda: self._records(pod, limit))

    async def close(self) -> None:
        """Try once more to keep what waits, then close."""
        await self._do(self._close)
        self._thread.shutdown()

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    # ---- in the thread ------------------------------------------------------------------------------------------

    def _open(self) -> Saved:
        store = self._connected()
        if store is None:
            saved = Saved()
        else:
            try:
                saved = store.saved()
            except (sqlite3.Error, CorruptError) as error:
                saved = Saved()
                self._fail(f"{self._path}: {error}")
        self._newest = _newer(self._waiting.ledger, saved.ledger)
        self._cursors = {**saved.cursors, **self._waiting.cursors}
        copy = sidecar.read(self._directory)
        if copy is not None and _newer(self._newest, copy) is copy:
            if store is not None and not self.notices:
                self._notice(f"{self._path} lost its last records; the counts were kept in {sidecar.NAME}")
            self._newest = copy
        if self._newest is not saved.ledger:
            self._waiting.ledger = self._newest
            self._flush()
        return Saved(ledger=self._newest, cursors=self._cursors)

    def _record(self, batch: Batch) -> bool:
        moved = {name: at for name, at in (batch.cursors or {}).items() if self._cursors.get(name) != at}
        self._waiting.add(replace(batch, cursors=moved))
        self._newest = batch.ledger or self._newest
        self._cursors |= batch.cursors or {}
        kept = self._attempt()
        if not kept:
            gone = self._waiting.fit()
            self._dropped += gone
            self.dropped += gone.total()
        return kept

    def _attempt(self) -> bool:
        """Write what waits if it is time to."""
        if not self.degraded and not self._waiting.is_urgent and self._clock.monotonic() < self._cursors_at:
            return True
        if self.degraded and (self._refused or self._clock.monotonic() < self._retry_at):
            return False
        return self._flush()

    def _flush(self) -> bool:
        """Write what waits. A file that someone took away, or that turns out damaged, is replaced by a new one."""
        store = self._connected()
        if store is None:
            return False
        if not (self._waiting.is_urgent or self._waiting.cursors or self.degraded):
            return True
        try:
            store.write(self._waiting.records.values(), ledger=self._waiting.ledger, cursors=self._waiting.cursors)
        except sqlite3.Error as error:
            if is_damage(error) or self._says_read_only(error):
                return self._replaced(str(error)) and self._flush_once()
            if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
                self._disconnect()
            self._fail(f"{self._path}: {error}")
            return False
        return self._written()

    def _says_read_only(self, error: sqlite3.Error) -> bool:
        """Whether it is the file's own header that forbids writing: a damaged byte there means "of a later format"."""
        return error.sqlite_errorcode == sqlite3.SQLITE_READONLY and os.access(self._path, os.W_OK)

    def _flush_once(self) -> bool:
        assert self._store is not None  # noqa: S101  # just replaced
        try:
            self._store.write(
                self._waiting.records.values(), ledger=self._waiting.ledger, cursors=self._waiting.cursors
            )
        except sqlite3.Error as error:
            self._fail(f"{self._path}: {error}")
            return False
        return self._written()

    def _written(self) -> bool:
        ledger = self._waiting.ledger
        self._waiting = _Waiting()
        self._cursors_at = self._clock.monotonic() + CURSOR_SECONDS
        if self._dropped:
            self._notice(f"{self._path} is written to again; lost meanwhile: {_told(self._dropped)}. No count is wrong")
        self._problem, self._dropped = None, Counter()
        if ledger is None:
            return True
        try:
            sidecar.write(self._directory, ledger)
        except OSError as error:
            self._fail(f"{self._directory / sidecar.NAME}: {error.strerror or error}")
            self._waiting.ledger = ledger
        return True

    def _connected(self) -> Store | None:
        """The open store, opened anew where there is none or where its file is no longer the one at its path."""
        if self._store is not None and self._inode != _inode(self._path):
            self._notice(f"{self._path} was taken away; a new history is begun there")
            self._disconnect()
        if self._store is not None or self._refused:
            return self._store
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            self._store = self._connect(self._path, max_bytes=self._max_bytes)
            self._inode = _inode(self._path)
        except CorruptError as error:
            self._replaced(str(error))
        except HistoryError as error:
            self._refused = True
            self._fail(str(error))
        except (sqlite3.Error, OSError) as error:
            self._fail(f"{self._path}: {error}")
        if self._store is not None:
            self._waiting.ledger = self._waiting.ledger or self._newest
            self._waiting.cursors = {**self._cursors, **self._waiting.cursors}
        return self._store

    def _replaced(self, why: str) -> bool:
        """Set the damaged file aside and begin a new one with what could be read of it; False where that fails."""
        self._disconnect()
        try:
            found = salvage.set_aside(self._path, self._clock.now())
            self._notice(
                f"{self._path} was damaged ({why}); set aside as {found.moved_to.name}, "
                f"{len(found.records)} records were saved from it"
            )
            ledger = self._newest or found.saved.ledger
            self._waiting.ledger = self._waiting.ledger or ledger
            self._waiting.cursors = {**found.saved.cursors, **self._cursors, **self._waiting.cursors}
            self._path.touch(mode=0o600)
            self._store = self._connect(self._path, max_bytes=self._max_bytes)
            self._inode = _inode(self._path)
            self._store.write(found.records, ledger=ledger, cursors=found.saved.cursors)
        except (sqlite3.Error, OSError, CorruptError, HistoryError) as error:
            self._fail(f"{self._path}: {error}")
        return self._store is not None

    def _disconnect(self) -> None:
        if self._store is not None:
            with suppress(sqlite3.Error):
                self._store.close()
            self._store = None

    def _records(self, pod: str | None, limit: int | None) -> tuple[Record, ...]:
        unwritten = self._waiting.records
        waiting = [record for record in reversed(unwritten.values()) if pod is None or concerns(record, pod)]
        stored: tuple[Record, ...] = ()
        if self._store is not None:
            try:
                stored = tuple(
                    self._store.records(
                        wanted=lambda r: r.identity not in unwritten and (pod is None or concerns(r, pod)), limit=limit
                    )
                )
            except (sqlite3.Error, CorruptError) as error:
                if isinstance(error, CorruptError) and self._replaced(str(error)):
                    self._flush()
                    return self._records(pod, limit)
                self._fail(f"{self._path}: {error}")
        return (*waiting, *stored)[:limit]

    def _close(self) -> None:
        if not self._refused:
            self._flush()
        self._disconnect()

    def _fail(self, why: str) -> None:
        self._problem = why
        self._retry_at = self._clock.monotonic() + RETRY_SECONDS

    def _notice(self, what: str) -> None:
        self.notices = (*self.notices, what)[-20:]


def _told(gone: Mapping[type[Record], int]) -> str:
    names = (
        (one if gone[kind] == 1 else many.format(f"{gone[kind]:,}"), gone[kind]) for kind, (one, many) in _LEAVE.items()
    )
    return ", ".join(name for name, count in names if count)


def _newer(one: Ledger | None, other: Ledger | None) -> Ledger | None:
    """The one that counted on where the other stopped; of two that began apart, the first one."""
    if one is None or other is None:
        return one or other
    return other if one.began_at == other.began_at and other.revision > one.revision else one


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
