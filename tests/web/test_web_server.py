"""The server's limits, TLS and basic authentication, against real sockets."""

import asyncio
import os
import ssl
from contextlib import suppress
from pathlib import Path

import bcrypt
import httpx
import pytest

from sinks import samples
from web.serving import client_of, serving, until, write_certificate
from whyrestart.errors import ConfigError
from whyrestart.sinks import web_config, web_server
from whyrestart.sinks.web_server import WebServer, address

QUICK = {"exchange_seconds": 0.2, "sweep_seconds": 0.05}


async def closed_within(reader, seconds):
    """Whether the server ends the connection in that time."""
    with suppress(ConnectionError):
        async with asyncio.timeout(seconds):
            while await reader.read(65536):
                pass
    return True


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="says-nothing"),
        pytest.param(b"GET / HTT", id="half-a-request-line"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", id="half-a-header"),
        pytest.param(b"GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\nGET / H", id="half-a-second-request"),
    ],
)
async def test_who_does_not_finish_asking_is_cut_off(sent):
    async with serving(samples.healthy_status(), **QUICK) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(sent)

        assert await closed_within(reader, 5)
        writer.close()


async def test_a_drip_of_bytes_buys_no_time():
    async with serving(samples.healthy_status(), **QUICK) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)

        async def drip():
            with suppress(ConnectionError):
                for byte in b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"x" * 100:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        assert await closed_within(reader, 5)
        await dripping
        writer.close()


async def test_who_does_not_read_the_answer_is_cut_off():
    async with serving(samples.crowded_status(500), **QUICK) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
        writer.transport.pause_reading()
        for _ in range(8):
            writer.write(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: server._state.connections)
        await until(lambda: not server._state.connections, 20)
        writer.transport.abort()
        del reader


async def test_an_idle_connection_between_scrapes_is_kept():
    async with serving(samples.healthy_status(), **QUICK) as server, client_of(server) as client:
        await client.get("/-/healthy")
        (before,) = server._state.connections
        await asyncio.sleep(0.5)
        await client.get("/-/healthy")

        assert server._state.connections == {before}


async def test_no_more_connections_than_the_limit_and_room_again_afterwards():
    async with serving(samples.healthy_status(), max_connections=3) as server:
        held = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
        await until(lambda: len(server._state.connections) == 3)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        assert await closed_within(reader, 5)
        writer.close()
        for _, each in held:
            each.close()
        await until(lambda: not server._state.connections)

        async with client_of(server) as client:
            assert (await client.get("/-/healthy")).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", id="tls-to-plain-http"),
        pytest.param(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20000 + b"\r\n", id="endless-headers"),
        pytest.param(b"GET /\x00 HTTP/1.1\r\n\r\n", id="nul-in-the-path"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n" + b"x" * 200000, id="huge-body"
        ),
    ],
)
async def test_garbage_neither_stops_the_server_nor_fills_it(sent):
    async with serving(samples.healthy_status(), **QUICK) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(sent)
        assert await closed_within(reader, 5)
        writer.close()

        async with client_of(server) as client:
            assert (await client.get("/-/healthy")).status_code == 200


async def test_stopping_lets_go_of_the_port_and_of_idle_connections():
    async with serving(samples.healthy_status()) as server:
        port = server.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await server.stop()

        assert await closed_within(reader, 5)
        writer.close()
        with pytest.raises(OSError, match=r"refused|Connect call failed"):
            await asyncio.open_connection("127.0.0.1", port)


async def test_an_address_in_use_is_an_error_that_says_so():
    async with serving(samples.healthy_status()) as first:
        second = WebServer(lambda *_: None, host="127.0.0.1", port=first.port)

        with pytest.raises(ConfigError, match=f"cannot listen on 127.0.0.1:{first.port}.*expected a free address"):
            await second.start()


@pytest.mark.parametrize(
    ("listen", "expected"),
    [
        pytest.param("127.0.0.1:9877", ("127.0.0.1", 9877), id="ipv4"),
        pytest.param("[::1]:9877", ("::1", 9877), id="ipv6"),
        pytest.param(":0", ("", 0), id="every-address"),
        pytest.param("master-1:80", ("master-1", 80), id="name"),
    ],
)
def test_addresses(listen, expected):
    assert address(listen) == expected


@pytest.mark.parametrize("listen", ["9877", "::1:9877", "host:", "host:x", "host:99999", "host:²"])
def test_what_is_no_address_is_refused_with_an_example(listen):
    with pytest.raises(ConfigError, match=r"expected host:port, such as 127\.0\.0\.1:9877"):
        address(listen)


# ---- the web configuration file -----------------------------------------------------------------------------------


def configured(directory: Path, text: str):
    path = directory / "web.yaml"
    path.write_text(text)
    return web_config.load(path)


TLS = "tls_server_config: {cert_file: server.crt, key_file: server.key"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("tls_server_config: {cert_file: a}", "expected both cert_file and key_file", id="half-a-pair"),
        pytest.param("tls_server_confg: {}", "tls_server_confg not supported; expected any of basic_auth", id="typo"),
        pytest.param(TLS + ", min_version: TLS10}", "min_version: TLS10 not supported", id="old-tls"),
        pytest.param(
            TLS + ", client_auth_type: RequestClientCert}", "RequestClientCert not supported; expected", id="no-verify"
        ),
        pytest.param(
            TLS + ", client_auth_type: RequireAndVerifyClientCert}", "expected client_ca_file", id="no-authority"
        ),
        pytest.param(TLS + ", client_ca_file: ca.crt}", "expected client_auth_type", id="authority-unused"),
        pytest.param(TLS + ", cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]}", "RC4", id="weak-cipher"),
        pytest.param("basic_auth_users: {bob: secret}", "basic_auth_users.bob: expected a bcrypt hash", id="plain"),
        pytest.param("basic_auth_users: {bob: $2y$10$cut}", "basic_auth_users.bob: expected a bcrypt hash", id="cut"),
        pytest.param("basic_auth_users: [bob]", "expected names and their bcrypt hashes", id="list-of-users"),
        pytest.param("http_server_config: {headers: {X-Other: y}}", "X-Other not supported", id="header"),
        pytest.param("[1, 2]", "the file: expected keys and values", id="not-a-mapping"),
        pytest.param("a: [", "cannot read the web configuration", id="not-yaml"),
    ],
)
def test_a_wrong_web_configuration_says_what_was_expected(tmp_path, text, complaint):
    with pytest.raises(ConfigError, match=r"web\.yaml: ") as refused:
        configured(tmp_path, text)

    assert complaint in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_empty_web_configuration_changes_nothing(tmp_path):
    config = configured(tmp_path, "")

    assert (config.tls, dict(config.users), dict(config.headers)) == (None, {}, {})


async def test_a_certificate_that_cannot_be_read_is_told_at_the_start(tmp_path):
    with pytest.raises(ConfigError, match=r"cannot use .*server\.crt"):
        async with serving(config=configured(tmp_path, TLS + "}")):
            pass


async def test_headers_of_the_configuration_beat_our_own(tmp_path):
    config = configured(tmp_path, "http_server_config: {headers: {X-Frame-Options: sameorigin}}")
    async with serving(samples.healthy_status(), config=config) as server, client_of(server) as client:
        assert (await client.get("/")).headers["x-frame-options"] == "sameorigin"


def user(name, password):
    return f"{name}: '{bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()}'"


@pytest.mark.parametrize(
    ("auth", "status"),
    [
        pytest.param(("bob", "right"), 200, id="right"),
        pytest.param(("bob", "wrong"), 401, id="wrong-password"),
        pytest.param(("eve", "right"), 401, id="unknown-name"),
        pytest.param(("bob", ""), 401, id="empty-password"),
        pytest.param(("bob", "x" * 500), 401, id="password-beyond-bcrypt"),
        pytest.param(("bob", "ri\x00ght"), 401, id="nul"),
        pytest.param(("ann", "y" * 72 + "whatever"), 200, id="bcrypt-looks-at-72-bytes"),
        pytest.param(None, 401, id="none"),
    ],
)
async def test_basic_authentication_guards_every_path(tmp_path, auth, status):
    config = configured(tmp_path, f"basic_auth_users:\n  {user('bob', 'right')}\n  {user('ann', 'y' * 72)}\n")
    async with serving(samples.healthy_status(), config=config) as server, client_of(server, auth=auth) as client:
        answers = [await client.get(path) for path in ("/", "/metrics", "/-/healthy", "/metrics")]

    assert [answer.status_code for answer in answers] == [status] * 4
    if status == 401:
        assert answers[0].headers["www-authenticate"] == 'Basic realm="whyrestart"'
        assert "content-security-policy" in answers[0].headers


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Basic Ym9i", "Bearer Ym9iOnJpZ2h0", "Basic Ym9iOnJpZ2h0 x", "Basic //8="]
)
async def test_malformed_credentials_are_no_credentials(tmp_path, header):
    config = configured(tmp_path, f"basic_auth_users: {{{user('bob', 'right')}}}")
    async with serving(samples.healthy_status(), config=config) as server, client_of(server) as client:
        assert (await client.get("/", headers={"Authorization": header})).status_code == 401


def trusting(directory, *, certificate=None):
    context = ssl.create_default_context(cafile=str(directory / "ca.crt"))
    if certificate is not None:
        context.load_cert_chain(directory / f"{certificate}.crt", directory / f"{certificate}.key")
    return context


@pytest.fixture
def authority(tmp_path):
    issuer = write_certificate(tmp_path, "ca")
    write_certificate(tmp_path, "server", issuer=issuer)
    return issuer


async def test_no_more_handshakes_under_way_than_the_limit_and_room_again_afterwards(tmp_path, authority, monkeypatch):
    monkeypatch.setattr(web_server, "MAX_HANDSHAKES", 3)
    async with serving(samples.healthy_status(), config=configured(tmp_path, TLS + "}")) as server:
        held = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
        await until(lambda: len(server._handshakes) == 3)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        assert await closed_within(reader, 2)
        writer.close()
        for _, each in held:
            each.close()
        await until(lambda: not server._handshakes)

        async with client_of(server, scheme="https", verify=trusting(tmp_path)) as client:
            assert (await client.get("/-/healthy")).status_code == 200


async def test_it_stops_though_handshakes_are_under_way(tmp_path, authority):
    async with serving(samples.healthy_status(), config=configured(tmp_path, TLS + "}")) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        await until(lambda: server._handshakes)

    assert await closed_within(reader, 2)
    writer.close()


async def test_tls_serves_the_configured_certificate(tmp_path, authority):
    config = configured(tmp_path, TLS + ", min_version: TLS13}")
    async with serving(samples.healthy_status(), config=config) as server:
        async with client_of(server, scheme="https", verify=trusting(tmp_path)) as client:
            assert (await client.get("/-/healthy")).status_code == 200
        old = trusting(tmp_path)
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with pytest.raises(httpx.ConnectError):
            async with client_of(server, scheme="https", verify=old) as client:
                await client.get("/-/healthy")


@pytest.mark.parametrize(
    ("presented", "allowed"),
    [
        pytest.param("scraper", True, id="allowed-name"),
        pytest.param("other", False, id="trusted-but-other-name"),
        pytest.param(None, False, id="no-certificate"),
    ],
)
async def test_client_certificates(tmp_path, authority, presented, allowed):
    write_certificate(tmp_path, "scraper", issuer=authority, sans=("prometheus.example",))
    write_certificate(tmp_path, "other", issuer=authority, sans=("other.example",))
    config = configured(
        tmp_path,
        TLS + ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt,"
        " client_allowed_sans: [prometheus.example]}",
    )
    context = trusting(tmp_path, certificate=presented)
    async with (
        serving(samples.healthy_status(), config=config) as server,
        client_of(server, scheme="https", verify=context) as client,
    ):
        try:
            answered = (await client.get("/-/healthy")).status_code == 200
        except httpx.TransportError:
            answered = False

    assert answered == allowed


async def test_a_renewed_certificate_is_taken_up_and_a_broken_one_is_not(tmp_path, authority, caplog):
    config = configured(tmp_path, TLS + "}")

    async def serial():
        _, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=trusting(tmp_path))
        number = writer.get_extra_info("ssl_object").getpeercert()["serialNumber"]
        writer.close()
        await writer.wait_closed()
        return int(number, 16)

    async with serving(samples.healthy_status(), config=config, sweep_seconds=0.05) as server:
        before = await serial()
        renewed, _ = write_certificate(tmp_path, "server", issuer=authority)
        async with asyncio.timeout(5):
            while (now := await serial()) == before:
                pass
        assert now == renewed.serial_number
        (tmp_path / "server.crt").write_text("no certificate")
        os.utime(tmp_path / "server.crt", (1, 1))
        await until(lambda: "cannot be used" in caplog.text)

        assert await serial() == renewed.serial_number
