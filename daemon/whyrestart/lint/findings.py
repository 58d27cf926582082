"""What lint is given and what it answers: files, the findings in them, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.observation import Observation
from whyrestart.model.remedy import Remedy

# Findings about comments, which have no cause.
UNUSED_IGNORE = "unused_ignore"
BAD_IGNORE = "bad_ignore"
# What is said of a file in `Report.unjudged`.
UNJUDGED = "flags are judged by the kubelet's release: give --kube-version"


class Kind(StrEnum):
    """What a file is for."""

    POD = "pod"
    KUBELET = "kubelet"
    KUBELET_FLAGS = "kubelet_flags"
    KUBEADM = "kubeadm"
    CONTAINERD = "containerd"
    COMPONENT = "component"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class LintFile:
    """A file to lint. `path` is as it was given; `directory` is the one in which it lies.

    `named`: somebody asked for this very file, so that it must be of a kind that lint knows. `on_node`: it lies in the
    manifest directory of the node that `Disk` tells of. `kind`: what it was given as, None where its content tells.
    """

    path: str
    data: bytes
    directory: str = ""
    modified_at: datetime | None = None
    named: bool = True
    on_node: bool = False
    kind: Kind | None = None

    @property
    def name(self) -> str:
        """Its name in the directory."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True)
class LintFinding:
    """A loop that a file will lead to. `line` and `column` are 1-based; None where the whole file is meant.

    `rule` is the cause's slug, or one of the two above. `remedy` is the best edit that is known, already linted.
    `fingerprint` stays the same while lines move: it is made of the rule, the subject and the line's own text.
    """

    path: str
    rule: str
    confidence: Confidence
    summary: str
    line: int | None = None
    column: int | None = None
    cause: Cause | None = None
    subject: str = ""
    remedy: Remedy | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether tables or the kubelet's own rules settle it, so that it counts as an error and not as a warning."""
        return self.confidence.rank <= Confidence.LIKELY.rank

    @property
    def key(self) -> tuple[object, ...]:
        """Two findings with one key say the same."""
        return (
            self.path,
            self.rule,
            self.line,
            self.subject,
            *(self.detail.get(name) for name in ("flag", "gate", "plugin")),
        )


@dataclass(frozen=True, kw_only=True)
class Disk:
    """What a look at the node's disk told: paths that flags and volumes name, texts that may be read, swap."""

    observations: tuple[Observation, ...] = ()
    swap_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """The answer for all files: `linted` counts those that were of a known kind, `unreadable` tells of the others.

    `unjudged` are files of which nothing can be said without a release, and none is known.
    """

    findings: tuple[LintFinding, ...] = ()
    linted: int = 0
    unreadable: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 3 where something could not be read and nothing else was found."""
        if self.findings:
            return 1
        return 3 if self.unreadable else 0
