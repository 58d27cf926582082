"""What a rule is: one cause, the question whether an episode shows it, and what an answer needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Container, Flag, Probe
from whyrestart.model.observation import ProbeResult, Source, Variant
from whyrestart.parsing.redaction import redact


def about_containers(episode: Episode) -> bool:
    """The rule judges containers of pods, and the same programs in units of their own."""
    return episode.is_program


def about_kubelet(episode: Episode) -> bool:
    """The rule judges the kubelet's own unit."""
    return episode.is_kubelet


def about_node(episode: Episode) -> bool:
    """The rule judges the node as a whole."""
    return episode.is_node


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule is pure: `find` looks at the episode and nothing else, and answers with evidence or None.

    `needs`: sources without which None is no answer; one that is blind makes the cause *inconclusive*.
    `yields_to`: causes that explain the same signs better; where one of them is found at least as surely, this one
    is not the answer. `settles` says what would decide where the rule cannot.
    """

    cause: Cause
    find: Callable[[Episode], Finding | None]
    needs: frozenset[Source] = frozenset()
    applies: Callable[[Episode], bool] = about_containers
    yields_to: frozenset[Cause] = field(default=frozenset())
    settles: str = ""


def finding(
    cause: Cause,
    confidence: Confidence,
    summary: str,
    evidence: Iterable[Evidence | None],
    *,
    ruled_out: Sequence[RuledOut] = (),
    place: Mapping[str, str | int | None] = MappingProxyType({}),
    **detail: str | int | None,
) -> Finding:
    """A Finding from what a rule has at hand; empty details and evidence are left out, and so are secrets.

    A probe's path keeps its query in the manifest, for it must be asked as written: here it must not be told. `place` are details too: where in the manifest the thing stands.
    """
    return Finding(
        cause=cause,
        confidence=confidence,
        summary=redact(summary),
        evidence=tuple(each for each in evidence if each is not None),
        detail=tuple(
            (key, redact(str(value))) for key, value in {**detail, **place}.items() if value not in {None, ""}
        ),
        ruled_out=tuple(ruled_out),
    )


def in_manifest(episode: Episode, what: Flag | Probe | Container | None = None) -> dict[str, str | int | None]:
    """The `place` of a finding: the manifest, and the line of what in it is to blame."""
    return {"file": episode.manifest.path if episode.manifest else None, "line": what.line if what else None}


# ---- evidence in words --------------------------------------------------------------------------------------------


def from_log(episode: Episode, entry: LogEntry) -> Evidence:
    """A line of the component's own log."""
    source = "journal" if episode.ref is None else "pod_log"
    return Evidence(source=source, at=entry.at, says=f"{episode.program}: {_short(entry.text)}")


def from_kubelet(entry: LogEntry) -> Evidence:
    """A line of the kubelet's log."""
    return Evidence(source="kubelet_log", at=entry.at, says=f"kubelet: {_short(entry.text)}")


def from_journal(unit: str, entry: LogEntry) -> Evidence:
    """A line of another unit, or of the kernel."""
    source = "kernel_log" if unit == "kernel" else "runtime_log"
    return Evidence(source=source, at=entry.at, says=f"{unit}: {_short(entry.text)}")


def from_flag(episode: Episode, flag: Flag) -> Evidence:
    """A flag in the manifest, or in the files of a unit, with its place."""
    path = flag.file or (episode.manifest.path if episode.manifest else "the manifest")
    where = f"{path}:{flag.line}" if flag.line else path
    source = "file" if episode.ref is None else "manifest"
    return Evidence(
        source=source, at=episode.manifest.modified_at if episode.manifest else None, says=f"{where}: {flag}"
    )


def from_end(attempt: Attempt) -> Evidence:
    """How an attempt ended, as the runtime says."""
    code = "an unknown exit code" if attempt.exit_code is None else f"exit code {attempt.exit_code}"
    reason = f", reason {attempt.reason}" if attempt.reason else ""
    message = f": {_short(attempt.message)}" if attempt.message else ""
    return Evidence(
        source="runtime",
        at=attempt.finished_at,
        says=f"attempt {attempt.key.attempt} of {attempt.key.ref.container} ended with {code}{reason}{message}",
    )


def from_last_end(episode: Episode) -> Evidence | None:
    """How the newest attempt that ended did, where the runtime told its exit code."""
    ended = episode.last_ended
    return from_end(ended) if ended is not None and ended.exit_code is not None else None


def from_probe(*results: ProbeResult | None) -> Evidence | None:
    """Replayed probes of one URL side by side: what each variant was answered."""
    given = [result for result in results if result is not None]
    if not given:
        return None
    answers = "; ".join(f"{_HOW[result.variant]}: {answer(result)}" for result in given)
    return Evidence(
        source="probe",
        at=given[0].at,
        says=f"GET {given[0].url} {answers}" if given[0].url.startswith("http") else f"{given[0].url} {answers}",
    )


def answer(result: ProbeResult) -> str:
    """What a probe got: the status, or the error in the prober's words."""
    if result.status is not None:
        return str(result.status)
    return result.error or result.outcome.value


_HOW = {
    Variant.KUBELET: "as the kubelet asks",
    Variant.ANONYMOUS: "without credentials",
    Variant.AUTHENTICATED: "with a client certificate",
    Variant.INSECURE_PORT: "on the insecure port",
    Variant.OTHER_SCHEME: "with the other scheme",
    Variant.OTHER_PATH: "for another health path",
    Variant.ACTUAL_PORT: "on the port it listens on",
    Variant.LOOPBACK: "on loopback",
    Variant.PATIENT: "with more patience",
    Variant.TCP: "TCP connection",
    Variant.TLS: "TLS handshake",
    Variant.WITHOUT_HEADER: "without its Authorization header",
}


def note(source: str, says: str, at: datetime | None = None) -> Evidence:
    """Any other observation, in words."""
    return Evidence(source=source, at=at, says=_short(says))


def _short(text: str, limit: int = 400) -> str:
    line = redact(" ".join(text.split()))
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
