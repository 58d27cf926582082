"""The audit policy is refused."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.rule import Rule
from whyrestart.causes.settings.refused_files import LOGS, OTHER_CAUSE, flag_given, refuses, words_of_refusal
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode

# server/options/audit.go, audit/policy/reader.go.
AUDIT = (
    re.compile(r"loading audit policy file: (?P<why>.*)"),
    re.compile(
        r"(?:failed to read|failed decoding|failed to decode|invalid) (?:audit )?(?:policy )?file(?: path)? \\?\"?(?P<file>/[^\s:\"\\]+)\\?\"?: (?P<why>.*)"
    ),
    re.compile(r"(?P<why>(?:unknown group version|no kind \\?\"Policy\\?\" is registered)[^\n]*audit\.k8s\.io[^\n]*)"),
)


def audit_policy_invalid(episode: Episode) -> Finding | None:
    """The audit policy."""
    said = last_said(words_of_refusal(episode), *AUDIT)
    if said is None or OTHER_CAUSE.search(said.entry.text):
        return None
    return refuses(
        episode, Cause.AUDIT_POLICY_INVALID, said, flag_given(episode, "audit-policy-file"), "the audit policy"
    )


RULES = (Rule(cause=Cause.AUDIT_POLICY_INVALID, find=audit_policy_invalid, needs=LOGS),)
