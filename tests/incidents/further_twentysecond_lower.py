"""Public pages and notes of kubelets, runtimes, nodes and carriers, met blind in a twenty-second look.

They are shown as those of further.py are. A note in a public repository is met without its address; the comment gives the
number of its stored text.
"""

from datetime import UTC, datetime, timedelta

from incidents.builder import Node, http_probe
from incidents.further import KCM, TERMINATED, UNIT, A, E, S, kubelet
from incidents.further_fifth_node import page
from incidents.further_node import initialised, sandboxes_fail
from incidents.further_twelfth_pages import carrier, flags_but, note, systemd, told
from incidents.units import lives, spread, within

GIB = 1024**3
DROP_IN = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf"
NO_CRI = (
    'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"{}\\": rpc error: '
    "code = Unimplemented desc = unknown service runtime.v1.RuntimeService"
)
NOT_THERE = (
    'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/'
    'containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial '
    'unix /run/containerd/containerd.sock: connect: no such file or directory\\"'
)
KUBELET_SYSTEMD = (
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
    "staticPodPath: /etc/kubernetes/manifests\n"
)
RUNC = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = {}\n'
MAIN_EXITED = "{}.service: Main process exited, code=exited, status=1/FAILURE"


def loops(node, *entries, status=1, restarts=57):
    """A kubelet's journal as it was printed, and systemd starting it again and again."""
    return told(node.kubelet_loops(status=status, restarts=restarts), "kubelet", *entries)


def dockershim(node, flags="--network-plugin=cni --pod-infra-container-image=k8s.gcr.io/pause:3.2"):
    """A node of kubeadm's of the time when the kubelet spoke to Docker itself."""
    made = initialised(node).unit("docker")
    return made.file("/var/lib/kubelet/kubeadm-flags.env", f'KUBELET_KUBEADM_ARGS="{flags}"\n')


def drop_in(binary="/usr/bin/kubelet"):
    """kubeadm's drop-in."""
    return (
        "[Service]\n"
        'Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"\n'
        'Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"\n'
        "EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\n"
        "EnvironmentFile=-/etc/default/kubelet\n"
        "ExecStart=\n"
        f"ExecStart={binary} $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS\n"
    )


def containerd_fails():
    """A Raspberry Pi to become a master: a table was added to containerd's file that is in it already."""
    node = Node(name="raspimaster", version=None)
    node.unit("containerd", "activating", "auto-restart", 4, Result="exit-code", ExecMainStatus=1)
    # Of the file there are the two places that the note shows.
    table = '  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n'
    node.file(
        "/etc/containerd/config.toml",
        "version = 2\ndisabled_plugins = []\n\n"
        f'{table}    BinaryName = ""\n    SystemdCgroup = true\n\n{table}    SystemdCgroup = true\n',
    )
    return node.journal(
        "containerd", "containerd: failed to load TOML: /etc/containerd/config.toml: (294, 3): duplicated tables"
    )


def clock_behind():
    """A worker of RKE whose clock is eight hours behind: its certificates are of today's noon."""
    node = Node(name="node2", version="v1.20.5", at=datetime(2022, 6, 1, 4, 49, 20, tzinfo=UTC))
    return node.kubelet_loops(
        'I0601 04:49:01.487830    5373 csi_plugin.go:1039] Failed to contact API server when waiting for CSINode publishing: Get "https://127.0.0.1:6443/apis/storage.k8s.io/v1/csinodes/node2": x509: certificate has expired or is not yet valid: current time 2022-06-01T04:49:01Z is before 2022-06-01T12:53:50Z',
        status=255,
    )


def nodeless_overlay():
    """A node that is a container: overlay upon overlay cannot be mounted, no sandbox is made."""
    said = "failed to create containerd task: failed to create shim task: failed to mount rootfs component &{overlay overlay [index=off workdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/83/work upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/83/fs lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/9/fs]}: invalid argument: unknown"
    node = Node(name="host-1", version=None).unit("kubelet").static_pod(E)
    node.journal(
        "containerd",
        f'time="2023-09-11T05:49:29.101465710Z" level=error msg="RunPodSandbox for &PodSandboxMetadata{{Name:etcd-host-1,Uid:a64af1489ea2e74ef941d04c31cd9473,Namespace:kube-system,Attempt:0,}} failed, error" error="{said}"',
    )
    return node.kubelet(
        f'E0911 05:49:29.101974     489 remote_runtime.go:176] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = {said}"',
        f'E0911 05:49:29.102095     489 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = {said}" pod="kube-system/etcd-host-1"',
    )


def pause_from_afar():
    """A control plane above cri-dockerd whose pause image comes from a registry that cannot be reached."""
    away = '\\"https://europe-west4-docker.pkg.dev/v2/k8s-artifacts-prod/images/pause/manifests/3.10\\": dial tcp 142.250.99.82:443: i/o timeout'
    kube = f'failed pulling image \\"registry.k8s.io/pause:3.10\\": Error response from daemon: Head {away}'
    node = Node(name="master01", version=None).unit("kubelet").unit("docker").static_pod(KCM)
    spread(
        node,
        "docker",
        f'time="2026-05-24T19:23:12.292293908+08:00" level=error msg="Handler for POST /images/create returned error" error-response="Head {away}" method=POST module=api request-url="/v1.44/images/create?fromImage=registry.k8s.io%2Fpause&tag=3.10" status=500 vars="map[version:1.44]"',
        by="dockerd",
    )
    pod = 'pod="kube-system/kube-controller-manager-master01"'
    return spread(
        node,
        "kubelet",
        f'E0524 19:23:12.292893    6414 remote_runtime.go:237] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = {kube}"',
        f'E0524 19:23:12.292950    6414 kuberuntime_sandbox.go:70] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = {kube}" {pod}',
        f'E0524 19:23:12.292964    6414 kuberuntime_manager.go:1614] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = {kube}" {pod}',
    )


def rke2_on_cgroup_v1():
    """A server of RKE2 1.35: what its unit says, and its kubelet's own log."""
    node = Node(name="rke2-server", version=None, at=datetime(2026, 7, 31, 7, 50, 4, tzinfo=UTC)).host(cgroup_version=1)
    node.unit("rke2-server", "activating", "start", 5, Result="exit-code", ExecMainStatus=1)
    node.file(
        "/var/lib/rancher/rke2/agent/logs/kubelet.log",
        'E0731 07:50:00.631256    1983 run.go:72] "command failed" err="failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{Kind:,APIVersion:,}"\n',
    )
    # The times are completed.
    return told(
        node,
        "rke2-server",
        ("rke2", 'time="2026-07-31T07:50:00Z" level=error msg="Kubelet exited: exit status 1"'),
        (
            "rke2",
            'time="2026-07-31T07:50:02Z" level=warning msg="Failed to test etcd connection: failed to get etcd status: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused\\""',
        ),
    )


def k3s_twice():
    """k3s made a unit while the one that was started by hand still lives."""
    return (
        carrier(
            "k3s",
            'E0405 10:12:31.402117   21844 server.go:236] "Failed to listen and serve" err="listen tcp 0.0.0.0:10250: bind: address already in use"',
            by="k3s",
            restarts=6,
        )
        .socket("k3s-server", 10248, "127.0.0.1", pid=6296)
        .socket("k3s-server", 6443, "::", pid=6296)
        .socket("k3s-server", 10250, "::", pid=6296)
    )


def two_units_of_a_kubelet():
    """kubeadm's drop-in was left behind when the cluster was made anew from binaries."""
    node = Node(version=None)
    node.kubelet_loops(status=203).file(DROP_IN, drop_in())
    node.file(
        "/etc/systemd/system/kubelet.service",
        "[Unit]\nDescription=Kubernetes Kubelet\nAfter=containerd.service\n\n[Service]\nExecStart=/usr/local/bin/kubelet\nRestart=always\nRestartSec=10\n",
    )
    node.absent("/usr/bin/kubelet").there("/usr/local/bin/kubelet", mode="0755")
    return told(
        node,
        "kubelet",
        *systemd(
            "kubelet.service: Failed at step EXEC spawning /usr/bin/kubelet: No such file or directory",
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    )


DEPRECATED = "has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information."


def something_kills_the_pods():
    """A fresh kubeadm node on Debian with cgroup v2 and a containerd of its own repository, without a configuration."""
    node = Node(name="debian", version=None).unit("kubelet").host(cgroup_version=2)
    node.file("/var/lib/kubelet/config.yaml", KUBELET_SYSTEMD)
    node.file("/etc/containerd/config.toml", RUNC.format("false"))
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program)
        node.died(
            program,
            TERMINATED if program == E else "",
            code=0,
            attempt=4,
            sandbox=4,
            ago=timedelta(seconds=130 + number),
            lived=timedelta(minutes=3),
        )
        node.runs(program, attempt=5, sandbox=5, since=timedelta(seconds=110 + number))
    return node


def drivers_turned_around():
    """An exercise: the kubelet of a worker was set to cgroupfs and restarted, its containerd stays at systemd."""
    node = Node(name="worker-2", version=None).unit("kubelet").host(cgroup_version=2)
    node.file("/var/lib/kubelet/config.yaml", KUBELET_SYSTEMD.replace("systemd", "cgroupfs"))
    node.file("/etc/containerd/config.toml", RUNC.format("true"))
    refused = (
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected "
        'cgroupsPath to be of format \\\\\\"slice:prefix:name\\\\\\" for systemd cgroups, got '
        '\\\\\\"/kubepods/besteffort/pod9b8ec925-84c5-4850-8a55-04496020600d/14b3eb60b39107fe\\\\\\" instead: unknown'
    )
    return node.kubelet(
        'E0714 06:31:12.204118   21417 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for '
        '\\"csi-node-driver-bnqqr_calico-system(9b8ec925-84c5-4850-8a55-04496020600d)\\" with CreatePodSandboxError: \\"Failed to '
        f'create sandbox for pod \\\\\\"csi-node-driver-bnqqr_calico-system\\\\\\": rpc error: code = Unknown desc = {refused}\\"" '
        'pod="calico-system/csi-node-driver-bnqqr" podUID="9b8ec925-84c5-4850-8a55-04496020600d"'
    )


def probes_on_6433():
    """An exercise: all three probes of the apiserver ask 6433, it listens on 6443."""
    host = "172.30.1.2"
    ask = "\n".join(
        http_probe(host=host, port=6433, path=path, delay=delay, failures=failures, kind=kind, period=period)
        for path, delay, failures, kind, period in (
            ("/livez", 10, 8, "liveness", 10),
            ("/readyz", 0, 3, "readiness", 1),
            ("/livez", 10, 24, "startup", 10),
        )
    )
    at = datetime(2025, 8, 28, 1, 7, 6, tzinfo=UTC)
    node = Node(name="controlplane", version="v1.33.2", at=at).unit("kubelet")
    node.static_pod(A, flags=flags_but(A, f"--advertise-address={host}"), probe=ask, edited=timedelta(minutes=18))
    node.died(A, code=137, attempt=1, lived=timedelta(minutes=4, seconds=30), ago=timedelta(seconds=37))
    node.runs(A, attempt=2, since=timedelta(seconds=36)).socket(A, 6443, "::", pod=A)
    refused = f'Get \\"https://{host}:6433/livez\\": dial tcp {host}:6433: connect: connection refused'
    return node.kubelet(
        f'I0828 01:06:28.204118    1557 prober.go:120] "Probe failed" probeType="Startup" pod="kube-system/kube-apiserver-controlplane" '
        f'podUID="95d67ca47280ee0bd9599c6ba2a166ff" containerName="kube-apiserver" probeResult="failure" output="{refused}"',
        'I0828 01:06:28.204902    1557 kuberuntime_manager.go:1161] "Message for Container of pod" containerName="kube-apiserver" '
        'pod="kube-system/kube-apiserver-controlplane" containerMessage="Container kube-apiserver failed startup probe, will be restarted"',
        ago=timedelta(seconds=38),
    )


def etcd_on_a_replica_of_hard_disks():
    """A guest cluster's node whose disk is replicated to hard disks: the apiserver has been killed 249 times."""
    node = Node(name="dev1-pool1-mbjvt", version=None, at=datetime(2026, 10, 8, 2, 14, 41, tzinfo=UTC))
    node.static_pod(
        A,
        probe="    livenessProbe:\n      exec:\n        command: [kubectl, get, --server=https://localhost:6443/, --raw=/livez]\n"
        "      failureThreshold: 8",
    )
    node.died(A, code=137, attempt=248, lived=timedelta(minutes=11), ago=timedelta(minutes=2))
    node.runs(A, attempt=249, since=timedelta(seconds=110)).static_pod(E)
    node.runs(
        E,
        '{"level":"warn","ts":"2026-10-08T02:14:31.118204Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"5.902114837s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/health\\" ","response":"range_response_count:0 size:7"}\n'
        '{"level":"warn","ts":"2026-10-08T02:14:36.820117Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"6.8s","expected-duration":"1s"}',
        since=timedelta(days=2),
    )
    return node.kubelet(
        'I1008 02:12:36.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/kube-apiserver-dev1-pool1-mbjvt" podUID="aa" containerName="kube-apiserver" probeResult="failure" output="Error from server (InternalError): an error on the server (\\"[+]ping ok\\\\n[+]log ok\\\\n[-]etcd failed: reason withheld\\\\nlivez check failed\\") has prevented the request from succeeding"',
        ago=timedelta(minutes=2, seconds=5),
    )


def docker_of_a_full_disk():
    """A kops master whose disk is full; its docker has died."""
    node = Node(name="ip-10-18-39-127", version="v1.9.3").host(
        filesystems=[{"mount": "/", "free_bytes": 0, "free_inodes": 3641022}]
    )
    node.unit("protokube", "activating", "auto-restart", 812, Result="exit-code", ExecMainStatus=125)
    ended = (
        "protokube.service: Main process exited, code=exited, status=125/n/a",
        "protokube.service: Unit entered failed state.",
        "protokube.service: Failed with result 'exit-code'.",
    )
    again = (
        "protokube.service: Service hold-off time over, scheduling restart.",
        "Stopped Kubernetes Protokube Service.",
        "Starting Kubernetes Protokube Service...",
        "Started Kubernetes Protokube Service.",
    )
    said = (
        "/usr/bin/docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?.",
        "See '/usr/bin/docker run --help'.",
    )
    for ago, by, lines in (
        (36, "systemd", ended),
        (34, "systemd", again),
        (34, "docker", said),
        (33, "systemd", ended),
        (31, "systemd", again),
        (31, "docker", said),
    ):
        node.journal(
            "protokube", *lines, by=by, ago=timedelta(seconds=ago, milliseconds=500 if by == "systemd" else 100)
        )
    return node


FURTHER_TWENTYSECOND_LOWER = (
    # ---- swap --------------------------------------------------------------------------------------------------------
    # After a reboot. The excerpt ends at the flags' warnings; the fatal line is the usual one of that time.
    page(
        "https://www.codeprj.com/zh/blog/bd08ea1.html",
        "codeprj-kubelet-swap-after-reboot",
        "kubelet_swap_on",
        UNIT,
        loops(
            dockershim(Node(name="kmaster135", version=None), "--cgroup-driver=cgroupfs --network-plugin=cni").host(
                swap_bytes=2 * GIB
            ),
            f"Flag --cgroup-driver {DEPRECATED}",
            f"Flag --cgroup-driver {DEPRECATED}",
            "F0407 22:06:29.118224   19593 server.go:261] failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename\t\t\t\tType\t\tSize\tUsed\tPriority /dev/sda5                               partition\t2094076\t0\t-1]",
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=255/n/a",
                "kubelet.service: Unit entered failed state.",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
            status=255,
        ),
    ),
    # Text 30309376702: Fedora, which has its swap in memory; the line is cut as here.
    note(
        "fedora-kubelet-swap",
        "kubelet_swap_on",
        UNIT,
        loops(
            Node(name="fedora", version=None).host(swap_bytes=8 * GIB, cgroup_version=2),
            "I0129 20:22:09.352987  332005 manager.go:159] Cannot detect current cgroup on cgroup v2",
            'I0129 20:22:09.353102  332005 dynamic_cafile_content.go:156] "Starting controller" name="client-ca-bundle::/etc/kubernetes/pki/ca.crt"',
            'I0129 20:22:09.399943  332005 server.go:693] "--cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /"',
            'E0129 20:22:09.400023  332005 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on f>',
            *systemd("kubelet.service: Main process exited, code=exited, status=1/FAILURE"),
        ),
    ),
    # ---- Docker's cgroup driver --------------------------------------------------------------------------------------
    # Text 9188818557: a school's cluster, put right by its pupil; config.yaml was changed in vain, the flag was in kubeadm's own file.
    note(
        "slurm-node-2-driver-in-kubeadm-flags",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        dockershim(Node(name="node-2", version=None), "--cgroup-driver=cgroupfs --network-plugin=cni").kubelet_loops(
            'F1108 14:46:15.577389   12914 server.go:273] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            status=255,
        ),
    ),
    # Text 34559357228: kubeadm init waits for the kubelet; both lines are cut as here.
    note(
        "skyserver2-kubeadm-init-docker",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        loops(
            dockershim(Node(name="skyserver2", version=None)),
            'I1226 22:31:21.438523  132861 docker_service.go:264] "Docker Info" dockerInfo=&{ID:AEON:SBVF:43UK:WASV:YIQK:QGGA:7RU3:IIDK:DV7M:6QLH:5ICJ:KT6R Containers:2 ContainersRunning:0 ContainersPaused:>',
            'E1226 22:31:21.438616  132861 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"systemd\\" is different from docker cgroup driver: \\"c>',
            *systemd("kubelet.service: Main process exited, code=exited, status=1/FAILURE"),
        ),
    ),
    # Text 7834194046: OpenShift Origin 3.6, the kubelet is within the node; the head's beginning is cut off there and completed.
    note(
        "origin-node-docker-driver",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        within(
            "openshift",
            'F0915 10:21:44.310927    9065 node.go:282] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
            status=255,
        ).unit("docker"),
    ),
    # ---- flags and gates ---------------------------------------------------------------------------------------------
    # Text 28462252070: a kubelet built from a newer branch than the node's, on a node of AKS.
    note(
        "aks-kubelet-of-another-version",
        "feature_gate_rejected",
        UNIT,
        kubelet(
            'E0116 08:35:41.070930  132336 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: CSIMigrationAzureFile"',
        ),
    ),
    # Text 527791462: k3s with a kubelet-arg for an unsafe sysctl.
    note(
        "k3s-allowed-unsafe-sysctls-hugepages",
        ["invalid_flag_value", "kubelet_config_invalid"],
        None,
        carrier(
            "k3s",
            'FATA[0003] Error: failed to run Kubelet: failed to create kubelet: the sysctl "vm.nr_hugepages" are not known to be namespaced',
            by="k3s",
        ).file("/etc/rancher/k3s/config.yaml", 'kubelet-arg:\n  - "allowed-unsafe-sysctls=vm.nr_hugepages"\n'),
    ),
    # Text 26271891639: before kubeadm init, with a kubelet that wants the endpoint on its command line; syslog.
    note(
        "masterkub-before-init",
        ["kubelet_not_initialised", "missing_required_flag", "runtime_endpoint_wrong"],
        UNIT,
        Node(name="masterkub", version=None)
        .absent("/etc/kubernetes/kubelet.conf", "/var/lib/kubelet/config.yaml", "/var/lib/kubelet/kubeadm-flags.env")
        .kubelet_loops(
            'E0713 06:55:55.831658    1708 run.go:74] "command failed" err="failed to validate kubelet flags: the container runtime endpoint address was not specified or empty, use --container-runtime-endpoint to set"',
            restarts=9,
        ),
    ),
    # ---- certificates and their files --------------------------------------------------------------------------------
    # Text 55393505301.
    note(
        "control1-kubelet-expired-2026",
        "kubelet_client_certificate_expired",
        UNIT,
        loops(
            initialised(Node(name="control1", version=None, at=datetime(2026, 6, 13, 13, 21, 40, tzinfo=UTC))).absent(
                "/etc/kubernetes/bootstrap-kubelet.conf"
            ),
            "E0613 13:21:25.991981    5359 bootstrap.go:266] part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2026-05-25 08:18:10 +0000 UTC",
            'E0613 13:21:25.992025    5359 run.go:74] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
                "kubelet.service: Service RestartSec=10s expired, scheduling restart.",
                "kubelet.service: Scheduled restart job, restart counter is at 236.",
            ),
            restarts=236,
        ),
    ),
    # Text 3540398954: a node of Kubespray; two lines are cut as here.
    note(
        "kubespray-node1-kubelet-expired-2021",
        "kubelet_client_certificate_expired",
        UNIT,
        loops(
            Node(name="node1", version=None, at=datetime(2021, 3, 2, 16, 4, 50, tzinfo=UTC)),
            'I0302 16:04:46.467192    2001 server.go:524] No cloud provider specified: "" from the config file: ""',
            "E0302 16:04:46.474463    2001 bootstrap.go:205] Part of the existing bootstrap client certificate is expired: 2021-01-05",
            "I0302 16:04:46.474487    2001 bootstrap.go:61] Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig",
            "F0302 16:04:46.474525    2001 server.go:262] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubern",
            status=255,
        ),
    ),
    # Text 67156722610: somebody renamed the link to the certificate, as a riddle; the repair was to make it again.
    note(
        "kubelet-client-current-renamed",
        ["file_missing", "unknown"],
        UNIT,
        loops(
            initialised(Node(name="sanjay-challenge-worker2", version=None))
            .there("/var/lib/kubelet/pki/kubelet-client-2026-04-28-10-31-11.pem", mode="0600")
            .absent("/var/lib/kubelet/pki/kubelet-client-current.pem", "/etc/kubernetes/bootstrap-kubelet.conf"),
            'E0428 11:35:30.233815    6804 bootstrap.go:241] "Unhandled Error" err="unable to read existing bootstrap client config from /etc/kubernetes/kubelet.conf: invalid configuration: [unable to read client-cert /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory, unable to read client-key /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory]" logger="UnhandledError"',
            'E0428 11:35:30.233890    6804 run.go:72] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ),
        never="kubelet_client_certificate_expired",
    ),
    # Text 32285216140: kubeadm init waits; the kubelet lives and trusts another CA of the same name than the apiserver's.
    note(
        "kubelet-trusts-another-ca",
        "certificate_authority_mismatch",
        UNIT,
        lives(
            'E0315 11:07:49.126724    4093 controller.go:146] "Failed to ensure lease exists, will retry" err="Get \\"https://192.168.1.151:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/localhost.localdomain?timeout=10s\\": tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of \\"crypto/rsa: verification error\\" while trying to verify candidate authority certificate \\"kubernetes\\")" interval="7s"',
            'E0315 11:07:49.229282    4093 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://192.168.1.151:6443/api/v1/nodes\\": tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of \\"crypto/rsa: verification error\\" while trying to verify candidate authority certificate \\"kubernetes\\")" node="localhost.localdomain"',
            'E0315 11:07:50.946408    4093 certificate_manager.go:562] kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: Post "https://192.168.1.151:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")',
            name="localhost.localdomain",
        ),
    ),
    # Text 20242893680, under «the time is not in step, so that the kubelet cannot start».
    note("rke-node2-clock-behind", "clock_skew", UNIT, clock_behind()),
    # ---- runtimes ----------------------------------------------------------------------------------------------------
    # Text 57412027066: the kubelet started by hand to see why it does not come up; containerd's file was made anew.
    note(
        "containerd-file-made-anew-1-35",
        "cri_plugin_disabled",
        UNIT,
        Node(version="v1.35.0")
        .unit("containerd")
        .kubelet_loops(
            'I0123 09:24:28.723456     312 server.go:525] "Kubelet version" kubeletVersion="v1.35.0"',
            'I0123 09:24:28.723756     312 server.go:527] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
            'I0123 09:24:28.723774     312 watchdog_linux.go:95] "Systemd watchdog is not enabled"',
            'I0123 09:24:28.723779     312 watchdog_linux.go:138] "Systemd watchdog is not enabled or the interval is invalid, so health checking will not be started."',
            'I0123 09:24:28.724337     312 server.go:676] "Standalone mode, no API client"',
            'E0123 09:24:28.725833     312 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
        ),
    ),
    # Text 14505915876; the line is cut as here.
    note(
        "containerd-with-cri-disabled",
        "cri_plugin_disabled",
        UNIT,
        initialised(Node(version=None))
        .unit("containerd")
        .file("/etc/containerd/config.toml", 'disabled_plugins = ["cri"]\n')
        .kubelet_loops(
            'E1117 05:22:58.901957 2714 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for >"',
        ),
    ),
    # Text 5023626405.
    note("raspimaster-duplicated-tables", ["runtime_unavailable", "cri_plugin_disabled"], None, containerd_fails()),
    # Text 21417617615; the last line's end is completed.
    note("overlay-upon-overlay", "container_create_failed", None, nodeless_overlay()),
    # Text 55903703945; the terminal's line ends are taken out.
    note("master01-pause-3-10", "image_unavailable", None, pause_from_afar()),
    # ---- cgroups -----------------------------------------------------------------------------------------------------
    # Text 61372022484: Alibaba Cloud Linux 3; the note has the message, k3s's heads are completed.
    note(
        "k3s-1-36-alibaba-linux-3",
        "kubelet_cgroup_unsupported",
        None,
        carrier(
            "k3s",
            "Error: failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{Kind:,APIVersion:,}",
            'time="2026-07-06T10:12:03+08:00" level=error msg="kubelet exited: failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{Kind:,APIVersion:,}"',
            *systemd("k3s.service: Main process exited, code=exited, status=1/FAILURE"),
            by="k3s",
            version="v1.36.2+k3s1",
            name="node-01",
        ).host(cgroup_version=1),
    ),
    # Text 69000152799.
    note("rke2-kubelet-log-cgroup-v1", "kubelet_cgroup_unsupported", None, rke2_on_cgroup_v1()),
    # Text 61908097807: kind's node image under WSL2; the note has the message, its head is completed.
    note(
        "kind-1-36-wsl2-cgroup-v1",
        "kubelet_cgroup_unsupported",
        UNIT,
        Node(name="capi-bootstrap-control-plane", version="v1.36.1")
        .host(cgroup_version=1)
        .kubelet_loops(
            'E0714 09:31:07.204418     412 run.go:72] "command failed" err="failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{Kind:,APIVersion:,}"',
        ),
    ),
    # Text 56801268211: kubeadm init on a kernel without the pids controller.
    note(
        "kernel-without-pids-controller",
        "kubelet_cgroup_unsupported",
        UNIT,
        dockershim(Node(name="dx-ee-releng-webserver01", version=None)).kubelet_loops(
            "F0806 14:52:09.563107 29231 kubelet.go:1370] Failed to start ContainerManager failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup [kubepods burstable]: Failed to find subsystem mount for required subsystem: pids",
            status=255,
        ),
    ),
    # Text 42322929202: the host had been set to cgroup v2 for a test; the terminal's breaks are taken out.
    note(
        "n15-cgroup-v2-for-a-test",
        "kubelet_cgroup_unsupported",
        UNIT,
        loops(
            Node(name="n15.dcos", version=None).host(cgroup_version=2).unit("containerd"),
            'I0725 15:21:20.633380 3452279 kubelet_node_status.go:74] "Successfully registered node" node="node0"',
            'E0725 15:21:20.659182 3452279 kubelet.go:1870] "Skipping pod synchronization" err="container runtime status check may not have completed yet"',
            'I0725 15:21:20.659400 3452279 cpu_manager.go:199] "Starting CPU manager" policy="none"',
            'I0725 15:21:20.659415 3452279 cpu_manager.go:200] "Reconciling" reconcilePeriod="10s"',
            'I0725 15:21:20.659430 3452279 state_mem.go:36] "Initialized new in-memory state store"',
            'I0725 15:21:20.659613 3452279 state_checkpoint.go:136] "State checkpoint: restored state from checkpoint"',
            'I0725 15:21:20.659626 3452279 policy_none.go:44] "None policy: Start"',
            'E0725 15:21:20.712234 3452279 cgroup_manager_linux.go:603] cgroup update failed failed to enable controllers on "/sys/fs/cgroup": write /sys/fs/cgroup/cgroup.subtree_control: invalid argument',
            'E0725 15:21:20.712292 3452279 kubelet.go:1384] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
                "kubelet.service: Consumed 766ms CPU time",
            ),
        ),
    ),
    # Text 19385150688: resources kept for Kubernetes, in a cgroup that nobody made; the head's time is as printed.
    note(
        "kube-reserved-cgroup-not-there",
        "kubelet_cgroup_unsupported",
        UNIT,
        dockershim(Node(name="ydzs-node4", version=None), "--cgroup-driver=systemd --network-plugin=cni")
        .file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nenforceNodeAllocatable:\n- pods\n- kube-reserved\n"
            "kubeReserved:\n  cpu: 500m\n  memory: 1Gi\n  ephemeral-storage: 1Gi\nkubeReservedCgroup: /kubelet.slice\n",
        )
        .kubelet_loops(
            'F0811 15:04:653476   28843 kubelet.go:1380] Failed to start ContainerManager Failed to enforce Kube Reserved Cgroup Limits on "/kubelet.slice": ["kubelet"] cgroup does not exist',
            status=255,
        ),
    ),
    # Text 4772661671: a container of LXD within WSL2; the second I line is cut there.
    note(
        "lxd-in-wsl2-no-cpu-mountpoint",
        "kubelet_cgroup_unsupported",
        UNIT,
        loops(
            dockershim(Node(name="k8s", version="v1.22.0")),
            "Flag --network-plugin has been deprecated, will be removed along with dockershim.",
            'I1221 06:15:22.908466   20357 server.go:440] "Kubelet version" kubeletVersion="v1.22.0"',
            'I1221 06:15:22.908599   20357 server.go:868] "Client rotation is on, will bootstrap in background"',
            'I1221 06:15:22.909534   20357 certificate_store.go:130] Loading cert/key pair from "/var/lib/kubelet/pki/kubelet-client-current.pem".',
            'I1221 06:15:22.909940   20357 dynamic_cafile_content.go:155] "Starting controller" name="client-ca-bundle::/etc/kubernetes/pki/ca.crt"',
            'I1221 06:15:22.909952   20357 server.go:656] "Failed to get the kubelet\'s cgroup. Kubelet system container metrics may be missing." err="cpu and memory cgroup hierarchy not unified.  cpu: /, memory: /system.slice/kubelet.service"',
            'I1221 06:15:22.909984   20357 server.go:663] "Failed to get the container runtime\'s cgroup. Runtime system container metrics may be missing." err="failed to get container name for docker process: cpu and memory cgroup hierarchy not unified.  cpu: /, memory: /system.slice/docker.se>',
            'E1221 06:15:22.910142   20357 server.go:294] "Failed to run kubelet" err="failed to run Kubelet: mountpoint for cpu not found"',
            *systemd("kubelet.service: Main process exited, code=exited, status=1/FAILURE"),
        ),
    ),
    # ---- kernel ------------------------------------------------------------------------------------------------------
    # Text 11168654324: after an upgrade to Debian 13, which put the file with the settings away.
    note(
        "debian-13-took-sysctl-conf",
        "kubelet_kernel_defaults",
        UNIT,
        initialised(Node(name="ma-1", version=None))
        .there("/etc/sysctl.conf.dpkg-bak")
        .absent("/etc/sysctl.conf")
        .kubelet_loops(
            'E1117 13:35:47.730947    1347 kubelet.go:1688] "Failed to start ContainerManager" err="[invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0, invalid kernel flag: kernel/panic, expected value: 10, actual value: 0, invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0]"',
        ),
    ),
    # ---- ports -------------------------------------------------------------------------------------------------------
    # Text 14894827309: a master of kops; the port is the near end of one of the apiserver's own connections to etcd.
    note(
        "kops-master-10250-outgoing",
        "port_in_use",
        UNIT,
        loops(
            Node(name="ip-172-20-35-231", version=None),
            "F0909 13:00:00.639458   27240 server.go:141] listen tcp 0.0.0.0:10250: bind: address already in use",
            *systemd(
                "kubelet.service: main process exited, code=exited, status=255/n/a",
                "Unit kubelet.service entered failed state.",
                "kubelet.service holdoff time over, scheduling restart.",
            ),
            status=255,
        ),
    ),
    # Text 56685168081; the head of the line is completed.
    note("k3s-by-hand-and-as-unit", ["port_held_by_previous_instance", "port_in_use"], None, k3s_twice()),
    # ---- configuration -----------------------------------------------------------------------------------------------
    # Text 25456136799: RKE2 by Ansible, a task that writes the file was switched off; the head is completed.
    note(
        "rke2-kubelet-config-never-written",
        ["kubelet_config_invalid", "file_missing"],
        None,
        Node(version=None, at=datetime(2025, 9, 12, 8, 41, 40, tzinfo=UTC))
        .file("/etc/rancher/rke2/config.yaml", 'kubelet-arg:\n  - "--config=/etc/rancher/rke2/kubelet-config.yaml"\n')
        .absent("/etc/rancher/rke2/kubelet-config.yaml")
        .unit("rke2-server", "activating", "start", 5, Result="exit-code", ExecMainStatus=1)
        .file(
            "/var/lib/rancher/rke2/agent/logs/kubelet.log",
            'E0912 08:41:17.553128    3120 run.go:72] "command failed" err="failed to load kubelet config file, path: /etc/rancher/rke2/kubelet-config.yaml, error: failed to load Kubelet config file /etc/rancher/rke2/kubelet-config.yaml, error failed to read kubelet config file \\"/etc/rancher/rke2/kubelet-config.yaml\\", error: open /etc/rancher/rke2/kubelet-config.yaml: no such file or directory"\n',
        )
        .journal(
            "rke2-server", 'time="2025-09-12T08:41:17Z" level=error msg="Kubelet exited: exit status 1"', by="rke2"
        ),
    ),
    # Text 11601447482: OpenShift 4, a KubeletConfig with the static policy and nothing reserved. The long line before is left out.
    note(
        "openshift-static-cpu-nothing-reserved",
        "kubelet_config_invalid",
        UNIT,
        told(
            Node(name="openshift-worker-1.example.com", version=None).kubelet_loops(status=255),
            "kubelet",
            (
                "hyperkube",
                "E0626 19:05:10.454300    5492 container_manager_linux.go:329] failed to initialize cpu manager: [cpumanager] unable to determine reserved CPU resources for static policy",
            ),
            (
                "hyperkube",
                "F0626 19:05:10.454309    5492 server.go:273] failed to run Kubelet: [cpumanager] unable to determine reserved CPU resources for static policy",
            ),
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=255/n/a",
                "kubelet.service: Failed with result 'exit-code'.",
                "Failed to start Kubernetes Kubelet.",
                "kubelet.service: Consumed 117ms CPU time",
            ),
        ),
    ),
    # Text 3817044910: webhook authentication in the file, and a kubelet that was given no kubeconfig.
    note(
        "webhook-authentication-without-kubeconfig",
        ["kubelet_config_invalid", "missing_required_flag"],
        UNIT,
        kubelet(
            'I0214 07:03:56.822586       1 dynamic_cafile_content.go:129] Loaded a new CA Bundle and Verifier for "client-ca-bundle::/var/lib/kubernetes/ca.pem"',
            "F0214 07:03:56.822637       1 server.go:269] failed to run Kubelet: no client provided, cannot use webhook authentication",
            "goroutine 1 [running]:",
            status=255,
        ),
    ),
    # ---- programs ----------------------------------------------------------------------------------------------------
    # Text 1637714014; the unit's own file is shown by its path, systemd's later lines are the usual ones.
    note("kubeadm-drop-in-left-behind", "command_not_found", UNIT, two_units_of_a_kubelet()),
    # ---- what it is not ----------------------------------------------------------------------------------------------
    # Text 5727594363: Docker answers; a stopped container is left of a sandbox that is gone. The times are as printed.
    note(
        "container-without-its-sandbox",
        None,
        UNIT,
        loops(
            Node(name="node3", version=None).unit("docker"),
            "I1207 15:16:15.935369   14756 client.go:92] Start docker client with request timeout=2m0s",
            "I1207 15:16:16.099278   14756 docker_service.go:258] Docker Info: &{ID:ELYA:RGDA:NT3O:IYA7:QLCN:IBXB:QEKW:C2MQ:ITDJ:7VSA:NHI3:HXEB Containers:86 ContainersRunning:0 ContainersPaused:0 ContainersStopped:86 Images:176",
            "I1207 15:16:16.099493   14756 docker_service.go:271] Setting cgroupDriver to systemd",
            "I1207 15:16:22.529963   14756 kubelet.go:1822] Starting kubelet main sync loop.",
            "E1207 15:16:22.530073   14756 kubelet.go:1846] skipping pod synchronization - [container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]",
            "F1207 15:16:23.071262   14756 kubelet.go:1384] Failed to start ContainerManager failed to build map of initial containers from runtime: no PodsandBox found with Id 'd0831a4288e261b5e3a5643f4a36bb2162282262fba671a682159494dfcd6f56'",
            *systemd(
                "kubelet.service: main process exited, code=exited, status=255/n/a",
                "Unit kubelet.service entered failed state.",
                "kubelet.service failed.",
            ),
            status=255,
        ),
        never="runtime_unavailable",
    ),
    # ---- cgroup drivers ----------------------------------------------------------------------------------------------
    # Completed: the containers' codes and ages; the author saw that etcd was ended from outside.
    page(
        "https://gjhenrique.com/cgroups-k8s",
        "gjhenrique-who-kills-my-pods",
        "cgroup_driver_mismatch",
        None,
        something_kills_the_pods(),
    ),
    # Text 54686435021; the message is the reported one, what stands around it is completed.
    note(
        "worker-kubelet-set-to-cgroupfs",
        ["cgroup_driver_mismatch", "container_create_failed"],
        None,
        drivers_turned_around(),
        sure=False,
    ),
    # Text 5755027122: kubeadm init hangs; the message is cut as here, its head is completed.
    note(
        "testbed-init-hangs-slice-prefix-name",
        ["cgroup_driver_mismatch", "container_create_failed"],
        None,
        sandboxes_fail(
            'E0912 10:14:02.204118    9120 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/...\\"',
            version=None,
        ),
        sure=False,
    ),
    # Text 69241201369: minikube in a cloud shell turns cgroups-per-qos off. The line's head and the pod are completed.
    note(
        "minikube-in-a-cloud-shell",
        ["cgroup_driver_mismatch", "container_create_failed"],
        None,
        sandboxes_fail(
            'E0903 08:40:21.118204    1711 kuberuntime_sandbox.go:70] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/k8s.io/8dc5224c...\\" instead" pod="kube-system/kube-apiserver-minikube"',
            node=Node(name="minikube", version=None),
        ),
    ),
    # Text 810496654: a cluster of Cluster API in containers, after a change of the Kubernetes version alone.
    note(
        "kubecontest-of-1.26",
        ["cgroup_driver_mismatch", "container_create_failed"],
        None,
        sandboxes_fail(
            'E0402 12:11:41.118204     311 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubelet/kubepods/burstable/pod7690535ab745cd438a6b753796ac489f/e8f44413129ec5e5f296177ec10785b864e2fbaefe73d943e0621130784e9574\\" instead: unknown" pod="kube-system/kube-apiserver-kubecontest-control-plane-gf5f4"',
            'E0402 12:11:41.118311     311 pod_workers.go:965] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"kube-apiserver-kubecontest-control-plane-gf5f4_kube-system(7690535ab745cd438a6b753796ac489f)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"kube-apiserver-kubecontest-control-plane-gf5f4_kube-system(7690535ab745cd438a6b753796ac489f)\\\\\\": rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\\\\\"slice:prefix:name\\\\\\" for systemd cgroups, got \\\\\\"/kubelet/kubepods/burstable/pod7690535ab745cd438a6b753796ac489f/e8f44413129ec5e5f296177ec10785b864e2fbaefe73d943e0621130784e9574\\\\\\" instead: unknown\\"" pod="kube-system/kube-apiserver-kubecontest-control-plane-gf5f4"',
            node=Node(name="kubecontest-control-plane-gf5f4", version="v1.26.3"),
        ),
    ),
    # Text 41639115723: a kubelet that stands alone, above CRI-O; --cgroup-driver=systemd mends it.
    note(
        "crio-did-not-receive-a-slice",
        ["cgroup_driver_mismatch", "container_create_failed"],
        None,
        Node(name="node-1", version=None)
        .unit("kubelet")
        .kubelet(
            'E1029 22:04:01.076306    2916 remote_runtime.go:116] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = cri-o configured with systemd cgroup manager, but did not receive slice as parent: /kubepods/besteffort/pod19da9fa0d08737487dc32786dfe9d250"',
        ),
        sure=False,
    ),
    # Text 7676249269: k3s with docker; the line's head is completed.
    note(
        "k3s-beside-a-docker-of-systemd",
        "kubelet_cgroup_driver_mismatch",
        None,
        carrier(
            "k3s",
            'E0817 14:02:11.204118    4011 server.go:288] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"cgroupfs\\" is different from docker cgroup driver: \\"systemd\\""',
            by="k3s",
        ),
    ),
    # ---- containerd without its CRI ----------------------------------------------------------------------------------
    # Text 38800862503: `systemd_cgroup` was set beside `SystemdCgroup`; the node is NotReady.
    note(
        "z-k8s-systemd-cgroup",
        "cri_plugin_disabled",
        None,
        Node(name="z-k8s-n-1", version=None)
        .unit("containerd")
        .file(
            "/etc/containerd/config.toml",
            'version = 2\n[plugins]\n  [plugins."io.containerd.grpc.v1.cri"]\n    systemd_cgroup = true\n'
            '    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n      SystemdCgroup = true\n',
        )
        .journal(
            "containerd",
            'time="2022-07-19T23:28:15.548636577+08:00" level=info msg="loading plugin \\"io.containerd.tracing.processor.v1.otlp\\"..." type=io.containerd.tracing.processor.v1',
            'time="2022-07-19T23:28:15.548669143+08:00" level=info msg="skip loading plugin \\"io.containerd.tracing.processor.v1.otlp\\"..." error="no OpenTelemetry endpoint: skip plugin" type=io.containerd.tracing.processor.v1',
            'time="2022-07-19T23:28:15.548696451+08:00" level=info msg="loading plugin \\"io.containerd.internal.v1.tracing\\"..." type=io.containerd.internal.v1',
            'time="2022-07-19T23:28:15.548761787+08:00" level=error msg="failed to initialize a tracing processor \\"otlp\\"" error="no OpenTelemetry endpoint: skip plugin"',
            'time="2022-07-19T23:28:15.548852549+08:00" level=info msg="loading plugin \\"io.containerd.grpc.v1.cri\\"..." type=io.containerd.grpc.v1',
            'time="2022-07-19T23:28:15.549391266+08:00" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `systemd_cgroup` only works for runtime io.containerd.runtime.v1.linux"',
            'time="2022-07-19T23:28:15.549774946+08:00" level=info msg=serving... address=/run/containerd/containerd.sock.ttrpc',
            'time="2022-07-19T23:28:15.549940533+08:00" level=info msg=serving... address=/run/containerd/containerd.sock',
        ),
    ),
    # Text 57136329933: a mirror was added to MicroK8s' template. Both lines' heads are completed.
    note(
        "microk8s-mirrors-beside-config-path",
        "cri_plugin_disabled",
        None,
        carrier(
            "snap.microk8s.daemon-kubelite",
            f'E0211 09:12:40.204118   18211 run.go:72] "command failed" err="{NO_CRI.format("unix:///var/snap/microk8s/common/run/containerd.sock")}"',
            by="microk8s.daemon-kubelite",
            name="edge",
        )
        .unit("snap.microk8s.daemon-containerd")
        .journal(
            "snap.microk8s.daemon-containerd",
            'time="2026-02-11T09:10:02.118204000Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `mirrors` cannot be set when `config_path` is provided"',
            by="microk8s.daemon-containerd",
            ago=timedelta(minutes=3),
        ),
    ),
    # Text 68851672682: the GPU operator's file drops k0s' own runtime. What stands around the messages is k0s' usual form.
    note(
        "k0s-gpu-operator-drops-runc",
        "cri_plugin_disabled",
        None,
        Node(name="gpu-worker", version=None)
        .unit("k0sworker")
        .file(
            "/etc/containerd/conf.d/99-nvidia.toml",
            'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]\n  runtime_type = "io.containerd.runc.v2"\n',
        )
        .journal(
            "k0sworker",
            'time="2026-08-20 11:02:14" level=info msg="time=\\"2026-08-20T11:02:14.118204Z\\" level=warning msg=\\"failed to load plugin io.containerd.grpc.v1.cri\\" error=\\"invalid plugin config: no corresponding runtime configured in `containerd.runtimes` for `containerd` `default_runtime_name = \\\\\\"runc\\\\\\"\\"" component=containerd stream=stderr',
            by="k0s",
            ago=timedelta(minutes=4),
        )
        .journal(
            "k0sworker",
            'time="2026-08-20 11:06:10" level=info msg="E0820 11:06:10.204118    2114 kubelet.go:2412] \\"Skipping pod synchronization\\" err=\\"[container runtime is down, PLEG is not healthy: pleg was last seen active 3m58.1s ago; threshold is 3m0s]\\"" component=kubelet stream=stderr',
            by="k0s",
            ago=timedelta(seconds=8),
        ),
    ),
    # Text 13395440903: `cri` had been taken out of disabled_plugins before; the line's beginning is completed.
    note(
        "kubelet-1.26-above-containerd-1.4.3",
        "cri_api_unsupported",
        UNIT,
        kubelet(
            'E0319 06:41:12.204118 1470211 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: CRI v1 runtime API is not implemented for endpoint \\"unix:///var/run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
            version="v1.26.3",
        ).runtime("1.4.3"),
    ),
    # ---- runtimes that are not there ---------------------------------------------------------------------------------
    # Text 55255964903: after a reboot of a worker; containerd started again by hand.
    note(
        "srv04-containerd-dead-after-a-reboot",
        "runtime_unavailable",
        UNIT,
        Node(name="7189srv04", version=None)
        .absent("/run/containerd/containerd.sock")
        .kubelet_loops(f'E0512 23:09:54.755185    5324 run.go:72] "command failed" err="{NOT_THERE}"'),
    ),
    # Text 45673783429, an exercise: the endpoint in kubeadm-flags.env was broken. The lines are cut as here.
    note(
        "lab-containerd1-sock",
        "runtime_endpoint_wrong",
        UNIT,
        Node(name="cka2-controlplane1", version=None)
        .unit("containerd")
        .file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///var/run/containerd/containerd1.sock"\n',
        )
        .there("/run/containerd/containerd.sock", "socket", "0660")
        .absent("/var/run/containerd/containerd1.sock")
        .kubelet_loops(
            'W0105 20:44:11.204118   45120 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "/var/run/containerd/containerd1.sock", ServerName: "%2Fvar%2Frun%2Fcontainerd%2Fcontainerd1.sock", }. Err: connection err>',
            'E0105 20:44:11.204902   45120 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///var/run/containerd/containerd1.sock\\": rpc error: code = Unavailable desc = connection error: >',
        )
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    # ---- runtimes that cannot make containers ------------------------------------------------------------------------
    # Text 36010914431; containerd has no configuration file.
    note(
        "k8s-main-pause-3.6",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E0208 22:17:14.105521   12197 remote_runtime.go:193] "RunPodSandbox from runtime service failed" err="rpc error: code = DeadlineExceeded desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to pull image \\"registry.k8s.io/pause:3.6\\": failed to pull and unpack image \\"registry.k8s.io/pause:3.6\\": failed to resolve reference \\"registry.k8s.io/pause:3.6\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.6\\": dial tcp 34.96.108.209:443: i/o timeout"',
            node=Node(name="k8s-main", version=None).absent("/etc/containerd/config.toml"),
        ),
    ),
    # Text 55773117124: the API is unreachable until the runtime's state is removed. What stands around the message is completed.
    note(
        "homelab-sandbox-name-reserved",
        ["container_create_failed", "sandbox_changed"],
        None,
        sandboxes_fail(
            'E0510 07:31:12.204118    1412 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to reserve sandbox name \\"kube-apiserver-master-1_kube-system_df8a6a3c1b53e94bb05e64ccab6c1d2f_7\\": name \\"kube-apiserver-master-1_kube-system_df8a6a3c1b53e94bb05e64ccab6c1d2f_7\\" is reserved for \\"8959b620ebe6ba5a3d718ea00c8f137594a59614250416cda78c16c106d3b9d3\\"" pod="kube-system/kube-apiserver-master-1"',
            version=None,
        ),
    ),
    # The distribution was upgraded to one of cgroup v2, the runtime was not. The lines are as the page has them.
    page(
        "https://notes.icool.io/this-is-my-fault-p1-osupgrade",
        "icool-os-upgrade-cgroup-mountpoint",
        ["container_create_failed", "kubelet_cgroup_unsupported"],
        None,
        Node(name="k8s-3", version=None)
        .unit("kubelet")
        .host(cgroup_version=2)
        .kubelet(
            'E0127 16:54:58.707563  159565 pod_workers.go:951] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod: rpc error: code = Unknown desc = failed to create containerd task: cgroups: cgroup mountpoint does not exist: unknown\\""',
        ),
    ),
    # ---- control planes that are restarted again and again ------------------------------------------------------------
    # Text 70877307524. Completed: the lines' forms; the highest time and the number of restarts are told.
    note("harvester-etcd-on-hard-disks", "etcd_slow_disk", None, etcd_on_a_replica_of_hard_disks()),
    # Text 45360494113, an exercise; the lines are the pod's events in the kubelet's form.
    note("exam-probes-on-6433", "probe_wrong_port", A, probes_on_6433()),
    # Text 55732518508: pods of a storage driver took the rest of a Talos node's four gigabytes.
    note(
        "talos-csi-pods-take-the-memory",
        ["node_out_of_memory", "oom_killed"],
        A,
        Node(name="cp-1", version=None)
        .static_pod(A)
        .died(A, code=137, attempt=4, reason="OOMKilled", lived=timedelta(minutes=3), ago=timedelta(seconds=40)),
    ),
    # `df` shows the master's root filesystem full, 7.6 of 7.6 GB; the apiserver's port is not listened on. The kubelet's line
    # around the message is completed.
    page(
        "https://github.com/BiChong-Jin/microservice_on_k8s/blob/main/debug_docs/debug_connection.md",
        "bichong-master-disk-full",
        "disk_full",
        None,
        Node(name="master", version=None)
        .unit("kubelet")
        .host(filesystems=[{"mount": "/", "free_bytes": 0, "free_inodes": 412044}])
        .static_pod(A)
        .waits(
            A,
            "CreateContainerConfigError",
            "write /var/lib/kubelet/pods/df8a6a3c1b53e94bb05e64ccab6c1d2f/etc-hosts: no space left on device",
            restarts=12,
        )
        .kubelet(
            'E0118 05:12:44.204118    1120 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CreateContainerConfigError: \\"write /var/lib/kubelet/pods/df8a6a3c1b53e94bb05e64ccab6c1d2f/etc-hosts: no space left on device\\"" pod="kube-system/kube-apiserver-master" podUID="df8a6a3c1b53e94bb05e64ccab6c1d2f"',
        ),
    ),
    # Text 12816147278: kops; `df` shows 60 of 60 GB used. Two rounds of many.
    note("kops-master-disk-full", ["disk_full", "runtime_unavailable"], None, docker_of_a_full_disk()),
    # ---- carriers ----------------------------------------------------------------------------------------------------
    # Text 54751428602: NixOS on a Raspberry Pi; the line's head is completed.
    note(
        "nixos-pi-memory-cgroup",
        "kubelet_cgroup_unsupported",
        None,
        carrier(
            "k3s",
            'time="2026-05-03T18:20:41Z" level=fatal msg="failed to find memory cgroup (v2)"',
            *systemd(MAIN_EXITED.format("k3s"), "k3s.service: Failed with result 'exit-code'."),
            name="hyperion-1",
        ).host(cgroup_version=2),
    ),
    # Text 58464435624: k3s ends after some seconds, on a distribution of cgroup v1. The message is cut as here.
    note(
        "k3s-1.36-on-cgroup-v1",
        "kubelet_cgroup_unsupported",
        None,
        carrier(
            "k3s",
            'time="2026-07-02T10:11:40+08:00" level=error msg="Shutdown request received: \\"kubelet exited: failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1 ...\\""',
            version="v1.36.0+k3s1",
            restarts=21,
        ).host(cgroup_version=1),
    ),
    # Text 68600508997: kind on WSL2; the line's head is completed.
    note(
        "kind-on-wsl2-cgroup-v1",
        "kubelet_cgroup_unsupported",
        UNIT,
        Node(name="ssf-control-plane", version=None)
        .host(cgroup_version=1)
        .kubelet_loops(
            'E0912 09:20:31.204118     412 run.go:72] "command failed" err="failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release"',
        ),
    ),
    # Text 71006424316: the server and the agent were both enabled on one host. The line's head is completed.
    note(
        "k3s-server-and-agent-on-one-host",
        ["port_in_use", "port_held_by_previous_instance"],
        None,
        carrier(
            "k3s",
            'time="2026-09-28T11:02:41Z" level=fatal msg="apiserver exited: failed to create listener: failed to listen on 127.0.0.1:6444: listen tcp 127.0.0.1:6444: bind: address already in use"',
            *systemd(MAIN_EXITED.format("k3s")),
        )
        .unit("k3s-agent")
        .socket("k3s-agent", 6444, "127.0.0.1", pid=1204),
    ),
    # Text 62727841722: the data was moved to another disk, its certificates do not fit together. The dots are the author's.
    note(
        "k3s-data-moved-to-another-disk",
        "certificate_authority_mismatch",
        None,
        carrier(
            "k3s",
            'time="2026-08-02T21:14:07Z" level=fatal msg="failed to start controllers: ... tls: failed to verify certificate: x509: certificate signed by unknown authority"',
            *systemd(MAIN_EXITED.format("k3s")),
        ),
    ),
    # Text 53797670874: the master was built anew, the agents have its old token. The lines' heads are completed.
    note(
        "k3s-agents-of-the-former-master",
        "certificate_authority_mismatch",
        None,
        carrier(
            "k3s-agent",
            'time="2026-04-17T15:02:11Z" level=error msg="token CA hash does not match the Cluster CA certificate hash: 135f6... != d674..."',
            'time="2026-04-17T15:02:13Z" level=error msg="failed to validate connection to cluster: Get \\"https://127.0.0.1:6444/cacerts\\": tls: failed to verify certificate: x509: certificate signed by unknown authority"',
            by="k3s",
            name="worker1",
        ).file("/etc/systemd/system/k3s-agent.service.env", "K3S_TOKEN='REDACTED'\n"),
    ),
    # Text 55102202611: the disks changed their names at a reboot, an empty one is mounted. The line's head is completed.
    note(
        "k3s-with-another-disk-mounted",
        ["etcd_membership_mismatch", "unknown"],
        None,
        carrier(
            "k3s",
            'time="2026-06-24T19:40:12Z" level=fatal msg="etcd cluster join failed: duplicate node name found, please use a unique name for this node"',
            *systemd(MAIN_EXITED.format("k3s")),
            name="qb2",
        )
        .there("/var/lib/rancher", "directory", "0755")
        .absent("/var/lib/rancher/k3s/server/db/etcd/member"),
    ),
    # A near miss: the second server was not given the first one's token, k3s' own data is what it cannot read. Text 32915959300.
    note(
        "k3s-second-server-without-the-token",
        "unknown",
        None,
        carrier(
            "k3s",
            'time="2021-07-30T20:40:12+08:00" level=fatal msg="starting kubernetes: preparing server: bootstrap data already found and encrypted with different token"',
            *systemd(MAIN_EXITED.format("k3s")),
            version="v1.21.3+k3s1",
        ),
        never="encryption_config_invalid",
    ),
)
