"""Disks that fail, by the words of the node itself: the kernel's of what a component reads or writes, and Talos' own."""

from __future__ import annotations

import re

from whyrestart.attempts import attempts
from whyrestart.causes.living import LATELY
from whyrestart.causes.resources import kernel_damage
from whyrestart.causes.rule import Rule, about_node, finding, note
from whyrestart.episodes import RECENT, kernel_lines
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Source

# fs/ext4/super.c, namei.c and the like: an error is always of what is damaged or cannot be read, a warning of many things.
# Only ext4 tells who it was that read or wrote. Of the kubelet and a runtime it may be a pod's own volume.
_OF_A_STORE = re.compile(
    r"EXT4-fs (?:error|warning(?=[^\n]{0,300}?\berror -5\b)) \(device (?P<device>[\w.-]{1,60})\): [\w:#, ]{0,200}?"
    r"\bcomm (?P<who>etcd|kine|k3s-server|k8s-dqlite|kube-apiserver): (?P<why>[^\n]{1,300})"
)
_MOUNTED = re.compile(r"EXT4-fs \((?P<device>[\w.-]{1,60})\): mounted filesystem\b")


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
