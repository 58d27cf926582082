"""What runs beside the kubelet under its carrier, and speaks in the carrier's journal, judged as what it is.

k0s starts each component as a child, starts it anew when it ends, and marks what it passes on (pkg/supervisor); k3s runs
its etcd within itself, and that alone speaks zap's JSON there, or capnslog (with etcd 3.4, to 1.21).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from whyrestart.causes.carriers.within import ITS_ETCDS, LENT, of_its_data
from whyrestart.causes.certificates import trust
from whyrestart.causes.etcd import certificates as etcd_certificates
from whyrestart.causes.etcd import complaints as etcd_complaints
from whyrestart.causes.etcd import disk as etcd_disk
from whyrestart.causes.etcd import leader as etcd_leader
from whyrestart.causes.etcd import membership as etcd_membership
from whyrestart.causes.etcd import storage as etcd_storage
from whyrestart.causes.etcd.leader import votes_alone
from whyrestart.causes.evidence.living import LATELY, after_last, goes_on
from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.evidence.security_words import AVC
from whyrestart.causes.files import ca_bundle as host_ca_bundle
from whyrestart.causes.files import missing as files
from whyrestart.causes.files import permissions
from whyrestart.causes.kubelet.words import carrier, carriers_last_life, is_k0s, its_unit
from whyrestart.causes.network import node_address, ports
from whyrestart.causes.resources import exhausted as resources
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, from_log, note
from whyrestart.episodes import journal
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import KUBELET, AttemptKey, ContainerRef
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import ContainerState, JournalLine, SocketsSeen, Source

_COMPONENT = re.compile(r"\bcomponent=\"?(?P<name>[\w-]{1,60}+)")
# The kubelet's lines are its own episode's; of these a rule of ours judges the end.
_CHILDREN = frozenset({"etcd", "kine", "kube-apiserver", "kube-controller-manager", "kube-scheduler"})
_DATA = "/var/lib/k0s/etcd"
# The supervisor's own words; how it tells of an end by version.
_BEGINS = re.compile(r"^(?:Started successfully|Restarted\b)")
_ENDED = re.compile(
    r"^(?:Failed to wait for process|Process exited\b|exit status \d|signal: \w|respawning in|Failed to start: )"
)
_DIED = re.compile(r"^(?:Failed to wait for process|Process exited\b|exit status \d|signal: \w|Failed to start: )")
_NOT_STARTED = re.compile(
    r"^Failed to start: (?:fork/exec )?(?P<path>[\w.-]{0,100}+/[^\s:]{1,300}+): "
    r"(?P<why>permission denied|operation not permitted|no such file or directory|exec format error)"
)
# Its own client, which k0s and k3s ask themselves.
_CLIENT_WAITED = re.compile(r"retrying of unary invoker failed[^\n]{0,600}?(?:DeadlineExceeded|Unavailable|no leader)")
# An etcd is no quiet companion: what runs one tells of it within so many lines.
_NEWEST = 200
# One that lives on for so long after its last end is well, whatever it ended of.
_WELL_AFTER = timedelta(seconds=60)


def _of_children(episode: Episode) -> bool:
    return (episode.unit is None or episode.unit.active_state == "active") and is_k0s(episode)


def _unit(episode: Episode) -> str:
    """The unit that is judged, or the carrier whose journal alone is there."""
    return episode.unit.unit if episode.unit is not None else carrier(episode)


def _lines(episode: Episode) -> tuple[LogEntry, ...]:
    """What the carrier's journal holds of the last minutes."""
    return tuple(
        entry
        for entry in journal(episode.node, _unit(episode).removesuffix(".service"))
        if entry.origin != "systemd" and entry.at is not None and episode.at - entry.at <= LATELY
    )


def _child(episode: Episode, name: str) -> Episode | None:
    """That component of k0s: the life that ended last, where it ends again and again, else the one that goes on."""
    mine = [entry for entry in _lines(episode) if (match := _COMPONENT.search(entry.raw)) and match["name"] == name]
    ends = [at for at, entry in enumerate(mine) if _ENDED.match(entry.message)]
    if not ends:
        return _as(episode, name, ContainerState.RUNNING, [_its_own(entry) for entry in mine]) if mine else None
    last = mine[ends[-1]].at
    since = [entry for entry in mine[ends[-1] + 1 :] if not _ENDED.match(entry.message)]
    if last is None or (since and since[-1].at is not None and since[-1].at - last > _WELL_AFTER):
        return None
    # An end is told in two lines, the second of which says when the next life begins.
    before = [
        at for at in range(ends[-1]) if _BEGINS.match(mine[at].message) or mine[at].message.startswith("respawning")
    ]
    said = [entry for entry in mine[: ends[-1]] if not _ENDED.match(entry.message) and not _BEGINS.match(entry.message)]
    life = [entry for entry in mine[before[-1] if before else 0 : ends[-1]] if entry in said] or said
    deaths = sum(_DIED.match(entry.message) is not None for entry in mine)
    killed = any(mine[at].message.startswith("signal: ") or "signal: " in mine[at].text for at in ends[-2:])
    code = 137 if killed else 1
    return _as(
        episode, name, ContainerState.EXITED, [_its_own(entry) for entry in life], code=code, restarts=max(deaths, 1)
    )


def _its_own(entry: LogEntry) -> LogEntry:
    """What no logger of the component's wrote is passed on as information, which it may not be."""
    passed_on = entry.severity is Severity.INFO and not entry.origin and entry.raw.startswith(("time=", "INFO["))
    return replace(entry, severity=Severity.PLAIN, text=entry.message) if passed_on else entry


def _as(
    episode: Episode, name: str, state: ContainerState, log: list[LogEntry], *, code: int = 1, restarts: int = 0
) -> Episode:
    ended = state is ContainerState.EXITED
    ref = ContainerRef(namespace="kube-system", pod=episode.node.name, container=name)
    life = Attempt(
        key=AttemptKey(ref=ref, pod_uid="", attempt=1 if ended else 0),
        state=state,
        started_at=None if ended or episode.unit is None else episode.unit.main_started_at,
        finished_at=log[-1].at if ended and log else None,
        exit_code=code if ended else None,
        log=tuple(log),
    )
    return replace(
        episode,
        subject=ref,
        state=State.LOOPING if ended else State.HEALTHY,
        restarts=restarts,
        attempts=(life,),
        unit=None,
        journal=(),
        kubelet_log=(),
    )


def _may_run_etcd_within(episode: Episode) -> bool:
    """Whether it is k3s, or a unit of another name that has said something of an etcd's lately."""
    unit = _unit(episode)
    # RKE2 reads its etcd's files with one of its own for a moment.
    if not unit or unit.startswith(("rke2", "k0s")):
        return False
    return unit.startswith("k3s") or any(ITS_ETCDS.match(entry.raw) for entry in episode.journal[-_NEWEST:])


def _k3s_etcd(episode: Episode) -> Episode | None:
    """The etcd within it, whatever the unit is called: no kubelet speaks so. It lives as long as its carrier."""
    unit = episode.unit
    ended = unit is not None and (unit.sub_state == "auto-restart" or unit.active_state in {"failed", "inactive"})
    if ended or not _may_run_etcd_within(episode):
        return None
    log = [entry for entry in _lines(episode) if ITS_ETCDS.match(entry.raw)]
    return _as(episode, "etcd", ContainerState.RUNNING, log) if log else None


def _components(episode: Episode) -> Iterator[Episode]:
    if _of_children(episode):
        yield from (child for name in sorted(_CHILDREN) if (child := _child(episode, name)) is not None)
    elif (etcd := _k3s_etcd(episode)) is not None:
        yield etcd


def _find(episode: Episode, rule: Rule) -> Finding | None:
    for component in _components(episode):
        # What lives is judged by what it cannot serve for, what ended by its last words.
        asked = _OF_THE_LIVING if component.state is State.HEALTHY else _OF_ENDS
        if rule in asked and rule.applies(component) and (found := rule.find(component)) is not None:
            # A child outlives a carrier that was killed: whose the port is only the sockets tell.
            unseen = found.cause in _PORTS and episode.node.last(SocketsSeen) is None
            return replace(of_its_data(found, _DATA), confidence=Confidence.POSSIBLE if unseen else found.confidence)
    return None


def children_end(episode: Episode) -> Finding | None:
    """A child ends again and again: whatever it ends of, it does not serve, though its supervisor is well."""
    for child in _components(episode):
        if child.restarts < 2:
            continue
        ended = child.attempts[-1]
        last = ended.log[-1] if ended.log else None
        said = f"; the last that it says is: {last.text[:200]}" if last is not None else ""
        return finding(
            Cause.UNKNOWN,
            Confidence.NONE,
            f"{child.program}, which k0s runs, ends again and again, {child.restarts} times in the last minutes{said}.",
            [from_log(child, last) if last is not None else None, its_unit(episode)],
        )
    return None


def etcd_without_leader(episode: Episode) -> Finding | None:
    """Its etcd asks for votes that nobody casts, and the carrier's own client waits for it in vain."""
    etcd = next((each for each in _components(episode) if each.program == "etcd"), None)
    log = etcd.attempts[-1].log if etcd is not None and etcd.state is State.HEALTHY else ()
    waited = last_said(_lines(episode), _CLIENT_WAITED) if votes_alone(log) else None
    if etcd is None or waited is None:
        return None
    return finding(
        Cause.ETCD_NO_QUORUM,
        Confidence.LIKELY,
        "etcd runs on this node, but its cluster has no leader: too few of the other members can be reached.",
        [from_log(etcd, log[-1]), from_kubelet(waited.entry)],
    )


def etcd_removed(episode: Episode) -> Finding | None:
    """Its etcd saw itself removed from the cluster, and nothing of it since; k3s ends with that, or waits for ever."""
    unit = episode.unit
    if unit is None or not _may_run_etcd_within(episode):
        return None
    mine = tuple(entry for entry in carriers_last_life(episode) if ITS_ETCDS.match(entry.raw))
    said = last_said(after_last(mine, etcd_leader.WORKS), etcd_membership.REMOVED_ITSELF, etcd_membership.REMOVED)
    if said is None:
        return None
    return finding(
        Cause.ETCD_MEMBERSHIP_MISMATCH,
        Confidence.LIKELY,
        f"The etcd in {unit.unit.removesuffix('.service')} was removed from its cluster as a member, and what it keeps belongs to none.",
        [from_kubelet(said.entry), its_unit(episode)],
    )


def _not_started(episode: Episode) -> tuple[str, LogEntry, re.Match[str]] | None:
    """The component that k0s cannot even start, and has not started since."""
    if not is_k0s(episode):
        return None
    name = (_unit(episode) or KUBELET.unit).removesuffix(".service")
    own = [(m["name"], entry) for entry in journal(episode.node, name) if (m := _COMPONENT.search(entry.raw))]
    for component in dict.fromkeys(component for component, _ in own):
        mine = tuple(entry for each, entry in own if each == component)
        said = last_said(after_last(mine, _BEGINS), _NOT_STARTED)
        # What it cannot start it tries again within seconds; where its unit is not known, nothing else tells that it still does.
        if said is not None and (episode.unit is not None or goes_on(episode, said.entry)):
            return component, said.entry, said.match
    return None


def child_not_startable(episode: Episode, cause: Cause) -> Finding | None:
    """Fork and exec fail: the program is not there, is another machine's, or may not be executed where it lies."""
    found = _not_started(episode)
    if found is None:
        return None
    component, entry, match = found
    # It is executed in the data directory (supervisor.go), from where such a path leads elsewhere.
    relative = not match["path"].startswith("/") and match["why"] == "no such file or directory"
    denied = match["why"] in {"permission denied", "operation not permitted"}
    refused = next(filter(None, (_refusal(line, match["path"]) for line in _kernels(episode) if denied)), None)
    meant = (
        Cause.SECURITY_MODULE_DENIED if refused else Cause.FILE_PERMISSION_DENIED if denied else Cause.COMMAND_NOT_FOUND
    )
    if meant is not cause:
        return None
    why = (
        f"{match['why']}; the directories above it, a mount without exec or a security module may be why"
        if denied and not refused
        else f"{match['why']}; the path is not a full one, and it is looked for from the data directory: --data-dir needs one"
        if relative
        else match["why"]
    )
    return finding(
        cause,
        Confidence.LIKELY if denied and not refused else Confidence.PROVEN,
        f"k0s cannot start {component}: {match['path']}: {why}.",
        [from_kubelet(entry), note("kernel_log", refused.message, refused.at) if refused else None],
        path=match["path"],
        command=match["path"],
        why=match["why"],
        operation="execute" if refused else None,
        module="SELinux" if refused else None,
    )


def _kernels(episode: Episode) -> Iterator[JournalLine]:
    return (line for line in reversed(episode.node.all(JournalLine)) if line.source is Source.KERNEL_LOG)


def _refusal(line: JournalLine, path: str) -> JournalLine | None:
    match = AVC.search(line.message)
    named = match is not None and (match["path"] or "").rpartition("/")[2] == path.rpartition("/")[2]
    return line if named and "permissive=1" not in line.message else None


_LOG = frozenset({Source.KUBELET_LOG})
# In the order in which such an etcd's own container is judged.
_OF_THE_LIVING = (
    *etcd_certificates.RULES,
    *(rule for rule in trust.RULES if rule.cause is Cause.CERTIFICATE_AUTHORITY_MISMATCH),
    *etcd_membership.RULES,
    *(rule for rule in etcd_storage.RULES if rule.cause is Cause.ETCD_NOSPACE_ALARM),
    *etcd_leader.RULES,
    *etcd_disk.RULES,
    # Of the others nobody knows what it served before: its lines are those of the last minutes.
    *(rule for rule in etcd_complaints.RULES if rule.cause is Cause.ETCD_NO_QUORUM),
)
_PORTS = {Cause.PORT_IN_USE, Cause.PORT_HELD_BY_PREVIOUS_INSTANCE}
_OF_ENDS = (
    *LENT,
    *(rule for rule in files.RULES if rule.cause is Cause.FILE_MISSING),
    *resources.RULES,
    *host_ca_bundle.RULES,
    *permissions.RULES,
    *node_address.RULES,
    *(rule for rule in ports.RULES if rule.cause in _PORTS),
)


def _of(rule: Rule) -> Callable[[Episode], Finding | None]:
    return partial(_find, rule=rule)


RULES = (
    *(
        Rule(cause=cause, find=partial(child_not_startable, cause=cause), applies=about_kubelet, needs=_LOG)
        for cause in (Cause.SECURITY_MODULE_DENIED, Cause.FILE_PERMISSION_DENIED, Cause.COMMAND_NOT_FOUND)
    ),
    Rule(cause=Cause.ETCD_MEMBERSHIP_MISMATCH, find=etcd_removed, applies=about_kubelet, needs=_LOG),
    Rule(cause=Cause.ETCD_NO_QUORUM, find=etcd_without_leader, applies=about_kubelet, needs=_LOG),
    *(
        Rule(
            cause=rule.cause,
            find=_of(rule),
            applies=about_kubelet,
            needs=_LOG,
            yields_to=rule.yields_to,
            settles=rule.settles,
        )
        for rule in dict.fromkeys((*_OF_THE_LIVING, *_OF_ENDS))
    ),
    Rule(cause=Cause.UNKNOWN, find=children_end, applies=about_kubelet, needs=_LOG),
)
