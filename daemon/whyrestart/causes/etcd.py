"""etcd's own troubles, and the trouble of those who cannot reach it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from whyrestart.causes import etcd_running
from whyrestart.causes.cascades import failed_late, victims
from whyrestart.causes.etcd_running import (
    NO_LEADER,
    PEER_GONE,
    STALLED,
    ended_itself,
    is_apiserver,
    is_etcd,
    leaderless,
)
from whyrestart.causes.living import after_last, newest_lines_of
from whyrestart.causes.logs import (
    Said,
    all_said,
    any_log,
    death_log,
    is_an_end,
    last_said,
    nobody_saw_it,
    starting_log,
)
from whyrestart.causes.presented import ETCD_PORTS, ended_otherwise, running_since
from whyrestart.causes.probe_timing import PRESSURE
from whyrestart.causes.probing import failing
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log, from_probe, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import (
    CertificateFileSeen,
    ContainerSeen,
    ContainerState,
    EtcdSeen,
    HostSeen,
    Outcome,
    ProbeResult,
    SocketsSeen,
    Source,
)

# 1.7: `error waiting for etcd connection: timed out waiting for the condition`; later `Error: context deadline exceeded`
# from the storage factory, named from 1.22 or so (RIG.md; storage/storagebackend/factory/etcd3.go).
# A connection without TLS is all that it waited for (cmd/kube-apiserver/app/preflight).
NO_CONNECTION = re.compile(r"error waiting for etcd connection")
GAVE_UP = (
    NO_CONNECTION,
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
# A socket's file, such as kine's, that --etcd-servers names.
SOCKET_DIAL = re.compile(
    r"dial unix (?P<address>[\w./@-]{1,260}): (?:connect: )?(?P<why>no such file or directory|connection refused)"
)
# gRPC's words (http2_client.go) for a server that hangs up, or answers with what is no HTTP/2: one of TLS does so. And
# crypto/tls' for what is no TLS, in the caller's log and in etcd's.
_HANGS_UP = re.compile(
    r"error reading server preface: (?:EOF|(?:http2: )?(?:frame too large|failed reading the frame)|[^\n]{0,200}connection reset by peer)"
)
_NO_TLS = re.compile(r"authentication handshake failed: tls: first record does not look like a TLS handshake")
_SPOKEN_PLAINLY = re.compile(r"rejected connection\b[^\n]*tls: first record does not look like a TLS handshake")
_CERTIFICATE = re.compile(r"x509: |tls: ")
_TLS = re.compile(r"x509|tls:|certificate|authentication handshake failed", re.IGNORECASE)
_ETCD_CHECK = re.compile(r"\[-\]etcd(?:-readiness)? (?:failed|excluded)?")


# They repeat what the apiserver answers them of its etcd.
_ASK_THE_APISERVER = frozenset({"kube-controller-manager", "kube-scheduler", "cloud-controller-manager"})
# What dials an etcd, where no flag tells its address.
_ITS_CLIENT = re.compile(r"addrConn\.createTransport|etcd-?client")
_PORT = re.compile(r":(\d{2,5})(?:/|$)")


def _servers(episode: Episode) -> tuple[str, ...]:
    value = episode.container.flag_value("etcd-servers") if episode.container else None
    return tuple(each for each in (value or "").split(",") if each)


def _all_servers(episode: Episode) -> tuple[str, ...]:
    """Those, and the ones that keep single resources: `group/resource#server;server`, parted by commas."""
    overrides = (episode.container.flag_value("etcd-servers-overrides") if episode.container else None) or ""
    return (*_servers(episode), *(s for each in overrides.split(",") for s in each.partition("#")[2].split(";") if s))


def _flag_of(episode: Episode, address: str) -> Flag | None:
    """The flag in which that server stands; else the one in which servers stand."""
    found = (
        episode.container.flag(f"etcd-servers{each}") if episode.container else None for each in ("-overrides", "")
    )
    flags = [flag for flag in found if flag is not None]
    return next((flag for flag in flags if address and address in (flag.value or "")), flags[-1] if flags else None)


def _dials_etcd(episode: Episode, said: Said) -> bool:
    """Whether it is etcd that was dialled, and not a webhook or an aggregated API whose name may tell of one."""
    ports = {*ETCD_PORTS, *(match[1] for each in _all_servers(episode) if (match := _PORT.search(each)))}
    if (address := said["address"]).startswith(("/", "@")):
        return any(each.endswith(address) for each in _all_servers(episode))
    if address:
        return address.rpartition(":")[2] in ports or (
            not _servers(episode) and _ITS_CLIENT.search(said.entry.text) is not None
        )
    return "etcd" in said.entry.text or any(f":{port}" in said.entry.text for port in ports)


def _ends_dialling(episode: Episode, dial: LogEntry) -> bool:
    """It ended by itself at its start, and of nothing but such dials: what a log that was cut short leaves of giving up."""
    log = starting_log(episode)
    after = log[log.index(dial) + 1 :] if dial in log else ()
    return dial in log and ended_itself(episode) and not any(e.severity.is_error or is_an_end(e) for e in after)


def etcd_unreachable(episode: Episode) -> Finding | None:
    """The apiserver gave up on etcd, or its health check of etcd fails, with no TLS reason in its words."""
    if episode.program == "etcd" or episode.is_unit or episode.program in _ASK_THE_APISERVER:
        return None
    if etcd_first_endpoint_down(episode) is not None:
        return None
    log = death_log(episode)
    gave_up = last_said(log, *GAVE_UP)
    if gave_up is not None and (found := _other_scheme(episode, gave_up)) is not None:
        return found
    dial = last_said(log, DIAL, SOCKET_DIAL, where=lambda said: _dials_etcd(episode, said))
    each = failing(episode)
    check = each is not None and each.kubelet.status == 500 and _ETCD_CHECK.search(each.kubelet.body) is not None
    if any(_TLS.search(e.text) for e in log if "2379" in e.text or "Err" in e.text) and dial is None:
        return None
    complains = dial is not None and dial.entry.severity.is_error and not ended_otherwise(episode, log, dial.match.re)
    cut = dial is not None and is_apiserver(episode) and _ends_dialling(episode, dial.entry)
    if gave_up is None and not check and not complains and not cut:
        return None
    if gave_up is not None and not is_apiserver(episode):
        return None
    if gave_up is not None and dial is None and not check and not _servers(episode):
        return None
    address = _address(episode, dial)
    shut = _nobody_listens(episode, address)
    flag = _flag_of(episode, address)
    others = tuple(each for each in _servers(episode) if address not in each)
    if dial is not None and any(_of_a_certificate(entry, others) for entry in log):
        return None
    refused = dial is not None and dial["why"] == "connection refused" and all(_is_refused(log, s) for s in others)
    proven = refused or shut is not None or check
    only_cut = not (gave_up or check or complains)
    why = f" ({dial['why']})" if dial else ""
    # Whether others of several endpoints answer is not known where --etcd-servers is not.
    untold = not _servers(episode) and _pins_first_endpoint(episode)
    # Silence alone may as well be a handshake that fails.
    silent = not proven and dial is None and not (gave_up and NO_CONNECTION.search(gave_up.entry.text))
    untold = untold or (silent and (_client_certificate_unseen(episode) or any(running_since(episode, "etcd"))))
    return finding(
        Cause.ETCD_UNREACHABLE,
        Confidence.POSSIBLE if untold else Confidence.PROVEN if proven and not only_cut else Confidence.LIKELY,
        f"{episode.program} cannot reach etcd at {address or 'its address'}{why} and gives up.",
        [
            from_log(episode, gave_up.entry) if gave_up else None,
            from_log(episode, dial.entry) if dial else None,
            from_probe(each.kubelet) if check and each else None,
            note("probe", f"failing check: {' '.join(each.kubelet.body.split())}") if check and each else None,
            shut,
            from_flag(episode, flag) if flag else None,
            from_last_end(episode),
        ],
        address=address,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def _of_a_certificate(entry: LogEntry, servers: Iterable[str]) -> bool:
    """Whether one of these servers answers, and is not trusted: then it is not for the one that is away."""
    return _CERTIFICATE.search(entry.text) is not None and any(_host(each) in entry.text for each in servers)


def _is_refused(log: tuple[LogEntry, ...], server: str) -> bool:
    return any("connection refused" in entry.text and _host(server) in entry.text for entry in log)


def _host(server: str) -> str:
    return re.sub(r"^\w+://", "", server).rstrip("/")


def _address(episode: Episode, dial: Said | None) -> str:
    """The address that was dialled; where the line does not tell it, the server that it names, or the first one."""
    servers = _servers(episode)
    named = (each for each in servers if dial and re.sub(r"^https?://", "", each).rstrip("/") in dial.entry.text)
    return (dial["address"] if dial else "") or next(named, servers[0] if servers else "")


def _other_scheme(episode: Episode, gave_up: Said) -> Finding | None:
    """It speaks TLS to an etcd that does not, or does not to one that does: the address' scheme is wrong."""
    schemes = {each.partition("://")[0] for each in _servers(episode)}
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
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def _client_certificate_unseen(episode: Episode) -> bool:
    """Whether it shows etcd a certificate of which nobody saw if it is good."""
    flagged = episode.container.flag_value("etcd-certfile") if episode.container else None
    if not flagged:
        return False
    host = episode.pod.host_path_of(episode.container, flagged) if episode.pod and episode.container else None
    return (host or flagged) not in {seen.path for seen in episode.node.newest(CertificateFileSeen).values()}


def _nobody_listens(episode: Episode, address: str) -> Evidence | None:
    """A local etcd address on which nothing listens."""
    match = re.search(r"(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)", address)
    sockets = episode.node.last(SocketsSeen)
    if match is None or sockets is None or sockets.on_port(int(match[1])):
        return None
    return note("sockets", f"nothing on this node listens on port {match[1]}", sockets.at)


def etcd_first_endpoint_down(episode: Episode) -> Finding | None:
    """The client of about 1.13 to 1.15 pins the first endpoint's name and does not fail over (k/k#72102, #83028)."""
    servers, version = _servers(episode), episode.version
    if len(servers) < 2 or version is None or not _pins_first_endpoint(episode):
        return None
    log = death_log(episode)
    hosts = [re.sub(r"^https?://|:\d+$", "", server).strip("[]") for server in servers]
    refused = last_said((e for e in log if hosts[0] in e.text), _FIRST_REFUSED)
    others_refused = any(
        _FIRST_REFUSED.search(entry.text) and f"dial tcp {host}:" in entry.text for entry in log for host in hosts[1:]
    )
    wrong_name = last_said((e for e in log if hosts[0] in e.text), re.compile(r"certificate is valid for .+, not "))
    if (refused is None and wrong_name is None) or others_refused:
        return None
    return finding(
        Cause.ETCD_FIRST_ENDPOINT_DOWN,
        Confidence.PROVEN if refused and wrong_name else Confidence.LIKELY,
        f"The first --etcd-servers entry, {servers[0]}, does not answer, and {episode.program} {version} does not turn to the others.",
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


_FIRST_REFUSED = re.compile(r"connection refused|no route to host|i/o timeout|connection timed out")


# ---- etcd's own log -------------------------------------------------------------------------------------------------

# What keeps it from its files is no damage of them: other causes name it, and of a file that is locked none does.
_KEPT_FROM_ITS_FILES = re.compile(
    r"no space|permission denied|read-only|input/output|structure needs|already locked|too many open"
)
CORRUPT = (
    re.compile(
        # Not `failed to find [SNAPSHOT-INDEX].snap.db`, which alone ends nothing.
        r"failed to find database snapshot file|database snapshot file path error"
    ),
    # A snapshot that does not check out is put aside instead, and an older one is read.
    re.compile(r"\b(?:walpb|wal|raft): crc mismatch"),
    re.compile(
        r"freepages: failed to get all reachable pages|page \d+(?:: multiple references|: already freed| already freed)"
    ),
    # bbolt's other panics, of pages and of the list of free ones (freelist.go, page.go, node.go).
    re.compile(
        r"invalid page allocation: \d+|cannot free page \d+ or \d+: \d+|invalid (?:freelist page|page type): \d+|"
        r"pgid \(\d+\) above high[- ]water mark"
    ),
    re.compile(
        r"database file \(\S+ index \d+\) does not match with snapshot \(index \d+\)|database file \(\S+\) of the backend is missing"
    ),
    re.compile(r"invalid database|file size too small|assertion failed: Page expected to be|unexpected page type"),
    # raft's own panics (log.go, storage.go).
    re.compile(
        r"(?:tocommit\(\d+\)|state\.commit \d+) is out of range \[(?:lastIndex\(\d+\)|\d+, \d+)\]|"
        r"entry \d+ conflict with committed entry|missing log entry \[last: \d+|\bapplied\(\d+\) is out of range \[|"
        r"slice\[\d+[:,]\d+\) out of bound|unexpected error when getting the last term|"
        r"entries\[\d+:\d+\) is unavailable from storage"
    ),
    # What etcd applies of raft's log has a gap, or is older than what it holds (etcdserver/server.go).
    re.compile(
        r"unexpected (?:committed entry index|leader snapshot from outdated index)|"
        r"first index of committed entry\[\d+\] should <= applied|snapshot index \[\d+\] should > applied|"
        r"consistent_index\(\d+\) is older than snapshot index"
    ),
    # What mvcc and the lessor read from the database at a start (kvstore.go, key_index.go, lessor.go).
    re.compile(
        r"failed to unmarshal (?:mvccpb|lease|'authpb|(?:raft )?attributes )|cannot unmarshal event|failed to tombstone an existing key|"
        r"put'? with (?:an )?unexpected smaller revision|'\w+' got an unexpected (?:non-)?empty"
    ),
    # Who its members are, as its own store tells it (membership/storev2.go, cluster.go up to 3.3).
    re.compile(
        r"failed to nodeToMember|nodeToMember should never fail|failed to get (?:removed )?members from store|"
        r"get store(?:Removed)?Members should never fail"
    ),
    re.compile(r"failed to recover from snapshot|recovered store from snapshot error"),
    # The check of hashes at the start (etcdserver/corrupt.go), and the alarm of the one that runs on.
    re.compile(
        r"found data inconsistency with peers|ALARM CORRUPT|alarm:CORRUPT|alarm CORRUPT raised|alarm raised[^\n]*CORRUPT"
    ),
    re.compile(
        r"failed to (?:recover|load|open) v3 ?backend from snapshot|backend is not consistent|"
        # The database may as well be locked, or the disk be full: the error says which.
        r"(?:failed to|cannot) open database[^\n]*(?:checksum error|version mismatch|unexpected EOF)"
    ),
    re.compile(r"failed to (?:open|read|repair) WAL"),
    re.compile(
        r"range (?:cannot find rev|failed to find revision pair)|wal: max entry size limit exceeded|found bad snap|wal: file not found"
    ),
    re.compile(r"(?:read wal|WAL) error \((?P<why>[^)]{0,300}+)\) (?:and )?cannot be repaired"),
    re.compile(r"(?:read|open) wal error: (?P<why>.*)"),
)
_RAISED_CORRUPT = re.compile(r"alarm CORRUPT raised|alarm raised[^\n]*CORRUPT")
_DISARMED_CORRUPT = re.compile(r"alarm CORRUPT disarmed|alarm disarmed(?![^\n]*NOSPACE)")
_ALARM_CORRUPT = re.compile(r"ALARM CORRUPT|alarm activated: CORRUPT")
# Go's words for a fault in mapped memory, and the frames of the database that alone is mapped. A nil pointer is no such fault.
FAULT = re.compile(r"unexpected fault address 0x|\[signal SIGBUS")
_BUS_ERROR = re.compile(r"\[signal SIGBUS: bus error")
# What its pages say of their own sizes and numbers, and what is not so (bbolt's freelist.go, page.go, node.go).
MISREAD = re.compile(r"^panic: runtime error: (?:index out of range|slice bounds out of range|makeslice: )")
_NO_FRAME = ("/", "goroutine ", "runtime.", "panic(", "[")
IN_DATABASE = re.compile(r"(?:go\.etcd\.io|coreos|boltdb)/b?bolt\.\(")
INCOMPATIBLE = (
    re.compile(r"detected disallowed v2 WAL"),
    re.compile(r"detected disallowed (?:custom )?content in v2store"),
    re.compile(r"cluster cannot be downgraded"),
    re.compile(
        r"invalid downgrade; server version is (?:lower than determined cluster version|not allowed to join when downgrade is enabled)"
    ),
    # Why it is `incompatible with current running cluster`, which it says as well where it learnt no other's version.
    re.compile(
        r"cluster version of remote member is not compatible; too|the running cluster version\([\d.]+\) is (?:lower|higher) than"
    ),
    re.compile(r"too many learner members? in (?:the )?cluster"),
    re.compile(r"v2 http proxy has already been deprecated"),
    # schema.Validate at a start; what cannot be written of the schema later (version/monitor.go) ends nothing.
    re.compile(
        r"(?:Failed to validate schema|discovery failed)[^\n]{0,300}?(?:cannot (?:detect|determine) storage|downgrades are not yet supported|"
        r"version \\?\"[\d.]+\\?\" is not supported|major storage version)"
    ),
)
MEMBERSHIP = (
    re.compile(r"(?:the )?member has been permanently removed from (?:the )?cluster"),
    re.compile(r"member \S+ has already been bootstrapped"),
    # The same of who asks a discovery service: it knows the member, whose data directory is empty.
    re.compile(r"member (?:\S+ has previously|has been) registered with discovery service"),
    re.compile(r"member count is unequal|unmatched member while checking PeerURLs|error validating peerURLs"),
    re.compile(r"data-dir used by this member must be removed"),
    # server/etcdserver/api/membership/cluster.go panics so where its own ID is not among what the data directory holds.
    re.compile(r"failed to update; member unknown"),
)
# A stranger that calls is told of so too, and neither of the two ends for it.
OTHER_CLUSTER = re.compile(r"(?:request )?cluster ID mismatch")
SLOW = (
    STALLED,
    re.compile(r"apply (?:request|entries|the request) took too long|read-only range request .* took too long"),
    re.compile(r"failed to send out heartbeat on time|leader is overloaded likely from slow disk"),
)
# A line or two at a start are common; these many are a state.
MANY_SLOW_LINES = 3
# A request that took a little longer than 100 ms is complained of on any disk: only long ones count, or very many.
_TOOK = re.compile(r"took(?: too long \(|=|\W+)(?P<number>[\d.]+)(?P<unit>ms|s|m\d)")
LONG_MILLISECONDS = 500
VERY_MANY_SLOW_LINES = 30
# etcd's documentation asks for 10 ms; what it complains of begins at a second (wal.go, warnSyncDuration).
FINE_FSYNC_SECONDS = 0.1
LAST_MINUTES = timedelta(minutes=5)
_FSYNC_BUCKET = re.compile(r'etcd_disk_wal_fsync_duration_seconds_bucket\{le="(?P<le>[\d.e+-]+|\+Inf)"\}')


def _own_words(
    episode: Episode, cause: Cause, patterns: tuple[re.Pattern[str], ...], says: str, *, fatal: bool = True
) -> Finding | None:
    """Etcd's own fatal message is the proof; where it does not stand on a fatal line, a strong sign."""
    if not is_etcd(episode):
        return None
    said = last_said((e for e in death_log(episode) if e.severity is not Severity.DEBUG), *patterns)
    if said is None:
        return None
    grave = said.entry.severity in {Severity.FATAL, Severity.ERROR, Severity.PLAIN}
    if fatal and not grave and episode.last_ended is None and episode.restarts == 0:
        return None
    data = (episode.container.flag_value("data-dir") if episode.container else None) or "/var/lib/etcd"
    return finding(
        cause,
        Confidence.PROVEN if grave else Confidence.LIKELY,
        says.format(data=data, why=said["why"] or _tail(said.entry.text)),
        [from_log(episode, said.entry), from_last_end(episode)],
        data_dir=data,
        file=episode.manifest.path if episode.manifest else None,
    )


def _tail(text: str) -> str:
    return " ".join(text.partition(" stacktrace=")[0].split())[:200]


def etcd_data_corrupt(episode: Episode) -> Finding | None:
    """The database or the write-ahead log does not check out."""
    says = "etcd's data in {data} is damaged ({why}), so this member cannot start."
    if last_said((e for e in death_log(episode) if is_an_end(e)), _KEPT_FROM_ITS_FILES) is not None:
        return None
    own = _own_words(episode, Cause.ETCD_DATA_CORRUPT, CORRUPT, says)
    return own or _faults_in_database(episode) or _corrupt_alarm(episode)


def _corrupt_alarm(episode: Episode) -> Finding | None:
    """It compared its data with its peers', and tells of the alarm whoever asks how it is."""
    if not is_etcd(episode):
        return None
    each, seen = failing(episode), episode.node.last(EtcdSeen)
    probed = each is not None and _ALARM_CORRUPT.search(each.kubelet.body) is not None
    alarm = seen is not None and any("CORRUPT" in told.upper() for told in (*seen.alarms, seen.reason))
    current = episode.current
    alive = current is not None and current.state is ContainerState.RUNNING
    raised = last_said(after_last(any_log(episode), _DISARMED_CORRUPT), _RAISED_CORRUPT) if alive else None
    if not (probed or alarm or raised):
        return None
    data = (episode.container.flag_value("data-dir") if episode.container else None) or "/var/lib/etcd"
    return finding(
        Cause.ETCD_DATA_CORRUPT,
        Confidence.PROVEN,
        f"etcd's CORRUPT alarm is raised: its data in {data} and its peers' differ, and writes are refused.",
        [
            from_probe(each.kubelet) if probed and each else None,
            note("probe", f"body: {' '.join(each.kubelet.body.split())}", each.kubelet.at) if probed and each else None,
            note("etcd", f"alarms: {', '.join(seen.alarms) or seen.reason}", seen.at) if seen and alarm else None,
            from_log(episode, raised.entry) if raised else None,
        ],
        data_dir=data,
        file=episode.manifest.path if episode.manifest else None,
    )


def _faults_in_database(episode: Episode) -> Finding | None:
    """It reads the mapped database where there is nothing: the file is shorter than its pages say, or cannot be read."""
    if not is_etcd(episode) or episode.last_ended is None:
        return None
    log = death_log(episode)
    fault, frame = last_said(log, FAULT), last_said(log, IN_DATABASE)
    if fault is None:
        fault = last_said(log, MISREAD)
        frame = _first_frame(log, fault.entry) if fault is not None else None
    # Nothing but the database is a mapped file that may end, or fail to be read, behind its pages; where a stack is
    # known, it tells.
    bus = last_said(log, _BUS_ERROR)
    if fault is None or (frame is None and (bus is None or _frames_after(log, bus.entry))):
        return None
    data = (episode.container.flag_value("data-dir") if episode.container else None) or "/var/lib/etcd"
    return finding(
        Cause.ETCD_DATA_CORRUPT,
        Confidence.LIKELY,
        f"etcd faults while it reads its database below {data}: the file is cut short or damaged, or its disk cannot be read.",
        [from_log(episode, fault.entry), from_log(episode, frame.entry) if frame else None, from_last_end(episode)],
        data_dir=data,
        file=episode.manifest.path if episode.manifest else None,
    )


def _frames_after(log: tuple[LogEntry, ...], panic: LogEntry) -> list[LogEntry]:
    """The frames of the stack that follows, those of Go's runtime left out; none where the log was cut short."""
    after = log[log.index(panic) + 1 :]
    return [entry for entry in after if entry.text and not entry.text.startswith(_NO_FRAME)]


def _first_frame(log: tuple[LogEntry, ...], panic: LogEntry) -> Said | None:
    """The frame in which Go's runtime was asked for what is not there, if it is one of the database."""
    first = next(iter(_frames_after(log, panic)), None)
    return last_said((first,), IN_DATABASE) if first is not None else None


def etcd_upgrade_incompatible(episode: Episode) -> Finding | None:
    """This etcd refuses what an older or newer one left."""
    says = "This version of etcd refuses the data or membership in {data} that another version left: {why}."
    return _own_words(episode, Cause.ETCD_UPGRADE_INCOMPATIBLE, INCOMPATIBLE, says)


def etcd_membership_mismatch(episode: Episode) -> Finding | None:
    """The data directory and the cluster disagree about who is a member."""
    says = "This etcd member does not belong to the cluster it is told to join: {why}."
    ended = ended_itself(episode) or any(entry.severity is Severity.FATAL for entry in death_log(episode))
    patterns = MEMBERSHIP if ended else (*MEMBERSHIP, OTHER_CLUSTER)
    stranger = last_said(leaderless(episode), OTHER_CLUSTER)
    if stranger is not None:
        return finding(
            Cause.ETCD_MEMBERSHIP_MISMATCH,
            Confidence.LIKELY,
            "This etcd member has no leader, and those that it is told to join are of another cluster: cluster ID mismatch.",
            [from_log(episode, stranger.entry)],
        )
    return _own_words(episode, Cause.ETCD_MEMBERSHIP_MISMATCH, patterns, says)


def etcd_slow_disk(episode: Episode) -> Finding | None:
    """Long fsyncs, by etcd's own complaints in number or by its histogram."""
    if episode.is_unit:
        return None
    slow = _slow_lines(episode) if is_etcd(episode) and not ended_itself(episode) else []
    alone = last_said(any_log(episode), *NO_LEADER, PEER_GONE) is None
    suffered = victims(episode, failed_late(slow)) if alone and not _the_processor_is_short(episode) else ()
    if nobody_saw_it(episode):
        slow = _of_the_end(slow)
    elif not suffered and episode.state is State.HEALTHY and not _others_lost_leases(episode):
        return None
    of_the_disk = any(STALLED.search(entry.text) for entry in slow)
    if not of_the_disk and _the_processor_is_short(episode):
        slow = []
    seen = episode.node.last(EtcdSeen) if is_etcd(episode) else None
    fsync = _p99(seen) if seen else None
    if len(slow) < MANY_SLOW_LINES and not suffered and not (fsync is not None and fsync >= 1.0):
        return None
    return finding(
        Cause.ETCD_SLOW_DISK,
        # Late heartbeats and requests are a starved processor's as well; a stall that the histogram hardly shows is over.
        Confidence.POSSIBLE
        if (fsync is not None and fsync < FINE_FSYNC_SECONDS and len(slow) < VERY_MANY_SLOW_LINES)
        or not (of_the_disk or fsync is not None or suffered or _pressure_known(episode))
        else Confidence.LIKELY,
        f"etcd does not answer in time ({len(slow)} such complaints in its log), and {len(suffered)} above it ended for that: its "
        "disk is too slow, as a rule."
        if suffered and not of_the_disk
        else f"etcd's disk is too slow: {len(slow)} complaints of slow writes in its log, so health checks and leases time out.",
        [
            *(from_log(episode, entry) for entry in slow[-3:]),
            *suffered[:2],
            note("etcd", f"99 % of WAL fsyncs take up to {fsync:.2f} s", seen.at) if fsync and seen else None,
        ],
    )


def _p99(seen: EtcdSeen) -> float | None:
    """How long 99 % of the fsyncs of its WAL took at most, interpolated in the histogram's bucket as Prometheus does."""
    told = ((_FSYNC_BUCKET.fullmatch(name), value) for name, value in seen.metrics)
    buckets = sorted((float(match["le"]), value) for match, value in told if match)
    if not buckets or not buckets[-1][1]:
        return None
    rank = 0.99 * buckets[-1][1]
    below, count = 0.0, 0.0
    for bound, cumulative in buckets:
        if cumulative >= rank:
            return below if bound == float("inf") else below + (bound - below) * (rank - count) / (cumulative - count)
        below, count = bound, cumulative
    return below


def _of_the_end(slow: list[LogEntry]) -> list[LogEntry]:
    """Those of the log's last minutes: over days, some are found in any."""
    times = [entry.at for entry in slow if entry.at is not None]
    return [entry for entry in slow if entry.at is None or times[-1] - entry.at <= LAST_MINUTES]


def _the_processor_is_short(episode: Episode) -> bool:
    """A starved etcd complains of its disk as well: of a slow fsync alone it knows that the disk is to blame."""
    host = episode.node.last(HostSeen)
    return host is not None and (host.pressure_cpu or 0) >= PRESSURE > 4 * (host.pressure_io or 0)


def _pressure_known(episode: Episode) -> bool:
    host = episode.node.last(HostSeen)
    return host is not None and host.pressure_cpu is not None


def _slow_lines(episode: Episode) -> list[LogEntry]:
    complaints = [said.entry for said in all_said(any_log(episode), *SLOW)]
    return complaints if len(complaints) >= VERY_MANY_SLOW_LINES else [e for e in complaints if not _took_little(e)]


def _took_little(entry: LogEntry) -> bool:
    match = _TOOK.search(entry.text)
    return match is not None and match["unit"] == "ms" and float(match["number"]) < LONG_MILLISECONDS


def _others_lost_leases(episode: Episode) -> bool:
    """Another container ended for want of its lease, or fails its check of etcd: its slowness then has a victim."""
    if any(
        result.outcome is Outcome.FAILURE and _ETCD_CHECK.search(result.body)
        for result in episode.node.newest(ProbeResult).values()
    ):
        return True
    return any(
        seen.exit_code not in {None, 0}
        and seen.attempt_key.ref.container in {"kube-controller-manager", "kube-scheduler"}
        for seen in episode.node.newest(ContainerSeen).values()
    )


RULES = (
    Rule(
        cause=Cause.ETCD_FIRST_ENDPOINT_DOWN,
        find=etcd_first_endpoint_down,
        needs=frozenset({Source.POD_LOGS}),
        settles="ask the other endpoints: `etcdctl endpoint health`",
    ),
    Rule(
        cause=Cause.ETCD_UPGRADE_INCOMPATIBLE,
        find=etcd_upgrade_incompatible,
        needs=frozenset({Source.POD_LOGS}),
    ),
    Rule(
        cause=Cause.ETCD_MEMBERSHIP_MISMATCH,
        find=etcd_membership_mismatch,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.ETCD_UPGRADE_INCOMPATIBLE}),
    ),
    Rule(
        cause=Cause.ETCD_DATA_CORRUPT,
        find=etcd_data_corrupt,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset(
            {Cause.ETCD_UPGRADE_INCOMPATIBLE, Cause.DISK_FULL, Cause.FILESYSTEM_DAMAGED, Cause.FILE_PERMISSION_DENIED}
        ),
    ),
    *etcd_running.RULES,
    Rule(
        cause=Cause.ETCD_SLOW_DISK,
        find=etcd_slow_disk,
        needs=frozenset({Source.ETCD, Source.POD_LOGS}),
        yields_to=frozenset({Cause.ETCD_NO_QUORUM, Cause.ETCD_NOSPACE_ALARM, Cause.DISK_FULL}),
        settles="etcd_disk_wal_fsync_duration_seconds in etcd's metrics",
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
