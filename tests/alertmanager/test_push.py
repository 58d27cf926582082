"""When alerts are sent to Alertmanager, in which shape, and what happens when it is away."""

import asyncio
import contextlib
import json
import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from sinks import samples
from web.serving import write_certificate
from whyrestart.errors import ConfigError
from whyrestart.model.secret import Secret
from whyrestart.sinks.alertmanager import RESEND, RESOLVED_FOR, AlertmanagerPush, PushConfig
from whyrestart.sinks.alerts import alerts

CONFIG = PushConfig(
    urls=("http://am-1:9093", "http://am-2:9093/prefix/"),
    external_url="http://10.0.0.4:9877/",
    labels={"job": "whyrestart", "instance": "10.0.0.4:9877"},
)
ONE = replace(CONFIG, urls=CONFIG.urls[:1])
LOOPING = replace(samples.looping_status(), manifests=(), certificates=(), sources=(), containers=())


class Clock:
    def __init__(self):
        self.at = samples.AT

    def now(self):
        return self.at

    def monotonic(self):
        return 0.0


class Alertmanagers:
    """Peers that take alerts, unless their host is among `away`."""

    def __init__(self):
        self.away = set()
        self.requests = []

    def __call__(self, request):
        if request.url.host in self.away:
            raise httpx.ConnectError("refused")
        self.requests.append(request)
        return httpx.Response(200)

    def taken(self):
        """(host, alertname, endsAt) of everything since the last call."""
        found = [
            (request.url.host, alert["labels"]["alertname"], alert["endsAt"])
            for request in self.requests
            for alert in json.loads(request.content)
        ]
        self.requests.clear()
        return found


@pytest.fixture
def peers():
    return Alertmanagers()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def make_push(peers, clock):
    made = []

    def make(config=ONE):
        made.append(AlertmanagerPush(config, clock=clock, transport=httpx.MockTransport(peers)))
        return made[-1]

    yield make
    for push in made:
        await push.close()


async def firing(push, clock, status=LOOPING):
    """Push until every alert of the status has lasted long enough."""
    await push.push(status)
    clock.at += timedelta(minutes=11)
    await push.push(status)


async def test_nothing_is_sent_before_it_has_lasted_long_enough(make_push, peers, clock):
    push = make_push()
    await push.push(LOOPING)
    clock.at += timedelta(seconds=59)
    await push.push(LOOPING)
    before = peers.taken()
    clock.at += timedelta(seconds=1)
    await push.push(LOOPING)

    assert before == []
    assert [name for _, name, _ in peers.taken()] == ["WhyRestartLooping"]


async def test_what_ends_before_that_is_never_sent(make_push, peers, clock):
    push = make_push()
    await push.push(LOOPING)
    clock.at += timedelta(seconds=30)
    await push.push(samples.healthy_status())
    clock.at += timedelta(seconds=31)
    await push.push(LOOPING)

    assert peers.taken() == []


async def test_the_shape_is_that_of_the_v2_interface(make_push, peers, clock):
    push = make_push()
    await firing(push, clock)
    (request,) = peers.requests
    looping, downstream = sorted(json.loads(request.content), key=lambda each: each["labels"]["severity"])

    assert str(request.url) == "http://am-1:9093/api/v2/alerts"
    assert looping["labels"] == {
        "alertname": "WhyRestartLooping",
        "severity": "critical",
        "job": "whyrestart",
        "instance": "10.0.0.4:9877",
        "namespace": "kube-system",
        "pod": "kube-apiserver-master-1",
        "container": "kube-apiserver",
        "cause": "anonymous_auth_disabled",
    }
    assert looping["annotations"]["summary"] == "A static pod restarts in a loop."
    assert looping["annotations"]["runbook_url"] == "http://10.0.0.4:9877/causes/anonymous_auth_disabled"
    assert looping["startsAt"] == "2026-11-23T08:11:00Z"
    assert looping["endsAt"] == "2026-11-23T08:15:00Z"
    assert downstream["labels"]["alertname"] == "WhyRestartDownstreamLooping"


async def test_a_firing_alert_is_sent_again_every_minute_with_a_later_end(make_push, peers, clock):
    push = make_push()
    await firing(push, clock)
    first = peers.taken()
    sent = []
    for _ in range(12):
        clock.at += timedelta(seconds=15)
        await push.push(LOOPING)
        sent.append(len(peers.taken()))

    assert len(first) == 2
    assert sent == [0, 0, 0, 2] * 3


async def test_a_resolved_alert_is_sent_at_once_and_then_for_a_quarter_of_an_hour(make_push, peers, clock):
    push = make_push()
    await firing(push, clock)
    peers.taken()
    clock.at += timedelta(seconds=15)
    resolved_at = clock.at
    await push.push(samples.healthy_status())
    ends = {end for _, _, end in peers.taken()}
    again = 0
    while clock.at < resolved_at + RESOLVED_FOR + 5 * RESEND:
        clock.at += RESEND
        await push.push(samples.healthy_status())
        again += bool(peers.taken())

    assert ends == {resolved_at.isoformat().replace("+00:00", "Z")}
    assert again == RESOLVED_FOR // RESEND


async def test_what_comes_back_starts_anew(make_push, peers, clock):
    push = make_push()
    await firing(push, clock)
    clock.at += timedelta(minutes=1)
    await push.push(samples.healthy_status())
    peers.taken()
    await firing(push, clock)
    starts = {alert["startsAt"] for request in peers.requests for alert in json.loads(request.content)}

    assert starts == {clock.at.isoformat().replace("+00:00", "Z")}


async def test_every_peer_gets_every_alert_below_its_own_path(make_push, peers, clock):
    push = make_push(CONFIG)
    await firing(push, clock)

    assert {str(request.url) for request in peers.requests} == {
        "http://am-1:9093/api/v2/alerts",
        "http://am-2:9093/prefix/api/v2/alerts",
    }


async def test_one_peer_away_neither_stops_the_other_nor_fills_the_log(make_push, peers, clock, caplog):
    peers.away = {"am-1"}
    push = make_push(CONFIG)
    await firing(push, clock)
    for _ in range(3):
        clock.at += RESEND
        await push.push(LOOPING)

    assert {host for host, _, _ in peers.taken()} == {"am-2"}
    assert caplog.text.count("Alertmanager am-1:9093 does not take alerts") == 1
    first, second = push.peers
    assert (first.up, first.errors_total, first.sent_total) == (False, 8, 0)
    assert (second.up, second.errors_total, second.sent_total) == (True, 0, 8)


async def test_with_every_peer_away_it_tries_again_at_the_next_turn(make_push, peers, clock):
    peers.away = {"am-1"}
    push = make_push()
    await firing(push, clock)
    peers.away = set()
    clock.at += timedelta(seconds=15)
    await push.push(LOOPING)

    assert len(peers.taken()) == 2
    assert push.peers[0].up


async def test_a_refusal_counts_as_not_taken(make_push, peers, clock, caplog):
    push = AlertmanagerPush(
        ONE,
        clock=clock,
        transport=httpx.MockTransport(lambda _: httpx.Response(401, stream=httpx.ByteStream(b"who\x1b[31m are you"))),
    )
    await firing(push, clock)
    await push.close()

    assert push.peers[0].errors_total == 2
    assert "HTTP 401: who\\x1b[31m are you" in caplog.text


async def test_a_peer_that_never_ends_its_answer_does_not_keep_the_other_from_its_alerts(clock):
    taken = []
    hung_up = asyncio.Semaphore(0)

    async def drip(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"1\r\nx\r\n")
                await writer.drain()
                await asyncio.sleep(0.02)
        writer.close()
        hung_up.release()

    async def take(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        taken.append(clock.at)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    async with (
        await asyncio.start_server(drip, "127.0.0.1", 0) as bad,
        await asyncio.start_server(take, "127.0.0.1", 0) as good,
    ):
        urls = tuple(f"http://127.0.0.1:{each.sockets[0].getsockname()[1]}" for each in (bad, good))
        push = AlertmanagerPush(replace(CONFIG, urls=urls, timeout_seconds=0.2), clock=clock)
        async with asyncio.timeout(10):
            await firing(push, clock)
            clock.at += RESEND
            await push.push(LOOPING)
            await hung_up.acquire()
            await hung_up.acquire()
        await push.close()

    assert len(taken) == 2
    assert [peer.up for peer in push.peers] == [False, True]


async def test_credentials_are_sent_and_never_shown(make_push, peers, clock, caplog):
    basic = make_push(replace(ONE, username="bob", password=Secret("hunter2")))
    bearer = make_push(replace(ONE, credentials=Secret("token-123")))
    await firing(basic, clock)
    await firing(bearer, clock)

    assert {request.headers["authorization"] for request in peers.requests} == {
        "Basic Ym9iOmh1bnRlcjI=",
        "Bearer token-123",
    }
    assert "hunter2" not in repr(basic._config) + caplog.text


async def test_many_alerts_go_in_batches(make_push, peers, clock):
    push = make_push()
    status = samples.crowded_status(100)
    await firing(push, clock, status)
    batches = [json.loads(request.content) for request in peers.requests]
    sent = {tuple(sorted(alert["labels"].items())) for batch in batches for alert in batch}

    assert max(len(batch) for batch in batches) == 64
    assert len(sent) == len(alerts(status, clock.at))


@pytest.mark.parametrize("url", ["am:9093", "ftp://am", "http://", "http://bob:pw@am:9093"])
def test_an_unusable_url_is_refused_without_repeating_a_password(url):
    with pytest.raises(ConfigError, match="expected http") as refused:
        AlertmanagerPush(replace(ONE, urls=(url,)))

    assert "pw" not in str(refused.value)


def test_unreadable_certificates_are_told_at_the_start(tmp_path):
    with pytest.raises(ConfigError, match="cannot use"):
        AlertmanagerPush(replace(ONE, ca_file=tmp_path / "none.crt"))


def test_a_client_key_that_does_not_fit_is_not_blamed_on_the_authority(tmp_path):
    write_certificate(tmp_path, "ca")
    write_certificate(tmp_path, "client")
    config = replace(ONE, ca_file=tmp_path / "ca.crt", cert_file=tmp_path / "client.crt", key_file=tmp_path / "ca.key")
    with pytest.raises(ConfigError, match=r"cannot use .*client\.crt with .*ca\.key"):
        AlertmanagerPush(config)


@pytest.fixture
def token(tmp_path):
    file = tmp_path / "token"
    file.write_text("first-hunter\n")
    return file


@pytest.fixture
def renewing(make_push, peers, clock, token):
    """What pushes, eleven minutes on at each call, and where it arrives."""
    push = make_push(replace(ONE, credentials_file=token).read_again())

    async def send():
        await firing(push, clock)

    return send, peers


def presented(peers):
    found = [request.headers["Authorization"] for request in peers.requests]
    peers.requests.clear()
    return found


async def test_a_secret_is_taken_up_from_its_file_when_that_is_renewed(make_push, peers, clock, token, caplog):
    push = make_push(replace(ONE, credentials_file=token).read_again())
    await firing(push, clock)
    before = presented(peers)
    token.with_name("new").write_text("second-hunter\n")
    token.with_name("new").replace(token)
    clock.at += RESEND
    await push.push(LOOPING)

    assert (before, presented(peers)) == (["Bearer first-hunter"], ["Bearer second-hunter"])
    assert "hunter" not in caplog.text


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(lambda file: file.unlink(), "No such file", id="gone"),
        pytest.param(lambda file: file.write_bytes(b"\xffsecond-hunter"), "not UTF-8", id="not-text"),
        pytest.param(lambda file: file.write_text("second\nhunter"), "a token of one line", id="two-lines"),
    ],
)
async def test_a_secret_that_is_spoilt_leaves_the_former_in_use_and_is_told_once(renewing, token, caplog, spoil, says):
    push, peers = renewing
    await push()
    spoil(token)
    for _ in range(2):
        await push()

    assert presented(peers) == ["Bearer first-hunter"] * 3
    assert caplog.text.count(says) == 1
    assert "hunter" not in caplog.text


async def test_files_that_stay_as_they_are_are_not_read_again(make_push, peers, clock, token, monkeypatch):
    push = make_push(replace(ONE, credentials_file=token).read_again())
    monkeypatch.setattr(PushConfig, "read_again", lambda _: pytest.fail("read again"))
    await firing(push, clock)

    assert presented(peers) == ["Bearer first-hunter"]


def test_a_token_that_no_header_can_carry_is_refused_without_repeating_it():
    with pytest.raises(ConfigError, match="printable ASCII") as refused:
        AlertmanagerPush(replace(ONE, credentials=Secret("a\nb-hidden")))

    assert "hidden" not in str(refused.value)


async def test_tls_with_a_client_certificate(tmp_path: Path, clock):
    issuer = write_certificate(tmp_path, "ca")
    write_certificate(tmp_path, "server", issuer=issuer)
    write_certificate(tmp_path, "client", issuer=issuer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.crt", tmp_path / "server.key")
    context.load_verify_locations(tmp_path / "ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    heads = []

    async def answer(reader, writer):
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    push = AlertmanagerPush(
        replace(
            ONE,
            urls=(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}",),
            ca_file=tmp_path / "ca.crt",
            cert_file=tmp_path / "client.crt",
            key_file=tmp_path / "client.key",
        ),
        clock=clock,
    )
    await firing(push, clock)
    await push.close()
    server.close()
    await server.wait_closed()

    assert push.peers[0].up
    assert heads[0].startswith(b"POST /api/v2/alerts HTTP/1.1\r\n")
