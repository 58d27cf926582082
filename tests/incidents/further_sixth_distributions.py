"""Public reports from the issues of distributions and installers: RKE, RKE2, k3s, k0s, minikube, kubekey, kops and others.

They are shown as those of further.py are: what the report states, its programs' own lines. A systemd unit of a control
plane program, a container of RKE's and a part of k3s are shown as a static pod; where a report cuts a line off or only
describes it, the program's usual one stands there.
"""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_node import initialised, sandboxes_fail
from incidents.further_settings import at_once

RKE2_ETCD = "/var/lib/rancher/rke2/server/db/etcd"
RKE2_CONFIG = f"--config-file={RKE2_ETCD}/config"
LOADED = (
    '{"level":"info","ts":"2024-01-07T04:25:34.913Z","caller":"etcdmain/config.go:339","msg":"loaded server configuration, other '
    'configuration command line flags and environment variables will be ignored if provided","path":"/var/lib/rancher/rke2/server/db/etcd/config"}'
)
RUNNING = (
    '{"level":"info","ts":"2024-01-07T04:25:34.913Z","caller":"etcdmain/etcd.go:73","msg":"Running: ","args":["etcd",'
    '"--config-file=/var/lib/rancher/rke2/server/db/etcd/config"]}'
)


def lines(*told):
    """A log of these lines."""
    return "\n".join(told)


def insecure_ports_gone():
    """What kubeadm 1.16.13 writes: the insecure ports are off, and the probes still ask them."""
    node = Node(version="v1.16.13")
    for number, (program, port) in enumerate(((S, 10251), (KCM, 10252))):
        node.static_pod(program, "--port=0", probe=http_probe(port=port, scheme="HTTP", delay=15, period=10))
        node.died(
            program,
            code=2,
            attempt=6,
            lived=timedelta(seconds=95),
            ago=timedelta(seconds=70 + number),
        )
        node.runs(program, attempt=7, since=timedelta(seconds=68))
        node.kubelet(
            f'I0806 10:28:03.679821    4522 prober.go:116] Liveness probe for "{program}-master-1_kube-system(ec8d3987a3e988962372ae26c45e2e4c):{program}" failed (failure): Get http://127.0.0.1:{port}/healthz: dial tcp 127.0.0.1:{port}: connect: connection refused',
            ago=timedelta(seconds=110 - number),
        )
    return node


def etcd_manager():
    """kops' etcd-manager, whose image does not know a flag of its manifest."""
    node = Node(name="master-espsti-tmsgdw", version="v1.27.1").static_pod(
        "etcd-manager",
        command="/bin/sh",
        flags=(
            "-c",
            "mkfifo /tmp/pipe; (tee -a /var/log/etcd.log < /tmp/pipe & ) ; exec /etcd-manager --client-urls=https://__name__:4002 --cluster-name=etcd-events --network-cidr=10.0.0.0/16 --peer-urls=https://__name__:2381 > /tmp/pipe 2>&1",
        ),
        image="registry.k8s.io/etcdadm/etcd-manager-slim:v3.0.20230119",
        mounts=("/etc/kubernetes/pki/etcd-manager",),
        file="etcd-events.manifest",
        probe="",
    )
    node.died(
        "etcd-manager",
        lines(
            "flag provided but not defined: -network-cidr",
            "Usage of /etcd-manager:",
            "  -add_dir_header",
            "    \tIf true, adds the file directory to the header of the log messages",
            "  -address string",
            "    \tlocal address to use",
            "  -alsologtostderr",
        ),
        code=2,
        attempt=4,
    )
    return node.kubelet(
        'E0511 13:43:42.216608    3254 pod_workers.go:1281] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"etcd-manager\\" with CrashLoopBackOff: \\"back-off 1m20s restarting failed container=etcd-manager pod=etcd-manager-events-master-espsti-tmsgdw_kube-system(af76bca0bd6587efb2b5f790b5658cf8)\\"" pod="kube-system/etcd-manager-events-master-espsti-tmsgdw" podUID=af76bca0bd6587efb2b5f790b5658cf8',
        ago=timedelta(seconds=20),
    )


def start_pre_times_out():
    """CoreOS' kubelet in rkt, whose preparations take longer than systemd waits."""
    return (
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 25, Result="timeout", ExecMainStatus=0)
        .kubelet("Starting Kubelet via Hyperkube ACI...", by="systemd", ago=timedelta(seconds=135))
        .kubelet(
            'rm: cannot get pod: no matches found for "226a1548-0f24-40cf-90fe-c823d24eefd3"',
            "rm: failed to remove one or more pods",
            by="rkt",
            ago=timedelta(seconds=120),
        )
        .kubelet(
            "kubelet.service: Start-pre operation timed out. Terminating.",
            "kubelet.service: Failed with result 'timeout'.",
            "Failed to start Kubelet via Hyperkube ACI.",
            by="systemd",
            ago=timedelta(seconds=44),
        )
        .kubelet(
            "kubelet.service: Service hold-off time over, scheduling restart.",
            "kubelet.service: Scheduled restart job, restart counter is at 25.",
            "Stopped Kubelet via Hyperkube ACI.",
            by="systemd",
            ago=timedelta(seconds=34),
        )
    )


def only_systemd_speaks():
    """A kubelet of which nothing is shown but that it ended; kubeadm's drop-in lies over the unit."""
    return (
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 57, Result="exit-code", ExecMainStatus=255)
        .there("/etc/systemd/system/kubelet.service.d/10-kubeadm.conf")
        .kubelet(
            "kubelet.service: main process exited, code=exited, status=255/n/a",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            by="systemd",
        )
    )


def no_such_kubelet():
    """A unit that a minikube once installed, and whose kubelet is no longer there."""
    return (
        Node(version="v1.17.3")
        .unit("kubelet", "activating", "auto-restart", 900, Result="exit-code", ExecMainStatus=203)
        .absent("/var/lib/minikube/binaries/v1.17.3/kubelet")
        .kubelet(
            "Failed at step EXEC spawning /var/lib/minikube/binaries/v1.17.3/kubelet: No such file or directory",
            by="systemd",
            ago=timedelta(seconds=32),
        )
        .kubelet(
            "kubelet.service: main process exited, code=exited, status=203/EXEC",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            by="systemd",
            ago=timedelta(seconds=31),
        )
    )


def loops(*told, by, version=None, status=1, restarts=57):
    """A kubelet that speaks under another name."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*told, by=by)


FURTHER_SIXTH_DISTRIBUTIONS = (
    # ---- the control plane's command lines and files ----------------------------------------------------------------
    report(
        "gardener/gardener/pull/2753",
        "unknown_flag",
        KCM,
        exits(
            KCM,
            "unknown flag: --concurrent-service-endpoint-syncs",
            "--concurrent-service-endpoint-syncs=15",
            "--concurrent-statefulset-syncs=15",
            version="v1.15.11",
        ),
    ),
    report("kubernetes/kops/issues/15403", "unknown_flag", "etcd-manager", etcd_manager()),
    report(
        "kubermatic/kubermatic/pull/11904",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'Error: invalid argument "CSIMigrationGCE=false" for "--feature-gates" flag: cannot set feature gate CSIMigrationGCE to false, feature is locked to true',
            "--feature-gates=CSIMigrationGCE=false",
            version="v1.25.6",
        ),
    ),
    report(
        "vmware/photon/issues/1305",
        "missing_required_flag",
        A,
        at_once(
            A,
            lines(
                "Flag --logtostderr has been deprecated, will be removed in a future release, see https://github.com/kubernetes/enhancements/tree/master/keps/sig-instrumentation/2845-deprecate-klog-specific-flags-in-k8s-components",
                "Flag --address has been deprecated, This flag has no effect now and will be removed in v1.24.",
                "Flag --admission-control has been deprecated, Use --enable-admission-plugins or --disable-admission-plugins instead. Will be removed in a future version.",
                "I1125 13:15:03.991016    2004 server.go:565] external host was not specified, using 10.23.2.64",
                "W1125 13:15:03.991127    2004 authentication.go:523] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer",
                'E1125 13:15:03.991728    2004 run.go:74] "command failed" err="[service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]"',
            ),
            "--logtostderr=true",
            "--v=0",
            "--etcd-servers=http://127.0.0.1:2379",
            "--address=0.0.0.0",
            "--service-cluster-ip-range=10.254.0.0/16",
            "--admission-control=NamespaceLifecycle,LimitRanger,SecurityContextDeny,ServiceAccount,ResourceQuota",
            version="v1.23.8",
        ),
        never="always_allow_resets_anonymous_auth",
    ),
    report(
        "gardener/gardener/issues/10864",
        "authentication_config_invalid",
        A,
        exits(
            A,
            'E1115 03:29:46.930763       1 run.go:74] "command failed" err="jwt[0].issuer.url: Invalid value: \\"https://test.html# \\": URL must not contain a fragment"',
            "--oidc-issuer-url=https://test.html# ",
            "--oidc-client-id=kubernetes",
            version="v1.30.5",
        ),
    ),
    report(
        "rancher/rancher/issues/30538",
        "encryption_config_invalid",
        A,
        exits(
            A,
            'Error: error while parsing encryption provider configuration file "/etc/kubernetes/ssl/encryption.yaml": error while parsing file: resources: Required value: at least one resources is required',
            "--encryption-provider-config=/etc/kubernetes/ssl/encryption.yaml",
            mounts=("/etc/kubernetes",),
            version="v1.19.4",
        ).file(
            "/etc/kubernetes/ssl/encryption.yaml",
            "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources: []\n",
        ),
    ),
    report(
        "kubernetes/kops/issues/4725",
        ["missing_required_flag", "unknown"],
        S,
        at_once(
            S,
            "F0319 19:21:47.831522       1 helpers.go:119] error: couldn't get policy config map /scheduler-policy: an empty namespace may not be set when a resource name is provided",
            "--kubeconfig=/var/lib/kube-scheduler/kubeconfig",
            "--leader-elect=true",
            "--policy-configmap=scheduler-policy",
            "--v=2",
            mounts=("/var/lib/kube-scheduler",),
            version="v1.9.3",
            code=255,
        ),
    ),
    report(
        "kubernetes/kops/issues/6579",
        "unknown",
        S,
        at_once(
            S,
            'couldn\'t get policy config map kube-system/scheduler-policy: configmaps "scheduler-policy" is forbidden: User "system:kube-scheduler" cannot get configmaps in the namespace "kube-system"',
            "--kubeconfig=/var/lib/kube-scheduler/kubeconfig",
            "--leader-elect=true",
            "--policy-configmap=scheduler-policy",
            "--policy-configmap-namespace=kube-system",
            "--v=2",
            mounts=("/var/lib/kube-scheduler",),
            version="v1.11.6",
        ),
        never="component_config_invalid",
    ),
    report(
        "k0sproject/k0s/issues/8246",
        "unknown",
        A,
        exits(
            A,
            lines(
                'I0801 10:28:55.100200       1 default_servicecidr_controller.go:170] "Creating default ServiceCIDR" CIDRs=["10.0.0.0/12"]',
                'F0801 10:29:55.100200       1 hooks.go:203] PostStartHook "start-service-ip-repair-controllers" failed: unable to perform initial IP and Port allocation check',
            ),
            "--service-cluster-ip-range=10.0.0.0/12",
            version="v1.36.0",
            code=255,
            lived=timedelta(seconds=61),
        ),
        never="probe_too_aggressive",
    ),
    # ---- certificates and addresses ---------------------------------------------------------------------------------
    report(
        "kubernetes/kops/issues/8959",
        "etcd_server_certificate_expired",
        A,
        at_once(
            A,
            lines(
                'W0914 16:29:25.761524       1 clientconn.go:1251] grpc: addrConn.createTransport failed to connect to {127.0.0.1:4001 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid". Reconnecting...',
                "F0914 16:29:29.319785       1 storage_decorator.go:57] Unable to create storage backend: config (&{etcd3 /registry {[https://127.0.0.1:4001] /etc/kubernetes/pki/kube-apiserver/etcd-client.key /etc/kubernetes/pki/kube-apiserver/etcd-client.crt /etc/kubernetes/pki/kube-apiserver/etcd-ca.crt} false true 0xc000266d80 apiextensions.k8s.io/v1beta1 5m0s 1m0s}), err (context deadline exceeded)",
            ),
            "--etcd-cafile=/etc/kubernetes/pki/kube-apiserver/etcd-ca.crt",
            "--etcd-certfile=/etc/kubernetes/pki/kube-apiserver/etcd-client.crt",
            "--etcd-keyfile=/etc/kubernetes/pki/kube-apiserver/etcd-client.key",
            "--etcd-servers=https://127.0.0.1:4001",
            mounts=("/etc/kubernetes/pki/kube-apiserver",),
            version="v1.15.5",
            code=255,
            attempt=38,
            lived=timedelta(seconds=20),
        ),
    ),
    report(
        "kubernetes/minikube/issues/17769",
        "node_address_missing",
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2023-12-11T12:01:11.101Z","caller":"embed/etcd.go:127","msg":"configuring peer listeners","listen-peer-urls":["https://172.24.202.84:2380"]}',
                '{"level":"fatal","ts":"2023-12-11T12:01:11.102Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"listen tcp 172.24.202.84:2380: bind: cannot assign requested address","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:204"}',
            ),
            flags=(
                "--advertise-client-urls=https://172.24.202.84:2379",
                "--cert-file=/var/lib/minikube/certs/etcd/server.crt",
                "--data-dir=/var/lib/minikube/etcd",
                "--initial-cluster=minikube=https://172.24.202.84:2380",
                "--listen-client-urls=https://127.0.0.1:2379,https://172.24.202.84:2379",
                "--listen-metrics-urls=http://127.0.0.1:2381",
                "--listen-peer-urls=https://172.24.202.84:2380",
            ),
            mounts=("/var/lib/minikube/etcd", "/var/lib/minikube/certs/etcd"),
            version="v1.28.3",
        ),
    ),
    report(
        "kubernetes/minikube/issues/7006",
        ["port_held_by_previous_instance", "port_in_use"],
        A,
        exits(
            A,
            "I0310 23:50:11.100200       1 server.go:596] external host was not specified, using 172.17.0.2\nError: failed to create listener: failed to listen on 0.0.0.0:8443: listen tcp 0.0.0.0:8443: bind: address already in use",
            "--secure-port=8443",
            version="v1.17.3",
        ),
    ),
    report(
        "canonical/microk8s/issues/2431",
        "unknown",
        A,
        at_once(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
                "I0713 10:50:53.568622 1238582 server.go:654] external host was not specified, using 10.10.0.212",
                'Error: create node: failed to set bind address "@snap.microk8s.dqlite-3225920997347834667": 1',
                'F0713 10:50:53.647774 1238582 daemon.go:67] API Server exited create node: failed to set bind address "@snap.microk8s.dqlite-3225920997347834667": 1',
            ),
            "--insecure-port=0",
            "--secure-port=16443",
            "--storage-backend=dqlite",
            version="v1.21.2",
            code=255,
        ),
        never="invalid_flag_value",
    ),
    # ---- probes -----------------------------------------------------------------------------------------------------
    report(
        "kubernetes-sigs/kubespray/issues/6506",
        ["probe_targets_disabled_port", "probe_wrong_port"],
        None,
        insecure_ports_gone(),
        others={KCM: "probe_targets_disabled_port"},
    ),
    # ---- etcd -------------------------------------------------------------------------------------------------------
    report(
        "rancher-archives/rke/issues/840",
        "etcd_unreachable",
        A,
        at_once(
            A,
            lines(
                "I0803 22:14:00.007527       1 server.go:135] Version: v1.10.5",
                "I0803 22:14:00.008062       1 server.go:724] external host was not specified, using 192.168.65.2",
                "W0803 22:14:00.458600       1 admission.go:68] PersistentVolumeLabel admission controller is deprecated. Please remove this controller from your configuration files and scripts.",
                "I0803 22:14:00.458814       1 plugins.go:149] Loaded 7 admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultTolerationSeconds,PersistentVolumeLabel,DefaultStorageClass,ResourceQuota.",
                "F0803 22:14:10.470612       1 storage_decorator.go:57] Unable to create storage backend: config (&{etcd3 /registry [https://127.0.0.1:2379] /etc/kubernetes/ssl/kube-node-key.pem /etc/kubernetes/ssl/kube-node.pem /etc/kubernetes/ssl/kube-ca.pem true false 1000 0xc4200c8500 <nil> 5m0s 1m0s}), err (dial tcp 127.0.0.1:2379: getsockopt: connection refused)",
            ),
            "--etcd-cafile=/etc/kubernetes/ssl/kube-ca.pem",
            "--etcd-certfile=/etc/kubernetes/ssl/kube-node.pem",
            "--etcd-keyfile=/etc/kubernetes/ssl/kube-node-key.pem",
            "--etcd-servers=https://127.0.0.1:2379",
            mounts=("/etc/kubernetes",),
            image="rancher/hyperkube:v1.10.5-rancher1",
            version="v1.10.5",
            code=255,
            lived=timedelta(seconds=11),
        ),
    ),
    report(
        "rancher/rke2/issues/5214",
        "etcd_data_corrupt",
        E,
        at_once(
            E,
            lines(
                LOADED,
                RUNNING,
                '{"level":"warn","ts":"2024-01-07T04:25:34.914Z","caller":"etcdmain/etcd.go:446","msg":"found invalid file under data directory","filename":"config","data-dir":"/var/lib/rancher/rke2/server/db/etcd"}',
                '{"level":"info","ts":"2024-01-07T04:25:35.002Z","caller":"etcdserver/server.go:508","msg":"recovered v2 store from snapshot","snapshot-index":281003213,"snapshot-size":"15 kB"}',
                '{"level":"warn","ts":"2024-01-07T04:25:35.010Z","caller":"snap/db.go:88","msg":"failed to find [SNAPSHOT-INDEX].snap.db","snapshot-index":281003213,"snapshot-file-path":"/var/lib/rancher/rke2/server/db/etcd/member/snap/0000000010bfcccd.snap.db","error":"snap: snapshot file doesn\'t exist"}',
                '{"level":"panic","ts":"2024-01-07T04:25:35.010Z","caller":"etcdserver/server.go:515","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}',
                "panic: failed to recover v3 backend from snapshot",
                "",
                "goroutine 1 [running]:",
            ),
            RKE2_CONFIG,
            mounts=(RKE2_ETCD,),
            image="index.docker.io/rancher/hardened-etcd:v3.5.4-k3s1-build20220504",
            version="v1.24.4",
            code=2,
        ),
        never="etcd_nospace_alarm",
    ),
    report(
        "rancher/rke2/issues/1898",
        "etcd_membership_mismatch",
        E,
        at_once(
            E,
            lines(
                '{"level":"info","ts":"2021-10-14T08:31:06.592Z","caller":"etcdmain/config.go:307","msg":"loaded server configuration, other configuration command line flags and environment variables will be ignored if provided","path":"/var/lib/rancher/rke2/server/db/etcd/config"}',
                '{"level":"warn","ts":"2021-10-14T08:31:06.593Z","caller":"etcdmain/etcd.go:577","msg":"found invalid file under data directory","filename":"config","data-dir":"/var/lib/rancher/rke2/server/db/etcd"}',
                '{"level":"warn","ts":"2021-10-14T08:31:06.593Z","caller":"etcdmain/etcd.go:577","msg":"found invalid file under data directory","filename":"name","data-dir":"/var/lib/rancher/rke2/server/db/etcd"}',
                '{"level":"info","ts":"2021-10-14T08:31:06.593Z","caller":"etcdmain/etcd.go:134","msg":"server has been already initialized","data-dir":"/var/lib/rancher/rke2/server/db/etcd","dir-type":"member"}',
                '{"level":"info","ts":"2021-10-14T08:31:06.593Z","caller":"embed/etcd.go:117","msg":"configuring peer listeners","listen-peer-urls":["https://10.239.139.49:2380"]}',
                '{"level":"fatal","ts":"2021-10-14T08:31:06.702Z","caller":"etcdmain/etcd.go:271","msg":"discovery failed","error":"error validating peerURLs {ClusterID:4b7a3ef2a3c9a2f8 Members:[&{ID:9a7f0ec2ad81b6a2 RaftAttributes:{PeerURLs:[https://10.239.139.48:2380] IsLearner:false} Attributes:{Name:master-1-4c2c4f5a ClientURLs:[https://10.239.139.48:2379]}}] RemovedMemberIDs:[]}: member count is unequal"}',
            ),
            RKE2_CONFIG,
            mounts=(RKE2_ETCD,),
            image="index.docker.io/rancher/hardened-etcd:v3.4.13-k3s1-build20210223",
            version=None,
        ),
    ),
    report(
        "k3s-io/k3s/issues/7613",
        "etcd_membership_mismatch",
        E,
        at_once(
            E,
            lines(
                '{"level":"warn","ts":"2023-05-26T16:14:09.715+0300","caller":"rafthttp/peer_status.go:66","msg":"peer became inactive (message send to peer failed)","peer-id":"b91b8e6da856208d","error":"failed to dial b91b8e6da856208d on stream MsgApp v2 (the member has been permanently removed from the cluster)"}',
                'time="2023-05-26T16:14:09+03:00" level=info msg="this node has been removed from the cluster please restart k3s to rejoin the cluster"',
                '{"level":"warn","ts":"2023-05-26T16:14:09.715+0300","caller":"etcdserver/server.go:1150","msg":"server error","error":"the member has been permanently removed from the cluster"}',
                '{"level":"warn","ts":"2023-05-26T16:14:09.715+0300","caller":"etcdserver/server.go:1151","msg":"data-dir used by this member must be removed"}',
                '{"level":"info","ts":"2023-05-26T16:14:09.715+0300","caller":"rafthttp/peer.go:330","msg":"stopping remote peer","remote-peer-id":"db71ac7cc58ff7cf"}',
            ),
            "--data-dir=/var/lib/rancher/k3s/server/db/etcd",
            mounts=("/var/lib/rancher/k3s/server/db/etcd",),
            version=None,
            code=0,
        ),
    ),
    report(
        "k3s-io/k3s/issues/4787",
        "etcd_nospace_alarm",
        E,
        at_once(
            E,
            lines(
                '{"level":"warn","ts":"2022-03-17T17:22:31.651-0700","caller":"etcdserver/util.go:123","msg":"failed to apply request","took":"1.487µs","request":"header:<ID:9825868781034353672 username:\\"etcd-client\\" auth_revision:1 > txn:<compare:<target:MOD key:\\"/bootstrap/ef5238a9efa0\\" mod_revision:0 > success:<request_put:<key:\\"/bootstrap/ef5238a9efa0\\" value_size:11877 >> failure:<>>","response":"","error":"etcdserver: no space"}',
                '{"level":"warn","ts":"2022-03-17T17:22:31.651-0700","caller":"etcdserver/util.go:123","msg":"failed to apply request","took":"1.445µs","request":"header:<ID:16997569712643389196 username:\\"etcd-client\\" auth_revision:1 > txn:<compare:<target:MOD key:\\"/bootstrap/ef5238a9efa0\\" mod_revision:0 > success:<request_put:<key:\\"/bootstrap/ef5238a9efa0\\" value_size:11877 >> failure:<>>","response":"","error":"etcdserver: no space"}',
                "panic: etcdserver: mvcc: database space exceeded",
            ),
            "--data-dir=/var/lib/rancher/k3s/server/db/etcd",
            mounts=("/var/lib/rancher/k3s/server/db/etcd",),
            image="registry.k8s.io/etcd:3.5.1-0",
            version="v1.23.4+k3s1",
            code=2,
        ),
        never="disk_full",
    ),
    report(
        "rancher/rke2-selinux/pull/7",
        "security_module_denied",
        E,
        at_once(
            E,
            lines(
                '{"level":"panic","ts":"2020-09-04T23:20:53.118Z","caller":"backend/backend.go:146","msg":"failed to open database","path":"/var/lib/rancher/rke2/server/db/etcd/member/snap/db","error":"permission denied"}',
                "panic: failed to open database",
                "",
                "goroutine 133 [running]:",
            ),
            RKE2_CONFIG,
            mounts=(RKE2_ETCD,),
            image="index.docker.io/rancher/hardened-etcd:v3.4.3-k3s1",
            version="v1.18.8",
            code=2,
        ).journal(
            "kernel",
            'audit: type=1400 audit(1710239370.116:978): avc:  denied  { map } for  pid=28674 comm="etcd" path="/var/lib/rancher/rke2/server/db/etcd/member/snap/db" dev="vda1" ino=9135551 scontext=system_u:system_r:rke2_service_db_t:s0:c240,c412 tcontext=system_u:object_r:container_var_lib_t:s0 tclass=file permissive=0',
            ago=timedelta(seconds=31),
        ),
        never="etcd_data_corrupt",
    ),
    # ---- the kubelet ------------------------------------------------------------------------------------------------
    report(
        "siderolabs/talos/issues/7977",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "Flag --container-runtime-endpoint has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.",
            'E1122 12:18:38.387137    8162 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --rotate-server-certificate"',
            version=None,
        ),
    ),
    report(
        "rancher/rancher/issues/18902",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "F0314 06:26:11.243366   19593 server.go:147] unknown flag: --cadvisor-port",
            version="v1.13.4",
            status=255,
        ),
    ),
    report(
        "kubesphere/kubekey/issues/1600",
        ["feature_gate_rejected", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            'E1111 12:08:38.789320    6402 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: TTLAfterFinished"',
            version="v1.25.3",
        ),
    ),
    report(
        "openshift/machine-config-operator/pull/3556",
        "kubelet_kernel_defaults",
        UNIT,
        loops(
            'I0222 00:55:29.556090   10917 state_mem.go:35] "Initializing new in-memory state store"',
            'E0222 00:55:29.557737   10917 kubelet.go:1479] "Failed to start ContainerManager" err="[invalid kernel flag: kernel/panic, expected value: 10, actual value: 0, invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0, invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]"',
            by="kubenswrapper",
        ).kubelet(
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    report(
        "kubernetes/minikube/issues/2381",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        loops(
            'E0103 01:49:48.644861   30646 file.go:76] Unable to read manifest path "/etc/kubernetes/manifests": unable to create inotify: inotify_init: too many open files',
            'W0103 01:49:48.650264   30646 kubelet_network.go:69] Hairpin mode set to "promiscuous-bridge" but kubenet is not enabled, falling back to "hairpin-veth"',
            'I0103 01:49:48.650285   30646 kubelet.go:517] Hairpin mode set to "hairpin-veth"',
            "W0103 01:49:48.652586   30646 cni.go:196] Unable to update cni config: No networks found in /etc/cni/net.d",
            "I0103 01:49:48.656586   30646 docker_service.go:207] Docker cri networking managed by kubernetes.io/no-op",
            'kubelet: Exit with error: failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            by="localkube",
            version="v1.8.0",
        ),
        never="inotify_limit",
    ),
    report(
        "rancher/rancher/issues/13190",
        "unknown",
        UNIT,
        kubelet(
            'F0428 07:41:14.851068    7503 kubelet.go:1354] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/mnt/sda1/rke/var/lib/kubelet": could not find device with major: 0, minor: 33 in cached partitions map',
            version="v1.10.1",
            status=255,
        ),
        never="kubelet_cgroup_unsupported",
    ),
    report(
        "openshift/origin/issues/23216",
        "unknown",
        UNIT,
        loops(
            "Error: cannot create kubelet args: cannot parse node address: missing port in address",
            by="origin-node",
            version="v1.11.0+d4cacc0",
        ).kubelet(
            "origin-node.service: main process exited, code=exited, status=1/FAILURE",
            "Failed to start OpenShift Node.",
            "Unit origin-node.service entered failed state.",
            "origin-node.service failed.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
        never="kubelet_unknown_flag",
    ),
    report(
        "easzlab/kubeasz/issues/817",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            "F0316 10:11:12.123456   12345 server.go:273] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            version=None,
            status=255,
        ),
        never="kubelet_client_certificate_expired",
    ),
    report("easzlab/kubeasz/issues/1025", "unknown", UNIT, no_such_kubelet(), never="runtime_unavailable"),
    report("easzlab/kubeasz/issues/319", "unknown", UNIT, only_systemd_speaks(), never="kubelet_not_initialised"),
    report("coreos/container-linux-update-operator/issues/174", "unknown", UNIT, start_pre_times_out()),
    report(
        "k3s-io/k3s/issues/2351",
        None,
        None,
        # k3s is a unit of its own, of which nothing is judged; its journal must not be laid on the kubelet.
        Node(version="v1.18.9+k3s1")
        .unit("k3s", "activating", "auto-restart", 5, Result="exit-code", ExecMainStatus=1)
        .journal(
            "k3s",
            'time="2020-10-07T10:50:27.346797820+08:00" level=error msg="Failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            'time="2020-10-07T10:50:27.348597543+08:00" level=fatal msg="failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
        ),
        never="kubelet_config_invalid",
    ),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    report(
        "labring/sealos/issues/2669",
        "cri_api_unsupported",
        UNIT,
        kubelet(
            'E0225 14:36:26.912345  180200 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: CRI v1 image API is not implemented for endpoint \\"unix:///var/run/image-cri-shim.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.ImageService"',
            version="v1.26.0",
        )
        .unit("containerd")
        .file(
            "/etc/image-cri-shim.yaml",
            "shim: /var/run/image-cri-shim.sock\ncri: /run/containerd/containerd.sock\nversion: v1alpha2\n",
        ),
    ),
    report(
        "kubesphere/kubekey/issues/2433",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E1019 13:13:54.628298     647 event.go:289] Unable to write event: \'&v1.Event{TypeMeta:v1.TypeMeta{Kind:"", APIVersion:""}, ObjectMeta:v1.ObjectMeta{Name:"kube-scheduler-node1.17ffcfa08ae2e7f3", GenerateName:"", Namespace:"kube-system", SelfLink:"", UID:"", ResourceVersion:"", Generation:0, CreationTimestamp:time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC), DeletionTimestamp:<nil>, DeletionGracePeriodSeconds:(*int64)(nil), Labels:map[string]string(nil), Annotations:map[string]string(nil), OwnerReferences:[]v1.OwnerReference(nil), Finalizers:[]string(nil), ManagedFields:[]v1.ManagedFieldsEntry(nil)}, InvolvedObject:v1.ObjectReference{Kind:"Pod", Namespace:"kube-system", Name:"kube-scheduler-node1", UID:"6a9443ee7c86d00dc2d503017a48ce21", APIVersion:"v1", ResourceVersion:"", FieldPath:""}, Reason:"FailedCreatePodSandBox", Message:"Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.8\\": failed to pull image \\"registry.k8s.io/pause:3.8\\": failed to pull and unpack image \\"registry.k8s.io/pause:3.8\\": failed to resolve reference \\"registry.k8s.io/pause:3.8\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.8\\": dial tcp: lookup registry.k8s.io on 114.114.114.114:53: dial udp 114.114.114.114:53: connect: network is unreachable", Source:v1.EventSource{Component:"kubelet", Host:"node1"}',
            node=initialised(Node(name="node1", version=None)),
        ),
    ),
)
