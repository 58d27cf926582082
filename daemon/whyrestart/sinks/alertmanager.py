"""Alerts sent to Alertmanager by the daemon itself, for clusters whose Prometheus lives where the trouble is.

What is sent when is as Prometheus does it (rules/alerting.go, cmd/prometheus sendAlerts): a firing alert again every
minute, ending four such delays ahead; a resolved one at once and then for a quarter of an hour.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from whyrestart.clock import Clock, SystemClock
from whyrestart.errors import ConfigError
from whyrestart.model.secret import Secret
from whyrestart.sinks.alerts import Alert, alerts
from whyrestart.sinks.diagnosis_json import timestamp
from whyrestart.sinks.escaping import one_line, visible
from whyrestart.sinks.file_stamp import stamp
from whyrestart.sinks.status import AlertPeerStatus, NodeStatus

log = logging.getLogger(__name__)

RESEND = timedelta(minutes=1)
VALID_FOR = 4 * RESEND
RESOLVED_FOR = timedelta(minutes=15)
BATCH = 64
TIMEOUT_SECONDS = 10.0
MAX_DESCRIPTION = 1000
MAX_REFUSAL_BYTES = 1024

Payload = dict[str, Any]
Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PushConfig:
    """Where and as whom to send.

    `urls` are Alertmanager's base URLs, one for each peer. `labels` are added to each alert: `job` and `instance` as
    Prometheus would attach them, so that both paths are one alert. `external_url` is where this daemon's pages are
    reached from outside. `credentials` is a bearer token. A secret that came from a file is read again from there.
    """

    urls: tuple[str, ...]
    external_url: str
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    username: str | None = None
    password: Secret | None = None
    credentials: Secret | None = None
    password_file: Path | None = None
    credentials_file: Path | None = None
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    timeout_seconds: float = TIMEOUT_SECONDS

    @property
    def files(self) -> tuple[Path, ...]:
        """What is read to send with: whoever rotates credentials writes these anew, and tells nobody."""
        named = (self.password_file, self.credentials_file, self.ca_file, self.cert_file, self.key_file)
        return tuple(file for file in named if file is not None)

    def read_again(self) -> PushConfig:
        """The same with the secrets that its files hold now. ConfigError where one cannot be read."""
        return replace(
            self,
            password=read_secret(self.password_file) if self.password_file else self.password,
            credentials=read_secret(self.credentials_file) if self.credentials_file else self.credentials,
        )


def read_secret(file: Path) -> Secret:
    """The one secret that a file holds."""
    try:
        return Secret(file.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ConfigError(
            f"{file}: cannot be read as a secret: {why}; a text file with the secret alone was expected"
        ) from None


@dataclass(frozen=True, kw_only=True)
class _Held:
    """An alert whose condition held at some time: pending until `fired_at`, over since `resolved_at`."""

    alert: Alert
    since: datetime
    fired_at: datetime | None = None
    resolved_at: datetime | None = None
    sent_at: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Whether it must be sent now."""
        if self.fired_at is None:
            return False
        if self.sent_at is None:
            return True
        if self.resolved_at is not None and self.resolved_at > self.sent_at:
            return True
        return now - self.sent_at >= RESEND


class AlertBook:
    """Which alerts hold, since when, and what is due to be sent."""

    def __init__(self) -> None:
        self._held: dict[Key, _Held] = {}

    def take(self, current: Iterable[Alert], now: datetime) -> tuple[_Held, ...]:
        """Enter the conditions that hold now; those due to be sent, newest state each."""
        seen = {(("alertname", alert.kind.name), *alert.labels): alert for alert in current}
        for key, alert in seen.items():
            held = self._held.get(key)
            if held is None or held.resolved_at is not None:
                held = _Held(alert=alert, since=now, sent_at=None if held is None else held.sent_at)
            if held.fired_at is None and now - held.since >= alert.kind.hold:
                held = replace(held, fired_at=now, sent_at=None)
            self._held[key] = replace(held, alert=alert)
        for key, held in list(self._held.items()):
            if key in seen:
                continue
            if held.fired_at is None or (held.resolved_at is not None and now - held.resolved_at > RESOLVED_FOR):
                del self._held[key]
            elif held.resolved_at is None:
                self._held[key] = replace(held, resolved_at=now)
        return tuple(held for held in self._held.values() if held.due(now))

    def sent(self, which: Iterable[_Held], now: datetime) -> None:
        """Note that these were taken by an Alertmanager."""
        for held in which:
            key = (("alertname", held.alert.kind.name), *held.alert.labels)
            if key in self._held:
                self._held[key] = replace(self._held[key], sent_at=now)


class AlertmanagerPush:
    """Sends a node's alerts to every configured peer; a peer that is away costs nothing but its timeout."""

    def __init__(
        self, config: PushConfig, *, clock: Clock | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._config = config
        self._clock = clock or SystemClock()
        self._book = AlertBook()
        self._peers = [_Peer(url) for url in config.urls]
        self._transport = transport
        self._stamps = _stamps(config)
        self._client = _client(config, transport)

    @property
    def peers(self) -> tuple[AlertPeerStatus, ...]:
        """How sending to each peer went so far, for `NodeStatus.alert_peers`."""
        return tuple(peer.status for peer in self._peers)

    async def push(self, status: NodeStatus) -> None:
        """Enter what holds now, and send what is due. Call it for each new status and every 15 seconds."""
        now = self._clock.now()
        due = self._book.take(alerts(status, now), now)
        if due:
            await self._take_up_what_was_renewed()
        for start in range(0, len(due), BATCH):
            batch = [payload(held, self._config, now) for held in due[start : start + BATCH]]
            taken = await asyncio.gather(*(self._send(peer, batch) for peer in self._peers))
            if not any(taken):
                return
            self._book.sent(due[start : start + BATCH], now)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _take_up_what_was_renewed(self) -> None:
        stamps = _stamps(self._config)
        if stamps == self._stamps:
            return
        self._stamps = stamps
        try:
            config = self._config.read_again()
            client = _client(config, self._transport)
        except ConfigError as error:
            log.warning("What alerts are sent with was renewed and cannot be used, the former stays in use: %s", error)
            return
        former, self._config, self._client = self._client, config, client
        await former.aclose()

    async def _send(self, peer: _Peer, batch: list[Payload]) -> bool:
        try:
            # httpx's own timeout begins anew with each byte: a peer that drips would hold up all the others for ever.
            async with asyncio.timeout(self._config.timeout_seconds):
                refusal = await self._post(peer, batch)
        except (httpx.HTTPError, TimeoutError) as error:
            refusal = str(error) or type(error).__name__
        if refusal is not None:
            peer.failed(len(batch), refusal)
            return False
        peer.took(len(batch))
        return True

    async def _post(self, peer: _Peer, batch: list[Payload]) -> str | None:
        """None where the peer took the batch, else what it said; of its answer only the beginning is read."""
        async with self._client.stream("POST", peer.endpoint, json=batch) as answer:
            if answer.is_success:
                return None
            async for beginning in answer.aiter_raw(MAX_REFUSAL_BYTES):
                return f"HTTP {answer.status_code}: {one_line(beginning.decode('utf-8', 'replace'), 200)}"
            return f"HTTP {answer.status_code}"


class _Peer:
    """One Alertmanager, and how it went with it; only changes are logged."""

    def __init__(self, url: str) -> None:
        parsed = httpx.URL(url)
        if parsed.scheme not in {"http", "https"} or not parsed.host or parsed.userinfo:
            raise ConfigError(
                f"alertmanagers: {str(parsed.copy_with(userinfo=b''))!r} is not usable; "
                "expected http(s)://host:port, with user and password in alertmanager_config"
            )
        self.endpoint = parsed.copy_with(path=f"{parsed.path.rstrip('/')}/api/v2/alerts")
        self.status = AlertPeerStatus(peer=f"{parsed.host}:{parsed.port or parsed.scheme}")

    def took(self, count: int) -> None:
        if not self.status.up:
            log.info("Alertmanager %s takes alerts again.", self.status.peer)
        self.status = replace(self.status, up=True, sent_total=self.status.sent_total + count)

    def failed(self, count: int, why: str) -> None:
        if self.status.up:
            log.warning("Alertmanager %s does not take alerts: %s; sending goes on.", self.status.peer, why)
        self.status = replace(self.status, up=False, errors_total=self.status.errors_total + count)


def payload(held: _Held, config: PushConfig, now: datetime) -> Payload:
    """One alert as `/api/v2/alerts` takes it."""
    kind = held.alert.kind
    labels = {**config.labels, "alertname": kind.name, "severity": kind.severity, **dict(held.alert.labels)}
    base = config.external_url.rstrip("/")
    return {
        "labels": labels,
        "annotations": {
            "summary": kind.summary,
            "description": visible(held.alert.description)[:MAX_DESCRIPTION],
            "runbook_url": f"{base}{held.alert.page}",
        },
        "startsAt": timestamp(held.fired_at),
        "endsAt": timestamp(held.resolved_at or now + VALID_FOR),
        "generatorURL": f"{base}/",
    }


def _stamps(config: PushConfig) -> tuple[tuple[int, int] | None, ...]:
    return tuple(stamp(file) for file in config.files)


def _client(config: PushConfig, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    headers = {"User-Agent": "whyrestart", "Accept-Encoding": "identity"}
    if config.credentials is not None:
        token = config.credentials.reveal()
        # What refuses such a header quotes it, and its words are logged.
        if not (token.isascii() and token.isprintable()):
            raise ConfigError("alertmanager_config: authorization: a token of one line in printable ASCII was expected")
        headers["Authorization"] = f"Bearer {token}"
    return httpx.AsyncClient(
        headers=headers,
        auth=None
        if config.username is None
        else (config.username, config.password.reveal() if config.password else ""),
        verify=_verification(config),
        timeout=config.timeout_seconds,
        trust_env=False,
        transport=transport,
    )


def _verification(config: PushConfig) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=config.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"alertmanager_config: tls_config.ca_file: cannot use {config.ca_file}: {error}; "
            "expected authorities' certificates in PEM, readable by whyrestart"
        ) from error
    if config.cert_file is None:
        return context
    try:
        context.load_cert_chain(config.cert_file, config.key_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"alertmanager_config: tls_config: cannot use {config.cert_file} with {config.key_file}: {error}; "
            "expected a PEM certificate and its unencrypted key, readable by whyrestart"
        ) from error
    return context
