"""Memory, disks and kernel limits that are used up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from whyrestart.causes.logs import QUIET, death_log, last_said, of_itself
from whyrestart.causes.refusals import begun_since, refusal, runtime_says
from whyrestart.causes.rule import Rule, finding, from_end, from_kubelet, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import PROCESSES
from whyrestart.model.log_entry import Severity
from whyrestart.model.observation import (
    CgroupSeen,
    ContainerState,
    HostSeen,
    JournalLine,
    PodStatusSeen,
    Source,
)

# The kernel logs the kill before the runtime reports the exit (mm/oom_kill.c, mm/memcontrol.c).
REPORTING_LAG = timedelta(seconds=15)
SIGKILLED = 137
# A kill of the kubelet has no attempt to be compared with: only one that is as fresh as a loop tells of it.
LATELY = timedelta(minutes=15)
_MEMCG = re.compile(
    r"Memory cgroup out of memory|constraint=CONSTRAINT_MEMCG|killed as a result of limit of|"
    r"oom-kill:(?:(?!oom-kill:).)*?oom_memcg=/(?P<memcg>[^\s,]{1,300}+),"
)


# runc's guess, and a sound one: its init had no more to do than to start the command (process_linux.go).
_INIT_KILLED = re.compile(r"container init was OOM-killed")


def oom_killed(episode: Episode) -> Finding | None:
    """The container's own limit, by the runtime's word, the cgroup's counter, or the kernel's line. 137 is not enough."""
    ended = episode.last_ended
    told = next(
        (note(source, words, at) for source, words, at in runtime_says(episode) if _INIT_KILLED.search(words)), None
    )
    by_runtime = (ended is not None and ended.reason == "OOMKilled") or told is not None
    own = _kernel_line(episode, ended) if ended is not None else None
    line = own or _line_of_a_namesake(episode)
    counter = _cgroup(episode, ended) if ended is not None else None
    counted = counter is not None and (counter.oom_kill or 0) > 0 and ended is not None and ended.exit_code == SIGKILLED
    if not (by_runtime or line or counted):
        return None
    limit = episode.container.memory_limit_bytes if episode.container else None
    shown = f" of {_mebibytes(limit)}" if limit else ""
    return finding(
        Cause.OOM_KILLED,
        Confidence.PROVEN if by_runtime or own or counted else Confidence.LIKELY,
        f"{episode.program} reached the memory limit{shown} of its container and the kernel killed it.",
        [
            from_end(ended) if ended is not None else None,
            told,
            note("kernel_log", line.message, line.at) if line else None,
            note("host", f"the container's cgroup counts {counter.oom_kill} OOM kills")
            if counter and counted
            else None,
        ],
        ruled_out=[
            RuledOut(cause=Cause.NODE_OUT_OF_MEMORY, because="the kill was for the container's own cgroup limit")
        ],
        limit_bytes=limit,
        file=episode.manifest.path if episode.manifest else None,
        line=episode.container.line if episode.container else None,
    )


GLOBAL_OOM = re.compile(
    r"constraint=CONSTRAINT_NONE|global_oom|^Out of memory(?:: |\.)|Out of memory: Kill(?:ed)? process"
)
_VICTIM = re.compile(
    r"Kill(?:ed)? process (?P<pid>\d+),? (?:UID \d+,? )?\(?(?P<comm>[\w.-]+)\)?|task=(?P<task>[\w.-]+),pid=(?P<task_pid>\d+)"
)


def _carriers_own(episode: Episode) -> frozenset[str]:
    """What ends with the unit in which the kubelet runs, not what that starts anew."""
    unit = episode.unit.unit if episode.unit is not None else ""
    names = next((names for start, names in PROCESSES.items() if unit.startswith(start)), frozenset())
    return names - {"kube-apiserver", "etcd"}


def node_out_of_memory(episode: Episode) -> Finding | None:
    """The whole node ran out and the kernel chose this process (mm/oom_kill.c: CONSTRAINT_NONE)."""
    lines = [line for line in episode.node.all(JournalLine) if line.unit == "kernel"]
    shortage = next(
        (line for line in reversed(lines) if GLOBAL_OOM.search(line.message) and not _MEMCG.search(line.message)), None
    )
    if shortage is None:
        return None
    ended = episode.last_ended
    # /proc/PID/comm, which the kernel prints, has at most 15 characters.
    names = {episode.program[:15], *_carriers_own(episode)}
    victim = next(
        (
            line
            for line in reversed(lines)
            if (m := _VICTIM.search(line.message))
            and (m["comm"] or m["task"] or "") in names
            and abs(line.at - shortage.at) <= timedelta(minutes=1)
        ),
        None,
    )
    if episode.is_unit and (episode.state is State.HEALTHY or victim is None or episode.at - victim.at > LATELY):
        return None
    # Where no end was seen, what was killed long ago has lived since, as far as is known.
    if victim is not None and (ended is None or ended.finished_at is None) and episode.at - victim.at > LATELY:
        return None
    if victim is None or (
        ended is not None
        and ended.finished_at is not None
        and abs(ended.finished_at - victim.at) > timedelta(minutes=2)
    ):
        return None
    host = episode.node.last(HostSeen)
    return finding(
        Cause.NODE_OUT_OF_MEMORY,
        Confidence.PROVEN,
        f"The whole node ran out of memory and the kernel chose {episode.program} to kill.",
        [
            note("kernel_log", shortage.message, shortage.at),
            note("kernel_log", victim.message, victim.at) if victim is not shortage else None,
            note("host", f"{host.memory_available_bytes / 2**20:.0f} MiB of memory are available now")
            if host and host.memory_available_bytes
            else None,
            from_end(ended) if ended is not None else None,
        ],
        ruled_out=[
            RuledOut(
                cause=Cause.OOM_KILLED, because="the kernel's line is of the whole node, not of this container's limit"
            )
        ],
    )


NO_SPACE = re.compile(
    r"(?:(?:(?P<call>write|open|create|mkdir|allocate|sync|rename)\w{0,20} )?(?P<path>/[^\s:\"',]{1,500}+)\"?: )?"
    # runc's session keys have a quota too.
    r"(?:no space left on device|(?<!key: )disk quota exceeded)",
    re.IGNORECASE,
)
_WATCHES = r"(?:inotify|fsnotify|watcher|fswatch)"
INOTIFY = re.compile(
    rf"inotify_(?:init1?|add_watch)|{_WATCHES}(?:(?!{_WATCHES})[^\n])*?(?:too many open files|no space left on device)",
    re.IGNORECASE,
)
# A certificate is read every minute, watched or not (apiserver/pkg/server/dynamiccertificates).
_DONE_WITHOUT = re.compile(r"(?i)failed to watch [\w ]{1,40}, will retry later")
CRI_NOT_LOADED = re.compile(
    r"failed to load plugin [\"\\]*io\.containerd\.(?:grpc\.v1\.cri|cri\.v1)|failed to create CRI service"
)
DAMAGED = re.compile(
    r"(?:(?P<path>/[^\s:\"',]{1,500}+)\"?: )?(?P<why>structure needs cleaning|read-only file ?system|input/output error|bad message)",
    re.IGNORECASE,
)
_KERNEL_DAMAGE = re.compile(
    r"EXT4-fs error|XFS \([^)]*\): (?:Corruption|metadata|Unmount|log I/O)|Buffer I/O error|Remounting filesystem read-only|I/O error, dev|blk_update_request: I/O error|BTRFS (?:error|critical)"
)
# They are read-only to a container that is not privileged, and on no disk.
KERNELS_OWN = re.compile(r"(?<![\w.-])/(?:proc|sys)/[^\s:\"']*\"?: (?:read-only|input/output)", re.IGNORECASE)
# A cgroup that cannot be made for want of memory says so too, and no disk is concerned.
CGROUP_FS = re.compile(r"/sys/fs/cgroup")
LITTLE_BYTES = 64 * 2**20


def disk_full(episode: Episode) -> Finding | None:
    """ENOSPC, where it is no inotify watch; the disk may well have room again a minute later."""
    said = last_said(
        of_itself(episode, death_log(episode)),
        NO_SPACE,
        where=lambda said: said.entry.severity not in QUIET and INOTIFY.search(said.entry.text) is None,
    )
    if said is None:
        return _not_created(episode)
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
    refused = refusal(episode)
    words = " ".join([ended.message if ended else "", episode.waiting_message, refused[0] if refused else ""])
    match = NO_SPACE.search(words)
    if match is None or CGROUP_FS.search(words) or INOTIFY.search(words):
        return None
    return finding(
        Cause.DISK_FULL,
        Confidence.PROVEN,
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


def _full(episode: Episode) -> str:
    """A filesystem that has, or lately had, no blocks or inodes left."""
    for host in reversed(episode.node.all(HostSeen)):
        for fs in host.filesystems:
            if fs.free_inodes == 0:
                return f"{fs.mount} had no inodes left at {host.at:%H:%M:%S}"
            if fs.free_bytes is not None and fs.free_bytes < LITTLE_BYTES:
                return f"{fs.mount} had {fs.free_bytes / 2**20:.0f} MiB left at {host.at:%H:%M:%S}"
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
        of_itself(episode, death_log(episode)),
        DAMAGED,
        where=lambda said: said.entry.severity not in QUIET and not KERNELS_OWN.search(said.entry.text),
    )
    if said is None:
        return _not_let_in(episode)
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


# Where kubelet and runtime keep what they write, but for a container's own root; /usr and the like are read-only by design
# on some distributions.
STATE_FILES = re.compile(
    r"/var/(?:lib/(?:kubelet|containerd|containers|docker|dockershim|rancher|k0s)|log|snap)/(?!\S*/(?:merged|rootfs)/)"
)


def _not_let_in(episode: Episode) -> Finding | None:
    """Kubelet or runtime could not write down what they need for the pod, so that it was refused or never made."""
    ended, ref = episode.last_ended, episode.ref
    if ref is None or (episode.current is not None and episode.current.state is ContainerState.RUNNING):
        return None
    status = episode.node.newest(PodStatusSeen).get((ref.namespace, ref.pod))
    refused = refusal(episode)
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
        Confidence.PROVEN,
        f"{episode.program} is not started: {match['path']} could not be written or read ({match['why']}); the node's "
        "filesystem is damaged or read-only.",
        [note(source, words), note("kernel_log", kernel.message, kernel.at) if kernel else None],
        path=match["path"],
    )


def kernel_damage(episode: Episode) -> JournalLine | None:
    """The kernel's newest complaint about a filesystem or the disk below it."""
    lines = (line for line in reversed(episode.node.all(JournalLine)) if line.unit == "kernel")
    return next((line for line in lines if _KERNEL_DAMAGE.search(line.message)), None)


def _not_the_nodes(episode: Episode, path: str) -> bool:
    """The manifest itself mounts it read-only, or no volume at all: then the node's filesystem is sound."""
    mounts = episode.container.mounts if episode.container else ()
    covering = [m for m in mounts if path.startswith(m.path)]
    return bool(path and mounts) and (not covering or any(m.read_only for m in covering))


def inotify_limit(episode: Episode) -> Finding | None:
    """EMFILE from inotify_init or ENOSPC from inotify_add_watch: the kernel's per-user limits, not files, not the disk."""
    log = death_log(episode) if not episode.is_unit else episode.journal
    said = last_said(log, INOTIFY, where=lambda said: not _DONE_WITHOUT.search(said.entry.text))
    if said is None and episode.is_unit:
        return _runtime_cannot_watch(episode)
    if said is None or not re.search(r"too many open files|no space left", said.entry.text, re.IGNORECASE):
        return None
    host = episode.node.last(HostSeen)
    used = _inotify_use(host) if host else ""
    if episode.state is State.HEALTHY:
        return None
    own = [entry for entry in log if entry.origin != "systemd"]
    went_on = episode.is_unit and said.entry.severity is not Severity.FATAL and said.entry is not own[-1]
    return finding(
        Cause.INOTIFY_LIMIT,
        Confidence.PROVEN if used else Confidence.POSSIBLE if went_on else Confidence.LIKELY,
        f"{episode.program} cannot watch files: the node's inotify instances or watches are used up{f' ({used})' if used else ''}.",
        [
            from_log(episode, said.entry) if not episode.is_unit else from_kubelet(said.entry),
            note("host", used) if used else None,
        ],
        ruled_out=[
            RuledOut(cause=Cause.DISK_FULL, because="the call that failed is inotify's; the disk is not concerned")
        ],
        usage=used,
    )


def _runtime_cannot_watch(episode: Episode) -> Finding | None:
    """Containerd's CRI plugin watches the directory of the network's configuration, and is not loaded where it cannot."""
    broken = (line for line in reversed(episode.node.all(JournalLine)) if CRI_NOT_LOADED.search(line.message))
    line = next(broken, None)
    if line is None or episode.state is State.HEALTHY or not INOTIFY.search(line.message):
        return None
    return finding(
        Cause.INOTIFY_LIMIT,
        Confidence.PROVEN,
        f"{line.unit} cannot watch files, so it does not offer CRI: the node's inotify instances or watches are used up.",
        [note("runtime_log", line.message, line.at)],
        ruled_out=[RuledOut(cause=Cause.CRI_PLUGIN_DISABLED, because="its configuration is accepted")],
    )


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


EVICTED = re.compile(
    r"[Tt]he node was low on resource: (?P<what>[\w\[\]. -]+?)\.|[Ee]viction manager: (?:pod(?: \S+)? is evicted|evicting pod|pods (?:[^\n]{1,4000} )?evicted, waiting|attempting to reclaim (?P<reclaim>[\w-]+))|The node had condition: \[(?P<condition>\w+)\]"
    # Refused at admission for the same reason (pkg/kubelet/eviction, Admit).
    r"|[Ff]ailed to admit pod\b[^\n]*(?:node has conditions: |nodeCondition=)\[\\?\"?(?P<refused>\w+)"
)


# What it says before it chooses: of the node, not of a pod (eviction_manager.go: a sentence to 1.20, then a field).
_TO_RECLAIM = re.compile(
    r"[Ee]viction manager: (?:must evict pod\(s\)|attempting) to reclaim(?: |[^\n]{0,200}?resourceName=\\?\"?)(?P<what>[\w-]+)"
)
# eviction_manager.go, localStorageEviction: the pod used more than its own manifest grants it.
_OWN_LIMIT = re.compile(r"exceeds the (?:total )?limit|exceeded its local ephemeral storage limit")


def node_pressure_eviction(episode: Episode) -> Finding | None:
    """The kubelet itself evicted the pod; a static pod that is no critical one comes back only with luck."""
    if episode.ref is None:
        return None
    status = episode.node.newest(PodStatusSeen).get((episode.ref.namespace, episode.ref.pod))
    evicted = status is not None and status.reason == "Evicted"
    match = EVICTED.search(status.message) if evicted and status else None
    said = last_said(episode.kubelet_log, EVICTED)
    if evicted and status and match is None and _OWN_LIMIT.search(status.message):
        return None
    if not evicted and (
        said is None or (episode.current is not None and episode.current.state is ContainerState.RUNNING)
    ):
        return None
    if not evicted and said is not None and begun_since(episode, said.entry.at):
        return None
    groups = match or (said.match if said else None)
    told = next((g for g in groups.groups() if g), "") if groups else ""
    what = told or _lately_reclaimed(episode) or "a resource"
    return finding(
        Cause.NODE_PRESSURE_EVICTION,
        Confidence.PROVEN,
        f"The kubelet evicted {episode.ref.pod} because the node was low on {what}.",
        [
            note("kubelet", f"pod {status.phase}, reason {status.reason}: {status.message}", status.at)
            if evicted and status
            else None,
            from_kubelet(said.entry) if said else None,
        ],
        ruled_out=[RuledOut(cause=Cause.STATIC_POD_REJECTED, because="the pod ran and was evicted")],
        resource=what,
    )


def _lately_reclaimed(episode: Episode) -> str:
    lines = (line for line in reversed(episode.node.all(JournalLine)) if line.unit == "kubelet")
    return next((match["what"] for line in lines if (match := _TO_RECLAIM.search(line.message))), "")


# The cgroup whose limit was reached: since 4.19 in the summary, before on a line of its own.
_LIMIT_OF = re.compile(r"oom_memcg=(?P<new>/[^,\s]*)|as a result of limit of (?P<old>/\S*)")


def _near(episode: Episode, ended: Attempt | None) -> list[JournalLine]:
    """The kernel's lines around the end; where nobody saw one, those of late."""
    at, lag = (ended.finished_at, REPORTING_LAG) if ended is not None else (episode.at, LATELY)
    return [
        line
        for line in episode.node.all(JournalLine)
        if line.unit == "kernel" and (at is None or abs(at - line.at) <= lag)
    ]


def _limits(lines: Iterable[JournalLine]) -> list[str]:
    return [m["new"] or m["old"] for line in lines if (m := _LIMIT_OF.search(line.message))]


def _kernel_line(episode: Episode, ended: Attempt) -> JournalLine | None:
    """A kernel line that names this container's cgroup, or its pod's, as the one whose limit was reached."""
    near = _near(episode, ended)
    uid = ended.key.pod_uid
    mine = {each for each in (ended.container_id, uid, uid.replace("-", "_")) if each}
    for line in near:
        limits = _limits([line])
        # Where the line does not tell whose limit it was, it is the one of the cgroup it names.
        told = limits[0] if limits else line.message if ended.container_id in line.message else ""
        if _MEMCG.search(line.message) and any(each in told for each in mine):
            return line
    return None


def _line_of_a_namesake(episode: Episode) -> JournalLine | None:
    """A process of this name was killed for a cgroup's limit, and no line tells of whose."""
    ended, container = episode.last_ended, episode.container
    if container is None or container.memory_limit_bytes is None:
        return None
    if ended is not None and ended.exit_code != SIGKILLED:
        return None
    near = _near(episode, ended)
    if _limits(near):
        return None
    return next(
        (
            line
            for line in near
            if "Memory cgroup out of memory" in line.message
            and (m := _VICTIM.search(line.message))
            and m["comm"] == episode.program[:15]
        ),
        None,
    )


def _cgroup(episode: Episode, ended: Attempt) -> CgroupSeen | None:
    for seen in reversed(episode.node.all(HostSeen)):
        for cgroup in seen.cgroups:
            if cgroup.container_id == ended.container_id and ended.container_id:
                return cgroup
    return None


def _mebibytes(number: int) -> str:
    return f"{number / 2**20:.0f} MiB"


RULES = (
    Rule(
        cause=Cause.NODE_OUT_OF_MEMORY,
        find=node_out_of_memory,
        applies=lambda episode: not episode.is_node,
        needs=frozenset({Source.KERNEL_LOG}),
        settles="`journalctl -k -g 'Out of memory'`",
    ),
    Rule(
        cause=Cause.NODE_PRESSURE_EVICTION,
        find=node_pressure_eviction,
        needs=frozenset({Source.KUBELET_API, Source.KUBELET_LOG}),
    ),
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
        cause=Cause.DISK_FULL,
        find=disk_full,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.INOTIFY_LIMIT}),
        settles="`df` and `df -i` of what it writes to",
    ),
    Rule(
        cause=Cause.OOM_KILLED,
        find=oom_killed,
        needs=frozenset({Source.CRI}),
        settles="`crictl inspect` shows reason OOMKilled; `journalctl -k` names the cgroup",
    ),
)
