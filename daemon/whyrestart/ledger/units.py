"""One systemd unit's account: each run of its main process is an attempt, numbered by NRestarts.

systemd sets NRestarts to 0 at every start by hand and at every boot, so a unit has generations as a container has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from whyrestart.ledger.account import MAX_SINGLE
from whyrestart.ledger.lineage import Lineage, Sight
from whyrestart.ledger.witnesses import Look
from whyrestart.model.identity import KUBELETS, UnitRef
from whyrestart.model.node import NodeView
from whyrestart.model.observation import UnitSeen
from whyrestart.model.record import Restart, RestartKind


@dataclass(frozen=True, kw_only=True)
class UnitBook:
    """A unit's runs, its restarts counted since the ledger began, and how its last dead main process ended."""

    lineage: Lineage
    restarts: int = 0
    last_exit: int | None = None
    last_result: str = ""


def runs(view: NodeView) -> Mapping[str, tuple[UnitSeen, ...]]:
    """What was seen of each unit that ever ran, oldest first."""
    found: dict[str, list[UnitSeen]] = defaultdict(list)
    for seen in view.all(UnitSeen):
        if seen.load_state in {"", "loaded"} and (seen.main_started_at or seen.active_since or seen.n_restarts):
            found[seen.unit].append(seen)
    return {unit: tuple(each) for unit, each in found.items()}


def take(
    unit: str, book: UnitBook | None, seen: tuple[UnitSeen, ...], look: Look, revision: int
) -> tuple[UnitBook, list[Restart]]:
    """Enter one look into a unit's account. Its first sight is history; the run that a boot starts is not counted."""
    before = book or UnitBook(lineage=Lineage(uid=unit, boot_id=look.boot))
    after, starts = before.lineage.see(tuple(_sight(each) for each in seen), revision)
    dead = next((each for each in reversed(seen) if each.exec_main_code and not each.main_pid), None)
    account = replace(
        before,
        lineage=after.slim(),
        last_exit=dead.exec_main_status if dead else before.last_exit,
        last_result=dead.result if dead else before.last_result,
    )
    if not starts or book is None:
        return account, []
    rebooted = bool(look.boot and before.lineage.boot_id and look.boot != before.lineage.boot_id)
    kind = RestartKind.KUBELET_RESTART if unit in KUBELETS else RestartKind.UNIT_RESTART
    made: list[Restart] = []
    for run in starts:
        unrecorded = max(run.last - MAX_SINGLE + 1 - run.first, 0)
        for attempt in range(run.first + unrecorded, run.last + 1):
            mark = after.nth(attempt, run.generation)
            by_boot = rebooted and not made
            made.append(
                Restart(
                    subject=UnitRef(unit=unit),
                    kind=RestartKind.NODE_REBOOT if by_boot else kind,
                    at=(mark.started_at if mark else None) or look.at,
                    attempt=attempt,
                    generation=run.generation,
                    boot_id=look.boot,
                    counted=not by_boot,
                    inferred=mark is None,
                    times=1 + unrecorded if attempt == run.last else 1,
                    exit_code=account.last_exit,
                    reason="" if account.last_result == "success" else account.last_result,
                )
            )
    counted = sum(restart.times for restart in made if restart.counted)
    return replace(
        account, lineage=replace(account.lineage, boot_id=look.boot), restarts=account.restarts + counted
    ), made


def _sight(seen: UnitSeen) -> Sight:
    """One run. Before its main process is started, the number belongs to nobody yet."""
    started_at = seen.main_started_at or (seen.active_since if seen.main_pid else None)
    preparing = seen.sub_state in {"start-pre", "condition"}
    run = "" if preparing or started_at is None else started_at.isoformat()
    return Sight(
        attempt=max(seen.n_restarts or 0, 0),
        container_id=run,
        started_at=started_at,
        running=bool(run) and seen.sub_state == "running",
    )
