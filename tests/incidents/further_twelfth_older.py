"""Public reports of 2015 to 2021 (Kubernetes 0.17 to 1.23, etcd 2.x to 3.5, Docker, kops, kube-aws, OpenShift 3, k3s of that time), met blind.

They are shown as those of further.py are: the programs' own lines in their order, and what the report tells of the node. A systemd unit of a
control plane program is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_node import initialised

DEPRECATED = (
    "has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See "
    "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information."
)


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def systemd(node, *said, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet's unit after its last words."""
    return node.kubelet(*said, by="systemd", ago=ago)


def within(by, *said, version=None, status=1, restarts=57, name="master-1"):
    """Another program's unit that hosts the kubelet, says so, and is started again and again."""
    return Node(name=name, version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*said, by=by)


def secure_only(version, name="master-1"):
    """A node of kubeadm's of that time in good health: --port=0, and probes of the secure ports that pass."""
    node = initialised(Node(name=name, version=version)).unit("kubelet")
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program, *(("--port=0",) if program in (KCM, S) else ()), edited=timedelta(days=9))
        node.runs(program, since=timedelta(days=8, seconds=number))
        node.probe(program, 200, body="ok", times=3)
    node.socket(S, 10259, "127.0.0.1", pid=2101, pod=S)
    return node.socket(KCM, 10257, "127.0.0.1", pid=2102, pod=KCM)


FURTHER_TWELFTH_OLDER = (
    # ---- probes -----------------------------------------------------------------------------------------------------
    # Completed: the healthy node; all pods run without restarts, only `kubectl get cs` dials the ports that --port=0 closes.
    report(
        "kubernetes/kubeadm/issues/2279",
        None,
        None,
        secure_only("v1.18.8", name="mrprodkubesmaster2"),
        never="probe_targets_disabled_port",
    ),
    # Completed likewise.
    report(
        "kubernetes/kubernetes/issues/93472",
        None,
        None,
        secure_only("v1.18.6"),
        never="probe_targets_disabled_port",
    ),
    # ---- flags of the control plane ---------------------------------------------------------------------------------
    report(
        "kubernetes/kops/issues/5766",
        "unknown_flag",
        A,
        exits(
            A,
            "error: unknown flag: --authorization-rbac-super-user",
            "--authorization-rbac-super-user=admin",
            version="v1.11.3",
        ),
    ),
    # Started by hand with the flags of a newer release.
    report(
        "kubernetes/kubernetes/issues/10467",
        "unknown_flag",
        A,
        exits(
            A,
            "unknown flag: --service-cluster-ip-range\nUsage of ./kube-apiserver:",
            version="v0.17.0",
            flags=(
                "--insecure-bind-address=0.0.0.0",
                "--service-cluster-ip-range=10.100.0.0/16",
                "--etcd-servers=http://localhost:2379",
            ),
            probe="",
        ),
    ),
    # The line is a complaint that comes again and again; the apiserver runs.
    report(
        "kubernetes/kubernetes/issues/12289",
        None,
        None,
        Node(version="v1.0.3")
        .static_pod(
            A,
            flags=(
                "--insecure-bind-address=0.0.0.0",
                "--service-cluster-ip-range=10.52.0.0/16",
                "--etcd-servers=http://127.0.0.1:2379",
            ),
            probe="",
        )
        .runs(
            A,
            "E0805 17:16:38.150204    1723 repair.go:122] the cluster IP 10.51.0.1 for service kubernetes/default is not within the service CIDR 10.52.0.0/16; please recreate",
            since=timedelta(minutes=25),
        ),
        never="invalid_flag_value",
    ),
    # Completed: the flag's other plugins.
    report(
        "jetstack/tarmak/issues/794",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            'enable-admission-plugins plugin "Initializers" is unknown',
            "--enable-admission-plugins=Initializers,NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultStorageClass,ResourceQuota",
            version="v1.14.0",
        ),
    ),
    # Completed: the flag's other plugins.
    report(
        "kubernetes/minikube/issues/3612",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            'error: enable-admission-plugins plugin "Initializers" is unknown',
            "--enable-admission-plugins=Initializers,NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultStorageClass,ResourceQuota",
            version="v1.14.0-alpha.2",
            node=Node(name="minikube", version="v1.14.0-alpha.2"),
        ),
    ),
    # ---- the kubelet's flags ----------------------------------------------------------------------------------------
    report(
        "kubernetes/kops/issues/1388",
        "kubelet_unknown_flag",
        UNIT,
        kubelet("unknown flag: --babysit-daemons", version="v1.7.0", status=1),
    ),
    report(
        "kubernetes/kops/pull/2447",
        "kubelet_unknown_flag",
        UNIT,
        kubelet("unknown flag: --babysit-daemons", version="v1.7.3"),
    ),
    report(
        "kubernetes/minikube/issues/4371",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "F0529 18:23:32.984077    2944 server.go:156] unknown flag: --allow-privileged",
            version="v1.15.0-beta.1",
            status=255,
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/555",
        "kubelet_unknown_flag",
        UNIT,
        kubelet("F1116 11:03:04.058148   14745 server.go:156] unknown flag: --allow-privileged", status=255),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "kubernetes/website/pull/15285",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "F0704 06:02:19.310571    4127 server.go:156] unknown flag: --allow-privileged",
            version="v1.15.0",
            status=255,
        ),
    ),
    # ---- probes of ports that are no more, and of a process that is gone ------------------------------------------------
    # Completed: the prober's line for the told event; the container's own words are not in the report.
    report(
        "kubernetes/minikube/issues/8013",
        "unknown",
        KCM,
        Node(name="functional-20200507173414-26534", version="v1.18.1")
        .unit("kubelet")
        .static_pod(KCM)
        .died(KCM, code=255, attempt=2, lived=timedelta(seconds=50), ago=timedelta(minutes=2))
        .kubelet(
            'I0507 17:51:03.118802    2214 prober.go:116] Liveness probe for "kube-controller-manager-functional-20200507173414-26534_kube-system(c92479a2ea69d7c331c16a5105dd1b8c):kube-controller-manager" failed (failure): Get https://127.0.0.1:10257/healthz: dial tcp 127.0.0.1:10257: connect: connection refused',
            ago=timedelta(minutes=3, seconds=50),
        ),
        never="probe_wrong_port",
    ),
    # ---- files ------------------------------------------------------------------------------------------------------
    # The flag's quotes are part of its value; the reporter reads the files in the container without them.
    report(
        "kubernetes/kubernetes/issues/24578",
        ["file_missing", "invalid_flag_value"],
        A,
        exits(
            A,
            'F0421 00:54:40.133777       1 server.go:291] Invalid storage version or misconfigured etcd: open "/etc/ssl/etcd/etcd-peer.cert.pem": no such file or directory',
            version="v1.2.2",
            flags=(
                '--etcd-cafile="/etc/ssl/etcd/ca-chain.cert.pem"',
                '--etcd-certfile="/etc/ssl/etcd/etcd-peer.cert.pem"',
                '--etcd-keyfile="/etc/ssl/etcd/private/etcd-peer.key.pem"',
                '--etcd-servers="https://10.0.0.4:2379, https://10.0.0.5:2379,https://10.0.0.6:2379"',
            ),
            mounts=("/etc/ssl/etcd",),
            probe="",
            node=Node(version="v1.2.2").there("/etc/ssl/etcd/etcd-peer.cert.pem"),
            code=255,
        ),
        never="file_not_mounted",
    ),
    # Completed: the flag that names the file.
    report(
        "kubernetes/kubernetes/issues/40110",
        ["file_missing", "file_not_mounted"],
        A,
        exits(
            A,
            lines(
                "Flag --address has been deprecated, see --insecure-bind-address instead.",
                "I0118 19:20:12.863023       5 gce.go:292] Using GCE provider config {Global:{TokenURL: TokenBody: ProjectID: NetworkName: NodeTags:[bootstrap-e2e-minion] NodeInstancePrefix:bootstrap-e2e-minion Multizone:false}}",
                'I0118 19:20:12.863122       5 gce.go:332] Using existing Token Source &oauth2.reuseTokenSource{new:google.computeSource{account:""}, mu:sync.Mutex{state:0, sema:0x0}, t:(*oauth2.Token)(nil)}',
                "I0118 19:20:12.870362       5 server.go:173] Initializing deserialization cache size based on 180MB limit",
                'W0118 19:20:12.872125       5 config_selfclient.go:44] Failed to create secure local client, falling back to insecure local connection: failed to find certificate which matches "localhost"',
                "I0118 19:20:12.873151       5 server.go:331] Initializing cache sizes based on 180MB limit",
                "F0118 19:20:12.878547       5 master.go:271] Error building core storage: open /etc/srv/kubernetes/kubeapiserver.cert: no such file or directory",
            ),
            version="v1.6.0-alpha.0",
            flags=(
                "--address=127.0.0.1",
                "--cloud-provider=gce",
                "--etcd-servers=http://127.0.0.1:2379",
                "--kubelet-client-certificate=/etc/srv/kubernetes/kubeapiserver.cert",
                "--secure-port=443",
            ),
            mounts=("/etc/srv/kubernetes",),
            probe=http_probe(port=8080, scheme="HTTP"),
            code=255,
        ),
    ),
    # A controller that is skipped; the controller manager lives on.
    report(
        "kubernetes/minikube/issues/1647",
        None,
        None,
        Node(name="minikube", version="v1.6.4")
        .static_pod(KCM, flags=("--master=http://127.0.0.1:8080",), probe="", mounts=())
        .absent("/etc/kubernetes/ca/ca.pem")
        .runs(
            KCM,
            lines(
                "E0623 17:49:54.718440    3561 certificates.go:38] Failed to start certificate controller: open /etc/kubernetes/ca/ca.pem: no such file or directory",
                'W0623 17:49:54.718470    3561 controllermanager.go:434] Skipping "certificatesigningrequests"',
            ),
            since=timedelta(minutes=30),
        ),
        never="file_missing",
    ),
    # Completed: the query between the two quoted ends. The container runs and complains at each round.
    report(
        "kubernetes/kubernetes/issues/7750",
        "host_ca_bundle_missing",
        KCM,
        Node(version="v0.16.1")
        .static_pod(
            KCM,
            command="/hyperkube",
            flags=("controller-manager", "--master=127.0.0.1:8080", "--cloud-provider=aws"),
            image="gcr.io/google_containers/hyperkube:v0.16.1",
            mounts=(),
            probe="",
        )
        .runs(
            KCM,
            lines(
                "E0504 05:04:37.047853       1 nodecontroller.go:175] Error syncing cloud: ",
                "Get https://ec2.ap-southeast-2.amazonaws.com/?AWSAccessKeyId=XXX&Action=DescribeInstances&SecurityToken=XXX&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2015-05-04T05%3A04%3A37Z&Version=2014-06-15: x509: failed to load system roots and no roots provided",
            ),
            since=timedelta(minutes=12),
        ),
    ),
    # ---- manifests --------------------------------------------------------------------------------------------------
    # ---- etcd -------------------------------------------------------------------------------------------------------
    # Completed: the lines' ends, cut at the width of the terminal.
    report(
        "kubernetes-retired/kube-aws/issues/569",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            lines(
                "2017-04-20 17:41:08.776719 E | etcdserver: the member has been permanently removed from the cluster",
                "2017-04-20 17:41:08.777028 I | etcdserver: the data-dir used by this member must be removed.",
                "2017-04-20 17:41:08.777694 E | rafthttp: streaming request ignored (ID mismatch got 5062ec5c7a1e1cd4 want f8d522d93072a68b)",
                "2017-04-20 17:41:08.781084 E | rafthttp: streaming request ignored (ID mismatch got 5062ec5c7a1e1cd4 want f8d522d93072a68b)",
                "2017-04-20 17:41:08.785468 I | raft: raft.node: f8d522d93072a68b elected leader d95fa9a147f3e7c2 at term 402",
                "2017-04-20 17:41:08.785676 I | etcdserver: aborting publish because server is stopped",
            ),
            image="quay.io/coreos/etcd:v3.1.6",
            version=None,
            probe="",
            code=0,
        ),
    ),
    report(
        "kubernetes-retired/kube-aws/issues/1182",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            lines(
                "2018-03-12 20:15:56.672967 I | etcdserver/membership: added member 931b8e263ac72b95 [https://etcd1.compute-1.amazonaws.com:2380] to cluster 94a19d5374fac8e1",
                "2018-03-12 20:15:56.673401 I | etcdserver/membership: added member 9d1da0da9a0193ba [https://etcd2.compute-1.amazonaws.com:2380] to cluster 94a19d5374fac8e1",
                "2018-03-12 20:15:56.674336 E | rafthttp: streaming request ignored (ID mismatch got 73818ca0046229c4 want 9d1da0da9a0193ba)",
                "2018-03-12 20:15:56.681133 E | etcdserver: the member has been permanently removed from the cluster",
                "2018-03-12 20:15:56.681169 I | etcdserver: the data-dir used by this member must be removed.",
                "2018-03-12 20:15:56.681204 E | etcdserver: publish error: etcdserver: request cancelled",
                "2018-03-12 20:15:56.681227 E | etcdserver: publish error: etcdserver: request cancelled",
            ),
            image="quay.io/coreos/etcd:v3.2.10",
            version=None,
            probe="",
            code=0,
        ),
    ),
    # A data directory of an older installation, whose members' addresses are not there; the maintainer's answer.
    report(
        "kubernetes-sigs/kubespray/issues/1741",
        ["etcd_no_quorum", "etcd_membership_mismatch"],
        E,
        Node(version=None)
        .static_pod(E, image="quay.io/coreos/etcd:v3.2.4", probe="")
        .runs(
            E,
            lines(
                "2017-10-19 08:38:14.084981 I | raft: 147e37ea76d85cfa is starting a new election at term 1752",
                "2017-10-19 08:38:14.086313 I | raft: 147e37ea76d85cfa became candidate at term 1753",
                "2017-10-19 08:38:14.086611 I | raft: 147e37ea76d85cfa received MsgVoteResp from 147e37ea76d85cfa at term 1753",
                "2017-10-19 08:38:14.087824 I | raft: 147e37ea76d85cfa [logterm: 1381, index: 164547] sent MsgVote request to 3dafe2b104f8980a at term 1753",
                "2017-10-19 08:38:14.087892 I | raft: 147e37ea76d85cfa [logterm: 1381, index: 164547] sent MsgVote request to 57b8fd871fed148d at term 1753",
                "2017-10-19 08:38:17.305761 W | rafthttp: health check for peer 3dafe2b104f8980a could not connect: dial tcp 10.0.0.11:2380: getsockopt: connection refused",
                "2017-10-19 08:38:17.310521 W | rafthttp: health check for peer 57b8fd871fed148d could not connect: dial tcp 10.0.0.12:2380: getsockopt: connection refused",
            ),
            since=timedelta(minutes=28),
        ),
    ),
    report(
        "etcd-io/etcd/issues/3226",
        "node_address_missing",
        E,
        exits(
            E,
            lines(
                "2015/08/05 06:20:29 etcd: no data-dir provided, using default data-dir ./infra1.etcd",
                "2015/08/05 06:20:29 etcd: listen tcp 172.16.2.10:2380: bind: cannot assign requested address",
            ),
            flags=(
                "--name=infra1",
                "--initial-advertise-peer-urls=http://172.16.2.10:2380",
                "--listen-peer-urls=http://172.16.2.10:2380",
                "--initial-cluster=infra0=http://172.16.2.64:2380,infra1=http://172.16.2.10:2380",
                "--initial-cluster-state=new",
            ),
            image="quay.io/coreos/etcd:v2.0.12",
            version=None,
            probe="",
            node=Node(name="ubuntu1", version=None),
        ),
    ),
    # The report prints the journal with its newest line first; here they are in their order.
    report(
        "etcd-io/etcd/issues/2319",
        "unknown",
        E,
        exits(
            E,
            lines(
                "2015/02/16 08:54:10 discovery: found self 9674d30268039d3e in the cluster",
                "2015/02/16 08:54:10 discovery: found 1 peer(s), waiting for 1 more",
                "2015/02/16 08:54:26 discovery: found peer c941b1bd3872caf in the cluster",
                "2015/02/16 08:54:26 discovery: found 2 needed peer(s)",
                "2015/02/16 08:54:26 etcd: stopping listening for client requests on http://127.0.0.1:4001",
                "2015/02/16 08:54:26 etcd: stopping listening for client requests on http://10.126.75.72:4001",
                "2015/02/16 08:54:26 etcd: stopping listening for peers on http://127.0.0.1:7001",
                "2015/02/16 08:54:26 etcd: stopping listening for peers on http://10.126.75.72:7001",
                "2015/02/16 08:54:26 etcd: bad discovery cluster: <nil>",
            ),
            flags=(
                "--discovery=https://discovery.etcd.io/6c007a14875d53d9bf0ef5a6fc0257c8",
                "--listen-client-urls=http://10.126.75.72:4001,http://127.0.0.1:4001",
                "--listen-peer-urls=http://10.126.75.72:7001,http://127.0.0.1:7001",
            ),
            image="quay.io/coreos/etcd:v2.0.3",
            version=None,
            probe="",
            lived=timedelta(seconds=19),
        ),
        never="etcd_data_corrupt",
    ),
    # Completed: the flags; the configuration's variable was not expanded.
    report(
        "coreos/container-linux-config-transpiler/pull/93",
        ["invalid_flag_value", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            """2017-07-18 15:47:56.788293 C | etcdmain: couldn't find local name "$HOSTNAME" in the initial cluster configuration""",
            flags=(
                "--name=$HOSTNAME",
                "--initial-advertise-peer-urls=http://172.17.8.101:2380",
                "--listen-peer-urls=http://172.17.8.101:2380",
                "--initial-cluster=8f2d1a0c5b7e4f3a9c6d2e1b0a9f8e7d=http://172.17.8.101:2380",
            ),
            image="quay.io/coreos/etcd:v3.2.3",
            version=None,
            probe="",
            node=Node(name="core-01", version=None),
        ),
    ),
    # ---- the apiserver and etcd -------------------------------------------------------------------------------------
    # The report's openssl shows the member's certificate as past its end, 27 May 2020.
    report(
        "kubernetes/kops/issues/9515",
        "etcd_server_certificate_expired",
        A,
        exits(
            A,
            lines(
                "I0707 07:46:05.851322       1 asm_amd64.s:1337] balancerWrapper: got update addr from Notify: [{127.0.0.1:4001 <nil>}]",
                'W0707 07:46:05.856159       1 clientconn.go:1251] grpc: addrConn.createTransport failed to connect to {127.0.0.1:4001 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid". Reconnecting...',
                'I0707 07:46:06.834736       1 client.go:352] parsed scheme: ""',
                'I0707 07:46:06.834753       1 client.go:352] scheme "" not registered, fallback to default scheme',
                "I0707 07:46:06.834792       1 asm_amd64.s:1337] ccResolverWrapper: sending new addresses to cc: [{127.0.0.1:4001 0  <nil>}]",
                "I0707 07:46:06.834833       1 asm_amd64.s:1337] balancerWrapper: got update addr from Notify: [{127.0.0.1:4001 <nil>}]",
                'W0707 07:46:06.838959       1 clientconn.go:1251] grpc: addrConn.createTransport failed to connect to {127.0.0.1:4001 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid". Reconnecting...',
            ),
            version="v1.14.10",
            flags=(
                "--etcd-cafile=/etc/kubernetes/pki/kube-apiserver/etcd-ca.crt",
                "--etcd-certfile=/etc/kubernetes/pki/kube-apiserver/etcd-client.crt",
                "--etcd-keyfile=/etc/kubernetes/pki/kube-apiserver/etcd-client.key",
                "--etcd-servers=https://127.0.0.1:4001",
                "--insecure-port=8080",
                "--secure-port=443",
            ),
            probe=http_probe(port=8080, scheme="HTTP"),
            code=255,
            lived=timedelta(seconds=20),
        ),
    ),
    # The title's message with the address that etcd's own log names; the head is completed.
    report(
        "openshift/openshift-ansible/issues/11678",
        "etcd_unreachable",
        A,
        exits(
            A,
            "F0609 15:22:51.402118       1 start_api.go:68] dial tcp 192.168.1.107:2379: i/o timeout",
            version="v1.11.0",
            command="openshift",
            flags=("start", "master", "api", "--config=/etc/origin/master/master-config.yaml", "--loglevel=2"),
            image="docker.io/openshift/origin-control-plane:v3.11.0",
            mounts=("/etc/origin/master/", "/etc/origin/cloudprovider/", "/var/lib/origin/"),
            probe=http_probe(host=None, port=8443, delay=45, timeout=10, failures=3),
            node=Node(name="oc", version="v1.11.0")
            .static_pod(E, flags=(), image="quay.io/coreos/etcd:v3.2.22", probe="")
            .runs(
                E,
                lines(
                    "2019-06-09 11:36:47.007501 I | pkg/flags: recognized and used environment variable ETCD_ADVERTISE_CLIENT_URLS=https://192.168.1.107:2379",
                    "2019-06-09 11:36:47.007587 I | pkg/flags: recognized and used environment variable ETCD_CERT_FILE=/etc/etcd/server.crt",
                    "2019-06-09 11:36:47.007593 I | pkg/flags: recognized and used environment variable ETCD_CLIENT_CERT_AUTH=true",
                    "2019-06-09 11:36:47.007605 I | pkg/flags: recognized and used environment variable ETCD_DATA_DIR=/var/lib/etcd/",
                    "2019-06-09 11:36:47.007634 I | pkg/flags: recognized and used environment variable ETCD_INITIAL_CLUSTER=oc.cryptrades.com=https://192.168.1.107:2380",
                ),
                since=timedelta(hours=4),
            ),
            code=255,
            lived=timedelta(seconds=33),
        ),
    ),
    # etcd 2.2.5 behind an apiserver that speaks etcd's third API by default.
    report(
        "kubernetes/kubernetes/issues/39710",
        ["unknown", "etcd_unreachable"],
        A,
        exits(
            A,
            lines(
                "E0111 03:00:53.829193   29597 status.go:62] apiserver received an error that is not an metav1.Status: rpc error: code = 13 desc = transport is closing",
                'logging error output: "k8s\\x00\\n\\f\\n\\x02v1\\x12\\x06Status\\x12F\\n\\x04\\n\\x00\\x12\\x00\\x12\\aFailure\\x1a0rpc error: code = 13 desc = transport is closing\\"\\x000\\xf4\\x03\\x1a\\x00\\"\\x00"',
            ),
            version="v1.6.0-alpha.0",
            flags=(
                "--etcd-servers=https://master-9419.private.domain.com:2379",
                "--etcd-cafile=/etc/tessdev/pki/ca.crt",
                "--etcd-certfile=/etc/tessdev/pki/kube-apiserver.crt",
                "--etcd-keyfile=/etc/tessdev/pki/kube-apiserver.key",
            ),
            mounts=("/etc/tessdev/pki",),
            probe="",
            code=255,
            lived=timedelta(seconds=25),
        ),
        never="etcd_client_certificate_expired",
    ),
    # ---- dependencies -----------------------------------------------------------------------------------------------
    report(
        "kubernetes-sigs/cluster-api-provider-openstack/issues/622",
        ["leader_election_lost", "apiserver_unreachable"],
        KCM,
        exits(
            KCM,
            lines(
                "E0913 07:32:42.371112       1 leaderelection.go:320] error retrieving resource lock kube-system/kube-controller-manager: Get https://kubelb:8443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s: net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
                "I0913 07:32:42.371235       1 leaderelection.go:277] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition",
                "F0913 07:32:42.371370       1 controllermanager.go:279] leaderelection lost",
            ),
            version="v1.18.8",
            code=255,
            lived=timedelta(days=6, hours=9),
        ),
    ),
    # ---- the runtime and images -------------------------------------------------------------------------------------
    # A drop-in of the installer's wants flanneld first.
    report(
        "kubernetes-retired/kube-aws/issues/257",
        ["runtime_unavailable", "unknown"],
        None,
        Node(name="ip-10-0-0-227", version=None)
        .unit("docker", "failed", "failed", 0, Result="exit-code")
        .journal(
            "docker",
            "Starting Docker Application Container Engine...",
            "docker.service: Control process exited, code=exited status=3",
            by="systemd",
        ),
    ),
    # Behind a proxy that dockerd has and does not use well.
    report(
        "kubernetes/kubernetes/issues/33729",
        "image_unavailable",
        S,
        Node(name="localhost", version="v1.4.4")
        .unit("kubelet")
        .unit("docker")
        .static_pod(S, image="gcr.io/google_containers/kube-scheduler-amd64:1.4.4", probe="")
        .journal(
            "docker",
            'time="2016-10-28T07:35:14.833642606+05:30" level=error msg="Handler for GET /images/gcr.io/google_containers/kube-scheduler-amd64:1.4.4/json returned error: No such image: gcr.io/google_containers/kube-scheduler-amd64:1.4.4"',
            by="dockerd",
        )
        .kubelet(
            'E1028 07:35:14.834506   30601 docker_manager.go:2250] container start failed: ImagePullBackOff: Back-off pulling image "gcr.io/google_containers/kube-scheduler-amd64:1.4.4"',
            'E1028 07:35:14.834542   30601 pod_workers.go:184] Error syncing pod 6953ff8504dd5b5097d4e2c5e9d55490, skipping: failed to "StartContainer" for "kube-scheduler" with ImagePullBackOff: "Back-off pulling image \\"gcr.io/google_containers/kube-scheduler-amd64:1.4.4\\""',
        ),
    ),
    # ---- the kubelet and its carriers -------------------------------------------------------------------------------
    # A script that installs the node; kubeadm has not run yet.
    report(
        "kubernetes/kubernetes/issues/92912",
        "kubelet_not_initialised",
        UNIT,
        systemd(
            Node(name="rpi-kube-master-01", version="v1.18.5")
            .absent(
                "/var/lib/kubelet/config.yaml",
                "/etc/kubernetes/kubelet.conf",
                "/etc/kubernetes/bootstrap-kubelet.conf",
            )
            .kubelet_loops(
                'F0708 22:28:24.984318    7434 server.go:199] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
                restarts=4,
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Service RestartSec=10s expired, scheduling restart.",
        ),
    ),
    # Rancher's kubelet container: its cgroup directories are mounted for reading, under the other order of the two names.
    report(
        "rancher/rancher/issues/8491",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        Node(version="v1.6.1")
        .unit("kubelet")
        .kubelet(
            "I0412 19:40:03.656270    5560 kubelet.go:1752] skipping pod synchronization - [Failed to start ContainerManager mkdir /sys/fs/cgroup/cpuacct,cpu: read-only file system]",
            "I0412 19:40:08.656550    5560 kubelet.go:1752] skipping pod synchronization - [Failed to start ContainerManager mkdir /sys/fs/cgroup/cpuacct,cpu: read-only file system]",
            "I0412 19:40:13.656759    5560 kubelet.go:1752] skipping pod synchronization - [Failed to start ContainerManager mkdir /sys/fs/cgroup/cpuacct,cpu: read-only file system]",
        ),
        never="filesystem_damaged",
    ),
    # The script around Rancher's kubelet container, on a host that has no such directory.
    report(
        "rancher/rancher/issues/15420",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "+ for i in '/sys/fs/cgroup/*'",
            "+ '[' -d /sys/fs/cgroup/systemd ']'",
            "+ mkdir -p /sys/fs/cgroup/systemd/kubepods",
            "+ mkdir -p /sys/fs/cgroup/cpuacct,cpu/",
            "+ mount --bind /sys/fs/cgroup/cpu,cpuacct/ /sys/fs/cgroup/cpuacct,cpu/",
            "mount: special device /sys/fs/cgroup/cpu,cpuacct/ does not exist",
        ),
    ),
    # A warning of a kubelet that lives.
    report(
        "kubernetes/kubernetes/issues/35214",
        None,
        None,
        Node(version="v1.5.0-alpha.1")
        .unit("kubelet")
        .kubelet(
            'W1020 16:16:51.129436    3552 container_manager_linux.go:491] [ContainerManager] Failed to ensure state of "/system": [failed to list PIDs for root: open cgroup.procs: no such file or directory, ran out of attempts to create system containers "/system"]',
        ),
        never="kubelet_cgroup_unsupported",
    ),
    report(
        "k3d-io/k3d/issues/505",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        within(
            "k3s",
            r'time="2021-02-18T00:12:24.148923008Z" level=error msg="Failed to find memory cgroup, you may need to add \"cgroup_memory=1 cgroup_enable=memory\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            r'time="2021-02-18T00:12:24.148936567Z" level=fatal msg="failed to find memory cgroup, you may need to add \"cgroup_memory=1 cgroup_enable=memory\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            version="v1.18.6",
            name="k3d-k3s-default-server-0",
        ),
    ),
    report(
        "k3d-io/k3d/issues/890",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        within(
            "k3s",
            r'time="2021-12-13T12:22:10.841643887Z" level=fatal msg="failed to find memory cgroup, you may need to add \"cgroup_memory=1 cgroup_enable=memory\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            version="v1.19.16",
            name="k3d-kubeflow-server-0",
        ),
    ),
    # ---- k3s with dqlite --------------------------------------------------------------------------------------------
    # The title's message; the line around it is completed.
    report(
        "k3s-io/k3s/issues/1639",
        ["unknown", "etcd_data_corrupt"],
        UNIT,
        within(
            "k3s",
            'time="2020-04-14T16:26:53.310977120+08:00" level=fatal msg="starting kubernetes: preparing server: start cluster and https: raft_start(): io: load closed segment 0000000000064324-0000000000064793: found 469 entries (expected 470)"',
            version="v1.17.2",
            name="devops02",
        ),
    ),
    report(
        "k3s-io/k3s/issues/1643",
        "unknown",
        UNIT,
        within(
            "k3s",
            "Assertion failed: db->follower == NULL (src/db.c: db__open_follower: 44)",
            version="v1.17.2",
            status=134,
        ),
        never="etcd_data_corrupt",
    ),
)
