"""Who saw how a subject stands: where nobody did, and its words are of long ago, they prove nothing of now."""

from __future__ import annotations

from datetime import timedelta

from whyrestart.episodes.states import RECENT, runtime_unseen
from whyrestart.model.diagnosis import Evidence
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerStatusSeen, ProcessSeen, Source

# The longest back-off, the life before it and some patience: what was not started again since then is tried no more.
STARTED_AGAIN = timedelta(minutes=10)
# An end may be told in several lines, and a stack after them.
_ONE_END = timedelta(seconds=1)
# What was said once and is kept.
_WORDS = frozenset({"pod_log", "kubelet_log", "journal", "kernel_log", "runtime_log"})
# What holds at any time, and is no witness of an end.
_TIMELESS = frozenset({"manifest", "file", "files", "runtime"})


def rests_on_old_words(episode: Episode, evidence: tuple[Evidence, ...]) -> bool:
    """Whether nothing but a log or a journal tells it, of whose program nobody saw the state, and it is not of now.

    Of a pod that is not declared any more nothing is of now, unless the kubelet itself still speaks of it.
    """
    if episode.is_node or not _nobody_saw(episode):
        return False
    seen = [each for each in evidence if each.source not in _TIMELESS]
    gone = episode.ref is not None and episode.manifest is None and not episode.node.blind(Source.MANIFESTS)
    if gone:
        return all(each.source not in {"kubelet_log", "probe"} for each in seen)
    if not seen or any(each.source not in _WORDS for each in seen):
        return False
    patience = RECENT if episode.is_kubelet else STARTED_AGAIN
    return all(each.at is not None and episode.at - each.at > patience for each in seen)


def was_seen(episode: Episode) -> bool:
    """Whether anything told of the container besides its manifest."""
    if episode.ref is None or episode.attempts or episode.waiting_reason or episode.last_probe() is not None:
        return True
    node = episode.node
    return episode.ref in node.newest(ContainerStatusSeen) or any(
        seen.program == episode.program for seen in node.newest(ProcessSeen).values()
    )


def tells_its_end(episode: Episode, evidence: tuple[Evidence, ...]) -> bool:
    """Whether its end is known by nothing but these words: they are what it ended of, whatever they leave open."""
    newest = episode.current
    if newest is None or not newest.ended or newest.finished_at is None or not _nobody_saw(episode):
        return False
    at = newest.finished_at
    return any(e.source == "pod_log" and e.at is not None and abs(e.at - at) <= _ONE_END for e in evidence)


def _nobody_saw(episode: Episode) -> bool:
    if episode.ref is None:
        return episode.unit is None
    newest = episode.current
    unseen = newest is not None and not newest.container_id and newest.exit_code is None
    return unseen and not episode.waiting_reason and runtime_unseen(episode.node)
