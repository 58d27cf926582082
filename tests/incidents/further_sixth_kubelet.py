"""Public reports of kubelets that loop or do not run their static pods, and of the hosts below them, met for the first time.

They are shown as those of further.py are. A quarter of them is outside the closed set, benign, or looks like another cause.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, kubelet, report
from incidents.further_node import initialised

MANIFESTS = "/etc/kubernetes/manifests"
DEPRECATED = (
    "has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See "
    "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information."
)


def systemd(node, *lines):
    """What the service manager says of the kubelet after its own last words."""
    return node.kubelet(*lines, by="systemd", ago=timedelta(seconds=31))


def upgraded_kubelet():
    """Static pods that a newer kubelet hashes otherwise, and so makes anew once, with their manifests as they were."""
    node = initialised(Node(version="v1.18.20")).unit("kubelet")
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program, edited=timedelta(days=200))
        node.died(
            program,
            code=0,
            attempt=0,
            uid=f"{number}c1f3b0a9d8e7f6a5b4c3d2e1f0a9b8c",
            lived=timedelta(days=60),
            ago=timedelta(minutes=6, seconds=number),
        )
        node.runs(program, attempt=0, since=timedelta(minutes=5, seconds=50 - number))
    return node.kubelet(
        "Stopping kubelet: The Kubernetes Node Agent...",
        "Stopped kubelet: The Kubernetes Node Agent.",
        "Started kubelet: The Kubernetes Node Agent.",
        by="systemd",
        ago=timedelta(minutes=6, seconds=20),
    )


FURTHER_SIXTH_KUBELET = (
    # ---- swap and the kernel's settings -----------------------------------------------------------------------------
    report(
        "Azure/AKSFlexNode/pull/67",
        "kubelet_swap_on",
        UNIT,
        systemd(
            kubelet(
                'I0205 10:58:14.917138   12704 server.go:772] "--cgroups-per-qos enabled, but --cgroup-root was not specified. defaulting to /"',
                'I0205 10:58:14.917220   12704 swap_util.go:115] "Swap is on" /proc/swaps contents=<',
                "        Filename                                Type                Size                Used                Priority",
                "        /swapfile                               file                3991548                0                -2",
                " >",
                'E0205 10:58:14.917245   12704 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"',
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/pull/4216",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "F0212 18:20:35.565065   13941 server.go:261] failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename\t\t\t\tType\t\tSize\tUsed\tPriority /dev/vdb                                partition\t4194300\t0\t-1]",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/66241",
        "kubelet_kernel_defaults",
        UNIT,
        systemd(
            Node(version=None)
            .kubelet_loops(status=255)
            .kubelet(
                "F0716 13:39:43.007658     779 kubelet.go:1335] Failed to start ContainerManager [Invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0, Invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0, Invalid kernel flag: kernel/panic, expected value: 10, actual value: 0]",
                by="hyperkube",
            ),
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/108596",
        "kubelet_kernel_defaults",
        UNIT,
        kubelet(
            'E0308 23:19:47.711424   13480 kubelet.go:1423] "Failed to start ContainerManager" err="invalid kernel flag: kernel/panic, expected value: 10, actual value: 60"',
            version="v1.22.0",
        ).file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nprotectKernelDefaults: true\n"
            "staticPodPath: /etc/kubernetes/manifests\n",
        ),
    ),
    # ---- flags and the configuration file ---------------------------------------------------------------------------
    report(
        "canonical/microk8s/pull/3861",
        "kubelet_unknown_flag",
        UNIT,
        Node(version="v1.27.0")
        .kubelet_loops()
        .kubelet(
            "Flag --containerd has been deprecated, This is a cadvisor flag that was mistakenly registered with the Kubelet. Due to legacy concerns, it will follow the standard CLI deprecation timeline before being removed.",
            "Error: failed to parse kubelet flag: unknown flag: --container-runtime",
            "F0321 06:42:43.601537   69528 daemon.go:57] Kubelet exited failed to parse kubelet flag: unknown flag: --container-runtime",
            by="microk8s.daemon-kubelite",
        ),
    ),
    report(
        "kubernetes/test-infra/pull/33218",
        "feature_gate_rejected",
        UNIT,
        kubelet(
            "W0805 00:18:51.423981    2650 feature_gate.go:354] Setting GA feature gate DisableCloudProviders=true. It will be removed in a future release.",
            "W0805 00:18:51.424050    2650 feature_gate.go:354] Setting GA feature gate DisableKubeletCloudCredentialProviders=true. It will be removed in a future release.",
            'E0805 00:18:51.424109    2650 run.go:72] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: InTreePluginGCEUnregister"',
            version="v1.31.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/102818",
        "kubelet_config_invalid",
        UNIT,
        kubelet(
            'E1023 20:14:33.248476   17950 run.go:72] "command failed" err="failed to validate kubelet configuration, error: invalid configuration: shutdownGracePeriodCriticalPods {15s} must be <= shutdownGracePeriod {10s}, path: &TypeMeta{Kind:,APIVersion:,}"',
        ).file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nshutdownGracePeriod: 10s\n"
            "shutdownGracePeriodCriticalPods: 15s\nstaticPodPath: /etc/kubernetes/manifests\n",
        ),
    ),
    report(
        "openshift-kni/performance-addon-operators/issues/236",
        ["kubelet_config_invalid", "unknown"],
        UNIT,
        kubelet(
            'F0617 13:04:25.310211    2344 server.go:274] failed to run Kubelet: Invalid cpuset "9-15" specified by --reserved-cpus',
            status=255,
        ),
    ),
    report(
        "kubernetes/website/issues/17555",
        "kubelet_not_initialised",
        UNIT,
        systemd(
            kubelet(
                'F1113 14:54:27.896232   25760 server.go:196] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
                version="v1.16.2",
                status=255,
            ),
            "kubelet.service: main process exited, code=exited, status=255/n/a",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            "kubelet.service holdoff time over, scheduling restart.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            "Started kubelet: The Kubernetes Node Agent.",
        ).absent(
            "/var/lib/kubelet/config.yaml",
            "/etc/kubernetes/kubelet.conf",
            "/etc/kubernetes/bootstrap-kubelet.conf",
            MANIFESTS,
        ),
    ),
    # ---- certificates and bootstrap ---------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/98150",
        "kubelet_client_certificate_expired",
        UNIT,
        systemd(
            initialised(Node(version="v1.20.0"))
            .absent("/etc/kubernetes/bootstrap-kubelet.conf")
            .kubelet_loops(
                "E0118 17:33:58.888700 1457370 bootstrap.go:265] part of the existing bootstrap client certificate is expired: 2020-12-06 18:55:55 +0000 UTC",
                "F0118 17:33:58.888743 1457370 server.go:271] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/95546",
        "kubelet_bootstrap_deadlock",
        UNIT,
        Node(version="v1.17.2")
        .static_pod(E)
        .static_pod(A)
        .static_pod(KCM)
        .static_pod(S)
        .there("/etc/kubernetes/bootstrap-kubelet.conf", mode="0600")
        .absent("/etc/kubernetes/kubelet.conf")
        .kubelet_loops(
            "I1014 09:12:01.310442    1893 bootstrap.go:84] Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file",
            "I1014 09:12:01.311180    1893 bootstrap.go:119] No valid private key and/or certificate found, reusing existing private key or creating a new one",
            "W1014 09:13:01.312207    1893 bootstrap.go:127] Error waiting for apiserver to come up: timed out waiting to connect to apiserver",
            "F1014 09:13:01.313960    1893 server.go:273] failed to run Kubelet: cannot create certificate signing request: Post https://10.0.0.4:6443/apis/certificates.k8s.io/v1beta1/certificatesigningrequests: dial tcp 10.0.0.4:6443: connect: connection refused",
            status=255,
        ),
    ),
    report(
        "openshift/installer/issues/167",
        ["kubelet_bootstrap_deadlock", "kubelet_client_certificate_expired"],
        UNIT,
        Node(name="test1-master-0", version="v1.11.0")
        .static_pod(A)
        .static_pod(E)
        .kubelet_loops(status=255)
        .kubelet("Started Kubernetes Kubelet.", by="systemd", ago=timedelta(seconds=33))
        .kubelet(
            f"Flag --rotate-certificates {DEPRECATED}",
            f"Flag --pod-manifest-path {DEPRECATED}",
            "Flag --allow-privileged has been deprecated, will be removed in a future version",
            "Flag --minimum-container-ttl-duration has been deprecated, Use --eviction-hard or --eviction-soft instead. Will be removed in a future version.",
            f"Flag --cluster-dns {DEPRECATED}",
            "E0824 15:41:59.610423   19177 bootstrap.go:195] Part of the existing bootstrap client certificate is expired: 2018-08-24 15:09:00 +0000 UTC",
            "I0824 15:41:59.610470   19177 bootstrap.go:56] Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file",
            "F0824 15:41:59.632881   19177 server.go:262] failed to run Kubelet: cannot create certificate signing request: Post https://test1-api.test1.tt.testing:6443/apis/certificates.k8s.io/v1beta1/certificatesigningrequests: dial tcp 192.168.124.11:6443: connect: connection refused",
            by="docker",
        ),
    ),
    # ---- cgroups ----------------------------------------------------------------------------------------------------
    report(
        "kubernetes/minikube/issues/5996",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "I1128 17:38:14.084902  136867 server.go:410] Version: v1.16.2",
            "I1128 17:38:14.085278  136867 plugins.go:100] No cloud provider specified.",
            "I1128 17:38:14.085370  136867 server.go:773] Client rotation is on, will bootstrap in background",
            'I1128 17:38:14.089266  136867 certificate_store.go:129] Loading cert/key pair from "/var/lib/kubelet/pki/kubelet-client-current.pem".',
            "W1128 17:38:14.091269  136867 server.go:605] failed to get the kubelet's cgroup: mountpoint for cpu not found.  Kubelet system container metrics may be missing.",
            "W1128 17:38:14.091479  136867 server.go:612] failed to get the container runtime's cgroup: failed to get container name for docker process: mountpoint for cpu not found. Runtime system container metrics may be missing.",
            "F1128 17:38:14.091611  136867 server.go:271] failed to run Kubelet: mountpoint for cpu not found",
            version="v1.16.2",
            status=255,
        ).host(cgroup_version=2),
    ),
    report(
        "docker/for-win/issues/13822",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'E1206 09:21:44.871233    2317 run.go:74] "command failed" err="failed to run Kubelet: invalid configuration: cgroup [\\"kubepods\\"] has some missing controllers: cpu"',
            version="v1.28.2",
        ),
    ),
    report(
        "openshift/origin/issues/5366",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'W0525 17:28:03.226664   18769 kubelet_network.go:70] Hairpin mode set to "promiscuous-bridge" but kubenet is not enabled, falling back to "hairpin-veth"',
            'I0525 17:28:03.226704   18769 kubelet.go:494] Hairpin mode set to "hairpin-veth"',
            "W0525 17:28:03.248728   18769 cni.go:157] Unable to update cni config: No networks found in /etc/cni/net.d",
            "I0525 17:28:03.486567   18769 docker_service.go:184] Docker cri networking managed by kubernetes.io/no-op",
            'F0525 17:28:03.510872   18769 node.go:297] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
            status=255,
        ),
    ),
    # ---- static pods that the kubelet does not run ------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/111174",
        "static_pod_rejected",
        S,
        Node(name="hjj221-dev", version=None)
        .unit("kubelet")
        .file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: 3\n"
            "staticPodPath: /etc/kubernetes/manifests\n",
        )
        .static_pod(S)
        .died(S, code=0, attempt=6, lived=timedelta(hours=2), ago=timedelta(minutes=4))
        .failed_pod(
            S,
            "UnexpectedAdmissionError",
            "Pod Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: pods, q: 1), ]",
        )
        .kubelet(
            'I0715 01:48:16.317123 1521719 status_manager.go:692] "Status for pod is up-to-date" pod="kube-system/kube-scheduler-hjj221-dev" statusVersion=3'
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/85831",
        ["disk_full", "static_pod_rejected"],
        A,
        Node(name="192.113.5.13", version=None)
        .unit("kubelet")
        .static_pod(A)
        .failed_pod(
            A,
            "UnexpectedAdmissionError",
            'Update plugin resources failed due to failed to write checkpoint file "kubelet_internal_checkpoint": write /var/lib/kubelet/device-plugins/.525042640: no space left on device, which is unexpected.',
        )
        .kubelet(
            'W1204 02:00:12.114530    3121 predicate.go:75] Failed to admit pod kube-apiserver-192.113.5.13_kube-system(4272d198e0e30f0de9f5eef7d0799ebc) - Update plugin resources failed due to failed to write checkpoint file "kubelet_internal_checkpoint": write /var/lib/kubelet/device-plugins/.525042640: no space left on device, which is unexpected.'
        ),
    ),
    report(
        "kubernetes/website/issues/45758",
        "duplicate_manifest",
        A,
        Node(version=None)
        .unit("kubelet")
        .static_pod(A, "--enable-admission-plugins=NodeRestriction", edited=timedelta(minutes=10))
        .static_pod(A, file="kube-apiserver.yaml-bak", edited=timedelta(minutes=12))
        .runs(A, since=timedelta(hours=5)),
    ),
    report(
        "Azure/aks-engine/issues/633",
        None,
        None,
        Node(version="v1.13.3")
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .static_pod(KCM)
        .runs(KCM)
        .static_pod(S)
        .runs(S)
        .manifest(
            "pod-security-policy.yaml",
            "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata:\n  name: privileged\nspec:\n  privileged: true\n",
            edited=timedelta(days=3),
        )
        .kubelet(
            'E0228 22:05:20.288964   18862 file.go:187] Can\'t process manifest file "/etc/kubernetes/manifests/pod-security-policy.yaml": /etc/kubernetes/manifests/pod-security-policy.yaml: couldn\'t parse as pod(invalid pod: &policy.PodSecurityPolicy{TypeMeta:v1.TypeMeta{Kind:"", APIVersion:""}, ObjectMeta:v1.ObjectMeta{Name:"privileged", GenerateName:"", Namespace:"", SelfLink:"", UID:"", ResourceVersion:"", Generation:0',
        ),
    ),
    report(
        "m-lab/k8s-support/issues/105",
        None,
        None,
        Node(version=None)
        .unit("kubelet")
        .file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifests\n",
        )
        .absent(MANIFESTS)
        .kubelet(
            *(
                f'E0322 14:25:{n:02}.182910    1841 file_linux.go:60] Unable to read config path "/etc/kubernetes/manifests": path does not exist, ignoring'
                for n in range(10, 30, 5)
            )
        ),
    ),
    report("kubernetes/kubernetes/issues/116080", None, None, never="cgroup_driver_mismatch", node=upgraded_kubelet()),
    # ---- the host's limits, disk and memory -------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/57799",
        "inotify_limit",
        UNIT,
        kubelet(
            "F0103 11:40:12.210093   12044 kubelet.go:1275] Failed to start cAdvisor inotify_init: too many open files",
            status=255,
        ),
    ),
    report(
        "jetstack/tarmak/issues/756",
        "inotify_limit",
        UNIT,
        kubelet(
            "F0322 10:05:31.611202    2190 kubelet.go:1344] Failed to start cAdvisor inotify_add_watch /sys/fs/cgroup/memory/kubepods/pod5b6c2a4b-4c8a-11e9-9f0a-0a58ac1f0b1c/4c2f3f0ddc9c1bd1b4d0a2a1f42a8de7a6e0bdff8f1bff21f8f1b70f63d7a871: no space left on device",
            version="v1.12.3",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/76598",
        ["node_pressure_eviction", "static_pod_rejected"],
        "test-static-pod",
        Node(version="v1.13.5")
        .unit("kubelet")
        .static_pod("test-static-pod", flags=(), probe="", image="nginx")
        .failed_pod("test-static-pod", "Evicted", "The node was low on resource: ephemeral-storage. "),
    ),
    # ---- SELinux and AppArmor ---------------------------------------------------------------------------------------
    report(
        "okd-project/okd/issues/1285",
        "security_module_denied",
        UNIT,
        Node(version="v1.23.3")
        .unit("kubelet", "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=203)
        .journal(
            "kernel",
            "SELinux:  Context system_u:object_r:kubelet_exec_t:s0 is not valid (left unmapped).",
            'audit: type=1400 audit(1656331412.214:811): avc:  denied  { execute } for  pid=4040 comm="(yperkube)" name="hyperkube" dev="sda4" ino=342043427 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:unlabeled_t:s0 tclass=file permissive=0 trawcon="system_u:object_r:kubelet_exec_t:s0"',
            ago=timedelta(seconds=33),
        )
        .kubelet(
            "Starting Kubernetes Kubelet...",
            "kubelet.service: Failed to locate executable /usr/bin/hyperkube: Permission denied",
            "kubelet.service: Failed at step EXEC spawning /usr/bin/hyperkube: Permission denied",
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            by="systemd",
        ),
    ),
    report(
        "kubernetes/minikube/issues/5660",
        ["unknown", "security_module_denied"],
        UNIT,
        Node(version="v1.16.0")
        .unit("kubelet", "activating", "auto-restart", 2211, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "kubelet.service: Scheduled restart job, restart counter is at 2211.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            "Started kubelet: The Kubernetes Node Agent.",
            "kubelet.service: Failed to execute command: Permission denied",
            "kubelet.service: Failed at step EXEC spawning /var/lib/minikube/binaries/v1.16.0/kubelet: Permission denied",
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            "kubelet.service: Failed with result 'exit-code'.",
            by="systemd",
        ),
    ),
    report(
        "rancher/elemental/issues/349",
        "apparmor_parser_missing",
        E,
        Node(version=None)
        .unit("kubelet")
        .static_pod(E)
        .waits(
            E,
            "CreateContainerError",
            'failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH',
        )
        .journal(
            "containerd",
            'time="2022-09-22T11:13:25.616282579Z" level=info msg="CreateContainer within sandbox \\"4be93975552749ec5339a0c85277dfc2b637b8471fab4a631ed54913ccc0397b\\" for container &ContainerMetadata{Name:etcd,Attempt:0,}"',
            'time="2022-09-22T11:13:25.630779894Z" level=error msg="CreateContainer within sandbox \\"4be93975552749ec5339a0c85277dfc2b637b8471fab4a631ed54913ccc0397b\\" for &ContainerMetadata{Name:etcd,Attempt:0,} failed" error="failed to create containerd container: get apparmor_parser version: exec: \\"apparmor_parser\\": executable file not found in $PATH"',
        ),
    ),
    # ---- names and addresses -----------------------------------------------------------------------------
    report(
        "canonical/microk8s/issues/3753",
        None,
        None,
        never="anonymous_health_access_forbidden",
        node=Node(name="node-master", version="v1.26.1")
        .unit("kubelet")
        .kubelet(
            'E0214 11:54:30.948997     828 controller.go:146] failed to ensure lease exists, will retry in 7s, error: leases.coordination.k8s.io "node-master" is forbidden: User "system:node:hostmaster" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-node-lease": can only access node lease with the same name as the requesting node',
            by="microk8s.daemon-kubelite",
        ),
    ),
    # ---- kubelets that fail for reasons outside the closed set ------------------------------------------------------
    report(
        "Azure/aks-engine/issues/1092",
        "unknown",
        UNIT,
        Node(version=None)
        .unit("kubelet", "failed", "failed", 5, Result="start-limit-hit", ExecMainStatus=0)
        .kubelet(
            "kubelet.service: Control process exited, code=exited status=255",
            "Failed to start Kubelet.",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Service hold-off time over, scheduling restart.",
            "Stopped Kubelet.",
            "kubelet.service: Start request repeated too quickly.",
            "Failed to start Kubelet.",
            by="systemd",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/119416",
        # It is there, and is made for a newer system: it cannot be executed here, as is said of a container's command.
        "command_not_found",
        UNIT,
        kubelet(
            "kubelet: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.32' not found (required by kubelet)",
            "kubelet: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by kubelet)",
            version="v1.24.15",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/87004",
        "unknown",
        UNIT,
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=205)
        .kubelet(
            "kubelet.service: Failed to adjust resource limit RLIMIT_NOFILE: Operation not permitted",
            "kubelet.service: Failed at step LIMITS spawning /usr/bin/kubelet: Operation not permitted",
            "kubelet.service: Main process exited, code=exited, status=205/LIMITS",
            by="systemd",
        ),
    ),
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/807",
        "unknown",
        UNIT,
        kubelet(
            'E0614 08:55:17.228317    3024 run.go:74] "command failed" err="failed to run Kubelet: invalid kubeconfig: error loading config file \\"/var/lib/kubelet/kubeconfig\\": read /var/lib/kubelet/kubeconfig: is a directory"'
        ).there("/var/lib/kubelet/kubeconfig", "directory", "0755"),
    ),
    report(
        "kubernetes/cloud-provider-openstack/issues/169",
        "unknown",
        UNIT,
        kubelet(
            'I0511 16:41:37.738631   32257 server.go:305] Successfully initialized cloud provider: "openstack" from the config file: "/etc/kubernetes/cloud_config"',
            "I0511 16:41:37.739591   32257 openstack_instances.go:39] openstack.Instances() called",
            "error: failed to run Kubelet: failed to get instances from cloud provider",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/105806",
        "unknown",
        UNIT,
        kubelet(
            "panic(0x3a70aa0, 0x6fe3f50)",
            "        /usr/local/go/src/runtime/panic.go:679 +0x1b2",
            "k8s.io/kubernetes/pkg/kubelet/cm.(*qosContainerManagerImpl).setCPUCgroupConfig(0xc00096edc0, 0xc001075050, 0x42c8445, 0xa)",
            "        /workspace/anago-v1.18.6/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/pkg/kubelet/cm/qos_container_manager_linux.go:172 +0x3b",
            "k8s.io/kubernetes/pkg/kubelet/cm.(*qosContainerManagerImpl).UpdateCgroups(0xc00096edc0, 0x0, 0x0)",
            status=2,
        ),
    ),
    report(
        "canonical/microk8s/issues/4342",
        "unknown",
        UNIT,
        Node(version=None)
        .kubelet_loops()
        .kubelet(
            "F0305 08:38:02.037812   33336 daemon.go:46] Proxy exited open /proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established: no such file or directory",
            by="microk8s.daemon-kubelite",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/118607",
        ["unknown", "runtime_unavailable"],
        UNIT,
        Node(version="v1.27.2")
        .unit("kubelet", "inactive", "dead", 0, Result="success", ExecMainStatus=0)
        .kubelet(
            "Dependency failed for Kubernetes Kubelet.",
            "kubelet.service: Job kubelet.service/start failed with result 'dependency'.",
            by="systemd",
        ),
    ),
)
