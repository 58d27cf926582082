"""Whether an edit ended the loop: look again and again until the new life is well, or dies as the old ones did."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from whyrestart.diagnosing import diagnose
from whyrestart.episodes import episodes
from whyrestart.looking import SECONDS_BETWEEN_LOOKS, Look, Sleep
from whyrestart.model.diagnosis import Diagnosis, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import ContainerRef, Subject
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.observation import ContainerState, Outcome, Variant

# A kubelet that has seen the edit has replaced the pod after its grace period and one full read of the directory.
SLACK = timedelta(seconds=2)


class Result(StrEnum):
    """How it ended."""

    HEALED = "healed"
    GOES_ON = "goes_on"
    UNDECIDED = "undecided"


@dataclass(frozen=True, kw_only=True)
class Followed:
    """The result, what the subject's diagnosis was at the last look, and how long it took."""

    result: Result
    says: str
    seconds: float
    diagnosis: Diagnosis | None = None


async def follow(
    subject: Subject, *, written_at: datetime, look: Look, seconds: float, sleep: Sleep = asyncio.sleep
) -> Followed:
    """Look until it is decided, at most for so many seconds by the looks' own clock."""
    says, diagnosis, view = "nothing was seen of it yet", None, None
    while True:
        view = await look()
        spent = (view.at - written_at).total_seconds()
        episode = next((each for each in episodes(view) if _same(each.subject, subject)), None)
        diagnosis = next((each for each in diagnose(view).diagnoses if _same(each.subject, subject)), None)
        if episode is not None:
            result, says = _judge(episode, diagnosis, written_at)
            if result is not Result.UNDECIDED:
                return Followed(result=result, says=says, seconds=spent, diagnosis=diagnosis)
        if spent + SECONDS_BETWEEN_LOOKS > seconds:
            return Followed(result=Result.UNDECIDED, says=says, seconds=spent, diagnosis=diagnosis)
        await sleep(SECONDS_BETWEEN_LOOKS)


def _same(one: Subject, other: Subject) -> bool:
    """One container is the same in its new pod, whatever the pod's UID."""
    if isinstance(one, ContainerRef) and isinstance(other, ContainerRef):
        return (one.namespace, one.pod, one.container) == (other.namespace, other.pod, other.container)
    return one == other


def _judge(episode: Episode, diagnosis: Diagnosis | None, written_at: datetime) -> tuple[Result, str]:
    if episode.ref is None:
        unit = episode.unit
        since = unit.main_started_at or unit.active_since if unit else None
        well = unit is not None and unit.active_state == "active" and since is not None and since >= written_at
        lasting = well and since is not None and episode.at - since >= timedelta(seconds=30)
        return (Result.HEALED, f"{unit.unit} is active since then") if lasting and unit else (
            Result.UNDECIDED, f"{episode.subject} has not been active for 30 s since the edit"
        )  # fmt: skip
    mine = [a for a in episode.attempts if a.started_at is not None and a.started_at >= written_at - SLACK]
    died = [a for a in mine if a.ended]
    if died:
        code = "" if died[-1].exit_code is None else f" with exit code {died[-1].exit_code}"
        why = f": {diagnosis.summary}" if diagnosis is not None and diagnosis.summary else ""
        return Result.GOES_ON, f"the container that was started with the edit ended too{code}{why}"
    newest = mine[-1] if mine else None
    if newest is None or newest.state is not ContainerState.RUNNING:
        return Result.UNDECIDED, "the kubelet has not started the edited pod yet"
    killing = [p for p in (episode.container.probes if episode.container else ()) if p.kind is not ProbeKind.READINESS]
    answers = [episode.last_probe(Variant.KUBELET, probe.kind) for probe in killing]
    fresh = [r for r in answers if r is not None and newest.started_at is not None and r.at >= newest.started_at]
    if killing and not fresh:
        return Result.UNDECIDED, "it runs, and its probes have not been answered yet"
    failed = next((r for r in fresh if r.outcome is not Outcome.SUCCESS), None)
    if failed is not None:
        answer = failed.status if failed.status is not None else failed.error
        return Result.UNDECIDED, f"it runs, and its {failed.kind} probe still fails ({answer})"
    if diagnosis is not None and diagnosis.state is State.LOOPING and not fresh:
        return Result.UNDECIDED, "it runs, and has no probe that would tell more"
    lived = episode.at - newest.started_at if newest.started_at else timedelta(0)
    if not killing and lived < timedelta(seconds=60):
        return Result.UNDECIDED, "it runs, and has no probe that would tell more"
    return Result.HEALED, f"it runs since {lived.total_seconds():.0f} s and its probes succeed"
