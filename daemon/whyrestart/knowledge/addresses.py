"""Addresses as programs write them: each has many forms, and some are a node's though no interface bears them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

# RFC 1918, 6598 (carriers' NAT), 3927 and 4193.
_WITHIN = tuple(
    ipaddress.ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7")
)


def plain(address: str) -> str:
    """The address in its shortest form, without brackets and zone; whatever is none (a name) as it is written."""
    bare = address.strip("[]").partition("%")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return bare


def may_be_translated(address: str, here: Iterable[str]) -> bool:
    """Whether clouds' NAT may lead it to this node: a public address, and the node has none but private ones."""
    return _is_public(address) and not any(_is_public(each) for each in here)


def _is_public(address: str) -> bool:
    try:
        value = ipaddress.ip_address(plain(address))
    except ValueError:
        return False
    local = value.is_loopback or value.is_link_local or value.is_unspecified
    return not local and not any(value in network for network in _WITHIN if network.version == value.version)
