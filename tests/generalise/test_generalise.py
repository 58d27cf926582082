"""What is true of an incident is true of it elsewhere; and with less to go by the program says less, not something else."""

import pytest

from generalise.carried import expected_of, forms_of
from generalise.known import CARRIED_OTHERWISE, OTHERWISE_ELSEWHERE, SURE_WITHOUT_THE_TELLING_LINE
from generalise.variations import a_tenth_lost, elsewhere, noisy, reclothed, seed_of
from incidents.corpus import corpus, is_confidently_wrong, is_right, verdict
from incidents.own.every import TABLES

# Recordings are heavy and say what built incidents say too; of tables a third is varied.
CORPUS = [
    incident
    for number, incident in enumerate(corpus())
    if not incident.name.startswith("recorded/") and (incident.name not in TABLES or number % 3 == 0)
]


def defect(known):
    return pytest.mark.xfail(strict=True, reason="not mended yet: tests/generalise/known.py") if known else ()


def elsewhere_in_other_clothes(contents, seed):
    return reclothed(noisy(elsewhere(contents, seed), seed), seed)


@pytest.mark.parametrize(
    "incident",
    [pytest.param(each, id=each.name, marks=defect(each.name in OTHERWISE_ELSEWHERE)) for each in CORPUS],
)
def test_verdict_is_the_same_elsewhere(incident):
    given = verdict(elsewhere_in_other_clothes(incident.contents(), seed_of(incident.name)))

    assert is_right(incident.expected, given), f"said {given.cause} ({given.confidence}) of {given.subject}"


@pytest.mark.parametrize(
    "incident",
    [pytest.param(each, id=each.name, marks=defect(each.name in SURE_WITHOUT_THE_TELLING_LINE)) for each in CORPUS],
)
def test_a_lost_tenth_of_the_evidence_never_makes_a_confident_wrong_verdict(incident):
    given = verdict(a_tenth_lost(incident.contents(), seed_of(incident.name)))

    assert not is_confidently_wrong(incident.expected, given), (
        f"said {given.cause} ({given.confidence}) of {given.subject}"
    )


@pytest.mark.parametrize(
    "incident",
    [
        pytest.param(each, id=each.name, marks=defect(each.name in CARRIED_OTHERWISE))
        for each in CORPUS
        if forms_of(each.expected)
    ],
)
def test_another_carrier_of_the_same_words_never_makes_a_confident_wrong_verdict(incident):
    for form in forms_of(incident.expected):
        contents = form(incident.contents(), incident.expected.subject)
        if contents is None:
            continue

        given = verdict(contents)

        assert not is_confidently_wrong(expected_of(form, incident.expected), given), (
            f"{form.__name__}: said {given.cause} ({given.confidence}) of {given.subject}"
        )
