"""Public reports from kubeadm, kind, minikube, Kubespray, kubeasz and other installers, of every component, 2016 to 2026.

They are shown as those of further.py are; a systemd unit of a control plane program is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_node import sandboxes_fail

DEPRECATED = (
    "has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See "
    "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information."
)
NO_BOOTSTRAP = (
    "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"
)


def told(node, *entries):
    """The kubelet unit's journal as it was printed: what the kubelet said, and ("systemd", line) what systemd said."""
    for number, entry in enumerate(entries):
        by, line = ("kubelet", entry) if isinstance(entry, str) else entry
        node.kubelet(line, by=by, ago=timedelta(seconds=60) - timedelta(milliseconds=100 * number))
    return node


def systemd(*lines):
    """Lines of the service manager."""
    return tuple(("systemd", line) for line in lines)


FURTHER_EIGHTH_KUBEADM = (
    # ---- the kubelet: files, flags, bootstrap -----------------------------------------------------------------------
    report(
        "kubernetes/minikube/issues/9122",
        "filesystem_damaged",
        UNIT,
        told(
            Node(version=None).kubelet_loops(restarts=62, status=255),
            f"F0830 17:00:00.232357    3799 server.go:274] failed to run Kubelet: {NO_BOOTSTRAP}",
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
                "kubelet.service: Failed with result 'exit-code'.",
                "kubelet.service: Service RestartSec=600ms expired, scheduling restart.",
                "kubelet.service: Scheduled restart job, restart counter is at 62.",
                "Stopped kubelet: The Kubernetes Node Agent.",
                "Started kubelet: The Kubernetes Node Agent.",
            ),
            'F0830 17:00:01.089962    3811 server.go:199] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: read /var/lib/kubelet/config.yaml: input/output error',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
                "kubelet.service: Failed with result 'exit-code'.",
                "Stopped kubelet: The Kubernetes Node Agent.",
            ),
        ),
    ),
    # Completed: the log was a picture; the report gives the file and the type and field that do not fit.
    report(
        "easzlab/kubeasz/issues/730",
        "kubelet_config_invalid",
        UNIT,
        kubelet(
            'F1112 10:21:37.510284   21984 server.go:196] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode, error: v1beta1.KubeletConfiguration.KubeReserved: ReadMapCB: expect { or n, but found ", error found in #10 byte of ...|eserved":"cpu=200m,m|..., bigger context ...|"healthzPort":10248,"kubeReserved":"cpu=200m,memory=500Mi,ephemeral-storage=1Gi"|...',
            version="v1.16.2",
            status=255,
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/8998",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "Flag --logtostderr has been deprecated, will be removed in a future release, see https://github.com/kubernetes/enhancements/tree/master/keps/sig-instrumentation/2845-deprecate-klog-specific-flags-in-k8s-components",
            "Flag --container-runtime has been deprecated, will be removed in 1.27 as the only valid value is 'remote'",
            "Error: failed to parse kubelet flag: unknown flag: --network-plugin",
            version="v1.24.1",
        ),
    ),
    report(
        "kubernetes/minikube/issues/6855",
        ["kubelet_not_initialised", "unknown"],
        UNIT,
        told(
            Node(version="v1.17.3").kubelet_loops(status=255).absent("/etc/kubernetes/bootstrap-kubelet.conf"),
            f"Flag --pod-manifest-path {DEPRECATED}",
            "I0302 15:21:25.001077    3423 server.go:416] Version: v1.17.3",
            "I0302 15:21:25.001458    3423 plugins.go:100] No cloud provider specified.",
            "I0302 15:21:25.001497    3423 server.go:821] Client rotation is on, will bootstrap in background",
            f"F0302 15:21:25.001558    3423 server.go:273] failed to run Kubelet: {NO_BOOTSTRAP}",
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ),
        never="kubelet_client_certificate_expired",
    ),
    report(
        "easzlab/kubeasz/issues/1257",
        ["kubelet_not_initialised", "unknown"],
        UNIT,
        told(
            Node(name="k8smaster", version="v1.27.0").kubelet_loops().absent("/etc/kubernetes/bootstrap-kubelet.conf"),
            'I0416 12:04:10.793877    7769 server.go:415] "Kubelet version" kubeletVersion="v1.27.0"',
            'I0416 12:04:10.793982    7769 server.go:417] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
            f'E0416 12:04:10.794442    7769 run.go:74] "command failed" err="failed to run Kubelet: {NO_BOOTSTRAP}"',
            *systemd("kubelet.service: Main process exited, code=exited, status=1/FAILURE"),
        ),
        never="kubelet_client_certificate_expired",
    ),
    report(
        "kubernetes-sigs/kind/issues/1383",
        "kubelet_not_initialised",
        UNIT,
        told(
            Node(name="kind-control-plane", version=None)
            .kubelet_loops(restarts=3, status=255)
            .absent(
                "/var/lib/kubelet/config.yaml",
                "/etc/kubernetes/kubelet.conf",
                "/etc/kubernetes/bootstrap-kubelet.conf",
                "/etc/kubernetes/manifests",
            ),
            *systemd("Started kubelet: The Kubernetes Node Agent."),
            f"Flag --fail-swap-on {DEPRECATED}",
            'F0305 10:28:51.165457      76 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ),
    ),
    # ---- the kubelet: cgroups, filesystems, limits ------------------------------------------------------------------
    report(
        "easzlab/kubeasz/issues/1039",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        told(
            Node(version="v1.21.2").kubelet_loops(),
            'I0628 14:01:36.402764    8795 cpu_manager.go:199] "Starting CPU manager" policy="none"',
            'I0628 14:01:36.402789    8795 cpu_manager.go:200] "Reconciling" reconcilePeriod="10s"',
            'I0628 14:01:36.402807    8795 state_mem.go:36] "Initialized new in-memory state store"',
            'I0628 14:01:36.402996    8795 state_mem.go:88] "Updated default CPUSet" cpuSet=""',
            'I0628 14:01:36.403008    8795 state_mem.go:96] "Updated CPUSet assignments" assignments=map[]',
            'I0628 14:01:36.403016    8795 state_checkpoint.go:136] "State checkpoint: restored state from checkpoint"',
            'I0628 14:01:36.403022    8795 state_checkpoint.go:137] "State checkpoint: defaultCPUSet" defaultCpuSet=""',
            'I0628 14:01:36.403027    8795 policy_none.go:44] "None policy: Start"',
            'I0628 14:01:36.406340    8795 node_container_manager_linux.go:121] "Enforcing kube reserved on cgroup" cgroupName="/podruntime.slice" limits=map[memory:{i:{value:419430400 scale:0} d:{Dec:<nil>} s: Format:BinarySI}]',
            'E0628 14:01:36.407235    8795 kubelet.go:1384] "Failed to start ContainerManager" err="Failed to enforce Kube Reserved Cgroup Limits on \\"/podruntime.slice\\": Unit podruntime.slice is not loaded."',
            *systemd("kubelet.service: main process exited, code=exited, status=1/FAILURE"),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/92128",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'F0615 09:37:48.641868     899 kubelet.go:1383] Failed to start ContainerManager Failed to enforce Kube Reserved Cgroup Limits on "/system.slice/kubelet.service": ["system.slice" "kubelet.service"] cgroup does not exist',
            version="v1.18.3",
            status=255,
        ),
    ),
    report(
        "kubernetes-sigs/kind/issues/2302",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'E0609 10:50:53.988995     244 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: invalid configuration: cgroup-root [\\"kubelet\\"] doesn\'t exist"',
        ),
    ),
    # Completed: the headers of the two lines.
    report(
        "kubernetes-sigs/kind/issues/4229",
        "unknown",
        UNIT,
        kubelet(
            'E0731 09:14:22.310471     263 container_manager_linux.go:527] "Unable to get rootfs data from cAdvisor interface" err="cannot find filesystem info for device \\"tank/podman/kind-probe/graph\\""',
            'E0731 09:14:22.310522     263 kubelet.go:1821] "Failed to start ContainerManager" err="failed to get rootfs info: cannot find filesystem info for device \\"tank/podman/kind-probe/graph\\""',
            version="v1.36.1",
        ),
        never="filesystem_damaged",
    ),
    report(
        "kubernetes/minikube/issues/12569",
        "unknown",
        UNIT,
        told(
            Node(name="minikube", version=None).kubelet_loops(),
            "W0929 14:42:47.666843   67785 fs.go:588] stat failed on /dev/mapper/luks-ae886ed0-14ab-482b-a2ed-7db07cf1d34a with error: no such file or directory",
            'E0929 14:42:47.666856   67785 kubelet.go:1423] "Failed to start ContainerManager" err="failed to get rootfs info: failed to get device for dir \\"/var/lib/kubelet\\": could not find device with major: 0, minor: 35 in cached partitions map"',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ),
        never="filesystem_damaged",
    ),
    report(
        "tektoncd/plumbing/issues/2522",
        "inotify_limit",
        UNIT,
        told(
            Node(version=None).kubelet_loops(),
            "E0319 16:49:49.963674     510 manager.go:294] Registration of the raw container factory failed: inotify_init: too many open files",
            'E0319 16:49:49.964127     510 kubelet.go:1632] "Failed to start cAdvisor" err="inotify_init: too many open files"',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ),
    ),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    # Completed: the end of the line, cut in the report; the two drivers are from one commenter's own two files.
    report(
        "kubernetes-sigs/kubespray/issues/1473",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("docker", "failed", "failed", 3, Result="exit-code", ExecMainStatus=1)
        .journal(
            "docker",
            "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuration file: storage-driver: (from flag: overlay2, from file: devicemapper)",
            by="docker",
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/10268",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E0704 16:24:50.524302  127545 remote_runtime.go:176] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/363edeefd37098196f7b4bd3baa2253e932f3501bdd97b083d0c8fceba6138e7/log.json: no such file or directory): exec: \\"runc\\": executable file not found in $PATH: unknown"',
            'E0704 16:24:50.524363  127545 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/363edeefd37098196f7b4bd3baa2253e932f3501bdd97b083d0c8fceba6138e7/log.json: no such file or directory): exec: \\"runc\\": executable file not found in $PATH: unknown" pod="kube-system/kube-apiserver-node1"',
            node=Node(name="node1", version=None),
        ),
        never="command_not_found",
    ),
    # Completed: the parent that crio names after "slice".
    report(
        "cri-o/cri-o/issues/4393",
        "cgroup_driver_mismatch",
        None,
        sandboxes_fail(
            'E1128 18:31:01.883155    5895 kubelet.go:2183] node "cri-o01" not found',
            'E1128 18:31:01.983408    5895 kubelet.go:2183] node "cri-o01" not found',
            'E1128 18:31:02.084641    5895 kubelet.go:2183] node "cri-o01" not found',
            "E1128 18:31:02.109966    5895 remote_runtime.go:113] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = cri-o configured with systemd cgroup manager, but did not receive slice as parent: /kubepods/burstable/pod722f82a93d48eba65d5416a3cf2dbf47",
            'E1128 18:31:02.110056    5895 kuberuntime_sandbox.go:69] CreatePodSandbox for pod "kube-apiserver-cri-o01_kube-system(722f82a93d48eba65d5416a3cf2dbf47)" failed: rpc error: code = Unknown desc = cri-o configured with systemd cgroup manager, but did not receive slice as parent: /kubepods/burstable/pod722f82a93d48eba65d5416a3cf2dbf47',
            'E1128 18:31:02.110099    5895 kuberuntime_manager.go:741] createPodSandbox for pod "kube-apiserver-cri-o01_kube-system(722f82a93d48eba65d5416a3cf2dbf47)" failed: rpc error: code = Unknown desc = cri-o configured with systemd cgroup manager, but did not receive slice as parent: /kubepods/burstable/pod722f82a93d48eba65d5416a3cf2dbf47',
            node=Node(name="cri-o01", version=None),
        ),
    ),
    # Completed: the headers of the lines.
    report(
        "kubernetes/kubernetes/issues/92300",
        ["container_create_failed", "file_permission_denied", "unknown"],
        None,
        sandboxes_fail(
            "E0619 11:02:14.201871    6114 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = fork/exec /usr/libexec/crio/conmon: permission denied",
            'E0619 11:02:14.201930    6114 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "kube-apiserver-machine_kube-system(84511f3da39909b347af9553d96f9009)" failed: rpc error: code = Unknown desc = fork/exec /usr/libexec/crio/conmon: permission denied',
            'E0619 11:02:14.201952    6114 kuberuntime_manager.go:727] createPodSandbox for pod "kube-apiserver-machine_kube-system(84511f3da39909b347af9553d96f9009)" failed: rpc error: code = Unknown desc = fork/exec /usr/libexec/crio/conmon: permission denied',
            'E0619 11:02:14.288114    6114 kubelet.go:2267] node "machine" not found',
            node=Node(name="machine", version=None),
        ),
    ),
    # Completed: the lines' ends, cut at the width of the terminal.
    report(
        "kubernetes/kubeadm/issues/3100",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E0822 15:11:58.786848   26382 certificate_manager.go:562] kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: Post "https://10.211.202.21:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp 10.211.202.21:6443: connect: connection refused',
            'E0822 15:12:01.610303   26382 remote_runtime.go:193] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to pull image \\"registry.k8s.io/pause:3.6\\": failed to pull and unpack image \\"registry.k8s.io/pause:3.6\\": failed to resolve reference \\"registry.k8s.io/pause:3.6\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.6\\": dial tcp 34.96.108.209:443: i/o timeout"',
            'E0822 15:12:01.610344   26382 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to pull image \\"registry.k8s.io/pause:3.6\\": failed to pull and unpack image \\"registry.k8s.io/pause:3.6\\": failed to resolve reference \\"registry.k8s.io/pause:3.6\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.6\\": dial tcp 34.96.108.209:443: i/o timeout" pod="kube-system/kube-scheduler-master-1"',
            version=None,
        ),
    ),
    # Completed: the kubelet's line; the report says that it lacked the image under the name pause:3.1, without a network.
    report(
        "kubernetes/kubeadm/issues/962",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E0702 08:41:12.500172   19377 remote_runtime.go:92] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed pulling image "k8s.gcr.io/pause:3.1": Error response from daemon: Get https://k8s.gcr.io/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
            'E0702 08:41:12.500240   19377 kuberuntime_sandbox.go:56] CreatePodSandbox for pod "kube-apiserver-master-1_kube-system(df8a6a3c1b53e94bb05e64ccab6cc0e7)" failed: rpc error: code = Unknown desc = failed pulling image "k8s.gcr.io/pause:3.1": Error response from daemon: Get https://k8s.gcr.io/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
            version="v1.11.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/97153",
        "container_create_failed",
        A,
        Node(name="master-3", version=None)
        .unit("kubelet")
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'Error response from daemon: Conflict. The container name "/k8s_kube-apiserver_kube-apiserver-master-3_kube-system_1d25fb42cda5d90beda502e06a30a585_4" is already in use by container "xxxxxxxxxxxxxxxxxxxxxxxxxxxx". You have to remove (or rename) that container to be able to reuse that name.',
            restarts=3,
        ),
    ),
    report(
        "kubernetes-sigs/cluster-api/issues/9879",
        "container_create_failed",
        A,
        Node(name="kiv-cp-v48fw", version="v1.28.0")
        .unit("kubelet")
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to reserve container name "kube-apiserver_kube-apiserver-kiv-cp-v48fw_kube-system_37b2b42d18b011bd117353a3847450aa_1": name "kube-apiserver_kube-apiserver-kiv-cp-v48fw_kube-system_37b2b42d18b011bd117353a3847450aa_1" is reserved for "7c54f31e3fc8b87a115f11a214efe060c94e93ae822c9819a472bfb382c2839c"',
        )
        .kubelet(
            'I1214 17:08:47.296285    5021 scope.go:117] "RemoveContainer" containerID="dc58c937225c1d7ae8542004de00a7bd266aad5e7c9b54dddc77f1aedb0c8035"',
            'E1214 17:08:47.303868    5021 remote_runtime.go:319] "CreateContainer in sandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to reserve container name \\"kube-apiserver_kube-apiserver-kiv-cp-v48fw_kube-system_37b2b42d18b011bd117353a3847450aa_1\\": name \\"kube-apiserver_kube-apiserver-kiv-cp-v48fw_kube-system_37b2b42d18b011bd117353a3847450aa_1\\" is reserved for \\"7c54f31e3fc8b87a115f11a214efe060c94e93ae822c9819a472bfb382c2839c\\"" podSandboxID="f5de5d066682354fa0679cc95a39a5285657f0eb43237f26194426d8fad3636d"',
        ),
    ),
    # ---- the apiserver ----------------------------------------------------------------------------------------------
    report(
        "rootless-containers/usernetes/pull/371",
        "unknown_flag",
        A,
        exits(A, "Error: unknown flag: --cloud-provider", "--cloud-provider=external", version="v1.33.0"),
    ),
    report(
        "kubernetes-retired/contrib/issues/2177",
        "file_missing",
        A,
        exits(
            A,
            "I1219 16:02:45.330796    9876 genericapiserver.go:629] Will report 192.168.20.39 as public IP address.\nF1219 16:02:45.331033    9876 server.go:238] Invalid Authentication Config: open /etc/kubernetes/certs/server.crt: no such file or directory",
            flags=(
                "--logtostderr=true",
                "--v=0",
                "--etcd-servers=http://kubelab1:2379,http://kubelab2:2379",
                "--insecure-bind-address=127.0.0.1",
                "--secure-port=443",
                "--allow-privileged=true",
                "--service-cluster-ip-range=10.254.0.0/16",
                "--admission-control=NamespaceLifecycle,LimitRanger,ServiceAccount,ResourceQuota",
                "--tls-cert-file=/etc/kubernetes/certs/server.crt",
                "--tls-private-key-file=/etc/kubernetes/certs/server.key",
                "--client-ca-file=/etc/kubernetes/certs/ca.crt",
                "--token-auth-file=/etc/kubernetes/tokens/known_tokens.csv",
                "--service-account-key-file=/etc/kubernetes/certs/server.crt",
                "--bind-address=0.0.0.0",
            ),
            command="/usr/bin/kube-apiserver",
            mounts=("/etc/kubernetes",),
            probe="",
            node=Node(name="master-2", version=None).absent("/etc/kubernetes/certs/server.crt"),
            code=255,
        ),
    ),
    # ---- etcd -------------------------------------------------------------------------------------------------------
    # Completed: etcd's last line; the report says that etcd's addresses are fixed and the node's address changed.
    report(
        "kubernetes-sigs/kind/issues/2045",
        "node_address_missing",
        E,
        exits(
            E,
            "2021-12-21 10:12:44.120731 I | etcdmain: etcd Version: 3.4.13\n2021-12-21 10:12:44.120792 I | etcdmain: Git SHA: ae9734ed2\n2021-12-21 10:12:44.120796 I | etcdmain: Go Version: go1.12.17\n2021-12-21 10:12:44.120799 I | etcdmain: Go OS/Arch: linux/amd64\n2021-12-21 10:12:44.121177 N | etcdmain: the server is already initialized as member before, starting as etcd member...\n2021-12-21 10:12:44.122230 C | etcdmain: listen tcp 172.18.0.2:2380: bind: cannot assign requested address",
            flags=(
                "--advertise-client-urls=https://172.18.0.2:2379",
                "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
                "--client-cert-auth=true",
                "--data-dir=/var/lib/etcd",
                "--initial-advertise-peer-urls=https://172.18.0.2:2380",
                "--initial-cluster=kind-control-plane=https://172.18.0.2:2380",
                "--key-file=/etc/kubernetes/pki/etcd/server.key",
                "--listen-client-urls=https://127.0.0.1:2379,https://172.18.0.2:2379",
                "--listen-metrics-urls=http://127.0.0.1:2381",
                "--listen-peer-urls=https://172.18.0.2:2380",
            ),
            image="k8s.gcr.io/etcd:3.4.13-0",
            node=Node(name="kind-control-plane", version="v1.21.1"),
        ),
    ),
    # ---- the controller manager and the scheduler -------------------------------------------------------------------
    # Completed: the line; the report says that the default --node-cidr-mask-size=24 stopped it with two stacks.
    report(
        "kubernetes/kubernetes/issues/86773",
        ["invalid_flag_value", "unknown"],
        KCM,
        exits(
            KCM,
            "F0102 09:31:02.104417       1 controllermanager.go:235] error starting controllers: usage of --node-cidr-mask-size is not allowed with dual-stack clusters",
            "--node-cidr-mask-size=24",
            "--feature-gates=IPv6DualStack=true",
            version="v1.17.0",
            code=255,
            lived=timedelta(seconds=20),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/65674",
        "unknown",
        KCM,
        exits(
            KCM,
            "I0701 22:00:56.833121       1 controllermanager.go:122] Version: v1.11.0\n"
            "W0701 22:00:56.837185       1 authentication.go:55] Authentication is disabled\n"
            "I0701 22:00:56.837267       1 insecure_serving.go:49] Serving insecurely on 127.0.0.1:10252\n"
            "I0701 22:00:56.838719       1 leaderelection.go:185] attempting to acquire leader lease  kube-system/kube-controller-manager...\n"
            "I0701 22:01:12.918334       1 leaderelection.go:194] successfully acquired lease kube-system/kube-controller-manager\n"
            "panic: runtime error: index out of range",
            version="v1.11.0",
            code=2,
            lived=timedelta(seconds=20),
        ),
        never="leader_election_lost",
    ),
    # The line is printed by every controller manager without a cloud; what ends it the report does not show.
    report(
        "kubernetes/kubeadm/issues/2045",
        None,
        None,
        never="missing_required_flag",
        node=Node(version="v1.17.3")
        .static_pod(A)
        .runs(A, since=timedelta(hours=20))
        .static_pod(E)
        .runs(E, since=timedelta(hours=20))
        .static_pod(KCM)
        .died(
            KCM,
            "E0228 07:40:11.381180       1 core.go:232] failed to start cloud node lifecycle controller: no cloud provider provided",
            attempt=21,
            lived=timedelta(minutes=25),
        )
        .static_pod(S)
        .died(S, attempt=19, lived=timedelta(minutes=25)),
    ),
    report(
        "AliyunContainerService/gpushare-scheduler-extender/issues/166",
        "unknown_flag",
        S,
        exits(
            S,
            "Error: unknown flag: --config-file",
            flags=(
                "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--bind-address=127.0.0.1",
                "--kubeconfig=/etc/kubernetes/scheduler.conf",
                "--leader-elect=true",
                "--config-file=/etc/kubernetes/scheduler-policy-config.yaml",
            ),
            mounts=("/etc/kubernetes/scheduler.conf", "/etc/kubernetes/scheduler-policy-config.yaml"),
            version="v1.23.3",
        ),
    ),
)
