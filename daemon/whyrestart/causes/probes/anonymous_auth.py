"""Anonymous requests are off, by a flag, by a file or silently for AlwaysAllow: the kubelet's probe, which is one, gets 401."""

from __future__ import annotations

import json
import re

from whyrestart.causes.evidence.logs import any_log, last_said
from whyrestart.causes.evidence.probing import Probed, killing_probe, target
from whyrestart.causes.probes.credentials import own_authorization, passes, probed_path, refusal, serves_kubernetes_api
from whyrestart.causes.probes.target import ends_at_its_age, own_port
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Container, Flag, HttpGet
from whyrestart.model.observation import FileText, Source, Variant
from whyrestart.parsing.kubelet_words import failed_probe
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, load_first

# pkg/kubeapiserver/options/authentication.go; the spelling of the authorizer changed from AllowAll in 1.8 or so.
_RESET = re.compile(r"AnonymousAuth is not allowed with the (?:AlwaysAllow|AllowAll) authorizer")
_SERVES = re.compile(r"Serving securely on")


def _off(episode: Episode) -> tuple[Flag | None, Flag | None]:
    """The flags that turn anonymous requests off: --anonymous-auth=false, and AlwaysAllow among the modes."""
    if episode.container is None:
        return None, None
    anonymous = episode.container.flag("anonymous-auth")
    off = anonymous if anonymous is not None and (anonymous.value or "").lower() in {"false", "0", "f"} else None
    # Given twice, the modes of both count (pflag's StringSlice).
    given = authorization_modes(episode.container)
    allows = (each for each in given if "AlwaysAllow" in (each.value or "").split(","))
    return off, next(allows, None)


def authorization_modes(container: Container) -> tuple[Flag, ...]:
    """Every --authorization-mode, in order."""
    return tuple(each for each in container.flags if each.name.replace("_", "-") == "authorization-mode")


def allows_by_default(episode: Episode) -> bool:
    """Where nothing is said of authorization, everything is allowed (pkg/kubeapiserver/options/authorization.go).

    OpenShift's own configuration, the file of --authorization-config, and flags that come from a variable or a file that
    is not seen here, may say it.
    """
    container = episode.container
    if container is None or container.is_scripted or episode.program != "kube-apiserver" or not container.flags:
        return False
    elsewhere = any(word.text.startswith(("$", "@")) for word in (*container.command, *container.args))
    named = (container.flag(name) for name in ("authorization-config", "openshift-config"))
    return not (authorization_modes(container) or elsewhere or any(named))


def _unlisted(episode: Episode, path: str) -> tuple[str, tuple[str, ...]] | None:
    """The AuthenticationConfiguration that keeps anonymous requests from this path, and the paths it does list."""
    flag = episode.flag("authentication-config")
    if flag is None or not flag.value:
        return None
    host = (
        episode.pod.host_path_of(episode.container, flag.value) if episode.pod and episode.container else None
    ) or flag.value
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    text = texts.get(host) or texts.get(flag.value)
    if text is None:
        return None
    try:
        anonymous = (load_first(text.encode()) or _nothing()).get("anonymous")
    except YamlProblem:
        return None
    if anonymous is None:
        return None
    enabled = anonymous.get("enabled")
    conditions = anonymous.get("conditions")
    if enabled is not None and enabled.boolean is False:
        return host, ()
    paths = tuple(t.text or "" for c in (conditions.items() if conditions else ()) if (t := c.get("path")))
    # Without conditions every path is allowed. The match is equality with the request's path, which begins with a slash
    # however the probe's is written; the query plays no part (KUBELET.md 2.3 and H4).
    asked = "/" + path.partition("?")[0].lstrip("/")
    return (host, paths) if paths and asked not in paths else None


def _nothing() -> Tree:
    raise YamlProblem(message="the file is empty")


def anonymous_auth_disabled(episode: Episode) -> Finding | None:
    """401 for the kubelet, 200 for a certificate; the setting that did it is the detail."""
    off, allows = _off(episode)
    refused = refusal(episode, 401)
    path = probed_path(episode)
    unlisted = _unlisted(episode, path)
    if refused is None:
        return _foreseen(episode, off, unlisted, path)
    each, evidence, confidence = refused
    if own_authorization(episode, each) or (off is None and (allows is not None or allows_by_default(episode))):
        return None
    if not serves_kubernetes_api(episode) and off is None and unlisted is None:
        return None
    if confidence is Confidence.LIKELY and off is None and unlisted is None and not _says_unauthorized(each):
        return None
    if episode.container is None:
        # AlwaysAllow, the probe's own credentials and a second manifest all look like this: only the manifest tells.
        confidence = Confidence.POSSIBLE
    setting, detail = _setting(episode, off, unlisted, path)
    return finding(
        Cause.ANONYMOUS_AUTH_DISABLED,
        confidence,
        f"The kubelet probes {path} without credentials and {episode.program} answers 401, because {setting}; "
        "the kubelet kills a healthy process for it.",
        [evidence, from_flag(episode, off) if off else None, _config_evidence(unlisted)],
        ruled_out=_others_ruled_out(each, allows) if episode.container is not None else (),
        place=detail,
    )


def _setting(
    episode: Episode, off: Flag | None, unlisted: tuple[str, tuple[str, ...]] | None, path: str
) -> tuple[str, dict[str, str | int | None]]:
    file = episode.manifest.path if episode.manifest else None
    if unlisted is not None:
        listed = ", ".join(unlisted[1]) or "none"
        reason = f"{unlisted[0]} does not allow anonymous requests for it (allowed: {listed})"
        return reason, {"file": unlisted[0], "path": path, "setting": "anonymous.conditions"}
    if off is not None:
        return f"{off} turns anonymous requests off", {"flag": str(off), "file": file, "line": off.line, "path": path}
    return "anonymous requests are off", {"path": path}


def _config_evidence(unlisted: tuple[str, tuple[str, ...]] | None) -> Evidence | None:
    if unlisted is None:
        return None
    return note("file", f"{unlisted[0]}: anonymous.conditions lists {', '.join(unlisted[1]) or 'no path'}")


def _foreseen(
    episode: Episode, off: Flag | None, unlisted: tuple[str, tuple[str, ...]] | None, path: str
) -> Finding | None:
    """By the manifest alone, while no probe of this manifest was answered yet: a hypothesis, and said to be one.

    It is more where the kubelet has killed it again and again just when it kills for a probe that always fails.
    """
    probe = killing_probe(episode)
    handler = probe.handler if probe else None
    if off is None and unlisted is None:
        return None
    if not isinstance(handler, HttpGet) or handler.scheme != "HTTPS" or own_authorization(episode, None):
        return None
    if _answered_since_edit(episode) or not serves_kubernetes_api(episode):
        return None
    setting, detail = _setting(episode, off, unlisted, path)
    killed = _killed_for_its_probe(episode)
    return finding(
        Cause.ANONYMOUS_AUTH_DISABLED,
        Confidence.LIKELY if killed else Confidence.POSSIBLE,
        f"The kubelet {'probes' if killed else 'will probe'} {path} without credentials and {'gets' if killed else 'get'} "
        f"401, because {setting}; it kills {episode.program} after {probe.failure_threshold if probe else 3} failures.",
        [
            from_flag(episode, off) if off else None,
            _config_evidence(unlisted),
            from_last_end(episode) if killed else None,
        ],
        place=detail,
    )


def _killed_for_its_probe(episode: Episode) -> bool:
    """It is ended again and again at the age at which a probe of its own port kills that never succeeds, and it served.

    Where its log is known and tells nothing of serving, it may have hung before; and where the kubelet's tells of a
    failed probe, it would tell of this one.
    """
    if any(failed_probe(entry) is not None for entry in episode.kubelet_log):
        return False
    # Of one that was written since, nobody knows what it was before.
    edited, ended = episode.manifest.modified_at if episode.manifest else None, episode.last_ended
    if edited is None or ended is None or ended.started_at is None or edited > ended.started_at:
        return False
    log = any_log(episode)
    served = not log or last_said(log, _SERVES) is not None
    own = target(killing_probe(episode), episode)[1] == own_port(episode)
    return own and served and ends_at_its_age(episode)


def _answered_since_edit(episode: Episode) -> bool:
    """Whether a replayed probe of this very manifest was answered: then reading it has nothing to add."""
    last = episode.last_probe()
    if last is None or last.status is None:
        return False
    edited = episode.manifest.modified_at if episode.manifest else None
    return edited is None or last.at >= edited


def _says_unauthorized(each: Probed | None) -> bool:
    """The body is the API machinery's own 401: text up to 1.7, a Status from 1.8 (RIG.md)."""
    if each is None:
        return False
    body = each.kubelet.body.strip()
    if body == "Unauthorized":
        return True
    try:
        status = json.loads(body)
    except ValueError:
        return False
    return isinstance(status, dict) and status.get("reason") == "Unauthorized"


def _others_ruled_out(each: Probed | None, allows: Flag | None) -> tuple[RuledOut, ...]:
    if each is None:
        return ()
    ruled = [RuledOut(cause=Cause.ANONYMOUS_HEALTH_ACCESS_FORBIDDEN, because="the answer is 401, not 403")]
    if allows is None:
        because = "--authorization-mode does not contain AlwaysAllow"
        ruled.append(RuledOut(cause=Cause.ALWAYS_ALLOW_RESETS_ANONYMOUS_AUTH, because=because))
    if not _headers(each):
        because = "the probe carries no Authorization header"
        ruled.append(RuledOut(cause=Cause.PROBE_CREDENTIALS_REJECTED, because=because))
    if each.succeeds(Variant.AUTHENTICATED):
        because = "the same URL answers a client certificate with 200, every check included"
        ruled.append(RuledOut(cause=Cause.ETCD_UNREACHABLE, because=because))
    return tuple(ruled)


def _headers(each: Probed) -> bool:
    return each.get is not None and any(header.name.lower() == "authorization" for header in each.get.headers)


def always_allow_resets_anonymous_auth(episode: Episode) -> Finding | None:
    """AlwaysAllow forces anonymous requests off in every version (k/k#38706); nothing in the manifest says so."""
    off, allows = _off(episode)
    said = last_said(any_log(episode), _RESET)
    refused = refusal(episode, 401)
    by_default = refused is not None and allows_by_default(episode)
    if off is not None or not (allows or said or by_default) or not serves_kubernetes_api(episode):
        return None
    if refused is None and (_answered_since_edit(episode) or passes(episode)):
        return None
    if refused is None and not isinstance(getattr(killing_probe(episode), "handler", None), HttpGet):
        return None
    each, evidence, confidence = refused or (None, None, Confidence.POSSIBLE)
    if said is not None:
        confidence = Confidence.PROVEN if refused is not None else _killed_well(episode, confidence)
    elif refused is None and _killed_for_its_probe(episode):
        confidence = Confidence.LIKELY
    written = str(allows) if allows else "The default authorizer, AlwaysAllow,"
    file = episode.manifest.path if episode.manifest else None
    return finding(
        Cause.ALWAYS_ALLOW_RESETS_ANONYMOUS_AUTH,
        confidence,
        f"{written} makes {episode.program} turn anonymous requests off silently, so the kubelet's probe of "
        f"{probed_path(episode)} gets 401.",
        [evidence, from_flag(episode, allows) if allows else None, from_log(episode, said.entry) if said else None],
        ruled_out=[
            RuledOut(cause=Cause.ANONYMOUS_AUTH_DISABLED, because="--anonymous-auth=false is not in the manifest"),
            *(r for r in _others_ruled_out(each, allows) if r.cause is Cause.ANONYMOUS_HEALTH_ACCESS_FORBIDDEN),
        ],
        flag=str(allows) if allows else None,
        file=file,
        line=allows.line if allows else None,
    )


def _killed_well(episode: Episode, otherwise: Confidence) -> Confidence:
    """LIKELY where it said that it turned anonymous requests off, serves, and is ended in good order again and again."""
    ended = episode.last_ended
    served = last_said(any_log(episode), _SERVES) is not None
    well = ended is not None and ended.exit_code == 0 and served and episode.restarts >= 2
    return Confidence.LIKELY if well else otherwise


RULES = (
    Rule(
        cause=Cause.ANONYMOUS_AUTH_DISABLED,
        find=anonymous_auth_disabled,
        needs=frozenset({Source.PROBE}),
        settles="replay the probe: `whyrestart probe` shows 401 without and 200 with a client certificate",
    ),
    Rule(
        cause=Cause.ALWAYS_ALLOW_RESETS_ANONYMOUS_AUTH,
        find=always_allow_resets_anonymous_auth,
        needs=frozenset({Source.PROBE}),
        settles="replay the probe, and look for 'AnonymousAuth is not allowed' in the apiserver's log",
    ),
)
