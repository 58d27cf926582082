"""A component's own configuration is refused: the scheduler's, the controllers', admission's, etcd's, a balancer's."""

from __future__ import annotations

import re
from dataclasses import replace

from whyrestart.causes.evidence.logs import (
    COMPONENTS,
    Said,
    death_log,
    last_said,
    last_words,
    nobody_saw_it,
    starting_log,
)
from whyrestart.causes.rule import Rule
from whyrestart.causes.settings.command_line import tells_no_flags
from whyrestart.causes.settings.refused_files import (
    FIELD,
    FIRST,
    LOGS,
    OTHER_CAUSE,
    flag_given,
    refuses,
    words_of_refusal,
)
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Flag

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
    re.compile(rf"(?P<why>\bauthorizers(?:\[\d+\])?[\w.\[\]]{{0,200}}+: {FIELD}[^\n]*)"),
    re.compile(r"(?P<why>expected name \S+ for authorizer [^\n]*)"),
    # A scheduler whose file names no kubeconfig (clientConnection), and which then heeds no flag for it.
    re.compile(rf"{FIRST}invalid configuration: (?P<why>no configuration has been provided)"),
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
# A plugin that its settings name asks the apiserver, in vain.
_ASKED = re.compile(r"initializing plugin [^\n]{0,120}?\b(?:Get|Post|Put) \\?\"?https?://")
# Kinds that stand in files; another one is an object that lies in etcd, of a version that this release dropped.
_IN_FILES = re.compile(r"(?:Config|Configuration|Args|^Policy|WebhookAdmission)$")
# Who asks the apiserver says so of objects (kubectl, say); of its own file only a component that reads one did (to 1.12).
_MAPPED = re.compile(r"no matches for kind ")
_KINDS = {
    "Policy": "audit",
    "EncryptionConfig": "encryption",
    "EncryptionConfiguration": "encryption",
    "AuthenticationConfiguration": "authentication",
}


def _is_anothers(episode: Episode, kind: str) -> bool:
    """A kind of which another cause tells; the scheduler's policy (to 1.22) bears the name of the audit's."""
    untold = episode.program == "kube-scheduler" and tells_no_flags(episode)
    policy = kind == "Policy" and (untold or flag_given(episode, "policy-config-file", "policy-configmap") is not None)
    return kind in _KINDS and not policy


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
        if words.search(text) and (flag := flag_given(episode, *names)) is not None:
            return flag
    return flag_given(episode, *_CONFIGURATIONS)


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
# What has a cause of its own: the kinds of file that are judged elsewhere.
_JUDGED_ELSEWHERE = re.compile(
    r"(?i)audit policy|audit\.k8s\.io|encryption provider|authentication config|EncryptionConfig\w* is|authenticat"
)


# Whose errors have no words before them, by who reads it; what the apiserver's own authentication says so is judged elsewhere.
_BARE = {
    "kube-scheduler": "the file of --config, or of --policy-config-file",
    "kube-controller-manager": "the file of --leader-migration-config",
}
_FIRST_OF_ALL = re.compile(
    rf"{FIRST}(?:strict decoding error|error converting YAML|couldn't get version/kind|Object '|json: |no kind |failed to validate leader migration)"
)
# A plugin may fail for what stands in no file.
_OF_A_PLUGIN = re.compile(r"couldn't init admission plugin")
_OF_A_FILE = re.compile(
    r"decod|\bkind\b|config|json|yaml|field|Invalid value|Required value|Unsupported value|version", re.IGNORECASE
)
# What the scheduler's flags set as well as its file, and what neither tells.
_OF_A_FLAG_TOO = re.compile(
    r"(?<![\w.])(?:leaderElection|clientConnection)\.|no configuration has been provided|schedulerName|"
    r"BindAddress: (?![^\n]*explicit 0 port)"
)


def _by_its_words(episode: Episode, said: Said) -> Finding | None:
    """The same where nobody knows its flags: the words before an error tell whose file it is, or who reads no other."""
    text = said.entry.text
    # A plugin that it executes for a token says the like before it ends.
    if not any(each is said.entry for each in last_words(episode, words_of_refusal(episode))):
        return None
    names = next((names for words, names in _WHOSE if words.search(text)), ())
    if names and (_OF_A_PLUGIN.search(text) is None or _OF_A_FILE.search(text)):
        return refuses(episode, Cause.COMPONENT_CONFIG_INVALID, said, None, f"the file of --{names[0]}")
    if "apiserver" in episode.program or episode.program not in COMPONENTS:
        apart = "apiserver" not in episode.program and _PLUGINS_FIELD.search(text)
        return refuses(episode, Cause.COMPONENT_CONFIG_INVALID, said, None, "its configuration") if apart else None
    # What controllers are told by an apiserver is no file either.
    if episode.program not in _BARE or (episode.program != "kube-scheduler" and not _FIRST_OF_ALL.match(text)):
        return None
    found = refuses(episode, Cause.COMPONENT_CONFIG_INVALID, said, None, _BARE[episode.program])
    return replace(found, confidence=Confidence.POSSIBLE if _OF_A_FLAG_TOO.search(text) else Confidence.LIKELY)


def component_config_invalid(episode: Episode) -> Finding | None:
    """Any other configuration file: the scheduler's, the controller-manager's, admission's, etcd's."""
    if (refused := last_said(starting_log(episode), ETCD)) is not None:
        flag = flag_given(episode, "config-file")
        return refuses(episode, Cause.COMPONENT_CONFIG_INVALID, refused, flag, "its configuration")
    said = last_said(words_of_refusal(episode), *COMPONENT)
    if said is None or OTHER_CAUSE.search(said.entry.text) or _is_anothers(episode, said["kind"]):
        return None
    if said["kind"] and not _IN_FILES.search(said["kind"]):
        return None
    if _ASKED.search(said.entry.text):
        return None
    if _MAPPED.search(said.entry.text) and episode.program not in COMPONENTS:
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
        found = refuses(episode, Cause.COMPONENT_CONFIG_INVALID, said, None, "its configuration")
        # An interface that may come and go is warned of as well.
        return replace(found, confidence=Confidence.POSSIBLE if warns else Confidence.LIKELY)
    flag = _whose(episode, said.entry.text)
    if flag is None and tells_no_flags(episode) and not said["kind"]:
        return _by_its_words(episode, said)
    if flag is None and not said["kind"] and not _PLUGINS_FIELD.search(said.entry.text):
        return None
    return refuses(episode, Cause.COMPONENT_CONFIG_INVALID, said, flag, "its configuration")


RULES = (
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
