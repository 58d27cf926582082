"""A file that a flag names is there and is refused: encryption, audit, authentication, component configuration."""

from __future__ import annotations

import re
from dataclasses import replace

from whyrestart.causes.etcd_client import DIAL
from whyrestart.causes.living import goes_on, newest_lines
from whyrestart.causes.logs import (
    ENDS,
    Said,
    all_said,
    death_log,
    is_an_end,
    last_said,
    nobody_saw_it,
    of_an_end,
    of_itself,
    starting_log,
)
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import Source

# apimachinery/pkg/util/validation/field: what a validated field may lack or be.
_FIELD = r"(?:Invalid value|Required value|Duplicate value|Unsupported value|Forbidden|Too (?:many|long|few)|Not found|Internal error)"
# What an error begins with that Run returns: the logger's words, cobra's, or nothing.
_FIRST = r"^(?:command failed err=|[Ee]rror: )?\[?"
# server/options/encryptionconfig/config.go; 1.13 renamed the kind, the words stayed.
ENCRYPTION = (
    re.compile(
        r"error while parsing (?:encryption provider configuration )?file(?: \"?(?P<file>/[^\s\"\\]+)\\?\"?)?: ?(?P<why>.*)"
    ),
    re.compile(
        r"error (?:opening|reading|parsing) encryption provider configuration file \\?\"?(?P<file>/[^\s\"\\]+)\\?\"?[:,] ?(?P<why>.*)"
    ),
    re.compile(
        r"(?P<why>(?:error while building transformers:|failed to start kms encryption config hot reload controller)[^\n]*)(?P<file>)"
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
        rf"(?P<why>(?:jwt|authenticationConfiguration|issuer|anonymous)(?:\[\d+\])?[\w.\[\]]{{0,200}}+: {_FIELD}[^\n]*)"
    ),
    re.compile(
        r"(?P<why>oidc(?:-issuer-url|-ca-file| authenticator|: |-client-id)[^\n]*(?:must|required|invalid|error|failed|fetch|should)[^\n]*)"
    ),
    re.compile(
        r"(?P<why>(?:failed to (?:load|read|decode)|error (?:reading|loading)|unable to (?:load|read)) (?:structured )?authentication config(?:uration)?[^\n]*)"
    ),
    re.compile(r"(?P<why>no kind \\?\"AuthenticationConfiguration\\?\" is registered[^\n]*)"),
    # A fatal line's own words up to 1.9, the error's since then.
    re.compile(r"[Ii]nvalid [Aa]uthentication [Cc]onfig: (?P<why>[^\n]*)"),
    re.compile(r"(?P<why>(?:token|password) file '(?P<file>[^'\n]*)' must have at least [^\n]*)"),
    re.compile(r"(?P<why>oidc: unsupported signing alg[^\n]*|\bno username claim provided)"),
    re.compile(r"(?P<why>expected (?:non-nil )?AuthenticationConfiguration\b[^\n]*)"),
    re.compile(rf"{_FIRST}(?P<why>Failed to read the CA (?:file|contents): [^\n]*)"),
    re.compile(r"(?P<why>authentication-config file and oidc-\* flags are mutually exclusive[^\n]*)"),
)
# Errors that a reader hands on as they are; every other file's has words before it that say whose it is.
BARE = (
    (
        ("authentication-config",),
        re.compile(
            rf"{_FIRST}(?P<why>(?:strict decoding error|empty config data|couldn't get version/kind|error converting YAML to JSON|"
            r"Object 'Kind' is missing|yaml: |json: )[^\n]*)"
        ),
    ),
    (
        ("token-auth-file", "basic-auth-file"),
        re.compile(rf"{_FIRST}(?P<why>(?:record on line \d+; )?(?:parse error on )?line \d+, column \d+: [^\n]*)"),
    ),
    (
        ("authentication-token-webhook-config-file",),
        re.compile(
            rf"{_FIRST}(?P<why>(?:invalid configuration: |[Ee]rror loading config file \"?(?P<file>/[^\s\"]+)\"?: )[^\n]*)"
        ),
    ),
    (("oidc-issuer-url",), re.compile(rf"{_FIRST}(?P<why>parse \"?(?P<url>[^\s\"]+?)\"?: [^\n]*)")),
)
CONFLICT = re.compile(r"(?P<flag>--anony[mn]ous-auth) flag cannot be set when anonymous field is configured")
# keepalived's (vrrp_parser.c, vrrp_if.c), with which it ends unless its interfaces may come and go; one may be late, too.
_NO_INTERFACE = re.compile(
    r"(?P<why>interface \S{1,20} for vrrp_instance \S{1,60} doesn't exist|"
    r"Can'?t find interface \S{1,20} for vrrp_instance \S{1,60}|Non-existent interface specified in configuration)"
)
# Its parent process tells with what a child ended.
_ENDS_OF_ANOTHER = re.compile(r"exited with permanent error (?!CONFIG)[A-Z]{1,20}")
# Schemes of the other kinds: scheduler, controller-manager, admission, tracing, egress selector.
COMPONENT = (
    re.compile(r"couldn't init admission plugin \\?\"(?P<plugin>[^\"\\]+)\\?\": (?P<why>(?!unknown)[^\n]*)"),
    re.compile(
        r"failed to (?:validate|read|load|setup) (?:egress selector|tracing|admission|AuthorizationConfiguration)[^\n]*?: (?P<why>[^\n]*)"
    ),
    re.compile(
        r"(?P<why>(?:leaderElection|clientConnection|profiles|extenders|percentageOfNodesToScore|podInitialBackoffSeconds|"
        r"podMaxBackoffSeconds|parallelism|(?:healthz|metrics)BindAddress|schedulerName)(?:\[\d+\])?(?:\.[\w.\[\]]+)?: (?:Invalid|Required|Duplicate|Unsupported) value[^\n]*)"
    ),
    # The scheduler's policy (to 1.22) and profiles: scheduler/factory.go, framework/plugins/legacy_registry.go.
    re.compile(r"(?P<why>Invalid configuration: (?:Predicate|Priority) type not found for \S+)"),
    re.compile(
        r"(?:couldn't create scheduler[^:\n]*|initializing profiles|error initializing the scheduling framework|couldn't build extenders): "
        r"(?P<why>[^\n]*)"
    ),
    # What a profile hands its plugins (apis/config/*/default_plugins.go and conversion.go); a policy beside profiles.
    re.compile(
        r"(?:decoding|converting) \.[Pp]rofiles\[\d+\]\.[Pp]luginConfig\[\d+\](?:\.Args into internal type)?: (?P<why>[^\n]*)"
    ),
    re.compile(r"(?P<why>cannot set a Plugin config and Policy config)"),
    # The cloud's: gcfg gives line and column, the others are YAML or JSON (cloud-provider/plugins.go).
    re.compile(
        r"could not init cloud provider \\?\"[\w-]+\\?\": (?:[\w -]{0,60}config[\w -]{0,40}: )?"
        r"(?P<why>(?:\d+:\d+: |yaml: |json: |invalid character |(?:warnings|FATAL errors?):)[^\n]*)"
    ),
    # The balancers' before the apiservers: haproxy's alerts and nginx's emergencies name the line.
    re.compile(r"^\[ALERT\][^\[\n]{0,60} parsing \[(?P<file>/[^\]:\s]+):\d+\] ?: (?P<why>[^\n]*)"),
    re.compile(r"^nginx: \[emerg\] (?P<why>(?!host not found|[^\n]* failed \()[^\n]*) in (?P<file>/[^:\s]+):\d+"),
    _NO_INTERFACE,
    # A file that is no YAML or JSON, of no kind or of another one (apimachinery's serializers, and json's own words).
    re.compile(
        r"(?P<why>(?:error converting YAML to JSON|couldn't get version/kind; json parse error|Object '(?:Kind|apiVersion)' is missing|"
        r"json: cannot unmarshal \w+ into Go |v\d\w*\.(?:Kube\w+Configuration|Policy)\.\w+: )[^\n]*)"
    ),
    re.compile(r"couldn't decode as (?P<why>\w+, got [^\n]*)"),
    re.compile(r"failed to validate leader migration configuration: (?P<why>[^\n]*)"),
    re.compile(rf"(?P<why>\bauthorizers(?:\[\d+\])?[\w.\[\]]{{0,200}}+: {_FIELD}[^\n]*)"),
    re.compile(r"(?P<why>expected name \S+ for authorizer [^\n]*)"),
    # A scheduler whose file names no kubeconfig (clientConnection), and which then heeds no flag for it.
    re.compile(rf"{_FIRST}invalid configuration: (?P<why>no configuration has been provided)"),
    re.compile(r"error reading policy file (?P<file>/[^\s:,]+)(?:, line \d+)?: (?P<why>[^\n]*)"),
    re.compile(
        r"(?:[Ii]nvalid [Aa]uthorization [Cc]onfig|initializing audit webhook): (?P<why>(?:invalid configuration|"
        r"error loading config file \"?(?P<file>/[^\s\"]+)\"?): [^\n]*)"
    ),
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
        r"(?:unable to read|failed to read) admission control configuration[^\n]{0,400}?(?P<file>/[^\s:\",]+)?: ?(?P<why>[^\n]*)"
    ),
    re.compile(
        r"unable to (?:load|read) (?:config|configuration|policy|scheduler)[^\n]*?(?P<file>/[^\s:\",]+)?: ?(?P<why>[^\n]*)"
    ),
)
# A plugin that judges a field has read its part of the file, whichever flag named that; so have a cloud and a balancer.
_PLUGINS_FIELD = re.compile(
    r"^\[ALERT\] |^nginx: \[emerg\] |could not init cloud provider |couldn't init admission plugin [^\n]*: (?:Invalid|Required|Unsupported|Duplicate) value|Object 'Kind' is missing"
)
# etcd's own (embed/config.go): capnslog's words, and zap's, which are a warning.
ETCD = re.compile(
    r"(?:error verifying flags,|failed to verify flags)[^\n]{0,400}?(?P<why>(?:error (?:unmarshaling JSON|converting YAML to JSON):|"
    r"unexpected clusterState |invalid peer-transport-security)[^\n]*)|"
    r"^unexpected error setting up (?P<setting>[\w-]+: [^\n]*)"
)
_OTHER_CAUSE = re.compile(
    r"missing policy config file|[Nn]o such file or directory|is a directory|[Pp]ermission denied|x509|connection refused|connect: |no such host|i/o timeout|"
    # haproxy's, of a server's name.
    r"could not resolve address"
)
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

    A file that is refused when it is read again later ends nothing: where nobody saw an end, only its words are one. An
    apiserver reads all of its files again, and says of a token or an issuer that is refused what it says of a file.
    """
    lines = of_itself(episode, of_an_end(episode, starting_log(episode)))
    reads_again = "apiserver" in episode.program
    return tuple(e for e in lines if e.severity in ENDS and (is_an_end(e) or not reads_again))


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
    if said is None and (found := _cannot_decrypt(episode, flag)) is not None:
        return found
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


# storage/value's transformers, by way of etcd3's store: what lies in etcd bears another key's name, or another key.
_UNDECIPHERED = re.compile(
    r"unable to transform key \\?\"(?P<key>/[^\s\"\\]{1,300}+)\\?\": (?P<why>no matching (?:prefix|key was) found[\w ]{0,60}|"
    r"invalid padding on input|output array was not large enough|cipher: message authentication failed|"
    r"identity transformer tried to read encrypted data|the stored data was (?:a )?\w{1,20}[\w ]{0,60}|no matching key)"
)
# Whoever lists all of a kind meets the one that cannot be read, and tries again.
_AGAIN = 3


def _complains_after(log: tuple[LogEntry, ...], said: Said) -> bool:
    """Whether another trouble is told after that, be it in a warning that etcd does not answer."""
    since = log[log.index(said.entry) + 1 :]
    return any(entry.severity in ENDS for entry in since) or last_said(since, DIAL) is not None


def _cannot_decrypt(episode: Episode, flag: Flag | None) -> Finding | None:
    """The file is accepted, and what lies in etcd was written with a key that it has not: again and again to this moment."""
    if "apiserver" not in episode.program:
        return None
    living = newest_lines(episode)
    ended = episode.last_ended
    # One that ran for long lived with them, and so did one that was only asked to end.
    if not living and ended is not None and ended.exit_code in {0, 143} and episode.origin is not Origin.PROBE:
        return None
    said = list(all_said(living or starting_log(episode), _UNDECIPHERED))
    # The file is read anew while it lives, from 1.26 on: then nothing is said any more.
    if len(said) < _AGAIN or (living and not goes_on(episode, said[-1].entry)):
        return None
    # What it complains of since may be what it was ended for.
    if not living and _complains_after(starting_log(episode), said[-1]):
        return None
    last = said[-1]
    # It lives on with them: of what it ended, where nobody saw that, they tell nothing.
    seen = bool(living) or (ended is not None and ended.exit_code is not None)
    return finding(
        Cause.ENCRYPTION_CONFIG_INVALID,
        Confidence.LIKELY if seen and (flag is not None or episode.container is None) else Confidence.POSSIBLE,
        f"{episode.program} cannot decrypt {last['key']}: {last['why']}; the encryption configuration lacks the key with which it was "
        "written, or gives it another name.",
        [from_log(episode, last.entry), from_flag(episode, flag) if flag else None],
        path=flag.value if flag else None,
        why=last["why"],
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def audit_policy_invalid(episode: Episode) -> Finding | None:
    """The audit policy."""
    said = last_said(_last_words(episode), *AUDIT)
    if said is None or _OTHER_CAUSE.search(said.entry.text):
        return None
    return _say(episode, Cause.AUDIT_POLICY_INVALID, said, _flag(episode, "audit-policy-file"), "the audit policy")


# A key or a certificate that cannot be decoded: the words do not say whose, so that they tell where one flag alone names such.
_ASN1 = re.compile(r"\basn1: ")
_ENCODED = ("service-account-key-file", "client-ca-file", "oidc-ca-file", "requestheader-client-ca-file")


def authentication_config_invalid(episode: Episode) -> Finding | None:
    """AuthenticationConfiguration and the OIDC flags."""
    said = last_said(_last_words(episode), *AUTHENTICATION)
    if said is None:
        return _bare(episode) or _another_issuer(episode)
    if CONFLICT.search(said.entry.text) or _OTHER_CAUSE.search(said.entry.text):
        return None
    if re.search(r"public key file|service.?account", said.entry.text):
        return None
    flag = _flag(episode, "authentication-config", "oidc-issuer-url", "authentication-token-webhook-config-file")
    encoded = [f for name in _ENCODED if (f := _flag(episode, name)) is not None]
    if _ASN1.search(said.entry.text):
        whose = encoded[0] if len(encoded) == 1 else None
        what = f"the file of --{whose.name}" if whose else "a key or a certificate that it authenticates by"
        found = _say(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, whose, what)
        return found if whose else replace(found, confidence=Confidence.POSSIBLE)
    return _say(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, flag, "the authentication configuration")


# What it asks a few times, and then ends for with words that may be lost (oidc.go, up to 1.5): coreos' go-oidc of a provider
# that answers and calls itself otherwise than the flag does, as by a slash at the end.
_ANOTHER_ISSUER = re.compile(
    r"(?P<why>\\?\"issuer\\?\" in config \(\S{1,500}+ does not match provided issuer URL \(\S{1,500}+)"
)


def _is_anothers(episode: Episode, kind: str) -> bool:
    """A kind of which another cause tells; the scheduler's policy (to 1.22) bears the name of the audit's."""
    policy = kind == "Policy" and _flag(episode, "policy-config-file", "policy-configmap") is not None
    return kind in _KINDS and not policy


def _another_issuer(episode: Episode) -> Finding | None:
    """It ends at its start with an error, and the last that it complained of is its issuer's name."""
    ended, lines = episode.last_ended, [e for e in starting_log(episode) if e.severity in ENDS]
    flag = _flag(episode, "oidc-issuer-url")
    said = last_said(lines[-1:], _ANOTHER_ISSUER)
    if said is None or ended is None or ended.exit_code in {None, 0, 137, 143}:
        return None
    found = _say(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, flag, "the authentication configuration")
    return replace(found, confidence=Confidence.LIKELY)


def _bare(episode: Episode) -> Finding | None:
    """An authenticator's file or URL that is refused in words of which only its flag tells whose they are."""
    for names, pattern in BARE:
        flag = _flag(episode, *names)
        said = last_said(_last_words(episode), pattern) if flag else None
        if said is None or flag is None or _OTHER_CAUSE.search(said.entry.text):
            continue
        if (said["url"] or said["file"] or flag.value) == flag.value:
            return _say(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, flag, "the authentication configuration")
    return None


# Whose file it is that the words before an error speak of.
_WHOSE = (
    (re.compile(r"could not init cloud provider"), ("cloud-config",)),
    (re.compile(r"plugin config|admission"), ("admission-control-config-file",)),
    (re.compile(r"egress selector"), ("egress-selector-config-file",)),
    (re.compile(r"tracing"), ("tracing-config-file",)),
    (re.compile(r"audit webhook"), ("audit-webhook-config-file",)),
    (re.compile(r"AuthorizationConfiguration|\bauthorizers?\b"), ("authorization-config",)),
    (re.compile(r"policy file"), ("authorization-policy-file",)),
    (re.compile(r"(?i)invalid authorization config"), ("authorization-webhook-config-file",)),
)


def _whose(episode: Episode, text: str) -> Flag | None:
    for words, names in _WHOSE:
        if words.search(text) and (flag := _flag(episode, *names)) is not None:
            return flag
    return _flag(episode, *_CONFIGURATIONS)


_CONFIGURATIONS = (
    "config",
    "admission-control-config-file",
    "policy-config-file",
    "policy-configmap",
    "authorization-config",
    "tracing-config-file",
    "egress-selector-config-file",
    "leader-migration-config",
)
# What has a cause of its own: the kinds of file that the others of this module judge.
_JUDGED_ELSEWHERE = re.compile(
    r"(?i)audit policy|audit\.k8s\.io|encryption provider|authentication config|EncryptionConfig\w* is|authenticat"
)


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
    # A kubeconfig is no configuration, but where the apiserver calls webhooks with it.
    if "error loading config file " in said.entry.text and "apiserver" not in episode.program:
        return None
    if _JUDGED_ELSEWHERE.search(said.entry.text):
        return None
    if _NO_INTERFACE.search(said.entry.text):
        warns = "WARNING" in said.entry.text
        if (nobody_saw_it(episode) and warns) or last_said(death_log(episode), _ENDS_OF_ANOTHER) is not None:
            return None
        found = _say(episode, Cause.COMPONENT_CONFIG_INVALID, said, None, "its configuration")
        # An interface that may come and go is warned of as well.
        return replace(found, confidence=Confidence.POSSIBLE if warns else Confidence.LIKELY)
    flag = _whose(episode, said.entry.text)
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
