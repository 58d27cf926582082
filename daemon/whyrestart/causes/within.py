"""A component that ends within its carrier's process (k3s, kubelite) is judged by the rules for its container.

There its last word is the carrier's: `apiserver exited: unknown flag: --x`. What it said before that is mixed with what
all the others say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from whyrestart.causes import command_line, config_file, dependency, etcd, refused_values, trust
from whyrestart.causes.kubelet import OTHERS_END, last_end_of_another
from whyrestart.causes.rule import Rule, about_kubelet
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import ContainerState, Source

_PROGRAMS = {
    "apiserver": "kube-apiserver",
    "controllermanager": "kube-controller-manager",
    "cloudcontrollermanager": "cloud-controller-manager",
    "scheduler": "kube-scheduler",
    "proxy": "kube-proxy",
    "kubeproxy": "kube-proxy",
    "etcd": "etcd",
}
# Of these families what a component ends with is enough; certificates and probes are judged by more than that.
_LENT = (
    *command_line.RULES,
    *refused_values.RULES,
    *config_file.RULES,
    *(rule for rule in trust.RULES if rule.cause is Cause.SERVICE_ACCOUNT_KEY_INVALID),
    *(rule for rule in etcd.RULES if rule.cause in {Cause.ETCD_UNREACHABLE, Cause.ETCD_MEMBERSHIP_MISMATCH}),
    *dependency.RULES,
)


def within(episode: Episode) -> Episode | None:
    """The component that ended last, as an episode of its own; None where it was the kubelet or the carrier itself."""
    entry = last_end_of_another(episode)
    match = OTHERS_END.search(entry.text) if entry is not None else None
    if entry is None or match is None:
        return None
    name = match["who"].lower().replace(" ", "").replace("-", "")
    ref = ContainerRef(namespace="kube-system", pod=episode.node.name, container=_PROGRAMS[name])
    said = f"Error: {entry.text[match.end() :]}"
    last = LogEntry(text=said, message=said, severity=Severity.ERROR, at=entry.at, raw=said)
    life = Attempt(
        key=AttemptKey(ref=ref, pod_uid="", attempt=episode.restarts),
        state=ContainerState.EXITED,
        finished_at=entry.at,
        log=(last,),
    )
    return replace(episode, subject=ref, attempts=(life,), unit=None, journal=(), kubelet_log=())


def _find(episode: Episode, rule: Rule) -> Finding | None:
    component = within(episode)
    return rule.find(component) if component is not None else None


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
    for rule in _LENT
)
