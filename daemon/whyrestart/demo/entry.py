"""The entry to the demo: the scenarios, the versions, and `run_demo`, which the command line calls."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rich.console import Console

from whyrestart.demo import node as nodes
from whyrestart.demo import scenarios
from whyrestart.demo.node import DemoError
from whyrestart.demo.scenarios import Scenario
from whyrestart.demo.show import Show
from whyrestart.demo.story import Story
from whyrestart.demo.watching import Watcher
from whyrestart.model.version import Version

SCENARIOS: Mapping[str, str] = MappingProxyType(
    {name: scenario.description for name, scenario in scenarios.BY_NAME.items()}
)
DEFAULT_SCENARIO = "anonymous-auth"

# The founding case as it was met: an apiserver old enough to have an insecure port, which goes on saying `ok` while
# the kubelet kills it. The others are the two later ages of the same fault, whose remedies differ.
VERSIONS = ("v1.17.17", "v1.20.2", "v1.32.0")
DEFAULT_VERSION = VERSIONS[0]

_METRICS = ("whyrestart_diagnosis_info", "whyrestart_container_restarts_total", "whyrestart_next_kill")
_REST_SECONDS = 0.25
# A closed terminal is one of them.
_ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_demo(
    scenario: str = DEFAULT_SCENARIO, *, console: Console, interactive: bool, version: str = DEFAULT_VERSION
) -> int:
    """Run a scenario of SCENARIOS on a node of one of VERSIONS (KeyError and ValueError for others).

    Interactive, it draws until Ctrl-C; else it prints lines and ends with the story. 0 when the daemon reached the
    right verdict (and, in `fixed`, the loop stopped), else 1. SIGINT and SIGTERM end it in order; nothing stays.
    """
    chosen = scenarios.BY_NAME[scenario]
    running = Version.parse(version)
    if running is None or version not in VERSIONS:
        raise ValueError(f"the demo knows the versions {', '.join(VERSIONS)}, not {version}")
    demo = asyncio.create_task(_run(chosen, running, console, interactive=interactive))
    with _interruptible(demo):
        try:
            return await demo
        except DemoError as error:
            console.print(f"The demo cannot go on: {error}", style="bold red", markup=False)
            return 1


@contextlib.contextmanager
def _interruptible(demo: asyncio.Task[int]) -> Iterator[None]:
    """A signal ends the story once; what is then cleared away is not interrupted by another."""
    loop = asyncio.get_running_loop()
    asked = False

    def end() -> None:
        nonlocal asked
        if not asked:
            asked = True
            demo.cancel()

    for number in _ENDING_SIGNALS:
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in _ENDING_SIGNALS:
            loop.remove_signal_handler(number)


async def _run(scenario: Scenario, version: Version, console: Console, *, interactive: bool) -> int:
    good = False
    try:
        async with nodes.running(version) as node, Watcher(node.url) as watcher:
            show = Show(console, scenario, node, interactive=interactive)
            story = Story(scenario, node, watcher, show.say)
            try:
                with show.following(story):
                    good = await story.tell()
                    while interactive:
                        await story.look()
                        await asyncio.sleep(_REST_SECONDS)
            except asyncio.CancelledError:
                console.print("Asked to end.", style="dim")
            show.finish(story, [line for prefix in _METRICS for line in await watcher.metric_lines(prefix)])
    except asyncio.CancelledError:
        console.print("Ended before the node was up.", style="dim")
    return 0 if good else 1
