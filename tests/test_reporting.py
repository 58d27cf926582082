"""What sinks may show: containers with their probes and attempts, manifests with their changes, certificates, units."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from incidents.corpus import directories
from snapshot import everything
from whyrestart.diagnosing import diagnose
from whyrestart.ledger import begin, update
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Diagnosis, State
from whyrestart.model.episode import Attempt
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerState,
    ManifestGone,
    ManifestSeen,
    Outcome,
    PodLogSeen,
    ProbeResult,
    Variant,
)
from whyrestart.parsing.manifest import parse
from whyrestart.reporting import MAX_PAST, Durations, backoff, report

NOW = everything.NOW
REF = everything.REF


def status(view, **options):
    return report(view, diagnose(view), update(begin(view.at), view).ledger, **options)


def container(found, ref=REF):
    return next(each for each in found.containers if each.ref == ref)


def result(seconds=0, *, outcome=Outcome.FAILURE, body="", duration=0.02, variant=Variant.KUBELET):
    return ProbeResult(
        at=NOW + timedelta(seconds=seconds),
        ref=REF,
        kind=ProbeKind.LIVENESS,
        variant=variant,
        url="https://127.0.0.1:6443/livez",
        outcome=outcome,
        status=500,
        body=body,
        duration_seconds=duration,
    )


def of(*observations):
    manifest = ManifestSeen(
        at=NOW, manifest=parse(f"{everything.DIRECTORY}/a.yaml", (everything.MANIFEST % "--v=1,").encode(), NOW)
    )
    return NodeView.of((manifest, *observations), name="master-1", at=NOW + timedelta(seconds=60))


def test_a_container_is_told_with_all_that_is_known_of_it():
    found = container(status(everything.view()))

    assert found.restart_count == 2
    assert [(probe.kind, probe.failure_threshold, probe.target) for probe in found.probes] == [
        (ProbeKind.LIVENESS, 3, "GET https://127.0.0.1:6443/livez")
    ]
    assert {each.last.variant for each in found.probes[0].variants} == {Variant.KUBELET, Variant.AUTHENTICATED}
    assert [each.attempt for each in found.attempts] == [0, 1, 2]


def test_a_probe_that_was_never_asked_is_told_by_the_manifest():
    (probe,) = container(status(of())).probes

    assert probe.target == "GET https://127.0.0.1:6443/livez"
    assert probe.variants == ()


def test_a_query_s_secret_is_no_part_of_the_target():
    text = (everything.MANIFEST % "--v=1,").replace("path: /livez", "path: '/livez?token=abcdef123'")
    view = NodeView.of(
        [ManifestSeen(at=NOW, manifest=parse(f"{everything.DIRECTORY}/a.yaml", text.encode()))], name="master-1", at=NOW
    )

    (probe,) = container(status(view)).probes

    assert probe.target == "GET https://127.0.0.1:6443/livez?token=REDACTED"


@pytest.mark.parametrize(
    ("bodies", "checks"),
    [
        pytest.param(["[+]ping ok\n[-]etcd failed: reason withheld\n[-]log failed"], ("etcd", "log"), id="failing"),
        pytest.param(["[-]etcd failed", "[-]ping failed"], ("ping",), id="the-newest-counts"),
        pytest.param(["[-]etcd failed\n[-]etcd failed"], ("etcd",), id="each-once"),
        pytest.param(["no [-]such failed"], (), id="only-at-the-line's-beginning"),
        pytest.param([], (), id="nothing-asked"),
    ],
)
def test_failing_checks_are_those_of_the_newest_failed_replay(bodies, checks):
    view = of(*(result(n, body=body) for n, body in enumerate(bodies)))

    assert container(status(view)).failing_checks == checks


def test_checks_of_a_probe_that_passes_are_none():
    view = of(result(0, outcome=Outcome.SUCCESS, body="[-]etcd failed"))

    assert container(status(view)).failing_checks == ()


def test_durations_are_counted_once_for_each_result():
    durations = Durations()
    for n in range(3):
        durations.add(result(n, duration=0.5))
    durations.add(replace(result(9), duration_seconds=None))
    durations.add(result(10, variant=Variant.TCP))

    assert durations.of(result()).count == 3
    assert durations.of(result(variant=Variant.TCP)).count == 1
    assert durations.of(result(variant=Variant.TLS)).count == 0


def test_every_suspected_cause_begins_at_0():
    (incident,) = (each for each in directories("recorded") if each.name.endswith("b-anon-false-mid"))
    view = incident.view()

    found = next(each for each in status(view).containers if each.ref.container == "kube-apiserver")

    assert dict(found.restarts_by_cause)[Cause.ANONYMOUS_AUTH_DISABLED] == 0


def test_an_attempt_keeps_the_cause_it_was_diagnosed_with():
    view = everything.view()
    causes = {"c1": (Cause.OOM_KILLED, Confidence.PROVEN), f"{everything.UID}/0": (Cause.DISK_FULL, Confidence.LIKELY)}

    told = {each.attempt: (each.cause, each.confidence) for each in container(status(view, causes=causes)).attempts}

    assert told[1] == (Cause.OOM_KILLED, Confidence.PROVEN)
    assert told[0] == (Cause.DISK_FULL, Confidence.LIKELY)


# ---- manifests, certificates, units ----------------------------------------------------------------------------------


def test_a_manifest_is_told_with_its_last_change():
    found = {each.path.rpartition("/")[2]: each for each in status(everything.view()).manifests}

    edited = found["kube-apiserver.yaml"]
    assert edited.valid
    assert "+    command: [kube-apiserver, --anonymous-auth=false," in edited.last_change_diff
    assert edited.last_change_at == everything.ago(120)
    assert (found["bytes.yaml"].valid, found["bytes.yaml"].problem) == (False, "not UTF-8: byte 0xff")


def test_a_manifest_that_went_is_told_until_it_is_back():
    path = f"{everything.DIRECTORY}/a.yaml"
    gone = of(ManifestGone(at=NOW + timedelta(seconds=1), path=path))
    back = of(
        ManifestGone(at=NOW + timedelta(seconds=1), path=path),
        ManifestSeen(at=NOW + timedelta(seconds=2), manifest=parse(path, (everything.MANIFEST % "--v=1,").encode())),
    )

    assert [(each.path, each.present, each.valid) for each in status(gone).manifests] == [(path, False, False)]
    assert [(each.path, each.present, each.valid) for each in status(back).manifests] == [(path, True, True)]


def test_certificates_have_short_names_that_differ():
    names = [each.name for each in status(everything.view()).certificates]

    assert sorted(names) == ["apiserver", "scheduler"]


def test_units_are_told_with_what_was_counted():
    view = everything.view()
    before = NodeView.of((seen for seen in everything.processes() if seen.at <= everything.ago(60)), name="m", at=NOW)
    ledger = update(update(begin(everything.ago(9999)), before).ledger, view).ledger

    (unit,) = report(view, diagnose(view), ledger).units

    assert (unit.unit, unit.active_state) == ("kubelet.service", "active")
    assert unit.restarts_total == ledger.units["kubelet.service"].restarts == 1


def test_what_the_daemon_says_of_itself_is_passed_on():
    found = status(everything.view(), ready=False, history_problem="disk full")

    assert (found.ready, found.history_problem) == (False, "disk full")
    assert found.manifest_directory == everything.DIRECTORY


# ---- back-off --------------------------------------------------------------------------------------------------------


def life(number, start, end=None, uid="u"):
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return Attempt(
        key=AttemptKey(ref=ContainerRef(namespace="n", pod="p", container="c"), pod_uid=uid, attempt=number),
        state=ContainerState.RUNNING if end is None else ContainerState.EXITED,
        started_at=at + timedelta(seconds=start),
        finished_at=None if end is None else at + timedelta(seconds=end),
    )


@pytest.mark.parametrize(
    ("lives", "seconds"),
    [
        pytest.param([], None, id="nothing-lived"),
        pytest.param([life(0, 0)], None, id="it-runs"),
        pytest.param([life(0, 0, 5)], None, id="first-end"),
        pytest.param([life(0, 0, 5), life(1, 6, 10)], 20, id="second-end"),
        pytest.param([life(0, 0, 5, uid="old"), life(0, 6, 10, uid="new")], None, id="a-new-pod-begins-anew"),
    ],
)
def test_back_off_lasts_until_the_kubelet_s_own_moment(lives, seconds):
    diagnosis = Diagnosis(subject=REF, state=State.LOOPING, at=NOW, origin=Origin.SELF)

    until = backoff(tuple(lives), diagnosis)

    assert until == (None if seconds is None else lives[0].started_at + timedelta(seconds=seconds))


def test_of_many_attempts_the_newest_are_shown():
    (log,) = (seen for seen in everything.logs() if isinstance(seen, PodLogSeen) and seen.lines)
    many = (replace(log, attempt_key=replace(log.attempt_key, attempt=n), path=f"/{n}") for n in range(MAX_PAST + 9))

    shown = [each.attempt for each in container(status(of(*many))).attempts]

    assert shown == list(range(9, MAX_PAST + 9))
