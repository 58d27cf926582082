"""Public reports of etcd, the controller manager, the scheduler and cloud controller managers that end, loop or do not come up, met blind.

They are shown as those of further.py are: the programs' own lines in their order, and what the report tells of the node. A systemd
unit, or a container that an installer runs by itself, is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.further import KCM, A, E, S, exits, report
from incidents.further_fifth_node import page

CCM = "cloud-controller-manager"


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def at_once(program, log, *flags, **more):
    """A program whose manifest names only what the report names."""
    return exits(program, log, flags=flags, **more)


def lives(program, log, *flags, image=None, version=None, node=None, **more):
    """A program that goes on, and what it says."""
    made = node or Node(version=version)
    return made.static_pod(program, flags=flags or None, image=image).runs(program, log, **more)


FURTHER_NINTH_COMPANIONS = (
    # ---- etcd: its data ---------------------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/10722",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "2019-05-14 05:47:37.483099 I | etcdmain: etcd Version: 3.3.10",
                "2019-05-14 05:47:37.483148 I | etcdmain: Git SHA: 27fc7e2",
                "2019-05-14 05:47:37.483152 I | etcdmain: Go Version: go1.10.4",
                "2019-05-14 05:47:37.483154 I | etcdmain: Go OS/Arch: linux/amd64",
                "2019-05-14 05:47:37.483157 I | etcdmain: setting maximum number of CPUs to 2, total number of available CPUs is 2",
                "2019-05-14 05:47:37.483201 N | etcdmain: the server is already initialized as member before, starting as etcd member...",
                "2019-05-14 05:47:37.483222 I | embed: peerTLS: cert = /etc/kubernetes/pki/etcd/peer.crt, key = /etc/kubernetes/pki/etcd/peer.key, ca = , trusted-ca = /etc/kubernetes/pki/etcd/ca.crt, client-cert-auth = true, crl-file = ",
                "2019-05-14 05:47:37.483855 I | embed: listening for peers on https://10.62.10.33:2380",
                "2019-05-14 05:47:37.483888 I | embed: listening for client requests on 10.62.10.33:2379",
                "2019-05-14 05:47:37.483904 I | embed: listening for client requests on 127.0.0.1:2379",
                "panic: freepages: failed to get all reachable pages (page 2475294449906223648: out of bounds: 3758)",
                "",
                "goroutine 112 [running]:",
                "github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*DB).freepages.func2(0xc42007e720)",
            ),
            image="k8s.gcr.io/etcd:3.3.10",
            node=Node(name="k8s01", version=None),
            code=2,
            form="docker",
        ),
    ),
    # The panic is the report's title; the page's number is completed.
    report(
        "etcd-io/etcd/issues/18642",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "panic: freepages: failed to get all reachable pages (page 2203: multiple references (stack: [1710 1708 2203]))\n\ngoroutine 121 [running]:",
            version=None,
            code=2,
        ),
    ),
    # The stack of the two pages is told, the goroutine's line is completed.
    page(
        "http://www.pswp.cn/bicheng/84428.shtml",
        "pswp-84428",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "panic: freepages: failed to get all reachable pages (page 15493: multiple references (stack: [10971 15493]))\n\ngoroutine 110 [running]:",
            image="quay.io/coreos/etcd:v3.5.18",
            version=None,
            code=2,
        ),
    ),
    # The line is the report's title; its head is completed.
    report(
        "etcd-io/etcd/issues/6191",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2016-08-16 09:21:40.112345 C | etcdserver: read wal error (walpb: crc mismatch) and cannot be repaired",
            image="quay.io/coreos/etcd:v2.3.2",
            version=None,
        ),
    ),
    report(
        "etcd-io/etcd/issues/13509",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "panic: tocommit(216) is out of range [lastIndex(114)]. Was the raft log corrupted, truncated, or lost?",
                "",
                "goroutine 185 [running]:",
                "go.uber.org/zap/zapcore.(*CheckedEntry).Write(0xc0006280c0, {0x0, 0x0, 0x0})",
                "    go.uber.org/zap@v1.17.0/zapcore/entry.go:234 +0x49b",
                "go.uber.org/zap.(*SugaredLogger).log(0xc000012570, 0x4, {0x11944b4?, 0x40df67?}, {0xc001620140?, 0xffffffffffffffff?, 0x2c?}, {0x0, 0x0, 0x0})",
                "    go.uber.org/zap@v1.17.0/sugar.go:227 +0xee",
                "go.uber.org/zap.(*SugaredLogger).Panicf(...)",
            ),
            image="quay.io/coreos/etcd:v3.5.0",
            version=None,
            code=2,
        ),
    ),
    # The line is the report's title.
    report(
        "etcd-io/etcd/issues/15699",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "panic: tocommit(587192) is out of range [lastIndex(587189)]. Was the raft log corrupted, truncated, or lost?",
            image="quay.io/coreos/etcd:v3.5.3",
            version=None,
            code=2,
        ),
    ),
    # A network that loses and spoils packets; nothing lies damaged on the disk.
    report(
        "etcd-io/etcd/issues/16220",
        ["etcd_data_corrupt", "unknown"],
        E,
        exits(
            E,
            lines(
                "tocommit(3730) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?",
                "stacktrace:",
                "vendor/go.etcd.io/etcd/server/v3/etcdserver.(*zapRaftLogger).Panicf",
                "vendor/go.etcd.io/etcd/server/v3/etcdserver/zap_raft.go:101",
                "",
                "vendor/go.etcd.io/etcd/raft/v3.(*raftLog).commitTo",
                "vendor/go.etcd.io/etcd/raft/v3/log.go:237",
                "",
                "vendor/go.etcd.io/etcd/raft/v3.(*raft).handleHeartbeat",
                "vendor/go.etcd.io/etcd/raft/v3/raft.go:1509",
            ),
            version=None,
            code=2,
            attempt=1,
            lived=timedelta(minutes=10),
        ),
    ),
    # The title leaves the numbers out, they are completed: a member whose directory was emptied and that kept its place in the cluster.
    report(
        "etcd-io/etcd/issues/20269",
        ["etcd_data_corrupt", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2025-07-03T00:22:45.905842-0700","caller":"embed/etcd.go:762","msg":"starting with client TLS","tls-info":"cert = /home/certsvid.pem, key = /home/certsvid_key.pem, client-cert=/home/certsvid.pem, client-key=/home/certsvid_key.pem, trusted-ca = /home/certca.crt, client-cert-auth = true, crl-file = ","cipher-suites":["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256","TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"]}',
                '{"level":"info","ts":"2025-07-03T00:22:45.905966-0700","caller":"embed/etcd.go:633","msg":"serving peer traffic","address":"10.136.5.46:25688"}',
                '{"level":"info","ts":"2025-07-03T00:22:45.905995-0700","caller":"embed/etcd.go:603","msg":"cmux::serve","address":"10.136.5.46:25688"}',
                "panic: tocommit(1203) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?",
            ),
            version=None,
            code=2,
        ),
    ),
    # ---- etcd: its members ------------------------------------------------------------------------------------------
    # The report quotes the two messages; the lines around them and the identities are completed.
    report(
        "etcd-io/etcd/issues/13697",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2022-02-14T08:11:20.512Z","caller":"embed/etcd.go:367","msg":"closing etcd server","name":"etcd-node-0","data-dir":"/var/lib/etcd/data","advertise-peer-urls":["http://176.228.0.62:2380"],"advertise-client-urls":["http://176.228.0.62:2379"]}',
                '{"level":"fatal","ts":"2022-02-14T08:11:20.513Z","caller":"etcdmain/etcd.go:203","msg":"discovery failed","error":"error validating peerURLs {ClusterID:4a1c2e36a0b1f5d7 Members:[&{ID:9127ba3ed067c444 RaftAttributes:{PeerURLs:[http://176.228.1.1:2380] IsLearner:false} Attributes:{Name:176.228.1.1 ClientURLs:[http://176.228.1.1:2379]}}] RemovedMemberIDs:[]}: member count is unequal"}',
            ),
            image="quay.io/coreos/etcd:v3.5.0",
            version=None,
        ),
    ),
    # The message is the report's title; the lines are etcd's usual ones.
    report(
        "etcd-io/etcd/issues/10828",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2019-06-17 11:02:40.501236 E | etcdserver: the member has been permanently removed from the cluster\n2019-06-17 11:02:40.501260 I | etcdserver: the data-dir used by this member must be removed.",
            version=None,
            code=0,
        ),
    ),
    report(
        "apache/cloudstack/issues/7537",
        "etcd_no_quorum",
        E,
        lives(
            E,
            lines(
                '{"level":"info","ts":"2023-07-29T06:51:12.194Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"1eea1a74f9ec14d [logterm: 11, index: 1606469] sent MsgPreVote request to f560bc2b67e4cfa4 at term 11"}',
                '{"level":"info","ts":"2023-07-29T06:51:13.993Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"1eea1a74f9ec14d is starting a new election at term 11"}',
                '{"level":"info","ts":"2023-07-29T06:51:13.993Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"1eea1a74f9ec14d became pre-candidate at term 11"}',
                '{"level":"info","ts":"2023-07-29T06:51:13.993Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"1eea1a74f9ec14d received MsgPreVoteResp from 1eea1a74f9ec14d at term 11"}',
                '{"level":"info","ts":"2023-07-29T06:51:13.993Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"1eea1a74f9ec14d [logterm: 11, index: 1606469] sent MsgPreVote request to 57aee66a9503787 at term 11"}',
                '{"level":"info","ts":"2023-07-29T06:51:13.993Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"1eea1a74f9ec14d [logterm: 11, index: 1606469] sent MsgPreVote request to f560bc2b67e4cfa4 at term 11"}',
            ),
            since=timedelta(minutes=3),
            attempt=12,
        ),
    ),
    report(
        "etcd-io/etcd/issues/8793",
        "etcd_no_quorum",
        E,
        lives(
            E,
            lines(
                "2017-10-31 07:34:13.673270 I | raft: 7931e79c0d8b47c5 received MsgVoteResp from 7931e79c0d8b47c5 at term 131",
                "2017-10-31 07:34:13.673922 I | raft: 7931e79c0d8b47c5 [logterm: 1, index: 4] sent MsgVote request to 987146e8925f10e5 at term 131",
            ),
            "--name=etcd0",
            "--listen-peer-urls=http://192.168.12.50:2380",
            "--listen-client-urls=http://192.168.12.50:2379,http://127.0.0.1:2379",
            since=timedelta(minutes=3, seconds=50),
        ),
    ),
    # The lines are cut at the terminal's width on both sides; the two ends are completed.
    report(
        "etcd-io/etcd/issues/13150",
        "etcd_no_quorum",
        E,
        lives(
            E,
            lines(
                '{"level":"info","ts":"2021-06-27T10:14:02.118Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"4cc785a702998460 [logterm: 1, index: 2] sent MsgPreVote request to 1fcaf86dc1d6f09f at term 1"}',
                '{"level":"warn","ts":"2021-06-27T10:14:03.220Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"1fcaf86dc1d6f09f","rtt":"0s","error":"dial tcp 192.168.50.52:2380: i/o timeout"}',
                '{"level":"warn","ts":"2021-06-27T10:14:03.221Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_SNAPSHOT","remote-peer-id":"1fcaf86dc1d6f09f","rtt":"0s","error":"dial tcp 192.168.50.52:2380: i/o timeout"}',
                '{"level":"warn","ts":"2021-06-27T10:14:05.004Z","caller":"etcdserver/server.go:2050","msg":"failed to publish local member to cluster through raft","local-member-id":"4cc785a702998460","request-path":"/0/members/4cc785a702998460/attributes","publish-timeout":"7s","error":"etcdserver: request timed out"}',
            ),
            image="quay.io/coreos/etcd:v3.5.0",
            since=timedelta(minutes=10),
        ),
    ),
    # ---- etcd: quota, files, addresses, probe -----------------------------------------------------------------------
    # The page tells that etcd's log between its restarts says NOSPACE; the line is etcd's usual one.
    page(
        "https://dev.to/kashishlakhara04/etcd-mvcc-database-space-exceeded-full-recovery-guide-for-on-prem-kubernetes-4pha",
        "devto-database-space-exceeded",
        "etcd_nospace_alarm",
        E,
        exits(
            E,
            '{"level":"warn","ts":"2026-05-12T07:41:10.114Z","caller":"etcdhttp/health.go:231","msg":"serving /health false due to an alarm","alarm":"memberID:10501334649042878790 alarm:NOSPACE "}\n'
            '{"level":"warn","ts":"2026-05-12T07:41:10.115Z","caller":"etcdhttp/health.go:73","msg":"/health error","output":"{\\"health\\":\\"false\\",\\"reason\\":\\"ALARM NOSPACE\\"}","status-code":503}',
            version=None,
            code=0,
            lived=timedelta(seconds=100),
        ),
    ),
    # The error is the one that every write gave; what etcd says of its health is completed.
    page(
        "https://blog.zwindler.fr/en/2023/11/30/kubernetes-error-from-server-etcdserver-mvcc-database-space-exceeded",
        "zwindler-database-space-exceeded",
        "etcd_nospace_alarm",
        E,
        exits(
            A,
            'E1128 09:12:14.331201       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0x8, desc:"etcdserver: mvcc: database space exceeded"}: etcdserver: mvcc: database space exceeded',
            node=exits(
                E,
                '{"level":"warn","ts":"2023-11-28T09:12:20.504Z","caller":"etcdhttp/health.go:231","msg":"serving /health false due to an alarm","alarm":"memberID:9372538179322589801 alarm:NOSPACE "}',
                version=None,
                code=0,
                lived=timedelta(seconds=100),
            ),
            code=137,
            lived=timedelta(minutes=4),
        ),
    ),
    # The report tells of etcd's new demand and of the directory's mode; the line is 3.4.10's.
    report(
        "kubernetes/kubeadm/issues/2256",
        "file_permission_denied",
        E,
        exits(
            E,
            '2020-08-18 18:20:11.402117 I | etcdmain: etcd Version: 3.4.10\n2020-08-18 18:20:11.410422 C | etcdmain: cannot access data directory: directory "/var/lib/etcd","drwxr-xr-x" exist without desired file permission "-rwx------".',
            image="k8s.gcr.io/etcd:3.4.10-0",
            node=Node(version="v1.18.8").there("/var/lib/etcd", "directory", mode="0755"),
        ),
    ),
    # Docker from a snap. The daemon's answer is told; the reason is the kubelet's for it.
    report(
        "rancher-archives/rke/issues/582",
        ["container_create_failed", "host_path_unusable", "file_permission_denied"],
        E,
        Node(version=None)
        .static_pod(E)
        .waits(
            E,
            "RunContainerError",
            "failed to start container \"etcd\": Error response from daemon: error while creating mount source path '/var/lib/etcd': mkdir /var/lib/etcd: permission denied",
        ),
    ),
    report(
        "NixOS/nixpkgs/issues/59364",
        "file_missing",
        E,
        exits(
            E,
            "open /var/lib/kubernetes/secrets/etcd.pem: no such file or directory",
            flags=(
                "--cert-file=/var/lib/kubernetes/secrets/etcd.pem",
                "--key-file=/var/lib/kubernetes/secrets/etcd-key.pem",
                "--data-dir=/var/lib/etcd",
            ),
            mounts=("/var/lib/etcd", "/var/lib/kubernetes/secrets"),
            node=Node(name="xps15", version=None).absent("/var/lib/kubernetes/secrets/etcd.pem"),
        ),
    ),
    # The address is blacked out in the report, and chosen.
    report(
        "kubernetes/kubernetes/issues/5128",
        "node_address_missing",
        E,
        exits(
            E,
            "2015/03/06 21:08:39 no data-dir provided, using default data-dir ./infra1.etcd\n2015/03/06 21:08:39 etcd: listen tcp 10.60.5.12:2380: bind: cannot assign requested address",
            flags=("--name=infra1", "--listen-peer-urls=http://10.60.5.12:2380"),
            version=None,
        ),
    ),
    # A probe that was tried with a path for a query; the kubelet's line is completed from the event.
    report(
        "kubernetes/kubeadm/issues/2567",
        "probe_wrong_path",
        E,
        Node(version=None)
        .unit("kubelet")
        .static_pod(
            E,
            image="k8s.gcr.io/etcd:3.5.3-0",
            probe=http_probe(port=2381, path="/health/serializable=true", scheme="HTTP"),
            edited=timedelta(seconds=30),
        )
        .runs(E, since=timedelta(seconds=27))
        .kubelet(
            'I0516 11:20:31.501277    1211 prober.go:121] "Probe failed" probeType="Liveness" pod="kube-system/etcd-master-1" podUID=0c1f9a41aa5e2b0a1bbca48d3ee9c4ad containerName="etcd" probeResult=failure output="HTTP probe failed with statuscode: 404"',
            ago=timedelta(seconds=2),
        ),
    ),
    # ---- certificates -----------------------------------------------------------------------------------------------
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/166",
        "certificate_authority_mismatch",
        E,
        lives(
            E,
            lines(
                'health check for peer 797ef817b0f8239 could not connect: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")',
                'health check for peer 552fb05951af50c9 could not connect: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")',
            ),
            since=timedelta(minutes=5),
        ),
    ),
    # The address is blacked out in the report.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/334",
        "certificate_authority_mismatch",
        KCM,
        lives(
            KCM,
            "E0919 10:31:02.118482     482 leaderelection.go:224] error retrieving resource lock kube-system/kube-controller-manager: Get https://10.0.0.4:6443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager: x509: certificate signed by unknown authority",
            since=timedelta(minutes=5),
        ),
    ),
    # ---- the apiserver away, leases lost ----------------------------------------------------------------------------
    report(
        "kubernetes/kops/issues/13944",
        "apiserver_unreachable",
        KCM,
        exits(
            KCM,
            'I0705 01:52:11.300847       1 dynamic_serving_content.go:111] Loaded a new cert/key pair for "serving-cert::/srv/kubernetes/kube-controller-manager/server.crt::/srv/kubernetes/kube-controller-manager/server.key"\n'
            'unable to load configmap based request-header-client-ca-file: Get "https://127.0.0.1/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": dial tcp 127.0.0.1:443: connect: connection refused',
            flags=(
                "--authentication-kubeconfig=/var/lib/kube-controller-manager/kubeconfig",
                "--authorization-kubeconfig=/var/lib/kube-controller-manager/kubeconfig",
                "--kubeconfig=/var/lib/kube-controller-manager/kubeconfig",
                "--leader-elect=true",
                "--tls-cert-file=/srv/kubernetes/kube-controller-manager/server.crt",
                "--tls-private-key-file=/srv/kubernetes/kube-controller-manager/server.key",
            ),
            mounts=("/srv/kubernetes/kube-controller-manager", "/var/lib/kube-controller-manager"),
            version=None,
        ),
    ),
    report(
        "rancher-archives/rke/issues/2295",
        "leader_election_lost",
        S,
        exits(
            S,
            lines(
                "I1026 05:25:23.053830       1 leaderelection.go:242] attempting to acquire leader lease  kube-system/kube-scheduler...",
                "I1026 06:56:44.056955       1 leaderelection.go:252] successfully acquired lease kube-system/kube-scheduler",
                "E1026 08:34:37.404893       1 leaderelection.go:320] error retrieving resource lock kube-system/kube-scheduler: Get https://127.0.0.1:6443/api/v1/namespaces/kube-system/endpoints/kube-scheduler?timeout=10s: context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
                "I1026 08:34:37.405205       1 leaderelection.go:277] failed to renew lease kube-system/kube-scheduler: timed out waiting for the condition",
                "F1026 08:34:37.405307       1 server.go:244] leaderelection lost",
            ),
            node=Node(name="master1", version="v1.18.3"),
            code=255,
            lived=timedelta(hours=3),
        ),
    ),
    report(
        "rancher/rancher/issues/22384",
        "leader_election_lost",
        S,
        exits(
            S,
            lines(
                "I0822 23:01:13.611314       1 leaderelection.go:217] attempting to acquire leader lease  kube-system/kube-scheduler...",
                "I0822 23:01:33.923783       1 leaderelection.go:227] successfully acquired lease kube-system/kube-scheduler",
                "I0822 23:02:35.966530       1 leaderelection.go:263] failed to renew lease kube-system/kube-scheduler: failed to tryAcquireOrRenew context deadline exceeded",
                "E0822 23:02:35.966622       1 server.go:252] lost master",
                "lost lease",
                "E0822 23:02:35.966761       1 leaderelection.go:306] error retrieving resource lock kube-system/kube-scheduler: Get https://127.0.0.1:6443/api/v1/namespaces/kube-system/endpoints/kube-scheduler?timeout=10s: net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
            ),
            version="v1.14.5",
            lived=timedelta(seconds=85),
        ),
    ),
    # The end of the line, and the fatal one after it, are completed.
    report(
        "kubernetes/kubernetes/issues/68355",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            "I0905 10:24:05.645220       1 leaderelection.go:231] failed to renew lease kube-system/kube-controller-manager: failed to tryAcquireOrRenew context deadline exceeded\n"
            "F0905 10:24:05.645305       1 controllermanager.go:234] leaderelection lost",
            version=None,
            code=255,
            lived=timedelta(hours=1, minutes=30),
        ),
    ),
    # ---- the controller manager -------------------------------------------------------------------------------------
    report(
        "kontena/pharos-cluster/issues/858",
        ["invalid_flag_value", "unknown"],
        KCM,
        exits(
            KCM,
            lines(
                "I1129 10:44:16.207321       1 range_allocator.go:99] No Service CIDR provided. Skipping filtering out service addresses.",
                "I1129 10:44:16.207338       1 range_allocator.go:108] Node pharos-master-0 has CIDR 10.32.0.0/24, occupying it in CIDR map",
                'E1129 10:44:16.207404       1 controllermanager.go:485] Error starting "nodeipam"',
                "F1129 10:44:16.207420       1 controllermanager.go:197] error starting controllers: failed to mark cidr as occupied: cidr 10.32.0.0/24 is out the range of cluster cidr 172.31.0.0/16",
            ),
            "--allocate-node-cidrs=true",
            "--cluster-cidr=172.31.0.0/16",
            node=Node(name="pharos-master-0", version="v1.12.3"),
            code=255,
        ),
    ),
    # The end of the second line is completed by the first.
    report(
        "k0sproject/k0s/issues/5116",
        ["invalid_flag_value", "unknown"],
        KCM,
        exits(
            KCM,
            lines(
                'E1013 22:51:32.153346   62057 controllermanager.go:771] "Error starting controller" err="failed to mark cidr[10.244.0.0/24] at idx [0] as occupied for node: serveur: cidr 10.244.0.0/24 is out the range of cluster cidr fd00::/108" controller="node-ipam-controller"',
                'E1013 22:51:32.153367   62057 controllermanager.go:247] "Error starting controllers" err="failed to mark cidr[10.244.0.0/24] at idx [0] as occupied for node: serveur: cidr 10.244.0.0/24 is out the range of cluster cidr fd00::/108"',
            ),
            "--allocate-node-cidrs=true",
            "--cluster-cidr=fd00::/108",
            node=Node(name="serveur", version="v1.31.1"),
        ),
    ),
    report(
        "k0sproject/k0s/issues/7927",
        ["invalid_flag_value", "unknown"],
        KCM,
        exits(
            KCM,
            lines(
                'E0701 19:59:27.027799   27169 controllermanager.go:278] "Error building controllers" err="failed to mark cidr[fd00:172:16::1000/117] at idx [0] as occupied for node: k8sw-1: cidr fd00:172:16::1000/117 is out the range of cluster cidr 172.16.0.0/16"',
                'E0701 19:59:27.028034   27169 controllermanager.go:413] "leaderelection lost/stopped"',
            ),
            "--allocate-node-cidrs=true",
            "--cluster-cidr=172.16.0.0/16",
            version="v1.36.2",
        ),
        never="leader_election_lost",
    ),
    report(
        "openshift/installer/issues/2151",
        "missing_required_flag",
        KCM,
        exits(
            KCM,
            lines(
                "W0804 21:45:02.873991       1 plugins.go:118] WARNING: openstack built-in cloud provider is now deprecated. Please use 'external' cloud provider for openstack: https://github.com/kubernetes/cloud-provider-openstack",
                'F0804 21:45:02.874016       1 controllermanager.go:235] error building controller context: cloud provider could not be initialized: could not init cloud provider "openstack": no OpenStack cloud provider config file given',
            ),
            "--cloud-provider=openstack",
            version=None,
            code=255,
        ),
    ),
    # The line's head is completed; the file is on the host and the static pod does not mount it.
    report(
        "kubernetes/kubernetes/issues/38274",
        ["file_not_mounted", "file_missing"],
        KCM,
        exits(
            KCM,
            'F1208 06:08:40.312847       1 plugins.go:114] Couldn\'t open cloud provider configuration /etc/sysconfig/kube_openstack_config: &os.PathError{Op:"open", Path:"/etc/sysconfig/kube_openstack_config", Err:0x2}',
            "--cloud-provider=openstack",
            "--cloud-config=/etc/sysconfig/kube_openstack_config",
            node=Node(name="kube-2", version="v1.4.4"),
            code=255,
            form="docker",
        ),
    ),
    # The head of the line is completed; a bug of the vSphere provider's name for its service account.
    report(
        "kubernetes/kubernetes/issues/57279",
        "unknown",
        KCM,
        exits(
            KCM,
            "F1216 09:40:12.420183       1 client_builder.go:273] ServiceAccount \"vSphere-cloud-provider\" is invalid: metadata.name: Invalid value: \"vSphere-cloud-provider\": a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
            "--cloud-provider=vsphere",
            "--cloud-config=/etc/kubernetes/vsphere.conf",
            mounts=("/etc/kubernetes",),
            version="v1.9.0",
            code=255,
            form="docker",
        ),
        never="invalid_flag_value",
    ),
    report(
        "kubernetes/kubernetes/issues/49418",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                'E0721 18:50:07.099437       7 runtime.go:66] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
                "/go/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/pkg/volume/cinder/cinder.go:97",
            ),
            "--cloud-provider=openstack",
            version="v1.7.1",
            code=2,
            form="docker",
        ),
        never="leader_election_lost",
    ),
    report(
        "kubernetes/kubeadm/issues/555",
        "unknown",
        KCM,
        exits(
            KCM,
            'E1120 08:53:51.758928       1 runtime.go:66] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
            "--cloud-provider=gce",
            version="v1.8.3",
            code=2,
            form="docker",
        ),
    ),
    # ---- cloud controller managers ----------------------------------------------------------------------------------
    # The times of the first three lines, and the version, are completed.
    report(
        "SovereignCloudStack/k8s-cluster-api-provider/issues/46",
        "unknown",
        CCM,
        at_once(
            CCM,
            lines(
                "I0831 09:08:12.104512       1 serving.go:331] Generated self-signed cert in-memory",
                "W0831 09:08:12.742211       1 client_config.go:608] Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.",
                "I0831 09:08:12.744119       1 controllermanager.go:127] Version: v1.21.0",
                "W0831 09:08:13.204420       1 openstack.go:303] New openstack client created failed with config: Authentication failed",
                'F0831 09:08:13.204468       1 controllermanager.go:131] Cloud provider could not be initialized: could not init cloud provider "openstack": Authentication failed',
                "goroutine 1 [running]:",
            ),
            "--cloud-provider=openstack",
            "--cloud-config=/etc/config/cloud.conf",
            command="/bin/openstack-cloud-controller-manager",
            image="docker.io/k8scloudprovider/openstack-cloud-controller-manager:v1.21.0",
            mounts=("/etc/config",),
            version=None,
            code=255,
        ),
    ),
    # The head of the line is completed.
    report(
        "apache/cloudstack-kubernetes-provider/issues/94",
        "unknown",
        CCM,
        at_once(
            CCM,
            'F0226 14:01:33.518262       1 main.go:86] Cloud provider could not be initialized: could not init cloud provider "external-cloudstack": CloudStack API error 432 (CSExceptionErrorCode: 9999): The API [listManagementServersMetrics] does not exist or is not available for the account for user id [a3651df9-777d-4eae-92aa-2be4bd6af941].',
            "--cloud-provider=external-cloudstack",
            "--cloud-config=/config/cloud-config",
            command="/root/cloudstack-ccm",
            image="apache/cloudstack-kubernetes-provider:v1.1.0",
            mounts=("/config",),
            version=None,
        ),
    ),
    report(
        "zioproto/k8s-on-openstack/issues/6",
        "unknown",
        "openstack-cloud-controller-manager",
        at_once(
            "openstack-cloud-controller-manager",
            lines(
                "W0821 11:13:36.966119       1 plugins.go:112] WARNING: openstack built-in cloud provider is now deprecated. Please use 'external' cloud provider for openstack: https://github.com/kubernetes/cloud-provider-openstack",
                'F0821 11:13:37.034060       1 controllermanager.go:100] Cloud provider could not be initialized: could not init cloud provider "openstack": Post http://controller:5000/v3/auth/tokens: dial tcp: lookup controller on 8.8.8.8:53: no such host',
            ),
            "--cloud-provider=openstack",
            "--cloud-config=/etc/kubernetes/cloud-config",
            command="/bin/openstack-cloud-controller-manager",
            image="docker.io/k8scloudprovider/openstack-cloud-controller-manager:latest",
            mounts=("/etc/kubernetes",),
            node=Node(name="congiv-kubernetes-master", version=None),
            code=255,
            form="docker",
        ),
        never="apiserver_unreachable",
    ),
    # ---- the scheduler ----------------------------------------------------------------------------------------------
    # The lines' heads are completed.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/404",
        "component_config_invalid",
        S,
        at_once(
            S,
            lines(
                "I0218 17:10:22.618310    4127 serving.go:318] Generated self-signed cert in-memory",
                'no kind "KubeSchedulerConfiguration" is registered for version "componentconfig/v1alpha1" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:29"',
            ),
            "--config=/etc/kubernetes/kube-scheduler.yaml",
            mounts=("/etc/kubernetes",),
            version="v1.13.3",
        ),
    ),
    # The version is told as the author typed it; the line's beginning is completed.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/519",
        "component_config_invalid",
        S,
        at_once(
            S,
            'no kind "KubeSchedulerConfiguration" is registered for version "componentconfig/v1lpha1" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:29"',
            "--config=/etc/kubernetes/kube-scheduler.yaml",
            mounts=("/etc/kubernetes",),
            version=None,
        ),
    ),
    # The line is the report's title, and its end is completed.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/687",
        "component_config_invalid",
        S,
        at_once(
            S,
            lines(
                'I0120 11:42:38.664812    9675 flags.go:64] FLAG: --write-config-to=""',
                'E0120 11:42:38.671204    9675 run.go:74] "command failed" err="no kind \\"KubeSchedulerConfiguration\\" is registered for version \\"kubescheduler.config.k8s.io/v1beta1\\" in scheme \\"pkg/scheduler/apis/config/scheme/scheme.go:30\\""',
            ),
            "--config=/etc/kubernetes/config/kube-scheduler.yaml",
            "--v=2",
            mounts=("/etc/kubernetes/config", "/var/lib/kubernetes"),
            version=None,
        ),
    ),
    # A bug: what the defaulting filled in is refused by the validation.
    report(
        "kubernetes/kubernetes/issues/103440",
        ["component_config_invalid", "unknown"],
        S,
        exits(
            S,
            "profiles[0].pluginConfig[5].args.shape: Required value: at least one point must be specified",
            "--config=/etc/kubernetes/scheduler-config.yaml",
            mounts=("/etc/kubernetes",),
            version="v1.22.0",
        ),
    ),
    report(
        "alibaba/open-local/issues/134",
        "unknown_flag",
        S,
        exits(
            S,
            "Error: unknown flag: --policy-config-file",
            "--policy-config-file=/etc/kubernetes/scheduler-policy-config.json",
            version="v1.23.6",
        ),
    ),
    report(
        "kubernetes/kubernetes/pull/95800",
        "unknown",
        S,
        exits(
            S,
            lines(
                "I1022 16:25:34.817546       7 server.go:161] Starting Kubernetes Scheduler version v1.15.7-357+tess0-45-9.9ff513aba7a10f",
                'couldn\'t get policy config map kube-system/kube-scheduler-extender-policy: configmaps "kube-scheduler-extender-policy" is forbidden: User "system:scheduler" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
            ),
            "--policy-configmap=kube-scheduler-extender-policy",
            version="v1.15.7",
        ),
        never="component_config_invalid",
    ),
    report(
        "kubernetes/kubernetes/pull/71743",
        "unknown",
        S,
        exits(
            S,
            lines(
                "W1205 10:35:37.728989       1 authentication.go:248] Unable to get configmap/extension-apiserver-authentication in kube-system.  Usually fixed by 'kubectl create rolebinding -n kube-system ROLE_NAME --role=extension-apiserver-authentication-reader --serviceaccount=YOUR_NS:YOUR_SA'",
                'configmaps "extension-apiserver-authentication" is forbidden: User "system:kube-scheduler" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
            ),
            "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
            "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
            version="v1.13.0",
        ),
        never="anonymous_health_access_forbidden",
    ),
    # The line around the path is completed; both files are on the host, and the manifest only mounts the kubeconfig.
    report(
        "kubernetes/kubernetes/issues/80063",
        "file_not_mounted",
        S,
        exits(
            S,
            "open /etc/kubernetes/pki/scheduler.crt: no such file or directory",
            "--tls-cert-file=/etc/kubernetes/pki/scheduler.crt",
            "--tls-private-key-file=/etc/kubernetes/pki/scheduler.key",
            version="v1.14.1",
        )
        .there("/etc/kubernetes/pki/scheduler.crt")
        .there("/etc/kubernetes/pki/scheduler.key", mode="0600"),
    ),
    # The times are completed.
    report(
        "kubernetes/kops/issues/463",
        ["missing_required_flag", "unknown"],
        S,
        at_once(
            S,
            lines(
                "W0915 18:02:11.220412       5 client_config.go:404] error creating inClusterConfig, falling back to default config: open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory",
                "F0915 18:02:11.221088       5 server.go:79] unable to build config from flags: invalid configuration: no configuration has been provided",
            ),
            "--v=2",
            image="gcr.io/google_containers/kube-scheduler:v1.4.0-beta.8",
            mounts=("/var/log/kube-scheduler.log",),
            version="v1.4.0-beta.8",
            code=255,
            form="docker",
        ),
    ),
    # ---- etcd: its files, its address, its members ------------------------------------------------------------------
    # The line's head is completed; it works when SELinux is permissive.
    report(
        "rancher/rke2/issues/1494",
        ["security_module_denied", "file_permission_denied"],
        E,
        at_once(
            E,
            '{"level":"warn","ts":"2021-08-03T14:22:10.518Z","caller":"etcdmain/etcd.go:75","msg":"failed to verify flags","error":"open /var/lib/rancher/rke2/server/db/etcd/config: permission denied"}',
            "--config-file=/var/lib/rancher/rke2/server/db/etcd/config",
            image="index.docker.io/rancher/hardened-etcd:v3.4.13-k3s1-build20210223",
            mounts=("/var/lib/rancher/rke2/server/db/etcd", "/var/lib/rancher/rke2/server/tls/etcd"),
            version="v1.21.3",
        ),
    ),
    report(
        "rancher/rke2/issues/9432",
        "file_permission_denied",
        E,
        at_once(
            E,
            '{"level":"warn","ts":"2025-12-17T17:31:42.234211Z","caller":"etcdmain/etcd.go:146","msg":"failed to start etcd","error":"cannot access data directory: open /opt/rke2/server/db/etcd/.touch: permission denied"}',
            "--config-file=/opt/rke2/server/db/etcd/config",
            mounts=("/opt/rke2/server/db/etcd", "/opt/rke2/server/tls/etcd"),
            version="v1.33.6",
        ).there("/opt/rke2/server", "directory", "0700", uid=0, gid=0),
    ),
    report(
        "etcd-io/etcd/issues/15740",
        "etcd_client_certificate_expired",
        E,
        lives(
            E,
            lines(
                '{"level":"warn","ts":"2023-04-18T07:10:00.276Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"192.168.211.110:45886","server-name":"etcd.zragsai","error":"keys: failed to verify client certificate: x509: certificate has expired or is not yet valid: current time 2023-04-18T07:10:00Z is after 2023-04-18T07:04:06Z"}',
                '{"level":"warn","ts":"2023-04-18T07:12:34.638Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"10.117.148.205:7041","server-name":"etcd.zragsai","error":"keys: failed to verify client certificate: x509: certificate has expired or is not yet valid: current time 2023-04-18T07:12:34Z is after 2023-04-18T07:04:06Z"}',
            ),
            version=None,
        ),
    ),
    # The times are completed; the address is the cloud's public one.
    report(
        "rootsongjc/kubernetes-handbook/issues/146",
        "node_address_missing",
        E,
        at_once(
            E,
            lines(
                "2018-01-29 15:22:31.202411 I | etcdmain: etcd Version: 3.1.5",
                "2018-01-29 15:22:31.204530 I | embed: peerTLS: cert = /etc/kubernetes/ssl/kubernetes.pem, key = /etc/kubernetes/ssl/kubernetes-key.pem, ca = , trusted-ca = /etc/kubernetes/ssl/ca.pem, client-cert-auth = false",
                "2018-01-29 15:22:31.204702 C | etcdmain: listen tcp 120.77.171.82:2380: bind: cannot assign requested address",
            ),
            "--data-dir=/var/lib/etcd",
            "--listen-peer-urls=https://120.77.171.82:2380",
            "--listen-client-urls=https://120.77.171.82:2379,http://127.0.0.1:2379",
            "--advertise-client-urls=https://120.77.171.82:2379",
            "--trusted-ca-file=/etc/kubernetes/ssl/ca.pem",
            image="quay.io/coreos/etcd:v3.1.5",
            mounts=("/var/lib/etcd", "/etc/kubernetes/ssl"),
            version=None,
        ),
    ),
    # The fractions of the seconds are completed.
    report(
        "rootsongjc/kubernetes-handbook/issues/82",
        ["etcd_no_quorum", "unknown"],
        E,
        exits(
            E,
            lines(
                "2017-12-04 03:45:45.102271 I | raft: a7da9b4ea8a8e3b5 became candidate at term 288",
                "2017-12-04 03:45:45.102311 I | raft: a7da9b4ea8a8e3b5 [logterm: 1, index: 3] sent MsgVote request to 5a84f50e4b774acb at term 288",
                "2017-12-04 03:45:45.102325 I | raft: a7da9b4ea8a8e3b5 [logterm: 1, index: 3] sent MsgVote request to 76bd1f11952deb1e at term 288",
                "2017-12-04 03:45:45.210712 I | rafthttp: peer 76bd1f11952deb1e became active",
                "2017-12-04 03:45:45.611930 W | rafthttp: health check for peer 5a84f50e4b774acb could not connect: dial tcp 10.0.11.11:2380: getsockopt: connection refused",
            ),
            version=None,
            lived=timedelta(seconds=90),
        ),
    ),
    report(
        "itskoko/kubecfn/issues/4",
        ["invalid_flag_value", "unknown"],
        E,
        at_once(
            E,
            lines(
                "2018-01-16 11:49:11.362023 I | embed: listening for client requests on 0.0.0.0:2379",
                "2018-01-16 11:49:11.402914 N | discovery: got bootstrap from DNS for etcd-server-ssl at https://ip-172-20-180-32.ec2.internal:2380",
                "2018-01-16 11:49:11.420155 N | discovery: got bootstrap from DNS for etcd-server-ssl at https://ip-172-20-182-220.ec2.internal:2380",
                "2018-01-16 11:49:11.441870 N | discovery: got bootstrap from DNS for etcd-server-ssl at https://ip-172-20-185-127.ec2.internal:2380",
                '2018-01-16 11:49:11.442449 C | etcdmain: error setting up initial cluster: cannot find local etcd member "ip-172-20-181-150.ec2.internal" in SRV records',
            ),
            "--name=ip-172-20-181-150.ec2.internal",
            "--discovery-srv=ec2.internal",
            "--initial-advertise-peer-urls=https://ip-172-20-181-150.ec2.internal:2380",
            "--listen-client-urls=https://0.0.0.0:2379",
            "--data-dir=/var/lib/etcd",
            version=None,
        ),
        never="etcd_data_corrupt",
    ),
)
