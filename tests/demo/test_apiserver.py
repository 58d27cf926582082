"""The stand-in apiserver as a real process: its answers, its complaints and its end."""

import asyncio
import json
import signal
from pathlib import Path

import pytest

from whyrestart.demo.scenarios import add_flag

RECORDED = json.loads((Path(__file__).parents[1] / "data" / "demo" / "apiserver_1.20.2.json").read_text("utf-8"))


def manifest(machine, *flags, without=()):
    lines = machine.layout.manifest("kube-apiserver").read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not any(f"--{name}=" in line for name in without))
    for flag in flags:
        text = add_flag(text, flag)
    return text


async def ended(container, seconds=20):
    async with asyncio.timeout(seconds):
        await container.ended.wait()
    return container.exit_code, container.log_path.read_text(encoding="utf-8")


async def test_answers_as_the_recorded_one_does(make_machine):
    machine = make_machine("v1.20.2")
    await machine.etcd()
    await machine.start("kube-apiserver", manifest(machine))
    ok = await machine.answers("/healthz", status=200)

    forbidden = await machine.get(RECORDED["forbidden"]["path"])
    plain = await machine.get("/healthz", scheme="http")

    assert (ok.text, ok.headers["content-type"]) == (RECORDED["ok"]["body"], RECORDED["ok"]["content_type"])
    assert (forbidden.status_code, forbidden.text) == (403, RECORDED["forbidden"]["body"])
    assert (plain.status_code, plain.text) == (400, RECORDED["plain_to_tls"]["body"])


async def test_without_anonymous_requests_it_is_healthy_and_refuses_the_probe(make_machine):
    machine = make_machine()
    await machine.etcd()
    await machine.start("kube-apiserver", manifest(machine, "--anonymous-auth=false"))
    authenticated = await machine.answers("/healthz", status=200, certificate=True)

    anonymous = await machine.get("/healthz")
    insecure = await machine.get("/healthz", port=machine.layout.ports.insecure, scheme="http")
    bogus = await machine.get("/healthz", headers={"Authorization": "Bearer bogus"})

    assert authenticated.text == "ok"
    assert (anonymous.status_code, anonymous.text) == (401, RECORDED["unauthorized"]["body"])
    assert (insecure.status_code, insecure.text) == (200, "ok")
    assert bogus.status_code == 401


async def test_always_allow_resets_anonymous_auth_and_says_so(make_machine):
    machine = make_machine()
    await machine.etcd()
    container = await machine.start(
        "kube-apiserver", manifest(machine, "--authorization-mode=AlwaysAllow", without=("authorization-mode",))
    )
    await machine.answers("/healthz", status=200, certificate=True)

    assert (await machine.get("/healthz")).status_code == 401
    assert "AnonymousAuth is not allowed with the AlwaysAllow" in container.log_path.read_text(encoding="utf-8")


async def test_anonymous_conditions_let_exactly_the_listed_paths_in(make_machine):
    machine = make_machine("v1.32.0")
    await machine.etcd()
    (machine.layout.pki / "authentication.yaml").write_text(
        "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\n"
        "anonymous: {enabled: true, conditions: [{path: /livez}]}\n",
        encoding="utf-8",
    )
    flag = f"--authentication-config={machine.layout.pki}/authentication.yaml"
    await machine.start("kube-apiserver", manifest(machine, flag))
    await machine.answers("/livez", status=200)

    statuses = [(await machine.get(path)).status_code for path in ("/livez?verbose", "/livez/", "/readyz", "/version")]

    assert statuses == [200, 401, 401, 401]


async def test_without_etcd_it_names_the_failing_check_and_hides_the_reason(make_machine):
    machine = make_machine()
    etcd = await machine.etcd()
    container = await machine.start("kube-apiserver", manifest(machine))
    await machine.answers("/healthz", status=200)
    await machine.runtime.stop(etcd, 5)

    failing = await machine.answers("/healthz", status=500)
    excluded = await machine.get("/healthz?exclude=etcd&verbose", certificate=True)

    assert "[-]etcd failed: reason withheld\n" in failing.text
    assert failing.text.endswith("healthz check failed\n")
    assert "[+]etcd excluded: ok\n" in excluded.text
    # Its shutdown waits for etcd until the grace period is over.
    await machine.runtime.stop(container, 1)
    assert (container.exit_code, container.reason) == (137, "Error")


@pytest.mark.parametrize(
    ("version", "flags", "without", "ending"),
    [
        pytest.param("v1.20.2", ["--bogus"], [], (1, "Error: unknown flag: --bogus"), id="unknown-flag"),
        pytest.param("v1.17.17", ["--bogus"], [], (1, "Error: unknown flag: --bogus"), id="unknown-flag-1.17"),
        pytest.param(
            "v1.32.0", ["--insecure-port=0"], [], (1, "Error: unknown flag: --insecure-port"), id="insecure-port-gone"
        ),
        pytest.param(
            "v1.20.2",
            ["--insecure-port=8080"],
            ["insecure-port"],
            (1, "Error: invalid port value 8080: only zero is allowed"),
            id="insecure-port-1.20",
        ),
        pytest.param(
            "v1.20.2",
            ["--anonymous-auth=no"],
            [],
            (
                1,
                'Error: invalid argument "no" for "--anonymous-auth" flag: strconv.ParseBool',
            ),
            id="not-a-boolean",
        ),
        pytest.param(
            "v1.20.2",
            [],
            ["service-account-issuer"],
            (1, "Error: [service-account-issuer is a required"),
            id="flag-missing",
        ),
        pytest.param(
            "v1.20.2",
            ["--tls-cert-file=/nowhere/nope.crt"],
            ["tls-cert-file"],
            (1, "Error: open /nowhere/nope.crt: no such file or directory"),
            id="file-missing",
        ),
        pytest.param(
            "v1.17.17",
            ["--tls-cert-file=/etc/hostname"],
            ["tls-cert-file"],
            (1, "Error: open /etc/hostname: no such file or directory"),
            id="file-on-the-host-but-not-mounted",
        ),
        pytest.param("v1.20.2", [], [], (1, "Error: context deadline exceeded"), id="no-etcd-1.20"),
        pytest.param("v1.17.17", [], [], (2, "panic: context deadline exceeded"), id="no-etcd-1.17"),
    ],
)
async def test_dies_of_a_bad_start_in_the_real_ones_words(make_machine, version, flags, without, ending):
    machine = make_machine(version)
    code, says = ending

    exit_code, log = await ended(await machine.start("kube-apiserver", manifest(machine, *flags, without=without)))

    assert exit_code == code
    assert f"stderr F {says}" in log or f" {says}" in log


async def test_a_taken_port_ends_the_second_one(make_machine):
    machine = make_machine()
    await machine.etcd()
    await machine.start("kube-apiserver")
    await machine.answers("/healthz", status=200)

    exit_code, log = await ended(await machine.start("kube-apiserver", attempt=1))

    assert exit_code == 1
    assert f"listen tcp 127.0.0.1:{machine.layout.ports.apiserver}: bind: address already in use" in log


async def test_ends_gracefully_with_code_0_and_says_nothing_of_probes(make_machine):
    machine = make_machine()
    await machine.etcd()
    container = await machine.start("kube-apiserver", manifest(machine, "--anonymous-auth=false"))
    await machine.answers("/healthz", status=401)

    await machine.runtime.stop(container, 10)

    log = container.log_path.read_text(encoding="utf-8")
    assert (container.exit_code, container.reason) == (0, "Completed")
    assert "Stopped listening on" in log
    assert "401" not in log


async def test_a_leader_ends_with_255_when_the_apiserver_stays_away(make_machine):
    machine = make_machine()
    await machine.etcd()
    apiserver = await machine.start("kube-apiserver")
    await machine.answers("/healthz", status=200)
    leader = await machine.start("kube-scheduler")
    path = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler"
    await machine.answers(path, status=200, certificate=True)

    apiserver.process.send_signal(signal.SIGKILL)
    exit_code, log = await ended(leader)

    assert exit_code == 255
    assert "connect: connection refused" in log
    # The last words stand far from the end of the log: the stacks follow.
    lines = log.splitlines()
    last_words = next(number for number, line in enumerate(lines) if "leaderelection lost" in line)
    assert " F F" in lines[last_words]
    assert len(lines) - last_words > 100


async def test_a_leader_without_an_apiserver_waits(make_machine):
    machine = make_machine()
    leader = await machine.start("kube-scheduler")
    await machine.answers("/healthz", status=200, port=machine.layout.ports.scheduler)

    for _ in range(100):
        if "error retrieving resource lock" in leader.log_path.read_text(encoding="utf-8"):
            break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("it never tried to get its lease")
    assert leader.running
