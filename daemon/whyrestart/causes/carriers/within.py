"""A component that ends within its carrier's process (k3s, kubelite) is judged by the rules for its container.

There its last word is the carrier's: `apiserver exited: unknown flag: --x`. What it said before that is mixed with what
all the others say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from whyrestart.causes.certificates import trust
from whyrestart.causes.certificates import validity as certificates
from whyrestart.causes.dependencies import away as dependency
from whyrestart.causes.etcd import certificates as etcd_certificates
from whyrestart.causes.etcd import client as etcd_client
from whyrestart.causes.etcd import membership as etcd_membership
from whyrestart.causes.etcd import storage as etcd_storage
from whyrestart.causes.kubelet.words import (
    OTHERS_END,
    carried,
    carrier,
    carriers_last_life,
    fatal_words,
    last_end_of_another,
)
from whyrestart.causes.network import proxy
from whyrestart.causes.once import once
from whyrestart.causes.rule import Rule, about_kubelet
from whyrestart.causes.settings import (
    audit_policy,
    authentication_config,
    command_line,
    component_config,
    encryption_config,
    refused_values,
)
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import ContainerState, Source
from whyrestart.parsing.component_log import parse

# Below the data directory, /var/lib/rancher/k3s or /var/lib/rancher/rke2 where nothing else is said.
ITS_ETCD = "server/db/etcd of its data directory"
_PROGRAMS = {
    "apiserver": "kube-apiserver",
    "controllermanager": "kube-controller-manager",
    "cloudcontrollermanager": "cloud-controller-manager",
    "scheduler": "kube-scheduler",
    "proxy": "kube-proxy",
    "kubeproxy": "kube-proxy",
    "etcd": "etcd",
}
_OF_ETCD = {
    Cause.ETCD_UNREACHABLE,
    Cause.ETCD_MEMBERSHIP_MISMATCH,
    Cause.ETCD_DATA_CORRUPT,
    Cause.ETCD_UPGRADE_INCOMPATIBLE,
}
_OF_CERTIFICATES = {Cause.CLOCK_SKEW, Cause.SERVING_CERTIFICATE_EXPIRED}
# Of these families what a component ends with is enough, and what its client said of whom it calls.
LENT = (
    *command_line.RULES,
    *refused_values.RULES,
    *authentication_config.RULES,
    *encryption_config.RULES,
    *audit_policy.RULES,
    *component_config.RULES,
    *trust.RULES,
    *(rule for rule in certificates.RULES if rule.cause in _OF_CERTIFICATES),
    *etcd_certificates.RULES,
    *proxy.RULES,
    *(rule for rule in (*etcd_membership.RULES, *etcd_storage.RULES, *etcd_client.RULES) if rule.cause in _OF_ETCD),
    *dependency.RULES,
)
# klog's fatal lines by the sources that say them of one component alone (k8s.io/apiserver, kube-aggregator,
# pkg/controlplane and, to 1.19, pkg/master; cmd/kube-controller-manager): the whole process ends there.
_SOURCES = (
    (
        "kube-apiserver",
        re.compile(
            r"(?:[\w/]{0,60}/)?(?:storage_decorator|instance|master|hooks|genericapiserver|apiserver|aggregator|controller)\.go:"
        ),
    ),
    ("kube-controller-manager", re.compile(r"(?:[\w/]{0,60}/)?controllermanager\.go:")),
)
# From 1.23 on they end so without a fatal line (klog.FlushAndExit); the scheduler's source is called as others' are.
_MANAGERS_END = re.compile(r"^Error (?:starting|building) controller|^Error creating lock|^[Ll]eaderelection lost")
_SCHEDULERS_END = re.compile(r"^[Ll]eaderelection lost")
# gRPC's and etcd's own client's, of which the apiserver's is the only one there that is told by these sources.
_ETCDS_CLIENT = re.compile(r"(?:[\w/]{0,60}/)?(?:clientconn|logging)\.go:")
_ELECTION = re.compile(r"(?:[\w/]{0,60}/)?leaderelection\.go:")
# The controller that gives the nodes their ranges (pkg/controller/nodeipam/ipam).
_RANGES = re.compile(r"(?:[\w/]{0,60}/)?range_allocator\.go:")


# What the etcd says that k3s runs within itself: zap's JSON, or capnslog (with etcd 3.4).
ITS_ETCDS = re.compile(
    r"^\{\"level\":\"\w+\",.{0,200}?\"caller\":\"(?:etcdserver|raft|rafthttp|embed|membership|wal|mvcc|snap|schema)/|"
    # `raft2020/11/24 16:56:17 INFO: ...`, `2020-11-24 16:56:17.060854 E | wal: ...`
    r"^raft\d{4}/\d\d/\d\d [\d:]{8} [A-Z]{4,7}: |^\d{4}-\d\d-\d\d [\d:.]{8,15} [A-Z] \| [\w/]{2,40}: ",
    re.DOTALL,
)


@once
def within(episode: Episode) -> Episode | None:
    """The component that ended last, as an episode of its own; None where it was the kubelet or the carrier itself."""
    entry = last_end_of_another(episode)
    match = OTHERS_END.search(entry.text) if entry is not None else None
    if entry is not None and match is not None:
        name = (match["who"] or "etcd").lower().replace(" ", "").replace("-", "")
        return _ended(episode, _PROGRAMS[name], _its_own(entry, entry.text[match.end() :], name))
    # What came after is a stack, if anything.
    ends = [each for each in fatal_words(episode) if each.severity is not Severity.PLAIN]
    last = ends[-1] if ends else None
    if last is None:
        return None
    # Of what runs within k3s etcd alone panics in its own form; of what RKE2 reads with an etcd of its own, the database.
    its_own = last.severity is Severity.FATAL and _ETCDS.search(last.raw) is not None
    if its_own and (_runs_etcd_within(episode) or _reads_a_copy(episode)):
        return _ended(episode, "etcd", last)
    program = next((name for name, source in _SOURCES if source.match(last.origin)), "")
    if not program and last.origin and _SCHEDULERS_END.match(last.message):
        program = "kube-scheduler"
    fatal = last.severity is Severity.FATAL or _MANAGERS_END.match(last.message) is not None
    return _ended(episode, program, last) if program and fatal and carried(episode) else None


def _its_own(entry: LogEntry, told: str, name: str) -> LogEntry:
    """The component's last word, as it would stand in a log of its own."""
    inner = parse(told.strip(), at=entry.at, year=entry.at.year if entry.at else None)
    if inner.origin:
        return inner
    said = f"Error: {told}"
    # etcd's own words are fatal ones, whoever repeats them.
    severity = Severity.FATAL if name == "etcd" else Severity.ERROR
    return LogEntry(text=said, message=said, severity=severity, at=entry.at, raw=said)


# zap's JSON, and what Go prints of a panic.
_ETCDS = re.compile(r"^\{\"level\":\"(?:fatal|panic)\"|^panic: (?!runtime error)")


def _runs_etcd_within(episode: Episode) -> bool:
    return carrier(episode) == "k3s.service"


# The stack's frames; the data of RKE2's pods are read by nobody else within it.
_OF_THE_DATABASE = re.compile(r"\bgo\.etcd\.io/bbolt[.@]")


def _reads_a_copy(episode: Episode) -> bool:
    """Whether RKE2 ended in the database of the etcd with which it reads a copy of the data, before it starts its pods."""
    if carrier(episode) != "rke2-server.service":
        return False
    return any(_OF_THE_DATABASE.search(each.raw) for each in carriers_last_life(episode))


def _before(episode: Episode, program: str, last: LogEntry) -> list[LogEntry]:
    """What that component's clients said in the same life: of the rest nobody knows whose it is."""
    said = (each for each in carriers_last_life(episode) if not (each.at and last.at) or each.at <= last.at)
    if program == "kube-apiserver":
        return [each for each in said if _ETCDS_CLIENT.match(each.origin)]
    if program == "etcd":
        return [each for each in said if _runs_etcd_within(episode) and ITS_ETCDS.match(each.raw) and each != last]
    ranges = _RANGES if program == "kube-controller-manager" else None
    return [
        each
        for each in said
        if (_ELECTION.match(each.origin) and program in each.text and each != last)
        or (ranges is not None and ranges.match(each.origin))
    ]


def etcds_client_met(episode: Episode, trouble: re.Pattern[str]) -> bool:
    """Whether the last that the apiserver's client said of an etcd in that life was of such a trouble."""
    said = [each for each in carriers_last_life(episode) if _ETCDS_CLIENT.match(each.origin)]
    return bool(said) and trouble.search(said[-1].text) is not None


def _ended(episode: Episode, program: str, last: LogEntry) -> Episode:
    """That program, which ended with those words."""
    ref = ContainerRef(namespace="kube-system", pod=episode.node.name, container=program)
    life = Attempt(
        key=AttemptKey(ref=ref, pod_uid="", attempt=episode.restarts),
        state=ContainerState.EXITED,
        finished_at=last.at,
        log=(*_before(episode, program, last), last),
    )
    return replace(episode, subject=ref, attempts=(life,), unit=None, journal=(), kubelet_log=())


def _find(episode: Episode, rule: Rule) -> Finding | None:
    component = within(episode)
    found = rule.find(component) if component is not None else None
    if found is None or found.cause not in _OF_DATA:
        return found
    found = of_its_data(found, ITS_ETCD)
    if _runs_etcd_within(episode):
        return found
    # RKE2 reads a copy that it made while etcd went on writing: that the copy is not sound may tell nothing of the data.
    return replace(found, confidence=Confidence.POSSIBLE)


_OF_DATA = {Cause.ETCD_DATA_CORRUPT, Cause.ETCD_UPGRADE_INCOMPATIBLE}


def of_its_data(found: Finding, directory: str) -> Finding:
    """The same of an etcd whose data lie there."""
    if found.cause not in _OF_DATA:
        return found
    detail = tuple((key, value) for key, value in found.detail if key != "data_dir")
    return replace(
        found, summary=found.summary.replace("/var/lib/etcd", directory), detail=(*detail, ("data_dir", directory))
    )


def _of(rule: Rule) -> Callable[[Episode], Finding | None]:
    return partial(_find, rule=rule)


RULES = tuple(
    Rule(
        cause=rule.cause,
        find=_of(rule),
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG}),
        yields_to=rule.yields_to,
        settles=rule.settles,
    )
    for rule in LENT
)
