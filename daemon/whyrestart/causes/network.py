"""Ports and addresses: who holds the port, and whether the address is this node's at all."""

from __future__ import annotations

import re

from whyrestart.causes.logs import Said, death_log, last_said
from whyrestart.causes.rule import Rule, finding, from_end, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerSeen, ContainerState, ListeningSocket, SocketsSeen, Source

# Go's net.OpError: `listen tcp 127.0.0.1:6443: bind: address already in use`.
IN_USE = re.compile(
    r"listen (?:tcp|tcp4|tcp6) (?P<address>\[?[\w.:%*-]*\]?):(?P<port>\d+): bind: address already in use"
)
IN_USE_LOOSE = re.compile(r"bind: address already in use")


def _holder(episode: Episode, port: int) -> tuple[ListeningSocket, ...] | None:
    """Who holds the port now; None where the socket table was not seen."""
    seen = episode.node.last(SocketsSeen)
    return None if seen is None else seen.on_port(port)


def _in_use(episode: Episode) -> tuple[Said, int | None] | None:
    said = last_said(death_log(episode), IN_USE, IN_USE_LOOSE)
    if said is None:
        return None
    return said, int(said["port"]) if said["port"] else None


def _is_older_self(episode: Episode, holder: ListeningSocket) -> bool:
    """The holder is another instance of the same program: an older container, or a leftover or duplicate pod of it."""
    if holder.program and holder.program != episode.program:
        return False
    current = episode.current
    if holder.container_id and current is not None:
        return not current.container_id.startswith(holder.container_id[:12])
    return bool(holder.program)


def _other_running_instances(episode: Episode) -> tuple[ContainerSeen, ...]:
    newest = episode.current
    name = episode.ref.container if episode.ref else ""
    return tuple(
        seen
        for seen in episode.node.newest(ContainerSeen).values()
        if seen.state is ContainerState.RUNNING
        and seen.attempt_key.ref.container == name
        and (newest is None or seen.container_id != newest.container_id)
    )


def port_held_by_previous_instance(episode: Episode) -> Finding | None:
    """An older instance of the same component still has the port."""
    found = _in_use(episode)
    if found is None:
        return None
    said, port = found
    holders = _holder(episode, port) if port else None
    own = [h for h in holders or () if _is_older_self(episode, h)]
    others = _other_running_instances(episode)
    strangers = [h for h in holders or () if h.program and h.program != episode.program]
    if strangers or not (own or others):
        return None
    who = (
        f"process {own[0].pid}"
        if own and own[0].pid
        else f"container {(others[0].container_id if others else own[0].container_id or '')[:12]}"
    )
    return finding(
        Cause.PORT_HELD_BY_PREVIOUS_INSTANCE,
        Confidence.PROVEN if own else Confidence.LIKELY,
        f"An older instance of {episode.program} ({who}) still holds port {port or 'it needs'}, so the new one cannot listen and exits.",
        [from_log(episode, said.entry), _holder_evidence(port, own), *(_running(each) for each in others[:2])],
        ruled_out=[RuledOut(cause=Cause.PORT_IN_USE, because="the port's owner is the same program")],
        port=port,
        holder=episode.program,
        pid=own[0].pid if own else None,
    )


def port_in_use(episode: Episode) -> Finding | None:
    """Another program has the port."""
    found = _in_use(episode)
    if found is None:
        return None
    said, port = found
    holders = _holder(episode, port) if port else None
    strangers = [h for h in holders or () if not _is_older_self(episode, h)]
    named = next((h for h in strangers if h.program), strangers[0] if strangers else None)
    who = (
        f"{named.program or 'another program'}{f' (process {named.pid})' if named.pid else ''}"
        if named
        else "another program"
    )
    if holders is not None and not strangers and holders:
        return None
    return finding(
        Cause.PORT_IN_USE,
        Confidence.PROVEN,
        f"{episode.program} cannot listen on port {port or 'it needs'}: {who} holds it; it exits at once.",
        [from_log(episode, said.entry), _holder_evidence(port, strangers), _end(episode)],
        ruled_out=[RuledOut(cause=Cause.PORT_HELD_BY_PREVIOUS_INSTANCE, because=f"the owner is {named.program}")]
        if named and named.program
        else [],
        port=port,
        holder=named.program if named else None,
        pid=named.pid if named else None,
    )


def _holder_evidence(port: int | None, holders: list[ListeningSocket]) -> Evidence | None:
    if not holders:
        return None
    shown = ", ".join(f"{h.address}:{h.port} {h.program or 'unknown program'} (pid {h.pid or '?'})" for h in holders)
    return note("sockets", f"port {port} is held by {shown}")


def _running(seen: ContainerSeen) -> Evidence:
    ref = seen.attempt_key.ref
    return note(
        "runtime", f"container {seen.container_id[:12]} of {ref.pod} runs since {seen.started_at}", seen.started_at
    )


def _end(episode: Episode) -> Evidence | None:
    ended = episode.last_ended
    return from_end(ended) if ended is not None and ended.exit_code is not None else None


RULES = (
    Rule(
        cause=Cause.PORT_HELD_BY_PREVIOUS_INSTANCE,
        find=port_held_by_previous_instance,
        needs=frozenset({Source.POD_LOGS, Source.SOCKETS}),
        settles="`ss -ltnp` tells who holds the port",
    ),
    Rule(
        cause=Cause.PORT_IN_USE,
        find=port_in_use,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.PORT_HELD_BY_PREVIOUS_INSTANCE}),
        settles="`ss -ltnp` tells who holds the port",
    ),
)
