"""Public reports of kubelets, runtimes, static pods that do not get started, and what carries them, met blind.

They are shown as those of further.py are: the programs' and the service manager's own lines in their order, and what
the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.certificates import certificate
from incidents.further import KCM, UNIT, A, E, kubelet, report
from incidents.units import lives, within


def systemd(node, *said, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet after its last words."""
    return node.kubelet(*said, by="systemd", ago=ago)


def allowed_labels():
    """The second half of what a kubelet of 1.16 says of labels that it may not set."""
    return (
        "--node-labels in the 'kubernetes.io' namespace must begin with an allowed prefix (kubelet.kubernetes.io, "
        "node.kubernetes.io) or be in the specifically allowed set (beta.kubernetes.io/arch, "
        "beta.kubernetes.io/instance-type, beta.kubernetes.io/os, failure-domain.beta.kubernetes.io/region, "
        "failure-domain.beta.kubernetes.io/zone, failure-domain.kubernetes.io/region, "
        "failure-domain.kubernetes.io/zone, kubernetes.io/arch, kubernetes.io/hostname, kubernetes.io/instance-type, "
        "kubernetes.io/os)"
    )


def script_fails():
    """A snap whose script fails before its kubelet is started: two attempts, as the journal has them."""
    node = Node(name="k8s-cluster-cpu-3", version="v1.32.3").kubelet_loops(restarts=1, status=2)
    error = "/snap/k8s/3315/k8s/lib.sh: array assign: line 199: syntax error near unexpected token `<'"
    ended = (
        "snap.k8s.kubelet.service: Main process exited, code=exited, status=2/INVALIDARGUMENT",
        "snap.k8s.kubelet.service: Failed with result 'exit-code'.",
        "snap.k8s.kubelet.service: Consumed 1.179s CPU time.",
    )
    again = (
        "snap.k8s.kubelet.service: Scheduled restart job, restart counter is at 1.",
        "Stopped Service for snap application k8s.kubelet.",
        "snap.k8s.kubelet.service: Consumed 1.179s CPU time.",
    )
    started = "Started Service for snap application k8s.kubelet."
    said = (("systemd", (started,)), ("k8s.kubelet", (error,)), ("systemd", ended), ("systemd", (*again, started)))
    for number, (by, lines) in enumerate((*said, ("k8s.kubelet", (error,)), ("systemd", ended[:1]))):
        node.kubelet(*lines, by=by, ago=timedelta(seconds=34) - timedelta(milliseconds=400 * number))
    return node


def carrier(unit, *said, by=None, after=(), node=None, version=None, status=1, restarts=57, name="master-1"):
    """A unit that carries the control plane or its containers, says so and ends, again and again."""
    node = node or Node(name=name, version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    node.journal(unit, *said, by=by or unit)
    return node.journal(unit, *after, by="systemd", ago=timedelta(seconds=31)) if after else node


def gave_up(unit, *said, by=None, after=(), name="master-1", version=None, status=1):
    """A unit that failed so often that it is not started any more."""
    node = Node(name=name, version=version).unit(unit, "failed", "failed", 5, Result="exit-code", ExecMainStatus=status)
    node.journal(unit, *said, by=by or unit)
    return node.journal(unit, *after, by="systemd", ago=timedelta(seconds=31)) if after else node


def exited(unit, status="1/FAILURE"):
    """The service manager's two lines about a unit that has failed."""
    return (f"{unit}.service: Main process exited, code=exited, status={status}",
            f"{unit}.service: Failed with result 'exit-code'.")  # fmt: skip


# What the report of a k0s reboot tells of its serving certificate: five hours ahead of the node's clock.
AHEAD = certificate("kubernetes", issuer="kubernetes-ca", since=-timedelta(hours=5), until=timedelta(days=365))


FURTHER_TWENTYFIRST_LOWER = (
    # ---- flags -------------------------------------------------------------------------------------------------------
    # Upgraded kubelets that were given flags with underscores.
    report(
        "kubernetes/kubernetes/pull/61053",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "F0312 17:59:03.138986   25317 server.go:144] unknown flag: --cluster_dns",
            version="v1.10.0-beta.2",
            status=255,
        ),
    ),
    # The line's head is completed; the flag was in the kubelet's own file of arguments.
    report(
        "rootsongjc/kubernetes-vagrant-centos-cluster/issues/7",
        "kubelet_unknown_flag",
        UNIT,
        Node(name="node1", version="v1.10.0").kubelet_loops(
            "F0416 09:21:14.337126    4127 server.go:145] unknown flag: --require-kubeconfig", status=255
        ),
    ),
    # The distribution's unit of Fedora 27. How it exited is not told.
    report(
        "kubernetes-retired/contrib/issues/2830",
        "kubelet_unknown_flag",
        UNIT,
        systemd(
            Node(name="kube2", version=None)
            .unit("kubelet", "activating", "auto-restart", 57, Result="exit-code")
            .kubelet(
                "Error: unknown flag: --api-servers",
                "The kubelet binary is responsible for maintaining a set of containers on a",
                "  particular node. It syncs data from a variety of sources including a",
                "  Kubernetes API server, an etcd cluster, HTTP endpoint or local file. It then",
                "  queries Docker to see what is currently running.  It synchronizes the",
                "  configuration data, with the running set of containers by starting or stopping",
                "  Docker containers.",
                "Usage:",
                "  kubelet [flags]",
                "Available Flags:",
                "      --address 0.0.0.0                                                                              ",
                "      --allow-privileged                                                                             ",
                "      --allow-verification-with-non-compliant-keys",
            ),
            "Started Kubernetes Kubelet Server.",
            ago=timedelta(seconds=33),
        ),
    ),
    # A reviewer's kubelet, met with the playbook of that day. How it exited is not told.
    report(
        "kubernetes-sigs/kubespray/pull/1408",
        "kubelet_unknown_flag",
        UNIT,
        Node(version="v1.7.0")
        .unit("kubelet", "activating", "auto-restart", 57, Result="exit-code")
        .kubelet("Error: unknown flag: --enable-cri"),
    ),
    # Completed: the head of the line. The unit is the image's own.
    report(
        "awslabs/amazon-eks-ami/issues/1398",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            'E0818 09:40:27.611402    3318 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"',
            version="v1.27.3-eks-a5565ad",
        ).file(
            "/etc/systemd/system/kubelet.service",
            "[Unit]\nDescription=Kubernetes Kubelet\nDocumentation=https://github.com/kubernetes/kubernetes\n"
            "After=docker.service iptables-restore.service\nRequires=docker.service\n\n[Service]\n"
            "ExecStartPre=/sbin/iptables -P FORWARD ACCEPT -w 5\nExecStart=/usr/bin/kubelet \\\n"
            "    --config /etc/kubernetes/kubelet/kubelet-config.json \\\n"
            "    --kubeconfig /var/lib/kubelet/kubeconfig \\\n    --container-runtime docker \\\n"
            "    --network-plugin cni \\\n    $KUBELET_ARGS $KUBELET_EXTRA_ARGS\n\nRestart=on-failure\nRestartSec=5\n",
        ),
    ),
    # Two attempts of a node of Windows, in their order; the first had other settings than the second.
    report(
        "projectcalico/calico/issues/7552",
        ["kubelet_unknown_flag", "kubelet_config_invalid"],
        UNIT,
        Node(name="win-1", version="v1.26.3")
        .kubelet_loops(restarts=12)
        .kubelet(
            'E0413 13:04:30.849556   66952 run.go:74] "command failed" err="failed to validate kubelet configuration, error: [invalid configuration: enforceNodeAllocatable (--enforce-node-allocatable) is not supported unless cgroupsPerQOS (--cgroups-per-qos) is set to true, invalid configuration: EnforceNodeAllocatable (--enforce-node-allocatable) [pods] is not supported on Windows], path: &TypeMeta{Kind:,APIVersion:,}"',
            ago=timedelta(minutes=4, seconds=12),
        )
        .kubelet(
            'E0413 13:08:10.312301   26404 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --logtostderr"',
        ),
    ),
    # The line's head is completed. The pull request's node is one of Windows, where the flag is the script's.
    report(
        "kubernetes-sigs/sig-windows-tools/pull/397",
        "kubelet_unknown_flag",
        UNIT,
        Node(name="win-2", version="v1.35.0").kubelet_loops(
            'E0318 10:02:44.118230    5140 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --pod-infra-container-image"'
        ),
    ),
    # ---- values of flags ---------------------------------------------------------------------------------------------
    report(
        "kubernetes/kops/issues/9123",
        "invalid_flag_value",
        UNIT,
        Node(name="ip-10-107-124-228", version="v1.16.9").kubelet_loops(
            "F0513 19:14:37.551935    4183 server.go:185] unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [kubernetes.io/role node-role.kubernetes.io/node]",
            allowed_labels(),
            status=255,
        ),
    ),
    # The report has the second half of the message alone.
    report(
        "kubernetes-sigs/cluster-api-provider-vsphere/issues/581",
        "invalid_flag_value",
        UNIT,
        Node(name="management-cluster-machineset-1-2vrr5", version="v1.16.0")
        .kubelet_loops(allowed_labels(), status=255)
        .file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--cloud-provider=vsphere --container-runtime=remote --container-runtime-endpoint=/var/run/containerd/containerd.sock --node-labels=node-role.kubernetes.io/node= --resolv-conf=/run/systemd/resolve/resolv.conf"\n',
        ),
    ),
    # The line's head is completed; the report has the message without what follows it.
    report(
        "kubernetes/kubernetes/issues/85073",
        "invalid_flag_value",
        UNIT,
        Node(version="v1.16.1").kubelet_loops(
            "F1110 06:13:21.402218    2817 server.go:185] unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [kubernetes.io/role]",
            status=255,
        ),
    ),
    # A near miss: the snap's script cannot make words of the file of arguments, so the kubelet never sees them.
    report(
        "canonical/k8s-operator/issues/487",
        ["unknown", "invalid_flag_value"],
        UNIT,
        script_fails(),
        never="kubelet_unknown_flag",
    ),
    # The gate is in the file, where this version does not look for it before it judges the flags.
    report(
        "kubernetes/kubernetes/issues/104298",
        ["invalid_flag_value", "unknown"],
        UNIT,
        Node(version="v1.22.0").kubelet_loops(
            "Flag --dynamic-config-dir has been deprecated, Feature DynamicKubeletConfig is deprecated in 1.22 and will not move to GA. It is planned to be removed from Kubernetes in the version 1.23. Please use alternative ways to update kubelet configuration.",
            'E0811 09:30:52.737166    7094 server.go:194] "Failed to validate kubelet flags" err="the DynamicKubeletConfig feature gate must be enabled in order to use the --dynamic-config-dir flag"',
        ),
        never="kubelet_unknown_flag",
    ),
    # ---- feature gates -----------------------------------------------------------------------------------------------
    report(
        "aws/eks-anywhere/issues/8984",
        "feature_gate_rejected",
        UNIT,
        Node(version="v1.28.15")
        .kubelet_loops(
            'E1107 17:25:55.770885  280524 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: KubeletCredentialProviders"'
        )
        .file(
            "/etc/sysconfig/kubelet",
            "KUBELET_EXTRA_ARGS=--feature-gates=KubeletCredentialProviders=true\n",
        ),
    ),
    # ---- configuration -----------------------------------------------------------------------------------------------
    report(
        "kubermatic/kubeone/issues/3880",
        "kubelet_config_invalid",
        UNIT,
        systemd(
            Node(name="thor", version=None).kubelet_loops(
                'E1107 09:29:49.574310   15683 run.go:72] "command failed" err="failed to validate kubelet configuration, error: invalid configuration: containerLogMaxFiles must be greater than 1, path: &TypeMeta{Kind:,APIVersion:,}"'
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    # The line is cut as here. The unit was stopped after it had failed.
    report(
        "labring/sealos/issues/984",
        "kubelet_config_invalid",
        UNIT,
        systemd(
            Node(name="VM-16-6-centos", version="v1.17.0")
            .unit("kubelet", "inactive", "dead", 0, Result="exit-code", ExecMainStatus=255)
            .kubelet(
                "net.ipv4.ip_forward = 1",
                "setenforce: SELinux is disabled",
                by="kubelet-pre-start.sh",
                ago=timedelta(seconds=33),
            )
            .kubelet(
                'F0510 10:27:41.198296    7522 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: v1beta1.KubeletConfiguration.CgroupsPerQOS: CgroupDriver: ReadString: expects " or n, but found 1, error found in #10 byte of ...|pDr'
            ),
            "kubelet.service: main process exited, code=exited, status=255/n/a",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            "Stopped kubelet: The Kubernetes Node Agent.",
        ),
    ),
    # The labels are a warning in this version; the file is what ends it. The line is cut as here.
    report(
        "kubernetes-retired/kube-aws/issues/1763",
        "kubelet_config_invalid",
        UNIT,
        within(
            "sh",
            "W1018 08:40:32.950098    1942 options.go:267] unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [kubernetes.io/role node-role.kubernetes.io/master]",
            "W1018 08:40:32.950899    1942 options.go:268] in 1.16, " + allowed_labels(),
            'F1018 08:40:32.952137    1942 server.go:194] failed to load Kubelet config file /etc/kubernetes/config/kubelet.yaml, error failed to decode, error: v1beta1.KubeletConfiguration.KubeReserved: ReadMapCB: expect { or n, but found ", error found in #10 byte of ...|eserved":"cpu=100m,m|..., bigger context ...|i"},"kind":"KubeletConfiguration","kubeRese',
            version="v1.14.8",
            name="ip-10-0-1-86",
            status=255,
        ),
        never="invalid_flag_value",
    ),
    # The playbook's edit of the file after an upgrade. The line's head is completed, and the file's beginning.
    report(
        "kubernetes-sigs/kubespray/issues/13277",
        ["kubelet_config_invalid", "unknown"],
        UNIT,
        Node(name="worker-1", version="v1.35.1")
        .kubelet_loops(
            'E0528 08:12:40.220117   41822 run.go:72] "command failed" err="failed to run Kubelet: invalid configuration: no server found for cluster \\"default-cluster\\""'
        )
        .file(
            "/etc/kubernetes/kubelet.conf",
            "apiVersion: v1\nkind: Config\nclusters:\n  - cluster:\n        certificate-authority: /etc/kubernetes/ssl/ca.crt\n"
            "    server: https://localhost:6443\n    name: kubernetes\n",
        ),
    ),
    report(
        "Azure/AgentBaker/pull/2760",
        ["kubelet_config_invalid", "unknown"],
        UNIT,
        Node(name="aks-agentpool0-95253376-vmss000000", version=None).kubelet_loops(
            'Error: failed to run Kubelet: invalid kubeconfig: error loading config file "/var/lib/kubelet/kubeconfig": yaml: line 16: mapping values are not allowed in this context'
        ),
    ),
    # The module's run stops before kubeadm's. The line is cut as here.
    report(
        "puppetlabs/puppetlabs-kubernetes/issues/490",
        "kubelet_not_initialised",
        UNIT,
        Node(version="v1.17.3")
        .kubelet_loops(
            'F0301 15:21:49.725906    4637 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/l>',
            status=255,
        )
        .there("/etc/kubernetes/config.yaml")
        .absent("/var/lib/kubelet/config.yaml", "/etc/kubernetes/kubelet.conf"),
    ),
    # ---- the host ----------------------------------------------------------------------------------------------------
    # rke's kubelet is a container of docker's, shown as the unit; what it said is not in the report.
    report(
        "rancher-archives/rke/issues/138",
        ["kubelet_swap_on", "unknown"],
        UNIT,
        Node(version="v1.8.3").kubelet_loops().host(swap_bytes=2147479552),
        sure=False,
    ),
    # The image is hardened. The line's head is completed; one of the three that differ is quoted.
    report(
        "terraform-aws-modules/terraform-aws-eks/issues/3595",
        "kubelet_kernel_defaults",
        UNIT,
        Node(version="v1.32.9").kubelet_loops(
            'E1125 15:20:11.730214    2961 kubelet.go:1635] "Failed to start ContainerManager" err="[invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]"'
        ),
    ),
    # A kernel 3.10 of a vendor. The line's head is completed.
    report(
        "kubernetes/kubernetes/pull/94140",
        "kubelet_cgroup_unsupported",
        UNIT,
        Node(name="h07c09304", version="v1.20.4").kubelet_loops(
            "F0311 10:44:12.507311   20318 kubelet.go:1384] Failed to start ContainerManager failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup kubepods burstable]: failed to find subsystem mount for required subsystem: pids",
            status=255,
        ),
    ),
    # Fedora's next systemd, and a library that asks it for what it no longer allows.
    report(
        "kubernetes/kubernetes/issues/61474",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        Node(version=None).kubelet_loops(
            'I0321 10:22:51.143239   22943 container.go:448] Start housekeeping for container "/libcontainer_22943_systemd_test_default.slice"',
            'W0321 10:22:51.144407   22943 container.go:406] Failed to get RecentStats("/libcontainer_22943_systemd_test_default.slice") while determining the next housekeeping: unable to find data for container /libcontainer_22943_systemd_test_default.slice',
            'I0321 10:22:51.144413   22943 manager.go:1054] Destroyed container: "/libcontainer_22943_systemd_test_default.slice" (aliases: [], namespace: "")',
            "I0321 10:22:51.144473   22943 handler.go:325] Added event &{/libcontainer_22943_systemd_test_default.slice 2018-03-21 10:22:51.144455959 -0400 EDT m=+3.030844677 containerDeletion {<nil>}}",
            'E0321 10:22:51.152560   22943 node_container_manager.go:52] Failed to create "/kubepods" cgroup',
            "F0321 10:22:51.152602   22943 kubelet.go:1363] Failed to start ContainerManager Delegation not available for unit type",
            status=255,
        ),
        never="kubelet_cgroup_driver_mismatch",
    ),
    # A Raspberry Pi 3 whose new kernel has no such group, as its listing shows. The lines' heads are completed.
    report(
        "k3s-io/k3s/issues/1825",
        "kubelet_cgroup_unsupported",
        None,
        carrier(
            "k3s-agent",
            'time="2020-05-26T08:14:22.118201337+02:00" level=error msg="Failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            'time="2020-05-26T08:14:22.118402129+02:00" level=fatal msg="failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            by="k3s",
            name="K3sNode1",
        )
        .absent("/sys/fs/cgroup/memory")
        .host(cgroup_version=1),
    ),
    # A directory with more below it than the kernel may watch.
    report(
        "rook/rook/issues/2568",
        "inotify_limit",
        UNIT,
        Node(name="southern", version=None).kubelet_loops(
            'F0126 23:24:32.810859   23327 kubelet.go:1401] failed to start Plugin Watcher. err: failed to traverse deprecated plugin socket path "/var/lib/kubelet/plugins", err: failed to watch /var/lib/kubelet/plugins/rook.io/rook/mounts/pvc-1914bbb7-bb83-11e8-abed-c6aec8d08f6d/updater-oc00f00d5632/backups/nextcloud-11.0.2.7/apps/files_texteditor/css, err: no space left on device',
            status=255,
        ),
        never="disk_full",
    ),
    # restorecon of the program helped. The mode is the installer's.
    report(
        "mysticaltech/terraform-hcloud-kube-hetzner/issues/1148",
        ["security_module_denied", "unknown"],
        None,
        carrier(
            "k3s-agent",
            "k3s-agent.service: Failed at step EXEC spawning /usr/local/bin/k3s: Permission denied",
            by="(k3s)",
            after=("k3s-agent.service: Main process exited, code=exited, status=203/EXEC",),
            name="h-k3s-test-bots-large-wto",
            status=203,
        ).there("/usr/local/bin/k3s", mode="0755"),
    ),
    # The program lies in a home directory. That it could not be executed follows, and so the status.
    report(
        "cri-o/cri-o/issues/528",
        "security_module_denied",
        UNIT,
        Node(version=None)
        .kubelet_loops(restarts=5, status=203)
        .journal(
            "kernel",
            'type=AVC msg=audit(1495199994.199:638): avc:  denied  { execute } for  pid=4075 comm="(kubelet)" name="kubelet" dev="dm-3" ino=8110 scontext=system_u:system_r:init_t:s0 tcontext=unconfined_u:object_r:user_home_t:s0 tclass=file permissive=0',
            by="kernel",
        ),
    ),
    # A near miss: a container of LXD's on ZFS, whose device is none that the kubelet can find.
    report(
        "charmed-kubernetes/bundle/issues/547",
        "unknown",
        UNIT,
        systemd(
            within(
                "kubelet.daemon",
                'F0709 18:09:33.103630   17625 kubelet.go:1335] Failed to start ContainerManager failed to get rootfs info: cannot find filesystem info for device "zroot/lxd/containers/juju-dd81b0-8"',
                name="juju-dd81b0-8",
                status=255,
            ),
            "snap.kubelet.daemon.service: Main process exited, code=exited, status=255/n/a",
            "snap.kubelet.daemon.service: Unit entered failed state.",
            "snap.kubelet.daemon.service: Failed with result 'exit-code'.",
            "snap.kubelet.daemon.service: Service hold-off time over, scheduling restart.",
            "Stopped Service for snap application kubelet.daemon.",
            "Started Service for snap application kubelet.daemon.",
        ),
        never="filesystem_damaged",
    ),
    # ---- the runtime -------------------------------------------------------------------------------------------------
    # containerd is too old there, by the report; its number is that distribution's of those days.
    report(
        "flatcar/mantle/pull/408",
        "cri_api_unsupported",
        UNIT,
        Node(version="v1.26.0")
        .kubelet_loops(
            'E0117 00:32:53.105999    1553 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: CRI v1 runtime API is not implemented for endpoint \\"unix:///var/run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"'
        )
        .runtime("1.5.13"),
    ),
    # An image with docker alone, and a kubelet that is told of containerd.
    report(
        "aws/karpenter-provider-aws/pull/730",
        ["runtime_endpoint_wrong", "runtime_unavailable"],
        UNIT,
        Node(name="ip-192-168-160-221", version=None)
        .unit("kubelet", "activating", "auto-restart", 57, Result="exit-code")
        .kubelet(
            'E1004 16:57:28.770481    8031 remote_runtime.go:86] "Version from runtime service failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""'
        )
        .absent("/run/containerd/containerd.sock"),
    ),
    # ---- runtimes that do not come up -------------------------------------------------------------------------------
    report(
        "Mirantis/cri-dockerd/pull/11",
        "runtime_unavailable",
        None,
        carrier(
            "cri-docker",
            "F0921 15:36:25.371476     788 server.go:58] unknown flag: --networkplugin",
            by="cri-dockerd",
            after=("cri-docker.service: main process exited, code=exited, status=255/n/a",),
            name="node01",
            status=255,
        ),
    ),
    # The template repeats a table of the one it extends. The report quotes containerd's line only.
    report(
        "k3s-io/k3s/issues/10551",
        ["cri_plugin_disabled", "runtime_unavailable"],
        None,
        carrier(
            "k3s",
            "containerd: failed to load TOML: /var/lib/rancher/k3s/agent/etc/containerd/config.toml: (47, 2): duplicated tables",
        ).file(
            "/var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl",
            '{{ template "base" . }}\n\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n'
            '  MountFlags = "shared"\n',
        ),
    ),
    # Completed: the unit's name in systemd's last line. The file that k3s makes for containerd is wrong with this flag.
    report(
        "k3s-io/k3s/issues/941",
        ["cri_plugin_disabled", "runtime_unavailable"],
        None,
        carrier(
            "k3s",
            'time="2019-10-23T15:32:34.148670129+02:00" level=info msg="Logging containerd to /var/lib/rancher/k3s/agent/containerd/containerd.log"',
            'time="2019-10-23T15:32:34.148811855+02:00" level=info msg="Running containerd -c /var/lib/rancher/k3s/agent/etc/containerd/config.toml -a /run/k3s/containerd/containerd.sock --state /run/k3s/containerd --root /var/lib/rancher/k3s/agent/containerd"',
            'time="2019-10-23T15:32:34.153779325+02:00" level=info msg="Waiting for containerd startup: rpc error: code = Unavailable desc = all SubConns are in TransientFailure, latest connection error: connection error: desc = \\"transport: Error while dialing dial unix /run/k3s/containerd/containerd.sock: connect: no such file or directory\\""',
            "containerd: exit status 1",
            after=exited("k3s"),
            name="server03",
        ),
    ),
    # The node's own name is not known to its resolver; containerd's log is shown as its journal.
    report(
        "k3s-io/k3s/issues/60",
        ["runtime_unavailable", "cri_plugin_disabled"],
        None,
        Node(name="francisco-pc", version=None).journal(
            "containerd",
            'time="2019-03-02T08:29:51.846191974-03:00" level=fatal msg="Failed to run CRI service" error="stream server error: listen tcp: lookup francisco-pc on 8.8.8.8:53: no such host"',
        ),
    ),
    report(
        "coreos/bugs/issues/466",
        "runtime_unavailable",
        None,
        gave_up(
            "docker",
            'time="2015-09-09T23:02:47.617025837Z" level=fatal msg="Error starting daemon: error initializing graphdriver: \\"/var/lib/docker\\" contains other graphdrivers: overlay; Please cleanup or explicitly choose storage ',
            after=(
                "docker.service: Main process exited, code=exited, status=1/FAILURE",
                "Failed to start docker.service.",
            ),
            name="ip-10-0-0-124",
        ),
    ),
    report(
        "moby/moby/issues/34104",
        "runtime_unavailable",
        None,
        gave_up(
            "docker",
            "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [fd:// tcp://0.0.0.0:2376])",
            by="dockerd",
            after=(
                "docker.service: Main process exited, code=exited, status=1/FAILURE",
                "Failed to start Docker Application Container Engine.",
                "docker.service: Unit entered failed state.",
                "docker.service: Failed with result 'exit-code'.",
                "docker.service: Service hold-off time over, scheduling restart.",
                "Stopped Docker Application Container Engine.",
            ),
            name="engine1",
        ),
    ),
    # minikube's ssh driver writes both. Its kubelet has not been started yet.
    report(
        "kubernetes/minikube/issues/15760",
        "runtime_unavailable",
        None,
        gave_up(
            "docker",
            "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuraion file: storage-driver: (from flag: overlay2, from file: overlay2)",
            by="dockerd",
        ).file(
            "/etc/docker/daemon.json",
            '{\n"exec-opts": ["native.cgroupdriver=cgroupfs"],\n"log-driver": "json-file",\n"log-opts": {\n'
            '        "max-size": "100m"\n},\n"storage-driver": "overlay2"\n}\n',
        ),
    ),
    # After the disk had been full, the containers of one name are two.
    report(
        "containerd/containerd/issues/7247",
        "runtime_unavailable",
        None,
        carrier(
            "containerd",
            'time="2022-08-02T22:56:05.989055410+08:00" level=fatal msg="Failed to run CRI service" error="failed to recover state: failed to reserve container name \\"kube-proxy_kube-proxy-m28fw_kube-system_0df69e5f-4355-4f99-bfd0-d1c6b2f935aa_0\\": name \\"kube-proxy_kube-proxy-m28fw_kube-system_0df69e5f-4355-4f99-bfd0-d1c6b2f935aa_0\\" is reserved for \\"73cc6d80cd6602e5ff53fd62db85cf09ecc8fe12b9effe753c404bf45750842a\\""',
            after=("containerd.service: Main process exited, code=exited, status=1/FAILURE",),
            name="VM-0-29-centos",
        ),
    ),
    # WSL with mirrored networking keeps the port; nothing is seen to listen on it. Completed: systemd's lines.
    report(
        "canonical/microk8s/issues/4858",
        ["port_in_use", "runtime_unavailable"],
        None,
        carrier(
            "snap.microk8s.daemon-containerd",
            "containerd: failed to get listener for metrics endpoint: listen tcp 127.0.0.1:1338: bind: address already in use",
            by="microk8s.daemon-containerd",
            after=exited("snap.microk8s.daemon-containerd"),
        ),
    ),
    # Completed: the clothes of the fatal line, whose end is the report's title, and systemd's.
    report(
        "NVIDIA/nvidia-container-toolkit/issues/681",
        "runtime_unavailable",
        None,
        carrier(
            "crio",
            'time="2024-09-07 10:11:39.283245578Z" level=info msg="AppArmor is disabled by the system or at CRI-O build-time"',
            'time="2024-09-07 10:11:39.283252429Z" level=info msg="No blockio config file specified, blockio not configured"',
            'time="2024-09-07 10:11:39.283259598Z" level=info msg="RDT not available in the host system"',
            'time="2024-09-07 10:11:39.283270449Z" level=info msg="Using conmon executable: /usr/libexec/crio/conmon"',
            'time="2024-09-07 10:11:39.283969678Z" level=info msg="Conmon does support the --sync option"',
            'time="2024-09-07 10:11:39.283985508Z" level=info msg="Conmon does support the --log-global-size-max option"',
            'time="2024-09-07 10:11:39.284512344Z" level=fatal msg="validating runtime config: conmon validation: exec: \\"conmon\\": executable file not found in $PATH"',
            after=exited("crio"),
            name="aki1",
        ),
    ),
    # Completed: the clothes of the line.
    report(
        "cri-o/cri-o/issues/3818",
        "runtime_unavailable",
        None,
        carrier(
            "crio",
            'time="2020-06-02 09:14:22.310845216+02:00" level=fatal msg="Validating runtime config: invalid conmon path: stat /usr/libexec/crio/conmon: no such file or directory"',
            after=exited("crio"),
        ).absent("/usr/libexec/crio/conmon"),
    ),
    # ---- runtimes that cannot make the containers --------------------------------------------------------------------
    # The second control-plane node of an image whose runc does not fit its libraries.
    report(
        "kubernetes-sigs/cluster-api/issues/9102",
        ["container_create_failed", "command_not_found"],
        KCM,
        Node(name="ip-10-254-17-115.us-west-2.compute.internal", version=None)
        .unit("kubelet")
        .static_pod(KCM)
        .kubelet(
            'E0806 18:24:38.222746    2925 pod_workers.go:1294] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"kube-controller-manager-ip-10-254-17-115.us-west-2.compute.internal_kube-system(2129d6e74380b46b79b70e7b47dfeeb3)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"kube-controller-manager-ip-10-254-17-115.us-west-2.compute.internal_kube-system(2129d6e74380b46b79b70e7b47dfeeb3)\\\\\\": rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/f3c5756eae6d33341410db1411a5bbfdcecbd7b506ace2eb8eed31057efa8ac2/log.json: no such file or directory): runc did not terminate successfully: exit status 127: unknown\\"" pod="kube-system/kube-controller-manager-ip-10-254-17-115.us-west-2.compute.internal" podUID=2129d6e74380b46b79b70e7b47dfeeb3',
            'E0806 18:24:39.591406    2925 eviction_manager.go:262] "Eviction manager: failed to get summary stats" err="failed to get node info: node \\"ip-10-254-17-115.us-west-2.compute.internal\\" not found"',
        ),
    ),
    # Completed: the head of the line. CRI-O's own driver is systemd, the kubelet's default another.
    report(
        "cri-o/cri-o/issues/3295",
        ["cgroup_driver_mismatch", "container_create_failed"],
        None,
        lives(
            "E0217 10:02:33.402981    4127 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = cri-o configured with systemd cgroup manager, but did not receive slice as  parent: /kubepods/burstable/poddc305ff609d0dea5f474bd2831738ce2",
            name="dell-pe-fm120-2b.dell2.lab.eng.bos.redhat.com",
        ),
    ),
    # Completed: the kubelet's line around the error. The update took the monitor's program away from under CRI-O.
    report(
        "cri-o/cri-o/issues/8385",
        ["container_create_failed", "command_not_found"],
        None,
        lives(
            'E0716 11:20:41.338120    1312 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"kube-apiserver-master-1_kube-system(6f0c1bd8f5b1ba3d1d8e47ab6a3ab6ce)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"kube-apiserver-master-1_kube-system(6f0c1bd8f5b1ba3d1d8e47ab6a3ab6ce)\\\\\\": rpc error: code = Unknown desc = fork/exec /usr/bin/crio-conmon: no such file or directory\\"" pod="kube-system/kube-apiserver-master-1" podUID="6f0c1bd8f5b1ba3d1d8e47ab6a3ab6ce"',
            node=Node(version="v1.29.4").static_pod(A).absent("/usr/bin/crio-conmon"),
        ),
    ),
    # ---- images -----------------------------------------------------------------------------------------------------
    # cri-dockerd's own default, which kubeadm's repository does not change. Completed: the end of the kubelet's line.
    report(
        "kubernetes/kubernetes/issues/109960",
        "image_unavailable",
        None,
        lives(
            'E0511 15:59:13.044415   53545 remote_runtime.go:212] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed pulling image \\"k8s.gcr.io/pause:3.1\\": Error response from daemon: Get \\"https://k8s.gcr.io/v2/\\": dial tcp: lookup k8s.gcr.io on [::1]:53: read udp [::1]:42422->[::1]:53: read: connection refused"',
            node=Node(version="v1.24.0")
            .static_pod(A)
            .journal(
                "docker",
                'time="2022-05-11T15:59:13.042319315+08:00" level=warning msg="Error getting v2 registry: Get \\"https://k8s.gcr.io/v2/\\": dial tcp: lookup k8s.gcr.io on [::1]:53: read udp [::1]:42422->[::1]:53: read: connection refused"',
                'time="2022-05-11T15:59:13.042388200+08:00" level=info msg="Attempting next endpoint for pull after error: Get \\"https://k8s.gcr.io/v2/\\": dial tcp: lookup k8s.gcr.io on [::1]:53: read udp [::1]:42422->[::1]:53: read: connection refused"',
                'time="2022-05-11T15:59:13.043778900+08:00" level=error msg="Handler for POST /v1.40/images/create returned error: Get \\"https://k8s.gcr.io/v2/\\": dial tcp: lookup k8s.gcr.io on [::1]:53: read udp [::1]:42422->[::1]:53: read: connection refused"',
                by="dockerd",
            ),
        ),
    ),
    # Its title blames a path of minikube's; behind a company's proxy nothing can be pulled.
    report(
        "kubernetes/minikube/issues/14667",
        "image_unavailable",
        KCM,
        lives(
            'E0728 16:20:45.251675    2799 kuberuntime_sandbox.go:70] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed pulling image \\"k8s.gcr.io/pause:3.6\\": Error response from daemon: Get \\"https://k8s.gcr.io/v2/\\": x509: certificate signed by unknown authority" pod="kube-system/kube-controller-manager-clustera"',
            'E0728 16:20:45.251702    2799 kuberuntime_manager.go:815] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = failed pulling image \\"k8s.gcr.io/pause:3.6\\": Error response from daemon: Get \\"https://k8s.gcr.io/v2/\\": x509: certificate signed by unknown authority" pod="kube-system/kube-controller-manager-clustera"',
            'E0728 16:20:45.251819    2799 pod_workers.go:951] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"kube-controller-manager-clustera_kube-system(68776a84a76dd5b012fd2d13ed6694ca)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"kube-controller-manager-clustera_kube-system(68776a84a76dd5b012fd2d13ed6694ca)\\\\\\": rpc error: code = Unknown desc = failed pulling image \\\\\\"k8s.gcr.io/pause:3.6\\\\\\": Error response from daemon: Get \\\\\\"https://k8s.gcr.io/v2/\\\\\\": x509: certificate signed by unknown authority\\"" pod="kube-system/kube-controller-manager-clustera" podUID=68776a84a76dd5b012fd2d13ed6694ca',
            node=Node(name="clustera", version=None).static_pod(KCM),
        ),
    ),
    # ---- SELinux ----------------------------------------------------------------------------------------------------
    report(
        "rancher/rke2/issues/6428",
        "security_module_denied",
        A,
        Node(name="rhel", version="v1.27.15+rke2r1")
        .static_pod(A)
        .unit("rke2-server")
        .journal(
            "setroubleshootd",
            "SELinux is preventing /usr/local/bin/kube-apiserver from write access on the sock_file kine.sock.",
            by="setroubleshoot",
        ),
        sure=False,
    ),
    # The policy of before does not know the new release's containers; without SELinux all start. The pod's name is redacted.
    report(
        "rancher/rke2/issues/2143",
        ["security_module_denied", "container_create_failed"],
        E,
        Node(name="redacted", version="v1.21.6+rke2r1")
        .static_pod(E)
        .unit("rke2-server")
        .journal(
            "containerd",
            'time="2021-11-15T19:43:11.343394657+01:00" level=error msg="copy shim log" error="read /proc/self/fd/20: file already closed"',
            'time="2021-11-15T19:43:11.350153887+01:00" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:etcd-redacted,Uid:5035b6cfd6d86b57b6d465fc038c1d82,Namespace:kube-system,Attempt:0,} failed, error" error="failed to create containerd task: failed to create shim: OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: container init caused: failed to set /proc/self/attr/keycreate on procfs: write /proc/self/attr/keycreate: invalid argument: unknown"',
        ),
    ),
    # A container of rke's; it is never healthy.
    report(
        "rancher/rancher/issues/33184",
        "security_module_denied",
        E,
        Node(name="ip-172-31-12-116", version=None)
        .static_pod(E)
        .journal(
            "kernel",
            'audit: type=1400 audit(1624291971.843:10): avc:  denied  { accept } for  pid=3416 comm="etcd" laddr=172.31.12.116 lport=2379 scontext=system_u:system_r:rke_container_t:s0:c41,c959 tcontext=system_u:system_r:rke_container_t:s0:c41,c959 tclass=tcp_socket permissive=0',
            by="kernel",
        ),
        sure=False,
    ),
    # An operator has put containerd where its label is a container's. Completed: systemd's line, which follows from them.
    report(
        "confidential-containers/operator/issues/115",
        ["security_module_denied", "runtime_unavailable"],
        None,
        carrier(
            "containerd",
            "containerd.service: Main process exited, code=exited, status=203/EXEC",
            by="systemd",
            status=203,
            node=Node(name="cc-vm", version=None).journal(
                "kernel",
                'type=AVC msg=audit(1665420973.105:11631): avc:  denied  { execute } for  pid=87017 comm="(ntainerd)" name="containerd" dev="sda1" ino=29872533 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:container_ro_file_t:s0 tclass=file permissive=0',
                'type=AVC msg=audit(1665420978.356:11641): avc:  denied  { execute } for  pid=87031 comm="(ntainerd)" name="containerd" dev="sda1" ino=29872533 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:container_ro_file_t:s0 tclass=file permissive=0',
                'type=AVC msg=audit(1665420983.606:11653): avc:  denied  { execute } for  pid=87046 comm="(ntainerd)" name="containerd" dev="sda1" ino=29872533 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:container_ro_file_t:s0 tclass=file permissive=0',
                by="kernel",
            ),
        ),
    ),
    # ---- mounts -----------------------------------------------------------------------------------------------------
    # rke's kubelet is a container of docker's.
    report(
        "rancher/rancher/issues/16852",
        ["container_create_failed", "host_path_unusable"],
        None,
        Node(name="vm186-docker", version=None)
        .unit("docker")
        .journal(
            "docker",
            'time="2018-12-05T00:04:22.458770729+01:00" level=error msg="Handler for POST /v1.24/containers/kubelet/start returned error: linux mounts: path /var/lib/kubelet is mounted on / but it is not a shared mount"',
            by="dockerd",
        ),
    ),
    # ---- the clock --------------------------------------------------------------------------------------------------
    report(
        "rancher/k3os/issues/381",
        "clock_skew",
        None,
        carrier(
            "k3s",
            'time="1970-01-01T00:51:44.169221723Z" level=fatal msg="server time isn\'t set properly: 1970-01-01 00:51:44.168967964 +0000 UTC m=+1.411071037 "',
            name="k3os-30178",
        ),
    ),
    # After a reboot, with the clock of the machine's board ahead at its start; only kubectl's words are given.
    report(
        "k0sproject/k0s/issues/3732",
        "clock_skew",
        None,
        Node(name="master-1", version=None)
        .unit("k0scontroller")
        .file("/var/lib/k0s/pki/server.crt", AHEAD)
        .serves(AHEAD, 6443),
        sure=False,
    ),
    # ---- addresses and flags of a carrier -----------------------------------------------------------------------------
    report(
        "k3s-io/k3s/issues/7831",
        "invalid_flag_value",
        None,
        carrier(
            "k3s",
            'Error: error creating bootstrap controller: service IP family "10.43.0.0/16" must match public address family "fd7a:115c:a1e0::1"',
            'time="2023-06-27T13:03:54Z" level=fatal msg="apiserver exited: error creating bootstrap controller: service IP family \\"10.43.0.0/16\\" must match public address family \\"fd7a:115c:a1e0::1\\""',
            name="mbuil-vm0",
        ),
    ),
    # Started at boot before the interface that it was given has its address, which is --node-ip's.
    report(
        "k3s-io/k3s/issues/367",
        ["node_address_missing", "unknown"],
        None,
        carrier(
            "k3s",
            'time="2019-04-17T14:17:49.806063094-07:00" level=fatal msg="flannel exited: failed to find IPv4 address for interface ens224"',
            name="rancher-k3s",
        ),
        sure=False,
    ),
    # There is no interface of the name that --flannel-iface gives.
    report(
        "k3s-io/k3s/issues/8425",
        ["invalid_flag_value", "node_address_missing"],
        None,
        carrier(
            "k3s",
            'time="2023-09-27T15:37:58Z" level=warning msg="unable to get global unicast ip from interface name: route ip+net: no such network interface"',
            'time="2023-09-27T15:37:58Z" level=fatal msg="invalid node-ip: invalid ip format \'\'"',
            name="ip-172-31-26-165",
        ),
    ),
    # ---- manifests --------------------------------------------------------------------------------------------------
    # Edited in place; the apiserver did not come back. The last line is cut after the time in the report and left out.
    report(
        "kubernetes/kubernetes/issues/48219",
        "editor_temporary_file",
        A,
        lives(
            'E0630 14:31:59.860279   22024 file_linux.go:114] can\'t process config file "/etc/kubernetes/manifests/4913": open /etc/kubernetes/manifests/4913: no such file or directory',
            'W0630 14:31:59.984021   22024 kubelet.go:1596] Deleting mirror pod "kube-apiserver-8bc81f5a-d92a-428f-b71c-0f31b3ce958f.pub.cloud.scaleway.com_kube-system(ea72a477-5c3e-11e7-8a82-0007cb03319c)" because it is outdated',
            'E0630 14:32:00.049981   22024 mirror_client.go:88] Failed deleting a mirror pod "kube-apiserver-8bc81f5a-d92a-428f-b71c-0f31b3ce958f.pub.cloud.scaleway.com_kube-system": Delete https://51.15.141.192:6443/api/v1/namespaces/kube-system/pods/kube-apiserver-8bc81f5a-d92a-428f-b71c-0f31b3ce958f.pub.cloud.scaleway.com: read tcp 10.1.0.105:35468->51.15.141.192:6443: read: connection reset by peer',
            node=Node(name="8bc81f5a-d92a-428f-b71c-0f31b3ce958f", version="v1.7.0-beta.2").static_pod(
                A, edited=timedelta(seconds=8)
            ),
        ),
        sure=False,
    ),
    # ---- memory -----------------------------------------------------------------------------------------------------
    # A file that was meant to be /dev/null is /dev/zero; the rest of the report is not known.
    report(
        "kubernetes/kubernetes/issues/112376",
        ["oom_killed", "node_out_of_memory"],
        A,
        Node(version=None).static_pod(A).died(A, code=137, reason="OOMKilled", lived=timedelta(seconds=20)),
    ),
    # ---- the kubelet itself, in what carries it -----------------------------------------------------------------------
    # An agent on a kernel that was booted without it.
    report(
        "k3s-io/k3s/issues/170",
        "kubelet_cgroup_unsupported",
        None,
        carrier(
            "k3s-agent",
            'time="2019-03-06T10:44:24.478176681+01:00" level=info msg="Starting k3s agent v0.2.0-rc5 (10be950)"',
            'time="2019-03-06T10:44:24.478792483+01:00" level=error msg="Failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            'time="2019-03-06T10:44:24.478898501+01:00" level=fatal msg="failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            by="k3s",
        ),
    ),
    # minikube's flags of before; the kubelet's last words are quoted as the title and completed.
    report(
        "kubernetes/minikube/issues/13134",
        ["runtime_endpoint_wrong", "kubelet_config_invalid", "unknown"],
        UNIT,
        Node(name="minikube", version="v1.24.0-alpha.1").kubelet_loops(
            'I1209 21:42:10.101298    4450 server.go:445] "Kubelet version" kubeletVersion="v1.24.0-alpha.1"',
            'E1209 21:42:10.104911    4450 server.go:294] "Failed to run kubelet" err="failed to run Kubelet: using dockershim is not supported, please consider using a full-fledged CRI implementation"',
        ),
        sure=False,
    ),
    # ---- near misses ------------------------------------------------------------------------------------------------
    # Its owner blames the images of etcd and the apiserver; they run, and the node's name is not a valid one.
    report(
        "rancher/rke2/issues/7791",
        None,
        None,
        lives(
            'E0219 22:23:28.324988      54 kubelet_node_status.go:95] "Unable to register node with API server" err="Node \\"core_control_plane\\" is invalid: metadata.name: Invalid value: \\"core_control_plane\\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \'-\' or \'.\', and must start and end with an alphanumeric character (e.g. \'example.com\', regex used for validation is \'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\')" node="core_control_plane"',
            name="core_control_plane",
        ),
        never="image_unavailable",
    ),
)
