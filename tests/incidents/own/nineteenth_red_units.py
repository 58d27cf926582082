"""What misleads about units: two of one program, ends by other hands, steps before a program, supervisors' and snaps' words.

The remedies of some of them are asked for in tests/remedies/test_units.py: by their names.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.etcd_words import failed
from incidents.own.nineteenth_carriers import KUBELITE, of_rke2
from incidents.own.nineteenth_units import CA_FLAGS, REST, started
from incidents.own.nineteenth_unseen import SWAP
from incidents.own.ninth_carriers import AGENT, K0S, K3S, LIVES, RKE2, child, info, waits
from incidents.own.ninth_components import BEFORE_THE_VOTE
from incidents.own.ninth_units import CORRUPT, UNKNOWN_FLAG, goes_on, loops
from incidents.own.seventh_etcd import raft
from incidents.own.shapes import KCM, UNIT, A, E, S, dies, gives_up, miss, quiet, shows

DQLITE, RKE2_AGENT = "snap.microk8s.daemon-k8s-dqlite", "rke2-agent"
SERVES = '{"level":"info","ts":"2024-03-12T10:29:55.1Z","caller":"embed/serve.go:250","msg":"serving client traffic securely","address":"127.0.0.1:2379"}'
REFUSED = gives_up("dial tcp 127.0.0.1:2379: connect: connection refused")
FAILED = {"state": "failed", "sub": "failed"}
FINE = "I0312 10:29:55.1       1 controller.go:624] quota admission added evaluator for: leases.coordination.k8s.io"
EVER = timedelta(days=20)


def of_systemd(node, unit, *lines, ago=timedelta(seconds=4)):
    return node.journal(unit, *lines, by="systemd", ago=ago)


# ---- two units of one program: what was left behind, and what took its place -----------------------------------------------
def beside(unit, *lines, node):
    return node.unit(unit, *LIVES, ActiveEnterTimestamp="2024-03-09T09:00:00Z", MainPID=812).journal(unit, *lines, ago=timedelta(seconds=20))  # fmt: skip


LEFT = (
    quiet("red31-etcd2-failed-beside-etcd-member", goes_on("etcd-member", SERVES, node=loops("etcd2", CORRUPT, ago=EVER, **FAILED))),
    quiet("red31-origin-master-failed-beside-its-successors", goes_on("origin-master-api", FINE, node=goes_on("origin-master-controllers", FINE, node=loops("origin-master", REFUSED, ago=EVER, **FAILED)))),
    quiet("red31-apiserver-unit-failed-before-k3s-came", beside(K3S, info("Running kubelet"), node=loops(A, UNKNOWN_FLAG, ago=EVER, node=Node(version="v1.28.4+k3s1"), **FAILED))),
    quiet("red31-etcd-unit-failed-before-k0s-came", beside(K0S, child("etcd", SERVES), node=loops(E, CORRUPT, ago=EVER, node=Node(version=None), **FAILED))),
    # The same two, but it is the successor that ends: the one left behind is not the cause.
    shows("red31-etcd-member-ends-beside-etcd2-that-failed", "etcd_membership_mismatch", loops("etcd-member", failed("member count is unequal"), node=loops("etcd2", CORRUPT, ago=EVER, **FAILED)), "etcd-member.service"),
    # ... and one that failed just now is no leftover, though another etcd lives on the node.
    shows("red31-apiserver-unit-failed-now", "unknown_flag", loops(A, UNKNOWN_FLAG, node=goes_on(E, SERVES), **FAILED), f"{A}.service"),
)  # fmt: skip

# ---- ends by another hand than their own -----------------------------------------------------------------------------------
KILLED = "{}.service: Main process exited, code=killed, status={}"
VOTES = raft("zap", *BEFORE_THE_VOTE)


def ended_so(unit, *systemd, said="", status=9, code=2, result="signal", restarts=7, state="activating", sub="auto-restart", kernel=()):  # fmt: skip
    node = Node(version="v1.28.4").unit(unit, state, sub, restarts, Result=result, ExecMainStatus=status, ExecMainCode=code)  # fmt: skip
    node.journal(unit, f"Started {unit}.", by="systemd", ago=timedelta(seconds=95))
    node.journal(unit, *said.splitlines(), ago=timedelta(seconds=20)).journal("kernel", *kernel, ago=timedelta(seconds=5))  # fmt: skip
    return of_systemd(node, unit, *systemd)


OOM = "oom-kill:constraint={},nodemask=(null),cpuset=/,mems_allowed=0,{}task_memcg=/system.slice/kube-apiserver.service,task=kube-apiserver,pid=4411,uid=0"
OUT = "Out of memory: Killed process 4411 (kube-apiserver) total-vm:2211000kB, anon-rss:1500000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:3500kB oom_score_adj:0"
OOM_KILL = (f"{A}.service: A process of this unit has been killed by the OOM killer.", KILLED.format(A, "9/KILL"), f"{A}.service: Failed with result 'oom-kill'.")  # fmt: skip
BY_OTHERS = (
    shows("red31-unit-of-a-node-without-memory", "node_out_of_memory", ended_so(A, *OOM_KILL, said=FINE, result="oom-kill", kernel=(OOM.format("CONSTRAINT_NONE", "global_oom,"), OUT)), f"{A}.service"),
    shows("red31-unit-over-its-own-memory-limit", "oom_killed", ended_so(A, *OOM_KILL, said=FINE, result="oom-kill", kernel=(OOM.format("CONSTRAINT_MEMCG", "oom_memcg=/system.slice/kube-apiserver.service,"), OUT.replace("Out of memory", "Memory cgroup out of memory"))), f"{A}.service"),
    # Type=notify: etcd tells that it is ready when it has a leader, and systemd does not wait for ever.
    shows("red31-etcd-without-votes-until-its-start-times-out", "etcd_no_quorum", ended_so(E, f"{E}.service: start operation timed out. Terminating.", KILLED.format(E, "15/TERM"), f"{E}.service: Failed with result 'timeout'.", said=VOTES, status=15, result="timeout"), f"{E}.service"),
    # It was told to stop, and was killed for it took too long.
    miss("red31-unit-killed-at-a-stop", ("node_out_of_memory", "oom_killed", "probe_too_aggressive"), ended_so(A, f"Stopping {A}...", f"{A}.service: State 'stop-sigterm' timed out. Killing.", KILLED.format(A, "9/KILL"), f"{A}.service: Failed with result 'timeout'.", f"Stopped {A}.", said=FINE, result="timeout", restarts=0, **FAILED)),
    # A stop by hand, with the last words that go with it.
    miss("red31-k3s-was-stopped", ("leader_election_lost", "runtime_unavailable", "etcd_unreachable"), of_systemd(of_systemd(Node(version="v1.28.4+k3s1").unit(K3S, "inactive", "dead", Result="success", ExecMainStatus=0), K3S, "Stopping Lightweight Kubernetes...", ago=timedelta(minutes=6)).journal(K3S, info("Shutdown request received: terminated"), 'E0312 10:24:05.1    1201 controllermanager.go:302] "leaderelection lost"', ago=timedelta(minutes=6) - timedelta(seconds=1)), K3S, "k3s.service: Deactivated successfully.", "Stopped Lightweight Kubernetes.", ago=timedelta(minutes=6) - timedelta(seconds=2))),
    quiet("red31-k3s-was-restarted-by-hand", of_systemd(of_systemd(Node(version="v1.28.4+k3s1").unit(K3S, *LIVES, ActiveEnterTimestamp="2024-03-12T10:27:20Z", ExecMainStartTimestamp="2024-03-12T10:27:05Z"), K3S, "Stopping Lightweight Kubernetes...", ago=timedelta(minutes=3)).journal(K3S, 'E0312 10:27:01.1    1201 controllermanager.go:302] "leaderelection lost"', ago=timedelta(seconds=179)), K3S, "Stopped Lightweight Kubernetes.", "Starting Lightweight Kubernetes...", "Started Lightweight Kubernetes.", ago=timedelta(seconds=175)).journal(K3S, FINE, FINE, ago=timedelta(seconds=9))),
)  # fmt: skip

# ---- steps before the program, and what starts it ---------------------------------------------------------------------------
CONTROL = "{}.service: Control process exited, code=exited, status=1/FAILURE"
CODE = "{}.service: Failed with result 'exit-code'."


def before_it(unit, by, *lines, node=None):
    """A step before the program fails, again and again: the program itself is not reached."""
    made = (node or Node(version=None)).unit(unit, "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=0, ExecMainCode=0)  # fmt: skip
    for ago in (22, 12, 2):
        of_systemd(made, unit, f"Starting {unit}...", ago=timedelta(seconds=ago + 1))
        made.journal(unit, *lines, by=by, ago=timedelta(seconds=ago + 0.5))
        of_systemd(made, unit, CONTROL.format(unit), CODE.format(unit), ago=timedelta(seconds=ago))
    return made


TRACE = "+ /usr/bin/systemctl is-enabled --quiet nm-cloud-setup.service"
BACKUP = "[Unit]\nDescription=Backup of etcd\n[Service]\nType=oneshot\nEnvironmentFile=/etc/etcd-backup.env\nExecStart=/usr/local/bin/etcd-backup.sh\n"
OWN = "[Unit]\nDescription=etcd\n[Service]\nEnvironmentFile=-/etc/default/etcd\nEnvironmentFile=/etc/etcd.env\nExecStart=/usr/local/bin/etcd\n"
NO_ENVIRONMENT = "etcd.service: Failed to load environment files: No such file or directory"
MODPROBE = "modprobe: FATAL: Module br_netfilter not found in directory /lib/modules/6.8.0-40-generic"
IN_DOCKER = (
    "/usr/bin/docker run --restart=on-failure:5 --net=host --name=etcd1 quay.io/coreos/etcd:v3.4.13 /usr/local/bin/etcd"
)
BEFORE = (
    # What it ended of minutes ago has been mended; now it is not even reached.
    miss("red31-k3s-not-reached-after-a-flag-was-mended", "unknown_flag", before_it(K3S, "sh", TRACE, node=Node(version=None).journal(K3S, fatal("flag provided but not defined: -no-deploy"), ago=timedelta(minutes=6)))),
    miss("red31-etcd-not-reached-after-its-data-was-mended", "etcd_data_corrupt", before_it(E, "sh", "+ /usr/local/bin/wait-for-disk.sh", node=Node(version="v1.28.4").journal(E, CORRUPT, ago=timedelta(minutes=6)).journal(E, "etcd.service: Main process exited, code=exited, status=2/INVALIDARGUMENT", by="systemd", ago=timedelta(minutes=6) - timedelta(seconds=1)))),
    # A tool's complaint that the unit is told to pass over (`ExecStartPre=-/sbin/modprobe br_netfilter`).
    quiet("red31-k3s-without-a-module", waits(K3S, MODPROBE, info("Starting k3s v1.28.4+k3s1"), FINE, FINE, state=LIVES)),
    shows("red31-k3s-without-a-module-ends-of-a-flag", "unknown_flag", carrier_ends(K3S, MODPROBE, fatal("flag provided but not defined: -no-deploy")), UNIT),
    # A neighbour's unit of a like name names another file.
    shows("red31-environment-of-its-own-unit", "file_missing", Node(version=None).unit(E, "activating", "auto-restart", 9, Result="resources").journal(E, NO_ENVIRONMENT, by="systemd").file("/etc/systemd/system/etcd-backup.service", BACKUP).file("/etc/systemd/system/etcd.service", OWN).absent("/etc/etcd-backup.env", "/etc/default/etcd", "/etc/etcd.env"), f"{E}.service"),
    # kubespray's etcd: docker's words about a container are not etcd's.
    shows("red31-etcd-in-docker-whose-name-is-taken", ["container_create_failed", "unknown"], started(loops(E, 'docker: Error response from daemon: Conflict. The container name "/etcd1" is already in use by container "5f1". You have to remove (or rename) that container to be able to reuse that name.', status=125), E, IN_DOCKER), f"{E}.service", sure=False),
    miss("red31-etcd-in-docker-of-no-image", ("etcd_unreachable", "etcd_data_corrupt", "file_missing", "port_in_use", "apiserver_unreachable"), started(loops(E, "Unable to find image 'quay.io/coreos/etcd:v3.4.13' locally\ndocker: Error response from daemon: Get \"https://quay.io/v2/\": dial tcp 10.0.0.9:3128: connect: connection refused.", status=125), E, IN_DOCKER)),
    shows("red31-k3s-not-executable", ["file_permission_denied", "security_module_denied", "unknown"], of_systemd(Node(version=None).unit(K3S, "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=203, ExecMainCode=1).journal(K3S, "k3s.service: Failed at step EXEC spawning /usr/local/bin/k3s: Permission denied", by="(k3s)"), K3S, "k3s.service: Main process exited, code=exited, status=203/EXEC", CODE.format(K3S)), UNIT, sure=False),
    shows("red31-k3s-of-no-mode-to-be-executed", "file_permission_denied", of_systemd(Node(version=None).unit(K3S, "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=203, ExecMainCode=1).journal(K3S, "k3s.service: Failed at step EXEC spawning /usr/local/bin/k3s: Permission denied", by="(k3s)"), K3S, "k3s.service: Main process exited, code=exited, status=203/EXEC", CODE.format(K3S)).there("/usr/local/bin/k3s", mode="0644"), UNIT),
)  # fmt: skip

# ---- k0s' and MicroK8s' other parts ------------------------------------------------------------------------------------------
KINE_GONE = 'time="2024-03-12T10:29:55Z" level=fatal msg="building kine: setting up database: disk I/O error: input/output error"'
SOCKET = 'W0312 10:29:5{}.1    1201 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {{Addr: "/var/lib/k0s/run/kine/kine.sock:2379", }}. Err: connection error: desc = "transport: Error while dialing: dial unix /var/lib/k0s/run/kine/kine.sock:2379: connect: {}"'


def ending(name, line, times=4):
    return [x for _ in range(times) for x in (child(name, "Started successfully, go nuts pid 991"), child(name, line, stream="stderr"), child(name, "Failed to wait for process: exit status 1", "warning"), child(name, "respawning in 5s"))]  # fmt: skip


DQLITE_NO_ADDRESS = 'time="2024-03-12T10:29:55Z" level=fatal msg="Failed to create server" error="failed to create dqlite app: listen to 10.0.0.4:19001: listen tcp 10.0.0.4:19001: bind: cannot assign requested address"'
SHELL = "+ exec /snap/microk8s/7449/bin/k8s-dqlite --storage-dir=/var/snap/microk8s/7449/var/kubernetes/backend/ --listen=unix:///var/snap/microk8s/7449/var/kubernetes/backend/kine.sock:12379"
KINE_SOCK = 'W0312 10:29:5{}.1    1201 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {{Addr: "unix:///var/snap/microk8s/current/var/kubernetes/backend/kine.sock:12379", }}. Err: connection error: desc = "transport: Error while dialing: dial unix /var/snap/microk8s/current/var/kubernetes/backend/kine.sock:12379: connect: {}"'
ITS_APISERVER = "F0312 10:29:56.1    1201 daemon.go:67] API Server exited context deadline exceeded"
PARTS = (
    shows("red31-k0s-kine-ends-again-and-again", ["filesystem_damaged", "unknown"], waits(K0S, *ending("kine", KINE_GONE), state=LIVES, apart=1), UNIT, sure=False),
    shows("red31-k0s-apiserver-without-its-kine", ["etcd_unreachable", "filesystem_damaged", "unknown"], waits(K0S, *ending("kine", KINE_GONE, 3), *ending(A, gives_up("dial unix /var/lib/k0s/run/kine/kine.sock:2379: connect: connection refused").splitlines()[-1], 3), state=LIVES, apart=1), UNIT, sure=False),
    # Its own name in another's line does not make it that one's end.
    quiet("red31-k0s-kubelet-speaks-of-a-pod-s-etcd", waits(K0S, *(child("kubelet", f'E0312 10:29:5{n}.1    1201 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"etcd\\" with CrashLoopBackOff: \\"back-off 5m0s restarting failed container=etcd pod=etcd-0_tenant\\"" pod="tenant/etcd-0"', stream="stderr") for n in range(9)), state=LIVES, apart=9)),
    shows("red31-dqlite-of-an-address-that-is-gone", "node_address_missing", loops(DQLITE, f"{SHELL}\n{DQLITE_NO_ADDRESS}", node=Node(version="v1.28.4")), f"{DQLITE}.service"),
    # What calls it is not the fault.
    shows("red31-kubelite-below-its-dqlite", "node_address_missing", loops(DQLITE, f"{SHELL}\n{DQLITE_NO_ADDRESS}", node=carrier_ends(KUBELITE, *(KINE_SOCK.format(n, "connection refused") for n in (1, 3, 5)), ITS_APISERVER)), f"{DQLITE}.service", others={UNIT: "etcd_unreachable"}),
    # A disk that is full is no etcd's.
    shows("red31-dqlite-on-a-full-disk", "disk_full", loops(DQLITE, 'time="2024-03-12T10:29:55Z" level=fatal msg="Failed to create server" error="failed to create dqlite app: write file cluster.yaml: write /var/snap/microk8s/7449/var/kubernetes/backend/cluster.yaml.tmp: no space left on device"'), f"{DQLITE}.service"),
    miss("red31-kubelite-of-a-node-name-with-capitals", ("apiserver_unreachable", "kubelet_config_invalid", "invalid_flag_value"), waits(KUBELITE, *('E0312 10:29:50.1    1201 kubelet_node_status.go:96] "Unable to register node with API server" err="Node \\"MASTER\\" is invalid: metadata.name: Invalid value: \\"MASTER\\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters" node="MASTER"',) * 5, state=LIVES)),
    # k3s' agent whose node's password is another's: somebody answers.
    miss("red31-k3s-agent-of-a-taken-name", ("apiserver_unreachable", "certificate_authority_mismatch"), waits(AGENT, *(info("Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag"),) * 20, apart=6)),
)  # fmt: skip

# ---- journals alone ------------------------------------------------------------------------------------------------------------
OLD_END = ("Main process exited, code=exited, status=1/FAILURE", "Failed with result 'exit-code'.")


def heard(unit, log, *ago, since=()):
    """Ends of which the journal alone tells, so long ago, and what is said since."""
    node = Node(version="v1.28.4")
    for each in ago:
        node.journal(unit, *log.splitlines(), ago=each + timedelta(seconds=1))
        of_systemd(node, unit, *(f"{unit}.service: {line}" for line in OLD_END), ago=each)
        of_systemd(node, unit, f"Started {unit}.", ago=each - timedelta(seconds=6))
    for number, line in enumerate(since):
        node.journal(unit, line, ago=timedelta(minutes=8 - 8 * (number + 1) / len(since), seconds=3))
    return node


HOURS = timedelta(hours=3)
ALONE = (
    quiet("red31-heard-etcd-that-ended-twice-and-lives", heard(E, CORRUPT, HOURS, HOURS - timedelta(seconds=20), since=(SERVES,) * 6)),
    quiet("red31-heard-scheduler-that-ended-thrice-and-lives", heard(S, UNKNOWN_FLAG, *(HOURS - timedelta(seconds=20 * n) for n in range(3)), since=(FINE,) * 6)),
    shows("red31-heard-apiserver-that-ends-now", "unknown_flag", heard(A, UNKNOWN_FLAG, *(timedelta(seconds=n) for n in (31, 21, 11))), f"{A}.service"),
    # Without the manager's words: fatal ones, and a program that speaks on.
    quiet("red31-heard-controllers-that-speak-on", heard(KCM, "", since=(FINE,) * 6).journal(KCM, UNKNOWN_FLAG, ago=timedelta(minutes=20))),
    # A kubelet's unit of another name, whose journal was cut off at its start by hand.
    quiet("red31-heard-origin-node-stopped-and-started", of_systemd(Node(version="v1.9.1"), "origin-node", "Stopping OpenShift Node...", "Stopped OpenShift Node.", "Starting OpenShift Node...", "Started OpenShift Node.", ago=timedelta(minutes=5)).journal("origin-node", "I0312 10:29:40.100100   18165 kubelet.go:1924] SyncLoop (PLEG): event for pod", ago=timedelta(seconds=9))),
)  # fmt: skip

# ---- remedies: whose unit, whose file ---------------------------------------------------------------------------------------
LEFT_CONFIG = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nfailSwapOn: true\ncgroupDriver: systemd\nstaticPodPath: /etc/kubernetes/manifests\n"
SWAP_1_23 = "failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false"
CLIENT_EXPIRED = "E0312 10:29:55.9    5115 bootstrap.go:265] part of the existing bootstrap client certificate in /var/lib/rancher/rke2/agent/kubelet.kubeconfig is expired: 2024-03-01 10:00:00 +0000 UTC"
NO_BOOTSTRAP = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /var/lib/rancher/rke2/agent/bootstrap.kubeconfig: no such file or directory"'
PLAIN_ETCD = ("--data-dir=/data/etcd", "--name=a", "--listen-client-urls=http://127.0.0.1:2379", "--initial-cluster=a=http://10.0.0.4:2380,b=http://10.0.0.7:2380,c=http://10.0.0.8:2380")  # fmt: skip
NOBODY = 'rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory\\"'
K8S = "snap.k8s.kubelet"
ENDPOINT = f'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": {NOBODY}"'
CREATES = 'E0312 10:29:4{}.1    5115 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"x\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod: rpc error: code = Unknown desc = failed to reserve sandbox name: name is reserved for 5f1\\"" pod="kube-system/kube-apiserver-master-1"'
REMEDIES = (
    # A configuration that an earlier kubeadm left is not read by k3s.
    shows("red31-remedy-k3s-swap-beside-kubeadm-s-file", "kubelet_swap_on", carrier_ends(K3S, fatal(f"kubelet exited: {SWAP_1_23}")).file("/var/lib/kubelet/config.yaml", LEFT_CONFIG), UNIT),
    shows("red31-remedy-rke2-swap-beside-kubeadm-s-file", "kubelet_swap_on", of_rke2(SWAP).file("/var/lib/kubelet/config.yaml", LEFT_CONFIG), UNIT),
    shows("red31-remedy-origin-node-swap-beside-kubeadm-s-file", "kubelet_swap_on", loops("origin-node", "F0312 10:29:55.900100   18165 server.go:233] failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type]", status=255, node=Node(version="v1.9.1")).file("/var/lib/kubelet/config.yaml", LEFT_CONFIG), UNIT),
    # RKE2's kubelet is given its certificate at each start of its parent: no kubeadm has to do with it.
    shows("red31-remedy-rke2-kubelet-certificate", "kubelet_client_certificate_expired", of_rke2(CLIENT_EXPIRED, NO_BOOTSTRAP), UNIT),
    # Where its data lie nobody knows; and then its flags say so.
    shows("red31-remedy-etcd2-of-unknown-flags", "etcd_data_corrupt", loops("etcd2", CORRUPT), "etcd2.service"),
    shows("red31-remedy-etcd-of-known-flags", "etcd_data_corrupt", started(loops(E, CORRUPT), E, "/usr/local/bin/etcd", *PLAIN_ETCD), f"{E}.service"),
    shows("red31-remedy-etcd-without-tls", "etcd_no_quorum", started(goes_on(E, VOTES), E, "/usr/local/bin/etcd", *PLAIN_ETCD), f"{E}.service"),
    shows("red31-remedy-etcd-votes-of-unknown-flags", "etcd_no_quorum", goes_on(E, VOTES), f"{E}.service"),
    # MicroK8s is no k0s, and has no `certificate rotate`.
    shows("red31-remedy-kubelite-may-not", "file_permission_denied", carrier_ends(KUBELITE, "Error: open /var/snap/microk8s/current/args/kubelet: permission denied", "F0312 10:29:55.1    1201 daemon.go:67] Kubelet exited open /var/snap/microk8s/current/args/kubelet: permission denied"), UNIT),
    shows("red31-remedy-kubelite-etcd-s-certificate", "etcd_server_certificate_expired", carrier_ends(KUBELITE, *(f'W0312 10:29:2{n}.1    1201 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {{Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }}. Err: connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:20Z is after 2024-03-01T10:00:00Z"' for n in (1, 5, 8)), ITS_APISERVER), UNIT),
    # An agent's node has no server's unit; a snap's kubelet has the runtime of its snap.
    shows("red31-remedy-rke2-agent-swap", "kubelet_swap_on", Node(version="v1.28.4+rke2r1").unit(RKE2_AGENT, *LIVES).journal("kubelet", SWAP, ago=timedelta(seconds=22)).journal("kubelet", SWAP, ago=timedelta(seconds=12)).journal("kubelet", SWAP, ago=timedelta(seconds=2)), UNIT),
    shows("red31-remedy-k8s-snap-without-its-runtime", "runtime_unavailable", loops(K8S, ENDPOINT).unit("snap.k8s.containerd", "failed", "failed", 5, Result="exit-code", ExecMainStatus=1), UNIT),
    # With an unknown flag in a unit's environment file: that line, and nothing of a manifest.
    shows("red31-remedy-apiserver-flag-in-a-file", "unknown_flag", loops(A, UNKNOWN_FLAG).file("/etc/systemd/system/kube-apiserver.service", "[Service]\nEnvironmentFile=/etc/kubernetes/apiserver\nExecStart=/usr/local/bin/kube-apiserver $KUBE_API_ARGS\n").file("/etc/kubernetes/apiserver", f'# flags\nKUBE_API_ARGS="{" ".join(CA_FLAGS)} --insecure-port=0"\n'), f"{A}.service"),
)  # fmt: skip

# ---- the other way round: what these mends must not take with them ----------------------------------------------------------
HEALTH = "Error: context deadline exceeded"
MINE = timedelta(minutes=10)


def with_a_step_after(node):
    """etcd's unit asks it once it is started, and is told to pass over the answer (`ExecStartPost=-/usr/local/bin/etcdctl endpoint health`)."""
    node.journal(E, HEALTH, by="etcdctl", ago=MINE)
    for minutes in range(9, 0, -2):
        node.journal(E, SERVES, ago=timedelta(minutes=minutes))
    return node


def each_time(unit, *life, node=None, **of_unit):
    """Lives of ten seconds, one after another; each line with who says it."""
    made = node or Node(version="v1.28.4")
    made.unit(unit, "activating", "auto-restart", 9, **{"Result": "exit-code", "ExecMainStatus": 1, "ExecMainCode": 1, **of_unit})  # fmt: skip
    for ago in (22, 12, 2):
        for number, (by, line) in enumerate(life):
            made.journal(unit, line, by=by, ago=timedelta(seconds=ago + 5 - number))
    return made


SYSTEMD = "systemd"
STOP_POST = "k3s.service: Control process exited, code=exited, status=1/FAILURE"
OLD_LIMIT = "Task in /system.slice/etcd.service killed as a result of limit of /system.slice/etcd.service"
OLD_KILL = "Memory cgroup out of memory: Kill process 4411 (etcd) score 1001 or sacrifice child"
K3S_LIMIT = "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/k3s.service,task_memcg=/system.slice/k3s.service,task=k3s-server,pid=4411,uid=0"
K3S_KILL = ("k3s.service: A process of this unit has been killed by the OOM killer.", "k3s.service: Main process exited, code=killed, status=9/KILL", "k3s.service: Failed with result 'oom-kill'.")  # fmt: skip
SWAPPED = (SYSTEMD, "Started kubelet."), ("kubelet", SWAP)
NOT_FOUND = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory"'
OTHER_WAY = (
    quiet("red31-etcd-that-was-asked-too-early", with_a_step_after(goes_on(E, SERVES, since=timedelta(minutes=11)))),
    quiet("red31-heard-etcd-that-was-asked-too-early", with_a_step_after(Node(version="v1.28.4"))),
    shows("red31-heard-apiserver-without-its-manager", "unknown_flag", Node(version="v1.28.4").journal(A, UNKNOWN_FLAG, ago=timedelta(seconds=32)).journal(A, FINE, UNKNOWN_FLAG, ago=timedelta(seconds=21)).journal(A, FINE, UNKNOWN_FLAG, ago=timedelta(seconds=10)), f"{A}.service"),
    shows("red31-apiserver-unit-failed-beside-k3s-that-rests", "unknown_flag", loops(A, UNKNOWN_FLAG, **FAILED).unit(K3S, **REST), f"{A}.service"),
    shows("red31-apiserver-unit-failed-long-after-k3s-began", "unknown_flag", beside(K3S, FINE, node=loops(A, UNKNOWN_FLAG, **FAILED)), f"{A}.service"),
    # What carries the rest calls that datastore, and has only just been begun again.
    shows("red31-dqlite-failed-before-kubelite-began-again", "node_address_missing", loops(DQLITE, f"{SHELL}\n{DQLITE_NO_ADDRESS}", ago=timedelta(minutes=10), **FAILED).unit(KUBELITE, *LIVES, 9, ActiveEnterTimestamp="2024-03-12T10:29:40Z", ExecMainStartTimestamp="2024-03-12T10:29:40Z").journal(KUBELITE, *(KINE_SOCK.format(n, "connection refused") for n in (1, 5))), f"{DQLITE}.service"),
    # A unit of the same program that is started again and again itself takes no one's place.
    shows("red31-two-etcds-that-both-end", "etcd_data_corrupt", loops("etcd-member", CORRUPT, node=loops("etcd2", CORRUPT, ago=EVER, **FAILED)), "etcd-member.service"),
    shows("red31-kubelet-stopped-between-two-starts", "kubelet_swap_on", each_time("kubelet", *SWAPPED).unit("kubelet", "inactive", "dead", 9, Result="exit-code", ExecMainStatus=1), UNIT),
    miss("red31-kubelet-stopped-after-swap-was-off", "kubelet_swap_on", of_systemd(Node().unit("kubelet", "inactive", "dead", 0, Result="success", ExecMainStatus=0).kubelet(SWAP, ago=timedelta(minutes=5)).kubelet(*("I0312 10:26:00.1    5115 kubelet.go:1] fine",) * 3, ago=timedelta(minutes=4)), "kubelet", "Stopping kubelet...", "Stopped kubelet.", ago=timedelta(minutes=1))),
    # A step after the end is no step before it.
    shows("red31-k3s-with-a-step-after-its-end", "unknown_flag", each_time(K3S, (SYSTEMD, "Starting Lightweight Kubernetes..."), ("k3s", fatal("flag provided but not defined: -no-deploy")), (SYSTEMD, "k3s.service: Main process exited, code=exited, status=1/FAILURE"), (SYSTEMD, STOP_POST), (SYSTEMD, CODE.format(K3S)), node=Node(version=None)), UNIT),
    shows("red31-apiserver-with-a-step-after-its-end", "unknown_flag", each_time(A, (SYSTEMD, f"Starting {A}..."), (A, UNKNOWN_FLAG), (SYSTEMD, f"{A}.service: Main process exited, code=exited, status=1/FAILURE"), (SYSTEMD, CONTROL.format(A)), (SYSTEMD, CODE.format(A))), f"{A}.service"),
    # RHEL 7's systemd.
    miss("red31-kubelet-not-reached-old", "kubelet_swap_on", each_time("kubelet", (SYSTEMD, "Starting kubelet..."), ("swapoff", "swapoff: /dev/sda9: swapoff failed: Invalid argument"), (SYSTEMD, "kubelet.service: control process exited, code=exited status=255"), (SYSTEMD, "Unit kubelet.service entered failed state."), node=Node().kubelet(SWAP, ago=timedelta(minutes=7)))),
    shows("red31-etcd-unit-over-its-limit-old", "oom_killed", ended_so(E, KILLED.format(E, "9/KILL"), said=SERVES, kernel=(OLD_LIMIT, OLD_KILL)), f"{E}.service"),
    # The limit of a carrier's own unit is no want of the node's.
    miss("red31-k3s-over-its-own-memory-limit", "node_out_of_memory", of_systemd(Node(version="v1.28.4+k3s1").unit(K3S, "activating", "auto-restart", 4, Result="oom-kill", ExecMainStatus=9, ExecMainCode=2).journal(K3S, FINE, ago=timedelta(seconds=20)).journal("kernel", K3S_LIMIT, "Memory cgroup out of memory: Killed process 4411 (k3s-server) total-vm:2211000kB", ago=timedelta(seconds=5)), K3S, *K3S_KILL)),
    # A tool of a unit's cgroup was killed, and the program itself ended of its flags.
    shows("red31-apiserver-ends-of-its-flag-beside-a-kill", "unknown_flag", loops(A, UNKNOWN_FLAG).journal("kernel", OOM.format("CONSTRAINT_MEMCG", "oom_memcg=/system.slice/kube-apiserver.service,").replace("task=kube-apiserver", "task=curl"), ago=timedelta(seconds=8)), f"{A}.service"),
    # A package's kubelet that waits for a kubeadm that never comes, beside the k3s that runs.
    miss("red31-package-s-kubelet-beside-k3s", ("file_missing", "kubelet_config_invalid"), beside(K3S, FINE, node=Node(version=None)).kubelet_loops(NOT_FOUND).absent("/var/lib/kubelet/config.yaml")),
)  # fmt: skip

# Found by a look at what is told to be done on all such nodes.
SLOW = '{"level":"warn","ts":"2024-03-12T10:29:30.1Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"2.1s","expected-duration":"1s"}'
NO_ROOM = fatal("starting kubernetes: preparing server: etcdserver: mvcc: database space exceeded")
LEASES = "F0312 10:29:31.854022    1201 instance.go:232] Error creating leases: error creating storage factory: context deadline exceeded"
EXPIRED_CLIENT = 'W0312 10:29:2{}.1    1201 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {{Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }}. Err: connection error: desc = "transport: authentication handshake failed: remote error: tls: expired certificate"'
RUNTIME_IMAGE = fatal(
    "failed to get runtime image index.docker.io/rancher/rke2-runtime:v1.28.4-rke2r1: Get https://index.docker.io/v2/: dial tcp 10.9.9.9:443: connect: no route to host"
)
NO_CRI = 'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///var/snap/microk8s/common/run/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"'
SUITE = "failed to run Kubelet: Cipher suite TLS_AES_128_GCM_SHA256 not supported or doesn't exist"
SCANNED = (
    shows("red31-remedy-k3s-no-room", "etcd_nospace_alarm", carrier_ends(K3S, NO_ROOM), UNIT),
    shows("red31-remedy-k3s-without-etcd", "etcd_unreachable", carrier_ends(K3S, *(KINE_SOCK.format(n, "connection refused").replace("unix:///var/snap/microk8s/current/var/kubernetes/backend/kine.sock:12379", "127.0.0.1:2379") for n in (1, 5)), LEASES), UNIT),
    shows("red31-remedy-kubelite-without-dqlite", "etcd_unreachable", carrier_ends(KUBELITE, *(KINE_SOCK.format(n, "connection refused") for n in (1, 5)), ITS_APISERVER).unit(DQLITE, **REST), UNIT),
    shows("red31-remedy-kubelite-cipher", "kubelet_config_invalid", carrier_ends(KUBELITE, f"Error: {SUITE}", f"F0312 10:29:31.900000    1201 daemon.go:67] Kubelet exited {SUITE}"), UNIT),
    shows("red31-remedy-microk8s-without-cri", "cri_plugin_disabled", loops("snap.microk8s.daemon-kubelet", NO_CRI), UNIT),
    shows("red31-remedy-rke2-without-its-image", "image_unavailable", carrier_ends(RKE2, RUNTIME_IMAGE), UNIT),
    shows("red31-remedy-k3s-client-certificate", "etcd_client_certificate_expired", carrier_ends(K3S, *(EXPIRED_CLIENT.format(n) for n in (1, 5, 8)), fatal("apiserver exited: context deadline exceeded")), UNIT),
)  # fmt: skip

# A server that finds a client's certificate expired says so since Go 1.21; what it said before it went away is past.
TOLD = "authentication handshake failed: remote error: tls: expired certificate"
ALERTS = (
    shows("red31-etcd-calls-the-certificate-expired", "etcd_client_certificate_expired", dies(A, gives_up(TOLD)), A),
    shows(
        "red31-etcd-called-it-expired-and-is-gone",
        ["etcd_unreachable", "unknown"],
        dies(A, f"{gives_up(TOLD)}\n{REFUSED}"),
        A,
        sure=False,
    ),
    miss(
        "red31-callers-of-the-apiserver-call-it-expired",
        "etcd_client_certificate_expired",
        dies(A, f"I0312 10:29:40.1       1 log.go:245] http: TLS handshake error from 10.0.0.9:4711: remote error: tls: expired certificate\n{REFUSED}"),
    ),
)  # fmt: skip

OWN_NINETEENTH_RED_UNITS = (*LEFT, *BY_OTHERS, *BEFORE, *PARTS, *ALONE, *REMEDIES, *OTHER_WAY, *SCANNED, *ALERTS)
