"""Disks that are full or damaged, and the kernel's limits on inotify."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.causes.etcd.itself import data_dir, ended_itself, is_etcd
from whyrestart.causes.evidence.living import LATELY
from whyrestart.causes.evidence.logs import QUIET, death_log, last_said, last_words
from whyrestart.causes.evidence.refusals import refusal, refused_to_all
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_end, from_kubelet, from_log, note
from whyrestart.causes.runtime.cri import BEGINS, UNIMPLEMENTED
from whyrestart.episodes import RECENT, is_last_word, kernel_lines, own_words
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import ContainerState, Filesystem, HostSeen, JournalLine, PodStatusSeen, Source

NO_SPACE = re.compile(
    r"(?:(?:(?P<call>write|open|create|mkdir|allocate|sync|rename)\w{0,20} )?(?P<path>/[^\s:\"',]{1,500}+)\"?: )?"
    # runc's session keys have a quota too; the last is dqlite's of its raft (uv_fs.c), in which k3s and MicroK8s keep it all.
    # A namespace that cannot be made says so where the user's or the kernel's number of them is used up (user.max_*_namespaces).
    r"(?:(?<!unshare: )(?<!namespaces: )(?<!NEW(?:IPC|NET|PID|UTS)\): )(?<!NEWNS\): )(?<!NEWUSER\): )(?<!NEWCGROUP\): )"
    r"(?<!/self/exe: )no space left on (?:device|d[evic]{0,4}[>\u2026]?$)|(?<!key: )disk quota exceeded|not enough space to (?:allocate \d+ bytes|create I/O capabilities))",
    re.IGNORECASE,
)
_WATCHES = r"(?:inotify|fsnotify|watcher|fswatch)"
INOTIFY = re.compile(
    rf"inotify_(?:init1?|add_watch)|{_WATCHES}(?:(?!{_WATCHES})[^\n])*?(?:too many open files|no space left on d)",
    re.IGNORECASE,
)
_NO_FILES = re.compile(r"(?:accept4?|socket|pipe2?|open /\S{1,500}): too many open files")
_USED_UP = re.compile(r"too many open files|no space left", re.IGNORECASE)
# A certificate is read every minute, watched or not (apiserver/pkg/server/dynamiccertificates).
_DONE_WITHOUT = re.compile(r"(?i)failed to watch [\w ]{1,40}, will retry later")
_CRI_NOT_LOADED = re.compile(
    r"failed to load plugin [\"\\]*io\.containerd\.(?:grpc\.v1\.cri|cri\.v1)|failed to create CRI service"
)
DAMAGED = re.compile(
    # A shell quotes in its own way; a protocol's messages may be bad as well (BGP's `bad message length`).
    r"(?:(?P<path>/[^\s:\"',]{1,500}+)[\"'\u2019]?: )?(?P<why>structure needs cleaning|read-only file ?system|input/output error|bad message(?! (?:header|length|size|type)\b))",
    re.IGNORECASE,
)
_KERNEL_DAMAGE = re.compile(
    r"EXT4-fs error|XFS \([^)]*\): (?:Corruption|metadata|Unmount|log I/O)|Buffer I/O error|Remounting filesystem read-only|I/O error, dev|blk_update_request: I/O error|BTRFS (?:error|critical)"
)
# They are read-only to a container that is not privileged, and on no disk.
KERNELS_OWN = re.compile(r"(?<![\w.-])/(?:proc|sys)/[^\s:\"']*\"?: (?:read-only|input/output)", re.IGNORECASE)
# A cgroup that cannot be made for want of memory says so too, and no disk is concerned.
CGROUP_FS = re.compile(r"/sys/fs/cgroup")
# Where kubelet and runtime keep what they write, but for a container's own root; /usr and the like are read-only by design
# on some distributions.
STATE_FILES = re.compile(
    r"/var/(?:lib/(?:kubelet|containerd|containers|docker|dockershim|cri-dockerd|rancher|k0s)|log|snap)(?:/(?!\S*/(?:merged|rootfs)/)|$)"
)
# A segment of etcd's write-ahead log (wal.go, SegmentSizeBytes: 64 MB).
_LITTLE_BYTES = 64 * 2**20


# An event that cannot be written to the audit log is lost, and nothing else (audit/metrics.go, HandlePluginError).
_SURVIVED = re.compile(r"Error in audit plugin\b")


def _of_its_end(episode: Episode) -> Iterator[LogEntry]:
    """What it may have ended with: neither of a request, as others sent it, nor of long before."""
    ended = episode.last_ended
    end = ended.finished_at if ended is not None else None
    lately = (e for e in death_log(episode) if end is None or e.at is None or end - e.at <= RECENT)
    return last_words(episode, lately)


def disk_full(episode: Episode) -> Finding | None:
    """ENOSPC, where it is no inotify watch; the disk may well have room again a minute later."""
    said = last_said(
        _of_its_end(episode),
        NO_SPACE,
        where=lambda said: (
            said.entry.severity not in QUIET
            and INOTIFY.search(said.entry.text) is None
            and _SURVIVED.search(said.entry.text) is None
        ),
    )
    if said is None:
        return _not_created(episode) or _no_room_for_a_segment(episode)
    full = _full(episode)
    return finding(
        Cause.DISK_FULL,
        Confidence.PROVEN,
        f"{episode.program} could not write: no space was left on the device{f' ({full})' if full else ''}.",
        [
            from_log(episode, said.entry),
            note("host", full) if full else _room_now(episode),
            from_end(episode.last_ended) if episode.last_ended else None,
        ],
        ruled_out=[RuledOut(cause=Cause.INOTIFY_LIMIT, because="the call that failed writes, it does not watch")],
        path=said["path"],
    )


def _not_created(episode: Episode) -> Finding | None:
    """The runtime itself found no room for the container."""
    ended = episode.last_ended
    own = refusal(episode)
    refused = own or refused_to_all(episode)
    words = " ".join([ended.message if ended else "", episode.waiting_message, refused[0] if refused else ""])
    match = NO_SPACE.search(words)
    if match is None or CGROUP_FS.search(words) or INOTIFY.search(words):
        return None
    return finding(
        Cause.DISK_FULL,
        Confidence.PROVEN if own is not None or refused is None else Confidence.LIKELY,
        f"The runtime cannot create the container of {episode.program}: no space is left on the device.",
        [
            from_end(ended) if ended is not None and ended.message else None,
            note("kubelet", f"waiting: {episode.waiting_reason}: {episode.waiting_message}")
            if episode.waiting_message
            else None,
            refused[1] if refused else None,
        ],
        path=(match["path"] or "").strip(),
    )


def _no_room_for_a_segment(episode: Episode) -> Finding | None:
    """An etcd that ends, and says nothing of room, where its data lie on less than it reserves for its next segment."""
    at, host = data_dir(episode), episode.node.last(HostSeen)
    if not (is_etcd(episode) and episode.state is State.LOOPING and ended_itself(episode) and at) or host is None:
        return None
    holds = (fs for fs in host.filesystems if f"{at.rstrip('/')}/".startswith(f"{fs.mount.rstrip('/')}/"))
    fs = max(holds, key=lambda each: len(each.mount), default=None)
    if fs is None or not _has_little(fs):
        return None
    left = _left(fs, host)
    return finding(
        Cause.DISK_FULL,
        Confidence.POSSIBLE,
        f"etcd ends, and {left}: less than it reserves for the next part of its log in {at}.",
        [note("host", left, host.at), from_end(episode.last_ended) if episode.last_ended else None],
        path=at,
    )


def _has_little(fs: Filesystem) -> bool:
    return fs.free_bytes is not None and fs.free_bytes < _LITTLE_BYTES


def _left(fs: Filesystem, host: HostSeen) -> str:
    return f"{fs.mount} had {(fs.free_bytes or 0) / 2**20:.0f} MiB left at {host.at:%H:%M:%S}"


def _full(episode: Episode) -> str:
    """A filesystem that has, or lately had, no blocks or inodes left."""
    for host in reversed(episode.node.all(HostSeen)):
        for fs in host.filesystems:
            if fs.free_inodes == 0:
                return f"{fs.mount} had no inodes left at {host.at:%H:%M:%S}"
            if _has_little(fs):
                return _left(fs, host)
    return ""


def _room_now(episode: Episode) -> Evidence | None:
    host = episode.node.last(HostSeen)
    rooms = [
        f"{fs.mount} has {fs.free_bytes / 2**30:.1f} GiB"
        for fs in (host.filesystems if host else ())
        if fs.free_bytes is not None
    ]
    return (
        note("host", f"now there is room again: {', '.join(rooms[:3])}", host.at if host else None) if rooms else None
    )


def filesystem_damaged(episode: Episode) -> Finding | None:
    """EUCLEAN, EROFS or EIO from a call, or the kernel's own complaint about the filesystem."""
    said = last_said(
        _of_its_end(episode),
        DAMAGED,
        where=lambda said: said.entry.severity not in QUIET and not KERNELS_OWN.search(said.entry.text),
    )
    if said is None:
        return _not_let_in(episode) or not_paged_in(episode)
    if "read-only" in said["why"].lower() and _not_the_nodes(episode, said["path"]):
        return None
    kernel = kernel_damage(episode)
    host = episode.node.last(HostSeen)
    frozen = next((fs.mount for fs in (host.filesystems if host else ()) if fs.read_only), None)
    sure = kernel is not None or frozen is not None or "cleaning" in said["why"].lower()
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        Confidence.PROVEN if sure else Confidence.LIKELY,
        f"{episode.program} cannot write{' ' + said['path'] if said['path'] else ''}: {said['why']}; the filesystem is damaged or read-only.",
        [
            from_log(episode, said.entry),
            note("kernel_log", kernel.message, kernel.at) if kernel else None,
            note("host", f"{frozen} is mounted read-only") if frozen else None,
        ],
        ruled_out=[RuledOut(cause=Cause.DISK_FULL, because=f"the error is '{said['why']}', not a lack of space")],
        path=said["path"],
    )


def _not_let_in(episode: Episode) -> Finding | None:
    """Kubelet or runtime could not write down what they need for the pod, so that it was refused or never made."""
    ended, ref = episode.last_ended, episode.ref
    if ref is None or (episode.current is not None and episode.current.state is ContainerState.RUNNING):
        return None
    status = episode.node.newest(PodStatusSeen).get((ref.namespace, ref.pod))
    own = refusal(episode)
    refused = own or refused_to_all(episode)
    told = (
        ("runtime", ended.message if ended else ""),
        ("kubelet", episode.waiting_message),
        ("kubelet", status.message if status and status.phase == "Failed" else ""),
        (refused[1].source, refused[0]) if refused else ("kubelet_log", ""),
    )
    match, source, words = next(
        ((match, source, words) for source, words in told if (match := DAMAGED.search(words))), (None, "", "")
    )
    if match is None or not STATE_FILES.match(match["path"] or ""):
        return None
    kernel = kernel_damage(episode)
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        Confidence.PROVEN if own is not None or refused is None else Confidence.LIKELY,
        f"{episode.program} is not started: {match['path']} could not be written or read ({match['why']}); the node's "
        "filesystem is damaged or read-only.",
        [note(source, words), note("kernel_log", kernel.message, kernel.at) if kernel else None],
        path=match["path"],
    )


# Go's of SIGBUS: a page of a mapped file, the program's own or its database's, could not be read.
_NO_PAGE = re.compile(r"\[signal SIGBUS: bus error|unexpected fault address 0x|^fatal error: fault$")
_DISK_FAILS = re.compile(
    r"I/O error, dev (?!fd|sr|loop|zram)(?P<device>\w{1,40})|EXT4-fs error|XFS \([^)]*\): metadata I/O error"
)
_BUS_ERROR = re.compile(r"\[signal SIGBUS: bus error")
# A wild pointer is told in the same words.
_WILD = re.compile(r"\[signal SIGSEGV")


def not_paged_in(episode: Episode) -> Finding | None:
    """A program ends for what it has mapped is not there to be read, and the kernel tells of a disk that fails."""
    log = death_log(episode) if episode.state is not State.HEALTHY else ()
    said = last_said(log, _NO_PAGE) if last_said(log, _WILD) is None else None
    fails = (line for line in reversed(kernel_lines(episode.node)) if _DISK_FAILS.search(line.message))
    line = next(fails, None)
    if said is None or line is None or said.entry.at is None or abs(line.at - said.entry.at) > RECENT:
        return None
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        # Without the signal's name it may have been a wild pointer.
        Confidence.LIKELY if last_said(log, _BUS_ERROR) is not None else Confidence.POSSIBLE,
        f"{episode.program} ends with a bus error: what it has mapped of a file cannot be read, and the kernel tells of a disk that fails.",
        [
            from_kubelet(said.entry) if episode.is_kubelet else from_log(episode, said.entry),
            note("kernel_log", line.message, line.at),
        ],
    )


def kernel_damage(episode: Episode) -> JournalLine | None:
    """The kernel's newest complaint about a filesystem or the disk below it."""
    lines = reversed(kernel_lines(episode.node))
    return next((line for line in lines if _KERNEL_DAMAGE.search(line.message)), None)


def _not_the_nodes(episode: Episode, path: str) -> bool:
    """The manifest itself mounts it read-only, or no volume at all: then the node's filesystem is sound."""
    if not path or episode.container is None:
        return False
    covering = [m for m in episode.container.mounts if path.startswith(m.path)]
    return not covering or any(m.read_only for m in covering)


# What k0s says itself of a child that ended (pkg/supervisor).
_SUPERVISORS = re.compile(r"(?:exit status \d|Process exited\b|Failed to wait for process|respawning in )")


def inotify_limit(episode: Episode) -> Finding | None:
    """EMFILE from inotify_init or ENOSPC from inotify_add_watch: the kernel's per-user limits, not files, not the disk."""
    log = death_log(episode) if not episode.is_kubelet else episode.journal
    said = last_said(log, INOTIFY, where=lambda said: not _DONE_WITHOUT.search(said.entry.text))
    if said is None and episode.is_kubelet:
        return _runtime_cannot_watch(episode)
    if said is None or episode.state is State.HEALTHY or not _USED_UP.search(said.entry.text):
        return None
    host = episode.node.last(HostSeen)
    used = _inotify_use(host) if host else ""
    ends = is_last_word(said.entry)
    own = [entry for entry in log if entry.origin != "systemd" and not (ends and _SUPERVISORS.match(entry.message))]
    went_on = episode.is_kubelet and said.entry.severity is not Severity.FATAL and said.entry is not own[-1]
    # What may open no file at all may watch none.
    without = last_said(log, _NO_FILES) is not None
    return finding(
        Cause.INOTIFY_LIMIT,
        Confidence.PROVEN if used else Confidence.POSSIBLE if went_on or without else Confidence.LIKELY,
        f"{episode.program} cannot watch files: the node's inotify instances or watches are used up{f' ({used})' if used else ''}.",
        [
            from_log(episode, said.entry) if not episode.is_kubelet else from_kubelet(said.entry),
            note("host", used) if used else None,
        ],
        ruled_out=[
            RuledOut(cause=Cause.DISK_FULL, because="the call that failed is inotify's; the disk is not concerned")
        ],
        usage=used,
    )


def _runtime_cannot_watch(episode: Episode) -> Finding | None:
    """Containerd's CRI plugin watches the directory of the network's configuration, and is not loaded where it cannot."""
    broken = (line for line in reversed(episode.node.all(JournalLine)) if _CRI_NOT_LOADED.search(line.message))
    line = next(broken, None)
    if line is None or not INOTIFY.search(line.message):
        return None
    if episode.state is State.HEALTHY and not _finds_no_cri(episode, line):
        return None
    return finding(
        Cause.INOTIFY_LIMIT,
        Confidence.PROVEN,
        f"{line.unit} cannot watch files, so it does not offer CRI: the node's inotify instances or watches are used up.",
        [note("runtime_log", line.message, line.at)],
        ruled_out=[RuledOut(cause=Cause.CRI_PLUGIN_DISABLED, because="its configuration is accepted")],
    )


def _finds_no_cri(episode: Episode, line: JournalLine) -> bool:
    """Whether a kubelet that lives, or what carries it, says last that there is no CRI, since containerd said why.

    A plugin that was not loaded is not until containerd is started anew.
    """
    name = episode.unit.unit.removesuffix(".service") if episode.unit is not None else "kubelet"
    newest = own_words(episode.node, name)[-1:]
    since = (each for each in episode.node.all(JournalLine) if each.unit == line.unit and each.at > line.at)
    return any(
        entry.at is not None and line.at <= entry.at and episode.at - entry.at <= LATELY
        for entry in newest
        if UNIMPLEMENTED.search(entry.text)
    ) and not any(BEGINS.search(each.message) for each in since)


def _inotify_use(host: HostSeen) -> str:
    pairs = (
        ("instances", host.inotify_instances_used, host.inotify_max_instances),
        ("watches", host.inotify_watches_used, host.inotify_max_watches),
    )
    return ", ".join(
        f"{used} of {most} {name}"
        for name, used, most in pairs
        if used is not None and most is not None and used >= 0.95 * most
    )


RULES = (
    Rule(
        cause=Cause.INOTIFY_LIMIT,
        find=inotify_limit,
        applies=lambda episode: not episode.is_node,
        needs=frozenset({Source.POD_LOGS}),
        settles="`sysctl fs.inotify`, and the use in /proc/*/fdinfo",
    ),
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=filesystem_damaged,
        needs=frozenset({Source.POD_LOGS}),
        settles="`journalctl -k` and `findmnt -o TARGET,OPTIONS`",
    ),
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=not_paged_in,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG, Source.KERNEL_LOG}),
    ),
    Rule(
        cause=Cause.DISK_FULL,
        find=disk_full,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.INOTIFY_LIMIT}),
        settles="`df` and `df -i` of what it writes to",
    ),
)
