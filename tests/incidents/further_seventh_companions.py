"""Public reports in which the controller manager, the scheduler, a cloud controller manager or several components together restart or do not come up.

They are shown as those of further.py are. A quarter of them is outside the closed set, benign, or looks like another cause.
"""

from datetime import timedelta

from incidents.builder import FLAGS, Node, http_probe
from incidents.further import KCM, A, E, S, exits, report
from incidents.further_fifth_node import page
from incidents.further_node import initialised

CCM = "cloud-controller-manager"
MANIFESTS = "/etc/kubernetes/manifests"


def event(program, kind, reason, message):
    """An event as the kubelet's journal shows it."""
    return (
        f'I0312 10:29:28.142334    1211 event.go:294] "Event occurred" object="kube-system/{program}-master-1" '
        f'fieldPath="spec.containers{{{program}}}" kind="Pod" apiVersion="v1" type="{kind}" reason="{reason}" message="{message}"'
    )


def lost_both():
    """A scheduler and a controller manager that lose their leases in one moment."""
    node = exits(
        S,
        "I1127 16:50:14.849088       1 leaderelection.go:288] failed to renew lease kube-system/kube-scheduler: failed to tryAcquireOrRenew context deadline exceeded\n"
        "F1127 16:50:14.849132       1 server.go:257] leaderelection lost\n"
        "E1127 16:50:14.852301       1 leaderelection.go:331] error retrieving resource lock kube-system/kube-scheduler: Get https://localhost:443/api/v1/namespaces/kube-system/endpoints/kube-scheduler?timeout=10s: context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
        version=None,
        code=255,
        lived=timedelta(hours=3),
    )
    # The end of the second line of the controller manager is the client's usual one.
    return exits(
        KCM,
        "F1127 16:50:14.861056       1 controllermanager.go:279] leaderelection lost\n"
        "E1127 16:50:14.861079       1 leaderelection.go:331] error retrieving resource lock kube-system/kube-controller-manager: Get https://localhost:443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s: context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
        node=node,
        code=255,
        lived=timedelta(hours=3),
    )


def etcd_late():
    """An etcd that takes nine seconds for a range, and a master pod with 119 restarts above it."""
    return (
        Node(version=None)
        .static_pod(E)
        .runs(
            E,
            '{"level":"warn","ts":"2023-11-16T22:23:08.031Z","caller":"etcdserver/util.go:163","msg":"apply request took too long","took":"9.069436957s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/horizontalpodautoscalers/\\" range_end:\\"/registry/horizontalpodautoscalers0\\" limit:10000 ","response":"","error":"etcdserver: request timed out"}',
            since=timedelta(days=27),
        )
        .static_pod(A)
        .runs(
            A,
            'E1116 23:59:06.732861       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0xe, desc:"etcdserver: request timed out"}: etcdserver: request timed out',
            attempt=119,
            since=timedelta(minutes=40),
        )
        .static_pod(KCM)
        .died(
            KCM,
            'E1116 23:58:01.449568       1 leaderelection.go:325] error retrieving resource lock kube-system/kube-controller-manager: Get "https://localhost:443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
            attempt=119,
            lived=timedelta(minutes=30),
        )
    )


def etcd_health_late():
    """An etcd that answers its health range after two seconds, and the two companions that restart."""
    node = Node(version=None).static_pod(E).static_pod(A).runs(A, since=timedelta(hours=5))
    node.runs(
        E,
        '{"level":"warn","ts":"2022-08-30T16:15:55.229+0800","caller":"etcdserver/util.go:166","msg":"apply request took too long","took":"2.000596995s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/health\\" ","response":"","error":"context deadline exceeded"}',
        since=timedelta(hours=5),
    )
    for program in (KCM, S):
        node.static_pod(program).died(program, attempt=9, lived=timedelta(minutes=25), ago=timedelta(minutes=2))
        node.runs(program, attempt=10, since=timedelta(minutes=2))
    return node


def kept_original():
    """A manifest, and the original that an operator's daemon kept beside it."""
    same = {"flags": FLAGS[E], "command": "etcd", "probe": "", "mounts": ("/var/lib/etcd",)}
    return (
        Node(version="v1.14.0")
        .unit("kubelet")
        .static_pod("etcd-member", image="quay.io/openshift/etcd:new", file="etcd-member.yaml", **same)
        .static_pod(
            "etcd-member",
            image="quay.io/openshift/etcd:original",
            file="etcd-member.yaml.mcdorig",
            edited=timedelta(hours=3),
            **same,
        )
        .runs("etcd-member", since=timedelta(minutes=35))
        .kubelet(
            'I0814 12:08:11.923936    1491 file.go:200] Reading config file "/etc/kubernetes/manifests/etcd-member.yaml"',
            'I0814 12:08:11.925976    1491 file.go:200] Reading config file "/etc/kubernetes/manifests/etcd-member.yaml.mcdorig"',
            by="hyperkube",
        )
    )


def snippet_without_version():
    """A containerd whose configuration is the documentation's lines alone, without the file's version, below a kubelet of systemd's driver."""
    node = initialised(Node(version="v1.24.0")).unit("kubelet")
    node.file(
        "/etc/containerd/config.toml",
        '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n'
        '  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n    SystemdCgroup = true\n',
    )
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program, edited=timedelta(hours=2))
        node.died(program, code=0, attempt=7, sandbox=7, lived=timedelta(minutes=3), ago=timedelta(seconds=90 + number))
        node.sandbox(program, number=8, since=timedelta(seconds=60 + number))
    return node


FURTHER_SEVENTH_COMPANIONS = (
    # ---- leases lost ------------------------------------------------------------------------------------------------
    report("kubernetes/perf-tests/issues/874", "leader_election_lost", None, lost_both()),
    report(
        "kubernetes/kubernetes/issues/85987",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            "I1226 03:00:17.138281       1 leaderelection.go:249] failed to renew lease kube-system/kube-controller-manager: failed to tryAcquireOrRenew context deadline exceeded\n"
            "F1226 03:00:17.138395       1 controllermanager.go:254] leaderelection lost",
            version="v1.13.2",
            code=255,
            lived=timedelta(hours=20),
        ),
    ),
    # The last line is the program's usual one of that version: the excerpt ends before it.
    report(
        "kubernetes/kubernetes/issues/41428",
        ["leader_election_lost", "apiserver_unreachable"],
        S,
        exits(
            S,
            "E0214 18:38:13.135176   17481 reflector.go:199] k8s.io/kubernetes/plugin/pkg/scheduler/factory/factory.go:473: Failed to list *api.ReplicationController: Get https://192.168.42.2:6443/api/v1/replicationcontrollers?resourceVersion=0: dial tcp 192.168.42.2:6443: getsockopt: connection refused\n"
            "E0214 18:38:13.135210   17481 reflector.go:199] k8s.io/kubernetes/plugin/pkg/scheduler/factory/factory.go:470: Failed to list *api.Service: Get https://192.168.42.2:6443/api/v1/services?resourceVersion=0: dial tcp 192.168.42.2:6443: getsockopt: connection refused\n"
            "E0214 18:38:13.698619   17481 leaderelection.go:228] error retrieving resource lock kube-system/kube-scheduler: Get https://192.168.42.2:6443/api/v1/namespaces/kube-system/endpoints/kube-scheduler: dial tcp 192.168.42.2:6443: getsockopt: connection refused\n"
            "E0214 18:38:13.698735   17481 leaderelection.go:228] error retrieving resource lock kube-system/kube-scheduler: Get https://192.168.42.2:6443/api/v1/namespaces/kube-system/endpoints/kube-scheduler: dial tcp 192.168.42.2:6443: getsockopt: connection refused\n"
            "F0214 18:38:20.310166   17481 server.go:166] lost master",
            version="v1.5.2",
            code=255,
            lived=timedelta(minutes=50),
        ),
    ),
    # The last three lines are the usual ones of that version: the report names them in its title and keywords.
    report(
        "kubernetes/kubernetes/issues/70730",
        "leader_election_lost",
        S,
        exits(
            S,
            "I1107 14:37:56.340805   30766 leaderelection.go:243] lock is held by 10-2-146-46_e3be14f7-e256-11e8-ae98-0050569e4dac and has not yet expired\n"
            "I1107 14:37:56.340874   30766 round_trippers.go:384] GET http://10.2.146.250:8080/api/v1/namespaces/kube-system/endpoints/kube-scheduler\n"
            "I1107 14:37:56.340882   30766 round_trippers.go:391] Request Headers:\n"
            "I1107 14:37:56.340886   30766 round_trippers.go:394]     Accept: application/vnd.kubernetes.protobuf, */*\n"
            "I1107 14:38:14.512310   30766 leaderelection.go:209] failed to renew lease kube-system/kube-scheduler: timed out waiting for the condition\n"
            "E1107 14:38:14.512355   30766 server.go:207] lost master\n"
            "error: lost lease",
            version="v1.10.8",
            lived=timedelta(minutes=9),
        ),
    ),
    # The end of the second line is the usual one of these events: the excerpt cuts it off.
    report(
        "kubernetes/kubernetes/issues/41120",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            "E0127 15:03:50.102073   13431 leaderelection.go:317] err: Put https://192.168.14.51:443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager: EOF\n"
            'E0127 15:03:50.102112   13431 event.go:258] Could not construct reference to: \'&api.Endpoints{TypeMeta:unversioned.TypeMeta{Kind:"", APIVersion:""}, ObjectMeta:api.ObjectMeta{Name:"kube-controller-manager", GenerateName:"", Namespace:"kube-system", SelfLink:"", UID:"", ResourceVersion:"", Generation:0, CreationTimestamp:unversioned.Time{Time:time.Time{sec:0, nsec:0, loc:(*time.Location)(nil)}}, DeletionTimestamp:(*unversioned.Time)(nil), DeletionGracePeriodSeconds:(*int64)(nil), Labels:map[string]string(nil), Annotations:map[string]string(nil)}, Subsets:[]api.EndpointSubset(nil)}\' due to: \'selfLink was empty, can\'t make reference\'. Will not report event: \'Normal\' \'%v stopped leading\' \'master1\'',
            version="v1.4.6",
            code=255,
            lived=timedelta(minutes=7),
        ),
    ),
    report(
        "loft-sh/vcluster/issues/2644",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            'E0217 09:41:30.655725      47 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://127.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": context deadline exceeded (Client.Timeout exceeded while awaiting headers)\n'
            "I0217 09:41:32.748338      47 leaderelection.go:285] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\n"
            'I0217 09:41:36.169673      47 certificate_controller.go:127] "Shutting down certificate controller" name="csrsigning-kubelet-serving"\n'
            'I0217 09:41:36.351479      47 namespace_controller.go:209] "Shutting down namespace controller"\n'
            'I0217 09:41:36.207909      47 certificate_controller.go:127] "Shutting down certificate controller" name="csrsigning-legacy-unknown"\n'
            'I0217 09:41:36.147477      47 certificate_controller.go:127] "Shutting down certificate controller" name="csrsigning-kube-apiserver-client"\n'
            'I0217 09:41:36.265857      47 replica_set.go:226] "Shutting down controller" name="replicationcontroller"',
            version=None,
            lived=timedelta(days=2),
        ),
    ),
    page(
        "https://platform9.com/kb/pmk/solutions/excessive-kubernetes-master-pod-restarts.md",
        "excessive-master-restarts",
        ["etcd_slow_disk", "component_overloaded"],
        None,
        etcd_late(),
        others={KCM: "leader_election_lost"},
    ),
    report("kubean-io/kubean/issues/99", ["etcd_slow_disk", "component_overloaded"], None, etcd_health_late()),
    # Not a lease lost with an exit: both live on, asking in vain, behind a validating webhook that is away.
    report(
        "kubernetes/kubernetes/issues/107678",
        None,
        None,
        never="leader_election_lost",
        node=Node(version=None)
        .static_pod(KCM)
        .runs(
            KCM,
            'E0120 20:42:53.703984       1 leaderelection.go:361] Failed to update lock: Put "https://sterling-cluster.example.org:443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
            since=timedelta(hours=8),
        )
        .static_pod(S)
        .runs(S, since=timedelta(hours=8)),
    ),
    # One failed renewal, after which the process stood still, alive and with a healthy /healthz.
    report(
        "kubernetes/kubernetes/issues/82960",
        None,
        None,
        never="leader_election_lost",
        node=Node(version="v1.14.6")
        .static_pod(KCM)
        .runs(
            KCM,
            "I0919 16:51:40.746146       1 controller_utils.go:1027] Waiting for caches to sync for stateful set controller\n"
            "E0919 19:15:20.985776       1 leaderelection.go:341] Failed to update lock: etcdserver: request timed out",
            since=timedelta(days=2),
        ),
    ),
    # A second scheduler of another name, which waits for the first one's lease for ever.
    report(
        "kubernetes/website/pull/2612",
        None,
        None,
        never="leader_election_lost",
        node=Node(version=None)
        .static_pod(S)
        .runs(S)
        .static_pod(
            "my-scheduler",
            command="kube-scheduler",
            flags=("--address=0.0.0.0", "--scheduler-name=my-scheduler"),
        )
        .runs(
            "my-scheduler",
            "I0215 01:27:03.293825       1 leaderelection.go:247] lock is held by centos-master and has not yet expired",
            since=timedelta(minutes=20),
        ),
    ),
    # ---- the way to the apiserver -----------------------------------------------------------------------------------
    # The report names the proxy's 403 and the failing requests; the line is the client's usual one of that version.
    report(
        "kubernetes/kubeadm/issues/396",
        "proxy_environment",
        KCM,
        Node(version="v1.7.4")
        .static_pod(
            KCM,
            env={
                "HTTP_PROXY": "http://proxy.example.com:8080",
                "HTTPS_PROXY": "http://proxy.example.com:8080",
                "NO_PROXY": "localhost,127.0.0.1",
            },
        )
        .runs(
            KCM,
            "E0823 17:02:11.310418       1 leaderelection.go:229] error retrieving resource lock kube-system/kube-controller-manager: Get https://10.0.0.4:6443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager: Forbidden",
            since=timedelta(minutes=12),
        )
        .static_pod(A)
        .runs(A, since=timedelta(minutes=12)),
    ),
    # The report gives the line without its head.
    report(
        "kubernetes/kubernetes/issues/71707",
        "certificate_authority_mismatch",
        KCM,
        Node(version="v1.8.1")
        .static_pod(KCM, flags=("--logtostderr=false", "--v=3", "--master=http://10.0.0.4:6443", "--stderrthreshold=3"))
        .runs(
            KCM,
            "E1204 09:12:44.118201       1 leaderelection.go:252] error retrieving resource lock kube-system/kube-controller-manager: Get https://10.0.0.4:6443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s: x509: certificate signed by unknown authority",
            since=timedelta(minutes=30),
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/1546",
        "certificate_authority_mismatch",
        S,
        Node(version="v1.11.3")
        .static_pod(
            S,
            flags=(
                "--feature-gates=PersistentLocalVolumes=False,VolumeScheduling=False,MountPropagation=False",
                "--profiling=False",
                "--address=127.0.0.1",
                "--kubeconfig=/etc/kubernetes/scheduler.conf",
                "--leader-elect=true",
            ),
            image="gcr.io/google-containers/hyperkube-amd64:v1.11.3",
        )
        .runs(
            S,
            "E0611 15:04:01.967918       1 reflector.go:205] k8s.io/kubernetes/vendor/k8s.io/client-go/informers/factory.go:130: Failed to list *v1.Node: Get https://51.68.112.134:6443/api/v1/nodes?limit=500&resourceVersion=0: x509: certificate signed by unknown authority",
            since=timedelta(minutes=15),
        ),
    ),
    # An aggregated API's service does not answer; the apiserver itself does. The end of the line is its usual one.
    report(
        "kubernetes/kubernetes/issues/53424",
        None,
        None,
        never="apiserver_unreachable",
        node=exits(
            KCM,
            "F0921 06:47:47.847921       1 controllermanager.go:176] error building controller context: failed to get supported resources from server: unable to retrieve the complete list of server APIs: servicecatalog.k8s.io/v1alpha1: an error on the server (\"Error: 'dial tcp 10.0.0.180:443: i/o timeout'\\nTrying to reach: 'https://10.0.0.180:443/apis/servicecatalog.k8s.io/v1alpha1'\") has prevented the request from succeeding",
            version=None,
            code=255,
            lived=timedelta(seconds=32),
        ),
    ),
    # ---- flags and configuration ------------------------------------------------------------------------------------
    report(
        "kubernetes/kubeadm/issues/2839",
        "unknown_flag",
        KCM,
        exits(
            KCM,
            "Error: unknown flag: --deployment-controller-sync-period",
            version="v1.26.0",
            flags=(
                "--allocate-node-cidrs=true",
                "--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf",
                "--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf",
                "--bind-address=127.0.0.1",
                "--client-ca-file=/etc/kubernetes/pki/ca.crt",
                "--cluster-cidr=10.244.0.0/16",
                "--cluster-name=klass",
                "--deployment-controller-sync-period=50s",
            ),
        ),
    ),
    report(
        "kubernetes/kops/issues/1591",
        "unknown_flag",
        KCM,
        exits(
            KCM,
            "unknown flag: --attach-detach-reconcile-sync-period",
            "--attach-detach-reconcile-sync-period=1m0s",
            version=None,
        ),
    ),
    report(
        "rancher-archives/rke/issues/259",
        "unknown_flag",
        S,
        exits(
            S,
            "+ '[' kube-scheduler == kubelet ']'\n"
            "+ exec kube-scheduler --leader-elect=true --v=2 --address=0.0.0.0 --kubeconfig=/etc/kubernetes/ssl/kubecfg-scheduler.yaml --feature-gates=PersistentLocalVolumes=true\n"
            "Error: unknown flag: --feature-gates\n"
            "Usage:\n"
            "  kube-scheduler [flags]\n"
            "\n"
            "Flags:\n"
            "      --address string                         The IP address to serve on (set to 0.0.0.0 for all interfaces)\n"
            "      --algorithm-provider string              The scheduling algorithm provider to use, one of: ClusterAutoscalerProvider | DefaultProvider\n"
            "      --alsologtostderr                        log to standard error as well as files\n"
            "      --config string                          The path to the configuration file.\n"
            "      --contention-profiling                   Enable lock contention profiling, if profiling is enabled\n"
            "      --feature-gates mapStringBool            A set of key=value pairs that describe feature gates for alpha/experimental features. Options are:\n"
            "APIListChunking=true|false (BETA - default=true)\n"
            "APIResponseCompression=true|false (ALPHA - default=false)\n"
            "Accelerators=true|false (ALPHA - default=false)",
            version=None,
            flags=(
                "--leader-elect=true",
                "--v=2",
                "--address=0.0.0.0",
                "--kubeconfig=/etc/kubernetes/ssl/kubecfg-scheduler.yaml",
                "--feature-gates=PersistentLocalVolumes=true",
            ),
        ),
    ),
    report(
        "alibaba/open-local/issues/131",
        "unknown_flag",
        S,
        exits(
            S,
            "Error: unknown flag: --policy-config-file",
            "--policy-config-file=/etc/kubernetes/scheduler-policy-config.json",
            version="v1.23.6",
        ),
    ),
    # An image that lost its entry point: the flags reach the wrapper.
    report(
        "eth-easl/cloud-comp-arch-project/pull/19",
        ["unknown_flag", "command_not_found"],
        CCM,
        exits(
            CCM,
            "flag provided but not defined: -allocate-node-cidrs\n"
            "Usage of /go-runner:\n"
            "  -also-stdout\n"
            "     useful with log-file, log to standard output as well as the log file\n"
            "  -log-file string\n"
            "     If non-empty, save stdout to this file\n"
            "  -redirect-stderr\n"
            "     treat stderr same as stdout (default true)",
            version=None,
            command="/go-runner",
            flags=("--allocate-node-cidrs=true",),
            code=2,
        ),
    ),
    report(
        "kubernetes/cloud-provider-openstack/issues/1581",
        ["missing_required_flag", "invalid_flag_value"],
        CCM,
        exits(
            CCM,
            "--cloud-provider cannot be empty\n"
            "Error: --cloud-provider cannot be empty\n"
            "Usage:\n"
            "  cloud-controller-manager [flags]",
            version=None,
            flags=(),
            image="docker.io/k8scloudprovider/openstack-cloud-controller-manager:v1.20.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/pull/120389",
        ["invalid_flag_value", "missing_required_flag"],
        KCM,
        exits(
            KCM,
            'E0903 15:52:57.448708       9 controllermanager.go:586] "Error starting controller" err="--cidr-allocator-type is set to \'CloudAllocator\' but cloud provider is not configured" controller="node-ipam-controller"\n'
            'E0903 15:52:57.448717       9 controllermanager.go:240] "Error starting controllers" err="--cidr-allocator-type is set to \'CloudAllocator\' but cloud provider is not configured"\n'
            "Flag --volume-host-allow-local-loopback has been deprecated, This flag is currently no-op and will be deleted.",
            "--cidr-allocator-type=CloudAllocator",
            "--cloud-provider=external",
            version=None,
        ),
    ),
    # The report tells of the removed version and cuts the error off; the second line is the program's usual one.
    report(
        "dell/csi-baremetal/issues/1119",
        "component_config_invalid",
        S,
        exits(
            S,
            "I0312 11:13:23.801281       1 serving.go:380] Generated self-signed cert in-memory\n"
            'E0312 11:13:24.141026       1 run.go:74] "command failed" err="no kind \\"KubeSchedulerConfiguration\\" is registered for version \\"kubescheduler.config.k8s.io/v1beta3\\" in scheme \\"k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30\\""',
            version="v1.29.1",
        ),
    ),
    report(
        "AliyunContainerService/gpushare-scheduler-extender/issues/196",
        "file_missing",
        S,
        exits(
            S,
            "scheduler exited: stat /etc/kubernetes/scheduler.conf: no such file or directory",
            version="v1.25.4",
            flags=("--config=/etc/kubernetes/scheduler-policy-config.yaml",),
            mounts=("/etc/kubernetes",),
        )
        .file(
            "/etc/kubernetes/scheduler-policy-config.yaml",
            "apiVersion: kubescheduler.config.k8s.io/v1beta2\nkind: KubeSchedulerConfiguration\nclientConnection:\n"
            "  kubeconfig: /etc/kubernetes/scheduler.conf\n",
        )
        .absent("/etc/kubernetes/scheduler.conf"),
    ),
    # A defect of the program itself.
    report(
        "kubernetes/kubernetes/issues/128935",
        "unknown",
        KCM,
        never="leader_election_lost",
        node=exits(
            KCM,
            'E0213 20:21:42.098176       1 panic.go:261] "Observed a panic" panic="runtime error: invalid memory address or nil pointer dereference" panicGoValue="\\"invalid memory address or nil pointer dereference\\"" stacktrace=<\n'
            "        goroutine 2003 [running]:\n"
            "        k8s.io/apimachinery/pkg/util/runtime.logPanic({0x38433c0, 0x5545b00}, {0x2d99020, 0x5480790})\n"
            "                k8s.io/apimachinery/pkg/util/runtime/runtime.go:107 +0xbc\n"
            "        k8s.io/apimachinery/pkg/util/runtime.handleCrash({0x38433c0, 0x5545b00}, {0x2d99020, 0x5480790}, {0x5545b00, 0x0, 0x43d945?})\n"
            "                k8s.io/apimachinery/pkg/util/runtime/runtime.go:82 +0x5e\n"
            "        k8s.io/apimachinery/pkg/util/runtime.HandleCrash({0x0, 0x0, 0xc002621500?})\n"
            "                k8s.io/apimachinery/pkg/util/runtime/runtime.go:59 +0x108\n"
            "        panic({0x2d99020?, 0x5480790?})\n"
            "                runtime/panic.go:770 +0x132\n"
            "        k8s.io/cloud-provider/controllers/service.(*Controller).needsUpdate(0xc000a32340, 0xc0053a9688, 0xc006030288)",
            version="v1.31.1",
            code=2,
            lived=timedelta(hours=9),
        ),
    ),
    # The journal shows nothing but the signal.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/260",
        "unknown",
        S,
        exits(
            S,
            "",
            version=None,
            flags=(
                "--address=0.0.0.0",
                "--kubeconfig=/etc/kubernetes/kube-scheduler.kubeconfig",
                "--leader-elect=true",
                "--alsologtostderr=true",
                "--logtostderr=false",
                "--log-dir=/var/log/kubernetes",
                "--v=2",
            ),
            code=139,
            lived=timedelta(seconds=1),
        ),
    ),
    # ---- ports ------------------------------------------------------------------------------------------------------
    # The report shows one field of the fatal line; the rest is etcd's usual one.
    report(
        "rancher/rke2/issues/3387",
        ["port_held_by_previous_instance", "duplicate_sandboxes"],
        E,
        Node(version="v1.24.4")
        .static_pod(E, edited=timedelta(minutes=5))
        .runs(E, attempt=0, since=timedelta(minutes=30), uid="6d2f1b7c0a5e4c8b9d3e2f1a0b9c8d7e")
        .died(
            E,
            '{"level":"fatal","ts":"2022-09-28T20:31:12.318Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"listen tcp 127.0.0.1:2380: bind: address already in use"}',
            attempt=5,
        ),
    ),
    # The report shows the line as a picture, and the scheduler that listens on the port; the sibling report prints it.
    report(
        "rancher/rke2/issues/1074",
        "port_in_use",
        KCM,
        exits(
            KCM,
            "failed to create listener: failed to listen on 127.0.0.1:10252: listen tcp 127.0.0.1:10252: bind: address already in use",
            version="v1.20.7",
        )
        .static_pod(S)
        .runs(S, since=timedelta(minutes=10))
        .socket(S, 10252, "127.0.0.1", pod=S),
    ),
    report(
        "kubernetes/kubernetes/issues/13264",
        ["port_in_use", "port_held_by_previous_instance"],
        S,
        exits(
            S,
            "F0827 15:29:26.072575    1939 server.go:120] listen tcp 127.0.0.1:10251: bind: address already in use",
            version=None,
            code=255,
            lived=timedelta(seconds=1),
        )
        .static_pod(KCM)
        .runs(KCM, since=timedelta(minutes=3)),
    ),
    # The scheduler's old unit was left running beside the static pod; the line is the program's usual one.
    report(
        "apprenda/kismatic/issues/300",
        ["port_held_by_previous_instance", "port_in_use"],
        S,
        exits(
            S,
            "F0214 18:21:07.412093       1 server.go:138] listen tcp 127.0.0.1:10251: bind: address already in use",
            version="v1.5.2",
            attempt=7,
            code=255,
        )
        .unit("kube-scheduler")
        .socket(S, 10251, "127.0.0.1"),
    ),
    # `kubectl get componentstatuses` asks the insecure port, which kubeadm switches off: the scheduler is well.
    report(
        "kubesphere/kubesphere/issues/5498",
        None,
        None,
        never="probe_targets_disabled_port",
        node=Node(version="v1.22.12").static_pod(S, "--port=0").runs(S, since=timedelta(days=1)),
    ),
    # The tests' kubelets say it in the form of the sibling change for the scheduler; the version is the one in the making.
    report(
        "kubernetes/kops/pull/11454",
        ["probe_targets_disabled_port", "probe_wrong_port"],
        KCM,
        Node(version="v1.22.0")
        .unit("kubelet")
        .static_pod(KCM, probe=http_probe(port=10252, scheme="HTTP", delay=15, timeout=15, failures=3))
        .died(KCM, code=2, attempt=11, lived=timedelta(seconds=45))
        .kubelet(
            *(
                f'I0511 18:36:{n:02}.679821    4522 prober.go:116] "Probe failed" probeType="Liveness" pod="kube-system/kube-controller-manager-master-1" podUID=ec8d3987a3e988962372ae26c45e2e4c containerName="kube-controller-manager" probeResult=failure output="Get \\"http://127.0.0.1:10252/healthz\\": dial tcp 127.0.0.1:10252: connect: connection refused"'
                for n in (3, 13, 23)
            ),
            ago=timedelta(seconds=55),
        ),
    ),
    # ---- memory -----------------------------------------------------------------------------------------------------
    report(
        "kubernetes/cloud-provider-aws/issues/440",
        "oom_killed",
        CCM,
        Node(version=None)
        .static_pod(CCM, flags=(), limits={"memory": "2.6Gi"})
        .died(
            CCM,
            '{"log":"\\"Event occurred\\" object=\\"XXXX\\" kind=\\"Service\\" apiVersion=\\"v1\\" type=\\"Normal\\" reason=\\"EnsuredLoadBalancer\\" message=\\"Ensured load balancer\\"","pid":"1","severity":"INFO","source":"event.go:294"}',
            code=137,
            attempt=21,
            reason="OOMKilled",
            lived=timedelta(minutes=2),
        ),
    ),
    # ---- the manifest directory -------------------------------------------------------------------------------------
    report("openshift/machine-config-operator/issues/1074", "duplicate_manifest", None, kept_original()),
    # An editor's swap file, which nothing minded; the second half of the line is the usual one.
    report(
        "kubernetes/release/issues/317",
        None,
        None,
        never="manifest_invalid",
        node=Node(version="v1.6.1")
        .unit("kubelet")
        .static_pod(KCM, edited=timedelta(minutes=1))
        .runs(KCM, since=timedelta(days=3))
        .there(f"{MANIFESTS}/.kube-controller-manager.yaml.swp")
        .kubelet(
            "E0427 10:14:31.456734    2174 file_linux.go:113] can't process config file \"/etc/kubernetes/manifests/.kube-controller-manager.yaml.swp\": /etc/kubernetes/manifests/.kube-controller-manager.yaml.swp: read 'b0VIM 7.4",
        ),
    ),
    # ---- pods that do not come up -----------------------------------------------------------------------------------
    # The report names the error; the message is the kubelet's usual one for its numbers.
    report(
        "kubernetes/kubernetes/issues/129078",
        "static_pod_rejected",
        A,
        Node(version="v1.32.2")
        .unit("kubelet")
        .file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
            "reservedSystemCPUs: '0'\ncpuManagerPolicy: static\ncpuManagerPolicyOptions:\n"
            '  distribute-cpus-across-numa: "true"\n  full-pcpus-only: "true"\nfeatureGates:\n  CPUManager: true\n'
            "  CPUManagerPolicyAlphaOptions: true\n  CPUManagerPolicyBetaOptions: true\n  CPUManagerPolicyOptions: true\n"
            "staticPodPath: /etc/kubernetes/manifests\n",
        )
        .static_pod(A, limits={"cpu": "8", "memory": "512Mi"}, edited=timedelta(minutes=4))
        .failed_pod(
            A,
            "SMTAlignmentError",
            "Pod was rejected: SMT Alignment Error: not enough free physical CPUs: available physical CPUs = 4, requested CPUs = 8, CPUs per core = 2",
        ),
    ),
    # The blog shows the kubelet's lines as a picture and tells what they say; these are the usual ones.
    page(
        "https://miuv.blog/2020/06/08/things-to-do-k8s-master-going-down/",
        "master-evicted",
        "node_pressure_eviction",
        A,
        Node(version="v1.12.7")
        .unit("kubelet")
        .static_pod(A, edited=timedelta(days=40))
        .kubelet(
            "W0608 07:12:31.412093    2214 eviction_manager.go:329] eviction manager: attempting to reclaim ephemeral-storage",
            "I0608 07:12:31.412187    2214 eviction_manager.go:340] eviction manager: must evict pod(s) to reclaim ephemeral-storage",
            "I0608 07:12:31.413371    2214 eviction_manager.go:358] eviction manager: pods ranked for eviction: kube-apiserver-master-1_kube-system(2f1a4c8b9d3e7f6a5b0c1d2e3f4a5b6c)",
            "I0608 07:12:31.734018    2214 eviction_manager.go:187] eviction manager: pods kube-apiserver-master-1_kube-system(2f1a4c8b9d3e7f6a5b0c1d2e3f4a5b6c) evicted, waiting for pod to be cleaned up",
        ),
    ),
    report(
        "kubernetes-sigs/scheduler-plugins/issues/169",
        "command_not_found",
        S,
        Node(version=None)
        .unit("kubelet")
        .static_pod(S, image="docker.io/johansundkvist/schedulerconfig:scheduler3")
        .waits(
            S,
            "RunContainerError",
            'failed to start container "kube-scheduler": Error response from daemon: OCI runtime create failed: container_linux.go:370: starting container process caused: exec: "kube-scheduler": executable file not found in $PATH: unknown',
            restarts=4,
        )
        .kubelet(
            event(
                S,
                "Warning",
                "Failed",
                "Error: open /var/lib/kubelet/pods/f6bc0188210d22f54cd16a960ebbea41/etc-hosts: no such file or directory",
            ),
            event(
                S,
                "Normal",
                "Pulled",
                'Container image \\"docker.io/johansundkvist/schedulerconfig:scheduler3\\" already present on machine',
            ),
            event(S, "Normal", "Created", "Created container kube-scheduler"),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/114562",
        "container_create_failed",
        S,
        Node(version="v1.24.6")
        .unit("kubelet")
        .static_pod(S, edited=timedelta(days=79))
        .waits(
            S,
            "CrashLoopBackOff",
            "back-off 5m0s restarting failed container=kube-scheduler pod=kube-scheduler-master-1_kube-system(1a2f4c8b9d3e7f6a5b0c1d2e3f4a5b6c)",
            restarts=23,
        )
        .kubelet(
            event(
                S,
                "Normal",
                "Pulled",
                'Container image \\"registry.k8s.io/kube-scheduler:v1.24.6\\" already present on machine',
            ),
            event(
                S,
                "Warning",
                "Failed",
                "Error: failed to create containerd container: failed to create prepare snapshot dir: failed to create temp dir: stat /data/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots: no such file or directory",
            ),
            event(S, "Warning", "BackOff", "Back-off restarting failed container"),
        ),
    ),
    # A kubelet of a cgroup v1 host that cannot take old cgroups away and starts nothing; why is not shown.
    report(
        "kubernetes/kubernetes/issues/128975",
        ["unknown", "static_pod_rejected"],
        None,
        never="kubelet_cgroup_unsupported",
        node=initialised(Node(version="v1.30.4"))
        .unit("kubelet")
        .static_pod(E)
        .static_pod(A)
        .static_pod(KCM)
        .static_pod(S)
        .kubelet(
            'time="2024-11-20T18:16:41+08:00" level=warning msg="Failed to remove cgroup (will retry)" error="rmdir /sys/fs/cgroup/freezer/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podca1703cc072c4c5daa5a934e15a9ae5d.slice/cri-containerd-c576b43f0d4a95442d34e0b9a36407df75420306a2ec88e50dc615414b9bd5d0.scope: device or resource busy"',
            'time="2024-11-20T18:16:41+08:00" level=warning msg="Failed to remove cgroup (will retry)" error="rmdir /sys/fs/cgroup/net_cls,net_prio/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podca1703cc072c4c5daa5a934e15a9ae5d.slice/cri-containerd-c576b43f0d4a95442d34e0b9a36407df75420306a2ec88e50dc615414b9bd5d0.scope: device or resource busy"',
        ),
    ),
    # Static pods stay away after an upgrade; what the service manager says of the cpuset is no full disk.
    report(
        "rancher/rke2/issues/4775",
        None,
        None,
        never="disk_full",
        node=Node(version="v1.26.9")
        .unit("kubelet")
        .static_pod(A)
        .static_pod(E)
        .static_pod(S)
        .sandbox(A, number=1, ready=False, since=timedelta(days=2))
        .sandbox(S, number=1, ready=False, since=timedelta(days=2))
        .sandbox(E, number=1, ready=False, since=timedelta(days=2))
        .kubelet(
            "kubepods-besteffort.slice: Failed to set 'cpuset.cpus' attribute on '/kubepods.slice/kubepods-besteffort.slice' to '': No space left on device",
            by="systemd",
        ),
    ),
    # ---- the runtime below ------------------------------------------------------------------------------------------
    report("kubernetes/website/issues/33795", "cgroup_driver_mismatch", None, snippet_without_version()),
    # The account tells that the update stopped the daemon and did not start it again; the lines are the usual ones.
    report(
        "m-lab/k8s-support/issues/520",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("docker", "inactive", "dead")
        .unit("containerd")
        .unit("kubelet")
        .journal(
            "docker",
            "Stopping Docker Application Container Engine...",
            "Stopped Docker Application Container Engine.",
            by="systemd",
            ago=timedelta(hours=6),
        )
        .static_pod(A)
        .static_pod(KCM)
        .static_pod(S)
        .static_pod(E)
        .kubelet(
            "E1201 12:10:27.310418    1790 generic.go:205] GenericPLEG: Unable to retrieve pods: rpc error: code = Unknown desc = Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        ),
    ),
)
