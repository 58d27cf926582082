"""The exposition: names, types and labels of the contract, whatever the node is called."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from sinks import samples
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Diagnosis, State
from whyrestart.model.histogram import LIFETIME_BOUNDS_SECONDS, Histogram
from whyrestart.model.identity import KUBELET
from whyrestart.model.observation import Outcome, Variant
from whyrestart.sinks import prometheus
from whyrestart.sinks.labels import MAX_LENGTH, label
from whyrestart.sinks.prometheus import Build, Exposition
from whyrestart.sinks.status import AlertPeerStatus, ContainerStatus, ManifestStatus, NodeStatus

GOLDEN = Path(__file__).parent.parent / "golden" / "metrics.prom"
C = {"namespace", "pod", "container"}
P = C | {"probe"}
V = P | {"variant"}

# DESIGN.md, part 8: type as Prometheus' text format names it, and labels.
CONTRACT = {
    "whyrestart_container_restarts_total": ("counter", C),
    "whyrestart_container_restarts_by_cause_total": ("counter", C | {"cause"}),
    "whyrestart_container_restart_count": ("untyped", C),
    "whyrestart_restart_count_resets_total": ("counter", C),
    "whyrestart_container_lifetime_seconds": ("histogram", C),
    "whyrestart_restart_loop": ("gauge", C),
    "whyrestart_diagnosis_info": ("gauge", C | {"state", "cause", "confidence", "role"}),
    "whyrestart_last_restart_timestamp_seconds": ("gauge", C),
    "whyrestart_next_kill_timestamp_seconds": ("gauge", C),
    "whyrestart_backoff_until_timestamp_seconds": ("gauge", C),
    "whyrestart_probe_success": ("gauge", V),
    "whyrestart_probe_http_status_code": ("gauge", V),
    "whyrestart_probe_duration_seconds": ("histogram", V),
    "whyrestart_probe_consecutive_failures": ("gauge", P),
    "whyrestart_probe_failure_threshold": ("gauge", P),
    "whyrestart_probe_timeout_seconds": ("gauge", P),
    "whyrestart_failing_check": ("gauge", C | {"check"}),
    "whyrestart_manifest_valid": ("gauge", {"file"}),
    "whyrestart_manifest_finding": ("gauge", {"file", "cause", "confidence"}),
    "whyrestart_manifest_last_change_timestamp_seconds": ("gauge", {"file"}),
    "whyrestart_certificate_expiry_timestamp_seconds": ("gauge", {"certificate"}),
    "whyrestart_certificate_start_timestamp_seconds": ("gauge", {"certificate"}),
    "whyrestart_unit_restarts_total": ("counter", {"unit"}),
    "whyrestart_source_up": ("gauge", {"source"}),
    "whyrestart_source_last_success_timestamp_seconds": ("gauge", {"source"}),
    "whyrestart_source_errors_total": ("counter", {"source"}),
    "whyrestart_build_info": ("gauge", {"version", "python"}),
    # Added to the contract's.
    "whyrestart_diagnosis_timestamp_seconds": ("gauge", set()),
    "whyrestart_probe_errored": ("gauge", P),
    "whyrestart_probe_mean_duration_seconds": ("gauge", P),
    "whyrestart_certificate_used": ("gauge", {"certificate"}),
    "whyrestart_history_up": ("gauge", set()),
    "whyrestart_history_dropped_records_total": ("counter", set()),
    "whyrestart_alertmanager_alerts_total": ("counter", {"alertmanager"}),
    "whyrestart_alertmanager_failed_alerts_total": ("counter", {"alertmanager"}),
    "whyrestart_omitted_items": ("gauge", {"kind"}),
}


def rendered(status, accept=""):
    exposition = Exposition(Build(version="1.2.3", python="3.11.0"))
    if status is not None:
        exposition.set(status)
    return exposition.render(accept)[0].decode()


def values(status, name, **labels):
    """Every sample of that name that has these labels, as {other labels' values: value}."""
    return {
        tuple(v for k, v in sample.labels.items() if k not in labels): sample.value
        for family in parse_text(rendered(status))
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    }


def complete_status():
    """The founding loop with every optional part there."""
    status = samples.looping_status()
    first, *rest = status.containers
    return replace(
        status,
        containers=(replace(first, failing_checks=("etcd", "ping")), *rest),
        alert_peers=(AlertPeerStatus(peer="10.0.0.9:9093", sent_total=3, errors_total=1),),
    )


def test_the_whole_exposition_is_the_golden_one(request):
    exposition = rendered(complete_status())
    if request.config.getoption("--regenerate-golden", default=False):
        GOLDEN.write_text(exposition)

    assert exposition == GOLDEN.read_text()


def test_every_family_of_the_contract_is_there_with_its_type_and_labels():
    text = rendered(complete_status())
    types = dict(line.split()[2:] for line in text.splitlines() if line.startswith("# TYPE"))
    labels = {}
    for family in parse_text(text):
        for sample in family.samples:
            name = sample.name.removesuffix("_bucket").removesuffix("_sum")
            if name not in types:
                name = name.removesuffix("_count")
            labels.setdefault(name, set()).add(frozenset(sample.labels) - {"le"})

    assert {name: (types[name], labels[name]) for name in types} == {
        name: (kind, {frozenset(expected)}) for name, (kind, expected) in CONTRACT.items()
    }


@pytest.mark.components
@pytest.mark.parametrize(
    "status",
    [
        pytest.param(None, id="before-the-first-look"),
        pytest.param(complete_status(), id="founding-loop"),
        pytest.param(samples.healthy_status(), id="healthy"),
        pytest.param(samples.hostile_status(), id="hostile-names"),
        pytest.param(samples.crowded_status(500), id="500-pods"),
    ],
)
def test_promtool_finds_nothing_to_say(status):
    promtool = shutil.which("promtool")
    assert promtool, "promtool is missing: apt-get install prometheus"

    check = subprocess.run(
        [promtool, "check", "metrics"], input=rendered(status), text=True, capture_output=True, check=False
    )

    assert (check.returncode, check.stdout, check.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "status",
    [
        pytest.param(complete_status(), id="founding-loop"),
        pytest.param(samples.hostile_status(), id="hostile-names"),
    ],
)
def test_openmetrics_when_asked_for(status):
    exposition = Exposition()
    exposition.set(status)
    body, content_type = exposition.render("application/openmetrics-text; version=1.0.0")
    names = {family.name for family in parse_openmetrics(body.decode())}

    assert content_type.startswith("application/openmetrics-text")
    assert body.endswith(b"# EOF\n")
    assert "whyrestart_container_restarts" in names
    assert not [name for name in names if name.endswith("_created")]


def test_rendered_again_only_when_the_status_is_another_one():
    exposition = Exposition()
    status = samples.healthy_status()
    exposition.set(status)
    first, _ = exposition.render()
    exposition.set(status)
    again, _ = exposition.render()
    exposition.set(samples.looping_status())
    changed, _ = exposition.render()

    assert again is first
    assert changed != first


def test_series_are_zero_from_the_start():
    status = replace(samples.healthy_status(), containers=(ContainerStatus(ref=samples.ETCD),))

    assert set(values(status, "whyrestart_container_restarts_total").values()) == {0}
    assert set(values(status, "whyrestart_restart_count_resets_total").values()) == {0}
    assert set(values(status, "whyrestart_container_lifetime_seconds_count").values()) == {0}


def test_a_suspected_cause_counts_zero_before_its_first_restart():
    suspected = replace(samples.looping_apiserver(), state=State.AT_RISK, restarts=0)
    status = NodeStatus(
        diagnosis=replace(samples.healthy_diagnosis(), verdict=suspected, diagnoses=(suspected,)),
        containers=(ContainerStatus(ref=samples.APISERVER),),
    )

    assert list(
        values(status, "whyrestart_container_restarts_by_cause_total", cause="anonymous_auth_disabled").values()
    ) == [0]


def test_a_kill_and_a_backoff_are_told_only_while_there_is_one():
    assert values(samples.looping_status(), "whyrestart_next_kill_timestamp_seconds", container="kube-apiserver")
    assert values(samples.looping_status(), "whyrestart_backoff_until_timestamp_seconds")
    assert not values(samples.healthy_status(), "whyrestart_next_kill_timestamp_seconds")
    assert not values(samples.healthy_status(), "whyrestart_backoff_until_timestamp_seconds")


@pytest.mark.parametrize(
    ("diagnosis", "cause", "role"),
    [
        pytest.param(samples.looping_apiserver(), "anonymous_auth_disabled", "root", id="root"),
        pytest.param(samples.downstream_manager(), "leader_election_lost", "downstream", id="downstream-by-nature"),
        pytest.param(
            replace(samples.looping_apiserver(), downstream_of=samples.ETCD),
            "anonymous_auth_disabled",
            "downstream",
            id="downstream-of-another",
        ),
        pytest.param(
            replace(samples.looping_apiserver(), cause=Cause.MANIFEST_CHANGED, state=State.RESTARTED),
            "manifest_changed",
            "benign",
            id="benign",
        ),
        pytest.param(Diagnosis(subject=KUBELET, state=State.LOOPING, at=samples.AT), "unknown", "root", id="undecided"),
        pytest.param(samples.healthy(samples.ETCD), "none", "none", id="healthy"),
    ],
)
def test_the_role_says_whether_there_is_something_to_repair(diagnosis, cause, role):
    status = NodeStatus(diagnosis=replace(samples.healthy_diagnosis(), diagnoses=(diagnosis,)))

    assert values(status, "whyrestart_diagnosis_info", cause=cause, role=role)


def test_the_kubelet_is_a_container_label_without_pod():
    looping = Diagnosis(subject=KUBELET, state=State.LOOPING, at=samples.AT, confidence=Confidence.NONE)
    status = NodeStatus(diagnosis=replace(samples.healthy_diagnosis(), diagnoses=(looping,)))

    assert values(status, "whyrestart_restart_loop", namespace="", pod="", container="kubelet.service") == {(): 1}


@pytest.mark.parametrize(
    ("outcome", "errored"),
    [
        pytest.param(Outcome.UNKNOWN, 1, id="error-is-never-counted"),
        pytest.param(Outcome.FAILURE, 0, id="failure-is-counted"),
        pytest.param(Outcome.SUCCESS, 0, id="success"),
    ],
)
def test_probe_errors_are_told_from_failures(outcome, errored):
    probe = samples.liveness(samples.replay(Variant.KUBELET, outcome=outcome))
    status = replace(samples.healthy_status(), containers=(ContainerStatus(ref=samples.APISERVER, probes=(probe,)),))

    assert list(values(status, "whyrestart_probe_errored").values()) == [errored]


def test_histogram_buckets_hold_their_upper_bound_and_are_cumulated():
    lifetimes = Histogram.empty(LIFETIME_BOUNDS_SECONDS)
    for seconds in (15.0, 15.1, 247.0, 90000.0):
        lifetimes = lifetimes.observe(seconds)
    status = replace(samples.healthy_status(), containers=(ContainerStatus(ref=samples.ETCD, lifetimes=lifetimes),))
    buckets = {
        sample.labels["le"]: sample.value
        for family in parse_text(rendered(status))
        for sample in family.samples
        if sample.name == "whyrestart_container_lifetime_seconds_bucket"
    }

    assert (buckets["15.0"], buckets["30.0"], buckets["230.0"], buckets["260.0"]) == (1, 2, 2, 3)
    assert (buckets["86400.0"], buckets["+Inf"]) == (3, 4)
    assert list(values(status, "whyrestart_container_lifetime_seconds_sum").values()) == [90277.1]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("kube-apiserver-master-1", id="sound-name"),
        pytest.param("a" * MAX_LENGTH, id="longest-pod-name"),
        pytest.param("bücher.yaml", id="other-letters"),
        pytest.param('quo"te\\back', id="needs-escaping-only"),
    ],
)
def test_sound_names_stay_as_they_are(value):
    assert label(value) == value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a\nb", "a b", id="newline-and-blank"),
        pytest.param("a" * 300, "a" * 301, id="too-long"),
        pytest.param("a\x1bb", "a\\x1bb", id="escape-and-its-spelling"),
        pytest.param("a\udcff", "a\udcfe", id="bytes-that-are-no-utf-8"),
    ],
)
def test_two_hostile_names_never_share_a_series(one, other):
    assert label(one) != label(other)
    assert len(label(one)) <= MAX_LENGTH
    assert label(one).isprintable()


def test_the_number_of_series_is_bounded_and_what_is_left_out_is_counted():
    many = tuple(ManifestStatus(path=f"/m/{n}.yaml", valid=True) for n in range(prometheus.MAX_FILES + 7))
    status = replace(samples.hostile_status(), manifests=many)

    assert len(values(status, "whyrestart_manifest_valid")) == prometheus.MAX_FILES
    assert values(status, "whyrestart_omitted_items", kind="manifest") == {(): 7}
    checks = values(status, "whyrestart_failing_check")
    assert len(checks) == 2 * prometheus.MAX_CHECKS
