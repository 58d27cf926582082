"""One probe from beginning to end: repeats, what is told of it, and what is never told."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.fakes import FakeClock
from probes.listeners import Web, listening, ok, says, silent
from whyrestart.model.identity import ContainerRef
from whyrestart.model.manifest import Container, Exec, Header, HttpGet, Probe, ProbeKind
from whyrestart.model.observation import Outcome, Variant
from whyrestart.model.secret import REDACTED, Secret
from whyrestart.probes import prober
from whyrestart.probes.prober import probe
from whyrestart.probes.request import TcpRequest, TlsRequest
from whyrestart.probes.spec import request_for

REF = ContainerRef(namespace="kube-system", pod="kube-apiserver-m", container="kube-apiserver")


def request(port, path="/livez", *, headers=(), timeout=5.0, scheme="HTTP"):
    handler = HttpGet(
        port=port,
        host="127.0.0.1",
        path=path,
        scheme=scheme,
        headers=tuple(Header(name=n, value=Secret(v)) for n, v in headers),
    )
    asked = request_for(Probe(kind=ProbeKind.LIVENESS, handler=handler), Container(name="c"), pod_ip=None, version=None)
    return replace(asked, timeout_seconds=timeout)


async def ask(asked, variant=Variant.KUBELET):
    return await probe(asked, ref=REF, kind=ProbeKind.LIVENESS, clock=FakeClock(), variant=variant)


async def test_a_failure_is_told_whole():
    async with Web(ok(b"Unauthorized\n", "401 Unauthorized")).listening() as port:
        told = await ask(request(port))

    assert (told.ref, told.kind, told.variant) == (REF, ProbeKind.LIVENESS, Variant.KUBELET)
    assert (told.outcome, told.status, told.error, told.body) == (Outcome.FAILURE, 401, None, "Unauthorized\n")
    assert told.url == f"http://127.0.0.1:{port}/livez"
    assert told.at == FakeClock().now()


@pytest.mark.parametrize(
    ("variant", "times"),
    [
        pytest.param(Variant.KUBELET, 3, id="the-kubelet's-question-three-times"),
        pytest.param(Variant.AUTHENTICATED, 1, id="a-counter-probe-once"),
    ],
)
async def test_an_error_is_repeated_at_once(variant, times):
    web = Web(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")
    async with web.listening() as port:
        told = await ask(request(port), variant)

    assert len(web.requests) == times
    assert (told.outcome, told.status) == (Outcome.UNKNOWN, 200)


async def test_a_repeat_that_succeeds_is_a_success():
    web = Web(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", ok())
    async with web.listening() as port:
        told = await ask(request(port))

    assert (len(web.requests), told.outcome) == (2, Outcome.SUCCESS)


@pytest.mark.parametrize("answer", [pytest.param(ok(b"", "500 I"), id="status"), pytest.param(b"", id="hangs-up")])
async def test_a_failure_is_never_repeated(answer):
    web = Web(answer)
    async with web.listening() as port:
        await ask(request(port))

    assert len(web.requests) == 1


async def test_exec_is_told_as_an_error_and_nothing_runs(tmp_path):
    mark = tmp_path / "ran"
    declared = Probe(kind=ProbeKind.LIVENESS, handler=Exec(command=("touch", str(mark))))
    told = await ask(request_for(declared, Container(name="c"), pod_ip="127.0.0.1", version=None))

    assert (told.outcome, told.url) == (Outcome.UNKNOWN, "exec:touch")
    assert "never executes" in told.error
    assert not mark.exists()


def echo():
    """A server that says back all it was sent, as debugging servers do."""

    async def answer(reader, writer):
        sent = await reader.readuntil(b"\r\n\r\n")
        writer.write(ok(sent, "401 Unauthorized"))

    return answer


@pytest.mark.parametrize(
    ("headers", "path", "secrets"),
    [
        pytest.param([("Authorization", "Bearer s3cret.t0ken")], "/", ["s3cret.t0ken"], id="bearer"),
        pytest.param([("X-Api-Key", "s3cret-key")], "/", ["s3cret-key"], id="any-other-header"),
        pytest.param([("Cookie", "sid=s3cret; a=b")], "/", ["sid=s3cret"], id="cookie"),
        pytest.param(
            [("Authorization", "Basic " + base64.b64encode(b"admin:s3cret").decode())],
            "/",
            ["s3cret", base64.b64encode(b"admin:s3cret").decode()],
            id="basic",
        ),
        pytest.param(
            [], "http://admin:s3cret@h/", ["s3cret", base64.b64encode(b"admin:s3cret").decode()], id="userinfo"
        ),
    ],
)
async def test_what_the_probe_sends_to_prove_itself_is_never_told(headers, path, secrets):
    async with listening(echo()) as port:
        told = await ask(request(port, path, headers=headers))

    assert told.status == 401
    assert REDACTED in told.body
    for secret in secrets:
        assert secret not in repr(told)


async def test_harmless_headers_stay_readable():
    async with listening(echo()) as port:
        told = await ask(request(port, headers=[("Accept", "text/plain"), ("Host", "api.example")]))

    assert "Accept: text/plain" in told.body
    assert "Host: api.example" in told.body


async def test_a_secret_in_an_answer_that_is_none_is_hidden_too():
    async with listening(says(b"nonsense s3cret-key\n")) as port:
        told = await ask(request(port, headers=[("X-Api-Key", "s3cret-key")]))

    assert "s3cret" not in told.error
    assert REDACTED in told.error


async def test_a_secret_cut_in_two_by_the_cap_is_hidden_too():
    body = b"x" * (10 * 1024 - 7) + b"s3cret-key"
    async with Web(ok(body)).listening() as port:
        told = await ask(request(port, headers=[("X-Api-Key", "s3cret-key")]))

    assert "s3cret" not in told.body
    assert told.body.endswith(REDACTED)


@given(secret=st.text(alphabet=st.characters(codec="ascii", exclude_categories=["C", "Z"]), min_size=4, max_size=40))
def test_no_secret_survives_hiding(secret):
    hide = prober._Hider(request(1, headers=[("X-Key", secret)]))

    assert secret not in hide(f"before {secret} after").replace(REDACTED, "")


async def test_the_url_of_a_handshake_and_of_a_connection():
    async with listening(silent) as port:
        told = [
            await ask(TcpRequest(host="127.0.0.1", port=port)),
            await ask(TlsRequest(host="127.0.0.1", port=port, timeout_seconds=0.1)),
        ]

    assert [each.url for each in told] == [f"tcp://127.0.0.1:{port}", f"tls://127.0.0.1:{port}"]
    assert [each.outcome for each in told] == [Outcome.SUCCESS, Outcome.FAILURE]


async def test_the_certificate_s_name_is_told_and_not_its_content(authority):
    from whyrestart.probes.request import ClientCertificate

    crt, key = authority.issue("someone")
    certificate = ClientCertificate(label="someone", certificate_file=str(crt), key_file=str(key))
    async with Web(ok()).listening(tls=authority.server(client_certificates="required")) as port:
        told = await ask(replace(request(port, scheme="HTTPS"), client_certificate=certificate), Variant.AUTHENTICATED)

    assert (told.outcome, told.credential) == (Outcome.SUCCESS, "someone")
