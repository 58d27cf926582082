"""The service as a process: signals, and everything that a bad day may put before it."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
from pathlib import Path

import pytest

import bad_servers
from running_daemon import MANIFEST, Daemon, kubelet
from whyrestart.config import Listen
from whyrestart.daemon import own_url, rest_after
from whyrestart.sinks.web_config import TlsServer, WebConfig

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
async def make(tmp_path):
    """Daemons that are stopped in the end, whatever happens."""
    made = []
    async with kubelet() as it:

        def build(**options):
            made.append(Daemon(tmp_path, it, **options))
            return made[-1]

        try:
            yield build
        finally:
            for daemon in made:
                await daemon.stop()


@contextlib.asynccontextmanager
async def probed(behaviour):
    """A manifest whose probe asks a server of that behaviour."""
    async with bad_servers.listening(behaviour) as port:
        yield MANIFEST.format(port=port)


def write(daemon, name, content):
    path = daemon.directory / "manifests" / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


GOOD = MANIFEST.format(port=1)


# ---- signals and starting -------------------------------------------------------------------------------------------


async def test_sigterm_ends_it_in_order(make):
    daemon = make()
    await daemon.start()
    await daemon.until(lambda: daemon.get("/-/healthy"))

    assert await daemon.stop() == 0
    assert "Traceback" not in daemon.said


async def test_sighup_with_a_broken_configuration_changes_nothing(make):
    daemon = make()
    await daemon.start()
    await daemon.until(lambda: daemon.get("/-/healthy"))
    good = daemon.config.read_text()

    daemon.config.write_text(f"{good}manifest_directroy: /etc\n")
    daemon.signal(signal.SIGHUP)

    async def told():
        return "not taken over" in daemon.said

    await daemon.until(told)
    line = good.count("\n") + 1
    assert (
        f"{daemon.config}:{line}: unknown key 'manifest_directroy'; did you mean 'manifest_directory'?" in daemon.said
    )
    assert await daemon.still_counts()
    assert (await daemon.diagnosis())["node"] == "master-1"


async def test_sighup_with_a_good_one_takes_it_over_and_forgets_no_count(make):
    daemon = make()
    await daemon.start()
    assert await daemon.still_counts()

    daemon.configure(node_name="master-2")
    daemon.signal(signal.SIGHUP)

    async def renamed():
        return (await daemon.diagnosis()).get("node") == "master-2"

    await daemon.until(renamed)
    assert await daemon.still_counts()
    assert await daemon.counted() == 2


async def test_sighup_with_one_that_cannot_be_used_goes_on_as_before(make):
    daemon = make()
    await daemon.start()
    assert await daemon.still_counts()

    with socket.create_server(("127.0.0.1", 0)) as taken:
        daemon.configure(listen=f"127.0.0.1:{taken.getsockname()[1]}")
        daemon.signal(signal.SIGHUP)

        async def told():
            return "the former one stays in force" in daemon.said

        await daemon.until(told)
        assert await daemon.still_counts()


@pytest.mark.parametrize(
    ("line", "says", "status"),
    [
        pytest.param("listen: nowhere", "listen: 'nowhere' is not an address and port", 1, id="wrong-value"),
        pytest.param("a: [", "c.yaml", 1, id="no-yaml"),
        pytest.param("web_config: /nonexistent/web.yml", "/nonexistent/web.yml", 1, id="no-web-configuration"),
    ],
)
async def test_a_wrong_configuration_keeps_it_from_starting(make, line, says, status):
    daemon = make()
    daemon.config = daemon.directory / "c.yaml"
    daemon.config.write_text(f"state_directory: {daemon.directory}/state\n{line}\n")
    await daemon.start()

    assert await daemon.end() == status
    assert says in daemon.said
    assert "Traceback" not in daemon.said


async def test_a_port_that_is_taken_is_told(make):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        daemon = make(listen=f"127.0.0.1:{port}")
        await daemon.start()

        assert await daemon.end() == 1

    assert f"127.0.0.1:{port}" in daemon.said
    assert "Traceback" not in daemon.said


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda d: (d / "state").write_text("a file"), id="a-file-in-the-way"),
        pytest.param(
            lambda d: ((d / "state").mkdir(), (d / "state" / "history.db").write_bytes(b"garbage" * 999)), id="garbage"
        ),
        pytest.param(
            lambda d: ((d / "state").mkdir(), (d / "state" / "history.db").mkdir()), id="a-directory-for-the-database"
        ),
    ],
)
async def test_a_spoilt_state_directory_costs_no_restart(make, spoil):
    daemon = make()
    spoil(daemon.directory)
    write(daemon, "kube-apiserver.yaml", GOOD)
    await daemon.start()

    assert await daemon.still_counts()


# ---- manifests ------------------------------------------------------------------------------------------------------


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
)


async def test_hostile_manifests_are_told_one_by_one_and_nothing_else_suffers(make):
    daemon = make()
    write(daemon, "kube-apiserver.yaml", GOOD)
    spoilt = {
        "truncated.yaml": GOOD[:200].encode(),
        "brackets.yaml": b"[" * 30_000,
        "bomb.yaml": BOMB,
        "latin-1.yaml": GOOD.replace("kube-system", "k\xe9").encode("latin-1"),
        "empty.yaml": b"",
        "nul.yaml": b"\0" * 4096,
        "number.yaml": GOOD.replace("[kube-apiserver", "[1234").encode(),
    }
    for name, content in spoilt.items():
        write(daemon, name, content)
    manifests = daemon.directory / "manifests"
    os.mkfifo(manifests / "fifo")
    (manifests / "device").symlink_to("/dev/zero")
    (manifests / "gone").symlink_to("/nonexistent")
    with (manifests / "huge").open("wb") as huge:
        huge.truncate(11 * 1024 * 1024)
    (manifests / "a-directory").mkdir()
    bad = {*spoilt, "fifo", "device", "gone", "huge"}
    await daemon.start()

    assert await daemon.still_counts()

    metrics = await daemon.get("/metrics")
    valid = {
        line.partition('file="')[2].partition('"')[0]: line.endswith(" 1.0")
        for line in metrics.splitlines()
        if line.startswith("whyrestart_manifest_valid{")
    }
    # So many brackets are more than is read here: what the kubelet makes of them is not claimed to be known.
    assert valid == {"kube-apiserver.yaml": True, **dict.fromkeys(bad - {"brackets.yaml"}, False)}
    page = await daemon.get("/")
    for words in (
        "is a fifo, not a regular file",
        "is a device, not a regular file",
        "not UTF-8: byte 0xe9",
        "bytes, more",
    ):
        assert words in page
    assert "Traceback" not in daemon.said


async def test_a_manifest_directory_that_is_gone_and_comes_back(make):
    daemon = make()
    write(daemon, "kube-apiserver.yaml", GOOD)
    await daemon.start()
    assert await daemon.still_counts()

    (daemon.directory / "manifests").rename(daemon.directory / "elsewhere")

    async def valid():
        return 'whyrestart_manifest_valid{file="kube-apiserver.yaml"} 1.0' in await daemon.get("/metrics")

    async def absent():
        return not await valid()

    await daemon.until(absent)
    (daemon.directory / "elsewhere").rename(daemon.directory / "manifests")
    await daemon.until(valid)


async def test_without_permission_it_says_what_is_missing(make, tmp_path):
    wrapper = ()
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("setpriv takes root's rights to every file away, and it is not here")
        wrapper = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    daemon = make(wrapper=wrapper)
    write(daemon, "kube-apiserver.yaml", GOOD)
    for name in ("manifests", "pods"):
        (tmp_path / name).chmod(0)
    try:
        await daemon.start()

        why = await daemon.until(lambda: daemon.gap("manifests"))

        assert why == f"{tmp_path}/manifests: Permission denied: run as root or with CAP_DAC_READ_SEARCH"
        assert f"{tmp_path}/pods" in await daemon.until(lambda: daemon.gap("pod_logs"))
        assert await daemon.still_counts()
    finally:
        for name in ("manifests", "pods"):
            (tmp_path / name).chmod(0o700)


# ---- services -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("behaviour", [bad_servers.silent, bad_servers.garbage, bad_servers.hangs_up])
@pytest.mark.parametrize(("name", "source"), [("containerd.sock", "cri"), ("docker.sock", "docker")])
async def test_a_runtime_gone_mad_is_a_gap_and_no_more(make, tmp_path, behaviour, name, source):
    path = tmp_path / name
    async with bad_servers.listening(behaviour, path):
        daemon = make(runtime_endpoint=f"unix://{path}")
        write(daemon, "kube-apiserver.yaml", GOOD)
        await daemon.start()

        why = await daemon.until(lambda: daemon.gap(source))

        assert str(path) in why
        assert await daemon.get("/-/healthy")
        assert "Traceback" not in daemon.said


async def test_a_runtime_that_is_not_there_is_a_gap_with_advice(make, tmp_path):
    daemon = make(runtime_endpoint=f"unix://{tmp_path}/nothing.sock")
    await daemon.start()

    assert f"{tmp_path}/nothing.sock" in await daemon.until(lambda: daemon.gap("cri"))


async def test_a_runtime_that_is_turned_off_is_said_to_be(make):
    daemon = make()
    await daemon.start()

    assert await daemon.until(lambda: daemon.gap("cri")) == "runtime_endpoint is off in the configuration"


@pytest.mark.parametrize(
    ("behaviour", "passes", "says"),
    [
        pytest.param(bad_servers.http_drip, False, "Client.Timeout", id="slowloris"),
        pytest.param(bad_servers.silent, False, "Client.Timeout", id="silent"),
        pytest.param(bad_servers.garbage, False, "", id="garbage"),
        pytest.param(bad_servers.http_flood(), True, "", id="flood"),
    ],
)
async def test_a_probed_port_gone_mad_is_bounded_by_the_kubelet_s_own_timeout(make, behaviour, passes, says):
    async with probed(behaviour) as manifest:
        daemon = make()
        write(daemon, "kube-apiserver.yaml", manifest)
        await daemon.start()

        async def asked():
            lines = (await daemon.get("/metrics")).splitlines()
            return [line for line in lines if line.startswith("whyrestart_probe_success{") and "kubelet" in line]

        (line,) = await daemon.until(asked)
        assert line.endswith(" 1.0" if passes else " 0.0")
        assert says in await daemon.get("/")
        assert "Traceback" not in daemon.said


async def test_a_kubelet_that_hangs_is_a_gap(make):
    async with bad_servers.listening(bad_servers.silent) as port:
        daemon = make(kubelet_read_only_url=f"http://127.0.0.1:{port}")
        await daemon.start()

        await daemon.until(lambda: daemon.gap("kubelet_api"))
        assert await daemon.get("/-/healthy")


async def test_a_kubelet_s_log_of_garbage_is_read_on(make):
    daemon = make()
    log = daemon.directory / "kubelet.log"
    log.write_bytes(os.urandom(200_000) + b"\n" + b"x" * 5_000_000 + b"\n")
    await daemon.start()
    assert await daemon.still_counts()

    with log.open("ab") as file:
        file.write(b"I1123 08:00:00.000000    1 server.go:1] whole again\n")

    assert await daemon.still_counts()
    assert "Traceback" not in daemon.said


async def test_two_daemons_on_one_state_directory_do_not_spoil_it(make, tmp_path):
    first = make()
    await first.start()
    assert await first.still_counts()
    second = make()
    await second.start()
    await asyncio.sleep(3)

    assert await first.still_counts()
    assert "Traceback" not in first.said


@pytest.mark.parametrize(
    ("listen", "tls", "url"),
    [
        pytest.param("10.0.0.4", False, "http://10.0.0.4:9877", id="one-address"),
        pytest.param("10.0.0.4", True, "https://10.0.0.4:9877", id="with-tls"),
        pytest.param("0.0.0.0", False, "http://m1:9877", id="every-address"),
        pytest.param("::", True, "https://m1:9877", id="every-address-v6"),
        pytest.param("fd00::4", False, "http://[fd00::4]:9877", id="one-v6"),
    ],
)
def test_pushed_alerts_lead_to_pages_that_can_be_reached(listen, tls, url):
    web = WebConfig(tls=TlsServer(cert_file=Path("c"), key_file=Path("k")) if tls else None)

    assert own_url(Listen(host=listen), "m1", web) == url


@pytest.mark.parametrize(("spent", "rest"), [(0.0, 0.2), (0.01, 0.2), (0.04, 0.36), (0.5, 0.6)])
def test_a_long_judgement_is_followed_by_a_rest_but_an_edit_never_waits_a_second(spent, rest):
    assert rest_after(spent) == pytest.approx(rest)
