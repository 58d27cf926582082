"""The kubelet source against ports that answer, refuse, hang and flood."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bad_servers import hangs_up, http, http_drip, http_flood, listening, silent
from whyrestart.model.observation import ContainerStatusSeen, PodStatusSeen, ProbeCounters, Source
from whyrestart.sources.kubelet import CLOSED_PORT_SECONDS, FIRST_WAIT_SECONDS, KubeletSource

DATA = Path(__file__).parents[1] / "data" / "kubelet"
PODS = (DATA / "pods_1.20.json").read_bytes()
PROBES = (DATA / "metrics_probes_1.20.txt").read_bytes()
# What 1.20.2 was seen to answer on 10250 while the API server was down.
NO_LEAVE = b"Authorization error (user=kubernetes-admin, verb=get, resource=nodes, subresource=proxy)"
CLOSED = "http://127.0.0.1:1"


def kubelet(asked=None, *, probes=True):
    async def answer(reader, writer):
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        if asked is not None:
            asked.append(path)
        body = {"/pods": PODS, "/metrics/probes": PROBES if probes else None, "/healthz": b"ok"}.get(path)
        status = b"200 OK" if body is not None else b"404 Not Found"
        writer.write(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\n\r\n" + (body or b""))
        await writer.drain()

    return answer


@pytest.fixture
async def source_for(clock):
    made = []

    def make(url="", read_only_url="", *, healthz_url=CLOSED, **options):
        made.append(KubeletSource(clock, url, read_only_url, healthz_url=healthz_url, call_seconds=0.5, **options))
        return made[-1]

    yield make
    for source in made:
        await source.close()


def kinds(look):
    return {type(seen) for seen in look.observations}


async def test_the_read_only_port_tells_pods_and_probes(source_for):
    async with listening(kubelet()) as port:
        look = await source_for(read_only_url=f"http://127.0.0.1:{port}").look()

    assert look.gaps == ()
    assert kinds(look) == {PodStatusSeen, ContainerStatusSeen, ProbeCounters}


async def test_a_kubelet_without_probe_metrics_still_tells_its_pods(source_for):
    async with listening(kubelet(probes=False)) as port:
        look = await source_for(read_only_url=f"http://127.0.0.1:{port}").look()

    assert look.gaps == ()
    assert kinds(look) == {PodStatusSeen, ContainerStatusSeen}


async def test_where_the_read_only_port_is_closed_the_other_is_asked_and_the_closed_one_seldom(source_for, clock):
    asked = []
    async with listening(kubelet(asked)) as port:
        source = source_for(read_only_url=CLOSED, url=f"http://127.0.0.1:{port}")
        look = await source.look()
        source._read_only_url, source._url = source._url, CLOSED
        clock.move(CLOSED_PORT_SECONDS - 1)
        still = await source.look()
        clock.move(CLOSED_PORT_SECONDS)
        opened = await source.look()

    assert look.gaps == opened.gaps == ()
    assert still.gaps


async def test_the_tls_port_is_asked_with_the_first_usable_certificate_and_not_verified(source_for, tmp_path):
    pair = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    context.load_verify_locations(pair[0])
    context.verify_mode = ssl.CERT_REQUIRED
    async with listening(kubelet(), ssl=context) as port:
        url = f"https://127.0.0.1:{port}"
        missing = (str(tmp_path / "no.crt"), str(tmp_path / "no.key"))
        shown = await source_for(url, client_pairs=(missing, pair)).look()
        bare = await source_for(url).look()

    assert shown.gaps == ()
    assert ContainerStatusSeen in kinds(shown)
    assert bare.gaps


async def test_after_one_certificate_was_refused_the_next_is_shown(source_for, tmp_path, clock):
    pair = self_signed(tmp_path)
    unknown = http(b"Unauthorized", status="401 Unauthorized")
    async with listening(unknown) as port:
        source = source_for(f"http://127.0.0.1:{port}", client_pairs=(pair, ("second", "second")))
        await source.look()

    assert source._pairs == (("second", "second"), pair)


async def test_an_unreadable_certificate_is_named(source_for, tmp_path):
    pairs = ((str(tmp_path / "no.crt"), str(tmp_path / "no.key")),)

    why = (await source_for("https://127.0.0.1:1", client_pairs=pairs).look()).gaps[0].why

    assert str(tmp_path / "no.crt") in why
    assert "set client_certificate" in why


async def test_an_encrypted_key_is_refused_without_asking_for_its_password(source_for, tmp_path):
    pair = self_signed(tmp_path, serialization.BestAvailableEncryption(b"hunter2"))

    assert pair[0] in (await source_for("https://127.0.0.1:1", client_pairs=(pair,)).look()).gaps[0].why


async def test_a_refusal_is_calm_says_what_the_kubelet_says_of_itself_and_is_not_repeated_at_once(source_for, clock):
    asked = []
    refusing = http(NO_LEAVE, status="500 Internal Server Error")
    async with listening(refusing) as port, listening(kubelet(asked)) as health:
        url, healthz = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{health}/healthz"
        source = source_for(url=url, healthz_url=healthz)
        first = await source.look()
        clock.move(FIRST_WAIT_SECONDS - 1)
        repeated = await source.look()
        clock.move(1)
        await source.look()
        clock.move(FIRST_WAIT_SECONDS)
        await source.look()

    assert first.gaps == repeated.gaps
    assert (first.waits, repeated.waits) == (False, True)
    assert first.gaps[0].source is Source.KUBELET_API
    assert "cannot ask the API server for leave" in first.gaps[0].why
    assert "/healthz says ok" in first.gaps[0].why
    assert asked == ["/healthz"] * 2


async def test_after_a_refusal_it_sees_again(source_for, clock):
    async with listening(kubelet()) as port:
        source = source_for(url=CLOSED)
        refused = await source.look()
        source._url = f"http://127.0.0.1:{port}"
        clock.move(FIRST_WAIT_SECONDS)
        seen = await source.look()

    assert "nobody listens there" in refused.gaps[0].why
    assert seen.gaps == ()


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        pytest.param(silent, "no answer within 0.5 s", id="hung"),
        pytest.param(http_drip, "no answer within 0.5 s", id="drips"),
        pytest.param(hangs_up, "/pods", id="hangs-up"),
        pytest.param(http(b"Unauthorized", status="401 Unauthorized"), "set client_certificate", id="unknown-client"),
        pytest.param(http(b"Forbidden (user=nobody)", status="403 Forbidden"), "user=nobody", id="forbidden"),
        pytest.param(http(b"<html>hello</html>"), "no PodList", id="another-server"),
        pytest.param(http(b'{"kind":"PodList","items":'), "no PodList", id="truncated"),
    ],
)
async def test_a_port_that_misbehaves_is_a_gap(source_for, behaviour, says):
    async with listening(behaviour) as port:
        look = await source_for(url=f"http://127.0.0.1:{port}").look()

    assert look.observations == ()
    assert says in look.gaps[0].why


async def test_an_endless_answer_is_not_taken_in(clock):
    async with listening(http_flood(100)) as port:
        source = KubeletSource(clock, f"http://127.0.0.1:{port}", "", healthz_url=CLOSED, call_seconds=20)
        look = await source.look()
    await source.close()

    assert "larger than 16 MiB" in look.gaps[0].why


def self_signed(directory, encryption=None):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
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
    paths = directory / "tls.crt", directory / "tls.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(key.private_bytes(*pem, encryption or serialization.NoEncryption()))
    return tuple(map(str, paths))
