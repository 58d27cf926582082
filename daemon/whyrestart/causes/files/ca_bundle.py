"""The host's bundle of authorities, which a component needs to trust what lies outside the cluster."""

from __future__ import annotations

import re

from whyrestart.causes.certificates.trust import of_no_account
from whyrestart.causes.dependencies.away import LOST
from whyrestart.causes.evidence.apiserver_calls import calls_apiserver
from whyrestart.causes.evidence.living import goes_on, newest_lines
from whyrestart.causes.evidence.logs import Said, all_said, last_said, of_an_end, starting_log
from whyrestart.causes.rule import Rule, finding, from_last_end, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Source

CA_BUNDLE = re.compile(r"x509: (?:certificate signed by unknown authority|failed to load system roots)")
BUNDLES = (
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
)
# crypto/x509 looks for them once in the life of a process.
_NO_ROOTS = re.compile(r"x509: failed to load system roots")
# A cloud or an issuer is asked again and again; what one of many answers so may be that one's fault.
_AGAIN = 3
_HOST = re.compile(r"https://\[?(?P<host>[\w.-]+)")
_INSIDE = re.compile(
    r"^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|localhost$)|\.svc(?:\.|$)|\.cluster\.local$|^[\w-]+$"
)


def host_ca_bundle_missing(episode: Episode) -> Finding | None:
    """An endpoint outside the cluster cannot be verified, and nothing brings the host's CA bundle in."""
    if episode.is_kubelet or episode.is_node:
        return None
    # What ended for its lease was not ended by a cloud.
    log = starting_log(episode)
    own = log if last_said(log, *LOST) is None else ()
    lines = (e for e in of_an_end(episode, own) if not of_no_account(episode, e))
    said = last_said((e for e in lines if _outside(e.text)), CA_BUNDLE) or _goes_on_without_roots(episode)
    if said is None:
        return None
    mounted = [m.path for m in (episode.container.mounts if episode.container else ()) if m.path.startswith(BUNDLES)]
    url = re.search(r"https://[^\s\"\\]+", said.entry.text)
    where = url[0].rstrip(":") if url else "an external endpoint"
    return finding(
        Cause.HOST_CA_BUNDLE_MISSING,
        # What the image brings may know all but one who is asked.
        Confidence.PROVEN
        if not mounted and episode.container is not None and not newest_lines(episode)
        else Confidence.LIKELY,
        f"{episode.program} cannot verify {where}: "
        + (
            "no volume brings the host's CA bundle into the container."
            if not mounted and episode.container is not None
            else "it finds no CA bundle on the host that knows its issuer."
            if not mounted
            else f"the CA bundle in {mounted[0]} does not know its issuer."
        ),
        [from_log(episode, said.entry), from_last_end(episode)],
        ruled_out=[
            RuledOut(cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH, because="the endpoint lies outside the cluster")
        ],
        url=where,
        file=episode.manifest.path if episode.manifest else None,
    )


def _goes_on_without_roots(episode: Episode) -> Said | None:
    """What one that lives says of who is outside: that it has no CA at all or, where no volume brings one, not theirs."""
    lines = [entry for entry in newest_lines(episode) if _outside(entry.text)]
    mine = [entry for entry in lines if not of_no_account(episode, entry) or _NO_ROOTS.search(entry.text)]
    if (none := last_said(mine, _NO_ROOTS)) is not None:
        return none
    container = episode.container
    brought = container is None or any(mount.path.startswith(BUNDLES) for mount in container.mounts)
    said = list(all_said(mine, CA_BUNDLE))
    return said[-1] if len(said) >= _AGAIN and goes_on(episode, said[-1].entry) and not brought else None


def _outside(text: str) -> bool:
    match = _HOST.search(text)
    # Whatever the apiserver is called, a kubeconfig tells the CA for it, and the host's are not asked.
    return match is not None and _INSIDE.search(match["host"]) is None and not calls_apiserver(text)


RULES = (
    Rule(
        cause=Cause.HOST_CA_BUNDLE_MISSING,
        find=host_ca_bundle_missing,
        needs=frozenset({Source.POD_LOGS}),
    ),
)
