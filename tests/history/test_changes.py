from dataclasses import replace
from datetime import timedelta

import pytest

from history.records import APISERVER, T0
from ledger.world import exited, seen, view
from whyrestart import ledger
from whyrestart.history import Known, changes
from whyrestart.history.changes import MAX_LINES, MAX_WORDS
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Diagnosis, NodeDiagnosis, State
from whyrestart.model.identity import AttemptKey
from whyrestart.model.manifest import Manifest, StaticPod
from whyrestart.model.observation import LogLine, ManifestGone, ManifestSeen, PodLogSeen
from whyrestart.model.record import DiagnosisChange, LastWords, ManifestRevision

PATH = "/etc/kubernetes/manifests/kube-apiserver.yaml"
EMPTY = ledger.begin(T0)


def diagnosis(**what):
    what = {"state": State.LOOPING, "cause": Cause.OOM_KILLED, "confidence": Confidence.PROVEN} | what
    one = Diagnosis(subject=APISERVER, at=T0, **what)
    return NodeDiagnosis(node="master-1", at=T0, diagnoses=(one,))


def told(*diagnoses):
    """The diagnoses that were kept of those told one after the other."""
    known, kept = Known(), []
    for one in diagnoses:
        known, records = changes(known, view(), one, EMPTY)
        kept += records
    return kept


def test_a_diagnosis_is_kept_when_it_changes():
    again = diagnosis(summary="the 12th time", restarts=12)

    kept = told(diagnosis(), again, diagnosis(cause=Cause.DISK_FULL), diagnosis(cause=Cause.DISK_FULL), diagnosis())

    assert [change.cause for change in kept] == [Cause.OOM_KILLED, Cause.DISK_FULL, Cause.OOM_KILLED]


@pytest.mark.parametrize(
    ("what", "count"),
    [
        pytest.param({"state": State.RESTARTED}, 2, id="state"),
        pytest.param({"confidence": Confidence.LIKELY}, 2, id="confidence"),
        pytest.param({"detail": (("port", "6443"),)}, 1, id="detail-alone-is-no-change"),
    ],
)
def test_what_makes_another_diagnosis(what, count):
    assert len(told(diagnosis(), diagnosis(**what))) == count


def test_a_healthy_beginning_is_no_news_but_recovery_is():
    healthy = diagnosis(state=State.HEALTHY, cause=None, confidence=Confidence.NONE)

    assert told(healthy) == []
    assert [change.state for change in told(diagnosis(), healthy)] == [State.LOOPING, State.HEALTHY]


def manifest(text, minute=0):
    pod = StaticPod(name="kube-apiserver", namespace="kube-system")
    what = Manifest(path=PATH, text=text, sha256=str(hash(text)), pod=pod)
    return ManifestSeen(at=T0 + timedelta(minutes=minute), manifest=what)


def revisions(*looks, known=None):
    known, kept = known or Known(), []
    for look in looks:
        known, records = changes(known, view(*look), None, EMPTY)
        kept += records
    return kept


def test_each_manifest_revision_is_kept_once_with_its_diff():
    old, new = manifest("a: 1\nb: 2\n"), manifest("a: 1\nb: 3\n", 1)

    first, second = revisions([old], [old], [old, new], [old, new])

    assert (first.diff, first.text, first.pod) == ("", "a: 1\nb: 2\n", "kube-apiserver")
    assert second.diff.splitlines()[0] == "--- a/etc/kubernetes/manifests/kube-apiserver.yaml"
    assert second.diff.splitlines()[-2:] == ["-b: 2", "+b: 3"]


def test_what_was_kept_before_the_daemon_came_back_is_not_kept_again():
    before = tuple(revisions([manifest("a: 1\n")]))

    (change,) = revisions(
        [manifest("a: 1\n", 5)], [manifest("a: 1\n", 5), manifest("a: 2\n", 6)], known=Known.of(before)
    )

    assert change.diff.splitlines()[-2:] == ["-a: 1", "+a: 2"]


def test_a_manifest_that_left_and_came_back():
    old, back = manifest("a: 1\n"), manifest("a: 1\n", 2)
    gone = ManifestGone(at=T0 + timedelta(minutes=1), path=PATH)

    kept = revisions([old], [old, gone], [old, gone], [old, gone, back])

    assert [(revision.gone, revision.pod) for revision in kept] == [
        (False, "kube-apiserver"), (True, "kube-apiserver"), (False, "kube-apiserver"),
    ]  # fmt: skip


def test_a_revision_made_while_the_clock_stood_in_1970_is_kept():
    old = manifest("a: 1\n")
    dawn = replace(manifest("a: 2\n"), at=T0.replace(year=1970))

    assert [revision.text for revision in revisions([old], [old, dawn])] == ["a: 1\n", "a: 2\n"]


def log(attempt, *lines, uid="u1"):
    key = AttemptKey(ref=APISERVER, pod_uid=uid, attempt=attempt)
    return PodLogSeen(
        at=T0, attempt_key=key, path=f"/x/{attempt}.log", lines=tuple(LogLine(text=line, at=T0) for line in lines)
    )


def spoken(*looks):
    known, book, kept = Known(), EMPTY, []
    for look in looks:
        one = view(*look)
        book = ledger.update(book, one).ledger
        known, records = changes(known, one, None, book)
        kept += [record for record in records if isinstance(record, LastWords)]
    return kept


def test_last_words_are_kept_once_the_attempt_is_dead():
    alive = [seen(attempt=0), log(0, "starting")]
    dead = [exited(attempt=0), log(0, "starting", "Error: no")]

    (words,) = spoken(alive, dead, dead)

    assert words.lines == ("starting", "Error: no")
    assert words.key.attempt == 0


def test_last_words_read_late_replace_those_read_early():
    first, second = spoken([exited(attempt=0), log(0, "a")], [exited(attempt=0), log(0, "a", "b")])

    assert first.identity == second.identity
    assert second.lines == ("a", "b")


def test_an_attempt_that_was_followed_is_dead_though_only_its_log_is_left():
    kept = spoken([log(0, "old"), log(1, "new")])

    assert [words.lines for words in kept] == [("old",)]


def test_a_number_used_again_keeps_both_attempts_words():
    first = [exited(attempt=0, container_id="a"), log(0, "first")]
    running = [seen(attempt=0, container_id="b", at=T0 + timedelta(hours=1)), log(0, "second so far")]
    second = [exited(attempt=0, container_id="b", at=T0 + timedelta(hours=1)), log(0, "second")]

    kept = spoken(first, running, second)

    assert [words.lines for words in kept] == [("first",), ("second",)]
    assert kept[0].identity != kept[1].identity


def test_last_words_are_capped_from_the_front():
    (many,) = spoken([exited(attempt=0), log(0, *(f"line {number}" for number in range(100)))])
    assert many.lines[-1] == "line 99"
    assert len(many.lines) == MAX_LINES
    assert many.skipped_lines == 100 - MAX_LINES

    (long,) = spoken([exited(attempt=0), log(0, *("x" * 5000 for _ in range(30)))])
    assert sum(map(len, long.lines)) <= MAX_WORDS


def test_a_history_tells_what_is_known():
    kept = [*told(diagnosis(), diagnosis(cause=Cause.DISK_FULL)), *revisions([manifest("a: 1\n")])]

    known = Known.of(reversed(kept))

    assert known.diagnoses[APISERVER].cause is Cause.DISK_FULL
    assert isinstance(known.diagnoses[APISERVER], DiagnosisChange)
    assert isinstance(known.manifests[PATH], ManifestRevision)
