"""A kubelet that is pointed at a socket which is not that of its CRI runtime."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.kubelet.config import NO_ENDPOINT
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.causes.runtime.cri import NOT_CRI, UNIMPLEMENTED
from whyrestart.causes.runtime.reach import (
    NO_SOCKET,
    SOCKET_OF,
    dialled,
    ended_otherwise,
    endpoint_of,
    is_nobodys,
    knows_docker,
    kubelet_complaints,
    only_warned_of,
    own_unit_failed,
    runtime_units,
    sockets_there,
)
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import FileSeen, Source

# Docker's own socket speaks HTTP/1.
_NO_GRPC = re.compile(r"error reading server preface|http2: frame too large")
# Its client's, which names what it asked (cri-client/pkg).
_ASKED = re.compile(r"\bendpoint \\*\"?unix://(?P<socket>/[\w./-]{1,200}+)")
# kubelet/util: the address is of no form that it dials.
_NO_ADDRESS = re.compile(
    r"(?:run Kubelet|create kubelet|service connection)[^\n]{0,200}?"
    r"(?:only support unix socket endpoint|protocol \\?\"[\w.+-]*\\?\" not supported)"
)
# A directory or a file that is no socket: the sockets of all runtimes are called so.
_NO_SOCKETS_NAME = re.compile(
    r"(?:validate service connection|determine runtime API version|runtime typed version failed|validate CRI v1)[^\n]{0,400}?"
    r"dial unix:? (?P<socket>/[\w./-]{1,200}+)(?<!\.sock): "
)


def runtime_endpoint_wrong(episode: Episode) -> Finding | None:
    """The kubelet is pointed at a socket that is not the CRI runtime's: docker's private containerd is the classic."""
    unset = last_said(kubelet_complaints(episode), NO_ENDPOINT, _NO_ADDRESS, _NO_SOCKETS_NAME)
    if unset is not None and episode.state is not State.HEALTHY:
        return _no_endpoint(episode, unset)
    said = last_said(kubelet_complaints(episode), UNIMPLEMENTED, NO_SOCKET, _NO_GRPC)
    # What it dials tells more than what a file says, of which it may read another.
    asked = _ASKED.search(said.entry.text) if said else None
    endpoint = (dialled(said) if said else "") or (asked["socket"] if asked else endpoint_of(episode))
    if said is None or not endpoint:
        return None
    unimplemented = UNIMPLEMENTED.search(said.entry.text) is not None or _NO_GRPC.search(said.entry.text) is not None
    version = episode.node.version
    # Nobody makes dockershim's socket any more: the kubelet did so itself, up to 1.23, before it dialled it.
    shim = endpoint.endswith("/dockershim.sock") and (version is None or version.at_least(1, 24))
    private = NOT_CRI.search(endpoint) is not None
    others = [s for s in sockets_there(episode) if s != endpoint]
    missing = (seen := episode.node.newest(FileSeen).get(endpoint)) is not None and seen.type is None
    # containerd runs below Docker too: what is not there is then Docker, and not the place to ask at.
    docker = endpoint.endswith("/docker.sock") and knows_docker(episode)
    missing = missing and not docker and not own_unit_failed(episode, endpoint)
    if not ((unimplemented and private) or (missing and others) or shim):
        return _called_as_no_runtimes(episode, said, endpoint, missing=missing)
    right = others[0] if others else ""
    # To 1.23 a kubelet dials dockershim's socket, which it makes itself, a moment too soon.
    too_soon = shim and version is None and only_warned_of(said.entry)
    return finding(
        Cause.RUNTIME_ENDPOINT_WRONG,
        Confidence.POSSIBLE if too_soon or ended_otherwise(episode, said.entry) else Confidence.PROVEN,
        f"The kubelet is pointed at {endpoint}, which is not the runtime's CRI socket{f' ({right} is)' if right else ''}.",
        [from_kubelet(said.entry), note("kubelet_config", f"container-runtime-endpoint is {endpoint}")],
        ruled_out=[RuledOut(cause=Cause.CRI_API_UNSUPPORTED, because="the socket belongs to no CRI runtime at all")]
        if private
        else [],
        endpoint=endpoint,
        socket=right,
    )


# The kubelet's, or what is left of it where the line is cut off.
_NOBODY_THERE = re.compile(r"no such file or directory|code = Unavailable\b[^\n]{0,100}?(?:>|\u2026)\"?$")


def _called_as_no_runtimes(episode: Episode, said: Said, endpoint: str, *, missing: bool) -> Finding | None:
    """No runtime's socket is called so, nobody is there, and the runtime of that name runs, with a socket of its own."""
    seen = episode.node.newest(FileSeen).get(endpoint)
    if episode.state is State.HEALTHY or not is_nobodys(endpoint) or (seen is not None and not missing):
        return None
    # Docker itself has none that answers to CRI.
    units = (unit for name, unit in runtime_units(episode).items() if name != "docker.service")
    runs = next((u for u in units if u.active_state == "active" and SOCKET_OF[u.unit] in endpoint), None)
    if runs is None or not dialled(said) or _NOBODY_THERE.search(said.entry.text) is None:
        return None
    return finding(
        Cause.RUNTIME_ENDPOINT_WRONG,
        Confidence.LIKELY,
        f"The kubelet is pointed at {endpoint}, where nobody is, though {runs.unit} runs: its socket is called otherwise.",
        [from_kubelet(said.entry), note("units", f"{runs.unit} is {runs.active_state} ({runs.sub_state})")],
        endpoint=endpoint,
    )


def _no_endpoint(episode: Episode, said: Said) -> Finding:
    sockets = sockets_there(episode)
    empty = NO_ENDPOINT.search(said.entry.text) is not None
    no_socket = said["socket"]
    told = (
        "its endpoint is not set"
        if empty
        else f"its endpoint, {no_socket}, is no socket"
        if no_socket
        else "its endpoint is not the address of a unix socket"
    )
    return finding(
        Cause.RUNTIME_ENDPOINT_WRONG,
        Confidence.PROVEN,
        f"The kubelet is told of no container runtime: {told}{f' ({sockets[0]} is there)' if sockets else ''}.",
        [from_kubelet(said.entry)],
        endpoint="an empty address" if empty else no_socket or "an address of another form",
        socket=sockets[0] if sockets else None,
    )


RULES = (
    Rule(
        cause=Cause.RUNTIME_ENDPOINT_WRONG,
        find=runtime_endpoint_wrong,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG}),
        settles="compare --container-runtime-endpoint with the runtime's socket",
    ),
)
