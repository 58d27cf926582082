"""An etcd as its rules meet it: whether it is one, how it ended, where its data lie and what its last words say."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import death_log, ended_by_itself, last_said
from whyrestart.causes.rule import finding, from_last_end, from_log
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import Severity


def is_etcd(episode: Episode) -> bool:
    """Whether it is an etcd, by what runs or by the container's name."""
    return episode.program == "etcd" or (episode.ref is not None and episode.ref.container == "etcd")


# OpenShift 3's apiserver is one program with all the others, and has its etcd's address in a file; the controllers may
# be started apart.
_OPENSHIFTS_API = re.compile(r"\bstart master\b(?! controllers)")


def is_apiserver(episode: Episode) -> bool:
    """Whether it is an apiserver of any kind: what keeps its objects in an etcd."""
    if "apiserver" in episode.program or episode.container is None:
        return "apiserver" in episode.program
    words = " ".join(word.text for word in (*episode.container.command, *episode.container.args))
    return episode.container.flag("etcd-servers") is not None or _OPENSHIFTS_API.search(words) is not None


def ended_itself(episode: Episode) -> bool:
    """It exited with an error: etcd waits for its peers and for a slow disk, and does not end for them."""
    return ended_by_itself(episode.last_ended)


def data_dir(episode: Episode) -> str:
    """Where its flags say that its data lie, else where they do by default; empty of a unit whose flags are not known."""
    return episode.flag_value("data-dir") or ("/var/lib/etcd" if episode.ref is not None else "")


def own_words(episode: Episode, cause: Cause, patterns: tuple[re.Pattern[str], ...], says: str) -> Finding | None:
    """Etcd's own fatal message is the proof; where it does not stand on a fatal line, a strong sign.

    `says` takes `data`, the directory, and `why`: the pattern's group of that name, else the whole message.
    """
    if not is_etcd(episode):
        return None
    said = last_said((e for e in death_log(episode) if e.severity is not Severity.DEBUG), *patterns)
    if said is None:
        return None
    grave = said.entry.severity in {Severity.FATAL, Severity.ERROR, Severity.PLAIN}
    if not grave and episode.last_ended is None and episode.restarts == 0:
        return None
    data = data_dir(episode)
    return finding(
        cause,
        Confidence.PROVEN if grave else Confidence.LIKELY,
        says.format(data=data or "its directory", why=said["why"] or _message(said.entry.text)),
        [from_log(episode, said.entry), from_last_end(episode)],
        data_dir=data,
        file=episode.manifest.path if episode.manifest else None,
    )


def _message(text: str) -> str:
    return " ".join(text.partition(" stacktrace=")[0].split())[:200]
