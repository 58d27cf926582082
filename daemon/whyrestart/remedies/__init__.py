"""What a person may do about each cause: edits as unified diffs by version, and commands. None is applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import Remedy
from whyrestart.remedies import probe_auth, probe_target
from whyrestart.remedies.soundness import sound

Make = Callable[[Episode, Finding], Iterable[Remedy]]

REMEDIES: Mapping[Cause, Make] = MappingProxyType({**probe_auth.REMEDIES, **probe_target.REMEDIES})


def remedies(episode: Episode, found: Finding | None) -> tuple[Remedy, ...]:
    """The ways out of a finding, best first; for an unknown cause, how to ask a colleague.

    An edit whose result would not do is never shown: that remedy is then told in words alone.
    """
    if found is None:
        return (Remedy(title="Ask a colleague: capture what this node knows", commands=("whyrestart capture DIR",)),)
    make = REMEDIES.get(found.cause)
    if make is None:
        return ()
    return tuple(sound(episode, found.cause, remedy) for remedy in make(episode, found))
