"""Public reports on distributions (RKE, RKE2, k3s, OpenShift and OKD, Talos, microk8s, k0s, KubeKey), met for the first time.

They are shown as those of further.py are: a process of a distribution's one binary as the component that it hosts.
"""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report

MASTER = ("start", "master", "api", "--config=/etc/origin/master/master-config.yaml", "--loglevel=2")
MASTER_PROBE = http_probe(port=8443, host=None, delay=45, timeout=10, failures=3)
REMOVED = "the member has been permanently removed from the cluster"


def looping(by, *lines, version=None, status=1, restarts=57):
    """A distribution's own service that hosts the kubelet, says so, and is started again and again."""
    return Node(version=version).kubelet_loops(status=status, restarts=restarts).kubelet(*lines, by=by)


def crio_failed(*lines, version=None):
    """A node whose CRI-O does not start."""
    node = Node(version=version).unit("crio", "failed", "failed", Result="exit-code", ExecMainStatus=1)
    return node.journal("crio", *lines)


FURTHER_EIGHTH_DISTRIBUTIONS = (
    # ---- etcd: members, quorum, space, the way to it ----------------------------------------------------------------
    report(
        "k3s-io/k3s/issues/13167",
        "etcd_unreachable",
        A,
        # The first line's tail is cut off, and left out; the second one's stack too.
        exits(
            A,
            'time="2025-11-07T00:50:18Z" level=info msg="Running kube-apiserver --advertise-port=6443 --allow-privileged=true --anonymous-auth=false --api-audiences=https://kubernetes.default.svc.cluster.local,k3s"\n'
            'time="2025-11-07T00:50:39Z" level=fatal msg="apiserver panic: F1107 00:50:39.946344     270 instance.go:232] Error creating leases: error creating storage factory: context deadline exceeded\\n"',
            version=None,
            flags=(
                "--advertise-port=6443",
                "--allow-privileged=true",
                "--anonymous-auth=false",
                "--api-audiences=https://kubernetes.default.svc.cluster.local,k3s",
                "--etcd-servers=https://127.0.0.1:2379",
            ),
            probe="",
            lived=timedelta(seconds=21),
        ),
    ),
    report(
        "rancher/rke2/issues/1874",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            f'{{"level":"warn","ts":"2022-01-31T19:32:29.394Z","caller":"etcdserver/server.go:1095","msg":"server error","error":"{REMOVED}"}}\n'
            '{"level":"warn","ts":"2022-01-31T19:32:29.394Z","caller":"etcdserver/server.go:1096","msg":"data-dir used by this member must be removed"}\n'
            '{"level":"warn","ts":"2022-01-31T19:32:29.394Z","caller":"etcdserver/server.go:2068","msg":"failed to publish local member to cluster through raft","local-member-id":"d7696be30c567cc3","local-member-attributes":"{Name:dev-ops-server-3-528be838 ClientURLs:[https://10.90.0.254:2379]}","request-path":"/0/members/d7696be30c567cc3/attributes","publish-timeout":"15s","error":"etcdserver: request cancelled"}\n'
            '{"level":"warn","ts":"2022-01-31T19:32:29.394Z","caller":"etcdserver/server.go:2068","msg":"failed to publish local member to cluster through raft","local-member-id":"d7696be30c567cc3","local-member-attributes":"{Name:dev-ops-server-3-528be838 ClientURLs:[https://10.90.0.254:2379]}","request-path":"/0/members/d7696be30c567cc3/attributes","publish-timeout":"15s","error":"etcdserver: request cancelled"}',
            version=None,
            flags=("--config-file=/var/lib/rancher/rke2/server/db/etcd/config",),
            mounts=("/var/lib/rancher/rke2/server/db/etcd", "/var/lib/rancher/rke2/server/tls/etcd"),
        ),
    ),
    report(
        "k3s-io/k3s/issues/13498",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            f'"msg":"server error","error":"{REMOVED}"\n"msg":"data-dir used by this member must be removed"',
            version="v1.33.7",
            flags=("--config-file=/var/lib/rancher/k3s/server/db/etcd/config",),
            mounts=("/var/lib/rancher/k3s/server/db/etcd",),
        ),
    ),
    report(
        "k3s-io/k3s/issues/6690",
        "etcd_nospace_alarm",
        None,
        # The beginning of the first line is cut off in the report: completed.
        Node(version="v1.24.9")
        .static_pod(
            E,
            flags=("--data-dir=/var/lib/rancher/k3s/server/db/etcd", "--quota-backend-bytes=8589934592"),
            mounts=("/var/lib/rancher/k3s/server/db/etcd",),
        )
        .runs(
            E,
            '{"level":"warn","ts":"2023-01-04T05:32:54.660+0800","caller":"etcdserver/util.go:123","msg":"failed to apply request","took":"20.331µs","request":"header:<ID:7869342668495150910 username:\\"etcd-client\\" auth_revision:1 > txn:<compare:<target:MOD key:\\"/registry/pods/kube-system/local-path-provisioner-7ff9579c6-mt8pd\\" mod_revision:634486151 > success:<request_put:<key:\\"/registry/pods/kube-system/local-path-provisioner-7ff9579c6-mt8pd\\" value_size:3626 >> failure:<>>","response":"","error":"etcdserver: no space"}\n'
            '{"level":"info","ts":"2023-01-04T05:32:54.661+0800","caller":"membership/cluster.go:576","msg":"updated cluster version","cluster-id":"ac30f279f94cbb6a","local-member-id":"85c81a44f6d86d35","from":"3.4","to":"3.5"}\n'
            '{"level":"info","ts":"2023-01-04T05:32:54.661+0800","caller":"api/capability.go:75","msg":"enabled capabilities for version","cluster-version":"3.5"}\n'
            '{"level":"info","ts":"2023-01-04T05:32:56.128+0800","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"85c81a44f6d86d35 is starting a new election at term 26181"}\n'
            '{"level":"info","ts":"2023-01-04T05:32:56.128+0800","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"85c81a44f6d86d35 became pre-candidate at term 26181"}',
            since=timedelta(minutes=3),
        )
        .static_pod(A, probe=""),
    ),
    report(
        "openshift-metal3/dev-scripts/issues/534",
        "etcd_first_endpoint_down",
        A,
        # master-0 with etcd-0 is gone, master-1 and master-2 remain. Completed: the second line's tail, the version of that month.
        exits(
            A,
            'W0514 20:23:17.258188       1 clientconn.go:1304] grpc: addrConn.createTransport failed to connect to {etcd-2.ostest.test.metalkube.org:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate is valid for localhost, etcd.kube-system.svc, etcd.kube-system.svc.cluster.local, etcd-2.ostest.test.metalkube.org, not etcd-0.ostest.test.metalkube.org". Reconnecting...\n'
            'W0514 20:23:18.009310       1 clientconn.go:1304] grpc: addrConn.createTransport failed to connect to {etcd-1.ostest.test.metalkube.org:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate is valid for localhost, etcd.kube-system.svc, etcd.kube-system.svc.cluster.local, etcd-1.ostest.test.metalkube.org, not etcd-0.ostest.test.metalkube.org". Reconnecting...',
            node=Node(name="master-2", version="v1.14.0").static_pod(E).runs(E),
            flags=(
                "--etcd-servers=https://etcd-0.ostest.test.metalkube.org:2379,https://etcd-1.ostest.test.metalkube.org:2379,https://etcd-2.ostest.test.metalkube.org:2379",
                "--secure-port=6443",
            ),
            attempt=96,
        ),
    ),
    report(
        "openshift/openshift-ansible/issues/9575",
        "etcd_unreachable",
        A,
        exits(
            A,
            'I0822 06:45:20.892219       1 plugins.go:84] Registered admission plugin "PodTolerationRestriction"\n'
            'I0822 06:45:20.892233       1 plugins.go:84] Registered admission plugin "ResourceQuota"\n'
            'I0822 06:45:20.892246       1 plugins.go:84] Registered admission plugin "PodSecurityPolicy"\n'
            'I0822 06:45:20.892258       1 plugins.go:84] Registered admission plugin "Priority"\n'
            'I0822 06:45:20.892273       1 plugins.go:84] Registered admission plugin "SecurityContextDeny"\n'
            'I0822 06:45:20.892286       1 plugins.go:84] Registered admission plugin "ServiceAccount"\n'
            'I0822 06:45:20.892305       1 plugins.go:84] Registered admission plugin "DefaultStorageClass"\n'
            'I0822 06:45:20.892318       1 plugins.go:84] Registered admission plugin "PersistentVolumeClaimResize"\n'
            'I0822 06:45:20.892334       1 plugins.go:84] Registered admission plugin "StorageObjectInUseProtection"\n'
            "F0822 06:45:50.897544       1 start_api.go:68] dial tcp 192.168.98.208:2379: getsockopt: connection refused",
            version="v1.10.0",
            command="openshift",
            flags=MASTER,
            image="docker.io/openshift/origin-control-plane:v3.10",
            probe=MASTER_PROBE,
            mounts=("/etc/origin/master/", "/etc/origin/cloudprovider/", "/var/lib/origin/"),
            code=255,
            lived=timedelta(seconds=31),
            form="docker",
        ),
    ),
    # ---- files and security modules ---------------------------------------------------------------------------------
    report(
        "openshift/openshift-ansible/issues/5602",
        "file_permission_denied",
        E,
        # "etcd does not have permissions on /var/lib/etcd", which root owns; its chown cured it. The line is completed.
        exits(
            E,
            "etcdmain: cannot access data directory: open /var/lib/etcd/.touch: permission denied",
            version=None,
            flags=("--data-dir=/var/lib/etcd/",),
            probe="",
        ).there("/var/lib/etcd", "directory", "0755"),
    ),
    report(
        "openshift/openshift-ansible/issues/2811",
        "security_module_denied",
        E,
        exits(
            E,
            "etcd_container.service: Failed to load environment files: Permission denied\n"
            "etcd_container.service: Failed to run 'start-pre' task: Permission denied\n"
            "Failed to start The Etcd Server container.",
            version=None,
            probe="",
        )
        .there("/etc/etcd/etcd.conf", mode="0644")
        .journal(
            "kernel",
            'type=AVC msg=audit(1479268688.934:28954): avc:  denied  { read } for  pid=1 comm="systemd" name="etcd.conf" dev="dm-0" ino=37748841 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:container_file_t:s0 tclass=file permissive=0',
        ),
    ),
    report(
        "rancher/rke2/issues/4679",
        ["file_permission_denied", "security_module_denied"],
        E,
        exits(
            E,
            '{"level":"info","ts":"2023-05-17T08:07:29.022Z","caller":"etcdmain/etcd.go:73","msg":"Running: ","args":["etcd","--config-file=/var/lib/rancher/rke2/server/db/etcd/config"]}\n'
            '{"level":"warn","ts":"2023-05-17T08:07:29.022Z","caller":"etcdmain/etcd.go:75","msg":"failed to verify flags","error":"open /var/lib/rancher/rke2/server/db/etcd/config: permission denied"}',
            version="v1.26.4",
            flags=("--config-file=/var/lib/rancher/rke2/server/db/etcd/config",),
            mounts=("/var/lib/rancher/rke2/server/db/etcd",),
        ),
    ),
    # ---- certificates and the clock ---------------------------------------------------------------------------------
    report(
        "rancher/rke2/issues/8318",
        "serving_certificate_expired",
        None,
        looping(
            "rke2",
            'msg="CA cert validation failed: Get \\"https://127.0.0.1:9345/cacerts\\":  tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2025-06-04T07:48 is after 2025-02-04T21:27:54Z"',
        ),
    ),
    # ---- ports and addresses ----------------------------------------------------------------------------------------
    report(
        "k3s-io/k3s/issues/7344",
        "node_address_missing",
        A,
        exits(
            A,
            "INFO[0000] Starting k3s v1.26.3+k3s1 (01ea3ff2)\n"
            "INFO[0000] Configuring sqlite3 database connection pooling: maxIdleConns=2, maxOpenConns=0, connMaxLifetime=0s\n"
            "INFO[0000] Configuring database table schema and indexes, this may take a moment...\n"
            "INFO[0000] Database tables and indexes are up to date\n"
            "INFO[0000] Kine available at unix://kine.sock\n"
            "INFO[0000] Reconciling bootstrap data between datastore and disk\n"
            "FATA[0000] apiserver exited: failed to create listener: failed to listen on 127.0.0.1:6444: listen tcp 127.0.0.1:6444: bind: cannot assign requested address",
            version="v1.26.3",
            flags=(
                "--advertise-port=6443",
                "--allow-privileged=true",
                "--anonymous-auth=false",
                "--api-audiences=https://kubernetes.default.svc.cluster.local,k3s",
                "--authorization-mode=Node,RBAC",
                "--bind-address=127.0.0.1",
                "--etcd-servers=unix://kine.sock",
                "--secure-port=6444",
            ),
            probe="",
        ),
    ),
    # ---- command lines and what the binary is -----------------------------------------------------------------------
    report(
        "rancher-archives/rke/issues/1570",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --repair-malformed-updates",
            "--anonymous-auth=false",
            "--profiling=false",
            "--repair-malformed-updates=false",
            "--service-account-lookup=true",
            version="v1.14.5",
            probe="",
            form="docker",
        ),
    ),
    report(
        "openshift/openshift-ansible/issues/11221",
        None,
        A,
        never="unknown_flag",
        # An image of the next major version, whose binary has no such command.
        node=exits(
            A,
            'Error: unknown command "start" for "openshift"\nRun \'openshift --help\' for usage.',
            version="v1.11.0",
            command="openshift",
            flags=MASTER,
            probe=MASTER_PROBE,
            mounts=("/etc/origin/master/", "/etc/origin/cloudprovider/", "/var/lib/origin/", "/etc/pki"),
            form="docker",
        ),
    ),
    report(
        "rancher/rancher/issues/14538",
        None,
        S,
        never="component_config_invalid",
        # Controller manager and scheduler in one process: each registers its configuration under one name.
        node=exits(
            S,
            "2018/07/13 14:34:38 [INFO] Running kube-scheduler --leader-elect=true --v=2 --address=0.0.0.0 --kubeconfig=/etc/kubernetes/ssl/kubecfg-kube-scheduler.yaml --logtostderr=false --alsologtostderr=false\n"
            'F0713 14:34:38.699730       1 helpers.go:119] error: unable to register configz: register config "componentconfig" twice\n'
            "goroutine 4576 [running]:\n"
            "github.com/rancher/rancher/vendor/github.com/golang/glog.stacks(0xc420853500, 0xc",
            version=None,
            flags=(
                "--leader-elect=true",
                "--v=2",
                "--address=0.0.0.0",
                "--kubeconfig=/etc/kubernetes/ssl/kubecfg-kube-scheduler.yaml",
                "--logtostderr=false",
                "--alsologtostderr=false",
            ),
            mounts=("/etc/kubernetes/ssl",),
            probe="",
            code=255,
        ),
    ),
    # ---- leases -----------------------------------------------------------------------------------------------------
    report(
        "k3s-io/k3s/issues/2615",
        ["leader_election_lost", "etcd_slow_disk"],
        None,
        # The end is told by the report's title; its line is completed.
        exits(
            KCM,
            'I1202 20:45:13.065564    8976 trace.go:116] Trace[1118593115]: "Update" url:/api/v1/namespaces/kube-system/endpoints/rancher.io-local-path,user-agent:local-path-provisioner/v0.0.0 (linux/arm64) kubernetes/$Format,client:10.42.0.5 (started: 2020-12-02 20:45:01.181165632 +0000 UTC m=+83.314597930) (total time: 11.884231395s):\n'
            "Trace[1118593115]: [11.884231395s] [11.883804717s] END\n"
            "E1202 20:45:11.696999    8976 leaderelection.go:356] Failed to update lock: Put https://127.0.0.1:6444/api/v1/namespaces/kube-system/endpoints/cloud-controller-manager: context deadline exceeded\n"
            'I1202 20:45:11.697467    8976 trace.go:116] Trace[463620426]: "GuaranteedUpdate etcd3" type:*core.Endpoints (started: 2020-12-02 20:45:01.74087159 +0000 UTC m=+83.874303888) (total time: 9.956464373s):\n'
            "Trace[463620426]: [9.039221883s] [9.036212381s] Transaction committed\n"
            "Trace[463620426]: [9.956464373s] [915.207378ms] END\n"
            "E1202 20:45:11.953410    8976 leaderelection.go:356] Failed to update lock: Put https://127.0.0.1:6444/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s: context deadline exceeded\n"
            "F1202 20:45:13.953671    8976 controllermanager.go:279] leaderelection lost",
            version=None,
            probe="",
            code=255,
            lived=timedelta(seconds=97),
        ),
    ),
    report(
        "canonical/microk8s/issues/3448",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            'I0915 14:45:33.604727 1151132 trace.go:205] Trace[1726931916]: "Create" url:/api/v1/namespaces/kube-system/serviceaccounts/node-controller/token,user-agent:kubelite/v1.22.13 (linux/amd64) kubernetes/bfd5f06/kube-controller-manager,audit-id:759bcfe7-da56-485c-a987-3df61ada8cae,client:127.0.0.1,accept:application/vnd.kubernetes.protobuf, */*,protocol:HTTP/2.0 (15-Sep-2022 14:45:29.278) (total time: 4326ms):\n'
            'Trace[1726931916]: ---"Object stored in database" 4325ms (14:45:33.604)\n'
            "Trace[1726931916]: [4.326150859s] [4.326150859s] END\n"
            "F0915 14:14:23.073580 1007360 controllermanager.go:287] leaderelection lost",
            version="v1.22.13",
            probe="",
            code=255,
            lived=timedelta(minutes=4),
        ),
    ),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    report(
        "okd-project/okd/issues/51",
        "runtime_unavailable",
        None,
        crio_failed(
            'time="2020-01-24 15:43:31.186522987Z" level=fatal msg="runtime config: invalid hooks_dir: stat /usr/share/containers/oci/hooks.d: no such file or directory: stat /usr/share/containers/oci/hooks.d: no such file or directory"',
        ).absent("/usr/share/containers/oci/hooks.d"),
    ),
    report(
        "okd-project/okd-scos/issues/22",
        "runtime_unavailable",
        None,
        crio_failed("/opt/cni already exists and is not a dir"),
    ),
    report(
        "openshift/installer/issues/3085",
        "runtime_unavailable",
        UNIT,
        # The second line's tail is cut off in what was seen of the report: completed as the first one ends.
        looping(
            "hyperkube",
            'E0210 07:57:28.797489    1660 remote_runtime.go:85] Version from runtime service failed: rpc error: code = Unavailable desc = all SubConns are in TransientFailure, latest connection error: connection error: desc = "transport: Error while dialing dial unix /var/run/crio/crio.sock: connect: no such file or directory"',
            'E0210 07:57:28.797629    1660 kuberuntime_manager.go:196] Get runtime version failed: rpc error: code = Unavailable desc = all SubConns are in TransientFailure, latest connection error: connection error: desc = "transport: Error while dialing dial unix /var/run/crio/crio.sock: connect: no such file or directory"',
            status=255,
        ),
    ),
    report(
        "canonical/microk8s/issues/508",
        "runtime_unavailable",
        None,
        # The fatal line is the report's title in containerd 1.2's usual form; the sandbox's name stands in.
        Node(version=None)
        .unit("containerd", "failed", "failed", 5, Result="exit-code", ExecMainStatus=1)
        .unit("kubelet", "failed", "failed", 5, Result="exit-code", ExecMainStatus=255)
        .journal(
            "containerd",
            "Using a default profile template",
            'time="2019-06-14T21:02:30.318021542+02:00" level=info msg="starting containerd" revision=bb71b10fd8f58240ca47fbb579b9d1028eea7c84 version=v1.2.5',
            'time="2019-06-14T21:02:31.690204119+02:00" level=fatal msg="Failed to run CRI service" error="failed to recover state: failed to reserve sandbox name \\"coredns-f7867546d-8bqsl_kube-system_0e3ad1c1-8e1b-11e9-a9f3-c48e8ff1e0d1_4\\": name \\"coredns-f7867546d-8bqsl_kube-system_0e3ad1c1-8e1b-11e9-a9f3-c48e8ff1e0d1_4\\" is reserved for \\"6f1d7d2e0b2a4a5d8f3b9c1e7a6d5c4b3a29180716f5e4d3c2b1a09f8e7d6c5b\\""',
        ),
    ),
    report(
        "siderolabs/talos/issues/7786",
        ["container_create_failed", "unknown"],
        None,
        # Talos runs etcd and the kubelet as containers of its own; a reboot brings the node back.
        looping(
            "talos",
            'service[etcd](Waiting): Error running Containerd(etcd), going to restart forever: failed to create task: "etcd": failed to start shim: mkdir /var: file exists: unknown',
            'service[kubelet](Running): Health check failed: Get "http://127.0.0.1:10248/healthz": dial tcp 127.0.0.1:10248: connect: connection refused',
            'service[kubelet](Waiting): Error running Containerd(kubelet), going to restart forever: failed to create task: "kubelet": failed to start shim: mkdir /var: file exists: unknown',
            'service[etcd](Waiting): Error running Containerd(etcd), going to restart forever: failed to create task: "etcd": failed to start shim: mkdir /var: file exists: unknown',
        ),
    ),
    # ---- the kubelet ------------------------------------------------------------------------------------------------
    report(
        "k3s-io/k3s/issues/5738",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            '"Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"cgroupfs\\" is different from docker cgroup driver: \\"systemd\\""',
            version="v1.23.7",
        ).file(
            "/etc/docker/daemon.json",
            '{\n  "exec-opts": [\n    "native.cgroupdriver=systemd"\n  ],\n  "bip": "169.254.123.1/24",\n  "storage-driver": "overlay2"\n}\n',
        ),
    ),
    report(
        "k0sproject/k0s/issues/7398",
        "kubelet_cgroup_unsupported",
        UNIT,
        # The report says that the kubelet of 1.35 does not start with cgroups v1; its line is completed.
        kubelet(
            'E0408 08:12:41.305117    2214 run.go:72] "command failed" err="failed to run Kubelet: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release"',
            version="v1.35.0",
        ).host(cgroup_version=1),
    ),
    report(
        "okd-project/okd/issues/22",
        None,
        UNIT,
        never="kubelet_not_initialised",
        # The binary was never put on the host.
        node=Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "kubelet.service: Failed at step EXEC spawning /usr/bin/hyperkube: No such file or directory",
            by="systemd",
        ),
    ),
    report(
        "rancher/rke2/issues/6491",
        None,
        UNIT,
        never="runtime_unavailable",
        # /var was mounted noexec. Everything before is well, containerd is started.
        node=looping(
            "rke2",
            'ERRO[0002] Kubelet exited: exec: "kubelet": executable file not found in $PATH',
            version="v1.28.12",
        ).unit("containerd"),
    ),
    report(
        "k3s-io/k3s/issues/2249",
        ["apiserver_unreachable", "unknown"],
        None,
        # After a power cut; this server waits for the first one, 1579 times so far.
        looping(
            "k3s",
            'time="2020-09-15T00:05:25.507939367Z" level=info msg="Starting k3s v1.19.1-rc1+k3s1 (041f18f6)"',
            'time="2020-09-15T00:05:25.666961273Z" level=fatal msg="starting kubernetes: preparing server: failed to get CA certs at https://cluster01:6443/cacerts: https://cluster01:6443/cacerts: 503 Service Unavailable"',
            version="v1.19.1",
            restarts=1579,
        ),
    ),
)
