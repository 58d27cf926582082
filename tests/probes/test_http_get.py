"""httpGet attempts against real sockets: what goes out, and what is made of what comes back."""

import asyncio
import gzip
import re
import socket
import ssl
import threading
from dataclasses import replace

import pytest

from probes.listeners import Web, blocking_tls, listening, ok, says, silent
from whyrestart.model.manifest import Container, Header, HttpGet, Probe, ProbeKind
from whyrestart.model.observation import Outcome
from whyrestart.model.secret import Secret
from whyrestart.model.version import Version
from whyrestart.probes.http_get import BODY_BYTES, http_get, on_the_wire
from whyrestart.probes.spec import request_for

SUCCESS, FAILURE, UNKNOWN = Outcome.SUCCESS, Outcome.FAILURE, Outcome.UNKNOWN


def request(port, path="/livez", *, scheme="HTTP", host="127.0.0.1", version="v1.30.0", timeout=5.0, headers=()):
    handler = HttpGet(
        port=port,
        path=path,
        scheme=scheme,
        host=host,
        headers=tuple(Header(name=name, value=Secret(value)) for name, value in headers),
    )
    probe = Probe(kind=ProbeKind.LIVENESS, handler=handler)
    asked = request_for(probe, Container(name="c"), pod_ip=None, version=Version.parse(version))
    return replace(asked, timeout_seconds=timeout)


async def get(listener, *, tls=None, **kwargs):
    async with listening(listener, tls=tls) as port:
        return await http_get(request(port, **kwargs))


def redirect(location, status="302 Found"):
    return ok(b"", status, Location=location)


async def test_the_bytes_on_the_wire_are_the_request_s():
    web = Web(ok())
    async with web.listening() as port:
        asked = request(port, headers=[("x-key", "v")])
        await http_get(asked)

    assert web.requests == [on_the_wire(asked)]
    assert web.requests[0] == (
        b"GET /livez HTTP/1.1\r\n"
        b"Host: 127.0.0.1:%d\r\n"
        b"User-Agent: kube-probe/1.30\r\n"
        b"Accept: */*\r\n"
        b"X-Key: v\r\n"
        b"Connection: close\r\n\r\n" % port
    )


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        pytest.param("200 OK", SUCCESS, id="200"),
        pytest.param("204 No Content", SUCCESS, id="204"),
        pytest.param("300 Multiple Choices", SUCCESS, id="300-is-a-warning-and-so-a-success"),
        pytest.param("304 Not Modified", SUCCESS, id="304"),
        pytest.param("399 Odd", SUCCESS, id="399"),
        pytest.param("400 Bad Request", FAILURE, id="400"),
        pytest.param("401 Unauthorized", FAILURE, id="401"),
        pytest.param("500 Internal Server Error", FAILURE, id="500"),
        pytest.param("999 Odd", FAILURE, id="999"),
    ],
)
async def test_status(status, outcome):
    body = b"" if status[:3] in {"204", "304"} else b"told"
    answer = await get(Web(ok(body, status)))

    assert (answer.outcome, answer.status, answer.error, answer.body) == (outcome, int(status[:3]), None, body)


async def test_interim_answers_are_passed_over():
    answer = await get(Web(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" + ok()))

    assert (answer.outcome, answer.status) == (SUCCESS, 200)


async def test_switching_protocols_is_no_success():
    answer = await get(Web(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"))

    assert (answer.outcome, answer.status) == (FAILURE, 101)


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\nok", id="http-1.0-until-the-end"),
        pytest.param(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", id="no-reason-phrase"),
        pytest.param(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", id="bare-line-feeds"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", id="chunked"
        ),
    ],
)
async def test_ways_to_say_ok(response):
    answer = await get(Web(response))

    assert (answer.outcome, answer.body) == (SUCCESS, b"ok")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        pytest.param(b"SSH-2.0-x\r\n", 'malformed HTTP response "SSH-2.0-x"', id="ssh"),
        pytest.param(b"\x15\x03\x01", r'malformed HTTP response "\x15\x03\x01"', id="tls-alert"),
        pytest.param(b"\xff\xfe\n", r'malformed HTTP response "\xff\xfe"', id="no-utf-8"),
        pytest.param(b"HTTP/1.1 2xx OK\r\n\r\n", 'malformed HTTP status code "2xx"', id="status-no-number"),
        pytest.param(b"HTTP/one 200 OK\r\n\r\n", 'malformed HTTP version "HTTP/one"', id="version-no-number"),
        pytest.param(b"", "EOF", id="hangs-up-without-a-word"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", "unexpected EOF", id="hangs-up-within-the-headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "malformed MIME header", id="header-without-colon"),
    ],
)
async def test_answers_that_are_none_fail_in_go_s_words(said, error):
    answer = await get(Web(said), path="/")

    assert (answer.outcome, answer.status) == (FAILURE, None)
    assert re.match(r'Get "http://127\.0\.0\.1:\d+/": ', answer.error)
    assert error in answer.error


async def test_endless_headers_are_cut():
    answer = await get(Web(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 400_000))

    assert answer.outcome is FAILURE
    assert "response headers exceeded" in answer.error


@pytest.mark.parametrize(
    ("version", "words"),
    [
        pytest.param("v1.30.0", 'Get "http://{0}/": dial tcp {0}: connect: connection refused', id="1.30"),
        pytest.param("v1.18.0", "Get http://{0}/: dial tcp {0}: connect: connection refused", id="1.18"),
        pytest.param("v1.6.0", "Get http://{0}/: dial tcp {0}: getsockopt: connection refused", id="1.6"),
    ],
)
async def test_refused(version, words):
    async with listening(silent) as port:
        pass

    answer = await http_get(request(port, "/", version=version))

    assert (answer.outcome, answer.error) == (FAILURE, words.format(f"127.0.0.1:{port}"))


async def test_a_name_that_nobody_knows():
    answer = await http_get(request(6443, host="no such host.invalid".replace(" ", "-")))

    assert answer.outcome is FAILURE
    assert answer.error.endswith("dial tcp: lookup no-such-host.invalid: no such host")


async def test_reset():
    async def reset(reader, writer):
        await reader.read(1024)
        writer.transport.abort()

    async with listening(reset) as port:
        answer = await http_get(request(port))

    assert answer.outcome is FAILURE
    assert answer.error.endswith(f"->127.0.0.1:{port}: read: connection reset by peer") or answer.error.endswith(
        ": EOF"
    )


@pytest.mark.parametrize(
    ("version", "words"),
    [
        pytest.param("v1.30.0", "context deadline exceeded", id="1.30"),
        pytest.param("v1.18.0", "net/http: request canceled", id="1.18"),
    ],
)
async def test_a_server_that_never_answers(version, words):
    answer = await get(silent, version=version, timeout=0.1)

    assert answer.outcome is FAILURE
    assert answer.error.endswith(f": {words} (Client.Timeout exceeded while awaiting headers)")


async def test_a_slowloris_is_cut_off_while_it_dribbles_headers():
    answer = await get(says(*[b"HTTP/1.1 200 OK\r\nA: "] + [b"b"] * 100, pause=0.02), timeout=0.2)

    assert (answer.outcome, answer.status) == (FAILURE, None)
    assert "while awaiting headers" in answer.error


async def test_a_slowloris_is_cut_off_while_it_dribbles_a_body():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    answer = await get(says(head, *[b"b"] * 100, pause=0.02), timeout=0.2)

    assert (answer.outcome, answer.status) == (UNKNOWN, 200)
    assert "while reading body" in answer.error
    assert answer.body.startswith(b"b")


async def test_a_handshake_that_never_ends_is_cut_off():
    answer = await get(silent, scheme="HTTPS", timeout=0.1)

    assert answer.outcome is FAILURE
    assert "request canceled while waiting for connection" in answer.error


@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error"])
async def test_a_body_that_stalls_is_an_error_whatever_the_status(status):
    head = f"HTTP/1.1 {status}\r\nContent-Length: 10\r\n\r\n12345".encode()
    answer = await get(says(head, then_wait=True), timeout=0.1)

    assert (answer.outcome, answer.status, answer.body) == (UNKNOWN, int(status[:3]), b"12345")


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", id="shorter-than-promised"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n", id="no-last-chunk"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="no-chunk-at-all"),
    ],
)
async def test_a_broken_body_is_an_error(response):
    answer = await get(Web(response))

    assert (answer.outcome, answer.status, answer.error) == (UNKNOWN, 200, "unexpected EOF")


async def test_ten_kib_of_a_huge_body_are_kept_and_no_more_is_waited_for():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"
    answer = await get(says(head + b"x" * BODY_BYTES * 2, then_wait=True))

    assert (answer.outcome, len(answer.body)) == (SUCCESS, BODY_BYTES)


async def test_an_endless_body_ends_a_1_15_probe_by_its_timeout():
    async def endless(reader, writer):
        await reader.read(1024)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 1000)
            await writer.drain()
            await asyncio.sleep(0.001)

    answer = await get(endless, version="v1.15.0", timeout=0.2)

    assert (answer.outcome, answer.status) == (UNKNOWN, 200)
    assert len(answer.body) <= BODY_BYTES


@pytest.mark.parametrize(
    ("version", "body", "expected"),
    [
        pytest.param("v1.19.0", gzip.compress(b"ok"), (SUCCESS, b"ok", None), id="unpacked-as-go-did-up-to-1.19"),
        pytest.param("v1.19.0", b"not gzip", (UNKNOWN, b"", "gzip: invalid header"), id="broken-gzip-is-an-error"),
        pytest.param("v1.19.0", gzip.compress(b"ok")[:-9], (UNKNOWN, b"ok", "unexpected EOF"), id="cut-is-an-error"),
        pytest.param("v1.20.0", b"not gzip", (SUCCESS, b"not gzip", None), id="never-unpacked-since-1.20"),
    ],
)  # fmt: skip
async def test_gzip(version, body, expected):
    answer = await get(Web(ok(body, **{"Content-Encoding": "gzip"})), version=version)

    assert (answer.outcome, answer.body, answer.error) == expected


async def test_a_bomb_is_not_unpacked_beyond_what_is_kept():
    bomb = gzip.compress(b"\0" * 50_000_000)
    answer = await get(Web(ok(bomb, **{"Content-Encoding": "gzip"})), version="v1.19.0")

    assert (answer.outcome, len(answer.body)) == (SUCCESS, BODY_BYTES)


# ---- redirects ----


async def test_headers_that_go_keeps_for_itself_are_not_sent():
    web = Web(ok())

    await get(web, headers=[("content-length", "5"), ("Transfer-Encoding", "chunked"), ("Trailer", "X"), ("X-A", "1")])

    assert b"X-A: 1\r\n" in web.requests[0]
    assert not any(name in web.requests[0].lower() for name in (b"content-length", b"transfer-encoding", b"trailer"))


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
async def test_redirects_on_the_same_host_are_followed(status):
    web = Web(redirect("/other?x=1", status), ok())
    answer = await get(web)

    assert answer.outcome is SUCCESS
    assert web.requests[1].startswith(b"GET /other?x=1 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("version", "outcome"),
    [
        pytest.param("v1.30.0", (SUCCESS, 302), id="left-standing-and-so-a-success"),
        pytest.param("v1.14.0", (SUCCESS, 302), id="since-1.14"),
        pytest.param("v1.13.0", (FAILURE, None), id="followed-before"),
    ],
)
async def test_redirects_to_another_host(version, outcome):
    answer = await get(Web(redirect("http://localhost:1/")), version=version)

    assert (answer.outcome, answer.status) == outcome


async def test_a_redirect_may_change_port_and_scheme(authority):
    secure = Web(ok(b"secure"))
    async with secure.listening(tls=authority.server()) as port:
        answer = await get(Web(redirect(f"https://127.0.0.1:{port}/")))

    assert (answer.outcome, answer.body) == (SUCCESS, b"secure")


async def test_ten_requests_and_no_more():
    web = Web(redirect("/again"))
    answer = await get(web)

    assert len(web.requests) == 10
    assert answer.outcome is FAILURE
    assert answer.error.endswith('/again": stopped after 10 redirects')


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        pytest.param("v1.24.0", (SUCCESS, 302), id="stands-since-1.24"),
        pytest.param("v1.23.0", (FAILURE, None), id="fails-before"),
    ],
)
async def test_a_redirect_without_location(version, expected):
    answer = await get(Web(ok(b"", "302 Found")), version=version)

    assert (answer.outcome, answer.status) == expected


@pytest.mark.parametrize("status", [307, 308])
async def test_an_old_kubelet_too_lets_307_and_308_without_location_stand(status):
    answer = await get(Web(ok(b"", f"{status} Redirect")), version="v1.20.2")

    assert (answer.outcome, answer.status) == (SUCCESS, status)


@pytest.mark.parametrize(
    ("location", "words"),
    [
        pytest.param("http://127.0.0.1:x/", "failed to parse Location header", id="no-url"),
        pytest.param("ftp://127.0.0.1/", 'unsupported protocol scheme "ftp"', id="other-protocol"),
    ],
)
async def test_redirects_that_cannot_be_followed(location, words):
    answer = await get(Web(redirect(location)))

    assert answer.outcome is FAILURE
    assert words in answer.error


async def test_a_redirect_carries_headers_and_referer_along():
    web = Web(redirect("/b"), ok())
    await get(web, headers=[("Authorization", "Bearer t0ken"), ("X-A", "1"), ("Host", "api.example")])

    second = web.requests[1].decode()
    assert "Host: api.example" in second
    assert "Authorization: Bearer t0ken" in second
    assert re.search(r"Referer: http://127\.0\.0\.1:\d+/livez\r\n", second)


async def test_an_old_kubelet_s_redirect_to_another_host_leaves_credentials_behind():
    other = Web(ok())
    async with other.listening(host="localhost") as port:
        web = Web(redirect(f"http://localhost:{port}/"))
        answer = await get(web, version="v1.13.0", headers=[("Authorization", "Bearer t0ken"), ("X-A", "1")])

    assert answer.outcome is SUCCESS
    assert b"t0ken" not in other.requests[0]
    assert b"X-A: 1" in other.requests[0]


async def test_a_redirect_s_own_body_is_not_waited_for_to_its_end():
    async def answer(reader, writer):
        if b"/b" in await reader.readuntil(b"\r\n\r\n"):
            writer.write(ok())
        else:
            writer.write(b"HTTP/1.1 302 F\r\nLocation: /b\r\n\r\n" + b"x" * 4096)
            await asyncio.sleep(60)

    assert (await get(answer, timeout=3)).outcome is SUCCESS


# ---- TLS ----


async def test_https_needs_no_trust(authority):
    answer = await get(Web(ok()), tls=authority.server(), scheme="HTTPS")

    assert (answer.outcome, answer.body) == (SUCCESS, b"ok")


async def test_only_http_1_1_is_offered(authority):
    context = authority.server()
    context.set_alpn_protocols(["h2", "http/1.1"])
    chosen = []

    async def answer(reader, writer):
        chosen.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await Web(ok())(reader, writer)

    assert (await get(answer, tls=context, scheme="HTTPS")).outcome is SUCCESS
    assert chosen == ["http/1.1"]


@pytest.mark.parametrize(
    ("demand", "outcome"),
    [pytest.param("asked", SUCCESS, id="asked"), pytest.param("required", FAILURE, id="required")],
)
@pytest.mark.parametrize("protocol", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_server_that_wants_a_client_certificate(authority, demand, outcome, protocol):
    context = authority.server(client_certificates=demand)
    context.maximum_version = context.minimum_version = protocol
    with blocking_tls(context, ok()) as port:
        answer = await http_get(request(port, scheme="HTTPS"))

    assert answer.outcome is outcome
    if outcome is FAILURE:
        words = "certificate required" if protocol is ssl.TLSVersion.TLSv1_3 else "handshake failure"
        assert answer.error.endswith(f"remote error: tls: {words}")


async def test_https_to_a_plain_http_server():
    async def plain(reader, writer):
        await reader.read(1024)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    answer = await get(plain, scheme="HTTPS")

    assert answer.error.endswith("http: server gave HTTP response to HTTPS client")


async def test_https_to_a_garbage_speaker():
    async def garbage(reader, writer):
        writer.write(b"220 mail.example ESMTP\r\n")
        await reader.read(1024)

    answer = await get(garbage, scheme="HTTPS")

    assert answer.error.endswith("tls: first record does not look like a TLS handshake")


async def test_https_to_one_that_hangs_up():
    async def rude(reader, writer):
        await reader.read(1024)

    assert (await get(rude, scheme="HTTPS")).error.endswith(": EOF")


async def test_http_to_a_tls_port_gets_an_alert_or_nothing(authority):
    answer = await get(Web(ok()), tls=authority.server(), scheme="HTTP")

    assert answer.outcome is FAILURE
    assert "malformed HTTP response" in answer.error or answer.error.endswith(("EOF", "reset by peer"))


async def test_http_to_go_s_tls_port_gets_its_400():
    answer = await get(Web(ok(b"Client sent an HTTP request to an HTTPS server.\n", "400 Bad Request")))

    assert (answer.outcome, answer.status) == (FAILURE, 400)
    assert b"HTTPS server" in answer.body


@pytest.mark.parametrize(
    ("version", "outcome"),
    [
        pytest.param("v1.23.0", SUCCESS, id="spoken-up-to-1.23"),
        pytest.param("v1.24.0", FAILURE, id="refused-since-1.24"),
    ],
)
async def test_tls_1_1_by_version(authority, version, outcome):
    context = authority.server()
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    answer = await get(Web(ok()), tls=context, scheme="HTTPS", version=version)

    assert answer.outcome is outcome


# ---- addresses ----


async def test_ipv6():
    web = Web(ok())
    async with web.listening(host="::1") as port:
        answer = await http_get(request(port, host="::1"))

    assert answer.outcome is SUCCESS
    assert f"Host: [::1]:{port}\r\n".encode() in web.requests[0]


async def test_a_name_with_two_addresses_is_tried_on_both():
    web = Web(ok())
    async with web.listening(host="127.0.0.1") as port:
        assert (await http_get(request(port, host="localhost"))).outcome is SUCCESS


async def test_a_resolver_that_hangs_takes_no_thread_that_others_need(monkeypatch):
    resolve, hung = socket.getaddrinfo, threading.Event()

    def getaddrinfo(host, *args, flags=0, **kwargs):
        if not flags:
            hung.wait(20)
        return resolve(host, *args, flags=flags, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    try:
        names = [http_get(request(1, host=f"h{n}.example", timeout=0.1)) for n in range(40)]
        assert {answer.outcome for answer in await asyncio.gather(*names)} == {FAILURE}
        async with asyncio.timeout(5):
            assert await asyncio.to_thread(lambda: "judged") == "judged"
            assert (await get(Web(ok()))).outcome is SUCCESS
    finally:
        hung.set()


async def test_an_empty_host_is_this_machine():
    web = Web(ok())
    async with web.listening() as port:
        asked = request(port)
        answer = await http_get(replace(asked, url=replace(asked.url, host=f":{port}")))

    assert answer.outcome is SUCCESS
    assert f"Host: :{port}\r\n".encode() in web.requests[0]


async def test_a_header_value_that_go_does_not_send():
    web = Web(ok())
    async with web.listening() as port:
        answer = await http_get(request(port, headers=[("X-A", "a\r\nInjected: b")]))

    assert answer.outcome is FAILURE
    assert 'invalid header field value for "X-A"' in answer.error
    assert web.requests == []
