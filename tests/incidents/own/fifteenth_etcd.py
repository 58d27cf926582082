"""What sounds like a fault of etcd's, of its clients' or of the node's resources: healed, of another's, of long ago, told in passing."""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.eighth_living import PUBLISHED, lives
from incidents.own.eleventh_kubelet import error
from incidents.own.etcd_words import failed, old, zap
from incidents.own.ninth_carriers import K3S, LIVES, RKE2, info, waits
from incidents.own.seventh_etcd import ME, OTHER, WON, election, raft
from incidents.own.shapes import KCM, UNIT, A, E, S, dies, gives_up, miss, quiet, shows, unhealthy

DAYS, HOURS, MINUTES = timedelta(days=9), timedelta(hours=5), timedelta(minutes=4)


def ago(seconds):
    return timedelta(seconds=seconds)


def told(node, program, attempt, *lines):
    """Each of these lines was said so many seconds ago, by that attempt."""
    path = next(p for p in node.files if f"/{program}/{attempt}.log" in p)
    node.files[path] = "".join(
        f"{(node.at - ago(before)).strftime('%Y-%m-%dT%H:%M:%S.000000Z')} stderr F {line}\n" for before, line in lines
    )
    return node


def says(program, *lines, node=None, since=DAYS, attempt=0, **pod):
    """It lives and has said that."""
    node = (node or Node()).static_pod(program, **pod).runs(program, "x", since=since, attempt=attempt)
    return told(node, program, attempt, *lines)


def said(program, *lines, node=None, code=137, lived=DAYS, attempt=5, **pod):
    """It has said that, so many seconds ago, and ended half a minute ago."""
    more = {key: pod.pop(key) for key in ("reason", "message") if key in pod}
    node = (node or Node()).static_pod(program, **pod)
    return told(node.died(program, "x", code=code, lived=lived, attempt=attempt, **more), program, attempt, *lines)


# ---- etcd's disk: stalls of long ago, another's end, a machine that stood still ------------------------------------------
STALL = zap("slow fdatasync", took="2.1s", expected_duration="1s")
STALL_OLD = old("sync duration of 2.104512s, expected less than 1s", "W")
DAY = 86400
NIGHTLY = [(night * DAY + 5, STALL) for night in (6, 5, 4, 3, 2)]
NOW_TOO = [(second, STALL) for second in (110, 100, 90, 80, 70)]
RACE = "fatal error: concurrent map writes\n\ngoroutine 77 [running]:\nk8s.io/apiserver/pkg/x.y()"
STOOD = "watchdog: BUG: soft lockup - CPU#2 stuck for 31s! [etcd:2711]"
LATE = zap("apply request took too long", took="31.204s", expected_duration="100ms", prefix="read-only range ", request='key:"/registry/health" ', error="context deadline exceeded")  # fmt: skip
LEASE = 'E0312 10:29:20.1       1 leaderelection.go:332] error retrieving resource lock kube-system/{0}: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{0}?timeout=5s": context deadline exceeded\nI0312 10:29:25.1       1 leaderelection.go:285] failed to renew lease kube-system/{0}: timed out waiting for the condition\nE0312 10:29:25.2       1 server.go:242] "Leaderelection lost"'
DISK = (
    miss("red15-stalls-of-past-nights-and-a-kill", "etcd_slow_disk", said(E, *NIGHTLY)),
    miss("red15-stalls-of-past-nights-and-a-kill-capnslog", "etcd_slow_disk", said(E, *((at, STALL_OLD) for at, _ in NIGHTLY), node=Node(version="v1.19.3"))),
    quiet("red15-stalls-of-past-nights-and-a-manager-mended-since", says(E, *NIGHTLY).static_pod(KCM, edited=timedelta(days=12)).died(KCM, "Error: unknown flag: --x", code=1, attempt=2, ago=timedelta(days=12), uid="a" * 32).runs(KCM, since=timedelta(days=12))),
    miss("red15-stalls-of-past-nights-beside-a-lost-lease", "etcd_slow_disk", says(E, *NIGHTLY).static_pod(S).died(S, LEASE.format(S).replace("context deadline exceeded", "dial tcp 10.0.0.4:6443: connect: connection refused"), lived=HOURS)),
    miss("red15-stalls-and-an-apiserver-s-bug", "etcd_slow_disk", says(E, *NOW_TOO).static_pod(A).died(A, RACE, code=2, lived=HOURS)),
    miss("red15-stalls-and-an-apiserver-s-flag", "etcd_slow_disk", says(E, *NOW_TOO).static_pod(A).died(A, 'E0312 10:29:50.1       1 run.go:74] "command failed" err="tls: private key does not match public key"', code=1, lived=timedelta(minutes=2))),
    miss("red15-machine-stood-still", "etcd_slow_disk", says(E, *((45, LATE),) * 3).static_pod(S).died(S, LEASE.format(S), lived=HOURS).journal("kernel", STOOD, ago=ago(46))),
    shows("red15-stalls-and-lost-leases", "etcd_slow_disk", says(E, *NOW_TOO).static_pod(S).died(S, LEASE.format(S), lived=HOURS), E, others={S: "leader_election_lost"}),
)  # fmt: skip

# ---- no leader, for a while --------------------------------------------------------------------------------------------
LOST = zap("lost TCP streaming connection with remote peer", stream_reader_type="stream Message", remote_peer_id=OTHER, error="EOF")  # fmt: skip
BACK = zap("established TCP streaming connection with remote peer", "info", stream_reader_type="stream Message", remote_peer_id=OTHER)  # fmt: skip
GONE = zap("prober detected unhealthy status", round_tripper_name="ROUND_TRIPPER_RAFT_MESSAGE", remote_peer_id=OTHER, rtt="0s", error="dial tcp 10.0.0.5:2380: connect: connection refused")  # fmt: skip


def votes(term):
    return [raft("zap", line) for line in election(term)]


FOLLOWS = raft("zap", f"raft.node: {ME} changed leader from {OTHER} to 552fb05951af50c9 at term 9797")
LEADS = [raft("zap", line) for line in WON]
COMPACTS = zap("finished scheduled compaction", "info", compact_revision=77)
ROLLED = [(3 * DAY, LOST), *((3 * DAY - 1, line) for line in votes(9795)), *((3 * DAY - 2, line) for line in LEADS), (3 * DAY - 60, BACK), (2 * DAY, LOST), *((2 * DAY - 1, line) for line in votes(9797)), *((2 * DAY - 2, line) for line in LEADS), (200, COMPACTS)]  # fmt: skip
LATE_READ = "[-]linearizable_read failed: context deadline exceeded\n[+]serializable_read ok\nreadyz check failed\n"
BEGINS = zap("starting local etcd server", "info", local_member_id=ME)
LEADER = (
    miss("red15-peers-were-upgraded-and-a-kill", "etcd_no_quorum", said(E, *ROLLED)),
    miss("red15-slow-disk-and-a-peer-that-was-upgraded", "etcd_no_quorum", said(E, *ROLLED[:-1], *((at, STALL) for at in (100, 90, 80, 70, 60, 50)), code=0)),
    shows("red15-leaders-change-for-a-slow-disk", "etcd_slow_disk", said(E, (900, LOST), (890, BACK), *((at, STALL) for at in (120, 110, 100, 90, 80, 70)), *((65, line) for line in votes(9795)), (62, FOLLOWS), code=0, lived=HOURS).kubelet(unhealthy(E, 503), ago=ago(40)), E),
    quiet("red15-first-moments-of-a-member", says(E, (5, BEGINS), since=ago(6)).etcd(health={"health": "false", "reason": "RAFT NO LEADER"}, metrics="etcd_server_has_leader 0\n")),
    shows("red15-without-a-leader-by-metrics", "etcd_no_quorum", says(E, (5, GONE), since=HOURS).etcd(metrics="etcd_server_has_leader 0\n"), E),
    shows("red15-startup-probe-of-a-member-alone", "etcd_no_quorum", said(E, *((60 - n, line) for n, line in enumerate((*votes(7), GONE, *votes(8), *votes(9), *votes(10)))), code=0, lived=timedelta(minutes=4)).probe(E, 503, body=LATE_READ, kind="startup", url="http://127.0.0.1:2381/readyz", times=24), E),
    miss("red15-told-by-a-bystander", "etcd_no_quorum", said(A, (50, 'W0312 10:29:10.1       1 dispatcher.go:187] Failed calling webhook, failing open x: failed calling webhook "x.example.com": etcdserver: no leader'), code=137)),
)  # fmt: skip

# ---- membership and versions ---------------------------------------------------------------------------------------------
STRANGER = zap("request cluster ID mismatch", local_member_id=ME, local_member_cluster_id="7e27", remote_peer_id="59a8", remote_peer_cluster_id="59a8")  # fmt: skip
STRANGER_OLD = old("request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)", "E")
LEARNERS = "starting kubernetes: preparing server: start managed database: joining etcd cluster: etcdserver: too many learner members in cluster"
MEMBERS = (
    miss("red15-stranger-calls-and-a-kill", "etcd_membership_mismatch", said(E, (DAY, PUBLISHED["ready"]), *((at, STRANGER) for at in (90, 80, 70)))),
    miss("red15-stranger-calls-and-a-kill-capnslog", "etcd_membership_mismatch", said(E, (DAY, PUBLISHED["3.3"]), *((at, STRANGER_OLD) for at in (90, 80, 70)), node=Node(version="v1.18.2"))),
    miss("red15-stranger-calls-and-it-was-stopped", "etcd_membership_mismatch", said(E, (DAY, PUBLISHED["ready"]), (90, STRANGER), code=0)),
    miss("red15-servers-that-join-at-once-k3s", "etcd_upgrade_incompatible", carrier_ends(K3S, fatal(LEARNERS))),
    miss("red15-servers-that-join-at-once-rke2", "etcd_upgrade_incompatible", carrier_ends(RKE2, fatal(LEARNERS))),
    miss("red15-change-was-refused-by-etcd-and-a-kill", "etcd_upgrade_incompatible", said(E, (DAY, PUBLISHED["ready"]), (DAY - 9, zap("Validation on configuration change failed", "error", shouldApplyV3=True, error="membership: too many learner members in cluster")))),
    miss("red15-learner-was-refused-by-etcd-and-a-kill", "etcd_upgrade_incompatible", said(E, (DAY, PUBLISHED["ready"]), (DAY - 9, zap("failed to add learner", error="etcdserver: too many learner members in cluster")))),
    quiet("red15-learner-waits-its-turn", waits(K3S, *(info("Failed to join etcd cluster: etcdserver: too many learner members in cluster; retrying", "error"),) * 2, info("ETCD server is now running"), state=LIVES)),
    quiet("red15-member-was-removed-and-made-anew", says(E, (2300, PUBLISHED["ready"]), (60, COMPACTS), since=timedelta(minutes=39), attempt=1, edited=DAYS).died(E, failed("the member has been permanently removed from the cluster"), attempt=0, ago=timedelta(minutes=40))),
)  # fmt: skip

# ---- etcd's storage ------------------------------------------------------------------------------------------------------
RAISED = zap("alarm raised", alarm="NOSPACE", **{"from": ME})
DISARMED = zap("alarm disarmed", alarm="NOSPACE", **{"from": ME})
FULL = "rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded"
WRITES = f'E0312 10:00:00.1       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{{code:0x8, desc:"etcdserver: mvcc: database space exceeded"}}: {FULL}'
OF_A_POD = error('"Probe failed" probeType="Readiness" pod="milvus/milvus-etcd-0" podUID="5" containerName="etcd" probeResult="failure" output="Error: etcdserver: mvcc: database space exceeded"', level="I")  # fmt: skip
CORRUPT = failed("walpb: crc mismatch")
STORAGE = (
    miss("red15-room-again-and-another-end-of-the-apiserver", "etcd_nospace_alarm", says(E, (4000, RAISED), (3000, DISARMED), (60, COMPACTS)).static_pod(A).died(A, WRITES, code=0, attempt=4, ago=timedelta(minutes=55), lived=DAYS).died(A, "I0312 10:29:00.1       1 server.go:1] x", code=1, attempt=5, lived=timedelta(minutes=40))),
    quiet("red15-no-room-in-an-application-s-etcd", lives(E, COMPACTS).unit("kubelet").kubelet(*[OF_A_POD] * 3)),
    quiet("red15-no-room-in-an-application-s-etcd-by-its-pod-s-worker", lives(E, COMPACTS).unit("kubelet").kubelet(*[error('"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"x\\" with RunContainerError: \\"PostStartHook failed: etcdserver: mvcc: database space exceeded\\"" pod="milvus/x-0" podUID="5"')] * 3)),
    shows("red15-no-room-told-by-the-lease-of-the-node", "etcd_nospace_alarm", lives(E, "").unit("kubelet").kubelet(*[error('"Failed to update lease" err="etcdserver: mvcc: database space exceeded"', "controller.go:193")] * 2), E),
    quiet("red15-data-was-restored", says(E, (2300, PUBLISHED["ready"]), (60, COMPACTS), since=timedelta(minutes=39), attempt=1, edited=DAYS).died(E, CORRUPT, attempt=0, ago=timedelta(minutes=40))),
    shows("red15-repaired-and-its-port-is-taken", "port_in_use", dies(E, "\n".join([zap("repairing", "info", path="/var/lib/etcd/member/wal/0.wal"), zap("repaired", "info", path="/var/lib/etcd/member/wal/0.wal", error="unexpected EOF"), failed("listen tcp 127.0.0.1:2379: bind: address already in use")])).socket("haproxy", 2379), E),
    shows("red15-corrupt-by-readyz", "etcd_data_corrupt", lives(E, "").probe(E, 503, body="[-]data_corruption failed: alarm activated: CORRUPT\n[+]serializable_read ok\nlivez check failed\n", url="http://127.0.0.1:2381/livez", times=8), E),
)  # fmt: skip

# ---- who waits for etcd --------------------------------------------------------------------------------------------------
CHECK = "I0312 10:29:5{}.1       1 healthz.go:261] etcd check failed: readyz\n[-]etcd failed: error getting data from etcd: context deadline exceeded"
HERE_6 = ("--etcd-servers=https://[::1]:2379", "--secure-port=6443", "--advertise-address=fd00::4")
DIAL_6 = 'W0312 10:29:50.1       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "[::1]:2379", ServerName: "[::1]:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp [::1]:2379: connect: connection refused"'


def of_an_application(node):
    """The container that was told of last is one of a pod's that the API gave."""
    labels = node.containers[-1]["labels"]
    labels |= {"io.kubernetes.pod.namespace": "milvus", "io.kubernetes.pod.name": "milvus-etcd-0"}
    sandbox = node.sandboxes[node.containers[-1]["sandboxId"]]
    sandbox["labels"] |= {"io.kubernetes.pod.namespace": "milvus", "io.kubernetes.pod.name": "milvus-etcd-0"}
    sandbox["metadata"] |= {"namespace": "milvus", "name": "milvus-etcd-0"}
    sandbox["annotations"] = {"kubernetes.io/config.source": "api"}
    return node


UNIT_OF_ETCD = Node().unit("etcd", MainPID=77)
CLIENTS = (
    shows("red15-etcd-in-a-unit-and-an-application-s-that-is-away", ["etcd_slow_disk", "unknown"], of_an_application(says(A, (9, CHECK.format(0)), (1, CHECK.format(9)), node=UNIT_OF_ETCD).died(E, "", code=0, uid="a" * 32)), sure=False),
    shows("red15-ipv6-etcd-is-away", "unknown", says(A, *((at, DIAL_6) for at in (40, 30, 20, 10, 2)), flags=HERE_6).static_pod(E).died(E, "", code=1), E, sure=False, others={A: "etcd_unreachable"}),
    miss("red15-another-etcd-keeps-its-events", "etcd_membership_mismatch", dies(A, 'E0312 10:29:55.1       1 run.go:74] "command failed" err="context deadline exceeded"\nW0312 10:29:56.1       1 logging.go:59] [core] grpc: addrConn.createTransport failed to connect to {Addr: "10.0.0.50:2379"}. Err: connection error: desc = "transport: Error while dialing: dial tcp 10.0.0.50:2379: connect: connection refused"', flags=("--etcd-servers=https://10.0.0.50:2379", "--secure-port=6443")).static_pod("calico-etcd", flags=("--data-dir=/var/etcd",), command="etcd").died("calico-etcd", failed("member count is unequal"))),
)  # fmt: skip

# ---- who depends on the apiserver ------------------------------------------------------------------------------------------
PROXY = 'E0312 10:29:55.1       1 run.go:74] "command failed" err="unable to load configmap based request-header-client-ca-file: Get \\"https://10.0.0.4:6443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication\\": proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection refused"'
NUTANIX = 'F0312 10:29:55.1       1 main.go:60] Failed to get the cluster: Post "https://prism.example.com:9440/api/nutanix/v3/clusters/list": dial tcp 10.9.9.9:9440: i/o timeout'
KMS = 'F0312 10:29:55.1       1 main.go:60] failed to get the key: RequestError: send request failed\\ncaused by: Post "https://kms.us-east-1.amazonaws.com/": dial tcp 52.94.1.2:443: i/o timeout'
IPV6 = 'E0312 10:29:55.1       1 run.go:74] "command failed" err="unable to load configmap based request-header-client-ca-file: Get \\"https://[fd00::4]:6443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication\\": dial tcp [fd00::4]:6443: connect: connection refused"'
JSON_LOST = '{"ts":1710239390000.1,"caller":"leaderelection/leaderelection.go:436","msg":"Error retrieving lease lock","err":"Get \\"https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s\\": context deadline exceeded","lock":"kube-system/kube-controller-manager"}\n{"ts":1710239395000.1,"caller":"leaderelection/leaderelection.go:297","msg":"Failed to renew lease","v":0,"lock":"kube-system/kube-controller-manager","err":"context deadline exceeded"}\n{"ts":1710239395900.1,"caller":"app/controllermanager.go:318","msg":"leaderelection lost"}'
DEPENDENTS = (
    miss("red15-manager-s-proxy-is-away", "apiserver_unreachable", dies(KCM, PROXY, env={"HTTPS_PROXY": "http://10.1.1.1:3128"}, lived=ago(12))),
    miss("red15-cloud-manager-s-cloud-is-away", "apiserver_unreachable", dies("cloud-controller-manager", NUTANIX, code=255)),
    miss("red15-key-service-is-away", "apiserver_unreachable", dies("aws-encryption-provider", KMS, code=255)),
    shows("red15-ipv6-apiserver-is-away", "apiserver_unreachable", dies(KCM, IPV6, lived=ago(12)), KCM),
    shows("red15-lease-lost-json", "leader_election_lost", dies(KCM, JSON_LOST, version="v1.34.1", lived=HOURS), KCM),
    shows("red15-no-room-and-a-lost-lease", "etcd_nospace_alarm", says(E, (400, RAISED)).static_pod(KCM).died(KCM, LEASE.format(KCM).replace("context deadline exceeded", "etcdserver: mvcc: database space exceeded"), lived=HOURS), E, others={KCM: "leader_election_lost"}),
)  # fmt: skip

# ---- memory ----------------------------------------------------------------------------------------------------------------
GLOBAL = "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/kubepods/burstable/pod1/aa,task={},pid=2711,uid=0"
KILLED = "Out of memory: Killed process 2711 ({}) total-vm:1543212kB, anon-rss:523112kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1200kB oom_score_adj:-997"


def kills(node, program, before=32):
    return node.journal("kernel", GLOBAL.format(program), KILLED.format(program), ago=ago(before))


def killed_for_its_probe(**cgroup):
    node = Node().static_pod(E, limits={"memory": "2Gi"}).died(E, "x", code=137, attempt=5, lived=HOURS)
    node.kubelet('I0312 10:29:00.1    2999 kuberuntime_manager.go:1000] "Message for Container of pod" containerName="etcd" pod="kube-system/etcd-master-1" containerMessage="Container etcd failed liveness probe, will be restarted"', ago=ago(62))  # fmt: skip
    return node.host(cgroups={node.container_id(E, 5): {"memory_limit_bytes": 2**31, **cgroup}})


MEMORY = (
    miss("red15-another-s-apiserver-was-killed-and-this-one-s-own-end", "node_out_of_memory", kills(dies(A, "I0312 10:29:00.1       1 x.go:1] x", code=1), A)),
    miss("red15-another-s-etcd-was-killed-and-this-one-was-stopped", "node_out_of_memory", kills(Node().static_pod(E).died(E, "", code=0), E)),
    shows("red15-kubelet-was-killed-before-its-flag", "kubelet_unknown_flag", kills(Node().kubelet_loops('E0312 10:29:55.1    5115 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"'), "kubelet", 720), UNIT),
    miss("red15-child-was-killed-once-and-the-probe-kills", "oom_killed", killed_for_its_probe(oom_kill=1, memory_peak_bytes=2**29)),
    quiet("red15-limit-was-raised", Node().static_pod(S, limits={"memory": "1Gi"}, edited=timedelta(minutes=39)).died(S, "", code=137, reason="OOMKilled", uid="a" * 32, attempt=3, ago=timedelta(minutes=40), lived=HOURS).runs(S, since=timedelta(minutes=39), uid="b" * 32)),
    shows("red15-group-was-killed", "oom_killed", (n := Node().static_pod(E, limits={"memory": "2Gi"}).died(E, "x", code=137, lived=HOURS)).journal("kernel", f"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/kubepods.slice/x/cri-containerd-{n.container_id(E, 5)}.scope,task_memcg=/kubepods.slice/x/cri-containerd-{n.container_id(E, 5)}.scope,task=etcd,pid=1,uid=0", "Tasks in /kubepods.slice/x are going to be killed due to memory.oom.group set", ago=ago(31)), E),
)  # fmt: skip

# ---- disks, filesystems, watches, evictions -------------------------------------------------------------------------------
HOOK = 'E0312 10:2{0}:00.1       1 dispatcher.go:214] failed calling webhook "x.example.com": failed to call webhook: an error on the server ("{1}") has prevented the request from succeeding'
NO_ROOM = "open /tmp/cache/x: no space left on device"
BGP = 'time="2024-03-12T10:29:50Z" level=error msg="received notification" Code=1 Data="[]" Key=10.0.0.1 Subcode=2 Topic=Peer error="message header error: bad message length"'
OWN_ROOT = "mkdir: can't create directory '/run/haproxy': Read-only file system"
OWN_ROOT_GNU = "mkdir: cannot create directory '/var/lib/haproxy/dev': Read-only file system"
ROOT_IS_READ_ONLY = "    securityContext: {readOnlyRootFilesystem: true}"
FILES = "I0312 10:29:5{}.1       1 log.go:245] http: Accept error: accept tcp [::]:6443: accept4: too many open files; retrying in 1s"
WATCHER = (
    'E0312 10:29:55.1       1 run.go:74] "command failed" err="failed to create fsnotify watcher: too many open files"'
)
PTY = "E0312 10:2{}:00.1       1 upgradeaware.go:440] Error proxying data from backend to client: read /dev/ptmx: input/output error"
EVICTS = 'I0312 10:29:00.1    2999 eviction_manager.go:595] "Eviction manager: pod is evicted successfully" pod="kube-system/{}"'
SPARED = 'E0312 10:29:00.1    2999 eviction_manager.go:574] "Eviction manager: cannot evict a critical pod" pod="kube-system/kube-apiserver-master-1"'
RANKED = 'I0312 10:29:00.1    2999 eviction_manager.go:405] "Eviction manager: pods ranked for eviction" pods=["default/x","kube-system/kube-apiserver-master-1"]'
RECLAIMS = 'W0312 10:29:00.1    2999 eviction_manager.go:354] "Eviction manager: attempting to reclaim" resourceName="ephemeral-storage"'
NFS = 'E0312 10:2{0}:00.1       1 dispatcher.go:214] failed calling webhook "x.example.com": failed to call webhook: an error on the server ("write: input/output error") has prevented the request from succeeding'
RESOURCES = (
    miss("red15-webhook-has-no-room-and-a-kill", "disk_full", said(A, *((at, HOOK.format(at // 60, NO_ROOM)) for at in (240, 180, 120)), lived=DAYS)),
    miss("red15-webhook-had-no-room-days-ago-and-a-kill", "disk_full", said(A, (3 * DAY, HOOK.format(1, NO_ROOM)), lived=DAYS)),
    miss("red15-webhook-s-disk-and-a-kill", "filesystem_damaged", said(A, *((at, NFS.format(at // 60)) for at in (240, 180)), lived=DAYS)),
    miss("red15-shell-was-closed-and-a-kill", "filesystem_damaged", said(A, *((at, PTY.format(at // 60)) for at in (240, 180)), lived=DAYS)),
    miss("red15-neighbour-s-notification", "filesystem_damaged", dies("kube-vip", BGP, flags=("manager",), lived=HOURS)),
    *(miss(f"red15-its-own-root-is-read-only-{name}", "filesystem_damaged", dies("haproxy", line, flags=(), probe=ROOT_IS_READ_ONLY)) for name, line in (("busybox", OWN_ROOT), ("gnu", OWN_ROOT_GNU))),
    miss("red15-files-of-the-apiserver-itself", "inotify_limit", dies(A, "\n".join([*(FILES.format(n) for n in range(4)), WATCHER]), lived=HOURS)),
    miss("red15-another-pod-was-evicted", "node_pressure_eviction", Node().static_pod(A).died(A, "", code=0, attempt=0).kubelet(EVICTS.format("kube-apiserver-exporter-x7k2p"), RECLAIMS)),
    miss("red15-critical-pod-was-spared", "node_pressure_eviction", Node().static_pod(A).died(A, "", code=1).kubelet(RECLAIMS, RANKED, SPARED)),
    quiet("red15-room-was-made", says(E, (2300, PUBLISHED["ready"]), (60, COMPACTS), since=timedelta(minutes=39), attempt=6, edited=DAYS).died(E, failed("cannot write to WAL directory: write /var/lib/etcd/member/wal/0.tmp: no space left on device"), attempt=5, ago=timedelta(minutes=40)).host(filesystems=[{"mount": "/", "size_bytes": 10**11, "free_bytes": 5 * 10**10, "free_inodes": 10**6}])),
    shows("red15-disk-is-full-and-the-alarm-too", "disk_full", dies(E, "\n".join([RAISED, failed("cannot write to WAL directory: write /var/lib/etcd/member/wal/0.tmp: no space left on device")])), E),
)  # fmt: skip

# ---- whose fault is first --------------------------------------------------------------------------------------------------
BAD_PROBE = http_probe(port=2382, path="/health", scheme="HTTP")
TWO = (
    shows("red15-etcd-is-probed-amiss-beside-a-leader-lost", "probe_wrong_port", said(E, *ROLLED, code=0, lived=timedelta(minutes=3), probe=BAD_PROBE).runs(E, attempt=6, since=ago(28)).probe(E, error="dial tcp 127.0.0.1:2382: connect: connection refused", url="http://127.0.0.1:2382/health", times=8).probe(E, 200, variant="actual_port", url="http://127.0.0.1:2381/health").socket(E, 2381, "127.0.0.1", pod=E), E),
    shows("red15-scheduler-s-flag-above-a-slow-disk", "unknown_flag", says(E, *NIGHTLY).static_pod(S).died(S, "Error: unknown flag: --port\n", code=1), S),
    shows("red15-scheduler-s-limit-above-a-member-that-ends", "etcd_data_corrupt", dies(E, CORRUPT).static_pod(S, limits={"memory": "64Mi"}).died(S, "", code=137, reason="OOMKilled", lived=HOURS), E),
)  # fmt: skip

# ---- lives that are over ---------------------------------------------------------------------------------------------------
WEEKS = timedelta(days=12)


def since_then(program, log, *, lived=timedelta(seconds=20), code=1, **end):
    """It ended of that twelve days ago, and has run since."""
    node = Node().static_pod(program, edited=timedelta(days=40))
    return node.died(program, log, code=code, attempt=2, lived=lived, ago=WEEKS, **end).runs(
        program, attempt=3, since=WEEKS
    )


UP_TOO_LATE = gives_up("transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused")
OVER = (
    quiet("red15-etcd-was-up-too-late-at-a-boot", since_then(A, UP_TOO_LATE)),
    quiet("red15-port-was-still-held-at-a-boot", since_then(A, "Error: listen tcp 0.0.0.0:6443: bind: address already in use")),
    quiet("red15-no-room-weeks-ago", since_then(E, failed("write /var/lib/etcd/member/wal/0.tmp: no space left on device"))),
    quiet("red15-lease-was-lost-weeks-ago", since_then(S, LEASE.format(S), lived=DAYS)),
    quiet("red15-limit-was-reached-once", since_then(S, "", code=137, reason="OOMKilled", lived=DAYS)),
    # A leak takes its days.
    shows("red15-limit-is-reached-every-month", "oom_killed", since_then(S, "", code=137, reason="OOMKilled", lived=timedelta(days=30)), S),
    # Once more in trouble, it is asked of its present life.
    miss("red15-etcd-was-up-too-late-and-it-is-killed-now", "etcd_unreachable", since_then(A, UP_TOO_LATE).probe(A, 401, times=3)),
)  # fmt: skip

# ---- what an earlier life said, and a unit's ------------------------------------------------------------------------------
NO_FLAG = "Error: unknown flag: --x"


def silent_after(program, log, uid="a" * 32, lived=timedelta(seconds=3), former=HOURS, **end):
    """Its last life ended without a word; what an earlier one said is still there."""
    node = Node().static_pod(program, edited=timedelta(hours=3))
    node.died(program, log, attempt=4, ago=former, uid=uid, lived=lived)
    return node.died(program, "", code=137, attempt=0 if uid else 5, lived=timedelta(hours=2), **end)


WAL_HAS_NO_ROOM = failed("write /var/lib/etcd/member/wal/0.tmp: no space left on device")
LOGGER_ENDS = (
    "log: exiting because of error: log: cannot create log: open /var/log/kube-apiserver.log: no space left on device"
)


def chosen(killed=""):
    """An etcd that was killed, and the kernel's line of one, by its container's ID."""
    node = Node().static_pod(E).died(E, "", code=137, lived=HOURS)
    of = GLOBAL.format(E).replace("/pod1/aa", f"/pod1/cri-containerd-{killed or node.container_id(E, 5)}.scope")
    return node.journal("kernel", of, KILLED.format(E), ago=ago(31))


FORMER = (
    miss("red15-flag-of-the-former-manifest-and-a-silent-end", "unknown_flag", silent_after(A, NO_FLAG)),
    miss("red15-lease-lost-before-and-a-silent-end", "leader_election_lost", silent_after(S, LEASE.format(S), uid="", lived=HOURS)),
    miss("red15-no-room-before-and-a-silent-end", "disk_full", silent_after(E, WAL_HAS_NO_ROOM, uid="")),
    miss("red15-data-damaged-before-and-a-silent-end", "etcd_data_corrupt", silent_after(E, CORRUPT, former=timedelta(days=2))),
    miss("red15-etcd-unreachable-before-and-a-silent-end", "etcd_unreachable", silent_after(A, UP_TOO_LATE, uid="", former=DAYS, reason="Error")),
    miss("red15-etcd-could-not-purge-days-ago-and-a-kill", "disk_full", said(E, (3 * DAY, zap("failed to save a snap file", error="write /var/lib/etcd/member/snap/0.snap: no space left on device")), (100, COMPACTS))),
    miss("red15-kernel-names-another-etcd", "node_out_of_memory", chosen("ab" * 32)),
    shows("red15-kernel-names-this-etcd", "node_out_of_memory", chosen(), E),
    shows("red15-logger-has-no-room", "disk_full", dies(A, LOGGER_ENDS, code=2), A),
    quiet("red15-unit-of-etcd-ended-weeks-ago", Node().unit("etcd", MainPID=7).journal("etcd", CORRUPT.splitlines()[-1], ago=WEEKS).journal("etcd", PUBLISHED["ready"], ago=WEEKS - MINUTES).journal("etcd", COMPACTS)),
    quiet("red15-k3s-ended-weeks-ago", Node(version=None).unit(K3S).journal(K3S, fatal("starting kubernetes: preparing server: etcdserver: mvcc: database space exceeded"), ago=WEEKS).journal(K3S, info("Starting k3s v1.28.4+k3s1 (6ba6c1b6)"), ago=WEEKS - MINUTES).journal(K3S, info("x"))),
    quiet("red15-kubelet-ended-weeks-ago", Node().unit("kubelet").kubelet('E0312 10:29:55.1    5115 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"', ago=WEEKS).kubelet("I0312 10:29:55.1    5115 x.go:1] x")),
    quiet("red15-manager-waited-for-its-lease-at-a-boot", since_then(KCM, 'E0312 10:29:55.1       1 run.go:74] "command failed" err="unable to load configmap based request-header-client-ca-file: Get \\"https://10.0.0.4:6443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication\\": dial tcp 10.0.0.4:6443: connect: connection refused"')),
    quiet("red15-probed-to-death-weeks-ago", since_then(A, "x", code=137, lived=timedelta(seconds=95))),
    shows("red15-lost-leases-again-and-again", "leader_election_lost", Node().static_pod(S, edited=timedelta(days=40)).died(S, LEASE.format(S), code=1, attempt=7, lived=timedelta(hours=6), ago=timedelta(hours=2)).runs(S, attempt=8, since=timedelta(hours=2)), S),
    shows("red15-no-room-json", "disk_full", dies(A, '{"ts":1710239395900.1,"caller":"cli/run.go:74","msg":"command failed","err":"open /var/log/audit/audit.log: no space left on device"}'), A),
    shows("red15-cannot-write-glog", "filesystem_damaged", dies(A, "F0312 10:29:55.1       1 server.go:163] open /etc/kubernetes/pki/x.lock: read-only file system", version="v1.18.2").journal("kernel", "EXT4-fs (sda1): Remounting filesystem read-only"), A),
)  # fmt: skip

OWN_FIFTEENTH_ETCD = (
    *DISK,
    *LEADER,
    *MEMBERS,
    *STORAGE,
    *CLIENTS,
    *DEPENDENTS,
    *MEMORY,
    *RESOURCES,
    *TWO,
    *OVER,
    *FORMER,
)
