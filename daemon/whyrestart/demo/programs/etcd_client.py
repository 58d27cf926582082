"""etcd's JSON gateway as a client sees it: one value put, one value read, one question after its health."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

# JSON as it comes.
Json: TypeAlias = Any


@dataclass(frozen=True, kw_only=True)
class EtcdClient:
    """Speaks to one endpoint with a client certificate. Every method raises OSError where etcd does not answer."""

    endpoint: str
    tls: ssl.SSLContext
    timeout_seconds: float = 2.0

    def _post(self, path: str, body: object) -> Json:
        url = urlsplit(self.endpoint)
        connection = http.client.HTTPSConnection(
            url.hostname or "", url.port, context=self.tls, timeout=self.timeout_seconds
        )
        try:
            connection.request("POST", path, json.dumps(body), {"Connection": "close"})
            answer = connection.getresponse()
            return json.loads(answer.read())
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"{self.endpoint}{path}: {error!r}") from error
        finally:
            connection.close()

    def put(self, key: str, value: object) -> None:
        """Store a JSON value."""
        self._post("/v3/kv/put", {"key": _base64(key), "value": _base64(json.dumps(value))})

    def get(self, key: str) -> Json:
        """The JSON value stored there, None where there is none."""
        found = self._post("/v3/kv/range", {"key": _base64(key)}).get("kvs", [])
        return json.loads(base64.b64decode(found[0]["value"])) if found else None


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def client_context(ca: str, certificate: str, key: str) -> ssl.SSLContext:
    """A client's TLS towards etcd or the apiserver, with its own certificate."""
    made = ssl.create_default_context(cafile=ca)
    made.load_cert_chain(certificate, key)
    return made
