"""Public reports of the control plane's own programs and of whole control planes, on any installer, met blind.

They are shown as those of further.py are. A systemd unit, a plain container or a pod of a Deployment of a control plane
program is shown as a static pod. Only reports whose own lines name the cause.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


FURTHER_EIGHTEENTH_UPPER = (
    # ---- etcd: what is on its disk ----------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/7628",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "2017-03-28 21:45:28.131561 I | etcdserver/membership: set the cluster version to 3.1 from store",
                "2017-03-28 21:45:36.527334 C | etcdmain: database file (/data/etcd/member/snap/db index 7622690) does not match with snapshot (index 8081536).",
            ),
            image="quay.io/coreos/etcd:v3.1.3",
            version=None,
        ),
    ),
    report(
        "etcd-io/etcd/issues/8103",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "2017-06-14 14:28:53.732632 W | pkg/flags: unrecognized environment variable ETCD_TEST_PORT_2380_TCP_ADDR=192.168.65.11",
                "2017-06-14 14:28:53.732685 I | etcdmain: etcd Version: 3.1.8",
                "2017-06-14 14:28:53.732691 I | etcdmain: Git SHA: d267ca9",
                "2017-06-14 14:28:53.732696 I | etcdmain: Go Version: go1.7.5",
                "2017-06-14 14:28:53.732701 I | etcdmain: Go OS/Arch: linux/amd64",
                "2017-06-14 14:28:53.732707 I | etcdmain: setting maximum number of CPUs to 4, total number of available CPUs is 4",
                # The time of the last line is completed; the words are the report's.
                "2017-06-14 14:28:54.104221 C | etcdmain: database file (/var/etcd/data/member/snap/db index 11895551) does not match with snapshot (index 13328084).",
            ),
            image="quay.io/coreos/etcd:v3.1.8",
            version=None,
        ),
    ),
    # The middle of the start is left out in the report's first part, too.
    report(
        "etcd-io/etcd/issues/10518",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "etcd Version: 3.2.11",
                "Git SHA: 1e1dbb2",
                "Go Version: go1.8.5",
                "Go OS/Arch: linux/amd64",
                "setting maximum number of CPUs to 40, total number of available CPUs is 40",
                "the server is already initialized as member before, starting as etcd member...",
                "peerTLS: cert = /etc/kubernetes/ssl/etcd.pem, key = /etc/kubernetes/ssl/etcd-key.pem, ca = , trusted-ca = /etc/kubernetes/ssl/ca.pem, client-cert-auth = false",
                "listening for peers on https://10.27.244.161:2380",
                "The scheme of client url http://10.27.244.161:2381 is HTTP while peer key/cert files are presented. Ignored key/cert files.",
                "listening for client requests on 10.27.244.161:2381",
                "panic: invalid page allocation: 0",
            ),
            code=2,
            image="quay.io/coreos/etcd:v3.2.11",
            version=None,
        ),
    ),
    # The last line is cut in the report; its title has the rest of it.
    report(
        "etcd-io/etcd/issues/2736",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "2015/04/22 13:13:46 etcdserver: recovered store from snapshot at index 61630769",
                "2015/04/22 13:13:46 etcdserver: name = etcd-1",
                "2015/04/22 13:13:46 etcdserver: data dir = agent.etcd",
                "2015/04/22 13:13:46 etcdserver: member dir = agent.etcd/member",
                "2015/04/22 13:13:46 etcdserver: advertise client URLs = http://10.240.172.103:2379",
                "2015/04/22 13:13:46 wal: ignored file 0000000000000004-000000000015bc6a.wal.broken in wal",
                "2015/04/22 13:13:46 wal: ignored file 00000000000000ac-0000000003a19d72.wal.broken in wal",
                "2015/04/22 13:13:46 etcdserver: repaired WAL error (unexpected EOF)",
                "2015/04/22 13:13:46 wal: ignored file 0000000000000004-000000000015bc6a.wal.broken in wal",
                "2015/04/22 13:13:47 etcdserver: read wal error (unexpected EOF) and cannot be repaired",
            ),
            image="quay.io/coreos/etcd:v2.0.9",
            version=None,
        ),
    ),
    # The report quotes the message; its time is completed. The store is on NFS, that was away for a moment: somebody still holds the lock, nothing is damaged.
    report(
        "etcd-io/etcd/issues/12419",
        "unknown",
        E,
        exits(
            E,
            "2020-10-23 03:11:52.417233 C | etcdserver: open wal error: fileutil: file already locked",
            image="quay.io/coreos/etcd:v3.3.3",
            version=None,
        ),
        never="etcd_data_corrupt",
    ),
    report(
        "mesosphere-backup/etcd-mesos/issues/30",
        "disk_full",
        E,
        exits(
            E,
            "2015/08/17 17:24:41 etcdserver: raft save state and entries error: write etcd_data/member/wal/000000000000001f-00000000007582d2.wal: no space left on device",
            image="quay.io/coreos/etcd:v2.1.1",
            version=None,
        ),
    ),
    # ---- Docker Desktop: its Kubernetes never starts ----------------------------------------------------------------
    report(
        "docker/for-win/issues/13814",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            'E0804 13:38:34.181479     439 run.go:74] "command failed" err="failed to run Kubelet: invalid configuration: cgroup [\\"kubepods\\"] has some missing paths: /sys/fs/cgroup/cpu/kubepods"'
        ),
    ),
    # ---- panics of the programs themselves: outside the closed set --------------------------------------------------
    # The frames below the panic are cut.
    report(
        "kubernetes/kubernetes/issues/34412",
        "unknown",
        A,
        exits(
            A,
            lines(
                "I1009 12:01:03.540764       1 genericapiserver.go:762] Serving insecurely on 127.0.0.1:8080",
                "I1009 12:01:03.554288       1 handlers.go:162] GET /api/v1/namespaces/kube-system/endpoints/kube-controller-manager: (7.306536ms) 200 [[kube-controller-manager/v1.4.0 (linux/arm) kubernetes/a16c0a7] 127.0.0.1:35818]",
                "I1009 12:01:03.637390       1 reflector.go:249] Listing and watching *api.Namespace from ????",
                "I1009 12:01:03.646734       1 handlers.go:162] GET /api/v1/namespaces?resourceVersion=0: (5.117357ms) 200 [[kube-apiserver/v1.4.0 (linux/arm) kubernetes/a16c0a7] 127.0.0.1:35820]",
                'E1009 12:01:03.676378       1 runtime.go:64] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
            ),
            code=2,
            version="v1.4.0",
        ),
    ),
    # A near miss: the controller manager goes on after each of them.
    report(
        "kubernetes/kubernetes/issues/20594",
        None,
        None,
        Node(name="kubernetes-master", version=None)
        .static_pod(KCM)
        .runs(
            KCM,
            lines(
                "I0229 22:23:08.717930       5 nodecontroller.go:546] Recording Deleting all Pods from Node kubernetes-minion-gjoc. event message for node kubernetes-minion-gjoc",
                "I0229 22:23:08.717995       5 nodecontroller.go:790] Starting deletion of pod fluentd-cloud-logging-kubernetes-minion-gjoc",
                'I0229 22:23:08.718047       5 event.go:211] Event(api.ObjectReference{Kind:"Node", Namespace:"", Name:"kubernetes-minion-gjoc", UID:"kubernetes-minion-gjoc", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: \'Normal\' reason: \'DeletingAllPods\' Node kubernetes-minion-gjoc event: Deleting all Pods from Node kubernetes-minion-gjoc.',
                'E0229 22:23:08.982920       5 runtime.go:58] Recovered from panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
            ),
        ),
        never="unknown",
    ),
    # ---- schedulers -------------------------------------------------------------------------------------------------
    # A second scheduler's Deployment.
    report(
        "kubernetes-sigs/scheduler-plugins/issues/296",
        "component_config_invalid",
        "scheduler-plugins-scheduler",
        exits(
            "scheduler-plugins-scheduler",
            'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta2" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30"',
            command="/bin/kube-scheduler",
            flags=("--config=/etc/kubernetes/scheduler-config.yaml",),
            mounts=("/etc/kubernetes",),
            image="k8s.gcr.io/scheduler-plugins/kube-scheduler:v0.21.6",
            version="v1.22.0",
        ),
    ),
    report(
        "pingcap/tidb-operator/issues/4155",
        "unknown_flag",
        S,
        exits(
            S,
            lines("Error: unknown flag: --scheduler-name", "Usage:", "  kube-scheduler [flags]"),
            flags=("--scheduler-name=tidb-scheduler", "--leader-elect=true"),
            probe="",
            version="v1.22.1",
        ),
    ),
    # ---- others -----------------------------------------------------------------------------------------------------
    # A container of docker's, that a unit starts; the rest of its command line is left out.
    report(
        "awassink/k8s-on-rpi/issues/8",
        "command_not_found",
        None,
        Node(name="master", version="v1.1.2")
        .unit("k8s-master", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=127)
        .journal(
            "k8s-master",
            'docker: Error response from daemon: oci runtime error: exec: "/hyperkube": stat /hyperkube: no such file or directory.',
            by="docker",
        ),
        never="file_missing",
    ),
    # A near miss: rootless, and both say so and go on.
    report(
        "rootless-containers/usernetes/issues/281",
        None,
        None,
        Node(name="gffw-compute-a-001", version=None)
        .static_pod(A)
        .static_pod(KCM)
        .runs(
            A,
            lines(
                "I0805 03:14:07.546078     100 instance.go:282] Using reconciler: lease",
                "E0805 03:14:07.554361     100 instance.go:388] Could not construct pre-rendered responses for ServiceAccountIssuerDiscovery endpoints. Endpoints will not be enabled. Error: issuer URL must use https scheme, got: kubernetes.default.svc",
            ),
        )
        .runs(
            KCM,
            lines(
                "W0805 03:14:10.660277     118 probe.go:268] Flexvolume plugin directory at /usr/libexec/kubernetes/kubelet-plugins/volume/exec/ does not exist. Recreating.",
                'E0805 03:14:10.660347     118 plugins.go:609] "Error initializing dynamic plugin prober" err="error (re-)creating driver directory: mkdir /usr/libexec/kubernetes: permission denied"',
            ),
        ),
        never="file_permission_denied",
    ),
    # ---- etcd: certificates -----------------------------------------------------------------------------------------
    # The line is shortened in the report itself.
    report(
        "yyt030/follow-me-install-kubernetes-cluster-for-RHEL7.2/issues/2",
        "certificate_authority_mismatch",
        E,
        Node(version=None)
        .static_pod(E, flags=(), probe="")
        .runs(
            E,
            'health check for peer 5f2da8650252a065 could not connect: x509: certificate signed by unknown authority (possibly because of "crypto/rsa:..."kubernetes")',
            attempt=5,
            since=timedelta(minutes=1),
        ),
    ),
    report(
        "rancher/rancher/issues/21926",
        "certificate_authority_mismatch",
        E,
        Node(version=None)
        .static_pod(E, flags=(), probe="")
        .runs(
            E,
            lines(
                '2019-08-02 08:11:36.790510 W | rafthttp: health check for peer 76267e9078cb09f8 could not connect: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kube-ca") (prober "ROUND_TRIPPER_SNAPSHOT")',
                "2019-08-02 08:11:38.270756 I | raft: 5c0a849577d100ed is starting a new election at term 59",
                "2019-08-02 08:11:38.270862 I | raft: 5c0a849577d100ed became candidate at term 60",
                "2019-08-02 08:11:38.270934 I | raft: 5c0a849577d100ed received MsgVoteResp from 5c0a849577d100ed at term 60",
                "2019-08-02 08:11:38.270967 I | raft: 5c0a849577d100ed [logterm: 1, index: 3] sent MsgVote request to 76267e9078cb09f8 at term 60",
                "2019-08-02 08:11:38.270994 I | raft: 5c0a849577d100ed [logterm: 1, index: 3] sent MsgVote request to 54df41104aeddfae at term 60",
                '2019-08-02 08:11:41.789125 W | rafthttp: health check for peer 54df41104aeddfae could not connect: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kube-ca") (prober "ROUND_TRIPPER_SNAPSHOT")',
            ),
        ),
    ),
    # A near miss: the name is another one, the authority is right.
    report(
        "etcd-io/etcd/issues/7544",
        None,
        None,
        Node(name="machine01", version=None)
        .static_pod(
            E,
            image="quay.io/coreos/etcd:v3.1.0",
            flags=(
                "--name=machine01.mydomain.net",
                "--cert-file=/opt/my/certs/machine01.mydomain.net.pem",
                "--key-file=/opt/my/certs/machine01.mydomain.net.key",
                "--peer-cert-file=/opt/my/certs/machine01.mydomain.net.pem",
                "--peer-key-file=/opt/my/certs/machine01.mydomain.net.key",
                "--trusted-ca-file=/opt/my/certs/RootCA_2026.crt",
                "--initial-advertise-peer-urls=https://machine01.mydomain.net:2380",
            ),
            mounts=("/opt/my/certs",),
            probe="",
        )
        .runs(
            E,
            lines(
                "health check for peer 12963b0892211347 could not connect: x509: certificate is valid for machine02.mydomain.net, not machine02",
                "health check for peer 54991278e8cab08f could not connect: x509: certificate is valid for machine03.mydomain.net, not machine03",
            ),
        ),
        never="certificate_authority_mismatch",
    ),
    # The last line is cut in the report after its caller; its title has message and error.
    report(
        "etcd-io/etcd/issues/15725",
        ["file_missing", "file_not_mounted"],
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2023-04-17T17:22:33.810+0200","caller":"embed/serve.go:100","msg":"ready to serve client requests"}',
                '{"level":"info","ts":"2023-04-17T17:22:33.810+0200","caller":"etcdserver/server.go:2054","msg":"published local member to cluster through raft","local-member-id":"b262ec556d15a3f3","local-member-attributes":"{Name:dummymicroservice ClientURLs:[https://dummymicroservice.eric-data-distributed-coordinator-ed.ci-cna-test:2379]}","request-path":"/0/members/b262ec556d15a3f3/attributes","cluster-id":"bed7574a459d832c","publish-timeout":"7s"}',
                '{"level":"info","ts":"2023-04-17T17:22:33.811+0200","caller":"etcdmain/main.go:44","msg":"notifying init daemon"}',
                '{"level":"info","ts":"2023-04-17T17:22:33.811+0200","caller":"etcdmain/main.go:50","msg":"successfully notified init daemon"}',
                '{"level":"fatal","ts":"2023-04-17T17:22:33.811+0200","caller":"etcdmain/etcd.go:219","msg":"listener failed","error":"open /run/sec/certs/server/srvcert.pem: no such file or directory"}',
            ),
            version=None,
            flags=("--cert-file=/run/sec/certs/server/srvcert.pem",),
            mounts=(),
        ),
    ),
    # ---- etcd: flags and environment --------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/2081",
        "invalid_flag_value",
        E,
        exits(
            E,
            lines(
                "2015/01/13 17:57:58 no data-dir provided, using default data-dir ./default2.etcd",
                "2015/01/13 17:57:58 etcd: listening for peers on http://localhost:2380",
                "2015/01/13 17:57:58 etcd: listening for peers on http://localhost:7001",
                "2015/01/13 17:57:58 etcd: listening for client requests on http://localhost:2379",
                "2015/01/13 17:57:58 etcd: listening for client requests on http://localhost:4001",
                "2015/01/13 17:57:58 etcd: stopping listening for client requests on http://localhost:4001",
                "2015/01/13 17:57:58 etcd: stopping listening for client requests on http://localhost:2379",
                "2015/01/13 17:57:58 etcd: stopping listening for peers on http://localhost:7001",
                "2015/01/13 17:57:58 etcd: stopping listening for peers on http://localhost:2380",
                '2015/01/13 17:57:58 etcd: couldn\'t find local name "default2" in the initial cluster configuration',
            ),
            version=None,
            image="quay.io/coreos/etcd:v2.0.0-rc.1",
            flags=("--name", "default2"),
            probe="",
        ),
    ),
    report(
        "etcd-io/etcd/issues/6865",
        "missing_required_flag",
        E,
        exits(
            E,
            lines(
                "2016-11-17 11:46:34.328536 E | etcdmain: error verifying flags, --advertise-client-urls is required when --listen-client-urls is set explicitly. See 'etcd --help'.",
                "2016-11-17 11:46:34.328672 E | etcdmain: When listening on specific address(es), this etcd process must advertise accessible url(s) to each connected client.",
            ),
            version=None,
            flags=("--listen-client-urls", "http://0.0.0.0:2379"),
            probe="",
        ),
    ),
    report(
        "etcd-io/etcd/issues/2858",
        "missing_required_flag",
        E,
        exits(
            E,
            lines(
                "2015/05/22 13:07:04 error verifying flags, -advertise-client-urls is required when -listen-client-urls is set explicitly. See 'etcd -help'.",
                "2015/05/22 13:07:04 When listening on specific address(es), this etcd process must advertise accessible url(s) to each connected client.",
            ),
            version=None,
            flags=(),
            env={
                "ETCD_NAME": "etcd",
                "ETCD_LISTEN_CLIENT_URLS": "http://0.0.0.0:2379",
                "ETCD_LISTEN_PEER_URLS": "http://0.0.0.0:2380",
                "ETCD_DATA_DIR": "/var/lib/etcd",
                "ETCD_INITIAL_CLUSTER_TOKEN": "kubernetes",
            },
            probe="",
        ),
    ),
    report(
        "etcd-io/etcd/issues/11210",
        "invalid_flag_value",
        E,
        exits(
            E,
            lines(
                "2019-10-08 16:01:16.487901 W | pkg/flags: unrecognized environment variable ETCD_FILENAME=etcd-v3.4.1-linux-amd64.tar.gz",
                "2019-10-08 16:01:16.487970 W | pkg/flags: unrecognized environment variable ETCD_URL=https://github.com/etcd-io/etcd/releases/download/v3.4.1",
                "2019-10-08 16:01:16.488001 W | pkg/flags: unrecognized environment variable ETCD_SHA256=486618c59d45207dd89846306953abbc6e43d5b53be3eee104b7f2532648bf0f",
                "2019-10-08 16:01:16.488018 E | etcdmain: error verifying flags, invalid value \"3.4.1\" for ETCD_VERSION: parse error. See 'etcd --help'.",
            ),
            version=None,
            image="quay.io/coreos/etcd:v3.4.1",
            flags=(),
            env={
                "ETCD_FILENAME": "etcd-v3.4.1-linux-amd64.tar.gz",
                "ETCD_SHA256": "486618c59d45207dd89846306953abbc6e43d5b53be3eee104b7f2532648bf0f",
                "ETCD_URL": "https://github.com/etcd-io/etcd/releases/download/v3.4.1",
                "ETCD_VERSION": "3.4.1",
            },
            probe="",
        ),
    ),
    # Another, older binary was found; goreman writes the process's name before its line.
    report(
        "etcd-io/etcd/issues/2346",
        "unknown_flag",
        E,
        exits(
            E,
            "flag provided but not defined: -initial-advertise-peer-urls",
            version=None,
            flags=(),
            probe="",
            code=2,
        ),
    ),
    # localhost had a wrong address in /etc/hosts.
    report(
        "etcd-io/etcd/issues/3874",
        "node_address_missing",
        E,
        exits(
            E,
            lines(
                "2015-11-16 20:09:52.579262 I | etcdmain: setting maximum number of CPUs to 4, total number of available CPUs is 4",
                "2015-11-16 20:09:52.579278 W | etcdmain: no data-dir provided, using default data-dir ./default.etcd",
                "2015-11-16 20:09:52.579478 C | etcdmain: listen tcp 27.0.0.1:2380: bind: cannot assign requested address",
            ),
            version=None,
            flags=(),
            probe="",
        ),
    ),
    # ---- etcd: its data directory, again ----------------------------------------------------------------------------
    # A proxy's directory, and a bug that the next version had no more.
    report(
        "etcd-io/etcd/issues/2529",
        "unknown",
        E,
        exits(
            E,
            "2015/03/18 09:56:05 etcd: unknown wal version in data dir /opt/etcd",
            version=None,
            image="quay.io/coreos/etcd:v2.0.5",
            flags=(),
            probe="",
        ),
        never="etcd_data_corrupt",
    ),
    # A file of somebody else's lay in the directory.
    report(
        "etcd-io/etcd/issues/2425",
        "unknown",
        E,
        exits(
            E,
            lines(
                "2015/03/04 01:31:59 discovery: Error querying DNS SRV records for _etcd-server-ssl lookup _etcd-server-ssl._tcp.selfip.ru: no such host",
                "2015/03/04 01:32:02 discovery: Got bootstrap from DNS for etcd-server at host selfip.ru.:2380 to http://37.139.40.30:2380",
                "2015/03/04 01:32:02 etcd: listening for peers on http://localhost:2380",
                "2015/03/04 01:32:02 etcd: listening for peers on http://localhost:7001",
                "2015/03/04 01:32:02 etcd: listening for client requests on http://localhost:2379",
                "2015/03/04 01:32:02 etcd: listening for client requests on http://localhost:4001",
                "2015/03/04 01:32:02 etcd: stopping listening for client requests on http://localhost:4001",
                "2015/03/04 01:32:02 etcd: stopping listening for client requests on http://localhost:2379",
                "2015/03/04 01:32:02 etcd: stopping listening for peers on http://localhost:7001",
                "2015/03/04 01:32:02 etcd: stopping listening for peers on http://localhost:2380",
                "2015/03/04 01:32:02 etcd: unknown wal version in data dir /var/lib/etcd/",
            ),
            version=None,
            flags=("--data-dir", "/var/lib/etcd/", "--discovery-srv", "selfip.ru", "--force-new-cluster", "true"),
            probe="",
        ),
        never="etcd_data_corrupt",
    ),
    # etcd 0.4, and its own bug.
    report(
        "coreos/bugs/issues/93",
        "unknown",
        E,
        exits(
            E,
            "panic: assertion failed: leader.elected.at.same.term.3",
            version=None,
            flags=(),
            probe="",
            code=2,
        ),
        never="etcd_data_corrupt",
    ),
    # The line of the script is all the text there is.
    report(
        "apache/apisix-helm-chart/issues/117",
        "file_permission_denied",
        E,
        exits(
            E,
            "mkdir: cannot create directory '/bitnami/etcd': Permission denied",
            version=None,
            flags=(),
            mounts=("/bitnami/etcd",),
            probe="",
        ),
    ),
    report(
        "apache/apisix-helm-chart/issues/23",
        "file_permission_denied",
        E,
        exits(
            E,
            "etcdmain: cannot access data directory: mkdir /bitnami/etcd/data: permission denied",
            version=None,
            flags=(),
            mounts=("/bitnami/etcd",),
            probe="",
        ),
    ),
    # The last line is cut in the report, and shown so.
    report(
        "apecloud/kubeblocks/issues/9941",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2025-12-17T10:04:21.496507Z","caller":"embed/etcd.go:428","msg":"closed etcd server","name":"etcd-amqvfn-etcd-3","data-dir":"/var/run/etcd/default.etcd","advertise-peer-urls":["http://etcd-amqvfn-etcd-3.etcd-amqvfn-etcd-headless.default.svc.cluster.local:2380"],"advertise-client-urls":["http://etcd-amqvfn-etcd-3.etcd-amqvfn-etcd-headless.default.svc.cluster.local:2379"]}',
                '{"level":"fatal","ts":"2025-12-17T10:04:21.496522Z","caller":"etcdmain/etcd.go:183","msg":"discovery failed","error":"error validating peerURLs {ClusterID:2d930058afce3800 Members:[&{ID:313ec3b8e990ea02 RaftAttributes:{PeerURLs:[http://etcd-amqvfn-etcd-2.etcd-amqvfn-etcd-headless.default.svc.cluster.local:2380] IsLearner:false} Attributes:{Name:etcd-amqvfn-etcd-2 ClientURLs:[http://etcd-amqvfn-etcd-2.etcd-amqvfn-etcd-headless.default.svc.cluster.local:2379]}} &{ID:3b11a408da3940c4 RaftAttributes:{PeerURLs:[http://etcd-amqvfn-etcd-3.etcd-amqvfn-etcd-headless.default.svc.cluster.local:2380] IsLearner:false} Attributes:{Name: ClientURLs:[]}} &{ID:b4761fbba21b965e RaftAttributes:{PeerURLs:[http://etcd-amqvfn-etcd-0.etcd-amqvfn-etcd-headless.default.svc.cluster.local:2380] IsLearner:false} Attributes:{Name:etcd-amqvfn-etcd-0 ClientURLs:[http://etcd-amqvfn-etcd-0.etcd-amqvfn-etcd-headless.default.svc.cluster.local:2379]}} &{ID:bda0fa292b260862 RaftAttri',
            ),
            version=None,
            flags=("--config-file", "/var/run/etcd/etcd.conf"),
            mounts=("/var/run/etcd",),
            probe="",
        ),
    ),
    # ---- kube-apiserver ---------------------------------------------------------------------------------------------
    # minikube's list of problems; whether SELinux or the mode is in the way, the report does not tell.
    report(
        "kubernetes/minikube/issues/4150",
        ["file_permission_denied", "security_module_denied"],
        A,
        exits(
            A,
            "error: unable to load server certificate: open /var/lib/minikube/certs/apiserver.crt: permission denied",
            version=None,
            flags=("--tls-cert-file=/var/lib/minikube/certs/apiserver.crt",),
            mounts=("/var/lib/minikube/certs",),
        ),
    ),
    # The image is there; docker 25 no more tells what this kubelet asks. The cut lines of others are left out.
    report(
        "openaicellular/oaic/issues/189",
        ["container_create_failed", "unknown"],
        A,
        Node(name="osc-test", version="v1.16.0")
        .static_pod(A, image="k8s.gcr.io/kube-apiserver:v1.16.0")
        .kubelet(
            'E0203 22:44:44.309377   18457 remote_image.go:94] ImageStatus failed: Id or size of image "k8s.gcr.io/kube-apiserver:v1.16.0" is not set',
            'E0203 22:44:44.309432   18457 kuberuntime_image.go:85] ImageStatus for image {"k8s.gcr.io/kube-apiserver:v1.16.0"} failed: Id or size of image "k8s.gcr.io/kube-apiserver:v1.16.0" is not set',
            'E0203 22:44:44.309505   18457 kuberuntime_manager.go:783] container start failed: ImageInspectError: Failed to inspect image "k8s.gcr.io/kube-apiserver:v1.16.0": Id or size of image "k8s.gcr.io/kube-apiserver:v1.16.0" is not set',
            r'E0203 22:44:44.309558   18457 pod_workers.go:191] Error syncing pod b834f3d936f155724fe09831385b1e87 ("kube-apiserver-osc-test_kube-system(b834f3d936f155724fe09831385b1e87)"), skipping: failed to "StartContainer" for "kube-apiserver" with ImageInspectError: "Failed to inspect image \"k8s.gcr.io/kube-apiserver:v1.16.0\": Id or size of image \"k8s.gcr.io/kube-apiserver:v1.16.0\" is not set"',
        )
        .waits(
            A,
            "ImageInspectError",
            'Failed to inspect image "k8s.gcr.io/kube-apiserver:v1.16.0": Id or size of image "k8s.gcr.io/kube-apiserver:v1.16.0" is not set',
        ),
        never="image_unavailable",
    ),
    # ---- kube-scheduler ---------------------------------------------------------------------------------------------
    # A build of the scheduler with plugins, as a Deployment.
    report(
        "hwameistor/hwameistor-operator/issues/215",
        "component_config_invalid",
        S,
        exits(
            S,
            lines(
                r'time="2023-10-19T05:40:28Z" level=fatal msg="Failed to start the HwameiStor scheduler" error="no kind \"KubeSchedulerConfiguration\" is registered for version \"kubescheduler.config.k8s.io/v1beta1\" in scheme \"k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30\""',
                'Error: no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta1" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30"',
            ),
            version=None,
        ),
    ),
    report(
        "openshift/ibm-roks-toolkit/pull/399",
        "component_config_invalid",
        S,
        exits(
            S,
            r'E0301 15:06:08.732364       1 run.go:74] "command failed" err="no kind \"KubeSchedulerConfiguration\" is registered for version \"kubescheduler.config.k8s.io/v1beta1\" in scheme \"k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30\""',
            version=None,
        ),
    ),
    # A container of docker's by hand, shown as the kubelet would have it.
    report(
        "aws/eks-distro/issues/1498",
        "command_not_found",
        S,
        Node(version="v1.22.15")
        .static_pod(
            S,
            image="public.ecr.aws/eks-distro/kubernetes/kube-scheduler:v1.22.15-eks-1-22-13",
            command="/usr/local/bin/go-runner",
            flags=(),
            probe="",
        )
        .waits(
            S,
            "RunContainerError",
            'Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/usr/local/bin/go-runner": stat /usr/local/bin/go-runner: no such file or directory: unknown',
            restarts=3,
        ),
        never="file_missing",
    ),
)
