"""The contract's table of causes and the enum that the code speaks in are one set."""

import tomllib
from importlib import resources

import pytest

from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Cause, Origin, Role


def test_table_and_enum_are_the_same_set_in_the_same_order():
    assert list(CAUSES) == list(Cause)


def test_every_fact_of_the_contract_is_loaded_as_it_is_written():
    table = tomllib.loads(resources.files("whyrestart.knowledge").joinpath("causes.toml").read_text())

    for slug, entry in table.items():
        facts = CAUSES[Cause(slug)]
        assert (facts.family, facts.origin, facts.role) == (entry["family"], entry["origin"], entry["role"])
        assert (facts.says, facts.tell) == (entry["says"], entry["tell"])


@pytest.mark.parametrize(
    ("cause", "origin", "role"),
    [
        pytest.param(Cause.ANONYMOUS_AUTH_DISABLED, Origin.PROBE, Role.ROOT, id="killed-by-its-probe"),
        pytest.param(Cause.LEADER_ELECTION_LOST, Origin.SELF, Role.DOWNSTREAM, id="follows-from-another"),
        pytest.param(Cause.MANIFEST_CHANGED, Origin.MANIFEST, Role.BENIGN, id="expected"),
    ],
)
def test_origin_and_role_are_values_of_the_model(cause, origin, role):
    assert (CAUSES[cause].origin, CAUSES[cause].role) == (origin, role)


def test_confusers_are_told_apart():
    assert CAUSES[Cause.OOM_KILLED].confusers == ("liveness kill with 137", "node_out_of_memory")


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        CAUSES[Cause.UNKNOWN] = None
