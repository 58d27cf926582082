"""More public reports of etcd, resources, the runtime and the kubelet, met after two rounds of mending: see further.py."""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.further import UNIT, A, E, S, exits, kubelet, report

CONFIG = (
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
    "staticPodPath: /etc/kubernetes/manifests\n"
)
CRI_V1 = (
    'validate service connection: CRI v1 runtime API is not implemented for endpoint "unix:///run/containerd/'
    'containerd.sock": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService'
)


def initialised(node):
    """A node of kubeadm's that once was in its cluster."""
    return (
        node.file("/var/lib/kubelet/config.yaml", CONFIG)
        .file("/etc/kubernetes/kubelet.conf", "apiVersion: v1\nkind: Config\n")
        .file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock"\n',
        )
    )


def sandboxes_fail(*lines, version="v1.28.4", node=None):
    """A kubelet that lives and cannot make the sandboxes of its static pods."""
    made = (node or Node(version=version)).unit("kubelet")
    return made.static_pod(A).static_pod(S).static_pod(E).kubelet(*lines)


FURTHER_NODE = (
    # ---- etcd -----------------------------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/8935",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2017-11-29 05:47:07.905742 I | etcdserver: advertise client URLs = http://127.0.0.1:2379\n2017-11-29 05:47:08.076040 I | etcdserver: restarting member 9af8ed310dba8214 in cluster 488ce3f49fab5e77 at commit index 20707\n2017-11-29 05:47:08.077815 C | raft: 9af8ed310dba8214 state.commit 20707 is out of range [10001, 11535]\npanic: 9af8ed310dba8214 state.commit 20707 is out of range [10001, 11535]",
            image="k8s.gcr.io/etcd:3.0.17",
            code=2,
        ),
    ),
    report(
        "gravitational/gravity/issues/1645",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "tocommit(65072) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?\npanic: tocommit(65072) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?\ngoroutine 135 [running]:\ngithub.com/coreos/etcd/vendor/github.com/coreos/pkg/capnslog.(*PackageLogger).Panicf(0xc0001deb40, 0xfd977a, 0x5d, 0xc0001a82c0, 0x2, 0x2)",
            image="quay.io/coreos/etcd:v3.3.20",
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/3519",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2015/09/14 11:29:39 raft: 157a9bb7dff17f7d became follower at term 340\n2015/09/14 11:29:39 raft: raft.node: 157a9bb7dff17f7d elected leader 894e12abf0f70fb7 at term 340\n2015/09/14 11:29:39 raft: tocommit(14) is out of range [lastIndex(2)]\npanic: tocommit(14) is out of range [lastIndex(2)]\ngoroutine 98 [running]:",
            image="quay.io/coreos/etcd:v2.1.2",
            version=None,
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/18647",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2024-09-26T11:01:23.795-0400","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"wal: max entry size limit exceeded, recBytes: 634, fileSize(62275584) - offset(62274968) - padBytes(6) = entryLimit(610)","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:204"}',
            image="registry.k8s.io/etcd:3.5.9-0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/54027",
        "etcd_upgrade_incompatible",
        E,
        exits(
            E,
            "2017-10-16 21:07:10.954395 I | etcdserver: starting server... [version: 3.0.17, cluster version: to_be_decided]\n2017-10-16 21:07:10.956442 I | membership: added member a97d80ddc090126a [https://bootstrap-e2e-master:2380] to cluster 91078bdbe2ed539b\n2017-10-16 21:07:10.956606 N | membership: set the initial cluster version to 3.0\n2017-10-16 21:07:10.975261 N | membership: updated the cluster version from 3.0 to 3.1\n2017-10-16 21:07:10.975303 C | membership: cluster cannot be downgraded (current version: 3.0.17 is lower than determined cluster version: 3.1).",
            image="gcr.io/google_containers/etcd:3.0.17",
            version="v1.7.8",
        ),
    ),
    report(
        "siderolabs/talos/issues/9789",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            '{"level":"info","ts":"2024-11-24T19:01:11.110Z","caller":"etcdserver/server.go:847","msg":"starting etcd server","local-member-id":"6f5be5a5cdec82d9","local-server-version":"3.5.16","cluster-version":"to_be_decided"}\n{"level":"warn","ts":"2024-11-24T19:01:11.912Z","caller":"etcdserver/server.go:1154","msg":"server error","error":"the member has been permanently removed from the cluster"}\n{"level":"warn","ts":"2024-11-24T19:01:11.912Z","caller":"etcdserver/server.go:1155","msg":"data-dir used by this member must be removed"}',
            image="gcr.io/etcd-development/etcd:v3.5.16",
            version="v1.31.1",
            code=0,
        ),
    ),
    report(
        "rancher-archives/rke/issues/2512",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2021-04-09 22:51:04.145876 W | pkg/flags: unrecognized environment variable ETCD_UNSUPPORTED_ARCH=x86_64\n[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead\n2021-04-09 22:51:04.146020 I | etcdmain: etcd Version: 3.4.13\n2021-04-09 22:51:04.446028 E | etcdserver: the member has been permanently removed from the cluster\n2021-04-09 22:51:04.446031 I | etcdserver: the data-dir used by this member must be removed.",
            image="rancher/mirrored-coreos-etcd:v3.4.13-rancher1",
            version="v1.19.9",
            code=0,
        ),
    ),
    report(
        "rancher-archives/rke/issues/3358",
        "etcd_membership_mismatch",
        E,
        Node(version="v1.26.8")
        .static_pod(E, image="rancher/mirrored-coreos-etcd:v3.5.6")
        .died(E, code=0, attempt=3, lived=timedelta(minutes=2), ago=timedelta(minutes=2))
        .runs(
            E,
            "\n".join(
                f'{{"level":"warn","ts":"2023-09-08T09:30:5{n}.671Z","caller":"rafthttp/stream.go:653","msg":"request sent was ignored by remote peer due to cluster ID mismatch","remote-peer-id":"bb7ee9e106a7a21","remote-peer-cluster-id":"4e1726eb2b1c530b","local-member-id":"23c07694d16b9dd2","local-member-cluster-id":"695bd40f65521893","error":"cluster ID mismatch"}}'
                for n in range(8)
            ),
            attempt=4,
            since=timedelta(minutes=1),
        ),
    ),
    report(
        "etcd-io/etcd/issues/14497",
        "etcd_nospace_alarm",
        E,
        Node(version="v1.22.14")
        .static_pod(E, probe=http_probe(port=2381, path="/health", scheme="HTTP"))
        .died(
            E,
            '{"level":"warn","ts":"2022-09-20T13:24:11.200Z","caller":"etcdhttp/metrics.go:165","msg":"serving /health false due to an alarm","alarm":"memberID:1374203 alarm:NOSPACE "}\n{"level":"warn","ts":"2022-09-20T13:24:11.202Z","caller":"etcdhttp/metrics.go:86","msg":"/health error","output":"{\\"health\\":\\"false\\",\\"reason\\":\\"ALARM NOSPACE\\"}","status-code":503}\n{"level":"info","ts":"2022-09-20T13:24:21.202Z","caller":"osutil/interrupt_unix.go:64","msg":"received signal; shutting down","signal":"terminated"}',
            code=0,
            attempt=20,
            lived=timedelta(seconds=90),
            ago=timedelta(seconds=70),
        )
        .runs(
            E,
            '{"level":"warn","ts":"2022-09-20T13:25:02.022Z","caller":"snap/db.go:88","msg":"failed to find [SNAPSHOT-INDEX].snap.db","snapshot-index":3420684,"snapshot-file-path":"/var/lib/etcd/member/snap/000000000034320c.snap.db","error":"snap: snapshot file doesn\'t exist"}\n{"level":"info","ts":"2022-09-20T13:25:03.022Z","caller":"etcdserver/server.go:521","msg":"recovered v3 backend from snapshot","backend-size-bytes":2147483648,"backend-size":"2.1 GB"}\n{"level":"warn","ts":"2022-09-20T13:25:14.200Z","caller":"etcdhttp/metrics.go:165","msg":"serving /health false due to an alarm","alarm":"memberID:1374203 alarm:NOSPACE "}',
            attempt=21,
            since=timedelta(seconds=65),
        ),
    ),
    report(
        "ben1234560/k8s_PaaS/issues/42",
        ["etcd_server_certificate_expired", "serving_certificate_expired", "clock_skew", "unknown"],
        E,
        Node(version=None)
        .static_pod(E, image="quay.io/coreos/etcd:v3.3.27")
        .died(
            E,
            '2024-04-20 19:38:15.556310 W | rafthttp: health check for peer 988139385f78284 could not connect: x509: certificate has expired or is not yet valid (prober "ROUND_TRIPPER_RAFT_MESSAGE")\n2024-04-20 19:38:15.556741 W | rafthttp: health check for peer 988139385f78284 could not connect: x509: certificate has expired or is not yet valid (prober "ROUND_TRIPPER_SNAPSHOT")\n2024-04-20 19:38:15.561983 W | rafthttp: health check for peer f4a0cb0a765574a8 could not connect: x509: certificate has expired or is not yet valid (prober "ROUND_TRIPPER_RAFT_MESSAGE")',
            code=1,
        ),
    ),
    report(
        "etcd-io/etcd/issues/15949",
        None,
        E,
        never="etcd_server_certificate_expired",
        node=Node(version="v1.18.8")
        .static_pod(E, image="k8s.gcr.io/etcd:3.4.3-0")
        .died(
            E,
            '2023-05-24 02:17:33.760448 I | embed: rejected connection from "192.16.0.3:41464" (error "tls: \\"192.16.0.3\\" does not match any of DNSNames [\\"host1\\" \\"localhost\\"]", ServerName "", IPAddresses ["192.16.0.1" "127.0.0.1" "::1"], DNSNames ["host1" "localhost"])\n2023-05-24 02:17:37.498001 W | rafthttp: health check for peer 3a22537211f9ba01 could not connect: x509: certificate is valid for 192.16.0.1, 127.0.0.1, ::1, not 192.16.0.3',
            code=0,
            lived=timedelta(minutes=2),
        ),
    ),
    report(
        "etcd-io/etcd/issues/8780",
        "oom_killed",
        E,
        Node(version=None)
        .static_pod(E, image="quay.io/coreos/etcd:v3.2.9")
        .died(E, code=137, attempt=4, lived=timedelta(minutes=1), ago=timedelta(seconds=30))
        .journal(
            "kernel",
            "etcd invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0",
            f"Task in /docker/{Node().container_id(E, 4)} killed as a result of limit of /docker/{Node().container_id(E, 4)}",
            "memory: usage 524288kB, limit 524288kB, failcnt 10168",
            "Memory cgroup out of memory: Kill process 21541 (etcd) score 1001 or sacrifice child",
            "Killed process 21541 (etcd) total-vm:10857384kB, anon-rss:510244kB, file-rss:0kB",
            ago=timedelta(seconds=31),
        ),
    ),
    # ---- what the kubelet finds written down by itself ---------------------------------------------------------------
    report(
        "siderolabs/talos/issues/7504",
        "unknown",
        UNIT,
        kubelet(
            '{"ts":1690001513203.121,"caller":"kubelet/kubelet.go:1480","msg":"Failed to start ContainerManager","err":"start cpu manager error: could not restore state from checkpoint: configured policy \\"static\\" differs from state checkpoint policy \\"none\\", please drain this node and delete the CPU manager checkpoint file \\"/var/lib/kubelet/cpu_manager_state\\" before restarting Kubelet"}',
            version="v1.27.4",
        ),
    ),
    report(
        "bottlerocket-os/bottlerocket/pull/1465",
        "unknown",
        UNIT,
        kubelet(
            "I0407 19:44:44.416175    3496 state_mem.go:36] [cpumanager] initializing new in-memory state store",
            'E0407 19:44:44.417137    3496 container_manager_linux.go:329] failed to initialize cpu manager: could not initialize checkpoint manager: could not restore state from checkpoint: configured policy "static" differs from state checkpoint policy "none"',
            'Please drain this node and delete the CPU manager checkpoint file "/var/lib/kubelet/cpu_manager_state" before restarting Kubelet.',
            'F0407 19:44:44.417153    3496 server.go:273] failed to run Kubelet: could not initialize checkpoint manager: could not restore state from checkpoint: configured policy "static" differs from state checkpoint policy "none"',
            version="v1.19.6",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/135711",
        "unknown",
        UNIT,
        kubelet(
            'I1211 06:14:57.688553  909635 state_mem.go:36] "Initialized new in-memory state store for pod resource allocation tracking"',
            'E1211 06:14:57.688607  909635 status_manager.go:203] "Could not initialize pod allocation checkpoint manager, please drain node and remove policy state file" err="could not restore state from checkpoint: invalid character \'\\"\' after top-level value, please drain this node and delete pod allocation checkpoint file \\"/var/lib/kubelet/pod_status_manager_state\\" before restarting Kubelet"',
            'panic: could not restore state from checkpoint: invalid character \'"\' after top-level value, please drain this node and delete pod allocation checkpoint file "/var/lib/kubelet/pod_status_manager_state" before restarting Kubelet',
            "goroutine 375 [running]:",
            "k8s.io/kubernetes/pkg/kubelet/status.(*manager).Start(0xc000b2c480)",
            version="v1.31.2",
            status=2,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/131253",
        "unknown",
        UNIT,
        initialised(Node(version="v1.32.3")).kubelet_loops(
            'E0411 09:15:09.451647   13019 policy_static.go:718] "Memory states for the NUMA node and resource are different" node=2 resource="memory" field="TotalMemSize" TotalMemSize1=135233794048 TotalMemSize2=135277490176',
            'E0411 09:15:09.451688   13019 memory_manager.go:180] "Policy start error" err="[memorymanager] the expected machine state is different from the real one"',
            'E0411 09:15:09.451701   13019 kubelet.go:1649] "Failed to start ContainerManager" err="start memory manager error: [memorymanager] the expected machine state is different from the real one"',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/102073",
        ["kubelet_config_invalid", "invalid_flag_value", "unknown"],
        UNIT,
        kubelet(
            'E0517 11:53:07.195378    3261 container_manager_linux.go:358] "Failed to initialize memory manager" err="unknown policy: \\"static\\""',
            'E0517 11:53:07.195440    3261 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: unknown policy: \\"static\\""',
            version="v1.21.1",
        ),
    ),
    # ---- the kubelet and its cgroups ------------------------------------------------------------------------------
    report(
        "cri-o/cri-o/issues/7701",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            'W0119 13:38:02.328092     539 reflector.go:535] vendor/k8s.io/client-go/informers/factory.go:150: failed to list *v1.CSIDriver: Get "https://kub-lb-api-icce.fltd.loc:6443/apis/storage.k8s.io/v1/csidrivers?limit=500&resourceVersion=0": dial tcp: lookup kub-lb-api-icce.fltd.loc on 10.96.0.10:53: connection refused',
            'I0119 13:38:02.346037     539 cpu_manager.go:214] "Starting CPU manager" policy="none"',
            'E0119 13:38:02.351404     539 kubelet.go:1511] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"',
            version="v1.28.6",
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/533",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "F1022 10:11:12.123456    1234 kubelet.go:1359] Failed to start ContainerManager failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup [kubepods burstable]: Failed to find subsystem mount for required subsystem: pids",
            version="v1.14.6",
            status=255,
        ),
    ),
    report(
        "k8sp/sextant/issues/569",
        None,
        None,
        never="kubelet_cgroup_driver_mismatch",
        node=Node(version="v1.6.7")
        .unit("kubelet")
        .kubelet(
            *(
                f"I0802 14:51:{second}.855708   19214 kubelet.go:1752] skipping pod synchronization - [Failed to start ContainerManager failed to initialise top level QOS containers: failed to create top level Burstable QOS cgroup : Unit kubepods-burstable.slice already exists.]"
                for second in (42, 47, 52)
            )
        ),
    ),
    report(
        "buxiaomo/kubeasy/issues/12",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "F0307 19:57:09.159866   25981 kubelet.go:1399] Failed to start ContainerManager failed to get rootfs info: unable to find data in memory cache",
            version="v1.18.20",
            status=255,
        ).host(cgroup_version=2),
    ),
    report(
        "kubernetes/kubernetes/issues/56850",
        None,
        None,
        Node(version="v1.8.4")
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E1205 12:42:03.527763   23059 summary.go:92] Failed to get system container stats for "/system.slice/kubelet.service": failed to get cgroup stats for "/system.slice/kubelet.service": failed to get container info for "/system.slice/kubelet.service": unknown container "/system.slice/kubelet.service"',
            'E1205 12:42:03.527796   23059 summary.go:92] Failed to get system container stats for "/system.slice/docker.service": failed to get cgroup stats for "/system.slice/docker.service": failed to get container info for "/system.slice/docker.service": unknown container "/system.slice/docker.service"',
        ),
    ),
    report(
        "canonical/microk8s/issues/2093",
        "unknown",
        UNIT,
        kubelet(
            'F0313 18:01:19.700016   70940 kubelet.go:1350] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/var/snap/microk8s/common/var/lib/kubelet": could not find device with major: 0, minor: 29 in cached partitions map',
            version="v1.20.4",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/80633",
        "unknown",
        UNIT,
        kubelet(
            "I0725 21:48:23.606870     673 server.go:144] Starting to listen on 0.0.0.0:10250",
            "F0725 21:48:23.607149     673 kubelet.go:1405] Failed to start OOM watcher open /dev/kmsg: no such file or directory",
            version="v1.15.1",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/44518",
        "unknown",
        UNIT,
        kubelet(
            "runtime/cgo: pthread_create failed: Resource temporarily unavailable",
            "SIGABRT: abort",
            "PC=0x7fd5ae0bd428 m=10 sigcode=18446744073709551610",
            "goroutine 0 [idle]:",
            version="v1.6.1",
            status=2,
        ),
    ),
    # ---- the kubelet's credentials --------------------------------------------------------------------------------
    report(
        "kubernetes/kubeadm/issues/809",
        "unknown",
        UNIT,
        kubelet(
            "W0514 12:15:33.715964   17678 cni.go:171] Unable to update cni config: No networks found in /etc/cni/net.d",
            "W0514 12:15:33.738398   17678 hostport_manager.go:68] The binary conntrack is not installed, this can cause failures in network connection cleanup.",
            "I0514 12:15:33.738669   17678 server.go:376] Version: v1.10.1",
            "F0514 12:15:33.749100   17678 server.go:233] failed to run Kubelet: cannot create certificate signing request: Unauthorized",
            version="v1.10.1",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/57240",
        "unknown",
        UNIT,
        kubelet(
            "Flag --api-servers has been deprecated, Use --kubeconfig instead. Will be removed in a future version.",
            "I1215 14:14:10.547323   26574 feature_gate.go:144] feature gates: map[]",
            'error: failed to run Kubelet: cannot create certificate signing request: User "system:anonymous" cannot create certificatesigningrequests.certificates.k8s.io at the cluster scope. (post certificatesigningrequests.certificates.k8s.io)',
            version="v1.6.0",
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/2066",
        ["file_missing", "kubelet_not_initialised", "unknown"],
        UNIT,
        kubelet(
            "I1212 19:07:34.260501   30810 feature_gate.go:156] feature gates: map[]",
            "I1212 19:07:34.261471   30810 controller.go:114] kubelet config controller: starting controller",
            "error: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
            version="v1.8.4",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/27528",
        "unknown",
        UNIT,
        kubelet(
            "W0616 04:18:24.785109   19751 server.go:440] Could not load kubernetes auth path /var/lib/kubelet/kubernetes_auth: stat /var/lib/kubelet/kubernetes_auth: no such file or directory. Continuing with defaults.",
            'E0616 04:18:25.610176   19751 server.go:291] Failed running kubelet: could not init cloud provider "openstack": got unexpected status code when reading metadata from http://169.254.169.254/openstack/2012-08-10/meta_data.json: 404 Not Found',
            'could not init cloud provider "openstack": got unexpected status code when reading metadata from http://169.254.169.254/openstack/2012-08-10/meta_data.json: 404 Not Found',
            version="v1.2.4",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/34956",
        None,
        UNIT,
        never="kubelet_client_certificate_expired",
        node=kubelet(
            "I1017 13:55:01.100200    1834 server.go:183] Version: v1.3.4",
            "E1017 13:55:01.234567    1834 server.go:273] crypto/tls: failed to parse certificate PEM data",
            "crypto/tls: failed to parse certificate PEM data",
            version="v1.3.4",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/82386",
        ["kubelet_config_invalid", "invalid_flag_value"],
        UNIT,
        Node(version="v1.14.6")
        .kubelet_loops(
            'F0905 15:02:41.182736    2841 server.go:264] failed to run Kubelet: resource quantity for "cpu" cannot be negative: -200m',
            status=255,
        )
        .file(
            "/var/lib/kubelet/config.yaml",
            CONFIG + "kubeReserved:\n  cpu: -200m\n  memory: -200G\nsystemReserved:\n  cpu: -200m\n  memory: -200G\n",
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/13125",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            'E0324 11:02:03.123456   20141 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --pod-infra-container-image"',
            version=None,
        ).file(
            "/etc/kubernetes/kubelet.env",
            'KUBELET_ADDRESS="--node-ip=192.168.122.80"\nKUBELET_ARGS="--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --pod-infra-container-image=registry.k8s.io/pause:3.10"\n',
        ),
    ),
    # ---- the runtime is not there -----------------------------------------------------------------------------------
    report(
        "canonical/microk8s/issues/4302",
        "cri_plugin_disabled",
        UNIT,
        kubelet(
            'F1115 13:34:55.400614  376332 daemon.go:57] Kubelet exited failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "/var/snap/microk8s/common/run/containerd.sock": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService',
            version="v1.27.7",
            status=255,
        ).journal(
            "containerd",
            'time="2023-11-15T10:23:27.119865600+08:00" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `configs.tls` cannot be set when `config_path` is provided"',
            ago=timedelta(hours=3),
        ),
    ),
    report(
        "canonical/microk8s/issues/2225",
        ["cri_plugin_disabled", "cri_api_unsupported", "unknown"],
        UNIT,
        kubelet(
            "E0503 15:46:25.990540   41600 remote_runtime.go:86] Version from runtime service failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
            "F0503 15:46:25.990641   41600 server.go:269] failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
            version="v1.20.5",
            status=255,
        ),
    ),
    report(
        "k3s-io/k3s/issues/495",
        ["cri_plugin_disabled", "runtime_unavailable"],
        None,
        Node(version="v1.14.1-k3s.4")
        .unit("containerd")
        .kubelet_loops(
            "F0524 08:37:02.100200    4711 server.go:266] failed to run Kubelet: failed to create kubelet: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
            status=255,
        )
        .journal(
            "containerd",
            'time="2019-05-24T08:36:50.131372621-07:00" level=info msg="starting containerd" revision= version=1.2.5+unknown',
            'time="2019-05-24T08:36:50.132487035-07:00" level=warning msg="failed to load plugin io.containerd.snapshotter.v1.overlayfs" error="/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs does not support d_type. If the backing filesystem is xfs, please reformat with ftype=1 to enable d_type support"',
            'time="2019-05-24T08:36:50.132548844-07:00" level=warning msg="could not use snapshotter overlayfs in metadata plugin" error="/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs does not support d_type. If the backing filesystem is xfs, please reformat with ftype=1 to enable d_type support"',
            'time="2019-05-24T08:36:50.202548844-07:00" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="failed to create CRI service: failed to find snapshotter "overlayfs""',
        ),
    ),
    report(
        "cri-o/cri-o/issues/3791",
        ["runtime_unavailable", "runtime_endpoint_wrong"],
        UNIT,
        kubelet(
            'F0521 09:10:11.123456    7312 server.go:274] failed to run Kubelet: failed to create kubelet: rpc error: code = Unavailable desc = all SubConns are in TransientFailure, latest connection error: connection error: desc = "transport: Error while dialing dial unix /var/run/crio/crio.sock: connect: no such file or directory"',
            version="v1.17.5",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/120734",
        ["runtime_endpoint_wrong", "runtime_unavailable"],
        UNIT,
        kubelet(
            'E0918 11:51:33.123456    4611 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""',
            version="v1.28.1",
        )
        .file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///var/run/crio/crio.sock"\n',
        )
        .there("/var/run/crio/crio.sock", "socket")
        .absent("/run/containerd/containerd.sock"),
    ),
    report(
        "kubernetes/minikube/issues/16198",
        "runtime_unavailable",
        UNIT,
        kubelet(
            'E0330 17:57:01.123456    6311 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: CRI v1 runtime API is not implemented for endpoint \\"unix:///var/run/cri-dockerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /var/run/cri-dockerd.sock: connect: connection refused\\""',
            version="v1.26.1",
        ),
    ),
    report(
        "kubernetes-retired/kubeadm-dind-cluster/issues/23",
        "runtime_unavailable",
        None,
        Node(version="v1.6.6")
        .unit("docker", "failed", "failed", Result="exit-code", ExecMainStatus=1)
        .journal(
            "docker",
            'time="2017-06-22T19:23:34.197080260Z" level=info msg="libcontainerd: new containerd process, pid: 189"',
            'time="2017-06-22T19:23:35.208001616Z" level=fatal msg="Error starting daemon: error initializing graphdriver: driver not supported"',
        )
        .journal(
            "docker",
            "docker.service: Main process exited, code=exited, status=1/FAILURE",
            "Failed to start Docker Application Container Engine.",
            by="systemd",
        )
        .kubelet_loops(
            'W0622 19:23:40.100200     402 docker_service.go:196] Hairpin mode set to "promiscuous-bridge" but container runtime is "docker", ignoring',
            "error: failed to run Kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        ),
    ),
    report(
        "cby-chen/Kubernetes/issues/8",
        "runtime_unavailable",
        None,
        Node(version="v1.24.0")
        .unit("containerd", "activating", "auto-restart", 31, Result="exit-code", ExecMainStatus=203)
        .journal(
            "containerd",
            "containerd.service: Failed at step EXEC spawning /usr/local/bin/containerd: No such file or directory",
            "containerd.service: Main process exited, code=exited, status=203/EXEC",
            by="systemd",
        )
        .kubelet_loops(
            'E0518 10:29:55.900100    5115 run.go:74] "command failed" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""'
        ),
    ),
    report(
        "containerd/containerd/issues/3347",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("containerd", "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=2)
        .journal(
            "containerd",
            "panic: invalid page type: 4: 10",
            "goroutine 1 [running]:",
            "github.com/containerd/containerd/vendor/go.etcd.io/bbolt.(*Cursor).search(0xc000457a90, 0x5648d5e2a0b0, 0x2, 0x2, 0x4)",
        )
        .journal("containerd", "containerd.service: Failed with result 'exit-code'.", by="systemd")
        .kubelet_loops(
            'F0614 09:11:38.271000    2210 server.go:271] failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: connection refused"',
            status=255,
        ),
    ),
    report(
        "openshift/os/issues/1089",
        ["runtime_unavailable", "unknown"],
        None,
        Node(version="v1.25.2")
        .unit("crio", "failed", "failed", Result="exit-code", ExecMainStatus=1)
        .unit("kubelet", "inactive", "dead")
        .journal(
            "crio",
            'time="2022-12-09 09:52:01.898059007Z" level=info msg="Starting CRI-O, version: 1.25.1, git: unknown(clean)"',
            'time="2022-12-09 09:52:02.134516725Z" level=fatal msg="validating network config: invalid plugin_dirs entry: mkdir /opt/cni: permission denied"',
        ),
    ),
    # ---- the runtime refuses ----------------------------------------------------------------------------------------
    report(
        "kubernetes-sigs/kubespray/issues/8122",
        "cgroup_driver_mismatch",
        None,
        sandboxes_fail(
            'E1024 11:07:02.248428  397647 remote_runtime.go:116] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd task: OCI runtime create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/poda668c4166c6878f474f019afbf7729d6/64727a3e9a194101ac2491a955f0bba330e466ddd7df5bbcd3b2bb67226c3770\\" instead: unknown"',
            'E1024 11:07:02.248491  397647 kuberuntime_sandbox.go:70] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to create containerd task: OCI runtime create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/poda668c4166c6878f474f019afbf7729d6/64727a3e9a194101ac2491a955f0bba330e466ddd7df5bbcd3b2bb67226c3770\\" instead: unknown" pod="kube-system/kube-apiserver-master-1"',
            version="v1.21.5",
        ).journal(
            "containerd",
            'time="2021-10-24T11:07:02.247996848Z" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:kube-apiserver-node1,Uid:a668c4166c6878f474f019afbf7729d6,Namespace:kube-system,Attempt:0,} failed, error" error="failed to create containerd task: OCI runtime create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/poda668c4166c6878f474f019afbf7729d6/64727a3e9a194101ac2491a955f0bba330e466ddd7df5bbcd3b2bb67226c3770\\" instead: unknown"',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/107403",
        "cgroup_driver_mismatch",
        None,
        sandboxes_fail(
            'E0107 16:13:22.213456   11233 pod_workers.go:191] Error syncing pod 2f0e0e4e ("kube-apiserver-master-1_kube-system(2f0e0e4e)"), skipping: failed to "CreatePodSandbox" for "kube-apiserver-master-1_kube-system(2f0e0e4e)" with CreatePodSandboxError: "CreatePodSandbox for pod \\"kube-apiserver-master-1_kube-system(2f0e0e4e)\\" failed: rpc error: code = Unknown desc = failed to create a sandbox for pod \\"kube-apiserver-master-1\\": Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice named as \\"xxx.slice\\""',
            version="v1.16.0",
        ),
    ),
    report(
        "cri-o/cri-o/issues/1284",
        "cgroup_driver_mismatch",
        None,
        sandboxes_fail(
            "E0125 12:53:46.000698    6138 remote_runtime.go:92] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = cri-o configured with systemd cgroup manager, but did not receive slice as parent: /kubepods/burstable/podbc646bf4-01c0-11e8-9ec7-0a580a2c0a3a",
            'E0125 12:53:46.000798    6138 kuberuntime_sandbox.go:54] CreatePodSandbox for pod "kube-apiserver-master-1_kube-system(bc646bf4-01c0-11e8-9ec7-0a580a2c0a3a)" failed: rpc error: code = Unknown desc = cri-o configured with systemd cgroup manager, but did not receive slice as parent: /kubepods/burstable/podbc646bf4-01c0-11e8-9ec7-0a580a2c0a3a',
            version="v1.9.2",
        ),
    ),
    report(
        "nestybox/sysbox/issues/893",
        "cgroup_driver_mismatch",
        None,
        sandboxes_fail(
            'E1218 08:01:12.345678    3322 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"kube-apiserver-master-1_kube-system(368236bb)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"kube-apiserver-master-1_kube-system(368236bb)\\\\\\": rpc error: code = Unknown desc = cri-o configured with cgroupfs cgroup manager, but received systemd slice as parent: /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod368236bb.slice\\"" pod="kube-system/kube-apiserver-master-1" podUID="368236bb"',
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/578",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E0210 10:01:12.345678    3322 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "kube-apiserver-master-1_kube-system(9ef03ce0)" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod "kube-apiserver-master-1": Error response from daemon: OCI runtime create failed: systemd cgroup flag passed, but systemd support for managing cgroups is not available: unknown',
            version="v1.16.6",
        ),
    ),
    report(
        "containerd/containerd/issues/9545",
        "container_create_failed",
        A,
        Node(version="v1.28.0")
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to reserve container name "kube-apiserver_kube-apiserver-kiv-cp-v48fw_kube-system_37b2b42d18b011bd117353a3847450aa_1": name "kube-apiserver_kube-apiserver-kiv-cp-v48fw_kube-system_37b2b42d18b011bd117353a3847450aa_1" is reserved for "7c54f31e3fc8b87a115f11a214efe060c94e93ae822c9819a472bfb382c2839c"',
        ),
    ),
    report(
        "containerd/containerd/issues/4901",
        "container_create_failed",
        None,
        Node(name="detox01-k8s-ci-test", version="v1.20.0")
        .unit("kubelet")
        .static_pod(S)
        .journal(
            "containerd",
            'time="2021-01-04T12:16:05.716990009Z" level=info msg="RunPodsandbox for &PodSandboxMetadata{Name:kube-scheduler-detox01-k8s-ci-test,Uid:9be8cb4627e7e5ad4c3f8acabd4b49b3,Namespace:kube-system,Attempt:0,}"',
            'time="2021-01-04T12:16:05.916990009Z" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:kube-scheduler-detox01-k8s-ci-test,Uid:9be8cb4627e7e5ad4c3f8acabd4b49b3,Namespace:kube-system,Attempt:0,} failed, error" error="failed to generate seccomp spec opts: seccomp is not supported"',
        )
        .kubelet(
            'E0104 12:16:05.917312    4711 kuberuntime_sandbox.go:70] CreatePodSandbox for pod "kube-scheduler-detox01-k8s-ci-test_kube-system(9be8cb4627e7e5ad4c3f8acabd4b49b3)" failed: rpc error: code = Unknown desc = failed to generate seccomp spec opts: seccomp is not supported'
        ),
    ),
    report(
        "containerd/containerd/issues/10842",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E1017 08:01:02.123456    1431 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"kube-apiserver-master-1_kube-system(aa)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"kube-apiserver-master-1_kube-system(aa)\\\\\\": rpc error: code = Unknown desc = failed to reserve sandbox name \\\\\\"kube-apiserver-master-1_kube-system_aa_3\\\\\\": name \\\\\\"kube-apiserver-master-1_kube-system_aa_3\\\\\\" is reserved for \\\\\\"9d423d30a81701807be0b8664a85380287b605ddd915c4fa8ae195801b25ba9e\\\\\\"\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"',
            version="v1.29.5",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/103110",
        ["file_missing", "container_create_failed", "unknown"],
        None,
        sandboxes_fail(
            'E0623 18:33:35.148371   32141 kuberuntime_sandbox.go:41] "Failed to generate sandbox config for pod" err="open /etc/resolv.conf: no such file or directory" pod="kube-system/kube-scheduler-10-6-150-51"',
            'E0623 18:33:35.148415   32141 kuberuntime_manager.go:790] "CreatePodSandbox for pod failed" err="open /etc/resolv.conf: no such file or directory" pod="kube-system/kube-scheduler-10-6-150-51"',
            'E0623 18:33:35.148499   32141 pod_workers.go:190] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"kube-scheduler-10-6-150-51_kube-system(39f9fcbd5659a4af7687f0af6d8320f0)\\" with CreatePodSandboxError: \\"Failed to generate sandbox config for pod \\\\\\"kube-scheduler-10-6-150-51_kube-system(39f9fcbd5659a4af7687f0af6d8320f0)\\\\\\": open /etc/resolv.conf: no such file or directory\\"" pod="kube-system/kube-scheduler-10-6-150-51" podUID=39f9fcbd5659a4af7687f0af6d8320f0',
            version="v1.21.2",
            node=Node(name="10-6-150-51", version="v1.21.2"),
        ),
    ),
    report(
        "cri-o/cri-o/issues/3571",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E0414 19:11:55.555012   41700 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "etcd-master-1_kube-system(271a2e1e4b865eb18fff14f74f6e0fc2)" failed: rpc error: code = Unknown desc = error creating pod sandbox with name "k8s_etcd-master1_kube-system_271a2e1e4b865eb18fff14f74f6e0fc2_0": Error initializing source docker://k8s.gcr.io/pause:3.1: error pinging docker registry k8s.gcr.io: Get https://k8s.gcr.io/v2/: dial tcp 64.233.184.82:443: i/o timeout',
            version="v1.18.1",
        ),
    ),
    report(
        "canonical/microk8s/issues/430",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E0415 11:12:13.123456   14021 kuberuntime_sandbox.go:65] CreatePodSandbox for pod "kube-apiserver-master-1_kube-system(494a2a36)" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod "kube-apiserver-master-1": Error response from daemon: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v1.linux/moby/494a2a36d957d9b177527a036620f1b09ba9286ddbe73326fb10a2da43ff9b71/log.json: no such file or directory): exec: "docker-runc": executable file not found in $PATH: unknown',
            version="v1.13.5",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/79466",
        "container_create_failed",
        A,
        Node(version="v1.12.5")
        .static_pod(A)
        .waits(
            A,
            "RunContainerError",
            'failed to start container "6a3f": Error response from daemon: OCI runtime create failed: container_linux.go:348: starting container process caused "process_linux.go:301: running exec setns process for init caused \\"exit status 27\\"": unknown',
        ),
    ),
    # ---- pressure ---------------------------------------------------------------------------------------------------
    report(
        "kubernetes/minikube/issues/4084",
        None,
        None,
        never="node_pressure_eviction",
        node=Node(name="minikube", version="v1.14.0")
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .static_pod(E)
        .runs(E)
        .kubelet(
            "W0412 09:28:14.744599   14260 eviction_manager.go:333] eviction manager: attempting to reclaim ephemeral-storage",
            "I0412 09:28:14.769517   14260 eviction_manager.go:344] eviction manager: must evict pod(s) to reclaim ephemeral-storage",
            "I0412 09:28:14.769630   14260 eviction_manager.go:362] eviction manager: pods ranked for eviction: kube-scheduler-minikube_kube-system(58272442e226c838b193bbba4c44091e), kube-apiserver-minikube_kube-system(bed9378230899740b9b543ba67fc6aba), etcd-minikube_kube-system(9b3117e6b116da497f1c7069f2976961)",
            "E0412 09:28:14.769670   14260 eviction_manager.go:557] eviction manager: cannot evict a critical static pod kube-scheduler-minikube_kube-system(58272442e226c838b193bbba4c44091e)",
            "E0412 09:28:14.769690   14260 eviction_manager.go:557] eviction manager: cannot evict a critical static pod kube-apiserver-minikube_kube-system(bed9378230899740b9b543ba67fc6aba)",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/73572",
        "node_pressure_eviction",
        None,
        Node(name="127.0.0.1", version="v1.13.2")
        .unit("kubelet")
        .static_pod("static-web", flags=(), probe="")
        .kubelet(
            "W0307 18:09:26.100498   31769 eviction_manager.go:333] eviction manager: attempting to reclaim memory",
            "I0307 18:09:26.110498   31769 eviction_manager.go:344] eviction manager: must evict pod(s) to reclaim memory",
            "I0307 18:09:26.138497   31769 eviction_manager.go:564] eviction manager: pod static-web-127.0.0.1_kube-system(513a7ec5-4136-11e9-b8f7-0cc47a8f8932) is evicted successfully",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/67004",
        None,
        A,
        never="inotify_limit",
        node=Node(version="v1.10.5")
        .static_pod(A)
        .runs(
            A,
            "\n".join(
                f"I0806 06:21:0{n}.838107       1 logs.go:49] http: Accept error: accept tcp [::]:6443: accept4: too many open files; retrying in 1s"
                for n in range(7, 10)
            ),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/104303",
        ["inotify_limit", "unknown"],
        "kube-proxy",
        exits(
            "kube-proxy",
            'E0811 19:02:03.123456       1 run.go:74] "command failed" err="failed complete: too many open files"',
            flags=("--config=/var/lib/kube-proxy/config.conf",),
            version="v1.22.0",
        ),
    ),
    # ---- a second lot, met by the mended rules -----------------------------------------------------------------------
    report(
        "kubernetes-sigs/kubespray/issues/1936",
        "oom_killed",
        E,
        Node(version="v1.8.2")
        .static_pod(E, image="quay.io/coreos/etcd:v3.2.4", limits={"memory": "512M"})
        .died(E, code=137, attempt=4, lived=timedelta(minutes=1))
        .journal(
            "kernel",
            "etcd invoked oom-killer: gfp_mask=0x14000c0(GFP_KERNEL), nodemask=(null),  order=0, oom_score_adj=0",
            "etcd cpuset=8453fc135dade81cdda0a7b135c5b427c8e60672d4bf6075569d38325f138d06 mems_allowed=0",
            "CPU: 0 PID: 13753 Comm: etcd Not tainted 4.13.9-coreos #1",
            " mem_cgroup_out_of_memory+0x4b/0x80",
            "Memory cgroup out of memory: Kill process 13717 (etcd) score 1002 or sacrifice child",
            "Killed process 13717 (etcd) total-vm:10606152kB, anon-rss:516960kB, file-rss:16212kB, shmem-rss:0kB",
            ago=timedelta(seconds=31),
        ),
    ),
    report(
        "kubernetes-sigs/kind/issues/3680",
        "inotify_limit",
        UNIT,
        kubelet(
            'I0711 09:46:25.281297     379 factory.go:219] Registration of the crio container factory failed: Get "http://%2Fvar%2Frun%2Fcrio%2Fcrio.sock/info": dial unix /var/run/crio/crio.sock: connect: no such file or directory',
            "E0711 09:46:25.290422     379 manager.go:294] Registration of the raw container factory failed: inotify_init: too many open files",
            'E0711 09:46:25.290542     379 kubelet.go:1530] "Failed to start cAdvisor" err="inotify_init: too many open files"',
            version="v1.30.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/64614",
        ["inotify_limit", "unknown"],
        UNIT,
        kubelet(
            "F0530 19:39:48.380138    2011 kubelet.go:1354] failed to start Plugin Watcher. err: failed to start plugin watcher, err: too many open files",
            version="v1.11.0",
            status=255,
        ),
    ),
    report(
        "kubernetes-sigs/kind/issues/2440",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "Flag --fail-swap-on has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag.",
            'E0827 16:13:20.900100     275 server.go:294] "Failed to run kubelet" err="failed to run Kubelet: invalid configuration: cgroup-root [\\"kubelet\\"] doesn\'t exist"',
            version="v1.21.1",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/66502",
        "unknown",
        UNIT,
        kubelet(
            'F0723 09:10:11.123456       1 server.go:233] failed to run Kubelet: could not detect clock speed from output: ""',
            version="v1.10.2",
            status=255,
        ),
    ),
    report(
        "cri-o/cri-o/issues/1742",
        "container_create_failed",
        None,
        Node(name="pharos-worker-0", version="v1.11.1")
        .unit("kubelet")
        .static_pod("pharos-proxy", flags=(), probe="")
        .kubelet(
            'W0816 10:49:35.119467    1503 status_manager.go:482] Failed to get status for pod "pharos-proxy-pharos-worker-0_kube-system(f2ed2b7c8d4f0463b262f46b7a3856b9)": Get https://localhost:6443/api/v1/namespaces/kube-system/pods/pharos-proxy-pharos-worker-0: dial tcp 127.0.0.1:6443: connect: connection refused',
            'E0816 10:49:35.134458    1503 remote_runtime.go:92] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = pod sandbox with name "k8s_pharos-proxy-pharos-worker-0_kube-system_f2ed2b7c8d4f0463b262f46b7a3856b9_0" already exists',
            'E0816 10:49:35.134538    1503 kuberuntime_sandbox.go:56] CreatePodSandbox for pod "pharos-proxy-pharos-worker-0_kube-system(f2ed2b7c8d4f0463b262f46b7a3856b9)" failed: rpc error: code = Unknown desc = pod sandbox with name "k8s_pharos-proxy-pharos-worker-0_kube-system_f2ed2b7c8d4f0463b262f46b7a3856b9_0" already exists',
        ),
    ),
    report(
        "openshift/openshift-ansible/issues/10852",
        None,
        E,
        never="etcd_data_corrupt",
        node=Node(version="v1.10.0")
        .static_pod(E, image="quay.io/coreos/etcd:v3.2.22")
        .died(
            E,
            "2018-12-10 09:41:32.799727 I | pkg/flags: recognized and used environment variable ETCD_ADVERTISE_CLIENT_URLS=https://192.168.0.91:2379\n2018-12-10 09:41:32.899727 N | etcdmain: the server is already initialized as member before, starting as etcd member...\n2018-12-10 09:41:33.299727 I | embed: serving client requests on 192.168.0.91:2379\n2018-12-10 09:42:12.799727 N | pkg/osutil: received terminated signal, shutting down...",
            code=0,
            attempt=40,
            lived=timedelta(seconds=40),
        ),
    ),
    report(
        "galexrt/k8s-vagrant-multi-node/issues/11",
        ["file_missing", "kubelet_not_initialised", "unknown"],
        UNIT,
        kubelet(
            "F0626 20:27:18.120374    4951 server.go:218] unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
            version="v1.10.5",
            status=255,
        ).absent("/etc/kubernetes/pki/ca.crt"),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/8242",
        "unknown",
        UNIT,
        kubelet(
            'E0306 19:43:23.655747   16076 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
            version="v1.22.3",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/109766",
        ["kubelet_config_invalid", "unknown", "invalid_flag_value"],
        UNIT,
        kubelet(
            'E0421 12:22:14.123456   29867 container_manager_linux.go:358] "Failed to initialize memory manager" err="the total amount \\"0\\" of type \\"memory\\" is not equal to the value \\"993Mi\\" determined by Node Allocatable feature"',
            'E0421 12:22:14.123556   29867 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: the total amount \\"0\\" of type \\"memory\\" is not equal to the value \\"993Mi\\" determined by Node Allocatable feature"',
            version="v1.21.5",
        ),
    ),
    report(
        "canonical/microk8s/issues/1242",
        "unknown",
        UNIT,
        kubelet(
            "F0527 10:11:12.123456    2211 kubelet.go:1386] Failed to start ContainerManager open /proc/sys/kernel/panic: permission denied",
            version="v1.18.3",
            status=255,
        ),
    ),
    report(
        "rancher/k3k/issues/132",
        ["file_missing", "unknown"],
        UNIT,
        kubelet(
            "Error: failed to run Kubelet: failed to create kubelet: open /dev/kmsg: no such file or directory",
            version="v1.30.5",
        ),
    ),
    report(
        "digitalis-io/k3s-on-prem-production/issues/5",
        ["file_permission_denied", "unknown"],
        UNIT,
        kubelet(
            'E1220 10:11:12.123456    2211 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: failed to create kubelet: open /dev/kmsg: permission denied"',
            version="v1.22.3",
        ),
    ),
    report(
        "containerd/containerd/issues/5797",
        "runtime_unavailable",
        None,
        Node(version="v1.20.9")
        .unit("docker", "failed", "failed", Result="exit-code", ExecMainStatus=1)
        .unit("containerd", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=2)
        .journal(
            "docker",
            'failed to start daemon: failed to dial "/run/containerd/containerd.sock": failed to dial "/run/containerd/containerd.sock": context deadline exceeded',
        )
        .journal(
            "containerd",
            "panic: runtime error: slice bounds out of range [::2407710372] with length 2147483647",
            "goroutine 24 [running]:",
            "github.com/containerd/containerd/vendor/go.etcd.io/bbolt.unsafeByteSlice(...)",
        )
        .kubelet_loops(
            "F0727 10:11:12.123456    2211 server.go:274] failed to run Kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            status=255,
        ),
    ),
    report(
        "apache/apisix-helm-chart/issues/414",
        ["etcd_membership_mismatch", "unknown"],
        E,
        exits(
            E,
            '{"level":"warn","ts":"2022-12-12T07:58:00.872Z","caller":"rafthttp/http.go:413","msg":"failed to find remote peer in cluster","local-member-id":"e1719b29f8ef586f","remote-peer-id-stream-handler":"e1719b29f8ef586f","remote-peer-id-from":"de632cc7e8a00e84","cluster-id":"7018e2742d24ba53"}\n{"level":"warn","ts":"2022-12-12T07:58:00.872Z","caller":"rafthttp/http.go:426","msg":"ignored streaming request; ID mismatch","local-member-id":"e1719b29f8ef586f","remote-peer-id-stream-handler":"e1719b29f8ef586f","remote-peer-id-header":"e07f9c220823b232","remote-peer-id-from":"a6124050428dd0f8","cluster-id":"7018e2742d24ba53"}',
            image="bitnami/etcd:3.4.18",
            version=None,
        ),
    ),
    report(
        "apecloud/kubeblocks/issues/9527",
        "etcd_membership_mismatch",
        E,
        Node(version="v1.31.1")
        .static_pod(E, image="registry.k8s.io/etcd:3.6.1-0")
        .died(E, code=0, attempt=3, lived=timedelta(minutes=2), ago=timedelta(minutes=2))
        .runs(
            E,
            "\n".join(
                f'{{"level":"warn","ts":"2025-07-09T08:10:3{n}.126673Z","caller":"rafthttp/http.go:502","msg":"request cluster ID mismatch","local-member-id":"7d4189221a074dc","local-member-cluster-id":"9cb533e62823c6e5","local-member-server-version":"3.6.1","local-member-server-minimum-cluster-version":"3.0.0","remote-peer-server-name":"af585566b836eb2d","remote-peer-server-version":"3.6.1","remote-peer-server-minimum-cluster-version":"3.0.0","remote-peer-cluster-id":"2e26b190b0725300"}}'
                for n in range(5)
            ),
            attempt=4,
            since=timedelta(minutes=1),
        ),
    ),
    report(
        "etcd-io/etcd/issues/8290",
        "etcd_membership_mismatch",
        E,
        Node(version=None)
        .static_pod(E, image="quay.io/coreos/etcd:v3.2.3")
        .died(
            E,
            "\n".join(
                f"request sent was ignored (cluster ID mismatch: {side}[9ff20c095faac8b0]=2eecb227327d67ae, local=7c6b2a785a0c3169)"
                for side in ("peer", "remote", "peer", "peer", "remote")
            ),
            status=False,
        ),
    ),
    report(
        "etcd-io/etcd/issues/12567",
        None,
        None,
        Node(version=None)
        .static_pod(E, image="quay.io/coreos/etcd:v3.4.1")
        .runs(
            E,
            "\n".join(
                f'{{"level":"warn","ts":"2020-12-03T14:21:49.213Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"{name}","remote-peer-id":"11dbe0c25c7bc09a","rtt":"0s","error":"x509: certificate is valid for 192.168.17.153, 10.19.157.4, 192.168.19.147, 127.0.0.1, not 10.19.157.3"}}'
                for name in ("ROUND_TRIPPER_RAFT_MESSAGE", "ROUND_TRIPPER_SNAPSHOT")
            ),
        )
        .probe(E, 200, body='{"health":"true"}'),
    ),
    report(
        "kubernetes/kubernetes/issues/18975",
        "node_out_of_memory",
        A,
        Node(version="v1.1.3")
        .static_pod(A)
        .died(A, code=137, attempt=2, lived=timedelta(hours=3))
        .journal(
            "kernel",
            "kube-apiserver invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=-888",
            "Out of memory: Kill process 2310 (kube-apiserver) score 421 or sacrifice child",
            "Killed process 2310 (kube-apiserver) total-vm:654840kB, anon-rss:428716kB, file-rss:0kB",
            ago=timedelta(seconds=31),
        ),
    ),
)
