"""A kubelet that lives and gets no answer of its runtime, though nothing tells that the runtime ended."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.evidence.living import LATELY, after_last, fell_silent, kubelets_newest
from whyrestart.causes.evidence.logs import QUIET, Said, all_said, last_said
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.causes.runtime.reach import NO_SOCKET, SOCKET_OF, STILL, dialled, kubelet_complaints, runtime_units
from whyrestart.causes.runtime.unavailable import ITS_ROOTS, unanswered
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Source

# kubelet.go, syncLoop; remote_runtime.go of what is asked of the runtime as a whole, two minutes or more before.
_NO_PLEG = re.compile(r"PLEG is not healthy: pleg was last seen active (?P<long>(?:\d+h)?\d+m)?")
_NOT_IN_TIME = re.compile(
    r"(?:ListPodSandbox|ListContainers|Status|Version)\b[^\n]{0,60} from runtime service failed\b[^\n]{0,80}?code = DeadlineExceeded"
)


def runtime_unavailable(episode: Episode) -> Finding | None:
    """It takes no calls, or takes them and answers none."""
    return (
        _refused_by_one_that_is_active(episode)
        or _idles_without_it(episode)
        or _hangs(episode)
        or _waits_for_one_list(episode)
    )


# cmd/kubelet/app/server.go of 0.12: the process goes on without a kubelet, and does not try again; later ones end.
_NOT_CREATED = re.compile(
    r"^Failed to create kubelet: (?:[^\n]{0,200}?: )?dial unix (?P<socket>/[\w./-]{1,200}\.sock): (?:connect: )?"
    r"(?P<why>connection refused|no such file or directory|permission denied)"
)


def _idles_without_it(episode: Episode) -> Finding | None:
    """It could not be made for want of its runtime, and its process lives on; nothing was said since."""
    newest = kubelet_complaints(episode)[-1:] if episode.state is State.HEALTHY else ()
    said = last_said(newest, _NOT_CREATED)
    if said is None or episode.journal[-1] != said.entry:
        return None
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.LIKELY,
        f"The kubelet was started when nobody answered at {said['socket']} ({said['why']}), and does nothing until it is started anew.",
        [from_kubelet(said.entry)],
        socket=said["socket"],
        why=said["why"],
        idles="yes",
    )


_LONGEST = re.compile(r"last seen active (?P<minutes>\d{1,4})m(?P<seconds>\d{1,2})\.\d{1,9}s ago")
# The event of its node, once there is a list again.
_IS_READY = re.compile(r"\bNodeReady\b")
# It looks at that every five seconds.
_TRIES, _FOR = 4, timedelta(seconds=15)


def _waits_for_one_list(episode: Episode) -> Finding | None:
    """One and the same list of its containers is not there yet, at each look, to this moment: its node is not ready meanwhile."""
    newest = after_last(kubelets_newest(episode), _WORKS, _IS_READY) if episode.state is State.HEALTHY else ()
    told = [said for said in all_said(newest, _LONGEST) if _NO_PLEG.search(said.entry.text)]
    ages = [timedelta(minutes=int(said["minutes"]), seconds=int(said["seconds"])) for said in told]
    last = told[-1].entry if len(told) >= _TRIES else None
    if last is None or last.at is None or episode.at - last.at > _OVER or ages[-1] - ages[0] < _FOR:
        return None
    if ages != sorted(ages):
        return None
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.POSSIBLE,
        f"The kubelet has waited for a list of its containers for {ages[-1].total_seconds() / 60:.0f} minutes, and sees to no pod: "
        "its runtime may hang, or a disk below it, or the node is too busy (`time crictl ps` tells which).",
        [from_kubelet(last)],
        why="it lists no containers",
        hangs="maybe",
    )


def _hangs(episode: Episode) -> Finding | None:
    """The runtime takes calls and answers none in time, so that the kubelet, which lives, sees to no pod any more."""
    if episode.state is not State.HEALTHY:
        return None
    newest = after_last(kubelets_newest(episode), _WORKS)
    told = list(all_said(newest, _NO_PLEG))
    idle = [said.entry for said in told]
    late = [said.entry for said in all_said(kubelet_complaints(episode), _NOT_IN_TIME)]
    last = idle[-1].at if len(idle) >= 2 and late else None
    if last is None or episode.at - last > STILL or len({entry.at for entry in late}) < 2:
        return _sees_to_none(episode, told)
    if late[-1].at is not None and last - late[-1].at > LATELY:
        return _sees_to_none(episode, told)
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.LIKELY,
        "The container runtime does not answer the kubelet in time, again and again, so that the kubelet sees to no pod.",
        [from_kubelet(late[-1]), from_kubelet(idle[-1])],
        why="context deadline exceeded",
        hangs="yes",
    )


# A list of containers is due each second, and missed after three minutes: a busy node may need as many once.
_NOT_READY = re.compile(r"Node became not ready\b[^\n]{0,1500}?PLEG is not healthy: pleg was last seen active")
# kubelet_node_status.go, when it reports the change.
_READY = re.compile(r"\bNodeReady\b")
_LONG = re.compile(r"(?:\d+h)|(?:[5-9]|\d\d)m")
_WORKS = re.compile(r"SyncLoop \(PLEG\)|ContainerStarted|Started container\b")
# What the list ends with where somebody answers, or takes the call for minutes: no runtime that is just started anew.
_NO_ANSWER = re.compile(
    r"(?:GenericPLEG: Unable to retrieve pods|(?:ListPodSandbox|ListContainers)\b[^\n]{0,60} from runtime service failed|"
    r"[Cc]ontainer runtime sanity check failed)"
    r"(?![^\n]{0,1000}(?:Unavailable|connection (?:refused|reset)|no such file|broken pipe|EOF|transport|Canceled|not initialized))"
)


def _sees_to_none(episode: Episode, told: list[Said]) -> Finding | None:
    """It has had no list of its containers for minutes, and nobody says why: a runtime that hangs, or the kubelet itself."""
    lately = after_last(kubelets_newest(episode), _WORKS)
    idle = [said for said in told if said.entry in lately and _LONG.match(said["long"])]
    failed = list(all_said((entry for entry in lately if entry.severity not in QUIET), _NO_ANSWER))
    if idle and fell_silent(episode, [said.entry for said in told]):
        return None
    # What it reports of its node itself is no matter of a moment.
    reported = list(all_said(after_last(lately, _READY), _NOT_READY))
    last = idle[-1] if idle else failed[-1] if len(failed) >= 2 else told[-1] if reported and told else None
    if last is None or last.entry.at is None or episode.at - last.entry.at > STILL:
        return None
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.POSSIBLE,
        "The kubelet gets no list of its containers, and sees to no pod: its runtime may hang, or a disk below "
        "it, or the kubelet itself (`time crictl ps` tells which).",
        [from_kubelet(last.entry)],
        why="it lists no containers",
        hangs="maybe",
    )


# The pods' list is asked for each second, and each failure is told: one that is not told again is over.
_OVER = timedelta(seconds=10)
# A start takes less.
_LASTS = timedelta(seconds=30)


def _refused_by_one_that_is_active(episode: Episode) -> Finding | None:
    """Nobody listens at the socket, again and again to this moment, though the unit whose it is has run for longer than a start takes."""
    last = unanswered(episode) if episode.state is State.HEALTHY else None
    said = [each for each in all_said(kubelets_newest(episode), NO_SOCKET) if each["why"] == "connection refused"]
    if last is None or last.at is None or not said or said[-1].entry != last or episode.at - last.at > _OVER:
        return None
    first, socket = said[0].entry.at, dialled(said[-1])
    units = runtime_units(episode)
    unit = next((u for name, u in units.items() if u.active_state == "active" and SOCKET_OF[name] in socket), None)
    young = unit is not None and unit.active_since is not None and episode.at - unit.active_since <= STILL
    if unit is None or young or first is None or last.at - first < _LASTS:
        return None
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.LIKELY,
        f"The kubelet is refused at {socket}, again and again, though {unit.unit} is active: it hangs in its start, or "
        "listens elsewhere.",
        [from_kubelet(last), note("units", f"{unit.unit} is {unit.active_state} ({unit.sub_state})")],
        socket=socket,
        why="connection refused",
        hangs="maybe",
    )


RULES = (
    Rule(
        cause=Cause.RUNTIME_UNAVAILABLE,
        find=runtime_unavailable,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG}),
        yields_to=ITS_ROOTS,
        settles="`time crictl ps`",
    ),
)
