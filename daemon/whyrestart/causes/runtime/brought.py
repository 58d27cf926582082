"""The runtime that the kubelet's carrier brings itself ends, and the carrier with it, or waits for it in vain.

k3s and RKE2 start containerd (or cri-dockerd) as a child, end with it, and keep what it says in a log of its own;
MicroK8s runs it in a unit beside kubelite's, which waits for its socket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from whyrestart.causes.evidence.living import LATELY
from whyrestart.causes.evidence.logs import Said, all_said, last_said
from whyrestart.causes.kubelet.words import ONE_LIFE, carried, is_k0s, last_life, who
from whyrestart.causes.resources.exhausted import CGROUP_FS, DAMAGED, INOTIFY, KERNELS_OWN, NO_SPACE
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.causes.runtime.cri import REFUSED_CONFIG
from whyrestart.causes.runtime.reach import runtime_units
from whyrestart.causes.runtime.unavailable import something_runs
from whyrestart.episodes import ONE_DEATH, own_words
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import SNAPS_RUNTIMES
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import FileText, Source, UnitSeen

# pkg/agent/containerd and pkg/agent/cridockerd: on stderr to 1.19, as an error to 1.33, then as what the end is asked
# for with. What is killed is another's doing: the service manager's, or the kernel's.
_ENDED = re.compile(
    r"^(?:Shutdown request received: \W{0,3})?(?P<name>containerd|cri-dockerd)(?: exited)?: "
    r"(?P<why>(?:exit status [1-9]|signal: (?!killed|terminated|interrupt|hangup)|fork/exec |exec: |chdir |panic)[^\n]{0,400})"
)
# cmd/containerd's own error on stderr, which k3s passes on where it is to debug, or is told of no log file.
_MAIN = re.compile(
    r"^(?P<name>containerd): (?!exit status |signal: |fork/exec |exec: |chdir |panic|context canceled)(?P<why>[^\n]{1,400})"
)
# The first words of a life, and those of the next try: what ended before them has been started since.
_STARTS = re.compile(r"^(?:Starting (?:k3s|rke2)\b|Running (?:containerd|cri-dockerd)\b)")
_OF_IT = re.compile(r"containerd|cri-?dockerd|context canceled|shutting down", re.IGNORECASE)
_ANOTHERS_END = re.compile(
    r"(?:Shutdown request received\b: \W{0,3})?(?:apiserver|controller-manager|scheduler|etcd|kubelet|kube-proxy|flannel)\b[\w -]{0,20} exited\b|"
    r"Stopping |(?:Received|received) signal|Shutdown request received$"
)
# MicroK8s, run-kubelite-with-args and what came before it.
_AWAITED = re.compile(r"^Waiting for containerd socket (?P<socket>/[\w./-]{1,200}) to appear")
_LOG_FILE = re.compile(r"/containerd/containerd\.log$")
# cmd/containerd/main.go; logrus; the Go runtime's.
_LAST_WORDS = re.compile(r"^containerd: (?P<main>[^\n]+)|\blevel=(?:fatal|panic)\b|^(?:panic|fatal error): ")
# Its first words, once its configuration is read: what stands before them is of an earlier life.
_BEGINS = "starting containerd"
# Its log is written to for as long as it lives: what it ended with stands at the end, before a stack.
_NEWEST = 300


def _lines(episode: Episode) -> tuple[LogEntry, ...]:
    """What the carrier itself, or what is known as the kubelet's unit, said in its last life."""
    if not carried(episode) or episode.unit is None:
        return last_life(episode)
    own = own_words(episode.node, episode.unit.unit.removesuffix(".service"))
    newest = own[-1].at if own else None
    return tuple(e for e in own if newest is None or e.at is None or newest - e.at <= ONE_LIFE)


def _end(episode: Episode) -> tuple[LogEntry, re.Match[str]] | None:
    """The line that the carrier's runtime ended, where that is the last end of which anything is said."""
    if episode.state is State.HEALTHY:
        return None
    lines = _lines(episode)
    said = last_said(lines, _ENDED, _MAIN, where=lambda each: each.match.re is _ENDED or _is_on_stderr(each))
    if said is None:
        return None
    at = len(lines) - lines[::-1].index(said.entry)
    after = lines[at:]
    fatal = [entry for entry in after if entry.severity is Severity.FATAL]
    if any(_STARTS.match(entry.message) for entry in after) or any(
        not (_OF_IT.search(entry.text) and _with_it(entry, said.entry)) for entry in fatal
    ):
        return None
    # With whatever ends first, all the others do.
    before = (entry for entry in lines[: at - 1] if entry.at is not None and _with_it(said.entry, entry))
    if any(_ANOTHERS_END.match(entry.message) or entry.severity is Severity.FATAL for entry in before):
        return None
    return said.entry, said.match


def _is_on_stderr(said: Said) -> bool:
    return said.entry.severity is Severity.PLAIN


def _whose(episode: Episode) -> str:
    return who(episode) if carried(episode) else "What carries the kubelet"


def _with_it(entry: LogEntry, end: LogEntry) -> bool:
    return entry.at is None or end.at is None or entry.at - end.at <= ONE_DEATH


def _its_last_words(episode: Episode, end: LogEntry) -> tuple[str, str] | None:
    """What the runtime wrote last into its own log that it ends with, or into its carrier's journal: where, and the words."""
    for path, lines in _logs(episode):
        words = [at for at, line in enumerate(lines) if _LAST_WORDS.search(line)]
        if words and not any(_BEGINS in line for line in lines[words[-1] :]):
            return path, lines[words[-1]]
    told = last_said(_lines(episode), _MAIN, where=_is_on_stderr)
    near = told is not None and _with_it(told.entry, end) and _with_it(end, told.entry)
    return ("", told.entry.text) if told is not None and near else None


def _logs(episode: Episode) -> Iterator[tuple[str, list[str]]]:
    """The runtime's own logs that are at hand: the path, and the newest lines."""
    for seen in episode.node.newest(FileText).values():
        if _LOG_FILE.search(seen.path):
            yield seen.path, seen.text.splitlines()[-_NEWEST:]


def _cause_of(words: str) -> Cause:
    if INOTIFY.search(words):
        return Cause.INOTIFY_LIMIT
    if NO_SPACE.search(words) and not CGROUP_FS.search(words):
        return Cause.DISK_FULL
    if DAMAGED.search(words) and not KERNELS_OWN.search(words):
        return Cause.FILESYSTEM_DAMAGED
    return Cause.CRI_PLUGIN_DISABLED if REFUSED_CONFIG.search(words) else Cause.RUNTIME_UNAVAILABLE


def brought_runtime_ended(episode: Episode, cause: Cause) -> Finding | None:
    """The runtime ended at its start or later; why, by its own last words, where these are at hand.

    Nothing of a carrier that was stopped: what it brings ends with it.
    """
    if episode.unit is not None and episode.unit.active_state == "inactive":
        return None
    ended = _end(episode)
    if ended is None:
        waits = _awaited(episode) if cause is Cause.RUNTIME_UNAVAILABLE else None
        return _snaps_failed(episode, cause) or waits or _child_ends(episode, cause)
    entry, match = ended
    words = _its_last_words(episode, entry)
    if (_cause_of(words[1]) if words else Cause.RUNTIME_UNAVAILABLE) is not cause:
        return None
    why = words[1].strip()[:300] if words else match["why"].strip("\"' \\")
    # With 1 it ends for a reason that it tells (with 2 it panics): where that is not in its log, it is lost.
    lost = words is None and why == "exit status 1" and any(_logs(episode))
    name = match["name"]
    return finding(
        cause,
        Confidence.POSSIBLE if lost else Confidence.LIKELY,
        f"{_whose(episode)} ends, for the {name} that it starts does not live: {why}.",
        [from_kubelet(entry), note("files", f"{words[0]}: {words[1][:300]}") if words and words[0] else None],
        why=why,
        file=words[0] if words else None,
    )


def _awaited(episode: Episode) -> Finding | None:
    """It waits for its containerd's socket to this moment: one that ends does so without having seen it."""
    lines = _lines(episode)
    waits = [
        said for said in all_said(lines, _AWAITED) if said.entry.at is None or episode.at - said.entry.at <= LATELY
    ]
    if not waits or waits[-1].entry is not lines[-1]:
        return None
    first, last = waits[0].entry.at, waits[-1].entry.at
    long = first is not None and last is not None and last - first >= timedelta(minutes=1)
    if episode.state is State.HEALTHY and not long:
        return None
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.LIKELY,
        f"{_whose(episode)} waits for its containerd, whose socket {waits[-1]['socket']} does not appear.",
        [from_kubelet(waits[-1].entry)],
        socket=waits[-1]["socket"],
    )


def _snaps_failed(episode: Episode, cause: Cause) -> Finding | None:
    """The snap's own containerd has failed, in a unit beside the kubelet's, which uses no other."""
    units = episode.node.newest(UnitSeen)
    seen = (units[name] for name in SNAPS_RUNTIMES if name in units)
    failed = next((each for each in seen if each.active_state == "failed" or _loops(each)), None)
    mine = episode.unit.unit if episode.unit is not None else ""
    # Without a unit of the kubelet's own nothing else is known to run here; another's kubelet is no matter of the snap.
    if failed is None or (mine and mine.split(".")[:2] != failed.unit.split(".")[:2]) or something_runs(episode):
        return None
    if not mine and (last_life(episode) or runtime_units(episode)):
        return None
    name = failed.unit.removesuffix(".service")
    own = own_words(episode.node, name)
    why = own[-1].text[:300] if own else ""
    if _cause_of(why) is not cause:
        return None
    return finding(
        cause,
        # Whatever fails says something: where nothing is left of that, its reason is lost.
        Confidence.LIKELY if own else Confidence.POSSIBLE,
        f"{failed.unit} has failed, and the kubelet of the same snap does not work without it{f': {why}' if why else ''}.",
        [
            note("units", f"{failed.unit} is {failed.active_state} ({failed.result or failed.sub_state})"),
            note("journal", why, own[-1].at) if own else None,
        ],
        socket="/var/snap/microk8s/common/run/containerd.sock" if "microk8s" in name else None,
        why=why,
    )


def _loops(unit: UnitSeen) -> bool:
    """Whether it waits for its next start, and not for its first one."""
    return unit.sub_state == "auto-restart" and (unit.n_restarts or 0) >= 2


# k0s' supervisor of a child of its own (pkg/supervisor), by version; it lives on, and starts the child anew.
_CHILD = re.compile(r"\bcomponent=\"?containerd\b")
_CHILD_ENDED = re.compile(
    r"^(?:Failed to wait for process|Process exited\b|exit status [1-9]|signal: (?!terminated|interrupt)\w|Failed to start: )"
)
# Words of the supervisor's that go with an end, or with the next start.
_AROUND = re.compile(r"^(?:respawning in|Restarted\b|Started successfully|Starting to supervise)")


def _child_ends(episode: Episode, cause: Cause) -> Finding | None:
    """k0s' containerd ends again and again to this moment, and the kubelet beside it has no runtime."""
    if not is_k0s(episode):
        return None
    lines = [entry for entry in _lines(episode) if _CHILD.search(entry.raw) and entry.at is not None]
    lines = [entry for entry in lines if entry.at is not None and episode.at - entry.at <= LATELY]
    ends = [at for at, entry in enumerate(lines) if _CHILD_ENDED.match(entry.message)]
    begun = [at for at, entry in enumerate(lines) if _AROUND.match(entry.message)]
    lives = len({lines[at].at for at in ends})
    last = lines[ends[-1]].at if ends else None
    # Two starts lie between three ends: a restart by hand, or one fall, is no loop.
    if lives < 3 or len(begun) < 2 or last is None or episode.at - last > timedelta(seconds=60):
        return None
    before = [entry for entry in lines[: ends[-1]] if not _CHILD_ENDED.match(entry.message)]
    told = (e for e in before if not _AROUND.match(e.message))
    words = [e.message for e in told if _LAST_WORDS.search(e.message) or _LAST_WORDS.search(e.raw)]
    why = words[-1] if words else lines[ends[-1]].message
    if _cause_of(why) is not cause:
        return None
    return finding(
        cause,
        Confidence.LIKELY,
        f"The containerd that k0s starts ends again and again: {why[:300]}.",
        [from_kubelet(lines[ends[-1]])],
        why=why[:300],
    )


def _rules() -> Iterator[Rule]:
    others = (Cause.DISK_FULL, Cause.INOTIFY_LIMIT, Cause.FILESYSTEM_DAMAGED, Cause.CRI_PLUGIN_DISABLED)
    for cause in (*others, Cause.RUNTIME_UNAVAILABLE):
        yield Rule(
            cause=cause,
            find=partial(brought_runtime_ended, cause=cause),
            applies=about_kubelet,
            needs=frozenset({Source.KUBELET_LOG}),
            yields_to=frozenset({*others, Cause.SECURITY_MODULE_DENIED, Cause.FILE_PERMISSION_DENIED})
            if cause is Cause.RUNTIME_UNAVAILABLE
            else frozenset(),
            settles="the last lines of agent/containerd/containerd.log in the data directory",
        )


RULES = tuple(_rules())
