"""The program refuses a flag, a gate or a plugin of its command line, or misses one: it ends before it has begun."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.causes.evidence.logs import (
    COMPONENTS,
    QUIET,
    Said,
    death_log,
    last_said,
    last_words,
    of_an_end,
    starting_log,
)
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import Source

# spf13/pflag says `unknown flag: --x` and `unknown shorthand flag: 'x' in -x`, Go's own flag package (etcd)
# `flag provided but not defined: -x`.
UNKNOWN_FLAG = (
    re.compile(r"unknown flag: (?P<flag>--?[\w.-]+)"),
    re.compile(r"flag provided but not defined: (?P<flag>-{1,2}[\w.-]+)"),
    re.compile(r"unknown shorthand flag: '.' in (?P<flag>-[\w-]+)"),
    # getopt's, with the name of the program before it: keepalived's.
    re.compile(r"^(?P<who>[\w-]{1,60}): unrecognized option '(?P<flag>--?[\w-]{1,80})"),
    re.compile(r"^(?P<who>[\w-]{1,60}): invalid option -- '(?P<letter>\w)'"),
)
REQUIRED = (
    re.compile(
        r"(?P<flag>--[\w-]{1,80}+(?:(?:,? and |, )--[\w-]{1,80}+){0,20}+) (?:are|is a|is) required(?: flags?)?\b"
    ),
    re.compile(r"\b(?P<flag>[a-z]++(?:-[a-z]++){1,12}+) is a required flag"),
    re.compile(r"(?P<flag>--[\w-]{1,80}+) (?:must be (?:specified|set|provided)|required|is required)\b"),
    re.compile(r"must be set with (?P<flag>--[\w-]{1,80}+)"),
    # etcd's embed.Config.Validate; 2.x writes its flags with one hyphen.
    re.compile(r"error verifying flags, (?P<flag>--?[\w-]{1,80}+) is required\b"),
    re.compile(r"required flag\(s\) \"(?P<flag>[\w-]+)\""),
    re.compile(r"TLS key/cert \((?P<flag>--cert-file, --key-file)\) must be provided"),
    re.compile(r"(?P<cluster>initial cluster) unset and no discovery URL found"),
    re.compile(r"both (?P<flag>--discovery-token and --discovery-endpoints) must be set"),
    re.compile(r"setting \S+ requires (?P<flag>experimental(?:-[a-z]+){1,8}+)"),
    # To 0.14 flags are told with one dash and with underscores (`No -portal_net specified`, cmd/kube-apiserver).
    re.compile(r"\b[Nn]o (?P<flag>--?[\w-]+) specified"),
    re.compile(r"Must specify (?P<flag>--[\w-]+) if"),
    # Messages that name the thing and not the flag.
    re.compile(r"authorization-mode (?P<mode>Webhook|ABAC)'s authorization (?:config|policy) file not passed"),
    re.compile(r"no (?P<cloud>\w+) cloud provider config file given"),
    re.compile(r"(?P<routes>RouteController): Must specify clusterCIDR"),
    # Later, and of the IPAM controller, what it finds wrong is the empty text (k8s.io/utils/net, ParseCIDRs).
    re.compile(r"(?P<routes>invalid CIDR)\[0\]: <nil> \(invalid CIDR address: \)"),
    # etcd listens with TLS and has no pair of files to do it with, or half of one (transport/listener.go).
    re.compile(r"cannot listen on TLS for (?:https://)?(?P<listener>\S+): KeyFile and CertFile are not presented"),
    re.compile(r"(?:Client)?KeyFile and (?:Client)?CertFile must both be present[^\n]*?(?P<half>/[^\s,\]]+)"),
    # The signers of the controller-manager have such pairs too (options/csrsigningcontroller.go).
    re.compile(
        r"\"(?P<signer>cluster-signing-[\w-]+)\": cannot specify (?:key without (?P<cert>cert)|cert without key)"
    ),
    re.compile(r"couldn't init admission plugin \\?\"(?P<plugin>[^\"\\]+)\\?\": no config specified"),
    # client-go's, of one that nothing tells where its apiserver is.
    re.compile(r"(?P<nowhere>no configuration has been provided, try setting KUBERNETES_MASTER)"),
    # An aggregated apiserver (k8s.io/apiserver, storage_decorator.go), which does not ask for the flag before: clientv3 says
    # so where its list of servers is empty, and of nothing else.
    re.compile(r"(?P<storage>Unable to create storage backend)\b[^\n]{0,600}?etcdclient: no available endpoints"),
)
_WITHOUT = {
    "cluster": "initial-cluster", "cloud": "cloud-config", "plugin": "admission-control-config-file",
    "routes": "cluster-cidr", "nowhere": "kubeconfig", "storage": "etcd-servers",
}  # fmt: skip
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
_PLUGIN_FLAGS = ("enable-admission-plugins", "disable-admission-plugins", "admission-control")
# etcdmain/etcd.go tells it so and exits.
_SAID_AS_NEWS = re.compile(r"--initial-cluster must include ")


def flag_of(episode: Episode, written: str) -> Flag | None:
    """The flag as the manifest or the unit gives it, by its name with or without dashes."""
    return episode.flag(written.lstrip("-")) if written else None


def written_since(episode: Episode) -> bool:
    """Whether the manifest was written after the newest end: then it may no longer hold what was refused."""
    edited = episode.manifest.modified_at if episode.manifest else None
    ended = episode.last_ended.finished_at if episode.last_ended else None
    return edited is not None and ended is not None and edited > ended


def tells_no_flags(episode: Episode) -> bool:
    """Whether nobody knows the flags that the newest end was with, so that its words alone must do."""
    return not episode.flags_known and not written_since(episode)


def _is_in_no_flag(episode: Episode, word: str, *names: str) -> bool:
    given = episode.flags
    return not any(word in (flag.value or "") for flag in given if flag.name.replace("_", "-") in names)


def place_of(episode: Episode, flag: Flag | None) -> dict[str, str | int | None]:
    """The manifest, or the unit's file, and the flag's line in it, as a finding names them."""
    return {
        "file": episode.manifest.path if episode.manifest else flag.file if flag else None,
        "line": flag.line if flag else None,
    }


def refusals(episode: Episode) -> Iterator[LogEntry]:
    """What may refuse a start: etcd alone calls that a warning (to 3.2 once news), others warn of what they put up with."""
    etcd = episode.program == "etcd"
    quiet = QUIET if etcd else QUIET | {Severity.WARNING}
    return (
        entry
        for entry in starting_log(episode)
        if entry.severity not in quiet or (etcd and _SAID_AS_NEWS.match(entry.message))
    )


def flag_with_value(episode: Episode, value: str, ending: str) -> str | None:
    """The last flag that has that value and a name that ends so."""
    return next(
        (flag.name for flag in reversed(episode.flags) if flag.value == value and flag.name.endswith(ending)), None
    )


# Go prints the path as it was given; what does not begin with a slash is a name relative to where it runs.
_ODD_PATH = re.compile(
    r"(?:open|stat|lstat|read) (?:(?P<quote>\\?[\"'])(?P<path>/[^\s:\"'\\]{1,500}+)(?P=quote)|(?P<blank>/[^\s:\"'\\]{1,500}+ {1,8})|"
    r"(?P<relative>[\w.][^\s:\"'\\]{0,300}+)): no such file or directory"
)


def odd_path(episode: Episode) -> tuple[Said, Flag | None, str] | None:
    """A path that was not found for how it is written, the flag (or variable) whose value it is, and what is odd in it.

    Quotes or a blank are part of it, or it does not say where to begin. The first two Go's words show by themselves.
    """
    said = last_said(of_an_end(episode, death_log(episode)), _ODD_PATH)
    if said is None:
        return None
    given = (episode.container.settings if episode.container is not None else ()) or episode.flags
    quote, groups = said["quote"][-1:], said.match.groupdict()
    if quote:
        flags = [flag for flag in given if f"{quote}{said['path']}{quote}" in (flag.value or "")]
        odd = "the quotes are part of the value"
    else:
        flags = [flag for flag in given if flag.value == (groups["blank"] or groups["relative"])]
        odd = "the blank at its end is part of the value" if groups["blank"] else "it is no whole path"
    if not flags and (
        given or episode.flags_known or groups["relative"] or episode.program not in {*COMPONENTS, "etcd"}
    ):
        return None
    return said, flags[-1] if flags else None, odd


def unknown_flag(episode: Episode) -> Finding | None:
    """`unknown flag: --x`: the first or the last line before a usage text of hundreds."""
    # A shell's tools have such words too, and their own name before them.
    mine = {"", episode.program}
    said = last_said(last_words(episode, starting_log(episode)), *UNKNOWN_FLAG, where=lambda said: said["who"] in mine)
    if said is None:
        return None
    name = said["flag"].lstrip("-") or said["letter"]
    flag = flag_of(episode, name)
    if flag is None and written_since(episode):
        return None
    # pflag reads a name after one dash letter by letter.
    short = "shorthand" in said.entry.text or not said["flag"]
    shown = (said["flag"] or f"-{name}") if short else f"--{name}"
    return finding(
        Cause.UNKNOWN_FLAG,
        Confidence.PROVEN,
        f"{program_of(episode)} does not know the flag {shown} and exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        flag=shown,
        place=place_of(episode, flag),
    )


def program_of(episode: Episode) -> str:
    """The program with its version, where that is known."""
    version = episode.version
    return f"{episode.program} {version}" if version else episode.program


def missing_required_flag(episode: Episode) -> Finding | None:
    """A flag that this version insists on is not there."""
    said = last_said(last_words(episode, refusals(episode)), *REQUIRED)
    if said is None or (said["nowhere"] and not _is_told_nothing(episode)):
        return None
    names = _untold(episode, said) or re.findall(
        r"(?<![a-z])[a-z]++(?:[-_][a-z]++)+", " ".join(_required(said.entry.text))
    )
    missing = [name for name in dict.fromkeys(names) if flag_of(episode, name) is None]
    if names and not missing and written_since(episode):
        return None
    missing = missing or list(dict.fromkeys(names))
    shown = " and ".join(f"--{name}" for name in missing)
    return finding(
        Cause.MISSING_REQUIRED_FLAG,
        Confidence.PROVEN,
        f"{program_of(episode)} requires {shown}, which {'its unit' if episode.ref is None else 'the manifest'} does not give; it exits at once.",
        [from_log(episode, said.entry), from_last_end(episode)],
        flag=", ".join(f"--{name}" for name in missing),
        place=place_of(episode, None),
    )


def _is_told_nothing(episode: Episode) -> bool:
    """Whether none of its flags, which are known, tells of the apiserver: what a flag names may be empty (an empty kubeconfig)."""
    told = any(flag_of(episode, name) for name in ("kubeconfig", "master", "config"))
    return episode.flags_known and "apiserver" not in episode.program and not told


def _untold(episode: Episode, said: Said) -> list[str]:
    """The required flags that a message means and does not name; none where it names them."""
    if by := _REQUIRED_BY.get(said["mode"]) or next((flag for group, flag in _WITHOUT.items() if said[group]), None):
        return [by]
    if address := said["listener"]:
        peers = episode.flag("listen-peer-urls")
        return [
            f"{'peer-' if peers is not None and address in (peers.value or '') else ''}{kind}-file"
            for kind in ("cert", "key")
        ]
    if path := said["half"]:
        given = flag_with_value(episode, path, "-file") or "cert-file"
        return [given.replace("key-", "cert-") if "key-" in given else given.replace("cert-", "key-")]
    return [f"{said['signer']}-{said['cert'] or 'key'}-file"] if said["signer"] else []


def _required(text: str) -> list[str]:
    return [match["flag"] for pattern in REQUIRED if "flag" in pattern.groupindex for match in pattern.finditer(text)]


def feature_gate_rejected(episode: Episode) -> Finding | None:
    """A feature gate that this version does not know, no longer knows, or has locked."""
    # A gate that is merely warned of does not end the process: OpenShift's builds warn of many.
    said = last_said(last_words(episode, refusals(episode)), *GATE)
    if said is None or (written_since(episode) and _is_in_no_flag(episode, said["gate"], "feature-gates")):
        return None
    flag = flag_of(episode, "feature-gates")
    why = said["why"].strip(" ,") or "unknown to this version"
    return finding(
        Cause.FEATURE_GATE_REJECTED,
        Confidence.PROVEN,
        f"{program_of(episode)} rejects the feature gate {said['gate']} ({why}) and exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        gate=said["gate"],
        flag="--feature-gates",
        place=place_of(episode, flag),
    )


def unknown_admission_plugin(episode: Episode) -> Finding | None:
    """An admission plugin that does not exist in this version."""
    said = last_said(last_words(episode, starting_log(episode)), *PLUGIN)
    if said is None or (written_since(episode) and _is_in_no_flag(episode, said["plugin"], *_PLUGIN_FLAGS)):
        return None
    name = said["flag"] or "enable-admission-plugins"
    flag = flag_of(episode, name) or flag_of(episode, "admission-control")
    return finding(
        Cause.UNKNOWN_ADMISSION_PLUGIN,
        Confidence.PROVEN,
        f"{program_of(episode)} has no admission plugin {said['plugin']}, which --{name} names; it exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        plugin=said["plugin"],
        flag=f"--{name}",
        place=place_of(episode, flag),
    )


LOGS = frozenset({Source.POD_LOGS})

RULES = (
    Rule(cause=Cause.UNKNOWN_FLAG, find=unknown_flag, needs=LOGS),
    Rule(cause=Cause.FEATURE_GATE_REJECTED, find=feature_gate_rejected, needs=LOGS),
    Rule(cause=Cause.UNKNOWN_ADMISSION_PLUGIN, find=unknown_admission_plugin, needs=LOGS),
    Rule(cause=Cause.MISSING_REQUIRED_FLAG, find=missing_required_flag, needs=LOGS),
)
