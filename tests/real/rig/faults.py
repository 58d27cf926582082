"""Known ways to break the node, by name: what each does, and what a good diagnosis says of it.

Most change one thing of a healthy node, as a person would. `FAULTS` is the table; a new fault is a new row.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import psutil
import yaml

from . import bystanders, manifests, node, pki, processes
from .manifests import QUICK, Manifest, changed, etcd, put, read
from .node import PLAIN, Setup
from .places import (
    ADDRESS,
    APISERVER,
    ETCD_CLIENT,
    ETCD_DATA,
    FILES,
    MANIFESTS,
    PKI,
    RUN,
    RigError,
)

PROVEN, LIKELY = frozenset({"proven"}), frozenset({"proven", "likely"})
PERIOD = QUICK["periodSeconds"] + 1.0  # the kubelet itself may be late by a second on two busy cores
# 1.20 acts on a failed startup probe only at the pod's next sync (seen: 58 and 59 s later).
_STARTUP_LAG = 95.0
_ELSEWHERE = "203.0.113.7"  # TEST-NET-3: no interface has it
_RELAY = 2377


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One row. `cause` and `confidence` are the verdict's, `cause` None where nothing is to be repaired.

    `subject` is the container that restarts, or `kubelet`; `restarts` how many of it to wait for, within `seconds`,
    or, where 0, `seconds` is how long to look on. `foretold_within` is how near, in seconds, the first kill
    must be foretold where probes kill it. `cascade` says that the controller-manager and the scheduler fall with it,
    `quick` that it belongs to the short selection; `also` are causes that may rightly be named on the way.
    `passing` says that what did it is not there at any moment: a single look may then rightly not know.
    `restless` says that something else writes the manifests meanwhile.
    `fix --write` must heal the node, or say that it knows no safe edit where `no_edit` gives the reason for that.
    """

    says: str
    cause: str | None
    apply: Callable[[], object] = lambda: None
    setup: Setup = PLAIN
    subject: str = "kube-apiserver"
    confidence: frozenset[str] = PROVEN
    restarts: int = 2
    seconds: float = 120
    foretold_within: float | None = None
    cascade: bool = False
    quick: bool = False
    also: frozenset[str] = frozenset()
    no_edit: str = ""
    passing: bool = False
    restless: bool = False


# ---- how it is done ------------------------------------------------------------------------------------------------


def _edit(change: Callable[..., Manifest] = changed, **arguments: object) -> Callable[[], None]:
    """Edit the apiserver's manifest in place."""
    return lambda: put(change(read("kube-apiserver"), **arguments))


def _flag(name: str, value: str | None) -> Callable[[], None]:
    return _edit(flags={name: value})


def _with_program(manifest: Manifest, program: str) -> Manifest:
    manifest["spec"]["containers"][0]["command"][0] = program
    return manifest


def _kubeadm_probes(manifest: Manifest) -> Manifest:
    """The three probes that kubeadm writes from 1.19 on; the startup probe's 24 x 10 s shortened."""
    new = changed(manifest, flags={"anonymous-auth": "false"})
    container = new["spec"]["containers"][0]
    container["livenessProbe"] = manifests.probe(APISERVER, "/livez", **manifests.SLOW)
    container["readinessProbe"] = manifests.probe(
        APISERVER, "/readyz", periodSeconds=1, failureThreshold=3, timeoutSeconds=15
    )
    container["startupProbe"] = manifests.probe(APISERVER, "/livez", **QUICK)
    return new


def _forbid_anonymous() -> None:
    """Take away the right to /healthz from anonymous users, so that a restarted apiserver does not give it back."""
    binding = ("clusterrolebinding", "system:public-info-viewer")
    node.kubectl("annotate", *binding, "--overwrite", "rbac.authorization.kubernetes.io/autoupdate=false")
    left = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:authenticated"}
    node.kubectl("patch", *binding, "--type=merge", "--patch", json.dumps({"subjects": [left]}))
    node.wait(
        lambda: node.status(APISERVER, "/healthz", anonymous=True) == 403, "an anonymous /healthz gets 403", seconds=20
    )


def _copy_beside(suffix: str, **arguments: object) -> None:
    put(changed(read("kube-apiserver"), **arguments), f"kube-apiserver.yaml{suffix}")


def _while_stopped(
    name: str, action: Callable[[], object], change: Callable[[Manifest], Manifest] = lambda m: m
) -> None:
    """Stop a static pod by taking its manifest away, act, and put it back, as an upgrade or a reboot would.

    The manifest comes back with an annotation more, so that it is a new pod whose restarts count from 0.
    """
    manifest = read(name)
    (MANIFESTS / f"{name}.yaml").unlink()
    node.wait(
        lambda: not [c for c in node.runtime.containers() if c.name == name and c.state == "running"],
        f"{name} has stopped",
        seconds=90,
    )
    action()
    manifest["metadata"]["annotations"] = {"rig/revision": "1"}
    put(change(manifest))


def _beside(name: str, *arguments: object) -> None:
    processes.start(f"bystander-{name}", [sys.executable, bystanders.__file__, name, *arguments], RUN / "bystander.log")


def _hold_port() -> None:
    _beside("hold_port", APISERVER)
    node.wait(lambda: _listened(APISERVER), "the port is held", seconds=10)


def _listened(port: int) -> bool:
    return any(s.status == psutil.CONN_LISTEN and s.laddr.port == port for s in psutil.net_connections("tcp"))


def _file_for(flag: str, name: str, content: dict[str, object]) -> Callable[[], None]:
    def apply() -> None:
        (FILES / name).write_text(yaml.safe_dump(content))
        _flag(flag, f"{FILES}/{name}")()

    return apply


def _fill_etcd() -> None:
    """Fill etcd's database up to a quota made small, until it raises the alarm; its probe counts quickly here."""
    quota = 24 << 20
    put(changed(etcd(), flags={"quota-backend-bytes": str(quota)}, liveness=QUICK))
    node.wait(lambda: "quota-backend-bytes" in _running_command("etcd"), "etcd runs with its quota", seconds=60)
    node.wait(lambda: _fails(node.etcdctl, "endpoint", "health") is None, "etcd is healthy", seconds=60)
    for number in range(2 * (quota >> 20)):
        if "database space exceeded" in (_fails(node.etcdctl, "put", f"/rig/{number}", value="x" * (1 << 20)) or ""):
            return
    raise RigError("etcd took more than twice its quota without an alarm")


def _fails(call: Callable[..., object], *arguments: str, **more: str) -> str | None:
    try:
        call(*arguments, **more)
    except RigError as error:
        return str(error)
    return None


def _running_command(name: str) -> str:
    found = [p.info["cmdline"] for p in psutil.process_iter(["name", "cmdline"]) if p.info["name"] == name]
    return " ".join(word for words in found for word in words or ())


def _damage_log() -> None:
    """Overwrite some bytes near the start of etcd's write-ahead log."""
    newest = max((ETCD_DATA / "member" / "wal").glob("*.wal"))
    with newest.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 64)


def _close_data_directory(manifest: Manifest) -> Manifest:
    """Give etcd's directory to another user, and take from root the right to pass over that."""
    for place in (ETCD_DATA, *ETCD_DATA.rglob("*")):
        os.chown(place, 1000, 1000)
    return changed(manifest, securityContext={"capabilities": {"drop": ["ALL"]}})


def _kill_apiserver(times: int = 2) -> None:
    """`kill -9` from outside, each time once it answers."""
    for _ in range(times):
        node.wait(lambda: node.status(APISERVER, "/healthz") == 200, "the apiserver answers", seconds=60)
        killed = [each for each in psutil.process_iter(["name"]) if each.info["name"] == "kube-apiserver"]
        for process in killed:
            process.send_signal(signal.SIGKILL)
        # Of the port nothing is asked: the kubelet may have started the next one at once.
        _, alive = psutil.wait_procs(killed, timeout=10)
        assert not alive, f"10 s after SIGKILL these still run: {alive}"


def _delayed(manifest: Manifest) -> Manifest:
    """etcd behind a relay that answers 1.4 s late on connections older than 9 s: a quick start, then slow health."""
    _beside("delay", _RELAY, ETCD_CLIENT, 9, 1.4)
    node.wait(lambda: _listened(_RELAY), "the relay listens", seconds=10)
    return changed(manifest, flags={"etcd-servers": f"https://{ADDRESS}:{_RELAY}"}, liveness={"timeoutSeconds": 1})


def _kubelet(**changes: object) -> Callable[[], None]:
    """Start the kubelet anew with a changed setup; the pods live on meanwhile."""

    def apply() -> None:
        processes.stop("kubelet")
        node.start_kubelet(replace(PLAIN, **changes))

    return apply


def _swap_on() -> None:
    """A small swap file, and a kubelet that refuses it as is its default; `down` turns it off again."""
    place = RUN / "swap"
    place.write_bytes(bytes(16 << 20))
    place.chmod(0o600)
    for command in (["mkswap", str(place)], ["swapon", str(place)]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RigError(f"{' '.join(command)}: {done.stderr.strip()}")
    _kubelet()()


def _stop_runtime() -> None:
    """containerd ends, and the kubelet is started anew without it, as after a failed upgrade."""
    processes.stop("kubelet")
    processes.stop("containerd")
    node.start_kubelet(PLAIN)


def _disable_cri() -> None:
    """containerd with its CRI plugin off, as in Docker's packages; by its whole name, in a file of version 2."""
    processes.stop("kubelet")
    processes.stop("containerd")
    node.start_containerd(disabled=("io.containerd.grpc.v1.cri",))
    node.start_kubelet(PLAIN)


def _edit_with_backup() -> None:
    """What an editor that keeps a backup does: the file becomes `~`, a new one is written, the `~` is removed.

    The kubelet takes the removal for that of the pod, and runs it again only at its next full read.
    """
    manifest, backup = MANIFESTS / "kube-apiserver.yaml", MANIFESTS / "kube-apiserver.yaml~"
    new = changed(read("kube-apiserver"), flags={"v": "1"})
    manifest.rename(backup)
    time.sleep(1)
    put(new)
    time.sleep(1)
    backup.unlink()


def _rewrite() -> None:
    scratch = RUN / "scratch"
    scratch.mkdir()
    _beside("rewrite", MANIFESTS / "kube-apiserver.yaml", scratch, 4)


# ---- the table -----------------------------------------------------------------------------------------------------

_PAST = {"valid_from": timedelta(days=-400), "valid_to": timedelta(days=-1)}
_FUTURE = {"valid_from": timedelta(days=1), "valid_to": timedelta(days=365)}
_ETCD_AWAY = frozenset({"etcd_unreachable"})  # true too, until what keeps etcd away is seen
_MOVE = "a file is to be moved out of the directory: a command, no edit"
_RENEW = "a certificate is to be renewed: a command, no edit"
_CLIENTS = Setup(clients=True)
_VERBOSE = Setup(verbosity=2, read_only_port=10255)

FOUNDING: dict[str, Fault] = {
    "healthy": Fault(says="nothing is done", cause=None, setup=_CLIENTS, restarts=0, seconds=25, quick=True),
    "anonymous-auth": Fault(
        says="--anonymous-auth=false: the kubelet's probe gets 401",
        cause="anonymous_auth_disabled",
        apply=_flag("anonymous-auth", "false"),
        setup=_CLIENTS,
        foretold_within=PERIOD,
        cascade=True,
        quick=True,
    ),
    "anonymous-auth-startup-probe": Fault(
        says="the same, with the probes that kubeadm writes from 1.19 on",
        cause="anonymous_auth_disabled",
        apply=lambda: put(_kubeadm_probes(read("kube-apiserver"))),
        restarts=1,
        seconds=150,
        foretold_within=_STARTUP_LAG,
    ),
    "forbidden": Fault(
        says="system:public-info-viewer is no longer bound to anonymous users: 403",
        cause="anonymous_health_access_forbidden",
        apply=_forbid_anonymous,
        foretold_within=PERIOD,
    ),
    "wrong-port": Fault(
        says="the probe dials 6444",
        restarts=1,
        cause="probe_wrong_port",
        apply=_edit(http_get={"port": 6444}),
        foretold_within=PERIOD,
    ),
    "wrong-scheme": Fault(
        says="the probe speaks HTTP to the TLS port; the kubelet is verbose and its plain port is open",
        restarts=1,
        cause="probe_wrong_scheme",
        apply=_edit(http_get={"scheme": "HTTP"}),
        setup=_VERBOSE,
        foretold_within=PERIOD,
    ),
    "unknown-flag": Fault(says="--bogus=1", cause="unknown_flag", apply=_flag("bogus", "1"), quick=True),
    "insecure-port": Fault(
        says="--insecure-port=8080, which 1.20 refuses",
        restarts=1,
        cause="invalid_flag_value",
        apply=_flag("insecure-port", "8080"),
    ),
    "etcd-down": Fault(
        says="etcd's manifest is taken away",
        restarts=1,
        cause="etcd_unreachable",
        apply=(MANIFESTS / "etcd.yaml").unlink,
        seconds=180,
        no_edit="no file that is there is wrong: etcd's manifest is to be put back",
    ),
    "backup-beside": Fault(
        says="kube-apiserver.yaml.bak with --anonymous-auth=false beside the manifest takes its place",
        restarts=1,
        cause="duplicate_manifest",
        apply=lambda: _copy_beside(".bak", flags={"anonymous-auth": "false"}),
        confidence=LIKELY,
        also=frozenset({"anonymous_auth_disabled"}),
        no_edit=_MOVE,
    ),
    "port-in-use": Fault(
        says="another program took 6443 while the apiserver was away",
        restarts=1,
        cause="port_in_use",
        apply=lambda: _while_stopped("kube-apiserver", _hold_port),
        no_edit="another program is to be stopped",
    ),
    "out-of-memory": Fault(
        says="a memory limit of 64 MiB",
        restarts=1,
        cause="oom_killed",
        apply=_edit(resources={"requests": {"cpu": "100m"}, "limits": {"memory": "64Mi"}}),
    ),
    "command-missing": Fault(
        says="the command is not in the image",
        restarts=1,
        cause="command_not_found",
        apply=lambda: put(_with_program(read("kube-apiserver"), "/usr/local/bin/kube-apiserverx")),
        quick=True,
        no_edit="what programs the image holds cannot be seen",
    ),
    "image-missing": Fault(
        says="the image cannot be pulled",
        cause="image_unavailable",
        apply=_edit(image="127.0.0.1:5999/kube-apiserver:v1.20.99"),
        confidence=LIKELY,
        restarts=0,
        seconds=30,
        no_edit="the image is to be brought, or its right name is known to a person alone",
    ),
    "certificate-missing": Fault(
        says="--tls-cert-file names a file that is nowhere",
        restarts=1,
        cause="file_missing",
        apply=_flag("tls-cert-file", f"{PKI}/nope.crt"),
        no_edit="the file is to be brought back; which other one is meant cannot be seen",
    ),
}

BREADTH: dict[str, Fault] = {
    "backup-identical": Fault(
        says="an identical kube-apiserver.yaml.bak: harmless until one of the two is edited",
        cause="duplicate_manifest",
        apply=lambda: _copy_beside(".bak"),
        confidence=frozenset({"possible"}),
        restarts=0,
        seconds=45,
        no_edit=_MOVE,
    ),
    "etcd-certificate-expired": Fault(
        says="etcd comes back with a serving certificate that has expired",
        also=_ETCD_AWAY,
        cause="etcd_server_certificate_expired",
        apply=lambda: _while_stopped("etcd", partial(pki.write_leaf, "etcd/server", **_PAST)),
        seconds=180,
        no_edit=_RENEW,
    ),
    "etcd-client-certificate-expired": Fault(
        says="the apiserver comes back with an expired certificate for etcd",
        cause="etcd_client_certificate_expired",
        apply=lambda: _while_stopped("kube-apiserver", partial(pki.write_leaf, "apiserver-etcd-client", **_PAST)),
        seconds=180,
        no_edit=_RENEW,
    ),
    "serving-certificate-expired": Fault(
        says="the apiserver comes back with an expired serving certificate; its clients lose their leases",
        also=frozenset({"leader_election_lost"}),
        cause="serving_certificate_expired",
        apply=lambda: _while_stopped("kube-apiserver", partial(pki.write_leaf, "apiserver", **_PAST)),
        setup=_CLIENTS,
        subject="kube-controller-manager",
        confidence=LIKELY,
        restarts=1,
        no_edit=_RENEW,
    ),
    "certificate-from-the-future": Fault(
        says="etcd's certificate is not yet valid, as after the clock fell back",
        also=_ETCD_AWAY,
        cause="clock_skew",
        apply=lambda: _while_stopped("etcd", partial(pki.write_leaf, "etcd/server", **_FUTURE)),
        confidence=LIKELY,
        seconds=180,
        no_edit="a clock is to be set right, or a certificate to be issued again",
    ),
    "wrong-authority": Fault(
        says="--etcd-cafile names the cluster's authority, not etcd's",
        cause="certificate_authority_mismatch",
        apply=_flag("etcd-cafile", f"{PKI}/ca.crt"),
        seconds=180,
    ),
    "data-directory-closed": Fault(
        says="etcd's data directory belongs to another user",
        also=_ETCD_AWAY,
        cause="file_permission_denied",
        apply=lambda: _while_stopped("etcd", lambda: None, _close_data_directory),
        subject="etcd",
        no_edit="a directory is to be given its owner back: a command, no edit",
    ),
    "encryption-configuration": Fault(
        says="the encryption configuration holds a key of five bytes",
        cause="encryption_config_invalid",
        apply=_file_for("encryption-provider-config", "encryption.yaml", {
            "apiVersion": "apiserver.config.k8s.io/v1",
            "kind": "EncryptionConfiguration",
            "resources": [{"resources": ["secrets"], "providers": [
                {"aescbc": {"keys": [{"name": "key1", "secret": "c2hvcnQ="}]}}, {"identity": {}}]}],
        }),
        no_edit="which key was meant is a person's secret",
    ),
    "audit-policy": Fault(
        says="the audit policy names a version that does not exist",
        cause="audit_policy_invalid",
        apply=_file_for("audit-policy-file", "audit.yaml", {
            "apiVersion": "audit.k8s.io/v1alpha9", "kind": "Policy", "rules": [{"level": "Metadata"}]}),
    ),
    "admission-plugin": Fault(
        says="--enable-admission-plugins names one that does not exist",
        cause="unknown_admission_plugin",
        apply=_flag("enable-admission-plugins", "NodeRestriction,PodSecurityPolicies"),
    ),
    "feature-gate": Fault(
        says="--feature-gates names one that does not exist",
        cause="feature_gate_rejected",
        apply=_flag("feature-gates", "NoSuchFeature=true"),
    ),
    "etcd-full": Fault(
        says="etcd's quota is used up: NOSPACE",
        also=_ETCD_AWAY,
        cause="etcd_nospace_alarm",
        apply=_fill_etcd,
        subject="etcd",
        restarts=1,
        seconds=150,
        no_edit="an alarm is to be disarmed, and room to be made: commands, no edit",
    ),
    "etcd-log-damaged": Fault(
        says="bytes of etcd's write-ahead log are overwritten",
        also=_ETCD_AWAY,
        cause="etcd_data_corrupt",
        apply=lambda: _while_stopped("etcd", _damage_log),
        subject="etcd",
        no_edit="data are to be restored: commands, and a person's decision",
    ),
    "start-slower-than-probe": Fault(
        says="the liveness probe gives the apiserver two seconds to start",
        cause="probe_too_aggressive",
        apply=_edit(liveness={"initialDelaySeconds": 0, "periodSeconds": 1, "failureThreshold": 2}),
        confidence=LIKELY,
    ),
    "timeout-too-short": Fault(
        says="the health check takes 1.4 s, the probe waits for 1 s",
        cause="probe_timeout_too_short",
        apply=lambda: put(_delayed(read("kube-apiserver"))),
        restarts=1,
        foretold_within=PERIOD,
        passing=True,
    ),
    "swap-on": Fault(says="swap is on, which the kubelet refuses", cause="kubelet_swap_on", apply=_swap_on,
                     subject="kubelet", restarts=0, seconds=20, no_edit="swap is to be turned off: a command, no edit"),
    "kubelet-flag": Fault(
        says="the kubelet is given --network-plugin-dir, which it never had",
        cause="kubelet_unknown_flag",
        apply=_kubelet(kubelet_flags=("--network-plugin-dir=/opt/cni",)),
        subject="kubelet",
        restarts=0,
        seconds=20,
        no_edit="the flag stands in no file that is known to start this kubelet",
    ),
    "kubelet-configuration": Fault(
        says="the kubelet's configuration holds a value of the wrong type",
        cause="kubelet_config_invalid",
        apply=_kubelet(kubelet={"maxPods": "many"}),
        subject="kubelet",
        restarts=0,
        seconds=20,
        no_edit="which number was meant is known to a person alone",
    ),
    "runtime-stopped": Fault(
        says="containerd is stopped", cause="runtime_unavailable", apply=_stop_runtime, subject="kubelet",
        restarts=0, seconds=20, no_edit="a service is to be started: a command, no edit"),
    "cri-plugin-disabled": Fault(
        says="containerd's CRI plugin is disabled", cause="cri_plugin_disabled", apply=_disable_cri, subject="kubelet",
        restarts=0, seconds=20, no_edit="containerd's own file is not where it is looked for"),
    "manifest-rewritten": Fault(
        says="something changes the manifest every four seconds",
        cause="manifest_rewritten",
        apply=_rewrite,
        restarts=0,
        seconds=30,
        passing=True,
        restless=True,
        no_edit="what rewrites the file is to be stopped, and is not in it",
    ),
    "editor-file": Fault(
        says="an editor makes a backup in the directory and removes it: the kubelet removes the pod",
        cause="editor_temporary_file",
        apply=_edit_with_backup,
        confidence=LIKELY,
        restarts=0,
        seconds=30,
        passing=True,
        no_edit="nothing is left to edit: the editor is to be told to keep its files elsewhere",
    ),
    "address-missing": Fault(
        says="--bind-address is no address of this node",
        cause="node_address_missing",
        apply=_flag("bind-address", _ELSEWHERE),
    ),
    "killed-by-hand": Fault(
        says="somebody sends SIGKILL: exit code 137, but no OOM",
        cause="unknown",
        apply=_kill_apiserver,
        confidence=frozenset({"none", "possible"}),
        no_edit="somebody killed it: nothing on the node is wrong",
    ),
}  # fmt: skip

FAULTS = FOUNDING | BREADTH
