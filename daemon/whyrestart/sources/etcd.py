"""etcd's own word on its health: `/health`, `/livez`, `/readyz`, `/metrics`, on its metrics port or its client port."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import httpx

from whyrestart.clock import Clock
from whyrestart.model.manifest import Container, Manifest, StaticPod
from whyrestart.model.observation import Gap, Source
from whyrestart.parsing import etcd as parsing
from whyrestart.sources.bounded_http import Answer, TooLargeAnswerError, get, system_error
from whyrestart.sources.look import Look

# kubeadm's; the kubelet probes the same every 10 s.
METRICS_URL = "http://127.0.0.1:2381"
CLIENT_URL = "https://127.0.0.1:2379"
CLIENT_PAIRS = (
    ("/etc/kubernetes/pki/etcd/healthcheck-client.crt", "/etc/kubernetes/pki/etcd/healthcheck-client.key"),
    ("/etc/kubernetes/pki/apiserver-etcd-client.crt", "/etc/kubernetes/pki/apiserver-etcd-client.key"),
)
TIMEOUT_SECONDS = 3.0
MAX_ANSWER_BYTES = 8 * 1024 * 1024
# /metrics is some thousand lines; /health costs etcd one read through the quorum, as the kubelet's own probe does.
PERIOD_SECONDS = 10.0


class EtcdSource:
    """Tells of etcd at each look; a node whose manifests name no etcd is asked too, on the usual ports.

    The first of `urls` that speaks is kept. An etcd that refuses is a gap: that it is down is for others to tell.
    """

    sources = (Source.ETCD,)
    period_seconds = PERIOD_SECONDS
    timeout_seconds = 15.0
    woken: asyncio.Event | None = None

    def __init__(
        self,
        clock: Clock,
        *,
        manifests: Callable[[], Iterable[Manifest]] = tuple,
        urls: Iterable[str] = (METRICS_URL, CLIENT_URL),
        client_pairs: Iterable[tuple[str, str]] = CLIENT_PAIRS,
    ) -> None:
        self._clock = clock
        self._manifests = manifests
        self._urls = tuple(urls)
        self._pairs = tuple(client_pairs)
        self._client: httpx.AsyncClient | None = None
        self._speaks: str | None = None

    async def look(self) -> Look:
        refused: list[str] = []
        listens = False
        for url in self._candidates():
            try:
                health = await self._get(f"{url}/health")
                listens = True
                if health.status not in {200, 503}:
                    refused.append(f"{url}/health: {health.status} {health.beginning[:100]}")
                    continue
                ready = await self._get(f"{url}/readyz?verbose")
                # They came together (3.4.29, 3.5.11): an etcd without the one has not the other.
                live = ready if ready.status == 404 else await self._get(f"{url}/livez?verbose")
                metrics = await self._get(f"{url}/metrics")
            except (httpx.HTTPError, OSError, TimeoutError, TooLargeAnswerError) as error:
                cause = system_error(error)
                listens = listens or not isinstance(cause, ConnectionRefusedError)
                refused.append(f"{url}: {_words(cause)}")
                continue
            self._speaks = url
            seen = parsing.seen(
                self._clock.now(),
                health=health.body,
                live=_failed(live),
                ready=_failed(ready),
                metrics=metrics.body.decode("utf-8", "replace") if metrics.status == 200 else "",
            )
            return Look(observations=(seen,))
        self._speaks = None
        # The next look begins anew, with the certificate that lies there then.
        await self.close()
        elsewhere = not listens and self._lives_elsewhere()
        why = "etcd: " + ("it does not run on this node; " if elsewhere else "") + "; ".join(refused[:3])
        return Look(
            gaps=(Gap(source=Source.ETCD, why=why, since=self._clock.now()),),
            elsewhere=frozenset({Source.ETCD} if elsewhere else ()),
        )

    def _lives_elsewhere(self) -> bool:
        """By the manifests: an apiserver that asks for none on loopback, and no etcd beside it."""
        containers = [each for manifest in self._manifests() if manifest.pod for each in manifest.pod.containers]
        asked = [
            httpx.URL(url).host
            for each in containers
            if each.program == "kube-apiserver"
            for url in _urls(each, "etcd-servers")
        ]
        here = any(each.program == "etcd" for each in containers)
        return bool(asked) and not here and not any(host in _LOOPBACK for host in asked)

    async def close(self) -> None:
        """Drop the connection."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _candidates(self) -> Iterable[str]:
        stated = tuple(url for manifest in self._manifests() if manifest.pod for url in _stated(manifest.pod))
        known = (self._speaks,) if self._speaks else ()
        return dict.fromkeys((*known, *stated, *self._urls))

    async def _get(self, url: str) -> Answer:
        if self._client is None:
            # The node's own etcd on its own addresses: no proxy, and its certificate is judged elsewhere.
            self._client = httpx.AsyncClient(verify=self._context(), trust_env=False, timeout=TIMEOUT_SECONDS)
        return await get(self._client, url, seconds=TIMEOUT_SECONDS, limit_bytes=MAX_ANSWER_BYTES)

    def _context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        for certificate, key in self._pairs:
            with suppress(OSError, ssl.SSLError):
                context.load_cert_chain(certificate, key)
                break
        return context


def _failed(checks: Answer) -> str:
    return checks.body.decode("utf-8", "replace") if checks.status == 503 else ""


_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _stated(pod: StaticPod) -> Iterator[str]:
    """What an etcd's flags say: metrics ports, which ask for no certificate, before client ports."""
    for container in pod.containers:
        if container.program == "etcd":
            yield from _urls(container, "listen-metrics-urls")
            yield from _urls(container, "listen-client-urls")


def _urls(container: Container, flag: str) -> Iterator[str]:
    for url in (container.flag_value(flag) or "").split(","):
        with suppress(httpx.InvalidURL):
            parsed = httpx.URL(url.strip())
            if parsed.scheme in {"http", "https"} and parsed.host:
                host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(parsed.host, parsed.host)
                yield str(parsed.copy_with(host=host, path="/")).rstrip("/")


def _words(error: BaseException) -> str:
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return f"no answer within {TIMEOUT_SECONDS:g} s"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {error.reason or error}"
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
