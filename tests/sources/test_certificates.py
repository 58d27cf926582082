import asyncio
import base64
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from whyrestart.model.observation import CertificateFileSeen, ListeningSocket, Source
from whyrestart.parsing.manifest import parse
from whyrestart.sources.certificates import CertificateSource, ServedCertificateSource

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def make(common_name):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=2))
        .not_valid_after(NOW - timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), encoded


def manifest(*flags):
    command = "\n".join(f"    - {flag}" for flag in ("kube-apiserver", *flags))
    return f"""apiVersion: v1
kind: Pod
metadata: {{name: kube-apiserver}}
spec:
  containers:
  - name: kube-apiserver
    image: x
    command:
{command}
    volumeMounts: [{{mountPath: /in-the-pod, name: pki}}]
  volumes:
  - name: pki
    hostPath: {{path: HOST}}
"""


@pytest.fixture
async def source_of(tmp_path, clock):
    sources = []

    def build(text="", **more):
        manifests = [parse("/m.yaml", text.replace("HOST", str(tmp_path / "host")).encode(), None)] if text else []
        defaults = {"directory": str(tmp_path / "pki"), "kubeconfigs": (), "files": ()}
        sources.append(CertificateSource(clock, manifests=lambda: manifests, **(defaults | more)))
        return sources[-1]

    yield build
    for source in sources:
        await source.close()


def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


async def test_reads_the_directory_and_never_a_key(tmp_path, source_of):
    certificate, key = make("etcd-server")
    put(tmp_path / "pki" / "etcd" / "server.crt", certificate)
    put(tmp_path / "pki" / "etcd" / "server.key", key)
    put(tmp_path / "pki" / "sa-key.pem", key)

    look = await source_of().look()

    (seen,) = look.observations
    assert seen.path == str(tmp_path / "pki" / "etcd" / "server.crt")
    assert seen.certificates[0].subject == "CN=etcd-server"
    assert seen.modified_at is not None
    assert look.gaps == ()


async def test_reads_what_flags_name_where_it_lies_on_the_host(tmp_path, source_of):
    put(tmp_path / "host" / "ca.crt", make("etcd-ca")[0])
    text = manifest("--etcd-cafile=/in-the-pod/ca.crt", "--etcd-keyfile=/in-the-pod/ca.crt", "--tls-cert-file=/no/such")

    look = await source_of(text).look()

    assert [(seen.path, seen.certificates[0].subject) for seen in look.observations] == [
        (str(tmp_path / "host" / "ca.crt"), "CN=etcd-ca")
    ]


POD = """apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: c, image: x, command: [kube-apiserver, --config=/c/config.yaml]}]
  volumes: [{name: v, hostPath: {path: MOUNTED}}]
"""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param(manifest("--client-ca-file=PKI/backup/ca.crt"), True, id="a-flag"),
        pytest.param(manifest("--client-ca-file=PKI/ca.crt"), False, id="another-s-flag"),
        pytest.param(
            manifest("--a") + "# sh -ec 'etcdctl --cert=PKI/backup/ca.crt get x'\n", True, id="a-probe-s-command"
        ),
        pytest.param("", True, id="no-manifest-at-all"),
        pytest.param("kind: [", True, id="a-manifest-that-cannot-be-read"),
        pytest.param(POD.replace("MOUNTED", "PKI/backup"), True, id="mounted-by-a-pod-that-names-none-by-flags"),
        pytest.param(POD.replace("MOUNTED", "PKI"), False, id="mounted-with-all-the-others"),
    ],
)
async def test_says_of_what_only_lies_in_the_directory_that_nothing_names_it(tmp_path, source_of, text, named):
    kept = put(tmp_path / "pki" / "backup" / "ca.crt", make("old")[0])

    look = await source_of(text.replace("PKI", str(tmp_path / "pki"))).look()

    assert [(seen.path, seen.named) for seen in look.observations] == [(str(kept), named)]


async def test_what_a_flag_begins_to_name_is_told_again(tmp_path, clock):
    put(tmp_path / "pki" / "ca.crt", make("one")[0])
    texts = [manifest("--client-ca-file=/elsewhere"), manifest(f"--client-ca-file={tmp_path}/pki/ca.crt")]
    flags = []
    source = CertificateSource(
        clock,
        manifests=lambda: [parse("/m.yaml", texts[len(flags)].encode(), None)],
        directory=str(tmp_path / "pki"),
        kubeconfigs=(),
        files=(),
    )
    for _ in texts:
        flags += [seen.named for seen in (await source.look()).observations]
    await source.close()

    assert flags == [False, True]


async def test_reads_what_a_kubeconfig_carries_and_what_it_names(tmp_path, source_of):
    inline, _ = make("admin")
    put(tmp_path / "client.pem", make("system:node:master-1")[0])
    kubeconfig = f"""
clusters: [{{name: a, cluster: {{certificate-authority-data: {base64.b64encode(inline).decode()}}}}}]
users: [{{name: b, user: {{client-certificate: client.pem, client-key: client.key}}}}]
"""
    path = put(tmp_path / "kubelet.conf", kubeconfig.encode())

    look = await source_of(kubeconfigs=(str(path),)).look()

    assert {(seen.path, seen.certificates[0].subject, seen.inline_in) for seen in look.observations} == {
        (f"{path}#certificate-authority-data", "CN=admin", str(path)),
        (str(tmp_path / "client.pem"), "CN=system:node:master-1", None),
    }


async def test_tells_of_a_file_again_only_when_it_changed(tmp_path, source_of):
    path = put(tmp_path / "pki" / "ca.crt", make("one")[0])
    source = source_of()
    await source.look()

    unchanged = await source.look()
    path.write_bytes(make("two")[0])
    changed = await source.look()
    path.unlink()
    gone = await source.look()
    still_gone = await source.look()
    path.write_bytes(b"")
    emptied = await source.look()

    assert unchanged.observations == still_gone.observations == ()
    assert [(seen.path, seen.certificates, seen.problem) for seen in gone.observations] == [(str(path), (), None)]
    assert changed.observations[0].certificates[0].subject == "CN=two"
    assert emptied.observations[0].problem == "the file is empty"


async def test_a_directory_in_the_place_of_a_certificate_is_its_problem(tmp_path, source_of):
    (tmp_path / "host" / "ca.crt").mkdir(parents=True)

    look = await source_of(manifest("--client-ca-file=/in-the-pod/ca.crt")).look()

    assert "is a dir" in look.observations[0].problem
    assert look.gaps == ()


async def test_a_hundred_megabytes_in_the_place_of_a_certificate_are_not_read(tmp_path, source_of):
    (tmp_path / "pki").mkdir()
    with (tmp_path / "pki" / "ca.crt").open("wb") as file:
        file.truncate(100 << 20)

    look = await source_of().look()

    assert "104857600 bytes" in look.observations[0].problem


async def test_what_may_not_be_read_is_a_gap_that_names_it(tmp_path, source_of, monkeypatch):
    put(tmp_path / "pki" / "ca.crt", make("one")[0])

    def refuse(path, limit):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("whyrestart.sources.certificates.read", refuse)

    look = await source_of().look()

    assert [gap.source for gap in look.gaps] == [Source.CERTIFICATES]
    assert "pki/ca.crt: Permission denied" in look.gaps[0].why


async def test_what_may_no_longer_be_read_is_not_gone(tmp_path, source_of, monkeypatch):
    put(tmp_path / "pki" / "ca.crt", make("one")[0])
    source = source_of()
    await source.look()

    def refuse(path, limit):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("whyrestart.sources.certificates.read", refuse)

    assert (await source.look()).observations == ()


async def test_what_a_kubeconfig_no_longer_carries_is_gone(tmp_path, source_of):
    inline, _ = make("admin")
    written = f"users: [{{name: b, user: {{client-certificate-data: {base64.b64encode(inline).decode()}}}}}]\n"
    path = put(tmp_path / "kubelet.conf", written.encode())
    source = source_of(kubeconfigs=(str(path),))
    await source.look()
    path.write_text("users: []\n")

    (gone,) = (await source.look()).observations

    assert (gone.path, gone.certificates) == (f"{path}#client-certificate-data", ())


@pytest.fixture
async def serve(tmp_path):
    servers = []

    async def start(pem=None, key=None, handler=None):
        context = None
        if pem:
            put(tmp_path / "serve.pem", pem + key)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(str(tmp_path / "serve.pem"))
        accepted = []

        async def default(reader, writer):
            accepted.append(writer)
            await reader.read()
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(handler or default, "127.0.0.1", 0, ssl=context)
        servers.append(server)
        return server.sockets[0].getsockname()[1], accepted

    yield start
    for server in servers:
        server.close()


def listening(port, program="kube-apiserver", pid=1):
    return ListeningSocket(address="0.0.0.0", port=port, program=program, pid=pid)


async def test_tells_what_a_port_presents_though_it_has_expired(serve, clock):
    pem, key = make("served")
    port, _ = await serve(pem, key)
    source = ServedCertificateSource(clock, sockets=lambda: [listening(port)])

    look = await source.look()

    (seen,) = look.observations
    assert (seen.address, seen.port, seen.certificate.subject) == ("127.0.0.1", port, "CN=served")
    assert seen.pem.encode() == pem


async def test_shakes_hands_seldom(serve, clock):
    port, accepted = await serve(*make("served"))
    sockets = [listening(port)]
    source = ServedCertificateSource(clock, sockets=lambda: sockets)
    counts = []
    for seconds, pid in ((0, 1), (59, 2), (2, 2), (500, 2), (101, 2)):
        clock.move(seconds)
        sockets[:] = [replace(sockets[0], pid=pid)]
        await source.look()
        await asyncio.sleep(0.05)
        counts.append(len(accepted))

    assert counts == [1, 1, 2, 2, 3]


async def test_neither_a_new_life_nor_another_address_makes_a_port_be_asked_more_often(serve, clock):
    port, accepted = await serve(*make("served"))
    sockets = []
    source = ServedCertificateSource(clock, sockets=lambda: sockets)
    for life in range(6):
        for listed in ([replace(listening(port), pid=life), replace(listening(port), address="127.0.0.2")], []):
            sockets[:] = listed
            await source.look()
            clock.move(5)
    await asyncio.sleep(0.05)

    assert len(accepted) == 1


async def test_a_port_that_lets_the_probes_wait_is_left_alone_until_it_answers(serve, clock):
    port, _ = await serve(*make("served"))
    silent = {port}
    source = ServedCertificateSource(clock, sockets=lambda: [listening(port)], silent=lambda: silent)

    waiting = await source.look()
    silent.clear()
    answering = await source.look()

    assert waiting.observations == ()
    assert len(answering.observations) == 1


@pytest.mark.parametrize(
    "unwanted",
    [
        pytest.param(listening(0, program="postgres"), id="a-program-that-is-not-ours"),
        pytest.param(listening(0, program="", pid=None), id="an-owner-unknown-on-an-unknown-port"),
    ],
)
async def test_connects_to_no_stranger(serve, clock, unwanted):
    port, accepted = await serve(*make("served"))
    source = ServedCertificateSource(clock, sockets=lambda: [replace(unwanted, port=port)])

    await source.look()

    assert accepted == []


async def slams(reader, writer):
    writer.close()


async def speaks_http(reader, writer):
    await reader.read(100)
    writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
    writer.close()


async def stays_silent(reader, writer):
    await reader.read()
    writer.close()


@pytest.mark.parametrize("handler", [slams, speaks_http])
async def test_a_port_without_tls_presents_nothing(serve, clock, handler):
    port, _ = await serve(handler=handler)

    look = await ServedCertificateSource(clock, sockets=lambda: [listening(port)]).look()

    assert (look.observations, look.gaps) == ((), ())


async def test_ports_that_hang_are_a_gap_and_hide_no_other(serve, clock, monkeypatch):
    monkeypatch.setattr("whyrestart.sources.certificates.HANDSHAKE_TIMEOUT_SECONDS", 0.5)
    ports = [(await serve(handler=stays_silent))[0] for _ in range(12)]
    port, _ = await serve(*make("served"))
    source = ServedCertificateSource(clock, sockets=lambda: [*map(listening, ports), listening(port)])

    async with asyncio.timeout(3):
        first, second = await source.look(), await source.look()

    assert [seen.port for seen in first.observations] == [port]
    for look in (first, second):
        assert [gap.source for gap in look.gaps] == [Source.SERVED_CERTIFICATES]
        assert f"127.0.0.1:{ports[0]}" in look.gaps[0].why


async def test_a_refused_connection_presents_nothing(clock):
    look = await ServedCertificateSource(clock, sockets=lambda: [listening(1)]).look()

    assert look.observations == ()


def test_the_observation_names_its_source():
    assert CertificateFileSeen(at=NOW, path="/x").source is Source.CERTIFICATES
