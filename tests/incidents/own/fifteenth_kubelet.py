"""Kubelets that live and start no pod, and what starts them: k0s' children, CRI-O's wipe, flags that are judged late.

Beside each its near misses: a try that went well since, a pod's own trouble, a limit that has room again.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eleventh_kubelet import OVER, error
from incidents.own.ninth_carriers import LIVES, child, waits
from incidents.own.ninth_node import ends, lives
from incidents.own.ninth_units import loops as unit_loops
from incidents.own.shapes import UNIT, A, E, dies, kubelet_says, miss, quiet, shows

# ---- a child that k0s cannot start -----------------------------------------------------------------------------------------
NOT_STARTED = "Failed to start: fork/exec {}/etcd: {}"
GONE, DENIED, FOREIGN = "no such file or directory", "permission denied", "exec format error"


def terminal(text, level="WARN", at="21:28:21"):
    """logrus on a terminal, with the time as k0s has it."""
    return f"{level}[2021-01-22 {at}] {text}  component=etcd"


def k0s(*lines, unit="kubelet", restarts=0):
    """A unit that says so every five seconds, to this moment."""
    return waits(unit, *lines, state=LIVES, restarts=restarts, apart=5)


AGAIN = terminal("respawning in 5 secs", "INFO")
FORMS = {
    "terminal": lambda words: (terminal(words), AGAIN, terminal(words), AGAIN),
    "journal": lambda words: (child("etcd", words, "warning"), child("etcd", "respawning in 5 secs")) * 2,
}
CHILDREN = (
    *(
        shows(f"{cause}-k0s-{unit}-{form}-{number}", cause, k0s(*lines(NOT_STARTED.format(place, why)), unit=unit), UNIT)
        for unit in ("kubelet", "k0scontroller")
        for form, lines in FORMS.items()
        for number, (cause, place, why) in enumerate((
            ("command_not_found", "/var/lib/k0s/bin", GONE),
            ("command_not_found", "k0s_data/bin", GONE),
            ("command_not_found", "/var/lib/k0s/bin", FOREIGN),
            ("file_permission_denied", "/root/k0s/bin", DENIED),
        ))
    ),
    *(
        miss(
            f"command_not_found-k0s-started-since-{unit}",
            ["command_not_found", "file_missing"],
            k0s(terminal(NOT_STARTED.format("/var/lib/k0s/bin", GONE)), AGAIN, terminal("Started successfully, go nuts pid 812", "INFO"), unit=unit),
        )
        for unit in ("kubelet", "k0scontroller")
    ),
    # Another program's words, and another's field in the midst of a line.
    miss(
        "command_not_found-no-k0s",
        "command_not_found",
        lives("Failed to start: fork/exec /opt/tool/bin/etcd: no such file or directory", error('"Event occurred" component=etcd reason="Pulled"', level="I")),
    ),
)  # fmt: skip

# ---- an etcd that lives and has no leader ----------------------------------------------------------------------------------
READ_INDEX = '{"level":"warn","ts":"2024-03-12T10:29:50.617Z","caller":"etcdserver/v3_server.go:1016","msg":"waiting for ReadIndex response took too long, retrying","sent-request-id":7332034063098972453,"retry-timeout":"500ms"}'
READ_IN_VAIN = '{"level":"warn","ts":"2024-03-12T10:29:52.617Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"1.999s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"health\\" ","response":"","error":"context deadline exceeded"}'
READ_IN_VAIN_OLD = '2024-03-12 10:29:52.617 W | etcdserver: read-only range request "key:\\"health\\" " with result "error:etcdserver: request timed out" took too long (14.9s) to execute'
READ = '{"level":"warn","ts":"2024-03-12T10:29:40.617Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"151ms","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/health\\" ","response":"range_response_count:0 size:8"}'
DROPS = '{"level":"info","ts":"2024-03-12T10:29:50.617Z","logger":"raft","caller":"v3@v3.6.0/raft.go:1761","msg":"f7af985960a565c0 no leader at term 2; dropping index reading msg"}'
ELECTION = '{"level":"info","ts":"2024-03-12T10:29:50.675Z","logger":"raft","caller":"v3@v3.6.0/raft.go:988","msg":"f7af985960a565c0 is starting a new election at term 2"}'
ELECTION_OLD = "raft2024/03/12 10:29:53 INFO: f7af985960a565c0 is starting a new election at term 2"


def etcd(*said, since=timedelta(minutes=5)):
    """It lives, and said that last."""
    return Node().unit("kubelet").static_pod(E).runs(E, "\n".join(said), since=since)


LEADERLESS = (
    *(
        shows(f"etcd_no_quorum-unserved-{number}", "etcd_no_quorum", etcd(*said), E)
        for number, said in enumerate((
            (READ_INDEX, DROPS, ELECTION),
            (READ_IN_VAIN, DROPS, ELECTION),
            (READ_IN_VAIN_OLD, ELECTION_OLD),
        ))
    ),
    # It has answered, and waits for a moment, with a leader or without.
    miss("etcd_no_quorum-served", "etcd_no_quorum", etcd(READ, READ_INDEX, DROPS, ELECTION)),
    miss("etcd_no_quorum-only-slow", "etcd_no_quorum", etcd(READ_INDEX, READ_INDEX, READ_INDEX, READ_IN_VAIN, since=timedelta(days=3))),
)  # fmt: skip

# ---- flags that are judged once they are parsed, and a configuration that is not there ------------------------------------
GATE = "the SeccompDefault feature gate must be enabled in order to use the --seccomp-default flag"
LABELS = "invalid node labels: '-bad' - a valid label must be an empty string or consist of alphanumeric characters"
IMAGES = "invalid configuration: NodeStatusMaxImages (--node-status-max-images) must be -1 or greater"
LOADS = 'failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory'
NOT_THERE = error(
    f'"Failed to load kubelet config file" err="{LOADS}" path="/var/lib/kubelet/config.yaml"', "server.go:206"
)
FLAGS = (
    *(
        shows(f"invalid_flag_value-kubelet-validates-{number}", "invalid_flag_value", ends(error(f'"Failed to validate kubelet flags" err="{text}"', "server.go:193"), version="v1.23.1"), UNIT)
        for number, text in enumerate((GATE, GATE.replace("SeccompDefault", "KubeletConfigFile").replace("seccomp-default", "init-config-dir"), LABELS, IMAGES))
    ),
    shows("invalid_flag_value-kubelet-validates-fatal", "invalid_flag_value", ends(f"F0312 10:29:55.9    5115 server.go:178] {GATE}", version="v1.20.2"), UNIT),
    *kubelet_says("kubelet_config_invalid-gate", "kubelet_config_invalid", "the SeccompDefault feature gate must be enabled in order to use the SeccompDefault configuration", version="v1.23.1"),
    miss("invalid_flag_value-of-the-configuration", "invalid_flag_value", ends(error(f'"Failed to validate kubelet configuration" err="{IMAGES}"', "server.go:217"), version="v1.23.1")),
    # Nobody looked whether anything of kubeadm's is there: either may be so.
    shows("unknown-kubelet-config-not-there", "unknown", ends(NOT_THERE), UNIT, sure=False),
    shows("kubelet_config_invalid-not-there-after-all", "kubelet_config_invalid", ends(NOT_THERE).there("/etc/kubernetes/kubelet.conf").absent("/var/lib/kubelet/config.yaml"), UNIT),
)  # fmt: skip

# ---- what no pod can do without --------------------------------------------------------------------------------------------
SANDBOX = '"CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = {}" pod="default/web-1"'
OLD = 'CreatePodSandbox for pod "kube-proxy-f5972_kube-system(31ad14fb-fea3-46cb-8dce-7436816fb596)" failed: rpc error: code = Unknown desc = {}'
LAYERS = "[workdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/37/work upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/37/fs lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs]"
NO_RUNTIME = {
    "shim": 'failed to create containerd task: runtime "io.containerd.runc.v1" binary not installed "containerd-shim-runc-v1": file does not exist: unknown',
    "shim-of-now": 'failed to start sandbox "5": failed to create containerd task: failed to start shim: failed to resolve runtime path: runtime "io.containerd.runc.v2" binary not installed "containerd-shim-runc-v2": file does not exist',
    "runc": 'failed to create containerd task: OCI runtime create failed: unable to retrieve OCI runtime error (open log.json: no such file or directory): exec: "runc": executable file not found in $PATH: unknown',
    "dockers": 'failed to start sandbox container for pod "web-1": Error response from daemon: fork/exec /usr/bin/docker-containerd-shim: no such file or directory',
    "conmon": "container create failed: fork/exec /usr/libexec/crio/conmon: permission denied",
    "overlay": f"failed to create containerd task: failed to mount rootfs component &{{overlay overlay {LAYERS}}}: invalid argument: unknown",
    "overlay-shim": f"failed to create shim task: failed to mount rootfs component &{{overlay overlay  {LAYERS}}}: no such device: unknown",
    "overlay2": 'failed to create a sandbox for pod "web-1": Error response from daemon: error creating overlay mount to /var/lib/docker/overlay2/5a-init/merged: invalid argument',
}
PODS_OWN = {
    "kata": 'failed to create containerd task: runtime "io.containerd.kata.v2" binary not installed "containerd-shim-kata-v2": file does not exist: unknown',
    "command": 'failed to create containerd task: OCI runtime create failed: exec: "bash": executable file not found in $PATH: unknown',
    "snapshot": f"failed to create containerd task: failed to mount rootfs component &{{overlay overlay {LAYERS}}}: no such file or directory: unknown",
    "network": 'failed to setup network for sandbox "5": plugin type="calico" failed (add): error getting ClusterInformation: connection refused',
}
MADE = 'I0312 10:29:52.1    5115 kubelet.go:1953] "SyncLoop (PLEG): event for pod" pod="default/web-1" event={"Type":"ContainerStarted","Data":"5"}'


def tries(why, form=SANDBOX, *, unit="kubelet", since=()):
    """Two tries ten seconds apart, and what was said since."""
    line = error(form.format(why.replace('"', '\\"') if form is SANDBOX else why))
    return waits(unit, line, line, *since, state=LIVES, node=Node())


PODS = (
    *(
        shows(f"container_create_failed-of-no-pod-{name}", "container_create_failed", tries(why), UNIT)
        for name, why in NO_RUNTIME.items()
    ),
    *(
        shows(f"container_create_failed-of-no-pod-{unit}-{number}", "container_create_failed", tries(NO_RUNTIME[name], OLD, unit=unit), UNIT)
        for unit in ("kubelet", "k3s")
        for number, name in enumerate(("shim", "overlay"))
    ),
    shows("container_create_failed-of-no-pod-one-try", "container_create_failed", lives(*(error(SANDBOX.format("fork/exec /usr/bin/runc: no such file or directory")),) * 2), UNIT),
    *(
        miss(f"container_create_failed-{unit}-a-pods-own-{name}", "container_create_failed", tries(why, unit=unit))
        for unit in ("kubelet", "k3s")
        for name, why in PODS_OWN.items()
    ),
    *(
        miss(f"container_create_failed-{unit}-made-one-since", "container_create_failed", tries(NO_RUNTIME["shim"], unit=unit, since=(MADE,)))
        for unit in ("kubelet", "k3s")
    ),
    quiet("container_create_failed-long-ago", lives(*(error(SANDBOX.format("fork/exec /usr/bin/runc: no such file or directory")),) * 2, ago=OVER)),
)  # fmt: skip

# ---- watches that are used up ----------------------------------------------------------------------------------------------
GROUP = "/sys/fs/cgroup/devices/system.slice/run-5.scope"
EVENT = f'W0312 10:29:50.1    5115 watcher.go:87] Error while processing event ("{GROUP}": 0x40000100 == IN_CREATE|IN_ISDIR): inotify_add_watch {GROUP}: {{}}'
DIRECTORY = f'E0312 10:29:50.1    5115 raw.go:140] Failed to watch directory "/sys/fs/cgroup/devices": inotify_add_watch {GROUP}: {{}}'
UNIT_WATCH = "containerd.service: Failed to add inotify watch descriptor for control group /system.slice/containerd.service: No space left on device"
FULL = "no space left on device"
USED_UP = {"instances_used": 20, "max_user_instances": 128, "watches_used": 8190, "max_user_watches": 8192}
ROOM = USED_UP | {"max_user_watches": 524288}
WATCHES = (
    *(
        shows(f"inotify_limit-cgroups-{number}", "inotify_limit", lives(line.format(FULL)), UNIT, sure=False)
        for number, line in enumerate((EVENT, DIRECTORY))
    ),
    *(
        shows(f"inotify_limit-cgroups-counted-{number}", "inotify_limit", lives(line.format(FULL)).host(inotify=USED_UP), UNIT)
        for number, line in enumerate((EVENT, DIRECTORY))
    ),
    shows("inotify_limit-cgroups-systemds", "inotify_limit", lives().journal("containerd", UNIT_WATCH, by="systemd"), UNIT, sure=False),
    shows("inotify_limit-cgroups-two-witnesses", "inotify_limit", lives(EVENT.format(FULL)).journal("containerd", UNIT_WATCH, by="systemd"), UNIT),
    shows("inotify_limit-cgroups-k3s", "inotify_limit", waits("k3s", EVENT.format(FULL), state=LIVES), UNIT, sure=False),
    quiet("inotify_limit-raised-since", lives(EVENT.format(FULL)).host(inotify=ROOM)),
    quiet("inotify_limit-group-is-gone", lives(EVENT.format(GONE), DIRECTORY.format(GONE))),
    quiet("inotify_limit-long-ago", lives(EVENT.format(FULL), ago=OVER)),
    # What else ends on the node ends of its own.
    shows("unknown_flag-beside-watches", "unknown_flag", dies(A, "Error: unknown flag: --foo", "--foo=1").unit("kubelet").kubelet(EVENT.format(FULL)), A),
    miss("inotify_limit-beside-one-that-loops", "inotify_limit", dies(A, "", node=Node().unit("kubelet")).kubelet(EVENT.format(FULL), DIRECTORY.format(FULL))),
)  # fmt: skip

# ---- a runtime that is not there for the kubelet ---------------------------------------------------------------------------
REFUSED = 'rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: {}\\"'
LISTS = error(
    f'"ListPodSandbox with filter from runtime service failed" err="{REFUSED}" filter="nil"', "remote_runtime.go:294"
)
PLEG = error(f'"GenericPLEG: Unable to retrieve pods" err="{REFUSED}"', "generic.go:238")
NONE_THERE = "connection refused"


def refuses(*since, times=5, why=NONE_THERE, **active):
    """The unit of containerd is active, and nobody listens at its socket, to this moment."""
    lines = [line.format(why) for _ in range(times) for line in (LISTS, PLEG)]
    return waits("kubelet", *lines, *since, state=LIVES, node=Node(), apart=4).unit("containerd", **active)


NOW_ACTIVE = "Tue 2024-03-12 10:29:50 UTC"
RUNTIMES = (
    shows("runtime_unavailable-refused-by-one-that-is-active", "runtime_unavailable", refuses(), UNIT),
    quiet("runtime_unavailable-only-just-active", refuses(ActiveEnterTimestamp=NOW_ACTIVE)),
    quiet("runtime_unavailable-for-a-moment", refuses(times=1)),
    quiet("runtime_unavailable-something-else-since", refuses(error('"Starting to sync pod status with apiserver"', level="I"))),
    quiet("runtime_unavailable-containers-run", refuses().static_pod(A).runs(A)),
    quiet("runtime_unavailable-refused-long-ago", lives(LISTS.format(NONE_THERE), PLEG.format(NONE_THERE), ago=OVER).unit("containerd")),
    quiet("runtime_unavailable-refused-no-more", lives(*(LISTS.format(NONE_THERE),) * 2, ago=timedelta(seconds=50)).kubelet(PLEG.format(NONE_THERE), ago=timedelta(seconds=15)).unit("containerd")),
)  # fmt: skip

BUSY = "rm: cannot remove '/var/lib/containers/storage/overlay/b4/merged': Device or resource busy"
STARTS_WIPE = "Starting CRI-O Auto Update Script..."
NEEDS = "Dependency failed for Container Runtime Interface for OCI (CRI-O)."


def wipes(name="crio-wipe", *, crio=("inactive", "dead"), node=None):
    """What goes before CRI-O has failed."""
    node = (
        (node or Node(version=None))
        .unit(name, "failed", "failed", 0, Result="exit-code", ExecMainStatus=1)
        .unit("crio", *crio)
    )
    return node.journal(name, STARTS_WIPE, by="systemd", ago=timedelta(seconds=33)).journal(name, BUSY, by="bash")


BEFORE = (
    *(
        shows(f"runtime_unavailable-{name}-alone", "runtime_unavailable", wipes(name), UNIT)
        for name in ("crio-wipe", "crio-configure")
    ),
    shows("runtime_unavailable-crio-wipe-told", "runtime_unavailable", wipes().journal("crio", NEEDS, by="systemd"), UNIT),
    shows("runtime_unavailable-crio-wipe-and-the-kubelet-with-it", "runtime_unavailable", wipes(node=ends()), UNIT),
    # It is not needed everywhere: CRI-O runs, or somebody stopped it later, or the kubelet uses another.
    quiet("runtime_unavailable-crio-runs", wipes(crio=("active", "running"))),
    quiet("runtime_unavailable-crio-runs-and-the-kubelet", wipes(crio=("active", "running"), node=lives())),
    miss("runtime_unavailable-crio-was-stopped", "runtime_unavailable", wipes().journal("crio", "Stopped Container Runtime Interface for OCI (CRI-O).", by="systemd", ago=timedelta(seconds=9))),
    quiet("runtime_unavailable-another-runs", wipes().unit("containerd").unit("kubelet").static_pod(A).runs(A)),
)  # fmt: skip

# ---- Talos, whose own words stand in the kernel's log ----------------------------------------------------------------------
CONTROLLER = '[talos] controller failed {{"component": "controller-runtime", "controller": "{}", "error": "{}"}}'
EIO = "input/output error"
STATUS = CONTROLLER.format("k8s.NodeStatusController", f"stat /etc/kubernetes/kubeconfig-kubelet: {EIO}")
MOUNT = CONTROLLER.format("block.MountController", f"failed to stat target path: stat /var/lib: {EIO}")
SERVICE = f"[talos] service[etcd](Waiting): Error running Containerd(etcd), going to restart forever: failed to create task: mkdir /var/lib/containerd/x: {EIO}"
WELL = "[talos] service[etcd](Running): Health check successful"
ROOT = CONTROLLER.format("k8s.KubeletServiceController", "mkdir /opt/local: read-only file system")
VAR = CONTROLLER.format("k8s.KubeletServiceController", "mkdir /var/lib/kubelet/x: read-only file system")
USERS = CONTROLLER.format("block.VolumeManagerController", f"stat /var/mnt/nas: {EIO}")
DISK = "I/O error, dev nvme1n1, sector 604840256 op 0x1:(WRITE) flags 0x100000 phys_seg 2 prio class 2"


def talos(*lines, **more):
    """What its kernel's log says."""
    return Node(version="v1.31.4").journal("kernel", *lines, **more)


TALOS = (
    *(
        shows(f"filesystem_damaged-talos-{number}", "filesystem_damaged", talos(*lines))
        for number, lines in enumerate(((STATUS, MOUNT), (STATUS, SERVICE), (DISK, MOUNT, SERVICE), (VAR, VAR)))
    ),
    quiet("filesystem_damaged-talos-once", talos(STATUS)),
    quiet("filesystem_damaged-talos-well-since", talos(STATUS, MOUNT, WELL)),
    quiet("filesystem_damaged-talos-long-ago", talos(STATUS, MOUNT, ago=OVER)),
    quiet("filesystem_damaged-talos-root-is-read-only", talos(ROOT, ROOT)),
    quiet("filesystem_damaged-talos-users-volume", talos(USERS, USERS)),
)  # fmt: skip

# ---- programs in units of their own, whose flags stand in the unit's files ------------------------------------------------
UNIT_FILE = """[Unit]
Description=Kubernetes API Server

[Service]
EnvironmentFile=-/etc/kubernetes/apiserver
ExecStart=/usr/local/bin/kube-apiserver \\
  --etcd-servers=https://10.0.0.4:2379 \\
  --service-cluster-ip-range=10.0.0.0/24 \\
  $KUBE_API_ARGS
Restart=on-failure
"""
APISERVER = "/etc/systemd/system/kube-apiserver.service"


def by_unit(log, args="--v=2", *, program=A, text=UNIT_FILE, file=APISERVER, **more):
    """A program of the control plane in a unit of its own, with the unit's files at hand."""
    node = unit_loops(program, log, **more).file(file, text)
    return node.file("/etc/kubernetes/apiserver", f'KUBE_API_ARGS="{args}"\n')


A_UNIT = f"{A}.service"
ITS_UNIT = (
    shows("unknown_flag-of-a-unit", "unknown_flag", by_unit("Error: unknown flag: --insecure-port", "--insecure-port=0"), A_UNIT),
    shows("invalid_flag_value-of-a-unit", "invalid_flag_value", by_unit('Error: invalid argument "x" for "--v" flag: strconv.ParseInt: parsing "x": invalid syntax', "--v=x"), A_UNIT),
    shows("feature_gate_rejected-of-a-unit", "feature_gate_rejected", by_unit("Error: unrecognized feature gate: Nope", "--feature-gates=Nope=true"), A_UNIT),
    shows("missing_required_flag-of-a-unit", "missing_required_flag", by_unit('E0312 10:29:55.1    5115 run.go:74] "command failed" err="[service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]"'), A_UNIT),
    shows("file_missing-of-a-unit", "file_missing", by_unit("Error: unable to load client CA file: open /etc/kubernetes/ssl/ca.pem: no such file or directory", "--client-ca-file=/etc/kubernetes/ssl/ca.pem").absent("/etc/kubernetes/ssl/ca.pem"), A_UNIT),
    # Another's files, and a flag that is there and refused by nobody.
    miss("unknown_flag-of-a-unit-that-lives", "unknown_flag", lives().unit(A).file(APISERVER, UNIT_FILE).file("/etc/kubernetes/apiserver", 'KUBE_API_ARGS="--insecure-port=0"\n')),
    miss("file_not_mounted-of-a-unit", "file_not_mounted", by_unit("Error: unable to load client CA file: open /etc/kubernetes/ssl/ca.pem: no such file or directory", "--client-ca-file=/etc/kubernetes/ssl/ca.pem").there("/etc/kubernetes/ssl/ca.pem")),
)  # fmt: skip

OWN_FIFTEENTH_KUBELET = (*ITS_UNIT, *TALOS, *CHILDREN, *LEADERLESS, *FLAGS, *PODS, *WATCHES, *RUNTIMES, *BEFORE)
