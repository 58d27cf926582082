"""Public reports of kubelets that loop or do not run their static pods, or whose nodes register with trouble, met blind.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, kubelet, report
from incidents.further_node import initialised

PREFIXES = (
    "--node-labels in the 'kubernetes.io' namespace must begin with an allowed prefix (kubelet.kubernetes.io, node.kubernetes.io) "
    "or be in the specifically allowed set "
)
DEPRECATED = (
    "has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See "
    "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information."
)


def systemd(node, *lines, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet after its last words."""
    return node.kubelet(*lines, by="systemd", ago=ago)


def within(by, *lines, version=None, status=1, restarts=57):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


def newer_kubelet():
    """A newer kubelet binary, one restart of its service, and each control plane container made anew once."""
    node = initialised(Node(version="v1.13.0")).unit("kubelet")
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program, edited=timedelta(days=20))
        node.died(program, code=0, attempt=0, lived=timedelta(days=6), ago=timedelta(minutes=4, seconds=number))
        node.runs(program, attempt=1, since=timedelta(minutes=3, seconds=50 - number))
    return systemd(
        node,
        "Stopping kubelet: The Kubernetes Node Agent...",
        "Stopped kubelet: The Kubernetes Node Agent.",
        "Started kubelet: The Kubernetes Node Agent.",
        ago=timedelta(minutes=4, seconds=20),
    )


FURTHER_SEVENTH_KUBELET = (
    # ---- flags ------------------------------------------------------------------------------------------------------
    report(
        "Azure/aks-engine/issues/1368",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "F0527 16:22:16.967094   19473 server.go:156] unknown flag: --allow-privileged",
            version="v1.15.0",
            status=255,
        ),
    ),
    # The report quotes the error; the line around it is completed.
    report(
        "Azure/karpenter-provider-azure/pull/1543",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            'E0319 09:12:44.118213    2311 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --pod-infra-container-image"',
            version="v1.35.0",
        ),
    ),
    report(
        "rancher/rke2/issues/5107",
        "feature_gate_rejected",
        UNIT,
        within(
            "rke2",
            f"Flag --tls-private-key-file {DEPRECATED}",
            'E1209 05:24:35.128388     285 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: LocalStorageCapacityIsolation"',
            "ERRO[0028] Kubelet exited: exit status 1",
            version="v1.27.8",
        ),
    ),
    report(
        "RamenDR/ramen/pull/2403",
        "feature_gate_rejected",
        UNIT,
        systemd(
            kubelet(
                f"Flag --feature-gates {DEPRECATED}",
                'E0129 22:34:00.120213 3520 run.go:72] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: StatefulSetAutoDeletePVC"',
                version="v1.35.0",
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    report(
        "gravitational/gravity/issues/863",
        ["invalid_flag_value", "kubelet_unknown_flag"],
        UNIT,
        systemd(
            kubelet(
                "F1016 03:31:28.074425    3792 server.go:185] unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [kubernetes.io/role]",
                f"{PREFIXES}(beta.kubernetes.io/arch, beta.kubernetes.io/instance-type, beta.kubernetes.io/os, failure-domain.beta.kubernetes.io/region, failure-domain.beta.kubernetes.io/zone, failure-domain.kubernetes.io/region, failure-domain.kubernetes.io/zone, kubernetes.io/arch, kubernetes.io/hostname, kubernetes.io/instance-type, kubernetes.io/os)",
                status=255,
            ),
            "kube-kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
            "kube-kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    report(
        "k3s-io/k3s/issues/10916",
        ["invalid_flag_value", "kubelet_unknown_flag"],
        UNIT,
        within(
            "k3s",
            'time="2024-09-19T18:12:25Z" level=info msg="Running kubelet [...] --node-labels=node-role.kubernetes.io/gha-runner=true [...]"',
            "Error: failed to validate kubelet flags: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [node-role.kubernetes.io/gha-runner]",
            f"{PREFIXES}(beta.kubernetes.io/arch, beta.kubernetes.io/instance-type, beta.kubernetes.io/os, failure-domain.beta.kubernetes.io/region, failure-domain.beta.kubernetes.io/zone, kubernetes.io/arch, kubernetes.io/hostname, kubernetes.io/os, node.kubernetes.io/instance-type, topology.kubernetes.io/region, topology.kubernetes.io/zone)",
            version="v1.31.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/14352",
        ["invalid_flag_value", "unknown"],
        UNIT,
        kubelet('unknown cloud provider "openstack"', version="v1.1.0"),
    ),
    # The excerpt ends before the last line, which is completed from the kubelet's source.
    report(
        "rancher/rke2/issues/4183",
        ["invalid_flag_value", "unknown"],
        UNIT,
        within(
            "rke2",
            'I0508 19:05:36.802408    2488 server.go:415] "Kubelet version" kubeletVersion="v1.27.1+rke2r1"',
            'I0508 19:05:36.802480    2488 server.go:417] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
            'E0508 19:05:36.809941    2488 run.go:74] "command failed" err="failed to run Kubelet: unknown cloud provider \\"aws\\""',
            version="v1.27.1",
        ),
    ),
    # ---- the configuration file -------------------------------------------------------------------------------------
    # The excerpt cuts the second line off in the path; the end is what a file that does not decode gives.
    report(
        "rancher/rke2/issues/3063",
        "kubelet_config_invalid",
        UNIT,
        within(
            "rke2",
            'time="2022-06-16T11:03:05Z" level=error msg="Kubelet exited: exit status 1"',
            'E0616 11:44:20.127561   22166 server.go:206] "Failed to load kubelet config file" err="failed to load Kubelet config file /etc/kubernetes-wise/kubelet.yaml, error failed to decode',
            version="v1.22.10",
        ),
    ),
    # The title names the line's beginning; the rest is the kubelet's usual one for a file that is gone.
    report(
        "kubernetes/kubernetes/issues/65863",
        "kubelet_config_invalid",
        UNIT,
        Node(version="v1.11.0")
        .file("/etc/kubernetes/kubelet.conf", "apiVersion: v1\nkind: Config\n")
        .absent("/var/lib/kubelet/config.yaml")
        .kubelet_loops(
            'F0705 08:40:11.306214    4410 server.go:190] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
            status=255,
        ),
    ),
    # A unit of the packages beside the kubelet that RKE runs as a container; the title's line is completed.
    report(
        "rancher-archives/rke/issues/1764",
        "kubelet_not_initialised",
        UNIT,
        Node(version=None)
        .absent(
            "/var/lib/kubelet/config.yaml",
            "/etc/kubernetes/kubelet.conf",
            "/etc/kubernetes/bootstrap-kubelet.conf",
        )
        .kubelet_loops(
            'F1109 10:31:20.551270   17402 server.go:196] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/54542",
        ["kubelet_not_initialised", "file_missing"],
        UNIT,
        systemd(
            Node(version=None)
            .absent("/etc/kubernetes/pki/ca.crt")
            .kubelet_loops(
                "I1102 15:12:02.076519    2308 controller.go:114] kubelet config controller: starting controller",
                "I1102 15:12:02.076526    2308 controller.go:118] kubelet config controller: validating combination of defaults and flags",
                "error: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
            ),
            "kubelet.service: main process exited, code=exited, status=1/FAILURE",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            "kubelet.service holdoff time over, scheduling restart.",
            "Started kubelet: The Kubernetes Node Agent.",
            "Starting kubelet: The Kubernetes Node Agent...",
        ),
    ),
    # ---- certificates and bootstrap ---------------------------------------------------------------------------------
    # The report tells what its log says; the lines are the usual ones of that version, the date is chosen.
    report(
        "kubernetes/website/issues/42944",
        "kubelet_client_certificate_expired",
        UNIT,
        initialised(Node(version="v1.23.5"))
        .static_pod(E)
        .static_pod(A)
        .static_pod(KCM)
        .static_pod(S)
        .absent("/etc/kubernetes/bootstrap-kubelet.conf")
        .kubelet_loops(
            "E0907 10:02:17.340217    3391 bootstrap.go:265] part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2023-05-11 02:38:19 +0000 UTC",
            'E0907 10:02:17.340302    3391 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
        ),
    ),
    # The excerpt cuts the refusal off after the user's name; the rest is the apiserver's usual one.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/140",
        "unknown",
        UNIT,
        never="kubelet_bootstrap_deadlock",
        node=systemd(
            kubelet(
                "I1001 12:34:48.028129   12288 feature_gate.go:144] feature gates: map[]",
                "I1001 12:34:48.028232   12288 bootstrap.go:58] Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file",
                'error: failed to run Kubelet: cannot create certificate signing request: User "kubelet-bootstrap" cannot create certificatesigningrequests.certificates.k8s.io at the cluster scope.',
            ),
            "kubelet.service: main process exited, code=exited, status=1/FAILURE",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            "kubelet.service holdoff time over, scheduling restart.",
            "Starting Kubernetes Kubelet...",
            "Started Kubernetes Kubelet.",
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "kubermatic/operating-system-manager/issues/202",
        None,
        None,
        never="anonymous_health_access_forbidden",
        node=Node(version=None)
        .unit("kubelet")
        .kubelet(
            'I0809 09:41:02.881120    2904 kubelet_node_status.go:70] "Attempting to register node" node="q54978h5ks-worker-mvxmfk-68bd8644b6-g9lgl"',
            'E0809 09:41:02.884316    2904 kubelet_node_status.go:92] "Unable to register node with API server" err="nodes is forbidden: User \\"system:anonymous\\" cannot create resource \\"nodes\\" in API group \\"\\" at the cluster scope" node="q54978h5ks-worker-mvxmfk-68bd8644b6-g9lgl"',
            "E0809 09:41:03.210087    2904 certificate_manager.go:471] kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: Unauthorized",
        ),
    ),
    # ---- cgroups ----------------------------------------------------------------------------------------------------
    # The report quotes the message; the line's head is completed.
    report(
        "kubernetes/kubernetes/issues/50770",
        "kubelet_cgroup_unsupported",
        UNIT,
        Node(version="v1.6.4")
        .unit("kubelet")
        .kubelet(
            'E0816 03:20:41.661210    5120 kubelet.go:1246] Failed to start ContainerManager Failed to enforce System Reserved Cgroup Limits on "/system": "/system" cgroup does not exist'
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "kubernetes/website/issues/19104",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'F0213 10:12:30.402117    9120 kubelet.go:1288] Failed to start ContainerManager Failed to enforce Kube Reserved Cgroup Limits on "/system.slice/kubelet.service": "/system.slice/kubelet.service" cgroup does not exist',
            version="v1.9.7",
            status=255,
        ),
    ),
    # The last line stands in the title; its head is completed.
    report(
        "kubernetes/kubernetes/issues/75832",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "I0328 13:26:18.899899   14066 gce.go:35] Error while reading product_name: open /sys/class/dmi/id/product_name: no such file or directory",
            "F0328 13:26:18.901220   14066 server.go:261] failed to run Kubelet: invalid configuration: cgroup-root [] doesn't exist: <nil>",
            status=255,
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "kubernetes/kubernetes/issues/49281",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'error: failed to run Kubelet: invalid configuration: cgroup-root "/container.slice/" doesn\'t exist:',
            version="v1.7.1",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/122955",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        Node(version=None)
        .kubelet_loops()
        .kubelet("Created slice libcontainer container kubepods.slice.", by="systemd", ago=timedelta(seconds=33))
        .kubelet(
            'I0228 18:54:45.859828    2123 common.go:448] "setUnitProperties Params" name="kubepods.slice" properties=[{"Name":"MemoryMax","Value":{}},{"Name":"CPUWeight","Value":{}},{"Name":"TasksMax","Value":{}}]',
            'E0228 18:54:45.870378    2123 kubelet.go:1559] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"',
            by="kubenswrapper",
        )
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "canonical/k8s-snap/issues/483",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        within(
            "k8s.kubelet",
            'E0610 11:20:45.201199   10331 kubelet.go:1547] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"',
        ),
    ),
    report(
        "k3s-io/k3s/issues/2067",
        "kubelet_cgroup_unsupported",
        UNIT,
        systemd(
            within(
                "k3s",
                'time="2020-07-26T06:34:05.256984297+01:00" level=info msg="k3s is up and running"',
                'time="2020-07-26T06:34:05.257725574+01:00" level=error msg="Failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
                'time="2020-07-26T06:34:05.257859589+01:00" level=fatal msg="failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            ),
            "Started Lightweight Kubernetes.",
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
            "k3s.service: Failed with result 'exit-code'.",
            "k3s.service: Service RestartSec=5s expired, scheduling restart.",
        ),
    ),
    report(
        "k3d-io/k3d/issues/853",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            'time="2021-11-12T06:53:31.262056755Z" level=fatal msg="failed to find memory cgroup (v2)"',
            restarts=10,
        ).host(cgroup_version=2),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "abelperezok/kubernetes-raspberry-pi-cluster-hat/issues/1",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "F0108 15:02:11.735530     811 kubelet.go:1383] Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [memory]",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/66747",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'F0729 13:50:44.278410    9196 server.go:262] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            version="v1.11.1",
            status=255,
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "kubernetes/kubernetes/issues/43805",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'error: failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            version="v1.6.0",
        ),
    ),
    # ---- swap and the kernel's settings -----------------------------------------------------------------------------
    report(
        "kubernetes-sigs/kubespray/issues/4697",
        "kubelet_swap_on",
        UNIT,
        systemd(
            kubelet(
                "I0502 22:17:02.286466    2341 server.go:666] --cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /",
                "F0502 22:17:02.287497    2341 server.go:261] failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename#011#011#011#011Type#011#011Size#011Used#011Priority /dev/vda2                               partition#0118225788#0110#011-1]",
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    report(
        "rook/rook/issues/1632",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "Error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false.",
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "ranchergovernment/rke2-ansible/issues/354",
        "kubelet_kernel_defaults",
        UNIT,
        within(
            "rke2",
            'E0807 14:11:09.220841    6120 kubelet.go:1703] "Failed to start ContainerManager" err="[invalid kernel flag: kernel/panic, expected value: 10, actual value: 0, invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]"',
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "Azure/acs-engine/issues/1985",
        "kubelet_kernel_defaults",
        UNIT,
        kubelet(
            "F0103 20:31:12.640221    4511 kubelet.go:1323] Failed to start ContainerManager [Invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0, Invalid kernel flag: kernel/panic, expected value: 10, actual value: 0, Invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0]",
            version="v1.7.12",
            status=255,
        ),
    ),
    # ---- static pods that the kubelet does not run ------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/102816",
        "static_pod_rejected",
        A,
        Node(version="v1.21.1")
        .unit("kubelet")
        .static_pod(A)
        .kubelet(
            'E0612 08:47:52.960270    1429 pod_workers.go:190] "Error syncing pod, skipping" err="pod \\"kube-apiserver-master-1_kube-system\\" is pending termination" pod="kube-system/kube-apiserver-master-1"'
        ),
    ),
    # The title tells the missing directory and the cure; the lines are that version's usual ones.
    report(
        "kubernetes/kubeadm/issues/1124",
        ["unknown", "file_missing"],
        None,
        Node(version="v1.11.3")
        .unit("kubelet")
        .absent("/run/systemd/resolve/resolv.conf")
        .static_pod(E)
        .static_pod(A)
        .static_pod(KCM)
        .static_pod(S)
        .kubelet(
            'E0918 06:10:32.901145   10211 kuberuntime_sandbox.go:40] GeneratePodSandboxConfig for pod "kube-apiserver-master-1_kube-system(9d2c3f2a7a6f0ee1e3dd1f1e6e0b1e0f)" failed: open /run/systemd/resolve/resolv.conf: no such file or directory',
            'E0918 06:10:32.901188   10211 kuberuntime_manager.go:646] createPodSandbox for pod "kube-apiserver-master-1_kube-system(9d2c3f2a7a6f0ee1e3dd1f1e6e0b1e0f)" failed: open /run/systemd/resolve/resolv.conf: no such file or directory',
        ),
    ),
    # ---- the cloud provider -----------------------------------------------------------------------------------------
    report(
        "kubernetes-retired/kubernetes-anywhere/issues/316",
        ["file_missing", "file_not_mounted", "unknown"],
        UNIT,
        Node(version=None)
        .unit("kubelet", "failed", "failed", 5, Result="start-limit", ExecMainStatus=255)
        .kubelet(
            'F0117 10:32:58.876802    1047 plugins.go:80] Couldn\'t open cloud provider configuration /etc/kubernetes/vsphere.conf: &os.PathError{Op:"open", Path:"/etc/kubernetes/vsphere.conf", Err:0x2}',
            by="docker",
        )
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Service hold-off time over, scheduling restart.",
            "Stopped Kubernetes Kubelet Server.",
            "kubelet.service: Start request repeated too quickly.",
            "Failed to start Kubernetes Kubelet Server.",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'start-limit'.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    report(
        "rancher/rancher/issues/25954",
        "unknown",
        UNIT,
        kubelet(
            "I0311 15:41:53.143499   13266 server.go:425] Version: v1.15.7",
            "W0311 15:41:53.144033   13266 plugins.go:118] WARNING: vsphere built-in cloud provider is now deprecated. The vSphere provider is deprecated and will be removed in a future release",
            "W0311 15:41:53.144939   13266 vsphere.go:309] SecretName and/or SecretNamespace is not provided. VCP will use username and password from config file",
            "W0311 15:41:53.145070   13266 vsphere.go:482] Failed to get uuid. err: Failed to match Prefix, UUID read from the file is B54W2T2",
            'W0311 15:41:53.145116   13266 server.go:273] failed to run Kubelet: could not init cloud provider "vsphere": Failed to match Prefix, UUID read from the file is B54W2T2',
            version="v1.15.7",
            status=255,
        ),
    ),
    # ---- state, root directory and unit: outside the closed set -----------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/109996",
        "unknown",
        UNIT,
        kubelet(
            'E0511 13:00:22.936228   11960 policy_static.go:650] "Memory states for the NUMA node and resource are different" node=0 resource="memory" memoryState1={TotalMemSize:134893809664 SystemReserved:32212>',
            'E0511 13:00:22.936244   11960 policy_static.go:84] "Invalid state, please drain node and remove policy state file" err="[memorymanager] the expected machine state is different from the real one"',
            'E0511 13:00:22.936254   11960 memory_manager.go:184] "Policy start error" err="[memorymanager] the expected machine state is different from the real one"',
            'E0511 13:00:22.936264   11960 kubelet.go:1378] "Failed to start ContainerManager" err="start memory manager error: [memorymanager] the expected machine state is different from the real one"',
        ).file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmemoryManagerPolicy: Static\n"
            "reservedMemory:\n- limits:\n    memory: 3Gi\n  numaNode: 0\n- limits:\n    memory: 3Gi\n  numaNode: 1\n"
            "systemReserved:\n  cpu: 1000m\n  memory: 2Gi\nkubeReserved:\n  cpu: 1000m\n  memory: 2Gi\n",
        ),
    ),
    report(
        "gardener/gardener/issues/9265",
        "unknown",
        UNIT,
        kubelet(
            'E0227 12:31:16.556064   73381 cpu_manager.go:224] "Could not initialize checkpoint manager, please drain node and remove policy state file" err="could not restore state from checkpoint: configured policy \\"none\\" differs from state checkpoint policy \\"static\\", please drain this node and delete the CPU manager checkpoint file \\"/var/lib/kubelet/cpu_manager_state\\" before restarting Kubelet"',
            'E0227 12:31:16.556082   73381 kubelet.go:1466] "Failed to start ContainerManager" err="start cpu manager error: could not restore state from checkpoint: configured policy \\"none\\" differs from state checkpoint policy \\"static\\", please drain this node and delete the CPU manager checkpoint file \\"/var/lib/kubelet/cpu_manager_state\\" before restarting Kubelet"',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/98009",
        "unknown",
        UNIT,
        kubelet(
            'F0113 14:56:47.804328   14588 kubelet.go:1359] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/mnt/xylink/kubelet_root": could not find device with major: 0, minor: 38 in cached partitions map',
            version="v1.14.1",
            status=255,
        ),
    ),
    report(
        "conjure-up/conjure-up/issues/1426",
        "unknown",
        UNIT,
        systemd(
            within(
                "kubelet.daemon",
                "W0503 10:53:44.963629    4177 fs.go:539] stat failed on /dev/dm-4 with error: no such file or directory",
                'F0503 10:53:44.963639    4177 kubelet.go:1354] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/var/lib/kubelet": could not find device with major: 0, minor: 146 in cached partitions map',
                status=255,
            ),
            "snap.kubelet.daemon.service: Main process exited, code=exited, status=255/n/a",
            "snap.kubelet.daemon.service: Unit entered failed state.",
            "snap.kubelet.daemon.service: Failed with result 'exit-code'.",
            "snap.kubelet.daemon.service: Service hold-off time over, scheduling restart.",
            "Stopped Service for snap application kubelet.daemon.",
            "Failed to reset devices.list on /system.slice/snap.kubelet.daemon.service: Operation not permitted",
        ),
    ),
    report(
        "rootsongjc/kubernetes-handbook/issues/31",
        ["unknown", "file_missing"],
        UNIT,
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 31, Result="exit-code", ExecMainStatus=200)
        .kubelet(
            "Started Kubernetes Kubelet Server.",
            "Starting Kubernetes Kubelet Server...",
            "Failed at step CHDIR spawning /usr/local/bin/kubelet: No such file or directory",
            "kubelet.service: main process exited, code=exited, status=200/CHDIR",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            "kubelet.service holdoff time over, scheduling restart.",
            "Started Kubernetes Kubelet Server.",
            by="systemd",
        ),
    ),
    # The line stands in the title; what the unit then shows is systemd's usual.
    report(
        "kubernetes/kops/issues/5381",
        ["unknown", "command_not_found"],
        UNIT,
        Node(version="v1.10.0")
        .unit("kubelet", "activating", "auto-restart", 31, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "kubelet.service: Failed at step EXEC spawning /usr/bin/bash: No such file or directory", by="systemd"
        ),
    ),
    # The report quotes the message; the line around it is as kubelite writes it.
    report(
        "canonical/microk8s/pull/4108",
        "unknown",
        UNIT,
        within(
            "microk8s.daemon-kubelite",
            "F0727 08:14:51.470312   12011 daemon.go:57] Kubelet exited logging configuration was already applied earlier, changing it is not allowed",
            version="v1.28.0",
            status=255,
        ),
    ),
    # ---- near misses: names, noise, and what is no loop of the kubelet ----------------------------------------------
    report(
        "kubernetes/minikube/issues/7161",
        None,
        None,
        never="anonymous_health_access_forbidden",
        node=Node(version="v1.18.0")
        .unit("kubelet")
        .kubelet(
            'E0323 16:52:24.625574   11089 kubelet.go:2267] node "m01" not found',
            'E0323 16:52:24.726173   11089 kubelet.go:2267] node "m01" not found',
            'E0323 16:52:24.826945   11089 kubelet.go:2267] node "m01" not found',
            'E0323 16:52:24.927321   11089 kubelet.go:2267] node "m01" not found',
            'E0323 16:52:25.027986   11089 kubelet.go:2267] node "m01" not found',
            'E0323 16:52:25.128520   11089 kubelet.go:2267] node "m01" not found',
            'E0323 16:52:25.229171   11089 kubelet.go:2267] node "m01" not found',
            'E0323 16:52:25.329718   11089 kubelet.go:2267] node "m01" not found',
            'E0323 16:52:25.398041   11089 controller.go:136] failed to ensure node lease exists, will retry in 7s, error: leases.coordination.k8s.io "m01" is forbidden: User "system:node:minikube" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-node-lease": can only access node lease with the same name as the requesting node',
        ),
    ),
    report(
        "slawekzachcial/kubernetes-the-hard-way-aws/issues/4",
        None,
        None,
        never="apiserver_unreachable",
        node=Node(version=None)
        .unit("kubelet")
        .kubelet(
            "I0524 11:02:10.328531   19716 kubelet_node_status.go:82] Attempting to register node ip-10-240-0-21",
            'E0524 11:02:10.330172   19716 kubelet_node_status.go:106] Unable to register node "ip-10-240-0-21" with API server: nodes "ip-10-240-0-21" is forbidden: node "worker-1" cannot modify node "ip-10-240-0-21"',
        ),
    ),
    report(
        "redhat-nfvpe/kube-ansible/issues/195",
        None,
        None,
        Node(version=None)
        .unit("kubelet")
        .kubelet(
            'E0313 16:12:33.402114   14501 summary.go:92] Failed to get system container stats for "/system.slice/kubelet.service": failed to get cgroup stats for "/system.slice/kubelet.service": failed to get container info for "/system.slice/kubelet.service": unknown container "/system.slice/kubelet.service"',
            'E0313 16:12:33.402167   14501 summary.go:92] Failed to get system container stats for "/system.slice/docker.service": failed to get cgroup stats for "/system.slice/docker.service": failed to get container info for "/system.slice/docker.service": unknown container "/system.slice/docker.service"',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/76531",
        None,
        None,
        Node(version="v1.14.3")
        .unit("kubelet")
        .kubelet(
            "Created slice libcontainer_12329_systemd_test_default.slice.",
            "Removed slice libcontainer_12329_systemd_test_default.slice.",
            "Created slice libcontainer_12335_systemd_test_default.slice.",
            "Removed slice libcontainer_12335_systemd_test_default.slice.",
            by="systemd",
            ago=timedelta(seconds=33),
        )
        .kubelet(
            'W0701 17:49:27.698657    6220 container.go:422] Failed to get RecentStats("/libcontainer_12335_systemd_test_default.slice") while determining the next housekeeping: unable to find data in memory cache'
        ),
    ),
    report(
        "canonical/microk8s/issues/3859",
        ["leader_election_lost", "component_overloaded"],
        None,
        systemd(
            within(
                "microk8s.daemon-kubelite",
                'E0320 20:46:08.223079   53319 leaderelection.go:367] Failed to update lock: Put "https://127.0.0.1:16443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=15s": context deadline exceeded',
                "I0320 20:46:08.223143   53319 leaderelection.go:283] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition",
                'E0320 20:46:08.223210   53319 controllermanager.go:294] "leaderelection lost"',
                restarts=10,
            ),
            "snap.microk8s.daemon-kubelite.service: Main process exited, code=exited, status=1/FAILURE",
            "snap.microk8s.daemon-kubelite.service: Failed with result 'exit-code'.",
            "snap.microk8s.daemon-kubelite.service: Scheduled restart job, restart counter is at 10.",
            "Stopped Service for snap application microk8s.daemon-kubelite.",
        ),
    ),
    report("kubernetes/kubeadm/issues/1263", None, None, never="cgroup_driver_mismatch", node=newer_kubelet()),
)
