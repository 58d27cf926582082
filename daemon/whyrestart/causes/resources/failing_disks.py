"""Disks that fail, by the words of the node itself: the kernel's of what a component reads or writes, and Talos' own."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.attempts import attempts
from whyrestart.causes.evidence.living import LATELY
from whyrestart.causes.kubelet.words import fatal_words
from whyrestart.causes.resources.exhausted import kernel_damage
from whyrestart.causes.rule import Rule, about_kubelet, about_node, finding, from_kubelet, note
from whyrestart.episodes import RECENT, kernel_lines
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Source

# fs/ext4/super.c, namei.c and the like: an error is always of what is damaged or cannot be read, a warning of many things.
# Only ext4 tells who it was that read or wrote. Of the kubelet and a runtime it may be a pod's own volume.
_OF_A_STORE = re.compile(
    r"EXT4-fs (?:error|warning(?=[^\n]{0,300}?\berror -5\b)) \(device (?P<device>[\w.-]{1,60})\): [\w:#, ]{0,200}?"
    r"\bcomm (?P<who>etcd|kine|k3s-server|k8s-dqlite|kube-apiserver): (?P<why>[^\n]{1,300})"
)
_MOUNTED = re.compile(
    r"EXT4-fs \((?P<device>[\w.-]{1,60})\): (?:mounted filesystem\b|re-mounted\b(?! [\w-]{1,40} ro\b))"
)


def store_cannot_be_read(episode: Episode) -> Finding | None:
    """The kernel tells of a damaged filesystem in which an etcd, or what stands for one, reads or writes.

    Whose etcd it is the kernel does not know: a pod of somebody's may have one on a volume of its own.
    """
    lately = [line for line in kernel_lines(episode.node) if episode.at - line.at <= RECENT]
    told = [(at, line, match) for at, line in enumerate(lately) if (match := _OF_A_STORE.search(line.message))]
    if not told:
        return None
    at, line, match = told[-1]
    anew = (m["device"] for each in lately[at:] if (m := _MOUNTED.search(each.message)))
    if match["device"] in anew:
        return None
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        Confidence.LIKELY if _ended_lately(episode, match["who"]) else Confidence.POSSIBLE,
        f"The filesystem on {match['device']} is damaged, or its disk fails: {match['who']} cannot use it ({match['why'].strip()}).",
        [note("kernel_log", line.message, line.at)],
        device=match["device"],
        why=match["why"],
    )


def _ended_lately(episode: Episode, program: str) -> bool:
    """Whether the node's own has ended by itself, and has not been seen to live since."""
    newest = [lives[-1] for ref, lives in attempts(episode.node).items() if ref.container == program and lives]
    return any(life.ended and life.exit_code not in {None, 0, 137, 143} for life in newest)


# block/blk-core.c.
_IO_ERROR = re.compile(r"I/O error, dev (?!(?:fd|sr|loop|zram|ram|nbd|rbd|drbd)\d)(?P<device>\w{1,40})")
# Of a directory or a block that the kubelet itself could not read, and the disk's own word (drivers/scsi, drivers/nvme).
_OF_KUBELET = re.compile(
    r"EXT4-fs error \(device (?P<device>[\w.-]{1,60})\): [\w:#, ]{0,200}?\bcomm (?P<who>kubelet|k3s|rke2|kubelite): (?P<why>[^\n]{1,300})"
)
_DISKS_OWN = re.compile(
    r"Sense Key : (?:Medium|Hardware) Error|Unrecovered read error|critical medium error|" + _IO_ERROR.pattern
)
# All that one that starts it as a child knows of its end (RKE2's executor, k0s' supervisor).
_NOTHING_TOLD = re.compile(r"^(?:Kubelet exited: )?exit status \d{1,3}$")


def kubelet_cannot_read(episode: Episode) -> Finding | None:
    """A kubelet ends again and again, nobody tells why, and the kernel tells that it cannot read a filesystem of a failing disk."""
    ends = fatal_words(episode) if episode.state is State.LOOPING else ()
    if not ends or not all(_NOTHING_TOLD.match(entry.message) for entry in ends):
        return None
    lately = [line for line in kernel_lines(episode.node) if timedelta(0) <= episode.at - line.at <= RECENT]
    told = [(at, line, match) for at, line in enumerate(lately) if (match := _OF_KUBELET.search(line.message))]
    disk = next((line for line in reversed(lately) if _DISKS_OWN.search(line.message)), None)
    if not told or any(_HARMLESS.search(line.message) for line in lately):
        return None
    at, line, match = told[-1]
    anew = (m["device"] for each in lately[at:] if (m := _MOUNTED.search(each.message)))
    if match["device"] in anew:
        return None
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        # Without the disk's word it may be a pod's volume that is damaged, which ends no kubelet.
        Confidence.POSSIBLE if disk is None or _A_VOLUME.match(match["device"]) else Confidence.LIKELY,
        f"The kubelet ends again and again, and cannot read the filesystem on {match['device']} ({match['why'].strip()}): its disk fails.",
        [
            from_kubelet(ends[-1]),
            note("kernel_log", line.message, line.at),
            note("kernel_log", disk.message, disk.at) if disk is not None else None,
        ],
        device=match["device"],
        why=match["why"],
    )


# fs/ext4/super.c (since 5.4 or so `Remounting filesystem read-only` alone, then with the error before it), fs/xfs/xfs_fsops.c.
_GIVEN_UP = re.compile(
    r"EXT4-fs \((?P<ext>[\w.-]{1,60})\): Remounting filesystem read-only|"
    r"XFS \((?P<xfs>[\w.-]{1,60})\): [^\n]{0,300}?(?:Shutting down filesystem|[Ff]ilesystem has been shut down)|"
    r"BTRFS info \(device (?P<btrfs>[\w.-]{1,60})\)[^\n]{0,200}?: forced readonly"
)
# What is attached for a pod as a rule, or is no disk.
_A_VOLUME = re.compile(r"^(?:rbd|nbd|drbd|loop|zram|ram|pmem)\d")
# A path of several to one disk fails without harm, and what is pulled out is nobody's disk any more.
# What lies behind a network (scsi_transport_iscsi.c) is away, and not damaged.
_HARMLESS = re.compile(
    r"multipath|USB disconnect|device offlined|[Ss]ynchronizing SCSI cache|session recovery timed out"
)
_COMM = re.compile(r"EXT4-fs error \(device (?P<device>[\w.-]{1,60})\)[^\n]{0,300}?\bcomm (?P<who>[^\s:]{1,16})")
_NODES_OWN = re.compile(r"^(?:kubelet|containerd|dockerd|crio|systemd|rsyslogd|etcd|kube-|k3s|rke2)")


def given_up(episode: Episode) -> Finding | None:
    """The kernel let a filesystem be read-only, or shut it down, lately, and it has not been mounted anew since."""
    lately = [line for line in kernel_lines(episode.node) if timedelta(0) <= episode.at - line.at <= RECENT]
    told = [(at, line, match) for at, line in enumerate(lately) if (match := _GIVEN_UP.search(line.message))]
    if not told:
        return None
    at, line, match = told[-1]
    device = match["ext"] or match["xfs"] or match["btrfs"]
    anew = (m["device"] for each in lately[at:] if (m := _MOUNTED.search(each.message)))
    harmless = any(_HARMLESS.search(each.message) for each in lately)
    if harmless or _A_VOLUME.match(device) or device in anew:
        return None
    met = [m["who"] for each in lately if (m := _COMM.search(each.message)) and m["device"] == device]
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        # Whose disk it is the kernel does not know: a pod's volume may be one as well.
        Confidence.LIKELY if any(_NODES_OWN.match(who) for who in met) else Confidence.POSSIBLE,
        f"The kernel has given up the filesystem on {device}, which can be written no more: it is damaged, or its disk fails.",
        [note("kernel_log", line.message, line.at)],
        device=device,
    )


_MANY_ERRORS = 3


def disk_fails(episode: Episode) -> Finding | None:
    """A disk of the node's answers with errors, more than once, in the last minutes."""
    lately = [line for line in kernel_lines(episode.node) if timedelta(0) <= episode.at - line.at <= LATELY]
    told = [(line, m["device"]) for line in lately if (m := _IO_ERROR.search(line.message))]
    if not told or any(_HARMLESS.search(line.message) for line in lately):
        return None
    line, device = told[-1]
    if sum(each == device for _, each in told) < _MANY_ERRORS:
        return None
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        Confidence.POSSIBLE,
        f"The disk {device} answers with errors, by the kernel's words.",
        [note("kernel_log", line.message, line.at)],
        device=device,
    )


# Talos' machined speaks in the kernel's log: its controllers (controller-runtime) and its services (system/runner/restart).
# Its own root is read-only by design, and what is mounted for users may lie elsewhere.
_TALOS_CANNOT = re.compile(
    r"^\[talos\] (?:controller failed|task \w{1,60} \([^)]{1,20}\)|service\[[\w-]{1,60}\]\()[^\n]{0,1000}?\b(?:stat|open|read|write|mkdir|rename|"
    r"unlinkat|fsync|fdatasync|readdirent|statfs|sync) (?P<path>/(?!proc/|sys/|dev/|var/mnt/|usr/local/)[^\s:\"\\]{1,300}+): "
    r"(?P<why>input/output error|structure needs cleaning|read-only file system)"
)
_TALOS_WELL = re.compile(r"^\[talos\] service\[(?:kubelet|etcd|cri)\]\(Running\): Health check successful")


def talos_cannot_read(episode: Episode) -> Finding | None:
    """Talos' own controllers and services fail, again and again to this moment, for a file of theirs cannot be read or written."""
    lately = [line for line in kernel_lines(episode.node) if episode.at - line.at <= LATELY]
    well = max((at for at, line in enumerate(lately) if _TALOS_WELL.search(line.message)), default=-1)
    told = [(line, m) for line in lately[well + 1 :] if (m := _TALOS_CANNOT.search(line.message)) and _is_its_disks(m)]
    if len(told) < 2:
        return None
    line, match = told[-1]
    kernel = kernel_damage(episode)
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        Confidence.LIKELY,
        f"Talos cannot use {match['path']}: {match['why']}; the node's disk fails, or the filesystem on it is damaged.",
        [
            note("kernel_log", line.message, line.at),
            note("kernel_log", kernel.message, kernel.at) if kernel is not None else None,
        ],
        path=match["path"],
    )


def _is_its_disks(match: re.Match[str]) -> bool:
    """Whether it is no part of the system that may only be read."""
    return not match["why"].startswith("read-only") or match["path"].startswith("/var/")


RULES = (
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=kubelet_cannot_read,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG, Source.KERNEL_LOG}),
        settles="`lsblk` tells whose disk it is, `smartctl -a` how it is, and kubelet.log why the kubelet ends",
    ),
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=disk_fails,
        applies=about_node,
        needs=frozenset({Source.KERNEL_LOG}),
        settles="`lsblk` tells whose disk it is, `smartctl -a` how it is",
    ),
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=given_up,
        applies=about_node,
        needs=frozenset({Source.KERNEL_LOG}),
        settles="`findmnt -o TARGET,SOURCE,OPTIONS`, and the disk's SMART values",
    ),
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=store_cannot_be_read,
        applies=about_node,
        needs=frozenset({Source.KERNEL_LOG}),
        settles="`journalctl -k`, `lsblk`, and the disk's SMART values",
    ),
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=talos_cannot_read,
        applies=about_node,
        needs=frozenset({Source.KERNEL_LOG}),
        settles="`talosctl dmesg`, and the disk's SMART values",
    ),
)
