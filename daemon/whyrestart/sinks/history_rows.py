"""Records put together: each restart with the end before it and its last words; and a timeline of a container."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from whyrestart.model.identity import AttemptKey
from whyrestart.model.record import Death, DiagnosisChange, LastWords, ManifestRevision, Record, Restart, RestartKind

_STARTS = frozenset(RestartKind) - {RestartKind.COUNT_RESET}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing that happened. `restart` None: an attempt ended and nothing has followed it yet.

    `death` and `words` are of the attempt that ended; None where nobody saw it end, or its log was gone.
    """

    at: datetime
    restart: Restart | None = None
    death: Death | None = None
    words: LastWords | None = None

    @property
    def subject(self) -> str:
        """What it happened to."""
        told = self.restart or self.death
        return str(told.subject) if told else ""

    @property
    def exit_code(self) -> int | None:
        """How the attempt ended, as the runtime or the kubelet told it."""
        if self.death is not None:
            return self.death.exit_code
        return self.restart.exit_code if self.restart else None

    @property
    def reason(self) -> str:
        """The runtime's word for it: Completed, Error, OOMKilled ..."""
        return (self.death.reason if self.death else "") or (self.restart.reason if self.restart else "")

    @property
    def lifetime_seconds(self) -> float | None:
        """How long the attempt that ended had lived."""
        told = self.death.lifetime_seconds if self.death else None
        return told if told is not None else self.restart.lifetime_seconds if self.restart else None


@dataclass(frozen=True, kw_only=True)
class Past:
    """Records by what they tell, each newest first."""

    rows: tuple[Row, ...] = ()
    diagnoses: tuple[DiagnosisChange, ...] = ()
    manifests: tuple[ManifestRevision, ...] = ()

    def subjects(self) -> tuple[str, ...]:
        """What anything happened to, the most recent first."""
        return tuple(dict.fromkeys(row.subject for row in self.rows))

    def of(self, subject: str) -> tuple[Row, ...]:
        """What happened to that subject."""
        return tuple(row for row in self.rows if row.subject == subject)


def past(newest_first: Iterable[Record]) -> Past:
    """Put records together. The order in which they were made stays, whatever the clock did meanwhile."""
    records = tuple(newest_first)
    return Past(
        rows=tuple(reversed(tuple(_rows(records[::-1])))),
        diagnoses=tuple(record for record in records if isinstance(record, DiagnosisChange)),
        manifests=tuple(record for record in records if isinstance(record, ManifestRevision)),
    )


def _rows(oldest_first: tuple[Record, ...]) -> Iterator[Row]:
    words = {each.key: each for each in oldest_first if isinstance(each, LastWords)}
    told_late = {each.key: each for each in oldest_first if isinstance(each, Death)}
    open_ends: dict[AttemptKey, Death] = {}
    made: list[Row] = []
    for record in oldest_first:
        if isinstance(record, Death):
            open_ends[record.key] = record
            made.append(Row(at=record.at, death=record, words=words.get(record.key)))
        elif isinstance(record, Restart):
            before = _before(record)
            death = (open_ends.pop(before, None) or told_late.get(before)) if before else None
            made.append(Row(at=record.at, restart=record, death=death, words=words.get(before) if before else None))
    # An end that a restart followed is told with it, whichever was recorded first.
    taken = {id(row.death) for row in made if row.restart is not None}
    yield from (row for row in made if row.restart is not None or id(row.death) not in taken)


def _before(restart: Restart) -> AttemptKey | None:
    """The attempt that ended before this one started, where its number says which."""
    key = restart.key
    if key is None or key.attempt == 0 or restart.kind is RestartKind.COUNT_RESET:
        return None
    return replace(key, attempt=key.attempt - 1)


# ---- the timeline ---------------------------------------------------------------------------------------------------

RUNNING, DEAD, BLANK = "━", "·", " "
RESTART, REPLACED, REBOOT, MANY = "┃", "◆", "◇", "#"
PLAIN = str.maketrans({RUNNING: "=", DEAD: ".", RESTART: "|", REPLACED: "o", REBOOT: "R"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """A container's time in characters, each `seconds` long, from `since` on."""

    text: str
    since: datetime
    until: datetime

    @property
    def seconds(self) -> float:
        """How much time one character stands for."""
        return (self.until - self.since).total_seconds() / len(self.text)


def timeline(rows: tuple[Row, ...], *, until: datetime, width: int) -> Line | None:
    """Draw what happened to one subject in `width` characters; None where there is nothing to draw.

    A restart is ┃, from ten in one character on #, below that their number; ◆ is a replaced pod, ◇ a reboot, ━ runs,
    · is dead. What lies after `until` (a clock was set back) is left out, as is what came before the first record.
    """
    starts = [row.restart for row in rows if row.restart and row.restart.kind in _STARTS and row.restart.at <= until]
    deaths = [row.death for row in rows if row.death is not None and row.death.at <= until]
    moments = [*(start.at for start in starts), *(death.started_at or death.at for death in deaths)]
    if not moments or width < 1:
        return None
    since = min(moments)
    # A clock that once stood in 1970 must not squeeze everything else into one character.
    if until - since > timedelta(days=366):
        since = min((moment for moment in moments if until - moment <= timedelta(days=366)), default=since)
    span = max((until - since).total_seconds(), 1.0)
    cell = span / width

    def place(moment: datetime) -> int:
        return min(int((moment - since).total_seconds() / cell), width - 1)

    cells = [BLANK] * width
    changes = sorted([*((start.at, RUNNING) for start in starts), *((death.at, DEAD) for death in deaths)])
    for (moment, state), following in zip(changes, [*(at for at, _ in changes[1:]), until], strict=True):
        if following >= since:
            for index in range(max(place(max(moment, since)), 0), place(following) + 1):
                cells[index] = state
    for death in deaths:
        born = max(death.started_at or death.at, since)
        if death.at >= since:
            for index in range(place(born), place(death.at)):
                cells[index] = RUNNING
    counts: dict[int, list[Restart]] = {}
    for start in starts:
        if start.at >= since:
            counts.setdefault(place(start.at), []).append(start)
    for index, there in counts.items():
        cells[index] = _mark(there)
    return Line(text="".join(cells), since=since, until=until)


def _mark(there: list[Restart]) -> str:
    number = sum(restart.times for restart in there)
    if number > 1:
        return str(number) if number < 10 else MANY
    return {RestartKind.POD_REPLACED: REPLACED, RestartKind.NODE_REBOOT: REBOOT}.get(there[0].kind, RESTART)
