"""What the kubelet ended with, by its own last words, and whose end that is where another program carries it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from whyrestart.causes.evidence.living import LATELY, STARTS_FOR
from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.once import once
from whyrestart.causes.rule import note
from whyrestart.episodes import OF_KUBELET, ONE_DEATH, holds_the_reason, is_last_word, journal, own_words
from whyrestart.model.diagnosis import Evidence, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS, KUBELETS
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import HostSeen, JournalLine, Source

LOG = frozenset({Source.KUBELET_LOG})
# Lines of a life that ended well before this one tell nothing of it.
ONE_LIFE = timedelta(minutes=15)
# What the kubelet notes or warns of and goes on: swap that is allowed, fields that it passes over.
_NO_REASON_TO_END = frozenset({Severity.DEBUG, Severity.INFO, Severity.WARNING})
# To 1.7 it went on without its container manager, started no pod, and only noted why.
# As an event it is told for as long as nobody takes that.
_NOTED = re.compile(
    r"(?:skipping pod synchronization - \[[^\n]{0,500}?|KubeletSetupFailed[^\n]{0,40}?)Failed to start ContainerManager"
)
# The same as an error, said once; from 1.21 on the reason is a field, and the kubelet ends.
_IDLES = re.compile(r"Failed to start ContainerManager [^\s]")
# A kubelet that began later, or has begun a container since, is not, or no more, the one that said so. Its own word of
# its start may follow within the same second.
_BEGINS = re.compile(r"^(?:Started kubelet\b|FLAG: --|Kubelet version)", re.IGNORECASE)
_WELL = re.compile(r"ContainerStarted|Started container\b|RunPodSandbox [^\n]{1,2000} returns sandbox id")
_SAME_START = timedelta(seconds=5)
# It says each five seconds that it skips the pods.
_STILL_SKIPS = timedelta(minutes=1)
_UNSEEN = timedelta(minutes=3)
_SKIPS = re.compile(r"skipping pod synchronization")
# k3s and kubelite: a component within the same process ended, and all of them with it. k3s and RKE2 read etcd's files
# with an etcd of their own before they start.
OTHERS_END = re.compile(
    # k3s passes on a fatal line of klog's as a panic.
    r"(?P<who>api ?server|(?:cloud-)?controller[- ]manager|scheduler|(?:kube-)?proxy|etcd) (?:exited:?|panic:) |"
    # k3s' etcd ends by what embed returns (pkg/cluster).
    r"failed to reconcile with (?:temporary|local) (?:etcd|datastore): |start managed database: ",
    re.IGNORECASE,
)


# Of a carrier: its own first line (pkg/cli), and the service manager's.
_CARRIER_BEGINS = re.compile(r"^Starting (?:k3s|rke2)\b")
# It tests what it needs within that.
_ONLY_BEGUN = timedelta(seconds=30)


@once
def carriers_last_life(episode: Episode) -> tuple[LogEntry, ...]:
    """What a carrier said in its last life, or in the one before where that has only begun."""
    unit = episode.unit
    lines = tuple(
        entry
        for entry in journal(
            episode.node, (unit.unit if unit is not None else carrier(episode)).removesuffix(".service")
        )
        if entry.at is not None and episode.at - entry.at <= ONE_LIFE
    )
    begins = [at for at, entry in enumerate(lines) if _is_carriers_start(entry)]
    newest = lines[begins[-1]].at if begins else None
    if (
        unit is not None
        and unit.sub_state != "auto-restart"
        and newest is not None
        and episode.at - newest < _ONLY_BEGUN
    ):
        # The service manager's line of a start and the program's own are of the same one.
        lines = tuple(entry for entry in lines if entry.at is not None and newest - entry.at > _SAME_START)
        begins = [at for at in begins if at < len(lines)]
    since = lines[begins[-1] :] if begins else lines
    return tuple(entry for entry in since if entry.origin != "systemd")


def _is_carriers_start(entry: LogEntry) -> bool:
    return _CARRIER_BEGINS.match(entry.message) is not None or (
        entry.origin == "systemd" and entry.message.startswith("Starting ")
    )


@once
def last_life(episode: Episode) -> tuple[LogEntry, ...]:
    """What the kubelet said in its last minutes; all of it where its lines bear no time."""
    lines = [entry for entry in _of_its_last_lives(episode.journal) if entry.origin != "systemd"]
    newest = lines[-1].at if lines else None
    if newest is None:
        return tuple(lines)
    return tuple(entry for entry in lines if entry.at is None or newest - entry.at <= ONE_LIFE)


_MANAGER_STARTS = "Started "
_MANAGER_ENDS = re.compile(r"^Stopp(?:ing|ed) |[Mm]ain process exited|Failed with result|entered failed state")


def _of_its_last_lives(log: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    """Without what was said before a life that ended long after its start: of what that ended, earlier words tell nothing.

    Of a carrier nothing is kept but what it ends with: a life without such words would otherwise be taken for none.
    """
    manager = [(at, entry) for at, entry in enumerate(log) if entry.origin == "systemd" and entry.at is not None]
    since = 0
    started: tuple[int, LogEntry] | None = None
    for at, entry in manager:
        if entry.message.startswith(_MANAGER_STARTS):
            started = at, entry
        elif started is not None and _MANAGER_ENDS.search(entry.message):
            if entry.at is not None and started[1].at is not None and entry.at - started[1].at > ONE_LIFE:
                since = started[0]
            started = None
    return log[since:]


def _dies(episode: Episode) -> bool:
    """The kubelet is not simply running: what it once logged is no cause while it lives, nor after a stop by hand."""
    return episode.state is not State.HEALTHY and not _was_stopped(episode)


def _was_stopped(episode: Episode) -> bool:
    """Whether it ended as one does that is told to: k3s says a last word then as well."""
    unit = episode.unit
    return unit is not None and unit.active_state == "inactive" and unit.result == "success"


def _may_end(entry: LogEntry) -> bool:
    return entry.severity not in _NO_REASON_TO_END or _NOTED.search(entry.text) is not None


def _idles(entry: LogEntry) -> bool:
    """A kubelet that said so lives on, and does nothing until it is started anew."""
    as_error = entry.severity is Severity.ERROR and _IDLES.match(entry.message) is not None
    return as_error or _NOTED.search(entry.text) is not None


def _stands(episode: Episode, told: LogEntry) -> bool:
    """Whether what a kubelet that lives once said of its start is of its newest start, and nothing went well since."""
    at, unit = told.at, episode.unit
    if at is None:
        return True
    since = (unit.main_started_at or unit.active_since) if unit is not None else None
    if since is not None and since - at > _SAME_START:
        return False
    later = [entry for entry in episode.journal if entry.at is not None and entry.at > at]
    # Of a unit that nobody saw, nobody knows either when it was started last.
    if unit is None and episode.at - at > _UNSEEN:
        return False
    newest = later[-1].at if later else None
    if _SKIPS.search(told.text) and newest is not None and newest - at > _STILL_SKIPS:
        return False
    return not any(_WELL.search(entry.text) or (_begins(entry) and _after(entry, at)) for entry in later)


def _begins(entry: LogEntry) -> bool:
    if entry.origin == "systemd":
        return entry.message.startswith("Started ")
    return _BEGINS.search(entry.message) is not None


def _after(entry: LogEntry, at: datetime) -> bool:
    return entry.at is not None and entry.at - at > _SAME_START


def since_the_end_before(lines: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    """Those that follow an end that another one followed: what a former life ended with may have been mended since."""
    ends = [(at, entry.at) for at, entry in enumerate(lines) if is_last_word(entry)]
    last = ends[-1][1] if ends else None
    before = [at for at, when in ends if last is not None and when is not None and last - when > ONE_DEATH]
    return lines[before[-1] + 1 :] if before else lines


def _its_end(lines: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    """Of a life that ended by its own word that word: its errors before were of pods, and it lived on with them."""
    ends = [entry for entry in lines if is_last_word(entry)]
    if not ends:
        return tuple(entry for entry in lines if not OF_A_CONTAINERS_OWN.search(entry.text))
    if holds_the_reason(ends[-1]):
        # Where that takes several lines, they are in no logger's form.
        return (ends[-1], *(e for e in lines[lines.index(ends[-1]) + 1 :] if e.severity is Severity.PLAIN))
    return tuple(entry for entry in lines if entry.severity is Severity.PLAIN or is_last_word(entry))


# A command that was executed within a container, a hook's or a probe's: its words are of another world.
OF_A_CONTAINERS_OWN = re.compile(
    r"(?:PostStart|PreStop) ?[Hh]ook|[Ll]ifecycle hook|\bcommand '[^\n]{0,300}?' exited with \d|"
    r"[Pp]robe (?:failed|errored)|[Ff]ailed to exec in container"
)


# A life that goes on for so much longer than the one before is past what that one ended of; a start takes a while.
_MUCH_LONGER, _A_START = 3, timedelta(seconds=15)


def _outlives(episode: Episode) -> bool:
    """Whether its present life has lasted much longer than the one before: then it is past what that one ended of."""
    unit = episode.unit
    since = (unit.main_started_at or unit.active_since) if unit is not None and unit.active_state == "active" else None
    starts = [entry.at for entry in episode.journal if entry.origin == "systemd" and _begins(entry) and entry.at]
    ends = [entry.at for entry in episode.journal if entry.at and is_last_word(entry)]
    before = [at for at in starts if ends and at <= ends[-1]]
    if since is None or not before or since - ends[-1] < timedelta(0):
        return False
    return episode.at - since > max(_MUCH_LONGER * (ends[-1] - before[-1]), _A_START)


@once
def fatal_words(episode: Episode) -> tuple[LogEntry, ...]:
    """What the kubelet may have ended with: while it simply runs, only what keeps it from its work; no notes or warnings."""
    return _its_end(errors_of_its_life(episode))


@once
def errors_of_its_life(episode: Episode) -> tuple[LogEntry, ...]:
    """Those, and what it complained of before, which may tell why it came to that end."""
    if not _dies(episode):
        return tuple(entry for entry in last_life(episode) if _idles(entry) and _stands(episode, entry))
    if _outlives(episode):
        return ()
    ended = _by_anothers_hand(episode)
    lines = since_the_end_before(last_life(episode))
    return tuple(
        e for e in lines if _may_end(e) and not (ended and e.at and is_last_word(e) and ended - e.at > _ONE_STOP)
    )


# Who is told to stop may say a last word of its own before.
_ONE_STOP = timedelta(seconds=30)
_NOT_BY_ITSELF = re.compile(r"Failed with result '(?:timeout|watchdog|signal|core-dump|oom-kill)'")


def _by_anothers_hand(episode: Episode) -> datetime | None:
    """When its last end was, if that was the service manager's or the kernel's doing: what it ended with before is over.

    So it is where a step before it fails now, and it is not started.
    """
    manager = [entry for entry in episode.journal if entry.origin == "systemd"]
    ends = [entry for entry in manager if _RESULT.search(entry.message)]
    steps = [entry for entry in manager if _BEGUN_OR_ENDED.search(entry.message)]
    if len(steps) >= 2 and _STEP_ENDED.search(steps[-1].message) and not _MAIN_ENDED.search(steps[-2].message):
        return steps[-1].at
    return ends[-1].at if ends and _NOT_BY_ITSELF.search(ends[-1].message) else None


_RESULT = re.compile(r"Failed with result '")
_MAIN_ENDED = re.compile(r"[Mm]ain process exited")
_STEP_ENDED = re.compile(r"[Cc]ontrol process exited, code=(?:exited|killed|dumped)")
_BEGUN_OR_ENDED = re.compile(rf"^Start(?:ing|ed) |{_MAIN_ENDED.pattern}|{_STEP_ENDED.pattern}")


def last_word(episode: Episode, *patterns: re.Pattern[str], where: Callable[[Said], bool] | None = None) -> Said | None:
    """The last of those lines that one of the patterns is found in, and that `where`, if given, holds of."""
    return last_said(fatal_words(episode), *patterns, where=where)


# What RKE2 and k0s say of a kubelet that they started.
_TELLS_NO_REASON = re.compile(r"(?:Kubelet exited: )?(?:exit status \d|signal: )")
# Go's own of an end, which no logger writes.
GO_ENDS = re.compile(r"(?:panic|fatal error): ")


def end_after(episode: Episode, complaint: LogEntry) -> LogEntry | None:
    """The last word with which it ended after that complaint; none where that is the last, or it ended without a word."""
    said = (e for e in last_life(episode) if not _TELLS_NO_REASON.match(e.text))
    ends = [e for e in said if is_last_word(e) or GO_ENDS.match(e.text)]
    end = ends[-1] if ends else None
    return (
        end if end is not None and end.at is not None and complaint.at is not None and end.at > complaint.at else None
    )


@once
def carrier(episode: Episode) -> str:
    """The unit of the program that starts the kubelet, where that has none of its own; empty where there is none.

    One of which systemd's word is lost is known by its journal.
    """
    if episode.unit is not None:
        unit = episode.unit.unit
    else:
        heard = (f"{line.unit}.service" for line in reversed(episode.node.all(JournalLine)))
        unit = next((name for name in heard if name in {*CARRIERS, *KUBELETS}), "")
    return unit if unit in CARRIERS else ""


def own_last_word(
    episode: Episode, *patterns: re.Pattern[str], where: Callable[[Said], bool] | None = None
) -> Said | None:
    """The same of what the kubelet alone ends with: none where another component of the same process ended."""
    return None if last_end_of_another(episode) else last_word(episode, *patterns, where=where)


# To 1.20 by a fatal line of its own: the others' commands print what is wrong with their flags, and return (cmd/kubelet).
_ITS_COMMAND = re.compile(r"(?:[\w/]{0,60}/)?server\.go:")


def is_said_by_kubelet(entry: LogEntry) -> bool:
    """Whether words about a command line in a carrier's journal are the kubelet's."""
    named = "kubelet" in entry.text.lower() or OF_KUBELET.search(entry.raw) is not None
    return named or _ITS_COMMAND.match(entry.origin) is not None


# k0s' own words of its children, and theirs (pkg/supervisor): nothing else in a kubelet's journal is marked so at its end.
_OF_K0S = re.compile(
    r"\bcomponent=\"?(?:etcd|kine|kube-apiserver|kube-controller-manager|kube-scheduler|kubelet|containerd)\"?(?: stream=\w{1,10})?\s{0,9}$"
)
_NEWEST = 200


def carriers_newest(episode: Episode) -> tuple[LogEntry, ...]:
    """What a carrier has said itself in the last minutes, and whatever runs within it."""
    own = own_words(episode.node, carrier(episode).removesuffix(".service"))
    return tuple(entry for entry in own if entry.at is not None and episode.at - entry.at <= LATELY)


@once
def is_k0s(episode: Episode) -> bool:
    """Whether it is k0s: by the name that `k0s install` gives its unit, else by its marks."""
    unit = episode.unit.unit if episode.unit is not None else carrier(episode)
    return unit.startswith("k0s") or any(_OF_K0S.search(entry.raw) for entry in episode.journal[-_NEWEST:])


def carried(episode: Episode) -> bool:
    """Whether the kubelet has no unit of its own: another program starts it, and it is that one's end that is judged."""
    return bool(carrier(episode))


def last_end_of_another(episode: Episode) -> LogEntry | None:
    """The fatal line of another component than the kubelet, with which the last life ended."""
    fatal = [entry for entry in last_life(episode) if entry.severity is Severity.FATAL] if _dies(episode) else []
    return fatal[-1] if fatal and OTHERS_END.search(fatal[-1].text) else None


def only_begun(episode: Episode) -> bool:
    """Whether it, or its machine, was started so lately that what it needs of others may still come."""
    unit, host = episode.unit, episode.node.last(HostSeen)
    began = (unit.main_started_at or unit.active_since) if unit is not None else None
    booted = host.booted_at if host is not None else None
    return any(at is not None and episode.at - at <= STARTS_FOR for at in (began, booted))


def who(episode: Episode) -> str:
    """Whose end it is, at the beginning of a sentence."""
    name = carrier(episode)
    return f"{name.removesuffix('.service')}, in which the kubelet runs," if name else "The kubelet"


def its_unit(episode: Episode) -> Evidence | None:
    """What systemd says of the unit that is judged."""
    unit = episode.unit
    if unit is None:
        return None
    says = (
        f"{unit.unit}: {unit.active_state or '?'} ({unit.sub_state or '?'}), {unit.n_restarts or 0} restarts by systemd"
    )
    return note(
        "units", f"{says}, last exit status {unit.exec_main_status}" if unit.exec_main_status is not None else says
    )
