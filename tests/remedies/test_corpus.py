"""Of all incidents: a remedy for every cause to repair, edits that hold, commands that an operator may read aloud."""

import re
from collections import Counter

import pytest

from incidents.corpus import corpus
from remedies.building import episode, finding, manifest
from remedies.commands import faults
from whyrestart.diagnosing import diagnose
from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause, Role
from whyrestart.model.secret import REDACTED
from whyrestart.parsing.manifest import parse
from whyrestart.remedies import REMEDIES, remedies

CORPUS = corpus()


@pytest.mark.parametrize(
    "cause", [pytest.param(cause, id=cause.value) for cause in Cause if cause is not Cause.UNKNOWN]
)
def test_every_cause_has_its_remedy_even_where_nothing_else_is_known(cause):
    about = episode() if CAUSES[cause].family == "kubelet" else episode(manifest("kube-apiserver"))

    made = remedies(about, finding(cause))

    assert made
    assert all(remedy.title.strip() for remedy in made)


def test_no_remedy_is_left_without_its_cause():
    assert set(REMEDIES) == set(Cause) - {Cause.UNKNOWN}


def says_how(diagnosed):
    for diagnosis in diagnosed.diagnoses:
        if diagnosis.cause is None or diagnosis.downstream_of is not None:
            continue
        assert diagnosis.remedies
        if CAUSES[diagnosis.cause].role is Role.ROOT:
            assert diagnosis.remedies[0].title


def edits_hold(told):
    for cause, remedy in told:
        for edit in remedy.edits:
            assert edit.after != edit.before
            assert REDACTED not in "".join(line for each in edit.edits for line in each.new)
            assert edit.diff.startswith(f"--- a{edit.path}\n" if edit.before is not None else "--- /dev/null\n")
            if "/manifests/" in edit.path:
                assert parse(edit.path, edit.after.encode()).problem is None, cause
                assert not lost(edit)
        assert remedy.edits or not remedy.stopgap or remedy.caution


def lost(edit):
    """Lines that no part of the edit is about, and that are not there afterwards."""
    touched = {number for each in edit.edits for number in range(each.first, each.last + 1)}
    kept = Counter(line for number, line in enumerate(edit.before.splitlines(), 1) if number not in touched)
    return kept - Counter(edit.after.splitlines())


def commands_are_of_programs_that_a_node_has_and_say_their_danger(told):
    for _, remedy in told:
        assert not faults(remedy)


def words_read_as_sentences(told):
    for cause, remedy in told:
        for text in (remedy.title, remedy.caution):
            assert "  " not in text, cause
            plain = text.replace("...", "")
            assert not re.search(
                r"(?<!\")(?<!container name )\bNone\b|(?<!')\{\w*\}|----|: :|\(\)|nothing: |\.\.$| ,", plain
            ), f"{cause}: {text}"
        assert not remedy.title.endswith(".")
        assert remedy.title[0].isupper() or remedy.title.startswith("etcd")
        assert len(remedy.title) <= 300, f"{cause}: {remedy.title}"


# One diagnosis, asked all of this: each of two thousand takes a while.
@pytest.mark.parametrize("incident", [pytest.param(each, id=each.name) for each in CORPUS])
def test_remedies_of_an_incident(incident):
    diagnosed = diagnose(incident.view())
    told = [(d.cause, remedy) for d in diagnosed.diagnoses for remedy in d.remedies]

    says_how(diagnosed)
    edits_hold(told)
    commands_are_of_programs_that_a_node_has_and_say_their_danger(told)
    words_read_as_sentences(told)
