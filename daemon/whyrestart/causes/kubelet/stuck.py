"""A kubelet that lives and starts no pod, or not all: what its newest lines complain of again and again, of no pod's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from whyrestart.attempts import attempts
from whyrestart.causes.evidence.living import LATELY, STARTS_FOR, after_last, goes_on, just_failed
from whyrestart.causes.evidence.logs import QUIET, Said, all_said, last_said
from whyrestart.causes.evidence.refusals import MADE_ONE
from whyrestart.causes.kubelet.answers import components_here
from whyrestart.causes.kubelet.words import LOG, OF_A_CONTAINERS_OWN, carried, carriers_newest, its_unit
from whyrestart.causes.network.ports import IN_USE
from whyrestart.causes.once import once
from whyrestart.causes.resources.exhausted import CGROUP_FS, DAMAGED, INOTIFY, NO_SPACE, STATE_FILES
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.episodes import RECENT, kernel_lines
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import HostSeen, JournalLine, SocketsSeen


@once
def newest_words(episode: Episode) -> tuple[LogEntry, ...]:
    """What a kubelet of its own that lives has said in the last minutes of this life; nothing of one that ends.

    Where no unit is known, as on Talos, which runs it in none, it lives that spoke in the last minutes and told of no end.
    """
    if carried(episode) or episode.state is not State.HEALTHY:
        return ()
    newest = tuple(entry for entry in episode.journal if entry.at is not None and episode.at - entry.at <= LATELY)
    starts = [
        at for at, entry in enumerate(newest) if entry.origin == "systemd" and entry.message.startswith("Started ")
    ]
    return tuple(entry for entry in newest[starts[-1] if starts else 0 :] if entry.origin != "systemd")


@once
def complaints(episode: Episode) -> tuple[LogEntry, ...]:
    """Those of them that are not told in passing, and after which no pod began: then they are of a moment, or of one pod."""
    return tuple(
        entry
        for entry in after_last(newest_words(episode), MADE_ONE)
        if entry.severity not in QUIET and not OF_A_CONTAINERS_OWN.search(entry.text)
    )


def of_a_carriers(episode: Episode) -> tuple[LogEntry, ...]:
    """The same of a carrier that lives, in whose journal others speak too: for words that are the kubelet's alone."""
    if episode.unit is None or not carried(episode) or episode.state is not State.HEALTHY:
        return ()
    return tuple(entry for entry in after_last(carriers_newest(episode), MADE_ONE) if entry.severity not in QUIET)


# It makes a status of its node each ten seconds, and tries to watch its manifests each twenty at the latest.
_NEXT_TRY = timedelta(seconds=30)


def _no_more(newest: tuple[LogEntry, ...], said: Said) -> bool:
    """Whether it speaks of other things and of that no more, which it would at its next try."""
    last, told = newest[-1].at, said.entry.at
    return last is not None and told is not None and last - told > _NEXT_TRY


def again(
    episode: Episode,
    entries: Iterable[LogEntry],
    *patterns: re.Pattern[str],
    where: Callable[[Said], bool] | None = None,
) -> Said | None:
    """The last of at least two lines that are so, to this moment."""
    said = [each for each in all_said(entries, *patterns) if where is None or where(each)]
    return said[-1] if len(said) >= 2 and goes_on(episode, said[-1].entry) else None


# dockershim and cri-dockerd, containerd, CRI-O, and dockertools (to 1.5): the image of every pod's sandbox, not of a pod.
_PAUSE = re.compile(
    r"(?:[Ff]ailed|[Uu]nable) to (?:get|pull|inspect) (?:sandbox|pause) image \\*\"(?P<image>[^\"\\\n]{1,300}+)\\*\"|"
    r"[Ss]andbox[^\n]{0,600}?failed pulling image \\*\"(?P<docker>[^\"\\\n]{1,300}+)\\*\"|"
    r"creating pod sandbox with name [^\n]{1,300}?[Ii]nitializing source docker://(?P<crio>[^\s\"\\]{1,300}?): |"
    r"failed to \\*\"StartContainer\\*\" for \\*\"POD\\*\" with (?:ErrImagePull|ImagePullBackOff)"
    r"(?:: \\*\"(?:image pull failed for (?P<old>[^\s,\"\\]{1,300}+)|Back-off pulling image \\*\"(?P<waits>[^\"\\\n]{1,300}+)))?"
)


def image_unavailable(episode: Episode) -> Finding | None:
    """No pod gets a sandbox, for its image is not to be had."""
    said = again(episode, after_last(newest_words(episode), MADE_ONE), _PAUSE)
    # A component that has no sandbox is told of itself.
    if said is None or any(components_here(episode)):
        return None
    image = said["image"] or said["docker"] or said["old"] or said["waits"] or said["crio"]
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.LIKELY,
        f"The kubelet starts no pod: the image {image or 'of their sandboxes'}, in which each of them begins, is not on "
        "the node and cannot be pulled.",
        [from_kubelet(said.entry)],
        image=image,
    )


# eviction_manager.go: a sentence to 1.20, then fields. Pods are turned away for as long as the condition is there.
_PRESSURE = re.compile(
    r"[Ff]ailed to admit pod\b[^\n]{0,600}?(?:node has conditions: |nodeCondition=)\[?\\?\"?(?P<refused>\w{1,40}Pressure)|"
    r"[Ee]viction manager: must evict pod\(s\) to reclaim(?: (?!resourceName)|[^\n]{0,200}?resourceName=\\?\"?)(?P<what>[\w-]{1,60})"
)
# The same, each ten seconds for as long as a threshold is passed, before images and dead containers are done away with.
_RECLAIMS = re.compile(
    r"[Ee]viction manager: attempting to reclaim(?: (?!resourceName)|[^\n]{0,200}?resourceName=\\?\"?)(?P<what>[\w-]{1,60})"
)
_EASED = re.compile(
    r"able to reduce \S{1,60} pressure without evicting|evicted, waiting for|successfully cleaned up|cannot evict a critical|NodeHas(?:No\w{1,20}Pressure|Sufficient\w{1,20})\b|transitioning [^\n]{0,80}?(?:to|=)\W?false"
)


def node_pressure_eviction(episode: Episode) -> Finding | None:
    """The node is short of something, so that the kubelet evicts pods and takes no new ones."""
    newest = newest_words(episode)
    said = last_said(after_last(newest, _EASED), _PRESSURE)
    # It looks every ten seconds, and tells of that each time.
    over = said is not None and bool(said["what"]) and _no_more(newest, said)
    if over or any(components_here(episode)):
        return None
    if said is None:
        return _reclaims(episode, newest)
    what = said["refused"] or said["what"]
    return finding(
        Cause.NODE_PRESSURE_EVICTION,
        Confidence.LIKELY,
        f"The kubelet evicts pods or turns them away: the node is short ({what}).",
        [from_kubelet(said.entry)],
        resource=what,
    )


def _reclaims(episode: Episode, newest: tuple[LogEntry, ...]) -> Finding | None:
    """It begins to make room, by images as a rule, which may be enough."""
    said = last_said(after_last(newest, _EASED), _RECLAIMS)
    if said is None or not goes_on(episode, said.entry) or _no_more(newest, said):
        return None
    return finding(
        Cause.NODE_PRESSURE_EVICTION,
        Confidence.POSSIBLE,
        f"The node is short of {said['what']}: the kubelet makes room, and evicts pods where that is not enough.",
        [from_kubelet(said.entry)],
        resource=said["what"],
    )


# A volume is its pod's own, and may be as small as that one wished; below the plugins' directory it is mounted first.
A_PODS_OWN = re.compile(r"/volumes/|/volume-subpaths/|/kubelet/plugins/")


# eviction_manager.go: images and dead containers were enough.
_ROOM_MADE = re.compile(r"able to reduce [^\n]{1,60}? ?pressure without evicting")


def _own_files(said: Said) -> bool:
    """Whether it is where kubelet and runtime keep what they need for any pod."""
    path = said["path"]
    return bool(STATE_FILES.match(path)) and not A_PODS_OWN.search(path)


def disk_full(episode: Episode) -> Finding | None:
    """What is needed for a pod cannot be written, for want of room."""
    made = last_said(newest_words(episode), _ROOM_MADE)
    since = made.entry.at if made is not None else None
    lines = (
        e
        for e in complaints(episode)
        if not (since and e.at and e.at <= since) and not INOTIFY.search(e.text) and not CGROUP_FS.search(e.text)
    )
    said = again(episode, lines, NO_SPACE, where=_own_files)
    if said is None:
        return None
    return finding(
        Cause.DISK_FULL,
        Confidence.LIKELY,
        f"The kubelet lives, and {said['path']} cannot be written: no space is left on the device.",
        [from_kubelet(said.entry)],
        path=said["path"],
    )


# fs/ext4/super.c, of what somebody mounts anew where it is, be it to write again; later kernels tell which.
_REMOUNTED = re.compile(r"EXT4-fs \([\w.-]{1,60}\): re-mounted\b(?! [\w-]{1,40} ro\b)")


def filesystem_damaged(episode: Episode) -> Finding | None:
    """What is needed for a pod cannot be written or read, for the filesystem is read-only or damaged."""
    said = again(episode, complaints(episode), DAMAGED, where=_own_files)
    if said is None or said.entry.at is None:
        return None
    if any(line.at > said.entry.at and _REMOUNTED.search(line.message) for line in kernel_lines(episode.node)):
        return None
    return finding(
        Cause.FILESYSTEM_DAMAGED,
        Confidence.LIKELY,
        f"The kubelet lives, and cannot use {said['path']}: {said['why']}; the filesystem is damaged or read-only.",
        [from_kubelet(said.entry)],
        path=said["path"],
    )


# To 1.5 a kubelet went on without its cAdvisor, and knew of no filesystem; since then that ends it.
_NO_CADVISOR = re.compile(r"[Ff]ailed to start cAdvisor[^\n]{0,300}?(?:too many open files|no space left on device)")


def inotify_limit(episode: Episode) -> Finding | None:
    """It goes on without its cAdvisor, which may not watch the cgroups."""
    said = last_said(newest_words(episode), _NO_CADVISOR, where=lambda said: "inotify" in said.entry.text)
    if said is None:
        return _watches_no_manifests(episode)
    return finding(
        Cause.INOTIFY_LIMIT,
        Confidence.LIKELY,
        "The kubelet goes on without its cAdvisor, and knows of no disk or container: the node's inotify instances or "
        "watches are used up.",
        [from_kubelet(said.entry)],
    )


# config/file_linux.go, which tries again and again; what it lists each 20 seconds it still takes.
_NO_WATCH = re.compile(
    r"[Uu]nable to read config path[^\n]{0,300}?unable to create inotify[^\n]{0,300}?"
    r"(?:too many open files|no space left on device)"
)


def _watches_no_manifests(episode: Episode) -> Finding | None:
    """It goes on and sees an edit of a manifest late, for it may not watch their directory."""
    newest = newest_words(episode)
    said = again(episode, newest, _NO_WATCH)
    if said is None or _no_more(newest, said):
        return None
    # The kernel answers the same to who has used up its own files.
    own = any("too many open files" in entry.text and not INOTIFY.search(entry.text) for entry in newest)
    return finding(
        Cause.INOTIFY_LIMIT,
        Confidence.POSSIBLE if own else Confidence.LIKELY,
        "The kubelet cannot watch its manifests: the node's inotify instances or watches are used up.",
        [from_kubelet(said.entry)],
    )


# container/raw/raw.go, then watcher.go, of cAdvisor; and the service manager's own, of the cgroup of a unit (core/cgroup.c).
# What it may not watch is there and is not looked at: the group that is gone by then is `no such file`.
_NO_CGROUP_WATCH = re.compile(
    r"(?:Error while processing event \(|[Ff]ailed to watch directory )[^\n]{0,1200}?inotify_add_watch [^\n]{0,600}?no space left on device|"
    r"Failed to add inotify watch descriptor for [^\n]{0,300}?No space left on device"
)


def cgroups_unwatched(episode: Episode) -> Finding | None:
    """It lives and may not watch the cgroups of new containers, for the watches are used up: of who restarts that tells little."""
    if episode.state is not State.HEALTHY:
        return None
    lines = (line for line in episode.node.all(JournalLine) if episode.at - line.at <= LATELY)
    told = [line for line in lines if _NO_CGROUP_WATCH.search(line.message)]
    host = episode.node.last(HostSeen)
    used, most = (host.inotify_watches_used, host.inotify_max_watches) if host is not None else (None, None)
    reached = used is not None and most is not None and used >= 0.95 * most
    if not told or (used is not None and most is not None and not reached):
        return None
    return finding(
        Cause.INOTIFY_LIMIT,
        # Of what else ends on the node it is no more than a guess.
        Confidence.LIKELY if reached or (len(told) >= 2 and not _something_ended(episode)) else Confidence.POSSIBLE,
        f"The kubelet lives, and new containers' cgroups cannot be watched: the node's inotify watches are used up"
        f"{f' ({used} of {most})' if reached else ''}.",
        [note(told[-1].source.value, told[-1].message, told[-1].at)],
        usage=f"{used} of {most} watches" if reached else "",
    )


def _something_ended(episode: Episode) -> bool:
    ends = (life.finished_at for lives in attempts(episode.node).values() for life in lives if life.ended)
    return any(at is None or episode.at - at <= RECENT for at in ends)


_HEALTHZ = re.compile(r"healthz? server", re.IGNORECASE)


def port_in_use(episode: Episode) -> Finding | None:
    """It tries every five seconds to listen on its health port, which somebody else has: another kubelet as a rule."""
    said = again(episode, complaints(episode), IN_USE, where=lambda each: bool(_HEALTHZ.search(each.entry.text)))
    if said is None or _no_more(newest_words(episode), said):
        return None
    port, sockets = int(said["port"]), episode.node.last(SocketsSeen)
    if sockets is not None and not sockets.on_port(port):
        return None
    return finding(
        Cause.PORT_IN_USE,
        Confidence.LIKELY,
        f"The kubelet lives, and cannot offer its health on port {port}: another program holds it "
        f"(`ss -ltnp sport = :{port}` names it; as a rule it is another kubelet).",
        [from_kubelet(said.entry)],
        port=port,
    )


# kubelet_node_status.go, at each status of the node: a sentence to 1.20, then fields; nodestatus/setters.go.
_NO_ADDRESS = re.compile(
    r"[Ff]ailed to validate nodeIP: [Nn]ode IP: \\*\"(?P<address>[\da-fA-F.:]{2,45})\\*\" not found in the host's network interfaces"
)


def _only_begun(episode: Episode, host: HostSeen | None) -> bool:
    """Whether the machine, or the kubelet, was started so lately that what it waits for may still come."""
    unit = episode.unit
    began = (unit.main_started_at or unit.active_since) if unit is not None else None
    booted = host.booted_at if host is not None else None
    return any(since is not None and episode.at - since <= STARTS_FOR for since in (began, booted))


def node_address_missing(episode: Episode) -> Finding | None:
    """It tells at each try to report of its node that the address it is given is not one of the node's."""
    newest = newest_words(episode)
    told = list(all_said(newest, _NO_ADDRESS))
    said = told[-1] if told and (goes_on if len(told) > 1 else just_failed)(episode, told[-1].entry) else None
    host = episode.node.last(HostSeen)
    # The address may come late, as at a boot.
    if len(told) == 1 and _only_begun(episode, host):
        return None
    if said is None or _no_more(newest, said) or (host is not None and said["address"] in host.addresses):
        return None
    return finding(
        Cause.NODE_ADDRESS_MISSING,
        Confidence.LIKELY if len(told) > 1 else Confidence.POSSIBLE,
        f"The kubelet's --node-ip {said['address']} is on no interface of this node, so the node has no address.",
        [from_kubelet(said.entry), its_unit(episode)],
        address=said["address"],
        flag="--node-ip",
    )


RULES = (
    Rule(
        cause=Cause.INOTIFY_LIMIT, find=inotify_limit, needs=LOG, applies=about_kubelet, settles="`sysctl fs.inotify`"
    ),
    Rule(
        cause=Cause.INOTIFY_LIMIT,
        find=cgroups_unwatched,
        needs=LOG,
        applies=about_kubelet,
        settles="`sysctl fs.inotify`, and the use in /proc/*/fdinfo",
    ),
    Rule(
        cause=Cause.FILESYSTEM_DAMAGED,
        find=filesystem_damaged,
        needs=LOG,
        applies=about_kubelet,
        settles="`journalctl -k` and `findmnt -o TARGET,OPTIONS`",
    ),
    Rule(cause=Cause.DISK_FULL, find=disk_full, needs=LOG, applies=about_kubelet, settles="`df` and `df -i`"),
    Rule(
        cause=Cause.NODE_PRESSURE_EVICTION,
        find=node_pressure_eviction,
        needs=LOG,
        applies=about_kubelet,
        yields_to=frozenset({Cause.DISK_FULL}),
    ),
    Rule(cause=Cause.IMAGE_UNAVAILABLE, find=image_unavailable, needs=LOG, applies=about_kubelet),
    Rule(cause=Cause.PORT_IN_USE, find=port_in_use, needs=LOG, applies=about_kubelet),
    Rule(
        cause=Cause.NODE_ADDRESS_MISSING,
        find=node_address_missing,
        needs=LOG,
        applies=about_kubelet,
        settles="`ip address` beside the kubelet's --node-ip",
    ),
)
