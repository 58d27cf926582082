"""etcd's own storage: its write-ahead log, snapshots and database are damaged, or the database has no room left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from whyrestart.causes.etcd.itself import data_dir, ended_itself, is_apiserver, is_etcd, own_words
from whyrestart.causes.evidence.living import LATELY, after_last, kubelets_newest, newest_lines, newest_lines_of
from whyrestart.causes.evidence.logs import Said, any_log, death_log, last_said
from whyrestart.causes.evidence.presented import ended_otherwise, running_since
from whyrestart.causes.evidence.probing import failing
from whyrestart.causes.rule import Rule, finding, from_kubelet, from_last_end, from_log, from_probe, note
from whyrestart.episodes import journal, kernel_lines
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import ContainerState, EtcdSeen, Source
from whyrestart.model.version import Version
from whyrestart.parsing.last_words import is_an_end

# What keeps it from its files is no damage of them: other causes name it, and of a file that is locked none does.
_KEPT_FROM_ITS_FILES = re.compile(
    r"no space|permission denied|read-only|input/output|structure needs|already locked|too many open"
)
_CORRUPT = (
    re.compile(
        # Not `failed to find [SNAPSHOT-INDEX].snap.db`, which alone ends nothing.
        r"failed to find database snapshot file|database snapshot file path error"
    ),
    # A snapshot that does not check out is put aside instead, and an older one is read.
    re.compile(r"\b(?:walpb|wal|raft): crc mismatch"),
    # To 2.0 the last that was read was the answer, and its error the end (snap/snapshotter.go, Load).
    re.compile(r"^(?:(?:[\d/]{10} [\d:]{8} )?etcd(?:main)?: )?snap: (?:empty snapshot|crc mismatch)$"),
    # wal.go's other errors, what its records are not, and raft's of a log that lost who its member is.
    re.compile(r"\bwal: (?:conflicting metadata found|snapshot (?:mismatch|not found)|slice bounds out of range)"),
    re.compile(
        r"^(?:discovery failed error=)?proto: (?:[A-Z]\w{1,30}: )?(?:illegal |wrong wireType|wiretype end group|negative length|integer overflow)"
    ),
    re.compile(r"^panic: cannot use none as id$"),
    re.compile(
        r"freepages: failed to get all reachable pages|page \d+(?:: multiple references|: already freed| already freed)"
    ),
    # bbolt's other panics, of pages and of the list of free ones (freelist.go, page.go, node.go; from 1.4 internal/common).
    re.compile(
        r"page \d+: has unexpected type/flags|read: zero-length (?:inode|node) key|from a non-freelist page: |"
        r"leading element count -?\d+ overflows int|mergepgids bad len \d+ < |write: circular dependency occurred|"
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
        r"(?:failed to|cannot) open database[^\n]*(?:checksum error|version mismatch|unexpected EOF|mmap too large)"
    ),
    re.compile(r"failed to (?:open|read|repair) WAL"),
    re.compile(
        r"range (?:cannot find rev|failed to find revision pair)|wal: max entry size limit exceeded|found bad snap|wal: file not found"
    ),
    re.compile(r"(?:read wal|WAL) error \((?P<why>[^)]{0,300}+)\) (?:and )?cannot be repaired"),
    re.compile(r"(?:read|open) wal error: (?P<why>.*)"),
)
# Whatever etcd, or who builds it, says of its data with its last breath; the flags of the check have hyphens, and Go's
# runtime speaks of its own memory.
_OF_CORRUPTION = re.compile(
    r"^(?!fatal error: |runtime: )[^\n]{0,400}?(?<![-\w/.])corrupt(?:ed|ion)?(?![-\w/])", re.IGNORECASE
)
_RAISED_CORRUPT = re.compile(r"alarm CORRUPT raised|alarm raised[^\n]*CORRUPT")
_DISARMED_CORRUPT = re.compile(r"alarm CORRUPT disarmed|alarm disarmed(?![^\n]*NOSPACE)")
# What writes are refused with while the alarm is raised (apply.go, applierV3Corrupt): in its own log, and to its clients.
_REFUSES_AS_CORRUPT = re.compile(r"etcdserver: corrupt cluster")
_ALARM_CORRUPT = re.compile(r"ALARM CORRUPT|alarm activated: CORRUPT")
# Go's words for a fault in mapped memory, and the frames of the database that alone is mapped. A nil pointer is no such fault.
_FAULT = re.compile(r"unexpected fault address 0x|\[signal SIGBUS")
_BUS_ERROR = re.compile(r"\[signal SIGBUS: bus error")
# What its pages say of their own sizes and numbers, and what is not so (bbolt's freelist.go, page.go, node.go).
MISREAD = re.compile(r"^panic: runtime error: (?:index out of range|slice bounds out of range|makeslice: )")
NO_SUCH_LENGTH = "makeslice: len out of range"
# From 3.0 on a record is filled up to eight bytes, and the highest byte of its length tells by how many (wal/encoder.go):
# to an older etcd that length is a negative one.
PADS = Version(3, 0)
_NO_FRAME = ("/", "goroutine ", "runtime.", "panic(", "[")
_IN_DATABASE = re.compile(r"(?:go\.etcd\.io|coreos|boltdb)/b?bolt\.\(")
# The frames that read the write-ahead log, which tells the length of each record; to 0.4 raft's log was another's.
_IN_LOG = re.compile(
    r"/wal\.\(\*(?:[dD]ecoder\)\.decode|WAL\)\.ReadAll)|goraft/raft(?:/protobuf)?\.\(\*Log(?:Entry)?\)\."
)
# `alarm NOSPACE raised by peer X` up to 3.3 (etcdserver/apply.go), then `alarm raised` with the alarm as a field.
_RAISED = re.compile(r"ALARM NOSPACE|alarm:NOSPACE|alarm NOSPACE raised|alarm raised[^\n]*NOSPACE")
# What it refuses a write with: to its clients, and in its own log (etcdserver/errors).
_NO_ROOM = re.compile(r"mvcc: database space exceeded|etcdserver: no space\b(?! left)")
_NOSPACE = (_RAISED, _NO_ROOM)
_DISARMED = re.compile(r"alarm NOSPACE disarmed|alarm disarmed(?![^\n]*CORRUPT)")


def etcd_data_corrupt(episode: Episode) -> Finding | None:
    """The database or the write-ahead log does not check out."""
    if last_said((e for e in death_log(episode) if is_an_end(e)), _KEPT_FROM_ITS_FILES) is not None:
        return None
    says = "etcd's data in {data} is damaged ({why}), so this member cannot start."
    own = own_words(episode, Cause.ETCD_DATA_CORRUPT, _CORRUPT, says)
    return own or _says_corrupt(episode, says) or _faults_in_its_data(episode) or _corrupt_alarm(episode)


def _says_corrupt(episode: Episode, says: str) -> Finding | None:
    """Its fatal line speaks of corruption, in words of no known release."""
    if last_said((e for e in death_log(episode) if e.severity is Severity.FATAL), _OF_CORRUPTION) is None:
        return None
    told = own_words(episode, Cause.ETCD_DATA_CORRUPT, (_OF_CORRUPTION,), says)
    return replace(told, confidence=Confidence.LIKELY) if told is not None else None


def _corrupt_alarm(episode: Episode) -> Finding | None:
    """It compared its data with its peers', and tells of the alarm whoever asks how it is."""
    if not is_etcd(episode):
        return _told_of_corruption(episode)
    alarm, each = _listed(episode, "CORRUPT"), failing(episode)
    probed = each is not None and _ALARM_CORRUPT.search(each.kubelet.body) is not None
    raised = last_said(after_last(any_log(episode), _DISARMED_CORRUPT), _RAISED_CORRUPT) if _lives(episode) else None
    lately = after_last(newest_lines(episode), _DISARMED_CORRUPT)
    raised = raised or last_said(lately, _REFUSES_AS_CORRUPT)
    refused = None if raised else _refuses_others(episode, _REFUSES_AS_CORRUPT, _DISARMED_CORRUPT)
    if not (probed or alarm or raised or refused):
        return None
    return finding(
        Cause.ETCD_DATA_CORRUPT,
        Confidence.PROVEN,
        f"etcd's CORRUPT alarm is raised: its data in {data_dir(episode) or 'its directory'} and its peers' differ, and writes are refused.",
        [
            from_probe(each.kubelet) if probed and each else None,
            note("probe", f"body: {' '.join(each.kubelet.body.split())}", each.kubelet.at) if probed and each else None,
            alarm,
            from_log(episode, raised.entry) if raised else None,
            refused,
        ],
        data_dir=data_dir(episode),
        file=episode.manifest.path if episode.manifest else None,
    )


def _told_of_corruption(episode: Episode) -> Finding | None:
    """An apiserver whose etcd is on other nodes, and refuses it for that."""
    refused = _refuses_others(episode, _REFUSES_AS_CORRUPT, _DISARMED_CORRUPT)
    if refused is None:
        return None
    return finding(
        Cause.ETCD_DATA_CORRUPT,
        Confidence.LIKELY,
        f"The etcd that {episode.program} asks has its CORRUPT alarm raised: its members' data differ, and writes are refused.",
        [refused],
    )


def misreads_its_log(episode: Episode) -> tuple[Said, Said] | None:
    """Go's panic, and its frame: the write-ahead log tells of lengths and places that cannot be."""
    log = death_log(episode) if is_etcd(episode) and episode.last_ended is not None else ()
    fault = last_said(log, MISREAD)
    frame = _first_frame(log, fault.entry, _IN_LOG) if fault is not None else None
    return (fault, frame) if fault is not None and frame is not None else None


def _faults_in_its_data(episode: Episode) -> Finding | None:
    """It reads the mapped database where there is nothing: the file is shorter than its pages say, or cannot be read."""
    if not is_etcd(episode) or episode.last_ended is None:
        return None
    if (misread := misreads_its_log(episode)) is not None:
        return _misread_log(episode, *misread)
    log = death_log(episode)
    fault, frame = last_said(log, _FAULT), last_said(log, _IN_DATABASE)
    if fault is None:
        fault = last_said(log, MISREAD)
        frame = _first_frame(log, fault.entry, _IN_DATABASE) if fault is not None else None
    # Nothing but the database is a mapped file that may end, or fail to be read, behind its pages; where a stack is
    # known, it tells.
    bus = last_said(log, _BUS_ERROR)
    if fault is None or (frame is None and (bus is None or _frames_after(log, bus.entry))):
        return None
    return finding(
        Cause.ETCD_DATA_CORRUPT,
        Confidence.LIKELY,
        f"etcd faults while it reads its database below {data_dir(episode) or 'its data directory'}: the file is cut short or damaged, or its disk cannot be read.",
        [from_log(episode, fault.entry), from_log(episode, frame.entry) if frame else None, from_last_end(episode)],
        data_dir=data_dir(episode),
        file=episode.manifest.path if episode.manifest else None,
    )


def _misread_log(episode: Episode, fault: Said, frame: Said) -> Finding:
    """What is known to be an etcd 3 reads all lengths; an older one meets those of a newer one as well."""
    known = episode.version is not None and episode.version >= PADS
    return finding(
        Cause.ETCD_DATA_CORRUPT,
        Confidence.LIKELY if known or NO_SUCH_LENGTH not in fault.entry.text else Confidence.POSSIBLE,
        f"etcd cannot make sense of its write-ahead log below {data_dir(episode) or 'its data directory'}: it is damaged or cut short.",
        [from_log(episode, fault.entry), from_log(episode, frame.entry), from_last_end(episode)],
        data_dir=data_dir(episode),
        file=episode.manifest.path if episode.manifest else None,
    )


def _frames_after(log: tuple[LogEntry, ...], panic: LogEntry) -> list[LogEntry]:
    """The frames of the stack that follows, those of Go's runtime left out; none where the log was cut short."""
    after = log[log.index(panic) + 1 :]
    return [entry for entry in after if entry.text and not entry.text.startswith(_NO_FRAME)]


def _first_frame(log: tuple[LogEntry, ...], panic: LogEntry, where: re.Pattern[str]) -> Said | None:
    """The frame in which Go's runtime was asked for what is not there, if it is one of those."""
    first = next(iter(_frames_after(log, panic)), None)
    return last_said((first,), where) if first is not None else None


def etcd_nospace_alarm(episode: Episode) -> Finding | None:
    """The quota is used up: reads go on, every write is refused, and a health check that counts alarms fails."""
    alarm, each = _listed(episode, "NOSPACE"), failing(episode)
    probed = each is not None and any(p.search(each.kubelet.body) for p in _NOSPACE)
    own = is_etcd(episode)
    said = _says_so_itself(episode) if own else last_said(death_log(episode), *_NOSPACE)
    refused = _refuses_others(episode) if not own or said is None else None
    if not (own and (alarm or probed)) and refused is None and (said is None or episode.is_kubelet):
        return None
    if refused is None and not alarm and not probed and not own and episode.state is State.HEALTHY:
        return None
    quota = episode.flag_value("quota-backend-bytes")
    # etcd lives on with the alarm: what it ended with by itself is another matter.
    beside = said is not None and own and _ended_of_another(episode)
    told = Confidence.POSSIBLE if beside else Confidence.PROVEN if own and said else Confidence.LIKELY
    return finding(
        Cause.ETCD_NOSPACE_ALARM,
        Confidence.PROVEN if alarm or probed else told,
        f"etcd's NOSPACE alarm is raised: its database has used up the quota{f' of {quota} bytes' if quota else ''}, and writes are refused.",
        [
            alarm,
            from_probe(each.kubelet) if probed and each else None,
            from_log(episode, said.entry) if said else None,
            refused if said is None else None,
        ],
        quota_bytes=quota,
    )


def _says_so_itself(episode: Episode) -> Said | None:
    """It raised the alarm and has not taken it back, or it refuses a write: lately, where it lives."""
    log = after_last(any_log(episode), _DISARMED)
    lately = after_last(newest_lines(episode), _DISARMED) if episode.state is State.HEALTHY else log
    return last_said(log, _RAISED) or last_said(lately, _NO_ROOM)


# What a pod's probe or hook printed, or a container ended with: an application may have an etcd of its own.
_OF_A_CONTAINER = re.compile(
    r"^Probe (?:failed|errored)|\bprobe for \"|[Ee]rror syncing pod|(?:PostStart|PreStop) ?[Hh]ook|lifecycle hook"
)


def _refuses_others(
    episode: Episode, answer: re.Pattern[str] = _NO_ROOM, disarmed: re.Pattern[str] = _DISARMED
) -> Evidence | None:
    """The answer that the apiserver, and by way of it the kubelet, gets to its writes to this moment.

    It is told of the etcd that lives on this node, and where there is none, of the apiserver.
    """
    if is_etcd(episode):
        if not _lives(episode) or last_said(any_log(episode), disarmed) is not None:
            return None
        own = (entry for entry in kubelets_newest(episode) if _OF_A_CONTAINER.search(entry.text) is None)
        asked = last_said((*own, *_clients_newest(episode)), answer)
        heard = last_said(newest_lines_of(episode, "kube-apiserver"), answer)
        if asked is not None:
            return from_kubelet(asked.entry)
        return note("pod_log", heard.entry.text, heard.entry.at) if heard else None
    if not is_apiserver(episode) or any(running_since(episode, "etcd")):
        return None
    said = last_said(newest_lines(episode), answer)
    return from_log(episode, said.entry) if said else None


# Talos' own controllers ask etcd themselves, and speak in the kernel's log; RKE2 asks the etcd that it starts as a pod.
_OF_TALOS = re.compile(r"^\[talos\] ")
_ASKS_ETCD = ("rke2-server",)


def _clients_newest(episode: Episode) -> Iterator[LogEntry]:
    """What the node's other clients of etcd have said in the last minutes."""
    for name in _ASKS_ETCD:
        yield from (
            each for each in journal(episode.node, name) if each.at is not None and episode.at - each.at <= LATELY
        )
    for line in kernel_lines(episode.node):
        if _OF_TALOS.match(line.message) and episode.at - line.at <= LATELY:
            yield LogEntry(
                text=line.message, message=line.message, severity=Severity.PLAIN, at=line.at, raw=line.message
            )


def _ended_of_another(episode: Episode) -> bool:
    return ended_itself(episode) or ended_otherwise(episode, death_log(episode), _RAISED)


def _listed(episode: Episode, alarm: str) -> Evidence | None:
    """What etcd lists of that alarm, or gives as the reason why it is not well."""
    seen = episode.node.last(EtcdSeen)
    if seen is None or not any(alarm in told.upper() for told in (*seen.alarms, seen.reason)):
        return None
    return note("etcd", f"alarms: {', '.join(seen.alarms) or seen.reason}", seen.at)


def _lives(episode: Episode) -> bool:
    return episode.current is not None and episode.current.state is ContainerState.RUNNING


RULES = (
    Rule(
        cause=Cause.ETCD_DATA_CORRUPT,
        find=etcd_data_corrupt,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset(
            {Cause.ETCD_UPGRADE_INCOMPATIBLE, Cause.DISK_FULL, Cause.FILESYSTEM_DAMAGED, Cause.FILE_PERMISSION_DENIED}
        ),
    ),
    Rule(
        cause=Cause.ETCD_NOSPACE_ALARM,
        find=etcd_nospace_alarm,
        needs=frozenset({Source.ETCD}),
        settles="`etcdctl alarm list`",
    ),
)
