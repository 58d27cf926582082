"""What a kubelet that lives is answered where it calls its apiserver: a certificate that it cannot accept, or nothing at all.

Where the apiserver runs on the same node, its own episode tells why it does not answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from whyrestart.attempts import attempts
from whyrestart.causes.evidence.apiserver_calls import TOLD_OF_ANOTHER, calls_apiserver
from whyrestart.causes.evidence.expiry import CLOCKS_DIFFER
from whyrestart.causes.evidence.living import LATELY, after_last, fell_silent, goes_on, just_failed
from whyrestart.causes.evidence.logs import Said, all_said, last_said
from whyrestart.causes.evidence.presented import EXPIRED, UNKNOWN_AUTHORITY
from whyrestart.causes.kubelet.words import LOG, OF_A_CONTAINERS_OWN, carried, carrier, last_life, only_begun, who
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet
from whyrestart.episodes import is_last_word, journal, manifests
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.parsing.runtime_values import moment

# client-go's reflector, and what the kubelet does by itself: its node, its lease, its mirror pods (pkg/kubelet).
CALLS = re.compile(
    r"[Ff]ailed to (?:list|watch)\b|[Uu]nable to register (?:node|\S{1,253} with the apiserver)|[Uu]nable to write event|"
    r"[Ee]rror updating node status|[Uu]nable to update node status|"
    r"[Ff]ailed to (?:ensure (?:node )?lease exists|update (?:node )?lease|get status for pod)|[Ff]ailed creating a mirror pod|"
    r"[Ee]rror getting node\b|[Ff]ailed to contact API server when waiting for CSINode publishing"
)
_ANSWERED = re.compile(
    r"Successfully registered node|SyncLoop \(?(?:ADD|UPDATE)\b[^\n]{0,20}?api\b|[Cc]aches populated"
)
_NO_ANSWER = re.compile(
    r"(?P<why>connect: connection refused|connect: no route to host|i/o timeout|no such host|network is unreachable|"
    r"TLS handshake timeout|Client\.Timeout exceeded)"
)
# Not what a start of the apiserver looks like, where its machine refuses: nothing comes back, or there is no way there.
_NO_WAY = re.compile(r"no route to host|i/o timeout|network is unreachable|Client\.Timeout exceeded")
_AGAIN = 2
_HOST = re.compile(r"https?://(?P<host>\[?[\w.:-]{1,260}\]?)/")
# Its certificate is no matter of the cluster's clocks.
_A_REGISTRY = re.compile(
    r"[Pp]ull(?:ing)? ?[Ii]mage|resolve reference|/v[12]/\S{0,200}/(?:manifests|blobs)/|https?://[^/\s]{1,255}/v2/"
)
# Nor is that of a webhook, whoever meets it, of what a volume's driver asks for a pod, and of what a probe meets.
_ANOTHERS = re.compile(
    rf"{_A_REGISTRY.pattern}|{TOLD_OF_ANOTHER.pattern}|MountVolume\.|[Ff]ailed calling webhook|{OF_A_CONTAINERS_OWN.pattern}"
)
_COMPONENT = re.compile(r"\b(?:kube-apiserver|kube-controller-manager|kube-scheduler|etcd)\b")
# An apiserver is started anew within less.
_LASTS = timedelta(minutes=1)


def newest_unanswered(episode: Episode) -> tuple[LogEntry, ...]:
    """What a unit that lives said in its last minutes, and has not taken back; nothing of one that ends."""
    if episode.state is not State.HEALTHY:
        return ()
    name = episode.unit.unit if episode.unit is not None else carrier(episode)
    own = journal(episode.node, name.removesuffix(".service")) if name else ()
    log = dict.fromkeys((*episode.journal, *own))
    lately = [e for e in log if e.origin != "systemd" and e.at is not None and episode.at - e.at <= LATELY]
    return after_last(tuple(sorted(lately, key=lambda e: e.at or episode.at)), _ANSWERED)


def _complaints(episode: Episode, pattern: re.Pattern[str], where: Callable[[Said], bool] = bool) -> list[Said]:
    """Its calls to this moment that end so, the last of them all among them; a carrier's are those of others too."""
    if carried(episode):
        return []
    calls = [each.entry for each in all_said(newest_unanswered(episode), CALLS) if calls_apiserver(each.entry.text)]
    said = [each for each in all_said(calls, pattern) if where(each)]
    # Of its lease alone it would complain again within seconds; of a success it says nothing.
    if not said or said[-1].entry is not calls[-1]:
        return []
    return said if (goes_on if len(said) > 1 else just_failed)(episode, said[-1].entry) else []


def _sure(said: list[Said]) -> Confidence:
    """What is said once may be of an apiserver that is just given another certificate."""
    return Confidence.LIKELY if len(said) > 1 else Confidence.POSSIBLE


def clock_skew(episode: Episode) -> Finding | None:
    """It is shown a certificate, or shows one, that is not to be valid for minutes: a clock is wrong."""
    lives = episode.state is State.HEALTHY
    if episode.unit is not None and episode.unit.active_state == "inactive":
        return None
    # It may tell in passing of what it waits for, and ends of that.
    words = newest_unanswered(episode) if lives or carried(episode) else last_life(episode)
    lines = (entry for entry in words if not _ANOTHERS.search(entry.text))
    said = last_said(lines, EXPIRED, where=lambda each: each["side"] == "before")
    now, limit = (moment(said["now"]), moment(said["limit"])) if said else (None, None)
    if said is None or said.entry.at is None or now is None or limit is None:
        return None
    # Clocks differ a little, and what had to be waited for may have come since.
    if limit - now <= CLOCKS_DIFFER or said.entry.at + (limit - now) <= episode.at:
        return None
    ended_otherwise = not lives and any(is_last_word(e) and not EXPIRED.search(e.text) for e in words)
    return finding(
        Cause.CLOCK_SKEW,
        Confidence.POSSIBLE if ended_otherwise else Confidence.LIKELY,
        f"{who(episode)} meets a certificate that becomes valid only at {limit:%Y-%m-%d %H:%M:%S} UTC, when its own clock "
        f"says {now:%Y-%m-%d %H:%M:%S}: this clock, or that of whoever issued the certificate, is or was wrong.",
        [from_kubelet(said.entry)],
        valid_from=limit.isoformat(),
    )


def serving_certificate_expired(episode: Episode) -> Finding | None:
    """It is shown a certificate by its apiserver that has expired."""
    said = _complaints(episode, EXPIRED, where=lambda each: each["side"] == "after")
    if not said:
        return None
    when = moment(said[-1]["limit"])
    return finding(
        Cause.SERVING_CERTIFICATE_EXPIRED,
        _sure(said),
        f"The apiserver{_at(said[-1])} presents a certificate to the kubelet that has expired"
        f"{f' on {when:%Y-%m-%d}' if when else ''}, so that the kubelet does without it.",
        [from_kubelet(said[-1].entry)],
        expired_at=when.isoformat() if when else None,
    )


def certificate_authority_mismatch(episode: Episode) -> Finding | None:
    """It does not trust the certificate of its apiserver."""
    said = _complaints(episode, UNKNOWN_AUTHORITY)
    if not said:
        return None
    return finding(
        Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        _sure(said),
        f"The kubelet does not trust the certificate of its apiserver{_at(said[-1])}: the CA in its kubeconfig did not issue it.",
        [from_kubelet(said[-1].entry)],
    )


def apiserver_unreachable(episode: Episode) -> Finding | None:
    """Its apiserver is on another node, and does not answer."""
    said = _complaints(episode, _NO_ANSWER)
    first, last = (said[0].entry.at, said[-1].entry.at) if said else (None, None)
    if first is None or last is None or any(components_here(episode)):
        return None
    lasts = last - first >= _LASTS
    lost = [each for each in said if _NO_WAY.search(each["why"])]
    if not lasts and (len(lost) < _AGAIN or not just_failed(episode, said[-1].entry) or only_begun(episode)):
        return None
    if fell_silent(episode, [each.entry for each in said]):
        return None
    return finding(
        Cause.APISERVER_UNREACHABLE,
        Confidence.LIKELY if lasts else Confidence.POSSIBLE,
        f"The kubelet cannot reach its apiserver{_at(said[-1])}: {said[-1]['why']}.",
        [from_kubelet(said[-1].entry)],
        why=said[-1]["why"],
    )


# Of its own node: where it may not even tell of that, it is none of the cluster's, whatever else it may ask for.
_OF_ITSELF = re.compile(
    r"[Uu]nable to register (?:node|\S{1,253} with the apiserver)|[Uu]nable to update node status|[Ee]rror updating node status"
)
_TURNED_AWAY = re.compile(
    r"(?P<why>x509: [^\n]{1,300}|\bnodes\b[^\n]{0,160}? (?:is|are) forbidden: [^\n]{1,300}|User \W{0,4}system:\w{1,60}[^\n]{0,100}? cannot \w{1,20} [^\n]{1,200})"
)


def turned_away(episode: Episode) -> Finding | None:
    """For a minute and longer it could not register or tell of its node, though its apiserver answers."""
    calls = [] if carried(episode) else list(all_said(newest_unanswered(episode), _OF_ITSELF))
    said = [each for call in calls if (each := last_said((call.entry,), _TURNED_AWAY)) is not None]
    first, last = (said[0].entry.at, said[-1].entry.at) if said else (None, None)
    if first is None or last is None or said[-1].entry is not calls[-1].entry or last - first < _LASTS:
        return None
    if not goes_on(episode, said[-1].entry):
        return None
    why = " ".join(said[-1]["why"].split())[:300]
    return finding(
        Cause.UNKNOWN,
        Confidence.NONE,
        f"The kubelet lives and cannot tell the apiserver{_at(said[-1])} of its node: {why}.",
        [from_kubelet(said[-1].entry)],
    )


def _at(said: Said) -> str:
    host = _HOST.search(said.entry.text)
    return f" at {host['host']}" if host else ""


def components_here(episode: Episode) -> Iterator[str]:
    """What tells that an apiserver runs on this node: itself, or any other component of a control plane."""
    yield from (each.path for each in manifests(episode.node) if _COMPONENT.search(each.text))
    yield from (ref.pod for ref in attempts(episode.node) if _COMPONENT.search(ref.container))


RULES = (
    Rule(
        cause=Cause.CLOCK_SKEW,
        find=clock_skew,
        needs=LOG,
        applies=about_kubelet,
        settles="`timedatectl`, and the certificate's notBefore",
    ),
    Rule(
        cause=Cause.SERVING_CERTIFICATE_EXPIRED,
        find=serving_certificate_expired,
        needs=LOG,
        applies=about_kubelet,
        settles="`kubeadm certs check-expiration` on the apiserver's node",
    ),
    Rule(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        find=certificate_authority_mismatch,
        needs=LOG,
        applies=about_kubelet,
        settles="`openssl verify -CAfile CA CERTIFICATE`",
    ),
    Rule(cause=Cause.APISERVER_UNREACHABLE, find=apiserver_unreachable, needs=LOG, applies=about_kubelet),
    Rule(cause=Cause.UNKNOWN, find=turned_away, needs=LOG, applies=about_kubelet),
)
