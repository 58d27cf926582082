"""What the daemon says, asked over its HTTP interface like anybody would: the show's only source of verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypeAlias

import httpx

_TIMEOUT_SECONDS = 5.0

# The document of DESIGN.md part 7, as JSON comes.
_Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fix:
    """A remedy as the daemon prints it."""

    title: str
    diff: str
    valid_for: str
    caution: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the daemon says of one subject."""

    subject: str
    container: str
    state: str
    restarts: int
    next_kill_at: datetime | None
    cause: str
    confidence: str
    summary: str
    downstream_of: str
    evidence: tuple[tuple[str, str], ...]
    ruled_out: tuple[tuple[str, str], ...]
    fixes: tuple[Fix, ...]

    @property
    def certain(self) -> bool:
        """Whether there was an experiment or a strong signature, not a static reading alone."""
        return self.confidence in {"proven", "likely"}


@dataclass(frozen=True, kw_only=True)
class Report:
    """One answer of `/api/v1/diagnosis`; `verdict` is the subject to repair first, None when there is none."""

    verdict: Said | None
    subjects: tuple[Said, ...]

    def of(self, container: str) -> Said | None:
        """What is said of that container."""
        return next((said for said in self.subjects if said.container == container), None)


def _said(tree: _Json) -> Said:
    next_kill = tree.get("next_kill_at")
    return Said(
        subject=tree["subject"],
        container=tree.get("container") or "",
        state=tree["state"],
        restarts=tree["restarts"],
        next_kill_at=datetime.fromisoformat(next_kill) if next_kill else None,
        cause=tree.get("cause") or "",
        confidence=tree["confidence"],
        summary=tree["summary"],
        downstream_of=tree.get("downstream_of") or "",
        evidence=tuple((each["source"], each["says"]) for each in tree["evidence"]),
        ruled_out=tuple((each["cause"], each["because"]) for each in tree["ruled_out"]),
        fixes=tuple(
            Fix(
                title=each["title"],
                diff=each.get("diff") or "",
                valid_for=each.get("valid_for") or "",
                caution=each.get("caution") or "",
            )
            for each in tree["remedies"]
        ),
    )


def read(document: _Json) -> Report:
    """A report from the document; KeyError where it breaks the contract."""
    subjects = tuple(_said(tree) for tree in document["diagnoses"])
    verdict = document["verdict"]
    return Report(
        subjects=subjects,
        verdict=next((said for said in subjects if verdict and said.subject == verdict["subject"]), None),
    )


class Watcher:
    """Asks the daemon; use as an asynchronous context manager."""

    def __init__(self, url: str) -> None:
        # Loopback only, whatever proxy the environment names.
        self._client = httpx.AsyncClient(base_url=url, timeout=_TIMEOUT_SECONDS, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def report(self) -> Report | None:
        """The diagnosis now; None while the daemon does not answer yet."""
        try:
            answer = await self._client.get("/api/v1/diagnosis")
        except httpx.TransportError:
            return None
        return read(answer.json()) if answer.status_code == httpx.codes.OK else None

    async def metric_lines(self, prefix: str) -> list[str]:
        """The lines of /metrics that begin so; none while the daemon does not answer."""
        try:
            answer = await self._client.get("/metrics")
        except httpx.TransportError:
            return []
        return [line for line in answer.text.splitlines() if line.startswith(prefix)]
