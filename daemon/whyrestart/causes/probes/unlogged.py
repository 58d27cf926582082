"""A container that its probe kills, and of whose words nothing is left: what it was about then, nobody knows."""

from __future__ import annotations

from whyrestart.causes.evidence.logs import any_log
from whyrestart.causes.evidence.probing import complaint, killing_probe
from whyrestart.causes.probes.target import ends_at_its_age
from whyrestart.causes.probes.timing import of_the_former, terms, time_allowed
from whyrestart.causes.rule import Rule, finding, from_kubelet, from_last_end, note
from whyrestart.episodes import recent
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import Source
from whyrestart.parsing.kubelet_words import kills


def probe_too_aggressive(episode: Episode) -> Finding | None:
    """Killed by a probe that nobody saw answered: it may have been starting still, and as well it may hang.

    What was answered, or replayed, tells other rules more.
    """
    probe = killing_probe(episode)
    if episode.state is not State.LOOPING or any_log(episode) or episode.last_probe() or of_the_former(episode):
        return None
    told = _told(episode)
    if probe is None or told is None:
        return None
    seconds = f"{time_allowed(episode, probe).total_seconds():.0f}"
    return finding(
        Cause.PROBE_TOO_AGGRESSIVE,
        Confidence.POSSIBLE,
        f"The kubelet kills {episode.program} for its {probe.kind} probe, which gives it about "
        f"{seconds} s, and nothing is left of its log: it may have been starting still.",
        [from_kubelet(told), from_last_end(episode), note("manifest", terms(probe))],
        allowed_seconds=seconds,
        probe=probe.kind.value,
        file=episode.manifest.path if episode.manifest else None,
        line=probe.line,
    )


def _told(episode: Episode) -> LogEntry | None:
    """The kubelet's word of the kill, or of the probe that failed where every life ends at the age of such a kill."""
    name, each = episode.ref.container if episode.ref else "", complaint(episode)
    if episode.origin not in {Origin.PROBE, None} or (each is not None and each.kubelet.status is not None):
        return None
    killed = (e for e in reversed(episode.kubelet_log) if recent(episode.node, e) and kills(e, name))
    at_its_age = episode.origin is Origin.PROBE or ends_at_its_age(episode)
    return next(killed, each.logged if each is not None and at_its_age else None)


RULES = (
    Rule(
        cause=Cause.PROBE_TOO_AGGRESSIVE,
        find=probe_too_aggressive,
        needs=frozenset({Source.POD_LOGS}),
        settles="the log of the next life, up to its kill: `crictl logs`",
    ),
)
