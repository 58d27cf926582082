"""What carries the kubelet ends or waits: ports, data directories, its runtime, its etcd, and the children of k0s."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.shapes import UNIT, A, dies, miss, quiet, shows

K3S, AGENT, RKE2, K0S = "k3s", "k3s-agent", "rke2-server", "k0scontroller"


def waits(unit, *lines, state=("activating", "start"), restarts=0, apart=10, node=None, **more):
    """A unit that says so every ten seconds, to this moment."""
    node = (node or Node(version=None)).unit(unit, *state, restarts, **more)
    for number, line in enumerate(lines):
        node.journal(unit, line, by=unit, ago=timedelta(seconds=1 + apart * (len(lines) - 1 - number)))
    return node


def info(text, level="info"):
    """logrus' line."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'time="2024-03-12T10:29:55Z" level={level} msg="{quoted}"'


def child(name, text, level="info", stream=None):
    """A line of k0s' journal about a child, or what a child said."""
    return f"{info(text, level)} component={name}{f' stream={stream}' if stream else ''}"


LIVES = ("active", "running")

# ---- ports ------------------------------------------------------------------------------------------------------------
TAKEN = "listen tcp 127.0.0.1:{}: bind: address already in use"
PORTS = (
    *(
        shows(f"port_held_by_previous_instance-{name}", "port_held_by_previous_instance", carrier_ends(unit, fatal(text)), UNIT)
        for name, unit, text in (
            ("k3s-balancer", AGENT, f"Error starting load balancer: {TAKEN.format(6444)}"),
            ("k3s-apiserver", K3S, f"apiserver exited: failed to create listener: failed to listen on 127.0.0.1:6444: {TAKEN.format(6444)}"),
            ("rke2-supervisor", RKE2, "starting kubernetes: preparing server: " + TAKEN.format(9345)),
        )
    ),
    shows(
        "port_held_by_previous_instance-k3s-beside-its-agent",
        "port_held_by_previous_instance",
        carrier_ends("k3s-node", fatal("Error starting load balancer: listen tcp :10250: bind: address already in use")).unit(K3S),
        UNIT,
    ),
    # Whose the port is that any kubelet wants is not known; and where sockets were seen, they tell.
    shows("port_in_use-k3s-kubelet-unseen", "unknown", carrier_ends(K3S, fatal("listen tcp 0.0.0.0:10250: bind: address already in use")), UNIT, sure=False),
    shows("port_in_use-k3s-balancer-seen", "port_in_use", carrier_ends(AGENT, fatal(f"Error starting load balancer: {TAKEN.format(6444)}")).socket("haproxy", 6444), UNIT),
    miss("port-of-a-unit-left-behind", "port_held_by_previous_instance", carrier_ends(K3S, fatal("listen tcp 0.0.0.0:10250: bind: address already in use")).unit("k3s-agent", "inactive", "dead")),
    # A carrier that is left from an earlier use tells nothing of the one that runs.
    quiet("carrier-left-behind", Node(version=None).unit(K3S, "failed", "failed").journal(K3S, fatal("--server is required")).unit(AGENT).journal(AGENT, info("Running kubelet"))),
)  # fmt: skip

# ---- the data directory -----------------------------------------------------------------------------------------------
LOCK = info("Acquiring lock file /var/lib/rancher/k3s/data/.lock")
UNPACKS = "extracting data: {}"
AVC = 'audit: type=1400 audit(1710239390.5:301): avc:  denied  {{ write }} for  pid=1201 comm="{}" name="data" dev="sda1" ino=17 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:var_lib_t:s0 tclass=dir permissive=0'
DATA = (
    *(
        shows(f"{cause}-{name}", cause, carrier_ends(K3S, LOCK, fatal(text)), UNIT)
        for name, cause, text in (
            ("k3s-unpacks", "file_permission_denied", UNPACKS.format("permission denied")),
            ("k3s-unpacks-into", "file_permission_denied", UNPACKS.format("mkdir /var/lib/rancher/k3s/data/0a1-tmp: permission denied")),
            ("k3s-unpacks", "disk_full", UNPACKS.format("write /var/lib/rancher/k3s/data/0a1-tmp/bin/k3s: no space left on device")),
            ("k3s-unpacks", "filesystem_damaged", UNPACKS.format("open /var/lib/rancher/k3s/data/.lock: read-only file system")),
            ("k3s-noexec", "file_permission_denied", "exec /var/lib/rancher/k3s/data/3a5a/bin/k3s-server failed: permission denied"),
            ("k3s-its-file", "file_permission_denied", "open /etc/rancher/k3s/config.yaml: permission denied"),
        )
    ),
    shows("security_module_denied-k3s-unpacks", "security_module_denied", carrier_ends(K3S, LOCK, fatal(UNPACKS.format("permission denied"))).journal("kernel", AVC.format("k3s")), UNIT),
    miss("security_module_denied-k3s-of-another", "security_module_denied", carrier_ends(K3S, LOCK, fatal(UNPACKS.format("permission denied"))).journal("kernel", AVC.format("chronyd"))),
    # It goes on without the kernel's module or somebody's manifest.
    miss("file_permission_denied-in-passing", "file_permission_denied", carrier_ends(K3S, info("open /var/lib/rancher/k3s/server/manifests/x.yaml: permission denied", "error"), fatal("--server is required"))),
)  # fmt: skip

# ---- what they wait for -----------------------------------------------------------------------------------------------
SOCKET = 'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/k3s/containerd/containerd.sock: connect: {}"'
NO_CRI = "rpc error: code = Unimplemented desc = unknown service runtime.{}.RuntimeService"
RUNTIME = "Waiting for containerd startup: {}"
NOTHING_TO_WATCH = 'E0312 10:29:50.1 1201 dynamic_cafile_content.go:166] "Failed to watch CA file, will retry later" err="error creating fsnotify watcher: too many open files"'
GONE = info(RUNTIME.format(SOCKET.format("no such file or directory")))
REFUSED = info(RUNTIME.format(SOCKET.format("connection refused")))
UNIMPLEMENTED = info(RUNTIME.format(NO_CRI.format("v1")))
TESTS = info("Failed to test data store connection: context deadline exceeded")
TESTS_NEW = info(
    "Failed to test etcd connection: failed to get etcd status: rpc error: code = DeadlineExceeded desc = context deadline exceeded"
)
SERVER = 'Waiting to retrieve agent configuration; server is not ready: Get "https://127.0.0.1:6444/v1-k3s/config": {}'
JOINS = 'Failed to validate connection to cluster at https://10.0.0.1:6443: failed to get CA certs: Get "https://127.0.0.1:6444/cacerts": {}'
PAST = "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:50Z is {} 2024-03-01T21:27:54Z"
WAITING = (
    *(
        shows(f"runtime_unavailable-{unit}-waits-{number}", "runtime_unavailable", waits(unit, *lines), UNIT)
        for unit in (RKE2, K3S, AGENT)
        for number, lines in enumerate(((GONE, GONE), (REFUSED, REFUSED, REFUSED)))
    ),
    shows("runtime_unavailable-k3s-waits-and-lives", "runtime_unavailable", waits(K3S, *(GONE,) * 9, state=LIVES), UNIT),
    *(
        shows(f"cri_plugin_disabled-k3s-waits-{version}", "cri_plugin_disabled", waits(K3S, *(info(RUNTIME.format(NO_CRI.format(version))),) * 3), UNIT)
        for version in ("v1", "v1alpha2")
    ),
    shows("inotify_limit-k3s-waits", "inotify_limit", waits(K3S, NOTHING_TO_WATCH, UNIMPLEMENTED, UNIMPLEMENTED), UNIT),
    shows("etcd_unreachable-rke2-waits", "etcd_unreachable", waits(RKE2, TESTS, TESTS, TESTS), UNIT),
    shows("etcd_unreachable-rke2-waits-new", "etcd_unreachable", waits(RKE2, TESTS_NEW, TESTS_NEW), UNIT),
    *(
        shows(f"apiserver_unreachable-k3s-agent-waits-{number}", "apiserver_unreachable", waits(AGENT, *(line,) * 3), UNIT)
        for number, line in enumerate((
            info(SERVER.format("read tcp 127.0.0.1:41230->127.0.0.1:6444: read: connection reset by peer")),
            info(SERVER.format("EOF")),
            info(JOINS.format("context deadline exceeded (Client.Timeout exceeded while awaiting headers)"), "error"),
            info(JOINS.format("EOF"), "error"),
            info('Failed to retrieve agent config: Get "https://127.0.0.1:6444/v1-k3s/config": dial tcp 10.0.0.1:6443: i/o timeout', "error"),
        ))
    ),
    shows("certificate_authority_mismatch-k3s-agent-waits", "certificate_authority_mismatch", waits(AGENT, *(info(SERVER.format("x509: certificate signed by unknown authority")),) * 2), UNIT),
    shows("serving_certificate_expired-k3s-agent-waits", "serving_certificate_expired", waits(AGENT, *(info(SERVER.format(PAST.format("after"))),) * 2), UNIT),
    shows("clock_skew-k3s-agent-waits", "clock_skew", waits(AGENT, *(info(SERVER.format(PAST.format("before"))),) * 2), UNIT),
    # Each start waits so for a moment, and what came after tells that it was not in vain.
    quiet("k3s-waits-as-each-start-does", waits(K3S, GONE, REFUSED, state=LIVES)),
    quiet("k3s-has-waited", waits(K3S, *(GONE,) * 9, info("containerd is now running"), state=LIVES)),
    quiet("k3s-waits-long-ago", Node(version=None).unit(K3S).journal(K3S, *(GONE,) * 3, ago=timedelta(minutes=9)).journal(K3S, info("x"), ago=timedelta(seconds=9))),
    miss("k3s-waits-in-its-first-moments", ["runtime_unavailable"], waits(K3S, GONE, GONE, apart=3, ExecMainStartTimestamp=1_710_239_390_000_000)),
    miss("k3s-ends-of-another-matter", ["runtime_unavailable", "etcd_unreachable"], waits(K3S, GONE, GONE, TESTS, TESTS, fatal("--server is required"), state=("activating", "auto-restart"), restarts=9)),
    miss("k3s-server-waits-for-itself", ["apiserver_unreachable"], waits(K3S, *(info('Waiting to retrieve agent configuration; server is not ready: Get "https://127.0.0.1:6443/v1-k3s/config": dial tcp 127.0.0.1:6443: connect: connection refused'),) * 3)),
)  # fmt: skip

# ---- an etcd of their own ---------------------------------------------------------------------------------------------
ME, OTHER = "a3ec072c51c0d67b", "3b1a5bd2b8e2a4f0"


def raft(text, at="57.1"):
    """zap's JSON, as etcd 3.5 writes what raft says."""
    return f'{{"level":"info","ts":"2024-03-12T10:29:{at}Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"{text}"}}'


STARTS = raft(f"{ME} is starting a new election at term 254")
ASKS = raft(f"{ME} [logterm: 254, index: 109514821] sent MsgPreVote request to {OTHER} at term 254")
OWN_VOTE = raft(f"{ME} received MsgPreVoteResp from {ME} at term 254")
HIS_VOTE = raft(f"{ME} received MsgPreVoteResp from {OTHER} at term 254")
LEADS = raft(f"raft.node: {ME} elected leader {OTHER} at term 255")
CLIENT = '{"level":"warn","ts":"2024-03-12T10:29:57.0Z","logger":"etcd-client","caller":"v3@v3.5.7/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc004778380/127.0.0.1:2379","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded"}'
PEER = f'{{"level":"warn","ts":"2024-03-12T10:29:57.1Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_SNAPSHOT","remote-peer-id":"{OTHER}","rtt":"0s","error":"dial tcp 10.0.0.5:2380: connect: no route to host"}}'


def k0s_etcd(*lines):
    return [line if line == CLIENT else child("etcd", line) for line in lines]


QUORUM = (
    shows("etcd_no_quorum-k0s", "etcd_no_quorum", waits(K0S, *k0s_etcd(ASKS, CLIENT, STARTS, OWN_VOTE), state=LIVES), UNIT),
    shows("etcd_no_quorum-k0s-elections", "etcd_no_quorum", waits(K0S, *k0s_etcd(STARTS, OWN_VOTE, ASKS, STARTS, OWN_VOTE, ASKS, STARTS, OWN_VOTE, ASKS), state=LIVES), UNIT),
    shows("etcd_no_quorum-k3s", "etcd_no_quorum", waits(K3S, TESTS, STARTS, OWN_VOTE, ASKS, PEER, STARTS, OWN_VOTE, ASKS, TESTS), UNIT),
    shows("etcd_no_quorum-k3s-client", "etcd_no_quorum", waits(K3S, ASKS, STARTS, OWN_VOTE, CLIENT, ASKS, state=LIVES), UNIT),
    miss("etcd_no_quorum-k0s-votes", "etcd_no_quorum", waits(K0S, *k0s_etcd(ASKS, CLIENT, STARTS, HIS_VOTE), state=LIVES)),
    miss("etcd_no_quorum-k0s-one-election", "etcd_no_quorum", waits(K0S, *k0s_etcd(CLIENT, STARTS, OWN_VOTE, ASKS), state=LIVES)),
    quiet("k0s-etcd-is-led", waits(K0S, *k0s_etcd(ASKS, CLIENT, STARTS, OWN_VOTE, LEADS), state=LIVES)),
    quiet("k3s-etcd-is-led", waits(K3S, STARTS, OWN_VOTE, ASKS, PEER, STARTS, OWN_VOTE, LEADS, state=LIVES)),
)  # fmt: skip

# ---- the children of k0s ----------------------------------------------------------------------------------------------
BEGUN, AGAIN = "Started successfully, go nuts pid 4711", "Restarted (4)"
NOT_STARTED = "Failed to start: fork/exec /var/lib/k0s/bin/{}: {}"
K0S_AVC = 'audit: type=1400 audit(1710239390.5:301): avc:  denied  {{ execute }} for  pid=1201 comm="k0s" name="etcd" dev="sda1" ino=17 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:var_lib_t:s0 tclass=file permissive={}'


def dies_under_k0s(name, *lines, ends=("exit status 1", "warning"), respawns=True, after=()):
    """A child that says so and ends, in the words of k0s' supervisor."""
    told = [child(name, BEGUN), *(child(name, line) for line in lines), child(name, *ends)]
    told += [child(name, "respawning in 5s")] if respawns else []
    return waits(K0S, *told, *after, state=LIVES, apart=2)


PORT_OF_ETCD = (
    '{"level":"fatal","ts":"2024-03-12T10:29:55.900Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"listen tcp 127.0.0.1:2379: bind: address already in use"}',
)

CHILDREN = (
    *(
        shows(f"{cause}-k0s-{why.replace(' ', '-')}", cause, waits(K0S, child("etcd", NOT_STARTED.format("etcd", why), "warning"), state=LIVES), UNIT)
        for cause, why in (
            ("file_permission_denied", "permission denied"),
            ("command_not_found", "no such file or directory"),
            ("command_not_found", "exec format error"),
        )
    ),
    shows("command_not_found-k0s-ends", "command_not_found", waits(K0S, child("kube-apiserver", NOT_STARTED.format("kube-apiserver", "exec format error"), "warning"), state=("activating", "auto-restart"), restarts=9), UNIT),
    shows("security_module_denied-k0s", "security_module_denied", waits(K0S, child("etcd", NOT_STARTED.format("etcd", "permission denied"), "warning"), state=LIVES).journal("kernel", K0S_AVC.format(0)), UNIT),
    shows("file_permission_denied-k0s-permissive", "file_permission_denied", waits(K0S, child("etcd", NOT_STARTED.format("etcd", "permission denied"), "warning"), state=LIVES).journal("kernel", K0S_AVC.format(1)), UNIT),
    quiet("k0s-has-started-it-since", waits(K0S, child("etcd", NOT_STARTED.format("etcd", "permission denied"), "warning"), child("etcd", BEGUN), state=LIVES)),
    *(
        shows(f"{cause}-k0s-child-{number}", cause, dies_under_k0s(program, *lines, **more), UNIT)
        for number, (cause, program, lines, more) in enumerate((
            ("unknown_flag", A, ("Error: unknown flag: --insecure-port",), {}),
            ("unknown_flag", A, ("Error: unknown flag: --insecure-port", "Usage:"), {"ends": ("Failed to wait for process", "warning")}),
            ("invalid_flag_value", A, ('E0312 10:29:55.9 1 run.go:74] "command failed" err="invalid argument \\"x\\" for \\"--max-requests-inflight\\" flag: strconv.ParseInt: parsing \\"x\\": invalid syntax"',), {}),
            ("file_permission_denied", "etcd", ('{"level":"fatal","ts":"2024-03-12T10:29:55.900Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"cannot access data directory: open /var/lib/k0s/etcd/.touch: permission denied"}',), {}),
            ("etcd_data_corrupt", "etcd", ('{"level":"panic","ts":"2024-03-12T10:29:55.900Z","caller":"snap/snapshotter.go:1","msg":"failed to open WAL","error":"walpb: crc mismatch"}', "panic: failed to open WAL"), {"ends": ("exit status 2", "warning")}),
        ))
    ),
    # A child may outlive a carrier that was killed, and hold its own port.
    shows("port-of-a-child-unseen", ["unknown", "port_in_use"], dies_under_k0s("etcd", *PORT_OF_ETCD), UNIT, sure=False),
    shows("port_in_use-k0s-child", "port_in_use", dies_under_k0s("etcd", *PORT_OF_ETCD).socket("haproxy", 2379), UNIT),
    shows("port_held_by_previous_instance-k0s-child", "port_held_by_previous_instance", dies_under_k0s("etcd", *PORT_OF_ETCD).socket("etcd", 2379), UNIT),
    # One that lives again for long is well; and what another one says is another's.
    quiet("k0s-child-lives-again", dies_under_k0s(A, "Error: unknown flag: --foo", after=(child(A, AGAIN), *(child(A, "I0312 10:29:59.1 1 x.go:1] served"),) * 40))),
    miss("k0s-child-of-another", "unknown_flag", dies_under_k0s(A, "I0312 10:29:55.9 1 x.go:1] served", after=(child("konnectivity", "Error: unknown flag: --foo"),))),
)  # fmt: skip

# ---- a kubelet of a snap ----------------------------------------------------------------------------------------------
SNAPS = ("snap.microk8s.daemon-kubelet", "snap.k8s.kubelet", "snap.kubelet.daemon")
NO_SERVICE = "rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"
NOT_SERVED = f"F0312 10:29:55.4    9557 server.go:266] failed to run Kubelet: failed to create kubelet: {NO_SERVICE}"
KUBELETS = (
    *(
        shows(f"kubelet_swap_on-{unit}", "kubelet_swap_on", carrier_ends(unit, 'E0312 10:29:55.9 1 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap"'), UNIT)
        for unit in SNAPS
    ),
    shows("kubelet_unknown_flag-snap", "kubelet_unknown_flag", carrier_ends(SNAPS[1], 'E0312 10:29:55.9 1 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"'), UNIT),
    *(
        shows(f"cri_plugin_disabled-{unit}", "cri_plugin_disabled", carrier_ends(unit, line), UNIT)
        for unit, line in (
            (SNAPS[0], NOT_SERVED),
            ("snap.microk8s.daemon-kubelite", f"Error: failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: {NO_SERVICE}"),
        )
    ),
    # Another kubelet's runtime may be of any release.
    shows("cri_plugin_disabled-refused-settings", "cri_plugin_disabled", Node(version=None).unit("containerd").journal("containerd", 'time="2023-01-31T21:05:15Z" level=warning msg="failed to load plugin" error="invalid plugin config: `mirrors` cannot be set when `config_path` is provided" id=io.containerd.cri.v1.images type=io.containerd.cri.v1')),
    # Docker's containerd is used without CRI.
    quiet("containerd-of-docker-without-cri", Node(version=None).unit("docker").unit("containerd").journal("containerd", 'time="2023-01-31T21:05:15Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="failed to create CRI service: failed to find snapshotter \\"overlayfs\\""')),
)  # fmt: skip

# ---- certificates -----------------------------------------------------------------------------------------------------
OLD = "x509: certificate has expired or is not yet valid"
NEW = f"{OLD}: current time 2024-03-12T10:29:50Z is {{}} 2024-03-01T21:27:54Z"
SELF = "2024/03/12 10:29:24 [INFO] Waiting for server to become available: Get https://localhost:6443/version?timeout=30s: {}\nE0312 10:29:24.8       5 reflector.go:134] k8s.io/client-go/informers/factory.go:127: Failed to list *v1.ReplicaSet: Get https://localhost:6443/apis/apps/v1/replicasets?limit=500&resourceVersion=0: {}"
CERTIFICATES = (
    shows("serving_certificate_expired-itself", "serving_certificate_expired", dies(A, SELF.format(OLD, OLD)), A),
    shows("serving_certificate_expired-itself-after", "serving_certificate_expired", dies(A, SELF.format(NEW.format("after"), NEW.format("after"))), A),
    miss("serving_certificate_expired-itself-before", "serving_certificate_expired", dies(A, SELF.format(NEW.format("before"), NEW.format("before")))),
    miss("serving_certificate_expired-itself-clock", "serving_certificate_expired", dies(A, SELF.format(OLD, OLD)).host(clock={"synchronised": False})),
    miss("serving_certificate_expired-etcd-on-loopback", "serving_certificate_expired", dies(A, SELF.format(OLD, OLD).replace("localhost:6443", "127.0.0.1:2379"))),
)  # fmt: skip

# ---- the image of RKE2's programs -------------------------------------------------------------------------------------
IMAGES = tuple(
    shows(f"image_unavailable-rke2-{number}", "image_unavailable", carrier_ends(RKE2, fatal(text)), UNIT)
    for number, text in enumerate(
        (
            "failed to pull runtime image rancher/rke2-runtime:v1.18.4-beta16-rke2: Get https://index.docker.io/v2/: dial tcp: lookup index.docker.io: no such host",
            "failed to get runtime image index.docker.io/rancher/rke2-runtime:v1.24.9-rke2r1: unexpected status code 429 Too Many Requests",
        )
    )
)

# ---- an apiserver beside a slow etcd ----------------------------------------------------------------------------------
TOOK = '{{"level":"warn","ts":"2024-03-12T10:29:{}Z","caller":"txn/util.go:93","msg":"apply request took too long","took":"{}","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"{}\\" ","response":"range_response_count:0 size:7"}}'
HEALTH, LEASE = "/registry/health", "/registry/leases/kube-system/kube-scheduler"


def beside_etcd(*slow, code=1, lived=timedelta(minutes=2)):
    node = Node().unit("kubelet").static_pod("etcd").runs("etcd", "\n".join(slow), since=timedelta(minutes=20))
    return node.static_pod(A).died(A, code=code, attempt=5, lived=lived)


UNWELL = (
    shows("etcd_slow_disk-apiserver-unwell", "etcd_slow_disk", beside_etcd(TOOK.format("09.4", "1.402871113s", HEALTH), TOOK.format("20.4", "4.3s", LEASE), TOOK.format("28.4", "2.880412206s", HEALTH)), "etcd"),
    # Its health came in time; it ended at once; somebody killed it.
    miss("etcd_slow_disk-health-in-time", "etcd_slow_disk", beside_etcd(TOOK.format("09.4", "1.402871113s", HEALTH), TOOK.format("20.4", "4.3s", LEASE))),
    miss("etcd_slow_disk-ended-at-once", "etcd_slow_disk", beside_etcd(TOOK.format("28.4", "2.880412206s", HEALTH), lived=timedelta(seconds=2))),
    miss("etcd_slow_disk-killed", "etcd_slow_disk", beside_etcd(TOOK.format("28.4", "2.880412206s", HEALTH), code=137)),
)  # fmt: skip

# ---- more of their last words -----------------------------------------------------------------------------------------
STARTING = "starting kubernetes: preparing server: "
WORDS = (
    *(
        shows(f"{cause}-{unit}-{name}", cause, carrier_ends(unit, text if text.startswith("Error: ") else fatal(text)), UNIT)
        for cause, unit, name, text in (
            ("file_missing", K3S, "snapshot", f"{STARTING}start managed database: etcd: snapshot path does not exist: /var/lib/x/y.zip"),
            ("invalid_flag_value", K3S, "was-reset", f"{STARTING}start managed database: Managed etcd cluster membership was previously reset, please remove the cluster-reset flag and start k3s normally."),
            ("invalid_flag_value", RKE2, "profile", "cis-1.23 profile is deprecated. Please use 'cis' instead."),
            ("invalid_flag_value", K3S, "interface", "route ip+net: no such network interface"),
            ("invalid_flag_value", K3S, "number", 'invalid value \\"abc\\" for flag -https-listen-port: parse error'),
            ("invalid_flag_value", K3S, "argument", "flag needs an argument: -server"),
            ("invalid_flag_value", K3S, "token", f"{STARTING}failed to normalize server token; must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>"),
            ("runtime_unavailable", RKE2, "cleanup", "temporary containerd process exited unexpectedly: exit status 1"),
            ("filesystem_damaged", K3S, "sqlite", f"{STARTING}creating storage endpoint: building kine: disk I/O error"),
            ("component_config_invalid", K0S, "storage", "Error: invalid storage type: etc"),
            ("apiserver_unreachable", K0S, "joins", 'Error: failed to start controller node components: failed to sync etcd config: failed to synchronize etcd config with existing cluster via https://10.0.0.1:9443: Post "https://10.0.0.1:9443/v1beta1/etcd/members": dial tcp 10.0.0.1:9443: connect: connection refused'),
        )
    ),
    *(
        shows(f"{cause}-waits-{number}", cause, waits(unit, *(info(f"Failed to test data store connection: {text}"),) * 3), UNIT)
        for number, (cause, unit, text) in enumerate((
            ("etcd_membership_mismatch", K3S, "this server is a not a member of the etcd cluster. Found [a=https://10.0.0.1:2380], expect: b=10.0.0.2"),
            ("etcd_nospace_alarm", RKE2, "failed to report and disarm etcd alarms: etcdserver: mvcc: database space exceeded"),
            ("etcd_no_quorum", RKE2, "etcdserver: no leader"),
            ("certificate_authority_mismatch", RKE2, 'rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: x509: certificate signed by unknown authority"'),
            ("etcd_server_certificate_expired", RKE2, f"rpc error: code = Unavailable desc = connection error: {PAST.format('after')}"),
        ))
    ),
    # One that learns is no fault, and passes.
    miss("etcd-that-learns", ["etcd_unreachable", "etcd_membership_mismatch"], waits(K3S, *(info("Failed to test data store connection: this server has not yet been promoted from learner to voting member"),) * 3)),
    *(
        shows(f"node_out_of_memory-{unit}", "node_out_of_memory", carrier_ends(unit).journal("kernel", f"Out of memory: Killed process 1201 ({comm}) total-vm:1200000kB, anon-rss:800000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:2000kB oom_score_adj:-999"), UNIT)
        for unit, comm in ((K3S, "k3s-server"), (AGENT, "k3s-agent"), (RKE2, "rke2"), ("snap.microk8s.daemon-kubelite", "kubelite"))
    ),
    shows("node_out_of_memory-k3s-by-systemd", "node_out_of_memory", carrier_ends(K3S).journal(K3S, "k3s.service: A process of this unit has been killed by the OOM killer.", "k3s.service: Failed with result 'oom-kill'.", by="systemd"), UNIT),
    miss("node_out_of_memory-of-a-pod", "node_out_of_memory", carrier_ends(K3S, fatal("--server is required")).journal("kernel", "Out of memory: Killed process 1201 (java) total-vm:1200000kB, anon-rss:800000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:2000kB oom_score_adj:-999")),
    miss("node_out_of_memory-it-ends-of-another-matter", "node_out_of_memory", carrier_ends(K3S, fatal("--server is required")).journal(K3S, "k3s.service: A process of this unit has been killed by the OOM killer.", by="systemd")),
)  # fmt: skip

NINTH_CARRIERS = (
    *UNWELL,
    *WORDS,
    *PORTS, *DATA, *WAITING, *QUORUM, *CHILDREN, *KUBELETS, *CERTIFICATES, *IMAGES,
)  # fmt: skip
