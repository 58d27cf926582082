import lzma
from datetime import UTC, datetime
from pathlib import Path

import pytest

from whyrestart.model.observation import Source
from whyrestart.sources import journal
from whyrestart.sources.journal import JournalSource

pytest.importorskip("systemd.journal", reason="systemd-python is not installed: pip install whyrestart[systemd]")

DATA = Path(__file__).parent.parent / "data" / "journal"
EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def put(directory, name):
    path = directory / f"{name}.journal"
    path.write_bytes(lzma.decompress((DATA / f"{name}.journal.xz").read_bytes()))
    return path


def numbers(look):
    """Of the kubelet's numbered lines."""
    return [int(seen.message.rsplit(" ", 1)[1]) for seen in look.observations if "] line " in seen.message]


async def looks(source, times=1):
    seen = [await source.look() for _ in range(times)]
    await source.close()
    return seen


async def test_tells_each_line_once_and_only_of_units_that_matter(tmp_path, clock):
    first, second = await looks(JournalSource(clock, files=[str(put(tmp_path, "older"))]), 2)

    assert numbers(first) == list(range(10))
    assert second.observations == ()
    others = {(seen.source, seen.unit, seen.identifier): seen.message for seen in first.observations}
    assert "Killed process 4242" in others[Source.KERNEL_LOG, "kernel", "kernel"]
    assert "DENIED" in others[Source.KERNEL_LOG, "kernel", ""]
    assert others[Source.KUBELET_LOG, "kubelet", "systemd"].endswith("status=1/FAILURE")
    assert others[Source.RUNTIME_LOG, "containerd", "containerd"].startswith("time=")
    assert not any("Accepted" in message or "forged" in message for message in others.values())
    assert "two\nlines \ufffd" in {seen.message for seen in first.observations}
    assert first.gaps == ()


async def test_a_talkative_unit_does_not_crowd_the_kubelet_out(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(journal, "FIRST_LINES", 2)

    first, second = await looks(JournalSource(clock, files=[str(put(tmp_path, "older"))]), 2)

    assert numbers(first) == [8, 9]
    assert {seen.unit for seen in first.observations} == {"kubelet", "containerd", "kernel"}
    assert second.observations == ()


async def test_lines_of_long_ago_are_left_alone(tmp_path, clock):
    clock.move(24 * 3600 + 7)

    (look,) = await looks(JournalSource(clock, files=[str(put(tmp_path, "older"))]))

    assert numbers(look) == [7, 8, 9]


async def test_goes_on_after_the_cursor(tmp_path, clock):
    older, newer = put(tmp_path, "older"), put(tmp_path, "newer")
    (before,) = await looks(JournalSource(clock, files=[str(older)]))
    cursor = next(seen.cursor for seen in before.observations if "line 6" in seen.message)

    (after,) = await looks(JournalSource(clock, files=[str(older), str(newer)], cursor=cursor))

    assert numbers(after) == list(range(7, 20))
    assert after.gaps == ()


async def test_a_journal_vacuumed_past_the_cursor_is_a_gap_with_both_ends(tmp_path, clock):
    (before,) = await looks(JournalSource(clock, files=[str(put(tmp_path, "older"))]))
    cursor = next(seen.cursor for seen in before.observations if "line 6" in seen.message)

    (after,) = await looks(JournalSource(clock, files=[str(put(tmp_path, "newer"))], cursor=cursor))

    assert numbers(after) == list(range(10, 20))
    gaps = {gap.source: gap for gap in after.gaps if gap.until is not None}
    assert gaps.keys() == {Source.KUBELET_LOG, Source.RUNTIME_LOG, Source.KERNEL_LOG, Source.JOURNAL}
    assert gaps[Source.KUBELET_LOG].since == EIGHT.replace(second=6)
    assert gaps[Source.KUBELET_LOG].until == EIGHT.replace(second=10)


async def test_rotation_while_it_reads_loses_nothing(tmp_path, clock):
    put(tmp_path, "older")
    source = JournalSource(clock, path=str(tmp_path))
    first = await source.look()
    put(tmp_path, "newer")

    second, third = await looks(source, 2)

    assert numbers(first) == list(range(10))
    assert numbers(second) + numbers(third) == list(range(10, 20))
    assert [gap for gap in (*second.gaps, *third.gaps) if gap.until] == []


async def test_a_journal_that_was_empty_is_read_from_its_first_line(tmp_path, clock):
    source = JournalSource(clock, path=str(tmp_path))
    first = await source.look()
    put(tmp_path, "older")

    second, third = await looks(source, 2)

    assert first.observations == ()
    assert numbers(second) + numbers(third) == list(range(10))


async def test_a_vacuum_while_it_reads_is_a_gap(tmp_path, clock):
    older = put(tmp_path, "older")
    source = JournalSource(clock, path=str(tmp_path))
    await source.look()
    clock.move(30)
    put(tmp_path, "newer")
    older.unlink()

    second, third = await looks(source, 2)

    assert numbers(second) + numbers(third) == list(range(10, 20))
    closed = [gap for gap in second.gaps if gap.until]
    assert {gap.source for gap in closed} == {
        Source.KUBELET_LOG, Source.RUNTIME_LOG, Source.KERNEL_LOG, Source.JOURNAL
    }  # fmt: skip


async def test_a_long_journal_is_read_in_parts(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(journal, "MAX_LINES_PER_LOOK", 4)
    (before,) = await looks(JournalSource(clock, files=[str(put(tmp_path, "older"))]))
    cursor = before.observations[-1].cursor
    source = JournalSource(clock, files=[str(tmp_path / "older.journal"), str(put(tmp_path, "newer"))], cursor=cursor)

    first = await source.look()
    woken = source.woken.is_set()
    rest = await looks(source, 3)

    assert woken
    assert [number for look in (first, *rest) for number in numbers(look)] == list(range(10, 20))


async def test_a_journal_without_a_kubelet_cannot_testify_of_it(tmp_path, clock):
    (look,) = await looks(JournalSource(clock, files=[str(put(tmp_path, "newer"))]))

    assert {gap.source for gap in look.gaps} == {Source.RUNTIME_LOG, Source.KERNEL_LOG}


async def test_a_kubelet_that_logs_elsewhere_is_not_spoken_for(tmp_path, clock):
    source = JournalSource(clock, files=[str(put(tmp_path, "older"))], kubelet_log_elsewhere=True)

    (look,) = await looks(source)

    assert Source.KUBELET_LOG not in source.sources
    assert {seen.unit for seen in look.observations} == {"containerd", "kernel"}


async def test_says_what_to_install_where_systemd_python_is_missing(clock, monkeypatch):
    monkeypatch.setattr(journal, "systemd_journal", None)

    (look,) = await looks(JournalSource(clock))

    assert all("python3-systemd" in gap.why for gap in look.gaps)
    assert len(look.gaps) == 4


async def test_garbage_in_the_place_of_a_journal_is_a_gap(tmp_path, clock):
    path = tmp_path / "system.journal"
    path.write_bytes(bytes(range(256)) * 64)

    (look,) = await looks(JournalSource(clock, files=[str(path)]))

    assert look.observations == ()
    assert {gap.source for gap in look.gaps} >= {Source.KUBELET_LOG}
