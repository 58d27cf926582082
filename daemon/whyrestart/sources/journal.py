"""The journal, by systemd-python: the kubelet's, the runtimes' and the kernel's lines, none twice and none missed.

systemd-python has no wheel and may be missing; then every journal source is a gap that says what to install.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from whyrestart.clock import Clock
from whyrestart.model.identity import BEFORE_RUNTIMES, CARRIERS, KUBELETS, PROGRAMS
from whyrestart.model.observation import Gap, JournalLine, Source
from whyrestart.parsing.journal import RUNTIME_UNITS, Reading, cursor_time, from_fields
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.look import Look

try:
    # From the repository's root a missing systemd-python lets `import systemd` find the directory of unit files.
    import systemd.journal as systemd_journal
except ImportError:  # pragma: no cover  # told as a gap
    systemd_journal = None

UNITS = (
    *KUBELETS,
    *(f"{unit}.service" for unit in sorted(RUNTIME_UNITS)),
    *PROGRAMS,
    *CARRIERS,
    *BEFORE_RUNTIMES,
)
# Audit records of refusals: AVC (SELinux, AppArmor), seccomp, AppArmor's own.
_AUDIT_TYPES = ("1400", "1326", "1503")

LOOK_BACK = timedelta(hours=24)
# Of each group of units: a talkative runtime must not crowd the kubelet out.
FIRST_LINES = 1500
MAX_LINES_PER_LOOK = 3000
MAX_SECONDS_PER_LOOK = 2.0
_SURVEY_SECONDS = 600.0

# Numbers and identifiers as `journalctl -o json` has them, so that one parser reads both.
_CONVERTERS = {
    "__REALTIME_TIMESTAMP": int,
    "__MONOTONIC_TIMESTAMP": lambda pair: pair[0],
    "_BOOT_ID": bytes.decode,
    "_PID": bytes.decode,
    "PRIORITY": bytes.decode,
}


class JournalSource(BlockingSource):
    """Tells of new lines; begins after `cursor`, the cursor of the newest line that is already known, if any.

    Where the journal no longer holds that line, there is a closed gap from its time to that of the first line that is
    left. `files` and `path` name journal files or a directory of them; the system's own journal is the default.
    """

    sources: tuple[Source, ...] = (Source.KUBELET_LOG, Source.RUNTIME_LOG, Source.KERNEL_LOG, Source.JOURNAL)
    period_seconds = 1.0
    timeout_seconds = 15.0

    def __init__(
        self,
        clock: Clock,
        *,
        cursor: str | None = None,
        units: Iterable[str] = UNITS,
        kubelet_log_elsewhere: bool = False,
        files: list[str] | None = None,
        path: str | None = None,
    ) -> None:
        super().__init__(clock)
        self.woken: asyncio.Event = asyncio.Event()
        self.cursor = cursor
        if kubelet_log_elsewhere:
            self.sources = tuple(source for source in self.sources if source is not Source.KUBELET_LOG)
        self._units = tuple(units)
        self._files = files
        self._path = path
        self._reader: Any = None
        self._read_at: datetime | None = None
        self._reading = Reading()
        self._already: frozenset[str] = frozenset()
        self._silent: tuple[Gap, ...] = ()
        self._surveyed_at = -_SURVEY_SECONDS
        self._more = False

    async def look(self) -> Look:
        look = await super().look()
        if self._more:
            self.woken.set()
        return look

    def see(self) -> Look:
        if systemd_journal is None or not hasattr(systemd_journal, "Reader"):
            return self.blind(
                "the journal cannot be read: systemd-python is not installed (package python3-systemd on Debian and "
                "RHEL, or pip install 'whyrestart[systemd]')"
            )
        lines: list[JournalLine] = []
        missed: list[Gap] = []
        try:
            if self._reader is None:
                missed += self._open(lines)
            deadline = time.monotonic() + MAX_SECONDS_PER_LOOK
            # First what the open files still hold: they may have been vacuumed meanwhile.
            if self.cursor is not None:
                lines += self._drain(deadline)
            changed = self._reader.process()
            if self.cursor is None:
                self._first_lines(lines)
            elif changed == systemd_journal.INVALIDATE:
                missed += self._find_again(lines)
            lines += self._drain(deadline)
            self._more = len(lines) >= MAX_LINES_PER_LOOK or time.monotonic() >= deadline
            self._survey()
        except OSError as error:
            self.release()
            return Look(observations=self._of_mine(lines), gaps=(*missed, *self.gaps(f"the journal: {error.strerror}")))
        if not self._readable():
            self.release()
            return self.blind(
                "no journal file can be read in /var/log/journal and /run/log/journal: is journald running, and is "
                "this user in the group systemd-journal?"
            )
        self._read_at = self._clock.now()
        return Look(observations=self._of_mine(lines), gaps=(*missed, *self._silent))

    def release(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _open(self, lines: list[JournalLine]) -> Iterator[Gap]:
        self._reader = systemd_journal.Reader(files=self._files, path=self._path, converters=_CONVERTERS)
        if self._files is None:
            # Asking for the descriptor is what makes the library watch for files that come and go.
            self._reader.fileno()
        self._match(self._units, kernel=True)
        if self.cursor is not None:
            yield from self._find_again(lines)

    def _first_lines(self, lines: list[JournalLine]) -> None:
        """The end of the journal, group by group; what comes meanwhile is read with the rest and told once."""
        self._match(self._units, kernel=True)
        self._reader.seek_tail()
        newest = self._reader.get_previous()
        runtimes = tuple(unit for unit in self._units if unit.removesuffix(".service") in RUNTIME_UNITS)
        others = tuple(unit for unit in self._units if unit not in runtimes and unit not in KUBELETS)
        kubelets = tuple(unit for unit in self._units if unit in KUBELETS)
        found: dict[str, JournalLine] = {}
        for units, kernel in ((kubelets, False), (runtimes, False), (others, False), ((), True)):
            self._match(units, kernel=kernel)
            self._reader.seek_tail()
            entry = self._reader.get_previous(FIRST_LINES) if units or kernel else None
            reading = Reading()
            while entry:
                line = from_fields(entry, reading=reading)
                if line is not None and line.at >= self._clock.now() - LOOK_BACK:
                    found.setdefault(line.cursor, line)
                entry = self._reader.get_next() if len(found) < 4 * FIRST_LINES else None
        lines += sorted(found.values(), key=lambda line: line.at)
        self._already = frozenset(found)
        self._match(self._units, kernel=True)
        self._reader.seek_tail()
        if newest:
            self.cursor = str(newest["__CURSOR"])
            self._reader.seek_cursor(self.cursor)
            self._reader.get_next()

    def _match(self, units: Iterable[str], *, kernel: bool) -> None:
        """What these units say, what the service manager says of them, and what the kernel says."""
        units = tuple(units)
        self._reader.flush_matches()
        for unit in units:
            self._reader.add_match(_SYSTEMD_UNIT=unit)
        self._reader.add_disjunction()
        for unit in units:
            self._reader.add_match(UNIT=unit, _PID="1")
        self._reader.add_disjunction()
        if kernel:
            self._reader.add_match(_TRANSPORT="kernel")
            self._reader.add_disjunction()
            for kind in _AUDIT_TYPES:
                self._reader.add_match(_TRANSPORT="audit", _AUDIT_TYPE=kind)
            # Where auditd takes the records from the journal, it is told of them in this one's words.
            self._reader.add_disjunction()
            self._reader.add_match(SYSLOG_IDENTIFIER="setroubleshoot")

    def _find_again(self, lines: list[JournalLine]) -> Iterator[Gap]:
        """Go to the newest known line; if the journal has lost it, tell so and go on with the first that is left."""
        known = self.cursor or ""
        self._reader.seek_cursor(known)
        entry = self._reader.get_next()
        if entry and self._reader.test_cursor(known):
            return
        line = from_fields(entry, reading=self._reading) if entry else None
        since = self._read_at or cursor_time(known) or self._clock.now()
        until = max(since, line.at) if line else self._clock.now()
        why = f"the journal was vacuumed past the last line read, of {since:%Y-%m-%d %H:%M:%S}Z: lines may be missing"
        self.cursor = None
        if line is not None:
            lines.append(line)
            self.cursor = line.cursor or None
        yield from (Gap(source=source, why=why, since=since, until=until) for source in self.sources)

    def _drain(self, deadline: float) -> Iterator[JournalLine]:
        for _ in range(MAX_LINES_PER_LOOK):
            entry = self._reader.get_next()
            if not entry:
                return
            line = from_fields(entry, reading=self._reading)
            if line is not None:
                self.cursor = line.cursor or self.cursor
                if line.cursor not in self._already:
                    yield line
            if time.monotonic() >= deadline:
                return

    def _of_mine(self, lines: Iterable[JournalLine]) -> tuple[JournalLine, ...]:
        return tuple(line for line in lines if line.source in self.sources)

    def _readable(self) -> bool:
        if self._files is not None or self._path is not None:
            return True
        return bool(self._reader.has_persistent_files() or self._reader.has_runtime_files())

    def _survey(self) -> None:
        """A journal that never heard of the kubelet or a runtime cannot testify that they were silent."""
        if time.monotonic() - self._surveyed_at < _SURVEY_SECONDS:
            return
        self._surveyed_at = time.monotonic()
        units = {str(unit).removesuffix(".service") for unit in self._reader.query_unique("_SYSTEMD_UNIT")}
        transports = set(self._reader.query_unique("_TRANSPORT"))
        silent = []
        if not units & {unit.removesuffix(".service") for unit in KUBELETS}:
            why = "the journal holds no line of kubelet.service; where the kubelet logs to a file, set kubelet_log"
            silent.append((Source.KUBELET_LOG, why))
        if not units & RUNTIME_UNITS:
            silent.append((Source.RUNTIME_LOG, "the journal holds no line of containerd, docker or crio"))
        if "kernel" not in transports:
            silent.append((Source.KERNEL_LOG, "the journal holds no line of the kernel"))
        self._silent = tuple(gap for source, why in silent if source in self.sources for gap in self.gaps(why, source))
