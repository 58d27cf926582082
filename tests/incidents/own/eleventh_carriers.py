"""Carriers of the kubelet and the units beside them: last words, waits, snaps, and what a unit lacks to be started."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.ninth_carriers import AGENT, K0S, K3S, RKE2, STARTING, child, info, waits
from incidents.own.ninth_units import goes_on, loops
from incidents.own.shapes import UNIT, miss, quiet, shows

# ---- last words ---------------------------------------------------------------------------------------------------------
DATA = "/var/lib/rancher/k3s"
WORDS = (
    *(
        shows(f"{cause}-{unit}-{name}", cause, carrier_ends(unit, text if text.startswith("Error: ") else fatal(text.replace('"', '\\"'))), UNIT)
        for cause, unit, name, text in (
            ("filesystem_damaged", K3S, "containerds-log", f"failed to start container runtime: open {DATA}/agent/containerd/containerd.log: read-only file system"),
            ("filesystem_damaged", K0S, "data", "Error: mkdir /var/lib/k0s: read-only file system"),
            ("filesystem_damaged", RKE2, "token", f"{STARTING}open /var/lib/rancher/rke2/server/token: input/output error"),
            ("command_not_found", K3S, "host-local", 'failed to retrieve agent configuration: failed to find host-local: exec: "host-local": executable file not found in $PATH'),
            ("command_not_found", K3S, "other-machine", f"fork/exec {DATA}/data/3a5a/bin/containerd: exec format error"),
            ("image_unavailable", RKE2, "layers", "failed to extract runtime image: stream error: stream ID 1; INTERNAL_ERROR; received from peer"),
            ("invalid_flag_value", K3S, "token-of-another", f"{STARTING}https://10.0.0.9:6443/v1-k3s/server-bootstrap: 401 Unauthorized"),
            ("invalid_flag_value", RKE2, "token-of-another", f"{STARTING}failed to validate token: token is not valid: https://10.0.0.9:9345/apis: 401 Unauthorized"),
            ("invalid_flag_value", K0S, "token-cut-off", "Error: failed to join controller: failed to decode token: illegal base64 data at input byte 3"),
            ("etcd_membership_mismatch", K3S, "bootstrapped", f"{STARTING}start managed database: member 8e9e05c52164694d has already been bootstrapped"),
            ("disk_full", RKE2, "layers", "failed to extract runtime image: write /var/lib/rancher/rke2/data/v1/bin/kubelet: no space left on device"),
        )
    ),
    # Of the scheduler, which writes it with a capital.
    *(
        shows(f"leader_election_lost-the-last-word-{unit}-{number}", "leader_election_lost", carrier_ends(unit, line), UNIT)
        for unit in (K3S, "snap.microk8s.daemon-kubelite")
        for number, line in enumerate(('E0312 10:29:55.004914 2140000 server.go:218] "Leaderelection lost"', 'E0312 10:29:55.004914 2140000 controllermanager.go:321] "leaderelection lost"'))
    ),
    # A kernel's file that is read-only, as in a container that is not privileged, is no disk's trouble.
    miss("filesystem_damaged-k3s-cgroup", "filesystem_damaged", carrier_ends(K3S, fatal("failed to evacuate root cgroup: mkdir /sys/fs/cgroup/init: read-only file system"))),
    miss("filesystem_damaged-snap", "filesystem_damaged", carrier_ends("snap.microk8s.daemon-kubelite", "Error: open /snap/microk8s/current/x: read-only file system")),
    miss("file_permission_denied-k3s-cgroup", "file_permission_denied", carrier_ends(K3S, fatal("mkdir /sys/fs/cgroup/k3s: permission denied"))),
    miss("image_unavailable-no-room", "image_unavailable", carrier_ends(RKE2, fatal("failed to extract runtime image: write /var/lib/rancher/rke2/data/v1/bin/kubelet: no space left on device"))),
    # A client of somebody's is turned away, and nothing ends.
    miss("invalid_flag_value-k3s-in-passing", "invalid_flag_value", carrier_ends(K3S, info("https://127.0.0.1:6444/v1-k3s/connect: 401 Unauthorized", "error"), fatal("apiserver exited: unknown flag: --x"))),
)  # fmt: skip

# ---- waits --------------------------------------------------------------------------------------------------------------
NOT_READY = "Waiting to retrieve agent configuration; server is not ready: {}"
WAITS = (
    *(
        shows(f"{cause}-waits-{name}", cause, waits(unit, *(info(text),) * 4), UNIT)
        for cause, unit, name, text in (
            ("invalid_flag_value", AGENT, "token-new", "Failed to validate connection to cluster at https://10.0.0.9:6443: https://10.0.0.9:6443/v1-k3s/apiservers: 401 Unauthorized"),
            ("invalid_flag_value", AGENT, "token-old", "token is not valid: https://10.0.0.9:6443/apis: 401 Unauthorized"),
            ("invalid_flag_value", "rke2-agent", "interface", NOT_READY.format("unable to find interface eth9: route ip+net: no such network interface")),
            ("command_not_found", K3S, "host-local", NOT_READY.format('failed to find host-local: exec: "host-local": executable file not found in $PATH')),
        )
    ),
    # It was let in at last.
    quiet("agent-was-let-in", waits(AGENT, *(info("token is not valid: https://10.0.0.9:6443/apis: 401 Unauthorized"),) * 3, info("Running kubelet --x"), state=("active", "running"))),
    # Whose password for the node is another's is let in with its token.
    miss("invalid_flag_value-node-password", "invalid_flag_value", waits(AGENT, *(info(NOT_READY.format("Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry")),) * 4)),
    *(
        shows(f"command_not_found-k0s-{name}", "command_not_found", Node(version=None).unit(K0S).journal(K0S, *(child("etcd", f"Failed to start: fork/exec {path}: no such file or directory", "warning"), child("etcd", "respawning in 5 secs")) * 2), UNIT)
        for name, path in (("relative", "k0s_data/bin/etcd"), ("absolute", "/var/lib/k0s/bin/etcd"))
    ),
)  # fmt: skip

# ---- containerd without CRI, whose client lives ------------------------------------------------------------------------
CANNOT_WATCH = 'time="2024-03-12T10:29:00.200417Z" level=error msg="failed to load plugin: failed to create CRI service: failed to create cni conf monitor: failed to create fsnotify watcher: too many open files"'
NO_CRI = (
    "Waiting for containerd startup: rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"
)


def without_cri(*, later=None, said=NO_CRI, by="k3s"):
    """A containerd that could not watch its files, and what a unit that lives says last; `later` of containerd's."""
    node = Node(version=None).unit("kubelet").unit("containerd")
    node.journal("containerd", CANNOT_WATCH, ago=timedelta(seconds=60))
    if later:
        node.journal("containerd", later, ago=timedelta(seconds=40))
    return node.kubelet(info(said), by=by, ago=timedelta(seconds=20))


LIVING = (
    shows("inotify_limit-living-k3s", "inotify_limit", without_cri(), UNIT),
    shows("inotify_limit-living-kubelet", "inotify_limit", Node(version=None).unit("kubelet").unit("containerd").journal("containerd", CANNOT_WATCH, ago=timedelta(seconds=60)).kubelet('E0312 10:29:55.1   913 remote_runtime.go:616] "Status from runtime service failed" err="rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"', ago=timedelta(seconds=5)), UNIT),
    # Started anew since, or a client that has other things to say.
    quiet("inotify-containerd-anew", without_cri(later='time="2024-03-12T10:29:20Z" level=info msg="starting containerd" revision=x version=v1.7.2', said="Running kubelet")),
    miss("inotify_limit-containerd-anew", "inotify_limit", without_cri(later='time="2024-03-12T10:29:20Z" level=info msg="starting containerd" revision=x version=v1.7.2')),
    quiet("inotify-of-a-client-that-goes-on", without_cri(said="Node controller sync successful")),
)  # fmt: skip

# ---- a page that cannot be read -----------------------------------------------------------------------------------------
FAULT = (
    "unexpected fault address 0x7f1c5a3d2000",
    "fatal error: fault",
    "[signal SIGBUS: bus error code=0x2 addr=0x7f1c5a3d2000 pc=0x5a1c20]",
)
READS = "blk_update_request: I/O error, dev {}, sector 1198032 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0"
PAGES = (
    shows("filesystem_damaged-k3s-mapped", "filesystem_damaged", carrier_ends(K3S, *FAULT).journal("kernel", READS.format("sda")), UNIT),
    shows("filesystem_damaged-etcd-mapped", "filesystem_damaged", loops("etcd", "\n".join(FAULT), status=2).journal("kernel", READS.format("nvme0n1")), "etcd.service"),
    # A floppy that is not there fails on every other virtual machine; without the disk's word, memory may be bad.
    miss("filesystem_damaged-floppy", "filesystem_damaged", carrier_ends(K3S, *FAULT).journal("kernel", READS.format("fd0"))),
    miss("filesystem_damaged-fault-alone", "filesystem_damaged", carrier_ends(K3S, *FAULT)),
)  # fmt: skip

# ---- snaps' units -------------------------------------------------------------------------------------------------------
DQLITE = "snap.microk8s.daemon-k8s-dqlite"
SNAPS = (
    shows("unknown_flag-dqlite", "unknown_flag", loops(DQLITE, "Error: unknown flag: --snapshot-threshold"), f"{DQLITE}.service"),
    shows("unknown_flag-microk8s-apiserver", "unknown_flag", loops("snap.microk8s.daemon-apiserver", "Error: unknown flag: --insecure-port"), "snap.microk8s.daemon-apiserver.service"),
    shows("disk_full-charmed-etcd", "disk_full", loops("snap.etcd.etcd", '{"level":"fatal","ts":"2024-03-12T10:29:55.1Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"write /var/snap/etcd/current/member/wal/0.wal: no space left on device"}'), "snap.etcd.etcd.service"),
    quiet("dqlite-goes-on", goes_on(DQLITE, info("Connection OK"))),
    # MicroK8s says so of what it is not to run, and ends well.
    quiet("dqlite-not-wanted", Node(version=None).unit(DQLITE, "inactive", "dead", Result="success").journal(DQLITE, "not starting dqlite because of low memory guard lock")),
)  # fmt: skip

# ---- what a unit names and lacks -----------------------------------------------------------------------------------------
LACKS = {
    "directory": (200, "Changing to the requested working directory failed: No such file or directory", "Failed at step CHDIR spawning /usr/local/bin/{}: No such file or directory"),
    "old-directory": (200, "Failed at step CHDIR spawning /usr/local/bin/{}: No such file or directory"),
    "mount": (226, "Failed to set up mount namespacing: /run/systemd/unit-root/var/lib/{}: No such file or directory", "Failed at step NAMESPACE spawning /usr/local/bin/{}: No such file or directory"),
    "output": (209, "Failed to set up standard output: No such file or directory", "Failed at step STDOUT spawning /usr/local/bin/{}: No such file or directory"),
}  # fmt: skip


def never_executed(unit, status, *words, since=()):
    """A unit that systemd tries again and again, and its words; `since` of a life that came after them."""
    node = Node(version=None).unit(
        unit, "activating", "auto-restart", 7, Result="exit-code", ExecMainStatus=status, ExecMainCode=1
    )
    said = [f"{unit}.service: {word.format(unit)}" for word in words]
    node.journal(
        unit,
        *said,
        f"{unit}.service: Main process exited, code=exited, status={status}",
        by="systemd",
        ago=timedelta(seconds=30),
    )
    return node.journal(unit, *since, by="systemd", ago=timedelta(seconds=4))


UNITS = (
    *(
        shows(f"file_missing-{unit}-{name}", "file_missing", never_executed(unit, *words), f"{unit}.service")
        for unit in ("etcd", "kube-apiserver")
        for name, words in LACKS.items()
    ),
    *(
        shows(f"file_missing-{unit}-environment", "file_missing", Node(version=None).unit(unit, "failed", "failed", Result="resources").journal(unit, f"{unit}.service: Failed to load environment files: No such file or directory", f"{unit}.service: Failed to run 'start' task: No such file or directory", f"{unit}.service: Failed with result 'resources'.", by="systemd"), f"{unit}.service")
        for unit in ("etcd", "kube-apiserver", "snap.kube-scheduler.daemon")
    ),
    # The file was brought, and it runs since.
    quiet("file_missing-brought", Node(version=None).unit("etcd", ActiveEnterTimestamp=0).journal("etcd", "etcd.service: Failed to load environment files: No such file or directory", by="systemd", ago=timedelta(hours=2)).journal("etcd", "Started etcd.", by="systemd", ago=timedelta(minutes=110))),
)  # fmt: skip

# ---- memory ---------------------------------------------------------------------------------------------------------------
KILLED = (
    "kubelet.service: A process of this unit has been killed by the OOM killer.",
    "kubelet.service: Main process exited, code=killed, status=9/KILL",
)


def killed(*words, state=("activating", "auto-restart")):
    """A kubelet in a unit of its own that systemd says was killed for want of memory."""
    return (
        Node(version=None)
        .unit("kubelet", *state, 4, Result="oom-kill", ExecMainStatus=9, ExecMainCode=2)
        .journal("kubelet", *words, by="systemd", ago=timedelta(seconds=5))
    )


MEMORY = (
    shows("node_out_of_memory-kubelets-unit", "node_out_of_memory", killed(*KILLED, "kubelet.service: Failed with result 'oom-kill'."), UNIT),
    # A limit of its own group; a child, whom it outlives.
    miss("node_out_of_memory-kubelets-limit", "node_out_of_memory", killed(*KILLED, "kubelet.service: Failed with result 'oom-kill'.").journal("kernel", "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),oom_memcg=/system.slice/kubelet.service,task=kubelet,pid=1,uid=0")),
    quiet("kubelets-child-killed", Node(version=None).unit("kubelet").journal("kubelet", KILLED[0], by="systemd", ago=timedelta(seconds=5))),
    *(
        shows(f"apiserver_unreachable-waits-{number}", "apiserver_unreachable", waits(AGENT, *(info(text),) * 4), UNIT)
        for number, text in enumerate((NOT_READY.format("failed to retrieve configuration from server: https://127.0.0.1:6444/v1-k3s/config: 503 Service Unavailable"), "Failed to validate connection to cluster at https://10.0.0.9:6443: failed to get CA certs: https://127.0.0.1:6444/cacerts: 502 Bad Gateway"))
    ),
)  # fmt: skip

ELEVENTH_CARRIERS = (*MEMORY, *WORDS, *WAITS, *LIVING, *PAGES, *SNAPS, *UNITS)
