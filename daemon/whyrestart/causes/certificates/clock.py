"""Clocks that are wrong: certificates that are not valid yet, and peers that tell another time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from whyrestart.causes.etcd.leader import never_led, turns_peers_away
from whyrestart.causes.evidence.expiry import (
    clock_runs_free,
    expired_files,
    not_yet_valid,
)
from whyrestart.causes.evidence.living import (
    goes_on,
    newest_lines,
    newest_lines_of,
)
from whyrestart.causes.evidence.logs import (
    Said,
    any_log,
    last_said,
)
from whyrestart.causes.evidence.presented import (
    EXPIRED,
    REMOTE_BAD,
    SERVER_SAW_CLIENT,
    certificate_files,
    port_of,
    presented_on,
    serves,
    unused,
)
from whyrestart.causes.rule import Rule, finding, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Certificate, ContainerState, Source
from whyrestart.parsing.runtime_values import moment


def clock_skew(episode: Episode) -> Finding | None:
    """A certificate is not yet valid: somebody's clock was, or is, wrong."""
    if episode.is_kubelet:
        return None
    # Up to Go 1.14 the words do not say which of the two it is.
    either = last_said(
        any_log(episode), EXPIRED, where=lambda said: said["side"] != "after" and not _is_over(episode, said)
    )
    said = either if either is not None and either["side"] else None
    unsynchronised = clock_runs_free(episode)
    idle = unused(episode.node)
    files = (seen for path, seen in certificate_files(episode).items() if path not in idle)
    ahead = [seen for seen in files if not_yet_valid(seen.certificates[0], episode.at)]
    if said is None and not ahead and either is not None and (found := _new_cluster_not_yet_valid(episode)) is not None:
        return found
    if not episode.is_node and said is None and not ahead and (found := _far_from_its_peers(episode)) is not None:
        return found
    shown = _presents_too_early(episode)
    refused = _callers_hang_up(episode) if any(serves(episode, seen.path) for seen in ahead) else None
    # What runs well, and complains of nothing, does not use what is still to come.
    suffers = either is not None or refused is not None or (unsynchronised and episode.state is not State.HEALTHY)
    if episode.is_node or (said is None and shown is None and not (ahead and suffers)):
        return None
    begins = moment(said["limit"]) if said else (shown or ahead[0].certificates[0]).not_before
    complaint = either or refused
    return finding(
        Cause.CLOCK_SKEW,
        Confidence.PROVEN if said or shown else Confidence.LIKELY,
        f"A certificate becomes valid only{f' at {begins:%Y-%m-%d %H:%M:%S} UTC' if begins else ' later'}, after this node's present time: "
        "a clock is or was wrong.",
        [
            from_log(episode, complaint.entry) if complaint else None,
            note(
                "served_certificates",
                f"port {port_of(episode)} presents one that is not valid before {shown.not_before:%Y-%m-%d %H:%M}",
            )
            if shown
            else None,
            note("host", "the node's clock is not synchronised") if unsynchronised else None,
            *(
                note("certificates", f"{s.path} is not valid before {s.certificates[0].not_before:%Y-%m-%d %H:%M}")
                for s in ahead[:2]
            ),
        ],
        ruled_out=[
            RuledOut(cause=Cause.SERVING_CERTIFICATE_EXPIRED, because="the certificate is not yet valid, not expired")
        ],
        valid_from=begins.isoformat() if begins else None,
    )


def _presents_too_early(episode: Episode) -> Certificate | None:
    """What the port of a process that lives presents, and nobody can accept yet."""
    current, port = episode.current, port_of(episode)
    started = current.started_at if current and current.state is ContainerState.RUNNING else None
    presented = presented_on(episode, port, started) if port and started is not None else ()
    return next((leaf for leaf in presented if not_yet_valid(leaf, episode.at)), None)


def _callers_hang_up(episode: Episode) -> Said | None:
    """A caller that ended the handshake, which it does for what it was presented."""
    return last_said(
        any_log(episode), REMOTE_BAD, where=lambda said: SERVER_SAW_CLIENT.search(said.entry.text) is not None
    )


def _is_over(episode: Episode, said: Said) -> bool:
    """Whether what lives met a certificate that was not yet valid, and has been since: clocks differ by moments."""
    now, limit, current = moment(said["now"]), moment(said["limit"]), episode.current
    if now is None or limit is None or current is None or current.state is not ContainerState.RUNNING:
        return False
    return said.entry.at is not None and limit > now and said.entry.at + (limit - now) <= episode.at


def _new_cluster_not_yet_valid(episode: Episode) -> Finding | None:
    """The members of a cluster that never had a leader take each other's certificates for expired, which are as new."""
    away = turns_peers_away(episode, EXPIRED)
    if away is None or away["side"] or not never_led(any_log(episode)) or expired_files(episode):
        return None
    return finding(
        Cause.CLOCK_SKEW,
        Confidence.LIKELY,
        "This etcd turns its peers away, whose certificates are expired or not yet valid; its cluster is so new that it never had "
        "a leader, so they are not yet valid: a clock is or was wrong.",
        [from_log(episode, away.entry)],
    )


# rafthttp's prober, which complains from a second on: of so much, only a clock that is wrong is the cause.
_DRIFTS = re.compile(
    r"clock difference against peer \w{1,16} is too high \[(?P<old>(?:\d{1,9}h)?\d{1,9}m[\d.]{1,12}s)|"
    r"prober found high clock drift\b[^\n]{0,200}?\bclock-drift=(?P<new>(?:\d{1,9}h)?\d{1,9}m[\d.]{1,12}s)"
)


_UNITS = {"h": 3600, "m": 60, "s": 1}


def _ahead_of_a_peer(episode: Episode) -> timedelta:
    """By how much this node's clock is ahead of an etcd peer's, to this moment: of one behind, the peer complains."""
    said = last_said(newest_lines_of(episode, "etcd"), _DRIFTS)
    if said is None or not goes_on(episode, said.entry):
        return timedelta(0)
    told = re.findall(r"([\d.]{1,12})([hms])", said["old"] or said["new"])
    return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in told))


def by_this_clock(find: Callable[[Episode], Finding | None]) -> Callable[[Episode], Finding | None]:
    """The same rule, no surer than possible where the certificate is still good by the clock of an etcd peer."""

    def judged(episode: Episode) -> Finding | None:
        found = find(episode)
        when = moment(dict(found.detail).get("expired_at", "")) if found is not None else None
        if found is None or when is None or episode.at - when > _ahead_of_a_peer(episode):
            return found
        return replace(found, confidence=Confidence.POSSIBLE)

    return judged


def _far_from_its_peers(episode: Episode) -> Finding | None:
    """An etcd that lives is told by a peer of a time minutes apart from its own, to this moment."""
    said = last_said(newest_lines(episode), _DRIFTS) if episode.program == "etcd" else None
    # It looks every 30 s.
    if said is None or not goes_on(episode, said.entry):
        return None
    return finding(
        Cause.CLOCK_SKEW,
        Confidence.LIKELY,
        f"The clocks of this node and of another member of etcd's cluster are {said['old'] or said['new']} apart: one is wrong.",
        [from_log(episode, said.entry)],
    )


SEEN = frozenset({Source.POD_LOGS, Source.CERTIFICATES})
RULES = (
    Rule(cause=Cause.CLOCK_SKEW, find=clock_skew, needs=SEEN, settles="`timedatectl`, and the certificate's notBefore"),
)
