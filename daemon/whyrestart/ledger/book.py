"""The ledger of a node: all accounts, one step at a time."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from whyrestart.ledger import account, units
from whyrestart.ledger.account import Book, Pending
from whyrestart.ledger.units import UnitBook
from whyrestart.ledger.witnesses import Look
from whyrestart.model.cause import Cause
from whyrestart.model.identity import AttemptKey, ContainerRef, NodeRef, Subject
from whyrestart.model.node import NodeView
from whyrestart.model.observation import HostSeen
from whyrestart.model.record import Death, Record, Restart, RestartKind

MAX_CONTAINERS = 500
MAX_BOOTS = 50
MAX_PENDING = 100
# So long a restart may wait for a diagnosis of its cause before it is booked without one.
PATIENCE = timedelta(minutes=2)
_CAUSE_OF_KIND = {
    RestartKind.NODE_REBOOT: Cause.NODE_REBOOTED,
    RestartKind.SANDBOX_CHANGED: Cause.SANDBOX_CHANGED,
}


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """All that was ever counted on a node. `revision` grows with every change, and with nothing else.

    `settled`: every witness was asked once and there was something to see, so what is new happened from then on.
    """

    began_at: datetime
    revision: int = 0
    settled: bool = False
    boots: tuple[str, ...] = ()
    books: Mapping[ContainerRef, Book] = field(default_factory=lambda: MappingProxyType({}))
    units: Mapping[str, UnitBook] = field(default_factory=lambda: MappingProxyType({}))

    def generation(self, key: AttemptKey) -> int:
        """Which use of that attempt number is the newest: 1 unless the runtime began to count anew."""
        lineage = self.books.get(key.ref, Book()).lineage(key.pod_uid)
        return max(lineage.generations(key.attempt), 1) if lineage else 1

    def is_dead(self, key: AttemptKey) -> bool:
        """Whether that attempt is known to have ended: it was told, or a later one followed."""
        lineage = self.books.get(key.ref, Book()).lineage(key.pod_uid)
        if lineage is None:
            return False
        reached = lineage.generations(key.attempt)
        mark = lineage.nth(key.attempt, reached)
        return (mark is not None and mark.ended) or 0 < reached <= lineage.generations(key.attempt + 1)


@dataclass(frozen=True, kw_only=True)
class Step:
    """The ledger after a look, and what became known; the very same ledger where nothing did."""

    ledger: Ledger
    restarts: tuple[Restart, ...] = ()
    deaths: tuple[Death, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """What to keep of it, each end before the start that followed it."""
        return (*self.deaths, *self.restarts)


def begin(at: datetime) -> Ledger:
    """A ledger that knows nothing yet."""
    return Ledger(began_at=at)


def update(ledger: Ledger, view: NodeView, *, complete: bool = True) -> Step:
    """Take in what the witnesses in `view` tell. The same view again, or an older one, changes nothing.

    `complete`: every source has looked at least once. Until that was so once, nothing is new: all is history.
    """
    revision = ledger.revision + 1
    boot, restarts = _boot(ledger, view)
    look = Look.of(view, boot=boot, began_at=ledger.began_at)
    deaths: list[Death] = []
    books = dict(ledger.books)
    for ref in sorted(look.sights):
        book = books.get(ref)
        after, started, ended = account.take(ref, book or Book(), look, revision, history=not ledger.settled)
        restarts += started
        deaths += ended
        if after != book and (after.lineages or ledger.settled):
            books[ref] = after
    unit_books = dict(ledger.units)
    for unit, seen in units.runs(view).items():
        unit_books[unit], started = units.take(unit, unit_books.get(unit), seen, look, revision)
        restarts += started
    changed = replace(
        ledger,
        settled=ledger.settled or (complete and any(look.sights.values())),
        boots=ledger.boots if boot in {"", *ledger.boots} else (*ledger.boots, boot)[-MAX_BOOTS:],
        books=_bounded(books, look.sights),
        units=unit_books,
    )
    if changed == ledger:
        return Step(ledger=ledger)
    return Step(
        ledger=replace(changed, revision=revision),
        restarts=tuple(sorted(restarts, key=lambda restart: restart.at)),
        deaths=tuple(sorted(deaths, key=lambda death: death.at)),
    )


def attribute(ledger: Ledger, causes: Mapping[Subject, Cause], at: datetime) -> Step:
    """Book waiting restarts under the cause that their container is diagnosed with now.

    Those that waited longer than `PATIENCE` are booked under what their kind says, else under `unknown`. Each restart
    is booked once; `Step.restarts` are those, with their cause, to be recorded again.
    """
    books = dict(ledger.books)
    booked: list[Restart] = []
    for ref, book in ledger.books.items():
        waiting: list[Pending] = []
        by_cause = dict(book.by_cause)
        for place, pending in enumerate(book.pending, start=1):
            cause = causes.get(ref, Cause.UNKNOWN)
            patient = abs(at - pending.since) <= PATIENCE and len(book.pending) - place < MAX_PENDING
            if cause is Cause.UNKNOWN and patient:
                waiting.append(pending)
                continue
            if cause is Cause.UNKNOWN:
                cause = _CAUSE_OF_KIND.get(pending.restart.kind, Cause.UNKNOWN)
            by_cause[cause] = by_cause.get(cause, 0) + pending.restart.times
            booked.append(replace(pending.restart, cause=cause))
        if len(waiting) != len(book.pending):
            books[ref] = replace(book, pending=tuple(waiting), by_cause=tuple(by_cause.items()))
    if not booked:
        return Step(ledger=ledger)
    return Step(ledger=replace(ledger, revision=ledger.revision + 1, books=books), restarts=tuple(booked))


def _boot(ledger: Ledger, view: NodeView) -> tuple[str, list[Restart]]:
    """The newest boot id that the host told, the last known one while it is blind; and a record of a new one."""
    host = next((seen for seen in reversed(view.all(HostSeen)) if seen.boot_id), None)
    if host is None or host.boot_id is None:
        return (ledger.boots[-1] if ledger.boots else ""), []
    if not ledger.boots or host.boot_id in ledger.boots:
        return host.boot_id, []
    node = NodeRef(node=view.name)
    at = host.booted_at or view.at
    return host.boot_id, [
        Restart(subject=node, kind=RestartKind.NODE_REBOOT, at=at, boot_id=host.boot_id, counted=False)
    ]


def _bounded(books: dict[ContainerRef, Book], seen: Container[ContainerRef]) -> Mapping[ContainerRef, Book]:
    """At most so many containers; of those that are gone the one longest without a restart is forgotten first."""
    if len(books) > MAX_CONTAINERS:
        gone = sorted((ref for ref in books if ref not in seen), key=lambda ref: str(books[ref].last_restart_at or ""))
        for ref in gone[: len(books) - MAX_CONTAINERS]:
            del books[ref]
    return books
