"""A containerd that refuses its configuration is told by that, not by its unit, which has failed for it."""

import pytest

from incidents.corpus import view
from incidents.own.thirteenth_look import BEGINS, FULL, REFUSALS, falls
from whyrestart.diagnosing import diagnose
from whyrestart.model.cause import Cause, Confidence


@pytest.mark.parametrize("line", REFUSALS)
def test_its_own_last_word_is_the_proof(line):
    verdict = diagnose(view(falls(line).contents())).verdict

    assert (verdict.cause, verdict.confidence) == (Cause.CRI_PLUGIN_DISABLED, Confidence.PROVEN)
    assert line.removeprefix("containerd: ") in verdict.summary
    assert verdict.remedies


def test_a_later_life_that_ends_otherwise_is_what_counts():
    assert diagnose(view(falls(REFUSALS[0], BEGINS, FULL).contents())).verdict.cause is not Cause.CRI_PLUGIN_DISABLED
