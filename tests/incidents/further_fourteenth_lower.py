"""Public reports of what lies below the control plane (kubelet, runtimes, images, disks, host settings, carriers), met blind.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import UNIT, A, E, kubelet, report

BTRFS = "failed to get rootfs info: failed to get device for dir"
TALOS = "[talos] controller failed"
CRI_SOCKET = (
    'level=info msg="Waiting for cri connection: rpc error: code = Unavailable desc = connection error: desc = '
    '\\"transport: Error while dialing: dial unix /run/k3s/containerd/containerd.sock: connect: no such file or directory\\""'
)


def systemd(node, *lines, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet after its last words."""
    return node.kubelet(*lines, by="systemd", ago=ago)


def within(by, *lines, version=None, status=1, restarts=57):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


def crio_fails(*lines):
    """A CRI-O that says so and does not start."""
    return (
        Node(version=None)
        .unit("crio", "failed", "failed", 0, Result="exit-code", ExecMainStatus=1)
        .journal("crio", *lines)
        .journal(
            "crio",
            "crio.service: Main process exited, code=exited, status=1/FAILURE",
            "crio.service: Failed with result 'exit-code'.",
            by="systemd",
            ago=timedelta(seconds=31),
        )
    )


FURTHER_FOURTEENTH_LOWER = (
    # ---- the machine under the kubelet: outside the closed set ------------------------------------------------------
    report(
        "k0sproject/k0s/issues/1493",
        "unknown",
        UNIT,
        within(
            "k0s",
            'E0205 21:43:26.583372     172 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: could not detect clock speed from output: \\"processor\\\\t: 0\\\\nBogoMIPS\\\\t: 48.00\\\\n...\\""  component=kubelet',
            "exit status 1                                 component=kubelet",
            "respawning in 5s                              component=kubelet",
            version="v1.23.3",
        ),
    ),
    # Completed: the head of the line; the list of processors is shortened.
    report(
        "kubernetes/kubernetes/pull/90508",
        "unknown",
        UNIT,
        kubelet(
            'F0427 10:20:31.118240    2201 server.go:273] failed to run Kubelet: could not detect clock speed from output: "system type       : generic-loongson-machine\\nmachine         : loongson,generic\\nprocessor       : 0\\ncpu model       : ICT Loongson-3 V0.4  FPU V0.1\\nmodel name      : Loongson-3A R4 (Loongson-3B4000)\\nCPU MHz         : 1800.00\\nBogoMIPS        : 12730.64\\n"',
            status=255,
        ),
    ),
    # A near miss: said every five minutes by a kubelet that runs.
    report(
        "kubernetes/kubeadm/issues/2300",
        None,
        None,
        Node(name="homepi-01", version="v1.19.1")
        .unit("kubelet")
        .kubelet(
            "W0924 17:01:14.261966   21177 sysinfo.go:203] Nodes topology is not available, providing CPU topology",
            "W0924 17:01:14.262434   21177 sysfs.go:348] unable to read /sys/devices/system/cpu/cpu0/online: open /sys/devices/system/cpu/cpu0/online: no such file or directory",
            "W0924 17:01:14.262513   21177 sysfs.go:348] unable to read /sys/devices/system/cpu/cpu1/online: open /sys/devices/system/cpu/cpu1/online: no such file or directory",
            "W0924 17:01:14.262575   21177 sysfs.go:348] unable to read /sys/devices/system/cpu/cpu2/online: open /sys/devices/system/cpu/cpu2/online: no such file or directory",
            "W0924 17:01:14.263083   21177 machine.go:253] Cannot determine CPU /sys/bus/cpu/devices/cpu0 online state, skipping",
        ),
        never="file_missing",
    ),
    # ---- filesystems that the runtime or the kubelet does not take --------------------------------------------------
    # k3s stops itself after every attempt, as the report tells; systemd starts it again.
    report(
        "timothystewart6/k3s-ansible/issues/230",
        ["unknown", "runtime_unavailable"],
        None,
        Node(name="k3s-02", version=None)
        .unit("k3s", "activating", "auto-restart", 20, Result="exit-code", ExecMainStatus=1)
        .journal(
            "k3s",
            'time="2023-02-13T10:44:52-05:00" level=info msg="Waiting to retrieve agent configuration; server is not ready: \\"overlayfs\\" snapshotter cannot be enabled for \\"/var/lib/rancher/k3s/agent/containerd\\", try using \\"fuse-overlayfs\\" or \\"native\\": failed to mount overlay: permission denied"',
        ),
        never="file_permission_denied",
    ),
    report(
        "kubernetes/minikube/issues/7923",
        "unknown",
        UNIT,
        Node(name="minikube", version=None)
        .kubelet_loops(
            f'F0428 07:25:03.360543   25347 kubelet.go:1383] Failed to start ContainerManager {BTRFS} "/var/lib/kubelet": could not find device with major: 0, minor: 28 in cached partitions map',
            status=255,
        )
        .kubelet(
            "I0428 07:25:04.378223   25556 kubelet.go:292] Adding pod path: /etc/kubernetes/manifests",
            "I0428 07:25:04.378276   25556 kubelet.go:317] Watching apiserver",
            ago=timedelta(seconds=31),
        ),
        never="filesystem_damaged",
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "k0sproject/k0s/issues/576",
        "unknown",
        UNIT,
        within(
            "k0s",
            f'F1222 19:41:02.520118    4410 kubelet.go:1350] Failed to start ContainerManager {BTRFS} "/var/lib/kubelet": could not find device with major: 0, minor: 46 in cached partitions map',
            status=255,
        ),
        never="filesystem_damaged",
    ),
    # A near miss: said again and again by a kubelet that runs.
    report(
        "kubernetes/kubernetes/issues/38337",
        None,
        None,
        Node(name="vilnus", version="v1.4.6")
        .unit("kubelet")
        .kubelet(
            'E1206 01:27:26.798004    2447 kubelet.go:2132] Failed to check if disk space is available on the root partition: failed to get fs info for "root": error trying to get filesystem Device for dir /var/lib/kubelet: err: could not find device with major: 0, minor: 37 in cached partitions map'
        ),
        never="disk_full",
    ),
    # ---- disks ------------------------------------------------------------------------------------------------------
    # A near miss: the directory is not mounted yet; the boot goes on.
    report(
        "siderolabs/talos/issues/6052",
        None,
        None,
        Node(version=None).journal(
            "kernel",
            "[talos] phase ephemeral (8/19): 1 tasks(s)",
            "[talos] task mountEphemeralPartition (1/1): starting",
            "XFS (vda6): Mounting V5 Filesystem",
            "XFS (vda6): Starting recovery (logdev: internal)",
            "XFS (vda6): Ending recovery (logdev: internal)",
            "[talos] task mountEphemeralPartition (1/1): done, 71.146485ms",
            f'{TALOS} {{"component": "controller-runtime", "controller": "k8s.KubeletServiceController", "error": "error writing kubelet PKI: open /etc/kubernetes/bootstrap-kubeconfig: read-only file system"}}',
            "[talos] phase ephemeral (8/19): done, 72.859085ms",
            "[talos] phase var (9/19): 1 tasks(s)",
            "[talos] task setupVarDirectory (1/1): starting",
        ),
        never="filesystem_damaged",
    ),
    # A near miss: systemd's words about a container's scope; the containers are there in the end.
    report(
        "rancher/rke2/issues/4849",
        None,
        None,
        Node(name="s1", version="v1.28.2")
        .unit("rke2-server")
        .journal(
            "rke2-server",
            "cri-containerd-e48b7f070cee27c33b5cba79d2560baee7eb35c06fa45ed7db21dcca87aa653c.scope: Failed to set cpuset.cpus: No space left on device",
            "cri-containerd-101f73b8350f359b62a59e107b0cd83ea8ceb64e9df54ea9bb947451d0ced741.scope: Failed to set cpuset.cpus: No space left on device",
            "cri-containerd-644f759b11bb4d73a369a5bd57cefa1ad74e06b5905af6f9f478b07d18411ace.scope: Failed to set cpuset.cpus: No space left on device",
            by="systemd",
        ),
        never="disk_full",
    ),
    # ---- the host's settings ----------------------------------------------------------------------------------------
    report(
        "rancher/rke2/issues/7941",
        "kubelet_kernel_defaults",
        UNIT,
        kubelet(
            'E0319 15:03:01.988791   52463 kubelet.go:1566] "Failed to start ContainerManager" err="[invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0, invalid kernel flag: kernel/panic, expected value: 10, actual value: 0, invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0]"'
        ),
    ),
    # Completed: the clothes of the line; the words and the kernel's command line are the report's.
    report(
        "k3s-io/k3s/issues/3283",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            'time="2021-05-06T18:20:11.306214021+01:00" level=error msg="Failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
        ).file(
            "/boot/cmdline.txt",
            "console=serial0,115200 console=tty1 root=PARTUUID=915d5385-02 rootfstype=ext4 elevator=deadline fsck.repair=yes rootwait\n"
            "cgroup_enable=cpuset cgroup_memory=1 cgroup_enable=memory\n",
        ),
    ),
    report(
        "k3s-io/k3s/issues/3439",
        "kubelet_cgroup_unsupported",
        UNIT,
        systemd(
            within(
                "k3s",
                'time="2021-06-12T10:46:23.620358520Z" level=error msg="Failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
                'time="2021-06-12T10:46:23.620471574Z" level=fatal msg="failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
                version="v1.21.1",
            ),
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    # ---- the kubelet's own state, settings and file -----------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/70161",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        systemd(
            kubelet(
                "I1024 02:14:39.133367    8371 cpu_manager.go:113] [cpumanager] detected CPU topology: &{2 2 1 map[0:{0 0} 1:{0 1}]}",
                "E1024 02:14:39.133407    8371 container_manager_linux.go:291] failed to initialize cpu manager: [cpumanager] unable to determine reserved CPU resources for static policy",
                "F1024 02:14:39.133437    8371 server.go:261] failed to run Kubelet: [cpumanager] unable to determine reserved CPU resources for static policy",
                version="v1.12.0",
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    # The kubelet is a container of docker's there; its log is shown as the unit's.
    report(
        "rancher/rancher/issues/32783",
        "unknown",
        UNIT,
        kubelet(
            'F0518 16:36:35.790721    6150 server.go:273] failed to run Kubelet: could not initialize checkpoint manager: could not restore state from checkpoint: configured policy "static" differs from state checkpoint policy "none"',
            'Please drain this node and delete the CPU manager checkpoint file "/var/lib/kubelet/cpu_manager_state" before restarting Kubelet',
            status=255,
        ),
    ),
    report(
        "kubernetes/minikube/issues/10588",
        ["unknown", "command_not_found", "file_missing"],
        UNIT,
        Node(name="dhairya-HP", version=None)
        .unit("kubelet", "activating", "auto-restart", 4771, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Scheduled restart job, restart counter is at 4770.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            "Started kubelet: The Kubernetes Node Agent.",
            "kubelet.service: Failed to execute command: No such file or directory",
            "kubelet.service: Failed at step EXEC spawning /var/lib/minikube/binaries/v1.20.2/kubelet: No such file or directory",
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Scheduled restart job, restart counter is at 4771.",
            by="systemd",
        ),
    ),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    # The fatal line is cut in the report.
    report(
        "cri-o/cri-o/issues/4460",
        "runtime_unavailable",
        None,
        crio_fails(
            'time="2021-01-07 16:48:53.974697724+01:00" level=info msg="Node configuration value for hugetlb cgroup is true"',
            'time="2021-01-07 16:48:53.974838339+01:00" level=info msg="Node configuration value for pid cgroup is true"',
            'time="2021-01-07 16:48:53.975025051+01:00" level=info msg="Node configuration value for memoryswap cgroup is true"',
            'time="2021-01-07 16:48:53.979631735+01:00" level=info msg="Node configuration value for systemd CollectMode is false"',
            'time="2021-01-07 16:48:53.338746155+01:00" level=fatal msg="Node configuration validation for fs.may_detach_mounts sysctl failed: fs.may_detach_mounts sysctl: expected 1, got 0; this may r',
        ),
    ),
    report(
        "cri-o/cri-o/issues/3776",
        "runtime_unavailable",
        None,
        crio_fails(
            'time="2020-05-17 23:07:00.078367817-03:00" level=info msg="Using default capabilities: CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FSETID, CAP_FOWNER, CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_KILL"',
            'time="2020-05-17 23:07:00.079441070-03:00" level=fatal msg="Validating runtime config: conmon validation: invalid conmon path: stat /usr/libexec/crio/conmon: no such file or directory"',
        ),
    ),
    report(
        "containerd/containerd/issues/7037",
        "runtime_unavailable",
        None,
        Node(name="RainOS", version=None)
        .unit("containerd", "failed", "failed", 0, Result="timeout", ExecMainStatus=9)
        .journal(
            "containerd",
            'time="2022-06-09T14:37:00.451866130+08:00" level=info msg="loading plugin \\"io.containerd.runtime.v2.task\\"..." type=io.containerd.runtime.v2',
            ago=timedelta(minutes=4),
        )
        .journal(
            "containerd",
            "containerd.service: start operation timed out. Terminating.",
            by="systemd",
            ago=timedelta(seconds=150),
        )
        .journal(
            "containerd",
            'time="2022-06-09T14:38:40.452730633+08:00" level=info msg="cleaning up dead shim"',
            'time="2022-06-09T14:38:40.481545019+08:00" level=warning msg="cleanup warnings time=\\"2022-06-09T14:38:40+08:00\\" level=info msg=\\"starting signal loop\\" namespace=k8s.io pid=11785\\n"',
            ago=timedelta(seconds=140),
        )
        .journal(
            "containerd",
            "containerd.service: State 'stop-sigterm' timed out. Killing.",
            "containerd.service: Killing process 10720 (containerd) with signal SIGKILL.",
            "containerd.service: Main process exited, code=killed, status=9/KILL",
            "containerd.service: Failed with result 'timeout'.",
            "Failed to start containerd container runtime.",
            by="systemd",
            ago=timedelta(seconds=60),
        ),
    ),
    report(
        "rancher/rke2/issues/8758",
        "runtime_unavailable",
        None,
        Node(name="BJ11-Rancher-test01.bcld.com", version="v1.32.7")
        .unit("rke2-server", "activating", "start")
        .journal(
            "rke2-server",
            'time="2025-08-12T17:11:20+08:00" level=info msg="Creating directory /var/lib/rancher/rke2/data/v1.32.7-rke2r1-6878c117238b/bin"',
            'time="2025-08-12T17:11:20+08:00" level=info msg="Extracting file bin/containerd to /var/lib/rancher/rke2/data/v1.32.7-rke2r1-6878c117238b/bin/containerd"',
            f'time="2025-08-12T17:11:38+08:00" {CRI_SOCKET}',
            f'time="2025-08-12T17:11:58+08:00" {CRI_SOCKET}',
            f'time="2025-08-12T17:12:18+08:00" {CRI_SOCKET}',
            by="rke2",
        ),
    ),
    # ---- sandboxes and images ---------------------------------------------------------------------------------------
    # Talos' own service, shown as a static pod; the message is cut in the report.
    report(
        "siderolabs/talos/issues/9431",
        "image_unavailable",
        E,
        Node(version=None)
        .static_pod(E, image="gcr.io/etcd-development/etcd:v3.5.16")
        .waits(
            E,
            "ErrImagePull",
            'failed to pull image "gcr.io/etcd-development/etcd:v3.5.16": failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://gcr.io/v2/etcd-development/etcd/manifests/sha256:0d0a9fe2d8344722acfb6f456beb0c643',
        ),
    ),
    # Completed: the words of the back-off; the report names its reason and the image.
    report(
        "rancher/rke2/issues/10553",
        "image_unavailable",
        A,
        Node(version="v1.34.7")
        .static_pod(A, image="registry.rancher.com/rancher/hardened-kubernetes:v1.34.7-rke2r1-build20260416")
        .waits(
            A,
            "ImagePullBackOff",
            'Back-off pulling image "registry.rancher.com/rancher/hardened-kubernetes:v1.34.7-rke2r1-build20260416"',
        ),
    ),
)
