"""Around the twenty-third lot of reports: names that nobody resolves, lines that are cut off, children that end for others, and what is like it."""

from datetime import timedelta

from incidents.builder import FLAGS, Node
from incidents.further_twelfth_pages import flags_but, systemd, told
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.fifteenth_etcd import ago
from incidents.own.nineteenth_living import maybe
from incidents.own.shapes import UNIT, A, E, miss, quiet, shows

K3S, AGENT, RKE2 = "k3s", "k3s-agent", "rke2-server"


def error(text):
    """logrus' line of an error."""
    return fatal(text).replace("level=fatal", "level=error")


# ---- a server whose name nobody resolves ---------------------------------------------------------------------------------
WAYS = (
    (K3S, 'starting kubernetes: preparing server: failed to get CA certs: Get \\"https://cp.lan:6443/cacerts\\": {}', fatal),
    (RKE2, 'Error: preparing server: failed to bootstrap cluster data: failed to check if bootstrap data has been initialized: failed to validate token: failed to get CA certs: Get \\"https://cp.lan:9345/cacerts\\": {}', fatal),
    (AGENT, 'Failed to validate connection to cluster at https://cp.lan:6443: failed to get CA certs: Get \\"https://cp.lan:6443/cacerts\\": {}', error),
    (AGENT, 'Error: failed to get kubelet config: Get \\"https://cp.lan:6443/v1-k3s/config\\": {}', fatal),
)  # fmt: skip
WHYS = (
    "dial tcp: lookup cp.lan: Try again",
    "dial tcp: lookup cp.lan: device or resource busy",
    "dial tcp: lookup cp.lan on 127.0.0.53:53: server misbehaving",
    "dial tcp: lookup cp.lan: Temporary failure in name resolution",
    "dial tcp: lookup cp.lan on 10.0.0.53:53: no such host",
    "dial tcp: lookup cp.lan on 10.0.0.53:53: read udp 10.0.0.11:41872->10.0.0.53:53: i/o timeout",
    "dial tcp: lookup cp.lan on [fd00::53]:53: dial udp [fd00::53]:53: connect: network is unreachable",
)
HOOK = 'failed calling webhook \\"w.example.io\\": failed to call webhook: Post \\"https://w.x.svc:443/?timeout=10s\\": dial tcp: lookup w.x.svc: Try again'
NAMES = (
    *(
        shows(f"apiserver_unreachable-name-{way}-{why}", "apiserver_unreachable", carrier_ends(unit, line(text.format(words))), UNIT)
        for way, (unit, text, line) in enumerate(WAYS)
        for why, words in enumerate(WHYS)
    ),
    miss("name-of-an-image-s", "apiserver_unreachable", carrier_ends(RKE2, fatal('failed to get runtime image index.docker.io/rancher/rke2-runtime:v1.30.2: Get \\"https://index.docker.io/v2/\\": dial tcp: lookup index.docker.io: Try again'))),
    miss("name-of-a-datastore-s", "apiserver_unreachable", carrier_ends(K3S, fatal("starting kubernetes: preparing server: creating storage endpoint: building kine: dial tcp: lookup db.lan: device or resource busy"))),
    miss("name-of-a-webhook-s", "apiserver_unreachable", carrier_ends(K3S, fatal(f"failed to start controllers: {HOOK}"))),
    miss("name-of-a-bucket-s", "apiserver_unreachable", carrier_ends(K3S, fatal('starting kubernetes: preparing server: failed to initialize S3: Get \\"https://s3.lan/?location=\\": dial tcp: lookup s3.lan: Try again'))),
    quiet("name-unresolved-at-a-boot", Node().unit(AGENT).journal(AGENT, error(WAYS[2][1].format(WHYS[0])), ago=timedelta(hours=2))),
)  # fmt: skip

# ---- what asks for its own end, and is cut off --------------------------------------------------------------------------------
JOINS = "Shutdown request received: etcd cluster join failed: {}"
CUT = (
    *(
        shows(f"etcd_membership_mismatch-joins-{number}", "etcd_membership_mismatch", carrier_ends(K3S, line), UNIT)
        for number, line in enumerate(
            (
                error(JOINS.format("duplicate node name found, please use a unique name for this node")),
                error(JOINS.format("duplicate node name found, please use a u"))[:-1] + ">",
                error(JOINS.format("duplicate node na"))[:-1] + "…",
                error('Shutdown request received: \\"etcd cluster join failed: duplicate node name found, please use a unique name for this node\\"'),
            )
        )
    ),
    shows("etcd_unreachable-joins", "etcd_unreachable", carrier_ends(K3S, error(JOINS.format("context deadline exceeded"))), UNIT),
    miss("joins-in-vain", "etcd_membership_mismatch", carrier_ends(K3S, error(JOINS.format("context deadline exceeded")))),
    miss("joins-and-is-told-to-stop", "etcd_membership_mismatch", carrier_ends(K3S, error("Shutdown request received: context canceled"))),
)  # fmt: skip

# ---- RKE2's kubelet, which speaks in its parent's journal -----------------------------------------------------------------------
SAYS = 'E0312 10:29:{:02d}.1    3120 run.go:72] "command failed" err="{}"'
LABELS = "failed to validate kubelet flags: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [node-role.kubernetes.io/worker]"
SWAP = "failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"
ENDED = error("Kubelet exited: exit status 1")
CHILDS = (
    shows("invalid_flag_value-rke2-journal", "invalid_flag_value", carrier_ends("rke2-agent", SAYS.format(50, LABELS), ENDED), UNIT),
    shows("kubelet_swap_on-rke2-journal", "kubelet_swap_on", carrier_ends(RKE2, SAYS.format(50, SWAP), ENDED), UNIT),
    shows("invalid_flag_value-k3s-labels", "invalid_flag_value", carrier_ends(K3S, error(f"kubelet exited: {LABELS}")), UNIT),
    miss("swap-of-a-child-s-before-its-parent-s-end", "kubelet_swap_on", carrier_ends(RKE2, SAYS.format(50, SWAP), fatal("Failed to reconcile with temporary etcd: walpb: crc mismatch"))),
    miss("swap-of-nobody-s", "kubelet_swap_on", carrier_ends(RKE2, SAYS.format(50, SWAP), fatal("Failed to reconcile with temporary etcd: walpb: crc mismatch"), ENDED)),
)  # fmt: skip


# ---- no room, in words that are cut off -----------------------------------------------------------------------------------------
def dockerd(words):
    """Docker's unit has failed with that."""
    node = Node(version=None).unit("docker", "failed", "failed", 3, Result="exit-code", ExecMainStatus=1)
    return told(
        node, "docker", ("dockerd", f"failed to start daemon: {words}"),
        *systemd("docker.service: Main process exited, code=exited, status=1/FAILURE", "Failed to start Docker Application Container Engine."),
    )  # fmt: skip


TEMP = "Unable to get the TempDir under /var/lib/docker: mkdir /var/lib/docker/tmp: no space left on {}"
ROOM = (
    *(shows(f"disk_full-cut-{number}", "disk_full", dockerd(TEMP.format(end)), UNIT) for number, end in enumerate(("device", "devic", "dev>", "d…"))),
    miss("room-for-watches-cut", "disk_full", dockerd("failed to create fsnotify watcher: no space left on devic")),
)  # fmt: skip

# ---- SELinux, as setroubleshoot tells of it -----------------------------------------------------------------------------------------
PREVENTS = "SELinux is preventing {} from {} access on the file {}. For complete SELinux messages run: sealert -l 712cf0b8-1f9f-410b-bc85-51389a867449"


def not_executed(unit, path, told_of, *, before=40):
    """Systemd may not execute the unit's program, and setroubleshoot has said that."""
    node = Node(version=None).unit(unit, "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=203)
    node.there(path, mode="0755").journal("setroubleshootd", told_of, by="setroubleshoot", ago=ago(before))
    return told(
        node, unit,
        *systemd(f"{unit}.service: Failed at step EXEC spawning {path}: Permission denied", f"{unit}.service: Main process exited, code=exited, status=203/EXEC", f"{unit}.service: Failed with result 'exit-code'."),
    )  # fmt: skip


KUBELET, K3S_BINARY = "/usr/local/bin/kubelet", "/usr/local/bin/k3s"
TROUBLES = (
    shows("security_module_denied-told-k3s", "security_module_denied", not_executed(K3S, K3S_BINARY, PREVENTS.format("/usr/lib/systemd/systemd", "execute", "k3s")), UNIT),
    shows("security_module_denied-told-kubelet", "security_module_denied", not_executed("kubelet", KUBELET, PREVENTS.format("(kubelet)", "execute", KUBELET)), UNIT),
    shows("security_module_denied-told-quoted", "security_module_denied", not_executed("kubelet", KUBELET, PREVENTS.format("systemd", "'execute, execute_no_trans'", "kubelet").replace("access", "accesses")), UNIT),
    *(
        maybe(f"security_module_denied-told-{name}", ["security_module_denied", "unknown"], node, UNIT)
        for name, node in (
            ("of-another", not_executed(K3S, K3S_BINARY, PREVENTS.format("/usr/lib/systemd/systemd", "execute", "node_exporter"))),
            ("to-another", not_executed(K3S, K3S_BINARY, PREVENTS.format("/usr/sbin/httpd", "execute", "k3s"))),
            ("of-another-right", not_executed(K3S, K3S_BINARY, PREVENTS.format("/usr/lib/systemd/systemd", "write", "k3s"))),
            ("long-before", not_executed(K3S, K3S_BINARY, PREVENTS.format("/usr/lib/systemd/systemd", "execute", "k3s"), before=900)),
        )
    ),
    shows("file_permission_denied-mode-and-troubles", "file_permission_denied", not_executed(K3S, K3S_BINARY, PREVENTS.format("/usr/lib/systemd/systemd", "execute", "k3s")).there(K3S_BINARY, mode="0644"), UNIT),
)  # fmt: skip


# ---- a containerd that was killed ------------------------------------------------------------------------------------------------------
SHORT = (
    "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/kubepods/besteffort/pod1/2,task=java,pid=19227,uid=0",
    "Out of memory: Killed process 19227 (java) total-vm:1656kB, anon-rss:120kB, file-rss:0kB, shmem-rss:0kB",
)
OF_A_POD = (
    "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/kubepods/burstable/pod1,task_memcg=/kubepods/burstable/pod1/2,task=java,pid=19227,uid=0",
    "Memory cgroup out of memory: Killed process 19227 (java) total-vm:1656kB, anon-rss:120kB, file-rss:0kB, shmem-rss:0kB",
)


def killed(*kernel, words="containerd: signal: killed", before=120, manager=()):
    """The carrier ends for that, and so many seconds ago the kernel spoke."""
    node = carrier_ends(AGENT, *([words] if words else []))
    for line in manager:
        node.journal(AGENT, line, by="systemd", ago=ago(33))
    node.journal(
        AGENT, "k3s-agent.service: Main process exited, code=exited, status=1/FAILURE", by="systemd", ago=ago(31)
    )
    return node.journal("kernel", *kernel, ago=ago(before)) if kernel else node


KILLED = (
    shows("node_out_of_memory-containerd", "node_out_of_memory", killed(*SHORT), UNIT),
    shows("node_out_of_memory-containerd-exited", "node_out_of_memory", killed(*SHORT, words=error("containerd exited: signal: killed")), UNIT),
    shows("node_out_of_memory-containerd-asks", "node_out_of_memory", killed(*SHORT, words=error('Shutdown request received: \\"containerd exited: signal: killed\\"')), UNIT),
    *(
        miss(f"containerd-killed-{name}", "node_out_of_memory", node)
        for name, node in (
            ("and-a-pod-at-its-limit", killed(*OF_A_POD)),
            ("long-after", killed(*SHORT, before=1200)),
            ("by-the-manager", killed(*SHORT, manager=("k3s-agent.service: Killing process 9987 (containerd) with signal SIGKILL.",))),
            ("by-nobody-known", killed()),
            ("it-exited", killed(*SHORT, words="containerd: exit status 1")),
            ("and-it-ends-otherwise", killed(*SHORT, words=fatal("Error: failed to find cpuset cgroup (v2)"))),
        )
    ),
)  # fmt: skip

# ---- a kubelet on a failing disk --------------------------------------------------------------------------------------------------------
MEDIUM = (
    "sd 1:0:0:0: [sdb] Sense Key : Medium Error",
    "sd 1:0:0:0: [sdb] Unrecovered read error - auto reallocate failed",
)
EXT4 = "EXT4-fs error (device {}): inode #2631020: comm {}: reading directory lblock 0"


def child_ends(*kernel, words=(ENDED, ENDED), before=120):
    """RKE2 lives, its kubelet ends and is started again, and the kernel has spoken."""
    return Node(version=None).unit(RKE2).journal("kernel", *kernel, ago=ago(before)).journal(RKE2, *words)


DISKS = (
    shows("filesystem_damaged-kubelet-cannot-read", "filesystem_damaged", child_ends(*MEDIUM, EXT4.format("dm-0", "kubelet"))),
    maybe("filesystem_damaged-kubelet-cannot-read-alone", ["filesystem_damaged", "unknown"], child_ends(EXT4.format("dm-0", "kubelet"))),
    maybe("filesystem_damaged-kubelet-cannot-read-a-volume", ["filesystem_damaged", "unknown"], child_ends(*MEDIUM, EXT4.format("rbd0", "kubelet"))),
    miss("kubelet-cannot-read-mounted-anew", "filesystem_damaged", child_ends(*MEDIUM, EXT4.format("dm-0", "kubelet"), "EXT4-fs (dm-0): mounted filesystem with ordered data mode. Opts: (null)")),
    miss("kubelet-cannot-read-a-stick", "filesystem_damaged", child_ends("usb 1-1: USB disconnect, device number 4", EXT4.format("sdb1", "kubelet"))),
    miss("kubelet-others-cannot-read", "filesystem_damaged", child_ends(*MEDIUM, EXT4.format("sdb1", "mysqld"))),
    shows("kubelet_swap_on-and-a-disk-fails", "kubelet_swap_on", child_ends(*MEDIUM, EXT4.format("dm-0", "kubelet"), words=(SAYS.format(50, SWAP), ENDED, SAYS.format(55, SWAP), ENDED)), UNIT),
    quiet("kubelet-child-ended-once", child_ends(words=(ENDED,))),
)  # fmt: skip

# ---- an apiserver of which only the log is left ------------------------------------------------------------------------------------------
NOT_TRUSTED = 'W0312 10:29:34.564733       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate signed by unknown authority". Reconnecting...'
BAD = '2024-03-12 10:29:30.385037 I | embed: rejected connection from "127.0.0.1:57620" (error "remote error: tls: bad certificate", ServerName "")'
GOES_ON = (
    "I0312 10:29:35.864733       1 controller.go:606] quota admission added evaluator for: leases.coordination.k8s.io"
)
SERVERS = flags_but(A, "--etcd-servers=https://127.0.0.1:2379,https://10.0.0.12:2379")


def log_alone(*said, etcd=BAD, attempt=5, flags=FLAGS[A]):
    """Nobody saw what became of it."""
    node = Node(version=None).static_pod(A, flags=flags)
    node.died(A, "\n".join(said), status=False, attempt=attempt, form="docker")
    return node.static_pod(E).runs(E, etcd, attempt=4, since=timedelta(minutes=9))


UNTRUSTED = (
    shows("certificate_authority_mismatch-log-alone", "certificate_authority_mismatch", log_alone(NOT_TRUSTED), A),
    maybe("certificate_authority_mismatch-log-alone-etcd-silent", ["certificate_authority_mismatch", "unknown"], log_alone(NOT_TRUSTED, etcd="x"), A),
    maybe("certificate_authority_mismatch-log-alone-of-two", ["certificate_authority_mismatch", "unknown"], log_alone(NOT_TRUSTED, flags=SERVERS), A),
    quiet("log-alone-goes-on", log_alone(NOT_TRUSTED, GOES_ON)),
    quiet("log-alone-first-life", log_alone(NOT_TRUSTED, attempt=0)),
)  # fmt: skip

OWN_TWENTYTHIRD_MENDS = (*NAMES, *CUT, *CHILDS, *ROOM, *TROUBLES, *KILLED, *DISKS, *UNTRUSTED)
