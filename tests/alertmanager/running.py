"""A real Alertmanager and Prometheus on free loopback ports, and a webhook receiver; all stopped by their own ids."""

import asyncio
import json
import shutil
import socket
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import yaml

PACKAGING = Path(__file__).parents[2] / "packaging"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def program(name, *words, ready):
    """Run one of Debian's programs until the block ends; wait until `ready` (a URL) answers 200."""
    path = shutil.which(name)
    assert path, f"{name} is missing: apt-get install prometheus prometheus-alertmanager"
    process = await asyncio.create_subprocess_exec(
        path, *words, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(30), httpx.AsyncClient(trust_env=False) as client:
            while not await _answers(client, ready):
                assert process.returncode is None, f"{name} ended with {process.returncode}"
                await asyncio.sleep(0.1)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(client, url):
    try:
        return (await client.get(url)).status_code == 200
    except httpx.TransportError:
        return False


class Webhook:
    """Takes Alertmanager's notifications: (receiver path, its JSON), oldest first."""

    def __init__(self):
        self.notifications = []

    async def answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:"))
        body = json.loads(await reader.readexactly(length))
        self.notifications.append((head.split()[1], body))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    def told(self, status):
        """(receiver, alertname, instance or pod) of every alert that was told with that status."""
        return [
            (path, alert["labels"]["alertname"], alert["labels"].get("pod", ""))
            for path, body in self.notifications
            for alert in body["alerts"]
            if alert["status"] == status
        ]


@asynccontextmanager
async def alertmanager(directory):
    """A running Alertmanager with the example configuration, its waits shortened; yields its URL and the webhook."""
    webhook = Webhook()
    server = await asyncio.start_server(webhook.answer, "127.0.0.1", 0)
    hook = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    config = yaml.safe_load((PACKAGING / "alertmanager" / "alertmanager.yaml").read_text())
    config["route"] |= {"group_wait": "1s", "group_interval": "1s"}
    for receiver in config["receivers"]:
        for each in receiver["webhook_configs"]:
            each["url"] = each["url"].replace("127.0.0.1:9094", hook)
    (directory / "alertmanager.yaml").write_text(yaml.safe_dump(config))
    url = f"http://127.0.0.1:{free_port()}"
    async with program(
        "prometheus-alertmanager",
        f"--config.file={directory / 'alertmanager.yaml'}",
        f"--storage.path={directory / 'alertmanager'}",
        f"--web.listen-address={url.removeprefix('http://')}",
        "--cluster.listen-address=",
        ready=f"{url}/-/ready",
    ):
        yield url, webhook
    server.close()
    await server.wait_closed()


@asynccontextmanager
async def prometheus(directory, target, alertmanager_url, **labels):
    """A running Prometheus that scrapes `target` with the shipped rules, their waits cut to nothing."""
    rules = yaml.safe_load((PACKAGING / "prometheus" / "whyrestart.rules.yaml").read_text())
    for group in rules["groups"]:
        for rule in group["rules"]:
            rule.pop("for", None)
    (directory / "rules.yaml").write_text(yaml.safe_dump(rules))
    (directory / "prometheus.yaml").write_text(
        yaml.safe_dump(
            {
                "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
                "rule_files": ["rules.yaml"],
                "alerting": {
                    "alertmanagers": [{"static_configs": [{"targets": [alertmanager_url.removeprefix("http://")]}]}]
                },
                "scrape_configs": [
                    {"job_name": "whyrestart", "static_configs": [{"targets": [target], "labels": labels}]}
                ],
            }
        )
    )
    url = f"http://127.0.0.1:{free_port()}"
    async with program(
        "prometheus",
        f"--config.file={directory / 'prometheus.yaml'}",
        f"--storage.tsdb.path={directory / 'tsdb'}",
        f"--web.listen-address={url.removeprefix('http://')}",
        ready=f"{url}/-/ready",
    ):
        yield url
