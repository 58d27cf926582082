"""Headless Chromium through ChromeDriver's own HTTP interface, and axe-core, kept outside the checkout."""

import asyncio
import base64
import shutil
import socket
from contextlib import asynccontextmanager

import httpx

import npm

AXE = "axe-core@4.10.3"

# Without these, Chromium looks for its maker's hosts at every start.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Browser:
    """One session: pages are opened, looked at and asked."""

    def __init__(self, client, session):
        self._client = client
        self._session = session

    async def _call(self, method, path, body=None):
        answer = await self._client.request(method, f"/session/{self._session}{path}", json=body)
        value = answer.json()["value"]
        assert answer.status_code == 200, value
        return value

    async def open(self, url):
        # The page before still asks its server, which is gone, for news: what that says is not this page's.
        await self._call("POST", "/url", {"url": "about:blank"})
        await self.console()
        await self._call("POST", "/url", {"url": url})

    async def run(self, script):
        """The value that the script returns, or that its promise gives."""
        return await self._call("POST", "/execute/sync", {"script": script, "args": []})

    async def resize(self, width, height):
        """The size of what the page sees, not the window's."""
        await self.command(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    async def dark(self, *, on):
        features = [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]
        await self.command("Emulation.setEmulatedMedia", {"features": features})

    async def without_scripts(self):
        await self.command("Emulation.setScriptExecutionDisabled", {"value": True})

    async def command(self, name, params):
        return await self._call("POST", "/goog/cdp/execute", {"cmd": name, "params": params})

    async def screenshot(self, path):
        shot = await self.command("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(shot["data"]))

    async def console(self):
        """What the page complained of: errors, and violations of its policy."""
        return [entry["message"] for entry in await self._call("POST", "/se/log", {"type": "browser"})]

    async def violations(self, axe):
        """What axe-core finds, as (rule, the elements)."""
        await self.run(axe)
        found = await self.run("return axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
        return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


@asynccontextmanager
async def chromium(directory):
    """A browser session with a profile of its own."""
    driver = shutil.which("chromedriver")
    assert driver, "chromedriver is missing: apt-get install chromium chromium-driver"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        driver, f"--port={port}", stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
            await _ready(client)
            options = {"args": [*FLAGS, f"--user-data-dir={directory / 'profile'}"]}
            wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            answer = await client.post("/session", json={"capabilities": {"alwaysMatch": wanted}})
            session = answer.json()["value"]
            assert "sessionId" in session, session
            yield Browser(client, session["sessionId"])
            await client.delete(f"/session/{session['sessionId']}")
    finally:
        process.terminate()
        await process.wait()


async def _ready(client):
    async with asyncio.timeout(30):
        while True:
            try:
                if (await client.get("/status")).json()["value"]["ready"]:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)


async def axe_source():
    """The text of axe.min.js."""
    modules = await asyncio.to_thread(npm.installed, AXE)
    return (modules / "axe-core" / "axe.min.js").read_text()
