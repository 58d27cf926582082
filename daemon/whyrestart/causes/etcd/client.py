"""Who calls etcd and cannot reach it: nobody answers, or not in the way that the address tells."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.dependencies.cascades import failed_late
from whyrestart.causes.etcd.itself import ended_itself, is_apiserver
from whyrestart.causes.evidence.living import newest_lines_of
from whyrestart.causes.evidence.logs import Said, breaks_off, death_log, last_said, starting_log
from whyrestart.causes.evidence.presented import (
    LOOPBACK,
    OTHERS_PORTS,
    URL_HOST,
    ended_otherwise,
    etcd_ports,
    path_on_host,
    running_since,
)
from whyrestart.causes.evidence.probing import complaints, failing
from whyrestart.causes.rule import Rule, finding, from_flag, from_kubelet, from_last_end, from_log, from_probe, note
from whyrestart.causes.settings.command_line import place_of, program_of
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import CertificateFileSeen, HostSeen, ProbeResult, SocketsSeen, Source
from whyrestart.parsing.kubelet_words import FailedProbe
from whyrestart.parsing.last_words import is_an_end

# 1.7: `error waiting for etcd connection: timed out waiting for the condition`; later `Error: context deadline exceeded`
# from the storage factory, named from 1.22 or so (RIG.md; storage/storagebackend/factory/etcd3.go).
# A connection without TLS is all that it waited for (cmd/kube-apiserver/app/preflight).
_NO_CONNECTION = re.compile(r"error waiting for etcd connection")
_GAVE_UP = (
    _NO_CONNECTION,
    # The storage's type is a flag's value.
    re.compile(
        r"(?:[Ee]rror creating leases|Unable to create storage backend|creating storage factory)(?![^\n]*unknown storage type)"
    ),
    # The client of etcd 2 (to 1.12) tells why beside it, where it was told.
    re.compile(r"client: etcd cluster is unavailable or misconfigured(?![^\n]{0,600}(?:x509|tls|malformed))"),
    # 1.16 to 1.18 panic with it (apiextensions-apiserver, NewREST).
    re.compile(r"^(?:Error: |panic: )?context deadline exceeded\.?$"),
    re.compile(
        r"command failed err=(?:\"?)(?:problem initializing API group [^\n]{0,100}: )?context deadline exceeded"
    ),
)
_DIALS = r"(?:addrConn\.createTransport failed to connect to|Err: ?connection error|etcdclient|dial tcp)"
DIAL = re.compile(
    rf"{_DIALS} ?(?P<address>[\w.:\[\]-]{{1,260}}:\d{{2,5}})?(?:(?!{_DIALS}).)*(?P<why>connection refused|no such host|no route to host|i/o timeout|"
    r"network is unreachable|connection timed out|server misbehaving|operation not permitted|context deadline exceeded|host is down|"
    # Who accepts and hangs up before any handshake is a balancer with nobody behind it.
    r"connection reset by peer|handshake failed: EOF)"
)
# It gave up while a connection was still to be made: no packet was answered, unless it is to this very node, where that takes
# no time. Where it does not give up, a connection that is not wanted any more is told of so.
_UNANSWERED = re.compile(r"dial tcp (?P<address>[\w.:\[\]-]{1,260}:\d{2,5}): (?P<why>operation was canceled)")
_WHY = {"operation was canceled": "no answer to its connections"}
# A socket's file, such as kine's, that --etcd-servers names.
_SOCKET_DIAL = re.compile(
    r"dial unix (?P<address>[\w./@-]{1,260}): (?:connect: )?(?P<why>no such file or directory|connection refused)"
)
# gRPC's words (http2_client.go) for a server that hangs up, or answers with what is no HTTP/2: one of TLS does so. And
# crypto/tls' for what is no TLS, in the caller's log and in etcd's.
_HANGS_UP = re.compile(
    r"error reading server preface: (?:EOF|(?:http2: )?(?:frame too large|failed reading the frame)|[^\n]{0,200}connection reset by peer)"
)
_NO_HTTP_2 = re.compile(r"error reading server preface: (?:http2: )?(?:frame too large|failed reading the frame)")
_NO_TLS = re.compile(r"authentication handshake failed: tls: first record does not look like a TLS handshake")
_SPOKEN_PLAINLY = re.compile(r"rejected connection\b[^\n]*tls: first record does not look like a TLS handshake")
_CERTIFICATE = re.compile(r"x509: |tls: ")
# Of its own files too: what is no certificate at all fails as ASN.1.
_TLS = re.compile(r"x509|tls:|asn1:|certificate|authentication handshake failed", re.IGNORECASE)
CHECK_OF_ETCD = re.compile(r"\[-\]etcd(?:-readiness)? (?:failed|excluded)?")
# They repeat what the apiserver answers them of its etcd.
_ASK_THE_APISERVER = frozenset({"kube-controller-manager", "kube-scheduler", "cloud-controller-manager"})
# What dials an etcd, where no flag tells its address.
_ITS_CLIENT = re.compile(
    rf"addrConn\.createTransport(?![^\n]{{0,60}}?\{{(?:Addr: \\?\")?(?:https?://)?[^\s\"/]{{0,260}}:{OTHERS_PORTS})|etcd-?client"
)
_FIRST_REFUSED = re.compile(r"connection refused|no route to host|i/o timeout|connection timed out")
_WRONG_NAME = re.compile(r"certificate is valid for .+, not ")

# gRPC waits 120 s at the most between two attempts (google.golang.org/grpc/backoff, DefaultConfig).
_TRIED_WITHIN = timedelta(minutes=2)


def servers_of(episode: Episode) -> tuple[str, ...]:
    """The servers that --etcd-servers names."""
    value = episode.flag_value("etcd-servers")
    return tuple(each for each in (value or "").split(",") if each)


def _all_servers(episode: Episode) -> tuple[str, ...]:
    """Those, and the ones that keep single resources: `group/resource#server;server`, parted by commas."""
    overrides = episode.flag_value("etcd-servers-overrides") or ""
    return (*servers_of(episode), *(s for each in overrides.split(",") for s in each.partition("#")[2].split(";") if s))


def _flag_of(episode: Episode, address: str) -> Flag | None:
    """The flag in which that server stands; else the one in which servers stand."""
    found = (episode.flag(f"etcd-servers{each}") for each in ("-overrides", ""))
    flags = [flag for flag in found if flag is not None]
    return next((flag for flag in flags if address and address in (flag.value or "")), flags[-1] if flags else None)


def dials_etcd(episode: Episode, said: Said) -> bool:
    """Whether it is etcd that was dialled, and not a webhook or an aggregated API whose name may tell of one."""
    ports = etcd_ports(episode)
    if (address := said["address"]).startswith(("/", "@")):
        told = episode.flags_known or re.search(r"etcd|kine", address) is None
        return any(each.endswith(address) for each in _all_servers(episode)) if told else True
    if address:
        return address.rpartition(":")[2] in ports or (
            not servers_of(episode) and _ITS_CLIENT.search(said.entry.text) is not None
        )
    return "etcd" in said.entry.text or any(f":{port}" in said.entry.text for port in ports)


def etcd_unreachable(episode: Episode) -> Finding | None:
    """The apiserver gave up on etcd, or its health check of etcd fails, with no TLS reason in its words."""
    if episode.program == "etcd" or episode.is_kubelet or episode.program in _ASK_THE_APISERVER:
        return None
    if etcd_first_endpoint_down(episode) is not None:
        return None
    log = death_log(episode)
    gave_up = last_said(log, *_GAVE_UP)
    if gave_up is not None and (found := _other_scheme(episode, gave_up)) is not None:
        return found
    dial = last_said(log, DIAL, _SOCKET_DIAL, where=lambda said: dials_etcd(episode, said))
    if dial is None and gave_up is not None and not _is_not_trusted(episode, log, None, ()):
        dial = last_said(log, _UNANSWERED, where=lambda said: dials_etcd(episode, said) and _is_far(episode, said))
    check = _failing_check(episode)
    logged = _check_in_the_kubelets_words(episode) if check is None else None
    address = _address(episode, dial)
    others = tuple(each for each in servers_of(episode) if address not in each)
    shut, flag = _nobody_listens(episode, address, others), _flag_of(episode, address)
    vain = dial is not None and not ended_otherwise(episode, log, dial.match.re)
    complains = vain and dial is not None and dial.entry.severity.is_error
    cut_off = False
    if gave_up is not None:
        # Where nobody knows its flags, it has an etcd all the same.
        has_one = bool(servers_of(episode)) or not episode.flags_known
        told = is_apiserver(episode) and (dial is not None or check is not None or has_one)
    else:
        # What gRPC warns of is tried again, and is in vain where nobody is there to be reached.
        in_vain = vain and shut is not None and not others and _to_the_end(log, dial)
        cut_off = vain and dial is not None and is_apiserver(episode) and breaks_off(episode, dial.entry)
        told = (
            check is not None or logged is not None or complains or in_vain or cut_off or _ends_dialling(episode, dial)
        )
    if not told or _is_not_trusted(episode, log, dial, others):
        return None
    refused = dial is not None and dial["why"] == "connection refused" and all(_is_refused(log, s) for s in others)
    proven = refused or shut is not None or check is not None
    only_cut = gave_up is None and check is None and not complains
    why = f" ({_WHY.get(dial['why'], dial['why'])})" if dial else ""
    # Whether others of several endpoints answer is not known where --etcd-servers is not.
    untold = not servers_of(episode) and _pins_first_endpoint(episode)
    # Nor whether it turns to the others, where its version is not.
    untold = untold or (episode.version is None and _of_the_first_alone(episode) is not None)
    # Silence alone may as well be a handshake that fails.
    # An etcd that tells itself that it was late needs no guess.
    late = logged is not None and failed_late(newest_lines_of(episode, "etcd"))
    silent = not proven and dial is None and not late and not (gave_up and gave_up.match.re is _NO_CONNECTION)
    # It may have been answered since, of which it says nothing.
    untold = (
        untold or cut_off or (silent and (_client_certificate_unseen(episode) or any(running_since(episode, "etcd"))))
    )
    return finding(
        Cause.ETCD_UNREACHABLE,
        Confidence.POSSIBLE if untold else Confidence.PROVEN if proven and not only_cut else Confidence.LIKELY,
        f"{episode.program}'s own check of etcd fails, as it tells its probe, and it is killed for that."
        if logged and not gave_up and not dial
        else f"{episode.program} cannot reach etcd at {address or 'its address'}{why} and gives up.",
        [
            from_log(episode, gave_up.entry) if gave_up else None,
            from_log(episode, dial.entry) if dial else None,
            from_probe(check),
            from_kubelet(logged.entry) if logged else None,
            note("probe", f"failing check: {' '.join(check.body.split())}") if check else None,
            shut,
            from_flag(episode, flag) if flag else None,
            from_last_end(episode),
        ],
        address=address,
        flag=str(flag) if flag else None,
        place=place_of(episode, flag),
    )


def _failing_check(episode: Episode) -> ProbeResult | None:
    """The answer in which the apiserver tells that its own check of etcd fails."""
    each = failing(episode)
    told = each is not None and each.kubelet.status == 500 and CHECK_OF_ETCD.search(each.kubelet.body) is not None
    return each.kubelet if told and each is not None else None


def _check_in_the_kubelets_words(episode: Episode) -> FailedProbe | None:
    """The same by the last probe of which the kubelet tells: a command, as RKE2's probes are, prints the answer."""
    told = complaints(episode)[-1:] if is_apiserver(episode) and episode.state is State.LOOPING else ()
    return next((each for each in told if CHECK_OF_ETCD.search(each.output)), None)


def _to_the_end(log: tuple[LogEntry, ...], dial: Said | None) -> bool:
    """Whether it dials until the log ends."""
    last = next((entry.at for entry in reversed(log) if entry.at is not None), None)
    at = dial.entry.at if dial is not None else None
    return last is not None and at is not None and last - at <= _TRIED_WITHIN


def _ends_dialling(episode: Episode, dial: Said | None) -> bool:
    """It ended by itself at its start, and of nothing but such dials: what a log that was cut short leaves of giving up."""
    log = starting_log(episode)
    if dial is None or dial.entry not in log or not (is_apiserver(episode) and ended_itself(episode)):
        return False
    return not any(entry.severity.is_error or is_an_end(entry) for entry in log[log.index(dial.entry) + 1 :])


def _is_not_trusted(episode: Episode, log: tuple[LogEntry, ...], dial: Said | None, others: tuple[str, ...]) -> bool:
    """Whether it, or of several servers another than the one that is away, answers and is not trusted."""
    if dial is None:
        return any(_TLS.search(entry.text) for entry in log if "2379" in entry.text or "Err" in entry.text)
    if not episode.flags_known:
        # Nobody knows which others there are.
        dials = (
            entry.text
            for entry in log
            if _ITS_CLIENT.search(entry.text) and not (dial["address"] and dial["address"] in entry.text)
        )
        return any(_CERTIFICATE.search(text) for text in dials)
    return any(
        _CERTIFICATE.search(entry.text) is not None and any(_host(each) in entry.text for each in others)
        for entry in log
    )


def _is_refused(log: tuple[LogEntry, ...], server: str) -> bool:
    return any("connection refused" in entry.text and _host(server) in entry.text for entry in log)


def _host(server: str) -> str:
    return re.sub(r"^\w+://", "", server).rstrip("/")


def _address(episode: Episode, dial: Said | None) -> str:
    """The address that was dialled; where the line does not tell it, the server that it names, or the first one."""
    servers = servers_of(episode)
    named = (each for each in servers if dial and _host(each) in dial.entry.text)
    return (dial["address"] if dial else "") or next(named, servers[0] if servers else "")


def _other_scheme(episode: Episode, gave_up: Said) -> Finding | None:
    """It speaks TLS to an etcd that does not, or does not to one that does: the address' scheme is wrong."""
    schemes = {each.partition("://")[0] for each in servers_of(episode)}
    if not schemes and not episode.flags_known:
        # Either tells how it called: who speaks TLS gets no further than the handshake, and who does not has none.
        words = last_said(death_log(episode), _NO_TLS, _NO_HTTP_2)
        schemes = {"https" if words.match.re is _NO_TLS else "http"} if words is not None else set()
    if schemes not in ({"http"}, {"https"}):
        return None
    plain = schemes == {"http"}
    said = last_said(death_log(episode), _HANGS_UP if plain else _NO_TLS)
    told = last_said(newest_lines_of(episode, "etcd"), _SPOKEN_PLAINLY) if plain else None
    if said is None and told is None:
        return None
    address, flag = _address(episode, said), _flag_of(episode, "")
    return finding(
        Cause.ETCD_UNREACHABLE,
        Confidence.PROVEN if told else Confidence.LIKELY,
        f"{episode.program} calls etcd at {address} {'without TLS, which that asks for' if plain else 'with TLS, which that does not speak'}, "
        "and gives up.",
        [
            from_log(episode, gave_up.entry),
            from_log(episode, said.entry) if said else None,
            note("pod_log", f"etcd: {told.entry.text}", told.entry.at) if told else None,
            from_flag(episode, flag) if flag else None,
            from_last_end(episode),
        ],
        address=address,
        right_scheme="https" if plain else "http",
        flag=str(flag) if flag else None,
        place=place_of(episode, flag),
    )


def _client_certificate_unseen(episode: Episode) -> bool:
    """Whether it shows etcd a certificate of which nobody saw if it is good."""
    path = path_on_host(episode, episode.flag_value("etcd-certfile"))
    if not episode.flags_known:
        return True
    return bool(path) and path not in {seen.path for seen in episode.node.newest(CertificateFileSeen).values()}


def _nobody_listens(episode: Episode, address: str, others: tuple[str, ...]) -> Evidence | None:
    """That nothing listens at the address, which is one of this node; of several servers the others may."""
    match = URL_HOST.search(address if "//" in address else f"https://{address}")
    sockets = episode.node.last(SocketsSeen)
    if match is None or match["port"] is None or sockets is None or sockets.on_port(int(match["port"])):
        return None
    if match["host"] not in LOOPBACK and (others or match["host"] not in _of_this_node(episode)):
        return None
    return note("sockets", f"nothing on this node listens on port {match['port']}", sockets.at)


def _is_far(episode: Episode, dial: Said) -> bool:
    host = dial["address"].rpartition(":")[0].strip("[]")
    return host not in LOOPBACK and host not in _of_this_node(episode)


def _of_this_node(episode: Episode) -> frozenset[str | None]:
    """The addresses of its interfaces; where these were not seen, the one that it tells others to find it at."""
    host = episode.node.last(HostSeen)
    known = host.addresses if host is not None else frozenset()
    return frozenset(known or {episode.flag_value("advertise-address")})


def _of_the_first_alone(episode: Episode) -> tuple[Said | None, Said | None] | None:
    """That the first of several servers does not answer, or is met under another's name; None where others are refused too."""
    servers = servers_of(episode)
    if len(servers) < 2:
        return None
    log = death_log(episode)
    hosts = [re.sub(r"^https?://|:\d+$", "", server).strip("[]") for server in servers]
    first = re.compile(rf"(?<![\w.:]){re.escape(hosts[0])}(?!\w|\.\d)")
    of_the_first = tuple(entry for entry in log if first.search(entry.text))
    refused, wrong_name = last_said(of_the_first, _FIRST_REFUSED), last_said(of_the_first, _WRONG_NAME)
    others_refused = any(
        _FIRST_REFUSED.search(entry.text) and f"dial tcp {f'[{host}]' if ':' in host else host}:" in entry.text
        for entry in log
        for host in hosts[1:]
    )
    if (refused is None and wrong_name is None) or others_refused:
        return None
    return refused, wrong_name


def etcd_first_endpoint_down(episode: Episode) -> Finding | None:
    """The client of about 1.13 to 1.15 pins the first endpoint's name and does not fail over (k/k#72102, #83028)."""
    servers, version, said = servers_of(episode), episode.version, _of_the_first_alone(episode)
    refused, wrong_name = said or (None, None)
    # Only a client that pins the first one's name finds another's certificate to be of the wrong name.
    shows_it = version is None and refused is not None and wrong_name is not None
    if said is None or not (shows_it or _pins_first_endpoint(episode)):
        return None
    return finding(
        Cause.ETCD_FIRST_ENDPOINT_DOWN,
        Confidence.PROVEN if refused and wrong_name and version else Confidence.LIKELY,
        f"The first --etcd-servers entry, {servers[0]}, does not answer, and {program_of(episode)} does not turn to the others.",
        [
            from_log(episode, refused.entry) if refused else None,
            from_log(episode, wrong_name.entry) if wrong_name else None,
        ],
        address=servers[0],
        flag="--etcd-servers",
        file=episode.manifest.path if episode.manifest else None,
    )


def _pins_first_endpoint(episode: Episode) -> bool:
    version = episode.version
    return version is not None and version.at_least(1, 13) and not version.at_least(1, 16)


RULES = (
    Rule(
        cause=Cause.ETCD_FIRST_ENDPOINT_DOWN,
        find=etcd_first_endpoint_down,
        needs=frozenset({Source.POD_LOGS}),
        settles="ask the other endpoints: `etcdctl endpoint health`",
    ),
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
                Cause.FILE_PERMISSION_DENIED,
                Cause.NODE_REBOOTED,
                Cause.UNKNOWN_FLAG,
                Cause.INVALID_FLAG_VALUE,
            }
        ),
        settles="ask etcd itself: `curl http://127.0.0.1:2381/health` on this node",
    ),
)
