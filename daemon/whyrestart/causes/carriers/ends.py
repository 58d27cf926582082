"""What carries the kubelet ends by its own last words: k3s, RKE2, k0s and MicroK8s' kubelite.

They are asked of the kubelet's episode, whose end theirs is. Their journals mix the voices of all that they run: only
what they end with is read (episodes/kubelet.py), and only what is said in such a form counts here too, wherever it
stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from whyrestart.causes.carriers.settings_words import Word
from whyrestart.causes.carriers.within import etcds_client_met
from whyrestart.causes.carriers.words import DENIED, WORDS
from whyrestart.causes.evidence.expiry import CLOCKS_DIFFER
from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.evidence.security_words import APPARMOR, AVC, AVC_NEAR
from whyrestart.causes.kubelet.words import OTHERS_END, carried, carrier, fatal_words, is_said_by_kubelet, who
from whyrestart.causes.network.ports import IN_USE
from whyrestart.causes.once import once
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.episodes import OF_KUBELET, ONE_DEATH, RECENT
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import JournalLine, SocketsSeen, Source, UnitSeen
from whyrestart.parsing.kernel_words import limit_of
from whyrestart.parsing.runtime_values import moment

_KERNEL = re.compile(
    r"invalid kernel parameter value (?P<sysctl>[\w./]{1,100}+)=(?P<actual>\S{0,40}) - expected (?P<expected>-?\d+)"
)
# The last are said again and again by one that waits for another server, and never comes to its own start.
_LAST = re.compile(
    # What a controller within the same process ends with, and the kubelet never.
    r"[Ee]rror: |command failed|[Ll]eaderelection lost$|lost lease$|"
    # A server that has not started waits for itself; not so for long, where its own certificate has expired.
    r"[^\n]{0,200}?CA cert validation failed[^\n]{0,300}?certificate has expired or is not yet valid: current time \S{1,40} is after|"
    r"token (?:CA hash )?does not match the |"
    r"Failed to validate connection to cluster at (?!https?://(?:127\.0\.0\.1|localhost|\[::1\])\b)|"
    r"Failed to (?:run kubelet|listen and serve|register CRI auth plugins)"
)
_KUBELETS = re.compile(r"[Kk]ubelet|certificate signing request|listen and serve")
# What it lacks of these may be what it lacks for another reason, which its own rules know.
_KUBELETS_FILES = re.compile(r"bootstrap kubeconfig|kubelet config file", re.IGNORECASE)
# Somebody is there, and they do not come to terms: that is no etcd's that cannot be reached.
_OF_TLS = re.compile(r"x509: |\btls: ")
_DETAILS = frozenset({"image", "flag", "value", "why", "path", "file", "address", "port", "socket", "webhook"})


@once
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
    ends = _ends(episode)
    own = _is_ones_own(episode, ends)
    words = [word for word in WORDS if word.cause is cause]
    its_own = [entry for entry in ends if not _is_kubelets(entry)]
    said = [
        (each, word)
        for word in words
        if (own or not word.alone) and (each := last_said(its_own if word.alone else ends, word.pattern)) is not None
    ]
    if not said:
        return None
    last, word = said[-1]
    return _told(episode, last, word)


def _is_kubelets(entry: LogEntry) -> bool:
    """Whether a child said so that is the kubelet: of what any kubelet may say of itself its own rules judge."""
    return OF_KUBELET.search(entry.raw) is not None


def _is_ones_own(episode: Episode, ends: list[LogEntry]) -> bool:
    """Whether a carrier, or one of its components, is known to have ended."""
    return carried(episode) or (bool(ends) and OTHERS_END.search(ends[-1].text) is not None)


def _told(episode: Episode, said: Said, word: Word) -> Finding | None:
    groups = {name: value or "" for name, value in said.match.groupdict().items()}
    if word.cause is Cause.UNKNOWN_FLAG and is_said_by_kubelet(said.entry):
        return None
    if word.cause is Cause.FILE_MISSING and _KUBELETS_FILES.search(said.entry.text):
        return None
    if word.cause is Cause.ETCD_UNREACHABLE and etcds_client_met(episode, _OF_TLS):
        return None
    its = is_said_by_kubelet(said.entry) and word.cause is not Cause.LEADER_ELECTION_LOST
    own = carried(episode) or its or _KUBELETS.search(said.entry.text) is not None
    if word.cause is Cause.CLOCK_SKEW and _only_a_little(groups):
        return None
    whose = who(episode) if own else "What carries the kubelet"
    groups["flag"] = groups.get("flag") or groups.pop("flag2", "")
    groups["why"] = groups.get("why") or groups.pop("why2", "")
    groups["path"] = groups.get("path") or groups.pop("path2", "")
    groups["value"] = groups.get("value") or groups.pop("value2", "")
    if word.cause is Cause.FILE_PERMISSION_DENIED:
        groups |= _of_its_data(groups)
    detail: dict[str, str | int | None] = {
        name: " ".join(value.split()).strip(" :") for name, value in groups.items() if name in _DETAILS and value
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


def _only_a_little(groups: dict[str, str]) -> bool:
    """Clocks differ a little: such a certificate is valid at the next start."""
    now, valid = moment(groups.get("now", "")), moment(groups.get("from", "").rstrip("\"'\\"))
    return now is not None and valid is not None and valid - now <= CLOCKS_DIFFER


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
# Of a kubelet in a unit of its own, whose children may be killed and leave it alone; and how it ended, whoever it is.
_UNITS_END = re.compile(r"Failed with result 'oom-kill'")
_RESULT = re.compile(r"Failed with result '")
_ENDS_WITHIN = timedelta(minutes=1)
# The kernel's, where a limit of the group was reached.
_OF_A_GROUP = re.compile(r"CONSTRAINT_MEMCG|Memory cgroup out of memory")


def node_out_of_memory(episode: Episode) -> Finding | None:
    """The service manager says that the kernel chose it, or what it started, for want of memory."""
    if episode.state is State.HEALTHY:
        return None
    alone = not carried(episode)
    lately = tuple(
        e for e in episode.journal if e.origin == "systemd" and (e.at is None or episode.at - e.at <= RECENT)
    )
    said = last_said(lately, _UNITS_END if alone else _OOM)
    if said is None or _ends(episode):
        return None
    # It may have ended again since, of something else; of a child that was killed it ends a moment later.
    newest, at = last_said(lately, _RESULT), said.entry.at
    again = (
        newest is not None and at is not None and newest.entry.at is not None and newest.entry.at - at > _ENDS_WITHIN
    )
    if again and newest is not None and _UNITS_END.search(newest.entry.text) is None:
        return None
    groups = [line.message for line in episode.node.all(JournalLine) if _OF_A_GROUP.search(line.message)]
    # Of a carrier's pods each may have its own, and of the unit only its own limit tells.
    if groups if alone else any(limit_of(each).endswith(f"/{carrier(episode)}") for each in groups):
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
    mine = carrier(episode)
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
_OF_ITS_CALLS = frozenset(
    {
        Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        Cause.SERVING_CERTIFICATE_EXPIRED,
        Cause.ETCD_SERVER_CERTIFICATE_EXPIRED,
        Cause.CLOCK_SKEW,
        Cause.PROXY_ENVIRONMENT,
    }
)
# Where its own configuration is refused, the kubelet's is not; a missing file may be a consequence of neither.
_YIELDS = {
    Cause.UNKNOWN_FLAG: frozenset({Cause.KUBELET_UNKNOWN_FLAG}),
    Cause.COMPONENT_CONFIG_INVALID: frozenset({Cause.KUBELET_CONFIG_INVALID}),
    Cause.FILE_PERMISSION_DENIED: frozenset({Cause.SECURITY_MODULE_DENIED}),
    Cause.FILE_MISSING: frozenset({Cause.COMMAND_NOT_FOUND}),
    Cause.RUNTIME_UNAVAILABLE: frozenset({Cause.DISK_FULL, Cause.FILESYSTEM_DAMAGED, Cause.CRI_PLUGIN_DISABLED}),
    Cause.APISERVER_UNREACHABLE: frozenset({Cause.KUBELET_BOOTSTRAP_DEADLOCK}),
    # Why it could not be renewed, or reached, as the component's own client told.
    Cause.LEADER_ELECTION_LOST: _OF_ITS_CALLS,
    Cause.ETCD_UNREACHABLE: _OF_ITS_CALLS,
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
        for cause in dict.fromkeys(word.cause for word in WORDS)
    ),
)
