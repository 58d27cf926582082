"""The pages in a real browser: no script of the node's runs, nothing overflows, and everybody can read them.

Set WHYRESTART_SCREENSHOTS to a directory to keep pictures of what was looked at.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from sinks import samples
from web.browser import axe_source, chromium
from web.serving import serving
from whyrestart.model.diagnosis import State
from whyrestart.sinks.status import ContainerStatus

pytestmark = [pytest.mark.components, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="module")]


def foreseen():
    verdict = replace(samples.looping_apiserver(), state=State.AT_RISK, restarts=0, last_restart_at=None)
    status = samples.looping_status()
    diagnoses = (verdict, *status.diagnosis.diagnoses[2:])
    return replace(status, diagnosis=replace(status.diagnosis, verdict=verdict, diagnoses=diagnoses))


def many_attempts():
    status = samples.looping_status()
    first, *rest = status.containers
    return replace(status, containers=(replace(first, attempts=samples.attempts(200)), *rest))


SCENES = {
    "looping": samples.looping_status(),
    "foreseen": foreseen(),
    "healthy": samples.healthy_status(),
    "hostile": samples.hostile_status(),
    "200-attempts": many_attempts(),
    "60-pods": samples.crowded_status(60),
    "nothing-known": replace(samples.healthy_status(), containers=(ContainerStatus(ref=samples.ETCD),)),
}
SCREENS = {"light": (1000, 900, False), "dark": (1000, 900, True), "phone": (360, 740, False)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(tmp_path_factory):
    async with chromium(tmp_path_factory.mktemp("chromium")) as session:
        yield session


async def keep(browser, name):
    if directory := os.environ.get("WHYRESTART_SCREENSHOTS"):
        await browser.screenshot(Path(directory) / f"{name}.png")


@pytest.mark.parametrize(
    ("scene", "screen"),
    [
        *(pytest.param("looping", screen, id=f"looping-{screen}") for screen in SCREENS),
        *(pytest.param(scene, "phone", id=f"{scene}-phone") for scene in SCENES if scene != "looping"),
        pytest.param("healthy", "dark", id="healthy-dark"),
    ],
)
async def test_every_scene_can_be_read_by_everybody_on_every_screen(browser, scene, screen):
    width, height, dark = SCREENS[screen]
    axe = await axe_source()
    async with serving(SCENES[scene]) as server:
        await browser.resize(width, height)
        await browser.dark(on=dark)
        await browser.open(f"http://127.0.0.1:{server.port}/")
        await keep(browser, f"{scene}-{screen}")
        overflow = await browser.run(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        violations = await browser.violations(axe)
        complaints = await browser.console()

    assert violations == []
    assert overflow <= 0
    assert complaints == []


@pytest.mark.parametrize(
    ("path", "screen"),
    [("/causes/", "phone"), ("/causes/anonymous_auth_disabled", "phone"), ("/causes/anonymous_auth_disabled", "dark")],
)
async def test_the_explanations_too(browser, path, screen):
    width, height, dark = SCREENS[screen]
    axe = await axe_source()
    async with serving(samples.healthy_status()) as server:
        await browser.resize(width, height)
        await browser.dark(on=dark)
        await browser.open(f"http://127.0.0.1:{server.port}{path}")
        await keep(browser, f"{path.strip('/').replace('/', '-')}-{screen}")
        overflow = await browser.run(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        violations = await browser.violations(axe)

    assert (violations, overflow <= 0) == ([], True)


async def test_a_phone_shows_the_whole_probe_matrix(browser):
    width, height, _ = SCREENS["phone"]
    async with serving(SCENES["looping"]) as server:
        await browser.resize(width, height)
        await browser.open(f"http://127.0.0.1:{server.port}/")
        hidden = await browser.run(
            "const box = document.querySelector('.probes').parentElement; return box.scrollWidth - box.clientWidth"
        )

    assert hidden <= 0


async def test_no_text_of_the_node_runs_as_a_script(browser):
    async with serving(SCENES["hostile"]) as server:
        await browser.open(f"http://127.0.0.1:{server.port}/")
        scripts = await browser.run("return [...document.scripts].map(s => s.getAttribute('src'))")
        title = await browser.run("return document.querySelector('h1').textContent")

    assert scripts == ["/assets/page.js"]
    assert "<script>alert(1)</script>" in title


async def test_an_injected_script_is_stopped_by_the_policy(browser):
    async with serving(samples.looping_status()) as server:
        await browser.open(f"http://127.0.0.1:{server.port}/")
        await browser.run(
            "const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s)"
        )
        ran = await browser.run("return window.ran === true")
        complaints = await browser.console()

    assert not ran
    assert any("Content Security Policy" in each for each in complaints)


async def test_the_copy_button_copies_the_diff_and_the_countdown_ticks(browser):
    async with serving(samples.looping_status()) as server:
        await browser.open(f"http://127.0.0.1:{server.port}/")
        await browser.command(
            "Browser.grantPermissions",
            {"permissions": ["clipboardReadWrite"], "origin": f"http://127.0.0.1:{server.port}"},
        )
        await browser.run("document.querySelector('.copy').click()")
        copied = await browser.run(
            "return new Promise(done => setTimeout(() => done(navigator.clipboard.readText()), 200))"
        )
        countdown = await browser.run(
            "return new Promise(done => setTimeout("
            "() => done(document.querySelector('time[data-countdown]').textContent), 2100))"
        )

    assert copied.startswith("--- a/etc/kubernetes/manifests/kube-apiserver.yaml\n")
    assert "-    - --anonymous-auth=false\n" in copied
    assert 40 <= int(countdown.removesuffix(" s")) <= 48
