"""The program refuses its own command line, or there is no such program: it ends before it has begun."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.causes.logs import COMMANDS_LAST, QUIET, Said, death_log, is_an_end, last_said, of_itself, starting_log
from whyrestart.causes.refusals import NO_RUNC
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import ContainerState, Source

# spf13/pflag says `unknown flag: --x` and `unknown shorthand flag: 'x' in -x`, Go's own flag package (etcd)
# `flag provided but not defined: -x`.
UNKNOWN_FLAG = (
    re.compile(r"unknown flag: (?P<flag>--?[\w.-]+)"),
    re.compile(r"flag provided but not defined: (?P<flag>-{1,2}[\w.-]+)"),
    re.compile(r"unknown shorthand flag: '.' in (?P<flag>-\w+)"),
)
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
    re.compile(r"(?<![\w.\]-])(?P<flag>[a-z][\w-]+): Invalid value: (?P<why>[^\n]*)"),
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
    re.compile(
        r"(?P<why>(?P<services>service IP family) \\?\"?(?P<value>[^\s\"\\]+)\\?\"? must match public address family [^\n]*)"
    ),
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
    # Names that cannot be resolved are no fault of the flag.
    re.compile(
        r"(?P<why>(?:error setting up (?P<cluster>initial cluster): (?:URL |empty URL|no valid URL|parse )|"
        r"(?P<members>initial cluster) \S+ has duplicate url)[^\n]*)"
    ),
    re.compile(r"(?P<why>(?:unknown|undefined) (?P<flag>auto-compaction-mode)(?: \"(?P<value>[^\"]*)\")?)"),
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
REQUIRED = (
    re.compile(
        r"(?P<flag>--[\w-]{1,80}+(?:(?:,? and |, )--[\w-]{1,80}+){0,20}+) (?:are|is a|is) required(?: flags?)?\b"
    ),
    re.compile(r"\b(?P<flag>[a-z]++(?:-[a-z]++){1,12}+) is a required flag"),
    re.compile(r"(?P<flag>--[\w-]{1,80}+) (?:must be (?:specified|set|provided)|required|is required)\b"),
    # etcd's embed.Config.Validate; 2.x writes its flags with one hyphen.
    re.compile(r"error verifying flags, (?P<flag>--?[\w-]{1,80}+) is required\b"),
    re.compile(r"required flag\(s\) \"(?P<flag>[\w-]+)\""),
    re.compile(r"TLS key/cert \((?P<flag>--cert-file, --key-file)\) must be provided"),
    re.compile(r"both (?P<flag>--discovery-token and --discovery-endpoints) must be set"),
    re.compile(r"setting \S+ requires (?P<flag>experimental(?:-[a-z]+){1,8}+)"),
    re.compile(r"\b[Nn]o (?P<flag>--[\w-]+) specified"),
    re.compile(r"Must specify (?P<flag>--[\w-]+) if"),
    # Messages that name the thing and not the flag.
    re.compile(r"authorization-mode (?P<mode>Webhook|ABAC)'s authorization (?:config|policy) file not passed"),
    re.compile(r"no (?P<cloud>\w+) cloud provider config file given"),
    # etcd listens with TLS and has no pair of files to do it with, or half of one (transport/listener.go).
    re.compile(r"cannot listen on TLS for (?:https://)?(?P<listener>\S+): KeyFile and CertFile are not presented"),
    re.compile(r"(?:Client)?KeyFile and (?:Client)?CertFile must both be present[^\n]*?(?P<half>/[^\s,\]]+)"),
    # The signers of the controller-manager have such pairs too (options/csrsigningcontroller.go).
    re.compile(
        r"\"(?P<signer>cluster-signing-[\w-]+)\": cannot specify (?:key without (?P<cert>cert)|cert without key)"
    ),
    re.compile(r"couldn't init admission plugin \\?\"(?P<plugin>[^\"\\]+)\\?\": no config specified"),
)
_WITHOUT = {"cloud": "cloud-config", "plugin": "admission-control-config-file"}
_REQUIRED_BY = {"Webhook": "authorization-webhook-config-file", "ABAC": "authorization-policy-file"}
GATE = (
    re.compile(r"unrecognized feature gate: (?P<gate>\w+)(?P<why>)"),
    re.compile(r"unrecognized key: (?P<gate>[A-Z]\w+)(?P<why>)"),
    # Gates that go together, and flags and APIs without which a gate makes no sense.
    re.compile(r"\b(?P<gate>[A-Z]\w*) is enabled, but (?P<why>depends on features that are disabled: [^\n]*)"),
    re.compile(r"feature gate (?P<gate>\w+) is enabled, but (?P<why>requires API resources that are not served[^\n]*)"),
    re.compile(r"the \\?\"(?P<gate>\w+)\\?\" feature gate (?P<why>can only be enabled if [^\n]*)"),
    re.compile(r"\b(?P<gate>[A-Z]\w*) feature (?P<why>requires \w+ feature(?: flag)? to be enabled)"),
    re.compile(r"if the (?P<gate>\w+) feature is enabled,(?P<why> the [^\n]* features? must also be enabled)"),
    re.compile(r"\b(?P<gate>[A-Z]\w*) feature is not enabled, but (?P<why>[^\n]* was (?:provided|passed))"),
    re.compile(r"set --feature-gates=(?P<gate>\w+)=true (?P<why>to use [^\n]*)"),
    re.compile(r"enabling (?P<gate>[A-Z]\w*) (?P<why>requires --runtime-conf[^\n]*)"),
    re.compile(r"cannot set feature gate (?P<gate>\w+) to (?P<value>\w+), (?P<why>feature is [\w ]+(?:\.\d+)?)"),
    re.compile(r"invalid value of (?P<gate>\w+)[:=] ?(?P<value>\S+)(?P<why>.*)"),
)
PLUGIN = (
    re.compile(
        r"(?P<flag>(?:enable-|disable-)?admission-(?:plugins|control)) plugin \\?\"(?P<plugin>[^\"\\]+)\\?\" is unknown"
    ),
    re.compile(r"(?:Unknown|unknown) admission plugin:? \\?\"?(?P<plugin>\w+)"),
    re.compile(r"[Cc]ouldn't init admission plugin \\?\"(?P<plugin>[^\"\\]+)\\?\": unknown"),
)
_NOT_FATAL = frozenset({"info", "warning", "debug"})
# runc's and crun's last words, in the container's own log, when they cannot hand over to the command (libcontainer,
# standard_init; libcrun, container.c), and those of the go-runner that some images begin with.
NO_HANDOVER = re.compile(
    r"^(?:standard_init_linux\.go:\d+: )?(?:exec (?:user process caused:? \"?|"
    r"(?:container process (?:\(missing dynamic library\?\) )?)?`?(?P<command>/[^\s`]+?)`?: )|"
    r"(?:[\d/]+ [\d:]+ )?starting command: (?:fork/)?exec:? \"?(?P<run>[^\s\"]+?)\"?: (?:stat [^\s:]+: )?)"
    r"(?P<why>exec format error|no such file or directory|permission denied|executable file not found in \$PATH)",
    re.IGNORECASE,
)
# A shell that should hand over to the command: bash, dash, busybox.
_SHELL = re.compile(
    r"^(?:/\S+/)?\w*sh: (?:line )?(?:\d+: )?(?:exec: )?(?P<command>[\w./-]+): (?:exec: )?"
    r"(?P<why>(?:command )?not found|No such file or directory|Permission denied|cannot execute[^\n]*)"
)
# A command executed in a container that runs: a probe's or a hook's, not the container's own.
_EXECUTED_INSIDE = re.compile(
    r"exec failed: |exec in container: |[Pp]robe (?:failed|errored|for)\b|[Ll]ifecycle hook|PostStart|PreStop"
)
# What the runtime itself executes beside the container's command.
_HELPERS = re.compile(r"(?:^|/)(?:apparmor_parser|runc|crun|conmon|containerd-shim[\w-]*|docker-init|iptables[\w-]*)$")
# What the runtime does for the container before it executes the command: mounts, profiles, its own init.
_BEFORE_THE_COMMAND = re.compile(r"mount|during container init|container init caused|apparmor|seccomp|cgroup|hook")
_NO_COMMAND = re.compile(
    r"exec: \\*\"(?P<command>[^\"\\]+)\\*\": (?P<why>executable file not found in \$PATH|stat [^:\"]*: no such file or directory|"
    r"permission denied|no such file or directory|is a directory|exec format error)"
    # crun's (libcrun, container.c).
    r"|executable file `(?P<crun>[^`]+)` (?P<missing>not found in \$PATH)|open executable: (?P<denied>[Pp]ermission denied)"
    r"|(?P<format>exec format error)|(?P<noexec>no such file or directory): unknown$"
)


def _flag_of(episode: Episode, written: str) -> Flag | None:
    return episode.container.flag(written.lstrip("-")) if episode.container and written else None


def _place(episode: Episode, flag: Flag | None) -> dict[str, str | int | None]:
    return {
        "file": episode.manifest.path if episode.manifest else None,
        "line": flag.line if flag else None,
    }


def unknown_flag(episode: Episode) -> Finding | None:
    """`unknown flag: --x`: the first or the last line before a usage text of hundreds."""
    said = last_said(starting_log(episode), *UNKNOWN_FLAG)
    if said is None:
        return None
    name = said["flag"].lstrip("-")
    flag = _flag_of(episode, name)
    return finding(
        Cause.UNKNOWN_FLAG,
        Confidence.PROVEN,
        f"{_program(episode)} does not know the flag --{name} and exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        flag=f"--{name}",
        place=_place(episode, flag),
    )


def _program(episode: Episode) -> str:
    version = episode.version
    return f"{episode.program} {version}" if version else episode.program


def _refusals(episode: Episode) -> Iterator[LogEntry]:
    """What may refuse a start: etcd alone calls that a warning, others warn of what they put up with."""
    quiet = QUIET if episode.program == "etcd" else QUIET | {Severity.WARNING}
    return (entry for entry in starting_log(episode) if entry.severity not in quiet)


def invalid_flag_value(episode: Episode) -> Finding | None:
    """A value is refused: by the flag's parser, or by the component's validation."""
    refusals = of_itself(episode, _refusals(episode))
    said = last_said(refusals, *INVALID_VALUE, where=lambda each: bool(each["stray"] or _written(episode, each)))
    said = said or last_said(death_log(episode), *LEADING, where=lambda each: not _OF_ONE_NODE.search(each.entry.text))
    if said is None:
        return _names_its_flag(episode)
    if said["stray"]:
        return _stray_word(episode, said)
    written = _written(episode, said)
    flag = _flag_of(episode, written)
    if not written and flag is None:
        return _names_its_flag(episode)
    value = said["value"] or (flag.value if flag else "")
    shown = f"--{written}={value}" if value else f"--{written}"
    why = said["why"].partition(" stacktrace=")[0] or "no value given"
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.PROVEN,
        f"{_program(episode)} refuses {shown}: {why}; it exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        flag=f"--{written}",
        value=value,
        why=why,
        place=_place(episode, flag),
    )


# A flag's name in a sentence: with its dashes or without, not a part of a path or of a longer word.
_A_FLAGS_NAME = re.compile(r"(?<![\w./:-])(?:--)?(?P<flag>[a-z][a-z0-9]*+(?:-[a-z0-9]++)++)(?![\w./:-])")
# What the system, a peer or the text of a file is to blame for, whatever flag is spoken of.
_NOT_OF_A_VALUE = re.compile(
    r"no such file|does not exist|permission denied|forbidden|Unauthorized|is a directory|deadline exceeded|connect: |connection refused|no such host|time(?:d )?out|"
    r"x509|tls: |address already in use|cannot assign|no space left|read-only|input/output|code = |CA bundle|PEM|does not contain|"
    r"decoding|yaml: |json: |config file|invalid configuration: |has been deprecated"
)
_COMPONENTS = frozenset({"kube-apiserver", "kube-controller-manager", "kube-scheduler", "cloud-controller-manager"})


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
    end = _last_word(episode) if episode.program in _COMPONENTS else None
    if end is None or not is_an_end(end) or _NOT_OF_A_VALUE.search(end.text):
        return None
    named = (_flag_of(episode, match["flag"]) for match in _A_FLAGS_NAME.finditer(end.text))
    flag = next((each for each in named if each is not None), None)
    if flag is None:
        return None
    why = _first_sentence(end.text)
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.LIKELY,
        f"{_program(episode)} refuses {flag}: {why}; it exits at once.",
        [from_log(episode, end), from_flag(episode, flag), from_last_end(episode)],
        flag=f"--{flag.name}",
        value=flag.value,
        why=why,
        place=_place(episode, flag),
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
        f"{_program(episode)} refuses its command line: {why}; it exits at once.",
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
        return _flag_with_value(episode, said["value"], "port") or "insecure-port"
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
        return next((f for f in _AUDIT_VERSIONS if _flag_of(episode, f) is not None), _AUDIT_VERSIONS[0])
    if option := said["option"]:
        return re.sub(r"(?<!^)(?=[A-Z])", "-", option).lower()
    return next((flag for group, flag in _NAMELESS.items() if said[group]), "")


def _flag_with_part(episode: Episode, part: str, beginning: str) -> str | None:
    flags = episode.container.flags if episode.container else ()
    return next((f.name for f in flags if f.name.startswith(beginning) and part in (f.value or "").split(",")), None)


def _flag_with_value(episode: Episode, value: str, ending: str) -> str | None:
    flags = episode.container.flags if episode.container else ()
    return next((flag.name for flag in reversed(flags) if flag.value == value and flag.name.endswith(ending)), None)


def missing_required_flag(episode: Episode) -> Finding | None:
    """A flag that this version insists on is not there."""
    said = last_said(_refusals(episode), *REQUIRED)
    if said is None:
        return None
    names = _untold(episode, said) or re.findall(
        r"(?<![a-z])[a-z]++(?:-[a-z]++)+", " ".join(_required(said.entry.text))
    )
    missing = [name for name in dict.fromkeys(names) if _flag_of(episode, name) is None] or list(dict.fromkeys(names))
    shown = " and ".join(f"--{name}" for name in missing)
    return finding(
        Cause.MISSING_REQUIRED_FLAG,
        Confidence.PROVEN,
        f"{_program(episode)} requires {shown}, which the manifest does not give; it exits at once.",
        [from_log(episode, said.entry), from_last_end(episode)],
        flag=", ".join(f"--{name}" for name in missing),
        place=_place(episode, None),
    )


def _untold(episode: Episode, said: Said) -> list[str]:
    """The required flags that a message means and does not name; none where it names them."""
    if by := _REQUIRED_BY.get(said["mode"]) or next((flag for group, flag in _WITHOUT.items() if said[group]), None):
        return [by]
    if address := said["listener"]:
        peers = episode.container.flag_value("listen-peer-urls") if episode.container else None
        return [f"{'peer-' if address in (peers or '') else ''}{kind}-file" for kind in ("cert", "key")]
    if path := said["half"]:
        given = _flag_with_value(episode, path, "-file") or "cert-file"
        return [given.replace("key-", "cert-") if "key-" in given else given.replace("cert-", "key-")]
    return [f"{said['signer']}-{said['cert'] or 'key'}-file"] if said["signer"] else []


def _required(text: str) -> list[str]:
    return [match["flag"] for pattern in REQUIRED if "flag" in pattern.groupindex for match in pattern.finditer(text)]


def feature_gate_rejected(episode: Episode) -> Finding | None:
    """A feature gate that this version does not know, no longer knows, or has locked."""
    # A gate that is merely warned of does not end the process: OpenShift's builds warn of many.
    said = last_said((e for e in starting_log(episode) if e.severity.value not in _NOT_FATAL), *GATE)
    if said is None:
        return None
    flag = _flag_of(episode, "feature-gates")
    why = said["why"].strip(" ,") or "unknown to this version"
    return finding(
        Cause.FEATURE_GATE_REJECTED,
        Confidence.PROVEN,
        f"{_program(episode)} rejects the feature gate {said['gate']} ({why}) and exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        gate=said["gate"],
        flag="--feature-gates",
        place=_place(episode, flag),
    )


def unknown_admission_plugin(episode: Episode) -> Finding | None:
    """An admission plugin that does not exist in this version."""
    said = last_said(starting_log(episode), *PLUGIN)
    if said is None:
        return None
    name = said["flag"] or "enable-admission-plugins"
    flag = _flag_of(episode, name) or _flag_of(episode, "admission-control")
    return finding(
        Cause.UNKNOWN_ADMISSION_PLUGIN,
        Confidence.PROVEN,
        f"{_program(episode)} has no admission plugin {said['plugin']}, which --{name} names; it exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        plugin=said["plugin"],
        flag=f"--{name}",
        place=_place(episode, flag),
    )


def _of_the_container(said: Said) -> bool:
    return not (NO_RUNC.search(said.entry.text) or _EXECUTED_INSIDE.search(said.entry.text))


def command_not_found(episode: Episode) -> Finding | None:
    """The runtime could not start the command: it is not in the image, or cannot be executed here."""
    ended = episode.last_ended
    message = " ".join([ended.message if ended else "", episode.waiting_message])
    match = None if NO_RUNC.search(message) else _NO_COMMAND.search(message)
    began = episode.current is not None and episode.current.state is ContainerState.RUNNING
    logged = None if match or began else last_said(episode.kubelet_log, _NO_COMMAND, where=_of_the_container)
    shells = (_SHELL,) if ended is not None and ended.exit_code in {126, 127} else ()
    handover = None if match else last_said(death_log(episode), NO_HANDOVER, *shells)
    found = match or (handover.match if handover else None) or (logged.match if logged else None)
    if found is None:
        return None
    if handover is None and not match and ended is not None and ended.exit_code not in {126, 127, 128, None}:
        return None
    groups = found.groupdict()
    named = groups.get("command") or groups.get("crun") or groups.get("run") or ""
    unnamed = groups.get("noexec") or groups.get("format")
    told = message if match else logged.entry.text if logged else ""
    if (unnamed and _BEFORE_THE_COMMAND.search(told)) or _HELPERS.search(named):
        return None
    words = episode.container.command if episode.container else ()
    command = named or (words[0].text if words else episode.program)
    why = groups.get("why") or groups.get("missing") or groups.get("denied") or unnamed
    # A shell is denied by a mode, a mount or a security module: it is there, and who forbids it is another's word.
    forbidden = handover is not None and handover.match.re is _SHELL and why == "Permission denied"
    return finding(
        Cause.COMMAND_NOT_FOUND,
        Confidence.POSSIBLE if forbidden else Confidence.PROVEN,
        f"The container's command {command} cannot be started ({why}); the image does not hold it, or not for this machine.",
        [
            from_last_end(episode),
            note("kubelet", f"waiting: {episode.waiting_reason}: {episode.waiting_message}")
            if episode.waiting_message
            else None,
            note("kubelet_log", f"kubelet: {logged.entry.text}", logged.entry.at) if logged else None,
            from_log(episode, handover.entry) if handover else None,
        ],
        command=command,
        image=episode.container.image if episode.container else None,
        why=why,
        file=episode.manifest.path if episode.manifest else None,
        line=words[0].line if words else None,
    )


LOGS = frozenset({Source.POD_LOGS})

RULES = (
    Rule(cause=Cause.UNKNOWN_FLAG, find=unknown_flag, needs=LOGS),
    Rule(cause=Cause.FEATURE_GATE_REJECTED, find=feature_gate_rejected, needs=LOGS),
    Rule(cause=Cause.UNKNOWN_ADMISSION_PLUGIN, find=unknown_admission_plugin, needs=LOGS),
    Rule(cause=Cause.MISSING_REQUIRED_FLAG, find=missing_required_flag, needs=LOGS),
    Rule(
        cause=Cause.INVALID_FLAG_VALUE,
        find=invalid_flag_value,
        needs=LOGS,
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
    Rule(cause=Cause.COMMAND_NOT_FOUND, find=command_not_found, needs=frozenset({Source.CRI})),
)
