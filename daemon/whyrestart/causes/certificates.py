"""Certificates that are past their time, or not the ones on disk; and clocks that are wrong.

Go's words are the same since 1.0: `x509: certificate has expired or is not yet valid` (from 1.15 with `current time X
is after/before Y`) and `x509: certificate signed by unknown authority`. Who complains, and of which port, decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from whyrestart.causes.dependency import LOCK, calls_apiserver
from whyrestart.causes.living import never_answered
from whyrestart.causes.logs import Said, all_said, any_log, death_log, is_an_end, last_said
from whyrestart.causes.presented import (
    EXPIRED,
    REMOTE_BAD,
    UNKNOWN_AUTHORITY,
    certificate_files,
    ended_otherwise,
    flagged,
    leaf_of,
    mentions_etcd,
    on_host,
    port_of,
    running_since,
    served_by_etcd,
    served_on,
    unused,
)
from whyrestart.causes.rule import Rule, finding, from_kubelet, from_last_end, from_log, note
from whyrestart.episodes import journal
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import (
    Certificate,
    CertificateFileSeen,
    ContainerState,
    FileSeen,
    HostSeen,
    Source,
)
from whyrestart.parsing.runtime_values import moment

SERVER_SAW_CLIENT = re.compile(
    # `from` in capnslog, nothing in zap, `on client endpoint` from 3.6.
    r"rejected connection\b|failed to verify client(?:'s)? certificate|http: TLS handshake error"
)
# Clocks of one cluster agree better than that.
CLOCKS_DIFFER = timedelta(minutes=5)
# /pods tells whole seconds, and installers write certificates moments before they start what uses them.
JUST_STARTED = timedelta(minutes=1)
# So near to each other that they were issued and run out together.
TOGETHER = timedelta(days=7)


def _past(episode: Episode) -> dict[str, CertificateFileSeen]:
    """Files in use whose leaf has expired."""
    idle = unused(episode.node)
    return {
        p: s for p, s in certificate_files(episode).items() if p not in idle and _expired(s.certificates[0], episode.at)
    }


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
    port = port_of(episode) if "apiserver" in episode.program else None
    if port is None:
        return None
    here = re.compile(rf"https://[^\s\"]+:{port}/")
    said = last_said(
        (entry for entry in journal(episode.node, "kubelet") if here.search(entry.text)),
        EXPIRED,
        where=lambda said: said["side"] != "before",
    )
    return said.entry if said else None


def _etcd_server_paths(episode: Episode) -> tuple[str, ...]:
    """Where etcd's serving and peer certificates usually lie beside the CA that the caller is told to trust."""
    ca = on_host(episode, flagged(episode, "etcd-cafile") or flagged(episode, "trusted-ca-file"))
    own = tuple(p for f in ("cert-file", "peer-cert-file") if (p := on_host(episode, flagged(episode, f))))
    directory = ca.rpartition("/")[0] if ca else "/etc/kubernetes/pki/etcd"
    return (*own, f"{directory}/server.crt", f"{directory}/peer.crt")


def serving_certificate_expired(episode: Episode) -> Finding | None:
    """The yearly expiry of a kubeadm cluster: several certificates ran out together."""
    if episode.is_unit or episode.is_node:
        return None
    past = {path: s for path, s in _past(episode).items() if not s.certificates[0].is_ca}
    said = _said_expired(episode)
    own = on_host(episode, flagged(episode, "tls-cert-file"))
    own_past = own in past
    if not own_past and not _together(past):
        return _apiserver_presents_expired(episode) or _presents_itself_expired(episode)
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


def _apiserver_presents_expired(episode: Episode) -> Finding | None:
    """A controller ends because what the apiserver presents is past its time, by the controller's own words alone."""
    if episode.program == "etcd" or "apiserver" in episode.program:
        return None
    waits = never_answered(episode, EXPIRED, lambda said: said["side"] == "after")
    said = waits or last_said(death_log(episode), EXPIRED, where=lambda said: said["side"] == "after")
    if said is None or not calls_apiserver(said.entry.text):
        return None
    if waits is None and not (is_an_end(said.entry) or LOCK.search(said.entry.text)):
        return None
    host = episode.node.last(HostSeen)
    files = [s.certificates[0] for p, s in certificate_files(episode).items() if p.endswith("/apiserver.crt")]
    # A clock that is ahead says so as well; a file that is good is one that was not loaded again.
    if (host is not None and host.clock_synchronised is False) or any(not _expired(f, episode.at) for f in files):
        return None
    when = moment(said["limit"])
    return finding(
        Cause.SERVING_CERTIFICATE_EXPIRED,
        Confidence.LIKELY,
        f"What the apiserver presents to {episode.program} has expired{f' on {when:%Y-%m-%d}' if when else ''}.",
        [from_log(episode, said.entry), from_last_end(episode)],
        expired_at=when.isoformat() if when else None,
    )


# To a client within the same process, of whatever path it asks for.
_ITSELF = re.compile(r"https://(?:localhost|127\.0\.0\.1|\[::1\]):(?!2379|2382|4001)\d+/")
# The certificate with which an apiserver calls itself is made at its start and lasts a year.
_A_YEAR = timedelta(days=360)


def _presents_itself_expired(episode: Episode) -> Finding | None:
    """An apiserver within a larger program ends because what it shows to that one's own clients is past its time.

    Rancher's and k3s' certificates are files that outlive the process. Up to Go 1.14 the words do not say on which side
    of its time the certificate is; that it is before is a clock's fault, and rare.
    """
    ended = episode.last_ended
    if "apiserver" not in episode.program or ended is None or (ended.lifetime or timedelta(0)) > _A_YEAR:
        return None
    asked = [
        said
        for said in all_said(death_log(episode), EXPIRED)
        if said["side"] != "before"
        and _ITSELF.search(said.entry.text)
        and not SERVER_SAW_CLIENT.search(said.entry.text)
    ]
    host = episode.node.last(HostSeen)
    good = [s for p, s in certificate_files(episode).items() if not _expired(s.certificates[0], episode.at)]
    if len(asked) < 2 or good or (host is not None and host.clock_synchronised is False):
        return None
    last = asked[-1]
    when = moment(last["limit"])
    return finding(
        Cause.SERVING_CERTIFICATE_EXPIRED,
        Confidence.LIKELY,
        f"What {episode.program} presents to its own clients has expired{f' on {when:%Y-%m-%d}' if when else ''}.",
        [from_log(episode, last.entry), from_last_end(episode)],
        expired_at=when.isoformat() if when else None,
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
    leaves = [leaf for path in paths if (leaf := leaf_of(episode, path)) is not None]
    # The peers' certificate beside it is another one, whose dates say nothing.
    if any(leaf.fingerprint_sha256 == served.fingerprint_sha256 for leaf in leaves):
        return False
    if any(leaf.not_after > episode.at and leaf.not_before > served.not_before for leaf in leaves):
        return True
    since = min((served.not_after, *running_since(episode, "etcd")))
    seen = episode.node.newest(FileSeen)
    written = (seen[path].modified_at for path in paths if path in seen and leaf_of(episode, path) is None)
    return any(at is not None and at - since > JUST_STARTED for at in written)


def etcd_server_certificate_expired(episode: Episode) -> Finding | None:
    """What etcd serves is past its time; its callers say so, etcd itself runs on."""
    if episode.is_unit or episode.is_node:
        return None
    log = death_log(episode) or any_log(episode)
    served = served_by_etcd(episode)
    served_past = _expired(served, episode.at)
    if served is not None and served_past and _renewed_on_disk(episode, served):
        return None
    paths = [p for p in _etcd_server_paths(episode) if _expired(leaf_of(episode, p), episode.at)]
    if episode.program == "etcd":
        if _together(p for p, s in _past(episode).items() if not s.certificates[0].is_ca):
            return None
        called = _peer_has_expired(episode, log)
        if episode.state is State.HEALTHY or not (served_past or paths or called):
            return None
        said = called or last_said(log, REMOTE_BAD)
    else:
        said = _said_expired(episode)
        if said is None or ended_otherwise(episode, log, EXPIRED):
            return None
        if not mentions_etcd(log, said.entry) or SERVER_SAW_CLIENT.search(said.entry.text):
            return None
        if not said["side"] and any(
            _not_yet_valid(leaf_of(episode, p), episode.at) for p in _etcd_server_paths(episode)
        ):
            return None
    client = leaf_of(episode, on_host(episode, flagged(episode, "etcd-certfile")))
    proven = served_past or bool(paths)
    limit = said["limit"] if said and EXPIRED.search(said.entry.text) else ""
    past = served if served_past else leaf_of(episode, paths[0]) if paths else None
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
        _says_expired(episode, when, by_peer=episode.program == "etcd" and not proven),
        [
            from_log(episode, said.entry) if said else None,
            *(
                note("certificates", f"{path} expired on {leaf.not_after:%Y-%m-%d %H:%M}")
                for path in paths[:2]
                if (leaf := leaf_of(episode, path)) is not None
            ),
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


def _says_expired(episode: Episode, when: datetime | None, *, by_peer: bool) -> str:
    on = f" on {when:%Y-%m-%d}" if when else ""
    if by_peer:
        return f"What a peer presents to this etcd expired{on}, so the members do not connect to each other."
    return f"etcd's serving certificate expired{on}, so {episode.program} cannot connect to it."


def _peer_has_expired(episode: Episode, log: tuple[LogEntry, ...]) -> Said | None:
    """An etcd's complaint that what a peer, or itself, presents to it has expired; not of who called it."""
    if ended_otherwise(episode, log, EXPIRED):
        return None
    ahead = any(_not_yet_valid(s.certificates[0], episode.at) for s in certificate_files(episode).values())
    return last_said(
        log,
        EXPIRED,
        where=lambda said: (
            SERVER_SAW_CLIENT.search(said.entry.text) is None
            and (said["side"] == "after" or (not said["side"] and not ahead))
        ),
    )


def etcd_client_certificate_expired(episode: Episode) -> Finding | None:
    """The certificate with which one calls etcd is past its time: etcd rejects the connection, or the date says so."""
    if episode.is_unit or episode.is_node:
        return None
    log = any_log(episode)
    if episode.program == "etcd":
        served = served_by_etcd(episode)
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
        if said is None or ended_otherwise(episode, log, EXPIRED) or (episode.state is State.HEALTHY and not past):
            return None
        path = past[0] if past else None
    else:
        flag = on_host(episode, flagged(episode, "etcd-certfile"))
        if not _expired(leaf_of(episode, flag), episode.at):
            return None
        said = last_said(log, REMOTE_BAD, re.compile(r"(?:authentication handshake failed|context deadline exceeded)"))
        path = flag
        if said is None and episode.state is State.HEALTHY:
            return None
    leaf = leaf_of(episode, path)
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


def clock_skew(episode: Episode) -> Finding | None:
    """A certificate is not yet valid: somebody's clock was, or is, wrong."""
    if episode.is_unit:
        return None
    # Up to Go 1.14 the words do not say which of the two it is.
    either = last_said(any_log(episode), EXPIRED, where=lambda said: said["side"] != "after")
    said = either if either is not None and either["side"] else None
    host = episode.node.last(HostSeen)
    unsynchronised = host is not None and host.clock_synchronised is False
    ahead = [s for s in certificate_files(episode).values() if _not_yet_valid(s.certificates[0], episode.at)]
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
    for path, seen in certificate_files(episode).items():
        leaf = seen.certificates[0]
        port = port_of(episode)
        served = served_on(episode, port, started) if port and _serves(episode, path) else None
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
    return any(flag.value and on_host(episode, flag.value) == path for flag in flags)


def _serves(episode: Episode, path: str) -> bool:
    names = ("tls-cert-file", "cert-file")
    return any(on_host(episode, flagged(episode, name)) == path for name in names)


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
)
