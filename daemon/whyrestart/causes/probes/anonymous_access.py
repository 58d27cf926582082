"""Anonymous requests are let in and forbidden the health path: 403 for the kubelet's probe, when the start is long over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from whyrestart.causes.evidence.logs import any_log, last_said
from whyrestart.causes.evidence.probing import Probed, complaints
from whyrestart.causes.probes.credentials import own_authorization, probed_path, refusal, serves_kubernetes_api
from whyrestart.causes.rule import Rule, finding, from_flag, in_manifest, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import Outcome, ProbeResult, Source, Variant

# RBAC's default binding is reconciled by a post-start hook: before it has run, 403 is no fault (KUBELET.md 2.1).
_BOOTSTRAP = re.compile(r"\[-\]poststarthook/rbac/bootstrap-roles")
# A counter-probe follows the probe that failed; hooks that end in between would take longer.
AT_ONCE = timedelta(seconds=1)
_ANONYMOUS_USER = re.compile(r"system:anonymous")
SURELY_STARTED_SECONDS = 60
MANY = 3
ALWAYS_ALLOWED = "authorization-always-allow-paths"
# They let /healthz pass, unless --authorization-always-allow-paths says otherwise.
_DELEGATING = frozenset({"kube-controller-manager", "kube-scheduler", "cloud-controller-manager"})


def anonymous_health_access_forbidden(episode: Episode) -> Finding | None:
    """403 that names system:anonymous and lasts longer than the start hooks; a certificate gets 200."""
    refused = refusal(episode, 403)
    if refused is None:
        return None
    each, evidence, confidence = refused
    if each is None:
        return _forbidden_for_long(episode, evidence)
    body = each.kubelet.body
    names_anonymous = _ANONYMOUS_USER.search(body) is not None
    if body and not names_anonymous:
        return None
    if _still_starting(episode, each):
        return None
    if confidence is Confidence.PROVEN and not names_anonymous:
        confidence = Confidence.LIKELY
    flag = _allows_others_alone(episode)
    return finding(
        Cause.ANONYMOUS_HEALTH_ACCESS_FORBIDDEN,
        confidence,
        _forbids(episode),
        [
            evidence,
            note("probe", f"body: {body}", each.kubelet.at) if body else None,
            from_flag(episode, flag) if flag else None,
        ],
        ruled_out=[
            RuledOut(cause=Cause.ANONYMOUS_AUTH_DISABLED, because="the answer is 403 for system:anonymous, not 401")
        ],
        path=probed_path(episode),
        user="system:anonymous",
        flag=str(flag) if flag else None,
        place=in_manifest(episode, flag) if flag else {},
    )


def _allows_others_alone(episode: Episode) -> Flag | None:
    """The last --authorization-always-allow-paths where none lets the probed path pass (server/options/authorization.go)."""
    given = [f for f in episode.flags if f.name == ALWAYS_ALLOWED]
    asked = "/" + probed_path(episode).partition("?")[0].lstrip("/")
    paths = [path for flag in given for path in (flag.value or "").split(",")]
    passes = any(asked.startswith(path[:-1]) if path.endswith("*") else path == asked for path in paths)
    return given[-1] if given and episode.program in _DELEGATING and not passes else None


def _forbids(episode: Episode) -> str:
    if (flag := _allows_others_alone(episode)) is not None:
        return (
            f"{episode.program} lets {probed_path(episode)} pass for nobody unknown to it, because {flag} does not name it "
            "(403), so the kubelet's probe fails."
        )
    return (
        f"{episode.program} lets anonymous requests in but forbids them {probed_path(episode)} (403), so the kubelet's "
        "probe fails: the binding of system:public-info-viewer to system:unauthenticated is gone, or an authorizer denies."
    )


def _forbidden_for_long(episode: Episode, evidence: Evidence | None) -> Finding | None:
    """403 in the kubelet's log, life after life: not that of a start, nor (from 1.14) of a proxy's (KUBELET.md H6)."""
    version = episode.node.version
    logged = [each for each in complaints(episode) if each.status is not None]
    lasts = len(logged) >= MANY and all(each.status == 403 for each in logged) and episode.restarts >= 2
    if not lasts or version is None or not version.at_least(1, 14) or own_authorization(episode, None):
        return None
    # A start that never comes so far ends so as well.
    if last_said(any_log(episode), _BOOTSTRAP) is not None:
        return None
    if not (serves_kubernetes_api(episode) or episode.program in _DELEGATING):
        return None
    flag = _allows_others_alone(episode)
    return finding(
        Cause.ANONYMOUS_HEALTH_ACCESS_FORBIDDEN,
        Confidence.LIKELY,
        _forbids(episode),
        [evidence, from_flag(episode, flag) if flag else None],
        ruled_out=[RuledOut(cause=Cause.ANONYMOUS_AUTH_DISABLED, because="the answer is 403, not 401")],
        path=probed_path(episode),
        flag=str(flag) if flag else None,
        place=in_manifest(episode, flag) if flag else {},
    )


def _still_starting(episode: Episode, each: Probed) -> bool:
    """403 is normal until rbac/bootstrap-roles has run (minikube#8804): it must outlast the start."""
    refusals = [r for r in episode.probes(Variant.KUBELET, each.kind) if r.status == 403]
    if _outlasted_a_start(episode, refusals):
        return False
    if any(_BOOTSTRAP.search(r.body) for v in Variant for r in episode.probes(v)):
        return True
    current = episode.current
    born = current.started_at if current else None
    age = (each.kubelet.at - born).total_seconds() if born else None
    lasts = len(refusals) >= 3 or episode.restarts >= 2
    return not lasts and (age is None or age < SURELY_STARTED_SECONDS)


def _outlasted_a_start(episode: Episode, refusals: Iterable[ProbeResult]) -> bool:
    """Whether a certificate was answered 200, which takes every start hook, at once after such a 403: in whatever life."""
    let_in = [r.at for r in episode.probes(Variant.AUTHENTICATED) if r.outcome is Outcome.SUCCESS]
    return any(timedelta(0) <= at - refused.at <= AT_ONCE for refused in refusals for at in let_in)


RULES = (
    Rule(
        cause=Cause.ANONYMOUS_HEALTH_ACCESS_FORBIDDEN,
        find=anonymous_health_access_forbidden,
        needs=frozenset({Source.PROBE}),
        settles="replay the probe a minute after the start: `whyrestart probe` shows whether the 403 lasts",
    ),
)
