"""Whether an address that a component is told to listen on, or is asked at, is this node's at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whyrestart.causes.certificates.trust import calls_itself
from whyrestart.causes.evidence.logs import death_log, last_said
from whyrestart.causes.evidence.presented import UNKNOWN_AUTHORITY
from whyrestart.causes.evidence.probing import complaint, target
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log, note
from whyrestart.causes.settings.command_line import place_of
from whyrestart.knowledge.addresses import may_be_translated, plain
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.observation import HostSeen, Source

_CANNOT_ASSIGN = (
    re.compile(
        r"listen (?:tcp|udp)[46]? \[?(?P<address>[\w.:%]+?)\]?:(?P<port>\d+): bind: cannot assign requested address"
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
    said = last_said(death_log(episode), *_CANNOT_ASSIGN)
    host = episode.node.last(HostSeen)
    if said is None:
        return _another_answers(episode, host) or _probed_address_gone(episode, host)
    address = said["address"]
    known = host is not None and host.interfaces is not None
    if known and host is not None and _has(host.addresses, address):
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
    if host is None or not host.addresses or _has(host.addresses, address):
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
    if each is None or host is None or not host.addresses or not address or _has(host.addresses, address):
        return None
    if each.kubelet.status is not None or _NO_WAY_THERE.search(each.kubelet.error or "") is None:
        return None
    flag = next((f for f in episode.flags if _names(f.value or "", address)), None)
    if flag is None:
        return None
    here = ", ".join(sorted(host.addresses))
    return finding(
        Cause.NODE_ADDRESS_MISSING,
        # What leads there is no interface's where the address is one that the network translates.
        Confidence.POSSIBLE if may_be_translated(address, host.addresses) else Confidence.LIKELY,
        f"{flag} and the probe of {episode.program} name {address}, which no interface of this node has (it has {here}).",
        [each.shown(), from_flag(episode, flag), note("host", f"addresses: {here}")],
        ruled_out=[RuledOut(cause=Cause.PROBE_WRONG_PORT, because="the address, not the port, is out of reach")],
        address=address,
        flag=str(flag),
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line,
    )


_NO_WAY_THERE = re.compile(r"no route to host|network is unreachable|i/o timeout|deadline exceeded", re.IGNORECASE)


def _has(addresses: Iterable[str], address: str) -> bool:
    return plain(address) in map(plain, addresses)


def _names(value: str, address: str) -> bool:
    return re.search(rf"(?<![\w.:]){re.escape(address)}(?![\w.]|:[0-9a-f]*:)", value) is not None


RULES = (
    Rule(
        cause=Cause.NODE_ADDRESS_MISSING,
        find=node_address_missing,
        needs=frozenset({Source.POD_LOGS}),
        settles="compare the flags' addresses with `ip address`",
    ),
)
