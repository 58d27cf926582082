"""The kubelet's own ports, which others hold: another kubelet, or whatever else."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.kubelet.words import (
    LOG,
    ONE_LIFE,
    carried,
    carrier,
    errors_of_its_life,
    last_word,
    who,
)
from whyrestart.causes.network.ports import IN_USE
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import PROCESSES
from whyrestart.model.observation import ListeningSocket, SocketsSeen, Source

# It goes on without its healthz server (cmd/kubelet/app/server.go).
_GOES_ON = re.compile(r"healthz? server", re.IGNORECASE)


def _port(episode: Episode) -> tuple[Said, int, tuple[ListeningSocket, ...] | None] | None:
    """The port that the kubelet ended for, and who holds it; None where the socket table was not seen."""
    said = last_word(episode, IN_USE, where=lambda said: _GOES_ON.search(said.entry.text) is None)
    if said is None:
        return None
    seen, port = episode.node.last(SocketsSeen), int(said["port"])
    return said, port, None if seen is None else seen.on_port(port)


def _own(episode: Episode, said: Said) -> frozenset[str]:
    """The names that an earlier instance of it goes by.

    Whoever says so in logrus' form is no kubelet, whatever its unit is called: only what carries one writes so.
    """
    unit = carrier(episode)
    if not unit and said.entry.raw.startswith('time="'):
        return frozenset().union(*PROCESSES.values())
    return next((names for start, names in PROCESSES.items() if unit.startswith(start)), frozenset({"kubelet"}))


def port_held_by_previous_instance(episode: Episode) -> Finding | None:
    """Another kubelet runs on the node: one that lost its unit, or another distribution's."""
    found = _port(episode)
    if found is None:
        return None
    own = next((h for h in found[2] or () if h.program in _own(episode, found[0])), None)
    if own is None:
        return None
    return finding(
        Cause.PORT_HELD_BY_PREVIOUS_INSTANCE,
        Confidence.LIKELY,
        f"Another {own.program} (process {own.pid or 'unknown'}) holds port {found[1]}, so this one cannot listen and exits.",
        [
            from_kubelet(found[0].entry),
            note("sockets", f"port {found[1]} is held by {own.program} (process {own.pid or 'unknown'})"),
        ],
        port=found[1],
        holder=own.program,
        pid=own.pid,
    )


def port_in_use(episode: Episode) -> Finding | None:
    """Another program has the kubelet's port. Where nobody saw which, it may as well be another kubelet: taken it is."""
    found = _port(episode)
    if found is None:
        return _health_port(episode)
    said, port, holders = found
    named = next((h for h in holders or () if h.program and h.program not in _own(episode, said)), None)
    holder = f"{named.program}{f' (process {named.pid})' if named.pid else ''}" if named else "another program"
    # An end of long ago tells of now only where others followed.
    lately = said.entry.at is None or episode.at - said.entry.at <= ONE_LIFE
    unseen = holders is None and lately and not carried(episode)
    if unseen:
        holder = f"a program that was not seen (`ss -ltnp sport = :{port}` names it; it may be an older kubelet)"
    return finding(
        Cause.PORT_IN_USE,
        Confidence.PROVEN if named else Confidence.LIKELY if unseen else Confidence.POSSIBLE,
        f"{who(episode)} cannot listen on port {port}: {holder} holds it; it exits at once.",
        [from_kubelet(said.entry), note("sockets", f"port {port} is held by {holder}") if named else None],
        port=port,
        holder=named.program if named else None,
        pid=named.pid if named else None,
    )


def _health_port(episode: Episode) -> Finding | None:
    """It does not end for that, but who has its health port is another kubelet as a rule: that may be what ends it."""
    errors = errors_of_its_life(episode)
    said = last_said(errors, IN_USE, where=lambda said: _GOES_ON.search(said.entry.text) is not None)
    if said is None or episode.state is State.HEALTHY:
        return None
    port = int(said["port"])
    return finding(
        Cause.PORT_IN_USE,
        Confidence.POSSIBLE,
        f"{who(episode)} ends, and could not listen on its health port {port} before: another program holds it "
        f"(`ss -ltnp sport = :{port}` names it; as a rule it is another kubelet).",
        [from_kubelet(said.entry)],
        port=port,
    )


RULES = (
    Rule(
        cause=Cause.PORT_HELD_BY_PREVIOUS_INSTANCE,
        find=port_held_by_previous_instance,
        applies=about_kubelet,
        needs=LOG | {Source.SOCKETS},
        settles="`ss -ltnp` tells who holds the port",
    ),
    Rule(
        cause=Cause.PORT_IN_USE,
        find=port_in_use,
        applies=about_kubelet,
        needs=LOG,
        yields_to=frozenset({Cause.PORT_HELD_BY_PREVIOUS_INSTANCE}),
        settles="`ss -ltnp` tells who holds the port",
    ),
)
