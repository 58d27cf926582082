"""Public reports of control planes as installers and distributions carry them: k3s, rke2, microk8s, minikube, Kubespray, OKD, AKS-engine...

They are shown as those of further.py are. A program of the control plane that is a systemd unit is shown as a static pod,
a kubelet inside another program's unit (k3s, kubelite, localkube) as that unit's words in the kubelet's journal.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, S, exits, kubelet, report
from incidents.further_node import sandboxes_fail


def systemd(node, *lines, ago=timedelta(seconds=31)):
    """What the service manager says of the unit after its last words."""
    return node.kubelet(*lines, by="systemd", ago=ago)


def within(by, *lines, version=None, status=1, restarts=57):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


HYPERKUBE = "kubelet.service: Failed at step EXEC spawning /usr/bin/hyperkube: No such file or directory"
PANICS = lines(
    "panic: runtime error: invalid memory address or nil pointer dereference",
    "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x262b009]",
)

FURTHER_ELEVENTH_DISTRIBUTIONS = (
    # ---- k3s, k3d, k3k ----------------------------------------------------------------------------------------------
    # A slow start: after some rounds it holds. The excerpt ends among the checks; the end of the line is completed.
    report(
        "k3s-io/k3s/issues/2425",
        ["apiserver_unreachable", "component_overloaded", "unknown"],
        None,
        within(
            "k3s",
            'F0209 18:17:23.032755    5937 controllermanager.go:262] Failed to wait for apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: an error on the server ("[+]ping ok\\n[+]log ok\\n[+]etcd ok\\n[+]poststarthook/start-kube-apiserver-admission-initializer ok\\n[+]poststarthook/generic-apiserver-start-informers ok\\n[+]poststarthook/max-in-flight-filter ok\\n[+]poststarthook/start-apiextensions-informers ok\\n[+]poststarthook/start-apiextensions-controllers ok\\n[+]poststarthook/crd-informer-synced ok\\n[+]poststarthook/bootstrap-controller ok\\n[-]poststarthook/rbac/bootstrap-roles failed: reason withheld\\n[+]poststarthook/scheduling/bootstrap-system-priority-classes ok\\n[+]poststarthook/start-cluster-authentication-info-controller ok\\n[+]poststarthook/aggregator-reload-proxy-client-cert ok\\n[+]poststarthook/start-kube-aggregator-informers ok\\n[+]poststarthook/apiservice-registration-controller ok\\nhealthz check failed") has prevented the request from succeeding',
            version="v1.19.7",
            status=255,
        ),
        never="anonymous_health_access_forbidden",
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "k3s-io/k3s/issues/10755",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            'time="2024-08-27T02:50:20+02:00" level=fatal msg="failed to find memory cgroup (v2)"',
            version="v1.30.4",
        ).host(cgroup_version=2),
    ),
    # The title has the message; its head is completed.
    report(
        "rancher/k3k/issues/278",
        "unknown",
        UNIT,
        within(
            "k3s",
            '{"level":"info","ts":"2025-02-28T03:26:51.684057Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"raft.node: b6b332f6d2504db3 elected leader b6b332f6d2504db3 at term 7"}',
            '{"level":"info","ts":"2025-02-28T03:26:51.688583Z","caller":"embed/serve.go:103","msg":"ready to serve client requests"}',
            '{"level":"info","ts":"2025-02-28T03:26:51.689381Z","caller":"v3rpc/health.go:61","msg":"grpc service status changed","service":"","status":"SERVING"}',
            '{"level":"info","ts":"2025-02-28T03:26:51.689845Z","caller":"embed/serve.go:250","msg":"serving client traffic securely","traffic":"grpc","address":"127.0.0.1:2379"}',
            'time="2025-02-28T03:26:51Z" level=fatal msg="Failed to reconcile with temporary etcd: bootstrap data already found and encrypted with different token"',
        ),
        never="etcd_membership_mismatch",
    ),
    # The maintainer's own account of what the embedded etcd says on a server that was removed.
    report(
        "k3s-io/k3s/issues/2527",
        "etcd_membership_mismatch",
        None,
        within(
            "k3s",
            '{"level":"warn","ts":"2020-10-21T12:28:51.439-0700","caller":"etcdserver/server.go:1095","msg":"server error","error":"the member has been permanently removed from the cluster"}',
            '{"level":"warn","ts":"2020-10-21T12:28:51.439-0700","caller":"etcdserver/server.go:1096","msg":"data-dir used by this member must be removed"}',
            version="v1.19.3",
        ),
    ),
    # The report says that it does not know which file; the line's head is completed.
    report(
        "k3s-io/k3s/issues/12923",
        ["filesystem_damaged", "unknown"],
        UNIT,
        within(
            "k3s",
            'time="2025-09-17T01:22:41Z" level=fatal msg="Error: preparing server: failed to bootstrap cluster data: creating storage endpoint: failed to create driver for default endpoint: setup db: disk I/O error: input/output error"',
            version="v1.33.4",
        ),
    ),
    # The filesystem is btrfs above LUKS, which the kubelet in a container cannot follow to its device.
    report(
        "k3d-io/k3d/issues/493",
        "unknown",
        UNIT,
        within(
            "k3s",
            'E0309 09:47:12.303765       7 cri_stats_provider.go:376] Failed to get the info of the filesystem with mountpoint "/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs": failed to get device for dir "/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs": could not find device with major: 0, minor: 34 in cached partitions map.',
            "E0309 09:47:12.303805       7 kubelet.go:1292] Image garbage collection failed once. Stats initialization may not have completed yet: invalid capacity 0 on image filesystem",
            "W0309 09:47:12.318720       7 fs.go:570] stat failed on /dev/mapper/luks-dede0fc2-4b41-4164-8732-c87f8283d22d with error: no such file or directory",
            'F0309 09:47:12.318733       7 kubelet.go:1368] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/var/lib/kubelet": could not find device with major: 0, minor: 34 in cached partitions map',
            status=255,
        ),
        never="filesystem_damaged",
    ),
    report(
        "k3s-io/k3s/issues/3323",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        within(
            "k3s",
            'E0512 23:40:19.075518       1 kubelet.go:1391] "Failed to start ContainerManager" err="cannot enter cgroupv2 \\"/sys/fs/cgroup/kubepods\\" with domain controllers -- it is in an invalid state"',
        ).host(cgroup_version=2),
    ),
    # The first line's head is completed; the second is how k3s waits then, "the RuntimeService never registers".
    report(
        "NVIDIA/OpenShell/pull/654",
        "inotify_limit",
        None,
        Node(version=None)
        .unit("kubelet")
        .unit("containerd")
        .journal(
            "containerd",
            'time="2026-03-29T10:04:11.200417Z" level=error msg="failed to load plugin: failed to create CRI service: failed to create cni conf monitor: failed to create fsnotify watcher: too many open files"',
        )
        .kubelet(
            'time="2026-03-29T10:04:13Z" level=info msg="Waiting for containerd startup: rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
            by="k3s",
        ),
    ),
    # ---- rke2 -------------------------------------------------------------------------------------------------------
    report(
        "rancher/rke2/issues/5923",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        within(
            "rke2",
            "E0518 19:48:52.148026  733385 cgroup_manager_linux.go:476] cgroup manager.Set failed: openat2 /sys/fs/cgroup/kubepods.slice/cpu.weight: no such file or directory",
            'E0518 19:48:52.148149  733385 kubelet.go:1542] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"',
        ).host(cgroup_version=2),
    ),
    # The report has the runtime's last words, by strace; what stands around them is completed.
    report(
        "rancher/rke2/issues/4209",
        ["container_create_failed", "host_path_unusable"],
        A,
        Node(version="v1.26.4")
        .unit("kubelet")
        .static_pod(A, "--audit-log-path=-", "--audit-policy-file=/etc/rancher/rke2/audit-policy.yaml")
        .waits(
            A,
            "RunContainerError",
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error reopening /dev/null inside container: open /dev/null: permission denied: unknown",
            restarts=4,
        ),
    ),
    # ---- microk8s ---------------------------------------------------------------------------------------------------
    # The title has the last message; its head is completed as kubelite writes it.
    report(
        "canonical/microk8s/issues/2536",
        ["unknown", "port_in_use"],
        None,
        within(
            "microk8s.daemon-kubelite",
            "Starting kubelite",
            "I0824 13:29:59.100008  857586 daemon.go:73] Waiting for the API server",
            "I0824 13:29:59.102574  857586 daemon.go:65] Starting API Server",
            "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
            'Error: create node: failed to set bind address "@snap.microk8s.dqlite-3962633502565035866": 1',
            'F0824 13:29:59.201344  857586 daemon.go:67] API Server exited create node: failed to set bind address "@snap.microk8s.dqlite-3962633502565035866": 1',
            version="v1.21.4",
            status=255,
        ),
    ),
    # The hostname was renamed below a one-node dqlite. The report quotes the message; the line's head is completed.
    report(
        "canonical/microk8s/issues/5524",
        ["unknown", "etcd_no_quorum"],
        None,
        within(
            "microk8s.daemon-k8s-dqlite",
            'time="2026-06-03T09:12:40Z" level=error msg="no available dqlite leader server found"',
            'time="2026-06-03T09:12:50Z" level=error msg="no available dqlite leader server found"',
        ),
    ),
    report(
        "canonical/microk8s/issues/1604",
        "unknown",
        A,
        exits(A, "Error: kine: building kine: failed to migrate DB from sqlite: COUNT(*)", version="v1.19.2"),
    ),
    # ---- Talos ------------------------------------------------------------------------------------------------------
    # The report says that the other two end with the same error.
    report(
        "siderolabs/talos/issues/10989",
        "unknown",
        A,
        Node(name="talos-t8i-z6e", version="v1.33.0")
        .unit("kubelet")
        .static_pod(A)
        .died(
            A,
            lines(
                "I0512 07:03:01.439219       1 options.go:249] external host was not specified, using 10.0.0.53",
                "I0512 07:03:01.449427       1 server.go:147] Version: v1.33.0",
                'I0512 07:03:01.449474       1 server.go:149] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK="none"',
                PANICS,
            ),
            code=2,
        )
        .static_pod(KCM)
        .died(KCM, PANICS, code=2)
        .static_pod(S)
        .died(S, PANICS, code=2),
    ),
    # ---- Kubespray and other Ansible --------------------------------------------------------------------------------
    report(
        "kubernetes-sigs/kubespray/issues/1787",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "Error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false.",
            version="v1.8.0",
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/1885",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "Error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: ",
        ),
    ),
    # The excerpt ends before the error that the title tells; the last line is that version's own.
    report(
        "kubernetes-sigs/kubespray/issues/2348",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "I0216 19:31:11.548434    2297 server.go:182] Version: v1.9.2+coreos.0",
            "I0216 19:31:11.548554    2297 feature_gate.go:220] feature gates: &{{} map[Initializers:false PersistentLocalVolumes:false]}",
            "error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename\t\t\t\tType\t\tSize\tUsed\tPriority /dev/dm-1                               partition\t1003516\t0\t-1]",
            version="v1.9.2",
        ),
    ),
    report(
        "anmoel/ansible-role-kubernetes/issues/20",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "F1129 19:04:46.741210    8662 server.go:262] failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false.",
            status=255,
        ),
    ),
    # ---- minikube ---------------------------------------------------------------------------------------------------
    # minikube shows the apiserver's words as "error: ..."; they are written here as the apiserver writes them.
    report(
        "kubernetes/minikube/issues/5234",
        "unknown_flag",
        A,
        exits(A, "Error: unknown flag: --Authorization.Mode", "--Authorization.Mode=RBAC", version="v1.15.2"),
    ),
    report(
        "kubernetes/minikube/issues/1585",
        ["kubelet_unknown_flag", "unknown_flag"],
        None,
        systemd(
            within("localkube", "unknown flag: --apiserver-name", version="v1.5.1", status=2),
            "localkube.service: Main process exited, code=exited, status=2/INVALIDARGUMENT",
        ),
    ),
    # The title has the message; the head of the line is completed. The drop-in's value kept its quotes.
    report(
        "kubernetes/kubernetes/issues/87918",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            "E0207 12:25:38.628063   21652 reflector.go:153] k8s.io/kubernetes/pkg/kubelet/kubelet.go:458: Failed to list *v1.Node: Get https://localhost:8443/api/v1/nodes?fieldSelector=metadata.name%3Dcent140&limit=500&resourceVersion=0: dial tcp [::1]:8443: connect: connection refused",
            'F0207 12:25:38.671904   21652 server.go:273] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "\'systemd\'" is different from docker cgroup driver: "systemd"',
            version="v1.17.2",
            status=255,
        ).file(
            "/etc/docker/daemon.json",
            '{\n  "exec-opts": ["native.cgroupdriver=systemd"],\n  "log-driver": "json-file",\n  "log-opts": {\n    "max-size": "100m"\n  },\n  "storage-driver": "overlay2",\n  "storage-opts": [\n    "overlay2.override_kernel_check=true"\n  ]\n}\n',
        ),
    ),
    # The title has the daemon's answer; what the kubelet says around it is completed.
    report(
        "kubernetes/minikube/issues/5223",
        ["cgroup_driver_mismatch", "container_create_failed"],
        None,
        sandboxes_fail(
            'E0828 13:24:36.770062   22643 kubelet.go:2248] node "minikube" not found',
            'E0828 13:24:36.870191   22643 kubelet.go:2248] node "minikube" not found',
            "E0828 13:24:36.955730   22643 reflector.go:125] k8s.io/kubernetes/pkg/kubelet/kubelet.go:444: Failed to list *v1.Service: Get https://localhost:8443/api/v1/services?limit=500&resourceVersion=0: dial tcp 127.0.0.1:8443: connect: connection refused",
            'E0828 13:24:37.102177   22643 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to create a sandbox for pod "kube-apiserver-minikube": Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"',
            'E0828 13:24:37.102231   22643 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "kube-apiserver-minikube_kube-system(b8f0a5f0ea3c1a41d3f3fa6d2f1d7dc1)" failed: rpc error: code = Unknown desc = failed to create a sandbox for pod "kube-apiserver-minikube": Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"',
            node=Node(name="minikube", version="v1.15.2"),
        ),
    ),
    # ---- Docker Desktop ---------------------------------------------------------------------------------------------
    # The title has the reason; the last two lines of the apiserver's log are that version's own, the date is chosen.
    report(
        "docker/for-mac/issues/6765",
        ["etcd_server_certificate_expired", "serving_certificate_expired"],
        A,
        Node(name="docker-desktop", version="v1.24.0")
        .static_pod(A)
        .died(
            A,
            lines(
                "I0314 15:57:18.627676       1 server.go:558] external host was not specified, using 192.168.65.4",
                "I0314 15:57:18.628487       1 server.go:158] Version: v1.24.0",
                'I0314 15:57:18.628517       1 server.go:160] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
                "I0314 15:57:18.987696       1 shared_informer.go:255] Waiting for caches to sync for node_authorizer",
                'W0314 15:57:18.997110       1 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 127.0.0.1 <nil> 0 <nil>}. Err: connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid: current time 2023-03-14T15:57:18Z is after 2023-03-02T09:12:44Z". Reconnecting...',
                'E0314 15:57:38.991240       1 run.go:74] "command failed" err="context deadline exceeded"',
            ),
            lived=timedelta(seconds=20),
        )
        .static_pod(KCM)
        .died(
            KCM,
            'F0314 16:08:06.752132       1 controllermanager.go:219]  error building controller context: failed to wait for apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: Get "https://192.168.65.4:6443/healthz": dial tcp 192.168.65.4:6443: connect: connection refused',
            code=255,
            lived=timedelta(seconds=12),
        ),
        others={KCM: "apiserver_unreachable"},
    ),
    # ---- sealos, sealer ---------------------------------------------------------------------------------------------
    # The second line is cut off in the excerpt after its beginning.
    report(
        "labring/sealos/issues/2447",
        "cgroup_driver_mismatch",
        None,
        sandboxes_fail(
            'E0127 16:01:30.726949   16793 remote_runtime.go:222] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/pod53726ed688aecd23771eb180a5cf0635/26d68eebb3746ad1fb05446b65b7a54428f5e8c54f33e515f0743c20866b7250\\" instead: unknown"',
            'E0127 16:01:30.727008   16793 kuberuntime_sandbox.go:71] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/pod53726ed688aecd23771eb180a5cf0635/26d68eebb3746ad1fb05446b65b7a54428f5e8c54f33e515f0743c20866b7250\\" instead: unknown" pod="kube-system/kube-apiserver-node1"',
            'E0127 16:01:33.421907   16793 kubelet.go:2448] "Error getting node" err="node \\"node1\\" not found"',
            'I0127 16:01:33.631039   16793 kubelet_node_status.go:70] "Attempting to register node" node="node1"',
            'E0127 16:01:33.631906   16793 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://apiserver.cluster.local:6443/api/v1/nodes\\": dial tcp 192.168.72.32:6443: connect: connection refused" node="node1"',
            'E0127 16:01:33.723807   16793 kubelet.go:2448] "Error getting node" err="node \\"node1\\" not found"',
            node=Node(name="node1", version="v1.25.5"),
        ),
    ),
    # The report has "system" for docker's driver, and so ends the line.
    report(
        "sealerio/sealer/issues/1447",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'E0527 03:39:54.180060    1372 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"cgroupfs\\" is different from docker cgroup driver: \\"system\\""',
        ),
    ),
    # ---- kubeadm, on Raspberry Pis and elsewhere --------------------------------------------------------------------
    # The title has the message; the line's head is completed. That kubelet went on, and the node stayed NotReady.
    report(
        "kubernetes/kubernetes/issues/26038",
        "kubelet_cgroup_unsupported",
        UNIT,
        Node(name="127.0.0.1", version="v1.2.0")
        .unit("kubelet")
        .kubelet(
            "E0522 09:14:20.713352    1033 kubelet.go:956] Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [cpuset]"
        ),
    ),
    # The excerpt cuts the line off in the second path.
    report(
        "kubernetes/kubeadm/issues/1788",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "Flag --cgroup-driver has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.",
            "I0911 09:29:15.655661    4756 server.go:425] Version: v1.15.3",
            "I0911 09:29:15.655846    4756 plugins.go:103] No cloud provider specified.",
            "I0911 09:29:15.655869    4756 server.go:791] Client rotation is on, will bootstrap in background",
            'I0911 09:29:15.658147    4756 certificate_store.go:129] Loading cert/key pair from "/var/lib/kubelet/pki/kubelet-client-current.pem".',
            "F0911 09:29:15.666275    4756 server.go:273] failed to run Kubelet: failed to get the kubelet's cgroup: cpu and memory cgroup hierarchy not unified.  cpu: /, memory: /system.slice/kubelet.service",
            version="v1.15.3",
            status=255,
        ),
    ),
    # The kubelet of a machine whose control plane was not laid down yet, once; why the apiserver stayed away it does not tell.
    report(
        "kubernetes-sigs/cluster-api-provider-azure/issues/1319",
        None,
        None,
        systemd(
            Node(name="default-template-control-plane-8klqz", version=None)
            .unit("kubelet", restarts=1)
            .kubelet("Started kubelet: The Kubernetes Node Agent.", by="systemd", ago=timedelta(minutes=33))
            .kubelet(
                'F0415 20:23:29.106315    1433 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
                "goroutine 1 [running]:",
                "k8s.io/kubernetes/vendor/k8s.io/klog/v2.stacks(0xc000010001, 0xc0000c0840, 0xfb, 0x14d)",
                ago=timedelta(minutes=32, seconds=50),
            ),
            "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
            "kubelet.service: Failed with result 'exit-code'.",
            ago=timedelta(minutes=32, seconds=49),
        ),
        never="kubelet_config_invalid",
    ),
    # ---- OKD on Fedora CoreOS ---------------------------------------------------------------------------------------
    report(
        "okd-project/okd/issues/229",
        ["unknown", "command_not_found"],
        UNIT,
        Node(name="okd-bootstrap", version=None)
        .unit("kubelet", "activating", "auto-restart", 31, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "kubelet.service: Found left-over process 4868 (conmon) in control group while starting unit. Ignoring.",
            "This usually indicates unclean termination of a previous run, or service implementation deficiencies.",
            "kubelet.service: Failed to execute command: No such file or directory",
            HYPERKUBE,
            by="systemd",
        ),
    ),
    report(
        "okd-project/okd/issues/848",
        ["unknown", "command_not_found"],
        UNIT,
        Node(name="bootstrap-test", version=None)
        .unit("kubelet", "activating", "auto-restart", 2323, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "kubelet.service: Scheduled restart job, restart counter is at 2323.",
            "Stopped Kubernetes Kubelet.",
            "Starting Kubernetes Kubelet...",
            HYPERKUBE,
            by="systemd",
        ),
    ),
    # ---- acs-engine, AKS-engine -------------------------------------------------------------------------------------
    # A node of the agents. The last lines are cut off in the report after what is shown.
    report(
        "Azure/acs-engine/issues/476",
        "image_unavailable",
        UNIT,
        systemd(
            Node(name="k8s-agentpool2-62235045-4", version="v1.5.3")
            .unit("kubelet", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=125)
            .journal(
                "docker",
                'time="2017-04-15T00:39:51.264921872Z" level=error msg="Not continuing with pull after error: Error pulling image (v1.5.3) from gcr.io/google_containers/hyp',
                ago=timedelta(seconds=33),
            )
            .kubelet(
                "5b1f17435ed5: Error pulling layer metadata",
                "eb0c136b8d12: Error pulling image (v1.5.3) from gcr.io/google_containers/hyperkube-amd64, endpoint",
                by="docker",
            ),
            "kubelet.service: Main process exited, code=exited, status=125/n/a",
        ),
    ),
    # The excerpt cuts the last line off in "API version"; its end is the usual one after that warning.
    report(
        "Azure/aks-engine/issues/5039",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            'I0110 18:54:30.084941    4496 util_unix.go:104] "Using this format as endpoint is deprecated, please consider using full url format." deprecatedFormat="" fullURLFormat="unix://"',
            'W0110 18:54:30.085711    4496 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {  <nil> 0 <nil>}. Err: connection error: desc = "transport: Error while dialing dial unix: missing address". Reconnecting...',
            'Error: failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix: missing address"',
            version="v1.24.0",
        ),
    ),
    # The report tells the missing file and that no container of the master starts; the lines are that version's usual ones.
    report(
        "Azure/aks-engine/issues/1753",
        ["unknown", "file_missing"],
        None,
        sandboxes_fail(
            'E0809 14:20:07.511280    9120 kuberuntime_sandbox.go:40] GeneratePodSandboxConfig for pod "kube-apiserver-master-1_kube-system(5d4d20a8e0a1c5a4f7f2a5d2fb0b2d14)" failed: open /run/systemd/resolve/resolv.conf: no such file or directory',
            'E0809 14:20:07.511317    9120 kuberuntime_manager.go:692] createPodSandbox for pod "kube-apiserver-master-1_kube-system(5d4d20a8e0a1c5a4f7f2a5d2fb0b2d14)" failed: open /run/systemd/resolve/resolv.conf: no such file or directory',
            node=Node(version="v1.15.2").absent("/run/systemd/resolve/resolv.conf"),
        ),
    ),
    # ---- CoreOS, kubeadm-dind ---------------------------------------------------------------------------------------
    # The endpoint was written without its scheme.
    report(
        "coreos/coreos-kubernetes/issues/215",
        ["etcd_unreachable", "invalid_flag_value"],
        A,
        exits(
            A,
            lines(
                "I1222 07:43:53.111244       1 plugins.go:71] No cloud provider specified.",
                "I1222 07:43:53.364709       1 master.go:368] Node port range unspecified. Defaulting to 30000-32767.",
                'E1222 07:43:53.393437       1 cacher.go:149] unexpected ListAndWatch error: pkg/storage/cacher.go:115: Failed to list *api.Node: 501: All the given peers are not reachable (failed to propose on members [172.17.0.1:2379] twice [last error: Get 172.17.0.1:2379/v2/keys/registry/minions?quorum=false&recursive=true&sorted=true: unsupported protocol scheme ""]) [0]',
                'E1222 07:43:53.393613       1 cacher.go:149] unexpected ListAndWatch error: pkg/storage/cacher.go:115: Failed to list *api.Pod: 501: All the given peers are not reachable (failed to propose on members [172.17.0.1:2379] twice [last error: Get 172.17.0.1:2379/v2/keys/registry/pods?quorum=false&recursive=true&sorted=true: unsupported protocol scheme ""]) [0]',
                'E1222 07:43:53.394255       1 cacher.go:149] unexpected ListAndWatch error: pkg/storage/cacher.go:115: Failed to list *api.Endpoints: 501: All the given peers are not reachable (failed to propose on members [172.17.0.1:2379] twice [last error: Get 172.17.0.1:2379/v2/keys/registry/services/endpoints?quorum=false&recursive=true&sorted=true: unsupported protocol scheme ""]) [0]',
            ),
            command="/hyperkube",
            flags=(
                "apiserver",
                "--bind-address=0.0.0.0",
                "--etcd-servers=172.17.0.1:2379",
                "--allow-privileged=true",
                "--service-cluster-ip-range=10.3.0.0/24",
                "--secure-port=443",
            ),
            probe="",
            version="v1.1.2",
            code=255,
            lived=timedelta(seconds=12),
        ),
    ),
)
