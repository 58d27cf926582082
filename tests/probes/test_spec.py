"""Manifest to request, by version."""

import pytest

from whyrestart.model.manifest import Container, Exec, Grpc, Header, HttpGet, Probe, ProbeKind, TcpSocket
from whyrestart.model.observation import Outcome
from whyrestart.model.secret import Secret
from whyrestart.model.version import Version
from whyrestart.probes.http_get import on_the_wire
from whyrestart.probes.request import GrpcRequest, Redirects, TcpRequest, Unaskable
from whyrestart.probes.spec import request_for

PORTS = (("probe-port", 6443), ("8080", 9090))


def ask(handler, *, pod_ip="10.0.0.9", version="v1.30.0", timeout=15):
    probe = Probe(kind=ProbeKind.LIVENESS, handler=handler, timeout_seconds=timeout)
    container = Container(name="kube-apiserver", ports=PORTS)
    return request_for(probe, container, pod_ip=pod_ip, version=Version.parse(version))


def headers(*pairs):
    return tuple(Header(name=name, value=Secret(value)) for name, value in pairs)


def wire(*pairs, version, path="/livez"):
    request = ask(HttpGet(port=6443, path=path, scheme="HTTPS", headers=headers(*pairs)), version=version)
    return on_the_wire(request).decode().removesuffix("\r\n\r\n").split("\r\n")


@pytest.mark.parametrize(
    ("version", "lines"),
    [
        pytest.param(
            "v1.7.5",
            [
                "GET /livez HTTP/1.1",
                "Host: 10.0.0.9:6443",
                "User-Agent: Go-http-client/1.1",
                "Accept-Encoding: gzip",
                "Connection: close",
            ],
            id="1.7-goes-as-go",
        ),
        pytest.param(
            "v1.15.3",
            [
                "GET /livez HTTP/1.1",
                "Host: 10.0.0.9:6443",
                "User-Agent: kube-probe/1.15",
                "Accept-Encoding: gzip",
                "Connection: close",
            ],
            id="1.15-names-itself-and-takes-gzip",
        ),
        pytest.param(
            "v1.20.2",
            [
                "GET /livez HTTP/1.1",
                "Host: 10.0.0.9:6443",
                "User-Agent: kube-probe/1.20",
                "Accept: */*",
                "Connection: close",
            ],
            id="1.20-accepts-anything-uncompressed",
        ),
        pytest.param(
            "",
            [
                "GET /livez HTTP/1.1",
                "Host: 10.0.0.9:6443",
                "User-Agent: kube-probe/unknown",
                "Accept: */*",
                "Connection: close",
            ],
            id="unknown-version-claims-none",
        ),
    ],
)
def test_bytes_by_version(version, lines):
    assert wire(version=version) == lines


@pytest.mark.parametrize(
    ("version", "given", "lines"),
    [
        pytest.param(
            "v1.30.0",
            [("x-b", "2"), ("X-A", "1"), ("x-b", "3")],
            ["User-Agent: kube-probe/1.30", "Accept: */*", "X-A: 1", "X-B: 2", "X-B: 3", "Connection: close"],
            id="sorted-canonical-and-repeated",
        ),
        pytest.param(
            "v1.30.0",
            [("user-agent", "curl"), ("accept", "text/plain")],
            ["User-Agent: curl", "Accept: text/plain", "Connection: close"],
            id="lower-case-overrides-since-1.24",
        ),
        pytest.param(
            "v1.23.9",
            [("user-agent", "curl")],
            ["User-Agent: kube-probe/1.23", "Accept: */*", "user-agent: curl", "Connection: close"],
            id="lower-case-is-sent-beside-before-1.24",
        ),
        pytest.param(
            "v1.30.0",
            [("Accept", "")],
            ["User-Agent: kube-probe/1.30", "Connection: close"],
            id="empty-accept-removes-it",
        ),
        pytest.param(
            "v1.30.0", [("User-Agent", "")], ["Accept: */*", "Connection: close"], id="empty-user-agent-removes-it"
        ),
        pytest.param(
            "v1.19.0",
            [("Accept-Encoding", "identity")],
            ["User-Agent: kube-probe/1.19", "Accept-Encoding: identity", "Connection: close"],
            id="own-accept-encoding-wins",
        ),
        pytest.param(
            "v1.30.0",
            [("Connection", "close")],
            ["User-Agent: kube-probe/1.30", "Accept: */*", "Connection: close"],
            id="own-connection-close-is-not-doubled",
        ),
        pytest.param(
            "v1.30.0",
            [("Authorization", "Bearer t0ken")],
            ["User-Agent: kube-probe/1.30", "Accept: */*", "Authorization: Bearer t0ken", "Connection: close"],
            id="credentials-are-sent-as-they-are",
        ),
    ],
)
def test_the_manifest_s_own_headers(version, given, lines):
    assert wire(*given, version=version)[2:] == lines


@pytest.mark.parametrize(
    ("version", "name", "host"),
    [
        pytest.param("v1.30.0", "Host", "api.example", id="overrides"),
        pytest.param("v1.30.0", "host", "api.example", id="in-any-case-since-1.24"),
        pytest.param("v1.23.0", "host", "10.0.0.9:6443", id="but-not-before"),
    ],
)
def test_host_header(version, name, host):
    assert wire((name, "api.example"), version=version)[1] == f"Host: {host}"


def test_userinfo_in_the_path_becomes_basic_authorization():
    assert "Authorization: Basic dTpw" in wire(version="v1.30.0", path="http://u:p@h/livez")


def test_an_explicit_authorization_beats_userinfo():
    lines = wire(("Authorization", "Bearer t0ken"), version="v1.30.0", path="http://u:p@h/livez")

    assert [line for line in lines if line.startswith("Authorization")] == ["Authorization: Bearer t0ken"]


@pytest.mark.parametrize(
    ("port", "url"),
    [
        pytest.param(6443, "http://10.0.0.9:6443/", id="number"),
        pytest.param("probe-port", "http://10.0.0.9:6443/", id="kubeadm's-named-port"),
        pytest.param("10257", "http://10.0.0.9:10257/", id="number-as-text"),
        pytest.param("8080", "http://10.0.0.9:9090/", id="a-name-that-looks-like-a-number"),
    ],
)
def test_port(port, url):
    assert ask(HttpGet(port=port)).shown == url


@pytest.mark.parametrize(
    ("port", "error"),
    [
        pytest.param("nonesuch", 'strconv.Atoi: parsing "nonesuch": invalid syntax', id="unknown-name"),
        pytest.param(0, "invalid port number: 0", id="zero"),
        pytest.param(65536, "invalid port number: 65536", id="too-large"),
        pytest.param("-1", "invalid port number: -1", id="negative-text"),
    ],
)
@pytest.mark.parametrize("handler", [HttpGet, TcpSocket])
def test_a_port_that_cannot_be_had_is_an_error_and_never_counted(handler, port, error):
    refused = ask(handler(port=port))

    assert isinstance(refused, Unaskable)
    assert (refused.error, refused.outcome) == (error, Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("handler", "pod_ip", "shown"),
    [
        pytest.param(HttpGet(port=1, host="127.0.0.1"), "10.0.0.9", "http://127.0.0.1:1/", id="own-host"),
        pytest.param(HttpGet(port=1), "10.0.0.9", "http://10.0.0.9:1/", id="pod's-address"),
        pytest.param(HttpGet(port=1), "fd00::9", "http://[fd00::9]:1/", id="pod's-ipv6-address"),
        pytest.param(HttpGet(port=1), "", "http://:1/", id="the-kubelet-knows-none"),
        pytest.param(TcpSocket(port=1, host="h"), "10.0.0.9", "tcp://h:1", id="tcp-own-host"),
        pytest.param(TcpSocket(port=1), "10.0.0.9", "tcp://10.0.0.9:1", id="tcp-pod's-address"),
        pytest.param(Grpc(port=1, service="etcd"), "10.0.0.9", "grpc://10.0.0.9:1/etcd", id="grpc-pod's-address"),
    ],
)
def test_host(handler, pod_ip, shown):
    assert ask(handler, pod_ip=pod_ip).shown == shown


def test_without_a_known_pod_address_nothing_is_guessed():
    refused = ask(HttpGet(port=1), pod_ip=None)

    assert isinstance(refused, Unaskable)
    assert refused.outcome is Outcome.UNKNOWN
    assert "address is not known" in refused.error


@pytest.mark.parametrize(
    ("handler", "shown"),
    [
        pytest.param(Exec(command=("etcdctl", "--password", "x")), "exec:etcdctl", id="exec-shows-no-argument"),
        pytest.param(None, "", id="no-handler"),
    ],
)
def test_what_is_never_asked(handler, shown):
    refused = ask(handler)

    assert isinstance(refused, Unaskable)
    assert (refused.shown, refused.outcome) == (shown, Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("version", "outcome"),
    [
        pytest.param("v1.24.17", Outcome.FAILURE, id="counted-up-to-1.24"),
        pytest.param("v1.25.0", Outcome.UNKNOWN, id="thrown-away-since-1.25"),
        pytest.param("", Outcome.UNKNOWN, id="unknown-version-is-recent"),
    ],
)
def test_a_host_that_makes_no_url_cannot_be_asked(version, outcome):
    refused = ask(HttpGet(port=1, host="my host"), version=version)

    assert isinstance(refused, Unaskable)
    assert refused.outcome is outcome


def test_a_path_that_is_opaque_has_no_host_and_fails():
    refused = ask(HttpGet(port=1, path="healthz:x"))

    assert refused.outcome is Outcome.FAILURE
    assert refused.error == 'Get "http:x": http: no Host in request URL'


@pytest.mark.parametrize(
    ("version", "redirects"), [("v1.13.12", Redirects.ANY), ("v1.14.0", Redirects.SAME_HOST), ("", Redirects.SAME_HOST)]
)
def test_redirect_rule(version, redirects):
    assert ask(HttpGet(port=1), version=version).redirects is redirects


@pytest.mark.parametrize(
    ("version", "host", "noted"),
    [
        pytest.param("v1.13.12", "10.0.0.1", True, id="1.13-goes-through-a-proxy"),
        pytest.param("v1.13.12", "127.0.0.1", False, id="but-not-to-loopback"),
        pytest.param("v1.14.0", "10.0.0.1", False, id="1.14-never"),
    ],
)
def test_proxies_are_ignored_and_where_the_kubelet_would_not_it_is_said(version, host, noted):
    assert bool(ask(HttpGet(port=1, host=host), version=version).notes) == noted


def test_the_timeout_is_the_probe_s():
    assert isinstance(ask(TcpSocket(port=1), timeout=3), TcpRequest)
    assert [ask(h, timeout=3).timeout_seconds for h in (HttpGet(port=1), TcpSocket(port=1))] == [3, 3]
    assert isinstance(ask(Grpc(port=1), timeout=3), GrpcRequest)
