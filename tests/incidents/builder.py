"""A node in a few lines: what its sources would show, as the files of a snapshot for the program's own loader.

The program sees nothing but the snapshot's files, as it would see those of `whyrestart capture`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5, sha256

NOW = datetime(2024, 3, 12, 10, 30, tzinfo=UTC)
PKI = "/etc/kubernetes/pki"
FLAGS = {
    "kube-apiserver": (
        "--advertise-address=10.0.0.4",
        "--authorization-mode=Node,RBAC",
        f"--client-ca-file={PKI}/ca.crt",
        f"--etcd-cafile={PKI}/etcd/ca.crt",
        f"--etcd-certfile={PKI}/apiserver-etcd-client.crt",
        f"--etcd-keyfile={PKI}/apiserver-etcd-client.key",
        "--etcd-servers=https://127.0.0.1:2379",
        "--secure-port=6443",
        f"--service-account-key-file={PKI}/sa.pub",
        f"--service-account-signing-key-file={PKI}/sa.key",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        f"--tls-cert-file={PKI}/apiserver.crt",
        f"--tls-private-key-file={PKI}/apiserver.key",
    ),
    "kube-controller-manager": (
        "--bind-address=127.0.0.1",
        "--kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--leader-elect=true",
        f"--service-account-private-key-file={PKI}/sa.key",
    ),
    "kube-scheduler": (
        "--bind-address=127.0.0.1",
        "--kubeconfig=/etc/kubernetes/scheduler.conf",
        "--leader-elect=true",
    ),
    "etcd": (
        "--advertise-client-urls=https://10.0.0.4:2379",
        f"--cert-file={PKI}/etcd/server.crt",
        "--client-cert-auth=true",
        "--data-dir=/var/lib/etcd",
        "--initial-cluster=master-1=https://10.0.0.4:2380",
        "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.4:2379",
        "--listen-metrics-urls=http://127.0.0.1:2381",
        "--listen-peer-urls=https://10.0.0.4:2380",
        f"--trusted-ca-file={PKI}/etcd/ca.crt",
    ),
}
# Host, port, path and scheme of the liveness probe that kubeadm writes.
PROBES = {
    "kube-apiserver": ("10.0.0.4", 6443, "/livez", "HTTPS"),
    "kube-controller-manager": ("127.0.0.1", 10257, "/healthz", "HTTPS"),
    "kube-scheduler": ("127.0.0.1", 10259, "/healthz", "HTTPS"),
    "etcd": ("127.0.0.1", 2381, "/health", "HTTP"),
}
# Where kubeadm mounts what; a directory or a file, the same inside and outside.
MOUNTS = {
    "kube-apiserver": (PKI, "/etc/ssl/certs"),
    "kube-controller-manager": (PKI, "/etc/kubernetes/controller-manager.conf"),
    "kube-scheduler": ("/etc/kubernetes/scheduler.conf",),
    "etcd": ("/var/lib/etcd", f"{PKI}/etcd"),
}
ETCD_IMAGE = "registry.k8s.io/etcd:3.5.9-0"


@dataclass
class Node:
    """A control-plane node at `at`; each method adds what one source shows, and returns the node."""

    name: str = "master-1"
    version: str | None = "v1.28.4"
    at: datetime = NOW
    files: dict[str, str] = field(default_factory=dict)
    listed: dict[str, dict | None] = field(default_factory=dict)
    containers: list[dict] = field(default_factory=list)
    sandboxes: dict[str, dict] = field(default_factory=dict)
    journals: dict[str, list[dict]] = field(default_factory=dict)
    units: dict[str, dict] = field(default_factory=dict)
    probes: list[dict] = field(default_factory=list)
    sockets: list[dict] = field(default_factory=list)
    served: list[dict] = field(default_factory=list)
    statuses: dict[str, dict] = field(default_factory=dict)
    documents: dict[str, object] = field(default_factory=dict)
    history: list[dict] = field(default_factory=list)

    # ---- manifests ----------------------------------------------------------------------------------------------

    def static_pod(
        self,
        program: str,
        *extra: str,
        flags: Iterable[str] | None = None,
        command: str | None = None,
        image: str | None = None,
        probe: str | None = None,
        mounts: Iterable[str] | None = None,
        env: dict[str, str] | None = None,
        limits: dict[str, str] | None = None,
        file: str | None = None,
        edited: timedelta = timedelta(minutes=40),
        more: str = "",
    ) -> "Node":
        """A manifest as kubeadm writes it: `extra` flags after the usual ones, `flags` instead of them.

        `probe` replaces the liveness probe's YAML (empty: none), `edited` is how long ago the file was written.
        """
        words = [command or program, *(FLAGS.get(program, ()) if flags is None else flags), *extra]
        paths = list(MOUNTS.get(program, ()) if mounts is None else mounts)
        shown = image or (ETCD_IMAGE if program == "etcd" else f"registry.k8s.io/{program}:{self.version or 'v1.28.4'}")
        lines = ["apiVersion: v1", "kind: Pod", "metadata:", f"  name: {program}", "  namespace: kube-system", "spec:"]
        lines += ["  hostNetwork: true", "  containers:", f"  - name: {program}", f"    image: {shown}", "    command:"]
        lines += [f"    - {json.dumps(word)}" for word in words]
        if env:
            lines += ["    env:", *(f"    - {{name: {k}, value: {json.dumps(v)}}}" for k, v in env.items())]
        if limits:
            lines += ["    resources:", "      limits:", *(f"        {k}: {v}" for k, v in limits.items())]
        lines += (_probe(program) if probe is None else probe).splitlines()
        if paths:
            lines += ["    volumeMounts:", *(f"    - {{name: v{i}, mountPath: {p}}}" for i, p in enumerate(paths))]
            lines += ["  volumes:", *(f"  - {{name: v{i}, hostPath: {{path: {p}}}}}" for i, p in enumerate(paths))]
        text = "\n".join(lines) + "\n" + more
        return self.manifest(file or f"{program}.yaml", text, edited=edited)

    def manifest(self, file: str, text: str, *, edited: timedelta = timedelta(minutes=40)) -> "Node":
        """A file in the manifest directory."""
        path = f"/etc/kubernetes/manifests/{file}"
        self.files[path] = text
        self.listed[path] = {"type": "file", "mode": "0600", "uid": 0, "gid": 0, "mtime": self._ago(edited)}
        return self

    def removed(self, file: str, *, ago: timedelta, was: timedelta = timedelta(days=3)) -> "Node":
        """A file that lay in the manifest directory with its present text, and was taken away."""
        path = f"/etc/kubernetes/manifests/{file}"
        text = self.files.pop(path)
        del self.listed[path]
        self.history += [
            {"at": self._ago(was), "file": f"fs{path}", "value": text},
            {"at": self._ago(ago), "file": f"fs{path}", "value": None},
        ]
        return self

    # ---- containers ---------------------------------------------------------------------------------------------

    def died(
        self,
        program: str,
        log: str = "",
        *,
        code: int = 1,
        attempt: int = 5,
        reason: str | None = None,
        message: str = "",
        lived: timedelta = timedelta(seconds=3),
        ago: timedelta = timedelta(seconds=30),
        uid: str = "",
        sandbox: int = 0,
        form: str = "cri",
        status: bool = True,
    ) -> "Node":
        """An attempt that has ended, and its log. `status` False: only the log is left."""
        ended = self.at - ago
        uid = uid or _hash(program)
        self._log(program, uid, attempt, log, last=ended, form=form)
        if status:
            self._container(
                program, uid, attempt, "CONTAINER_EXITED", sandbox=sandbox,
                createdAt=_z(ended - lived), startedAt=_z(ended - lived), finishedAt=_z(ended), exitCode=code,
                reason=reason or ("Completed" if code == 0 else "Error"), message=message,
            )  # fmt: skip
        return self

    def runs(
        self,
        program: str,
        log: str = "",
        *,
        attempt: int = 0,
        since: timedelta = timedelta(days=3),
        uid: str = "",
        sandbox: int = 0,
        silent: timedelta = timedelta(0),
    ) -> "Node":
        """An attempt that lives, and what it said last, so long ago."""
        uid = uid or _hash(program)
        self._log(program, uid, attempt, log, last=self.at - silent)
        started = _z(self.at - since)
        self._container(
            program, uid, attempt, "CONTAINER_RUNNING", sandbox=sandbox, createdAt=started, startedAt=started
        )
        return self

    def waits(
        self, program: str, reason: str, message: str = "", *, restarts: int = 0, last: dict | None = None
    ) -> "Node":
        """What the kubelet's /pods says of a container that is not there."""
        state = {"waiting": {"reason": reason, "message": message}}
        self.statuses[program] = {"state": state, "lastState": last or {}, "restartCount": restarts}
        return self

    def failed_pod(self, program: str, reason: str, message: str) -> "Node":
        """A pod that the kubelet gave up: phase Failed."""
        self.statuses[program] = {"phase": "Failed", "reason": reason, "message": message}
        return self

    def container_id(self, program: str, attempt: int, uid: str = "") -> str:
        """The runtime's ID of that attempt."""
        return sha256(f"{uid or _hash(program)}/{program}/{attempt}".encode()).hexdigest()

    def sandbox(self, program: str, *, uid: str = "", number: int = 0, ready: bool = True, since: timedelta) -> "Node":
        """A sandbox whose containers need not be known."""
        self._sandbox(program, uid or _hash(program), number, _z(self.at - since), ready=ready)
        return self

    # ---- the rest of the node -----------------------------------------------------------------------------------

    def kubelet(self, *lines: str, ago: timedelta = timedelta(seconds=32), by: str = "kubelet") -> "Node":
        """Lines of the kubelet's journal; `by` systemd for the service manager's own about it."""
        return self.journal("kubelet", *lines, ago=ago, by=by)

    def journal(self, unit: str, *lines: str, ago: timedelta = timedelta(seconds=32), by: str | None = None) -> "Node":
        """Lines of a unit's journal, or of the `kernel`."""
        kept = self.journals.setdefault(unit, [])
        for number, line in enumerate(lines):
            at = self.at - ago + timedelta(milliseconds=number)
            kept.append(
                {
                    "__CURSOR": f"i={len(kept)}",
                    "__REALTIME_TIMESTAMP": str(int(at.timestamp() * 1_000_000)),
                    "PRIORITY": "6",
                    "SYSLOG_IDENTIFIER": by or unit,
                    "_SYSTEMD_UNIT": f"{unit}.service",
                    "MESSAGE": line,
                }
            )
        return self

    def unit(self, name: str, state: str = "active", sub: str = "running", restarts: int = 0, **more: object) -> "Node":
        """A systemd unit's properties."""
        self.units[f"{name}.service"] = {
            "LoadState": "loaded", "ActiveState": state, "SubState": sub, "NRestarts": restarts, **more,
        }  # fmt: skip
        return self

    def kubelet_loops(self, *lines: str, restarts: int = 57, status: int = 1) -> "Node":
        """The kubelet's last words, and systemd starting it again and again."""
        self.unit("kubelet", "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
        return self.kubelet(*lines)

    def file(self, path: str, text: str, **seen: object) -> "Node":
        """A file whose text is known."""
        self.files[path] = text
        self.listed[path] = {"type": "file", "mode": "0644", "uid": 0, "gid": 0, **seen}
        return self

    def there(self, path: str, kind: str = "file", mode: str = "0644", **more: object) -> "Node":
        """A path that was looked for and is there."""
        self.listed[path] = {"type": kind, "mode": mode, "uid": 0, "gid": 0, **more}
        return self

    def absent(self, *paths: str) -> "Node":
        """Paths that were looked for and are not there."""
        self.listed |= dict.fromkeys(paths)
        return self

    def host(self, **facts: object) -> "Node":
        """What host.json says."""
        self.documents["host.json"] = {"boot_id": _hash(self.name), **facts}
        return self

    def runtime(self, version: str, config: str | None = None, name: str = "containerd") -> "Node":
        """The runtime's version, and its effective configuration."""
        self.documents["runtime.json"] = {"name": name, "version": version, "config": config}
        return self

    def etcd(self, **facts: object) -> "Node":
        """What etcd.json says."""
        self.documents["etcd.json"] = facts
        return self

    def probe(
        self,
        program: str,
        status: int | None = None,
        *,
        error: str | None = None,
        body: str = "",
        variant: str = "kubelet",
        kind: str = "liveness",
        url: str | None = None,
        seconds: float = 0.01,
        times: int = 1,
        ago: timedelta = timedelta(seconds=5),
    ) -> "Node":
        """A replayed probe, `times` times one after another, ten seconds apart."""
        host, port, path, scheme = PROBES.get(program, ("127.0.0.1", 8080, "/healthz", "HTTP"))
        where = url or f"{scheme.lower()}://{host}:{port}{path}"
        outcome = "success" if status is not None and 200 <= status < 400 else "failure"
        for number in range(times):
            at = self.at - ago - timedelta(seconds=10 * (times - 1 - number))
            self.probes.append(
                {
                    "at": _z(at), "namespace": "kube-system", "pod": f"{program}-{self.name}", "container": program,
                    "probe": kind, "variant": variant, "url": where, "outcome": outcome, "status": status,
                    "error": error, "body": body, "duration_seconds": seconds,
                }
            )  # fmt: skip
        return self

    def socket(
        self, program: str, port: int, address: str = "0.0.0.0", *, pid: int = 812, pod: str | None = None
    ) -> "Node":
        """A listening socket; `pod` names the program of the pod it belongs to."""
        self.sockets.append(
            {
                "protocol": "tcp", "address": address, "port": port, "pid": pid, "program": program,
                "pod_uid": _hash(pod) if pod else None, "container_id": None,
            }
        )  # fmt: skip
        return self

    def serves(self, pem: str, port: int, address: str = "127.0.0.1") -> "Node":
        """The certificate that a port presents."""
        self.served.append({"address": address, "port": port, "pem": pem})
        return self

    # ---- out ----------------------------------------------------------------------------------------------------

    def contents(self) -> dict[str, bytes]:
        """The files of the snapshot, by their names in it (DESIGN.md, part 6)."""
        head = {"schema": 1, "node": self.name, "taken_at": _z(self.at), "kubernetes_version": self.version}
        if self.history:
            head["manifest_directory"] = "/etc/kubernetes/manifests"
        known = {
            "files.json": self.listed,
            "systemd/units.json": self.units,
            "probes.json": self.probes,
            "sockets.json": self.sockets,
            "served_certificates.json": self.served,
            "cri/containers.json": self.sandboxes and {"containers": self.containers},
            "cri/sandboxes.json": self.sandboxes and {"sandboxes": list(self.sandboxes.values())},
            "kubelet/pods.json": self.statuses and {"items": [self._pod(program) for program in self.statuses]},
        }
        documents = {"snapshot.json": head, **self.documents, **{name: told for name, told in known.items() if told}}
        lines = {
            f"journal/{unit}.jsonl": sorted(entries, key=lambda entry: int(entry["__REALTIME_TIMESTAMP"]))
            for unit, entries in self.journals.items()
        }
        lines |= {"history.jsonl": self.history} if self.history else {}
        texts = {f"fs{path}": text for path, text in self.files.items()}
        texts |= {name: json.dumps(told) for name, told in documents.items()}
        texts |= {name: "".join(f"{json.dumps(entry)}\n" for entry in entries) for name, entries in lines.items()}
        return {name: text.encode() for name, text in texts.items()}

    # ---- helpers ------------------------------------------------------------------------------------------------

    def _ago(self, ago: timedelta) -> str:
        return _z(self.at - ago)

    def _log(self, program: str, uid: str, attempt: int, log: str, *, last: datetime, form: str = "cri") -> None:
        lines = log.splitlines()
        if not lines:
            return
        path = f"/var/log/pods/kube-system_{program}-{self.name}_{uid}/{program}/{attempt}.log"
        shown = []
        for number, line in enumerate(lines):
            at = _z(last - timedelta(milliseconds=10 * (len(lines) - number)))
            if form == "docker":
                shown.append(json.dumps({"log": f"{line}\n", "stream": "stderr", "time": at}))
            else:
                shown.append(f"{at} stderr F {line}")
        self.files[path] = "\n".join(shown) + "\n"

    def _container(self, program: str, uid: str, attempt: int, state: str, *, sandbox: int, **facts: object) -> None:
        self.containers.append(
            {
                "id": self.container_id(program, attempt, uid),
                "sandboxId": self._sandbox(program, uid, sandbox, facts["createdAt"]),
                "metadata": {"name": program, "attempt": attempt},
                "state": state,
                "labels": {
                    "io.kubernetes.container.name": program,
                    "io.kubernetes.pod.name": f"{program}-{self.name}",
                    "io.kubernetes.pod.namespace": "kube-system",
                    "io.kubernetes.pod.uid": uid,
                },
                "annotations": {"io.kubernetes.container.restartCount": str(attempt)},
                **facts,
            }
        )

    def _sandbox(self, program: str, uid: str, number: int, created: object, *, ready: bool = True) -> str:
        identity = sha256(f"{uid}/{program}/sandbox/{number}".encode()).hexdigest()
        newest = max(
            (
                int(s["metadata"]["attempt"])
                for s in self.sandboxes.values()
                if s["labels"]["io.kubernetes.pod.uid"] == uid
            ),
            default=0,
        )
        self.sandboxes.setdefault(
            identity,
            {
                "id": identity,
                "metadata": {
                    "attempt": number,
                    "name": f"{program}-{self.name}",
                    "namespace": "kube-system",
                    "uid": uid,
                },
                "state": "SANDBOX_READY" if ready and number >= newest else "SANDBOX_NOTREADY",
                "createdAt": created,
                "labels": {
                    "io.kubernetes.pod.name": f"{program}-{self.name}",
                    "io.kubernetes.pod.namespace": "kube-system",
                    "io.kubernetes.pod.uid": uid,
                },
                "annotations": {"kubernetes.io/config.source": "file"},
            },
        )
        return identity

    def _pod(self, program: str) -> dict:
        told = dict(self.statuses[program])
        status = {key: told.pop(key) for key in ("phase", "reason", "message") if key in told}
        if told:
            status["containerStatuses"] = [{"name": program, "ready": False, "started": False, **told}]
        return {
            "metadata": {
                "name": f"{program}-{self.name}", "namespace": "kube-system", "uid": _hash(program),
                "annotations": {"kubernetes.io/config.source": "file"},
            },
            "spec": {},
            "status": {"phase": "Pending", **status},
        }  # fmt: skip


def _probe(program: str) -> str:
    if program not in PROBES:
        return ""
    host, port, path, scheme = PROBES[program]
    return http_probe(host=host, port=port, path=path, scheme=scheme)


def http_probe(
    *, port: object, path: str = "/healthz", scheme: str = "HTTPS", host: str | None = "127.0.0.1",
    delay: int = 10, period: int = 10, timeout: int = 15, failures: int = 8, kind: str = "liveness", headers: str = "",
) -> str:  # fmt: skip
    """An httpGet probe's YAML."""
    where = f"host: {host}, " if host else ""
    get = f"{{{where}path: {json.dumps(path)}, port: {port}, scheme: {scheme}{headers}}}"
    return (
        f"    {kind}Probe:\n      httpGet: {get}\n      initialDelaySeconds: {delay}\n      periodSeconds: {period}\n"
        f"      timeoutSeconds: {timeout}\n      failureThreshold: {failures}"
    )


def _hash(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _z(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
