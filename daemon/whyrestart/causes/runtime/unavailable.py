"""The container runtime does not answer the kubelet: its socket is gone, its unit failed, or it ended."""

from __future__ import annotations

from whyrestart.causes.evidence.living import kubelets_newest
from whyrestart.causes.evidence.logs import QUIET, all_said, last_said
from whyrestart.causes.kubelet.words import carried, last_life
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.causes.runtime.reach import (
    BROKEN,
    IS_DOWN,
    NO_SOCKET,
    SOCKET_OF,
    STILL,
    asks_for_docker_in_vain,
    dialled,
    ended_otherwise,
    endpoint_of,
    is_nobodys,
    kubelet_complaints,
    only_warned_of,
    runtime_units,
    runtime_units_down,
)
from whyrestart.episodes import ended_runtimes, kept_by_a_dependency, kept_from_its_start, own_words
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    ContainerStatusSeen,
    FileSeen,
    JournalLine,
    ProcessSeen,
    Source,
    UnitSeen,
)


def runtime_unavailable(episode: Episode) -> Finding | None:
    """The kubelet cannot talk to the runtime: its socket is missing, refused or dead."""
    said = last_said(kubelet_complaints(episode), NO_SOCKET)
    if said is None:
        return _runtime_failed(episode)
    socket = dialled(said)
    why = next((said[name] for name in ("why", "why2", "why3", "why4", "why5", "why6") if said[name]), "")
    # Who may not speak to it is no proof that nobody is there: no mode keeps root from a socket.
    if why == "permission denied":
        return _runtime_failed(episode)
    down = [u for u in runtime_units(episode).values() if u.active_state in {"failed", "inactive", "activating"}]
    gone = socket and (seen := episode.node.newest(FileSeen).get(socket)) is not None and seen.type is None
    lives = episode.state is State.HEALTHY and not down and not gone
    if lives and not _never_answers(episode):
        return None
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.POSSIBLE
        if (why.endswith(("no such file or directory", "Unavailable")) and not down and is_nobodys(socket))
        or asks_for_docker_in_vain(episode, socket)
        or ended_otherwise(episode, said.entry)
        # Up to 1.23 a kubelet makes that socket itself, and dials it a moment too soon.
        or (socket.endswith("/dockershim.sock") and only_warned_of(said.entry))
        else Confidence.PROVEN
        if (down or gone or socket) and not lives
        else Confidence.LIKELY,
        f"The kubelet cannot reach the container runtime{f' at {socket}' if socket else ''}: {why}.",
        [
            from_kubelet(said.entry),
            *(note("units", f"{u.unit} is {u.active_state} ({u.result or u.sub_state})") for u in down),
            note("files", f"{socket} does not exist") if gone else None,
        ],
        socket=socket,
        why=why,
    )


def unanswered(episode: Episode) -> LogEntry | None:
    """A kubelet lives, and its newest words are, again and again, that nobody answers at its runtime's socket: the last of them.

    A runtime that is only started anew answers within seconds: then the kubelet has other things to say, or the runtime.
    """
    newest = kubelets_newest(episode)
    complaints = [s for s in all_said(kubelet_complaints(episode), NO_SOCKET, BROKEN) if s.entry in newest]
    told = [said.entry for said in complaints if dialled(said) or IS_DOWN.search(said.entry.text)]
    last = told[-1] if told and len(complaints) >= 2 else None
    if last is None or last.at is None or newest[-1] != last or episode.at - last.at > STILL or something_runs(episode):
        return None
    runtimes = (line for line in episode.node.all(JournalLine) if line.source is Source.RUNTIME_LOG)
    return last if all(line.at <= last.at for line in runtimes) else None


def _never_answers(episode: Episode) -> bool:
    active = any(unit.active_state == "active" for unit in runtime_units(episode).values())
    return not active and unanswered(episode) is not None


def _runtime_failed(episode: Episode) -> Finding | None:
    """The kubelet says nothing, and the runtime below it has failed: the one hangs on the other.

    So it does where nothing is known of the kubelet itself; where its unit is active, if nothing else is known to run.
    What carries the kubelet brings a runtime of its own.
    """
    failed = runtime_units_down(episode)
    if not failed and (kept := _kept_from_its_start(episode)) is not None:
        return kept
    if not failed and episode.unit is None and not last_life(episode):
        return _runtime_ended(episode)
    if not failed or carried(episode) or not _tells_nothing(episode):
        return None
    if last_life(episode) and (not the_only_one(episode, failed) or something_runs(episode)):
        return None
    lives = episode.state is State.HEALTHY and (episode.unit is not None or episode.journal)
    if lives and (not the_only_one(episode, failed) or something_runs(episode)):
        return None
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        # Whatever fails says something in its journal: where that was read and holds nothing, its reason is lost. So is
        # what a kubelet ended with that is heard to begin.
        Confidence.LIKELY
        if (_has_said(episode, failed[0]) or episode.node.blind(Source.RUNTIME_LOG)) and not last_life(episode)
        else Confidence.POSSIBLE,
        f"{failed[0].unit} has failed, and the kubelet does not run without its container runtime.",
        [note("units", f"{u.unit} is {u.active_state} ({u.result or u.sub_state})") for u in failed],
    )


def _kept_from_its_start(episode: Episode) -> Finding | None:
    """What the runtime's unit needs has failed, so that systemd does not start it."""
    kept = kept_from_its_start(episode.node)
    # A kubelet that lives and speaks may use another one.
    lives = episode.state is State.HEALTHY and bool(last_life(episode))
    if lives or something_runs(episode):
        return None
    if kept is None:
        return _kept_by_a_dependency(episode)
    before, unit = kept
    said = own_words(episode.node, before.unit.removesuffix(".service"))
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.LIKELY,
        f"{before.unit} has failed, and {unit.unit}, which needs it, was not started: the kubelet does not run without its "
        "container runtime.",
        [
            *(note("units", f"{u.unit} is {u.active_state} ({u.result or u.sub_state})") for u in kept),
            note("journal", f"{before.unit}: {said[-1].text}", said[-1].at) if said else None,
        ],
        unit=unit.unit.removesuffix(".service"),
        needs=before.unit,
        why=said[-1].text[:200] if said else "",
    )


def _kept_by_a_dependency(episode: Episode) -> Finding | None:
    """Systemd does not start it, for another unit that it needs has failed; of this one no more is known than that."""
    kept = kept_by_a_dependency(episode.node)
    if kept is None or not the_only_one(episode, [kept[0]]) or not _tells_nothing(episode):
        return None
    unit, line = kept
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.LIKELY,
        f"A unit that {unit.unit} needs has failed, so that it was not started: the kubelet does not run without its container runtime.",
        [note("journal", line.message, line.at), note("units", f"{unit.unit} is {unit.active_state}")],
        unit=unit.unit.removesuffix(".service"),
        dependency="failed",
    )


def _runtime_ended(episode: Episode) -> Finding | None:
    """Of the node there is a runtime's journal and no more, and that ends with its end."""
    ends = ended_runtimes(episode.node)
    if not ends or something_runs(episode):
        return None
    units = {unit for unit, said in episode.node.journals.items() if said[0].source is Source.RUNTIME_LOG}
    version = episode.node.version
    # From 1.24 on the kubelet does not speak to Docker; and with several, it may use the other one.
    others = len(units) > 1 or (units == {"docker"} and version is not None and version.at_least(1, 24))
    # Its file may be of a life that crashed; as likely as not it is one's that runs, and this one the second.
    others = others or "docker.pid" in ends[-1].text
    name = " or ".join(sorted(units))
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.POSSIBLE if others else Confidence.LIKELY,
        f"{name} has ended, and the kubelet does not run without its container runtime.",
        [note("runtime_log", ends[-1].text, ends[-1].at)],
        why=" ".join(ends[-1].text.split())[:200],
        unit="" if len(units) > 1 else name,
    )


def _tells_nothing(episode: Episode) -> bool:
    """No word of the kubelet's is left, or, where it ends, none but those that it begins with."""
    said = last_life(episode)
    if episode.state is State.HEALTHY:
        return not said
    return all(entry.severity in QUIET or entry.message.startswith("Flag --") for entry in said)


def _has_said(episode: Episode, unit: UnitSeen) -> bool:
    return any(line.unit == unit.unit.removesuffix(".service") for line in episode.node.all(JournalLine))


def the_only_one(episode: Episode, failed: list[UnitSeen]) -> bool:
    """No other runtime is known here, the kubelet is not pointed at another one's socket, and it can use this one.

    To 1.23 it speaks to Docker itself, and since then through cri-dockerd.
    """
    names = {u.unit for u in failed}
    endpoint = endpoint_of(episode)
    if endpoint:
        return any(SOCKET_OF[name] in endpoint for name in names)
    active = {u.unit for u in runtime_units(episode).values() if u.active_state == "active"}
    if active - ({"docker.service"} if all(name.startswith("cri-docker") for name in names) else set()):
        return False
    version = episode.node.version
    return names != {"docker.service"} or version is None or not version.at_least(1, 24)


def something_runs(episode: Episode) -> bool:
    """Whether containers were seen to run, or the processes of static pods: then the runtime that failed is not theirs."""
    node = episode.node
    states = (
        *(seen.state for seen in node.newest(ContainerSeen).values()),
        *(status.now.state for status in node.newest(ContainerStatusSeen).values()),
    )
    return ContainerState.RUNNING in states or any(seen.pod_uid for seen in node.newest(ProcessSeen).values())


# What takes a runtime away, or looks like it, and is more than that it does not answer.
ITS_ROOTS = frozenset(
    {Cause.RUNTIME_ENDPOINT_WRONG, Cause.FILESYSTEM_DAMAGED, Cause.CRI_PLUGIN_DISABLED, Cause.INOTIFY_LIMIT}
)

RULES = (
    Rule(
        cause=Cause.RUNTIME_UNAVAILABLE,
        find=runtime_unavailable,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG}),
        yields_to=ITS_ROOTS,
        settles="`systemctl status containerd`",
    ),
)
