"""The etcd source against servers that answer as etcd does, and against servers that do not."""

import asyncio
import json
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bad_servers import garbage, hangs_up, http, http_drip, http_flood, listening, silent
from whyrestart.model.observation import Source
from whyrestart.parsing.manifest import parse
from whyrestart.sources import etcd
from whyrestart.sources.etcd import EtcdSource

METRICS = (Path(__file__).parents[1] / "data" / "etcd" / "metrics-3.4.23.prom").read_bytes()


def serves(health, *, livez=None, readyz=None, metrics=METRICS, asked=None):
    """An etcd's endpoints; one that is None is not there (404). What is asked for is added to `asked`."""

    async def answer(reader, writer):
        request = await reader.readuntil(b"\r\n\r\n")
        path = request.split()[1]
        if asked is not None:
            asked.append(path.decode())
        body = {
            b"/health": json.dumps(health).encode(),
            b"/livez?verbose": livez,
            b"/readyz?verbose": readyz,
            b"/metrics": metrics,
        }.get(path)
        failed = body is not None and (b'"false"' in body or body.startswith(b"[-]"))
        status = b"404 Not Found" if body is None else b"503 Service Unavailable" if failed else b"200 OK"
        writer.write(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\n\r\n" + (body or b"404 page not found"))
        await writer.drain()

    return answer


async def look_at(clock, *urls, **more):
    source = EtcdSource(clock, urls=urls, client_pairs=(), **more)
    look = await source.look()
    await source.close()
    return look


async def test_reads_an_etcd_that_is_well(clock):
    async with listening(serves({"health": "true"})) as port:
        look = await look_at(clock, f"http://127.0.0.1:{port}")

    (seen,) = look.observations
    assert (seen.healthy, seen.has_leader, seen.at) == (True, True, clock.now())
    assert seen.metric("etcd_server_quota_backend_bytes") == 25165824
    assert look.gaps == ()


async def test_reads_an_etcd_with_an_alarm_and_a_failed_check(clock):
    answers = serves(
        {"health": "false", "reason": "ALARM NOSPACE"}, readyz=b"[-]data_corruption failed: x\n", metrics=None
    )
    async with listening(answers) as port:
        look = await look_at(clock, f"http://127.0.0.1:{port}")

    (seen,) = look.observations
    assert (seen.healthy, seen.alarms, seen.metrics) == (False, ("NOSPACE",), ())
    assert seen.reason == "ALARM NOSPACE; data_corruption failed: x"


async def test_asks_whether_it_is_alive_where_the_version_has_it(clock):
    failed = b"[-]serializable_read failed: no leader\n"
    old, new = [], []
    async with listening(serves({"health": "true"}, asked=old)) as port:
        await look_at(clock, f"http://127.0.0.1:{port}")
    answers = serves(
        {"health": "true"}, livez=failed, readyz=failed + b"[-]linearizable_read failed: timed out\n", asked=new
    )
    async with listening(answers) as port:
        look = await look_at(clock, f"http://127.0.0.1:{port}")

    assert "/livez?verbose" not in old
    assert "/livez?verbose" in new
    (seen,) = look.observations
    assert seen.reason == "/livez: serializable_read failed: no leader; linearizable_read failed: timed out"


async def test_asks_where_the_manifest_says_that_it_listens(clock):
    async with listening(serves({"health": "true"})) as port:
        text = f"""apiVersion: v1
kind: Pod
metadata: {{name: etcd}}
spec:
  containers:
  - name: etcd
    image: etcd:3.4.13-0
    command: [etcd, "--listen-metrics-urls=http://0.0.0.0:{port}", "--listen-client-urls=not a url,https://[::1]:1"]
"""
        look = await look_at(clock, manifests=lambda: [parse("/m", text.encode(), None)])

    assert look.observations[0].healthy is True


@pytest.fixture
def own_certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "etcd")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "etcd.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(path)


async def test_shows_the_health_checks_certificate_where_one_is_asked_for(clock, own_certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(own_certificate)
    looks = []
    async with listening(serves({"health": "true"}), ssl=context) as port:
        for pairs in (((own_certificate, own_certificate),), (("/no/such.crt", "/no/such.key"),)):
            source = EtcdSource(clock, urls=[f"https://127.0.0.1:{port}"], client_pairs=pairs)
            looks.append(await source.look())
            await source.close()

    assert looks[0].observations[0].healthy is True
    assert looks[1].observations == ()
    assert [gap.source for gap in looks[1].gaps] == [Source.ETCD]


async def test_stays_with_the_url_that_spoke_and_finds_another_when_it_falls_silent(clock):
    async with listening(serves({"health": "true"})) as second:
        async with listening(serves({"health": "false"})) as first:
            source = EtcdSource(
                clock, urls=[f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}"], client_pairs=()
            )
            before = await source.look()
        after = await source.look()
        await source.close()

    assert before.observations[0].healthy is False
    assert after.observations[0].healthy is True


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        pytest.param(silent, "no answer within", id="silent"),
        pytest.param(garbage, "", id="garbage"),
        pytest.param(hangs_up, "", id="hangs-up"),
        pytest.param(http_flood(), "larger than 8 MiB", id="a-hundred-megabytes"),
        pytest.param(http_drip, "no answer within", id="a-byte-at-a-time"),
        pytest.param(http(b"404 page not found", status="404 Not Found"), "404", id="another-program"),
        pytest.param(
            http(b"moved", status="302 Found", headers="Location: http://192.0.2.1/\r\n"), "302", id="elsewhere"
        ),
    ],
)
async def test_what_is_no_etcd_is_a_gap_in_time(clock, monkeypatch, behaviour, says):
    monkeypatch.setattr(etcd, "TIMEOUT_SECONDS", 0.3)
    async with listening(behaviour) as port, asyncio.timeout(10):
        look = await look_at(clock, f"http://127.0.0.1:{port}")

    assert look.observations == ()
    assert says in look.gaps[0].why


@pytest.mark.parametrize(
    ("servers", "beside", "elsewhere"),
    [
        pytest.param("https://10.0.0.7:2379,https://10.0.0.8:2379", "", True, id="other-hosts"),
        pytest.param("https://127.0.0.1:2379", "", False, id="loopback"),
        pytest.param("https://[::1]:2379,https://10.0.0.8:2379", "", False, id="one-of-them-loopback"),
        pytest.param("https://10.0.0.7:2379", "etcd", False, id="an-etcd-beside-it"),
        pytest.param("", "", False, id="not-told"),
    ],
)
async def test_an_etcd_on_other_machines_is_no_source_that_is_blind(clock, servers, beside, elsewhere):
    def pod(program, flags):
        container = {"name": program, "image": "x", "command": [program, flags]}
        written = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": program},
            "spec": {"containers": [container]},
        }
        return parse(f"/m/{program}.yaml", json.dumps(written).encode(), None)

    manifests = [pod("kube-apiserver", f"--etcd-servers={servers}"), *([pod(beside, "--name=a")] if beside else ())]
    look = await look_at(clock, "http://127.0.0.1:1", manifests=lambda: manifests)

    assert [gap.source for gap in look.gaps] == [Source.ETCD]
    assert look.elsewhere == ({Source.ETCD} if elsewhere else frozenset())
    assert ("does not run on this node" in look.gaps[0].why) == elsewhere


async def test_what_listens_and_is_not_understood_is_blind_wherever_etcd_is_said_to_be(clock):
    apiserver = parse(
        "/m/a.yaml",
        b"{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: kube-apiserver, image: x, "
        b"command: [kube-apiserver, '--etcd-servers=https://10.0.0.7:2379']}]}}",
        None,
    )
    async with listening(garbage) as port:
        look = await look_at(clock, f"http://127.0.0.1:{port}", manifests=lambda: [apiserver])

    assert look.elsewhere == frozenset()


async def test_a_refused_connection_is_a_gap_that_names_the_place(clock):
    look = await look_at(clock, "http://127.0.0.1:1")

    assert look.gaps[0].why.startswith("etcd: http://127.0.0.1:1: ")
