"""Who has the port: another program, an older instance, or a NAT rule that takes the packets before any process does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from whyrestart.causes.evidence.logs import Said, death_log, last_said, nobody_saw_it
from whyrestart.causes.evidence.probing import CHANGEOVER, complaint, edited_at, is_program, listens, target
from whyrestart.causes.probes.request import NODE_PORTS, answered_by_another
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log, note
from whyrestart.knowledge.addresses import plain
from whyrestart.knowledge.serving import ANY
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.identity import PROGRAMS, UnitRef
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    ListeningSocket,
    Outcome,
    SocketsSeen,
    Source,
    UnitSeen,
    Variant,
)
from whyrestart.parsing.last_words import is_an_end

# Go's net.OpError: `listen tcp 127.0.0.1:6443: bind: address already in use`.
IN_USE = re.compile(
    r"listen (?:tcp|tcp4|tcp6) (?P<address>\[?[\w.:%*-]*\]?):(?P<port>\d+): bind: address already in use"
)
# The balancers before the apiservers: nginx's errno is in its words, haproxy's is not before 2.2.
IN_USE_BALANCER = re.compile(
    r"cannot bind socket (?:\(Address already in use\)[^\[\n]{0,60} )?\[(?:0\.0\.0\.0|\*|::+):(?P<port>\d{4,5})\]|"
    r"cannot bind socket \(Address already in use\)[^\[\n]{0,60} \[[^\]\s]{1,60}:(?P<at_one>\d+)\]|"
    r"bind\(\) to \S{0,60}:(?P<nginx>\d+) failed \(98: "
)
# Without an address where the program names the port elsewhere; a unix socket is not a port.
IN_USE_LOOSE = re.compile(
    r"(?<!unix )(?<!\.sock): bind: address already in use|port:? (?P<port>\d+).*address already in use"
)


def _holder(episode: Episode, said: Said, port: int | None) -> tuple[ListeningSocket, ...] | None:
    """Who holds the port now, at the address that was asked for; None where the socket table was not seen."""
    seen = episode.node.last(SocketsSeen)
    if seen is None or not port:
        return None
    wanted = plain(said["address"])
    return tuple(each for each in seen.on_port(port) if _collide(wanted, plain(each.address)))


_EVERY = ANY | {"*"}


def _collide(wanted: str, held: str) -> bool:
    """Whether one cannot be had while the other is held; a balancer may well have the same port of another address."""
    return wanted == held or not _EVERY.isdisjoint((wanted, held)) or "localhost" in {wanted, held}


def _in_use(episode: Episode) -> tuple[Said, int | None] | None:
    log = death_log(episode)
    said = last_said(log, IN_USE, IN_USE_BALANCER, IN_USE_LOOSE)
    if said is None or "listen unix" in said.entry.text:
        return None
    # A port for metrics, say, is tried again: kube-proxy ends for something else.
    after = log[len(log) - log[::-1].index(said.entry) :]
    if not is_an_end(said.entry) and any(is_an_end(each) and each.severity.is_error for each in after):
        return None
    port = said["port"] or said["at_one"] or said["nginx"]
    return said, int(port) if port else None


def _is_older_self(episode: Episode, holder: ListeningSocket) -> bool:
    """The holder is another instance of the same program: an older container, or a leftover or duplicate pod of it."""
    if _is_of_this_pod(episode, holder):
        return True
    if (holder.program and not is_program(holder.program, episode)) or _unit_of(episode, holder):
        return False
    current = episode.current
    if holder.container_id and current is not None:
        return not current.container_id.startswith(holder.container_id[:12])
    return bool(holder.program)


def _is_of_this_pod(episode: Episode, holder: ListeningSocket) -> bool:
    """Whether it is a process of a former life of this pod, which runs nothing else, whatever its binary is called."""
    uids = {life.key.pod_uid for life in episode.attempts}
    if episode.pod is not None:
        alone = len(episode.pod.containers) == 1
    else:
        seen = (each.attempt_key for each in episode.node.newest(ContainerSeen).values())
        alone = episode.ref is not None and {key.ref for key in seen if key.pod_uid in uids} == {episode.ref}
    mine = episode.current is not None and episode.current.state is ContainerState.RUNNING
    return alone and not mine and bool(holder.pod_uid) and holder.pod_uid in uids


def _unit_of(episode: Episode, holder: ListeningSocket) -> str:
    """The active unit of the same program, other than the judged one, that the holder belongs to: not of any container.

    A package brings such a unit (Ubuntu's etcd), or an earlier installation by hand left it.
    """
    if holder.pod_uid or holder.container_id or not (holder.program and is_program(holder.program, episode)):
        return ""
    mine = episode.unit.unit if episode.unit is not None else ""
    units = (unit for unit in episode.node.newest(UnitSeen).values() if PROGRAMS.get(unit.unit) == episode.program)
    others = (unit for unit in units if unit.unit != mine and unit.main_pid in {None, holder.pid})
    return next((unit.unit for unit in others if unit.active_state == "active"), "")


def _other_running_instances(episode: Episode) -> tuple[ContainerSeen, ...]:
    newest = episode.current
    # A tenant's control plane, in pods of its own, has ports of its own.
    name, space = (episode.ref.container, episode.ref.namespace) if episode.ref else ("", "")
    return tuple(
        seen
        for seen in episode.node.newest(ContainerSeen).values()
        if seen.state is ContainerState.RUNNING
        and (seen.attempt_key.ref.container, seen.attempt_key.ref.namespace) == (name, space)
        and (newest is None or seen.container_id != newest.container_id)
    )


def port_held_by_previous_instance(episode: Episode) -> Finding | None:
    """An older instance of the same component still has the port."""
    found = _in_use(episode)
    if found is None:
        return None
    said, port = found
    holders = _holder(episode, said, port)
    own = [h for h in holders or () if _is_older_self(episode, h)]
    others = _other_running_instances(episode)
    strangers = [
        h
        for h in holders or ()
        if h.program
        and not _is_of_this_pod(episode, h)
        and (not is_program(h.program, episode) or _unit_of(episode, h))
    ]
    if strangers or not (own or others):
        return None
    edited = edited_at(episode)
    # Where a manifest's time was not seen, the edit that made another pod of it may be of this moment.
    lately = episode.manifest is not None if edited is None else timedelta(0) <= episode.at - edited <= CHANGEOVER
    replaced = lately and _of_a_former_pod(episode, own, others)
    who = (
        f"process {own[0].pid}"
        if own and own[0].pid
        else f"container {(others[0].container_id if others else own[0].container_id or '')[:12]}"
    )
    return finding(
        Cause.PORT_HELD_BY_PREVIOUS_INSTANCE,
        # After an edit the old pod may use its grace while the new one tries already (RIG.md, 1.20.2).
        Confidence.POSSIBLE if replaced else Confidence.PROVEN if own else Confidence.LIKELY,
        f"An older instance of {episode.program} ({who}) still holds port {port or 'it needs'}, so the new one cannot listen and exits.",
        [from_log(episode, said.entry), _holder_evidence(port, own), *(_running(each) for each in others[:2])],
        ruled_out=[RuledOut(cause=Cause.PORT_IN_USE, because="the port's owner is the same program")],
        port=port,
        holder=episode.program,
        pid=own[0].pid if own else None,
    )


def _of_a_former_pod(episode: Episode, sockets: Iterable[ListeningSocket], containers: Iterable[ContainerSeen]) -> bool:
    """Whether all that hold the port are of pods of this name that the manifest's last edit replaced."""
    newest = episode.current
    uids = {h.pod_uid for h in sockets} | {c.attempt_key.pod_uid for c in containers}
    return newest is not None and bool(uids) and newest.key.pod_uid not in uids and None not in uids


def port_in_use(episode: Episode) -> Finding | None:
    """Another program has the port."""
    found = _in_use(episode)
    if found is None:
        return None
    said, port = found
    holders = _holder(episode, said, port)
    strangers = [h for h in holders or () if not _is_older_self(episode, h)]
    named = next((h for h in strangers if h.program), strangers[0] if strangers else None)
    holder = (_unit_of(episode, named) or named.program) if named else ""
    who = f"{holder or 'another program'}{f' (process {named.pid})' if named and named.pid else ''}"
    if holders is not None and not strangers and holders:
        return None
    if not strangers and _other_running_instances(episode):
        return None
    # Who holds it is what tells this from an older instance of the same program.
    unit = isinstance(episode.subject, UnitRef)
    unseen = nobody_saw_it(episode) or (episode.node.blind(Source.CRI) is not None and not unit)
    if unit and holders is None and not unseen:
        who = f"a program that was not seen (`ss -ltnp{f' sport = :{port}' if port else ''}` names it; it may be an older instance)"
    untold = not strangers and (holders is not None or unseen)
    return finding(
        Cause.PORT_IN_USE,
        Confidence.PROVEN if holder else Confidence.POSSIBLE if untold else Confidence.LIKELY,
        f"{episode.program} cannot listen on port {port or 'it needs'}: {who} holds it; it exits at once.",
        [from_log(episode, said.entry), _holder_evidence(port, strangers), from_last_end(episode)],
        ruled_out=[RuledOut(cause=Cause.PORT_HELD_BY_PREVIOUS_INSTANCE, because=f"the owner is {holder}")]
        if holder
        else [],
        port=port,
        holder=holder or None,
        pid=named.pid if named else None,
    )


def nodeport_hijacks_port(episode: Episode) -> Finding | None:
    """The right process listens, yet something else answers: a NAT rule takes the packets first."""
    each = complaint(episode)
    if each is None or (each.kubelet.status is None and not each.kubelet.error):
        return None
    _, port = target(each.probe, episode)
    mine = [p for _, p in listens(episode)]
    if port is None or port not in mine or port not in _node_ports(episode):
        return None
    loopback = each.counter.get(Variant.LOOPBACK)
    differs = (loopback is not None and loopback.outcome is Outcome.SUCCESS) or answered_by_another(episode, each)
    return finding(
        Cause.NODEPORT_HIJACKS_PORT,
        Confidence.LIKELY if differs else Confidence.POSSIBLE,
        f"{episode.program} listens on port {port}, yet something else answers there: the port lies in the NodePort range, "
        "whose NAT rules take packets before any process does.",
        [each.shown(loopback), note("sockets", f"{episode.program} itself listens on port {port}")],
        ruled_out=[
            RuledOut(cause=Cause.PORT_IN_USE, because="the bind succeeded and the socket's owner is the component")
        ],
        port=port,
    )


def _node_ports(episode: Episode) -> range:
    """The NodePort range: an apiserver's flag says, else the default."""
    value = episode.flag_value("service-node-port-range")
    match = re.fullmatch(r"(\d+)-(\d+)", value or "")
    return range(int(match[1]), int(match[2]) + 1) if match else NODE_PORTS


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


RULES = (
    Rule(
        cause=Cause.NODEPORT_HIJACKS_PORT,
        find=nodeport_hijacks_port,
        needs=frozenset({Source.PROBE, Source.SOCKETS}),
        settles="`iptables-save -t nat | grep PORT`",
    ),
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
