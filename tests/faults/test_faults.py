"""The fault commands in a short form; each prints its figures with its seed, so that a failure can be had again."""

import asyncio
import os
import re
import sys
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest

from faults import byte_flips, clock_steps, disk_full, kill_cycles, stopped_runtime, vacuumed_journal
from faults.real_daemon import DaemonSubject
from whyrestart import ledger

SEEDS = (1, 2)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # 3.12 warns of any fork beside a thread
def test_kill_9_loses_nothing_and_counts_nothing_twice(tmp_path, seed):
    figures = kill_cycles.run(20, seed, tmp_path, check_every=5)

    assert figures.clean, figures
    assert figures.restarts > 20


@pytest.mark.parametrize(
    ("wrong", "says"), [(lambda count: 2 * count, "counted twice"), (lambda count: min(count, 3), "lost")]
)
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_kill_9_of_a_ledger_that_counts_wrong_is_told_soon(monkeypatch, capsys, wrong, says):
    def update(book, view):
        step = ledger.update(book, view)
        books = {ref: replace(each, restarts=wrong(each.restarts)) for ref, each in step.ledger.books.items()}
        return replace(step, ledger=replace(step.ledger, books=books))

    monkeypatch.setattr(kill_cycles, "ledger", SimpleNamespace(update=update, begin=ledger.begin))
    monkeypatch.setattr(kill_cycles, "PATIENCE_SECONDS", 2.0)
    monkeypatch.setattr(sys, "argv", ["kill_cycles.py", "--cycles", "1000", "--seed", "1"])
    began = time.monotonic()

    assert kill_cycles.main() == 1
    said = capsys.readouterr().out
    figure = int(re.search(rf"(\d+) {says}", said)[1])
    assert figure > 0, said
    assert int(re.search(r"(\d+) kill -9", said)[1]) <= 25, said
    assert time.monotonic() - began < 60


def test_kill_9_of_the_real_daemon(tmp_path):
    subject = DaemonSubject(tmp_path)
    figures = kill_cycles.run(3, 1, tmp_path, subject=subject, longest_life=3.0, check_every=3)

    assert figures.clean, (figures, (tmp_path / "daemon.log").read_text()[-2000:])
    assert figures.restarts > 3


@pytest.mark.parametrize("seed", SEEDS)
def test_flipped_bytes_are_told_and_cost_no_count(tmp_path, seed):
    figures = byte_flips.run(20, seed, tmp_path)

    assert figures.clean, figures
    assert figures.told
    assert figures.records_lost < figures.records


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_full_disk_costs_nothing(tmp_path, seed):
    figures = await disk_full.run(100, seed, tmp_path)

    assert figures.clean, figures
    assert figures.in_memory
    assert figures.on_reserve


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system that is really full")
def test_a_file_system_that_is_really_full_costs_nothing(tmp_path):
    with disk_full.tmpfs(tmp_path / "disk") as small:
        figures = asyncio.run(disk_full.run(100, 1, small, disk=disk_full.FullFilesystem))

    assert figures.clean, figures
    assert figures.in_memory


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_stepped_clock_costs_nothing(tmp_path, seed):
    figures = await clock_steps.run(150, seed, tmp_path)

    assert figures.clean, figures
    assert figures.steps > 10


def test_a_stopped_runtime_costs_nothing(tmp_path):
    figures = stopped_runtime.run(0.1, 1, 1, tmp_path)

    assert figures.clean, (figures, (tmp_path / "daemon.log").read_text()[-2000:])
    assert figures.starts == 1
    assert figures.restarts > 2


@pytest.mark.skipif(vacuumed_journal.JOURNAL_REMOTE is None, reason="systemd-journal-remote is not installed")
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_vacuumed_journal_loses_nothing_in_silence(tmp_path, seed):
    pytest.importorskip("systemd.journal", reason="systemd-python is not installed: pip install whyrestart[systemd]")
    figures = await vacuumed_journal.run(300, seed, tmp_path)

    assert figures.clean, figures
    assert figures.harmful
    assert figures.vacuums > 5


@pytest.mark.skipif(vacuumed_journal.JOURNAL_REMOTE is None, reason="systemd-journal-remote is not installed")
async def test_a_reader_that_keeps_its_gaps_to_itself_is_found_out(tmp_path, monkeypatch):
    pytest.importorskip("systemd.journal", reason="systemd-python is not installed: pip install whyrestart[systemd]")

    def silent(self, lines):
        list(find_again(self, lines))
        return ()

    find_again = vacuumed_journal.JournalSource._find_again
    monkeypatch.setattr(vacuumed_journal.JournalSource, "_find_again", silent)
    figures = await vacuumed_journal.run(300, 1, tmp_path)

    assert not figures.clean
    assert figures.silent == figures.lost > 0
