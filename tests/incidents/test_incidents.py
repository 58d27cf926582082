"""Every incident is replayed: the verdict, its subject, how sure it is, and what is said of the others."""

import pytest

from incidents.corpus import answer, corpus, is_right

CORPUS = corpus()


@pytest.mark.parametrize("incident", [pytest.param(each, id=each.name) for each in CORPUS])
def test_incident_is_diagnosed_right(incident):
    expected = incident.expected

    given = answer(incident)

    assert is_right(expected, given), f"said {given.cause} ({given.confidence}) of {given.subject}"
    if expected.causes and not expected.benign:
        assert given.confidence in expected.confidence or given.abstains
        assert given.subject == expected.subject or expected.subject is None
    for subject, cause in expected.others.items():
        assert given.of[subject] == cause
