"""That the probe is refused for who asks, and the credentials of its own that a server rejects.

The kubelet's httpGet can present no client certificate (KUBELET.md H7), so an apiserver that answers anonymous
requests with 401 or 403 is killed for it, however healthy it is.
"""

from __future__ import annotations

from whyrestart.causes.evidence.probing import Probed, failing, is_sidecars, killing_probe, kubelet_status, target
from whyrestart.causes.rule import Rule, finding, from_probe, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import HttpGet
from whyrestart.model.observation import Outcome, Source, Variant


def serves_kubernetes_api(episode: Episode) -> bool:
    """Whether it is an apiserver, Kubernetes' own or one that is built as it is."""
    return "apiserver" in episode.program or (episode.ref is not None and "apiserver" in episode.ref.container)


def refusal(episode: Episode, status: int) -> tuple[Probed | None, Evidence | None, Confidence] | None:
    """That the kubelet's probe is answered with this status, how it is known, and how surely it is the reason.

    Proven takes two answers that differ only in who asks.
    """
    each = failing(episode)
    probe = (each.probe if each else None) or killing_probe(episode)
    # A sidecar that asks for the kubelet has a certificate of its own, which may be refused.
    if is_sidecars(episode, target(probe, episode)[1]):
        return None
    if each is not None:
        if each.kubelet.status != status:
            return None
        # Whatever a certificate is answered (500 too, while hooks run): that it is not this shows that it is let in.
        variants = (Variant.AUTHENTICATED, Variant.INSECURE_PORT)
        other = next((each.counter[v] for v in variants if each.status(v) not in {None, status}), None)
        shown = from_probe(each.kubelet, other or each.counter.get(Variant.AUTHENTICATED))
        return each, shown, Confidence.PROVEN if other else Confidence.LIKELY
    logged = kubelet_status(episode)
    if logged is not None and logged[0] == status and not passes(episode):
        return None, note("kubelet_log", f"kubelet: {logged[1]}"), Confidence.LIKELY
    return None


def passes(episode: Episode) -> bool:
    """The replayed liveness or startup probe succeeds, which speaks against every cause of this family."""
    results = [
        episode.last_probe(Variant.KUBELET, p.kind) for p in (episode.container.probes if episode.container else ())
    ]
    return any(r is not None and r.outcome is Outcome.SUCCESS and r.kind.value != "readiness" for r in results)


def own_authorization(episode: Episode, each: Probed | None) -> bool:
    """Whether the probe carries credentials of its own."""
    probe = each.probe if each and each.probe else killing_probe(episode)
    handler = probe.handler if probe else None
    return isinstance(handler, HttpGet) and any(h.name.lower() == "authorization" for h in handler.headers)


def probed_path(episode: Episode) -> str:
    """The path that the kubelet asks for, as the manifest or the replay has it."""
    each = failing(episode)
    probe = (each.probe if each else None) or killing_probe(episode)
    handler = probe.handler if probe else None
    if isinstance(handler, HttpGet):
        return handler.path
    return "/" + each.kubelet.url.split("/", 3)[-1] if each and each.kubelet.url.count("/") >= 3 else "/healthz"


def probe_credentials_rejected(episode: Episode) -> Finding | None:
    """401 with the probe's own Authorization header, another answer without it."""
    refused = refusal(episode, 401)
    if refused is None or not own_authorization(episode, refused[0]):
        return None
    each, evidence, _ = refused
    without = each.counter.get(Variant.WITHOUT_HEADER) if each else None
    differs = without is not None and without.status not in {None, 401}
    line = each.probe.line if each and each.probe else None
    return finding(
        Cause.PROBE_CREDENTIALS_REJECTED,
        Confidence.PROVEN if differs else Confidence.LIKELY,
        f"The probe of {probed_path(episode)} carries an Authorization header that {episode.program} rejects with 401.",
        [from_probe(each.kubelet, without) if each else evidence],
        ruled_out=[
            RuledOut(cause=Cause.ANONYMOUS_AUTH_DISABLED, because="the probe is not anonymous: it carries credentials")
        ],
        header="Authorization",
        file=episode.manifest.path if episode.manifest else None,
        line=line,
    )


RULES = (
    Rule(
        cause=Cause.PROBE_CREDENTIALS_REJECTED,
        find=probe_credentials_rejected,
        needs=frozenset({Source.PROBE}),
        settles="replay the probe with and without its Authorization header",
    ),
)
