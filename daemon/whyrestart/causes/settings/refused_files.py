"""A file that a flag names is there and is refused: by which words, with which flag, and how that is told."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import ENDS, Said, of_an_end, of_itself, starting_log
from whyrestart.causes.rule import finding, from_flag, from_last_end, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import FileSeen, Source
from whyrestart.parsing.last_words import is_an_end

LOGS = frozenset({Source.POD_LOGS})
# apimachinery/pkg/util/validation/field: what a validated field may lack or be.
FIELD = r"(?:Invalid value|Required value|Duplicate value|Unsupported value|Forbidden|Too (?:many|long|few)|Not found|Internal error)"
# What an error begins with that Run returns: the logger's words, cobra's, or nothing.
FIRST = r"^(?:command failed err=|[Ee]rror: )?\[?"
OTHER_CAUSE = re.compile(
    r"missing policy config file|[Nn]o such file or directory|is a directory|[Pp]ermission denied|x509|connection refused|connect: |no such host|i/o timeout|"
    # haproxy's, of a server's name.
    r"could not resolve address"
)


def flag_given(episode: Episode, *names: str) -> Flag | None:
    """The first of these flags that the manifest gives."""
    return next((f for n in names if (f := episode.flag(n))), None)


def refuses(
    episode: Episode, cause: Cause, said: Said, flag: Flag | None, what: str, *, ruled_out: tuple[RuledOut, ...] = ()
) -> Finding:
    """The finding: what is refused, whose file it is where that is known, and why."""
    file = said["file"] or (flag.value if flag and flag.value else "")
    why = _why(said)
    since = _written_since(episode, file)
    return finding(
        cause,
        Confidence.POSSIBLE if since else Confidence.PROVEN,
        f"{episode.program} refuses {what}{f' {file}' if file else ''}: {why}{since}.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        ruled_out=ruled_out,
        path=file,
        why=why,
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


def _written_since(episode: Episode, path: str) -> str:
    """That the host's file was written after the end, so that it may be right by now; empty where it was not, or nobody knows."""
    host = episode.pod.host_path_of(episode.container, path) if episode.pod and episode.container else None
    seen = episode.node.newest(FileSeen).get(host or path)
    ended = episode.last_ended.finished_at if episode.last_ended else None
    if seen is None or seen.modified_at is None or ended is None or seen.modified_at <= ended:
        return ""
    return "; the file was written since, and the next start reads it"


def _why(said: Said) -> str:
    groups = said.match.groupdict()
    if groups.get("kind"):
        return f"no kind {groups['kind']} is known in version {groups.get('version')}"
    text = " ".join((said["why"] or said["setting"] or said.entry.text).split())
    return text.strip(' ."')[:240]


def words_of_refusal(episode: Episode) -> tuple[LogEntry, ...]:
    """Lines that may be what it died of: not informational ones, and of a start only.

    A file that is refused when it is read again later ends nothing: where nobody saw an end, only its words are one. An
    apiserver reads all of its files again, and says of a token or an issuer that is refused what it says of a file.
    """
    lines = of_itself(episode, of_an_end(episode, starting_log(episode)))
    reads_again = "apiserver" in episode.program
    return tuple(e for e in lines if e.severity in ENDS and (is_an_end(e) or not reads_again))
