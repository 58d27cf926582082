"""What hangs on the apiserver: admission webhooks and KMS plugins that do not answer."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.evidence.living import newest_lines
from whyrestart.causes.evidence.logs import Said, all_said, any_log, breaks_off, death_log, last_said
from whyrestart.causes.evidence.probing import failing
from whyrestart.causes.rule import Rule, finding, from_end, from_log, from_probe, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import FileSeen, Source

WEBHOOK = re.compile(
    r"failed calling (?:admission )?webhook \\?\"(?P<name>[^\"\\]+)\\?\"|failed to call webhook: Post \\?\"(?P<url>[^\"\\]+)"
)
# A webhook whose failurePolicy is Ignore holds nothing up (admission/plugin/webhook: dispatcher.go).
_LETS_PASS = re.compile(r"failing open")
# The files in which start hooks tell why they try again; hooks.go is the one that gives up.
_HOOKS_OWN = re.compile(r"(?:storage_(?:rbac|scheduling|flowcontrol)|client_ca_hook)\.go:")
_HOOK_FAILS = re.compile(r"(?i)unable to|failed|error|timed out")
HOOK_FATAL = re.compile(r"PostStartHook \\?\"(?P<hook>[^\"\\]+)\\?\" failed")
_SPEAKS_OF_KMS = (
    r"(?:failed to (?:dial|connect to|create connection to) (?:the )?(?:remote )?KMS|kms(?:v\d)?[- ]plugin|KMS provider|"
    r"kmsv2?[: ])"
)
# storage/value/encrypt/envelope; healthz names: kms-provider-0 (v1), kms-providers (v2).
KMS = (
    re.compile(r"\[-\](?P<check>kms-provider(?:s|-\d+))"),
    re.compile(
        rf"{_SPEAKS_OF_KMS}(?:(?!{_SPEAKS_OF_KMS}).)*?(?:fail|error|refused|unavailable|deadline|no such file|timed out|not healthy)",
        re.IGNORECASE,
    ),
    re.compile(r"(?:while dialing:? ?(?:dial unix )?|dial unix )(?P<socket>/[\w./-]*kms[\w./-]*)", re.IGNORECASE),
)
# healthz.go names the checks that failed, and who asked: /healthz, or /livez.
_CHECK_FAILS = re.compile(r"^(?P<check>kms-provider(?:s|-\d+)(?:,kms-provider-\d+){0,9}) check failed: (?P<socket>)")
# One may fail while the plugin is replaced, and who checks asks every ten seconds or so.
LASTING, ASKED_WITHIN = 2, timedelta(minutes=1)
KMS_LISTENS = re.compile(r"listen unix (?P<socket>[\w./@-]+): bind: address already in use")
_PLUGIN = re.compile(r"kms|encryption-provider", re.IGNORECASE)
# Hooks that wait for lists, filter, or look into etcd by themselves send nothing through admission.
_READS = re.compile(
    r"informer|config-consumer|service-ip-repair|admission-initializer|-filter$|reload|openapi|discovery"
)


def admission_webhook_deadlock(episode: Episode) -> Finding | None:
    """A start hook writes, the write is sent to a webhook, and the webhook's pod waits for this apiserver."""
    if "apiserver" not in episode.program:
        return None
    log = death_log(episode)
    hook = last_said(log, HOOK_FATAL, where=lambda said: _READS.search(said["hook"]) is None)
    call = last_said(log, WEBHOOK, where=lambda said: not _LETS_PASS.search(said.entry.text))
    if call is None or hook is None or _hook_says_otherwise(log):
        return None
    name = call["name"] or call["url"]
    return finding(
        Cause.ADMISSION_WEBHOOK_DEADLOCK,
        Confidence.PROVEN if hook.entry.severity.is_error else Confidence.LIKELY,
        f"The admission webhook {name} does not answer, so the start hook {hook['hook']} of {episode.program} fails and it exits.",
        [
            from_log(episode, call.entry),
            from_log(episode, hook.entry),
            from_end(episode.last_ended) if episode.last_ended else None,
        ],
        webhook=name,
        hook=hook["hook"],
    )


def _hook_says_otherwise(log: tuple[LogEntry, ...]) -> bool:
    """The start hook itself tells of something else: etcd that does not answer, say."""
    # By its words: Kubernetes' JSON does not tell a warning from a note.
    own = [e for e in log if _HOOKS_OWN.search(e.origin) and _HOOK_FAILS.search(e.text)]
    return bool(own) and not any(WEBHOOK.search(e.text) for e in own)


def kms_plugin_unavailable(episode: Episode) -> Finding | None:
    """The apiserver's health check of the plugin fails, it cannot reach the socket, or the plugin cannot listen on it."""
    each = failing(episode)
    checked = KMS[0].search(each.kubelet.body) if each is not None and each.kubelet.status == 500 else None
    plugin = _PLUGIN.search(episode.program) is not None or (
        episode.ref is not None and _PLUGIN.search(episode.ref.container) is not None
    )
    if plugin:
        said = last_said(death_log(episode), KMS_LISTENS)
        if said is None:
            return None
        stale = _socket_file(episode, said["socket"])
        return finding(
            Cause.KMS_PLUGIN_UNAVAILABLE,
            Confidence.PROVEN if stale else Confidence.LIKELY,
            f"The KMS plugin {episode.program} cannot listen on {said['socket']}: "
            f"{'a socket file of a former life lies there' if stale else 'the address is in use'}; the apiserver cannot decrypt without it.",
            [
                from_log(episode, said.entry),
                note("files", f"{said['socket']} exists since {stale.modified_at}") if stale else None,
            ],
            socket=said["socket"],
        )
    if "apiserver" not in episode.program:
        return None
    said = last_said((e for e in any_log(episode) if e.severity.value not in {"info", "debug"}), *KMS)
    fails = _fails_now(episode)
    # What broke off with that may live on with it as well.
    cut_off = said is not None and fails is None and checked is None and breaks_off(episode, said.entry)
    if checked is None and fails is None and (said is None or (episode.state is State.HEALTHY and not cut_off)):
        return None
    said = said or fails
    socket = said["socket"] if said else ""
    return finding(
        Cause.KMS_PLUGIN_UNAVAILABLE,
        Confidence.PROVEN if checked else Confidence.POSSIBLE if cut_off else Confidence.LIKELY,
        f"The KMS plugin{f' at {socket}' if socket else ''} does not answer, so {episode.program} is not healthy.",
        [
            from_probe(each.kubelet) if checked and each else None,
            note("probe", f"failing check: {checked['check']}") if checked else None,
            from_log(episode, said.entry) if said else None,
        ],
        socket=socket,
        check=checked["check"] if checked else None,
    )


def _fails_now(episode: Episode) -> Said | None:
    """Its own health check fails for the plugin alone, whenever it is asked, or it cannot reach the plugin again and again."""
    failed = tuple(all_said(newest_lines(episode), _CHECK_FAILS))
    errors = (entry for entry in newest_lines(episode) if entry.severity.is_error)
    for said in (failed, tuple(all_said(errors, *KMS[1:]))):
        at = said[-1].entry.at if len(said) >= LASTING else None
        if at is not None and episode.at - at <= ASKED_WITHIN:
            return said[-1]
    return None


def _socket_file(episode: Episode, path: str) -> FileSeen | None:
    host = episode.pod.host_path_of(episode.container, path) if episode.pod and episode.container else None
    seen = episode.node.newest(FileSeen)
    found = seen.get(host or path) or seen.get(path)
    return found if found is not None and found.type == "socket" else None


RULES = (
    Rule(cause=Cause.ADMISSION_WEBHOOK_DEADLOCK, find=admission_webhook_deadlock, needs=frozenset({Source.POD_LOGS})),
    Rule(
        cause=Cause.KMS_PLUGIN_UNAVAILABLE,
        find=kms_plugin_unavailable,
        needs=frozenset({Source.POD_LOGS, Source.PROBE}),
        yields_to=frozenset({Cause.ENCRYPTION_CONFIG_INVALID}),
        settles="ask `/healthz?verbose` with a certificate, and look at the plugin's own container",
    ),
)
