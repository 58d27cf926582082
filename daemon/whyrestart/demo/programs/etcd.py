"""A stand-in for etcd 3.4: keeps values in memory, wants client certificates, tells of its health in plain HTTP."""

from __future__ import annotations

import base64
import json
import threading
from datetime import UTC, datetime
from urllib.parse import urlsplit

from whyrestart.demo.programs.flags import Flags, FlagSpec, parse
from whyrestart.demo.programs.process import Exit, Termination, on_host, run, say, version
from whyrestart.demo.programs.serving import Request, Response, Server, context

_SPECS = tuple(
    FlagSpec(name=name, is_bool=name.endswith("client-cert-auth"))
    for name in (
        "advertise-client-urls",
        "cert-file",
        "client-cert-auth",
        "data-dir",
        "initial-advertise-peer-urls",
        "initial-cluster",
        "key-file",
        "listen-client-urls",
        "listen-metrics-urls",
        "listen-peer-urls",
        "name",
        "peer-cert-file",
        "peer-client-cert-auth",
        "peer-key-file",
        "peer-trusted-ca-file",
        "snapshot-count",
        "trusted-ca-file",
    )
)


def _log(where: str, message: str) -> None:
    say(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} I | {where}: {message}")


class Store:
    """Keys and values, as the JSON gateway of etcd 3.4 takes and gives them: both in base64."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Response:
        """`/v3/kv/put`, `/v3/kv/range`, `/health`."""
        if request.path == "/health":
            return Response.of({"health": "true"})
        if request.path not in {"/v3/kv/put", "/v3/kv/range"}:
            return Response(status=404, body=b"404 page not found\n")
        try:
            body = json.loads(request.body)
            key = base64.b64decode(body["key"]).decode()
            value = body.get("value")
        except (ValueError, KeyError, AttributeError) as error:
            return Response.of({"error": str(error), "code": 3}, status=400)
        with self._lock:
            if request.path == "/v3/kv/put":
                self._values[key] = value
                return Response.of({"header": {}})
            found = self._values.get(key)
        return Response.of({"header": {}, **({"kvs": [{"key": body["key"], "value": found}]} if found else {})})


def _listen(url: str, flags: Flags, store: Store) -> Server:
    parts = urlsplit(url)
    tls = None
    if parts.scheme == "https":
        tls = context(
            str(on_host(flags.text("cert-file"))),
            str(on_host(flags.text("key-file"))),
            str(on_host(flags.text("trusted-ca-file"))),
            demand=flags.boolean("client-cert-auth", default=False),
        )
    try:
        server = Server(parts.hostname or "", parts.port or 2379, store.answer, tls)
    except OSError as error:
        raise Exit(1, f"C | etcdmain: listen tcp {parts.netloc}: bind: {str(error.strerror).lower()}") from error
    server.start()
    return server


def main(words: list[str], termination: Termination) -> None:
    """Serve until SIGTERM."""
    flags = parse(words, _SPECS, version(), "etcd")
    _log("etcdmain", f"etcd Version: {version().major}.{version().minor}.{version().patch}")
    store = Store()
    try:
        urls = (*flags.words("listen-client-urls"), *flags.words("listen-metrics-urls"))
        servers = [_listen(url, flags, store) for url in urls]
    except FileNotFoundError as error:
        raise Exit(1, f"C | etcdmain: open {error}: no such file or directory") from error
    _log("embed", "ready to serve client requests")
    _log("embed", f"serving client requests on {urlsplit(flags.text('listen-client-urls')).netloc}")
    termination.wait()
    _log("pkg/osutil", "received terminated signal, shutting down...")
    for server in servers:
        server.stop()


if __name__ == "__main__":
    run("etcd", main)
