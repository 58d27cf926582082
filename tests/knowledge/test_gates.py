"""The gate table against every gate that a real v1.20.2 knows, and the help of other releases.

`gates-1.20.2.txt` holds the names a real kube-scheduler took, `-refused` those it did not; the other `gates-*.txt` are
the alpha and beta gates that the help of a release lists.
"""

from pathlib import Path

import pytest

from whyrestart.knowledge import gates
from whyrestart.knowledge.gates import GateVerdict, Maturity, judge
from whyrestart.knowledge.lifetime import Presence, table
from whyrestart.model.version import Version

DATA = Path(__file__).parent.parent / "data" / "knowledge"


def v(text):
    return Version.parse(text)


def lines(file):
    return (DATA / file).read_text().split()


# The help is that of the first patch release, the table knows a later one or does not commit itself.
OTHERWISE_IN_A_PATCH = {
    "1.23": ("JobTrackingWithFinalizers",),
    "1.30": ("APIServingWithRoutine",),
}

TAKEN = dict(line.split("=") for line in lines("gates-1.20.2.txt"))


def test_exactly_the_gates_of_a_real_1_20_2_are_known_at_1_20():
    assert {g.name for g in gates.known().values() if g.life.at(v("1.20")) is Presence.PRESENT} == set(TAKEN)


def test_the_complete_release_leaves_no_gate_undecided():
    assert [g.name for g in gates.known().values() if g.life.at(v("1.20")) is Presence.UNKNOWN] == []


@pytest.mark.parametrize("name", lines("gates-1.20.2-refused.txt"))
def test_what_a_real_1_20_2_refused_is_removed_or_not_yet_there(name):
    assert judge(name, v("1.20.2")).verdict in {GateVerdict.REMOVED, GateVerdict.NOT_YET}


@pytest.mark.parametrize("name", TAKEN)
def test_locked_gates_are_those_that_a_real_1_20_2_refused_to_turn_off(name):
    refused = judge(name, v("1.20.2"), value=False).verdict is GateVerdict.LOCKED

    assert refused == (TAKEN[name] == "locked")
    assert judge(name, v("1.20.2"), value=True).verdict is GateVerdict.KNOWN


@pytest.mark.parametrize("release", ["1.18", "1.23", "1.29", "1.30", "1.31", "1.34", "1.36"])
def test_stage_and_default_are_those_that_the_help_of_the_release_gives(release):
    for line in lines(f"gates-{release}.txt"):
        name, _, state = line.partition("=")
        if name in OTHERWISE_IN_A_PATCH.get(release, ()):
            continue
        maturity, default = state.split(",")
        stage = gates.lookup(name).stage(v(release))

        assert judge(name, v(release)).verdict is GateVerdict.KNOWN, name
        # WindowsHostNetwork and the two groups of gates are listed under stages of their own making.
        if name not in {"AllAlpha", "AllBeta", "VolumeCapacityPriority"}:
            assert (stage.maturity, stage.default) == (Maturity(maturity), default == "true"), name


@pytest.mark.parametrize(
    ("name", "version", "value", "verdict"),
    [
        pytest.param("AnonymousAuthConfigurableEndpoints", "1.30", True, "not_yet", id="before-its-alpha"),
        pytest.param("AnonymousAuthConfigurableEndpoints", "1.31", True, "known", id="alpha"),
        pytest.param("AnonymousAuthConfigurableEndpoints", "1.34", False, "locked", id="locked-on"),
        pytest.param("AnonymousAuthConfigurableEndpoints", "1.34", True, "known", id="locked-to-what-is-asked"),
        pytest.param("AnonymousAuthConfigurableEndpoints", "1.34", None, "known", id="no-value-no-lock"),
        pytest.param("TTLAfterFinished", "1.24", True, "known", id="in-its-last-release"),
        pytest.param("TTLAfterFinished", "1.24", False, "locked", id="locked-in-its-last-release"),
        pytest.param("AnyVolumeDataSource", "1.17", True, "not_yet", id="before-its-time"),
        pytest.param("AllowInsecureBackendProxy", "1.23", True, "removed", id="sooner-than-the-site-says"),
        pytest.param("CSINodeInfo", "1.21", True, "removed", id="gone-with-the-next-release"),
        pytest.param("csiMigrationRBD", "1.23", True, "known", id="spelt-small-at-first"),
        pytest.param("CSIMigrationRBD", "1.23", True, "not_yet", id="spelt-large-later"),
        pytest.param("csiMigrationRBD", "1.24", True, "removed", id="spelt-small-no-more"),
        pytest.param("RootCAConfigMap", "1.19", True, "not_yet", id="the-gate-is-younger-than-the-feature"),
        pytest.param("ServerSideApply", "1.25", False, "known", id="stable-but-not-yet-locked"),
        pytest.param("ServerSideApply", "1.26", False, "locked", id="locked-later"),
        pytest.param("ProbeHostPodSecurityStandards", "1.33", True, "not_yet", id="before-its-only-release"),
        pytest.param("ProbeHostPodSecurityStandards", "1.34", False, "locked", id="one-release-only"),
        pytest.param("ProbeHostPodSecurityStandards", "1.35", True, "removed", id="after-its-only-release"),
        pytest.param("ValidatingAdmissionPolicy", "1.32", True, "unknown_to_us", id="last-release-is-in-doubt"),
        pytest.param("TTLAfterFinished", "1.25", True, "removed", id="removed-for-certain"),
        pytest.param("CSIMigration", "1.28", True, "removed", id="removed-long-ago"),
        pytest.param("CPUManager", "1.32", True, "known", id="the-last"),
        pytest.param("CPUManager", "1.33", True, "removed", id="gone"),
        pytest.param("RemoveSelfLink", "1.23", False, "known", id="may-be-turned-off-while-beta"),
        pytest.param("RemoveSelfLink", "1.24", False, "locked", id="locked-by-its-graduation"),
        pytest.param("RemoveSelfLink", "1.30", False, "removed", id="removed-six-releases-after"),
        pytest.param("PodSecurity", "1.20", True, "not_yet", id="between-the-two-lists-not-yet"),
        pytest.param("PodSecurity", "1.27", True, "known", id="between-the-two-lists"),
        pytest.param("PodSecurity", "1.28", True, "removed", id="between-the-two-lists-gone"),
        pytest.param("SeccompDefault", "1.29", True, "removed", id="the-kubelet's-too"),
        pytest.param("KMSv2", "1.24", True, "not_yet", id="kms-v2-not-yet"),
        pytest.param("KMSv2", "1.32", True, "removed", id="kms-v2-gone"),
        pytest.param("UserNamespacesSupport", "1.27", True, "not_yet", id="before-it-was-renamed"),
        pytest.param("RunAsGroup", "1.12", True, "unknown_to_us", id="may-be-older-than-its-first-entry"),
        pytest.param("DynamicResourceAllocation", "1.35", False, "locked", id="locked-after-ga"),
        pytest.param("DynamicResourceAllocation", "1.34", False, "known", id="ga-but-not-locked"),
        pytest.param("KMSv1", "1.29", True, "known", id="deprecated-can-be-turned-on"),
        pytest.param("anonymousauthconfigurableendpoints", "1.31", True, "misspelt", id="case-matters"),
        pytest.param("HPAScaleToZer", "1.20", True, "misspelt", id="slip-in-a-complete-release"),
        pytest.param("HPAScaleToZer", "1.35", True, "unknown_to_us", id="slip-elsewhere"),
    ],
)
def test_a_gate_is_judged_by_release_and_value(name, version, value, verdict):
    assert judge(name, v(version), value=value).verdict == verdict


@pytest.mark.parametrize("minor", [*range(16, 32), 33, 34])
def test_a_slip_is_sure_in_every_complete_release(minor):
    answer = judge("APIResponseCompressio", Version(1, minor))

    assert (answer.verdict, answer.nearest, answer.complete) == (GateVerdict.MISSPELT, "APIResponseCompression", True)


def test_a_slip_is_hinted_at_even_where_nothing_is_asserted():
    assert judge("HPAScaleToZer", v("1.35")).nearest == "HPAScaleToZero"


@pytest.mark.parametrize("name", gates.known())
def test_no_history_contradicts_itself(name):
    facts = gates.lookup(name)
    releases = [stage.since for stage in facts.stages]

    assert releases == sorted(set(releases))
    end = facts.life.removed or facts.life.gone
    assert end is None or facts.life.seen[1] < end
    assert facts.locked_since is None or facts.locked_since >= facts.stages[0].since


def test_the_release_of_a_removal_is_exact_where_the_one_before_had_the_gate():
    exact, between = gates.lookup("CSIMigration").life, gates.lookup("ValidatingAdmissionPolicy").life

    assert (exact.removed, exact.gone) == (v("1.27"), None)
    assert (between.removed, between.gone) == (None, v("1.33"))


def test_what_a_distribution_adds_is_not_judged():
    answer = judge("AdminNetworkPolicy", v("1.29"))

    assert (answer.verdict, answer.nearest, answer.complete) == (GateVerdict.UNKNOWN_TO_US, None, False)
    assert gates.foreign().isdisjoint(gates.known())


def test_the_table_states_its_source():
    assert "kubernetes/website" in table("gates")["source"]


@pytest.mark.parametrize("text", ["alpha 1.20, known 1.20", "alpha off", "shut 1.20", "alpha off 1.x, known 1.20"])
def test_an_entry_of_another_form_is_refused(text):
    with pytest.raises(ValueError, match=r"gates\.toml|release"):
        gates._facts("X", text)
