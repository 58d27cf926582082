"""What was put right minutes ago, two faults at once, and who is to blame: upgrades, reboots, members that are replaced, clocks."""

from datetime import timedelta

from incidents import saying
from incidents.builder import PKI, Node
from incidents.certificates import certificate
from incidents.own.certificates import ALL_LEAVES, with_certificates
from incidents.own.eighth_living import PUBLISHED, lives, rejects
from incidents.own.etcd_words import failed, old, panics, zap
from incidents.own.fifteenth_etcd import (
    BACK,
    BEGINS,
    COMPACTS,
    CORRUPT,
    DAYS,
    DIAL_6,
    FOLLOWS,
    FULL,
    GONE,
    HOURS,
    LEADS,
    LEARNERS,
    LEASE,
    LOST,
    RAISED,
    STALL,
    ago,
    kills,
    said,
    says,
    told,
    votes,
)
from incidents.own.seventh_etcd import ME, OTHER
from incidents.own.shapes import KCM, UNIT, A, E, S, dies, gives_up, miss, quiet, shows

THE_OLD, THE_NEW = "a" * 32, "b" * 32


def minutes(number):
    return timedelta(minutes=number)


def mended(program, log, since, *, code=1, after="", lived=timedelta(seconds=3), uids=(THE_OLD, THE_OLD), node=None, died=None, **pod):  # fmt: skip
    """It ended with that, was put right, and lives since; it said `after` a few seconds ago."""
    made = (node or Node()).static_pod(program, **({"edited": since + ago(5)} | pod))
    made.died(program, log, code=code, attempt=5, lived=lived, ago=died or since + ago(20), uid=uids[0])
    return made.runs(program, after, attempt=6 if uids[0] == uids[1] else 0, since=since, uid=uids[1], silent=ago(4))


SERVES = "\n".join((PUBLISHED["ready"], COMPACTS))
REPLACED = {"uids": (THE_OLD, THE_NEW)}

# ---- put right between five minutes and half an hour ago -----------------------------------------------------------------
REMOVED = failed("the member has been permanently removed from the cluster")
UNTRUSTED = (
    "authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"
)
PAST = "authentication handshake failed: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:19:40Z is after 2024-03-12T10:00:00Z"
LEASE_PAST = 'E0312 10:16:20.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:16:20Z is after 2024-03-12T10:00:00Z\nI0312 10:16:25.1       1 leaderelection.go:285] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nE0312 10:16:25.2       1 controllermanager.go:300] "leaderelection lost"'
ACQUIRED = (
    "I0312 10:29:50.1       1 leaderelection.go:260] successfully acquired lease kube-system/kube-controller-manager"
)
DEADLOCK = 'W0312 10:18:01.1       1 dispatcher.go:217] Failed calling webhook, failing closed x.example.com: failed calling webhook "x.example.com": failed to call webhook: Post "https://x.d.svc:443/validate?timeout=10s": dial tcp 10.96.3.4:443: connect: connection refused\nF0312 10:18:40.1       1 hooks.go:203] PostStartHook "scheduling/bootstrap-system-priority-classes" failed: unable to add default system priority classes: timed out waiting for the condition'
WATCHES = (
    'E0312 10:18:55.1       1 run.go:74] "command failed" err="failed to create fsnotify watcher: too many open files"'
)
FINE = "I0312 10:29:56.1       1 controller.go:624] quota admission added evaluator for: leases.coordination.k8s.io"
DISARMED = zap("alarm disarmed", alarm="NOSPACE", **{"from": ME})
MENDED = (
    miss("red26e-data-removed-and-joined-again", "etcd_data_corrupt", mended(E, CORRUPT, minutes(12), after=SERVES)),
    miss("red26e-data-restored-under-a-new-manifest", "etcd_data_corrupt", mended(E, panics("tocommit(5290395) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?"), minutes(9), code=2, after=SERVES, **REPLACED)),
    miss("red26e-member-was-added-anew", "etcd_membership_mismatch", mended(E, REMOVED, minutes(8), after=SERVES, **REPLACED)),
    miss("red26e-rolled-back", "etcd_upgrade_incompatible", mended(E, zap("detected disallowed v2 WAL for stage --v2-deprecation=write-only", "fatal"), minutes(15), after=SERVES, **REPLACED)),
    miss("red26e-room-again-and-a-kill-before", "etcd_nospace_alarm", told(said(A, node=says(E, (2400, RAISED), (600, DISARMED), (60, COMPACTS)), code=0, lived=HOURS).runs(A, "x", attempt=6, since=minutes(11)), A, 6, (5, FINE))),
    miss("red26e-apiserver-was-renewed-and-the-manager-leads", "serving_certificate_expired", mended(KCM, LEASE_PAST, minutes(13), after=ACQUIRED, lived=DAYS)),
    miss("red26e-etcd-was-renewed-and-the-apiserver-lives", "etcd_server_certificate_expired", mended(A, gives_up(PAST), minutes(9), after=FINE, lived=ago(22)).static_pod(E).runs(E, SERVES, since=minutes(10))),
    miss("red26e-etcd-s-authority-was-put-right", "certificate_authority_mismatch", mended(A, gives_up(UNTRUSTED), minutes(9), after=FINE, lived=ago(22)).static_pod(E).runs(E, SERVES, since=minutes(10))),
    miss("red26e-webhook-was-deleted", "admission_webhook_deadlock", mended(A, DEADLOCK, minutes(11), code=255, after=FINE, lived=ago(40))),
    miss("red26e-inotify-limit-was-raised", "inotify_limit", mended(S, WATCHES, minutes(10), after="I0312 10:29:56.1       1 x.go:1] x", lived=ago(2)).host(inotify={"instances_used": 190, "max_user_instances": 8192, "watches_used": 900, "max_user_watches": 524288})),
    miss("red26e-etcd-in-a-unit-was-restored", "etcd_data_corrupt", Node().unit("etcd", ExecMainStartTimestamp="Tue 2024-03-12 10:20:00 UTC", ActiveEnterTimestamp="Tue 2024-03-12 10:20:01 UTC").journal("etcd", "Starting etcd.service - etcd...", ago=minutes(12) + ago(1), by="systemd").journal("etcd", CORRUPT, ago=minutes(12)).journal("etcd", "etcd.service: Main process exited, code=exited, status=1/FAILURE", ago=minutes(12), by="systemd").journal("etcd", "Started etcd.service - etcd.", ago=minutes(10), by="systemd").journal("etcd", PUBLISHED["ready"], ago=minutes(9)).journal("etcd", COMPACTS, ago=ago(60))),
    # The clients' certificate was renewed, and etcd made anew for another reason.
    quiet("red26e-client-was-renewed-and-etcd-edited", mended(E, "\n".join([rejects("127.0.0.1", "x509: certificate has expired or is not yet valid: current time 2024-03-12T10:19:44Z is after 2024-03-12T10:00:00Z")] * 3), minutes(7), code=0, after=SERVES, lived=DAYS, **REPLACED)),
    # It goes on: a member that was corrupt is so again after it was merely started anew.
    shows("red26e-corrupt-again", "etcd_data_corrupt", Node().static_pod(E).died(E, CORRUPT, attempt=4, ago=minutes(12)).died(E, CORRUPT, attempt=5, ago=minutes(6)), E),
    shows("red26e-removed-and-merely-started-anew", "etcd_membership_mismatch", Node().static_pod(E).died(E, REMOVED, attempt=5, ago=minutes(5)).runs(E, BEGINS, attempt=6, since=ago(1)), E),
)  # fmt: skip

# ---- reboots -------------------------------------------------------------------------------------------------------------
BOOTED = {"previous_boot_id": "bb", "booted_at": "2024-03-12T10:22:00Z"}
AFTER_BOOT = minutes(8)
CANNOT_BIND = failed("listen tcp 10.0.0.4:2380: bind: cannot assign requested address")
STOPPED = {"code": 255, "reason": "Unknown", "lived": DAYS, "ago": minutes(9)}
TIMES_OUT = "\n".join(LEASE.format(S).replace("10:29:", "10:20:").splitlines()[:1])
SWAP = 'E0312 10:29:55.1    5115 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority /swap.img file 4194300 0 -2]"'
REFUSED = DIAL_6.replace("[::1]", "127.0.0.1").replace("10:29:50", "10:20:50")
NO_VOTES = [(before, line) for before in (80, 60, 40, 20) for line in votes(9700 + (80 - before) // 20)]


def rebooted(node=None, at="2024-03-12T10:22:00Z", **more):
    """The machine came up anew eight minutes ago."""
    return (node or Node()).host(previous_boot_id="bb", booted_at=at, **more)


def up_again(node, program, log="", **more):
    """What ran before the reboot runs in a new sandbox since."""
    node.static_pod(program, edited=DAYS).died(program, "", attempt=0, **STOPPED)
    return node.runs(program, log, attempt=1, sandbox=1, since=AFTER_BOOT - ago(30), **more)


REBOOTS = (
    quiet("red26e-rebooted-and-its-address-came-late", (n := rebooted(interfaces={"eth0": ["10.0.0.4"], "lo": ["127.0.0.1"]})).static_pod(E, edited=DAYS).died(E, "", attempt=0, **STOPPED).died(E, CANNOT_BIND, attempt=1, sandbox=1, ago=AFTER_BOOT - ago(40)).runs(E, SERVES, attempt=2, sandbox=1, since=AFTER_BOOT - ago(60), silent=ago(9))),
    quiet("red26e-power-was-lost-and-a-lease-was-late", up_again(up_again(rebooted(), E, SERVES).static_pod(S, edited=DAYS).died(S, TIMES_OUT, attempt=0, **STOPPED).runs(S, "x", attempt=1, sandbox=1, since=AFTER_BOOT - ago(40)), A)),
    quiet("red26e-power-was-lost-and-etcd-was-away-before", up_again(rebooted().static_pod(A, edited=DAYS).died(A, "\n".join([REFUSED] * 3), attempt=0, **STOPPED).runs(A, FINE, attempt=1, sandbox=1, since=AFTER_BOOT - ago(40)), E, SERVES)),
    quiet("red26e-power-was-lost-on-a-slow-disk", up_again(up_again(told(rebooted().static_pod(E, edited=DAYS).died(E, "x", attempt=0, **STOPPED), E, 0, *((at, STALL) for at in (620, 600, 580, 560))).runs(E, SERVES, attempt=1, sandbox=1, since=AFTER_BOOT - ago(40)), A), KCM)),
    shows("red26e-rebooted-and-its-data-are-damaged", "etcd_data_corrupt", rebooted().static_pod(E, edited=DAYS).died(E, "", attempt=0, **STOPPED).died(E, CORRUPT, attempt=5, sandbox=1).static_pod(A, edited=DAYS).died(A, gives_up("Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"), attempt=6, sandbox=1, lived=ago(21)).static_pod(S, edited=DAYS).died(S, LEASE.format(S), attempt=0, **STOPPED).runs(S, "x", attempt=1, sandbox=1, since=AFTER_BOOT), E, others={A: "etcd_unreachable"}),
    shows("red26e-all-members-lost-power", "etcd_no_quorum", told(rebooted(at="2024-03-12T10:26:00Z").static_pod(E, edited=DAYS).died(E, "", attempt=0, **(STOPPED | {"ago": minutes(5)})).runs(E, "x", attempt=1, sandbox=1, since=ago(200)), E, 1, (199, BEGINS), *NO_VOTES, (3, GONE)).static_pod(A, edited=DAYS).died(A, gives_up("Error while dialing: dial tcp 127.0.0.1:2379: i/o timeout"), attempt=3, sandbox=1, lived=ago(21)), E, others={A: "etcd_unreachable"}),
    quiet("red26e-all-members-lost-power-and-are-back", told(rebooted().static_pod(E, edited=DAYS).died(E, "", attempt=0, **STOPPED).runs(E, "x", attempt=1, sandbox=1, since=minutes(7)), E, 1, (419, BEGINS), *((before + 300, line) for before, line in NO_VOTES), (300, GONE), (290, BACK), *((280, line) for line in LEADS), (200, PUBLISHED["ready"]), (10, COMPACTS))),
    quiet("red26e-rebooted-and-etcd-was-late", up_again(rebooted().static_pod(A, edited=DAYS).died(A, "", attempt=0, **STOPPED).died(A, gives_up("Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"), attempt=1, sandbox=1, lived=ago(21), ago=minutes(7)).runs(A, FINE, attempt=2, sandbox=1, since=minutes(6)), E, SERVES)),
    shows("red26e-rebooted-with-swap-and-nothing-was-started", "kubelet_swap_on", rebooted().kubelet_loops(SWAP).static_pod(E, edited=DAYS).died(E, "", attempt=0, **(STOPPED | {"code": 0})).static_pod(A, edited=DAYS).died(A, gives_up("Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"), attempt=0, **(STOPPED | {"code": 1})), UNIT),
    shows("red26e-rebooted-and-killed-for-its-limit", "oom_killed", rebooted().static_pod(S, limits={"memory": "64Mi"}, edited=DAYS).died(S, "", attempt=0, **STOPPED).died(S, "", code=137, reason="OOMKilled", attempt=3, sandbox=1, lived=ago(40)), S),
    shows("red26e-rebooted-and-a-manager-asks-the-wrong-address", "apiserver_unreachable", up_again(up_again(rebooted().static_pod(KCM, edited=DAYS).died(KCM, saying.component('unable to load configmap based request-header-client-ca-file: Get "https://10.0.0.9:6443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": dial tcp 10.0.0.9:6443: connect: connection refused')["klog"], attempt=6, sandbox=1, lived=ago(12)), A, FINE), E, SERVES), KCM),
)  # fmt: skip

# ---- upgrades ------------------------------------------------------------------------------------------------------------
BYE = "\n".join((zap("received signal; shutting down", "info", signal="terminated"), zap("closing etcd server", "info"), zap("stopped raft node", "info"), zap("lost TCP streaming connection with remote peer", stream_reader_type="stream Message", remote_peer_id=OTHER, error="EOF"), zap("closed etcd server", "info")))  # fmt: skip
GONE_FLAG = saying.component("unknown flag: --cloud-provider")["klog"]
NOT_YET = LEASE.format(KCM).replace("context deadline exceeded", "dial tcp 10.0.0.4:6443: connect: connection refused")
LATE_START = zap("apply request took too long", took="712.4ms", expected_duration="100ms", prefix="read-only range ", request='key:"/registry/pods/" range_end:"/registry/pods0" limit:10000 ')  # fmt: skip
UPGRADES = (
    quiet("red26e-etcd-upgraded", mended(E, BYE, minutes(7), code=0, after=SERVES, lived=DAYS, **REPLACED)),
    quiet("red26e-apiserver-upgraded-and-a-lease-lost", mended(A, "", minutes(6), code=0, after=FINE, lived=DAYS, **REPLACED).static_pod(KCM, edited=DAYS).died(KCM, NOT_YET, attempt=0, lived=DAYS, ago=minutes(6)).runs(KCM, ACQUIRED, attempt=1, since=ago(355))),
    shows("red26e-apiserver-upgraded-with-a-flag-that-is-gone", "unknown_flag", mended(E, BYE, minutes(20), code=0, after=SERVES, lived=DAYS, **REPLACED).static_pod(A, "--cloud-provider=aws").died(A, GONE_FLAG).static_pod(KCM, edited=DAYS).died(KCM, NOT_YET, attempt=0, lived=DAYS, ago=minutes(3)).runs(KCM, "x", attempt=1, since=ago(170)), A),
    miss("red26e-manager-lost-its-lease-while-the-apiserver-was-upgraded", "etcd_slow_disk", says(E, *((150 - n, LATE_START) for n in range(20))).static_pod(A).died(A, "", code=0, uid=THE_OLD, lived=DAYS, ago=ago(190)).runs(A, FINE, uid=THE_NEW, since=ago(180)).static_pod(KCM, edited=DAYS).died(KCM, LEASE.format(KCM), attempt=0, lived=DAYS, ago=ago(165)).runs(KCM, "x", attempt=1, since=ago(160))),
    # etcd was made anew and serves; the apiserver asks where nobody listens.
    shows("red26e-etcd-upgraded-and-the-apiserver-asks-elsewhere", "etcd_unreachable", mended(E, BYE, minutes(12), code=0, after=SERVES, lived=DAYS, **REPLACED).static_pod(A, flags=("--etcd-servers=https://127.0.0.1:2378", "--secure-port=6443")).died(A, gives_up("Error while dialing: dial tcp 127.0.0.1:2378: connect: connection refused").replace(":2379", ":2378"), lived=ago(21)), A),
    shows("red26e-etcd-edited-and-the-others-are-away", "etcd_unreachable", mended(E, BYE, minutes(25), code=0, after=SERVES, lived=DAYS, **REPLACED).static_pod(A, flags=("--etcd-servers=https://10.0.0.50:2379", "--secure-port=6443")).died(A, gives_up("Error while dialing: dial tcp 10.0.0.50:2379: connect: no route to host").replace('"127.0.0.1:2379"', '"10.0.0.50:2379"'), lived=ago(21)), A),
    shows("red26e-apiserver-upgraded-and-the-manager-asks-elsewhere", "apiserver_unreachable", mended(A, "", minutes(14), code=0, after=FINE, lived=DAYS, **REPLACED).static_pod(KCM).died(KCM, saying.component('unable to load configmap based request-header-client-ca-file: Get "https://10.0.0.9:6443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": dial tcp 10.0.0.9:6443: i/o timeout')["klog"], lived=ago(32)), KCM),
    shows("red26e-etcd-of-the-new-version-refuses", "etcd_upgrade_incompatible", Node(version="v1.34.1").static_pod(E, image="registry.k8s.io/etcd:3.6.4-0").died(E, BYE, code=0, uid=THE_OLD, attempt=0, lived=DAYS, ago=minutes(9)).died(E, zap("detected disallowed v2 WAL for stage --v2-deprecation=write-only", "fatal"), uid=THE_NEW, attempt=6).static_pod(A, edited=DAYS).died(A, gives_up("Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"), attempt=5, lived=ago(21)), E, others={A: "etcd_unreachable"}),
)  # fmt: skip

# ---- members that are replaced -------------------------------------------------------------------------------------------
ANOTHER = "552fb05951af50c9"
TAKEN_AWAY = zap("removed member", "info", cluster_id="7e27", local_member_id=ME, removed_remote_peer_id=OTHER, removed_remote_peer_urls=["https://10.0.0.5:2380"])  # fmt: skip
ADDED = zap("added member", "info", cluster_id="7e27", local_member_id=ME, added_peer_id=ANOTHER, added_peer_peer_urls=["https://10.0.0.7:2380"])  # fmt: skip
STRANGER = zap("failed to find remote peer in cluster", local_member_id=ME, remote_peer_id_stream_handler=ME, remote_peer_id_from=OTHER, cluster_id="7e27")  # fmt: skip
OF_ANOTHER = zap("request cluster ID mismatch", local_member_id=ME, local_member_cluster_id="7e27", remote_peer_id=OTHER, remote_peer_cluster_id="59a8")  # fmt: skip
GONE_PEER = [(at, GONE) for at in (1500, 1495, 1490, 1400)]
MEMBERS = (
    miss("red26e-peer-was-replaced-and-it-was-edited", ["etcd_no_quorum", "etcd_membership_mismatch"], told(mended(E, "x", minutes(6), code=0, after=SERVES, lived=DAYS, **REPLACED), E, 5, (2000, LOST), *((1999, line) for line in votes(9795)), (1998, FOLLOWS), *GONE_PEER, (1200, TAKEN_AWAY), (1100, ADDED), (400, COMPACTS))),
    miss("red26e-peer-was-replaced-and-a-kill", ["etcd_no_quorum", "etcd_membership_mismatch"], said(E, (2000, LOST), *((1999, line) for line in votes(9795)), (1998, FOLLOWS), *GONE_PEER, (1200, TAKEN_AWAY), (1100, ADDED), (100, COMPACTS))),
    quiet("red26e-removed-member-calls-on", says(E, (1200, TAKEN_AWAY), (1100, ADDED), *((at, STRANGER) for at in (50, 40, 30, 20, 10)), (8, COMPACTS))),
    quiet("red26e-member-of-a-rebuilt-cluster-calls-on", says(E, (1100, PUBLISHED["ready"]), *((at, OF_ANOTHER) for at in (50, 40, 30, 20, 10)), since=minutes(19))),
    shows("red26e-other-of-two-members-was-wiped", "etcd_no_quorum", says(E, (700, LOST), *((before + 400, line) for before, line in NO_VOTES), *NO_VOTES, (5, GONE)), E),
    shows("red26e-same-name-on-an-empty-disk", ["etcd_data_corrupt", "etcd_membership_mismatch"], dies(E, panics("tocommit(5290395) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?"), "--initial-cluster-state=existing", code=2), E),
    miss("red26e-member-was-taken-away-from-the-cluster-and-another-kill", "etcd_membership_mismatch", said(E, (DAYS.total_seconds() - 60, PUBLISHED["ready"]), (3000, TAKEN_AWAY), (90, STRANGER), (60, STRANGER), code=137)),
    shows("red26e-member-that-was-removed-ends-well", "etcd_membership_mismatch", said(E, (95, zap("removed member", "info", cluster_id="7e27", local_member_id=ME, removed_remote_peer_id=ME, removed_remote_peer_urls=["https://10.0.0.4:2380"])), (31, zap("the member has been permanently removed from the cluster", "error")), (31, zap("the data-dir used by this member must be removed", "warn")), code=0), E),
    miss("red26e-learner-waits-to-be-promoted", "etcd_upgrade_incompatible", said(E, (300, PUBLISHED["ready"]), (200, zap("Validation on configuration change failed", "error", shouldApplyV3=True, error="membership: too many learner members in cluster")), code=1, lived=minutes(6))),
)  # fmt: skip

# ---- two faults at once, and what of the two is to be repaired first ----------------------------------------------------
WRONG_FLAG = saying.component("unknown flag: --bogus")["klog"]
ELSEWHERE = saying.component('unable to load configmap based request-header-client-ca-file: Get "https://10.0.0.4:6444/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": dial tcp 10.0.0.4:6444: connect: connection refused')["klog"]  # fmt: skip
UNKNOWN_FLAG_OF_ETCD = "flag provided but not defined: -bogus\nUsage:\n  etcd [flags]\n    Start an etcd server.\n"
NO_ETCD = gives_up("Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused")
NO_ROOM = failed("cannot write to wal: write /var/lib/etcd/member/wal/0.tmp: no space left on device")
EVICTED = "The node was low on resource: ephemeral-storage. Threshold quantity: 4Gi, available: 1Gi. "
CHECK_OF_KMS = "[+]ping ok\n[+]etcd ok\n[-]kms-providers failed: reason withheld\nlivez check failed\n"  # fmt: skip
SUSPENDED = ("PM: suspend entry (s2idle)", "Filesystems sync: 0.012 seconds", "PM: suspend exit")
SO_LATE = zap("apply request took too long", took="2h13m7.4s", expected_duration="100ms", prefix="read-only range ", request='key:"/registry/health" ')  # fmt: skip
DEFRAGMENTS = (zap("defragmenting", "info", path="/var/lib/etcd/member/snap/db", current_db_size_bytes=7900000000), zap("finished defragmenting directory", "info", path="/var/lib/etcd/member/snap/db", took="21.4s"))  # fmt: skip
FOR_THAT = zap("apply request took too long", took="19.204s", expected_duration="100ms", prefix="read-only range ", request='key:"/registry/leases/kube-system/kube-scheduler" ', error="context deadline exceeded")  # fmt: skip
TWO = (
    miss("red26e-slow-disk-and-an-apiserver-s-flag-and-lost-leases", "etcd_slow_disk", says(E, *((at, STALL) for at in (110, 100, 90, 80, 70))).static_pod(A).died(A, WRONG_FLAG).static_pod(KCM).died(KCM, NOT_YET, attempt=1, lived=DAYS, ago=ago(60))),
    shows("red26e-slow-disk-and-an-apiserver-s-flag", "unknown_flag", says(E, *((at, STALL) for at in (110, 100, 90, 80, 70))).static_pod(A).died(A, WRONG_FLAG), A),
    shows("red26e-killed-etcd-and-who-asks-it", "oom_killed", Node().static_pod(E, limits={"memory": "512Mi"}).died(E, "", code=137, reason="OOMKilled", lived=minutes(3)).static_pod(A).died(A, NO_ETCD, lived=ago(21)).static_pod(KCM).died(KCM, NOT_YET, lived=minutes(2)), E, others={A: "etcd_unreachable", KCM: "leader_election_lost"}),
    shows("red26e-full-disk-and-an-eviction", "disk_full", dies(E, NO_ROOM).static_pod(A).died(A, NO_ETCD, lived=ago(21)).static_pod("kube-vip", flags=()).failed_pod("kube-vip", "Evicted", EVICTED), E, others={A: "etcd_unreachable"}),
    shows("red26e-etcd-s-flag-and-the-manager-s-flag", "unknown_flag", dies(E, UNKNOWN_FLAG_OF_ETCD, code=2).static_pod(A).died(A, NO_ETCD, lived=ago(21)).static_pod(KCM).died(KCM, WRONG_FLAG), E, others={A: "etcd_unreachable"}),
    shows("red26e-port-is-taken-and-etcd-was-late", "port_in_use", dies(A, "\n".join((*NO_ETCD.splitlines()[:1], saying.component("failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use")["klog"]))).socket("haproxy", 6443).static_pod(E).runs(E, SERVES), A),
    # etcd was killed half an hour ago and serves since: the manager asks at another port than the apiserver's.
    shows("red26e-etcd-was-killed-long-before", "apiserver_unreachable", mended(E, "", minutes(25), code=137, after=SERVES, lived=DAYS).static_pod(A, edited=DAYS).runs(A, FINE).static_pod(KCM).died(KCM, ELSEWHERE, lived=ago(12)), KCM),
    shows("red26e-node-was-short-of-memory-long-before", "apiserver_unreachable", mended(A, "", minutes(25), code=137, after=FINE, lived=DAYS).journal("kernel", "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/kubepods/burstable/pod1/aa,task=kube-apiserver,pid=2711,uid=0", "Out of memory: Killed process 2711 (kube-apiserver) total-vm:1543212kB, anon-rss:523112kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1200kB oom_score_adj:-997", ago=minutes(25) + ago(21)).static_pod(S).died(S, ELSEWHERE, lived=ago(12)), S),
    shows("red26e-node-was-short-of-memory-for-etcd", "node_out_of_memory", kills(Node().static_pod(E).died(E, "", code=137, attempt=0, lived=DAYS), E).static_pod(A).died(A, NO_ETCD, lived=ago(21), attempt=1, ago=ago(5)), E, others={A: "etcd_unreachable"}),
    shows("red26e-plugin-s-flag-and-an-apiserver-without-keys", "unknown_flag", dies("kms-plugin", "flag provided but not defined: -bogus\nUsage of /kms-plugin:\n", code=2, flags=("--bogus=1",)).static_pod(A, "--encryption-provider-config=/etc/kubernetes/enc.yaml").runs(A, FINE, attempt=4, since=ago(50)).probe(A, 500, body=CHECK_OF_KMS, times=3), "kms-plugin", others={A: "kms_plugin_unavailable"}),
    miss("red26e-machine-was-asleep", "etcd_slow_disk", told(Node().static_pod(E).runs(E, "x", since=DAYS), E, 0, *((41, SO_LATE),) * 3).static_pod(S).died(S, LEASE.format(S), attempt=0, lived=HOURS).journal("kernel", *SUSPENDED, ago=ago(45))),
    miss("red26e-defragmented-and-lost-leases", "etcd_slow_disk", says(E, (66, DEFRAGMENTS[0]), (45, DEFRAGMENTS[1]), *((44, FOR_THAT),) * 3).static_pod(S).died(S, LEASE.format(S), attempt=0, lived=HOURS).static_pod(KCM).died(KCM, LEASE.format(KCM), attempt=0, lived=HOURS)),
    shows("red26e-anonymous-and-no-room", ["etcd_nospace_alarm", "anonymous_auth_disabled"], says(E, (400, RAISED)).etcd(alarms=["NOSPACE"], health={"health": "false", "reason": "ALARM NOSPACE"}).static_pod(A, "--anonymous-auth=false").died(A, f"E0312 10:29:10.1       1 status.go:71] apiserver received an error that is not an metav1.Status: {FULL}", code=0, lived=ago(95)).probe(A, 401, times=3).probe(A, 200, variant="authenticated")),
    shows("red26e-manager-s-lease-of-before-and-anonymous-now", "anonymous_auth_disabled", Node().static_pod(E).runs(E, SERVES).static_pod(A, "--anonymous-auth=false", edited=minutes(4)).died(A, "", code=0, attempt=2, lived=ago(95), ago=ago(40)).probe(A, 401, times=3).probe(A, 200, variant="authenticated").static_pod(KCM).died(KCM, LEASE.format(KCM), attempt=0, lived=DAYS, ago=minutes(20)).runs(KCM, "x", attempt=1, since=minutes(20) - ago(1)), A),
)  # fmt: skip

# ---- clocks --------------------------------------------------------------------------------------------------------------
DRIFT = zap("prober found high clock drift", round_tripper_name="ROUND_TRIPPER_RAFT_MESSAGE", remote_peer_id=OTHER, clock_drift="HOW", rtt="1.1ms")  # fmt: skip
MONTH = DRIFT.replace("HOW", "743h59m58.9s")
AHEAD = "x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:44Z is after 2024-03-02T10:30:00Z"  # fmt: skip
BEHIND = "authentication handshake failed: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T03:12:44Z is before 2024-03-12T09:58:00Z"
OURS = certificate("apiserver", issuer="kubernetes", since=timedelta(days=375), until=timedelta(days=-10))
CLOCKS = (
    shows("red26e-clock-is-a-month-ahead-of-its-peers", "clock_skew", with_certificates(says(E, *((at, MONTH) for at in (95, 65, 35, 5))).static_pod(A).died(A, gives_up(f"authentication handshake failed: tls: failed to verify certificate: {AHEAD}"), lived=ago(21)).host(clock={"synchronised": False}), ALL_LEAVES)),
    shows("red26e-clock-is-hours-apart-and-a-flag", "unknown_flag", says(E, *((at, DRIFT.replace("HOW", "2h3m1.2s")) for at in (95, 65, 35, 5))).static_pod(A).died(A, WRONG_FLAG), A),
    quiet("red26e-clock-was-apart-and-was-set", says(E, *((at, DRIFT.replace("HOW", "2h3m1.2s")) for at in (995, 965, 935, 905)), (30, COMPACTS)).host(clock={"synchronised": True})),
    quiet("red26e-clock-was-behind-and-was-set", mended(A, gives_up(BEHIND), minutes(12), after=FINE, lived=ago(22), died=HOURS + minutes(140)).host(clock={"synchronised": True})),
    # The clock ran three hours ahead while the node had lost its peers, and was set back.
    quiet("red26e-clock-was-ahead-and-was-set-back", says(E, *((before - 10_800, line) for before, line in NO_VOTES), (-10_790, GONE), (600, BACK), *((590, line) for line in LEADS), (300, COMPACTS), (10, COMPACTS))),
    quiet("red26e-clock-was-ahead-while-etcd-was-away", says(A, *((at - 10_800, REFUSED) for at in (50, 40, 30, 20, 10)), (400, FINE), (5, FINE))),
    miss("red26e-clock-was-ahead-and-a-disk-stalled", "etcd_slow_disk", says(E, *((at - 10_800, STALL) for at in (110, 100, 90, 80, 70, 60, 45)), (400, COMPACTS), (5, COMPACTS))),
    miss("red26e-drift-of-a-peer-and-its-own-limit", "clock_skew", said(E, *((at, DRIFT.replace("HOW", "1.2s")) for at in (95, 65, 35)), reason="OOMKilled", limits={"memory": "512Mi"})),
)  # fmt: skip

# ---- certificates, and whose port it is --------------------------------------------------------------------------------
NEWER = certificate("apiserver", issuer="kubernetes", since=timedelta(days=1), until=timedelta(days=364))
OTHERS = certificate("apiserver-2", issuer="kubernetes", since=timedelta(days=300), until=timedelta(days=65))
CERTIFICATES = (
    quiet("red26e-balancer-on-the-loopback-leads-elsewhere", lives(A, FINE, "--bind-address=10.0.0.4", since=HOURS).file(f"{PKI}/apiserver.crt", NEWER, mtime="2024-03-11T10:30:00.000000Z").serves(OTHERS, 6443).socket(A, 6443, "10.0.0.4", pod=A).socket("haproxy", 6443, "127.0.0.1", pid=700)),
    shows("red26e-client-expired-and-a-kill-for-its-limit", "oom_killed", with_certificates(said(S, reason="OOMKilled", limits={"memory": "64Mi"}), ("apiserver-etcd-client",)), S),
    shows("red26e-yearly-expiry-and-an-etcd-that-is-killed", "oom_killed", with_certificates(said(E, reason="OOMKilled", limits={"memory": "512Mi"}, lived=minutes(3)), ()), E),
    miss("red26e-servers-that-join-at-once-and-are-joined", "etcd_upgrade_incompatible", Node(version=None).unit("rke2-server").journal("rke2-server", f'time="2024-03-12T10:20:00Z" level=fatal msg="{LEARNERS}"', ago=minutes(10)).journal("rke2-server", "rke2-server.service: Main process exited, code=exited, status=1/FAILURE", ago=minutes(10), by="systemd").journal("rke2-server", "Started rke2-server.service", ago=minutes(8), by="systemd").journal("rke2-server", 'time="2024-03-12T10:29:55Z" level=info msg="ETCD server is now running"', ago=ago(5))),
    miss("red26e-old-capnslog-of-a-stopped-member", "etcd_no_quorum", mended(E, "\n".join((old("lost leader e121085cb2a6a09a at term 9", "I"), old("lost the TCP streaming connection with peer 1e1194c275755c28 (stream Message reader)", "W"), old("received terminated signal, shutting down...", "N"))), minutes(11), code=0, after=old("finished scheduled compaction at 77 (took 1.1ms)", "I"), lived=DAYS, node=Node(version="v1.18.2"))),
)  # fmt: skip

# ---- whose memory it was, clocks that came up wrong, and logs that are left of what was replaced -------------------------
OF_THE_NODE = "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=x,mems_allowed=0,global_oom,task_memcg=/kubepods.slice/kubepods-burstable.slice/x/cri-containerd-{0}.scope,task=etcd,pid=2711,uid=0"
OF_ALL_PODS = "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/kubepods.slice,task_memcg=/kubepods.slice/kubepods-burstable.slice/x/cri-containerd-{0}.scope,task=etcd,pid=2711,uid=0"
VICTIM = "Out of memory: Killed process 2711 (etcd) total-vm:11543212kB, anon-rss:523112kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1200kB oom_score_adj:-997"
OF_A_GROUP = VICTIM.replace("Out of memory", "Memory cgroup out of memory")
NO_KEY = saying.component("failed to build token generator: error reading private key /etc/kubernetes/pki/sa.key: data does not contain a valid RSA or ECDSA private key")["klog"]  # fmt: skip
IN_2000 = "authentication handshake failed: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2000-01-01T00:00:31Z is before 2023-03-01T09:58:00Z"
WAITS = [(at, f'E0312 10:2{9 - at // 60}:{59 - at % 60:02d}.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": dial tcp 10.0.0.4:6443: connect: connection refused') for at in range(230, 2, -4)]  # fmt: skip


def was_killed(line, said_of, **pod):
    """etcd was killed, the runtime says OOMKilled as it does of either, and the kernel tells whose memory had run out."""
    node = Node().static_pod(E, **pod).died(E, "", code=137, reason="OOMKilled", attempt=5, lived=HOURS)
    return node.journal("kernel", line.format(node.container_id(E, 5)), said_of, ago=ago(31))


def years_ago(node, program, attempt):
    """What the runtime tells of that attempt's times is of a clock that began in 2000."""
    for each in node.containers:
        if each["labels"]["io.kubernetes.container.name"] == program and each["metadata"]["attempt"] == attempt:
            each |= {"createdAt": "2000-01-01T00:00:10.000000Z", "startedAt": "2000-01-01T00:00:10.000000Z"}
            if each["state"] == "CONTAINER_EXITED":
                each["finishedAt"] = "2000-01-01T00:00:32.000000Z"
    return node


AGAIN = (
    shows("red26e-node-was-short-and-the-runtime-says-so-of-the-limit", "node_out_of_memory", was_killed(OF_THE_NODE, VICTIM, limits={"memory": "8Gi"}), E),
    shows("red26e-node-was-short-and-there-is-no-limit", "node_out_of_memory", was_killed(OF_THE_NODE, VICTIM), E),
    shows("red26e-all-pods-together-were-short", "node_out_of_memory", was_killed(OF_ALL_PODS, OF_A_GROUP), E),
    shows("red26e-manager-waits-for-an-apiserver-with-a-wrong-flag", "unknown_flag", says(KCM, *WAITS, since=ago(235)).static_pod(A).died(A, WRONG_FLAG), A),
    shows("red26e-apiserver-was-edited-and-the-manager-s-key-is-none", "service_account_key_invalid", mended(A, "", minutes(3), code=0, after=FINE, lived=DAYS, **REPLACED).static_pod(KCM).died(KCM, NO_KEY, lived=ago(4)), KCM),
    shows("red26e-rebooted-in-order-and-no-leader-since", "etcd_no_quorum", told(rebooted(at="2024-03-12T10:26:00Z").static_pod(E, edited=DAYS).died(E, BYE, attempt=0, code=0, lived=DAYS, ago=minutes(5)).runs(E, "x", attempt=1, sandbox=1, since=ago(200)), E, 1, (199, BEGINS), *NO_VOTES, (3, GONE)), E),
    miss("red26e-rebooted-in-order-and-no-leader-yet", "etcd_no_quorum", told(rebooted(at="2024-03-12T10:28:30Z").static_pod(E, edited=DAYS).died(E, BYE, attempt=0, code=0, lived=DAYS, ago=minutes(3)).runs(E, "x", attempt=1, sandbox=1, since=ago(40)), E, 1, (39, BEGINS), *((30, line) for line in votes(9700)), (3, GONE))),
    quiet("red26e-clock-began-in-2000-and-was-set", years_ago(mended(A, gives_up(IN_2000), minutes(8), after=FINE, lived=ago(22)), A, 5).host(clock={"synchronised": True})),
    quiet("red26e-clock-began-in-2000-and-it-lives-since", years_ago(years_ago(with_certificates(mended(A, gives_up(IN_2000), minutes(8), after=FINE, lived=ago(22))), A, 5), A, 6).host(clock={"synchronised": True})),
    quiet("red26e-log-of-what-was-corrupt-is-left", Node().static_pod(E, edited=minutes(13)).died(E, CORRUPT, attempt=5, ago=minutes(20), uid=THE_OLD, status=False).runs(E, SERVES, uid=THE_NEW, since=minutes(12))),
    quiet("red26e-log-of-an-old-flag-is-left", Node().static_pod(A, edited=minutes(11)).died(A, WRONG_FLAG, attempt=5, ago=minutes(20), uid=THE_OLD, status=False).runs(A, FINE, uid=THE_NEW, since=minutes(10))),
    miss("red26e-no-leader-for-a-while-and-back", "etcd_no_quorum", told(told(mended(E, "x", minutes(9), code=137, after="x", lived=minutes(4)), E, 5, *((before + 600, line) for before, line in NO_VOTES), (590, GONE)), E, 6, (530, PUBLISHED["ready"]), (20, COMPACTS))),
    shows("red26e-no-leader-and-killed-again", "etcd_no_quorum", told(told(mended(E, "x", minutes(3), code=137, after="x", lived=minutes(3)), E, 5, *((before + 200, line) for before, line in NO_VOTES), (200, GONE)), E, 6, (179, BEGINS), *NO_VOTES, (3, GONE)), E),
)  # fmt: skip

OWN_SIXTEENTH_ETCD = (*MENDED, *REBOOTS, *UPGRADES, *MEMBERS, *TWO, *CLOCKS, *CERTIFICATES, *AGAIN)
