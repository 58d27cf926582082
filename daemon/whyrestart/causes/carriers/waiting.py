"""What carries the kubelet and waits for ever: k3s and RKE2 say every few seconds what for, and do not end.

Each start waits so for a moment: it counts where it is said to this moment, again and again, with nothing after it that
tells of a success.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from whyrestart.causes.evidence.living import LATELY, after_last
from whyrestart.causes.evidence.logs import Said, all_said, last_said
from whyrestart.causes.evidence.presented import EXPIRED, UNKNOWN_AUTHORITY
from whyrestart.causes.kubelet.words import carrier, carriers_last_life, who
from whyrestart.causes.resources.exhausted import INOTIFY, NO_SPACE
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet
from whyrestart.causes.runtime.cri import UNIMPLEMENTED
from whyrestart.episodes import journal
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import Source

# pkg/agent/containerd, pkg/cri; what is asked is the containerd that they started themselves.
_FOR_RUNTIME = re.compile(
    r"^Waiting for (?:containerd|cri-dockerd|CRI|cri) (?:startup|connection): (?P<why>[^\n]{1,600})"
)
# pkg/cluster/managed.go, pkg/etcd.
_FOR_ETCD = re.compile(
    r"^(?:Failed to test (?:data store|datastore|etcd) connection: |Waiting for etcd server to become available: |Errors present on etcd cluster: )(?P<why>[^\n]{1,600})"
)
# pkg/agent/config: an agent's words of the server, by way of its own balancer on loopback.
_FOR_SERVER = re.compile(
    r"^(?:Waiting to retrieve (?:agent|kube-proxy|node) configuration; server is not ready: |Failed to retrieve agent config(?:uration)?: |"
    r"Failed to validate connection to cluster at \S{1,200}: |failed to get CA certs: |(?=token is not valid: ))(?P<why>[^\n]{1,800})"
)
_NO_ANSWER = re.compile(
    r"connection refused|no route to host|i/o timeout|no such host|network is unreachable|(?i:deadline ?exceeded)|"
    r"code = Unavailable|connection reset by peer|: EOF\b|TLS handshake timeout|Client\.Timeout exceeded|"
    # A server, or a balancer before it, that waits for its own apiserver.
    r": (?:500 Internal Server Error|50[234] \w)"
)
# Who is a learner until it has caught up gets there.
_NO_PROGRESS = re.compile(r"^(?![^\n]{0,300}\bpromoted\b)")
# What comes after the wait, of whatever it was for.
_GOES_ON = re.compile(
    r"containerd is now running|data ?store connection OK|is up and running|^Running (?:containerd|kubelet|kube-proxy)|"
    r"^Connecting to proxy|^Remote dialer|Successfully registered node|^Starting the netpol|Server node \S+ ready"
)
# What such a program ends with, be it of the kubelet or another component.
_ENDS = re.compile(r"[Ee]rror: |command failed|[Ll]eaderelection lost|Kubelet exited|Failed to run kubelet")
# The members by name and first URL (pkg/etcd, Test); to 1.22 what is expected is told without scheme and port. Under its
# own name it is there with another address than the node has now: no peer and no patience changes that.
_ELSEWHERE = re.compile(
    r"Found \[(?=[^\n]{0,2000}?\], expect: (?P<me>[\w.-]{1,300}+)=)(?:[^\n]{0,2000}? )?(?P=me)=\S[^\n]{0,2000}?\], expect: "
)
# A start takes that long, or a little longer.
_STARTS_FOR = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class _Wait:
    """Words for a cause, where what they complain of is (or is not) found in them."""

    cause: Cause
    words: re.Pattern[str]
    says: str
    of: re.Pattern[str]
    side: str = ""
    agents: bool = False
    # It does not pass by itself: who ends while it waits for that, ends for whatever else stops it, and starts for nothing.
    lasting: bool = False


_WAITS = (
    _Wait(cause=Cause.CRI_PLUGIN_DISABLED, words=_FOR_RUNTIME, of=UNIMPLEMENTED,
          says="waits for its containerd, which runs without CRI: that plugin could not be loaded"),
    _Wait(cause=Cause.RUNTIME_UNAVAILABLE, words=_FOR_RUNTIME, of=re.compile(r"^(?!.*code = Unimplemented)", re.DOTALL),
          says="waits for the container runtime that it started, and that does not answer"),
    _Wait(cause=Cause.ETCD_MEMBERSHIP_MISMATCH, words=_FOR_ETCD, of=re.compile(r"is an? not a member of the etcd cluster"),
          lasting=True,
          says="waits for its etcd, which is not the member of the cluster that it would be"),
    _Wait(cause=Cause.ETCD_NOSPACE_ALARM, words=_FOR_ETCD, of=re.compile(r"NOSPACE|database space exceeded|etcdserver: no space"),
          lasting=True, says="waits for its etcd, whose database has used up its quota"),
    _Wait(cause=Cause.ETCD_NO_QUORUM, words=_FOR_ETCD, of=re.compile(r"etcdserver: no leader"),
          says="waits for its etcd, whose cluster has no leader"),
    _Wait(cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH, words=_FOR_ETCD, of=UNKNOWN_AUTHORITY,
          says="does not trust its etcd, or is not trusted by it"),
    _Wait(cause=Cause.ETCD_SERVER_CERTIFICATE_EXPIRED, words=_FOR_ETCD, of=EXPIRED, side="after",
          says="waits for its etcd, whose certificate has expired"),
    _Wait(cause=Cause.ETCD_UNREACHABLE, words=_FOR_ETCD, of=_NO_ANSWER, says="waits for etcd on this node, which does not answer"),
    _Wait(cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH, words=_FOR_SERVER, of=UNKNOWN_AUTHORITY, agents=True,
          says="does not trust the server that it is to join"),
    _Wait(cause=Cause.SERVING_CERTIFICATE_EXPIRED, words=_FOR_SERVER, of=EXPIRED, side="after", agents=True,
          says="is shown a certificate by its server that has expired"),
    _Wait(cause=Cause.CLOCK_SKEW, words=_FOR_SERVER, of=EXPIRED, side="before", agents=True,
          says="is shown a certificate by its server that is not yet valid, so a clock is wrong"),
    _Wait(cause=Cause.INVALID_FLAG_VALUE, words=_FOR_SERVER, of=re.compile(r"401 Unauthorized|^not authorized\b|token is not valid"),
          agents=True, says="is not let in by the server that it is to join: its token is another one's"),
    # What it asks of its own node comes after the server's answer, and is told as though it were the server.
    _Wait(cause=Cause.INVALID_FLAG_VALUE, words=_FOR_SERVER, of=re.compile(r"unable to find interface\b|no such network interface"),
          says="is told to use an interface (--flannel-iface) that is not there"),
    _Wait(cause=Cause.COMMAND_NOT_FOUND, words=_FOR_SERVER, of=re.compile(r"executable file not found in \$PATH"),
          says="does not find a program that it starts with"),
    _Wait(cause=Cause.APISERVER_UNREACHABLE, words=_FOR_SERVER, of=_NO_ANSWER, agents=True,
          says="waits for a server of its cluster, which does not answer"),
    # Whatever it is, who waits for a minute and longer does not serve: a node's password of another one of its name, say.
    *(_Wait(cause=Cause.UNKNOWN, words=words, of=_NO_PROGRESS, agents=words is _FOR_SERVER, says=f"waits for {what}")
      for words, what in ((_FOR_RUNTIME, "its container runtime"), (_FOR_ETCD, "its datastore"), (_FOR_SERVER, "a server of its cluster"))),
)  # fmt: skip


def _waits_for(episode: Episode, wait: _Wait) -> tuple[Said, tuple[LogEntry, ...]] | None:
    """The last of such words, and all that the carrier said of late; None where the wait may pass."""
    unit, name = episode.unit, carrier(episode)
    # Who waits does not end: one that did, ended of something else.
    ended = unit is not None and (unit.active_state in {"failed", "inactive"} or unit.sub_state == "auto-restart")
    if ended or not name or (wait.agents and not name.startswith(("k3s-", "rke2-agent"))):
        return None
    said_of_late = tuple(
        entry
        for entry in journal(episode.node, name.removesuffix(".service"))
        if entry.origin != "systemd" and entry.at is not None and episode.at - entry.at <= LATELY
    )
    since = after_last(said_of_late, _GOES_ON)
    waits = [said for said in all_said(since, wait.words) if _is_of(said, wait)]
    starts = unit is not None and unit.active_state == "activating"
    lasts = len(waits) >= 2 or any(starts and _ELSEWHERE.search(said["why"]) for said in waits)
    if not lasts or any(entry.severity is Severity.FATAL for entry in since):
        return None
    long = _lasts_long(waits)
    began = (unit.main_started_at or unit.active_since) if unit is not None else None
    young = began is not None and episode.at - began < _STARTS_FOR and episode.restarts == 0
    # Where its unit is not known, it may be at its start or be started anew: a guess (`_find`).
    if (episode.state is State.HEALTHY and not long and unit is not None) or young or _first_start(episode, wait):
        return None
    return waits[-1], said_of_late


def _lasts_long(waits: Sequence[Said]) -> bool:
    first, last = waits[0].entry.at, waits[-1].entry.at
    return first is not None and last is not None and last - first >= _STARTS_FOR


# Its etcd is a pod, whose image has to be pulled or unpacked before (pkg/executor of RKE2).
_FIRST_START = timedelta(minutes=5)


def _first_start(episode: Episode, wait: _Wait) -> bool:
    """Whether RKE2 waits for an etcd that may not have begun yet."""
    unit = episode.unit
    began = unit.main_started_at if unit is not None and unit.unit.startswith("rke2") else None
    of_etcd = wait.cause is Cause.ETCD_UNREACHABLE and wait.words is _FOR_ETCD
    return of_etcd and began is not None and episode.restarts == 0 and episode.at - began < _FIRST_START


def _ended_waiting(episode: Episode, wait: _Wait) -> tuple[Said, tuple[LogEntry, ...]] | None:
    """The last of such words in the last life of a unit that is started again, and of no end that tells of another cause."""
    unit = episode.unit
    if not wait.lasting or unit is None or episode.state is not State.LOOPING or unit.result == "oom-kill":
        return None
    lines = carriers_last_life(episode)
    since = after_last(lines, _GOES_ON)
    said = last_said(since, wait.words, where=lambda each: _is_of(each, wait))
    if said is None or said.entry.at is None or episode.at - said.entry.at > LATELY:
        return None
    if any(_ENDS.match(entry.message) or entry.severity is Severity.FATAL for entry in since):
        return None
    return said, lines


def _is_of(said: Said, wait: _Wait) -> bool:
    match = wait.of.search(said["why"])
    return match is not None and (not wait.side or match["side"] == wait.side)


def _find(episode: Episode, wait: _Wait) -> Finding | None:
    found = _waits_for(episode, wait) or _ended_waiting(episode, wait)
    if found is None:
        return None
    said, lines = found
    # k3s and RKE2 defragment and disarm it themselves at a start: what is said once may have passed, and is of any start then.
    disarms = wait.cause is Cause.ETCD_NOSPACE_ALARM
    mine = [each for each in all_said(lines, wait.words) if _is_of(each, wait)]
    once = disarms and len(mine) < 2
    brief = episode.unit is None and not (mine and _lasts_long(mine))
    unknown = wait.cause is Cause.UNKNOWN
    if unknown and not _lasts_long(mine):
        return None
    # What keeps containerd, or any other, from its start is told beside it.
    if last_said(lines, INOTIFY, NO_SPACE) is not None:
        return None
    return finding(
        wait.cause,
        Confidence.NONE if unknown else Confidence.POSSIBLE if once or brief else Confidence.LIKELY,
        f"{who(episode)} {wait.says}: {said['why'].strip()[:300]}.",
        [from_kubelet(said.entry)],
        why=said["why"],
    )


def inotify_limit(episode: Episode) -> Finding | None:
    """Its containerd has no CRI, and what runs in the same process says that no more can be watched."""
    found = _waits_for(episode, _WAITS[0])
    said = last_said(found[1], INOTIFY) if found is not None else None
    if found is None or said is None:
        return None
    return finding(
        Cause.INOTIFY_LIMIT,
        Confidence.LIKELY,
        f"{who(episode)} waits for its containerd, whose CRI plugin cannot watch its files: the limit of inotify is reached.",
        [from_kubelet(said.entry), from_kubelet(found[0].entry)],
    )


def _of(wait: _Wait) -> Callable[[Episode], Finding | None]:
    return partial(_find, wait=wait)


_LOG = frozenset({Source.KUBELET_LOG})
_YIELDS = {
    Cause.CRI_PLUGIN_DISABLED: frozenset({Cause.INOTIFY_LIMIT, Cause.DISK_FULL}),
    Cause.RUNTIME_UNAVAILABLE: frozenset({Cause.CRI_PLUGIN_DISABLED, Cause.DISK_FULL, Cause.FILESYSTEM_DAMAGED}),
    Cause.ETCD_UNREACHABLE: frozenset({Cause.ETCD_NO_QUORUM, Cause.ETCD_NOSPACE_ALARM, Cause.RUNTIME_UNAVAILABLE}),
}

RULES = (
    Rule(cause=Cause.INOTIFY_LIMIT, find=inotify_limit, applies=about_kubelet, needs=_LOG),
    *(
        Rule(
            cause=wait.cause,
            find=_of(wait),
            applies=about_kubelet,
            needs=_LOG,
            yields_to=_YIELDS.get(wait.cause, frozenset()),
        )
        for wait in _WAITS
    ),
)
