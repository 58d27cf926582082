"""What sinks may show: containers with their probes and attempts, manifests with their changes, certificates, units."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from incidents.corpus import directories
from snapshot import everything
from whyrestart.causes.evidence.presented import KUBELET_SELF_SIGNED
from whyrestart.diagnosing import diagnose
from whyrestart.ledger import begin, update
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Diagnosis, State
from whyrestart.model.episode import Attempt
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    Certificate,
    CertificateFileSeen,
    ContainerState,
    ManifestGone,
    ManifestSeen,
    Outcome,
    PodLogSeen,
    ProbeResult,
    ServedCertificateSeen,
    Variant,
)
from whyrestart.parsing.manifest import parse
from whyrestart.reporting import MAX_PAST, Durations, backoff, report, short_names

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


@pytest.mark.parametrize(
    ("seconds_ago", "variant", "mean"),
    [
        pytest.param((601, 600, 30), Variant.KUBELET, 2.5, id="ten-minutes"),
        pytest.param((900, 700), Variant.KUBELET, None, id="long-ago"),
        pytest.param((30, 20), Variant.PATIENT, None, id="otherwise-than-the-kubelet"),
    ],
)
def test_how_long_a_probe_takes_is_its_average_of_late(seconds_ago, variant, mean):
    durations = Durations()
    results = [result(60 - ago, duration=n + 1, variant=variant) for n, ago in enumerate(seconds_ago)]
    for each in results:
        durations.add(each)

    (probe,) = container(status(of(*results), durations=durations)).probes

    assert probe.mean_seconds == mean


def test_what_was_asked_only_once_took_on_average_what_it_took():
    (probe,) = container(status(of(result(0, duration=0.4)))).probes

    assert probe.mean_seconds == 0.4


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

    assert sorted(names) == ["apiserver", "backup/kept", "scheduler"]


PKI = "/etc/kubernetes/pki"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param(f"{PKI}/apiserver.crt", "apiserver", id="in-the-directory"),
        pytest.param(f"{PKI}/etcd/ca.crt", "etcd/ca", id="below-it"),
        pytest.param(f"{PKI}/backup/etcd/ca.crt", "backup/etcd/ca", id="a-copy-of-it"),
        pytest.param(f"{PKI}/ca.pem", "ca.pem", id="another-ending"),
        pytest.param("/var/lib/kubelet/pki/kubelet.crt", "kubelet", id="elsewhere"),
        pytest.param("/etc/kubernetes/scheduler.conf#client-certificate-data", "scheduler", id="in-a-kubeconfig"),
        pytest.param(
            "/etc/kubernetes/scheduler.conf#certificate-authority-data",
            "scheduler/certificate-authority",
            id="its-authority",
        ),
        pytest.param("/srv/a/ca.crt", "ca.crt", id="taken-once"),
        pytest.param("/srv/b/ca.crt", "b/ca.crt", id="taken-twice"),
        pytest.param("/srv/c/b/ca.crt", "/srv/c/b/ca.crt", id="taken-altogether"),
    ],
)
def test_a_certificate_s_short_name_is_that_of_its_place_in_whatever_order_it_was_seen(path, name):
    paths = [
        f"{PKI}/apiserver.crt",
        f"{PKI}/ca.crt",
        f"{PKI}/ca.pem",
        f"{PKI}/etcd/ca.crt",
        f"{PKI}/backup/etcd/ca.crt",
        "/var/lib/kubelet/pki/kubelet.crt",
        "/etc/kubernetes/scheduler.conf#client-certificate-data",
        "/etc/kubernetes/scheduler.conf#certificate-authority-data",
        "/srv/a/ca.crt",
        "/srv/b/ca.crt",
        "/srv/c/b/ca.crt",
    ]

    forth, back = short_names(paths, PKI), short_names(reversed(paths), PKI)

    assert forth[path] == name
    assert forth == back
    assert len({*forth.values()}) == len(paths)


def in_file(path, fingerprint="a", *, named=False, since=400):
    leaf = Certificate(
        subject="CN=x",
        issuer="CN=ca",
        serial="1",
        not_before=NOW - timedelta(days=since),
        not_after=NOW - timedelta(days=35),
        fingerprint_sha256=fingerprint,
    )
    return CertificateFileSeen(at=NOW, path=path, certificates=(leaf,), named=named)


def presented(port, fingerprint):
    (leaf,) = in_file("/x", fingerprint).certificates
    return ServedCertificateSeen(at=NOW, address="127.0.0.1", port=port, certificate=leaf)


@pytest.mark.parametrize(
    ("seen", "used"),
    [
        pytest.param([in_file("/p/a.crt", named=True)], {"/p/a.crt"}, id="named"),
        pytest.param([in_file("/p/a.crt")], set(), id="lying-about"),
        pytest.param([in_file("/p/a.crt"), presented(6443, "a")], {"/p/a.crt"}, id="a-port-presents-it"),
        pytest.param([in_file("/p/a.crt"), presented(6443, "b")], set(), id="a-port-presents-another"),
        pytest.param(
            [in_file("/p/a.crt", named=True), in_file("/p/old/a.crt"), presented(6443, "a")],
            {"/p/a.crt"},
            id="a-copy-of-what-is-presented",
        ),
        pytest.param([in_file(KUBELET_SELF_SIGNED, named=True)], {KUBELET_SELF_SIGNED}, id="the-kubelet-s"),
        pytest.param(
            [in_file(KUBELET_SELF_SIGNED, named=True), presented(10250, "b")], set(), id="the-kubelet-presents-another"
        ),
    ],
)
def test_a_certificate_says_whether_anything_uses_it(seen, used):
    assert {each.path for each in status(of(*seen)).certificates if each.used} == used


def test_certificates_in_use_come_first():
    found = status(of(in_file("/p/a.crt"), in_file("/p/b.crt", named=True))).certificates

    assert [(each.name, each.used) for each in found] == [("b", True), ("a", False)]


def test_old_copies_of_certificates_explain_no_loop():
    (incident,) = (each for each in directories("recorded") if each.name.endswith("b-anon-false-mid"))
    view = incident.view()
    kept = tuple(in_file(f"{PKI}/backup/{name}.crt", name) for name in ("apiserver", "apiserver-etcd-client", "x"))
    more = replace(view, observations={**view.observations, CertificateFileSeen: kept})

    suspected = {finding.cause for each in diagnose(more).diagnoses for finding in each.findings}

    assert Cause.ANONYMOUS_AUTH_DISABLED in suspected
    assert not {Cause.SERVING_CERTIFICATE_EXPIRED, Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED} & suspected


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
