"""A file that one who lives reads again and again, and that has gone, or was closed, below it: at its next start it ends for that.

A renewal replaces files within moments.
"""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.etcd.itself import is_etcd
from whyrestart.causes.etcd.leader import REACHED, WORKS
from whyrestart.causes.evidence.living import after_last, newest_lines
from whyrestart.causes.evidence.logs import all_said
from whyrestart.causes.evidence.presented import path_on_host
from whyrestart.causes.files.host import host_evidence, on_host
from whyrestart.causes.files.missing import READ_AGAIN
from whyrestart.causes.rule import Rule, finding, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Source

_OPEN = r"[^\n]{0,1200}?\bopen (?P<path>/[^\s:\"\\]{1,500}+): (?P<why>no such file or directory|permission denied)"
# What components read each minute (apiserver/pkg/server/dynamiccertificates), and etcd for each handshake (client/pkg/transport/listener.go).
_EACH_MINUTE = re.compile(READ_AGAIN + _OPEN)
_EACH_HANDSHAKE = re.compile(
    r"failed to (?:find (?:peer|client) cert files|create (?:peer|client) certificate)\b" + _OPEN
)
_NEXT_READ, _NEXT_HANDSHAKE = timedelta(seconds=90), timedelta(seconds=20)


def _gone(episode: Episode, cause: Cause, why: str, says: str) -> Finding | None:
    etcd = is_etcd(episode)
    lines = after_last(newest_lines(episode), WORKS, REACHED) if etcd else newest_lines(episode)
    told = [each for each in all_said(lines, _EACH_HANDSHAKE if etcd else _EACH_MINUTE) if each["why"] == why]
    # Where all are renewed, one after the other is away for a moment.
    said = [each for each in told if each["path"] == told[-1]["path"]]
    at = said[-1].entry.at if len(said) >= 2 else None
    if at is None or episode.at - at > (_NEXT_HANDSHAKE if etcd else _NEXT_READ):
        return None
    path = said[-1]["path"]
    host = path_on_host(episode, path) or path
    here = on_host(episode, host)
    if cause is Cause.FILE_MISSING and here is True:
        return None
    return finding(
        cause,
        Confidence.LIKELY if etcd or here is False else Confidence.POSSIBLE,
        f"{episode.program} lives, and {says} {path}"
        + (
            ", without which it accepts no connection."
            if etcd
            else ": it goes on with what it has read, and will not start again."
        ),
        [from_log(episode, said[-1].entry), host_evidence(host, here=here) if cause is Cause.FILE_MISSING else None],
        path=path,
        host_path=host,
        file=episode.manifest.path if episode.manifest else None,
    )


def file_missing(episode: Episode) -> Finding | None:
    """It has gone."""
    return _gone(episode, Cause.FILE_MISSING, "no such file or directory", "does not find")


def file_permission_denied(episode: Episode) -> Finding | None:
    """It may not be read any more."""
    return _gone(episode, Cause.FILE_PERMISSION_DENIED, "permission denied", "may not read")


_LOGS = frozenset({Source.POD_LOGS})

RULES = (
    Rule(cause=Cause.FILE_MISSING, find=file_missing, needs=_LOGS, settles="look for the file on the host"),
    Rule(cause=Cause.FILE_PERMISSION_DENIED, find=file_permission_denied, needs=_LOGS, settles="`ls -l` of the file"),
)
