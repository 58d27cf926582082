"""The attempts of one pod UID (or the runs of one unit), counted from witnesses that come late, twice, or not at all.

The runtime numbers the attempts of a container 0, 1, 2 ... within a pod UID, so number 7 proves that 0 to 6 happened.
It may begin anew under the same UID: logs deleted, or up to 1.21 its containers gone after a reboot (KUBELET.md 1.9;
k/k#99748). Each such beginning is a *generation*. What is kept is how far so many generations came (`reach`). That is
always a lower bound of the truth, it only grows, and it is the truth once every attempt was seen, whatever the order:

- two container IDs with one number are two generations;
- what started after the newest attempt seen so far, and has no higher number, is of a new generation; with a higher
  number it is of the same one or a newer one. "Started after" needs proof that does not hang on a clock alone, for a
  clock may be set back between two attempts: it runs now; or its start time and the moment it was first seen are both
  later, and the runtime no longer knows the other.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime

# The kubelet keeps one dead container of each name (MaxPerPodContainer=1); an operator's settings may keep more.
MAX_MARKS = 48


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One witness's word on one attempt. `container_id` is empty where only the number is known (a log file).

    `listed`: the runtime knows it at this look. `running`: and says that it runs. `gone`: it did, and does no more.
    `old`: a log that was last written before the ledger began.
    """

    attempt: int
    container_id: str = ""
    started_at: datetime | None = None
    listed: bool = False
    running: bool = False
    gone: bool = False
    old: bool = False
    sandbox_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """An attempt that was seen with its ID. `newest`: when it was first seen it was proven to be the newest of all."""

    container_id: str
    attempt: int
    revision: int
    newest: bool = False
    started_at: datetime | None = None
    sandbox_id: str = ""
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Reach:
    """So many generations came exactly as far as attempt `top`."""

    top: int
    generations: int


@dataclass(frozen=True, kw_only=True)
class Starts:
    """Attempts `first` to `last` of a generation, of which nobody knew before."""

    generation: int
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """What is known of one UID. `reach` goes from the generation that came farthest down; `marks` are newest last.

    Of generations proven to have followed each other, `current` is how far the newest came, `closed` how far those
    before it. `forgotten` is the highest number among attempts that `marks` had no more room for.
    """

    uid: str
    reach: tuple[Reach, ...] = ()
    marks: tuple[Mark, ...] = ()
    current: int = -1
    closed: tuple[Reach, ...] = ()
    forgotten: int = -1
    boot_id: str = ""

    @property
    def starts(self) -> int:
        """How many attempts are known to have begun."""
        return sum((each.top + 1) * each.generations for each in self.reach)

    @property
    def top(self) -> int:
        """The highest attempt number known; -1 where none is."""
        return self.reach[0].top if self.reach else -1

    def generations(self, attempt: int) -> int:
        """How many generations are known to have come as far as this attempt."""
        return sum(each.generations for each in self.reach if each.top >= attempt)

    def mark(self, container_id: str) -> Mark | None:
        """The attempt of that ID."""
        return next((mark for mark in self.marks if mark.container_id == container_id), None)

    def nth(self, attempt: int, generation: int) -> Mark | None:
        """The attempt of that number in that generation, as well as that can be told."""
        of_number = sorted((m for m in self.marks if m.attempt == attempt), key=lambda m: m.revision)
        if not of_number:
            return None
        unseen = self.generations(attempt) - len(of_number)
        index = generation - 1 - unseen
        return of_number[index] if 0 <= index < len(of_number) else None

    def see(self, sights: tuple[Sight, ...], revision: int) -> tuple[Lineage, tuple[Starts, ...]]:
        """Take in what one look showed of this UID: the lineage after it, and the attempts that it made known."""
        now = self
        starts: list[Starts] = []
        listed = frozenset(sight.container_id for sight in sights if sight.listed)
        for sight in sorted(sights, key=lambda s: (not s.container_id, s.attempt)):
            mark = now.mark(sight.container_id) if sight.container_id else None
            if mark is not None:
                now = now.with_mark(_completed(mark, sight))
                continue
            # A dead one may be one of those that were forgotten: then only its number counts.
            forgotten = not sight.running and (sight.gone or sight.attempt <= self.forgotten)
            if sight.container_id and not forgotten:
                now, new = now.marked(sight, revision, self.top, listed)
            else:
                now, new = now.reached(sight.attempt)
            starts += new
        return now, tuple(starts)

    def marked(
        self, sight: Sight, revision: int, known_top: int, listed: Container[str]
    ) -> tuple[Lineage, list[Starts]]:
        """With an attempt that was not known by its ID; and what this adds.

        `known_top` is the highest number known before this look; `listed` are the IDs that the runtime knows now.
        """
        newest = self._is_newest(sight, revision, listed)
        now = self._followed_by(sight.attempt, known_top, running=sight.running) if newest else self
        mark = Mark(
            container_id=sight.container_id,
            attempt=sight.attempt,
            revision=revision,
            newest=newest,
            started_at=sight.started_at,
            sandbox_id=sight.sandbox_id,
        )
        now = replace(now, marks=(*now.marks, mark))
        now, starts = now.reached(sight.attempt, sum(each.attempt == sight.attempt for each in now.marks))
        height = 0
        for each in _with(now.closed, now.current):
            height += each.generations
            now, new = now.reached(each.top, height)
            starts += new
        return now, starts

    def _is_newest(self, sight: Sight, revision: int, listed: Container[str]) -> bool:
        """Whether an attempt is proven to have started after every one that was proven to be the newest before."""
        former = next((mark for mark in reversed(self.marks) if mark.newest), None)
        if former is None or sight.running:
            return True
        if former.started_at is None or sight.started_at is None or sight.started_at <= former.started_at:
            return False
        higher = sight.attempt > self.current
        return former.container_id not in listed and (higher or former.revision < revision)

    def _followed_by(self, attempt: int, known_top: int, *, running: bool) -> Lineage:
        """With that attempt as the newest: the generation goes on, or a new one has begun."""
        if self.current < 0:
            # Only numbers were known so far. A log may be seen a moment before the runtime tells of its container.
            before = known_top if running and known_top > attempt + 1 else -1
            return replace(self, current=attempt, closed=_with((), before))
        here = any(mark.newest and mark.attempt == attempt for mark in self.marks)
        if attempt > self.current or (attempt == self.current and not here):
            return replace(self, current=attempt)
        return replace(self, current=attempt, closed=_with(self.closed, self.current))

    def reached(self, attempt: int, generations: int = 1) -> tuple[Lineage, list[Starts]]:
        """With so many generations having come at least as far as that attempt; and what this adds."""
        reach, starts = _raise(self.reach, generations, attempt)
        return replace(self, reach=reach), starts

    def slim(self, room: int = MAX_MARKS) -> Lineage:
        """With room for so many marks; those that came first are forgotten first."""
        surplus, kept = self.marks[:-room], self.marks[-room:]
        forgotten = max((mark.attempt for mark in surplus), default=-1)
        return replace(self, marks=kept, forgotten=max(self.forgotten, forgotten)) if surplus else self

    def end(self, container_id: str) -> Lineage:
        """With that attempt's end noted."""
        mark = self.mark(container_id)
        return self if mark is None else self.with_mark(replace(mark, ended=True))

    def with_mark(self, mark: Mark) -> Lineage:
        """With what is known of that ID replaced."""
        marks = tuple(mark if each.container_id == mark.container_id else each for each in self.marks)
        return self if marks == self.marks else replace(self, marks=marks)


def _with(reaches: tuple[Reach, ...], top: int) -> tuple[Reach, ...]:
    """With one more generation that came as far as `top` (-1: none), the farthest first."""
    if top < 0:
        return reaches
    same = sum(each.generations for each in reaches if each.top == top)
    others = [each for each in reaches if each.top != top]
    return tuple(sorted((*others, Reach(top=top, generations=same + 1)), key=lambda each: -each.top))


def _completed(mark: Mark, sight: Sight) -> Mark:
    return replace(mark, started_at=mark.started_at or sight.started_at, sandbox_id=mark.sandbox_id or sight.sandbox_id)


def _raise(reach: tuple[Reach, ...], height: int, attempt: int) -> tuple[tuple[Reach, ...], list[Starts]]:
    """Let the first `height` generations have come at least as far as `attempt`; also the attempts this adds."""
    starts: list[Starts] = []
    after: list[Reach] = []
    done = 0
    for each in (*reach, Reach(top=-1, generations=max(height - sum(r.generations for r in reach), 0))):
        lifted = 0 if each.top >= attempt else max(min(each.generations, height - done), 0)
        numbers = range(done + 1, done + lifted + 1)
        starts += [Starts(generation=number, first=each.top + 1, last=attempt) for number in numbers]
        for top, generations in ((attempt, lifted), (each.top, each.generations - lifted)):
            if generations and after and after[-1].top == top:
                after[-1] = replace(after[-1], generations=after[-1].generations + generations)
            elif generations:
                after.append(Reach(top=top, generations=generations))
        done += each.generations
    return tuple(after), starts
