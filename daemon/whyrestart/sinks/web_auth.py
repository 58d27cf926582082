"""Basic authentication against bcrypt hashes, off the loop, each right password computed only once."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from whyrestart.errors import ConfigError

MAX_REMEMBERED = 64
# bcrypt looks at no more, and newer libraries refuse more.
MAX_PASSWORD_BYTES = 72


class BasicAuth:
    """An ASGI middleware that lets only the configured users through.

    A wrong name costs as much time as a wrong password, so that names cannot be found out. ConfigError where the
    bcrypt library is missing.
    """

    def __init__(self, app: ASGIApp, users: Mapping[str, bytes]) -> None:
        try:
            import bcrypt  # noqa: PLC0415  # only who configures users needs it
        except ImportError as error:
            raise ConfigError(
                "basic_auth_users needs Python's bcrypt: install the package python3-bcrypt, or `pip install bcrypt`"
            ) from error
        self._app = app
        self._users = users
        self._check = bcrypt.checkpw
        cost = max(int(digest.split(b"$")[2]) for digest in users.values())
        self._nobody = bcrypt.hashpw(secrets.token_bytes(16).hex().encode(), bcrypt.gensalt(cost))
        self._known: dict[bytes, None] = {}
        self._salt = secrets.token_bytes(16)
        # One at a time: a flood of wrong passwords may not take the processor from the node.
        self._turn = asyncio.Semaphore(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 401."""
        if scope["type"] != "http" or await self._allowed(Headers(scope=scope).get("authorization", "")):
            await self._app(scope, receive, send)
            return
        refusal = PlainTextResponse(
            "Unauthorized\n", status_code=401, headers={"WWW-Authenticate": 'Basic realm="whyrestart"'}
        )
        await refusal(scope, receive, send)

    async def _allowed(self, header: str) -> bool:
        credentials = _credentials(header)
        if credentials is None:
            return False
        name, password = credentials
        digest = self._users.get(name, self._nobody)
        key = hmac.digest(self._salt, name.encode() + b"\0" + password + b"\0" + digest, hashlib.sha256)
        if key in self._known:
            return True
        async with self._turn:
            right = await asyncio.to_thread(self._matches, password, digest)
        if right and name in self._users:
            while len(self._known) >= MAX_REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[key] = None
            return True
        return False

    def _matches(self, password: bytes, digest: bytes) -> bool:
        try:
            return self._check(password[:MAX_PASSWORD_BYTES], digest)
        except ValueError:
            return False


def _credentials(header: str) -> tuple[str, bytes] | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
        return (name.decode(), password) if colon else None
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
