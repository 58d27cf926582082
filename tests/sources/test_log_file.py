import os
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from whyrestart.model.observation import Source
from whyrestart.sources import log_file
from whyrestart.sources.log_file import LogFileSource


def line(number, text="x"):
    return f"I1123 07:59:{number % 60:02d}.000000     812 kubelet.go:1] {text} {number}\n"


def numbers(*looks):
    return [int(seen.message.rsplit(" ", 1)[1]) for look in looks for seen in look.observations]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "kubelet.log"
    path.write_text("".join(line(number) for number in range(3)))
    return path


@pytest.fixture
async def source(path, clock):
    source = LogFileSource(str(path), clock, zone=UTC)
    yield source
    await source.close()


def append(path, text):
    with path.open("a") as file:
        file.write(text)


async def test_tells_each_line_once_and_a_half_line_when_it_is_whole(path, source, clock):
    first = await source.look()
    append(path, line(3) + line(4)[:20])
    second = await source.look()
    append(path, line(4)[20:])
    third = await source.look()

    assert (numbers(first), numbers(second), numbers(third)) == ([0, 1, 2], [3], [4])
    assert first.observations[0].at == clock.now() - timedelta(seconds=60)
    assert first.gaps == second.gaps == third.gaps == ()


async def test_reads_a_real_kubelets_log(clock, tmp_path):
    path = tmp_path / "kubelet.log"
    path.write_bytes((Path(__file__).parents[1] / "data" / "kubelet" / "kubelet-1.20.2.log").read_bytes())
    source = LogFileSource(str(path), clock, zone=UTC)

    look = await source.look()
    await source.close()

    failed = [seen for seen in look.observations if "statuscode: 401" in seen.message]
    times = [seen.at for seen in look.observations]
    assert len(look.observations) == 41
    assert times == sorted(times)
    assert [str(seen.at)[11:23] for seen in failed] == ["08:00:04.360", "08:00:07.359", "08:00:10.360"]
    assert {(seen.unit, seen.pid, seen.priority) for seen in failed} == {("kubelet", 14850, 6)}


async def test_a_renamed_file_is_read_to_its_end_first(path, source, tmp_path):
    await source.look()
    append(path, line(3))
    path.rename(tmp_path / "kubelet.log.1")
    between = await source.look()
    append(tmp_path / "kubelet.log.1", line(4))
    path.write_text(line(5))
    after = await source.look()

    assert (numbers(between), numbers(after)) == ([3], [4, 5])
    assert between.gaps == after.gaps == ()


async def test_a_truncated_file_is_a_gap_and_is_read_from_its_start(path, source, clock):
    await source.look()
    clock.move(5)
    path.write_text(line(9))
    look = await source.look()

    assert numbers(look) == [9]
    (gap,) = look.gaps
    assert (gap.source, gap.since, gap.until) == (Source.KUBELET_LOG, clock.now() - timedelta(seconds=5), clock.now())


async def test_goes_on_after_the_cursor(path, source, clock):
    first = await source.look()
    append(path, line(3))
    again = LogFileSource(str(path), clock, cursor=first.observations[1].cursor, zone=UTC)

    look = await again.look()
    await again.close()

    assert numbers(look) == [2, 3]
    assert look.gaps == ()


async def test_a_rotation_while_nobody_read_is_a_gap(path, source, clock, tmp_path):
    first = await source.look()
    path.rename(tmp_path / "kubelet.log.1")
    path.write_text(line(7))
    again = LogFileSource(str(path), clock, cursor=first.observations[-1].cursor, zone=UTC)

    look = await again.look()
    await again.close()

    assert numbers(look) == [7]
    assert [gap.until for gap in look.gaps] == [clock.now()]


async def test_only_the_end_of_a_large_log_is_read_first_and_from_a_whole_line(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(log_file, "FIRST_BYTES", 150)
    path = tmp_path / "kubelet.log"
    path.write_text("".join(line(number) for number in range(10, 60)))
    source = LogFileSource(str(path), clock, zone=UTC)

    look = await source.look()
    append(path, line(60))
    after = await source.look()
    await source.close()

    assert numbers(look) == [57, 58, 59]
    assert numbers(after) == [60]


async def test_a_hundred_megabytes_without_a_line_end_stay_within_bounds(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(log_file, "FIRST_BYTES", 1 << 40)
    path = tmp_path / "kubelet.log"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    source = LogFileSource(str(path), clock, zone=UTC)

    look = await source.look()
    woken = source.woken.is_set()
    await source.close()

    assert woken
    assert sum(len(seen.message) for seen in look.observations) <= log_file.MAX_BYTES_PER_LOOK


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(os.mkfifo, "is a fifo", id="fifo"),
        pytest.param(os.mkdir, "is a dir", id="directory"),
        pytest.param(lambda path: None, "No such file", id="missing"),
    ],
)
async def test_what_is_no_log_is_a_gap(tmp_path, clock, make, says):
    make(str(tmp_path / "log"))
    source = LogFileSource(str(tmp_path / "log"), clock)

    look = await source.look()
    await source.close()

    assert says in look.gaps[0].why
