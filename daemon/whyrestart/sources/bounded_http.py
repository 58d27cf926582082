"""HTTP GET with one deadline over everything and a limit on the answer, which is never decompressed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

HEADERS = {"Accept-Encoding": "identity"}


class TooLargeAnswerError(Exception):
    """More bytes came than the answer may have."""


@dataclass(frozen=True)
class Answer:
    """A status and its body."""

    status: int
    body: bytes

    @property
    def beginning(self) -> str:
        """What an error's body says, on one line that people can read."""
        return " ".join(self.body[:300].decode("utf-8", "replace").split())


def system_error(error: BaseException) -> BaseException:
    """The operating system's own error below a library's, which often says nothing; else the error itself."""
    found: BaseException | None = error
    for _ in range(8):
        if found is None:
            break
        if isinstance(found, TimeoutError) or (isinstance(found, OSError) and found.errno is not None):
            return found
        found = found.__cause__ or found.__context__
    return error


async def get(client: httpx.AsyncClient, url: str, *, seconds: float, limit_bytes: int) -> Answer:
    """The answer; raises httpx.HTTPError, TimeoutError, OSError, or TooLargeAnswerError beyond the limit."""
    async with asyncio.timeout(seconds), client.stream("GET", url, headers=HEADERS) as response:
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > limit_bytes:
                raise TooLargeAnswerError(f"the answer is larger than {limit_bytes // 1024 // 1024} MiB")
            chunks.append(chunk)
        return Answer(response.status_code, b"".join(chunks))
