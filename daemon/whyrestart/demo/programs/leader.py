"""Stand-ins for kube-controller-manager and kube-scheduler: they hold a lease, and end when they lose it (RIG.md).

Without an apiserver they wait for the lease; once they hold it and cannot renew it within the renew deadline they log
`leaderelection lost`, print their stacks and end with 255. Their own /healthz is 200 throughout.
"""

from __future__ import annotations

import http.client
import json
import ssl
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import yaml

from whyrestart.demo.programs.etcd_client import Json, client_context
from whyrestart.demo.programs.flags import Flags, FlagSpec, parse
from whyrestart.demo.programs.process import Exit, Termination, fatal, klog, on_host, run, version
from whyrestart.demo.programs.serving import Response, Server, context

_SPECS = (
    *(
        FlagSpec(name=name)
        for name in (
            "authentication-kubeconfig",
            "authorization-kubeconfig",
            "bind-address",
            "client-ca-file",
            "cluster-name",
            "cluster-signing-cert-file",
            "cluster-signing-key-file",
            "controllers",
            "kubeconfig",
            "leader-elect-lease-duration",
            "leader-elect-renew-deadline",
            "leader-elect-retry-period",
            "requestheader-client-ca-file",
            "root-ca-file",
            "secure-port",
            "service-account-private-key-file",
            "tls-cert-file",
            "tls-private-key-file",
            "v",
        )
    ),
    FlagSpec(name="leader-elect", is_bool=True),
    FlagSpec(name="use-service-account-credentials", is_bool=True),
    FlagSpec(name="profiling", is_bool=True),
    FlagSpec(name="port", until=24),
)
_SECURE_PORTS = {"kube-controller-manager": 10257, "kube-scheduler": 10259}
_VERSION_AT = {"kube-controller-manager": "controllermanager.go:176", "kube-scheduler": "server.go:120"}
_LAST_WORDS_AT = {"kube-controller-manager": "controllermanager.go:294", "kube-scheduler": "server.go:205"}


@dataclass(frozen=True, kw_only=True)
class LeaseClient:
    """Reads and writes one lease at the apiserver. OSError where it cannot be had, LookupError where there is none."""

    server: str
    tls: ssl.SSLContext
    name: str
    timeout: timedelta

    @property
    def url(self) -> str:
        """The lease's address, as client-go logs it."""
        path = f"/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{self.name}"
        return f"{self.server}{path}?timeout={self.timeout.seconds}s"

    def ask(self, method: str, body: object = None) -> Json:
        """GET or PUT it."""
        url = urlsplit(self.url)
        connection = http.client.HTTPSConnection(
            url.hostname or "", url.port, context=self.tls, timeout=self.timeout.total_seconds()
        )
        try:
            connection.request(method, f"{url.path}", json.dumps(body) if body else None, {"Connection": "close"})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status == http.HTTPStatus.NOT_FOUND:
                raise LookupError(self.name)
            if answer.status != http.HTTPStatus.OK:
                raise OSError(json.loads(text).get("message", answer.reason))
            return json.loads(text)
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"{error!r}") from error
        finally:
            connection.close()


class Elector:
    """client-go's leader election over one lease."""

    def __init__(self, client: LeaseClient, duration: timedelta) -> None:
        self._client = client
        self._duration = duration.total_seconds()
        self._identity = f"node_{uuid.uuid4()}"
        self._seen: tuple[object, float] = (None, 0.0)

    def try_once(self) -> bool:
        """Take or renew the lease; whether it is held now. What fails is logged and means not held."""
        try:
            lease = self._read()
            if lease is not None and not self._may_take(lease["spec"]):
                return False
            now = datetime.now(UTC).isoformat(timespec="microseconds")
            self._client.ask("PUT", {"kind": "Lease", "spec": {"holderIdentity": self._identity, "renewTime": now}})
        except OSError as error:
            self._complain(error)
            return False
        return True

    def _read(self) -> Json:
        try:
            return self._client.ask("GET")
        except LookupError:
            return None

    def _may_take(self, spec: Json) -> bool:
        if spec.get("holderIdentity") in {"", self._identity}:
            return True
        # By its own clock since it last saw the lease change, as client-go does.
        if self._seen[0] != spec.get("renewTime"):
            self._seen = (spec.get("renewTime"), time.monotonic())
        return time.monotonic() - self._seen[1] > self._duration

    def _complain(self, error: OSError) -> None:
        netloc = urlsplit(self._client.server).netloc
        refused = isinstance(error, ConnectionRefusedError)
        why = f"dial tcp {netloc}: connect: connection refused" if refused else str(error)
        klog(
            "E",
            "leaderelection.go:325",
            f'error retrieving resource lock kube-system/{self._client.name}: Get "{self._client.url}": {why}',
        )


def _client(flags: Flags, name: str) -> LeaseClient:
    with on_host(flags.text("kubeconfig")).open(encoding="utf-8") as file:
        config = yaml.safe_load(file)
    cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
    files = (cluster["certificate-authority"], user["client-certificate"], user["client-key"])
    return LeaseClient(
        server=cluster["server"],
        tls=client_context(*(str(on_host(path)) for path in files)),
        name=name,
        timeout=flags.duration("leader-elect-renew-deadline", timedelta(seconds=10)),
    )


def _hold(elector: Elector, name: str, flags: Flags, termination: Termination) -> None:
    retry = flags.duration("leader-elect-retry-period", timedelta(seconds=2)).total_seconds()
    deadline = flags.duration("leader-elect-renew-deadline", timedelta(seconds=10)).total_seconds()
    klog("I", "leaderelection.go:243", f"attempting to acquire leader lease kube-system/{name}...")
    while not elector.try_once():
        if termination.wait(retry):
            return
    klog("I", "leaderelection.go:253", f"successfully acquired lease kube-system/{name}")
    renewed_at = time.monotonic()
    while not termination.wait(retry):
        if elector.try_once():
            renewed_at = time.monotonic()
        elif time.monotonic() - renewed_at > deadline:
            why = f"failed to renew lease kube-system/{name}: timed out waiting for the condition"
            klog("I", "leaderelection.go:278", why)
            fatal(_LAST_WORDS_AT[name], "leaderelection lost")


def main(name: str, words: list[str], termination: Termination) -> None:
    """Serve /healthz, then win and hold the lease until SIGTERM or its loss."""
    running = version()
    flags = parse(words, _SPECS, running, name)
    klog("I", _VERSION_AT[name], f"Version: {running}")
    address, port = flags.text("bind-address", "0.0.0.0"), flags.integer("secure-port", _SECURE_PORTS[name])
    try:
        tls = context(str(on_host(flags.text("tls-cert-file"))), str(on_host(flags.text("tls-private-key-file"))))
        client = _client(flags, name)
    except FileNotFoundError as error:
        raise Exit(1, f"stat {error}: no such file or directory") from error
    try:
        server = Server(address, port, lambda _: Response(), tls)
    except OSError as error:
        where = f"{address}:{port}"
        why = f"failed to create listener: failed to listen on {where}: listen tcp {where}: bind"
        raise Exit(1, f"{why}: {str(error.strerror).lower()}") from error
    server.start()
    klog("I", "secure_serving.go:197", f"Serving securely on {address}:{port}")
    elector = Elector(client, flags.duration("leader-elect-lease-duration", timedelta(seconds=15)))
    _hold(elector, name, flags, termination)


if __name__ == "__main__":
    program = sys.argv.pop(1)
    run(program, lambda words, termination: main(program, words, termination))
