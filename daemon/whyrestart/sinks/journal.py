"""One canonical line in the journal for each diagnosis that is news, with fields to filter by.

    journalctl -t whyrestart WHYRESTART_CAUSE=anonymous_auth_disabled
    journalctl -x MESSAGE_ID=5a1f0c0e4f9b4c1d9a7e6b2d8c3f7e10

The texts that `journalctl -x` shows for the message IDs stand in `systemd/whyrestart.catalog`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause, Role
from whyrestart.model.diagnosis import Diagnosis, NodeDiagnosis, State
from whyrestart.model.identity import ContainerRef, Subject
from whyrestart.sinks import words
from whyrestart.sinks.advice import ADVICE
from whyrestart.sinks.diagnosis_json import cause_of, timestamp
from whyrestart.sinks.escaping import one_line

try:
    # From the repository's root a missing systemd-python lets `import systemd` find the directory of unit files.
    import systemd.journal as systemd_journal
except ImportError:
    systemd_journal = None

log = logging.getLogger(__name__)

IDENTIFIER = "whyrestart"
JOURNALD = Path("/run/systemd/journal/socket")
MAX_MESSAGE = 2000
MAX_SUBJECTS = 2000

# Made once by `systemd-id128 new`; a message ID is for ever.
DIAGNOSED = "5a1f0c0e4f9b4c1d9a7e6b2d8c3f7e10"
FORESEEN = "c3d94e07b1a84f6fb0c27d15e86a9421"
RECOVERED = "18f2a6b35c7d4e90a41b9d60e7c85f3a"

_ERROR, _WARNING, _INFO = 3, 4, 6

Send = Callable[[dict[str, str]], None]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One journal entry: its message ID, syslog priority, line, and fields with journald's names."""

    message_id: str
    priority: int
    message: str
    fields: MappingProxyType[str, str]

    def as_fields(self) -> dict[str, str]:
        """Everything that is sent."""
        return {
            "MESSAGE": self.message,
            "MESSAGE_ID": self.message_id,
            "PRIORITY": str(self.priority),
            "SYSLOG_IDENTIFIER": IDENTIFIER,
            **self.fields,
        }


class Journal:
    """Writes a diagnosis when its state, cause, confidence or origin is another than before; never twice the same."""

    def __init__(self, send: Send | None = None) -> None:
        self._send = send or sender()
        self._said: dict[Subject, tuple[object, ...]] = {}

    def tell(self, diagnosis: NodeDiagnosis) -> None:
        """Write what is news in this diagnosis; a subject that was never ill is not mentioned."""
        for each in diagnosis.diagnoses:
            before = self._said.pop(each.subject, None)
            now = _standing(each)
            self._said[each.subject] = now
            if now == before or (before is None and each.state is State.HEALTHY):
                continue
            self._send(entry(each, is_verdict=each == diagnosis.verdict).as_fields())
        while len(self._said) > MAX_SUBJECTS:
            del self._said[next(iter(self._said))]


def entry(diagnosis: Diagnosis, *, is_verdict: bool = False) -> Entry:
    """A diagnosis as a journal entry."""
    cause = cause_of(diagnosis)
    fields = {
        "WHYRESTART_SUBJECT": str(diagnosis.subject),
        "WHYRESTART_STATE": str(diagnosis.state),
        "WHYRESTART_CAUSE": str(cause or "none"),
        "WHYRESTART_CONFIDENCE": str(diagnosis.confidence),
        "WHYRESTART_ORIGIN": str(diagnosis.origin or "none"),
        "WHYRESTART_RESTARTS": str(diagnosis.restarts),
        "WHYRESTART_SUMMARY": diagnosis.summary,
        "WHYRESTART_REMEDY": _remedy(diagnosis, cause),
        "WHYRESTART_VERDICT": "yes" if is_verdict else "no",
        "WHYRESTART_DOWNSTREAM_OF": str(diagnosis.downstream_of or ""),
        "WHYRESTART_NEXT_KILL_AT": timestamp(diagnosis.next_kill_at) or "",
    }
    if isinstance(diagnosis.subject, ContainerRef):
        fields |= {
            "WHYRESTART_NAMESPACE": diagnosis.subject.namespace,
            "WHYRESTART_POD": diagnosis.subject.pod,
            "WHYRESTART_CONTAINER": diagnosis.subject.container,
        }
    return Entry(
        message_id=_message_id(diagnosis),
        priority=_priority(diagnosis, cause),
        message=_message(diagnosis),
        fields=MappingProxyType({name: one_line(value) for name, value in fields.items() if value}),
    )


def sender() -> Send:
    """Sends to journald by systemd-python; without either, by logging, which ends on stderr.

    In a container there is no journald, and libsystemd drops what is sent to it without a word.
    """
    if systemd_journal is None or not JOURNALD.exists():
        return _send_to_log
    send = systemd_journal.send
    return lambda fields: send(fields["MESSAGE"], **{name: text for name, text in fields.items() if name != "MESSAGE"})


def _send_to_log(fields: dict[str, str]) -> None:
    level = {_ERROR: logging.ERROR, _WARNING: logging.WARNING}.get(int(fields["PRIORITY"]), logging.INFO)
    log.log(level, "%s", fields["MESSAGE"])


def _standing(diagnosis: Diagnosis) -> tuple[object, ...]:
    return (
        diagnosis.state,
        diagnosis.cause,
        diagnosis.confidence,
        diagnosis.origin,
        diagnosis.downstream_of,
        diagnosis.next_kill_at is not None,
    )


def _message_id(diagnosis: Diagnosis) -> str:
    if diagnosis.state is State.HEALTHY:
        return RECOVERED
    foreseen = diagnosis.next_kill_at is not None and diagnosis.state is State.AT_RISK
    return FORESEEN if foreseen else DIAGNOSED


def _priority(diagnosis: Diagnosis, cause: Cause | None) -> int:
    if diagnosis.state is State.HEALTHY or (cause is not None and CAUSES[cause].role is Role.BENIGN):
        return _INFO
    down = diagnosis.state in {State.LOOPING, State.ABSENT}
    return _ERROR if down and diagnosis.downstream_of is None else _WARNING


def _message(diagnosis: Diagnosis) -> str:
    cause = cause_of(diagnosis)
    follows = diagnosis.downstream_of
    parts = (
        words.headline(diagnosis),
        diagnosis.summary,
        "" if follows is None else f"follows from {words.name(follows)}",
        "" if diagnosis.state is State.HEALTHY else f"remedy: {_remedy(diagnosis, cause)}",
    )
    return one_line("; ".join(part.rstrip(".") for part in parts if part), MAX_MESSAGE)


def _remedy(diagnosis: Diagnosis, cause: Cause | None) -> str:
    if diagnosis.remedies:
        return diagnosis.remedies[0].title
    return "" if cause is None else ADVICE[cause]
