"""Public reports in which the container runtime or the host below it keeps a control plane from running, met for the first time.

They are shown as those of further.py are. A quarter of them is benign, outside the closed set, or looks like another cause.
"""

from datetime import timedelta

from incidents.builder import FLAGS, PKI, Node
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_node import initialised, sandboxes_fail

PROGRAMS = (E, A, KCM, S)
FLEXVOLUME = "/usr/libexec/kubernetes/kubelet-plugins/volume/exec"


def said(node, unit, *lines, ago=33):
    """Lines of one unit's journal in their order, each with who says it."""
    for number, (by, line) in enumerate(lines):
        node.journal(unit, line, by=by, ago=timedelta(seconds=ago) - timedelta(milliseconds=10 * number))
    return node


def broken(unit, node=None, *, status=1, state="activating", sub="auto-restart", restarts=5, result="exit-code"):
    """A node whose runtime's unit fails, and the kubelet's with it."""
    made = node or Node(version=None)
    made.unit(unit, state, sub, restarts, Result=result, ExecMainStatus=status)
    return made.kubelet_loops()


def lives(node):
    """A kubelet and a control plane that run."""
    node.unit("kubelet")
    for program in PROGRAMS:
        node.static_pod(program, edited=timedelta(days=3)).runs(program)
    return node


def options_unread():
    """A containerd whose file lacks its version, so that the option in it is of no effect, and pods made anew."""
    node = initialised(Node(version=None)).unit("kubelet")
    node.file(
        "/etc/containerd/config.toml",
        '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n'
        '  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n'
        "    SystemdCgroup = true\n",
    )
    for number, program in enumerate(PROGRAMS):
        node.static_pod(program)
        node.died(program, code=0, attempt=3, sandbox=3, ago=timedelta(seconds=90 + number))
    return node


FURTHER_SEVENTH_RUNTIME = (
    # ---- images -----------------------------------------------------------------------------------------------------
    report(
        "kubernetes/website/issues/46015",
        "image_unavailable",
        E,
        sandboxes_fail(
            'E0507 14:01:59.521988    2149 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = DeadlineExceeded desc = failed to get sandbox image \\"registry.k8s.io/pause:3.9\\": failed to pull image \\"registry.k8s.io/pause:3.9\\": failed to pull and unpack image \\"registry.k8s.io/pause:3.9\\": failed to resolve reference \\"registry.k8s.io/pause:3.9\\": failed to do request: Head \\"https://us-west2-docker.pkg.dev/v2/k8s-artifacts-prod/images/pause/manifests/3.9\\": dial tcp 142.251.170.82:443: i/o timeout" pod="kube-system/etcd-master-1"',
            'E0507 14:01:59.522225    2149 kuberuntime_manager.go:1166] "CreatePodSandbox for pod failed" err="rpc error: code = DeadlineExceeded desc = failed to get sandbox image \\"registry.k8s.io/pause:3.9\\": failed to pull image \\"registry.k8s.io/pause:3.9\\": failed to pull and unpack image \\"registry.k8s.io/pause:3.9\\": failed to resolve reference \\"registry.k8s.io/pause:3.9\\": failed to do request: Head \\"https://us-west2-docker.pkg.dev/v2/k8s-artifacts-prod/images/pause/manifests/3.9\\": dial tcp 142.251.170.82:443: i/o timeout" pod="kube-system/etcd-master-1"',
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/115356",
        "image_unavailable",
        A,
        sandboxes_fail(
            'E0127 16:55:37.040714   20458 kuberuntime_manager.go:772] "CreatePodSandbox for pod failed" err="rpc error: code = DeadlineExceeded desc = creating pod sandbox with name \\"k8s_kube-apiserver-master-1_kube-system_08343cf2935f5738071b1e941c04dcc5_0\\": initializing source docker://registry.k8s.io/pause:3.6: Get \\"https://asia-east1-docker.pkg.dev/v2/k8s-artifacts-prod/images/pause/manifests/3.6\\": dial tcp 64.233.189.82:443: i/o timeout" pod="kube-system/kube-apiserver-master-1"',
            version="v1.25.6",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/684",
        "image_unavailable",
        S,
        sandboxes_fail(
            'E0131 14:45:03.280984   28516 remote_runtime.go:92] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed pulling image "gcr.io/google_containers/pause-amd64:3.0": Error response from daemon: Get https://gcr.io/v1/_ping: dial tcp 172.217.6.127:443: i/o timeout',
            'E0131 14:45:03.281317   28516 kuberuntime_sandbox.go:54] CreatePodSandbox for pod "kube-scheduler-master-1_kube-system(69c12074e336b0dbbd0a1666ce05226a)" failed: rpc error: code = Unknown desc = failed pulling image "gcr.io/google_containers/pause-amd64:3.0": Error response from daemon: Get https://gcr.io/v1/_ping: dial tcp 172.217.6.127:443: i/o timeout',
            'E0131 14:45:03.281580   28516 kuberuntime_manager.go:647] createPodSandbox for pod "kube-scheduler-master-1_kube-system(69c12074e336b0dbbd0a1666ce05226a)" failed: rpc error: code = Unknown desc = failed pulling image "gcr.io/google_containers/pause-amd64:3.0": Error response from daemon: Get https://gcr.io/v1/_ping: dial tcp 172.217.6.127:443: i/o timeout',
            version=None,
        ),
    ),
    report(
        "kubernetes/minikube/issues/5191",
        ["container_create_failed", "image_unavailable"],
        A,
        said(
            Node(version=None).unit("kubelet").static_pod(A).static_pod(E).runs(E),
            "containerd",
            (
                "containerd",
                'time="2019-08-24T20:57:39.787350503Z" level=error msg="CreateContainer within sandbox "4ecd81da1da6ccf107aa39a1e2cfcac8eff6c5d0ca4239ebb877bec088f56570" for &ContainerMetadata{Name:kube-apiserver,Attempt:0,} failed" error="failed to create containerd container: error unpacking image: content digest sha256:3156e9a2eb83ed0b8a2a10323f2ce56abc37e7be95db4fb800f74c9237a9bee4: not found"',
            ),
            (
                "containerd",
                'time="2019-08-24T20:57:49.469197084Z" level=info msg="ExecSync for "8d5df786c469b6fb9ec64a1f7b013542de8e6ac96f6d9a477829bd8a47c41a20" with command [/bin/sh -ec ETCDCTL_API=3 etcdctl --endpoints=https://[127.0.0.1]:2379 --cacert=/var/lib/minikube/certs/etcd/ca.crt --cert=/var/lib/minikube/certs/etcd/healthcheck-client.crt --key=/var/lib/minikube/certs/etcd/healthcheck-client.key get foo] and timeout 15 (s)"',
            ),
            (
                "containerd",
                'time="2019-08-24T20:57:49.544967981Z" level=info msg="Finish piping "stdout" of container exec "a5005a584236f4560a055753e695d8418d85cbf7ffb4de010622e0c0801d6ed7""',
            ),
        ),
    ),
    # ---- containerd's configuration ---------------------------------------------------------------------------------
    # Only the head of the configuration is shown in the report.
    report(
        "containerd/containerd/issues/5340",
        "cri_plugin_disabled",
        UNIT,
        Node(version=None)
        .runtime("1.5.0-rc.0")
        .file(
            "/etc/containerd/config.toml",
            "# Kubernetes doesn't use containerd restart manager.\n"
            'disabled_plugins = ["restart"]\noom_score = -999\n\n[debug]\n  level = "info"\n\n'
            '[plugins.cri]\n  stream_server_address = "127.0.0.1"\n  max_container_log_line_size = 262144\n'
            '[plugins.cri.cni]\n  bin_dir = "/home/kubernetes/bin"\n  conf_dir = "/etc/cni/net.d"\n'
            '  conf_template = "/home/kubernetes/cni.template"\n',
        )
        .kubelet_loops()
        .journal(
            "containerd",
            'time="2021-04-09T12:20:01.758944502Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: no corresponding runtime configured in `runtimes` for `default_runtime_name`"',
            ago=timedelta(seconds=300),
        ),
    ),
    report(
        "sapcc/kubernikus/pull/834",
        ["cri_plugin_disabled", "runtime_unavailable"],
        UNIT,
        broken("containerd").journal(
            "containerd",
            'failed to load TOML from /etc/containerd/config.toml: invalid plugin key URI "containerd.runtime.v1.linux" expect io.containerd.x.vx',
        ),
    ),
    report(
        "containerd/containerd/issues/14121",
        "cri_plugin_disabled",
        UNIT,
        said(
            Node(version="v1.27.0")
            .runtime("2.3.5")
            .file("/etc/containerd/config.toml", "disabled_plugins = ['io.containerd.grpc.v1.cri']\n")
            .kubelet_loops(),
            "kubelet",
            (
                "kubelet",
                'E0906 20:35:22.866810    7826 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
            ),
            ("systemd", "kubelet.service: Main process exited, code=exited, status=1/FAILURE"),
            ("systemd", "kubelet.service: Failed with result 'exit-code'."),
        ),
    ),
    report(
        "k0sproject/k0s/issues/7689",
        ["cri_plugin_disabled", "runtime_unavailable"],
        UNIT,
        Node(version=None)
        .kubelet_loops()
        .kubelet(
            "Error: failed to start worker components: failed to setup containerd config: can't handle imports: encountered errors while processing containerd configuration import files:       ",
            '  [invalid containerd configuration in "/etc/k0s/containerd.d/nvidia.toml": unsupported containerd configuration version: expected 3, got 2]',
            by="k0s",
        ),
    ),
    # ---- CRI-O ------------------------------------------------------------------------------------------------------
    report(
        "cri-o/cri-o/issues/4177",
        "runtime_unavailable",
        UNIT,
        said(
            broken("crio", state="failed", sub="failed", restarts=0),
            "crio",
            ("systemd", "Starting Container Runtime Interface for OCI (CRI-O)..."),
            (
                "crio",
                'time="2020-09-08 19:36:51.556067963+02:00" level=fatal msg="runtime config: runtime validation: \\"runc\\" not found in $PATH: exec: \\"runc\\": executable file not found in $PATH"',
            ),
            ("systemd", "crio.service: Main process exited, code=exited, status=1/FAILURE"),
            ("systemd", "crio.service: Failed with result 'exit-code'."),
        ),
    ),
    report(
        "cri-o/cri-o/issues/1767",
        "runtime_unavailable",
        UNIT,
        said(
            broken("crio", state="failed", sub="failed", restarts=0),
            "crio",
            ("systemd", "Starting Open Container Initiative Daemon..."),
            (
                "crio",
                'time="2018-09-02 22:30:15.891302068Z" level=fatal msg="invalid --runtime value "stat /usr/bin/runc: no such file or directory""',
            ),
            ("systemd", "crio.service: Main process exited, code=exited, status=1/FAILURE"),
            ("systemd", "Failed to start Open Container Initiative Daemon."),
            ("systemd", "crio.service: Unit entered failed state."),
            ("systemd", "crio.service: Failed with result 'exit-code'."),
        ),
    ),
    report(
        "cri-o/cri-o/pull/3419",
        "runtime_unavailable",
        UNIT,
        kubelet(
            'W0318 08:26:30.130587   36467 clientconn.go:1208] grpc: addrConn.createTransport failed to connect to {/var/run/crio/crio.sock  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial unix /var/run/crio/crio.sock: connect: no such file or directory". Reconnecting...',
        ).unit("crio", "inactive", "dead"),
    ),
    # The kubelet's dependency is named in the report; the service manager's line about it is its usual one.
    report(
        "crc-org/crc/issues/2775",
        ["runtime_unavailable", "unknown"],
        UNIT,
        Node(version=None)
        .unit("crio-wipe", "failed", "failed", 0, Result="exit-code", ExecMainStatus=1)
        .unit("kubelet", "inactive", "dead", 0, Result="success", ExecMainStatus=0)
        .journal("crio-wipe", "Starting CRI-O Auto Update Script...", by="systemd")
        .kubelet("Dependency failed for Kubernetes Kubelet.", by="systemd"),
    ),
    # ---- docker -----------------------------------------------------------------------------------------------------
    report(
        "canonical/microk8s/issues/36",
        "runtime_unavailable",
        UNIT,
        said(
            broken("docker"),
            "docker",
            (
                "microk8s.daemon-docker",
                "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives don't match any configuration option: data-root",
            ),
            ("systemd", "snap.microk8s.daemon-docker.service: Main process exited, code=exited, status=1/FAILURE"),
            ("systemd", "snap.microk8s.daemon-docker.service: Unit entered failed state."),
            ("systemd", "snap.microk8s.daemon-docker.service: Failed with result 'exit-code'."),
            ("systemd", "snap.microk8s.daemon-docker.service: Service hold-off time over, scheduling restart."),
            ("systemd", "Stopped Service for snap application microk8s.daemon-docker."),
            ("systemd", "Started Service for snap application microk8s.daemon-docker."),
            ("microk8s.daemon-docker", "Docker default profile already patched"),
            (
                "microk8s.daemon-docker",
                "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives don't match any configuration option: data-root",
            ),
            ("systemd", "snap.microk8s.daemon-docker.service: Main process exited, code=exited, status=1/FAILURE"),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/33789",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("kubelet")
        .unit("docker", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=1)
        .journal(
            "docker",
            'time="2016-09-29T21:01:53.379504146Z" level=fatal msg="Error starting daemon: Error initializing network controller: Error creating default \\"bridge\\" network: bridge device with non default name cbr0 must be created manually"',
            ago=timedelta(seconds=44),
        )
        .kubelet(
            "E0929 21:02:05.727512    4077 docker_manager.go:238] Failed to execute Info() call to the Docker client: An error occurred trying to connect: Get http://%2Fvar%2Frun%2Fdocker.sock/info: read unix @->/var/run/docker.sock: read: connection reset by peer",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/17720",
        "runtime_unavailable",
        None,
        Node(version="v1.1.1")
        .unit("kubelet")
        .unit("docker", "failed", "failed", 5, Result="exit-code", ExecMainStatus=1)
        .journal(
            "docker",
            ", error: exit status 1",
            "\x1b[34mINFO\x1b[0m[0002] Firewalld running: false",
            '\x1b[31mFATA\x1b[0m[0005] Error starting daemon: Error initializing network controller: Error creating default "bridge" network: bridge IPv4 (172.17.42.1) does not match requested configuration 172.16.23.1',
            "\x1b[33mWARN\x1b[0m[0001] /!\\ DON'T BIND ON ANY IP ADDRESS WITHOUT setting -tlsverify IF YOU DON'T KNOW WHAT YOU'RE DOING /!\\",
            "\x1b[34mINFO\x1b[0m[0001] Listening for HTTP on tcp (127.0.0.1:4243)",
            "\x1b[34mINFO\x1b[0m[0001] Listening for HTTP on unix (/var/run/docker.sock)",
            '\x1b[34mINFO\x1b[0m[0002] [graphdriver] using prior storage driver "aufs"',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/23967",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("kubelet")
        .unit("docker", "failed", "failed", 5, Result="exit-code", ExecMainStatus=1)
        .static_pod(A)
        .kubelet(
            "I0315 14:32:55.787839    3394 kubelet.go:1137] Unable to register master-1 with the apiserver: Post https://master-1/api/v1/nodes: dial tcp 10.240.0.2:443: connection refused",
            "E0315 14:32:56.029664    3394 generic.go:195] GenericPLEG: Unable to retrieve pods: cannot connect to Docker endpoint",
            "E0315 14:32:57.030062    3394 generic.go:195] GenericPLEG: Unable to retrieve pods: cannot connect to Docker endpoint",
            "I0315 14:32:57.843326    3394 kubelet.go:2365] skipping pod synchronization - [Error on adding ip table rules: exit status 2 container runtime is down]",
        ),
    ),
    report(
        "luxas/kubernetes-on-arm/issues/21",
        "runtime_unavailable",
        None,
        said(
            Node(version=None).unit("docker", "failed", "failed", 0, Result="start-limit", ExecMainStatus=0),
            "docker",
            ("systemd", "docker.service: Failed to run 'start-pre' task: No such file or directory"),
            ("systemd", "Failed to start Docker Application Container Engine."),
            ("systemd", "docker.service: Failed with result 'resources'."),
            ("systemd", "docker.service: Failed to load environment files: No such file or directory"),
            ("systemd", "docker.service: Failed to run 'start-pre' task: No such file or directory"),
        ),
    ),
    # The last line, of which the report's title has the words, is the kubelet's usual one.
    report(
        "kubernetes/kubernetes/issues/89682",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            "I0331 08:45:29.614064   13731 topology_manager.go:126] [topologymanager] Creating topology manager with none policy",
            "I0331 08:45:29.614080   13731 container_manager_linux.go:306] Creating device plugin manager: true",
            "I0331 08:45:29.614128   13731 client.go:75] Connecting to docker on unix:///var/run/docker.sock",
            "I0331 08:45:29.614141   13731 client.go:92] Start docker client with request timeout=2m0s",
            'W0331 08:45:29.624900   13731 docker_service.go:561] Hairpin mode set to "promiscuous-bridge" but kubenet is not enabled, falling back to "hairpin-veth"',
            'I0331 08:45:29.624944   13731 docker_service.go:238] Hairpin mode set to "hairpin-veth"',
            "W0331 08:45:29.625024   13731 cni.go:237] Unable to update cni config: no networks found in /etc/cni/net.d",
            "I0331 08:45:29.628844   13731 docker_service.go:253] Docker cri networking managed by kubernetes.io/no-op",
            'F0331 08:45:29.640911   13731 server.go:274] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            status=255,
        ),
    ),
    # ---- cgroups ----------------------------------------------------------------------------------------------------
    report(
        "Netcracker/KubeMarine/pull/29",
        ["cgroup_driver_mismatch", "container_create_failed"],
        None,
        sandboxes_fail(
            'rpc error: code = Unknown desc = failed to create containerd task: OCI runtime create failed: expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups',
            node=Node(version="v1.20.0")
            .file(
                "/var/lib/kubelet/config.yaml",
                "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
                "staticPodPath: /etc/kubernetes/manifests\n",
            )
            .file("/etc/containerd/config.toml", "[plugins.cri]\n  systemd_cgroup = true\n"),
        ),
    ),
    report("kubernetes/kubeadm/issues/2767", "cgroup_driver_mismatch", None, options_unread()),
    report(
        "labring/sealos/issues/126",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "Failed to start ContainerManager failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup [kubepods burstable]: failed to find subsystem mount for required subsystem: pids",
            status=255,
        ),
    ),
    report(
        "easzlab/kubeasz/issues/575",
        ["unknown", "kubelet_cgroup_unsupported", "filesystem_damaged"],
        UNIT,
        said(
            Node(version=None).unit("kubelet", "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=0),
            "kubelet",
            ("systemd", "Starting Kubernetes Kubelet..."),
            ("mkdir", "/bin/mkdir: cannot create directory \u2018/sys/fs/cgroup/pids\u2019: Read-only file system"),
            ("systemd", "kubelet.service: control process exited, code=exited status=1"),
            ("systemd", "Failed to start Kubernetes Kubelet."),
        ),
    ),
    # ---- runc, crun and what they are asked for ---------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/19401",
        "container_create_failed",
        KCM,
        sandboxes_fail(
            'I0107 18:56:58.932311   18723 server.go:806] Event(api.ObjectReference{Kind:"Node", Namespace:"", Name:"master-1", UID:"master-1", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: \'Warning\' reason: \'MissingClusterDNS\' kubelet does not have ClusterDNS IP configured and cannot create Pod using "ClusterFirst" policy. pod: "etcd-server-master-1_kube-system(89bcb3ce2e0d539d8532f98175510b71)". Falling back to DNSDefault policy.',
            "E0107 18:56:59.185348   18723 manager.go:1815] Failed to create pod infra container: API error (500): Cannot start container 1ae6995b428f073eaaf38714e9f38f41fae296a6a196e6777bd1bc914f7f7268: [8] System error: Unit name /-1ae6995b428f073eaaf38714e9f38f41fae296a6a196e6777bd1bc914f7f7268.scope is not valid.",
            '; Skipping pod "kube-controller-manager-master-1_kube-system(09c1cb5ffc657b84eb07d6e45e858857)"',
            'I0107 18:56:59.185383   18723 kubelet.go:3100] Generating status for "kube-controller-manager-master-1_kube-system(09c1cb5ffc657b84eb07d6e45e858857)"',
            node=Node(version=None).static_pod(KCM),
        ),
    ),
    # The end of the kubelet's line, cut off where the whole is shown, is put to the message shown above it.
    report(
        "opencontainers/runc/issues/3601",
        ["container_create_failed", "sandbox_changed"],
        E,
        Node(version=None)
        .unit("kubelet")
        .static_pod(E)
        .waits(
            E,
            "RunContainerError",
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to create new parent process: namespace path: lstat /proc/4173144/ns/ipc: no such file or directory: unknown",
        )
        .kubelet(
            "E0911 09:08:18.727661 4173028 kuberuntime_manager.go:862] container &Container{Name:etcd,Image:registry.local/etcd:3.5.4-0,Command:[etcd --advertise-client-urls=https://10.0.0.4:2379 --cert-file=/etc/kubernetes/pki/etcd/server.crt --client-cert-auth=true --data-dir=/var/lib/etcd --experimental-initial-corrupt-check=true --experimental-watch-progress-notify-interval=5s --initial-advertise-peer-urls=https://10.0.0.4:2380 --initial-cluster=master-1=https://10.0.0.4:2380],Args:[],WorkingDir:,Ports:[]ContainerPort{},} start failed in pod etcd-master-1_kube-system(7c1b6e5a9d5d4f3b8a2f0e1d6c7b8a90): RunContainerError: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to create new parent process: namespace path: lstat /proc/4173144/ns/ipc: no such file or directory: unknown",
        ),
    ),
    report(
        "containers/crun/issues/1599",
        "container_create_failed",
        E,
        Node(version="v1.29.0")
        .unit("kubelet")
        .static_pod(E)
        .static_pod(A)
        .waits(
            E,
            "CreateContainerError",
            "container create failed: writing file `devices.allow`: Operation not permitted\n",
        )
        .kubelet(
            'E1101 11:09:12.299138    3963 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"etcd\\" with CreateContainerError: \\"container create failed: writing file `devices.allow`: Operation not permitted\\\\n\\"" pod="kube-system/etcd-master-1" podUID="7c82959225af26de371bcf09048168e5"',
            'E1101 11:09:14.591782    3963 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://10.179.6.29:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/master-1?timeout=10s\\": context deadline exceeded - error from a previous attempt: EOF" interval="7s"',
            'E1101 11:09:16.176304    3963 eviction_manager.go:282] "Eviction manager: failed to get summary stats" err="failed to get node info: node \\"master-1\\" not found"',
        ),
    ),
    report(
        "kubernetes-sigs/kind/pull/428",
        "container_create_failed",
        UNIT,
        sandboxes_fail(
            "E0404 16:52:26.312438    2270 remote_runtime.go:109] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to start sandbox container: failed to create containerd task: failed to mount rootfs component &{overlay overlay [workdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/19/work upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/19/fs lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs]}: invalid argument: unknown",
            'E0404 16:52:26.312554    2270 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "kube-scheduler-master-1_kube-system(6965a328cde2418fb9eb4d1ed720cb6b)" failed: rpc error: code = Unknown desc = failed to start sandbox container: failed to create containerd task: failed to mount rootfs component &{overlay overlay [workdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/19/work upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/19/fs lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs]}: invalid argument: unknown',
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/126514",
        ["container_create_failed", "sandbox_changed"],
        E,
        sandboxes_fail(
            'E0802 10:01:03.693078    1024 remote_runtime.go:193] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = Conflict. The name \\"k8s_POD_etcd-master-1_kube-system_ae0fcba533f9b951c6983487becf13f9_0\\" is already in use by sandbox 30ed179087f03d03fef197363103427e48242829f815488bb774313db02c41a4. You have to remove that sandbox to be able to reuse that name."',
            'E0802 10:01:03.693228    1024 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = Conflict. The name \\"k8s_POD_etcd-master-1_kube-system_ae0fcba533f9b951c6983487becf13f9_0\\" is already in use by sandbox 30ed179087f03d03fef197363103427e48242829f815488bb774313db02c41a4. You have to remove that sandbox to be able to reuse that name." pod="kube-system/etcd-master-1"',
            version=None,
        ),
    ),
    # ---- SELinux ----------------------------------------------------------------------------------------------------
    report(
        "rancher/rke2/issues/5093",
        ["container_create_failed", "security_module_denied"],
        E,
        sandboxes_fail(
            '"Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"etcd-master-1_kube-system(cc550ce6fb82de09bc9f6236654e9ea2)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"etcd-master-1_kube-system(cc550ce6fb82de09bc9f6236654e9ea2)\\\\\\": rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: write /proc/self/attr/keycreate: invalid argument: unknown\\"" pod="kube-system/etcd-master-1"',
            version="v1.26.10",
        ),
    ),
    report(
        "kubernetes/minikube/issues/6282",
        ["container_create_failed", "security_module_denied"],
        S,
        sandboxes_fail(
            'E0112 04:18:55.523969   66487 kuberuntime_manager.go:729] createPodSandbox for pod "kube-scheduler-master-1_kube-system(ff67867321338ffd885039e188f6b424)" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod "kube-scheduler-master-1": Error response from daemon: OCI runtime create failed: container_linux.go:346: starting container process caused "process_linux.go:449: container init caused \\"write /proc/self/attr/keycreate: permission denied\\"": unknown',
            'E0112 04:18:55.524107   66487 pod_workers.go:191] Error syncing pod ff67867321338ffd885039e188f6b424 ("kube-scheduler-master-1_kube-system(ff67867321338ffd885039e188f6b424)"), skipping: failed to "CreatePodSandbox" for "kube-scheduler-master-1_kube-system(ff67867321338ffd885039e188f6b424)" with CreatePodSandboxError: "CreatePodSandbox for pod \\"kube-scheduler-master-1_kube-system(ff67867321338ffd885039e188f6b424)\\" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod \\"kube-scheduler-master-1\\": Error response from daemon: OCI runtime create failed: container_linux.go:346: starting container process caused \\"process_linux.go:449: container init caused \\\\\\"write /proc/self/attr/keycreate: permission denied\\\\\\"\\": unknown"',
            version=None,
        ),
    ),
    # The line is cut off at the rootfs; its end is put to what the report says of it ("permission denied: unknown").
    report(
        "containerd/containerd/issues/4694",
        ["container_create_failed", "security_module_denied"],
        E,
        sandboxes_fail(
            'E1106 03:31:54.502251    9805 pod_workers.go:191] Error syncing pod 67373dc76b1434a1ab1d8b92ca2d1977 ("etcd-master-1_kube-system(67373dc76b1434a1ab1d8b92ca2d1977)"), skipping: failed to "CreatePodSandbox" for "etcd-master-1_kube-system(67373dc76b1434a1ab1d8b92ca2d1977)" with CreatePodSandboxError: "CreatePodSandbox for pod \\"etcd-master-1_kube-system(67373dc76b1434a1ab1d8b92ca2d1977)\\" failed: rpc error: code = Unknown desc = failed to create containerd task: OCI runtime create failed: container_linux.go:349: starting container process caused \\"process_linux.go:449: container init caused \\\\\\"rootfs_linux.go:58: mounting \\\\\\\\\\\\\\"devpts\\\\\\\\\\\\\\" to rootfs \\\\\\\\\\\\\\"/run/containerd/io.containerd.runtime.v2.task/k8s.io/2c473fd65d8ec01e07422d38d7f6ed386fc75a31fbc5bf293e906b03fa711c8f/rootfs\\\\\\\\\\\\\\" at \\\\\\\\\\\\\\"/dev/pts\\\\\\\\\\\\\\" caused \\\\\\\\\\\\\\"permission denied\\\\\\\\\\\\\\"\\\\\\"\\": unknown"',
            version=None,
        ),
    ),
    report(
        "siderolabs/talos/issues/10881",
        "container_create_failed",
        E,
        Node(version="v1.31.4")
        .unit("kubelet")
        .static_pod(E)
        .waits(
            E,
            "RunContainerError",
            "failed to create shim task: OCI runtime create failed: runc create failed: selinux label is specified in config, but selinux is disabled or not supported",
        )
        .kubelet(
            'service[etcd](Waiting): Error running Containerd(etcd), going to restart forever: failed to create task: "etcd": failed to create shim task: OCI runtime create failed: runc create failed: selinux label is specified in config, but selinux is disabled or not supported',
            by="talos",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/279",
        "security_module_denied",
        E,
        exits(E, "", version=None).journal(
            "kernel",
            'type=AVC msg=audit(1522929610.297:136): avc:  denied  { write } for  pid=2817 comm="etcd" name="etcd" dev="dm-0" ino=67228425 scontext=system_u:system_r:svirt_lxc_net_t:s0:c430,c632 tcontext=system_u:object_r:var_lib_t:s0 tclass=dir',
            ago=timedelta(seconds=30),
        ),
    ),
    # ---- mounts and volumes -----------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/87883",
        "host_path_unusable",
        KCM,
        Node(version="v1.17.2")
        .unit("kubelet")
        .static_pod(KCM, mounts=(PKI, "/etc/ssl/certs", "/etc/kubernetes/controller-manager.conf", FLEXVOLUME))
        .waits(KCM, "ContainerCreating")
        .kubelet(
            'E0206 11:08:28.184776   27225 kubelet.go:1680] Unable to attach or mount volumes for pod "kube-controller-manager-master-1_kube-system(ea3e4a11f67f52fe745c1d60c2319245)": unmounted volumes=[flexvolume-dir], unattached volumes=[ca-certs flexvolume-dir k8s-certs kubeconfig usr-share-ca-certificates]: timed out waiting for the condition; skipping pod',
            'E0206 11:08:28.184833   27225 pod_workers.go:191] Error syncing pod ea3e4a11f67f52fe745c1d60c2319245 ("kube-controller-manager-master-1_kube-system(ea3e4a11f67f52fe745c1d60c2319245)"), skipping: unmounted volumes=[flexvolume-dir], unattached volumes=[ca-certs flexvolume-dir k8s-certs kubeconfig usr-share-ca-certificates]: timed out waiting for the condition',
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/3318",
        ["host_path_unusable", "filesystem_damaged"],
        KCM,
        Node(version="v1.35.0")
        .unit("kubelet")
        .static_pod(KCM, mounts=(PKI, "/etc/ssl/certs", "/etc/kubernetes/controller-manager.conf", FLEXVOLUME))
        .waits(KCM, "ContainerCreating")
        .kubelet(
            'MountVolume.SetUp failed for volume "flexvolume-dir":mkdir /usr/libexec/kubernetes: read-only file system',
        ),
    ),
    # The line's beginning, cut off in the report, is containerd's usual one.
    report(
        "kubernetes-sigs/image-builder/issues/613",
        ["host_path_unusable", "container_create_failed"],
        None,
        Node(version="v1.19.8")
        .unit("kubelet")
        .static_pod(A, mounts=(PKI, "/etc/ssl/certs", "/etc/pki"))
        .static_pod(KCM, mounts=(PKI, "/etc/kubernetes/controller-manager.conf", "/etc/ssl/certs", "/etc/pki"))
        .journal(
            "containerd",
            'time="2021-05-14T15:02:11.402771153Z" level=error msg="StartContainer for \\"80c766755199c389a83be6c743d91394cbcb82e5977820d646d3f2bc25dae6a3\\" failed" error="failed to create containerd task: OCI runtime create failed: container_linux.go:367: starting container process caused: process_linux.go:495: container init caused: rootfs_linux.go:60: mounting \\"/etc/ssl/certs\\" to rootfs at \\"/run/containerd/io.containerd.runtime.v2.task/k8s.io/80c766755199c389a83be6c743d91394cbcb82e5977820d646d3f2bc25dae6a3/rootfs/etc/pki/tls/certs\\" caused: mkdir /run/containerd/io.containerd.runtime.v2.task/k8s.io/80c766755199c389a83be6c743d91394cbcb82e5977820d646d3f2bc25dae6a3/rootfs/etc/pki/tls: read-only file system: unknown"',
        ),
    ),
    report(
        "aws/eks-distro/issues/3144",
        ["host_path_unusable", "container_create_failed"],
        A,
        Node(version="v1.30.1")
        .unit("kubelet")
        .static_pod(A, mounts=(PKI, "/etc/ssl/certs", "/etc/pki"))
        .kubelet(
            'E0626 10:34:25.747755   27121 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with RunContainerError: \\"failed to start container \\\\\\"a0acc763c942f07021975dbf3a6b652b962aa2897eedad30ba7cca4ccc31eda4\\\\\\": Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting \\\\\\"/etc/ssl/certs\\\\\\" to rootfs at \\\\\\"/etc/ssl/certs\\\\\\": mkdir /var/lib/docker/overlay2/6a8df9b9fde244dfc48086a12e2c1ebb1bbf3a1847ff46df289c609f3582f63f/merged/etc/pki/tls: read-only file system: unknown\\"" pod="kube-system/kube-apiserver-master-1" podUID="070cb4f18a0fdef28cd17a5615cdcc01"',
        ),
    ),
    # ---- names ------------------------------------------------------------------------------------------------------
    # The file of hosts is cut off in its last line.
    report(
        "kubernetes/minikube/issues/5186",
        "unknown",
        UNIT,
        said(
            Node(version=None)
            .kubelet_loops(status=255)
            .file("/etc/hosts", "127.0.0.1 master-1\n127.0.1.1\n::1     ip6-localhost ip6-loopback\n"),
            "kubelet",
            (
                "kubelet",
                "F0823 12:22:08.340408   20775 docker_service.go:412] Streaming server stopped unexpectedly: listen tcp: lookup localhost on 8.8.8.8:53: no such host",
            ),
            ("systemd", "kubelet.service: Main process exited, code=exited, status=255/n/a"),
            ("systemd", "kubelet.service: Unit entered failed state."),
            ("systemd", "kubelet.service: Failed with result 'exit-code'."),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/77764",
        "unknown",
        A,
        exits(
            A,
            "Unable to perform initial IP allocation check: unable to refresh the service IP block: Get https://localhost:6443/api/v1/services: dial tcp 10.36.159.80:6443: connect: no route to host",
            version="v1.12.8",
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/48124",
        "unknown",
        A,
        exits(
            A,
            "controller.go:128] Unable to perform initial IP allocation check: unable to refresh the service IP block: Get https://localhost:6443/api/v1/services: dial tcp 192.168.120.20:6443: getsockopt: connection refused",
            version="v1.6.6",
            code=255,
        ).file("/etc/hosts", "127.0.0.1   localhost localhost.localdomain\n"),
    ),
    # ---- what is no trouble of the runtime's ------------------------------------------------------------------------
    report(
        "charmed-kubernetes/bundle/issues/703",
        None,
        None,
        never="inotify_limit",
        node=Node(version=None)
        .static_pod(A, flags=(*FLAGS[A], "--insecure-port=8080"))
        .runs(
            A,
            "I1203 15:17:45.387388     410 log.go:172] http: Accept error: accept tcp 127.0.0.1:8080: accept4: too many open files; retrying in 1s\nI1203 15:17:46.205370     410 log.go:172] http: Accept error: accept tcp [::]:6443: accept4: too many open files; retrying in 1s",
        ),
    ),
    # The last line's end, cut off in the report, is that client's usual one.
    report(
        "kubernetes-sigs/kubespray/issues/5176",
        None,
        None,
        never="runtime_unavailable",
        node=Node(version=None)
        .unit("kubelet")
        .static_pod(KCM)
        .waits(
            KCM,
            "CrashLoopBackOff",
            "Back-off 5m0s restarting failed container=kube-controller-manager pod=kube-controller-manager-master-1_kube-system(74425a16f4d7438817f1ab77e4fa97bb)",
            restarts=9,
        )
        .kubelet(
            'I0917 16:23:11.948920    7832 setters.go:73] Using node IP: "10.2.67.201"',
            'E0917 16:23:13.532581    7832 pod_workers.go:190] Error syncing pod 74425a16f4d7438817f1ab77e4fa97bb ("kube-controller-manager-master-1_kube-system(74425a16f4d7438817f1ab77e4fa97bb)"), skipping: failed to "StartContainer" for "kube-controller-manager" with CrashLoopBackOff: "Back-off 5m0s restarting failed container=kube-controller-manager pod=kube-controller-manager-master-1_kube-system(74425a16f4d7438817f1ab77e4fa97bb)"',
            'W0917 16:23:17.322867    7832 clientconn.go:1251] grpc: addrConn.createTransport failed to connect to {unix:///run/containerd/containerd.sock 0  <nil>}. Err :connection error: desc = "transport: Error while dialing dial unix:///run/containerd/containerd.sock: timeout". Reconnecting...',
        ),
    ),
    report(
        "kubernetes/minikube/issues/9461",
        None,
        None,
        lives(Node(version="v1.19.2")).kubelet(
            'E1013 19:15:53.945743     926 summary_sys_containers.go:47] Failed to get system container stats for "/kubepods": failed to get cgroup stats for "/kubepods": failed to get container info for "/kubepods": unknown container "/kubepods"',
            ago=timedelta(seconds=67),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/80237",
        None,
        None,
        lives(Node(version=None)).kubelet(
            "W0716 20:20:46.520719    8059 cni.go:213] Unable to update cni config: No networks found in /etc/cni/net.d",
            "E0716 20:20:48.923463    8059 kubelet.go:2169] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized",
            "W0716 20:20:51.520993    8059 cni.go:213] Unable to update cni config: No networks found in /etc/cni/net.d",
            "E0716 20:20:53.925864    8059 kubelet.go:2169] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized",
            "W0716 20:20:56.521284    8059 cni.go:213] Unable to update cni config: No networks found in /etc/cni/net.d",
            "E0716 20:20:58.928352    8059 kubelet.go:2169] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized",
        ),
    ),
    report(
        "containerd/accelerated-container-image/issues/49",
        None,
        None,
        lives(Node(version=None)).kubelet(
            'E0820 02:45:20.407176    4845 cri_stats_provider.go:376] Failed to get the info of the filesystem with mountpoint "/var/lib/containerd/io.containerd.snapshotter.v1.overlaybd": failed to get device for dir "/var/lib/containerd/io.containerd.snapshotter.v1.overlaybd": stat failed on /var/lib/containerd/io.containerd.snapshotter.v1.overlaybd with error: no such file or directory.',
        ),
    ),
)
