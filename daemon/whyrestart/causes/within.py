"""A component that ends within its carrier's process (k3s, kubelite) is judged by the rules for its container.

There its last word is the carrier's: `apiserver exited: unknown flag: --x`. What it said before that is mixed with what
all the others say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from whyrestart.causes import (
    audit_policy,
    authentication_config,
    command_line,
    component_config,
    dependency,
    encryption_config,
    etcd_client,
    etcd_membership,
    etcd_storage,
    refused_values,
    trust,
)
from whyrestart.causes.kubelet_words import OTHERS_END, carrier, fatal_words, last_end_of_another
from whyrestart.causes.once import once
from whyrestart.causes.rule import Rule, about_kubelet
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import ContainerState, Source

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
# Of these families what a component ends with is enough; certificates and probes are judged by more than that.
LENT = (
    *command_line.RULES,
    *refused_values.RULES,
    *authentication_config.RULES,
    *encryption_config.RULES,
    *audit_policy.RULES,
    *component_config.RULES,
    *(rule for rule in trust.RULES if rule.cause is Cause.SERVICE_ACCOUNT_KEY_INVALID),
    *(rule for rule in (*etcd_membership.RULES, *etcd_storage.RULES, *etcd_client.RULES) if rule.cause in _OF_ETCD),
    *dependency.RULES,
)


@once
def within(episode: Episode) -> Episode | None:
    """The component that ended last, as an episode of its own; None where it was the kubelet or the carrier itself."""
    entry = last_end_of_another(episode)
    match = OTHERS_END.search(entry.text) if entry is not None else None
    if entry is not None and match is not None:
        name = (match["who"] or "etcd").lower().replace(" ", "").replace("-", "")
        said = f"Error: {entry.text[match.end() :]}"
        # etcd's own words are fatal ones, whoever repeats them.
        severity = Severity.FATAL if name == "etcd" else Severity.ERROR
        return _ended(
            episode, _PROGRAMS[name], LogEntry(text=said, message=said, severity=severity, at=entry.at, raw=said)
        )
    # Of what runs within k3s etcd alone panics in its own form.
    fatal = [each for each in fatal_words(episode) if each.severity is Severity.FATAL]
    panics = bool(fatal) and _ETCDS.search(fatal[-1].raw) is not None
    return _ended(episode, "etcd", fatal[-1]) if panics and _runs_etcd_within(episode) else None


# zap's JSON, and what Go prints of a panic.
_ETCDS = re.compile(r"^\{\"level\":\"(?:fatal|panic)\"|^panic: (?!runtime error)")


def _runs_etcd_within(episode: Episode) -> bool:
    return carrier(episode) == "k3s.service"


def _ended(episode: Episode, program: str, last: LogEntry) -> Episode:
    """That program, which ended with those words."""
    ref = ContainerRef(namespace="kube-system", pod=episode.node.name, container=program)
    life = Attempt(
        key=AttemptKey(ref=ref, pod_uid="", attempt=episode.restarts),
        state=ContainerState.EXITED,
        finished_at=last.at,
        log=(last,),
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
