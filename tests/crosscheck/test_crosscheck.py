"""Witnesses are taken away in turn: what is said stays right or becomes honestly unknown, never another root cause."""

import pytest

from crosscheck import witnesses
from crosscheck.witnesses import try_all, without
from incidents.corpus import directories
from whyrestart.diagnosing import diagnose
from whyrestart.model.cause import Cause
from whyrestart.model.observation import FileText, JournalLine, Source

RECORDED, REPORTED = directories("recorded"), directories("reported")


def ids(incidents):
    return [pytest.param(each, id=each.name) for each in incidents]


@pytest.mark.parametrize("incident", ids(RECORDED))
def test_a_recording_with_one_or_two_witnesses_less_names_no_other_cause(incident):
    tally = try_all(incident, most=2)

    assert [str(wrong) for wrong in tally.wrong] == []
    assert tally.tried >= 36


@pytest.mark.parametrize("incident", ids(REPORTED))
def test_a_report_with_one_or_two_witnesses_less_names_no_other_cause(incident):
    tally = try_all(incident, most=2)

    assert [str(wrong) for wrong in tally.wrong] == []


def test_without_any_witness_nothing_is_claimed():
    for incident in RECORDED:
        view = incident.view()

        found = diagnose(without(view, witnesses.witnesses(view)))

        assert found.verdict is None
        assert {gap.source for gap in found.gaps} >= set(witnesses.witnesses(view))


def test_the_cause_of_the_founding_case_survives_the_loss_of_any_one_witness_but_the_probe_and_the_manifest():
    (incident,) = (each for each in RECORDED if each.name == "recorded/b-anon-false-mid")
    view = incident.view()

    said = {source: diagnose(without(view, (source,))).verdict for source in witnesses.witnesses(view)}

    assert {
        source
        for source, verdict in said.items()
        if verdict is None or verdict.cause is not Cause.ANONYMOUS_AUTH_DISABLED
    } <= {Source.PROBE, Source.MANIFESTS}


def test_taking_a_witness_away_takes_all_that_it_told():
    view = RECORDED[0].view()

    blind = without(view, (Source.KUBELET_LOG, Source.RUNTIME_CONFIG))

    assert view.all(JournalLine)
    assert not any(line.source is Source.KUBELET_LOG for line in blind.all(JournalLine))
    assert not any("containerd" in text.path for text in blind.all(FileText))
    assert {gap.source for gap in blind.gaps} >= {Source.KUBELET_LOG, Source.RUNTIME_CONFIG}
