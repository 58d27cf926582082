"""A flag's value is refused: by its parser, or by the component's validation, which may not name the flag."""

from __future__ import annotations

import re

from whyrestart.causes.command_line import flag_of, flag_with_value, place_of, program_of, refusals
from whyrestart.causes.logs import (
    COMMANDS_LAST,
    COMPONENTS,
    Said,
    death_log,
    is_an_end,
    last_said,
    last_words,
    starting_log,
)
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import Source

# kube-apiserver's refusals that name neither flag nor value as it was written, by the options' own files.
WITHOUT_A_FLAG = (
    re.compile(
        r"(?P<why>(?P<range>[Tt]he service cluster IP range|service IP family \"[^\"]*\") must (?:be at least|match) [^\n]*)"
    ),
    re.compile(r"(?P<why>(?P<expiration>the serviceaccount max expiration) must be [^\n]*)"),
    re.compile(r"(?P<why>(?:invalid (?:value|size) of )?(?P<cache>watch cache size)(?: cannot be negative)?: [^\n]*)"),
    re.compile(
        r"(?P<why>invalid audit (?P<part>batch|truncate) (?P<backend>log|webhook) (?P<limit>buffer size|max (?:batch|event) size|throttle (?:QPS|burst)) (?P<value>-?[\d.]+), must be [^\n]*)"
    ),
    re.compile(r"(?P<why>invalid (?P<audit_version>group version), allowed versions are [^\n]*)"),
    re.compile(r"(?P<why>ServerRunOptions\.(?P<option>[A-Z]\w+) can ?not be [^\n]*)"),
    re.compile(r"(?P<why>(?P<compatible>minCompatibilityVersion version) (?P<value>\S+) is not between [^\n]*)"),
    re.compile(
        r"(?P<why>cannot enable (?:version|resource) (?P<api>[\w./-]+)[^\n]{0,300}? in runtime-config (?:(?!\. )[^\n])*)"
    ),
    re.compile(r"(?P<why>(?P<inflight>MaxRequestsInFlight)=-?\d+ and [^\n]* must add up to [^\n]*)"),
    re.compile(r"(?P<why>unknown (?P<mode>authorization mode) (?P<value>\S+) specified)"),
    re.compile(r"(?P<why>[Aa]t least one (?P<mode>authorization mode) (?:must|should) be passed)"),
    re.compile(r"(?P<why>unknown (?P<cloud>cloud provider) \\?\"(?P<value>[^\"\\]*)\\?\")"),
    re.compile(r"(?P<why>(?P<reconciler>Reconciler) not implemented: (?P<value>\S+))"),
    re.compile(r"(?P<why>unknown (?P<storage>storage type): (?P<value>[\w-]+))"),
    re.compile(
        r"(?P<why>error generating (?P<stored>storage version map): unexpected GroupVersion string: (?P<value>\S+))"
    ),
    re.compile(r"(?P<why>unsupported (?P<webhook>authentication webhook version) \\?\"(?P<value>[^\"\\]*)[^\n]*)"),
    re.compile(r"(?P<why>unsupported (?P<format>log format): (?P<value>\S+))"),
    re.compile(r"(?<![\w.\]-])(?P<logging>format|verbosity|vmodule|flushFrequency): Invalid value: (?P<why>[^\n]*)"),
)
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
        r"invalid (?:boolean )?value \"?(?P<value>[^\" ]*)\"? for (?:flag )?-{1,2}(?P<flag>[\w.-]+): (?P<why>.*)"
    ),
)
# A name that the system's resolver did not find, or not in time.
_UNRESOLVED = (
    r"[^\n]{0,800}?(?:failed to resolve|no such host|lookup |deadline exceeded|i/o timeout|server misbehaving)"
)
# Those, and the components' own validation, which names the flag or the port, or neither.
INVALID_VALUE = (
    *PARSED,
    *WITHOUT_A_FLAG,
    re.compile(r"invalid port value (?P<value>\d+): (?P<why>only zero is allowed)"),
    # cobra's check of a component's arguments; etcd's own.
    re.compile(r"does not take any arguments, got \[\\?\"(?P<stray>[^\"\\]*)"),
    re.compile(r"['\"](?P<stray>[^'\"]*)['\"] is not a valid flag"),
    re.compile(
        r"(?P<flag>--[\w-]{1,80}+) (?P<value>\S+) (?P<why>must be (?:between|greater|less|a valid|set|one of|specified)[^\n]*)"
    ),
    re.compile(
        r"(?P<flag>--[\w-]{1,80}+)(?: \S+)? (?P<why>(?:can not|cannot|can't|may not|should not|should be|must not|must be)\b[^,\]\n]*)"
    ),
    re.compile(r"flag needs an argument: (?P<flag>--?[\w-]+)(?P<why>)"),
    re.compile(r"leaderElection\.(?P<election>\w+): Invalid value: (?P<value>[^:]*): (?P<why>[^\n]*)"),
    re.compile(
        r"(?<![\w.\]-])(?:logging\.)?(?P<logging>format|verbosity|vmodule|flushFrequency): Invalid value: (?P<why>[^\n]*)"
    ),
    re.compile(r"Invalid value: \"?(?P<value>[^\":]*)\"?: (?P<why>[^\n]*)"),
    # A dot before it makes it the field of an object, of which somebody's request was refused.
    # One with a capital in it is a field of a file.
    re.compile(r"(?<![\w.\]-])(?P<flag>[a-z][a-z0-9_-]+): Invalid value: (?P<why>[^\n]*)"),
    re.compile(r"\"(?P<value>[^\"]*)\" is not a valid (?P<why>authorization mode[^\n]*)"),
    re.compile(r"(?P<flag>authorization-mode) \"?(?P<value>[\w-]+)\"? (?P<why>is not a valid mode)"),
    re.compile(
        r"(?P<flag>admission-control) and (?P<why>enable-admission-plugins/disable-admission-plugins flags are mutually exclusive)"
    ),
    re.compile(r"\[[\w ]+\] in (?P<flag>enable-admission-plugins) and (?P<why>disable-admission-plugins overlapped)"),
    # The Validate methods of apiserver/pkg/server/options, of the controllers, and of etcd's embed.
    re.compile(
        r"(?P<flag>--[\w-]{1,80}+)(?:\[(?P<value>[^\]]{0,300}+)\]| \"[^\"]{0,300}+\")? "
        r"(?P<why>(?:(?:is |has an? )?(?:invalid|too (?:long|large|small))|should be at least)\b[^\n]*)"
    ),
    re.compile(r"[Ii]nvalid (?P<flag>--[\w-]+), (?P<why>[^\n]*)"),
    re.compile(
        r"(?P<why>cannot specify (?:both flags: )?(?P<flag>--[\w{},-]+)(?:=(?P<value>\S+))? (?:without|and) [^\n]*)"
    ),
    # The Validate methods of the controllers' options leave the dashes out.
    re.compile(
        r"(?<![\w-])(?P<flag>[a-z]{2,40}+(?:-[a-z]{1,40}+){1,8}+) (?P<why>must (?:not )?be (?:greater|less|more) than \d+, but got [^\n]*)"
    ),
    re.compile(
        r"\b(?P<flag>(?:service-account|authorization|authentication|oidc|tls|audit)(?:-[a-z]+)+)"
        r"(?: \"(?P<value>[^\"]*)\"| \[[^\]]*\])? (?P<why>(?:contained|must be|should not be|is already|has mode)\b[^\n]*)"
    ),
    re.compile(r"(?P<why>invalid (?P<audit>audit (?:log|webhook) (?:mode|format)) (?P<value>[^\s,]+)[^\n]*)"),
    re.compile(r"(?P<why>[Kk]ubernetes service (?:node )?port range (?P<ports>\S+) doesn't contain (?P<value>\d+))"),
    re.compile(r"(?P<why>(?P<election>leaseDuration|renewDeadline|retryPeriod) must be greater than [^\n]*)"),
    # client-go's locks, of which 1.24 took two away and 1.27 all but one (resourcelock/interface.go).
    re.compile(
        r"(?P<why>(?P<lock>(?:endpoints|configmaps)(?:leases)? lock is removed|Invalid lock-type|resourceLock value must be)[^\n]*)"
    ),
    re.compile(r"(?:[Ss]pecified|expected) (?P<flag>--[\w-]+)(?:\[\d\])? (?P<why>(?:is|to|does|has)\b[^\n]*)"),
    # Messages that name the thing and not the flag: the flag is the one that such things stand in.
    re.compile(r"(?P<why>unknown tls version \"?(?P<tls_version>[^\"]*)\"?)"),
    re.compile(r"(?P<why>Cipher suite (?P<cipher>\S+) not supported or doesn't exist)"),
    re.compile(r"(?P<why>(?:unknown api groups|(?<!ignoring )invalid key|runtime-config invalid key) (?P<api>\S+))"),
    re.compile(r"(?P<why>invalid value (?:of )?(?P<api>[\w.]+/\w+)(?:=|: )[^\n]*)"),
    re.compile(r"(?P<why>group version (?P<api>\S+) (?:that )?has not been registered)"),
    re.compile(r"(?P<why>(?P<emulated>emulation version) (?P<value>\S+) is not between [^\n]*)"),
    re.compile(r"(?P<why>\"(?P<controller>[\w-]+)\" is not in the list of known controllers)"),
    re.compile(r"(?P<why>\"(?P<webhooks>[\w-]+)\" is not in the list of known webhooks)"),
    re.compile(r"(?P<why>unsupported webhook authorizer version (?P<authorizer>\"[^\"]*\"))"),
    re.compile(r"(?P<why>invalid CIDR allocator type: (?P<allocator>\S*))"),
    re.compile(r"(?P<why>algorithm provider \"(?P<algorithm>[^\"]*)\" is not registered)"),
    # etcd: pkg/flags and embed's Validate. A flag and its variable in the environment may not both be set.
    re.compile(
        r"(?P<why>conflicting environment variable (?:\"ETCD_(?P<variable>\w+)\" )?is shadowed by corresponding command-line flag)"
        r"(?:.*environment-variable=ETCD_(?P<named>\w+))?"
    ),
    re.compile(r"(?P<why>expected IP in URL for binding) \((?P<listen>[^)]*)\)"),
    re.compile(r"error parsing (?P<flag>--?[\w-]+|[\w-]+) value (?P<value>\S+)(?P<why>[^\n]*)"),
    re.compile(r"invalid value \"?(?P<value>[^\" ]*)\"? for ETCD_(?P<named>[A-Z_]+): (?P<why>[^\n]*)"),
    re.compile(r"(?P<why>(?P<bootstrap>multiple discovery or bootstrap flags) are set[^\n]*)"),
    # What ServerConfig judges before it looks at a data directory or asks a peer (etcdserver, config.go): the flags
    # contradict each other. Where a name of theirs could not be resolved, the flags may well agree.
    re.compile(
        r"(?P<why>(?:couldn't find local name \\?\"(?P<ours>[^\"\\]*)\\?\" in the|(?P<contradicted>--initial-cluster) (?:has|must include)|"
        r"(?P<advertised>--initial-advertise-peer-urls has)|(?P<different>has different advertised URLs) in the cluster)"
        rf"(?!{_UNRESOLVED})[^\n]*)"
    ),
    re.compile(
        r"(?P<why>failed to resolve \S+ to match (?P<matched>--initial-cluster)=[^\n]*resolved (?:from|urls)[^\n]*)"
    ),
    re.compile(r"(?P<why>(?P<joining>discovery URL) should not be set when joining[^\n]*)"),
    re.compile(r"(?P<why>cannot bind both --client-listen-urls and (?P<bound>--client-listen-http-urls) on [^\n]*)"),
    re.compile(r"\bboth (?P<flag>--[\w-]{1,80}+) (?P<why>and --[\w-]{1,80}+ flags are set[^\n]*)"),
    re.compile(r"(?P<why>auth: (?P<token>invalid auth options))"),
    re.compile(r"(?P<why>(?P<traced>distributed tracing) configur\w+ is not valid: [^\n]*)"),
    # Names that cannot be resolved are no fault of the flag.
    re.compile(
        r"(?P<why>(?:error setting up (?P<cluster>initial cluster): (?:URL |empty URL|no valid URL|parse )|"
        r"(?P<members>initial cluster) \S+ has duplicate url)[^\n]*)"
    ),
    re.compile(r"(?P<why>(?:unknown|undefined) (?P<flag>auto-compaction-mode)(?: \"(?P<value>[^\"]*)\")?)"),
    re.compile(r"(?P<flag>--auto-compaction-mode) (?P<why>is undefined)"),
    re.compile(r"(?P<why>error parsing (?P<retention>CompactionRetention): [^\n]*)"),
    re.compile(r"(?P<why>(?:unexpected|insecure) TLS (?:cipher suite (?P<suites>\S+)|version (?P<tls_version>\S+)))"),
    re.compile(
        r"(?P<why>min version \((?P<tls_version>[^)]*)\) is greater than max version [^\n]*|"
        r"(?P<suites>cipher suites) cannot be configured when only TLS1\.3 is enabled)"
    ),
    re.compile(r"(?P<why>unknown logger option \"(?P<logger>[^\"]*)\")"),
    re.compile(r"(?P<flag>--[\w-]{1,80}+)=(?P<value>[\w.-]{1,80}+) (?P<why>is removed in v[\d.]+)"),
    re.compile(r"(?P<why>unrecognized level: \"(?P<level>[^\"]*)\")"),
    re.compile(r"(?P<why>unknown log format: (?P<log_format>[^\s,]*))"),
    re.compile(
        r"(?P<why>(?:improperly formatted|invalid|fail to unmarshal) (?P<rotation>log rotation config): [^\n]*)"
    ),
    re.compile(r"(?P<why>multi (?P<outputs>logoutput) for [^\n]*)"),
    re.compile(r"(?P<why>other '(?P<flag>--log-outputs)' values [^\n]*)"),
    re.compile(r"(?P<flag>--log-outputs) (?P<why>requires [^\n]*)"),
    re.compile(r"(?P<why>enabling (?P<gates>feature gate) \w+ requires enabling [^\n]*)"),
)
# What ends the controller-manager once it leads: maybe hours after its start.
LEADING = (
    re.compile(
        r"failed to parse cidr value:\\?\"(?P<value>[^\"\\]*)\\?\" with error:(?P<why>(?P<held>invalid) [^\n\"]*)"
    ),
    re.compile(r"(?P<flag>--cidr-allocator-type) is set to '(?P<value>\w+)' (?P<why>but [^\n]*)"),
    re.compile(
        r"(?P<why>unknown cloud provider \\?\"(?P<provider>[^\"\\]*)\\?\"|"
        r"cloud provider \\?\"(?P<legacy>[^\"\\]*)\\?\" was specified, but built-in cloud providers are disabled)"
    ),
    re.compile(r"(?P<why>cidr (?P<held>\S+) is out the range of cluster cidr (?P<value>\S+))"),
    re.compile(r"Invalid (?P<flag>--cluster-cidr), (?P<why>mask size[^\n]*)"),
    re.compile(r"(?P<why>(?P<mask>New CIDR set failed); the node CIDR size is too big)"),
    re.compile(
        r"(?P<why>node:\S* has an allocated cidr: (?P<held>\S+) at index:\d+ that does not exist in cluster cidrs configuration)"
    ),
    re.compile(
        r"usage of (?P<flag>--node-cidr-mask-size(?:-ipv\d)?) (?P<why>(?:and --\S+ )?(?:is|are) not allowed [^\n\"]*)"
    ),
    re.compile(
        r"(?P<why>(?P<held>len of (?:Cluster|clusters|ClusterCIDRs)\w*)(?:==| is:)\d+ (?:and|>|more than) [^\n\"]*)"
    ),
    re.compile(r"(?P<why>(?P<services>serviceCIDR and secondaryServiceCIDR) are not dualstack)"),
)
# What the same controller says of a node that joins later, and lives on.
_OF_ONE_NODE = re.compile(r"(?i)while processing node|\bsyncing\b")


def invalid_flag_value(episode: Episode) -> Finding | None:
    """A value is refused: by the flag's parser, or by the component's validation."""
    said = last_said(
        last_words(episode, refusals(episode)),
        *INVALID_VALUE,
        where=lambda each: bool(each["stray"] or _written(episode, each)),
    )
    said = said or last_said(death_log(episode), *LEADING, where=lambda each: not _OF_ONE_NODE.search(each.entry.text))
    if said is None:
        return _no_address(episode) or _names_its_flag(episode)
    if said["stray"]:
        return _stray_word(episode, said)
    written = _written(episode, said)
    flag = flag_of(episode, written)
    if not written and flag is None:
        return _names_its_flag(episode)
    value = said["value"] or (flag.value if flag else "")
    shown = f"--{written}={value}" if value else f"--{written}"
    why = said["why"].partition(" stacktrace=")[0] or "no value given"
    # The path of a field may come from a file as well; which one, the manifest tells.
    by_field = bool(said["election"] or said["logging"])
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.POSSIBLE if by_field and episode.container is None else Confidence.PROVEN,
        f"{program_of(episode)} refuses {shown}: {why}; it exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        flag=f"--{written}",
        value=value,
        why=why,
        place=place_of(episode, flag),
    )


# Go's net.SplitHostPort, by way of the dial of what --etcd-servers names: such a server can never be called.
_NO_ADDRESS = re.compile(
    r"createTransport[^\n]*dial tcp: address (?P<value>[^\s\"]{1,260}): (?P<why>missing port in address|too many colons in address)"
)


def _no_address(episode: Episode) -> Finding | None:
    """What is given as etcd's address is none, and the apiserver gives up on it."""
    said = last_said(starting_log(episode), _NO_ADDRESS) if "apiserver" in episode.program else None
    flag = flag_of(episode, "etcd-servers")
    servers = (flag.value or "").split(",") if flag is not None else []
    if said is None or any(said["value"] not in each for each in servers):
        return None
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.LIKELY,
        f"{program_of(episode)} has an --etcd-servers that is no address: {said['value']}, {said['why']}.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        flag="--etcd-servers",
        value=said["value"],
        why=said["why"],
        place=place_of(episode, flag),
    )


# A flag's name in a sentence: with its dashes or without, not a part of a path or of a longer word.
_A_FLAGS_NAME = re.compile(r"(?<![\w./:-])(?:--)?(?P<flag>[a-z][a-z0-9]*+(?:-[a-z0-9]++)++)(?![\w./:-])")
# What the system, a peer or the text of a file is to blame for, whatever flag is spoken of.
_NOT_OF_A_VALUE = re.compile(
    r"no such file|does not exist|permission denied|forbidden|Unauthorized|is a directory|deadline exceeded|connect: |connection refused|no such host|time(?:d )?out|"
    r"x509|tls: |address already in use|cannot assign|no space left|read-only|input/output|code = |CA bundle|PEM|does not contain|"
    r"decoding|yaml: |json: |config file|invalid configuration: |has been deprecated"
)


def _last_word(episode: Episode) -> LogEntry | None:
    """The line with which a command ends: a fatal one, one in the command's own form, else the last before an exit 1."""
    log = starting_log(episode)
    ends = (e for e in reversed(log) if e.severity is Severity.FATAL or e.message.startswith(COMMANDS_LAST))
    exits = episode.last_ended is None or episode.last_ended.exit_code in {None, 1}
    return next(ends, log[-1] if log and exits else None)


def _first_sentence(text: str) -> str:
    """What an error says first, without the words that announce one."""
    said = re.sub(r"^(?:command failed err=|[Ee]rror: )", "", " ".join(text.split()))
    return said.partition(". ")[0].rstrip(".")[:200]


def _names_its_flag(episode: Episode) -> Finding | None:
    """The last word of a component of Kubernetes speaks of a flag that the manifest gives, in a sentence of its own."""
    end = _last_word(episode) if episode.program in COMPONENTS else None
    if end is None or not is_an_end(end) or _NOT_OF_A_VALUE.search(end.text):
        return None
    named = (flag_of(episode, match["flag"]) for match in _A_FLAGS_NAME.finditer(end.text))
    flag = next((each for each in named if each is not None), None)
    if flag is None:
        return None
    why = _first_sentence(end.text)
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.LIKELY,
        f"{program_of(episode)} refuses {flag}: {why}; it exits at once.",
        [from_log(episode, end), from_flag(episode, flag), from_last_end(episode)],
        flag=f"--{flag.name}",
        value=flag.value,
        why=why,
        place=place_of(episode, flag),
    )


def _stray_word(episode: Episode, said: Said) -> Finding | None:
    """A word that is no flag's value: what stands behind a switch, or behind a flag that has its value already."""
    word = said["stray"]
    strays = episode.container.strays if episode.container else ()
    before, found = next(((flag, each) for flag, each in strays if each.text == word), (None, None))
    behind = f" behind {before}" if before else ""
    why = f"`{word}`{behind} is a word of its own, and it takes none; a switch has its value behind an equals sign"
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.PROVEN,
        f"{program_of(episode)} refuses its command line: {why}; it exits at once.",
        [from_log(episode, said.entry), from_flag(episode, before) if before else None, from_last_end(episode)],
        flag=f"--{before.name}" if before else word,
        why=why,
        place={
            "file": episode.manifest.path if episode.manifest else None,
            "line": found.line if found else None,
        },
    )


# Whose value it is that a message names without naming the flag.
_NAMELESS = {
    "tls_version": "tls-min-version",
    "cipher": "tls-cipher-suites",
    "api": "runtime-config",
    "controller": "controllers",
    "webhooks": "webhooks",
    "emulated": "emulated-version",
    "authorizer": "authorization-webhook-version",
    "held": "cluster-cidr",
    "services": "service-cluster-ip-range",
    "ports": "kubernetes-service-node-port",
    "mask": "node-cidr-mask-size",
    "lock": "leader-elect-resource-lock",
    "allocator": "cidr-allocator-type",
    "algorithm": "algorithm-provider",
    "gates": "feature-gates",
    "suites": "cipher-suites",
    "provider": "cloud-provider",
    "legacy": "cloud-provider",
    "bootstrap": "initial-cluster",
    "cluster": "initial-cluster",
    "members": "initial-cluster",
    "ours": "initial-cluster",
    "contradicted": "initial-cluster",
    "advertised": "initial-advertise-peer-urls",
    "different": "initial-advertise-peer-urls",
    "matched": "initial-cluster",
    "joining": "discovery",
    "bound": "listen-client-http-urls",
    "token": "auth-token",
    "traced": "distributed-tracing-sampling-rate",
    "retention": "auto-compaction-retention",
    "logger": "logger",
    "level": "log-level",
    "log_format": "log-format",
    "rotation": "log-rotation-config-json",
    "outputs": "log-outputs",
    "range": "service-cluster-ip-range",
    "expiration": "service-account-max-token-expiration",
    "cache": "watch-cache-sizes",
    "compatible": "min-compatibility-version",
    "mode": "authorization-mode",
    "inflight": "max-requests-inflight",
    "cloud": "cloud-provider",
    "reconciler": "endpoint-reconciler-type",
    "storage": "storage-backend",
    "stored": "storage-versions",
    "webhook": "authentication-token-webhook-version",
    "format": "logging-format",
}
# The fields of the logging options, as their validation names them.
_LOGGING = {
    "format": "logging-format",
    "verbosity": "v",
    "vmodule": "vmodule",
    "flushFrequency": "log-flush-frequency",
}
_LIMITS = {"max batch size": {"batch": "max-size", "truncate": "max-batch-size"}}
_AUDIT_VERSIONS = ("audit-log-version", "audit-webhook-version")
_ELECTION = {
    "leaseDuration": "leader-elect-lease-duration",
    "renewDeadline": "leader-elect-renew-deadline",
    "retryPeriod": "leader-elect-retry-period",
    "resourceLock": "leader-elect-resource-lock",
}


def _written(episode: Episode, said: Said) -> str:
    """The flag without its dashes; empty where neither the message nor what is known tells it."""
    return said["flag"].lstrip("-") or _unnamed(episode, said)


def _unnamed(episode: Episode, said: Said) -> str:
    """The flag that a message means and does not name; empty where that is not known."""
    if "port value" in said.entry.text:
        return flag_with_value(episode, said["value"], "port") or "insecure-port"
    if variable := said["variable"] or said["named"]:
        return variable.lower().replace("_", "-")
    if url := said["listen"]:
        return _flag_with_part(episode, url, "listen-") or "listen-client-urls"
    if field := said["election"]:
        return _ELECTION.get(field, "")
    if field := said["logging"]:
        return _LOGGING.get(field, field)
    if said["audit"]:
        return said["audit"].replace(" ", "-")
    if limit := said["limit"]:
        ending = _LIMITS.get(limit, {}).get(said["part"]) or limit.lower().replace(" ", "-")
        return f"audit-{said['backend']}-{said['part']}-{ending}"
    if said["audit_version"]:
        return next((f for f in _AUDIT_VERSIONS if flag_of(episode, f) is not None), _AUDIT_VERSIONS[0])
    if option := said["option"]:
        return re.sub(r"(?<!^)(?=[A-Z])", "-", option).lower()
    return next((flag for group, flag in _NAMELESS.items() if said[group]), "")


def _flag_with_part(episode: Episode, part: str, beginning: str) -> str | None:
    flags = episode.container.flags if episode.container else ()
    return next((f.name for f in flags if f.name.startswith(beginning) and part in (f.value or "").split(",")), None)


RULES = (
    Rule(
        cause=Cause.INVALID_FLAG_VALUE,
        find=invalid_flag_value,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset(
            {
                Cause.UNKNOWN_FLAG,
                Cause.MISSING_REQUIRED_FLAG,
                Cause.FEATURE_GATE_REJECTED,
                Cause.UNKNOWN_ADMISSION_PLUGIN,
                Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG,
                Cause.AUTHENTICATION_CONFIG_INVALID,
                Cause.ENCRYPTION_CONFIG_INVALID,
                Cause.AUDIT_POLICY_INVALID,
                Cause.COMPONENT_CONFIG_INVALID,
            }
        ),
    ),
)
