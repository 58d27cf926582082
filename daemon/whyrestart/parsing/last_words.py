"""The lines with which a program ends, and whether a log closes with one."""

from __future__ import annotations

from collections.abc import Sequence

from whyrestart.model.log_entry import LogEntry, Severity

# What a command's last line begins with: component-base's cli, cobra, and main itself (to 1.21).
COMMANDS_LAST = ("command failed", "Error: ", "error: ")
# With these a program ends as well, at another level (component-base/cli/run.go, controllermanager.go, etcdmain).
_LAST_WORDS = (
    *COMMANDS_LAST,
    # From 1.34 of the controllers themselves as well.
    "Error building controller",
    "Error starting controller",
    "Error creating lock",
    "failed to verify flags",
    "error verifying flags",
    # kube-proxy (cmd/kube-proxy/app/server.go), whose every other trouble is tried again.
    "Error running ProxyServer",
)
# Where no level is told: the Go runtime's own, besides what commands print.
_BARE = (*COMMANDS_LAST, "panic: ", "fatal error: ", "unknown flag: ", "flag provided but not defined: ")
# What leads ends with that, however it came to it (controllermanager.go and cmd/kube-scheduler/app/server.go).
_WITHOUT_ITS_LEASE = ("leaderelection lost", "Leaderelection lost")
# A stack or a usage text may follow upon the last word, whole.
_FOLLOWS = 2000


def is_an_end(entry: LogEntry) -> bool:
    """A line with which a program ends: a fatal one, one in no logger's form, or the last that a command prints."""
    return entry.severity in {Severity.FATAL, Severity.PLAIN} or entry.message.startswith(_LAST_WORDS)


def closes_with_an_end(log: Sequence[LogEntry]) -> bool:
    """Whether the log's last words are an end that nothing outlives: what stands after it is a stack or a usage text.

    A line without a level alone is no such word: a script's tool complains so, and the script goes on.
    """
    for entry in log[: -_FOLLOWS - 1 : -1]:
        if entry.severity is Severity.PLAIN:
            if entry.message.startswith(_BARE):
                return True
        else:
            return is_an_end(entry) or entry.message.startswith(_WITHOUT_ITS_LEASE)
    return False
