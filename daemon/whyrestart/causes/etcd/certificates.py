"""etcd's certificates and those of who calls it are past their time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from whyrestart.causes.certificates.clock import SEEN, by_this_clock
from whyrestart.causes.etcd.leader import lives_on_with, never_led, of_its_peers, serves_an_apiserver, turns_peers_away
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
from whyrestart.causes.evidence.living import newest_lines
from whyrestart.causes.evidence.logs import Said, all_said, any_log, death_log, last_said
from whyrestart.causes.evidence.presented import (
    CALLER,
    EXPIRED,
    LOOPBACK,
    REMOTE_BAD,
    SERVER_SAW_CLIENT,
    certificate_files,
    ended_otherwise,
    leaf_of,
    mentions_etcd,
    own_hosts,
    path_on_host,
    running_since,
    served_by_etcd,
)
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import Certificate, FileSeen
from whyrestart.parsing.last_words import is_an_end
from whyrestart.parsing.runtime_values import moment

_FAILS_OR_WAITS = re.compile(r"(?:authentication handshake failed|context deadline exceeded)")


def _server_paths(episode: Episode) -> tuple[str, ...]:
    """Where etcd's serving and peer certificates usually lie beside the CA that the caller is told to trust."""
    ca = path_on_host(episode, episode.flag_value("etcd-cafile") or episode.flag_value("trusted-ca-file"))
    own = tuple(p for f in ("cert-file", "peer-cert-file") if (p := path_on_host(episode, episode.flag_value(f))))
    directory = ca.rpartition("/")[0] if ca else "/etc/kubernetes/pki/etcd"
    return (*own, f"{directory}/server.crt", f"{directory}/peer.crt")


def _renewed_on_disk(episode: Episode, served: Certificate) -> bool:
    """What is served has a successor on disk: then not the expiry is the trouble, but that nobody reloaded it.

    A file that was written since etcd started, or since the expiry, is taken for one where it could not be read.
    """
    paths = _server_paths(episode)
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


# grpc-go's words, to etcd 3.3 and since, of the gateway within an etcd: it calls that with the certificate it serves.
_GATEWAY_REFUSED = re.compile(
    r"(?:Failed to dial |createTransport failed to connect to \{)[^\n]{0,300}?remote error: tls: (?:bad|expired) certificate"
)


def _refuses_its_gateway(episode: Episode) -> Said | None:
    """An etcd's refusal of what it serves itself, as its own gateway shows it: nothing but its date is complained of.

    Who calls from its own addresses may be another as well; the gateway says that it is refused.
    """
    log = newest_lines(episode, timedelta(0)) if episode.state is State.HEALTHY else any_log(episode)
    if episode.program != "etcd" or last_said(log, _GATEWAY_REFUSED) is None:
        return None
    # It reads its files anew for each connection: what is good there, or is served so, is not what is refused.
    file = leaf_of(episode, path_on_host(episode, episode.flag_value("cert-file")))
    if any(leaf is not None and not expired(leaf, episode.at) for leaf in (file, served_by_etcd(episode))):
        return None
    own = own_hosts(episode)
    refusals = [
        each for each in all_said(log, CALLER) if each["host"] in own and SERVER_SAW_CLIENT.search(each.entry.text)
    ]
    verified = tuple(each.entry for each in refusals if _VERIFIES.search(each.entry.text))
    said = says_expired(verified)
    if any(not_yet_valid(leaf_of(episode, path), episode.at) for path in _server_paths(episode)):
        return None
    return said if said is not None and all(EXPIRED.search(entry.text) for entry in verified) else None


_VERIFIES = re.compile(r"x509: ")


def _hangs_up_on(episode: Episode) -> Said | None:
    """The last caller of an etcd that lives which ended the handshake, since the certificate that its flags name ran out."""
    leaf, served = leaf_of(episode, path_on_host(episode, episode.flag_value("cert-file"))), served_by_etcd(episode)
    if leaf is None or not expired(leaf, episode.at) or (served is not None and not expired(served, episode.at)):
        return None
    return last_said(
        newest_lines(episode),
        REMOTE_BAD,
        where=lambda said: (
            SERVER_SAW_CLIENT.search(said.entry.text) is not None
            and said.entry.at is not None
            and said.entry.at > leaf.not_after
        ),
    )


def etcd_server_certificate_expired(episode: Episode) -> Finding | None:
    """What etcd serves is past its time; its callers say so, etcd itself runs on."""
    if episode.is_kubelet or episode.is_node:
        return None
    log = death_log(episode) or any_log(episode)
    served = served_by_etcd(episode)
    served_past = expired(served, episode.at)
    if served is not None and served_past and _renewed_on_disk(episode, served):
        return None
    paths = [p for p in _server_paths(episode) if expired(leaf_of(episode, p), episode.at)]
    gateway: Said | None = None
    if episode.program == "etcd":
        # None ends for its own date.
        if expired_together(expired_files(episode)) or ended_otherwise(episode, log, EXPIRED):
            return None
        several = None if clock_runs_free(episode) else of_its_peers(episode, EXPIRED)
        said = _peer_has_expired(episode, (several.entry,) if several is not None else log)
        gateway = None if clock_runs_free(episode) else _refuses_its_gateway(episode)
        refused = None if clock_runs_free(episode) else _hangs_up_on(episode)
        if (episode.state is State.HEALTHY and not (several or gateway or refused)) or not (
            served_past or paths or said or gateway
        ):
            return None
        said = said or gateway or refused or last_said(log, REMOTE_BAD)
    else:
        said = _caller_finds_expired(episode, log)
        if said is None:
            return None
    client = leaf_of(episode, path_on_host(episode, episode.flag_value("etcd-certfile")))
    proven = served_past or bool(paths)
    limit = said["limit"] if said and EXPIRED.search(said.entry.text) else ""
    past = served if served_past else leaf_of(episode, paths[0]) if paths else None
    when = past.not_after if past is not None else moment(limit)
    ruled = [RuledOut(cause=Cause.ETCD_UNREACHABLE, because="etcd answers; its certificate is refused")]
    if client is not None and not expired(client, episode.at):
        ruled.append(
            RuledOut(
                cause=Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
                because=f"the client's certificate is valid until {client.not_after:%Y-%m-%d}",
            )
        )
    return finding(
        Cause.ETCD_SERVER_CERTIFICATE_EXPIRED,
        Confidence.PROVEN if proven else Confidence.POSSIBLE if _last_word_unseen(episode, log) else Confidence.LIKELY,
        _says_expired(
            episode,
            when,
            by_peer=episode.program == "etcd" and not proven,
            by_gateway=gateway is not None and said is gateway,
        ),
        [
            from_log(episode, said.entry) if said else None,
            *(expiry_of(path, leaf) for path in paths[:2] if (leaf := leaf_of(episode, path)) is not None),
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


def _last_word_unseen(episode: Episode, log: tuple[LogEntry, ...]) -> bool:
    """Whether an etcd was seen to end by itself, and not what it ended with: it lives on with peers like that."""
    ended = episode.last_ended if episode.program == "etcd" else None
    itself = ended is not None and ended.exit_code not in {None, 0, 137, 143}
    return itself and not any(is_an_end(entry) for entry in log)


def _says_expired(episode: Episode, when: datetime | None, *, by_peer: bool, by_gateway: bool) -> str:
    on = f" on {when:%Y-%m-%d}" if when else ""
    if by_gateway:
        return f"etcd's serving certificate expired{on}: its own gateway, which shows that, is refused by it."
    if by_peer:
        return f"What a peer presents to this etcd expired{on}, so the members do not connect to each other."
    return f"etcd's serving certificate expired{on}, so {episode.program} cannot connect to it."


def _caller_finds_expired(episode: Episode, log: tuple[LogEntry, ...]) -> Said | None:
    """A caller's complaint that what etcd presents to it has expired."""
    said = says_expired(log)
    if said is None or ended_otherwise(episode, log, EXPIRED):
        return None
    if not mentions_etcd(episode, log, said.entry) or SERVER_SAW_CLIENT.search(said.entry.text):
        return None
    ahead = any(not_yet_valid(leaf_of(episode, path), episode.at) for path in _server_paths(episode))
    return said if said["side"] or not ahead else None


def _peer_has_expired(episode: Episode, log: tuple[LogEntry, ...]) -> Said | None:
    """An etcd's complaint that what a peer, or itself, presents to it has expired; not of who called it."""
    if ended_otherwise(episode, log, EXPIRED):
        return None
    ahead = any(not_yet_valid(s.certificates[0], episode.at) for s in certificate_files(episode).values())
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
    if episode.is_kubelet or episode.is_node:
        return None
    if episode.program == "etcd":
        return _rejects_its_client(episode)
    servers = episode.flag_value("etcd-servers") or ""
    # It is shown to none that is called without TLS.
    if "http://" in servers and "https://" not in servers:
        return None
    path = path_on_host(episode, episode.flag_value("etcd-certfile"))
    untold = not episode.flags_known and "apiserver" in episode.program
    if untold:
        path = _client_by_name(episode)
    # Where nobody knows which one it shows, only a refusal of it tells that it is this.
    said = last_said(
        any_log(episode),
        REMOTE_BAD,
        *(() if untold else (_FAILS_OR_WAITS,)),
        where=lambda said: not (untold and SERVER_SAW_CLIENT.search(said.entry.text)),
    )
    dates = leaf_of(episode, path)
    told = last_said(any_log(episode), _NOT_CONNECTED) if dates is None and episode.state is not State.HEALTHY else None
    if told is not None and told["expired"]:
        return replace(_client_expired(episode, told, path), confidence=Confidence.LIKELY)
    if untold and said is None:
        return None
    if not expired(leaf_of(episode, path), episode.at) or (said is None and episode.state is State.HEALTHY):
        return None
    found = _client_expired(episode, said, path)
    return replace(found, confidence=Confidence.LIKELY) if untold else found


# From Go 1.21 on a server says which fault it finds (crypto/tls, processCertsFromClient), of a clock that is slow as well.
_NOT_CONNECTED = re.compile(
    r"createTransport failed(?:[^\n]{0,800}?remote error: tls: (?P<expired>expired certificate))?"
)


def _client_by_name(episode: Episode) -> str | None:
    """The certificate that kubeadm or kops gives an apiserver for etcd, by its name; None where one of several is good."""
    named = {p: seen.certificates[0] for p, seen in certificate_files(episode).items() if p.endswith("etcd-client.crt")}
    return min(named) if named and all(expired(leaf, episode.at) for leaf in named.values()) else None


def _rejects_its_client(episode: Episode) -> Finding | None:
    log, served = any_log(episode), served_by_etcd(episode)
    own = f"{served.not_after:%Y-%m-%dT%H:%M:%SZ}" if served is not None else None
    said = last_said(
        log,
        EXPIRED,
        # etcd's gateway calls etcd itself, with the serving certificate (etcd#9785): then that one has expired.
        where=lambda said: (
            said["side"] != "before" and SERVER_SAW_CLIENT.search(said.entry.text) is not None and said["limit"] != own
        ),
    )
    path = next((path for path in expired_files(episode) if "etcd-client" in path), None)
    gateway = _refuses_its_gateway(episode)
    if said is None or ended_otherwise(episode, log, EXPIRED) or (gateway is not None and path is None):
        return None
    away = turns_peers_away(episode, EXPIRED)
    if path is None and not away and lives_on_with(episode, log, said.entry):
        return None
    # Of a cluster that never had a leader nothing is old: what it was given is not yet valid, if nobody says which it is.
    if away and path is None and (clock_runs_free(episode) or (never_led(any_log(episode)) and not said["side"])):
        return None
    if episode.state is State.HEALTHY and path is None and not (away or _again_and_again(episode, said)):
        return None
    found = _client_expired(episode, said, path)
    # Who calls beside an apiserver that is well may be no apiserver at all.
    anybody = path is None and not away and serves_an_apiserver(episode)
    return replace(found, confidence=Confidence.POSSIBLE) if anybody else found


def _again_and_again(episode: Episode, said: Said) -> bool:
    """Whether one certificate, past its time, is shown to it more than once to this moment, and from another node.

    From its own address etcd's gateway comes as well, which shows what etcd itself serves.
    """
    if not said["limit"] or clock_runs_free(episode):
        return False
    of_it = [each for each in all_said(newest_lines(episode), EXPIRED) if each["limit"] == said["limit"]]
    own = own_hosts(episode)
    came_from = [match["host"] for each in of_it if (match := CALLER.search(each.entry.text)) is not None]
    others = [host for host in came_from if host not in own]
    # Where its own addresses are not known, one of two callers is another.
    return len(others) >= 2 and (not LOOPBACK.issuperset(own) or len(set(others)) >= 2)


def _client_expired(episode: Episode, said: Said | None, path: str | None) -> Finding:
    leaf = leaf_of(episode, path)
    return finding(
        Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
        Confidence.PROVEN
        if leaf and said
        else Confidence.POSSIBLE
        if _last_word_unseen(episode, any_log(episode))
        else Confidence.LIKELY,
        f"The certificate that calls etcd ({path or 'a client of this etcd'}) has expired, and etcd rejects the connection.",
        [from_log(episode, said.entry) if said else None, expiry_of(path, leaf) if leaf and path else None],
        path=path,
        expired_at=leaf.not_after.isoformat() if leaf else None,
    )


RULES = (
    Rule(
        cause=Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED,
        find=by_this_clock(etcd_client_certificate_expired),
        needs=SEEN,
        yields_to=frozenset({Cause.CLOCK_SKEW, Cause.SERVING_CERTIFICATE_EXPIRED}),
        settles="`openssl x509 -enddate -noout -in apiserver-etcd-client.crt`",
    ),
    Rule(
        cause=Cause.ETCD_SERVER_CERTIFICATE_EXPIRED,
        find=by_this_clock(etcd_server_certificate_expired),
        needs=SEEN,
        yields_to=frozenset(
            {Cause.CLOCK_SKEW, Cause.SERVING_CERTIFICATE_EXPIRED, Cause.CERTIFICATE_RENEWED_NOT_RELOADED}
        ),
        settles="look at what port 2379 serves: `openssl s_client -connect 127.0.0.1:2379`",
    ),
)
