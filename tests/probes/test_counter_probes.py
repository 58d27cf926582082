"""Which questions a failed probe calls for, and which it does not."""

from dataclasses import replace

import pytest

from probes.fakes import BEGIN, FakeClock, FakeProber
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import (
    Argument,
    Container,
    Exec,
    Grpc,
    Header,
    HttpGet,
    Mount,
    Probe,
    ProbeKind,
    StaticPod,
    TcpSocket,
    Volume,
)
from whyrestart.model.observation import ListeningSocket, Outcome, ProbeResult, Variant
from whyrestart.model.secret import Secret
from whyrestart.model.version import Version
from whyrestart.probes.counter_probes import MAX_ROUND, ask_round, direct, plan
from whyrestart.probes.request import ClientCertificate
from whyrestart.probes.situation import Situation

REF = ContainerRef(namespace="kube-system", pod="kube-apiserver-m", container="kube-apiserver")
CERTIFICATE = ClientCertificate(label="apiserver-kubelet-client", certificate_file="a.crt", key_file="a.key")
LIVEZ = HttpGet(host="10.0.0.1", port=6443, path="/livez", scheme="HTTPS")
REFUSED = "dial tcp 10.0.0.1:6443: connect: connection refused"
TIMEOUT = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
PLAIN_SERVER = "http: server gave HTTP response to HTTPS client"
ALERT = "remote error: tls: certificate required"


def situation(
    handler=LIVEZ, *flags, program="kube-apiserver", version="v1.30.0", sockets=(), credential=CERTIFICATE, **probe
):
    container = Container(
        name=program,
        image=f"registry.k8s.io/{program}:{version}" if program != "etcd" else "registry.k8s.io/etcd:3.5.9-0",
        command=(Argument(text=program), *(Argument(text=flag) for flag in flags)),
    )
    return Situation(
        probe=Probe(kind=ProbeKind.LIVENESS, handler=handler, **probe),
        container=container,
        pod=StaticPod(name=program, host_network=True, containers=(container,)),
        pod_uid="u",
        container_id="c",
        pod_ip="10.0.0.1",
        version=Version.parse(version),
        sockets=tuple(sockets),
        credential=credential,
    )


def failed(status=None, error=None, outcome=Outcome.FAILURE):
    return ProbeResult(
        at=BEGIN,
        ref=REF,
        kind=ProbeKind.LIVENESS,
        variant=Variant.KUBELET,
        url="",
        outcome=outcome,
        status=status,
        error=error,
    )


def socket(port, address="::", *, pod_uid="u", program="kube-apiserver"):
    return ListeningSocket(address=address, port=port, pod_uid=pod_uid, program=program)


def planned(where, result):
    """The first question of each variant."""
    return {str(counter.variant): counter.request.shown for counter in reversed(plan(where, result))}


AUTHENTICATED = {"authenticated": "https://10.0.0.1:6443/livez"}


@pytest.mark.parametrize(
    ("where", "result", "expected"),
    [
        pytest.param(situation(), failed(401), AUTHENTICATED, id="401-asks-with-a-certificate"),
        pytest.param(situation(credential=None), failed(401), {}, id="401-without-any-certificate"),
        pytest.param(situation(), failed(500), AUTHENTICATED, id="500-asks-with-a-certificate"),
        pytest.param(
            situation(version="v1.18.2"),
            failed(401),
            {**AUTHENTICATED, "insecure_port": "http://127.0.0.1:8080/livez"},
            id="1.18-has-an-insecure-port",
        ),
        pytest.param(
            situation(LIVEZ, "--insecure-port=0", version="v1.18.2"), failed(401), AUTHENTICATED, id="1.18-has-it-off"
        ),
        pytest.param(
            situation(LIVEZ, "--insecure-port=8081", "--insecure-bind-address=10.0.0.1", version="v1.19.0"),
            failed(401),
            {**AUTHENTICATED, "insecure_port": "http://10.0.0.1:8081/livez"},
            id="1.19-by-its-flags",
        ),
        pytest.param(
            situation(LIVEZ, "--insecure-port=8080", version="v1.20.2"), failed(401), AUTHENTICATED, id="1.20-has-none"
        ),
        pytest.param(
            situation(),
            failed(403),
            {**AUTHENTICATED, "other_path": "https://10.0.0.1:6443/healthz"},
            id="403-asks-for-healthz-too",
        ),
        pytest.param(
            situation(),
            failed(404),
            {**AUTHENTICATED, "other_path": "https://10.0.0.1:6443/healthz"},
            id="404-asks-for-healthz-too",
        ),
        pytest.param(
            situation(replace(LIVEZ, scheme="HTTP")),
            failed(400),
            {"other_scheme": "https://10.0.0.1:6443/livez"},
            id="400-over-http-asks-over-https",
        ),
        pytest.param(
            situation(),
            failed(error=PLAIN_SERVER),
            {"other_scheme": "http://10.0.0.1:6443/livez", "tls": "tls://10.0.0.1:6443"},
            id="plain-server-asks-over-http",
        ),
        pytest.param(
            situation(),
            failed(error=REFUSED),
            {"loopback": "https://127.0.0.1:6443/livez"},
            id="refused-asks-loopback",
        ),
        pytest.param(
            situation(replace(LIVEZ, port=6444)),
            failed(error=REFUSED),
            {"actual_port": "https://10.0.0.1:6443/livez", "loopback": "https://127.0.0.1:6444/livez"},
            id="wrong-port-asks-the-flags'-port",
        ),
        pytest.param(
            situation(replace(LIVEZ, port=6444), "--secure-port=8443", sockets=[socket(8443), socket(9000)]),
            failed(error=REFUSED),
            {"actual_port": "https://10.0.0.1:8443/livez", "loopback": "https://127.0.0.1:6444/livez"},
            id="wrong-port-asks-the-socket-that-a-flag-explains-first",
        ),
        pytest.param(
            situation(replace(LIVEZ, host="127.0.0.1"), sockets=[socket(6443, "10.0.0.1")]),
            failed(error=REFUSED),
            {"actual_port": "https://10.0.0.1:6443/livez"},
            id="wrong-host-asks-the-bound-address",
        ),
        pytest.param(
            situation(replace(LIVEZ, port=6444), sockets=[socket(9000, pod_uid="other", program="x")]),
            failed(error=REFUSED),
            {"actual_port": "https://10.0.0.1:6443/livez", "loopback": "https://127.0.0.1:6444/livez"},
            id="other-pods'-sockets-are-not-asked",
        ),
        pytest.param(
            situation(timeout_seconds=1, period_seconds=10),
            failed(error=TIMEOUT),
            {
                **AUTHENTICATED,
                "loopback": "https://127.0.0.1:6443/livez",
                "patient": "https://10.0.0.1:6443/livez",
                "tcp": "tcp://10.0.0.1:6443",
                "tls": "tls://10.0.0.1:6443",
            },
            id="timeout-asks-every-layer",
        ),
        pytest.param(
            situation(replace(LIVEZ, port=2379), program="etcd"),
            failed(error=ALERT),
            {
                "authenticated": "https://10.0.0.1:2379/livez",
                "other_scheme": "http://10.0.0.1:2379/livez",
                "tls": "tls://10.0.0.1:2379",
            },
            id="a-port-that-wants-a-certificate",
        ),
        pytest.param(
            situation(replace(LIVEZ, headers=(Header(name="Authorization", value=Secret("Bearer x")),))),
            failed(401),
            {"without_header": "https://10.0.0.1:6443/livez", **AUTHENTICATED},
            id="own-authorization-asks-without-it",
        ),
        pytest.param(
            situation(replace(LIVEZ, path="http://u:p@h/livez")),
            failed(401),
            {
                "anonymous": "https://10.0.0.1:6443/livez",
                **AUTHENTICATED,
            },
            id="userinfo-asks-without-it",
        ),
        pytest.param(situation(), failed(200, outcome=Outcome.SUCCESS), {}, id="success-asks-nothing"),
        pytest.param(
            situation(TcpSocket(host="10.0.0.1", port=6444)),
            failed(error=REFUSED),
            {"actual_port": "tcp://10.0.0.1:6443", "loopback": "tcp://127.0.0.1:6444"},
            id="tcp-on-a-wrong-port",
        ),
        pytest.param(
            situation(Grpc(port=2379), program="etcd"),
            failed(error="timeout: health rpc did not complete within 1s"),
            {
                "loopback": "grpc://127.0.0.1:2379/",
                "patient": "grpc://10.0.0.1:2379/",
                "tcp": "tcp://10.0.0.1:2379",
                "tls": "tls://10.0.0.1:2379",
            },
            id="grpc-that-times-out",
        ),
        pytest.param(
            situation(replace(LIVEZ, port="nonesuch")), failed(outcome=Outcome.UNKNOWN), {}, id="what-cannot-be-asked"
        ),
    ],
)
def test_plan(where, result, expected):
    assert planned(where, result) == expected


def test_everything_is_asked_of_a_probe_not_asked_yet():
    where = situation(replace(LIVEZ, headers=(Header(name="X-A", value=Secret("1")),)), version="v1.18.2")

    assert [counter.variant for counter in plan(where, None)] == [
        "without_header",
        "authenticated",
        "insecure_port",
        "other_scheme",
        "loopback",
        "other_path",
    ]


def test_a_plan_is_bounded_and_never_asks_the_same_twice():
    for result in (None, failed(error=f"{TIMEOUT} {REFUSED} {PLAIN_SERVER}")):
        counters = plan(situation(version="v1.18.2"), result)
        requests = [counter.request for counter in counters]
        assert len(requests) == len(set(requests)) <= MAX_ROUND
        assert situation(version="v1.18.2").asked not in requests


def test_loopback_is_another_pod_s_own_where_the_network_is_not_the_host_s():
    where = situation()
    where = replace(where, pod=replace(where.pod, host_network=False))

    assert planned(where, failed(error=REFUSED)) == {}


def test_a_certificate_stands_in_for_every_other_credential():
    where = situation(
        replace(LIVEZ, path="http://u:p@h/livez", headers=(Header(name="Authorization", value=Secret("Bearer x")),))
    )
    request = next(c.request for c in plan(where, failed(401)) if c.variant is Variant.AUTHENTICATED)

    assert request.client_certificate == CERTIFICATE
    assert request.url.user is None
    assert "Authorization" not in dict(request.headers)


@pytest.mark.parametrize(
    ("timeout", "period", "patience"),
    [
        pytest.param(1, 10, 10, id="one-period"),
        pytest.param(1, 3, 5, id="a-short-period-is-no-patience"),
        pytest.param(15, 10, 30, id="twice-kubeadm's"),
        pytest.param(1, 300, 10, id="a-long-period-is-not-waited-for"),
        pytest.param(40, 10, 60, id="never-more-than-a-minute"),
    ],
)
def test_patience(timeout, period, patience):
    counters = plan(situation(timeout_seconds=timeout, period_seconds=period), failed(error=TIMEOUT))

    assert next(c.request.timeout_seconds for c in counters if c.variant is Variant.PATIENT) == patience


RKE2 = (
    "kubectl", "get", "--server=https://localhost:6443/", "--client-certificate=/tls/client.crt",
    "--client-key=/tls/client.key", "--certificate-authority=/tls/ca.crt", "--raw=/livez",
)  # fmt: skip
ETCDCTL = (
    "/bin/sh",
    "-ec",
    "ETCDCTL_API=3 etcdctl --endpoints=https://[127.0.0.1]:2379 --cert=/tls/client.crt --key=/tls/client.key get foo",
)


def exec_situation(command, program="kube-apiserver", *flags, **kwargs):
    where = situation(Exec(command=command), *flags, program=program, **kwargs)
    container = replace(where.container, mounts=(Mount(path="/tls", volume="tls"),))
    volume = Volume(name="tls", kind="hostPath", host_path="/var/lib/tls")
    return replace(where, container=container, pod=replace(where.pod, volumes=(volume,), containers=(container,)))


@pytest.mark.parametrize(
    ("where", "variant", "url", "certificate"),
    [
        pytest.param(
            exec_situation(RKE2),
            Variant.AUTHENTICATED,
            "https://localhost:6443/livez",
            "/var/lib/tls/client.crt",
            id="rke2's-kubectl",
        ),
        pytest.param(
            exec_situation(ETCDCTL, "etcd"),
            Variant.AUTHENTICATED,
            "https://127.0.0.1:2379/health",
            "/var/lib/tls/client.crt",
            id="old-kubeadm's-etcdctl",
        ),
        pytest.param(
            exec_situation(("sh", "-c", "curl -kfs https://localhost:10257/healthz"), "kube-controller-manager"),
            Variant.ANONYMOUS,
            "https://localhost:10257/healthz",
            None,
            id="curl",
        ),
        pytest.param(
            exec_situation(("kubectl", "--server=https://elsewhere.example:6443", "get", "--raw=/livez")),
            Variant.AUTHENTICATED,
            "https://127.0.0.1:6443/livez",
            "a.crt",
            id="another-machine-is-not-asked",
        ),
        pytest.param(
            exec_situation(("/health.sh",)),
            Variant.AUTHENTICATED,
            "https://127.0.0.1:6443/livez",
            "a.crt",
            id="a-script-by-the-component's-own-path",
        ),
        pytest.param(
            exec_situation(("/health.sh",), "etcd", "--listen-metrics-urls=http://127.0.0.1:2381"),
            Variant.ACTUAL_PORT,
            "http://127.0.0.1:2381/health",
            None,
            id="etcd-by-its-metrics-port",
        ),
    ],
)
def test_what_stands_in_for_an_exec_probe(where, variant, url, certificate):
    counter = direct(where)

    assert (counter.variant, counter.request.shown) == (variant, url)
    asked_with = counter.request.client_certificate
    assert (asked_with.certificate_file if asked_with else None) == certificate


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("/health.sh",), id="script"),
        pytest.param((), id="empty"),
        pytest.param(("curl", "https://[::1"), id="no-url"),
        pytest.param(("sh", "-c", "curl 'unbalanced"), id="unbalanced-quote"),
    ],
)
def test_an_unknown_program_s_command_has_no_stand_in(command):
    assert direct(exec_situation(command, "sidecar")) is None


async def test_a_round_is_sequential_and_ends_with_its_time():
    clock = FakeClock()
    ask = FakeProber(clock, lambda *_: Outcome.FAILURE, takes=4.0)
    told = []
    counters = plan(situation(timeout_seconds=1), failed(error=TIMEOUT))

    await ask_round(
        counters, ref=REF, kind=ProbeKind.LIVENESS, clock=clock, ask=ask, observe=told.append, limit_seconds=10
    )

    assert [at for *_, at in ask.asked] == [1000.0, 1004.0, 1008.0]
    assert [each.variant for each in told] == [counter.variant for counter in counters[:3]]


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        pytest.param([Outcome.SUCCESS], 1, id="first-answers"),
        pytest.param([(Outcome.FAILURE, 401)], 1, id="first-refuses-with-a-status"),
        pytest.param([Outcome.FAILURE, Outcome.SUCCESS], 2, id="first-is-silent"),
    ],
)
async def test_a_second_port_is_asked_only_where_the_first_is_silent(answers, asked):
    clock = FakeClock()
    left = list(answers)
    ask = FakeProber(clock, lambda *_: left.pop(0))
    where = situation(replace(LIVEZ, port=6444, host="127.0.0.1"), sockets=[socket(8443), socket(9000)])

    await ask_round(
        plan(where, failed(error=REFUSED)),
        ref=REF,
        kind=ProbeKind.LIVENESS,
        clock=clock,
        ask=ask,
        observe=lambda _: None,
        limit_seconds=10,
    )

    assert len(ask.asked) == asked
