"""Runtimes that carriers bring and that end, or are waited for; commands that are not handed over to; pods known by refusals alone."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.ninth_carriers import AGENT, K0S, K3S, LIVES, RKE2, child, info, waits
from incidents.own.shapes import UNIT, A, E, S, miss, quiet, shows

# ---- a runtime that its carrier starts ------------------------------------------------------------------------------
LOG = "/var/lib/rancher/{}/agent/containerd/containerd.log"
RUNS = info("Running containerd -c /var/lib/rancher/k3s/agent/etc/containerd/config.toml")
PLAIN, ERROR, ASKED = "containerd: {}", "containerd exited: {}", 'Shutdown request received: "containerd exited: {}"'
ONE = "exit status 1"
STARTING = 'time="2024-03-12T10:29:55.6Z" level=info msg="starting containerd" revision=1e1ea6e version=v1.7.11-k3s2\n'
RECOVERS = 'time="2024-03-12T10:29:55.7Z" level=fatal msg="Failed to run CRI service" error="failed to recover state: failed to get metadata for stored sandbox \\"4ea7\\": not found"\n'
WORDS = (
    ("runtime_unavailable", "recovers", STARTING + RECOVERS),
    (
        "runtime_unavailable",
        "panics",
        STARTING
        + "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV]\n\ngoroutine 530 [running]:\n",
    ),
    (
        "runtime_unavailable",
        "bolt",
        STARTING + "panic: assertion failed: Page expected to be: 21, but self identifies as 0\n",
    ),
    ("runtime_unavailable", "silent", STARTING),
    (
        "cri_plugin_disabled",
        "toml",
        "containerd: failed to load TOML: /var/lib/rancher/k3s/agent/etc/containerd/config.toml: (12, 3): duplicated tables\n",
    ),
    (
        "cri_plugin_disabled",
        "version",
        "containerd: expected containerd config version equal to or greater than `2`, got 1\n",
    ),
    (
        "disk_full",
        "full",
        STARTING
        + "containerd: write /var/lib/rancher/k3s/agent/containerd/io.containerd.metadata.v1.bolt/meta.db: no space left on device\n",
    ),
    (
        "filesystem_damaged",
        "eio",
        STARTING
        + "containerd: open /var/lib/rancher/k3s/agent/containerd/io.containerd.metadata.v1.bolt/meta.db: input/output error\n",
    ),
    # What an earlier life ended with is no matter of this one.
    (
        "runtime_unavailable",
        "again",
        "containerd: failed to load TOML: (12, 3): duplicated tables\n" + STARTING + "\n" * 3,
    ),
)


def says(unit, *lines):
    """A carrier that loops, its last words these."""
    return carrier_ends(unit, RUNS, *lines)


BROUGHT = (
    *(
        shows(f"runtime_unavailable-{unit}-{number}", "runtime_unavailable", says(unit, line), UNIT)
        for unit in (K3S, AGENT, RKE2)
        for number, line in enumerate((PLAIN.format(ONE), info(ERROR.format(ONE), "error"), info(ASKED.format(ONE)), info("cri-dockerd exited: exit status 1", "error"), PLAIN.format("fork/exec /var/lib/rancher/rke2/data/v1.25.2/bin/containerd: operation not permitted")))
    ),
    # Whatever ends says why: where nothing of that is left in its log, no more than a guess is.
    *(
        shows(f"k3s-log-{name}", [cause, "unknown"] if name in {"silent", "again"} else cause, says(K3S, info(ERROR.format(ONE), "error")).file(LOG.format("k3s"), text), UNIT, sure=name not in {"silent", "again"})
        for cause, name, text in WORDS
    ),
    # Where it ends with another's last words, its containerd's end is a consequence.
    miss("runtime-ends-with-its-carrier", "runtime_unavailable", says(K3S, info(ERROR.format("signal: killed"), "error"))),
    miss("runtime-ended-in-an-earlier-life", "runtime_unavailable", says(K3S, info(ERROR.format(ONE), "error"), fatal("--server is required"))),
    # RKE2's and k3s' own, before they start in earnest, to take down old static pods.
    miss("runtime-for-a-moment", "runtime_unavailable", says(RKE2, info("Containerd Exited: exit status 1, exiting kubelet"), fatal("--server is required"))),
    quiet("k3s-runs-after-its-containerd-ended", Node(version=None).unit(K3S, since=None).journal(K3S, info(ERROR.format(ONE), "error"), ago=timedelta(minutes=40)).journal(K3S, info("Running kubelet"), ago=timedelta(minutes=39))),
)  # fmt: skip

# ---- MicroK8s ---------------------------------------------------------------------------------------------------------
KUBELITE, SNAPS = "snap.microk8s.daemon-kubelite", "snap.microk8s.daemon-containerd"
WAITS = "Waiting for containerd socket /var/snap/microk8s/common/run/containerd.sock to appear"
SNAP = (
    shows("runtime_unavailable-kubelite-waits", "runtime_unavailable", waits(KUBELITE, *(WAITS,) * 9, state=LIVES), UNIT),
    shows("runtime_unavailable-kubelite-waits-and-ends", "runtime_unavailable", carrier_ends(KUBELITE, WAITS), UNIT),
    shows("runtime_unavailable-kubelite-beside-it", "runtime_unavailable", waits(KUBELITE, WAITS, state=LIVES).unit(SNAPS, "failed", "failed", 5, Result="exit-code").journal(SNAPS, "+ ARCH=aarch64", by="microk8s.daemon-containerd"), UNIT),
    shows("runtime_unavailable-snaps-alone", "runtime_unavailable", Node(version=None).unit(SNAPS, "failed", "failed", 5, Result="timeout").journal(SNAPS, "+ exec aa-exec -p unconfined -- /snap/microk8s/3272/run-containerd-with-args", by="microk8s.daemon-containerd"), UNIT),
    shows("runtime_unavailable-snaps-silent", ["runtime_unavailable", "unknown"], Node(version=None).unit(SNAPS, "failed", "failed", 5, Result="timeout"), UNIT, sure=False),
    shows("disk_full-snaps-alone", "disk_full", Node(version=None).unit(SNAPS, "failed", "failed", 5).journal(SNAPS, "containerd: write /var/snap/microk8s/common/var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db: no space left on device", by="microk8s.daemon-containerd"), UNIT),
    quiet("kubelite-starts", waits(KUBELITE, WAITS, state=LIVES)),
    quiet("kubelite-has-its-socket", waits(KUBELITE, *(WAITS,) * 9, "I0312 10:29:59.1 1 daemon.go:39] Starting API Server", state=LIVES)),
    # A snap that was tried and left beside a node of kubeadm's.
    quiet("snap-left-behind", Node().unit("kubelet").unit("containerd").unit(SNAPS, "failed", "failed", 5).static_pod(A).runs(A)),
    # A snap that was stopped.
    quiet("snap-stopped", Node(version=None).unit(SNAPS, "inactive", "dead", Result="success")),
)  # fmt: skip

# ---- k0s --------------------------------------------------------------------------------------------------------------
BEGINS, AGAIN = "Started successfully, go nuts pid 4711", "respawning in 5s"
FALLS = (child("containerd", BEGINS), child("containerd", "containerd: failed to load TOML: /etc/k0s/containerd.toml: (12, 3): duplicated tables", stream="stderr"), child("containerd", "Failed to wait for process", "warning"), child("containerd", AGAIN))  # fmt: skip
CHILD = (
    shows("runtime_unavailable-k0s-loops", ["runtime_unavailable", "cri_plugin_disabled"], waits(K0S, *FALLS * 3, state=LIVES, apart=2), UNIT),
    quiet("k0s-containerd-fell-once", waits(K0S, *FALLS, child("containerd", BEGINS), state=LIVES, apart=2)),
    quiet("k0s-containerd-lives-again", waits(K0S, *FALLS * 3, child("containerd", BEGINS), *(child("containerd", "ImageCreate event"),) * 40, state=LIVES, apart=2)),
)  # fmt: skip

# ---- commands that are not handed over to -----------------------------------------------------------------------------
SHIM = 'failed to start container "3f9e36bdd0fba53c03b23be02e0ccb1d69b63d6a1339cf548283317783e8db40": executable not found in $PATH'
CREATE = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "
PATH = f"/usr/local/bin/{A}"


def refused(message, *, reason="RunContainerError", program=A, **pod):
    """A static pod whose container waits with that."""
    return Node(version=None).unit("kubelet").static_pod(program, **pod).waits(program, reason, message)


def by_id(program, why='exec: \\"{}\\": executable file not found in $PATH: unknown', *, node=None):
    """What containerd alone says, of a container whose name it does not tell."""
    node = (node or Node(version=None)).unit("kubelet").static_pod(A)
    text = f'time="2024-03-12T10:29:50Z" level=error msg="StartContainer for \\"{"3f9e36bd" * 8}\\" failed" error="{CREATE}{why.format(program)}"'
    return node.journal("containerd", text, by="containerd")


HANDOVER = (
    shows("command_not_found-shim", "command_not_found", refused(SHIM), A),
    shows("command_not_found-shim-named", "command_not_found", refused(SHIM.replace("executable not", 'executable "kube-apiserver" not')), A),
    *(
        shows(f"command_not_found-handed-{number}", "command_not_found", refused(text, reason="CreateContainerError", command=PATH), A)
        for number, text in enumerate((
            f"{CREATE}error during container init: exec {PATH}: exec format error: unknown",
            f"{CREATE}exec {PATH}: exec format error",
            f"container create failed: exec container process `{PATH}`: Exec format error",
            f"container create failed: exec container process (missing dynamic library?) `{PATH}`: No such file or directory",
        ))
    ),
    # containerd's own word, of a container that it names by an ID alone.
    shows("command_not_found-by-id", "command_not_found", by_id(A), A),
    shows("command_not_found-by-id-crun", "command_not_found", by_id(A, "executable file `{}` not found in $PATH: No such file or directory"), A),
    miss("command_not_found-by-id-another", "command_not_found", by_id("kindnetd")),
    miss("command_not_found-by-id-runs", "command_not_found", by_id(A, node=Node(version=None).runs(A))),
    # All of them: it is a helper of the runtime's, whose name the shim has taken away.
    miss("command_not_found-shim-of-all", "command_not_found", refused(SHIM).static_pod(S).waits(S, "RunContainerError", SHIM)),
    # What a hook executes, and what runc itself does.
    miss("command_not_found-hook", "command_not_found", refused(f"{CREATE}error during container init: error running hook #0: fork/exec /usr/bin/nvidia-hook: exec format error: unknown", command=PATH)),
    miss("command_not_found-another", "command_not_found", refused(f"{CREATE}error during container init: exec /usr/bin/pause: exec format error: unknown", command=PATH)),
    shows("container_create_failed-user", "container_create_failed", refused(f"{CREATE}unable to find user etcd: no matching entries in passwd file: unknown"), A),
    shows("container_create_failed-keyring-in-the-init", "container_create_failed", refused(f"{CREATE}error during container init: unable to join session keyring: unable to create session key: disk quota exceeded: unknown"), A),
    shows("container_create_failed-cwd", "container_create_failed", refused(f'{CREATE}error during container init: chdir to cwd ("/nonroot") set in config.json failed: permission denied: unknown'), A),
)  # fmt: skip

# ---- pods of which nothing is known but that they are refused -----------------------------------------------------------
UID = "94ed0fa540fbf10c0225d82de5e61561"
KCM = "kube-controller-manager"
WHY = "rpc error: code = Unknown desc = failed to create pod network sandbox k8s_{0}_0(35e354e9): cni config uninitialized"
LINES = (
    'E0312 10:29:55.501787   29066 kuberuntime_sandbox.go:54] CreatePodSandbox for pod "{0}_kube-system({1})" failed: {2}',
    'E0312 10:29:55.501787   29066 pod_workers.go:190] Error syncing pod {1} ("{0}_kube-system({1})"), skipping: failed to "CreatePodSandbox" for "{0}_kube-system({1})" with CreatePodSandboxError: "CreatePodSandbox for pod \\"{0}_kube-system({1})\\" failed: {2}"',
    'E0312 10:29:55.501787   29066 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"{0}_kube-system({1})\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"{0}_kube-system({1})\\\\\\": {2}\\"" pod="kube-system/{0}" podUID="{1}"',
)


def unmade(line, pod, uid=UID):
    """A kubelet that cannot make this one pod; of the manifests none was seen."""
    return Node(version=None).unit("kubelet").kubelet(line.format(pod, uid, WHY.format(pod)))


UNKNOWN_PODS = (
    *(shows(f"container_create_failed-unknown-pod-{number}", "container_create_failed", unmade(line, f"{KCM}-master-1"), KCM) for number, line in enumerate(LINES)),
    # A pod of the API's is not the control plane's.
    *(quiet(f"api-pod-not-made-{number}", unmade(line, "coredns-5dd5756b68-xk2lp", "6f1a0e5c-4b0c-4c5e-9d5e-2f4f6f1f7a11")) for number, line in enumerate(LINES)),
)  # fmt: skip

# ---- a kubelet that lives above a runtime that does not answer ----------------------------------------------------------
NOT_READY = 'E0312 10:29:5{}.155000    5115 kubelet.go:2862] "Container runtime not ready" runtimeReady="RuntimeReady=false reason:DockerDaemonNotReady message:docker: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"'
NO_PLEG = 'I0312 10:29:5{}.155000    5115 kubelet.go:2214] "Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 3m2.1s ago; threshold is 3m0s"'
LATE = 'E0312 10:29:5{}.155000    5115 remote_runtime.go:294] "ListPodSandbox with filter from runtime service failed" err="rpc error: code = DeadlineExceeded desc = context deadline exceeded" filter="nil"'
NO_NETWORK = 'E0312 10:29:5{}.155000    5115 kubelet.go:2862] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"'


BEGINNING = "Flag --cgroup-driver has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag."


def lives_on(*lines, ago=timedelta(0), node=None):
    """A kubelet that runs and says so every two seconds, to so long ago."""
    node = (node or Node()).unit("kubelet").static_pod(A)
    for number, line in enumerate(lines):
        node.kubelet(line.format(number % 10), ago=ago + timedelta(seconds=2 * (len(lines) - number)))
    return node


ABOVE = (
    shows("runtime_unavailable-not-ready", "runtime_unavailable", lives_on(*(NOT_READY,) * 8), UNIT),
    shows("runtime_unavailable-hangs-below-a-living-kubelet", "runtime_unavailable", lives_on(*(LATE, NO_PLEG) * 4), UNIT),
    shows("runtime_unavailable-hangs-active", "runtime_unavailable", lives_on(*(LATE, NO_PLEG) * 4).unit("containerd"), UNIT),
    # A kubelet of whose end nothing is left, above the only runtime, which has failed: a guess.
    shows("runtime_unavailable-kubelet-begins", ["runtime_unavailable", "unknown"], Node(version=None).kubelet_loops(BEGINNING).unit("containerd", "failed", "failed", 5).journal("containerd", "containerd: failed to get listener for main ttrpc endpoint: permission denied"), UNIT, sure=False),
    miss("runtime_unavailable-kubelet-says-why", "runtime_unavailable", Node(version=None).kubelet_loops(BEGINNING, "Error: failed to parse kubelet flag: unknown flag: --foo").unit("docker", "failed", "failed", 5).journal("docker", "failed to start daemon: x")),
    miss("runtime_unavailable-docker-left-behind", "runtime_unavailable", Node(version=None).kubelet_loops(BEGINNING).unit("containerd").unit("docker", "failed", "failed", 5).journal("docker", "failed to start daemon: x")),
    # The network's readiness is none of the runtime's, and one word of the two is a slow node's.
    miss("runtime_unavailable-network-not-ready", "runtime_unavailable", lives_on(*(NO_NETWORK,) * 8)),
    quiet("pleg-alone", lives_on(*(NO_PLEG,) * 8)),
    quiet("runtime-slow-for-once", lives_on(*(NO_PLEG,) * 4, LATE, NO_PLEG)),
    quiet("runtime-hung-and-answers", lives_on(*(LATE, NO_PLEG) * 4, ago=timedelta(seconds=90))),
    quiet("runtime-was-not-ready", lives_on(*(NOT_READY,) * 8, ago=timedelta(minutes=2), node=Node().runs(A))),
)  # fmt: skip

# ---- what the host lacks, told of a pod by its UID alone ------------------------------------------------------------------
BY_UID = "E0312 10:29:55.590762   11332 pod_workers.go:108] Error syncing pod bfaad5678acb9b3625969fe556cd0ee5, skipping: API error (500): Cannot start container bcf563c9e5d1164a7321839c44f5d2385cc73432a7f2258fd841ab0c8fdb85a9: [8] System error: {}"
HOST = (
    shows("container_create_failed-host", "container_create_failed", Node(version=None).unit("kubelet").static_pod(E).kubelet(BY_UID.format("no subsystem for mount")), E),
    shows("kubelet_cgroup_unsupported-host", "kubelet_cgroup_unsupported", Node(version=None).unit("kubelet").static_pod(E).kubelet(BY_UID.format("mountpoint for memory not found")), UNIT),
    # What one pod's own container lacks is no matter of another's.
    quiet("pod-by-uid-of-its-own", Node(version=None).unit("kubelet").static_pod(E).kubelet(BY_UID.format("not a directory"))),
)  # fmt: skip

ELEVENTH_RUNTIME = (*HOST, *ABOVE, *BROUGHT, *SNAP, *CHILD, *HANDOVER, *UNKNOWN_PODS)
