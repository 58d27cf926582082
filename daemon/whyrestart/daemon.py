"""The service: the only module that knows every part. Sources fill a timeline, rules judge it, sinks show it.

One loop looks at what changed, judges, keeps what is worth keeping and tells the sinks; it feeds systemd's watchdog
itself, so that a hang anywhere in it is noticed.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from whyrestart.clock import Clock, SystemClock
from whyrestart.config import Listen, Settings
from whyrestart.diagnosing import diagnose
from whyrestart.errors import ConfigError
from whyrestart.history import Batch, History, Known, changes
from whyrestart.ledger import Ledger, attribute, begin, update
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import NodeDiagnosis, State
from whyrestart.model.identity import ContainerRef
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ProbeResult
from whyrestart.observer import Observer
from whyrestart.probes.scheduler import CredentialFinder, ProbeScheduler
from whyrestart.probes.targets import targets
from whyrestart.reporting import Durations, report
from whyrestart.sinks import history_json, service_manager
from whyrestart.sinks.alertmanager import AlertmanagerPush
from whyrestart.sinks.journal import Journal
from whyrestart.sinks.push_config import load as load_push_config
from whyrestart.sinks.status import NodeStatus
from whyrestart.sinks.web import Web
from whyrestart.sinks.web_config import WebConfig
from whyrestart.sinks.web_config import load as load_web_config
from whyrestart.sinks.web_server import WebServer
from whyrestart.sources.layout import Layout, find

log = logging.getLogger("whyrestart")

# So long at least lies between two judgements, and so long at most although nothing was seen to change.
SHORTEST_SECONDS = 0.2
LONGEST_SECONDS = 5.0
# A judgement is followed by a rest of so many times its length, so that it costs a tenth of a core as a rule.
REST = 9.0
# Not where that takes longer: an edit is to be judged within a second.
LONGEST_REST_SECONDS = 0.6
MAX_REMEMBERED_CAUSES = 2000
PUSH_SECONDS = 5.0


async def serve(read_settings: Callable[[], Settings], clock: Clock | None = None) -> int:
    """Run until SIGTERM or SIGINT; SIGHUP reads the settings again. 0, or 1 where the service cannot start.

    Settings that turn out wrong at a reload are told and the former ones stay in force.
    """
    settings = read_settings()
    loop = asyncio.get_running_loop()
    stop, reload = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    former: Settings | None = None
    while True:
        try:
            await _Service(settings, clock or SystemClock()).run(stop, reload)
        except ConfigError as error:
            # It reads well, and what it names cannot be used: a port, a certificate.
            if former is None:
                raise
            _not_taken_over(error)
            settings, former = former, None
            continue
        if stop.is_set():
            service_manager.notify("STOPPING=1")
            return 0
        reload.clear()
        service_manager.reloading()
        try:
            settings, former = read_settings(), settings
        except ConfigError as error:
            _not_taken_over(error)


def _not_taken_over(error: ConfigError) -> None:
    log.error("configuration not taken over, the former one stays in force: %s", error)


def check(settings: Settings) -> None:
    """Use every file that the settings name as the service does at its start; ConfigError where it could not."""
    config = _web_config(settings)
    if config.tls is not None:
        config.tls.context()
    Web(history=_no_history, config=config)
    _push(settings, settings.node_name or "localhost", config, SystemClock())


async def _no_history(*, pod: str | None, limit: int) -> list[dict[str, Any]]:  # noqa: ARG001  # as a reader is asked
    return []


def _web_config(settings: Settings) -> WebConfig:
    return load_web_config(settings.web_config) if settings.web_config else WebConfig()


def _push(settings: Settings, node: str, web: WebConfig, clock: Clock) -> AlertmanagerPush | None:
    """The direct way to Alertmanager, where one is configured."""
    if not settings.alertmanagers:
        return None
    labels = {"job": "whyrestart", "instance": f"{node}:{settings.listen.port}"}
    config = load_push_config(
        settings.alertmanager_config,
        urls=settings.alertmanagers,
        external_url=settings.external_url or own_url(settings.listen, node, web),
        labels={**labels, **dict(settings.alert_labels)},
    )
    return AlertmanagerPush(config, clock=clock)


def own_url(listen: Listen, node: str, web: WebConfig) -> str:
    """Where the pages are, as far as this node can tell: nobody can follow a link to 0.0.0.0."""
    reached = replace(listen, host=node) if ipaddress.ip_address(listen.host).is_unspecified else listen
    return f"{'http' if web.tls is None else 'https'}://{reached}"


def rest_after(spent_seconds: float) -> float:
    """How many seconds to wait after a judgement that took that long, before the next may begin."""
    return min(max(SHORTEST_SECONDS, REST * spent_seconds), LONGEST_REST_SECONDS)


class _Service:
    """One life of the service under one configuration."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._layout: Layout = find(settings)
        self._history = History(settings.state_directory, clock=clock)
        self._durations = Durations()
        self._causes: dict[str, tuple[Cause, Confidence]] = {}
        self._verdict: object = None
        self._noticed: tuple[str, ...] = ()
        self._status: NodeStatus | None = None

    async def run(self, stop: asyncio.Event, reload: asyncio.Event) -> None:
        """Live until one of the two is set. ConfigError, before anything is begun, for what the settings name."""
        config = _web_config(self._settings)
        self._push = _push(self._settings, self._layout.node_name, config, self._clock)
        saved = await self._history.open()
        ledger = saved.ledger or begin(self._clock.now())
        self._ledger: Ledger = ledger
        self._known = Known.of(await self._history.records(limit=2000))
        self._observer = Observer(
            self._settings,
            self._layout,
            self._clock,
            cursors=saved.cursors,
            previous_boot_id=ledger.boots[-1] if ledger.boots else None,
        )
        configured = None
        if self._settings.client_certificate is not None:
            key = self._settings.client_key
            configured = (str(self._settings.client_certificate), str(key) if key else None)
        self._scheduler = ProbeScheduler(
            clock=self._clock,
            observe=self._observe,
            credentials=CredentialFinder(
                clock=self._clock,
                configured=configured,
                certificate_directory=self._layout.certificate_directory,
            ),
        )
        self._web = Web(history=self._past, config=config, clock=self._clock)
        self._journal = Journal()
        listen = self._settings.listen
        server = WebServer(self._web.app, host=listen.host, port=listen.port, config=config)
        try:
            await server.start()
            log.info("listening on %s:%d", listen.host, server.port)
            service_manager.notify("READY=1", "STATUS=looking at the node for the first time")
            tasks = [
                asyncio.create_task(self._observer.follow(), name="sources"),
                asyncio.create_task(self._scheduler.run(), name="probes"),
                asyncio.create_task(self._judge_for_ever(), name="judgement"),
                asyncio.create_task(self._push_for_ever(), name="alerts"),
            ]
            ends = [asyncio.create_task(stop.wait()), asyncio.create_task(reload.wait())]
            done, _ = await asyncio.wait([*tasks, *ends], return_when=asyncio.FIRST_COMPLETED)
            for task in (*tasks, *ends):
                task.cancel()
            await asyncio.gather(*tasks, *ends, return_exceptions=True)
            for task in done:
                if task in tasks and not task.cancelled() and (error := task.exception()) is not None:
                    raise error
        finally:
            await server.stop()
            if self._push is not None:
                await self._push.close()
            await self._observer.close()
            await self._history.close()

    async def _push_for_ever(self) -> None:
        """Beside the judgement: a peer that hangs must not keep the node from being judged."""
        while True:
            await asyncio.sleep(PUSH_SECONDS)
            if self._push is not None and self._status is not None and self._status.ready:
                await self._push.push(self._status)

    def _observe(self, result: ProbeResult) -> None:
        self._durations.add(result)
        self._observer.observe(result)

    async def _past(self, *, pod: str | None, limit: int) -> list[dict[str, Any]]:
        # Three or four records a restart, as a rule. All that 64 MiB hold would be a minute's work and half the memory.
        records = await self._history.records(pod=pod, limit=max(limit * 10, 2000))
        return await asyncio.to_thread(history_json.restarts, records, limit)

    async def _judge_for_ever(self) -> None:
        changed = self._observer.changed
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_SECONDS):
                    await changed.wait()
            changed.clear()
            began = time.monotonic()
            await self._judge()
            service_manager.notify("WATCHDOG=1")
            await asyncio.sleep(rest_after(time.monotonic() - began))

    async def _judge(self) -> None:
        view = self._observer.view()
        self._scheduler.update(targets(view))
        try:
            # Beside the loop: megabytes of logs take seconds on a starved node, and nothing else may stall meanwhile.
            diagnosis = await asyncio.to_thread(diagnose, view)
        except Exception:  # a rule's bug must not lose a restart: the ledger goes on without a diagnosis
            log.exception("the node could not be judged; restarts are still counted")
            diagnosis = NodeDiagnosis(node=view.name, at=view.at, version=view.version, gaps=view.gaps)
        await self._keep(view, diagnosis)
        self._remember_causes(diagnosis)
        status = report(
            view,
            diagnosis,
            self._ledger,
            sources=self._observer.source_status,
            durations=self._durations,
            causes=self._causes,
            ready=self._observer.ready,
            history_problem=self._history.problem,
            certificate_directory=self._layout.certificate_directory,
            history_dropped=self._history.dropped,
        )
        self._status = replace(status, alert_peers=self._push.peers) if self._push is not None else status
        self._web.set(self._status)
        if self._observer.ready:
            self._journal.tell(diagnosis)
        self._tell(diagnosis)

    async def _keep(self, view: NodeView, diagnosis: NodeDiagnosis) -> None:
        """Count, and keep what was counted with all that belongs to it in one transaction."""
        counted = update(self._ledger, view, complete=self._observer.ready)
        # A restart is booked once: under what is established, or under what its kind says when patience ends.
        causes = {
            each.subject: each.cause
            for each in diagnosis.diagnoses
            if each.cause is not None and each.confidence in {Confidence.PROVEN, Confidence.LIKELY}
        }
        booked = attribute(counted.ledger, causes, view.at)
        known, records = changes(self._known, view, diagnosis if self._observer.ready else None, booked.ledger)
        new = booked.ledger is not self._ledger
        batch = Batch(
            records=(*counted.records, *booked.restarts, *records),
            ledger=booked.ledger if new else None,
            cursors=self._observer.cursors,
        )
        await self._history.record(batch)
        for notice in self._history.notices:
            if notice not in self._noticed:
                log.warning("%s", notice)
        self._noticed = self._history.notices
        self._ledger, self._known = booked.ledger, known

    def _remember_causes(self, diagnosis: NodeDiagnosis) -> None:
        """With what the newest ended attempt of each container was diagnosed, for its timeline."""
        for each in diagnosis.diagnoses:
            if not isinstance(each.subject, ContainerRef) or each.cause is None or each.state is State.AT_RISK:
                continue
            ended = self._observer.last_ended(each.subject)
            if ended:
                self._causes[ended] = (each.cause, each.confidence)
        while len(self._causes) > MAX_REMEMBERED_CAUSES:
            del self._causes[next(iter(self._causes))]

    def _tell(self, diagnosis: NodeDiagnosis) -> None:
        """The verdict as the unit's status, whenever it changed; the journal has its entry from its own sink."""
        verdict = diagnosis.verdict
        said = None if verdict is None else (str(verdict.subject), verdict.cause, verdict.confidence, verdict.state)
        if said == self._verdict and self._verdict is not None:
            return
        first, self._verdict = self._verdict is None, said or ()
        if verdict is None:
            if not first or self._observer.ready:
                service_manager.notify("STATUS=nothing to repair")
            return
        cause = verdict.cause.value if verdict.cause else "unknown"
        service_manager.notify(f"STATUS={verdict.subject}: {cause} ({verdict.confidence.value})")
