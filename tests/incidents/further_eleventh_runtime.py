"""Public reports of container runtimes that do not come up, do not answer or make no sandboxes, met blind.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, kubelet, report
from incidents.further_node import sandboxes_fail

K3S_LOG = "/var/lib/rancher/k3s/agent/containerd/containerd.log"
RKE2 = "/var/lib/rancher/rke2/agent"


def within(by, *lines, version=None, status=1, restarts=57):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


def systemd(node, *lines, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet's unit after its last words."""
    return node.kubelet(*lines, by="systemd", ago=ago)


def settled(version=None, *, since=timedelta(minutes=20)):
    """A node of kubeadm's, its kubelet and its static pods running."""
    node = Node(version=version).unit("kubelet")
    for program in (E, A, KCM, S):
        node.static_pod(program).runs(program, since=since)
    return node


FURTHER_ELEVENTH_RUNTIME = (
    # ---- the CRI's versions and the plugin --------------------------------------------------------------------------
    # The excerpt ends after the runtime's answer; the last two lines are that version's usual ones.
    report(
        "kubernetes/kubernetes/issues/112548",
        "cri_plugin_disabled",
        UNIT,
        Node(name="lb", version="v1.25.1").kubelet_loops(
            'I0918 06:22:09.520030   31948 state_mem.go:36] "Initialized new in-memory state store"',
            'I0918 06:22:09.528007   31948 remote_runtime.go:142] "Falling back to CRI v1alpha2 runtime API (deprecated)"',
            'I0918 06:22:09.537111   31948 remote_image.go:98] "Falling back to CRI v1alpha2 image API (deprecated)"',
            'I0918 06:22:09.537142   31948 server.go:1136] "Using root directory" path="/var/lib/kubelet"',
            'I0918 06:22:09.538338   31948 kubelet.go:381] "Attempting to sync node with API server"',
            'I0918 06:22:09.538361   31948 kubelet.go:281] "Adding apiserver pod source"',
            'I0918 06:22:09.538440   31948 apiserver.go:42] "Waiting for node sync before watching apiserver pods"',
            'E0918 06:22:09.544483   31948 remote_runtime.go:189] "Version from runtime service failed" err="rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
            'E0918 06:22:09.544540   31948 kuberuntime_manager.go:241] "Get runtime version failed" err="get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
            'E0918 06:22:09.544561   31948 run.go:74] "command failed" err="failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
        ),
    ),
    # What the template rendered is shortened to the two lines that the report tells of.
    report(
        "confidential-dot-ai/c8s/pull/622",
        ["cri_plugin_disabled", "runtime_unavailable"],
        UNIT,
        Node(version="v1.36.4")
        .unit("kubelet", "activating", "auto-restart", 33, Result="protocol", ExecMainStatus=1)
        .kubelet(
            f'time="2026-09-14T17:02:11Z" level=info msg="Using containerd config template at {RKE2}/etc/containerd/config-v3.toml.tmpl"',
            'time="2026-09-14T17:02:12Z" level=info msg="Shutdown request received: \\"containerd exited: exit status 1\\""',
            by="rke2",
        )
        .file(
            f"{RKE2}/containerd/containerd.log",
            "containerd: failed to unmarshal TOML: toml: key imports is already defined\n",
        )
        .file(
            f"{RKE2}/etc/containerd/config.toml",
            f'imports = ["{RKE2}/etc/containerd/config-v3.toml.d/*.toml"]\n\nversion = 3\n'
            f'imports = ["{RKE2}/etc/containerd/config-v3.toml.d/*.toml"]\n',
        ),
    ),
    # ---- endpoints --------------------------------------------------------------------------------------------------
    report(
        "mmumshad/kubernetes-the-hard-way/issues/289",
        "runtime_endpoint_wrong",
        UNIT,
        Node(name="worker-1", version="v1.24.3").kubelet_loops(
            'W0807 19:14:53.670691    5585 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {  <nil> 0 <nil>}. Err: connection error: desc = "transport: Error while dialing dial unix: missing address". Reconnecting...',
            'Error: failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix: missing address"',
        ),
    ),
    # The title quotes the message; the line around it is that version's.
    report(
        "kubernetes/kubelet/issues/37",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            'E0905 07:50:31.091544    4120 run.go:74] "command failed" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix: missing address\\""',
            version="v1.25.0",
        ),
    ),
    # A commenter's kubelet, after the flag that the issue is about was taken away.
    report(
        "kubernetes/website/issues/33640",
        "runtime_endpoint_wrong",
        UNIT,
        Node(name="k8s-1m", version=None).kubelet_loops(
            'I0619 09:15:47.043427 1752935 util_unix.go:104] "Using this format as endpoint is deprecated, please consider using full url format." deprecatedFormat="" fullURLFormat="unix://"',
            'W0619 09:15:47.044045 1752935 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {  <nil> 0 <nil>}. Err: connection error: desc = "transport: Error while dialing dial unix: missing address". Reconnecting...',
            'Error: failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix: missing address"',
        ),
    ),
    # The report tells the endpoint that the kubelet is given and the one that cri-dockerd has; the line is that version's.
    report(
        "rancher-archives/rke/pull/3011",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            'E0811 14:22:40.515090   18412 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /var/run/dockershim.sock: connect: no such file or directory\\""',
            version="v1.23.8",
        )
        .absent("/var/run/dockershim.sock")
        .there("/var/run/cri-dockerd.sock", "socket", "0660"),
    ),
    # ---- runtimes that are not there: docker ------------------------------------------------------------------------
    report(
        "canonical/microk8s/issues/133",
        "runtime_unavailable",
        UNIT,
        within(
            "microk8s.daemon-kubelet",
            "F1011 13:46:56.857897    9947 server.go:262] failed to run Kubelet: failed to create kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/snap/microk8s/243/docker.sock. Is the docker daemon running?",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/33583",
        "runtime_unavailable",
        UNIT,
        Node(name="ip-10-1-0-28", version="v1.4.0").kubelet_loops(
            "E0927 16:54:19.864844   13021 docker_manager.go:238] Failed to execute Info() call to the Docker client: Cannot connect to the Docker daemon. Is the docker daemon running on this host?",
            "W0927 16:54:19.864861   13021 docker_manager.go:239] Using fallback default of /var/lib/docker for location of Docker runtime",
            'I0927 16:54:19.865094   13021 plugins.go:352] Loaded volume plugin "kubernetes.io/aws-ebs"',
            'I0927 16:54:19.865107   13021 plugins.go:352] Loaded volume plugin "kubernetes.io/empty-dir"',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/22886",
        "runtime_unavailable",
        None,
        Node(name="kube", version="v1.2.0")
        .unit("docker", "activating", "auto-restart", 120, Result="exit-code", ExecMainStatus=125)
        .journal("docker", "flag provided but not defined: -d", "See '/usr/bin/docker --help'.")
        .journal(
            "docker",
            "docker.service: main process exited, code=exited, status=125/n/a",
            "Unit docker.service entered failed state.",
            by="systemd",
            ago=timedelta(seconds=31),
        )
        .unit("kubelet")
        .kubelet(
            "E0311 11:14:26.007430   12648 generic.go:164] GenericPLEG: Unable to retrieve pods: Get http://unix.sock/containers/json?all=1: read unix /var/run/docker.sock: connection reset by peer",
            ago=timedelta(seconds=30),
        ),
    ),
    # supervisord's program is shown as a unit.
    report(
        "kubernetes/kubernetes/issues/12776",
        "runtime_unavailable",
        None,
        Node(name="kubernetes-master", version=None)
        .static_pod(A)
        .unit("docker", "activating", "auto-restart", 40, Result="exit-code", ExecMainStatus=1)
        .journal(
            "docker",
            "Get http:///var/run/docker.sock/v1.19/version: dial unix /var/run/docker.sock: no such file or directory. Are you trying to connect to a TLS-enabled daemon without TLS?",
            "Get http:///var/run/docker.sock/v1.19/version: dial unix /var/run/docker.sock: no such file or directory. Are you trying to connect to a TLS-enabled daemon without TLS?",
            "Get http:///var/run/docker.sock/v1.19/version: dial unix /var/run/docker.sock: no such file or directory. Are you trying to connect to a TLS-enabled daemon without TLS?",
        ),
    ),
    # ---- runtimes that are not there: containerd --------------------------------------------------------------------
    # The report quotes what both journals say; the heads are completed.
    report(
        "canonical/microk8s/issues/2211",
        "runtime_unavailable",
        UNIT,
        within(
            "microk8s.daemon-kubelite",
            "Waiting for containerd socket /var/snap/microk8s/common/run/containerd.sock to appear",
            version="v1.21.0",
        ).journal(
            "snap.microk8s.daemon-containerd",
            'time="2021-04-27T02:10:33.512009821Z" level=info msg="cleaning up dead shim"',
            by="microk8s.daemon-containerd",
        ),
    ),
    # The title quotes the dial error; the line around it is as kubelite writes it.
    report(
        "canonical/microk8s/issues/3335",
        "runtime_unavailable",
        UNIT,
        within(
            "microk8s.daemon-kubelite",
            'F0721 08:38:02.118240   20455 daemon.go:57] Kubelet exited failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/snap/microk8s/common/run/containerd.sock: connect: no such file or directory"',
            version="v1.24.0",
            status=255,
        ),
    ),
    # The title quotes the fatal error; its line and k3s's own are as those versions write them.
    report(
        "k3s-io/k3s/issues/11973",
        "runtime_unavailable",
        UNIT,
        within(
            "k3s",
            'time="2025-03-15T12:07:56+01:00" level=error msg="containerd exited: exit status 1"',
            version="v1.32.1",
        ).file(
            K3S_LOG,
            'time="2025-03-15T12:07:55.654247488+01:00" level=info msg="loading plugin" id=io.containerd.service.v1.tasks-service type=io.containerd.service.v1\n'
            'time="2025-03-15T12:07:55.654688062+01:00" level=info msg="loading plugin" id=io.containerd.grpc.v1.containers type=io.containerd.grpc.v1\n'
            'time="2025-03-15T12:07:55.711204718+01:00" level=fatal msg="Failed to run CRI service" error="failed to recover state: failed to get metadata for stored sandbox \\"4ea7054a2b00694197040ac0c59ac2552624824adf3df31c292243992c72bfc9\\": not found"\n',
        ),
    ),
    # The panic stands in the title; k3s's own line is completed.
    report(
        "k3s-io/k3s/issues/6673",
        "runtime_unavailable",
        UNIT,
        within(
            "k3s",
            'time="2022-12-26T02:56:29Z" level=error msg="containerd exited: exit status 2"',
            version="v1.26.0",
        ).file(
            K3S_LOG,
            'time="2022-12-26T02:56:28.376197497Z" level=info msg="Start subscribing containerd event"\n'
            'time="2022-12-26T02:56:28.376358600Z" level=info msg="Start recovering state"\n'
            'time="2022-12-26T02:56:28.383997225Z" level=info msg=serving... address=/run/k3s/containerd/containerd.sock.ttrpc\n'
            'time="2022-12-26T02:56:28.384219941Z" level=info msg=serving... address=/run/k3s/containerd/containerd.sock\n'
            "panic: runtime error: invalid memory address or nil pointer dereference\n",
        ),
    ),
    report(
        "k3s-io/k3s/issues/828",
        "runtime_unavailable",
        UNIT,
        within("k3s", "containerd: exit status 2", version="v1.15.4").file(
            "/mnt/system/k3s9/agent/containerd/containerd.log",
            'time="2019-09-22T08:15:58.843010068+12:00" level=info msg="ImageCreate event &ImageCreate{Name:docker.io/coredns/coredns:1.6.3,Labels:map[string]string{io.cri-containerd.image: managed,},}"\n'
            "panic: runtime error: invalid memory address or nil pointer dereference\n"
            "[signal SIGSEGV: segmentation violation code=0x1 addr=0x1 pc=0x24af7e0]\n\n"
            "goroutine 530 [running]:\n"
            "github.com/rancher/k3s/vendor/github.com/containerd/cgroups.(*memoryController).Stat(0x64caa20, 0x6484f80, 0x7c, 0x6550660, 0x0, 0x0)\n"
            "\t/go/src/github.com/rancher/k3s/vendor/github.com/containerd/cgroups/memory.go:162 +0x3a0\n",
        ),
    ),
    report(
        "k3s-io/k3s/issues/8961",
        "runtime_unavailable",
        UNIT,
        within("k3s", "ERRO[0001] containerd exited: exit status 2", version="v1.27.7").file(
            K3S_LOG,
            'time="2023-11-28T20:38:22.027016182Z" level=info msg="Connect containerd service"\n'
            'time="2023-11-28T20:38:22.027030989Z" level=info msg="using legacy CRI server"\n'
            'time="2023-11-28T20:38:22.027037833Z" level=info msg="using experimental NRI integration - disable nri plugin to prevent this"\n',
        ),
    ),
    # The excerpt cuts the path off; the title has the error. fapolicyd's rules let the reporter past it.
    report(
        "rancher/rke2/issues/3454",
        ["runtime_unavailable", "security_module_denied"],
        UNIT,
        within(
            "rke2",
            'time="2022-10-12T06:09:10-04:00" level=info msg="Running containerd -c /var/lib/rancher/rke2/agent/etc/containerd/config.toml -a /run/k3s/containerd/containerd.sock --state /run/k3s/containerd --root /var/lib/rancher/rke2/agent/containerd"',
            "containerd: fork/exec /var/lib/rancher/rke2/data/v1.25.2-rke2r1-6ec1a4b1c0fb/bin/containerd: operation not permitted",
            version="v1.25.2",
        ),
    ),
    # The excerpt cuts the refusal off; the title has its reason, and the rest is k3s's usual line.
    report(
        "k3s-io/k3s/issues/12673",
        ["unknown", "runtime_unavailable"],
        UNIT,
        Node(name="ebc6e410ca63", version="v1.33.0")
        .unit("kubelet", "activating", "start")
        .kubelet(
            'time="2025-07-28T04:46:18Z" level=info msg="certificate CN=system:k3s-controller signed by CN=k3s-client-ca@1753618691: notBefore=2025-07-27 12:18:11 +0000 UTC notAfter=2026-07-28 04:46:18 +0000 UTC"',
            'time="2025-07-28T04:46:18Z" level=info msg="Waiting to retrieve agent configuration; server is not ready: \\"overlayfs\\" snapshotter cannot be enabled for \\"/var/lib/rancher/k3s/agent/containerd\\", try using \\"fuse-overlayfs\\" or \\"native\\": failed to mount overlay: operation not permitted"',
            by="k3s",
        ),
    ),
    # Talos's services are shown as the kubelet's unit; the end of the last line, cut in the excerpt, is as the one above.
    report(
        "siderolabs/talos/issues/10855",
        ["runtime_unavailable", "unknown"],
        None,
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=255)
        .kubelet(
            '[talos] service[etcd](Waiting): Error running Containerd(etcd), going to restart forever: task "etcd" failed: exit code 255',
            '[talos] service[kubelet](Waiting): Error running Containerd(kubelet), going to restart forever: task "kubelet" failed: exit code 255',
            '[talos] service[cri](Waiting): Error running Process(["/bin/containerd" "--address" "/run/containerd/containerd.sock" "--config" "/etc/cri/containerd.toml"]), going to restart forever: signal: segmentation fault',
            '[talos] service[etcd](Waiting): Error running Containerd(etcd), going to restart forever: failed to create task: "etcd": connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
            '[talos] service[kubelet](Waiting): Error running Containerd(kubelet), going to restart forever: failed to create task: "kubelet": connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
            by="machined",
        ),
    ),
    # ---- runtimes that are not there: cri-o -------------------------------------------------------------------------
    # The lines' ends, cut at the width of the terminal, and systemd's are completed.
    report(
        "cri-o/cri-o/issues/7248",
        ["runtime_unavailable", "node_address_missing"],
        None,
        Node(name="node23", version=None)
        .unit("crio", "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=1)
        .journal(
            "crio",
            'time="2023-08-25 16:24:33.377308481+08:00" level=warning msg="Could not restore sandbox 08a87f0c292664189a54cdd6a4f824eddbefa780115967901477723c70d1d19f: not found"',
            'time="2023-08-25 16:24:33.385069604+08:00" level=info msg="Successfully cleaned up network for pod d54b849249fadb330bb2575da84a04505296553b80e2e99f09d6f1e2a3b4c5d6"',
            'time="2023-08-25 16:24:33.385869703+08:00" level=fatal msg="Failed to start streaming server: listen tcp 10.255.153.23:10010: bind: cannot assign requested address"',
        )
        .journal(
            "crio",
            "crio.service: Main process exited, code=exited, status=1/FAILURE",
            "crio.service: Failed with result 'exit-code'.",
            "Failed to start Container Runtime Interface for OCI (CRI-O).",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    # The panic is quoted apart from the journal.
    report(
        "cri-o/cri-o/issues/2672",
        "runtime_unavailable",
        None,
        Node(name="crioshimv2", version=None)
        .unit("crio", "failed", "failed", 5, Result="exit-code", ExecMainStatus=2)
        .journal("crio", "Started CRI-O daemon.", by="systemd", ago=timedelta(seconds=33))
        .journal(
            "crio",
            'time="2019-07-25 14:11:07.110386316Z" level=debug msg="found valid runtime \\"runc\\" for runtime_path \\"/usr/local/bin/crio-runc\\"" file="config/config.go:701"',
            'time="2019-07-25 14:11:07.110704217Z" level=debug msg="found valid runtime \\"kata\\" for runtime_path \\"/usr/local/bin/kata-runtime\\"" file="config/config.go:701"',
            "panic: runtime error: invalid memory address or nil pointer dereference",
        ),
    ),
    report(
        "cri-o/cri-o/issues/2903",
        "runtime_unavailable",
        None,
        Node(name="ubuntu-bionic", version=None)
        .unit("crio", "failed", "failed", 0, Result="exit-code", ExecMainStatus=1)
        .journal(
            "crio",
            'time="2019-10-20 05:25:01.955432575Z" level=fatal msg="library config validation: runtime config: invalid conmon path: stat /usr/libexec/crio/conmon: no such file or directory"',
        )
        .journal(
            "crio",
            "crio.service: Main process exited, code=exited, status=1/FAILURE",
            "crio.service: Failed with result 'exit-code'.",
            "Failed to start Container Runtime Interface for OCI (CRI-O).",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    # ---- sandboxes: images ------------------------------------------------------------------------------------------
    report(
        "pbacterio/cka_lab/issues/4",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E0614 11:12:32.426318    7884 remote_runtime.go:92] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed pulling image "k8s.gcr.io/pause-amd64:3.1": Error response from daemon: Get https://k8s.gcr.io/v1/_ping: dial tcp 74.125.23.82:443: i/o timeout',
            'E0614 11:12:32.426351    7884 kuberuntime_sandbox.go:54] CreatePodSandbox for pod "etcd-master_kube-system(7c3af676593454cb54dc5dd794ce0cbb)" failed: rpc error: code = Unknown desc = failed pulling image "k8s.gcr.io/pause-amd64:3.1": Error response from daemon: Get https://k8s.gcr.io/v1/_ping: dial tcp 74.125.23.82:443: i/o timeout',
            'E0614 11:12:32.426363    7884 kuberuntime_manager.go:646] createPodSandbox for pod "etcd-master_kube-system(7c3af676593454cb54dc5dd794ce0cbb)" failed: rpc error: code = Unknown desc = failed pulling image "k8s.gcr.io/pause-amd64:3.1": Error response from daemon: Get https://k8s.gcr.io/v1/_ping: dial tcp 74.125.23.82:443: i/o timeout',
            node=Node(name="master", version=None),
        ),
    ),
    # ---- sandboxes and containers: the runtime's reasons --------------------------------------------------------------
    report(
        "cri-o/cri-o/issues/3915",
        "container_create_failed",
        None,
        Node(name="node.domain.full", version="v1.18.2")
        .unit("kubelet")
        .unit("crio")
        .static_pod(A)
        .journal(
            "crio",
            'time="2020-07-06 18:04:13.365622463+02:00" level=debug msg="Failed to create pod sandbox k8s_kube-apiserver-node.domain.full_kube-system_afaa823a7b3facc7d455c2ebdf1cf377_0(4dc3ca389d7bc0f47377d3554669029b48ef307650a627b9c79d44b5134679aa): error creating read-write layer with ID \\"cae2e461eb555e682d0d28ab10b36f11048123442b3d58e00c7bdf120fae29af\\": Stat /var/lib/containers/storage/overlay2/ba0dae6243cc9fa2890df40a625721fdbea5c94ca6da897acdd814d710149770: no such file or directory" file="storage/runtime.go:273"',
        ),
    ),
    # The excerpt cuts the line off within the path of the cgroup; the last file's name is chosen.
    report(
        "kubernetes-sigs/kind/issues/2731",
        "container_create_failed",
        None,
        sandboxes_fail(
            "E0427 21:12:20.582136     186 remote_runtime.go:116] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to create containerd task: OCI runtime create failed: container_linux.go:367: starting container process caused: process_linux.go:495: container init caused: process_linux.go:458: setting cgroup config for procHooks process caused: openat2 /sys/fs/cgroup/kubelet/kubepods/burstable/podb46ac09f2c06fb2fcca38023cab48148/e1f761d70617d03c9d612d783a744a52dd5a4f1e2fd6dbd3b5a27bd2c1e3a2f4/pids.max: no such file or directory: unknown",
            node=Node(name="kind-control-plane", version="v1.20.2").host(cgroup_version=2),
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "kubernetes/minikube/issues/11310",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E0506 14:52:05.441209    2495 kuberuntime_manager.go:755] "CreatePodSandbox for pod \\"kube-apiserver-minikube_kube-system(c767dbeb9ddd2d01964c2fc02c621c4e)\\" failed: rpc error: code = Unknown desc = failed to create containerd task: cgroups: cgroup mountpoint does not exist: unknown"',
            node=Node(name="minikube", version=None).host(cgroup_version=2),
        ),
    ),
    # The excerpt cuts containerd's line off; the title has the reason, and the rest is its usual line.
    report(
        "kubernetes-sigs/kubespray/issues/7965",
        "apparmor_parser_missing",
        None,
        Node(name="virgo-m1", version=None)
        .unit("kubelet")
        .unit("containerd")
        .static_pod(A)
        .static_pod(KCM)
        .static_pod(S)
        .journal(
            "containerd",
            'time="2021-09-10T22:42:02.138473760+07:00" level=error msg="CreateContainer within sandbox \\"6f6ab3b09c2f40b2a1ff9d0a0f1cf7f0b51d8a1f2f5bd5a9e4d6f3d8b1d5c6aa\\" for &ContainerMetadata{Name:kube-apiserver,Attempt:0,} failed" error="failed to create containerd container: get apparmor_parser version: exec: \\"apparmor_parser\\": executable file not found in $PATH"',
        ),
    ),
    # A commenter's scheduler; the wait is what the line tells of it.
    report(
        "kubernetes/kubernetes/issues/62782",
        "command_not_found",
        S,
        Node(name="yeahuh-vb", version=None)
        .unit("kubelet")
        .static_pod(S)
        .waits(
            S,
            "RunContainerError",
            'failed to start container "3f9e36bdd0fba53c03b23be02e0ccb1d69b63d6a1339cf548283317783e8db40": executable not found in $PATH',
        )
        .kubelet(
            'E0419 16:23:23.950042    8153 pod_workers.go:186] Error syncing pod de983ffbc7f4929e5afc5927740925e4 ("kube-scheduler-yeahuh-vb_kube-system(de983ffbc7f4929e5afc5927740925e4)"), skipping: failed to "StartContainer" for "kube-scheduler" with RunContainerError: "failed to start container \\"3f9e36bdd0fba53c03b23be02e0ccb1d69b63d6a1339cf548283317783e8db40\\": executable not found in $PATH"',
        ),
    ),
    # ---- cgroups ----------------------------------------------------------------------------------------------------
    # The report quotes the message; the line's head is completed.
    report(
        "k3s-io/k3s/issues/5847",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        within(
            "k3s",
            'E0712 10:20:17.640233    3102 server.go:302] "Failed to run kubelet" err="failed to run Kubelet:  misconfiguration: kubelet cgroup driver: \\"cgroupfs\\" is different from docker cgroup driver: \\"systemd\\""',
            version="v1.23.8",
        ),
    ),
    report(
        "k3s-io/k3s/issues/4085",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        within(
            "k3s",
            'E0927 22:36:42.258152       1 node_container_manager_linux.go:60] "Failed to create cgroup" err="cannot enter cgroupv2 \\"/sys/fs/cgroup/kubepods\\" with domain controllers -- it is in an invalid state" cgroupName=[kubepods]',
            'E0927 22:36:42.258178       1 kubelet.go:1423] "Failed to start ContainerManager" err="cannot enter cgroupv2 \\"/sys/fs/cgroup/kubepods\\" with domain controllers -- it is in an invalid state"',
            'W0927 22:36:42.258172       1 watcher.go:95] Error while processing event ("/sys/fs/cgroup/kubepods": 0x40000100 == IN_CREATE|IN_ISDIR): inotify_add_watch /sys/fs/cgroup/kubepods: no such file or directory',
            version="v1.22.2",
        ).host(cgroup_version=2),
    ),
    # ---- near misses and what is outside the set --------------------------------------------------------------------
    # k3s waits for its containerd for a moment, and then runs.
    report(
        "k3s-io/k3s/issues/78",
        None,
        None,
        never="runtime_unavailable",
        node=Node(name="growth", version=None)
        .unit("kubelet")
        .kubelet(
            'time="2019-02-27T14:13:26.181414671-08:00" level=info msg="Running containerd -c /var/lib/rancher/k3s/agent/etc/containerd/config.toml -a /run/k3s/containerd/containerd.sock --state /run/k3s/containerd --root /var/lib/rancher/k3s/agent/containerd"',
            'time="2019-02-27T14:13:26.181503121-08:00" level=info msg="Waiting for containerd startup: rpc error: code = Unavailable desc = all SubConns are in TransientFailure, latest connection error: connection error: desc = \\"transport: Error while dialing dial unix /run/k3s/containerd/containerd.sock: connect: no such file or directory\\""',
            by="k3s",
            ago=timedelta(minutes=9),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/60441",
        None,
        None,
        never="container_create_failed",
        node=settled("v1.9.3").kubelet(
            "E0226 10:12:40.220911    2104 kubelet.go:2104] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized",
        ),
    ),
    # The report gives the node's condition; the kubelet's line that sets it is completed.
    report(
        "kubernetes/kubernetes/issues/55550",
        None,
        None,
        never="runtime_unavailable",
        node=settled("v1.8.3").kubelet(
            "E1112 16:31:07.004518   10288 kubelet.go:2095] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized",
        ),
    ),
    report(
        "kubernetes-retired/rktlet/issues/182",
        "unknown",
        UNIT,
        never="runtime_unavailable",
        node=Node(name="corea-worker0", version="v1.9.3").kubelet_loops(
            "I0216 16:44:44.692495   17477 handler.go:325] Added event &{/system.slice/etcd-member.service 2018-02-16 16:39:15.421687849 +0000 UTC containerCreation {<nil>}}",
            "panic: runtime error: invalid memory address or nil pointer dereference",
            "[signal SIGSEGV: segmentation violation code=0x1 addr=0x20 pc=0x1906a40]",
            "goroutine 321 [running]:",
            "k8s.io/kubernetes/vendor/github.com/google/cadvisor/container/rkt.(*rktContainerHandler).Start(0xc4202c9960)",
            status=2,
        ),
    ),
    report(
        "k3s-io/k3s/issues/1215",
        "unknown",
        UNIT,
        never="runtime_unavailable",
        node=systemd(
            Node(name="master-3", version=None)
            .unit("kubelet", "activating", "auto-restart", 20, Result="signal", ExecMainStatus=11)
            .kubelet(
                'time="2019-12-18T17:33:15.329364828+01:00" level=info msg="Starting k3s v1.0.0 (18bd921c)"',
                'time="2019-12-18T17:33:15.329884440+01:00" level=info msg="Cluster bootstrap already complete"',
                by="k3s",
            ),
            "k3s.service: Main process exited, code=killed, status=11/SEGV",
            "k3s.service: Failed with result 'signal'.",
            "Failed to start Lightweight Kubernetes.",
        ),
    ),
    # The title has the fatal error; its line is completed.
    report(
        "k3s-io/k3s/issues/959",
        "unknown",
        UNIT,
        never="runtime_unavailable",
        node=within(
            "k3s",
            'time="2019-10-25T16:14:35.271350034Z" level=info msg="Waiting for containerd startup: rpc error: code = Unavailable desc = all SubConns are in TransientFailure, latest connection error: connection error: desc = \\"transport: Error while dialing dial unix /run/k3s/containerd/containerd.sock: connect: connection refused\\""',
            'time="2019-10-25T16:14:36.272515804Z" level=info msg="Waiting for containerd startup: rpc error: code = Unavailable desc = all SubConns are in TransientFailure, latest connection error: connection error: desc = \\"transport: Error while dialing dial unix /run/k3s/containerd/containerd.sock: connect: connection refused\\""',
            "I1025 16:14:36.605289   10226 shared_informer.go:197] Waiting for caches to sync for tokens",
            "I1025 16:14:36.707957   10226 shared_informer.go:204] Caches are synced for tokens",
            'time="2019-10-25T16:14:41.118020711Z" level=fatal msg="ipset v7.1: Cannot open session to kernel."',
        ),
    ),
)
