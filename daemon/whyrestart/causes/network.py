"""Ports and addresses: who holds the port, and whether the address is this node's at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from whyrestart.causes.command_line import place_of
from whyrestart.causes.dependency import calls_apiserver, tells_of_its_end
from whyrestart.causes.kubelet_answers import newest_unanswered
from whyrestart.causes.living import goes_on, never_answered
from whyrestart.causes.logs import Said, all_said, death_log, last_said, nobody_saw_it
from whyrestart.causes.presented import UNKNOWN_AUTHORITY
from whyrestart.causes.probe_request import NODE_PORTS, answered_by_another
from whyrestart.causes.probing import CHANGEOVER, complaint, edited_at, is_program, listens, target
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log, note
from whyrestart.causes.trust import calls_itself, of_no_account
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import PROGRAMS
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    FileText,
    HostSeen,
    ListeningSocket,
    Outcome,
    SocketsSeen,
    Source,
    UnitSeen,
    Variant,
)

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


def _holder(episode: Episode, port: int) -> tuple[ListeningSocket, ...] | None:
    """Who holds the port now; None where the socket table was not seen."""
    seen = episode.node.last(SocketsSeen)
    return None if seen is None else seen.on_port(port)


def _in_use(episode: Episode) -> tuple[Said, int | None] | None:
    said = last_said(death_log(episode), IN_USE, IN_USE_BALANCER, IN_USE_LOOSE)
    if said is None:
        return None
    if "listen unix" in said.entry.text:
        return None
    port = said["port"] or said["at_one"] or said["nginx"]
    return said, int(port) if port else None


def _is_older_self(episode: Episode, holder: ListeningSocket) -> bool:
    """The holder is another instance of the same program: an older container, or a leftover or duplicate pod of it."""
    if (holder.program and not is_program(holder.program, episode)) or _unit_of(episode, holder):
        return False
    current = episode.current
    if holder.container_id and current is not None:
        return not current.container_id.startswith(holder.container_id[:12])
    return bool(holder.program)


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
    strangers = [h for h in holders or () if h.program and (not is_program(h.program, episode) or _unit_of(episode, h))]
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
    holders = _holder(episode, port) if port else None
    strangers = [h for h in holders or () if not _is_older_self(episode, h)]
    named = next((h for h in strangers if h.program), strangers[0] if strangers else None)
    holder = (_unit_of(episode, named) or named.program) if named else ""
    who = f"{holder or 'another program'}{f' (process {named.pid})' if named and named.pid else ''}"
    if holders is not None and not strangers and holders:
        return None
    if not strangers and _other_running_instances(episode):
        return None
    # Who holds it is what tells this from an older instance of the same program.
    unseen = nobody_saw_it(episode) or episode.node.blind(Source.CRI) is not None
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


CANNOT_ASSIGN = (
    re.compile(
        r"listen (?:tcp|udp|tcp4|tcp6) \[?(?P<address>[\w.:]+?)\]?:(?P<port>\d+): bind: cannot assign requested address"
    ),
    re.compile(
        r"cannot bind socket \(Cannot assign requested address\)[^\[\n]{0,60} \[(?P<address>[^\]\s]{1,60}):(?P<port>\d+)\]"
    ),
    re.compile(r"bind\(\) to \[?(?P<address>[\w.:]{1,60}?)\]?:(?P<port>\d+) failed \(99: "),
)
_ADDRESS_FLAGS = (
    "listen-client-urls",
    "listen-peer-urls",
    "bind-address",
    "listen-metrics-urls",
    "advertise-address",
    "initial-advertise-peer-urls",
)


def node_address_missing(episode: Episode) -> Finding | None:
    """It is told to listen on an address that no interface of this node has."""
    said = last_said(death_log(episode), *CANNOT_ASSIGN)
    host = episode.node.last(HostSeen)
    if said is None:
        return _another_answers(episode, host) or _probed_address_gone(episode, host)
    address = said["address"]
    known = host is not None and host.interfaces is not None
    if known and host is not None and address in host.addresses:
        return None
    flag = next(
        (f for n in _ADDRESS_FLAGS if (f := episode.flag(n)) and address in (f.value or "")),
        None,
    )
    here = ", ".join(sorted(host.addresses)) if host is not None and known else ""
    return finding(
        Cause.NODE_ADDRESS_MISSING,
        Confidence.PROVEN,
        f"{episode.program} is told to listen on {address}, which no interface of this node has{f' (it has {here})' if here else ''}.",
        [
            from_log(episode, said.entry),
            from_flag(episode, flag) if flag else None,
            note("host", f"addresses: {here}") if here else None,
            from_last_end(episode),
        ],
        ruled_out=[RuledOut(cause=Cause.PORT_IN_USE, because="the address, not the port, is refused")],
        address=address,
        port=said["port"],
        flag=str(flag) if flag else None,
        place=place_of(episode, flag),
    )


def _another_answers(episode: Episode, host: HostSeen | None) -> Finding | None:
    """It calls itself before it listens, at an address that is another node's, and does not know who answers."""
    said = last_said(death_log(episode), UNKNOWN_AUTHORITY)
    address = calls_itself(episode, said.entry.text) if said else None
    flag = episode.flag("bind-address")
    if said is None or flag is None or address is None or address != flag.value:
        return None
    if host is None or not host.addresses or address in host.addresses:
        return None
    here = ", ".join(sorted(host.addresses))
    return finding(
        Cause.NODE_ADDRESS_MISSING,
        Confidence.LIKELY,
        f"{episode.program} is told to listen on {address}, which no interface of this node has (it has {here}); another server answers there.",
        [from_log(episode, said.entry), from_flag(episode, flag), note("host", f"addresses: {here}")],
        ruled_out=[RuledOut(cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH, because="it is itself that it means to call")],
        address=address,
        flag=str(flag),
        place=place_of(episode, flag),
    )


def _probed_address_gone(episode: Episode, host: HostSeen | None) -> Finding | None:
    """It listens on every address, but the one that the installer wrote into its flags and its probe is gone."""
    each = complaint(episode)
    address, _ = target(each.probe if each else None, episode)
    if each is None or host is None or not host.addresses or not address or address in host.addresses:
        return None
    if each.kubelet.status is not None or _NO_WAY_THERE.search(each.kubelet.error or "") is None:
        return None
    flag = next(
        (f for f in (episode.container.flags if episode.container else ()) if _names(f.value or "", address)), None
    )
    if flag is None:
        return None
    here = ", ".join(sorted(host.addresses))
    return finding(
        Cause.NODE_ADDRESS_MISSING,
        Confidence.LIKELY,
        f"{flag} and the probe of {episode.program} name {address}, which no interface of this node has (it has {here}).",
        [each.shown(), from_flag(episode, flag), note("host", f"addresses: {here}")],
        ruled_out=[RuledOut(cause=Cause.PROBE_WRONG_PORT, because="the address, not the port, is out of reach")],
        address=address,
        flag=str(flag),
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line,
    )


_NO_WAY_THERE = re.compile(r"no route to host|network is unreachable|i/o timeout|deadline exceeded", re.IGNORECASE)


def _names(value: str, address: str) -> bool:
    return re.search(rf"(?<![\w.:]){re.escape(address)}(?![\w.]|:[0-9a-f]*:)", value) is not None


_PROXY_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "ALL_PROXY")
_PROXY_WORDS = re.compile(
    r"(?:proxyconnect tcp: |socks connect tcp )(?P<why>[^\n]*)|(?P<status>407 Proxy Authentication Required|Proxy Authentication Required)|"
    # What Go makes of a proxy that refuses the CONNECT: the status' bare words, which no server's own answer comes as.
    r"(?:Get|Post|Put|Patch|Delete|Head) \"?https://[^\s\"]+\"?: (?P<words>Forbidden|Service Unavailable|Bad Gateway|Gateway Timeout|"
    r"Method Not Allowed|Bad Request|Internal Server Error)(?=\\?\"?\s*$|\\?\"?,? \w{1,40}=)|failed to do connect handshake, response: \\?\"HTTP/|"
    r"Server: squid|X-Squid-Error|ERR_ACCESS_DENIED|Via: 1\.[01] |The requested URL could not be retrieved|cache administrator"
)


def proxy_environment(episode: Episode) -> Finding | None:
    """A proxy stands between components that should speak directly: its marks are in the answers."""
    if episode.is_node:
        return None
    variables = {
        name: value for name, value in (episode.container.env if episode.container else ()) if name in _PROXY_VARIABLES
    }
    no_proxy = next((v for n, v in (episode.container.env if episode.container else ()) if n.lower() == "no_proxy"), "")
    own = tuple(entry for entry in death_log(episode) if not of_no_account(episode, entry))
    lives = episode.is_kubelet and episode.unit is not None and episode.state is State.HEALTHY
    # What a kubelet that lives was answered once is over, where it was answered otherwise since; what the runtime was
    # answered, when it pulled an image, is of its own environment.
    newest = newest_unanswered(episode) if lives else ()
    asked = tuple(entry for entry in newest if calls_apiserver(entry.text) and goes_on(episode, entry))
    said = last_said(asked if lives else (*own, *episode.kubelet_log), _PROXY_WORDS)
    if said is None and variables:
        said = never_answered(episode, _PROXY_WORDS)
    each = complaint(episode)
    body = _PROXY_WORDS.search(f"{each.kubelet.body} {each.kubelet.error or ''}") if each is not None else None
    unit_proxy = _kubelet_proxy(episode)
    if said is None and body is None:
        return None
    named = ", ".join(f"{name}={value}" for name, value in variables.items()) or unit_proxy or ""
    # net/http says so of nothing but a proxy that it was told to use, wherever it was told so.
    told = said is not None and bool(said["why"])
    # What one met that is not known to have ended may be over, as at its start.
    met = said is not None and body is None and nobody_saw_it(episode) and not tells_of_its_end(own)
    # A kubelet that lives tries again every few seconds.
    once = said is not None and lives and len(list(all_said(asked, _PROXY_WORDS))) < 2
    return finding(
        Cause.PROXY_ENVIRONMENT,
        Confidence.POSSIBLE if met or once else Confidence.PROVEN if named or told else Confidence.LIKELY,
        f"A proxy stands between {episode.program} and its peer{f' ({named})' if named else ''}; "
        f"{'NO_PROXY is not set' if not no_proxy else f'NO_PROXY={no_proxy} does not cover the address'}.",
        [
            from_log(episode, said.entry) if said else None,
            each.shown() if body and each else None,
            note("manifest", named) if named else None,
        ],
        ruled_out=[
            RuledOut(
                cause=Cause.ANONYMOUS_HEALTH_ACCESS_FORBIDDEN,
                because="the answer bears a proxy's marks, not the apiserver's",
            )
        ],
        proxy=named,
        no_proxy=no_proxy,
    )


def _kubelet_proxy(episode: Episode) -> str | None:
    """A proxy in the kubelet's environment: up to 1.13 its probes went through it (KUBELET.md H6)."""
    version = episode.node.version
    if version is None or version.at_least(1, 14):
        return None
    for seen in episode.node.newest(FileText).values():
        if "kubelet" in seen.path and (match := re.search(r"(?m)^[^#\n]*?\b(HTTPS?_PROXY=\S+)", seen.text)):
            return f"{match[1]} in {seen.path}"
    return None


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
    value = episode.container.flag_value("service-node-port-range") if episode.container else None
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
        cause=Cause.NODE_ADDRESS_MISSING,
        find=node_address_missing,
        needs=frozenset({Source.POD_LOGS}),
        settles="compare the flags' addresses with `ip address`",
    ),
    Rule(
        cause=Cause.PROXY_ENVIRONMENT,
        find=proxy_environment,
        applies=lambda episode: not episode.is_node,
        needs=frozenset({Source.POD_LOGS}),
        settles="look for HTTP_PROXY in the manifest and in the kubelet's drop-ins",
    ),
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
