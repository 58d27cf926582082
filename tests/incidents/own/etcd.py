"""etcd's own troubles, those of who cannot reach it, and what hangs on the apiserver."""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.shapes import (
    ENCRYPT,
    OLD_HANDSHAKE,
    A,
    E,
    dies,
    each_form,
    gives_up,
    miss,
    probed_to_death,
    quiet,
    shows,
)


def etcd_fatal(name, cause, text, forms=None, **more):
    return each_form(f"{cause}-{name}", cause, text, E, forms=forms, **more)


def each_second(line, seconds):
    """The line once for each of these seconds; `SS` stands where the second goes, `N` where a running number."""
    return [line.replace("SS", f"{second:02d}").replace("N", str(second)) for second in seconds]


SLOW = each_second(
    '{"level":"warn","ts":"2024-03-12T10:29:SS.900Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"2.1s","expected-duration":"1s"}',
    range(10, 30, 4),
)
SLOW_OLD = each_second(
    "2024-03-12 10:29:SS.900100 W | wal: sync duration of 2.104512s, expected less than 1s", range(10, 30, 4)
)
ELECTION = "\n".join(
    [
        *each_second(
            '{"level":"info","ts":"2024-03-12T10:29:SS.900Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"8e9e05c52164694d is starting a new election at term N"}',
            range(10, 30, 2),
        ),
        '{"level":"warn","ts":"2024-03-12T10:29:40.900Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"4c91578ef4ef7726","rtt":"0s","error":"dial tcp 10.0.0.5:2380: connect: connection refused"}',
    ]
)
ELECTION_OLD = "\n".join(
    [
        *each_second(
            "2024-03-12 10:29:SS.900100 I | raft: 8e9e05c52164694d is starting a new election at term N",
            range(10, 30, 2),
        ),
        "2024-03-12 10:29:40.900100 W | rafthttp: health check for peer 4c91578ef4ef7726 could not connect: dial tcp 10.0.0.5:2380: connect: connection refused",
    ]
)

ETCD = (
    *etcd_fatal("wal-crc", "etcd_data_corrupt", "walpb: crc mismatch"),
    *etcd_fatal(
        "read-wal",
        "etcd_data_corrupt",
        "read wal error (walpb: crc mismatch) and cannot be repaired",
        forms=("capnslog",),
    ),
    shows(
        "etcd_data_corrupt-snapshot-panic",
        "etcd_data_corrupt",
        dies(
            E,
            '{"level":"panic","ts":"2024-03-12T10:29:55.900Z","caller":"etcdserver/server.go:515","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}\npanic: failed to recover v3 backend from snapshot',
            code=2,
        ),
        E,
    ),
    shows(
        "etcd_data_corrupt-bbolt-page",
        "etcd_data_corrupt",
        dies(
            E,
            "panic: assertion failed: Page expected to be: 1204, but self identifies as 0\n\ngoroutine 1 [running]:\ngo.etcd.io/bbolt._assert(...)",
            code=2,
        ),
        E,
    ),
    shows(
        "etcd_data_corrupt-invalid-db",
        "etcd_data_corrupt",
        dies(
            E,
            '{"level":"panic","ts":"2024-03-12T10:29:55.900Z","caller":"backend/backend.go:189","msg":"failed to open database","path":"/var/lib/etcd/member/snap/db","error":"invalid database"}\npanic: failed to open database',
            code=2,
        ),
        E,
    ),
    shows(
        "etcd_data_corrupt-tocommit",
        "etcd_data_corrupt",
        dies(
            E,
            '{"level":"panic","ts":"2024-03-12T10:29:55.900Z","logger":"raft","caller":"raft/log.go:237","msg":"tocommit(2410) is out of range [lastIndex(2400)]. Was the raft log corrupted, truncated, or lost?"}\npanic: tocommit(2410) is out of range [lastIndex(2400)]. Was the raft log corrupted, truncated, or lost?',
            code=2,
        ),
        E,
    ),
    *etcd_fatal(
        "v2-content",
        "etcd_upgrade_incompatible",
        "detected disallowed custom content in v2store for stage --v2-deprecation=write-only",
        image="registry.k8s.io/etcd:3.6.1-0",
    ),
    shows(
        "etcd_upgrade_incompatible-downgrade",
        "etcd_upgrade_incompatible",
        dies(
            E,
            "2024-03-12 10:29:55.900100 C | etcdserver/membership: cluster cannot be downgraded (current version: 3.2.24 is lower than determined cluster version: 3.3).",
        ),
        E,
    ),
    shows(
        "etcd_upgrade_incompatible-downgrade-zap",
        "etcd_upgrade_incompatible",
        dies(
            E,
            '{"level":"fatal","ts":"2024-03-12T10:29:55.900Z","caller":"membership/downgrade.go:50","msg":"invalid downgrade; server version is lower than determined cluster version","current-server-version":"3.4.27","determined-cluster-version":"3.5"}',
        ),
        E,
    ),
    shows(
        "etcd_upgrade_incompatible-learners",
        "etcd_upgrade_incompatible",
        dies(E, saying.etcd("too many learner members in cluster", fatal="failed to apply conf change")["zap"]),
        E,
    ),
    *etcd_fatal(
        "removed",
        "etcd_membership_mismatch",
        "the member has been permanently removed from the cluster",
        forms=("capnslog",),
    ),
    shows(
        "etcd_membership_mismatch-removed-zap",
        "etcd_membership_mismatch",
        dies(
            E,
            '{"level":"warn","ts":"2024-03-12T10:29:55.900Z","caller":"rafthttp/stream.go:653","msg":"the member has been permanently removed from the cluster"}\n{"level":"error","ts":"2024-03-12T10:29:55.901Z","caller":"etcdserver/server.go:1150","msg":"server error","error":"the member has been permanently removed from the cluster"}\n{"level":"warn","ts":"2024-03-12T10:29:55.901Z","caller":"etcdserver/server.go:1151","msg":"data-dir used by this member must be removed"}',
            code=0,
            attempt=6,
        ),
        E,
    ),
    *etcd_fatal("bootstrapped", "etcd_membership_mismatch", "member 51eecfc041171d8f has already been bootstrapped"),
    *etcd_fatal(
        "unequal",
        "etcd_membership_mismatch",
        "error validating peerURLs {ClusterID:1 Members:[&{ID:2}] RemovedMemberIDs:[]}: member count is unequal",
        forms=("capnslog", "zap"),
    ),
    *etcd_fatal(
        "name",
        "invalid_flag_value",
        'couldn\'t find local name "master-2" in the initial cluster configuration',
        forms=("capnslog", "zap"),
    ),
    shows("etcd_no_quorum-zap", "etcd_no_quorum", probed_to_death(E, log=ELECTION, lived=timedelta(minutes=4)), E),
    shows(
        "etcd_no_quorum-capnslog",
        "etcd_no_quorum",
        probed_to_death(E, log=ELECTION_OLD, lived=timedelta(minutes=4), image="k8s.gcr.io/etcd:3.3.10"),
        E,
    ),
    shows(
        "etcd_no_quorum-health",
        "etcd_no_quorum",
        probed_to_death(E)
        .probe(E, 503, body='{"health":"false","reason":"RAFT NO LEADER"}', times=3)
        .etcd(health={"health": "false", "reason": "RAFT NO LEADER"}),
        E,
    ),
    shows(
        "etcd_nospace_alarm-health",
        "etcd_nospace_alarm",
        probed_to_death(E)
        .probe(E, 503, body='{"health":"false","reason":"ALARM NOSPACE"}', times=3)
        .etcd(health={"health": "false", "reason": "ALARM NOSPACE"}, alarms=["NOSPACE"]),
        E,
    ),
    shows(
        "etcd_nospace_alarm-log-zap",
        "etcd_nospace_alarm",
        probed_to_death(
            E,
            log='{"level":"warn","ts":"2024-03-12T10:28:40.900Z","caller":"etcdserver/server.go:1936","msg":"alarm raised","alarm":"NOSPACE","from":"8e9e05c52164694d"}',
        ),
        E,
    ),
    shows(
        "etcd_nospace_alarm-log-capnslog",
        "etcd_nospace_alarm",
        probed_to_death(
            E,
            log="2024-03-12 10:28:40.900100 W | etcdserver: alarm NOSPACE raised by peer 8e9e05c52164694d",
            image="k8s.gcr.io/etcd:3.3.10",
        ),
        E,
    ),
    shows("etcd_slow_disk-zap", "etcd_slow_disk", probed_to_death(E, log="\n".join(SLOW)), E),
    shows(
        "etcd_slow_disk-capnslog",
        "etcd_slow_disk",
        probed_to_death(E, log="\n".join(SLOW_OLD), image="k8s.gcr.io/etcd:3.4.3-0"),
        E,
    ),
    shows(
        "etcd_unreachable-new",
        "etcd_unreachable",
        dies(A, gives_up("Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused")),
        A,
    ),
    shows(
        "etcd_unreachable-old",
        "etcd_unreachable",
        dies(
            A,
            gives_up("Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused", old=True),
            version="v1.20.7",
        ),
        A,
    ),
    shows(
        "etcd_unreachable-1.17-glog",
        "etcd_unreachable",
        dies(
            A,
            'panic: context deadline exceeded\n\ngoroutine 1 [running]:\nk8s.io/kubernetes/vendor/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition.NewREST(0xc000)\nW0312 10:29:40.1       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:2379 0  <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...',
            code=2,
            version="v1.17.4",
        ),
        A,
    ),
    shows(
        "etcd_unreachable-1.12-glog",
        "etcd_unreachable",
        dies(
            A,
            "F0312 10:29:55.9       1 storage_decorator.go:57] Unable to create storage backend: config (&{ /registry [https://10.0.0.9:2379] a b c true false 1000 0xc 5m0s 1m0s}), err (dial tcp 10.0.0.9:2379: connect: connection refused)",
            version="v1.12.2",
        ),
        A,
    ),
    shows(
        "etcd_unreachable-1.7-glog",
        "etcd_unreachable",
        dies(
            A,
            "F0312 10:29:55.9       1 controller.go:128] Unable to perform initial IP allocation check: unable to refresh the service IP block: client: etcd cluster is unavailable or misconfigured; error #0: dial tcp 127.0.0.1:2379: getsockopt: connection refused",
            version="v1.7.5",
        ),
        A,
    ),
    shows(
        "etcd_unreachable-json",
        "etcd_unreachable",
        dies(
            A,
            '{"ts":1710239390100.1,"caller":"grpclog/component.go:41","msg":"[core] grpc: addrConn.createTransport failed to connect to {\\"Addr\\": \\"127.0.0.1:2379\\"}. Err: connection error: desc = \\"transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused\\"","v":0}\n{"ts":1710239395900.1,"caller":"controlplane/instance.go:290","msg":"Error creating leases: error creating storage factory: context deadline exceeded"}',
        ),
        A,
    ),
    shows(
        "etcd_unreachable-health-check",
        "etcd_unreachable",
        probed_to_death(A).probe(
            A,
            500,
            body="[+]ping ok\n[+]log ok\n[-]etcd failed: reason withheld\n[+]poststarthook/rbac/bootstrap-roles ok\nlivez check failed\n",
            times=3,
        ),
        A,
    ),
    shows(
        "etcd_first_endpoint_down",
        "etcd_first_endpoint_down",
        dies(
            A,
            "\n".join(
                OLD_HANDSHAKE.format(
                    second=s, why="Error while dialing dial tcp 10.0.0.7:2379: connect: connection refused"
                ).replace("127.0.0.1", "10.0.0.7")
                for s in ("36", "40")
            )
            + "\nError: context deadline exceeded",
            version="v1.15.3",
            flags=(
                "--etcd-servers=https://10.0.0.7:2379,https://10.0.0.8:2379,https://10.0.0.9:2379",
                "--secure-port=6443",
            ),
        ),
        A,
    ),
    miss(
        "etcd_data_corrupt-v2",
        "etcd_data_corrupt",
        dies(
            E, saying.etcd("detected disallowed custom content in v2store for stage --v2-deprecation=write-only")["zap"]
        ),
    ),
    miss("etcd_upgrade-crc", "etcd_upgrade_incompatible", dies(E, saying.etcd("walpb: crc mismatch")["zap"])),
    miss("etcd_no_quorum-slow-disk", "etcd_no_quorum", probed_to_death(E, log="\n".join(SLOW))),
    miss(
        "etcd_nospace-disk-full",
        "etcd_nospace_alarm",
        dies(E, saying.etcd("open wal error: no space left on device")["capnslog"]),
    ),
    miss(
        "etcd_first_endpoint-new-version",
        "etcd_first_endpoint_down",
        dies(
            A,
            gives_up("Error while dialing: dial tcp 10.0.0.7:2379: connect: connection refused").replace(
                "127.0.0.1", "10.0.0.7"
            ),
            flags=("--etcd-servers=https://10.0.0.7:2379,https://10.0.0.8:2379", "--secure-port=6443"),
        ),
    ),
    miss("etcd_slow_disk-a-line-or-two", "etcd_slow_disk", Node().static_pod(E).runs(E, "\n".join(SLOW[:2]))),
    quiet(
        "etcd-one-election",
        Node()
        .static_pod(E)
        .runs(
            E,
            ELECTION.splitlines()[0]
            + '\n{"level":"info","ts":"2024-03-12T10:29:59.1Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"raft.node: 8e9e05c52164694d elected leader 8e9e05c52164694d at term 12"}',
        )
        .probe(E, 200, body='{"health":"true"}'),
    ),
)

EXTENSIONS = (
    shows(
        "admission_webhook_deadlock",
        "admission_webhook_deadlock",
        dies(
            A,
            'W0312 10:29:30.1       1 dispatcher.go:225] Failed calling webhook, failing closed validate.kyverno.svc-fail: failed calling webhook "validate.kyverno.svc-fail": failed to call webhook: Post "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": dial tcp 10.96.11.7:443: connect: connection refused\nE0312 10:29:55.1       1 controller.go:145] "Failed to ensure lease exists, will retry" err="Internal error occurred: failed calling webhook \\"validate.kyverno.svc-fail\\": failed to call webhook: Post \\"https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s\\": dial tcp 10.96.11.7:443: connect: connection refused"\nF0312 10:29:55.9       1 hooks.go:203] PostStartHook "scheduling/bootstrap-system-priority-classes" failed: unable to add default system priority classes: timed out waiting for the condition',
        ),
        A,
    ),
    shows(
        "kms_plugin_unavailable-v1",
        "kms_plugin_unavailable",
        probed_to_death(A, f"--encryption-provider-config={ENCRYPT}").probe(
            A,
            500,
            body="[+]ping ok\n[+]etcd ok\n[-]kms-provider-0 failed: reason withheld\nlivez check failed\n",
            times=3,
        ),
        A,
    ),
    shows(
        "kms_plugin_unavailable-v2",
        "kms_plugin_unavailable",
        probed_to_death(A, f"--encryption-provider-config={ENCRYPT}").probe(
            A,
            500,
            body="[+]ping ok\n[+]etcd ok\n[-]kms-providers failed: reason withheld\nlivez check failed\n",
            times=3,
        ),
        A,
    ),
    shows(
        "kms_plugin_unavailable-dial",
        "kms_plugin_unavailable",
        dies(
            A,
            saying.component(
                f'error while parsing encryption provider configuration file "{ENCRYPT}": error while parsing file: could not configure KMSv1-Plugin "vault", error: failed to create connection to unix socket: /var/run/kms/vault.sock, error: context deadline exceeded'
            )["klog"],
            f"--encryption-provider-config={ENCRYPT}",
        ),
        A,
    ),
    miss(
        "webhook-etcd",
        "admission_webhook_deadlock",
        dies(A, gives_up("Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused")),
    ),
    miss(
        "kms-config-bad",
        "kms_plugin_unavailable",
        dies(
            A,
            saying.component(
                f'error while parsing encryption provider configuration file "{ENCRYPT}": error while parsing file: resources[0].providers[0].kms.endpoint: Invalid value: "/var/run/kms.sock": unsupported scheme "" for KMS provider, only unix is supported'
            )["klog"],
            f"--encryption-provider-config={ENCRYPT}",
        ),
    ),
)
