"""etcd's own troubles, and the trouble of those who cannot reach it."""

from __future__ import annotations

import re

from whyrestart.causes.logs import death_log, last_said
from whyrestart.causes.probing import failing
from whyrestart.causes.rule import Rule, finding, from_end, from_flag, from_log, from_probe, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import SocketsSeen, Source

# 1.7: `error waiting for etcd connection: timed out waiting for the condition`; later `Error: context deadline exceeded`
# from the storage factory, named from 1.22 or so (RIG.md; storage/storagebackend/factory/etcd3.go).
GAVE_UP = (
    re.compile(r"error waiting for etcd connection"),
    re.compile(r"(?:[Ee]rror creating leases|Unable to create storage backend|creating storage factory)"),
    re.compile(r"^(?:Error: )?context deadline exceeded\.?$"),
    re.compile(r"command failed err=(?:\"?)context deadline exceeded"),
)
DIAL = re.compile(
    r"(?:addrConn\.createTransport failed to connect to|Err: ?connection error|etcdclient|dial tcp) ?.*?"
    r"(?P<address>[\w.:\[\]-]+:(?:2379|4001))?.*(?P<why>connection refused|no such host|no route to host|i/o timeout|"
    r"network is unreachable|context deadline exceeded)"
)
_TLS = re.compile(r"x509|tls:|certificate|authentication handshake failed", re.IGNORECASE)
_ETCD_CHECK = re.compile(r"\[-\]etcd(?:-readiness)? (?:failed|excluded)?")


def _servers(episode: Episode) -> tuple[str, ...]:
    value = episode.container.flag_value("etcd-servers") if episode.container else None
    return tuple(each for each in (value or "").split(",") if each)


def etcd_unreachable(episode: Episode) -> Finding | None:
    """The apiserver gave up on etcd, or its health check of etcd fails, with no TLS reason in its words."""
    if episode.program == "etcd" or episode.is_unit:
        return None
    log = death_log(episode)
    gave_up = last_said(log, *GAVE_UP)
    dial = last_said((e for e in log if "2379" in e.text or "4001" in e.text or "etcd" in e.text), DIAL)
    each = failing(episode)
    check = each is not None and each.kubelet.status == 500 and _ETCD_CHECK.search(each.kubelet.body) is not None
    if any(_TLS.search(e.text) for e in log if "2379" in e.text or "Err" in e.text) and dial is None:
        return None
    if gave_up is None and not check and not (dial is not None and dial.entry.severity.is_error):
        return None
    if gave_up is not None and not _is_apiserver(episode):
        return None
    if gave_up is not None and dial is None and not check and not _servers(episode):
        return None
    address = (dial["address"] if dial else "") or (_servers(episode)[0] if _servers(episode) else "")
    shut = _nobody_listens(episode, address)
    flag = episode.container.flag("etcd-servers") if episode.container else None
    proven = (dial is not None and dial["why"] == "connection refused") or shut is not None or check
    why = f" ({dial['why']})" if dial else ""
    return finding(
        Cause.ETCD_UNREACHABLE,
        Confidence.PROVEN if proven else Confidence.LIKELY,
        f"{episode.program} cannot reach etcd at {address or 'its address'}{why} and gives up.",
        [
            from_log(episode, gave_up.entry) if gave_up else None,
            from_log(episode, dial.entry) if dial else None,
            from_probe(each.kubelet) if check and each else None,
            note("probe", f"failing check: {' '.join(each.kubelet.body.split())}") if check and each else None,
            shut,
            from_flag(episode, flag) if flag else None,
            _end(episode),
        ],
        address=address,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def _is_apiserver(episode: Episode) -> bool:
    return "apiserver" in episode.program or (
        episode.container is not None and episode.container.flag("etcd-servers") is not None
    )


def _nobody_listens(episode: Episode, address: str) -> Evidence | None:
    """A local etcd address on which nothing listens."""
    match = re.search(r"(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)", address)
    sockets = episode.node.last(SocketsSeen)
    if match is None or sockets is None or sockets.on_port(int(match[1])):
        return None
    return note("sockets", f"nothing on this node listens on port {match[1]}", sockets.at)


def _end(episode: Episode) -> Evidence | None:
    ended = episode.last_ended
    return from_end(ended) if ended is not None and ended.exit_code is not None else None


RULES = (
    Rule(
        cause=Cause.ETCD_UNREACHABLE,
        find=etcd_unreachable,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset(
            {
                Cause.ETCD_SERVER_CERTIFICATE_EXPIRED,
                Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
                Cause.SERVING_CERTIFICATE_EXPIRED,
                Cause.CERTIFICATE_AUTHORITY_MISMATCH,
                Cause.CERTIFICATE_RENEWED_NOT_RELOADED,
                Cause.CLOCK_SKEW,
                Cause.ETCD_FIRST_ENDPOINT_DOWN,
                Cause.FILE_MISSING,
                Cause.FILE_NOT_MOUNTED,
                Cause.UNKNOWN_FLAG,
            }
        ),
        settles="ask etcd itself: `curl http://127.0.0.1:2381/health` on this node",
    ),
)
