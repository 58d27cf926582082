"""The kubelet's episode: its unit, its journal, and how often it ended by them; in a carrier's unit what is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import merge

from whyrestart.episodes.journals import OF_KUBELET, journal, kubelets_unit, never_started
from whyrestart.episodes.states import RECENT
from whyrestart.model.cause import Origin
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import (
    BEFORE_RUNTIMES,
    CARRIERS,
    KUBELET,
    KUBELETS,
    RUNTIMES,
    SNAPS_RUNTIMES,
)
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerSeen, JournalLine, ProcessSeen, Source, UnitSeen


def kubelet_episode(view: NodeView) -> Iterator[Episode]:
    """The kubelet's episode, by its unit and its journal, or its carrier's; none where nothing is known of either."""
    own, name = kubelets_unit(view), ""
    unit, log = view.newest(UnitSeen).get(own), journal(view, own.removesuffix(".service"))
    if unit is None or unit.load_state == "not-found" or _unused_beside_a_carrier(view, unit):
        name = _carrier(view)
        # RKE2's kubelet, its child, writes a file of its own, which is read as its unit's journal.
        if name and log and name.startswith("rke2"):
            log = tuple(merge(log, _of_its_own(view, name), key=lambda entry: entry.at or view.at))
            unit = view.newest(UnitSeen).get(name, unit)
        elif not log or (name and _is_long_ago(view, log)):
            log = tuple(_of_its_own(view, name)) if name else log
            unit = view.newest(UnitSeen).get(name, unit)
    # A carrier that has said nothing of its own may have an etcd's words in its journal.
    if unit is None and not log and not name and not _only_a_runtime(view):
        return
    told = log if unit is not None or not name else tuple(_with_its_life(view, name, log))
    started = [entry for entry in log if entry.origin == "systemd" and entry.message.startswith("Started ")]
    restarts = max(unit.n_restarts or 0 if unit else 0, len(started) - 1, 0)
    state = _state(unit, max(restarts - _by_hand(log), 0) if unit is None else restarts, told, view.at)
    yield Episode(
        subject=KUBELET,
        node=view,
        state=state,
        origin=Origin.KUBELET if state is not State.HEALTHY else None,
        restarts=restarts,
        last_restart_at=started[-1].at if started else (unit.active_since if unit else None),
        unit=unit,
        journal=log,
        kubelet_log=log,
    )


def _is_long_ago(view: NodeView, log: tuple[LogEntry, ...]) -> bool:
    """Whether a kubelet whose unit is gone, or unused, has said nothing any more: it ran before its carrier came."""
    last = next((entry.at for entry in reversed(log) if entry.at is not None), None)
    return last is not None and view.at - last > RECENT and kubelets_unit(view) in view.newest(UnitSeen)


def _by_hand(log: tuple[LogEntry, ...]) -> int:
    """How often somebody stopped it: of a unit that ended by itself the service manager does not say `Stopping`."""
    return sum(entry.origin == "systemd" and entry.message.startswith("Stopping ") for entry in log)


def _state(unit: UnitSeen | None, restarts: int, log: tuple[LogEntry, ...], at: datetime) -> State:
    if unit is None:
        ends = _ends(log, at)
        again = restarts >= 2 and not _has_lived_on(log)
        return State.LOOPING if again or ends > 1 else State.ABSENT if ends else State.HEALTHY
    again = restarts >= 2 and (unit.active_state != "active" or _between_ends(unit, log, at))
    if unit.sub_state == "auto-restart" or again or _ends_within(unit, log, at):
        return State.LOOPING
    return State.ABSENT if unit.active_state in {"failed", "activating", "inactive"} else State.HEALTHY


# cmd/kubelet, pkg/kubelet and component-base/cli/run.go; before 1.21 the line is a fatal one, up to 1.23 each step of
# the start has one of its own.
_LAST_WORDS = re.compile(
    r"^(?:command failed|Kubelet exited: |[Ee]rror: |SIG[A-Z]+: |Unknown command\b|unknown (?:shorthand )?flag: |"
    r"The currently active client certificate has expired and the server is responsive|"
    r"\"?[Ff]ailed to (?:run [Kk]ubelet|parse kubelet flag|validate kubelet|load kubelet config file|set feature gates|"
    r"precedence |initialize (?:logging|internal modules)|construct kubelet dependencies|register CRI auth plugins|"
    r"listen and serve|start (?:ContainerManager|cAdvisor|OOM watcher))|"
    # Of a unit that runs it in a container, `docker run` and `podman run`, which begin none then; and what executes it.
    r"(?:\S{0,80}/)?(?:docker|podman): Error response from daemon: |exec /\S{1,300}: exec format error|"
    # What k3s and RKE2 end with when the containerd that they start does (pkg/containerd and pkg/agent/containerd).
    r"containerd exited: |containerd: (?:exit status|fork/exec|signal)|Shutdown request received: |"
    # A controller's or scheduler's that is carried with it, which ends them all.
    r"lost lease$|[Ll]eaderelection lost$|"
    # K0s' of the kubelet that it started (pkg/supervisor).
    r"exit status [1-9])"
)
# component-base's, from 1.23 on: the very last line, which holds the whole reason.
_COMMAND_FAILED = "command failed"
_STATUS = re.compile(
    r"[Mm]ain process exited, code=(?:exited, status=[1-9]|killed|dumped)|Failed with result |entered failed state|"
    # It did not come to be executed (core/execute.c, core/exec-invoke.c).
    r"Failed at step [A-Z_]{2,40} spawning |Failed to load environment files: |Failed to set up mount namespacing: |"
    r"(?:Failed|Unable) to locate executable |Failed to execute /"
)
# A kubelet that lives again for so long after its last end is taken for well: one that loops ends sooner.
_WELL_AFTER, _WELL_AFTER_ONE = timedelta(seconds=90), timedelta(seconds=30)
_PARENTS_WORD = "Kubelet exited: exit status "
# One death may be told in several lines.
ONE_DEATH = timedelta(seconds=5)


def is_last_word(entry: LogEntry) -> bool:
    """Whether a kubelet ends with that line."""
    return entry.severity is Severity.FATAL or _LAST_WORDS.search(entry.text) is not None


def _is_kubelets_last(entry: LogEntry) -> bool:
    """The same as an error of its own logger's: all that 1.21 and 1.22 say of why they end (cmd/kubelet/app/server.go).

    `command failed` is main's, which no carrier runs.
    """
    by_logger = entry.severity is Severity.ERROR and bool(entry.origin) and not holds_the_reason(entry)
    return by_logger and _LAST_WORDS.search(entry.text) is not None


def holds_the_reason(entry: LogEntry) -> bool:
    """Whether nothing but that line tells why it ended."""
    return entry.message == _COMMAND_FAILED


def _deaths(log: tuple[LogEntry, ...]) -> tuple[list[datetime | None], bool]:
    """When the kubelet ended by its own or the service manager's words, and whether it lives by what it said since.

    Lines that no log format claims are a goroutine's stack, not a life. A last word long after another one is of
    another life, of which nothing else is left.
    """
    ends: list[datetime | None] = []
    alive = True
    told = False
    for entry in log:
        if entry.origin == "systemd":
            ended = _STATUS.search(entry.text) is not None
            again = by_parent = False
            started = entry.message.startswith("Started ")
        else:
            ended = is_last_word(entry)
            last = ends[-1] if ends else None
            again = last is not None and entry.at is not None and entry.at - last > ONE_DEATH
            # Who starts it anew says so once of each end.
            by_parent = entry.message.startswith(_PARENTS_WORD)
            again = again or (told and by_parent)
            started = not ended and entry.severity is not Severity.PLAIN
        counts = ended and (alive or again)
        if counts:
            ends.append(entry.at)
        told = by_parent or (told and not counts)
        alive = (alive or started) and not ended
    return ends, alive


def _ends(log: tuple[LogEntry, ...], at: datetime) -> int:
    """How often the kubelet ended; none where it is well since. One that just ended may be seen between two ends."""
    ends, alive = _deaths(log)
    return len(_lately(ends, at)) if alive else len(ends)


def _has_lived_on(log: tuple[LogEntry, ...]) -> bool:
    """Whether it has spoken since its last end for longer than one lives that loops."""
    ends, alive = _deaths(log)
    last = ends[-1] if ends else None
    said = next((e.at for e in reversed(log) if e.origin != "systemd" and e.at is not None), None)
    return alive and last is not None and said is not None and said - last > _WELL_AFTER


def _lately(ends: list[datetime | None], at: datetime) -> list[datetime]:
    """The ends of the last half hour; none where the last of them is so long ago that it is well since."""
    lately = [end for end in ends if end is not None and at - end <= RECENT]
    patience = _WELL_AFTER if len(lately) >= 2 else _WELL_AFTER_ONE
    return lately if lately and at - lately[-1] <= patience else []


def _between_ends(unit: UnitSeen, log: tuple[LogEntry, ...], at: datetime) -> bool:
    """Whether a unit that is active has only just been started after an end: one that loops is often seen so."""
    since = unit.main_started_at or unit.active_since
    return since is not None and at - since <= _WELL_AFTER_ONE and _ends(log, at) > 0


def _unused_beside_a_carrier(view: NodeView, unit: UnitSeen) -> bool:
    """Whether it is installed and was never started, on a node where another unit runs, or would run, the kubelet."""
    seen = view.newest(UnitSeen)
    return never_started(unit) and any(
        name in seen and seen[name].active_state in {"active", "activating"} for name in CARRIERS
    )


# They start a kubelet that ended anew, and live on.
_PARENTS = ("k0s", "rke2")


def _ends_within(unit: UnitSeen, log: tuple[LogEntry, ...], at: datetime) -> bool:
    """Whether kubelets end again and again, though their unit is active: what it runs may start them itself.

    Where the unit's process is older than the last end, it was another one that ended, unless that one is its child.
    """
    parent = unit.unit.startswith(_PARENTS)
    since = unit.main_started_at or unit.active_since
    return unit.active_state == "active" and (since is None or parent) and len(_lately(_deaths(log)[0], at)) >= 2


def _carrier(view: NodeView) -> str:
    """The unit in which the kubelet runs where it has none of its own: its restarts are the kubelet's.

    Of several the one that is started again and again, else one that runs: another may be left from an earlier use.
    """
    seen = view.newest(UnitSeen)
    # The one that was heard last comes first.
    heard = dict.fromkeys(f"{line.unit}.service" for line in reversed(view.all(JournalLine)))
    loaded = [name for name in CARRIERS if (unit := seen.get(name)) and unit.load_state in {"loaded", ""}]
    states = ("activating", "active")
    loaded.sort(key=lambda name: states.index(seen[name].active_state) if seen[name].active_state in states else 2)
    return next(iter(loaded), next((name for name in heard if name in CARRIERS and name not in seen), ""))


def _with_its_life(view: NodeView, name: str, own: tuple[LogEntry, ...]) -> Iterator[LogEntry]:
    """A carrier's own words, and whatever else is said in its journal: whoever speaks there, it lives."""
    mine = frozenset(own)
    for entry in journal(view, name.removesuffix(".service")):
        if entry in mine or not is_last_word(entry):
            yield entry


# What they say of themselves: an end, the kubelet's, or that they wait for another server.
_OWN_WORDS = (
    "Error: ",
    "Kubelet exited: ",
    "leaderelection lost",
    # The controller manager's, from 1.23 on (cmd/kube-controller-manager/app).
    "Error starting controller",
    "Error building controller",
    "Error creating lock",
    "Leaderelection lost",
    "containerd exited: ",
    "containerd: exit status",
    "containerd: fork/exec",
    "containerd: signal",
    "Shutdown request received: ",
    "lost lease",
    "Failed to validate connection to cluster at ",
    # What that says of a token; agents of old said no more than it.
    "token CA hash does not match the Cluster CA certificate hash",
    "token does not match the server ",
)
# What k0s passes on of its children.
_PASSED_ON = re.compile(r"\bcomponent=\S")


def _of_its_own(view: NodeView, name: str) -> Iterator[LogEntry]:
    """What a carrier ended with, and what the service manager says of it.

    What k0s passes on of the kubelet is the kubelet's own. Else apiserver, scheduler and others speak there with one
    voice, and most of what they complain of ends nothing. What one of them ends with ends all of them where they are
    one process; else it is passed on, and marked.
    """
    follows = False
    lines = journal(view, name.removesuffix(".service"))
    for at, entry in enumerate(lines):
        if entry.origin == "systemd":
            follows = False
            yield entry
            continue
        if OF_KUBELET.search(entry.raw):
            yield entry
            continue
        own = entry.severity is Severity.FATAL or entry.message.startswith(_OWN_WORDS) or _is_kubelets_last(entry)
        own = own or (holds_the_reason(entry) and _is_a_childs(lines[at + 1 : at + 1 + _TOLD_AMONG]))
        # An error may take several lines (k0s joins them so); what follows upon a flag's is how to use them all.
        follows = own or (follows and entry.severity is Severity.PLAIN and not entry.message.startswith("Usage"))
        if follows and not _PASSED_ON.search(entry.raw):
            yield entry


# So many of others' lines may come between a kubelet's last one and its parent's word of its end.
_TOLD_AMONG = 20


def _is_a_childs(after: tuple[LogEntry, ...]) -> bool:
    """Whether a parent says next that the kubelet, its child, has ended, and ends for nothing of its own (RKE2)."""
    ends = (e for e in after if e.severity is Severity.FATAL or e.message.startswith(_PARENTS_WORD))
    end = next(ends, None)
    return end is not None and end.message.startswith(_PARENTS_WORD)


# dockerd, which speaks without a level when it cannot start, containerd's main and the Go runtime.
_RUNTIMES_LAST = re.compile(
    r"^(?:failed to start daemon[:,] |unable to configure the Docker daemon |[Ee]rror starting daemon: |"
    r"containerd: |panic: |fatal error: |(?:unknown|invalid) flag|flag provided but not defined)"
)
_RUNTIME_FAILED = re.compile(
    r"[Mm]ain process exited, code=(?:exited, status=[1-9]|dumped)|Failed with result |entered failed state|"
    r"Failed at step [A-Z_]{2,40} spawning |^Failed to start |^Dependency failed for "
)


def ended_runtimes(view: NodeView) -> tuple[LogEntry, ...]:
    """What runtimes ended with of whose units nothing is known: their journals tell of an end, and of no life since."""
    seen = view.newest(UnitSeen)
    units = (unit for unit, said in view.journals.items() if said[0].source is Source.RUNTIME_LOG)
    ends = (_end_of(journal(view, unit)) for unit in units if f"{unit}.service" not in seen)
    return tuple(end for end in ends if end is not None and end.at is not None and view.at - end.at <= RECENT)


def _end_of(log: tuple[LogEntry, ...]) -> LogEntry | None:
    """Its own last word, where there is one, else the service manager's. Who is stopped may well end with a failure."""
    end: LogEntry | None = None
    stopped = False
    for entry in log:
        if entry.origin == "systemd":
            if _RUNTIME_FAILED.search(entry.text) and not stopped:
                end = end or entry
            elif entry.message.startswith(("Started ", "Starting ", "Stopping ")):
                stopped = entry.message.startswith("Stopping ")
                end = None if not entry.message.startswith("Starting ") else end
        elif entry.severity is Severity.FATAL or _RUNTIMES_LAST.search(entry.text):
            end, stopped = entry, False
        elif entry.severity is not Severity.PLAIN:
            end = None
    return end


def kept_from_its_start(view: NodeView) -> tuple[UnitSeen, UnitSeen] | None:
    """What failed before a runtime that needs it, and that runtime's unit, which was not started since."""
    seen = view.newest(UnitSeen)
    for name, runtime in BEFORE_RUNTIMES.items():
        before, unit = seen.get(name), seen.get(runtime)
        if before is None or unit is None or before.active_state != "failed" or unit.active_state != "inactive":
            continue
        lines = (line for line in view.journals.get(runtime.removesuffix(".service"), ()))
        since = [each for each in lines if before.main_exited_at is None or each.at > before.main_exited_at]
        if all(each.message.startswith("Dependency failed for ") for each in since):
            return before, unit
    return None


def kept_by_a_dependency(view: NodeView) -> tuple[UnitSeen, JournalLine] | None:
    """A runtime that systemd has not started, for a unit that it needs has failed: a mount, say, or its socket."""
    seen = view.newest(UnitSeen)
    for name in RUNTIMES:
        unit, lines = seen.get(name), view.journals.get(name.removesuffix(".service"), ())
        told = [line for line in lines if line.identifier == "systemd"]
        if unit is None or unit.active_state != "inactive" or not told or lines[-1] is not told[-1]:
            continue
        if _DEPENDENCY.search(told[-1].message):
            return unit, told[-1]
    return None


# core/job.c: for the administrator, and on the job.
_DEPENDENCY = re.compile(r"^Dependency failed for |Job \S{1,200}/start failed with result 'dependency'")


def _only_a_runtime(view: NodeView) -> bool:
    """Whether nothing is known of the kubelet, and of its runtime that no unit of one runs, and one has failed."""
    if any(True for _ in view.all(ContainerSeen)) or any(True for _ in view.all(ProcessSeen)):
        return False
    seen = view.newest(UnitSeen)
    units = [seen[name] for name in (*RUNTIMES, *SNAPS_RUNTIMES) if name in seen]
    ends = any(unit.active_state == "failed" or unit.sub_state == "auto-restart" for unit in units)
    ends = ends or bool(ended_runtimes(view)) or kept_from_its_start(view) is not None
    ends = ends or kept_by_a_dependency(view) is not None
    return (
        ends
        and all(unit.active_state != "active" for unit in units)
        and not any(name in seen for name in (*CARRIERS, *KUBELETS[1:]))
    )
