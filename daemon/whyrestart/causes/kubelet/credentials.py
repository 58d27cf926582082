"""The kubelet cannot show the apiserver who it is: its certificate ran out, or it waits for its first one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.causes.evidence.living import goes_on
from whyrestart.causes.evidence.logs import all_said, last_said
from whyrestart.causes.kubelet.answers import CALLS, newest_unanswered
from whyrestart.causes.kubelet.config import KUBECONFIG, has_manifests
from whyrestart.causes.kubelet.words import LOG, carried, end_after, errors_of_its_life, its_unit, last_life, last_word
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import CertificateFileSeen, ContainerSeen, ContainerState

_EXPIRED = (
    re.compile(
        r"[Pp]art of the existing bootstrap client certificate(?: in (?P<file>\S+))? is expired:? ?(?P<when>[\d-]+ [\d:]+)?"
    ),
    # certificate/transport.go: while it runs; where the apiserver does not answer, it goes on.
    re.compile(r"currently active client certificate has expired and the server is responsive"),
)
# The same, where nobody answers: it lives, and tries with that certificate for ever.
_STILL_SHOWN = re.compile(r"currently active client certificate has expired, but the server is not responsive")
# What a server makes of it (client-go's 401, Go's TLS alerts).
_TURNED_AWAY = re.compile(r"\bUnauthorized\b|remote error: tls: (?:bad certificate|expired certificate)")
# A last word of that matter: with a file to ask for a new one it goes on, and may end of anything else.
_OF_THAT = re.compile(r"[Bb]ootstrap|(?<!serving )[Cc]ertificate|x509|\bUnauthorized\b|\btls: ")
# What a certificate that has run out leaves it with.
_NO_BOOTSTRAP = re.compile(r"unable to load bootstrap kubeconfig: stat (?P<file>\S+): no such file or directory")
_WAITS = re.compile(
    r"(?:[Ww]aiting for (?:client|kubelet) (?:certificate|cert)|"
    r"[Ff]ailed (?:while requesting|to request) a? ?signed certificate|"
    r"[Bb]ootstrap(?:ping)? client (?:certificate|credentials)|[Uu]sing bootstrap kubeconfig to generate TLS client cert)"
)
_REFUSED = re.compile(r"connection refused|no route to host|i/o timeout")
# Who makes pods does not wait with them for a certificate.
_MAKES_PODS = re.compile(
    r"(?:Run|Create)PodSandbox|sandbox for pod|Error syncing pod|SyncLoop \(?ADD|pulling image|"
    # It was given one.
    r"Successfully registered node|Observed pod startup duration"
)


def kubelet_client_certificate_expired(episode: Episode) -> Finding | None:
    """Its certificate ran out while it could not renew, and no bootstrap credential is left to ask for a new one."""
    said = last_said(errors_of_its_life(episode), *_EXPIRED)
    fallback = last_word(episode, _NO_BOOTSTRAP)
    certificate = _expired_certificate(episode)
    if said is None and (fallback is None or certificate is None):
        return _expired_while_it_lives(episode, certificate)
    end = end_after(episode, said.entry) if said else None
    otherwise = end is not None and _OF_THAT.search(end.text) is None
    when = said["when"] if said else f"{certificate.certificates[0].not_after:%Y-%m-%d %H:%M:%S}" if certificate else ""
    return finding(
        Cause.KUBELET_CLIENT_CERTIFICATE_EXPIRED,
        Confidence.POSSIBLE if otherwise else Confidence.PROVEN,
        f"The kubelet's client certificate expired{f' on {when}' if when else ''}, and it has no bootstrap credential to get a new one.",
        [
            from_kubelet(said.entry) if said else None,
            from_kubelet(fallback.entry) if fallback else None,
            note("certificates", f"{certificate.path}: expired on {certificate.certificates[0].not_after:%Y-%m-%d}")
            if certificate
            else None,
            its_unit(episode),
        ],
        expired_at=when,
    )


def _expired_while_it_lives(episode: Episode, certificate: CertificateFileSeen | None) -> Finding | None:
    """It goes on with a certificate that has expired, by its own words or by the file and what it is answered."""
    lately = newest_unanswered(episode)
    # It looks every ten seconds.
    still = list(all_said(lately, _STILL_SHOWN))
    said = still[-1] if len(still) >= 2 and goes_on(episode, still[-1].entry) else None
    # A registry says so too of whom it does not know; and of its own certificates it shows the newest.
    calls = (entry for entry in lately if CALLS.search(entry.text))
    good = any(seen.certificates[0].not_after >= episode.at for seen in _own_certificates(episode))
    away = list(all_said(calls, _TURNED_AWAY)) if said is None and certificate is not None and not good else []
    if said is None and (len(away) < 2 or not goes_on(episode, away[-1].entry)):
        return _turned_away(episode, lately)
    return finding(
        Cause.KUBELET_CLIENT_CERTIFICATE_EXPIRED,
        Confidence.LIKELY,
        "The kubelet's client certificate has expired; it lives, and no apiserver takes it for who it is.",
        [
            from_kubelet(said.entry if said else away[-1].entry),
            note("certificates", f"{certificate.path}: expired on {certificate.certificates[0].not_after:%Y-%m-%d}")
            if certificate
            else None,
            its_unit(episode),
        ],
        expired_at=f"{certificate.certificates[0].not_after:%Y-%m-%d %H:%M:%S}" if certificate else None,
    )


# client-go's reflector, and what the kubelet says of its node (pkg/kubelet).
_ITS_CALLS = re.compile(
    r"(?:[Ff]ailed to (?:list|watch)|[Uu]nable to register node|[Ee]rror updating node status|[Ee]rror getting node|"
    r"[Ff]ailed to (?:ensure (?:node )?lease exists|update (?:node )?lease|get status for pod)|"
    r"[Ff]ailed while requesting a signed certificate from the (?:master|control plane))\b[^\n]{0,600}?\bUnauthorized\b"
)


_HAS_NONE_YET = re.compile(
    r"[Uu]sing bootstrap kubeconfig to generate TLS client cert|[Uu]se the bootstrap credentials to request a cert"
)


def _turned_away(episode: Episode, lately: tuple[LogEntry, ...]) -> Finding | None:
    """It is told again and again that nobody knows it: its certificate may have run out, or the apiserver's CA be another."""
    away = list(all_said(lately, _ITS_CALLS))
    mine = [seen for seen in episode.node.newest(CertificateFileSeen).values() if "kubelet-client" in seen.path]
    # Who has none yet is turned away for the token that it shows instead.
    first = last_said(last_life(episode), _HAS_NONE_YET) is not None
    if len(away) < 2 or not goes_on(episode, away[-1].entry) or carried(episode) or mine or first:
        return None
    return finding(
        Cause.KUBELET_CLIENT_CERTIFICATE_EXPIRED,
        Confidence.POSSIBLE,
        "No apiserver takes the kubelet for who it is: its client certificate may have expired, or be of another cluster's "
        "CA than the apiserver's (`openssl x509 -noout -enddate -issuer -in /var/lib/kubelet/pki/kubelet-client-current.pem`).",
        [from_kubelet(away[-1].entry), its_unit(episode)],
    )


def _expired_certificate(episode: Episode) -> CertificateFileSeen | None:
    """What it shows, if that is past its time: what its kubeconfig holds, else the newest; the rotation leaves old ones beside it."""
    own = list(_own_certificates(episode))
    shown = [seen for seen in own if seen.path.startswith(KUBECONFIG)]
    newest = shown[-1:] or sorted(own, key=lambda seen: seen.certificates[0].not_after)[-1:]
    return next((seen for seen in newest if seen.certificates[0].not_after < episode.at), None)


def _own_certificates(episode: Episode) -> Iterator[CertificateFileSeen]:
    """What it has shown to the apiserver, now or before; not what an apiserver shows to kubelets."""
    for seen in episode.node.newest(CertificateFileSeen).values():
        mine = "/kubelet-client" in seen.path or seen.path.startswith(KUBECONFIG)
        if mine and seen.certificates and not seen.certificates[0].is_ca:
            yield seen


def kubelet_bootstrap_deadlock(episode: Episode) -> Finding | None:
    """It waits for a certificate from an apiserver that it should start itself."""
    life = last_life(episode)
    said, refused = last_said(life, _WAITS), last_said(life, _REFUSED)
    if said is None or refused is None or not has_manifests(episode) or last_said(life, _MAKES_PODS) is not None:
        return None
    if any(seen.state is ContainerState.RUNNING for seen in episode.node.newest(ContainerSeen).values()):
        return None
    return finding(
        Cause.KUBELET_BOOTSTRAP_DEADLOCK,
        Confidence.LIKELY,
        "The kubelet waits for a client certificate from the apiserver, which it should itself start as a static pod.",
        [from_kubelet(said.entry), from_kubelet(refused.entry), its_unit(episode)],
    )


RULES = (
    Rule(
        cause=Cause.KUBELET_CLIENT_CERTIFICATE_EXPIRED,
        find=kubelet_client_certificate_expired,
        needs=LOG,
        applies=about_kubelet,
        yields_to=frozenset({Cause.KUBELET_UNKNOWN_FLAG}),
    ),
    Rule(cause=Cause.KUBELET_BOOTSTRAP_DEADLOCK, find=kubelet_bootstrap_deadlock, needs=LOG, applies=about_kubelet),
)
