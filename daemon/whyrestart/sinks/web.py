"""The daemon over HTTP: metrics, the status page, the diagnosis and the history as JSON, an explanation of each cause.

Nothing here changes anything: every route takes GET and HEAD only, and bodies are not read.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whyrestart.clock import Clock, SystemClock
from whyrestart.model.cause import Cause
from whyrestart.sinks import diagnosis_json, pages
from whyrestart.sinks.prometheus import Exposition
from whyrestart.sinks.status import NodeStatus
from whyrestart.sinks.web_auth import BasicAuth
from whyrestart.sinks.web_config import WebConfig

HISTORY_LIMIT = 1000

_SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "deny",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class HistoryReader(Protocol):
    """What `/api/v1/history` asks: past restarts as JSON values, newest first."""

    def __call__(self, *, pod: str | None, limit: int) -> Awaitable[list[dict[str, Any]]]:
        """At most `limit`, of one pod (its full name, or without the node's suffix) or of all."""
        ...


class Web:
    """The application. `set` hands it the newest status; the exposition may be shared with other sinks."""

    def __init__(
        self,
        *,
        history: HistoryReader,
        exposition: Exposition | None = None,
        config: WebConfig | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._history = history
        self._exposition = exposition or Exposition()
        self._clock = clock or SystemClock()
        self._status: NodeStatus | None = None
        config = config or WebConfig()
        routes = [
            Route(path, endpoint, methods=["GET"])
            for path, endpoint in {
                "/": self._page,
                "/metrics": self._metrics,
                "/api/v1/diagnosis": self._diagnosis,
                "/api/v1/history": self._past,
                "/causes/": self._causes,
                "/causes/{slug}": self._cause,
                "/assets/{name}": self._asset,
                "/-/healthy": self._healthy,
                "/-/ready": self._ready,
            }.items()
        ]
        app: ASGIApp = Starlette(routes=routes, exception_handlers={HTTPException: _refuse})
        if config.users:
            app = BasicAuth(app, config.users)
        self.app: ASGIApp = _SecurityHeaders(app, _SECURITY_HEADERS | dict(config.headers))

    def set(self, status: NodeStatus) -> None:
        """Show this status from now on."""
        self._status = status
        self._exposition.set(status)

    async def _metrics(self, request: Request) -> Response:
        accept = request.headers.get("accept", "")
        body, content_type = await asyncio.to_thread(self._exposition.render, accept)
        return Response(body, headers={"Content-Type": content_type})

    async def _page(self, _: Request) -> Response:
        status, now = self._status, self._clock.now()
        if status is None:
            return HTMLResponse(pages.waiting(), status_code=503, headers={"Retry-After": "5"})
        return HTMLResponse(await asyncio.to_thread(pages.node, status, now))

    async def _causes(self, _: Request) -> Response:
        return HTMLResponse(pages.causes())

    async def _cause(self, request: Request) -> Response:
        try:
            cause = Cause(request.path_params["slug"])
        except ValueError:
            raise HTTPException(404, "There is no such cause; /causes/ lists them all.") from None
        return HTMLResponse(pages.cause(cause))

    async def _asset(self, request: Request) -> Response:
        asset = pages.ASSETS.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404, "There is no such file.")
        return Response(asset.content, headers={"Content-Type": asset.content_type, "Cache-Control": "no-cache"})

    async def _diagnosis(self, _: Request) -> Response:
        if self._status is None:
            raise HTTPException(503, "The first look at this node is not done yet; ask again in a few seconds.")
        body = await asyncio.to_thread(diagnosis_json.dumps, self._status.diagnosis)
        return Response(body, media_type="application/json")

    async def _past(self, request: Request) -> Response:
        limit = request.query_params.get("limit", str(HISTORY_LIMIT))
        # By length first: Python refuses to read a number of thousands of digits at all.
        if not limit.isascii() or not limit.isdigit() or len(limit) > 9 or not 1 <= int(limit) <= HISTORY_LIMIT:
            raise HTTPException(400, f"limit: expected a number from 1 to {HISTORY_LIMIT}")
        restarts = await self._history(pod=request.query_params.get("pod"), limit=int(limit))
        node = None if self._status is None else self._status.diagnosis.node
        document = {"schema": diagnosis_json.SCHEMA, "node": node, "restarts": restarts}
        return Response(json.dumps(document, indent=2), media_type="application/json")

    async def _healthy(self, _: Request) -> Response:
        return PlainTextResponse("whyrestart is healthy.\n")

    async def _ready(self, _: Request) -> Response:
        if self._status is None or not self._status.ready:
            raise HTTPException(503, "Not every source has looked once yet.")
        return PlainTextResponse("whyrestart is ready.\n")


class _SecurityHeaders:
    """Adds headers to every answer, refusals among them; what the answer itself sets stays."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = {name: value for name, value in headers.items() if value}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


def _refuse(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else "Internal error"
    headers = error.headers if isinstance(error, HTTPException) else None
    if request.url.path.startswith("/api/"):
        body = json.dumps({"error": detail})
        return Response(body, status_code=status, headers=headers, media_type="application/json")
    return PlainTextResponse(f"{detail}\n", status_code=status, headers=headers)
