"""A carrier that lives and does not trust a server of its cluster, or the one within itself, or that nobody can trust."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.evidence.expiry import not_yet_valid
from whyrestart.causes.evidence.living import just_failed
from whyrestart.causes.evidence.logs import Said, all_said
from whyrestart.causes.evidence.presented import UNKNOWN_AUTHORITY
from whyrestart.causes.kubelet.words import carrier, carriers_newest, who
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import SERVERS
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ServedCertificateSeen, Source

# pkg/clientaccess of k3s: the hash in the token, and the CA that the server gives out. An agent tries again every few seconds.
_TOKEN = re.compile(
    # To 0.9 without a word of the CA.
    r"^(?:[^\n]{0,300}?: )?(?:token CA hash does not match the Cluster CA certificate hash|token does not match the server \S{1,200} != \S)"
)
# remotedialer's client: the tunnel to each server of the cluster, tried again every five seconds.
_TUNNEL = re.compile(r"^Failed to connect to proxy\b")
_TUNNELLED = re.compile(r"^Remotedialer connected to proxy")
# pkg/server and pkg/agent, to 1.18: what it serves itself. It asks once for a kubeconfig, and goes on without one.
_ITSELF = re.compile(
    r"^(?:Failed to generate kubeconfig: )?server https://(?:localhost|127\.0\.0\.1|\[::1\])\S{1,300} is not trusted: "
)
# Who is told of a new server may be there before that one has its certificate.
_LASTS = timedelta(minutes=1)


def certificate_authority_mismatch(episode: Episode) -> Finding | None:
    """What it is shown was issued by another CA than the one that it knows, to this moment."""
    if not carrier(episode) or episode.state is not State.HEALTHY:
        return None
    newest = carriers_newest(episode)
    found = _by_token(episode, newest) or _by_tunnel(episode, newest) or _of_itself(episode, newest)
    if found is None:
        return None
    said, confidence, says = found
    return finding(
        Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        confidence,
        f"{who(episode)} {says}: {' '.join(said.entry.text.split())[:300]}.",
        [from_kubelet(said.entry)],
    )


def _by_token(episode: Episode, newest: tuple[LogEntry, ...]) -> tuple[Said, Confidence, str] | None:
    told = list(all_said(newest, _TOKEN))
    if not told or not just_failed(episode, told[-1].entry):
        return None
    sure = Confidence.LIKELY if len(told) > 1 else Confidence.POSSIBLE
    return told[-1], sure, "goes on trying with a token of another cluster, or of the time before its CA was made anew"


def _by_tunnel(episode: Episode, newest: tuple[LogEntry, ...]) -> tuple[Said, Confidence, str] | None:
    tries = list(all_said(newest, _TUNNEL, _TUNNELLED))
    told = [each for each in tries if UNKNOWN_AUTHORITY.search(each.entry.text)]
    if not told or told[-1] is not tries[-1] or not just_failed(episode, told[-1].entry):
        return None
    first, last = told[0].entry.at, told[-1].entry.at
    lasts = first is not None and last is not None and last - first >= _LASTS
    sure = Confidence.LIKELY if lasts else Confidence.POSSIBLE
    return told[-1], sure, "does not trust a server of its cluster, whose certificate another CA has issued"


def _of_itself(episode: Episode, newest: tuple[LogEntry, ...]) -> tuple[Said, Confidence, str] | None:
    told = [each for each in all_said(newest, _ITSELF) if UNKNOWN_AUTHORITY.search(each.entry.text)]
    # For a kubeconfig it asks once and no more.
    if not told or not (told[-1].entry.text.startswith("Failed") or just_failed(episode, told[-1].entry)):
        return None
    says = "does not trust the certificate that it presents itself, or that another one presents in its place"
    return told[-1], Confidence.POSSIBLE, says


# Where the apiservers within k3s and k0s listen, RKE2's, and MicroK8s'.
_PORTS = frozenset({6443, 16443})


def clock_skew(episode: Episode) -> Finding | None:
    """The apiserver that it carries presents a certificate whose time is still to come: none of its clients takes it till then."""
    unit = episode.unit
    if unit is None or unit.unit not in SERVERS or episode.state is not State.HEALTHY:
        return None
    since = unit.main_started_at
    shown = [
        each
        for each in episode.node.newest(ServedCertificateSeen).values()
        if each.port in _PORTS and (since is None or each.at >= since)
    ]
    if not shown or any(not not_yet_valid(each.certificate, each.at) for each in shown):
        return None
    begins = shown[-1].certificate.not_before
    return finding(
        Cause.CLOCK_SKEW,
        Confidence.LIKELY,
        f"The apiserver of {unit.unit.removesuffix('.service')} presents a certificate that becomes valid only at "
        f"{begins:%Y-%m-%d %H:%M:%S} UTC, after this node's present time: a clock is or was wrong.",
        [
            note(
                "served_certificates",
                f"port {shown[-1].port} presents one that is not valid before {begins:%Y-%m-%d %H:%M}",
                shown[-1].at,
            )
        ],
        valid_from=begins.isoformat(),
    )


RULES = (
    Rule(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        find=certificate_authority_mismatch,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG}),
        settles="`openssl s_client -connect SERVER:6443 -showcerts`, beside the CA in server/tls or agent of its data directory",
    ),
    Rule(
        cause=Cause.CLOCK_SKEW,
        find=clock_skew,
        applies=about_kubelet,
        needs=frozenset({Source.CERTIFICATES}),
        settles="`timedatectl`, and the certificate's notBefore",
    ),
)
