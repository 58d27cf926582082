"""Public reports of what lies below the control plane (kubelet, runtimes, host, disks, network), met blind.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import UNIT, A, E, exits, kubelet, report

DRIVERS = 'failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"'
NO_CRI = 'failed to run Kubelet: validate service connection: CRI v1 runtime API is not implemented for endpoint \\"unix:///var/run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService'
TALOS_KUBELET = 'Error running Containerd(kubelet), going to restart forever: task "kubelet" failed: exit code 255'


def systemd(node, *lines, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet after its last words."""
    return node.kubelet(*lines, by="systemd", ago=ago)


def within(by, *lines, version=None, status=1, restarts=57):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


FURTHER_SIXTEENTH_LOWER = (
    # ---- control groups that the kubelet does not take --------------------------------------------------------------
    # Completed: the line is cut after its head in the report; its words are the title's.
    report(
        "ddometita/mmumshad-kubernetes-the-hard-way/issues/8",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "F0105 21:11:32.785200   12510 server.go:261] failed to run Kubelet: mountpoint for cpu not found",
            status=255,
        ),
    ),
    report(
        "cloudfoundry-incubator/kubo-deployment/issues/346",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "Flag --keep-terminated-pod-volumes has been deprecated, will be removed in a future version",
            "I0918 18:01:43.167748   14975 feature_gate.go:230] feature gates: &{map[]}",
            "I0918 18:01:43.167791   14975 feature_gate.go:230] feature gates: &{map[]}",
            "I0918 18:01:43.169640   14975 mount_linux.go:209] Cannot run systemd-run, assuming non-systemd OS",
            "I0918 18:01:43.169674   14975 server.go:408] Version: v1.11.2",
            "I0918 18:01:43.169822   14975 plugins.go:97] No cloud provider specified.",
            'I0918 18:01:43.169835   14975 server.go:524] No cloud provider specified: "" from the config file: ""',
            "F0918 18:01:43.172200   14975 server.go:262] failed to run Kubelet: mountpoint for cpu not found",
            version="v1.11.2",
            status=255,
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/640",
        "kubelet_cgroup_unsupported",
        UNIT,
        systemd(
            kubelet(
                "I0305 15:57:27.329438   16240 server.go:410] Version: v1.16.6",
                "I0305 15:57:27.329642   16240 plugins.go:100] No cloud provider specified.",
                "W0305 15:57:27.329660   16240 server.go:549] standalone mode, no API client",
                "W0305 15:57:27.329702   16240 server.go:605] failed to get the kubelet's cgroup: mountpoint for cpu not found.  Kubelet system container metrics may be missing.",
                "F0305 15:57:27.331958   16240 server.go:271] failed to run Kubelet: mountpoint for cpu not found",
                version="v1.16.6",
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
            "kubelet.service: Failed with result 'exit-code'.",
            "Stopped Kubernetes Kubelet.",
        ),
    ),
    report(
        "k3s-io/k3s/issues/2501",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            'WARN[2020-11-13T01:11:28.248478100Z] Failed to find cpuset cgroup, you may need to add "cgroup_enable=cpuset" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)',
            "INFO[2020-11-13T01:11:28.248516500Z] Module overlay was already loaded",
            "WARN[2020-11-13T01:11:28.250582820Z] Failed to start nf_conntrack module",
            "WARN[2020-11-13T01:11:28.252607940Z] Failed to start br_netfilter module",
            "WARN[2020-11-13T01:11:28.254652240Z] Failed to start iptable_nat module",
            "WARN[2020-11-13T01:11:28.254935320Z] Failed to write value 1 at /proc/sys/net/bridge/bridge-nf-call-iptables: open /proc/sys/net/bridge/bridge-nf-call-iptables: no such file or directory",
            "W1113 01:11:30.457695    1464 server.go:226] WARNING: all flags other than --config, --write-config-to, and --cleanup are deprecated. Please begin using a config file ASAP.",
            "W1113 01:11:30.467118    1464 server.go:608] failed to get the kubelet's cgroup: mountpoint for cpu not found.  Kubelet system container metrics may be missing.",
            "F1113 01:11:30.467262    1464 server.go:261] failed to run Kubelet: mountpoint for cpu not found",
            status=255,
        ),
        never="file_missing",
    ),
    report(
        "k3d-io/k3d/issues/873",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            "W1203 09:32:22.215441       7 proxier.go:663] Failed to load kernel module nf_conntrack with modprobe. You can ignore this message when kube-proxy is running inside container without mounting /lib/modules",
            'E1203 09:32:22.219852       7 node.go:161] Failed to retrieve node info: nodes "k3d-k3s-default-server-0" is forbidden: User "system:kube-proxy" cannot get resource "nodes" in API group "" at the cluster scope',
            "I1203 09:32:22.227749       7 dynamic_cafile_content.go:167] Starting client-ca-bundle::/var/lib/rancher/k3s/agent/client-ca.crt",
            'E1203 09:32:22.227801       7 server.go:288] "Failed to run kubelet" err="failed to run Kubelet: mountpoint for cpu not found"',
        ),
    ),
    report(
        "k3s-io/k3s/issues/7023",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        within("k3s", "FATA[0003] pids cgroup controller not found"),
    ),
    # Completed: the head of the line, an event's.
    report(
        "archlinuxarm/PKGBUILDs/pull/1773",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'E0227 08:11:04.201733    1220 event.go:274] Failed to update Node Allocatable Limits ["kubepods"]: failed to set supported cgroup subsystems for cgroup [kubepods]: Failed to find subsystem mount for required subsystem: pids',
        ),
    ),
    # A near miss: a warning of a kubelet that runs.
    report(
        "k0sproject/k0s/issues/205",
        None,
        None,
        Node(version=None)
        .unit("kubelet")
        .kubelet(
            'time="2020-09-22 17:50:43" level=info msg="W0922 17:50:43.193471     101 server.go:609] failed to get the kubelet\'s cgroup: cpu and memory cgroup hierarchy not unified.  cpu: /system.slice/containerd.service/user.slice/user-0.slice/session-5275.scope, memory: /system.slice/containerd.service.  Kubelet system container metrics may be missing." component=kubelet',
            by="k0s",
        ),
        never="kubelet_cgroup_unsupported",
    ),
    # ---- the machine under the kubelet: outside the closed set ------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/83175",
        "unknown",
        UNIT,
        systemd(
            Node(name="node50", version="v1.16.0").kubelet_loops(
                "I0925 10:26:37.696734  275300 server.go:410] Version: v1.16.0",
                "I0925 10:26:37.697108  275300 plugins.go:100] No cloud provider specified.",
                "I0925 10:26:37.697143  275300 server.go:773] Client rotation is on, will bootstrap in background",
                'I0925 10:26:37.719287  275300 certificate_store.go:129] Loading cert/key pair from "/var/lib/kubelet/pki/kubelet-client-current.pem".',
                "I0925 10:26:37.962954  275300 server.go:644] --cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /",
                "F0925 10:26:37.963578  275300 server.go:271] failed to run Kubelet: open /sys/devices/system/node/node2/cpulist: no such file or directory",
                status=255,
            ),
            "kubelet.service: main process exited, code=exited, status=255/n/a",
            "Unit kubelet.service entered failed state.",
        ),
        never="file_missing",
    ),
    # Completed: the head of the line; the set is the one with which it was shown again in the thread.
    report(
        "kubernetes/kubernetes/issues/98121",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            'F0117 12:40:12.118240    9120 server.go:269] failed to run Kubelet: Invalid cpuset "28-35" specified by --reserved-cpus',
            status=255,
        ),
    ),
    # Completed: the line of that kubelet; the report tells of the missing file.
    report(
        "kubernetes/kubernetes/issues/64117",
        "unknown",
        UNIT,
        kubelet(
            "F0521 09:12:33.517137    4410 server.go:233] failed to run Kubelet: open /proc/swaps: no such file or directory",
            version="v1.10.2",
            status=255,
        ),
        never="kubelet_swap_on",
    ),
    # Completed: the head of the line. The fatal line is not in the report; k3s ends with 255 there.
    report(
        "rancher/rancher/issues/32151",
        "unknown",
        UNIT,
        within(
            "k3s",
            'E0415 09:41:17.220180      31 cri_stats_provider.go:376] Failed to get the info of the filesystem with mountpoint "/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs": failed to get device for dir "/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs": could not find device with major: 0, minor: 55 in cached partitions map.',
            status=255,
        ),
        never="filesystem_damaged",
    ),
    # The line is cut in the report; k3s goes on waiting.
    report(
        "kairos-io/kairos/issues/3666",
        ["unknown", "runtime_unavailable"],
        None,
        Node(name="test-jetson", version=None)
        .unit("k3s", "activating", "start")
        .journal(
            "k3s",
            'time="2025-09-22T14:23:06Z" level=info msg="Waiting to retrieve agent configuration; server is not ready: \\"overlayfs\\" snapshotter cannot be enabled for \\"/var/lib/rancher/k3s/agent/containerd\\", try using \\"fuse-overlayfs\\" or \\"native\\": failed to mount overlay: >',
        ),
    ),
    # ---- a kubelet that says nothing of why -------------------------------------------------------------------------
    report(
        "siderolabs/talos/issues/726",
        "unknown",
        UNIT,
        Node(version=None)
        .kubelet_loops(status=255)
        .journal(
            "kernel",
            "[talos] service[kubelet](Preparing): Running pre state",
            "[talos] service[kubelet](Preparing): Creating service runner",
            "[talos] service[kubelet](Running): Started task kubelet (PID 1901) for container kubelet",
            f"[talos] service[kubelet](Waiting): {TALOS_KUBELET}",
            "[talos] service[kubelet](Running): Started task kubelet (PID 2001) for container kubelet",
            f"[talos] service[kubelet](Waiting): {TALOS_KUBELET}",
            "[talos] service[kubelet](Running): Started task kubelet (PID 2076) for container kubelet",
            f"[talos] service[kubelet](Waiting): {TALOS_KUBELET}",
        ),
    ),
    # kubelite, in which the kubelet is a part.
    report(
        "canonical/microk8s/issues/2324",
        "unknown",
        UNIT,
        systemd(
            Node(name="k8s-1", version=None).kubelet_loops(restarts=124, status=255),
            "snap.microk8s.daemon-kubelite.service: Main process exited, code=exited, status=255/EXCEPTION",
            "snap.microk8s.daemon-kubelite.service: Failed with result 'exit-code'.",
            "snap.microk8s.daemon-kubelite.service: Scheduled restart job, restart counter is at 124.",
            "Stopped Service for snap application microk8s.daemon-kubelite.",
            "Started Service for snap application microk8s.daemon-kubelite.",
        ),
    ),
    # The datastore's own file; the API server is a part of kubelite there.
    report(
        "canonical/microk8s/issues/2730",
        ["unknown", "component_config_invalid"],
        None,
        within(
            "microk8s.daemon-kubelite",
            "Error: open cluster.yaml node store: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context",
            "F1022 09:01:48.534397    1085 daemon.go:67] API Server exited open cluster.yaml node store: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context",
            status=255,
        ),
        never="kubelet_config_invalid",
    ),
    # ---- before kubeadm -----------------------------------------------------------------------------------------------
    # A maintainer: it fails until it is given its file, or kubeadm init or join is called.
    report(
        "kubernetes/website/issues/22814",
        ["kubelet_not_initialised", "unknown"],
        UNIT,
        systemd(
            Node(name="node1", version=None).kubelet_loops(status=255),
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/122609",
        ["kubelet_not_initialised", "unknown"],
        UNIT,
        systemd(
            Node(name="ip-10-34-114-123", version=None).kubelet_loops(status=1),
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
        ),
    ),
    report(
        "kubernetes/minikube/issues/2804",
        ["kubelet_not_initialised", "unknown"],
        UNIT,
        systemd(
            Node(name="minikube", version="v1.10.0").kubelet_loops(
                "I0608 11:55:48.806546    3492 server.go:376] Version: v1.10.0",
                "I0608 11:55:48.806570    3492 feature_gate.go:226] feature gates: &{{} map[]}",
                "I0608 11:55:48.806630    3492 plugins.go:89] No cloud provider specified.",
                "F0608 11:55:48.806649    3492 server.go:233] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Service hold-off time over, scheduling restart.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            "Started kubelet: The Kubernetes Node Agent.",
        ),
        never="kubelet_client_certificate_expired",
    ),
    report(
        "kubernetes/minikube/issues/6062",
        ["kubelet_not_initialised", "unknown"],
        UNIT,
        systemd(
            Node(name="virtbio", version="v1.17.0").kubelet_loops(
                "Flag --fail-swap-on has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.",
                "Flag --pod-manifest-path has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.",
                "I1211 18:20:43.101119   20708 server.go:416] Version: v1.17.0",
                "I1211 18:20:43.101710   20708 plugins.go:100] No cloud provider specified.",
                "I1211 18:20:43.101763   20708 server.go:821] Client rotation is on, will bootstrap in background",
                "F1211 18:20:43.101826   20708 server.go:273] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
        ),
        never="kubelet_client_certificate_expired",
    ),
    # ---- the drivers of control groups ------------------------------------------------------------------------------
    report(
        "kubernetes-sigs/kubespray/issues/4575",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        Node(name="mp25", version=None)
        .kubelet_loops(f"F0915 18:58:19.179238   28472 server.go:273] {DRIVERS}", status=255)
        .file(
            "/etc/kubernetes/kubelet-config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n",
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/5227",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        Node(name="lnx-node1", version=None).kubelet_loops(
            f"F0210 22:23:04.280596    4244 server.go:273] {DRIVERS}", status=255
        ),
    ),
    # ---- ports of the kubelet, and its address ----------------------------------------------------------------------
    report(
        "kubernetes/minikube/issues/4500",
        ["port_in_use", "port_held_by_previous_instance"],
        UNIT,
        systemd(
            kubelet(
                "I0615 06:57:29.481613    5289 server.go:343] Adding debug handlers to kubelet server.",
                "F0615 06:57:29.482148    5289 server.go:153] listen tcp 0.0.0.0:10250: bind: address already in use",
                status=255,
            ),
            "kubelet.service: main process exited, code=exited, status=255/n/a",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
        ),
    ),
    # Completed: the head of the line; the words are a maintainer's quotation.
    report(
        "canonical/microk8s/issues/618",
        ["port_in_use", "port_held_by_previous_instance"],
        UNIT,
        within(
            "microk8s.daemon-kubelet",
            "F0830 10:33:41.204417    7123 server.go:165] listen tcp 0.0.0.0:10255: bind: address already in use",
            status=255,
        ),
    ),
    # A second kubelet that monit starts every two minutes.
    report(
        "kubernetes/kubernetes/issues/8742",
        ["port_held_by_previous_instance", "port_in_use"],
        UNIT,
        kubelet(
            "F0524 03:05:14.152932    3046 server.go:94] listen tcp 0.0.0.0:10255: bind: address already in use",
            "F0524 03:07:14.405887    5834 server.go:94] listen tcp 0.0.0.0:10255: bind: address already in use",
            "F0524 03:09:13.244865    8894 server.go:94] listen tcp 0.0.0.0:10255: bind: address already in use",
            "F0524 03:11:13.442021   11680 server.go:94] listen tcp 0.0.0.0:10255: bind: address already in use",
            "F0524 03:13:13.400658   14517 server.go:94] listen tcp 0.0.0.0:10255: bind: address already in use",
            status=255,
        ),
    ),
    # IPv6 is switched off on the host. Completed: the head of the line; the words are the title's.
    report(
        "etcd-io/etcd/issues/5691",
        ["node_address_missing", "unknown"],
        E,
        exits(
            E,
            "2016-06-16 03:11:25.410236 C | etcdmain: listen tcp [::1]:2380: socket: address family not supported by protocol",
            image="quay.io/coreos/etcd:v2.3.1",
            flags=(
                "-name=infra",
                "-addr=10.100.xx.xx:4001",
                "-bind-addr=0.0.0.0:4001",
                "-data-dir=/var/lib/etcd/",
            ),
        ),
    ),
    report(
        "rancher/rke2/issues/1263",
        ["etcd_membership_mismatch", "node_address_missing"],
        None,
        Node(version="v1.21.2")
        .unit("rke2-server", "activating", "start")
        .journal(
            "rke2-server",
            'time="2021-07-08T14:02:31Z" level=info msg="Failed to test data store connection: this server is a not a member of the etcd cluster. Found [rke2-c3c74926=https://10.0.2.15:2380], expect: rke2-c3c74926=172.28.128.24"',
            by="rke2",
        ),
    ),
    # ---- the runtime is down ----------------------------------------------------------------------------------------
    # The report gives the words of the daemon's end and the file with the option.
    report(
        "flatcar/Flatcar/issues/1367",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("docker", "failed", "failed", 3, Result="exit-code", ExecMainStatus=1)
        .journal(
            "docker",
            "failed to start daemon: error initializing graphdriver: overlay2: unknown option overlay2.override_kernel_check: overlay2",
            by="dockerd",
        )
        .file(
            "/etc/docker/daemon.json",
            '{\n "log-driver": "json-file",\n "log-opts": {\n   "max-size": "30m",\n   "max-file": "5"\n },\n "storage-driver": "overlay2",\n "storage-opts": [\n   "overlay2.override_kernel_check=true"\n ]\n}\n',
        ),
    ),
    report(
        "moby/moby/issues/22685",
        "runtime_unavailable",
        None,
        Node(name="icpworker01", version=None)
        .unit("docker", "failed", "failed", 3, Result="exit-code", ExecMainStatus=1)
        .journal(
            "docker",
            'time="2018-11-11T11:30:45.802366532-05:00" level=info msg="scheme \\"unix\\" not registered, fallback to default scheme" module=grpc',
            "Error starting daemon: error initializing graphdriver: overlay2: unknown option dm.thinpooldev",
            by="dockerd",
        )
        .journal(
            "docker",
            "docker.service: main process exited, code=exited, status=1/FAILURE",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    report(
        "luxas/kubernetes-on-arm/issues/19",
        "runtime_unavailable",
        None,
        Node(name="k8s-master", version=None)
        .unit("docker", "failed", "failed", 0, Result="start-limit")
        .journal(
            "docker",
            "Failed to start Docker Application Container Engine.",
            "docker.service: Failed with result 'start-limit'.",
            "docker.service: Failed to load environment files: No such file or directory",
            "docker.service: Failed to run 'start-pre' task: No such file or directory",
            "Failed to start Docker Application Container Engine.",
            by="systemd",
        ),
        never="file_missing",
    ),
    # The report quotes the words only.
    report(
        "okd-project/okd/issues/2151",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("crio", "failed", "failed", 0, Result="exit-code", ExecMainStatus=1)
        .journal("crio", "/opt/cni already exists and is not a dir"),
        never="host_path_unusable",
    ),
    # ---- containerd's part for Kubernetes ---------------------------------------------------------------------------
    report(
        "containerd/containerd/issues/12612",
        "cri_plugin_disabled",
        None,
        Node(version=None)
        .runtime("2.2.0")
        .unit("containerd")
        .journal(
            "containerd",
            'time="2025-12-02T09:14:18.399047608+05:30" level=warning msg="failed to load plugin" error="unable to load CRI image service plugin dependency: invalid cri image config: `mirrors` cannot be set when `config_path` is provided" id=io.containerd.podsandbox.controller.v1.podsandbox type=io.containerd.podsandbox.controller.v1',
        )
        .file(
            "/etc/containerd/config.toml",
            'version = 2\nroot = "/var/lib/containerd"\nstate = "/run/containerd"\n[grpc]\n  address = "/run/containerd/containerd.sock"\n  [plugins."io.containerd.grpc.v1.cri"]\n    [plugins."io.containerd.grpc.v1.cri".registry]\n      [plugins."io.containerd.grpc.v1.cri".registry.mirrors]\n        [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\n          endpoint = ["https://registry-1.docker.io"]\n',
        ),
    ),
    # Completed: the kubelet's line of that version; the report says that it cannot start for the broken plugin.
    report(
        "openperouter/openperouter/pull/314",
        "cri_plugin_disabled",
        UNIT,
        kubelet(
            'E0414 08:20:19.229159     312 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
            version="v1.32.11",
        ).runtime("2.2.0"),
        never="cri_api_unsupported",
    ),
    # A DaemonSet's pod, shown as a static one.
    report(
        "containerd/containerd/issues/5249",
        "container_create_failed",
        "kube-proxy",
        Node(version=None)
        .static_pod("kube-proxy", flags=(), mounts=("/lib/modules",), probe="")
        .waits(
            "kube-proxy",
            "CreateContainerError",
            "failed to create containerd container: failed to mount /var/lib/containerd/tmpmounts/containerd-mount796317957: no such file or directory",
        )
        .journal(
            "containerd",
            'level=error msg="CreateContainer within sandbox \\"e791d400c1abe1df7bb9de00ac7a836ad833ac8866e6f942bfcdaa9912e142ef\\" for &ContainerMetadata{Name:kube-proxy,Attempt:0,} failed" error="failed to create containerd container: failed to mount /var/lib/containerd/tmpmounts/containerd-mount796317957: no such file or directory"',
        ),
        never="file_missing",
    ),
    # docker's directory was moved behind a link; no pod starts on that node. Completed: the head of the line.
    report(
        "Azure/acs-engine/issues/522",
        "container_create_failed",
        None,
        Node(version=None)
        .unit("kubelet")
        .kubelet(
            'E0422 11:20:51.702214    3310 pod_workers.go:184] Error syncing pod 00fc5316-2766-11e7-a086-000d3a3047d2, skipping: failed to "StartContainer" for "POD" with RunContainerError: "addNDotsOption: ResolvConfPath \\"/datadrive/.docker-files/containers/b56a2b54d8829f500854e759db7277675fccc3623f6927406d022f5afe37817c/resolv.conf\\" does not exist"',
        ),
        never="file_missing",
    ),
    # ---- disks ------------------------------------------------------------------------------------------------------
    report(
        "tyriis/home-ops/issues/7339",
        "filesystem_damaged",
        None,
        Node(name="talos03", version=None).journal(
            "kernel",
            '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.NodeStatusController", "error": "stat /etc/kubernetes/kubeconfig-kubelet: input/output error"}',
            '[talos] controller failed {"component": "controller-runtime", "controller": "block.MountController", "error": "failed to stat target path: stat /var/lib: input/output error"}',
            '[talos] controller failed {"component": "controller-runtime", "controller": "siderolink.ManagerController", "error": "error reading Wireguard device: open /var/run/wireguard: input/output error"}',
            '[talos] service[etcd](Waiting): Error running Containerd(etcd), going to restart forever: failed to clean up task "etcd": failed to delete task: failed rootfs umount: lstat /run/containerd/io.containerd.runtime.v2.task/system/etcd/rootfs: input/output error',
        ),
    ),
    report(
        "gardenlinux/gardenlinux/issues/263",
        "filesystem_damaged",
        None,
        Node(version=None).journal(
            "kernel",
            "EXT4-fs warning (device nvme19n1): htree_dirblock_to_tree:997: inode #1048579: lblock 0: comm etcd: error -5 reading directory block",
            "EXT4-fs error (device nvme19n1): ext4_wait_block_bitmap:517: comm etcd: Cannot read block bitmap - block_group = 34, block_bitmap = 1048578",
            "EXT4-fs error (device nvme19n1): ext4_discard_preallocations:4095: comm etcd: Error -5 reading block bitmap for 34",
            "EXT4-fs error (device nvme19n1): ext4_wait_block_bitmap:517: comm etcd: Cannot read block bitmap - block_group = 31, block_bitmap = 524303",
            "EXT4-fs error (device nvme19n1): ext4_discard_preallocations:4095: comm etcd: Error -5 reading block bitmap for 31",
            "EXT4-fs error (device nvme19n1): __ext4_find_entry:1531: inode #2: comm bootstrap.sh: reading directory lblock 0",
        ),
        sure=False,
    ),
    # Completed: the kubelet's message for that; the report says that the kubelet evicts the apiserver under disk pressure.
    report(
        "kubernetes-sigs/kubespray/issues/3049",
        "node_pressure_eviction",
        A,
        Node(name="node1", version=None)
        .static_pod(A)
        .failed_pod(A, "Evicted", "The node was low on resource: nodefs."),
    ),
    report(
        "kubernetes/minikube/issues/7073",
        "node_pressure_eviction",
        None,
        Node(name="minikube", version=None)
        .unit("kubelet")
        .kubelet(
            'W0317 12:44:49.457608    2278 kubelet_getters.go:297] Path "/var/lib/kubelet/pods/bedefb46-10cd-48ea-b8f6-325be17b6657/volumes" does not exist',
            'W0317 12:44:49.941155    2278 status_manager.go:546] Failed to update status for pod "kindnet-v66fb_kube-system(ca0ba34d-6735-4656-ad66-4059887a3311)": failed to patch status "{\\"metadata\\":{\\"uid\\":\\"ca0ba34d-6735-4656-ad66-4059887a3311\\"}}" for pod "kube-system"/"kindnet-v66fb": pods "kindnet-v66fb" not found',
            "W0317 12:44:49.953485    2278 eviction_manager.go:159] Failed to admit pod kindnet-z7vcs_kube-system(d228d315-f1c8-46ea-86ba-a8750c9686cb) - node has conditions: [DiskPressure]",
        ),
    ),
    report(
        "openmediavault/openmediavault/issues/1775",
        "etcd_slow_disk",
        None,
        Node(name="omv01", version=None).journal(
            "k3s",
            "I0606 12:49:14.243674  859512 leaderelection.go:250] attempting to acquire leader lease kube-system/k3s...",
            "I0606 12:49:14.243931  859512 leaderelection.go:250] attempting to acquire leader lease kube-system/k3s-etcd...",
            '{"level":"warn","ts":"2024-06-06T12:49:14.577696+1000","caller":"etcdserver/v3_server.go:897","msg":"waiting for ReadIndex response took too long, retrying","sent-request-id":1133095022654651773,"retry-timeout":"500ms"}',
            '{"level":"warn","ts":"2024-06-06T12:49:15.0788+1000","caller":"etcdserver/v3_server.go:897","msg":"waiting for ReadIndex response took too long, retrying","sent-request-id":1133095022654651773,"retry-timeout":"500ms"}',
            '{"level":"warn","ts":"2024-06-06T12:49:15.57928+1000","caller":"etcdserver/v3_server.go:897","msg":"waiting for ReadIndex response took too long, retrying","sent-request-id":1133095022654651773,"retry-timeout":"500ms"}',
            '{"level":"warn","ts":"2024-06-06T12:49:15.80063+1000","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"1.724865609s","expected-duration":"1s"}',
        ),
        sure=False,
    ),
    # Completed: the rest of the line that is cut, and the end of which the title tells.
    report(
        "k3s-io/k3s/issues/755",
        ["leader_election_lost", "etcd_slow_disk"],
        None,
        within(
            "k3s",
            'I0823 14:32:33.954766    6017 trace.go:81] Trace[1612309990]: "SQL Commit" (started: 2019-08-23 14:32:28.945805097 +0800 CST m=+4038.658662768) (total time: 5.008937729s):',
            "Trace[1612309990]: [5.008937729s] [5.008223267s] END",
            'I0823 14:32:33.954831    6017 trace.go:81] Trace[702899230]: "GuaranteedUpdate etcd3: *coordination.Lease" (started: 2019-08-23 14:32:28.945338 +0800 CST m=+4038.658195691) (total time: 5.009471312s):',
            "Trace[702899230]: [5.009471312s] [5.009014446s] END",
            'E0823 14:32:33.954900    6017 status.go:71] apiserver received an error that is not an metav1.Status: sqlite3.Error{Code:5, ExtendedCode:5, err:"database is locked"}',
            "E0823 14:32:33.956373    6017 controller.go:159] failed to update node lease, error: database is locked",
            "I0823 14:32:34.372213    6017 leaderelection.go:263] failed to renew lease kube-system/kube-controller-manager: failed to tryAcquireOrRenew context deadline exceeded",
            "F0823 14:32:34.372251    6017 controllermanager.go:282] leaderelection lost",
            status=255,
        ),
    ),
    # Answered: etcd on SD cards, which cannot keep up with it.
    report(
        "k3s-io/k3s/issues/6654",
        ["leader_election_lost", "etcd_slow_disk"],
        None,
        within(
            "k3s",
            'E1215 11:11:26.004914 2140000 server.go:218] "Leaderelection lost"',
            version="v1.24.4",
        ),
    ),
)
