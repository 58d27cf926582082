"""Certificates that are past their time, of the wrong issuer, or not the ones on disk; and clocks that are wrong.

Go's words are the same since 1.0: `x509: certificate has expired or is not yet valid` (from 1.15 with `current time X
is after/before Y`) and `x509: certificate signed by unknown authority`. Who complains, and of which port, decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from whyrestart.causes.logs import Said, any_log, death_log, is_an_end, last_said
from whyrestart.causes.rule import Rule, finding, from_kubelet, from_last_end, from_log, note
from whyrestart.episodes import journal
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    Certificate,
    CertificateFileSeen,
    ContainerSeen,
    ContainerState,
    FileSeen,
    HostSeen,
    ServedCertificateSeen,
    Source,
)
from whyrestart.parsing.runtime_values import moment

EXPIRED = re.compile(
    r"x509: certificate has expired or is not yet valid(?:: current time (?P<now>\S+) is (?P<side>after|before) (?P<limit>[\dTZ:.+-]+))?"
)
UNKNOWN_AUTHORITY = re.compile(
    r"x509: certificate signed by unknown authority|certificate verify failed|tls: unknown certificate authority"
)
SERVER_SAW_CLIENT = re.compile(
    # `from` in capnslog, nothing in zap, `on client endpoint` from 3.6.
    r"rejected connection\b|failed to verify client(?:'s)? certificate|http: TLS handshake error"
)
REMOTE_BAD = re.compile(
    r"remote error: tls: (?:bad certificate|expired certificate|unknown certificate(?: authority)?)"
)
SA_KEY = (
    re.compile(
        r"(?:error reading public key file|unable to (?:load|read) service ?account(?:'s)?(?: public| signing)? key|failed to parse service-account-issuer-key-file|error reading private key) ?(?P<file>/[^\s:,\"]+)?"
    ),
    re.compile(
        r"service-account-(?:signing-)?key(?:-file)?.*?(?P<file>/[^\s:,\"]+)?.*(?:data does not contain|not a valid|must be a valid|does not match)"
    ),
    # keyutil alone reads keys without a certificate, and only service-account keys are such (client-go/util/keyutil).
    re.compile(r"data does not contain (?:any|a) valid RSA or ECDSA (?:public|private) keys?(?P<file>)"),
    re.compile(r"(?:the )?public/private key pair (?:do|does) not match(?P<file>)"),
)
ETCD_PORTS = ("2379", "4001")
# Clocks of one cluster agree better than that.
CLOCKS_DIFFER = timedelta(minutes=5)
# /pods tells whole seconds, and installers write certificates moments before they start what uses them.
JUST_STARTED = timedelta(minutes=1)
KUBELET_PORT = 10250
KUBELET_SELF_SIGNED = "/var/lib/kubelet/pki/kubelet.crt"
# So near to each other that they were issued and run out together.
TOGETHER = timedelta(days=7)


def _mentions_etcd(entries: Iterable[LogEntry], said: LogEntry) -> bool:
    """Whether the complaint is about an etcd port: on the line itself, or on the lines of one message before it."""
    if any(port in said.text for port in ETCD_PORTS):
        return True
    before: list[LogEntry] = []
    for entry in entries:
        if entry is said:
            break
        before.append(entry)
    return any(f":{port}" in entry.text for entry in before[-12:] for port in ETCD_PORTS)


def _etcd_flag(episode: Episode, flag: str) -> str | None:
    return episode.container.flag_value(flag) if episode.container else None


def _host_path(episode: Episode, path: str | None) -> str | None:
    if path is None or episode.pod is None or episode.container is None:
        return path
    return episode.pod.host_path_of(episode.container, path) or path


def _files(episode: Episode) -> dict[str, CertificateFileSeen]:
    return {seen.path: seen for seen in episode.node.newest(CertificateFileSeen).values() if seen.certificates}


def unused(node: NodeView) -> frozenset[str]:
    """Certificate files that nothing on the node is known to use: their end is nobody's outage.

    One that a port presents is used, unless a file that something names is the same: then this is a copy of that. The
    kubelet's self-signed one is of no use any more where its port presents another.
    """
    seen = [each for each in node.newest(CertificateFileSeen).values() if each.certificates]
    presented = node.newest(ServedCertificateSeen).values()
    served = {each.certificate.fingerprint_sha256 for each in presented}
    kubelets = {each.certificate.fingerprint_sha256 for each in presented if each.port == KUBELET_PORT}
    of = {each.path: each.certificates[0].fingerprint_sha256 for each in seen}
    served -= {of[each.path] for each in seen if each.named}
    replaced = {path for path in of if path == KUBELET_SELF_SIGNED and kubelets and of[path] not in kubelets}
    lying = {each.path for each in seen if not each.named and of[each.path] not in served}
    return frozenset(replaced | lying)


def _past(episode: Episode) -> dict[str, CertificateFileSeen]:
    """Files in use whose leaf has expired."""
    idle = unused(episode.node)
    return {p: s for p, s in _files(episode).items() if p not in idle and _expired(s.certificates[0], episode.at)}


def _leaf(episode: Episode, path: str | None) -> Certificate | None:
    seen = _files(episode).get(path or "")
    return seen.certificates[0] if seen else None


def _expired(certificate: Certificate | None, at: datetime) -> bool:
    return certificate is not None and certificate.not_after < at


def _not_yet_valid(certificate: Certificate | None, at: datetime) -> bool:
    return certificate is not None and certificate.not_before > at + CLOCKS_DIFFER


def _said_expired(episode: Episode) -> Said | None:
    """A complaint that a certificate has expired: never one that says `is before`, which is a clock."""
    log = death_log(episode) or any_log(episode)
    return last_said(log, EXPIRED, where=lambda said: said["side"] != "before")


def _kubelet_refuses(episode: Episode) -> LogEntry | None:
    """The kubelet's complaint that what this apiserver presents has expired: the apiserver itself lives on with it."""
    port = _port_of(episode) if "apiserver" in episode.program else None
    if port is None:
        return None
    here = re.compile(rf"https://[^\s\"]+:{port}/")
    said = last_said(
        (entry for entry in journal(episode.node, "kubelet") if here.search(entry.text)),
        EXPIRED,
        where=lambda said: said["side"] != "before",
    )
    return said.entry if said else None


def _served(episode: Episode, port: int, since: datetime | None = None) -> Certificate | None:
    """What the port presented last, to the process that runs `since` then: a former life's says nothing of this one."""
    found = [s for s in episode.node.newest(ServedCertificateSeen).values() if s.port == port]
    return found[-1].certificate if found and (since is None or found[-1].at >= since) else None


def _served_by_etcd(episode: Episode) -> Certificate | None:
    return _served(episode, 2379, max(_running_since(episode, "etcd"), default=None))


def _etcd_server_paths(episode: Episode) -> tuple[str, ...]:
    """Where etcd's serving and peer certificates usually lie beside the CA that the caller is told to trust."""
    ca = _host_path(episode, _etcd_flag(episode, "etcd-cafile") or _etcd_flag(episode, "trusted-ca-file"))
    own = tuple(p for f in ("cert-file", "peer-cert-file") if (p := _host_path(episode, _etcd_flag(episode, f))))
    directory = ca.rpartition("/")[0] if ca else "/etc/kubernetes/pki/etcd"
    return (*own, f"{directory}/server.crt", f"{directory}/peer.crt")


def serving_certificate_expired(episode: Episode) -> Finding | None:
    """The yearly expiry of a kubeadm cluster: several certificates ran out together."""
    if episode.is_unit or episode.is_node:
        return None
    past = {path: s for path, s in _past(episode).items() if not s.certificates[0].is_ca}
    said = _said_expired(episode)
    own = _host_path(episode, _etcd_flag(episode, "tls-cert-file"))
    own_past = own in past
    if not own_past and not _together(past):
        return None
    refused = _kubelet_refuses(episode) if own_past else None
    if said is None and refused is None and episode.state is State.HEALTHY:
        return None
    dates = sorted(s.certificates[0].not_after for s in past.values())
    names = ", ".join(sorted(path.rpartition("/")[2] for path in past))
    return finding(
        Cause.SERVING_CERTIFICATE_EXPIRED,
        Confidence.PROVEN if said or refused else Confidence.LIKELY,
        f"{len(past)} of the cluster's certificates have expired, the first on {dates[0]:%Y-%m-%d}: {names}.",
        [
            from_log(episode, said.entry) if said else None,
            from_kubelet(refused) if refused else None,
            *(
                note("certificates", f"{path} expired on {s.certificates[0].not_after:%Y-%m-%d %H:%M}")
                for path, s in sorted(past.items())[:4]
            ),
        ],
        ruled_out=[RuledOut(cause=Cause.CLOCK_SKEW, because="the dates are past, not to come, and several agree")],
        expired_at=dates[0].isoformat(),
        path=own if own_past else next(iter(sorted(past))),
        count=len(past),
    )


def _together(past: Iterable[str]) -> bool:
    """Not etcd's alone: the cluster's certificates ran out together."""
    paths = tuple(past)
    return len(paths) >= 3 and any("etcd" not in path for path in paths)


def _renewed_on_disk(episode: Episode, served: Certificate) -> bool:
    """What is served has a successor on disk: then not the expiry is the trouble, but that nobody reloaded it.

    A file that was written since etcd started, or since the expiry, is taken for one where it could not be read.
    """
    paths = _etcd_server_paths(episode)
    leaves = [leaf for path in paths if (leaf := _leaf(episode, path)) is not None]
    # The peers' certificate beside it is another one, whose dates say nothing.
    if any(leaf.fingerprint_sha256 == served.fingerprint_sha256 for leaf in leaves):
        return False
    if any(leaf.not_after > episode.at and leaf.not_before > served.not_before for leaf in leaves):
        return True
    since = min((served.not_after, *_running_since(episode, "etcd")))
    seen = episode.node.newest(FileSeen)
    written = (seen[path].modified_at for path in paths if path in seen and _leaf(episode, path) is None)
    return any(at is not None and at - since > JUST_STARTED for at in written)


def _running_since(episode: Episode, container: str) -> Iterator[datetime]:
    for seen in episode.node.newest(ContainerSeen).values():
        if seen.attempt_key.ref.container == container and seen.state is ContainerState.RUNNING and seen.started_at:
            yield seen.started_at


def etcd_server_certificate_expired(episode: Episode) -> Finding | None:
    """What etcd serves is past its time; its callers say so, etcd itself runs on."""
    if episode.is_unit or episode.is_node:
        return None
    log = death_log(episode) or any_log(episode)
    served = _served_by_etcd(episode)
    served_past = _expired(served, episode.at)
    if served is not None and served_past and _renewed_on_disk(episode, served):
        return None
    paths = [p for p in _etcd_server_paths(episode) if _expired(_leaf(episode, p), episode.at)]
    if episode.program == "etcd":
        if _together(p for p, s in _past(episode).items() if not s.certificates[0].is_ca):
            return None
        if episode.state is State.HEALTHY or not (served_past or paths):
            return None
        said = last_said(log, REMOTE_BAD)
    else:
        said = _said_expired(episode)
        if said is None or not _mentions_etcd(log, said.entry) or SERVER_SAW_CLIENT.search(said.entry.text):
            return None
        if not said["side"] and any(_not_yet_valid(_leaf(episode, p), episode.at) for p in _etcd_server_paths(episode)):
            return None
    client = _leaf(episode, _host_path(episode, _etcd_flag(episode, "etcd-certfile")))
    proven = served_past or bool(paths)
    limit = said["limit"] if said and episode.program != "etcd" else ""
    past = served if served_past else _leaf(episode, paths[0]) if paths else None
    when = past.not_after if past is not None else moment(limit)
    ruled = [RuledOut(cause=Cause.ETCD_UNREACHABLE, because="etcd answers; its certificate is refused")]
    if client is not None and not _expired(client, episode.at):
        ruled.append(
            RuledOut(
                cause=Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
                because=f"the client's certificate is valid until {client.not_after:%Y-%m-%d}",
            )
        )
    return finding(
        Cause.ETCD_SERVER_CERTIFICATE_EXPIRED,
        Confidence.PROVEN if proven else Confidence.LIKELY,
        f"etcd's serving certificate expired{f' on {when:%Y-%m-%d}' if when else ''}, so {episode.program} cannot connect to it.",
        [
            from_log(episode, said.entry) if said else None,
            *(note("certificates", f"{p} expired on {_leaf(episode, p).not_after:%Y-%m-%d %H:%M}") for p in paths[:2]),  # type: ignore[union-attr]  # paths are of known files
            note(
                "served_certificates",
                f"port 2379 presents a certificate that expired on {served.not_after:%Y-%m-%d %H:%M}",
            )
            if served_past and served
            else None,
            from_last_end(episode),
        ],
        ruled_out=ruled,
        path=paths[0] if paths else None,
        expired_at=when.isoformat() if when else None,
    )


def etcd_client_certificate_expired(episode: Episode) -> Finding | None:
    """The certificate with which one calls etcd is past its time: etcd rejects the connection, or the date says so."""
    if episode.is_unit or episode.is_node:
        return None
    log = any_log(episode)
    if episode.program == "etcd":
        served = _served_by_etcd(episode)
        own = f"{served.not_after:%Y-%m-%dT%H:%M:%SZ}" if served is not None else None
        said = last_said(
            log,
            EXPIRED,
            # etcd's gateway calls etcd itself, with the serving certificate (etcd#9785): then that one has expired.
            where=lambda said: (
                said["side"] != "before"
                and SERVER_SAW_CLIENT.search(said.entry.text) is not None
                and said["limit"] != own
            ),
        )
        past = [p for p in _past(episode) if "etcd-client" in p]
        if said is None or (episode.state is State.HEALTHY and not past):
            return None
        path = past[0] if past else None
    else:
        flag = _host_path(episode, _etcd_flag(episode, "etcd-certfile"))
        if not _expired(_leaf(episode, flag), episode.at):
            return None
        said = last_said(log, REMOTE_BAD, re.compile(r"(?:authentication handshake failed|context deadline exceeded)"))
        path = flag
        if said is None and episode.state is State.HEALTHY:
            return None
    leaf = _leaf(episode, path)
    return finding(
        Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
        Confidence.PROVEN if leaf and said else Confidence.LIKELY,
        f"The certificate that calls etcd ({path or 'a client of this etcd'}) has expired, and etcd rejects the connection.",
        [
            from_log(episode, said.entry) if said else None,
            note("certificates", f"{path} expired on {leaf.not_after:%Y-%m-%d %H:%M}") if leaf else None,
        ],
        path=path,
        expired_at=leaf.not_after.isoformat() if leaf else None,
    )


def of_no_account(episode: Episode, entry: LogEntry) -> bool:
    """An apiserver lives on with aggregated APIs and webhooks that it does not trust; only etcd or its end count."""
    if "apiserver" not in episode.program or any(port in entry.text for port in ETCD_PORTS):
        return False
    return not is_an_end(entry) and _URL_HOST.search(entry.text) is not None


def calls_itself(episode: Episode, text: str) -> str | None:
    """The address of its own at which an apiserver calls itself, if that is what the line is of.

    It trusts the certificate that it presents itself: where it does not, another server answers there.
    """
    if "apiserver" not in episode.program or episode.container is None:
        return None
    match = _URL_HOST.search(text)
    bound, port = episode.container.flag_value("bind-address") or "", _port_of(episode)
    if match is None or match["port"] != str(port):
        return None
    return match["host"] if match["host"] in {bound, "localhost", "127.0.0.1", "::1"} else None


def certificate_authority_mismatch(episode: Episode) -> Finding | None:
    """A peer inside the cluster presents a certificate that the CA at hand has not signed."""
    if episode.is_unit or episode.is_node:
        return None
    log = death_log(episode) or any_log(episode)
    said = last_said(
        (e for e in log if not _is_outside(e.text) and not of_no_account(episode, e)), UNKNOWN_AUTHORITY, REMOTE_BAD
    )
    if said is None or EXPIRED.search(said.entry.text):
        return None
    wrong = _wrong_issuer(episode)
    if wrong is None and calls_itself(episode, said.entry.text):
        return None
    unknown = UNKNOWN_AUTHORITY.search(said.entry.text) is not None
    if not unknown and wrong is None:
        return None
    if episode.state is State.HEALTHY and wrong is None:
        return None
    # etcd speaks to no one but its peers and its clients.
    inside = (
        _mentions_etcd(log, said.entry) or _is_inside(said.entry.text) or wrong is not None or episode.program == "etcd"
    )
    if not inside:
        return None
    # An apiserver calls itself too, at an address that only its flags tell.
    untold = "apiserver" in episode.program and episode.container is None and not _mentions_etcd(log, said.entry)
    about = f": {wrong.path} was not issued by {wrong.ca}" if wrong else ""
    return finding(
        Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        Confidence.PROVEN if wrong else Confidence.POSSIBLE if untold else Confidence.LIKELY,
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


# The pairs of a kubeadm control plane: which certificate must be signed by which CA, by the flags that name them.
_PAIRS = (
    ("etcd-certfile", "etcd-cafile"),
    ("cert-file", "trusted-ca-file"),
    ("peer-cert-file", "peer-trusted-ca-file"),
    ("kubelet-client-certificate", "client-ca-file"),
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


def _wrong_issuer(episode: Episode) -> _Mismatch | None:
    """A certificate on disk whose issuer is none of those in the CA file that its peer is told to trust."""
    files = _files(episode)
    for certificate_flag, ca_flag in _PAIRS:
        path, ca = (_host_path(episode, _etcd_flag(episode, flag)) for flag in (certificate_flag, ca_flag))
        leaf, bundle = _leaf(episode, path), files.get(ca or "")
        if leaf is None or bundle is None or path is None or ca is None:
            continue
        if not any(_issued_by(leaf, authority) for authority in bundle.certificates):
            right = _authority_of_etcd(episode, leaf) if ca_flag == "etcd-cafile" else None
            return _mismatch(path, leaf, bundle, ca_flag, right)
    served, bundle = _served_by_etcd(episode), files.get(_host_path(episode, _etcd_flag(episode, "etcd-cafile")) or "")
    if served is not None and bundle is not None and not any(_issued_by(served, each) for each in bundle.certificates):
        return _mismatch("the certificate served on port 2379", served, bundle, "etcd-cafile", None)
    return None


def _mismatch(path: str, leaf: Certificate, bundle: CertificateFileSeen, flag: str, right: str | None) -> _Mismatch:
    held = _issuer_self(bundle.certificates[0])
    return _Mismatch(path=path, ca=bundle.path, issuer=_issuer(leaf), held=held, flag=flag, right=right)


def _authority_of_etcd(episode: Episode, client: Certificate) -> str | None:
    """The file with the CA that issued the certificate which etcd presents, and the one with which it is called."""
    served = _served_by_etcd(episode)
    if served is None:
        return None
    found = (
        path
        for path, seen in sorted(_files(episode).items())
        if all(any(_issued_by(leaf, each) for each in seen.certificates if each.is_ca) for leaf in (served, client))
    )
    return next(found, None)


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


_URL_HOST = re.compile(r"https?://\[?(?P<host>[\w.-]+|[0-9a-fA-F:]+)\]?(?::(?P<port>\d+))?")
_PRIVATE = re.compile(
    r"^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|localhost$|::1$|fd)|\.svc(?:\.|$)|\.cluster\.local$|\.internal$|\.local$"
)


def _is_inside(text: str) -> bool:
    """The line names an address of this cluster: private, a service, or a component's own port."""
    match = _URL_HOST.search(text)
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
    match = _URL_HOST.search(text)
    return match is not None and not _is_inside(text)


def clock_skew(episode: Episode) -> Finding | None:
    """A certificate is not yet valid: somebody's clock was, or is, wrong."""
    if episode.is_unit:
        return None
    # Up to Go 1.14 the words do not say which of the two it is.
    either = last_said(any_log(episode), EXPIRED, where=lambda said: said["side"] != "after")
    said = either if either is not None and either["side"] else None
    host = episode.node.last(HostSeen)
    unsynchronised = host is not None and host.clock_synchronised is False
    ahead = [s for s in _files(episode).values() if _not_yet_valid(s.certificates[0], episode.at)]
    if episode.is_node or (said is None and not (ahead and (unsynchronised or either is not None))):
        return None
    begins = moment(said["limit"]) if said else ahead[0].certificates[0].not_before
    return finding(
        Cause.CLOCK_SKEW,
        Confidence.PROVEN if said else Confidence.LIKELY,
        f"A certificate becomes valid only{f' at {begins:%Y-%m-%d %H:%M:%S} UTC' if begins else ' later'}, after this node's present time: "
        "a clock is or was wrong.",
        [
            from_log(episode, either.entry) if either else None,
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


def certificate_renewed_not_reloaded(episode: Episode) -> Finding | None:
    """What is served or held in memory is older than what lies on disk."""
    if episode.is_unit or episode.is_node:
        return None
    current = episode.current
    started = current.started_at if current and current.state is ContainerState.RUNNING else None
    if started is None:
        return None
    for path, seen in _files(episode).items():
        leaf = seen.certificates[0]
        port = _port_of(episode)
        served = _served(episode, port, started) if port and _serves(episode, path) else None
        differs = served is not None and served.fingerprint_sha256 != leaf.fingerprint_sha256
        # A renewed certificate begins later, whatever became of the file's time.
        newer = served is not None and differs and leaf.not_before > served.not_before
        touched = seen.modified_at is not None and seen.modified_at - started > JUST_STARTED
        if not (touched or newer) or not _used_by(episode, path):
            continue
        complaint = last_said(any_log(episode), EXPIRED, UNKNOWN_AUTHORITY, REMOTE_BAD, _HELD)
        refused = _kubelet_refuses(episode) if _serves(episode, path) else None
        if leaf.not_after < episode.at or not (differs or complaint or refused):
            continue
        if complaint and not (differs or refused) and not _about_path_or_tls(complaint.entry.text):
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


_HELD = re.compile(
    r"failed to (?:load key pair|read ca file) while getting backends: open (?P<path>\S+?): no such file or directory"
)


def _about_path_or_tls(text: str) -> bool:
    return any(pattern.search(text) for pattern in (EXPIRED, UNKNOWN_AUTHORITY, REMOTE_BAD, _HELD))


def _used_by(episode: Episode, path: str) -> bool:
    """A flag of the container names the file."""
    flags = episode.container.flags if episode.container else ()
    return any(flag.value and _host_path(episode, flag.value) == path for flag in flags)


def _serves(episode: Episode, path: str) -> bool:
    names = ("tls-cert-file", "cert-file")
    return any(_host_path(episode, _etcd_flag(episode, name)) == path for name in names)


def _port_of(episode: Episode) -> int | None:
    """The port on which it serves the certificate that its flags name."""
    if episode.program == "etcd":
        urls = _etcd_flag(episode, "listen-client-urls") or "https://127.0.0.1:2379"
        match = re.search(r"https://(?:\[[^\],]*\]|[^,:/\[]*+):(\d+)", urls)
        return int(match[1]) if match else None
    value = _etcd_flag(episode, "secure-port")
    return int(value) if value and value.isdigit() else {"kube-apiserver": 6443}.get(episode.program)


def service_account_key_invalid(episode: Episode) -> Finding | None:
    """The key file cannot be read as a key, or does not match."""
    said = last_said(death_log(episode), *SA_KEY)
    if said is None or re.search(r"no such file or directory|permission denied|required flag", said.entry.text):
        return None
    flags = ("service-account-key-file", "service-account-signing-key-file", "service-account-private-key-file")
    flag = next(
        (
            f
            for n in flags
            if episode.container and (f := episode.container.flag(n)) and f.value and f.value in said.entry.text
        ),
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


SEEN = frozenset({Source.POD_LOGS, Source.CERTIFICATES})

RULES = (
    Rule(cause=Cause.CLOCK_SKEW, find=clock_skew, needs=SEEN, settles="`timedatectl`, and the certificate's notBefore"),
    Rule(
        cause=Cause.SERVING_CERTIFICATE_EXPIRED,
        find=serving_certificate_expired,
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
    Rule(
        cause=Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
        find=etcd_client_certificate_expired,
        needs=SEEN,
        yields_to=frozenset({Cause.CLOCK_SKEW, Cause.SERVING_CERTIFICATE_EXPIRED}),
        settles="`openssl x509 -enddate -noout -in apiserver-etcd-client.crt`",
    ),
    Rule(
        cause=Cause.ETCD_SERVER_CERTIFICATE_EXPIRED,
        find=etcd_server_certificate_expired,
        needs=SEEN,
        yields_to=frozenset(
            {Cause.CLOCK_SKEW, Cause.SERVING_CERTIFICATE_EXPIRED, Cause.CERTIFICATE_RENEWED_NOT_RELOADED}
        ),
        settles="look at what port 2379 serves: `openssl s_client -connect 127.0.0.1:2379`",
    ),
    Rule(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        find=certificate_authority_mismatch,
        needs=SEEN,
        yields_to=frozenset({Cause.CERTIFICATE_RENEWED_NOT_RELOADED, Cause.HOST_CA_BUNDLE_MISSING}),
        settles="`openssl verify -CAfile CA CERTIFICATE`",
    ),
    Rule(cause=Cause.SERVICE_ACCOUNT_KEY_INVALID, find=service_account_key_invalid, needs=frozenset({Source.POD_LOGS})),
)
