"""In which words a program refuses a flag's value, and whose value that is.

A word's flag is its own group `flag` where the words name it. Else it is given beside the pattern: by its name, by a
template of the pattern's other groups, or by a function where the manifest decides. What is wrong stands in the group
`why`, or is the whole match. `value` is the refused value, `field` the path of a field, which may be one of a file as
well, and `stray` a word that is no flag's value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from whyrestart.causes.evidence.logs import Said
from whyrestart.causes.settings.command_line import flag_of, flag_with_value
from whyrestart.model.episode import Episode

Means = str | Callable[[Episode, Said], str]


def _port(episode: Episode, said: Said) -> str:
    return flag_with_value(episode, said["value"], "port") or "insecure-port"


def _audit_version(episode: Episode, _: Said) -> str:
    names = ("audit-log-version", "audit-webhook-version")
    return next((name for name in names if flag_of(episode, name) is not None), names[0])


def _listener(episode: Episode, said: Said) -> str:
    listening = (
        f.name for f in episode.flags if f.name.startswith("listen-") and said["url"] in (f.value or "").split(",")
    )
    return next(listening, "listen-client-urls")


# pflag's `invalid argument "v" for "--f" flag: why`, flag's `invalid value "v" for flag -f: why`.
PARSED = (
    re.compile(
        r"invalid argument \"?(?P<value>(?:(?!invalid argument )[^\"])*?)\\?\"? for \\?\"?(?:-\w, )?(?P<flag>--[\w.-]+)\\?\"? "
        r"flag: (?P<why>.*)"
    ),
    # pflag before 1.8 of Kubernetes repeats the argument as it was given: `for --flag=value: why`.
    re.compile(
        r"invalid argument \"?(?P<value>(?:(?!invalid argument )[^\"])*)\"? for (?P<flag>--[\w.-]+)(?:=[^:\s]*)?: (?P<why>.*)"
    ),
    re.compile(
        # A quote within the value is escaped (%q).
        r"invalid (?:boolean )?value \"?(?P<value>(?:\\.|[^\\\" ])*+)\"? for (?:flag )?-{1,2}(?P<flag>[\w.-]+): (?P<why>.*)"
    ),
)
# kube-apiserver's refusals that name neither flag nor value as it was written, by the options' own files.
_APISERVERS: Mapping[re.Pattern[str], Means] = {
    re.compile(
        r"(?:[Tt]he service cluster IP range|service IP family \"[^\"]*\") must (?:be at least|match) [^\n]*"
    ): "service-cluster-ip-range",
    re.compile(r"the serviceaccount max expiration must be [^\n]*"): "service-account-max-token-expiration",
    re.compile(r"(?:invalid (?:value|size) of )?watch cache size(?: cannot be negative)?: [^\n]*"): "watch-cache-sizes",
    re.compile(
        r"invalid audit batch (?P<backend>log|webhook) max batch size (?P<value>-?[\d.]+), must be [^\n]*"
    ): "audit-{backend}-batch-max-size",
    re.compile(
        r"invalid audit (?P<part>batch|truncate) (?P<backend>log|webhook) (?P<limit>buffer size|max (?:batch|event) size|throttle (?:QPS|burst)) (?P<value>-?[\d.]+), must be [^\n]*"
    ): "audit-{backend}-{part}-{limit}",
    re.compile(r"invalid group version, allowed versions are [^\n]*"): _audit_version,
    re.compile(r"ServerRunOptions\.(?P<option>[A-Z]\w+) can ?not be [^\n]*"): "{option}",
    re.compile(r"minCompatibilityVersion version (?P<value>\S+) is not between [^\n]*"): "min-compatibility-version",
    re.compile(
        r"cannot enable (?:version|resource) [\w./-]+[^\n]{0,300}? in runtime-config (?:(?!\. )[^\n])*"
    ): "runtime-config",
    re.compile(r"MaxRequestsInFlight=-?\d+ and [^\n]* must add up to [^\n]*"): "max-requests-inflight",
    re.compile(r"[Uu]nknown authorization mode (?P<value>\S+) specified"): "authorization-mode",
    re.compile(r"[Aa]t least one authorization mode (?:must|should) be passed"): "authorization-mode",
    re.compile(r"unknown cloud provider \\?\"(?P<value>[^\"\\]*)\\?\""): "cloud-provider",
    re.compile(r"Reconciler not implemented: (?P<value>\S+)"): "endpoint-reconciler-type",
    re.compile(r"unknown storage type: (?P<value>[\w-]+)"): "storage-backend",
    re.compile(
        r"error generating storage version map: unexpected GroupVersion string: (?P<value>\S+)"
    ): "storage-versions",
    re.compile(
        r"unsupported authentication webhook version \\?\"(?P<value>[^\"\\]*)[^\n]*"
    ): "authentication-token-webhook-version",
    re.compile(r"unsupported log format: (?P<value>\S+)"): "logging-format",
}
# The validation of the components' options: apiserver/pkg/server/options, the controllers', component-base.
_COMPONENTS: Mapping[re.Pattern[str], Means] = {
    re.compile(r"invalid port value (?P<value>\d+): (?P<why>only zero is allowed)"): _port,
    # cobra's check of a component's arguments; etcd's own.
    re.compile(r"does not take any arguments, got \[\\?\"(?P<stray>[^\"\\]*)"): "",
    re.compile(r"['\"](?P<stray>[^'\"]*)['\"] is not a valid flag"): "",
    re.compile(
        r"(?P<flag>--[\w-]{1,80}+) (?P<value>\S+) (?P<why>must be (?:between|greater|less|a valid|set|one of|specified)[^\n]*)"
    ): "",
    re.compile(
        r"(?P<flag>--[\w-]{1,80}+)(?: \S+)? (?P<why>(?:can not|cannot|can't|may not|should not|should be|must not|must be)\b[^,\]\n]*)"
    ): "",
    re.compile(r"flag needs an argument: (?P<flag>--?[\w-]+)(?P<why>)"): "",
    re.compile(
        r"leaderElection\.(?P<field>\w+): Invalid value: (?P<value>[^:]*): (?P<why>[^\n]*)"
    ): "leader-elect-{field}",
    re.compile(r"(?<![\w.\]-])(?:logging\.)?(?P<field>format): Invalid value: (?P<why>[^\n]*)"): "logging-format",
    re.compile(r"(?<![\w.\]-])(?:logging\.)?(?P<field>verbosity): Invalid value: (?P<why>[^\n]*)"): "v",
    re.compile(r"(?<![\w.\]-])(?:logging\.)?(?P<field>vmodule): Invalid value: (?P<why>[^\n]*)"): "vmodule",
    re.compile(
        r"(?<![\w.\]-])(?:logging\.)?(?P<field>flushFrequency): Invalid value: (?P<why>[^\n]*)"
    ): "log-flush-frequency",
    re.compile(r"Invalid value: \"?(?P<value>[^\":]*)\"?: (?P<why>[^\n]*)"): "",
    # A dot before it makes it the field of an object, of which somebody's request was refused.
    # One with a capital in it is a field of a file.
    re.compile(r"(?<![\w.\]-])(?P<flag>[a-z][a-z0-9_-]+): Invalid value: (?P<why>[^\n]*)"): "",
    re.compile(r"\"(?P<value>[^\"]*)\" is not a valid authorization mode[^\n]*"): "authorization-mode",
    re.compile(r"(?P<flag>authorization-mode) \"?(?P<value>[\w-]+)\"? (?P<why>is not a valid mode)"): "",
    re.compile(
        r"(?P<flag>admission-control) and (?P<why>enable-admission-plugins/disable-admission-plugins flags are mutually exclusive)"
    ): "",
    re.compile(
        r"\[[\w ]+\] in (?P<flag>enable-admission-plugins) and (?P<why>disable-admission-plugins overlapped)"
    ): "",
    # etcd's embed says so too.
    re.compile(
        r"(?P<flag>--[\w-]{1,80}+)(?:\[(?P<value>[^\]]{0,300}+)\]| \"[^\"]{0,300}+\")? "
        r"(?P<why>(?:(?:is |has an? )?(?:invalid|too (?:long|large|small))|should be at least)\b[^\n]*)"
    ): "",
    re.compile(r"[Ii]nvalid (?P<flag>--[\w-]+), (?P<why>[^\n]*)"): "",
    re.compile(r"cannot specify (?:both flags: )?(?P<flag>--[\w{},-]+)(?:=(?P<value>\S+))? (?:without|and) [^\n]*"): "",
    # The Validate methods of the controllers' options leave the dashes out.
    re.compile(
        r"(?<![\w-])(?P<flag>[a-z]{2,40}+(?:-[a-z]{1,40}+){1,8}+) (?P<why>must (?:not )?be (?:greater|less|more) than \d+, but got [^\n]*)"
    ): "",
    re.compile(
        r"\b(?P<flag>(?:service-account|authorization|authentication|oidc|tls|audit)(?:-[a-z]+)+)"
        r"(?: \"(?P<value>[^\"]*)\"| \[[^\]]*\])? (?P<why>(?:contained|must be|should not be|is already|has mode)\b[^\n]*)"
    ): "",
    re.compile(r"invalid (?P<audit>audit (?:log|webhook) (?:mode|format)) (?P<value>[^\s,]+)[^\n]*"): "{audit}",
    re.compile(
        r"[Kk]ubernetes service (?:node )?port range \S+ doesn't contain (?P<value>\d+)"
    ): "kubernetes-service-node-port",
    re.compile(
        r"(?P<field>leaseDuration|renewDeadline|retryPeriod) must be greater than [^\n]*"
    ): "leader-elect-{field}",
    # client-go's locks, of which 1.24 took two away and 1.27 all but one (resourcelock/interface.go).
    re.compile(
        r"(?:(?:endpoints|configmaps)(?:leases)? lock is removed|Invalid lock-type|resourceLock value must be)[^\n]*"
    ): "leader-elect-resource-lock",
    re.compile(r"(?:[Ss]pecified|expected) (?P<flag>--[\w-]+)(?:\[\d\])? (?P<why>(?:is|to|does|has)\b[^\n]*)"): "",
    re.compile(r"unknown tls version \"?[^\"]*\"?"): "tls-min-version",
    re.compile(r"Cipher suite \S+ not supported or doesn't exist"): "tls-cipher-suites",
    re.compile(
        r"(?:unknown api groups|(?<!ignoring )invalid key|runtime-config invalid key) (?!size\b)\S+"
    ): "runtime-config",
    re.compile(r"invalid value (?:of )?[\w.]+/\w+(?:=|: )[^\n]*"): "runtime-config",
    re.compile(r"group version \S+ (?:that )?has not been registered"): "runtime-config",
    re.compile(r"emulation version (?P<value>\S+) is not between [^\n]*"): "emulated-version",
    re.compile(r"\"[\w-]+\" is not in the list of known controllers"): "controllers",
    re.compile(r"\"[\w-]+\" is not in the list of known webhooks"): "webhooks",
    re.compile(r"unsupported webhook authorizer version \"[^\"]*\""): "authorization-webhook-version",
    re.compile(r"invalid CIDR allocator type: \S*"): "cidr-allocator-type",
    re.compile(r"algorithm provider \"[^\"]*\" is not registered"): "algorithm-provider",
}
# A name that the system's resolver did not find, or not in time: no fault of the flag.
_UNRESOLVED = (
    r"[^\n]{0,800}?(?:failed to resolve|no such host|lookup |deadline exceeded|i/o timeout|server misbehaving)"
)
# The addresses of etcd 0.4, as its config.go calls them (Sanitize).
_TO_04 = {
    "Advertised URL": "addr", "Listen Host": "bind-addr",
    "Peer Advertised URL": "peer-addr", "Peer Listen Host": "peer-bind-addr",
}  # fmt: skip
# etcd's pkg/flags, embed's Validate, and what ServerConfig judges before it looks at a data directory or asks a peer.
_ETCDS: Mapping[re.Pattern[str], Means] = {
    # A flag and its variable in the environment may not both be set.
    re.compile(
        r"(?P<why>conflicting environment variable \"ETCD_(?P<variable>\w+)\" is shadowed by corresponding command-line flag)"
    ): "{variable}",
    re.compile(
        r"(?P<why>conflicting environment variable is shadowed by corresponding command-line flag).*environment-variable=ETCD_(?P<variable>\w+)"
    ): "{variable}",
    re.compile(r"(?P<why>expected IP in URL for binding) \((?P<url>[^)]*)\)"): _listener,
    re.compile(r"error parsing (?P<flag>--?[\w-]+|[\w-]+) value (?P<value>\S+)(?P<why>[^\n]*)"): "",
    re.compile(
        r"invalid value \"?(?P<value>(?:\\.|[^\\\" ])*+)\"? for ETCD_(?P<variable>[A-Z_]+): (?P<why>[^\n]*)"
    ): "{variable}",
    re.compile(r"multiple discovery or bootstrap flags are set[^\n]*"): "initial-cluster",
    # The flags contradict each other.
    re.compile(
        r"(?:couldn't find local name \\?\"[^\"\\]*\\?\" in the|--initial-cluster (?:has|must include))"
        rf"(?!{_UNRESOLVED})[^\n]*"
    ): "initial-cluster",
    re.compile(
        # 2.0's words, 2.1's and 2.2's, and those of 3.2 on (etcdserver/config.go).
        r"(?:--initial-advertise-peer-urls has|has different advertised URLs in the cluster|"
        r"advertise URLs of \"[^\"\n]{0,200}\" do not match in --initial-)"
        rf"(?!{_UNRESOLVED})[^\n]*"
    ): "initial-advertise-peer-urls",
    re.compile(
        r"failed to resolve \S+ to match --initial-cluster=[^\n]*resolved (?:from|urls)[^\n]*"
    ): "initial-cluster",
    re.compile(r"discovery URL should not be set when joining[^\n]*"): "discovery",
    re.compile(
        r"cannot bind both --client-listen-urls and --client-listen-http-urls on [^\n]*"
    ): "listen-client-http-urls",
    re.compile(r"\bboth (?P<flag>--[\w-]{1,80}+) (?P<why>and --[\w-]{1,80}+ flags are set[^\n]*)"): "",
    re.compile(r"auth: invalid auth options"): "auth-token",
    re.compile(r"distributed tracing configur\w+ is not valid: [^\n]*"): "distributed-tracing-sampling-rate",
    # Names that cannot be resolved are no fault of the flag.
    re.compile(
        r"(?:error setting up initial cluster: (?:URL |empty URL|no valid URL|parse )|"
        r"initial cluster \S+ has duplicate url)[^\n]*"
    ): "initial-cluster",
    re.compile(r"(?P<why>(?:unknown|undefined) (?P<flag>auto-compaction-mode)(?: \"(?P<value>[^\"]*)\")?)"): "",
    re.compile(r"(?P<flag>--auto-compaction-mode) (?P<why>is undefined)"): "",
    re.compile(r"error parsing CompactionRetention: [^\n]*"): "auto-compaction-retention",
    re.compile(r"(?:unexpected|insecure) TLS cipher suite \S+"): "cipher-suites",
    re.compile(r"(?:unexpected|insecure) TLS version \S+"): "tls-min-version",
    re.compile(r"min version \([^)]*\) is greater than max version [^\n]*"): "tls-min-version",
    re.compile(r"cipher suites cannot be configured when only TLS1\.3 is enabled"): "cipher-suites",
    re.compile(r"unknown logger option \"[^\"]*\""): "logger",
    re.compile(r"(?P<flag>--[\w-]{1,80}+)=(?P<value>[\w.-]{1,80}+) (?P<why>is removed in v[\d.]+)"): "",
    re.compile(r"unrecognized level: \"[^\"]*\""): "log-level",
    re.compile(r"unknown log format: [^\s,]*"): "log-format",
    re.compile(
        r"(?:improperly formatted|invalid|fail to unmarshal) log rotation config: [^\n]*"
    ): "log-rotation-config-json",
    re.compile(r"multi logoutput for [^\n]*"): "log-outputs",
    re.compile(r"other '(?P<flag>--log-outputs)' values [^\n]*"): "",
    re.compile(r"(?P<flag>--log-outputs) (?P<why>requires [^\n]*)"): "",
    re.compile(r"enabling feature gate \w+ requires enabling [^\n]*"): "feature-gates",
    re.compile(
        r"failed sanitizing configuration: (?P<why>(?P<of>(?:Peer )?(?:Advertised URL|Listen Host)): [^\n]*)"
    ): lambda _, said: _TO_04[said["of"]],
}
# The range that a node's object has, and none that the flag gives: which of the two is wrong, neither tells
# (range_allocator.go; cidr_allocator.go to 1.7).
_OUT_OF_RANGE = re.compile(
    r"(?:for node: (?P<node>\S{1,253}): )?cidr (?P<has>\S{1,60}) is out the range of cluster cidr (?P<value>\S+)"
)
_OF_NO_FAMILY = re.compile(
    r"node:(?P<node>\S{0,253}) has an allocated cidr: (?P<has>\S{1,60}) at index:\d+ that does not exist in cluster cidrs configuration"
)
OF_A_NODE = frozenset({_OUT_OF_RANGE, _OF_NO_FAMILY})
# What ends the controller-manager once it leads: maybe hours after its start.
LEADING: Mapping[re.Pattern[str], Means] = {
    re.compile(
        r"failed to parse cidr value:\\?\"(?P<value>[^\"\\]*)\\?\" with error:(?P<why>invalid [^\n\"]*)"
    ): "cluster-cidr",
    re.compile(r"(?P<flag>--cidr-allocator-type) is set to '(?P<value>\w+)' (?P<why>but [^\n]*)"): "",
    re.compile(
        r"unknown cloud provider \\?\"[^\"\\]*\\?\"|"
        r"cloud provider \\?\"[^\"\\]*\\?\" was specified, but built-in cloud providers are disabled"
    ): "cloud-provider",
    # k8s.io/utils/net, by way of processCIDRs; without a value it is missing.
    re.compile(
        r"invalid CIDR\[\d\]: \S{1,60} \((?P<why>invalid CIDR address: (?P<value>[^)\s]{1,200}+))\)"
    ): "cluster-cidr",
    _OUT_OF_RANGE: "cluster-cidr",
    re.compile(r"Invalid (?P<flag>--cluster-cidr), (?P<why>mask size[^\n]*)"): "",
    re.compile(r"New CIDR set failed; the node CIDR size is too big"): "node-cidr-mask-size",
    _OF_NO_FAMILY: "cluster-cidr",
    re.compile(
        r"usage of (?P<flag>--node-cidr-mask-size(?:-ipv\d)?) (?P<why>(?:and --\S+ )?(?:is|are) not allowed [^\n\"]*)"
    ): "",
    re.compile(
        r"len of (?:Cluster|clusters|ClusterCIDRs)\w*(?:==| is:)\d+ (?:and|>|more than) [^\n\"]*"
    ): "cluster-cidr",
    re.compile(r"serviceCIDR and secondaryServiceCIDR are not dualstack"): "service-cluster-ip-range",
}
REFUSED: Mapping[re.Pattern[str], Means] = {
    **dict.fromkeys(PARSED, ""),
    **_APISERVERS,
    **_COMPONENTS,
    **_ETCDS,
}


def flag_meant(episode: Episode, said: Said) -> str:
    """The flag without its dashes; empty where neither the message nor what is known tells it."""
    if said["flag"]:
        return said["flag"].lstrip("-")
    means = REFUSED[said.match.re] if said.match.re in REFUSED else LEADING[said.match.re]
    if callable(means):
        return means(episode, said)
    return means.format_map({name: _as_a_flag(value or "") for name, value in said.match.groupdict().items()})


def _as_a_flag(words: str) -> str:
    """`renewDeadline`, `LISTEN_PEER_URLS` and `audit log mode` as a flag's name is written."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[ _]", "-", words).lower()
