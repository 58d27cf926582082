"""The errors that reach an operator: each says what, where, what was expected and what to do.

WhyrestartError
├── ConfigError     a configuration file or flag is wrong: exit 2
├── SnapshotError   a snapshot directory cannot be used: exit 3
└── LookError       this node cannot be looked at at all: exit 3
"""

from __future__ import annotations


class WhyrestartError(Exception):
    """An expected failure, told in one or two sentences; `exit_code` is what the command ends with."""

    exit_code = 1


class ConfigError(WhyrestartError):
    """A configuration file or flag is wrong."""

    exit_code = 2


class SnapshotError(WhyrestartError):
    """A snapshot directory cannot be used."""

    exit_code = 3


class LookError(WhyrestartError):
    """This node cannot be looked at at all."""

    exit_code = 3
