"""Public reports of etcd, the controller manager, the scheduler, cloud controllers and the carriers of a control plane, met blind.

They are shown as those of further.py are. A systemd unit of a control plane program is shown as a static pod; what a carrier
(k3s, MicroK8s) says itself stands in the journal of the unit that carries the kubelet.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, A, E, S, exits, report

NIL = '"invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)'
DOCKERIZED = "k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes"
CCM = "cloud-controller-manager"


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def carrier(by, *said, version=None, status=1, restarts=57, ended=()):
    """A carrier of the kubelet and the rest, that says so and ends, again and again; `ended` is what systemd says."""
    node = Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*said, by=by)
    return node.kubelet(*ended, by="systemd", ago=timedelta(seconds=31)) if ended else node


def carries(by, *said, version=None):
    """A carrier that runs, and what it says."""
    return Node(version=version).unit("kubelet").kubelet(*said, by=by)


def plain_etcd(data, address, *extra, name="default"):
    """The flags of an etcd without TLS."""
    return (
        f"--name={name}",
        f"--data-dir={data}",
        f"--listen-client-urls=http://{address}:2379,http://127.0.0.1:2379",
        f"--advertise-client-urls=http://{address}:2379",
        f"--listen-peer-urls=http://{address}:2380",
        f"--initial-advertise-peer-urls=http://{address}:2380",
        *extra,
    )


FURTHER_TENTH_ETCD = (
    # ---- etcd: the disk -----------------------------------------------------------------------------------------------
    # Completed: the kubelet's line (the report says that the health check fails now and then, by the pod's events), the head of
    # etcd's last one.
    report(
        "etcd-io/etcd/issues/12405",
        "etcd_slow_disk",
        E,
        Node(version=None)
        .unit("kubelet")
        .static_pod(E, image="k8s.gcr.io/etcd:3.4.3-0")
        .runs(
            E,
            lines(
                '2020-10-20 12:15:22.088482 W | etcdserver: request "header:<ID:12374331823256642018 username:\\"kube-apiserver-etcd-client\\" auth_revision:1 > txn:<compare:<target:MOD key:\\"/registry/services/endpoints/kube-system/kube-controller-manager\\" mod_revision:837310 > success:<request_put:<key:\\"/registry/services/endpoints/kube-system/kube-controller-manager\\" value_size:363 >> failure:<>>" with result "size:18" took too long (388.133988ms) to execute',
                '2020-10-20 12:15:22.876237 W | etcdserver: read-only range request "key:\\"/registry/storageclasses\\" range_end:\\"/registry/storageclasset\\" count_only:true " with result "range_response_count:0 size:6" took too long (2.285637356s) to execute',
                '2020-10-20 12:15:22.876316 W | etcdserver: request "header:<ID:9928877225654200010 username:\\"kube-apiserver-etcd-client\\" auth_revision:1 > lease_grant:<ttl:15-second id:09ca753b3595a6c9>" with result "size:41" took too long (616.601036ms) to execute',
                "2020-10-20 12:15:24.018512 W | wal: sync duration of 1.018100466s, expected less than 1s",
            ),
            attempt=3,
            since=timedelta(hours=2),
        )
        .kubelet(
            'I1020 12:15:23.104417    1320 prober.go:116] Liveness probe for "etcd-master-1_kube-system(1c8f3a6f5f5fd9b2be1db4a1f3d4b6a0):etcd" failed (failure): HTTP probe failed with statuscode: 503'
        ),
    ),
    # ---- etcd: quorum -------------------------------------------------------------------------------------------------
    report(
        "rancher/k3os/issues/613",
        "etcd_no_quorum",
        None,
        carries(
            "k3s",
            "raft2020/11/24 16:56:17 INFO: a155000d15c5b5b6 [logterm: 12, index: 38147148] sent MsgVote request to fa5fddcfd17240bf at term 261",
            "2020-11-24 16:56:17.060854 E | etcdserver: publish error: etcdserver: request timed out",
            "2020-11-24 16:56:17.094903 W | rafthttp: health check for peer 7a44c34067ffd15c could not connect: dial tcp 192.168.1.33:2380: connect: connection refused",
            "2020-11-24 16:56:17.095085 W | rafthttp: health check for peer 7a44c34067ffd15c could not connect: dial tcp 192.168.1.33:2380: connect: connection refused",
            "2020-11-24 16:56:17.095123 W | rafthttp: health check for peer fa5fddcfd17240bf could not connect: dial tcp 192.168.1.32:2380: connect: connection refused",
            "2020-11-24 16:56:17.095153 W | rafthttp: health check for peer fa5fddcfd17240bf could not connect: dial tcp 192.168.1.32:2380: connect: connection refused",
            'time="2020-11-24T16:56:17.369835065Z" level=info msg="Cluster-Http-Server 2020/11/24 16:56:17 http: TLS handshake error from 192.168.1.33:50360: remote error: tls: bad certificate"',
            "raft2020/11/24 16:56:22 INFO: a155000d15c5b5b6 is starting a new election at term 261",
            "raft2020/11/24 16:56:22 INFO: a155000d15c5b5b6 became candidate at term 262",
            "raft2020/11/24 16:56:22 INFO: a155000d15c5b5b6 received MsgVoteResp from a155000d15c5b5b6 at term 262",
        ),
    ),
    # ---- etcd: certificates -------------------------------------------------------------------------------------------
    # The journal's view cut the lines off after "has exp"; the words "or is not yet valid" belong to every such message.
    report(
        "easzlab/kubeasz/issues/1092",
        ["etcd_client_certificate_expired", "etcd_server_certificate_expired", "clock_skew"],
        E,
        Node(name="node132", version=None)
        .static_pod(E, image="easzlab/etcd:v3.4.13")
        .runs(
            E,
            lines(
                'rejected connection from "192.168.198.133:50852" (error "tls: failed to verify client\'s certificate: x509: certificate has expired or is not yet valid", ServerName "")',
                "raft2021/11/24 12:45:08 INFO: cd10836c1165d27d is starting a new election at term 171",
                "raft2021/11/24 12:45:08 INFO: cd10836c1165d27d became candidate at term 172",
                "raft2021/11/24 12:45:08 INFO: cd10836c1165d27d received MsgVoteResp from cd10836c1165d27d at term 172",
                "raft2021/11/24 12:45:08 INFO: cd10836c1165d27d [logterm: 1, index: 3] sent MsgVote request to 43e008b8be62b224 at term 172",
                "raft2021/11/24 12:45:08 INFO: cd10836c1165d27d [logterm: 1, index: 3] sent MsgVote request to 4f48c2053c5c767f at term 172",
                'rejected connection from "192.168.198.131:54442" (error "tls: failed to verify client\'s certificate: x509: certificate has expired or is not yet valid", ServerName "")',
            ),
            attempt=4,
            since=timedelta(seconds=50),
        ),
    ),
    # Outside the set: the certificate does not name the address from which the peer comes.
    report(
        "charmed-kubernetes/bundle/issues/610",
        None,
        E,
        Node(name="juju-76737e-1", version=None)
        .static_pod(E, image="quay.io/coreos/etcd:v3.2.9")
        .runs(
            E,
            'rejected connection from "252.0.21.1:57578" (tls: "252.0.21.1" does not match any of DNSNames ["juju-76737e-2"] (lookup 1.21.0.252.in-addr.arpa. on 169.254.169.254:53: no such host))',
            attempt=3,
            since=timedelta(seconds=45),
        ),
        never="certificate_authority_mismatch",
    ),
    # ---- etcd: membership ---------------------------------------------------------------------------------------------
    report(
        "easzlab/kubeasz/issues/1104",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            lines(
                '{"level":"warn","ts":"2022-01-19T16:45:19.646+0800","caller":"etcdserver/server.go:1142","msg":"server error","error":"the member has been permanently removed from the cluster"}',
                '{"level":"warn","ts":"2022-01-19T16:45:19.646+0800","caller":"etcdserver/server.go:1143","msg":"data-dir used by this member must be removed"}',
                '{"level":"info","ts":"2022-01-19T16:45:19.646+0800","caller":"rafthttp/peer.go:330","msg":"stopping remote peer","remote-peer-id":"350c259bd0828a6e"}',
            ),
            image="easzlab/etcd:v3.5.0",
            node=Node(name="k8s-master-02", version=None),
            code=0,
        ),
    ),
    # Completed: the server's name.
    report(
        "k3s-io/k3s/issues/3699",
        "etcd_membership_mismatch",
        None,
        carrier(
            "k3s",
            "E0721 13:58:23.353906    3942 controller.go:135] error syncing 'server-1': handler managed-etcd-controller: node has been deleted from the cluster, requeuing",
            '{"level":"info","ts":"2021-07-21T13:58:23.355-0700","caller":"raft/raft.go:1530","msg":"c74b97fe9d3df5f7 switched to configuration voters=(2785835851802423746 11433352202400286593)"}',
            '{"level":"info","ts":"2021-07-21T13:58:23.355-0700","caller":"membership/cluster.go:422","msg":"removed member","cluster-id":"a139fea82a7faa13","local-member-id":"c74b97fe9d3df5f7","removed-remote-peer-id":"c74b97fe9d3df5f7","removed-remote-peer-urls":["https://10.16.64.50:2380"]}',
            '{"level":"warn","ts":"2021-07-21T13:58:23.355-0700","caller":"rafthttp/stream.go:436","msg":"lost TCP streaming connection with remote peer","stream-reader-type":"stream MsgApp v2","local-member-id":"c74b97fe9d3df5f7","remote-peer-id":"9eab6d4067ffc781","error":"EOF"}',
        ),
    ),
    # Not the bug that an upgrade brings: another node joins at the same moment. Completed: the line's head, what systemd says.
    report(
        "k3s-io/k3s/issues/7000",
        "unknown",
        None,
        carrier(
            "k3s",
            'time="2023-02-22T18:20:11Z" level=fatal msg="ETCD join failed: etcdserver: too many learner members in cluster"',
            restarts=3,
            ended=(
                "k3s.service: Main process exited, code=exited, status=1/FAILURE",
                "k3s.service: Failed with result 'exit-code'.",
            ),
        ),
        never="etcd_upgrade_incompatible",
    ),
    # The fatal line stands in the title; its head is completed.
    report(
        "k3s-io/k3s/issues/11331",
        ["etcd_unreachable", "unknown"],
        None,
        carrier(
            "k3s",
            'time="2024-11-16T20:35:38+01:00" level=info msg="Server node token is available at /var/lib/rancher/k3s/server/token"',
            'time="2024-11-16T20:35:38+01:00" level=info msg="To join server node to cluster: k3s server -s https://192.168.122.12:6443 -t ${SERVER_NODE_TOKEN}"',
            'time="2024-11-16T20:35:38+01:00" level=info msg="Agent node token is available at /var/lib/rancher/k3s/server/agent-token"',
            'time="2024-11-16T20:35:39+01:00" level=fatal msg="etcd cluster join failed: cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs"',
        ),
    ),
    # Completed: the end of the last line, of which the extract shows the head; the title gives its first words.
    report(
        "k3s-io/k3s/issues/8446",
        ["etcd_unreachable", "unknown"],
        None,
        carrier(
            "k3s",
            '{"level":"info","ts":"2023-09-26T16:30:17.984446+0200","caller":"etcdserver/backend.go:81","msg":"opened backend db","path":"/var/lib/rancher/k3s/server/db/etcd/member/snap/db","took":"559.214µs"}',
            'time="2023-09-26T16:30:17+02:00" level=info msg="Handling backend connection request [k3s-2.lab]"',
            '{"level":"warn","ts":"2023-09-26T16:30:17.987383+0200","caller":"etcdserver/cluster_util.go:79","msg":"failed to get cluster response","address":"https://192.168.100.91:2380/members","error":"Get \\"https://192.168.100.91:2380/members\\": EOF"}',
            '{"level":"info","ts":"2023-09-26T16:30:17.98983+0200","caller":"embed/etcd.go:376","msg":"closing etcd server","name":"k3s-2.lab-45915cb7","data-dir":"/var/lib/rancher/k3s/server/db/etcd","advertise-peer-urls":["http://localhost:2380"],"advertise-client-urls":["https://192.168.100.92:2379"]}',
            '{"level":"info","ts":"2023-09-26T16:30:17.989991+0200","caller":"embed/etcd.go:378","msg":"closed etcd server","name":"k3s-2.lab-45915cb7","data-dir":"/var/lib/rancher/k3s/server/db/etcd","advertise-peer-urls":["http://localhost:2380"],"advertise-client-urls":["https://192.168.100.92:2379"]}',
            'time="2023-09-26T16:30:17+02:00" level=fatal msg="etcd cluster join failed: cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs"',
            version="v1.27.6",
        ),
    ),
    # ---- etcd: its flags and files ------------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/11294",
        ["invalid_flag_value", "unknown"],
        E,
        exits(
            E,
            lines(
                "2019-10-25 20:24:39.618176 I | etcdmain: etcd Version: 2.3.8",
                "2019-10-25 20:24:39.618234 I | etcdmain: Git SHA: 7e4fc7e",
                "2019-10-25 20:24:39.618245 I | etcdmain: Go Version: go1.7.6",
                "2019-10-25 20:24:39.618256 I | etcdmain: Go OS/Arch: linux/amd64",
                "2019-10-25 20:24:39.618265 I | etcdmain: setting maximum number of CPUs to 24, total number of available CPUs is 24",
                "2019-10-25 20:24:39.618345 I | etcdmain: listening for peers on http://10.177.92.49:7001",
                "2019-10-25 20:24:39.618379 I | etcdmain: listening for client requests on http://0.0.0.0:4001",
                "2019-10-25 20:24:39.618538 I | etcdmain: stopping listening for client requests on http://0.0.0.0:4001",
                "2019-10-25 20:24:39.618555 I | etcdmain: stopping listening for peers on http://10.177.92.49:7001",
                '2019-10-25 20:24:39.618568 C | etcdmain: couldn\'t find local name "dphaim-20" in the initial cluster configuration',
            ),
            flags=(
                "--name=dphaim-20",
                "--listen-client-urls=http://0.0.0.0:4001",
                "--advertise-client-urls=http://10.177.92.49:4001",
                "--initial-advertise-peer-urls=http://10.177.92.49:7001",
                "--listen-peer-urls=http://10.177.92.49:7001",
                "--initial-cluster=dphaim-18=http://10.177.92.49:7001",
                "--initial-cluster-state=existing",
                "--data-dir=/var/lib/etcd2",
            ),
            command="etcd2",
            mounts=("/var/lib/etcd2",),
            probe="",
            image="quay.io/coreos/etcd:v2.3.8",
            node=Node(name="dphaim-20", version=None),
        ),
    ),
    # Completed: the flags, with the variable ${NODE_IP} empty as the two lines show it.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/212",
        ["invalid_flag_value", "unknown"],
        E,
        exits(
            E,
            lines(
                "expected IP in URL for binding (https://:2380)",
                "expected IP in URL for binding (https://:2379)",
                "etcd Version: 3.1.6",
            ),
            flags=(
                "--name=",
                "--cert-file=/etc/etcd/ssl/etcd.pem",
                "--key-file=/etc/etcd/ssl/etcd-key.pem",
                "--peer-cert-file=/etc/etcd/ssl/etcd.pem",
                "--peer-key-file=/etc/etcd/ssl/etcd-key.pem",
                "--trusted-ca-file=/etc/kubernetes/ssl/ca.pem",
                "--peer-trusted-ca-file=/etc/kubernetes/ssl/ca.pem",
                "--initial-advertise-peer-urls=https://:2380",
                "--listen-peer-urls=https://:2380",
                "--listen-client-urls=https://:2379,http://127.0.0.1:2379",
                "--advertise-client-urls=https://:2379",
                "--initial-cluster-token=etcd-cluster-0",
                "--initial-cluster=",
                "--initial-cluster-state=new",
                "--data-dir=/var/lib/etcd",
            ),
            mounts=("/etc/etcd/ssl", "/etc/kubernetes/ssl", "/var/lib/etcd"),
            probe="",
            image="quay.io/coreos/etcd:v3.1.6",
            version=None,
        ),
    ),
    # The environment's values bear their quotation marks. Completed: the head of the last line, whose words the title has.
    report(
        "etcd-io/etcd/issues/12449",
        ["file_missing", "invalid_flag_value"],
        E,
        exits(
            E,
            lines(
                "2020-11-04 05:26:09.187800 I | etcdserver/api: enabled capabilities for version 3.3",
                '2020-11-04 05:26:09.195712 I | embed: ClientTLS: cert = "/etc/etcd/server.crt", key = "/etc/etcd/server.key", ca = , trusted-ca = , client-cert-auth = false, crl-file =',
                "2020-11-04 05:26:10.732168 I | raft: 2a6277f8728ef760 is starting a new election at term 5",
                '2020-11-04 05:26:10.801355 C | etcdmain: open "/etc/etcd/server.crt": no such file or directory',
            ),
            flags=(),
            env={
                "ETCD_ADVERTISE_CLIENT_URLS": "https://etcd3:2379",
                "ETCD_INITIAL_CLUSTER_STATE": "new",
                "ETCD_INITIAL_ADVERTISE_PEER_URLS": "https://etcd3:2380",
                "ETCD_NAME": "etcd3",
                "ETCD_LISTEN_CLIENT_URLS": "https://0.0.0.0:2379",
                "ETCD_CERT_FILE": '"/etc/etcd/server.crt"',
                "ETCD_LISTEN_PEER_URLS": "https://0.0.0.0:2380",
                "ETCD_KEY_FILE": '"/etc/etcd/server.key"',
                "ETCD_PEER_AUTO_TLS": "true",
            },
            mounts=("/etc/etcd",),
            probe="",
            image="quay.io/coreos/etcd:v3.3.25",
            node=Node(version=None).there("/etc/etcd/server.crt").there("/etc/etcd/server.key"),
        ),
    ),
    # Outside the set: the key's file holds no key.
    report(
        "kubernetes-retired/kube-aws/issues/1011",
        "unknown",
        E,
        exits(
            E,
            lines(
                "2017-11-19 14:57:34.827399 I | embed: peerTLS: cert = /etc/ssl/certs/etcd.pem, key = /etc/ssl/certs/etcd-key.pem, ca = , trusted-ca = /etc/ssl/certs/etcd-trusted-ca.pem, client-cert-auth = false",
                "2017-11-19 14:57:34.827691 C | etcdmain: tls: failed to find any PEM data in key input",
            ),
            flags=(
                "--data-dir=/var/lib/etcd",
                "--cert-file=/etc/ssl/certs/etcd.pem",
                "--key-file=/etc/ssl/certs/etcd-key.pem",
                "--peer-cert-file=/etc/ssl/certs/etcd.pem",
                "--peer-key-file=/etc/ssl/certs/etcd-key.pem",
                "--peer-trusted-ca-file=/etc/ssl/certs/etcd-trusted-ca.pem",
            ),
            mounts=("/etc/ssl/certs", "/var/lib/etcd"),
            probe="",
            image="quay.io/coreos/etcd:v3.2.6",
            version=None,
        ),
        never="service_account_key_invalid",
    ),
    # ---- etcd: damage and panics --------------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/13456",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "2021-11-01 21:24:01.875492 I | embed: listening for peers on http://0.0.0.0:2380",
                "2021-11-01 21:24:01.875586 I | embed: listening for client requests on 127.0.0.1:2379",
                "2021-11-01 21:24:01.876829 I | etcdserver: recovered store from snapshot at index 49200743",
                "2021-11-01 21:24:01.884359 I | mvcc: restore compact to 32276741",
                "2021-11-01 21:24:01.989286 C | mvcc: store.keyindex: put with unexpected smaller revision [{32296847 1} / {32296849 0}]",
                "panic: store.keyindex: put with unexpected smaller revision [{32296847 1} / {32296849 0}]",
                "",
                "goroutine 109 [running]:",
                "github.com/coreos/pkg/capnslog.(*PackageLogger).Panicf(0xc0015100c0, 0x2224ddb, 0x3e, 0xc001855cb0, 0x2, 0x2)",
            ),
            flags=plain_etcd("/var/lib/etcd", "0.0.0.0"),
            probe="",
            image="quay.io/coreos/etcd:v3.4.16",
            version=None,
            code=2,
        ),
    ),
    # MicroK8s' own store instead of etcd; its unit is shown as the carrier.
    report(
        "canonical/microk8s/issues/3485",
        ["etcd_data_corrupt", "unknown"],
        None,
        carrier(
            "microk8s.daemon-k8s-dqlite",
            'time="2022-10-03T13:55:53+11:00" level=fatal msg="Failed to start server: start node: raft_start(): io: LZ4F_decompress ERROR_contentChecksum_invalid\\n"',
            restarts=1,
            ended=(
                "snap.microk8s.daemon-k8s-dqlite.service: Main process exited, code=exited, status=1/FAILURE",
                "snap.microk8s.daemon-k8s-dqlite.service: Failed with result 'exit-code'.",
                "snap.microk8s.daemon-k8s-dqlite.service: Service RestartSec=100ms expired, scheduling restart.",
                "snap.microk8s.daemon-k8s-dqlite.service: Scheduled restart job, restart counter is at 1.",
            ),
        ),
    ),
    report(
        "canonical/microk8s/issues/4037",
        ["etcd_data_corrupt", "unknown"],
        None,
        carrier(
            "microk8s.daemon-k8s-dqlite",
            "k8s-dqlite: src/vfs.c:1040: vfsDatabaseWrite: Assertion `page_size > 0' failed.",
            version="v1.25.10",
            status=6,
            restarts=14590,
            ended=(
                "snap.microk8s.daemon-k8s-dqlite.service: Main process exited, code=killed, status=6/ABRT",
                "snap.microk8s.daemon-k8s-dqlite.service: Failed with result 'signal'.",
                "snap.microk8s.daemon-k8s-dqlite.service: Scheduled restart job, restart counter is at 14590.",
            ),
        ).unit("kubelet", "activating", "auto-restart", 14590, Result="signal", ExecMainStatus=6),
    ),
    # A bug of that release, seen while the members are upgraded one by one; the data are well.
    report(
        "etcd-io/etcd/issues/14402",
        "unknown",
        E,
        exits(
            E,
            lines(
                "2022-08-29 06:29:02.702707 E | rafthttp: failed to read 88d5d8ebd854df5a on stream MsgApp v2 (unexpected EOF)",
                "2022-08-29 06:29:02.702723 I | rafthttp: peer 88d5d8ebd854df5a became inactive (message send to peer failed)",
                "2022-08-29 06:29:02.703504 W | rafthttp: lost the TCP streaming connection with peer 88d5d8ebd854df5a (stream Message reader)",
                "panic: runtime error: invalid memory address or nil pointer dereference",
                "[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x75745b]",
                "",
                "goroutine 287 [running]:",
                "go.uber.org/zap.(*Logger).check(0x0, 0x1, 0x10a3ea5, 0x36, 0xc003fb7480)",
                "        /root/go/pkg/mod/go.uber.org/zap@v1.10.0/logger.go:264 +0x9b",
                "go.uber.org/zap.(*Logger).Warn(0x0, 0x10a3ea5, 0x36, 0xc003fb7480, 0x2, 0x2)",
                "        /root/go/pkg/mod/go.uber.org/zap@v1.10.0/logger.go:194 +0x45",
                "go.etcd.io/etcd/etcdserver.(*EtcdServer).requestCurrentIndex(0xc000398600, 0xc005210f00, 0xd15682e845891c12, 0x0, 0x0, 0x0)",
                "        /tmp/etcd-release-3.4.20/etcd/release/etcd/etcdserver/v3_server.go:805 +0x873",
            ),
            image="quay.io/coreos/etcd:v3.4.20",
            version=None,
            code=2,
            attempt=2,
            lived=timedelta(minutes=3),
        ),
        never="etcd_data_corrupt",
    ),
    # ---- the scheduler: panics ----------------------------------------------------------------------------------------
    # Outside the set, as every panic below: bugs of that release.
    report(
        "kubernetes/kubernetes/issues/70450",
        "unknown",
        S,
        exits(
            S,
            lines(
                f"E0111 10:18:37.611974       1 runtime.go:66] Observed a panic: {NIL}",
                "/workspace/anago-v1.12.1-beta.0.52+4ed3216f3ec431/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:72",
                "/workspace/anago-v1.12.1-beta.0.52+4ed3216f3ec431/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:65",
                "/workspace/anago-v1.12.1-beta.0.52+4ed3216f3ec431/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:51",
                "/usr/local/go/src/runtime/asm_amd64.s:573",
                "/usr/local/go/src/runtime/panic.go:502",
                "/usr/local/go/src/runtime/panic.go:63",
                "/usr/local/go/src/runtime/signal_unix.go:388",
            ),
            version="v1.12.1",
            code=2,
            attempt=1,
            lived=timedelta(days=4),
        ),
        never="leader_election_lost",
    ),
    # Completed: the head of the first line.
    report(
        "kubernetes/kubernetes/issues/89006",
        "unknown",
        S,
        exits(
            S,
            lines(
                f"E0310 09:14:02.118840       1 runtime.go:78] Observed a panic: {NIL}",
                "goroutine 1531102 [running]:",
                "k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime.logPanic(0x1811be0, 0x2b39e00)",
                "\t/workspace/anago-v1.16.7-beta.0.33+fd5f0b8795e3d6/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:74 +0xa3",
                "k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime.HandleCrash(0x0, 0x0, 0x0)",
                "\t/workspace/anago-v1.16.7-beta.0.33+fd5f0b8795e3d6/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:48 +0x82",
                "panic(0x1811be0, 0x2b39e00)",
                "\t/usr/local/go/src/runtime/panic.go:679 +0x1b2",
                "k8s.io/kubernetes/pkg/scheduler/core.(*genericScheduler).podFitsOnNode(0xc0001bef00, 0xc006232ee0, 0xc002d10800, 0x1d0d240, 0xc00584eab0, 0x0, 0xc0004d7500, 0x1d51080, 0xc0000f2420, 0xc000a00f00, ...)",
                "\t/workspace/anago-v1.16.7-beta.0.33+fd5f0b8795e3d6/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/pkg/scheduler/core/generic_scheduler.go:676 +0x1a1",
            ),
            version="v1.16.7",
            code=2,
            attempt=3,
            lived=timedelta(hours=20),
            form="docker",
        ),
        never="leader_election_lost",
    ),
    report(
        "kubernetes/kubernetes/issues/92050",
        "unknown",
        S,
        exits(
            S,
            lines(
                f"E0611 18:26:25.851090       8 runtime.go:78] Observed a panic: {NIL}",
                "goroutine 7717 [running]:",
                "k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime.logPanic(0x1812d80, 0x2b2ae40)",
                f"\t/go/src/{DOCKERIZED}/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:74 +0xa3",
                "k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime.HandleCrash(0x0, 0x0, 0x0)",
                f"\t/go/src/{DOCKERIZED}/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:48 +0x82",
                "panic(0x1812d80, 0x2b2ae40)",
                "\t/usr/local/go/src/runtime/panic.go:679 +0x1b2",
                "k8s.io/kubernetes/pkg/scheduler/core.(*genericScheduler).podFitsOnNode(0xc0008ca240, 0xc038cfd2a0, 0xc0172ea800, 0x1d0ece0, 0xc03833f9e0, 0x0, 0xc0008c4060, 0x1d52ba0, 0xc00069e0b0, 0xc0180edf00, ...)",
                f"\t/go/src/{DOCKERIZED}/pkg/scheduler/core/generic_scheduler.go:676 +0x1a1",
            ),
            version=None,
            code=2,
            attempt=2,
            lived=timedelta(hours=9),
        ),
        never="leader_election_lost",
    ),
    report(
        "kubernetes/kubernetes/issues/38105",
        "unknown",
        S,
        exits(
            S,
            lines(
                "I1205 11:34:05.688864       1 scheduler.go:96] Attempting to schedule pod: backtory/realtime-api-0",
                "I1205 11:34:05.689357       1 factory.go:582] Attempting to bind realtime-api-0 to k8s-3",
                'I1205 11:34:05.708732       1 event.go:217] Event(api.ObjectReference{Kind:"Pod", Namespace:"backtory", Name:"realtime-api-0", UID:"ba077781-bade-11e6-9573-00505692e5bb", APIVersion:"v1", ResourceVersion:"6614961", FieldPath:""}): type: \'Normal\' reason: \'Scheduled\' Successfully assigned realtime-api-0 to k8s-3',
                "I1205 11:34:07.685132       1 leaderelection.go:228] succesfully renewed lease kube-system/kube-scheduler",
                "I1205 11:34:08.356372       1 factory.go:422] About to try and schedule pod realtime-api-1",
                "I1205 11:34:08.356415       1 scheduler.go:96] Attempting to schedule pod: backtory/realtime-api-1",
                f"E1205 11:34:08.356770       1 runtime.go:64] Observed a panic: {NIL}",
            ),
            version=None,
            code=2,
            lived=timedelta(minutes=3),
        ),
        never="leader_election_lost",
    ),
    report(
        "kubernetes/kubernetes/issues/31968",
        "unknown",
        S,
        exits(
            S,
            lines(
                "panic: runtime error: invalid memory address or nil pointer dereference [recovered]",
                "panic: runtime error: invalid memory address or nil pointer dereference",
                "[signal 0xb code=0x1 addr=0x10 pc=0xc93be1]",
                "goroutine 690 [running]:",
                "panic(0x2261f80, 0xc82000e0a0)",
                "/usr/local/go/src/runtime/panic.go:481 +0x3e6",
                "k8s.io/kubernetes/pkg/util/runtime.HandleCrash(0x0, 0x0, 0x0)",
            ),
            node=Node(name="kube-node01", version=None),
            code=2,
        ),
        never="leader_election_lost",
    ),
    # ---- the scheduler: configuration ---------------------------------------------------------------------------------
    # Completed: the line; the report says "exits immediately with a strict decoding error" and names the two fields.
    report(
        "siderolabs/talos/issues/13350",
        "component_config_invalid",
        S,
        exits(
            S,
            'E0513 09:41:20.771034       1 run.go:72] "command failed" err="strict decoding error: unknown field \\"profiles[0].plugins.placementGenerate\\", unknown field \\"profiles[0].plugins.placementScore\\""',
            "--bind-address=0.0.0.0",
            "--config=/system/config/kubernetes/kube-scheduler/scheduler-config.yaml",
            mounts=("/system/config/kubernetes/kube-scheduler", "/system/secrets/kubernetes/kube-scheduler"),
            version="v1.35.4",
        ),
    ),
    # The extract ends within the file that the message repeats, here shortened; completed: the last line, whose words the title has.
    report(
        "kubernetes-sigs/scheduler-plugins/issues/168",
        "component_config_invalid",
        S,
        exits(
            S,
            lines(
                "I0330 07:48:34.678869       1 registry.go:173] Registering SelectorSpread plugin",
                "I0330 07:48:34.678915       1 registry.go:173] Registering SelectorSpread plugin",
                "I0330 07:48:35.312023       1 serving.go:331] Generated self-signed cert in-memory",
                "strict decoder error for apiVersion: kubescheduler.config.k8s.io/v1beta1",
                "kind: KubeSchedulerConfiguration",
                "leaderElection:",
                "  leaderElect: false",
                "clientConnection:",
                "  kubeconfig: /etc/kubernetes/scheduler.conf",
                "profiles:",
                "- schedulerName: default-scheduler",
                "  plugins:",
                "    queueSort:",
                "      enabled:",
                "      - name: Coscheduling",
                "      disabled:",
                '      - name: "*"',
                "    unreserve:",
                "      enabled:",
                "      - name: Coscheduling",
                "  pluginConfig:",
                "  - name: Coscheduling",
                ": v1beta1.KubeSchedulerConfiguration.Profiles: []v1beta1.KubeSchedulerProfile: v1beta1.KubeSchedulerProfile.Plugins: v1beta1.Plugins.ReadObject: found unknown field: unreserve",
            ),
            flags=(
                "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--bind-address=127.0.0.1",
                "--config=/etc/kubernetes/coscheduling-config.yaml",
            ),
            command="/bin/kube-scheduler",
            mounts=("/etc/kubernetes/scheduler.conf", "/etc/kubernetes/coscheduling-config.yaml"),
            image="localhost:5000/scheduler-plugins/kube-scheduler:v0.19.8",
            node=Node(name="dev", version="v1.19.8"),
        ),
    ),
    # The bytes are shortened; the extract does not reach the end of the message.
    report(
        "kubernetes/kubernetes/issues/103478",
        "component_config_invalid",
        S,
        exits(
            S,
            'profiles[0].pluginConfig[0].args: Invalid value: runtime.Unknown{TypeMeta:runtime.TypeMeta{APIVersion:"", Kind:""}, Raw:[]uint8{0x7b, 0x22, 0x61, 0x70, 0x69, 0x56, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e, 0x22, 0x3a, 0x22, 0x6b, 0x75, 0x62, 0x65, 0x73, 0x63, 0x68, 0x65, 0x64, 0x75, 0x6c, 0x65, 0x72, 0x7d, 0x5d, 0x7d},',
            "--config=/etc/kubernetes/scheduler-config.yaml",
            mounts=("/etc/kubernetes",),
            version="v1.22.0",
        ),
    ),
    report(
        "kubernetes/kops/issues/642",
        ["component_config_invalid", "unknown"],
        S,
        exits(
            S,
            "E1013 12:47:37.395646   39876 server.go:79] unable to build config from flags: invalid configuration: no configuration has been provided",
            flags=(
                "--logtostderr=true",
                "--leader-elect=true",
                "--kubeconfig=/var/lib/kube-scheduler/kubeconfig/config",
            ),
            command="/opt/bin/kube-scheduler",
            mounts=("/var/lib/kube-scheduler",),
            probe="",
            node=Node(name="tbserver11", version="v1.4.1").there("/var/lib/kube-scheduler/kubeconfig/config"),
        ),
        never="file_missing",
    ),
    # It runs and gets nowhere.
    report(
        "kubernetes/kubernetes/issues/95582",
        "certificate_authority_mismatch",
        S,
        Node(name="master1", version=None)
        .static_pod(S)
        .runs(
            S,
            lines(
                "E1015 11:56:46.971210    2901 reflector.go:178] k8s.io/client-go/informers/factory.go:135: Failed to list *v1.StorageClass: Get https://192.168.187.142:6443/apis/storage.k8s.io/v1/storageclasses?limit=500&resourceVersion=0: x509: certificate signed by unknown authority",
                "E1015 11:56:49.214085    2901 reflector.go:178] k8s.io/client-go/informers/factory.go:135: Failed to list *v1.PersistentVolumeClaim: Get https://192.168.187.142:6443/api/v1/persistentvolumeclaims?limit=500&resourceVersion=0: x509: certificate signed by unknown authority",
                "E1015 11:56:51.418469    2901 reflector.go:178] k8s.io/client-go/informers/factory.go:135: Failed to list *v1beta1.PodDisruptionBudget: Get https://192.168.187.142:6443/apis/policy/v1beta1/poddisruptionbudgets?limit=500&resourceVersion=0: x509: certificate signed by unknown authority",
            ),
            attempt=2,
            since=timedelta(minutes=3),
        ),
    ),
    # ---- the controller manager ---------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/68209",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                "/usr/local/go/src/runtime/asm_amd64.s:2361",
                "panic: runtime error: invalid memory address or nil pointer dereference [recovered]",
                "\tpanic: runtime error: invalid memory address or nil pointer dereference",
                "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1d4cad9]",
                "",
                "goroutine 1386 [running]:",
                "k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime.HandleCrash(0x0, 0x0, 0x0)",
                f"\t/go/src/{DOCKERIZED}/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:58 +0x107",
                "panic(0x44468c0, 0x8b76a30)",
                "\t/usr/local/go/src/runtime/panic.go:502 +0x229",
                "k8s.io/kubernetes/pkg/cloudprovider/providers/azure.processHTTPRetryResponse(0x0, 0x64ffec0, 0xc4229fd1f0, 0xc422ed05b0, 0x2, 0x2)",
                f"\t/go/src/{DOCKERIZED}/pkg/cloudprovider/providers/azure/azure_backoff.go:364 +0x69",
            ),
            "--cloud-provider=azure",
            "--cloud-config=/etc/kubernetes/azure.json",
            mounts=("/etc/kubernetes",),
            version=None,
            code=2,
            lived=timedelta(minutes=2),
        ),
        never="leader_election_lost",
    ),
    report(
        "kubernetes/kubernetes/issues/121053",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                'I1008 08:06:57.041752       1 event.go:307] "Event occurred" object="default/web" fieldPath="" kind="StatefulSet" apiVersion="apps/v1" type="Normal" reason="SuccessfulCreate" message="create Pod web-90 in StatefulSet web successful"',
                'I1008 08:06:57.076495       1 event.go:307] "Event occurred" object="default/web" fieldPath="" kind="StatefulSet" apiVersion="apps/v1" type="Normal" reason="SuccessfulCreate" message="create Pod web-66 in StatefulSet web successful"',
                "fatal error: concurrent map writes",
                "",
                "goroutine 5844 [running]:",
                "k8s.io/kubernetes/pkg/controller/statefulset.getPersistentVolumeClaims(0xc003ee8500, 0x0?)",
                "        pkg/controller/statefulset/stateful_set_utils.go:348 +0x2fd",
                "k8s.io/kubernetes/pkg/controller/statefulset.(*StatefulPodControl).createPersistentVolumeClaims(0xc000b24560, 0x6ecea2?, 0xc000600000?)",
                "        pkg/controller/statefulset/stateful_pod_control.go:341 +0x6a",
            ),
            version=None,
            code=2,
            attempt=1,
            lived=timedelta(hours=5),
        ),
        never="leader_election_lost",
    ),
    report(
        "kubernetes/kubernetes/issues/48491",
        "unknown_flag",
        KCM,
        exits(
            KCM,
            lines(
                "unknown flag: --cluster-signing-cert-file",
                "Usage of /usr/bin/kube-controller-manager:",
                '      --address string                           The IP address to serve on (set to 0.0.0.0 for all interfaces) (default "0.0.0.0")',
                '      --algorithm-provider string                The scheduling algorithm provider to use, one of: ClusterAutoscalerProvider | DefaultProvider (default "DefaultProvider")',
                "      --alsologtostderr                          log to standard error as well as files",
            ),
            "--cluster-signing-cert-file=/etc/kubernetes/ssl/ca.pem",
            command="/usr/bin/kube-controller-manager",
            node=Node(name="server110", version=None),
            code=2,
        ),
    ),
    # Completed: the values of the flags.
    report(
        "kubernetes-retired/kubeadm-dind-cluster/issues/61",
        "unknown_flag",
        None,
        Node(name="kube-master", version="v1.8.6")
        .static_pod(A, "--insecure-port=8080", image="mirantis/hypokube:final")
        .died(A, "unknown flag: --insecure-port\nUsage of kube-apiserver:", code=2, form="docker")
        .static_pod(KCM, "--root-ca-file=/etc/kubernetes/pki/ca.crt", image="mirantis/hypokube:final")
        .died(KCM, "unknown flag: --root-ca-file\nUsage of kube-controller-manager:", code=2, attempt=6, form="docker"),
        others={A: "unknown_flag", KCM: "unknown_flag"},
    ),
    report(
        "kubernetes/kubernetes/issues/107282",
        ["component_config_invalid", "unknown"],
        KCM,
        exits(
            KCM,
            lines(
                "Flag --log-dir has been deprecated, will be removed in a future release, see https://github.com/kubernetes/enhancements/tree/master/keps/sig-instrumentation/2845-deprecate-klog-specific-flags-in-k8s-components",
                "Flag --logtostderr has been deprecated, will be removed in a future release, see https://github.com/kubernetes/enhancements/tree/master/keps/sig-instrumentation/2845-deprecate-klog-specific-flags-in-k8s-components",
                "invalid configuration: [context was not found for specified context: default, cluster has no server defined]",
            ),
            flags=(
                "--kubeconfig=/etc/kubernetes/kubeconfig",
                "--leader-elect=true",
                "--service-cluster-ip-range=169.169.0.0/16",
                "--service-account-private-key-file=/etc/kubernetes/pki/apiserver.key",
                "--root-ca-file=/etc/kubernetes/pki/ca.crt",
                "--log-dir=/var/log/kubernetes",
                "--logtostderr=false",
                "--v=0",
            ),
            mounts=("/etc/kubernetes",),
            probe="",
            version="v1.23.1",
        ),
    ),
    report(
        "rancher/rancher/issues/8457",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            lines(
                "I0411 05:17:46.485121       1 leaderelection.go:247] lock is held by 55611939f2fc and has not yet expired",
                "I0411 05:17:48.484396       1 leaderelection.go:247] lock is held by 55611939f2fc and has not yet expired",
                "I0411 05:17:50.484038       1 leaderelection.go:247] lock is held by 55611939f2fc and has not yet expired",
                "I0411 05:17:52.484852       1 leaderelection.go:247] lock is held by 55611939f2fc and has not yet expired",
                "I0411 05:17:54.484008       1 leaderelection.go:247] lock is held by 55611939f2fc and has not yet expired",
                "I0411 05:17:54.489811       1 leaderelection.go:247] lock is held by 55611939f2fc and has not yet expired",
                "I0411 05:17:54.489851       1 leaderelection.go:207] failed to renew lease kube-system/kube-controller-manager",
                "F0411 05:17:54.489977       1 controllermanager.go:216] leaderelection lost",
            ),
            image="rancher/k8s:v1.5.4-rancher1-4",
            version=None,
            code=255,
            lived=timedelta(hours=2),
        ),
    ),
    # Completed: how it ended, which the report only shows in a picture of many failed containers.
    report(
        "Azure/ACS/issues/23",
        ["etcd_unreachable", "leader_election_lost"],
        KCM,
        exits(
            KCM,
            lines(
                "E0509 22:02:57.817269       1 leaderelection.go:228] error retrieving resource lock kube-system/kube-controller-manager: client: etcd cluster is unavailable or misconfigured",
                "E0509 22:53:05.605381       1 leaderelection.go:228] error retrieving resource lock kube-system/kube-controller-manager: client: etcd cluster is unavailable or misconfigured",
                "E0511 01:39:12.416926       1 leaderelection.go:228] error retrieving resource lock kube-system/kube-controller-manager: client: etcd cluster is unavailable or misconfigured",
                "E0512 07:41:17.543209       1 leaderelection.go:228] error retrieving resource lock kube-system/kube-controller-manager: client: etcd cluster is unavailable or misconfigured",
            ),
            image="gcr.io/google_containers/hyperkube-amd64:v1.5.3",
            version="v1.5.3",
            code=255,
            lived=timedelta(days=2, hours=9),
        ),
    ),
    # ---- cloud controllers --------------------------------------------------------------------------------------------
    # Completed: the last line's form; of it a maintainer says that "the logs … just show that it got an EOF from the apiserver".
    report(
        "rancher/rancher/issues/36869",
        "apiserver_unreachable",
        CCM,
        exits(
            CCM,
            lines(
                "I0313 01:39:46.481343 1 serving.go:354] Generated self-signed cert in-memory",
                "W0313 01:39:47.186008 1 authentication.go:419] failed to read in-cluster kubeconfig for delegated authentication: open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory",
                "W0313 01:39:47.186063 1 authentication.go:316] No authentication-kubeconfig provided in order to lookup client-ca-file in configmap/extension-apiserver-authentication in kube-system, so client certificate authentication won't work.",
                'error: Get "https://127.0.0.1:6443/healthz?timeout=32s": EOF',
            ),
            flags=(
                "--allocate-node-cidrs=true",
                "--bind-address=127.0.0.1",
                "--cloud-provider=rke2",
                "--kubeconfig=/var/lib/rancher/rke2/server/cred/cloud-controller.kubeconfig",
            ),
            mounts=("/var/lib/rancher/rke2/server/cred/cloud-controller.kubeconfig",),
            image="index.docker.io/rancher/rke2-cloud-provider:v0.0.3-build20211118",
            version="v1.21.10",
        ),
        never="file_missing",
    ),
    # What the kubelet says of the container that it does not make is not told; its last words are.
    report(
        "rancher/rke2/issues/4526",
        ["container_create_failed", "unknown"],
        CCM,
        Node(name="homesys", version="v1.26.6")
        .static_pod(
            CCM,
            flags=("--bind-address=127.0.0.1", "--cloud-provider=rke2"),
            image="index.docker.io/rancher/rke2-cloud-provider:v1.26.3-build20230406",
        )
        .died(
            CCM,
            'Fatal error running RKE2 Cloud Provider: unable to load configmap based request-header-client-ca-file: configmaps "extension-apiserver-authentication" is forbidden: User "rke2-cloud-controller-manager" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
            attempt=3,
            ago=timedelta(minutes=20),
        )
        .waits(CCM, "CreateContainerError", restarts=3),
        never="anonymous_health_access_forbidden",
    ),
    # ---- carriers and installers --------------------------------------------------------------------------------------
    # Completed: the end of the line, cut in the extract after "liste".
    report(
        "rancher/rke2/issues/320",
        ["port_in_use", "port_held_by_previous_instance"],
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag will be removed in a future version.",
                "I0922 19:59:24.372160       1 server.go:618] external host was not specified, using 172.31.4.204",
                "I0922 19:59:24.374198       1 server.go:148] Version: v1.18.8-beta20+rke2",
                "Error: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use",
            ),
            "--insecure-port=0",
            version="v1.18.8",
        ),
    ),
    # The line stands in the title; its head is completed.
    report(
        "openshift/openshift-ansible/issues/11141",
        "file_missing",
        A,
        exits(
            A,
            "F0128 10:12:40.331807       1 start_api.go:68] could not read file: stat /etc/origin/master/master.etcd-ca.crt: no such file or directory",
            flags=("start", "master", "api", "--config=/etc/origin/master/master-config.yaml"),
            command="openshift",
            mounts=("/etc/origin/master", "/etc/origin/cloudprovider", "/var/lib/origin"),
            image="docker.io/openshift/origin-control-plane:v3.11",
            node=Node(name="master1.test.example.com", version=None).absent("/etc/origin/master/master.etcd-ca.crt"),
            code=255,
        ),
    ),
    # Outside the set: the token is another one. The line stands in the title; its head is completed.
    report(
        "k3s-io/k3s/issues/4640",
        "unknown",
        None,
        carrier(
            "k3s",
            'time="2021-12-02T21:14:06+01:00" level=info msg="Starting k3s v1.21.7+k3s1 (ac705709)"',
            'time="2021-12-02T21:14:07+01:00" level=fatal msg="starting kubernetes: preparing server: bootstrap data already found and encrypted with different token"',
            version="v1.21.7",
        ),
        never="encryption_config_invalid",
    ),
)
