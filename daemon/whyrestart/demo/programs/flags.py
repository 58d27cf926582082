"""Flags as Go's pflag reads them and as Kubernetes' programs complain about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from whyrestart.demo.programs.process import Exit
from whyrestart.model.version import Version

_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, kw_only=True)
class FlagSpec:
    """A flag that a program knows, from minor release `since` up to but not including `until`."""

    name: str
    since: int = 0
    until: int = 1000
    is_bool: bool = False

    def known_to(self, version: Version) -> bool:
        """Whether that version has it."""
        return self.since <= version.minor < self.until


@dataclass(frozen=True)
class Flags:
    """The flags of one command line; the last of a name counts."""

    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """The value, or the default."""
        return self.values.get(name, default)

    def words(self, name: str) -> tuple[str, ...]:
        """A comma-separated value's parts."""
        return tuple(word for word in self.text(name).split(",") if word)

    def boolean(self, name: str, *, default: bool) -> bool:
        """`strconv.ParseBool`, or the Exit that pflag's complaint means."""
        value = self.values.get(name)
        if value is None:
            return default
        if value in _TRUE | _FALSE:
            return value in _TRUE
        raise refused(name, value, f'strconv.ParseBool: parsing "{value}": invalid syntax')

    def integer(self, name: str, default: int) -> int:
        """`strconv.ParseInt`, or the Exit that pflag's complaint means."""
        value = self.values.get(name)
        if value is None:
            return default
        try:
            return int(value, 0)
        except ValueError:
            raise refused(name, value, f'strconv.ParseInt: parsing "{value}": invalid syntax') from None

    def duration(self, name: str, default: timedelta) -> timedelta:
        """A duration of one unit such as `4s`, or the Exit that pflag's complaint means."""
        value = self.values.get(name)
        if value is None:
            return default
        number = value.rstrip("mhs")
        try:
            return timedelta(seconds=float(number) * _UNITS[value[len(number) :]])
        except (ValueError, KeyError):
            raise refused(name, value, f'time: invalid duration "{value}"') from None

    def __contains__(self, name: str) -> bool:
        return name in self.values


def refused(name: str, value: str, why: str) -> Exit:
    """How pflag's complaint about a value ends the process."""
    return Exit(1, f'Error: invalid argument "{value}" for "--{name}" flag: {why}')


def parse(words: Sequence[str], specs: Iterable[FlagSpec], version: Version, program: str) -> Flags:
    """Read a command line. A flag that this version does not know ends the process with 1.

    Up to 1.19 the usage follows the complaint; from 1.20 on it stands alone (RIG.md, observed on 1.20.2).
    """
    known = {spec.name: spec for spec in specs if spec.known_to(version)}
    values: dict[str, str] = {}
    waiting: str | None = None
    for word in words:
        if waiting is not None:
            values[waiting], waiting = word, None
            continue
        if not word.startswith("--"):
            raise Exit(1, f'Error: unknown command "{word}" for "{program}"')
        name, equals, value = word[2:].partition("=")
        spec = known.get(name.replace("_", "-"))
        if spec is None:
            usage = "" if version.at_least(1, 20) else f"\nUsage:\n  {program} [flags]\n"
            raise Exit(1, f"Error: unknown flag: --{name}{usage}")
        if equals:
            values[spec.name] = value
        elif spec.is_bool:
            values[spec.name] = "true"
        else:
            waiting = spec.name
    if waiting is not None:
        raise Exit(1, f"Error: flag needs an argument: --{waiting}")
    return Flags(values)
