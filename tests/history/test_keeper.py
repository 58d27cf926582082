import os
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import replace

from history.records import APISERVER, T0, FakeClock, book, death, manifest, restart, words
from whyrestart.history import Batch, History, codec, read, sidecar
from whyrestart.history.keeper import CURSOR_SECONDS, RETRY_SECONDS, RING, RING_BYTES
from whyrestart.history.store import MIGRATIONS, Store
from whyrestart.model.record import Death, ManifestRevision, Restart


@asynccontextmanager
async def opened(directory, **rest):
    history = History(directory, clock=rest.pop("clock", FakeClock()), **rest)
    saved = await history.open()
    try:
        yield history, saved
    finally:
        await history.close()


def disk_full():
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


class Disk:
    """Opens stores on a disk that can be full."""

    def __init__(self):
        self.full = False

    def __call__(self, path, **rest):
        if self.full:
            raise disk_full()
        disk = self
        store = Store.open(path, **rest)
        write = store.write

        def checked(*args, **kwargs):
            if disk.full:
                raise disk_full()
            write(*args, **kwargs)

        store.write = checked
        return store


async def test_goes_on_where_it_was(tmp_path):
    async with opened(tmp_path / "state") as (history, saved):
        assert saved.ledger is None
        assert await history.record(Batch(records=(restart(1),), ledger=book(1), cursors={"journal": "s=1"}))

    async with opened(tmp_path / "state") as (history, saved):
        assert saved.ledger == book(1)
        assert saved.cursors == {"journal": "s=1"}
        assert await history.records() == (restart(1),)
        assert not history.degraded
        assert not history.notices
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    for name in ("history.db", "ledger.json"):
        assert (tmp_path / "state" / name).stat().st_mode & 0o777 == 0o600


async def test_an_empty_batch_touches_nothing(tmp_path):
    async with opened(tmp_path) as (history, _):
        before = (tmp_path / "history.db-wal").stat()
        assert await history.record(Batch())
        assert (tmp_path / "history.db-wal").stat() == before


async def test_cursors_alone_wait_and_do_not_make_the_disk_work(tmp_path):
    clock = FakeClock()
    async with opened(tmp_path, clock=clock) as (history, _):
        await history.record(Batch(records=(restart(1),), cursors={"journal": "s=1"}))
        before = (tmp_path / "history.db-wal").read_bytes()
        for number in range(2, 20):
            assert await history.record(Batch(cursors={"journal": f"s={number}"}))
        assert (tmp_path / "history.db-wal").read_bytes() == before
        clock.seconds += CURSOR_SECONDS
        assert await history.record(Batch(cursors={"journal": "s=20"}))
        assert (tmp_path / "history.db-wal").read_bytes() != before
        await history.record(Batch(cursors={"journal": "s=21"}))
    async with opened(tmp_path) as (_, saved):
        assert saved.cursors == {"journal": "s=21"}


async def test_a_full_disk_costs_nothing_that_memory_can_hold(tmp_path):
    clock, disk = FakeClock(), Disk()
    async with opened(tmp_path, clock=clock, connect=disk) as (history, _):
        assert await history.record(Batch(records=(restart(1),), ledger=book(1)))
        disk.full = True
        assert not await history.record(Batch(records=(restart(2),), ledger=book(2)))
        assert "disk is full" in history.problem
        clock.seconds += 60
        assert not await history.record(Batch(records=(restart(3),), ledger=book(3)))
        assert await history.records() == (restart(3), restart(2), restart(1))
        disk.full = False
        assert not await history.record(Batch()), "it does not try again at once"
        clock.seconds += RETRY_SECONDS
        assert await history.record(Batch())
        assert history.problem is None
    assert read(tmp_path) == (restart(3), restart(2), restart(1))
    assert sidecar.read(tmp_path) == book(3)


async def test_a_disk_that_is_full_from_the_start(tmp_path):
    clock, disk = FakeClock(), Disk()
    disk.full = True
    async with opened(tmp_path, clock=clock, connect=disk) as (history, saved):
        assert saved.ledger is None
        assert history.degraded
        assert not await history.record(Batch(records=(restart(1),), ledger=book(1)))
        disk.full = False
        clock.seconds += RETRY_SECONDS
        assert await history.record(Batch())
    async with opened(tmp_path) as (_, saved):
        assert saved.ledger == book(1)


async def test_memory_is_bounded_and_says_what_it_dropped(tmp_path):
    clock, disk = FakeClock(), Disk()
    async with opened(tmp_path, clock=clock, connect=disk) as (history, _):
        disk.full = True
        for number in range(RING + 300):
            await history.record(Batch(records=(restart(number),), ledger=book(number)))
        assert history.dropped == 300
        disk.full = False
        clock.seconds += 2 * RETRY_SECONDS
        assert await history.record(Batch())
    assert len(read(tmp_path, limit=None)) == RING
    assert sidecar.read(tmp_path) == book(RING + 299)


async def test_memory_is_bounded_in_bytes_and_lets_long_texts_go_before_restarts(tmp_path):
    clock, disk = FakeClock(), Disk()
    async with opened(tmp_path, clock=clock, connect=disk) as (history, _):
        disk.full = True
        for number in range(400):
            revision = replace(manifest(number), text=f"{number}" * 20_000, diff="+" * 65_000, sha256=f"{number:064}")
            batch = (restart(number), death(number), words(number, "x" * 8000), revision)
            await history.record(Batch(records=batch, ledger=book(number)))
        waiting = await history.records(limit=None)
        assert sum(len(codec.dumps(record)) for record in waiting) <= RING_BYTES
        assert history.dropped == 1600 - len(waiting)
        assert sum(isinstance(record, Restart | Death) for record in waiting) == 800
        left = [record for record in waiting if isinstance(record, ManifestRevision)]
        assert left[0].at == manifest(399).at, "the newest stay"
        lost = f"lost last words of 400 attempts, {400 - len(left)} manifest revisions"
        assert "disk is full" in history.problem
        assert history.problem.endswith(lost)
        disk.full = False
        clock.seconds += 2 * RETRY_SECONDS
        assert await history.record(Batch())
        assert history.problem is None
        assert lost.removeprefix("lost ") in history.notices[-1]
    assert set(read(tmp_path, limit=None)) == set(waiting)


async def test_what_waited_is_written_however_near_the_file_is_to_its_cap(tmp_path):
    """The ring may hold more than what is left below the cap when the disk is full."""
    clock, disk = FakeClock(), Disk()
    text = "x" * 60_000
    async with opened(tmp_path, clock=clock, connect=disk, max_bytes=8 * 1024 * 1024) as (history, _):
        for number in range(115):
            await history.record(Batch(records=(replace(manifest(number), text=text),)))
        disk.full = True
        for number in range(115, 150):
            await history.record(Batch(records=(replace(manifest(number), text=text),), ledger=book(number)))
        disk.full = False
        clock.seconds += 2 * RETRY_SECONDS
        assert await history.record(Batch()), history.problem
    assert read(tmp_path, limit=1)[0].at == manifest(149).at


async def test_a_state_directory_that_cannot_be_one(tmp_path):
    (tmp_path / "state").write_text("a file")

    async with opened(tmp_path / "state") as (history, saved):
        assert saved.ledger is None
        assert not await history.record(Batch(records=(restart(1),)))
        assert str(tmp_path / "state") in history.problem
        assert await history.records() == (restart(1),)


async def test_a_newer_versions_history_is_left_alone_and_said_to_be(tmp_path):
    with closing(Store.open(tmp_path / "history.db", migrations=(*MIGRATIONS, "CREATE TABLE later (x)"))) as store:
        store.write((restart(1),))
    before = (tmp_path / "history.db").read_bytes()
    clock = FakeClock()

    async with opened(tmp_path, clock=clock) as (history, saved):
        assert saved.ledger is None
        assert "newer whyrestart" in history.problem
        clock.seconds += 1000
        assert not await history.record(Batch(records=(restart(2),), ledger=book(2)))
    assert (tmp_path / "history.db").read_bytes() == before
    assert not (tmp_path / "ledger.json").exists()


async def test_a_damaged_file_is_set_aside_and_what_is_readable_saved(tmp_path):
    async with opened(tmp_path) as (history, _):
        await history.record(Batch(records=(restart(1), restart(2)), ledger=book(2), cursors={"journal": "s=2"}))
    with closing(sqlite3.connect(tmp_path / "history.db", isolation_level=None)) as db:
        db.execute("UPDATE record SET body = '{}' WHERE id = 1")

    async with opened(tmp_path) as (history, saved):
        assert saved.ledger == book(2)
        assert saved.cursors == {"journal": "s=2"}
        assert await history.records() == (restart(2),)
        assert not history.degraded
        (notice,) = history.notices
        assert "1 records were saved" in notice
    (aside,) = tmp_path.glob("history.db.corrupt-*")
    assert aside.name in notice
    assert aside.name.startswith(f"history.db.corrupt-{T0:%Y%m%d}")


async def test_a_schema_that_is_damaged_beyond_its_characters_is_set_aside(tmp_path):
    """SQLite quotes it in its message, and Python raises UnicodeDecodeError instead."""
    async with opened(tmp_path) as (history, _):
        await history.record(Batch(records=(restart(1),), ledger=book(5)))
    with closing(sqlite3.connect(tmp_path / "history.db", isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        broken = b"CREATE INDEX record_by_kind ON record (\xb8kind, id) \xb8"
        db.execute("UPDATE sqlite_schema SET sql = CAST(? AS TEXT) WHERE name = 'record_by_kind'", (broken,))

    async with opened(tmp_path) as (history, saved):
        assert saved.ledger == book(5)
        assert not history.degraded
        assert any("was damaged" in notice for notice in history.notices)
        assert await history.record(Batch(records=(restart(2),), ledger=book(6)))


async def test_a_header_that_forbids_writing_is_damage_and_a_disk_that_does_is_not(tmp_path, monkeypatch):
    async with opened(tmp_path) as (history, _):
        await history.record(Batch(records=(restart(1),), ledger=book(1)))
    data = bytearray((tmp_path / "history.db").read_bytes())
    data[18] = 7  # the version of the format that is needed to write
    (tmp_path / "history.db").write_bytes(data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda *_: False)
        async with opened(tmp_path) as (history, _):
            assert not await history.record(Batch(records=(restart(2),), ledger=book(2)))
            assert "readonly" in history.problem
    async with opened(tmp_path) as (history, saved):
        assert saved.ledger == book(1)
        assert await history.record(Batch(records=(restart(2),), ledger=book(2)))
        assert not history.degraded
        assert "was damaged" in history.notices[-1]
    assert read(tmp_path) == (restart(2), restart(1))


async def test_counts_outlive_a_database_that_is_nothing_but_noise(tmp_path):
    async with opened(tmp_path) as (history, _):
        await history.record(Batch(records=(restart(1),), ledger=book(5)))
    (tmp_path / "history.db").write_bytes(os.urandom(8192))

    async with opened(tmp_path) as (history, saved):
        assert saved.ledger.books[APISERVER].restarts == 5
        assert not history.degraded
    async with opened(tmp_path) as (history, saved):
        assert saved.ledger == book(5)
        assert not history.notices


async def test_damage_found_while_reading_is_repaired_on_the_spot(tmp_path):
    async with opened(tmp_path) as (history, _):
        await history.record(Batch(records=(restart(1), restart(2)), ledger=book(2)))
        with closing(sqlite3.connect(tmp_path / "history.db", isolation_level=None)) as db:
            db.execute("UPDATE record SET body = '{}' WHERE id = 1")

        assert await history.records() == (restart(2),)
        assert len(list(tmp_path.glob("history.db.corrupt-*"))) == 1
        assert await history.record(Batch(records=(restart(3),), ledger=book(3)))
    async with opened(tmp_path) as (history, saved):
        assert saved.ledger == book(3)
        assert await history.records() == (restart(3), restart(2))


async def test_only_the_newest_damaged_files_are_kept(tmp_path):
    for _ in range(5):
        (tmp_path / "history.db").write_bytes(b"noise" * 1000)
        async with opened(tmp_path):
            pass
    assert len(list(tmp_path.glob("history.db.corrupt-*"))) == 3


async def test_a_log_that_lost_its_end_does_not_take_counts_back(tmp_path):
    """SQLite leaves out, without a word, all that follows a damaged frame of its write-ahead log."""
    live, killed = tmp_path / "live", tmp_path / "killed"
    async with opened(live) as (history, _):
        await history.record(Batch(records=(restart(1),), ledger=book(1)))
    async with opened(live) as (history, _):
        await history.record(Batch(records=(restart(2),), ledger=book(2)))
        killed.mkdir()
        for name in ("history.db", "history.db-wal", "ledger.json"):
            (killed / name).write_bytes((live / name).read_bytes())
    log = bytearray((killed / "history.db-wal").read_bytes())
    for frame in range((len(log) - 32) // 4120):
        log[32 + frame * 4120 + 100] ^= 0xFF
    (killed / "history.db-wal").write_bytes(log)

    async with opened(killed) as (history, saved):
        assert saved.ledger == book(2)
        assert await history.records() == (restart(1),)
        (notice,) = history.notices
        assert "lost its last records" in notice


async def test_a_file_taken_away_under_the_daemon_is_begun_anew_with_its_counts(tmp_path):
    async with opened(tmp_path) as (history, _):
        await history.record(Batch(records=(restart(1),), ledger=book(1), cursors={"journal": "s=1"}))
        for file in tmp_path.glob("history.db*"):
            file.unlink()
        assert await history.record(Batch(records=(restart(2),)))
        assert any("taken away" in notice for notice in history.notices)
    async with opened(tmp_path) as (_, saved):
        assert saved.ledger == book(1)
        assert saved.cursors == {"journal": "s=1"}


async def test_many_tasks_may_write_at_once(tmp_path):
    import asyncio

    async with opened(tmp_path) as (history, _):
        kept = await asyncio.gather(*(history.record(Batch(records=(restart(number),))) for number in range(40)))
        assert all(kept)
        assert len(await history.records()) == 40
