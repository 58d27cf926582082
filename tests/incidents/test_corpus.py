"""No cause without an incident, and none without what it is taken for."""

import pytest

from incidents.corpus import HERE, corpus
from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause

CORPUS = corpus()
LARGEST_CORPUS_BYTES = 15 * 2**20


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_an_incident(cause):
    shown = [incident.name for incident in CORPUS if cause in incident.expected.causes]

    assert shown, f"no incident shows {cause}: add one to tests/incidents/own/"


@pytest.mark.parametrize(
    ("cause", "confuser"),
    [
        pytest.param(cause, confuser, id=f"{cause}-not-{confuser.replace(' ', '-')}")
        for cause, facts in CAUSES.items()
        for confuser in facts.confusers
        if cause is not Cause.UNKNOWN
    ],
)
def test_every_confuser_has_a_near_miss(cause, confuser):
    """A confuser that is a cause is shown itself; one in words has an incident of which this cause is never said."""
    other = next((each for each in Cause if each == confuser.partition(" ")[0]), None)
    if other is not None:
        assert any(other in each.expected.causes and cause not in each.expected.causes for each in CORPUS)
    else:
        assert any(cause in each.expected.never for each in CORPUS), f"no near miss of {cause}: {confuser}"


def test_incidents_have_names_of_their_own():
    names = [incident.name for incident in CORPUS]

    assert len(set(names)) == len(names)


def test_the_directories_stay_small():
    size = sum(path.stat().st_size for path in HERE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)

    assert size < LARGEST_CORPUS_BYTES
