"""What a one-shot command sees: one look at the node, and a few more where that one decides nothing."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from whyrestart.clock import Clock
from whyrestart.config import Settings
from whyrestart.diagnosing import diagnose
from whyrestart.model.diagnosis import NodeDiagnosis
from whyrestart.model.node import NodeView
from whyrestart.observer import Observer
from whyrestart.probes.scheduler import CredentialFinder, replay
from whyrestart.probes.targets import targets
from whyrestart.sources.layout import find

# No more often than the kubelet probes (periodSeconds 10 in every installer's manifests).
SECONDS_BETWEEN_LOOKS = 10.0

Look = Callable[[], Awaitable[NodeView]]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The node as it was at the last look, and what is said of it."""

    view: NodeView
    found: NodeDiagnosis


async def look_until_decided(look: Look, *, seconds: float, sleep: Sleep = asyncio.sleep) -> Looked:
    """Look, and look again while something loops without a cause, at most for so many seconds by the looks' own clock.

    A single look that falls between two lives of a loop finds no process to ask, and one in its first seconds an answer
    that is not yet its own.
    """
    began = None
    while True:
        view = await look()
        found = diagnose(view)
        began = began or view.at
        if not found.is_undecided or (view.at - began).total_seconds() + SECONDS_BETWEEN_LOOKS > seconds:
            return Looked(view=view, found=found)
        await sleep(SECONDS_BETWEEN_LOOKS)


async def look_once(settings: Settings, *, counter_probes: bool = False, clock: Clock | None = None) -> NodeView:
    """The node as it is now: every source looked once, every probe replayed once.

    A failed probe brings its counter-probes; with `counter_probes` all are asked. Two looks a moment apart, so that
    what one source learns (manifests, sockets, certificates) another can use.
    """
    observer = Observer(settings, find(settings), clock)
    try:
        await observer.look_once()
        around = targets(observer.view())
        configured = None
        if settings.client_certificate is not None:
            configured = (str(settings.client_certificate), str(settings.client_key) if settings.client_key else None)
        credentials = CredentialFinder(
            clock=observer.clock,
            configured=configured,
            certificate_directory=observer.layout.certificate_directory,
        )
        replays = await asyncio.gather(
            *(
                replay(target, around=around, clock=observer.clock, credentials=credentials, everything=counter_probes)
                for target in around.containers
            )
        )
        for result in itertools.chain.from_iterable(replays):
            observer.observe(result)
        return observer.view()
    finally:
        await observer.close()
