"""The README says what is so: its tables, its commands, its links."""

import re
import runpy
from pathlib import Path

import click
import pytest

from whyrestart.cli import commands

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_tables_and_the_shown_diagnosis_are_what_the_code_gives():
    written = runpy.run_path(str(ROOT / "packaging/write_readme.py"))["written"]

    assert written(README) == README, "run python packaging/write_readme.py"


def test_every_command_stands_in_the_table_and_every_row_is_a_command():
    told = set(re.findall(r"^\| `whyrestart ([a-z-]+)", README, re.MULTILINE))

    assert told == set(commands.commands)


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_option_of_a_command_says_what_it_does(name):
    command = commands.commands[name]

    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_linked_files_exist(target):
    assert (ROOT / target).exists()
