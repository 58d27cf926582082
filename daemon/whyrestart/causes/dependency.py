"""Programs that end because another one is away: consequences, which name their cause and need no cure of their own."""

from __future__ import annotations

import re

from whyrestart.causes.logs import death_log, is_an_end, last_said
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import Source

# client-go's leaderelection.go and each program's last words; the stacks of all goroutines follow the fatal line.
LOST = (
    re.compile(r"(?i)leader ?election lost"),
    re.compile(r"[Ll]ost (?:the )?(?:master )?lease"),
    # Up to 1.8: plugin/cmd/kube-scheduler/app/server.go and cmd/kube-controller-manager/app/controllermanager.go.
    re.compile(r"\blost master\b"),
)
RENEWAL = re.compile(r"failed to renew lease (?P<lease>[\w./-]+)")
LOCK = re.compile(r"error retrieving resource lock (?P<lease>[\w./-]+): (?P<why>.*)")
UNREACHABLE = (
    re.compile(r"(?P<url>https?://[\w.\[\]:-]+:\d+)\S*\"?: (?P<why>dial tcp [^:]+:\d+: [^\n]*connection refused)"),
    re.compile(
        r"(?P<why>(?:dial tcp|Get|Post) \S*:\d+\S*: (?:dial tcp[^:]*(?::\d+)?: )?(?:connect: )?(?:connection refused|i/o timeout|"
        r"no route to host|network is unreachable|context deadline exceeded|net/http: TLS handshake timeout|lookup [^\n]*no such host))"
    ),
    re.compile(r"The connection to the server (?P<url>\S+) was refused(?P<why>)"),
)
# It is the apiserver that was asked: by its paths, else by the ports it usually has (6443; RKE2's, minikube's, MicroK8s').
_ITS_PATH = re.compile(r"https?://[^\s\"/]+/(?:apis?|healthz|livez|readyz|version|openapi)\b")
_ANY_PATH = re.compile(r"https?://[^\s\"/]+/\w")
_ITS_PORT = re.compile(r":(?:6443|8443|16443|8080|443)\b")
_AT_START = re.compile(
    r"unable to load configmap based request-header|failed to get (?:apiextensions|delegated authentication) kubeconfig|"
    r"[Uu]nable to (?:get|load|retrieve)|error building controller context|failed to wait for apiserver being healthy|"
    r"timed out waiting for (?:the )?(?:apiserver|condition)|command failed|[Ff]ailed to get|unable to create|couldn't get"
)
# What the controllers of quotas and garbage ask for again and again.
_IN_PASSING = re.compile(r"complete list of server APIs")


def leader_election_lost(episode: Episode) -> Finding | None:
    """The program exits by design when it cannot renew its lease in time."""
    log = death_log(episode)
    lost = last_said((e for e in log if e.severity.value != "info"), *LOST)
    renewal, lock = last_said(log, RENEWAL), last_said(log, LOCK)
    if lost is None and not (renewal is not None and episode.last_ended is not None):
        return None
    lease = (renewal["lease"] if renewal else "") or (lock["lease"] if lock else "")
    why = lock["why"] if lock else ""
    return finding(
        Cause.LEADER_ELECTION_LOST,
        Confidence.PROVEN if lost else Confidence.LIKELY,
        f"{episode.program} could not renew its lease {lease or ''} in time and exited by design"
        f"{f': {_brief(why)}' if why else ''}.".replace("  ", " "),
        [
            from_log(episode, lost.entry) if lost else None,
            from_log(episode, renewal.entry) if renewal else None,
            from_log(episode, lock.entry) if lock else None,
            from_last_end(episode),
        ],
        lease=lease,
    )


def _brief(why: str) -> str:
    match = re.search(r"(?:dial tcp [^:]+:\d+: .*|context deadline exceeded.*|etcdserver: .*|net/http: .*)", why)
    return match[0] if match else why[:160]


def apiserver_unreachable(episode: Episode) -> Finding | None:
    """It gave up because the apiserver did not answer, without ever having held a lease."""
    if "apiserver" in episode.program or episode.program == "etcd" or episode.is_unit:
        return None
    log = death_log(episode)
    refused = last_said(log, *UNREACHABLE, where=lambda said: _of_apiserver(said.entry.text))
    fatal = refused is not None and (refused.entry.severity.value == "fatal" or _gives_up(refused.entry))
    if refused is None or not fatal:
        return None
    where = refused["url"]
    return finding(
        Cause.APISERVER_UNREACHABLE,
        Confidence.LIKELY,
        f"{episode.program} cannot reach the apiserver{f' at {where}' if where else ''} and gives up.",
        [from_log(episode, refused.entry), from_last_end(episode)],
        address=where,
    )


def _gives_up(entry: LogEntry) -> bool:
    """It says that it cannot start, or get what it needs for that."""
    passing = _IN_PASSING.search(entry.text) is not None and not is_an_end(entry)
    return _AT_START.search(entry.text) is not None and not passing


def _of_apiserver(text: str) -> bool:
    """Not a cloud's, a vault's or a database's address, which such programs call as well."""
    if _ITS_PATH.search(text):
        return True
    return not _ANY_PATH.search(text) and _ITS_PORT.search(text) is not None


RULES = (
    Rule(cause=Cause.LEADER_ELECTION_LOST, find=leader_election_lost, needs=frozenset({Source.POD_LOGS})),
    Rule(
        cause=Cause.APISERVER_UNREACHABLE,
        find=apiserver_unreachable,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.LEADER_ELECTION_LOST}),
    ),
)
