"""A made-up node full of secrets: files, a kubelet that tells of pods, a probed port that repeats what it was sent."""

import base64
import hashlib
import json
import os
import signal
import socket
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

POD, NODE = "kube-apiserver", "canary-node"


class Node:
    """Lives below a directory, between `start` and `stop`."""

    def __init__(self, directory, canaries):
        self.directory = directory
        self.canaries = canaries
        self.uid = hashlib.md5(b"canary").hexdigest()
        self.config = directory / "config.yaml"
        self.state = directory / "state"
        self._servers = []
        self._process = None
        self.restarts = 3
        self._restarted_at = None
        self.asked = threading.Event()

    def start(self):
        for name in ("manifests", "pods", "pki", "etc"):
            (self.directory / name).mkdir()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        target = self._serve(self._target())
        kubelet = self._serve(self._kubelet())
        self._files()
        self._manifests(target)
        self._logs()
        self._run_etcd()
        self.config.write_text(
            f"node_name: {NODE}\nkubernetes_version: v1.20.2\n"
            f"manifest_directory: {self.directory}/manifests\npod_log_directory: {self.directory}/pods\n"
            f"certificate_directory: {self.directory}/pki\nruntime_endpoint: 'off'\n"
            f"kubelet_config: {self.directory}/etc/kubelet.yaml\n"
            f"kubelet_log: {self.directory}/kubelet.log\nkubelet_url: http://127.0.0.1:{kubelet}\n"
            f"kubelet_read_only_url: http://127.0.0.1:{kubelet}\nstate_directory: {self.state}\n"
            f"listen: 127.0.0.1:{self.port}\n"
        )

    def stop(self):
        for server in self._servers:
            server.shutdown()
            server.server_close()
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _serve(self, handler):
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self._servers.append(server)
        return server.server_address[1]

    # ---- what answers -----------------------------------------------------------------------------------------------

    def _target(self):
        """Refuses every probe, telling secrets of its own and those that came with the request."""
        node, it = self, self.canaries
        token, marker = it.secret("probe answer"), it.marker("probe answer")

        class Target(BaseHTTPRequestHandler):
            def do_GET(self):
                sent = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
                body = f"{marker}\npath {self.path}\n{sent}password={token}\n".encode()
                self.send_response(401, f"Unauthorized, token={token}")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                node.asked.set()

            def log_message(self, *_):
                pass

        return Target

    def _kubelet(self):
        node, it = self, self.canaries
        told = f"{it.marker('/pods')}: login failed: Authorization: Bearer {it.secret('/pods')}"

        class Kubelet(BaseHTTPRequestHandler):
            def do_GET(self):
                body = (
                    json.dumps({"kind": "PodList", "items": [node.pod(told)]}).encode() if self.path == "/pods" else b""
                )
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Kubelet

    def restart(self):
        """One attempt more, begun now: after whatever was edited before."""
        self._restarted_at = datetime.now(UTC)
        self.restarts += 1

    def pod(self, message):
        ended = self._restarted_at or datetime.now(UTC) - timedelta(seconds=20)
        last = {
            "exitCode": 1,
            "reason": "Error",
            "message": message,
            "startedAt": (ended - timedelta(seconds=9)).isoformat(),
            "finishedAt": ended.isoformat(),
            "containerID": f"containerd://c{self.restarts - 1}",
        }
        running = {"running": {"startedAt": (ended + timedelta(seconds=1)).isoformat()}}
        status = {
            "name": POD,
            "restartCount": self.restarts,
            "state": running,
            "lastState": {"terminated": last},
            "containerID": f"containerd://c{self.restarts}",
        }
        return {
            "metadata": {
                "name": f"{POD}-{NODE}",
                "namespace": "kube-system",
                "uid": self.uid,
                "annotations": {"kubernetes.io/config.source": "file"},
            },
            "status": {"phase": "Running", "podIP": "127.0.0.1", "containerStatuses": [status]},
        }

    # ---- what lies there --------------------------------------------------------------------------------------------

    def _files(self):
        it, etc, pki = self.canaries, self.directory / "etc", self.directory / "pki"
        (etc / "encryption.yaml").write_text(
            f"# {it.marker('encryption config')}\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n"
            "  providers:\n  - aescbc:\n      keys:\n      - name: key1\n"
            f"        secret: {base64.b64encode(it.secret('encryption config').encode()).decode()}\n"
        )
        (etc / "webhook.conf").write_text(
            f"apiVersion: v1\nkind: Config\n# {it.marker('kubeconfig')}\ncurrent-context: c\n"
            "contexts: [{name: c, context: {cluster: c, user: u}}]\nclusters:\n- name: c\n"
            f"  cluster: {{server: 'https://u:{it.secret('kubeconfig: URL')}@127.0.0.1:1'}}\nusers:\n- name: u\n"
            f"  user:\n    token: {it.secret('kubeconfig: token')}\n    username: admin\n"
            f"    password: {it.secret('kubeconfig: password')}\n"
            f"    client-key-data: {it.private_key_data('kubeconfig: client-key-data')}\n"
        )
        (etc / "kubelet.yaml").write_text(f"kind: KubeletConfiguration\n# {it.marker('kubelet config')}\n")
        (pki / "both.pem").write_text(it.private_key("key beside a certificate") + "\n")
        (pki / "apiserver.key").write_text(it.private_key("key file") + "\n")
        (etc / "tokens.csv").write_text(f"{it.secret('token file')},admin,1\n")

    def _manifests(self, target):
        it, etc, pki = self.canaries, self.directory / "etc", self.directory / "pki"
        flags = [
            f"--token={it.secret('flag')}",
            "--password",
            it.secret("flag in two words"),
            f"--etcd-servers=https://root:{it.secret('flag: URL')}@127.0.0.1:2379",
            f"--etcd-password={it.secret('etcd password')}",
            f"--service-account-signing-key={it.secret('flag: key')}",
            f"--token-auth-file={etc}/tokens.csv",
            f"--tls-private-key-file={pki}/apiserver.key",
            f"--tls-cert-file={pki}/both.pem",
            f"--encryption-provider-config={etc}/encryption.yaml",
            f"--authentication-token-webhook-config-file={etc}/webhook.conf",
            f"--audit-log-path={it.marker('manifest')}",
        ]
        environment = {
            "DB_PASSWORD": it.secret("environment: password"),
            "AWS_SECRET_ACCESS_KEY": it.secret("environment: AWS"),
            "DB_PASS": it.secret("environment: pass"),
            "ENCRYPTION_KEY": it.secret("environment: key"),
            "HTTPS_PROXY": f"http://proxy:{it.secret('environment: URL')}@10.0.0.1:3128",
        }
        headers = {
            "Authorization": f"Bearer {it.secret('probe header')}",
            "X-Api-Key": it.secret("probe header: own name"),
        }
        probe = {
            "httpGet": {
                "host": "127.0.0.1",
                "port": target,
                "path": f"/healthz?token={it.secret('probe path')}",
                "httpHeaders": [{"name": name, "value": value} for name, value in headers.items()],
            },
            "periodSeconds": 1,
            # A starved machine answers late, and a late answer has no body to show.
            "timeoutSeconds": 30,
        }
        applied = {"env": [{"name": "DB_PASSWORD", "value": it.secret("annotation")}]}
        lines = [
            "apiVersion: v1",
            "kind: Pod",
            "metadata:",
            f"  name: {POD}",
            "  namespace: kube-system",
            "  annotations:",
            f"    kubectl.kubernetes.io/last-applied-configuration: {json.dumps(json.dumps(applied))}",
            "spec:",
            "  hostNetwork: true",
            "  containers:",
            f"  - name: {POD}",
            "    image: k8s.gcr.io/kube-apiserver:v1.20.2",
            "    command:",
            "    - kube-apiserver",
            *(f"    - {flag}" for flag in flags),
            "    env:",
            *(f"    - name: {name}\n      value: {value}" for name, value in environment.items()),
            f"    livenessProbe: {json.dumps(probe)}",
        ]
        (self.directory / "manifests" / "kube-apiserver.yaml").write_text("\n".join(lines) + "\n")
        broken = [
            *lines[:-1],
            f"    # {it.marker('broken manifest')}",
            f"    - name: OTHER_TOKEN\n      value: {it.secret('broken manifest: environment')}",
            f"    - name: HEADER\n      value: 'Authorization: Basic {it.secret('broken manifest: header')}'",
            f"    args: [--bearer-token, {it.secret('broken manifest: flag')}",
        ]
        (self.directory / "manifests" / "broken.yaml").write_text("\n".join(broken) + "\n")

    def _logs(self):
        it = self.canaries
        now = datetime.now(UTC)
        log = self.directory / "pods" / f"kube-system_{POD}-{NODE}_{self.uid}" / POD
        log.mkdir(parents=True)
        basic = base64.b64encode(it.secret("log: basic").encode()).decode()
        said = [
            f"E1123 08:00:00.000000 1 x.go:1] {it.marker('pod log')} Authorization: Bearer {it.secret('log: bearer')}",
            f'E1123 08:00:00.000000 1 x.go:2] "failed" err="token {it.jwt("log: JWT")} has expired"',
            f"E1123 08:00:00.000000 1 x.go:3] request headers: Authorization: Basic {basic}",
            f'{{"level":"error","msg":"auth","password":"{it.secret("log: JSON")}"}}',
            f"E1123 08:00:00.000000 1 x.go:4] dial https://etcd:{it.secret('log: URL')}@10.0.0.1:2379 failed",
            *it.private_key("log: private key").splitlines(),
            f"F1123 08:00:00.000000 1 x.go:5] --etcd-password={it.secret('log: flag')} was refused",
        ]
        for attempt in (2, 3):
            (log / f"{attempt}.log").write_text("".join(f"{now.isoformat()} stderr F {line}\n" for line in said))
        stamp = f"{now:%m%d %H:%M:%S}.000000"
        (self.directory / "kubelet.log").write_text(
            f"E{stamp}  1 a.go:1] {it.marker('kubelet log')} {POD}-{NODE} Bearer {it.secret('kubelet log: bearer')}\n"
            f"E{stamp}  1 a.go:2] bootstrap-token {it.jwt('kubelet log: JWT')} {self.uid}\n"
            f'I{stamp}  1 flags.go:1] FLAG: --client-key-data="{it.secret("kubelet log: flag")}"\n'
            + "".join(f"{line}\n" for line in it.private_key("kubelet log: private key").splitlines())
        )

    def _run_etcd(self):
        """A process that looks like etcd, with secrets in its words and its environment."""
        it = self.canaries
        environment = {"PATH": os.environ["PATH"], "ETCD_ROOT_PASSWORD": it.secret("process environment")}
        words = [f"--root-password={it.secret('process words')}", "--token", it.secret("process: two words")]
        words.append(f"--name={it.marker('process')}")
        looks_like = ["etcd", "-c", "sleep 300 & wait $!", *words]
        self._process = subprocess.Popen(looks_like, executable="/bin/sh", env=environment, start_new_session=True)
