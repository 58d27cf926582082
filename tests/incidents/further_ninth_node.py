"""Public reports of the kubelet, container runtimes, sandboxes, images, hosts and the manifest directory, met blind, 2016 to 2026.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, kubelet, report
from incidents.further_node import sandboxes_fail

MAIN_EXITED = "kubelet.service: main process exited, code=exited, status=255/n/a"


def told(node, *entries):
    """The kubelet unit's journal as it was printed: what the kubelet said, and ("systemd", line) what systemd said."""
    for number, entry in enumerate(entries):
        by, line = ("kubelet", entry) if isinstance(entry, str) else entry
        node.kubelet(line, by=by, ago=timedelta(seconds=60) - timedelta(milliseconds=100 * number))
    return node


def systemd(*lines):
    """Lines of the service manager."""
    return tuple(("systemd", line) for line in lines)


def within(by, *lines, version=None, status=1, restarts=57):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


def broken(unit, *lines, version=None):
    """A node whose runtime's unit says so and fails, and the kubelet's with it."""
    node = Node(version=version).unit(unit, "activating", "auto-restart", 5, Result="exit-code", ExecMainStatus=1)
    return node.journal(unit, *lines).kubelet_loops()


def stopped(log, *, version, name="master-1"):
    """An etcd that was told to stop after some minutes, and runs again."""
    node = Node(name=name, version=version).unit("kubelet").static_pod(E, edited=timedelta(hours=1))
    node.died(E, log, code=0, attempt=5, lived=timedelta(minutes=3), ago=timedelta(seconds=40))
    return node.runs(E, attempt=6, since=timedelta(seconds=20))


def all_made_anew(version):
    """Each control plane container made anew once, in a new sandbox, after the restart of the carrier's unit."""
    node = Node(version=version).unit("rke2-server")
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program, edited=timedelta(days=20))
        node.died(program, code=0, attempt=0, lived=timedelta(days=6), ago=timedelta(minutes=4, seconds=number))
        node.runs(program, attempt=1, sandbox=1, since=timedelta(minutes=3, seconds=50 - number))
    return node.journal(
        "rke2-server",
        "Stopping Rancher Kubernetes Engine v2 (server)...",
        "Stopped Rancher Kubernetes Engine v2 (server).",
        "Started Rancher Kubernetes Engine v2 (server).",
        ago=timedelta(minutes=4, seconds=20),
        by="systemd",
    )


NO_SERVICE = "rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"
NO_PARSER = 'failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH'
TERMINATED = (
    '{"level":"info","ts":"2022-02-05T00:56:02.302Z","caller":"osutil/interrupt_unix.go:64","msg":"received signal; shutting down",'
    '"signal":"terminated"}'
)

FURTHER_NINTH_NODE = (
    # ---- swap -------------------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/50373",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "I0809 10:01:57.021623   25297 server.go:348] Sending events to api server.",
            "I0809 10:01:57.021681   25297 server.go:541] --cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /",
            "Error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename                         Type            Size       Used    Priority /dev/dm-1                               partition      4001788 0       -1]",
            version="v1.8.0",
        ),
    ),
    report(
        "linuxkit/linuxkit/pull/2671",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "Error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority /dev/dm-1 partition 4001788 0 **-1]**",
        ),
    ),
    report(
        "microsoft/pai/issues/450",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "I0410 08:57:54.409320   15727 server.go:428] --cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /",
            "Error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename                         Type            Size  Used     Priority /dev/sda5                               partition      536740860       0       -1]",
            "Flag --require-kubeconfig has been deprecated, You no longer need to use --require-kubeconfig. This will be removed in a future version. Providing --kubeconfig enables API server mode, omitting --kubeconfig enables standalone mode unless --require-kubeconfig=true is also set. In the latter case, the legacy default kubeconfig path will be used until --require-kubeconfig is removed.",
            "I0410 08:58:54.847081   39842 server.go:182] Version: v1.9.4",
            version="v1.9.4",
        ),
    ),
    # Completed: the kubelet's line; the report quotes the check in the source, and a kernel without support for swap.
    report(
        "kubernetes/kubernetes/issues/64776",
        "unknown",
        UNIT,
        never="kubelet_swap_on",
        node=kubelet(
            "F0605 13:20:41.630117    1893 server.go:233] failed to run Kubelet: open /proc/swaps: no such file or directory",
            version="v1.10.2",
            status=255,
        ).absent("/proc/swaps"),
    ),
    # ---- cgroup drivers of the dockershim ---------------------------------------------------------------------------
    # Completed: the line's head.
    report(
        "aenix-io/kubefarm/issues/5",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'F0316 11:52:08.140221    2204 server.go:269] failed to run Kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            status=255,
        ),
    ),
    report(
        "kubernetes/kubelet/issues/9",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        told(
            Node(name="master", version="v1.18.0").kubelet_loops(status=255),
            *systemd(MAIN_EXITED),
            'F0405 05:33:40.511159    4759 server.go:274] failed to run Kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            *systemd("Unit kubelet.service entered failed state.", "kubelet.service failed."),
        ),
    ),
    # The report shows a configuration with the driver systemd that this kubelet was not pointed at.
    report(
        "kubernetes/website/issues/8777",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        told(
            Node(name="fed-node", version=None).kubelet_loops(status=255),
            "I0612 12:23:42.383020   17481 docker_service.go:249] Docker Info: &{ID:6CDX:FPAA:ZZ57:E3RH:L342:QRSX:F2AJ:LGPP:XCAH:LQ3G:BF3W:52OE Containers:0 ContainersRunning:0 ContainersPaused:0 ContainersSto",
            'F0612 12:23:42.383482   17481 server.go:233] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=255/n/a",
                "kubelet.service: Unit entered failed state.",
                "kubelet.service: Failed with result 'exit-code'.",
                "kubelet.service: Service hold-off time over, scheduling restart.",
            ),
        ),
    ),
    # Cut at the terminal's width in the report.
    report(
        "kubernetes/kubernetes/issues/58055",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            "I0110 13:27:16.046495   17706 docker_service.go:237] Docker Info: &{ID:VTV4:JBFG:M6VB:OI25:G4HW:5",
            "error: failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver:",
            version="v1.9.1",
        ),
    ),
    # ---- cgroups of the node ----------------------------------------------------------------------------------------
    # Completed: the line's head.
    report(
        "kubernetes/kubernetes/issues/90710",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "F0503 19:08:41.301552   11601 kubelet.go:1383] Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [cpu cpuacct cpuset memory]",
            version="v1.18.2",
            status=255,
        ).host(cgroup_version=2),
    ),
    report(
        "kubernetes-sigs/kind/issues/1999",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        Node(name="kind-control-plane", version="v1.19.1")
        .kubelet_loops(status=255)
        .kubelet(
            "F0110 17:34:39.754241     509 kubelet.go:1296] Failed to start ContainerManager system validation failed - wrong number of fields (expected 6, got 7)"
        ),
    ),
    # Completed: the line's head; the title has the message.
    report(
        "kubernetes/kubernetes/issues/95488",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "F1012 07:02:11.220518   21507 kubelet.go:1383] Failed to start ContainerManager failed to initialize top level QOS containers: root container [kubepods] doesn't exist",
            status=255,
        ),
    ),
    # Completed: the line's head; the workaround mounted the cgroup hierarchies again.
    report(
        "rancher/rancher/issues/13856",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "F0605 18:01:22.117920   14022 kubelet.go:1344] Failed to start ContainerManager failed to get rootfs info: unable to find data for container /",
            version="v1.10.3",
            status=255,
        ),
    ),
    # ---- the kernel's settings --------------------------------------------------------------------------------------
    # Completed: the last line, of which the title has the message.
    report(
        "bottlerocket-os/bottlerocket/issues/3780",
        "kubelet_kernel_defaults",
        UNIT,
        kubelet(
            'I0215 10:12:04.940330    3819 kubelet.go:2329] "Starting kubelet main sync loop"',
            'E0215 10:12:04.940491    3819 kubelet.go:2353] "Skipping pod synchronization" err="[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]"',
            'I0215 10:12:04.958872    3819 cpu_manager.go:214] "Starting CPU manager" policy="none"',
            'I0215 10:12:04.958901    3819 cpu_manager.go:215] "Reconciling" reconcilePeriod="10s"',
            'I0215 10:12:04.958951    3819 state_mem.go:36] "Initialized new in-memory state store"',
            'E0215 10:12:04.961207    3819 kubelet.go:1466] "Failed to start ContainerManager" err="invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0"',
        ),
    ),
    # ---- flags and files --------------------------------------------------------------------------------------------
    report(
        "kubernetes-retired/dashboard/issues/1987",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "Flag --api-servers has been deprecated, Use --kubeconfig instead. Will be removed in a future version.",
            "Error: unknown flag: --config",
            "",
            "The kubelet binary is responsible for maintaining a set of containers on a",
            "particular node. It syncs data from a variety of sources including a",
            "Kubernetes API server, an etcd cluster, HTTP endpoint or local file. It then",
            "queries Docker to see what is currently running.  It synchronizes the",
            "configuration data, with the running set of containers by starting or stopping",
            "Docker containers.",
            "Usage:",
            "  kubelet [flags]",
            version=None,
        ),
    ),
    # What the reporter took for the error is said at every start; the reason is not in the report. Completed: the line's head.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/702",
        "unknown",
        UNIT,
        never="file_missing",
        node=kubelet(
            'I0505 14:33:07.482011   20134 manager.go:611] "Failed to read data from checkpoint" checkpoint="kubelet_internal_checkpoint" err="checkpoint is not found"',
        ),
    ),
    # Completed: the lines' heads and the last line, which is what the kubelet says then.
    report(
        "NVIDIA/gpu-operator/issues/455",
        "unknown",
        UNIT,
        kubelet(
            'E1202 17:40:12.330180    3120 policy_static.go:650] "Memory states for the NUMA node and resource are different" node=0 resource="memory"',
            'E1202 17:40:12.330207    3120 policy_static.go:84] "Invalid state, please drain node and remove policy state file" err="[memorymanager] the expected machine state is different from the real one"',
            'E1202 17:40:12.330260    3120 kubelet.go:1466] "Failed to start ContainerManager" err="start memory manager error: [memorymanager] the expected machine state is different from the real one"',
            version="v1.25.4",
        ),
    ),
    # ---- certificates of the kubelet --------------------------------------------------------------------------------
    # ---- the runtime's interface ------------------------------------------------------------------------------------
    # A kubelet of 1.9 speaks the first version of the interface, this cri-containerd the second.
    report(
        "containerd/cri/issues/619",
        "cri_api_unsupported",
        UNIT,
        told(
            Node(name="harshal-ppc64le-worker-1", version=None).kubelet_loops(),
            "I0223 06:55:38.332261   24666 remote_runtime.go:43] Connecting to runtime service unix:///var/run/cri-containerd.sock",
            "E0223 06:55:38.333733   24666 remote_runtime.go:69] Version from runtime service failed: rpc error: code = Unimplemented desc = unknown service runtime.RuntimeService",
            "E0223 06:55:38.333849   24666 kuberuntime_manager.go:172] Get runtime version failed: rpc error: code = Unimplemented desc = unknown service runtime.RuntimeService",
            "Error: failed to run Kubelet: failed to create kubelet: rpc error: code = Unimplemented desc = unknown service runtime.RuntimeService",
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Unit entered failed state.",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ).runtime("1.0.0-beta.1-133-gc9081b2-dirty"),
    ),
    report(
        "canonical/microk8s/issues/561",
        ["cri_plugin_disabled", "cri_api_unsupported"],
        UNIT,
        within(
            "microk8s.daemon-kubelet",
            "I0731 11:15:41.470632    9557 balancer_conn_wrappers.go:131] pickfirstBalancer: HandleSubConnStateChange: 0xc00017a1c0, CONNECTING",
            "I0731 11:15:41.470745    9557 balancer_conn_wrappers.go:131] pickfirstBalancer: HandleSubConnStateChange: 0xc00017a1c0, READY",
            f"E0731 11:15:41.472266    9557 remote_runtime.go:85] Version from runtime service failed: {NO_SERVICE}",
            f"E0731 11:15:41.472358    9557 kuberuntime_manager.go:196] Get runtime version failed: {NO_SERVICE}",
            f"F0731 11:15:41.472387    9557 server.go:266] failed to run Kubelet: failed to create kubelet: {NO_SERVICE}",
            status=255,
        ).kubelet(
            "snap.microk8s.daemon-kubelet.service: main process exited, code=exited, status=255/n/a",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    # At boot, and five times within seconds; by hand it starts later.
    report(
        "canonical/microk8s/issues/423",
        ["cri_plugin_disabled", "cri_api_unsupported", "runtime_unavailable"],
        UNIT,
        within(
            "microk8s.daemon-kubelet",
            f"E0409 20:50:33.925083    2418 remote_runtime.go:85] Version from runtime service failed: {NO_SERVICE}",
            f"E0409 20:50:33.925143    2418 kuberuntime_manager.go:196] Get runtime version failed: {NO_SERVICE}",
            f"F0409 20:50:33.925153    2418 server.go:265] failed to run Kubelet: failed to create kubelet: {NO_SERVICE}",
            version="v1.14.0",
            status=255,
            restarts=5,
        ).kubelet(
            "snap.microk8s.daemon-kubelet.service: Service hold-off time over, scheduling restart.",
            "snap.microk8s.daemon-kubelet.service: Scheduled restart job, restart counter is at 5.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    report(
        "canonical/microk8s/issues/3379",
        ["cri_plugin_disabled", "cri_api_unsupported"],
        UNIT,
        within(
            "microk8s.daemon-kubelite",
            f'E0808 23:53:27.311271  277122 remote_runtime.go:168] "Version from runtime service failed" err="{NO_SERVICE}"',
            f'E0808 23:53:27.311294  277122 kuberuntime_manager.go:225] "Get runtime version failed" err="get remote runtime typed version failed: {NO_SERVICE}"',
            f"Error: failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: {NO_SERVICE}",
        ),
    ),
    # Talos runs a second containerd for the pods; its own has no such plugin by design.
    report(
        "siderolabs/talos/issues/9393",
        None,
        None,
        never="cri_plugin_disabled",
        node=Node(name="kube-master-1", version=None)
        .unit("kubelet")
        .unit("containerd")
        .journal(
            "containerd",
            '{"id":"io.containerd.sandbox.store.v1.local","level":"info","msg":"loading plugin","time":"2024-09-24T20:39:48.040446278Z","type":"io.containerd.sandbox.store.v1"}',
            '{"id":"io.containerd.sandbox.controller.v1.podsandbox","level":"info","msg":"loading plugin","time":"2024-09-24T20:39:48.040457844Z","type":"io.containerd.sandbox.controller.v1"}',
            '{"error":"unable to load CRI runtime service plugin dependency: no plugins registered for io.containerd.cri.v1.runtime: plugin: not found","id":"io.containerd.sandbox.controller.v1.podsandbox","level":"warning","msg":"failed to load plugin","time":"2024-09-24T20:39:48.040854240Z","type":"io.containerd.sandbox.controller.v1"}',
            '{"id":"io.containerd.sandbox.controller.v1.shim","level":"info","msg":"loading plugin","time":"2024-09-24T20:39:48.040870396Z","type":"io.containerd.sandbox.controller.v1"}',
            '{"id":"io.containerd.grpc.v1.sandbox-controllers","level":"info","msg":"loading plugin","time":"2024-09-24T20:39:48.040929940Z","type":"io.containerd.grpc.v1"}',
        ),
    ),
    # ---- runtimes that do not answer --------------------------------------------------------------------------------
    # Completed: the last line, of which the title has the message.
    report(
        "kubernetes/minikube/issues/3420",
        "runtime_unavailable",
        None,
        told(
            Node(name="57", version=None).kubelet_loops(),
            *systemd("Started kubelet: The Kubernetes Node Agent.", "Starting kubelet: The Kubernetes Node Agent..."),
            "Flag --require-kubeconfig has been deprecated, You no longer need to use --require-kubeconfig. This will be removed in a future version. Providing --kubeconfig enables API server mode, omitting --kubeconfig enables standalone mode unless --require-kubeconfig=true is also set. In the latter case, the legacy default kubeconfig path will be used until --require-kubeconfig is removed.",
            "I1206 09:22:26.838646     777 feature_gate.go:220] feature gates: &{{} map[]}",
            "I1206 09:22:26.840505     777 controller.go:114] kubelet config controller: starting controller",
            "I1206 09:22:26.840555     777 controller.go:118] kubelet config controller: validating combination of defaults and flags",
            "error: failed to run Kubelet: failed to create kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        ),
    ),
    # Completed: the line's head.
    report(
        "kubernetes/kubernetes/issues/26487",
        "runtime_unavailable",
        None,
        Node(version="v1.2.4")
        .unit("kubelet")
        .kubelet(
            'E0528 19:02:44.901120    3544 pod_workers.go:138] Error syncing pod 1ad5f7e0-2402-11e6-8d3b-0a63a3c1a7a1, skipping: failed to "KillContainer" for "jenkins" with KillContainerError: "Post http://unix.sock/containers/59054ab9fa813858922a42cec3e96d4b818285ed17a0cd1787249c7da5ade67f/stop?t=30: dial unix /var/run/docker.sock: no such file or directory"',
            "E0528 19:02:45.010331    3544 pod_workers.go:138] Error syncing pod 1ad5f7e0-2402-11e6-8d3b-0a63a3c1a7a1, skipping: Get http://unix.sock/containers/json?all=1: dial unix /var/run/docker.sock: no such file or directory",
        ),
    ),
    # The docker daemon was there and did not answer. Completed: the lines' heads.
    report(
        "kubernetes/kubernetes/issues/16601",
        "runtime_unavailable",
        None,
        kubelet(
            "E1030 16:11:02.300117    9120 kubelet.go:2208] ConfigureCBR0 requested, but PodCIDR not set. Will not configure CBR0 right now",
            "E1030 16:11:02.402285    9120 manager.go:1601] Failed to execute Info() call to the Docker client: Get http://unix.sock/info: dial unix /var/run/docker.sock: resource temporarily unavailable",
        ),
    ),
    # Completed: the heads of all lines but the last.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/309",
        "runtime_unavailable",
        None,
        Node(name="k8s-worker-1", version=None)
        .unit("kubelet")
        .kubelet(
            "E0202 20:06:12.300450   17146 kubelet.go:1275] invalid capacity 0 on image filesystem",
            "W0202 20:06:12.300911   17146 container_manager_linux.go:583] [ContainerManager]: Fail to get rootfs information unable to find data for container /",
            'E0202 20:06:12.301277   17146 cri_stats_provider.go:224] Failed to get the info of the filesystem with id "3bb37c5d-8f9e-4ea6-a103-c8b4a03c99f9": cannot find device "/dev/dm-0" in partitions.',
            "E0202 20:06:12.301302   17146 kubelet.go:1275] Image garbage collection failed once. Stats initialization may not have completed yet: invalid capacity 0 on image filesystem",
            'I0202 20:06:22.480162   17146 kuberuntime_manager.go:385] No sandbox for pod "kube-dns-6c857864fb-ljmf8_kube-system(08e4b826-0853-11e8-8adc-080027169818)" can be found. Need to start a new one',
            'I0202 20:06:22.480290   17146 kuberuntime_manager.go:385] No sandbox for pod "weave-net-xrr2k_kube-system(09b34091-0853-11e8-8adc-080027169818)" can be found. Need to start a new one',
            "2018/02/02 20:06:46 http2Client.notifyError got notified that the client transport was broken EOF.",
            '2018/02/02 20:06:46 grpc: addrConn.resetTransport failed to create client transport: connection error: desc = "transport: dial unix /var/run/cri-containerd.sock: connect: connection refused"; Reconnecting to {/var/run/cri-containerd.sock <nil>}',
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/9898",
        "runtime_unavailable",
        None,
        broken(
            "crio",
            'time="2023-03-17 12:42:06.297820199+01:00" level=fatal msg="validating root config: failed to get store to set defaults: unknown option overlay.mountopt"',
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/10367",
        "runtime_unavailable",
        None,
        broken("crio", 'time="2023-08-16T08:36:46Z" level=error msg="runroot must be set"', version="v1.27.4"),
    ),
    # Completed: the time in the line.
    report(
        "cri-o/cri-o/issues/6047",
        "runtime_unavailable",
        None,
        broken(
            "crio",
            'time="2022-07-12 10:14:33.220101455Z" level=fatal msg="Validating runtime config: conmon cgroup should be \'pod\' or a systemd slice"',
        ).file("/etc/crio/crio.conf", '[crio.runtime]\ncgroup_manager = "cgroupfs"\nconmon_cgroup = ""\n'),
    ),
    # Completed: the containerd line around the plugin's error, which the report has from ctr.
    report(
        "berops/claudie/issues/1694",
        "inotify_limit",
        None,
        Node(version=None)
        .unit("containerd")
        .kubelet_loops()
        .journal(
            "containerd",
            'time="2025-03-18T09:20:14.730114208Z" level=warning msg="failed to load plugin" error="failed to create CRI service: failed to create cni conf monitor for default: failed to create fsnotify watcher: too many open files" id=io.containerd.grpc.v1.cri type=io.containerd.grpc.v1',
        ),
    ),
    # ---- sandboxes and containers -----------------------------------------------------------------------------------
    report(
        "containerd/containerd/issues/4857",
        "cgroup_driver_mismatch",
        None,
        Node(name="k8smaster", version="v1.20.0")
        .unit("kubelet")
        .unit("containerd")
        .static_pod(E)
        .static_pod(A)
        .static_pod(KCM)
        .static_pod(S)
        .runtime("1.4.3")
        .journal(
            "containerd",
            'time="2020-12-16T19:38:06.081521590+01:00" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:etcd-k8smaster,Uid:89f4f2cb511c3b0b7e5272cff5ec37bf,Namespace:kube-system,Attempt:0,} failed, error" error="failed to create containerd task: OCI runtime create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/pod89f4f2cb511c3b0b7e5272cff5ec37bf/823b5a6d9aaa8da5c0ecda3e7cbcd6729673437965dc600ffcb0a2651960f945\\" instead: unknown"',
        ),
    ),
    # The report has no more than that etcd is told to stop again and again, on a node made by kubeadm.
    report(
        "etcd-io/etcd/issues/13670",
        ["cgroup_driver_mismatch", "sandbox_changed", "unknown"],
        E,
        stopped(
            f'{TERMINATED}\n{{"level":"info","ts":"2022-02-05T00:56:02.309Z","caller":"embed/etcd.go:369","msg":"closed etcd server","name":"ip-172-31-58-179","data-dir":"/var/lib/etcd","advertise-peer-urls":["https://172.31.58.179:2380"],"advertise-client-urls":["https://172.31.58.179:2379"]}}',
            version="v1.23.3",
            name="ip-172-31-58-179",
        ),
    ),
    # Completed: the line of the signal, which the report tells of; a slow request some minutes before it is noise.
    report(
        "kubernetes/kubernetes/issues/112622",
        ["cgroup_driver_mismatch", "sandbox_changed", "unknown"],
        E,
        never="etcd_slow_disk",
        node=stopped(
            '{"level":"info","ts":"2022-09-21T09:21:40.402Z","caller":"traceutil/trace.go:171","msg":"trace[894745779] transaction","detail":"{read_only:false; response_revision:2328; number_of_response:1; }","duration":"359.354331ms","start":"2022-09-21T09:21:40.042Z","end":"2022-09-21T09:21:40.402Z","steps":["trace[894745779] \'process raft request\'  (duration: 322.341265ms)","trace[894745779] \'compare\'  (duration: 36.752668ms)"],"step_count":2}\n'
            '{"level":"info","ts":"2022-09-21T09:23:34.790Z","caller":"mvcc/index.go:214","msg":"compact tree index","revision":2173}\n'
            '{"level":"info","ts":"2022-09-21T09:23:34.867Z","caller":"mvcc/kvstore_compaction.go:57","msg":"finished scheduled compaction","compact-revision":2173,"took":"76.167486ms"}\n'
            '{"level":"info","ts":"2022-09-21T09:25:11.120Z","caller":"osutil/interrupt_unix.go:64","msg":"received signal; shutting down","signal":"terminated"}',
            version="v1.25.1",
        ),
    ),
    # Completed: the line's end, of which the report has the message; the container's description is shortened.
    report(
        "containerd/containerd/issues/7388",
        ["container_create_failed", "sandbox_changed"],
        E,
        Node(version="v1.25.0")
        .unit("kubelet")
        .static_pod(E)
        .waits(
            E,
            "RunContainerError",
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to create new parent process: namespace path: lstat /proc/4173144/ns/ipc: no such file or directory: unknown",
        )
        .kubelet(
            "E0911 09:08:18.727661 4173028 kuberuntime_manager.go:862] container &Container{Name:etcd,Image:<private-registry>/etcd:3.5.4-0,Command:[etcd --advertise-client-urls=https://<server-ip>:2379 --cert-file=/etc/kubernetes/pki/etcd/server.crt --client-cert-auth=true --data-dir=/var/lib/etcd],Args:[],WorkingDir:,Ports:[]ContainerPort{},} start failed in pod etcd-master-1_kube-system(5d3a17c6d5b37e2cf8a1a5a4ef2b0a8c): RunContainerError: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to create new parent process: namespace path: lstat /proc/4173144/ns/ipc: no such file or directory: unknown"
        ),
    ),
    # The title has the message up to "namespace".
    report(
        "kubernetes/kubernetes/issues/126252",
        ["sandbox_changed", "container_create_failed", "cgroup_driver_mismatch"],
        A,
        Node(name="server.local", version="v1.30.2")
        .unit("kubelet")
        .unit("containerd")
        .static_pod(A)
        .sandbox(A, number=494, ready=False, since=timedelta(seconds=34))
        .sandbox(A, number=495, since=timedelta(seconds=32))
        .waits(
            A,
            "RunContainerError",
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to create new parent process: namespace",
            restarts=12,
        )
        .journal(
            "containerd",
            'time="2024-07-20T19:47:54.082675718Z" level=info msg="RunPodSandbox for &PodSandboxMetadata{Name:kube-apiserver-server.local,Uid:8cf264a781ed44e362dd5c99bde47488,Namespace:kube-system,Attempt:494,} returns sandbox id \\"70056a602d2b8939db02ace8da82754f5c172337c28d197e26532c494b647ce4\\""',
            'time="2024-07-20T19:47:55.033032783Z" level=info msg="RunPodSandbox for &PodSandboxMetadata{Name:kube-apiserver-server.local,Uid:8cf264a781ed44e362dd5c99bde47488,Namespace:kube-system,Attempt:495,}"',
        )
        .kubelet(
            'E0720 19:47:54.083319  444942 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CrashLoopBackOff: \\"back-off 40s restarting failed container=kube-apiserver pod=kube-apiserver-server.local_kube-system(8cf264a781ed44e362dd5c99bde47488)\\"" pod="kube-system/kube-apiserver-server.local" podUID="8cf264a781ed44e362dd5c99bde47488"',
        ),
    ),
    # The report tells of the service's restart and of the pods made anew by it; the lines of the service are systemd's usual ones.
    report("rancher/rke2/issues/3750", "sandbox_changed", None, all_made_anew("v1.24.9")),
    # RKE starts its containers itself; what its log says of the container is shown as the kubelet's word.
    report(
        "rancher-archives/rke/issues/3738",
        ["command_not_found", "container_create_failed"],
        A,
        Node(version=None)
        .static_pod(A, command="/opt/rke-tools/entrypoint.sh")
        .waits(
            A,
            "RunContainerError",
            'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/opt/rke-tools/entrypoint.sh": permission denied: unknown',
            restarts=2,
        ),
    ),
    # Completed: the pod's name; the report says that none starts.
    report(
        "k3s-io/k3s/issues/3406",
        "apparmor_parser_missing",
        None,
        Node(name="ubuntu-master", version="v1.21.1").unit("k3s").waits("coredns", "CreateContainerError", NO_PARSER),
    ),
    report(
        "k0sproject/k0s/issues/1039",
        "apparmor_parser_missing",
        None,
        Node(version="v1.21.3").unit("k0scontroller").waits("kube-router", "CreateContainerError", NO_PARSER),
    ),
    report(
        "containerd/containerd/issues/7547",
        "apparmor_parser_missing",
        None,
        sandboxes_fail(
            'E1013 22:12:14.361653   31773 remote_runtime.go:442] "CreateContainer in sandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd container: get apparmor_parser version: exec: \\"apparmor_parser\\": executable file not found in $PATH" podSandboxID="78deccd920aee3c81f6dab8e0eae710d7ffc3cbd96694a3217792657547d9afd"',
            node=Node(name="racknerd-4f290c", version=None).runtime("1.6.2"),
        ),
    ),
    # ---- cgroups of the host, once more -----------------------------------------------------------------------------
    report(
        "kubernetes-retired/kube-deploy/issues/272",
        "kubelet_cgroup_unsupported",
        UNIT,
        Node(version=None)
        .unit("kubelet")
        .kubelet(
            "E0125 23:42:05.582421   47570 kubelet.go:1228] Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [memory]"
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/26000",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        told(
            Node(version=None).kubelet_loops(status=255),
            'W0517 10:16:25.003226   35643 container.go:523] Failed to update stats for container "/": strconv.ParseUint: parsing "(unknown)": invalid syntax, continuing to push stats',
            "I0517 10:16:25.007865   35643 kubelet_network_linux.go:111] Not using `--random-fully` in the MASQUERADE rule for iptables because the local version of iptables does not support it",
            "I0517 10:16:25.044843   35643 cpu_manager.go:161] [cpumanager] starting with none policy",
            "I0517 10:16:25.044878   35643 cpu_manager.go:162] [cpumanager] reconciling every 10s",
            "I0517 10:16:25.044885   35643 policy_none.go:42] [cpumanager] none policy: Start",
            "F0517 10:16:25.044900   35643 kubelet.go:1380] Failed to start ContainerManager failed to get rootfs info: unable to find data in memory cache",
            *systemd(MAIN_EXITED, "Unit kubelet.service entered failed state.", "kubelet.service failed."),
        ),
    ),
    report(
        "linuxkit/kubernetes/issues/11",
        None,
        None,
        never="kubelet_cgroup_unsupported",
        node=Node(version=None)
        .unit("kubelet")
        .kubelet(
            'E1127 10:15:20.112504     617 summary.go:92] Failed to get system container stats for "/kubelet": failed to get cgroup stats for "/kubelet": failed to get container info for "/kubelet": unknown container "/kubelet"',
            'E1127 10:15:20.112561     617 summary.go:92] Failed to get system container stats for "/docker": failed to get cgroup stats for "/docker": failed to get container info for "/docker": unknown container "/docker"',
        ),
    ),
    # ---- disk, clock ------------------------------------------------------------------------------------------------
    # ---- the manifest directory -------------------------------------------------------------------------------------
    # Completed: the manifest, from what the message says of it, and the line's head; the message is cut off in the report.
    report(
        "kubernetes/kubernetes/issues/54476",
        "manifest_invalid",
        None,
        Node(version=None)
        .unit("kubelet")
        .manifest(
            "kube-apilb.yaml",
            "apiVersion: extensions/v1beta1\nkind: DaemonSet\nmetadata:\n  name: kube-apilb\n  namespace: kube-system\nspec:\n"
            "  template:\n    metadata:\n      labels:\n        k8s-app: kube-apilb\n",
        )
        .kubelet(
            'E1025 13:40:21.440118    1877 file.go:149] Can\'t process manifest file "/etc/kubernetes/manifests/kube-apilb.yaml": /etc/kubernetes/manifests/kube-apilb.yaml: couldn\'t parse as pod(invalid pod: &extensions.DaemonSet{TypeMeta:v1.TypeMeta{Kind:"", APIVersion:""}, ObjectMeta:v1.ObjectMeta{Name:"kube-apilb", GenerateName:"", Namespace:"kube-system", SelfLink:"", UID:"", ResourceVersion:"", Generation:0'
        ),
    ),
    # Completed: the manifest, which has no name.
    report(
        "kubernetes/kubernetes/issues/119135",
        "manifest_invalid",
        None,
        Node(name="cloud", version=None)
        .unit("kubelet")
        .manifest(
            "yurthub.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: kube-system\nspec:\n  containers:\n  - name: yurthub\n"
            "    image: openyurt/yurthub:latest\n",
        )
        .kubelet(
            "E0706 22:46:02.905289 2930835 file.go:187] \"Could not process manifest file\" err=\"invalid pod: [metadata.name: Invalid value: \\\"-cloud\\\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]\" path=\"/etc/kubernetes/manifests/yurthub.yaml\""
        ),
    ),
    # The report tells that the container is not made again after an edit with vim, until the file is taken out and put back.
    report(
        "apprenda/kismatic/issues/532",
        ["static_pod_rejected", "editor_temporary_file", "unknown"],
        A,
        Node(version=None)
        .unit("kubelet")
        .static_pod(A, "--runtime-config=batch/v2alpha1=true", edited=timedelta(minutes=12))
        .static_pod(KCM, edited=timedelta(days=9))
        .runs(KCM, since=timedelta(days=9))
        .static_pod(S, edited=timedelta(days=9))
        .runs(S, since=timedelta(days=9)),
    ),
    # A worker without static pods, whose configuration names their directory all the same.
    report(
        "gardener/gardener/pull/11793",
        None,
        None,
        never="static_pod_path_wrong",
        node=Node(name="my-node", version=None)
        .unit("kubelet")
        .absent("/etc/kubernetes/manifests")
        .kubelet(
            'E0401 19:02:30.625168    2909 file_linux.go:61] "Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifests"',
            'E0401 19:02:31.625987    2909 file_linux.go:61] "Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifests"',
            'E0401 19:02:32.252776    2909 file.go:104] "Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifests"',
            'E0401 19:02:32.626646    2909 file_linux.go:61] "Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifests"',
            'E0401 19:02:33.627135    2909 file_linux.go:61] "Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifests"',
        ),
    ),
)
