"""Public reports of what lies below the control plane (kubelet, runtimes, host, distributions), the nineteenth blind lot.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
A program that carries the kubelet (hyperkube, k3s' agent) is shown as the kubelet's unit with that program's lines where
the lines are the kubelet's.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import UNIT, A, E, kubelet, report
from incidents.further_fifth_node import page
from incidents.units import carries, lives, within


def systemd(node, *said, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet after its last words."""
    return node.kubelet(*said, by="systemd", ago=ago)


def carrier(unit, *said, by=None, after=(), version=None, status=1, restarts=57, name="master-1"):
    """A unit that carries the control plane, says so and ends, again and again; `after`: what systemd says of it."""
    node = Node(name=name, version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    node.journal(unit, *said, by=by or unit)
    return node.journal(unit, *after, by="systemd", ago=timedelta(seconds=31)) if after else node


def exited(unit, status="1/FAILURE"):
    """The service manager's two lines about a unit that has failed."""
    return (f"{unit}.service: Main process exited, code=exited, status={status}",
            f"{unit}.service: Failed with result 'exit-code'.")  # fmt: skip


TLS_EOF = tuple(
    f"I0305 14:24:{when}   29827 log.go:172] http: TLS handshake error from [::1]:{port}: EOF"
    for when, port in (
        ("12.262579", 54608),
        ("12.262918", 48812),
        ("12.762717", 54612),
        ("12.764057", 48816),
        ("13.262245", 54616),
        ("13.262575", 48820),
        ("13.766151", 54620),
    )
)
MOUNTS_TIME_OUT = ["unknown", "host_path_unusable", "static_pod_rejected"]

FURTHER_NINETEENTH_LOWER = (
    # ---- the kubelet's certificates, files and settings -------------------------------------------------------------
    # The first two heads are the report's; the lines after "existing bootstrap c" are cut off and completed.
    report(
        "kubernetes/kubernetes/issues/71825",
        "kubelet_client_certificate_expired",
        UNIT,
        kubelet(
            "[server.go:408] Version: v1.12.3",
            "[plugins.go:99] No cloud provider specified.",
            "[bootstrap.go:205] Part of the existing bootstrap client certificate is expired: 2018-12-05 10:21:36 +0000 UTC",
            "[server.go:262] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            version="v1.12.3",
            status=255,
        ),
    ),
    # Completed: the line's head. The host's directory was empty after an upgrade.
    report(
        "rancher/rancher/issues/14454",
        ["file_missing", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            "F0709 07:41:12.218331    3127 server.go:218] unable to load client CA file /etc/kubernetes/ssl/kube-ca.pem: open /etc/kubernetes/ssl/kube-ca.pem: no such file or directory",
            status=255,
        ).absent("/etc/kubernetes/ssl/kube-ca.pem"),
    ),
    # Completed: the end of the second line, as the pull request about it has it.
    report(
        "bottlerocket-os/bottlerocket/issues/4754",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            'E0129 20:19:42.239791    3832 container_manager_linux.go:351] "Failed to initialize memory manager" err="the total amount \\"10Mi\\" of type \\"hugepages-2Mi\\" is not equal to the value \\"0\\" determined by Node Allocatable feature"',
            'E0129 20:19:42.239805    3832 run.go:72] "command failed" err="failed to run Kubelet: the total amount \\"10Mi\\" of type \\"hugepages-2Mi\\" is not equal to the value \\"0\\" determined by Node Allocatable feature"',
        ),
    ),
    # The line's head is not given.
    report(
        "openyurtio/openyurt/issues/1675",
        "kubelet_unknown_flag",
        UNIT,
        kubelet('"command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"'),
    ),
    report(
        "kubernetes-retired/kubeadm-dind-cluster/issues/82",
        "kubelet_unknown_flag",
        UNIT,
        within(
            "hyperkube",
            "F0216 01:29:27.361449    2517 server.go:142] unknown flag: --require-kubeconfig",
            status=255,
            name="kube-master",
        ),
    ),
    # The telling line is the report's title; its head is completed. The gate is in the configuration file.
    report(
        "kubernetes/website/issues/32119",
        "feature_gate_rejected",
        UNIT,
        kubelet(
            'I0308 11:43:15.427015   82134 flags.go:59] FLAG: --topology-manager-scope="container"',
            'I0308 11:43:15.427017   82134 flags.go:59] FLAG: --v="2"',
            'I0308 11:43:15.427020   82134 flags.go:59] FLAG: --version="false"',
            'I0308 11:43:15.427024   82134 flags.go:59] FLAG: --vmodule=""',
            'E0308 11:43:15.427208   82134 server.go:205] "Failed to set feature gates from initial flags-based config" err="unrecognized feature gate: RotateKubeletClientCertificate"',
        ),
    ),
    # The telling line is the report's title, its end is cut off. The unit has the flag, yet the kubelet refuses.
    report(
        "easzlab/kubeasz/issues/41",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false.",
        ).file(
            "/etc/systemd/system/kubelet.service",
            "[Unit]\nDescription=Kubernetes Kubelet\nAfter=docker.service\nRequires=docker.service\n\n[Service]\n"
            "WorkingDirectory=/var/lib/kubelet\nExecStart=/root/local/bin/kubelet \\\n  --address=192.168.12.125 \\\n"
            "  --hostname-override=192.168.12.125 \\\n  --kubeconfig=/etc/kubernetes/kubelet.kubeconfig \\\n"
            "  --cert-dir=/etc/kubernetes/ssl \\\n  --allow-privileged=true \\\n  --fail-swap-on=false \\\n"
            "  --logtostderr=true \\\n  --v=2\n",
        ),
    ),
    # A near miss: a warning of a kubelet before 1.6, which goes on.
    report(
        "kubernetes/kubernetes/issues/41405",
        None,
        None,
        lives(
            "I0220 14:47:44.946349   24380 manager.go:204] Version: {KernelVersion:4.8.17-coreos-r1 ContainerOsVersion:Container Linux by CoreOS 1313.0.0 (Ladybug) DockerVersion:1.13.0 CadvisorVersion: CadvisorRevision:}",
            "W0220 14:47:44.948570   24380 container_manager_linux.go:205] Running with swap on is not supported, please disable swap! This will be a fatal error by default starting in K8s v1.6! In the meantime, you can opt-in to making this a fatal error by enabling --experimental-fail-swap-on.",
            "I0220 14:47:44.948857   24380 kubelet.go:242] Adding manifest file: /etc/kubernetes/manifests",
            "I0220 14:47:44.948914   24380 kubelet.go:252] Watching apiserver",
            'W0220 14:47:44.952697   24380 kubelet_network.go:69] Hairpin mode set to "promiscuous-bridge" but kubenet is not enabled, falling back to "hairpin-veth"',
            'I0220 14:47:44.952726   24380 kubelet.go:477] Hairpin mode set to "hairpin-veth"',
            name="alien2",
            by="kubelet-wrapper",
        ),
        never="kubelet_swap_on",
    ),
    # Started by systemctl; no docker on a node of containerd, whose unit asks for it.
    report(
        "kubernetes/kubernetes/issues/106403",
        ["unknown", "runtime_unavailable", "runtime_endpoint_wrong"],
        UNIT,
        Node(name="ayunw-srv1", version="v1.21.6")
        .unit("kubelet", "inactive", "dead", 0)
        .unit("containerd")
        .runtime("1.5.7")
        .kubelet("Failed to start kubelet.service: Unit docker.service not found.", by="systemd"),
    ),
    # Completed: the panic itself, which is the report's title; the warning before it is cut off.
    report(
        "kubernetes/kubernetes/issues/97218",
        "unknown",
        UNIT,
        Node(name="k8smaster1", version=None)
        .kubelet_loops(status=2)
        .kubelet(
            "I1209 17:22:01.925640    7591 kubelet.go:1821] Starting kubelet main sync loop.",
            "E1209 17:22:01.925746    7591 kubelet.go:1845] skipping pod synchronization - [container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]",
            'E1209 17:22:01.926611    7591 reflector.go:178] k8s.io/client-go/informers/factory.go:135: Failed to list *v1beta1.RuntimeClass: Get "https://apiserver.cluster.local:6443/apis/node.k8s.io/v1beta1/runtimeclasses?limit=500&resourceVersion=0": dial tcp 10.161.30.22:6443: connect: connection refused',
            'E1209 17:22:01.927232    7591 reflector.go:178] k8s.io/client-go/informers/factory.go:135: Failed to list *v1beta1.RuntimeClass: Get "https://apiserver.cluster.local:6443/apis/node.k8s.io/v1beta1/runtimeclasses?limit=500&resourceVersion=0": dial tcp 10.161.30.22:6443: connect: connection refused',
            "panic: runtime error: invalid memory address or nil pointer dereference",
        ),
        never="apiserver_unreachable",
    ),
    # A near miss: a panic that was recovered from.
    report(
        "kubernetes/kubernetes/issues/19666",
        None,
        None,
        lives(
            "I0114 19:35:36.164379    2596 server.go:1050] GET /healthz: (40.852µs) 200 [[curl/7.26.0] 127.0.0.1:47641]",
            'I0114 19:35:37.714812    2596 kubelet.go:2281] SyncLoop (UPDATE, "api"): "service1-tofec_e2e-tests-services-sk566(b746a473-baf5-11e5-a000-42010af0000b)"',
            'I0114 19:35:37.715080    2596 manager.go:1347] Killing container "8beffa4b66a449c2da4510718898ddd0f50183644322607fbcbc1408e7247ccf service1 e2e-tests-services-sk566/service1-tofec" with 30 second grace period',
            'E0114 19:35:37.737240    2596 util.go:82] Recovered from panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
        ),
        never="kubelet_config_invalid",
    ),
    # A near miss of the same kind.
    report(
        "kubernetes/kubernetes/issues/28992",
        None,
        None,
        lives(
            'E0714 20:49:56.257473    3445 runtime.go:70] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
            "/go/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/pkg/util/runtime/runtime.go:64",
            "/go/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/pkg/util/runtime/runtime.go:48",
        ),
        never="unknown_flag",
    ),
    # ---- the kubelet's addresses and its apiserver ------------------------------------------------------------------
    report(
        "siderolabs/talos/issues/8714",
        "node_address_missing",
        UNIT,
        lives(
            '{"ts":1715089289928.7717,"caller":"kubelet/kubelet_node_status.go:701","msg":"Failed to set some node status fields","node":{"name":"duke-10-224-238-2"},"err":"failed to validate nodeIP: node IP: \\"10.224.224.140\\" not found in the host\'s network interfaces"}',
            name="duke-10-224-238-2",
        ),
        sure=False,
    ),
    report(
        "easzlab/kubeasz/issues/60",
        "node_address_missing",
        UNIT,
        kubelet(
            "I0102 18:18:59.797786   20623 cadvisor_linux.go:170] Failed to register cAdvisor on port 4194, retrying. Error: listen tcp xxxxxx:4194: bind: cannot assign requested address",
            "F0102 18:18:59.826202   20623 server.go:156] listen tcp 118.89.13.197:10255: bind: cannot assign requested address",
            status=255,
        ),
    ),
    report(
        "microsoft/pai/issues/2710",
        "node_address_missing",
        UNIT,
        kubelet(
            "I0506 06:01:38.490012    9929 server.go:149] Starting to listen read-only on 117.50.43.131:10255",
            "F0506 06:01:38.491139    9929 server.go:157] listen tcp 117.50.43.131:10255: bind: cannot assign requested address",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/48282",
        "certificate_authority_mismatch",
        UNIT,
        lives(
            'E0629 05:29:43.583645    2413 kubelet_node_status.go:106] Unable to register node "bootstrap-e2e-minion-group-bxn4" with API server: Post https://35.192.63.12/api/v1/nodes: x509: certificate signed by unknown authority',
            name="bootstrap-e2e-minion-group-bxn4",
        ),
        sure=False,
    ),
    report(
        "kubernetes/kubernetes/issues/32812",
        "certificate_authority_mismatch",
        UNIT,
        lives(
            "E0915 19:04:35.106381    1239 reflector.go:203] pkg/kubelet/kubelet.go:406: Failed to list *api.Node: Get https://kubernetes-master/api/v1/nodes?fieldSelector=metadata.name%3Dkubernetes-minion-group-20m5&resourceVersion=0: x509: certificate signed by unknown authority",
            name="kubernetes-minion-group-20m5",
            version="v1.4.0-beta.5",
        ),
        sure=False,
    ),
    # ---- cgroups, /proc and the like --------------------------------------------------------------------------------
    # This kubelet says so and starts no containers.
    report(
        "kubernetes/kubernetes/issues/43704",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        lives(
            "I0327 08:13:20.817136     571 kubelet.go:1158] Container garbage collection succeeded",
            "E0327 08:13:20.823647     571 kubelet.go:1246] Failed to start ContainerManager failed to initialise top level QOS containers: root container /kubepods doesn't exist",
            name="kube-master",
            version="v1.6.0-rc.1",
            by="hyperkube",
        ),
    ),
    # Completed: the line itself, as that version says it; the report tells what it says and which cgroup it is.
    report(
        "kubernetes/kops/issues/3223",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'F0816 20:46:12.114210    1842 kubelet.go:1246] Failed to start ContainerManager Failed to enforce System Reserved Cgroup Limits on "/system.slice": "/system.slice" cgroup does not exist',
            status=255,
        ),
    ),
    report(
        "k3s-io/k3s/issues/6241",
        ["kubelet_cgroup_unsupported", "unknown"],
        None,
        carrier(
            "k3s-agent",
            'time="2022-10-09T15:47:34+01:00" level=fatal msg="failed to find cpu cgroup (v2)"',
            by="k3s",
            after=("k3s-agent.service: Main process exited, code=exited, status=1/FAILURE",),
            version="v1.24.6",
            name="node1",
        ),
    ),
    # Completed: the line's head. A VPS of OpenVZ.
    report(
        "kubernetes/kubernetes/issues/117846",
        ["unknown", "file_permission_denied"],
        UNIT,
        kubelet(
            'E0507 09:30:12.480311    1480 kubelet.go:1480] "Failed to start ContainerManager" err="open /proc/sys/kernel/panic: permission denied"',
        ),
    ),
    # Completed: the end of the second complaint, and the kubelet's last word.
    report(
        "k3s-io/k3s/issues/3900",
        ["unknown", "file_permission_denied"],
        UNIT,
        within(
            "k3s",
            'I0824 14:35:41.896344      23 state_mem.go:75] "Updated machine memory state"',
            'E0824 14:35:41.897127      23 container_manager_linux.go:456] "Updating kernel flag failed (Hint: enable KubeletInUserNamespace feature flag to ignore the error)" err="open /proc/sys/kernel/panic: permission denied" flag="kernel/panic"',
            'E0824 14:35:41.897336      23 container_manager_linux.go:456] "Updating kernel flag failed (Hint: enable KubeletInUserNamespace feature flag to ignore the error)" err="open /proc/sys/kernel/panic_on_oops: permission denied" flag="kernel/panic_on_oops"',
            'E0824 14:35:41.897402      23 kubelet.go:1384] "Failed to start ContainerManager" err="[open /proc/sys/kernel/panic: permission denied, open /proc/sys/kernel/panic_on_oops: permission denied]"',
            version="v1.22.1",
        ),
    ),
    # In a container of systemd-nspawn, whose /proc/sys may not be written.
    report(
        "k3s-io/k3s/issues/10958",
        "unknown",
        UNIT,
        within(
            "k3s",
            'E0929 18:21:35.526879     754 kubelet.go:2380] "Skipping pod synchronization" err="[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]"',
            'I0929 18:21:35.534323     754 memory_manager.go:170] "Starting memorymanager" policy="None"',
            'I0929 18:21:35.534722     754 state_mem.go:35] "Initializing new in-memory state store"',
            'I0929 18:21:35.535039     754 state_mem.go:75] "Updated machine memory state"',
            'E0929 18:21:35.535442     754 kubelet.go:1556] "Failed to start ContainerManager" err="[open /proc/sys/kernel/panic: read-only file system, open /proc/sys/kernel/panic_on_oops: read-only file system]"',
        ),
        never="filesystem_damaged",
    ),
    # kernel.dmesg_restrict=1 in a rootless cluster.
    report(
        "rootless-containers/usernetes/issues/204",
        ["unknown", "file_permission_denied"],
        UNIT,
        within(
            "kubelet-containerd.sh",
            "F1118 04:38:15.095965     167 server.go:269] failed to run Kubelet: failed to create kubelet: open /dev/kmsg: operation not permitted",
            "goroutine 1 [running]:",
            "k8s.io/kubernetes/vendor/k8s.io/klog/v2.stacks(0xc000132001, 0xc000b72000, 0x86, 0x1cf)",
            "        /kubernetes/_output/local/go/src/k8s.io/kubernetes/vendor/k8s.io/klog/v2/klog.go:1026 +0xb9",
            status=255,
        ),
    ),
    # Fedora CoreOS, whose /usr is never written; the line's head is not given.
    report(
        "kubernetes/kubernetes/issues/88210",
        ["unknown", "filesystem_damaged"],
        UNIT,
        kubelet("mkdir /usr/libexec/kubernetes: read-only file system", version="v1.17.3", status=255),
    ),
    # A kubelet that somebody runs as another user; it goes on and on.
    report(
        "kubernetes/kubernetes/pull/43690",
        ["file_permission_denied", "unknown"],
        UNIT,
        lives(
            "E0327 16:32:09.943241    3891 server.go:428] Kubelet needs to run as uid `0`. It is being run as 1000",
            "W0327 16:32:09.943303    3891 server.go:438] write /proc/self/oom_score_adj: permission denied",
            "I0327 16:32:09.943430    3891 kubelet.go:248] Watching apiserver",
            'W0327 16:32:09.946802    3891 kubelet_network.go:69] Hairpin mode set to "promiscuous-bridge" but kubenet is not enabled, falling back to "hairpin-veth"',
            'I0327 16:32:09.946840    3891 kubelet.go:456] Hairpin mode set to "hairpin-veth"',
            "W0327 16:32:09.948155    3891 plugins.go:173] can't set sysctl net/bridge/bridge-nf-call-iptables: open /proc/sys/net/bridge/bridge-nf-call-iptables: permission denied",
            "E0327 16:32:10.024182    3891 kubelet_network.go:250] Failed to ensure that nat chain KUBE-MARK-DROP exists: error creating chain \"KUBE-MARK-DROP\": exit status 3: iptables v1.4.21: can't initialize iptables table `nat': Permission denied (you must be root)",
            "I0327 16:32:15.022360    3891 kubelet.go:1542] skipping pod synchronization - [Failed to start ContainerManager [open /proc/sys/vm/overcommit_memory: permission denied, open /proc/sys/kernel/panic: permission denied, open /proc/sys/kernel/panic_on_oops: permission denied]]",
        ),
    ),
    # A near miss: the settings say where the stats are looked for, and there are none.
    report(
        "kubernetes/kubernetes/issues/88969",
        None,
        None,
        lives(
            'E0303 17:25:03.436781   63839 summary_sys_containers.go:47] Failed to get system container stats for "/docker": failed to get cgroup stats for "/docker": failed to get container info for "/docker": unknown container "/docker"',
            'E0303 17:25:03.436809   63839 helpers.go:680] eviction manager: failed to construct signal: "allocatableMemory.available" error: system container "pods" not found in metrics',
            version="v1.17.2",
        ),
        never="kubelet_cgroup_unsupported",
    ),
    # A near miss of the same kind.
    report(
        "NixOS/nixpkgs/issues/44263",
        None,
        None,
        lives(
            'E0731 14:21:02.827867    1442 summary.go:92] Failed to get system container stats for "/kubernetes.slice/kubelet.service": failed to get cgroup stats for "/kubernetes.slice/kubelet.service": failed to get container info for "/kubernetes.slice/kubelet.service": unknown container "/kubernetes.slice/kubelet.service"',
        ),
        never="cgroup_driver_mismatch",
    ),
    # A near miss: the kubelet's stats skip what has several devices.
    report(
        "kubernetes-sigs/kubespray/issues/1119",
        None,
        None,
        lives(
            *(
                f"I0323 11:15:{when}   29404 conversion.go:134] failed to handle multiple devices for container. Skipping Filesystem stats"
                for when in ("39.932831", "39.933295", "49.945243", "49.945257", "59.967574", "59.967878")
            ),
            name="BOB",
        ),
        never="filesystem_damaged",
    ),
    # ---- the kubelet's pods and their directories -------------------------------------------------------------------
    # The kubelet of 1.27.1 after a restart: the volumes of static pods wait for something else.
    report(
        "kubernetes/kubernetes/issues/117652",
        MOUNTS_TIME_OUT,
        E,
        lives(
            'E0427 16:27:26.004278    3112 kubelet.go:1875] "Unable to attach or mount volumes for pod; skipping pod" err="unmounted volumes=[etcd-data etcd-certs], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition" pod="kube-system/etcd-k8s-02.intern"',
            'E0427 16:27:26.004349    3112 kubelet.go:1875] "Unable to attach or mount volumes for pod; skipping pod" err="unmounted volumes=[k8s-certs ca-certs etc-pki], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition" pod="kube-system/kube-apiserver-k8s-02.intern"',
            'E0427 16:27:26.004387    3112 pod_workers.go:1281] "Error syncing pod, skipping" err="unmounted volumes=[k8s-certs ca-certs etc-pki], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition" pod="kube-system/kube-apiserver-k8s-02.intern" podUID=44025e6eb9730b94cc3154fdb554b8e3',
            node=Node(name="k8s-02.intern", version=None).static_pod(A).static_pod(E),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/117745",
        MOUNTS_TIME_OUT,
        A,
        lives(
            '{"ts":1683110056228.5916,"caller":"kubelet/kubelet.go:1875","msg":"Unable to attach or mount volumes for pod; skipping pod","pod":{"name":"kube-apiserver-talos-default-controlplane-1","namespace":"kube-system"},"err":"unmounted volumes=[audit secrets config], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition"}',
            node=Node(name="talos-default-controlplane-1", version="v1.27.1").static_pod(A),
        ),
    ),
    # After a change of the manifest.
    report(
        "kubernetes/kubernetes/issues/134908",
        MOUNTS_TIME_OUT,
        E,
        lives(
            'I1026 22:15:54.476286 1809423 util.go:48] "No ready sandbox for pod can be found. Need to start a new one" pod="kube-system/etcd-master1"',
            'E1026 22:17:57.638670 1809423 kubelet.go:2188] "Wait unmounted volumes err" err="mounted volumes=[dump etcd-cluster-state etcd-data etcd-log ssl]: context deadline exceeded" pod="kube-system/etcd-master1" podUID="9ded0635be24cb82b17d2d73d76fc506"',
            'E1026 22:17:57.638725 1809423 pod_workers.go:1302] "Error syncing pod, skipping" err="mounted volumes=[dump etcd-cluster-state etcd-data etcd-log ssl]: context deadline exceeded" pod="kube-system/etcd-master1" podUID="9ded0635be24cb82b17d2d73d76fc506"',
            'I1026 22:17:59.564774 1809423 util.go:48] "No ready sandbox for pod can be found. Need to start a new one" pod="kube-system/etcd-master1"',
            'E1026 22:20:02.567370 1809423 kubelet.go:2188] "Wait unmounted volumes err" err="mounted volumes=[dump etcd-cluster-state etcd-data etcd-log ssl]: context deadline exceeded" pod="kube-system/etcd-master1" podUID="9ded0635be24cb82b17d2d73d76fc506"',
            'E1026 22:20:02.567502 1809423 pod_workers.go:1302] "Error syncing pod, skipping" err="mounted volumes=[dump etcd-cluster-state etcd-data etcd-log ssl]: context deadline exceeded" pod="kube-system/etcd-master1" podUID="9ded0635be24cb82b17d2d73d76fc506"',
            node=Node(name="master1", version=None).static_pod(E, edited=timedelta(minutes=5)),
        ),
    ),
    # Completed: the kubelet's line; the report has the pod's event. Since kubeadm init; a restart of the kubelet mends it.
    report(
        "SovereignCloudStack/k8s-cluster-api-provider/issues/280",
        MOUNTS_TIME_OUT,
        E,
        lives(
            'E0918 09:12:44.310442    1204 kubelet.go:1776] "Unable to attach or mount volumes for pod; skipping pod" err="unmounted volumes=[etcd-data etcd-certs], unattached volumes=[etcd-data etcd-certs]: timed out waiting for the condition" pod="kube-system/etcd-control-plane-genc01"',
            node=Node(name="control-plane-genc01", version=None).static_pod(E),
        ),
    ),
    # A near miss: millions of these, of pods that are gone.
    report(
        "kubernetes/kubernetes/issues/112124",
        None,
        None,
        lives(
            'I1012 20:21:43.404450     918 kubelet_getters.go:300] "Path does not exist" path="/var/lib/kubelet/pods/9cef28b0-6c59-44d0-b3a0-28841f613870/volumes"',
            name="p-k8s-worker-05",
        ),
        never="file_missing",
    ),
    # A near miss; the second line is cut off and completed.
    report(
        "kubernetes/kubernetes/issues/106957",
        None,
        None,
        lives(
            'E0512 08:19:31.126396     837 cadvisor_stats_provider.go:147] "Unable to fetch pod log stats" err="open /var/log/pods/default_pi--1-6v5sp_b77b46c1-db08-4a0b-a32a-c848a8140d9a: no such file or directory" pod="default/pi--1-6v5sp"',
            'E0512 08:19:31.126499     837 cadvisor_stats_provider.go:147] "Unable to fetch pod log stats" err="open /var/log/pods/default_pi--1-6v5sp_b77b46c1-db08-4a0b-a32a-c848a8140d9a: no such file or directory" pod="default/pi--1-6v5sp"',
        ),
        never="file_missing",
    ),
    # A near miss: left behind by a hard reboot; one stale file in the directory of a pod that is gone.
    report(
        "kubernetes/kubernetes/issues/105536",
        None,
        None,
        lives(
            'E1007 12:46:32.359145    7310 kubelet_volumes.go:245] "There were many similar errors. Turn up verbosity to see them." err="orphaned pod \\"1d4bfc07-3469-4eaa-992f-6d23c17f3aee\\" found, but error not a directory occurred when trying to remove the volumes dir" numErrs=1',
            name="k8s-master2-staging",
        ),
        never="filesystem_damaged",
    ),
    # A near miss of the same kind.
    report(
        "deckhouse/deckhouse/issues/4863",
        None,
        None,
        lives(
            'E0606 04:10:31.000747    1745 kubelet_volumes.go:245] "There were many similar errors. Turn up verbosity to see them." err="orphaned pod \\"11cfbe01-0e47-4835-97e4-dbf46dfccd66\\" found, but failed to rmdir() subpath at path /var/lib/kubelet/pods/11cfbe01-0e47-4835-97e4-dbf46dfccd66/volume-subpaths/spaas-certs/kernel-module-injector/0: not a directory" numErrs=3',
            'I0606 04:10:32.997380    1745 kubelet_volumes.go:160] "Cleaned up orphaned pod volumes dir" podUID=11cfbe01-0e47-4835-97e4-dbf46dfccd66 path="/var/lib/kubelet/pods/11cfbe01-0e47-4835-97e4-dbf46dfccd66/volumes"',
            name="c-hv-4",
            version="v1.23.17",
            by="d8-kubelet-forker",
        ),
        never="host_path_unusable",
    ),
    # ---- runtimes ---------------------------------------------------------------------------------------------------
    # Completed: the line that the report describes, as CRI-O of that version says it.
    report(
        "okd-project/okd/issues/2255",
        ["runtime_unavailable", "command_not_found", "unknown"],
        None,
        carrier(
            "crio",
            'time="2025-09-22T22:35:05.459506007Z" level=info msg="Updating config from single file: /etc/crio/crio.conf"',
            'time="2025-09-22T22:35:05.45952192Z" level=info msg="Updating config from drop-in file: /etc/crio/crio.conf"',
            'time="2025-09-22T22:35:05.460799749Z" level=info msg="Updating config from path: /etc/crio/crio.conf.d"',
            'time="2025-09-22T22:35:05.460846857Z" level=info msg="Updating config from drop-in file: /etc/crio/crio.conf.d/00-default"',
            'time="2025-09-22T22:35:05.461082212Z" level=info msg="Updating config from drop-in file: /etc/crio/crio.conf.d/01-ctrcfg-defaultRuntime"',
            'time="2025-09-22T22:35:05.482310114Z" level=fatal msg="validating runtime config: runtime validation: \\"runc\\" not found in $PATH: exec: \\"runc\\": executable file not found in $PATH"',
            after=exited("crio"),
            name="node1.okd1.redacted",
        ),
    ),
    # All that is shown of it is the service manager's. After an update of Flatcar.
    report(
        "kubermatic/kubeone/issues/2318",
        ["runtime_unavailable", "unknown"],
        None,
        carrier(
            "containerd",
            *exited("containerd"),
            "Failed to start containerd container runtime.",
            "containerd.service: Scheduled restart job, restart counter is at 1.",
            "Stopped containerd container runtime.",
            by="systemd",
            restarts=1,
            name="marko-1-cp-0",
        ),
    ),
    # A kernel without the AppArmor that the snap's containerd asks for.
    report(
        "canonical/microk8s/issues/4384",
        ["runtime_unavailable", "unknown"],
        None,
        carrier(
            "snap.microk8s.daemon-containerd",
            "+ ARCH=aarch64",
            "Cache read/write disabled: interface file missing. (Kernel needs AppArmor 2.4 compatibility patch.)",
            by="microk8s.daemon-containerd",
            after=(
                "snap.microk8s.daemon-containerd.service: Scheduled restart job, restart counter is at 5.",
                "snap.microk8s.daemon-containerd.service: Start request repeated too quickly.",
                "snap.microk8s.daemon-containerd.service: Failed with result 'exit-code'.",
                "Failed to start Service for snap application microk8s.daemon-containerd.",
            ),
            restarts=5,
            name="alarm",
        ),
        never="apparmor_parser_missing",
    ),
    # The start script reads this over and over until its time is up; the manager's line is its usual one.
    report(
        "canonical/microk8s/issues/3161",
        ["runtime_unavailable", "unknown"],
        None,
        carrier(
            "snap.microk8s.daemon-containerd",
            "++ cat /proc/self/attr/current",
            "cat: /proc/self/attr/current: Invalid argument",
            "++ cat /proc/self/attr/current",
            "cat: /proc/self/attr/current: Invalid argument",
            by="microk8s.daemon-containerd",
            after=(
                "snap.microk8s.daemon-containerd.service: start operation timed out. Terminating.",
                "snap.microk8s.daemon-containerd.service: Failed with result 'timeout'.",
            ),
            name="martin-intelz370",
        ),
    ),
    # Completed: the kubelet's line of 1.26. Flatcar ships containerd 1.5.13.
    report(
        "kubernetes-sigs/security-profiles-operator/issues/1377",
        "cri_api_unsupported",
        UNIT,
        kubelet(
            'E1220 09:41:17.310442    4120 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: CRI v1 runtime API is not implemented for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
            version="v1.26.0",
        )
        .unit("containerd")
        .runtime("1.5.13"),
    ),
    report(
        "flatcar/Flatcar/issues/484",
        ["container_create_failed", "cri_plugin_disabled", "unknown"],
        None,
        lives(
            'E0823 11:57:14.914922   13148 pod_workers.go:190] "Error syncing pod, skipping" err="network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized" pod="kube-system/npd-v0.8.2-6zt87" podUID=44be878c-e77e-4744-873b-04c77a4e8ffb',
            'E0823 11:57:17.030551   13148 remote_runtime.go:116] "RunPodSandbox from runtime service failed" err="rpc error: code = InvalidArgument desc = failed to create containerd container: create container failed validation: container.Runtime.Name must be set: invalid argument"',
            version="v1.21.1",
        ),
        sure=False,
    ),
    # Completed: the head of the kubelet's line; the report has the pod's events. runc is linked to a newer libseccomp.
    report(
        "easzlab/kubeasz/issues/1181",
        ["container_create_failed", "unknown"],
        None,
        lives(
            'E1030 14:02:51.310442    9120 remote_runtime.go:222] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/a72b3e137a0eace13a0fddd1bc2c853098e7d39053e1d77f97099abb7ab0cb53/log.json: no such file or directory): runc did not terminate successfully: exit status 127: unknown"',
        ),
        sure=False,
    ),
    # A node under load, whose runtime answers late.
    report(
        "kubernetes/kubernetes/issues/51919",
        ["unknown", "component_overloaded", "runtime_unavailable"],
        UNIT,
        lives(
            'E0902 22:01:59.251846    9010 kuberuntime_gc.go:138] Failed to stop sandbox "4347e890f134de1e2489c8b0b2ae720afc81c90b05ab3475e07040fd24c25528" before removing: rpc error: code = 4 desc = context deadline exceeded',
            "I0902 22:01:59.607732    9010 kubelet.go:1752] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m5.320829963s ago; threshold is 3m0s]",
            "I0902 22:02:03.184037    9010 kubelet_node_status.go:682] Node became not ready: {Type:Ready Status:False LastHeartbeatTime:2017-09-02 22:02:03.183998186 +0800 CST LastTransitionTime:2017-09-02 22:02:03.183998186 +0800 CST Reason:KubeletNotReady Message:PLEG is not healthy: pleg was last seen active 3m8.897133691s ago; threshold is 3m0s}",
            "I0902 22:02:04.607914    9010 kubelet.go:1752] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m10.321005268s ago; threshold is 3m0s]",
            name="docker34-86",
        ),
        sure=False,
    ),
    # A near miss: expected until the network is installed. The lines' heads are not given.
    report(
        "kinvolk/kube-spawn/issues/13",
        None,
        None,
        lives(
            "cni.go:157] Unable to update cni config: No networks found in /etc/cni/net.d",
            "kubelet.go:2073] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized",
        ),
        never="runtime_unavailable",
    ),
    # ---- carriers ---------------------------------------------------------------------------------------------------
    # An agent rebooted while its server is switched off.
    report(
        "rancher/rke2/issues/251",
        "unknown",
        None,
        carrier(
            "rke2-agent",
            'time="2020-08-27T20:01:08Z" level=fatal msg="rename /var/lib/rancher/rke2/data/f1b2fc0fa59967cd17c2d6e2f6cf3ee2e35a39fba121aa0a3f60f2f52d886151/bin633809518 /var/lib/rancher/rke2/data/f1b2fc0fa59967cd17c2d6e2f6cf3ee2e35a39fba121aa0a3f60f2f52d886151/bin: file exists"',
            by="rke2",
            version="v1.18.4",
            name="rke2-worker",
        ),
    ),
    report(
        "k3s-io/k3s/issues/12639",
        ["node_address_missing", "unknown"],
        None,
        carrier(
            "k3s",
            'time="2025-07-14T19:10:32Z" level=fatal msg="Failed to start networking: unable to initialize network policy controller: error getting node subnet: failed to find interface with specified node ip"',
            version="v1.32.6",
        ),
    ),
    # A firewall between the servers.
    report(
        "k3s-io/k3s/issues/10215",
        ["etcd_unreachable", "unknown"],
        None,
        carrier(
            "k3s",
            '{"level":"warn","ts":"2024-05-28T06:07:10.036774Z","logger":"etcd-client","caller":"v3@v3.5.9-k3s1/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc000fdc8c0/192.168.1.2:2379","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = \\"transport: Error while dialing: dial tcp 192.168.1.2:2379: connect: no route to host\\""}',
            'time="2024-05-28T06:07:10Z" level=fatal msg="etcd cluster join failed: context deadline exceeded"',
            name="intel",
        ),
    ),
    # The second server, which cannot reach the first one's etcd.
    report(
        "k3s-io/k3s/issues/5905",
        ["etcd_no_quorum", "etcd_unreachable", "unknown"],
        None,
        carries(
            "k3s",
            '{"level":"warn","ts":"2022-07-26T15:59:11.709+0500","caller":"etcdserver/server.go:2065","msg":"failed to publish local member to cluster through raft","local-member-id":"f885265f9344600e","local-member-attributes":"{Name:devops235.ef.com-9853626f ClientURLs:[https://192.168.2.235:2379]}","request-path":"/0/members/f885265f9344600e/attributes","publish-timeout":"15s","error":"etcdserver: request timed out"}',
            name="devops235.ef.com",
        ),
        sure=False,
    ),
    # etcd is a unit of its own there; it lives and has no leader.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/579",
        "etcd_no_quorum",
        E,
        Node(name="controller-0", version=None)
        .static_pod(E)
        .runs(
            E,
            "raft2020/06/07 19:44:24 INFO: f98dc20bce6225a0 is starting a new election at term 62949\n"
            "raft2020/06/07 19:44:24 INFO: f98dc20bce6225a0 became candidate at term 62950\n"
            "raft2020/06/07 19:44:24 INFO: f98dc20bce6225a0 received MsgVoteResp from f98dc20bce6225a0 at term 62950\n"
            "raft2020/06/07 19:44:24 INFO: f98dc20bce6225a0 [logterm: 1, index: 3] sent MsgVote request to 3a57933972cb5131 at term 62950\n"
            "raft2020/06/07 19:44:24 INFO: f98dc20bce6225a0 [logterm: 1, index: 3] sent MsgVote request to ffed16798470cab5 at term 62950\n"
            "publish error: etcdserver: request timed out\n"
            "health check for peer 3a57933972cb5131 could not connect: dial tcp 10.240.0.12:2380: connect: connection refused\n"
            "health check for peer 3a57933972cb5131 could not connect: dial tcp 10.240.0.12:2380: connect: connection refused",
            since=timedelta(hours=20),
            silent=timedelta(seconds=3),
        ),
    ),
    # k3s runs; the end of the telling line is cut off and completed. The lines' heads are cut off by the report.
    report(
        "k3s-io/k3s/issues/570",
        "certificate_authority_mismatch",
        None,
        carries(
            "k3s",
            'level=info msg="To join node to cluster: k3s agent -s https://<...omitted...>:6443 -t ${NODE_TOKEN}"',
            'level=info msg="Starting k3s.cattle.io/v1, Kind=ListenerConfig controller"',
            'level=error msg="Failed to generate kubeconfig: server https://localhost:6443/cacerts is not trusted: Get https://localhost:6443/cacerts: x509: certificate signed by unknown authority (possibly because of \\"crypto/rsa: verification error\\" while trying to verify candidate authority certificate \\"k3s-ca\\")"',
            'level=info msg="Wrote kubeconfig /etc/rancher/k3s/k3s.yaml"',
            'level=info msg="Run: k3s kubectl"',
            'level=info msg="k3s is up and running"',
        ),
        sure=False,
    ),
    # An agent that goes on trying; its token is of another server.
    report(
        "k3s-io/k3s/issues/3727",
        ["certificate_authority_mismatch", "unknown"],
        None,
        carries(
            "k3s-agent",
            'time="2021-07-29T06:42:37.109627641-04:00" level=error msg="token CA hash does not match the Cluster CA certificate hash: f08676bf4f7418e46f692f21543118417d2698b7f758027b352dd87cfd6de3ab != 8e7d49c6991960d1a116415d9506f0a15ea3e278538c173b1d9965b62727267d"',
            'time="2021-07-29T06:42:39.112147270-04:00" level=error msg="token CA hash does not match the Cluster CA certificate hash: f08676bf4f7418e46f692f21543118417d2698b7f758027b352dd87cfd6de3ab != 8e7d49c6991960d1a116415d9506f0a15ea3e278538c173b1d9965b62727267d"',
            by="k3s",
            name="localhost.localdomain",
        ),
    ),
    # The other server came from a cluster of its own.
    report(
        "rancher/rancher/issues/27953",
        "certificate_authority_mismatch",
        None,
        carries(
            "k3s",
            'time="2020-07-16T04:11:04.726999721Z" level=info msg="Tunnel endpoint watch event: [192.168.1.121:6443 192.168.1.176:6443]"',
            'time="2020-07-16T04:11:04.728139835Z" level=info msg="Tunnel endpoint watch event: [192.168.1.176:6443]"',
            'time="2020-07-16T04:11:04.728303781Z" level=info msg="Stopped tunnel to 192.168.1.121:6443"',
            'time="2020-07-16T04:11:04.728463728Z" level=info msg="Connecting to proxy" url="wss://192.168.1.121:6443/v1-k3s/connect"',
            'time="2020-07-16T04:11:04.777540692Z" level=error msg="Failed to connect to proxy" error="x509: certificate signed by unknown authority"',
            name="osboxes",
        ),
        sure=False,
    ),
    # A near miss: everything works, the module is built in.
    report(
        "k3s-io/k3s/issues/11983",
        None,
        None,
        carries(
            "k3s",
            'time="2025-03-18T03:37:23Z" level=info msg="Datastore using 12288 of 20480 bytes after defragment"',
            'time="2025-03-18T03:37:23Z" level=info msg="etcd data store connection OK"',
            'time="2025-03-18T03:37:23Z" level=info msg="Saving cluster bootstrap data to datastore"',
            'time="2025-03-18T03:37:23Z" level=warning msg="Failed to load kernel module nf_conntrack with modprobe"',
            'time="2025-03-18T03:37:23Z" level=info msg="Module br_netfilter was already loaded"',
            "W0318 03:37:23.781170    9049 registry.go:256] calling componentGlobalsRegistry.AddFlags more than once, the registry will be set by the latest flags",
            "I0318 03:37:23.781796    9049 options.go:238] external host was not specified, using 192.168.64.87",
            name="ubuntu24lts",
            version="v1.32.2",
        ),
        never="invalid_flag_value",
    ),
    # A near miss: something looks whether the port is open, and goes.
    report(
        "k3s-io/k3s/issues/3025",
        None,
        None,
        carries("k3s", *TLS_EOF, name="edge-master-1", version="v1.18.13"),
        never="certificate_authority_mismatch",
    ),
    # A near miss of the same kind: a load balancer's checks.
    report(
        "rancher/rke2/issues/48",
        None,
        None,
        carries(
            "rke2-server",
            *(
                f"I0629 22:43:{when}    1995 log.go:181] http: TLS handshake error from 172.31.7.168:{port}: EOF"
                for when, port in (
                    ("19.270728", 48004),
                    ("19.813270", 46580),
                    ("20.260827", 60068),
                    ("20.265857", 41756),
                    ("20.572638", 63126),
                    ("20.868685", 48299),
                    ("21.174996", 28564),
                    ("22.825398", 24861),
                )
            ),
            by="rke2",
        ),
        never="serving_certificate_expired",
    ),
    # A near miss of the same kind.
    report(
        "canonical/k8s-snap/issues/2169",
        None,
        None,
        carries(
            "snap.k8s.k8sd",
            "2025/12/12 02:53:41 http: TLS handshake error from 172.22.149.25:58154: EOF",
            "2025/12/12 02:53:41 http: TLS handshake error from 172.22.149.25:58160: EOF",
            "2025/12/12 02:53:42 http: TLS handshake error from 172.22.149.25:58168: EOF",
            by="k8s.k8sd",
            name="cos-1",
        ),
        never="certificate_authority_mismatch",
    ),
    # A near miss: every join makes one of these, until the joining one has the CA.
    report(
        "k3s-io/k3s/pull/4200",
        None,
        None,
        carries(
            "k3s",
            "INFO[0063] Cluster-Http-Server 2021/09/30 19:42:40 http: TLS handshake error from 172.17.0.3:40938: remote error: tls: bad certificate ",
        ),
        never="certificate_authority_mismatch",
    ),
    # ---- the host --------------------------------------------------------------------------------
    # An operator's account of an outage: the sectors and the signal are told, the kernel's and the manager's lines
    # are their usual ones.
    page(
        "https://git.tudattr.dev/tudattr/ansible/src/commit/b157dd0b8912cbc8233887cb66420bad96b5a32f/docs/runbooks/k3s-cluster-outage-2026-04-20.md",
        "tudattr-k3s-outage-bad-sectors",
        ["filesystem_damaged", "etcd_data_corrupt", "unknown"],
        None,
        Node(name="k3s-server11", version=None)
        .unit("k3s", "activating", "auto-restart", 4, Result="signal", ExecMainStatus=7)
        .journal(
            "k3s",
            "k3s.service: Main process exited, code=killed, status=7/BUS",
            "k3s.service: Failed with result 'signal'.",
            by="systemd",
        )
        .journal(
            "kernel",
            "blk_update_request: I/O error, dev sda, sector 1198032 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 0",
            "blk_update_request: I/O error, dev sda, sector 8999208 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 0",
            ago=timedelta(seconds=35),
        ),
    ),
)
