"""One container's account: its pod UIDs and their attempts, what was counted, and what waits for a cause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from whyrestart.ledger.lineage import Lineage, Mark, Sight, Starts
from whyrestart.ledger.witnesses import End, Look
from whyrestart.model.cause import Cause
from whyrestart.model.histogram import NO_LIFETIMES, Histogram
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.record import Death, Restart, RestartKind

# An edit makes a new UID; two files for one pod make the kubelet alternate between two.
MAX_LINEAGES = 24
MAX_RETIRED = 200
# Of a pod that was replaced the runtime keeps few containers, and those not for long.
MAX_FORMER_MARKS = 8
# Attempts that are only inferred get a record each up to this many; the older rest shares one.
MAX_SINGLE = 50
MAX_MESSAGE = 2000


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A counted restart that awaits its cause, since the look that made it known."""

    restart: Restart
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Book:
    """One container's account. `restarts`, `resets`, `by_cause` and `lifetimes` only grow; `pending` await a cause.

    `lineages` are by pod UID in the order of first sight; of those in `retired` nothing is kept but the UID.
    `current_uid` is the one that started last.
    """

    lineages: tuple[Lineage, ...] = ()
    retired: tuple[str, ...] = ()
    current_uid: str = ""
    restarts: int = 0
    resets: int = 0
    by_cause: tuple[tuple[Cause, int], ...] = ()
    lifetimes: Histogram = NO_LIFETIMES
    last_restart_at: datetime | None = None
    pending: tuple[Pending, ...] = ()

    def lineage(self, uid: str) -> Lineage | None:
        """That pod UID's attempts."""
        return next((each for each in self.lineages if each.uid == uid), None)


def take(
    ref: ContainerRef, book: Book, look: Look, revision: int, *, history: bool
) -> tuple[Book, list[Restart], list[Death]]:
    """Enter one look into an account. `history`: what it shows happened before the ledger began and is not counted.

    So is a pod UID of which nothing but logs is left that were last written before then.
    """
    restarts: list[Restart] = []
    deaths: list[Death] = []
    for uid, sights in sorted(look.sights[ref].items(), key=_newest_start):
        if uid in book.retired:
            continue
        known = book.lineage(uid)
        counted = not history and (known is not None or not all(sight.old for sight in sights))
        before = known or Lineage(uid=uid, boot_id=look.boot)
        after, starts = before.see(sights, revision)
        if starts:
            told = _Teller(ref=ref, look=look, lineage=after, counted=counted).tell(book, before, starts)
            restarts += told if counted else [each for each in told if _is_seen(each)]
            book = _counted(book, told, look) if counted else book
            book = replace(book, current_uid=uid if counted or history else book.current_uid)
            after = replace(after, boot_id=look.boot)
        for mark in after.marks:
            end = None if mark.ended else look.ends.get(mark.container_id)
            if end is None:
                continue
            after = after.end(mark.container_id)
            deaths.append(_death(AttemptKey(ref=ref, pod_uid=uid, attempt=mark.attempt), end, counted=counted))
            if counted and end.lifetime_seconds is not None:
                book = replace(book, lifetimes=book.lifetimes.observe(end.lifetime_seconds))
        if after is not before:
            book = _with_lineage(book, after.slim())
    return book, restarts, deaths


def _is_seen(restart: Restart) -> bool:
    return not restart.inferred and restart.kind is not RestartKind.COUNT_RESET


def _death(key: AttemptKey, end: End, *, counted: bool) -> Death:
    return Death(
        key=key,
        container_id=end.container_id,
        at=end.at,
        started_at=end.started_at,
        exit_code=end.exit_code,
        reason=end.reason,
        message=end.message[:MAX_MESSAGE],
        counted=counted,
    )


@dataclass(frozen=True, kw_only=True)
class _Teller:
    """Says of attempts that became known what kind of restart each one is."""

    ref: ContainerRef
    look: Look
    lineage: Lineage
    counted: bool

    def tell(self, book: Book, before: Lineage, starts: tuple[Starts, ...]) -> list[Restart]:
        """The attempts as restarts; nothing for the very first attempt of a container."""
        made: list[Restart] = []
        others = [each for each in book.lineages if each.uid != before.uid and each.starts]
        if others and not before.starts:
            former = book.lineage(book.current_uid) or others[-1]
            newest = former.marks[-1] if former.marks else None
            made.append(replace(self._restart(1, 0, newest), kind=RestartKind.POD_REPLACED, counted=False))
            if former.top > 0:
                made.append(self._reset(1))
        for run in starts:
            made += self._run(run)
        rebooted = self.look.boot and before.boot_id and self.look.boot != before.boot_id and before.starts
        return self._with_reboot(made) if rebooted else made

    def _run(self, run: Starts) -> list[Restart]:
        made: list[Restart] = []
        first = 1 if run.generation == 1 and run.first == 0 else run.first
        single = range(max(first, run.last - MAX_SINGLE + 1), run.last + 1)
        if single and single.start > first:
            many = self._restart(run.generation, single.start - 1)
            made.append(replace(many, times=single.start - first, inferred=True))
        for attempt in single:
            previous = self.lineage.nth(attempt - 1, run.generation) if attempt else None
            made.append(self._restart(run.generation, attempt, previous))
        if run.generation > 1 and run.first == 0:
            made.append(self._reset(run.generation))
        return made

    def _restart(self, generation: int, attempt: int, previous: Mark | None = None) -> Restart:
        mark = self.lineage.nth(attempt, generation)
        end = self.look.ends.get(previous.container_id) if previous else None
        moved = mark and previous and mark.sandbox_id and previous.sandbox_id and mark.sandbox_id != previous.sandbox_id
        return Restart(
            subject=self.ref,
            kind=RestartKind.SANDBOX_CHANGED if moved else RestartKind.CONTAINER_RESTART,
            at=(mark.started_at if mark else None) or self.look.at,
            pod_uid=self.lineage.uid,
            attempt=attempt,
            generation=generation,
            container_id=mark.container_id if mark else "",
            counted=self.counted,
            inferred=mark is None,
            exit_code=end.exit_code if end else None,
            reason=end.reason if end else "",
            lifetime_seconds=end.lifetime_seconds if end else None,
        )

    def _reset(self, generation: int) -> Restart:
        reset = self._restart(generation, 0)
        return replace(reset, kind=RestartKind.COUNT_RESET, counted=False, inferred=False)

    def _with_reboot(self, made: list[Restart]) -> list[Restart]:
        """Of the restarts since the boot before, the first one that is not known to have come before this boot."""
        booted_at = self.look.booted_at
        for index, restart in enumerate(made):
            earlier = not restart.inferred and booted_at is not None and restart.at < booted_at
            if restart.kind in {RestartKind.CONTAINER_RESTART, RestartKind.SANDBOX_CHANGED} and not earlier:
                made[index] = replace(restart, kind=RestartKind.NODE_REBOOT, boot_id=self.look.boot)
                break
        return made


def _counted(book: Book, made: list[Restart], look: Look) -> Book:
    counted = [restart for restart in made if restart.counted]
    started = [restart.at for restart in made if restart.kind is not RestartKind.COUNT_RESET]
    return replace(
        book,
        restarts=book.restarts + sum(restart.times for restart in counted),
        resets=book.resets + sum(restart.kind is RestartKind.COUNT_RESET for restart in made),
        last_restart_at=started[-1] if started else book.last_restart_at,
        pending=(*book.pending, *(Pending(restart=restart, since=look.at) for restart in counted)),
    )


def _newest_start(of_uid: tuple[str, tuple[Sight, ...]]) -> tuple[str, str]:
    uid, sights = of_uid
    return max((sight.started_at.isoformat() for sight in sights if sight.started_at), default=""), uid


def _with_lineage(book: Book, lineage: Lineage) -> Book:
    others = [each if each.uid == book.current_uid else each.slim(MAX_FORMER_MARKS) for each in book.lineages]
    if book.lineage(lineage.uid) is not None:
        lineages = tuple(lineage if each.uid == lineage.uid else each for each in others)
    else:
        lineages = (*others, lineage)
    surplus = lineages[:-MAX_LINEAGES]
    retired = (*book.retired, *(each.uid for each in surplus))[-MAX_RETIRED:]
    return replace(book, lineages=lineages[-MAX_LINEAGES:], retired=retired)
