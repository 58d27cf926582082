"""Which certificates lie on the node and which its ports present, and what complaints about them name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from whyrestart.causes.evidence.logs import all_said, any_log, last_said
from whyrestart.causes.once import once
from whyrestart.knowledge.serving import port_number
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    Certificate,
    CertificateFileSeen,
    ContainerSeen,
    ContainerState,
    HostSeen,
    ServedCertificateSeen,
    SocketsSeen,
)
from whyrestart.parsing.last_words import is_an_end

EXPIRED = re.compile(
    # A journal's pager cuts long lines, and no other complaint of x509's begins so.
    r"x509: certificate has exp(?:ired or is not yet valid)?(?:: current time (?P<now>\S+) is (?P<side>after|before) (?P<limit>[\dTZ:.+-]+))?"
)
UNKNOWN_AUTHORITY = re.compile(
    r"x509: certificate signed by unknown authority|certificate verify failed|tls: unknown certificate authority"
)
REMOTE_BAD = re.compile(
    # An older crypto/tls does not name itself.
    r"remote error: (?:tls: )?(?:bad certificate|expired certificate|unknown certificate(?: authority)?)"
)
SERVER_SAW_CLIENT = re.compile(
    # `from` in capnslog, nothing in zap, `on client endpoint` from 3.6.
    r"rejected connection\b|failed to verify client(?:'s)? certificate|http: TLS handshake error|"
    # An apiserver's (apiserver/pkg/endpoints/filters/authentication.go).
    r"Unable to authenticate the request"
)
# `rejected connection from "10.0.0.4:52898" (error "...` in capnslog, a field in zap.
CALLER = re.compile(
    r"rejected connection\b[^\n]{0,40}?(?:remote-addr=|from \")\[?(?P<host>(?<=\[)[^\s\"\]]{1,60}|[^\s\":\[\]]{1,60})\]?:\d+\b"
)
_REMOVED = re.compile(r"permanently removed from (?:the )?cluster|data-dir used by this member must be removed")
_NOT_JOINED = re.compile(r"cannot fetch cluster info from peer urls")
_LACKS_ETCD = re.compile(
    r"PostStartHook|deadline exceeded|timed out|etcd|creating leases|storage|connection refused|[Uu]nable to perform initial"
)
ETCD_PORTS = ("2379", "4001")
KUBELET_PORT = 10250
KUBELET_SELF_SIGNED = "/var/lib/kubelet/pki/kubelet.crt"
_PORT = re.compile(r":(\d{2,5})(?=[/;,]|$)")
URL_HOST = re.compile(r"https?://\[?(?P<host>(?<=\[)[0-9a-fA-F:.]+|[\w.-]+)\]?(?::(?P<port>\d+))?")


@once
def etcd_ports(episode: Episode) -> frozenset[str]:
    """The ports at which etcd is called: the usual ones, and those of the servers that its caller is told of."""
    told = (episode.flag_value(flag) or "" for flag in ("etcd-servers", "etcd-servers-overrides"))
    ports = frozenset(ETCD_PORTS).union(*(_PORT.findall(each) for each in told))
    if episode.flags_known or "apiserver" not in episode.program:
        return ports
    return ports.union(said["port"] for said in all_said(any_log(episode), _ITS_DIAL))


# Whom an apiserver calls by gRPC over TCP is its etcd: a KMS plugin has a socket's file, konnectivity's server ports of its
# own, and so has a collector of traces (component-base/tracing).
OTHERS_PORTS = r"(?:813[0-4]|431[78])\b"
_ITS_DIAL = re.compile(
    r"addrConn\.createTransport failed to connect to \{(?:Addr: \\?\")?(?:https?://)?[^\s\"/]{0,260}:"
    rf"(?P<port>(?!{OTHERS_PORTS})\d{{2,5}})\b"
)
# gRPC's own words of whom it calls, over TCP.
_DIALS = re.compile(r"addrConn\.createTransport failed to connect to \{(?:Addr: \\?\")?[^\s\"/]{1,260}:\d{2,5}\b")


def mentions_etcd(episode: Episode, entries: Iterable[LogEntry], said: LogEntry) -> bool:
    """Whether the complaint is about an etcd port: on the line itself, or on the lines of one message before it.

    A line that tells another address, or of who called, is about that.
    """
    etcds = re.compile(rf":(?:{'|'.join(sorted(etcd_ports(episode)))})\b")
    if etcds.search(said.text):
        return True
    if URL_HOST.search(said.text) or _DIALS.search(said.text) or SERVER_SAW_CLIENT.search(said.text):
        return False
    before: list[LogEntry] = []
    for entry in entries:
        if entry is said:
            break
        before.append(entry)
    return any(etcds.search(entry.text) for entry in before[-12:])


def ended_otherwise(episode: Episode, log: tuple[LogEntry, ...], complaint: re.Pattern[str]) -> bool:
    """Whether an etcd or an apiserver ended with words of its own, and not of such a complaint about its peer.

    etcd lives on with peers and clients like that: only one that is to join must learn from its peers who they are. One
    that was removed ends, and merely warns of it. An apiserver that lacks its etcd gives up in few ways.
    """
    if episode.program == "etcd" and last_said(log, _REMOVED) is not None:
        return True
    ends = [entry for entry in log if is_an_end(entry) and entry.severity is not Severity.PLAIN]
    # What stands behind a colon may begin on the next line.
    ends += [
        after
        for entry, after in pairwise(log)
        if entry in ends and entry.text.endswith(":") and after.severity is Severity.PLAIN
    ]
    own = _NOT_JOINED if episode.program == "etcd" else _LACKS_ETCD
    judged = episode.program in {"etcd", "kube-apiserver"}
    return judged and bool(ends) and last_said(ends, own, complaint) is None


_OWN_URLS = ("initial-advertise-peer-urls", "advertise-client-urls", "listen-peer-urls", "listen-client-urls")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def own_hosts(episode: Episode) -> frozenset[str]:
    """An etcd's own addresses, as its flags tell them, its node's, and the loopback's."""
    urls = (episode.flag_value(flag) or "" for flag in _OWN_URLS)
    host = episode.node.last(HostSeen)
    told = (match["host"] for each in urls for match in URL_HOST.finditer(each))
    return LOOPBACK.union(told, host.addresses if host is not None else ())


def path_on_host(episode: Episode, path: str | None) -> str | None:
    """Where a path of the container lies on the host, as far as a volume says."""
    if path is None or episode.pod is None or episode.container is None:
        return path
    return episode.pod.host_path_of(episode.container, path) or path


def serves(episode: Episode, path: str) -> bool:
    """Whether the program presents the certificate of that file on the host."""
    names = ("tls-cert-file", "cert-file")
    return any(path_on_host(episode, episode.flag_value(name)) == path for name in names)


def certificate_files(episode: Episode) -> dict[str, CertificateFileSeen]:
    """The files of the node in which a certificate was read, by path."""
    return {seen.path: seen for seen in episode.node.newest(CertificateFileSeen).values() if seen.certificates}


def unused(node: NodeView) -> frozenset[str]:
    """Certificate files that nothing on the node is known to use: their end is nobody's outage.

    One that a port presents is used, unless a file that something names is the same: then this is a copy of that. The
    kubelet's self-signed one is of no use any more where its port presents another.
    """
    seen = [each for each in node.newest(CertificateFileSeen).values() if each.certificates]
    presented = node.newest(ServedCertificateSeen).values()
    served = {each.certificate.fingerprint_sha256 for each in presented}
    kubelets = {each.certificate.fingerprint_sha256 for each in presented if each.port == KUBELET_PORT}
    of = {each.path: each.certificates[0].fingerprint_sha256 for each in seen}
    served -= {of[each.path] for each in seen if each.named}
    replaced = {path for path in of if path == KUBELET_SELF_SIGNED and kubelets and of[path] not in kubelets}
    lying = {each.path for each in seen if not each.named and of[each.path] not in served}
    return frozenset(replaced | lying)


def leaf_of(episode: Episode, path: str | None) -> Certificate | None:
    """The first certificate in a file; None where none was read."""
    seen = certificate_files(episode).get(path or "")
    return seen.certificates[0] if seen else None


def served_on(episode: Episode, port: int, since: datetime | None = None) -> Certificate | None:
    """What the port presented last, to the process that runs `since` then: a former life's says nothing of this one."""
    found = presented_on(episode, port, since)
    return found[-1] if found else None


def presented_on(episode: Episode, port: int, since: datetime | None = None) -> tuple[Certificate, ...]:
    """The same of each of its addresses, the last that was asked at the end."""
    found = sorted(
        (s for s in episode.node.newest(ServedCertificateSeen).values() if s.port == port), key=lambda s: s.at
    )
    return tuple(s.certificate for s in found if (since is None or s.at >= since) and not _is_a_balancers(episode, s))


def _is_a_balancers(episode: Episode, served: ServedCertificateSeen) -> bool:
    """Whether two programs share the port, and another than the component's own listens at that very address."""
    sockets = episode.node.last(SocketsSeen)
    holders = sockets.on_port(served.port) if sockets is not None else ()
    there = {each.program for each in holders if each.address == served.address}
    return bool(there) and len({each.program for each in holders}) > 1 and there.isdisjoint({episode.program, "etcd"})


def served_by_etcd(episode: Episode) -> Certificate | None:
    """What the etcd that runs now presents to its clients."""
    return served_on(episode, 2379, max(running_since(episode, "etcd"), default=None))


def running_since(episode: Episode, container: str) -> Iterator[datetime]:
    """When the containers of that name that run now were started."""
    for seen in episode.node.newest(ContainerSeen).values():
        if seen.attempt_key.ref.container == container and seen.state is ContainerState.RUNNING and seen.started_at:
            yield seen.started_at


def port_of(episode: Episode) -> int | None:
    """The port on which it serves the certificate that its flags name."""
    if episode.program == "etcd":
        urls = episode.flag_value("listen-client-urls") or "https://127.0.0.1:2379"
        match = re.search(r"https://(?:\[[^\],]*\]|[^,:/\[]*+):(\d+)", urls)
        return int(match[1]) if match else None
    given = port_number(episode.flag_value("secure-port"))
    return given if given is not None else {"kube-apiserver": 6443}.get(episode.program)
