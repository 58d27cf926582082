"""What carries the kubelet ends by its own last words: k3s, RKE2, k0s and MicroK8s' kubelite.

They are asked of the kubelet's episode, whose end theirs is. Their journals mix the voices of all that they run: only
what they end with is read (episodes/kubelet.py), and only what is said in such a form counts here too, wherever it
stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from whyrestart.causes.command_line import UNKNOWN_FLAG
from whyrestart.causes.kubelet_words import OTHERS_END, carried, fatal_words, who
from whyrestart.causes.logs import Said, last_said
from whyrestart.causes.network import IN_USE
from whyrestart.causes.permissions import APPARMOR, AVC, AVC_NEAR
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.episodes import ONE_DEATH, RECENT
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import JournalLine, SocketsSeen, Source, UnitSeen


@dataclass(frozen=True, kw_only=True)
class _Word:
    """Words for a cause. `says` goes on after the program's name and takes the pattern's groups.

    `alone`: only of what is known to be a carrier, since a kubelet may say the same of itself.
    """

    cause: Cause
    pattern: re.Pattern[str]
    says: str
    confidence: Confidence = Confidence.PROVEN
    alone: bool = False


_PATH = r"(?P<path>/(?!(?:dev|proc|sys)/)[^\s:\"',\\]{1,500}+)"
# k3s and RKE2 unpack their programs below the data directory and hand over to them; what fails there bears no path
# (cmd/k3s/main.go). A mount without exec says the same of a program as a mode does.
DENIED = re.compile(
    rf"(?:(?P<call>open|stat|mkdir|unlinkat|rename|chmod|chown|symlink|exec|fork/exec|listen unix) )?{_PATH}(?: failed)?: "
    r"(?:bind: )?(?P<why>permission denied)|(?P<unpacked>extracting data): (?P<why2>permission denied)"
    # Up to 1.27 all that it says where it may not execute what it unpacked.
    r"|^(?P<bare>permission denied)$"
)
_WORDS = (
    # ---- command line: urfave's cli, cobra's, and the programs' own checks (pkg/cli/server, pkg/cli/agent, k0s' cmd) ------
    *(
        _Word(cause=Cause.UNKNOWN_FLAG, pattern=pattern, says="does not know the flag {flag}", alone=number != 1)
        for number, pattern in enumerate(UNKNOWN_FLAG)
    ),
    _Word(
        cause=Cause.MISSING_REQUIRED_FLAG,
        pattern=re.compile(r"invalid flag use; (?P<flag>--[\w-]{1,80}+) (?:is )?required (?P<why>with --[\w-]{1,80}+)"),
        says="misses the flag {flag}, which is required {why}",
    ),
    _Word(
        cause=Cause.MISSING_REQUIRED_FLAG,
        pattern=re.compile(
            r"(?:^|: )(?P<flag>--(?:server|token)|(?:K3S|RKE2)_TOKEN) is required(?P<why> to join a cluster)?"
        ),
        says="misses {flag}, which is required{why}",
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        # Several servers of one cluster (pkg/cluster/bootstrap.go): which setting it is stands in the lines before.
        pattern=re.compile(r"(?P<why>critical configuration value mismatch(?: between servers)?)"),
        says="has settings other than those of the server that it joins: {why}",
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>(?:(?<=: )|^)(?P<flag>cluster-cidr|service-cidr|node-ip): [^\n]{0,300}? must share the same IP version|"
            r"invalid (?P<flag2>cluster-cidr|service-cidr|cluster-dns|port range)\b[^\n]{0,300}|"
            r"(?:IPv6 dual-stack|dual-stack) (?:cluster|service)-cidr[^\n]{0,300})"
        ),
        says="refuses its addresses: {why}",
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>invalid token (?:format|CA hash length)|failed to normalize (?:server |agent )?token[^\n]{0,200}|"
            r"you can only pass one token argument|(?<=: )failed to decode (?:join )?token[^\n]{0,200})"
        ),
        says="refuses the token that it is given: {why}",
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>only https:// URLs are supported, invalid scheme: (?P<value>\S*)|[Ii]nvalid server url, failed to parse)"
        ),
        says="refuses --server: {why}",
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(r"invalid value provided for (?P<flag>--[\w-]{1,80}+)(?: flag)?(?P<why>[^\n]{0,300})"),
        says="refuses {flag}{why}",
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>(?:cluster-reset was successfully performed|membership was previously reset), please remove the "
            r"(?P<flag>(?:--)?cluster-reset) flag|"
            r"cannot perform (?P<flag2>cluster-reset) while server URL is set|"
            r"invalid flag use; [^\n]{1,300})"
        ),
        says="refuses its command line: {why}",
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>(?:[Tt]he )?(?:flannel )?(?:backend )?'?(?P<value>wireguard|ipsec)'? (?:flannel )?backend (?:was|is|has been) "
            r"(?:deprecated|removed)[^\n]{0,200})"
        ),
        says="refuses --flannel-backend={value}: {why}",
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        # Go's own flags, which urfave's are: one dash.
        pattern=re.compile(
            r"(?:invalid (?:boolean )?value \"?(?P<value>[^\"\n]{0,200}?)\"? for (?:flag )?|(?P<why>flag needs an argument): )"
            r"(?P<flag>-{1,2}[\w-]{1,80}+)(?:: (?P<why2>[^\n]{0,300}))?"
        ),
        says="refuses {flag} {value}: {why}",
        alone=True,
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(r"\b(?P<value>[\w.-]{1,40}) (?P<why>profile is deprecated)\. Please use '"),
        says="refuses --profile={value}: {why}",
    ),
    _Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(r"(?P<why>(?:route ip\+net: )?no such network interface|Link not found)\s*$"),
        says="is told to use an interface (--flannel-iface) that is not there: {why}",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
    # ---- the node's settings -----------------------------------------------------------------------------------------------
    _Word(
        cause=Cause.NODE_ADDRESS_MISSING,
        pattern=re.compile(
            r"(?:unable to|failed to|couldn't|could not) find (?:the |an )?interface (?:with|for) (?:the )?(?:specified )?(?:node )?"
            r"(?:ip|address)\b:?(?: (?P<address>[\d.]+|[\da-f:]*:[\da-f:]+))?"
        ),
        says="finds no interface that has the node's address {address}",
    ),
    _Word(
        cause=Cause.NODE_ADDRESS_MISSING,
        pattern=re.compile(
            r"listen (?:tcp|udp)[46]? \[?(?P<address>[\da-f.:]{2,45}?)\]?:(?P<port>\d+): bind: cannot assign requested address"
        ),
        says="cannot listen on {address}, which no interface of this node has",
    ),
    # ---- its own configuration (k0s' config, k3s' configfilearg and registries) ------------------------------------------
    _Word(
        cause=Cause.COMPONENT_CONFIG_INVALID,
        pattern=re.compile(
            r"(?:failed to (?:load node config|parse config|load config|read config file)|invalid node config|"
            r"config is not a valid k0s config|invalid storage type)(?: at)?[ :]\"?(?P<path>/[^\s:\"',\\]{1,500}+)?(?P<why>[^\n]{0,400})"
        ),
        says="refuses its configuration {path}: {why}",
    ),
    _Word(
        cause=Cause.COMPONENT_CONFIG_INVALID,
        # A file that k3s and RKE2 turn into flags before anything else: its trouble is all that they say.
        pattern=re.compile(
            r"^(?:Error: )?(?P<why>(?:error converting YAML to JSON: )?yaml: (?:line \d|unmarshal)[^\n]*)"
        ),
        says="refuses its configuration: {why}",
        confidence=Confidence.LIKELY,
    ),
    _Word(
        cause=Cause.COMPONENT_CONFIG_INVALID,
        # kubelet's credentialprovider/plugin: the file of --image-credential-provider-config.
        pattern=re.compile(
            r"CRI auth plugins[^\n]{0,80}?(?:(?:read|decode|validate|load) credential provider config|CredentialProviderConfig|strict decoding)"
            r"[^\n]{0,40}?(?P<path>/[^\s:\"',\\]{1,500}+)?(?!.*no such file)(?P<why>[^\n]{0,400})"
        ),
        says="refuses the configuration of its credential providers {path}: {why}",
    ),
    # ---- etcd and the datastore --------------------------------------------------------------------------------------------
    _Word(
        cause=Cause.ETCD_MEMBERSHIP_MISMATCH,
        pattern=re.compile(
            r"(?P<why>this server is an? not a member of the etcd cluster|this server is a not a member of the etcd cluster|"
            r"duplicate node names?(?: found)?|[Pp]eer URLs already exists|member has been permanently removed)"
        ),
        says="is not the member of etcd's cluster that it would be: {why}",
    ),
    _Word(
        cause=Cause.ETCD_UNREACHABLE,
        pattern=re.compile(
            r"(?:ETCD join failed|joining etcd cluster|failed to join etcd cluster)(?P<why>: [^\n]{0,300}?(?:context deadline exceeded|"
            r"no available endpoints|connection refused|no route to host|i/o timeout))"
        ),
        says="cannot reach the etcd that it is to join{why}",
        confidence=Confidence.LIKELY,
    ),
    _Word(
        cause=Cause.ETCD_UNREACHABLE,
        # The storage is what an apiserver waits for before it gives up so.
        pattern=re.compile(r"\b(?i:api ?server) exited:? (?P<why>context deadline exceeded)\s*$"),
        says="ends, for its apiserver waited in vain for the datastore: {why}",
        confidence=Confidence.LIKELY,
    ),
    _Word(
        cause=Cause.ETCD_UNREACHABLE,
        pattern=re.compile(r"failed to reconcile with local datastore: (?P<why>context deadline exceeded)"),
        says="ends, for etcd on this node does not answer: {why}",
        confidence=Confidence.LIKELY,
    ),
    _Word(
        cause=Cause.LEADER_ELECTION_LOST,
        pattern=re.compile(r"(?P<why>leader ?election lost)", re.IGNORECASE),
        says="ends by design, for one of its controllers could not renew its lease in time: {why}",
    ),
    # ---- other servers and their certificates --------------------------------------------------------------------------
    _Word(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        pattern=re.compile(r"(?P<why>token CA hash does not match the Cluster CA certificate hash)"),
        says="is given a token of another cluster, or of the time before its CA was made anew: {why}",
    ),
    _Word(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        pattern=re.compile(
            r"(?:CA cert validation failed|cannot create certificate signing request)[^\n]{0,400}?(?P<why>certificate signed by unknown authority)"
        ),
        says="does not trust the apiserver's certificate: {why}",
    ),
    _Word(
        cause=Cause.CLOCK_SKEW,
        pattern=re.compile(
            r"certificate has expired or is not yet valid: (?P<why>current time (?P<now>\S{1,40}) is before (?P<from>\S{1,40}))"
        ),
        says="finds a certificate not yet valid: {why}; a clock is wrong",
    ),
    _Word(
        cause=Cause.SERVING_CERTIFICATE_EXPIRED,
        pattern=re.compile(
            r"(?:failed to get CA certs|CA cert validation failed|cannot create certificate signing request)[^\n]{0,400}?"
            r"certificate has expired or is not yet valid: (?P<why>current time \S{1,40} is after \S{1,40})"
        ),
        says="finds the apiserver's certificate expired: {why}",
        confidence=Confidence.LIKELY,
    ),
    _Word(
        cause=Cause.APISERVER_UNREACHABLE,
        pattern=re.compile(
            r"(?:failed to get CA certs|cannot create certificate signing request|failed to (?:join controller|get kubelet config|synchronize etcd config))"
            r"[^\n]{0,300}?(?P<why>(?:dial tcp \S{1,100}: )?(?:connect: )?(?:connection refused|no route to host|i/o timeout|no such host|"
            # Of its own balancer, which closes where it reaches no server.
            r"network is unreachable)|context deadline exceeded|connection reset by peer|: EOF\b|TLS handshake timeout)"
        ),
        says="cannot reach the apiserver that it needs to start: {why}",
        confidence=Confidence.LIKELY,
    ),
    _Word(
        cause=Cause.IMAGE_UNAVAILABLE,
        # RKE2 takes its own programs out of an image (pkg/bootstrap).
        pattern=re.compile(
            r"failed to (?:get|pull|find|load) (?:the )?runtime image (?P<image>[\w./:@-]{1,300}?):? (?P<why>(?!from)[^\n]{1,400})"
        ),
        says="cannot get the image {image}, which holds its programs: {why}",
        confidence=Confidence.LIKELY,
    ),
    # ---- the runtime that they bring -----------------------------------------------------------------------------------------
    _Word(
        cause=Cause.CRI_PLUGIN_DISABLED,
        pattern=re.compile(
            r"failed to setup containerd config[^\n]{0,300}?(?:in \\?\"(?P<file>/[^\"\\\n]{1,300})\\?\": (?P<why>[^\n]{1,300})|$)"
        ),
        says="cannot make its containerd's configuration {file}: {why}",
    ),
    _Word(
        cause=Cause.RUNTIME_UNAVAILABLE,
        pattern=re.compile(
            r"(?P<why>(?<!failed to start networking: )(?:containerd exited|failed to start container runtime|failed to start containerd|"
            r"snapshotter cannot be enabled|temporary containerd process exited unexpectedly|failed to dial \\?\"?(?P<socket>/\S{1,200}containerd\.sock))[^\n]{0,300})"
        ),
        says="cannot start the container runtime that it brings: {why}",
    ),
    # ---- the node --------------------------------------------------------------------------------------------------------------
    _Word(
        cause=Cause.DISK_FULL,
        pattern=re.compile(r"(?P<why>database or disk is full)"),
        says="could not write its datastore: {why}",
    ),
    _Word(
        cause=Cause.FILESYSTEM_DAMAGED,
        # SQLite's word for what read or write answered it.
        pattern=re.compile(r"(?P<why>disk I/O error)"),
        says="cannot read or write its datastore: {why}",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
    _Word(
        cause=Cause.FILE_MISSING,
        pattern=re.compile(rf"snapshot path does not exist: {_PATH}"),
        says="is to restore {path}, which does not exist",
    ),
    _Word(
        cause=Cause.FILE_MISSING,
        pattern=re.compile(rf"(?:open|stat|lstat|read) {_PATH}: no such file or directory"),
        says="needs {path}, which does not exist",
        alone=True,
    ),
    _Word(
        cause=Cause.FILE_PERMISSION_DENIED,
        pattern=DENIED,
        says="may not {call} {path}: {why}; it is not run as root, or the file system or a security module keeps it out",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
)
_KERNEL = re.compile(
    r"invalid kernel parameter value (?P<sysctl>[\w./]{1,100}+)=(?P<actual>\S{0,40}) - expected (?P<expected>-?\d+)"
)


# The last are said again and again by one that waits for another server, and never comes to its own start.
_LAST = re.compile(
    # What a controller within the same process ends with, and the kubelet never.
    r"[Ee]rror: |command failed|leaderelection lost$|"
    # A server that has not started waits for itself; not so for long, where its own certificate has expired.
    r"[^\n]{0,200}?CA cert validation failed[^\n]{0,300}?certificate has expired or is not yet valid: current time \S{1,40} is after|"
    r"Failed to validate connection to cluster at (?!https?://(?:127\.0\.0\.1|localhost|\[::1\])\b)|"
    r"Failed to (?:run kubelet|listen and serve|register CRI auth plugins)"
)


def _ends(episode: Episode) -> list[LogEntry]:
    """The last words in the forms in which these programs, and the kubelet, end."""
    words = fatal_words(episode)
    ends = [at for at, entry in enumerate(words) if entry.severity is Severity.FATAL or _LAST.match(entry.message)]
    last = words[ends[-1]].at if ends else None
    # What an earlier life ended with is no matter of the last one.
    return [_whole(words, at) for at in ends if last is None or _with_it(words[at], last)]


def _with_it(entry: LogEntry, last: datetime) -> bool:
    return entry.at is None or last - entry.at <= ONE_DEATH


def _whole(words: tuple[LogEntry, ...], at: int) -> LogEntry:
    """A last word with the line that it goes on in, where it breaks off before one (k0s joins several errors so)."""
    entry = words[at]
    goes_on = entry.text.endswith(":") and at + 1 < len(words) and words[at + 1].severity is Severity.PLAIN
    if not goes_on:
        return entry
    text = f"{entry.text} {words[at + 1].text}"
    return LogEntry(
        text=text, message=text, severity=entry.severity, at=entry.at, origin=entry.origin, raw=f"{entry.raw} {text}"
    )


def _by_words(episode: Episode, cause: Cause) -> Finding | None:
    """The last of its last words that is one of this cause's."""
    words = [word for word in _WORDS if word.cause is cause and (not word.alone or _is_ones_own(episode))]
    said = [(each, word) for word in words if (each := last_said(_ends(episode), word.pattern)) is not None]
    if not said:
        return None
    last, word = said[-1]
    return _told(episode, last, word)


def _is_ones_own(episode: Episode) -> bool:
    """Whether a carrier, or one of its components, is known to have ended."""
    ends = _ends(episode)
    return carried(episode) or (bool(ends) and OTHERS_END.search(ends[-1].text) is not None)


def _told(episode: Episode, said: Said, word: _Word) -> Finding | None:
    groups = {name: value or "" for name, value in said.match.groupdict().items()}
    if word.cause is Cause.UNKNOWN_FLAG and re.search("kubelet", said.entry.text, re.IGNORECASE):
        return None
    own = carried(episode) or _KUBELETS.search(said.entry.text) is not None
    whose = who(episode) if own else "What carries the kubelet"
    groups["flag"] = groups.get("flag") or groups.pop("flag2", "")
    groups["why"] = groups.get("why") or groups.pop("why2", "")
    if word.cause is Cause.FILE_PERMISSION_DENIED:
        groups |= _of_its_data(groups)
    detail: dict[str, str | int | None] = {
        name: value.strip(" :") for name, value in groups.items() if name in _DETAILS and value
    }
    # Of what words without a path are about, the kernel alone tells whether it was a security module.
    unsure = bool(groups.get("bare")) and not any(
        line.source is Source.KERNEL_LOG for line in episode.node.all(JournalLine)
    )
    return finding(
        word.cause,
        Confidence.POSSIBLE if unsure else word.confidence,
        f"{whose} {_sentence(word.says.format_map(groups))}.",
        [from_kubelet(said.entry)],
        place=detail,
    )


def _of_its_data(groups: dict[str, str]) -> dict[str, str]:
    unpacks = bool(groups["unpacked"])
    call = "unpack its programs into" if unpacks else groups["call"] or "use"
    if groups["bare"]:
        return {"call": "execute", "path": "what it unpacked into its data directory", "why": groups["bare"]}
    return {
        "call": "execute" if call.endswith("exec") else "listen on" if call == "listen unix" else call,
        "path": "its data directory" if unpacks else groups["path"],
    }


def _sentence(text: str) -> str:
    """Without the gaps that groups leave which took nothing."""
    return re.sub(r" :(?= |$)|(?<=\w):: ?", ":", " ".join(text.split())).rstrip(" :.")


_KUBELETS = re.compile(r"[Kk]ubelet|certificate signing request|listen and serve")
_DETAILS = frozenset({"image", "flag", "value", "why", "path", "file", "address", "port", "socket"})


def kernel_defaults(episode: Episode) -> Finding | None:
    """RKE2 with a CIS profile compares the same settings as the kubelet, before it starts one (pkg/rke2/rke2_linux.go)."""
    said = last_said(_ends(episode), _KERNEL)
    if said is None:
        return None
    wrong = [(m["sysctl"].replace("/", "."), m["expected"], m["actual"]) for m in _KERNEL.finditer(said.entry.text)]
    shown = ", ".join(f"{name} is {actual}, not {expected}" for name, expected, actual in wrong)
    return finding(
        Cause.KUBELET_KERNEL_DEFAULTS,
        Confidence.PROVEN,
        f"{who(episode)} demands the kernel's settings that the kubelet wants, and they differ: {shown}; it exits at once.",
        [from_kubelet(said.entry)],
        sysctls=" ".join(f"{name}={expected}" for name, expected, _ in wrong),
    )


# What the carriers' processes are called in the kernel's words.
_COMM = re.compile(r"(?:k3s|rke2|k0s|kubelite|containerd)\b")


def security_module_denied(episode: Episode) -> Finding | None:
    """It ends because it may not do something, and the kernel says that a security module forbade it that."""
    said = last_said(_ends(episode), DENIED) if carried(episode) else None
    leaf = said["path"].rstrip("/").rpartition("/")[2] if said is not None else ""
    for line in reversed(episode.node.all(JournalLine)):
        match = (AVC.search(line.message) or APPARMOR.search(line.message)) if said is not None else None
        if said is None or match is None or "permissive=1" in line.message or not _COMM.match(match["comm"] or ""):
            continue
        # Of what is unpacked the words name no path.
        near = said.entry.at is not None and abs(line.at - said.entry.at) <= AVC_NEAR
        if not near or (leaf and (match["path"] or "").rstrip("/").rpartition("/")[2] != leaf):
            continue
        module = "AppArmor" if "apparmor" in line.message else "SELinux"
        return finding(
            Cause.SECURITY_MODULE_DENIED,
            Confidence.PROVEN,
            f"{module} denies {who(episode)} access to {said['path'] or match['path'] or 'its data directory'}; it exits at once.",
            [from_kubelet(said.entry), note("kernel_log", line.message, line.at)],
            path=said["path"] or "/var/lib/rancher",
            module=module,
            operation=match["what"].strip(),
        )
    return None


# systemd's, of whatever it was in the unit; none of these units has a limit of its own.
_OOM = re.compile(r"killed by the OOM killer|Failed with result 'oom-kill'")


def node_out_of_memory(episode: Episode) -> Finding | None:
    """The service manager says that the kernel chose it, or what it started, for want of memory."""
    lately = (entry for entry in episode.journal if entry.at is None or episode.at - entry.at <= RECENT)
    said = last_said((entry for entry in lately if entry.origin == "systemd"), _OOM) if carried(episode) else None
    if said is None or episode.state is State.HEALTHY or _ends(episode):
        return None
    return finding(
        Cause.NODE_OUT_OF_MEMORY,
        Confidence.LIKELY,
        f"{who(episode)} was killed for want of memory on the node.",
        [note("journal", said.entry.text, said.entry.at)],
    )


# Nothing else listens there: k3s' apiserver behind its supervisor, which is the agents' balancer too, and RKE2's supervisor.
_OWN_PORTS = frozenset({6444, 9345})


def port_held_by_another(episode: Episode) -> Finding | None:
    """Another carrier runs on the node, or the port is none that anything but such a one uses."""
    said = last_said(_ends(episode), IN_USE) if carried(episode) else None
    if said is None or episode.node.last(SocketsSeen) is not None:
        return None
    units = episode.node.newest(UnitSeen)
    mine = episode.unit.unit if episode.unit is not None else ""
    runs = next((n for n in CARRIERS if n != mine and n in units and units[n].active_state == "active"), "")
    if not runs and int(said["port"]) not in _OWN_PORTS:
        return None
    holder = f"{runs}, which runs on this node too," if runs else "another one of its kind"
    return finding(
        Cause.PORT_HELD_BY_PREVIOUS_INSTANCE,
        Confidence.LIKELY,
        f"{who(episode)} cannot listen on port {said['port']}: {holder} holds it; it exits at once.",
        [from_kubelet(said.entry), note("units", f"{runs} is active") if runs else None],
        port=int(said["port"]),
        holder=runs.removesuffix(".service") or None,
    )


def _find(cause: Cause) -> Callable[[Episode], Finding | None]:
    return partial(_by_words, cause=cause)


_LOG = frozenset({Source.KUBELET_LOG})
# Where its own configuration is refused, the kubelet's is not; a missing file may be a consequence of neither.
_YIELDS = {
    Cause.UNKNOWN_FLAG: frozenset({Cause.KUBELET_UNKNOWN_FLAG}),
    Cause.COMPONENT_CONFIG_INVALID: frozenset({Cause.KUBELET_CONFIG_INVALID}),
    Cause.FILE_PERMISSION_DENIED: frozenset({Cause.SECURITY_MODULE_DENIED}),
    Cause.RUNTIME_UNAVAILABLE: frozenset({Cause.DISK_FULL, Cause.FILESYSTEM_DAMAGED, Cause.CRI_PLUGIN_DISABLED}),
    Cause.APISERVER_UNREACHABLE: frozenset({Cause.KUBELET_BOOTSTRAP_DEADLOCK}),
}

RULES = (
    Rule(cause=Cause.NODE_OUT_OF_MEMORY, find=node_out_of_memory, applies=about_kubelet, needs=_LOG),
    Rule(
        cause=Cause.PORT_HELD_BY_PREVIOUS_INSTANCE,
        find=port_held_by_another,
        applies=about_kubelet,
        needs=_LOG,
        settles="`ss -ltnp` tells who holds the port",
    ),
    Rule(
        cause=Cause.SECURITY_MODULE_DENIED,
        find=security_module_denied,
        applies=about_kubelet,
        needs=_LOG | {Source.KERNEL_LOG},
        settles="`ausearch -m avc -ts recent`, and `ls -lZ` of the path",
    ),
    Rule(cause=Cause.KUBELET_KERNEL_DEFAULTS, find=kernel_defaults, applies=about_kubelet, needs=_LOG),
    *(
        Rule(
            cause=cause,
            find=_find(cause),
            applies=about_kubelet,
            needs=_LOG,
            yields_to=_YIELDS.get(cause, frozenset()),
        )
        for cause in dict.fromkeys(word.cause for word in _WORDS)
    ),
)
