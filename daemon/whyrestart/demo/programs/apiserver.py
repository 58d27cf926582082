"""A stand-in for kube-apiserver: real TLS, real 401, 403, 200 and 500, the real program's last words.

It knows the flags that kubeadm writes and those that hardening guides add. It serves health, version and leases, keeps
its state in etcd and obeys its version: an insecure port up to 1.19, only `--insecure-port=0` from 1.20 to 1.23, no
such flag from 1.24 on; AuthenticationConfiguration with anonymous conditions from 1.32 on.
"""

from __future__ import annotations

import json
import os
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from whyrestart.demo.programs import access, health
from whyrestart.demo.programs.apiserver_flags import SPECS
from whyrestart.demo.programs.apiserver_settings import (
    AnonymousSettings,
    anonymous_settings,
    check_insecure_port,
    check_required,
    file_of,
    tokens,
)
from whyrestart.demo.programs.etcd_client import EtcdClient, client_context
from whyrestart.demo.programs.flags import Flags, parse
from whyrestart.demo.programs.process import ETCD_PATIENCE_VARIABLE, Exit, Termination, klog, panic, run, version
from whyrestart.demo.programs.serving import Request, Response, Server, context
from whyrestart.model.version import Version

PUBLIC_INFO_VIEWER = "/registry/clusterrolebindings/system:public-info-viewer"

# RBAC's defaults are in place this long after the start; until then /healthz says 500, as RIG.md saw it.
_BOOTSTRAP_SECONDS = 0.3
_BINDING_CACHE_SECONDS = 0.5
# From SIGTERM to the end: 2 to 4 s on a real one (RIG.md), shortened.
_SHUTDOWN_SECONDS = 0.7
_BOOTSTRAP_HOOK = "poststarthook/rbac/bootstrap-roles"


class Apiserver:
    """What is served, once etcd has been reached."""

    def __init__(self, flags: Flags, running: Version, etcd: EtcdClient, anonymous: AnonymousSettings) -> None:
        self._version = running
        self._etcd = etcd
        self._started = time.monotonic()
        self._bootstrapped = False
        self._binding: tuple[float, frozenset[str]] = (0.0, frozenset())
        self._lock = threading.Lock()
        self._health = health.Health(
            version=running,
            checks={
                "ping": lambda: None,
                "log": lambda: None,
                "etcd": self._etcd_reason,
                _BOOTSTRAP_HOOK: self._hook_reason,
            },
            only_ready={"informer-sync": lambda: None},
            log=lambda text: klog("I", "healthz.go:191", text),
        )
        self._access = access.Access(
            anonymous=anonymous.allowed,
            anonymous_paths=anonymous.paths,
            always_allow="AlwaysAllow" in flags.words("authorization-mode"),
            public_groups=self._public_groups,
            tokens=tokens(flags),
        )

    def bootstrap(self) -> None:
        """Put RBAC's default binding in place, unless somebody keeps it from being reconciled."""
        wanted = sorted({access.AUTHENTICATED, access.UNAUTHENTICATED})
        binding = self._etcd.get(PUBLIC_INFO_VIEWER)
        if binding is None or binding.get("autoupdate", True):
            self._etcd.put(PUBLIC_INFO_VIEWER, {"autoupdate": True, "groups": wanted})
        self._bootstrapped = True

    def _etcd_reason(self) -> str | None:
        try:
            self._etcd.get("/registry/health")
        except OSError as error:
            return f"error getting data from etcd: {error}"
        return None

    def _hook_reason(self) -> str | None:
        done = self._bootstrapped and time.monotonic() - self._started > _BOOTSTRAP_SECONDS
        return None if done else "not finished"

    def _public_groups(self) -> frozenset[str]:
        with self._lock:
            read_at, groups = self._binding
            # An informer's cache: it goes on with what it knew while etcd is away.
            if time.monotonic() - read_at > _BINDING_CACHE_SECONDS:
                try:
                    binding = self._etcd.get(PUBLIC_INFO_VIEWER) or {}
                    groups = frozenset(binding.get("groups", ()))
                except OSError:
                    pass
                self._binding = (time.monotonic(), groups)
            return groups

    def answer(self, request: Request) -> Response:
        """One request: authentication, authorisation, then what is asked for."""
        user = self._access.user(request)
        if user is None:
            return access.unauthorized()
        if not self._access.allows(user, request):
            return access.forbidden(user, request)
        if self._health.serves(request.path):
            return self._health.answer(request)
        if request.path.rstrip("/") == "/version":
            running = self._version
            return Response.of({"major": str(running.major), "minor": str(running.minor), "gitVersion": str(running)})
        if request.path.startswith("/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/"):
            return self._lease(request)
        return access.not_found()

    def _lease(self, request: Request) -> Response:
        key = f"/registry/leases/kube-system/{request.path.rpartition('/')[2]}"
        try:
            if request.method == "GET":
                lease: Any = self._etcd.get(key)
                return access.not_found() if lease is None else Response.of(lease)
            lease = json.loads(request.body)
            self._etcd.put(key, lease)
        except ValueError as error:
            return Response.of({"kind": "Status", "status": "Failure", "message": str(error), "code": 400}, status=400)
        except OSError as error:
            return access.unavailable(f"etcdserver: {error}")
        return Response.of(lease)


def reach_etcd(etcd: EtcdClient, running: Version, termination: Termination) -> None:
    """Wait for etcd as long as the real one does (20 s, shortened), then die its death."""
    # 1.20.2: `Error: context deadline exceeded`, exit 1 (RIG.md); up to 1.19 a panic (k/k#89812).
    deadline = time.monotonic() + float(os.environ.get(ETCD_PATIENCE_VARIABLE, "20"))
    while time.monotonic() < deadline:
        try:
            etcd.get("/registry/health")
        except OSError as error:
            why = "connect: connection refused" if isinstance(error, ConnectionRefusedError) else str(error)
            to = f"{{{etcd.endpoint} 0  <nil>}}"
            says = f"transport: Error while dialing dial tcp {urlsplit(etcd.endpoint).netloc}: {why}"
            klog(
                "W",
                "clientconn.go:1223" if running.at_least(1, 20) else "clientconn.go:1120",
                f"grpc: addrConn.createTransport failed to connect to {to}. "
                f'Err :connection error: desc = "{says}". Reconnecting...',
            )
        else:
            return
        if termination.wait(1.0):
            raise Exit(0)
    if running.at_least(1, 20):
        raise Exit(1, "Error: context deadline exceeded")
    panic("context deadline exceeded")


def _listen(address: str, port: int, apiserver: Apiserver, flags: Flags | None) -> Server:
    tls = None
    if flags is not None:
        tls = context(*(file_of(flags, name) for name in ("tls-cert-file", "tls-private-key-file", "client-ca-file")))
    try:
        server = Server(address, port, apiserver.answer, tls)
    except OSError as error:
        raise Exit(
            1,
            f"Error: failed to create listener: failed to listen on {address}:{port}: listen tcp {address}:{port}: "
            f"bind: {str(error.strerror).lower()}",
        ) from error
    server.start()
    return server


def main(words: list[str], termination: Termination) -> None:
    """Start as the real one does, serve until SIGTERM, end without a word about any probe."""
    running = version()
    flags = parse(words, SPECS, running, "kube-apiserver")
    flags.boolean("anonymous-auth", default=True)
    insecure_port = check_insecure_port(flags, running)
    check_required(flags, running)
    klog("I", "server.go:182", f"Version: {running}")
    anonymous = anonymous_settings(flags, running)
    for name in ("client-ca-file", "tls-cert-file", "tls-private-key-file"):
        file_of(flags, name)
    etcd = EtcdClient(
        endpoint=flags.words("etcd-servers")[0],
        tls=client_context(*(file_of(flags, name) for name in ("etcd-cafile", "etcd-certfile", "etcd-keyfile"))),
    )
    reach_etcd(etcd, running, termination)
    apiserver = Apiserver(flags, running, etcd, anonymous)
    address = flags.text("bind-address", "0.0.0.0")
    secure_port = flags.integer("secure-port", 6443)
    servers = [_listen(address, secure_port, apiserver, flags)]
    klog("I", "secure_serving.go:197", f"Serving securely on {address}:{secure_port}")
    if insecure_port:
        insecure_address = flags.text("insecure-bind-address", "127.0.0.1")
        servers.append(_listen(insecure_address, insecure_port, apiserver, None))
        klog("I", "deprecated_insecure_serving.go:53", f"Serving insecurely on {insecure_address}:{insecure_port}")
    try:
        apiserver.bootstrap()
    except OSError as error:
        klog("E", "storage_rbac.go:284", f"unable to reconcile clusterrolebinding.rbac.authorization.k8s.io: {error}")
    termination.wait()
    _shut_down(servers, etcd, f"{address}:{secure_port}")


def _shut_down(servers: list[Server], etcd: EtcdClient, address: str) -> None:
    klog("I", "controller.go:181", "Shutting down kubernetes service endpoint reconciler")
    klog("I", "available_controller.go:487", "Shutting down AvailableConditionController")
    for server in servers:
        server.stop()
    klog("I", "secure_serving.go:241", f"Stopped listening on {address}")
    time.sleep(_SHUTDOWN_SECONDS)
    # The endpoint reconciler must reach etcd to leave: without it the grace period runs out (RIG.md, f-etcd-down).
    while True:
        try:
            etcd.get("/registry/masterleases")
        except OSError:
            time.sleep(0.5)
        else:
            return


if __name__ == "__main__":
    run("kube-apiserver", main)
