"""Ways out of memory, disks and kernel limits that are used up."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import HostSeen
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import (
    RESTART_KUBELET,
    command,
    edit_of,
    exists,
    host_path,
    where_possible,
)
from whyrestart.remedies.yaml_edit import CannotEdit

_MEBIBYTE = 2**20
# What each needs to come up at all on a small cluster; to double less than half of it is another OOM kill.
_LEAST_MEBIBYTES = {"kube-apiserver": 1024, "etcd": 512, "kube-controller-manager": 512, "kube-scheduler": 256}
INOTIFY_FILE = "/etc/sysctl.d/90-inotify.conf"


def oom_killed(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Twice the limit, as far as the node has the memory, and no less than the component needs to live."""
    if unit := found["unit"]:
        yield Remedy(
            title=f"Raise MemoryMax= (or MemoryLimit=) of {unit}, or drop it: the control plane needs no limit",
            commands=(f"systemctl cat {unit}", "systemctl daemon-reload", f"systemctl restart {unit}"),
            caution="Look first why it grew: a client that lists everything without paging, a leak, an etcd database "
            "that wants compaction.",
        )
        return
    limit = int(found["limit_bytes"]) if found["limit_bytes"].isdigit() else 0
    if not limit:
        yield Remedy(
            title=f"Give {episode.program} more memory: its container's limit comes from elsewhere than its manifest",
            caution="Look first why it grew: a client that lists everything without paging, a leak.",
        )
        return
    wanted = max(2 * limit // _MEBIBYTE, _LEAST_MEBIBYTES.get(episode.program, 0), 1)
    host = episode.node.last(HostSeen)
    fits = host is None or host.memory_total_bytes is None or wanted * _MEBIBYTE < host.memory_total_bytes
    shown = f"{wanted // 1024}Gi" if wanted % 1024 == 0 else f"{wanted}Mi"

    def edited() -> FileEdit:
        if not fits:
            raise CannotEdit
        return edit_of(episode).set_memory_limit(shown).done

    yield Remedy(
        title=f"Raise the memory limit of {episode.program} from {limit // _MEBIBYTE}Mi to {shown}"
        + ("" if fits else ", which this node does not have: add memory first"),
        edits=where_possible(edited),
        caution="Look first why it grew, or it will grow into this limit too: a client that lists everything without "
        "paging, a leak, an etcd database that wants compaction. Without need the control plane has no memory limit at "
        "all: kubeadm sets none.",
    )


def node_out_of_memory(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """See who has the memory, and keep other work away."""
    yield Remedy(
        title="Free memory on the node: move other work off it, and give every other pod a memory limit",
        commands=("ps -eo rss,pid,comm --sort=-rss", "free -m"),
        caution="End nothing of the control plane by hand. --system-reserved and --kube-reserved keep room for what "
        "is no pod; the kubelet's eviction (memory.available) should act before the kernel does.",
    )


def disk_full(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Make room where it is safe."""
    data = episode.flag_value("data-dir")
    path = host_path(episode, found["path"] or data or "/")
    yield Remedy(
        title=f"Make room on the filesystem of {path}" if path != "/" else "Make room on the full filesystem",
        commands=(
            *((command("df", "-h", path), command("df", "-i", path)) if path != "/" else ("df -h", "df -i")),
            "journalctl --vacuum-size=500M",
            "crictl rmi --prune",
        ),
        caution="journalctl deletes old journal files, crictl images that no container uses: what is not on a registry "
        "any more is then gone from this node. Never delete below etcd's member directory or the runtime's directories "
        "by hand. etcd may need repair after a full disk: look at its log.",
    )


def filesystem_damaged(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Save what can be read, then repair while it is not mounted."""
    path = host_path(episode, found["path"])
    yield Remedy(
        title="Save what can still be read, take the node out of service, and check the disk before the filesystem",
        commands=(
            "journalctl -k -p warning",
            "findmnt -o TARGET,SOURCE,FSTYPE,OPTIONS" + (f" -T {command(path)}" if path else ""),
            "cp -a /etc/kubernetes /root/kubernetes-saved",
        ),
        caution="fsck or xfs_repair only while the filesystem is not mounted, from a rescue system: a repair may cost "
        "data. Replace a failing disk. Let an etcd member join anew with empty data rather than trust what is left. A "
        "virtual disk that became read-only because its store was full recovers with a reboot.",
    )


def inotify_limit(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Larger limits, now and for the next boot."""
    host = episode.node.last(HostSeen)
    instances = max(1024, 4 * ((host.inotify_max_instances if host else None) or 0))
    watches = max(1048576, 2 * ((host.inotify_max_watches if host else None) or 0))
    settings = (f"fs.inotify.max_user_instances={instances}", f"fs.inotify.max_user_watches={watches}")
    content = "".join(f"{setting.replace('=', ' = ')}\n" for setting in settings)
    there = exists(episode, INOTIFY_FILE)
    yield Remedy(
        title="Set " + " and ".join(settings),
        edits=() if there else (FileEdit(path=INOTIFY_FILE, before=None, created=content),),
        commands=tuple(f"sysctl -w {setting}" for setting in settings),
        caution="The commands count at once, the file from the next boot on. A watch in use costs about 1 KiB of "
        "kernel memory. Then find who takes so many, and restart what failed.",
    )


def node_pressure_eviction(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Relieve the pressure, and let the pod be the last to go."""
    memory, named = "memory" in found["resource"], found["resource"] not in {"", "a resource"}
    low = f", which is low on {found['resource']}" if named else ""
    yield Remedy(
        title=f"Relieve the node{low}, then let the kubelet admit the pod anew",
        commands=(
            *(("ps -eo rss,pid,comm --sort=-rss",) if memory else ("df -h", "df -i", "crictl rmi --prune")),
            RESTART_KUBELET,
        ),
        caution="The condition is cleared 5 minutes after the pressure is gone "
        "(--eviction-pressure-transition-period); restart the kubelet only if the pod stays away then. Running pods "
        "live on." + ("" if memory else " crictl removes images that no container uses."),
    )
    if episode.pod is not None and episode.pod.priority_class not in {
        "system-node-critical",
        "system-cluster-critical",
    }:
        yield Remedy(
            stopgap=True,
            title="Give the pod priorityClassName: system-node-critical, as kubeadm does: it is then evicted last",
            edits=where_possible(lambda: edit_of(episode).set_spec("priorityClassName", "system-node-critical").done),
            valid_for=">=1.11",
        )


REMEDIES = {
    Cause.OOM_KILLED: oom_killed,
    Cause.NODE_OUT_OF_MEMORY: node_out_of_memory,
    Cause.DISK_FULL: disk_full,
    Cause.FILESYSTEM_DAMAGED: filesystem_damaged,
    Cause.INOTIFY_LIMIT: inotify_limit,
    Cause.NODE_PRESSURE_EVICTION: node_pressure_eviction,
}
