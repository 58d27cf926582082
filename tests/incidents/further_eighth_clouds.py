"""Public reports on what clouds' installers set up: kops, kube-aws, aks-engine, gardener, cluster-api, Typhoon, the hard way.

They are shown as those of further.py are. A third of them is outside the closed set, benign, or looks like another cause.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import UNIT, A, E, S, exits, kubelet, report

CONTROLLERS = (
    "controller-0=https://10.240.0.10:2380,controller-1=https://10.240.0.11:2380,controller-2=https://10.240.0.12:2380"
)
KERNEL_DEFAULTS = "[Invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0, Invalid kernel flag: kernel/panic, expected value: 10, actual value: 0, Invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0]"


def systemd(node, *lines):
    """What the service manager says of the kubelet after its own last words."""
    return node.kubelet(*lines, by="systemd", ago=timedelta(seconds=31))


def no_etcd_ssl(version):
    """An etcd whose directory of certificates was to be brought by the installer, and is not there."""
    return (
        Node(version=None)
        .static_pod(
            E,
            flags=("--data-dir=/var/lib/etcd",),
            image=f"quay.io/coreos/etcd:{version}",
            mounts=("/var/lib/etcd", "/etc/ssl/etcd"),
        )
        .waits(
            E,
            "CreateContainerError",
            "run: stat of host path /etc/ssl/etcd: stat /etc/ssl/etcd: no such file or directory",
        )
        .absent("/etc/ssl/etcd")
    )


FURTHER_EIGHTH_CLOUDS = (
    # ---- the apiserver ----------------------------------------------------------------------------------------------
    # Paraphrased: the apiserver's line is completed.
    report(
        "Azure/aks-engine/issues/477",
        "file_missing",
        A,
        exits(
            A,
            'error: loading audit policy file: failed to read file path "/etc/kubernetes/manifests/audit-policy.yaml": open /etc/kubernetes/manifests/audit-policy.yaml: no such file or directory',
            "--audit-policy-file=/etc/kubernetes/manifests/audit-policy.yaml",
            version=None,
            image="k8s.gcr.io/hyperkube-amd64",
            mounts=("/etc/kubernetes", "/var/log/audit"),
        )
        .there("/etc/kubernetes/addons/audit-policy.yaml")
        .absent("/etc/kubernetes/manifests/audit-policy.yaml"),
    ),
    # Paraphrased: the apiserver's line is completed.
    report(
        "mmumshad/kubernetes-the-hard-way/pull/112",
        "invalid_flag_value",
        A,
        exits(A, "Error: invalid value api/all=", "--runtime-config=api/all", version="v1.18.0"),
    ),
    # Paraphrased: the apiserver's line is completed.
    report(
        "kubernetes/kops/issues/5833",
        "etcd_unreachable",
        A,
        exits(
            A,
            "F0925 14:02:11.318204       1 storage_decorator.go:57] Unable to create storage backend: config (&{etcd3 /registry [http://127.0.0.1:4001]    true false 1000 0xc4203b8e00 <nil> 5m0s 1m0s}), err (dial tcp 127.0.0.1:4001: getsockopt: connection refused)",
            version="v1.10.8",
            flags=("--etcd-servers=http://127.0.0.1:4001", "--secure-port=443", "--allow-privileged=true"),
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/7385",
        ["authentication_config_invalid", "invalid_flag_value", "unknown"],
        A,
        exits(
            A,
            "F0427 21:05:35.065323       1 server.go:247] Invalid Authentication Config: error reading /dev/null: could not read any certificates",
            version=None,
            flags=(),
            image="gcr.io/google_containers/kube-apiserver",
            probe="",
            mounts=(),
            code=255,
        ),
    ),
    # ---- etcd -------------------------------------------------------------------------------------------------------
    # The flags are those of the guide it follows; how the service manager's timeout ends it is completed.
    report(
        "ivanfioravanti/kubernetes-the-hard-way-on-azure/issues/71",
        "etcd_no_quorum",
        E,
        Node(name="controller-0", version=None)
        .static_pod(
            E,
            flags=(
                "--name=controller-0",
                "--initial-advertise-peer-urls=https://10.240.0.10:2380",
                "--listen-peer-urls=https://10.240.0.10:2380",
                "--listen-client-urls=https://10.240.0.10:2379,https://127.0.0.1:2379",
                "--advertise-client-urls=https://10.240.0.10:2379",
                f"--initial-cluster={CONTROLLERS}",
                "--initial-cluster-state=new",
                "--data-dir=/var/lib/etcd",
            ),
        )
        .died(
            E,
            'health check for peer ffed16798470cab5 could not connect: dial tcp 10.240.0.11:2380: connect: connection refused (prober "ROUND_TRIPPER_RAFT_MESSAGE")\n'
            'health check for peer 3a57933972cb5131 could not connect: dial tcp 10.240.0.12:2380: connect: connection refused (prober "ROUND_TRIPPER_SNAPSHOT")\n'
            'health check for peer ffed16798470cab5 could not connect: dial tcp 10.240.0.11:2380: connect: connection refused (prober "ROUND_TRIPPER_SNAPSHOT")\n'
            "f98dc20bce6225a0 is starting a new election at term 148\n"
            "f98dc20bce6225a0 became candidate at term 149\n"
            "f98dc20bce6225a0 received MsgVoteResp from f98dc20bce6225a0 at term 149",
            code=143,
            lived=timedelta(seconds=90),
        ),
    ),
    report("poseidon/matchbox/issues/624", "host_path_unusable", E, no_etcd_ssl("v3.2.0")),
    # Paraphrased: rkt's last line is completed.
    report("coreos/tectonic-installer/issues/2657", "host_path_unusable", E, no_etcd_ssl("v3.1.8")),
    # The kubelet's lines are cut off behind the name that is looked up, and completed.
    report(
        "poseidon/typhoon/issues/232",
        None,
        E,
        Node(name="ip-10-0-4-150", version=None)
        .unit("kubelet")
        .static_pod(E, flags=("--data-dir=/var/lib/etcd",), image="quay.io/coreos/etcd", mounts=("/var/lib/etcd",))
        .runs(
            E,
            "2018-05-31 18:04:24.707213 W | pkg/netutil: failed resolving host tempest-etcd0.was.example.com:2380 (lookup tempest-etcd0.was.example.com on 10.0.0.2:53: no such host); retrying in 1s",
            since=timedelta(seconds=25),
        )
        .kubelet(
            'E0531 18:04:24.752030     911 eviction_manager.go:247] eviction manager: failed to get get summary stats: failed to get node info: node "ip-10-0-4-150" not found',
            "E0531 18:04:24.787061     911 reflector.go:205] k8s.io/kubernetes/pkg/kubelet/kubelet.go:452: Failed to list *v1.Service: Get https://tempest.was.example.com:443/api/v1/services?limit=500&resourceVersion=0: dial tcp: lookup tempest.was.example.com on 10.0.0.2:53: no such host",
            "E0531 18:04:24.789366     911 reflector.go:205] k8s.io/kubernetes/pkg/kubelet/config/apiserver.go:47: Failed to list *v1.Pod: Get https://tempest.was.example.com:443/api/v1/pods?fieldSelector=spec.nodeName%3Dip-10-0-4-150&limit=500&resourceVersion=0: dial tcp: lookup tempest.was.example.com on 10.0.0.2:53: no such host",
            by="kubelet-wrapper",
        ),
        never="etcd_no_quorum",
    ),
    report(
        "Azure/aks-engine/issues/1515",
        "file_permission_denied",
        E,
        exits(
            E,
            "cannot access data directory: open /var/lib/etcddisk/.touch: permission denied",
            version=None,
            flags=("--data-dir=/var/lib/etcddisk",),
            mounts=("/var/lib/etcddisk",),
        ).journal("kernel", " sdc: sdc1", ago=timedelta(seconds=55)),
    ),
    # Paraphrased: etcd's line is completed.
    report(
        "Azure/acs-engine/issues/2077",
        "file_permission_denied",
        E,
        exits(
            E,
            "2018-01-17 19:44:02.118934 C | etcdmain: open /etc/kubernetes/certs/etcdserver.key: permission denied",
            version="v1.7.9",
            flags=(
                "--data-dir=/var/lib/etcddisk",
                "--cert-file=/etc/kubernetes/certs/etcdserver.crt",
                "--key-file=/etc/kubernetes/certs/etcdserver.key",
                "--trusted-ca-file=/etc/kubernetes/certs/ca.crt",
            ),
            mounts=("/var/lib/etcddisk", "/etc/kubernetes/certs"),
        ).there("/etc/kubernetes/certs/etcdserver.key", mode="0600"),
    ),
    # The ends of the lines are cut off, and completed.
    report(
        "kubernetes/kops/issues/11527",
        ["etcd_client_certificate_expired", "etcd_server_certificate_expired"],
        E,
        exits(
            E,
            'etcdmain: rejected connection from "MASTER-B-ADDRESS:64762" (error "tls: failed to verify client\'s certificate: x509: certificate has expired or is not yet valid", ServerName "other-master-address")\n'
            'etcdmain: rejected connection from "MASTER-C-ADDRESS:64762" (error "tls: failed to verify client\'s certificate: x509: certificate has expired or is not yet valid", ServerName "other-master-address")',
            version=None,
        ),
    ),
    # Paraphrased: etcd's line is completed.
    report(
        "puppetlabs/puppetlabs-kubernetes/issues/59",
        "invalid_flag_value",
        E,
        exits(
            E,
            '2018-02-12 09:31:40.772915 C | etcdmain: couldn\'t find local name "etcd-master-1" in the initial cluster configuration',
            version=None,
            flags=(
                "--name=etcd-master-1",
                "--data-dir=/var/lib/etcd",
                "--initial-cluster=master-1=http://10.0.0.4:2380",
                "--initial-advertise-peer-urls=http://10.0.0.4:2380",
                "--listen-peer-urls=http://10.0.0.4:2380",
            ),
        ),
    ),
    # ---- the scheduler ----------------------------------------------------------------------------------------------
    report(
        "darshanime/devkube/issues/1",
        None,
        S,
        exits(
            S,
            'WARNING: the provided config file is an unsupported apiVersion ("componentconfig/v1alpha1"), which will be removed in future releases\n'
            'WARNING: switch to command-line flags or update your config file apiVersion to "kubescheduler.config.k8s.io/v1alpha1"\n'
            "WARNING: apiVersions at alpha-level are not guaranteed to be supported in future releases\n"
            "invalid configuration: no configuration has been provided",
            version=None,
            flags=("--config=/etc/kubernetes/config/kube-scheduler.yaml", "--v=2"),
        ),
        never="apiserver_unreachable",
    ),
    # ---- the kubelet and the runtime below it -----------------------------------------------------------------------
    # The file is the guide's, which the change replaces.
    report(
        "kelseyhightower/kubernetes-the-hard-way/pull/591",
        "cri_plugin_disabled",
        UNIT,
        systemd(
            kubelet(
                "        For verbose messaging see aws.Config.CredentialsChainVerboseErrors",
                "E0723 12:41:43.068772   29002 remote_runtime.go:81] Version from runtime service failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
                "E0723 12:41:43.068808   29002 kuberuntime_manager.go:197] Get runtime version failed: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
                "F0723 12:41:43.068821   29002 server.go:274] failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
                version="v1.18.6",
                status=255,
            ).file(
                "/etc/containerd/config.toml",
                '[plugins]\n  [plugins.cri.containerd]\n    snapshotter = "overlayfs"\n    [plugins.cri.containerd.default_runtime]\n'
                '      runtime_type = "io.containerd.runtime.v1.linux"\n      runtime_engine = "/usr/local/bin/runc"\n'
                '      runtime_root = ""\n',
            ),
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    # The end of the kubelet's line is completed.
    report(
        "mmumshad/kubernetes-the-hard-way/issues/304",
        "cri_plugin_disabled",
        UNIT,
        kubelet(
            'E1210 10:14:32.401277    4821 run.go:74] "command failed" err="failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
        ).file("/etc/containerd/config.toml", 'disabled_plugins = ["cri"]\n'),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/101",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'error: failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
        ),
    ),
    # Paraphrased: the kubelet's line is completed.
    report(
        "weibeld/terraform-aws-kubeadm/issues/12",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'E0407 08:52:17.640311    6120 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"systemd\\" is different from docker cgroup driver: \\"cgroupfs\\""',
        ),
    ),
    # The line's head is completed.
    report(
        "gardener/gardener/issues/7069",
        "kubelet_kernel_defaults",
        UNIT,
        kubelet(
            'E1124 10:05:12.744127    3321 kubelet.go:1431] "Failed to start ContainerManager" err="[invalid kernel flag: kernel/panic, expected value: 10, actual value: 0, invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0, invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]"',
        ),
    ),
    report(
        "Azure/aks-engine/issues/1291",
        "kubelet_kernel_defaults",
        UNIT,
        systemd(
            Node(version=None)
            .unit("kubelet", "failed", "failed", 5, Result="start-limit-hit", ExecMainStatus=255)
            .kubelet(
                f"F0521 09:53:11.043698   26868 kubelet.go:1359] Failed to start ContainerManager {KERNEL_DEFAULTS}"
            ),
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Service hold-off time over, scheduling restart.",
            "Stopped Kubelet.",
            "kubelet.service: Start request repeated too quickly.",
            "Failed to start Kubelet.",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'start-limit-hit'.",
        ),
    ),
    report(
        "gardener/gardener/issues/15314",
        ["feature_gate_rejected", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            "panic: failed to merge global and in-flight KubeletConfiguration while setting defaults, error: ClusterTrustBundleProjection is enabled, but depends on features that are disabled: [ClusterTrustBundle]",
            status=2,
        ),
    ),
    report(
        "gardener/gardener/issues/3058",
        ["kubelet_config_invalid", "unknown"],
        UNIT,
        systemd(
            kubelet('F1028 26401 server.go:262] failed to run Kubelet: cannot reserve "pid" resource', status=255),
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    report(
        "gardenlinux/gardenlinux/issues/280",
        "unknown",
        UNIT,
        kubelet(
            "F0623 08:35:21.378741 2027990 kubelet.go:1372] Failed to start ContainerManager failed to build map of initial containers from runtime: no PodsandBox found with Id '<id of failed node-exported container>'",
            "goroutine 316 [running]:",
            "k8s.io/kubernetes/vendor/k8s.io/klog/v2.stacks(0xc000010001, 0xc0000fe280, 0xe7, 0x267)",
            "        /workspace/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/klog/v2/klog.go:1026 +0xb9",
            "k8s.io/kubernetes/vendor/k8s.io/klog/v2.(*loggingT).output(0x70e3580, 0xc000000003, 0x0, 0x0, 0xc0009e9260, 0x6f4f612, 0xa, 0x55c, 0x0)",
            "        /workspace/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/klog/v2/klog.go:975 +0x19b",
            status=255,
        ),
    ),
    report(
        "kubernetes/kops/pull/7430",
        "feature_gate_rejected",
        UNIT,
        kubelet(
            "F0818 22:43:57.642896    6424 server.go:179] unrecognized feature gate: ExperimentalCriticalPodAnnotation",
            version="v1.16.0",
            status=255,
        ),
    ),
    report(
        "mysticaltech/terraform-hcloud-kube-hetzner/issues/1974",
        "feature_gate_rejected",
        UNIT,
        Node(version=None)
        .kubelet_loops()
        .kubelet(
            'level=fatal msg="failed to set feature gates: unrecognized feature gate: CloudDualStackNodeIPs"', by="k3s"
        ),
    ),
    # The second line is cut off, and completed.
    report(
        "kubernetes-sigs/cloud-provider-azure/issues/6979",
        "kubelet_unknown_flag",
        UNIT,
        systemd(
            kubelet(
                'E0904 10:03:50.074062    1653 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --azure-container-registry-config"',
                version="v1.31.0",
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    # The line's head is completed.
    report(
        "Azure/karpenter-provider-azure/issues/1516",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            'E0314 09:12:40.118301    2204 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --pod-infra-container-image"',
            version="v1.35.0",
        ).file(
            "/etc/default/kubelet",
            "KUBELET_FLAGS=--pod-infra-container-image=mcr.microsoft.com/oss/kubernetes/pause:3.6\n",
        ),
    ),
    # The first line is cut off, and completed.
    report(
        "Azure/acs-engine/issues/3098",
        ["unknown", "kubelet_unknown_flag"],
        UNIT,
        systemd(
            Node(version=None)
            .unit("kubelet", "failed", "failed", 5, Result="start-limit-hit", ExecMainStatus=255)
            .kubelet(
                "      --volume-stats-agg-period duration                                                                          Specifies interval for kubelet to calculate and cache the volume disk usage for all pods and volumes.  To disable volume calculations, set to 0. (default 1m0s)",
                "F0529 09:58:25.562482   11504 server.go:153] unknown command: ",
            ),
            "kubelet.service: Service hold-off time over, scheduling restart.",
            "Stopped Kubelet.",
            "kubelet.service: Start request repeated too quickly.",
            "Failed to start Kubelet.",
        ),
    ),
    report(
        "kubernetes/cloud-provider-vsphere/issues/220",
        ["unknown", "missing_required_flag"],
        UNIT,
        kubelet(
            'Error: failed to run Kubelet: could not init cloud provider "vsphere": no vSphere cloud provider config file given',
        ),
    ),
    # The line's head is completed.
    report(
        "poseidon/typhoon/issues/712",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "F0424 16:11:09.402213    1934 kubelet.go:1383] Failed to start ContainerManager failed to initialize top level QOS containers: root container [kubepods] doesn't exist",
            status=255,
        ),
    ),
    report(
        "kubernetes-retired/kube-aws/issues/1439",
        None,
        UNIT,
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 1, Result="exit-code", ExecMainStatus=0)
        .kubelet(
            "Starting kubelet.service...",
            "kubelet.service: Control process exited, code=exited status=3",
            "kubelet.service: Failed with result 'exit-code'.",
            "Failed to start kubelet.service.",
            "kubelet.service: Service hold-off time over, scheduling restart.",
            "kubelet.service: Scheduled restart job, restart counter is at 1.",
            "Stopped kubelet.service.",
            "Starting kubelet.service...",
            "kubelet.service: Control process exited, code=exited status=3",
            "kubelet.service: Failed with result 'exit-code'.",
            "Failed to start kubelet.service.",
            by="systemd",
        ),
        never="kubelet_config_invalid",
    ),
    # Paraphrased: the service manager's lines are completed.
    report(
        "flatcar/Flatcar/issues/472",
        ["unknown", "command_not_found"],
        UNIT,
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 31, Result="exit-code", ExecMainStatus=203)
        .absent("/usr/bin/rkt")
        .kubelet(
            "kubelet.service: Failed to execute command: No such file or directory",
            "kubelet.service: Failed at step EXEC spawning /usr/bin/rkt: No such file or directory",
            by="rkt",
        )
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            "kubelet.service: Failed with result 'exit-code'.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
)
