"""The kubelet's own ports: `/pods` and `/metrics/probes` on 10255 or 10250, `/healthz` on 10248.

A convenience, not a foundation: 10250 asks the API server for leave, so while that is down it refuses everybody, even
system:masters (bootkube#648; seen on 1.20.2), and kubeadm turns 10255 off. A refusal is a calm gap, and each failed
look makes the next one rarer.
"""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime

import httpx

from whyrestart.clock import Clock
from whyrestart.model.observation import Gap, Observation, Source
from whyrestart.parsing import kubelet_pods, probe_metrics
from whyrestart.sources import bounded_http
from whyrestart.sources.bounded_http import Answer
from whyrestart.sources.look import Look

HEALTHZ_URL = "http://127.0.0.1:10248/healthz"
CALL_SECONDS = 3.0
MAX_ANSWER_BYTES = 16 * 1024 * 1024
# After a refusal the next attempt comes this late, then twice as late, up to the second.
FIRST_WAIT_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 60.0
# A port that is closed is asked again this late: an operator may have opened it.
CLOSED_PORT_SECONDS = 300.0


class KubeletSource:
    """Looks every ten seconds; while the kubelet refuses, up to six times more rarely, repeating the same gap.

    An empty URL is not asked. `client_pairs` are certificates and keys to show on the TLS port: the first that can be
    read, and after it was refused the next.
    """

    sources = (Source.KUBELET_API,)
    period_seconds = 10.0
    timeout_seconds = 20.0
    woken: asyncio.Event | None = None

    def __init__(
        self,
        clock: Clock,
        url: str,
        read_only_url: str,
        *,
        client_pairs: tuple[tuple[str, str], ...] = (),
        healthz_url: str = HEALTHZ_URL,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._clock = clock
        self._url = url
        self._read_only_url = read_only_url
        self._healthz_url = healthz_url
        self._pairs = client_pairs
        self._call_seconds = call_seconds
        # Plain HTTP only: a context of its own keeps httpx from loading every public CA, 4 MiB of them.
        self._plain = httpx.AsyncClient(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), trust_env=False)
        self._tls: httpx.AsyncClient | None = None
        self._read_only_due = float("-inf")
        self._due = float("-inf")
        self._wait_seconds = FIRST_WAIT_SECONDS
        self._refusal: Gap | None = None

    async def look(self) -> Look:
        now = self._clock.monotonic()
        if self._refusal is not None and now < self._due:
            return Look(gaps=(self._refusal,), waits=True)
        at = self._clock.now()
        try:
            seen = await self._see(at)
        except _RefusedError as error:
            why = f"{error}; {await self._health()}"
            await self._drop_tls()
            self._refusal = Gap(source=Source.KUBELET_API, why=why, since=at)
            self._due = now + self._wait_seconds
            self._wait_seconds = min(2 * self._wait_seconds, LONGEST_WAIT_SECONDS)
            return Look(gaps=(self._refusal,))
        self._refusal, self._wait_seconds = None, FIRST_WAIT_SECONDS
        return Look(observations=seen)

    async def close(self) -> None:
        await self._plain.aclose()
        await self._drop_tls()

    async def _see(self, at: datetime) -> tuple[Observation, ...]:
        if self._read_only_url and self._clock.monotonic() >= self._read_only_due:
            try:
                return await self._ask(self._plain, self._read_only_url, at)
            except _RefusedError as error:
                if not self._url:
                    raise
                if error.closed:
                    self._read_only_due = self._clock.monotonic() + CLOSED_PORT_SECONDS
        if not self._url:
            raise _RefusedError("the kubelet's read-only port is closed and no kubelet_url is set")
        try:
            return await self._ask(self._client(), self._url, at)
        except _RefusedError as error:
            if error.unauthorised:
                self._pairs = (*self._pairs[1:], *self._pairs[:1])
            raise

    async def _ask(self, client: httpx.AsyncClient, base: str, at: datetime) -> tuple[Observation, ...]:
        pods = await self._get(client, f"{base}/pods")
        seen = await asyncio.to_thread(kubelet_pods.load, pods, at=at)
        if seen is None:
            raise _RefusedError(f"{base}/pods: no PodList came, so no kubelet listens there")
        try:
            probes = await self._get(client, f"{base}/metrics/probes")
        except _RefusedError:
            # Kubelets before 1.15 have no such page, and a certificate may be good for one and not for the other.
            return seen
        return (*seen, *await asyncio.to_thread(probe_metrics.load, probes, at=at))

    async def _get(self, client: httpx.AsyncClient, url: str) -> bytes:
        try:
            answer = await self._request(client, url)
        except (httpx.HTTPError, OSError, ssl.SSLError, bounded_http.TooLargeAnswerError) as error:
            closed = isinstance(bounded_http.system_error(error), ConnectionRefusedError)
            raise _RefusedError(f"{url}: {self._words(error)}", closed=closed) from error
        if answer.status != 200:
            raise _RefusedError(f"{url}: {_meaning(answer)}", unauthorised=answer.status in {401, 403})
        return answer.body

    async def _request(self, client: httpx.AsyncClient, url: str) -> Answer:
        return await bounded_http.get(client, url, seconds=self._call_seconds, limit_bytes=MAX_ANSWER_BYTES)

    async def _health(self) -> str:
        """What the kubelet says of itself where nobody needs leave to ask."""
        try:
            answer = await self._request(self._plain, self._healthz_url)
        except (httpx.HTTPError, OSError, bounded_http.TooLargeAnswerError) as error:
            return f"{self._healthz_url}: {self._words(error)}"
        if answer.status == 200:
            return "its /healthz says ok"
        return f"{self._healthz_url}: {answer.status} {answer.beginning}"

    def _client(self) -> httpx.AsyncClient:
        """A client that shows the certificate; made anew after a refusal, for the files may have been renewed."""
        if self._tls is not None:
            return self._tls
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # The kubelet usually signs its serving certificate itself; what it tells, other witnesses confirm.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        unusable: list[str] = []
        for pair in self._pairs:
            problem = _load(context, *pair)
            if problem is None:
                break
            unusable.append(problem)
        else:
            if unusable:
                raise _RefusedError(f"{unusable[0]}: set client_certificate and client_key to what whyrestart may read")
        self._tls = httpx.AsyncClient(verify=context, trust_env=False)
        return self._tls

    async def _drop_tls(self) -> None:
        if self._tls is not None:
            await self._tls.aclose()
        self._tls = None

    def _words(self, error: BaseException) -> str:
        cause = bounded_http.system_error(error)
        if isinstance(cause, TimeoutError | httpx.TimeoutException):
            return f"no answer within {self._call_seconds:g} s"
        if isinstance(cause, ConnectionRefusedError):
            return "nobody listens there"
        return str(cause) or type(cause).__name__


class _RefusedError(Exception):
    """The kubelet cannot be asked; `closed` where nobody listens, `unauthorised` where others might be answered."""

    def __init__(self, text: str, *, closed: bool = False, unauthorised: bool = False) -> None:
        super().__init__(text)
        self.closed = closed
        self.unauthorised = unauthorised


def _meaning(answer: Answer) -> str:
    """What a status means here (pkg/kubelet/server/auth.go; the texts seen on 1.20.2)."""
    if answer.status == 401:
        return "401: the kubelet does not know this client certificate; set client_certificate and client_key"
    if answer.status == 403:
        return f"403: {answer.beginning or 'forbidden'}"
    if answer.status == 500 and "Authorization error" in answer.beginning:
        return "the kubelet cannot ask the API server for leave, as is usual while that is down"
    return f"{answer.status} {answer.beginning}"


def _load(context: ssl.SSLContext, certificate: str, key: str) -> str | None:
    """Have the pair shown; why that is not possible, else None."""
    try:
        context.load_cert_chain(certificate, key or None, password=_no_password)
    except (OSError, ValueError) as error:
        return f"client certificate {certificate} with key {key or certificate}: {error}"
    return None


def _no_password() -> str:
    """OpenSSL would ask at the terminal for an encrypted key's password."""
    raise ValueError("the key is encrypted")
