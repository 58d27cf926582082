"""Real Prometheus and Alertmanager: alerts arrive, causes silence symptoms, both paths give one notification."""

import asyncio
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from alertmanager.running import PACKAGING, alertmanager, prometheus
from sinks import samples
from web.serving import serving, until
from whyrestart.model.observation import Source
from whyrestart.sinks.alertmanager import AlertmanagerPush, PushConfig
from whyrestart.sinks.alerts import alerts
from whyrestart.sinks.status import CertificateStatus, SourceStatus

pytestmark = pytest.mark.components

CONFIG = PACKAGING / "alertmanager" / "alertmanager.yaml"


def amtool(*words):
    return subprocess.run(["amtool", *words], text=True, capture_output=True, check=False)


def test_the_example_configuration_is_valid():
    check = amtool("check-config", str(CONFIG))

    assert check.returncode == 0, check.stdout + check.stderr


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        pytest.param(["alertname=WhyRestartLooping", "severity=critical"], "pager", id="critical"),
        pytest.param(["alertname=WhyRestartKillForeseen", "severity=warning"], "chat", id="warning"),
        pytest.param(["alertname=WhyRestartRestarted", "severity=info"], "log", id="info"),
        pytest.param(["alertname=KubePodCrashLooping", "severity=critical"], "chat", id="somebody-elses"),
    ],
)
def test_routes(labels, receiver):
    assert amtool("config", "routes", "test", f"--config.file={CONFIG}", *labels).stdout.strip() == receiver


class Clock:
    """The real time, or so many minutes before it."""

    minutes_ago = 0

    def now(self):
        return datetime.now(UTC) - timedelta(minutes=self.minutes_ago)

    def monotonic(self):
        return 0.0


def looping():
    """The founding loop as of now, for Prometheus compares with its own clock."""
    now = datetime.now(UTC)
    expiry = (
        CertificateStatus(name="etcd-peer", not_after=now + timedelta(days=5)),
        CertificateStatus(name="etcd-server", not_after=now - timedelta(days=5)),
    )
    status = samples.looping_status()
    blind = SourceStatus(source=Source.ETCD, up=False, why="no answer")
    apiserver, *others = status.containers
    slow = replace(apiserver, probes=tuple(replace(probe, mean_seconds=12.0) for probe in apiserver.probes))
    return replace(status, certificates=expiry, sources=(*status.sources, blind), containers=(slow, *others))


async def push_at_once(push, clock, status):
    """Push as if everything had lasted for a quarter of an hour."""
    clock.minutes_ago = 15
    await push.push(status)
    clock.minutes_ago = 0
    await push.push(status)


async def get(url, **parameters):
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(url, params=parameters)
        answer.raise_for_status()
        return answer.json()


async def post(url, *alerts_):
    async with httpx.AsyncClient(trust_env=False) as client:
        (await client.post(f"{url}/api/v2/alerts", json=list(alerts_))).raise_for_status()


async def raised_by(prometheus_url):
    """What Prometheus fires once it fires the loop, and has had two more evaluations for the rest."""
    async with asyncio.timeout(30):
        while True:
            firing = (await get(f"{prometheus_url}/api/v1/alerts"))["data"]["alerts"]
            await asyncio.sleep(2)
            if "WhyRestartLooping" in names(firing):
                return (await get(f"{prometheus_url}/api/v1/alerts"))["data"]["alerts"]


def names(found):
    return {alert["labels"]["alertname"] for alert in found}


async def test_direct_push_without_prometheus_is_told_inhibited_and_resolved(tmp_path):
    clock = Clock()
    async with alertmanager(tmp_path) as (url, webhook):
        push = AlertmanagerPush(
            PushConfig(
                urls=(url,),
                external_url="http://10.0.0.4:9877",
                labels={"job": "whyrestart", "instance": "10.0.0.4:9877"},
            ),
            clock=clock,
        )
        await push_at_once(push, clock, looping())
        await post(
            url,
            {
                "labels": {
                    "alertname": "KubePodCrashLooping",
                    "namespace": "kube-system",
                    "pod": "kube-apiserver-master-1",
                    "instance": "10.1.0.9:8080",
                }
            },
            {"labels": {"alertname": "KubePodCrashLooping", "namespace": "shop", "pod": "web-7"}},
            {"labels": {"alertname": "KubeAPIErrorBudgetBurn"}},
            {"labels": {"alertname": "KubeAPIDown"}},
        )
        await until(lambda: len(webhook.told("firing")) >= 4, 20)
        await asyncio.sleep(2)
        silent = await get(f"{url}/api/v2/alerts", active="false", inhibited="true")
        told = webhook.told("firing")
        await push.push(samples.healthy_status())
        await until(lambda: ("/pager", "WhyRestartLooping", "kube-apiserver-master-1") in webhook.told("resolved"), 20)
        await push.close()

    assert ("/pager", "WhyRestartLooping", "kube-apiserver-master-1") in told
    assert ("/pager", "WhyRestartCertificateExpired", "") in told
    assert ("/chat", "KubePodCrashLooping", "web-7") in told
    assert ("/chat", "KubeAPIDown", "") in told
    blind = [alert for alert in silent if alert["labels"]["alertname"] == "WhyRestartSourceBlind"]
    # The kernel's log is not blind because of the loop: it is told.
    assert [alert["labels"]["source"] for alert in blind] == ["etcd"]
    silent = [alert for alert in silent if alert not in blind]
    assert names(silent) == {
        "WhyRestartDownstreamLooping",
        "WhyRestartProbeFailing",
        "WhyRestartProbeSlow",
        "WhyRestartManifestSuspect",
        "KubePodCrashLooping",
        "KubeAPIErrorBudgetBurn",
    }
    assert not {name for _, name, _ in told} & (names(silent) - {"KubePodCrashLooping"})
    page = next(body for path, body in webhook.notifications if path == "/pager" and "anonymous" in str(body))
    assert "Drop --anonymous-auth=false" in page["alerts"][0]["annotations"]["description"]


async def test_a_kubelet_that_loops_silences_what_is_said_of_its_node_and_of_no_other(tmp_path):
    kubelet = {"alertname": "WhyRestartKubeletLooping", "severity": "critical", "cause": "kubelet_swap_on"}
    mixin = ("KubeNodeNotReady", "KubeNodeUnreachable", "KubeNodeReadinessFlapping")
    async with alertmanager(tmp_path) as (url, webhook):
        await post(
            url,
            {"labels": {**kubelet, "instance": "10.0.0.4:9877", "container": "kubelet.service", "node": "master-1"}},
            # A target without the label speaks of no node.
            {"labels": {**kubelet, "instance": "10.0.0.7:9877", "container": "kubelet.service"}},
            *({"labels": {"alertname": name, "node": node}} for name in mixin for node in ("master-1", "worker-7")),
        )
        await until(lambda: len(webhook.told("firing")) >= 5, 20)
        await asyncio.sleep(2)
        silent = await get(f"{url}/api/v2/alerts", active="false", inhibited="true")

    assert {(each["labels"]["alertname"], each["labels"]["node"]) for each in silent} == {
        (name, "master-1") for name in mixin
    }
    assert sorted(name for path, name, _ in webhook.told("firing") if path == "/chat") == sorted(mixin)


async def test_both_paths_are_one_alert_and_one_notification(tmp_path):
    clock = Clock()
    async with alertmanager(tmp_path) as (url, webhook), serving(looping()) as server:
        target = f"127.0.0.1:{server.port}"
        push = AlertmanagerPush(
            PushConfig(
                urls=(url,),
                external_url=f"http://{target}",
                labels={"job": "whyrestart", "instance": target, "node": "master-1", "cluster": "east"},
            ),
            clock=clock,
        )
        async with prometheus(tmp_path, target, url, node="master-1", cluster="east") as prometheus_url:
            firing = await raised_by(prometheus_url)
            await push_at_once(push, clock, looping())
            await until(
                lambda: ("/pager", "WhyRestartLooping", "kube-apiserver-master-1") in webhook.told("firing"), 20
            )
            await asyncio.sleep(3)
        held = await get(f"{url}/api/v2/alerts")
        await push.close()

    pushed = {
        frozenset({**dict(alert.labels), "alertname": alert.kind.name, "severity": alert.kind.severity}.items())
        for alert in alerts(looping(), datetime.now(UTC))
    }
    base = {("job", "whyrestart"), ("instance", target), ("node", "master-1"), ("cluster", "east")}
    assert all(base <= set(alert["labels"].items()) for alert in firing)
    from_rules = {frozenset(alert["labels"].items()) - base for alert in firing}
    # The samples' diagnosis is of a fixed day.
    assert {each for each in from_rules if ("alertname", "WhyRestartStale") not in each} == pushed
    assert [alert["labels"]["alertname"] for alert in held].count("WhyRestartLooping") == 1
    assert [name for _, name, _ in webhook.told("firing")].count("WhyRestartLooping") == 1
