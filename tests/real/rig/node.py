"""The node's life: `up` starts the runtime and the kubelet, and by them the control plane; `down` leaves no trace.

Outside the rig's own directory the kubelet and containerd insist on `/var/log/pods`, `/var/log/containers`,
`/var/lib/kubelet`, `/run/containerd`, the cgroups `kubepods` and `k8s.io`, and some sysctls. `down` clears and restores
all of them, and touches nothing of it where another kubelet runs.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import yaml
from grpclib.exceptions import GRPCError

from . import manifests, pki, processes
from .cri import Runtime
from .places import (
    ADDRESS,
    APISERVER,
    BASE,
    BIN,
    CONTAINER_LOGS,
    CONTAINERD_CONFIG,
    CONTAINERD_LOG,
    CONTROLLER_MANAGER,
    ETCD_CLIENT,
    ETCD_DATA,
    ETCD_METRICS,
    ETCD_PEER,
    FILES,
    IMAGE_NAMES,
    IMAGES,
    KUBELET,
    KUBELET_CONFIG,
    KUBELET_HEALTH,
    KUBELET_LOG,
    MANIFESTS,
    NODE,
    PKI,
    POD_LOGS,
    RUN,
    SCHEDULER,
    SOCKET,
    UNPACKED,
    RigError,
    check,
)

_SYSCTLS = ("vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops",
            "kernel/keys/root_maxkeys", "kernel/keys/root_maxbytes")  # fmt: skip
_SAVED = RUN / "sysctls"
_CGROUPS = [parent / name for parent in (Path("/sys/fs/cgroup"), *Path("/sys/fs/cgroup").glob("*/"))
            for name in ("kubepods", "k8s.io")]  # fmt: skip
_LEFT_BY_KUBELET = (Path("/var/lib/kubelet"), Path("/run/containerd"))
runtime = Runtime(SOCKET)


@dataclass(frozen=True, kw_only=True)
class Setup:
    """How the node is set up; as kubeadm does, unless said otherwise.

    `verbosity` 0 is the kubelet's default, at which it logs neither probes nor kills; `read_only_port` 0 is kubeadm's.
    `clients` are the controller-manager and the scheduler, which follow once the apiserver is ready.
    """

    verbosity: int = 0
    read_only_port: int = 0
    clients: bool = False
    kubelet_flags: tuple[str, ...] = ()
    kubelet: dict[str, Any] = field(default_factory=dict)


PLAIN = Setup()


def up(setup: Setup = PLAIN, *, ready: bool = True) -> None:
    """Bring the node up and, if `ready`, wait until all its components answer; raise RigError where it does not.

    Without `ready` port 6443 may be taken: some faults have to be there before the start.
    """
    check()
    if os.geteuid() != 0:
        raise RigError("the rig needs root, as the kubelet does")
    _ports_free(without=() if ready else (APISERVER,))
    for directory in (SOCKET.parent, RUN / "kubelet", RUN / "cni", MANIFESTS, FILES):
        directory.mkdir(parents=True, exist_ok=True)
    ETCD_DATA.mkdir(mode=0o700, exist_ok=True)
    _SAVED.write_text("".join(f"{name} {Path('/proc/sys', name).read_text()}" for name in _SYSCTLS))
    pki.write_all()
    start_containerd()
    _import_images(["pause", "etcd", "kube-apiserver"])
    manifests.put(manifests.etcd())
    start_kubelet(setup)
    # Not together: on a busy machine the apiserver may give etcd up, and a case begins with a restart of its own.
    wait(lambda: _listened(ETCD_CLIENT), "etcd listens", seconds=60)
    manifests.put(manifests.apiserver())
    if setup.clients:
        _import_images(["kube-controller-manager", "kube-scheduler"])
    if ready:
        wait(lambda: status(APISERVER, "/readyz") == 200, "kube-apiserver is ready", seconds=120)
        if setup.clients:
            manifests.put(manifests.controller_manager())
            manifests.put(manifests.scheduler())
            for port in (CONTROLLER_MANAGER, SCHEDULER):
                wait(lambda port=port: status(port, "/healthz") == 200, f"port {port} is healthy", seconds=120)
            _wait_for_leases()


def down() -> None:
    """End all that the rig started and clear away what it left; harmless where nothing is up."""
    troubles: list[str] = []
    for name in processes.names():
        if name != "containerd":
            processes.stop(name)
    if MANIFESTS.is_dir():
        shutil.rmtree(MANIFESTS)
    if CONTAINERD_CONFIG.exists():
        troubles = _clear_pods()
    processes.stop("containerd")
    alone = not _foreign_kubelet()
    _end_leftovers(alone=alone)
    for mount in reversed([line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]):
        if mount.startswith(f"{RUN}/"):
            subprocess.run(["umount", "-l", mount], check=False, capture_output=True)
    for line in Path("/proc/swaps").read_text().splitlines():
        if line.startswith(f"{RUN}/"):
            _run(["swapoff", line.split()[0]])
    if _SAVED.is_file():
        for line in _SAVED.read_text().splitlines():
            name, value = line.split(maxsplit=1)
            Path("/proc/sys", name).write_text(value)
    for logs, pattern in ((POD_LOGS, f"kube-system_*-{NODE}_*"), (CONTAINER_LOGS, f"*-{NODE}_kube-system_*")):
        for place in logs.glob(pattern):
            shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()
        with contextlib.suppress(OSError):  # not there, or another's logs are in it
            logs.rmdir()
    if alone:
        _clear_fixed_places()
    if troubles:
        shutil.rmtree(UNPACKED, ignore_errors=True)  # it may hold pods yet that would come back with the next life
    shutil.rmtree(RUN, ignore_errors=True)
    if RUN.exists():
        raise RigError(
            f"{RUN} cannot be removed: {'; '.join(troubles) or 'something is still mounted or running there'}"
        )


def _clear_pods() -> list[str]:
    """Let the runtime end its pods; a fault may have stopped it or turned its CRI off, so it may be started anew."""
    try:
        return runtime.clear()
    except (OSError, GRPCError, TimeoutError):
        processes.stop("containerd")
    try:
        start_containerd(default_config=True)
        return runtime.clear()
    except (OSError, GRPCError, TimeoutError, RigError) as error:  # what it cannot end, `down` ends by force
        return [str(error)]


@contextlib.contextmanager
def claimed() -> Iterator[None]:
    """Hold the rig for oneself; RigError where another holds it, since there is one /var/log/pods a machine."""
    BASE.mkdir(parents=True, exist_ok=True)
    with (BASE / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RigError(
                "another run of the rig is under way: there is one set of ports and pod logs a machine"
            ) from None
        yield


def wait(condition: Callable[[], object], what: str, *, seconds: float) -> None:
    """Ask twice a second until it holds, or raise RigError."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RigError(f"after {seconds:.0f} s it is still not so that {what}; see {RUN}/*.log and {POD_LOGS}")
        time.sleep(0.5)


def status(port: int, path: str, *, anonymous: bool = False, seconds: float = 5) -> int | None:
    """The HTTPS status of one GET on this host, as administrator or as nobody; None where there was no answer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if not anonymous:
        context.load_cert_chain(PKI / "admin.crt", PKI / "admin.key")
    with contextlib.closing(http.client.HTTPSConnection(ADDRESS, port, timeout=seconds, context=context)) as connection:
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None


def kubectl(*arguments: str) -> str:
    """What kubectl answers the administrator; RigError where it fails."""
    words = [str(BIN / "kubectl"), f"--kubeconfig={PKI}/admin.conf", "--request-timeout=10s", *arguments]
    return _run(words)


def etcdctl(*arguments: str, value: str = "") -> str:
    """What etcdctl answers, given `value` on its standard input; RigError where it fails."""
    tls = [f"--cacert={PKI}/etcd/ca.crt", f"--cert={PKI}/etcd/server.crt", f"--key={PKI}/etcd/server.key"]
    return _run([str(BIN / "etcdctl"), f"--endpoints=https://{ADDRESS}:{ETCD_CLIENT}", *tls, *arguments], value)


def start_kubelet(setup: Setup) -> None:
    """Start the kubelet, kept running as systemd keeps it."""
    KUBELET_CONFIG.write_text(yaml.safe_dump(_kubelet_config(setup), sort_keys=False))
    command = [
        BIN / "kubelet",
        f"--config={KUBELET_CONFIG}",
        f"--kubeconfig={PKI}/kubelet.conf",
        f"--root-dir={RUN}/kubelet",
        f"--cert-dir={RUN}/kubelet/pki",
        "--container-runtime=remote",
        f"--container-runtime-endpoint=unix://{SOCKET}",
        f"--hostname-override={NODE}",
        f"--pod-infra-container-image={IMAGE_NAMES['pause']}",
        *([f"--v={setup.verbosity}"] if setup.verbosity else []),
        *setup.kubelet_flags,
    ]
    processes.start("kubelet", command, KUBELET_LOG, kept=True)


def start_containerd(*, default_config: bool = False, disabled: tuple[str, ...] = ()) -> None:
    """Start containerd and wait until it answers; `disabled` names further plugins that are off."""
    SOCKET.unlink(missing_ok=True)
    if default_config or disabled or not CONTAINERD_CONFIG.exists():
        CONTAINERD_CONFIG.write_text(_containerd_config(disabled))
    processes.start("containerd", [BIN / "containerd", "--config", CONTAINERD_CONFIG], CONTAINERD_LOG)
    wait(lambda: _succeeds(_ctr("version")), "containerd answers", seconds=30)


def _listened(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex((ADDRESS, port)) == 0


def _ports_free(*, without: tuple[int, ...]) -> None:
    ours = {APISERVER, ETCD_CLIENT, ETCD_PEER, ETCD_METRICS, CONTROLLER_MANAGER, SCHEDULER, KUBELET, KUBELET_HEALTH}
    for one in psutil.net_connections("tcp"):
        if one.status == psutil.CONN_LISTEN and one.laddr.port in ours.difference(without):
            owner = f"pid {one.pid}" if one.pid else "another program"
            raise RigError(f"port {one.laddr.port} is taken by {owner}: another rig or control plane runs here")


def _import_images(names: list[str]) -> None:
    have = _run(_ctr("images", "ls", "-q"))
    for name in names:
        if IMAGE_NAMES[name] not in have:
            _run(_ctr("images", "import", str(IMAGES / f"{name}.tar")))


def _wait_for_leases() -> None:
    """A client that does not hold its lease cannot lose it: only now does an outage of the apiserver reach them."""

    def holders() -> list[str]:
        return _run([str(BIN / "kubectl"), f"--kubeconfig={PKI}/admin.conf", "-n", "kube-system", "get", "lease", "-o",
                     "jsonpath={.items[*].spec.holderIdentity}"]).split()  # fmt: skip

    wait(lambda: len(holders()) == 2, "controller-manager and scheduler hold their leases", seconds=60)


def _kubelet_config(setup: Setup) -> dict[str, Any]:
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": ADDRESS,
        "authentication": {"anonymous": {"enabled": False}, "x509": {"clientCAFile": f"{PKI}/ca.crt"}},
        "authorization": {"mode": "Webhook"},
        "cgroupDriver": "cgroupfs",
        "clusterDNS": ["10.96.0.10"],
        "clusterDomain": "cluster.local",
        "healthzBindAddress": ADDRESS,
        "healthzPort": KUBELET_HEALTH,
        "makeIPTablesUtilChains": False,
        "oomScoreAdj": 0,  # lowering it takes CAP_SYS_RESOURCE, which not every machine of a test has
        "port": KUBELET,
        "readOnlyPort": setup.read_only_port,
        "resolvConf": "",
        "rotateCertificates": False,
        "staticPodPath": str(MANIFESTS),
        **setup.kubelet,
    }


def _containerd_config(disabled: tuple[str, ...]) -> str:
    off = ["aufs", "btrfs", "devmapper", "zfs"]
    plugins = [f"io.containerd.snapshotter.v1.{name}" for name in off] + list(disabled)
    return f"""version = 2
root = "{UNPACKED}"
state = "{RUN}/containerd/state"
disabled_plugins = [{", ".join(f'"{name}"' for name in plugins)}]

[grpc]
  address = "{SOCKET}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{IMAGE_NAMES["pause"]}"
  stream_server_address = "{ADDRESS}"
  disable_apparmor = true
  # Else a container with a negative oom_score_adj dies where CAP_SYS_RESOURCE is missing.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
      BinaryName = "{BIN}/runc"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{RUN}/cni"
    conf_dir = "{RUN}/cni"
"""


def _ctr(*arguments: str) -> list[str]:
    return [str(BIN / "ctr"), "--address", str(SOCKET), "--namespace", "k8s.io", *arguments]


def _run(words: list[str], standard_input: str = "") -> str:
    done = subprocess.run(words, input=standard_input, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise RigError(f"{Path(words[0]).name} {' '.join(words[1:])}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def _succeeds(words: list[str]) -> bool:
    try:
        return subprocess.run(words, capture_output=True, check=False, timeout=10).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _foreign_kubelet() -> bool:
    return any(process.info["name"] == "kubelet" for process in psutil.process_iter(["name"]))


def _end_leftovers(*, alone: bool) -> None:
    """The shims of our containerd, known by its socket, and what still runs in pod cgroups."""
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if words and Path(words[0]).name == "containerd-shim-runc-v2" and str(SOCKET) in words:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    if not alone:
        return
    for group in _CGROUPS:
        for listing in group.rglob("cgroup.procs"):
            with contextlib.suppress(OSError):
                for pid in listing.read_text().split():
                    os.kill(int(pid), signal.SIGKILL)


def _clear_fixed_places() -> None:
    end = time.monotonic() + 5
    while left := [group for group in _CGROUPS if group.is_dir() and not _remove_cgroup(group)]:
        if time.monotonic() > end:
            raise RigError(f"the cgroup {left[0]} cannot be removed: something still runs in it")
        time.sleep(0.2)
    for place in _LEFT_BY_KUBELET:
        for path in sorted(place.rglob("*"), reverse=True) if place.is_dir() else ():
            with contextlib.suppress(OSError):
                if path.is_dir() and not path.is_symlink():
                    path.rmdir()
                elif path.is_socket() or path.name in ("DEPRECATION", "kubelet_internal_checkpoint"):
                    path.unlink()
        with contextlib.suppress(OSError):
            place.rmdir()


def _remove_cgroup(group: Path) -> bool:
    for directory in sorted((path for path in group.rglob("*") if path.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            directory.rmdir()
    with contextlib.suppress(OSError):
        group.rmdir()
    return not group.exists()
