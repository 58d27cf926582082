"""The pages for people: the node's status, an explanation of each cause. Plain HTML, readable without any script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from whyrestart import __version__
from whyrestart.knowledge.causes import CAUSES
from whyrestart.knowledge.explanations import explanation
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Diagnosis, State
from whyrestart.model.identity import ContainerRef
from whyrestart.model.observation import Variant
from whyrestart.sinks import pictures, words
from whyrestart.sinks.alerts import SLOW_SHARE
from whyrestart.sinks.diagnosis_json import cause_of, timestamp
from whyrestart.sinks.escaping import one_line, visible
from whyrestart.sinks.status import ContainerStatus, NodeStatus

if TYPE_CHECKING:
    from jinja2 import Environment
    from markdown_it import MarkdownIt

# Beyond these the page says how many more there are; the JSON has them all.
MAX_SUBJECTS = 60
MAX_ATTEMPTS = 50
MAX_NAME = 120

_VARIANTS = {
    Variant.KUBELET: "as the kubelet asks",
    Variant.ANONYMOUS: "without credentials",
    Variant.AUTHENTICATED: "with a client certificate",
    Variant.INSECURE_PORT: "on the insecure port",
    Variant.OTHER_SCHEME: "by the other scheme",
    Variant.ACTUAL_PORT: "on the port it listens on",
    Variant.LOOPBACK: "on loopback",
    Variant.PATIENT: "with a longer timeout",
    Variant.TCP: "connect only",
    Variant.TLS: "TLS handshake only",
    Variant.WITHOUT_HEADER: "without its own headers",
}
_TROUBLE = {State.LOOPING: 0, State.ABSENT: 1, State.AT_RISK: 2, State.RESTARTED: 3, State.HEALTHY: 4}


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A file that a page loads."""

    content: bytes
    content_type: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One subject as the page shows it; `status` is None for the kubelet and the node."""

    diagnosis: Diagnosis
    status: ContainerStatus | None
    timeline: pictures.Timeline | None
    attempts: tuple[tuple[object, str], ...]


def node(status: NodeStatus, now: datetime) -> str:
    """The status page."""
    diagnosis = status.diagnosis
    gaps = [gap for gap in diagnosis.gaps if gap.covers(diagnosis.at)]
    told = {(each.source, each.why) for each in status.sources if not each.up}
    subjects = sorted(diagnosis.diagnoses, key=lambda each: (each is not diagnosis.verdict, _TROUBLE[each.state]))
    return (
        _environment()
        .get_template("node.html")
        .render(
            status=status,
            diagnosis=diagnosis,
            verdict=diagnosis.verdict,
            now=now,
            subjects=[_subject(each, status, now) for each in subjects[:MAX_SUBJECTS]],
            more_subjects=max(len(subjects) - MAX_SUBJECTS, 0),
            # The table of sources says it already.
            gaps=[gap for gap in gaps if (gap.source, gap.why) not in told],
            units=[unit for unit in status.units if unit.restarts_total or unit.active_state != "active"],
        )
    )


def waiting() -> str:
    """The page while the first look at the node is not done."""
    return _environment().get_template("waiting.html").render()


def cause(which: Cause) -> str:
    """What `explain` prints, as a page."""
    page = explanation(which)
    sections = [(heading, Markup(_markdown().render(text))) for heading, text in page.sections]  # noqa: S704  # our own text, raw HTML off
    return (
        _environment()
        .get_template("cause.html")
        .render(cause=which, facts=CAUSES[which], title=page.title, sections=sections)
    )


def causes() -> str:
    """All causes by family."""
    families: dict[str, list[Cause]] = {}
    for each in Cause:
        families.setdefault(CAUSES[each].family, []).append(each)
    return _environment().get_template("causes.html").render(families=families, facts=CAUSES)


def _subject(diagnosis: Diagnosis, status: NodeStatus, now: datetime) -> Subject:
    ref = diagnosis.subject
    container = status.container(ref) if isinstance(ref, ContainerRef) else None
    attempts = () if container is None else container.attempts
    return Subject(
        diagnosis=diagnosis,
        status=container,
        timeline=pictures.timeline(attempts, now),
        attempts=tuple((attempt, pictures.ended_by(attempt)) for attempt in reversed(attempts[-MAX_ATTEMPTS:])),
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  # 3 MiB, once somebody looks

    environment = Environment(
        loader=PackageLoader("whyrestart.sinks", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters.update(
        span=words.span,
        latency=words.latency,
        times=words.times,
        stamp=timestamp,
        moment=words.moment,
        clock=lambda moment: f"{moment.astimezone(UTC):%H:%M:%S}",
        day=lambda moment: f"{moment.astimezone(UTC):%Y-%m-%d}",
        subject=lambda subject: one_line(words.name(subject), MAX_NAME),
        short=lambda text: one_line(text, MAX_NAME),
        headline=words.headline,
        standing=words.standing,
        certainty=words.certainty,
        unjudged=words.unjudged,
        past=words.past,
        course=words.course,
        cause_of=cause_of,
        diff_lines=_diff_lines,
    )
    environment.globals.update(
        nothing_wrong=words.nothing_wrong, variants=_VARIANTS, version=__version__, slow_share=SLOW_SHARE
    )
    return environment


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  # only for whoever reads an explanation

    return MarkdownIt("commonmark", {"html": False, "highlight": _block}).enable("table")


def _block(code: str, _language: str, _attributes: str) -> str:
    """A code block that scrolls by itself, and can be reached and scrolled by keyboard."""
    return f'<pre tabindex="0"><code>{escape(code)}</code></pre>'


def _finalize(value: object) -> object:
    """Foreign text with its control characters written out; what is markup already stays."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _diff_lines(diff: str) -> list[tuple[str, str]]:
    kinds = {"+++ ": "file", "--- ": "file", "@@": "place", "+": "added", "-": "removed"}
    return [
        (next((kind for start, kind in kinds.items() if line.startswith(start)), "same"), line)
        for line in diff.splitlines()
    ]


def _asset(name: str, content_type: str) -> Asset:
    content = (resources.files(__package__) / "templates" / name).read_bytes()
    return Asset(content=content, content_type=content_type)


ASSETS = MappingProxyType(
    {
        "page.css": _asset("page.css", "text/css; charset=utf-8"),
        "page.js": _asset("page.js", "text/javascript; charset=utf-8"),
        "icon.svg": _asset("icon.svg", "image/svg+xml"),
    }
)
