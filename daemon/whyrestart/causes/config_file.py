"""A file that a flag names is there and is refused: encryption, audit, authentication, component configuration."""

from __future__ import annotations

import re

from whyrestart.causes.logs import Said, death_log, last_said, of_an_end, starting_log
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import Source

# server/options/encryptionconfig/config.go; 1.13 renamed the kind, the words stayed.
ENCRYPTION = (
    re.compile(
        r"error while parsing (?:encryption provider configuration )?file(?: \"?(?P<file>/[^\s\"\\]+)\\?\"?)?: ?(?P<why>.*)"
    ),
    re.compile(
        r"error (?:opening|reading|parsing) encryption provider configuration file \\?\"?(?P<file>/[^\s\"\\]+)\\?\"?[:,] ?(?P<why>.*)"
    ),
    re.compile(
        r"(?P<why>(?:secret is not of the expected length|unsupported key length|could not decode key|invalid provider configuration|resources\[\d+\]\.providers)[^\n]*)(?P<file>)"
    ),
)
# server/options/audit.go, audit/policy/reader.go.
AUDIT = (
    re.compile(r"loading audit policy file: (?P<why>.*)"),
    re.compile(
        r"(?:failed to read|failed decoding|failed to decode|invalid) (?:audit )?(?:policy )?file(?: path)? \\?\"?(?P<file>/[^\s:\"\\]+)\\?\"?: (?P<why>.*)"
    ),
    re.compile(r"(?P<why>(?:unknown group version|no kind \\?\"Policy\\?\" is registered)[^\n]*audit\.k8s\.io[^\n]*)"),
)
# apiserver/pkg/apis/apiserver/validation, server/options/authentication.go, oidc.go.
AUTHENTICATION = (
    re.compile(
        r"(?P<why>(?:jwt|authenticationConfiguration|issuer|anonymous)(?:\[\d+\])?[\w.\[\]]{0,200}+: (?:Invalid value|Required value|Duplicate value|Forbidden)[^\n]*)"
    ),
    re.compile(
        r"(?P<why>oidc(?:-issuer-url|-ca-file| authenticator|: |-client-id)[^\n]*(?:must|required|invalid|error|failed|fetch|should)[^\n]*)"
    ),
    re.compile(
        r"(?P<why>(?:failed to (?:load|read|decode)|error (?:reading|loading)|unable to (?:load|read)) (?:structured )?authentication config(?:uration)?[^\n]*)"
    ),
    re.compile(r"(?P<why>no kind \\?\"AuthenticationConfiguration\\?\" is registered[^\n]*)"),
    re.compile(r"invalid authentication config: (?P<why>[^\n]*)"),
    re.compile(r"(?P<why>authentication-config file and oidc-\* flags are mutually exclusive[^\n]*)"),
)
CONFLICT = re.compile(r"(?P<flag>--anony[mn]ous-auth) flag cannot be set when anonymous field is configured")
# Schemes of the other kinds: scheduler, controller-manager, admission, tracing, egress selector.
COMPONENT = (
    re.compile(r"couldn't init admission plugin \\?\"(?P<plugin>[^\"\\]+)\\?\": (?P<why>(?!unknown)[^\n]*)"),
    re.compile(
        r"failed to (?:validate|read|load|setup) (?:egress selector|tracing|admission|AuthorizationConfiguration)[^\n]*?: (?P<why>[^\n]*)"
    ),
    re.compile(
        r"(?P<why>(?:leaderElection|clientConnection|profiles|extenders|percentageOfNodesToScore|podInitialBackoffSeconds|"
        r"podMaxBackoffSeconds|parallelism)(?:\[\d+\])?(?:\.[\w.\[\]]+)?: (?:Invalid|Required|Duplicate|Unsupported) value[^\n]*)"
    ),
    # The scheduler's policy (to 1.22) and profiles: scheduler/factory.go, framework/plugins/legacy_registry.go.
    re.compile(r"(?P<why>Invalid configuration: (?:Predicate|Priority) type not found for \S+)"),
    re.compile(
        r"(?:couldn't create scheduler[^:\n]*|initializing profiles|error initializing the scheduling framework|couldn't build extenders): "
        r"(?P<why>[^\n]*)"
    ),
    # A file that is no YAML or JSON, of no kind or of another one (apimachinery's serializers, and json's own words).
    re.compile(
        r"(?P<why>(?:error converting YAML to JSON|couldn't get version/kind; json parse error|Object '(?:Kind|apiVersion)' is missing|"
        r"json: cannot unmarshal \w+ into Go |v\d\w*\.(?:Kube\w+Configuration|Policy)\.\w+: )[^\n]*)"
    ),
    re.compile(r"couldn't decode as (?P<why>\w+, got [^\n]*)"),
    re.compile(r"failed to validate leader migration configuration: (?P<why>[^\n]*)"),
    re.compile(
        r"no kind \\?\"(?P<kind>\w+)\\?\" is registered for (?:the internal version of group|version) \\?\"(?P<version>[^\"\\]+)"
    ),
    re.compile(r"no matches for kind \\?\"(?P<kind>\w+)\\?\" in version \\?\"(?P<version>[^\"\\]+)"),
    re.compile(r"strict decoding error: (?P<why>[^\n]*)"),
    re.compile(r"failed to initialize admission: (?P<why>no kind is registered for the type [^\n]*)"),
    re.compile(
        r"(?:couldn't|could not|unable to|failed to|failed) (?:get version/kind|decode|load|read|parse|decoding)[^\n]*?(?:config(?:uration)?|scheme)[^\n]*?(?P<file>/[^\s:\",]+\.(?:ya?ml|json|conf))?: (?P<why>[^\n]*)"
    ),
    re.compile(
        r"(?:unable to read|failed to read) admission control configuration[^\n]*?(?P<file>/[^\s:\",]+)?: ?(?P<why>[^\n]*)"
    ),
    re.compile(
        r"unable to (?:load|read) (?:config|configuration|policy|scheduler)[^\n]*?(?P<file>/[^\s:\",]+)?: ?(?P<why>[^\n]*)"
    ),
)
# A plugin that judges a field has read its part of the file, whichever flag named that.
_PLUGINS_FIELD = re.compile(
    r"couldn't init admission plugin [^\n]*: (?:Invalid|Required|Unsupported|Duplicate) value|Object 'Kind' is missing"
)
# etcd's own (embed/config.go): capnslog's words, and zap's, which are a warning.
ETCD = re.compile(
    r"(?:error verifying flags,|failed to verify flags)[^\n]*?(?P<why>error (?:unmarshaling JSON|converting YAML to JSON):[^\n]*)|"
    r"^unexpected error setting up (?P<setting>[\w-]+: [^\n]*)"
)
_OTHER_CAUSE = re.compile(
    r"missing policy config file|no such file or directory|is a directory|permission denied|x509|connection refused|connect: |no such host|i/o timeout"
)
# Files of other causes, and a kubeconfig, which is loaded with the same words.
_ANOTHERS = re.compile(r"(?i)audit|encryption|authentication|error loading config file ")
# The file is sound and names a plugin that does not answer.
_PLUGIN_AWAY = re.compile(r"(?i)KMS(?:v\d)?[- ]plugin.*(?:deadline exceeded|unavailable|connection error|unix socket)")
# Kinds that stand in files; another one is an object that lies in etcd, of a version that this release dropped.
_IN_FILES = re.compile(r"(?:Config|Configuration|Args|Policy|WebhookAdmission)$")
_KINDS = {
    "Policy": "audit",
    "EncryptionConfig": "encryption",
    "EncryptionConfiguration": "encryption",
    "AuthenticationConfiguration": "authentication",
}


def _flag(episode: Episode, *names: str) -> Flag | None:
    return next((f for n in names if episode.container and (f := episode.container.flag(n))), None)


def _say(
    episode: Episode, cause: Cause, said: Said, flag: Flag | None, what: str, *, ruled_out: tuple[RuledOut, ...] = ()
) -> Finding:
    file = said["file"] or (flag.value if flag and flag.value else "")
    why = _why(said)
    return finding(
        cause,
        Confidence.PROVEN,
        f"{episode.program} refuses {what}{f' {file}' if file else ''}: {why}.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        ruled_out=ruled_out,
        path=file,
        why=why,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def _why(said: Said) -> str:
    groups = said.match.groupdict()
    if groups.get("kind"):
        return f"no kind {groups['kind']} is known in version {groups.get('version')}"
    text = " ".join((said["why"] or said["setting"] or said.entry.text).split())
    return text.strip(' ."')[:240]


def _last_words(episode: Episode) -> tuple[LogEntry, ...]:
    """Lines that may be what it died of: not informational ones, and of a start only.

    A file that is refused when it is read again later ends nothing: where nobody saw an end, only its words are one.
    """
    lines = of_an_end(episode, starting_log(episode))
    return tuple(entry for entry in lines if entry.severity.value not in {"info", "debug", "warning"})


def anonymous_flag_conflicts_with_config(episode: Episode) -> Finding | None:
    """Both remedies at once: the flag, and `anonymous` in the file (KUBELET.md 2.3)."""
    said = last_said(death_log(episode), CONFLICT)
    if said is None:
        return None
    flag, config = _flag(episode, "anonymous-auth"), _flag(episode, "authentication-config")
    return finding(
        Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG,
        Confidence.PROVEN,
        f"--anonymous-auth is set together with the anonymous field of {config.value if config else 'the authentication configuration'}; "
        f"{episode.program} refuses to start with both.",
        [from_log(episode, said.entry), *(from_flag(episode, f) for f in (flag, config) if f), from_last_end(episode)],
        flag=str(flag) if flag else "--anonymous-auth",
        path=config.value if config else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def encryption_config_invalid(episode: Episode) -> Finding | None:
    """The encryption-at-rest configuration."""
    flag = _flag(episode, "encryption-provider-config", "experimental-encryption-provider-config")
    said = last_said(_last_words(episode), *ENCRYPTION)
    if said is None or _OTHER_CAUSE.search(said.entry.text) or _PLUGIN_AWAY.search(said.entry.text):
        return None
    if flag is None and "encryption" not in said.entry.text:
        return None
    return _say(
        episode,
        Cause.ENCRYPTION_CONFIG_INVALID,
        said,
        flag,
        "the encryption configuration",
        ruled_out=(
            RuledOut(
                cause=Cause.KMS_PLUGIN_UNAVAILABLE, because="the file itself is refused, before any plugin is called"
            ),
        ),
    )


def audit_policy_invalid(episode: Episode) -> Finding | None:
    """The audit policy."""
    said = last_said(_last_words(episode), *AUDIT)
    if said is None or _OTHER_CAUSE.search(said.entry.text):
        return None
    return _say(episode, Cause.AUDIT_POLICY_INVALID, said, _flag(episode, "audit-policy-file"), "the audit policy")


def authentication_config_invalid(episode: Episode) -> Finding | None:
    """AuthenticationConfiguration and the OIDC flags."""
    said = last_said(_last_words(episode), *AUTHENTICATION)
    if said is None or CONFLICT.search(said.entry.text) or _OTHER_CAUSE.search(said.entry.text):
        return None
    if re.search(r"public key file|service.?account", said.entry.text):
        return None
    flag = _flag(episode, "authentication-config", "oidc-issuer-url", "authentication-token-webhook-config-file")
    return _say(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, flag, "the authentication configuration")


def _is_anothers(episode: Episode, kind: str) -> bool:
    """A kind of which another cause tells; the scheduler's policy (to 1.22) bears the name of the audit's."""
    policy = kind == "Policy" and _flag(episode, "policy-config-file", "policy-configmap") is not None
    return kind in _KINDS and not policy


def component_config_invalid(episode: Episode) -> Finding | None:
    """Any other configuration file: the scheduler's, the controller-manager's, admission's, etcd's."""
    if (refused := last_said(starting_log(episode), ETCD)) is not None:
        flag = _flag(episode, "config-file")
        return _say(episode, Cause.COMPONENT_CONFIG_INVALID, refused, flag, "its configuration")
    said = last_said(_last_words(episode), *COMPONENT)
    if said is None or _OTHER_CAUSE.search(said.entry.text) or _is_anothers(episode, said["kind"]):
        return None
    if said["kind"] and not _IN_FILES.search(said["kind"]):
        return None
    if _ANOTHERS.search(said.entry.text):
        return None
    flag = _flag(
        episode,
        "config",
        "admission-control-config-file",
        "policy-config-file",
        "policy-configmap",
        "authorization-config",
        "tracing-config-file",
        "egress-selector-config-file",
        "leader-migration-config",
    )
    if flag is None and not said["kind"] and not _PLUGINS_FIELD.search(said.entry.text):
        return None
    return _say(episode, Cause.COMPONENT_CONFIG_INVALID, said, flag, "its configuration")


LOGS = frozenset({Source.POD_LOGS})

RULES = (
    Rule(cause=Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG, find=anonymous_flag_conflicts_with_config, needs=LOGS),
    Rule(cause=Cause.ENCRYPTION_CONFIG_INVALID, find=encryption_config_invalid, needs=LOGS),
    Rule(cause=Cause.AUDIT_POLICY_INVALID, find=audit_policy_invalid, needs=LOGS),
    Rule(
        cause=Cause.AUTHENTICATION_CONFIG_INVALID,
        find=authentication_config_invalid,
        needs=LOGS,
        yields_to=frozenset({Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG, Cause.SERVICE_ACCOUNT_KEY_INVALID}),
    ),
    Rule(
        cause=Cause.COMPONENT_CONFIG_INVALID,
        find=component_config_invalid,
        needs=LOGS,
        yields_to=frozenset(
            {
                Cause.ENCRYPTION_CONFIG_INVALID,
                Cause.AUDIT_POLICY_INVALID,
                Cause.AUTHENTICATION_CONFIG_INVALID,
                Cause.FEATURE_GATE_REJECTED,
            }
        ),
    ),
)
