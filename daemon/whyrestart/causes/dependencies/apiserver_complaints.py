"""What an apiserver that lives complains of again and again to this moment, and lives on with.

What is said of a request is somebody's, and of a start is over: it counts where nothing else than a fault that lasts
says it so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from whyrestart.causes.dependencies.extensions import WEBHOOK
from whyrestart.causes.evidence.living import after_last, just_failed, newest_lines, persisting
from whyrestart.causes.evidence.logs import Said, all_said, last_said
from whyrestart.causes.rule import Rule, finding, from_flag, from_log, in_manifest
from whyrestart.episodes import manifests
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import Source

_STILL = timedelta(seconds=30)
_AGAIN, _TWICE = 3, 2


def _is_of_now(episode: Episode, said: Said) -> bool:
    return said.entry.at is not None and episode.at - said.entry.at <= _STILL


def _lines(episode: Episode) -> tuple[LogEntry, ...]:
    return newest_lines(episode) if "apiserver" in episode.program else ()


# authentication.go, of a token that none of its keys has signed: jose's words, and before (pkg/serviceaccount/jwt.go, to
# 1.9) those of jwt-go. One that has expired, or whose account is gone, is told of otherwise.
_BY_NO_KEY = re.compile(
    r"Unable to authenticate the request\b[^\n]{0,200}?invalid bearer token\b[^\n]{0,200}?"
    r"(?:jose[^\n]{0,40}?: error in cryptographic primitive|(?<=, )crypto/(?:rsa|ecdsa): verification error)"
)


def service_account_key_invalid(episode: Episode) -> Finding | None:
    """It is shown tokens that were signed with another key than those it knows: by a controller-manager, or long ago."""
    # One stranger asks each half minute or so; of a cluster's own accounts there are many.
    shown = [each for each in all_said(_lines(episode), _BY_NO_KEY) if _is_of_now(episode, each)]
    said = persisting(episode, shown, _AGAIN, timedelta(seconds=3), within=_STILL)
    if said is None:
        return _checked_with_another(episode, shown)
    return finding(
        Cause.SERVICE_ACCOUNT_KEY_INVALID,
        Confidence.POSSIBLE,
        f"{episode.program} is shown tokens that none of its service-account keys has signed: the keys differ from those of the "
        "controller-manager or of the other masters, or somebody still shows tokens of former keys.",
        [from_log(episode, said.entry)],
        place=in_manifest(episode, episode.flag("service-account-key-file")),
    )


def _checked_with_another(episode: Episode, told: Sequence[Said]) -> Finding | None:
    """It is given no key for tokens, so that the one of its TLS counts (options/authentication.go, to 1.19)."""
    key, version = episode.flag("tls-private-key-file"), episode.version
    if not told or key is None or not episode.flags_known or episode.flag("service-account-key-file") is not None:
        return None
    if (version is not None and version.at_least(1, 20)) or not just_failed(episode, told[-1].entry):
        return None
    signer = re.compile(rf"--service-account-private-key-file[= \"]{{1,4}}{re.escape(key.value or '')}(?![\w./-])")
    if any(signer.search(seen.text) for seen in manifests(episode.node)):
        return None
    return finding(
        Cause.SERVICE_ACCOUNT_KEY_INVALID,
        Confidence.POSSIBLE,
        f"{episode.program} has no --service-account-key-file, so it checks tokens by its TLS key {key.value}, and is shown one "
        "that another key has signed: that of the controller-manager's --service-account-private-key-file, as a rule.",
        [from_log(episode, told[-1].entry), from_flag(episode, key)],
        lacks="--service-account-key-file",
        place=in_manifest(episode),
    )


# errors.go, status.go (to 1.12, with etcd's v2 client, to 1.5 the only one): what it answers for want of its etcd. A member
# that has no leader was reached.
_NO_ETCD = re.compile(
    r"client: etcd cluster is unavailable or misconfigured(?![^\n]{0,600}(?:x509|tls|malformed|has no leader))"
)
# handlers.go and wrap.go: what it read or wrote.
_SERVED = re.compile(r"\b[A-Z]{3,6} /apis?/\S{1,600}: \([\d.]{1,12}\S{1,3}\) 20\d\b")
_ANSWERS_500 = re.compile(r"an error that is not an? (?:unversioned|metav1)\.Status: |logging error output: ")


def etcd_unreachable(episode: Episode) -> Finding | None:
    """Requests fail for want of its etcd, to this moment; while another member is made leader, some do too."""
    lines = after_last(_lines(episode), _SERVED)
    told = [each for each in all_said(lines, _NO_ETCD) if _ANSWERS_500.search(each.entry.text)]
    if len(told) < _TWICE or not just_failed(episode, told[-1].entry):
        return None
    return finding(
        Cause.ETCD_UNREACHABLE,
        Confidence.POSSIBLE,
        f"{episode.program} lives, and fails requests, for none of its etcd servers answers.",
        [from_log(episode, told[-1].entry)],
        flag=str(flag) if (flag := episode.flag("etcd-servers")) is not None else None,
    )


# oidc.go asks the issuer every ten seconds till it has what it needs (to 1.9 every three). go-oidc's words of one that
# answers, and is called otherwise, as by a slash at its end; or that has no such path.
_ISSUER = re.compile(
    r"(?P<why>oidc: issuer did not match the issuer returned by provider, expected [^\n]{1,600}|"
    r"\\?\"issuer\\?\" in config \(\S{1,500}+ does not match provided issuer URL \(\S{1,500}+|"
    r"(?<=initializing plugin: )404 Not Found\b(?P<absent>))"
)


_ASKS_AGAIN, _PROVIDED_WITHIN = timedelta(seconds=15), timedelta(minutes=10)


def authentication_config_invalid(episode: Episode) -> Finding | None:
    """Its OIDC issuer answers, and is not what it is told of."""
    said = persisting(episode, list(all_said(_lines(episode), _ISSUER)), 2, timedelta(seconds=3), within=_ASKS_AGAIN)
    if said is None:
        return None
    flag, why = episode.flag("oidc-issuer-url"), " ".join(said["why"].split())
    # A provider that runs in the cluster itself comes later.
    if why.startswith("404") and newest_lines(episode, _PROVIDED_WITHIN) == ():
        return None
    return finding(
        Cause.AUTHENTICATION_CONFIG_INVALID,
        # A provider that is made anew may have no such path for a while.
        Confidence.POSSIBLE if why.startswith("404") else Confidence.LIKELY,
        f"{episode.program} lives, and lets in nobody by OIDC: its issuer answers otherwise than it is told ({why[:300]}).",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None],
        flag=str(flag) if flag else None,
        why=why,
        place=in_manifest(episode, flag),
    )


# dispatcher.go from 1.21 on: a webhook without which nothing of its kind is let through; and that nobody is there.
_CLOSED = re.compile(r"[Ff]ailing closed")
_NOBODY = re.compile(
    r"connection refused|no route to host|i/o timeout|no endpoints available for service|context deadline exceeded|service \"[^\"]{1,300}\" not found"
)
_LASTS = timedelta(minutes=1)


def admission_webhook_deadlock(episode: Episode) -> Finding | None:
    """A webhook that may not be passed over does not answer, for longer than it takes to start it anew."""
    closed = [e for e in _lines(episode) if _CLOSED.search(e.text) and _NOBODY.search(e.text)]
    of = groupby(sorted(all_said(closed, WEBHOOK), key=_whose), key=_whose)
    # Where nodes are drained, one after the other is away for a moment.
    lasting = (persisting(episode, list(each), _AGAIN, _LASTS, within=_STILL) for _, each in of)
    said = next((each for each in lasting if each is not None), None)
    if said is None:
        return None
    name = _whose(said)
    return finding(
        Cause.ADMISSION_WEBHOOK_DEADLOCK,
        Confidence.POSSIBLE,
        f"The admission webhook {name} does not answer, and what it is asked of is refused: if that is what its own pod is made "
        "of, it never comes back by itself.",
        [from_log(episode, said.entry)],
        webhook=name,
    )


def _whose(said: Said) -> str:
    return said["name"] or said["url"]


# dynamic_cafile_content.go and the like, every minute: what it cannot watch it reads each minute instead.
_UNWATCHED = re.compile(
    r"[Ff]ailed to watch [\w ]{1,40}, will retry later[^\n]{0,200}?fsnotify[^\n]{0,60}?(?:too many open files|no space left on device)"
)


_NO_FILES_LEFT = re.compile(r"\b(?:accept4?|open|socket|openat)\b[^\n]{0,300}?: too many open files")


def inotify_limit(episode: Episode) -> Finding | None:
    """It cannot watch its certificates, which it does without; who starts next may not."""
    said = list(all_said(newest_lines(episode), _UNWATCHED))
    times = [each.entry.at for each in said if each.entry.at is not None]
    if len(times) < 2 or times[-1] - times[0] < _STILL or episode.at - times[-1] > _LASTS + _STILL:
        return None
    # The kernel answers the same to who has used up its own files.
    if last_said(newest_lines(episode), _NO_FILES_LEFT) is not None:
        return None
    return finding(
        Cause.INOTIFY_LIMIT,
        Confidence.POSSIBLE,
        f"{episode.program} lives and cannot watch files: the node's inotify instances or watches are used up.",
        [from_log(episode, said[-1].entry)],
    )


_LOGS = frozenset({Source.POD_LOGS})

RULES = (
    Rule(cause=Cause.SERVICE_ACCOUNT_KEY_INVALID, find=service_account_key_invalid, needs=_LOGS),
    Rule(
        cause=Cause.ETCD_UNREACHABLE,
        find=etcd_unreachable,
        needs=_LOGS,
        yields_to=frozenset({Cause.ETCD_NO_QUORUM, Cause.ETCD_NOSPACE_ALARM}),
        settles="`curl` of /health at each of --etcd-servers",
    ),
    Rule(cause=Cause.AUTHENTICATION_CONFIG_INVALID, find=authentication_config_invalid, needs=_LOGS),
    Rule(
        cause=Cause.ADMISSION_WEBHOOK_DEADLOCK,
        find=admission_webhook_deadlock,
        needs=_LOGS,
        settles="`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`, and the webhook's pods",
    ),
    Rule(cause=Cause.INOTIFY_LIMIT, find=inotify_limit, needs=_LOGS, settles="`sysctl fs.inotify`"),
)
