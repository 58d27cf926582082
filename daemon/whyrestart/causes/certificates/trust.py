"""Who trusts whom: certificates that a CA at hand has not issued, and service-account keys that are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whyrestart.attempts import attempts
from whyrestart.causes.etcd.client import servers_of
from whyrestart.causes.etcd.itself import is_apiserver
from whyrestart.causes.etcd.leader import (
    PEER_GONE,
    leaderless,
    lives_on_with,
    never_served,
    of_its_peers,
    turned_away,
    turns_peers_away,
    unserved,
)
from whyrestart.causes.evidence.apiserver_calls import OF_A_CLOUD
from whyrestart.causes.evidence.living import never_answered, never_let_in, was_answered
from whyrestart.causes.evidence.logs import (
    JUDGED_WITHIN,
    Said,
    any_log,
    breaks_off,
    death_log,
    last_said,
    last_words,
    starting_log,
)
from whyrestart.causes.evidence.presented import (
    EXPIRED,
    REMOTE_BAD,
    SERVER_SAW_CLIENT,
    UNKNOWN_AUTHORITY,
    URL_HOST,
    certificate_files,
    ended_otherwise,
    etcd_ports,
    leaf_of,
    mentions_etcd,
    own_hosts,
    path_on_host,
    port_of,
    served_by_etcd,
)
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import Certificate, CertificateFileSeen, Source
from whyrestart.parsing.last_words import is_an_end

SA_KEY = (
    re.compile(
        r"(?:error reading public key file|unable to (?:load|read) service ?account(?:'s)?(?: public| signing)? key|failed to parse service-account-issuer-key-file|error reading private key) ?(?P<file>/[^\s:,\"]+)?"
    ),
    re.compile(
        r"service-account-(?:signing-)?key(?:-file)?.*?(?P<file>/[^\s:,\"]+)?.*(?:data does not contain|not a valid|must be a valid|does not match)"
    ),
    # keyutil alone reads keys without a certificate, and only service-account keys are such (client-go/util/keyutil).
    re.compile(r"data does not contain (?:any|a) valid RSA or ECDSA (?:public|private) keys?(?P<file>)"),
    re.compile(r"failed to build token generator: [^\n]*private key type(?P<file>)"),
    re.compile(r"(?:the )?public/private key pair (?:do|does) not match(?P<file>)"),
)
_PRIVATE = re.compile(
    r"^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|localhost$|::1$|f[cd][0-9a-f]{2}:|fe80:)|\.svc(?:\.|$)|\.cluster\.local$|\.internal$|\.local$"
)
# The pairs of a kubeadm control plane: which certificate must be signed by which CA, by the flags that name them. With which
# CA kubelets know the apiserver again is a setting of theirs.
_PAIRS = (
    ("etcd-certfile", "etcd-cafile"),
    ("cert-file", "trusted-ca-file"),
    ("peer-cert-file", "peer-trusted-ca-file"),
    ("proxy-client-cert-file", "requestheader-client-ca-file"),
)


@dataclass(frozen=True, kw_only=True)
class _Mismatch:
    """A certificate, the CA file that did not issue it, and the flag that names that.

    `right` is another CA's file, where only the flag is wrong: all that etcd's peer shows and is shown is of that CA.
    """

    path: str
    ca: str
    issuer: str
    held: str
    flag: str
    right: str | None = None


def of_no_account(episode: Episode, entry: LogEntry) -> bool:
    """An apiserver lives on with aggregated APIs and webhooks that it does not trust; only etcd or its end count.

    Its clients are told of the webhooks too, and log it as if they did not trust them themselves. Nor does it end for who
    calls it and is not let in, or hangs up.
    """
    if is_an_end(entry):
        return False
    if "apiserver" not in episode.program:
        return "webhook" in entry.text
    if SERVER_SAW_CLIENT.search(entry.text):
        return True
    return not any(f":{port}" in entry.text for port in etcd_ports(episode)) and URL_HOST.search(entry.text) is not None


def calls_itself(episode: Episode, text: str) -> str | None:
    """The address of its own at which an apiserver calls itself, if that is what the line is of.

    It trusts the certificate that it presents itself: where it does not, another server answers there.
    """
    if "apiserver" not in episode.program or not episode.flags_known:
        return None
    match = URL_HOST.search(text)
    bound, port = episode.flag_value("bind-address") or "", port_of(episode)
    if match is None or match["port"] != str(port):
        return None
    return match["host"] if match["host"] in {bound, "localhost", "127.0.0.1", "::1"} else None


def certificate_authority_mismatch(episode: Episode) -> Finding | None:
    """A peer inside the cluster presents a certificate that the CA at hand has not signed."""
    if episode.is_kubelet or episode.is_node:
        return None
    log = death_log(episode) or any_log(episode)
    if (away := never_let_in(episode, UNKNOWN_AUTHORITY)) is not None:
        return finding(
            Cause.CERTIFICATE_AUTHORITY_MISMATCH,
            Confidence.LIKELY,
            f"The apiserver does not trust the CA of the certificate with which {episode.program} calls it, by all appearances.",
            [from_log(episode, away[0]), note("pod_log", f"kube-apiserver: {away[1].text}", away[1].at)],
        )
    stuck = _stuck_for_it(episode)
    said = stuck or last_said(
        (e for e in log if not _is_outside(e.text) and not of_no_account(episode, e)), UNKNOWN_AUTHORITY, REMOTE_BAD
    )
    if said is None or EXPIRED.search(said.entry.text) or was_answered(episode):
        return None
    wrong = _wrong_issuer(episode)
    if wrong is None and stuck is None and lives_on_with(episode, log, said.entry):
        return None
    if wrong is None and calls_itself(episode, said.entry.text):
        return None
    unknown = UNKNOWN_AUTHORITY.search(said.entry.text) is not None
    if not unknown and wrong is None and (ended := _is_refused_by_callers(episode)) is not None:
        return ended
    if (not unknown or ended_otherwise(episode, log, UNKNOWN_AUTHORITY)) and wrong is None:
        return None
    # Nobody saw what became of it: what breaks off so, and was begun anew before, may have ended of that.
    cut_off = episode.state is State.HEALTHY and wrong is None and stuck is None
    if cut_off and not (is_apiserver(episode) and unknown and breaks_off(episode, said.entry)):
        return None
    # etcd speaks to no one but its peers and its clients.
    inside = (
        mentions_etcd(episode, log, said.entry)
        or _is_inside(said.entry.text)
        or wrong is not None
        or episode.program == "etcd"
    )
    if not inside:
        return None
    # An apiserver calls itself too, at an address that only its flags tell.
    untold = "apiserver" in episode.program and not episode.flags_known and not mentions_etcd(episode, log, said.entry)
    about = f": {wrong.path} was not issued by {wrong.ca}" if wrong else ""
    return finding(
        Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        Confidence.PROVEN
        if wrong
        else Confidence.POSSIBLE
        if untold or (cut_off and not _etcd_is_refused(episode))
        else Confidence.LIKELY,
        f"{episode.program} and its peer do not trust the same CA{about}.",
        [
            from_log(episode, said.entry),
            note("certificates", f"{wrong.path} names issuer {wrong.issuer}; {wrong.ca} holds {wrong.held}")
            if wrong
            else None,
            note("certificates", f"{wrong.right} is the CA of what etcd presents and of what it is called with")
            if wrong and wrong.right
            else None,
            from_last_end(episode),
        ],
        ruled_out=[RuledOut(cause=Cause.HOST_CA_BUNDLE_MISSING, because="the peer is a component of this cluster")],
        path=wrong.path if wrong else None,
        ca=wrong.ca if wrong else None,
        flag=f"--{wrong.flag}" if wrong else None,
        right=wrong.right if wrong else None,
    )


def _etcd_is_refused(episode: Episode) -> bool:
    """Whether the one etcd that an apiserver has is on this node, and tells itself that callers do not accept its certificate."""
    logs = (lives[-1].log for ref, lives in attempts(episode.node).items() if ref.container == "etcd" and lives)
    refused = (said.entry for log in logs if (said := last_said(log, REMOTE_BAD)) is not None)
    alone = len(servers_of(episode)) == 1
    return alone and any(each.at is not None and abs(episode.at - each.at) <= JUDGED_WITHIN for each in refused)


def _stuck_for_it(episode: Episode) -> Said | None:
    """A client that the apiserver never answered, or an etcd apart from its peers, and both to this moment for that."""
    if episode.program == "etcd":
        unknown = of_its_peers(episode, UNKNOWN_AUTHORITY) or last_said(leaderless(episode), UNKNOWN_AUTHORITY)
        return unknown or turns_peers_away(episode, UNKNOWN_AUTHORITY) or _refuses_its_own(episode)
    return never_answered(episode, UNKNOWN_AUTHORITY, lambda said: not _is_outside(said.entry.text))


def _is_refused_by_callers(episode: Episode) -> Finding | None:
    """An etcd that never had a leader, and whose callers end the handshake: for its CA, its names or its dates."""
    lines = unserved(episode)
    refusals = tuple(entry for entry in lines if REMOTE_BAD.search(entry.text))
    # Its own gateway, which calls its clients' port, is none of either.
    said = last_said(refusals, PEER_GONE) or turned_away(episode, refusals)
    if said is None:
        return None
    return finding(
        Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        Confidence.POSSIBLE,
        "This etcd has no leader, and who calls it does not accept its certificate: for its CA, its names or its dates.",
        [from_log(episode, said.entry)],
    )


def _refuses_its_own(episode: Episode) -> Said | None:
    """The last thing that an etcd says which has served nobody yet: who calls from its own address is a stranger."""
    said = last_said(never_served(episode)[-1:], _REFUSES)
    return said if said is not None and said["host"] in own_hosts(episode) else None


# `rejected connection from "10.0.0.4:52898" (error "...` in capnslog.
_REFUSES = re.compile(
    r"rejected connection\b[^\n]{0,40}?(?:remote-addr=|from \")\[?(?P<host>(?<=\[)[^\s\"\]]{1,60}|[^\s\":\[\]]{1,60})\]?:\d+\b"
    r"(?=[^\n]*x509: certificate signed by unknown authority)"
)


def _wrong_issuer(episode: Episode) -> _Mismatch | None:
    """A certificate on disk whose issuer is none of those in the CA file that its peer is told to trust."""
    files = certificate_files(episode)
    for certificate_flag, ca_flag in _PAIRS:
        path, ca = (path_on_host(episode, episode.flag_value(flag)) for flag in (certificate_flag, ca_flag))
        leaf, bundle = leaf_of(episode, path), files.get(ca or "")
        if leaf is None or bundle is None or path is None or ca is None:
            continue
        if not _leads_to(files[path].certificates, bundle.certificates):
            right = _authority_of_etcd(episode, leaf) if ca_flag == "etcd-cafile" else None
            return _mismatch(path, leaf, bundle, ca_flag, right)
    served, bundle = served_by_etcd(episode), files.get(path_on_host(episode, episode.flag_value("etcd-cafile")) or "")
    if served is not None and bundle is not None and not any(_issued_by(served, each) for each in bundle.certificates):
        return _mismatch("the certificate served on port 2379", served, bundle, "etcd-cafile", None)
    return None


def _mismatch(path: str, leaf: Certificate, bundle: CertificateFileSeen, flag: str, right: str | None) -> _Mismatch:
    held = _issuer_self(bundle.certificates[0])
    return _Mismatch(path=path, ca=bundle.path, issuer=_issuer(leaf), held=held, flag=flag, right=right)


def _authority_of_etcd(episode: Episode, client: Certificate) -> str | None:
    """The file with the CA that issued the certificate which etcd presents, and the one with which it is called."""
    served = served_by_etcd(episode)
    if served is None:
        return None
    found = (
        path
        for path, seen in sorted(certificate_files(episode).items())
        if all(any(_issued_by(leaf, each) for each in seen.certificates if each.is_ca) for leaf in (served, client))
    )
    return next(found, None)


def _leads_to(chain: tuple[Certificate, ...], authorities: tuple[Certificate, ...]) -> bool:
    """Whether one of the authorities issued the leaf, or an intermediate that lies with it and issued the one before."""
    link: Certificate | None = chain[0]
    between = list(chain[1:])
    while link is not None:
        if any(_issued_by(link, authority) for authority in authorities):
            return True
        above = next((each for each in between if _issued_by(link, each)), None)
        between = [each for each in between if each is not above]
        link = above
    return False


def _issued_by(leaf: Certificate, authority: Certificate) -> bool:
    if leaf.issuer != authority.subject:
        return False
    return not (leaf.authority_key_id and authority.subject_key_id) or leaf.authority_key_id == authority.subject_key_id


def _issuer(certificate: Certificate) -> str:
    return certificate.issuer + _key(certificate.authority_key_id)


def _issuer_self(certificate: Certificate) -> str:
    return certificate.subject + _key(certificate.subject_key_id)


def _key(identifier: str) -> str:
    return f" (key {identifier[:8]})" if identifier else ""


def _is_inside(text: str) -> bool:
    """The line names an address of this cluster: private, a service, or a component's own port."""
    match = URL_HOST.search(text)
    if match is None:
        return re.search(r"127\.0\.0\.1|localhost|:6443|:2380|kube-apiserver", text) is not None
    return _PRIVATE.search(match["host"]) is not None or match["port"] in {
        "6443",
        "2379",
        "2380",
        "10250",
        "10257",
        "10259",
    }


def _is_outside(text: str) -> bool:
    """A cloud is outside of the cluster, whatever its address."""
    if OF_A_CLOUD.search(text):
        return True
    match = URL_HOST.search(text)
    return match is not None and not _is_inside(text)


def service_account_key_invalid(episode: Episode) -> Finding | None:
    """The key file cannot be read as a key, or does not match."""
    # An apiserver reads it before anything else, and says the like of a request's token.
    log = last_words(episode, starting_log(episode)) if "apiserver" in episode.program else death_log(episode)
    said = last_said(log, *SA_KEY)
    if said is None or re.search(
        r"no such file or directory|permission denied|required flag|CA key file", said.entry.text
    ):
        return None
    flags = ("service-account-key-file", "service-account-signing-key-file", "service-account-private-key-file")
    flag = next(
        (f for n in flags if (f := episode.flag(n)) and f.value and f.value in said.entry.text),
        None,
    )
    path = said["file"] or (flag.value if flag and flag.value else "")
    return finding(
        Cause.SERVICE_ACCOUNT_KEY_INVALID,
        Confidence.PROVEN,
        f"{episode.program} cannot use the service-account key {path or 'file'}: {_reason(said.entry.text)}.",
        [from_log(episode, said.entry), from_last_end(episode)],
        path=path,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def _reason(text: str) -> str:
    return text.rsplit(": ", 1)[-1].strip().rstrip(".")[:160]


RULES = (
    Rule(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        find=certificate_authority_mismatch,
        needs=frozenset({Source.POD_LOGS, Source.CERTIFICATES}),
        yields_to=frozenset({Cause.CERTIFICATE_RENEWED_NOT_RELOADED, Cause.HOST_CA_BUNDLE_MISSING}),
        settles="`openssl verify -CAfile CA CERTIFICATE`",
    ),
    Rule(cause=Cause.SERVICE_ACCOUNT_KEY_INVALID, find=service_account_key_invalid, needs=frozenset({Source.POD_LOGS})),
)
