"""Why a release refuses a flag, a feature gate or an admission plugin, in words and with the releases named.

What no table settles is not said, save that a name which no release is known to have is one slip away from one that
this release has.
"""

from __future__ import annotations

from dataclasses import dataclass

from whyrestart.knowledge import admission_plugins, flags, gates
from whyrestart.knowledge.flags import Verdict
from whyrestart.knowledge.gates import GateVerdict
from whyrestart.knowledge.lifetime import Lifetime
from whyrestart.knowledge.likeness import is_slip
from whyrestart.model.cause import Confidence
from whyrestart.model.version import Version

# strconv.ParseBool, which the gates' flag uses.
BOOLEANS = {
    "1": True, "t": True, "T": True, "TRUE": True, "true": True, "True": True,
    "0": False, "f": False, "F": False, "FALSE": False, "false": False, "False": False,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a name is refused; `settled` by a table, or else a guess. `instead` is what to write now."""

    why: str
    settled: bool = True
    nearest: str | None = None
    instead: str | None = None

    @property
    def confidence(self) -> Confidence:
        """As sure as what it rests on."""
        return Confidence.LIKELY if self.settled else Confidence.POSSIBLE


def flag(program: str, name: str, version: Version) -> Refusal | None:
    """Why the program's release does not know the flag; None where it does, or nothing is known."""
    answer = flags.judge(program, name, version)
    facts = answer.facts
    instead = facts.instead or None if facts else None
    why = None
    match answer.verdict:
        case Verdict.REMOVED if facts is not None:
            why = f"{removed(facts.life)}{f' (now: {instead})' if instead else ''}"
        case Verdict.NOT_YET if facts is not None:
            why = added(facts.life)
        case Verdict.MISSPELT if facts is not None:
            why = f"that release takes no underscore for a hyphen: write --{answer.nearest}"
        case Verdict.MISSPELT:
            why = f"there is no such flag; --{answer.nearest} is the nearest"
        case Verdict.UNKNOWN_TO_US if answer.complete:
            why = "that release has no such flag"
    return _refusal(flags.canonical(name), why, answer, prefix="--", instead=instead)


def gate(name: str, value: str, version: Version) -> Refusal | None:
    """Why the release refuses the gate with that value; None where it takes it, or nothing is known."""
    answer = gates.judge(name, version, value=BOOLEANS.get(value))
    facts = answer.facts
    why = None
    match answer.verdict:
        case GateVerdict.REMOVED if facts is not None:
            why = f"{removed(facts.life)}, with the feature's graduation or end"
        case GateVerdict.NOT_YET if facts is not None:
            why = added(facts.life)
        case GateVerdict.LOCKED if facts is not None:
            since = f" from {_short(facts.locked_since)} on" if facts.locked_since else ""
            why = f"it is locked to {str(facts.locked_to(version)).lower()}{since}"
        case GateVerdict.MISSPELT:
            why = f"there is no such gate; {answer.nearest} is the nearest"
        case GateVerdict.UNKNOWN_TO_US if answer.complete:
            why = "that release has no such gate"
    return _refusal(name, why, answer)


def gate_value(value: str) -> Refusal | None:
    """Why a gate's value is refused, whatever the release: MapStringBool and the gates' own flag ask ParseBool."""
    given = f"its value is {value!r}" if value else "it has no value"
    return None if value in BOOLEANS else Refusal(why=f"{given}, and true or false was expected")


def plugin(name: str, version: Version) -> Refusal | None:
    """Why the apiserver's release has no such admission plugin; None where it has, or nothing is known."""
    answer = admission_plugins.judge(name, version)
    facts = answer.facts
    instead = facts.instead or None if facts else None
    why = None
    match answer.verdict:
        case Verdict.REMOVED if facts is not None:
            why = f"{removed(facts.life)}{f' (now: {instead})' if instead else ''}"
        case Verdict.NOT_YET if facts is not None:
            why = added(facts.life)
        case Verdict.MISSPELT:
            why = f"{answer.nearest} is the nearest"
        case Verdict.UNKNOWN_TO_US if answer.complete:
            why = "that release has none of that name"
    return _refusal(name, why, answer, instead=instead)


def _refusal(
    name: str,
    why: str | None,
    answer: flags.FlagVerdict | gates.GateAnswer | admission_plugins.PluginVerdict,
    *,
    prefix: str = "",
    instead: str | None = None,
) -> Refusal | None:
    if why is not None:
        return Refusal(why=why, nearest=answer.nearest, instead=instead)
    # Where the table is not complete and has never heard of the name: what is but one slip away from it.
    if answer.facts is not None or answer.nearest is None or not is_slip(name, answer.nearest):
        return None
    guess = f"no release is known to have it; {prefix}{answer.nearest} is one slip away"
    return Refusal(why=guess, settled=False, nearest=answer.nearest)


def removed(life: Lifetime) -> str:
    """Since when a thing is no more: the release itself, or those between which it went."""
    if life.removed is not None:
        return f"it was removed in {_short(life.removed)}"
    had = f" ({_short(life.seen[1])} still had it)" if life.seen else ""
    return f"it was removed by {_short(life.gone)}{had}" if life.gone else "it was removed"


def added(life: Lifetime) -> str:
    """Since when a thing is there: the release itself, or those between which it came."""
    if life.since is not None:
        return f"it comes with {_short(life.since)}"
    has = f"; {_short(life.seen[0])} has it" if life.seen else ""
    return f"it came after {_short(life.absent)}{has}" if life.absent else f"it came later{has}"


def _short(version: Version | None) -> str:
    return f"{version.major}.{version.minor}" if version else ""
