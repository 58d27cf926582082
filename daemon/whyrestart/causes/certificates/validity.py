"""Certificates that are past their time, or not the ones on disk."""

from __future__ import annotations

import re
from datetime import datetime

from whyrestart.causes.certificates.clock import SEEN, by_this_clock
from whyrestart.causes.dependencies.away import tells_of_its_end
from whyrestart.causes.evidence.apiserver_calls import LOCK, TOLD_OF_ANOTHER, calls_apiserver
from whyrestart.causes.evidence.expiry import (
    JUST_STARTED,
    clock_runs_free,
    expired,
    expired_files,
    expired_together,
    expiry_of,
    not_yet_valid,
    says_expired,
)
from whyrestart.causes.evidence.living import (
    never_answered,
    never_let_in,
    was_answered,
)
from whyrestart.causes.evidence.logs import (
    all_said,
    any_log,
    breaks_off,
    death_log,
    ended_by_itself,
    last_said,
    nobody_saw_it,
    starting_log,
)
from whyrestart.causes.evidence.presented import (
    EXPIRED,
    REMOTE_BAD,
    SERVER_SAW_CLIENT,
    UNKNOWN_AUTHORITY,
    certificate_files,
    ended_otherwise,
    path_on_host,
    port_of,
    presented_on,
    serves,
)
from whyrestart.causes.rule import Rule, finding, from_kubelet, from_last_end, from_log, note
from whyrestart.episodes import kubelets_journal
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerState, Source
from whyrestart.parsing.last_words import is_an_end
from whyrestart.parsing.runtime_values import moment

_HELD = re.compile(
    r"failed to (?:load key pair|read ca file) while getting backends: open (?P<path>\S+?): no such file or directory"
)


def _kubelet_refuses(episode: Episode, since: datetime | None = None) -> LogEntry | None:
    """The kubelet's complaint, after that, that what this apiserver presents has expired: the apiserver lives on with it."""
    port = port_of(episode) if "apiserver" in episode.program else None
    if port is None:
        return None
    here = re.compile(rf"https://[^\s\"]+:{port}/")
    lines = (e for e in kubelets_journal(episode.node) if since is None or (e.at is not None and e.at > since))
    said = says_expired(entry for entry in lines if here.search(entry.text))
    return said.entry if said else None


def serving_certificate_expired(episode: Episode) -> Finding | None:
    """The yearly expiry of a kubeadm cluster: several certificates ran out together."""
    if episode.is_kubelet or episode.is_node:
        return None
    past = {path: leaf for path, leaf in expired_files(episode).items() if not leaf.is_ca}
    own = path_on_host(episode, episode.flag_value("tls-cert-file"))
    if own not in past and not expired_together(past):
        return _apiserver_presents_expired(episode)
    said = says_expired(death_log(episode) or any_log(episode))
    refused = _kubelet_refuses(episode) if own in past else None
    if said is None and refused is None and episode.state is State.HEALTHY:
        return None
    first = min(leaf.not_after for leaf in past.values())
    names = ", ".join(sorted(path.rpartition("/")[2] for path in past))
    return finding(
        Cause.SERVING_CERTIFICATE_EXPIRED,
        Confidence.PROVEN if said or refused else Confidence.LIKELY,
        f"{len(past)} of the cluster's certificates have expired, the first on {first:%Y-%m-%d}: {names}.",
        [
            from_log(episode, said.entry) if said else None,
            from_kubelet(refused) if refused else None,
            *(expiry_of(path, leaf) for path, leaf in sorted(past.items())[:4]),
        ],
        ruled_out=[RuledOut(cause=Cause.CLOCK_SKEW, because="the dates are past, not to come, and several agree")],
        expired_at=first.isoformat(),
        path=own if own in past else min(past),
        count=len(past),
    )


def _apiserver_presents_expired(episode: Episode) -> Finding | None:
    """A controller ends because what the apiserver presents is past its time, by the controller's own words alone."""
    if "apiserver" in episode.program:
        return _finds_itself_expired(episode)
    if episode.program == "etcd":
        return None
    if (let_in := _shows_expired(episode)) is not None:
        return let_in
    waits = never_answered(episode, EXPIRED, lambda said: said["side"] == "after")
    said = waits or last_said(death_log(episode), EXPIRED, where=lambda said: said["side"] == "after")
    if said is None or not calls_apiserver(said.entry.text) or TOLD_OF_ANOTHER.search(said.entry.text):
        return None
    if was_answered(episode):
        return None
    if waits is None and not (is_an_end(said.entry) or LOCK.search(said.entry.text)):
        return None
    files = [s.certificates[0] for p, s in certificate_files(episode).items() if p.endswith("/apiserver.crt")]
    # A clock that is ahead says so as well; a file that is good is one that was not loaded again.
    if clock_runs_free(episode) or any(not expired(leaf, episode.at) for leaf in files):
        return None
    when = moment(said["limit"])
    met = waits is None and nobody_saw_it(episode) and not tells_of_its_end(death_log(episode))
    return finding(
        Cause.SERVING_CERTIFICATE_EXPIRED,
        # What one met that is not known to have ended may be over, as at its start.
        Confidence.POSSIBLE if met else Confidence.LIKELY,
        f"What the apiserver presents to {episode.program} has expired{f' on {when:%Y-%m-%d}' if when else ''}.",
        [from_log(episode, said.entry), from_last_end(episode)],
        expired_at=when.isoformat() if when else None,
    )


def _shows_expired(episode: Episode) -> Finding | None:
    """A client that the apiserver does not let in, which says of a certificate that it was shown that it has expired."""
    away = never_let_in(episode, EXPIRED)
    said = last_said(away[1:], EXPIRED, where=lambda said: said["side"] != "before") if away is not None else None
    if away is None or said is None or clock_runs_free(episode):
        return None
    when = moment(said["limit"])
    return finding(
        Cause.SERVING_CERTIFICATE_EXPIRED,
        Confidence.LIKELY,
        f"The certificate with which {episode.program} calls the apiserver has expired{f' on {when:%Y-%m-%d}' if when else ''}, by all appearances.",
        [from_log(episode, away[0]), note("pod_log", f"kube-apiserver: {said.entry.text}", said.entry.at)],
        expired_at=when.isoformat() if when else None,
    )


def _finds_itself_expired(episode: Episode) -> Finding | None:
    """One that ends at its start and cannot call itself for what it presents, as where all components are one process.

    An apiserver alone calls itself with a certificate that it makes when it starts: that one expires after a year.
    """
    ended, log = episode.last_ended, starting_log(episode)
    itself = ended_by_itself(ended) or (bool(log) and breaks_off(episode, log[-1]))
    if not itself or ended_otherwise(episode, log, EXPIRED):
        return None
    said = [
        each
        for each in all_said(log, EXPIRED)
        if each["side"] != "before"
        and _is_of_itself(episode, each.entry)
        and not SERVER_SAW_CLIENT.search(each.entry.text)
    ]
    good = any(not expired(seen.certificates[0], episode.at) for seen in certificate_files(episode).values())
    if (len(said) < 2 and not any(is_an_end(each.entry) for each in said)) or good or clock_runs_free(episode):
        return None
    return finding(
        Cause.SERVING_CERTIFICATE_EXPIRED,
        Confidence.LIKELY if ended is not None else Confidence.POSSIBLE,
        f"What {episode.program} presents has expired, so that its own components cannot call it.",
        [*(from_log(episode, each.entry) for each in said[-2:]), from_last_end(episode)],
    )


def _is_of_itself(episode: Episode, entry: LogEntry) -> bool:
    """Whether it called itself: on the loopback, or where it ends for that, by whatever name its own port has outside."""
    if _OF_ITSELF.search(entry.text):
        return True
    return (
        is_an_end(entry) and re.search(rf"https://[^\s\"/]{{1,300}}:{port_of(episode)}/apis?/", entry.text) is not None
    )


_OF_ITSELF = re.compile(r"https://(?:localhost|127\.0\.0\.1|\[::1\]):(?!2379|2380|2382|4001)\d+/")


def certificate_renewed_not_reloaded(episode: Episode) -> Finding | None:
    """What is served or held in memory is older than what lies on disk."""
    if episode.is_kubelet or episode.is_node:
        return None
    current = episode.current
    started = current.started_at if current and current.state is ContainerState.RUNNING else None
    if started is None:
        return None
    for path, seen in certificate_files(episode).items():
        leaf = seen.certificates[0]
        port = port_of(episode)
        presented = presented_on(episode, port, started) if port and serves(episode, path) else ()
        served = presented[-1] if presented else None
        # A balancer's address leads to another node's, whose certificate is its own.
        loaded = any(each.fingerprint_sha256 == leaf.fingerprint_sha256 for each in presented)
        differs = served is not None and not loaded
        # A renewed certificate begins later, whatever became of the file's time.
        newer = served is not None and differs and leaf.not_before > served.not_before
        touched = seen.modified_at is not None and seen.modified_at - started > JUST_STARTED
        if not (touched or newer) or not _used_by(episode, path):
            continue
        # What others complain of, who call it or are called, tells nothing of what it holds: only beside what it presents.
        held = last_said(current.log, _HELD) if current else None
        complaint = held or (last_said(any_log(episode), EXPIRED, UNKNOWN_AUTHORITY, REMOTE_BAD) if differs else None)
        since = max(started, seen.modified_at) if touched and seen.modified_at else started
        refused = _kubelet_refuses(episode, since) if serves(episode, path) and not loaded else None
        # To load what is past its time, or before it, mends nothing.
        useless = expired(leaf, episode.at) or not_yet_valid(leaf, episode.at)
        if useless or not (differs or held or refused):
            continue
        return finding(
            Cause.CERTIFICATE_RENEWED_NOT_RELOADED,
            Confidence.PROVEN if differs else Confidence.LIKELY,
            f"{path} was renewed{_at(seen.modified_at)}, but {episode.program} runs since {started:%Y-%m-%d %H:%M} and still "
            "uses what it loaded then.",
            [
                note(
                    "certificates",
                    f"{path} changed{_at(seen.modified_at)}, valid until {leaf.not_after:%Y-%m-%d}",
                ),
                note("served_certificates", f"port {port} presents one that is valid until {served.not_after:%Y-%m-%d}")
                if differs and served
                else None,
                from_log(episode, complaint.entry) if complaint else None,
                from_kubelet(refused) if refused else None,
            ],
            ruled_out=[RuledOut(cause=Cause.SERVING_CERTIFICATE_EXPIRED, because="the file on disk is valid")],
            path=path,
        )
    return None


def _at(moment: datetime | None) -> str:
    return f" at {moment:%Y-%m-%d %H:%M}" if moment else ""


def _used_by(episode: Episode, path: str) -> bool:
    """A flag of the container names the file."""
    flags = episode.flags
    return any(flag.value and path_on_host(episode, flag.value) == path for flag in flags)


RULES = (
    Rule(
        cause=Cause.SERVING_CERTIFICATE_EXPIRED,
        find=by_this_clock(serving_certificate_expired),
        needs=SEEN,
        yields_to=frozenset({Cause.CLOCK_SKEW}),
        settles="`kubeadm certs check-expiration`",
    ),
    Rule(
        cause=Cause.CERTIFICATE_RENEWED_NOT_RELOADED,
        find=certificate_renewed_not_reloaded,
        needs=SEEN | {Source.SERVED_CERTIFICATES},
        settles="compare the served certificate with the file: `openssl s_client`",
    ),
)
