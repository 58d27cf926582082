"""Programs that end because another one is away: consequences, which name their cause and need no cure of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from whyrestart.causes.evidence.apiserver_calls import LOCK, TOLD_OF_ANOTHER, calls_apiserver
from whyrestart.causes.evidence.logs import QUIET, Said, death_log, last_said, nobody_saw_it
from whyrestart.causes.evidence.probing import failing
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log, from_probe, note
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import Source
from whyrestart.parsing.last_words import is_an_end

# client-go's leaderelection.go and each program's last words; the stacks of all goroutines follow the fatal line.
LOST = (
    re.compile(r"(?i)leader ?election lost"),
    re.compile(r"[Ll]ost (?:the )?(?:master )?lease"),
    # Up to 1.8: plugin/cmd/kube-scheduler/app/server.go and cmd/kube-controller-manager/app/controllermanager.go.
    re.compile(r"\blost master\b"),
    # kube-vip's, pkg/cluster and pkg/manager.
    re.compile(r"\blost leadership\b"),
)
# What leaderelection.go itself says before that, structured from client-go 0.34; the event is the last that it tells.
RENEWAL = re.compile(r"[Ff]ailed to renew lease (?:lock=)?\"?(?P<lease>[\w./-]+)|\bstopped leading\b")
_ELECTION = re.compile(r"(?:^|/)leaderelection\.go:")
# Nobody waits for a lease after that: it was told to end, and its way out is the one of a lost lease (the controller
# manager's since 1.26, with exit 1). Since 1.33 a scheduler that lost its lease closes its port as well.
_ASKED = re.compile(
    r"Requested to terminate|[Rr]eceived (?:kube-vip )?termination|[Rr]eceived (?:signal|SIG[A-Z]+)|"
    r"(?:renew lease|lease lock|resource lock|update lock|update lease)\b[^\n]{0,400}context canceled"
)
_CLOSES = re.compile(r"Stopped listening on |Shutting down DynamicServingCertificateController")
# Go's words for what a proxy answers instead.
_ANSWERED_OTHERWISE = re.compile(
    r"x509: |https://[^\s\"]{1,500}+(?:\": |(?<=:) )(?:Forbidden|Service Unavailable|Bad Gateway|Gateway Timeout|Proxy Authentication Required)\s*$"
)
# A dump of goroutines tells what they did, not why: that stands before it.
_OF_A_STACK = re.compile(r"\s|goroutine \d+ \[|created by |$")
_OF_CLOUDS = "cloud-controller-manager"
_BY_OTHERS = frozenset({Origin.PROBE, Origin.SANDBOX, Origin.MANIFEST})
# healthzadaptor.go: a leader that can neither renew its lease nor end.
_HUNG = re.compile(r"\[-\]leaderElection failed|failed election to renew leadership on lease (?P<lease>[\w./-]+)")
# It tries every two seconds, each time for five at most: what it said longer ago is not why it ended.
JUST_BEFORE = timedelta(seconds=15)
# The stacks of a fatal end take their time; a lease is given up after ten seconds, or what patient operators grant it.
OVERCOME = timedelta(minutes=2)
# --leader-elect-renew-deadline
RENEWS_FOR = timedelta(seconds=10)
# Who is refused by name, as all are for a moment after the apiserver's start, is answered.
_NOT_IN_TIME = re.compile(
    r"(?i)time(?:d )?out|deadline exceeded|refused|\bEOF\b|reset by peer|no route|unreachable|connection lost|etcdserver: |"
    # etcd's client of its v2 API, of which an apiserver to 1.12 tells whoever asks it.
    r"client: (?:etcd (?:cluster is unavailable|member \S{1,300} has no leader)|no (?:leader )?endpoints? available)"
)
_NO_TLS = "server gave HTTP response to HTTPS client"
UNREACHABLE = (
    re.compile(r"(?P<url>https?://[\w.\[\]:-]+:\d+)\S*\"?: (?P<why>dial tcp [^:]+:\d+: [^\n]*connection refused)"),
    re.compile(
        r"(?P<why>(?:dial tcp|Get|Post) \S*:\d+\S*: (?:dial tcp[^:]*(?::\d+)?: )?(?:connect: )?(?:connection refused|i/o timeout|"
        r"no route to host|network is unreachable|context deadline exceeded|net/http: TLS handshake timeout|lookup [^\n]*(?:no such host|server misbehaving)|"
        r"(?:unexpected )?EOF\b|(?:read tcp \S+: )?read: connection reset by peer|http2: client connection lost|"
        r"net/http: request canceled[\w ]{0,40} \(Client\.Timeout exceeded|http: server gave HTTP response to HTTPS client))"
    ),
    re.compile(r"The connection to the server (?P<url>\S+) was refused(?P<why>)"),
)
# The controller manager waits ten seconds for it.
START_GIVEN_UP = timedelta(minutes=1)
_AT_START = re.compile(
    r"unable to load configmap based request-header|failed to get (?:apiextensions|delegated authentication) kubeconfig|"
    r"[Uu]nable to (?:get|load|retrieve)|error building controller context|failed to wait for apiserver being healthy|"
    r"timed out waiting for (?:the )?(?:apiserver|condition)|command failed|[Ff]ailed to get|unable to create|couldn't get"
)
# What the controllers of quotas and garbage ask for again and again.
_IN_PASSING = re.compile(
    r"complete list of server APIs|couldn't get (?:resource list for|current server API group list)"
)
# Discovery (client-go, ErrGroupDiscoveryFailed): the list of groups was there, and some groups were not. Where one is
# served by somebody else, the apiserver says that it could not reach that one, or nothing in time.
_SOME_GROUPS = re.compile(r"complete list of server APIs: ")
_NOBODY_THERE = re.compile(r"refused|no route|unreachable")


def leader_election_lost(episode: Episode) -> Finding | None:
    """The program exits by design when it cannot renew its lease in time."""
    if "apiserver" in episode.program or episode.program == "etcd":
        return None
    log = death_log(episode)
    lost = last_said((e for e in log if e.severity not in QUIET), *LOST)
    renewal, lock = last_said(log, RENEWAL), _of_the_lock(log)
    if _was_told_to_end(episode, log, in_trouble=(lock or renewal) is not None):
        return _hung(episode)
    if lost is None and not (_ended_by_itself(episode) and (renewal is not None or _ends_with(episode, log, lock))):
        return _hung(episode)
    lease = (renewal["lease"] if renewal else "") or (lock["lease"] if lock else "")
    why = (lock["why"] or lock["reason"]) if lock else ""
    told = renewal is not None or lock is not None or (lost is not None and _means_it(episode, lost.entry))
    # A certificate that it was shown and refused, or a proxy's status, is the cause itself: nobody was slow, or away.
    return finding(
        Cause.LEADER_ELECTION_LOST,
        Confidence.POSSIBLE
        if not told or _ANSWERED_OTHERWISE.search(why)
        else Confidence.PROVEN
        if lost and (episode.program != _OF_CLOUDS or renewal or lock)
        else Confidence.LIKELY,
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


def tells_of_its_end(log: Sequence[LogEntry]) -> bool:
    """Whether its last words are among these lines, be they of a lease; what lives on has none."""
    return last_said(log, *LOST) is not None or any(is_an_end(entry) for entry in log)


def _means_it(episode: Episode, lost: LogEntry) -> bool:
    """Whether those words alone tell of a lost lease: some programs take leave with them when they are asked to end.

    The controller manager does from 1.26 on, and so does OpenShift's leaderelection.go; both without being fatal ends of
    a program that ends at once when a signal comes. The scheduler, which says it as an error from 1.22 on, has other
    words for that (cmd/kube-scheduler/app/server.go). The clouds' manager, which no signal asks, ends at once at one
    (cloud-provider's controllermanager.go).
    """
    if _ELECTION.search(lost.origin) is not None:
        return "kube-vip" in episode.program
    version = episode.version
    before = episode.program == "kube-controller-manager" and version is not None and not version.at_least(1, 26)
    clouds = episode.program == _OF_CLOUDS and episode.last_ended is not None
    says_it_then_alone = episode.program == "kube-scheduler" or before or clouds
    return lost.severity is not Severity.ERROR or says_it_then_alone or "kube-vip" in episode.program


def _of_the_lock(log: Sequence[LogEntry]) -> Said | None:
    """The last complaint about the lease itself, in the words of its version; one long before the end was overcome."""
    end = log[-1].at if log else None
    return last_said(
        (e for e in log if e.severity not in QUIET and (e.at is None or end is None or end - e.at <= OVERCOME)),
        LOCK,
        # 1.4 says no more than `err`.
        where=lambda said: not said["bare"] or _ELECTION.search(said.entry.origin) is not None,
    )


def _was_told_to_end(episode: Episode, log: Sequence[LogEntry], *, in_trouble: bool) -> bool:
    """Somebody asked it to end, so that the lease is lost because it ends."""
    if last_said(log, _ASKED) is not None:
        return True
    return not in_trouble and (
        episode.origin in _BY_OTHERS or _ended_orderly(episode) or last_said(log, _CLOSES) is not None
    )


def _ended_orderly(episode: Episode) -> bool:
    """As one ends that is asked to. kube-vip from 0.9 ends so in any case."""
    ended = episode.last_ended
    return ended is not None and ended.exit_code in {0, 143} and "kube-vip" not in episode.program


def _ended_by_itself(episode: Episode) -> bool:
    """It was seen to end, and not as one ends that is asked to; or only its log is left."""
    ended = episode.last_ended
    return nobody_saw_it(episode) if ended is None else ended.exit_code != 0


def _ends_with(episode: Episode, log: Sequence[LogEntry], lock: Said | None) -> bool:
    """It exits with an error just after it failed to renew, and says nothing else of why: one that waits for a lease waits on."""
    ended = episode.last_ended
    if lock is None or ended is None or ended.exit_code not in {1, 255} or ended.end_unseen:
        return False
    at, end = lock.entry.at, ended.finished_at
    near = at is None or end is None or end - at <= JUST_BEFORE
    had_one = ended.lifetime is None or ended.lifetime > RENEWS_FOR
    waited = _NOT_IN_TIME.search(lock["why"] or lock["reason"]) is not None
    ends = any(is_an_end(entry) and _OF_A_STACK.match(entry.raw) is None for entry in log)
    return near and had_one and waited and not ends


def _hung(episode: Episode) -> Finding | None:
    """Its own health check says that it still leads by a lease long expired, and it is killed for that."""
    each = failing(episode)
    told = _HUNG.search(each.kubelet.body) if each is not None and each.kubelet.status == 500 else None
    said = last_said(death_log(episode), _HUNG)
    if told is None and said is None:
        return None
    lease = said["lease"] if said else ""
    return finding(
        Cause.LEADER_ELECTION_LOST,
        Confidence.LIKELY,
        f"{episode.program} could not renew its lease {lease} and did not end for it, so that its own health check fails.".replace(
            "  ", " "
        ),
        [
            from_probe(each.kubelet) if told and each else None,
            note("probe", f"failing check: {' '.join(each.kubelet.body.split())}") if told and each else None,
            from_log(episode, said.entry) if said else None,
            from_last_end(episode),
        ],
        lease=lease,
    )


def _brief(why: str) -> str:
    if "failed calling" in why:
        return why[:160]
    match = re.search(
        r"(?:dial tcp [^:]+:\d+: .*|context deadline exceeded.*|etcdserver: .*|net/http: .*|x509: .*)", why
    )
    return match[0] if match else why[:160]


def apiserver_unreachable(episode: Episode) -> Finding | None:
    """It gave up because the apiserver did not answer, without ever having held a lease."""
    if "apiserver" in episode.program or episode.program == "etcd" or episode.is_kubelet:
        return None
    log = death_log(episode)
    # Its other routines go on complaining while a fatal line's stacks are written.
    fatal = last_said((e for e in log if e.severity is Severity.FATAL), *UNREACHABLE, where=of_apiserver)
    refused = fatal or last_said(log, *UNREACHABLE, where=of_apiserver)
    if refused is None or not (fatal or _gives_up(episode, refused.entry)):
        return None
    where = refused["url"]
    return finding(
        Cause.APISERVER_UNREACHABLE,
        Confidence.LIKELY,
        f"{episode.program} cannot reach the apiserver{f' at {where}' if where else ''} and gives up"
        f"{': what answers there does not speak TLS' if _NO_TLS in refused['why'] else ''}.",
        [from_log(episode, refused.entry), from_last_end(episode)],
        address=where,
    )


def _gives_up(episode: Episode, entry: LogEntry) -> bool:
    """It says that it cannot start, or get what it needs for that."""
    if _AT_START.search(entry.text) is None:
        return False
    if is_an_end(entry):
        return True
    ended = episode.last_ended
    killed = ended is not None and ended.exit_code in {0, 137, 143}
    at, end = entry.at, ended.finished_at if ended is not None else None
    long_ago = at is not None and end is not None and end - at > START_GIVEN_UP
    return not (killed or long_ago or _IN_PASSING.search(entry.text))


def of_apiserver(said: Said) -> bool:
    """Whether it was called and did not answer; one that answers may tell of others that do not."""
    text = said.entry.text
    if TOLD_OF_ANOTHER.search(text) or (_SOME_GROUPS.search(text) and not _NOBODY_THERE.search(said["why"])):
        return False
    return calls_apiserver(text)


RULES = (
    Rule(
        cause=Cause.LEADER_ELECTION_LOST,
        find=leader_election_lost,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset(
            {
                Cause.CERTIFICATE_AUTHORITY_MISMATCH,
                Cause.CERTIFICATE_RENEWED_NOT_RELOADED,
                Cause.CLOCK_SKEW,
                Cause.NODE_REBOOTED,
                Cause.SERVING_CERTIFICATE_EXPIRED,
            }
        ),
    ),
    Rule(
        cause=Cause.APISERVER_UNREACHABLE,
        find=apiserver_unreachable,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset({Cause.LEADER_ELECTION_LOST, Cause.NODE_REBOOTED}),
    ),
)
