import sqlite3
from contextlib import closing

import pytest

from history.records import ALL_KINDS, APISERVER, ETCD, book, diagnosis, manifest, restart, words
from whyrestart.history import HistoryError, read, read_ledger
from whyrestart.history.store import MIGRATIONS, CorruptError, Store
from whyrestart.model.cause import Cause


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.db"


def filled(path, *records, **rest):
    with closing(Store.open(path)) as store:
        store.write(records or ALL_KINDS, **({"ledger": book(), "cursors": {"journal": "s=1"}} | rest))


def stored(path, **query):
    with closing(Store.open(path)) as store:
        return tuple(store.records(**query))


def test_everything_written_is_there_after_closing_newest_first(path):
    filled(path)

    with closing(Store.open(path)) as store:
        assert tuple(store.records()) == tuple(reversed(ALL_KINDS))
        saved = store.saved()
    assert saved.ledger == book()
    assert saved.cursors == {"journal": "s=1"}


def test_a_fact_told_again_is_the_same_fact_told_better(path):
    filled(path, restart(1), restart(2))
    filled(path, restart(1, cause=Cause.OOM_KILLED))

    assert stored(path) == (restart(2), restart(1, cause=Cause.OOM_KILLED))


def test_facts_ledger_and_cursors_are_written_together_or_not_at_all(path):
    filled(path, restart(1))
    with closing(Store.open(path)) as store:
        with pytest.raises(AttributeError):
            store.write((restart(2), "not a record"), ledger=book(9), cursors={"journal": "s=9"})

        assert tuple(store.records()) == (restart(1),)
        assert store.saved().ledger == book(1)
        assert store.saved().cursors == {"journal": "s=1"}
        store.write((restart(3),))
        assert next(store.records()) == restart(3)


def test_it_is_as_durable_as_sqlite_can_be(path):
    with closing(Store.open(path)) as store:
        assert store._pragma("journal_mode") == "wal"
        assert store._pragma("synchronous") == "2"
        assert int(store._pragma("freelist_count")) > 50


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("kube-apiserver-master-1", 4, id="full-name"),
        pytest.param("kube-apiserver", 4, id="without-the-nodes-suffix"),
        pytest.param("kube-system/kube-apiserver", 4, id="with-namespace"),
        pytest.param("kube-system/kube-apiserver-master-1/kube-apiserver", 3, id="container"),
        pytest.param("default/kube-apiserver", 0, id="other-namespace"),
        pytest.param("kube-api", 0, id="part-of-a-word"),
        pytest.param("etcd", 1, id="another-pod"),
    ],
)
def test_a_pods_own_history(path, tmp_path, name, expected):
    filled(path, restart(1), words(0, "x"), diagnosis(), manifest(), restart(1, ETCD))

    assert len(read(tmp_path, pod=name)) == expected


def test_limits_to_the_newest(path, tmp_path):
    filled(path, *(restart(number) for number in range(50)))

    assert [record.attempt for record in read(tmp_path, limit=3)] == [49, 48, 47]


def test_reads_beside_a_daemon_that_writes(path, tmp_path):
    with closing(Store.open(path)) as store:
        store.write((restart(1),))
        assert read(tmp_path) == (restart(1),)
        store.write((restart(2),))
        assert read(tmp_path) == (restart(2), restart(1))


def test_no_history_is_an_empty_one(tmp_path):
    assert read(tmp_path) == ()
    assert read_ledger(tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_a_history_that_was_only_just_begun_is_an_empty_one(path, tmp_path):
    path.touch()

    assert read(tmp_path) == ()


def test_others_may_read_what_was_counted(path, tmp_path):
    filled(path)

    assert read_ledger(tmp_path) == book()


def test_a_newer_versions_history_is_refused_and_left_as_it_is(path, tmp_path):
    with closing(Store.open(path, migrations=(*MIGRATIONS, "CREATE TABLE later (x)"))) as store:
        store.write((restart(1),))
    before = path.read_bytes()

    with pytest.raises(HistoryError, match=r"newer whyrestart \(schema 2; this version knows 1\)"):
        Store.open(path)
    with pytest.raises(HistoryError, match="newer whyrestart"):
        read(tmp_path)
    assert path.read_bytes() == before


def test_an_older_schema_is_migrated_with_all_it_holds(path):
    filled(path, restart(1))

    with closing(Store.open(path, migrations=(*MIGRATIONS, "ALTER TABLE record ADD COLUMN later TEXT"))) as store:
        assert tuple(store.records()) == (restart(1),)
        assert store._pragma("user_version") == "2"


def test_a_migration_that_fails_changes_nothing(path):
    filled(path, restart(1))

    with pytest.raises(CorruptError):
        Store.open(path, migrations=(*MIGRATIONS, "CREATE TABLE fine (x); CREATE TABLE record (x)"))
    assert stored(path) == (restart(1),)


def test_another_programs_database_is_refused(path, tmp_path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE precious (x)")

    with pytest.raises(HistoryError, match="not a whyrestart history"):
        Store.open(path)
    with pytest.raises(HistoryError, match="not a whyrestart history"):
        read(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("UPDATE record SET body = replace(body, '\"attempt\":1', '\"attempt\":7')", id="record"),
        pytest.param("UPDATE state SET body = replace(body, '\"revision\":1', '\"revision\":7')", id="ledger"),
        pytest.param("UPDATE state SET body = 's=7' WHERE name = 'cursor journal'", id="cursor"),
        pytest.param("DROP TABLE record", id="table-gone"),
        pytest.param("PRAGMA user_version = 77", id="header-only"),
    ],
)
def test_sqlite_finds_nothing_wrong_but_the_digest_does(path, damage):
    filled(path, restart(1))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(damage)

    with pytest.raises(CorruptError):
        Store.open(path)


def test_the_size_cap_holds_and_restarts_outlive_long_texts(path):
    cap = 4 * 1024 * 1024
    with closing(Store.open(path, max_bytes=cap)) as store:
        for number in range(1200):
            store.write((restart(number), words(number, "x" * 4000)), ledger=book(number))
        kept = tuple(store.records())
    assert path.stat().st_size <= cap
    assert kept[:2] == (words(1199, "x" * 4000), restart(1199))
    assert sum(record.identity.startswith("start ") for record in kept) == 1200
    assert 100 < sum(record.identity.startswith("log ") for record in kept) < 500


def test_the_cap_holds_where_everything_is_restarts(path):
    cap = 1024 * 1024
    with closing(Store.open(path, max_bytes=cap)) as store:
        for start in range(0, 6000, 50):
            store.write([restart(number) for number in range(start, start + 50)], ledger=book(start))
        kept = [record.attempt for record in store.records()]
    assert path.stat().st_size <= cap
    assert kept[0] == 5999
    assert kept == list(range(5999, 5999 - len(kept), -1))
    assert len(kept) > 500


def test_people_can_ask_it_in_sql(path):
    filled(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT subject, attempt, exit_code FROM restart").fetchall() == [(str(APISERVER), 1, 0)]
        assert db.execute("SELECT cause, confidence FROM diagnosis").fetchall() == [
            ("anonymous_auth_disabled", "proven")
        ]
        for view in ("death", "manifest"):
            assert len(db.execute(f"SELECT * FROM {view}").fetchall()) == 1
