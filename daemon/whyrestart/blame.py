"""Who is to blame among the subjects of a node: what follows from what, and which one is to be repaired first.

Host, runtime, kubelet, etcd, apiserver, the rest: the lowest broken layer is the verdict; what follows from it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause, Confidence, Origin, Role
from whyrestart.model.diagnosis import (
    Diagnosis,
    State,
)
from whyrestart.model.episode import Episode
from whyrestart.model.identity import KUBELET, PROGRAMS, ContainerRef, NodeRef, Subject
from whyrestart.model.observation import ContainerState
from whyrestart.model.remedy import Remedy

HOST_CAUSES = frozenset({
    Cause.NODE_OUT_OF_MEMORY, Cause.DISK_FULL, Cause.FILESYSTEM_DAMAGED, Cause.INOTIFY_LIMIT, Cause.CLOCK_SKEW,
    Cause.NODE_REBOOTED, Cause.NODE_ADDRESS_MISSING, Cause.NODE_PRESSURE_EVICTION, Cause.SECURITY_MODULE_DENIED,
    Cause.APPARMOR_PARSER_MISSING,
})  # fmt: skip
# Of two equally sure findings the one that comes first here is the deeper explanation.
LAYERS = ("host", "runtime", "kubelet", "etcd", "apiserver", "other")


def layer(diagnosis: Diagnosis) -> int:
    """How low the cause lies: an index into LAYERS."""
    cause = diagnosis.cause
    family = CAUSES[cause].family if cause else ""
    if cause in HOST_CAUSES:
        return 0
    if family == "runtime" and cause not in {Cause.IMAGE_UNAVAILABLE, Cause.CONTAINER_CREATE_FAILED}:
        return 1
    if isinstance(diagnosis.subject, NodeRef):
        return 1
    if diagnosis.subject == KUBELET or family == "kubelet":
        return 2
    program = _program(diagnosis.subject)
    return 3 if program == "etcd" else 4 if "apiserver" in program else 5


# What is started anew serves within that, or has trouble of its own to tell.
_SERVES_WITHIN = timedelta(minutes=5)


def may_explain(other: Diagnosis, of: Episode, mine: Episode) -> bool:
    """Whether a lower subject's trouble (`other`, of that episode) may be why `mine` ended, or fails, as it does now.

    What ended it, be it expected, the kernel's kill or unknown, is over once the next life has stood for a while.
    """
    cause, current = other.cause, of.current
    if cause is None or current is None or current.state is not ContainerState.RUNNING or current.started_at is None:
        return True
    over = cause is Cause.UNKNOWN or CAUSES[cause].role is Role.BENIGN or CAUSES[cause].origin is Origin.KERNEL
    fails = other.state is State.AT_RISK or any(each.consecutive_failures for each in of.forecasts)
    ended = mine.last_ended
    at = ended.finished_at if ended is not None and mine.state is not State.AT_RISK else mine.at
    return fails or not over or at is None or at - current.started_at <= _SERVES_WITHIN


def with_upstream(diagnosis: Diagnosis, told: Sequence[Diagnosis]) -> Diagnosis:
    """Name the lower subject whose own trouble this one follows from; a consequence waits for no cure of its own."""
    upstream = _upstream(diagnosis, told)
    if upstream is None:
        return diagnosis
    return replace(diagnosis, downstream_of=upstream.subject, remedies=_cures(diagnosis, upstream))


def _cures(diagnosis: Diagnosis, upstream: Diagnosis) -> tuple[Remedy, ...]:
    """None where the upstream is to be repaired. An expected one is no verdict: nothing else would say what to do."""
    if upstream.cause is None or CAUSES[upstream.cause].role is not Role.BENIGN:
        return ()
    return upstream.remedies if upstream.cause is Cause.STOPPED_BY_OPERATOR else diagnosis.remedies


def _upstream(diagnosis: Diagnosis, told: Sequence[Diagnosis]) -> Diagnosis | None:
    wanted: tuple[str, ...] = ()
    if diagnosis.cause in {Cause.LEADER_ELECTION_LOST, Cause.APISERVER_UNREACHABLE}:
        wanted = ("apiserver", "etcd")
    elif diagnosis.cause in {Cause.ETCD_UNREACHABLE, Cause.ETCD_SERVER_CERTIFICATE_EXPIRED}:
        wanted = ("etcd",)
    elif diagnosis.cause is Cause.KMS_PLUGIN_UNAVAILABLE:
        wanted = _KMS_PLUGINS
    troubled = [
        other
        for other in told
        if other.subject != diagnosis.subject
        and other.cause is not None
        and other.state is not State.HEALTHY
        # What is merely suspected of one that lives on explains nothing that is known, but for a probe that will kill
        # it again: then it explains the leases that were lost when the one before it ended.
        and not (
            other.confidence is Confidence.POSSIBLE
            and other.state is State.AT_RISK
            and CAUSES[other.cause].origin is not Origin.PROBE
            and _is_known(diagnosis)
        )
        and (other.cause is not Cause.UNKNOWN or (other.state in {State.LOOPING, State.ABSENT} and _spoke(other)))
    ]
    troubled.sort(key=_explains_least)
    for name in wanted:
        for other in troubled:
            if _is_one(_program(other.subject), name) and (wanted is not _KMS_PLUGINS or _is_known(other)):
                return other
    return next(filter(_broken_front, troubled), None) if "apiserver" in wanted else None


_KMS_PLUGINS = ("kms", "encryption-provider")
_OF_NETWORKS = ("calico-", "cilium-", "contiv-")


def _is_one(program: str, name: str) -> bool:
    """Whether that program is what those above ask: a network's own etcd or apiserver is not."""
    return name in program and not program.startswith(_OF_NETWORKS)


def _program(subject: Subject) -> str:
    return (
        subject.container
        if isinstance(subject, ContainerRef)
        else PROGRAMS.get(str(subject), str(subject).removesuffix(".service"))
    )


def _spoke(other: Diagnosis) -> bool:
    """Whether a unit whose trouble is not known has words of its own: its name alone does not make it who is called."""
    return isinstance(other.subject, ContainerRef) or any(each.source == "journal" for each in other.evidence)


# What stands before the apiservers as a static pod of its own: kube-vip's, keepalived's with haproxy, kubespray's.
_FRONTS = ("kube-vip", "keepalived", "haproxy", "nginx-proxy")


def _broken_front(other: Diagnosis) -> bool:
    """The address by which the apiserver is called is not there, for a fault of its own keeper's."""
    named = isinstance(other.subject, ContainerRef) and other.subject.container.startswith(_FRONTS)
    return named and other.cause is not None and CAUSES[other.cause].role is Role.ROOT and _is_known(other)


def _is_known(other: Diagnosis) -> bool:
    return other.cause is not Cause.UNKNOWN and other.confidence is not Confidence.POSSIBLE


def _explains_least(upstream: Diagnosis) -> tuple[object, ...]:
    """An established fault explains most, then a suspected one, then an edit, which takes the API away too."""
    cause = upstream.cause or Cause.UNKNOWN
    return cause is Cause.UNKNOWN, CAUSES[cause].role is not Role.ROOT, upstream.confidence.rank


_URGENCY = {State.LOOPING: 0, State.ABSENT: 0, State.AT_RISK: 1, State.RESTARTED: 1, State.HEALTHY: 2}


# A loop's slowest phase is two restarts in about 794 s (KUBELET.md 1.8).
_SLOWEST = timedelta(minutes=15)


def _is_left_in_peace(diagnosis: Diagnosis) -> bool:
    """Whether what is counted as a loop was last started longer ago than any back-off, and no kill is near."""
    last = diagnosis.last_restart_at
    return (
        diagnosis.state is State.LOOPING
        and last is not None
        and diagnosis.at - last > _SLOWEST
        and diagnosis.next_kill_at is None
    )


def order(diagnosis: Diagnosis) -> tuple[object, ...]:
    """The key that sorts diagnoses by what is to be repaired first."""
    unknown = diagnosis.cause is Cause.UNKNOWN
    return (
        not _to_be_repaired(diagnosis),
        diagnosis.downstream_of is not None,
        # What is established comes before what is guessed or not known, however loudly the latter loops.
        unknown or diagnosis.confidence is Confidence.POSSIBLE,
        1 if _is_left_in_peace(diagnosis) else _URGENCY[diagnosis.state],
        # One that was merely not among what was listed comes after one whose end was seen.
        unknown and diagnosis.state is State.ABSENT and not diagnosis.evidence,
        unknown,
        layer(diagnosis) if diagnosis.cause else len(LAYERS),
        diagnosis.confidence.rank,
        str(diagnosis.subject),
    )


def _to_be_repaired(diagnosis: Diagnosis) -> bool:
    """Neither what is expected, nor what follows from another subject's trouble."""
    if diagnosis.cause is None:
        return False
    role = CAUSES[diagnosis.cause].role
    return role is Role.ROOT or (role is Role.DOWNSTREAM and diagnosis.downstream_of is None)


def verdict(told: Sequence[Diagnosis]) -> Diagnosis | None:
    """The one thing to repair first; `told` is in order of blame."""
    first = told[0] if told else None
    return first if first is not None and _to_be_repaired(first) else None
