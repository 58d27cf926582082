"""A view of the node to its diagnosis: every rule asked of every episode, the answers ranked, the blame laid.

The engine, not the rules, knows about blindness (a rule whose source was blind is inconclusive, never negative) and
about rank: proof before signature before reading; the better explanation before the one that yields to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from whyrestart.blame import may_explain, order, verdict, with_upstream
from whyrestart.causes import ALL
from whyrestart.causes.kubelet.words import carriers_last_life
from whyrestart.causes.manifests.edits import untried_edit
from whyrestart.causes.rule import Rule, from_end, from_kubelet, from_log, from_probe, note
from whyrestart.episodes import (
    episodes,
    has_ended_lately,
    lacks_process,
    manifests,
    rests_on_old_words,
    tells_its_end,
    was_seen,
)
from whyrestart.knowledge.causes import CAUSES
from whyrestart.lint import checked, foretold
from whyrestart.model.cause import Cause, Confidence, Origin, Role
from whyrestart.model.diagnosis import (
    Diagnosis,
    Evidence,
    Finding,
    Inconclusive,
    NodeDiagnosis,
    RefusedFile,
    RuledOut,
    State,
)
from whyrestart.model.episode import Episode
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ManifestSeen
from whyrestart.remedies import remedies

# Faults of what a manifest says: what the instance of the former manifest showed says nothing of the new one.
OF_THE_MANIFEST = frozenset({"probe_auth", "probe_target", "probe_timing", "command_line", "config_file", "files"})
# Told of whatever keeps a container from being made and is no other cause's.
_OF_THE_REST = frozenset({Cause.CONTAINER_CREATE_FAILED})
# What is said of a static pod that nothing speaks against, and nothing for: its runtime, say, could not be asked.
UNSEEN = "Whether it runs could not be seen."


def diagnose(view: NodeView, rules: Sequence[Rule] = ALL) -> NodeDiagnosis:
    """Judge a node. Nothing here reads a clock or a file: the same view gives the same diagnosis."""
    made = episodes(view)
    judged = [(episode, judge(episode, rules)) for episode in made]
    judged = [(e, d) for e, d in judged if not (e.is_node and d.cause is None)]
    told = [with_upstream(mine, [other for of, other in judged if may_explain(other, of, e)]) for e, mine in judged]
    told.sort(key=order)
    return NodeDiagnosis(
        node=view.name,
        at=view.at,
        version=view.version,
        verdict=verdict(told),
        diagnoses=tuple(told),
        gaps=view.gaps,
        refused=_refused(view, made),
    )


def _refused(view: NodeView, made: Iterable[Episode]) -> tuple[RefusedFile, ...]:
    """Files that are no static pod and stand behind no subject, so that nothing else would speak of them."""
    told = {episode.manifest.path for episode in made if episode.manifest is not None}
    return tuple(
        RefusedFile(
            path=manifest.path,
            why=f"not read, the kubelet may take it: {manifest.problem.message}"
            if manifest.problem.unread
            else manifest.problem.message,
            line=manifest.problem.line,
        )
        for manifest in manifests(view)
        if manifest.problem is not None and manifest.path not in told
    )


def judge(episode: Episode, rules: Iterable[Rule] = ALL) -> Diagnosis:
    """Judge one episode by every rule that applies to it."""
    found: list[tuple[Rule, Finding]] = []
    negative: list[Rule] = []
    inconclusive: list[Inconclusive] = []
    for rule in rules:
        if not rule.applies(episode):
            continue
        answer = rule.find(episode)
        if answer is not None:
            found.append((rule, _of_now(episode, answer)))
        elif blind := tuple(sorted(source for source in rule.needs if episode.node.blind(source))):
            inconclusive.append(Inconclusive(cause=rule.cause, blind=blind, settles=rule.settles))
        else:
            negative.append(rule)
    edited = untried_edit(episode)
    if edited is not None:
        found = _of_the_edit(episode, rules, found, edited)
    ranked = _rank(_covered(found))
    state = _state(episode, ranked)
    best = ranked[0] if ranked else None
    diagnosis = Diagnosis(
        subject=episode.subject,
        state=state,
        at=episode.at,
        origin=episode.origin,
        restarts=episode.restarts,
        last_restart_at=episode.last_restart_at,
        next_kill_at=min((f.next_kill_at for f in episode.forecasts if f.next_kill_at), default=None),
        findings=tuple(ranked),
        inconclusive=tuple(inconclusive) if state is not State.HEALTHY else (),
    )
    if best is None or (_is_a_guess(episode, best, edited) and state in {State.LOOPING, State.ABSENT}):
        if _needs_an_answer(state, episode):
            return _unknown(episode, diagnosis)
        if state is State.AT_RISK:
            return replace(diagnosis, summary=_under_way(episode), evidence=_what_was_seen(episode))
        return diagnosis if was_seen(episode) else replace(diagnosis, summary=UNSEEN)
    return replace(
        diagnosis,
        cause=best.cause,
        confidence=best.confidence,
        summary=best.summary,
        detail=best.detail,
        evidence=best.evidence,
        origin=_origin(episode, best),
        ruled_out=(*best.ruled_out, *_ruled_out(best.cause, negative, best.ruled_out)),
        inconclusive=_still_open(best, diagnosis.inconclusive),
        remedies=checked(episode, remedies(episode, best)),
    )


def _is_a_guess(episode: Episode, best: Finding, edited: datetime | None) -> bool:
    """Whether it is no more than possible, and neither foreseen of an untried edit nor told by the words of the end."""
    possible = best.confidence is Confidence.POSSIBLE and edited is None
    return possible and not tells_its_end(episode, best.evidence)


def _of_now(episode: Episode, found: Finding) -> Finding:
    """No more than possible where nothing but old words tell it: of a former life perhaps, or of a pod that is gone."""
    old = found.confidence is not Confidence.POSSIBLE and rests_on_old_words(episode, found.evidence)
    return replace(found, confidence=Confidence.POSSIBLE) if old else found


def _borne_so_far(episode: Episode, edited: datetime) -> frozenset[Cause]:
    """What lint says as well of the manifest under which the instance before the edit has run: no news of the edit."""
    path = episode.manifest.path if episode.manifest else None
    revisions = [seen for seen in episode.node.all(ManifestSeen) if seen.manifest.path == path]
    starts = [a.started_at for a in episode.attempts if a.started_at is not None and a.started_at < edited]
    if not starts:
        return frozenset()
    tried = [seen for seen in revisions if seen.at <= max(starts)] or revisions[:1]
    return frozenset(each.cause for each in foretold(replace(episode, manifest=tried[-1].manifest)))


def _is_of_the_former(found: Finding, edited: datetime) -> bool:
    """Whether all that speaks for it, besides the manifest itself, was seen before the edit."""
    seen = [each.at for each in found.evidence if each.source != "manifest"]
    return (
        CAUSES[found.cause].family in OF_THE_MANIFEST
        and bool(seen)
        and all(at is not None and at < edited for at in seen)
    )


def _of_the_edit(
    episode: Episode, rules: Iterable[Rule], found: Sequence[tuple[Rule, Finding]], edited: datetime
) -> list[tuple[Rule, Finding]]:
    """What still holds of the manifest as it is now, and what lint foresees of it."""
    stale = {each.cause: each.confidence for _, each in found if _is_of_the_former(each, edited)}
    holds = [(rule, each) for rule, each in found if each.cause not in stale]
    died_of = {cause for cause, confidence in stale.items() if confidence is Confidence.PROVEN}
    known = {each.cause for _, each in holds} | (_borne_so_far(episode, edited) - died_of)
    return [*holds, *_foretold_by_edit(episode, rules, known)]


def _foretold_by_edit(
    episode: Episode, rules: Iterable[Rule], told: Collection[Cause]
) -> Iterator[tuple[Rule, Finding]]:
    """What an edit of the manifest will lead to, by lint, until its own instance has shown what it does."""
    by_cause = {rule.cause: rule for rule in rules}
    for each in foretold(episode):
        rule = by_cause.get(each.cause)
        if rule is not None and each.cause not in told:
            yield rule, replace(each, confidence=Confidence.POSSIBLE)


def _still_open(best: Finding, inconclusive: Sequence[Inconclusive]) -> tuple[Inconclusive, ...]:
    """Beside an established cause only those that it is easily confused with are worth a mention."""
    if best.confidence is Confidence.POSSIBLE:
        return tuple(inconclusive)
    confusers = _confusers(best.cause)
    return tuple(each for each in inconclusive if each.cause in confusers)


def _covered(found: Sequence[tuple[Rule, Finding]]) -> list[tuple[Rule, Finding]]:
    """What is said where no other cause covers the words is no surer than one that covers them, if only possibly."""

    def doubted(rule: Rule, mine: Finding) -> bool:
        words = {(each.source, each.at) for each in mine.evidence}
        return mine.cause in _OF_THE_REST and any(
            other.cause in rule.yields_to
            and other.confidence is Confidence.POSSIBLE
            and not words.isdisjoint((each.source, each.at) for each in other.evidence)
            for _, other in found
        )

    return [
        (rule, replace(each, confidence=Confidence.POSSIBLE) if doubted(rule, each) else each) for rule, each in found
    ]


def _rank(found: list[tuple[Rule, Finding]]) -> list[Finding]:
    """Surest first; a finding steps back behind a better explanation that is at least as sure."""

    def steps_back(rule: Rule, mine: Finding) -> bool:
        return any(
            other.cause in rule.yields_to and other.confidence.rank <= mine.confidence.rank for _, other in found
        )

    def benign(each: Finding) -> bool:
        return CAUSES[each.cause].role is Role.BENIGN

    order = sorted(
        enumerate(found),
        key=lambda item: (
            steps_back(*item[1]),
            # An expected restart explains what was; what is wrong now, or will be, comes before it.
            benign(item[1][1]),
            item[1][1].confidence.rank,
            item[0],
        ),
    )
    return [each for _, (_, each) in order]


def _state(episode: Episode, ranked: list[Finding]) -> State:
    """A cause that is surely there puts a subject that looked healthy at risk, unless it is a benign one."""
    if not ranked:
        return episode.state
    if episode.state is State.RESTARTED and episode.origin is Origin.MANIFEST:
        return State.RESTARTED if CAUSES[ranked[0].cause].role is Role.BENIGN else State.AT_RISK
    if episode.state is not State.HEALTHY:
        return episode.state
    if CAUSES[ranked[0].cause].role is Role.BENIGN:
        return State.RESTARTED
    origin = CAUSES[ranked[0].cause].origin
    seen_end = any(attempt.ended for attempt in episode.attempts)
    if (
        origin in {Origin.SELF, Origin.KERNEL}
        and ranked[0].confidence is Confidence.PROVEN
        and not seen_end
        and episode.restarts
    ):
        return State.LOOPING
    return State.AT_RISK


def _needs_an_answer(state: State, episode: Episode) -> bool:
    if state in {State.LOOPING, State.ABSENT}:
        return True
    restarted = state is State.RESTARTED or (state is State.AT_RISK and has_ended_lately(episode))
    return restarted and not episode.is_node and episode.origin is not Origin.MANIFEST


def _origin(episode: Episode, best: Finding) -> Origin | None:
    """Who ended it by what was observed; else as the cause has it, where something did end."""
    if episode.origin is not None:
        return episode.origin
    ended = episode.last_ended is not None or episode.state in {State.LOOPING, State.RESTARTED, State.ABSENT}
    return CAUSES[best.cause].origin if ended else None


def _unknown(episode: Episode, diagnosis: Diagnosis) -> Diagnosis:
    """Say what was seen and what was not: no guess."""
    blind = sorted({source.value for each in diagnosis.inconclusive for source in each.blind})
    what = {
        State.LOOPING: "keeps restarting",
        State.ABSENT: "does not run",
        State.RESTARTED: "restarted",
        State.AT_RISK: "restarted, and its probes fail",
    }.get(diagnosis.state, "is in trouble")
    name = episode.ref.container if episode.ref else str(episode.subject)
    lead = f"{name} {what}; the evidence at hand does not decide why."
    if diagnosis.findings:
        maybe = ", ".join(dict.fromkeys(each.cause.value for each in diagnosis.findings[:3]))
        lead = f"{lead} Possible: {maybe}."
    if blind:
        lead = f"{lead} Not visible: {', '.join(blind)}."
    evidence = tuple(e for each in diagnosis.findings[:3] for e in each.evidence)
    return replace(
        diagnosis,
        cause=Cause.UNKNOWN,
        confidence=Confidence.NONE,
        summary=lead,
        evidence=tuple(dict.fromkeys((*_what_was_seen(episode), *evidence))),
        remedies=remedies(episode, None),
    )


def _under_way(episode: Episode) -> str:
    """Failures that the kubelet counts, of which nothing says yet why."""
    failing = [each for each in episode.forecasts if each.consecutive_failures]
    if not failing:
        return ""
    told = "; ".join(f"{f.kind} {f.consecutive_failures} of {f.failure_threshold}" for f in failing)
    name = episode.ref.container if episode.ref else str(episode.subject)
    return f"Probes of {name} fail ({told}); nothing says yet why."


def _what_was_seen(episode: Episode) -> tuple[Evidence, ...]:
    seen: list[Evidence] = []
    ended = episode.last_ended
    if ended is not None:
        seen.append(from_end(ended))
        complaints = [entry for entry in ended.log if entry.severity.is_error]
        seen += [from_log(episode, entry) for entry in complaints[-3:] or ended.log[-1:]]
    if episode.waiting_reason:
        seen.append(note("kubelet", f"waiting: {episode.waiting_reason} {episode.waiting_message}".strip()))
    last = episode.last_probe()
    if last is not None and (shown := from_probe(last)) is not None:
        seen.append(shown)
    if episode.state is State.ABSENT and not episode.attempts and lacks_process(episode):
        seen.append(note("processes", f"no process on this node is called {episode.program}"))
    if episode.unit is not None and episode.unit.unit != str(episode.subject):
        carrier = episode.unit
        ends = f"{carrier.active_state} ({carrier.sub_state}), restarted {carrier.n_restarts or 0} times"
        seen.append(note("units", f"{carrier.unit}, in which the kubelet runs here: {ends}"))
    if episode.is_kubelet:
        said = episode.journal or carriers_last_life(episode)
        complaints = [entry for entry in said if entry.severity.is_error]
        seen += [from_kubelet(entry) for entry in complaints[-3:] or said[-2:]]
    return tuple(seen)


def _ruled_out(cause: Cause, negative: list[Rule], said: Sequence[RuledOut]) -> tuple[RuledOut, ...]:
    """The confusers of the cause whose own rules, with open eyes, found nothing."""
    named = {each.cause for each in said}
    confusers = _confusers(cause)
    return tuple(
        RuledOut(cause=rule.cause, because=f"nothing seen that speaks for it ({CAUSES[rule.cause].tell})")
        for rule in negative
        if rule.cause in confusers and rule.cause not in named
    )


def _confusers(cause: Cause) -> frozenset[Cause]:
    mine = {other for other in CAUSES if other.value in CAUSES[cause].confusers}
    theirs = {
        other
        for other in CAUSES
        if cause.value in CAUSES[other].confusers and CAUSES[other].family == CAUSES[cause].family
    }
    return frozenset(mine | theirs)
