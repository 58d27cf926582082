"""What lives and is called by strangers, loaded by tenants, backed up, drained and renewed; and another program's words beside an end."""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.eighth_living import lives
from incidents.own.etcd_words import zap
from incidents.own.fifteenth_etcd import ago, says
from incidents.own.nineteenth_living import (
    BAD,
    CANNOT_WATCH,
    CLIENTS,
    CLOSED,
    COMPACTS,
    DAYS,
    HOURS,
    HUNG,
    ME,
    OF_ANOTHER_36,
    PAST,
    STALL,
    TOKEN_23,
    UNKNOWN,
    B,
    C,
    at_times,
    capnslog,
    maybe,
    of_apiserver,
    of_etcd,
    rejects,
)
from incidents.own.nineteenth_living_more import CERT_AWAY
from incidents.own.nineteenth_words_alone import FILES, FLAGS, GAVE_UP, SETTINGS, dial, refused_at, untold
from incidents.own.nineteenth_words_alone import PAST as PAST_CLIENT
from incidents.own.shapes import IN_USE, KCM, LOST, UNIT, A, E, S, dies, miss, quiet, shows

D, F = "a8266ecf031671f3", "ca50e9357181d758"


def with_apiserver(node):
    """An apiserver beside it, which is asked for its state and is well."""
    return node.static_pod(A).runs(A, "", since=HOURS).probe(A, 200, body="ok", times=3)


# ---- strangers that call an etcd -----------------------------------------------------------------------------------------
SCRAPERS = ("10.0.0.95", "10.0.0.96", "10.0.0.95", "10.0.0.96")


def called(why, *hosts):
    return of_etcd(*((9 - 2 * n, rejects(host, why)) for n, host in enumerate(hosts)), since=DAYS)


STRANGERS = (
    quiet("red32-etcd-hung-up-on-by-two-scrapers-beside-an-apiserver-that-is-well", with_apiserver(called(BAD, *SCRAPERS))),
    quiet("red32-etcd-turns-two-scrapers-away-beside-an-apiserver-that-is-well", with_apiserver(called(CLIENTS + UNKNOWN, *SCRAPERS))),
    # It may be another node's apiserver: that of this node is well.
    maybe("red32-etcd-turns-an-old-backup-away-for-its-date-beside-an-apiserver-that-is-well", "etcd_client_certificate_expired", with_apiserver(called(CLIENTS + PAST, *["10.0.0.95"] * 4))),
    quiet("red32-etcd-called-by-a-cloned-cluster-beside-an-apiserver-that-is-well", with_apiserver(of_etcd(*((9 - n, OF_ANOTHER_36.replace("HIM", who)) for n, who in enumerate((B, C, B))), since=DAYS))),
    quiet("red32-etcd-called-by-a-cloned-cluster-just-after-it-is-ready", of_etcd((200, zap("serving client traffic securely", "info", address="127.0.0.1:2379")), (200, zap("ready to serve client requests", "info")), *((9 - n, OF_ANOTHER_36.replace("HIM", who)) for n, who in enumerate((B, C, B))), since=ago(210))),
)  # fmt: skip

# ---- etcd: peers in maintenance, upgrades, loads, backups ----------------------------------------------------------------
OF_FIVE = tuple(
    zap("established TCP streaming connection with remote peer", "info", stream_reader_type="stream Message", local_member_id=ME, remote_peer_id=who)
    for who in (B, C, D, F)
)  # fmt: skip
LISTED_THREE = (
    "--initial-cluster=master-1=https://10.0.0.4:2380,master-2=https://10.0.0.5:2380,master-3=https://10.0.0.6:2380",
    "--initial-cluster-state=existing",
    "--data-dir=/var/lib/etcd",
    "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.4:2379",
    "--listen-peer-urls=https://10.0.0.4:2380",
)


def away(who, address):
    return zap("prober detected unhealthy status", round_tripper_name="ROUND_TRIPPER_SNAPSHOT", remote_peer_id=who, rtt="0s", error=f"dial tcp {address}:2380: i/o timeout")  # fmt: skip


def leads(who, before, term):
    return zap(f"raft.node: {ME} changed leader from {before} to {who} at term {term}", "info")


def late(request, response="size:7", took="1.431s", prefix="read-only range "):
    return zap("apply request took too long", took=took, expected_duration="100ms", prefix=prefix, request=request, response=response)  # fmt: skip


LARGE = late('key:"/registry/events/" range_end:"/registry/events0" ', "range_response_count:48211 size:91234567")
LARGE_OLD = capnslog("etcdserver", 'read-only range request "key:\\"/registry/secrets/\\" range_end:\\"/registry/secrets0\\" " with result "range_response_count:9321 size:58231177" took too long (2.183s) to execute')  # fmt: skip
CHECK_PERF = late(
    'header:<ID:5087822155244138502 > put:<key:"/etcdctl-check-perf/\\\\351\\\\202" value_size:1024 >', prefix=""
)
WRITE = late('header:<ID:5087822155244138502 > txn:<compare:<target:MOD key:"/registry/leases/kube-node-lease/worker-1" mod_revision:7 > success:<request_put:<key:"/registry/leases/kube-node-lease/worker-1" value_size:485 >> failure:<>>', prefix="")  # fmt: skip
SENDING = zap("sending database snapshot to client", "info", total_bytes=4294967296, size="4.3 GB")
SENT = zap("successfully sent database snapshot to client", "info", total_bytes=4294967296, size="4.3 GB", took="50.1s")
ETCDS = (
    quiet("red32-etcd-of-five-that-began-as-three-and-two-are-in-maintenance", of_etcd(*((3600, line) for line in OF_FIVE), (250, COMPACTS), *at_times(away(D, "10.0.0.7"), 21, 11, 1), *at_times(away(F, "10.0.0.8"), 21, 11, 1), since=DAYS, flags=LISTED_THREE)),
    quiet("red32-etcd-of-five-upgraded-in-turn", of_etcd((150, leads(B, C, 5)), (110, leads(D, B, 6)), (70, leads(F, D, 7)), (25, leads(ME, F, 8)), since=DAYS)),
    maybe("red32-etcd-s-leadership-goes-to-and-fro", ["etcd_slow_disk", "etcd_no_quorum"], of_etcd((150, leads(B, C, 5)), (110, leads(C, B, 6)), (70, leads(B, C, 7)), (25, leads(C, B, 8)), since=DAYS), E),
    quiet("red32-etcd-lists-all-events-for-a-tenant", of_etcd(*at_times(LARGE, 55, 41, 22, 8), since=DAYS)),
    quiet("red32-etcd-lists-all-secrets-for-a-tenant-3.3", of_etcd(*at_times(LARGE_OLD, 55, 41, 22, 8), since=DAYS)),
    quiet("red32-etcd-is-benchmarked", of_etcd(*at_times(CHECK_PERF, 55, 41, 22, 8), since=DAYS)),
    maybe("red32-etcd-writes-leases-late", "etcd_slow_disk", of_etcd(*at_times(WRITE, 55, 41, 22, 8), since=DAYS), E),
    quiet("red32-etcd-is-being-backed-up", of_etcd((55, SENDING), *at_times(STALL, 48, 36, 24, 12), (2, SENT), since=DAYS)),
    quiet("red32-etcd-is-being-backed-up-still", of_etcd((55, SENDING), *at_times(STALL, 48, 36, 24, 12), since=DAYS)),
    quiet("red32-etcd-hung-in-the-kernel-and-works-again", of_etcd((30, COMPACTS), since=DAYS).journal("kernel", HUNG, ago=ago(100))),
)  # fmt: skip

# ---- apiservers: strangers' tokens, webhooks on drained nodes, renewals ---------------------------------------------------


def closed(name):
    return CLOSED.replace("validate.kyverno.svc-fail", f"validate.{name}.svc").replace("kyverno-svc.kyverno", f"{name}.{name}")  # fmt: skip


FRONT_AWAY = CERT_AWAY.replace("pki/apiserver.crt", "pki/front-proxy-client.crt")
NO_FILES = "I0312 10:29:50.1       1 log.go:245] http: Accept error: accept tcp [::]:6443: accept4: too many open files; retrying in 1s"
COLLECTOR = 'W0312 10:29:50.1       1 logging.go:59] [core] [Channel #9 SubChannel #10] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:4317", ServerName: "127.0.0.1:4317", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:4317: connect: connection refused"'
COLLECTOR_TLS = COLLECTOR.replace("127.0.0.1", "10.0.0.50").replace("Error while dialing: dial tcp 10.0.0.50:4317: connect: connection refused", f"authentication handshake failed: tls: failed to verify certificate: {UNKNOWN}")  # fmt: skip
COLLECTOR_PAST = COLLECTOR_TLS.replace(UNKNOWN, PAST)
APISERVERS = (
    quiet("red32-apiserver-is-shown-one-stranger-s-token-each-half-minute", of_apiserver(*at_times(TOKEN_23, 150, 120, 90, 60, 30, 1))),
    quiet("red32-apiserver-s-webhooks-move-from-drained-nodes-in-turn", of_apiserver((110, closed("kyverno")), (60, closed("gatekeeper")), (5, closed("linkerd")))),
    maybe("red32-apiserver-s-webhook-is-away-beside-another", "admission_webhook_deadlock", of_apiserver((150, closed("kyverno")), (110, closed("kyverno")), (60, closed("kyverno")), (30, closed("linkerd")), (4, closed("kyverno"))), A),
    quiet("red32-apiserver-s-certificates-are-renewed-one-by-one", of_apiserver((65, CERT_AWAY), (5, FRONT_AWAY))),
    miss("red32-apiserver-has-used-up-its-own-files", "inotify_limit", of_apiserver(*at_times(CANNOT_WATCH, 130, 70, 10), *at_times(NO_FILES, 131, 71, 11))),
    quiet("red32-apiserver-of-unknown-flags-without-its-trace-collector", untold(of_apiserver(*at_times(COLLECTOR, 61, 51, 41, 31, 21, 11, 1)))),
    quiet("red32-apiserver-of-unknown-flags-does-not-trust-its-trace-collector", untold(of_apiserver(*at_times(COLLECTOR_TLS, 61, 51, 41, 31, 21, 11, 1)))),
    quiet("red32-apiserver-of-unknown-flags-finds-its-trace-collector-expired", untold(of_apiserver(*at_times(COLLECTOR_PAST, 61, 51, 41, 31, 21, 11, 1)))),
    miss("red32-apiserver-of-unknown-flags-ends-for-its-port-without-its-trace-collector", ["etcd_unreachable"], untold(dies(A, f"{COLLECTOR}\n{COLLECTOR}\n{saying.component(IN_USE)['klog']}", node=Node().socket("python3", 6443, pid=991)))),
    miss("red32-apiserver-of-unknown-flags-gives-up-on-its-etcd-and-lacks-trust-in-a-collector", "certificate_authority_mismatch", untold(dies(A, "\n".join((COLLECTOR_TLS, refused_at("10.0.0.7:2379"), COLLECTOR_TLS, GAVE_UP))))),
    shows("red32-apiserver-of-unknown-flags-lacks-its-etcd-and-a-collector", "etcd_unreachable", untold(dies(A, "\n".join((COLLECTOR, refused_at("10.0.0.7:2379"), COLLECTOR, GAVE_UP)))), A),
)  # fmt: skip

# ---- kubelets and runtimes -----------------------------------------------------------------------------------------------
WEBHOOK = 'Internal error occurred: failed calling webhook \\"validate.x.io\\": failed to call webhook: Post \\"https://x.x.svc:443/validate?timeout=10s\\": tls: failed to verify certificate: WHY'
MIRROR = f'E0312 10:29:50.1    1495 kubelet.go:1729] "Failed creating a mirror pod for" err="{WEBHOOK}" pod="kube-system/kube-apiserver-master-1"'
EVENT = f'E0312 10:29:50.1    1495 event.go:359] "Server rejected event (will not retry!)" err="{WEBHOOK}" event="&Event{{}}"'
EVENT_OLD = "E0312 10:29:50.1    1495 event.go:264] Unable to write event: '&v1.Event{}': '" + WEBHOOK.replace('\\"', '"') + "'(may retry after sleeping)"  # fmt: skip
NOT_YET = "x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:40Z is before 2024-03-13T00:00:00Z"
VAULT = f'E0312 10:29:50.1    1495 nestedpendingoperations.go:348] Operation for "{{volumeName:kubernetes.io/csi/5-secrets podName:5 nodeName:}}" failed. No retries permitted until 2024-03-12 10:31:52 +0000 UTC. Error: MountVolume.SetUp failed for volume "secrets" (UniqueName: "kubernetes.io/csi/5-secrets") pod "web-0" (UID: "5") : rpc error: code = Unknown desc = failed to mount secrets store objects for pod tenant-a/web-0, err: rpc error: code = Unknown desc = error making mount request: Put "https://vault.tenant-a.svc:8200/v1/auth/kubernetes/login": {NOT_YET}'
LEASE = 'E0312 10:29:50.1    1495 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://10.0.0.100:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\\": dial tcp 10.0.0.100:6443: connect: connection refused" interval="7s"'
PLEG = 'E0312 10:29:50.1    1495 kubelet.go:2361] "Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active {} ago; threshold is 3m0s"'
FULL = 'E0312 10:29:50.1    1495 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"web-0_tenant-a(5)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod: rpc error: code = Unknown desc = failed to create containerd container: mkdir /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-1: no space left on device\\"" pod="tenant-a/web-0" podUID="5"'
REMOVES = 'I0312 10:29:50.1    1495 image_gc_manager.go:487] "Removing image to free bytes" imageID="sha256:5b1" size=1934812311 runtimeHandler=""'
EASED = 'I0312 10:29:50.1    1495 eviction_manager.go:408] "Eviction manager: able to reduce resource pressure without evicting pods." resourceName="nodefs"'
CRUN = 'E0312 10:29:50.1    1495 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"job-0_tenant-a(5)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod: rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error: exec: \\\\\\"crun\\\\\\": executable file not found in $PATH: unknown\\"" pod="tenant-a/job-0" podUID="5"'
OCI = "OCI runtime create failed: container_linux.go:349: starting container process caused"
STARTS = 'time="2024-03-12T10:29:50.1Z" level=error msg="Handler for POST /v1.40/containers/{}/start returned error: {} \\"{}\\": unknown"'
NO_COMMAND = 'exec: \\\\\\"/app/{}\\\\\\": stat /app/{}: no such file or directory'
K3S_WEBHOOK = f'W0312 10:29:50.1    1495 dispatcher.go:225] Failed calling webhook, failing open validate.x.io: failed calling webhook "validate.x.io": failed to call webhook: Post "https://x.x.svc:443/validate?timeout=10s": tls: failed to verify certificate: {NOT_YET}'
BUSY = 'I0312 10:29:50.1    1495 reconciler_common.go:258] "operationExecutor.VerifyControllerAttachedVolume started for volume" pod="tenant-a/web-0"'


def kubelet(*lines, node=None):
    node = node or Node()
    node.unit("kubelet")
    for second, line in lines:
        node.kubelet(line, ago=ago(second))
    return node


def docker(*starts):
    node = Node(version="v1.18.2").unit("docker")
    return node.journal("docker", *(STARTS.format(n * 64, OCI, why) for n, why in starts), ago=ago(20))


TRUST = ["certificate_authority_mismatch", "serving_certificate_expired"]
LOWER = (
    miss("red32-kubelet-s-mirror-pod-is-refused-for-a-webhook-it-does-not-trust", TRUST, kubelet(*at_times(MIRROR.replace("WHY", UNKNOWN), 40, 25, 9))),
    miss("red32-kubelet-s-mirror-pod-is-refused-for-a-webhook-that-has-expired", TRUST, kubelet(*at_times(MIRROR.replace("WHY", PAST), 40, 25, 9))),
    miss("red32-kubelet-s-event-is-refused-for-a-webhook-it-does-not-trust", TRUST, kubelet(*at_times(EVENT_OLD.replace("WHY", UNKNOWN), 40, 25, 9))),
    miss("red32-kubelet-s-event-is-rejected-for-a-webhook-that-has-expired", TRUST, kubelet(*at_times(EVENT.replace("WHY", PAST), 40, 25, 9))),
    miss("red32-kubelet-mounts-from-a-vault-of-tomorrow", "clock_skew", kubelet(*at_times(VAULT, 100, 35))),
    miss("red32-k3s-calls-a-webhook-of-tomorrow", "clock_skew", Node().unit("k3s").journal("k3s", K3S_WEBHOOK, K3S_WEBHOOK, ago=ago(20))),
    quiet("red32-kubelet-s-apiserver-was-upgraded-and-is-back", kubelet(*at_times(LEASE, *range(115, 44, -7)))),
    shows("red32-kubelet-s-apiserver-is-away-to-this-moment", "apiserver_unreachable", kubelet(*at_times(LEASE, *range(115, 2, -7))), UNIT),
    quiet("red32-kubelet-listed-late-and-lists-again", kubelet(*((second, PLEG.format(f"5m{60 - second}.1s")) for second in (59, 54, 49, 44)), (20, BUSY), (5, BUSY))),
    quiet("red32-kubelet-s-disk-was-full-till-images-were-removed", kubelet((55, FULL), (52, FULL), (45, REMOVES), (43, EASED))),
    quiet("red32-kubelet-has-no-crun-for-one-tenant-s-pod", kubelet(*at_times(CRUN, 50, 36, 22, 8))),
    quiet("red32-dockerd-starts-three-tenants-in-vain-each-for-its-own-command", docker(*((n, NO_COMMAND.format(n * 3, n * 3)) for n in "abc"))),
    quiet("red32-dockerd-starts-three-of-one-deployment-in-vain", docker(*((n, NO_COMMAND.format("start.sh", "start.sh")) for n in "abc"))),
)  # fmt: skip
REFUSED_LOCK = 'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-scheduler: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": dial tcp 10.0.0.4:6443: connect: connection refused'
BEGINS = (
    "I0312 10:29:50.1       1 leaderelection.go:250] attempting to acquire leader lease kube-system/kube-scheduler..."
)
STANDBY = (
    quiet("red32-standby-scheduler-outlived-a-restart-of-its-apiserver", says(S, (130, BEGINS), *at_times(REFUSED_LOCK, 52, 49, 46, 43, 40), since=ago(133))),
    shows("red32-scheduler-waits-for-an-apiserver-to-this-moment", "apiserver_unreachable", says(S, (130, BEGINS), *at_times(REFUSED_LOCK, *range(128, 0, -3)), since=ago(133)), S),
)  # fmt: skip

# ---- words of another program, beside an end of which no flags are known -------------------------------------------------
KUBECTL = "error: unknown flag: --short\nSee 'kubectl version --help' for usage."
KUBELOGIN = "Error: unknown flag: --server-idd\nUsage:\n  kubelogin get-token [flags]"
IAM = 'Error: required flag(s) "cluster-id" not set'
NO_TOKEN = 'Get "https://10.0.0.4:6443/api/v1/namespaces/kube-system": getting credentials: exec: executable {} failed with exit code 1'
OF_A_TENANT = 'E0312 10:29:50.1       1 status.go:71] "Unhandled Error" err="apiserver received an error that is not an metav1.Status: &errors.errorString{s:\\"strict decoding error: unknown field \\\\\\"spec.replicass\\\\\\"\\"}" logger="UnhandledError"'
EXTENDER = 'E0312 10:29:50.1       1 schedule_one.go:1048] "Error scheduling pod; retrying" err="json: cannot unmarshal string into Go value of type v1.ExtenderFilterResult" pod="tenant-a/web-0"'
PLUGIN_ASKS = 'initializing profiles: creating profile for scheduler name default-scheduler: initializing plugin "NodeResourceTopologyMatch": Get "https://10.96.0.1:443/apis/topology.node.k8s.io/v1alpha2": net/http: TLS handshake timeout'
FLEX = "/usr/libexec/kubernetes/kubelet-plugins/volume/exec"
NO_FLEX = f'E0312 10:29:40.1       1 plugins.go:609] "Error initializing dynamic plugin prober" err="error initializing watcher: open {FLEX}: no such file or directory"'
ENDS_FOR_ITS_LEASE = LOST.format(name=KCM, why="context deadline exceeded", last='E0312 10:29:55.2       1 controllermanager.go:316] "leaderelection lost"')  # fmt: skip
INIT = '{"ts":1710239395900.1,"caller":"cmd/wait.go:18","msg":"still waiting","err":"open /etc/kubernetes/pki/etcd/ca.crt: no such file or directory"}'
WORDS = (
    miss("red32-kubectl-of-a-script-does-not-know-a-flag", "unknown_flag", untold(dies(A, KUBECTL))),
    miss("red32-kubectl-of-a-known-script-does-not-know-a-flag", "unknown_flag", dies(A, KUBECTL, command="/bin/sh", flags=("-c", "kubectl version --short && exec kube-apiserver $FLAGS"))),
    miss("red32-a-plugin-for-tokens-does-not-know-a-flag", FLAGS, untold(dies(KCM, f"{KUBELOGIN}\n{saying.component(NO_TOKEN.format('kubelogin'))['klog']}"))),
    miss("red32-a-plugin-for-tokens-requires-a-flag", FLAGS, untold(dies(KCM, f"{IAM}\n{saying.component(NO_TOKEN.format('aws-iam-authenticator'))['klog']}"))),
    miss("red32-a-plugin-for-tokens-requires-a-flag-cobra", FLAGS, untold(dies(KCM, f"{IAM}\n{saying.component(NO_TOKEN.format('aws-iam-authenticator'))['cobra']}"))),
    miss("red32-a-tenant-s-object-before-a-kill", SETTINGS, untold(dies(A, OF_A_TENANT, code=137, lived=timedelta(minutes=4)))),
    miss("red32-an-extender-s-answer-before-a-kill", SETTINGS, untold(dies(S, EXTENDER, code=137, lived=timedelta(minutes=4)))),
    miss("red32-a-scheduler-s-plugin-asks-in-vain", SETTINGS, untold(dies(S, saying.component(PLUGIN_ASKS)["klog"]))),
    miss("red32-a-scheduler-s-plugin-asks-in-vain-by-known-flags", SETTINGS, dies(S, saying.component(PLUGIN_ASKS)["klog"], "--config=/etc/kubernetes/scheduler.yaml")),
    miss("red32-a-directory-for-plugins-before-a-lost-lease", FILES, untold(dies(KCM, f"{NO_FLEX}\n{ENDS_FOR_ITS_LEASE}", lived=timedelta(minutes=4), node=Node().absent(FLEX)))),
    miss("red32-a-file-that-was-waited-for-before-its-port", FILES, untold(dies(A, f"{INIT}\n{saying.component(IN_USE)['klog']}", node=Node().socket("python3", 6443, pid=991).there("/etc/kubernetes/pki/etcd/ca.crt")))),
    miss("red32-a-collector-of-traces-is-no-etcd-that-has-expired", "etcd_server_certificate_expired", untold(dies(A, "\n".join((COLLECTOR_PAST, dial("10.0.0.7:2379", "Error while dialing: dial tcp 10.0.0.7:2379: i/o timeout"), COLLECTOR_PAST, GAVE_UP))))),
    quiet("red32-etcd-of-an-application-hangs-in-the-kernel", lives(E, COMPACTS, silent=ago(20)).journal("kernel", HUNG, ago=ago(90))),
)  # fmt: skip

# ---- what is over, and what the like of it is said while it lasts --------------------------------------------------------
MUST_EVICT = 'I0312 10:29:50.1    1495 eviction_manager.go:377] "Eviction manager: must evict pod(s) to reclaim" resourceName="memory"'
EVICTED = 'I0312 10:29:50.1    1495 eviction_manager.go:595] "Eviction manager: pod is evicted successfully" pod="tenant-a/hog-0"'
STOPPED = "sd 3:0:0:1: [sdq] Synchronizing SCSI cache"
OFFLINE = "blk_update_request: I/O error, dev sdq, sector {} op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 0"
ISCSI = "session1: session recovery timed out after 120 secs"
REMOUNTS = "EXT4-fs (sdq): Remounting filesystem read-only"
OIDC_404 = "E0312 10:29:50.1       1 oidc.go:335] oidc authenticator: initializing plugin: 404 Not Found: default backend - 404"
OIDC = ("--oidc-issuer-url=https://id.example.com/realms/k8s", "--oidc-client-id=k8s", "--etcd-servers=https://10.0.0.7:2379")  # fmt: skip
PROBED = f'I0312 10:29:50.1    1495 prober.go:107] "Probe failed" probeType="Readiness" pod="tenant-a/web-0" podUID="5" containerName="web" probeResult="failure" output="Get https://db.tenant-a:5432: {NOT_YET}"'
MOUNTS = '{} \\"process_linux.go:449: container init caused \\\\\\"rootfs_linux.go:58: mounting \\\\\\\\\\\\\\"/etc/tenant.conf\\\\\\\\\\\\\\" to rootfs caused \\\\\\\\\\\\\\"not a directory\\\\\\\\\\\\\\"\\\\\\"'
KEYS = 'time="2024-03-12T10:29:50.1Z" level=error msg="Handler for POST /v1.41/containers/{}/start returned error: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: unable to start unit \\"docker-{}.scope\\": Message recipient disconnected from message bus without replying: unknown"'
HEALTHZ = 'E0312 10:29:50.1    1495 server.go:505] "Failed to start healthz server" err="listen tcp 127.0.0.1:10248: bind: address already in use"'
CHECKPOINT = 'E0312 10:29:50.1    1495 manager.go:500] "Update plugin resources failed" err="failed to write checkpoint file \\"kubelet_internal_checkpoint\\": open /var/lib/kubelet/device-plugins/.054640323: read-only file system"'
REMOUNTED = "EXT4-fs (sda2): re-mounted. Opts: errors=remount-ro. Quota mode: none."
LISTS = 'E0312 10:29:50.1    1495 reflector.go:147] k8s.io/client-go/informers/factory.go:150: Failed to watch *v1.Service: failed to list *v1.Service: Get "https://10.0.0.100:6443/api/v1/services?limit=500&resourceVersion=0": dial tcp 10.0.0.100:6443: connect: connection refused'
ETCDCTL = "Error: unknown flag: --cacertt\nNAME:\n\tendpoint health - Checks the healthiness of endpoints specified in `--endpoints` flag\n\nUSAGE:\n\tetcdctl endpoint health [flags]"
OWN_FLAG = "Error: unknown flag: --short-circuit\nUsage:\n  kube-apiserver [flags]\n\nGeneric flags:\n\nunknown flag: --short-circuit"
CALICOS = "Error: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"
OVER = (
    quiet("red32-kubelet-evicted-a-noisy-tenant", kubelet((105, MUST_EVICT), (104, EVICTED), (40, BUSY), (5, BUSY))),
    shows("red32-kubelet-evicts-on-and-on", "node_pressure_eviction", kubelet(*at_times(MUST_EVICT, *range(105, 0, -10))), UNIT),
    quiet("red32-kernel-tells-of-a-volume-that-is-detached", Node().unit("kubelet").journal("kernel", STOPPED, *(OFFLINE.format(n) for n in (77, 78, 79, 80)), ago=ago(60))),
    quiet("red32-kernel-remounts-a-tenant-s-volume-of-a-lost-session", Node().unit("kubelet").journal("kernel", ISCSI, REMOUNTS, ago=ago(60))),
    quiet("red32-kubelet-s-root-was-read-only-and-is-mounted-anew", kubelet(*at_times(CHECKPOINT, 52, 46)).journal("kernel", REMOUNTED, ago=ago(30))),
    shows("red32-kubelet-s-root-is-read-only-beside-a-volume-that-is-mounted", "filesystem_damaged", kubelet(*at_times(CHECKPOINT, 52, 46)).journal("kernel", "EXT4-fs (rbd3): mounted filesystem with ordered data mode. Opts: (null)", ago=ago(30)), UNIT),
    quiet("red32-kubelet-s-port-was-its-predecessor-s", kubelet(*at_times(HEALTHZ, 58, 53, 48), (20, BUSY), (5, BUSY))),
    shows("red32-kubelet-s-port-is-another-s", "port_in_use", kubelet(*at_times(HEALTHZ, 58, 53, 48, 43, 38, 33, 28, 23, 18, 13, 8, 3)), UNIT),
    shows("red32-kubelet-lists-less-and-less-often-in-vain", "apiserver_unreachable", kubelet(*at_times(LISTS, 118, 117, 115, 88, 57, 22)), UNIT),
    shows("red32-kubelet-s-disk-is-full-again", "disk_full", kubelet((55, FULL), (50, EASED), (24, FULL), (9, FULL)), UNIT),
    quiet("red32-apiserver-s-issuer-is-in-a-cluster-that-is-being-started", of_apiserver(*at_times(OIDC_404, 21, 11, 1), flags=OIDC, since=ago(240))),
    maybe("red32-etcd-stalls-beside-large-answers", "etcd_slow_disk", of_etcd((60, STALL), (55, LARGE), (41, STALL), (22, LARGE), (20, STALL), (3, STALL), since=DAYS), E),
    quiet("red32-etcd-is-hung-up-on-by-an-agent-of-its-own-node", called(BAD, "192.168.0.4", "172.17.0.1", "192.168.0.4").host(interfaces={"eth0": ["10.0.0.4"], "eth1": ["192.168.0.4"], "docker0": ["172.17.0.1"]})),
    miss("red32-kubelet-tells-of-a-probe-of-a-database-of-tomorrow", "clock_skew", kubelet(*at_times(PROBED, 30, 20, 10))),
    quiet("red32-dockerd-starts-three-in-vain-for-a-tenant-s-mount", Node(version="v1.18.2").unit("docker").journal("docker", *(f'time="2024-03-12T10:29:50.1Z" level=error msg="Handler for POST /v1.40/containers/{n * 64}/start returned error: {MOUNTS.format(OCI)}"' for n in "abc"), ago=ago(20))),
    maybe("red32-dockerd-starts-none-without-its-bus", "container_create_failed", Node(version="v1.23.2").unit("docker").journal("docker", *(KEYS.format(n * 64, n * 64) for n in "abc"), ago=ago(20))),
    miss("red32-etcdctl-of-a-script-does-not-know-a-flag", "unknown_flag", untold(dies(E, ETCDCTL))),
    miss("red32-etcdctl-of-an-apiserver-s-script-does-not-know-a-flag", "unknown_flag", untold(dies(A, ETCDCTL))),
    shows("red32-apiserver-of-a-script-does-not-know-a-flag", "unknown_flag", untold(dies(A, OWN_FLAG)), A),
    miss("red32-an-aggregated-apiserver-without-a-cluster", SETTINGS, untold(dies("calico-apiserver", CALICOS))),
)  # fmt: skip

# ---- tools of a script and plugins for tokens, again: files, values, certificates ----------------------------------------
HEALTHCHECK = "/etc/kubernetes/pki/etcd/healthcheck-client.crt"
TOOL_LACKS = f"Error: open {HEALTHCHECK}: no such file or directory"
ETCD_IN_USE = saying.etcd("listen tcp 10.0.0.4:2380: bind: address already in use")
KUBELOGIN_ENDS = saying.component(NO_TOKEN.format("kubelogin"))["klog"]
KUBECTL_REQUIRES = (
    "error: required flag(s) \"cluster-name\" not set\nSee 'kubectl config set-context --help' for usage."
)
KUBECTL_REFUSES = 'error: invalid argument "abc" for "--request-timeout" flag: time: invalid duration "abc"\nSee \'kubectl get --help\' for usage.'
TUNNEL = 'W0312 10:29:50.1       1 logging.go:59] [core] [Channel #9 SubChannel #10] grpc: addrConn.createTransport failed to connect to {Addr: "10.0.0.7:8132", ServerName: "10.0.0.7:8132", }. Err: connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate"'
TOOLS = (
    *(miss(f"red32-etcdctl-of-a-script-lacks-its-file-before-etcd-s-port-{form}", FILES, untold(dies(E, f"{TOOL_LACKS}\n{log}", node=Node().absent(HEALTHCHECK).socket("etcd-old", 2380, pid=991)))) for form, log in ETCD_IN_USE.items()),
    miss("red32-etcdctl-of-a-known-script-lacks-its-file-before-etcd-s-port", FILES, dies(E, f"{TOOL_LACKS}\n{ETCD_IN_USE['zap']}", command="/bin/sh", flags=("-c", "etcdctl endpoint health; exec etcd $FLAGS"), node=Node().absent(HEALTHCHECK).socket("etcd-old", 2380, pid=991))),
    miss("red32-a-plugin-for-tokens-lacks-a-file", FILES, untold(dies(KCM, f"Error: open /root/.azure/token.json: no such file or directory\n{KUBELOGIN_ENDS}"))),
    miss("red32-a-plugin-for-tokens-lacks-a-file-that-the-host-lacks", FILES, untold(dies(KCM, f"Error: open /root/.azure/token.json: no such file or directory\n{KUBELOGIN_ENDS}", node=Node().absent("/root/.azure/token.json")))),
    miss("red32-a-plugin-for-tokens-reads-a-directory", "host_path_unusable", untold(dies(KCM, f"Error: read /root/.azure/token.json: is a directory\n{KUBELOGIN_ENDS}"))),
    miss("red32-kubectl-of-a-script-requires-a-flag", FLAGS, untold(dies(A, KUBECTL_REQUIRES))),
    miss("red32-kubectl-of-a-script-refuses-a-value", FLAGS, untold(dies(A, KUBECTL_REFUSES))),
    miss("red32-a-tunnel-s-server-refuses-a-certificate-before-its-port", "etcd_client_certificate_expired", untold(dies(A, f"{TUNNEL}\n{saying.component(IN_USE)['klog']}", node=Node().socket("python3", 6443, pid=991).file("/etc/kubernetes/pki/apiserver-etcd-client.crt", PAST_CLIENT)))),
    shows("red32-etcd-of-unknown-flags-lacks-its-file", "file_missing", untold(dies(E, saying.etcd("open /etc/kubernetes/pki/etcd/server.crt: no such file or directory")["zap"], node=Node().absent("/etc/kubernetes/pki/etcd/server.crt"))), E),
)  # fmt: skip

OWN_NINETEENTH_RED_LIVING = (*STRANGERS, *ETCDS, *APISERVERS, *LOWER, *STANDBY, *WORDS, *OVER, *TOOLS)
