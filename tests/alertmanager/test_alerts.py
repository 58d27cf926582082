"""Which alerts a node raises about itself, and that they are the rules' own in everything that makes an alert one."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from sinks import samples
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Diagnosis, State
from whyrestart.model.identity import KUBELET, NodeRef
from whyrestart.model.observation import Outcome, Variant
from whyrestart.sinks import alerts as module
from whyrestart.sinks.alerts import Kind, alerts
from whyrestart.sinks.status import CertificateStatus, ContainerStatus, ManifestStatus, NodeStatus

RULES = Path(__file__).parents[2] / "packaging" / "prometheus" / "whyrestart.rules.yaml"
BY_NAME = {rule["alert"]: rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]}
KINDS = [value for value in vars(module).values() if isinstance(value, Kind)]
APISERVER = (("namespace", "kube-system"), ("pod", "kube-apiserver-master-1"), ("container", "kube-apiserver"))


def raised(status, now=samples.AT):
    return {(alert.kind.name, alert.labels) for alert in alerts(status, now)}


def names(status, now=samples.AT):
    return {name for name, _ in raised(status, now)}


def about(*diagnoses, **parts):
    """A status of nothing but these diagnoses."""
    return NodeStatus(diagnosis=replace(samples.healthy_diagnosis(), diagnoses=diagnoses), **parts)


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.name) for kind in KINDS])
def test_a_pushed_alert_is_the_rules_own(kind):
    rule = BY_NAME[kind.name]

    assert rule["labels"] == {"severity": kind.severity}
    assert rule["annotations"]["summary"] == kind.summary
    assert {"": 0, "30s": 30, "1m": 60, "2m": 120, "5m": 300, "10m": 600}[
        rule.get("for", "")
    ] == kind.hold.total_seconds()


def test_suspicion_leaves_out_in_both_what_has_an_alert_of_its_own():
    (left_out,) = re.findall(r'cause!~"([a-z_|]+)"', BY_NAME["WhyRestartManifestSuspect"]["expr"])

    assert set(left_out.split("|")) == {*module.STRAY_FILES, *module.NOT_SUSPECT}


def test_only_what_a_node_cannot_know_of_itself_is_left_to_prometheus():
    assert set(BY_NAME) - {kind.name for kind in KINDS} == {
        "WhyRestartStale",
        # Told by the way that is not broken.
        "WhyRestartPushFailing",
        "WhyRestartDown",
        "WhyRestartMissing",
        "WhyRestartSameCauseEverywhere",
        "WhyRestartQuorumAtRisk",
        "WhyRestartQuorumUnseen",
    }


def test_a_healthy_node_raises_nothing():
    assert raised(samples.healthy_status()) == set()


def test_the_founding_loop_raises_its_cause_and_its_follower():
    found = raised(samples.looping_status())

    assert ("WhyRestartLooping", (*APISERVER, ("cause", "anonymous_auth_disabled"))) in found
    assert {name for name, _ in found} == {
        "WhyRestartLooping",
        "WhyRestartDownstreamLooping",
        "WhyRestartProbeFailing",
        "WhyRestartManifestInvalid",
        "WhyRestartManifestSuspect",
        "WhyRestartCertificateExpiring",
        "WhyRestartSourceBlind",
    }


def test_the_description_is_the_diagnosis_own_sentence_and_its_remedy():
    (looping,) = [each for each in alerts(samples.looping_status(), samples.AT) if each.kind is module.LOOPING]

    assert looping.description.startswith("--anonymous-auth=false makes kube-apiserver answer 401")
    assert "Next kill at 08:00:50 UTC. Drop --anonymous-auth=false" in looping.description
    assert looping.page == "/causes/anonymous_auth_disabled"


@pytest.mark.parametrize(
    ("diagnosis", "expected"),
    [
        pytest.param(
            replace(samples.looping_apiserver(), state=State.AT_RISK), {"WhyRestartKillForeseen"}, id="kill-foreseen"
        ),
        pytest.param(
            replace(samples.looping_apiserver(), state=State.AT_RISK, next_kill_at=None),
            {"WhyRestartAtRisk"},
            id="at-risk-without-a-kill",
        ),
        pytest.param(samples.looping_apiserver(), {"WhyRestartLooping"}, id="kill-within-a-loop"),
        pytest.param(
            replace(samples.looping_apiserver(), state=State.ABSENT, next_kill_at=None),
            {"WhyRestartStaticPodAbsent"},
            id="absent",
        ),
        pytest.param(
            replace(samples.looping_apiserver(), downstream_of=samples.ETCD),
            {"WhyRestartDownstreamLooping"},
            id="downstream-of-another",
        ),
        pytest.param(
            replace(
                samples.looping_apiserver(), cause=Cause.MANIFEST_CHANGED, state=State.RESTARTED, next_kill_at=None
            ),
            set(),
            id="benign",
        ),
        pytest.param(
            Diagnosis(subject=KUBELET, state=State.LOOPING, at=samples.AT), {"WhyRestartKubeletLooping"}, id="kubelet"
        ),
        pytest.param(
            Diagnosis(subject=NodeRef(node="m1"), state=State.AT_RISK, at=samples.AT, cause=Cause.DISK_FULL),
            {"WhyRestartAtRisk"},
            id="node",
        ),
        pytest.param(samples.healthy(samples.ETCD), set(), id="healthy"),
    ],
)
def test_states_and_roles(diagnosis, expected):
    assert names(about(diagnosis)) == expected


def restarted(*, seconds_ago=60, state=State.RESTARTED, cause=Cause.OOM_KILLED, total=1):
    diagnosis = Diagnosis(
        subject=samples.APISERVER, state=state, at=samples.AT, cause=cause, confidence=Confidence.PROVEN
    )
    container = ContainerStatus(ref=samples.APISERVER, restarts_total=total, last_restart_at=samples.at(-seconds_ago))
    return about(diagnosis, containers=(container,))


@pytest.mark.parametrize(
    ("status", "told"),
    [
        pytest.param(restarted(), True, id="just-now"),
        pytest.param(restarted(seconds_ago=901), False, id="long-ago"),
        pytest.param(restarted(state=State.LOOPING), False, id="in-a-loop"),
        pytest.param(restarted(cause=Cause.MANIFEST_CHANGED), False, id="expected"),
        pytest.param(restarted(total=0), False, id="started-only"),
    ],
)
def test_a_single_restart_is_told(status, told):
    assert ("WhyRestartRestarted" in names(status)) == told


def probing(result, *, failures=0, mean=0.01):
    probe = replace(samples.liveness(result, failures=failures), timeout_seconds=15, mean_seconds=mean)
    return about(
        samples.healthy(samples.APISERVER), containers=(ContainerStatus(ref=samples.APISERVER, probes=(probe,)),)
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param(
            probing(samples.replay(Variant.KUBELET, status=401), failures=1), {"WhyRestartProbeFailing"}, id="failing"
        ),
        pytest.param(
            probing(samples.replay(Variant.KUBELET, outcome=Outcome.UNKNOWN)), {"WhyRestartProbeErrors"}, id="error"
        ),
        pytest.param(
            probing(samples.replay(Variant.KUBELET, outcome=Outcome.SUCCESS), mean=9.1),
            {"WhyRestartProbeSlow"},
            id="slow-on-average",
        ),
        pytest.param(
            probing(samples.replay(Variant.KUBELET, outcome=Outcome.SUCCESS, seconds=10), mean=9), set(), id="slow-once"
        ),
        pytest.param(
            probing(samples.replay(Variant.KUBELET, outcome=Outcome.SUCCESS), mean=None), set(), id="never-asked"
        ),
        pytest.param(probing(samples.replay(Variant.KUBELET, outcome=Outcome.SUCCESS)), set(), id="fine"),
    ],
)
def test_probes(status, expected):
    assert names(status) == expected


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        pytest.param(ManifestStatus(path="/m/a.yaml", valid=True), set(), id="fine"),
        pytest.param(ManifestStatus(path="/m/a.yaml", valid=False), {"WhyRestartManifestInvalid"}, id="invalid"),
        pytest.param(ManifestStatus(path="/m/a.yaml", valid=False, present=False), set(), id="gone"),
        pytest.param(
            ManifestStatus(path="/m/a", valid=True, findings=((Cause.DUPLICATE_MANIFEST, Confidence.PROVEN),)),
            {"WhyRestartManifestDuplicate"},
            id="duplicate",
        ),
        pytest.param(
            ManifestStatus(path="/m/a", valid=True, findings=((Cause.UNKNOWN_FLAG, Confidence.POSSIBLE),)),
            {"WhyRestartManifestSuspect"},
            id="suspect",
        ),
        pytest.param(
            ManifestStatus(path="/m/a", valid=True, findings=((Cause.MANIFEST_CHANGED, Confidence.PROVEN),)),
            set(),
            id="only-edited",
        ),
    ],
)
def test_manifests(manifest, expected):
    assert names(about(manifests=(manifest,))) == expected


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        pytest.param(timedelta(days=15), set(), id="weeks-to-go"),
        pytest.param(timedelta(days=13), {"WhyRestartCertificateExpiring"}, id="soon"),
        pytest.param(timedelta(0), {"WhyRestartCertificateExpired"}, id="now"),
        pytest.param(timedelta(days=-9), {"WhyRestartCertificateExpired"}, id="past"),
    ],
)
def test_certificates(left, expected):
    assert names(about(certificates=(CertificateStatus(name="etcd", not_after=samples.AT + left),))) == expected


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        pytest.param(timedelta(days=13), {"WhyRestartCertificateExpiring"}, id="soon"),
        pytest.param(timedelta(days=-9), set(), id="past"),
    ],
)
def test_a_certificate_that_nothing_uses_is_no_outage_when_it_expires(left, expected):
    kept = CertificateStatus(name="backup/apiserver", not_after=samples.AT + left, used=False)

    assert names(about(certificates=(kept,))) == expected


@pytest.mark.parametrize(
    ("life", "left", "tells"),
    [
        pytest.param(timedelta(days=365), timedelta(days=13), True, id="a-year"),
        pytest.param(timedelta(days=365), timedelta(days=15), False, id="a-year-weeks-to-go"),
        pytest.param(timedelta(days=30), timedelta(days=6), False, id="renewed-at-four-fifths"),
        pytest.param(timedelta(days=30), timedelta(days=2), True, id="not-renewed"),
    ],
)
def test_a_certificate_of_weeks_is_told_only_when_its_renewal_did_not_come(life, left, tells):
    ends = samples.AT + left
    short = CertificateStatus(name="etcd", not_before=ends - life, not_after=ends)

    assert names(about(certificates=(short,))) == ({"WhyRestartCertificateExpiring"} if tells else set())


def test_a_history_that_is_not_kept():
    assert names(about(history_problem="disk full")) == {"WhyRestartHistoryDegraded"}


def test_hostile_names_keep_alerts_apart():
    found = [labels for name, labels in raised(samples.hostile_status()) if name == "WhyRestartProbeFailing"]

    assert len(found) == 2
    assert all(value.isprintable() and len(value) <= 253 for labels in found for _, value in labels)
